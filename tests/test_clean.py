"""The view of a text and its way back; the zones of its lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from conftest import assert_linear
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.clean import View, lines

# Pieces of which damaged pages are made, and anything else that Unicode has.
PIECES = st.sampled_from(
    ["Ủy ban nhân dân", "Uỷ ban", "hoà", "quý", "hòan thành", "Ð", "a", " ", "  ", "\n", "\r\n", "\r", "\u00a0", "\u00ad", "\u200b", "\ufeff", "\t",
     "–", "😀", "👩\u200d🌾", "o\u0302\u0323", "e\u0301", "\u0301", ".", ",", ":", "ngày", "12", "1.", "a)", "của", "- ", "“", "”", "x" * 50,
     "\u0085", "\u2028", "\x00", "\x1f",
     "và", "Các tin khác"]
)  # fmt: skip
PAGES = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))


@given(PAGES)
@settings(max_examples=400, deadline=None)
@example("a\u200b\u0301 \u200b \n")
@example("\r\u200b\n \r")
def test_every_stretch_of_the_view_maps_to_the_raw_text(raw: str) -> None:
    view = View(raw)
    ends = [0]
    for i in range(len(view.text)):
        start, end = view.span(i, i + 1)
        assert 0 <= start < end <= len(raw), "a character that is seen stands somewhere in the raw text"
        assert start >= ends[-1] or (start, end) == view.span(i - 1, i), "the order is kept; only letters of several code points share a place"
        ends.append(end)
        assert view.locate(start, end)[0] <= i < view.locate(start, end)[1], "and back again"
    assert view.span(0, len(view.text))[1] <= len(raw)


@given(PAGES)
@settings(max_examples=400, deadline=None)
@example("x" * 41 + "\nb\nc")
@example("hoa\u0300\u0301")
@example("đồng\nchí\nNguyễn Văn A")
def test_a_view_of_a_view_changes_nothing(raw: str) -> None:
    once = View(raw).text
    assert View(once).text == once


@given(PAGES)
@settings(max_examples=300, deadline=None)
def test_lines_are_in_order_and_hold_every_visible_character(raw: str) -> None:
    text = View(raw).text
    found = lines(text)
    covered = " ".join(text[line.start : line.end] for line in found)
    assert covered.split() == text.split(), "no paragraph is lost"
    assert all("\n" not in text[line.start : line.end] for line in found)
    assert all(a.end < b.start for a, b in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("raw", "seen", "reason"),
    [
        ("Uỷ ban nhân dân tỉnh Khánh Hoà", "Ủy ban nhân dân tỉnh Khánh Hòa", "old tone placement"),
        ("quý III, quỳ hoa, uỷ quyền", "quý III, quỳ hoa, ủy quyền", "the u of qu is no vowel"),
        ("hòan thành, tòan tỉnh, thóat nước", "hoàn thành, toàn tỉnh, thoát nước", "tone typed before the last letter"),
        ("hóa đơn, hòa giải", "hóa đơn, hòa giải", "new tone placement stays"),
        ("Ðồng Nai", "Đồng Nai", "U+00D0 for Đ"),
        ("giai đoạn 2021–2025, 12∕2024", "giai đoạn 2021-2025, 12/2024", "look-alike hyphen and slash"),
        (unicodedata.normalize("NFD", "Sở Nội vụ tỉnh Tiền Giang"), "Sở Nội vụ tỉnh Tiền Giang", "decomposed letters"),
        ("Sở\u00a0\u00a0Y\u200b tế \r\n\tBáo cáo.\rHết", "Sở Y tế\nBáo cáo.\nHết", "no-break and zero-width spaces, line ends of DOS and old Macs"),
        ("chuyển\u00ad đổi", "chuyển đổi", "soft hyphen"),
        ("\uf0b7 Sở Y tế", "• Sở Y tế", "Word's bullet in a symbol font"),
        ("Số： １２／ＫＨ", "Số: 12/KH", "full-width forms"),
        ("Uû ban nh©n d©n tØnh ban hµnh kÕ ho¹ch n¨m 2005 vÒ c­ tró", "Ủy ban nhân dân tỉnh ban hành kế hoạch năm 2005 về cư trú", "TCVN3"),
        ("Uyû ban nhaân daân tænh ban haønh keá hoaïch naêm 2005", "Ủy ban nhân dân tỉnh ban hành kế hoạch năm 2005", "VNI"),
    ],
)
def test_view(raw: str, seen: str, reason: str) -> None:
    view = View(raw)
    assert view.text == seen, reason
    assert view.span(0, len(seen)) == (0, len(raw)) or raw[-1].isspace(), reason


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("Các sở, ban, ngành tập trung rà soát và khẩn trương~thực hiện kế hoạch.", "a long line that goes on in lower case"),
        ("hoàn thành trước ngày~15/6/2023 và báo cáo", "a day's number"),
        ("theo Quyết định số~45/QĐ-UBND của tỉnh", "a document's number"),
        ("đã ban hành từ năm~2021, đến nay", "a year"),
        ("căn cứ chỉ đạo của~Ủy ban nhân dân tỉnh", "a name after 'của'"),
        ("các huyện,~thị xã và thành phố", "after a comma"),
        ("Tin tức|thời sự", "short lines of a menu"),
        ("Giao Sở Nội vụ chủ trì thực hiện các nhiệm vụ được giao tại kế hoạch|a) Rà soát biên chế", "a list item"),
        ("Giao Sở Nội vụ chủ trì thực hiện các nhiệm vụ được giao tại kế hoạch|- rà soát biên chế", "a bullet"),
        ("Hội nghị tổng kết công tác cải cách hành chính hằng năm|2. Sở Nội vụ báo cáo", "an item number after 'năm'"),
        ("Huyện Bình An tổ chức hội nghị sơ kết sáu tháng về chuyển đổi số|08:37 22/09/2023", "the clock under a title"),
        ("Đại biểu dự lễ phát động phong trào thi đua năm 2023 tại hội trường|các tin khác", "page furniture in lower case"),
        ("Điều 1.~Ban hành kèm theo Quyết định này Quy chế phối hợp.|Điều 2.~Sở Nội vụ thi hành.", "a number on a line of its own"),
        ("Số:~07/2014/QĐ-UBND", "a document's number after its colon"),
        ("Bình An,~ngày 01 tháng 7 năm 2014", "place and day of a document"),
        ("Căn cứ đề nghị của Giám đốc Sở Nội vụ tại tờ trình,|QUYẾT ĐỊNH:", "capitals begin a line of their own"),
        ("Báo cáo tình hình.|thực hiện kế hoạch", "an end mark"),
        ("đoạn một,||đoạn hai", "an empty line is a paragraph's end"),
    ],
)
def test_line_breaks_inside_sentences(marked: str, reason: str) -> None:
    raw = marked.replace("~", "\n").replace("|", "\n")
    assert View(raw).text == marked.replace("~", " ").replace("|", "\n"), reason


def test_wrapped_text_is_joined_before_capitals_too() -> None:
    raw = (
        "Chủ tịch Ủy ban nhân dân huyện Bình An giao các phòng, ban chuyên\n"
        "môn phối hợp với các xã, thị trấn rà soát hộ nghèo và báo cáo về Phòng\n"
        "Lao động huyện để tổng hợp."
    )
    assert View(raw).text == raw.replace("\n", " ")


# A page wrapped at one width: "~" a break inside a sentence, "|" one that stays.
WRAPPED = (
    "Thời gian qua, việc quản lý các cụm công nghiệp trên địa bàn tỉnh đã có chuyển~biến; tuy nhiên một số nơi hạ tầng còn thiếu đồng bộ, việc xử lý nước thải~"
    "chưa bảo đảm, ý thức chấp hành của doanh nghiệp chưa cao, cần được chấn chỉnh~ngay.|"
    "1. Sở Công Thương rà soát các cụm công nghiệp trên địa bàn tỉnh, báo cáo~Văn phòng UBND tỉnh trước ngày 20/5, bảo đảm hoàn thành trong thời hạn~"
    "15 ngày; các huyện, thị xã cử cán bộ phối hợp, rà soát tuyến Bình An~- huyện đảo Hòa Bình và hồ sơ thiết kế đã được phê duyệt từ năm trước;~"
    "đồng thời niêm yết công khai tại trụ sở cho người dân được biết và theo dõi~(mỗi tháng một lần), không để tồn đọng hồ sơ quá hạn trên Cổng dịch vụ công.|"
    "2. Sở Tài chính cân đối nguồn vốn, cấp phát kinh phí kịp thời cho các huyện|- UBND các huyện chịu trách nhiệm."
)


def test_a_page_wrapped_at_one_width() -> None:
    """A line as long as the page is wide goes on, whatever the next one begins with, unless that is a list number."""
    assert View(WRAPPED.replace("~", "\n").replace("|", "\n")).text == WRAPPED.replace("~", " ").replace("|", "\n")


def test_headlines_below_each_other_are_no_wrapped_page() -> None:
    """Without breaks before small letters nothing says that a line goes on."""
    raw = "Bình An: Hội nghị tổng kết công tác khuyến nông năm 2019 toàn tỉnh\nSở Công Thương kiểm tra chợ\nUBND tỉnh họp phiên thường kỳ tháng 5"
    assert View(raw).text == raw


FILLERS = [
    " ", "\n", "a", "1", "á", "o\u0302\u0323", "\u200b", "\u00a0\n", "a\n", "A. ", "-", "“", "(",
    "Ảnh: ", "ngày\n1", "1/", "ấA", "a, ", "\r\n", ".\n", "T.D ", "2024-",
]  # fmt: skip


@pytest.mark.parametrize("filler", FILLERS)
def test_linear_time(filler: str) -> None:
    assert_linear(filler, 40_000, str, lambda raw: lines(View(raw).text))


LEAD = "Sáng 5/3, UBND tỉnh họp với các sở, ngành về tiến độ giải ngân vốn đầu tư công và giao nhiệm vụ cho từng đơn vị."
MORE = "Chủ tịch UBND tỉnh yêu cầu các chủ đầu tư lập lại tiến độ từng dự án, gửi Sở Tài chính trước ngày 15/3 để tổng hợp."
TITLE = "Tỉnh Bình An đẩy nhanh giải ngân vốn đầu tư công"

# A reason, whether the title is given, then the page: zone and line; TITLE, LEAD and MORE stand for the sentences above.
PAGES_WITH_ZONES = """
# menus and sections above a given title (title given)
boilerplate Trang chủ > Tin tức > Thời sự
boilerplate Thời sự - Chính trị
title TITLE
dateline 08:37 22/09/2023
body LEAD

# the same where no title is given
boilerplate Tin tức
title TITLE
body LEAD

# the title again, as a picture's text (title given)
title TITLE
body LEAD
title TITLE
body MORE

# a title broken into two lines (title given)
title Tỉnh Bình An đẩy nhanh giải ngân vốn
title đầu tư công
body LEAD

# a caption with an end mark
body LEAD
caption Quang cảnh hội nghị.
body MORE

# who speaks in the picture
body LEAD
caption Ông Lê Văn Tám, Chủ tịch UBND tỉnh phát biểu tại hội nghị
body MORE

# with the photographer
body LEAD
caption Công trường cầu Sông Trà ngày khánh thành. Ảnh: Minh Tú
body MORE

# whose name is on the next line
body LEAD
caption Công nhân lắp dầm cầu trong đêm.
caption (Ảnh: Minh Tú)
body MORE

# without a colon; who attends
body LEAD
caption Quang cảnh buổi họp của tỉnh với các huyện. Ảnh Minh Tú
caption Các đồng chí dự hội nghị.
body MORE

# remains of tables
body LEAD
boilerplate ---
boilerplate |
caption Ông Tám trao quà cho hộ nghèo |
body MORE |

# a file's name
body LEAD
caption giai-ngan-von-thang-3
body MORE

# a short sentence that orders is none
body LEAD
body Phát biểu tại hội nghị, ông Tám yêu cầu các sở vào cuộc.
body MORE

# a heading
body LEAD
heading Gỡ vướng mặt bằng
body MORE

# one that ends in a quotation mark
body LEAD
heading Gỡ nhanh các “nút thắt”
body MORE

# numbered ones
body LEAD
heading II. Nhiệm vụ trọng tâm
heading 1. Sở Tài chính
body - Bố trí vốn cho các dự án đã có mặt bằng;

# a list without marks is body
body LEAD:
body Rà soát toàn bộ dự án chậm tiến độ
body Thu hồi vốn của dự án không triển khai

# the author
body LEAD
body MORE
byline Hữu Phước

# who wrote and who photographed
body LEAD
body MORE
byline Tin, ảnh: H.P - L.Thọ

# the source
body LEAD
body MORE
byline (Nguồn: Văn phòng UBND tỉnh)

# related news
body LEAD
body MORE
byline CTV Mai Hoa
boilerplate Các tin khác
boilerplate Huyện A họp dân

# a block in the middle ends where the body goes on
body LEAD
boilerplate TIN LIÊN QUAN
boilerplate Huyện A họp dân về đền bù giải tỏa
body MORE

# after the author it does not end
body LEAD
body MORE
byline Hữu Phước
boilerplate Tin liên quan
boilerplate LEAD

# a link inside the text
body LEAD
boilerplate Xem thêm: Huyện A họp dân
body MORE

# counters and comment forms
body LEAD
boilerplate Lượt xem: 1225
boilerplate Ý kiến bạn đọc (0)
boilerplate Gửi

# a sentence that begins like furniture
body LEAD
body Ý kiến của đồng chí Bí thư được hội nghị nhất trí cao.
body MORE

# headlines glued together
body LEAD
boilerplate Huyện A họp dân về đền bùSở Nội vụ thi tuyển công chứcĐẩy mạnh cải cách hành chính ở xã
body MORE

# names with capitals inside are not glued
body LEAD
heading Ứng dụng VNeID và cổng eTax giúp người dân nộp thuế nhanh
body MORE

# a missing space in a sentence
body LEAD
body UBND tỉnhQuảng Ngãi đề nghị các sở báo cáo kết quả trước ngày 5/4 theo quy định.

# a document reproduced
heading ỦY BAN NHÂN DÂN
heading TỈNH BÌNH AN
heading CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
heading Số: 12/CT-UBND
heading Bình An, ngày 05 tháng 3 năm 2023
heading Kính gửi:
heading - Các sở, ban, ngành;
body LEAD
body MORE
byline Nơi nhận:
byline - Như trên;
byline - Lưu: VT.
byline KT. CHỦ TỊCH
byline PHÓ CHỦ TỊCH
byline Lê Văn Tám

# when unsure it is body
body LEAD
body Sở Y tế báo cáo trong tháng 3.
body MORE
"""


def marked_pages() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each page's reason and its lines with their zones."""
    for block in PAGES_WITH_ZONES.strip().split("\n\n"):
        reason, *marked = block.split("\n")
        rows = [line.split(" ", 1) for line in marked]
        known = {"TITLE": TITLE, "LEAD": LEAD, "MORE": MORE, "LEAD:": LEAD[:-1] + ":", "MORE |": MORE + " |"}
        yield reason.removeprefix("# "), [(known.get(line, line), zone) for zone, line in rows]


@pytest.mark.parametrize(("reason", "page"), [pytest.param(*page, id=page[0]) for page in marked_pages()])
def test_zones(reason: str, page: list[tuple[str, str]]) -> None:
    text = View("\n\n".join(line for line, _ in page)).text
    title = TITLE if "(title given)" in reason else None
    assert [(text[line.start : line.end], line.zone) for line in lines(text, title)] == page, reason
