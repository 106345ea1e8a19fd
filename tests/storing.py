"""What the tests of the store share: responses, pages and a crawl in miniature, of the invented articles of the corpus."""

from __future__ import annotations

import datetime
import functools
import html
import json
import os
from pathlib import Path
from typing import Any

import corpora
from pipeline import pages
from scrapers.fetch import Response
from scrapers.store import Found, Kept, Store, Version

NIGHT = datetime.datetime(2024, 3, 26, 15, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@functools.cache
def texts() -> tuple[str, ...]:
    """The texts of the invented articles, blank lines left out; from a file where a test has put them there for its processes."""
    if file := os.environ.get("CHIDAO_TEST_TEXTS"):
        return tuple(json.loads(Path(file).read_text()))
    return tuple("\n".join(line for line in article["text"].splitlines() if line.strip()) for article in corpora.gold())


def page(text: str, **about: Any) -> pages.Page:
    """A page of a text: its first line is the title."""
    title, *body = text.splitlines()
    return pages.Page(title=title, text=text, body=body, **about)


def markup(text: str) -> bytes:
    """A plain page that holds the text, a paragraph a line."""
    return ("<html><body>" + "".join(f"<p>{html.escape(line)}</p>\n" for line in text.splitlines()) + "</body></html>").encode()


def unmarked(body: bytes) -> str:
    """The text in such a page."""
    return "\n".join(html.unescape(part.partition("</p>")[0]) for part in body.decode().split("<p>")[1:])


def parse(response: Response, about: dict[str, Any]) -> pages.Page:
    """The page of such a response, as `reparse` would read it."""
    return page(unmarked(response.body))


def answer(url: str, body: bytes | str = b"", status: int = 200, at: datetime.datetime = NIGHT, **headers: str) -> Response:
    """A response; a text as its body is marked up."""
    data = markup(body) if isinstance(body, str) else body
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(url, url, status, {"content-type": "text/html; charset=utf-8", **names}, data, at)


def take(
    store: Store,
    run: int,
    url: str,
    text: str,
    at: datetime.datetime = NIGHT,
    *,
    source: str = "nguon",
    kind: str = "article",
    parent: str | None = None,
) -> tuple[Kept, Version | None]:
    """What the crawl does with one address: found, fetched, kept, read, settled."""
    store.find([Found(url, source, kind, parent)], at)
    kept = store.keep(url, source, kind, answer(url, text, at=at, etag=f'"{len(text)}"'), run)
    version = None if kept.same else store.article(kept.fetch, page(text), source, url, kind, parent, run)
    if not kept.same:
        store.settle(url, "article")
    return kept, version


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """What a store knows that its WARC files can tell again, without the numbers of rows."""
    queries: dict[str, str] = {
        "addresses": """
            SELECT key, url, source, kind, parent, title, date, state, first, seen, etag, modified
            FROM addresses WHERE seen IS NOT NULL ORDER BY key
        """,
        "fetches": """
            SELECT a.key, f.run, f.at, f.status, f.digest, w.name, f.offset
            FROM fetches f JOIN addresses a ON a.id = f.address LEFT JOIN files w ON w.id = f.file ORDER BY f.id
        """,
        "versions": """
            SELECT v.article, v.number, v.digest, v.diff, v.run, r.parent
            FROM versions v JOIN articles r ON r.id = v.article ORDER BY v.article, v.number
        """,
        "clusters": "SELECT id, cluster FROM articles ORDER BY id",
    }
    with store.reading() as db:
        return {name: db.execute(query).fetchall() for name, query in queries.items()}
