"""Where on a page its article stands: the line of its title, and the lines of its text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from pipeline.clean import UPPER
from pipeline.pages.files import is_file
from pipeline.pages.walk import Box, Line, Tree
from pipeline.pages.words import LONG, folded, furniture

_END = (".", "!", "?", "…", ";", ":", "”", '"', ")", ",")


class Extent(NamedTuple):
    """Where the article is: the line of its title, if a line holds it, and its lines from `start` to before `end`."""

    title: int | None
    start: int
    end: int
    box: Box  # what holds its paragraphs

    @property
    def around(self) -> Box:
        """The smallest box that holds title and text."""
        box = self.box
        first = self.start if self.title is None else min(self.title, self.start)
        while box.parent is not None and not box.start <= first < self.end <= box.end:
            box = box.parent
        return box


# --- the title -----------------------------------------------------------------------------------------------------------------------------

# What portals print as the title of every page.
_OF_SITE = re.compile(
    r"""
    (?: cổng\s(?:thông\stin|ttđt|tt\sđt|điện\stử) | trang\s(?:thông\stin|tin\sđiện\stử|ttđt|chủ|nhất|web) | website | home | default | untitled
      | hệ\sthống\squản\slý | chi\stiết | tin\stức | bài\sviết | nội\sdung | xem\schi\stiết
      | ubnd\s\w+(?:\s\w+){0,3}$ | báo\s\w+(?:\s\w+){0,2}(?:\sđiện\stử|\sonline)?$
    )""",
    re.VERBOSE,
)


def is_of_site(text: str, site: str | None) -> bool:
    """Whether a title is the site's name, or the name of a part of it."""
    words = folded(text)
    return not words or words == folded(site or "") or _OF_SITE.match(words) is not None and len(words) < 90


_SURE = 1.9  # a heading (1) that its class calls a title (1)


def find_title(tree: Tree, titles: Sequence[str], site: str | None, dead: Sequence[bool]) -> int | None:
    """The line that is the article's title: as the head of the page tells it, a heading, or named so by its class."""
    wanted = [(folded(title), weight) for title, weight in zip(titles, (4.0, 4.0, *[3.0] * 8), strict=False) if not is_of_site(title, site)]
    headings = sum(line.heading == 1 for line in tree.lines)
    longest = max((len(title) for title, _ in wanted), default=0) + 40
    starts = {title[:1] for title, _ in wanted}
    best, best_score = None, _SURE
    for i, line in enumerate(tree.lines):
        if not (4 <= line.length <= 300):
            continue
        score = 100.0 if "title" in line.marks else 0.0
        if line.heading:
            score += (3.0 if headings == 1 else 2.5) if line.heading == 1 else 1.0
        if "title" in line.kinds:
            score += 1.0
        if 8 <= line.length <= longest and any(start in line.text[:4].casefold() for start in starts):
            score += _match(line.folded, wanted)
        if score < _SURE:
            continue
        score -= _doubt(line, dead[i], site)
        if score > best_score:
            best, best_score = i, score
    return best


def _match(words: str, wanted: list[tuple[str, float]]) -> float:
    return max((weight for title, weight in wanted if _is_same(words, title)), default=0.0) if words else 0.0


def _is_same(words: str, title: str) -> bool:
    """Equal, or the longer is the other with the site's name after it, or cut short."""
    if words == title:
        return True
    short, long = (words, title) if len(words) <= len(title) else (title, words)
    return (
        long.startswith(short) and (len(short) >= 25 or len(short) >= 0.7 * len(long)) and (len(words) <= len(title) or len(words) - len(title) < 30)
    )


def _doubt(line: Line, dead: bool, site: str | None) -> float:
    """What speaks against a line as the title."""
    doubt = 2.0 * (line.linked > line.length / 2) + 2.0 * dead + 2.0 * ("head" in line.kinds)
    if is_of_site(line.text, site) or furniture(line.text):
        doubt += 4
    if line.length < 12 or line.text.count(" ") < 2:
        doubt += 1
    return doubt


# --- the text ------------------------------------------------------------------------------------------------------------------------------


def weigh(lines: Sequence[Line], dead: Sequence[bool]) -> list[float]:
    """How much each line looks like a paragraph of an article: its characters outside links, less where a headline in a link announces it."""
    weights = []
    headline = False  # the line before is a headline in a link
    for line, out in zip(lines, dead, strict=True):
        plain = line.length - line.linked
        ends = line.text.endswith(_END)
        weight = 0.0
        if not out and plain * 2 >= line.length and (line.length >= LONG or ends and line.length >= 30):
            weight = float(plain)
            if headline:
                weight *= 0.1
        weights.append(weight)
        headline = line.length >= 20 and line.linked >= 0.8 * line.length and not line.length >= 200
    return weights


SHARE = 0.7  # of a page's prose: what holds so much of it holds the article


def find_text(tree: Tree, title: int | None, dead: Sequence[bool], ended: Sequence[bool]) -> Extent | None:
    """The smallest box that holds most of the page's prose; what stands before the title, or after words that end an article, counts less."""
    lines, root = tree.lines, tree.boxes[0]
    weights = weigh(lines, dead)
    near = _around_title(tree, title, [0.0, *accumulate(weights)])
    for i, weight in enumerate(weights):
        if weight and (title is not None and i < title or ended[i]):
            weights[i] = weight * 0.2
        if near is not None and not near.start <= i < near.end:
            weights[i] *= 0.5
    sums = [0.0, *accumulate(weights)]
    total = sums[-1]
    if not total:
        return _short(tree, title, dead)
    # Boxes with more than half of it lie in each other, so the last one is the smallest.
    box = next(box for box in reversed(tree.boxes) if sums[box.end] - sums[box.start] >= SHARE * total and (_holds_several(box) or box is root))
    box = _with_siblings(lines, box, sums, dead)
    start, end = box.start, box.end
    if title is not None and title < start and start - title <= 15:
        start = title
    elif title is not None and start <= title < end:
        start = title
    if start == box.start and title is None:
        start = _head(tree, box, start)
    end = _signed(lines, start, end, sums)
    around = Extent(title, start, end, box).around
    return Extent(title, start, _tail(lines, end, around.end, weights, [a or b for a, b in zip(dead, ended, strict=True)]), box)


def _signed(lines: Sequence[Line], start: int, end: int, sums: Sequence[float]) -> int:
    """The end of the box that the author has signed, where it holds most of the text: what follows is of another article."""
    for i in range(end - 1, start, -1):
        if _closes(lines[i]):
            box = next((box for box in lines[i].box.upwards() if box.end - box.start > 2), None)
            most = box is not None and sums[box.end] - sums[box.start] >= 0.5 * (sums[end] - sums[start])
            return box.end if box is not None and most and start <= box.start and box.end < end else end
    return end


_PARAGRAPHS = frozenset("p li h1 h2 h3 h4 h5 h6 dt dd pre figure figcaption".split())


def _holds_several(box: Box) -> bool:
    return box.end - box.start > 1 and box.tag not in _PARAGRAPHS


def _with_siblings(lines: Sequence[Line], box: Box, sums: Sequence[float], dead: Sequence[bool]) -> Box:
    """The box, or the one around it where it is only one paragraph among others, cut by <br>."""
    up = box.parent
    if up is None or any(line.box is not box for line in lines[box.start : box.end]):
        return box
    inside, around = sums[box.end] - sums[box.start], sums[up.end] - sums[up.start]
    others = [line for i, line in enumerate(lines[up.start : up.end], up.start) if not dead[i] and not box.start <= i < box.end]
    linked = sum(line.linked for line in others)
    return up if around >= 1.1 * inside and linked * 4 < sum(line.length for line in others) else box


def _around_title(tree: Tree, title: int | None, sums: Sequence[float]) -> Box | None:
    """The smallest box around the title that has prose after it, by the running sums of the lines' weights."""
    if title is None:
        return None
    box: Box | None = tree.lines[title].box
    while box is not None:
        if sums[box.end] > sums[title + 1]:
            return box
        box = box.parent
    return None


def _head(tree: Tree, box: Box, start: int) -> int:
    """The first of the few lines before a text without a known title that stand with it in a box."""
    outer = box.parent
    return outer.start if outer is not None and outer.parent is not None and start - outer.start <= 6 else start


# What stands before an author's name.
CUE = re.compile(
    r"\W*(?:(?:tin|bài)(?: viết)?(?:\s?(?:,|và|-|–|&|/)\s?(?:ảnh|video|clip|bài))?|ảnh"
    r"|tác giả|người viết|người đăng|đăng bởi|thực hiện|theo|nguồn(?: tin)?|by|author|bởi)\s?[:.]\s*",
    re.IGNORECASE,
)


_WORD = rf"[{UPPER}][^\W\d_]*\.?"
_NAME = re.compile(rf"\W{{0,2}}{_WORD}(?:[\s,&/-]{{1,3}}{_WORD}){{1,7}}\W{{0,2}}")


def _tail(lines: Sequence[Line], end: int, limit: int, weights: Sequence[float], dead: Sequence[bool]) -> int:
    """The end of the text with what follows it at once: the author's name; the prose, tables and lists, unless the text is closed already."""
    last = end
    closed = any(_closes(line) for line in lines[max(0, end - 2) : end])
    for i in range(end, limit):
        line = lines[i]
        if dead[i] or line.linked > line.length / 2 or i - last > 8:
            break
        if _closes(line) or not closed and (weights[i] >= LONG or line.box.listed):
            last = i + 1
    return last


def _closes(line: Line) -> bool:
    """Whether a line ends an article: its author, its source, "./."."""
    if line.text.endswith("./."):
        return True
    return (
        line.length <= 80
        and not line.box.listed
        and ("author" in line.kinds or CUE.match(line.text) is not None or line.length <= 45 and _NAME.fullmatch(line.text) is not None)
    )


def _short(tree: Tree, title: int | None, dead: Sequence[bool]) -> Extent | None:
    """The few words or files after the title of a page without prose; without a title, all that is no link."""
    lines, root = tree.lines, tree.boxes[0]
    words = [i for i, line in enumerate(lines) if not dead[i] and line.linked * 2 < line.length]
    if title is None:
        return Extent(None, words[0], words[-1] + 1, root) if words else None
    shown = [link.box for link in tree.links if link.line > title and is_file(link.href)][:_FILES]
    around = {id(box) for each in shown for box in each.upwards()}
    box: Box = lines[title].box
    while box.parent is not None and id(box) not in around and bisect_left(words, title + 1) == bisect_left(words, box.end):
        box = box.parent
    return Extent(title, title, box.end, box)


_FILES = 20  # of a page that has nothing else, enough to tell where its article stands
