"""What stands among the lines of an article and is none of it: boxes of related headlines, forms, counters, share bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from corpora import any_of, gazetteer
from pipeline.pages.article import LONG, folded, normal
from pipeline.pages.walk import Box, Line, Tree

_OUTER = frozenset(("nav", "aside", "footer", "menu"))


def drop_boxes(tree: Tree, titled: Sequence[int], repeated: frozenset[str]) -> list[bool]:
    """For each line whether it stands in a box that by its name is no article, or is one of the site's own lines.

    A box stays if it holds what may be the title, or a large part of the page's prose.
    """
    dead = [bool(repeated) and normal(line.text) in repeated for line in tree.lines]
    sums = [0]
    for line in tree.lines:
        sums.append(sums[-1] + (line.length - min(line.linked, line.length) if line.length >= LONG else 0))
    total = sums[-1]
    for box in tree.boxes:
        if box.start == box.end or dead[box.start] and dead[box.end - 1] or box.tag in ("body", "html", "main", "article"):
            continue
        inside = sums[box.end] - sums[box.start]
        if _is_outside(box, inside, total) and not any(box.start <= i < box.end for i in titled):
            for i in range(box.start, box.end):
                dead[i] = True
    return dead


def _is_outside(box: Box, inside: int, total: int) -> bool:
    if box.tag in _OUTER or "around" in box.kinds or "crumb" in box.kinds or "hidden" in box.kinds:
        return inside <= 0.7 * total  # a page whose every box is a "sidebar" has one that is not
    if "tools" in box.kinds:
        return inside == 0
    return box.tag == "header" and "head" in box.kinds and inside == 0


@cache
def _phrases() -> dict[str, str]:
    return {folded(row["phrase"]): row["kind"] for row in gazetteer("boilerplate") if "…" not in row["phrase"]}


_COUNT = re.compile(r"(?: \d+)+$")


def furniture(text: str) -> str | None:
    """The kind of page furniture that the line is: cut, block, line (see boilerplate.tsv), else None."""
    if len(text) > 80:
        return None
    words = folded(text)
    return _phrases().get(words) or _phrases().get(_COUNT.sub("", words)) if words else None


@cache
def _tools() -> str:
    """The words of page furniture as a pattern, the beginnings of open-ended ones ("Lượt xem…") among them."""
    opening = {folded(row["phrase"].split("…")[0]) for row in gazetteer("boilerplate") if row["kind"] == "line" and row["phrase"].count("…") == 1}
    return rf"(?<!\w)(?:{any_of({*_phrases(), *(words for words in opening if ' ' in words)})})(?!\w)"


@cache
def _pieces() -> re.Pattern[str]:
    return re.compile(rf"{_tools()}|\d+|(?<=\d)[xk](?!\w)")


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s|–•·-]*(?:\d[\d.,]*\s?)?{_tools()}(?:\s?:?\s?\d[\d.,]*(?![\d/:-]))?)+\W*$", re.IGNORECASE)


def without_tools(text: str) -> str:
    """The line without the counters and links that stand behind a date.

    >>> without_tools("22/09/2023 08:37 | 1557 lượt xem In bài viết")
    '22/09/2023 08:37'
    """
    return _trailing().sub("", text) or text


def is_tools(text: str) -> bool:
    """Whether a line is nothing but pieces of page furniture: "Thích 0 Chia sẻ", "0:00 / 0:00 Nam miền Bắc 1x"."""
    if len(text) > 150:
        return False
    words = folded(text)
    left, count = _pieces().subn(" ", words)
    return count > 0 and not left.strip() and not words.replace(" ", "").isdigit()


@cache
def _notices() -> re.Pattern[str]:
    """The words with which notices of the site begin, whole sentences among them: "Bản quyền thuộc về ..."."""
    rows = [row["phrase"].split("…")[0].strip() for row in gazetteer("boilerplate") if row["kind"] == "cut" and row["phrase"].endswith("…")]
    return re.compile("|".join(re.escape(words) for words in rows if len(words) > 1) + "|©", re.IGNORECASE)


def is_notice(text: str) -> bool:
    """Whether a line is a notice of the site below an article."""
    return len(text) < 300 and _notices().match(text) is not None


def ended(tree: Tree, dead: Sequence[bool]) -> list[bool]:
    """For each line whether a phrase that ends articles stands before it in a box around both."""
    out = [False] * len(tree.lines)
    for i, line in enumerate(tree.lines):
        if dead[i] or out[i] or line.length > 60 or furniture(line.text) not in ("cut", "block"):
            continue
        box = line.box
        while box.parent is not None and box.end == i + 1 and box.parent.parent is not None:
            box = box.parent
        if furniture(line.text) == "block" and box.end - i > 12:
            continue
        for k in range(i, box.end):
            out[k] = True
    return out


_LABEL = 30  # characters before a file's link in its line: "Tài liệu đính kèm:"


def drop_links(tree: Tree, start: int, end: int, dead: list[bool], keep: Sequence[bool]) -> None:
    """Marks the lines that are links, unless they are to be kept, with the date and the teaser that stand in one box with them."""
    lines = tree.lines
    mass = sum(line.length for line in lines[start:end] if line.length >= LONG)
    linked = sum(min(line.linked, line.length) for line in lines[start:end] if line.length >= LONG)
    if linked * 2 > mass:
        return  # a link that was never closed
    for i in range(start, end):
        line = lines[i]
        rest = line.length - line.linked
        if dead[i] or keep[i - start] or rest > 0.2 * line.length and not (line.file and rest <= _LABEL and not line.text.endswith(".")):
            continue
        dead[i] = True
        item = line.box
        while item.parent is not None and item.end - item.start == 1 and item.parent.end - item.parent.start <= 4:
            item = item.parent
        if item.end - item.start <= 4 and item.start >= start and item.end <= end and _is_item(lines, item, i):
            for k in range(item.start, item.end):
                dead[k] = True


def _is_item(lines: Sequence[Line], item: Box, headline: int) -> bool:
    """Whether a small box is one of a list of other articles: what stands in it beside the headline is a date or comes after the headline."""
    return all(k >= headline or lines[k].length < 40 for k in range(item.start, item.end))
