"""A night: crawl, parse, extract, write, report. Together with the command the only place where scrapers and pipeline meet.

    data/chidao.sqlite      addresses, fetches, articles and their versions, runs
    data/warc/              the responses as they came; all else can be made from them
    data/records/           one JSONL and one Parquet file a night
    data/reports/           one HTML file a night; latest.html is the last
    data/log/               one line of JSON per event
    data/runs/              one manifest a night: versions, counts, durations
"""

from __future__ import annotations

import datetime
import json
import logging
import platform
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from pipeline import __version__, morning, pages, parquet, run, schema, write
from pipeline.judge import RULES_ONLY, Judge
from pipeline.pages.stamps import VIETNAM
from scrapers import health, reading, rebuild
from scrapers.crawl import Bounds, Visited, crawl
from scrapers.fetch import Fetcher, Response
from scrapers.source import Source, for_host
from scrapers.store import Store, Version

log = logging.getLogger("chidao.night")

LIBRARIES = ("lxml", "requests", "scikit-learn", "underthesea", "urllib3", "warcio")  # those that a night's figures depend on
SUFFIXES = {"records": ".jsonl", "reports": ".html", "log": ".jsonl", "runs": ".json"}
RESUMED = datetime.timedelta(hours=12)  # a run that was begun earlier and not finished is of another night
REMEMBERED = datetime.timedelta(days=400)  # how old a night's records may be whose deadlines the morning report still watches


class Settings(NamedTuple):
    """Where a night's data lie, how far its visits go, and how much is kept of the raw pages (None: all)."""

    data: Path
    bounds: Bounds = Bounds()
    any_hour: bool = False
    recheck: tuple[float, ...] | None = None
    keep_days: int | None = None
    keep_bytes: int | None = None
    lang: str = "vi"


class Night(NamedTuple):
    """What a night came to: what there is to say in the morning, the files by what they hold, and the exit code: 0 all ok, 1 some not, 2 all failed."""

    morning: morning.Morning
    files: dict[str, Path]
    code: int


def night(sources: list[Source], fetcher: Fetcher, judge: Judge, settings: Settings, stop: threading.Event) -> Night:
    """What the night came to.

    One that was killed is gone on with: sources that were visited are not visited again, articles that were extracted not extracted again.
    Raises StoreError where the data folder cannot be used, BusyError where another run uses it.
    """
    by_name = {source.name: source for source in sources}
    with opened(settings) as store, store.lock():
        number = store.unfinished(RESUMED) or store.begin(versions())
        files = {what: settings.data / what / f"{number:06}{suffix}" for what, suffix in SUFFIXES.items()}
        with logged(files["log"]):
            visit(sources, fetcher, store, number, settings, stop)
            errors = extract(store, files["records"], by_name, judge)
            written = list(written_in(files["records"]))
            told = judged(by_name, store, number, written)
            errors += [*store.notices, *(f"deleted, as asked: {path.name}" for path in store.retain(settings.keep_days, settings.keep_bytes))]
            about = morning.Night(
                run=number, started=store.began(number), ended=datetime.datetime.now(datetime.UTC), versions=versions(), sources=told,
                articles={one.id: one.cluster or one.id for one, _ in written}, records=[str(files["records"].with_suffix(suffix)) for suffix in (".jsonl", ".parquet")], errors=errors,
            )  # fmt: skip
            if not stop.is_set():
                store.finish(number, msgspec.to_builtins(about))
    found = morning.report(about, records(settings.data), datetime.datetime.now(VIETNAM).date())
    save(files, about, found, settings.lang)
    return Night(found, files, code(told))


def code(told: list[morning.SourceNight]) -> int:
    """0 where every source was ok, 2 where all failed, else 1."""
    outcomes = {source.outcome for source in told}
    return 0 if outcomes <= {"ok"} else 2 if outcomes == {"failed"} else 1


def opened(settings: Settings) -> Store:
    """The night's store."""
    return Store(settings.data) if settings.recheck is None else Store(settings.data, recheck=settings.recheck)


def versions() -> dict[str, Any]:
    """Everything that the figures of a night depend on and that may change from one night to another."""
    return {
        "chidao": __version__,
        "schema": schema.VERSION,
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
    }


# crawl ------------------------------------------------------------------------------------------------------------------------------------


def visit(sources: list[Source], fetcher: Fetcher, store: Store, number: int, settings: Settings, stop: threading.Event) -> None:
    """Visits the sources that this run has not visited, and notes what each gave as it ends."""
    done = {row["source"] for row in store.notes(number)}
    left = [source for source in sources if source.name not in done]
    for visited in crawl(left, fetcher, store, number, bounds=settings.bounds, any_hour=settings.any_hour, stop=stop):
        if stop.is_set():
            continue  # cut short: to be visited again when the run goes on
        store.note(number, visited.source.name, "visited", "", {**visited.counts, "problems": visited.problems})
        log.info("visited", extra={"source": visited.source.name, **visited.counts})


# extract ----------------------------------------------------------------------------------------------------------------------------------


def extract(store: Store, file: Path, sources: Mapping[str, Source], judge: Judge) -> list[str]:
    """Writes the records of the versions that have none, to `file` (JSONL) and beside it (Parquet); gives what could not be extracted, and why.

    What a killed run has written is kept and not written again; an article that breaks the extraction is told, and the others go on.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    broken: list[str] = []
    done: list[Version] = []
    with write.Output(file, resume=True) as out:
        have = {(found.article.id, found.article.version) for found in map(schema.loads, out.kept())}
        for version in store.unextracted():
            if (version.article, version.number) not in have:
                try:
                    heads = [page.head for page in (version.page, *store.attached(version.article)) if page.head]
                    out.write(schema.dumps(record(version, sources.get(version.source), heads, judge)))
                except Exception as error:  # whatever an odd article brings to light, the run goes on
                    log.exception("extract.broken", extra={"article": version.article, "url": version.url})
                    broken.append(f"{version.url}: {type(error).__name__}: {error}")
            done.append(version._replace(page=pages.Page(), diff=None))
    store.extracted(done, file.name)
    with file.open("rb") as lines:
        parquet.write(schema.read(lines, str(file)), file.with_suffix(".parquet"))
    return broken


def record(version: Version, source: Source | None, heads: list[pages.Head], judge: Judge) -> schema.Record:
    """The record of an article or of a document attached to one, marked with where it came from; `heads`: of the documents that it is or links to."""
    page = version.page
    about = schema.Article(
        id=version.article, url=version.url, source=page.site or (source.title if source else version.source), title=page.title, published=page.published,
        source_document=key_of(heads), version=version.number, attached_to=version.parent, cluster=version.cluster,
    )  # fmt: skip
    return run.extract((about, page.text), place=(source.former or source.province) if source else None, judge=judge)


def key_of(heads: list[pages.Head]) -> str | None:
    """The key, as in `Record.resources`, of the one document that these heads name; None where they name none or several."""
    named = {f"{head.type} số {head.number}/{head.symbol}" for head in heads if head.type and head.number and head.symbol}
    found = run.extract(named.pop(), judge=RULES_ONLY).resources if len(named) == 1 else []
    return found[0].document if found else None


def records(data: Path) -> Iterator[schema.Record]:
    """The records of the nights that are remembered, the newest first."""
    oldest = (datetime.datetime.now() - REMEMBERED).timestamp()
    for file in sorted((data / "records").glob("*.jsonl"), reverse=True):
        if file.stat().st_mtime < oldest:
            return
        with file.open("rb") as lines:
            yield from schema.read(lines, str(file))


# tell -------------------------------------------------------------------------------------------------------------------------------------


def written_in(file: Path) -> Iterator[tuple[schema.Article, int]]:
    """The articles of a records file, each with the number of its directives."""
    with file.open("rb") as lines:
        for found in schema.read(lines, str(file)):
            yield found.article, len(found.directives)


def judged(sources: Mapping[str, Source], store: Store, number: int, written: list[tuple[schema.Article, int]]) -> list[morning.SourceNight]:
    """What each source gave, and whether that is ok, partial or failed by its own history; noted in the store."""
    directives: Counter[str] = Counter()
    for article, count in written:
        directives[article.id.rpartition("-")[0]] += 0 if article.attached_to else count
    told = []
    for row in store.notes(number):
        if (source := sources.get(row["source"])) is None:
            continue
        counts = row["counts"] | {"directives": directives[source.name]}
        history = [night for night in store.history(source.name) if night["run"] != number]
        fared = health.outcome({**counts, "date": row["at"]}, history)
        store.note(number, source.name, fared.outcome, fared.reason, counts)
        about = {"name": source.name, "title": source.title, "province": source.province, "counts": counts, "history": history}
        told.append(morning.SourceNight(**about, outcome=fared.outcome, reason=fared.reason))
    return told


def save(files: Mapping[str, Path], about: morning.Night, found: morning.Morning, lang: str) -> None:
    """Writes the manifest and the report, and the report again as latest.html."""
    manifest, report = msgspec.json.format(msgspec.json.encode(about), indent=1).decode(), morning.html(found, lang)
    for path, text in ((files["runs"], manifest), (files["reports"], report), (files["reports"].with_name("latest.html"), report)):
        path.parent.mkdir(parents=True, exist_ok=True)
        write.whole(path, text)


# without the rest --------------------------------------------------------------------------------------------------------------------------


def crawled(sources: list[Source], fetcher: Fetcher, settings: Settings, stop: threading.Event) -> Iterator[Visited]:
    """The visits, one after the other as they end, in a run of their own without extraction; the next night extracts what they found."""
    with opened(settings) as store, store.lock():
        number = store.begin(versions() | {"crawl": "without extraction"})
        with logged(settings.data / "log" / f"{number:06}.jsonl"):
            yield from crawl(sources, fetcher, store, number, bounds=settings.bounds, any_hour=settings.any_hour, stop=stop)
        store.finish(number, versions())


def reparsed(data: Path, sources: Mapping[str, Source], warcs: list[Path]) -> rebuild.Rebuilt:
    """What became of the data folder, its articles read anew from its WARC files; or of the pages of `warcs` when they were taken in."""

    def parse(response: Response, about: dict[str, Any]) -> rebuild.Reading:
        source = sources.get(about["source"]) or for_host(urlsplit(response.final).netloc, sources)
        if source is not None:
            about["source"] = source.name
        if about.get("kind") == "attachment":
            found = reading.attachment(response, label=about.get("title"))
        else:
            html = pages.decode(response.body, response.headers.get("content-type"))
            known = {name: about.get(name) for name in ("title", "date")}
            found = reading.article(response, html, source, repeated=about.get("repeated") or frozenset(), **known)
        return found.page or (reading.state(found.verdict), f"{found.verdict}: {found.reason}")

    return rebuild.rebuild(data, parse, warcs or None, lines=lambda response, about: pages.lines(response.body, content_type=response.headers.get("content-type")))


# log --------------------------------------------------------------------------------------------------------------------------------------

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One line of JSON per event: time, level, event and whatever the event is about."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        about = {key: value for key, value in vars(record).items() if key not in _PLAIN}
        when = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        line = {"time": when, "level": record.levelname.lower(), "event": record.getMessage(), **about}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


@contextmanager
def logged(file: Path) -> Iterator[None]:
    """Within it, what `chidao.*` logs is added to the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("chidao")
    before, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
        handler.close()
