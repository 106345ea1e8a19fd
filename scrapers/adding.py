"""A new source from one address: what it is made of is guessed and tried at once, shown to a person, and on a yes written down.

address -> page -> family, province, name -> listings and feed -> three articles -> a pattern of addresses, selectors where they are missing -> Guess
Guess -> write -> <name>.toml, and an article's page with what is read from it as an example for the tests
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import lxml.html
import msgspec

from corpora import gazetteer
from pipeline import pages, places
from scrapers import addresses, checking, listings, reading, verdicts
from scrapers import source as sources
from scrapers.checking import Check, Looked, Tried
from scrapers.fetch import LISTS, Fetcher, FetchError, Response, Session
from scrapers.source import Family, Selectors, Source

SHOWN = 3  # articles that a person looks at before saying yes
ASKED = 6  # addresses of listings that are tried
KEPT = 2  # listings that the new source has: the person may add more
ENOUGH = 3  # articles that a listing names at least


class AddError(ValueError):
    """A source could not be made of an address; the message says what was sought and what to do."""


class Guess(NamedTuple):
    """A source guessed and tried: what it would be written as, how it did, and what a person should know of it."""

    source: Source
    check: Check
    points: float  # of the family's signs; 0: no family was recognised
    notes: list[str]


def guess(
    url: str,
    fetcher: Fetcher,
    *,
    name: str | None = None,
    title: str | None = None,
    province: str | None = None,
    known: Mapping[str, Source] | None = None,
) -> Guess:
    """The source that an address leads to, tried on three articles; AddError where none can be made of it, FetchError where it cannot be had."""
    start = _start(url)
    host = urlsplit(start).hostname or ""
    taken = sources.for_host(urlsplit(start).netloc, known)
    if taken is not None and urlsplit(start).netloc == taken.host:
        raise AddError(f"{host} is described already: {taken.name}; try `chidao sources check {taken.name}`, and correct its description")
    with fetcher.session([host]) as session:
        asked = _Asked(session)
        home = _page(asked, start)
        made = _described(home, name, title, province)
        made, points, looked = _find(asked, made, home)
        made = msgspec.structs.replace(made, listings=tuple(one.url for one in looked), feeds=tuple(_find_feeds(asked, made, home)))
        made = msgspec.structs.replace(made, articles=_missing_pattern(made, looked))
        tried = [checking.attempt(asked, made, link) for link in _to_try(made, looked)]
    made, tried = _better(made, tried, [link for one in looked for link in one.links])
    check = Check(made, looked, tried, checking.repeated(one.page for one in tried if one.page))
    return Guess(made, check, points, list(_notes(made, check)))


class _Asked:
    """A session that asks for nothing twice: what was sought in vain by one family's ways need not be fetched again for another's."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Response | FetchError] = {}

    def get(self, url: str) -> Response:
        """The response at an address, as Session.get gives it."""
        if url not in self._known:
            try:
                self._known[url] = self._session.get(url, accept=LISTS)
            except FetchError as error:
                self._known[url] = error
        found = self._known[url]
        if isinstance(found, FetchError):
            raise found
        return found


class _Home(NamedTuple):
    """The page that was given."""

    url: str
    html: str
    page: pages.Page
    tree: lxml.html.HtmlElement


def _start(url: str) -> str:
    start = addresses.clean(url if "://" in url else f"https://{url.strip()}")
    if start is None:
        raise AddError(f"{url!r} is no web address; write it as in https://www.example.gov.vn/tin-tuc")
    if reason := sources.unfit(start):
        raise AddError(f"{start}: {reason}")
    return start


def _page(asked: _Asked, url: str) -> _Home:
    response = asked.get(url)
    if response.status != 200:
        raise AddError(f"{url} answered {response.status}; is the address right?")
    try:
        html = _html(response)
    except pages.BinaryError as error:
        raise AddError(f"{url} is no page: {error}") from error
    return _Home(response.final, html, pages.read(html, url=response.final), _tree(html))


def _html(response: Response) -> str:
    return pages.decode(response.body, response.headers.get("content-type"))


def _tree(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(
        html.encode("utf-8", "replace") or b"<html/>", parser=lxml.html.HTMLParser(encoding="utf-8"), ensure_head_body=True
    )


def _find(asked: _Asked, made: Source, home: _Home) -> tuple[Source, float, list[Looked]]:
    """The source with its family, the weight of that family's signs, its listings; some families show themselves only in their articles."""
    found = sources.recognise(home.url, home.html)
    points = found[1] if found else 0.0
    made = msgspec.structs.replace(made, family=found[0].name if found else "general")
    looked = _find_listings(asked, made, home)
    for link in [link for one in looked for link in one.links][:1]:
        one = checking.attempt(asked, made, link)
        shown = one.response and sources.recognise(one.response.final, _html(one.response))
        if shown and shown[1] > points and shown[0].name != made.family:
            points, made = shown[1], msgspec.structs.replace(made, family=shown[0].name)
            looked = _find_listings(asked, made, home) or looked
        if one.response and not any(listing.turned for listing in looked):  # an article may lead to its section where the menu does not
            looked = _find_listings(asked, made, _page(asked, link.url)) or looked
    if not looked and made.family != "general":  # its pattern of addresses may not be this site's
        points, made = 0.0, msgspec.structs.replace(made, family="general")
        looked = _find_listings(asked, made, home)
    if not looked:
        raise AddError(f"{home.url}: no list of articles was found there; give the address of one (a section's page, such as .../tin-tuc)")
    return made, points, looked


# --- what the site is --------------------------------------------------------------------------------------------------------------------


def _described(home: _Home, name: str | None, title: str | None, province: str | None) -> Source:
    """The source without its family: its name, its title, its province."""
    host = urlsplit(home.url).hostname or ""
    called = title or home.page.site or " ".join((home.tree.findtext(".//title") or host).split())
    place = province or _province(host, home.page.place, home.tree)
    if place is None:
        raise AddError(f"{home.url}: neither its host nor its pages tell the province; name it with --province")
    current = sources.provinces().get(place)
    if current is None:
        raise AddError(f"{place!r} is no province; there are: {', '.join(sorted(sources.provinces()))}")
    chosen = name or _name(home.url, called)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", chosen):
        raise AddError(f"{chosen!r} cannot be a source's name: small letters without marks, digits and hyphens only")
    return Source(name=chosen, title=called, province=current, former=place if place != current else None, listings=(home.url,))


def _province(host: str, told: str | None, tree: lxml.html.HtmlElement) -> str | None:
    """The province, of the 34 or of the 63, that the host tells ("sxd.dongnai.gov.vn"), that the page says it is of, or names most."""
    rows = sorted(gazetteer("provinces"), key=lambda row: row["system"] == "old63")  # a name that lives on is the living one's
    for row in rows:
        if host == row["domain"] or host.endswith(f".{row['domain']}"):
            return row["name"]
    own = re.sub(r"[^a-z0-9]", "", host)
    named = [row["name"] for row in rows if len(places.fold(row["name"])) >= 5 and places.fold(row["name"]) in own]
    if named:
        return max(named, key=len)
    place = (told or "").rpartition(", ")[2]
    if place in sources.provinces():
        return place
    text = " ".join((*tree.itertext("title", "a", "h1", "h2", "h3", "p", "div", "td", "span"), *tree.xpath("//@alt | //@title | //meta/@content")))
    counts = Counter(re.findall(rf"(?<!\w)(?:{'|'.join(map(re.escape, sources.provinces()))})(?!\w)", text)).most_common(2)
    return counts[0][0] if counts and (len(counts) == 1 or counts[0][1] >= 2 * counts[1][1]) else None


_ENDINGS = re.compile(r"\.(?:gov|com|org|net|edu)?\.?vn$|\.(?:com|net|org)$")


def _name(url: str, title: str) -> str:
    """A short name: "sxd-dongnai" of sxd.dongnai.gov.vn, of a bare number the title's words."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return places.slug(title)[:60].strip("-") if re.fullmatch(r"[\d.:]+", host) else places.slug(_ENDINGS.sub("", host).replace(".", " "))


# --- where its articles are listed -------------------------------------------------------------------------------------------------------

# What the link to a listing says, and how much it is what is sought: directives are told of where leaders act.
_SECTIONS: tuple[tuple[str, int], ...] = (
    ("chỉ đạo điều hành", 6),
    ("chỉ đạo, điều hành", 6),
    ("hoạt động của lãnh đạo", 5),
    ("hoạt động lãnh đạo", 5),
    ("tin tức - sự kiện", 4),
    ("tin tức sự kiện", 4),
    ("tin tức, sự kiện", 4),
    ("thời sự", 4),
    ("tin hoạt động", 3),
    ("tin trong tỉnh", 3),
    ("tin tức", 3),
    ("tin tổng hợp", 2),
    ("chính trị", 2),
    ("sở, ban, ngành", 2),
    ("tin mới", 2),
    ("kinh tế", 1),
)
_LONGEST = 60  # characters of a menu's entry


def _find_listings(asked: _Asked, made: Source, home: _Home) -> list[Looked]:
    """The listings there are: the page given, if it is one, else those that its menu leads to, the likeliest first, at last the site's first page."""
    given = _listed(made, asked.get(home.url))
    if given and not _FIRST.search(addresses.asked(home.url)) and not _is_article(home, sources.families()[made.family], given):
        return [given]
    root = f"{urlsplit(home.url).scheme}://{urlsplit(home.url).netloc}/"
    found: dict[str, Looked] = {}
    for url in _sections(home, sources.families()[made.family])[:ASKED]:
        if one := _tried(asked, made, url):
            found.setdefault(addresses.twin_key(one.url), one)
    best = [one for one in found.values() if one.turned] or list(found.values())  # what goes on is surely a listing
    first = None if best else _tried(asked, made, root)
    return best[:KEPT] or ([first] if first else [])


_FIRST = re.compile(r"^/(?:vi|web|index\.\w+|trang-?chu(?:\.\w+)?)?/?$|/(?:default|home|trang-?chu)(?:\.aspx)?/?$", re.IGNORECASE)


def _tried(asked: _Asked, made: Source, url: str) -> Looked | None:
    try:
        return _listed(made, asked.get(url))
    except FetchError:
        return None


def _listed(made: Source, response: Response) -> Looked | None:
    """The listing that a response is; None where it is none."""
    if response.status != 200:
        return None
    listing, problem = checking.read_listing(made, response)
    if problem or len(listing.links) < ENOUGH:
        return None
    goes_on = listing.next is not None and not listing.next.guessed
    return Looked(addresses.clean(response.final) or response.final, "listing", listing.links, goes_on or None)


def _is_article(home: _Home, family: Family, given: Looked) -> bool:
    """Whether the page is an article, whose links lead to related ones, by its address or by what stands there; what goes on is a list."""
    fits = addresses.is_article(home.url, family.articles)
    return bool(fits or (not given.turned and verdicts.judge(home.html, home.page, home.url, home.url)[0] == "article"))


def _sections(home: _Home, family: Family) -> list[str]:
    """The addresses that the page's menu leads to and that may be listings, the likeliest first."""
    points: Counter[str] = Counter()
    for link in home.tree.iter("a"):
        text = " ".join(link.text_content().split()).casefold()
        worth = max((worth for words, worth in _SECTIONS if text.startswith(words)), default=0) if len(text) <= _LONGEST else 0
        url = addresses.clean(link.get("href") or "", home.url) if worth else None
        if (
            url
            and urlsplit(url).netloc == urlsplit(home.url).netloc
            and not addresses.trap(url)
            and addresses.is_article(url, family.articles) is not True
        ):
            points[url] = max(points[url], worth)
    once = {addresses.twin_key(url): url for url, _ in reversed(points.most_common())}
    return [url for url in reversed(once.values()) if url != home.url]


def _find_feeds(asked: _Asked, made: Source, home: _Home) -> Iterator[str]:
    """The feed that the page names in its head, if it is one and tells of articles here."""
    for link in home.tree.xpath("//link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom')]/@href")[:1]:
        url = addresses.clean(link, home.url)
        try:
            if url and made.covers(url) and any(made.covers(one.url) for one in listings.feed(asked.get(url).body, url).links):
                yield url
        except FetchError:
            continue


# --- what an article's address looks like ------------------------------------------------------------------------------------------------

_LAST = re.compile(r"(?P<slug>[\w%-]*?[^\W\d_][\w%-]*?)(?P<tail>(?:-[a-z]{0,6}\d+)?(?:\.[a-z]{2,5})?)", re.IGNORECASE)
MOST = 0.8  # of the links of a listing; the others may be pinned announcements


def _missing_pattern(made: Source, looked: Sequence[Looked]) -> str | None:
    """A pattern of articles' addresses where the family's does not fit what the listings name; None where it does, or where no pattern would."""
    urls = [link.url for one in looked for link in one.links]
    shared = sources.families()[made.family].articles
    if shared and _share(urls, shared) >= MOST:
        return None
    pattern = pattern_of(urls)
    return pattern if pattern and not any(addresses.is_article(one.url, pattern) for one in looked) else None


def _share(urls: Sequence[str], pattern: str) -> float:
    return sum(addresses.is_article(url, pattern) is True for url in urls) / len(urls) if urls else 0.0


def pattern_of(urls: Sequence[str]) -> str | None:
    """A pattern that most of these addresses of articles fit, made of the folders, numbers and endings that they share; None where they share nothing.

    >>> pattern_of([f"https://example.gov.vn/bai-viet/hoi-nghi-lan-thu-{word}-{n}.html" for n, word in enumerate(("nhat", "hai", "ba"), 100)])
    '^/bai-viet/[\\\\w%.-]+-\\\\d+\\\\.html$'
    """
    shapes = Counter(shape for url in urls if (shape := _shape(url)))
    if not shapes:
        return None
    shape, count = shapes.most_common(1)[0]
    if count < ENOUGH or count < MOST * len(urls):
        return None
    folders = {tuple(urlsplit(url).path.rstrip("/").split("/")[1:-1]) for url in urls if _shape(url) == shape}
    shared = []
    for steps in zip(*folders, strict=False):
        if len(set(steps)) > 1 or not steps[0]:
            break
        shared.append(re.escape(steps[0]).replace(r"\-", "-"))
    depths = {len(steps) - len(shared) for steps in folders}
    between = "" if depths == {0} else r"(?:[\w%.-]+/)*"
    return f"^/{''.join(f'{step}/' for step in shared)}{between}{shape}$"


def _shape(url: str) -> str | None:
    """What is left of an address's end when its words and numbers are taken out: `[\\w%.-]+-\\d+\\.html`; None where nothing tells an article."""
    parts = urlsplit(url)
    last = _LAST.fullmatch(parts.path.rstrip("/").rpartition("/")[2])
    if last is None:
        return None
    tail = re.sub(r"\d+", r"\\d+", re.escape(last["tail"]).replace(r"\-", "-"))
    query = "&".join(
        re.sub(r"\d+", r"\\d+", re.escape(part)) if re.search(r"\d", part) else re.escape(part.partition("=")[0]) + "=[^&]*"
        for part in parts.query.split("&")
        if part
    )
    if not tail and not query and len(last["slug"]) < 20:
        return None
    slug = r"[\w%.-]+" if tail or query else r"[\w%.-]{20,}"
    return f"{re.escape(last['slug']) if query else slug}{tail}{'/?' if parts.path.endswith('/') else ''}" + (rf"\?{query}" if query else "")


# --- reading better ----------------------------------------------------------------------------------------------------------------------


def _to_try(made: Source, looked: Sequence[Looked]) -> list[listings.Link]:
    pattern = made.articles or sources.families()[made.family].articles
    links = [link for one in looked for link in one.links if made.covers(link.url)]
    return [link for link in links if addresses.is_article(link.url, pattern) is not False][:SHOWN] or links[:SHOWN]


def _better(made: Source, tried: list[Tried], links: Sequence[listings.Link]) -> tuple[Source, list[Tried]]:
    """The source with what reads the articles best: its family's layout, no layout at all, or selectors found for what is missing."""
    ways = [made]
    if any(one.lacks for one in checking.judged(tried)) and made.family != "general":
        pattern = made.articles or sources.families()[made.family].articles
        ways.append(msgspec.structs.replace(made, family="general", articles=pattern, paging=made.paging or sources.families()[made.family].paging))
    results = [(way, _all_again(way, tried, links)) for way in ways]
    best = min(results, key=lambda result: sum(len(one.lacks) for one in result[1]))
    if any(one.lacks for one in best[1]) and (found := _selectors(best[1], links)):
        way = msgspec.structs.replace(best[0], selectors=found)
        results.append((way, _all_again(way, tried, links)))
    return min(results, key=lambda result: sum(len(one.lacks) for one in result[1]))


def _all_again(made: Source, tried: Sequence[Tried], links: Sequence[listings.Link]) -> list[Tried]:
    return checking.judged([_again(made, one, links) for one in tried])


def _again(made: Source, one: Tried, links: Iterable[listings.Link]) -> Tried:
    """The article read anew, from what was fetched."""
    if one.response is None:
        return one
    link = next((link for link in links if link.url == one.url), None)
    html = _html(one.response)
    found = reading.article(one.response, html, made, title=link.title if link else None, date=link.date if link else None)
    return Tried(one.url, found.verdict, found.reason, found.page, one.response)


_DATE = re.compile(r"(?<!\d)\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{4}(?!\d)|ngày \d{1,2} tháng \d{1,2}", re.IGNORECASE)


def _selectors(tried: Sequence[Tried], links: Sequence[listings.Link]) -> Any:
    """Selectors of what is missing: on every page tried they find the listing's title, a short text with a date, the most text."""
    titles = {link.url: " ".join(link.title.split()) for link in links}
    trees = [(_tree(_html(one.response)), titles.get(one.url, "")) for one in tried if one.response]
    found = {
        "title": _common([_chosen(tree, lambda e, title=title: _text(e) == title != "") for tree, title in trees]),
        "date": _common([_chosen(tree, lambda e: len(_text(e)) <= 120 and _DATE.search(_text(e)) is not None) for tree, _ in trees]),
        "body": _common([[_largest(tree)] for tree, _ in trees]),
    }
    missing = {part for one in tried for part in one.lacks}
    kept = {part: (selector,) for part, selector in found.items() if selector and part in missing}
    return Selectors(**kept) if kept else None


def _text(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _chosen(tree: lxml.html.HtmlElement, fits: Callable[[lxml.html.HtmlElement], bool]) -> list[str]:
    """Selectors of the innermost elements that fit, in the order of the page; one without a name goes by that of what is around it and fits as well."""
    body = tree.find("body")
    found = []
    for element in (body if body is not None else tree).iter():
        if (
            not isinstance(element.tag, str)
            or element.tag in _PASSED
            or not fits(element)
            or any(isinstance(e.tag, str) and fits(e) for e in element)
        ):
            continue
        around = [element, *(e for e in element.iterancestors() if fits(e))]
        found += [selector for e in around if (selector := _selector(e))][:1]
    return found


_PASSED = frozenset({"a", "script", "style", "option"})
_NAMELESS = frozenset("div span p td th tr table tbody li ul ol em strong b i u font center section article main body html".split())


def _largest(tree: lxml.html.HtmlElement) -> str | None:
    """The selector of the element whose own paragraphs hold the most text."""
    sizes = {
        parent: sum(len(_text(child)) for child in parent if child.tag in ("p", "div"))
        for parent in {p.getparent() for p in tree.iter("p")}
        if parent is not None
    }
    best = max(sizes, key=lambda e: sizes[e], default=None)
    return _selector(best) if best is not None else None


def _selector(element: lxml.html.HtmlElement) -> str | None:
    """A selector made of the element's id or classes, without those that hold numbers."""
    names = [f"#{element.get('id')}"] if element.get("id") else []
    names += [element.tag + "".join(f".{name}" for name in (element.get("class") or "").split() if re.fullmatch(r"[A-Za-z][\w-]*", name))]
    return next((name for name in names if re.fullmatch(r"[#\w][\w.-]*", name) and not re.search(r"\d{2}", name) and name not in _NAMELESS), None)


def _common(candidates: Sequence[Sequence[str | None]]) -> str | None:
    """The first selector that every page has."""
    if not candidates:
        return None
    return next((one for one in candidates[0] if one and all(one in others for others in candidates[1:])), None)


def _notes(made: Source, check: Check) -> Iterator[str]:
    """What a person should know before saying yes."""
    if made.family == "general":
        yield "no family was recognised: links and articles are found by their shape"
    if made.selectors != Selectors():
        yield "selectors were guessed from the pages shown"
    if check.links < ENOUGH:
        yield f"only {check.links} articles are named by its listings"
    if any(one.turned is None for one in check.looked if one.kind == "listing"):
        yield "a listing shows no further page: only its newest articles will be seen"
    for part in sorted({part for one in check.tried for part in one.lacks}):
        yield f"not every article shown has its {part}"


# --- writing it down ---------------------------------------------------------------------------------------------------------------------


def write(found: Guess, folder: Path, pages_folder: Path | None = None, *, replace: bool = False) -> list[Path]:
    """The files written: the description, an article's page and what is read from it; AddError where one is there already or no article was read."""
    path = folder / f"{found.source.name}.toml"
    if path.exists() and not replace:
        raise AddError(f"{path} is there already; choose another name, or delete it first")
    if found.check.example is None:
        raise AddError(f"{found.source.name}: none of the articles shown was read as one; give the address of another section")
    text = describe(msgspec.structs.replace(found.source, verified=found.check.sound, note=found.source.note or _note(found)))
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        sources.read(path)  # what was written must be what is read
    except sources.SourceError:
        path.unlink()
        raise
    return [path, *(checking.keep(found.source.name, found.check.example, pages_folder) if pages_folder else ())]


def _note(found: Guess) -> str:
    today = datetime.date.today().isoformat()
    return "; ".join([f"listings: found and tried on {today}" if found.check.looked else "listings: not tried", *found.notes])


@cache
def _order() -> tuple[str, ...]:
    return tuple(field for field in Source.__struct_fields__ if field not in ("name", "verified", "note"))


def describe(made: Source) -> str:
    """The source as its TOML file says it: a line for each thing that is not as usual."""
    usual = msgspec.to_builtins(Source(name="", title="", province=""), builtin_types=(datetime.date,))
    given = msgspec.to_builtins(made, builtin_types=(datetime.date,))
    lines = [f"{key} = {_toml(value)}" for key in _order() if (value := given[key]) is not None and value != usual[key]]
    lines += [f"verified = {_toml(made.verified)}"] + ([f"note = {_toml(made.note)}"] if made.note else [])
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items() if inner not in (None, [], ())) + " }"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str) and ("\\" in value or '"' in value) and "'" not in value and value.isprintable():
        return f"'{value}'"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def tell(found: Guess, lang: str = "vi") -> list[str]:
    """What is shown to a person before the yes: the description, the articles with title, date and beginning, and what to look at."""
    vi = lang != "en"
    lines = [*describe(found.source).splitlines(), ""]
    for one in found.check.tried:
        page = one.page
        if page is None:
            lines.append(f"✗ {one.url}: {one.reason or one.verdict}")
            continue
        written = next((line for line in page.text.splitlines() if _DATE.search(line) and len(line) < 120), None)
        lines += [
            f"• {page.title or '?'}",
            f"  {one.url}",
            f"  {'ngày đăng' if vi else 'published'}: {page.published or '?'} ({page.published_by or '-'}){f' ← {written}' if written else ''}",
            f"  {(page.sapo or next(iter(page.body), ''))[:200]}",
            f"  {'đoạn văn' if vi else 'paragraphs'}: {len(page.body)}; {'tác giả' if vi else 'author'}: {page.author or '-'}; "
            f"{'tệp' if vi else 'files'}: {len(page.attachments)}",
        ]
    return [*lines, "", *(f"! {note}" for note in found.notes)]


__all__ = ["AddError", "Guess", "describe", "guess", "pattern_of", "tell", "write"]
