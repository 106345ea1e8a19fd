"""When an order is due: reads a directive and the dates of its record, gives the last day on which each of its deadlines is met."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from pipeline import schema, show

DAY = timedelta(days=1)
AHEAD = 14  # days within which a deadline is near

# How long an order to do something again and again is reckoned with, in days after it was published: nobody says when such orders end.
# A storm's daily reports end with the storm; a monthly report is asked for anew in the next year's programme.
HOLDS = {"DAILY": 31, "WEEKLY": 92, "MONTHLY": 366, "YEARLY": 1100}


class Due(NamedTuple):
    """A deadline: in the article's words, and the last day on which it is met; None where that is open or far from now."""

    words: str
    day: date | None
    again: str = ""  # DAILY, WEEKLY, MONTHLY, YEARLY; empty for what is due once


def dues(record: schema.Record, directive: schema.Directive, today: date) -> Iterator[Due]:
    """The deadlines of a directive, each once."""
    for value in dict.fromkeys(filter(None, (directive.deadline, *directive.deadlines_all))):
        said = _mention(record, directive, value)
        yield Due(said.text if said else show.day(value), *_day(value, said, record, today))


def _mention(record: schema.Record, directive: schema.Directive, value: str) -> schema.Date | None:
    """The date that says it: the one the directive names, else one of that value within the directive."""
    named = [d for d in record.dates if d.value == value and (d.id == directive.deadline_date or directive.start <= d.start < directive.end)]
    return next((d for d in named if d.id == directive.deadline_date), named[0] if named else None)


def _day(value: str, said: schema.Date | None, record: schema.Record, today: date) -> tuple[date | None, str]:
    """The last day, and how often it comes again."""
    if said and said.latest:
        return _iso(said.latest), ""
    before = said is not None and said.comparator == "<" and "T" not in value  # before the 25th is the 24th at last; before 17:00 is that day
    rule = repetition(said.rrule if said else None, value)
    if rule:
        return _next(rule, DAY if before else timedelta(), record.article.published, today), rule.frequency
    if value.startswith("P"):
        return _counted(value, said, record), ""
    days = span(value)
    return (days[0] - DAY if before else days[1]) if days else None, ""


def _iso(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


# --- once ----------------------------------------------------------------------------------------------------------------------------------

_POINT = re.compile(r"(?P<y>\d{4})(?:-(?:(?P<m>\d\d)(?:-(?P<d>\d\d)(?:T[\d:]+)?)?|Q(?P<q>[1-4])|H(?P<h>[12])|W(?P<w>\d\d)))?[~?%]?")


def span(value: str) -> tuple[date, date] | None:
    """The first and the last day of an ISO 8601 or EDTF value; None for what is open, repeated or no date.

    >>> [str(span(value)[1]) for value in ("2024-02", "2026-Q3", "2026-H1", "2021/2025", "2022-05-20T17", "2024-W01")]
    ['2024-02-29', '2026-09-30', '2026-06-30', '2025-12-31', '2022-05-20', '2024-01-07']
    >>> span("2024-02-30"), span("../2025"), span("XXXX-XX-25")
    (None, None, None)
    """
    first, _, last = value.partition("/")
    days = _span(first), _span(last or first)
    return (days[0][0], days[1][1]) if days[0] and days[1] else None


def _span(point: str) -> tuple[date, date] | None:
    match = _POINT.fullmatch(point)
    if not match:
        return None
    year = int(match["y"])
    try:
        if match["w"]:
            return date.fromisocalendar(year, int(match["w"]), 1), date.fromisocalendar(year, int(match["w"]), 7)
        if match["d"]:
            day = date(year, int(match["m"]), int(match["d"]))
            return day, day
        size = 1 if match["m"] else 3 if match["q"] else 6 if match["h"] else 12  # months
        last = int(match["m"] or match["q"] or match["h"] or 1) * size
        return date(year, last - size + 1, 1), date(year, last, calendar.monthrange(year, last)[1])
    except (ValueError, IndexError):  # there is no such day, month or year
        return None


# --- again and again -----------------------------------------------------------------------------------------------------------------------

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SET = re.compile(r"XXXX-(?:W(?:XX|\d\d)-(?P<weekday>[1-7])|(?P<month>XX|\d\d)-(?P<day>\d\d))(?:T[\d:]+)?")


class Repetition(NamedTuple):
    """On which days something is due again: those that fit all of what is told."""

    frequency: str
    months: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()  # of the month; -1 is its last
    weekdays: frozenset[int] = frozenset()  # Monday is 0

    def on(self, day: date) -> bool:
        """Whether it is due on that day; the 31st is the last day of a shorter month."""
        last = calendar.monthrange(day.year, day.month)[1]
        fits = {min(n, last) if n > 0 else last + 1 + n for n in self.days}
        return (
            (not self.months or day.month in self.months)
            and (not self.days or day.day in fits)
            and (not self.weekdays or day.weekday() in self.weekdays)
        )


def repetition(rrule: str | None, value: str) -> Repetition | None:
    """The repetition that a rule (RFC 5545) or, without one, a value such as XXXX-XX-25 tells; None for what is due once.

    >>> repetition(None, "XXXX-06-15").months, repetition("FREQ=WEEKLY;BYDAY=FR", "XXXX-WXX-5").weekdays
    (frozenset({6}), frozenset({4}))
    """
    if rrule:
        parts = dict(part.split("=", 1) for part in rrule.upper().split(";") if "=" in part)
        if parts.get("FREQ") not in HOLDS:
            return None
        weekdays = frozenset(_WEEKDAYS.index(name[-2:]) for name in parts.get("BYDAY", "").split(",") if name[-2:] in _WEEKDAYS)
        months, days = _numbers(parts.get("BYMONTH", "")), _numbers(parts.get("BYMONTHDAY", ""))
        every = {"DAILY": True, "WEEKLY": bool(weekdays), "MONTHLY": bool(days), "YEARLY": bool(days)}[parts["FREQ"]]
        # "every two weeks", "each quarter": since when, nobody says
        known = every and parts.get("INTERVAL", "1") == "1" and not (parts["FREQ"] == "YEARLY" and not months)
        return Repetition(parts["FREQ"], months, days, weekdays) if known else Repetition(parts["FREQ"], months=frozenset({0}))
    match = _SET.fullmatch(value)
    if not match:
        return None
    if match["weekday"]:
        return Repetition("WEEKLY", weekdays=frozenset({int(match["weekday"]) - 1}))
    if match["month"] == "XX":
        return Repetition("MONTHLY", days=frozenset({int(match["day"])}))
    return Repetition("YEARLY", frozenset({int(match["month"])}), frozenset({int(match["day"])}))


def _numbers(written: str) -> frozenset[int]:
    return frozenset(int(n) for n in written.split(",") if re.fullmatch(r"[+-]?\d{1,3}", n))


def _next(rule: Repetition, early: timedelta, published: str | None, today: date) -> date | None:
    """The next day from today on, within AHEAD, on which it is due, for as long as such an order is reckoned with."""
    told = _iso(published) if published else None
    if told is None or not timedelta() <= today - told <= timedelta(days=HOLDS[rule.frequency]):
        return None
    return next((day for day in (today + i * DAY for i in range(AHEAD + 1)) if rule.on(day + early)), None)


# --- so many days after something ----------------------------------------------------------------------------------------------------------

_PERIOD = re.compile(r"P(?:(?P<n>\d{1,4})(?P<unit>[DWMY])|T(?P<hours>\d{1,4})H)")


def _counted(value: str, said: schema.Date | None, record: schema.Record) -> date | None:
    """The day that lies so far behind the day it is counted from, where the article tells that day ("kể từ ngày 20/5/2022")."""
    match, start = _PERIOD.fullmatch(value), _anchor(said, record)
    if not match or not start or not said:
        return None
    n, unit = int(match["n"] or match["hours"]), match["unit"]
    try:
        if unit in ("M", "Y"):
            return _months_after(start, n if unit == "M" else 12 * n)
        days = -(-n // 24) if unit is None else 7 * n if unit == "W" else n
        return _working_days_after(start, days) if "làm việc" in said.text else start + days * DAY
    except (ValueError, OverflowError):
        return None


def _anchor(said: schema.Date | None, record: schema.Record) -> date | None:
    if said is None or not said.anchor:
        return None
    for other in record.dates:
        if other is not said and other.date_start is not None and record.text[other.date_start : other.date_end] == said.anchor and other.value:
            days = span(other.value)
            return days[1] if days else None
    return None


def _months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _working_days_after(start: date, days: int) -> date:
    """Weekends do not count; holidays do, because which days are made up for is settled from year to year."""
    day = start
    while days > 0:
        day += datetime.timedelta(days=1)
        days -= day.weekday() < 5
    return day
