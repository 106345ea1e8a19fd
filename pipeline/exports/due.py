"""When an order is due, for tables and calendars: reads a directive and the dates of its record; does not ask what day it is today.

What is due again and again has its first day after the article was published, and a rule for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from pipeline import schema, show
from pipeline.morning import deadlines
from pipeline.morning.deadlines import DAY, HOLDS, Repetition

YEAR = 366  # days within which whatever is due again has been due once


class Due(NamedTuple):
    """A deadline: in the article's words, its value, the last (or first) day on which it is met, and the repetition where it comes again."""

    words: str
    value: str
    day: date | None = None
    again: Repetition | None = None
    until: date | None = None  # such an order is reckoned with until then


def dues(record: schema.Record, directive: schema.Directive) -> Iterator[Due]:
    """The deadlines of a directive, each once; of one that is told as a reference ("theo lộ trình của Bộ") only the words."""
    published = _day(record.article.published)
    for value in dict.fromkeys(filter(None, (directive.deadline, *directive.deadlines_all))):
        said = deadlines._mention(record, directive, value)
        words = said.text if said else show.day(value)
        again = deadlines.repetition(said.rrule if said else None, value) if not (said and said.latest) else None
        if again is None:
            yield Due(words, value, deadlines._day(value, said, record, published or date.min)[0])
            continue
        if said and said.comparator == "<" and "T" not in value:
            again = before(again)
        day = first(again, published) if published else None
        yield Due(words, value, day, again, published + timedelta(days=HOLDS[again.frequency]) if published and day else None)
    if directive.deadline_by_reference and not directive.deadline:
        yield Due(directive.deadline_by_reference, "")


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None


def first(again: Repetition, start: date) -> date | None:
    """The first day from `start` on; None where it is not told which days they are ("each quarter")."""
    if 0 in again.months or start > date.max - YEAR * DAY:
        return None
    return next((day for day in (start + i * DAY for i in range(YEAR)) if again.on(day)), None)


def before(again: Repetition) -> Repetition:
    """The days at last on which something is done that is to be done before those days.

    >>> before(Repetition("MONTHLY", days=frozenset({25}))).days, before(Repetition("WEEKLY", weekdays=frozenset({0}))).weekdays
    (frozenset({24}), frozenset({6}))
    >>> before(Repetition("YEARLY", frozenset({1}), frozenset({1})))
    Repetition(frequency='YEARLY', months=frozenset({12}), days=frozenset({-1}), weekdays=frozenset())
    """
    days = frozenset(n - 1 if n != 1 else -1 for n in again.days)
    months = frozenset((m - 2) % 12 + 1 if m else 0 for m in again.months) if again.days == {1} else again.months
    return Repetition(again.frequency, months, days, frozenset((n - 1) % 7 for n in again.weekdays))


_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rrule(again: Repetition, until: date | None = None) -> str:
    """The rule as a calendar reads it (RFC 5545); the 29th, 30th and 31st are the last day of a shorter month.

    >>> rrule(Repetition("MONTHLY", days=frozenset({25}))), rrule(Repetition("MONTHLY", days=frozenset({30})), date(2025, 5, 1))
    ('FREQ=MONTHLY;BYMONTHDAY=25', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1;UNTIL=20250501')
    """
    days, pick = sorted({-1 if n == 31 else n for n in again.days}), ""
    if len(days) == 1 and days[0] > 28:
        days, pick = list(range(28, days[0] + 1)), "-1"
    # of a year's days BYSETPOS would pick one; months that are told by name fit a monthly rule as well
    frequency = "MONTHLY" if again.frequency == "YEARLY" and pick else again.frequency
    parts = {
        "FREQ": frequency,
        "BYMONTH": ",".join(map(str, sorted(again.months))),
        "BYMONTHDAY": ",".join(map(str, days)),
        "BYDAY": ",".join(_WEEKDAYS[n] for n in sorted(again.weekdays)),
        "BYSETPOS": pick,
        "UNTIL": until.strftime("%Y%m%d") if until else "",
    }
    return ";".join(f"{name}={value}" for name, value in parts.items() if value)
