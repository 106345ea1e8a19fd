"""People: catalogue D9. Marks: `[span](Full Name: title; title | role)`; the titles are those of the person, whichever mention gives them.

All sentences were made up for these tests, and so were the officials.
"""

from __future__ import annotations

import re

import pytest
from conftest import assert_linear, one_sentence

from pipeline import context, schema
from pipeline.extractors import people

MARK = re.compile(r"\[(?P<span>[^\]]*)\]\((?P<expected>[^)]*)\)")


def found(text: str) -> tuple[context.Context, list[schema.Person]]:
    """The article's context and its people."""
    c = context.read(schema.Article(id="t", title="Tin trong tỉnh"), "Tin trong tỉnh\n\n" + text)
    return c, people.find(c)


def described(p: schema.Person) -> str:
    """The person in the words of a mark."""
    return p.name + (f": {'; '.join(p.titles)}" if p.titles else "") + (f" | {p.role}" if p.role else "")


def check(marked: str) -> None:
    """Every mark is found as described, and nobody else."""
    text = MARK.sub(lambda m: m["span"], marked)
    c, mentions = found(text)
    assert [f"[{c.text[p.start : p.end]}]({described(p)})" for p in mentions] == [m[0] for m in MARK.finditer(marked)]


BEFORE = [
    ("one title", "Phó Chủ tịch UBND tỉnh [Trần Văn Tám](Trần Văn Tám: Phó Chủ tịch UBND tỉnh) yêu cầu làm ngay."),
    (
        "several, with a comma",
        "UVTV Tỉnh ủy, Phó Chủ tịch Thường trực UBND tỉnh [Lê Thị Sen](Lê Thị Sen: UVTV Tỉnh ủy; Phó Chủ tịch Thường trực UBND tỉnh) nói.",
    ),
    (
        "a dash without a space between two",
        "Phó Chủ tịch UBND tỉnh- Phó Trưởng ban Chỉ đạo [Lê Thị Sen](Lê Thị Sen: Phó Chủ tịch UBND tỉnh; Phó Trưởng ban Chỉ đạo) đề nghị.",
    ),
    ("a rank right behind an office", "Trưởng Công an xã Đại úy [Đỗ Minh Khôi](Đỗ Minh Khôi: Trưởng Công an xã; Đại úy) có mặt."),
    ("a name with an apostrophe", "Phó Giám đốc Sở Nội vụ [K'Brêm Sang](K'Brêm Sang: Phó Giám đốc Sở Nội vụ) cho biết."),
    ("a verb of saying behind the title", "Bà [Lê Thị Sen](Lê Thị Sen: Phó Chủ tịch Hội Nông dân tỉnh), Phó Chủ tịch Hội Nông dân tỉnh nhìn nhận."),
    ("clergy", "Thượng tọa [Thạch Sa Rum](Thạch Sa Rum: Thượng tọa) dự."),
    ("a rank and a form of address", "Đồng chí Đại tá [Đỗ Minh Khôi](Đỗ Minh Khôi: Đại tá) phát biểu."),
    ("a degree", "Theo PGS.TS [Vũ Bách](Vũ Bách: PGS.TS), cần thêm thời gian."),
    ("the place's name is no part of the person's", "Chủ tịch UBND tỉnh An Giang [Hồ Văn Đạt](Hồ Văn Đạt: Chủ tịch UBND tỉnh An Giang) ký."),
    ("... even when it begins like a family name", "Bí thư Tỉnh ủy Hà Nam [Lê Thị Sen](Lê Thị Sen: Bí thư Tỉnh ủy Hà Nam) dự."),
    ("... or is a whole name", "Chủ tịch UBND huyện Trần Văn Thời [Lê Hoàng Út](Lê Hoàng Út: Chủ tịch UBND huyện Trần Văn Thời) dự."),
    ("an abbreviated city", "Chủ tịch UBND TP. Huế [Võ Lam](Võ Lam: Chủ tịch UBND TP. Huế) thông tin."),
    ("a school named after somebody", "Hiệu trưởng Trường THPT Lê Quý Đôn [Phan Thị Mơ](Phan Thị Mơ: Hiệu trưởng Trường THPT Lê Quý Đôn) nói."),
    (
        "a comma inside the agency's name",
        "Giám đốc Sở Văn hóa, Thể thao và Du lịch [Phan Thị Mơ](Phan Thị Mơ: Giám đốc Sở Văn hóa, Thể thao và Du lịch) nói.",
    ),
    ("a title before the form of address", "Giám đốc Sở Y tế, ông [Trần Văn Tám](Trần Văn Tám: Giám đốc Sở Y tế) cho hay."),
    (
        "two people in a row keep their own",
        "Dự có Phó Bí thư Huyện ủy [Ngô Thu](Ngô Thu: Phó Bí thư Huyện ủy), Trưởng phòng Nội vụ [Lý Bình](Lý Bình: Trưởng phòng Nội vụ).",
    ),
]

AFTER = [
    ("a comma", "Ông [Huỳnh Năm](Huỳnh Năm: Chủ tịch UBND huyện), Chủ tịch UBND huyện, cho hay như vậy."),
    (
        "a dash, two titles, cut before the verb",
        "Đồng chí [Lê Thị Sen](Lê Thị Sen: Chủ tịch UBND tỉnh; Trưởng Ban chỉ đạo giảm nghèo tỉnh) - Chủ tịch UBND "
        "tỉnh, Trưởng Ban chỉ đạo giảm nghèo tỉnh"
        " đánh giá cao.",
    ),
    (
        "a bracket",
        "Ông [Hứa Hòa](Hứa Hòa: nguyên Chủ tịch Công đoàn; Giám đốc ban quản lý dự án) (nguyên Chủ tịch Công đoàn, "
        "Giám đốc ban quản lý dự án) nghỉ.",
    ),
    ("'cũng là'", "Ông [Bùi Cương](Bùi Cương: Trưởng ban Quản lý đô thị), cũng là Trưởng ban Quản lý đô thị, đã đến."),
    ("before and after", "TS [Vũ Bách](Vũ Bách: TS; Phó Giám đốc Sở KH&CN), Phó Giám đốc Sở KH&CN, trả lời."),
    (
        "a list with semicolons, address only once",
        "Dự có các đồng chí: [Ngô Thu](Ngô Thu: Phó Bí thư Huyện ủy), Phó Bí thư Huyện ủy; [Lý Văn Bình](Lý Văn Bình: "
        "Trưởng phòng Nội vụ), Trưởng phòng Nội vụ.",
    ),
    (
        "the next person's rank is his",
        "Đồng chí [Ngô Thu](Ngô Thu: Phó Chủ tịch UBND xã), Phó Chủ tịch UBND xã, Đại tá [Lý Văn Bình](Lý Văn Bình: Đại tá) cùng dự.",
    ),
    ("'và' before the next person", "Bà [Ngô Thu](Ngô Thu: Phó Chánh án Tòa án tỉnh) - Phó Chánh án Tòa án tỉnh và ông [Lý Bình](Lý Bình) dự."),
    ("a dash inside the agency's name", "Ông [Lý Bình](Lý Bình: Ủy viên Ủy ban Kinh tế - Tài chính) - Ủy viên Ủy ban Kinh tế - Tài chính đã dự."),
    ("people listed without titles", "Có các ông [Ngô Thu](Ngô Thu), [Lý Bình](Lý Bình) và [Đỗ Khôi](Đỗ Khôi)."),
]

LATER = [
    (
        "by given name, address in the span",
        "Ông [Trần Văn Tám](Trần Văn Tám: Giám đốc Sở Y tế), Giám đốc Sở Y tế, dự. [Ông Tám](Trần Văn Tám: Giám đốc Sở Y tế) nói.",
    ),
    (
        "two of one given name: the nearer",
        "Ông [Lê Bình](Lê Bình) đến. Ông [Trần Bình](Trần Bình) về. [Ông Bình](Trần Bình) nói. Ông [Lê Bình](Lê Bình) đáp, [ông Bình](Lê Bình) cười.",
    ),
    ("by the last two syllables", "Bà [Lê Thị Minh Sen](Lê Thị Minh Sen) đến, [bà Minh Sen](Lê Thị Minh Sen) nói."),
    (
        "by title after đồng chí",
        "Đồng chí [Lê Thị Sen](Lê Thị Sen: Chủ tịch UBND tỉnh), Chủ tịch UBND tỉnh, dự. [Đồng chí Chủ tịch](Lê Thị "
        "Sen: Chủ tịch UBND tỉnh) nhấn mạnh.",
    ),
    ("by the full name alone", "Bà [Lê Thị Sen](Lê Thị Sen) đến. Sau đó [Lê Thị Sen](Lê Thị Sen) về."),
    ("a given name nobody has", "Ông [Trần Văn Tám](Trần Văn Tám) dự. Ông Chín không đến."),
    (
        "titles given later hold for the first mention too",
        "Bà [Lê Thị Sen](Lê Thị Sen: Bí thư Huyện ủy) nói. Bà [Lê Thị Sen](Lê Thị Sen: Bí thư Huyện ủy), Bí thư Huyện ủy, kết luận.",
    ),
]

KINDS = [
    ("a name of the highlands", "Ông [Y Brơi Niê](Y Brơi Niê: Phó Bí thư Tỉnh ủy), Phó Bí thư Tỉnh ủy, dự."),
    ("with an apostrophe", "Chị [H'Blơi Kđoh](H'Blơi Kđoh) kể."),
    ("of the Khmer", "Chủ tịch UBND xã [Thạch Sà Rươl](Thạch Sà Rươl: Chủ tịch UBND xã) nói."),
    ("of a foreigner, by the form of address", "Ông [Adam Novak](Adam Novak: Giám đốc dự án), Giám đốc dự án, cho biết."),
    ("nobody says so, but only people are called so", "Danh sách gồm [Phan Văn Tửu](Phan Văn Tửu) ở ấp 3."),
]

ROLES = [
    ("signs, under the title", "Đề nghị các huyện thực hiện nghiêm.\n\nCHÁNH VĂN PHÒNG\n\n[Trần Văn Tám](Trần Văn Tám: CHÁNH VĂN PHÒNG | signer)"),
    ("chairs a meeting", "Phó Chủ tịch UBND huyện [Ngô Thu](Ngô Thu: Phó Chủ tịch UBND huyện | chair) chủ trì hội nghị."),
    ("chairs, behind the title", "Ông [Ngô Thu](Ngô Thu: Chủ tịch UBND xã | chair), Chủ tịch UBND xã chủ trì cuộc họp."),
    ("is told to lead a task: not the chair", "Đồng chí [Ngô Thu](Ngô Thu) chủ trì, phối hợp với Sở Y tế rà soát."),
    ("took the picture", "Quang cảnh cuộc họp. Ảnh: [LÂM SƠN HÀ](LÂM SƠN HÀ | photographer)"),
    ("took the picture for an agency", "Quang cảnh cuộc họp. Ảnh: VGP/[Thành Trung](Thành Trung | photographer)"),
    ("wrote it, in capitals", "Tin này dài một câu và có dấu chấm.\n\n[LÊ BƯỞI](LÊ BƯỞI | author)"),
    ("wrote it, two of them", "Tin này dài một câu và có dấu chấm.\n\nBài, ảnh: [Hồng Mận](Hồng Mận | author) - [Thanh Trà](Thanh Trà | author)"),
    ("wrote it down", "Tin này dài một câu và có dấu chấm.\n\n[HỒNG MẬN](HỒNG MẬN | author) (thực hiện)"),
    ("wrote it, behind the end mark", "Tin này kết thúc bằng dấu hết./. [Hồng Mận](Hồng Mận | author)"),
]

NOBODY = [
    ("a title without a name is an agency's matter", "Chủ tịch UBND tỉnh yêu cầu các sở làm ngay."),
    ("streets and bridges", "Sửa đường Lê Lợi, phố Trần Phú và cầu Nguyễn Văn Trỗi."),
    ("communes and wards", "Xã Lê Lợi, phường Phan Đình Phùng báo cáo."),
    ("provinces and districts that begin like names", "Các tỉnh Hà Nam, Cao Bằng, Lâm Đồng; huyện Lý Nhân, Mai Châu, Trần Văn Thời."),
    ("an agency's place after a title", "Bí thư Tỉnh ủy Hà Giang làm việc với Giám đốc Công an tỉnh Cao Bằng."),
    ("a small place after a title", "Chủ tịch UBND xã Lê Lợi cho biết."),
    ("companies, schools, hospitals", "Công ty TNHH Hà Thành, Trường THCS Trần Đại Nghĩa, Bệnh viện Bạch Mai tham gia."),
    ("awards and funds", "Trao Giải thưởng Võ Trường Toản, Huân chương Hồ Chí Minh."),
    ("the city and the youth union", "Đoàn Thanh niên Cộng sản Hồ Chí Minh tại TP. Hồ Chí Minh."),
    ("places that begin like a form of address", "Huyện Cô Tô và thành phố Bà Rịa; Anh Sơn là một huyện."),
    ("countries", "Đại sứ Hoa Kỳ thăm; Hàn Quốc, Thái Lan đầu tư."),
    ("headings in capital letters", "Tin này dài một câu và có dấu chấm.\n\nKinh Tế\n\nMột câu nữa cũng có dấu chấm ở cuối."),
    ("common nouns", "Bà con nhân dân, anh em công nhân và các chị Hội phụ nữ."),
]


@pytest.mark.parametrize(("reason", "marked"), BEFORE + AFTER + LATER + KINDS + ROLES)
def test_marked(reason: str, marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(("reason", "text"), NOBODY)
def test_nobody(reason: str, text: str) -> None:
    check(text)


def test_boilerplate_gives_nobody() -> None:
    view = context.clean.View("Ông Trần Văn Tám dự họp.\nÔng Lê Văn Sáu thăm huyện. Ông Sáu về. Ảnh: Hồng Mận")
    lines = [context.clean.Line(0, 24, "body"), context.clean.Line(25, len(view.text), "boilerplate")]
    c = context.Context(schema.Article(id="t"), view, lines, [context.segment.Sentence(0, 24, "body", 0)])
    assert [p.name for p in people.find(c)] == ["Trần Văn Tám"]


HARD = [
    # reason, text (the part between bars repeats)
    ("capitals", "A"),
    ("names without end", "Nguyễn Văn "),
    ("titles without end", "Phó Chủ tịch "),
    ("addresses without end", "ông "),
    ("many people with titles", "đồng chí Nguyễn Văn A, Phó Giám đốc Sở B, "),
    ("many short mentions", "Ông Trần Văn Tám nói. |Ông Tám nói. |"),
    ("spaces", "Ông| |Tám"),
]


@pytest.mark.parametrize(("reason", "marked"), HARD)
def test_linear(reason: str, marked: str) -> None:
    assert_linear(marked, 50_000, one_sentence, people.find)
