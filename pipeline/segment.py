"""Sentences, list items, quotations and clauses of a view.

Reads a `View` and the lines of `clean.lines`; writes `Sentence` records. All offsets are the view's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.clean import Line


class Sentence(NamedTuple):
    """One sentence without its list number."""

    start: int
    end: int
    zone: str  # as in clean.Line
    paragraph: int  # number of the line
    item: str | None = None  # list number of the item it stands in: "1", "a", "-"
    depth: int = 0  # 0 outside lists, 1 for the outermost list, ...
    quoted: bool = False  # begins inside a quotation of a sentence or more


# An item number at a line's start: 1. 1.2. 1) a) (i) - + * • o I. II. Điều 3.
ITEM = re.compile(r"(?:(?P<number>\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[ivx]{1,4}|[IVX]{1,5})[.)](?=\s|[^\W\d_]))|(?P<bullet>[-+*•▪●–]))\s*(?=\S)")

# A full stop after these does not end a sentence (catalogue: TP. HCM, Q.1, PGS.TS.).
_ABBREVIATION = re.compile(r"(?:\b(?:TP|Tp|tp|TX|Tx|TT|Q|P|H|X|GS|PGS|TS|ThS|Th\.S|BS|CN|KS|LS|Mr|Mrs|Dr|St|No|vs|ĐT|KT|TL|TM|TUQ|Km|Ts|Ths|UVT|Nxb|tr|[A-ZĐ])|\bv\.v)\.$")


def sentences(text: str, lines: list[Line]) -> list[Sentence]:
    """The sentences of a view's text, in order; lines of boilerplate give none."""
    found: list[Sentence] = []
    quotes = quotations(text)
    item, depth, last_number = None, 0, False
    for number, line in enumerate(lines):
        if line.zone == "boilerplate":
            continue
        start = line.start
        match = ITEM.match(text, start, line.end)
        if match and match.end() < line.end and line.zone in ("body", "heading"):
            start = match.end()
            if match["bullet"]:
                item, depth = match["bullet"], 2 if last_number else 1
            else:
                item, depth, last_number = match["number"].strip("().") , 1, True
        elif line.zone == "body":
            item, depth, last_number = None, 0, False
        for a, b in _split(text, start, line.end):
            quoted = any(q < a < r for q, r in quotes) or any(a == q for q, _ in quotes)
            found.append(Sentence(a, b, line.zone, number, item, depth, quoted))
    return found


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The (start, end) of the sentences of one line."""
    from underthesea import sent_tokenize  # its import takes half a second

    at, pending = start, None
    for piece in sent_tokenize(text[start:end]):
        begin = text.find(piece, at, end)
        stop = begin + len(piece)
        if pending is not None and (_ABBREVIATION.search(text, pending, at) or begin == at or not _may_begin(text, begin)):
            begin = pending
        elif pending is not None:
            yield pending, at
        pending, at = begin, stop
    if pending is not None:
        yield pending, at


def _may_begin(text: str, index: int) -> bool:
    return not text[index].islower() and text[index] not in ",;.)/"


def quotations(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each quotation of 40 characters or more, marks included; nested short ones belong to the outer."""
    found = []
    for match in re.finditer(r"[“\"](?:[^“”\"\n]|“[^“”\"\n]{1,40}”){40,}[”\"]", text):
        found.append(match.span())
    return found


def clauses(text: str, sentence: Sentence) -> list[tuple[int, int]]:
    """The (start, end) of a sentence's clauses, cut after each ";" outside brackets and quotation marks."""
    cuts, depth, start = [], 0, sentence.start
    for i in range(sentence.start, sentence.end):
        c = text[i]
        depth += (c in "(“") - (c in ")”" and depth > 0)
        if c == ";" and not depth:
            cuts.append((start, i + 1))
            start = i + 1 + (text[i + 1 : i + 2] == " ")
    if start < sentence.end:
        cuts.append((start, sentence.end))
    return cuts
