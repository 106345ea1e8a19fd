"""The polite session against a real server on loopback that does everything wrong; nothing leaves loopback (see `no_strays` and `connects`)."""

from __future__ import annotations

import datetime
import contextlib
import gc
import ipaddress
import random
import re
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import faults
import pytest
from faults import PAGE, Call, Faulty, Waits, certificate, redirect, reply
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers import fetch, guard
from scrapers.fetch import Clock, Fetcher, FetchError, Response, Session, Tls


@pytest.fixture(autouse=True)
def no_strays() -> Iterator[None]:
    yield
    assert faults.STRAYS == []


@pytest.fixture
def site() -> Iterator[Faulty]:
    with Faulty() as site:
        yield site


@pytest.fixture
def connects(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that anybody connects to; one beyond loopback fails the test before a packet is sent."""
    met: list[str] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        met.append(address[0])
        if not str(address[0]).startswith("127."):
            raise faults.Stray(f"connect {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    return met


def session(*sites: Faulty, hosts: tuple[str, ...] = (), tls: Tls | None = None, **settings: Any) -> Session:
    """A session that may reach these servers, without pauses."""
    fetcher = Fetcher(allow=[site.authority for site in sites], **{"delay": 0, **settings})
    return fetcher.session(hosts or [site.host for site in sites], tls=tls)


def fails(session: Session, url: str, reason: str, **how: Any) -> FetchError:
    """The error that fetching gives, which must be for this reason."""
    with pytest.raises(FetchError) as caught:
        session.get(url, **how)
    assert caught.value.reason == reason, str(caught.value)
    assert caught.value.url and str(caught.value).startswith(caught.value.url), "the text says where"
    return caught.value


def names(monkeypatch: pytest.MonkeyPatch, **addresses: list[str]) -> list[str]:
    """Makes names resolve to addresses, as "xa_binh_an" for xa.binh.an; gives the list of names that are asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        found = addresses.get(re.sub("[.-]", "_", host))
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


# --- what comes back ------------------------------------------------------------------------------------------------------------------------


def test_a_page(site: Faulty) -> None:
    before = datetime.datetime.now(datetime.UTC)
    response = session(site).get(site.url("/ok?a=Bình An#đầu"))
    assert (response.status, response.body, response.hops, response.form) == (200, PAGE, (), None)
    assert response.url == site.url("/ok?a=Bình An#đầu"), "as it was asked for"
    assert response.final == site.url("/ok?a=B%C3%ACnh%20An"), "as it was sent"
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert before <= response.fetched <= datetime.datetime.now(datetime.UTC)


@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/deflate-raw", "/gzip-twice", "/gzip-members", "/gzip-chunked", "/chunked", "/utf-8", "/untyped"])
def test_a_body_is_unpacked(site: Faulty, path: str) -> None:
    here = session(site)
    assert here.get(site.url(path)).body == PAGE
    assert here.get(site.url(path)).body == PAGE
    assert site.connections == 1, "the connection is used again: its body was read to the end"


@pytest.mark.parametrize(("path", "status"), [("/missing", 404), ("/gone", 410)])
def test_what_is_gone_comes_back_as_a_response(site: Faulty, path: str, status: int) -> None:
    assert session(site).get(site.url(path)).status == status


def test_we_say_who_we_are(site: Faulty) -> None:
    session(site, contact="mailto:van-thu@vi-du.vn").get(site.url("/ok"))
    for seen in site.requests:
        assert seen.headers["user-agent"].startswith("chidao/") and seen.headers["user-agent"].endswith("(+mailto:van-thu@vi-du.vn)")
    assert "text/html" in site.requests[-1].headers["accept"] and site.requests[-1].headers["accept-language"].startswith("vi")
    with pytest.raises(ValueError, match="contact"):
        Fetcher(contact="a\r\nX-Evil: 1")


def test_only_what_changed_is_sent(site: Faulty) -> None:
    """304: the second night, with the validators of the first."""
    here = session(site)
    first = here.get(site.url("/etag"))
    assert (first.status, first.body) == (200, PAGE)
    again = here.get(site.url("/etag"), etag=first.headers["etag"], modified=first.headers["last-modified"])
    assert (again.status, again.body) == (304, b"")
    assert (site.requests[-1].headers["if-none-match"], site.requests[-1].headers["if-modified-since"]) == ('"v1"', first.headers["last-modified"])
    assert here.get(site.url("/etag"), etag='"old"').status == 200


def test_not_modified_without_being_asked_is_an_error() -> None:
    with Faulty({"/odd": reply(b"", 304)}) as site:
        fails(session(site), site.url("/odd"), "protocol")


def test_a_form_is_posted(site: Faulty) -> None:
    form = {"__EVENTTARGET": "ctl00$pager", "__VIEWSTATE": "/wEPDwUKLTI=", "trang": "hai & ba"}
    response = session(site).get(site.url("/ok"), form=form)
    seen = site.requests[-1]
    assert (seen.method, {name: values[0] for name, values in parse_qs(seen.body.decode()).items()}) == ("POST", form)
    assert response.form == form


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_form_and_redirects(status: int, method: str) -> None:
    with Faulty({"/form": redirect("/ok", status)}) as site:
        session(site).get(site.url("/form"), form={"a": "1"})
        seen = site.requests[-1]
        assert (seen.path, seen.method, seen.body) == ("/ok", method, b"a=1" if method == "POST" else b"")
        assert ("content-type" in seen.headers) == (method == "POST")


def test_the_referer_is_sent(site: Faulty) -> None:
    session(site).get(site.url("/ok"), referer="http://vi-du.vn/tin/Họp\r\nX-Evil: 1")
    assert site.requests[-1].headers["referer"] == "http://vi-du.vn/tin/H%E1%BB%8Dp%0D%0AX-Evil: 1"
    assert "x-evil" not in site.requests[-1].headers


def test_an_attachment_that_needs_the_session_of_its_page() -> None:
    """NukeViet: the file comes to whoever has the cookie of the article and comes from it."""

    def file(call: Call) -> None:
        known = call.seen.headers.get("cookie") == "nv4=abc" and call.seen.headers.get("referer", "").endswith("/article")
        call.reply(b"%PDF-1.4", content_type="application/pdf") if known else call.reply(b"", 403)

    with Faulty({"/article": reply(PAGE, set_cookie="nv4=abc; path=/; HttpOnly"), "/file": file}) as site:
        here = session(site)
        fails(here, site.url("/file"), "http", accept=fetch.FILES)
        here.get(site.url("/article"))
        assert here.get(site.url("/file"), referer=site.url("/article"), accept=fetch.FILES).body == b"%PDF-1.4"
        other = session(site)
        fails(other, site.url("/file"), "http", referer=site.url("/article"), accept=fetch.FILES)


def test_cookies_do_not_grow_without_end() -> None:
    def bake(call: Call) -> None:
        many = "\r\nSet-Cookie: ".join(f"c{call.count}-{i}=x" for i in range(40))
        call.reply(PAGE, set_cookie=f"big={'x' * 10_000}\r\nSet-Cookie: {many}")

    with Faulty({"/bake": bake}) as site:
        here = session(site)
        for _ in range(20):
            here.get(site.url("/bake"))
        sent = [len(seen.headers.get("cookie", "")) for seen in site.requests]
        assert 0 < max(sent) < 4000


def test_a_connection_is_kept_and_closed(site: Faulty) -> None:
    here = session(site)
    for _ in range(5):
        here.get(site.url("/ok"))
    assert site.connections == 1, "robots.txt and five pages"
    here.close()
    here.get(site.url("/ok"))
    assert site.connections == 2


def test_few_connections_are_kept_for_many_hosts() -> None:
    with contextlib.ExitStack() as stack:
        sites = [stack.enter_context(Faulty(host=f"127.0.0.{i}")) for i in range(1, 21)]
        here = session(*sites)
        for _ in range(2):
            for site in sites:
                assert here.get(site.url("/ok")).status == 200
        gc.collect()
        until(lambda: sum(len(site.open) for site in sites) <= 8)
        here.close()
        gc.collect()
        until(lambda: not any(site.open for site in sites))


def until(true: Callable[[], bool]) -> None:
    """Waits until something is true that another thread makes true; fails where it never is."""
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("it never came true")


def test_a_connection_that_the_server_closed_meanwhile() -> None:
    closed = threading.Event()

    def route(call: Call) -> None:
        call.reply(PAGE)
        call.connection.shutdown(socket.SHUT_RDWR)
        closed.set()

    with Faulty({"/once": route}) as site:
        here = session(site)
        here.get(site.url("/once"))
        assert closed.wait(10)
        assert here.get(site.url("/ok")).body == PAGE


def test_proxies_of_the_environment_are_not_used(site: Faulty, monkeypatch: pytest.MonkeyPatch, connects: list[str]) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    assert session(site).get(site.url("/ok")).status == 200
    assert set(connects) == {"127.0.0.1"}


# --- faults ---------------------------------------------------------------------------------------------------------------------------------

FAULTS: list[tuple[str, str, int]] = [
    # address, reason, how often it is asked for
    ("/silent", "timeout", 1),
    ("/reset", "reset", 3),
    ("/reset-body", "reset", 3),
    ("/short", "length", 1),
    ("/short-chunk", "length", 1),
    ("/short-chunks", "length", 1),
    ("/gzip-short", "length", 1),
    ("/gzip-not", "protocol", 1),
    ("/zstd", "protocol", 1),
    ("/bad-chunk", "protocol", 1),
    ("/no-http", "protocol", 1),
    ("/long-line", "protocol", 1),
    ("/busy-always", "busy", 3),
    ("/broken", "http", 1),
    ("/forbidden", "http", 1),
]


@pytest.mark.parametrize(("path", "reason", "asked"), FAULTS, ids=[row[0][1:] for row in FAULTS])
def test_each_fault_has_its_reason(site: Faulty, path: str, reason: str, asked: int) -> None:
    waits = Waits()
    error = fails(session(site, timeout=1, clock=Clock(waits.now, waits.sleep)), site.url(path), reason)
    assert site.paths() == [path] * asked
    assert not error.permanent
    if path in ("/broken", "/forbidden", "/busy-always"):
        assert error.status in (500, 403, 503)


def test_a_longer_body_than_was_told_is_cut_where_it_was_told(site: Faulty) -> None:
    here = session(site)
    assert here.get(site.url("/longer")).body == b"12345"
    assert here.get(site.url("/ok")).body == PAGE, "what was not told is not taken for the next answer"


@pytest.mark.parametrize("path", ["/slow-body", "/slow-head"])
def test_a_slow_drip_is_left(site: Faulty, path: str) -> None:
    """A byte now and then: never silent, never done; the rate ends it long before the time does."""
    error = fails(session(site, timeout=1, total=600), site.url(path), "slow")
    assert "a second" in str(error)
    assert site.taken[path] < 5000


@pytest.mark.parametrize("path", ["/slow-body", "/slow-head"])
def test_a_slow_drip_inside_tls_is_left(tmp_path: Path, path: str) -> None:
    site, made = secure(tmp_path, "self")
    with site:
        assert "a second" in str(fails(session(site, timeout=1, total=600, tls=Tls(pin=made.pin)), site.url(path), "slow"))


def test_a_drip_that_is_fast_enough_ends_when_its_time_is_over(site: Faulty) -> None:
    error = fails(session(site, timeout=20, total=0.5, slowest=10), site.url("/steady"), "slow")
    assert "time is over" in str(error)
    assert site.taken["/steady"] < 500_000


def test_the_time_of_a_request_counts_over_its_redirects() -> None:
    """Ten hops, each quick enough, are not ten times as much time."""

    def hop(call: Call) -> None:
        call.site.stopping.wait(0.15)
        call.reply(b"", 302, location=f"/hop?{call.count}")

    with Faulty({"/hop": hop}) as site:
        fails(session(site, total=0.5), site.url("/hop"), "slow")
        assert len(site.paths()) < 9


@pytest.mark.parametrize("path", ["/endless", "/endless-told", "/endless-chunked", "/endless-head"])
def test_a_body_of_2_gb_is_left(site: Faulty, path: str) -> None:
    tracemalloc.start()
    try:
        error = fails(session(site, largest=1_000_000), site.url(path), "too_big")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.permanent
    assert peak < 12_000_000
    assert site.taken[path] < 40_000_000, "what fits into the buffers of the two sockets"
    assert ("are told" in str(error)) == (path == "/endless-told"), "what says that it is too big is left before it comes"
    until(lambda: not site.open)  # the connection is closed at once, though the error is still at hand


@pytest.mark.parametrize("path", ["/bomb", "/bomb-in-bomb"])
def test_a_gzip_bomb_is_left(site: Faulty, path: str) -> None:
    """A gigabyte of zeros in a megabyte, and a bomb packed again: never more than the limit is held."""
    faults.bomb()  # made before memory is measured
    tracemalloc.start()
    try:
        fails(session(site, largest=1_000_000), site.url(path), "too_big")
        tracemalloc.stop()
        tracemalloc.start()
        fails(session(site, largest=1_000_000), site.url(path), "too_big")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000, "the server's own pieces of 10 MB are among them"


def test_unpacking_holds_no_more_than_a_piece() -> None:
    """The same without a server in the process: the bomb is met 32 KiB at a time, and left at the limit."""
    ask = fetch._Ask({}, (), 1_000_000)
    bombs = [b"".join(faults.bomb(200_000_000))]
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="more than 1,000,000 bytes"):
            for _ in fetch._counted(fetch._unpacked(iter(bombs), "gzip"), ask):
                pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


def test_a_body_of_exactly_the_limit_is_taken(site: Faulty) -> None:
    assert session(site, largest=len(PAGE)).get(site.url("/ok")).body == PAGE
    assert session(site, largest=len(PAGE)).get(site.url("/gzip")).body == PAGE
    fails(session(site, largest=len(PAGE) - 1), site.url("/ok"), "too_big")
    fails(session(site, largest=len(PAGE) - 1), site.url("/gzip"), "too_big")


@pytest.mark.parametrize("path", ["/picture", "/program"])
def test_another_type_is_left_before_its_body_comes(site: Faulty, path: str) -> None:
    error = fails(session(site), site.url(path), "type")
    assert error.permanent
    assert site.taken[path] < 40_000_000


READ = [("/feed", fetch.HTML), ("/feed", fetch.LISTS), ("/pdf", fetch.FILES), ("/pdf", ("*/*",)), ("/untyped", fetch.FILES)]


@pytest.mark.parametrize(("path", "accept"), READ)
def test_types_that_are_read(site: Faulty, path: str, accept: tuple[str, ...]) -> None:
    assert session(site).get(site.url(path), accept=accept).body


def test_types_that_are_not(site: Faulty) -> None:
    assert fails(session(site), site.url("/pdf"), "type").permanent
    assert not fails(session(site), site.url("/ok"), "type", accept=fetch.FILES).permanent, "a login page, where the file may be tomorrow"


def test_whatever_is_sent_nothing_but_a_fetch_error_is_raised() -> None:
    """Random bytes, and random bytes behind the beginning of an answer."""
    answers: list[bytes] = []

    def speak(site: Faulty, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(4096)
            if not piece:
                return
            head += piece
        connection.sendall(b"HTTP/1.1 404 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" if b"/robots.txt" in head else answers[-1])

    starts = [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", b"HTTP/1.1 302 Found\r\nLocation: "]
    lines = ["Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Encoding: deflate", "Content-Length: 9"]
    starts += [f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{line}\r\n\r\n".encode() for line in lines]

    with Faulty(conversation=speak) as site:
        here = session(site)

        @settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(st.sampled_from(starts), st.binary(max_size=60))
        def check(start: bytes, rest: bytes) -> None:
            answers.append(start + rest)
            try:
                assert isinstance(here.get(site.url("/x")), Response)
            except FetchError as error:
                assert error.reason in guard.Reason.__args__

        check()


BAD = ["", "x", "ftp://vi-du.vn/", "javascript:void(0)", "http://", "http:///x", "http://a@vi-du.vn/", "http://a:b@vi-du.vn/", "http://[::1"]
BAD += ["http://vi-du.vn:99999/", "http://vi-du.vn\n.evil.test/", "http://vi-du.vn:port/", "//vi-du.vn/", "http://\x00/", "http://℀.vn/"]
BAD += [f"http://{'a.' * 5000}vn/"]


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_web_address(url: str, connects: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch)
    with pytest.raises(FetchError) as caught:
        session(delay=0, hosts=("vi-du.vn",)).get(url)
    assert caught.value.reason in ("address", "dns")
    assert connects == []


# --- tries again ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/reset-once", "/bad-gateway"])
def test_a_passing_fault_is_met_with_a_second_try(site: Faulty, path: str) -> None:
    waits = Waits()
    assert session(site, clock=Clock(waits.now, waits.sleep)).get(site.url(path)).body == PAGE
    assert site.paths() == [path] * 2


def test_pauses_between_tries_grow(site: Faulty) -> None:
    waits = Waits()
    fails(session(site, clock=Clock(waits.now, waits.sleep)), site.url("/busy-always"), "busy")
    assert len(waits.slept) == 1 and waits.slept[0] >= 2, "the second try follows at once, the third after two seconds"


def test_retry_after_is_waited_for(site: Faulty) -> None:
    """429 with Retry-After: 7."""
    waits = Waits()
    assert session(site, clock=Clock(waits.now, waits.sleep)).get(site.url("/busy-once")).body == PAGE
    assert waits.slept == [7]
    assert site.paths() == ["/busy-once"] * 2


def test_a_long_retry_after_is_told_and_kept(site: Faulty) -> None:
    """503 with Retry-After: 3600: whoever asks for the host before is told so, and the host hears nothing."""
    waits = Waits()
    here = session(site, clock=Clock(waits.now, waits.sleep))
    error = fails(here, site.url("/busy"), "busy")
    assert (error.status, error.retry_after, error.permanent) == (503, 3600, False)
    waits.sleep(600)
    error = fails(here, site.url("/ok"), "busy")
    assert error.retry_after == 3000
    assert site.paths() == ["/busy"]
    waits.sleep(3000)
    assert here.get(site.url("/ok")).status == 200


def test_a_retry_after_of_a_minute_is_longer_than_a_call_may_wait() -> None:
    waits = Waits()
    with Faulty({"/busy": reply(b"", 429, retry_after="60")}) as site:
        here = session(site, clock=Clock(waits.now, waits.sleep))
        assert fails(here, site.url("/busy"), "busy").retry_after == 60
        assert fails(here, site.url("/ok"), "busy").retry_after == 60
        assert (waits.slept, site.paths()) == ([], ["/busy"])
        waits.sleep(45)
        assert here.get(site.url("/ok")).body == PAGE
        assert waits.slept == [45, 15]


RETRY_AFTER: list[tuple[str | None, float | None]] = [
    ("120", 120),
    (" 0 ", 0),
    ("-5", None),
    ("soon", None),
    ("", None),
    (None, None),
    ("99999999999999999999", None),
    ("999999999", 86_400),
    ("Sun, 22 Nov 2026 08:00:40 GMT", 40),
    ("Sun, 22 Nov 2026 07:00:00 GMT", 0),
    ("Sun, 22 Nov 9999 07:00:00 GMT", 86_400),
]


@pytest.mark.parametrize(("value", "seconds"), RETRY_AFTER)
def test_retry_after_is_read(value: str | None, seconds: float | None) -> None:
    headers = {"date": "Sun, 22 Nov 2026 08:00:00 GMT"} | ({"retry-after": value} if value is not None else {})
    assert fetch._retry_after(headers) == seconds


def test_nobody_listens(connects: list[str]) -> None:
    with Faulty() as site:
        pass
    waits = Waits()
    error = fails(session(site, clock=Clock(waits.now, waits.sleep)), site.url("/ok"), "robots_unavailable")
    assert "no connection" in str(error)
    assert connects == ["127.0.0.1"] * 3


# --- redirects --------------------------------------------------------------------------------------------------------------------------------


def test_redirects_are_followed_and_told(site: Faulty) -> None:
    site.routes |= {"/old": redirect("/older", 301), "/older": redirect("ok?trang=hai#x"), "/ok": reply(PAGE)}
    response = session(site).get(site.url("/old"))
    assert response.hops == ((site.url("/old"), 301), (site.url("/older"), 302))
    assert (response.url, response.final, response.body) == (site.url("/old"), site.url("/ok?trang=hai"), PAGE)


def test_a_location_in_vietnamese_as_it_is(site: Faulty) -> None:
    site.routes |= {"/old": redirect("/tin/họp xã"), "/tin/h%E1%BB%8Dp%20x%C3%A3": reply(PAGE)}
    assert session(site).get(site.url("/old")).body == PAGE


def test_a_redirect_loop_ends(site: Faulty) -> None:
    error = fails(session(site), site.url("/loop"), "redirect")
    assert "circles" in str(error)
    assert site.paths() == ["/loop", "/loop-2"]


def test_too_many_redirects_end(site: Faulty) -> None:
    fails(session(site), site.url("/endless-redirects"), "redirect")
    assert len(site.paths()) == 11


def test_a_redirect_to_the_same_address_with_a_cookie_is_no_loop() -> None:
    def door(call: Call) -> None:
        call.reply(PAGE) if "cookie" in call.seen.headers else call.reply(b"", 302, location="/door", set_cookie="seen=1")

    with Faulty({"/door": door}) as site:
        assert session(site).get(site.url("/door")).body == PAGE


@pytest.mark.parametrize("location", [None, "", "ftp://127.0.0.1/x", "javascript:alert(1)", "http://[", "file:///etc/passwd"])
def test_a_redirect_to_nowhere(location: str | None) -> None:
    with Faulty({"/old": reply(b"", 302, location=location)}) as site:
        with pytest.raises(FetchError) as caught:
            session(site).get(site.url("/old"))
        assert caught.value.reason in ("redirect", "address")


def test_a_redirect_to_another_host_is_not_followed(site: Faulty) -> None:
    with Faulty(host="127.0.0.2") as other:
        site.routes["/away"] = redirect(other.url("/ok"))
        error = fails(session(site, other, hosts=("127.0.0.1",)), site.url("/away"), "redirect")
        assert "add 127.0.0.2" in str(error)
        assert other.requests == []
        assert session(site, other).get(site.url("/away")).body == PAGE, "unless it is one of the source's"


def test_redirects_within_a_family_of_hosts(site: Faulty, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, vi_du_vn=["127.0.0.1"], www_vi_du_vn=["127.0.0.1"], tin_vi_du_vn=["127.0.0.1"], khong_vi_du_vn_test=["127.0.0.1"])
    site.routes |= {f"/{to}": redirect(site.url("/ok", to)) for to in ("www.vi-du.vn", "tin.vi-du.vn", "khong.vi-du.vn.test")}
    here = session(site, hosts=("www.vi-du.vn",))
    monkeypatch.setattr(socket, "getaddrinfo", _all_here)
    for to in ("www.vi-du.vn", "tin.vi-du.vn"):
        assert here.get(site.url(f"/{to}", "vi-du.vn")).final == site.url("/ok", to)
    fails(here, site.url("/khong.vi-du.vn.test", "vi-du.vn"), "redirect")


def _all_here(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


@pytest.mark.parametrize("hosts", [["vn"], ["gov.vn"], [""], ["http://"]])
def test_hosts_that_would_open_a_country(hosts: list[str]) -> None:
    with pytest.raises(ValueError, match="no host of one source"):
        Fetcher().session(hosts)


# --- never inside -----------------------------------------------------------------------------------------------------------------------------

INSIDE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:PORT/ok",
    "http://127.0.0.2:PORT/ok",  # loopback, but not what was allowed
    "http://127.0.0.1:22/",  # nor is another port
    "http://10.0.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://0.0.0.0:PORT/ok",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://198.18.0.1/",
    "http://168.63.129.16/",
    "http://[::]:PORT/ok",
    "http://[::ffff:127.0.0.1]:PORT/ok",  # mapped
    "http://[::ffff:a9fe:a9fe]/",
    "http://[::7f00:1]:PORT/ok",  # compatible, of old
    "http://[64:ff9b::a9fe:a9fe]/",  # NAT64
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:a9fe:a9fe::1]/",  # 6to4
    "http://[2001:0:a9fe:a9fe::1]/",  # Teredo
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[ff02::1]/",
    "http://2130706433:PORT/ok",  # 127.0.0.1 as one number
    "http://0x7f000001:PORT/ok",
    "http://0x7f.1:PORT/ok",
    "http://0177.0.0.1:PORT/ok",
    "http://127.1:PORT/ok",
    "http://127.0.0.1.:22/",
    "http://169.254.169.254.:80/",
]


@pytest.mark.parametrize("url", INSIDE)
def test_a_redirect_inside_is_not_followed(site: Faulty, connects: list[str], url: str) -> None:
    """To 169.254.169.254, to [::1], and to whatever else is not public, even where the source's hosts name it."""
    url = url.replace("PORT", str(site.port))
    site.routes["/trap"] = redirect(url)
    host = urlsplit(url).hostname or ""
    fails(session(site, hosts=("127.0.0.1", f"[{host}]" if ":" in host else host)), site.url("/trap"), "address")
    assert set(connects) == {"127.0.0.1"}
    assert site.paths() == ["/trap"]


@pytest.mark.parametrize("url", INSIDE)
def test_what_is_inside_is_not_asked_for(site: Faulty, connects: list[str], url: str) -> None:
    assert fails(session(site), url.replace("PORT", str(site.port)), "address").permanent
    assert (connects, site.requests) == ([], [])


@pytest.mark.parametrize("address", ["10.1.2.3", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1", "64:ff9b::a00:1"])
def test_a_name_that_resolves_inside(address: str, monkeypatch: pytest.MonkeyPatch, connects: list[str]) -> None:
    asked = names(monkeypatch, noi_bo_vn=[address])
    fails(session(hosts=("noi-bo.vn",)), "http://noi-bo.vn/", "address")
    assert (asked, connects) == (["noi-bo.vn"], [])


def test_a_redirect_to_a_name_that_resolves_inside(site: Faulty, monkeypatch: pytest.MonkeyPatch, connects: list[str]) -> None:
    names(monkeypatch, noi_bo_vn=["192.168.0.1"])
    site.routes["/trap"] = redirect("http://noi-bo.vn/")
    fails(session(site, hosts=("noi-bo.vn",)), site.url("/trap"), "address")
    assert set(connects) == {"127.0.0.1"}


def test_only_the_public_ones_of_several_addresses_are_tried(site: Faulty, monkeypatch: pytest.MonkeyPatch, connects: list[str]) -> None:
    names(monkeypatch, vi_du_vn=["10.0.0.1", "::1", "127.0.0.1"])
    assert session(site, hosts=("vi-du.vn",)).get(site.url("/ok", "vi-du.vn")).status == 200
    assert connects == ["127.0.0.1"]


def test_a_name_that_changes_its_mind(site: Faulty, monkeypatch: pytest.MonkeyPatch, connects: list[str]) -> None:
    """DNS rebinding: an answer is used for the one connection that it was checked for, and every connection checks its own."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    here = session(site, hosts=("vi-du.vn",))
    assert here.get(site.url("/ok", "vi-du.vn")).status == 200
    assert len(asked) == 1, "once for robots.txt and the page: they share the connection"
    here.close()
    fails(here, site.url("/ok", "vi-du.vn"), "address")
    assert (len(asked), connects) == (2, ["127.0.0.1"])


def test_public_addresses_are_connected_to_as_they_were_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connect call is intercepted: nothing is sent."""
    tried: list[Any] = []

    def connect(self: socket.socket, address: Any) -> None:
        tried.append((address, self.gettimeout()))
        raise ConnectionRefusedError("intercepted")

    monkeypatch.setattr(socket.socket, "connect", connect)
    names(monkeypatch, vi_du_vn=["10.0.0.1", "2600::1", "93.184.216.34"])
    waits = Waits()
    fails(session(hosts=("vi-du.vn",), clock=Clock(waits.now, waits.sleep)), "https://vi-du.vn/", "robots_unavailable")
    assert [address for address, _ in tried] == [("2600::1", 443), ("93.184.216.34", 443)] * 3
    assert all(0 < seconds <= 20 for _, seconds in tried)


def test_a_name_without_an_address(monkeypatch: pytest.MonkeyPatch, connects: list[str]) -> None:
    names(monkeypatch)
    error = fails(session(hosts=("vi-du.vn",)), "http://vi-du.vn/", "dns")
    assert "vi-du.vn" in str(error) and connects == []


def test_a_resolver_that_does_not_answer_in_time(site: Faulty, monkeypatch: pytest.MonkeyPatch, connects: list[str]) -> None:
    done = threading.Event()

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        done.wait(5)
        return _all_here(host, port)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    waits = Waits()
    fails(session(site, hosts=("vi-du.vn",), timeout=0.2, clock=Clock(waits.now, waits.sleep)), site.url("/ok", "vi-du.vn"), "dns")
    done.set()
    assert connects == []


BEYOND = ["10.0.0.1:80", "0.0.0.0/0:*", "127.0.0.1", "localhost:80", "[::2]:80", "127.0.0.0/7:*", "vi-du.vn:80", "127.0.0.1:x", "", "::1:80"]


@pytest.mark.parametrize("text", BEYOND)
def test_only_loopback_can_be_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        Fetcher(allow=[text])


def test_what_can_be_allowed() -> None:
    with Faulty(host="127.0.0.7") as site:
        for text in ("127.0.0.7:*", "127.0.0.0/8:*", site.authority):
            assert Fetcher(allow=[text], delay=0).session([site.host]).get(site.url("/ok")).status == 200


def test_loopback_of_ipv6_can_be_allowed() -> None:
    allowed = [guard.allowance("[::1]:8080")]
    address = guard.literal("::1")
    assert address is not None
    guard.check(address, 8080, allowed)
    with pytest.raises(FetchError):
        guard.check(address, 8081, allowed)


def test_the_table_of_addresses_agrees_with_the_standard_library() -> None:
    """What Python calls not global is inside."""
    chance = random.Random(4)
    for _ in range(20_000):
        four = ipaddress.IPv4Address(chance.getrandbits(32))
        anywhere = chance.getrandbits(128)
        six = ipaddress.IPv6Address(anywhere if chance.random() < 0.5 else anywhere >> 3 | 1 << 125)  # half of them in 2000::/3
        for address in (four, six):
            if not address.is_global or address.is_multicast:
                assert guard.inside(address), address
    for network, what in guard._INSIDE:
        assert guard.inside(network[0]) == guard.inside(network[-1]) == what


# --- certificates -----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> faults.Certificate:
    return certificate(tmp_path_factory.mktemp("tls"), "authority")


def secure(
    tmp_path: Path,
    name: str,
    authority: faults.Certificate | None = None,
    *,
    hosts: tuple[str, ...] = ("127.0.0.1",),
    days: tuple[int, int] = (-1, 1),
) -> tuple[Faulty, faults.Certificate]:
    """A server with TLS, and the certificate that it shows."""
    made = certificate(tmp_path, name, hosts=hosts, days=days, signer=authority)
    return Faulty(tls=made.server()), made


def test_a_certificate_is_verified(tmp_path: Path, authority: faults.Certificate) -> None:
    site, _ = secure(tmp_path, "good", authority)
    with site:
        assert "certificate" in str(fails(session(site), site.url("/ok"), "tls")), "nobody has heard of its authority"
        assert site.requests == []
        here = session(site, tls=Tls(chain=authority.file))
        before = site.connections
        assert [here.get(site.url(path)).body for path in ("/ok", "/gzip", "/chunked")] == [PAGE] * 3
        assert site.connections == before + 1


def test_an_expired_certificate(tmp_path: Path, authority: faults.Certificate) -> None:
    site, _ = secure(tmp_path, "expired", authority, days=(-20, -10))
    with site:
        error = fails(session(site, tls=Tls(chain=authority.file)), site.url("/ok"), "tls")
        assert "expired" in str(error) and "pin" in str(error)
        assert site.requests == []


def test_a_certificate_of_another_host(tmp_path: Path, authority: faults.Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _all_here)
    site, _ = secure(tmp_path, "other", authority, hosts=("dung.vn",))
    with site:
        here = session(site, hosts=("dung.vn", "sai.vn"), tls=Tls(chain=authority.file))
        assert "sai.vn" in str(fails(here, site.url("/ok", "sai.vn"), "tls"))
        assert site.requests == []
        assert here.get(site.url("/ok", "dung.vn")).body == PAGE


def test_a_pinned_certificate(tmp_path: Path) -> None:
    """The pin stands for the certificate, signed by itself and expired; any other one is refused before a byte is sent."""
    site, made = secure(tmp_path, "self", days=(-20, -10))
    with site:
        fails(session(site), site.url("/ok"), "tls")
        fails(session(site, tls=Tls(pin="00" * 32)), site.url("/ok"), "tls")
        assert site.requests == []
        colons = ":".join(made.pin[i : i + 2] for i in range(0, 64, 2)).upper()
        for pin in (made.pin, colons):
            assert session(site, tls=Tls(pin=pin)).get(site.url("/ok")).body == PAGE


def test_a_pin_and_a_chain_must_both_hold(tmp_path: Path, authority: faults.Certificate) -> None:
    site, made = secure(tmp_path, "both", authority)
    other = certificate(tmp_path, "other-authority")
    with site:
        assert session(site, tls=Tls(made.pin, authority.file)).get(site.url("/ok")).body == PAGE
        fails(session(site, tls=Tls(made.pin, other.file)), site.url("/ok"), "tls")
        fails(session(site, tls=Tls("00" * 32, authority.file)), site.url("/ok"), "tls")


def test_an_exception_holds_for_its_own_session_only(tmp_path: Path) -> None:
    site, made = secure(tmp_path, "self")
    with site:
        fetcher = Fetcher(allow=[site.authority], delay=0)
        assert fetcher.session([site.host], tls=Tls(pin=made.pin)).get(site.url("/ok")).body == PAGE
        fails(fetcher.session([site.host]), site.url("/ok"), "tls")


@pytest.mark.parametrize("tls", [Tls(pin="abc"), Tls(pin="g" * 64), Tls(chain=Path("/nonexistent.pem")), Tls(chain=Path(__file__))])
def test_an_exception_that_is_none(tls: Tls) -> None:
    with pytest.raises(ValueError, match="SHA-256|no certificates"):
        Fetcher().session(["vi-du.vn"], tls=tls)


def test_no_encryption_where_it_should_be() -> None:
    def speak(site: Faulty, connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with Faulty(conversation=speak) as site:
        fails(session(site), site.url("/ok").replace("http:", "https:"), "tls")


@pytest.mark.parametrize("piece", [b"", b"\x00"], ids=["silent", "dripping"])
def test_a_handshake_without_end_is_left(piece: bytes) -> None:
    sent: list[bytes] = []

    def speak(site: Faulty, connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x40\x00")  # the head of a record of 16 KB
        while not site.stopping.wait(0.02):
            connection.sendall(piece)
            sent.append(piece)

    with Faulty(conversation=speak) as site:
        error = fails(session(site, timeout=0.5), site.url("/ok").replace("http:", "https:"), "robots_unavailable")
        assert "said nothing" in str(error)
        assert len(sent) < 10_000


# --- politeness -------------------------------------------------------------------------------------------------------------------------------


def test_pauses_between_requests_at_a_host(site: Faulty) -> None:
    waits = Waits()
    here = session(site, delay=2, jitter=0, clock=Clock(waits.now, waits.sleep))
    for _ in range(3):
        here.get(site.url("/ok"))
    assert waits.slept == [2, 2, 2], "after robots.txt, after the first page, after the second"


def test_pauses_vary_but_are_never_shorter(site: Faulty) -> None:
    waits = Waits()
    here = session(site, delay=2, jitter=0.3, clock=Clock(waits.now, waits.sleep))
    for _ in range(30):
        here.get(site.url("/ok"))
    assert all(2 <= pause <= 2.6 for pause in waits.slept) and len(set(waits.slept)) > 20


def test_a_pause_is_waited_for_only_as_far_as_it_is_not_over(site: Faulty) -> None:
    waits = Waits()
    here = session(site, delay=2, jitter=0, clock=Clock(waits.now, waits.sleep))
    here.get(site.url("/ok"))
    waits._now += 1.5
    here.get(site.url("/ok"))
    waits._now += 100
    here.get(site.url("/ok"))
    assert waits.slept == [2, 0.5]


def test_redirects_and_tries_wait_too(site: Faulty) -> None:
    waits = Waits()
    here = session(site, delay=2, jitter=0, clock=Clock(waits.now, waits.sleep))
    site.routes["/old"] = redirect("/reset-once")
    here.get(site.url("/old"))
    assert waits.slept == [2, 2, 2]


def test_sessions_share_the_pauses_of_a_host(site: Faulty) -> None:
    waits = Waits()
    fetcher = Fetcher(allow=[site.authority], delay=2, jitter=0, clock=Clock(waits.now, waits.sleep))
    for delay in (None, 5, 3):
        fetcher.session([site.host], delay=delay).get(site.url("/ok"))
    assert waits.slept == [2, 5, 3]


def test_another_host_is_not_waited_for(site: Faulty) -> None:
    waits = Waits()
    with Faulty(host="127.0.0.2") as other:
        here = session(site, other, delay=2, jitter=0, clock=Clock(waits.now, waits.sleep))
        here.get(site.url("/ok"))
        here.get(other.url("/ok"))
        assert waits.slept == [2, 2], "each after its own robots.txt"


def test_www_and_https_are_the_same_host() -> None:
    same = {fetch.target(url).turn for url in ("http://vi-du.vn/", "https://www.vi-du.vn/a", "https://VI-DU.vn:443/", "http://vi-du.vn:8080/")}
    assert same == {"vi-du.vn"}
    assert fetch.target("http://tin.vi-du.vn/").turn == "tin.vi-du.vn"


def test_setting_the_clock_changes_nothing(site: Faulty, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = Waits()
    here = session(site, delay=2, jitter=0, clock=Clock(waits.now, waits.sleep))
    here.get(site.url("/ok"))
    real = time.time
    for shift in (-(10**8), 10**8):
        monkeypatch.setattr(time, "time", lambda shift=shift: real() + shift)
        here.get(site.url("/ok"))
    assert waits.slept == [2, 2, 2]
    assert site.paths(robots=True).count("/robots.txt") == 1
    assert Clock().now is time.monotonic


def test_one_request_at_a_time_per_host() -> None:
    """Eight threads in two sessions; the server counts how many it serves at once, up to the last byte of the body."""
    with Faulty() as site:
        fetcher = Fetcher(allow=[site.authority], delay=0)
        sessions = [fetcher.session([site.host]) for _ in range(2)]
        with ThreadPoolExecutor(8) as threads:
            bodies = list(threads.map(lambda i: sessions[i % 2].get(site.url(f"/takes-time?{i}")).body, range(24)))
        assert bodies == [PAGE] * 24
        assert site.most_at_once == 1
        assert site.asked["/robots.txt"] == 1


def test_hosts_are_visited_in_parallel() -> None:
    """Each server answers only when all three are being asked."""
    meeting = threading.Barrier(3, timeout=30)

    def meet(call: Call) -> None:
        meeting.wait()
        call.reply(PAGE)

    with Faulty({"/meet": meet}) as one, Faulty({"/meet": meet}, host="127.0.0.2") as two, Faulty({"/meet": meet}, host="127.0.0.3") as three:
        here = session(one, two, three)
        with ThreadPoolExecutor(3) as threads:
            assert [response.body for response in threads.map(here.get, [site.url("/meet") for site in (one, two, three)])] == [PAGE] * 3


def test_memory_stays_flat(site: Faulty) -> None:
    here = session(site)

    def ask(count: int) -> int:
        for i in range(count):
            here.get(site.url(f"/ok?{i}"))
        site.requests.clear()
        site.taken.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        first = ask(300)
        assert ask(900) - first < 50_000, "less than a hundred bytes for each of 900 requests"
    finally:
        tracemalloc.stop()


def test_every_reason_says_whether_to_ask_again() -> None:
    permanent = {reason for reason in guard.Reason.__args__ if FetchError(reason, "").permanent}
    assert permanent == {"address", "too_big", "type"}
    assert FetchError("http", "", status=414).permanent and not FetchError("http", "", status=500).permanent
    error: OSError = FetchError("dns", "không có", url="http://a.vn/")
    assert str(error) == "http://a.vn/: không có"


def test_the_default_context_verifies() -> None:
    context = guard.context()
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
