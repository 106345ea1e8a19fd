"""Which links are a listing's, with their titles and dates, by shape, pattern and selectors; whole sites read on from page to page."""

from __future__ import annotations

import datetime
import http.cookiejar
import re
import urllib.parse
import urllib.request
from collections.abc import Callable

import pytest
from conftest import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import HOME, HREFS, ISO, LEAD, LIST, PAGE, PAGER, READ, TITLES, items, page, source

from scrapers import listings
from scrapers.addresses import twin_key
from scrapers.links import Link, Listing, Next, fingerprint, fresh, older
from scrapers.portal import FAMILIES, Article, Portal, Served
from scrapers.source import Family, ListingSelectors, families

LAYOUTS = [
    # reason, the listing's markup
    ("a list with dates behind the links", "<ul>" + items('<li><a href="HREF">TITLE</a> (DAY)</li>') + "</ul>"),
    (
        "blocks with a picture, a lead and 'more'",
        items(
            '<div class="tin"><a href="HREF"><img src="x.jpg" alt="TITLE"></a><h3><a href="HREF">TITLE</a></h3><span>Ngày đăng: DAY</span>'
            '<p>LEAD</p><a href="HREF">Xem chi tiết</a></div>'
        ),
    ),
    ("cards that are links as a whole", items('<a class="card" href="HREF"><img src="x.jpg"><h3>TITLE</h3><p>LEAD</p><span>DAY</span></a>')),
    ("cards without a heading", items('<a class="card" href="HREF"><div>TITLE</div><div>LEAD</div><div>DAY</div></a>')),
    (
        "cards, the title named by its class",
        items('<a href="HREF"><span class="date">DAY</span><span class="news-title">TITLE</span><span class="desc">LEAD</span></a>'),
    ),
    ("a table, one row each", "<table>" + items('<tr><td>DAY</td><td><a href="HREF">TITLE</a></td></tr>') + "</table>"),
    ("a table, two rows each", "<table>" + items('<tr><td><a href="HREF">TITLE</a></td></tr><tr><td>DAY</td></tr>') + "</table>"),
    ("links and dates in one cell, no blocks", "<table><tr><td>" + items('<a href="HREF">TITLE</a> (DAY)<br>') + "</td></tr></table>"),
    ("headings and paragraphs in a row", items('<h3><a href="HREF">TITLE</a></h3><div class="d">DAY</div><p>LEAD</p>')),
    ("dates before the titles", '<div class="ds">' + items('<span class="d">DAY</span><h3><a href="HREF">TITLE</a></h3>') + "</div>"),
    (
        "rows of two",
        "".join(f'<div class="row2">{items(FORM)}</div>' for FORM in ())
        + '<div class="hang">'
        + items('<div class="o"><a href="HREF">TITLE</a><i>DAY</i></div>', 2)
        + "</div>"
        + '<div class="hang">'
        + items('<div class="o"><a href="HREF">TITLE</a><i>DAY</i></div>', 4).split("</div>", 2)[2]
        + "</div>"
        + '<div class="hang">'
        + items('<div class="o"><a href="HREF">TITLE</a><i>DAY</i></div>').split("</div>", 4)[4]
        + "</div>",
    ),
    (
        "two columns",
        '<div class="row"><div class="col-6"><ul class="ds">'
        + items('<li><a href="HREF">TITLE</a><i>DAY</i></li>', 3)
        + '</ul></div><div class="col-6"><ul class="ds">'
        + items('<li><a href="HREF">TITLE</a><i>DAY</i></li>').split("</li>", 3)[3]
        + "</ul></div></div>",
    ),
    (
        "one featured, the others in a list",
        items('<div class="noibat"><a href="HREF"><img src="x.jpg"></a><h2><a href="HREF">TITLE</a></h2><i>DAY</i><p>LEAD</p></div>', 1)
        + "<ul>"
        + items('<li><a href="HREF">TITLE</a> <i>DAY</i></li>').split("</li>", 1)[1]
        + "</ul>",
    ),
    (
        "details and a list of older ones below",
        items('<div class="tin"><a href="HREF">TITLE</a><i>DAY</i><p>LEAD</p></div>', 3)
        + "<h4>Các tin khác</h4><ul>"
        + items('<li><a href="HREF">TITLE</a> <i>DAY</i></li>').split("</li>", 3)[3]
        + "</ul>",
    ),
    ("a definition list", "<dl>" + items('<dt><a href="HREF">TITLE</a></dt><dd>DAY</dd><dd>LEAD</dd>') + "</dl>"),
    ("rows that open by a script", "<table>" + items("<tr onclick=\"location.href='HREF'\"><td>TITLE</td><td>DAY</td></tr>") + "</table>"),
    ("links that open by a script", "<ul>" + items("<li><a href=\"javascript:window.open('HREF','_self')\">TITLE</a> DAY</li>") + "</ul>"),
    ("titles cut short, in full in the attribute", "<ul>" + items('<li><a href="HREF" title="TITLE">CUT</a> DAY</li>') + "</ul>"),
    (
        "the section's name at each article",
        items(
            '<div class="tin"><a href="/chuyen-muc/chi-dao-dieu-hanh-12">Chỉ đạo điều hành</a><h3><a href="HREF">TITLE</a></h3><span>DAY</span></div>'
        ),
    ),
    (
        "tags at each article",
        items(
            '<div class="tin"><h3><a href="HREF">TITLE</a></h3><i>DAY</i><div class="tags">'
            '<a href="/tag/chuyen-doi-so-quoc-gia">Chuyển đổi số quốc gia</a></div></div>'
        ),
    ),
    ("articles of HTML5", items('<article><header><h2><a href="HREF">TITLE</a></h2></header><time datetime="DAY">DAY</time><p>LEAD</p></article>')),
    ("dates with time of day in two parts", items('<div class="tin"><a href="HREF">TITLE</a><p><span>Thứ ba, DAY</span></p><p>LEAD</p></div>')),
    ("a date in the lead is not the article's", items('<div class="tin"><a href="HREF">TITLE</a><i>DAY</i><p>Ngày 15/01/2019, LEAD</p></div>')),
    ("bullets before the titles", "<ul>" + items('<li><a href="HREF">» TITLE</a> - DAY</li>') + "</ul>"),
    ("the date inside the link", "<ul>" + items('<li><a href="HREF">TITLE <span>(DAY)</span></a></li>') + "</ul>"),
    (
        "everything in a form, as in ASP.NET",
        '<form id="aspnetForm"><div>' + items('<div class="tin"><a href="HREF">TITLE</a><i>DAY</i></div>') + "</div></form>",
    ),
    ("unclosed items", "<ul>" + items('<li><a href="HREF">TITLE</a> DAY') + "</ul>"),
    (
        "fonts of the nineties",
        "<table><tr><td>"
        + items('<p><font face=".VnArial"><b><a href="HREF">TITLE</a></b></font> <font size=1>(DAY)</font></p>')
        + "</td></tr></table>",
    ),
]


@pytest.mark.parametrize("pager", ["", PAGER], ids=["one page", "paged"])
@pytest.mark.parametrize(("reason", "main"), LAYOUTS, ids=[row[0] for row in LAYOUTS])
def test_the_listing_is_found_by_its_shape(reason: str, main: str, pager: str) -> None:
    found = listings.read(page(main + pager), PAGE)
    assert [(link.url, link.title, (link.date or "")[:10]) for link in found.links] == [
        (HOME + href, title, day) for href, title, day in zip(HREFS, TITLES, ISO, strict=True)
    ]


SIDES = [
    # reason, markup beside the listing
    ("a heading says so, no class", f"<div class=col-4><div><div>TIN ĐỌC NHIỀU</div><div><ul>{READ}</ul></div></div></div>"),
    (
        "a heading in a table",
        f"<table><tr><td>Tin xem nhiều nhất</td></tr><tr><td><table><tr><td>{READ.replace('<li>', '<p>').replace('</li>', '</p>')}</td>"
        f"</tr></table></td></tr></table>",
    ),
    ("a class says so, no heading", f'<div class="box docnhieu"><ul>{READ}</ul></div>'),
    ("an aside", f"<aside><ul>{READ}</ul></aside>"),
    ("news of the day in a ticker", f"<marquee>{READ}</marquee>"),
    ("newest ones", f"<div class=hop><h4>Tin mới nhất</h4><ul>{READ}</ul></div>"),
    (
        "documents",
        "<div class=hop><h4>Văn bản mới</h4>"
        + "".join(f'<div><a href="/van-ban/{i}00">Quyết định số {i}12/QĐ-UBND về việc giao chỉ tiêu kế hoạch</a></div>' for i in range(4))
        + "</div>",
    ),
    (
        "links to other sites",
        "<div class=hop><h4>Liên kết website</h4>"
        + "".join(f'<a href="https://so{i}.vn/trang-thong-tin-dien-tu-1{i}0">Trang thông tin điện tử Sở số {i}</a>' for i in range(5))
        + "</div>",
    ),
    (
        "a cloud of tags",
        '<div class="tagcloud">'
        + "".join(f'<a href="/tag/chuyen-doi-so-cap-xa-{i}00">Chuyển đổi số cấp xã lần {i}</a>' for i in range(9))
        + "</div>",
    ),
    (
        "a calendar",
        "<table class=lich><tr>"
        + "".join(f'<td><a href="?ngay={i}">{i}</a></td>' + ("</tr><tr>" if i % 7 == 0 else "") for i in range(1, 32))
        + "</tr></table>",
    ),
    (
        "languages",
        '<div class="lang"><a href="/en/news-and-events-of-the-province">English version of the portal</a>'
        '<a href="/zh/news-and-events-of-the-province">Chinese version of the portal</a></div>',
    ),
    (
        "banners",
        '<div class="banner">'
        + "".join(
            f'<a href="/chien-dich-cao-diem-{i}00.html" title="Chiến dịch cao điểm phòng chống dịch lần {i}"><img src=b.jpg></a>' for i in range(4)
        )
        + "</div>",
    ),
]


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(("reason", "side"), SIDES, ids=[row[0] for row in SIDES])
def test_what_stands_beside_the_listing_is_left_out(reason: str, side: str, first: bool) -> None:
    main = "<ul>" + items('<li><a href="HREF">TITLE</a> (DAY)</li>') + "</ul>" + PAGER
    found = listings.read(page(main, side="" if first else side, before=side if first else ""), PAGE)
    assert [link.url for link in found.links] == [HOME + href for href in HREFS]
    assert found.next == Next(f"{PAGE}?page=2")


@pytest.mark.parametrize(("reason", "side"), SIDES, ids=[row[0] for row in SIDES])
@pytest.mark.parametrize("pattern", [None, r"/tin-tuc/[\w-]+-\d+\.html$"], ids=["by shape", "by pattern"])
def test_a_page_with_nothing_but_what_stands_beside_has_no_articles(reason: str, side: str, pattern: str | None) -> None:
    """Else an empty page in the middle of paging would pass for its end."""
    family = Family(name="x", title="X", articles=pattern)
    assert listings.read(page("<div class='ds'></div>", side=side), PAGE, family).links == []


@pytest.mark.parametrize(
    "main",
    [
        '<div class="ArticleInMenu">{}{}</div>',
        '<div class="ArticleInMenu">{}</div>{}',
        '<div class="content-sidebar-wrap"><main>{}</main>{}</div>',
        '<div class="widget"><div class="tags-search"><h1>Tin</h1>{}</div></div>{}',
    ],
)
def test_a_class_that_speaks_of_a_menu_does_not_hide_the_listing(main: str) -> None:
    found = listings.read(page(main.format(items('<div class="tin"><a href="HREF">TITLE</a><i>DAY</i></div>'), PAGER)), PAGE)
    assert [link.url for link in found.links] == [HOME + href for href in HREFS]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_last_page_may_have_few(count: int) -> None:
    family = Family(name="x", title="X", articles=r"/tin-tuc/[\w-]+-\d+\.html$")
    main = "<div class='ds'>" + items('<div class="tin"><h3><a href="HREF">TITLE</a></h3><i>DAY</i></div>', count) + "</div>"
    assert [link.url for link in listings.read(page(main), PAGE, family).links] == [HOME + href for href in HREFS[:count]]


# --- selectors and patterns ----------------------------------------------------------------------------------------------------------------


def test_a_sources_own_selectors_are_taken_at_their_word() -> None:
    selectors = ListingSelectors(item=(".khac", ".docnhieu li"), link=("a",), title=("b",), date=(".ngay",))
    side = (
        '<div class=docnhieu><li><a href="/bai-viet-mot-hai-ba-7.html"><b>Một bài viết</b> và lời dẫn</a><i class=ngay>Ngày 05/04/2024</i></li></div>'
    )
    found = listings.read(page(LIST, side=side), PAGE, None, source(listing=selectors))
    assert found.links == [Link(f"{HOME}/bai-viet-mot-hai-ba-7.html", "Một bài viết", "2024-04-05")]
    assert found.by == "selectors"


def test_a_familys_selectors_that_a_sidebar_fits_as_well_do_not_bring_the_sidebar() -> None:
    shared = Family(name="x", title="X", listing=ListingSelectors(item=("li",), link=("a",)))
    found = listings.read(page(LIST), PAGE, shared)
    assert ([link.url for link in found.links], found.by) == ([HOME + href for href in HREFS], "selectors")


def test_selectors_that_find_nothing_leave_it_to_the_shape() -> None:
    shared = Family(name="x", title="X", articles=r"/bai-viet/\d+", listing=ListingSelectors(item=(".khong-co",), link=(".khong-co a",)))
    found = listings.read(page(LIST), PAGE, shared)
    assert ([link.url for link in found.links], found.by) == ([HOME + href for href in HREFS], "shape")


def test_the_pattern_leaves_out_what_is_no_article() -> None:
    main = (
        "<ul>"
        + items('<li><a href="HREF">TITLE</a></li>', 3)
        + '<li><a href="/tin-tuc/chuyen-muc-dai-ten-va-co-so-77">Chuyên mục có tên dài gồm nhiều chữ</a></li></ul>'
    )
    found = listings.read(page(main), PAGE, None, source(articles=r"-\d{4}\.html$"))
    assert [link.url for link in found.links] == [HOME + href for href in HREFS[:3]]


def test_articles_on_a_sources_other_hosts_are_its_own_and_all_others_are_not() -> None:
    main = LIST.replace(HREFS[1], "https://so.example.gov.vn/bai-viet-mot-hai-ba-7.html").replace(
        HREFS[2], "https://khac.vn/bai-viet-mot-hai-ba-8.html"
    )
    found = listings.read(page(main), PAGE, None, source(hosts=("so.example.gov.vn",)))
    assert [link.url for link in found.links] == [
        HOME + HREFS[0],
        "https://so.example.gov.vn/bai-viet-mot-hai-ba-7.html",
        *(HOME + href for href in HREFS[3:]),
    ]


def test_an_article_linked_twice_is_named_once_with_the_title_in_full() -> None:
    main = items(
        '<div class=t><a href="HREF"><img src=a alt="TITLE"></a><a href="HREF?utm_source=zalo">CUT</a>'
        '<a href="HREF#binhluan">3 bình luận của bạn đọc</a></div>'
    )
    found = listings.read(page(main), PAGE)
    assert [(link.url, link.title) for link in found.links] == [(HOME + href, title) for href, title in zip(HREFS, TITLES, strict=True)]


DATES = [
    # as the listing writes it, ISO
    ("28/03/2024", "2024-03-28"),
    ("(28-03-2024)", "2024-03-28"),
    ("28.3.2024", "2024-03-28"),
    ("Thứ năm, 28/03/2024 | 08:37", "2024-03-28T08:37"),
    ("Ngày đăng: 28/03/2024 4:05 CH", "2024-03-28T16:05"),
    ("28 tháng 3 năm 2024", "2024-03-28"),
    ("Cập nhật lúc 08:37 ngày 28/03/2024", "2024-03-28T08:37"),
    ("28/03/2024 - Lượt xem: 125", "2024-03-28"),
    ("2024-03-28 08:37:00", "2024-03-28T08:37"),
    ("<span>08:37</span> <span>28/03/2024</span>", "2024-03-28T08:37"),
    ("<time datetime='2024-03-28T01:37:00Z'>vừa xong</time>", "2024-03-28T08:37"),
    ("hôm nay", None),
    ("31/02/2024", None),
    ("Số 12/2024/QĐ-UBND ngày 05/01/2024", None),
]


@pytest.mark.parametrize(("written", "iso"), DATES, ids=[row[0] for row in DATES])
def test_dates_as_listings_write_them(written: str, iso: str | None) -> None:
    found = listings.read(page(items(f'<div class=t><h3><a href="HREF">TITLE</a></h3><p class=d>{written}</p></div>')), PAGE)
    assert [link.date for link in found.links] == [iso] * 6


# --- pages that hold other pages' articles -------------------------------------------------------------------------------------------------


def test_two_pages_with_the_same_articles_have_one_fingerprint() -> None:
    one = listings.read(page(LIST + PAGER), PAGE)
    again = listings.read(page(LIST + PAGER.replace("page=2", "page=9")), f"{PAGE}?page=8")
    other = listings.read(page("<ul>" + items('<li><a href="HREF">TITLE</a></li>', 5) + "</ul>"), PAGE)
    assert fingerprint(one) == fingerprint(again) != fingerprint(other)


def test_what_is_fresh_on_a_page() -> None:
    one = listings.read(page(LIST), PAGE)
    seen = {link.url for link in one.links[:4]}
    assert [link.url for link in fresh(one, seen)] == [HOME + href for href in HREFS[4:]]
    assert fresh(one, {link.url for link in one.links}) == []


OLDER = [
    # reason, dates on the page, whether it has come before 2024-03-10
    ("all newer", ["2024-03-20", "2024-03-12"], False),
    ("all older", ["2024-03-09", "2024-03-01"], True),
    ("the day itself is not before it", ["2024-03-10", "2024-03-10T08:00"], False),
    ("half of them", ["2024-03-20", "2024-03-12", "2024-03-08", "2024-03-01"], False),
    ("an old one pinned to the top", ["2020-01-01", "2024-03-20", "2024-03-19"], False),
    ("new ones pinned to the top", ["2024-03-20", "2024-03-09", "2024-03-08", "2024-03-07", "2024-03-06"], True),
    ("none tells", [None, None], False),
    ("some do not tell", [None, "2024-03-01", None], True),
    ("an empty page", [], False),
]


@pytest.mark.parametrize(("reason", "dates", "expected"), OLDER, ids=[row[0] for row in OLDER])
def test_whether_a_page_has_come_before_a_day(reason: str, dates: list[str | None], expected: bool) -> None:
    assert older(Listing([Link(f"{HOME}/{i}", "T", date) for i, date in enumerate(dates)]), datetime.date(2024, 3, 10)) is expected


def test_the_day_in_an_address_and_a_last_change_tell_as_well() -> None:
    assert older(Listing([Link(f"{HOME}/portal/Pages/2024-2-5/x.aspx", "T")]), datetime.date(2024, 3, 10))
    assert older(Listing([Link(f"{HOME}/x", "T", None, "2024-02-05")]), datetime.date(2024, 3, 10))
    assert not older(Listing([Link(f"{HOME}/x", "T", None, "2024-03-11")]), datetime.date(2024, 3, 10))


# --- hostile pages -------------------------------------------------------------------------------------------------------------------------

LINK = '<a href="/tin/bai-viet-so-mot-hai-ba-7.html">Bài viết số một hai ba bốn</a>'
HOSTILE = [
    f"<li>{LINK} (12/03/2024)</li>",
    f"<div>|<div>{LINK}|",
    f"<div class=menu>{LINK}",
    "<a href='?page=2'>2</a> ",
    "<div class=pager><b>1</b><a href='?page=2'>2</a></div>",
    "<p><a href='?page=2'>»</a></p>",
    "<a rel=next href=/x>a</a>",
    "<a href=\"javascript:__doPostBack('a','Page$2')\">2</a>",
    "<input type=hidden name=__a value=1>",
    "<form><a href='?page=2'>Tiếp</a>",
    "<tr onclick=\"location.href='/tin/bai-viet-so-mot-hai-9.html'\"><td>Bài viết số một hai ba bốn",
    f"<div></div><div>{LINK}</div>",
    "<a|<|",
    "<!--",
    "(((",
    "12/03/2024 ",
    '<a href="/tin/bai-viet-so-mot-hai-ba-7.html">|<b>chữ viết </b>|',
    "<h1>Tin</h1>",
    "<span class=a-b-c-d>",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_of_a_page(piece: str) -> None:
    assert_linear(piece, 60_000, str, lambda html: listings.read(html, PAGE, families()["newspaper"]))


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            LINK,
            "<div>",
            "</div>",
            "<ul><li>",
            "</ul>",
            "<table><tr><td>",
            "<b>1</b>",
            "<a href='?page=2'>2</a>",
            "<a>3</a>",
            "12/03/2024",
            "<h3>Tin đọc nhiều</h3>",
            "<form>",
            "</form>",
            "<base href='http://[x'>",
            "<!--x-->",
            "<a href='http://[::1'>x y z</a>",
            "<a href='//'>Một hai ba bốn</a>",
            "<a onclick=\"location.href=''\">x</a>",
            "\0",
            "<?x?>",
            "<svg><a href='/x'>",
            "<a href=\"javascript:__doPostBack('','')\">4</a>",
            "&#0;",
            "\ud800",
            "<main>",
            "<h1>Tin</h1>",
            "<nav>",
            "<time datetime='x'>",
            "<img alt='Một hai ba bốn năm'>",
            "<link rel=next href='::'>",
            "…",
            "<select name=a>",
            "<input name=b>",
        ]
    ),
    max_size=30,
)


@given(FRAGMENTS, st.sampled_from(sorted(families())))
@settings(max_examples=150, deadline=None)
def test_nothing_a_page_holds_raises(parts: list[str], name: str) -> None:
    html = "".join(parts)
    found = listings.read(html, PAGE, families()[name])
    assert all(link.url.startswith("http") for link in found.links)
    listings.feed(html.encode("utf-8", "replace"), PAGE)
    listings.sitemap(html.encode("utf-8", "replace"), PAGE)


# --- whole sites, over HTTP ----------------------------------------------------------------------------------------------------------------

NOW = datetime.datetime(2024, 6, 1, 8, 0)
ARTICLES = [
    Article(f"{TITLES[i % 6]}, đợt {i}", ("Đoạn thứ nhất.",), NOW - datetime.timedelta(hours=7 * i), number=10_000 + i, sapo=LEAD if i % 3 else None)
    for i in range(43)
]


@pytest.fixture
def ask() -> Callable[[Next], tuple[str, str]]:
    """A browser: the text and the address of what answers a request."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def send(request: Next) -> tuple[str, str]:
        data = urllib.parse.urlencode(request.form).encode() if request.form is not None else None
        with opener.open(request.url, data, timeout=20) as answer:
            return answer.read().decode(), answer.url

    return send


@pytest.mark.parametrize("known", [True, False], ids=["its family", "any site"])
@pytest.mark.parametrize(("name", "design"), [*((name, None) for name in FAMILIES), ("vnpt", "vnpt-new"), ("general", None)])
def test_reading_on_from_page_to_page_finds_every_article_once(
    name: str, design: str | None, known: bool, ask: Callable[[Next], tuple[str, str]]
) -> None:
    family = families()[name if known else "general"]
    with Portal(Served(name, ARTICLES, design=design, now=NOW)) as portal:
        (site,) = portal.sites.values()
        turn: Next | None = Next(site.base + site.page())
        found: list[Link] = []
        pages = 0
        while turn is not None and pages < 9:
            html, final = ask(turn)
            listing = listings.read(html, final, family, form=turn.form)
            found += listing.links
            turn, pages = listing.next, pages + 1
        expected = [(twin_key(site.url(article)), article.title, article.published.date().isoformat()) for article in ARTICLES]
    assert [(twin_key(link.url), link.title, (link.date or "")[:10]) for link in found] == expected
    assert pages == 5


WORN: dict[str, Callable[[str], str]] = {
    "no classes": lambda html: re.sub(r'\s(?:class|id)="[^"]*"', "", html),
    "one class for all": lambda html: re.sub(r'\sclass="[^"]*"', ' class="x1 y2"', html),
    "nothing but div": lambda html: re.sub(r"<(/?)(?:h[1-6]|article|section|nav|aside|header|footer|main)\b", r"<\1div", html),
    "no headings": lambda html: re.sub(r"<h[1-6][^>]*>[^<]*</h[1-6]>", "", html),
    "on one line": lambda html: re.sub(r">\s+<", "><", html),
    "no dates": lambda html: re.sub(r"\(?\d\d/\d\d/\d{4}(?: \d\d:\d\d)?\)?", "", html),
}


@pytest.mark.parametrize("worn", WORN)
@pytest.mark.parametrize("name", [*FAMILIES, "general"])
def test_a_family_is_read_with_less_than_its_markup(name: str, worn: str) -> None:
    """A site made anew, or one of its own kind: what is left of the structure tells the list from what stands around it."""
    site = Served(name, ARTICLES, now=NOW, base="http://127.0.0.9:8080")
    for number in (1, 3, site.pages):
        url = site.base + site.page(number)
        found = listings.read(WORN[worn](site.listing(number)), url, families()["general"])
        expected = [twin_key(site.url(article)) for article in ARTICLES[10 * number - 10 : 10 * number]]
        assert ([twin_key(link.url) for link in found.links], found.next is not None) == (expected, number < site.pages)


@pytest.mark.parametrize("name", ["newspaper", "liferay", "drupal"])
def test_the_feed_and_the_sitemaps_of_a_site(name: str, ask: Callable[[Next], tuple[str, str]]) -> None:
    with Portal(Served(name, ARTICLES, now=NOW)) as portal:
        (site,) = portal.sites.values()
        url = site.base + (site.feed_path or "")
        fed = listings.feed(ask(Next(url))[0].encode(), url).links
        waiting, mapped = [f"{site.base}/sitemap.xml"], []
        while waiting:
            url = waiting.pop()
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=20) as answer:
                listing = listings.sitemap(answer.read(), url)
            mapped += listing.links
            waiting += listing.further
        expected = [
            (twin_key(site.url(article)), article.title, article.published.strftime("%Y-%m-%dT%H:%M").removesuffix("T00:00")) for article in ARTICLES
        ]
    assert [(twin_key(link.url), link.title, link.date) for link in fed] == expected[:20]
    assert {twin_key(link.url) for link in mapped} == {key for key, _, _ in expected}
