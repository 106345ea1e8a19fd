"""Pages to articles: the five seeds in the pages of five families, and everything a page says of its article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from families import FAMILIES, Part, Told, nameless

from pipeline import clean, pages
from pipeline.pages import Layout

SEEDS = ("000", "001", "002", "003", "004")


def seed(shared: Path, number: str) -> Told:
    """A seed taken apart: chrome by the gold standard, the rest by what its lines are."""
    records = map(json.loads, (shared / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines())
    record = next(record for record in records if record["article"]["id"].startswith(number))
    text, title = record["text"], record["article"]["title"]
    out = [(span["start"], span["end"]) for span in record["boilerplate"]]
    authors = [person["text"] for person in record["people"] if person.get("role") == "author"]
    parts: list[Part] = []
    stamp = section = None
    at, seen = 0, False
    for raw in text.split("\n"):
        start, at = at, at + len(raw) + 1
        line = " ".join(raw.split())
        if not line:
            continue
        if line == " ".join(title.split()):
            seen = True
        elif stamp is None and not any(part.kind == "body" for part in parts) and clean.is_dateline(line):
            stamp = line
        elif not seen:
            section = line
        elif any(a <= start < b for a, b in out):
            parts.append(Part("chrome", line))
        elif parts and len(line) < 80 and any(name in line for name in authors):
            parts.append(Part("author", line))
        else:
            parts.append(Part("body", line))
    zones = clean.lines(clean.View("\n\n".join([title, *(part.text for part in parts)])).text, title)[1:]
    parts = [Part("caption" if zone.zone == "caption" and part.kind == "body" else part.kind, part.text) for part, zone in zip(parts, zones, strict=True)]
    return Told(title, stamp, section, parts, iso=record["article"]["published"])


@pytest.mark.parametrize("named", ["layout", "general", "nameless"])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("number", SEEDS)
def test_seeds(shared: Path, number: str, family: str, named: str) -> None:
    told = seed(shared, number)
    page = FAMILIES[family].wrap(told)
    found = pages.read(nameless(page) if named == "nameless" else page, layout=FAMILIES[family].layout if named == "layout" else Layout())
    kept = [part.text for part in told.parts if part.kind != "chrome"]
    assert found.title == " ".join(told.title.split())
    assert found.text.split("\n") == [found.title, *([told.stamp] if told.stamp else []), *kept]
    assert (found.published or "")[:10] == (told.iso or "")
    inside = [*([found.sapo] if found.sapo else []), *found.body]
    assert inside == [part.text for part in told.parts if part.kind == "body"], "paragraphs alone: no caption, no author"
    assert found.captions == [part.text for part in told.parts if part.kind == "caption"]
