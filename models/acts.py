"""What a sentence does: directive, umbrella, report, background, intention, request upward, other.

Sees the sentence with its mentions masked, what the rules say of it, the frame, the classes of the sentences before it and how the next begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.features import beside, bucket, tokens

CLASSES = ("directive", "umbrella", "report", "background", "intention", "request", "other")
PENALTY = 2.0  # the best of 1, 2, 4 in cross-validation on the training split
LEAST = 0.7  # what may overrule a rule, by open real articles
FIRM = ("directive", "umbrella")  # an order lost loses those behind it, which inherit its speaker and addressee

LONGEST = 60  # tokens of a sentence that are looked at, half from either end


class Candidate(NamedTuple):
    """A sentence of the body as the classifier sees it."""

    masked: str  # in lower case, with a letter for each mention
    following: str  # the next sentence, masked
    kind: str  # the rules' class
    rule: str  # the rule that gave it
    before: Sequence[str]  # the classes of the sentences before it, the nearest first
    active: bool  # somebody in charge is speaking
    listing: bool  # inside the list below an umbrella
    known: bool  # somebody in charge has given an order in this article
    item: str | None
    quoted: bool
    place: float  # 0 for the first sentence of the article, 1 for the last
    roles: Sequence[str]  # of the dates and percentages in it


def features(c: Candidate) -> Iterator[str]:
    """The features of a sentence; those that begin with "rule" are the rules' opinion."""
    words = tokens(c.masked)
    if len(words) > LONGEST:
        words = words[: LONGEST // 2] + ["…"] + words[-LONGEST // 2 :]
    frame = f"{c.active:d}{c.listing:d}{c.known:d}"
    item = "none" if c.item is None else "number" if c.item[:1].isdigit() else "bullet"
    yield f"rule={c.rule}"
    yield f"rule kind={c.kind}"
    yield f"rule={c.rule} frame={frame}"
    yield f"rule={c.rule} before={c.before[0] if c.before else ''}"
    yield f"rule={c.rule} item={item}"
    for i, kind in enumerate(c.before[:3], 1):
        yield f"before{i}={kind}"
    yield f"before={' '.join(c.before[:2])}"
    yield f"frame={frame}"
    yield f"item={item}"
    yield f"item={item} frame={frame}"
    yield f"quoted={c.quoted:d}"
    yield f"place={bucket(c.place, 0.05, 0.2, 0.5, 0.8, 0.95)}"
    yield f"length={bucket(len(words), 8, 15, 30, 50)}"
    yield from (f"holds={role}" for role in set(c.roles))
    yield from (f"w={word}" for word in set(words))  # pairs of words, underthesea's words and character n-grams were no better (cards/acts.md)
    yield from beside("first", words[:4], 4, behind=True)
    yield f"last={' '.join(words[-2:])}"
    yield from beside("next", tokens(c.following[:30])[:2], 2, behind=True)
    letters = "".join(w for w in words if w in "AOPDTQ")
    yield f"letters={letters[:4]}"
