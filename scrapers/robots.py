"""What a site's robots.txt allows us, by RFC 9309: which addresses, how often, and where its sitemaps are. `fetch` asks for the file."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Hashable
from typing import NamedTuple

import protego

from scrapers.guard import FetchError, Reason

NAME = "chidao"  # our product token: what a robots.txt calls us, and the first word of our User-Agent
LARGEST = 500 * 1024  # bytes that are read of a robots.txt (RFC 9309, 2.5); the rest is as if it were not there
REDIRECTS = 5  # that are followed (2.3.1.2); after more there is no robots.txt
FRESH = 24 * 3600.0  # seconds that an answer holds (2.4)
AGAIN = 300.0  # seconds after which a robots.txt that was not to be had is asked for again


class Rules:
    """What a robots.txt says to us."""

    def __init__(self, text: str = "") -> None:
        self._rules = protego.Protego.parse("\n".join(map(_ours, text.splitlines())))
        rate = self._rules.request_rate(NAME)
        delays = [self._rules.crawl_delay(NAME) or 0.0, rate.seconds / rate.requests if rate else 0.0]
        self.delay: float = max(delays)  # seconds between two requests, by Crawl-delay and Request-rate; 0.0 where none is asked for
        self.sitemaps: list[str] = list(self._rules.sitemaps)

    def allow(self, url: str) -> bool:
        """Whether the address may be asked for."""
        return self._rules.can_fetch(url, NAME)


_AGENT = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*(?P<name>[^#]*)", re.IGNORECASE)
_OURS = re.compile(rf"\*|{NAME}(?:/.*)?", re.IGNORECASE)


def _ours(line: str) -> str:
    """The line, with one name for all agents but us: we alone obey it.

    It keeps the groups apart and Protego quick: a group of 10,000 agents and 10,000 rules would become 100,000,000 rules.

    >>> _ours("User-agent: Chidao/1.0"), _ours("User-Agent: SomeBot # of ours"), _ours("Disallow: /so")
    ('User-agent: chidao', 'User-agent: other', 'Disallow: /so')
    """
    match = _AGENT.fullmatch(line.partition("#")[0])
    if not match:
        return line
    name = match["name"].strip()
    return f"User-agent: {'*' if name == '*' else NAME if _OURS.fullmatch(name) else 'other'}"


def read(status: int, body: bytes) -> Rules | None:
    """What an answer to GET /robots.txt allows; None where it says: not now (5xx, 429).

    >>> read(404, b"").allow("https://a.vn/x"), read(503, b"")
    (True, None)
    """
    if status == 429 or status >= 500:
        return None
    if status != 200:  # 4xx: there is no robots.txt (2.3.1.3), whatever stands in the body
        return Rules()
    return Rules(body[:LARGEST].decode("utf-8-sig", "replace"))


class _Known(NamedTuple):
    until: float
    rules: Rules | None
    problem: tuple[Reason, str, int | None] | None = None  # why there are none


class Cache:
    """The rules of each site, asked for once a day; where that failed, once in five minutes. Of many threads one asks, the others wait."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._known: dict[Hashable, _Known] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, site: Hashable, ask: Callable[[], Rules]) -> Rules:
        """The rules of a site; `ask` gives them or raises FetchError, which is remembered too."""
        known = self._known.get(site)
        if known is None or known.until <= self._now():
            with self._lock:
                lock = self._locks.setdefault(site, threading.Lock())
            with lock:
                known = self._known.get(site)
                if known is None or known.until <= self._now():
                    known = self._known[site] = self._ask(ask)
        if known.rules is not None:
            return known.rules
        reason, what, status = known.problem or ("robots_unavailable", "", None)
        raise FetchError(reason, what, status=status, retry_after=max(0.0, known.until - self._now()))

    def _ask(self, ask: Callable[[], Rules]) -> _Known:
        try:
            return _Known(self._now() + FRESH, ask())
        except FetchError as error:
            return _Known(self._now() + max(AGAIN, error.retry_after or 0.0), None, (error.reason, error.what, error.status))
