"""Named binary features from words: what the classifiers here have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"\w+|[^\w\s]")


def tokens(text: str) -> list[str]:
    """Syllables, numbers and marks, in order; a number counts by its length only.

    >>> tokens("trước 25/6, A")
    ['trước', '00', '/', '0', ',', 'A']
    """
    return ["0" * len(token) if token.isdecimal() else token for token in _TOKEN.findall(text)]


def beside(name: str, words: Sequence[str], longest: int, *, behind: bool) -> Iterator[str]:
    """The 1, 2, ... `longest` words next to a candidate: those before it end at it, those behind it begin there.

    >>> list(beside("left", ["qua", "Sở"], 2, behind=False))
    ['left1=Sở', 'left2=qua Sở']
    """
    for size in range(1, min(longest, len(words)) + 1):
        yield f"{name}{size}={' '.join(words[:size] if behind else words[-size:])}"


def sides(left: Sequence[str], right: Sequence[str], longest: int) -> Iterator[str]:
    """The words next to a candidate on both sides, and each word near it.

    >>> sorted(sides(["báo", "cáo"], [], 1))
    ['left1=cáo', 'near left=báo', 'near left=cáo']
    """
    yield from beside("left", left, longest, behind=False)
    yield from beside("right", right, longest, behind=True)
    yield from (f"near left={word}" for word in set(left))
    yield from (f"near right={word}" for word in set(right))


def bucket(number: float, *bounds: float) -> int:
    """How many of the bounds the number reaches.

    >>> bucket(7, 5, 10)
    1
    """
    return sum(number >= bound for bound in bounds)
