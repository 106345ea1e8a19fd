"""What a date is for: deadline, date of a document, event, page, period, target, start of a rule.

`Candidate` holds a date with the words around it, `ROLES` the rules over it; a learned model can be given the same candidates.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import corpora
from corpora import any_of
from pipeline.extractors.dates.moments import CLOCK, PART, ROWS, WEEKDAY, Day, Reading, exists, words

# ------------------------------------------------------------------------------------------------------------ vocabulary


LATELY = 120  # days: "trước ngày 30/6" told in September is last June's, told in December next June's


class Cue(NamedTuple):
    """A word of `date_cues.tsv` where it stands in the text."""

    start: int
    end: int
    kinds: frozenset[str]


_ROLE_KINDS = {cue: frozenset(corpora.cells(row["kind"])) - {"bound", "feast", "licence", "unit", "vague"} for cue, row in ROWS.items()}
CUES = frozenset().union(*_ROLE_KINDS.values(), {"figure"})  # every kind of cue
_FIGURE = frozenset({"figure"})  # a percentage, the one cue that is no word
_CUE = re.compile(rf"(?<!\w)(?:{any_of([cue for cue, kinds in _ROLE_KINDS.items() if kinds])}(?!\w)|\d[\d.,]* ?%)")
_DOCUMENT = words("document")
_PAPERS = frozenset(cue for cue, kinds in _ROLE_KINDS.items() if "paper" in kinds)


def cues(text: str, start: int, end: int) -> list[Cue]:
    """The cues of a stretch of text in lower case, in order."""
    return [Cue(m.start(), m.end(), _ROLE_KINDS.get(m[0], _FIGURE)) for m in _CUE.finditer(text, start, end)]


# ------------------------------------------------------------------------------------------ the words before a bare date

def _verbose(pattern: str) -> str:
    """The pattern with its spaces kept where white space does not count."""
    return pattern.replace(" ", "[ ]")


LEFT = re.compile(
    rf"""
    (?<![\w/])
    (?P<bound> (?!hết[ ]trước) (?:{words("bound")})                     # trước; chậm nhất; từ nay đến
        (?:[ ](?:là|vào|từ|đến|tới|hết|trước|khoảng|trong|thời[ ]điểm|dịp|lễ))* (?: :?[ ] | (?=ngày) ) )?    # a lost space: "trướcngày"
    (?:(?P<clock> {_verbose(CLOCK)} ) (?:,?[ ](?:của[ ])?|,?(?=ngày)|[ ][-|][ ]) )?  # 17h30; 14 giờ,
    (?:(?P<part> (?<!ngày[ ])(?:buổi[ ])?{_verbose(PART)}(?:[ ]sớm)?(?:[ ](?:hôm[ ])?(?:nay|qua|mai))?  # rạng sáng; chiều nay
        | hôm(?:[ ](?:nay|qua))? | ngày[ ]mai ) ,?[ ]\(? )?
    (?:(?P<weekday> {_verbose(WEEKDAY)}(?:[ ]tuần[ ](?:này|tới|sau))? ) ,?[ ]\(? )?  # thứ sáu tuần này
    (?:(?P<label> giai[ ]đoạn | nhiệm[ ]kỳ | thời[ ]kỳ | niên[ ]khóa | khóa | năm[ ]học | niên[ ](?:độ|vụ)
        | cùng[ ]kỳ(?:[ ]của)? ) (?:[ ]năm)?[ ](?:từ[ ])? )?
    (?:(?P<mod> (?:những[ ](?:ngày|tháng)[ ]|tuần[ ])?(?:đầu|giữa|cuối) | (?:thượng|trung|hạ)[ ]tuần  # cuối; trung tuần
        | nửa[ ](?:đầu|cuối) )[ ](?:của[ ])? )?
    (?P<day> (?:các[ ]|những[ ]|hai[ ]|2[ ]|cùng[ ])?ngày:?[ ]?\(? )?
    (?:(?P<feast> {words("feast")} )[ ] )?  # Quốc khánh 2/9
    $""",
    re.VERBOSE,
)
_CLOCK_AFTER = re.compile(r"(?:,? | ?[-|] ?|,)(?:lúc )?(?P<clock>\d{1,2}[:h]\d{2}(?!\d)(?: ?[ap]m(?!\w))?)(?::\d\d(?!\d))?")


class Around(NamedTuple):
    """The words around a bare date: where the mention begins and ends, and what was found before it."""

    start: int
    end: int
    bound: str = ""  # "trước", "chậm nhất vào", "trong"
    feast: str = ""
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
    elif match and text[end : end + 1] == ")" and "(" in match[0]:
        end += 1
    if not match:
        return Around(start, end, clock=after["clock"] if after else "")
    words = {name: (found or "").strip(" ,(:") for name, found in match.groupdict().items()}
    if after and not words["clock"]:
        words["clock"] = after["clock"]
    return Around(low + match.start(), end, **words)


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
    list_start: int | None = None  # where the first of its list begins, for the dates of several documents

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
        if not bound or self.row["role"] == "vague" or self.since_new_year or self.reading.unit == "span" and self.row["comparator"] == ">=":
            return None
        return "<" if "trước" in bound.split() else self.row["comparator"] or None

    @property
    def since_new_year(self) -> bool:
        """It closes a span that the year opens: "từ đầu năm đến hết tháng 10"."""
        return "từ đầu năm" in self.words.bound and self.unit in ("day", "month")

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
        """How many days before the article it ended; 0 where that is open or it did not. Without a year it has passed where it ended lately:
        whoever means next year's says so."""
        last = self.reading.last or self.reading.first
        if not last or not self.anchor:
            return 0
        if last.year is not None:
            return max(0, (self.anchor - last.days()[1]).days)
        if last.unit == "year" or not exists(last._replace(year=self.anchor.year)):
            return 0
        ago = (self.anchor - last._replace(year=self.anchor.year).days()[1]).days
        return ago if 0 < ago <= LATELY else 0

    @property
    def ahead(self) -> bool:
        """It is known to begin after the article appeared; without a year, within the half year that follows."""
        first = self.reading.first
        if not first or not self.anchor or not exists(point := first._replace(year=first.year or self.anchor.year)):
            return False
        days = (point.days()[0] - self.anchor).days
        return days > 0 if first.year else 0 < days < 183

    @property
    def under_way(self) -> bool:
        """A day or month that the article appeared in ("đến tháng 7" told in July)."""
        first = self.reading.first
        if not first or first.unit not in ("day", "month") or not self.anchor or (first.year or self.anchor.year) != self.anchor.year:
            return False
        point = first._replace(year=self.anchor.year)
        return exists(point) and point.days()[0] <= self.anchor <= point.days()[1]

    def before(self, width: int) -> str:
        """At most `width` characters of its sentence before it."""
        return self.text[max(self.sentence[0], self.words.start - width) : self.words.start]

    def after(self, width: int) -> str:
        """At most `width` characters of its sentence after it."""
        return self.text[self.words.end : min(self.sentence[1], self.words.end + width)]

    def left(self, *kinds: str, within: int = 400) -> Cue | None:
        """The nearest cue of these kinds before it, in its clause (no ";" between)."""
        start = self.words.start
        for i in range(bisect_right(self.cues, start, key=lambda cue: cue.end) - 1, -1, -1):
            cue = self.cues[i]
            if start - cue.end > within:
                return None
            if not cue.kinds.isdisjoint(kinds):
                return cue if ";" not in self.text[cue.end : start] else None
        return None

    def right(self, *kinds: str, within: int = 400) -> Cue | None:
        """The nearest cue of these kinds after it, in its clause."""
        end = self.words.end
        for i in range(bisect_left(self.cues, end, key=lambda cue: cue.start), len(self.cues)):
            cue = self.cues[i]
            if cue.start - end > within:
                return None
            if not cue.kinds.isdisjoint(kinds):
                return cue if ";" not in self.text[end : cue.start] else None
        return None

    def near(self, *kinds: str, within: int = 400) -> bool:
        return bool(self.left(*kinds, within=within) or self.right(*kinds, within=within))

    def says(self, *kinds: str) -> bool:
        """A cue of these kinds stands in its sentence, near enough to be of the same matter."""
        first = bisect_left(self.cues, self.words.start - 1000, key=lambda cue: cue.start)
        last = bisect_right(self.cues, self.words.end + 1000, key=lambda cue: cue.start)
        return any(not cue.kinds.isdisjoint(kinds) for cue in self.cues[first:last])

    @property
    def fronted(self) -> bool:
        """It opens its sentence or clause: "Trước ngày 15/6, các huyện ...", "Thu hồi đất: Trước 15/6 ..."."""
        head = self.before(80).rstrip()
        if head[-1:] in (":", ";", "“"):
            return True
        return self.words.start - self.sentence[0] <= 80 and not _OPENING.sub("", head + " ").strip(" \"“'‘(-•,.")

    @property
    def reported(self) -> bool:
        """Its clause tells what has happened: "đã", "vừa" later than any word of an order."""
        if self.ahead:
            return False
        past, duty = self.left("past", within=160), self.left("duty", "aim", "expect", within=400)
        if past and (not duty or duty.start < past.start) and not self._anew(past.end):
            return True
        return bool(self.fronted and not self.near("duty") and self.right("past", within=90))


    def _anew(self, past: int) -> bool:
        """Whether a task begins behind the words that tell the past: "học sinh đã thôi học ..., xong trong tháng 9", "đơn đã thụ lý thì ...".
        Its "đã" then says of whom or of what."""
        clause = self.text[past : self.words.start]
        if _CONDITION_MET.search(clause):
            return True
        finish = self.left("finish", within=1)
        return bool(finish and self.text[max(past, finish.start - 2) : finish.start] == ", ")


_CONDITION_MET = re.compile(r"(?<!\w)(?:thì|phải)(?!\w)")

# What may stand before the date that opens a sentence: a dateline ("TTH.VN - ", "(PLVN) - "), words that link it to the last one.
_OPENING = re.compile(
    r"""^ (?:[^,:;]{0,25}[ ]?-[ ] | \([^)]{1,25}\)[ ]?-?[ ]?)?
    (?:(?:trong|vào|hồi|lúc|theo[ ]đó|theo[ ]báo[ ]cáo
    |cụ[ ]thể|do[ ]vậy|do[ ]đó|vì[ ]vậy|tuy[ ]nhiên|riêng|trong[ ]đó|bên[ ]cạnh[ ]đó|đồng[ ]thời|ngoài[ ]ra
    |nhất[ ]là|trước[ ]đó|mới[ ]đây|vừa[ ]qua|sau[ ]đó|tiếp[ ]đó|cùng[ ]ngày)[ ,]*){0,2}""",
    re.VERBOSE,
)

# ----------------------------------------------------------------------------------------------------------------- roles

Rule = Callable[[Candidate], str | None]
_LONG = ("year", "half", "quarter", "month", "span")

_FURNITURE = re.compile(r"^\([\w.]{2,12}\)|cỡ chữ|bản in|in trang|a[+-]*(?!\w)|cập nhật|đăng|phát hành|xuất bản|lúc|gmt|bản tin|ngày|thứ|chủ nhật|clock|tác giả|nguồn|lượt xem|\W|\d|_|\b[ap]m\b")
_REFERENCE = re.compile(
    rf"""
    (?: \d[\w.]*\s?[/-]\s?[\w/&.-]*[^\W\d_]{{2}}[\w/&.-]*(?:(?<=-)\s[\w/&.-]+|\s-\s?[\w/&.-]+)?  # a symbol: 122/kh-ubnd, 09-nq/tu, 44/2014/qđ- ttg
      | (?<!\w)(?:{_DOCUMENT})(?:[ ]số)?[ ]\d+[a-zđ]?      # a type and a bare number: nghị quyết 98
      | (?<!\w)(?:{words('paper')})                       # a type that is no verb: công điện khẩn
        (?:[ ](?:hỏa[ ]tốc|khẩn|thanh[ ]tra|kiểm[ ]tra|kết[ ]luận|chỉ[ ]đạo))?
    ) [)”"]? ,?\s? (?:lần[ ]lượt[ ])? \(? (?:(?:được[ ])?(?:ký[ ])?(?:ban[ ]hành|ký|đề)[ ](?:vào[ ])?)?$""",
    re.VERBOSE,
)
_PERIODIC = re.compile(r"(?:kế hoạch|chương trình|đề án|báo cáo)[^,;]*$")  # their years are those they are for
_ISSUED_BY = re.compile(rf"(?<!\w)(?:{_DOCUMENT})(?!\w)[^.;:,()\n]{{0,60}} của [^.;:,()\n]{{2,70}} $")
_LAW = re.compile(r"(?<!\w)(?:Luật|Bộ luật|Pháp lệnh|Hiến pháp|Luật [^.;:()\n]{2,90}|Pháp lệnh [^.;:()\n]{2,90})(?: \([^)]{2,30}\))?,? $")
_ISSUE = re.compile(rf"(?<!\w)(?:{words('issue')})(?: vào)? $")
_ANNOUNCED = re.compile(
    rf"""^[,:]?[ ](?P<who>(?:[^;:.\n]|(?<=\btp)[.]){{2,220}}?)(?<!\w)(?:đã[ ]|vừa[ ]|cũng[ ]|tiếp[ ]tục[ ])*
    (?:ký[ ]ban[ ]hành|ban[ ]hành|ký|có|ra|phát[ ]đi|phát[ ]hành|gửi|thông[ ]qua|phê[ ]duyệt)[ ](?:{_DOCUMENT})(?!\w)""",
    re.VERBOSE,
)
_WRITTEN_DAYS = ("iso", "day_comma", "day", "day_short_year")


def masthead(c: Candidate) -> str | None:
    """The date of the page: in the dateline, on a line of its own, with a clock and no sentence around it."""
    if c.shape not in _WRITTEN_DAYS or c.year is None or c.words.bound:
        return None
    if c.text[max(0, c.words.start - 5) : c.words.start] == "ngày\n":
        return "issued"  # the head of a document, broken after "ngày"
    if c.zone == "dateline" or c.words.clock and not c.words.day and not c.words.part:
        return "published"
    ends = c.line[1] - c.words.end < 3 and not refers(c) and not (c.words.day and c.before(2) == ", ")  # "Bình An, ngày ...": a document's
    if ends and c.zone in ("title", "heading", "byline") and c.reading.first and c.anchor == c.reading.first.days()[0]:
        return "published"  # "Báo Bình An, 12/3/2019" over an article of that day, or its title's last words
    if c.line[1] - c.line[0] > 90:
        return None
    line = c.text[c.line[0] : c.line[1]].rstrip()
    byline = c.words.clock and len(line) - (c.words.end - c.words.start) < 60 and line[-1:] not in ".;:!?"
    return "published" if byline or len(line) < 70 and not _FURNITURE.sub("", line) else None


# What stands left of place and date, or above them: the number, the subject.
_COLUMN = re.compile(r"^(?:Số: ?[\d/]*[\w/-]+|V/v [^\n]{5,160}?)\s+(?=(?:[^\W\d_]+ ){0,3}[^\W\d_]+, ?$)")


def signed_at(c: Candidate) -> str | None:
    """The head of a document: "Kiên Giang, ngày 28 tháng 8 năm 2019" on a line of its own, "Ngày ban hành: ..."."""
    if c.unit == "day" and c.year and c.words.day and not c.words.bound and c.line[1] - c.line[0] < 250:
        head = _COLUMN.sub("", c.raw[c.line[0] : c.words.start])
        if head[:1].isupper() and re.fullmatch(r"[^\d.:;]{3,30}, ?", head) and c.line[1] - c.words.end < 3:
            return "issued"
    return "issued" if re.search(r"(?<!\w)(?:ban hành|ký): $", c.before(20)) else None


def refers(c: Candidate) -> re.Match[str] | None:
    """The document named just before the date, or before the list of dates that it is in."""
    start = c.words.start if c.list_start is None else c.list_start
    return _REFERENCE.search(c.text[max(c.sentence[0], start - 60) : start])


def after_reference(c: Candidate) -> str | None:
    """The date of the document named just before it."""
    if c.words.bound or c.unit not in ("day", "year", "month"):
        return None
    found = refers(c)
    if c.words.part and not (found and found[0].strip() in _PAPERS):
        return None
    if found and "\n" not in found[0] and c.unit != "month":
        of_title = c.unit == "year" and (_PERIODIC.search(c.before(80)) or not re.search(r"\d", found[0]))
        return None if of_title else "issued"
    if c.unit == "day" and c.words.day and (match := _ISSUED_BY.search(c.before(140))):
        verbs = c.left("finish", "task", "duty", "past", "meet", within=len(match[0]))
        return None if verbs and verbs.start > c.words.start - len(match[0]) + 12 else "issued"
    return None


def named_law(c: Candidate) -> str | None:
    """The year or day that belongs to a law's title: "Luật Đất đai năm 2013"."""
    if c.words.bound or c.words.part or c.unit not in ("day", "year"):
        return None
    return "issued" if _LAW.search(c.raw[max(c.sentence[0], c.words.start - 120) : c.words.start]) else None


def issue_verb(c: Candidate) -> str | None:
    """Signed, issued, passed on that day: "được Quốc hội thông qua ngày 20/3/1996"."""
    if c.words.bound or c.unit not in ("day", "month", "year") or not _ISSUE.search(c.before(30)):
        return None
    return "issued" if c.near("document", within=200) and not c.left("expect", "future", "aim") else None


def announced(c: Candidate) -> str | None:
    """"Ngày 4/6, UBND tỉnh ký Quyết định số ...": that document's date, unless a meeting comes between."""
    if c.unit != "day" or c.words.bound not in ("", "trong") or not (c.fronted or c.before(2) == ", "):
        return None
    match = _ANNOUNCED.match(c.after(290))
    if not match or c.right("meet", "duty", "future", within=match.end("who")):
        return None
    return "issued"


def without_date(c: Candidate) -> str | None:
    """Vague expressions, what lies around a feast, damaged dates that nothing bounds."""
    if c.unit == "vague" or c.row["role"] == "vague":
        return "vague"
    bounded = c.comparator in ("<", "<=")
    if c.shape in ("tet", "tet_day", "new_year") and c.before(5) == "ngay ":
        return "vague"  # a talk held "ngay trước Tết"
    if c.shape == "edge_of_year" and c.unit != "half" and not c.text.endswith(("nay", "ngoái"), c.date_start, c.date_end):
        return None if bounded and c.near("finish", "task", "duty", "aim") else "vague"
    return "vague" if c.shape in ("tet", "tet_day", "new_year") and not bounded else None


_TERM = re.compile(
    r"(?<!\w)(?:trong (?:thời hạn |thời gian |vòng[ \n])?|không quá |tối đa |chậm nhất(?: là| trong)? |muộn nhất(?: là)? |thời hạn |sau )$"
)
SINCE = re.compile(r" (?:làm việc )?(?:,? ?(?:kể )?từ|sau) (?:(?:ngày|khi|lúc|thời điểm) )?(?P<event>[^,.;:\n]{3,80})")


_ELAPSED = re.compile(r" (?:qua|gần đây|liên tiếp|liên tục|đầu|cuối|tới|vừa qua|nay)(?!\w)|,? ?\(?(?:từ )?(?:ngày )?\d")


def lasting(c: Candidate) -> str | None:
    """A duration; a deadline where it bounds a task: "trong 15 ngày kể từ ngày nhận được văn bản"."""
    if c.unit != "duration":
        return None
    bound = _TERM.search(c.text[max(c.sentence[0], c.date_start - 30) : c.date_start])
    since = SINCE.match(c.text, c.date_end)
    if not bound or str(c.reading.value).endswith("Y") or c.reported or _ELAPSED.match(c.after(20)):
        return "duration"
    if bound[0] == "sau ":
        return "deadline" if since and c.near("finish", "task", "duty") else "duration"
    if c.left("finish", within=40) or (since or bound[0] != "trong ") and c.near("finish", "task", "duty"):
        return "deadline"
    if c.text.endswith("làm việc", c.date_start, c.date_end) and not c.right("past", "reach", within=60):
        return "deadline"  # working days are counted to set a term
    return "deadline" if c.near("duty") and c.near("finish", "task") else "duration"


def recurring(c: Candidate) -> str | None:
    """A day of each month, quarter or year by which somebody reports; else only a frequency."""
    if c.unit != "set":
        return None
    if c.shape == "every":
        return "deadline" if c.words.clock and c.comparator else "vague"
    if c.shape == "weekly" and not c.comparator and not _set_for(c):
        return "vague"  # how often, not by when
    return "deadline" if c.comparator or c.shape == "weekly" or c.says("finish", "duty") else "event"


def _set_for(c: Candidate) -> bool:
    """Whether a day of each week is set for a task: "định kỳ thứ sáu hằng tuần báo cáo", "vào 16 giờ thứ năm hằng tuần"."""
    if c.words.weekday or c.left("past", "meet", within=60) or c.right("past", within=30):
        return False  # several days of each week are when something is open or on
    return bool(c.words.clock or _SET.search(c.before(12)) or c.right("finish", within=12))


_SET = re.compile(r"(?:vào|định kỳ) $")


def counted_until(c: Candidate) -> str | None:
    """The day up to which a report counts: "tính đến ngày ...", and what only lasts until a day."""
    if c.since_new_year:
        return "period"
    return "event" if c.row["role"] == "event" and c.unit not in ("half", "span") else None


def in_force(c: Candidate) -> str | None:
    """A rule or price in force from that day on."""
    if "hiệu lực" in c.before(45) and c.comparator in (">=", ">", None):
        return "effective"
    if not c.comparator and c.fronted and re.match(r",[^.;]{2,90} (?:chính thức )?có hiệu lực", c.after(120)):
        return "effective"  # "Năm 2019, Luật ... có hiệu lực"
    if c.comparator == ">" and re.match(r" \((?:thời điểm|ngày)[^)]{0,80}(?:hiệu lực|quy định|thi hành|ban hành)", c.after(120)):
        return "effective"
    if c.comparator == ">=" and c.words.clock.lstrip("0")[:1] in ("h", "g", ":", " "):  # từ 0 giờ ngày ...
        return "effective"
    if c.comparator == ">=" and not c.reported and not c.words.mod and c.unit in ("day", "month", "year") and not re.match(r" (?:đến|tới) (?:nay|hết)", c.after(12)):
        if c.left("rule", within=50) or c.right("rule", within=90):
            return "effective"
        return "effective" if c.unit == "day" and c.fronted and not c.right("past", "report", "reach", "figure", "start", within=120) else None
    return None


def compared(c: Candidate) -> str | None:
    """What a figure is compared with: "so với năm 2022", "cùng kỳ năm trước"."""
    if c.words.label == "cùng kỳ" or c.unit in _LONG and re.search(r"(?<!\w)(?:so(?: với)?(?: cùng kỳ)?(?: của)?|cùng kỳ|bằng) $", c.before(30)):
        return "period"
    return None


def term(c: Candidate) -> str | None:
    """A span of years, a term, a school year, days from - to."""
    if c.words.label == "năm học" and re.search(r"(?:mục tiêu|chỉ tiêu) $", c.before(12)):
        return "target"
    if c.words.label or c.shape in ("years", "years_fused", "years_worded", "same_period"):
        return "period"
    if c.shape == "day_list" and c.words.bound in ("", "trong"):
        return "event"
    if c.unit == "span" and c.reading.first and c.reading.first.unit == "day":
        near = c.left("meet", "start", "expect", within=60)
        held = not c.fronted and near and not c.text.startswith("theo", near.start) or c.row["comparator"] != ">=" and c.right("meet", "start", within=80)
        return "event" if held else "period"
    if c.shape in ("part_year", "part_year_word", "months_of", "months_so_far", "year_past") and not (c.words.bound and c.left("finish")):
        return "period"
    return None


_TERM_OF_TASK = re.compile(r"(?<!\w)(?:thời gian (?:hoàn thành|gửi|nộp|báo cáo)|hạn)(?: [^,;.:]{1,30})?(?: là|:) $")


def superseded(c: Candidate) -> str | None:
    """A date that another has replaced: "thay vì trước ngày 28/6"; an aim that was, not a deadline."""
    if c.unit == "vague":
        return None
    return "target" if re.search(r"(?<!\w)thay vì (?:[^;.:)]{0,80} )?$|(?:trước đây|ban đầu|trước đó) là $", c.before(100)) else None


def last_day(c: Candidate) -> str | None:
    """"Chậm nhất", "hạn cuối": a deadline by the word itself, unless it is told as history."""
    if c.row["role"] != "deadline":
        if c.unit in ("month", "quarter", "year") and c.before(20).endswith(("thời gian: ", "thời gian thực hiện: ")):
            return "deadline"
        return "deadline" if not c.words.bound and _TERM_OF_TASK.search(c.before(60)) else None
    return "event" if c.days_ago > 60 and c.reported else "deadline"


def before(c: Candidate) -> str | None:
    """"Trước ngày D": a deadline, unless the law dates a state of affairs or it is told as history."""
    if c.comparator != "<":
        return None
    done = c.reported and not c.near("duty") and (c.past or c.year is None and c.left("finish", within=60))
    if c.left("recall", within=160):
        return "event" if c.past else "deadline"
    ordered = c.left("duty", within=160) and c.left("finish", within=15)
    if done or c.days_ago > 90 and not ordered:
        return "event"
    if (cut := c.left("cutoff", within=1)) and "finish" not in cut.kinds and not c.near("duty"):
        return "event"
    if c.unit == "year" and not c.near("finish", "task", "duty"):
        return "target" if not c.past else "event"
    return "deadline"


_MUST = re.compile(r"(?<!\w)phải(?!\w)")
_STRIVES = re.compile(r"(?<!\w)(?:phấn đấu|quyết tâm)")


_PLANNED_UNTIL = re.compile(r"(?<!\w)(?:quy hoạch|chiến lược|tầm nhìn|định hướng)(?: [^\W\d_]+){0,8} $")


_FORECAST = re.compile(r"(?<!\w)(?:dự báo|khí tượng|thời tiết|thủy văn)(?!\w)")


def until(c: Candidate) -> str | None:
    """"Đến (hết) D": a deadline of a task, the year of a target, or how far a report goes."""
    if c.comparator != "<=":
        return None
    if c.unit == "year" and _PLANNED_UNTIL.search(c.before(80)):
        return "target"
    if c.words.bound.startswith("từ nay") and _FORECAST.search(c.before(160)):
        return "event"  # how long the rain will last
    if c.fronted and re.match(r",[^.;,]{2,40} phải ", c.after(60)):
        return "deadline"
    if c.past or _tells_how_far(c):
        return "event"
    aim = c.left("aim", within=15)
    by_then = c.unit in ("day", "month", "quarter") and c.shape != "edge_of_year" and aim and _STRIVES.match(c.text, aim.start)
    if by_then or aim and c.unit != "year" and c.right("finish", within=30):
        return "deadline"  # a level to be reached by a day is a term, by a year an aim
    if aim and c.before(2) != ", " and c.right("figure", within=120) and not c.right("finish", within=30):
        return "target"
    if c.unit in ("year", "half"):
        ordered = _MUST.search(c.before(60)) or _MUST.search(c.after(60)) or c.left("duty", within=120)
        return "deadline" if ordered and c.near("finish", within=60) and not c.left("aim", "plan", "expect", within=60) else "target"
    if c.under_way and c.right("figure", within=60) and not c.left("duty"):
        return "event"
    if c.left("finish", "task", "duty") or c.fronted and c.right("finish", "task", "duty", within=120):
        ordered = c.left("finish", within=40) or c.left("duty") or c.right("duty", within=20)
        return "target" if c.right("figure", within=60) and not ordered else "deadline"
    if c.under_way or not c.near("figure", "aim", within=80):
        return "event"
    return "target" if not c.near("report", within=60) or c.near("aim", "expect", "future") else "event"


def _tells_how_far(c: Candidate) -> bool:
    """ "Đến 22/4 mới có ba tỉnh nộp", "đến tháng 9 ước đạt 46%": a report, unless it lies ahead or an order or a plan stands before."""
    if c.anchor and c.year is not None and c.year > c.anchor.year:
        return False
    if c.reported and not c.left("duty", within=120) or c.right("lag", within=12):
        return True
    if c.right("past", "report", within=25) and not c.left("duty", "aim", "expect", "plan", within=120):
        return True
    return bool(c.right("reach", within=25)) and not c.says("duty", "aim", "expect", "plan")


_MONTHS = ("month_and", "month_pair", "month_list")


def handed_in(c: Candidate) -> str | None:
    """A task with its month, quarter or day: "hoàn thành trong quý II", "trong tháng 3 báo cáo", "xong vào ngày 5/6"."""
    if c.comparator or c.past or c.reported or c.unit not in ("day", "week", "month", "quarter", "half", "year") and c.shape not in _MONTHS:
        return None
    if c.words.bound == "ngay trong" and c.near("finish", "task", "duty", within=90):
        return "deadline"
    if (c.words.mod == "cuối" or c.shape == "edge_of_year") and _MUST.search(c.before(120)):
        return "deadline"  # "phải di dời ... vào cuối năm"
    must = _MUST.search(c.after(90) if c.fronted else c.after(12))
    if must and c.right("finish", within=120):
        return "deadline"
    task = _task(c)
    if task:
        return _due(c, task)
    within = c.words.bound.endswith("trong") and (c.unit in ("week", "month", "quarter") or c.shape in _MONTHS)
    if within and c.left("duty") and (not c.left("report", within=60) or _ENDS.match(c.after(2))):
        return "deadline"
    return "deadline" if (within or c.words.bound == "ngay trong") and _closes(c) else None


_ENDS = re.compile(r" ?[.;,)]|$")


def _closes(c: Candidate) -> bool:
    """Whether it ends a clause that foresees and tells nothing: "UBND các huyện đối thoại với người dân trong quý III." sets a time."""
    if c.unit == "span" or c.fronted or c.before(2) == ", " or not _ENDS.match(c.after(2)):
        return False
    past = () if c.ahead else ("past",)
    return not c.left("expect", "future", "report", "reach", "happen", *past, within=160)


def _task(c: Candidate) -> Cue | None:
    """The word that says what is to be done by then: before the date, or behind it where it opens the sentence."""
    within = c.words.bound.endswith("trong")
    if not within:
        return c.left("finish", within={"day": 25, "year": 70}.get(c.unit, 110))
    kinds = ("finish",) if c.unit in ("year", "half") else ("finish", "task")
    return c.left(*kinds, within=110) or (c.right(*kinds, within=120) if c.fronted and c.unit != "year" else c.right(*kinds, within=1))


def _due(c: Candidate, task: Cue) -> str | None:
    """Whether the date says when that task is due; no opinion when another word has a better claim to it."""
    within = c.words.bound.endswith("trong")
    loose = within or c.before(5).endswith("vào ")
    if within and _own_date(c):
        return "deadline"
    gap = c.words.start - task.end
    topic, event = c.left("plan", "report", within=80), c.left("happen", within=60)
    if topic and topic.start > task.start and not (loose and "finish" in task.kinds) or event and event.start > task.start:
        return None
    if c.unit == "day" and not loose and (gap >= 12 or c.shape == "today" or not c.left("duty") and (gap > 6 or c.year is None)):
        return None
    aim = c.left("aim", within=90)
    if c.fronted and c.right("expect", "future", within=40):
        return None
    if c.left("expect", within=150) or aim and not _STRIVES.match(c.text, aim.start):
        return "target" if c.unit != "day" else None
    if c.unit == "year" and not (c.left("duty") or _STRIVES.search(c.before(200)) or within and gap < 12):
        return None
    if c.unit in ("day", "half") and not within and not c.near("duty") and gap > 6:
        return None
    return "deadline" if loose or gap < (15 if c.unit == "year" else 60) else None


def _own_date(c: Candidate) -> bool:
    """Whether the speaker sets himself a time to hand something in: "Sở dự kiến trình ... trong tháng 10"."""
    plan = c.left("expect", "future", within=150)
    handed = c.left("finish", within=110)
    return bool(plan and handed and plan.end < handed.start and _HANDED.match(c.text, handed.start))


_HANDED = re.compile(r"(?:trình|báo cáo|gửi|lấy ý kiến|xin ý kiến)(?!\w)")

_NEXT_TOPIC = re.compile(r",| và (?:triển khai|phương hướng|đề ra|nhiệm vụ|kế hoạch|giải pháp)")

_REST_OF_YEAR = re.compile(r"(?:các|những) tháng (?:còn lại|cuối|đầu)(?: của| năm \d{4} và)? (?:đầu )?$")

_AT_SESSION = re.compile(r"kỳ họp (?:thường lệ |thứ \w+ )?\(?(?:giữa |cuối |đầu )?$")

_CAPITAL_PLAN = re.compile(r"kế hoạch (?:giao )?(?:vốn|đầu tư)")  # its year is part of its name, also where its payment is reported


def planned(c: Candidate) -> str | None:
    """The period a plan or aim is for, or a report is of: the nearest such word in its part of the sentence decides."""
    if c.unit not in _LONG or c.comparator:
        return None
    if _AT_SESSION.search(c.before(40)):
        return "deadline" if c.left("finish", within=40) and not c.past and not c.reported else "event"
    if c.words.mod and c.before(4) == "hồi ":
        return "event"
    cue = c.left("plan", "aim", "expect", "report", "reach", within=140)
    if not cue:
        return None
    part = c.text[cue.end : c.words.start]
    if "reach" in cue.kinds:
        governing = c.left("plan", "aim", "expect", "future", "past", within=120)
        return "target" if governing and "past" not in governing.kinds and not c.past else None
    if cue.kinds & {"expect", "aim"}:
        if "expect" in cue.kinds and c.unit in ("month", "quarter") and not c.left("finish", within=len(part)):
            return "event"  # "dự kiến mở lớp tháng 4": what will take place
        return "target" if "," not in part or not c.fronted and len(part) < 60 else None
    if "report" in cue.kinds:
        return "period" if "," not in part else None
    if c.unit not in ("year", "span") or c.words.mod.startswith("những tháng") or _REST_OF_YEAR.search(c.before(40)):
        return "period"  # a month or half that is planned for, as one that is reported on
    told = c.left("report", within=100)
    if told and not _NEXT_TOPIC.search(c.text, told.end, cue.end) and not _CAPITAL_PLAN.match(c.text, cue.start):
        return "period"  # "kết quả thực hiện kế hoạch năm 2023"
    return "target" if not re.search(r"[,(]", part) or len(part) < 40 else None


def since(c: Candidate) -> str | None:
    """"Từ D": something begins; "từ D đến nay" is a period."""
    if c.comparator not in (">=", ">"):
        return None
    return "period" if re.match(r",? (?:cho )?(?:đến|tới|trở lại) (?:nay|đây)", c.after(20)) else "event"


_TITLED = re.compile(rf"(?<!\w)(?:{_DOCUMENT})(?: số)? [^.;:\n]{{0,60}}về (?:việc )?(?P<title>[^.;:,\n]{{5,60}}(?:,[^.;:\n]{{2,60}})?) $")
_TOLD_TITLE = re.compile(r"(?<!\w)(?:kết quả|tình hình|tổng kết|sơ kết|báo cáo|đánh giá|quyết toán|công bố)(?!\w)")


def titled_year(c: Candidate) -> str | None:
    """The year that ends a document's title is the one it is for: "Công văn số ... về phòng, chống dịch bệnh năm 2018"."""
    if c.unit != "year" or c.words.bound or c.year is None or c.anchor and c.year < c.anchor.year:
        return None
    head = c.text[c.line[0] : c.words.start]
    if head.startswith(("v/v ", "về việc ")) and len(head) < 200 and not _TOLD_TITLE.search(head):
        return "target"
    found = _TITLED.search(c.before(200))
    return "target" if found and not _TOLD_TITLE.search(found[0]) else None


def default_year(c: Candidate) -> str | None:
    """A bare year: a target when it lies ahead, else an event where something began, else the period of a report."""
    if c.unit not in ("year", "half") and not (c.unit == "span" and c.reading.last and c.reading.last.unit == "year"):
        return None
    year, now = c.year, c.anchor.year if c.anchor else None
    if year is None or now is None or year == now:
        ahead = c.fronted and _looks_ahead(c) or re.match(r" và (?:những|các) năm (?:tiếp theo|tới|sau)", c.after(30))
        return "target" if ahead else "period"
    if year > now:
        return "target"
    begun = c.left("start", "issue", within=30) or c.left("finish", within=12) or c.fronted and _begun_after(c, 70)
    begun = begun or c.shape == "edge_of_year" or c.words.mod and c.fronted and c.right("past", within=60)
    return "event" if begun or c.before(5).endswith("vào ") else "period"


def _begun_after(c: Candidate, within: int) -> bool:
    """Whether something begins soon after it; "xảy ra 98 vụ" counts what happened in a period."""
    begun = c.right("start", "issue", within=within)
    return bool(begun and not re.match(r" (?:được )?\d", c.text[begun.end : begun.end + 7]))


def _looks_ahead(c: Candidate) -> bool:
    """"Năm 2024 là năm ...", "năm 2024 phải ...": what comes first after it is an order or aim, not a result."""
    if re.match(r",? (?:là|được xác định là|được chọn là|tiếp tục) ", c.after(25)):
        return True
    cue = c.right("duty", "aim", "future", "expect", "plan", "past", "report", "reach", "figure", within=110)
    return bool(cue and cue.kinds & {"duty", "aim", "future", "expect", "plan"})


_THEN = re.compile(r"(?<!\w)(?:hồi|vào) $")


def default_month(c: Candidate) -> str | None:
    """A bare month or quarter: an event where something happens in it, else the period of a report."""
    if c.unit not in ("month", "quarter", "week", "span"):
        return None
    if c.unit == "week":
        return "vague"  # "tuần qua": told, not dated
    if _THEN.search(c.before(10)) or c.words.mod and c.fronted and c.right("past", within=60):
        return "event"  # "hồi tháng 3", "Giữa tháng 5, UBND huyện đã yêu cầu ..."
    begun = c.left("start", "issue", within=40) or c.left("finish", "happen", within=12) or c.words.mod and c.left("meet", within=20)
    point = c.words.mod and c.right("meet", within=40)  # "đầu tháng 4, tại phiên họp"
    begins = c.fronted and c.unit != "quarter" and (point or _begun_after(c, 80)) and not c.right("figure", within=120)
    return "event" if begun or begins else "period"


def default_day(c: Candidate) -> str | None:
    """A bare day is one on which something happens."""
    return "event"


# The first rule with an opinion decides; the number is how far we trust it (no rule errs on the gold, so it cannot be counted there).
ROLES: tuple[tuple[Rule, float], ...] = (
    (without_date, 0.9), (masthead, 0.97), (signed_at, 0.95), (after_reference, 0.98), (named_law, 0.9), (issue_verb, 0.9),
    (announced, 0.85), (lasting, 0.8), (recurring, 0.85), (counted_until, 0.97), (in_force, 0.85), (compared, 0.95), (term, 0.95),
    (superseded, 0.7), (last_day, 0.97), (before, 0.95), (until, 0.85), (handed_in, 0.85), (planned, 0.85), (since, 0.75),
    (titled_year, 0.75), (default_year, 0.75), (default_month, 0.7), (default_day, 0.85),
)  # fmt: skip


def role(c: Candidate) -> tuple[str, str, float]:
    """The role, the rule that gave it, and its confidence."""
    for rule, confidence in ROLES:
        if verdict := rule(c):
            return verdict, rule.__name__, confidence
    raise AssertionError("default_day always has an opinion")
