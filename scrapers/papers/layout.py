"""Sheets to blocks: columns of the head and foot untangled, tables told, page furniture dropped, lines joined into paragraphs.

A line goes on in the next one unless something says that a paragraph ends (`RULES`, the first that has an opinion decides).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from statistics import median
from typing import NamedTuple

from scrapers.papers import cues, tables
from scrapers.papers.blocks import Block, bare, tidy
from scrapers.papers.pdf import Sheet, Word


class Line(NamedTuple):
    """Words on one baseline, from left to right."""

    words: list[Word]
    y: float
    size: float

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words[-3:])

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


class Column(NamedTuple):
    """Where the text of a page lies: its edges, the usual step from line to line and the usual size."""

    left: float
    right: float
    step: float
    size: float


def blocks(sheets: Iterable[Sheet]) -> list[Block]:
    """The blocks of a document's sheets, in reading order."""
    pages = [_Page(sheet) for sheet in sheets]
    _drop_furniture(pages)
    found: list[Block] = []
    last: _Open | None = None
    labels: tables.Row | None = None
    for number, page in enumerate(pages):
        pieces, labels = _pieces(page, number == 0, labels)
        last = _join(pieces, page, found, last)
    _close(last, found)
    notes = [Block(tidy(text), "note") for page in pages for text in page.notes]
    return [b for b in found if b.text] + notes


# --- a page's lines ------------------------------------------------------------------------------------------------------------------------


class _Page:
    """A sheet as lines; the words in tables are kept apart."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.grids = tables.grids(sheet.rules)
        self.held: list[list[Word]] = [[] for _ in self.grids]
        free = []
        tops = [grid.top for grid in self.grids]  # from the top, none beside another
        for word in sheet.words:
            grid = bisect_right(tops, word.y - 0.3 * word.size) - 1
            (self.held[grid] if grid >= 0 and tables.holds(self.grids[grid], word) else free).append(word)
        self.lines = lines(free)
        self.notes: list[str] = []
        self.column = _column(self.lines, sheet)


def lines(words: list[Word]) -> list[Line]:
    """The words as lines, from the top."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.y):
        if rows and word.y - rows[-1][0].y <= 0.45 * _size_of_line(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_line(sorted(row, key=lambda w: w.x0)) for row in rows]


def _size_of_line(a: float, b: float) -> float:
    """The size by which two words are on one line or not: the smaller, or the larger where one is a raised number."""
    return max(a, b) if max(a, b) > 1.35 * min(a, b) else min(a, b)


def _line(words: list[Word]) -> Line:
    """The line without the raised numbers that point to footnotes; "m 2" keeps its square, a footnote its own number."""
    size = max(word.size for word in words)
    kept = [w for i, w in enumerate(words) if not (i and w.size < 0.75 * size and w.text.isdigit() and not words[i - 1].text.endswith("m"))]
    return Line(kept, median(w.y for w in kept), median(w.size for w in kept))


def _column(lines: list[Line], sheet: Sheet) -> Column:
    if not lines:
        return Column(0.0, sheet.width, 16.0, 12.0)
    size = _common(line.size for line in lines for _ in line.words)
    whole = [line for line in lines if len(_parts(line)) == 1] or lines  # a head's motto may stand further out than the text
    widest = max(line.x1 - line.x0 for line in whole)
    usual = [line for line in whole if abs(line.size - size) < 1.5]
    steps = _steps([line for line in usual if line.x1 - line.x0 > 0.5 * widest], size) or _steps(usual, size) or _steps(lines, size)
    ends = sorted(line.x1 for line in whole if line.x1 - line.x0 >= 0.6 * widest)
    starts = Counter(round(line.x0 / 4) for line in lines if len(line.words) > 3)
    left = min((line.x0 for line in lines if starts[round(line.x0 / 4)] >= max(2, 0.15 * len(lines))), default=min(line.x0 for line in lines))
    right = ends[round(0.95 * (len(ends) - 1))]
    if widest < 0.55 * sheet.width:  # no line of a text: the margins that documents have, 3 and 2 cm
        left, right = min(left, 0.145 * sheet.width), max(right, 0.905 * sheet.width)
    return Column(left, right, steps[len(steps) // 4] if steps else 1.3 * size, size)


def _steps(lines: list[Line], size: float) -> list[float]:
    """The distances from line to line, the smallest first."""
    return sorted(b.y - a.y for a, b in zip(lines, lines[1:], strict=False) if 0.5 * size < b.y - a.y < 3 * size)


def _common(values: Iterable[float]) -> float:
    """The value that is there most often, to half a point."""
    return Counter(round(value * 2) for value in values).most_common(1)[0][0] / 2


# --- page furniture ------------------------------------------------------------------------------------------------------------------------

_PAGE_NUMBER = re.compile(r"\W{0,3}(?:(?:trang|page|p\.)\W{0,2})?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?\W{0,3}")


def _drop_furniture(pages: list[_Page]) -> None:
    """Takes page numbers, running heads and feet, stamps of signing and footnotes out of the pages' lines."""
    running = _running(pages)
    for page in pages:
        kept = _without_stamps(page.lines, page.column)
        while kept and _is_furniture(kept[0], running):
            kept = kept[1:]
        while kept and _is_furniture(kept[-1], running):
            kept = kept[:-1]
        page.lines, page.notes = _footnotes(kept, page.column)


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", bare(line.text))


def _running(pages: list[_Page]) -> set[str]:
    """What the first or last two lines of most pages say, numbers aside; of two pages, what both say in small letters."""
    edges = ([line for line in (*page.lines[:2], *page.lines[-2:]) if len(pages) > 2 or _is_small(line, page)] for page in pages)
    said = Counter(key for lines in edges for key in {_key(line) for line in lines})
    return {key for key, count in said.items() if count >= min(3, len(pages)) > 1 and 2 * count >= len(pages) and len(key) > 2}


def _is_small(line: Line, page: _Page) -> bool:
    return line.size < 0.9 * page.column.size


def _is_furniture(line: Line, running: set[str]) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(bare(line.text))) or _key(line) in running


def _without_stamps(lines: list[Line], column: Column) -> list[Line]:
    """The lines without the words that a signing program has printed over the page, in letters smaller than the text's."""
    small = [(i, part) for i, line in enumerate(lines) for part in _parts(line) if part.size < 0.8 * column.size or cues.is_stamp(part.text)]
    stamped: set[tuple[int, float]] = set()
    seeds = [(i, part) for i, part in small if cues.is_stamp(part.text)]
    reach = [part for _, part in seeds]
    for _ in range(6 if seeds else 0):  # a stamp has few lines
        near = [part for _, part in small if any(_touches(part, seed) for seed in reach[:40])]
        if len(near) == len(reach):
            break
        reach = near
    stamped = {(part.y, part.x0) for part in (*reach, *(part for _, part in seeds))}
    kept = []
    for line in lines:
        words = [word for part in _parts(line) if (part.y, part.x0) not in stamped for word in part.words]
        if words:
            kept.append(Line(words, line.y, line.size) if len(words) < len(line.words) else line)
    return kept


def _touches(part: Line, seed: Line) -> bool:
    near = abs(part.y - seed.y) < 1.7 * max(seed.size, part.size)
    return near and abs(part.size - seed.size) < 1.6 and part.x0 < seed.x1 + part.size and part.x1 > seed.x0 - part.size


def _footnotes(lines: list[Line], column: Column) -> tuple[list[Line], list[str]]:
    """The lines without those at the foot in small letters that begin with a number, and what these say."""
    start = len(lines)
    while start > 0 and lines[start - 1].size <= 0.87 * column.size:
        start -= 1
    starts = [i for i in range(start, len(lines)) if re.match(r"\W?\d{1,3}\W", lines[i].text)]
    if not starts or starts[0] == 0:
        return lines, []
    cuts = [*starts, len(lines)]
    return lines[: starts[0]], [" ".join(line.text for line in lines[a:b]) for a, b in zip(cuts, cuts[1:], strict=False)]


# --- columns of the head and the foot ------------------------------------------------------------------------------------------------------


class _Piece(NamedTuple):
    """A line with its kind, or blocks that are done: a table's rows."""

    line: Line | None
    kind: str
    done: tuple[Block, ...] = ()


def _pieces(page: _Page, first: bool, labels: tables.Row | None) -> tuple[list[_Piece], tables.Row | None]:
    """The page from top to bottom: lines with their kinds, and tables."""
    placed = _columns(page, first)
    if page.grids:
        for grid, words in zip(page.grids, page.held, strict=True):
            said, labels = _table(grid, words, labels)
            at = next((i for i, piece in enumerate(placed) if piece.line and piece.line.y > grid.bottom), len(placed))
            placed.insert(at, _Piece(None, "row", tuple(said)))
        if placed and placed[-1].line:
            labels = None
    elif len(page.lines) > 3:
        labels = None  # text has followed: the next table is another one
    return placed, labels


def _table(grid: tables.Grid, words: list[Word], labels: tables.Row | None) -> tuple[list[Block], tables.Row | None]:
    read = [[tidy(cell) for cell in row] for row in tables.rows(grid, words)]
    return tables.told(read, labels)


def _columns(page: _Page, first: bool) -> list[_Piece]:
    """The lines with their kinds: the columns of a head on the first page, of a foot where the recipients are named, else the body's."""
    head_end = 0
    placed: list[_Piece] = []
    if first:
        placed, head_end = _head(page)
    rest = page.lines[head_end:]
    foot = next((i for i, line in enumerate(rest) if any(cues.is_recipients(part.text) for part in _parts(line))), None)
    if foot is None:
        return placed + [_Piece(line, "body") for line in rest]
    while foot and _beside(rest[foot - 1], rest[foot], page):
        foot -= 1
    return placed + [_Piece(line, "body") for line in rest[:foot]] + _foot(rest[foot:])


def _parts(line: Line) -> list[Line]:
    """The line cut where a wide gap stands."""
    cuts = [0, *(i for i in range(1, len(line.words)) if line.words[i].x0 - line.words[i - 1].x1 > 1.5 * line.size), len(line.words)]
    return [Line(line.words[a:b], line.y, median(w.size for w in line.words[a:b])) for a, b in zip(cuts, cuts[1:], strict=False)]


def _head(page: _Page) -> tuple[list[_Piece], int]:
    """The pieces of a two-column head, the left column first, and how many lines it takes; none where there is no such head."""
    upper = [line for line in page.lines if line.y < 0.5 * page.sheet.height]
    marks: list[int] = []
    for i, line in enumerate(upper):
        if (not marks or i <= marks[-1] + 6) and cues.heads(line.text):  # names of bodies take up to six lines between two marks
            marks.append(i)
    if not marks:
        return [], 0
    start, end = max(0, marks[0] - 1), marks[-1] + 1
    gutter = _gutter(upper[start:end])
    if gutter is None and marks[0] != start:
        start = marks[0]
        gutter = _gutter(upper[start:end])
    if gutter is None:
        return [], 0
    below = end
    while below < len(upper) and upper[below].y - upper[below - 1].y < 2 * page.column.step and _more_of_subject(upper[start : below + 1], gutter):
        below += 1
    left, right = _split(upper[start:end], gutter)
    before = [_Piece(line, "centre") for line in upper[:start]]
    return [*before, *(_Piece(line, "left") for line in (*left, *upper[end:below])), *(_Piece(line, "right") for line in right)], below


def _foot(lines: list[Line]) -> list[_Piece]:
    """The signature, then the recipients; what follows the foot across the page is body again."""
    end = len(lines)
    gutter = None
    while end > 1 and gutter is None:  # the longest run of lines from here that an empty strip divides
        gutter = _gutter(lines[:end])
        end = end if gutter is not None else end // 2 if end > 24 else end - 1
    if gutter is None:
        return [_Piece(line, "recipients") for line in lines]
    left, right = _split(lines[:end], gutter)
    if left and not any(cues.is_recipients(line.text) for line in left):
        left, right = right, left
    rest = [_Piece(line, "body") for line in lines[end:]]
    return [*(_Piece(line, "signature") for line in right), *(_Piece(line, "recipients") for line in left), *rest]


def _beside(line: Line, recipients: Line, page: _Page) -> bool:
    """Whether a line just above "Nơi nhận" stands only in the right half: the signature's first line."""
    return line.x0 > (page.column.left + page.column.right) / 2 - 20 and recipients.y - line.y < 2.2 * page.column.step


class Gutter(NamedTuple):
    """An empty upright strip between two columns."""

    x0: float
    x1: float


def _gutter(lines: list[Line]) -> Gutter | None:
    """The widest strip that no word of the lines touches, well inside them, with words on both sides."""
    spans = sorted((word.x0, word.x1) for line in lines for word in line.words)
    if not spans:
        return None
    start, end = spans[0][0], max(x1 for _, x1 in spans)
    best, reach = None, start
    for x0, x1 in spans:
        well_inside = start + 0.12 * (end - start) < (x0 + reach) / 2 < end - 0.2 * (end - start)
        if x0 > reach and well_inside and (best is None or x0 - reach > best.x1 - best.x0):
            best = Gutter(reach, x0)
        reach = max(reach, x1)
    return best if best and best.x1 - best.x0 > 0.5 * median(line.size for line in lines) else None


def _more_of_subject(lines: list[Line], gutter: Gutter) -> bool:
    """Whether the last line belongs to what a letter is about: it stands in the left column, under the date beside it."""
    last = lines[-1]
    if last.x1 > gutter.x1 - 0.3 * last.size or cues.starts("body", last.text):
        return False
    return any(cues.is_subject(part.text) for line in lines for part in _parts(line))


def _split(lines: list[Line], gutter: Gutter) -> tuple[list[Line], list[Line]]:
    middle = (gutter.x0 + gutter.x1) / 2
    sides: tuple[list[Line], list[Line]] = ([], [])
    for line in lines:
        halves = [w for w in line.words if (w.x0 + w.x1) / 2 < middle], [w for w in line.words if (w.x0 + w.x1) / 2 >= middle]
        for side, words in zip(sides, halves, strict=True):
            if words:
                side.append(Line(words, line.y, median(w.size for w in words)))
    return sides


# --- paragraphs ----------------------------------------------------------------------------------------------------------------------------


class _Open(NamedTuple):
    """A paragraph that the next line may go on with."""

    lines: list[Line]
    kind: str
    column: Column


class _Pair(NamedTuple):
    """Two lines of which the second may begin a paragraph."""

    above: Line
    line: Line
    first: bool  # the line above is the first of its paragraph
    same_page: bool
    column: Column
    above_column: Column


def _short(pair: _Pair) -> bool | None:
    """The next word would have fitted on the line above."""
    word = pair.line.words[0]
    room = pair.above_column.right - pair.above.x1
    return True if room > (word.x1 - word.x0) + 0.9 * pair.above.size else None


def _far(pair: _Pair) -> bool | None:
    """A wide gap, or a jump back."""
    step = pair.line.y - pair.above.y
    return True if pair.same_page and (step > 1.7 * pair.column.step or step < 0) else None


def _resized(pair: _Pair) -> bool | None:
    return True if abs(pair.above.size - pair.line.size) > 1.6 + 0.05 * pair.line.size else None


def _hanging(pair: _Pair) -> bool | None:
    """The line stands under the text of an item whose number hangs before it."""
    if not pair.first or len(pair.above.words) < 2 or not cues.item(pair.above.text):
        return None
    return False if abs(pair.line.x0 - pair.above.words[1].x0) < 0.4 * pair.line.size and not cues.item(pair.line.text) else None


def _indented(pair: _Pair) -> bool | None:
    """The line begins further in than the one above."""
    shift = (pair.line.x0 - pair.column.left) - (pair.above.x0 - pair.above_column.left)
    return True if shift > 0.7 * pair.line.size else None


def _numbered(pair: _Pair) -> bool | None:
    """The line begins with a list number where a sentence has ended or where the lines above begin further out or as far in."""
    if not cues.item(pair.line.text):
        return None
    ended = pair.above.text.rstrip("”\"')").endswith((".", ";", ":", "!", "?", "./"))
    further_in = pair.line.x0 - pair.column.left > 0.7 * pair.line.size
    return True if ended or further_in else None


def _spaced(pair: _Pair) -> bool | None:
    """A gap as between paragraphs: a small one after the end of a sentence, a wider one before a line that begins with no small letter."""
    gap = (pair.line.y - pair.above.y) / pair.column.step
    if not pair.same_page or gap <= 1.12:
        return None
    ended = pair.above.text.endswith((".", ";", ":", "!", "?"))
    return True if ended and (gap > 1.22 or not pair.line.text[:1].islower()) or gap > 1.22 and not pair.line.text[:1].islower() else None


def _heading(pair: _Pair) -> bool | None:
    """A line in capitals above one in small letters."""
    above = pair.above.text
    return True if above.isupper() and len(above) > 8 and not pair.line.text.isupper() and pair.line.text[:1].isupper() else None


RULES: tuple[Callable[[_Pair], bool | None], ...] = (_far, _short, _resized, _heading, _hanging, _indented, _numbered, _spaced)


def begins(pair: _Pair) -> bool:
    """Whether the line begins a paragraph."""
    return next((verdict for rule in RULES if (verdict := rule(pair)) is not None), False)


def _centred(line: Line, column: Column) -> bool:
    """Whether the line stands in the middle with room on both sides."""
    room_left, room_right = line.x0 - column.left, column.right - line.x1
    width = column.right - column.left
    if cues.item(line.text) or line.text.endswith((".", ";")):  # a short paragraph may stand so by chance
        return False
    # Nearer to the edges it may be a paragraph's first line, indented by 1 to 1.5 cm of the usual 16.
    return min(room_left, room_right) > 0.105 * width and abs(room_left - room_right) < 0.04 * width


def _join(pieces: list[_Piece], page: _Page, found: list[Block], last: _Open | None) -> _Open | None:
    """Adds the page's blocks to those found; the paragraph that may go on on the next page comes back."""
    opened = last
    same_page = False
    for piece in pieces:
        if piece.line is None:
            _close(opened, found)
            opened, same_page = None, False
            found += piece.done
            continue
        line, kind = piece.line, piece.kind
        if kind == "body" and _centred(line, page.column):
            kind = "centre"
        pair = _Pair(opened.lines[-1], line, len(opened.lines) == 1, same_page, page.column, opened.column) if opened else None
        if opened and pair and opened.kind == kind and (kind == "body" and not begins(pair) or kind == "recipients" and _item_goes_on(pair)):
            opened.lines.append(line)
        elif opened and pair and kind == "centre" and opened.kind == "body" and not _short(pair) and not begins(pair):
            opened.lines.append(line)  # the last line of a paragraph may happen to stand in the middle
        else:
            _close(opened, found)
            opened = _Open([line], kind, page.column)
        same_page = True
    return opened


def _item_goes_on(pair: _Pair) -> bool:
    return not cues.item(pair.line.text) and not pair.above.text.endswith((";", ".", ":"))


def _close(opened: _Open | None, found: list[Block]) -> None:
    if opened:
        found.append(Block(tidy(glue(line.text for line in opened.lines)), opened.kind))  # type: ignore[arg-type]


def glue(lines: Iterable[str]) -> str:
    """The lines as one text; a symbol, number or address that was cut at the margin is whole again.

    >>> glue(["Kế hoạch số 122/", "KH-UBND của UBND", "tỉnh giai đoạn 2021-", "2025"])
    'Kế hoạch số 122/KH-UBND của UBND tỉnh giai đoạn 2021-2025'
    """
    parts: list[str] = []
    for line in map(str.strip, lines):
        cut = bool(parts) and re.fullmatch(r"[^\W_][-/]", parts[-1][-2:]) is not None and line[:1].isalnum()
        parts += [line] if cut or not parts else [" ", line]
    return "".join(parts)
