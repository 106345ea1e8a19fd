"""What many articles say together: reads records, gives documents, agencies, people and directives each once, whoever told them.

>>> from pipeline import across
>>> found = across.track("data/", "Đề án 06")  # doctest: +SKIP
>>> across.show(found, sys.stdout)  # doctest: +SKIP

Records are read one after the other and more than once; what is held grows with the number of documents, agencies and people, not with the
texts. An iterator, which can be read but once, is written to a temporary file first.
"""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple

import corpora
from pipeline import clean, frames, morning, places, resources, schema
from pipeline.extractors.documents import symbols, wellknown
from pipeline.morning import deadlines
from pipeline.show import day, describe

if TYPE_CHECKING:
    import networkx

Read = Callable[[], Iterable[schema.Record]]


class UnknownDocument(LookupError, ValueError):
    """No document is called so, or several are; the message lists those with names like it."""


# -------------------------------------------------------------------------------------------------------------------- what is found


class Document(NamedTuple):
    """A document that articles cite; `key` is its URN, or one of our own where no URN is known."""

    key: str
    urn: str | None
    name: str  # in a few words: "Quyết định 411/QĐ-TTg"
    type: str
    number: str | None
    symbol: str | None
    issued: str | None
    issuer: str | None
    title: str | None
    spellings: dict[str, int]  # as articles write it, the most frequent first
    articles: tuple[str, ...]  # that cite it, in time order
    provinces: dict[str, int]  # of these articles
    first: str | None  # the day of the first article
    last: str | None
    keys: tuple[str, ...] = ()  # within articles


class Agency(NamedTuple):
    """An agency by its id; `valid_from` to `valid_to` is when it existed, as far as the gazetteers know."""

    id: str
    name: str
    names: dict[str, int]  # as articles write it
    body: str
    place: str | None
    valid_from: str | None
    valid_to: str | None
    successor: str | None  # the id of the body that has its work today
    predecessors: tuple[str, ...]  # the ids of those, among the agencies found, whose work it has today
    articles: int
    roles: dict[str, int]  # of the directives: how many it gave (issuer), leads, coordinates ...
    first: str | None
    last: str | None


class Title(NamedTuple):
    """A title that somebody held, and the days of the first and the last article that say so."""

    title: str
    articles: int
    first: str | None
    last: str | None


class Person(NamedTuple):
    """A person: name and place are one; people of the centre have no place."""

    name: str
    place: str | None
    titles: tuple[Title, ...]  # in time order
    articles: tuple[str, ...]
    orders: int  # directives given


class Told(NamedTuple):
    """A directive that several articles tell: their ids and those of its tellings, the earliest first, and the sources."""

    directives: tuple[str, ...]
    articles: tuple[str, ...]
    sources: tuple[str, ...]
    text: str


class Citing(NamedTuple):
    """An article that cites a document, and in which words."""

    article: str
    published: str | None
    title: str
    province: str | None
    source: str | None
    url: str | None
    words: dict[str, int]


class Resting(NamedTuple):
    """A directive that rests on a document; `also` are other articles that tell it."""

    directive: str
    article: str
    published: str | None
    province: str | None
    issuer: str
    lead: tuple[str, ...]
    action: str
    dues: tuple[deadlines.Due, ...]
    targets: tuple[str, ...]
    quote: str
    confidence: float
    also: tuple[str, ...] = ()


class Tracked(NamedTuple):
    """What becomes of a document: who cites it and which directives rest on it, in time order."""

    query: str
    documents: tuple[Document, ...]
    articles: tuple[Citing, ...]
    directives: tuple[Resting, ...]

    @property
    def targets(self) -> list[tuple[str, Resting]]:
        """Each target with its directive."""
        return [(target, directive) for directive in self.directives for target in directive.targets]


# --------------------------------------------------------------------------------------------------------------------------- reading


@contextmanager
def _again(source: frames.Source) -> Iterator[Read]:
    """A way to read the records from the beginning, as often as is needed."""
    if isinstance(source, (str, Path, Sequence)):
        yield lambda: frames.records(source)
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "records.jsonl")
        with path.open("wb") as file:
            file.writelines(schema.dumps(record) + b"\n" for record in source)
        yield lambda: frames.records(path)


def _province(article: schema.Article) -> str | None:
    return frames._province(article.place.province, article.place.code)[0] if article.place else None


def _published(article: schema.Article) -> str | None:
    found = frames._day(article.published)
    return found.isoformat() if found else None


def _in_time(day: str | None) -> tuple[bool, str]:
    """A key that puts what has no day last."""
    return day is None, day or ""


class _Span:
    """The first and the last day, and the articles, in which something is found."""

    __slots__ = ("articles", "first", "last")

    def __init__(self) -> None:
        self.articles: dict[str, str | None] = {}
        self.first: str | None = None
        self.last: str | None = None

    def add(self, record: schema.Record) -> bool:
        """Notes the article; whether it is another one."""
        new, when = record.article.id not in self.articles, _published(record.article)
        self.articles[record.article.id] = when
        if when:
            self.first, self.last = min(self.first or when, when), max(self.last or when, when)
        return new

    def ordered(self) -> tuple[str, ...]:
        return tuple(sorted(self.articles, key=lambda id: (_in_time(self.articles[id]), id)))


def _most(counts: Counter[str]) -> dict[str, int]:
    """The counts, the most frequent first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


# ------------------------------------------------------------------------------------------------------------------------- documents


class _Cited(_Span):
    """All that is held of a document while the articles are read."""

    __slots__ = ("best", "issued", "issuer", "keys", "provinces", "spellings", "titles", "urn")

    def __init__(self) -> None:
        super().__init__()
        self.best: schema.Resource | None = None
        self.urn: str | None = None
        self.issued = self.issuer = ""
        self.titles: Counter[str] = Counter()
        self.spellings: Counter[str] = Counter()
        self.provinces: Counter[str] = Counter()
        self.keys: set[str] = set()

    def take(self, record: schema.Record, resource: schema.Resource) -> None:
        """Adds what one article says of it."""
        if self.add(record):
            self.provinces.update(filter(None, [_province(record.article)]))
        self.keys.add(resource.document)
        self.urn = self.urn or resource.urn
        self.spellings.update(_words(record, resource))
        self.titles.update(filter(None, [resource.title]))
        self._know(resource)

    def join(self, other: _Cited) -> None:
        """Adds what another, found to be the same, holds."""
        self.provinces.update(other.provinces)
        self.spellings.update(other.spellings)
        self.titles.update(other.titles)
        self.keys |= other.keys
        self.articles |= other.articles
        self.first = min(filter(None, (self.first, other.first)), default=None)
        self.last = max(filter(None, (self.last, other.last)), default=None)
        if other.best:
            self._know(other.best)

    def _know(self, resource: schema.Resource) -> None:
        self.issued = max(self.issued, resource.issued or "", key=len)
        self.issuer = self.issuer or resource.issuer or ""
        if self.best is None or _complete(resource) > _complete(self.best):
            self.best = resource


def _complete(resource: schema.Resource) -> tuple[bool, bool]:
    return resource.number is not None, bool(re.search("[-/]", resource.symbol or ""))


_NAMING = ("full", "short", "title_only")  # the forms that name a document; "công văn này" does not


def _words(record: schema.Record, resource: schema.Resource) -> Counter[str]:
    """How the article writes the document."""
    mentions = set(resource.mentions)
    return Counter(" ".join(d.text.split()) for d in record.documents if d.id in mentions and d.form in _NAMING)


def _raw_key(record: schema.Record, resource: schema.Resource) -> str:
    """What the document is known by within one article's words: its URN, else type, number, symbol, issuer and the article's year.

    Numbers begin again each year, and news seldom cite last year's without the date: the same number in articles of the same year is one. Those
    of the Party's centre begin again with each congress.
    """
    if resource.urn:
        return resource.urn
    year = (resource.issued or _published(record.article) or "")[:4]
    if resource.number and resource.issuer and year:
        return _numbered(resource.type, resource.number, resource.symbol, resource.issuer, _province(record.article), _round(resource.symbol, year))
    if resource.title and resource.issuer and len(wellknown.words(resource.title)) >= 4:
        return f"{places.slug(resource.type)}|{places.slug(resource.title)}|{_issuer(resource.issuer, _province(record.article))}"
    return f"{record.article.id}#{resource.document}"


def _round(symbol: str | None, year: str) -> str:
    """The time in which a number is given but once: the year, for the Party's centre the year of its last congress (1986, 1991 ... 2026).

    >>> _round("NQ/TW", "2018"), _round("NQ/TU", "2018"), _round(None, "2018")
    ('2016', '2018', '2018')
    """
    return str(int(year) - (int(year) - 1986) % 5) if re.search(r"/TW\b", symbol or "") else year


@lru_cache(maxsize=1 << 14)
def _numbered(type: str, number: str, symbol: str | None, issuer: str, province: str | None, year: str) -> str:
    return "|".join((places.slug(type), wellknown.plain_number(number), symbols.fold(symbol or ""), _issuer(issuer, province), year))


@lru_cache(maxsize=1 << 14)
def _issuer(name: str, province: str | None) -> str:
    units, body = resources.authority(name, province)
    return ";".join((*units, body))


class _Documents(NamedTuple):
    """The documents while they are gathered: by their key, and which key a raw one has become."""

    cited: dict[str, _Cited]
    merged: dict[str, str]

    def key(self, record: schema.Record, resource: schema.Resource) -> str:
        raw = _raw_key(record, resource)
        return self.merged.get(raw, raw)


def _gather(read: Read) -> _Documents:
    found = _Documents(defaultdict(_Cited), {})
    for record in read():
        for resource in record.resources:
            found.cited[_raw_key(record, resource)].take(record, resource)
    _merge(found)
    return found


def _merge(found: _Documents) -> None:
    """Joins what is cited without its date to the one document of that number, issuer and year that others cite with it."""
    dated: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, cited in found.cited.items():
        if cited.urn and cited.best and cited.best.number:
            dated[_identity(cited.best, cited.urn)].append(key)
    for key, cited in list(found.cited.items()):
        best = cited.best
        if cited.urn or not best or not best.number or key.count("|") != 4:
            continue
        kind, number, symbol, issuer, year = key.split("|")
        fits = [k for k in dated.get((kind, number, issuer, year), ()) if _agree(symbol, found.cited[k]) and not _before(cited, found.cited[k])]
        if len(fits) == 1:
            found.cited[fits[0]].join(found.cited.pop(key))
            found.merged[key] = fits[0]


def _identity(resource: schema.Resource, urn: str) -> tuple[str, ...]:
    """Type, number, issuer and year of a document, as `_raw_key` has them."""
    year = re.search(r":(\d{4});", urn)
    time = _round(resource.symbol, year[1]) if year else ""
    return places.slug(resource.type), wellknown.plain_number(resource.number or ""), _issuer(resource.issuer or "", None), time


def _agree(symbol: str, cited: _Cited) -> bool:
    theirs = symbols.fold(cited.best.symbol or "") if cited.best else ""
    return not symbol or not theirs or symbol == theirs


def _before(cited: _Cited, dated: _Cited) -> bool:
    """Whether an article cites it before the other document was issued."""
    return bool(cited.first and dated.issued and cited.first < dated.issued[: len(cited.first)])


def _document(key: str, cited: _Cited) -> Document:
    best, row = cited.best, _known().get(cited.urn or "")
    assert best is not None
    title = row["title"] if row else next(iter(_most(cited.titles)), None)
    return Document(
        key=key, urn=cited.urn, name=_name(best, row), type=best.type, number=best.number, symbol=best.symbol, issued=cited.issued or None,
        issuer=cited.issuer or None, title=title, spellings=_most(cited.spellings), articles=cited.ordered(),
        provinces=_most(cited.provinces), first=cited.first, last=cited.last, keys=tuple(sorted(cited.keys)),
    )  # fmt: skip


def _name(best: schema.Resource, row: dict[str, str] | None) -> str:
    """The document in a few words; one known by another name than its own with both: "Đề án 06 (Quyết định 06/QĐ-TTg)"."""
    if row is None or row["type"] == best.type:
        return describe(best)
    return f"{corpora.cells(row['names'])[0]} ({_full(row)})"


def documents(source: frames.Source) -> list[Document]:
    """The documents that the articles cite, each once, the most cited first."""
    with _again(source) as read:
        return _listed(_gather(read))


def _listed(found: _Documents) -> list[Document]:
    listed = [_document(key, cited) for key, cited in found.cited.items()]
    return sorted(listed, key=lambda document: (-len(document.articles), places.slug(document.name), document.key))


# ------------------------------------------------------------------------------------------------------------------------- by name


@lru_cache(maxsize=1 << 16)
def _plain(name: str) -> str:
    """A name without marks, signs, "số" and leading noughts, for comparison.

    >>> _plain("Quyết định số 06/QĐ-TTg"), _plain("de an 6"), _plain("DE_AN_06")
    ('quyet-dinh-6-qd-ttg', 'de-an-6', 'de-an-6')
    """
    return re.sub(r"\b0+(?=\d)", "", re.sub(r"\bso-(?=\d)", "", places.slug(name)))


@cache
def _known() -> dict[str, dict[str, str]]:
    """The rows of wellknown.tsv by URN."""
    urns = [(resources.urn(row["type"], row["number"], row["issuer"], row["issued"][:4]), row) for row in corpora.gazetteer("wellknown")]
    return {urn: row for urn, row in urns if urn}


def _full(row: dict[str, str]) -> str:
    return describe(schema.Resource(document="", type=row["type"], number=row["number"], symbol=row["symbol"], title=row["title"]))


def _names(document: Document) -> set[str]:
    """All that somebody may call it, plain."""
    number, symbol = document.number, document.symbol
    row = _known().get(document.urn or "")
    names = [document.name, document.title, *document.spellings, *document.keys, *((*corpora.cells(row["names"]), _full(row)) if row else ())]
    names += [f"{document.type} {number}", f"{document.type} {number} {symbol or ''}", f"{number} {symbol}" if symbol else None] if number else []
    return {_plain(name) for name in names if name} - {""}


def find(known: Sequence[Document], query: str) -> list[Document]:
    """The documents that a name, a symbol, a URN or a key means, whatever marks are left out; UnknownDocument lists near names.

    Several documents may bear a name ("Nghị quyết 09" of two provinces): all are given. A part of a name is enough where only one has it.
    """
    exact = [document for document in known if query in (document.key, document.urn)]
    if exact:
        return exact
    plain = _plain(query)
    names = {document.key: _names(document) for document in known}
    if same := [document for document in known if plain in names[document.key]]:
        return same
    part = re.compile(rf"(?:^|-){re.escape(plain)}(?:-|$)")
    holding = [document for document in known if plain and any(part.search(name) for name in names[document.key])]
    if len(holding) == 1:
        return holding
    if holding:
        raise UnknownDocument(f"{query!r} is a part of the names of {len(holding)} documents; which one? {_listing(holding)}")
    near = {id(d): d for d in _near(known, names, plain)}.values()
    others = f"near it: {_listing(list(near))}" if near else f"there are {len(known)} others, none near it"
    raise UnknownDocument(f"no document is called {query!r}; {others}")


def _near(known: Sequence[Document], names: dict[str, set[str]], plain: str) -> Iterator[Document]:
    by_name: dict[str, list[Document]] = defaultdict(list)
    for document in known:
        for name in names[document.key]:
            by_name[name].append(document)
    for name in difflib.get_close_matches(plain, by_name, n=8, cutoff=0.6):
        yield from by_name[name]


def _listing(found: Sequence[Document]) -> str:
    shown = [f"{morning.clean(document.name, 80)} ({_of(document)}, {len(document.articles)})" for document in found[:8]]
    return "; ".join(shown) + (f"; and {len(found) - 8} more" if len(found) > 8 else "")


def _of(document: Document) -> str:
    return ", ".join(filter(None, (morning.clean(document.issuer, 60), (document.issued or "")[:4]))) or "?"


# ---------------------------------------------------------------------------------------------------------------------------- track


def track(source: frames.Source, query: str) -> Tracked:
    """Who cites a document, which directives rest on it and to what targets, in time order; UnknownDocument lists near names.

    A directive that several articles of the same news tell is there once.
    """
    with _again(source) as read:
        gathered = _gather(read)
        found = find(_listed(gathered), query)
        wanted = {document.key for document in found}
        citing: list[Citing] = []
        resting: dict[str, list[Resting]] = defaultdict(list)  # by the news
        for record in read():
            mine = [r for r in record.resources if gathered.key(record, r) in wanted]
            if mine:
                citing.append(_citing(record, mine))
                resting[record.article.cluster or record.article.id] += _resting(record, {r.document for r in mine})
    citing.sort(key=lambda c: (_in_time(c.published), c.article))
    once = [directive for news in resting.values() for directive in _once(news)]
    return Tracked(query, tuple(found), tuple(citing), tuple(sorted(once, key=lambda r: (_in_time(r.published), r.directive))))


def _citing(record: schema.Record, mine: Iterable[schema.Resource]) -> Citing:
    about = record.article
    words = Counter[str]()
    for resource in mine:
        words.update(_words(record, resource))
    title = about.title or record.text.strip().split("\n", 1)[0][:120]
    return Citing(about.id, _published(about), title, _province(about), about.source, about.url, _most(words))


def _resting(record: schema.Record, keys: set[str]) -> Iterator[Resting]:
    published = frames._day(record.article.published)
    for directive in record.directives:
        if keys.intersection(directive.legal_basis):
            dues = tuple(deadlines.dues(record, directive, published or datetime.date.max))  # without its day nothing comes again
            yield Resting(
                directive.id, record.article.id, _published(record.article), _province(record.article), _giver(directive), tuple(directive.lead),
                directive.action or directive.text, dues, tuple(directive.targets), directive.text, directive.confidence,
            )  # fmt: skip


def _giver(directive: schema.Directive) -> str:
    person = directive.issuer_person
    return " - ".join(filter(None, (", ".join([person.name, *person.titles]) if person else "", directive.issuer_agency)))


def _once(news: list[Resting]) -> Iterator[Resting]:
    """The directives of one news, each as the earliest article tells it, with the others that do."""
    kept: list[tuple[frozenset[str], Resting]] = []
    for one in sorted(news, key=lambda r: (_in_time(r.published), r.directive)):
        words = frozenset(said(one.quote).split())
        same = next((at for at, (theirs, other) in enumerate(kept) if other.article != one.article and likeness(theirs, words) >= LIKE), None)
        if same is None:
            kept.append((words, one))
        else:
            first = kept[same][1]
            kept[same] = kept[same][0], first._replace(also=tuple(dict.fromkeys((*first.also, one.article))))
    return (one for _, one in kept)


def said(text: str) -> str:
    """A text as it is compared: letters and digits alone, so that spaces, stops and capitals do not matter.

    >>> said("Giao  Sở Y tế: báo cáo.") == said("giao Sở Y tế báo cáo")
    True
    """
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))


# ----------------------------------------------------------------------------------------------------------------- told several times

LIKE = 0.8  # of all words of two tellings are in both: portals change a word or two, another order of the same article has its own
LONG = 12  # words from which the same sentence in articles that nobody has found to be the same news is the same order, not a set phrase
NEAR = 7  # days that may lie between such articles


def told(source: frames.Source) -> list[Told]:
    """The directives that more than one article tells, the earliest first.

    Within one cluster (the same news) nearly the same words are one directive; otherwise only the same long sentence, of the same province,
    within a week.
    """
    with _again(source) as read:
        counts = Counter(key for record in read() for directive in record.directives for key in _tied(record, directive))
        groups: dict[int, list[_Telling]] = defaultdict(list)
        news: set[int] = set()
        for record in read():
            for directive in record.directives:
                for key in _tied(record, directive):
                    if counts[key] > 1:
                        groups[key].append(_telling(record, directive))
            news.add(hash(("news", record.article.cluster)))
    found = [group for key, tellings in groups.items() for group in (_alike(tellings) if key in news else _within_days(tellings))]
    return sorted(map(_told, _united(found)), key=lambda one: one.directives)


def _tied(record: schema.Record, directive: schema.Directive) -> Iterator[int]:
    """What a directive may have in common with others, as numbers: its news; its words where there are many."""
    if record.article.cluster:
        yield hash(("news", record.article.cluster))
    words = said(directive.text)
    if words.count(" ") >= LONG - 1:
        yield hash(("text", _province(record.article), words))


class _Telling(NamedTuple):
    directive: str
    article: str
    published: str | None
    source: str
    text: str
    words: frozenset[str]


def _telling(record: schema.Record, directive: schema.Directive) -> _Telling:
    about = record.article
    return _Telling(directive.id, about.id, _published(about), about.source or about.id, directive.text, frozenset(said(directive.text).split()))


def _alike(tellings: list[_Telling]) -> Iterator[list[_Telling]]:
    """The tellings in groups whose words are nearly the same as those of the group's first."""
    groups: list[list[_Telling]] = []
    for one in tellings:
        best = max(groups, key=lambda group: likeness(group[0].words, one.words), default=None)
        if best and likeness(best[0].words, one.words) >= LIKE:
            best.append(one)
        else:
            groups.append([one])
    return iter(groups)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of all words of two texts that are in both."""
    return len(one & other) / max(1, len(one | other))


def _within_days(tellings: list[_Telling]) -> Iterator[list[_Telling]]:
    """The tellings in groups without a gap of more than NEAR days; what has no day is by itself."""
    group: list[_Telling] = []
    for one in sorted((t for t in tellings if t.published), key=lambda t: str(t.published)):
        if group and _apart(group[-1], one) > NEAR:
            yield group
            group = []
        group.append(one)
    yield group


def _apart(one: _Telling, other: _Telling) -> int:
    first, second = frames._day(one.published), frames._day(other.published)
    return (second - first).days if first and second else NEAR + 1


def _united(groups: Iterable[list[_Telling]]) -> Iterator[list[_Telling]]:
    """The groups of several articles; groups that share a telling are one."""
    home: dict[str, dict[str, _Telling]] = {}
    for group in groups:
        if len({one.article for one in group}) < 2:
            continue
        whole = {one.directive: one for one in group}
        for one in group:
            whole |= home.get(one.directive, {})
        home |= dict.fromkeys(whole, whole)
    return (list(whole.values()) for whole in {id(whole): whole for whole in home.values()}.values())


def _told(group: list[_Telling]) -> Told:
    ordered = sorted(group, key=lambda one: (_in_time(one.published), one.directive))
    articles, sources = (tuple(dict.fromkeys(getattr(one, name) for one in ordered)) for name in ("article", "source"))
    return Told(tuple(one.directive for one in ordered), articles, sources, ordered[0].text)


# ------------------------------------------------------------------------------------------------------------------ agencies and people


class _Seen(_Span):
    """All that is held of an agency while the articles are read."""

    __slots__ = ("full", "names", "roles", "successors")

    def __init__(self) -> None:
        super().__init__()
        self.names: Counter[str] = Counter()
        self.full: Counter[str] = Counter()
        self.roles: Counter[str] = Counter()
        self.successors: Counter[str] = Counter()


def agencies(source: frames.Source) -> list[Agency]:
    """The agencies that articles name, each once, the most frequent first."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    roles: Counter[tuple[str, str]] = Counter()  # (name, role): ids are looked up when all names are known
    for record in frames.records(source):
        for mention in record.agencies:
            if mention.agency:
                one = seen[mention.agency]
                one.add(record)
                one.names[" ".join(mention.text.split())] += 1
                one.full[mention.name] += 1
                one.successors.update(filter(None, [mention.successor]))
        for directive in record.directives:
            roles.update((name, role) for role, name in parties(directive))
    ids = {name: id for id, one in seen.items() for name in one.full}
    for (name, role), times in roles.items():
        if name in ids:
            seen[ids[name]].roles[role] += times
    successors = {id: one.successors.most_common(1)[0][0] for id, one in seen.items() if one.successors}
    before: dict[str, list[str]] = defaultdict(list)
    for id, later in successors.items():
        before[later].append(id)
    found = [_agency(id, one, successors.get(id), tuple(sorted(before[id]))) for id, one in seen.items()]
    return sorted(found, key=lambda agency: (-agency.articles, agency.id))


ROLES = ("lead", "coordinate", "via", "advised", "receive_report")


def parties(directive: schema.Directive) -> Iterator[tuple[str, str]]:
    """(role, name) of all whom a directive names."""
    if directive.issuer_agency:
        yield "issuer", directive.issuer_agency
    for role in ROLES:
        yield from ((role, name) for name in getattr(directive, role))


def _agency(id: str, one: _Seen, successor: str | None, predecessors: tuple[str, ...]) -> Agency:
    body, _, place = id.partition("@")
    since, until = _validity(body, place)
    return Agency(
        id=id, name=one.full.most_common(1)[0][0], names=_most(one.names), body=body, place=place or None, valid_from=since, valid_to=until,
        successor=successor, predecessors=predecessors, articles=len(one.articles), roles=_most(one.roles), first=one.first, last=one.last,
    )  # fmt: skip


def _validity(body: str, place: str) -> tuple[str | None, str | None]:
    """From when to when there was such a body in such a place: both have their days, the narrower counts."""
    spans = [span for span in (_bodies().get(body), _places().get(place)) if span]
    return max((since for since, _ in spans if since), default=None), min((until for _, until in spans if until), default=None)


@cache
def _bodies() -> dict[str, tuple[str, str]]:
    """(valid_from, valid_to) of agencies, by slug."""
    return {places.slug(row["name"]): (row["valid_from"], row["valid_to"]) for row in corpora.gazetteer("agencies")}


@cache
def _places() -> dict[str, tuple[str, str]]:
    """The same of provinces and districts; a province that is among the 63 and the 34 has gone on."""
    districts = (*corpora.gazetteer("districts_former"), *corpora.gazetteer("districts"))  # of one name, the last day that one of them had
    found = {places.slug(row["name"]): ("", row["valid_to"]) for row in districts}
    rows = corpora.gazetteer("provinces")
    names = Counter(row["name"] for row in rows)
    return found | {places.slug(row["name"]): (row["valid_from"], row["valid_to"]) if names[row["name"]] == 1 else ("", "") for row in rows}


# offices of the whole country: whoever holds one is the same person whichever province's portal tells of it
_CENTRAL = re.compile(
    r"(?i)thủ tướng|bộ trưởng|thứ trưởng|tổng bí thư|chủ tịch nước|chủ tịch quốc hội|trung ương|bộ chính trị|tổng thanh tra|thống đốc"
)
_WRITERS = ("author", "photographer")


class _Known(_Span):
    """All that is held of a person while the articles are read."""

    __slots__ = ("names", "orders", "titles")

    def __init__(self) -> None:
        super().__init__()
        self.names: Counter[str] = Counter()
        self.titles: dict[str, tuple[_Span, Counter[str]]] = defaultdict(lambda: (_Span(), Counter()))
        self.orders = 0


def people(source: frames.Source) -> list[Person]:
    """The people whom articles name, with their titles over time, the most frequent first; writers of articles are none.

    One name in one province is one person, and one name with an office of the whole country; two people of one name in a province are not
    told apart.
    """
    seen: dict[tuple[str, str | None], _Known] = defaultdict(_Known)
    for record in frames.records(source):
        home = _province(record.article)
        for mention in record.people:
            if mention.role not in _WRITERS:
                titles = [" ".join(title.split()) for title in mention.titles]
                one = seen[_folded(mention.name), None if any(map(_CENTRAL.search, titles)) else home]
                one.add(record)
                one.names[_capital(mention.name)] += 1
                for title in titles:
                    span, spellings = one.titles[_folded(title)]
                    span.add(record)
                    spellings[title] += 1
        for directive in record.directives:
            if person := directive.issuer_person:
                key = _folded(person.name), None if any(map(_CENTRAL.search, person.titles)) else home
                if key in seen:
                    seen[key].orders += 1
    found = [_person(place, one) for (_, place), one in seen.items()]
    return sorted(found, key=lambda person: (-len(person.articles), places.slug(person.name), person.place or ""))


@lru_cache(maxsize=1 << 16)
def _folded(name: str) -> str:
    """A name as it is compared: composed, with the tone on the right letter ("Hoà" is "Hòa"), in small letters."""
    return " ".join(clean.View(name).text.casefold().split())


def _capital(name: str) -> str:
    """A name in the usual capitals.

    >>> _capital("NGUYỄN VĂN AN"), _capital("Nguyễn Văn An")
    ('Nguyễn Văn An', 'Nguyễn Văn An')
    """
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    return name.title() if name.isupper() else name


def _person(place: str | None, one: _Known) -> Person:
    titles = [Title(spellings.most_common(1)[0][0], len(span.articles), span.first, span.last) for span, spellings in one.titles.values()]
    titles.sort(key=lambda title: (_in_time(title.first), title.title))
    return Person(one.names.most_common(1)[0][0], place, tuple(titles), one.ordered(), one.orders)


# -------------------------------------------------------------------------------------------------------------------------- network

EDGES = {"lead": "leads", "coordinate": "coordinates", "issuer": "issued"}  # from an agency to a directive


def network(source: frames.Source) -> networkx.MultiDiGraph:
    """Documents, agencies, articles and directives as a graph: `kind` and `label` of each node, `kind` of each edge.

        article -cites-> document <-rests_on- directive <-tells- article       agency -issued-> directive, document
                                                                               agency -leads, coordinates-> directive

    Groups such as "các sở, ngành" are no nodes. `write_graphml` makes a file of it for Gephi, yEd or Cytoscape.
    """
    import networkx

    graph = networkx.MultiDiGraph()
    with _again(source) as read:
        gathered = _gather(read)
        ids = {mention.name: mention.agency for record in read() for mention in record.agencies if mention.agency}
        edges = map("e{}".format, count())  # GraphML wants a name of its own for each; Gephi takes edges of one name for one
        for document in _listed(gathered):
            _add_document(graph, document, ids, edges)
        for record in read():
            _add_article(graph, record, gathered, ids, edges)
    return graph


def _add_document(graph: networkx.MultiDiGraph, document: Document, ids: dict[str, str], edges: Iterator[str]) -> None:
    node = f"document:{document.key}"
    graph.add_node(node, **_attributes(
        "document", document.name, urn=document.urn, type=document.type, title=document.title, issuer=document.issuer, issued=document.issued,
        articles=len(document.articles),
    ))  # fmt: skip
    if document.issuer and document.issuer in ids:
        graph.add_edge(_add_agency(graph, document.issuer, ids), node, key=next(edges), kind="issued")


def _add_article(graph: networkx.MultiDiGraph, record: schema.Record, gathered: _Documents, ids: dict[str, str], edges: Iterator[str]) -> None:
    about = record.article
    node = f"article:{about.id}"
    published, province = _published(about), _province(about)
    graph.add_node(node, **_attributes("article", about.title or about.id, published=published, province=province, source=about.source, url=about.url))
    keys = {resource.document: f"document:{gathered.key(record, resource)}" for resource in record.resources}
    times = Counter[str]()
    for resource in record.resources:
        times[keys[resource.document]] += len(resource.mentions)
    for key, number in times.items():
        graph.add_edge(node, key, key=next(edges), kind="cites", times=number)
    for directive in record.directives:
        order = f"directive:{directive.id}"
        label = directive.action or directive.text
        graph.add_node(order, **_attributes(
            "directive", label, published=published, province=province, deadline=directive.deadline, confidence=directive.confidence,
        ))  # fmt: skip
        graph.add_edge(node, order, key=next(edges), kind="tells")
        for key in dict.fromkeys(keys[key] for key in directive.legal_basis if key in keys):
            graph.add_edge(order, key, key=next(edges), kind="rests_on")
        for role, name in dict.fromkeys(parties(directive)):
            if role in EDGES and name in ids:
                graph.add_edge(_add_agency(graph, name, ids), order, key=next(edges), kind=EDGES[role])


def _add_agency(graph: networkx.MultiDiGraph, name: str, ids: dict[str, str]) -> str:
    node = f"agency:{ids[name]}"
    if node not in graph:
        graph.add_node(node, **_attributes("agency", name, place=ids[name].partition("@")[2], sector=frames.sector(name)))
    return node


def _attributes(kind: str, label: str, **more: str | float | None) -> dict[str, Any]:
    """What a node bears: GraphML knows no null, and XML no control characters."""
    named = {"kind": kind, "label": morning.clean(label, 120), **more}
    return {name: morning.clean(value, 500) if isinstance(value, str) else value for name, value in named.items() if value not in (None, "")}


def write_graphml(graph: networkx.MultiDiGraph, path: str | Path) -> None:
    """Writes the network as GraphML, with the names of its attributes."""
    import networkx

    networkx.write_graphml(graph, path, named_key_ids=True)


# ----------------------------------------------------------------------------------------------------------------------------- show

LABELS: dict[str, dict[str, str]] = {
    "vi": {
        "issuer": "Ban hành", "spellings": "Các cách viết", "provinces": "Địa phương", "articles": "Bài viện dẫn",
        "directives": "Chỉ đạo căn cứ vào văn bản này", "targets": "Chỉ tiêu", "day": "Ngày", "province": "Địa phương", "article": "Bài", "words": "Cách gọi",
        "lead": "Thực hiện", "action": "Nội dung", "due": "Thời hạn", "target": "Chỉ tiêu", "none": "không có", "undated": "không rõ", "also": "cũng đăng", "source": "Nguồn",
    },
    "en": {
        "issuer": "Issued by", "spellings": "Written as", "provinces": "Provinces", "articles": "Articles that cite it",
        "directives": "Directives that rest on it", "targets": "Targets", "day": "Day", "province": "Province", "article": "Article", "words": "Called",
        "lead": "Who", "action": "What", "due": "By when", "target": "Target", "none": "none", "undated": "unknown", "also": "also told by", "source": "Source",
    },
}  # fmt: skip


def show(tracked: Tracked, file: IO[str], lang: Literal["vi", "en"] = "vi") -> None:
    """Prints what `track` found as tables; in a pipe a row is a line, its cells parted by tabs."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=file, highlight=False)
    labels = LABELS[lang]
    for document in tracked.documents:
        console.print(Text(morning.clean(document.name, 200), style="bold cyan"), soft_wrap=True)
        _print_about(console, list(_about(document, labels)))
    tables = {
        "articles": [("day", "province", "source", "article", "words"), [_article_row(one, labels) for one in tracked.articles]],
        "directives": [("day", "province", "issuer", "lead", "action", "due"), [_directive_row(one, labels) for one in tracked.directives]],
        "targets": [("day", "province", "target", "lead", "due"), [_target_row(target, d, labels) for target, d in tracked.targets]],
    }
    for name, (heads, rows) in tables.items():
        console.print()
        console.print(Text(f"{labels[name]}: {len(rows) or labels['none']}", style="bold"))
        if rows:
            _print_table(console, [labels[head] for head in heads], rows)


def _about(document: Document, labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    if document.issuer or document.issued:
        yield labels["issuer"], ", ".join(filter(None, (morning.clean(document.issuer, 120), day(document.issued or ""))))
    if document.title:
        yield "", morning.clean(document.title, 300)
    if document.urn:
        yield "URN", document.urn
    for label, counts in (("spellings", document.spellings), ("provinces", document.provinces)):
        if counts:
            yield labels[label], "; ".join(f"{morning.clean(name, 160)} ({times})" for name, times in counts.items())


def _print_about(console: Any, rows: list[tuple[str, str]]) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    if not console.is_terminal:
        for label, value in rows:
            console.print(Text(f"  {label:<16} {value}"), soft_wrap=True)
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(width=16, style="dim")
    table.add_column()
    for label, value in rows:
        table.add_row(label, Text(value))
    console.print(Padding(table, (0, 0, 0, 2)))


def _article_row(citing: Citing, labels: dict[str, str]) -> list[str]:
    words = "; ".join(f"{name} ({times})" if times > 1 else name for name, times in citing.words.items())
    return [day(citing.published or labels["undated"]), citing.province or "", citing.source or "", citing.title, words]


def _directive_row(one: Resting, labels: dict[str, str]) -> list[str]:
    also = f" [{labels['also']}: {', '.join(one.also)}]" if one.also else ""
    return [day(one.published or labels["undated"]), one.province or "", one.issuer, "; ".join(one.lead), one.action + also, _dues(one)]


def _target_row(target: str, one: Resting, labels: dict[str, str]) -> list[str]:
    return [day(one.published or labels["undated"]), one.province or "", target, "; ".join(one.lead), _dues(one)]


def _dues(one: Resting) -> str:
    return "; ".join(f"{due.words} ({day(due.day.isoformat())})" if due.day else due.words for due in one.dues)


def _print_table(console: Any, heads: list[str], rows: list[list[str]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    cells = [[morning.clean(cell, 400) for cell in row] for row in rows]
    if not console.is_terminal:
        console.file.writelines("\t".join(row) + "\n" for row in (heads, *cells))  # the console would make spaces of the tabs
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)
