"""The polite session: an address in, its response out, or a FetchError that says in one word why not.

    address -> robots.txt -> the host's turn -> a guarded connection -> redirects, one at a time -> the body, counted and unpacked

One request at a time per host, with a pause after each; hosts in parallel, in the callers' threads. What is asked for and how often is decided
here, where a connection may lead and what it may take in `scrapers.guard`.
"""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import http.client
import http.cookiejar
import random
import re
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import requests
import requests.cookies
import urllib3
import urllib3.exceptions
from urllib3.util import Retry, parse_url

from pipeline import __version__
from scrapers import guard, robots
from scrapers.guard import FetchError, Reason, Tls

__all__ = ["FILES", "HTML", "LISTS", "Clock", "FetchError", "Fetcher", "Reason", "Response", "Session", "Tls"]

# Content types that are read; anything else is left before its body comes. A page that tells no type is read.
HTML: tuple[str, ...] = (
    "text/html",
    "application/xhtml+xml",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "text/*",
)
LISTS: tuple[str, ...] = (*HTML, "application/gzip", "application/x-gzip", "application/octet-stream")  # a sitemap may be packed
FILES: tuple[str, ...] = (
    "application/pdf",
    "application/msword",
    "application/vnd.*",
    "application/rtf",
    "text/rtf",
    "application/zip",
    "application/x-*",  # x-pdf, x-zip-compressed, x-download, x-rar-compressed
    "application/octet-stream",
    "application/download",
    "application/force-download",
    "application/save",
    "binary/octet-stream",
    "image/*",  # a scan
)

PAUSE_WITHIN = 120.0  # seconds: a pause between two requests is waited for within `get` up to here; whoever asks for more is left for later
RETRY_WITHIN = 30.0  # the same of a Retry-After
RETRY_LONGEST = 86_400.0  # seconds: no Retry-After keeps a host away for longer than a day
HOPS = 10  # redirects that are followed
HEAD = 256 * 1024  # bytes that headers and framing may take besides the body
PIECE = 32 * 1024  # bytes that are read, and unpacked, at a time
MOVED = frozenset({301, 302, 303, 307, 308})
ANSWERS = frozenset({200, 304, 404, 410})
RETRIED = frozenset({429, 502, 503, 504})
RETRY = Retry(total=2, status_forcelist=RETRIED, backoff_factor=1, backoff_max=20, backoff_jitter=0.5)
COOKIES = 100  # that a session keeps; whoever sets more starts from none
COOKIE = 4096  # bytes of one


class Response(NamedTuple):
    """What came: status 200, 404 or 410 with its body, or 304 without."""

    url: str
    final: str
    status: int
    headers: dict[str, str]  # by lower-case names; several of one name are joined by ", "
    body: bytes  # unpacked
    fetched: datetime.datetime  # aware, UTC
    hops: tuple[tuple[str, int], ...] = ()  # address and status of each redirect before `final`
    form: dict[str, str] | None = None  # the fields that were posted


class Clock(NamedTuple):
    """What pauses are measured with; it does not follow the clock on the wall, which may be set."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Fetcher:
    """What all sessions share: whose turn it is at each host, the rules of robots.txt, the limits. Safe to use from many threads.

    contact   an address that tells a webmaster who we are; part of the User-Agent
    allow     loopback "address:port" pairs that may be reached though they are not public: "127.0.0.1:8080", "127.0.0.0/8:*"
    delay     seconds between the end of a request and the next one at the same host; robots.txt and Retry-After may ask for more
    jitter    the share of it that chance adds
    timeout   seconds of silence
    total     seconds of one `get`, its redirects and retries included, its pauses not
    largest   bytes of a body, packed and unpacked
    slowest   bytes a second
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        allow: Iterable[str] = (),
        delay: float = 2.0,
        jitter: float = 0.3,
        timeout: float = 20.0,
        total: float = 60.0,
        largest: int = 20_000_000,
        slowest: float = 500.0,
        clock: Clock = Clock(),
    ) -> None:
        self.agent = f"{robots.NAME}/{__version__}" + (f" (+{contact})" if contact else "")
        if not re.fullmatch(r"[ -~]+", self.agent):
            raise ValueError(f"the contact {contact!r} cannot stand in a User-Agent: give an e-mail or web address in plain letters (ASCII)")
        self.allowed = tuple(map(guard.allowance, allow))
        self.delay, self.jitter, self.largest, self.clock = delay, jitter, largest, clock
        self.rules = robots.Cache(clock.now)
        self._limits = {"silence": timeout, "total": total, "slowest": slowest}
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def session(self, hosts: Iterable[str], *, delay: float | None = None, tls: Tls | None = None) -> Session:
        """A session for one source: its cookies, its open connections. Redirects may lead to `hosts`, their subdomains and the host asked for."""
        return Session(self, hosts, self.delay if delay is None else delay, tls)

    def terms(self, largest: int) -> guard.Terms:
        """What a new request may reach and take."""
        return guard.Terms(self.allowed, most=largest + HEAD, **self._limits)

    @contextlib.contextmanager
    def turn(self, target: Target, pause: float) -> Iterator[_Host]:
        """Waits for our turn at the host, and for `pause` seconds after whoever was there last; FetchError where that is too long."""
        with self._lock:
            host = self._hosts.setdefault(target.turn, _Host())
        with host.lock:
            now = self.clock.now()
            if host.closed - now > RETRY_WITHIN:
                raise FetchError("busy", f"the host asked to be left alone for {host.closed - now:.0f} s more", retry_after=host.closed - now)
            if host.left + pause - now > PAUSE_WITHIN:
                what = f"pauses of {pause:.0f} s between requests are wanted, as by robots.txt"
                raise FetchError("busy", what, retry_after=host.left + pause - now)
            ready = max(host.closed, host.left + pause * (1 + self.jitter * random.random()))
            if ready > now:
                self.clock.sleep(ready - now)
            try:
                yield host
            finally:
                host.left = self.clock.now()


class _Host:
    """Whose turn it is at a host, when the last one left, and until when it asked to be left alone."""

    __slots__ = ("closed", "left", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.left = self.closed = float("-inf")


class Target(NamedTuple):
    """A web address that may be asked for, as it is sent."""

    url: str
    host: str
    port: int
    site: str  # scheme, host and port: what a robots.txt speaks for
    turn: str  # who shares one turn: the host with and without www, http and https; each port of a loopback address is a host of its own


def target(url: str) -> Target:
    """The address in its normal form; FetchError("address") for what is none, or hides where it leads.

    >>> target("http://WWW.Dienbien.gov.vn/tin tức#x").url, target("https://www.dienbien.gov.vn").turn
    ('http://www.dienbien.gov.vn/tin%20t%E1%BB%A9c', 'dienbien.gov.vn')
    """
    try:
        if re.search(r"[\x00-\x1f\x7f]", url.strip()):
            raise ValueError("control characters")
        path, mark, query = url.strip().partition("?")
        given = parse_url(path.replace("\\", "/") + mark + query)  # as browsers read it
        sent = given._replace(fragment=None, path=given.path or "/").url
        parts = urlsplit(sent)
        host, port = parts.hostname, parts.port
        if parts.scheme not in ("http", "https") or not host or given.auth:
            raise ValueError("it must begin with http:// or https:// and a host, without a name and password")
    except (ValueError, urllib3.exceptions.LocationValueError) as error:
        raise FetchError("address", f"not a web address that can be fetched: {error}", url=url[:500]) from None
    literal = guard.literal(host)
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = port or usual
    site = f"{parts.scheme}://{parts.netloc.removesuffix(f':{usual}')}"
    return Target(sent, host.rstrip("."), port, site, f"{host}:{port}" if literal and port not in (80, 443) else _bare(host))


class _Ask(NamedTuple):
    """A request but for its address."""

    headers: dict[str, str]
    accept: Sequence[str]
    largest: int
    body: bytes | None = None
    cookie: str | None = None
    cut: bool = False  # whether a body that is too big is cut, not refused

    def as_get(self) -> _Ask:
        return self._replace(body=None, headers={name: value for name, value in self.headers.items() if not name.startswith("Content-")})


class _Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Session:
    """One source's way out. Its requests share cookies and open connections; close it when the source is done."""

    def __init__(self, fetcher: Fetcher, hosts: Iterable[str], delay: float, tls: Tls | None) -> None:
        self.hosts = tuple(map(_family, hosts))
        self.cookies = requests.cookies.RequestsCookieJar(policy=_Cookies())
        self._fetcher, self._delay, self._tls = fetcher, delay, tls
        self._adapter = guard.Adapter(tls)
        self._baked = False  # whether there are cookies: most sites set none, and to look for them takes time
        self._lock = threading.Lock()

    def close(self) -> None:
        """Closes the connections that are kept open; the session can still be used."""
        self._adapter.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        referer: str | None = None,
        accept: Sequence[str] = HTML,
        form: Mapping[str, str] | None = None,
    ) -> Response:
        """The response at an address, or to a form posted there; raises FetchError and nothing else. `etag` and `modified` ask for changes only."""
        try:
            ask = self._ask(etag, modified, referer, accept, form)
            final, answer, hops = self._follow(target(url), ask)
            if answer.status not in ANSWERS:
                raise FetchError("busy" if answer.status in (429, 503) else "http", f"answered {answer.status}", status=answer.status)
            if answer.status == 304 and not (etag or modified):
                raise FetchError("protocol", "answered 304, not modified, to a request without conditions", status=304)
        except FetchError as error:
            error.url = error.url or url
            raise
        now = datetime.datetime.now(datetime.UTC)
        return Response(url, final.url, answer.status, answer.headers, answer.body, now, hops, dict(form) if form is not None else None)

    def robots(self, url: str) -> robots.Rules:
        """The rules of the address's site, its sitemaps among them; FetchError where they cannot be had now."""
        try:
            return self._rules(target(url))
        except FetchError as error:
            error.url = error.url or url
            raise

    # --- from the request to the answer -------------------------------------------------------------------------------------------------------

    def _ask(self, etag: str | None, modified: str | None, referer: str | None, accept: Sequence[str], form: Mapping[str, str] | None) -> _Ask:
        headers = {
            "User-Agent": self._fetcher.agent,
            "Accept": ", ".join((*(kind for kind in accept if "*" not in kind), "*/*;q=0.1")),
            "Accept-Language": "vi, en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        }
        for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified), ("Referer", referer)):
            if value:
                headers[name] = _header(value)
        if form is None:
            return _Ask(headers, accept, self._fetcher.largest)
        body = urlencode(form).encode()
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        return _Ask(headers, accept, self._fetcher.largest, body)

    def _follow(self, to: Target, ask: _Ask) -> tuple[Target, _Answer, tuple[tuple[str, int], ...]]:
        """Where the redirects end, what is answered there, and the way; robots.txt is asked before each step."""
        terms = self._fetcher.terms(ask.largest)
        hosts = (*self.hosts, _bare(to.host))
        hops: list[tuple[str, int]] = []
        met: set[tuple[str, str | None]] = set()
        while True:
            rules = self._rules(to)
            if not rules.allow(to.url):
                raise FetchError("robots", f"{to.site}/robots.txt does not allow {to.url}")
            ask = ask._replace(cookie=self._cookie(to))
            if (to.url, ask.cookie) in met:  # a site may send us back to where we were, with a cookie
                raise FetchError("redirect", f"the redirects run in circles: {' -> '.join(url for url, _ in hops)} -> {to.url}")
            met.add((to.url, ask.cookie))
            answer = self._insist(to, ask, terms, max(self._delay, rules.delay))
            if answer.status not in MOVED:
                return to, answer, tuple(hops)
            hops.append((to.url, answer.status))
            if len(hops) > HOPS:
                raise FetchError("redirect", f"more than {HOPS} redirects, the last to {answer.headers.get('location')}")
            to = self._next(to, answer, hosts)
            if answer.status in (301, 302, 303):
                ask = ask.as_get()

    def _rules(self, to: Target) -> robots.Rules:
        return self._fetcher.rules.get((to.site, self._tls), lambda: self._ask_rules(to))

    def _ask_rules(self, to: Target) -> robots.Rules:
        """The rules of a site, asked for; FetchError where the answer is: not now."""
        where = f"{to.site}/robots.txt"
        ask = _Ask({"User-Agent": self._fetcher.agent, "Accept-Encoding": "gzip, deflate"}, ("*/*",), robots.LARGEST, cut=True)
        hosts = (*self.hosts, _bare(to.host))
        try:
            to = target(where)
            terms = self._fetcher.terms(ask.largest)
            for _ in range(robots.REDIRECTS + 1):
                answer = self._insist(to, ask, terms, self._delay)
                if answer.status not in MOVED:
                    break
                to = self._next(to, answer, hosts)
            else:
                return robots.Rules()
            rules = robots.read(answer.status, answer.body)
        except FetchError as error:
            reason: Reason = error.reason if error.reason in ("address", "dns", "tls") else "robots_unavailable"
            raise FetchError(reason, f"{where} cannot be had: {error.what}", status=error.status, retry_after=error.retry_after) from error
        if rules is None:
            raise FetchError("robots_unavailable", f"{where} answered {answer.status}, so that nothing is asked for now", status=answer.status)
        return rules

    def _next(self, to: Target, answer: _Answer, hosts: Iterable[str]) -> Target:
        """Where a redirect leads; FetchError where it may not."""
        location = answer.headers.get("location", "")
        if not location:
            raise FetchError("redirect", f"answered {answer.status} without saying where to go", status=answer.status)
        with contextlib.suppress(UnicodeError):
            location = location.encode("latin-1").decode("utf-8")  # many write Vietnamese as it is
        try:
            further = target(urljoin(to.url, location))
            address = guard.literal(further.host)
            if address is not None:
                guard.check(address, further.port, self._fetcher.allowed)
        except ValueError:
            raise FetchError("redirect", f"redirected to what is no address: {location[:500]!r}", status=answer.status) from None
        except FetchError as error:
            error.what = f"redirected to {location[:500]}: {error.what}"
            error.url = to.url
            raise
        if not any(further.host == host or further.host.endswith(f".{host}") for host in hosts):
            what = f"redirected to {further.url[:500]}, which is none of the source's hosts; add {further.host} to them if it should be"
            raise FetchError("redirect", what)
        return further

    def _insist(self, to: Target, ask: _Ask, terms: guard.Terms, pause: float) -> _Answer:
        """The answer, asked for up to three times where the connection breaks or the server says: later; a form too, for it changes nothing."""
        retry = RETRY
        while True:
            with self._fetcher.turn(to, pause) as host:
                problem: FetchError | None = None
                try:
                    answer = self._exchange(to, ask, terms)
                except FetchError as error:
                    if not error.again:
                        raise
                    problem = error
                else:
                    if not retry.is_retry("GET", answer.status):
                        return answer
                    problem = _busy(answer)
                try:
                    retry = retry.increment("GET", to.url, error=problem)
                except urllib3.exceptions.MaxRetryError:
                    retry = None
                wait = problem.retry_after if problem.retry_after is not None else retry.get_backoff_time() if retry else 0.0
                host.closed = self._fetcher.clock.now() + wait
                if retry is None or wait > RETRY_WITHIN:
                    raise problem

    # --- one request --------------------------------------------------------------------------------------------------------------------------

    def _cookie(self, to: Target) -> str | None:
        return requests.cookies.get_cookie_header(self.cookies, _prepared(to, {})) if self._baked else None

    def _exchange(self, to: Target, ask: _Ask, terms: guard.Terms) -> _Answer:
        """What the server answers to one request; FetchError for all that can go wrong on the way."""
        prepared = _prepared(to, ask.headers | {"Cookie": ask.cookie} if ask.cookie else ask.headers, ask.body)
        try:
            with terms:
                raw = self._adapter.send(prepared, stream=True, timeout=terms.seconds()).raw
                try:
                    if "set-cookie" in raw.headers:
                        self._keep_cookies(prepared, raw)
                    return _take(raw, ask)
                except BaseException:
                    raw.close()
                    raise
        except FetchError as error:
            error.url = error.url or to.url
            raise
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, zlib.error, OSError, ValueError) as error:
            raise _fault(to, error) from error

    def _keep_cookies(self, prepared: requests.PreparedRequest, raw: Any) -> None:
        with self._lock:
            if len(self.cookies) > COOKIES:
                self.cookies.clear()
            requests.cookies.extract_cookies_to_jar(self.cookies, prepared, raw)
            self._baked = True


class _Cookies(http.cookiejar.DefaultCookiePolicy):
    def set_ok(self, cookie: http.cookiejar.Cookie, request: Any) -> bool:
        return len(cookie.value or "") + len(cookie.name) <= COOKIE and super().set_ok(cookie, request)


def _prepared(to: Target, headers: Mapping[str, str], body: bytes | None = None) -> requests.PreparedRequest:
    """The request as it is, without what `requests` would do to prepare it: `target` and `_ask` have done that."""
    prepared = requests.PreparedRequest()
    prepared.method, prepared.url, prepared.body = "GET" if body is None else "POST", to.url, body
    prepared.headers = dict(headers)  # type: ignore[assignment]
    return prepared


def _header(value: str) -> str:
    """The value as a header may carry it: the letters beyond ASCII escaped, line breaks gone."""
    return re.sub(r"[^ -~]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), value.strip())


def _bare(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")


_COUNTRY = re.compile(r"(?:(?:ac|co|com|edu|gov|info|int|name|net|org)\.)?[a-z]{2,}")


def _family(host: str) -> str:
    """The host whose subdomains belong to it: the host without www.; ValueError for what would open a whole country.

    >>> _family("WWW.dienbien.gov.vn"), _family("127.0.0.1:8080")
    ('dienbien.gov.vn', '127.0.0.1')
    """
    bare = ""
    with contextlib.suppress(ValueError):
        bare = _bare((parse_url(f"http://{host}").host or "").strip("[]"))
    if not bare or _COUNTRY.fullmatch(bare):
        raise ValueError(f"{host!r} is no host of one source: give names such as dienbien.gov.vn")
    return bare


def _busy(answer: _Answer) -> FetchError:
    """The error that an answer to come back later is, once it is not tried again."""
    reason: Reason = "busy" if answer.status in (429, 503) else "http"
    return FetchError(reason, f"answered {answer.status}", status=answer.status, retry_after=_retry_after(answer.headers), again=True)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a Retry-After asks for, None where it does not; a date counts from the server's own clock.

    >>> _retry_after({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:27:00 GMT"})
    60.0
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return min(float(text), RETRY_LONGEST)
    try:
        until = email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
    try:
        now = email.utils.parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        now = time.time()
    return min(max(until - now, 0.0), RETRY_LONGEST)


FAULTS: list[tuple[type[BaseException] | tuple[type[BaseException], ...], Reason, str]] = [
    # what was raised anywhere on the way, what it means; the first row that fits
    (TimeoutError, "timeout", "the server said nothing for too long"),
    (ssl.SSLEOFError, "reset", "the connection broke off"),
    (
        (ssl.SSLError, ssl.CertificateError, urllib3.exceptions.SSLError),
        "tls",
        "its certificate or encryption is not in order; if the site is to be trusted all the same, give the source a pin or a chain under [tls]",
    ),
    (urllib3.exceptions.InvalidChunkLength, "protocol", "the body is not cut into chunks as its header says"),
    ((http.client.IncompleteRead, urllib3.exceptions.IncompleteRead), "length", "the body ended before it should"),
    (ConnectionError, "reset", "the connection broke off"),
    (zlib.error, "protocol", "the body is not packed as its header says"),
]


def _fault(to: Target, error: BaseException) -> FetchError:
    """The FetchError that a fault is, found among its causes."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, FetchError):
            cause.url = cause.url or to.url
            return cause
    for kinds, reason, what in FAULTS:
        for cause in causes:
            if isinstance(cause, kinds):
                return FetchError(reason, f"{what} ({cause})", url=to.url, again=reason == "reset")
    if any("ended prematurely" in str(cause) for cause in causes):
        return FetchError("length", "the body ended before it should", url=to.url)
    return FetchError("protocol", f"not HTTP as it should be: {error}"[:500], url=to.url)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it was made of, each once: libraries wrap in many ways."""
    met: set[int] = set()
    ahead: list[object] = [error]
    while ahead:
        cause = ahead.pop(0)
        if isinstance(cause, BaseException) and id(cause) not in met:
            met.add(id(cause))
            yield cause
            ahead += [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]


# --- the body -----------------------------------------------------------------------------------------------------------------------------


def _take(raw: Any, ask: _Ask) -> _Answer:
    """The answer, with its body where one is wanted; the connection is kept open where that costs nothing."""
    headers = {name.lower(): value for name, value in raw.headers.itermerged()}
    body = b""
    if raw.status not in (200, 404, 410):
        _leave(raw)
    elif not _accepted(headers, ask.accept):
        if raw.status == 200:
            kind = headers["content-type"].partition(";")[0]
            # a page where a file was sought may be a login or an apology, and gone tomorrow
            raise FetchError("type", f"{kind!r} came, which is not what was sought", status=200, permanent="html" not in kind)
        _leave(raw)
    else:
        body = _body(raw, headers, ask)
    return _Answer(raw.status, headers, body)


def _accepted(headers: Mapping[str, str], accept: Iterable[str]) -> bool:
    kind = re.split("[;,]", headers.get("content-type", ""), maxsplit=1)[0].strip().lower()
    return not kind or any(kind == pattern or (pattern.endswith("*") and kind.startswith(pattern[:-1])) or pattern == "*/*" for pattern in accept)


def _leave(raw: Any) -> None:
    """Leaves a body that nobody wants: reads it where it is short, else closes the connection."""
    told = raw.length_remaining
    if told is not None and told <= PIECE:
        raw.read(decode_content=False)
    else:
        raw.close()


def _body(raw: Any, headers: Mapping[str, str], ask: _Ask) -> bytes:
    told = raw.length_remaining
    if told is not None and told > ask.largest and not ask.cut:
        raise FetchError("too_big", f"{told:,} bytes are told, more than the {ask.largest:,} that are taken", status=raw.status)
    pieces = _counted(raw.stream(PIECE, decode_content=False), ask)
    for packing in reversed(_packings(headers)):
        pieces = _counted(_unpacked(pieces, packing), ask)
    whole = b"".join(pieces)
    if not raw.isclosed():  # cut, or packed data that ended before the body
        raw.close()
    return whole


def _counted(pieces: Iterable[bytes], ask: _Ask) -> Iterator[bytes]:
    """The pieces up to `ask.largest` bytes; then FetchError, or the end where the body may be cut."""
    left = ask.largest
    for piece in pieces:
        if len(piece) > left:
            if not ask.cut:
                raise FetchError("too_big", f"more than {ask.largest:,} bytes; the rest was left")
            yield piece[:left]
            return
        left -= len(piece)
        yield piece


_PLAIN = re.compile(r"|identity|none|utf-?8|binary|8bit", re.IGNORECASE)  # what servers write that pack nothing


def _packings(headers: Mapping[str, str]) -> list[str]:
    """How the body was packed, in order; FetchError where we cannot unpack it."""
    names = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    names = [name.removeprefix("x-") for name in names if not _PLAIN.fullmatch(name)]
    if len(names) > 3 or not set(names) <= {"gzip", "deflate"}:
        raise FetchError("protocol", f"packed as {headers.get('content-encoding')!r:.100}, though only gzip and deflate were offered")
    return names


def _unpacked(pieces: Iterable[bytes], packing: str) -> Iterator[bytes]:
    """The unpacked bytes, at most PIECE at a time: a bomb is met one piece after the other, and left when it is too much."""
    unpack = None
    for piece in pieces:
        while piece:
            if unpack is None:
                unpack = zlib.decompressobj(_window(piece, packing))
            unpacked = unpack.decompress(piece, PIECE)
            if unpacked:
                yield unpacked
            piece = unpack.unconsumed_tail
            if unpack.eof:
                piece = unpack.unused_data
                if not piece.startswith(b"\x1f\x8b"):  # what follows is padding, not another member
                    for _ in pieces:  # to the end of the body, so that its connection can be used again
                        pass
                    return
                unpack = None
    while unpack is not None and not unpack.eof:
        unpacked = unpack.decompress(b"", PIECE)
        if not unpacked:
            raise FetchError("length", "the packed body ended before it should")
        yield unpacked


def _window(start: bytes, packing: str) -> int:
    """zlib's wbits: gzip, or deflate with its header or, as some servers send it, without."""
    if packing == "gzip":
        return 31
    headed = start[0] & 15 == 8 and (len(start) < 2 or (start[0] << 8 | start[1]) % 31 == 0)
    return 15 if headed else -15
