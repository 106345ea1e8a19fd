"""What stands among the lines of an article and is none of it: boxes of related headlines, forms, counters, share bars."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.pages import stamps
from pipeline.pages.walk import Box, Line, Tree
from pipeline.pages.words import LONG, furniture, normal

_OUTER = frozenset(("nav", "aside", "footer", "menu"))


def drop_boxes(tree: Tree, titled: Sequence[int], repeated: frozenset[str]) -> list[bool]:
    """For each line whether it stands in a box that by its name is no article, or is one of the site's own lines.

    A box stays if it holds one of the lines that may be the title (`titled`, in order), or a large part of the page's prose.
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
        if _is_outside(box, inside, total) and bisect_left(titled, box.start) == bisect_left(titled, box.end):  # no title between
            for i in range(box.start, box.end):
                dead[i] = True
    if total and all(dead[i] or line.length < LONG or line.linked * 2 > line.length for i, line in enumerate(tree.lines)):
        return [normal(line.text) in repeated for line in tree.lines]  # every box has such a name: it says nothing here
    return dead


def free_links(tree: Tree) -> None:
    """Takes lines for no links where paragraphs are: a link was never closed, and all below it seems to be one."""
    prose = [line for line in tree.lines if line.length >= LONG]
    linked = sum(line.length for line in prose if line.linked * 2 > line.length and line.text.endswith((".", ":", ";", "…", "”")))
    if linked * 2 > sum(line.length for line in prose):
        for line in tree.lines:
            line.linked = 0


def _is_outside(box: Box, inside: int, total: int) -> bool:
    if box.tag in _OUTER or "around" in box.kinds or "crumb" in box.kinds or "hidden" in box.kinds:
        return inside <= 0.7 * total  # a page whose every box is a "sidebar" has one that is not
    if "tools" in box.kinds:
        return inside == 0
    return box.tag == "header" and "head" in box.kinds and inside == 0


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
_STAMP = 30  # characters of a date behind a headline: "(Thứ hai, 22/09/2023 08:37)"


def drop_links(tree: Tree, start: int, end: int, dead: list[bool], keep: Sequence[bool]) -> None:
    """Marks the lines that are links, unless they are to be kept, with the words above them and the dates and teasers beside them."""
    lines = tree.lines
    mass = sum(line.length for line in lines[start:end] if line.length >= LONG)
    linked = sum(min(line.linked, line.length) for line in lines[start:end] if line.length >= LONG)
    if linked * 2 > mass:
        return  # a link that was never closed
    links = [not dead[i] and not keep[i - start] and _is_link(lines[i]) for i in range(start, end)]
    for i in range(start, end):
        if not links[i - start]:
            continue
        dead[i] = True
        if i > start and not dead[i - 1] and furniture(lines[i - 1].text) == "block":
            dead[i - 1] = True  # the words above the links go with them, so that nothing below is taken for one of them
            for k in _teasers(lines, links, start, i):
                dead[k] = True
        item = lines[i].box
        while item.parent is not None and item.end - item.start == 1 and item.parent.end - item.parent.start <= 4:
            item = item.parent
        told = sum(line.length for line in lines[item.start : item.end] if line.length >= LONG)
        if item.end - item.start <= 4 and item.start >= start and item.end <= end and told <= 0.3 * mass and _is_item(lines, item, i):
            for k in range(item.start, item.end):
                dead[k] = True


def _is_link(line: Line) -> bool:
    rest = line.length - line.linked
    if rest <= 0.2 * line.length or line.file and rest <= _LABEL and not line.text.endswith("."):
        return True
    return 0 < line.linked and rest <= _STAMP and len(stamps.remainder(line.text)) <= line.linked + 3  # "Headline (22/09/2023)"


def _teasers(lines: Sequence[Line], links: Sequence[bool], start: int, first: int) -> list[int]:
    """The lines that stand between links of a list that begins at `first`, one below each; below the last too where each has one."""
    found, i, end = [], first, start + len(links)
    while i < end and links[i - start]:
        below = i + 1 < end and not links[i + 1 - start]
        if below and (i + 2 < end and links[i + 2 - start] or found and found[-1] == i - 1):
            found.append(i + 1)
        i += 2 if below else 1
    return found


def _is_item(lines: Sequence[Line], item: Box, headline: int) -> bool:
    """Whether a small box is one of a list of other articles: what stands in it beside the headline is a date or comes after the headline."""
    return all(k >= headline or lines[k].length < 40 for k in range(item.start, item.end))
