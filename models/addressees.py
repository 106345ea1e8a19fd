"""Who acts on an instruction whose addressee is not in its sentence: of the agencies named before, the likeliest, or nobody.

A ranking by pairs of (instruction, candidate): each is judged "right" or "wrong" by itself, the likeliest wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from models.features import beside, bucket, tokens

CLASSES = ("right", "wrong")
PENALTY = 2.0
LEAST = 0.8  # what may overrule a rule, by open real articles: below, rules were overruled wrongly more often than rightly
FIRM = ()


class Candidate(NamedTuple):
    """A group of names that an instruction may mean; no names: it addresses nobody."""

    names: tuple[str, ...]
    chosen: bool  # by the rules
    source: str  # latest: who acted last; umbrella: of the list; earlier: before that; nobody
    distance: int  # sentences since the names stood
    same_paragraph: bool
    masked: str  # the instruction
    rule: str  # that made it a directive
    listing: bool
    item: bool
    classes: bool  # the names are groups ("các sở, ngành")


def features(c: Candidate) -> Iterator[str]:
    """The features of a pair; those that begin with "rule" are the rules' opinion."""
    distance = bucket(c.distance, 1, 2, 4, 8)
    frame = f"{c.listing:d}{c.item:d}"
    yield f"rule chosen={c.chosen:d}"
    yield f"rule chosen={c.chosen:d} source={c.source}"
    yield f"rule={c.rule} source={c.source}"
    yield f"source={c.source}"
    yield f"source={c.source} frame={frame}"
    yield f"source={c.source} distance={distance}"
    yield f"source={c.source} paragraph={c.same_paragraph:d} item={c.item:d}"
    yield f"source={c.source} classes={c.classes:d}"
    yield f"source={c.source} many={bucket(len(c.names), 2, 3)}"
    yield from beside(f"{c.source} first", tokens(c.masked[:60])[:3], 3, behind=True)
