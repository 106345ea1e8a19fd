"""Time expressions with value, bounds, comparator and role (catalogue B1-B13).

Reads the view's text, writes `schema.Date`. SHAPES find the bare dates, LEFT takes in the words before them, ROLES say what each date
is for; only then is a missing year inferred, because a deadline lies ahead and the date of a document behind.
"""

from __future__ import annotations

import calendar
import datetime
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import corpora
from pipeline import schema
from pipeline.context import Context

Day = datetime.date
Match = re.Match[str]

# ------------------------------------------------------------------------------------------------------------ vocabulary


class Cue(NamedTuple):
    """A word of `date_cues.tsv` where it stands in the text."""

    start: int
    end: int
    kinds: frozenset[str]


def any_of(words: list[str]) -> str:
    """A pattern for any of the words, longest first, that shares their first letters: a word that is none of them fails at once."""
    tree: dict[str, dict] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branch(tree)


def _branch(node: dict[str, dict]) -> str:
    parts = [re.escape(letter) + _branch(rest) for letter, rest in node.items() if letter]
    optional = "?" if "" in node else ""
    return f"(?:{'|'.join(parts)}){optional}" if len(parts) > 1 or optional and parts else "".join(parts)


ROWS = {row["cue"]: row for row in corpora.gazetteer("date_cues")}
_ROLE_KINDS = {cue: frozenset(corpora.cells(row["kind"])) - {"bound", "licence", "unit", "vague"} for cue, row in ROWS.items()}
FIGURE = frozenset({"figure"})  # a percentage, the one cue that is no word


def _words(kind: str) -> str:
    return any_of([cue for cue, row in ROWS.items() if kind in corpora.cells(row["kind"])])


_CUE = re.compile(rf"(?<!\w)(?:{any_of([cue for cue, kinds in _ROLE_KINDS.items() if kinds])}(?!\w)|\d[\d.,]* ?%)")
_LICENCE = re.compile(rf"(?<!\w)(?:{_words('licence')}),? \(?$")
_UNIT = re.compile(rf" (?:số |các |trên |tổng số )?(?:{_words('unit')})(?!\w)")
_DOCUMENT = _words("document")

# ------------------------------------------------------------------------------------- shapes: bare dates, in lower case

DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
YEAR = r"(?:(?:19|20)\d\d|2\.0\d\d)(?!\d)"  # "2.025" is what some portals make of 2025
QUARTER = r"(?:iv|i{1,3}|[1-4])(?!\w)"
CLOCK = r"(?:\d{1,2} ?(?:giờ|h|g)(?: ?\d{2}(?!\d))?(?: ?(?:phút|p|'))?|\d{1,2}:\d{2}(?::\d\d)?)"
PART = r"(?:rạng sáng|sáng|trưa|chiều|tối|đêm|khuya)"
WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
NUMBERS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
NUMBER_WORD = rf"(?:{any_of(list(NUMBERS[1:]))})"
EVERY = r"(?:hằng|hàng|mỗi)"
STOP = r"(?![\w%]|[/.,:-]\d|/\w| ?/ ?\d)"  # no date goes on as a number, a symbol or a percentage

# Joins of intervals: "10-12/3", "từ 7h ngày 10/3 đến hết ngày 12/3"; of lists: "5, 6 và 7/8".
TO = rf"(?: ?- ?|,? (?:đến|tới)(?: hết)?(?: {CLOCK},?)?(?: {PART})?(?:,? ngày)? )"
AND = r"(?:,? và |, ?)"


def day_month(i: int) -> str:
    return rf"(?P<d{i}>{DAY})(?: ?[/.-] ?| ?tháng ?)(?P<m{i}>{MONTH})"


def year(i: int) -> str:
    return rf"(?: ?[/.-] ?|,? ?(?:của )?năm ?)(?P<y{i}>{YEAR})"


def year_or_this(i: int) -> str:
    return rf"(?:{year(i)}|,? (?:của )?(?P<r{i}>năm (?:nay|ngoái|trước|sau|tới)|này|vừa qua|vừa rồi|tới(?! tháng| quý| hết))(?!\w))"


# The first shape that fits at a place wins; `READERS` has a reader for each.
NUMERIC = {
    "iso": r"(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)",
    "days": rf"(?P<d1>{DAY})(?:(?: ?[/.-] ?| ?tháng ?)(?P<m1>{MONTH})(?:{year(1)})?)?{TO}{day_month(2)}(?:{year(2)})?{STOP}",
    "day_list": rf"(?P<d1>{DAY})(?:, ?{DAY}){{0,6}}{AND}(?:ngày )?{day_month(2)}(?:{year(2)})?{STOP}",
    "yearly": rf"{day_month(1)}(?=(?:{AND}(?:ngày )?{DAY} ?[/.-] ?{MONTH})? {EVERY} năm)(?: {EVERY} năm)?",
    "day": rf"{day_month(1)}(?:{year(1)}|(?!,? năm \d{{3}})){STOP}",
    "day_short_year": rf"{day_month(1)} ?[/.-] ?(?P<yy>[0-4]\d){STOP}",
    "damaged": rf"{day_month(1)}(?:[/.-]|,? ?năm )\d{{3,5}}(?!\d)",  # 25/6/20010
    "part_year": rf"(?P<n>\d{{1,2}}) ?tháng (?P<edge>đầu|cuối|còn lại)(?: của)? năm(?: (?:(?P<y1>{YEAR})|(?P<r1>nay|ngoái|trước|sau)(?!\w)))?",
    "monthly": rf"(?P<d1>{DAY}) (?:của )?(?:{EVERY} tháng|tháng (?P<of>(?:cuối|đầu)(?: cùng)?(?: của)?(?: {EVERY})? quý(?: sau| tiếp theo)?|báo cáo|tiếp theo|kế tiếp))(?!\w)",
    "months_of": rf"(?P<n>\d{{1,2}}) tháng(?: của)? năm (?P<y1>{YEAR})",
    "years": rf"(?P<y1>{YEAR}) ?(?:-|đến|tới) ?(?:năm )?(?P<y2>{YEAR}){STOP}",
    "years_fused": r"(?P<y1>20\d\d)(?P<y2>20\d\d)(?!\d)",  # giai đoạn 20112020
    "month_number": rf"(?P<m1>{MONTH}) ?[/-] ?(?P<y1>{YEAR})(?:(?: ?- ?| đến )(?P<m2>{MONTH})/(?P<y2>{YEAR}))?{STOP}",
    "year_number": rf"(?P<y1>(?:19|20)\d\d)(?= ?[,.;:)”\"\n]| ?$| (?:và )?(?:tầm nhìn|định hướng)){STOP}",
    "duration": r"(?P<n>\d{1,3})(?: \([^\W\d]{1,9}\))? ?(?P<of>ngày|giờ|phút|tuần|tháng|năm|quý)(?!\w| \d)(?P<work>(?: đêm)?(?: làm việc)?)",
}
WORDED = {
    "part_year_word": rf"(?P<n>{NUMBER_WORD}) tháng (?P<edge>đầu|cuối)(?: của)? năm(?: (?:(?P<y1>{YEAR})|(?P<r1>nay|ngoái|trước|sau)(?!\w)))?",
    "years_worded": rf"năm (?P<y1>{YEAR})(?: ?- ?|(?<=từ năm \d{{4}}) (?:đến|tới)(?: hết)? (?:năm )?)(?P<y2>{YEAR}){STOP}",
    "year_list": rf"năm (?P<y1>{YEAR})(?:, ?{YEAR}){{0,6}}{AND}(?P<y2>{YEAR}){STOP}",
    "year": rf"năm (?:(?P<y1>{YEAR})(?![%])(?![.,]\d)|(?P<r1>nay|này|ngoái|trước|sau|tới)(?! (?:đó|đây|ngày|tháng|khi|\d))(?!\w))",
    "edge_of_year": r"(?P<edge>nửa đầu|nửa cuối|đầu|giữa|cuối|hết) năm(?: (?P<r1>nay|ngoái|trước|sau|tới))?(?! ?\d| học)(?!\w)",
    "months": rf"tháng (?P<m1>{MONTH})(?:{year_or_this(1)})?(?:(?: ?- ?| (?:đến|tới)(?: hết)? )(?:tháng )?|(?:,? và|,) tháng )(?P<m2>{MONTH})(?:{year_or_this(2)})?{STOP}",
    "month_list": rf"tháng (?P<m1>{MONTH})(?:, ?{MONTH}){{0,6}}{AND}(?P<m2>{MONTH}){year(2)}{STOP}",
    "month": rf"tháng (?:(?P<m1>{MONTH})(?:{year_or_this(1)})?{STOP}|(?P<this>này)(?!\w))",
    "month_damaged": rf"tháng (?P<m1>{MONTH})(?:[/.-]|,? năm )\d{{3,5}}(?!\d)",
    "month_short": rf"t\.?(?P<m1>{MONTH})/(?P<y1>{YEAR})",
    "quarters": rf"quý (?P<q1>{QUARTER})(?:{year(1)})?(?:, ?(?:quý )?{QUARTER})*(?: ?- ?| đến |,? và |, )(?:quý )?(?P<q2>iv|i{{1,3}}|(?<=quý )[1-4])(?!\w)(?:{year_or_this(2)})?{STOP}",
    "quarter": rf"quý (?:(?P<q1>{QUARTER})(?:{year_or_this(1)})?{STOP}|(?P<this>này)(?!\w))",
    "weekly": rf"(?P<wd>{WEEKDAY}) {EVERY} tuần",
    "weekday": rf"(?P<wd>{WEEKDAY}) tuần (?P<rel>này|tới|sau|trước|qua)(?!\w)",
    "week": r"tuần (?P<rel>này|tới|sau|trước|qua)(?!\w)",
    "today": rf"(?:hôm (?P<hom>nay|qua|kia)|ngày (?P<mai>mai|kia)|{PART} (?:hôm )?(?P<rel>nay|qua|mai))(?!\w)",
    "every": rf"(?:định kỳ )?{EVERY} (?P<of>ngày|tuần|tháng|quý|năm)(?!\w)|định kỳ (?P<n>\d) (?P<per>tháng|năm)",
    "tet_day": rf"mùng (?P<d1>\d{{1,2}}) tết(?: nguyên đán)?(?: (?P<name>{any_of([row['name'].lower() for row in corpora.gazetteer('tet')])}))?(?: (?P<y1>{YEAR}))?",
    "tet": rf"tết (?:nguyên đán|cổ truyền|âm lịch|(?={any_of([row['name'].lower() for row in corpora.gazetteer('tet')])}))(?: ?(?P<name>{any_of([row['name'].lower() for row in corpora.gazetteer('tet')])}))?(?:(?: -|,)? ?(?:năm )?(?P<y1>{YEAR}))?(?!\w)",
    "duration_word": rf"(?P<n>{NUMBER_WORD}) (?P<of>ngày|giờ|tuần|tháng|quý|năm)(?!\w| \d)(?P<work>(?: làm việc)?)",
    "vague": rf"(?:{_words('vague')})(?!\w)",
}
SHAPES = {name: re.compile(pattern) for name, pattern in (NUMERIC | WORDED).items()}


def _alternatives(shapes: dict[str, str]) -> str:
    """One pattern of all shapes; an empty group at the end of each tells which it was (a group at its head would cost the quick look
    at its first letter)."""
    return "|".join(f"(?:{re.sub(r'[?]P<[a-z0-9]+>', '?:', pattern)})(?P<{name}>)" for name, pattern in shapes.items())


_SHAPE = re.compile(rf"(?:(?<![\w/.,:-])|(?<=ngày))(?=\d)(?:{_alternatives(NUMERIC)})|(?<!\w)(?:{_alternatives(WORDED)})")

# ------------------------------------------------------------------------------------------ the words before a bare date

_BOUND = _words("bound")
LEFT = re.compile(
    rf"""
    (?<![\w/])
    (?P<bound> (?!hết[ ]trước) (?:{_BOUND}) (?:[ ](?:là|vào|đến|tới|hết|trước|khoảng|trong|thời[ ]điểm))* (?:[ ]|:[ ]) )?
    (?:(?P<clock> {CLOCK.replace(" ", "[ ]")} ) (?:,?[ ](?:của[ ])?|,?(?=ngày)|[ ]-[ ]) )?
    (?:(?P<part> (?:buổi[ ])?{PART.replace(" ", "[ ]")}(?:[ ]sớm)?(?:[ ](?:hôm[ ])?(?:nay|qua|mai))? | hôm(?:[ ](?:nay|qua))? | ngày[ ]mai ) ,?[ ]\(? )?
    (?:(?P<weekday> {WEEKDAY.replace(" ", "[ ]")}(?:[ ]tuần[ ](?:này|tới|sau))? ) ,?[ ]\(? )?
    (?:(?P<label> giai[ ]đoạn | nhiệm[ ]kỳ | thời[ ]kỳ | niên[ ]khóa | khóa | năm[ ]học | niên[ ](?:độ|vụ) | cùng[ ]kỳ(?:[ ]của)? ) (?:[ ]năm)?[ ](?:từ[ ])? )?
    (?:(?P<mod> (?:những[ ](?:ngày|tháng)[ ]|tuần[ ])?(?:đầu|giữa|cuối) | (?:thượng|trung|hạ)[ ]tuần | nửa[ ](?:đầu|cuối) )[ ](?:của[ ])? )?
    (?P<day> (?:các[ ]|những[ ]|hai[ ]|2[ ])?ngày:?[ ]?\(? )?
    $""",
    re.VERBOSE,
)
_CLOCK_AFTER = re.compile(r"(?:,? | ?[-|] ?|,)(?:lúc )?(?P<clock>\d{1,2}[:h]\d{2}(?!\d))(?: ?[ap]m| pm)?")
_HOUR = re.compile(r"(\d{1,2})(?:\D{1,5}?(\d{2}))?(?!\d)")


class Around(NamedTuple):
    """The words around a bare date: where the mention begins and ends, and what was found before it."""

    start: int
    end: int
    bound: str = ""  # "trước", "chậm nhất vào", "trong"
    clock: str = ""
    part: str = ""
    weekday: str = ""
    label: str = ""
    mod: str = ""
    day: str = ""


def around(text: str, start: int, end: int, floor: int) -> Around:
    """What stands around the bare date `text[start:end]`, not before `floor`; `text` is lower case."""
    low = max(floor, start - 70, text.rfind("\n", floor, start) + 1)
    window = text[low:start]
    match = LEFT.search(window) if window[-1:] not in (")", ".", ",", ";") else None
    after = _CLOCK_AFTER.match(text, end)
    if after:
        end = after.end()
    elif text[end : end + 1] == ")" and "(" in window[-3:]:
        end += 1
    if not match:
        return Around(start, end, clock=after["clock"] if after else "")
    words = {name: (found or "").strip(" ,(:") for name, found in match.groupdict().items()}
    if after and not words["clock"]:
        words["clock"] = after["clock"]
    return Around(low + match.start(), end, **words)


# -------------------------------------------------------------------------------------------------- values of bare dates


class Point(NamedTuple):
    """A day, month, quarter, half or year; its year may be open."""

    unit: str
    year: int | None
    number: int = 0  # of the month, quarter or half
    day: int = 0

    def value(self) -> str:
        """Its ISO 8601 form (halves as `2024-H1`)."""
        form = {"day": "{0:04}-{1:02}-{2:02}", "month": "{0:04}-{1:02}", "quarter": "{0:04}-Q{1}", "half": "{0:04}-H{1}", "year": "{0:04}"}
        return form[self.unit].format(self.year, self.number, self.day)

    def days(self) -> tuple[Day, Day]:
        """Its first and its last day; ValueError when there is no such day."""
        assert self.year is not None
        if self.unit == "day":
            return (day := Day(self.year, self.number, self.day)), day
        length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[self.unit]
        first = 1 if self.unit == "year" else (self.number - 1) * length + 1
        last = first + length - 1
        return Day(self.year, first, 1), Day(self.year, last, calendar.monthrange(self.year, last)[1])


class Reading(NamedTuple):
    """What a bare date says: a point, an interval of two, or a fixed value that no calendar settles."""

    unit: str  # day, month, quarter, half, year, span, week, set, duration, vague, bad
    first: Point | None = None
    last: Point | None = None
    value: str | None = None
    rrule: str | None = None


BAD = Reading("bad")


def _number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS.index(text)


def _year_of(match: Match, i: int, anchor: Day | None, month: int = 0) -> int | None:
    """The year written or pointed at ("năm nay", "tháng 6 tới"); None when there is none or no day to count from."""
    groups = match.groupdict()
    if written := groups.get(f"y{i}"):
        return int(written.replace(".", ""))
    relative = groups.get(f"r{i}")
    if not relative or not anchor:
        return None
    shift = {"nay": 0, "ngoái": -1, "trước": -1, "sau": 1, "tới": 1}
    if relative.startswith("năm ") or not month:
        return anchor.year + shift.get(relative.removeprefix("năm "), 0)
    if relative == "tới":
        return anchor.year + (month < anchor.month)
    if relative.startswith("vừa"):
        return anchor.year - (month > anchor.month)
    return None  # "tháng 6 này": the nearest one


def _day(match: Match, i: int, year: int | None) -> Point:
    return Point("day", year, int(match[f"m{i}"]), int(match[f"d{i}"]))


def read_day(match: Match, anchor: Day | None) -> Reading:
    point = _day(match, 1, _year_of(match, 1, anchor))
    return Reading("day", point) if _exists(point) else BAD


def read_short_year(match: Match, anchor: Day | None) -> Reading:
    point = _day(match, 1, 2000 + int(match["yy"]))
    return Reading("day", point) if _exists(point) else BAD


def read_days(match: Match, anchor: Day | None) -> Reading:
    last = _day(match, 2, _year_of(match, 2, anchor))
    month = match.groupdict().get("m1")
    first = Point("day", _year_of(match, 1, anchor), int(month or last.number), int(match["d1"]))
    return Reading("span", first, last) if _exists(first) and _exists(last) else BAD


def _exists(point: Point) -> bool:
    try:
        point._replace(year=point.year or 2024).days()
    except ValueError:
        return False
    return True


def read_month(match: Match, anchor: Day | None) -> Reading:
    if match.groupdict().get("this"):
        return Reading("month", Point("month", anchor.year, anchor.month)) if anchor else Reading("vague", value="PRESENT_REF")
    month = int(match["m1"])
    return Reading("month", Point("month", _year_of(match, 1, anchor, month), month))


def read_months(match: Match, anchor: Day | None) -> Reading:
    first, last = int(match["m1"]), int(match["m2"])
    return Reading("span", Point("month", _year_of(match, 1, anchor, first), first), Point("month", _year_of(match, 2, anchor, last), last))


def read_month_number(match: Match, anchor: Day | None) -> Reading:
    return read_months(match, anchor) if match["m2"] else read_month(match, anchor)


def _quarter(text: str) -> int:
    return int(text) if text.isdigit() else ("i", "ii", "iii", "iv").index(text) + 1


def read_quarter(match: Match, anchor: Day | None) -> Reading:
    if match["this"]:
        return Reading("quarter", Point("quarter", anchor.year, (anchor.month + 2) // 3)) if anchor else Reading("vague", value="PRESENT_REF")
    number = _quarter(match["q1"])
    return Reading("quarter", Point("quarter", _year_of(match, 1, anchor, number * 3), number))


def read_quarters(match: Match, anchor: Day | None) -> Reading:
    first, last = _quarter(match["q1"]), _quarter(match["q2"])
    return Reading("span", Point("quarter", _year_of(match, 1, anchor), first), Point("quarter", _year_of(match, 2, anchor, last * 3), last))


def read_part_year(match: Match, anchor: Day | None) -> Reading | None:
    n, edge = _number(match["n"]), match.groupdict().get("edge") or "đầu"
    if not 1 <= n <= 12:
        return None
    year = _year_of(match, 1, anchor)
    if year is None and anchor:  # "9 tháng đầu năm" in January is last year's; "tháng còn lại" is always this year's
        year = anchor.year - (edge == "đầu" and n >= anchor.month + 6)
    if n == 6 and edge != "còn lại":
        return Reading("half", Point("half", year, 1 if edge == "đầu" else 2))
    first, last = (1, n) if edge == "đầu" else (13 - n, 12)
    return Reading("span", Point("month", year, first), Point("month", year, last))


def read_year(match: Match, anchor: Day | None) -> Reading:
    year = _year_of(match, 1, anchor)
    if year is None:
        return Reading("vague", value="PRESENT_REF")
    if match.groupdict().get("r1") in ("sau", "tới", "trước"):  # "năm sau" may be any year's next: never a date of its own
        return Reading("year" if match["r1"] == "trước" else "vague", Point("year", year), value=None if match["r1"] == "trước" else str(year))
    return Reading("year", Point("year", year))


def read_years(match: Match, anchor: Day | None) -> Reading | None:
    first, last = (int(match[f"y{i}"].replace(".", "")) for i in (1, 2))
    return Reading("span", Point("year", first), Point("year", last)) if first < last else None


def read_edge_of_year(match: Match, anchor: Day | None) -> Reading:
    if not anchor:
        return Reading("vague", value="GENERIC")
    year = _year_of(match, 1, anchor) or anchor.year
    if match["edge"].startswith("nửa"):
        return Reading("half", Point("half", year, 1 if match["edge"] == "nửa đầu" else 2))
    return Reading("year", Point("year", year))


_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4, "bảy": 5, "7": 5, "nhật": 6}
_WEEKS = {"này": 0, "tới": 1, "sau": 1, "trước": -1, "qua": -1}


def _from_date(day: Day) -> Point:
    return Point("day", day.year, day.month, day.day)


def read_week(match: Match, anchor: Day | None) -> Reading:
    if not anchor:
        return Reading("vague", value="GENERIC")
    monday = anchor + datetime.timedelta(days=7 * _WEEKS[match["rel"]] - anchor.weekday())
    return Reading("week", _from_date(monday), _from_date(monday + datetime.timedelta(days=6)))


def read_weekday(match: Match, anchor: Day | None) -> Reading:
    if not anchor:
        return Reading("vague", value="GENERIC")
    days = 7 * _WEEKS[match["rel"]] - anchor.weekday() + _WEEKDAYS[match["wd"].split()[-1]]
    return Reading("day", _from_date(anchor + datetime.timedelta(days=days)))


def read_today(match: Match, anchor: Day | None) -> Reading:
    if not anchor:
        return Reading("vague", value="PRESENT_REF")
    shift = {"nay": 0, "qua": -1, "mai": 1, "kia": -2 if match["hom"] else 2}[match["hom"] or match["mai"] or match["rel"]]
    return Reading("day", _from_date(anchor + datetime.timedelta(days=shift)))


def read_monthly(match: Match, anchor: Day | None) -> Reading:
    day = int(match["d1"])
    months = {"cuối": ";BYMONTH=3,6,9,12", "đầu": ";BYMONTH=1,4,7,10"}.get((match["of"] or "").split(" ")[0], "")
    return Reading("set", value=f"XXXX-XX-{day:02}", rrule=f"FREQ={'YEARLY' if months else 'MONTHLY'}{months};BYMONTHDAY={day}")


def read_yearly(match: Match, anchor: Day | None) -> Reading:
    month, day = int(match["m1"]), int(match["d1"])
    return Reading("set", value=f"XXXX-{month:02}-{day:02}", rrule=f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}")


def read_weekly(match: Match, anchor: Day | None) -> Reading:
    day = _WEEKDAYS[match["wd"].split()[-1]]
    return Reading("set", value=f"XXXX-WXX-{day + 1}", rrule=f"FREQ=WEEKLY;BYDAY={'MO TU WE TH FR SA SU'.split()[day]}")


def read_every(match: Match, anchor: Day | None) -> Reading:
    n, unit = int(match["n"] or 1), match["of"] or match["per"]
    if unit == "quý":
        n, unit = 3, "tháng"
    value, frequency = {"ngày": ("D", "DAILY"), "tuần": ("W", "WEEKLY"), "tháng": ("M", "MONTHLY"), "năm": ("Y", "YEARLY")}[unit]
    return Reading("set", value=f"P{n}{value}", rrule=f"FREQ={frequency}" + (f";INTERVAL={n}" if n > 1 else ""))


def read_duration(match: Match, anchor: Day | None) -> Reading:
    n, unit = _number(match["n"]), match["of"]
    if unit == "quý":
        n, unit = n * 3, "tháng"
    letter = {"ngày": "D", "giờ": "H", "phút": "M", "tuần": "W", "tháng": "M", "năm": "Y"}[unit]
    return Reading("duration", value=f"P{'T' if unit in ('giờ', 'phút') else ''}{n}{letter}")


@cache
def _tet(year: int) -> Day | None:
    """The first day of the lunar year that begins in `year`."""
    return {int(row["year"]): Day.fromisoformat(row["date"]) for row in corpora.gazetteer("tet")}.get(year)


def read_tet(match: Match, anchor: Day | None) -> Reading:
    named = [int(row["year"]) for row in corpora.gazetteer("tet") if row["name"].lower() == match["name"]]
    year = _year_of(match, 1, anchor)
    if year is None and anchor:  # a year's name returns after 60 years; without a name, the next Tết from November on
        year = min(named, key=lambda y: abs(y - anchor.year)) if named else anchor.year + (anchor.month > 9)
    elif year is None and named:
        year = named[0]
    day = _tet(year) if year else None
    if not day:
        return Reading("vague", value="GENERIC")
    return Reading("day", _from_date(day + datetime.timedelta(days=int(match.groupdict().get("d1") or 1) - 1)))


def read_vague(match: Match, anchor: Day | None) -> Reading:
    return Reading("vague", value=ROWS[match[0]]["value"])


READERS: dict[str, Callable[[Match, Day | None], Reading | None]] = {
    "iso": read_day, "days": read_days, "day_list": read_days, "yearly": read_yearly, "day": read_day, "day_short_year": read_short_year,
    "damaged": lambda match, anchor: BAD, "monthly": read_monthly, "part_year": read_part_year, "months_of": read_part_year,
    "years": read_years, "years_fused": read_years, "month_number": read_month_number, "year_number": read_year, "duration": read_duration,
    "part_year_word": read_part_year, "years_worded": read_years, "year_list": read_years, "year": read_year,
    "edge_of_year": read_edge_of_year, "months": read_months, "month_list": read_months, "month": read_month,
    "month_damaged": lambda match, anchor: BAD, "month_short": read_month, "quarters": read_quarters, "quarter": read_quarter,
    "weekly": read_weekly, "weekday": read_weekday, "week": read_week, "today": read_today, "every": read_every, "tet_day": read_tet,
    "tet": read_tet, "duration_word": read_duration, "vague": read_vague,
}  # fmt: skip

# ------------------------------------------------------------------------------------------------------------ candidates


@dataclass(slots=True)
class Candidate:
    """A date with everything a rule (or a model) may look at; its year may still be open."""

    text: str  # the view, in lower case
    raw: str  # the view as written
    zone: str
    sentence: tuple[int, int]
    line: tuple[int, int]
    shape: str
    reading: Reading
    words: Around
    date_start: int
    date_end: int
    cues: list[Cue]  # of its sentence
    anchor: Day | None  # the day the article was published, else its latest full date
    follows: bool = False  # another date stands directly before it: "5/6, 10/6 và 12/6"

    @property
    def unit(self) -> str:
        return self.reading.unit

    @property
    def row(self) -> dict[str, str]:
        """The gazetteer row of its bounding words."""
        bound = self.words.bound
        while bound and bound not in ROWS:
            bound = bound.rpartition(" ")[0]
        return ROWS.get(bound, {"comparator": "", "role": ""})

    @property
    def comparator(self) -> str | None:
        """`<` wherever "trước" is among the bounding words ("chậm nhất trước"), else that of the first."""
        bound = self.words.bound
        if not bound or self.row["role"] == "vague" or self.reading.unit == "span" and self.row["comparator"] == ">=":
            return None
        return "<" if "trước" in bound.split() else self.row["comparator"] or None

    @property
    def year(self) -> int | None:
        last = self.reading.last or self.reading.first
        return last.year if last else None

    @property
    def past(self) -> bool:
        """It is known to have ended before the article appeared."""
        return self.days_ago > 0

    @property
    def days_ago(self) -> int:
        """How many days before the article it ended; 0 where that is open or it did not."""
        last = self.reading.last or self.reading.first
        if not last or last.year is None or not self.anchor:
            return 0
        return max(0, (self.anchor - last.days()[1]).days)

    def before(self, width: int) -> str:
        """At most `width` characters of its sentence before it."""
        return self.text[max(self.sentence[0], self.words.start - width) : self.words.start]

    def after(self, width: int) -> str:
        """At most `width` characters of its sentence after it."""
        return self.text[self.words.end : min(self.sentence[1], self.words.end + width)]

    def left(self, *kinds: str, within: int = 400) -> Cue | None:
        """The nearest cue of these kinds before it, in its clause (no ";" between)."""
        for cue in reversed(self.cues):
            if cue.end <= self.words.start:
                if self.words.start - cue.end > within or ";" in self.text[cue.end : self.words.start]:
                    return None
                if not cue.kinds.isdisjoint(kinds):
                    return cue
        return None

    def right(self, *kinds: str, within: int = 400) -> Cue | None:
        """The nearest cue of these kinds after it, in its clause."""
        for cue in self.cues:
            if cue.start >= self.words.end:
                if cue.start - self.words.end > within or ";" in self.text[self.words.end : cue.start]:
                    return None
                if not cue.kinds.isdisjoint(kinds):
                    return cue
        return None

    def near(self, *kinds: str, within: int = 400) -> bool:
        return bool(self.left(*kinds, within=within) or self.right(*kinds, within=within))

    def says(self, *kinds: str) -> bool:
        """A cue of these kinds stands anywhere in its sentence."""
        return any(not cue.kinds.isdisjoint(kinds) for cue in self.cues)

    @property
    def fronted(self) -> bool:
        """It opens its sentence or clause: "Trước ngày 15/6, các huyện ...", "Thu hồi đất: Trước 15/6 ..."."""
        head = self.text[self.sentence[0] : self.words.start]
        return not _OPENING.sub("", head).strip(" \"“'‘(-•:;,.") or head.rstrip()[-1:] in (":", ";", "“")

    @property
    def reported(self) -> bool:
        """Its clause tells what has happened: "đã", "vừa" later than any word of an order."""
        past, duty = self.left("past", within=160), self.left("duty", within=400)
        if past and (not duty or duty.start < past.start):
            return True
        return bool(self.fronted and not self.near("duty") and self.right("past", within=90))


# Words that may open a sentence before its date, and datelines: "TTH.VN - ", "(PLVN) - ", "Theo đó, ".
_OPENING = re.compile(r"^(?:[^,:;]{0,25} ?- |\([^)]{1,25}\) ?-? ?)?(?:(?:trong|vào|theo đó|cụ thể|do vậy|do đó|vì vậy|tuy nhiên|riêng|trong đó|bên cạnh đó|đồng thời|ngoài ra|nhất là)[ ,]*){0,2}")

# ----------------------------------------------------------------------------------------------------------------- roles

Rule = Callable[[Candidate], str | None]
_LONG = ("year", "half", "quarter", "month", "span")

_FURNITURE = re.compile(r"cập nhật|đăng|xuất bản|lúc|gmt|bản tin|ngày|thứ|chủ nhật|clock|tác giả|nguồn|lượt xem|\W|\d|_|\b[ap]m\b")
_REFERENCE = re.compile(
    rf"""
    (?: \d[\w.]*\s?[/-]\s?[\w/&.-]*[^\W\d_]{{2}}[\w/&.-]*                # a symbol: 122/kh-ubnd, 09-nq/tu
      | (?<!\w)(?:{_DOCUMENT})(?:[ ]số)?[ ]\d+[a-zđ]?  # a type and a bare number: nghị quyết 98
    ) [)”"]? ,?\s? (?:(?:được[ ])?(?:ký[ ])?(?:ban[ ]hành|ký|đề)[ ](?:vào[ ])?)?$""",
    re.VERBOSE,
)
_ISSUED_BY = re.compile(rf"(?<!\w)(?:{_DOCUMENT})(?!\w)[^.;:,()\n]{{0,60}} của [^.;:,()\n]{{2,70}} $")
_LAW = re.compile(r"(?<!\w)(?:Luật|Bộ luật|Pháp lệnh|Hiến pháp|Luật [^.;:()\n]{2,90}|Pháp lệnh [^.;:()\n]{2,90})(?: \([^)]{2,30}\))?,? $")
_ISSUE = re.compile(rf"(?<!\w)(?:{_words('issue')})(?: vào)? $")
_ANNOUNCED = re.compile(
    rf"""^[,:]?[ ](?P<who>(?:[^;:.\n]|(?<=\btp)[.]){{2,150}}?)(?<!\w)(?:đã[ ]|vừa[ ]|cũng[ ]|tiếp[ ]tục[ ])*
    (?:ký[ ]ban[ ]hành|ban[ ]hành|ký|có|ra|phát[ ]đi|gửi|thông[ ]qua|phê[ ]duyệt)[ ](?:{_DOCUMENT})(?!\w)""",
    re.VERBOSE,
)
_MEETS = re.compile(rf"(?<!\w)(?:{_words('meet')})(?!\w)")


def masthead(c: Candidate) -> str | None:
    """The date of the page: in the dateline, on a line of its own, with a clock and no sentence around it."""
    if c.unit != "day" or c.year is None or c.words.bound:
        return None
    if c.text[: c.words.start].endswith("ngày\n"):
        return "issued"  # the head of a document, broken after "ngày"
    if c.zone == "dateline":
        return "published"
    line = c.text[c.line[0] : c.line[1]]
    rest = len(line) - (c.words.end - c.words.start)
    if c.words.clock and not c.words.day and not c.words.part:
        return "published"
    if c.words.clock and rest < 60 and line.rstrip()[-1:] not in ".;:!?":
        return "published"
    return "published" if len(line) < 70 and not _FURNITURE.sub("", line) else None


def signed_at(c: Candidate) -> str | None:
    """The head of a document: "Kiên Giang, ngày 28 tháng 8 năm 2019" on a line, "Ngày ban hành: ..."."""
    head = c.raw[c.line[0] : c.words.start]
    if c.unit == "day" and c.year and c.words.day and not c.words.bound and head[:1].isupper() and re.fullmatch(r"[^\d.:;]{3,30}, ?", head):
        return "issued" if c.line[1] - c.words.end < 3 else None
    return "issued" if re.search(r"(?:ban hành|ký): $", c.before(20)) else None


def after_reference(c: Candidate) -> str | None:
    """The date of the document named just before it."""
    if c.words.bound or c.words.part or c.unit not in ("day", "year", "month"):
        return None
    if c.unit == "day" and _REFERENCE.search(c.before(60)):
        return "issued"
    if c.unit == "day" and c.words.day and (match := _ISSUED_BY.search(c.before(140))):
        verbs = c.left("finish", "task", "duty", "past", "meet", within=len(match[0]))
        return None if verbs and verbs.start > c.words.start - len(match[0]) + 12 else "issued"
    return None


def named_law(c: Candidate) -> str | None:
    """The year or day that belongs to a law's title: "Luật Đất đai năm 2013"."""
    if c.words.bound or c.unit not in ("day", "year"):
        return None
    return "issued" if _LAW.search(c.raw[max(c.sentence[0], c.words.start - 120) : c.words.start]) else None


def issue_verb(c: Candidate) -> str | None:
    """Signed, issued, passed on that day: "được Quốc hội thông qua ngày 20/3/1996"."""
    if c.words.bound or c.unit not in ("day", "month", "year") or not _ISSUE.search(c.before(30)):
        return None
    return "issued" if c.near("document", within=200) and not c.left("expect", "future", "aim") else None


def announced(c: Candidate) -> str | None:
    """"Ngày 4/6, UBND tỉnh ký Quyết định số ...": that document's date, unless a meeting comes between."""
    if c.unit != "day" or c.words.bound or not c.fronted:
        return None
    match = _ANNOUNCED.match(c.after(220))
    return "issued" if match and not _MEETS.search(match["who"]) else None


def without_date(c: Candidate) -> str | None:
    """Vague expressions, what lies around a feast, damaged dates that nothing bounds."""
    if c.unit == "vague" or c.row["role"] == "vague":
        return "vague"
    if c.shape == "edge_of_year" and not (c.comparator in ("<", "<=") and c.near("finish", "task", "duty")) and not c.text[c.date_start : c.date_end].endswith("nay"):
        return "vague"
    if c.shape in ("tet", "tet_day") and c.comparator not in ("<", "<="):
        return "vague"
    return None


_TERM = re.compile(r"(?:trong (?:thời hạn |thời gian |vòng )?|không quá |tối đa |chậm nhất(?: là| trong)? |muộn nhất(?: là)? |thời hạn |sau )$")
_SINCE = re.compile(r" (?:làm việc )?(?:,? ?(?:kể )?từ|sau) (?:(?:ngày|khi|lúc|thời điểm) )?(?P<event>[^,.;:\n]{3,80})")


def lasting(c: Candidate) -> str | None:
    """A duration; a deadline where it bounds a task: "trong 15 ngày kể từ ngày nhận được văn bản"."""
    if c.unit != "duration":
        return None
    bound = _TERM.search(c.text[max(c.sentence[0], c.date_start - 30) : c.date_start])
    if not bound or c.reading.value and c.reading.value.endswith("Y") or c.reported:
        return "duration"
    if bound[0].startswith("sau") and not _SINCE.match(c.text, c.date_end):
        return "duration"
    if re.match(r" (?:qua|gần đây|liên tiếp|liên tục|đầu|cuối|tới|vừa qua|nay)(?!\w)|,? ?\(?(?:từ )?(?:ngày )?\d", c.after(20)):
        return "duration"
    counted = _SINCE.match(c.text, c.date_end) or not bound[0].startswith(("trong ", "sau")) or len(bound[0]) > 6
    if c.left("finish", within=40):
        return "deadline"
    return "deadline" if counted and c.near("finish", "task", "duty") or c.near("duty") and c.near("finish", "task") else "duration"


def recurring(c: Candidate) -> str | None:
    """A day of each month, quarter or year by which somebody reports; else only a frequency."""
    if c.unit != "set":
        return None
    if c.shape == "every":
        return "deadline" if c.words.clock and c.comparator else "vague"
    return "deadline" if c.comparator or c.says("finish", "duty") else "event"


def counted_until(c: Candidate) -> str | None:
    """The day up to which a report counts: "tính đến ngày ...", and what only lasts until a day."""
    return "event" if c.row["role"] == "event" else None


def in_force(c: Candidate) -> str | None:
    """A rule or price in force from that day on."""
    if c.text[max(0, c.words.start - 45) : c.words.start].rfind("hiệu lực") > -1 and c.comparator in (">=", ">", None):
        return "effective"
    if c.comparator == ">" and re.match(r" \((?:thời điểm|ngày)[^)]{0,80}(?:hiệu lực|quy định|thi hành|ban hành)", c.after(120)):
        return "effective"
    if c.comparator == ">=" and c.unit in ("day", "month", "year") and not re.match(r" (?:đến|tới) (?:nay|hết)", c.after(12)):
        return "effective" if c.left("rule", within=50) or c.right("rule", within=90) else None
    return None


def compared(c: Candidate) -> str | None:
    """What a figure is compared with: "so với năm 2022", "cùng kỳ năm trước"."""
    if c.words.label == "cùng kỳ" or c.unit in _LONG and re.search(r"(?:so(?: với)?(?: cùng kỳ)?(?: của)?|cùng kỳ|bằng) $", c.before(30)):
        return "period"
    return None


def term(c: Candidate) -> str | None:
    """A span of years, a term, a school year, days from - to."""
    if c.words.label or c.shape in ("years", "years_fused", "years_worded"):
        return "period"
    if c.unit == "span" and c.reading.first and c.reading.first.unit == "day":
        held = c.left("meet", "start", "expect", within=60) or c.right("meet", "start", within=80) and not c.near("report", "figure", within=80)
        return "event" if held else "period"
    if c.shape in ("part_year", "part_year_word", "months_of") and not (c.words.bound and c.left("finish")):
        return "period"
    return None


def last_day(c: Candidate) -> str | None:
    """"Chậm nhất", "hạn cuối": a deadline by the word itself, unless it is told as history."""
    if c.row["role"] != "deadline":
        return "deadline" if c.unit == "day" and re.search(r"(?<!\w)(?:hạn|thời hạn|hạn chót) [^,;.:]{0,30}là $", c.before(50)) else None
    return "event" if c.days_ago > 60 and c.reported else "deadline"


def before(c: Candidate) -> str | None:
    """"Trước ngày D": a deadline, unless the law dates a state of affairs or it is told as history."""
    if c.comparator != "<":
        return None
    if c.days_ago > 90 or c.reported and not c.near("duty") and (c.past or c.left("finish", within=60)):
        return "event"
    if (cut := c.left("cutoff", within=1)) and "finish" not in cut.kinds and not c.near("duty"):
        return "event"
    if c.unit == "year" and not c.near("finish", "task", "duty"):
        return "target" if not c.past else "event"
    return "deadline"


def until(c: Candidate) -> str | None:
    """"Đến (hết) D": a deadline of a task, the year of a target, or how far a report goes."""
    if c.comparator != "<=":
        return None
    if c.past or c.reported and not c.left("duty", within=120):
        return "event"
    if c.unit in ("year", "half") or c.shape == "years":
        ordered = re.search(r"(?<!\w)phải(?!\w)", c.before(60) + c.after(60)) or c.left("duty", within=90) and c.left("finish", within=60)
        aimed = c.left("aim", "plan", "document", within=60) or c.right("figure", within=120)
        return "deadline" if ordered and c.near("finish", within=60) and not aimed else "target"
    if c.left("finish", "task", "duty") or c.fronted and c.right("finish", "task", "duty", within=120):
        ordered = c.left("finish", within=40) or c.left("duty") or c.right("duty", within=20)
        return "target" if c.right("figure", within=60) and not ordered else "deadline"
    if c.near("figure", "aim", within=80):
        return "target" if not c.near("report", within=60) or c.near("aim", "expect", "future") else "event"
    return "event"


def handed_in(c: Candidate) -> str | None:
    """A task with its month, quarter or day: "hoàn thành trong quý II", "trong tháng 3 báo cáo", "xong vào ngày 5/6"."""
    if c.before(8) == "thay vì ":
        return "target"
    if c.comparator or c.past or c.reported or c.unit not in ("day", "week", "month", "quarter", "half", "year"):
        return None
    within = c.words.bound.endswith("trong")
    loose = within or c.before(5).endswith("vào ")
    kinds = ("finish", "task") if within and c.unit not in ("year", "half") else ("finish",)
    finish = c.left(*kinds, within={"day": 25, "year": 70}.get(c.unit, 110))
    if not finish and c.fronted and within and c.unit != "year":
        finish = c.right(*kinds, within=120)
    if not finish:
        return "deadline" if within and c.unit in ("week", "month", "quarter") and c.left("duty") and not c.left("report", within=60) else None
    between = c.text[finish.end : c.words.start]
    planned = c.left("plan", "report", within=80)
    if planned and planned.start > finish.start and not (loose and "finish" in finish.kinds) or c.unit == "day" and not (loose or len(between) < 12):
        return None
    if c.left("expect", within=150) or (aim := c.left("aim", within=90)) and not _STRIVES.match(c.text, aim.start):
        return "target" if c.unit != "day" else None
    if c.unit == "year" and not (c.left("duty") or _STRIVES.search(c.before(200))):
        return None
    if c.unit in ("day", "half") and not c.near("duty") and not within:
        return None
    return "deadline" if within or loose or len(between) < 60 else None


_STRIVES = re.compile(r"(?:phấn đấu|quyết tâm)")


def planned(c: Candidate) -> str | None:
    """The period a plan or aim is for, or a report is of: the nearest such word in its part of the sentence decides."""
    if c.unit not in _LONG or c.comparator:
        return None
    cue = c.left("plan", "aim", "expect", "report", "reach", within=140)
    if not cue:
        return None
    part = c.text[cue.end : c.words.start]
    if "reach" in cue.kinds:
        governing = c.left("plan", "aim", "expect", "future", "past", within=120)
        return "target" if governing and "past" not in governing.kinds and not c.past else None
    if cue.kinds & {"expect", "aim"}:
        return "target" if "," not in part or c.fronted is False and len(part) < 60 else None
    if cue.kinds & {"report"}:
        return "period" if "," not in part else None
    if c.unit != "year" and c.unit != "span":
        return "period"
    told = c.left("report", within=100)
    joined = told and re.search(r",| và (?:triển khai|phương hướng|đề ra|nhiệm vụ|kế hoạch|giải pháp)", c.text[told.end : cue.end])
    if told and not joined:
        return "period"
    return "target" if not re.search(r"[,(]", part) or len(part) < 40 else None


def since(c: Candidate) -> str | None:
    """"Từ D": something begins; "từ D đến nay" is a period."""
    if c.comparator not in (">=", ">"):
        return None
    return "period" if re.match(r",? (?:cho )?(?:đến|tới|trở lại) (?:nay|đây)", c.after(20)) else "event"


def default_year(c: Candidate) -> str | None:
    """A bare year: a target when it lies ahead, else an event where something began, else the period of a report."""
    if c.unit not in ("year", "half") and not (c.unit == "span" and c.reading.last and c.reading.last.unit == "year"):
        return None
    year, now = c.year, c.anchor.year if c.anchor else None
    if year is None or now is None or year == now:
        return "target" if c.fronted and _looks_ahead(c) else "period"
    if year > now:
        return "target"
    if c.before(5).endswith("vào ") or c.left("start", "issue", within=30) or c.fronted and c.right("start", "issue", within=70):
        return "event"
    return "period"


def _looks_ahead(c: Candidate) -> bool:
    """"Năm 2024 là năm ...", "năm 2024 phải ...": what comes first after it is an order or aim, not a result."""
    if re.match(r",? (?:là|được xác định là|được chọn là|tiếp tục) ", c.after(25)):
        return True
    cue = c.right("duty", "aim", "future", "expect", "plan", "past", "report", "reach", "figure", within=110)
    return bool(cue and cue.kinds & {"duty", "aim", "future", "expect", "plan"})


def default_month(c: Candidate) -> str | None:
    """A bare month or quarter: an event where something happens in it, else the period of a report."""
    if c.unit not in ("month", "quarter", "week", "span"):
        return None
    if c.before(5).endswith("vào ") or c.left("start", "issue", within=40) or c.words.mod and c.left("meet", within=20):
        return "event"
    return "event" if c.fronted and c.right("start", "issue", "meet", within=80) and not c.right("figure", within=120) else "period"


def default_day(c: Candidate) -> str | None:
    """A bare day is one on which something happens."""
    return "event"


# The first rule with an opinion decides; the number is its confidence, from the share of its verdicts that were right on the gold.
ROLES: tuple[tuple[Rule, float], ...] = (
    (without_date, 0.9), (masthead, 0.97), (signed_at, 0.95), (after_reference, 0.98), (named_law, 0.9), (issue_verb, 0.9),
    (announced, 0.85), (lasting, 0.8), (recurring, 0.85), (counted_until, 0.97), (in_force, 0.85), (compared, 0.95), (term, 0.95),
    (last_day, 0.97), (before, 0.95), (until, 0.85), (handed_in, 0.85), (planned, 0.85), (since, 0.75), (default_year, 0.75),
    (default_month, 0.7), (default_day, 0.85),
)  # fmt: skip


def role(c: Candidate) -> tuple[str, str, float]:
    """The role, the rule that gave it, and its confidence."""
    for rule, confidence in ROLES:
        if verdict := rule(c):
            return verdict, rule.__name__, confidence
    raise AssertionError("default_day always has an opinion")


# ------------------------------------------------------------------------------------------- is it a date, and which year


def is_date(c: Candidate) -> bool:
    """False for what only looks like a date: ratios, decimals, scores, numbers (catalogue C7, C10)."""
    words, date = c.words, c.text[c.date_start : c.date_end]
    named = bool(words.day or words.part or words.weekday)
    if c.shape == "years_fused":
        return words.label in ("giai đoạn", "thời kỳ", "nhiệm kỳ")
    if c.shape == "year_number":
        return bool(words.bound) and words.bound.split()[-1] in ("đến", "tới", "trước", "từ", "hết", "sau") or bool(_AHEAD.search(c.before(12)))
    if c.shape == "month_number":
        return bool(words.bound or words.mod) or bool(re.search(r"(?:\(|vào |từ )$", c.before(6))) and not re.search(r"số \(?$", c.before(6))
    if c.shape in ("day_short_year", "damaged"):
        return named or bool(words.bound)
    if c.shape not in ("day", "days", "day_list", "yearly") or c.reading.first and c.reading.first.year or c.reading.last and c.reading.last.year:
        return True
    if named or c.follows or c.shape == "yearly":
        return True
    if "tháng" in date or _UNIT.match(c.text, c.words.end):
        return False
    if date == "24/7":
        return False
    if words.bound and words.bound.split()[-1] not in ("trong", "khoảng"):
        return "/" in date or c.comparator == "<" or c.shape == "days" and c.comparator == ">="
    return "/" in date and bool(words.clock or _LICENCE.search(c.before(25)))


_AHEAD = re.compile(r"(?:tầm nhìn|định hướng|tết|hè|xuân) $")


def _inferred(point: Point, c: Candidate, verdict: str) -> int:
    """The year of a point without one: deadlines lie ahead, documents behind, the rest is the nearest (catalogue B3)."""
    anchor = c.anchor
    assert anchor is not None
    years = [y for y in (anchor.year - 1, anchor.year, anchor.year + 1) if _exists(point._replace(year=y))] or [anchor.year]
    ends = {y: (point._replace(year=y).days()[1] - anchor).days if _exists(point._replace(year=y)) else 0 for y in years}
    if verdict == "issued":
        return max((y for y in years if ends[y] <= 1), default=years[0])
    if verdict in ("deadline", "target", "effective"):
        ahead = min((y for y in years if ends[y] >= 0), default=years[-1])
        behind = max((y for y in years if ends[y] < 0), default=ahead)
        # A deadline that passed last month is told of, not set for eleven months ahead.
        return behind if ends[ahead] > 270 and ends[behind] > -45 else ahead
    behind = max((y for y in years if ends[y] <= 1), default=years[0])
    ahead = min((y for y in years if ends[y] > 1), default=behind)
    return ahead if -ends[behind] > 2.5 * ends[ahead] and ahead != behind else behind


def settle(c: Candidate, verdict: str) -> Reading:
    """The reading with its years filled in: written in the other half of an interval, else inferred; "bad" when it cannot be."""
    first, last, unit = c.reading.first, c.reading.last, c.reading.unit
    if first is None:
        return c.reading
    if first.year is None and last is None or last and last.year is None and first.year is None:
        if c.anchor is None:
            return c.reading
        whole = last or first
        year = _inferred(whole, c, verdict)
        last = last._replace(year=year) if last else None
        first = first if last else first._replace(year=year)
    if last and last.year is None:
        last = last._replace(year=first.year)
    if last and first.year is None:
        assert last.year is not None
        first = first._replace(year=last.year - (first[2:] > last[2:]))
    if last and first.year == last.year and first[2:] > last[2:]:
        last = last._replace(year=last.year + 1)
    if not all(_exists(point) for point in (first, last) if point):
        return BAD
    return Reading(unit, first, last, c.reading.value, c.reading.rrule)


def _clock(text: str) -> str:
    """ "17 giờ" -> T17, "11h30" -> T11:30; nothing when there is no such hour."""
    match = _HOUR.match(text)
    if not match or int(match[1]) > 24 or int(match[2] or 0) > 59:
        return ""
    return f"T{int(match[1]):02}" + (f":{match[2]}" if match[2] else "")


def value(reading: Reading, words: Around) -> str | None:
    """The reading as ISO 8601 or EDTF; None when a year is missing or the date is damaged."""
    if reading.first is None or reading.value:
        return reading.value
    if reading.first.year is None:
        return None
    if reading.last:
        return f"{reading.first.value()}/{reading.last.value()}"
    if reading.unit == "year" and words.mod.startswith("nửa"):
        return f"{reading.first.value()}-H{1 if words.mod == 'nửa đầu' else 2}"
    return reading.first.value() + (_clock(words.clock) if reading.unit == "day" and words.clock else "")


def bounds(reading: Reading, comparator: str | None, with_hour: bool) -> tuple[str | None, str | None]:
    """The first and the last day on which it is met; None where it is open."""
    if reading.first is None or reading.first.year is None or reading.unit == "vague":
        return None, None
    first, last = reading.first.days()[0], (reading.last or reading.first).days()[1]
    if comparator == "<":
        return None, str(first if with_hour else first - datetime.timedelta(days=1))
    if comparator == "<=":
        return None, str(last)
    if comparator == ">":
        return str(last + datetime.timedelta(days=1)), None
    return str(first), None if comparator == ">=" else str(last)


# ------------------------------------------------------------------------------------------------------------------ find


def fold(text: str) -> str:
    """The text in lower case, letter for letter."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


_FULL = re.compile(rf"(?P<bound>(?:trước|đến|hết|chậm nhất|tới|sau)(?: ngày)? )?(?<![\w/.,:-]){day_month(1)}{year(1)}{STOP}")


def anchor_day(context: Context, low: str) -> Day | None:
    """The day to count from: published, else the masthead's, else the latest full date that bounds nothing."""
    if context.published:
        return context.published
    found: list[Day] = []
    for match in _FULL.finditer(low):
        point = _day(match, 1, int(match["y1"].replace(".", "")))
        if not match["bound"] and _exists(point) and context.zone(match.start()) != "boilerplate":
            if context.zone(match.start()) == "dateline":
                return point.days()[0]
            found.append(point.days()[0])
    return max(found, default=None)


def _spans(context: Context, start: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The sentence and the line that hold an offset."""
    line = context.lines[max(0, bisect_right(context.lines, start, key=lambda line: line.start) - 1)]
    sentence = context.sentence(start)
    return ((sentence.start, sentence.end) if sentence else (line.start, line.end)), (line.start, line.end)


def candidates(context: Context) -> Iterator[Candidate]:
    """Every expression with the shape of a date, in order; what is a part of a longer one is left out."""
    low = fold(context.text)
    anchor = anchor_day(context, low)
    cues: dict[int, list[Cue]] = {}
    pending: Candidate | None = None
    at = floor = 0
    while match := _SHAPE.search(low, at):
        at = match.end()
        if context.zone(match.start()) == "boilerplate":
            continue
        shape = str(match.lastgroup)
        reading = READERS[shape](SHAPES[shape].match(low, match.start()), anchor)  # type: ignore[arg-type]
        if reading is None:
            continue
        words = around(low, match.start(), match.end(), floor)
        sentence, line = _spans(context, match.start())
        if sentence[0] not in cues:
            cues[sentence[0]] = [
                Cue(m.start(), m.end(), _ROLE_KINDS.get(m[0], FIGURE)) for m in _CUE.finditer(low, *sentence)
            ]
        c = Candidate(low, context.text, context.zone(match.start()), sentence, line, shape, reading, words, match.start(), match.end(), cues[sentence[0]], anchor)
        c.follows = bool(pending and pending.unit in ("day", "span") and _JOINT.fullmatch(low, pending.words.end, c.words.start))
        if not is_date(c):
            continue
        if pending and pending.date_start < c.words.start:
            yield pending
            floor = pending.words.end
        pending = c
        at = max(at, words.end)
    if pending:
        yield pending


_JOINT = re.compile(r"(?:,| và|;| hoặc|, và) ?")


def mention(c: Candidate, context: Context) -> schema.Date:
    """The record of a candidate."""
    verdict, rule, confidence = role(c)
    reading = settle(c, verdict)
    start, comparator = c.words.start, c.comparator
    if c.words.bound.endswith("trong") and verdict != "deadline":
        start = c.words.start + len(c.words.bound) + 1  # "trong" belongs to a deadline only
    if reading.unit == "bad":
        context.warn("date.impossible", c.date_start, c.words.end, f"{c.raw[c.date_start : c.date_end]}: there is no such day")
        confidence = 0.3
    elif "2.0" in c.raw[c.date_start : c.date_end]:
        context.warn("date.damaged", c.date_start, c.words.end, f"{c.raw[c.date_start : c.date_end]}: the point in the year was left out")
    elif reading.first and c.reading.first and c.reading.first.year is None:
        confidence -= 0.05  # the year is inferred
    earliest, latest = bounds(reading, comparator, bool(c.words.clock))
    since = _SINCE.match(c.text, c.date_end) if c.unit == "duration" else None
    return schema.Date(
        start=start, end=c.words.end, date_start=c.date_start, date_end=c.date_end, value=value(reading, c.words),
        earliest=earliest, latest=latest, comparator=comparator, role=verdict, rrule=reading.rrule,  # type: ignore[arg-type]
        anchor=c.raw[since.start("event") : since.end("event")] if since else None, confidence=round(confidence, 2), by=f"rule:dates.{rule}",
    )  # fmt: skip


def find(context: Context) -> list[schema.Date]:
    """The time expressions of an article, in order."""
    return [mention(c, context) for c in candidates(context)]
