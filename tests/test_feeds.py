"""Feeds and sitemaps: whole, broken and hostile."""

from __future__ import annotations

import datetime
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import assert_linear
from lists import HOME, PAGE

from scrapers import listings
from scrapers.links import Link, Listing, Next

# --- feeds ---------------------------------------------------------------------------------------------------------------------------------


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    names = 'version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"{head}<rss {names}><channel><title>Tin</title><link>{HOME}</link>{items}</channel></rss>".encode()


FEEDS = [
    # reason, data, links
    (
        "plain",
        rss(f"<item><title>Một</title><link>{HOME}/a-1.html</link><pubDate>Tue, 26 Mar 2024 16:06:00 +0700</pubDate></item>"),
        [("/a-1.html", "Một", "2024-03-26T16:06")],
    ),
    (
        "Greenwich time becomes ours",
        rss("<item><title>M</title><link>/a</link><pubDate>Tue, 26 Mar 2024 20:00:00 GMT</pubDate></item>"),
        [("/a", "M", "2024-03-27T03:00")],
    ),
    (
        "GMT+7",
        rss("<item><title>M</title><link>/a</link><pubDate>Tue, 26 Mar 2024 16:06:00 GMT+7</pubDate></item>"),
        [("/a", "M", "2024-03-26T16:06")],
    ),
    (
        "no zone is ours",
        rss("<item><title>M</title><link>/a</link><pubDate>Tue, 26 Mar 2024 16:06:00</pubDate></item>"),
        [("/a", "M", "2024-03-26T16:06")],
    ),
    (
        "an American server",
        rss("<item><title>M</title><link>/a</link><pubDate>3/26/2024 4:06:00 PM</pubDate></item>"),
        [("/a", "M", "2024-03-26T16:06")],
    ),
    (
        "a Vietnamese server",
        rss("<item><title>M</title><link>/a</link><pubDate>Thứ ba, 26/03/2024 4:06 CH</pubDate></item>"),
        [("/a", "M", "2024-03-26T16:06")],
    ),
    ("ISO in dc:date", rss("<item><title>M</title><link>/a</link><dc:date>2024-03-26T09:06:00Z</dc:date></item>"), [("/a", "M", "2024-03-26T16:06")]),
    ("a date that is none", rss("<item><title>M</title><link>/a</link><pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate></item>"), [("/a", "M", None)]),
    (
        "midnight is no time of day",
        rss("<item><title>M</title><link>/a</link><pubDate>Tue, 26 Mar 2024 00:00:00 +0700</pubDate></item>"),
        [("/a", "M", "2024-03-26")],
    ),
    ("no date", rss("<item><title>M</title><link>/a</link></item>"), [("/a", "M", None)]),
    (
        "entities of HTML",
        rss("<item><title>T&acirc;n &amp;#272;&amp;#244;ng &amp;quot;x&amp;quot;</title><link>/a?b=1&c=2</link></item>"),
        [("/a?b=1&c=2", 'Tân Đông "x"', None)],
    ),
    ("markup in a title", rss("<item><title><![CDATA[<b>Một</b> hai]]></title><link>/a</link></item>"), [("/a", "Một hai", None)]),
    ("blanks and lines in a link", rss("<item><title>M</title><link>\n /a \n</link></item>"), [("/a", "M", None)]),
    ("no link but a guid", rss(f"<item><title>M</title><guid>{HOME}/a</guid></item>"), [("/a", "M", None)]),
    ("a guid that is no address", rss("<item><title>M</title><guid>bài số 12</guid></item>"), []),
    ("twice the same", rss("<item><title>M</title><link>/a</link></item>" * 2), [("/a", "M", None)]),
    ("cut off", rss("<item><title>M</title><link>/a</link></item><item><title>N</ti")[:-30], [("/a", "M", None)]),
    (
        "the wrong encoding named",
        rss("<item><title>Một</title><link>/a</link></item>", '<?xml version="1.0" encoding="windows-1252"?>'),
        [("/a", "Một", None)],
    ),
    ("blank lines before the head", b"\n\n " + rss("<item><title>M</title><link>/a</link></item>"), [("/a", "M", None)]),
    (
        "Atom",
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>M</title><link rel="alternate" href="/a"/>'
        b"<published>2024-03-26T09:06:00Z</published><updated>2024-03-27T00:00:00+07:00</updated></entry></feed>",
        [("/a", "M", "2024-03-26T16:06")],
    ),
    (
        "Atom that only tells the last change",
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>M</title><link href="/a"/><updated>2024-03-26T09:06:00Z</updated></entry></feed>',
        [("/a", "M", "2024-03-26T16:06")],
    ),
    ("a page of HTML", b"<html><body><a href='/a'>x</a></body></html>", []),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", []),
    ("nothing", b"", []),
]


@pytest.mark.parametrize(("reason", "data", "expected"), FEEDS, ids=[row[0] for row in FEEDS])
def test_feeds(reason: str, data: bytes, expected: list[tuple[str, str, str | None]]) -> None:
    found = listings.feed(data, f"{HOME}/rss/tin.rss")
    assert [(link.url.removeprefix(HOME), link.title, link.date) for link in found.links] == expected
    assert found.by == "feed"


def test_a_feed_of_several_pages_goes_on() -> None:
    data = b'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/feed?paged=2"/><entry><title>M</title><link href="/a"/></entry></feed>'
    assert listings.feed(data, f"{HOME}/feed").next == Next(f"{HOME}/feed?paged=2")


def test_a_feed_is_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(rss("<item><title>M</title><link>/a</link></item>"))
    assert listings.feed(str(file).encode(), f"{HOME}/rss").links == []
    assert len(listings.feed(file.read_bytes(), f"{HOME}/rss").links) == 1


# --- sitemaps ------------------------------------------------------------------------------------------------------------------------------

NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
SITEMAP = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {NAMES}>
<url><loc> {HOME}/tin/a-1.html </loc><lastmod>2024-03-26T09:06:00Z</lastmod></url>
<url><loc>{HOME}/tin/b-2.html?x=1&amp;y=2</loc><lastmod>2024-03-25</lastmod><image:image><image:loc>{HOME}/b.jpg</image:loc></image:image>
<news:news><news:publication_date>2024-03-20T08:00:00+07:00</news:publication_date><news:title>Bài thứ hai</news:title></news:news></url>
<url><loc>{HOME}/gioi-thieu</loc></url><url><loc>javascript:x()</loc></url><url></url>
</urlset>""".encode()
FOUND = [
    Link(f"{HOME}/tin/a-1.html", "", None, "2024-03-26T16:06"),
    Link(f"{HOME}/tin/b-2.html?x=1&y=2", "Bài thứ hai", "2024-03-20T08:00", "2024-03-25"),
    Link(f"{HOME}/gioi-thieu", ""),
]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_a_sitemap(pack: Callable[[bytes], bytes]) -> None:
    assert listings.sitemap(pack(SITEMAP), f"{HOME}/sitemap.xml") == Listing(FOUND, None, [], "sitemap")
    assert listings.sitemap(pack(SITEMAP), f"{HOME}/sitemap.xml", articles=r"-\d+\.html").links == FOUND[:2]


def test_an_index_names_further_sitemaps_the_newest_first() -> None:
    inner = [("2023.xml", "2023-12-31"), ("2024.xml.gz", "2024-03-26"), ("khac.xml", "")]
    data = f"<sitemapindex {NAMES}>" + "".join(
        f"<sitemap><loc>{HOME}/{name}</loc>" + (f"<lastmod>{day}</lastmod>" if day else "") + "</sitemap>" for name, day in inner
    )
    data += f"<sitemap><loc>{HOME}/sitemap.xml</loc></sitemap></sitemapindex>"
    found = listings.sitemap(data.encode(), f"{HOME}/sitemap.xml")
    assert (found.links, found.further) == ([], [f"{HOME}/2024.xml.gz", f"{HOME}/2023.xml", f"{HOME}/khac.xml"]), (
        "without itself, that would never end"
    )
    assert listings.sitemap(data.encode(), f"{HOME}/sitemap.xml", since=datetime.date(2024, 1, 1)).further == [
        f"{HOME}/2024.xml.gz",
        f"{HOME}/khac.xml",
    ]


def test_a_sitemap_may_be_a_feed_or_a_list_of_addresses() -> None:
    assert listings.sitemap(rss("<item><title>M</title><link>/a</link></item>"), f"{HOME}/s").links == [Link(f"{HOME}/a", "M")]
    assert listings.sitemap(f"\ufeff{HOME}/a\r\n{HOME}/b\nkhông phải địa chỉ\n".encode(), f"{HOME}/s.txt").links == [
        Link(f"{HOME}/a", ""),
        Link(f"{HOME}/b", ""),
    ]


def test_a_sitemap_cut_off_gives_what_there_is() -> None:
    cut = SITEMAP.index(b"b-2.html") + 3
    assert [link.url for link in listings.sitemap(SITEMAP[:cut], f"{HOME}/s").links] == [FOUND[0].url], "an address cut off is another one"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{i} "{f"&lol{i - 1};" * 10}">' for i in range(1, 10)).replace("&lol0;", "&lol;")
    + "]>"
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
    from scrapers.listings import feeds

    bomb = gzip.compress(SITEMAP.replace(b"</urlset>", b"") + b"\0" * 200_000_000, 9)
    assert len(feeds._unpacked(bomb)) == feeds.LARGEST_SITEMAP
    assert listings.sitemap(bomb, f"{HOME}/s").links == FOUND
    assert listings.sitemap(b"\x1f\x8b broken", f"{HOME}/s").links == []


# --- hostile data ------------------------------------------------------------------------------------------------------------------------

FEED_PIECES = ["<item><title>T</title><link>/a</link></item>", "<item>", "<![CDATA[", "<!", "&", "<item |a='1' |", "<a>|</a|"]


@pytest.mark.parametrize("piece", FEED_PIECES)
def test_time_grows_with_the_length_of_a_feed(piece: str) -> None:
    assert_linear(piece, 40_000, lambda text: rss(text), lambda data: listings.feed(data, PAGE))


@pytest.mark.parametrize("piece", [f"<url><loc>{HOME}/a</loc></url>", "<url>", "<url><loc>", "<!ENTITY a 'b'>", "<url |a='1' |", "&a;"])
def test_time_grows_with_the_length_of_a_sitemap(piece: str) -> None:
    assert_linear(piece, 60_000, lambda text: f"<urlset {NAMES}>{text}".encode(), lambda data: listings.sitemap(data, PAGE))
