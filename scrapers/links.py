"""What a listing, a feed or a sitemap gives: links to articles, and where it goes on. Imports no reader of them."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Container, Mapping
from typing import NamedTuple

from pipeline.pages import stamps


class Link(NamedTuple):
    """An article that a listing names."""

    url: str
    title: str
    date: str | None = None  # ISO, where the listing tells when it was published: 2024-03-26 or 2024-03-26T16:06
    modified: str | None = None  # the same of its last change (a sitemap's lastmod)


class Next(NamedTuple):
    """Where a listing goes on."""

    url: str
    form: dict[str, str] | None = None  # the fields to POST, where a page is turned by __doPostBack
    guessed: bool = False  # no link of the page leads there: the number in its own address was raised


class Listing(NamedTuple):
    """The articles that a page names, in its order, and where it goes on."""

    links: list[Link]
    next: Next | None = None
    further: list[str] = []  # the sitemaps that a sitemap index names
    by: str = "shape"  # how it was read: selectors, pattern (of articles' addresses), shape, feed, sitemap
    shape: frozenset[str] = frozenset()  # what the markup around the links looks like; each page of a listing shares some of it with the first


def fingerprint(listing: Listing) -> str:
    """The same for two pages that name the same articles: where it comes again, the paging has reached its end.

    >>> fingerprint(Listing([Link("a", "A"), Link("b", "B")])) == fingerprint(Listing([Link("b", "?"), Link("a", "")], Next("c")))
    True
    """
    return hashlib.sha256("\n".join(sorted({link.url for link in listing.links} | set(listing.further))).encode("utf-8", "replace")).hexdigest()[:16]


def fresh(listing: Listing, seen: Container[str]) -> list[Link]:
    """The links whose addresses were not seen on the pages before; a page after the first that has none is the end."""
    return [link for link in listing.links if link.url not in seen]


MOST = 0.75  # of the dated links; the others may be pinned to the top


def older(listing: Listing, day: datetime.date) -> bool:
    """Whether the listing, newest first, has come to articles from before a day, so that its next pages need not be read.

    >>> older(Listing([Link("a", "A", "2024-03-05"), Link("b", "B", "2024-02-28T08:00"), Link("c", "C", "2024-02-01")]), datetime.date(2024, 2, 20))
    False
    """
    days = [known for known in map(_day, listing.links) if known]
    before = [known < day.isoformat() for known in days]
    return bool(before) and before[-1] and sum(before) >= MOST * len(before)


def _day(link: Link) -> str | None:
    """The day of an article: as the listing or its address tells; that of its last change is the latest it can be."""
    known = link.date or link.modified
    if known:
        return known[:10]
    day = stamps.address_day(link.url)
    return day.isoformat() if day else None


def posted(form: Mapping[str, str] | None) -> str:
    """What the fields of a POST tell of the page that was asked for: target and argument of the postback."""
    return f"{form.get('__EVENTTARGET', '')} {form.get('__EVENTARGUMENT', '')}" if form else ""
