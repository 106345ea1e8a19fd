"""The portals on loopback: each family's pages hold what their articles say, and the server does what real ones do."""

from __future__ import annotations

import datetime
import gzip
import html
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import tracemalloc
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import docx
import feedparser
import lxml.html
import pypdf
import pytest
import requests
from protego import Protego

from scrapers import source
from scrapers.portal import (
    FAMILIES,
    FAULTS,
    Answer,
    Article,
    Attachment,
    Count,
    Demo,
    Portal,
    Served,
    Site,
    __main__,
    library,
    listing,
    render,
    synthetic,
    template,
)
from scrapers.portal.article import slug
from scrapers.portal.families import MARKUPS, dated
from scrapers.portal.server import Request

NOW = datetime.datetime(2026, 3, 10, 9, 30)
ARTICLE = Article(
    "Đắk Lắk: đẩy nhanh tiến độ <cấp nước> & vệ sinh ở 12 xã",
    tuple(f"Đoạn {n}: các xã hoàn thành {n * 7},5% kế hoạch & báo cáo trước ngày {n + 10}/4/2024." for n in range(1, 6)),
    datetime.datetime(2024, 3, 26, 16, 6, 7),
    sapo="Ủy ban nhân dân tỉnh yêu cầu hoàn thành trong quý II.",
    captions=("Công nhân lắp đường ống ở xã Ea Trul.", "Bể chứa mới của thôn 4."),
    author="Hữu Phước",
    attachments=(
        Attachment("Nghị định 105.pdf", "Toàn văn Nghị định", ("Số: 105/NĐ-CP", "Đoạn đầu của nghị định.")),
        Attachment("phu-luc.docx", "Phụ lục", ("Bảng 1",)),
    ),
)
DESIGN_FAMILIES = {"vnpt-new": "vnpt", "medinet": "general", "general": "general", **{name: name for name in FAMILIES}}


def many(count: int) -> list[Article]:
    """So many articles, a day between each two."""
    start = datetime.datetime(2024, 5, 1, 7, 45)
    return [Article(f"Bài số {n} về quy hoạch {chr(97 + n % 26)}", ("Nội dung.",), start + datetime.timedelta(days=n)) for n in range(count)]


def text_of(page: str) -> str:
    """What a reader sees of a page, spaces made one."""
    return " ".join(lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")).text_content().split())


def served(design: str = "tandan", articles: list[Article] | None = None, **settings: Any) -> Served:
    return Served(DESIGN_FAMILIES[design], [ARTICLE, *many(8)] if articles is None else articles, design=design, now=NOW, **settings)


@pytest.fixture
def web() -> Iterator[requests.Session]:
    """A session that asks loopback directly, whatever proxy the environment names."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


# --- pages ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("design", DESIGN_FAMILIES)
@pytest.mark.parametrize("chrome", [True, False])
def test_an_articles_page_holds_what_the_article_says(design: str, chrome: bool) -> None:
    site = Site(DESIGN_FAMILIES[design], design=design, now=NOW)
    page = site.render(ARTICLE, chrome=chrome)
    seen = text_of(page)
    for words in (ARTICLE.title, ARTICLE.sapo, *ARTICLE.paragraphs, *ARTICLE.captions, ARTICLE.author, "Toàn văn Nghị định"):
        assert words in seen
    byline = dated(site.style.dates[site.numbers["form"] % len(site.style.dates)], ARTICLE.published)
    assert " ".join(byline.split()) in seen
    assert seen.index(ARTICLE.paragraphs[0]) < seen.index(ARTICLE.captions[0]) < seen.index(ARTICLE.paragraphs[1])
    assert {given["href"] for given in site.attachments(ARTICLE)} <= {path_of(href) for href in hrefs(page)}
    assert "{{" not in page and "None" not in seen


@pytest.mark.parametrize("design", DESIGN_FAMILIES)
def test_much_stands_round_an_article(design: str) -> None:
    site = Site(DESIGN_FAMILIES[design], many(30), design=design, now=NOW)
    bare, page = text_of(site.render(ARTICLE, chrome=False)), text_of(site.render(ARTICLE))
    for words in ("10/03/2026", site.chrome["editor"], site.chrome["licence"], site.chrome["say_related" if design == "wordpress" else "say_older"]):
        assert words in page and words not in bare
    assert sum(article.title in page for article in many(30)) >= 8
    assert len(page) > 1.5 * len(bare)


def test_no_two_sites_have_the_same_surroundings() -> None:
    sites = [Site("nukeviet", name=f"site-{n}", now=NOW) for n in range(6)]
    assert len({text_of(site.render(ARTICLE)) for site in sites}) == len({site.page() for site in sites}) == 6
    assert sites[0].render(ARTICLE) == Site("nukeviet", name="site-0", now=NOW).render(ARTICLE)


@pytest.mark.parametrize("markup", MARKUPS)
def test_paragraphs_in_the_markup_of_other_editors(markup: str) -> None:
    page = Site("vnpt", markup=markup, now=NOW).render(ARTICLE)
    assert all(words in text_of(page) for words in ARTICLE.paragraphs)
    assert page != Site("vnpt", now=NOW).render(ARTICLE)


@pytest.mark.parametrize(
    ("family", "when", "written"),
    [
        ("tandan", datetime.datetime(2021, 10, 5, 8, 0), r"Đăng ngày 05( - |/)10( - |/)2021"),
        ("websphere", datetime.datetime(2023, 9, 22, 8, 37), r"08:37 22/09/2023|22/09/2023"),
        ("quangninh", datetime.datetime(2022, 9, 22, 15, 15), r"22/09/2022 15:15"),
        ("webcenter", datetime.datetime(2022, 9, 22, 15, 15), r"22/09/2022 03:15 CH"),
        ("drupal", datetime.datetime(2024, 6, 10, 14, 20), r"Thứ Hai, 10/06/2024 - 14:20"),
        ("nukeviet", datetime.datetime(2024, 6, 9, 14, 20), r"Chủ Nhật - 09/06/2024 14:20"),
        ("newspaper", datetime.datetime(2023, 1, 5, 8, 25), r"Cập nhật ngày: 05/01/2023 - 08:25|Thứ năm: 08:25 ngày 05/01/2023|05/01/2023 - 08:25"),
        ("general", datetime.datetime(2024, 7, 8, 11, 38), r"Ngày đăng: 08/07/2024 11:38"),
    ],
)
def test_dates_are_written_as_portals_write_them(family: str, when: datetime.datetime, written: str) -> None:
    assert re.search(written, text_of(render(family, ARTICLE._replace(published=when))))


@pytest.mark.parametrize(
    ("design", "address"),
    [  # shapes of real addresses
        ("tandan", r"/portal/Pages/2024-3-26/Dak-Lak-day-nhanh-tien-do-cap-nuoc-ve-sinh-o-12-xa\w{6}\.aspx"),
        ("quangninh", r"/Trang/ChiTietTinTuc\.aspx\?nid=\d+"),
        ("sharepoint", r"/Pages/newsdetail\.aspx\?NewsId=\d+&CatId=\d+"),
        ("websphere", r"/wps/portal/Home/trang-tin-chi-tiet/sa-tinhtuc/sa-ktxh/[\w-]+/\w{8}-\w{4}-\w{4}-\w{4}-\w{12}"),
        ("webcenter", r"/webcenter/portal/ubnd/pages_tin-tuc/chi-tiet\?dDocName=PORTAL\d+"),
        ("liferay", r"/-/ak-lak-ay-nhanh-tien-o-cap-nuoc-ve-sinh-o-12-xa"),
        ("nukeviet", r"/vi/news/tin-tuc-su-kien-\d+/dak-lak-[\w-]+-\d{6}\.html"),
        ("drupal", r"/vi/tin-tuc-su-kien/dak-lak-[\w-]+"),
        ("vnpt", r"/tin-tuc-su-kien/tin-tuc-su-kien/dak-lak-[\w-]+\.html"),
        ("vnpt-new", r"/tin-tuc-su-kien/dak-lak-[\w-]+-\d{6}"),
        ("wordpress", r"/2024/03/26/dak-lak-[\w-]+/"),
        ("newspaper", r"/dak-lak-[\w-]+-a\d{6}\.html"),
        ("newspaper-post", r"/dak-lak-[\w-]+-post\d{6}\.html"),
        ("newspaper-month", r"/tin-tuc-su-kien/202403/dak-lak-[\w-]+-[0-9a-f]{7}/"),
        ("medinet", r"/chuyen-muc/dak-lak-[\w-]+-c\d{3}-\d{6}\.aspx"),
    ],
)
def test_addresses_have_the_shape_of_real_ones(design: str, address: str) -> None:
    assert re.fullmatch(address, Site(DESIGN_FAMILIES[design], design=design).path(ARTICLE))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_descriptions_of_families_know_these_pages(family: str) -> None:
    site = Site(family, [ARTICLE, *many(12)], now=NOW)
    known = source.recognise(site.base + site.path(ARTICLE), site.render(ARTICLE))
    assert known is not None and known[0].name == family


def test_rendering_in_a_family_other_than_the_sites_own() -> None:
    page = render("liferay", ARTICLE, Site("tandan", many(20), now=NOW))
    assert "journal-content-article" in page and sum(f'href="/-/{slug(article.title, d=False)}"' in page for article in many(20)) > 5
    with pytest.raises(ValueError, match="of the family tandan"):
        listing("liferay", Site("tandan"), 1)
    with pytest.raises(ValueError, match="no family 'joomla'.*there are: tandan"):
        Site("joomla")


def test_twins_hold_the_same_text() -> None:
    tandan, newspaper = served("tandan"), served("newspaper")
    for page in (tandan.print_page(ARTICLE), newspaper.mobile_page(ARTICLE)):
        assert all(words in text_of(page) for words in (ARTICLE.title, *ARTICLE.paragraphs))
    assert f'href="{tandan.path(ARTICLE, tandan.style.print)}"' in tandan.render(ARTICLE)


# --- templates -----------------------------------------------------------------------------------------------------------------------------


def test_a_template_that_lacks_a_value_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "PAGES", tmp_path)
    template.load.cache_clear()
    (tmp_path / "a.html").write_text("<p>{{name}}</p>{{#list}}<i>{{name}}{{word}}</i>{{/list}}{{^list}}none{{/list}}")
    (tmp_path / "b.html").write_text("{{#list}}{{word}}")
    try:
        words = [{"word": template.Html("<b>")}, {"word": "<"}]
        assert template.fill("a", {"name": "x & y", "list": words}) == "<p>x &amp; y</p><i>x &amp; y<b></i><i>x &amp; y&lt;</i>"
        assert template.fill("a", {"name": "", "list": []}) == "<p></p>none"
        with pytest.raises(KeyError, match="asks for 'name'; known are: list"):
            template.fill("a", {"list": []})
        with pytest.raises(ValueError, match="never closed"):
            template.load("b")
        with pytest.raises(KeyError, match="no template 'c'.*there are: a, b"):
            template.load("c")
    finally:
        template.load.cache_clear()


# --- lists ---------------------------------------------------------------------------------------------------------------------------------


def hrefs(page: str) -> list[str]:
    return [link for _, _, link, _ in lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")).iterlinks()]


def turn(web: requests.Session, page: requests.Response, number: int) -> requests.Response | None:
    """The page with that number, by the link under the listing that a reader would take."""
    tree = lxml.html.document_fromstring(page.content, base_url=page.url)
    links = [link for link in tree.iter("a") if link.text_content().strip() == str(number)]
    if not links:  # the next five are behind "...", as those before are
        dots = [link for link in tree.iter("a") if link.text_content() == "..."]
        links = [link for link in dots if re.findall(r"\d+", link.get("href"))[-1] in (str(number), str(number - 1))]
    if not links:
        return None
    call = re.match(r"javascript:__doPostBack\('([^']*)','([^']*)'\)", links[0].get("href"))
    if call is None:
        return web.get(urljoin(page.url, links[0].get("href")))
    form = {field.get("name"): field.get("value", "") for field in tree.iter("input") if field.get("type") == "hidden"}
    return web.post(urljoin(page.url, tree.forms[0].action), {**form, "__EVENTTARGET": call[1], "__EVENTARGUMENT": call[2]})


@pytest.mark.parametrize("design", DESIGN_FAMILIES)
def test_paging_reaches_every_article(design: str, web: requests.Session) -> None:
    site = served(design, many(20), per_page=3)
    with Portal(site):
        page: requests.Response | None = web.get(site.base + site.page())
        found: list[list[str]] = []
        wanted = [path_of(site.url(article)) for article in reversed(many(20))]
        beside = Counter(map(path_of, hrefs(site.framed("notfound"))))
        while page is not None and len(found) < 20:
            assert page.status_code == 200
            found.append([path for path in Counter(map(path_of, hrefs(page.text))) - beside if path in wanted])
            page = turn(web, page, len(found) + 1)
        assert list(map(set, found)) == [set(wanted[i : i + 3]) for i in range(0, 20, 3)]
        for path in wanted:
            assert web.get(site.base + path).status_code == 200


def path_of(url: str) -> str:
    """Path and query of an address, without what a session adds."""
    parts = urlsplit(url)
    query = "&".join(part for part in parts.query.split("&") if part and not part.startswith(("_afr", "_adf")))
    return re.sub(r";jsessionid=[^?]*", "", parts.path) + (f"?{query}" if query else "")


def test_a_posted_form_that_was_altered_is_refused(web: requests.Session) -> None:
    site = served("sharepoint", many(9), per_page=3)
    target = f"ctl00$ctl39$g_{site.chrome['webpart']}$gvTin"
    good = {"__VIEWSTATE": site.view_state(1), "__EVENTVALIDATION": site.validation(1), "__EVENTTARGET": target, "__EVENTARGUMENT": "Page$3"}
    with Portal(site):
        url = site.base + site.page()
        assert "Bài số 0 " in web.post(url, good).text
        for wrong in ({"__VIEWSTATE": "x"}, {"__EVENTVALIDATION": site.validation(2)}, {"__EVENTTARGET": "ctl00$other"}, {"__EVENTARGUMENT": ""}):
            assert web.post(url, {**good, **wrong}).status_code == 500
        assert web.post(site.url(many(9)[0]), good).status_code == 405


@pytest.mark.parametrize("design", [name for name in DESIGN_FAMILIES if Site(DESIGN_FAMILIES[name], design=name).feed_path])
def test_feeds_tell_the_newest(design: str, web: requests.Session) -> None:
    site = served(design, many(30))
    with Portal(site):
        feed = feedparser.parse(web.get(site.base + str(site.feed_path)).content)
        assert not feed.bozo and [entry.title for entry in feed.entries] == [article.title for article in reversed(many(30)[-20:])]
        assert feed.entries[0].link == site.url(many(30)[-1])
        assert feed.entries[0].published_parsed[:5] == (2024, 5, 30, 0, 45)  # UTC


@pytest.mark.parametrize("family", ["drupal", "newspaper"])
def test_sitemaps_name_every_article(family: str, web: requests.Session) -> None:
    articles = [*many(30), ARTICLE._replace(published=datetime.datetime(2019, 2, 3, 4, 5))]
    site = served(family, articles)
    with Portal(site):
        first = web.get(f"{site.base}/sitemap.xml").text
        maps = re.findall(r"<sitemap><loc>(.*?)</loc>", first)
        texts = [gzip.decompress(web.get(url).content).decode() for url in maps] or [first]
        assert len(maps) == (2 if family == "newspaper" else 0)
        named = [html.unescape(url) for text in texts for url in re.findall(r"<url><loc>(.*?)</loc>", text)]
        assert sorted(named) == sorted(site.url(article) for article in articles)


def test_robots_txt(web: requests.Session) -> None:
    site = served("nukeviet", crawl_delay=0.25, faults=["disallowed"])
    with Portal(site):
        rules = Protego.parse(web.get(f"{site.base}/robots.txt").text)
        closed = next(head.path for head in site.heads if head.path.startswith("/noi-bo/"))
        assert rules.crawl_delay("chidao/1") == 0.25 and list(rules.sitemaps) == [f"{site.base}/sitemap.xml"]
        assert rules.can_fetch(site.url(ARTICLE), "chidao/1") and not rules.can_fetch(site.base + closed, "chidao/1")
        assert closed in html.unescape(web.get(site.base + site.page()).text)


# --- the server ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_conditional_requests(family: str, web: requests.Session) -> None:
    site = served(family)
    with Portal(site):
        for url in (site.url(ARTICLE), site.base + site.page(), site.base + "/"):
            first = web.get(url)
            given = {"If-None-Match": first.headers.get("ETag", '"none"')}, {"If-Modified-Since": first.headers.get("Last-Modified", "")}
            again = [web.get(url, headers=headers) for headers in given]
            if family == "webcenter":
                assert "ETag" not in first.headers and [a.status_code for a in again] == [200, 200]
            else:
                assert [(a.status_code, a.content) for a in again] == [(304, b""), (304, b"")]
                assert again[0].headers["ETag"] == first.headers["ETag"]
                assert web.get(url, headers={"If-None-Match": '"x", "y"'}).status_code == 200


def test_a_changed_article_is_sent_again(web: requests.Session) -> None:
    site = served("drupal")
    with Portal(site):
        url = site.url(ARTICLE)
        old = web.get(url)
        new = site.change(ARTICLE, paragraphs=("Đoạn mới.",), title="Tiêu đề mới")
        asked = {"If-None-Match": old.headers["ETag"], "If-Modified-Since": old.headers["Last-Modified"]}
        page = web.get(url, headers=asked)
        assert page.status_code == 200 and "Đoạn mới." in page.text and "Tiêu đề mới" in page.text and ARTICLE.paragraphs[1][:20] not in page.text
        assert site.url(new) == url and new.version == 2 and page.headers["ETag"] != old.headers["ETag"]
        assert web.get(url, headers={"If-Modified-Since": old.headers["Last-Modified"]}).status_code == 200
        assert "Tiêu đề mới" in site.listing(1)
        assert site.change(new, author="Khác").version == 3


def test_added_and_removed_articles(web: requests.Session) -> None:
    site = served("wordpress", many(5))
    with Portal(site):
        listed = web.get(site.base + site.page())
        url = site.add(Article("Bài vừa đăng sáng nay", ("Nội dung.",), NOW))
        now = web.get(site.base + site.page(), headers={"If-None-Match": listed.headers["ETag"]})
        assert now.status_code == 200 and now.text.index("Bài vừa đăng") < now.text.index("Bài số 4")
        assert web.get(url).status_code == 200 and "Bài vừa đăng" in web.get(site.base + str(site.feed_path)).text
        gone = site.url(many(5)[2])
        site.remove(many(5)[2])
        assert web.get(gone).status_code == 404 and "Bài số 2 " not in web.get(site.base + site.page()).text
        with pytest.raises(KeyError, match="has no article"):
            site.remove(many(5)[2])


def test_packing_and_counting(web: requests.Session) -> None:
    site = served("vnpt")
    with Portal(site) as portal:
        path = site.path(ARTICLE)
        plain = web.get(site.base + path, headers={"Accept-Encoding": "identity"})
        packed = web.get(site.base + path, headers={"Accept-Encoding": "gzip"})
        assert plain.content == packed.content and packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
        sizes = int(plain.headers["Content-Length"]), int(packed.headers["Content-Length"])
        assert sizes[1] < sizes[0] / 2
        assert web.head(site.base + path).headers["Content-Length"] == str(sizes[1])
        web.get(site.base + path, headers={"If-None-Match": plain.headers["ETag"]})
        assert site.counts == {path: Count(4, 2, sum(sizes), 1)} == {path: portal.total}
        met = [(seen.method, seen.status, seen.sent) for seen in site.seen]
        assert met == [("GET", 200, sizes[0]), ("GET", 200, sizes[1]), ("HEAD", 200, 0), ("GET", 304, 0)]
        portal.forget()
        assert site.total == Count() and not site.seen


FAULTY = {
    "broken": (500, "Server Error"),
    "gone": (410, "404"),
    "soft404": (200, "Không tìm thấy nội dung"),
    "captcha": (200, "Incapsula"),
    "login": (200, "Đăng nhập"),
    "empty": (200, "Thư viện ảnh"),
    "disallowed": (200, "Nội dung chỉ dành cho cán bộ"),
}


@pytest.mark.parametrize("family", ["tandan", "liferay", "webcenter", "newspaper-post"])
def test_faults(family: str, web: requests.Session) -> None:
    articles = many(6)
    site = served(family, articles, faults=FAULTS)
    with Portal(site):
        true = {site.path(article) for article in articles}
        wrong = [head for head in site.heads if head.path not in true]
        answers = {head.title: web.get(site.base + head.path, allow_redirects=False) for head in wrong}
        assert len(wrong) == len(FAULTS) and all(site.page() for head in wrong)
        for status, words in FAULTY.values():
            assert any(answer.status_code == status and words in text_of(answer.text) for answer in answers.values()), words
        moved = next(answer for answer in answers.values() if answer.status_code == 301)
        target = next(article for article in articles if site.url(article) == moved.headers["Location"])
        assert target.title in web.get(moved.headers["Location"]).text
        assert web.get(f"{site.base}/khong-co/{family}.html").status_code == 404
        assert len(site.heads) == len(articles) + len(FAULTS) - 1
    with pytest.raises(ValueError, match="no fault 'burnt'; there are: moved"):
        served(family, articles, faults=["burnt"])


def test_traps_go_on_for_ever(web: requests.Session) -> None:
    site = served("newspaper")
    with Portal(site):
        assert "ngay=2027" in web.get(f"{site.base}/lich?ngay=2026").text
        tags = web.get(f"{site.base}/cham-tien-do-tag20450.html")
        assert tags.status_code == 200 and ARTICLE.title in html.unescape(tags.text)


def test_answers_of_the_tests_own(web: requests.Session) -> None:
    site = served("general")
    with Portal(site):
        site.answer_with(site.path(ARTICLE), Answer(429, b"slower", headers=(("Retry-After", "7"),)), Answer(503))
        first, second, third = (web.get(site.url(ARTICLE)) for _ in range(3))
        assert (first.status_code, first.headers["Retry-After"], second.status_code, third.status_code) == (429, "7", 503, 200)


def test_documents(web: requests.Session) -> None:
    for design in DESIGN_FAMILIES:
        site = served(design)
        with Portal(site):
            page = web.get(site.url(ARTICLE))
            for given in site.attachments(ARTICLE):
                assert given["href"].partition("?")[0] in html.unescape(re.sub(r";jsessionid=\w+!\d+", "", page.text)), design
                answer = web.get(site.base + given["href"], headers={"Referer": page.url})
                assert answer.status_code == 200, design
                if given["file"].endswith(".pdf"):
                    words = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
                    assert "Số: 105/NĐ-CP\nĐoạn đầu của nghị định." in unicodedata.normalize("NFC", words)
                else:
                    assert [paragraph.text for paragraph in docx.Document(io.BytesIO(answer.content)).paragraphs] == ["Bảng 1"]
            assert len({given["href"] for given in site.attachments(ARTICLE)}) == 2


def test_nukeviet_hands_out_documents_only_in_the_session_of_the_page(web: requests.Session) -> None:
    site = served("nukeviet")
    with Portal(site):
        url = site.base + site.attachments(ARTICLE)[0]["href"]
        assert web.get(url, headers={"Referer": site.url(ARTICLE)}).status_code == 403  # no session yet
        web.get(site.url(ARTICLE))
        assert web.get(url).status_code == 403  # from nowhere
        assert web.get(url, headers={"Referer": site.base + site.page()}).status_code == 403
        assert web.get(url, headers={"Referer": site.url(ARTICLE)}).content.startswith(b"%PDF")


def test_webcenters_links_are_others_on_every_load(web: requests.Session) -> None:
    site = served("webcenter", many(6))
    with Portal(site):
        pages = [web.get(site.base + site.page()).text for _ in range(2)]
        loads = [[html.unescape(href) for href in hrefs(page) if "dDocName" in href] for page in pages]
        assert loads[0] and not set(loads[0]) & set(loads[1])
        assert all(";jsessionid=" in href and "_afrLoop=" in href and "_adf.ctrl-state=" in href for load in loads for href in load)
        assert {path_of(href) for href in loads[0]} == {path_of(href) for href in loads[1]} == {site.path(article) for article in many(6)}
        assert web.get(site.base + loads[0][0]).status_code == web.get(site.base + path_of(loads[0][0])).status_code == 200


def test_a_connection_is_kept_and_no_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a name was looked up")

    for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "getfqdn"):
        monkeypatch.setattr(socket, name, refuse)
    site = served("tandan")
    with Portal(site), socket.socket() as connection:
        host, port = site.base.removeprefix("http://").split(":")
        assert host.startswith("127.")
        connection.connect((host, int(port)))
        with connection.makefile("rb") as lines:
            for path, status in (("/robots.txt", b"200"), ("/khong-co", b"404"), (site.path(ARTICLE), b"200")):
                connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                assert lines.readline().split()[1] == status
                head = b"".join(iter(lines.readline, b"\r\n"))
                lines.read(int(re.search(rb"Content-Length: (\d+)", head)[1]))  # type: ignore[index]
            connection.sendall(b"no HTTP at all\x00\r\n")
            assert lines.read() == b""


def test_two_articles_of_one_address_or_two_sites_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two articles have the address"):
        served("liferay", [ARTICLE, ARTICLE._replace(number=5)])
    with pytest.raises(ValueError, match="two sites are called tandan-nam-dinh"):
        Portal(served("tandan"), served("tandan"))


# --- articles of demo and load test --------------------------------------------------------------------------------------------------------


def test_articles_of_the_corpus_come_without_their_pages_furniture() -> None:
    given = library.gold()
    assert len(given) > 150 and len({item.article.title for item in given}) == len(given)
    for item in given:
        assert item.article.paragraphs and item.article.title not in item.article.paragraphs
    telegram = next(item.article for item in given if item.article.number == 500_001)
    assert telegram.published == datetime.datetime(2010, 4, 22, 16, 45) and telegram.author == "TRẦN QUÝ" and len(telegram.captions) == 1
    assert not any(re.search(r"Lượt xem|Tin mới hơn|Các tin khác", words) for item in given for words in item.article.paragraphs if len(words) < 60)


def test_articles_around_today_have_deadlines_ahead_and_behind() -> None:
    items = list(library.fresh(NOW, "tỉnh Điện Biên", "Điện Biên"))
    texts = [words for item in items for words in (item.article.title, item.article.sapo or "", *item.article.paragraphs, *item.second)]
    texts += [line for item in items for given in item.article.attachments for line in given.lines]
    assert not any("{" in words or "}" in words for words in texts)
    dates = [found for words in texts for found in re.findall(r"(?:trước|chậm nhất) ngày (\d\d)/(\d\d)/(\d{4})", words)]
    days = [(datetime.date(int(year), int(month), int(day)) - NOW.date()).days for day, month, year in dates]
    assert sum(0 < day <= 14 for day in days) >= 8 and sum(day < 0 for day in days) >= 4
    assert Counter(item.night for item in items) == {1: 8, 2: 2} and sum(bool(item.second) for item in items) == 1
    assert all(given.lines for item in items for given in item.article.attachments)
    assert all(item.article.published <= NOW for item in items)


def test_the_second_night_brings_two_new_articles_and_a_changed_one(web: requests.Session) -> None:
    demo = Demo(4, now=NOW)
    with demo.portal as portal:
        before = {site.name: (len(site.heads), site.base + site.page()) for site in portal.sites.values()}
        tags = {url: web.get(url).headers["ETag"] for _, url in before.values()}
        done = demo.second_night()
        assert sorted(line.partition(" ")[0] for line in done) == ["changed", "new", "new"] and demo.second_night() == []
        assert sum(len(site.heads) for site in portal.sites.values()) == sum(count for count, _ in before.values()) + 2
        for line in done:
            assert web.get(line.partition(" ")[2]).status_code == 200
        changed = next(line.partition(" ")[2] for line in done if line.startswith("changed"))
        assert "Văn bản đính chính" in web.get(changed).text
        same = [url for url, tag in tags.items() if web.get(url, headers={"If-None-Match": tag}).status_code == 304]
        assert 1 <= len(same) < len(tags)


@pytest.mark.parametrize("sites", [1, 4, 15])
def test_the_demos_descriptions_are_descriptions_of_sources(sites: int, tmp_path: Path, web: requests.Session) -> None:
    demo = Demo(sites, now=NOW)
    with demo.portal as portal:
        portal.describe(tmp_path)
        described = source.load(tmp_path, shipped=False)
        assert set(described) == set(portal.sites)
        for name, one in described.items():
            assert one.host in portal.allow and not one.verified and one.delay == 0 and one.province in source.provinces().values()
            assert all(web.get(url).status_code == 200 for url in one.addresses)
            pattern = source.families()[one.family].articles
            for article in portal[name].articles():
                assert pattern is None or re.search(pattern, portal[name].path(article)), (name, portal[name].path(article))


def test_generated_portals_are_always_the_same_and_keep_nothing() -> None:
    first, again = (list(synthetic(5, 300, seed=3)) for _ in range(2))
    assert [site.family for site in first] == list(FAMILIES[:5])
    assert [site.article(n) for site in first for n in (0, 150, 299)] == [site.article(n) for site in again for n in (0, 150, 299)]
    assert list(synthetic(1, 3, seed=4))[0].article(0) != first[0].article(0)
    assert len({len(first[0].article(n).paragraphs) for n in range(60)}) >= 5
    site = first[0]
    assert all(site.article(n).title in text_of(site.render(site.article(n))) for n in range(3))
    tracemalloc.start()
    try:
        sizes = []
        for start in (0, 150):
            for n in range(start, start + 150):
                site.respond(Request("GET", site.heads[n].path))
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert sizes[1] < sizes[0] * 1.2  # the pages of the last few requests, no more


# --- the program ---------------------------------------------------------------------------------------------------------------------------


def program(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "scrapers.portal", "--dir", str(folder), *more]


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> dict:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert process.poll() is None and time.monotonic() < deadline, f"{path} does not appear"
        time.sleep(0.02)
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_program_serves_until_it_is_told_to_end(tmp_path: Path, web: requests.Session) -> None:
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(program(tmp_path, "--sites", "3"), cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            ready = wait_for(tmp_path / "ready.json", process)
            described = source.load(tmp_path / "sources", shipped=False)
            assert ready["pid"] == process.pid and sorted(ready["allow"]) == sorted(one.host for one in described.values())
            for one in described.values():
                assert web.get(one.listings[0]).status_code == 200
            told = subprocess.run(program(tmp_path, "--second"), cwd=root, capture_output=True, text=True, timeout=60)
            assert told.returncode == 0 and len(json.loads(told.stdout)) == 3
            counts = json.loads(subprocess.run(program(tmp_path, "--counts"), cwd=root, capture_output=True, text=True, timeout=60).stdout)
            assert {name: count["requests"] for name, count in counts.items()} == dict.fromkeys(described, 1)
            os.kill(process.pid, signal.SIGTERM)
            assert process.wait(30) == 0
        finally:
            process.kill()
    assert not (tmp_path / "ready.json").exists() and json.loads((tmp_path / "counts.json").read_text())[next(iter(described))]["bodies"] == 1


def test_the_second_night_by_a_signal_and_generated_portals(tmp_path: Path, web: requests.Session) -> None:
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(program(tmp_path, "--sites", "2"), cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            wait_for(tmp_path / "ready.json", process)
            os.kill(process.pid, signal.SIGUSR1)
            assert process.stderr is not None and process.stderr.readline().startswith((b"new http://127.", b"changed http://127."))
        finally:
            process.terminate()
    with subprocess.Popen(program(tmp_path, "--synthetic", "3", "--articles", "40"), cwd=root, stdout=subprocess.DEVNULL) as process:
        try:
            bases = wait_for(tmp_path / "ready.json", process)["sites"]
            assert [web.get(f"{base}/sitemap.xml").text.count("<loc>") for base in bases.values()] == [40, 40, 40]
        finally:
            process.terminate()


def test_talking_to_no_program_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(__main__, "PATIENCE", 0.0)
    assert __main__.main(["--dir", str(tmp_path), "--counts"]) == 1
    assert "no portals are running" in capsys.readouterr().err
