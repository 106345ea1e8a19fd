"""Which links of a page may be articles': by the pattern of their addresses, else by address and text; and which of them selectors choose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml import etree

from scrapers import addresses
from scrapers.listings.blocks import Page, Spot
from scrapers.listings.paging import css
from scrapers.markup import folded, lead, one_line, vocabulary
from scrapers.source import ListingSelectors

SHORTEST = 12  # characters of a title, where nothing but its text speaks for a link
_NOTHING = ("#", "mailto:", "tel:", "data:", "about:")


def find_spots(page: Page, pattern: str | None, *, exact: bool = True) -> list[Spot]:
    """The links that may be articles', in the order of the page. Without `exact` addresses stay as they are written, which is quicker and enough
    to tell blocks apart."""
    compiled = re.compile(pattern) if pattern else None
    known: dict[str, str | None] = {}
    found = []
    for element, written in _leading(page.root):
        text = _shown(element)
        if compiled is None and (len(text) < SHORTEST or text.count(" ") < 2 or folded(text) in vocabulary("idle")):
            continue
        if written not in known:
            known[written] = _article(page, written, compiled) if exact else _roughly(page, written)
        url = known[written]
        if url:
            found.append(Spot(element, url, text))
    return found if compiled else _without_repeated(found)


def _leading(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The elements that lead somewhere by a link or a script, and where, as written."""
    for element in root.iter("a", "area"):
        written = lead(element)
        if written and not written.startswith(_NOTHING):
            yield element, written
    for element in root.iterfind(".//*[@onclick]"):
        if element.tag not in ("a", "area") and (written := lead(element)):
            yield element, written


def _shown(element: etree._Element) -> str:
    """What a link shows, or says of itself where it shows a picture."""
    if not len(element):
        shown = one_line(element.text or "")
    else:
        shown = one_line(" ".join(element.itertext("*")))
    return shown[:1000] or one_line(element.get("title") or "")


def _article(page: Page, written: str, pattern: re.Pattern[str] | None) -> str | None:
    """The address of a link, where it may be an article's on this site, and not the page itself."""
    url = addresses.clean(written, page.base)
    if url is None or url.rstrip("/") == page.url.split("#")[0].rstrip("/"):
        return None
    host = urlsplit(url).hostname or ""
    if page.hosts is not None:
        if host not in page.hosts:
            return None
    elif not _near(host, urlsplit(page.url).hostname or ""):
        return None
    if pattern is not None:
        return url if pattern.search(addresses.asked(url)) else None
    return url if _looks_like_article(url) and addresses.trap(url) is None else None


_FILE = re.compile(r"\.(?:jpe?g|png|gif|pdf|docx?|xlsx?|zip|rar|mp[34])(?:\?|$)|/(?:tags?|search|tim-kiem|lich)/", re.IGNORECASE)


def _roughly(page: Page, written: str) -> str | None:
    """A link as it is written, where it may be an article's."""
    if written.startswith(("http:", "https:", "//")) and (urlsplit(page.url).hostname or "").removeprefix("www.") not in written[:100]:
        return None
    asked = written.partition("#")[0]
    return asked if _is_telling(asked) and not _FILE.search(asked) else None


def _near(one: str, other: str) -> bool:
    """Whether two hosts are one but for "www." and "m.", or one is below the other."""
    one, other = (re.sub(r"^(?:www\d?|m)\.", "", host) for host in (one, other))
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


_ID = re.compile(r"\d{3,}|[0-9a-f]{8}-[0-9a-f]{4}|[?&][\w.]*(?:id|nid|name|item|news|tin|bai)\w*=[^&]", re.IGNORECASE)


def _looks_like_article(url: str) -> bool:
    """Whether an address has a number, or the words of a title."""
    return _is_telling(addresses.asked(url))


def _is_telling(asked: str) -> bool:
    last = asked.rstrip("/").rsplit("/", 1)[-1]
    return len(asked) > 1 and (last.count("-") >= 3 or last.count("_") >= 4 or _ID.search(asked) is not None)


def _without_repeated(spots: list[Spot]) -> list[Spot]:
    """The links but those that stand in many places, always with the same words: the section's name beside each of its articles."""
    texts: dict[str, set[str]] = {}
    times: dict[str, int] = {}
    for before, spot in zip([None, *spots], spots, strict=False):
        texts.setdefault(spot.url, set()).add(spot.text)
        times[spot.url] = times.get(spot.url, 0) + (before is None or before.url != spot.url)  # picture and title side by side count once
    return [spot for spot in spots if len(texts[spot.url]) > 1 or times[spot.url] < (3 if len(spot.text) < 30 else 5)]


def select(page: Page, spots: list[Spot], selectors: ListingSelectors | None) -> list[Spot]:
    """The links that the selectors of a listing choose: those of its items, where it names items, and of them those that fit `link`."""
    if selectors is None or not (selectors.item or selectors.link):
        return []
    inside: set[etree._Element] | None = None
    if selectors.item:
        items = next((found for found in (css(one)(page.root) for one in selectors.item) if found), [])
        inside = {element for item in _outermost(items) for element in item.iter()}
    chosen = [spot for spot in spots if inside is None or spot.element in inside]
    for one in selectors.link:
        fitting = set(css(one)(page.root))
        if some := [spot for spot in chosen if spot.element in fitting]:
            return some
    return [] if selectors.link and not selectors.item else chosen


def _outermost(elements: Sequence[etree._Element]) -> Iterator[etree._Element]:
    """The elements that stand in none of the others, so that none is walked twice; they come in the order of the page."""
    inner: set[etree._Element] = set()
    for element in elements:
        if element not in inner:
            inner.update(element.iter())
            yield element
