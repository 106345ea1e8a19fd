"""What a date is for: deadline, issued, event, published, period, target, effective; duration and vague ones are left to the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.features import sides, tokens

CLASSES = ("deadline", "issued", "event", "published", "period", "target", "effective", "duration", "vague")
PENALTY = 2.0
LEAST = 0.8  # what may overrule a rule, by open real articles: below, rules were overruled wrongly more often than rightly
FIRM = ()


class Candidate(NamedTuple):
    """A date with the words around it."""

    left: str  # lower case
    right: str
    role: str  # the rules' role
    rule: str
    bound: str  # "trước", "chậm nhất vào", "trong"
    label: str  # "giai đoạn", "cùng kỳ"
    unit: str  # day, month, quarter, year, span, ...
    past: bool | None  # it ended before the article appeared; None where that is open
    has_year: bool
    fronted: bool  # it opens its clause
    zone: str
    cues_left: Sequence[str]  # kinds of the nearest cue before it
    cues_right: Sequence[str]


def features(c: Candidate) -> Iterator[str]:
    """The features of a date; those that begin with "rule" are the rules' opinion."""
    left, right = tokens(c.left[-50:])[-5:], tokens(c.right[:50])[:5]
    yield f"rule={c.rule}"
    yield f"rule role={c.role}"
    yield f"rule={c.rule} unit={c.unit}"
    yield f"rule={c.rule} past={c.past}"
    yield f"bound={c.bound}"
    yield f"bound={c.bound} past={c.past}"
    yield f"label={c.label}"
    yield f"unit={c.unit} past={c.past} year={c.has_year:d}"
    yield f"unit={c.unit} bound={c.bound} fronted={c.fronted:d}"
    yield f"fronted={c.fronted:d}"
    yield f"zone={c.zone}"
    yield from (f"cue left={kind}" for kind in c.cues_left)
    yield from (f"cue right={kind}" for kind in c.cues_right)
    yield from (f"unit={c.unit} cue left={kind}" for kind in c.cues_left)
    yield from sides(left, right, 3)
