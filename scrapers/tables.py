"""The store's tables and the connection to them.

WAL and synchronous = NORMAL: a commit is a write to the end of the log, without waiting for the disk. A killed process loses nothing, for the
system has what was written; a power failure loses the last seconds but cannot corrupt, for each page of the log carries a checksum and the log
reaches the disk before the database does. FULL would wait for the disk at every commit (some 5 ms each, 50,000 times) to save these seconds of
pages, which are fetched again anyway.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from pathlib import Path
from typing import Any

OLDEST_SQLITE = (3, 37, 0)  # STRICT tables; that of Debian 12 is 3.40
PATIENCE = 30.0  # seconds for which a statement waits for another process that writes
SETTINGS = (
    "page_size = 8192",  # a packed page has some 2,300 bytes; with 4096 a third of the file would be empty
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "cache_size = -16000",  # 16 MB: what the store takes of memory, however much it holds
    "wal_autocheckpoint = 2000",
    "journal_size_limit = 67108864",
)
APPLICATION = 0x63684430  # "chD0": what the file's head says it belongs to

# A migration is appended, never changed: the database's user_version counts those that it has had.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, began TEXT NOT NULL, finished TEXT, manifest TEXT NOT NULL
    ) STRICT;

    CREATE TABLE files (                            -- WARC files
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
        gone TEXT                                   -- when it was deleted, or found to be missing
    ) STRICT;

    CREATE TABLE fetches (
        id INTEGER PRIMARY KEY,
        address INTEGER NOT NULL REFERENCES addresses (id),
        run INTEGER NOT NULL REFERENCES runs (id),
        at TEXT NOT NULL, status INTEGER NOT NULL,
        digest BLOB,                                -- SHA-1 of the body, that of the body it had before for a 304
        body INTEGER REFERENCES fetches (id),       -- the fetch that has the same body; null: this one
        file INTEGER REFERENCES files (id), offset INTEGER, length INTEGER   -- where its record lies; null: lost by a power failure
    ) STRICT;

    CREATE TABLE addresses (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,                   -- equal for the addresses of one page
        url TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
        parent TEXT, title TEXT, date TEXT,         -- what the page says that links to it
        found TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('new', 'kept', 'article', 'listing', 'refused', 'later', 'gone')),
        reason TEXT,
        due TEXT,                                   -- when it is to be asked for; null: not at all
        tries INTEGER NOT NULL DEFAULT 0,           -- that failed since it was last settled
        hopeless INTEGER NOT NULL DEFAULT 0,        -- those of them, in a row, that another night would not mend
        etag TEXT, modified TEXT,
        first TEXT, seen TEXT,                      -- the first and the last time it answered
        fetch INTEGER REFERENCES fetches (id),      -- the last one that gave or confirmed its body
        run INTEGER                                 -- the last one in which it was asked for
    ) STRICT;
    CREATE INDEX addresses_due ON addresses (source, due) WHERE due IS NOT NULL;
    CREATE INDEX addresses_kept ON addresses (source) WHERE state = 'kept';

    CREATE TABLE articles (
        id TEXT PRIMARY KEY, address INTEGER NOT NULL UNIQUE REFERENCES addresses (id),
        parent TEXT,                                -- the article that an attachment is of
        cluster TEXT NOT NULL                       -- the smallest id among the articles that tell the same news
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX articles_cluster ON articles (cluster);
    CREATE INDEX articles_parent ON articles (parent) WHERE parent IS NOT NULL;

    CREATE TABLE versions (
        id INTEGER PRIMARY KEY, article TEXT NOT NULL REFERENCES articles (id), number INTEGER NOT NULL,
        fetch INTEGER NOT NULL REFERENCES fetches (id), run INTEGER NOT NULL REFERENCES runs (id),
        digest BLOB NOT NULL,                       -- SHA-1 of the text
        page BLOB NOT NULL, diff BLOB,              -- zlib; the page is JSON
        extracted TEXT,                             -- the file that has its record
        UNIQUE (article, number)
    ) STRICT;
    CREATE INDEX versions_unextracted ON versions (id) WHERE extracted IS NULL;

    CREATE TABLE sketches (                         -- of the last weeks: see scrapers.twins
        version INTEGER PRIMARY KEY REFERENCES versions (id) ON DELETE CASCADE, at TEXT NOT NULL,
        signature BLOB NOT NULL, clauses BLOB NOT NULL
    ) STRICT;
    CREATE TABLE bands (
        key INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (key, version)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE traversals (                       -- when the last complete reading of a listing began
        source TEXT NOT NULL, url TEXT NOT NULL, began TEXT NOT NULL, PRIMARY KEY (source, url)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE samples (source TEXT PRIMARY KEY, pages INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE sampled (                          -- the pages that were counted since the counts were last halved
        source TEXT NOT NULL, page BLOB NOT NULL, PRIMARY KEY (source, page)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE lines (                            -- on how many of the source's sampled pages a line stands
        source TEXT NOT NULL, line TEXT NOT NULL, pages INTEGER NOT NULL, PRIMARY KEY (source, line)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE notes (                            -- what a run came to at a source
        run INTEGER NOT NULL REFERENCES runs (id), source TEXT NOT NULL, at TEXT NOT NULL,
        outcome TEXT NOT NULL, reason TEXT NOT NULL, counts TEXT NOT NULL,    -- JSON, both
        PRIMARY KEY (source, run)
    ) STRICT, WITHOUT ROWID;
    """,
)


class StoreError(OSError):
    """The data folder cannot be used; the message says what is wrong with it and what to do."""


class BusyError(StoreError):
    """Another run holds the data folder; the message says which process and since when."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the database, which is made or brought up to date; StoreError where that cannot be."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old: {'.'.join(map(str, OLDEST_SQLITE))} or newer is needed")
    db = None
    try:
        db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False, cached_statements=256)
        for setting in SETTINGS:
            db.execute(f"PRAGMA {setting}")
        migrate(db, path)
    except (sqlite3.Error, StoreError) as error:
        if db is not None:
            db.close()
        raise error if isinstance(error, StoreError) else explained(error, path) from None
    return db


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Takes the database through the migrations that it has not had, each in a transaction of its own."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise StoreError(f"{path} was written by a newer chidao (tables of version {version}, this one knows {len(MIGRATIONS)}): install that one")
    while version < len(MIGRATIONS):
        try:
            marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version + 1};"
            db.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[version]} {marks} COMMIT;")
        except sqlite3.OperationalError:
            if db.in_transaction:
                db.execute("ROLLBACK")
            if db.execute("PRAGMA user_version").fetchone()[0] == version:  # no other process has done it just now
                raise
        version += 1


def dumped(value: Any) -> str:
    """The value as JSON, as the tables have it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


# --- what went wrong, in words -------------------------------------------------------------------------------------------------------------

_ANEW = "the pages are safe in {folder}/warc: run `chidao reparse --data {folder}`, which moves the damaged file aside and makes all anew from them"
_FULL = "no room is left on the disk of {folder}: make some, or let `chidao nightly --keep-bytes` delete the oldest raw pages; what was kept is safe"
_CLOSED = "{folder} cannot be written: make it writable for this user, or give another folder with --data"

# the beginning of SQLite's name for an error, what is wrong, what to do
ADVICE: tuple[tuple[str, str, str], ...] = (
    ("SQLITE_CORRUPT", "the database is damaged", _ANEW),
    ("SQLITE_NOTADB", "the database is damaged", _ANEW),
    ("SQLITE_FULL", "the database could not be written", _FULL),
    ("SQLITE_IOERR_WRITE", "the database could not be written", _FULL),
    ("SQLITE_IOERR_SHM", "the database could not be written", _FULL),
    ("SQLITE_IOERR", "the disk fails", "look at the disk of {folder}; what was kept lies in {folder}/warc"),
    ("SQLITE_READONLY", "the database is read-only", _CLOSED),
    ("SQLITE_CANTOPEN", "the database cannot be opened", _CLOSED),
    ("SQLITE_PERM", "the database cannot be opened", _CLOSED),
    ("SQLITE_BUSY", "another process has been writing for half a minute", "wait for it to end (`fuser {folder}/chidao.sqlite` names it)"),
)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EROFS, errno.EACCES, errno.EPERM}


def damaged(path: Path, told: str) -> StoreError:
    """The error for a database that SQLite finds damaged."""
    return StoreError(f"{path}: the database is damaged ({' '.join(told.split())}); {_ANEW.format(folder=path.parent)}")


def explained(error: Exception, path: Path) -> StoreError:
    """What an error of SQLite or of a file below the data folder means, and what to do."""
    folder = path.parent
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        for beginning, wrong, advice in ADVICE:
            if name.startswith(beginning):
                return StoreError(f"{path}: {wrong} ({error}); {advice.format(folder=folder)}")
        return StoreError(f"{path}: {type(error).__name__}: {error}")
    number = getattr(error, "errno", None)
    advice = _FULL if number in _NO_ROOM else _CLOSED if number in _NO_RIGHT else "look at the disk of {folder}"
    return StoreError(f"{getattr(error, 'filename', None) or path}: {getattr(error, 'strerror', None) or error}; {advice.format(folder=folder)}")
