"""Dates as pages print them: "Thứ hai, 10/06/2024 - 14:20", "Cập nhật lúc: 9:05 SA 12/3/2019", "2024-03-26T09:06:00Z", /2021-10-5/.

Reads words and addresses only; `dates.py` decides which of a page's stamps is the article's.
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from corpora import any_of, gazetteer

YEARS = range(1997, 2100)  # from Vietnam's first year on the Internet: 1/1/0001 and 1970 are missing dates
VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
LONGEST = 220  # characters of a line that may hold a stamp


class Stamp(NamedTuple):
    """A date that is written somewhere."""

    day: datetime.date
    time: datetime.time | None
    kind: str  # posted, updated, document, event, clock (see stamp_words.tsv), or "" where no word says what it is
    weekday: bool = False  # a day of the week stands beside it
    other: datetime.date | None = None  # the day that it is if month and day stand in the American order
    rest: int = 0  # letters in the line that belong to no stamp

    @property
    def value(self) -> str:
        """In ISO form: 2024-03-26T16:06."""
        return f"{self.day.isoformat()}T{self.time:%H:%M}" if self.time else self.day.isoformat()


_NUMBERS = {"giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
            "mười một": 11, "mười hai": 12, "chạp": 12}  # fmt: skip
_ENGLISH = {name: number for number, names in enumerate(
    ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august", "sep sept september", "oct october",
     "nov november", "dec december"), 1) for name in names.split()}  # fmt: skip
_MONTHS = "|".join(sorted({*_NUMBERS}, key=len, reverse=True))
_ENGLISH_MONTHS = "|".join(sorted(_ENGLISH, key=len, reverse=True))

_DATE = re.compile(
    rf"""
    (?<![\d/.\w-])
    (?: (?P<a>\d{{1,2}}) \s?(?P<mark>[/.-])\s? (?P<b>\d{{1,2}}) \s?(?P=mark)\s? (?P<y>\d{{4}}|\d{{2}}) (?![\d/]|[.-]\d)          # 22/09/2023, 5-1-23
      | (?P<y2>\d{{4}}) (?P<mark2>[/.-]) (?P<b2>\d{{1,2}}) (?P=mark2) (?P<a2>\d{{1,2}}) (?!\d)                         # 2023-09-22
      | (?P<a3>\d{{1,2}}) \s? (?:tháng|th\.?) \s? (?P<b3>\d{{1,2}}|{_MONTHS}) \b ,? \s? (?:năm\s)? (?P<y3>\d{{4}}) (?!\d)     # 5 tháng 1 năm 2023
      | (?:tháng|th\.?) \s? (?P<b4>\d{{1,2}}|{_MONTHS}) \s (?P<a4>\d{{1,2}}), \s? (?P<y4>\d{{4}}) (?!\d)                  # Tháng Một 5, 2023
      | (?P<b5>{_ENGLISH_MONTHS}) \.? \s (?P<a5>\d{{1,2}}) ,? \s (?P<y5>\d{{4}}) (?!\d)                                     # Jan 5, 2023
      | (?P<a6>\d{{1,2}}) \s (?P<b6>{_ENGLISH_MONTHS}) \.?,? \s (?P<y6>\d{{4}}) (?!\d)                                      # 5 January 2023
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TIME = re.compile(
    r"""
    (?<![\d:/.-]) (?P<h>\d{1,2}) \s? (?: [:;] | h | g | giờ ) \s? (?P<m>\d{2})
    (?: \s?[:'’]\s? (?P<s>\d{2}) (?:\.\d+)? | \s?phút | \s?p\b )?
    (?! \d | [/-]\d ) (?: \s? (?P<half> SA | CH | AM | PM | A\.M\. | P\.M\. | sáng | chiều | tối ) (?!\w) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5, "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}
_WEEKDAY = re.compile(
    r"""(?<!\w)(?: (?:thứ|t) \s? (?P<n>hai|ba|tư|năm|sáu|bảy|bẩy|[2-7]) | (?P<s>chủ\s?nhật|cn)
    | (?P<e>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)? )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_ZONE = re.compile(r"\(?(?:gmt|utc)\s?[+-]?\s?\d{0,2}(?::\d\d)?\)?", re.IGNORECASE)
_BETWEEN = re.compile(
    r"[\s,;|•·:()\[\]/~-]*(?:(?:lúc|vào lúc|vào|ngày|at|on|giờ|hồi)[\s:]*)*", re.IGNORECASE
)  # what may stand between a date and its time
_DASHES = str.maketrans(
    {c: "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"} | {c: " " for c in "\u00a0\u2009\u202f\u3000\t\r\n"} | {"\u2215": "/"}
)


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
    """The words of stamp_words.tsv as one pattern, and their kinds."""
    kinds = {row["phrase"].casefold(): row["kind"] for row in gazetteer("stamp_words")}
    return re.compile(rf"(?<!\w)(?:{any_of(kinds)})(?!\w)"), kinds


def read_stamps(line: str) -> list[Stamp]:
    """The dates in a line, each with its time of day and what the words before it say.

    >>> [stamp.value for stamp in read_stamps("Thứ ba, 26/03/2024 - Ngày đăng: 08/07/2024  11:38")]
    ['2024-03-26', '2024-07-08T11:38']
    """
    if len(line) > LONGEST or not any(char.isdigit() for char in line):
        return []
    text = _GLUED.sub(r"\1 ", " ".join(line.translate(_DASHES).split()))
    low = text.casefold() if len(text.casefold()) == len(text) else text
    days = list(_DATE.finditer(text))
    times = list(_TIME.finditer(text))
    if not days:
        return []
    pattern, kinds = _labels()
    labels = [(match, kinds[match[0]]) for match in pattern.finditer(low)]
    found = []
    spans = [match.span() for match in (*days, *times, *_WEEKDAY.finditer(text), *_ZONE.finditer(text), *(match for match, _ in labels))]
    rest = _letters_outside(text, spans)
    for i, match in enumerate(days):
        clock = _clock_of(text, i, days, times)
        read = _day(match, clock)
        if read is None:
            continue
        start = days[i - 1].end() if i else 0
        kind = "document" if _OF_DOCUMENT.search(text, start, match.start()) else _kind(labels, start, match.start())
        day, other = read
        week = list(_WEEKDAY.finditer(text, start, match.start()))
        if week and other and _fits(week[-1], other) and not _fits(week[-1], day):
            day, other = other, None  # the day of the week proves the American order
        elif week and other and _fits(week[-1], day):
            other = None
        found.append(Stamp(day, _time(clock), kind, bool(week), other, rest))
    return found


# "Nam Định, ngày" at a document's head, "Số 128/TB-UBND ngày"; not "Thứ năm, ngày".
_OF_DOCUMENT = re.compile(
    r"(?:\b(?!thứ\s|chủ\snhật)[^\W\d_]+(?:\s[^\W\d_]+){1,3},\s?ngày\s?|\d+\s?/\s?[A-ZĐ][\w./-]*\s*(?:,?\s?(?:ngày|của)\b.*)?)$", re.IGNORECASE
)
_GLUED = re.compile(r"\b(clock)(?=[^\W\d_])", re.IGNORECASE)


def _kind(labels: list[tuple[re.Match[str], str]], start: int, end: int) -> str:
    """What the words before a date say of it: the last of them."""
    before = [kind for match, kind in labels if start <= match.start() and match.end() <= end + 1 and kind != "beside"]
    return before[-1] if before else ""


def _letters_outside(text: str, spans: list[tuple[int, int]]) -> int:
    """How many letters stand in none of the spans."""
    count = done = 0
    for start, end in sorted(spans):
        count += sum(map(str.isalpha, text[done:start]))
        done = max(done, end)
    return count + sum(map(str.isalpha, text[done:]))


def remainder(line: str) -> str:
    """What a line says beside dates, times and the words that belong to them.

    >>> remainder("Hải Yến - Thứ hai, 10/06/2024 14:20")
    'Hải Yến'
    """
    text = _GLUED.sub(r"\1 ", " ".join(line.translate(_DASHES).split()))
    low = text.casefold() if len(text.casefold()) == len(text) else text
    spans = [m.span() for pattern in (_DATE, _TIME, _WEEKDAY, _ZONE) for m in pattern.finditer(text)] + [m.span() for m in _labels()[0].finditer(low)]
    kept = [" " if any(start <= i < end for start, end in spans) else char for i, char in enumerate(text[:LONGEST])]
    return " ".join("".join(kept).split()).strip(" -|,:;•·()[]")


def _clock_of(text: str, i: int, days: list[re.Match[str]], times: list[re.Match[str]]) -> re.Match[str] | None:
    """The time of day beside the date number `i`: before it, else after it; taken out of `times`, as it is of one date alone."""
    date = days[i]
    before = [time for time in times if time.end() <= date.start() and _joins(text[time.end() : date.start()])]
    after = [time for time in times if time.start() >= date.end() and _joins(text[date.end() : time.start()])]
    if before and after and i + 1 == len(days):
        before = []  # the last date keeps what follows it
    clock = next(iter(before[-1:] or after[:1]), None)
    if clock is not None:
        times.remove(clock)
    return clock


def _joins(gap: str) -> bool:
    """Whether nothing but signs, small words and a day of the week stand between a date and a time."""
    if len(gap) > 40:
        return False
    return _BETWEEN.fullmatch(_ZONE.sub(" ", _WEEKDAY.sub(" ", gap))) is not None


def _day(match: re.Match[str], clock: re.Match[str] | None) -> tuple[datetime.date, datetime.date | None] | None:
    """The day that is meant, and the other one that an American would mean; None where it is no date."""
    groups = match.groupdict()
    i = next(suffix for suffix in ("", "2", "3", "4", "5", "6") if groups[f"y{suffix}"])
    year, first, second = groups[f"y{i}"], groups[f"a{i}"], groups[f"b{i}"]
    number = int(year) + (2000 if len(year) == 2 else 0)
    if number not in YEARS or len(year) == 2 and (match["mark"] == "." and clock is None):
        return None
    d, m = int(first), _month(second)
    if i == "" and m > 12 >= d:
        d, m = m, d  # 3/26/2024 can be nothing but American
        return _both(number, m, d, None)
    american = i == "" and clock is not None and _is_american(first, second, clock) and d <= 12 and d != m
    return _both(number, m, d, (d, m) if american else None)


def _both(year: int, month: int, day: int, other: tuple[int, int] | None) -> tuple[datetime.date, datetime.date | None] | None:
    try:
        return datetime.date(year, month, day), datetime.date(year, *other) if other else None
    except ValueError:  # 31/2
        return None


def _is_american(first: str, second: str, clock: re.Match[str]) -> bool:
    """Whether a date may be written by a server set to English: 3/5/2024 4:06:00 PM, without zeros; 05/03/2024 04:06 PM is not."""
    half = (clock["half"] or "").upper()
    if half not in ("AM", "PM"):
        return False
    parts = (first, second, clock["h"])
    padded = any(len(part) == 2 and part[0] == "0" for part in parts)
    return not padded and (clock["s"] is not None or any(len(part) == 1 for part in parts))


def _month(written: str) -> int:
    low = written.casefold()
    return int(low) if low.isdecimal() else _NUMBERS.get(low) or _ENGLISH[low]


def _fits(weekday: re.Match[str], day: datetime.date) -> bool:
    if weekday["s"]:
        return day.weekday() == 6
    if weekday["e"]:
        return ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()] == weekday["e"][:3].lower()
    return _WEEKDAYS[weekday["n"].lower()] == day.weekday()


def _time(match: re.Match[str] | None) -> datetime.time | None:
    """The time of day of 24 hours: 3:15 CH is 15:15, 12:05 SA is 0:05."""
    if match is None:
        return None
    hour, minute = int(match["h"]), int(match["m"])
    half = (match["half"] or "").upper().replace(".", "")
    if half in ("CH", "PM", "CHIỀU", "TỐI") and hour < 12:
        hour += 12
    elif half in ("SA", "AM", "SÁNG") and hour == 12:
        hour = 0
    return datetime.time(hour, minute) if hour < 24 and minute < 60 else None


def read_time(line: str) -> datetime.time | None:
    """The time of day where a line says nothing else.

    >>> read_time("08:25"), read_time("Lúc 3:15 CH"), read_time("8:25 họp")
    (datetime.time(8, 25), datetime.time(15, 15), None)
    """
    if len(line) > 30 or not (match := _TIME.search(line)):
        return None
    outside = _BETWEEN.fullmatch(line[: match.start()]) and _BETWEEN.fullmatch(_ZONE.sub(" ", line[match.end() :]))
    return _time(match) if outside else None


def label_of(line: str) -> str | None:
    """The kind of a line that is nothing but a word before a date ("Ngày đăng:"), else None."""
    low = line.casefold().strip(" :-|")
    return _labels()[1].get(low) if len(low) < 40 else None


_AGO = re.compile(r"\W*(?P<n>\d{1,3}) (?P<unit>giây|phút|giờ|tiếng|ngày|tuần|minutes?|hours?|days?) (?:trước|ago)\W*", re.IGNORECASE)
_UNITS = {
    "giây": "seconds",
    "phút": "minutes",
    "giờ": "hours",
    "tiếng": "hours",
    "ngày": "days",
    "tuần": "weeks",
    "minute": "minutes",
    "hour": "hours",
    "day": "days",
}


def read_ago(line: str, fetched: datetime.datetime | None) -> Stamp | None:
    """The moment that "2 giờ trước" means on a page fetched then; None where that is not known."""
    match = _AGO.fullmatch(line) if fetched and len(line) < 40 else None
    if not match or fetched is None:
        return None
    unit = _UNITS[match["unit"].lower().rstrip("s") if match["unit"].isascii() else match["unit"].lower()]
    moment = _local(fetched) - datetime.timedelta(**{unit: int(match["n"])})
    return Stamp(moment.date(), moment.time().replace(second=0, microsecond=0) if unit in ("hours", "minutes", "seconds") else None, "")


def _local(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(VIETNAM) if moment.tzinfo else moment


_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s?(Z|[+-]\d\d:?(?:\d\d)?)?)?")


def read_machine(value: str) -> Stamp | None:
    """The moment in a meta element, JSON-LD or a <time>, as Vietnamese time; else as `read_stamps` reads it.

    >>> read_machine("2024-03-26T09:06:00Z").value, read_machine("2024-03-26").value
    ('2024-03-26T16:06', '2024-03-26')
    """
    value = value.strip()[:80]
    match = _ISO.fullmatch(value)
    if not match:
        found = read_stamps(value)
        return found[0] if found else None
    year, month, day, hour, minute, _, zone = match.groups()
    try:
        moment = datetime.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))
        if zone:
            moment = moment.replace(tzinfo=_zone(zone)).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None
    if moment.year not in YEARS:
        return None
    midnight = hour is None or (hour, minute) == ("00", "00") and zone != "Z"  # a server that knows no time of day
    return Stamp(moment.date(), None if midnight else moment.time().replace(tzinfo=None), "")


def _zone(written: str) -> datetime.timezone:
    if written == "Z":
        return datetime.UTC
    sign = -1 if written[0] == "-" else 1
    digits = written[1:].replace(":", "").ljust(4, "0")
    return datetime.timezone(sign * datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


_IN_PATH = re.compile(
    r"""
    (?<![\d]) (?P<y>(?:19|20)\d\d) (?: (?P<mark>[-/_]) (?P<m>\d{1,2}) (?P=mark) (?P<d>\d{1,2}) (?!\d)         # /2021-10-5/, /2023/9/22/
            | (?P<m2>\d\d) (?P<d2>\d\d) (?: \d{4} | \d{6} | \d{9} )? (?!\d) )                               # /20230922/, -20230922083712
    """,
    re.VERBOSE,
)
_MONTH_IN_PATH = re.compile(r"/(20\d\d)[-/]?(0[1-9]|1[0-2])/")


def address_day(url: str | None) -> datetime.date | None:
    """The date in an address.

    >>> str(address_day("https://x.vn/portal/Pages/2021-10-5/Ung-dung.aspx"))
    '2021-10-05'
    """
    for match in _IN_PATH.finditer(_path(url)):
        try:
            day = datetime.date(int(match["y"]), int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    return None


def address_month(url: str | None) -> tuple[int, int] | None:
    """Year and month in an address: /202506/."""
    match = _MONTH_IN_PATH.search(_path(url))
    return (int(match[1]), int(match[2])) if match else None


def _path(url: str | None) -> str:
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""
