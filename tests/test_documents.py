"""References to documents: a table over catalogue A1-A19.

A row is (marked text, reason). `[words](type|number|symbol|field=value|...)` marks a reference with its full span; "" stands for None, fields
not named are not compared. Everything found must be marked and the other way round. The sentences were written for this table.
"""

from __future__ import annotations

import datetime
import re

import pytest
from conftest import assert_linear, one_sentence

import corpora
from pipeline import clean, context, schema, segment
from pipeline.extractors.documents import symbols
from pipeline.extractors import documents

MARK = re.compile(r"\[([^\[\]]+)\]\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


def parse(marked: str) -> tuple[str, list[tuple[int, int, dict[str, str | None]]]]:
    """The plain text and the marked references: start, end, expected fields."""
    text, expected, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        type, number, symbol, *rest = mark[2].split("|")
        fields = {"type": type, "number": number, "symbol": symbol} | dict(part.split("=", 1) for part in rest if part)
        expected.append((len(text), len(text) + len(mark[1]), {k: v or None for k, v in fields.items()}))
        text += mark[1]
        at = mark.end()
    return text + marked[at:], expected


def read(text: str, province: str | None = "An Giang", published: str | None = "2024-06-10", title: str | None = None) -> context.Context:
    return context.read(schema.Article(id="t", title=title, published=published, place=schema.Place(province=province)), text)


def check(marked: str, province: str | None = "An Giang", published: str | None = "2024-06-10") -> None:
    text, expected = parse(marked)
    page = read(text, province, published)
    assert page.text == text, "the row's text must be normal already, so that its offsets are the view's"
    found = documents.find(page)
    assert [page.text[d.start : d.end] for d in found] == [text[a:b] for a, b, _ in expected]
    for document, (start, end, fields) in zip(found, expected, strict=True):
        assert (document.start, document.end) == (start, end)
        for name, value in fields.items():
            if name == "core":
                assert text[document.core_start : document.core_end] == value
            else:
                assert getattr(document, name) == value, f"{name} of {text[start:end]!r}"


SYMBOLS = [  # A1-A4, A12, A16
    (
        "Tỉnh giao việc theo [Kế hoạch số 45/KH-UBND](Kế hoạch|45|KH-UBND|issuer=UBND tỉnh An Giang|form=full).",
        "A1: state form; the issuer is of the article's province",
    ),
    (
        "Họp bàn [Tờ trình số 08/TTr-SYT](Tờ trình|08|TTr-SYT|issuer=Sở Y tế tỉnh An Giang).",
        "A1: the number is kept as written; TTr has small letters",
    ),
    (
        "Áp dụng [Nghị định số 61/2018/NĐ-CP](Nghị định|61/2018|NĐ-CP|issuer=Chính phủ|issued=).",
        "A2: the year belongs to the number, it is no date of issue",
    ),
    (
        "Bãi bỏ [Nghị quyết số 120/2020/QH14](Nghị quyết|120/2020|QH14|issuer=Quốc hội).",
        "A2: Quốc hội has no type token; the head noun tells the type",
    ),
    ("Theo [Luật số 72/2025/QH15](Luật|72/2025|QH15).", "A2: a law by number"),
    ("Xem [Nghị quyết số 1211/2016/UBTVQH13](Nghị quyết|1211/2016|UBTVQH13|issuer=Ủy ban Thường vụ Quốc hội).", "A2: the standing committee"),
    ("Nhờ [Nghị quyết số 66.1/2025/NQ-CP](Nghị quyết|66.1/2025|NQ-CP) mà nhanh.", "A2: a decimal number"),
    ("Làm theo [Nghị quyết số 09-NQ/TU](Nghị quyết|09|NQ/TU|issuer=Tỉnh ủy An Giang) từ đầu năm.", "A3: Party form, number before a hyphen"),
    ("Gửi kèm [Kết luận số 100-KL/ĐU](Kết luận|100|KL/ĐU).", "A3: any Party unit"),
    ("Nêu ở [Quy định số 66-QĐ/TW](Quy định|66|QĐ/TW).", "A3: QĐ of the Party under its head noun Quy định"),
    (
        "Tỉnh ủy ra [Chương trình hành động số 49-CT/TU](Chương trình hành động|49|CT/TU|issuer=Tỉnh ủy An Giang).",
        "A3: CT/TU under Chương trình hành động",
    ),
    ("Xem [Quy định số 08-QĐi/TW](Quy định|08|QĐi/TW).", "A3: QĐi, another spelling of Quy định"),
    (
        "Trả lời bằng [Công văn số 2233/UBND-NC](Công văn|2233|UBND-NC|issuer=UBND tỉnh An Giang).",
        "A4: a letter has no type token, its first token is the issuer",
    ),
    (
        "Có [văn bản số 915/VPCP-KTTH](Công văn|915|VPCP-KTTH|issuer=Văn phòng Chính phủ).",
        "A4: 'văn bản' with a letter's symbol is an official letter",
    ),
    ("Có [văn bản số 25/TB-VPCP](Thông báo|25|TB-VPCP|issuer=Văn phòng Chính phủ).", "A4: 'văn bản' has the type of its symbol"),
    ("Xem [Công văn số 10745/VPCP-V.I](Công văn|10745|VPCP-V.I).", "A4: a roman unit code after a dot"),
    ("Xem [Công văn số 823/PV11(CS)](Công văn|823|PV11(CS)).", "A4: a police unit in brackets"),
    (
        "Sở gửi [công văn số 3307/BTTTT-PTTH&TTĐT](Công văn|3307|BTTTT-PTTH&TTĐT|issuer=Bộ Thông tin và Truyền thông).",
        "A4: & inside a unit code; lower-case head",
    ),
    ("Chi cục có [Công văn số 77/CCQZ-QLCT](Công văn|77|CCQZ-QLCT|issuer=).", "A4: unit codes are an open list; an unknown one has no issuer"),
    ("Theo [Chương trình 12/Ctr-UBND](Chương trình|12|Ctr-UBND|symbol_normalized=CTr-UBND).", "A12: case of the type token"),
    ("Theo [Quyết định 101/QĐ-TTG](Quyết định|101|QĐ-TTG|symbol_normalized=QĐ-TTg).", "A12: case of the issuer"),
    ("Theo [văn bản số 846 /UBND-TH](Công văn|846|UBND-TH).", "A12: a space before the slash"),
    ("Theo [Tờ trình số 118/TTr- STTTT](Tờ trình|118|TTr- STTTT|symbol_normalized=TTr-STTTT).", "A12: a space after the hyphen"),
    (
        "Theo [Thông báo số 2927 -TB/TU](Thông báo|2927|TB/TU) và [Công văn số 391 - CV/ĐU](Công văn|391|CV/ĐU).",
        "A12: spaces around the Party's hyphen",
    ),
    ("Theo [Quyết định số 12/QĐ - UBND](Quyết định|12|QĐ - UBND|symbol_normalized=QĐ-UBND) đã ký.", "A12: spaces on both sides of the hyphen"),
    ("Theo [Quyết định số 27/QĐUBND](Quyết định|27|QĐUBND|symbol_normalized=QĐ-UBND).", "A12: hyphen lost, cut at the type of the head noun"),
    ("Theo [Nghị quyết 30c/NQCP](Nghị quyết|30c|NQCP|symbol_normalized=NQ-CP).", "A12: hyphen lost, letter after the number"),
    ("Theo [văn bản số 9/KHUBND](Kế hoạch|9|KHUBND|symbol_normalized=KH-UBND).", "A12: hyphen lost, cut where a known issuer remains"),
    ("Theo [Nghị quyết số 22/NQ-TU](Nghị quyết|22|NQ-TU|symbol_normalized=NQ/TU).", "A12: Party symbol in state form"),
    ("Theo [Nghị quyết số 57-NQTW](Nghị quyết|57|NQTW|symbol_normalized=NQ/TW).", "A12: the slash of a Party symbol lost"),
    ("Theo [Công điện số 12/CĐ.UBND](Công điện|12|CĐ.UBND|symbol_normalized=CĐ-UBND).", "A12: a dot for the hyphen"),
    ("Theo [Thông tư số 26/2016/BXD](Thông tư|26/2016|BXD|symbol_normalized=TT-BXD|issuer=Bộ Xây dựng).", "A12: type token lost"),
    ("Theo [Nghị quyết số 206/2025/NQ-QH15](Nghị quyết|206/2025|NQ-QH15|symbol_normalized=QH15).", "A12: Quốc hội's symbols have no type token"),
    ("Theo [Nghị quyết 60-NQ/TƯ của Bộ Chính trị](Nghị quyết|60|NQ/TƯ|symbol_normalized=NQ/TW).", "A12: TƯ is TW where the text names the centre"),
    ("Theo [Chỉ thị 17-CT/TƯ của Ban Thường vụ Tỉnh ủy](Chỉ thị|17|CT/TƯ|symbol_normalized=CT/TU).", "A12: TƯ is TU where the text names a Tỉnh ủy"),
    ("Theo [Quyết địnhsố 12/QĐ-UBND](Quyết định|12|QĐ-UBND) và [Quyết định số31-QĐ/TW](Quyết định|31|QĐ/TW).", "A12: glued words"),
    ("Nêu rõ căn cứtheo [Kế hoạch số 9/KH-UBND](Kế hoạch|9|KH-UBND)tỉnh ban hành.", "A12: a word glued to the symbol"),
    ("Theo [Công văn điện số 1102/CĐ-TTg](Công điện|1102|CĐ-TTg).", "A12: a wrong type word; the variant is known"),
    ("Theo [Thông báo kết luận số 25-TB/TU](Thông báo|25|TB/TU).", "A12: an adjunct of the type word"),
    ("Đã có văn bản [văn bản số 1189/UBND-KTN](Công văn|1189|UBND-KTN).", "A12: doubled words count once"),
    ("TRIỂN KHAI [NGHỊ QUYẾT SỐ 96/NQ-CP NGÀY 01/8/2022 CỦA CHÍNH PHỦ](Nghị quyết|96|NQ-CP|issued=2022-08-01).", "A12: capitals throughout"),
    ("Quyết định số ...../2023/QĐ-UBND còn là bản nháp; Kế hoạch số …/KH-UBND cũng vậy.", "A12: a blank number is a draft"),
    (
        "Theo [Thông tư liên tịch số 08/2013/TTLT-BTC-BYT](Thông tư liên tịch|08/2013|TTLT-BTC-BYT|issuer=Bộ Tài chính, Bộ Y tế).",
        "A16: all tokens are issuers",
    ),
    ("Theo [Kế hoạch liên tịch số 17/KHLT-SYT-HND](Kế hoạch liên tịch|17|KHLT-SYT-HND).", "A16: a joint plan"),
    ("Theo [Quy chế phối hợp số 01/QCPH/UBND-UBMTTQ](Quy chế phối hợp|01|QCPH/UBND-UBMTTQ).", "A16: two slashes are right in a joint document"),
    ("Nghị quyết trụ cột mới ([57-NQ/TW](Nghị quyết|57|NQ/TW)) rất đáng chú ý.", "A1: a symbol tells its type without a type word"),
    ("Decision No. [3639/QD-UBND](Quyết định|3639|QD-UBND|symbol_normalized=QĐ-UBND) is in force.", "F10: a text without diacritics"),
    ("Thu [Giấy phép khai thác khoáng sản số 12/GP-UBND](Giấy phép|12|GP-UBND|issuer=UBND tỉnh An Giang).", "A1: a permit of the state"),
    ("Theo [Báo cáo thẩm tra số 18/BCTT-BPC](Báo cáo|18|BCTT-BPC) của ban.", "A1: words between the type and 'số', an unknown symbol"),
    ("Theo [văn bản số 12/CTr-UBND](Chương trình|12|CTr-UBND).", "A4: of two types with one abbreviation the plain one"),
    ("Toàn văn: [Số: 128/TB-UBND](Thông báo|128|TB-UBND).", "A1: a letterhead"),
    (
        "Ký [Quyết định phê duyệt chủ trương đầu tư số 123/QĐ-UBND ngày 5/4/2024](Quyết định|123|QĐ-UBND|issued=2024-04-05).",
        "A1: the type word farther off",
    ),
]  # fmt: skip


NUMBERS = [  # A5, A18
    ("[Kết luận số 87-KL/TU](Kết luận|87|KL/TU) nói về thu thuế. [Kết luận 87](Kết luận|87|KL/TU) nêu rõ việc này.", "A5: a number named before"),
    ("Ông nói [Nghị quyết 57](Nghị quyết|57|) không dành riêng cho đô thị.", "A5: a negation behind the number, no campaign"),
    (
        "Mở lớp theo [Quyết định 1956](Quyết định|1956|) (gọi tắt là [Đề án 1956](Đề án|1956|)), kinh phí lấy từ Kế hoạch 2024.",
        "A5: a number that looks like a year, of a document known by it",
    ),
    ("Sở tham mưu ban hành kế hoạch triển khai [Luật Đất đai](Luật|||title=Đất đai).", "A7: the plan is still to be made, the law is not"),
    ("Xã phát động Kế hoạch 3 không về rác thải.", "a campaign counted out"),
    (
        "Theo [Quyết định số 32/QĐ-UBND ngày 4/5/2024](Quyết định|32|QĐ-UBND|issuer=UBND tỉnh An Giang|issued=2024-05-04) do Phó Chủ tịch UBND tỉnh ký.",
        "A11: who signed is no part of the reference",
    ),
    ("Trồng rừng thay thế theo [Luật Bảo vệ và Phát triển rừng](Luật|||title=Bảo vệ và Phát triển rừng).", "A6: a law's name goes on behind và"),
    ("Không hỗ trợ hộ đã nhận theo [quyết định số 117](Quyết định|117|) của tỉnh.", "A5: 'số' makes up for the capital"),
    (
        "Rà soát [Đề án 06](Đề án|06||form=short|issuer=|issued=) và [Đề án 06/CP](Đề án|06|CP|form=full).",
        "A5: as written; what is not written stays empty",
    ),
    ("Gỡ vướng theo [Công văn 452](Công văn|452|) như kế hoạch.", "A5: type and bare number"),
    ("Áp dụng [thông tư 13](Thông tư|13||form=short) từ tháng này.", "A5: a lower-case type word that is only a noun"),
    ("Có [công điện số 1995](Công điện|1995|) gửi các tỉnh.", "A5: 'số' before the number"),
    ("Thực hiện [Kế hoạch 437 ngày 10/10/2014](Kế hoạch|437||issued=2014-10-10|form=full).", "A5: number and date"),
    ("Có [Chỉ thị Số 9 của Chủ tịch UBND huyện Châu Phú](Chỉ thị|9||issuer=Chủ tịch UBND huyện Châu Phú).", "A5: 'Số' with a capital"),
    ("Dự án thuộc [Chương trình MTQG 1719](Chương trình|1719|) của tỉnh.", "A5: an adjunct between the type word and the number"),
    ("Theo [NQ 57](Nghị quyết|57|), [NĐ 61](Nghị định|61|) và [ĐA 06](Đề án|06|).", "A5: abbreviated type words"),
    ("Tổ công tác [Đề án 06](Đề án|06|) của tỉnh họp.", "A5: a numbered document inside an agency's name is a document all the same"),
    ("Bộ Y tế gửi [Công văn khẩn số 5995](Công văn|5995||issuer=Bộ Y tế) tới các tỉnh.", "A5: an urgent letter"),
    ("Mới xong 02/9 việc, 11/15 chỉ tiêu, xếp thứ 16/63.", "A18: fractions and ranks"),
    ("Tổ công tác số 2, Ban Chỉ đạo 389 và Đoàn 35 cùng kiểm tra.", "A18: numbers of organisations"),
    ("Nhà ở số 207 Lê Văn Tám, thửa số 15, tờ bản đồ số 8, cạnh Quốc lộ 1A.", "A18: addresses, plots and roads"),
    ("Gọi 0296.3.123.456 hoặc 0983.970.780, trực 24/24 giờ, km 12+300.", "A18: telephones, clock idioms"),
    ("Theo TCVN 6909:2001, QCVN 01:2021/BXD và ISO 9001:2015.", "A18: standards"),
    ("Mở Kế hoạch 180 ngày đêm, thực hiện Chương trình 3 không, báo cáo 5 vấn đề, quyết định 12 dự án.", "A18: the number counts what follows"),
    ("Lập kế hoạch 2024 và Kế hoạch 5 năm 2021-2025.", "A18: years and spans of years name no subject"),
    ("Như đã nói trong Đề án3, mạng lưới rộng khắp1.", "A18: a footnote's digit glued to the word"),
    ("Quyết định 5 ngư dân được vay. Thông báo 3 bến mới mở.", "A18: a verb with its capital"),
    ("Dự án 7 và Tiểu dự án 1 chậm; Văn bản 12 bị thất lạc.", "A18: projects; a weak word needs 'số'"),
    (
        "Sở Kế hoạch và Đầu tư, Sở Quy hoạch - Kiến trúc, Phòng Kế hoạch 2 và Viện Quy hoạch xây dựng Hà Nội cùng dự.",
        "A18: type words in agencies' names",
    ),
    ("Trưởng phòng Kế hoạch tổng hợp đường sắt dự họp.", "A18: a type word in a post"),
    ("Kế hoạch 12/5 hoàn thành; Nghị quyết 8-9% khó đạt; chỉ thị 1.500 hộ.", "A18: the number goes on"),
    ("Dự án đường tránh dài 12/KH bị chậm, căn hộ số 5/B2.", "A18: no issuer after the type"),
]  # fmt: skip


CHAINS = [  # A8
    (
        "Theo [Công văn số 18](Công văn|18|UBND-NL|issued=2013-01-14) và [số 24/UBND-NL](Công văn|24|UBND-NL|issued=2013-01-24) "
        "(ngày 14 và ngày 24/01/2013), các huyện chống hạn.",
        "A8: as many days as documents",
    ),
    ("Theo [Quyết định số 587/QĐ-TTg](Quyết định|587|QĐ-TTg) và [số 590/QĐ-TTg](Quyết định|590|QĐ-TTg).", "A8: a shared type word"),
    (
        "Gửi các [công văn số 702](Công văn|702|CV/VPTU), [703](Công văn|703|CV/VPTU), [705-CV/VPTU](Công văn|705|CV/VPTU).",
        "A8: a symbol shared leftwards",
    ),
    ("Học các [Nghị quyết số 18](Nghị quyết|18|NQ/TW), [19-NQ/TW](Nghị quyết|19|NQ/TW) tại cơ sở.", "A8: the same for two"),
    (
        "Theo [Chỉ thị số 21](Chỉ thị|21|CT-TTg), [số 23/CT-TTg](Chỉ thị|23|CT-TTg) và [Công văn 518](Công văn|518|).",
        "A8: the type changes at the next type word",
    ),
    (
        "Các [Quyết định số 31/QĐ-UBND](Quyết định|31|QĐ-UBND|issued=2024-05-07), [36/QĐ-UBND ngày 7/5/2024](Quyết "
        "định|36|QĐ-UBND|issued=2024-05-07) hết hạn.",
        "A8: under a plural the date is of all",
    ),
    (
        "Hủy [Quyết định 31/QĐ-UBND](Quyết định|31|QĐ-UBND|issued=), [36/QĐ-UBND ngày 7/5/2024](Quyết định|36|QĐ-UBND|issued=2024-05-07).",
        "A8: otherwise only of the last",
    ),
    (
        "Theo [Quyết định số 301-QĐ/TW](Quyết định|301|QĐ/TW|issued=2012-10-04) và [Quyết định số 302-QĐ/TW ngày 4/10/2012](Quyết "
        "định|302|QĐ/TW|issued=2012-10-04).",
        "A8: twins joined by 'và' share the date",
    ),
    (
        "Ở [Tờ trình số: 318/TTr-STC ngày 5/9/2023](Tờ trình|318|TTr-STC|issued=2023-09-05), [390/TTr-STC ngày 8/10/2023](Tờ "
        "trình|390|TTr-STC|issued=2023-10-08).",
        "A8: one symbol, a date each",
    ),
    (
        "Các [Nghị định của Chính phủ: Số 34/2016/NĐ-CP](Nghị định|34/2016|NĐ-CP); [số 82/2015/NĐ-CP](Nghị định|82/2015|NĐ-CP).",
        "A8: a head with a colon and a list",
    ),
    (
        "Quán triệt các [Nghị quyết 57](Nghị quyết|57||issuer=Bộ Chính trị), [59](Nghị quyết|59|), [66](Nghị quyết|66|) và [68 của Bộ Chính "
        "trị](Nghị quyết|68||issuer=Bộ Chính trị).",
        "A8: bare numbers, the issuer of all at the end",
    ),
    ("Nhờ [Nghị quyết 57](Nghị quyết|57|), 10 xã đã đổi mới.", "A8: a number that counts ends the list"),
    ("Ký ngày lễ: [Quyết định số 9/QĐ-UBND](Quyết định|9|QĐ-UBND), 20/5 và 21/5 là hạn.", "A8: dates are no members"),
]  # fmt: skip


TITLES = [  # A6, A7, A13
    ("Giảng [Luật Đất đai năm 2024](Luật|||title=Đất đai năm 2024|form=title_only) cho trưởng ấp.", "A6: a law with its year"),
    ("Bàn dự thảo Luật Làng nghề và dự án Luật Quảng cáo.", "A6: drafts are no documents"),
    ("Sửa [Luật Phòng, chống tác hại của thuốc lá](Luật|||) và [Bộ luật Lao động 2019](Bộ luật|||).", "A6: a name with commas and 'của' is known"),
    ("Theo [Luật sửa đổi, bổ sung một số điều của 37 luật có liên quan đến quy hoạch](Luật|||) thì được.", "A6: a count inside a law's title"),
    ("Theo [Luật đất đai 2013](Luật|||) và [luật Nhà ở](Luật|||), không theo luật đất đai chung chung.", "A6: one capital is enough for a known law"),
    ("Vi phạm luật giao thông, thuê luật sư của Hội Luật gia; trường Đại học Luật Hà Nội mời.", "A6: lower-case laws, lawyers, law schools"),
    (
        "Căn cứ [Luật Thú y ngày 19/6/2015](Luật|||issued=2015-06-19) và [Pháp lệnh Giống cây trồng ngày 24/3/2004](Pháp lệnh|||issued=2004-03-24).",
        "A6: a law with its day",
    ),
    (
        "Sở làm [Đề án “Số hóa di sản văn hóa tỉnh giai đoạn 2022 - 2025”](Đề án|||title=Số hóa di sản văn hóa tỉnh giai đoạn 2022 - 2025) từ lâu.",
        "A6: quoted",
    ),
    ("Huyện đã phê duyệt [Đề án bảo tồn làng nghề đan lát Vĩnh Hòa](Đề án|||), kinh phí lớn.", "A6: bare, capitalised, up to the comma"),
    (
        "Nêu trong [Chiến lược phát triển nuôi biển Việt Nam đến năm 2030 của Chính phủ](Chiến lược|||core=Chiến lược phát triển nuôi biển Việt "
        "Nam đến năm 2030|issuer=Chính phủ).",
        "A6: up to its years, the issuer outside the core",
    ),
    ("Theo [Kế hoạch số hóa sách cổ của tỉnh An Giang giai đoạn 2019 - 2020, định hướng đến 2025](Kế hoạch|||), kho đã đầy.", "A6: whose it is"),
    ("Sơ kết [Chương trình về số hóa bến thủy tỉnh An Giang giai đoạn 2021 - 2025](Chương trình|||) tại huyện.", "A6: a programme with 'về'"),
    (
        "[Quy hoạch cấp nước vùng hạ lưu đến năm 2035, tầm nhìn đến năm 2045](Quy hoạch|||issuer=Thủ tướng Chính phủ) vừa được Thủ tướng thông qua.",
        "A6: first in its sentence, but with years; the issuer after it",
    ),
    (
        "[Quy hoạch bến thủy vùng hạ lưu](Quy hoạch|||)\nTheo [Quy hoạch bến thủy vùng hạ lưu đến năm 2030](Quy hoạch|||), tỉnh có 20 bến.",
        "A6: an unsure title counts where a sure one has the same words",
    ),
    ("Quy hoạch bến thủy vùng hạ lưu\nTỉnh có 20 bến và nhiều kho.", "A6: alone it does not"),
    (
        "Mở rộng [Chương trình mục tiêu quốc gia giảm nghèo bền vững](Chương trình|||title=mục tiêu quốc gia giảm nghèo bền vững) ở vùng cao.",
        "A6: a national programme",
    ),
    ("Xem Chương trình “Bếp ấm tình thương” và chương trình “Xuân về trên bến”.", "A6: campaigns"),
    ("Xem Chương trình nghệ thuật “Sắc xuân trên bến”, Chương trình giao lưu văn nghệ năm 2024 và chương trình đào tạo.", "A6: events, courses"),
    (
        "Theo [Nghị quyết Đại hội Đảng bộ tỉnh lần thứ IX, nhiệm kỳ 2010 - 2015](Nghị quyết|||) và [Nghị quyết Trung ương 4 (khóa XII)](Nghị "
        "quyết|||).",
        "A6: resolutions of congresses and plenums",
    ),
    ("Các nghị quyết của HĐND tỉnh, nghị quyết đại hội đảng các cấp còn chậm.", "A6: generic"),
    ("Theo [Chỉ thị của Thủ tướng Chính phủ về siết kỷ luật công vụ](Chỉ thị|||), các sở tự kiểm tra.", "A7: unnumbered, with its subject"),
    (
        "Học [Chương trình hành động của Tỉnh ủy thực hiện Nghị quyết đại hội](Chương trình hành động|||title=thực hiện Nghị quyết đại hội).",
        "A7: whose, and for what",
    ),
    ("Chủ tịch xã mới ra công văn nhắc các ấp, sẽ ban hành chỉ thị riêng.", "A7: unnumbered, without a subject"),
    ("Trường sẽ lập Đề án mở ngành cảng biển trong hè.", "A7: still to be made"),
    ("Giao sở tham mưu UBND tỉnh ban hành Kế hoạch hành động giảm rác thải nhựa giai đoạn 2024 - 2030.", "A7: issuing as a task"),
    ("Sở đã trình Đề án sắp xếp trạm y tế giai đoạn 2024 - 2030.", "A7: submitted is not adopted"),
    ("UBND tỉnh vừa ban hành [Kế hoạch phòng, chống sạt lở bờ sông năm 2024](Kế hoạch|||issuer=UBND tỉnh An Giang).", "A7: issued, with a title"),
    ("Huyện đã xây dựng [Đề án phát triển cây xoài cát núi](Đề án|||).", "A7: made already"),
]  # fmt: skip


AROUND = [  # A9-A11
    (
        "Làm theo [công văn số 33/UBND-VX](Công văn|33|UBND-VX|issued=2024-04-16) mà Chủ tịch UBND tỉnh An Giang ký ngày 16-4.",
        "A10: the day follows the signer",
    ),
    ("Theo [công văn số 36/UBND-VX phát hành ngày 19-5](Công văn|36|UBND-VX|issued=2024-05-19), các xã báo cáo.", "A10: 'phát hành ngày'"),
    (
        "Làm theo điểm c khoản 4 Điều 15 [Nghị định số 38/2021/NĐ-CP](Nghị định|38/2021|NĐ-CP|provision=điểm c khoản 4 Điều 15).",
        "A9: point, clause, article",
    ),
    (
        "Theo khoản 1 Điều 82 của [Luật Đất đai](Luật|||provision=khoản 1 Điều 82) và Điều 142, [Luật Nhà ở](Luật|||provision=Điều 142).",
        "A9: 'của' and a comma between",
    ),
    (
        "Có [Kế hoạch số 73/KH-UBND, ngày 6/4/2023 của UBND tỉnh](Kế hoạch|73|KH-UBND|issued=2023-04-06|core=Kế hoạch số 73/KH-UBND).",
        "A10: date after a comma",
    ),
    ("Có [Chỉ thị 16/CT-TTg năm 2021](Chỉ thị|16|CT-TTg|issued=2021) còn hiệu lực.", "A10: only a year"),
    ("Có [Công văn số 77/SYT-NVY (ngày 5/4/2024)](Công văn|77|SYT-NVY|issued=2024-04-05) kèm theo.", "A10: date in brackets"),
    ("Có [Công văn số 248/PCTT ngày 31 tháng 10 năm 2019](Công văn|248|PCTT|issued=2019-10-31).", "A10: date in words"),
    ("Có [Quyết định số 5/QĐ-UBND ngày 22.12.2023](Quyết định|5|QĐ-UBND|issued=2023-12-22).", "A10: date with points"),
    (
        "Ngày 2/6, UBND tỉnh ra [Quyết định số 1620/QĐ-UBND](Quyết định|1620|QĐ-UBND|issued=2024-06-02) lập đoàn.",
        "A10: date before, the year from the publication",
    ),
    (
        "Theo [Quyết định số 2/QĐ-TTg ngày 3/4/2024](Quyết định|2|QĐ-TTg), UBND tỉnh ban hành [Kế hoạch số 5/KH-UBND](Kế hoạch|5|KH-UBND|issued=).",
        "A10: another document's date",
    ),
    ("Có [Kế hoạch số 5/KH-UBND ban hành bởi UBND tỉnh Cà Mau](Kế hoạch|5|KH-UBND|issuer=UBND tỉnh Cà Mau).", "A11: 'bởi'"),
    (
        "Chiều 20/12, UBND tỉnh ban hành [Kế hoạch số 9/KH-UBND](Kế hoạch|9|KH-UBND|issued=2023-12-20).",
        "A10: the nearest such day on or before the publication",
    ),
    ("Trước ngày 5/6 phải ban hành [Quyết định số 15/QĐ-UBND](Quyết định|15|QĐ-UBND|issued=).", "A10: a deadline is no date of issue"),
    (
        "Ngày 31/5, theo Văn phòng UBND tỉnh, đơn vị này vừa ban hành [Công văn số 60/UBND-KT](Công văn|60|UBND-KT|issued=).",
        "A10: the day of the news",
    ),
    (
        "Theo [Thông báo số 128/TB-UBND](Thông báo|128|TB-UBND|issued=), ngày 25/7 các sở phải báo cáo.",
        "A10: a day without a year after a comma begins a new clause",
    ),
    ("Có [Nghị quyết 07 ngày 12/3/2022 của Tỉnh ủy](Nghị quyết|07||issuer=Tỉnh ủy An Giang|issued=2022-03-12).", "A11: issuer after 'của'"),
    ("Thủ tướng có [công điện số 75](Công điện|75||issuer=Thủ tướng Chính phủ|form=short) gửi tỉnh.", "A11: the subject of 'có'"),
    (
        "Ban Thường vụ Tỉnh ủy vừa ra [Chỉ thị số 33-CT/TU](Chỉ thị|33|CT/TU|issuer=Ban Thường vụ Tỉnh ủy An Giang).",
        "A11: the subject tells which body of TU",
    ),
    (
        "Chủ tịch UBND tỉnh Lê Văn Bền vừa ký [Quyết định số 30/QĐ-UBND](Quyết định|30|QĐ-UBND|issuer=UBND tỉnh An Giang).",
        "A11: a person signs, the symbol's body issues",
    ),
    ("Có [Chỉ thị của Bộ trưởng Bộ Xây dựng số 09/CT-BXD](Chỉ thị|09|CT-BXD|issuer=Bộ trưởng Bộ Xây dựng).", "A11: between head and number"),
    ("Có [Nghị quyết số 83/NQ-CP của Thủ tướng Chính phủ](Nghị quyết|83|NQ-CP|issuer=Chính phủ).", "A11: the symbol of a central body decides"),
    ("Có [Quyết định số 7/QĐ-UBQGCĐS của Ủy ban Quốc gia về chuyển đổi số](Quyết định|7|QĐ-UBQGCĐS).", "A11: a long name with 'về'"),
    ("Có [Kế hoạch số 3/KH-UBND của UBND tỉnh Cà Mau](Kế hoạch|3|KH-UBND|issuer=UBND tỉnh Cà Mau).", "A11: another province"),
    ("UBND huyện Châu Phú ban hành [Kế hoạch số 6/KH-UBND](Kế hoạch|6|KH-UBND|issuer=UBND huyện Châu Phú).", "A11: a district"),
    (
        "Có [Quyết định số 9/QĐ-UBND](Quyết định|9|QĐ-UBND) phê duyệt [Đề án nuôi cá lồng bè trên sông Hậu](Đề án|||issuer=UBND tỉnh An Giang).",
        "A11: what a decision approves has its issuer",
    ),
]  # fmt: skip


POINTERS = [  # A13, A14
    (
        "Sở Y tế ban hành [Chỉ thị số 16/CT-SYT](Chỉ thị|16|CT-SYT) theo [Chỉ thị số 71/CT-BYT](Chỉ thị|71|CT-BYT).\n"
        "Văn phòng sở theo dõi việc thực hiện [Chỉ thị này](Chỉ thị|16|CT-SYT|form=anaphor).",
        "A13: 'này' in another paragraph is the document that the article tells of",
    ),
    (
        "UBND tỉnh ban hành [Chỉ thị số 6/CT-UBND](Chỉ thị|6|CT-UBND). Thay cho [Chỉ thị số 5/CT-UBND](Chỉ thị|5|CT-UBND), "
        "[Chỉ thị này](Chỉ thị|6|CT-UBND|form=anaphor) có hiệu lực ngay.",
        "A13: 'này' is not what it replaces",
    ),
    ("Có [Kế hoạch số 9/KH-UBND](Kế hoạch|9|KH-UBND). Xã triển khai [Kế hoạch này](Kế hoạch|9|KH-UBND|form=anaphor).", "A13: 'khai' is not 'hai'"),
    ("Có [Kế hoạch số 58/KH-UBND](Kế hoạch|58|KH-UBND). [Kế hoạch này](Kế hoạch|58|KH-UBND|form=anaphor) cử Sở Du lịch chủ trì.", "A13: 'này'"),
    (
        "Có [Thông báo số 5/TB-UBND](Thông báo|5|TB-UBND). Căn cứ [Thông báo nêu trên](Thông báo|5|TB-UBND|form=anaphor), sở làm ngay.",
        "A13: 'nêu trên'",
    ),
    (
        "Có [Công văn số 9/UBND-NC](Công văn|9|UBND-NC). [Công văn](Công văn|9|UBND-NC|form=anaphor) nêu rõ: các xã tự kiểm tra.",
        "A13: first in its sentence, with a verb of saying",
    ),
    (
        "Có [Chương trình hành động số 32-CT/TU](Chương trình hành động|32|CT/TU). Việc ra [chương trình hành động này](Chương trình hành "
        "động|32|CT/TU|form=anaphor) là cần.",
        "A13: lower case",
    ),
    ("[Nghị quyết này](Nghị quyết|||form=anaphor|document=) có hiệu lực từ hôm nay.", "A13: the document itself, in its own text"),
    ("Làm theo kế hoạch trên; quyết định này là đúng; chương trình đó đã hết.", "A13: lower case with nothing to point to"),
    (
        "Có [Quyết định số 934/QĐ-BXD](Quyết định|934|QĐ-BXD) (sau đây gọi là [Quyết định 934](Quyết định|934|QĐ-BXD|form=short)).",
        "A14: a short form, its symbol told by the full one",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "reason"), SYMBOLS + NUMBERS + CHAINS + TITLES + AROUND + POINTERS)
def test_table(marked: str, reason: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    ("text", "keys", "reason"),
    [
        ("Có Nghị quyết số 14-NQ/TU. Theo Nghị quyết số 14-NQ/TU ngày 8/11/2021 của Tỉnh ủy.", "aa", "A14: one document, twice"),
        ("Có Chỉ thị 31. Nội dung Chỉ thị số 31-CT/TU rất rõ.", "aa", "A14: the short form before the full one"),
        ("Có Công văn 452 của Thủ tướng. Theo Công văn 452, các bộ làm.", "aa", "A14: short forms"),
        ("Có Chương trình số 40-CTr/TU. Theo Chương trình hành động số 40, tỉnh làm.", "aa", "A14: two words for one type"),
        ("Có Quyết định số 06/QĐ-TTg (gọi tắt là Đề án 06). Rà soát Đề án 06 ngay.", "aaa", "A14: an alias of another type"),
        ("Có Quyết định số 19/2023/QĐ-UBND và Quyết định số 19/QĐ-UBND.", "ab", "A2: with and without a year are two"),
        ("Có Kế hoạch số 45/KH-UBND của UBND tỉnh Sơn La. Có Kế hoạch số 45/KH-UBND của UBND tỉnh Lào Cai.", "ab", "A17: two provinces"),
        ("Có Chỉ thị số 05-CT/TW, Chỉ thị số 05/CT-TTg và Chỉ thị số 05-CT/TU.", "abc", "A17: three bodies"),
        ("Có Kế hoạch số 9/KH-UBND ngày 2/2/2022. Có Kế hoạch số 9/KH-UBND ngày 3/3/2023.", "ab", "A17: two years"),
        ("Có Nghị quyết số 06-NQ/TU khóa X khác với Nghị quyết số 06-NQ/TU khóa XI.", "ab", "A17: two terms of a committee"),
        ("Thực hiện Luật Đất đai năm 2013, rồi Luật Đất đai năm 2024, nay là Luật Đất đai năm 2024.", "abb", "A17: laws of one name"),
        (
            "Theo Đề án số hóa di tích cấp tỉnh giai đoạn 2022 - 2025. Nhờ Đề án “Số hóa di tích cấp tỉnh”, khách tăng.",
            "aa",
            "A6: the words of a title, not its string",
        ),
        (
            "Có Chương trình 12/CTr-UBND về số hóa bến thủy tỉnh An Giang. Sơ kết Chương trình về số hóa bến thủy tỉnh An Giang.",
            "aa",
            "A6: a title and the number that bears it",
        ),
        ("Theo Kế hoạch chống hạn tỉnh An Giang đến năm 2023, huyện ra Kế hoạch chống hạn năm 2023.", "ab", "A6: up to a year, and of the year"),
        ("Học Nghị quyết Đại hội lần thứ XIII của Đảng, Nghị quyết Đại hội lần thứ XVII Đảng bộ tỉnh.", "ab", "A6: two congresses"),
        ("Có Nghị quyết số 98/2023/QH15. Theo Nghị quyết 98, thành phố thí điểm.", "aa", "A14: the short form of a normative number"),
        ("Theo Kế hoạch chống hạn cho lúa hè thu năm 2023 và Kế hoạch chống hạn cho lúa hè thu năm 2024.", "ab", "A6: plans of two years"),
    ],
)  # fmt: skip
def test_one_document(text: str, keys: str, reason: str) -> None:
    found = documents.find(read(text))
    names: dict[str | None, str] = {}
    assert "".join(names.setdefault(d.document, chr(97 + len(names))) for d in found) == keys
    assert None not in names


def test_what_one_mention_says_is_shared() -> None:
    text = "Tỉnh triển khai Nghị quyết số 14-NQ/TU. Theo Nghị quyết số 14-NQ/TU ngày 8/11/2021 của Ban Chấp hành Đảng bộ tỉnh, các huyện làm."
    found = documents.find(read(text))
    assert [d.issued for d in found] == ["2021-11-08", "2021-11-08"]
    assert {d.issuer for d in found} == {"Ban Chấp hành Đảng bộ tỉnh An Giang"}


def test_the_symbol_is_given_to_a_short_form_but_not_an_issuers_tag() -> None:
    letter = documents.find(read("Có Công văn số 452/TTg-KSTT. Theo Công văn 452, các bộ làm."))
    scheme = documents.find(read("Có Đề án 06/CP. Theo Đề án 06, các bộ làm."))
    assert [d.symbol for d in letter] == ["TTg-KSTT", "TTg-KSTT"]
    assert [d.symbol for d in scheme] == ["CP", None]


@pytest.mark.parametrize(
    ("text", "province", "issuer", "reason"),
    [
        ("Có Kế hoạch số 1/KH-UBND.", "Hà Nội", "UBND thành phố Hà Nội", "a city of the centre"),
        ("Có Kế hoạch số 1/KH-UBND.", "TP. Hồ Chí Minh", "UBND Thành phố Hồ Chí Minh", "an alias of a province"),
        ("Có Kế hoạch số 1/KH-UBND.", None, None, "no province, no provincial issuer"),
        ("Có Nghị quyết số 1-NQ/TU.", "Hải Phòng", "Thành ủy Hải Phòng", "the Party committee of a city"),
        ("Có Quyết định số 1/QĐ-TTg.", None, "Thủ tướng Chính phủ", "central bodies need no province"),
        ("Có Công văn số 1/SGD&ĐT-GDTrH.", "Cà Mau", "Sở Giáo dục và Đào tạo tỉnh Cà Mau", "initials of a sở, with &"),
        ("Có Quyết định số 1/QĐ-CTUBND.", "Gia Lai", "Chủ tịch UBND tỉnh Gia Lai", "the chair's own symbol"),
        ("Có Nghị quyết số 57-NQ/TW.", None, "Bộ Chính trị", "the centre's body from the well-known documents"),
        ("Có Nghị quyết số 1/2024/NQ-HĐND.", "Lào Cai", "HĐND tỉnh Lào Cai", "the people's council"),
    ],
)  # fmt: skip
def test_issuer_of_a_symbol(text: str, province: str | None, issuer: str | None, reason: str) -> None:
    assert documents.find(read(text, province, "2025-03-01"))[0].issuer == issuer


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("Có Quyết định số 27/QĐUBND.", "symbol.malformed", "a lost hyphen"),
        ("Có Nghị quyết số 22/NQ-TU.", "symbol.malformed", "state form for a Party symbol"),
        ("Có Nghị quyết số 83/NQ-CP của Thủ tướng Chính phủ.", "document.issuer_conflict", "text and symbol name two bodies"),
        ("Có Quyết định 749/QĐ-TTg ngày 03/6/2022.", "document.date_conflict", "the year of a well-known decision mistyped"),
        ("Có Kế hoạch số 9/KH-UBND ngày 2/2/2022, rồi Kế hoạch số 9/KH-UBND ngày 3/2/2022.", "document.date_conflict", "two days for one document"),
    ],
)  # fmt: skip
def test_diagnostics(text: str, code: str, reason: str) -> None:
    page = read(text)
    documents.find(page)
    assert [d.code for d in page.diagnostics] == [code]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Có Quyết định số 12/QĐ-UBND và Công văn số 846 /UBND-TH.", "spaces and case are no damage"),
        ("Có Quyết định 749/QĐ-TTg ngày 03/6/2020.", "the right date"),
        ("Có Quyết định 749/QĐ-TTg ngày 05/8/2013.", "another decision of the same number"),
    ],
)
def test_no_diagnostics(text: str, reason: str) -> None:
    page = read(text)
    documents.find(page)
    assert page.diagnostics == []


def test_dates_need_a_publication_to_have_a_year() -> None:
    assert documents.find(read("Có Công văn số 846/UBND-TH ngày 21/5.", published=None))[0].issued is None
    assert documents.find(read("Có Công văn số 846/UBND-TH ngày 21/5.", published="2019-05-30"))[0].issued == "2019-05-21"


def test_boilerplate_has_no_documents() -> None:
    text = "Tỉnh họp bàn Đề án 06.\nSơ kết Đề án 06, theo 57-NQ/TW và Luật Đất đai."
    end = text.index("\n")
    lines = [clean.Line(0, end, "body"), clean.Line(end + 1, len(text), "boilerplate")]
    page = context.Context(schema.Article(id="t"), clean.View(text), lines, [segment.Sentence(0, end, "body", 0)], None, "An Giang")
    assert [d.start for d in documents.find(page)] == [text.index("Đề án 06")]


PIECES = (" ", "1", "a", "A", "1-", "1/A-", "số ", ", 1", "Nghị quyết ", "Nghị quyết của ", "Nghị quyết số 1/", "Đề án “", "Kế hoạch này ")


@pytest.mark.parametrize("piece", [*PIECES, "Luật sửa đổi ", "Kế hoạch số 1/KH-UBND. ", "Báo cáo a b c d "])
def test_time_is_linear(piece: str) -> None:
    def page(text: str) -> context.Context:
        return one_sentence(text, datetime.date(2024, 6, 10), "An Giang")

    assert_linear(f"Nghị quyết 1|{piece}|", 20_000, page, documents.find)


def test_type_table() -> None:
    rows = corpora.gazetteer("document_types")
    assert len({r["type"] for r in rows}) == len(rows)
    assert {r["system"] for r in rows} <= {"state", "party", "joint", "both"}
    assert {r["number"] for r in rows} <= {"any", "capital", "so", "symbol"}
    assert {part for r in rows for part in corpora.cells(r["title"])} <= {"law", "plan", "congress", "about", "quoted"}
    assert {r["compound_of"] for r in rows} - {""} <= {r["type"] for r in rows}
    assert all(r["source"] for r in rows)


def test_wellknown_table() -> None:
    rows = corpora.gazetteer("wellknown")
    keys = [(r["names"], r["number"], r["symbol"], r["issued"]) for r in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        issued = datetime.date.fromisoformat(row["issued"])
        assert not row["until"] or datetime.date.fromisoformat(row["until"]) > issued, row["names"]
        assert "/" not in row["number"] or row["number"].endswith(f"/{issued.year}"), row["names"]
        assert row["type"] in symbols.kinds(), row["names"]
        assert row["source"] and row["title"], row["names"]


def test_every_issuer_code_names_an_agency() -> None:
    names = {r["name"] for r in corpora.gazetteer("agencies")} | {"Chủ tịch nước", "Chủ tịch UBND"}
    for row in corpora.gazetteer("issuer_codes"):
        assert row["issuer"] in names or row["issuer"].removesuffix(" tỉnh") in names, row["code"]
