"""What was found, fetched and read: addresses, responses, article versions, near duplicates, runs.

    data/chidao.sqlite    all but the pages themselves (tables in scrapers.tables)
    data/warc/            the responses, one record each (scrapers.warc); the database can be made anew from them (scrapers.rebuild)
    data/lock             held by the process that writes

    find -> tasks -> keep -> article -> settle        an address, from the listing that names it to the article that it holds
                  -> fail                             or why it could not be had

A response is first appended to the WARC file, then its row is committed: whatever moment a process is killed at, the next one to open the store
finds each response that was kept (`keep` had come back), and at most one beyond, which it enters. Until `settle`, an address counts as kept but
not read, and `pending` gives it out with its response, so that nothing is fetched again because it was not read.
"""

from __future__ import annotations

import contextlib
import datetime
import difflib
import hashlib
import json
import logging
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec

from pipeline import pages
from pipeline.pages.words import normal
from scrapers import addresses, arrivals, clusters, recovery, tables, twins, warc, when
from scrapers.arrivals import TAKEN, Arrival, Kept
from scrapers.fetch import FetchError, Response
from scrapers.lock import Lock
from scrapers.tables import BusyError, StoreError

__all__ = ["BusyError", "Found", "Kept", "Store", "StoreError", "Task", "Version"]

log = logging.getLogger("chidao.store")

NAME = "chidao.sqlite"
HOPELESS = 3  # failures in a row that another night would not mend, and the address is given up
TRIES = 10  # failures of any kind in a row, over half a year
STATES = ("article", "listing", "refused", "later", "gone")
SAMPLE = 100  # pages of a source after which the counts of its lines are halved: memory is bounded, and a new design takes over within a night or two
REPEATED = (3, 0.3)  # a line is chrome that stands on so many pages and on such a share of them
LONGEST_LINE = 500  # characters of a line that may be chrome


class Found(NamedTuple):
    """An address and what the page that links to it says of it; `parent` is the address of an attachment's article."""

    url: str
    source: str
    kind: str
    parent: str | None = None
    title: str | None = None
    date: str | None = None


class Task(NamedTuple):
    """An address to be fetched; `etag` and `modified` where a "not modified" would be of use; `fetched`: it has answered before."""

    url: str
    source: str
    kind: str
    parent: str | None
    title: str | None
    date: str | None
    etag: str | None
    modified: str | None
    tries: int
    fetched: bool


class Version(NamedTuple):
    """A text of an article; `diff` shows what changed since the version before, paragraph by paragraph."""

    article: str
    number: int
    url: str
    source: str
    kind: str
    parent: str | None
    page: pages.Page
    diff: str | None
    fetch: int
    cluster: str
    run: int


class Store:
    """A data folder. Threads may share one; processes may read the folder at the same time, and one may write, which holds the lock."""

    def __init__(
        self,
        folder: str | Path,
        *,
        recheck: Sequence[float] = when.RECHECK,
        largest: int = warc.LARGEST,
        database: str = NAME,
        lock: Lock | None = None,
    ) -> None:
        """Opens the folder, or makes it, and enters what a killed run has left; `notices` says what was found amiss and what was done.

        `recheck`: see when.RECHECK; with 0 among them each run asks for every article again. `largest`: bytes of a WARC file. `database` is
        another name for one that is being made, `lock` one that the caller holds.
        """
        self.folder, self.recheck = Path(folder), tuple(recheck)
        self.warcs, self.path = self.folder / "warc", self.folder / database
        self.notices: list[str] = []
        self._guard = threading.RLock()
        self._repeated: dict[str, frozenset[str]] = {}
        self._lent = lock is not None
        self._lock = lock or self._open_folder()
        try:
            self._refuse_orphans()
            self._db = tables.connect(self.path)
        except StoreError:
            self._give_back()
            raise
        self._writer = warc.Writer(self.warcs, largest=largest)
        try:
            if self._lock.held or self._lock.take():
                self._recover()
            if not self._lent and self._lock.held:
                self._lock.release()
        except BaseException:
            self.close()
            raise

    def _open_folder(self) -> Lock:
        try:
            self.warcs.mkdir(parents=True, exist_ok=True)
            return Lock(self.folder / "lock")
        except OSError as error:
            raise tables.explained(error, self.path) from None

    def _give_back(self) -> None:
        if not self._lent:
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the work with the folder and gives the lock back."""
        with self._guard:
            with contextlib.suppress(OSError):
                self._writer.close()
            with contextlib.suppress(sqlite3.Error):
                self._db.close()
            self._give_back()

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Within it, no other process writes to the folder; BusyError says which one does, StoreError that the database is damaged.

        Whoever writes responses without it takes the lock with the first, until the store is closed.
        """
        self._hold()
        self._check()
        try:
            yield
        finally:
            with self._guard:
                self._writer.close()
                if not self._lent:
                    self._lock.release()

    def _hold(self) -> None:
        with self._guard:
            if self._lock.held:
                return
            if not self._lock.take(patience=0.5):  # whoever opens the folder to read it holds the lock for some milliseconds
                raise BusyError(f"{self.folder} is in use by {self._lock.holder()}; wait for it, or give another folder with --data")
            self._recover()  # the one that held it may have been killed since the store was opened

    def _recover(self) -> None:
        with self._guard:
            self._writer.close()
            recovery.recover(self)

    def _check(self) -> None:
        """StoreError where a page of the database is damaged; some 100 MB a second."""
        with self.reading() as db:
            told = [row[0] for row in db.execute("PRAGMA quick_check(3)")]
        if told != ["ok"]:
            raise tables.damaged(self.path, "; ".join(told))

    def _refuse_orphans(self) -> None:
        """StoreError where there are responses but no database: an empty one would fetch everything again."""
        if not self.path.exists() and self.path.name == NAME and (left := warc.files(self.warcs)):
            raise StoreError(
                f"{self.path} is missing, and {self.warcs} holds {len(left)} WARC files: "
                f"run `chidao reparse --data {self.folder}`, which makes it anew from them"
            )

    # --- transactions -----------------------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for queries; no other thread has it meanwhile."""
        with self._guard:
            try:
                yield self._db
            except sqlite3.Error as error:
                raise tables.explained(error, self.path) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with self.reading() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    # --- runs -------------------------------------------------------------------------------------------------------------------------------

    def begin(self, manifest: Mapping[str, Any]) -> int:
        """The id of a new run; one that was left unfinished ends here."""
        now = when.written(when.now())
        with self.writing() as db:
            db.execute("UPDATE runs SET finished = ? WHERE finished IS NULL", (now,))
            run = db.execute("INSERT INTO runs (began, manifest) VALUES (?, ?)", (now, tables.dumped(manifest))).lastrowid
        assert run is not None
        return run

    def finish(self, run: int, manifest: Mapping[str, Any]) -> None:
        """Ends the run; its manifest and notes go into the WARC file too, so that they outlive the database."""
        with self.writing() as db:
            db.execute("UPDATE runs SET finished = ?, manifest = ? WHERE id = ?", (when.written(when.now()), tables.dumped(manifest), run))
            began, finished = db.execute("SELECT began, finished FROM runs WHERE id = ?", (run,)).fetchone()
        told = {"began": began, "finished": finished, "manifest": manifest, "notes": self.notes(run)}
        self._hold()
        with self._guard:
            self._append(warc.note({"run": run}, told, when.now()), when.now())
            self._writer.sync()

    def unfinished(self, within: datetime.timedelta | None = None) -> int | None:
        """The run that was begun (`within` so long) and not finished, None where there is none."""
        since = when.written(when.now() - within) if within else ""
        with self.reading() as db:
            return db.execute("SELECT max(id) FROM runs WHERE finished IS NULL AND began >= ?", (since,)).fetchone()[0]  # type: ignore[no-any-return]

    def began(self, run: int) -> datetime.datetime:
        """When the run began."""
        with self.reading() as db:
            return when.moment(db.execute("SELECT began FROM runs WHERE id = ?", (run,)).fetchone()[0])

    def note(self, run: int, source: str, outcome: str, reason: Any, counts: Mapping[str, Any]) -> None:
        """Keeps what the run came to at the source, in place of what was noted before."""
        with self.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO notes (run, source, at, outcome, reason, counts) VALUES (?, ?, ?, ?, ?, ?)",
                (run, source, when.written(when.now()), outcome, tables.dumped(reason), tables.dumped(counts)),
            )

    def notes(self, run: int) -> list[dict[str, Any]]:
        """What the run came to, a row for each source: `source`, `at`, `outcome`, `reason`, `counts`."""
        with self.reading() as db:
            rows = db.execute("SELECT source, at, outcome, reason, counts FROM notes WHERE run = ? ORDER BY at, source", (run,)).fetchall()
        return [{"source": row[0], "at": row[1], "outcome": row[2], "reason": json.loads(row[3]), "counts": json.loads(row[4])} for row in rows]

    def history(self, source: str, limit: int = 90) -> list[dict[str, Any]]:
        """The counts of the source's last runs that were judged, the oldest first, each with its `run`, `date`, `outcome` and `reason`."""
        with self.reading() as db:
            rows = db.execute(
                """
                SELECT run, at, outcome, reason, counts FROM notes
                WHERE source = ? AND outcome IN ('ok', 'partial', 'failed') ORDER BY run DESC LIMIT ?
                """,
                (source, limit),
            ).fetchall()
        return [{**json.loads(row[4]), "run": row[0], "date": row[1], "outcome": row[2], "reason": json.loads(row[3])} for row in reversed(rows)]

    # --- addresses --------------------------------------------------------------------------------------------------------------------------

    def find(self, found: Iterable[Found], now: datetime.datetime) -> int:
        """How many of the addresses are new; twins (http and https, www, mobile, print) are one."""
        at = when.written(now)
        tidy = (one._replace(title=one.title and one.title.encode("utf-8", "replace").decode()) for one in found)  # halves of characters break SQLite
        rows = [(addresses.twin_key(one.url), *one, at, at if one.kind in TAKEN else None) for one in tidy]
        with self.writing() as db:
            before = db.total_changes
            db.executemany(
                """
                INSERT OR IGNORE INTO addresses (key, url, source, kind, parent, title, date, found, state, due)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'new', ?)
                """,
                rows,
            )
            return db.total_changes - before

    def known(self, urls: Iterable[str], before: datetime.datetime | None = None) -> int:
        """How many of the addresses were found up to that moment (or at all); twins are one."""
        keys = {addresses.twin_key(url) for url in urls}
        with self.reading() as db:
            found = (db.execute("SELECT found FROM addresses WHERE key = ?", (key,)).fetchone() for key in keys)
            return sum(row is not None and (before is None or row[0] <= when.written(before)) for row in found)

    def traversed(self, source: str, url: str) -> datetime.datetime | None:
        """When the last complete reading of this listing began."""
        with self.reading() as db:
            row = db.execute("SELECT began FROM traversals WHERE source = ? AND url = ?", (source, url)).fetchone()
        return when.moment(row[0]) if row else None

    def traverse(self, source: str, url: str, began: datetime.datetime, pages: Iterable[str] = ()) -> None:
        """Keeps that the listing was read to its end; from now on "not modified" of it, and of its further `pages` that are named, says something."""
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO traversals (source, url, began) VALUES (?, ?, ?)", (source, url, when.written(began)))
            keys = [(addresses.twin_key(page),) for page in (url, *pages)]
            db.executemany(f"UPDATE addresses SET state = 'listing' WHERE key = ? AND state = 'kept' AND kind NOT IN {TAKEN}", keys)

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """The ETag and Last-Modified that the address sent with its body; None where that body was not read, or is no longer kept."""
        with self.reading() as db:
            query = f"SELECT a.etag, a.modified {arrivals.WITH_BODY} WHERE a.key = ? AND {arrivals.FRESH}"
            row = db.execute(query, (addresses.twin_key(url),)).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def tasks(self, source: str, now: datetime.datetime, *, limit: int = 1000) -> Iterator[Task]:
        """The source's addresses that are due: new articles, those to be tried again, known ones due for another look, then attachments.

        None comes twice in a run. What is due later than any pause is long was written while the clock was ahead, and is due now.
        """
        far = when.written(now + datetime.timedelta(days=when.LONGEST + 1))
        with self.reading() as db:
            rows = db.execute(
                f"""
                SELECT a.url, a.source, a.kind, a.parent, a.title, a.date,
                    iif({arrivals.FRESH}, a.etag, NULL), iif({arrivals.FRESH}, a.modified, NULL), a.tries, a.first IS NOT NULL
                {arrivals.WITH_BODY}
                WHERE a.source = ? AND a.due IS NOT NULL AND (a.due <= ? OR a.due > ?) AND a.run IS NOT ? AND a.kind IN {TAKEN}
                ORDER BY a.kind = 'attachment', a.first IS NOT NULL, a.due, a.id LIMIT ?
                """,
                (source, when.written(now), far, self.unfinished() or -1, limit),
            ).fetchall()
        return (Task(*row[:-1], fetched=bool(row[-1])) for row in rows)

    # --- responses --------------------------------------------------------------------------------------------------------------------------

    def keep(self, url: str, source: str, kind: str, response: Response, run: int) -> Kept:
        """The fetch, when it is safe: in the WARC file first, then in the database. StoreError where it is in neither."""
        with self.reading() as db:
            known = arrivals.known_as(db, arrivals.key_of(url, response.form))
        about: dict[str, Any] = {"source": known.source if known else source, "kind": kind, "run": run}
        if known:
            about |= {name: value for name in ("parent", "title", "date") if (value := getattr(known, name))}
        digest = warc.digest(response.body) if response.status == 200 else None
        same_as = known.at if known and known.there and digest is not None and digest == known.digest else None
        data = warc.encode(response._replace(url=url), about, same_as=same_as)
        etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
        arrival = Arrival(url, response.form, response.status, response.fetched, digest, etag, modified, bool(same_as), about)
        self._hold()
        with self._guard:
            place = self._append(data, when.now())
            try:
                with self.writing() as db:
                    return arrivals.enter(db, arrival, place, self.recheck)
            except Exception:  # the record goes with its row
                self._writer.undo(place)
                raise

    def _append(self, data: bytes, at: datetime.datetime) -> warc.Place:
        try:
            return self._writer.append(data, at)
        except OSError as error:
            raise tables.explained(error, self.path) from error

    def has(self, url: str, at: datetime.datetime) -> bool:
        """Whether the response that the address gave at that moment is kept."""
        with self.reading() as db:
            query = "SELECT 1 FROM fetches f JOIN addresses a ON a.id = f.address WHERE a.key = ? AND f.at = ?"
            return db.execute(query, (addresses.twin_key(url), when.written(at))).fetchone() is not None

    def fail(self, url: str, source: str, kind: str, error: FetchError, run: int, now: datetime.datetime) -> None:
        """Keeps that the address could not be had; it is due again after 1, 2, 4, ... nights, at most 30, or given up."""
        self.find([Found(url, source, kind)], now)
        with self.writing() as db:
            id, tries, hopeless = db.execute("SELECT id, tries + 1, hopeless + 1 FROM addresses WHERE key = ?", (addresses.twin_key(url),)).fetchone()
            hopeless = hopeless if error.permanent else 0
            gone = kind in TAKEN and (hopeless >= HOPELESS or tries >= TRIES)
            asked = when.written(now + datetime.timedelta(seconds=error.retry_after or 0))
            due = None if gone or kind not in TAKEN else max(when.after(now, tries), asked)
            db.execute(
                "UPDATE addresses SET tries = ?, hopeless = ?, due = ?, reason = ?, run = ?, state = iif(?, 'gone', state) WHERE id = ?",
                (tries, hopeless, due, f"{error.reason}: {error}"[:500], run, gone, id),
            )

    def settle(self, url: str, state: str, reason: str = "") -> None:
        """Keeps what the address is: "article", "listing", "refused" (no article), "later" (blocked: to be tried again) or "gone"."""
        if state not in STATES:
            raise ValueError(f"no state {state!r}; there are: {', '.join(STATES)}")
        with self.writing() as db:
            row = db.execute("SELECT id, kind, first, seen, found, tries FROM addresses WHERE key = ?", (addresses.twin_key(url),)).fetchone()
            if row is None:
                raise ValueError(f"{url} was never found nor fetched")
            id, kind, first, seen, found, tries = row
            tries = tries + 1 if state == "later" else 0
            due = None
            if kind in TAKEN and state == "later":
                due = when.after(when.moment(seen or found), tries)
            elif kind in TAKEN and state == "article":
                due = when.next_look(self.recheck, first, seen)
            db.execute("UPDATE addresses SET state = ?, reason = ?, tries = ?, due = ? WHERE id = ?", (state, reason or None, tries, due, id))

    def pending(self, source: str | None = None) -> Iterator[tuple[Task, int, Response]]:
        """What was kept but not settled, because its reader was killed: task, fetch and response. To be read before anything is fetched."""
        with self.reading() as db:
            rows = db.execute(
                f"""
                SELECT url, source, kind, parent, title, date, etag, modified, tries, first < seen, fetch FROM addresses
                WHERE state = 'kept' AND kind IN {TAKEN} AND source = ifnull(?, source) ORDER BY kind = 'attachment', fetch
                """,
                (source,),
            ).fetchall()
        for *task, again, fetch in rows:
            try:
                response, _ = self.response(fetch)
            except StoreError as error:
                self.tell(f"{error}; the page is fetched again")
                with self.writing() as db:
                    db.execute("UPDATE addresses SET state = 'new', due = seen, run = NULL WHERE fetch = ?", (fetch,))
            else:
                yield Task(*task, fetched=bool(again)), fetch, response

    def response(self, fetch: int) -> tuple[Response, dict[str, Any]]:
        """The response of a fetch with its body, and what is known of it; StoreError names file and offset where it cannot be read."""
        with self.reading() as db:
            row = db.execute(
                """
                SELECT f.at, w.name, w.gone, b.offset FROM fetches f
                JOIN fetches b ON b.id = coalesce(f.body, f.id) LEFT JOIN files w ON w.id = b.file WHERE f.id = ?
                """,
                (fetch,),
            ).fetchone()
        if row is None:
            raise ValueError(f"there is no fetch {fetch}")
        at, name, gone, offset = row
        if name is None or gone:
            why = f"{name} was deleted on {gone}" if name else "its record never reached the disk"
            raise StoreError(f"{self.path}: the response of fetch {fetch} is no longer kept: {why}")
        try:
            response, about = warc.read(self.warcs / name, offset)
        except (OSError, warc.WarcError) as error:
            raise StoreError(f"{error}; what was read of it stays in {self.path}") from error
        return response._replace(fetched=when.moment(at)), about

    # --- articles ---------------------------------------------------------------------------------------------------------------------------

    def article(
        self, fetch: int, page: pages.Page, source: str, url: str, kind: str = "article", parent: str | None = None, run: int | None = None
    ) -> Version | None:
        """The new version of the article that the fetch holds; None where its text is that of the last one. Near duplicates join its cluster.

        A fetch that is read again, and one whose text has only lost lines that repeat across the site, mends the last version and makes none.
        `parent`: of an attachment, its article's address or id. The address is settled by `settle`, when all is done that follows from the page.
        """
        with self.reading() as db:
            query = "SELECT a.id, a.key, a.source, f.at, f.run FROM fetches f JOIN addresses a ON a.id = f.address WHERE f.id = ?"
            row = db.execute(query, (fetch,)).fetchone()
            if row is None:
                raise ValueError(f"there is no fetch {fetch}; sought for {url}")
            address, key, source, at, fetched_in = row
            id = article_id(source, key)
            last = db.execute("SELECT id, number, digest, page, fetch FROM versions WHERE article = ? ORDER BY number DESC LIMIT 1", (id,)).fetchone()
        digest = hashlib.sha1(page.text.encode(), usedforsecurity=False).digest()
        if last and last[2] == digest:
            return None
        packed = zlib.compress(msgspec.json.encode(page), 6)
        before = unpacked(last[3], self.path) if last else None
        if last and before and (last[4] == fetch or self._same_but_chrome(source, before.text, page.text)):  # read better, not changed
            with self.writing() as db:
                db.execute("UPDATE versions SET page = ?, digest = ? WHERE id = ?", (packed, digest, last[0]))
            return None
        diff = compare(before.text, page.text) if before else None
        sketch = twins.sketch(page.body if sum(map(len, page.body)) >= 200 else page.text.splitlines())
        number = last[1] + 1 if last else 1
        with self.writing() as db:
            parent_id = self._article_of(db, parent)
            db.execute("INSERT INTO articles (id, address, parent, cluster) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (id, address, parent_id, id))
            version = db.execute(
                "INSERT INTO versions (article, number, fetch, run, digest, page, diff) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (id, number, fetch, run or fetched_in, digest, packed, diff and zlib.compress(diff.encode())),
            ).lastrowid
            if sketch is not None and version is not None:
                clusters.join(db, version, id, kind, sketch, at)
            (cluster,) = db.execute("SELECT cluster FROM articles WHERE id = ?", (id,)).fetchone()
        return Version(id, number, url, source, kind, parent_id, page, diff, fetch, cluster, run or fetched_in)

    def _article_of(self, db: sqlite3.Connection, parent: str | None) -> str | None:
        """The id of the article at an address; an id is given back as it is."""
        if not parent or "://" not in parent:
            return parent
        key = addresses.twin_key(parent)
        row = db.execute("SELECT source FROM addresses WHERE key = ?", (key,)).fetchone()
        return article_id(row[0], key) if row else None

    def _same_but_chrome(self, source: str, before: str, now: str) -> bool:
        """Whether the texts differ only in lines that by now are known to stand on many pages of the site."""
        chrome = self.repeated(source)
        kept = [[line for line in text.splitlines() if normal(line) not in chrome] for text in (before, now)] if chrome else [[], [""]]
        return kept[0] == kept[1]

    def versions(self, article: str) -> list[Version]:
        """The versions of an article, the first one first."""
        with self.reading() as db:
            rows = db.execute(f"{_VERSIONS} WHERE v.article = ? ORDER BY v.number", (article,)).fetchall()
        return [self._version(row) for row in rows]

    def unextracted(self) -> Iterator[Version]:
        """The versions that have no record, in the order in which they came."""
        last = 0
        while True:
            with self.reading() as db:
                rows = db.execute(f"{_VERSIONS} WHERE v.extracted IS NULL AND v.id > ? ORDER BY v.id LIMIT 50", (last,)).fetchall()
            if not rows:
                return
            yield from map(self._version, rows)
            last = rows[-1][0]

    def extracted(self, versions: Iterable[Version], file: str) -> None:
        """Keeps that the records of these versions stand in the file."""
        with self.writing() as db:
            rows = ((file, one.article, one.number) for one in versions)
            db.executemany("UPDATE versions SET extracted = ? WHERE article = ? AND number = ?", rows)

    def _version(self, row: tuple[Any, ...]) -> Version:
        _, *about, page, diff, fetch, cluster, run = row
        return Version(*about, unpacked(page, self.path), diff and zlib.decompress(diff).decode(), fetch, cluster, run)

    def cluster(self, article: str) -> list[str]:
        """The articles that tell the same news, this one among them, in order of their ids; the first is the cluster's."""
        with self.reading() as db:
            rows = db.execute("SELECT id FROM articles WHERE cluster = (SELECT cluster FROM articles WHERE id = ?) ORDER BY id", (article,))
            return [row[0] for row in rows]

    def attached(self, article: str) -> list[pages.Page]:
        """The documents that the article links to, each as it was last read."""
        with self.reading() as db:
            rows = db.execute(
                """
                SELECT v.page, max(v.number) FROM articles a JOIN versions v ON v.article = a.id
                WHERE a.parent = ? GROUP BY a.id ORDER BY a.id
                """,
                (article,),
            ).fetchall()
        return [unpacked(row[0], self.path) for row in rows]

    def clusters(self, least: int = 2) -> Iterator[list[str]]:
        """The clusters of at least so many articles, each as `cluster` gives it."""
        with self.reading() as db:
            rows = db.execute("SELECT json_group_array(id) FROM articles GROUP BY cluster HAVING count(*) >= ? ORDER BY cluster", (least,)).fetchall()
        return (sorted(json.loads(row[0])) for row in rows)

    # --- lines that repeat ------------------------------------------------------------------------------------------------------------------

    def pages_lines(self, source: str, lines: Iterable[str]) -> None:
        """Counts the lines of one more page of the source; a page that is read again, by a run that goes on after a kill, counts once."""
        found = {line for line in lines if line and len(line) <= LONGEST_LINE}
        page = hashlib.sha256("\n".join(sorted(found)).encode("utf-8", "replace")).digest()
        with self.writing() as db:
            if not db.execute("INSERT OR IGNORE INTO sampled VALUES (?, ?)", (source, page)).rowcount:
                return
            db.execute("INSERT INTO samples VALUES (?, 1) ON CONFLICT DO UPDATE SET pages = pages + 1", (source,))
            db.executemany("INSERT INTO lines VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET pages = pages + 1", ((source, line) for line in found))
            (count,) = db.execute("SELECT pages FROM samples WHERE source = ?", (source,)).fetchone()
            if count >= SAMPLE:
                for table in ("samples", "lines"):
                    db.execute(f"UPDATE {table} SET pages = pages / 2 WHERE source = ?", (source,))
                db.execute("DELETE FROM lines WHERE source = ? AND pages = 0", (source,))
                db.execute("DELETE FROM sampled WHERE source = ?", (source,))
        if count < 20 or count % 10 == 0:  # the first pages tell much, each of the later ones little
            self._repeated.pop(source, None)

    def repeated(self, source: str) -> frozenset[str]:
        """The lines that stand on many of the source's pages."""
        known = self._repeated.get(source)
        if known is None:
            least, share = REPEATED
            with self.reading() as db:
                row = db.execute("SELECT pages FROM samples WHERE source = ?", (source,)).fetchone()
                limit = max(least, share * row[0]) if row else least
                known = frozenset(row[0] for row in db.execute("SELECT line FROM lines WHERE source = ? AND pages >= ?", (source, limit)))
                self._repeated[source] = known
        return known

    # --- retention --------------------------------------------------------------------------------------------------------------------------

    def retain(self, days: int | None, bytes: int | None) -> list[Path]:
        """The WARC files that were deleted, the oldest first: those older than `days`, and more while the folder holds over `bytes`.

        The file that is being written stays, and so do rows, texts and versions; the rows say which file is gone.
        """
        self._hold()
        removed = []
        total = sum(path.stat().st_size for path in (*self.warcs.iterdir(), *self.folder.glob(f"{NAME}*")))
        for path in [*sorted(self.warcs.glob("*.torn")), *warc.files(self.warcs)[:-1]]:
            size = path.stat().st_size
            if not (days is not None and warc.age(path, when.now()) > days or bytes is not None and total > bytes):
                continue
            try:
                path.unlink()
            except OSError as error:
                raise tables.explained(error, self.path) from error
            with self.writing() as db:
                db.execute("UPDATE files SET gone = ? WHERE name = ?", (when.written(when.now()), path.name))
            total -= size
            removed.append(path)
        with self.writing() as db:
            clusters.forget(db)
        if bytes is not None and total > bytes:
            self.tell(
                f"{self.folder} holds {total:,} bytes, more than the {bytes:,} allowed, though the oldest raw pages are deleted; "
                "the rest is the database and the file that is being written"
            )
        return removed

    def tell(self, notice: str) -> None:
        """Keeps a notice for whoever opened the store."""
        log.warning("store", extra={"notice": notice})
        self.notices.append(notice)


_VERSIONS = """
    SELECT v.id, v.article, v.number, a.url, a.source, a.kind, r.parent, v.page, v.diff, v.fetch, r.cluster, v.run
    FROM versions v JOIN articles r ON r.id = v.article JOIN addresses a ON a.id = r.address
"""


def article_id(source: str, key: str) -> str:
    """The id of the article whose address has the twin key; the same in every store."""
    return f"{source}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def compare(before: str, now: str) -> str:
    """The unified diff of two texts, paragraph by paragraph."""
    return "\n".join(difflib.unified_diff(before.splitlines(), now.splitlines(), "before", "now", lineterm="", n=1))


def unpacked(packed: bytes, path: Path) -> pages.Page:
    """The page in a row."""
    try:
        return msgspec.json.decode(zlib.decompress(packed), type=pages.Page)
    except (zlib.error, msgspec.DecodeError) as error:
        raise tables.damaged(path, f"a page in it: {error}") from error
