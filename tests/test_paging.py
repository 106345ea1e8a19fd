"""Where a listing goes on: pagers of every make, postbacks, forms, lists that a script loads, and numbers that are but guessed."""

from __future__ import annotations

import json

import pytest
from lists import HOME, HREFS, ISO, LIST, PAGE, PAGER, TITLES, family, items, page

from scrapers import listings
from scrapers.links import Next
from scrapers.source import families

LIFERAY = "_com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_aB3_cur"

PAGERS = [
    # reason, address of the page, pager, address of the next page
    ("a parameter", "/tin.aspx", "<div>Trang: <b>1</b> <a href='?PageIndex=2'>2</a> <a href='?PageIndex=3'>3</a></div>", "/tin.aspx?PageIndex=2"),
    (
        "the number after the current one, not the first",
        "/tin?page=2",
        "<div><a href='?page=1'>1</a> <span>2</span> <a href='?page=3'>3</a> <a href='?page=4'>4</a></div>",
        "/tin?page=3",
    ),
    (
        "all numbers are links, the address tells the current one",
        "/tin?page=2",
        "<ul class=pagination><li><a href='?page=1'>1</a><li><a href='?page=2'>2</a><li><a href='?page=3'>3</a></ul>",
        "/tin?page=3",
    ),
    ("all numbers are links, a class tells it", "/tin?x=1", "<p><a class='page on' href='?p=1'>1</a><a class=page href='?p=2'>2</a></p>", "/tin?p=2"),
    (
        "the class stands around the link",
        "/tin",
        "<ul><li><a href='/tin?trang=1'>1</a></li><li class='active'><a href='#'>2</a></li><li><a href='/tin?trang=3'>3</a></li></ul>",
        "/tin?trang=3",
    ),
    ("aria-current", "/tin", "<nav><a href='?trang=1'>1</a><a aria-current=page href='?trang=2'>2</a><a href='?trang=3'>3</a></nav>", "/tin?trang=3"),
    (
        "Drupal counts from nought",
        "/vi/tin?page=1",
        "<ul><li><a href='?page=0'>1</a></li><li class='is-active'><a href='?page=1'>2</a></li><li><a href='?page=2'>3</a></li></ul>",
        "/vi/tin?page=2",
    ),
    (
        "old NukeViet counts articles",
        "/vi/news/?page=20",
        "<div><a href='/vi/news/'>1</a><a href='/vi/news/?page=10'>2</a><strong>3</strong><a href='/vi/news/?page=30'>4</a></div>",
        "/vi/news/?page=30",
    ),
    (
        "NukeViet by a script",
        "/vi/news/",
        "<ul class=pagination><li class=active><a href='#'>1</a></li><li>"
        "<a href='javascript:void(0)' onclick=\"nv_urldecode_ajax('%2Fvi%2Fnews%2Fpage-2%2F','generate_page')\">2</a></li></ul>",
        "/vi/news/page-2/",
    ),
    ("in the path", "/category/tin/", "<div><span class=current>1</span><a href='/category/tin/page/2/'>2</a></div>", "/category/tin/page/2/"),
    ("trang-2", "/tin/trang-2.html", "<div><a href='/tin'>1</a><b>2</b><a href='trang-3.html'>3</a></div>", "/tin/trang-3.html"),
    (
        "the ministry's path",
        "/mic_2020/Pages/ChuyenMuc/PhanTrang/1753/10/Chuyen-doi-so.html",
        "<div><a href='/mic_2020/Pages/ChuyenMuc/PhanTrang/1753/9/Chuyen-doi-so.html'>9</a><span>10</span>"
        "<a href='/mic_2020/Pages/ChuyenMuc/PhanTrang/1753/11/Chuyen-doi-so.html'>11</a></div>",
        "/mic_2020/Pages/ChuyenMuc/PhanTrang/1753/11/Chuyen-doi-so.html",
    ),
    (
        "Liferay",
        "/tin",
        f"<ul class=pagination><li class=active><a>1</a></li><li><a href='/tin?p_p_id=x&amp;{LIFERAY}=2'>2</a></li></ul>",
        f"/tin?p_p_id=x&{LIFERAY}=2",
    ),
    (
        "Liferay without numbers",
        "/tin",
        f"<ul class='lfr-pagination-buttons pager'><li class=disabled><a href='javascript:;'>Trước</a></li><li>"
        f"<a href='/tin?{LIFERAY}=2'>Tiếp theo</a></li></ul>",
        f"/tin?{LIFERAY}=2",
    ),
    (
        "old Liferay",
        "/web/guest/thoi-su",
        "<div>Trang <b>1</b> <a href='/web/guest/thoi-su?p_p_id=CmsViewTin_INSTANCE_x&amp;_CmsViewTin_INSTANCE_x_cur=2'>2</a></div>",
        "/web/guest/thoi-su?p_p_id=CmsViewTin_INSTANCE_x&_CmsViewTin_INSTANCE_x_cur=2",
    ),
    (
        "WebSphere keeps its state in the path",
        "/wps/portal/Home/tin",
        "<div><b>1</b><a href='/wps/portal/Home/tin/!ut/p/z1/04_Sj9?WCM_PI=1&amp;WCM_Page.x=2'>2</a></div>",
        "/wps/portal/Home/tin/!ut/p/z1/04_Sj9?WCM_PI=1&WCM_Page.x=2",
    ),
    (
        "SharePoint's own paging by a script",
        "/Lists/Tin/AllItems.aspx",
        "<td><a href='javascript:' onclick='RefreshPageTo(event, "
        "\"/Lists/Tin/AllItems.aspx?Paged=TRUE\\u0026p_ID=55\");javascript:return false;'><img alt='Next'></a></td>",
        "/Lists/Tin/AllItems.aspx?Paged=TRUE&p_ID=55",
    ),
    (
        "SharePoint's own paging",
        "/Lists/Tin/AllItems.aspx",
        "<table><tr><td>1 - 30</td><td><a title='Tiếp' href='?Paged=TRUE&amp;p_ID=55&amp;PageFirstRow=31'><img alt='Tiếp'></a></td></tr></table>",
        "/Lists/Tin/AllItems.aspx?Paged=TRUE&p_ID=55&PageFirstRow=31",
    ),
    ("rel=next in the head", "/tin", "<link rel=next href='/tin?page=2'>", "/tin?page=2"),
    ("rel=next in a link", "/tin", "<a rel=next href='/tin?page=2'>Cũ hơn</a>", "/tin?page=2"),
    ("a word", "/tin", "<p><a href='/tin?page=2'>Trang sau</a></p>", "/tin?page=2"),
    ("a word and an arrow", "/tin", "<p><a href='/tin?page=2'>Tiếp »</a></p>", "/tin?page=2"),
    ("more, with an address that counts on", "/tin", "<p><a class=xemthem href='/tin?page=2'>Xem thêm</a></p>", "/tin?page=2"),
    ("more, to another place", "/tin", "<p><a href='/gioi-thieu'>Xem thêm</a></p>", None),
    (
        "an arrow at the end of the numbers shown",
        "/tin?page=5",
        "<div class=pager><a href='?page=4'>4</a><b>5</b><a href='?page=6'>»</a></div>",
        "/tin?page=6",
    ),
    (
        "dots at the end of the numbers shown",
        "/tin?page=5",
        "<div><a href='?page=1'>...</a><a href='?page=4'>4</a><b>5</b><a href='?page=6'>...</a></div>",
        "/tin?page=6",
    ),
    ("› is next, » the last", "/tin", "<div class=pager><a href='?page=2'>›</a><a href='?page=45'>»</a></div>", "/tin?page=2"),
    (
        "« ‹ before, › » behind, no number leads on",
        "/tin?page=3",
        "<div class=pager><a href='?page=1'>«</a><a href='?page=2'>‹</a><b>3</b><a href='?page=4'>›</a><a href='?page=9'>»</a></div>",
        "/tin?page=4",
    ),
    ("'Trang cuối' is not the next", "/tin", "<div class=pager><b>1</b><a href='?page=45'>Trang cuối</a></div>", None),
    ("the last page", "/tin?page=3", "<div class=pager><a href='?page=1'>1</a><a href='?page=2'>2</a><b>3</b></div>", None),
    (
        "the last page, its arrow switched off",
        "/tin?page=3",
        "<ul class=pagination><li><a href='?page=2'>2</a><li class=active><span>3</span><li class=disabled><a href='?page=4'>Trang sau</a></ul>",
        None,
    ),
    (
        "the last page, its arrow leads to itself",
        "/tin?page=3",
        "<div class=pager><a href='?page=2'>2</a><b>3</b><a href='?page=3'>»</a></div>",
        None,
    ),
    (
        "the last page, its arrow leads nowhere",
        "/tin?page=3",
        "<div class=pager><a href='?page=2'>2</a><b>3</b><a href='javascript:;'>»</a></div>",
        None,
    ),
    ("above and below the list", "/tin", "<div class=pager><b>1</b><a href='?page=2'>2</a></div>" * 2, "/tin?page=2"),
    ("how many pages there are", "/tin", "<div>Trang 1 / 12 <a href='?page=2'>Sau</a></div>", "/tin?page=2"),
    ("brackets", "/tin", "<p>Trang: [1] <a href='?page=2'>[2]</a> <a href='?page=3'>[3]</a></p>", "/tin?page=2"),
    ("hundreds of numbers", "/tin?page=2", "<ul>" + "".join(f"<li><a href='?page={i}'>{i}</a></li>" for i in range(1, 600)) + "</ul>", "/tin?page=3"),
    (
        "a calendar is no pager",
        "/tin",
        "<table><tr>"
        + "".join(f"<td><a href='/su-kien?d={i}'>{i}</a></td>" + ("</tr><tr>" if i % 7 == 0 else "") for i in range(1, 31))
        + "</tr></table>",
        None,
    ),
    (
        "days with news in a calendar",
        "/tin",
        "<table><tr>" + "".join(f"<td>{i}</td>" if i % 3 else f"<td><a href='/tin?ngay={i}'>{i}</a></td>" for i in range(1, 31)) + "</tr></table>",
        None,
    ),
    ("a calendar's arrow", "/tin", "<div><a href='/tin?month=4'>«</a> <a href='/tin?month=6'>»</a></div>", None),
    ("stars to vote with", "/tin", "<div>1 2 3 4 5 <a href='/vote?n=1'>1</a></div>", None),
    ("a slider's arrow", "/tin", "<div class=carousel><a class=next href='#slide'>Next</a></div>", None),
    (
        "a pager beside the listing",
        "/tin",
        "<div><b>1</b><a href='/video?page=2'>2</a></div><div><b>1</b> <a href='/tin?page=2'>2</a></div>",
        "/tin?page=2",
    ),
    ("another host", "/tin", "<a rel=next href='https://x.vn/tin?page=2'>Tiếp</a>", None),
    ("no pager", "/tin", "", None),
]


@pytest.mark.parametrize(("reason", "url", "pager", "expected"), PAGERS, ids=[row[0] for row in PAGERS])
def test_where_a_listing_goes_on(reason: str, url: str, pager: str, expected: str | None) -> None:
    found = listings.read(page(LIST + pager), HOME + url)
    assert found.next == (Next(HOME + expected) if expected else None)
    assert len(found.links) == 6


def test_paging_tells_where_it_goes_on_from_the_base_of_the_page() -> None:
    found = listings.read(
        page(
            LIST.replace('"/tin-tuc/', '"../tin-tuc/') + "<div class=pager><b>1</b><a href='ds.html?page=2'>2</a></div>", head='<base href="/muc/">'
        ),
        f"{HOME}/x/y",
    )
    assert found.next == Next(f"{HOME}/muc/ds.html?page=2")
    assert found.links[0].url == HOME + HREFS[0]


FORM = """
<form method="post" action="./tin.aspx?CatID=2" id="aspnetForm">
<input type="hidden" name="__EVENTTARGET" value="">
<input type="hidden" name="__EVENTARGUMENT"><input type="hidden" name="__VIEWSTATE" value="dDwt+/=">
<input type="hidden" name="__EVENTVALIDATION" value="/wEW">
<input name="ctl00$txtTim" value="Tìm kiếm..."><input type="checkbox" name="ctl00$cu" value="1">
<input type="checkbox" name="ctl00$moi" checked><input type="radio" name="r" value="a">
<input type="radio" name="r" value="b" checked><input type="submit" name="ctl00$btnTim" value="Tìm">
<input name="tat" value="x" disabled>
<select name="ctl00$nam"><option value="2023">2023<option value="2024" selected>2024</select><textarea name="gopy">Ý kiến</textarea>
{}
</form>"""
FIELDS = {
    "__EVENTTARGET": "",
    "__EVENTARGUMENT": "",
    "__VIEWSTATE": "dDwt+/=",
    "__EVENTVALIDATION": "/wEW",
    "ctl00$txtTim": "Tìm kiếm...",
    "ctl00$moi": "on",
    "r": "b",
    "ctl00$nam": "2024",
    "gopy": "Ý kiến",
}
POSTBACKS = [
    # reason, pager, fields of the page before, changed fields
    (
        "a grid",
        "<table><tr><td><span>1</span></td><td><a href=\"javascript:__doPostBack('ctl00$gv','Page$2')\">2</a></td></tr></table>",
        None,
        ("ctl00$gv", "Page$2"),
    ),
    (
        "a grid, escaped",
        '<div><b>1</b><a href="javascript:__doPostBack(&#39;ctl00$gv&#39;,&#39;Page$2&#39;)">2</a></div>',
        None,
        ("ctl00$gv", "Page$2"),
    ),
    (
        "a grid's dots",
        "<table><tr><td><a href=\"javascript:__doPostBack('gv','Page$4')\">4</a></td><td><span>5</span></td><td>"
        "<a href=\"javascript:__doPostBack('gv','Page$6')\">...</a></td></tr></table>",
        None,
        ("gv", "Page$6"),
    ),
    (
        "a list of buttons",
        "<div><a class=active href=\"javascript:__doPostBack('ctl00$rp$ctl00$lb','')\">1</a>"
        "<a href=\"javascript:__doPostBack('ctl00$rp$ctl01$lb','')\">2</a></div>",
        None,
        ("ctl00$rp$ctl01$lb", ""),
    ),
    (
        "a validated button",
        '<p><a onclick="WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions(&quot;ctl00$lbTiep&quot;, &quot;&quot;, true))" '
        "href='#'>Tiếp</a></p>",
        None,
        ("ctl00$lbTiep", ""),
    ),
    (
        "AspNetPager",
        "<div id=p><a href=\"javascript:__doPostBack('p','1')\">1</a><a href=\"javascript:__doPostBack('p','2')\">2</a>"
        "<a href=\"javascript:__doPostBack('p','3')\">3</a></div>",
        {"__EVENTTARGET": "p", "__EVENTARGUMENT": "2"},
        ("p", "3"),
    ),
]


@pytest.mark.parametrize(("reason", "pager", "before", "changed"), POSTBACKS, ids=[row[0] for row in POSTBACKS])
def test_a_postback_sends_what_a_browser_would(reason: str, pager: str, before: dict[str, str] | None, changed: tuple[str, str]) -> None:
    found = listings.read(page(FORM.format(LIST + pager)), f"{HOME}/Pages/tin.aspx?CatID=2", form=before)
    assert found.next == Next(f"{HOME}/Pages/tin.aspx?CatID=2", {**FIELDS, "__EVENTTARGET": changed[0], "__EVENTARGUMENT": changed[1]})


def test_hidden_fields_that_broken_nesting_leaves_outside_are_sent_as_well() -> None:
    html = page(
        '<input type=hidden name=__VIEWSTATE value=v><form action="/tin"><p>'
        + LIST
        + "<div><b>1</b><a href=\"javascript:__doPostBack('g','Page$2')\">2</a></div></form>"
    )
    assert listings.read(html, PAGE).next == Next(f"{HOME}/tin", {"__VIEWSTATE": "v", "__EVENTTARGET": "g", "__EVENTARGUMENT": "Page$2"})


def test_a_button_of_a_form_turns_the_page() -> None:
    html = page(
        '<form method=post action="/tin"><input type=hidden name=trang value=1>' + LIST + '<input type=submit name=nut value="Trang sau"></form>'
    )
    assert listings.read(html, PAGE).next == Next(f"{HOME}/tin", {"trang": "1", "nut": "Trang sau"})


GUESSED = [
    # reason, paging, address, pager, next
    ("no pager at all", {"kind": "parameter", "parameter": "PageIndex"}, "/tin.aspx", "", "/tin.aspx?PageIndex=2"),
    ("no pager, further on", {"kind": "parameter", "parameter": "PageIndex"}, "/tin.aspx?a=1&PageIndex=7", "", "/tin.aspx?a=1&PageIndex=8"),
    ("counting from nought", {"kind": "parameter", "parameter": "page", "first": 0}, "/tin", "", "/tin?page=1"),
    ("counting from nought, further on", {"kind": "parameter", "parameter": "page", "first": 0}, "/tin?page=1", "", "/tin?page=2"),
    (
        "numbers that need a script",
        {"kind": "parameter", "parameter": "PageIndex"},
        "/tin",
        "<div><b>1</b><a href='#'>2</a><a href='#'>3</a></div>",
        "/tin?PageIndex=2",
    ),
    ("in the path", {"kind": "path", "path": "/page-{page}/"}, "/vi/news/", "", "/vi/news/page-2/"),
    ("in the path, further on", {"kind": "path", "path": "/page-{page}/"}, "/vi/news/page-9/", "", "/vi/news/page-10/"),
    ("in the path, before the ending", {"kind": "path", "path": "-{page}.html"}, "/tin.html", "", "/tin-2.html"),
    (
        "the last number is the end",
        {"kind": "parameter", "parameter": "PageIndex"},
        "/tin?PageIndex=3",
        "<div><a href='?PageIndex=2'>2</a><b>3</b></div>",
        None,
    ),
    ("a name that is not literal", {"kind": "parameter", "parameter": r"(?:_\w+_)?cur"}, "/tin", "", None),
    ("one page", {"kind": "none"}, "/tin", PAGER, None),
]


@pytest.mark.parametrize(("reason", "paging", "url", "pager", "expected"), GUESSED, ids=[row[0] for row in GUESSED])
def test_the_number_is_raised_only_where_the_page_shows_no_way(reason: str, paging: dict, url: str, pager: str, expected: str | None) -> None:
    found = listings.read(page(LIST + pager), HOME + url, family(**paging))
    assert found.next == (Next(HOME + expected, None, True) if expected else None)


def test_nothing_is_guessed_from_a_page_without_articles() -> None:
    assert listings.read(page(""), PAGE, family(kind="parameter", parameter="page")).next is None


def test_the_familys_link_to_older_pages() -> None:
    html = page(LIST + "<div class=nav-previous><a href='/tin/page/2'>Bài trước đó</a></div>")
    assert listings.read(html, PAGE, family(kind="next", next=(".nav-previous a",))).next == Next(f"{HOME}/tin/page/2")


VNPT = """<script>var maxPage = parseInt(12); function load(page) {
$.post(url, { article_category_id: 73053, categoryIds: "73053,73054", site_id: 2007018,
page: page, page_size: 10, no: -10 }) }</script>
<ul class=pagination><li class='page-number active' data-page=1><a href='#'>1</a></li>
<li class=page-number data-page=2><a href='#'>2</a></li></ul>"""


@pytest.mark.parametrize("wrapped", [False, True], ids=["markup", "in JSON"])
def test_vnpts_pages_are_loaded_by_a_post_and_go_on_until_one_is_empty(wrapped: bool) -> None:
    vnpt = families()["vnpt"]
    first = listings.read(page(LIST + VNPT), PAGE, vnpt)
    assert first.next is not None and first.next.form is not None and not first.next.guessed
    asked = {
        "article_category_id": "73053",
        "categoryIds": "73053,73054",
        "site_id": "2007018",
        "page_size": "10",
        "page": "2",
        "no": "-10",
        "is_default": "False",
    }
    assert asked.items() <= first.next.form.items()
    fragment = items('<li class="row"><h2 class="Title"><a href="HREF">TITLE</a></h2><div class="Ngaydang">DAY</div></li>')
    answer = json.dumps({"d": fragment}) if wrapped else fragment
    second = listings.read(answer, first.next.url, vnpt, form=first.next.form)
    assert [(link.url, link.title, link.date) for link in second.links] == [
        (HOME + href, title, day) for href, title, day in zip(HREFS, TITLES, ISO, strict=True)
    ]
    assert second.next == Next(first.next.url, {**first.next.form, "page": "3"}, True)
    assert listings.read("", first.next.url, vnpt, form=second.next.form).next is None
    assert listings.read(page(LIST + VNPT.replace("12", "1")), PAGE, vnpt).next is None, "one page"
