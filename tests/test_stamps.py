"""When a page says that its article was published: every way in which Vietnamese pages print it, and what is no such date."""

from __future__ import annotations

import datetime

import pytest
from conftest import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import pages
from pipeline.pages.stamps import address_day, read_machine, read_stamps

FIRST = "UBND huyện Bình An vừa yêu cầu các xã, thị trấn rà soát hộ nghèo và hộ cận nghèo, hoàn thành trước mùa mưa."
LAST = "Các phòng chuyên môn của huyện kiểm tra, hướng dẫn các xã; kết quả được niêm yết tại trụ sở."
TITLE = "Bình An rà soát hộ nghèo trước mùa mưa"


def page(*, head: str = "", above: str = "", stamp: str = "", body: str = "", after: str = "", banner: str = "", side: str = "") -> str:
    """A page whose parts may each hold a date."""
    return f"""<html><head><meta charset="utf-8"><title>{TITLE}</title>{head}</head><body><div>{banner}</div><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li></ul>
<div>{above}<h1>{TITLE}</h1>{stamp}<div><p>{FIRST}</p>{body}<p>{LAST}</p></div>{after}</div><div>{side}</div></body></html>"""


BYLINES = [
    # as printed, as read
    ("Thứ hai, 10/06/2024 - 14:20", "2024-06-10T14:20"),
    ("08:37 22/09/2023", "2023-09-22T08:37"),
    ("Cập nhật ngày: 05/01/2023 - 08:25", "2023-01-05T08:25"),
    ("Thứ năm: 08:25 ngày 05/01/2023", "2023-01-05T08:25"),
    ("Đăng ngày 5-1-2023", "2023-01-05"),
    ("Ngày đăng: 08/07/2024  11:38", "2024-07-08T11:38"),
    ("ClockThứ Ba, 26/03/2024 16:06", "2024-03-26T16:06"),
    ("Thứ 3, Ngày 16/07/2024 - 07:05", "2024-07-16T07:05"),
    ("22/09/2022 3:15:00 CH", "2022-09-22T15:15"),
    ("22/09/2022 12:15 SA", "2022-09-22T00:15"),
    ("22/09/2022 12:15 CH", "2022-09-22T12:15"),
    ("ngày 5 tháng 1 năm 2023", "2023-01-05"),
    ("Thứ Năm, ngày 05 tháng 01 năm 2023 - 8 giờ 25 phút", "2023-01-05T08:25"),
    ("T2, 05/06/2023", "2023-06-05"),
    ("T5, 05/01/2023 08:25 AM", "2023-01-05T08:25"),
    ("Cập nhật lúc: 9:05 SA 12/3/2019", "2019-03-12T09:05"),
    ("05.01.2023 | 08:25", "2023-01-05T08:25"),
    ("Chủ nhật, 02/10/2022, 07:00 (GMT+7)", "2022-10-02T07:00"),
    ("02/10/2022 07:00 GMT+7", "2022-10-02T07:00"),
    ("05/01/23 08:25", "2023-01-05T08:25"),
    ("Đăng lúc 8h25 ngày 5/1/2023", "2023-01-05T08:25"),
    ("Đăng bởi: Ban Biên tập - Ngày 05/01/2023 08:25", "2023-01-05T08:25"),
    ("Xuất bản: 05/01/2023, 08:25", "2023-01-05T08:25"),
    ("Thời gian đăng: 05-01-2023 08:25:31", "2023-01-05T08:25"),
    ("Ngày tạo: 2023-01-05 08:25:31", "2023-01-05T08:25"),
    ("Thứ ba, 25 Tháng 1 2022 16:22", "2022-01-25T16:22"),
    ("22 Tháng Chín, 2023", "2023-09-22"),
    ("Tháng Chín 22, 2023", "2023-09-22"),
    ("Tin tức - Sự kiện | 05/01/2023 - 08:25 | Lượt xem: 1.204", "2023-01-05T08:25"),
    ("Tác giả: Lò Thị Mẩy - 05/01/2023 08:25", "2023-01-05T08:25"),
    ("Lò Thị Mẩy 05/01/2023 08:25", "2023-01-05T08:25"),
    ("396 lượt xem | 05/01/2023", "2023-01-05"),
    ("Posted on January 5, 2023 by admin", "2023-01-05"),
    ("(05/01/2023)", "2023-01-05"),
]


@pytest.mark.parametrize(("printed", "published"), BYLINES, ids=[row[0] for row in BYLINES])
def test_bylines(printed: str, published: str) -> None:
    for found in (
        pages.read(page(stamp=f"<p>{printed}</p>")),
        pages.read(page(stamp=f"<div><span>{printed}</span> <a href='#'>In trang</a></div>")),
        pages.read(page(stamp=f"<p class='x7'>{printed}</p>"), layout=pages.Layout(date=("p.x7",))),
    ):
        assert (found.published, found.published_by, found.title) == (published, "byline", TITLE)
        assert found.body == [FIRST, LAST], "and the line is none of the text"


OTHER = [
    # what stands between title and text, reason
    ("Ngày ban hành: 12/05/2022", "a document's"),
    ("Số 128/TB-UBND ngày 12/5/2022", "a document's"),
    ("Nam Định, ngày 12 tháng 5 năm 2022", "the head of a document"),
    ("Hạn nộp hồ sơ: 12/05/2022", "a term"),
    ("Thời gian diễn ra: 08:00 12/05/2022", "an event's"),
    ("31/02/2022", "no day"),
    ("12/05/1970 00:00", "a date that is missing in the data base"),
    ("01/01/0001", "the same"),
    ("1.234.567 lượt", "a counter"),
    ("12.5.22 triệu", "a number"),
    ("2 giờ trước", "who knows before what"),
]


@pytest.mark.parametrize(("printed", "reason"), OTHER, ids=[row[0] for row in OTHER])
def test_other_dates_are_none(printed: str, reason: str) -> None:
    assert pages.read(page(stamp=f"<p>{printed}</p>")).published is None, reason


PLACES = [
    # the page's parts, what is read, by what, reason
    ({"banner": "Thứ 3, Ngày 16/07/2024 -", "stamp": "<p>Ngày đăng: 08/07/2024  11:38</p>"}, "2024-07-08T11:38", "byline", "the server's clock and a byline"),
    ({"banner": "Thứ hai, 05/01/2026 - 08:27"}, None, None, "the server's clock alone, in the form of a byline"),
    ({"banner": "<b>08:27:31</b> Hôm nay: Thứ hai, 05/01/2026"}, None, None, "a clock that says so"),
    ({"above": "<p>Thứ Ba, 26/03/2024 16:06</p>"}, "2024-03-26T16:06", "byline", "above the title, with it in a box"),
    ({"after": "<p>Ngày đăng: 08/07/2024 11:38</p>"}, "2024-07-08T11:38", "byline", "below the text, with its label"),
    ({"after": "<p>08/07/2024</p>"}, None, None, "below the text, without one"),
    ({"body": "<p>Nam Định, ngày 12 tháng 5 năm 2022</p>"}, None, None, "a document inside the text"),
    ({"body": "<p>Hội nghị diễn ra ngày 12/5/2022 tại huyện.</p>"}, None, None, "what the text tells of"),
    ({"side": "<h4>Tin mới</h4><p><a href='/1'>Khởi công cầu Bến Đò</a> 01/02/2024</p><p><a href='/2'>Trồng rừng ở ba xã</a> 02/02/2024</p>"}, None, None, "other headlines'"),
    ({"after": "<ul><li><a href='/1'>Khởi công cầu Bến Đò</a> (Ngày đăng: 01/02/2024)</li></ul>"}, None, None, "other headlines' below the text"),
    ({"stamp": "<p>Ngày đăng:</p><p>08/07/2024</p><p>11:38</p>"}, "2024-07-08T11:38", "byline", "label, day and time each in a block"),
    ({"stamp": f"<p><b>{FIRST[:70]}.</b></p><p>08/07/2024 11:38</p>"}, "2024-07-08T11:38", "byline", "below the sapo"),
    ({"stamp": "<time datetime='2024-07-08T11:38:00+07:00'>hôm qua</time>"}, "2024-07-08T11:38", "time", "a time element"),
    ({"side": "".join(f"<time datetime='2024-07-0{n}'>{n}</time>" for n in range(1, 6))}, None, None, "time elements of a list"),
    ({"head": '<meta property="article:published_time" content="2024-07-08T04:38:00Z">'}, "2024-07-08T11:38", "meta", "UTC becomes Vietnamese time"),
    ({"head": '<meta property="article:published_time" content="2024-07-08T11:38:00+07:00">'}, "2024-07-08T11:38", "meta", "Vietnamese time stays"),
    ({"head": '<meta name="pubdate" content="8/7/2024">'}, "2024-07-08", "meta", "as people write it"),
    ({"head": '<meta name="date" content="0001-01-01T00:00:00">'}, None, None, "a date that is missing"),
    (
        {"head": '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-07-08T11:38:00+07:00"}</script>', "stamp": "<p>08/07/2024</p>"},
        "2024-07-08T11:38",
        "byline",
        "the time of day by JSON-LD",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "published", "by", "reason"), PLACES, ids=[row[3] for row in PLACES])
def test_where_a_date_stands(parts: dict[str, str], published: str | None, by: str | None, reason: str) -> None:
    found = pages.read(page(**parts))
    assert (found.published, found.published_by) == (published, by), reason
    assert FIRST in found.text and LAST in found.text


ADDRESSES = [
    ("https://x.gov.vn/portal/Pages/2021-10-5/Ung-dung.aspx", "2021-10-05"),
    ("https://x.vn/tin/2023/9/22/bai.html", "2023-09-22"),
    ("https://x.vn/tin/20230922/bai.html", "2023-09-22"),
    ("https://x.vn/bai-viet-20230922083712.htm", "2023-09-22"),
    ("https://x.vn/chuyen-doi-so/202506/bai-1044175/", None),
    ("https://x.vn/bai-20231345.html", None),
    ("https://x.vn/bai-post409722.html", None),
    ("https://x.vn/tin?d=20230922", None),
    ("http://[x", None),
    (None, None),
]


@pytest.mark.parametrize(("address", "day"), ADDRESSES)
def test_the_date_in_an_address(address: str | None, day: str | None) -> None:
    assert (str(address_day(address)) if day else address_day(address)) == day
    found = pages.read(page(), url=address)
    assert (found.published, found.published_by) == (day, "address" if day else None)


def test_what_the_listing_tells_comes_last() -> None:
    assert pages.read(page(), listed="2024-07-08").published_by == "listing"
    assert pages.read(page(), url="https://x.vn/2024/07/07/a.html", listed="2024-07-08").published == "2024-07-07"


def test_updated_is_kept_apart() -> None:
    both = pages.read(page(stamp="<p>Ngày đăng: 08/07/2024 11:38 - Cập nhật: 09/07/2024 07:00</p>"))
    assert (both.published, both.updated) == ("2024-07-08T11:38", "2024-07-09T07:00")
    alone = pages.read(page(stamp="<p>Cập nhật lúc: 09/07/2024 07:00</p>"))
    assert (alone.published, alone.updated) == ("2024-07-09T07:00", None)
    assert any(note.startswith("published.updated") for note in alone.notes), "and it is said"
    head = '<meta property="article:published_time" content="2024-07-08T11:38:00+07:00">'
    known = pages.read(page(head=head, stamp="<p>Cập nhật: 09/07/2024 07:00</p>"))
    assert (known.published, known.published_by, known.updated) == ("2024-07-08T11:38", "meta", "2024-07-09T07:00")
    machine = pages.read(page(stamp="<p>08/07/2024 11:38</p>", head='<meta property="article:modified_time" content="2024-07-10T01:00:00+07:00">'))
    assert machine.updated == "2024-07-10T01:00"


def test_conflicts_are_noted() -> None:
    found = pages.read(page(stamp="<p>26/03/2024</p>", head='<meta property="article:published_time" content="2024-07-16">'))
    assert (found.published, found.published_by) == ("2024-03-26", "byline")
    assert found.notes == ["published.conflict: byline 2024-03-26, meta 2024-07-16"]
    near = pages.read(page(stamp="<p>26/03/2024 23:58</p>", head='<meta property="article:published_time" content="2024-03-27">'))
    assert near.notes == [], "a minute before midnight is none"


AMERICAN = [
    # page's parts, address, what is read, reason
    ({"stamp": "<p>3/26/2024 4:06:00 PM</p>"}, None, "2024-03-26T16:06", "there is no 26th month"),
    ({"stamp": "<p>3/5/2024 4:06:00 PM</p>"}, None, None, "March or May: nothing proves it"),
    ({"stamp": "<p>Thứ ba, 3/5/2024 4:06:00 PM</p>"}, None, "2024-03-05T16:06", "a Tuesday in March"),
    ({"stamp": "<p>Thứ sáu, 3/5/2024 4:06:00 PM</p>"}, None, "2024-05-03T16:06", "a Friday in May"),
    ({"stamp": "<p>3/5/2024 4:06:00 PM</p>"}, "https://x.vn/Pages/2024-3-5/a.aspx", "2024-03-05T16:06", "the address"),
    ({"stamp": "<p>3/5/2024 4:06:00 PM</p>"}, "https://x.vn/202405/a.html", "2024-05-03T16:06", "the month in the address"),
    ({"stamp": "<p>3/5/2024 4:06:00 PM</p>", "head": '<meta name="date" content="2024-03-05">'}, None, "2024-03-05T16:06", "a meta element"),
    ({"stamp": "<p>05/03/2024 04:06 PM</p>"}, None, "2024-03-05T16:06", "with zeros as Vietnamese write"),
    ({"stamp": "<p>3/5/2024 4:06:00 CH</p>"}, None, "2024-05-03T16:06", "a Vietnamese server"),
]


@pytest.mark.parametrize(("parts", "address", "published", "reason"), AMERICAN, ids=[row[3] for row in AMERICAN])
def test_day_and_month_of_servers_set_to_english(parts: dict[str, str], address: str | None, published: str | None, reason: str) -> None:
    found = pages.read(page(**parts), url=address)
    assert found.published == published, reason
    assert published or found.notes[0].startswith("published.ambiguous"), "what cannot be told is noted"


def test_hours_ago_are_told_from_when_the_page_was_fetched() -> None:
    fetched = datetime.datetime(2024, 7, 8, 17, 30, tzinfo=datetime.UTC)  # 0:30 on the 9th in Vietnam
    assert pages.read(page(stamp="<p>2 giờ trước</p>"), fetched=fetched).published == "2024-07-08T22:30"
    assert pages.read(page(stamp="<p>3 ngày trước</p>"), fetched=fetched).published == "2024-07-06"


MACHINE = [
    ("2024-03-26T09:06:00Z", "2024-03-26T16:06"),
    ("2024-03-26T20:06:00.000Z", "2024-03-27T03:06"),
    ("2024-03-26T16:06:00+0700", "2024-03-26T16:06"),
    ("2024-03-26 16:06", "2024-03-26T16:06"),
    ("20240326T160600", "2024-03-26T16:06"),
    ("2024-03-26T00:00:00+07:00", "2024-03-26"),
    ("2024-13-26", None),
    ("1970-01-01", None),
    ("", None),
]


@pytest.mark.parametrize(("value", "read"), MACHINE)
def test_dates_of_machines(value: str, read: str | None) -> None:
    found = read_machine(value)
    assert (found.value if found else None) == read


PIECES = [
    "22/09/2023",
    "8:37",
    "Thứ ba",
    " ",
    "-",
    "/",
    "Ngày đăng:",
    "2023",
    "1",
    "CH",
    "tháng",
    "năm",
    "GMT+7",
    "Số 1/QĐ",
    ",",
    "|",
    "Hà Nội",
    "9/31/2024",
    "Cập nhật",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_line_is_read(line: str) -> None:
    for stamp in read_stamps(line):
        datetime.datetime.fromisoformat(stamp.value)


@pytest.mark.parametrize("marked", ["22/09/2023 ", "Thứ ba, ", "8:37 ", "1/", "Ngày đăng: 1/1/2023 ", "<p>1/1/2023 8:37</p>"])
def test_linear(marked: str) -> None:
    assert_linear(marked, 40_000, str, lambda text: pages.read(page(stamp=text)))
