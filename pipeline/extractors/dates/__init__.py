"""Time expressions with value, bounds, comparator and role (catalogue B1-B13).

Reads the view's text, writes `schema.Date`. `moments` finds bare dates, `roles` takes in the words around them and says what each is for;
only then is a missing year inferred, because a deadline lies ahead and the date of a document behind.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from models import date_roles
from pipeline import schema
from pipeline.clean import lower
from pipeline.context import Context
from pipeline.extractors.dates.moments import (
    BAD, HALVES, READERS, ROWS, SHAPE, SHAPES, STOP, Day, Point, Reading, day_month, day_of, exists, words, year,
)  # fmt: skip
from pipeline.extractors.dates.roles import LATELY, SINCE, Around, CUES, Candidate, Cue, around, cues, refers, role

# ------------------------------------------------------------------------------------------------------- is it a date?

_LICENCE = re.compile(rf"(?<!\w)({words('licence')}),? \(?$")
_UNIT = re.compile(rf" (?:số |các |trên |tổng số )?(?:{words('unit')})(?!\w)")
_EACH_MONTH = re.compile(r"(?:mỗi|hằng|hàng) tháng")
_YEAR_AHEAD = re.compile(r"(?:tầm nhìn|định hướng) $")
_OPENS_MONTH = re.compile(r"(?:\(|vào )$")


def is_date(c: Candidate) -> bool:
    """False for what only looks like a date: ratios, decimals, scores, numbers (catalogue C7, C10)."""
    around, last_word = c.words, c.words.bound.rpartition(" ")[2]
    if c.shape == "year" and c.text.endswith("những ", 0, c.date_start):
        return False  # a decade: "những năm 2000"
    if c.shape == "today" and _COUNTER.match(c.text, c.words.end):
        return False
    if c.shape == "day_alone":
        return bool(c.comparator and _EACH_MONTH.search(c.before(120)))
    if c.shape == "years_fused":
        return around.label in ("giai đoạn", "thời kỳ", "nhiệm kỳ")
    if c.shape == "year_number":
        return last_word in ("đến", "tới", "trước", "từ", "hết", "sau") or bool(_YEAR_AHEAD.search(c.before(12)))
    if c.shape == "month_number":
        return bool(last_word or around.mod or _OPENS_MONTH.search(c.before(6)))
    named = bool(around.day or around.part or around.weekday or around.feast)
    if c.shape in ("day_short_year", "damaged"):
        return named or bool(last_word)
    if c.shape not in ("day", "days", "day_list") or c.year or named or c.follows:
        return True
    return _is_day_of_no_year(c, last_word)


def _is_day_of_no_year(c: Candidate, last_word: str) -> bool:
    """Whether "8/11" is a day though no "ngày" or "sáng" says so: by the words before it and the unit that a ratio has after it."""
    written = c.text[c.date_start : c.date_end]
    if "tháng" in written or written == "24/7":
        return False
    if _UNIT.match(c.text, c.words.end):
        return c.comparator == "<=" and _goes_down(written)
    if last_word and last_word not in ("trong", "khoảng"):
        return "/" in written or c.comparator == "<" or c.shape == "days" and c.row["comparator"] == ">=" or _is_dashed_day(c, written)
    if c.shape == "days" and written.count("/") == 2:
        return True
    licence = _LICENCE.search(c.before(30))
    if licence and ROWS[licence[1]]["role"] == "event":  # "lễ 30-4"; "vào 8.5" is a number
        return True
    return "/" in written and bool(licence or c.words.clock)


def _is_dashed_day(c: Candidate, written: str) -> bool:
    """Whether "31-5" behind "đến" or "từ" is a day: no range goes down, nothing is counted behind it, or the word bounds days only."""
    if not _DASHED.fullmatch(written) or c.words.bound.startswith("không"):
        return False
    return c.row["role"] == "deadline" or _goes_down(written) or bool(_NOT_COUNTED.match(c.after(6)))


def _goes_down(written: str) -> bool:
    found = _DASHED.fullmatch(written)
    return bool(found and int(found[1]) > int(found[2]))


_COUNTER = re.compile(r" ?:? ?\d[\d.,]* ?(?:\||\n|$)")  # "Hôm nay: 1.204" counts a page's readers
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})")
_NOT_COUNTED = re.compile(r"[,.;)]|$| (?:-|sẽ|đã) ")


# ---------------------------------------------------------------------------------------------------------- which year?


def _inferred(point: Point, c: Candidate, verdict: str) -> int:
    """The year of a point without one: deadlines lie ahead, documents behind, the rest is the nearest (catalogue B3)."""
    assert c.anchor is not None
    ends = {}  # year -> days from the article to the point's end
    for candidate in (c.anchor.year - 1, c.anchor.year, c.anchor.year + 1):
        if exists(point._replace(year=candidate)):
            ends[candidate] = (point._replace(year=candidate).days()[1] - c.anchor).days
    if not ends:  # 29/2, and none of the three is a leap year
        return c.anchor.year
    # One day of tolerance: a programme for tomorrow is told as today's news.
    tolerance = -1 if verdict in ("deadline", "target", "effective") else 1
    ahead = min((y for y, days in ends.items() if days > tolerance), default=max(ends))
    behind = max((y for y, days in ends.items() if days <= tolerance), default=min(ends))
    if verdict == "issued":
        return behind
    if verdict in ("deadline", "target", "effective"):  # one that passed lately is told of, not set for many months ahead
        return behind if ends[behind] >= -LATELY and ends[ahead] > 365 - LATELY - 2 else ahead
    # What happened half a year ago is told with its year more often than what will happen soon.
    bias = 0.5 if c.left("future", "expect", within=60) and not c.left("past", within=20) else 2
    return ahead if -ends[behind] > bias * ends[ahead] and ahead != behind else behind


def settle(c: Candidate, verdict: str) -> Reading:
    """The reading with its years filled in: from the other half of an interval, else inferred; BAD where there is no such day."""
    first, last = c.reading.first, c.reading.last
    if first is None:
        return c.reading
    if last is None:
        if first.year is None and c.anchor:
            first = first._replace(year=_inferred(first, c, verdict))
        if c.since_new_year and first.year and exists(first):
            return c.reading._replace(unit="span", first=first._replace(number=1, day=min(first.day, 1)), last=first)
    else:
        if last.year is None and first.year is None and c.anchor:
            last = last._replace(year=_inferred(last, c, verdict))
        first, last = _share_year(first, last)
    if not all(exists(point) for point in (first, last) if point):
        return BAD
    return c.reading._replace(first=first, last=last)


def _share_year(first: Point, last: Point) -> tuple[Point, Point]:
    """Both ends of an interval with the year of either: "15/10 đến 15/12/2024", "20/12/2023 đến 10/1"."""
    if last.year is None and first.year is not None:
        return first, last._replace(year=first.year + (first[2:] > last[2:]))
    if first.year is None and last.year is not None:
        return first._replace(year=last.year - (first[2:] > last[2:])), last
    return first, last


# ------------------------------------------------------------------------------------------------------ the record

_HOUR = re.compile(r"(\d{1,2})(?:\D{1,5}?(\d{2}))?(?!\d)")


def _clock(text: str) -> str:
    """ "17 giờ" -> T17, "11h30" -> T11:30, "03:57 pm" -> T15:57; nothing when there is no such hour."""
    match = _HOUR.match(text)
    if not match or int(match[1]) > 24 or int(match[2] or 0) > 59:
        return ""
    hour = int(match[1]) + 12 * (text.endswith("pm") and int(match[1]) < 12)
    return f"T{hour:02}" + (f":{match[2]}" if match[2] else "")


def value(reading: Reading, around: Around) -> str | None:
    """The reading as ISO 8601 or EDTF; None when its year is open or it is damaged."""
    if reading.first is None or reading.value:
        weekly = bool(around.clock and reading.value and reading.value.startswith("XXXX-W"))
        return f"{reading.value}{_clock(around.clock)}" if weekly else reading.value
    if reading.first.year is None:
        return None
    if reading.last:
        return f"{reading.first.value()}/{reading.last.value()}"
    if reading.unit == "year" and around.mod in HALVES:
        return Point("half", reading.first.year, HALVES[around.mod]).value()
    return reading.first.value() + (_clock(around.clock) if reading.unit == "day" and around.clock else "")


def bounds(reading: Reading, comparator: str | None, at_hour: bool) -> tuple[str | None, str | None]:
    """The first and the last day on which it is met; None where it is open."""
    if reading.first is None or reading.first.year is None or reading.unit == "vague":
        return None, None
    first, last = reading.first.days()[0], (reading.last or reading.first).days()[1]
    day = datetime.timedelta(days=1)
    if comparator == "<":
        return None, str(first if at_hour else first - day)  # before 17h of a day is still that day
    if comparator == ">":
        return str(last + day), None
    return (None if comparator == "<=" else str(first)), (None if comparator == ">=" else str(last))


def _is_past(c: Candidate, reading: Reading, published: Day) -> bool:
    """Whether a day without a word of limit lies before the day of the article."""
    day = reading.first if reading.unit == "day" else None
    return bool(day and day.year and c.comparator is None and day.days()[1] < published)


def mention(c: Candidate, context: Context) -> schema.Date:
    """The record of a candidate; what is damaged or impossible is also a diagnostic."""
    verdict, rule, confidence = role(c)
    decided = context.judge.decide("date_roles", (c.words.start, c.words.end), verdict, lambda: _features(c, verdict, rule))
    model, verdict, confidence = decided.by, decided.label, decided.confidence or confidence
    reading = settle(c, verdict)
    if verdict == "deadline" and context.published and _is_past(c, reading, context.published):
        verdict, rule = "event", "past_day"  # "trong ngày 4-6, UBND tỉnh ban hành ...": what is over binds nobody
    start, written = c.words.start, c.raw[c.date_start : c.date_end]
    if c.words.bound.endswith("trong") and verdict != "deadline":
        start += len(c.words.bound) + 1  # "trong" belongs to a deadline only
    if reading.unit == "bad":
        context.warn("date.impossible", c.date_start, c.date_end, f"{written}: there is no such day")
        confidence = 0.3
    elif "2.0" in written and reading.first and reading.first.year and str(reading.first.year) not in written:
        context.warn("date.damaged", c.date_start, c.date_end, f"{written}: read as {reading.first.value()}")
    elif reading.first and c.reading.first and c.reading.first.year is None:
        confidence -= 0.05  # the year is inferred
    earliest, latest = bounds(reading, c.comparator, bool(c.words.clock))
    since = SINCE.match(c.text, c.date_end) if c.unit == "duration" else None
    return schema.Date(
        start=start, end=c.words.end, date_start=c.date_start, date_end=c.date_end, value=value(reading, c.words), earliest=earliest, latest=latest,
        comparator=c.comparator, role=verdict, rrule=reading.rrule, anchor=c.raw[slice(*since.span("event"))] if since else None,
        confidence=round(max(confidence, 0.0), 2), by=f"rule:dates.{rule}" + (f"; {model}" if model else ""),
    )  # fmt: skip


def _features(c: Candidate, role: str, rule: str) -> Iterator[str]:
    near = [c.left(*CUES, within=120), c.right(*CUES, within=120)]
    told = date_roles.Candidate(
        left=c.before(60), right=c.after(60), role=role, rule=rule, bound=c.words.bound, label=c.words.label, unit=c.unit, past=c.past if c.year else None,
        has_year=c.year is not None, fronted=c.fronted, zone=c.zone, cues_left=sorted(near[0].kinds) if near[0] else (),
        cues_right=sorted(near[1].kinds) if near[1] else (),
    )  # fmt: skip
    return date_roles.features(told)


# ------------------------------------------------------------------------------------------------------------------ find


_FULL_DAY = re.compile(rf"(?P<bound>(?:trước|đến|hết|chậm nhất|tới|sau)(?: ngày)? )?(?<![\w/.,:-]){day_month(1)}{year(1)}{STOP}")


def anchor_day(context: Context, low: str) -> Day | None:
    """The day to count from: published, else the page's, else the latest full date that bounds nothing."""
    if context.published:
        return context.published
    found: list[Day] = []
    for match in _FULL_DAY.finditer(low):
        point = day_of(match, 1, int(match["y1"].replace(".", "")))
        zone = context.zone(match.start())
        if not match["bound"] and exists(point) and zone != "boilerplate":
            if zone == "dateline":
                return point.days()[0]
            found.append(point.days()[0])
    return max(found, default=None)


def _stretches(context: Context, index: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The sentence and the line that hold an offset."""
    line = context.lines[max(0, bisect_right(context.lines, index, key=lambda line: line.start) - 1)]
    sentence = context.sentence(index) or line
    return (sentence.start, sentence.end), (line.start, line.end)


_JOINT = re.compile(r"(?:,| và|;| hoặc|, và) ?")


def _interval(since: Candidate, until: Candidate) -> Candidate | None:
    """One candidate of two of different units: "từ năm 2015 đến quý I năm 2018", "từ tháng 1 đến ngày 15/3/2020"."""
    points = since.reading.first, until.reading.first
    if since.comparator != ">=" or not until.words.bound.startswith(("đến", "tới")) or not all(points):
        return None
    if until.words.start != since.words.end + 1 or since.reading.last or until.reading.last or since.unit == until.unit:
        return None
    words = since.words._replace(end=until.words.end)
    return replace(since, shape="interval", reading=Reading("span", *points), words=words, date_end=until.date_end)


def _is_anniversary(first: Point, last: Point) -> bool:
    """Whether both are the same day of different years: "(30/4/1975 - 30/4/2025)" names two days, no span."""
    return first.unit == "day" and first.year is not None and last.year is not None and first[2:] == last[2:] and first.year < last.year


def _both_days(c: Candidate, match: re.Match[str]) -> list[Candidate]:
    """The day of an event and that of its anniversary."""
    assert c.reading.first and c.reading.last
    begun = match.start("d2")
    ended = match.end("y1")
    return [
        replace(c, shape="day", reading=Reading("day", c.reading.first), words=c.words._replace(end=ended), date_end=ended),
        replace(c, shape="day", reading=Reading("day", c.reading.last), words=Around(begun, c.words.end), date_start=begun, follows=True),
    ]


def _of_each(c: Candidate, match: re.Match[str] | None) -> list[Candidate]:
    """"Công văn số 118, số 204/UBND-NL lần lượt ngày 14 và 24/1/2013": a date of each document, not a span."""
    first, last = c.reading.first, c.reading.last
    if match and c.shape == "days" and first and last and _is_anniversary(first, last) and not c.words.bound:
        return _both_days(c, match)
    if c.shape != "day_list" or not (match and first and last) or match[0].count(",") or c.words.bound or not refers(c):
        return [c]
    day = Reading("day", first._replace(year=first.year or last.year))
    start = match.start("d2") - 5 * c.text.endswith("ngày ", 0, match.start("d2"))
    ended = c.words._replace(end=match.end("d1"))
    begun = Around(start, c.words.end, day="ngày")
    return [
        replace(c, shape="day", reading=day, words=ended, date_end=match.end("d1")),
        replace(c, shape="day", reading=Reading("day", last), words=begun, date_start=match.start("d2"), follows=True, list_start=c.words.start),
    ]


def candidates(context: Context) -> Iterator[Candidate]:
    """Every expression with the shape of a date, in order; what turns out to be the beginning of a longer one is left out."""
    low = lower(context.text)
    anchor = anchor_day(context, low)
    cues_of: dict[int, list[Cue]] = {}
    pending: Candidate | None = None
    at = floor = 0
    while match := SHAPE.search(low, at):
        start, at = match.start(), match.end()
        zone, shape = context.zone(start), str(match.lastgroup)
        whole = SHAPES[shape].match(low, start)
        reading = READERS[shape](whole, anchor) if whole and zone != "boilerplate" else None
        if reading is None:
            continue
        sentence, line = _stretches(context, start)
        if sentence[0] not in cues_of:
            cues_of[sentence[0]] = cues(low, *sentence)
        found = around(low, start, match.end(), floor)
        if pending and pending.date_start < found.start < pending.words.end and pending.unit not in ("vague", "duration"):
            found = around(low, start, match.end(), pending.words.end)
        c = Candidate(low, context.text, zone, sentence, line, shape, reading, found, start, match.end(), cues_of[sentence[0]], anchor)
        c.follows = bool(pending and pending.unit in ("day", "span") and _JOINT.fullmatch(low, pending.words.end, found.start))
        if not is_date(c):
            continue
        if pending and (whole_span := _interval(pending, c)):
            pending, at = whole_span, max(at, found.end)
            continue
        if pending and pending.words.end <= found.start:
            yield pending
            floor = pending.words.end
        *earlier, c = _of_each(c, whole)
        yield from earlier
        pending, at = c, max(at, found.end)
    if pending:
        yield pending


def find(context: Context) -> list[schema.Date]:
    """The time expressions of an article, in order."""
    return [mention(c, context) for c in candidates(context)]
