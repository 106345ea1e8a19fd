"""Documents that news name in short ("Đề án 06", "Nghị quyết 57", "Luật Đất đai"), told apart by the article's date and by subject."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

import corpora
from pipeline.extractors.documents.symbols import fold


class Known(NamedTuple):
    """A row of wellknown.tsv."""

    names: tuple[str, ...]
    type: str
    number: str
    symbol: str
    issued: str
    issuer: str
    title: frozenset[str]  # its words
    until: str


@cache
def _rows() -> tuple[Known, ...]:
    return tuple(
        Known(tuple(corpora.cells(r["names"])), r["type"], r["number"], r["symbol"], r["issued"], r["issuer"], words(r["title"]), r["until"])
        for r in corpora.gazetteer("wellknown")
    )


@cache
def _by_name() -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for row in _rows():
        for name in row.names:
            found.setdefault(name.casefold(), []).append(row)
    return found


@cache
def _by_symbol() -> dict[tuple[str, str, str], list[Known]]:
    found: dict[tuple[str, str, str], list[Known]] = {}
    for row in _rows():
        found.setdefault((row.type, plain_number(row.number), fold(row.symbol)), []).append(row)
    return found


@cache
def has_number(type: str, number: str) -> bool:
    """Whether a document of this type, or one named so, has the number."""
    return f"{type} {number}".casefold() in _by_name() or any(row.type == type and row.number == number for row in _rows())


_EMPTY_WORDS = frozenset(
    "và của về việc các những một số cho theo đến năm giai đoạn tầm nhìn định hướng trên địa bàn tỉnh thành phố thời kỳ trong với "
    "phê duyệt triển khai thực hiện".split()
)


@lru_cache(maxsize=4096)
def words(title: str | None) -> frozenset[str]:
    """The content words of a title: titles are quoted with small changes, so their words are compared, not the strings."""
    return frozenset(w for w in re.findall(r"[^\W\d_]+", (title or "").casefold()) if w not in _EMPTY_WORDS)


def plain_number(number: str) -> str:
    """The number for comparison: "06" and "6" are one, "30a" and "30A" too."""
    return number.lstrip("0").casefold() or "0"


def by_name(name: str, day: datetime.date | None, about: str | None = None) -> Known | None:
    """The document that a short name meant on a day; `about` (a title, the sentence) chooses between several; None when it cannot."""
    return _choose(_by_name().get(name.casefold(), ()), day, about)


def by_symbol(type: str, number: str, symbol: str, day: datetime.date | None, about: str | None = None) -> Known | None:
    """The document of this type, number and symbol, as of a day: Party numbers begin again with each term."""
    return _choose(_by_symbol().get((type, plain_number(number), fold(symbol)), ()), day, about)


def all_by_symbol(type: str, number: str, symbol: str) -> list[Known]:
    """Every document of this type, number and symbol, of whatever date."""
    return _by_symbol().get((type, plain_number(number), fold(symbol)), [])


@lru_cache(maxsize=1024)
def by_title(type: str, title: str, day: datetime.date | None) -> Known | None:
    """The document of this type that a title describes: most of the known title's words are in it."""
    if type in ("Luật", "Bộ luật"):
        return None  # their names are short and alike: `by_name`
    mine = words(title)
    rows = [r for name in _by_name() if name.startswith(type.casefold() + " ") for r in _by_name()[name]]
    fits = {r for r in rows if len(r.title) >= 5 and len(r.title & mine) >= 0.75 * len(r.title)}
    return _choose(fits, day, title)


def law_names() -> Iterable[str]:
    """The names of the laws: "Luật Đất đai"."""
    return (name for row in _rows() for name in row.names if row.type in ("Luật", "Bộ luật"))


def _choose(rows: Iterable[Known], day: datetime.date | None, about: str | None) -> Known | None:
    """The one row that fits: of its time, and best described by the words around it."""
    when = day.isoformat() if day else None
    fits = [r for r in rows if when is None or r.issued <= when and (not r.until or when <= r.until)]
    if len(fits) < 2:
        return fits[0] if fits else None
    if fits[0].type in ("Luật", "Bộ luật"):
        year = re.search(r"\b(?:19|20)\d\d\b", about or "")
        if year:
            return next((r for r in fits if r.issued.startswith(year[0])), None)
        # a law keeps its name when it is replaced: the newest one in force half a year after it was passed
        ready = [r for r in fits if when and r.issued <= (day - datetime.timedelta(days=180)).isoformat()] if day else []
        return max(ready, key=lambda r: r.issued) if ready else None
    around = words(about)
    scored = sorted(((len(r.title & around) / len(r.title), r) for r in fits), key=lambda s: -s[0])
    if scored[0][0] >= 0.3 and scored[0][0] > scored[1][0]:
        return scored[0][1]
    return None
