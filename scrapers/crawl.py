"""The night's visits: each source's listings are read, what is new is fetched, kept, judged and parsed.

    listings, feeds, sitemaps -> addresses -> fetch -> keep -> judge -> parse -> version

Hosts are visited in parallel, one thread each; sources of one host one after the other. Whatever goes wrong at a source is counted and
told, and the others go on.
"""

from __future__ import annotations

import datetime
import logging
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline import pages
from pipeline.pages.stamps import VIETNAM
from pipeline.pages.words import normal
from scrapers import addresses, links, listings, reading, verdicts
from scrapers.fetch import FILES, HTML, LISTS, Fetcher, FetchError, Response
from scrapers.links import Link, Listing, Next
from scrapers.source import Source, families
from scrapers.store import Found, Store, Task, Version

log = logging.getLogger("chidao.crawl")

HOSTS = 16  # visited at a time: most of a visit is waiting
NOTHING = frozenset({"empty", "gone"})  # answers to a guessed page number that mean there is no such page
PATIENCE = 5  # failures in a row after which a host is left alone for the night
DOWN = frozenset({"dns", "timeout", "slow", "reset", "tls", "busy", "robots_unavailable", "address", "protocol"})  # reasons that speak of the host, not of the page
LEARNT = 30  # articles of a night from which the lines that repeat on a site are learnt
TOLD = 20  # problems of a source that are told; the counts tell how many there were
UNREAD = re.compile(r"\.(?:xlsx?|pptx?|rar|7z|jpe?g|png|gif|webp|mp[34])(?![\w.])", re.IGNORECASE)  # files that hold no document's text
ATTACHMENTS = 10  # documents taken from one article; more is an index of files


class Bounds(NamedTuple):
    """How far a visit goes: pages of one listing, addresses fetched at one source, and for a backfill the days between which articles are sought."""

    pages: int = 20
    articles: int = 1000
    since: datetime.date | None = None
    until: datetime.date | None = None


class PageError(Exception):
    """A page lacks what was sought on it; `reason` is the verdict on it."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class Visited(NamedTuple):
    """What a visit of a source gave: counts by name (see scrapers.health) and what went wrong, in words."""

    source: Source
    counts: Mapping[str, float]
    problems: list[str]


def crawl(
    sources: Iterable[Source],
    fetcher: Fetcher,
    store: Store,
    run: int,
    *,
    bounds: Bounds = Bounds(),
    any_hour: bool = False,
    stop: threading.Event | None = None,
    hosts: int = HOSTS,
) -> Iterator[Visited]:
    """The visits as they end. When `stop` is set, each ends after the fetch it is at; a later crawl goes on where this one stopped."""
    stop = stop or threading.Event()
    by_host: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        by_host[source.host].append(source)

    def visit_all(group: list[Source]) -> list[Visited]:
        return [Visit(source, fetcher, store, run, bounds, any_hour, stop).visit() for source in group]

    with ThreadPoolExecutor(max_workers=max(1, min(hosts, len(by_host))), thread_name_prefix="visit") as threads:
        for ended in as_completed([threads.submit(visit_all, group) for group in by_host.values()]):
            yield from ended.result()


class Visit:
    """One source in one night: `visit` does it and tells what came of it."""

    def __init__(self, source: Source, fetcher: Fetcher, store: Store, run: int, bounds: Bounds, any_hour: bool, stop: threading.Event) -> None:
        self.source, self.store, self.run, self.bounds, self.stop = source, store, run, bounds, stop
        self.family = families()[source.family]
        self.session = fetcher.session(source.all_hosts, delay=source.delay, tls=source.tls)
        self.any_hour = any_hour
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.down = 0  # failures of the host in a row
        self.repeated = store.repeated(source.name)
        self.fetches: list[tuple[Task, int, frozenset[str]]] = []  # articles read with their lines, to be read again when more is known of the site

    def visit(self) -> Visited:
        """What came of the visit; never raises for what the source or its pages do."""
        began = time.monotonic()
        try:
            self._visit()
        except Exception as error:  # whatever an odd site brings to light, the others go on
            log.exception("visit.broken", extra={"source": self.source.name})
            self._problem(f"{type(error).__name__}: {error}", "broken")
        finally:
            self.session.close()
        self.counts["seconds"] = round(time.monotonic() - began)
        return Visited(self.source, self.counts, self.problems)

    def _visit(self) -> None:
        for task, fetch, response in self.store.pending(self.source.name):  # kept by a run that was killed before it read them
            self._read(task, response, fetch)
        self.counts["listings"] = len(self._places())
        unread = [place for place in self._places() if not (self._going() and self._walk(*place))]
        self._take()
        if any([self._going() and self._walk(*place) for place in unread]):  # what was empty or blocked an hour ago may be there now
            self._take()
        self._read_again()

    def _going(self) -> bool:
        """Whether there is a reason to go on: nobody stopped us, the host answers, and its hours are not over."""
        if self.stop.is_set() or self.down >= PATIENCE:
            return False
        if not self.any_hour and not self.source.open(datetime.datetime.now(VIETNAM).time()):
            if not self.counts["out_of_hours"]:
                self._problem(f"outside its hours ({self.source.hours})", "out_of_hours")
            return False
        return True

    # --- what is there -------------------------------------------------------------------------------------------------------------------

    def _places(self) -> list[tuple[str, str]]:
        """The kinds and addresses of what tells what is there; a feed comes first: it is small and dated."""
        of = {"feed": self.source.feeds, "listing": self.source.listings, "sitemap": self.source.sitemaps}
        return [(kind, url) for kind, urls in of.items() for url in urls]

    def _listing(self, kind: str, response: Response, request: Next, first: Listing | None) -> Listing:
        """What a feed, a page of a listing or a sitemap names; PageError where it is something else."""
        html = pages.decode(response.body, response.headers.get("content-type")) if kind == "listing" else ""
        there = response.body, response.final
        if kind == "listing":
            found = listings.read(html, response.final, self.family, self.source, form=request.form)
        else:
            pattern = self.source.articles or self.family.articles
            found = listings.feed(*there) if kind == "feed" else listings.sitemap(*there, articles=pattern, since=self.bounds.since)
        verdict, reason = verdicts.judge_listing(html, found, response.url, response.final, guessed=request.guessed, first=first)
        if verdict != "listing":
            raise PageError(f"{response.url}: no {kind} but {verdict}: {reason}", verdict)
        return found

    def _walk(self, kind: str, place: str) -> bool:
        """Whether the listing was read to its end: the last page, or the first that holds nothing new since the last complete reading."""
        began = datetime.datetime.now(datetime.UTC)
        before = self.store.traversed(self.source.name, place)
        ahead, asked = [Next(place)], list[str]()
        met: set[str] = set()  # addresses on the pages before
        first: Listing | None = None
        while ahead and len(asked) < self.bounds.pages:
            if not self._going():
                return False
            request = ahead.pop(0)
            try:
                response = self._ask(request, conditional=first is None and before is not None and self.bounds.since is None)
                found = self._listing(kind, response, request, first) if response else None
            except (FetchError, PageError) as error:
                if request.guessed and error.reason in NOTHING:  # no link led there: the page before was the last
                    break
                self._failed(request.url, "listing", error)
                return False
            asked.append(request.url)
            if found is None:  # as it was when it was read to its end
                self.counts["listings_same"] += 1
                break
            fresh = links.fresh(found, met)
            bare = not (fresh or found.further)
            if first is None:
                self.counts["listings_bare"] += bare
            elif bare:  # endless paging: the last page comes again and again
                break
            first = first or found
            met |= {link.url for link in fresh}
            self._found(fresh, began)
            if self._enough(found, before):
                break
            ahead += [Next(url) for url in found.further]
            if found.next is not None:
                ahead.append(found.next)
        self.counts["listings_read"] += 1
        self.store.traverse(self.source.name, place, datetime.datetime.now(datetime.UTC), asked)  # all that it names was found before this moment
        return True

    def _ask(self, request: Next, conditional: bool) -> Response | None:
        """The listing's page; None where it is as it was."""
        etag, modified = self.store.validators(request.url) if conditional else (None, None)
        response = self.session.get(request.url, etag=etag, modified=modified, form=request.form, accept=LISTS)
        self.down = 0
        kept = self.store.keep(request.url, self.source.name, "listing", response, self.run)
        self.counts["bytes"] += len(response.body)
        if response.status in (404, 410):
            raise PageError(f"{request.url}: answered {response.status}; has the listing moved?", "gone")
        return None if conditional and kept.same else response

    def _found(self, named: Iterable[Link], now: datetime.datetime) -> None:
        taken = [
            Found(url, self.source.name, "article", None, link.title, link.date)
            for link in named
            if self._wanted(link) and (url := addresses.clean(link.url)) and self.source.covers(url) and not addresses.trap(url)
        ]
        self.counts["listed"] += len(taken)
        self.counts["found"] += self.store.find(taken, now)

    def _wanted(self, link: Link) -> bool:
        """Whether the listing's date, where it tells one, lies within a backfill's days."""
        if not link.date:
            return True
        day = link.date[:10]
        since, until = self.bounds.since, self.bounds.until
        return (since is None or day >= since.isoformat()) and (until is None or day <= until.isoformat())

    def _enough(self, found: Listing, before: datetime.datetime | None) -> bool:
        if self.bounds.since is not None:
            return links.older(found, self.bounds.since)
        urls = [url for link in found.links if (url := addresses.clean(link.url))]
        return before is not None and bool(urls) and self.store.known(urls, before) == len(urls)

    # --- what is new ---------------------------------------------------------------------------------------------------------------------

    def _take(self) -> None:
        """Fetches what is due, until nothing is, the bound is reached, or there is a reason to stop."""
        left = self.bounds.articles - self.counts["fetched"]
        while left > 0 and self._going():
            tasks = list(self.store.tasks(self.source.name, datetime.datetime.now(datetime.UTC), limit=min(left, 200)))
            if not tasks:
                return
            for task in tasks:
                if not self._going():
                    return
                self._fetch(task)
            left -= len(tasks)
        if left <= 0:
            self._problem(f"more than {self.bounds.articles} addresses were due; the rest is for the next night", "bounded")

    def _fetch(self, task: Task) -> None:
        """Fetches one address and settles what it is; its row says so before the next one begins."""
        now = datetime.datetime.now(datetime.UTC)
        self.counts["fetched"] += 1
        accept = FILES if task.kind == "attachment" else HTML
        try:
            response = self.session.get(task.url, etag=task.etag, modified=task.modified, referer=task.parent, accept=accept)
        except FetchError as error:
            self._failed(task.url, task.kind, error)
            self.store.fail(task.url, self.source.name, task.kind, error, self.run, now)
            return
        self.down = 0
        kept = self.store.keep(task.url, self.source.name, task.kind, response, self.run)
        self.counts["bytes"] += len(response.body)
        if response.status in (404, 410):
            self.counts["gone"] += 1
            self.store.settle(task.url, "gone", f"answered {response.status}")
        elif kept.same:
            self.counts["unchanged"] += 1
        else:
            self._read(task, response, kept.fetch)

    def _read(self, task: Task, response: Response, fetch: int) -> None:
        """Judges and parses a page that was kept; its address is settled last, so that a killed run reads it again."""
        found = self._parsed(task, response, learn=True)
        if found.page is None:
            self._refused(task, found)
            return
        version = self.store.article(fetch, found.page, self.source.name, task.url, task.kind, task.parent, self.run)
        if task.kind == "article":
            self._attached(task, found.page)
            if len(self.fetches) < LEARNT:
                self.fetches.append((task, fetch, frozenset(map(normal, found.page.text.splitlines()))))
        self.store.settle(task.url, "article")
        if version is None:
            self.counts["unchanged"] += 1
        else:
            self._count(task, version)

    def _parsed(self, task: Task, response: Response, learn: bool = False) -> reading.Reading:
        if task.kind == "attachment":
            return reading.attachment(response, label=task.title)
        html = pages.decode(response.body, response.headers.get("content-type"))
        if learn and len(self.fetches) < LEARNT:
            self.store.pages_lines(self.source.name, pages.lines(html))
        return reading.article(response, html, self.source, repeated=self.store.repeated(self.source.name), title=task.title, date=task.date)

    def _read_again(self) -> None:
        """Reads the night's first articles once more where more lines are known by now to stand on every page of the site."""
        learnt = self.store.repeated(self.source.name) - self.repeated
        for task, fetch, lines in self.fetches:
            if learnt.isdisjoint(lines):
                continue
            response, _ = self.store.response(fetch)
            found = self._parsed(task, response)
            if found.page is not None:
                self.store.article(fetch, found.page, self.source.name, task.url, task.kind, task.parent, self.run)

    def _count(self, task: Task, version: Version) -> None:
        page = version.page
        self.counts["new" if version.number == 1 else "changed"] += 1
        if task.kind == "attachment":
            self.counts["attachments"] += 1
            return
        self.counts["articles"] += 1
        self.counts["characters"] += sum(map(len, page.body))
        self.counts["with_title"] += bool(page.title)
        self.counts["with_date"] += bool(page.published)
        self.counts["with_body"] += sum(map(len, page.body)) >= reading.BODY

    def _attached(self, task: Task, page: pages.Page) -> None:
        """Puts the documents linked from an article on the list; they are fetched next, in the same session, with the article as referer."""
        files = [link for link in page.attachments if not UNREAD.search(f"{link.url} {link.label}") and self.source.covers(link.url)]
        now = datetime.datetime.now(datetime.UTC)
        found = [Found(url, self.source.name, "attachment", task.url, link.label) for link in files[:ATTACHMENTS] if (url := addresses.clean(link.url))]
        self.counts["linked"] += self.store.find(found, now)

    def _refused(self, task: Task, found: reading.Reading) -> None:
        """Settles a page that is no article: one that is blocked or empty is asked for again, the others are not."""
        state = reading.state(found.verdict)
        self.counts["refused"] += 1
        self.counts[found.verdict] += 1
        self.store.settle(task.url, state, f"{found.verdict}: {found.reason}")
        log.info("refused", extra={"source": self.source.name, "url": task.url, "verdict": found.verdict, "reason": found.reason})
        if state == "later":
            self.down += 1
            self._problem(f"{task.url}: {found.verdict}: {found.reason}")

    def _failed(self, url: str, kind: str, error: FetchError | PageError) -> None:
        self.counts["failed"] += kind != "listing"
        self.counts[error.reason] += 1
        self.down = self.down + 1 if error.reason in DOWN else 0
        log.warning("failed", extra={"source": self.source.name, "url": url, "kind": kind, "reason": error.reason, "error": str(error)})
        self._problem(str(error))

    def _problem(self, message: str, count: str | None = None) -> None:
        if count:
            self.counts[count] += 1
        if len(self.problems) < TOLD and message not in self.problems:
            self.problems.append(message)
