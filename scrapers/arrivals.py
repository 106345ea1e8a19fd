"""What a response makes of its address: the same whether it comes from the web or, after a kill, out of a WARC file."""

from __future__ import annotations

import datetime
import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scrapers import addresses, tables, warc, when

READ = ("article", "listing", "refused")  # states of an address whose last body was read: "not modified" then means nothing to do
TAKEN = ("article", "attachment")  # the kinds that are fetched when they are due; all else is a listing, read every night

# Of an address a: f the fetch that last gave or confirmed its body, b the fetch that has that body, w the WARC file in which it lies.
WITH_BODY = """
    FROM addresses a LEFT JOIN fetches f ON f.id = a.fetch LEFT JOIN fetches b ON b.id = coalesce(f.body, f.id) LEFT JOIN files w ON w.id = b.file
"""
FRESH = f"(a.state IN {READ} AND w.id IS NOT NULL AND w.gone IS NULL)"  # that body was read, and is still kept


class Known(NamedTuple):
    """An address as the database has it, with the last body that is kept of it."""

    id: int
    source: str
    parent: str | None
    title: str | None
    date: str | None
    state: str
    first: str | None
    body: int | None  # the fetch that has the body
    digest: bytes | None
    at: str | None
    there: bool  # in a WARC file that still exists


class Arrival(NamedTuple):
    """A response as its row needs it, whether it comes from the web or out of a WARC file."""

    url: str
    form: Mapping[str, str] | None
    status: int
    at: datetime.datetime
    digest: bytes | None  # of the body; None for what has none
    etag: str | None
    modified: str | None
    revisit: bool
    about: Mapping[str, Any]  # source, kind, run; parent, title and date where they are known


class Kept(NamedTuple):
    """A fetch that is safe; `same`: the body is the one that was read before, and there is nothing to do."""

    fetch: int
    same: bool


def key_of(url: str, form: Mapping[str, str] | None) -> str:
    """What an address is known by; a posted form is part of it, without what changes on every load (__VIEWSTATE and the like are long)."""
    key = addresses.twin_key(url)
    if form:
        told = sorted((name, value) for name, value in form.items() if len(value) <= 100)
        key += "#" + hashlib.sha256(tables.dumped(told).encode()).hexdigest()[:16]
    return key


def known_as(db: sqlite3.Connection, key: str) -> Known | None:
    """The address that is known by this key."""
    row = db.execute(
        f"""
        SELECT a.id, a.source, a.parent, a.title, a.date, a.state, a.first, b.id, b.digest, b.at, w.id IS NOT NULL AND w.gone IS NULL
        {WITH_BODY} WHERE a.key = ?
        """,
        (key,),
    ).fetchone()
    return Known(*row) if row else None


def enter(db: sqlite3.Connection, arrival: Arrival, place: warc.Place, recheck: Sequence[float]) -> Kept:
    """The row of a response, and what its address has become by it."""
    key, at, about = key_of(arrival.url, arrival.form), when.written(arrival.at), arrival.about
    kind, run = about["kind"], about["run"]
    known = known_as(db, key)
    if known is None:
        db.execute(
            "INSERT INTO addresses (key, url, source, kind, parent, title, date, found, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'new')",
            (key, arrival.url, about["source"], kind, about.get("parent"), about.get("title"), about.get("date"), at),
        )
        known = known_as(db, key)
        assert known is not None
    again = arrival.status == 304 or arrival.revisit  # without a body; nor is one known where its file was deleted before the database was made anew
    digest, body = (known.digest, known.body) if again else (arrival.digest, None)
    db.execute("INSERT OR IGNORE INTO files (name) VALUES (?)", (place.file,))
    fetch = db.execute(
        """
        INSERT INTO fetches (address, run, at, status, digest, body, file, offset, length)
        VALUES (?, ?, ?, ?, ?, ?, (SELECT id FROM files WHERE name = ?), ?, ?)
        """,
        (known.id, run, at, arrival.status, digest, body, *place),
    ).lastrowid
    assert fetch is not None
    same = arrival.status == 304 or again and body is None or arrival.status == 200 and known.state in READ and digest == known.digest
    changes = {"kind": kind, "seen": at, "run": run, "hopeless": 0} | _became(arrival, known, kind, same, at, recheck)
    if body or not again and arrival.status == 200:
        changes["fetch"] = fetch
    db.execute(f"UPDATE addresses SET {', '.join(f'{name} = ?' for name in changes)} WHERE id = ?", (*changes.values(), known.id))
    return Kept(fetch, same)


def _became(arrival: Arrival, known: Known, kind: str, same: bool, at: str, recheck: Sequence[float]) -> dict[str, Any]:
    """The columns of an address that a response changes."""
    if arrival.status not in (200, 304):
        gone = {"state": "gone", "due": None, "tries": 0} if kind in TAKEN else {}
        return gone | {"reason": f"answered {arrival.status}"}
    first = min(known.first or at, at)  # the clock may have been ahead
    if not same:
        return {"state": "kept", "reason": None, "due": None, "first": first, "etag": arrival.etag, "modified": arrival.modified}
    if known.state in READ:
        due = when.next_look(recheck, first, at) if known.state == "article" and kind in TAKEN else None
        told = {"etag": arrival.etag, "modified": arrival.modified}
        return {"due": due, "tries": 0, "first": first} | {name: value for name, value in told.items() if value}
    return {"due": when.after(when.moment(at), 1) if kind in TAKEN and known.state != "kept" else None}  # "as before", of a body that is not known


def enter_run(db: sqlite3.Connection, run: int, told: Mapping[str, Any]) -> None:
    """What a WARC file tells of a run, where the database does not know it."""
    row = (told["began"], told["finished"], tables.dumped(told["manifest"]), run)
    db.execute("UPDATE runs SET began = ?, finished = ?, manifest = ? WHERE id = ? AND manifest = '{}'", row)
    db.executemany(
        "INSERT OR IGNORE INTO notes (run, source, at, outcome, reason, counts) VALUES (?, ?, ?, ?, ?, ?)",
        ((run, note["source"], note["at"], note["outcome"], tables.dumped(note["reason"]), tables.dumped(note["counts"])) for note in told["notes"]),
    )


def arrived(capture: warc.Capture) -> Arrival:
    """The response in a record, as its row needs it."""
    revisit = capture.type == "revisit" and capture.status == 200
    digest = warc.digest(capture.body) if capture.status == 200 and not revisit else None
    etag, modified = capture.headers.get("etag"), capture.headers.get("last-modified")
    about = {"source": "", "kind": "article", "run": 0, **capture.about}
    return Arrival(capture.url, capture.form, capture.status, capture.fetched, digest, etag, modified, revisit, about)
