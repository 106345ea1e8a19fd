"""robots.txt as RFC 9309 has it: what it says, what it means when it cannot be had, and that it is obeyed on a real server."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import faults
import pytest
from conftest import assert_linear
from faults import PAGE, Call, Faulty, Route, Waits, redirect, reply

from scrapers import robots
from scrapers.fetch import Clock, Fetcher, FetchError, Session


@pytest.fixture(autouse=True)
def no_strays() -> Iterator[None]:
    yield
    assert faults.STRAYS == []


def served(route: Route) -> Faulty:
    return Faulty({"/robots.txt": route})


def session(*sites: Faulty, waits: Waits | None = None, **settings: Any) -> Session:
    waits = waits or Waits()
    fetcher = Fetcher(allow=[site.authority for site in sites], clock=Clock(waits.now, waits.sleep), **{"delay": 0, "jitter": 0, **settings})
    return fetcher.session([site.host for site in sites])


def fails(session: Session, url: str, reason: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        session.get(url)
    assert caught.value.reason == reason, str(caught.value)
    return caught.value


# --- what it says -----------------------------------------------------------------------------------------------------------------------------

SAYS: list[tuple[str, str, str, bool]] = [
    # reason, robots.txt, path, allowed
    ("nothing is said", "", "/tin", True),
    ("all may read all", "User-agent: *\nDisallow:", "/tin", True),
    ("nobody may read anything", "User-agent: *\nDisallow: /", "/tin", False),
    ("we are named", "User-agent: chidao\nDisallow: /\n\nUser-agent: *\nDisallow:", "/tin", False),
    ("our own group holds, not the common one", "User-agent: *\nDisallow: /\n\nUser-agent: Chidao\nAllow: /", "/tin", True),
    ("named with a version", "User-agent: CHIDAO/0.1\nDisallow: /tin", "/tin", False),
    ("another's name that begins ours", "User-agent: chi\nDisallow: /", "/tin", True),
    ("another's name that ours begins", "User-agent: chidaobot\nDisallow: /", "/tin", True),
    ("others are named", "User-agent: somebot\nUser-agent: otherbot\nDisallow: /", "/tin", True),
    ("we among others", "User-agent: somebot\nUser-agent: chidao\nUser-agent: otherbot\nDisallow: /", "/tin", False),
    ("two groups of ours are one", "User-agent: chidao\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: chidao\nDisallow: /b", "/b", False),
    ("another's rules stay theirs", "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /", "/b", True),
    ("the longest rule holds", "User-agent: *\nDisallow: /tin\nAllow: /tin/van-ban", "/tin/van-ban/1", True),
    ("the longest rule holds, in any order", "User-agent: *\nAllow: /tin/van-ban\nDisallow: /tin", "/tin/khac", False),
    ("of equals the one that allows", "User-agent: *\nDisallow: /tin\nAllow: /tin", "/tin", True),
    ("wildcards", "User-agent: *\nDisallow: /*?PageIndex=", "/tin.aspx?PageIndex=2", False),
    ("the end of an address", "User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
    ("the end of an address, not its middle", "User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
    ("letters escaped or not", "User-agent: *\nDisallow: /họp", "/h%E1%BB%8Dp", False),
    ("comments and odd spaces", "\ufeffUser-agent : *   # all\n  Disallow :/tin # no", "/tin", False),
    ("a page instead of a robots.txt", "<html><body><p>Disallow: /</p></body></html>", "/tin", True),
    ("rules of nobody", "Disallow: /", "/tin", True),
    ("lines of another system", "User-agent: *\rDisallow: /tin\r", "/tin", False),
]


@pytest.mark.parametrize(("reason", "text", "path", "allowed"), SAYS, ids=[row[0] for row in SAYS])
def test_what_it_says(reason: str, text: str, path: str, allowed: bool) -> None:
    rules = robots.read(200, text.encode())
    assert rules is not None and rules.allow(f"http://vi-du.vn{path}") is allowed, reason


def test_the_sitemaps_and_delays() -> None:
    lines = "Sitemap: http://a.vn/1.xml\nUser-agent: *\nCrawl-delay: 1.5\nUser-agent: chidao\nCrawl-delay: 10\nSitemap: http://a.vn/2.xml"
    rules = robots.Rules(lines)
    assert (rules.delay, rules.sitemaps) == (10, ["http://a.vn/1.xml", "http://a.vn/2.xml"])


DELAYS = [("Crawl-delay: 3", 3), ("Request-rate: 1/10s", 10), ("Request-rate: 2/1m", 30), ("Crawl-delay: 40\nRequest-rate: 1/5", 40)]
DELAYS += [("Crawl-delay: -1", 0), ("Crawl-delay: inf", 0), ("Crawl-delay: nan", 0), ("Crawl-delay: soon", 0), ("Request-rate: 0/0", 0)]


@pytest.mark.parametrize(("line", "seconds"), DELAYS)
def test_delays_are_read(line: str, seconds: float) -> None:
    assert robots.Rules(f"User-agent: *\n{line}").delay == seconds


MEANS = [(200, True), (301, True), (400, True), (401, True), (403, True), (404, True), (410, True), (429, None), (500, None), (503, None)]


@pytest.mark.parametrize(("status", "allowed"), MEANS)
def test_what_a_status_means(status: int, allowed: bool | None) -> None:
    """4xx: there is none, so that all is allowed, whatever the error page says; 5xx and 429: not now."""
    rules = robots.read(status, b"" if status == 200 else b"User-agent: *\nDisallow: /")
    assert (rules and rules.allow("http://vi-du.vn/tin")) == allowed


def test_no_more_than_500_kib_is_read() -> None:
    rule = b"User-agent: *\nDisallow: /tin\n"
    assert not robots.read(200, rule + b"#" * robots.LARGEST).allow("http://vi-du.vn/tin")  # type: ignore[union-attr]
    assert robots.read(200, b"#" * robots.LARGEST + b"\n" + rule).allow("http://vi-du.vn/tin")  # type: ignore[union-attr]


HOSTILE = [
    "User-agent: *\n|Disallow: /a*b*c$\n|",
    "|User-agent: bot\n|Disallow: /",
    "|User-agent: *\nDisallow: /\n|",
    "User-agent: *\nDisallow: /|*a|",
    "|\x00\xff:|",
    "User-agent|: |",
]


@pytest.mark.parametrize("marked", HOSTILE)
def test_linear_time(marked: str) -> None:
    assert_linear(marked, 50_000, str, lambda text: robots.Rules(text).allow("http://vi-du.vn/" + "a" * 200))


def test_many_agents_with_many_rules() -> None:
    """10,000 agents share 10,000 rules, which are not ours: 100,000,000 rules if all were kept."""
    text = "".join(f"User-agent: bot{i}\n" for i in range(10_000)) + "".join(f"Disallow: /{i}\n" for i in range(10_000))
    rules = robots.Rules(text + "User-agent: chidao\nDisallow: /tin\n")
    assert rules.allow("http://vi-du.vn/1") and not rules.allow("http://vi-du.vn/tin")


# --- that it is obeyed ------------------------------------------------------------------------------------------------------------------------


def test_what_is_not_allowed_is_not_asked_for() -> None:
    with served(reply(b"User-agent: *\nDisallow: /ok")) as site:
        here = session(site)
        error = fails(here, site.url("/ok"), "robots")
        assert site.url("/robots.txt") in str(error) and not error.permanent
        assert site.paths() == []
        assert here.get(site.url("/chunked")).body == PAGE


def test_redirects_are_checked_hop_by_hop() -> None:
    with served(reply(b"User-agent: *\nDisallow: /ok")) as site:
        site.routes["/old"] = redirect("/ok")
        fails(session(site), site.url("/old"), "robots")
        assert site.paths() == ["/old"]


def test_the_other_host_of_a_redirect_is_asked_too() -> None:
    with Faulty() as site, Faulty({"/robots.txt": reply(b"User-agent: *\nDisallow: /")}, host="127.0.0.2") as other:
        site.routes["/old"] = redirect(other.url("/ok"))
        fails(session(site, other), site.url("/old"), "robots")
        assert other.paths(robots=True) == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_robots_txt_allows_all(status: int) -> None:
    with served(reply(b"User-agent: *\nDisallow: /", status)) as site:
        assert session(site).get(site.url("/ok")).body == PAGE


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_is_not_to_be_had_now_forbids_all_for_now(status: int) -> None:
    """503 on robots.txt: nothing is asked for; five minutes later it is asked for again."""
    waits = Waits()
    with served(reply(b"", status)) as site:
        here = session(site, waits=waits)
        error = fails(here, site.url("/ok"), "robots_unavailable")
        assert (error.status, error.permanent) == (status, False)
        tries = site.asked["/robots.txt"]
        assert tries == (1 if status == 500 else 3)
        waits.sleep(100)
        assert fails(here, site.url("/chunked"), "robots_unavailable").retry_after == 200
        assert site.asked["/robots.txt"] == tries, "who was told so a moment ago does not ask again"
        site.routes["/robots.txt"] = reply(b"")
        waits.sleep(200)
        assert here.get(site.url("/ok")).body == PAGE
        assert site.paths() == ["/ok"]


@pytest.mark.parametrize("path", ["/reset", "/short", "/no-http", "/slow-body"])
def test_a_robots_txt_that_breaks_off_forbids_all_for_now(path: str) -> None:
    with served(faults.ROUTES[path]) as site:
        fails(session(site, timeout=1), site.url("/ok"), "robots_unavailable")
        assert site.paths() == []


def test_redirects_of_robots_txt_are_followed() -> None:
    with served(redirect("/1")) as site:
        site.routes |= {f"/{i}": redirect(f"/{i + 1}") for i in range(1, 5)}
        site.routes["/5"] = reply(b"User-agent: *\nDisallow: /ok")
        fails(session(site), site.url("/ok"), "robots")


def test_more_than_five_redirects_of_robots_txt_are_as_none() -> None:
    with served(redirect("/robots.txt")) as site:
        assert session(site).get(site.url("/ok")).body == PAGE
        assert site.asked["/robots.txt"] == 6


def test_a_robots_txt_that_leads_to_a_stranger() -> None:
    with Faulty(host="127.0.0.2") as other, served(redirect(other.url("/robots.txt"))) as site:
        here = Fetcher(allow=[site.authority, other.authority], delay=0).session([site.host])
        assert "add 127.0.0.2" in str(fails(here, site.url("/ok"), "robots_unavailable"))
        assert other.requests == []


def test_a_robots_txt_that_leads_inside() -> None:
    with served(redirect("http://169.254.169.254/robots.txt")) as site:
        fails(session(site), site.url("/ok"), "address")


def test_a_robots_txt_without_end() -> None:
    """The first 500 KiB count; no more is taken than fits into the buffers of the sockets."""

    def route(call: Call) -> None:
        call.send(faults.head(200, {"content_type": "text/plain"}) + b"User-agent: *\nDisallow: /ok\n")
        for _ in range(faults.MANY // len(faults.ZEROS)):
            call.send(faults.ZEROS)

    with served(route) as site:
        here = session(site)
        fails(here, site.url("/ok"), "robots")
        assert site.taken["/robots.txt"] < 40_000_000
        assert here.get(site.url("/chunked")).body == PAGE


def test_a_packed_robots_txt() -> None:
    with served(reply(gzip.compress(b"User-agent: *\nDisallow: /ok\n" + b"#" * 10_000_000), content_encoding="gzip")) as site:
        fails(session(site), site.url("/ok"), "robots")


def test_it_is_asked_for_once_a_day() -> None:
    waits = Waits()
    with Faulty() as site:
        fetcher = Fetcher(allow=[site.authority], delay=0, clock=Clock(waits.now, waits.sleep))
        for _ in range(3):
            fetcher.session([site.host]).get(site.url("/ok"))
        waits.sleep(24 * 3600 - 10)
        fetcher.session([site.host]).get(site.url("/ok"))
        assert site.asked["/robots.txt"] == 1
        waits.sleep(20)
        fetcher.session([site.host]).get(site.url("/ok"))
        assert site.asked["/robots.txt"] == 2


def test_threads_ask_once() -> None:
    with Faulty() as site:
        here = session(site)
        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(lambda i: here.get(site.url(f"/ok?{i}")).status == 200, range(16)))
        assert site.asked["/robots.txt"] == 1


def test_each_scheme_and_port_has_its_own() -> None:
    with served(reply(b"User-agent: *\nDisallow: /")) as one, Faulty() as two:
        here = session(one, two)
        fails(here, one.url("/ok"), "robots")
        assert here.get(two.url("/ok")).body == PAGE


def test_crawl_delay_is_kept() -> None:
    """The planned pauses, not the time on the wall: 10 seconds where 2 were ours, and 20 by Request-rate."""
    for line, pauses in (("Crawl-delay: 10", [10, 10, 10]), ("Request-rate: 3/1m", [20, 20, 20]), ("Crawl-delay: 1", [2, 2, 2])):
        waits = Waits()
        with served(reply(f"User-agent: *\n{line}".encode())) as site:
            here = session(site, waits=waits, delay=2)
            for _ in range(3):
                here.get(site.url("/ok"))
            assert waits.slept == pauses


def test_a_crawl_delay_of_an_hour_is_left_for_later() -> None:
    waits = Waits()
    with served(reply(b"User-agent: *\nCrawl-delay: 3600")) as site:
        here = session(site, waits=waits)
        error = fails(here, site.url("/ok"), "busy")
        assert error.retry_after == 3600 and site.paths() == []
        waits.sleep(3600)
        assert here.get(site.url("/ok")).body == PAGE


def test_a_crawl_delay_of_two_minutes_is_waited_for_whatever_chance_adds() -> None:
    waits = Waits()
    with served(reply(b"User-agent: *\nCrawl-delay: 119")) as site:
        here = session(site, waits=waits, jitter=0.5)
        for _ in range(20):
            here.get(site.url("/ok"))
        assert min(waits.slept) >= 119 and max(waits.slept) > 120


def test_the_sitemaps_are_told() -> None:
    with served(reply(b"Sitemap: http://vi-du.vn/sitemap.xml")) as site:
        here = session(site)
        assert here.robots(site.url("/ok")).sitemaps == ["http://vi-du.vn/sitemap.xml"]
        assert site.paths(robots=True) == ["/robots.txt"]


def test_threads_wait_for_the_one_that_asks() -> None:
    """While one asks, the others ask nothing; the answer is theirs too, also where it is: not now."""
    begun = threading.Event()
    asked: list[int] = []
    cache = robots.Cache(lambda: 0.0)

    def ask() -> robots.Rules:
        asked.append(1)
        begun.wait(30)
        raise FetchError("robots_unavailable", "not now", status=503)

    def get() -> str:
        try:
            cache.get("site", ask)
        except FetchError as error:
            return error.reason
        return "allowed"

    with ThreadPoolExecutor(4) as threads:
        results = [threads.submit(get) for _ in range(4)]
        begun.set()
        assert [result.result() for result in results] == ["robots_unavailable"] * 4
    assert asked == [1]
