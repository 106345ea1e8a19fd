"""A real server on loopback that does everything wrong that servers do, for tests of whatever fetches; and a watch that no packet leaves loopback.

    with Faulty() as site:
        session.get(site.url("/reset"))
        site.requests, site.taken["/endless"], site.most_at_once

Addresses and what they do stand in ROUTES; a test adds its own with `Faulty({"/mine": route})`.
"""

from __future__ import annotations

import contextlib
import datetime
import gzip
import ipaddress
import socket
import ssl
import struct
import sys
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

# --- nothing leaves loopback ----------------------------------------------------------------------------------------------------------------


class Stray(BaseException):
    """A packet was about to leave loopback; no `except Exception` may swallow it."""


STRAYS: list[str] = []  # what was about to be reached; a test file's fixture sees that it stays empty


def _local(host: object) -> bool:
    if host in (None, "", b"", "localhost"):
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    return False


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """Python calls this before it connects, sends or resolves."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(args[1], tuple) and not _local(args[1][0]):
        to = args[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _local(args[0]):
        to = args[0]
        with contextlib.suppress(ValueError):
            ipaddress.ip_address(str(to))
            return  # a number is not asked for anywhere
    else:
        return
    STRAYS.append(f"{event} {to}")
    raise Stray(f"{event} {to}: tests stay on loopback")


sys.addaudithook(_watch)


# --- the server -----------------------------------------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """A request as the server saw it."""

    method: str
    path: str  # with its query
    headers: dict[str, str]  # by lower-case names
    body: bytes


class Call:
    """One request to be answered, on its open connection."""

    def __init__(self, site: Faulty, connection: socket.socket, seen: Seen, count: int) -> None:
        self.site, self.connection, self.seen = site, connection, seen
        self.count = count  # how many times this address was asked for, this time included

    def send(self, data: bytes) -> None:
        """Sends bytes as they are, and counts them for the address."""
        self.connection.sendall(data)
        self.site.count(self.seen.path, len(data))

    def reply(self, body: bytes = b"", status: int = 200, **headers: str | None) -> None:
        """Sends a whole answer; headers are given as content_type="text/html", None leaves one out."""
        self.send(head(status, {"content_type": "text/html; charset=utf-8", "content_length": str(len(body)), **headers}) + body)

    def drip(self, data: bytes, pause: float = 0.02, size: int = 1) -> None:
        """Sends a little at a time, until all is sent, the other side has gone, or the server stops."""
        for start in range(0, len(data), size):
            self.send(data[start : start + size])
            if self.site.stopping.wait(pause):
                return

    def reset(self) -> None:
        """Breaks the connection off without a goodbye (RST)."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionAbortedError


Route = Callable[[Call], None]


def head(status: int, headers: Mapping[str, str | None]) -> bytes:
    """The first lines of an answer."""
    lines = [f"HTTP/1.1 {status} Whatever"]
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items() if value is not None]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


def reply(body: bytes = b"", status: int = 200, **headers: str | None) -> Route:
    """A route that always gives this answer."""
    return lambda call: call.reply(body, status, **headers)


def redirect(to: str, status: int = 302, **headers: str | None) -> Route:
    """A route that leads elsewhere."""
    return reply(b"", status, location=to, **headers)


PAGE = "<html><head><title>Họp</title></head><body><p>Ủy ban nhân dân xã Bình An họp.</p></body></html>".encode()
MANY = 2_000_000_000  # bytes of the body that never ends
ZEROS = bytes(1 << 16)


def bomb(unpacked: int = 1_000_000_000) -> Iterator[bytes]:
    """Gzip that unpacks to about so many zero bytes, 10 MB to a piece of some 10 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    yield packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(unpacked // 10_000_000):
        yield piece


def _endless(call: Call, told: str | None) -> None:
    call.send(head(200, {"content_type": "text/html", "content_length": told}))
    for _ in range(MANY // len(ZEROS)):
        call.send(ZEROS)
    call.connection.shutdown(socket.SHUT_WR)


def _endless_chunked(call: Call) -> None:
    call.send(head(200, {"content_type": "text/html", "transfer_encoding": "chunked"}))
    for _ in range(MANY // len(ZEROS)):
        call.send(b"%x\r\n%b\r\n" % (len(ZEROS), ZEROS))


def _bomb(call: Call) -> None:
    call.send(head(200, {"content_type": "text/html", "content_encoding": "gzip", "transfer_encoding": "chunked"}))
    for piece in bomb():
        call.send(b"%x\r\n%b\r\n" % (len(piece), piece))
    call.send(b"0\r\n\r\n")


def _bomb_in_bomb(call: Call) -> None:
    packed = gzip.compress(b"".join(bomb(100_000_000)))
    call.reply(packed, content_encoding="gzip, gzip")


def _busy_once(call: Call) -> None:
    call.reply(PAGE) if call.count > 1 else call.reply(b"", 429, retry_after="7")


def _reset_in_body(call: Call) -> None:
    call.send(head(200, {"content_type": "text/html", "content_length": "1000"}) + b"x" * 100)
    call.site.stopping.wait(0.05)  # so that the bytes are there before the break
    call.reset()


def _etag(call: Call) -> None:
    known = call.seen.headers.get("if-none-match") == '"v1"' or "if-modified-since" in call.seen.headers
    call.reply(b"" if known else PAGE, 304 if known else 200, etag='"v1"', last_modified="Tue, 26 Mar 2024 09:06:00 GMT")


def _chunked(call: Call, body: bytes = PAGE, packing: str | None = None) -> None:
    call.send(head(200, {"content_type": "text/html", "transfer_encoding": "chunked", "content_encoding": packing}))
    for start in range(0, len(body), 7):
        piece = body[start : start + 7]
        call.send(b"%x\r\n%b\r\n" % (len(piece), piece))
    call.send(b"0\r\n\r\n")


def _takes_time(call: Call) -> None:
    call.site.occupy(1)
    call.send(head(200, {"content_type": "text/html", "content_length": str(len(PAGE))}) + PAGE[:-1])
    call.site.stopping.wait(0.005)
    call.site.occupy(-1)
    call.send(PAGE[-1:])


def _closing(*pieces: bytes) -> Route:
    """A route that sends these bytes and ends the connection."""

    def route(call: Call) -> None:
        for piece in pieces:
            call.send(piece)
        raise ConnectionAbortedError

    return route


_CHUNKED = head(200, {"content_type": "text/html", "transfer_encoding": "chunked"})
_TOLD = head(200, {"content_type": "text/html", "content_length": "1000"})

ROUTES: dict[str, Route] = {
    "/ok": reply(PAGE),
    "/gzip": reply(gzip.compress(PAGE), content_encoding="gzip"),
    "/deflate": reply(zlib.compress(PAGE), content_encoding="deflate"),
    "/deflate-raw": reply(zlib.compress(PAGE)[2:-4], content_encoding="deflate"),
    "/gzip-twice": reply(gzip.compress(gzip.compress(PAGE)), content_encoding="gzip, gzip"),
    "/gzip-members": reply(gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]) + bytes(8), content_encoding="x-gzip"),
    "/gzip-not": reply(PAGE, content_encoding="gzip"),
    "/gzip-short": reply(gzip.compress(PAGE)[:-12], content_encoding="gzip"),
    "/zstd": reply(PAGE, content_encoding="zstd"),
    "/utf-8": reply(PAGE, content_encoding="UTF-8"),  # seen at portals: the charset in the wrong header
    "/chunked": _chunked,
    "/gzip-chunked": lambda call: _chunked(call, gzip.compress(PAGE), "gzip"),
    "/etag": _etag,
    "/slow-head": lambda call: call.drip(head(200, {"x_long": "y" * 10_000}) + PAGE),
    "/slow-body": lambda call: call.drip(head(200, {"content_type": "text/html", "content_length": "10000"}) + b"x" * 10_000),
    "/steady": lambda call: call.drip(head(200, {"content_type": "text/html"}) + b"x" * 1_000_000, 0.02, 100),
    "/takes-time": _takes_time,
    "/silent": lambda call: call.site.stopping.wait(60) and None,
    "/reset": lambda call: call.reset(),
    "/reset-once": lambda call: call.reply(PAGE) if call.count > 1 else call.reset(),
    "/reset-body": _reset_in_body,
    "/busy": reply(b"", 503, retry_after="3600"),
    "/busy-once": _busy_once,
    "/busy-always": reply(b"", 503),
    "/bad-gateway": lambda call: call.reply(PAGE) if call.count > 1 else call.reply(b"", 502),
    "/broken": reply(b"<p>broken</p>", 500),
    "/forbidden": reply(b"<p>no</p>", 403),
    "/missing": reply(b"<p>missing</p>", 404),
    "/gone": reply(b"", 410),
    "/loop": redirect("/loop-2"),
    "/loop-2": redirect("/loop"),
    "/endless-redirects": lambda call: call.reply(b"", 302, location=f"/endless-redirects?{call.site.asked['/endless-redirects']}"),
    "/endless": lambda call: _endless(call, None),
    "/endless-told": lambda call: _endless(call, str(MANY)),
    "/endless-chunked": _endless_chunked,
    "/endless-head": lambda call: [call.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000) for _ in range(100_000)] and None,
    "/bomb": _bomb,
    "/bomb-in-bomb": _bomb_in_bomb,
    "/short": _closing(_TOLD, b"x" * 100),
    "/short-chunk": _closing(_CHUNKED, b"ff\r\n", b"x" * 100),
    "/short-chunks": _closing(_CHUNKED, b"5\r\nxxxxx\r\n"),
    "/bad-chunk": _closing(_CHUNKED, b"zz\r\nxxxxx\r\n"),
    "/longer": _closing(head(200, {"content_type": "text/html", "content_length": "5"}), b"12345 and what was not told"),
    "/no-http": _closing(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/long-line": _closing(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"),
    "/picture": lambda call: _endless_type(call, "image/jpeg"),
    "/program": lambda call: _endless_type(call, "application/x-msdownload"),
    "/untyped": reply(PAGE, content_type=None),
    "/feed": reply(b"<rss/>", content_type="application/rss+xml"),
    "/pdf": reply(b"%PDF-1.4", content_type="application/pdf"),
}


def _endless_type(call: Call, kind: str) -> None:
    call.send(head(200, {"content_type": kind}))
    for _ in range(MANY // len(ZEROS)):
        call.send(ZEROS)


class Faulty:
    """The server; it runs from `with` to its end. `conversation` speaks to each connection instead of HTTP, where given."""

    def __init__(
        self,
        routes: Mapping[str, Route] = {},
        *,
        host: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
        conversation: Callable[[Faulty, socket.socket], None] | None = None,
    ) -> None:
        self.routes = {**ROUTES, **routes}
        self.host, self.tls, self.conversation = host, tls, conversation
        self.requests: list[Seen] = []
        self.asked: Counter[str] = Counter()  # requests by path without its query
        self.taken: Counter[str] = Counter()  # bytes that were handed over, by path
        self.connections = 0
        self.most_at_once = 0  # requests for /takes-time that were being answered
        self.stopping = threading.Event()
        self.busy = 0
        self._lock = threading.Lock()
        self.open: set[socket.socket] = set()
        self._listener = socket.create_server((host, 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.authority = f"{host}:{self.port}"

    def url(self, path: str, name: str | None = None) -> str:
        """The address of a path here, at the server's own host or under another name."""
        return f"{'https' if self.tls else 'http'}://{name or self.host}:{self.port}{path}"

    def __enter__(self) -> Faulty:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._listener.close()
        with self._lock:
            for connection in self.open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def paths(self, *, robots: bool = False) -> list[str]:
        """The paths asked for, in order; those of robots.txt only where asked for."""
        return [seen.path for seen in self.requests if robots or seen.path != "/robots.txt"]

    def count(self, path: str, size: int) -> None:
        with self._lock:
            self.taken[path] += size

    def occupy(self, by: int) -> None:
        """Counts who is being answered: +1 at the beginning, -1 before the last byte goes out, for then the next one may ask."""
        with self._lock:
            self.busy += by
            self.most_at_once = max(self.most_at_once, self.busy)

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self.connections += 1
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls and not self.conversation:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with self._lock:
                self.open.add(connection)
            if self.conversation:
                self.conversation(self, connection)
            else:
                self._answer_all(connection)
        except OSError:  # they have gone, or a route broke off
            pass
        finally:
            with self._lock:
                self.open.discard(connection)
            connection.close()

    def _answer_all(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as file:
            while not self.stopping.is_set() and (seen := _read(file)):
                with self._lock:
                    self.requests.append(seen)
                    path = seen.path.partition("?")[0]
                    self.asked[path] += 1
                    call = Call(self, connection, seen, self.asked[path])
                self.routes.get(path, _missing)(call)
                if not _framed(seen, path):
                    return


_missing = reply(b"<p>not here</p>", 404)
_UNFRAMED = ("/endless", "/steady", "/picture", "/program")  # bodies that the end of the connection ends


def _framed(seen: Seen, path: str) -> bool:
    return not path.startswith(_UNFRAMED) or path == "/endless-redirects"


def _read(file: Any) -> Seen | None:
    """The next request of a connection; None at its end."""
    first = file.readline().decode("latin-1").split()
    if len(first) != 3:
        return None
    headers: dict[str, str] = {}
    while line := file.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Seen(first[0], first[1], headers, file.read(int(headers.get("content-length", 0))))


# --- a clock that nobody waits for ------------------------------------------------------------------------------------------------------------


class Waits:
    """A clock whose sleeps last no time: they are written down, and the clock stands that much later. Give it as Clock(waits.now, waits.sleep)."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._now = 1000.0

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += seconds


# --- certificates -----------------------------------------------------------------------------------------------------------------------------


class Certificate(NamedTuple):
    """A certificate made for a test, and what it takes to use it."""

    file: Path  # PEM, the key in the same file
    pin: str  # SHA-256 of its DER
    key: Any
    made: Any

    def server(self) -> ssl.SSLContext:
        """The context of a server that shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context


def certificate(
    folder: Path, name: str, *, hosts: tuple[str, ...] = (), days: tuple[int, int] = (-1, 1), signer: Certificate | None = None
) -> Certificate:
    """A certificate for `hosts`, valid between two days from today, signed by another one or by itself; without hosts, one that signs others."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.made.subject if signer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=not hosts, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key((signer.key if signer else key).public_key()), critical=False)
    )
    if hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName(list(map(_general_name, hosts))), critical=False)
    made = builder.sign(signer.key if signer else key, hashes.SHA256())
    file = folder / f"{name}.pem"
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return Certificate(file, made.fingerprint(hashes.SHA256()).hex(), key, made)


def _general_name(host: str) -> Any:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
