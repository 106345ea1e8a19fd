"""The database made anew from the WARC files, by a parser that may have become better; and the WARC files of others taken in.

    WARC files -> fetches, addresses, runs (as after a kill: Store enters what has no row) -> parse -> versions, clusters

What the files cannot tell is taken over from the database that was, where that can be read: addresses that were found and not fetched, failures,
readings of listings, and all that came from WARC files that have been deleted since. The new database takes the place of the old one when it is
whole; until then the old one is not touched. A damaged one is moved aside, not deleted.
"""

from __future__ import annotations

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
from scrapers.store import NAME, TAKEN, BusyError, Store, StoreError

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
        if not lock.take(patience=1.0):
            raise BusyError(f"{folder} is in use by {lock.holder()}; wait for it to end")
        _remove(made)
        sound = _is_sound(was)
        if sound:
            _take_over(made, was, folder / "warc")
        with Store(folder, database=made.name, lock=lock) as store:
            counts = _read_all(store, parse, lines)
            notices = [notice for notice in store.notices if not notice.endswith("they are entered")]
        if sound:
            _mark(made, was)
        elif aside := _move_aside(was):
            notices.append(f"{was} was damaged; it is kept as {aside.name} and may be deleted")
        _remove(was)
        made.replace(was)
    except (OSError, sqlite3.Error) as error:
        raise error if isinstance(error, StoreError) else tables.explained(error, was) from error
    finally:
        lock.close()
    return Rebuilt(dict(counts), notices)


def _is_sound(was: Path) -> bool:
    """Whether the database that was can be read; what a killed process has left in its log is taken in."""
    if not was.exists():
        return False
    try:
        db = tables.connect(was)
    except StoreError:
        return False
    try:
        return db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",) and db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    except sqlite3.Error:
        return False
    finally:
        db.close()


# What the WARC files that are there cannot tell. `lost`: fetches whose record is in none of them. An address whose body is there begins anew.
TAKEN_OVER = """
    CREATE TEMP TABLE lost AS SELECT f.id FROM old.fetches f LEFT JOIN old.files w ON w.id = f.file WHERE w.name IS NULL OR w.name NOT IN (SELECT name FROM present);
    CREATE UNIQUE INDEX temp.lost_id ON lost (id);
    INSERT INTO main.runs SELECT * FROM old.runs;
    INSERT INTO main.files SELECT id, name, ifnull(gone, strftime('%Y-%m-%dT%H:%M:%SZ')) FROM old.files WHERE name NOT IN (SELECT name FROM present);
    INSERT INTO main.addresses (id, key, url, source, kind, parent, title, date, found, state, reason, due, tries, hopeless, etag, modified, first, seen, fetch, run)
        SELECT a.id, a.key, a.url, a.source, a.kind, a.parent, a.title, a.date, a.found,
            iif(b.id IS NULL OR b.id IN lost, a.state, 'new'), a.reason, iif(b.id IS NULL OR b.id IN lost, a.due, NULL), a.tries, a.hopeless,
            a.etag, a.modified, a.first, a.seen, (SELECT max(id) FROM old.fetches WHERE address = a.id AND id IN lost AND status IN (200, 304)), a.run
        FROM old.addresses a LEFT JOIN old.fetches f ON f.id = a.fetch LEFT JOIN old.fetches b ON b.id = ifnull(f.body, f.id);
    INSERT INTO main.fetches SELECT id, address, run, at, status, digest, iif(body IN lost, body, NULL), iif(file IN (SELECT id FROM main.files), file, NULL), offset, length
        FROM old.fetches WHERE id IN lost;
    INSERT INTO main.articles SELECT * FROM old.articles WHERE id IN (SELECT article FROM old.versions WHERE fetch IN lost);
    INSERT INTO main.versions SELECT * FROM old.versions WHERE fetch IN lost;
    INSERT INTO main.sketches SELECT * FROM old.sketches WHERE version IN (SELECT id FROM main.versions);
    INSERT INTO main.bands SELECT * FROM old.bands WHERE version IN (SELECT id FROM main.versions);
    INSERT INTO main.traversals SELECT * FROM old.traversals;
    INSERT INTO main.notes SELECT * FROM old.notes;
    INSERT INTO main.samples SELECT * FROM old.samples;
    INSERT INTO main.lines SELECT * FROM old.lines;
"""


def _take_over(made: Path, was: Path, folder: Path) -> None:
    """Puts into the new database what only the one that was can tell."""
    db = tables.connect(made)
    try:
        db.execute("ATTACH ? AS old", (str(was),))
        db.execute("CREATE TEMP TABLE present (name TEXT PRIMARY KEY)")
        db.executemany("INSERT INTO present VALUES (?)", ((path.name,) for path in warc.files(folder)))
        db.executescript(f"BEGIN; PRAGMA defer_foreign_keys = ON; {TAKEN_OVER} COMMIT;")
    finally:
        db.close()


def _mark(made: Path, was: Path) -> None:
    """Marks the versions that are as they were as extracted, and the listings that were read as read."""
    db = tables.connect(made)
    try:
        db.execute("ATTACH ? AS old", (str(was),))
        db.executescript(
            f"""
            BEGIN;
            UPDATE main.versions SET extracted = o.extracted FROM old.versions o
                WHERE o.article = versions.article AND o.number = versions.number AND o.digest = versions.digest AND versions.extracted IS NULL;
            UPDATE main.addresses SET state = 'listing' WHERE state = 'kept' AND kind NOT IN {TAKEN} AND key IN (SELECT key FROM old.addresses WHERE state = 'listing');
            COMMIT;
            """
        )
    finally:
        db.close()


def _read_all(store: Store, parse: Parse, lines: Lines | None) -> Counter[str]:
    """Parses every body that is there, in the order in which they came."""
    counts: Counter[str] = Counter()
    if lines is not None:
        _learn(store, lines)
    with store.reading() as db:
        (counts["responses"],) = db.execute("SELECT count(*) FROM fetches").fetchone()
    last = 0
    while rows := _bodies(store, last):
        for fetch, url, source, kind, settles in rows:
            counts[_read_one(store, parse, fetch, url, source, kind, settles)] += 1
        last = rows[-1][0]
    with store.reading() as db:
        for name in ("addresses", "articles", "versions"):
            (counts[name],) = db.execute(f"SELECT count(*) FROM {name}").fetchone()
    counts["clusters"] = sum(1 for _ in store.clusters())
    return counts


def _bodies(store: Store, last: int) -> list[tuple[Any, ...]]:
    """The next fetches that have a body of their own, and whether it is the last one of an address that nothing has settled since."""
    with store.reading() as db:
        return db.execute(
            f"""
            SELECT f.id, a.url, a.source, a.kind, a.state = 'kept' AND f.id = (SELECT ifnull(l.body, l.id) FROM fetches l WHERE l.id = a.fetch)
            FROM fetches f JOIN files w ON w.id = f.file AND w.gone IS NULL JOIN addresses a ON a.id = f.address
            WHERE f.id > ? AND f.status = 200 AND f.body IS NULL AND f.digest IS NOT NULL AND a.kind IN {TAKEN} ORDER BY f.id LIMIT 500
            """,
            (last,),
        ).fetchall()


def _read_one(store: Store, parse: Parse, fetch: int, url: str, source: str, kind: str, settles: bool) -> str:
    """What a body was read as: "read", "refused" or "damaged"."""
    try:
        response, about = store.response(fetch)
    except StoreError as error:
        store.notices.append(str(error))
        return "damaged"
    found = parse(response, about | {"source": source, "kind": kind, "repeated": store.repeated(source)})
    if isinstance(found, pages.Page):
        store.article(fetch, found, source, url, kind, about.get("parent"))
    if settles:
        state, reason = ("article", "") if isinstance(found, pages.Page) else found or ("refused", "no article")
        store.settle(url, state, reason)
    return "read" if isinstance(found, pages.Page) else "refused"


def _learn(store: Store, lines: Lines) -> None:
    """Counts the lines of some of the last pages of each source that has none counted yet."""
    with store.reading() as db:
        rows = db.execute(
            """
            SELECT source, fetch FROM (
                SELECT source, fetch, row_number() OVER (PARTITION BY source ORDER BY fetch DESC) AS place FROM addresses
                WHERE kind = 'article' AND state = 'kept' AND source NOT IN (SELECT source FROM samples)
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


def _remove(database: Path) -> None:
    """Deletes what is left of a database; its log first or last, as it does not hold for another one."""
    for part in reversed(PARTS):
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
