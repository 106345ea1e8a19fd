"""The portals served: real HTTP on loopback, each site at an address and a port of its own, every request counted.

It speaks as much HTTP as such portals do: connections kept alive, ETag and Last-Modified, gzip, cookies, posted forms. Nothing is asked of a name
server: http.server would look up the name of its own address.
"""

from __future__ import annotations

import datetime
import email.utils
import gzip
import http
import json
import re
import selectors
import socket
import threading
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote

from corpora import gazetteer
from scrapers.portal import documents, template
from scrapers.portal.article import Article
from scrapers.portal.site import Head, Site, headlines

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))

# What a listing may lead to beside articles, by name.
FAULTS = {
    "moved": "301 to the article's true address",
    "broken": "500",
    "gone": "410",
    "soft404": "200, and the words that nothing was found",
    "captcha": "200, and a page that asks for a captcha",
    "login": "200, and a page that asks for a password",
    "empty": "200, and a page without an article",
    "disallowed": "200, an article under /noi-bo/, which robots.txt closes",
}


class Request(NamedTuple):
    """What was asked: header names in small letters."""

    method: str
    target: str
    headers: Mapping[str, str] = {}
    body: bytes = b""


class Answer(NamedTuple):
    """What is answered, before conditions and compression."""

    status: int = 200
    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    etag: str | None = None
    modified: datetime.datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Count(NamedTuple):
    """What was asked for and sent: requests, those answered with a body, the bytes of these bodies as sent, those answered 304."""

    requests: int = 0
    bodies: int = 0
    bytes: int = 0
    same: int = 0

    def __add__(self, other: Any) -> Count:
        return Count(*(a + b for a, b in zip(self, other, strict=True)))


class Seen(NamedTuple):
    """One request as it was met, and the status and the bytes of the body that were sent."""

    at: float  # time.monotonic()
    method: str
    target: str
    status: int
    sent: int
    headers: Mapping[str, str]


class Served(Site):
    """A site with what makes it a server: its articles, which can be changed and added to, what is wrong with it, and its counts.

    `faults` names what its listing leads to beside articles (FAULTS). `validators`: whether ETag and Last-Modified are sent (never by WebCenter);
    `packed`: whether gzip is; `cached` pages are kept, and the last `remembered` requests.
    """

    def __init__(
        self,
        family: str,
        articles: Sequence[Article] = (),
        *,
        faults: Iterable[str] = (),
        validators: bool = True,
        packed: bool = True,
        cached: int = 512,
        remembered: int = 5_000,
        **of_site: Any,
    ) -> None:
        super().__init__(family, **of_site)
        self.validators = validators and not self.style.volatile
        self.packed = packed
        self.counts: dict[str, Count] = {}
        self.seen: deque[Seen] = deque(maxlen=remembered)
        self._lock = threading.RLock()
        self._given = articles
        self._added: list[Article] = []
        self._changed: dict[int, Article] = {}
        self._routes: dict[str, tuple[str, int, str]] = {}  # key of an address -> what it is, the article's place, where it leads
        self._answers: dict[str, list[Answer]] = {}
        self._edition = 0
        self._touched = datetime.datetime.now(VIETNAM).replace(microsecond=0, tzinfo=None)
        self._page_of = lru_cache(maxsize=cached)(self._make)
        light = getattr(articles, "light", None)
        heads = [self._enter(i, light(i) if light else article) for i, article in enumerate(articles if not light else range(len(articles)))]
        self.heads = sorted(heads, key=lambda head: head.published, reverse=True)
        for fault in faults:
            self._spoil(fault)
        self._turn()

    # --- articles --------------------------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._given) + len(self._added)

    def article(self, place: int) -> Article:
        """The article that was given at that place, as it stands now; added ones follow the given."""
        if place in self._changed:
            return self._changed[place]
        return self._given[place] if place < len(self._given) else self._added[place - len(self._given)]

    def articles(self) -> Iterator[Article]:
        """All articles as they stand now, in the order in which they were given."""
        return map(self.article, range(len(self)))

    def kind(self, target: str) -> str:
        """What an address is: article, attachment, listing, feed, robots, ...; empty for one that is not known."""
        return self._routes.get(_key(target), ("", 0, ""))[0]

    def changed(self, target: str) -> bool:
        """Whether the article at an address was changed since the portal was opened."""
        return self._routes.get(_key(target), ("", -1, ""))[1] in self._changed

    def url(self, article: Article) -> str:
        """The whole address of an article's page."""
        return self.base + self.path(article)

    def add(self, article: Article) -> str:
        """The address of a new article, which stands in the listing from now on."""
        with self._lock:
            self._added.append(article)
            head = self._enter(len(self) - 1, article)
            self.heads = sorted([*self.heads, head], key=lambda head: head.published, reverse=True)
            self._touch()
            return self.base + head.path

    def change(self, article: Article, **fields: Any) -> Article:
        """The article with other fields (`paragraphs=...`); its address stays, whatever its title becomes."""
        with self._lock:
            place = self._place(article)
            old = self.article(place)
            now = datetime.datetime.now(VIETNAM).replace(microsecond=0, tzinfo=None)
            later = max(now, (old.updated or old.published) + datetime.timedelta(seconds=1))
            kept = {"version": old.version + 1, "number": old.id, "named": old.named or old.title}
            self._changed[place] = new = old._replace(**{"updated": later, **fields, **kept})
            path = self.path(old)
            self.heads = [head._replace(title=new.title, lead=(new.sapo or "")[:160]) if head.path == path else head for head in self.heads]
            self._touch()
            return new

    def remove(self, article: Article) -> None:
        """Takes an article away: its address answers 404, and no list names it."""
        with self._lock:
            place = self._place(article)
            gone = {key for key, (_, at, _) in self._routes.items() if at == place}
            self._routes = {key: route for key, route in self._routes.items() if key not in gone}
            self.heads = [head for head in self.heads if _key(head.path) not in gone]
            self._touch()

    def answer_with(self, target: str, *answers: Answer) -> None:
        """Answers the next requests for an address with these, one after the other; then it is itself again."""
        with self._lock:
            self._answers.setdefault(_key(target), []).extend(answers)

    def _place(self, article: Article) -> int:
        route = self._routes.get(_key(self.path(article)))
        if route is None:
            raise KeyError(f"{self.name} has no article {article.title!r}")
        return route[1]

    def _enter(self, place: int, article: Article) -> Head:
        """The article's head, its addresses now known."""
        head = self.head(article)
        self._route(head.path, "article", place)
        if self.style.print:
            self._route(self.path(article, self.style.print), "print", place)
        if self.style.mobile:
            self._route(self.path(article, self.style.mobile), "mobile", place)
        for order, link in enumerate(self.attachments(article)):
            self._route(link["href"], "attachment", place, str(order))
        return head

    def _route(self, path: str, kind: str, place: int, more: str = "") -> None:
        key = _key(path)
        known = self._routes.get(key)
        if known is not None and known[:2] != (kind, place):
            raise ValueError(f"{self.name}: two articles have the address {path}; give one of them another title or number")
        self._routes[key] = (kind, place, more)

    def _spoil(self, fault: str) -> None:
        """Puts into the listing an entry that leads to something else than an article."""
        if fault not in FAULTS:
            raise ValueError(f"no fault {fault!r}; there are: {', '.join(FAULTS)}")
        order = list(FAULTS).index(fault)
        newest = max((head.published for head in self.heads), default=self.now)
        if fault == "moved":
            head = self.heads[min(2, len(self.heads) - 1)]
            place = self._routes[_key(head.path)][1]
            old = Article(f"{head.title} (ban dau)", (), head.published, number=self.article(place).id + 1)
            self._route(self.path(old), "moved", place, head.path)
            self.heads = [head._replace(path=self.path(old)) if known is head else known for known in self.heads]
            return
        ghost = Article(headlines()[order], (), newest - datetime.timedelta(hours=order), number=990_000 + order)
        path = f"/noi-bo{self.path(ghost)}" if fault == "disallowed" else self.path(ghost)
        self._route(path, fault, -1)
        self.heads = sorted([*self.heads, Head(ghost.title, path, ghost.published)], key=lambda head: head.published, reverse=True)

    def _touch(self) -> None:
        self._edition += 1
        self._touched = datetime.datetime.now(VIETNAM).replace(microsecond=0, tzinfo=None)
        self._page_of.cache_clear()
        self._turn()

    def _turn(self) -> None:
        """Makes the addresses of lists known: every page of the listing and the empty one after the last."""
        for number in range(self.pages + 1, 0, -1):
            self._routes[_key(self.page(number))] = ("listing", number, "")
        if self.feed_path:
            self._routes[_key(self.feed_path)] = ("feed", 0, "")
        for path, kind in (("/", "home"), ("/robots.txt", "robots"), ("/sitemap.xml", "sitemap"), ("/sitemap.xml.gz", "sitemap")):
            self._routes[path] = (kind, 0, "")

    # --- answers ---------------------------------------------------------------------------------------------------------------------------

    def respond(self, request: Request) -> Answer:
        """The answer to a request; nothing of HTTP's own (conditions, compression, counts) is in it."""
        if self._answers and (waiting := self._answers.get(_key(request.target))):
            with self._lock:
                return waiting.pop(0)
        if request.method == "POST":
            return self._posted(request)
        if request.method not in ("GET", "HEAD"):
            return Answer(405, headers=(("Allow", "GET, HEAD, POST"),))
        kind, place, more = self._routes.get(request.target) or self._routes.get(_key(request.target)) or ("", 0, "")
        if kind == "moved":
            return Answer(301, b"<h1>Object Moved</h1>", headers=(("Location", self.base + quote(more, safe="/?=&;%:+!,.-_~")),))
        if kind == "attachment" and self.family == "nukeviet" and not self._may_fetch(request, place):
            return Answer(403, self.framed("login").encode())
        make = self._make if self.style.volatile else self._page_of
        answer = make(kind, place, more) if kind else self._other(request.target)
        cookie = self._cookie(request, kind)
        return answer._replace(headers=(*answer.headers, cookie)) if cookie else answer

    def _make(self, kind: str, place: int, more: str) -> Answer:
        if kind in ("article", "print", "mobile"):
            article = self.article(place)
            render = {"article": self.render, "print": self.print_page, "mobile": self.mobile_page}[kind]
            return self._validated(render(article).encode(), f"{article.id:x}-{article.version}-{kind[0]}", article.updated or article.published)
        if kind == "attachment":
            given = self.article(place).attachments[int(more)]
            body, type = documents.write(given.name, given.lines)
            name = quote(given.name)
            answer = self._validated(body, f"{place:x}-{more}-f", self.article(place).published, type)
            return answer._replace(headers=(("Content-Disposition", f"attachment; filename*=UTF-8''{name}"),))
        if kind in ("listing", "home"):
            page = self.listing(place) if kind == "listing" else self.home()
            return self._validated(page.encode(), f"{self._edition}-{kind[0]}{place}", self._touched)
        if kind in ("feed", "sitemap"):
            page = self.feed() if kind == "feed" else self.sitemap(place or None)
            return self._validated(page.encode(), f"{self._edition}-{kind[0]}{place}", self._touched, "text/xml; charset=utf-8")
        if kind == "robots":
            return Answer(200, self.robots().encode(), "text/plain")
        return self._fault(kind)

    def _validated(self, body: bytes, tag: str, modified: datetime.datetime, type: str = "text/html; charset=utf-8") -> Answer:
        if not self.validators:
            return Answer(200, body, type)
        weak = "W/" if self.press else ""
        return Answer(200, body, type, f'{weak}"{self.numbers["site"]:x}-{tag}"', min(modified, self._touched))

    def _fault(self, kind: str) -> Answer:
        if kind == "broken":
            return Answer(500, template.fill("broken", {}).encode())
        if kind == "captcha":
            return Answer(200, template.fill("captcha", {**self.chrome, "id": 445_000_190_000}).encode())
        if kind == "disallowed":
            text = "Nội dung chỉ dành cho cán bộ trong cơ quan."
            return Answer(200, self.render(Article("Tài liệu nội bộ", (text,) * 4, self.now)).encode())
        piece = {"gone": "notfound", "empty": "gallery"}.get(kind, kind)
        return Answer(410 if kind == "gone" else 200, self.framed(piece).encode())

    def _other(self, target: str) -> Answer:
        """What answers addresses that no list holds: tags, an endless calendar, pictures, pages of the menu; 404 for the rest."""
        path, _, query = target.partition("?")
        if year := re.fullmatch(r"/sitemap-(\d{4})\.xml\.gz", path):
            return Answer(200, gzip.compress(self.sitemap(int(year[1])).encode(), mtime=0), "application/x-gzip")
        if re.search(r"/tag/|-tag\d+\.html$", path):
            return Answer(200, self.framed("home", items=self._listed(self.heads[:10])).encode())
        if path == "/lich" and (day := re.fullmatch(r"ngay=(-?\d{1,6})", query)):
            number = int(day[1])
            return Answer(200, self.framed("calendar", day=number, before=number - 1, after=number + 1).encode())
        if re.search(r"\.(?:jpg|png|gif|ico|css|js)$", path):
            return Answer(200, b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "image/gif")
        named = (entry["href"] for part in ("menu", "sections", "documents") for entry in self.chrome[part])
        if any(href != "/" and href in path for href in named):
            return Answer(200, self.framed("gallery").encode())
        return Answer(404, self.framed("notfound").encode())

    def _posted(self, request: Request) -> Answer:
        """The page of the listing that a posted form asks for; 500 as ASP.NET says it where the form is not one of its own."""
        if self.style.paging != "postback" or _key(request.target) != _key(self.page()):
            return Answer(405, headers=(("Allow", "GET, HEAD"),))
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        number = self.turned(form)
        return Answer(500, template.fill("broken", {}).encode()) if number is None else Answer(200, self.listing(number).encode())

    # NukeViet hands out a document only to who has come from its article's page, in the session of that page.

    def _may_fetch(self, request: Request, place: int) -> bool:
        came = request.headers.get("referer", "")
        return self._session in request.headers.get("cookie", "") and _key(came.removeprefix(self.base)) == _key(self.path(self.article(place)))

    @property
    def _session(self) -> str:
        return {"webcenter": "JSESSIONID=", "nukeviet": "nv4_sess="}.get(self.family, "ASP.NET_SessionId=") + self.numbers["instance"].lower()

    def _cookie(self, request: Request, kind: str) -> tuple[str, str] | None:
        sends = self.family in ("nukeviet", "webcenter", "quangninh", "sharepoint") and kind in ("article", "listing", "home")
        return ("Set-Cookie", f"{self._session}; path=/; HttpOnly") if sends and self._session not in request.headers.get("cookie", "") else None

    # --- HTTP ------------------------------------------------------------------------------------------------------------------------------

    def bytes_for(self, request: Request) -> bytes:
        """The bytes of the answer to a request, which is now counted."""
        answer = self.respond(request)
        server = "Microsoft-IIS/8.5" if self.style.paging == "postback" else "nginx"
        headers = [*answer.headers, ("Date", email.utils.formatdate(usegmt=True)), ("Server", server)]
        if answer.etag:
            headers.append(("ETag", answer.etag))
        if answer.modified:
            headers.append(("Last-Modified", _http_date(answer.modified)))
        status, body = answer.status, answer.body
        if status == 200 and request.method != "POST" and _is_same(answer, request.headers):
            status, body = 304, b""
        elif self.packed and len(body) > 500 and status < 300 and answer.type.startswith("text/") and _takes_gzip(request):
            body = _packed(body)
            headers.append(("Content-Encoding", "gzip"))
        if status != 304:
            headers += [("Content-Type", answer.type), ("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
        sent = b"" if request.method == "HEAD" else body
        self._count(request, status, len(sent))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}\r\n{head}\r\n".encode("latin-1") + sent

    def _count(self, request: Request, status: int, sent: int) -> None:
        with self._lock:
            known = self.counts.get(request.target, Count())
            self.counts[request.target] = known + Count(1, int(sent > 0), sent, int(status == 304))
            self.seen.append(Seen(time.monotonic(), request.method, request.target, status, sent, request.headers))

    @property
    def total(self) -> Count:
        """What was asked of the site and sent by it, all addresses together."""
        with self._lock:
            return sum(self.counts.values(), Count())

    def forget(self) -> None:
        """Counts from nought again."""
        with self._lock:
            self.counts.clear()
            self.seen.clear()

    # --- its description -------------------------------------------------------------------------------------------------------------------

    def toml(self) -> str:
        """The site's description as scrapers.source reads it."""
        now = {row["name"]: row["successor_name"] for row in gazetteer("provinces")}
        province = now.get(self.province) or self.province
        fields: dict[str, Any] = {"title": self.title, "province": province}
        if province != self.province:
            fields["former"] = self.province
        fields |= {"family": self.family, "listings": [self.base + self.page()]}
        if self.feed_path:
            fields["feeds"] = [self.base + self.feed_path]
        fields |= {"hours": "00:00-24:00", "delay": 0.0, "verified": False, "note": "a demo portal on loopback"}
        return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())


_REASONS = {status.value: status.phrase for status in http.HTTPStatus}

_DROPPED = re.compile(r"_afr\w*|_adf\..*|jsessionid|utm_\w+|p_p_(?:id|lifecycle|state|mode|col_\w+)|\w+_delta|WCM_PI", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)


def _key(target: str) -> str:
    """What is equal for addresses that this server answers alike: without sessions and packed states, decoded, parameters in order."""
    path, _, query = target.partition("?")
    if ";" in path:
        path = _SESSION.sub("", path)
    path = unicodedata.normalize("NFC", unquote(path.partition("/!ut/p/")[0])).rstrip("/") or "/"
    aspx = ".aspx" in path.lower()
    path = path.lower() if aspx else path
    if not query:
        return path
    pairs = [(name.lower() if aspx else name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _DROPPED.fullmatch(name)]
    return "&".join([path, *(f"{name}={value}" for name, value in sorted(pairs))])


def _takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


@lru_cache(maxsize=512)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=1, mtime=0)


def _http_date(local: datetime.datetime) -> str:
    return email.utils.format_datetime(local.replace(tzinfo=VIETNAM).astimezone(datetime.timezone.utc), usegmt=True)


def _is_same(answer: Answer, headers: Mapping[str, str]) -> bool:
    """Whether the one who asks has this body already."""
    if tags := headers.get("if-none-match"):
        return answer.etag is not None and answer.etag.removeprefix("W/") in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    if (since := headers.get("if-modified-since")) and answer.modified:
        try:
            return answer.modified.replace(tzinfo=VIETNAM) <= email.utils.parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return False
    return False


class Portal:
    """Sites served on loopback while it is open (`with Portal(...) as portal`), each at an address 127.0.0.x and a port that the system gives."""

    def __init__(self, *sites: Served) -> None:
        names = [site.name for site in sites]
        if doubled := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two sites are called {', '.join(sorted(doubled))}; give one another name")
        self.sites = {site.name: site for site in sites}
        self.control: dict[str, Callable[[], object]] = {}  # POST /_portal/<name> on any site calls it and answers with what it gives, as JSON
        self._listeners: dict[socket.socket, Served] = {}
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def __getitem__(self, name: str) -> Served:
        return self.sites[name]

    def __enter__(self) -> Portal:
        for order, site in enumerate(self.sites.values()):
            listener = _listen(order)
            host, port = listener.getsockname()
            site.base = f"http://{host}:{port}"
            self._listeners[listener] = site
        self._wake, self._woken = socket.socketpair()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._wake.close()
        self._accepting.join()
        for listener in self._listeners:
            listener.close()
        with self._lock:
            for connection in self._connections:
                connection.close() if connection.fileno() < 0 else connection.shutdown(socket.SHUT_RDWR)
        self._woken.close()

    @property
    def allow(self) -> list[str]:
        """The addresses of all sites as "host:port", for the fetcher's `allow`."""
        return [site.base.removeprefix("http://") for site in self.sites.values()]

    @property
    def total(self) -> Count:
        """What was asked of all sites and sent by them."""
        return sum((site.total for site in self.sites.values()), Count())

    def forget(self) -> None:
        """Counts from nought again."""
        for site in self.sites.values():
            site.forget()

    def describe(self, folder: Path) -> list[Path]:
        """The files written: one description for each site, in that folder."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{site.name}.toml" for site in self.sites.values()]
        for path, site in zip(paths, self.sites.values(), strict=True):
            path.write_text(site.toml(), encoding="utf-8")
        return paths

    def _accept(self) -> None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._woken, selectors.EVENT_READ)
            for listener in self._listeners:
                waiting.register(listener, selectors.EVENT_READ)
            while True:
                for event, _ in waiting.select():
                    if event.fileobj is self._woken:
                        return
                    listener: Any = event.fileobj
                    try:
                        connection, _ = listener.accept()
                    except OSError:  # gone again before it was taken
                        continue
                    threading.Thread(target=self._talk, args=(connection, self._listeners[listener]), daemon=True).start()

    def _talk(self, connection: socket.socket, site: Served) -> None:
        """Answers the requests of one connection until it is closed."""
        with self._lock:
            self._connections.add(connection)
        try:
            connection.setblocking(True)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection, connection.makefile("rb", 65_536) as lines:
                while (request := _read(lines)) is not None:
                    connection.sendall(self._controlled(request) or site.bytes_for(request))
                    if request.headers.get("connection", "").lower() == "close":
                        return
        except (OSError, ValueError):  # hung up, or no HTTP
            pass
        finally:
            with self._lock:
                self._connections.discard(connection)

    def _controlled(self, request: Request) -> bytes | None:
        """The answer to a request that is meant for the program and not for a site; it is not counted."""
        name = request.target.removeprefix("/_portal/")
        if request.method != "POST" or name not in self.control or name == request.target:
            return None
        body = json.dumps(self.control[name](), ensure_ascii=False, indent=1).encode()
        return f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    def counted(self) -> dict[str, dict[str, int]]:
        """What was asked of each site and sent by it: requests, bodies, bytes, same (answered 304)."""
        return {name: site.total._asdict() for name, site in self.sites.items()}


def _listen(order: int) -> socket.socket:
    """A listening socket on the loopback address of that order, from 127.0.0.2 on; on 127.0.0.1 where the system has no other."""
    for host in (f"127.0.{(order + 2) // 254}.{(order + 2) % 254 or 254}", "127.0.0.1"):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.bind((host, 0))
        except OSError:
            listener.close()
            if host == "127.0.0.1":
                raise
        else:
            listener.listen(256)
            listener.setblocking(False)
            return listener
    raise AssertionError("unreachable")


def _read(lines: Any) -> Request | None:
    """The next request of a connection; None at its end. ValueError where it is no HTTP."""
    first = lines.readline(16_384)
    if not first.strip():
        return None
    method, target, _ = first.decode("latin-1").split()
    headers: dict[str, str] = {}
    while (line := lines.readline(16_384)) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    length = min(int(headers.get("content-length", 0)), 1_000_000)
    return Request(method, target, headers, lines.read(length) if length else b"")
