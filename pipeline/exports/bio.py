"""Tokens with BIO tags: a line per token, a column for each kind of mention, an empty line between paragraphs.

    # id = 01-tiem-phong
    #token  start  end  documents  dates  quantities  agencies  people  directives
    Sở      26     28   O          O      O           B-lead    O       I-obligation

The columns are separated by tabs. `start` and `end` are those of the record's text, so that the spans can be read back exactly, however the
tokens were separated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline import schema
from pipeline.exports import ExportError, Written
from pipeline.exports.tokens import cuts, tokens

COLUMNS = ("token", "start", "end", *schema.KINDS)

# what of a mention its tag tells
LABELS = {"documents": "form", "dates": "role", "quantities": "status", "agencies": "role", "people": "", "directives": "modality"}


class Tagged(NamedTuple):
    """A mention as the tags tell it."""

    kind: str
    label: str
    start: int
    end: int


def write(records: Iterable[schema.Record], path: Path, lang: str) -> Written:
    """How many mentions were tagged; a note tells how many stand within others of their kind and could not be."""
    articles = tagged = left = 0
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for record in records:
            kept = {kind: outermost(getattr(record, kind)) for kind in schema.KINDS}
            articles += 1
            tagged += sum(map(len, kept.values()))
            left += sum(len(getattr(record, kind)) - len(kept[kind]) for kind in kept)
            file.writelines(line + "\n" for line in lines(record))
    return Written(articles, tagged, (f"{left:,} mentions overlap others of their kind and are left out",) if left else ())


def outermost(mentions: Iterable[schema.Mention]) -> list[schema.Mention]:
    """The mentions without those that overlap a longer one: a column holds one tag for a token."""
    kept: list[schema.Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def lines(record: schema.Record) -> Iterator[str]:
    """The lines of a record, an empty one at its end."""
    found = tokens(record.text, cuts(record))
    columns = [_tags(kind, outermost(getattr(record, kind)), found) for kind in schema.KINDS]
    yield f"# id = {' '.join(record.article.id.split())}"
    yield "#" + "\t".join(COLUMNS)
    done = None
    for (start, end), *tags in zip(found, *columns, strict=True):
        if done is not None and "\n" in record.text[done:start]:
            yield ""
        done = end
        yield "\t".join((record.text[start:end], str(start), str(end), *tags))
    yield ""


def label(kind: str, mention: schema.Mention) -> str:
    """What the tag of a mention tells of it."""
    return str(getattr(mention, LABELS[kind])) if LABELS[kind] else "person"


def _tags(kind: str, mentions: list[schema.Mention], found: list[tuple[int, int]]) -> list[str]:
    tags, i = ["O"] * len(found), 0
    for mention in mentions:
        while i < len(found) and found[i][1] <= mention.start:
            i += 1
        sign = "B"
        while i < len(found) and found[i][0] < mention.end:
            tags[i] = f"{sign}-{label(kind, mention)}"
            sign, i = "I", i + 1
    return tags


def read(lines: Iterable[str]) -> Iterator[list[Tagged]]:
    """The mentions of each record of a file that `write` made, sorted by kind and place; ExportError tells a line that is none of it."""
    found: dict[str, list[Tagged]] | None = None
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\n").split("\t")
        if line.startswith("# id = "):
            if found is not None:
                yield [one for kind in schema.KINDS for one in found[kind]]
            found = {kind: [] for kind in schema.KINDS}
        elif len(cells) == len(COLUMNS) and found is not None and not line.startswith("#token\t"):
            for kind, tag in zip(schema.KINDS, cells[3:], strict=True):
                _take(found[kind], kind, tag, int(cells[1]), int(cells[2]))
        elif line.strip() and not line.startswith("#token\t"):
            raise ExportError(f"line {number} has {len(cells)} columns, not {len(COLUMNS)}: {line[:60]!r}")
    if found is not None:
        yield [one for kind in schema.KINDS for one in found[kind]]


def _take(found: list[Tagged], kind: str, tag: str, start: int, end: int) -> None:
    sign, _, label = tag.partition("-")
    if sign == "I" and found:
        found[-1] = found[-1]._replace(end=end)
    elif sign in ("B", "I"):
        found.append(Tagged(kind, label, start, end))
