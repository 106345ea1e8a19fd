"""The crawl under load, on loopback: articles per second for fetch, parse and store against trafilatura's own downloads and extraction, and memory.

    python bench/crawl.py                       # 4,000 articles over 40 hosts
    python bench/crawl.py --articles 50000      # the whole load; some ten minutes on two cores
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from trafilatura import bare_extraction
from trafilatura.downloads import buffered_downloads
from trafilatura.settings import DEFAULT_CONFIG

from scrapers import source
from scrapers.crawl import Bounds, crawl
from scrapers.fetch import Fetcher
from scrapers.store import Store

ROOT = Path(__file__).resolve().parents[1]
THREADS = 16
POLITE = 0.5  # seconds between two requests at a host: the fastest that 40 hosts then allow is 80 a second


def main() -> None:
    """Prints the figures; ratios are of one run on one machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=4_000, help="articles in all (default 4000)")
    parser.add_argument("--hosts", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), given.hosts, given.articles // given.hosts) as allow:
        sources = list(source.load(Path(folder) / "sources", shipped=False).values())
        ours, urls = fetch_and_parse(sources, allow, Path(folder) / "data")
        sample = urls[:: max(1, len(urls) // 2_000)]
        theirs = trafilatura_alone(sample)
        print(f"trafilatura downloads and extracts {theirs:.0f} articles/s ({len(sample)} of them); ratio {ours / theirs:.2f}")
        polite(sources, allow, Path(folder) / "polite", given.hosts)


@contextmanager
def served(folder: Path, hosts: int, each: int) -> Iterator[list[str]]:
    """Portals of all families in a process of their own; gives the addresses that may be fetched from."""
    line = [sys.executable, "-m", "scrapers.portal", "--dir", str(folder), "--synthetic", str(hosts), "--articles", str(each)]
    process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        while not (folder / "ready.json").exists():
            time.sleep(0.1)
        yield json.loads((folder / "ready.json").read_text())["allow"]
    finally:
        process.terminate()
        process.wait()


def fetch_and_parse(sources: list[source.Source], allow: list[str], data: Path) -> tuple[float, list[str]]:
    """Articles per second of a crawl without pauses, and the articles' addresses; prints how memory went."""
    with Store(data) as store, store.lock(), watched() as memory:
        run, began = store.begin({}), time.monotonic()
        fetcher = Fetcher(allow=allow, delay=0.0)
        visits = list(crawl(sources, fetcher, store, run, bounds=Bounds(10**6, 10**7), any_hour=True, hosts=THREADS))
        seconds = time.monotonic() - began
        count = int(sum(visit.counts["articles"] for visit in visits))
        problems = [problem for visit in visits for problem in visit.problems]
        urls = [version.url for version in store.unextracted()]
    whole = sum(visit.counts["with_title"] + visit.counts["with_date"] + visit.counts["with_body"] for visit in visits) / 3 / count
    print(f"{count} articles of {len(sources)} hosts fetched, parsed and stored in {seconds:.0f} s: {count / seconds:.0f} a second; {whole:.1%} with title, date and body")
    print("memory (MB) as it went:", *memory, f"; {len(problems)} problems", *problems[:3])
    return count / seconds, urls


@contextmanager
def watched() -> Iterator[list[int]]:
    """The process's memory in MB, at moments ever farther apart."""
    ended, found = threading.Event(), list[int]()

    def watch() -> None:
        pause = 5.0
        while not ended.wait(pause):
            found.append(int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 1_000_000)
            pause *= 1.3

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()


def trafilatura_alone(urls: list[str]) -> float:
    """Articles per second of trafilatura, with as many threads for its downloads."""
    DEFAULT_CONFIG.set("DEFAULT", "SSRF_PROTECTION", "no")  # it refuses loopback as we do
    began, count = time.monotonic(), 0
    for url, html in buffered_downloads(urls, THREADS):
        if html and bare_extraction(html, url=url, with_metadata=True):
            count += 1
    return count / (time.monotonic() - began)


def polite(sources: list[source.Source], allow: list[str], data: Path, hosts: int, seconds: float = 30) -> None:
    """Prints the pace of a crawl that keeps its pauses."""
    stop = threading.Event()
    threading.Timer(seconds, stop.set).start()
    slow = [msgspec.structs.replace(one, delay=POLITE) for one in sources]
    with Store(data) as store, store.lock():
        began = time.monotonic()
        visits = list(crawl(slow, Fetcher(allow=allow, delay=POLITE), store, store.begin({}), any_hour=True, stop=stop, hosts=hosts))
    count = sum(visit.counts["fetched"] for visit in visits)
    print(f"with a pause of {POLITE} s: {count / (time.monotonic() - began):.0f} fetches/s of at most {hosts / POLITE:.0f}")


if __name__ == "__main__":
    main()
