"""Where a request may go and what it may take: connections to public addresses only, each watched while it reads.

    name -> addresses -> the public ones -> a connection to the very address that was checked -> reads, counted and timed

A name is resolved once for each connection, and nothing is resolved behind the check, so that no second answer (DNS rebinding) can lead inside.
"""

from __future__ import annotations

import functools
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import requests
import requests.adapters
import urllib3
import urllib3.connection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


Reason = Literal[
    "robots",  # its robots.txt says no
    "robots_unavailable",  # its robots.txt cannot be had now, so that nothing is asked
    "address",  # no web address, or one that is not of the public internet
    "redirect",  # round in circles, too often, or to a host that is not the source's
    "timeout",  # silence
    "slow",  # bytes come, but the time is over, or will be
    "reset",  # the connection was refused or broken
    "dns",  # the host's name has no address
    "tls",  # the certificate or the encryption is not in order
    "too_big",
    "type",  # something else than was sought: a picture, a program
    "length",  # the body ends before it should
    "busy",  # 429, 503: the server asks to be left alone
    "http",  # any other status
    "protocol",  # not HTTP as it should be
]
_PERMANENT = frozenset({"address", "too_big", "type"})
_GONE = frozenset({400, 405, 406, 411, 413, 414, 415, 421, 422, 451, 501, 505})  # statuses that the same request will get again


class FetchError(OSError):
    """An address could not be fetched: `reason` says why, in one word; the text says what was sought, where, and what to do.

    `retry_after` is in seconds, where the server told it. `permanent`: asking again some other night would give the same.
    """

    def __init__(
        self,
        reason: Reason,
        what: str,
        *,
        url: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
        permanent: bool | None = None,
        again: bool = False,
    ) -> None:
        super().__init__(what)
        self.reason, self.what, self.url, self.status, self.retry_after = reason, what, url, status, retry_after
        self.permanent = (reason in _PERMANENT or status in _GONE) if permanent is None else permanent
        self.again = again  # whether it may be a passing fault, which a second try at once would not meet

    def __str__(self) -> str:
        return f"{self.url}: {self.what}" if self.url else self.what


# --- which addresses ----------------------------------------------------------------------------------------------------------------------

INSIDE: list[tuple[str, str]] = [
    # network, what it is; of IPv6 only 2000::/3 is public at all, so that ::1, ::ffff:10.0.0.1, 64:ff9b::10.0.0.1, fc00:: and fe80:: need no row
    ("0.0.0.0/8", "this host (unspecified)"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "shared by a provider's customers (CGNAT)"),
    ("127.0.0.0/8", "loopback"),
    ("168.63.129.16/32", "a cloud's own services"),
    ("169.254.0.0/16", "link-local, where clouds tell their secrets"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved for protocols"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "benchmarks"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved, and broadcast"),
    ("2001::/23", "reserved for protocols; Teredo, which wraps IPv4"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4, which wraps IPv4"),
    ("3fff::/20", "documentation"),
]
_INSIDE: list[tuple[Network, str]] = [(ipaddress.ip_network(network), what) for network, what in INSIDE]
_PUBLIC6 = ipaddress.IPv6Network("2000::/3")


def inside(address: Address) -> str | None:
    """What makes an address one that is never visited; None for one of the public internet.

    >>> inside(ipaddress.ip_address("169.254.169.254"))
    'link-local, where clouds tell their secrets'
    >>> inside(ipaddress.ip_address("::ffff:10.0.0.1"))
    'outside 2000::/3: loopback, mapped, private, link-local or multicast'
    """
    if address.version == 6 and address not in _PUBLIC6:
        return "outside 2000::/3: loopback, mapped, private, link-local or multicast"
    return next((what for network, what in _INSIDE if network.version == address.version and address in network), None)


class Allowance(NamedTuple):
    """Loopback addresses that may be reached all the same, at one port or at any (None)."""

    network: Network
    port: int | None


_ALLOWANCE = re.compile(r"(?P<host>\[[0-9a-f:]+\]|[\d.]+(?:/\d+)?):(?P<port>\d+|\*)", re.ASCII)


def allowance(text: str) -> Allowance:
    """What "127.0.0.1:8080", "127.0.0.0/8:*" or "[::1]:8080" allows; ValueError for anything that is not loopback.

    >>> allowance("127.0.0.0/8:*").network
    IPv4Network('127.0.0.0/8')
    """
    match = _ALLOWANCE.fullmatch(text)
    try:
        network = ipaddress.ip_network(match["host"].strip("[]")) if match else None
    except ValueError:
        network = None
    if match is None or network is None or not network.is_loopback:
        raise ValueError(f"{text!r} cannot be allowed: give loopback addresses with a port, as 127.0.0.1:8080, 127.0.0.0/8:* or [::1]:8080")
    return Allowance(network, None if match["port"] == "*" else int(match["port"]))


def check(address: Address, port: int, allowed: Iterable[Allowance]) -> None:
    """Raises FetchError("address") for an address that is neither public nor allowed."""
    what = inside(address)
    if what is None or any(address.version == a.network.version and address in a.network and a.port in (None, port) for a in allowed):
        return
    raise FetchError("address", f"{address} is not visited: {what}")


_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.ASCII | re.IGNORECASE)


def literal(host: str) -> Address | None:
    """The address that a host writes as a number; None for a name. FetchError for numbers in disguise: 2130706433, 0x7f.1, 0177.0.0.1.

    >>> literal("[::1]"), literal("dienbien.gov.vn")
    (IPv6Address('::1'), None)
    """
    bare = host.rstrip(".")
    if ":" not in bare and not _NUMBER.fullmatch(bare.rpartition(".")[2]):
        return None
    try:
        if "%" in bare:  # an address with its interface is a link-local one
            raise ValueError
        return ipaddress.ip_address(bare.strip("[]"))
    except ValueError:
        raise FetchError("address", f"{host} is not visited: an address in disguise, or none") from None


# --- what one request may take --------------------------------------------------------------------------------------------------------------


class Terms:
    """What one request may reach, and what it may still take: seconds in all, seconds of silence, bytes, and the least bytes a second.

    The sockets below ask before each read how long it may last, and tell after it how much came. The rate counts from the first byte, over
    at least the longest silence: a server may think before it speaks, but not drip.
    """

    def __init__(self, allowed: Iterable[Allowance], *, silence: float, total: float, most: int, slowest: float) -> None:
        self.allowed = tuple(allowed)
        self.silence, self.left, self.most, self.slowest = silence, total, most, slowest
        self.received = 0
        self._first: float | None = None
        self._end = 0.0

    def __enter__(self) -> Terms:
        """Begins a request in this thread: bytes count anew, seconds go on from where the last request left them."""
        self.received, self._first = 0, None
        self._end = time.monotonic() + self.left
        _here.terms = self
        return self

    def __exit__(self, *_: object) -> None:
        _here.terms = None
        self.left = max(0.0, self._end - time.monotonic())

    def seconds(self) -> float:
        """How long the next step may last; FetchError when no time is left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchError("slow", f"its time is over; {self.received:,} bytes came")
        return min(left, self.silence)

    def watch(self, connection: socket.socket, read: Callable[..., int], args: tuple[Any, ...]) -> int:
        """How many bytes one read brought; FetchError where it lasts too long, or brings too many, or too few for the time that they took."""
        connection.settimeout(self.seconds())
        try:
            count = read(*args)
        except TimeoutError:
            self.seconds()  # the time of the whole request may be what is over
            raise
        self._took(count)
        return count

    def _took(self, count: int) -> None:
        self.received += count
        if self.received > self.most:
            raise FetchError("too_big", f"more than {self.most:,} bytes came; the rest was left")
        now = time.monotonic()
        if self._first is None:
            self._first = now
        took = now - self._first
        if took > self.silence and self.received < took * self.slowest:
            raise FetchError("slow", f"{self.received:,} bytes came in {took:.0f} s, less than {self.slowest:,.0f} a second")


_here = threading.local()


def _terms() -> Terms:
    """The terms of this thread's request; without any, nothing is allowed."""
    terms = getattr(_here, "terms", None)
    if terms is None:
        raise RuntimeError("a connection is opened or read outside of a request")
    return terms


class _Socket(socket.socket):
    """A connection whose reads are watched."""

    def recv_into(self, *args: Any) -> int:
        return _terms().watch(self, super().recv_into, args)


class _TlsSocket(ssl.SSLSocket):
    """The same inside TLS. A handshake is bounded by the timeout that `connect` leaves, which OpenSSL's caller counts for the whole of it."""

    def recv_into(self, *args: Any) -> int:
        return _terms().watch(self, super().recv_into, args)


# --- connecting ---------------------------------------------------------------------------------------------------------------------------

TRIED = 4  # addresses of one host: whoever has more does not need us to try them all


def resolve(host: str, port: int, seconds: float) -> list[Address]:
    """The addresses of a host. A name is asked for in a thread of its own: a resolver cannot be told how long to try."""
    address = literal(host)
    if address is not None:
        return [address]
    found: list[Any] = []

    def ask() -> None:
        try:
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    thread = threading.Thread(target=ask, name=f"resolve {host}", daemon=True)
    thread.start()
    thread.join(seconds)
    answer = found[0] if found else f"no answer in {seconds:.0f} s"
    if not isinstance(answer, list):
        passing = isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_AGAIN
        raise FetchError("dns", f"the name {host} has no address now: {answer}", again=passing)
    return list(dict.fromkeys(ipaddress.ip_address(row[4][0]) for row in answer))


def connect(host: str, port: int) -> socket.socket:
    """A connection to the first of the host's addresses that may be visited and takes it."""
    terms = _terms()
    addresses = _visited(resolve(host, port, terms.seconds()), port, terms.allowed)[:TRIED]
    problem: OSError | None = None
    for left in range(len(addresses), 0, -1):
        try:
            return _open(addresses[-left], port, terms.seconds() / left)
        except OSError as error:
            problem = error
    where = f"{host} ({', '.join(map(str, addresses))}) port {port}"
    if isinstance(problem, TimeoutError):
        raise FetchError("timeout", f"nobody answers at {where}", again=True) from problem
    raise FetchError("reset", f"no connection to {where}: {problem}", again=True) from problem


def _visited(addresses: Iterable[Address], port: int, allowed: Iterable[Allowance]) -> list[Address]:
    """Those of a host's addresses that may be visited; FetchError where none may."""
    kept: list[Address] = []
    refused: FetchError | None = None
    for address in addresses:
        try:
            check(address, port, allowed)
            kept.append(address)
        except FetchError as error:
            refused = error
    if not kept:
        raise refused or FetchError("dns", "the name has no address")
    return kept


def _open(address: Address, port: int, seconds: float) -> socket.socket:
    made = _Socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.connect((str(address), port))
        made.settimeout(_terms().seconds())
    except BaseException:
        made.close()
        raise
    return made


class _Http(urllib3.connection.HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return connect(self._dns_host, self.port)


class _Https(urllib3.connection.HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return connect(self._dns_host, self.port)


class _HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Https


# --- whom to believe ----------------------------------------------------------------------------------------------------------------------


class Tls(NamedTuple):
    """An exception for one site whose certificate no authority vouches for; with both, both must hold.

    `pin` is the SHA-256 of the certificate (DER, in hex): that one is taken whoever signed it, even when it has expired or names another host.
    `chain` is a PEM file of certificates to believe besides the usual ones, as for a site that forgets to send its intermediate.
    """

    pin: str | None = None
    chain: Path | None = None


@functools.lru_cache(64)
def context(tls: Tls | None = None) -> ssl.SSLContext:
    """How certificates are judged; ValueError for a pin that is none and a chain that cannot be read."""
    made = ssl.create_default_context(cafile=requests.certs.where())
    made.sslsocket_class = _TlsSocket
    # the same on every Python: 3.13 began to refuse authorities whose certificates lack a field, which no browser does
    made.verify_flags = made.verify_flags & ~ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    if tls and tls.pin is not None and not re.fullmatch(r"[0-9a-f]{64}", pin_of(tls)):
        raise ValueError(f"the pin {tls.pin!r} is not a SHA-256 in hex (64 digits): openssl x509 -in FILE -noout -fingerprint -sha256 prints it")
    if tls and tls.chain is not None:
        try:
            made.load_verify_locations(cafile=tls.chain)
        except (OSError, ssl.SSLError) as error:
            raise ValueError(f"{tls.chain}: no certificates in PEM could be read from it: {error}") from error
    elif tls and tls.pin is not None:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE  # the pin is compared instead, before anything is sent
    return made


def pin_of(tls: Tls) -> str:
    """The pin as 64 small hexadecimal digits, where it is one."""
    return (tls.pin or "").replace(":", "").lower()


class Adapter(requests.adapters.HTTPAdapter):
    """The way out for one session: guarded connections, one kept open for each of its last hosts."""

    def __init__(self, tls: Tls | None) -> None:
        self._tls: dict[str, Any] = {"ssl_context": context(tls)}
        if tls and tls.pin:
            self._tls["assert_fingerprint"] = pin_of(tls)
        super().__init__(pool_connections=8, pool_maxsize=1)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def get_connection_with_tls_context(self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        """The host's own connections: proxies are not known here, so that none can lead past the guard."""
        parts = urlsplit(str(request.url))
        return self.poolmanager.connection_from_host(parts.hostname, parts.port, parts.scheme, self._tls if parts.scheme == "https" else None)

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        return request.path_url

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing is left to do: the context that the connections are made with judges."""
