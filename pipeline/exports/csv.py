"""Comma-separated tables: UTF-8 with the mark by which Excel knows it, CRLF, real days in ISO form, texts that are no formulas.

One table goes into a file; all of them, each in a file of its own, into a folder.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.exports import ExportError, Written
from pipeline.exports.tables import TABLES, Cell, Table

ALL = "all"
DAYS = {"iso": "%Y-%m-%d", "vi": "%d/%m/%Y"}  # Excel reads the first everywhere, the second where the system's days are written so
SEPARATORS = {",": ",", ";": ";", "tab": "\t", "\t": "\t"}  # Excel splits at ";" where the comma is the decimal sign


def write(
    records: Iterable[schema.Record], path: Path, lang: str, *, table: str = "directives", days: str = "iso", separator: str = ","
) -> Written:
    """How many rows were written: of one table to a file, of `table` "all" to a folder."""
    chosen = tables(table)
    if days not in DAYS:
        raise ExportError(f"days are not written as {days!r}; there are: {', '.join(DAYS)}")
    if separator not in SEPARATORS:
        raise ExportError(f"cells are not separated by {separator!r}; there are: , ; tab")
    counts: Counter[str] = Counter()
    with ExitStack() as opened:
        outs = {t: _open(t, path, table == ALL, lang, SEPARATORS[separator], opened) for t in chosen}
        for record in records:
            counts["articles"] += 1
            for one, out in outs.items():
                for cells in one.cells(record, lang):
                    out.writerow([_written(cell, days, separator) for cell in cells])
                    counts["rows"] += 1
    return Written(counts["articles"], counts["rows"])


def tables(name: str) -> list[Table]:
    """The table of that name, or all of them."""
    found = [table for table in TABLES if name in (table.name, ALL)]
    if not found:
        raise ExportError(f"there is no table {name!r}; there are: {', '.join(table.name for table in TABLES)}, {ALL}")
    return found


def _open(table: Table, path: Path, folder: bool, lang: str, separator: str, opened: ExitStack) -> Any:
    if folder:
        path.mkdir(exist_ok=True)
        path /= f"{table.name}.csv"
    out = csv.writer(opened.enter_context(path.open("w", encoding="utf-8-sig", newline="")), delimiter=separator, lineterminator="\r\n")
    out.writerow(table.header(lang))
    return out


def _written(cell: Cell, days: str, separator: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat() if days == "iso" or cell.year < 1000 else cell.strftime(DAYS[days])
    if isinstance(cell, float):
        text = f"{cell:.15g}"
        return text.replace(".", ",") if separator == ";" else text
    return str(cell)
