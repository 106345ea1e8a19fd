"""What an agency, or a coordination of agencies, does in its sentence: lead, coordinate, receive_report, advised, issuer, via, supervise, other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from models.features import bucket, sides, tokens

CLASSES = ("lead", "coordinate", "receive_report", "advised", "issuer", "via", "supervise", "other")
PENALTY = 2.0
LEAST = 0.8  # what may overrule a rule, by open real articles: below, rules were overruled wrongly more often than rightly
FIRM = ()
REACH = 60  # characters to either side


class Candidate(NamedTuple):
    """A coordination of agencies in its masked sentence."""

    left: str  # the masked words before it
    right: str
    role: str  # the rules' role
    rule: str
    act: str  # the class of the sentence
    act_rule: str
    head: str  # the first word of the first name: "sở", "ubnd"
    kind: str  # A, or O with an office's title before it
    granularity: str
    members: int
    first: bool  # opens the main clause
    before: str  # the role of the coordination before it in the sentence


def features(c: Candidate) -> Iterator[str]:
    """The features of a coordination; those that begin with "rule" are the rules' opinion."""
    left, right = tokens(c.left[-REACH:])[-6:], tokens(c.right[:REACH])[:6]
    yield f"rule={c.rule}"
    yield f"rule role={c.role}"
    yield f"rule={c.rule} act={c.act}"
    yield f"rule role={c.role} kind={c.kind} act={c.act}"
    yield f"rule act={c.act_rule}"
    yield f"act={c.act}"
    yield f"act={c.act} kind={c.kind} first={c.first:d}"
    yield f"act={c.act} before={c.before}"
    yield f"before={c.before}"
    yield f"head={c.head}"
    yield f"head={c.head} act={c.act}"
    yield f"granularity={c.granularity} act={c.act}"
    yield f"members={bucket(c.members, 2, 3)}"
    yield from sides(left, right, 4)
    yield f"act={c.act} left={' '.join(left[-1:])}"
    yield f"act={c.act} right={' '.join(right[:1])}"
    yield f"between={' '.join(left[-1:])} {' '.join(right[:1])}"
