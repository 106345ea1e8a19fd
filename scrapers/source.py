"""Sources and families as descriptions: the TOML files of `sources/` and `families/`, read and checked.

A family is what portals of one make have in common: how to know them, what their listings, paging and articles look like. A source is one site:
its province, its family, its listings, and what it has of its own. A wrong description is told at once and exactly (SourceError).

A folder of the user's own (`--sources DIR`) stands beside the shipped descriptions: a file of the same name replaces the shipped one.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
import msgspec
from lxml.cssselect import CSSSelector

from corpora import gazetteer
from pipeline.pages import Layout
from scrapers import addresses, guard

ROOT = Path(__file__).parent

LEAST_DELAY = 1.0  # seconds between two requests to a host that is not ours
RECOGNISED = 3.0  # points that a family needs: one sure sign, or two that others may show as well
SAMPLE = 400_000  # characters of a page that recognition looks at


class SourceError(ValueError):
    """A description that cannot be used; the message names the file, the key and what is allowed."""


# CSS selectors of an article's parts, alternatives in the order in which they are tried: a table of the fields of a layout.
Selectors = msgspec.defstruct(
    "Selectors", [(field, tuple[str, ...], ()) for field in Layout._fields], frozen=True, kw_only=True, forbid_unknown_fields=True, module=__name__
)


class ListingSelectors(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """CSS selectors of a listing: its items, and within an item the link, the title (the link's text where none is named) and the date."""

    item: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()


class Paging(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a listing goes on.

    parameter  a query parameter whose whole name fits the regex `parameter` holds the page's number
    path       the address ends in `path`, where {page} is the number ("/page/{page}", "-{page}.html")
    postback   a link javascript:__doPostBack('target','argument') is followed by a POST of the page's form
    next       a link that one of `next` selects (every kind falls back on it, then on a link that says "Trang sau", "Tiếp", ">")
    none       there is one page
    """

    kind: Literal["parameter", "path", "postback", "next", "none"] = "next"
    parameter: str | None = None
    path: str | None = None
    first: int = 1  # the number of the first page
    next: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sign by which a family is known, and its weight: one of a CSS selector, a regex of the address, of the page's generator, or of its markup."""

    weight: float
    selector: str | None = None
    address: str | None = None
    generator: str | None = None
    markup: str | None = None


class Family(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What portals of one make have in common."""

    name: str
    title: str
    recognise: tuple[Rule, ...] = ()
    articles: str | None = None  # a regex found in path and query of an article's address
    attachments: str | None = None  # the same of a document linked from an article
    listing: ListingSelectors = ListingSelectors()
    paging: Paging = Paging()
    selectors: Selectors = Selectors()  # type: ignore[valid-type]


class Old(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a source's articles looked up to and including a day, before its site was made anew."""

    until: datetime.date
    family: str | None = None
    selectors: Selectors = Selectors()  # type: ignore[valid-type]


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site. Of what it does not say for itself, its family's word holds."""

    name: str  # the file's
    title: str
    province: str  # one of the 34
    former: str | None = None  # the one of the 63 whose news it holds, where that was merged into `province`
    family: str = "general"
    listings: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()  # beside those of the addresses: where articles and documents lie as well
    articles: str | None = None
    listing: ListingSelectors | None = None
    paging: Paging | None = None
    selectors: Selectors = Selectors()  # type: ignore[valid-type]
    hours: str = "21:00-06:00"  # Vietnamese time
    delay: float = 3.0  # seconds
    valid_until: datetime.date | None = None  # after this day nothing new comes here; the archive can still be read
    old: tuple[Old, ...] = ()
    tls: guard.Tls | None = None  # a table with pin or chain; a relative chain is sought beside the description
    verified: bool = False  # whether a live run has confirmed the description
    note: str = ""

    @property
    def host(self) -> str:
        """The host whose articles these are, with its port where it has one of its own."""
        return urlsplit(next(self.addresses)).netloc

    @property
    def addresses(self) -> Iterator[str]:
        """Every address that the description names."""
        yield from (*self.feeds, *self.listings, *self.sitemaps)

    @property
    def all_hosts(self) -> frozenset[str]:
        """The hosts that belong to the source, each with its twin with or without "www."."""
        named = {urlsplit(url).hostname or "" for url in self.addresses} | {host.lower() for host in self.hosts}
        bare = {host.removeprefix("www.") for host in named}
        return frozenset(named | bare | {f"www.{host}" for host in bare if not _is_number(host)})

    def covers(self, url: str) -> bool:
        """Whether an address lies on one of the source's hosts."""
        try:
            return (urlsplit(url).hostname or "") in self.all_hosts
        except ValueError:
            return False

    def open(self, now: datetime.time) -> bool:
        """Whether the source may be visited at this time of a Vietnamese day."""
        begins, ends = (_minutes(part) for part in self.hours.split("-"))
        minute = now.hour * 60 + now.minute
        return begins <= minute < ends if begins < ends else minute >= begins or minute < ends

    def archived(self, on: datetime.date) -> bool:
        """Whether nothing new is to be expected here on a day."""
        return self.valid_until is not None and on > self.valid_until


@cache
def families() -> dict[str, Family]:
    """The families by name, in the order of their names."""
    return {path.stem: _family(path) for path in sorted((ROOT / "families").glob("*.toml"))}


def load(folder: Path | None = None, *, shipped: bool = True) -> dict[str, Source]:
    """The sources by name: the shipped ones, unless they are not wanted, and those of a folder, whose files replace shipped ones of the same name."""
    found = dict(_shipped()) if shipped else {}
    if folder is not None:
        if not folder.is_dir():
            raise SourceError(f"{folder}: no such folder; descriptions of sources are *.toml files in a folder")
        found |= {path.stem: read(path) for path in sorted(folder.glob("*.toml"))}
    return dict(sorted(found.items()))


@cache
def _shipped() -> Mapping[str, Source]:
    return {path.stem: read(path) for path in sorted((ROOT / "sources").glob("*.toml"))}


def for_host(host: str, sources: Mapping[str, Source] | None = None) -> Source | None:
    """The source that a host belongs to, one that still gives news before an archive, else None; without `sources` among the shipped ones."""
    wanted = host.lower().partition(":")[0]
    found = [source for source in (sources or _shipped()).values() if host.lower() == source.host or wanted in source.all_hosts]
    return min(found, key=lambda source: (source.valid_until is not None, host.lower() != source.host, source.name), default=None)


def layout(source: Source, on: datetime.date | None = None) -> Layout:
    """Where an article of that day has its parts: by the source's own selectors, else its family's, of the layout that held then, or today's."""
    old = min((o for o in source.old if on is not None and on <= o.until), key=lambda o: o.until, default=None)
    own = old.selectors if old else source.selectors
    shared = families()[(old.family if old else None) or source.family].selectors
    return Layout(**{field: getattr(own, field) or getattr(shared, field) for field in Layout._fields})


def recognise(url: str, html: str) -> tuple[Family, float] | None:
    """The family that shows most signs in an address and its page, and their weight; None where no family shows enough."""
    sample = html[:SAMPLE]
    try:
        tree = lxml.html.document_fromstring(sample.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")) if sample.strip() else None
    except (lxml.etree.LxmlError, ValueError):
        tree = None
    generator = " ".join(tree.xpath("//meta[translate(@name, 'GENRATO', 'genrato')='generator']/@content")) if tree is not None else ""
    scores = {
        family.name: sum(rule.weight for rule in family.recognise if _shows(rule, url, sample, generator, tree)) for family in families().values()
    }
    best = max(scores, key=lambda name: scores[name])
    return (families()[best], scores[best]) if scores[best] >= RECOGNISED else None


def _shows(rule: Rule, url: str, html: str, generator: str, tree: lxml.html.HtmlElement | None) -> bool:
    if rule.selector:
        return tree is not None and bool(_css(rule.selector)(tree))
    pattern, text = (rule.address, url) if rule.address else (rule.generator, generator) if rule.generator else (rule.markup, html)
    return re.search(pattern or r"(?!)", text, re.IGNORECASE) is not None


@cache
def _css(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


# --- reading and checking ----------------------------------------------------------------------------------------------------------------

Kind = TypeVar("Kind", Source, Family)


def read(path: Path) -> Source:
    """The source that a file describes; SourceError says what is wrong with it."""
    source = _convert(path, Source)
    if source.family not in families():
        _refuse(path, "family", f"no family {source.family!r}; there are: {', '.join(families())}")
    for number, old in enumerate(source.old):
        if old.family and old.family not in families():
            _refuse(path, f"old[{number}].family", f"no family {old.family!r}; there are: {', '.join(families())}")
    _check_places(path, source)
    if not list(source.addresses):
        _refuse(path, "listings", "none; a source needs at least one address in listings, feeds or sitemaps")
    for key in ("listings", "feeds", "sitemaps"):
        for url in getattr(source, key):
            if reason := unfit(url):
                _refuse(path, key, f"{url!r}: {reason}")
    for host in source.hosts:
        if not _HOST.fullmatch(host) or (reason := unfit(f"http://{host}/")):
            _refuse(path, "hosts", f"{host!r}: {reason if _HOST.fullmatch(host) else 'not the name of a host; write it as in www.example.gov.vn'}")
    _check_numbers(path, source)
    _check_patterns(path, source)
    return source


def _family(path: Path) -> Family:
    family = _convert(path, Family)
    for number, rule in enumerate(family.recognise):
        signs = [name for name in ("selector", "address", "generator", "markup") if getattr(rule, name)]
        if len(signs) != 1:
            _refuse(path, f"recognise[{number}]", f"has {' and '.join(signs) or 'no sign'}; each has one of selector, address, generator, markup")
        for name in ("address", "generator", "markup"):
            _check_regex(path, f"recognise[{number}].{name}", getattr(rule, name))
        _check_css(path, f"recognise[{number}].selector", [rule.selector] if rule.selector else [])
    _check_patterns(path, family)
    return family


def _convert(path: Path, kind: type[Kind]) -> Kind:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as TOML: {error}") from error
    if raw.setdefault("name", path.stem) != path.stem:
        _refuse(path, "name", f"{raw['name']!r}; the name is that of the file: {path.stem!r}, and need not be written")
    tls = _tls(path, raw.pop("tls")) if kind is Source and "tls" in raw else None
    try:
        made = msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise SourceError(f"{path}: {error}; {_allowed(str(error), kind)}") from error
    return msgspec.structs.replace(made, tls=tls) if tls else made


def _tls(path: Path, table: Any) -> guard.Tls:
    """The exception for a site's certificate, tried here and now."""
    if not isinstance(table, dict) or not table or not set(table) <= {"pin", "chain"} or not all(isinstance(value, str) for value in table.values()):
        _refuse(path, "tls", f"{table!r}; a table with pin (the SHA-256 of the certificate), chain (a PEM file) or both")
    chain = path.parent / table["chain"] if "chain" in table else None  # an absolute path stays as it is
    tls = guard.Tls(table.get("pin"), chain)
    try:
        guard.context(tls)
    except ValueError as error:
        raise SourceError(f"{path}: tls: {error}") from error
    return tls


def _allowed(message: str, kind: type[msgspec.Struct]) -> str:
    """The keys allowed where an error was met: "allowed there: item, link, title, date"."""
    parts = re.findall(r"\.(\w+)", message.partition("`$")[2])
    for part in parts:
        inner = _TABLES.get((kind, part))
        if inner is not None:
            kind = inner
    return f"allowed there: {', '.join(kind.__struct_fields__)}"


_TABLES: dict[tuple[type[msgspec.Struct], str], type[msgspec.Struct]] = {
    (Source, "selectors"): Selectors,
    (Source, "listing"): ListingSelectors,
    (Source, "paging"): Paging,
    (Source, "old"): Old,
    (Old, "selectors"): Selectors,
    (Family, "selectors"): Selectors,
    (Family, "listing"): ListingSelectors,
    (Family, "paging"): Paging,
    (Family, "recognise"): Rule,
}


@cache
def provinces() -> dict[str, str]:
    """The 34 provinces and the 63 former ones by name, each with the one of the 34 that holds its area."""
    rows = gazetteer("provinces")
    return {row["name"]: row["successor_name"] or row["name"] for row in sorted(rows, key=lambda row: row["system"] == "old63")}


def _check_places(path: Path, source: Source) -> None:
    current = sorted(set(provinces().values()))
    if source.province not in current:
        merged = provinces().get(source.province)
        advice = f"it was merged into {merged}: province = {merged!r}, former = {source.province!r}" if merged else f"there are: {', '.join(current)}"
        _refuse(path, "province", f"{source.province!r} is none of the 34; {advice}")
    if source.former is not None:
        fitting = sorted(name for name, now in provinces().items() if now == source.province)
        if source.former not in fitting:
            _refuse(path, "former", f"{source.former!r} is no former part of {source.province}; there are: {', '.join(fitting)}")


def _check_numbers(path: Path, source: Source) -> None:
    if not _HOURS.fullmatch(source.hours) or len(set(source.hours.split("-"))) == 1:
        _refuse(path, "hours", f"{source.hours!r}; write Vietnamese time as 21:00-06:00, for the whole day 00:00-24:00")
    least = 0.0 if all(_is_loopback(urlsplit(url).hostname or "") for url in source.addresses) else LEAST_DELAY
    if not least <= source.delay <= 3600:
        _refuse(path, "delay", f"{source.delay}; allowed are {least:g} to 3600 seconds")


def _check_patterns(path: Path, of: Source | Family) -> None:
    _check_regex(path, "articles", of.articles)
    tables: dict[str, Any] = {"selectors": of.selectors, "listing": of.listing}
    if isinstance(of, Family):
        _check_regex(path, "attachments", of.attachments)
    else:
        tables |= {f"old[{number}].selectors": old.selectors for number, old in enumerate(of.old)}
    for key, table in tables.items():
        for field in table.__struct_fields__ if table else ():
            _check_css(path, f"{key}.{field}", getattr(table, field))
    if of.paging:
        _check_paging(path, of.paging)


def _check_paging(path: Path, paging: Paging) -> None:
    _check_css(path, "paging.next", paging.next)
    _check_regex(path, "paging.parameter", paging.parameter)
    if paging.kind == "parameter" and not paging.parameter:
        _refuse(path, "paging.parameter", "none; paging of the kind 'parameter' needs the name of its parameter, a regex")
    if paging.kind == "path" and "{page}" not in (paging.path or ""):
        _refuse(path, "paging.path", f"{paging.path!r}; paging of the kind 'path' needs an ending with {{page}} in it, as in '/page/{{page}}'")


def _check_regex(path: Path, key: str, pattern: str | None) -> None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        _refuse(path, key, f"{pattern!r} is no regular expression: {error}")


def _check_css(path: Path, key: str, patterns: Iterable[str]) -> None:
    for pattern in patterns:
        try:
            _css(pattern)
        except Exception as error:  # cssselect and lxml raise a dozen kinds, none of a common class
            _refuse(path, key, f"{pattern!r} is no CSS selector: {error}")


def _refuse(path: Path, key: str, reason: str) -> NoReturn:
    raise SourceError(f"{path}: {key}: {reason}")


# --- hosts -------------------------------------------------------------------------------------------------------------------------------

_HOURS = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_INNER = re.compile(r"(?:^|\.)(?:local|localhost|internal|intranet|lan|home|corp|test|example|invalid|onion|arpa)$")


def unfit(url: str) -> str | None:
    """Why an address cannot be a source's, None where it can. Loopback addresses with a port may stand here, for tests and the demo: what is
    really asked for, the fetcher's own setting decides."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        return f"not an address: {error}"
    if parts.scheme not in ("http", "https") or not host:
        return "not a web address; it begins with http:// or https://"
    if parts.username or parts.password:
        return "carries a user's name; sources are public"
    if parts.fragment or re.search(r"\s", url):
        return "has a fragment (#...) or a space; write the address as a server is asked for it"
    if _is_loopback(host):
        return None if port else "a loopback address without a port"
    if _is_number(host):
        return guard.inside(ipaddress.ip_address(host))
    if "." not in host or _INNER.search(host):
        return f"{host!r} is a name of an inner network"
    return None if addresses.clean(url) else "not an address that can be asked for"


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return _is_number(host) and ipaddress.ip_address(host).is_loopback


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
