"""A newcomer adds a province: an address is guessed from, tried, shown, written down, and checked; all against portals on loopback."""

from __future__ import annotations

import datetime
import http.server
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from scrapers import adding, checking, source
from scrapers.adding import AddError
from scrapers.fetch import Fetcher, FetchError
from scrapers.portal import Answer, Article, Portal, Served

FIRST = datetime.datetime(2023, 9, 28, 8, 37)
SUBJECTS = """phòng chống thiên tai, chuyển đổi số, giải ngân vốn đầu tư công, an toàn thực phẩm, cải cách hành chính, xây dựng nông thôn mới, bảo vệ rừng,
thu ngân sách, giải phóng mặt bằng, phòng cháy chữa cháy, tiêm chủng mở rộng, quản lý đất đai""".replace("\n", " ").split(", ")


def articles() -> list[Article]:
    """Invented articles, one a day, the newest first."""

    def text(subject: str, number: int) -> tuple[str, ...]:
        return (
            f"Về công tác {subject}, Ủy ban nhân dân tỉnh giao các sở, ngành rà soát nhiệm vụ thứ {number}, xác định rõ thời hạn hoàn thành.",
            f"Đối với {subject}, các địa phương phải báo cáo kết quả trước ngày {number + 10}/12/2023; nơi nào chậm thì người đứng đầu chịu trách nhiệm.",
            f"Các đơn vị liên quan đến {subject} chủ động phối hợp, kịp thời tháo gỡ khó khăn, vướng mắc phát sinh tại {number + 3} xã, phường.",
        )

    return [
        Article(f"Lãnh đạo tỉnh yêu cầu tập trung cho {subject} quý {number % 4 + 1}", text(subject, number), FIRST - datetime.timedelta(days=number))
        for number, subject in enumerate(SUBJECTS)
    ]


def fetcher(portal: Portal) -> Fetcher:
    return Fetcher(allow=portal.allow, delay=0)


SITES = [
    # family of the portal, its design, the family that is to be recognised
    ("tandan", None, "tandan"),
    ("quangninh", None, "quangninh"),
    ("sharepoint", None, "sharepoint"),
    ("websphere", None, "websphere"),
    ("webcenter", None, "webcenter"),
    ("liferay", None, "liferay"),
    ("nukeviet", None, "nukeviet"),
    ("drupal", None, "drupal"),
    ("vnpt", None, "vnpt"),
    ("vnpt", "vnpt-new", "vnpt"),
    ("wordpress", None, "wordpress"),
    ("newspaper", None, "newspaper"),
    ("newspaper-post", None, "newspaper-post"),
    ("newspaper-month", None, "newspaper-month"),
    ("general", None, "general"),
    ("general", "medinet", "general"),
]


@pytest.mark.parametrize("begin", ["home", "listing", "article"])
@pytest.mark.parametrize(("family", "design", "expected"), SITES, ids=[row[1] or row[0] for row in SITES])
def test_a_newcomer_adds_a_province(family: str, design: str | None, expected: str, begin: str, tmp_path: Path) -> None:
    """From whichever page one begins, three articles are shown as they are; a yes writes files that load, check and are read as they say."""
    site = Served(family, articles(), design=design, province="Nam Định")
    with Portal(site) as portal:
        start = {"home": "/", "listing": site.page(), "article": site.path(site.article(2))}[begin]
        began = time.monotonic()
        found = adding.guess(site.base + start, fetcher(portal))
        assert time.monotonic() - began < 60, "in a minute"
        assert (found.source.family, found.source.province, found.source.former) == (expected, "Ninh Bình", "Nam Định")
        assert [(one.verdict, one.lacks) for one in found.check.tried] == [("article", ())] * 3
        written = {article.title: article for article in site.articles()}
        for one in found.check.tried:
            assert one.page and one.page.title
            article = written[one.page.title]
            assert one.page.body == list(article.paragraphs)
            assert (one.page.published or "")[:10] == article.published.date().isoformat()
        shown = "\n".join(adding.tell(found))
        assert all(one.page.title in shown for one in found.check.tried if one.page and one.page.title)
        if family != "sharepoint" or begin == "listing":  # its portal leads to no section by name
            assert found.source.listings == (site.base + site.page(),)
            assert found.check.looked[0].turned

        files = adding.write(found, tmp_path, tmp_path / "pages")
        name = found.source.name
        assert [file.name for file in files] == [f"{name}.toml", f"{name}.html", f"{name}.json"]
        loaded = source.load(tmp_path)[name]
        assert loaded == msgspec.structs.replace(found.source, verified=True, note=loaded.note)
        read, expected_page = checking.recall(files[1], source.layout(loaded))
        assert read == expected_page and read.title in written
        checked = checking.check(loaded, fetcher(portal), delay=0)
        assert checked.sound, "\n".join(checking.tell(checked, "en"))
        assert checked.links >= 10 and len(checked.read) == checking.TRIED
        with pytest.raises(AddError, match="is there already"):
            adding.write(found, tmp_path)


def test_asking_is_polite() -> None:
    """Nothing is asked for twice, and no more than a dozen pages in all."""
    site = Served("nukeviet", articles(), province="Nam Định")
    with Portal(site) as portal:
        adding.guess(site.base, fetcher(portal))
        asked = [seen.target for seen in site.seen]
    assert len(asked) == len(set(asked)) <= 14


def test_what_is_known_of_the_site_wins() -> None:
    site = Served("vnpt", articles(), province="Nam Định")
    with Portal(site) as portal:
        found = adding.guess(site.base + site.page(), fetcher(portal), name="thu-nghiem", title="Thử nghiệm", province="Hà Nam")
    assert (found.source.name, found.source.title, found.source.province, found.source.former) == ("thu-nghiem", "Thử nghiệm", "Ninh Bình", "Hà Nam")


# --- sites of no known make ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def serve() -> Iterator[object]:
    """A function that serves pages by path on loopback and gives their base address and a fetcher that may go there."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(pages: Mapping[str, str | bytes]) -> tuple[str, Fetcher]:
        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = pages.get(self.path)
                body = (page or "").encode() if not isinstance(page, bytes) else page
                self.send_response(404 if page is None else 200)
                self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{server.server_address[1]}"
        return f"http://{address}", Fetcher(allow=[address], delay=0)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def odd_site(dated: str) -> dict[str, str]:
    """Pages as a forgotten office writes them: a table for everything; `dated` holds {} for the date."""
    pages = {}
    rows = ""
    for number, article in enumerate(articles()):
        path = f"/xem.php?ma={number + 700}"
        rows += f'<tr><td><a href="{path}">{article.title}</a></td></tr>'
        text = "".join(f"<p>{paragraph}</p>" for paragraph in article.paragraphs)
        day = dated.format(article.published.strftime("%d.%m.%Y"))
        pages[path] = (
            "<html><head><title>Phường Thử Nghiệm</title></head><body><table><tr><td class=dau>Ủy ban nhân dân phường, thành phố Huế</td></tr></table>"
            f"<table><tr><td class=tua><b>{article.title}</b></td></tr><tr><td class=than>{text}</td></tr><tr><td class=luu-hanh>{day}</td></tr></table>"
            "</body></html>"
        )
    pages["/tin.php"] = (
        f"<html><head><title>Phường Thử Nghiệm, thành phố Huế</title></head><body><h3>Tin tức</h3><table class=ds>{rows}</table></body></html>"
    )
    return pages


def test_selectors_are_found_where_shape_does_not_do(serve) -> None:  # type: ignore[no-untyped-def]
    """A date that no rule takes for the article's is found by what it has in common on three pages, and read from then on."""
    base, asking = serve(odd_site("Lưu hành nội bộ, lưu trữ, số hóa, sao lục: {}"))
    found = adding.guess(f"{base}/tin.php", asking)
    assert (found.source.title, found.source.province) == ("Phường Thử Nghiệm, thành phố Huế", "Huế")
    assert (found.source.selectors.title, found.source.selectors.date) == (("td.tua",), ("td.luu-hanh",))
    assert [one.lacks for one in found.check.tried] == [()] * 3
    assert [one.page.title for one in found.check.tried if one.page] == [article.title for article in articles()[:3]]
    assert [one.page.published for one in found.check.tried if one.page] == ["2023-09-28", "2023-09-27", "2023-09-26"]


def test_a_pattern_of_addresses_is_found(serve) -> None:  # type: ignore[no-untyped-def]
    base, asking = serve(odd_site("Ngày đăng: {}"))
    found = adding.guess(f"{base}/tin.php", asking)
    assert found.source.articles == r"^/xem\.php\?ma=\d+$"


PATTERNS = [
    # addresses, pattern, reason
    (
        [f"https://x.vn/bai-viet/tin-thu-{w}-{n}.html" for n, w in enumerate(("nhat", "hai", "ba"), 9)],
        r"^/bai-viet/[\w%.-]+-\d+\.html$",
        "slug and number",
    ),
    ([f"https://x.vn/a{n}/tin-thu-{n}-a{n}.html" for n in range(3)], r"^/(?:[\w%.-]+/)*[\w%.-]+-a\d+\.html$", "folders differ"),
    ([f"https://x.vn/Trang/ChiTiet.aspx?nid={n}" for n in range(5)], r"^/Trang/ChiTiet\.aspx\?nid=\d+$", "a number in the query"),
    ([f"https://x.vn/tin/mot-bai-viet-rat-dai-{w}" for w in ("mot", "hai", "ba")], r"^/tin/[\w%.-]{20,}$", "nothing but a long slug"),
    (
        [f"https://x.vn/2024/tin-thu-{w}/" for w in ("nhat-cua-nam-nay", "hai-cua-nam-nay", "ba-cua-nam-nay")],
        r"^/2024/[\w%.-]{20,}/?$",
        "trailing slash",
    ),
    ([f"https://x.vn/{w}" for w in ("gioi-thieu", "lien-he", "so-do")], None, "short words are no articles"),
    ([f"https://x.vn/tin-thu-{n}.html" for n in range(2)], None, "two are not enough"),
    (["https://x.vn/a-1.html", "https://x.vn/b-2.htm", "https://x.vn/c-3.aspx", "https://x.vn/d-post4.html"], None, "nothing in common"),
    ([], None, "no address"),
]


@pytest.mark.parametrize(("urls", "expected", "reason"), PATTERNS, ids=[row[2] for row in PATTERNS])
def test_pattern_of(urls: list[str], expected: str | None, reason: str) -> None:
    assert adding.pattern_of(urls) == expected
    if expected:
        from scrapers import addresses

        assert all(addresses.is_article(url, expected) for url in urls)


# --- what cannot be added --------------------------------------------------------------------------------------------------------------------

REFUSED = [
    ("không phải địa chỉ nào", "is no web address", "words"),
    ("ftp://example.gov.vn/", "is no web address", "not the web"),
    ("http://192.168.1.1/tin", "private", "a private address"),
    ("http://169.254.169.254/", "link-local", "a cloud's secrets"),
    ("http://localhost:8000/", "inner network", "this machine"),
    ("http://127.0.0.1/", "port", "loopback without a port"),
    ("https://www.dienbien.gov.vn/portal/Pages/Tin-tuc-su-kien.aspx", "is described already: dienbien", "one of the shipped"),
]


@pytest.mark.parametrize(("url", "named", "reason"), REFUSED, ids=[row[2] for row in REFUSED])
def test_refused_before_anything_is_asked(url: str, named: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("asked"))
    with pytest.raises(AddError, match=named):
        adding.guess(url, Fetcher(delay=0))


def test_refused_after_a_look(serve) -> None:  # type: ignore[no-untyped-def]
    base, asking = serve({
        "/leer": "<html><body><p>Trang đang được xây dựng, thành phố Huế</p></body></html>",
        "/nirgends": "<html><body>" + "".join(f'<a href="/tin-so-{n}-cua-trang-nay.html">Tin thứ {n} của trang này</a><br>' for n in range(9)),
        "/so": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    })  # fmt: skip
    with pytest.raises(AddError, match="answered 404"):
        adding.guess(f"{base}/khong-co", asking)
    with pytest.raises(AddError, match="no list of articles"):
        adding.guess(f"{base}/leer", asking)
    with pytest.raises(AddError, match="--province"):
        adding.guess(f"{base}/nirgends", asking)
    with pytest.raises(AddError, match="no province"):
        adding.guess(f"{base}/nirgends", asking, province="Atlantis")
    with pytest.raises(AddError, match="source's name"):
        adding.guess(f"{base}/nirgends", asking, province="Huế", name="Tên có dấu")
    with pytest.raises((AddError, FetchError)):
        adding.guess(f"{base}/so", asking, province="Huế")


def test_robots_txt_is_obeyed(serve) -> None:  # type: ignore[no-untyped-def]
    base, asking = serve({"/robots.txt": "User-agent: *\nDisallow: /\n", "/tin": "<p>Tin</p>"})
    with pytest.raises(FetchError) as error:
        adding.guess(f"{base}/tin", asking)
    assert error.value.reason == "robots"


def test_nothing_is_written_of_articles_that_were_not_read(tmp_path: Path) -> None:
    made = source.load()["hue"]
    with pytest.raises(AddError, match="none of the articles"):
        adding.write(adding.Guess(made, checking.Check(made, [], [checking.Tried("https://x.vn/", "login", "a login")], []), 0.0, []), tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- hosts and provinces, names --------------------------------------------------------------------------------------------------------------

PLACES = [
    ("www.dienbien.gov.vn", None, "", "Điện Biên", "its domain"),
    ("sxd.namdinh.gov.vn", "Hà Nội", "", "Nam Định", "a domain below; goes before what the page says"),
    ("baotayninh.vn", None, "", "Tây Ninh", "a newspaper's host"),
    ("baobariavungtau.com.vn", None, "", "Bà Rịa - Vũng Tàu", "the longest name"),
    ("example.vn", "Châu Phú, An Giang", "", "An Giang", "what the page says it is of"),
    ("example.vn", None, "<p>UBND tỉnh Kon Tum họp</p><a>Kon Tum</a><p>đoàn Gia Lai</p>", "Kon Tum", "named most"),
    ("example.vn", None, "<p>Kon Tum và Gia Lai</p>", None, "named as often as another"),
    ("example.vn", None, "<p>Không nói gì</p>", None, "not named"),
]


@pytest.mark.parametrize(("host", "told", "html", "expected", "reason"), PLACES, ids=[row[4] for row in PLACES])
def test_province(host: str, told: str | None, html: str, expected: str | None, reason: str) -> None:
    assert adding._province(host, told, adding._tree(html)) == expected


@pytest.mark.parametrize(
    ("url", "title", "expected"),
    [
        ("https://www.dienbien.gov.vn/a", "", "dienbien"),
        ("https://sxd.dongnai.gov.vn/", "", "sxd-dongnai"),
        ("http://baoangiang.com.vn/", "", "baoangiang"),
        ("https://dongkhoi.baovinhlong.vn/", "", "dongkhoi-baovinhlong"),
        ("http://127.0.0.1:8000/", "Cổng thông tin Đắk Lắk", "cong-thong-tin-dak-lak"),
    ],
)
def test_name(url: str, title: str, expected: str) -> None:
    assert adding._name(url, title) == expected


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    """Every shipped description, written anew, says the same."""
    for name, described in source.load().items():
        path = tmp_path / f"{name}.toml"
        path.write_text(adding.describe(described), encoding="utf-8")
        assert source.read(path) == described


# --- checking ----------------------------------------------------------------------------------------------------------------------------------


def described(site: Served, **fields: object) -> source.Source:
    made = source.Source(name="thu", title="Thử", province="Ninh Bình", family=site.family, listings=(site.base + site.page(),), delay=0)
    return msgspec.structs.replace(made, **fields)


def test_a_check_tells_what_is_wrong() -> None:
    site = Served("tandan", articles(), province="Nam Định", faults=("login", "broken"))
    with Portal(site) as portal:
        base = site.base
        found = checking.check(
            described(site, listings=(base + site.page(), base + "/khong-co.aspx"), feeds=(base + "/rss.xml",)), fetcher(portal), articles=14
        )
        assert not found.sound
        assert [one.kind for one in found.looked] == ["feed", "listing", "listing"]
        assert found.looked[1].problem is None and found.looked[1].turned
        assert "404" in (found.looked[0].problem or "") and "404" in (found.looked[2].problem or "")
        refused = [one for one in found.tried if one.page is None]
        assert len(refused) == 2 and any(one.verdict == "http" for one in refused)
        assert {one.verdict for one in found.tried if one.page} == {"article"}
        for lang, words in (("vi", ["không phải bài viết", "Bản mô tả cần sửa"]), ("en", ["not an article", "needs work"])):
            told = "\n".join(checking.tell(found, lang))
            assert all(word in told for word in words)


def test_a_check_finds_what_is_left_of_the_site() -> None:
    """A line that stands in several articles is the site's; a site that leaves none is clean."""
    several = [
        article._replace(paragraphs=(*article.paragraphs, "Nhóm phóng viên thường trú của tỉnh thực hiện chuyên mục này hằng tuần."))
        for article in articles()
    ]
    for given, expected in ((articles(), []), (several, ["Nhóm phóng viên thường trú của tỉnh thực hiện chuyên mục này hằng tuần."])):
        site = Served("nukeviet", given, province="Nam Định")
        with Portal(site) as portal:
            found = checking.check(described(site), fetcher(portal))
        assert found.chrome == expected
        assert found.sound is (not expected)


def test_a_listing_that_does_not_go_on() -> None:
    site = Served("vnpt", articles()[:4], province="Nam Định")
    with Portal(site) as portal:
        found = checking.check(described(site), fetcher(portal))
    assert found.looked[0].turned is None and found.links == 4
    assert "không thấy trang sau" in "\n".join(checking.tell(found))


def test_a_listing_whose_next_page_is_blocked() -> None:
    site = Served("vnpt", articles(), province="Nam Định")
    with Portal(site) as portal:
        site.answer_with(site.page(2), Answer(200, b"<html><title>Access denied</title><body><h1>Access denied</h1></body></html>"))
        found = checking.check(described(site), fetcher(portal), articles=1)
    assert found.looked[0].problem and found.looked[0].problem.startswith("its second page")
    assert not found.sound


def test_an_example_is_kept_byte_by_byte(tmp_path: Path) -> None:
    """A page in an old encoding is kept in it, and read from the file as it was read from the wire."""
    site = Served("general", articles()[:5], province="Nam Định")
    with Portal(site) as portal:
        link = site.url(site.article(0))
        made = described(site)
        response_body = site.render(site.article(0)).replace("charset=utf-8", "charset=utf-16").encode("utf-16")
        site.answer_with(site.path(site.article(0)), Answer(200, response_body, "text/html; charset=utf-16"))
        with fetcher(portal).session(made.all_hosts) as session:
            one = checking.attempt(session, made, checking.listings.Link(link, ""))
    assert one.page is not None and one.page.title == site.article(0).title
    html, _ = checking.keep("thu", one, tmp_path)
    assert html.read_bytes() == response_body
    read, expected = checking.recall(html, source.layout(made))
    assert read == expected == one.page
    with pytest.raises(ValueError, match="no example"):
        checking.keep("thu", checking.Tried(link, "login", "a login"), tmp_path)
