"""Records to what other programs read: spreadsheets, calendars, corpora of other tools, graphs.

>>> from pipeline import exports
>>> exports.write("xlsx", records, "out.xlsx", lang="vi")  # doctest: +SKIP
Written(articles=162, items=1340, notes=())
"""

from __future__ import annotations

import importlib
import inspect
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from pipeline import schema

LANGUAGES = ("vi", "en")


class Written(NamedTuple):
    """How much was written, and what whoever reads it should know: what was left out, and why."""

    articles: int
    items: int  # rows, events, spans, nodes
    notes: tuple[str, ...] = ()


class ExportError(ValueError):
    """An export that cannot be made; the message says why and what to do."""


# what `--to` takes, and what it makes; each is the module pipeline.exports.NAME with a function write(records, path, lang, **options) -> Written
TO: dict[str, str] = {
    "csv": "one table (or all of them in a folder) for Excel and everything else",
    "xlsx": "a workbook: directives, deadlines, documents, agencies, targets, articles",
    "ics": "a calendar of the deadlines",
    "docbin": "spaCy's DocBin: docs with spans and records",
    "w3c": "Web Annotation, one AnnotationPage per line",
    "bio": "tokens with a column of BIO tags for each kind (CoNLL)",
    "graphml": "the network of articles, directives, documents and agencies",
}


def write(to: str, records: Iterable[schema.Record], path: str | Path, *, lang: str = "vi", **options: Any) -> Written:
    """How much was written to `path`, which appears when it is whole; until then it is `path`.part.

    An exception, the records' own too, leaves what was there before. `options` are those of the format: `options_of` lists them.
    """
    export = _export(to)
    if lang not in LANGUAGES:
        raise ExportError(f"there is no language {lang!r}; there are: {', '.join(LANGUAGES)}")
    if unknown := sorted(options.keys() - options_of(to)):
        raise ExportError(f"{to} has no option {', '.join(unknown)}; there are: {', '.join(options_of(to)) or 'none'}")
    path = Path(path)
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe or /dev/null cannot be replaced
        return export(records, path, lang, **options)
    path = Path(os.path.realpath(path))  # a symbolic link stays one
    if to == "csv" and path.is_dir():
        options = {"table": "all", **options}
    if path.is_dir() != (options.get("table") == "all") and path.exists():
        raise ExportError(f"{path} is a folder; the name of a file is wanted" if path.is_dir() else f"{path} is a file; all tables want the name of a folder")
    part = path.with_name(path.name + ".part")
    _remove(part)
    try:
        written = export(records, part, lang, **options)
        _replace(part, path)
    except BaseException:
        _remove(part)
        raise
    return written


def options_of(to: str) -> dict[str, Any]:
    """The options of a format, each with its default."""
    parameters = inspect.signature(_export(to)).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def _export(to: str) -> Callable[..., Written]:
    if to not in TO:
        raise ExportError(f"there is no export to {to!r}; there are: {', '.join(TO)}")
    return importlib.import_module(f"{__name__}.{to}").write


def _replace(part: Path, path: Path) -> None:
    """Gives what was written its name; of a folder, each of its files."""
    if part.is_dir():
        path.mkdir(exist_ok=True)
        for file in part.iterdir():
            _sync(file)
            os.replace(file, path / file.name)
        part.rmdir()
    else:
        _sync(part)
        os.replace(part, path)


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)
