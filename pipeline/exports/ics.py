"""A calendar of deadlines (RFC 5545): each that has a day is an all-day event on the last day on which it is met.

What is due again and again has a rule, which ends when such orders are no longer reckoned with (`morning.deadlines.HOLDS`). An event keeps its
UID as long as the article words the order alike, so that a calendar that is imported again is brought up to date and not doubled.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from pipeline import __version__, schema, show
from pipeline.exports import LANGUAGES, ExportError, Written
from pipeline.exports.due import Due, dues, rrule
from pipeline.exports.tables import WORDS, prose
from pipeline.morning import address, clean

NAMES = ("Thời hạn chỉ đạo", "Deadlines of directives")
NOTES = {"open": "deadlines have no day and are left out", "twice": "deadlines are told by several articles of one cluster, and written once"}

# only where there is no event: a calendar without any part is not allowed
_EMPTY = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Ho_Chi_Minh",
    "BEGIN:STANDARD", "DTSTART:19750613T000000", "TZOFFSETFROM:+0700", "TZOFFSETTO:+0700", "END:STANDARD",
    "END:VTIMEZONE",
)  # fmt: skip


def write(records: Iterable[schema.Record], path: Path, lang: str, *, alarm: int | None = None) -> Written:
    """How many events were written; `alarm` reminds so many days before. Notes tell what was left out."""
    if alarm is not None and not 0 <= alarm <= 366:
        raise ExportError(f"alarm: {alarm} days before a deadline; give 0 to 366")
    index = LANGUAGES.index(lang)
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    with path.open("w", encoding="utf-8", newline="") as file:

        def put(lines: Iterable[str]) -> None:
            file.writelines(fold(line) for line in lines)

        product = f"PRODID:-//chidao//chidao {__version__}//{lang.upper()}"
        put(("BEGIN:VCALENDAR", "VERSION:2.0", product, "CALSCALE:GREGORIAN", text("X-WR-CALNAME", NAMES[index])))
        for record in records:
            counts["articles"] += 1
            for directive in record.directives:
                for due in dues(record, directive):
                    fate = _fate(record, directive, due, seen)
                    counts[fate] += 1
                    if fate == "events":
                        put(event(record, directive, due, index, alarm))
        if not counts["events"]:
            put(_EMPTY)
        put(("END:VCALENDAR",))
    return Written(counts["articles"], counts["events"], tuple(f"{counts[fate]:,} {words}" for fate, words in NOTES.items() if counts[fate]))


def _fate(record: schema.Record, directive: schema.Directive, due: Due, seen: set[str]) -> str:
    """Whether the deadline becomes one of the events, is open, or known twice."""
    if due.day is None:
        return "open"
    key = _digest(record.article.cluster or record.article.id, directive, due)
    if key in seen:
        return "twice"
    seen.add(key)
    return "events"


def _digest(told: str, directive: schema.Directive, due: Due) -> str:
    """The same for the same order, however it is numbered, spaced and stopped; orders are renumbered when one is found before them."""
    words = " ".join(re.findall(r"\w+", directive.text.casefold()))
    return hashlib.sha256("\n".join((told, words, due.value, due.day.isoformat() if due.day else "")).encode("utf-8", "replace")).hexdigest()[:32]


def event(record: schema.Record, directive: schema.Directive, due: Due, index: int, alarm: int | None = None) -> Iterator[str]:
    """The lines of an event, not folded yet."""
    assert due.day is not None
    article = record.article
    summary = clean(": ".join(filter(None, ("; ".join(directive.lead), prose(directive.action or directive.text)))), 200)
    yield "BEGIN:VEVENT"
    yield f"UID:{_digest(article.id, directive, due)}@chidao"
    yield f"DTSTAMP:{_stamp(article)}"
    yield f"SEQUENCE:{max((article.version or 1) - 1, 0)}"
    yield f"DTSTART;VALUE=DATE:{due.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due.day + timedelta(days=1):%Y%m%d}"
    if due.again:
        yield f"RRULE:{rrule(due.again, due.until)}"
    yield text("SUMMARY", summary)
    yield text("DESCRIPTION", "\n".join(_description(record, directive, due, index)))
    yield "CATEGORIES:" + ",".join(_escape(name) for name in _categories(article, directive, index))
    if url := address(article.url):
        yield f"URL:{url}"
    yield "TRANSP:TRANSPARENT"  # whoever has a deadline is not busy all day
    if alarm is not None:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{alarm}D", text("DESCRIPTION", summary), "END:VALARM")
    yield "END:VEVENT"


def _stamp(article: schema.Article) -> str:
    """When the event was made, as far as is known: the same records give the same calendar."""
    day = re.match(r"(\d{4})-(\d\d)-(\d\d)", article.published or "")
    return f"{''.join(day.groups()) if day else '19700101'}T000000Z"


def _description(record: schema.Record, directive: schema.Directive, due: Due, index: int) -> Iterator[str]:
    labels = show.LABELS[LANGUAGES[index]]
    again = f" ({WORDS[due.again.frequency][index]})" if due.again else ""
    told = {
        "deadline": due.words + again,
        "issuer": show.issuer(directive),
        "coordinate": "; ".join(directive.coordinate),
        "receive_report": "; ".join(directive.receive_report),
        "targets": "; ".join(directive.targets),
        "legal_basis": "; ".join(show.basis(record, key) for key in directive.legal_basis),
    }
    yield from (f"{labels[name]}: {clean(value, 500)}" for name, value in told.items() if value)
    yield ""
    yield f"“{clean(prose(directive.text), 1500)}”"
    yield clean(" · ".join(filter(None, (record.article.title, record.article.source, directive.id))), 400)


def _categories(article: schema.Article, directive: schema.Directive, index: int) -> list[str]:
    """What a calendar can be filtered by: the kind of order, the province, the agencies."""
    names = [WORDS[directive.modality][index], article.place.province if article.place else None, *directive.lead[:5]]
    return [name for name in (clean(name, 100) for name in names) if name]


# --- lines ------------------------------------------------------------------------------------------------------------------------------


def text(name: str, value: str) -> str:
    r"""The line of a property that is text.

    >>> text("SUMMARY", "a; b, c\\d\ne")
    'SUMMARY:a\\; b\\, c\\\\d\\ne'
    """
    return f"{name}:{_escape(value)}"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    r"""The line with its end, broken such that no part is longer than 75 octets; no character is cut.

    >>> fold("SUMMARY:" + "ệ" * 23)
    'SUMMARY:ệệệệệệệệệệệệệệệệệệệệệệ\r\n ệ\r\n'
    """
    if len(line) <= 18:  # of four octets each
        return line + "\r\n"
    parts, start, octets = [], 0, 0
    for i, char in enumerate(line):
        size = len(char.encode("utf-8", "surrogatepass"))
        if octets + size > (75 if not parts else 74):  # of the others one is the space
            parts.append(line[start:i])
            start, octets = i, 0
        octets += size
    return "\r\n ".join([*parts, line[start:]]) + "\r\n"
