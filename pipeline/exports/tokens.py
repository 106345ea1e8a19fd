"""A text as tokens: syllables, numbers and signs, cut also where a mention begins or ends, so that every mention is made of whole tokens."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise

from pipeline import schema

# letters with the marks that follow them where the text is decomposed; a number with its points and commas; any other sign alone
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|(?:\w[\u0300-\u036f\u0323]*)+|[^\w\s]")

Span = tuple[int, int]


def tokens(text: str, cuts: Iterable[int] = ()) -> list[Span]:
    """Where the tokens of a text stand.

    >>> [text[start:end] for text in ["Sở Y tế đạt 95,5% (15/2023/QĐ-UBND)."] for start, end in tokens(text, {2, 7, 24})]
    ['Sở', 'Y', 'tế', 'đạt', '95,5', '%', '(', '15', '/', '20', '23', '/', 'QĐ', '-', 'UBND', ')', '.']
    """
    inner = sorted(set(cuts))
    found: list[Span] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        i = bisect_left(inner, start + 1)
        points = [start]
        while i < len(inner) and inner[i] < end:
            points.append(inner[i])
            i += 1
        found += pairwise([*points, end])
    return found


def cuts(record: schema.Record) -> set[int]:
    """Where mentions begin and end."""
    return {place for kind in schema.KINDS for mention in getattr(record, kind) for place in (mention.start, mention.end)}
