"""What was ordered, as a page that analysts read: reads records, gives one HTML file that needs nothing else.

>>> from pipeline import report
>>> report.write("data/", "report.html")  # doctest: +SKIP
Written(articles=162, directives=1239)

The page lists, counts, sorts and filters by itself; no text of a record is ever read as HTML or script (see `pipeline.report.page`). It is
written article by article, so that the memory does not grow with their number.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipeline import schema

LANGUAGES = ("vi", "en")

Source = str | Path | Iterable[schema.Record]  # a data folder, a file of records (JSONL, Parquet), or records


class Written(NamedTuple):
    """How much a report tells of; of an article with several versions the newest counts, and the same order in several portals once for each."""

    articles: int
    directives: int


def build(records: Source, *, lang: str = "vi", title: str | None = None, today: datetime.date | None = None) -> str:
    """The report as one page that opens in `lang`; what is due and what is past is reckoned from `today`."""
    from pipeline.report import page

    return "\n".join(page.lines(_read(records), page.Options(lang, title, today or datetime.date.today()))) + "\n"


def write(records: Source, path: str | Path, *, lang: str = "vi", title: str | None = None, today: datetime.date | None = None) -> Written:
    """How much was written to `path`, which appears when it is whole; until then it is `path`.part."""
    from pipeline.report import page
    from pipeline.write import Output

    counted = _Counted(_read(records))
    options = page.Options(lang, title, today or datetime.date.today())
    with Output(Path(path)) as out:
        for line in page.lines(counted, options):
            out.write(line.encode("utf-8"))
    return Written(len(counted.directives), sum(counted.directives.values()))


def _read(records: Source) -> Iterable[schema.Record]:
    if isinstance(records, (str, Path)):
        from pipeline import frames

        return frames.records(records)
    return records


class _Counted:
    """The records as they come, and how many directives the newest version of each article has."""

    def __init__(self, records: Iterable[schema.Record]) -> None:
        self.records = records
        self.directives: dict[str, int] = {}
        self._versions: dict[str, int] = {}

    def __iter__(self) -> Iterable[schema.Record]:  # type: ignore[override]
        for record in self.records:
            id, version = record.article.id, record.article.version or 1
            if version >= self._versions.get(id, 0):
                self._versions[id], self.directives[id] = version, len(record.directives)
            yield record
