"""A workbook for Excel: a sheet for each table, with a filter on every column, days that are days, and links to the articles.

Rows are written as the records come; nothing of them is held. Texts are written as texts, never as formulas or addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from pipeline import __version__, schema
from pipeline.exports import LANGUAGES, Written
from pipeline.exports.tables import TABLES, Cell, Column, Table

ROWS = 1_048_576  # of a sheet
LINKS = 65_530  # of a sheet; the others are written as text
ADDRESS = 2079  # characters of an address, escaped; a longer one is written as text
FIRST = date(1900, 3, 1)  # Excel knows a 29 February 1900
LINE, LINES = 15, 8  # points, and as many lines of a cell are shown at once; the very words are longer than what is read from them
PRINTED = 210  # characters of width: the first columns, which can be read on A3

_TEXT = {"valign": "top", "bottom": 1, "bottom_color": "#D9D9D9"}
FORMATS: dict[str, dict[str, Any]] = {
    "header": {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1},
    "text": _TEXT,
    "long": _TEXT | {"text_wrap": True},
    "day": _TEXT | {"num_format": "dd/mm/yyyy", "align": "left"},
    "number": _TEXT | {"num_format": "General"},
    "share": _TEXT | {"num_format": "0.00"},
    "url": _TEXT | {"font_color": "#0563C1", "underline": 1},
    # as if an apostrophe had been typed: whoever edits the cell gets no formula either
    "quoted": _TEXT | {"text_wrap": True, "quote_prefix": True},
}


class _Sheet:
    """A sheet that rows are added to."""

    def __init__(self, book: Any, table: Table, formats: dict[str, Any], lang: str) -> None:
        self.table, self.formats, self.lang = table, formats, lang
        self.row, self.links, self.left = 0, 0, 0
        self.sheet = book.add_worksheet(table.titles[LANGUAGES.index(lang)])
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_row(0, 32)
        self.sheet.set_landscape()
        self.sheet.set_paper(8)  # A3
        self.sheet.fit_to_pages(1, 0)  # all columns on a page, as many pages as there are rows for
        self.sheet.repeat_rows(0)
        self.printed = sum(1 for width in accumulate(column.width for column in table.columns) if width <= PRINTED)
        for i, column in enumerate(table.columns):
            self.sheet.set_column(i, i, column.width)
            self.sheet.write_string(0, i, column.titles[LANGUAGES.index(lang)], formats["header"])

    def add(self, record: schema.Record) -> None:
        for cells in self.table.cells(record, self.lang):
            if self.row + 1 >= ROWS:
                self.left += 1
                continue
            self.row += 1
            self.sheet.set_row(self.row, LINE * _lines(self.table, cells), self.formats["text"])
            for i, (column, cell) in enumerate(zip(self.table.columns, cells, strict=True)):
                if cell is not None:
                    self._put(i, column, cell)

    def _put(self, i: int, column: Column, cell: Cell) -> None:
        form = self.formats[column.kind]
        if isinstance(cell, date) and cell >= FIRST:
            self.sheet.write_datetime(self.row, i, datetime(cell.year, cell.month, cell.day), form)
        elif isinstance(cell, int | float):
            self.sheet.write_number(self.row, i, cell, form)
        elif column.kind == "url" and self.links < LINKS and len(quote(str(cell))) <= ADDRESS:
            self.links += 1
            self.sheet.write_url(self.row, i, str(cell), form)
        else:
            text = cell.isoformat() if isinstance(cell, date) else str(cell)
            self.sheet.write_string(self.row, i, text, self.formats["quoted"] if text.startswith("'") else form)

    def end(self) -> None:
        self.sheet.autofilter(0, 0, max(self.row, 1), len(self.table.columns) - 1)
        self.sheet.print_area(0, 0, max(self.row, 1), self.printed - 1)


def _lines(table: Table, cells: list[Cell]) -> int:
    """How many lines a row shows: those of its fullest cell, as far as they are shown."""
    full = (-(-len(cell) // column.width) for column, cell in zip(table.columns, cells, strict=True) if column.kind == "long" and isinstance(cell, str))
    return min(LINES, max(full, default=1))


def write(records: Iterable[schema.Record], path: Path, lang: str) -> Written:
    """How many rows the sheets have together; a note tells which are full."""
    import xlsxwriter

    articles, newest = 0, ""
    # in constant memory each row goes to a temporary file when the next one begins; these lie where they are surely removed
    with TemporaryDirectory(prefix="chidao-xlsx-") as rows, path.open("wb") as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": rows})
        try:
            formats = {name: book.add_format(form) for name, form in FORMATS.items()}
            sheets = [_Sheet(book, table, formats, lang) for table in TABLES]
            for record in records:
                articles += 1
                newest = max(newest, record.article.published or "")
                for sheet in sheets:
                    sheet.add(record)
        except BaseException:
            book.fileclosed = True  # or its destructor complains
            raise
        for sheet in sheets:
            sheet.end()
        book.set_properties({"author": "", "comments": f"chidao {__version__}", "created": _made(newest)})
        book.close()
    notes = tuple(f"{s.table.name}: {s.left:,} rows did not fit into a sheet of {ROWS:,} rows" for s in sheets if s.left)
    return Written(articles, sum(s.row for s in sheets), notes)


def _made(newest: str) -> datetime:
    """When the workbook was made, as far as it tells: the same records give the same file."""
    try:
        day = date.fromisoformat(newest[:10])
    except ValueError:
        day = date(2000, 1, 1)
    return datetime(day.year, day.month, day.day)
