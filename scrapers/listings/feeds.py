"""Feeds (RSS, Atom) and sitemaps read: the articles they name, with dates in Vietnamese time. Broken or hostile XML costs no more than its length."""

from __future__ import annotations

import datetime
import html
import io
import re
import zlib
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from pipeline.pages import BinaryError, decode, stamps
from scrapers import addresses
from scrapers.links import Link, Listing, Next
from scrapers.markup import one_line

LARGEST_FEED = 5_000_000  # bytes; what lies behind them is not read
LARGEST_SITEMAP = 50_000_000  # bytes unpacked, and
MOST = 50_000  # addresses: what sitemaps.org allows

_LONG_TAG = re.compile(r"<[a-zA-Z!/][^<>]{4000,}>?")  # parsers compare each attribute with those before it
_DECLARED = re.compile(r"<\?xml[^>]{0,200}\?>|<!DOCTYPE[^\[>]{0,1000}(?:\[[^\]]*\][^>]{0,100})?>?", re.IGNORECASE)  # encoding and entities


# --- feeds ---------------------------------------------------------------------------------------------------------------------------------


def feed(data: bytes, url: str) -> Listing:
    """The articles that a feed names; none where it is no feed."""
    import feedparser  # a quarter of a second that a run without feeds need not spend

    try:
        text = decode(data[:LARGEST_FEED])
    except BinaryError:
        return Listing([], by="feed")
    text = _LONG_TAG.sub(" ", _DECLARED.sub(" ", text)).strip()
    try:
        read = feedparser.parse(io.BytesIO(text.encode("utf-8", "ignore")), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # whatever its parsers raise at a broken feed
        return Listing([], by="feed")
    found: dict[str, Link] = {}
    for entry in read.entries:
        link = _entry(entry, url)
        if link:
            found.setdefault(link.url, link)
    return Listing(list(found.values()), _further(read.feed, url), by="feed")


def _entry(entry: Any, url: str) -> Link | None:
    written = [entry.get("link"), *(link.get("href") for link in entry.get("links", ()) if link.get("rel") != "enclosure"), entry.get("id")]
    cleaned = next((found for one in written if one and " " not in one.strip() and (found := addresses.clean(one, url))), None)
    if cleaned is None or cleaned.rstrip("/") == url.rstrip("/"):
        return None
    published = next((found for key in ("published", "created", "date") if (found := moment(entry.get(key) or ""))), None)
    modified = moment(dict.get(entry, "updated") or "")  # its own get takes the date of publication for it
    return Link(cleaned, plain(entry.get("title") or ""), published or modified, modified if published else None)


def _further(about: Any, url: str) -> Next | None:
    """The next page of a feed that has several."""
    href = next((link.get("href") for link in about.get("links", ()) if link.get("rel") == "next"), None)
    cleaned = addresses.clean(href, url) if href else None
    return Next(cleaned) if cleaned and cleaned != url else None


def plain(written: str) -> str:
    """A title without markup, its entities read, also where they were escaped twice.

    >>> plain("<b>T&amp;acirc;n &quot;D&acirc;n&quot;</b>")
    'Tân "Dân"'
    """
    return one_line(re.sub(r"<[^<>]{0,300}>", " ", html.unescape(html.unescape(written[:2000]))))


_ZONE = re.compile(r"\b(?:GMT|UTC)\s?([+-])\s?(\d{1,2})(?::?(\d\d))?\b", re.IGNORECASE)


def moment(written: str) -> str | None:
    """The date that a feed or a sitemap tells, in Vietnamese time; without a zone it is that already.

    >>> moment("Tue, 26 Mar 2024 09:06:00 GMT"), moment("Tue, 26 Mar 2024 16:06:00 GMT+7"), moment("3/26/2024 4:06:00 PM")
    ('2024-03-26T16:06', '2024-03-26T16:06', '2024-03-26T16:06')
    """
    if "0001" in written:  # .NET's date of nothing
        return None
    written = _ZONE.sub(lambda zone: f"{zone[1]}{zone[2].zfill(2)}{zone[3] or '00'}", written.strip()[:80])
    written = re.sub(r"\s(?:ICT|\+07)$", " +0700", written)
    try:
        read = parsedate_to_datetime(written)
    except (TypeError, ValueError, IndexError):
        stamp = stamps.read_machine(written)
        return stamp.value if stamp else None
    try:
        local = read.astimezone(stamps.VIETNAM) if read.tzinfo else read
    except OverflowError:
        return None
    if local.year not in stamps.YEARS:
        return None
    midnight = "00:00" in written and local.hour == local.minute == 0  # a server that knows no time of day
    return local.strftime("%Y-%m-%d" if midnight else "%Y-%m-%dT%H:%M")


# --- sitemaps ------------------------------------------------------------------------------------------------------------------------------


def sitemap(data: bytes, url: str, *, articles: str | None = None, since: datetime.date | None = None) -> Listing:
    """The articles that a sitemap names (plain, packed, of news, or a list of addresses), and the sitemaps that an index names, the newest first.

    `articles`: the pattern that an article's address fits; `since`: sitemaps that have not changed since that day are left out.
    """
    data = _unpacked(data)
    if data.lstrip()[:1] != b"<":
        return Listing([link for link in _plain_list(data, url) if _wanted(link, articles)], by="sitemap")
    head = data[:2000].lower()
    if b"<rss" in head or b"<feed" in head:
        return feed(data, url)
    links: dict[str, Link] = {}
    further: dict[str, str] = {}
    for kind, link in _entries(data, url):
        if kind == "sitemap":
            if link.url != url and not (since and link.modified and link.modified[:10] < since.isoformat()):
                further.setdefault(link.url, link.modified or "")
        elif _wanted(link, articles):
            links.setdefault(link.url, link)
    return Listing(list(links.values()), None, sorted(further, key=lambda one: further[one], reverse=True), by="sitemap")


def _wanted(link: Link, articles: str | None) -> bool:
    return addresses.is_article(link.url, articles) is not False


def _unpacked(data: bytes) -> bytes:
    """The data of a packed sitemap, as much of it as is allowed."""
    if data[:2] != b"\x1f\x8b":
        return data[:LARGEST_SITEMAP]
    try:
        return zlib.decompressobj(31).decompress(data, LARGEST_SITEMAP)
    except zlib.error:
        return b""


def _plain_list(data: bytes, url: str) -> Iterator[Link]:
    for line in io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")):
        written = line.strip().decode("utf-8", "ignore")
        if written.startswith(("http://", "https://")) and (cleaned := addresses.clean(written)):
            yield Link(cleaned, "")


_LONG_TAG_BYTES = re.compile(_LONG_TAG.pattern.encode())
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]{0,1000}(?:\[[^\]]*\][^>]{0,100})?>?", re.IGNORECASE)  # no entity of a sitemap is ever wanted


def _entries(data: bytes, url: str) -> Iterator[tuple[str, Link]]:
    """The url and sitemap elements of a sitemap, up to the first place that cannot be read."""
    data = data[: max(data.rfind(b"url>"), data.rfind(b"sitemap>")) + 8]  # an address that is cut off would be another one
    tame = io.BytesIO(_LONG_TAG_BYTES.sub(b" ", _DOCTYPE.sub(b" ", data, count=1)).lstrip())
    try:
        walk = etree.iterparse(
            tame, events=("end",), tag=("{*}url", "{*}sitemap"), recover=True, resolve_entities=False, no_network=True, load_dtd=False
        )
        for count, (_, element) in enumerate(walk):
            if count >= MOST:
                return
            link = _location(element, url)
            if link:
                yield etree.QName(element).localname, link
            element.clear()
            while element.getprevious() is not None:  # else all of it stays in memory
                del element.getparent()[0]
    except (etree.LxmlError, ValueError):
        return


def _location(element: etree._Element, url: str) -> Link | None:
    told: dict[str, str] = {}
    for child in element.iter("{*}loc", "{*}lastmod", "{*}title", "{*}publication_date"):
        if child.text and (child.getparent() is element or etree.QName(child).localname not in ("loc", "lastmod")):
            told.setdefault(etree.QName(child).localname, child.text.strip())
    cleaned = addresses.clean(told.get("loc", ""), url) if told.get("loc") else None
    if cleaned is None:
        return None
    return Link(cleaned, plain(told.get("title", "")), moment(told.get("publication_date", "")), moment(told.get("lastmod", "")))
