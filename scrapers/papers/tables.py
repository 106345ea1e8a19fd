"""Tables: the cells that rules make on a sheet, tables that only lay out a head or foot, and rows told as sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from scrapers.papers import cues
from scrapers.papers.blocks import Block, Kind, bare, tidy
from scrapers.papers.pdf import Rule, Word

Row = list[str]  # the texts of its cells; a cell that spans several rows says its text in each

MOST_RULES = 4_000  # of one sheet
DEEPEST = 30  # tables in tables, elements in elements
MOST_CELLS = 20_000  # of one table; a drawing has more
_NEAR = 3.0  # points between two lines that are one


class Grid(NamedTuple):
    """A table drawn with rules: where it begins and ends, its columns and rows, and which neighbours are one cell."""

    top: float
    bottom: float
    xs: list[float]
    ys: list[float]
    levels: list[Rule]
    uprights: list[Rule]


def grids(rules: list[Rule]) -> list[Grid]:
    """The tables of a sheet, from the top: at least two columns and upright rules that hang together."""
    levels = [r for r in rules if abs(r.y1 - r.y0) < _NEAR and r.x1 - r.x0 >= 6][:MOST_RULES]
    uprights = sorted((r for r in rules if abs(r.x1 - r.x0) < _NEAR and abs(r.y1 - r.y0) >= 6), key=lambda r: min(r.y0, r.y1))[:MOST_RULES]
    found: list[Grid] = []
    group: list[Rule] = []
    bottom = 0.0
    for rule in [*uprights, None]:
        if group and (rule is None or min(rule.y0, rule.y1) > bottom + _NEAR):
            found += _grid(group, levels)
            group = []
        if rule is not None:
            bottom = max(rule.y0, rule.y1, bottom) if group else max(rule.y0, rule.y1)
            group.append(rule)
    return found


def _grid(uprights: list[Rule], levels: list[Rule]) -> list[Grid]:
    top, bottom = min(min(r.y0, r.y1) for r in uprights), max(max(r.y0, r.y1) for r in uprights)
    inside = [r for r in levels if top - _NEAR <= r.y0 <= bottom + _NEAR]
    xs = _distinct([r.x0 for r in uprights])
    ys = _distinct([top, bottom, *(r.y0 for r in inside)])
    return [Grid(top, bottom, xs, ys, inside, uprights)] if len(xs) >= 3 and 2 <= len(ys) <= MOST_CELLS / len(xs) else []


def _distinct(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def holds(grid: Grid, word: Word) -> bool:
    """Whether the word stands in the table."""
    return grid.top <= word.y - 0.3 * word.size <= grid.bottom and grid.xs[0] - _NEAR <= (word.x0 + word.x1) / 2 <= grid.xs[-1] + _NEAR


def rows(grid: Grid, words: list[Word]) -> list[Row]:
    """The rows of the table with its words, which `read_cell` has put in order."""
    wide, high = len(grid.xs) - 1, len(grid.ys) - 1
    owner = _owners(grid, wide, high)
    held: dict[int, list[Word]] = {}
    for word in words:
        column = min(max(bisect_right(grid.xs, (word.x0 + word.x1) / 2) - 1, 0), wide - 1)
        row = min(max(bisect_right(grid.ys, word.y - 0.3 * word.size) - 1, 0), high - 1)
        held.setdefault(owner[row * wide + column], []).append(word)
    texts = {cell: _read_cell(words) for cell, words in held.items()}
    return [[texts.get(owner[row * wide + column], "") for column in range(wide)] for row in range(high)]


def _owners(grid: Grid, wide: int, high: int) -> list[int]:
    """For each place of the grid the cell it belongs to: neighbours with no rule between them are one."""
    owner = list(range(wide * high))

    def root(cell: int) -> int:
        while owner[cell] != cell:
            owner[cell] = owner[owner[cell]]
            cell = owner[cell]
        return cell

    between = _covered(grid.uprights, grid.xs, grid.ys, upright=True)
    below = _covered(grid.levels, grid.ys, grid.xs, upright=False)
    for row in range(high):
        for column in range(wide):
            cell = row * wide + column
            if column and (column, row) not in between:
                owner[root(cell)] = root(cell - 1)
            if row and (row, column) not in below:
                owner[root(cell)] = root(cell - wide)
    return [root(cell) for cell in range(wide * high)]


def _covered(rules: list[Rule], lines: list[float], steps: list[float], *, upright: bool) -> set[tuple[int, int]]:
    """(line, step) where a rule on this line covers the middle of the step."""
    found = set()
    for rule in rules:
        at, start, end = (rule.x0, min(rule.y0, rule.y1), max(rule.y0, rule.y1)) if upright else (rule.y0, rule.x0, rule.x1)
        line = min(range(len(lines)), key=lambda i: abs(lines[i] - at)) if len(lines) < 8 else _nearest(lines, at)
        for step in range(max(0, bisect_right(steps, start) - 2), len(steps) - 1):
            if steps[step] > end:
                break
            if start - _NEAR <= (steps[step] + steps[step + 1]) / 2 <= end + _NEAR:
                found.add((line, step))
    return found


def _nearest(lines: list[float], at: float) -> int:
    right = min(bisect_right(lines, at), len(lines) - 1)
    return right if right == 0 or abs(lines[right] - at) < abs(lines[right - 1] - at) else right - 1


def _read_cell(words: list[Word]) -> str:
    """The words of a cell, line by line."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.y):
        if lines and word.y - lines[-1][0].y < 0.45 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return " ".join(word.text for line in lines for word in sorted(line, key=lambda w: w.x0))


# --- rows as sentences ---------------------------------------------------------------------------------------------------------------------

_COUNTED = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[A-Zđa-z])\)?[.)]?")
_COUNTS = re.compile(r"(?:so )?(?:tt|stt|thu tu)\W*")
_LONGEST_LABEL = 60


def told(table: list[Row], labels: Row | None = None) -> tuple[list[Block], Row | None]:
    """The table's rows as blocks, and the labels of its columns, which hold on the next page too.

    >>> for block in told([["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Lập kế hoạch", "Sở Y tế"]])[0]:
    ...     print(block.text)
    TT | Nhiệm vụ | Chủ trì
    1. Lập kế hoạch (Sở Y tế chủ trì)
    """
    found: list[Block] = []
    start = 0
    table = [row for row in table if any(row)]
    if table and (labels is None or len(labels) != len(table[0]) or _same(labels, table[0])):
        size = _head_rows(table)
        if size:
            if labels is None or not _same(labels, table[0]):
                found += [Block(" | ".join(_once(row)), "row") for row in table[:size]]
            labels, start = table[size - 1], size
        elif labels is not None and len(labels) != len(table[0]):
            labels = None
    for row in table[start:]:
        if not _numbers_columns(row):
            found.append(Block(_sentence(row, labels), "row"))
    return found, labels


def _head_rows(table: list[Row]) -> int:
    """How many of the first rows label the columns; 0 where none does."""
    if len(table) < 2 or len(table[0]) < 3:
        return 0
    size = 0
    while size < min(3, len(table) - 1) and _labels(table[size]):
        size += 1
        if _numbers_columns(table[size]) or _COUNTED.fullmatch(table[size][0]) or not _spans(table[size - 1], table[size]):
            break
    return size


def _labels(row: Row) -> bool:
    return all(0 < len(cell) <= _LONGEST_LABEL and not cell[0].isdigit() for cell in row) and len(set(row)) > 1


def _spans(upper: Row, lower: Row) -> bool:
    """Whether the lower row divides columns that the upper one labels together."""
    return len(set(upper)) < len(upper) and any(a == b for a, b in zip(upper, lower, strict=True))


def _numbers_columns(row: Row) -> bool:
    """ "(1) (2) (3)" under the labels."""
    return len(row) > 2 and all(re.fullmatch(r"\(?\d{1,2}\)?(?: ?= ?[\d()+x/ -]+)?|\([a-z]\)|[A-Z]", cell) for cell in row)


def _same(a: Row, b: Row) -> bool:
    return len(a) == len(b) and all(bare(x) == bare(y) for x, y in zip(a, b, strict=True))


def _once(row: Row) -> Row:
    """The cells of a row, one that spans several columns once."""
    return [cell for i, cell in enumerate(row) if cell and (i == 0 or cell != row[i - 1])]


def _sentence(row: Row, labels: Row | None) -> str:
    """The row as a list item: its number, what it is about, and the other cells with their labels in brackets."""
    cells = _once(row)
    if len(cells) <= 1 or labels is None:
        return " | ".join(cells)
    number, rest = ("", list(zip(labels, row, strict=True)))
    if _COUNTS.fullmatch(bare(labels[0])) or _COUNTED.fullmatch(row[0]):
        number, rest = row[0], rest[1:]
    rest = [(label, cell) for i, (label, cell) in enumerate(rest) if cell and (i == 0 or cell != rest[i - 1][1] or label != rest[i - 1][0])]
    if not rest:
        return number
    (_, subject), others = rest[0], rest[1:]
    if not others or any(len(label) > _LONGEST_LABEL for label, _ in others):
        return _numbered(number, " | ".join(cell for _, cell in rest))
    said = "; ".join(_phrase(label, cell.rstrip(".;, ")) for label, cell in others)
    return _numbered(number, f"{subject.rstrip('.;, ')} ({said})")


def _phrase(label: str, cell: str) -> str:
    """The cell with its label; who leads and who takes part as a sentence has it, which extraction reads.

    >>> _phrase("Cơ quan chủ trì", "Sở Y tế"), _phrase("Đơn vị phối hợp", "Sở Nội vụ"), _phrase("Thời hạn", "Quý III")
    ('Sở Y tế chủ trì', 'phối hợp với Sở Nội vụ', 'thời hạn: Quý III')
    """
    leads, joins = "chu tri" in bare(label), "phoi hop" in bare(label)
    if leads != joins and cell[:1].isalpha():
        return f"{cell} chủ trì" if leads else f"phối hợp với {cell}"
    return f"{_lower(label)}: {cell}"


def _numbered(number: str, text: str) -> str:
    return f"{number.rstrip('.') + '.' if number[:1].isalnum() else number} {text}" if number else text


def _lower(label: str) -> str:
    """A label inside a sentence: "Cơ quan chủ trì" -> "cơ quan chủ trì", "CƠ QUAN CHỦ TRÌ" too; "UBND huyện" stays."""
    if label.isupper() and " " in label:
        return label.lower()
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


# --- lines and tables of documents that are no PDF ---------------------------------------------------------------------------------------------------

Cell = list[Block]  # its paragraphs


def line(written: str, kind: Kind) -> Iterator[Block]:
    """The line as a block; one that tabs or many spaces divide in a head or foot as two."""
    parts = [part for part in re.split(r"\t+|[ \u00a0]{4,}", written) if part.strip()]
    if len(parts) == 2 and (cues.heads(parts[1]) or cues.is_recipients(parts[0])):
        foot = cues.is_recipients(parts[0])
        yield Block(tidy(parts[0]), "recipients" if foot else "left")
        yield Block(tidy(parts[1]), "signature" if foot else "right")
    elif text := tidy(written):
        yield Block(text, kind)


def laid(table: list[list[Cell]]) -> list[Block]:
    """The blocks of a table whose cells hold paragraphs: the columns of a head or foot, the paragraphs of a frame, or the rows told."""
    table = [row for row in table if row]
    lines = [block.text for row in table for cell in row for block in cell]
    if not lines:
        return []
    foot = next((i for i, row in enumerate(table) if len(row) <= 3 and any(cues.is_recipients(b.text) for cell in row for b in cell)), 0)
    if foot:  # two tables without a line between them
        return laid(table[:foot]) + laid(table[foot:])
    wide = max(map(len, table))
    if wide <= 3 and any(cues.is_recipients(line) for line in lines):
        return [block for row in table for block in _foot(row)]
    if wide <= 3 and any(cues.heads(line) for line in lines):
        return [Block(b.text, "right" if column else "left") for row in table for column, cell in enumerate(_once_each(row)) for b in cell]
    if wide == 1 or _frames(table):
        return [block for row in table for cell in _once_each(row) for block in cell]
    return told([[tidy(" ".join(block.text for block in cell)) for cell in row] + [""] * (wide - len(row)) for row in table])[0]


def _foot(row: list[Cell]) -> list[Block]:
    """The signature's cells, then the recipients'."""
    cells = _once_each(row)
    left = next((i for i, cell in enumerate(cells) if any(cues.is_recipients(b.text) for b in cell)), 0)
    rest = [Block(b.text, "signature") for i, cell in enumerate(cells) if i != left for b in cell]
    return rest + [Block(b.text, "recipients") for b in cells[left]]


def _once_each(row: list[Cell]) -> list[Cell]:
    return [cell for i, cell in enumerate(row) if i == 0 or cell is not row[i - 1]]


def _frames(table: list[list[Cell]]) -> bool:
    """Whether the table is no table of data: one or two cells in few rows, each with paragraphs."""
    if len(table) > 3 or max(map(len, table)) > 2:
        return False
    return any(len(cell) > 1 for row in table for cell in row) or any(cues.starts("signed_for", b.text) for row in table for cell in row for b in cell)
