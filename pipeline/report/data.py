"""What the page knows of an article: reads a record, gives plain lists and mappings that become one line of JSON.

Offsets count UTF-16 units here, as browsers do. Absent is left out.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipeline import schema, show
from pipeline.exports import due as exports_due
from pipeline.exports.tables import prose
from pipeline.morning import address, clean

LONG = 4000  # characters of a field in the table; the article itself is told whole
ROLES = ("lead", "coordinate", "via", "advised", "receive_report")
KINDS = ("documents", "dates", "quantities", "agencies", "people")  # of the mentions, as the page numbers them

# what would turn the reading direction or command a terminal; each is one letter, so that offsets stay
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


def line(record: schema.Record) -> str:
    r"""The article as JSON that stands safely within a script element, on one line.

    >>> record = schema.Record(article=schema.Article(id="</script><!--", title="a\u2028b"), text="")
    >>> line(record)
    '{"id":"\\u003c/script\\u003e\\u003c!--"}'
    """
    return embedded(article(record))


def embedded(value: Any) -> str:
    """The value as JSON in which nothing ends a script element, opens a comment or ends a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text)


def article(record: schema.Record) -> dict[str, Any]:
    """The article with its directives and mentions; one in which nothing is ordered is told by its id alone: it counts, but nobody opens it."""
    about = record.article
    known = {"id": _name(about.id), "published": day(about.published), "province": _name(about.place and about.place.province)}
    if not record.directives:
        return _some(known)
    units = offsets(record.text)
    told = {
        "title": clean(about.title or show._first_line(record.text), 300),
        "url": address(about.url),
        "source": clean(about.source, 120),
        "district": _name(about.place and about.place.district),
        "attached": bool(about.attached_to) or None,
        "text": harmless(record.text),
        "directives": [_directive(record, directive, units) for directive in record.directives],
        "mentions": list(_mentions(record, units)),
        "notes": [_note(record, diagnostic) for diagnostic in record.diagnostics],
    }
    return _some(known | told)


def harmless(text: str) -> str:
    r"""The text, as long as before, without letters that would turn the reading direction.

    >>> harmless("a\u202eb\ud800c\n")
    'a\ufffdb\ufffdc\n'
    """
    return _UNSEEN.sub("\ufffd", text)


def offsets(text: str) -> Callable[[int], int]:
    """What gives the offset in UTF-16 units of an offset in code points.

    >>> at = offsets("a\\U0001f600b")
    >>> [at(0), at(1), at(2), at(3)]
    [0, 1, 3, 4]
    """
    beyond = [match.start() for match in _BEYOND.finditer(text)]
    if not beyond:
        return lambda at: at
    from bisect import bisect_left

    return lambda at: at + bisect_left(beyond, at)


def day(written: str | None) -> str | None:
    """The day (ISO) if it is one.

    >>> day("2022-05-13T08:00"), day("13/5"), day(None)
    ('2022-05-13', None, None)
    """
    try:
        return datetime.date.fromisoformat((written or "")[:10]).isoformat()
    except ValueError:
        return None


def _some(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _name(text: str | None) -> str:
    return clean(text, 200)


def _names(texts: Iterable[str]) -> list[str]:
    return [clean(text, 400) for text in texts if text]


def _note(record: schema.Record, diagnostic: schema.Diagnostic) -> list[str]:
    """What is to be checked: its code, the words it is about, and the program's message."""
    words = record.text[diagnostic.start : diagnostic.end] if diagnostic.start is not None else ""
    return [_name(diagnostic.code), clean(words, 200), clean(diagnostic.message, 300)]


# --- directives ----------------------------------------------------------------------------------------------------------------------------


def _directive(record: schema.Record, directive: schema.Directive, units: Callable[[int], int]) -> dict[str, Any]:
    person = directive.issuer_person
    return _some(
        {
            "id": _name(directive.id),
            "at": [units(directive.start), units(directive.end)],
            "modality": "umbrella" if directive.kind == "umbrella" else directive.modality,
            "person": clean(", ".join([person.name, *person.titles]), 300) if person else None,
            "issuer": _name(directive.issuer_agency),
            "roles": _some({role: _names(getattr(directive, role)) for role in ROLES}),
            "inherited": directive.lead_inherited and bool(directive.lead) or None,
            "action": clean(prose(directive.action or directive.text), LONG),
            "dues": [_due(due) for due in exports_due.dues(record, directive)],
            "targets": _names(directive.targets),
            "basis": [_basis(record, key) for key in dict.fromkeys(directive.legal_basis)],
            "condition": clean(directive.condition, 600),
            "detail": clean(directive.detail, 600),
            "sure": _percent(directive.confidence),
            "by": clean(directive.by, 80),
        }
    )


def _due(due: exports_due.Due) -> dict[str, Any]:
    """A deadline: its words, the last days on which it is met, how often it comes again."""
    return _some({"words": clean(due.words, 200), "days": [day.isoformat() for day in _days(due)], "again": due.again and due.again.frequency})


def _days(due: exports_due.Due) -> Iterator[datetime.date]:
    if due.day and due.again and due.until:
        days = (due.day + datetime.timedelta(days=n) for n in range((due.until - due.day).days + 1))
        yield from (day for day in days if due.again.on(day))
    elif due.day:
        yield due.day


def _basis(record: schema.Record, key: str) -> list[str]:
    """The document in a few words, the key under which its mentions are found, and the name that is the same in every article."""
    resource = next((resource for resource in record.resources if resource.document == key), None)
    if resource is None:
        return [clean(key, 200), clean(key, 400), clean(key, 200)]
    named = clean(show.describe(resource), 200)
    return [named, clean(key, 400), clean(resource.urn, 300) or named]


def _percent(confidence: float) -> int:
    """A whole number from 0 to 100, not 100 where it is less: nobody rounds himself sure.

    >>> _percent(0.999), _percent(1.0), _percent(float("nan"))
    (99, 100, 0)
    """
    return int(100 * min(1.0, max(0.0, confidence)) + 1e-9) if confidence == confidence else 0


# --- mentions ------------------------------------------------------------------------------------------------------------------------------


def _mentions(record: schema.Record, units: Callable[[int], int]) -> Iterator[list[Any]]:
    """[kind, start, end, what it is, what it was read as, how sure, the key by which a directive names it], in the order of the text."""
    found = [(number, mention) for number, kind in enumerate(KINDS) for mention in getattr(record, kind)]
    for number, mention in sorted(found, key=lambda pair: (pair[1].start, -pair[1].end)):
        code, value, key = _read_as(mention)
        yield [number, units(mention.start), units(mention.end), code, clean(value, 400), _percent(mention.confidence), clean(key, 400)]


def _read_as(mention: schema.Mention) -> tuple[str, str, str]:
    match mention:
        case schema.Document():
            about = (show.describe(mention), mention.issued and show.day(mention.issued), mention.issuer)
            return "", " · ".join(filter(None, about)), mention.document or ""
        case schema.Date():
            return mention.role, show.day(mention.value or ""), mention.id
        case schema.Quantity():
            return mention.status, " – ".join(f"{value:.15g}" for value in mention.values), mention.subject or ""
        case schema.Agency():
            return mention.role, mention.name, mention.name
        case schema.Person():
            return mention.role or "", ", ".join([mention.name, *mention.titles]), mention.name
    raise TypeError(f"no mention: {mention!r:.100}")
