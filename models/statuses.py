"""What a percentage or ratio is: a target, achieved, a baseline, a change, or a fact of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from models.features import sides, tokens

CLASSES = ("target", "achieved", "baseline", "change", "other")
PENALTY = 2.0
LEAST = 0.8  # what may overrule a rule, by open real articles: below, rules were overruled wrongly more often than rightly
FIRM = ()


class Candidate(NamedTuple):
    """A percentage or ratio in its sentence."""

    left: str  # lower case
    right: str
    status: str  # the rules' status
    rule: str
    kind: str
    comparator: str
    mode: str  # the status that the words before it in the paragraph speak of, "" for none
    over: str  # the heading or the line ending in ":" above, in lower case


def features(c: Candidate) -> Iterator[str]:
    """The features of a figure; those that begin with "rule" are the rules' opinion."""
    left, right = tokens(c.left[-80:])[-8:], tokens(c.right[:60])[:6]
    yield f"rule={c.rule}"
    yield f"rule status={c.status}"
    yield f"rule={c.rule} status={c.status}"
    yield f"rule status={c.status} comparator={c.comparator}"
    yield f"kind={c.kind}"
    yield f"comparator={c.comparator}"
    yield f"mode={c.mode}"
    yield from sides(left, right, 3)
    yield from (f"over={word}" for word in set(tokens(c.over[:60])))
