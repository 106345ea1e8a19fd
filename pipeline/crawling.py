"""The crawling side of the command: `sources`, `crawl`, `nightly`, `reparse`, `schedule`. Scrapers are imported when one of them runs."""

from __future__ import annotations

import argparse
import datetime
import difflib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import msgspec

    from scrapers.crawl import Bounds
    from scrapers.fetch import Fetcher
    from scrapers.source import Source

Command = Callable[..., argparse.ArgumentParser]


def add(command: Command) -> None:
    """Adds the subcommands to the command line."""
    _add_sources(command("sources", None, "the portals and newspapers that are crawled: list, show, check and add them"))

    sub = command("nightly", _nightly, "crawl, parse, extract, write and report: the whole night's run, safe to kill and start again")
    _add_visits(sub)
    sub.add_argument("--recheck", type=_days, metavar="DAYS", help="days after its first fetch at which an article is asked for again (default: 1,3,7,30)")
    sub.add_argument("--keep-days", type=_positive, metavar="N", help="delete raw pages that are older (default: keep all; articles and records always stay)")
    sub.add_argument("--keep-bytes", type=_size, metavar="SIZE", help="delete the oldest raw pages beyond this size, such as 20G (default: keep all)")
    _add_lang(sub)

    sub = command("crawl", _crawl, "visit sources, keep pages and parse articles, without extraction; with --since also those of the past")
    _add_visits(sub)
    sub.add_argument("--since", type=_day, metavar="DATE", help="backfill: read listings back to this day (ISO)")
    sub.add_argument("--until", type=_day, metavar="DATE", help="backfill: leave out what is younger than this day (ISO)")

    sub = command("reparse", _reparse, "make articles, versions and clusters anew from the raw pages (WARC), our own or those of others")
    sub.add_argument("warcs", nargs="*", type=Path, metavar="WARC", help="WARC files of others to take in (default: make all anew from those of the data folder)")
    _add_data(sub)
    _add_folder(sub)

    sub = command("schedule", _schedule, "print a systemd service and timer and a crontab line that run `nightly` every night")
    _add_data(sub)
    sub.add_argument("--at", default="22:00", metavar="HH:MM", help="when to start, in Vietnam (default: 22:00)")
    sub.add_argument("--user", metavar="USER", help="the user who runs it; with one, the units are for the whole system (default: for your own user's systemd)")
    sub.add_argument("--contact", metavar="CONTACT", default=os.environ.get("CHIDAO_CONTACT"), help="see `chidao nightly --help`")
    sub.add_argument("--write", type=Path, metavar="DIR", help="write the files into this folder instead of printing them")


def _add_sources(sub: argparse.ArgumentParser) -> None:
    ways = sub.add_subparsers(metavar="list|show|check|add", required=True)

    def way(name: str, run: object, help: str) -> argparse.ArgumentParser:
        found = ways.add_parser(name, help=help, description=help)
        found.set_defaults(run=run)
        return found

    listing = way("list", _sources_list, "one line per source: name, province, family, verified or not, address")
    listing.add_argument("--province", metavar="PLACE", help="only those of this province, of today or of before July 2025")
    _add_folder(listing)

    one = way("show", _sources_show, "a source's description and the part of its family in it")
    one.add_argument("name", metavar="NAME", help="the source")
    _add_folder(one)

    check = way("check", _sources_check, "fetch a source live: what its listing gives, and how whole its articles are")
    check.add_argument("names", nargs="+", metavar="NAME", help="the sources")
    check.add_argument("--pages", type=Path, metavar="DIR", help="also write an article's page and what is read of it (NAME.html, NAME.json) into this folder")
    _add_folder(check)
    _add_network(check)

    _add_lang(check)

    new = way("add", _sources_add, "make the description of a site from its address: family, selectors, date form")
    new.add_argument("url", metavar="URL", help="the address of a list of news, or of the home page")
    new.add_argument("--name", metavar="NAME", help="the source's name (default: made from the host)")
    new.add_argument("--province", metavar="PLACE", help="the province, where neither host nor page tells it")
    new.add_argument("--yes", action="store_true", help="write without asking")
    new.add_argument("--out", type=Path, default=Path("sources"), metavar="DIR", help="the folder for NAME.toml (default: sources); --sources DIR uses it")
    new.add_argument("--pages", type=Path, metavar="DIR", help="the folder for NAME.html and NAME.json, a page with what is read of it (default: pages/ in --out)")
    _add_network(new)
    _add_lang(new)


def _add_lang(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--lang", choices=("vi", "en"), default="vi", help="the language of what is told (default: vi)")


def _add_visits(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("names", nargs="*", metavar="NAME", help="sources to visit (default: all)")
    _add_data(sub)
    _add_folder(sub)
    _add_network(sub)
    sub.add_argument("--any-hour", action="store_true", help="do not keep to the sources' hours")
    sub.add_argument("--max-pages", type=_positive, default=20, metavar="N", help="pages read of one listing (default: 20)")
    sub.add_argument("--max-articles", type=_positive, default=1000, metavar="N", help="addresses fetched at one source in one run (default: 1000)")


def _add_data(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="the folder for everything that is kept (default: data)")


def _add_folder(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--sources", type=Path, metavar="DIR", help="a folder of your own descriptions (*.toml), beside those that are shipped; the same name replaces")
    sub.add_argument("--only-own", action="store_true", help="only those of --sources, none that is shipped")


def _add_network(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--contact", metavar="CONTACT", default=os.environ.get("CHIDAO_CONTACT"),
        help="an e-mail or web address at which sites can reach you; goes into the User-Agent (default: the environment's CHIDAO_CONTACT)",
    )  # fmt: skip
    sub.add_argument(
        "--allow", action="append", default=[], metavar="HOST:PORT",
        help="a loopback address that may be fetched from, for tests and the demo; all other private addresses are refused",
    )  # fmt: skip


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value} is no number from 1 on")
    return int(value)


def _days(value: str) -> tuple[float, ...]:
    try:
        return tuple(float(day) for day in value.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is no list of days such as 1,3,7,30") from None


def _size(value: str) -> int:
    units = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
    digits, unit = (value[:-1], units[value[-1].upper()]) if value[-1:].upper() in units else (value, 1)
    if not digits.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is no size such as 500M or 20G")
    return int(digits) * unit


def _day(value: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is no ISO date such as 2022-05-13") from None


# the night --------------------------------------------------------------------------------------------------------------------------------


def _nightly(args: argparse.Namespace) -> int:
    from pipeline import judge, morning, night

    settings = night.Settings(args.data, _bounds(args), args.any_hour, args.recheck, args.keep_days, args.keep_bytes, args.lang)
    with _stoppable() as stop:
        found = night.night(_chosen(args), _fetcher(args, stop), judge.shipped(), settings, stop)
    morning.terminal(found.morning, sys.stdout, args.lang)
    print(*(f"{what:<9} {path}" for what, path in found.files.items()), sep="\n")
    return 130 if stop.is_set() else found.code


def _crawl(args: argparse.Namespace) -> int:
    from pipeline import night

    settings = night.Settings(args.data, _bounds(args, args.since, args.until), args.any_hour)
    failed = 0
    with _stoppable() as stop:
        for visited in night.crawled(_chosen(args), _fetcher(args, stop), settings, stop):
            counts = visited.counts
            failed += bool(visited.problems)
            print(f"{visited.source.name}: {counts['listed']} links, {counts['new']} new, {counts['changed']} changed, {counts['failed']} failed")
            for problem in visited.problems:
                print(f"chidao: {visited.source.name}: {problem}", file=sys.stderr)
    return 130 if stop.is_set() else 1 if failed else 0


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C or SIGTERM sets, so that every visit ends after the page it is at; the second ends the process."""
    stop = threading.Event()

    def ask(number: int, frame: object) -> None:
        stop.set()
        print("chidao: stopping after the pages under way; the same command goes on from there", file=sys.stderr)
        restore()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    try:
        yield stop
    finally:
        restore()


def _bounds(args: argparse.Namespace, since: datetime.date | None = None, until: datetime.date | None = None) -> Bounds:
    from scrapers.crawl import Bounds

    return Bounds(args.max_pages, args.max_articles, since, until)


def _fetcher(args: argparse.Namespace, stop: threading.Event | None = None) -> Fetcher:
    """The fetcher that was asked for; whoever waits for a host's turn is woken by `stop`."""
    from scrapers.fetch import Clock, Fetcher

    return Fetcher(contact=args.contact, allow=args.allow, clock=Clock(sleep=stop.wait) if stop else Clock())


def _sources(args: argparse.Namespace) -> dict[str, Source]:
    from scrapers import source

    return source.load(args.sources, shipped=not args.only_own)


def _chosen(args: argparse.Namespace) -> list[Source]:
    """The sources named, or all that still give news; ValueError names those that are not there."""
    sources = _sources(args)
    if not sources:
        raise ValueError(f"no source to visit; sought: *.toml in {args.sources}")
    if not args.names:
        today = datetime.date.today()
        return [source for source in sources.values() if not source.archived(today)]
    return [_named(sources, name) for name in args.names]


def _named(sources: dict[str, Source], name: str) -> Source:
    if name not in sources:
        near = difflib.get_close_matches(name, sources, 5, 0.5) or list(sources)[:5]
        raise ValueError(f"no source {name!r}; there are {len(sources)}, among them {', '.join(near)} (`chidao sources list` shows all)")
    return sources[name]


def _reparse(args: argparse.Namespace) -> int:
    from pipeline import night

    found = night.reparsed(args.data, _sources(args), args.warcs)
    for name, count in found.counts.items():
        print(f"{count:>9,}  {name}")
    for notice in found.notices:
        print(f"chidao: {notice}", file=sys.stderr)
    return 1 if found.notices else 0


def _schedule(args: argparse.Namespace) -> int:
    from pipeline import schedule

    job = schedule.Job(args.data, args.at, args.user, arguments=["--contact", args.contact] if args.contact else [])
    texts = schedule.systemd(job) | {"crontab": schedule.crontab(job)}
    for name, text in texts.items():
        if args.write:
            args.write.mkdir(parents=True, exist_ok=True)
            (args.write / name).write_text(text, encoding="utf-8")
            print(args.write / name)
        else:
            print(f"# --- {name} ---\n{text}")
    return 0


# sources ----------------------------------------------------------------------------------------------------------------------------------


def _sources_list(args: argparse.Namespace) -> int:
    from pipeline import places

    wanted = places.fold(args.province) if args.province else None
    shown = [s for s in _sources(args).values() if wanted is None or wanted in map(places.fold, filter(None, (s.province, s.former)))]
    if not shown:
        raise ValueError(f"no source of {args.province!r}; `chidao sources list` shows all")
    for source in shown:
        place = f"{source.province} ({source.former})" if source.former else source.province
        state = "verified" if source.verified else "unverified"
        archive = f"  until {source.valid_until}" if source.valid_until else ""
        print(f"{source.name:<26}{place:<32}{source.family:<12}{state:<12}{next(source.addresses)}{archive}")
    return 0


def _sources_show(args: argparse.Namespace) -> int:
    from scrapers import source

    shown = _named(_sources(args), args.name)
    print(*_toml(shown), "\n# of its family, where the description says nothing\n", *_toml(source.families()[shown.family], "family"), sep="\n")
    return 0


def _toml(given: msgspec.Struct, under: str = "") -> Iterator[str]:
    """A description's lines as its file has them: what holds anything, tables last."""
    import msgspec

    fields = _stated(msgspec.to_builtins(given))
    yield from [f"[{under}]"] * bool(under)
    yield from (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if not isinstance(value, dict))
    for table, values in fields.items():
        if isinstance(values, dict):
            yield f"[{under}{'.' * bool(under)}{table}]"
            yield from (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())


def _stated(value: object) -> Any:
    """The value without what says nothing in it."""
    if isinstance(value, dict):
        return {name: kept for name, part in value.items() if (kept := _stated(part)) not in (None, "", [], {})}
    return [_stated(part) for part in value] if isinstance(value, list | tuple) else value


def _sources_check(args: argparse.Namespace) -> int:
    from scrapers import checking

    sources, fetcher, sound = _sources(args), _fetcher(args), True
    for source in [_named(sources, name) for name in args.names]:
        found = checking.check(source, fetcher)
        sound &= found.sound
        print(*checking.tell(found, args.lang), sep="\n")
        if args.pages and found.example:
            print(*checking.keep(source.name, found.example, args.pages), sep="\n")
    return 0 if sound else 1


def _sources_add(args: argparse.Namespace) -> int:
    from scrapers import adding

    found = adding.guess(args.url, _fetcher(args), name=args.name, province=args.province)
    print(*adding.tell(found, args.lang), sep="\n")
    if not args.yes and input("\nGhi lại? / Write it? [c/y/N] ").strip().lower() not in ("c", "có", "y", "yes"):
        return 1
    print(*adding.write(found, args.out, args.pages or args.out / "pages"), sep="\n")
    return 0
