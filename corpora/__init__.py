"""Gazetteers, the annotated corpus and the sample articles, as data with their readers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent


@cache
def gazetteer(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `gazetteers/<name>.tsv`, each a dict by column title; lines that begin with "#" are comments.

    KeyError names the gazetteers there are when this one is not among them; ValueError names the line whose cells do not fit.
    """
    path = ROOT / "gazetteers" / f"{name}.tsv"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.tsv")))
        raise KeyError(f"no gazetteer {name!r} in {path.parent}; there are: {known}")
    with path.open(encoding="utf-8", newline="") as file:
        lines = [(number, line) for number, line in enumerate(file, 1) if line.strip() and not line.startswith("#")]
    rows = list(csv.reader((line for _, line in lines), delimiter="\t", quoting=csv.QUOTE_NONE))
    header = rows[0]
    for (number, _), row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            raise ValueError(f"{path}, line {number}: {len(row)} cells, the header has {len(header)}")
    return tuple(dict(zip(header, row, strict=True)) for row in rows[1:])


SPLITS = ("train", "dev", "test")


def gold(*splits: str) -> Iterator[dict[str, Any]]:
    """The annotated articles of the splits (all where none is named) as records of the contract, in order of their file.

    Fields beyond `chidao/1`: `scored`, `boilerplate`, `sentences` and `default` (see `corpora.markup`). ValueError names the splits there are.
    """
    from corpora import markup

    if unknown := set(splits) - set(SPLITS):
        raise ValueError(f"no split {', '.join(sorted(unknown))}; there are: {', '.join(SPLITS)}")
    wanted = {id for id, split in assigned().items() if not splits or split in splits}
    for path in markup.files(ROOT / "gold"):
        if path.stem in wanted:
            yield markup.compile(markup.read(path))


def assigned() -> dict[str, str]:
    """The split of each annotated article, from `gold/splits.tsv`."""
    with (ROOT / "gold" / "splits.tsv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["split"] for row in csv.DictReader(file, delimiter="\t")}


def cells(text: str) -> list[str]:
    """The parts of a cell that holds several values, split at ";"."""
    return [part.strip() for part in text.split(";") if part.strip()]


def any_of(phrases: Iterable[str]) -> str:
    """A regex group for any of the phrases, the longest that fits first; shared first letters are written once, so that a miss costs little.

    >>> any_of(["trên", "trước", "tối đa"])
    '(?:t(?:r(?:ên|ước)|ối\\\\ đa))'
    """
    tree: dict[str, dict] = {}
    for phrase in phrases:
        node = tree
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[""] = {}
    pattern = _branch(tree)
    return pattern if pattern.startswith("(?:") and pattern.endswith(")") and len(tree) > 1 else f"(?:{pattern})"


def _branch(node: dict[str, dict]) -> str:
    parts = [re.escape(letter) + _branch(rest) for letter, rest in node.items() if letter]
    optional = "?" if "" in node else ""
    return f"(?:{'|'.join(parts)}){optional}" if len(parts) > 1 or optional and parts else "".join(parts)
