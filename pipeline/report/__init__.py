"""What was ordered, as a page that analysts read: reads records, gives one HTML file that needs nothing else.

>>> from pipeline import report
>>> report.write("data/", "report.html")  # doctest: +SKIP
Written(articles=162, directives=1239)

The page lists, counts, sorts and filters by itself; no text of a record is ever read as HTML or script (see `pipeline.report.page`). It is
written article by article: what is held of each is but what tells whether another one tells the same.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from pipeline import schema

LANGUAGES = ("vi", "en")

Source = str | Path | Sequence[str | Path] | Iterable[schema.Record]  # a data folder, files of records (JSONL, Parquet), or records


class Written(NamedTuple):
    """How much a report tells of: of an article with several versions the newest counts, and each telling of the same order."""

    articles: int
    directives: int


def build(records: Source, *, lang: str = "vi", title: str | None = None, today: datetime.date | None = None) -> str:
    """The report as one page that opens in `lang`; what is due and what is past is reckoned from `today`."""
    return "\n".join(_lines(records, lang, title, today, Counter())) + "\n"


def write(records: Source, path: str | Path, *, lang: str = "vi", title: str | None = None, today: datetime.date | None = None) -> Written:
    """How much was written to `path`, which appears when it is whole; until then it is `path`.part."""
    from pipeline.write import Output

    counts: Counter[str] = Counter()
    with Output(Path(path)) as out:
        for line in _lines(records, lang, title, today, counts):
            out.write(line.encode("utf-8"))
    return Written(counts["articles"], counts["directives"])


def _lines(source: Source, lang: str, title: str | None, today: datetime.date | None, counts: Counter[str]) -> Iterator[str]:
    from pipeline import across, frames
    from pipeline.report import page

    def counted() -> Iterator[schema.Record]:
        for record in frames.records(readable):
            counts["articles"] += 1
            counts["directives"] += len(record.directives)
            yield record

    with _readable_again(source) as readable:
        told = (one.directives for one in across.told(readable))
        yield from page.lines(counted(), told, page.Options(lang, title, today or datetime.date.today()))


@contextmanager
def _readable_again(source: Source) -> Iterator[str | Path | Sequence[Any]]:
    """The source if it can be read several times, else a temporary file of its records: which tell the same is known at the end alone."""
    if isinstance(source, (str, Path, Sequence)):
        yield source
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "records.jsonl")
        with path.open("wb") as file:
            file.writelines(schema.dumps(record) + b"\n" for record in source)
        yield path
