"""Quantities: catalogue C1-C11. Marks: `[span](kind comparator values status year: subject)`; what a row leaves out is not looked at.

All sentences were made up for these tests.
"""

from __future__ import annotations

import re

import pytest
from conftest import assert_linear, one_sentence

from pipeline import context, schema
from pipeline.extractors import quantities

MARK = re.compile(r"\[(?P<span>[^\]]*)\]\((?P<expected>[^)]*)\)")


def found(text: str, published: str | None = None) -> tuple[context.Context, list[schema.Quantity]]:
    """The article's context and its quantities."""
    c = context.read(schema.Article(id="t", title="Tin trong tỉnh", published=published), "Tin trong tỉnh\n\n" + text)
    return c, quantities.find(c)


def described(c: context.Context, q: schema.Quantity, like: str) -> str:
    """The quantity in the words of its mark, as far as the mark says anything."""
    head, _, subject = like.partition(": ")
    fields = [q.kind, q.comparator, ",".join(f"{v:.15g}" for v in q.values), q.status, str(q.year)][: len(head.split())]
    return " ".join(fields) + (f": {q.subject}" if subject else "")


def check(marked: str, published: str | None = None) -> None:
    """Every mark is found as described, and no percentage or ratio besides."""
    text = MARK.sub(lambda m: m["span"], marked)
    c, mentions = found(text, published)
    expected = [f"[{m['span']}]({m['expected']})" for m in MARK.finditer(marked)]
    likes = {i: m["expected"] for i, m in enumerate(MARK.finditer(marked))}
    kinds = {m["expected"].split()[0] for m in MARK.finditer(marked)} | {"percent", "ratio", "percentage_point"}
    got = [f"[{c.text[q.start : q.end]}]({described(c, q, likes.get(i, ''))})" for i, q in enumerate(q for q in mentions if q.kind in kinds)]
    assert got == expected


VALUES = [
    ("C1: the comma is decimal", "Tỷ lệ số hóa đạt [93,5%](percent = 93.5)."),
    ("C1: a space before the sign, a trailing zero", "Độ che phủ rừng đạt [42,50 %](percent = 42.5)."),
    ("C1: in words", "Có [73 phần trăm](percent = 73) số hộ dùng nước máy."),
    ("C1: dots group thousands, three decimals after a comma", "Toàn tỉnh thu [24.761,596 tỷ đồng](money = 24761596000000)."),
    ("C1: a point is decimal before điểm", "Chỉ số của tỉnh ước đạt [812.35 điểm](score = 812.35)."),
    ("C1: a dot with three digits before % cannot be thousands", "Độ tinh khiết [99.875%](percent = 99.875)."),
    ("C2: one unit behind two numbers", "Kinh tế số đạt [8-9%](percent range 8,9) GRDP."),
    ("C2: from - to belongs to the span", "Sản lượng tăng [từ 9 đến 9,5%](percent range 9,9.5)."),
    ("C2: the unit twice, spaces around a dash", "Tăng trưởng đạt [7% - 7,5%](percent range 7,7.5)."),
    ("C2: a range with an open end stays a range", "Phấn đấu đạt [từ 11,5-12,4% trở lên](percent range 11.5,12.4)."),
    ("C2: the number of a reference is no lower end", "Thực hiện Đề án 06 đến [90%](percent = 90) số xã."),
    ("C2: falling numbers are two figures", "Giảm từ [10%](percent = 10) đến [5%](percent = 5)."),
    ("C6: percentage points", "Chỉ số hài lòng tăng [1,2 điểm phần trăm](percentage_point = 1.2 change)."),
    ("C6: the sign instead of the word", "Tỷ lệ nợ xấu giảm [0,5 điểm %](percentage_point = 0.5 change)."),
    ("C8: a scale of two words", "Doanh thu đạt [1.537,6 nghìn tỷ đồng](money = 1.5376e+15)."),
    ("C8: tỉ is tỷ, the currency left out", "Kinh phí [hơn 389 tỉ](money > 389000000000)."),
    ("C8: foreign money keeps its unit", "Xuất khẩu đạt [525 triệu USD](money = 525000000)."),
    ("C8: a count with its noun", "Thành lập [05 nhóm](count = 5) công tác với [6.517 người](count = 6517)."),
    ("C9: a rate per year", "Giảm bình quân [2-3%](percent range 2,3)/năm."),
    ("C9: per thousand is no percentage", "Tỷ suất sinh là [12,5‰](count = 12.5)."),
]

COMPARATORS = [
    ("C3: hơn", "Tỷ lệ đạt [hơn 99,8%](percent > 99.8)."),
    ("C3: gần is slightly below", "Cấp huyện đạt [gần 86%](percent ~< 86)."),
    ("C3: the words on both sides", "Hồ sơ trực tuyến đạt [từ 95% trở lên](percent >= 95)."),
    ("C3: doubly marked is one", "Phấn đấu [tối thiểu từ 55% trở lên](percent >= 55)."),
    ("C3: a sign", "Tỷ lệ thu gom rác đạt [≥ 95%](percent >= 95)."),
    ("C3: behind the noun", "Phải có [từ 65%](percent >= 65) số hộ trở lên đồng ý."),
    ("C3: at most", "Hồ sơ trễ hạn [không quá 2%](percent <= 2)."),
    ("C3: not to exceed is at most", "Không để nợ đọng [quá 5%](percent <= 5)."),
    ("C3: not enough is below", "[Chưa đủ 100%](percent < 100 achieved) trường có thư viện."),
    ("C3: not reached is below", "Tỷ lệ giải ngân [chưa đạt 50%](percent < 50 achieved)."),
    ("C3: about", "[Khoảng 70%](percent ~ 70) số hộ có xe máy."),
    ("C3: of a ratio", "[Hơn 2/3](ratio > 2,3) số hộ đã di dời."),
    ("C3: 'exceeds the plan by' is no bound", "Sản lượng vượt [6%](percent = 6) kế hoạch."),
    ("C3: 'more than' of a comparison is no bound", "Năng suất cao hơn [5%](percent = 5 change) so với vụ trước."),
    ("C3: 'bằng' gives the level itself", "Số vụ bằng [84%](percent = 84) cùng kỳ."),
]

STATUSES = [
    ("C7: who counts some out of all reports", "Yêu cầu các xã làm ngay; [7/11](ratio = 7,11 achieved) huyện đã ký cam kết."),
    ("C4: the share of a difference told in numbers", "So với cùng kỳ tăng 6 vụ ([14,6%](percent = 14.6 change))."),
    ("C4: a mark that was set", "Tỷ lệ tiết kiệm chưa đạt mức [10%](percent = 10 target) đề ra."),
    ("C4: who lives there", "Đồng bào dân tộc thiểu số chiếm [trên 88%](percent > 88 other) dân số."),
    ("C4: under a heading of goals", "II. CHỈ TIÊU\n- Giải quyết [trên 85%](percent > 85 target) số vụ việc khiếu nại mới phát sinh."),
    ("C4: 'bàn giao' sets no aim", "Dự án đã bàn giao [100%](percent = 100 achieved) mặt bằng."),
    ("C4: a threshold with two kinds of districts", "Các huyện, thị xã có tỷ lệ giải ngân [dưới 60%](percent < 60 other) phải giải trình."),
    (
        "C4: reported, then the aim with its year",
        "Đến nay [61%](percent = 61 achieved) hồ sơ được số hóa, mục tiêu cuối năm 2026 là [90%](percent = 90 target 2026).",
    ),
    (
        "C4: from - to are baseline and level",
        "Phấn đấu giảm tỷ lệ hộ nghèo từ [41,2%](percent = 41.2 baseline 2016) (2016) xuống [dưới 28%](percent < 28 target 2021) (2021).",
    ),
    ("C4: growth against last year", "Thu ngân sách tăng [12,4%](percent = 12.4 change) so với cùng kỳ."),
    ("C4: growth as an aim is a target", "Phấn đấu thu ngân sách năm 2025 tăng [10%](percent = 10 target)."),
    ("C4: down to is a level", "Tỷ lệ hộ nghèo giảm còn [1,9%](percent = 1.9 achieved)."),
    ("C4: a share of the plan is reported", "Giải ngân được 120 tỷ đồng, bằng [54,3%](percent = 54.3 achieved) kế hoạch."),
    (
        "C4: the plan itself is a target",
        "Khối lượng không đạt kế hoạch đề ra là [65%](percent = 65 target) mà chỉ làm được [62%](percent = 62 achieved).",
    ),
    ("C4: reached and asked for", "Tỷ lệ giải ngân đạt [95%](percent = 95 achieved)/[90%](percent = 90 target)."),
    ("C4: compared with the country", "Tỷ lệ đạt [48%](percent = 48 achieved) (bình quân chung cả nước [54%](percent = 54 baseline))."),
    ("C4: lower than the country by so much", "Tỷ lệ thấp hơn cùng kỳ [5,4 điểm %](percentage_point = 5.4 change)."),
    ("C4: 'chứng chỉ' holds no 'only'", "Phấn đấu tỷ lệ lao động có chứng chỉ đạt [40%](percent = 40 target)."),
    ("C4: an order makes it a target", "Ông yêu cầu các xã vận động [100%](percent = 100 target) hộ dân bàn giao mặt bằng."),
    ("C4: 'must' behind the noun", "[100%](percent = 100 target) trạm y tế phải kết nối hồ sơ sức khỏe."),
    ("C4: the aim governs the whole list", "Phấn đấu [90%](percent = 90 target) xã có chợ; [80%](percent = 80 target) thôn có nhà văn hóa."),
    ("C4: an aim told of as past effort", "Tỉnh đã nỗ lực giảm chi phí từ [55%](percent = 55 baseline) xuống còn [53%](percent = 53 achieved)."),
    ("C4: 'bảo đảm' inside a noun phrase asks for nothing", "Tỷ lệ hộ dùng nước bảo đảm vệ sinh là [94%](percent = 94 achieved)."),
    ("C4: a deadline makes it a target", "Các sở giải ngân [100%](percent = 100 target) kế hoạch vốn trước ngày 31/01."),
    ("C4: words of those who set limits", "Tỷ trọng kinh tế số đạt [tối thiểu 20%](percent >= 20 target)."),
    ("C4: shares of a company are facts", "Công ty do Nhà nước nắm giữ [100%](percent = 100 other) vốn điều lệ."),
    ("C4: fees are facts", "Hộ nghèo được hỗ trợ [50%](percent = 50 other) kinh phí lắp đặt."),
    ("C4: a second payer without a verb is the same", "Ngân sách tỉnh hỗ trợ [70%](percent = 70 other), huyện [30%](percent = 30 other)."),
    ("C4: saving money is a target though money follows", "Yêu cầu cắt giảm [30%](percent = 30 target) kinh phí hội nghị."),
    ("C4: a threshold is none of these", "Các huyện có tỷ lệ giải ngân [dưới 40%](percent < 40 other) phải giải trình."),
    ("C4: ... but a report of those below it is", "Có 5 huyện có tỷ lệ giải ngân [dưới 40%](percent < 40 achieved)."),
    ("C4: nothing asks for it", "Tỷ lệ hồ sơ đúng hạn là [98%](percent = 98 achieved)."),
]

SUBJECTS = [
    ("C5: the noun phrase after the figure", "Phấn đấu [90%](percent = 90 target: cơ quan có chữ ký số) cơ quan có chữ ký số."),
    ("C5: the head before the verb", "Tỷ lệ hồ sơ trực tuyến đạt [70%](percent = 70 achieved: Tỷ lệ hồ sơ trực tuyến)."),
    (
        "C5: two bases in one sentence",
        "Hỗ trợ cho [20%](percent = 20 achieved: hộ cận nghèo) hộ cận nghèo và [45%](percent = 45 achieved: hộ nghèo) hộ nghèo.",
    ),
    ("C5: the denominator is not the subject", "Kinh tế số đạt [9%](percent = 9 achieved: Kinh tế số) GRDP."),
    ("C5: the subject of an earlier clause", "Thu nội địa đạt 10,5 tỷ đồng, bằng [50%](percent = 50 achieved: Thu nội địa) dự toán."),
    (
        "C5: ... over a 'và' too",
        "Sản lượng đạt 10 tấn, tăng [5%](percent = 5 change: Sản lượng) so với cùng kỳ và bằng [60%](percent = 60 achieved: Sản lượng) kế hoạch.",
    ),
    ("C5: a list of short names", "Khu vực nông, lâm nghiệp và thủy sản tăng [4%](percent = 4 change: Khu vực nông, lâm nghiệp và thủy sản)."),
    ("C5: an agent is not what it is a share of", "Các sở đã giải ngân [60%](percent = 60 achieved: kế hoạch vốn) kế hoạch vốn."),
    ("C5: around a bracket", "Có 12 xã ([40%](percent = 40 achieved: xã có chợ)) có chợ."),
    ("C5: the measure keeps its own verb", "Tỷ lệ thực hiện đạt [73,3%](percent = 73.3 achieved: Tỷ lệ thực hiện)."),
    ("C5: of a ratio, up to the predicate's end", "Có [8/11](ratio = 8,11 achieved: huyện của tỉnh) huyện của tỉnh cũng đã làm xong."),
    ("C5: commas in a list of kinds", "Lắp đặt ở [11/11](ratio = 11,11 achieved: huyện, thị xã, thành phố) huyện, thị xã, thành phố."),
]

RATIOS = [
    ("đến nay is not today's date", "Đến nay [7/8](ratio = 7,8 achieved) huyện có tổ chức hội."),
    ("no score is out of 27", "Đến cuối năm mới xử lý được [9/27](ratio = 9,27 achieved) điểm, còn lại chưa làm."),
    ("C7: no document has such a number", "Trung tâm báo cáo [4/4](ratio = 4,4) địa phương đã kiểm đếm xong."),
    ("C7: a count noun behind", "Hoàn thành [11/15](ratio = 11,15) chỉ tiêu."),
    ("C7: padded, and possible as a date", "Các bộ mới hoàn thành [01/8](ratio = 1,8) nhiệm vụ."),
    ("C7: looks like 8 November", "Đã có [8/11](ratio = 8,11) địa phương ra mắt trung tâm."),
    ("C7: thousands and a space", "Đã xử lý [265.588/ 450.684](ratio = 265588,450684) hồ sơ."),
    ("C7: impossible as a date, an unlisted noun", "Có [44/46](ratio = 44,46) trưởng ấp biết dùng máy tính."),
    ("C7: more than planned", "Huyện đạt [23/12](ratio = 23,12) mô hình theo kế hoạch."),
    ("C7: a bracketed percentage proves it", "Kết quả: [12/15](ratio = 12,15) ([80%](percent = 80))."),
    ("C7: an abbreviated noun", "Tiếp nhận [5/9](ratio = 5,9) TTHC."),
    ("C7: the unit glued on", "Trồng rừng được [673/550](ratio = 673,550)ha."),
    ("C7: of money", "Giải ngân [gần 99,2/151,7](ratio ~< 99.2,151.7) tỷ đồng."),
    ("C7: a meeting's votes", "Nghị quyết được thông qua với [52/52](ratio = 52,52) đại biểu tán thành."),
]

NOTHING = [
    ("a day", "Sáng 8/11, huyện tổ chức hội nghị."),
    ("a day before a noun that could be counted", "Ngày 8/11 huyện ra mắt trung tâm."),
    ("a day that cannot be a share", "Đến 21/9 các xã nộp báo cáo."),
    ("a whole date", "Họp ngày 12/05/2022 tại trụ sở."),
    ("a month", "Từ tháng 12/2023 hồ sơ nộp trực tuyến."),
    ("a document", "Theo Quyết định số 15/2023/QĐ-UBND và Công văn 26/UBND-KT."),
    ("an address", "Trụ sở ở số 12/15 Trần Phú, đường 3/2."),
    ("a scale", "Lập quy hoạch chi tiết tỷ lệ 1/500."),
    ("the clock round", "Trực 24/24 giờ, phục vụ 24/7."),
    ("an anniversary", "Chào mừng dịp 2/9 và kỷ niệm 30/4."),
    ("the lunar calendar", "Lễ hội mở ngày 10/3 âm lịch."),
    ("a rank is no share", "Tỉnh xếp thứ 16/63 tỉnh, thành phố."),
    ("a score", "Bài thi đạt 92,5/100 điểm."),
    ("a level, a generation, a version", "Dịch vụ công mức độ 4, phủ sóng 5G, phiên bản 2.0, cấp độ 3."),
    ("symbolic growth", "Phấn đấu tăng trưởng 2 con số, vào top 10."),
    ("a style sheet's width", 'width:100%; line-height: 130%" Tin tức.'),
    ("a web address", "Xem tại trang tin%20tuc%2F45%C3%A1."),
    ("a phone number", "Đường dây nóng 0983.970.780."),
    ("a time", "Bản tin 11h30 và 14:20."),
]

LISTS = [
    (
        "C11: the heading's year and aim reach its list",
        "Ngày 5/1, tỉnh ban hành kế hoạch cải cách hành chính.\n\nMục tiêu đến năm 2025:\n\n"
        "- [100%](percent = 100 target 2025) thủ tục được công khai.\n\n"
        "- Tỷ lệ hồ sơ trễ hạn [dưới 1%](percent < 1 target 2025).",
        None,
    ),
    ("C11: no year is borrowed", "Phấn đấu [65%](percent = 65 target None) chợ thanh toán không tiền mặt.", "2024-05-02"),
    ("C11: the comparison's year is not the figure's", "Doanh thu tăng [5%](percent = 5 change None) so với năm 2022.", "2024-05-02"),
    ("C4: a coming year asks", "Năm 2030, toàn tỉnh có [95%](percent = 95 target 2030) số xã đạt chuẩn.", "2024-05-02"),
    ("C4: a past year reports", "Năm 2020, toàn tỉnh có [95%](percent = 95 achieved 2020) số xã đạt chuẩn.", "2024-05-02"),
    (
        "C4: items under an order are targets",
        "Chủ tịch UBND tỉnh yêu cầu các sở thực hiện các nội dung sau:\n\n1. Số hóa [100%](percent = 100 target) kết quả.\n\n"
        "2. Niêm yết [90%](percent = 90 target) thủ tục.",
        None,
    ),
    ("C4: sentences after an aim go on with it", "Phấn đấu có 10 xã về đích. Tỷ lệ hộ nghèo còn [2%](percent = 2 target).", None),
]


@pytest.mark.parametrize(("reason", "marked"), VALUES + COMPARATORS + STATUSES + SUBJECTS + RATIOS)
def test_marked(reason: str, marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(("reason", "marked", "published"), LISTS)
def test_in_context(reason: str, marked: str, published: str | None) -> None:
    check(marked, published)


@pytest.mark.parametrize(("reason", "text"), NOTHING)
def test_no_share(reason: str, text: str) -> None:
    assert [q for q in found(text)[1] if q.kind in ("percent", "ratio", "percentage_point")] == []


CONFLICTS = [
    ("given as 80%", "Có 11/15 chỉ tiêu (80%) hoàn thành.", True),
    ("rounded as written", "Có 11/15 chỉ tiêu hoàn thành, đạt 73,3%.", False),
    ("rounded to a whole number", "Có 11/15 chỉ tiêu (73%) hoàn thành.", False),
    ("the percentage of something else", "Có 11/15 chỉ tiêu hoàn thành, còn tỷ lệ hộ nghèo của huyện là 4%.", False),
]


@pytest.mark.parametrize(("reason", "text", "conflict"), CONFLICTS)
def test_ratio_conflict(reason: str, text: str, conflict: bool) -> None:
    c, _ = found(text)
    assert [d.code for d in c.diagnostics] == ["ratio.conflict"] * conflict


HARD = [
    # reason, text (the part between bars repeats)
    ("digits", "1"),
    ("digits with dots", "1."),
    ("thousands", "123|.123|"),
    ("strokes", "1/"),
    ("spaces", "5| |%"),
    ("letters", "a"),
    ("verbs without a figure", "đạt tỷ lệ "),
]


@pytest.mark.parametrize(("reason", "marked"), HARD)
def test_linear(reason: str, marked: str) -> None:
    assert_linear(marked, 50_000, one_sentence, quantities.find)
