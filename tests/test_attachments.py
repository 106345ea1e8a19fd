"""Documents that articles link to: text, head, limits. Every file is made here from invented documents (see papers.py), the hostile ones too."""

from __future__ import annotations

import io
import os
import random
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import papers
from conftest import assert_linear
from papers import PARTY, Official, Pen
from pipeline import encodings, extract
from scrapers import attachments
from scrapers.attachments import AttachmentError, Document
from scrapers.papers import child, compose, doc, head, layout, ocr, pdf, rtf, web, word
from scrapers.papers.blocks import Block, Paper, bare

BODY = (
    "Căn cứ Quyết định số 999/QĐ-TTg ngày 01 tháng 02 năm 2021 của Thủ tướng Chính phủ về việc phê duyệt chương trình tiêm chủng mở rộng;",
    "1. Giao Sở Y tế chủ trì, phối hợp với các đơn vị liên quan thực hiện Kế hoạch số 55/KH-UBND ngày 01/3/2022, báo cáo trước ngày 30/6/2022.",
    "2. Các huyện, thành phố bố trí kinh phí theo quy định.",
)
TASKS = (
    ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn"),
    ("1", "Lập danh sách trẻ chưa tiêm", "Sở Y tế", "Sở Giáo dục và Đào tạo", "Tháng 5/2022"),
    ("2", "Tập huấn cho trạm y tế", "Các huyện", "Sở Y tế", "Quý III/2022"),
)
NOTICE = Official(
    ("ỦY BAN NHÂN DÂN", "TỈNH NAM ĐỊNH"),
    "Số: 128/TB-UBND",
    "Nam Định, ngày 12 tháng 5 năm 2022",
    ("THÔNG BÁO",),
    ("Kết luận của đồng chí Đặng Văn Giả, Chủ tịch UBND tỉnh", "tại cuộc họp về công tác tiêm chủng"),
    body=BODY,
    table=TASKS,
    after=("Văn phòng UBND tỉnh thông báo để các đơn vị biết, thực hiện./.",),
    signature=("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "", "Trần Thị Mẫu"),
)
NOTICE_TEXT = f"""ỦY BAN NHÂN DÂN TỈNH NAM ĐỊNH
Số: 128/TB-UBND
Nam Định, ngày 12 tháng 5 năm 2022
THÔNG BÁO
Kết luận của đồng chí Đặng Văn Giả, Chủ tịch UBND tỉnh tại cuộc họp về công tác tiêm chủng
{BODY[0]}
{BODY[1]}
{BODY[2]}
TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời hạn
1. Lập danh sách trẻ chưa tiêm (Sở Y tế chủ trì; phối hợp với Sở Giáo dục và Đào tạo; thời hạn: Tháng 5/2022)
2. Tập huấn cho trạm y tế (Các huyện chủ trì; phối hợp với Sở Y tế; thời hạn: Quý III/2022)
Văn phòng UBND tỉnh thông báo để các đơn vị biết, thực hiện./.
TL. CHỦ TỊCH
CHÁNH VĂN PHÒNG
Trần Thị Mẫu
Nơi nhận:
- Thường trực Tỉnh ủy;
- Các sở, ban, ngành;
- Lưu: VT, KGVX."""


def read(data: bytes, name: str = "", content_type: str | None = None) -> child.Answer:
    """What the reading process answers, asked for in this process: the same work without its start."""
    return child.read(data, child.Order(name, content_type, False, 0, 60, 0, 1000))


# --- formats -------------------------------------------------------------------------------------------------------------------------------

FORMATS: dict[str, Callable[[Official], bytes]] = {
    "pdf": papers.pdf,
    "docx": papers.docx,
    "doc": papers.doc,
    "rtf": papers.rtf,
    "odt": papers.odt,
    "html": papers.word_page,
    "mhtml": papers.web_archive,
}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_same_document(kind: str) -> None:
    # the name says nothing or the wrong thing: the bytes decide
    found = attachments.read(FORMATS[kind](NOTICE), name="van-ban.doc")
    assert found.text == NOTICE_TEXT
    assert found == Document(
        text=found.text, kind=kind, pages=1 if kind == "pdf" else None, scanned=False, ocr=False, type="Thông báo", number="128", symbol="TB-UBND",
        issued="2022-05-12", issuer="UBND tỉnh Nam Định", signer="Trần Thị Mẫu", place="Nam Định", notes=[],
        title="Kết luận của đồng chí Đặng Văn Giả, Chủ tịch UBND tỉnh tại cuộc họp về công tác tiêm chủng",
    )  # fmt: skip


def test_a_doc_without_looks_of_paragraphs_still_gives_its_text_and_head() -> None:
    found = read(papers.doc(NOTICE, looks=False))
    assert sorted(found.text.split("\n"))[:3] == sorted(NOTICE_TEXT.split("\n"))[:3]
    assert (found.number, found.symbol, found.issuer, found.signer) == ("128", "TB-UBND", "UBND tỉnh Nam Định", "Trần Thị Mẫu")
    assert {line for line in NOTICE_TEXT.split("\n") if "|" not in line and "(" not in line} - set(found.text.split("\n")) <= {
        "Kết luận của đồng chí Đặng Văn Giả, Chủ tịch UBND tỉnh tại cuộc họp về công tác tiêm chủng"
    }


def test_the_one_document_in_an_archive_is_read() -> None:
    found = read(papers.packed({"thu muc/van-ban.docx": papers.docx(NOTICE), "anh.png": b"x"}))
    assert (found.kind, found.text, found.notes) == ("docx", NOTICE_TEXT, ["zip: thu muc/van-ban.docx"])


REFUSED = {
    "an empty file": (b"", "an empty file"),
    "zeroes": (b"\0" * 5000, "an empty file"),
    "a spreadsheet": (papers.packed({"xl/workbook.xml": b"<x/>"}), "spreadsheet (XLSX)"),
    "an old spreadsheet": (papers.ole({"Workbook": b"x"}), "spreadsheet (XLS)"),
    "a presentation": (papers.packed({"ppt/presentation.xml": b"<x/>"}), "presentation"),
    "an encrypted Office file": (papers.ole({"EncryptedPackage": b"x"}), "password"),
    "an encrypted DOC": (papers.doc(NOTICE, flags=0x0100), "password"),
    "a RAR archive": (b"Rar!\x1a\x07\x01\x00" + b"x" * 100, "RAR archive"),
    "an archive with two documents": (papers.packed({"a.pdf": b"x", "b.docx": b"x"}), "2 documents in it (a.pdf, b.docx)"),
    "an archive without one": (papers.packed({"a.txt": b"x"}), "without a document"),
    "an archive in an archive": (papers.packed({"a.docx": papers.packed({"b.pdf": b"%PDF-"})}), "archive in an archive"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "picture (PNG)"),
    "a login page": (b"<!DOCTYPE html><html><body><form>login</form></body></html>", "error page, or one that asks to log in"),
    "a broken DOCX": (papers.docx(NOTICE)[:3000], "broken DOCX or ZIP"),
    "a DOCX without its document": (papers.packed({"word/other.xml": b"<x/>"}), "word/document.xml"),
    "a broken PDF": (papers.pdf(NOTICE)[:4000], "broken PDF"),
    "garbage after a PDF's mark": (b"%PDF-1.7\n" + bytes(range(256)) * 50, "broken PDF"),
    "a program": (b"MZ" + b"\0x" * 100, "a program"),
    "unknown bytes": (bytes(range(1, 200)), "no document that is known here"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_document_is_refused_with_its_name(what: str) -> None:
    data, said = REFUSED[what]
    assert said in (read(data, "van-ban.pdf").error or "")


def test_an_error_names_the_file() -> None:
    with pytest.raises(AttachmentError, match="bang-luong.xls: a spreadsheet"):
        attachments.read(papers.ole({"Workbook": b"x"}), name="bang-luong.xls")


# --- ways to write a PDF --------------------------------------------------------------------------------------------------------------------

PRINTERS: dict[str, dict[str, object]] = {
    "each word set by itself, no spaces": {"words": "words"},
    "each letter set by itself": {"words": "letters"},
    "letters and marks apart (NFD)": {"decomposed": True},
    "ragged, not indented": {"indent": 0.0, "justified": False},
    "no space between paragraphs": {"gap": 0.0},
    "not indented, no space": {"indent": 0.0, "gap": 0.0},
    "a narrow left column": {"edge": 215.0},
    "a wide left column": {"edge": 275.0},
    "a stamp of signing on the head": {"stamp": ("Ký bởi: Ủy ban nhân dân tỉnh", "Email: vt@vi-du.example", "Cơ quan: Tỉnh", "Nam Định", "Thời gian ký: 12.05.2022 16:02:33 +07:00")},
    "a running foot": {"running": "Văn bản số 128 trang"},
}


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_pdf_reads_the_same_however_it_was_printed(printer: str) -> None:
    long = NOTICE._replace(body=BODY * 6)
    found, usual = read(papers.pdf(long, **PRINTERS[printer])), read(papers.pdf(long))  # type: ignore[arg-type]
    assert usual.pages == found.pages and usual.pages and usual.pages > 1
    assert found.text == usual.text == NOTICE_TEXT.replace("\n".join(BODY), "\n".join(BODY * 6))
    assert (found.number, found.issued, found.issuer, found.title, found.signer) == (usual.number, usual.issued, usual.issuer, usual.title, usual.signer)


@pytest.mark.parametrize("hyphen", ["\u00ad", "\u2010", "\u2011"], ids=["soft", "hyphen", "unbroken"])
def test_the_hyphens_that_word_writes_into_a_pdf_are_hyphens(hyphen: str) -> None:
    lines = NOTICE._replace(number=NOTICE.number.replace("-", hyphen), body=tuple(text.replace("-", hyphen) for text in BODY))
    found = read(papers.pdf(lines))
    assert (found.symbol, found.text) == ("TB-UBND", NOTICE_TEXT)


def test_a_symbol_cut_at_the_margin_is_whole_again() -> None:
    assert layout.glue(["Kế hoạch số 122/", "KH-", "UBND ngày 01/3/2022 -", "giai đoạn 2021-", "2025"]) == "Kế hoạch số 122/KH-UBND ngày 01/3/2022 - giai đoạn 2021-2025"


# --- pages ---------------------------------------------------------------------------------------------------------------------------------

LONG = (
    "Giao Sở Y tế chủ trì, phối hợp với Sở Giáo dục và Đào tạo và Ủy ban nhân dân các huyện, thành phố rà soát danh sách, cập nhật dữ liệu vào "
    "hệ thống và báo cáo kết quả về Ủy ban nhân dân tỉnh trước ngày 20 tháng 5 năm 2022 để tổng hợp."
)


def begun(**look: object) -> Pen:
    """A PDF whose head is written."""
    pen = Pen(**look)  # type: ignore[arg-type]
    pen.columns(NOTICE.agencies, NOTICE.motto, 250, "b")
    pen.columns([NOTICE.number], [NOTICE.date], 250)
    pen.y += papers.STEP
    pen.middle("THÔNG BÁO", look="b")
    pen.middle("Về việc tiêm chủng", look="b")
    return pen


def body(pen: Pen) -> list[str]:
    """The lines of the text after the head's."""
    found = read(pen.done())
    assert found.text.startswith("ỦY BAN NHÂN DÂN TỈNH NAM ĐỊNH\nSố: 128/TB-UBND\nNam Định, ngày 12 tháng 5 năm 2022\nTHÔNG BÁO\nVề việc tiêm chủng\n")
    return found.text.split("\n")[5:]


def test_paragraphs_go_on_across_pages_without_page_numbers_and_running_lines() -> None:
    pen = begun(running="Công báo tỉnh - trang")
    for number in range(1, 25):
        pen.paragraph(f"{number}. {LONG}")
    assert pen.page >= 3
    assert body(pen) == [f"{number}. {LONG}" for number in range(1, 25)]


def test_lists_with_hanging_numbers_keep_their_items_whole() -> None:
    pen = begun()
    marks = ("1.", "a)", "-", "•", "2.")
    for mark in marks:
        for n, words in enumerate(pen.wrap(LONG, papers.RIGHT - papers.LEFT - 36)):
            if n == 0:
                pen.put(mark, papers.LEFT + 18, pen.y)
            pen.put(" ".join(words), papers.LEFT + 36, pen.y)
            pen.y += papers.STEP
    assert body(pen) == [f"{mark} {LONG}" for mark in marks]


def test_footnotes_stand_at_the_end_and_their_marks_leave_the_words() -> None:
    pen = begun()
    for _ in range(4):
        pen.paragraph(LONG)
    x, mark = papers.LEFT + 36, "Thực hiện Nghị quyết của Tỉnh ủy"
    pen.put(mark, x, pen.y)
    pen.put("1", x + pen.width(mark), pen.y - 5, 8)
    square = "trên diện tích 120 m"
    pen.put(square, x + pen.width(mark) + 9, pen.y)
    pen.put("2", x + pen.width(mark) + 9 + pen.width(square), pen.y - 5, 8)
    pen.put("1", papers.LEFT, 780, 6.5)
    pen.put("Nghị quyết số 15-NQ/TU ngày 01/01/2022 của Tỉnh ủy về", papers.LEFT + 6, 783, 10)
    pen.put("giảm nghèo bền vững.", papers.LEFT, 795, 10)
    pen.turn()
    pen.paragraph(LONG)
    assert body(pen) == [
        *[LONG] * 4, "Thực hiện Nghị quyết của Tỉnh ủy trên diện tích 120 m2", LONG,
        "1 Nghị quyết số 15-NQ/TU ngày 01/01/2022 của Tỉnh ủy về giảm nghèo bền vững.",
    ]  # fmt: skip


def test_a_table_over_several_pages_says_its_labels_in_every_row() -> None:
    pen = begun()
    rows = [(str(n), f"Nhiệm vụ thứ {n} về rà soát dữ liệu chuyên ngành trên hệ thống của tỉnh", "Sở Y tế", f"Tháng {n % 12 + 1}/2022") for n in range(1, 60)]
    pen.table([("STT", "Nội dung", "Đơn vị chủ trì", "Thời gian"), *rows], [0.08, 0.5, 0.22, 0.2])
    pen.paragraph("Sau bảng là đoạn văn cuối cùng.")
    assert pen.page >= 2
    told = [f"{n}. {what} ({who} chủ trì; thời gian: {when})" for n, what, who, when in rows]
    assert body(pen) == ["STT | Nội dung | Đơn vị chủ trì | Thời gian", *told, "Sau bảng là đoạn văn cuối cùng."]


def test_cells_that_span_rows_and_columns_are_told_in_each() -> None:
    pen = begun()
    top, heights, xs = 560.0, (20.0, 20.0, 20.0, 20.0), (85.0, 120.0, 320.0, 430.0, 538.0)

    def rule(x0: float, y0: float, x1: float, y1: float) -> None:
        pen.canvas.line(x0, y0, x1, y1)

    ys = [top - sum(heights[:n]) for n in range(5)]
    for n, y in enumerate(ys):
        rule(xs[0], y, xs[4] if n != 3 else xs[2], y)  # the last two rows share their third and fourth cells
    for x in xs:
        rule(x, ys[0], x, ys[4])
    cells = [("TT", "Nội dung", "Chủ trì", "Thời hạn"), ("1", "Lập kế hoạch", "Sở Y tế", "Tháng 5"), ("2", "Tập huấn", "Sở Nội vụ", "Quý III"), ("3", "Kiểm tra", "", "")]
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            pen.put(text, xs[column] + 4, papers.A4[1] - ys[row] + 14 + (10 if row == 2 and column > 1 else 0), 11)
    assert body(pen)[1:] == ["1. Lập kế hoạch (Sở Y tế chủ trì; thời hạn: Tháng 5)", "2. Tập huấn (Sở Nội vụ chủ trì; thời hạn: Quý III)", "3. Kiểm tra (Sở Nội vụ chủ trì; thời hạn: Quý III)"]


def test_a_page_turned_on_its_side_reads_upright_and_a_watermark_drops_out() -> None:
    pen = begun()
    pen.canvas.saveState()
    pen.canvas.translate(300, 400)
    pen.canvas.rotate(45)
    pen.canvas.setFont(papers.fonts()["b"], 60)
    pen.canvas.drawCentredString(0, 0, "BẢN SAO")
    pen.canvas.restoreState()
    pen.paragraph(LONG)
    pen.turn()
    pen.canvas.setPageRotation(90)
    pen.canvas.translate(papers.A4[0], 0)
    pen.canvas.rotate(90)
    pen.canvas.setFont(papers.fonts()[""], 12)
    pen.canvas.drawString(60, 540, "Trang này nằm ngang, chữ viết dọc theo cạnh dài của tờ giấy và còn một")
    pen.canvas.drawString(60, 522, "dòng thứ hai.")
    assert body(pen) == [LONG, "Trang này nằm ngang, chữ viết dọc theo cạnh dài của tờ giấy và còn một dòng thứ hai."]


def test_what_follows_the_signature_stays_after_it() -> None:
    pen = begun()
    pen.paragraph(LONG)
    pen.columns([], ["KT. CHỦ TỊCH"], 270, "b")
    pen.y -= papers.STEP
    for n, line in enumerate(NOTICE.recipients):
        pen.put(line, papers.LEFT, pen.y + 13 * n, 11)
    pen.y += papers.STEP
    for line in ("PHÓ CHỦ TỊCH", "", "Lê Văn Giả"):
        pen.middle(line, 280, 560, "b")
    pen.turn()
    pen.middle("PHỤ LỤC", look="b")
    pen.middle("(Kèm theo Thông báo số 128/TB-UBND ngày 12/5/2022)", look="i")
    pen.paragraph(LONG)
    assert body(pen) == [
        LONG, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Văn Giả", *NOTICE.recipients, "PHỤ LỤC", "(Kèm theo Thông báo số 128/TB-UBND ngày 12/5/2022)", LONG,
    ]  # fmt: skip


def test_a_number_set_upon_the_page_as_a_note_is_read() -> None:
    """Offices fill in the number of a signed document so."""
    note = stream(b"BT /F 11 Tf 2 4 Td (128) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 40 20]/Resources<</Font<</F 5 0 R>>>>")
    text = b"BT /F 12 Tf 85 780 Td (UBND TINH NAM DINH) Tj 0 -20 Td (So:) Tj 50 0 Td (/TB-UBND) Tj 200 20 Td (CONG HOA XA HOI CHU NGHIA VIET NAM) Tj ET"
    annotation = b"<</Type/Annot/Subtype/FreeText/Rect[105 756 145 776]/F 4/AP<</N 7 0 R>>>>"
    found = read(page(stream(text), b"/Annots[6 0 R]", [annotation, note]))
    assert (found.number, found.symbol) == ("128", "TB-UBND")


# --- heads ---------------------------------------------------------------------------------------------------------------------------------

AGENCIES = ("ỦY BAN NHÂN DÂN", "TỈNH GIA LAI")
DATE = "Gia Lai, ngày 03 tháng 02 năm 2021"
PAPER = Official(AGENCIES, "Số: 411/QĐ-UBND", DATE, body=BODY)

# After each reason what differs from PAPER, lines parted by " / "; then type, number, symbol, date, issuer, and the title ("-": none).
HEADS = """
# a decision; who decides is no title
kind: QUYẾT ĐỊNH
title: Về việc phê duyệt Đề án phát triển / cây dược liệu
above: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH
= Quyết định | 411 | QĐ-UBND | 2021-02-03 | UBND tỉnh Gia Lai
= Về việc phê duyệt Đề án phát triển cây dược liệu
# the year is part of a normative number
number: Số: 15/2021/QĐ-UBND
kind: QUYẾT ĐỊNH
title: Ban hành Quy định phân cấp
= Quyết định | 15/2021 | QĐ-UBND | 2021-02-03 | UBND tỉnh Gia Lai
= Ban hành Quy định phân cấp
# a council
agencies: HỘI ĐỒNG NHÂN DÂN / TỈNH GIA LAI
number: Số: 07/2021/NQ-HĐND
kind: NGHỊ QUYẾT
title: Quy định mức hỗ trợ
above: HỘI ĐỒNG NHÂN DÂN TỈNH GIA LAI / KHÓA X, KỲ HỌP THỨ BẢY
= Nghị quyết | 07/2021 | NQ-HĐND | 2021-02-03 | HĐND tỉnh Gia Lai
= Quy định mức hỗ trợ
# a letter has no type
number: Số: 1356/UBND-KGVX
subject: V/v tăng cường phòng, chống / dịch sốt xuất huyết
= Công văn | 1356 | UBND-KGVX | 2021-02-03 | UBND tỉnh Gia Lai
= V/v tăng cường phòng, chống dịch sốt xuất huyết
# a long subject goes on under the date
number: Số: 1356/UBND-NC
subject: V/v tăng cường công tác phòng, / chống dịch bệnh sốt xuất huyết, / tay chân miệng trong mùa mưa / năm 2021
= Công văn | 1356 | UBND-NC | 2021-02-03 | UBND tỉnh Gia Lai
= V/v tăng cường công tác phòng, chống dịch bệnh sốt xuất huyết, tay chân miệng trong mùa mưa năm 2021
# a department under its committee
agencies: UBND TỈNH GIA LAI / SỞ Y TẾ
number: Số: 233/SYT-NVY
subject: V/v báo cáo giường bệnh
= Công văn | 233 | SYT-NVY | 2021-02-03 | Sở Y tế tỉnh Gia Lai
= V/v báo cáo giường bệnh
# a name over two lines
agencies: UBND TỈNH GIA LAI / SỞ NÔNG NGHIỆP VÀ / PHÁT TRIỂN NÔNG THÔN
number: Số: 511/BC-SNN
kind: BÁO CÁO
title: Tình hình 6 tháng
= Báo cáo | 511 | BC-SNN | 2021-02-03 | Sở Nông nghiệp và Phát triển nông thôn tỉnh Gia Lai
= Tình hình 6 tháng
# a name with a dash at the line's end
agencies: UBND TỈNH GIA LAI / SỞ LAO ĐỘNG - / THƯƠNG BINH VÀ XÃ HỘI
number: Số: 12/KH-SLĐTBXH
kind: KẾ HOẠCH
title: Giảm nghèo năm 2021
= Kế hoạch | 12 | KH-SLĐTBXH | 2021-02-03 | Sở Lao động - Thương binh và Xã hội tỉnh Gia Lai
= Giảm nghèo năm 2021
# the committee's office
agencies: UBND TỈNH GIA LAI / VĂN PHÒNG
number: Số: 22/TB-VP
kind: THÔNG BÁO
title: Kết luận phiên họp
= Thông báo | 22 | TB-VP | 2021-02-03 | Văn phòng UBND tỉnh Gia Lai
= Kết luận phiên họp
# a board
agencies: UBND TỈNH GIA LAI / BAN CHỈ ĐẠO / CHUYỂN ĐỔI SỐ
number: Số: 05/KH-BCĐ
kind: KẾ HOẠCH
title: Hoạt động năm 2021
= Kế hoạch | 05 | KH-BCĐ | 2021-02-03 | Ban Chỉ đạo Chuyển đổi số tỉnh Gia Lai
= Hoạt động năm 2021
# two bodies together
agencies: SỞ GIÁO DỤC VÀ ĐÀO TẠO - / SỞ Y TẾ
number: Số: 14/KHLT-SGDĐT-SYT
kind: KẾ HOẠCH LIÊN TỊCH
title: Phòng, chống dịch
= Kế hoạch liên tịch | 14 | KHLT-SGDĐT-SYT | 2021-02-03 | Sở Giáo dục và Đào tạo tỉnh Gia Lai; Sở Y tế tỉnh Gia Lai
= Phòng, chống dịch
# a district
agencies: ỦY BAN NHÂN DÂN / HUYỆN CHƯ SÊ
number: Số: 88/TB-UBND
date: Chư Sê, ngày 03 tháng 02 năm 2021
kind: THÔNG BÁO
title: Về việc treo cờ
= Thông báo | 88 | TB-UBND | 2021-02-03 | UBND huyện Chư Sê
= Về việc treo cờ
# a ward of today, the Party's
agencies: ĐẢNG BỘ THÀNH PHỐ HẢI PHÒNG / ĐẢNG ỦY PHƯỜNG LÊ CHÂN / *
number: Số 05-NQ/ĐU
date: Lê Chân, ngày 01 tháng 8 năm 2025
motto: ĐẢNG CỘNG SẢN VIỆT NAM
kind: NGHỊ QUYẾT
title: về nhiệm vụ 6 tháng cuối năm
= Nghị quyết | 05 | NQ/ĐU | 2025-08-01 | Đảng ủy phường Lê Chân
= về nhiệm vụ 6 tháng cuối năm
# the Party: the type goes before the mark
agencies: TỈNH ỦY GIA LAI / *
number: Số 15-KL/TU
motto: ĐẢNG CỘNG SẢN VIỆT NAM
kind: KẾT LUẬN
title: CỦA BAN THƯỜNG VỤ TỈNH ỦY / về công tác giảm nghèo
= Kết luận | 15 | KL/TU | 2021-02-03 | Tỉnh ủy Gia Lai
= CỦA BAN THƯỜNG VỤ TỈNH ỦY về công tác giảm nghèo
# the Party's committee
agencies: BAN CHẤP HÀNH ĐẢNG BỘ / TỈNH GIA LAI / *
number: Số 19-NQ/TU
motto: ĐẢNG CỘNG SẢN VIỆT NAM
kind: NGHỊ QUYẾT
title: về phát triển công nghiệp
= Nghị quyết | 19 | NQ/TU | 2021-02-03 | Ban Chấp hành Đảng bộ tỉnh Gia Lai
= về phát triển công nghiệp
# a Party board's letter, with spaces
agencies: TỈNH ỦY GIA LAI / BAN TUYÊN GIÁO / *
number: Số 215 - CV/BTGTU
motto: ĐẢNG CỘNG SẢN VIỆT NAM
subject: V/v tuyên truyền
= Công văn | 215 | CV/BTGTU | 2021-02-03 | Ban Tuyên giáo Tỉnh ủy Gia Lai
= V/v tuyên truyền
# CT and CTr of the Party are told by the word
agencies: TỈNH ỦY GIA LAI / *
number: Số 12-CTr/TU
motto: ĐẢNG CỘNG SẢN VIỆT NAM
kind: CHƯƠNG TRÌNH HÀNH ĐỘNG
title: thực hiện Nghị quyết số 05-NQ/TW của Bộ Chính trị
= Chương trình hành động | 12 | CTr/TU | 2021-02-03 | Tỉnh ủy Gia Lai
= thực hiện Nghị quyết số 05-NQ/TW của Bộ Chính trị
# the Front
agencies: ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM / TỈNH GIA LAI / BAN THƯỜNG TRỰC
number: Số: 187/KH-MTTQ-BTT
kind: KẾ HOẠCH
title: Giám sát năm 2021
= Kế hoạch | 187 | KH-MTTQ-BTT | 2021-02-03 | Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Gia Lai
= Giám sát năm 2021
# an urgent telegram with its hour
number: Số: 03/CĐ-UBND
date: Gia Lai, hồi 7 giờ 30 ngày 03 tháng 02 năm 2021
kind: CÔNG ĐIỆN
title: Về việc ứng phó với mưa lũ
above: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐIỆN:
= Công điện | 03 | CĐ-UBND | 2021-02-03 | UBND tỉnh Gia Lai
= Về việc ứng phó với mưa lũ
# a proposal
agencies: UBND TỈNH GIA LAI / SỞ TÀI CHÍNH
number: Số: 41/TTr-STC
kind: TỜ TRÌNH
title: Về việc ban hành bảng giá đất
= Tờ trình | 41 | TTr-STC | 2021-02-03 | Sở Tài chính tỉnh Gia Lai
= Về việc ban hành bảng giá đất
# the prime minister
agencies: THỦ TƯỚNG CHÍNH PHỦ
number: Số: 09/CT-TTg
date: Hà Nội, ngày 03 tháng 02 năm 2021
kind: CHỈ THỊ
title: Về tăng cường kỷ luật
= Chỉ thị | 09 | CT-TTg | 2021-02-03 | Thủ tướng Chính phủ
= Về tăng cường kỷ luật
# a ministry
agencies: BỘ Y TẾ
number: Số: 02/2021/TT-BYT
date: Hà Nội, ngày 03 tháng 02 năm 2021
kind: THÔNG TƯ
title: Quy định chế độ báo cáo
= Thông tư | 02/2021 | TT-BYT | 2021-02-03 | Bộ Y tế
= Quy định chế độ báo cáo
# a law
agencies: QUỐC HỘI
number: Luật số: 12/2021/QH14
date: Hà Nội, ngày 03 tháng 02 năm 2021
kind: LUẬT
title: VỀ VIỆC GIẢ ĐỊNH
= Luật | 12/2021 | QH14 | 2021-02-03 | Quốc hội
= VỀ VIỆC GIẢ ĐỊNH
# Hồ Chí Minh City
agencies: ỦY BAN NHÂN DÂN / THÀNH PHỐ HỒ CHÍ MINH
number: Số: 12/QĐ-UBND
date: TP. Hồ Chí Minh, ngày 03 tháng 02 năm 2021
kind: QUYẾT ĐỊNH
title: Về nhân sự
= Quyết định | 12 | QĐ-UBND | 2021-02-03 | UBND Thành phố Hồ Chí Minh
= Về nhân sự
# the number is left blank; the title cites one
number: Số:         /KH-UBND
date: Gia Lai, ngày      tháng 02 năm 2021
kind: KẾ HOẠCH
title: Triển khai thực hiện Nghị quyết / số 09-NQ/TU ngày 15 tháng 10 năm 2020 của Tỉnh ủy
= Kế hoạch | - | KH-UBND | - | UBND tỉnh Gia Lai
= Triển khai thực hiện Nghị quyết số 09-NQ/TU ngày 15 tháng 10 năm 2020 của Tỉnh ủy
# dots for the number
number: Số: ……/TB-UBND
date: Gia Lai, ngày … tháng … năm 2021
kind: THÔNG BÁO
title: Về việc nghỉ lễ
= Thông báo | - | TB-UBND | - | UBND tỉnh Gia Lai
= Về việc nghỉ lễ
# no number at all, counts in the body
number: 
kind: BÁO CÁO
title: Tình hình năm
first: Số lượng 128/2000 hộ nghèo đã thoát nghèo bền vững trong năm vừa qua, đạt kế hoạch đề ra.
= Báo cáo | - | - | 2021-02-03 | UBND tỉnh Gia Lai
= Tình hình năm
# read by a machine: l for 1, O for 0, marks lost
agencies: ỦY BAN NHÂN DẪN / TĨNH GIA LAI
number: Sô: l2O/TB-UBNĐ
date: Gia Lai, ngảy l2 tháng 5 năm 2021
motto: CỘNG HOÀ XÃ HỘI CHÙ NGHĨA VIỆT NAM / Độc lập - Tự do - Hanh phúc
kind: THÔNG BẢO
title: Kết luận phiên họp
= Thông báo | 120 | TB-UBND | 2021-05-12 | UBND tỉnh Gia Lai
= Kết luận phiên họp
# no mark is left
agencies: UY BAN NHAN DAN / TINH GIA LAI
number: S6: 12/QD-UBND
date: Gia Lai, ngay 12 thang 5 nam 2021
motto: CONG HOA XA HOI CHU NGHIA VIET NAM / Doc lap - Tu do - Hanh phuc
kind: QUYET DINH
title: Ve viec phe duyet
= Quyết định | 12 | QĐ-UBND | 2021-05-12 | UBND tỉnh Gia Lai
= Ve viec phe duyet
"""


def cases(table: str) -> dict[str, tuple[list[str], list[str | None]]]:
    """The lines of each case of a table and what is expected, by its reason."""
    found = {}
    for case in table.strip().split("# ")[1:]:
        why, *lines = case.strip("\n").split("\n")
        expected = [None if cell == "-" else cell for line in lines if line.startswith("= ") for cell in line[2:].split(" | ")]
        found[why] = ([line for line in lines if not line.startswith("= ")], expected)
    return found


def changed(lines: list[str]) -> Official:
    """PAPER with what the lines say."""
    said: dict[str, object] = {}
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "first":
            said["body"] = (value, *BODY)
        else:
            said[field.rstrip(":")] = value if field.rstrip(":") in ("number", "date") else tuple(value.split(" / "))
    return PAPER._replace(**said)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("why", cases(HEADS))
def test_heads(why: str, kind: str) -> None:
    lines, expected = cases(HEADS)[why]
    found = read(FORMATS[kind](changed(lines)))
    assert [found.type, found.number, found.symbol, found.issued, found.issuer, found.title] == expected
    assert not any(cue in found.text for cue in ("CỘNG HÒA", "Độc lập", "ĐẢNG CỘNG SẢN"))
    # "TM. ỦY BAN NHÂN DÂN": all of the body and the foot is there
    assert found.text.endswith("\n".join((*BODY, *PAPER.signature[:2], PAPER.signature[3], *PAPER.recipients)))
    assert found.signer == "Đặng Văn Giả"


MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
END = "\nCăn cứ Quyết định số 999/QĐ-TTg ngày 01/02/2021;\nSố 55/KH-UBND ngày 01/3/2022 của UBND tỉnh đã nêu rõ các nhiệm vụ."

# Lines as a file without any layout gives them; type, number, symbol, date, issuer.
PLAIN = """
# an article that begins a line with a number
Chủ tịch UBND tỉnh kiểm tra phòng dịch
Ngày 12 tháng 5 năm 2022, tại trụ sở, Chủ tịch đã kiểm tra.
Số 12/KH-UBND ngày 1/2/2022 của UBND tỉnh nêu rõ.
= - | - | - | - | -
# an annex names the document it belongs to
PHỤ LỤC I
DANH MỤC
(Kèm theo Quyết định số 123/QĐ-UBND ngày 12 tháng 5 năm 2022 của UBND tỉnh)
1. Sở Y tế
= - | - | - | - | -
# an English page
SOCIALIST REPUBLIC OF VIETNAM
Independence - Freedom - Happiness
Decision No. 12/QD-UBND
= - | - | - | - | -
# the number of an arrival stamp
CÔNG VĂN ĐẾN
Số: 4521
UBND TỈNH GIA LAI
Số: 128/TB-UBND
(motto)
(date)
THÔNG BÁO
= Thông báo | 128 | TB-UBND | 2021-02-03 | UBND tỉnh Gia Lai
# the motto first, one column
(motto)
UBND TỈNH GIA LAI
Số: 22/2005/QĐ-UB
Gia Lai, ngày 1 tháng 2 năm 2005
QUYẾT ĐỊNH CỦA UBND TỈNH
V/v ban hành quy chế
= Quyết định | 22/2005 | QĐ-UB | 2005-02-01 | UBND tỉnh Gia Lai
# nothing between mark and number
UBND TỈNH GIA LAI
Số:128/TB-UBND
(motto)
Gia Lai,ngày 3 tháng 2 năm 2021
THÔNG BÁO
= Thông báo | 128 | TB-UBND | 2021-02-03 | UBND tỉnh Gia Lai
# spaces everywhere
UBND TỈNH GIA LAI
Số : 128 /TB - UBND
(motto)
Gia Lai, ngày 3/2/2021
THÔNG BÁO
= Thông báo | 128 | TB-UBND | 2021-02-03 | UBND tỉnh Gia Lai
# small letters
Ủy ban nhân dân tỉnh Gia Lai
Số: 128/TB-UBND
(motto)
(date)
THÔNG BÁO
= Thông báo | 128 | TB-UBND | 2021-02-03 | UBND tỉnh Gia Lai
# urgent
HỎA TỐC
UBND TỈNH GIA LAI
Số: 3/CĐ-UBND
(motto)
(date)
CÔNG ĐIỆN
= Công điện | 3 | CĐ-UBND | 2021-02-03 | UBND tỉnh Gia Lai
# a draft
DỰ THẢO LẦN 2
UBND TỈNH GIA LAI
Số:      /KH-UBND
(motto)
Gia Lai, ngày    tháng   năm 2025
KẾ HOẠCH
= Kế hoạch | - | KH-UBND | - | UBND tỉnh Gia Lai
# two ministries
BỘ NỘI VỤ - BỘ TÀI CHÍNH
Số: 02/2015/TTLT-BNV-BTC
(motto)
Hà Nội, ngày 05 tháng 3 năm 2015
THÔNG TƯ LIÊN TỊCH
= Thông tư liên tịch | 02/2015 | TTLT-BNV-BTC | 2015-03-05 | Bộ Nội vụ; Bộ Tài chính
# a date that there is not
UBND TỈNH GIA LAI
Số: 1/TB-UBND
(motto)
Gia Lai, ngày 31 tháng 02 năm 2021
THÔNG BÁO
= Thông báo | 1 | TB-UBND | - | UBND tỉnh Gia Lai
# the date above the signature
UBND TỈNH GIA LAI
(motto)
BIÊN BẢN
Họp ban
1. Ông A nói nhiều điều về kế hoạch năm nay.
Gia Lai, ngày 3 tháng 2 năm 2021
CHỦ TỌA
Đặng Văn Giả
= Biên bản | - | - | 2021-02-03 | UBND tỉnh Gia Lai
"""


@pytest.mark.parametrize("why", cases(PLAIN))
def test_heads_without_layout(why: str) -> None:
    lines, expected = cases(PLAIN)[why]
    text = "\n".join(lines).replace("(motto)", MOTTO).replace("(date)", DATE) + ("" if "CHỦ TỌA" in lines else END)
    done = compose.compose(Paper([Block(line) for line in text.split("\n")]))
    said = done.head
    assert [said.type, said.number, said.symbol, said.issued, said.issuer] == expected
    assert done.text.endswith(END if "CHỦ TỌA" not in lines else "Đặng Văn Giả")


def test_what_a_head_leaves_open_is_noted() -> None:
    found = read(papers.pdf(PAPER._replace(number="Số:      /QĐ-UBND", date="Gia Lai, ngày    tháng 02 năm 2021", kind=("QUYẾT ĐỊNH",))))
    assert found.notes == ["number.blank: the number is not filled in", "issued.incomplete: Gia Lai, ngày tháng 02 năm 2021"]
    assert head.read([Block("DỰ THẢO"), Block("UBND TỈNH GIA LAI"), Block("Số: 1/TB-UBND"), Block(DATE)]).notes == ("mark: DỰ THẢO",)


# --- fonts of before Unicode -----------------------------------------------------------------------------------------------------------------

_TCVN3 = {unicode: chr(code) for code, unicode in encodings.TCVN3.items()}


def tcvn3(text: str) -> str:
    """The text as a TCVN3 font has it: no capitals with marks."""
    return "".join(_TCVN3.get(char) or _TCVN3.get(char.lower(), char) for char in text)


def vni(text: str) -> str:
    """The text as a VNI font has it."""
    letters = {encodings.vni_letter(written): written for written in reversed(list(encodings._VNI))}
    return "".join(letters.get(char, char) for char in text)


def told_in(paper: Official, font: Callable[[str], str]) -> Official:
    return paper._replace(**{field: tuple(map(font, value)) if isinstance(value, tuple) else font(value) for field, value in paper._asdict().items() if field != "table"})


OLD = PAPER._replace(kind=("QUYẾT ĐỊNH",), title=("Về việc phê duyệt dự toán xây dựng trường học",))


@pytest.mark.parametrize("kind", ["pdf", "docx", "rtf", "doc", "odt"])
@pytest.mark.parametrize("font", [tcvn3, vni])
def test_old_fonts_are_read_as_unicode(font: Callable[[str], str], kind: str) -> None:
    made = papers.doc(told_in(OLD, font), wide=False) if kind == "doc" else FORMATS[kind](told_in(OLD, font))
    found, usual = read(made), read(FORMATS[kind](OLD))
    assert (found.type, found.number, found.symbol, found.issued, found.issuer, found.title) == (usual.type, usual.number, usual.symbol, usual.issued, usual.issuer, usual.title)
    assert found.text.lower() == usual.text.lower()
    assert "ươ" not in bare(found.text)


def test_a_document_may_mix_old_and_new_fonts() -> None:
    mixed = OLD._replace(body=tuple(map(tcvn3, OLD.body)))
    assert read(papers.docx(mixed)).text.lower() == read(papers.docx(OLD)).text.lower()


def test_fonts_by_name_tell_capitals() -> None:
    font = '<w:rFonts w:ascii="{}"/>'
    paragraph = "<w:p><w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r></w:p>"
    xml = paragraph.format(font.format(".VnTimeH"), tcvn3("thông báo")) + paragraph.format(font.format("VNI-Times"), vni("Kính gửi các đơn vị"))
    assert read(docx(xml)).text == "THÔNG BÁO\nKính gửi các đơn vị"
    said = "".join(f"\\'{byte:02x}" for byte in tcvn3("thông báo của sở").encode("latin-1"))
    table = r"{\fonttbl{\f0 Times;}{\f1\fnil\fcharset0 .VnTimeH;}}"
    assert read(rf"{{\rtf1\ansi{table}{{\f1 {said}}}\par}}".encode()).text == "THÔNG BÁO CỦA SỞ"


# --- DOCX ----------------------------------------------------------------------------------------------------------------------------------

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, **parts: str) -> bytes:
    """A DOCX file of this body and these further parts."""
    files = {"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'}
    files |= {f"word/{name}.xml": f'<w:{root} xmlns:w="{W}">{xml}</w:{root}>' for name, (root, xml) in ((n, v.split("|", 1)) for n, v in parts.items())}
    return papers.packed({name: text.encode() for name, text in files.items()})


def p(text: str, look: str = "") -> str:
    return f"<w:p><w:pPr>{look}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_numbers_that_word_counts_are_told() -> None:
    def level(n: int, form: str, text: str) -> str:
        return f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'

    lists = f'<w:abstractNum w:abstractNumId="7">{level(0, "upperRoman", "%1.")}{level(1, "decimal", "%2.")}{level(2, "lowerLetter", "%3)")}{level(3, "bullet", "x")}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'

    def at(n: int) -> str:
        return f'<w:numPr><w:ilvl w:val="{n}"/><w:numId w:val="1"/></w:numPr>'

    body = p("Mục tiêu", at(0)) + p("Nhiệm vụ", at(0)) + p("Sở Y tế", at(1)) + p("rà soát", at(2)) + p("báo cáo", at(2)) + p("Sở Nội vụ", at(1)) + p("tập huấn", at(2)) + p("nhỏ", at(3)) + p("không số")
    assert read(docx(body, numbering=f"numbering|{lists}")).text.split("\n") == [
        "I. Mục tiêu", "II. Nhiệm vụ", "1. Sở Y tế", "a) rà soát", "b) báo cáo", "2. Sở Nội vụ", "a) tập huấn", "- nhỏ", "không số",
    ]  # fmt: skip


def test_controls_boxes_and_insertions_are_read_deletions_and_fields_are_not() -> None:
    body = (
        f"<w:sdt><w:sdtContent>{p('trong khung')}</w:sdtContent></w:sdt>"
        f"<w:p><w:r><w:pict><w:txbxContent>{p('trong hộp')}</w:txbxContent></w:pict></w:r><w:r><w:t>ngoài hộp</w:t></w:r></w:p>"
        "<w:p><w:ins><w:r><w:t>thêm</w:t></w:r></w:ins><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del><w:r><w:t> vào</w:t></w:r></w:p>"
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:rPr><w:caps/></w:rPr><w:t>chữ hoa</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>số 12/QĐ</w:t><w:noBreakHyphen/><w:t>UBND</w:t><w:br/><w:t>dòng hai</w:t></w:r></w:p>"
    )
    assert read(docx(body)).text.split("\n") == ["trong khung", "trong hộp", "ngoài hộp", "thêm vào", "CHỮ HOA", "số 12/QĐ-UBND", "dòng hai"]


def test_a_letterhead_in_the_page_header_is_the_head_and_footnotes_come_last() -> None:
    header = "hdr|" + p("UBND TỈNH GIA LAI") + p("Số: 12/TB-UBND") + p(papers.MOTTO[0]) + p(DATE)
    notes = 'footnotes|<w:footnote w:type="separator">' + p("--") + "</w:footnote><w:footnote>" + p("Theo báo cáo của Sở") + "</w:footnote>"
    found = read(docx(p("THÔNG BÁO", '<w:jc w:val="center"/>') + p("Nội dung thông báo về việc nghỉ lễ của cơ quan."), header1=header, footnotes=notes, header2="hdr|" + p("2")))
    assert (found.number, found.type, found.issuer) == ("12", "Thông báo", "UBND tỉnh Gia Lai")
    assert found.text.split("\n")[-2:] == ["Nội dung thông báo về việc nghỉ lễ của cơ quan.", "Theo báo cáo của Sở"]


def test_a_head_laid_out_with_tabs_is_two_columns() -> None:
    body = p("UBND TỈNH GIA LAI</w:t><w:tab/><w:t>" + papers.MOTTO[0]) + p("SỞ Y TẾ</w:t><w:tab/><w:t>" + papers.MOTTO[1]) + p("Số: 12/SYT-NV</w:t><w:tab/><w:tab/><w:t>" + DATE)
    found = read(docx(body + p("Kính gửi: Các bệnh viện trong tỉnh.")))
    assert (found.number, found.symbol, found.issued, found.issuer) == ("12", "SYT-NV", "2021-02-03", "Sở Y tế tỉnh Gia Lai")
    assert found.text == f"UBND TỈNH GIA LAI\nSỞ Y TẾ\nSố: 12/SYT-NV\n{DATE}\nKính gửi: Các bệnh viện trong tỉnh."


# --- scans -----------------------------------------------------------------------------------------------------------------------------------

SCAN = PAPER._replace(kind=("QUYẾT ĐỊNH",), title=("Về việc phê duyệt dự toán",), table=TASKS)


def test_a_scan_is_known_as_one_and_says_why_it_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    made = papers.scan(papers.pdf(SCAN), dots=100)
    off = attachments.read(made, ocr=False)
    assert (off.scanned, off.ocr, off.text, off.notes) == (True, False, "", ["ocr.off: 1 pages are pictures and were not read"])
    monkeypatch.setenv("PATH", "")  # no tesseract
    missing = attachments.read(made)
    assert (missing.scanned, missing.text) == (True, "")
    assert missing.notes == [f"ocr.missing: 1 pages are pictures; {ocr.INSTALL}"]


LAYERS = {
    "good": (lambda text: text, False),
    "marks lost": (bare, True),
    "garbage": (lambda text: "".join(chr(33 + ord(c) * 7 % 90) if c.isalpha() else c for c in text), True),
    "only a stamp": (lambda text: "Ký bởi: UBND tỉnh\nThời gian ký: 12/5/2022", True),
}


@pytest.mark.parametrize("layer", LAYERS)
def test_the_text_that_a_copier_lays_under_a_scan_counts_only_where_it_is_good(layer: str) -> None:
    text, scanned = LAYERS[layer]
    found = read(papers.scan(papers.pdf(SCAN), dots=60, text=text(read(papers.pdf(SCAN)).text)))
    assert found.scanned is scanned
    assert (found.number, bool(found.text)) == ((None, False) if scanned else ("411", True))


@pytest.fixture
def tesseract() -> None:
    if ocr.missing():
        pytest.skip(f"{ocr.INSTALL} (not installed here)")


@pytest.mark.usefixtures("tesseract")
def test_a_scan_is_read_with_its_head_and_its_table() -> None:
    made = papers.pdf(SCAN)
    # as a copier does: slanted, with a red seal over the signature
    found, usual = attachments.read(papers.scan(made, slant=0.6, seal=True)), attachments.read(made)
    assert (found.scanned, found.ocr) == (True, True)
    assert found._replace(text="", scanned=False, ocr=False) == usual._replace(text="")
    same = sum(line in usual.text.split("\n") for line in found.text.split("\n"))
    assert same >= 0.8 * usual.text.count("\n"), found.text


@pytest.mark.usefixtures("tesseract")
def test_only_the_first_pages_of_a_scan_are_read() -> None:
    made = papers.scan(papers.pdf(PAPER._replace(body=BODY * 8)), dots=110)
    found = attachments.read(made, ocr_pages=1)
    assert found.pages == 2 and found.number == "411"
    assert found.notes == ["ocr.cut: 1 of 2 pages that are pictures were read"]


# --- hostile files -------------------------------------------------------------------------------------------------------------------------


def objects(*bodies: bytes) -> bytes:
    """A PDF of these objects, the first of which is its root."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, table, size, len(out))


def stream(data: bytes, about: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (about, len(data), data)


def page(content: bytes, about: bytes = b"", more: list[bytes] | None = None, resources: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    """A PDF of one page; object 4 is its content, 5 a font, the next ones are `more`."""
    own = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>%s>>" % (box, resources, about)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", own, content, font, *(more or []))


def packed_bomb(unit: bytes, times: int) -> bytes:
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(unit) for _ in range(times)) + packer.flush()


def encrypted(password: str) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, "owner"))
    canvas.setFont(papers.fonts()[""], 12)
    canvas.drawString(100, 700, "Ủy ban nhân dân tỉnh ban hành văn bản")
    canvas.save()
    return out.getvalue()


def endless_pages() -> bytes:
    return objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")


def billion_pages() -> bytes:
    return objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")


def form_in_itself() -> bytes:
    form = stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    return page(stream(b"/X Do"), more=[form], resources=b"/XObject<</X 6 0 R>>")


def stream_bomb() -> bytes:
    return page(stream(packed_bomb(b" " * 1_000_000, 500), b"/Filter/FlateDecode"))


def word_bomb() -> bytes:
    return docx("<w:p><w:r><w:t>" + "a" * 70_000_000 + "</w:t></w:r></w:p>")


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    xml = f'<!DOCTYPE d [{entities}]><w:document xmlns:w="{W}"><w:body>{p("&a11;")}</w:body></w:document>'
    return papers.packed({"word/document.xml": xml.encode()})


# What is said of it: a refusal, or nothing where it is read for what it holds.
HOSTILE: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "a tree of pages that holds itself": (endless_pages, "none of its pages can be read"),
    "a billion pages": (billion_pages, "no text in it"),
    "a form that draws itself": (form_in_itself, "memory|longer"),
    "a stream of 500 MB in 2 MB": (stream_bomb, "memory|longer"),
    "a page of two million kilometres": (lambda: page(stream(b"BT /F 12 Tf 100 100 Td (xin chao) Tj ET"), box=b"0 0 2000000000 2000000000"), None),
    "half a million lists in each other": (lambda: page(stream(b"[" * 500_000)), "no text in it"),
    "a password": (lambda: encrypted("secret"), "opens only with a password"),
    "a password only for changing": (lambda: encrypted(""), None),
    "a DOCX of 70 MB in 70 kB": (word_bomb, "larger than 60,000,000 bytes when unpacked"),
    "a billion laughs": (laughs, "broken XML"),
    "RTF groups without end": (lambda: b"{\\rtf1" + b"{" * 200_000 + b"xin chao", None),
    "RTF with two gigabytes to pass over": (lambda: b"{\\rtf1 xin chao {\\pict\\bin2000000000 abc}}", None),
    "HTML elements in each other": (lambda: b"<html xmlns:o='urn:schemas-microsoft-com:office:office'>" + b"<div>" * 50_000 + b"x", "no text in it"),
    "fields in each other": (lambda: papers.doc_of("\x13\x14" * 50_000 + "xin chao\r"), None),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_ends_in_time_with_text_or_a_clear_error(what: str) -> None:
    make, said = HOSTILE[what]
    if said is None:
        assert attachments.read(make(), ocr=False).text
    else:
        with pytest.raises(AttachmentError, match=said):
            attachments.read(make(), ocr=False, seconds=30, megabytes=400)


def test_no_entity_reads_a_file_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("rất mật")
    xml = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]><w:document xmlns:w="{W}"><w:body>{p("công khai &x;")}</w:body></w:document>'
    found = read(papers.packed({"word/document.xml": xml.encode()}))
    assert "mật" not in found.text and "công khai" in found.text + (found.error or "công khai")


def test_a_chain_of_sectors_that_bites_its_tail_ends() -> None:
    data = bytearray(papers.doc(NOTICE))
    struct.pack_into("<II", data, 68, 1, 0xFFFFFFF0)  # further tables: the second sector, which names itself
    struct.pack_into("<I", data, 512 * 3 - 4, 1)
    assert read(bytes(data)).error is None or "broken DOC" in (read(bytes(data)).error or "")


def test_reading_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = b"{\\rtf1 " + b"\\'e1\\u7841?b\\par " * 800_000 + b"}"
    with pytest.raises(AttachmentError, match="takes longer than 1 s"):
        attachments.read(slow, seconds=1, ocr=False)


def test_what_reading_has_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tesseract that hangs is ended together with the process that called it."""
    command = tmp_path / "tesseract"
    command.write_text(f'#!/bin/sh\n[ "$1" = --list-langs ] && echo vie && exit\necho $$ > {tmp_path}/pid\nexec sleep 1000\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(attachments, "OCR_SECONDS", 2.0)
    found = attachments.read(papers.scan(papers.pdf(SCAN), dots=60), ocr_pages=1)
    assert found.notes[0] == "ocr.failed: the time for it is over" and found.text == ""
    pid = int((tmp_path / "pid").read_text())
    assert all(not _runs(pid) for _ in _waiting(pid))


def _runs(pid: int) -> bool:
    """Whether the process is there and no mere entry of one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _waiting(pid: int) -> Iterator[None]:
    """One turn, after the process has had a little time to end."""
    for _ in range(100):
        if not _runs(pid):
            break
        time.sleep(0.02)
    yield


def test_reading_leaves_the_limits_of_this_process_alone() -> None:
    resource = pytest.importorskip("resource")
    before = [resource.getrlimit(limit) for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
    attachments.read(papers.docx(NOTICE))
    assert [resource.getrlimit(limit) for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU)] == before


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """The file with a few places changed, lost, doubled or cut off."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 50))):
        at = chance.randrange(max(1, len(made) - 4))
        change = chance.randrange(5)
        if change == 0:
            made[at : at + 1] = bytes([chance.randrange(256)])
        elif change == 1:
            made[at : at + 4] = struct.pack("<I", chance.choice((0, 0xFFFFFFFF, 0x7FFFFFFF, chance.randrange(1 << 20))))
        elif change == 2:
            del made[at : at + chance.randrange(1, 200)]
        elif change == 3:
            made[at:at] = made[at : at + chance.randrange(1, 200)]
        elif chance.random() < 0.1:
            del made[at:]
    return bytes(made)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_spoilt_file_gives_text_or_an_error_and_nothing_else(kind: str) -> None:
    chance, data = random.Random(kind), FORMATS[kind](NOTICE)
    results = [read(spoilt(data, chance), "van-ban.doc") for _ in range(120)]
    assert all(bool(answer.error) != bool(answer.text or answer.scanned) for answer in results)
    assert {"read", "refused"} == {"refused" if answer.error else "read" for answer in results}


LINEAR: dict[str, tuple[str, Callable[[str], object]]] = {
    "lines of a page": ("|Giao Sở Y tế rà soát |", lambda text: layout.blocks([pdf.Sheet(595, 842, [pdf.Word(w, 9.0 * (i % 50), 9.0 * (i % 50) + 8, 15.0 * (i // 50), 12) for i, w in enumerate(text.split())])])),
    "a paragraph's lines": ("|QĐ-\n|", lambda text: layout.glue(text.split("\n"))),
    "blocks": ("|Số: 12/TB-UBND ngày\n|", lambda text: compose.compose(Paper([Block(line) for line in text.split("\n")]))),
    "a line of a head": ("Số: |. |", lambda text: head.read([Block(text)])),
    "RTF": ("{\\rtf1 |\\'e1\\u7841?b\\par |}", lambda text: rtf.read(text.encode())),
    "HTML": ("<p>|a<br><b>b</b> |", lambda text: web.html(text.encode())),
    "DOC": ("|a\x07\x13b\x14c\x15\r|", lambda text: doc._paper(text, [], [])),
    "DOCX": ("|<w:p><w:r><w:t>a</w:t></w:r></w:p>|", lambda text: word.docx(docx(text))),
}


@pytest.mark.parametrize("what", LINEAR)
def test_reading_takes_linear_time(what: str) -> None:
    marked, work = LINEAR[what]
    assert_linear(marked, 20_000, lambda text: text, work)


# --- extraction ----------------------------------------------------------------------------------------------------------------------------


def test_directives_come_out_of_a_document_as_out_of_an_article() -> None:
    lines = (
        "Sau khi nghe Sở Y tế báo cáo, Chủ tịch UBND tỉnh kết luận, chỉ đạo như sau:",
        "1. Giao Sở Y tế chủ trì, phối hợp với Sở Giáo dục và Đào tạo khẩn trương rà soát danh sách trẻ chưa tiêm đủ mũi, báo cáo UBND tỉnh trước ngày 20/5/2022.",
        "2. Yêu cầu UBND các huyện, thành phố bảo đảm trên 95% trẻ trong độ tuổi được tiêm trong quý III/2022.",
    )

    def told(text: str, **known: str) -> list[tuple[object, ...]]:
        record = extract(text, **known)  # type: ignore[arg-type]
        return [(d.item, d.text, d.lead, d.coordinate, d.deadline, d.issuer_agency) for d in record.directives]

    found = read(papers.pdf(NOTICE._replace(body=lines, table=(), after=())))
    article = told("\n".join(lines), place="Nam Định", published="2022-05-12")
    assert told(found.text) == article and len(article) == 3
    with_table = told(read(papers.pdf(NOTICE._replace(body=(*lines, "3. Các cơ quan, đơn vị thực hiện các nhiệm vụ sau:"), after=()))).text)
    assert [d[2:5] for d in with_table if "Lập danh sách" in str(d[1])] == [
        (["Sở Y tế tỉnh Nam Định"], ["Sở Giáo dục và Đào tạo tỉnh Nam Định"], "2022-05")
    ]
