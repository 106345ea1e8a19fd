"""Web Annotation (W3C): an AnnotationPage per article, one on each line, each an object of JSON-LD of its own.

A target is told twice: by its position in our text (code points, which is how TextPositionSelector counts) and by its words with those around
them, which is how a page finds them again. What was read from the words is a body of type `chidao:Document`, `chidao:Date` ..., the fields of
the record as they are; a document has its URN and an agency its id as a second body that identifies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from pipeline import __version__, schema, show
from pipeline.exports import Written
from pipeline.morning import address

AROUND = 32  # characters before and behind the words
CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"@version": 1.1, "chidao": "urn:chidao:", "fields": {"@id": "chidao:fields", "@type": "@json"}}]
TYPES = {"documents": "Document", "dates": "Date", "quantities": "Quantity", "agencies": "Agency", "people": "Person", "directives": "Directive"}


def write(records: Iterable[schema.Record], path: Path, lang: str) -> Written:
    """How many annotations were written."""
    articles = annotations = 0
    with path.open("wb") as file:
        for record in records:
            found = page(record, lang)
            file.write(msgspec.json.encode(found) + b"\n")
            articles += 1
            annotations += len(found["items"])
    return Written(articles, annotations)


def page(record: schema.Record, lang: str) -> dict[str, Any]:
    """The AnnotationPage of a record."""
    base = f"urn:chidao:article:{quote(record.article.id, safe='')}"
    return {
        "@context": CONTEXT,
        "id": f"{base}:annotations",
        "type": "AnnotationPage",
        "startIndex": 0,
        "items": [_annotation(record, base, kind, mention, number) for number, (kind, mention) in enumerate(_mentions(record), 1)],
    }


def _mentions(record: schema.Record) -> Iterator[tuple[str, schema.Mention]]:
    for kind in schema.KINDS:
        for mention in getattr(record, kind):
            yield kind, mention


def _annotation(record: schema.Record, base: str, kind: str, mention: schema.Mention, number: int) -> dict[str, Any]:
    return {
        "id": f"{base}:{kind}:{quote(mention.id or str(number), safe='')}",
        "type": "Annotation",
        "motivation": "identifying" if kind in ("documents", "agencies", "people") else "classifying",
        "generator": {"id": f"urn:chidao:version:{__version__}", "type": "Software", "name": f"chidao {__version__}"},
        "body": list(_bodies(record, kind, mention)),
        "target": {"source": _source(record, base), "selector": selectors(record.text, mention.start, mention.end)},
    }


def _source(record: schema.Record, base: str) -> dict[str, Any]:
    url = address(record.article.url)
    return {"id": url or base, "type": "Text", "language": "vi", **({"format": "text/html"} if url else {})}


def selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    """The two ways to find a stretch of text again."""
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {"type": "TextQuoteSelector", "exact": text[start:end], "prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]},
    ]


def _bodies(record: schema.Record, kind: str, mention: schema.Mention) -> Iterator[dict[str, Any]]:
    fields = {name: value for name, value in msgspec.to_builtins(mention).items() if name not in ("id", "start", "end", "text") and value not in (None, [], "")}
    yield {"type": "TextualBody", "purpose": "tagging", "value": kind, "format": "text/plain"}
    yield {"type": "TextualBody", "purpose": "describing", "value": show.summary(kind, mention), "format": "text/plain", "language": "vi"}
    yield {"type": f"chidao:{TYPES[kind]}", "purpose": "classifying", "fields": fields}
    if known := _known(record, mention):
        yield {"type": "SpecificResource", "purpose": "identifying", "source": known}


def _known(record: schema.Record, mention: schema.Mention) -> str | None:
    """The name by which the same thing is known in every article."""
    match mention:
        case schema.Document():
            return next((r.urn for r in record.resources if r.urn and r.document == mention.document), None)
        case schema.Agency(agency=str(agency)) if agency:
            return f"urn:chidao:agency:{quote(agency, safe='@')}"
    return None
