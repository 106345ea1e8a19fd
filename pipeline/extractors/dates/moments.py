"""What a bare date says: the shapes that a day, month, quarter, half, year, span, rhythm or duration takes, and its value.

`SHAPES` are patterns over text in lower case; `read` turns a match into a `Reading`, counting from the day an article was published.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import corpora
from corpora import any_of

Day = datetime.date
Match = re.Match[str]

ROWS = {row["cue"]: row for row in corpora.gazetteer("date_cues")}


def words(kind: str) -> str:
    """A pattern for any cue of a kind."""
    return any_of([cue for cue, row in ROWS.items() if kind in corpora.cells(row["kind"])])


# ------------------------------------------------------------------------------------- shapes: bare dates, in lower case

DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
YEAR = r"(?:(?:19|20)\d\d|2\.0\d\d)(?!\d)"  # "2.025" is what some portals make of 2025
QUARTER = r"(?:iv|i{1,3}|[1-4])(?!\w)"
CLOCK = r"(?:\d{1,2} ?(?:giờ|h|g)(?: ?\d{2}(?!\d))?(?: ?(?:phút|p|'))?|\d{1,2}:\d{2}(?::\d\d)?)"
PART = r"(?:rạng sáng|sáng|trưa|chiều tối|chiều|tối|đêm|khuya)"
WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
NUMBERS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
NUMBER_WORD = rf"(?:{any_of(list(NUMBERS[1:]))})"
EVERY = r"(?:hằng|hàng|mỗi)"
STOP = r"(?![\w%]|[/.,:-]\d|/\w| ?/ ?\d)"  # no date goes on as a number, a symbol or a percentage

# Joins of intervals: "10-12/3", "từ 7h ngày 10/3 đến hết ngày 12/3"; of lists: "5, 6 và 7/8".
TO = rf"(?: ?- ?|,? (?:đến|tới)(?: hết)?(?: {CLOCK},?)?(?: {PART})?(?: {WEEKDAY},?)?(?:,? ngày)? )"
AND = r"(?:,? và |, ?)"


def day_month(i: int) -> str:
    return rf"(?P<d{i}>{DAY})(?: ?[/.-] ?| ?tháng ?)(?P<m{i}>{MONTH})"


def year(i: int) -> str:
    return rf"(?: ?(?:[/.-]|//) ?|,? ?(?:của )?năm ?)(?P<y{i}>{YEAR})"  # "18/5//2022" is a slip of the keyboard


def year_or_this(i: int) -> str:
    return rf"(?:{year(i)}|,? (?:của )?(?P<r{i}>năm (?:nay|ngoái|trước|sau|tới)|này|vừa qua|vừa rồi|tới(?! tháng| quý| hết))(?!\w))"


OF_YEAR = rf"(?: của)? năm(?: (?:(?P<y1>{YEAR})|(?P<r1>nay|ngoái|trước|sau)(?!\w)))?"
END_OF_QUARTER = rf"(?:cuối|đầu)(?: cùng)?(?: của)?(?: {EVERY})? quý(?: sau| tiếp theo)?"
SECOND_QUARTER = rf"(?:quý )?(?P<q2>iv|i{{1,3}}|(?<=quý )[1-4])(?!\w)(?:{year_or_this(2)})?{STOP}"
YEAR_NAME = any_of([row["name"].lower() for row in corpora.gazetteer("tet")])

# Name -> pattern; the first that fits at a place wins. `READERS` has a reader for each.
NUMERIC = {
    # 2024-06-10
    "iso": r"(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)",
    # 10/3 âm lịch; 29 tháng Chạp
    "lunar": rf"(?:{DAY} ?/ ?{MONTH} \(?âm lịch|\d{{1,2}} (?:tháng )?(?:chạp|giêng)(?!\w))",
    # 7 đến 11/11; 15/10 đến hết ngày 15/12/2024; 1-5/6; 1 tháng 3 đến ngày 5 tháng 4
    "days": rf"(?P<d1>{DAY})(?:(?: ?[/.-] ?| ?tháng ?)(?P<m1>{MONTH})(?:{year(1)})?)?{TO}{day_month(2)}(?:{year(2)})?{STOP}",
    # 5, 6 và 7/8; not "thứ 6, 7/8", "Quân khu 9, ngày 7/8"
    "day_list": rf"(?<!thứ )(?P<d1>{DAY})(?:, ?{DAY}){{0,6}}{AND}(?:(?<!,)(?<!, )ngày )?{day_month(2)}(?:{year(2)})?{STOP}",
    # 8/11 hằng năm; 15/6 (và 15/12 hằng năm)
    "yearly": rf"{day_month(1)}(?=(?:{AND}(?:ngày )?{DAY} ?[/.-] ?{MONTH})? {EVERY} năm)(?: {EVERY} năm)?",
    # 15 tháng 9, 2025
    "day_comma": rf"(?P<d1>{DAY}) tháng (?P<m1>{MONTH}),? (?P<y1>{YEAR}){STOP}",
    # 20/5/2022; 20.7; 21/ 5; 17 - 9; 21tháng 04 năm 2011
    "day": rf"{day_month(1)}(?:{year(1)}|(?!,? năm \d{{3}})){STOP}",
    # 25 tháng này
    "day_of_month": rf"(?P<d1>{DAY}) tháng (?P<rel>này|tới|sau)(?!\w)",
    # 10/01/17
    "day_short_year": rf"{day_month(1)} ?[/.-] ?(?P<yy>[0-4]\d){STOP}",
    # 25/6/20010
    "damaged": rf"{day_month(1)}(?:[/.-]|,? ?năm )\d{{3,5}}(?!\d)",
    # (mỗi tháng ... trước ngày) 20
    "day_alone": rf"(?<=ngày )(?P<d1>{DAY})(?= ?[,.;)]| ?$| (?:gửi|báo cáo|về|để))",
    # 8 tháng đầu năm 2023; 6 tháng cuối năm; 3 tháng còn lại của năm nay
    "part_year": rf"(?P<n>\d{{1,2}}) ?tháng (?P<edge>đầu|cuối|còn lại){OF_YEAR}",
    # 25 hằng tháng; 15 tháng cuối quý; 20 của tháng báo cáo
    "monthly": rf"(?P<d1>{DAY}) (?:của )?(?:{EVERY} tháng|tháng (?P<of>{END_OF_QUARTER}|báo cáo|tiếp theo|kế tiếp))(?!\w)",
    # 11 tháng năm 2022; (sản lượng) 8 tháng đạt
    "months_of": rf"(?P<n>\d{{1,2}}) tháng(?:(?: của)? năm (?:(?P<y1>{YEAR})|(?P<r1>nay)(?!\w))|(?= (?:ước )?(?:đạt|tăng|giảm) ))",
    # 8 tháng qua; trong 10 tháng, toàn tỉnh ...: since New Year, where so many months are over
    "months_so_far": r"(?P<n>\d{1,2}) tháng(?: qua(?!\w)|(?= ước )|(?=, (?!kể |từ )))",
    # 2021-2025
    "years": rf"(?P<y1>{YEAR}) ?(?:-|đến|tới) ?(?:năm )?(?P<y2>{YEAR}){STOP}",
    # giai đoạn 20112020
    "years_fused": r"(?P<y1>20\d\d)(?P<y2>20\d\d)(?!\d)",
    # (từ) 10/2023; 10/2023-3/2024
    "month_number": rf"(?P<m1>{MONTH}) ?[/-] ?(?P<y1>{YEAR})(?:(?: ?- ?| đến )(?P<m2>{MONTH})/(?P<y2>{YEAR}))?{STOP}",
    # (tầm nhìn) 2045
    "year_number": rf"(?P<y1>(?:19|20)\d\d)(?= ?[,.;:)”\"\n]| ?$| (?:và )?(?:tầm nhìn|định hướng)){STOP}",
    # 15 ngày làm việc; 02 (hai) tháng
    "duration": r"(?P<n>\d{1,3})(?: \([^\W\d]{1,9}\))? ?(?P<of>ngày|giờ|phút|tuần|tháng|năm|quý)(?!\w| \d)(?: đêm)?(?: làm việc)?",
}
WORDED = {
    # sáu tháng đầu năm
    "part_year_word": rf"(?P<n>{NUMBER_WORD}) tháng (?P<edge>đầu|cuối){OF_YEAR}",
    # năm 2021-2025; từ năm 2021 đến năm 2025
    "years_worded": rf"năm (?P<y1>{YEAR})(?: ?- ?|(?<=từ năm \d{{4}}) (?:đến|tới)(?: hết)? (?:năm )?)(?P<y2>{YEAR}){STOP}",
    # năm 2019, 2020 và 2021
    "year_list": rf"năm (?P<y1>{YEAR})(?:, ?{YEAR}){{0,6}}{AND}(?P<y2>{YEAR}){STOP}",
    # năm qua (told in winter); not "mấy năm qua"
    "year_past": r"(?<!vài )(?<!mấy )(?<!nhiều )năm qua(?!\w)",
    # năm 2022; năm nay; not "báo cáo năm trước ngày 5/1"
    "year": rf"năm (?:(?P<y1>{YEAR})(?!%|[.,]\d)|(?P<r1>nay|này|ngoái|trước|sau|tới)(?! (?:đó|đây|ngày|tháng|khi|\d))(?!\w))",
    # (đến) cuối năm; nửa đầu năm nay
    "edge_of_year": r"(?P<edge>nửa đầu|nửa cuối|đầu|giữa|cuối|hết) năm(?: (?P<r1>nay|ngoái|trước|sau|tới))?(?! ?\d| học)(?!\w)",
    # (so với) cùng kỳ
    "same_period": r"cùng kỳ(?! (?:năm|của|các|những|quý|tháng|(?:19|20)\d\d|\d{1,2} tháng|\d{1,2}/))(?!\w)",
    # tháng 1 đến hết tháng 6/2024
    "months": rf"tháng (?P<m1>{MONTH})(?:{year_or_this(1)})?(?: ?- ?| (?:đến|tới)(?: hết| đầu| giữa| cuối)? )(?:tháng )?(?P<m2>{MONTH})(?:{year_or_this(2)})?{STOP}",
    # tháng 5 và tháng 6 năm 2025; tháng 12/2025 và tháng 1/2026
    "month_pair": rf"tháng (?P<m1>{MONTH})(?:{year(1)})?(?:, tháng {MONTH}){{0,6}}(?:,? và|,) tháng (?P<m2>{MONTH})(?:{year_or_this(2)})?{STOP}",
    # tháng 8 và 9 tới
    "month_and": rf"tháng (?P<m1>{MONTH}) và (?P<m2>{MONTH})(?:{year_or_this(2)}|(?= ?[,.;:)\n]| ?$)){STOP}",
    # tháng 7, 8/2024
    "month_list": rf"tháng (?P<m1>{MONTH})(?:, ?{MONTH}){{0,6}}{AND}(?P<m2>{MONTH}){year(2)}{STOP}",
    # tháng 12/2016; tháng 10 này; tháng này
    "month": rf"tháng (?:(?P<m1>{MONTH})(?:{year_or_this(1)})?{STOP}|(?P<this>này)(?!\w))",
    "month_damaged": rf"tháng (?P<m1>{MONTH})(?:[/.-]|,? năm )\d{{3,5}}(?!\d)",
    # T6/2024
    "month_short": rf"t\.?(?P<m1>{MONTH})/(?P<y1>{YEAR})",
    # quý I đến quý III/2024
    "quarters": rf"quý (?P<q1>{QUARTER})(?:{year(1)})?(?: ?- ?| (?:đến|tới)(?: hết)? ){SECOND_QUARTER}",
    # quý I, II/2024
    "quarter_list": rf"quý (?P<q1>{QUARTER})(?:, ?(?:quý )?{QUARTER}){{0,2}}{AND}{SECOND_QUARTER}",
    # Quý II / 2019; quý 3 năm nay
    "quarter": rf"quý (?:(?P<q1>{QUARTER})(?:{year_or_this(1)})?{STOP}|(?P<this>này)(?!\w))",
    # thứ năm hàng tuần; thứ sáu tuần này; tuần tới
    "weekly": rf"(?P<wd>{WEEKDAY}) {EVERY} tuần",
    "weekday": rf"(?P<wd>{WEEKDAY}) tuần (?P<rel>này|tới|sau|trước|qua)(?!\w)",
    "week": r"tuần (?P<rel>này|tới|sau|trước|qua)(?!\w)",
    # hôm nay; ngày mai; sáng nay
    "today": rf"(?:hôm (?P<hom>nay|qua|kia)|ngày (?P<mai>mai|kia)|{PART} (?:hôm )?(?P<rel>nay|qua|mai))(?!\w)",
    # hằng quý; định kỳ 6 tháng
    "every": rf"(?:định kỳ )?{EVERY} (?P<of>ngày|tuần|tháng|quý|năm)(?!\w)|định kỳ (?P<n>\d) (?P<per>tháng|năm)",
    # rằm tháng Giêng
    "lunar_worded": r"(?:mùng|rằm)(?: \d{1,2})? (?:tháng )(?:giêng|chạp|\d{1,2}(?!\d))(?: âm lịch)?",
    # mùng 6 Tết Mậu Tý; Tết Nguyên đán Giáp Thìn 2024
    "tet_day": rf"mùng (?P<d1>\d{{1,2}}) tết(?: nguyên đán)?(?: (?P<name>{YEAR_NAME}))?(?: (?P<y1>{YEAR}))?",
    "tet": rf"tết (?:(?:nguyên đán|cổ truyền|âm lịch)(?: (?P<name>{YEAR_NAME}))?|(?P<alone>{YEAR_NAME})|(?=(?:năm )?{YEAR}))"
    rf"(?:(?:,? |(?<=tết ))(?:năm )?(?P<y1>{YEAR}))?(?!\w)",
    # Tết Dương lịch
    "new_year": rf"tết (?:dương lịch|tây)(?: (?:năm )?(?P<y1>{YEAR}))?(?!\w)",
    # (trong vòng) một tháng
    "duration_word": rf"(?P<n>{NUMBER_WORD}) (?P<of>ngày|giờ|tuần|tháng|quý|năm)(?!\w| \d)(?: làm việc)?",
    "vague": rf"(?:{words('vague')})(?! (?:19|20)\d\d)(?!\w)",
}
SHAPES = {name: re.compile(pattern) for name, pattern in (NUMERIC | WORDED).items()}


def _alternatives(shapes: dict[str, str]) -> str:
    """One pattern of all shapes; an empty group at the end of each tells which it was (a group at its head would cost the quick look
    at its first letter)."""
    return "|".join(f"(?:{re.sub(r'[?]P<[a-z0-9]+>', '?:', pattern)})(?P<{name}>)" for name, pattern in shapes.items())


SHAPE = re.compile(rf"(?:(?<![\w/.,:-])|(?<=ngày))(?=\d)(?:{_alternatives(NUMERIC)})|(?<!\w)(?:{_alternatives(WORDED)})")

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
HALVES = {"nửa đầu": 1, "nửa cuối": 2}


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


def day_of(match: Match, i: int, year: int | None) -> Point:
    return Point("day", year, int(match[f"m{i}"]), int(match[f"d{i}"]))


def read_day(match: Match, anchor: Day | None) -> Reading:
    point = day_of(match, 1, _year_of(match, 1, anchor))
    return Reading("day", point) if exists(point) else BAD


def read_day_of_month(match: Match, anchor: Day | None) -> Reading:
    if not anchor:
        return Reading("vague", value="FUTURE_REF")
    months = anchor.year * 12 + anchor.month - (match["rel"] == "này")
    point = Point("day", months // 12, months % 12 + 1, int(match["d1"]))
    return Reading("day", point) if exists(point) else BAD


def read_short_year(match: Match, anchor: Day | None) -> Reading:
    point = day_of(match, 1, 2000 + int(match["yy"]))
    return Reading("day", point) if exists(point) else BAD


def read_days(match: Match, anchor: Day | None) -> Reading:
    last = day_of(match, 2, _year_of(match, 2, anchor))
    month = match.groupdict().get("m1")
    first = Point("day", _year_of(match, 1, anchor), int(month or last.number), int(match["d1"]))
    return Reading("span", first, last) if exists(first) and exists(last) else BAD


def exists(point: Point) -> bool:
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


def read_months_so_far(match: Match, anchor: Day | None) -> Reading | None:
    """The months since New Year where as many are over (or all but the last days of this one); else a duration."""
    alone = match.string[match.end() : match.end() + 1] == "," and not match[0].endswith("qua")
    if alone and not match.string.endswith("trong ", 0, match.start()) or not anchor or int(match["n"]) not in (anchor.month - 1, anchor.month):
        return Reading("duration", value=f"P{int(match['n'])}M")
    return read_part_year(match, anchor)


def read_year_past(match: Match, anchor: Day | None) -> Reading:
    """The year that has just ended, as told in its last month or the first ones of the next."""
    if not anchor or 3 < anchor.month < 12:
        return Reading("vague", value="PAST_REF")
    return Reading("year", Point("year", anchor.year - (anchor.month < 12)))


def read_same_period(match: Match, anchor: Day | None) -> Reading:
    return Reading("year", Point("year", anchor.year - 1)) if anchor else Reading("vague", value="PAST_REF")


def read_years(match: Match, anchor: Day | None) -> Reading | None:
    first, last = (int(match[f"y{i}"].replace(".", "")) for i in (1, 2))
    return Reading("span", Point("year", first), Point("year", last)) if first < last else None


def read_edge_of_year(match: Match, anchor: Day | None) -> Reading:
    if not anchor:
        return Reading("vague", value="GENERIC")
    year = _year_of(match, 1, anchor) or anchor.year
    if match["edge"] in HALVES:
        return Reading("half", Point("half", year, HALVES[match["edge"]]))
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
    months = {"cuối": ";BYMONTH=3,6,9,12", "đầu": ";BYMONTH=1,4,7,10"}.get((match.groupdict().get("of") or "").split(" ")[0], "")
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
    name = match["name"] or match.groupdict().get("alone")
    named = [int(row["year"]) for row in corpora.gazetteer("tet") if row["name"].lower() == name]
    year = _year_of(match, 1, anchor)
    if year is None and anchor:  # a year's name returns after 60 years; without a name, the next Tết from November on
        year = min(named, key=lambda y: abs(y - anchor.year)) if named else anchor.year + (anchor.month > 9)
    elif year is None and named:
        year = named[0]
    day = _tet(year) if year else None
    if not day:
        return Reading("vague", value="GENERIC")
    return Reading("day", _from_date(day + datetime.timedelta(days=int(match.groupdict().get("d1") or 1) - 1)))


def read_new_year(match: Match, anchor: Day | None) -> Reading:
    year = _year_of(match, 1, anchor) or (anchor.year + 1 if anchor else None)
    return Reading("day", Point("day", year, 1, 1)) if year else Reading("vague", value="GENERIC")


def read_lunar(match: Match, anchor: Day | None) -> Reading:
    return Reading("vague")  # never the solar day of the same numbers


def read_vague(match: Match, anchor: Day | None) -> Reading:
    return Reading("vague", value=ROWS[match[0]]["value"])


def read_damaged(match: Match, anchor: Day | None) -> Reading:
    return BAD


Reader = Callable[[Match, Day | None], Reading | None]

# A shape's reader gives what a match says, counting from the day the article was published; None when it is no date after all.
READERS: dict[str, Reader] = {
    **dict.fromkeys(("iso", "day_comma", "day"), read_day),
    **dict.fromkeys(("days", "day_list"), read_days),
    **dict.fromkeys(("damaged", "month_damaged"), read_damaged),
    **dict.fromkeys(("part_year", "part_year_word", "months_of"), read_part_year),
    **dict.fromkeys(("years", "years_fused", "years_worded", "year_list"), read_years),
    **dict.fromkeys(("year", "year_number"), read_year),
    **dict.fromkeys(("month", "month_short"), read_month),
    **dict.fromkeys(("months", "month_pair", "month_and", "month_list"), read_months),
    **dict.fromkeys(("quarters", "quarter_list"), read_quarters),
    **dict.fromkeys(("tet", "tet_day"), read_tet),
    **dict.fromkeys(("lunar", "lunar_worded"), read_lunar),
    **dict.fromkeys(("duration", "duration_word"), read_duration),
    "day_of_month": read_day_of_month,
    "day_short_year": read_short_year,
    "months_so_far": read_months_so_far,
    "new_year": read_new_year,
    "same_period": read_same_period,
    "year_past": read_year_past,
    "edge_of_year": read_edge_of_year,
    "every": read_every,
    "month_number": read_month_number,
    **dict.fromkeys(("monthly", "day_alone"), read_monthly),
    "quarter": read_quarter,
    "today": read_today,
    "vague": read_vague,
    "week": read_week,
    "weekday": read_weekday,
    "weekly": read_weekly,
    "yearly": read_yearly,
}
