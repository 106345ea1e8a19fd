"""Serves the demo's portals, or portals for the load test, until it is told to end (SIGTERM, SIGINT).

    python -m scrapers.portal --dir out/portal                        # the demo; SIGUSR1, or --second from elsewhere, brings the second night
    python -m scrapers.portal --dir out/portal --second               # tells the running one to make the changes of the second night
    python -m scrapers.portal --dir out/portal --counts               # prints what was asked of the running one and sent by it
    python -m scrapers.portal --dir out/load --synthetic 40 --articles 1250

DIR/sources/*.toml are the descriptions of its sites, DIR/ready.json says {"pid", "allow": ["127.0.0.2:41234", ...], "sites": {name: base}};
it appears when the portals answer. DIR/counts.json appears when they end.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import time
import urllib.request
from pathlib import Path

from scrapers.portal.demo import PLANS, Demo
from scrapers.portal.server import Portal
from scrapers.portal.synthetic import synthetic

CONTROL = "/_portal/"  # on every site: second, counts, forget
PATIENCE = 10.0  # seconds that --second and --counts wait for a program that is starting


def main(arguments: list[str] | None = None) -> int:
    """The exit code of the program; see the module."""
    given = _parser().parse_args(arguments)
    if given.second or given.counts:
        return _tell(given.dir, "second" if given.second else "counts")
    demo = None if given.synthetic else Demo(given.sites)
    portal = demo.portal if demo else Portal(*synthetic(given.synthetic, given.articles, given.seed))
    portal.control = {"counts": portal.counted, "forget": portal.forget, **({"second": demo.second_night} if demo else {})}
    signals = {signal.SIGTERM, signal.SIGINT, signal.SIGUSR1}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # before any thread begins, so that sigwait alone meets them
    with portal:
        try:
            _announce(given.dir, portal)
            print(f"{len(portal.sites)} portals on loopback; descriptions in {given.dir / 'sources'}", flush=True)
            while signal.sigwait(signals) == signal.SIGUSR1:
                for line in demo.second_night() if demo else ():
                    _say(line)
        finally:
            (given.dir / "ready.json").unlink(missing_ok=True)
            _write(given.dir / "counts.json", portal.counted())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scrapers.portal", description="Provincial portals on loopback, for the demo and the load test.")
    parser.add_argument("--dir", type=Path, required=True, help="folder for sources/*.toml, ready.json and counts.json")
    parser.add_argument("--sites", type=int, default=4, help=f"portals of the demo, 1 to {len(PLANS)} (default 4)")
    parser.add_argument("--synthetic", type=int, metavar="N", help="N generated portals instead of the demo's")
    parser.add_argument("--articles", type=int, default=1250, help="articles on each generated portal (default 1250)")
    parser.add_argument("--seed", type=int, default=1, help="of the generated portals (default 1)")
    parser.add_argument("--second", action="store_true", help="tell the running demo of this folder to make the changes of the second night")
    parser.add_argument("--counts", action="store_true", help="print what was asked of the running portals of this folder and sent by them")
    return parser


def _announce(folder: Path, portal: Portal) -> None:
    """Writes the descriptions, then the file that says that all is ready."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    for old in (folder / "sources").glob("*.toml"):  # of an earlier run, whose ports are others' now
        old.unlink()
    portal.describe(folder / "sources")
    _write(folder / "ready.json", {"pid": os.getpid(), "allow": portal.allow, "sites": {name: site.base for name, site in portal.sites.items()}})


def _write(path: Path, data: object) -> None:
    """Whole or not at all: whoever waits for the file must not read half of it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def _say(line: str) -> None:
    with contextlib.suppress(OSError):  # nobody reads any more
        print(line, file=sys.stderr, flush=True)


def _tell(folder: Path, what: str) -> int:
    path = folder / "ready.json"
    deadline = time.monotonic() + PATIENCE
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    if not path.exists():
        advice = f"start them with python -m scrapers.portal --dir {folder}"
        print(f"no portals are running for {folder}: {path} does not exist; {advice}", file=sys.stderr)
        return 1
    base = next(iter(json.loads(path.read_text(encoding="utf-8"))["sites"].values()))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback is never asked for through a proxy
    with opener.open(f"{base}{CONTROL}{what}", data=b"", timeout=30) as answer:
        print(answer.read().decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
