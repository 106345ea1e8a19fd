"""Listings: which links are the listing's, their titles and dates, where it goes on, feeds and sitemaps; nothing a page holds makes it raise or linger."""

from __future__ import annotations

import datetime
import gzip
import http.cookiejar
import json
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from conftest import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers import listings
from scrapers.addresses import twin_key
from scrapers.links import Link, Listing, Next, fingerprint, fresh, older
from scrapers.portal import FAMILIES, Article, Portal, Served
from scrapers.source import Family, ListingSelectors, Paging, Source, families

HOME = "https://tinh.example.gov.vn"
PAGE = f"{HOME}/tin-tuc"

TITLES = [
    "Chủ tịch tỉnh yêu cầu rà soát các hồ chứa trước mùa mưa bão",
    "Sở Y tế triển khai chiến dịch tiêm bổ sung cho trẻ vùng cao",
    "Khởi công tuyến đường nối hai xã ven sông Nậm Lành",
    "Hội nghị đánh giá chỉ số cải cách hành chính quý II",
    "Tăng cường phòng cháy rừng trong đợt nắng nóng kéo dài",
    "Phê duyệt kế hoạch sử dụng đất của ba huyện miền núi",
]
DAYS = [f"{28 - i:02}/03/2024" for i in range(6)]
ISO = [f"2024-03-{28 - i:02}" for i in range(6)]
HREFS = [f"/tin-tuc/bai-viet-ve-cong-viec-cua-tinh-{1200 - i}.html" for i in range(6)]
LEAD = "Theo báo cáo của các địa phương, công việc đã được chuẩn bị từ đầu năm và sẽ hoàn thành đúng hạn theo kế hoạch đã đề ra."


def items(form: str, count: int = 6) -> str:
    """The form filled with title, href, day and lead of each article."""
    return "".join(
        form.replace("TITLE", TITLES[i]).replace("HREF", HREFS[i]).replace("DAY", DAYS[i]).replace("LEAD", LEAD).replace("CUT", TITLES[i][:40] + "...") for i in range(count)
    )


MENU = "".join(f'<li><a href="/{slug}">{label}</a></li>' for slug, label in [
    ("gioi-thieu-chung", "Giới thiệu chung về tỉnh"), ("chi-dao-dieu-hanh", "Chỉ đạo, điều hành của Ủy ban nhân dân tỉnh"), ("thu-tuc-hanh-chinh", "Thủ tục hành chính các cấp"),
    ("thong-tin-quy-hoach-xay-dung", "Thông tin quy hoạch, xây dựng và đấu thầu của tỉnh"), ("van-ban-quy-pham-phap-luat", "Hệ thống văn bản quy phạm pháp luật"),
])  # fmt: skip
READ = "".join(f'<li><a href="/tin-tuc/bai-duoc-xem-nhieu-trong-thang-{900 + i}.html">Bài được nhiều bạn đọc xem trong tháng thứ {word}</a></li>' for i, word in enumerate(["nhất", "nhì", "ba", "tư", "năm"]))
FOOT = '<div class="footer"><p>Cổng thông tin điện tử tỉnh</p><a href="/tin-tuc/chinh-sach-bao-mat-va-quyen-rieng-tu-2.html">Chính sách bảo mật và quyền riêng tư của Cổng</a></div>'


def page(main: str, *, side: str = f'<div class="col-4"><h3>Xem nhiều nhất</h3><ul>{READ}</ul></div>', head: str = "", before: str = "") -> str:
    """A page with a menu, a listing, a sidebar and a foot."""
    return (
        f"<html><head><title>Tin tức - Cổng thông tin điện tử tỉnh</title>{head}</head><body><div class='menu'><ul>{MENU}</ul></div>{before}"
        f"<div class='row'><div class='col-8'><h1>Tin tức</h1>{main}</div>{side}</div>{FOOT}</body></html>"
    )


PAGER = '<div class="pager"><b>1</b> <a href="?page=2">2</a> <a href="?page=3">3</a></div>'

LAYOUTS = [
    # reason, the listing's markup
    ("a list with dates behind the links", "<ul>" + items('<li><a href="HREF">TITLE</a> (DAY)</li>') + "</ul>"),
    ("blocks with a picture, a lead and 'more'", items(
        '<div class="tin"><a href="HREF"><img src="x.jpg" alt="TITLE"></a><h3><a href="HREF">TITLE</a></h3><span>Ngày đăng: DAY</span><p>LEAD</p><a href="HREF">Xem chi tiết</a></div>')),
    ("cards that are links as a whole", items('<a class="card" href="HREF"><img src="x.jpg"><h3>TITLE</h3><p>LEAD</p><span>DAY</span></a>')),
    ("cards without a heading", items('<a class="card" href="HREF"><div>TITLE</div><div>LEAD</div><div>DAY</div></a>')),
    ("cards, the title named by its class", items('<a href="HREF"><span class="date">DAY</span><span class="news-title">TITLE</span><span class="desc">LEAD</span></a>')),
    ("a table, one row each", "<table>" + items('<tr><td>DAY</td><td><a href="HREF">TITLE</a></td></tr>') + "</table>"),
    ("a table, two rows each", "<table>" + items('<tr><td><a href="HREF">TITLE</a></td></tr><tr><td>DAY</td></tr>') + "</table>"),
    ("links and dates in one cell, no blocks", "<table><tr><td>" + items('<a href="HREF">TITLE</a> (DAY)<br>') + "</td></tr></table>"),
    ("headings and paragraphs in a row", items('<h3><a href="HREF">TITLE</a></h3><div class="d">DAY</div><p>LEAD</p>')),
    ("dates before the titles", '<div class="ds">' + items('<span class="d">DAY</span><h3><a href="HREF">TITLE</a></h3>') + "</div>"),
    ("rows of two", "".join(f'<div class="row2">{items(FORM)}</div>' for FORM in ()) + '<div class="hang">' + items('<div class="o"><a href="HREF">TITLE</a><i>DAY</i></div>', 2) + "</div>"
        + '<div class="hang">' + items('<div class="o"><a href="HREF">TITLE</a><i>DAY</i></div>', 4).split("</div>", 2)[2] + "</div>"
        + '<div class="hang">' + items('<div class="o"><a href="HREF">TITLE</a><i>DAY</i></div>').split("</div>", 4)[4] + "</div>"),
    ("two columns", '<div class="row"><div class="col-6"><ul class="ds">' + items('<li><a href="HREF">TITLE</a><i>DAY</i></li>', 3) + '</ul></div><div class="col-6"><ul class="ds">'
        + items('<li><a href="HREF">TITLE</a><i>DAY</i></li>').split("</li>", 3)[3] + "</ul></div></div>"),
    ("one featured, the others in a list", items('<div class="noibat"><a href="HREF"><img src="x.jpg"></a><h2><a href="HREF">TITLE</a></h2><i>DAY</i><p>LEAD</p></div>', 1)
        + "<ul>" + items('<li><a href="HREF">TITLE</a> <i>DAY</i></li>').split("</li>", 1)[1] + "</ul>"),
    ("details and a list of older ones below", items('<div class="tin"><a href="HREF">TITLE</a><i>DAY</i><p>LEAD</p></div>', 3)
        + "<h4>Các tin khác</h4><ul>" + items('<li><a href="HREF">TITLE</a> <i>DAY</i></li>').split("</li>", 3)[3] + "</ul>"),
    ("a definition list", "<dl>" + items('<dt><a href="HREF">TITLE</a></dt><dd>DAY</dd><dd>LEAD</dd>') + "</dl>"),
    ("rows that open by a script", "<table>" + items("<tr onclick=\"location.href='HREF'\"><td>TITLE</td><td>DAY</td></tr>") + "</table>"),
    ("links that open by a script", "<ul>" + items("<li><a href=\"javascript:window.open('HREF','_self')\">TITLE</a> DAY</li>") + "</ul>"),
    ("titles cut short, in full in the attribute", "<ul>" + items('<li><a href="HREF" title="TITLE">CUT</a> DAY</li>') + "</ul>"),
    ("the section's name at each article", items(
        '<div class="tin"><a href="/chuyen-muc/chi-dao-dieu-hanh-12">Chỉ đạo điều hành</a><h3><a href="HREF">TITLE</a></h3><span>DAY</span></div>')),
    ("tags at each article", items('<div class="tin"><h3><a href="HREF">TITLE</a></h3><i>DAY</i><div class="tags"><a href="/tag/chuyen-doi-so-quoc-gia">Chuyển đổi số quốc gia</a></div></div>')),
    ("articles of HTML5", items('<article><header><h2><a href="HREF">TITLE</a></h2></header><time datetime="DAY">DAY</time><p>LEAD</p></article>')),
    ("dates with time of day in two parts", items('<div class="tin"><a href="HREF">TITLE</a><p><span>Thứ ba, DAY</span></p><p>LEAD</p></div>')),
    ("a date in the lead is not the article's", items('<div class="tin"><a href="HREF">TITLE</a><i>DAY</i><p>Ngày 15/01/2019, LEAD</p></div>')),
    ("bullets before the titles", "<ul>" + items('<li><a href="HREF">» TITLE</a> - DAY</li>') + "</ul>"),
    ("the date inside the link", "<ul>" + items('<li><a href="HREF">TITLE <span>(DAY)</span></a></li>') + "</ul>"),
    ("everything in a form, as in ASP.NET", '<form id="aspnetForm"><div>' + items('<div class="tin"><a href="HREF">TITLE</a><i>DAY</i></div>') + "</div></form>"),
    ("unclosed items", "<ul>" + items('<li><a href="HREF">TITLE</a> DAY') + "</ul>"),
    ("fonts of the nineties", "<table><tr><td>" + items('<p><font face=".VnArial"><b><a href="HREF">TITLE</a></b></font> <font size=1>(DAY)</font></p>') + "</td></tr></table>"),
]  # fmt: skip


@pytest.mark.parametrize("pager", ["", PAGER], ids=["one page", "paged"])
@pytest.mark.parametrize(("reason", "main"), LAYOUTS, ids=[row[0] for row in LAYOUTS])
def test_the_listing_is_found_by_its_shape(reason: str, main: str, pager: str) -> None:
    found = listings.read(page(main + pager), PAGE)
    assert [(link.url, link.title, (link.date or "")[:10]) for link in found.links] == [(HOME + href, title, day) for href, title, day in zip(HREFS, TITLES, ISO, strict=True)]


SIDES = [
    # reason, markup beside the listing
    ("a heading says so, no class", f"<div class=col-4><div><div>TIN ĐỌC NHIỀU</div><div><ul>{READ}</ul></div></div></div>"),
    ("a heading in a table", f"<table><tr><td>Tin xem nhiều nhất</td></tr><tr><td><table><tr><td>{READ.replace('<li>', '<p>').replace('</li>', '</p>')}</td></tr></table></td></tr></table>"),
    ("a class says so, no heading", f'<div class="box docnhieu"><ul>{READ}</ul></div>'),
    ("an aside", f"<aside><ul>{READ}</ul></aside>"),
    ("news of the day in a ticker", f"<marquee>{READ}</marquee>"),
    ("newest ones", f"<div class=hop><h4>Tin mới nhất</h4><ul>{READ}</ul></div>"),
    ("documents", '<div class=hop><h4>Văn bản mới</h4>' + "".join(f'<div><a href="/van-ban/{i}00">Quyết định số {i}12/QĐ-UBND về việc giao chỉ tiêu kế hoạch</a></div>' for i in range(4)) + "</div>"),
    ("links to other sites", "<div class=hop><h4>Liên kết website</h4>" + "".join(f'<a href="https://so{i}.vn/trang-thong-tin-dien-tu-1{i}0">Trang thông tin điện tử Sở số {i}</a>' for i in range(5)) + "</div>"),
    ("a cloud of tags", '<div class="tagcloud">' + "".join(f'<a href="/tag/chuyen-doi-so-cap-xa-{i}00">Chuyển đổi số cấp xã lần {i}</a>' for i in range(9)) + "</div>"),
    ("a calendar", "<table class=lich><tr>" + "".join(f'<td><a href="?ngay={i}">{i}</a></td>' + ("</tr><tr>" if i % 7 == 0 else "") for i in range(1, 32)) + "</tr></table>"),
    ("languages", '<div class="lang"><a href="/en/news-and-events-of-the-province">English version of the portal</a><a href="/zh/news-and-events-of-the-province">Chinese version of the portal</a></div>'),
    ("banners", '<div class="banner">' + "".join(f'<a href="/chien-dich-cao-diem-{i}00.html" title="Chiến dịch cao điểm phòng chống dịch lần {i}"><img src=b.jpg></a>' for i in range(4)) + "</div>"),
]  # fmt: skip


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


@pytest.mark.parametrize("main", [
    '<div class="ArticleInMenu">{}{}</div>', '<div class="ArticleInMenu">{}</div>{}', '<div class="content-sidebar-wrap"><main>{}</main>{}</div>', '<div class="widget"><div class="tags-search"><h1>Tin</h1>{}</div></div>{}',
])  # fmt: skip
def test_a_class_that_speaks_of_a_menu_does_not_hide_the_listing(main: str) -> None:
    found = listings.read(page(main.format(items('<div class="tin"><a href="HREF">TITLE</a><i>DAY</i></div>'), PAGER)), PAGE)
    assert [link.url for link in found.links] == [HOME + href for href in HREFS]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_last_page_may_have_few(count: int) -> None:
    family = Family(name="x", title="X", articles=r"/tin-tuc/[\w-]+-\d+\.html$")
    main = "<div class='ds'>" + items('<div class="tin"><h3><a href="HREF">TITLE</a></h3><i>DAY</i></div>', count) + "</div>"
    assert [link.url for link in listings.read(page(main), PAGE, family).links] == [HOME + href for href in HREFS[:count]]


# --- where it goes on ----------------------------------------------------------------------------------------------------------------------

LIST = "<ul>" + items('<li><a href="HREF">TITLE</a> (DAY)</li>') + "</ul>"
LIFERAY = "_com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_aB3_cur"

PAGERS = [
    # reason, address of the page, pager, address of the next page
    ("a parameter", "/tin.aspx", "<div>Trang: <b>1</b> <a href='?PageIndex=2'>2</a> <a href='?PageIndex=3'>3</a></div>", "/tin.aspx?PageIndex=2"),
    ("the number after the current one, not the first", "/tin?page=2", "<div><a href='?page=1'>1</a> <span>2</span> <a href='?page=3'>3</a> <a href='?page=4'>4</a></div>", "/tin?page=3"),
    ("all numbers are links, the address tells the current one", "/tin?page=2", "<ul class=pagination><li><a href='?page=1'>1</a><li><a href='?page=2'>2</a><li><a href='?page=3'>3</a></ul>", "/tin?page=3"),
    ("all numbers are links, a class tells it", "/tin?x=1", "<p><a class='page on' href='?p=1'>1</a><a class=page href='?p=2'>2</a></p>", "/tin?p=2"),
    ("the class stands around the link", "/tin", "<ul><li><a href='/tin?trang=1'>1</a></li><li class='active'><a href='#'>2</a></li><li><a href='/tin?trang=3'>3</a></li></ul>", "/tin?trang=3"),
    ("aria-current", "/tin", "<nav><a href='?trang=1'>1</a><a aria-current=page href='?trang=2'>2</a><a href='?trang=3'>3</a></nav>", "/tin?trang=3"),
    ("Drupal counts from nought", "/vi/tin?page=1", "<ul><li><a href='?page=0'>1</a></li><li class='is-active'><a href='?page=1'>2</a></li><li><a href='?page=2'>3</a></li></ul>", "/vi/tin?page=2"),
    ("old NukeViet counts articles", "/vi/news/?page=20", "<div><a href='/vi/news/'>1</a><a href='/vi/news/?page=10'>2</a><strong>3</strong><a href='/vi/news/?page=30'>4</a></div>", "/vi/news/?page=30"),
    ("NukeViet by a script", "/vi/news/", "<ul class=pagination><li class=active><a href='#'>1</a></li><li><a href='javascript:void(0)' onclick=\"nv_urldecode_ajax('%2Fvi%2Fnews%2Fpage-2%2F','generate_page')\">2</a></li></ul>",
        "/vi/news/page-2/"),
    ("in the path", "/category/tin/", "<div><span class=current>1</span><a href='/category/tin/page/2/'>2</a></div>", "/category/tin/page/2/"),
    ("trang-2", "/tin/trang-2.html", "<div><a href='/tin'>1</a><b>2</b><a href='trang-3.html'>3</a></div>", "/tin/trang-3.html"),
    ("the ministry's path", "/mic_2020/Pages/ChuyenMuc/PhanTrang/1753/10/Chuyen-doi-so.html",
        "<div><a href='/mic_2020/Pages/ChuyenMuc/PhanTrang/1753/9/Chuyen-doi-so.html'>9</a><span>10</span><a href='/mic_2020/Pages/ChuyenMuc/PhanTrang/1753/11/Chuyen-doi-so.html'>11</a></div>",
        "/mic_2020/Pages/ChuyenMuc/PhanTrang/1753/11/Chuyen-doi-so.html"),
    ("Liferay", "/tin", f"<ul class=pagination><li class=active><a>1</a></li><li><a href='/tin?p_p_id=x&amp;{LIFERAY}=2'>2</a></li></ul>", f"/tin?p_p_id=x&{LIFERAY}=2"),
    ("Liferay without numbers", "/tin", f"<ul class='lfr-pagination-buttons pager'><li class=disabled><a href='javascript:;'>Trước</a></li><li><a href='/tin?{LIFERAY}=2'>Tiếp theo</a></li></ul>", f"/tin?{LIFERAY}=2"),
    ("old Liferay", "/web/guest/thoi-su", "<div>Trang <b>1</b> <a href='/web/guest/thoi-su?p_p_id=CmsViewTin_INSTANCE_x&amp;_CmsViewTin_INSTANCE_x_cur=2'>2</a></div>",
        "/web/guest/thoi-su?p_p_id=CmsViewTin_INSTANCE_x&_CmsViewTin_INSTANCE_x_cur=2"),
    ("WebSphere keeps its state in the path", "/wps/portal/Home/tin", "<div><b>1</b><a href='/wps/portal/Home/tin/!ut/p/z1/04_Sj9?WCM_PI=1&amp;WCM_Page.x=2'>2</a></div>", "/wps/portal/Home/tin/!ut/p/z1/04_Sj9?WCM_PI=1&WCM_Page.x=2"),
    ("SharePoint's own paging by a script", "/Lists/Tin/AllItems.aspx",
        "<td><a href='javascript:' onclick='RefreshPageTo(event, \"/Lists/Tin/AllItems.aspx?Paged=TRUE\\u0026p_ID=55\");javascript:return false;'><img alt='Next'></a></td>", "/Lists/Tin/AllItems.aspx?Paged=TRUE&p_ID=55"),
    ("SharePoint's own paging", "/Lists/Tin/AllItems.aspx", "<table><tr><td>1 - 30</td><td><a title='Tiếp' href='?Paged=TRUE&amp;p_ID=55&amp;PageFirstRow=31'><img alt='Tiếp'></a></td></tr></table>",
        "/Lists/Tin/AllItems.aspx?Paged=TRUE&p_ID=55&PageFirstRow=31"),
    ("rel=next in the head", "/tin", "<link rel=next href='/tin?page=2'>", "/tin?page=2"),
    ("rel=next in a link", "/tin", "<a rel=next href='/tin?page=2'>Cũ hơn</a>", "/tin?page=2"),
    ("a word", "/tin", "<p><a href='/tin?page=2'>Trang sau</a></p>", "/tin?page=2"),
    ("a word and an arrow", "/tin", "<p><a href='/tin?page=2'>Tiếp »</a></p>", "/tin?page=2"),
    ("more, with an address that counts on", "/tin", "<p><a class=xemthem href='/tin?page=2'>Xem thêm</a></p>", "/tin?page=2"),
    ("more, to another place", "/tin", "<p><a href='/gioi-thieu'>Xem thêm</a></p>", None),
    ("an arrow at the end of the numbers shown", "/tin?page=5", "<div class=pager><a href='?page=4'>4</a><b>5</b><a href='?page=6'>»</a></div>", "/tin?page=6"),
    ("dots at the end of the numbers shown", "/tin?page=5", "<div><a href='?page=1'>...</a><a href='?page=4'>4</a><b>5</b><a href='?page=6'>...</a></div>", "/tin?page=6"),
    ("› is next, » the last", "/tin", "<div class=pager><a href='?page=2'>›</a><a href='?page=45'>»</a></div>", "/tin?page=2"),
    ("« ‹ before, › » behind, no number leads on", "/tin?page=3", "<div class=pager><a href='?page=1'>«</a><a href='?page=2'>‹</a><b>3</b><a href='?page=4'>›</a><a href='?page=9'>»</a></div>", "/tin?page=4"),
    ("'Trang cuối' is not the next", "/tin", "<div class=pager><b>1</b><a href='?page=45'>Trang cuối</a></div>", None),
    ("the last page", "/tin?page=3", "<div class=pager><a href='?page=1'>1</a><a href='?page=2'>2</a><b>3</b></div>", None),
    ("the last page, its arrow switched off", "/tin?page=3", "<ul class=pagination><li><a href='?page=2'>2</a><li class=active><span>3</span><li class=disabled><a href='?page=4'>Trang sau</a></ul>", None),
    ("the last page, its arrow leads to itself", "/tin?page=3", "<div class=pager><a href='?page=2'>2</a><b>3</b><a href='?page=3'>»</a></div>", None),
    ("the last page, its arrow leads nowhere", "/tin?page=3", "<div class=pager><a href='?page=2'>2</a><b>3</b><a href='javascript:;'>»</a></div>", None),
    ("above and below the list", "/tin", "<div class=pager><b>1</b><a href='?page=2'>2</a></div>" * 2, "/tin?page=2"),
    ("how many pages there are", "/tin", "<div>Trang 1 / 12 <a href='?page=2'>Sau</a></div>", "/tin?page=2"),
    ("brackets", "/tin", "<p>Trang: [1] <a href='?page=2'>[2]</a> <a href='?page=3'>[3]</a></p>", "/tin?page=2"),
    ("a calendar is no pager", "/tin", "<table><tr>" + "".join(f"<td><a href='/su-kien?d={i}'>{i}</a></td>" + ("</tr><tr>" if i % 7 == 0 else "") for i in range(1, 31)) + "</tr></table>", None),
    ("days with news in a calendar", "/tin", "<table><tr>" + "".join(f"<td>{i}</td>" if i % 3 else f"<td><a href='/tin?ngay={i}'>{i}</a></td>" for i in range(1, 31)) + "</tr></table>", None),
    ("a calendar's arrow", "/tin", "<div><a href='/tin?month=4'>«</a> <a href='/tin?month=6'>»</a></div>", None),
    ("stars to vote with", "/tin", "<div>1 2 3 4 5 <a href='/vote?n=1'>1</a></div>", None),
    ("a slider's arrow", "/tin", "<div class=carousel><a class=next href='#slide'>Next</a></div>", None),
    ("a pager beside the listing", "/tin", "<div><b>1</b><a href='/video?page=2'>2</a></div><div><b>1</b> <a href='/tin?page=2'>2</a></div>", "/tin?page=2"),
    ("another host", "/tin", "<a rel=next href='https://x.vn/tin?page=2'>Tiếp</a>", None),
    ("no pager", "/tin", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "url", "pager", "expected"), PAGERS, ids=[row[0] for row in PAGERS])
def test_where_a_listing_goes_on(reason: str, url: str, pager: str, expected: str | None) -> None:
    found = listings.read(page(LIST + pager), HOME + url)
    assert found.next == (Next(HOME + expected) if expected else None)
    assert len(found.links) == 6


def test_paging_tells_where_it_goes_on_from_the_base_of_the_page() -> None:
    found = listings.read(page(LIST.replace('"/tin-tuc/', '"../tin-tuc/') + "<div class=pager><b>1</b><a href='ds.html?page=2'>2</a></div>", head='<base href="/muc/">'), f"{HOME}/x/y")
    assert found.next == Next(f"{HOME}/muc/ds.html?page=2")
    assert found.links[0].url == HOME + HREFS[0]


FORM = """
<form method="post" action="./tin.aspx?CatID=2" id="aspnetForm">
<input type="hidden" name="__EVENTTARGET" value=""><input type="hidden" name="__EVENTARGUMENT"><input type="hidden" name="__VIEWSTATE" value="dDwt+/=">
<input type="hidden" name="__EVENTVALIDATION" value="/wEW"><input name="ctl00$txtTim" value="Tìm kiếm..."><input type="checkbox" name="ctl00$cu" value="1">
<input type="checkbox" name="ctl00$moi" checked><input type="radio" name="r" value="a"><input type="radio" name="r" value="b" checked><input type="submit" name="ctl00$btnTim" value="Tìm">
<input name="tat" value="x" disabled><select name="ctl00$nam"><option value="2023">2023<option value="2024" selected>2024</select><textarea name="gopy">Ý kiến</textarea>
{}
</form>"""
FIELDS = {
    "__EVENTTARGET": "", "__EVENTARGUMENT": "", "__VIEWSTATE": "dDwt+/=", "__EVENTVALIDATION": "/wEW", "ctl00$txtTim": "Tìm kiếm...", "ctl00$moi": "on", "r": "b", "ctl00$nam": "2024", "gopy": "Ý kiến",
}  # fmt: skip
POSTBACKS = [
    # reason, pager, fields of the page before, changed fields
    ("a grid", "<table><tr><td><span>1</span></td><td><a href=\"javascript:__doPostBack('ctl00$gv','Page$2')\">2</a></td></tr></table>", None, ("ctl00$gv", "Page$2")),
    ("a grid, escaped", "<div><b>1</b><a href=\"javascript:__doPostBack(&#39;ctl00$gv&#39;,&#39;Page$2&#39;)\">2</a></div>", None, ("ctl00$gv", "Page$2")),
    ("a grid's dots", "<table><tr><td><a href=\"javascript:__doPostBack('gv','Page$4')\">4</a></td><td><span>5</span></td><td><a href=\"javascript:__doPostBack('gv','Page$6')\">...</a></td></tr></table>", None, ("gv", "Page$6")),
    ("a list of buttons", "<div><a class=active href=\"javascript:__doPostBack('ctl00$rp$ctl00$lb','')\">1</a><a href=\"javascript:__doPostBack('ctl00$rp$ctl01$lb','')\">2</a></div>", None, ("ctl00$rp$ctl01$lb", "")),
    ("a validated button", "<p><a onclick=\"WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions(&quot;ctl00$lbTiep&quot;, &quot;&quot;, true))\" href='#'>Tiếp</a></p>", None, ("ctl00$lbTiep", "")),
    ("AspNetPager", "<div id=p><a href=\"javascript:__doPostBack('p','1')\">1</a><a href=\"javascript:__doPostBack('p','2')\">2</a><a href=\"javascript:__doPostBack('p','3')\">3</a></div>",
        {"__EVENTTARGET": "p", "__EVENTARGUMENT": "2"}, ("p", "3")),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "pager", "before", "changed"), POSTBACKS, ids=[row[0] for row in POSTBACKS])
def test_a_postback_sends_what_a_browser_would(reason: str, pager: str, before: dict[str, str] | None, changed: tuple[str, str]) -> None:
    found = listings.read(page(FORM.format(LIST + pager)), f"{HOME}/Pages/tin.aspx?CatID=2", form=before)
    assert found.next == Next(f"{HOME}/Pages/tin.aspx?CatID=2", {**FIELDS, "__EVENTTARGET": changed[0], "__EVENTARGUMENT": changed[1]})


def test_hidden_fields_that_broken_nesting_leaves_outside_are_sent_as_well() -> None:
    html = page('<input type=hidden name=__VIEWSTATE value=v><form action="/tin"><p>' + LIST + "<div><b>1</b><a href=\"javascript:__doPostBack('g','Page$2')\">2</a></div></form>")
    assert listings.read(html, PAGE).next == Next(f"{HOME}/tin", {"__VIEWSTATE": "v", "__EVENTTARGET": "g", "__EVENTARGUMENT": "Page$2"})


def test_a_button_of_a_form_turns_the_page() -> None:
    html = page('<form method=post action="/tin"><input type=hidden name=trang value=1>' + LIST + '<input type=submit name=nut value="Trang sau"></form>')
    assert listings.read(html, PAGE).next == Next(f"{HOME}/tin", {"trang": "1", "nut": "Trang sau"})


def family(**paging: object) -> Family:
    return Family(name="x", title="X", paging=Paging(**paging))  # type: ignore[arg-type]


GUESSED = [
    # reason, paging, address, pager, next
    ("no pager at all", {"kind": "parameter", "parameter": "PageIndex"}, "/tin.aspx", "", "/tin.aspx?PageIndex=2"),
    ("no pager, further on", {"kind": "parameter", "parameter": "PageIndex"}, "/tin.aspx?a=1&PageIndex=7", "", "/tin.aspx?a=1&PageIndex=8"),
    ("counting from nought", {"kind": "parameter", "parameter": "page", "first": 0}, "/tin", "", "/tin?page=1"),
    ("counting from nought, further on", {"kind": "parameter", "parameter": "page", "first": 0}, "/tin?page=1", "", "/tin?page=2"),
    ("numbers that need a script", {"kind": "parameter", "parameter": "PageIndex"}, "/tin", "<div><b>1</b><a href='#'>2</a><a href='#'>3</a></div>", "/tin?PageIndex=2"),
    ("in the path", {"kind": "path", "path": "/page-{page}/"}, "/vi/news/", "", "/vi/news/page-2/"),
    ("in the path, further on", {"kind": "path", "path": "/page-{page}/"}, "/vi/news/page-9/", "", "/vi/news/page-10/"),
    ("in the path, before the ending", {"kind": "path", "path": "-{page}.html"}, "/tin.html", "", "/tin-2.html"),
    ("the last number is the end", {"kind": "parameter", "parameter": "PageIndex"}, "/tin?PageIndex=3", "<div><a href='?PageIndex=2'>2</a><b>3</b></div>", None),
    ("a name that is not literal", {"kind": "parameter", "parameter": r"(?:_\w+_)?cur"}, "/tin", "", None),
    ("one page", {"kind": "none"}, "/tin", PAGER, None),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "paging", "url", "pager", "expected"), GUESSED, ids=[row[0] for row in GUESSED])
def test_the_number_is_raised_only_where_the_page_shows_no_way(reason: str, paging: dict, url: str, pager: str, expected: str | None) -> None:
    found = listings.read(page(LIST + pager), HOME + url, family(**paging))
    assert found.next == (Next(HOME + expected, None, True) if expected else None)


def test_nothing_is_guessed_from_a_page_without_articles() -> None:
    assert listings.read(page(""), PAGE, family(kind="parameter", parameter="page")).next is None


def test_the_familys_link_to_older_pages() -> None:
    html = page(LIST + "<div class=nav-previous><a href='/tin/page/2'>Bài trước đó</a></div>")
    assert listings.read(html, PAGE, family(kind="next", next=(".nav-previous a",))).next == Next(f"{HOME}/tin/page/2")


VNPT = """<script>var maxPage = parseInt(12); function load(page) { $.post(url, { article_category_id: 73053, categoryIds: "73053,73054", site_id: 2007018,
page: page, page_size: 10, no: -10 }) }</script><ul class=pagination><li class='page-number active' data-page=1><a href='#'>1</a></li><li class=page-number data-page=2><a href='#'>2</a></li></ul>"""


@pytest.mark.parametrize("wrapped", [False, True], ids=["markup", "in JSON"])
def test_vnpts_pages_are_loaded_by_a_post_and_go_on_until_one_is_empty(wrapped: bool) -> None:
    vnpt = families()["vnpt"]
    first = listings.read(page(LIST + VNPT), PAGE, vnpt)
    assert first.next is not None and first.next.form is not None and not first.next.guessed
    asked = {"article_category_id": "73053", "categoryIds": "73053,73054", "site_id": "2007018", "page_size": "10", "page": "2", "no": "-10", "is_default": "False"}
    assert asked.items() <= first.next.form.items()
    fragment = items('<li class="row"><h2 class="Title"><a href="HREF">TITLE</a></h2><div class="Ngaydang">DAY</div></li>')
    answer = json.dumps({"d": fragment}) if wrapped else fragment
    second = listings.read(answer, first.next.url, vnpt, form=first.next.form)
    assert [(link.url, link.title, link.date) for link in second.links] == [(HOME + href, title, day) for href, title, day in zip(HREFS, TITLES, ISO, strict=True)]
    assert second.next == Next(first.next.url, {**first.next.form, "page": "3"}, True)
    assert listings.read("", first.next.url, vnpt, form=second.next.form).next is None
    assert listings.read(page(LIST + VNPT.replace("12", "1")), PAGE, vnpt).next is None, "one page"


# --- selectors and patterns ----------------------------------------------------------------------------------------------------------------


def source(**fields: object) -> Source:
    return Source(name="x", title="X", province="Lào Cai", listings=(PAGE,), **fields)  # type: ignore[arg-type]


def test_a_sources_own_selectors_are_taken_at_their_word() -> None:
    selectors = ListingSelectors(item=(".khac", ".docnhieu li"), link=("a",), title=("b",), date=(".ngay",))
    side = '<div class=docnhieu><li><a href="/bai-viet-mot-hai-ba-7.html"><b>Một bài viết</b> và lời dẫn</a><i class=ngay>Ngày 05/04/2024</i></li></div>'
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
    main = "<ul>" + items('<li><a href="HREF">TITLE</a></li>', 3) + '<li><a href="/tin-tuc/chuyen-muc-dai-ten-va-co-so-77">Chuyên mục có tên dài gồm nhiều chữ</a></li></ul>'
    found = listings.read(page(main), PAGE, None, source(articles=r"-\d{4}\.html$"))
    assert [link.url for link in found.links] == [HOME + href for href in HREFS[:3]]


def test_articles_on_a_sources_other_hosts_are_its_own_and_all_others_are_not() -> None:
    main = LIST.replace(HREFS[1], "https://so.example.gov.vn/bai-viet-mot-hai-ba-7.html").replace(HREFS[2], "https://khac.vn/bai-viet-mot-hai-ba-8.html")
    found = listings.read(page(main), PAGE, None, source(hosts=("so.example.gov.vn",)))
    assert [link.url for link in found.links] == [HOME + HREFS[0], "https://so.example.gov.vn/bai-viet-mot-hai-ba-7.html", *(HOME + href for href in HREFS[3:])]


def test_an_article_linked_twice_is_named_once_with_the_title_in_full() -> None:
    main = items('<div class=t><a href="HREF"><img src=a alt="TITLE"></a><a href="HREF?utm_source=zalo">CUT</a><a href="HREF#binhluan">3 bình luận của bạn đọc</a></div>')
    found = listings.read(page(main), PAGE)
    assert [(link.url, link.title) for link in found.links] == [(HOME + href, title) for href, title in zip(HREFS, TITLES, strict=True)]


DATES = [
    # as the listing writes it, ISO
    ("28/03/2024", "2024-03-28"), ("(28-03-2024)", "2024-03-28"), ("28.3.2024", "2024-03-28"), ("Thứ năm, 28/03/2024 | 08:37", "2024-03-28T08:37"),
    ("Ngày đăng: 28/03/2024 4:05 CH", "2024-03-28T16:05"), ("28 tháng 3 năm 2024", "2024-03-28"), ("Cập nhật lúc 08:37 ngày 28/03/2024", "2024-03-28T08:37"),
    ("28/03/2024 - Lượt xem: 125", "2024-03-28"), ("2024-03-28 08:37:00", "2024-03-28T08:37"), ("<span>08:37</span> <span>28/03/2024</span>", "2024-03-28T08:37"),
    ("<time datetime='2024-03-28T01:37:00Z'>vừa xong</time>", "2024-03-28T08:37"), ("hôm nay", None), ("31/02/2024", None), ("Số 12/2024/QĐ-UBND ngày 05/01/2024", None),
]  # fmt: skip


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
]  # fmt: skip


@pytest.mark.parametrize(("reason", "dates", "expected"), OLDER, ids=[row[0] for row in OLDER])
def test_whether_a_page_has_come_before_a_day(reason: str, dates: list[str | None], expected: bool) -> None:
    assert older(Listing([Link(f"{HOME}/{i}", "T", date) for i, date in enumerate(dates)]), datetime.date(2024, 3, 10)) is expected


def test_the_day_in_an_address_and_a_last_change_tell_as_well() -> None:
    assert older(Listing([Link(f"{HOME}/portal/Pages/2024-2-5/x.aspx", "T")]), datetime.date(2024, 3, 10))
    assert older(Listing([Link(f"{HOME}/x", "T", None, "2024-02-05")]), datetime.date(2024, 3, 10))
    assert not older(Listing([Link(f"{HOME}/x", "T", None, "2024-03-11")]), datetime.date(2024, 3, 10))


# --- feeds ---------------------------------------------------------------------------------------------------------------------------------


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Tin</title><link>{HOME}</link>{items}</channel></rss>'.encode()


FEEDS = [
    # reason, data, links
    ("plain", rss(f"<item><title>Một</title><link>{HOME}/a-1.html</link><pubDate>Tue, 26 Mar 2024 16:06:00 +0700</pubDate></item>"), [("/a-1.html", "Một", "2024-03-26T16:06")]),
    ("Greenwich time becomes ours", rss("<item><title>M</title><link>/a</link><pubDate>Tue, 26 Mar 2024 20:00:00 GMT</pubDate></item>"), [("/a", "M", "2024-03-27T03:00")]),
    ("GMT+7", rss("<item><title>M</title><link>/a</link><pubDate>Tue, 26 Mar 2024 16:06:00 GMT+7</pubDate></item>"), [("/a", "M", "2024-03-26T16:06")]),
    ("no zone is ours", rss("<item><title>M</title><link>/a</link><pubDate>Tue, 26 Mar 2024 16:06:00</pubDate></item>"), [("/a", "M", "2024-03-26T16:06")]),
    ("an American server", rss("<item><title>M</title><link>/a</link><pubDate>3/26/2024 4:06:00 PM</pubDate></item>"), [("/a", "M", "2024-03-26T16:06")]),
    ("a Vietnamese server", rss("<item><title>M</title><link>/a</link><pubDate>Thứ ba, 26/03/2024 4:06 CH</pubDate></item>"), [("/a", "M", "2024-03-26T16:06")]),
    ("ISO in dc:date", rss("<item><title>M</title><link>/a</link><dc:date>2024-03-26T09:06:00Z</dc:date></item>"), [("/a", "M", "2024-03-26T16:06")]),
    ("a date that is none", rss("<item><title>M</title><link>/a</link><pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate></item>"), [("/a", "M", None)]),
    ("midnight is no time of day", rss("<item><title>M</title><link>/a</link><pubDate>Tue, 26 Mar 2024 00:00:00 +0700</pubDate></item>"), [("/a", "M", "2024-03-26")]),
    ("no date", rss("<item><title>M</title><link>/a</link></item>"), [("/a", "M", None)]),
    ("entities of HTML", rss("<item><title>T&acirc;n &amp;#272;&amp;#244;ng &amp;quot;x&amp;quot;</title><link>/a?b=1&c=2</link></item>"), [("/a?b=1&c=2", 'Tân Đông "x"', None)]),
    ("markup in a title", rss("<item><title><![CDATA[<b>Một</b> hai]]></title><link>/a</link></item>"), [("/a", "Một hai", None)]),
    ("blanks and lines in a link", rss("<item><title>M</title><link>\n /a \n</link></item>"), [("/a", "M", None)]),
    ("no link but a guid", rss(f"<item><title>M</title><guid>{HOME}/a</guid></item>"), [("/a", "M", None)]),
    ("a guid that is no address", rss("<item><title>M</title><guid>bài số 12</guid></item>"), []),
    ("twice the same", rss("<item><title>M</title><link>/a</link></item>" * 2), [("/a", "M", None)]),
    ("cut off", rss("<item><title>M</title><link>/a</link></item><item><title>N</ti")[:-30], [("/a", "M", None)]),
    ("the wrong encoding named", rss("<item><title>Một</title><link>/a</link></item>", '<?xml version="1.0" encoding="windows-1252"?>'), [("/a", "Một", None)]),
    ("blank lines before the head", b"\n\n " + rss("<item><title>M</title><link>/a</link></item>"), [("/a", "M", None)]),
    ("Atom", f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>M</title><link rel="alternate" href="/a"/><published>2024-03-26T09:06:00Z</published><updated>2024-03-27T00:00:00+07:00</updated></entry></feed>'.encode(),
        [("/a", "M", "2024-03-26T16:06")]),
    ("Atom that only tells the last change", b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>M</title><link href="/a"/><updated>2024-03-26T09:06:00Z</updated></entry></feed>', [("/a", "M", "2024-03-26T16:06")]),
    ("a page of HTML", b"<html><body><a href='/a'>x</a></body></html>", []),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", []),
    ("nothing", b"", []),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "data", "expected"), FEEDS, ids=[row[0] for row in FEEDS])
def test_feeds(reason: str, data: bytes, expected: list[tuple[str, str, str | None]]) -> None:
    found = listings.feed(data, f"{HOME}/rss/tin.rss")
    assert [(link.url.removeprefix(HOME), link.title, link.date) for link in found.links] == expected
    assert found.by == "feed"


def test_a_feed_of_several_pages_goes_on() -> None:
    data = b'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/feed?paged=2"/><entry><title>M</title><link href="/a"/></entry></feed>'
    assert listings.feed(data, f"{HOME}/feed").next == Next(f"{HOME}/feed?paged=2")


def test_a_feed_is_never_taken_for_a_files_name_or_an_address(tmp_path: object) -> None:
    assert listings.feed(b"/etc/hostname", f"{HOME}/rss").links == []
    assert listings.feed(b"https://127.0.0.1:1/rss", f"{HOME}/rss").links == []


# --- sitemaps ------------------------------------------------------------------------------------------------------------------------------

NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
SITEMAP = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {NAMES}>
<url><loc> {HOME}/tin/a-1.html </loc><lastmod>2024-03-26T09:06:00Z</lastmod></url>
<url><loc>{HOME}/tin/b-2.html?x=1&amp;y=2</loc><lastmod>2024-03-25</lastmod><image:image><image:loc>{HOME}/b.jpg</image:loc></image:image>
<news:news><news:publication_date>2024-03-20T08:00:00+07:00</news:publication_date><news:title>Bài thứ hai</news:title></news:news></url>
<url><loc>{HOME}/gioi-thieu</loc></url><url><loc>javascript:x()</loc></url><url></url>
</urlset>""".encode()
FOUND = [
    Link(f"{HOME}/tin/a-1.html", "", None, "2024-03-26T16:06"), Link(f"{HOME}/tin/b-2.html?x=1&y=2", "Bài thứ hai", "2024-03-20T08:00", "2024-03-25"), Link(f"{HOME}/gioi-thieu", ""),
]  # fmt: skip


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_a_sitemap(pack: Callable[[bytes], bytes]) -> None:
    assert listings.sitemap(pack(SITEMAP), f"{HOME}/sitemap.xml") == Listing(FOUND, None, [], "sitemap")
    assert listings.sitemap(pack(SITEMAP), f"{HOME}/sitemap.xml", articles=r"-\d+\.html").links == FOUND[:2]


def test_an_index_names_further_sitemaps_the_newest_first() -> None:
    inner = [("2023.xml", "2023-12-31"), ("2024.xml.gz", "2024-03-26"), ("khac.xml", "")]
    data = f"<sitemapindex {NAMES}>" + "".join(f"<sitemap><loc>{HOME}/{name}</loc>" + (f"<lastmod>{day}</lastmod>" if day else "") + "</sitemap>" for name, day in inner)
    data += f"<sitemap><loc>{HOME}/sitemap.xml</loc></sitemap></sitemapindex>"
    found = listings.sitemap(data.encode(), f"{HOME}/sitemap.xml")
    assert (found.links, found.further) == ([], [f"{HOME}/2024.xml.gz", f"{HOME}/2023.xml", f"{HOME}/khac.xml"]), "without itself, that would never end"
    assert listings.sitemap(data.encode(), f"{HOME}/sitemap.xml", since=datetime.date(2024, 1, 1)).further == [f"{HOME}/2024.xml.gz", f"{HOME}/khac.xml"]


def test_a_sitemap_may_be_a_feed_or_a_list_of_addresses() -> None:
    assert listings.sitemap(rss("<item><title>M</title><link>/a</link></item>"), f"{HOME}/s").links == [Link(f"{HOME}/a", "M")]
    assert listings.sitemap(f"\ufeff{HOME}/a\r\n{HOME}/b\nkhông phải địa chỉ\n".encode(), f"{HOME}/s.txt").links == [Link(f"{HOME}/a", ""), Link(f"{HOME}/b", "")]


def test_a_sitemap_cut_off_gives_what_there_is() -> None:
    cut = SITEMAP.index(b"b-2.html") + 3
    assert [link.url for link in listings.sitemap(SITEMAP[:cut], f"{HOME}/s").links] == [FOUND[0].url], "an address cut off is another one"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">' + "".join(f'<!ENTITY lol{i} "{f"&lol{i - 1};" * 10}">' for i in range(1, 10)).replace("&lol0;", "&lol;") + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY g SYSTEM "http://127.0.0.1:1/x">]>'


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE], ids=["a billion laughs", "files and addresses"])
def test_entities_of_xml_are_not_followed(head: str) -> None:
    body = f"<url><loc>{HOME}/a</loc></url><url><loc>{HOME}/&lol9;&f;&g;</loc></url>"
    urls = [link.url for link in listings.sitemap(f"{head}<urlset {NAMES}>{body}</urlset>".encode(), f"{HOME}/s").links]
    assert urls[0] == f"{HOME}/a" and all(len(url) < 100 for url in urls)
    found = listings.feed(rss("<item><title>M&lol9;&f;&g;</title><link>/a</link></item>", head), f"{HOME}/rss")
    assert [link.url for link in found.links] == [f"{HOME}/a"] and len(found.links[0].title) < 30


def test_a_packed_bomb_is_unpacked_no_further_than_allowed() -> None:
    from scrapers import feeds

    bomb = gzip.compress(SITEMAP.replace(b"</urlset>", b"") + b"\0" * 200_000_000, 9)
    assert len(feeds._unpacked(bomb)) == feeds.LARGEST_SITEMAP
    assert listings.sitemap(bomb, f"{HOME}/s").links == FOUND
    assert listings.sitemap(b"\x1f\x8b broken", f"{HOME}/s").links == []


# --- hostile pages -------------------------------------------------------------------------------------------------------------------------

LINK = '<a href="/tin/bai-viet-so-mot-hai-ba-7.html">Bài viết số một hai ba bốn</a>'
HOSTILE = [
    f"<li>{LINK} (12/03/2024)</li>", f"<div>|<div>{LINK}|", f"<div class=menu>{LINK}", "<a href='?page=2'>2</a> ", "<div class=pager><b>1</b><a href='?page=2'>2</a></div>", "<p><a href='?page=2'>»</a></p>",
    "<a rel=next href=/x>a</a>", "<a href=\"javascript:__doPostBack('a','Page$2')\">2</a>", "<input type=hidden name=__a value=1>", "<form><a href='?page=2'>Tiếp</a>", "<tr onclick=\"location.href='/tin/bai-viet-so-mot-hai-9.html'\"><td>Bài viết số một hai ba bốn",
    f"<div></div><div>{LINK}</div>", "<a|<|", "<!--", "(((", "12/03/2024 ", '<a href="/tin/bai-viet-so-mot-hai-ba-7.html">|<b>chữ viết </b>|', "<h1>Tin</h1>", "<span class=a-b-c-d>",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_of_a_page(piece: str) -> None:
    assert_linear(piece, 60_000, str, lambda html: listings.read(html, PAGE, families()["newspaper"]))


FEED_PIECES = ["<item><title>T</title><link>/a</link></item>", "<item>", "<![CDATA[", "<!", "&", "<item |a='1' |", "<a>|</a|"]


@pytest.mark.parametrize("piece", FEED_PIECES)
def test_time_grows_with_the_length_of_a_feed(piece: str) -> None:
    assert_linear(piece, 40_000, lambda text: rss(text), lambda data: listings.feed(data, PAGE))


@pytest.mark.parametrize("piece", [f"<url><loc>{HOME}/a</loc></url>", "<url>", "<url><loc>", "<!ENTITY a 'b'>", "<url |a='1' |", "&a;"])
def test_time_grows_with_the_length_of_a_sitemap(piece: str) -> None:
    assert_linear(piece, 60_000, lambda text: f"<urlset {NAMES}>{text}".encode(), lambda data: listings.sitemap(data, PAGE))


FRAGMENTS = st.lists(
    st.sampled_from(
        [LINK, "<div>", "</div>", "<ul><li>", "</ul>", "<table><tr><td>", "<b>1</b>", "<a href='?page=2'>2</a>", "<a>3</a>", "12/03/2024", "<h3>Tin đọc nhiều</h3>", "<form>", "</form>", "<base href='http://[x'>", "<!--x-->",
         "<a href='http://[::1'>x y z</a>", "<a href='//'>Một hai ba bốn</a>", "<a onclick=\"location.href=''\">x</a>", "\0", "<?x?>", "<svg><a href='/x'>", "<a href=\"javascript:__doPostBack('','')\">4</a>", "&#0;", "\ud800",
         "<main>", "<h1>Tin</h1>", "<nav>", "<time datetime='x'>", "<img alt='Một hai ba bốn năm'>", "<link rel=next href='::'>", "…", "<select name=a>", "<input name=b>"]
    ),
    max_size=30,
)  # fmt: skip


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
    Article(f"{TITLES[i % 6]}, đợt {i}", ("Đoạn thứ nhất.",), NOW - datetime.timedelta(hours=7 * i), number=10_000 + i, sapo=LEAD if i % 3 else None) for i in range(43)
]


@pytest.fixture
def ask() -> Iterator[Callable[[Next], tuple[str, str]]]:
    """A browser: the text and the address of what answers a request."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def send(request: Next) -> tuple[str, str]:
        data = urllib.parse.urlencode(request.form).encode() if request.form is not None else None
        with opener.open(request.url, data, timeout=20) as answer:
            return answer.read().decode(), answer.url

    yield send


@pytest.mark.parametrize("known", [True, False], ids=["its family", "any site"])
@pytest.mark.parametrize(("name", "design"), [*((name, None) for name in FAMILIES), ("vnpt", "vnpt-new"), ("general", None)])
def test_reading_on_from_page_to_page_finds_every_article_once(name: str, design: str | None, known: bool, ask: Callable[[Next], tuple[str, str]]) -> None:
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
        expected = [(twin_key(site.url(article)), article.title, article.published.strftime("%Y-%m-%dT%H:%M").removesuffix("T00:00")) for article in ARTICLES]
    assert [(twin_key(link.url), link.title, link.date) for link in fed] == expected[:20]
    assert {twin_key(link.url) for link in mapped} == {key for key, _, _ in expected}
