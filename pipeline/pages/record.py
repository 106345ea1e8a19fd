"""What is known of a page: its article, and where a site keeps the parts of one. Imports nothing of ours."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class Layout(NamedTuple):
    """Where a site keeps the parts of an article: CSS selectors, tried in order; what has none is found by its shape."""

    title: tuple[str, ...] = ()
    sapo: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()  # every one of these is taken out before anything is read
    attachments: tuple[str, ...] = ()  # elements whose links are all files of the article


class Link(NamedTuple):
    """A file that the article offers."""

    url: str  # absolute where the page's address is known
    label: str


class Head(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the head of an official document says of it; what it does not say is None."""

    type: str | None = None  # a row of document_types.tsv: "Thông báo"
    number: str | None = None
    symbol: str | None = None
    issued: str | None = None  # ISO
    issuer: str | None = None
    signer: str | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article and what its page says of it; a page without an article has an empty `text`."""

    url: str | None = None  # canonical, absolute
    title: str | None = None
    sapo: str | None = None
    text: str = ""  # what extraction reads: title, date as written, sapo, paragraphs, captions, author; one paragraph a line
    body: list[str] = []  # the paragraphs alone: no title, date, sapo, caption or author
    author: str | None = None
    published: str | None = None  # 2024-03-26, or 2024-03-26T16:06 where the page tells the time of day; Vietnamese time
    published_by: str | None = None  # where it was read: byline, json-ld, meta, time, address, listing
    updated: str | None = None
    section: str | None = None
    place: str | None = None  # the province or district that the page says it is of
    site: str | None = None
    captions: list[str] = []
    attachments: list[Link] = []
    notes: list[str] = []  # what a person should look at: "published.conflict: byline 2024-03-26, meta 2024-07-16"
    head: Head | None = None  # of a document that an article links to
