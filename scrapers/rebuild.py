"""Articles, versions and clusters made anew from the WARC files, by a parser that may have become better; and the files of others taken in.

    the database, where it is sound: a copy, without articles   }
    else: an empty one, into which every response is entered    }  -> parse each body, in order -> versions, clusters -> in the old one's place

A database that is sound knows more than the WARC files do: addresses that were found and not fetched, failures, and what was read of pages whose
file has been deleted since; all that stays. The old one is not touched before the new one is whole; a damaged one is moved aside, not deleted.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pipeline import pages, warcs
from scrapers import tables, warc
from scrapers.fetch import Response
from scrapers.lock import Lock
from scrapers.arrivals import TAKEN
from scrapers.store import NAME, BusyError, Store, StoreError, unpacked

Reading = pages.Page | tuple[str, str] | None
Parse = Callable[[Response, dict[str, Any]], Reading]
Lines = Callable[[Response, dict[str, Any]], Iterable[str]]

PARTS = ("", "-wal", "-shm")  # a database and what SQLite keeps beside it
SAMPLED = 40  # pages of a source from which its repeated lines are learned


class Rebuilt(NamedTuple):
    """What was read and made, by name, and what was found amiss."""

    counts: dict[str, int]
    notices: list[str]


def rebuild(folder: str | Path, parse: Parse, warcs: Iterable[str | Path] | None = None, *, lines: Lines | None = None) -> Rebuilt:
    """What became of the folder's database, made anew from its WARC files; with `warcs`, their pages are taken in instead, into what is there.

    `parse` gives the page of a response, or a state and a reason (see Store.settle), or None for what is no article. It is given what is known of
    the response: `url`, `source`, `kind`, `title`, `date`, `parent`, and `repeated`, the lines that repeat on the source's pages, as far as `lines`
    (the normalised lines of a page) tells them. Of the pages of others, `source` is the host; parse may write another there.
    """
    folder = Path(folder)
    return _take_in(folder, parse, [Path(path) for path in warcs]) if warcs else _make_anew(folder, parse, lines)


# --- our own -------------------------------------------------------------------------------------------------------------------------------


def _make_anew(folder: Path, parse: Parse, lines: Lines | None) -> Rebuilt:
    was, made = folder / NAME, folder / f"{NAME}.new"
    if not warc.files(folder / "warc"):
        raise StoreError(f"{folder / 'warc'} holds no WARC file of ours; there is nothing to make {NAME} from")
    lock = Lock(folder / "lock")
    try:
        if not lock.take(patience=0.5):
            raise BusyError(f"{folder} is in use by {lock.holder()}; wait for it to end")
        _remove(made)
        sound = was.exists() and _copied(was, made)
        with Store(folder, database=made.name, lock=lock) as store:
            _set_aside(store)
            counts = _read_all(store, parse, lines)
            _finish(store)
            notices = [notice for notice in store.notices if sound or not notice.endswith("they are entered")]
        if not sound and (aside := _move_aside(was)):
            notices.append(f"{was} was damaged; it is kept as {aside.name} and may be deleted")
        _remove(was, but="")
        made.replace(was)
    except (OSError, sqlite3.Error) as error:
        raise error if isinstance(error, StoreError) else tables.explained(error, was) from error
    finally:
        lock.close()
    return Rebuilt(dict(counts), notices)


def _copied(was: Path, made: Path) -> bool:
    """Whether the database that was is sound; then it is copied, and its log is in it."""
    try:
        db = tables.connect(was)
    except StoreError:
        return False
    try:
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            return False
        with contextlib.closing(sqlite3.connect(made)) as copy:
            db.backup(copy)
        return db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    except sqlite3.DatabaseError as error:
        if "damaged" not in str(tables.explained(error, was)):
            raise  # a full disk says nothing of the database
        return False
    finally:
        db.close()


def _set_aside(store: Store) -> None:
    """Empties the tables of what is made anew; what was read before is kept beside until the end."""
    with store.writing() as db:
        db.execute("CREATE TABLE was AS SELECT fetch, article, number, digest, page, extracted FROM versions")
        db.execute("CREATE INDEX was_fetch ON was (fetch)")
        for table in ("bands", "sketches", "versions", "articles"):
            db.execute(f"DELETE FROM {table}")


def _finish(store: Store) -> None:
    """Marks the versions that are as they were as extracted, and gives the room back."""
    with store.writing() as db:
        db.execute(
            """
            UPDATE versions SET extracted = was.extracted FROM was
            WHERE was.article = versions.article AND was.number = versions.number AND was.digest = versions.digest
            """
        )
        db.execute("DROP TABLE was")
    with store.reading() as db:
        db.execute("VACUUM")


def _read_all(store: Store, parse: Parse, lines: Lines | None) -> Counter[str]:
    """Parses every body, in the order in which they came."""
    counts: Counter[str] = Counter()
    if lines is not None:
        _learn(store, lines)
    last = 0
    while rows := _bodies(store, last):
        for row in rows:
            counts[_read_one(store, parse, _Body(*row))] += 1
        last = rows[-1][0]
    with store.reading() as db:
        for name in ("addresses", "fetches", "articles", "versions"):
            (counts[name],) = db.execute(f"SELECT count(*) FROM {name}").fetchone()
    counts["clusters"] = sum(1 for _ in store.clusters())
    return counts


class _Body(NamedTuple):
    """A fetch that has a body of its own; `last`: none has come since from its address, whose state is `state`."""

    fetch: int
    url: str
    source: str
    kind: str
    parent: str | None
    state: str
    last: bool


def _bodies(store: Store, last: int) -> list[tuple[Any, ...]]:
    """The next fetches that have a body of their own."""
    with store.reading() as db:
        return db.execute(
            f"""
            SELECT f.id, a.url, a.source, a.kind, a.parent, a.state, f.id = (SELECT ifnull(l.body, l.id) FROM fetches l WHERE l.id = a.fetch)
            FROM fetches f JOIN addresses a ON a.id = f.address
            WHERE f.id > ? AND f.status = 200 AND f.body IS NULL AND f.digest IS NOT NULL AND a.kind IN {TAKEN} ORDER BY f.id LIMIT 500
            """,
            (last,),
        ).fetchall()


def _read_one(store: Store, parse: Parse, body: _Body) -> str:
    """What became of a body: "read", "refused", "kept as read before" or "lost"."""
    try:
        response, about = store.response(body.fetch)
    except StoreError as error:
        return _as_before(store, body, str(error))
    found = parse(response, about | {"source": body.source, "kind": body.kind, "repeated": store.repeated(body.source)})
    if isinstance(found, pages.Page):
        store.article(body.fetch, found, body.source, body.url, body.kind, body.parent)
    state, reason = ("article", "") if isinstance(found, pages.Page) else found or ("refused", "no article")
    if body.last and body.state not in ("gone", state):
        store.settle(body.url, state, reason)
    return "read" if isinstance(found, pages.Page) else "refused"


def _as_before(store: Store, body: _Body, why: str) -> str:
    """Keeps what was read of a page that is no longer there, or cannot be read."""
    with store.reading() as db:
        row = db.execute("SELECT page FROM was WHERE fetch = ?", (body.fetch,)).fetchone()
    if row is None:
        if "was deleted" not in why:
            store.notices.append(why)
        return "lost"
    store.article(body.fetch, unpacked(row[0], store.path), body.source, body.url, body.kind, body.parent)
    return "kept as read before"


def _learn(store: Store, lines: Lines) -> None:
    """Counts the lines of some of the last pages of each source that has none counted yet."""
    with store.reading() as db:
        rows = db.execute(
            """
            SELECT source, fetch FROM (
                SELECT source, fetch, row_number() OVER (PARTITION BY source ORDER BY fetch DESC) AS place FROM addresses
                WHERE kind = 'article' AND state IN ('kept', 'article') AND source NOT IN (SELECT source FROM samples)
            ) WHERE place <= ?
            """,
            (SAMPLED,),
        ).fetchall()
    for source, fetch in rows:
        try:
            response, about = store.response(fetch)
        except StoreError:
            continue  # told when it is to be read
        store.pages_lines(source, lines(response, about))


def _move_aside(was: Path) -> Path | None:
    """The new name of a damaged database; None where there is none."""
    if not was.exists():
        return None
    number = next(number for number in range(1, 10_000) if not Path(f"{was}.damaged-{number}").exists())
    for part in PARTS:
        path = Path(f"{was}{part}")
        if path.exists():
            path.rename(f"{was}.damaged-{number}{part}")
    return Path(f"{was}.damaged-{number}")


def _remove(database: Path, but: str | None = None) -> None:
    """Deletes what is left of a database, all parts `but` one; a log that stayed would be taken for the next one's."""
    for part in PARTS:
        if part != but:
            Path(f"{database}{part}").unlink(missing_ok=True)


# --- those of others -----------------------------------------------------------------------------------------------------------------------


def _take_in(folder: Path, parse: Parse, files: list[Path]) -> Rebuilt:
    """Keeps the pages of these files that are articles, as if they had been fetched when those files say; what is there already is left as it is."""
    counts: Counter[str] = Counter()
    notices: list[str] = []
    with Store(folder) as store, store.lock():
        run = store.begin({"warcs": [str(path) for path in files]})
        for path in files:
            try:
                for found in warcs.pages(path):
                    counts[_take_one(store, parse, run, found, notices)] += 1
            except OSError as error:
                notices.append(f"{path}: {error.strerror or error}")
                counts["damaged"] += 1
        store.finish(run, {"warcs": [str(path) for path in files], "counts": dict(counts)})
        notices += store.notices
    return Rebuilt(dict(counts), notices)


def _take_one(store: Store, parse: Parse, run: int, found: warc.Capture | warc.Damage, notices: list[str]) -> str:
    if isinstance(found, warc.Damage):
        notices.append(str(found))
        return "damaged"
    response = warc.response(found)
    about = {"source": (urlsplit(found.url).hostname or "unknown").removeprefix("www."), "kind": "article", **found.about, "repeated": frozenset()}
    if about["kind"] not in TAKEN or store.has(found.url, found.fetched):
        return "passed over"
    page = parse(response, about)
    if not isinstance(page, pages.Page):
        return "refused"
    kept = store.keep(found.url, about["source"], about["kind"], response, run)
    if not kept.same:
        store.article(kept.fetch, page, about["source"], found.url, about["kind"], about.get("parent"), run)
    store.settle(found.url, "article")
    return "read"
