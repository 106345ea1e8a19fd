"""A visit from the listing to the stored article, on real portals on loopback: what is found, what is left alone, what goes wrong and goes on."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path

import faults  # noqa: F401  watches that nothing leaves loopback
import pytest

from scrapers import source
from scrapers.crawl import Bounds, Visited, crawl
from scrapers.fetch import Fetcher
from scrapers.portal import Answer, Article, Portal, Served, library
from scrapers.store import Store

NOW = datetime.datetime(2026, 3, 10, 9, 30)
TEXTS = [given.article for given in library.gold() if len(given.article.paragraphs) >= 3 and min(map(len, given.article.paragraphs)) >= 60]


def article(n: int) -> Article:
    """An invented article, a day older than the one before."""
    return TEXTS[n]._replace(published=NOW - datetime.timedelta(days=n), captions=(), attachments=(), author=None, number=700_000 + n)


class Nights:
    """A portal of one site and the store of its nights."""

    def __init__(self, site: Served, folder: Path, **store: object) -> None:
        self.site, self.folder, self.portal = site, folder, Portal(site)
        self.store = Store(folder / "data", **{"recheck": (0,), **store})

    def __enter__(self) -> Nights:
        self.portal.__enter__()
        (path,) = self.portal.describe(self.folder / "sources")
        self.source = source.read(path)
        return self

    def __exit__(self, *error: object) -> None:
        self.store.close()
        self.portal.__exit__(*error)

    def night(self, bounds: Bounds = Bounds(), stop: threading.Event | None = None) -> Visited:
        """What a visit gives; the server's counts begin anew with it."""
        self.portal.forget()
        run = self.store.begin({})
        fetcher = Fetcher(allow=self.portal.allow, delay=0.0)
        (found,) = crawl([self.source], fetcher, self.store, run, bounds=bounds, any_hour=True, stop=stop)
        self.store.finish(run, {})
        return found

    def titles(self) -> list[str]:
        """The titles of all versions that are kept, in order."""
        return sorted(version.page.title or "" for version in self.store.unextracted() if version.kind == "article")

    def asked(self, path: str) -> int:
        """How often an address was asked for tonight."""
        return sum(count.requests for target, count in self.site.counts.items() if target.split("?")[0] == path.split("?")[0] and path in target)


FAMILIES = ("tandan", "sharepoint", "nukeviet", "liferay", "websphere", "newspaper", "vnpt", "quangninh", "webcenter", "drupal", "wordpress")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_article_once_and_whole_then_nothing(family: str, tmp_path: Path) -> None:
    """Paging, feeds, titles, dates and bodies of each family; the second night transfers no body of an unchanged page."""
    articles = [article(n) for n in range(1, 13)]
    with Nights(Served(family, articles, now=NOW, per_page=5), tmp_path) as nights:
        first = nights.night()
        assert not first.problems
        kept = {version.page.title: version.page for version in nights.store.unextracted() if version.kind == "article"}
        assert kept.keys() == {one.title for one in articles}
        for one in articles:
            page = kept[one.title]
            assert page.published[:10] == one.published.date().isoformat()  # type: ignore[index]
            assert [line for line in page.body if line] == list(one.paragraphs)
        second = nights.night()
        assert (second.counts["new"], second.counts["changed"], second.counts["unchanged"]) == (0, 0, len(articles))
        if nights.site.validators:
            assert [seen.target for seen in nights.site.seen if seen.status == 200 and seen.target != "/robots.txt"] == []


def test_only_what_is_new_or_changed(tmp_path: Path) -> None:
    with Nights(Served("nukeviet", [article(n) for n in range(1, 8)], now=NOW), tmp_path) as nights:
        nights.night()
        before = len(nights.titles())
        nights.site.add(article(0))
        nights.site.change(article(3), paragraphs=(*article(3).paragraphs, "Sở Tài chính bố trí vốn trước ngày 30/4/2026 theo quy định."))
        second = nights.night()
        assert (second.counts["new"], second.counts["changed"]) == (1, 1)
        assert len(nights.titles()) == before + 2
        changed = next(version for version in nights.store.unextracted() if version.number == 2)
        assert changed.diff is not None and "+Sở Tài chính bố trí vốn" in changed.diff.replace("+ ", "+")


def test_what_is_no_article_is_told_and_left(tmp_path: Path) -> None:
    wrong = ("moved", "broken", "gone", "soft404", "captcha", "login", "empty", "disallowed")
    with Nights(Served("liferay", [article(n) for n in range(1, 7)], faults=wrong, now=NOW), tmp_path) as nights:
        found = nights.night()
        assert nights.titles() == sorted(article(n).title for n in range(1, 7)), "the moved one is found at its true address"
        assert found.counts["robots"] == 1 and not any("noi-bo" in target for target in nights.site.counts), "robots.txt is kept"
        assert found.counts["http"] == 1 and found.counts["failed"] == 2
        assert {verdict: found.counts[verdict] for verdict in ("captcha", "login")} == {"captcha": 1, "login": 1}
        assert found.counts["gone"] == 2, "410, and a page that says that there is nothing"
        again = nights.night()
        assert again.counts["gone"] == 0, "what is gone is not asked for again"


@pytest.mark.parametrize("piece", ["captcha", "empty"])
def test_a_blocked_page_in_the_middle_of_paging_is_not_the_end(piece: str, tmp_path: Path) -> None:
    """It is asked for again the same night; where that fails too, the next night does not stop at the articles it knows."""
    articles = [article(n) for n in range(1, 21)]
    site = Served("vnpt", articles, now=NOW, per_page=5)
    with Nights(site, tmp_path) as nights:
        wall = Answer(200, b"<html><body></body></html>") if piece == "empty" else site._fault("captcha")
        site.answer_with(site.page(3), wall, wall)
        first = nights.night()
        assert len(nights.titles()) == 10 and first.problems
        second = nights.night()
        assert len(nights.titles()) == 20 and not second.problems
        site.add(article(0))
        site.add(article(21)._replace(published=NOW))
        third = nights.night()
        assert third.counts["new"] == 2 and nights.asked(site.page(3)) == 0, "once it was read to its end, a night stops at the first page that it knows"


def test_backfill_reads_back_to_a_day_and_no_further(tmp_path: Path) -> None:
    site = Served("vnpt", [article(n) for n in range(1, 41)], now=NOW, per_page=5)
    with Nights(site, tmp_path) as nights:
        since, until = NOW.date() - datetime.timedelta(days=12), NOW.date() - datetime.timedelta(days=4)
        nights.night(Bounds(since=since, until=until))
        assert nights.titles() == sorted(article(n).title for n in range(4, 13))
        assert nights.asked(site.page(6)) == 0


def test_endless_paging_ends(tmp_path: Path) -> None:
    """A site that answers every page number with its last page."""
    site = Served("vnpt", [article(n) for n in range(1, 11)], now=NOW, per_page=5)
    with Nights(site, tmp_path) as nights:
        last = site.respond_last = site.listing(2).replace("</body>", f'<a class="next" rel="next" href="{site.page(3)}">Trang sau</a></body>')
        for number in range(2, 40):
            site.answer_with(site.page(number), *[Answer(200, last.encode())] * 2)
        found = nights.night()
        assert len(nights.titles()) == 10
        assert found.counts["listings_read"] == found.counts["listings"]
        assert nights.asked(site.page(4)) == 0


def test_calendars_tags_and_searches_are_not_followed(tmp_path: Path) -> None:
    """Every page of the portal links to a calendar without end; a list may name it as well."""
    site = Served("vnpt", [article(n) for n in range(1, 7)], now=NOW)
    with Nights(site, tmp_path) as nights:
        days = "".join(f'<li><a href="/lich?ngay={n}">Lịch công tác ngày {n} của lãnh đạo Ủy ban nhân dân tỉnh</a></li>' for n in range(30))
        listing = site.listing(1).replace("</body>", f"<ul>{days}<li><a href='/tag/chuyen-doi-so'>Tin về chuyển đổi số</a></li></ul></body>")
        site.answer_with(site.page(1), Answer(200, listing.encode()))
        nights.night()
        assert len(nights.titles()) == 6
        assert not [target for target in site.counts if "lich" in target.split("?")[0].rpartition("/")[2] or "/tag/" in target]


def test_stops_when_asked_and_goes_on(tmp_path: Path) -> None:
    with Nights(Served("vnpt", [article(n) for n in range(1, 9)], now=NOW), tmp_path) as nights:
        stop = threading.Event()
        stop.set()
        assert nights.night(stop=stop).counts["fetched"] == 0
        nights.night()
        assert len(nights.titles()) == 8


def test_a_source_outside_its_hours_is_left_alone(tmp_path: Path) -> None:
    with Nights(Served("vnpt", [article(1)], now=NOW), tmp_path) as nights:
        hour = (datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).hour + 12) % 24
        path = tmp_path / "sources" / f"{nights.source.name}.toml"
        path.write_text(path.read_text().replace("00:00-24:00", f"{hour:02}:00-{hour:02}:30"))
        run = nights.store.begin({})
        (found,) = crawl([source.read(path)], Fetcher(allow=nights.portal.allow, delay=0.0), nights.store, run)
        assert found.counts["out_of_hours"] == 1 and not nights.site.counts


def test_one_broken_source_does_not_touch_another(tmp_path: Path) -> None:
    """The first answers nothing at all; nobody waits for it for the rest of the night."""
    sites = [Served("vnpt", [article(n) for n in range(1, 5)], now=NOW, name=name) for name in ("dead", "alive")]
    with Portal(*sites) as portal, Store(tmp_path / "data") as store:
        sources = [source.read(path) for path in portal.describe(tmp_path / "sources")]
        dead = sources[0]
        nobody = dead.listings[0].replace(dead.host, "127.0.0.1:1")  # no one listens there
        text = (tmp_path / "sources" / "dead.toml").read_text().replace(f"http://{dead.host}", "http://127.0.0.1:1")
        (tmp_path / "sources" / "dead.toml").write_text(text)
        run = store.begin({})
        again = [source.read(tmp_path / "sources" / f"{one.name}.toml") for one in sources]
        found = {one.source.name: one for one in crawl(again, Fetcher(allow=[*portal.allow, "127.0.0.1:1"], delay=0.0), store, run, any_hour=True)}
        assert found["alive"].counts["articles"] == 4
        assert found["dead"].counts["listings_read"] == 0 and any(nobody in problem or "127.0.0.1:1" in problem for problem in found["dead"].problems)
