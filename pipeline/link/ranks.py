"""How high an agency stands, and in which capacity somebody with several offices gives orders (catalogue D1, D9)."""

from __future__ import annotations

import re
from functools import cache

from corpora import gazetteer
from pipeline import places

PROVINCE = 4  # the rank of a province's own bodies


def rank(name: str) -> int:
    """How high an agency stands, from 6 (the Government) to 1 (a commune); a group of bodies stands with its members."""
    if name.startswith(("UBND thành phố ", "HĐND thành phố ")):
        found = places.province(name.split("thành phố ", 1)[1])
        if found and found.full.lower().startswith("thành phố"):
            return PROVINCE
    return _value("rank", name)


def capacity(name: str) -> tuple[int, str]:
    """A key that sorts the offices of one person by the capacity in which orders are given: the state office first (D9)."""
    return _value("capacity", name), name


def headed_by(title: str, name: str) -> bool:
    """Whether an agency's head bears this title: Bộ trưởng, of a ministry (E16)."""
    return any(value == title and row.match(name) for row, value in _rows("title"))


@cache
def _rows(kind: str) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(row["name"]), row["value"]) for row in gazetteer("agency_ranks") if row["kind"] == kind]


def _value(kind: str, name: str) -> int:
    return next(int(value) for row, value in _rows(kind) if row.match(name))
