"""What a night has to say in the morning: reads the night's figures and all records known, gives one report for the terminal and one for the browser.

>>> from pipeline import morning
>>> found = morning.report(night, records, datetime.date.today())  # doctest: +SKIP
>>> morning.terminal(found, sys.stdout, "vi"); page = morning.html(found, "vi")  # doctest: +SKIP
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import compress
from typing import IO, Any, Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from pipeline import schema, show
from pipeline.morning import deadlines, stories
from pipeline.morning.deadlines import AHEAD

PAST = 60  # days for which a missed deadline is listed; older ones are counted
SHOWN = 500  # entries of a list; the figures tell how many there are
ERRORS = 50  # of the run that are listed
HELD = 20_000  # directives and deadlines held while reading; of a backfill's hundreds of thousands the rest is counted

# ------------------------------------------------------------------------------------------------------------------ what comes in


class SourceNight(msgspec.Struct, frozen=True, kw_only=True):
    """A source in the night: its outcome, the reason in words ("vi", "en"), its counts, and those of earlier nights, the oldest first."""

    name: str
    title: str = ""
    province: str = ""
    outcome: Literal["ok", "partial", "failed"] = "ok"
    reason: dict[str, str] = {}
    counts: dict[str, Any] = {}
    history: list[dict[str, Any]] = []


class Night(msgspec.Struct, frozen=True, kw_only=True):
    """A night's run; `articles` are those read in it, new or changed, each with its cluster (or its own id)."""

    run: int
    started: datetime.datetime
    ended: datetime.datetime
    versions: dict[str, Any] = {}
    sources: list[SourceNight] = []
    articles: dict[str, str] = {}
    records: list[str] = []  # the files that were written
    errors: list[str] = []


# ------------------------------------------------------------------------------------------------------------------ what goes out


class About(NamedTuple):
    """An article as the report names it; the texts are clean, the address is http or https or None."""

    title: str
    url: str | None
    source: str
    province: str
    published: str
    attachment: bool


class Order(NamedTuple):
    """A directive as the report tells it, each part in words; what it does not say is empty."""

    about: About
    modality: str
    issuer: str
    lead: str
    action: str
    dues: tuple[deadlines.Due, ...]
    targets: str
    basis: str
    also: tuple[str, ...] = ()  # other sources that tell the same news


class Deadline(NamedTuple):
    """A directive with one of its deadlines: the last day, how the article words it, DAILY, WEEKLY, MONTHLY or YEARLY where it comes again."""

    day: date
    words: str
    again: str
    order: Order


class Morning(NamedTuple):
    """All that the report says; the lists are cut to SHOWN, `counts` tell how many there are."""

    night: Night
    today: date
    new: list[Order]  # by province
    due: list[Deadline]  # the nearest first
    past: list[Deadline]  # the latest first
    sources: list[SourceNight]  # the worst first
    counts: dict[str, int]


# ------------------------------------------------------------------------------------------------------------------------- report


class _Article(NamedTuple):
    """What is held of an article: what may be shown of it, and how much there is besides."""

    id: str
    version: int
    cluster: str
    parent: str | None  # the article that this document is attached to
    published: str
    figures: tuple[int, ...]  # how many deadlines of each of FIGURES
    about: About | None = None
    deadlines: tuple[Deadline, ...] = ()
    orders: tuple[Order, ...] = ()  # of an article of this night
    texts: tuple[int, ...] = ()  # of these orders, as `_texts` gives them
    cut: bool = False  # there was no room for its orders and deadlines, they are counted

    def size(self) -> int:
        """How much of it there is to hold."""
        return len(self.orders) + len(self.deadlines)

    def before(self) -> tuple[bool, int, str, str]:
        """A key that puts first who tells the story: an article before its documents, then who tells most, then the latest."""
        return self.parent is None, len(self.texts) + sum(self.figures), self.published, self.id


def report(night: Night, records: Iterable[schema.Record], today: date) -> Morning:
    """What there is to say. `records` are all that are known, in any order; of an article with several versions the highest counts.

    The same news from several sources (one cluster) is told once, and so is what an article and its document both say. Only what may be
    shown is held.
    """
    sources = {source.name: source for source in night.sources}
    fresh = set(night.articles.values())
    held: dict[str, _Article] = {}
    told: set[tuple[str, int]] = set()  # cluster and text of the orders that were known before this night
    room = HELD
    for record in records:
        id, version = record.article.id, record.article.version or 1
        mine = id in night.articles
        cluster = night.articles.get(id) or record.article.cluster or id
        before = held.get(id)
        if before and before.version >= version:
            if before.version > version and mine:
                told.update((cluster, text) for text in _texts(record))
            continue
        if before:
            room += before.size()
            told.update((cluster, text) for text in before.texts)
        if cluster in fresh and not mine:
            told.update((cluster, text) for text in _texts(record))
        found = _article(record, version, cluster, mine, cluster in fresh, sources, today)
        if found.size() > room:
            found = found._replace(orders=(), deadlines=(), cut=True)
        room -= found.size()
        if mine or version > 1 or found.about or any(found.figures):  # a changed one in any case: an older version may come behind it
            held[id] = found
    return _settled(night, today, held, told)


# a deadline is near, missed within PAST days, missed longer ago, further ahead than AHEAD days, or of a day that is not told
FIGURES = ("due", "past", "beyond", "later", "open")


def _article(record: schema.Record, version: int, cluster: str, mine: bool, fresh: bool, sources: Mapping[str, SourceNight], today: date) -> _Article:
    dues = [list(deadlines.dues(record, d, today)) if d.deadline or d.deadlines_all else [] for d in record.directives]
    where = [_when(due, today) for found in dues for due in found]
    about = record.article
    held = _Article(about.id, version, cluster, about.attached_to, about.published or "", _shared(tuple(map(where.count, FIGURES))))
    if not (mine or fresh or "due" in where or "past" in where):
        return held
    named = _about(about, sources)
    shown: list[Deadline] = []
    orders: list[Order] = []
    for directive, found in zip(record.directives, dues, strict=True):
        near = [due for due in found if due.day and _when(due, today) in ("due", "past")]
        new = mine and directive.kind == "directive"
        if near or new:
            order = _order(record, directive, named, found)
            shown += [Deadline(due.day, clean(due.words, 200), due.again, order) for due in near if due.day]
            orders += [order] if new else []
    return held._replace(about=named, deadlines=tuple(shown), orders=tuple(orders), texts=tuple(_texts(record)) if mine else ())


@lru_cache(1000)
def _shared(figures: tuple[int, ...]) -> tuple[int, ...]:
    """The same figures, held once: nearly all old articles have one deadline or two."""
    return figures


def _when(due: deadlines.Due, today: date) -> str:
    if due.day is None:
        return "later" if due.again else "open"
    days = (due.day - today).days
    return "later" if days > AHEAD else "due" if days >= 0 else "past" if days >= -PAST else "beyond"


def _texts(record: schema.Record) -> list[int]:
    """The texts of the orders, so that the same one is known again whatever its spaces and stops; what opens a list is no order itself."""
    texts = [directive.text for directive in record.directives if directive.kind == "directive"]
    return [hash(" ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))) for text in texts]


def _settled(night: Night, today: date, held: Mapping[str, _Article], told: set[tuple[str, int]]) -> Morning:
    """The report: each story once, sorted, cut and counted."""
    new: list[Order] = []
    near: list[Deadline] = []
    counts = Counter({**dict.fromkeys(FIGURES, 0), "new": 0, "repeated": 0, "articles": len(night.articles)})
    for articles in _stories(held):
        unknown = [[(a.cluster, text) not in told for text in a.texts] for a in articles]
        orders = stories.once([list(compress(a.orders, u)) for a, u in zip(articles, unknown, strict=True)], stories.same_order)
        dues = stories.once([a.deadlines for a in articles], stories.same_deadline)
        new += [_told_also(order, articles) for order in orders]
        near += [due._replace(order=_told_also(due.order, articles)) for due in dues]
        counts.update(_counted(articles, unknown, orders, dues, today))
    new.sort(key=lambda order: (_sorted(order.about.province), _sorted(order.about.source), order.about.title))
    near.sort(key=lambda d: (d.day, _sorted(d.order.about.province), d.order.about.title))
    due, past = [d for d in near if d.day >= today], [d for d in reversed(near) if d.day < today]
    worst = sorted(night.sources, key=lambda s: (_WORST.index(s.outcome), _sorted(s.province), _sorted(s.title)))
    return Morning(night, today, new[:SHOWN], due[:SHOWN], past[:SHOWN], worst, dict(counts))


def _counted(articles: list[_Article], unknown: list[list[bool]], orders: list[Order], dues: list[Deadline], today: date) -> dict[str, int]:
    """The figures of a story: those of what is told of it, and of its first teller for whom there was no room."""
    figures = {key: max(a.figures[i] for a in articles) for i, key in enumerate(FIGURES)}
    figures |= {"new": len(orders), "due": sum(d.day >= today for d in dues), "past": sum(d.day < today for d in dues)}
    for article, is_new in zip(articles, unknown, strict=True):
        if article.cut:
            figures["new"] += sum(is_new)
            figures["due"] += article.figures[0]
            figures["past"] += article.figures[1]
            break
    return figures | {"repeated": sum(map(len, unknown)) - figures["new"]}


def _stories(held: Mapping[str, _Article]) -> Iterable[list[_Article]]:
    """The articles of a cluster together with their documents, the best teller first."""
    found: dict[str, list[_Article]] = defaultdict(list)
    for article in held.values():
        parent = held.get(article.parent) if article.parent else None
        found[(parent or article).cluster].append(article)
    return (sorted(articles, key=_Article.before, reverse=True) for articles in found.values())


_WORST = ("failed", "partial", "ok")


def _told_also(order: Order, articles: list[_Article]) -> Order:
    if len(articles) == 1:
        return order
    sources = {a.about.source for a in articles if a.about} - {order.about.source, ""}
    return order._replace(also=tuple(sorted(sources, key=_sorted)))


def _sorted(name: str) -> tuple[bool, str]:
    """A key by letters without their marks, as people look a name up; nameless ones last.

    >>> sorted(["Vĩnh Long", "", "Đồng Nai", "Cà Mau", "An Giang"], key=_sorted)
    ['An Giang', 'Cà Mau', 'Đồng Nai', 'Vĩnh Long', '']
    """
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d~"))
    return not name, "".join(letter for letter in plain if not unicodedata.combining(letter))


# -------------------------------------------------------------------------------------------------------------------------- words


def _about(article: schema.Article, sources: Mapping[str, SourceNight]) -> About:
    source = sources.get(article.id.rpartition("-")[0]) or sources.get(article.source or "")
    url = address(article.url)
    province = (article.place.province if article.place else None) or (source.province if source else "")
    return About(
        title=clean(article.title, 300), url=url, source=clean(source.title if source and source.title else article.source or url and urlsplit(url).hostname, 120),
        province=clean(province, 60), published=clean(article.published, 25), attachment=bool(article.attached_to),
    )  # fmt: skip


def _order(record: schema.Record, directive: schema.Directive, about: About, dues: list[deadlines.Due]) -> Order:
    return Order(
        about=about,
        modality=directive.modality,
        issuer=clean(show.issuer(directive), 300),
        lead=clean("; ".join(directive.lead), 400),
        action=clean(directive.action or directive.text, 800),
        dues=tuple(due._replace(words=clean(due.words, 200)) for due in dues) or ((deadlines.Due(clean(directive.deadline_by_reference, 200), None),) if directive.deadline_by_reference else ()),
        targets=clean("; ".join(directive.targets), 300),
        basis=clean("; ".join(show.basis(record, key) for key in directive.legal_basis), 400),
    )


def clean(text: str | None, most: int) -> str:
    r"""The text on one line, at most so long, without letters that would command a terminal or turn the reading direction.

    >>> clean("Sở Y tế\n\x1b[31m  \u202eđỏ\ud800", 30), clean("abcdef", 4), clean(None, 9)
    ('Sở Y tế [31m đỏ', 'abc…', '')
    """
    if not text:
        return ""
    line = " ".join((text if text.isprintable() else _printable(text)).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _printable(text: str) -> str:
    return "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or unicodedata.category(letter)[0] != "C")


def address(url: str | None) -> str | None:
    """The address if it is one of the web, else None: a page told it, and what a page tells may be javascript.

    >>> address("https://a.vn/x?y=1&z"), address("javascript:alert(1)"), address("https://"), address("http://a.vn/a b"), address("//a.vn")
    ('https://a.vn/x?y=1&z', None, None, None, None)
    """
    if not url or len(url) > 2000 or not url.isprintable() or any(letter in url for letter in " \"'<>\\`"):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def terminal(morning: Morning, file: IO[str], lang: str = "vi") -> None:
    """Prints the report; in colour where the file is a terminal, line by line in a pipe."""
    from pipeline.morning import lines

    lines.write(morning, file, lang)


def html(morning: Morning, lang: str = "vi") -> str:
    """The report as one self-contained page that opens in `lang` and can be switched."""
    from pipeline.morning import page

    return page.page(morning, lang)
