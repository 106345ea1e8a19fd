"""What a kill or a power failure has left: rows and records are made to agree when a folder is opened by whoever may write in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import warcs
from scrapers import arrivals, tables, warc, when

if TYPE_CHECKING:
    from scrapers.store import Store


def recover(store: Store) -> None:
    """Makes rows and records agree: enters responses that have no row, drops rows whose response never reached the disk, cuts what is torn."""
    try:
        _match_files(store)
        _enter_rest(store, *_last_sound(store))
    except OSError as error:
        raise error if isinstance(error, tables.StoreError) else tables.explained(error, store.path) from None


def _match_files(store: Store) -> None:
    there = {path.name for path in warc.files(store.warcs)}
    with store.writing() as db:
        for id, name, gone in db.execute("SELECT id, name, gone FROM files").fetchall():
            if gone and name in there:
                db.execute("UPDATE files SET gone = NULL WHERE id = ?", (id,))
            elif not gone and name not in there:
                db.execute("UPDATE files SET gone = ? WHERE id = ?", (when.written(when.now()), id))
                store.tell(f"{store.warcs / name} is missing; what was read of its pages stays, the pages themselves cannot be read again")


def _last_sound(store: Store) -> tuple[str, int]:
    """The file in which the last response with a row lies, and where it ends; rows whose response is not there are dropped."""
    lost = 0
    while True:
        with store.writing() as db:
            row = db.execute(
                "SELECT f.id, w.name, f.offset, f.length FROM fetches f JOIN files w ON w.id = f.file WHERE w.gone IS NULL ORDER BY f.id DESC LIMIT 1"
            ).fetchone()
            if row is None or _is_there(store, *row[1:]):
                break
            db.execute("UPDATE fetches SET file = NULL, offset = NULL, length = NULL WHERE id = ?", row[:1])
            db.execute("UPDATE addresses SET state = 'new', due = seen, run = NULL WHERE state = 'kept' AND fetch = ?", row[:1])
            lost += 1
    if lost:
        store.tell(
            f"{store.warcs}: {lost} responses that had been fetched last never reached the disk; those that were not read yet are fetched again"
        )
    return (row[1], row[2] + row[3]) if row else ("", 0)


def _is_there(store: Store, name: str, offset: int, length: int) -> bool:
    path = store.warcs / name
    try:
        return path.stat().st_size >= offset + length and bool(warcs.read(path, offset))
    except warc.WarcError:
        return False


def _enter_rest(store: Store, name: str, offset: int) -> None:
    """Enters the responses that lie beyond the last one that has a row."""
    entered, files = 0, warc.files(store.warcs)
    known = [path.name for path in files].index(name) if name else 0
    for path in files[known:]:
        for found in warcs.captures(path, offset if path.name == name else 0):
            if isinstance(found, warc.Damage):
                _cut(store, path, found)
            elif found.about:
                entered += found.type != "metadata"
                _enter_capture(store, found, path.name)
    if entered:
        store.tell(f"{store.warcs}: {entered} responses had been kept without a row in {store.path.name}; they are entered")


def _enter_capture(store: Store, capture: warc.Capture, name: str) -> None:
    place = warc.Place(name, capture.offset, capture.length)
    with store.writing() as db:
        at = when.written(capture.fetched)
        run = capture.about.get("run", 0)
        db.execute("INSERT OR IGNORE INTO runs (id, began, finished, manifest) VALUES (?, ?, ?, '{}')", (run, at, at))
        if capture.type == "metadata":
            arrivals.enter_run(db, run, json.loads(capture.body))
        else:
            arrivals.enter(db, arrivals.arrived(capture), place, store.recheck)


def _cut(store: Store, path: Path, damage: warc.Damage) -> None:
    """Moves what is torn at the end of a file aside, so that the next record follows the last whole one."""
    if damage.length is not None:
        store.tell(f"{damage}; passed over")
        return
    with path.open("r+b") as file:
        file.seek(damage.offset)
        aside = path.with_name(f"{path.name}.{damage.offset}.torn")
        aside.write_bytes(file.read())
        file.truncate(damage.offset)
    store.tell(f"{damage}; moved to {aside.name}")
