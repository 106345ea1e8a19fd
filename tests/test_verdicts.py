"""Verdicts: what a page of status 200 is. An article stays one whatever it tells of; what is none is told from it, and an empty list is no end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pytest
from conftest import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import pages
from pipeline.pages import Page
from scrapers import listings, verdicts
from scrapers.links import Link, Listing, Next
from scrapers.portal import FAMILIES, Article, Served
from scrapers.portal.library import gold
from scrapers.source import Family, families

HOME = "https://tinh.example.gov.vn"
URL = f"{HOME}/tin-tuc/bai-viet-ve-cong-viec-cua-tinh-1200.html"

MENU = (
    '<div class="menu"><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin-tuc">Tin tức</a></li><li>'
    '<a href="/dang-nhap">Đăng nhập</a></li><li><a href="/tim-kiem">Tìm kiếm</a></li></ul></div>'
)
SIDE = (
    "<div class='right'><h3>Xem nhiều nhất</h3><ul>"
    + "".join(
        f'<li><a href="/tin-tuc/bai-duoc-xem-nhieu-{i}.html">Bài được nhiều bạn đọc xem trong tháng thứ {word}</a></li>'
        for i, word in enumerate(["nhất", "nhì", "ba", "tư", "năm"])
    )
    + "</ul></div>"
)
FOOT = (
    "<div class='footer'><p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh</p><p>Chịu trách nhiệm nội dung: Chánh Văn phòng</p>"
    "<p>Địa chỉ: Số 1 đường Hàm Nghi - Điện thoại: 0213.123.456</p></div>"
)


def framed(main: str, title: str = "Cổng thông tin điện tử tỉnh") -> str:
    """What stands in the middle of a portal's page, with what stands around it."""
    return f"<html><head><title>{title}</title></head><body>{MENU}<div class='left'>{main}</div>{SIDE}{FOOT}</body></html>"


def bare(body: str, title: str = "", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


PARAGRAPHS = [
    "Ngày 5/3/2024, Ủy ban nhân dân tỉnh họp đánh giá công tác chuyển đổi số; các sở, ngành báo cáo kết quả và những việc chưa làm được trong quý.",
    "Theo báo cáo, hệ thống giải quyết thủ tục hành chính của tỉnh đã tiếp nhận hơn hai mươi nghìn hồ sơ, trong đó hơn một nửa được nộp trực tuyến.",
    "Kết luận cuộc họp, lãnh đạo Ủy ban nhân dân tỉnh yêu cầu các đơn vị rà soát lại quy trình, hoàn thành trước ngày 30/4 và báo cáo kết quả.",
    "Các huyện, thành phố tiếp tục tuyên truyền để người dân biết và sử dụng dịch vụ công trực tuyến, nhất là ở các xã vùng cao, vùng xa của tỉnh.",
    "Đồng thời, Sở Thông tin và Truyền thông được giao theo dõi, đôn đốc và tổng hợp khó khăn của các đơn vị để trình trong phiên họp tháng sau.",
]


def article(title: str, *paragraphs: str, date: str = "Ngày đăng: 06/03/2024 08:15", after: str = "", head: str = "") -> str:
    """An article's page as a portal writes it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return framed(
        f"<div class='detail'><h1>{title}</h1><div class='date'>{date}</div><div class='content'>{body}</div>{after}</div>",
        f"{title} - Cổng thông tin điện tử tỉnh",
    ).replace("</head>", f"{head}</head>")


def judged(html: str, url: str = URL, final: str | None = None) -> tuple[str, str]:
    return verdicts.judge(html, pages.read(html, url=final or url), url, final or url)


META = '<meta property="article:published_time" content="2024-03-06T08:15:00+07:00">'
PASSWORD = '<form><input name=u><input type="password" name=p><button>Đăng nhập</button></form>'

ARTICLES = [
    # reason, page
    ("a plain article", article("Họp đánh giá công tác chuyển đổi số quý I", *PARAGRAPHS)),
    (
        "it tells of a captcha",
        article(
            "Cổng dịch vụ công thêm bước xác minh",
            "Từ nay, người nộp hồ sơ phải nhập mã xác nhận.",
            "Vui lòng nhập mã xác nhận để tiếp tục.",
            "Tôi không phải là người máy.",
            *PARAGRAPHS,
        ),
    ),
    ("it quotes 'not found'", article("Không tìm thấy trang nào nói về lễ hội làng", "Không tìm thấy trang bạn yêu cầu.", "Lỗi 404.", *PARAGRAPHS)),
    ("somebody was not found", article("Không tìm thấy nạn nhân thứ hai trong vụ lật thuyền", *PARAGRAPHS[:3])),
    (
        "a service is maintained, at length",
        article("Bảo trì hệ thống Cổng dịch vụ công", "Hệ thống đang bảo trì từ 22 giờ.", "Vui lòng quay lại sau.", *PARAGRAPHS),
    ),
    (
        "a service is maintained, in two sentences",
        article(
            "Thông báo tạm ngừng Cổng dịch vụ công để bảo trì",
            "Từ 22 giờ ngày 05/03/2024 đến 05 giờ ngày 06/03/2024, Cổng dịch vụ công tạm ngừng tiếp nhận hồ sơ trực tuyến để nâng cấp máy chủ.",
            "Đề nghị tổ chức, cá nhân biết và chủ động nộp hồ sơ.",
        ),
    ),
    (
        "people are told to log in",
        article(
            "Hướng dẫn nộp hồ sơ trực tuyến", "Bạn phải đăng nhập bằng tài khoản định danh điện tử.", "Vui lòng đăng nhập trước khi nộp.", *PARAGRAPHS
        ),
    ),
    (
        "an attack was blocked",
        article("Ngăn chặn tấn công vào hệ thống thông tin của tỉnh", "Truy cập bị từ chối.", "Your support ID is: 123.", *PARAGRAPHS),
    ),
    (
        "two lines and a document",
        article(
            "Quyết định công bố danh mục thủ tục hành chính",
            "Xem tệp đính kèm.",
            after='<div class="attach"><a href="/upload/1/qd-12.pdf">Quyết định số 12/QĐ-UBND (pdf)</a></div>',
        ),
    ),
    (
        "nothing but documents",
        article(
            "Quyết định công bố danh mục thủ tục hành chính năm nay",
            after='<div class="content"><a href="/upload/1/qd-12.pdf">Tải Quyết định số 12/QĐ-UBND</a></div>',
        ),
    ),
    (
        "a short announcement",
        article("Lịch tiếp công dân tháng 3", "Chủ tịch Ủy ban nhân dân tỉnh tiếp công dân ngày 15/3/2024 tại trụ sở tiếp công dân của tỉnh."),
    ),
    (
        "a short one, its date in the head alone",
        article("Thông báo về việc tuyển dụng viên chức", "Trung tâm Y tế huyện thông báo tuyển dụng năm viên chức.", date="", head=META),
    ),
    (
        "comments need a login",
        article("Lịch tiếp công dân tháng 3", PARAGRAPHS[0], after="<div class=comment><p>Bạn cần đăng nhập để bình luận.</p></div>"),
    ),
    ("a box for the password beside a short one", article("Lịch tiếp công dân tháng 3", PARAGRAPHS[0], after=PASSWORD)),
    (
        "comments need a captcha",
        article("Lịch tiếp công dân tháng 3", PARAGRAPHS[0], after='<div class=comment><div class="g-recaptcha"></div><p>Nhập mã captcha</p></div>'),
    ),
    (
        "a firewall's script stands on every page",
        article("Lịch tiếp công dân tháng 3", PARAGRAPHS[0], head='<script src="/_Incapsula_Resource?SWJIYLWA=1"></script>'),
    ),
    (
        "messages of a script, hidden",
        article(
            "Lịch tiếp công dân tháng 3",
            PARAGRAPHS[0],
            after='<div style="display:none">Đã có lỗi xảy ra. Vui lòng thử lại sau. Bạn phải đăng nhập.</div>',
        ),
    ),
    (
        "related ones below, with a pager",
        article(
            "Họp đánh giá công tác chuyển đổi số quý I",
            *PARAGRAPHS,
            after="<h3>Các tin khác</h3><ul>"
            + "".join(
                f"<li><a href='/tin-tuc/bai-viet-khac-so-{i}-cua-tinh-{i}00.html'>Bài viết khác số {i} của tỉnh về công việc hằng ngày</a> "
                f"(0{i}/03/2024)</li>"
                for i in range(1, 9)
            )
            + "</ul><div class=pager><b>1</b><a href='?page=2'>2</a></div>",
        ),
    ),
    (
        "a short one with many related ones",
        article(
            "Lịch tiếp công dân tháng 3 của lãnh đạo tỉnh",
            PARAGRAPHS[0],
            after="<h3>Tin cùng chuyên mục</h3><ul>"
            + "".join(
                f"<li><a href='/tin-tuc/bai-viet-khac-so-{i}-cua-tinh-{i}00.html'>Bài viết khác số {i} của tỉnh về công việc hằng ngày</a></li>"
                for i in range(1, 9)
            )
            + "</ul>",
        ),
    ),
    (
        "a short one with related ones and a pager",
        article(
            "Lịch tiếp công dân tháng 3 của lãnh đạo tỉnh",
            PARAGRAPHS[0],
            after="<h3>Các tin đã đưa</h3><ul>"
            + "".join(
                f"<li><a href='/tin-tuc/bai-viet-khac-so-{i}-cua-tinh-{i}00.html'>Bài viết khác số {i} của tỉnh về công việc hằng ngày</a></li>"
                for i in range(1, 9)
            )
            + "</ul><div class=pager><b>1</b><a href='?page=2'>2</a></div>",
        ),
    ),
    (
        "laws linked in its sentences",
        article(
            "Hướng dẫn thi hành các nghị định",
            *(
                f'Căn cứ <a href="/van-ban/nghi-dinh-so-{i}-2024-nd-cp-{i}00">Nghị định số {i}/2024/NĐ-CP</a> của Chính phủ, các sở rà soát và '
                f'báo cáo trước ngày {i}/4/2024 theo quy định.'
                for i in range(10, 19)
            ),
        ),
    ),
]


@pytest.mark.parametrize(("reason", "html"), ARTICLES, ids=[row[0] for row in ARTICLES])
def test_an_article_stays_one(reason: str, html: str) -> None:
    assert judged(html)[0] == "article"


NONE = [
    # reason, page, verdict
    (
        "F5",
        bare(
            "The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 1234567890<br>"
            "<a href='javascript:history.back();'>[Go Back]</a>",
            "Request Rejected",
        ),
        "blocked",
    ),
    (
        "Incapsula",
        bare('<iframe src="/_Incapsula_Resource?SWUDNSAI=31&amp;xinfo=1">Request unsuccessful. Incapsula incident ID: 445</iframe>'),
        "blocked",
    ),
    (
        "Cloudflare waits",
        bare(
            '<div id="cf-content"><h2>Checking your browser before accessing the site.</h2></div><script>window._cf_chl_opt={}</script>',
            "Just a moment...",
        ),
        "blocked",
    ),
    (
        "Cloudflare refuses",
        bare("<h1>Sorry, you have been blocked</h1><h2>You are unable to access tinh.example.gov.vn</h2>", "Attention Required! | Cloudflare"),
        "blocked",
    ),
    ("access denied", bare("<h1>Access Denied</h1>You don't have permission to access this server.<p>Reference #18.2", "Access Denied"), "blocked"),
    (
        "a Vietnamese firewall",
        bare("<h2>Truy cập bị từ chối</h2><p>Yêu cầu của bạn đã bị chặn bởi hệ thống bảo vệ website. Mã sự kiện: 8812</p>", "Thông báo"),
        "blocked",
    ),
    (
        "a cookie by script",
        bare('<script>document.cookie="D1N=3f1c"+"; expires=Fri, 31-Dec-2099 23:59:59 GMT; path=/";window.location.reload(true);</script>'),
        "blocked",
    ),
    ("too many requests", bare("<p>Bạn truy cập quá nhiều lần. Vui lòng thử lại sau.</p>", "Hãy đợi..."), "blocked"),
    ("maintenance", bare("<h1>Hệ thống đang bảo trì</h1><p>Xin vui lòng quay lại sau!</p>", "Bảo trì hệ thống"), "blocked"),
    ("NukeViet is switched off", bare("<p>Vì lý do kỹ thuật website tạm ngưng hoạt động.</p>", "Website tạm ngưng hoạt động"), "blocked"),
    (
        "ASP.NET's error",
        bare(
            "<h1>Server Error in '/' Application.</h1><h2>Runtime Error</h2><b>Description:</b> An application error occurred on the server.",
            "Runtime Error",
        ),
        "blocked",
    ),
    (
        "SharePoint's error",
        bare("<p>Sorry, something went wrong</p><p>An unexpected error has occurred.</p><p>Correlation ID: 1f2e</p>", "Error"),
        "blocked",
    ),
    ("no database", bare("<h1>Error establishing a database connection</h1>", "Database Error"), "blocked"),
    (
        "a captcha",
        bare('<p>Vui lòng nhập mã xác nhận để tiếp tục truy cập.</p><div class="g-recaptcha"></div>', "Xác minh bạn không phải là robot"),
        "captcha",
    ),
    (
        "a firewall's captcha",
        bare('<iframe src="/_Incapsula_Resource?x"></iframe><div class="h-captcha"></div><p>Tôi không phải là người máy</p>'),
        "captcha",
    ),
    ("a login in the frame of the site", framed(f"<h2>Đăng nhập hệ thống</h2><p>Bạn cần đăng nhập để xem nội dung này.</p>{PASSWORD}"), "login"),
    ("a login page", bare(f"<h1>Đăng nhập</h1>{PASSWORD}", "Đăng nhập"), "login"),
    ("a login without words", bare(PASSWORD, "Cổng thông tin"), "login"),
    ("no right to see", framed("<p>Bạn không có quyền truy cập trang này.</p>"), "login"),
    ("members only", framed("<div>Khu vực chỉ dành cho Người quản trị</div>"), "login"),
    ("not found, in the frame of the site", framed("<h1>404</h1><p>Trang bạn yêu cầu không tồn tại.</p>"), "gone"),
    ("not found, in words alone", framed("<p>Bài viết không tồn tại hoặc đã bị xóa.</p><p><a href='/'>Về trang chủ</a></p>"), "gone"),
    (
        "not found, with others to read",
        framed(
            "<p>Không tìm thấy nội dung bạn yêu cầu.</p><h3>Có thể bạn quan tâm</h3><ul>"
            + "".join(
                f"<li><a href='/tin-tuc/bai-viet-khac-so-{i}-cua-tinh-{i}00.html'>Bài viết khác số {i} của tỉnh về công việc hằng ngày</a></li>"
                for i in range(1, 9)
            )
            + "</ul>"
        ),
        "gone",
    ),
    (
        "not found, with a document beside",
        framed(
            "<h1>Thông báo</h1><div class=date>06/03/2024</div><p>Bài viết không tồn tại hoặc đã bị xóa.</p><p>"
            "<a href='/upload/quy-che-1.pdf'>Quy chế hoạt động của Cổng (pdf)</a></p>"
        ),
        "gone",
    ),
    ("not found, by its title", framed("<p>Rất xin lỗi quý vị.</p>", "Không tìm thấy trang - Cổng thông tin điện tử tỉnh"), "gone"),
    (
        "NukeViet's 404",
        framed("<p>Lỗi 404: Trang web mà bạn đã cố gắng truy cập không tồn tại trên máy chủ của website.</p>", "Lỗi truy cập 404"),
        "gone",
    ),
    (
        "IIS",
        bare(
            "<h2>404 - File or directory not found.</h2><h3>The resource you are looking for might have been removed.</h3>",
            "404 - File or directory not found.",
        ),
        "gone",
    ),
    (
        "WordPress",
        framed("<h1>Oops! That page can&rsquo;t be found.</h1><p>It looks like nothing was found at this location.</p>", "Page not found – Sở"),
        "gone",
    ),
    ("a script says so", bare("<script>alert('Bài viết không tồn tại!');window.location='/';</script>"), "gone"),
    (
        "a page made by script",
        bare(
            '<div id="root"></div><script src="/app.js"></script><noscript>You need to enable JavaScript to run this app.</noscript>',
            "Cổng thông tin",
        ),
        "empty",
    ),
    ("nothing", "", "empty"),
    ("no markup", "   \n ", "empty"),
    ("an empty frame", framed("<div class=content></div>"), "empty"),
    ("pictures alone", framed("<h2>Thư viện ảnh</h2><img src=1.jpg><img src=2.jpg>"), "empty"),
    (
        "a list of titles",
        framed(
            "<h1>Tin tức</h1><ul>"
            + "".join(
                f"<li><a href='/tin-tuc/bai-viet-khac-so-{i}-cua-tinh-{i}00.html'>Bài viết khác số {i} của tỉnh về công việc hằng ngày</a> "
                f"(0{i}/03/2024)</li>"
                for i in range(1, 9)
            )
            + "</ul>"
        ),
        "listing",
    ),
    (
        "a list with leads and a pager",
        framed(
            "<h1>Tin tức</h1>"
            + "".join(
                f"<div class=tin><h3><a href='/tin-tuc/bai-viet-khac-so-{i}-cua-tinh-{i}00.html'>Bài viết khác số {i} của tỉnh về công việc hằng "
                f"ngày</a></h3><p>{PARAGRAPHS[i % 5]}</p></div>"
                for i in range(1, 9)
            )
            + "<div class=pager><b>1</b><a href='?page=2'>2</a></div>"
        ),
        "listing",
    ),
]


@pytest.mark.parametrize(("reason", "html", "verdict"), NONE, ids=[row[0] for row in NONE])
def test_what_is_no_article_is_told(reason: str, html: str, verdict: str) -> None:
    found, why = judged(html)
    assert (found, bool(why)) == (verdict, True), why


TAGGED = framed(
    "<h1>Chậm tiến độ</h1><p>Các bài viết về dự án chậm tiến độ trên địa bàn tỉnh.</p><ul>"
    + "".join(
        f"<li><a href='/bai-viet-khac-so-{i}-cua-tinh-post{i}000.html'>Bài viết khác số {i} của tỉnh về dự án chậm tiến độ</a></li>"
        for i in range(1, 4)
    )
    + "</ul>"
)


@pytest.mark.parametrize("path", ["/cham-tien-do-tag20450.html", "/tag/cham-tien-do", "/tim-kiem?q=tien-do", "/author/phong-vien-1"])
def test_a_page_of_a_tag_is_a_list_however_much_stands_above_it(path: str) -> None:
    assert judged(TAGGED, HOME + path)[0] == "listing"


SENT = [
    # reason, asked for, what answered, verdict
    ("the home page", "/tin-tuc/bai-1200.html", "/", "gone"),
    ("the home page by name", "/portal/Pages/2024-3-6/bai-abc123.aspx", "/portal/Pages/default.aspx", "gone"),
    ("the home page of a language", "/vi/news/tin/bai-12.html", "/vi/", "gone"),
    ("Liferay's home page", "/-/bai-viet-mot-hai-ba", "/web/guest/home", "gone"),
    ("a page for errors", "/tin-tuc/bai-1200.html", "/error.aspx?aspxerrorpath=/tin-tuc/bai-1200.html", "gone"),
    ("a page for what is missing", "/tin-tuc/bai-1200.html", "/khong-tim-thay-trang.html", "gone"),
    ("a login", "/noi-bo/bai-1200.html", "/dang-nhap?ReturnUrl=%2fnoi-bo%2fbai-1200.html", "login"),
    ("SharePoint's login", "/Pages/bai.aspx", "/_layouts/15/Authenticate.aspx?Source=%2FPages%2Fbai%2Easpx", "login"),
    ("Active Directory", "/Pages/bai.aspx", "https://adfs.example.gov.vn/adfs/ls/?wa=wsignin1.0", "login"),
    ("a single sign-on", "/bai-1200.html", "https://sso.example.gov.vn/cas/login?service=x", "login"),
    ("a login in capitals", "/Pages/bai.aspx", "/Pages/Login.aspx?x=1", "login"),
    ("a page of errors", "/tin-tuc/bai-1200.html", "/404", "gone"),
    (
        "where it was moved, to an address that only looks like an error's",
        "/tin-tuc/bai-1200.html",
        "/tin-tuc/404-ha-rung-duoc-trong-moi-1200.html",
        "article",
    ),
    (
        "where it was moved, to an address that only looks like a login's",
        "/tin-tuc/bai-1200.html",
        "/tin-tuc/dang-nhap-vneid-de-nop-ho-so-1200.html",
        "article",
    ),
    ("where it was moved, to a department", "/tin-tuc/bai-1200.html", "https://so-y-te.tinh.example.gov.vn/so-y-te/sso-1200.html", "article"),
    ("where it was moved", "/tin-tuc/bai-1200.html", "/tin-tuc/bai-viet-moi-1200.html", "article"),
    ("its twin with www.", "/tin-tuc/bai-1200.html", "https://www.tinh.example.gov.vn/tin-tuc/bai-1200.html", "article"),
    ("the home page, as asked", "/", "/trang-chu", "article"),
]


@pytest.mark.parametrize(("reason", "asked", "answered", "verdict"), SENT, ids=[row[0] for row in SENT])
def test_where_a_redirect_led(reason: str, asked: str, answered: str, verdict: str) -> None:
    html = article("Họp đánh giá công tác chuyển đổi số quý I", *PARAGRAPHS)
    found, why = judged(html, HOME + asked, answered if answered.startswith("http") else HOME + answered)
    assert found == verdict, why


# --- whole sites ---------------------------------------------------------------------------------------------------------------------------

NOW = datetime.datetime(2024, 6, 1, 8, 0)


def site(family: str, given: Iterable[Article] | None = None) -> Served:
    made = [
        Article(
            f"Công việc thứ {i} của các sở trong tỉnh",
            tuple(PARAGRAPHS[: 1 + i % 5]),
            NOW - datetime.timedelta(hours=9 * i),
            number=10_000 + i,
            sapo=PARAGRAPHS[i % 5] if i % 2 else None,
        )
        for i in range(23)
    ]
    return Served(family, made if given is None else list(given), now=NOW)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_articles_of_a_family_are_articles(family: str) -> None:
    served = site(family, [given.article for given in gold()][::8])
    for one in served.articles():
        html, url = served.render(one), served.url(one)
        page = pages.read(html, url=url)
        if sum(map(len, page.body)) < 100:  # reading it is not what is tested here
            continue
        assert verdicts.judge(html, page, url, url)[0] == "article", url


@pytest.mark.parametrize("family", FAMILIES)
def test_what_else_a_family_shows_is_none(family: str) -> None:
    served = site(family)
    url = f"{served.base}/tin-tuc/bai-viet-khong-con-nua-98765.html"
    shown = {
        "listing": served.listing(1),
        "soft404": served.framed("soft404"),
        "gone": served.framed("notfound"),
        "login": served.framed("login"),
        "empty": served.framed("gallery"),
    }
    expected = {"listing": "listing", "soft404": "gone", "gone": "gone", "login": "login", "empty": "empty"}
    found = {name: verdicts.judge(html, pages.read(html, url=url), url, url)[0] for name, html in shown.items()}
    assert found == expected


@pytest.mark.parametrize("family", FAMILIES)
def test_a_list_is_one_to_its_last_page_and_an_empty_page_is_not(family: str) -> None:
    served = site(family)
    first = None
    for number, verdict in ((1, "listing"), (2, "listing"), (served.pages, "listing"), (served.pages + 1, "empty")):
        url = served.base + served.page(number)
        html = served.listing(number)
        found = listings.read(html, url, families()[family])
        assert verdicts.judge_listing(html, found, url, url, first=first)[0] == verdict, number
        first = first or found


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(
    "item", ["<li><a href='{0}'>{1}</a></li>", "<div class='post-{2} tin'><h3><a href='{0}'>{1}</a></h3><p>05/03/2024</p></div>"]
)
def test_a_last_page_of_few_articles_is_one_by_the_first(count: int, item: str) -> None:
    made = [
        item.format(f"/tin-tuc/bai-viet-khac-so-{i}-cua-tinh-{i}00.html", f"Bài viết khác số {i} của tỉnh về công việc hằng ngày", 1000 + i)
        for i in range(9)
    ]
    first, last = (framed(f"<h1>Tin tức</h1><div class=ds>{''.join(part)}</div>") for part in (made[count:], made[:count]))
    family = Family(name="x", title="X", articles=r"/bai-viet-[\w-]+\.html$")
    read = [listings.read(html, PAGE2, family) for html in (first, last)]
    assert [len(one.links) for one in read] == [9 - count, count]
    assert verdicts.judge_listing(last, read[1], PAGE2, PAGE2, first=read[0])[0] == "listing"


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("piece", "verdict"), [("soft404", "gone"), ("login", "login")])
def test_a_wall_in_the_middle_of_paging_is_told(family: str, piece: str, verdict: str) -> None:
    served = site(family)
    url = served.base + served.page(2)
    html = served.framed(piece)
    assert verdicts.judge_listing(html, listings.read(html, url, families()[family]), url, url)[0] == verdict


# --- listings ------------------------------------------------------------------------------------------------------------------------------

PAGE2 = f"{HOME}/tin-tuc?page=2"
LINKS = [Link(f"{HOME}/tin-tuc/bai-{i}.html", f"Bài số {i}") for i in range(3)]
EMPTY = framed("<h1>Tin tức</h1><div class=ds></div>")

LISTED = [
    # reason, page, what was read, how it came, verdict
    ("articles", framed(""), Listing(LINKS), {}, "listing"),
    ("nothing, and nothing said", EMPTY, Listing([]), {}, "empty"),
    ("it says that there is nothing", framed("<p>Không có bài viết nào.</p>"), Listing([]), {}, "listing"),
    ("it says so, but its pager goes on", framed("<p>Không có dữ liệu</p>"), Listing([], Next(f"{HOME}/tin-tuc?page=3")), {}, "empty"),
    ("nothing, and the address was a guess", EMPTY, Listing([]), {"guessed": True}, "listing"),
    ("a guess, and a shell of a page", bare("<div id=app></div><script src=a.js></script>"), Listing([]), {"guessed": True}, "empty"),
    ("a guess, and a firewall", bare("The requested URL was rejected. Your support ID is: 1"), Listing([]), {"guessed": True}, "blocked"),
    ("a firewall", bare("The requested URL was rejected. Please consult with your administrator.", "Request Rejected"), Listing([]), {}, "blocked"),
    ("a captcha", bare('<div class="g-recaptcha"></div><p>Vui lòng nhập mã xác nhận</p>'), Listing([]), {}, "captcha"),
    ("a fault", bare("<h1>Hệ thống đang bảo trì</h1>"), Listing([]), {}, "blocked"),
    ("not found", framed("<p>Trang bạn yêu cầu không tồn tại.</p>"), Listing([]), {}, "gone"),
    ("no bytes", "", Listing([]), {}, "empty"),
    (
        "a sidebar is left of it",
        EMPTY,
        Listing(LINKS, None, [], "shape", frozenset({"li. < ul. < div.right"})),
        {"first": Listing(LINKS, None, [], "shape", frozenset({"div.tin < div.ds < div.left", "h2. < div.hot < div.left"}))},
        "empty",
    ),
    (
        "some of the same shape",
        EMPTY,
        Listing(LINKS, None, [], "shape", frozenset({"div.tin < div.ds < div.left"})),
        {"first": Listing(LINKS, None, [], "shape", frozenset({"div.tin < div.ds < div.left", "h2. < div.hot < div.left"}))},
        "listing",
    ),
    ("a feed", "<rss/>", Listing(LINKS, by="feed"), {}, "listing"),
    ("a feed without entries", "<rss version='2.0'><channel></channel></rss>", Listing([], by="feed"), {}, "empty"),
    ("a firewall in place of a feed", bare("The requested URL was rejected."), Listing([], by="feed"), {}, "blocked"),
    ("an index of sitemaps", "<sitemapindex/>", Listing([], None, [f"{HOME}/a.xml"], "sitemap"), {}, "listing"),
]


@pytest.mark.parametrize(("reason", "html", "listing", "more", "verdict"), LISTED, ids=[row[0] for row in LISTED])
def test_a_page_of_a_listing(reason: str, html: str, listing: Listing, more: dict, verdict: str) -> None:
    found, why = verdicts.judge_listing(html, listing, PAGE2, PAGE2, **more)
    assert (found, bool(why)) == (verdict, True), why


def test_a_listing_that_leads_to_a_login_or_to_the_home_page_is_none() -> None:
    assert verdicts.judge_listing(EMPTY, Listing([]), PAGE2, f"{HOME}/dang-nhap?ReturnUrl=x")[0] == "login"
    assert verdicts.judge_listing(EMPTY, Listing([]), PAGE2, f"{HOME}/")[0] == "gone"


# --- hostile pages -------------------------------------------------------------------------------------------------------------------------

BLANK = Page(url=URL, title="T", sapo=None, text="", body=[], author=None, published=None, published_by=None)
LINK = '<a href="/tin/bai-viet-so-mot-hai-ba-7.html">Bài viết số một hai ba bốn</a>'


@pytest.mark.parametrize(
    "piece",
    [
        "<p>Không tìm thấy trang</p>",
        "<p>!!!!!!!!!!!!!!!!!!!!x</p>",
        "<h1>404 – </h1>",
        f"<li>{LINK} {PARAGRAPHS[0]}</li>",
        "<div>|<div>không |",
        "<script>location.reload(); cookie </script>",
        "<title>404 – ",
        "địa chỉ ",
        "<input type=password>",
        "<noscript>a</noscript>",
        "<div style='display:none'>",
        f"<p>{LINK}</p>",
    ],
)
def test_time_grows_with_the_length_of_a_page(piece: str) -> None:
    assert_linear(piece, 60_000, str, lambda html: verdicts.judge(html, BLANK, URL, URL))


@pytest.mark.parametrize("piece", ["Không tìm thấy trang. ", "- 12/03/2024 ", "a", "... ", "Địa chỉ "])
def test_time_grows_with_the_length_of_a_paragraph(piece: str) -> None:
    html = framed(f"<p>{LINK}</p>")

    def work(text: str) -> object:
        return verdicts.judge(
            html,
            Page(
                url=URL,
                title="T",
                sapo=None,
                text=text,
                body=[text, *[text[:300]] * (len(text) // 3000)],
                author=None,
                published=None,
                published_by=None,
            ),
            URL,
            URL,
        )

    assert_linear(piece, 60_000, str, work)


@given(
    st.lists(
        st.sampled_from(
            [
                LINK,
                "<div>",
                "</p>",
                "<p>Không tìm thấy trang",
                "<title>",
                "404",
                "\0",
                "<script>",
                "</script>",
                "<input type=password>",
                "<form>",
                "<noscript>",
                "\ud800",
                "<!--",
                "<h1>",
                PARAGRAPHS[0],
                "<svg>",
                "<?x?>",
            ]
        ),
        max_size=25,
    ),
    st.sampled_from([URL, "", "http://[", "::", HOME + "/"]),
    st.sampled_from([URL, "", "http://[", "javascript:x", HOME + "/"]),
)
@settings(max_examples=150, deadline=None)
def test_nothing_a_page_holds_raises(parts: list[str], url: str, final: str) -> None:
    html = "".join(parts)
    for page in (BLANK, pages.read(html.replace("\ud800", ""))):
        assert verdicts.judge(html, page, url, final)[0] in ("article", "listing", "blocked", "captcha", "login", "gone", "empty")
    assert verdicts.judge_listing(html, Listing([]), url, final)[0] in ("listing", "blocked", "captcha", "login", "gone", "empty")
