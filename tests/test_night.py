"""The night as a process: crawl, extract, report; what the second night takes, what a kill leaves, what the report and the exit code say."""

from __future__ import annotations

import datetime
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import faults  # noqa: F401  watches that nothing leaves loopback
import pytest
from conftest import ROOT

from pipeline import parquet, schema
from scrapers.portal import Demo, Portal, Served, library

NOW = datetime.datetime(2026, 3, 10, 9, 30)
TEXTS = [given.article for given in library.gold() if len(given.article.paragraphs) >= 3]


def command(portal: Portal, folder: Path, *more: str) -> list[str]:
    """The command line of a night at the portal."""
    portal.describe(folder / "sources")
    allow = [word for address in portal.allow for word in ("--allow", address)]
    data = ["--data", str(folder / "data"), "--sources", str(folder / "sources"), "--only-own"]
    return [sys.executable, "-m", "pipeline.cli", "nightly", *data, *allow, "--any-hour", *more]


def night(portal: Portal, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(portal, folder, *more), cwd=ROOT, capture_output=True, text=True, timeout=120)


def records(folder: Path) -> list[schema.Record]:
    """All records that the nights have written, in order."""
    found = []
    for file in sorted((folder / "data" / "records").glob("*.jsonl")):
        with file.open("rb") as lines:
            found += list(schema.read(lines, str(file)))
    return found


def test_two_nights_of_the_demo(tmp_path: Path) -> None:
    demo = Demo(4)
    with demo.portal as portal:
        first = night(portal, tmp_path, "--recheck", "0", "--lang", "en")
        assert first.returncode in (0, 1), first.stderr
        before = records(tmp_path)
        assert len(before) > 20 and sum(len(record.directives) for record in before) > 30
        assert "New orders" in first.stdout or "directives" in first.stdout

        demo.second_night()
        portal.forget()
        second = night(portal, tmp_path, "--recheck", "0")
        assert second.returncode in (0, 1), second.stderr
        new = records(tmp_path)[len(before) :]
        assert sorted(record.article.version or 0 for record in new if not record.article.attached_to) == [1, 1, 2]
        (changed,) = (record for record in new if record.article.version == 2)
        sent = {site.base + seen.target for site in portal.sites.values() for seen in site.seen if seen.status == 200}
        known = {record.article.url for record in before} - {changed.article.url}
        assert not known & sent, "no body of an unchanged article or document"
        assert changed.article.url in sent


def test_records_tell_where_they_come_from(tmp_path: Path) -> None:
    with Demo(4).portal as portal:
        night(portal, tmp_path)
        found = records(tmp_path)
        ids = {record.article.id for record in found}
        assert len(ids) == len(found)
        attached = [record for record in found if record.article.attached_to]
        assert attached and all(record.article.attached_to in ids for record in attached)
        parents = {record.article.attached_to for record in attached}
        assert any(record.article.source_document for record in found if record.article.id in parents), "number and symbol, from the head of the document"
        clusters = Counter(record.article.cluster for record in found)
        assert max(clusters.values()) > 1, "the same news on two portals"
        (file,) = (tmp_path / "data" / "records").glob("*.parquet")
        assert [record.article.id for record in parquet.read(file)] == [record.article.id for record in found]
        manifest = json.loads(next((tmp_path / "data" / "runs").glob("*.json")).read_text())
        assert manifest["versions"]["chidao"] and {source["name"] for source in manifest["sources"]} == set(portal.sites)
        events = [json.loads(line) for line in next((tmp_path / "data" / "log").glob("*.jsonl")).read_text().splitlines()]
        assert {"time", "level", "event"} <= events[0].keys() and any(event["event"] == "visited" for event in events)
        assert (tmp_path / "data" / "reports" / "latest.html").read_text().count("<html") == 1


def test_killed_again_and_again(tmp_path: Path) -> None:
    """kill -9 at twenty random moments of the whole night: nothing is lost, nothing fetched twice but what was under way, no record doubled."""
    articles = [one._replace(published=NOW - datetime.timedelta(days=n), attachments=(), number=800_000 + n) for n, one in enumerate(TEXTS[:60])]
    chance = random.Random(4)
    kills = 0
    with Portal(Served("nukeviet", articles[:30], name="one", now=NOW), Served("vnpt", articles[30:], name="two", now=NOW)) as portal:
        line = command(portal, tmp_path)
        for _ in range(20):
            process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            deadline = time.monotonic() + chance.uniform(0.5, 3.0)
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.01)
            if process.poll() is not None:
                break
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        assert kills, "the night was over before it was killed once"
        last = night(portal, tmp_path)
        assert last.returncode in (0, 1), last.stderr
        found = records(tmp_path)
        assert sorted(record.article.title or "" for record in found) == sorted(article.title for article in articles)
        assert len({record.article.id for record in found}) == len(found)
        pages = {site.path(article): site for site in portal.sites.values() for article in site.articles()}
        twice = sum(site.counts[path].requests - 1 for path, site in pages.items())
        assert twice <= 2 * kills, "one request under way at each of two hosts"


def test_exit_codes_and_a_second_run_at_once(tmp_path: Path) -> None:
    with Portal(Served("vnpt", TEXTS[:3], name="good", now=NOW), Served("vnpt", TEXTS[3:6], name="bad", now=NOW)) as portal:
        line = command(portal, tmp_path)
        site = portal["bad"]
        broken = tmp_path / "sources" / "bad.toml"
        broken.write_text(broken.read_text().replace(site.page(), "/khong-co-trang-nay/"))
        partly = subprocess.run(line, cwd=ROOT, capture_output=True, text=True)
        assert partly.returncode == 1, partly.stderr
        assert "bad" in partly.stdout or site.title in partly.stdout
        only_bad = subprocess.run([*line, "bad"], cwd=ROOT, capture_output=True, text=True)
        assert only_bad.returncode == 2
        only_good = subprocess.run([*line, "good"], cwd=ROOT, capture_output=True, text=True)
        assert only_good.returncode == 0, only_good.stdout
        holder = (
            "import sys\nfrom scrapers.store import Store\nstore = Store(sys.argv[1])\n"
            "with store.lock():\n    print('held', flush=True)\n    sys.stdin.read()"
        )
        with subprocess.Popen([sys.executable, "-c", holder, str(tmp_path / "data")], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None and other.stdout.readline() == "held\n"
            refused = subprocess.run(line, cwd=ROOT, capture_output=True, text=True)
            other.kill()
        assert refused.returncode == 2 and str(other.pid) in refused.stderr, refused.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    with Demo(1).portal as portal:
        refused = night(portal, tmp_path)
    assert refused.returncode == 2 and "cannot be written" in refused.stderr


def test_a_changed_layout_is_told_the_same_night(tmp_path: Path) -> None:
    """A site that moves to another system: its listing is there, its articles are not where they were."""
    history = [{"date": f"2026-03-{day:02}", "outcome": "ok", "listings": 1, "listings_read": 1, "listed": 20, "new": 9, "articles": 9, "fetched": 9,
                "with_title": 9, "with_date": 9, "with_body": 9, "characters": 20_000, "directives": 12} for day in range(1, 10)]  # fmt: skip
    from scrapers.store import Store

    with Portal(Served("vnpt", TEXTS[:9], name="moved", now=NOW)) as portal:
        line = command(portal, tmp_path)
        with Store(tmp_path / "data") as store:
            for row in history:
                run = store.begin({})
                store.note(run, "moved", "ok", {}, row)
                store.finish(run, {})
        site = portal["moved"]
        from scrapers.portal import Answer

        shell = b"<html><head><title>Cong thong tin</title></head><body><div id='app'></div><script src='/app.js'></script></body></html>"
        for article in site.articles():
            site.answer_with(site.path(article), *[Answer(200, shell)] * 3)
        found = subprocess.run(line, cwd=ROOT, capture_output=True, text=True)
        assert found.returncode == 2, found.stdout
        manifest = json.loads((tmp_path / "data" / "runs" / f"{len(history) + 1:06}.json").read_text())
        assert manifest["sources"][0]["outcome"] == "failed"


def test_ends_soon_when_it_is_asked_to(tmp_path: Path) -> None:
    """SIGTERM while a visit waits for the host's turn: what was under way is kept, and the next run goes on."""
    with Portal(Served("vnpt", TEXTS[:6], name="slow", now=NOW)) as portal:
        line = command(portal, tmp_path)
        described = tmp_path / "sources" / "slow.toml"
        described.write_text(described.read_text().replace("delay = 0.0", "delay = 60.0"))
        process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        while not any("robots" not in target for target in portal["slow"].counts) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=50)  # less than one pause
        assert process.returncode == 130 and "stopping" in told
        described.write_text(described.read_text().replace("delay = 60.0", "delay = 0.0"))
        assert subprocess.run(line, cwd=ROOT, capture_output=True).returncode == 0
        assert len(records(tmp_path)) == 6
