"""Datasette's hooks: what the page of an article shows, search without marks, and no other name than that of this machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import partial
from operator import itemgetter
from sqlite3 import Connection
from typing import Any, NamedTuple
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response

from pipeline import browse, morning, places, show
from pipeline.browsing import words

LOCAL = (browse.HOST, "localhost")
App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class Piece(NamedTuple):
    """A stretch of the article that the same mentions cover: the kind of the shortest, what each was read as, the directives that begin here."""

    text: str
    kind: str | None
    within: bool  # a directive
    told: str
    anchors: tuple[str, ...]


@hookimpl(trylast=True)  # after Datasette's own, which knows no đ
def prepare_connection(conn: Connection) -> None:
    """What SQL may call; `escape_fts` is what Datasette searches with."""
    conn.create_function("escape_fts", 1, browse.query)
    conn.create_function("khong_dau", 1, lambda text: text and places.slug(str(text)))


@hookimpl
def extra_template_vars(database: str | None, table: str | None, view_name: str, request: Request | None, datasette: Datasette) -> Any:
    """What the templates of the start page and of an article are given."""
    if view_name == "index":
        return partial(_start, datasette)
    if view_name != "row" or database != browse.NAME or table != browse.ARTICLES or request is None:
        return {}

    async def found() -> dict[str, Any]:
        id = tilde_decode(request.url_vars["pks"])
        db = datasette.get_database(database)

        async def rows(sql: str) -> list[dict[str, Any]]:
            return [dict(row) for row in (await db.execute(sql, [id])).rows]

        articles = await rows("SELECT * FROM articles WHERE article = ?")
        if not articles:
            return {}
        mentions = await rows("SELECT kind, id, start, end, value FROM mentions WHERE article = ? ORDER BY start, end DESC")
        directives = await rows("SELECT * FROM directives WHERE article = ? ORDER BY start")
        article = articles[0]
        return {
            "article": article,
            "source": morning.address(article["url"]),
            "pieces": list(pieces(article["text"] or "", mentions)),
            "directives": directives,
            "labels": show.LABELS["vi"],
            "slots": ("issuer", "lead", "coordinate", "via", "advised", "receive_report", "action", "targets", "condition"),
        }

    return found


async def _start(datasette: Datasette) -> dict[str, Any]:
    """The tables with their titles and sizes, those that are searched, and the ready questions."""
    db = datasette.get_database(browse.NAME)
    counts = await db.table_counts(limit=10_000)
    tables = [
        {**shown._asdict(), "link": datasette.urls.table(browse.NAME, name), "given": f"?{urlencode([('_col', one) for one in shown.columns])}" * bool(shown.columns), "count": counts[name]}
        for name, shown in words.TABLES.items()
    ]
    return {"tables": tables, "queries": words.QUERIES, "searched": [table for name, table in zip(words.TABLES, tables, strict=True) if name in browse.SEARCHED]}


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Refuses what asks for another host's name: a page elsewhere could have its own name lead here, and read."""

    def wrap(app: App) -> App:
        async def only_local(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] == "http" and not is_local(dict(scope["headers"]).get(b"host", b"")):
                return await Response.text("421: this answers only to 127.0.0.1 and localhost", status=421).asgi_send(send)
            await app(scope, receive, send)

        return only_local

    return wrap


def is_local(host: bytes) -> bool:
    """Whether the Host header names this machine.

    >>> is_local(b"127.0.0.1:8001"), is_local(b"LOCALHOST"), is_local(b"evil.example:8001"), is_local(b"127.0.0.1.evil.example"), is_local(b"")
    (True, True, False, False, False)
    """
    name, _, port = host.decode("latin-1").lower().partition(":")
    return name in LOCAL and (not port or port.isdigit())


def pieces(text: str, mentions: Iterable[Mapping[str, Any]]) -> Iterator[Piece]:
    """The text cut where mentions begin and end; put together again it is the text.

    >>> [(p.text, p.kind, p.within) for p in pieces("ab cd", [{"kind": "directives", "id": "D", "start": 0, "end": 4, "value": ""},
    ...     {"kind": "agencies", "id": "a", "start": 3, "end": 4, "value": "C"}])]
    [('ab ', None, True), ('c', 'agencies', True), ('d', None, False)]
    """
    known = sorted((one for one in mentions if 0 <= one["start"] < one["end"] <= len(text)), key=itemgetter("start"))
    cuts = sorted({0, len(text), *(one[side] for one in known for side in ("start", "end"))})
    open_: list[Mapping[str, Any]] = []
    at = 0
    for start, end in zip(cuts, cuts[1:], strict=False):
        open_ = [one for one in open_ if one["end"] > start]
        begun = at
        while at < len(known) and known[at]["start"] == start:
            at += 1
        open_ += known[begun:at]
        slots = sorted((one for one in open_ if one["kind"] != browse.DIRECTIVES), key=lambda one: one["end"] - one["start"])
        told = "; ".join(str(one["value"]) for one in slots if one["value"])
        anchors = tuple(one["id"] for one in known[begun:at] if one["kind"] == browse.DIRECTIVES)
        yield Piece(text[start:end], slots[0]["kind"] if slots else None, len(slots) < len(open_), told, anchors)
