"""Percentages, ratios, percentage points, money, counts and scores, with what they measure (catalogue C1-C11).

Reads the view's text and sentences. One scan finds every number; `UNITS` says what its unit makes of it; ordered rules then read
the comparator, the status and the subject from the words around. The words are rows of `quantity_cues.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from corpora import any_of, gazetteer
from models import statuses
from pipeline import schema, segment
from pipeline.context import Context
from pipeline.judge import Judge

SOURCE = "quantity_cues"


def cues(kind: str) -> dict[str, str]:
    """The cues of one kind with their values, lower-case."""
    return {row["cue"].lower(): row["value"] for row in gazetteer(SOURCE) if row["kind"] == kind}


def words(phrases: Iterable[str]) -> str:
    """A regex for any of the phrases as whole words."""
    return rf"(?<!\w){any_of(phrases)}(?!\w)"


# --- shapes ---------------------------------------------------------------------------------------------------------------------

NUMBER = r"""(?: \d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,4})?(?!\d)     # 6.517  24.761,596: dots between thousands, decimal comma
               | \d{1,3}(?:,\d{3}){1,4}\.\d{1,4}(?!\d)          # 1,573.1: the English way round
               | \d{1,12}(?:[.,]\d{1,4})?(?!\d) )"""  # 97,5  774.45  08

FIGURE = re.compile(
    rf"""
    (?<![\w/%]) (?<!\d[.,:]) (?<!\w-)                       # not inside a word, date, symbol, address or web address
    (?P<a> {NUMBER} )
    (?P<percent> \s?(?:%(?!\d)|phần\ trăm) )?
    (?: \s?(?P<sep> -|÷|~|/|đến|tới )\s?                      # 8-9%  từ 8% đến 9%  11/15
        (?P<b> {NUMBER} ) (?![\w%]*[/.-]\d) (?!-?\w*/) )?      # not 20/5/2022, 15/2023/QĐ-UBND
    """,
    re.VERBOSE,
)


class Figure(NamedTuple):
    """A number, or two of a range or ratio, with its unit."""

    start: int
    end: int
    kind: schema.QuantityKind
    values: tuple[float, ...]
    unit: str | None = None
    comparator: schema.Comparator = "="
    by: str = ""


def number(text: str, integer: bool = False) -> float:
    """The value of a number as Vietnamese writes it; `integer` when it counts things, so that a comma groups thousands.

    >>> number("24.761,596"), number("97,5"), number("774.45"), number("6.517"), number("10,000", integer=True)
    (24761.596, 97.5, 774.45, 6517.0, 10000.0)
    """
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+", text) or integer and re.fullmatch(r"\d{1,3}(?:,\d{3})+", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    return float(text.replace(",", "."))


def share(text: str) -> float:
    """The value of a percentage: 99.875 is below a hundred there, never ninety-nine thousand."""
    value = number(text)
    return float(text) if value > 2000 and text.count(".") == 1 and "," not in text else value


# --- units: what a number is --------------------------------------------------------------------------------------------------------

_GLUED = r"(?:ha|km|m2|m3|kg|tấn|tạ)"  # the only units written without a space: 550ha
_COUNT = rf"(?:[ ]|(?={_GLUED}(?!\w)))(?P<count>{any_of(cues('count'))})(?!\w)"
_SCALE, _CURRENCY = cues("scale"), {row["cue"]: row["value"] for row in gazetteer(SOURCE) if row["kind"] == "currency"}

UNIT = re.compile(
    rf"""
    (?P<points> \s?(?:điểm[ ]?(?:%|phần[ ]trăm)|đ\.?%|điểm[ ]phần[ ]trăm) )
  | (?P<percent> \s?(?:%(?!\d)|phần[ ]trăm(?!\w)) )
  | (?P<permille> \s?‰ )
  | (?: [ ]?(?P<scale>{any_of(_SCALE)})(?!\w) )? [ ]?(?P<currency>(?!{any_of(cues('not_currency'))}(?!\w)){any_of(_CURRENCY)})(?!\w)
  | [ ](?P<bare>tỷ|tỉ)(?!\w)(?!\s(?:người|dân|lượt|con|cây|kWh|m3|tấn|khách|trọng|lệ|số))
  | (?P<score> (?:\s?/\s?\d{{2,4}})?[ ]điểm(?!\w)(?![ ](?:cầu|trường|bán|đến|du|nóng|dân|sạt|ngập|mới|tiếp|công|bưu|đen|thi|chốt|tập|giao|kinh)) )
  | (?:[ ](?P<thousands>{any_of(_SCALE)}))? {_COUNT}
    """,
    re.VERBOSE | re.IGNORECASE,
)


def figures(text: str) -> Iterator[Figure]:
    """The numbers of a text that are quantities, in order, without their comparators."""
    for match in FIGURE.finditer(text):
        for reader in READERS:
            found = reader(text, match)
            if found is not None:
                yield from found
                break


def _is_style(text: str, match: re.Match[str]) -> list[Figure] | None:
    """No figure, for a style sheet's "width:100%" left in the text."""
    return [] if match["percent"] and _STYLE.search(text, max(0, match.start() - 14), match.start()) else None


_STYLE = re.compile(r"(?:width|height|size|margin|opacity|left|right|top|zoom)\"?\s*[:=]\s*\"?$")


def _percentages(text: str, match: re.Match[str]) -> list[Figure] | None:
    if not match["b"]:
        return _one_percent(match.start("a"), match.end("percent"), match["a"]) if match["percent"] else None
    unit = UNIT.match(text, match.end())
    if match["percent"] and match["sep"] == "/":  # 95%/90%: what was reached and what was asked for
        first = _one_percent(match.start("a"), match.end("percent"), match["a"])
        return first + _one_percent(match.start("b"), unit.end(), match["b"]) if unit and unit["percent"] else first
    if not unit or not (unit["percent"] or unit["points"]):
        return _one_percent(match.start("a"), match.end("percent"), match["a"]) if match["percent"] else None
    if match["sep"] == "/":
        return None
    kind: schema.QuantityKind = "percent" if unit["percent"] else "percentage_point"
    low, high = share(match["a"]), share(match["b"])
    if low < high and _is_range(text, match):
        return [Figure(match.start(), unit.end(), kind, (low, high), "%" if unit["percent"] else "điểm %", "range", "range")]
    first = _one_percent(match.start("a"), match.end("percent"), match["a"]) if match["percent"] else []
    return [*first, Figure(match.start("b"), unit.end(), kind, (high,), "%" if unit["percent"] else "điểm %", by=kind)]


def _one_percent(start: int, end: int, digits: str) -> list[Figure]:
    return [Figure(start, end, "percent", (share(digits),), "%", by="percent")]


def _is_range(text: str, match: re.Match[str]) -> bool:
    """Whether two numbers before one unit are a range: not the year, month or reference before a "đến 50%"."""
    if match["sep"] in "-÷~":
        return not re.fullmatch(r"(?:19|20)\d\d", match["a"])
    return bool(match["percent"]) or not _REFERENCE.search(text, max(0, match.start() - 24), match.start())


_REFERENCE = re.compile(r"(?<!\w)(?:ngày|tháng|năm|quý|tuổi|số|khoản|điều|điểm|lớp|đề án|nghị quyết|kế hoạch|quyết định|giờ|vùng)\s$", re.IGNORECASE)


def _points(text: str, match: re.Match[str]) -> list[Figure] | None:
    unit = None if match["percent"] or match["b"] else UNIT.match(text, match.end())
    if unit and unit["points"]:
        return [Figure(match.start(), unit.end(), "percentage_point", (share(match["a"]),), "điểm %", by="percentage_point")]
    if unit and unit["percent"]:
        return _one_percent(match.start(), unit.end(), match["a"])
    if unit and unit["permille"]:
        return [Figure(match.start(), unit.end(), "count", (share(match["a"]),), "‰", by="permille")]
    return None


def _ratio(text: str, match: re.Match[str]) -> list[Figure] | None:
    if match["sep"] != "/" or match["percent"]:
        return None
    for rule in RATIO_RULES:
        verdict = rule(text, match)
        if verdict is not None:
            return _share_or_rank(verdict, match, f"ratio.{rule.__name__.strip('_')}")
    return None


def _share_or_rank(verdict: str, match: re.Match[str], by: str) -> list[Figure]:
    values = number(match["a"], integer=True), number(match["b"], integer=True)
    if verdict == "ratio":
        return [Figure(match.start(), match.end(), "ratio", values, by=by)]
    return [Figure(match.start(), match.end(), "score", values, "rank", by=by)] if verdict == "rank" else []


def _money(text: str, match: re.Match[str]) -> list[Figure] | None:
    if match["sep"] == "/" or match["percent"]:
        return None
    unit = UNIT.match(text, match.end())
    if not unit or not (unit["currency"] or unit["bare"]):
        return None
    factor = float(_SCALE.get((unit["scale"] or unit["bare"] or "").lower(), 1))
    digits = [match["a"], match["b"]] if match["b"] else [match["a"]]
    values = tuple(round(number(d) * factor, 2) for d in digits)
    currency = next((code for cue, code in _CURRENCY.items() if cue.lower() == (unit["currency"] or "đồng").lower()), "VND")
    return [Figure(match.start(), unit.end(), "money", values, currency, "range" if match["b"] else "=", "money")]


def _score(text: str, match: re.Match[str]) -> list[Figure] | None:
    unit = UNIT.match(text, match.end())
    if unit and unit["score"] and not match["percent"] and _NOT_COUNT.search(text, max(0, match.start() - 20), match.start()) is None:
        return [Figure(match.start(), unit.end(), "score", (number(match["a"]),), "điểm", by="score")]
    return None


def _count(text: str, match: re.Match[str]) -> list[Figure] | None:
    unit = UNIT.match(text, match.end())
    if not unit or not unit["count"] or match["percent"] or match["sep"] == "/":
        return None
    if _NOT_COUNT.search(text, max(0, match.start() - 20), match.start()):
        return None
    factor = float(_SCALE.get((unit["thousands"] or "").lower(), 1))
    values = tuple(number(d, integer=factor == 1) * factor for d in (match["a"], match["b"]) if d)
    return [Figure(match.start(), unit.end(), "count", values, unit["count"], "range" if match["b"] else "=", "count")]


_NOT_COUNT = re.compile(rf"{words(cues('not_count'))}\s$", re.IGNORECASE)

READERS: tuple[Callable[[str, re.Match[str]], list[Figure] | None], ...] = (_is_style, _percentages, _ratio, _points, _money, _score, _count)


# --- ratios that look like dates ------------------------------------------------------------------------------------------------------

_NOT_RATIO = cues("not_ratio")
_NOT_RATIO_BEFORE = re.compile(rf"(?P<cue>{words(_NOT_RATIO)})[\s:.]{{0,2}}$", re.IGNORECASE)
_NOT_RATIO_AFTER = re.compile(rf"\s?{any_of(cues('not_ratio_after'))}(?!\w)", re.IGNORECASE)
_NOUN = re.compile(rf"(?:\s|(?={_GLUED}(?!\w))){any_of(cues('count'))}(?!\w)", re.IGNORECASE)
_REACHED = re.compile(rf"{words(cues('reached'))}\s\(?$", re.IGNORECASE)
_SURELY_REACHED = re.compile(rf"{words(cue for cue, value in cues('reached').items() if value == 'strong')}\s$", re.IGNORECASE)
_BRACKET = re.compile(r"\s?\((?:đạt|tỷ lệ|tỉ lệ|chiếm|bằng|tương ứng|\s)*\d{1,3}(?:[.,]\d+)?\s?%", re.IGNORECASE)
_FRACTIONS = {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (1, 6), (1, 10)}


def _rank(text: str, match: re.Match[str]) -> str | None:
    """xếp thứ 16/63."""
    return "rank" if _before(text, match) == "rank" else None


def _clock(text: str, match: re.Match[str]) -> str | None:
    """24/24 giờ, 24/7, 10/3 âm lịch."""
    if _NOT_RATIO_AFTER.match(text, match.end()) or (match["a"], match["b"]) == ("24", "7"):
        return "clock"
    return "clock" if (match["a"], match["b"]) in (("24", "24"), ("8", "24")) and not _NOUN.match(text, match.end()) else None


def _scored(text: str, match: re.Match[str]) -> str | None:
    """92,5/100 điểm."""
    full = number(match["b"], True) in _FULL_SCORES  # "9/27 điểm" counts places
    return "score" if full and re.match(r"\sđiểm(?!\s\w)", text[match.end() : match.end() + 7]) else None


_FULL_SCORES = frozenset((4, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 100, 120, 150, 200, 500, 990, 1000))


def _named(text: str, match: re.Match[str]) -> str | None:
    """số 12/15 Trần Phú, đường 3/2, quy hoạch 1/500, Chỉ thị 16/2020."""
    cue = _before(text, match)
    if cue == "scale" and match["a"] in ("1", "12", "10", "9", "5", "3"):
        return cue
    if cue == "reference" and _NOUN.match(text, match.end()) and number(match["a"], True) <= number(match["b"], True) < 1900:
        return None  # "báo cáo 4/4 địa phương": no document has such a number
    if cue in ("address", "reference"):
        return cue if not (_NOUN.match(text, match.end()) and _REACHED.search(text, match.start() - 8, match.start())) else None
    return "scale" if match["a"] == "1" and match["b"].replace(".", "") in _MAPS else None


_MAPS = frozenset(("200", "500", "1000", "2000", "5000", "10000", "25000", "50000", "100000"))


def _month(text: str, match: re.Match[str]) -> str | None:
    """12/2023."""
    plain = re.fullmatch(r"(?:19|20)\d\d", match["b"]) and match["a"].isdigit()
    return "month" if plain and (number(match["a"]) <= 12 or not _NOUN.match(text, match.end())) else None


def _dated(text: str, match: re.Match[str]) -> str | None:
    """ngày 8/11."""
    return "date" if _may_be_date(match) and _before(text, match) == "date" else None


def _bracketed_share(text: str, match: re.Match[str]) -> str | None:
    """8/11 (72,7%)."""
    return "ratio" if _BRACKET.match(text, match.end()) else None


def _counted(text: str, match: re.Match[str]) -> str | None:
    """11/15 chỉ tiêu, 8/11 địa phương; a share above one only where it cannot be a date, or was "reached"."""
    if not _NOUN.match(text, match.end()):
        return None
    fits = number(match["a"], True) <= number(match["b"], True)
    return "ratio" if fits or not _may_be_date(match) or _REACHED.search(text, max(0, match.start() - 12), match.start()) else "date"


def _fraction_of(text: str, match: re.Match[str]) -> str | None:
    """2/3 quân số: a common fraction of something, when nothing says date."""
    if not match["a"].isdigit() or not match["b"].isdigit() or (int(match["a"]), int(match["b"])) not in _FRACTIONS:
        return None
    return "ratio" if _REACHED.search(text, max(0, match.start() - 12), match.start()) and _follows_noun(text, match) else None


def _impossible_date(text: str, match: re.Match[str]) -> str | None:
    """45/52 + a word, or reached 45/52."""
    if _may_be_date(match):
        return None
    reached = _REACHED.search(text, max(0, match.start() - 12), match.start())
    return "ratio" if _follows_noun(text, match) or reached else None


def _reached(text: str, match: re.Match[str]) -> str | None:
    """đạt 9/9, hoàn thành 5/9 + a word."""
    fits = number(match["a"], True) <= number(match["b"], True)
    strong = _SURELY_REACHED.search(text, max(0, match.start() - 18), match.start())
    return "ratio" if fits and strong and not re.match(r"\s?(?:/|-\d)", text[match.end() : match.end() + 3]) else None


RATIO_RULES: tuple[Callable[[str, re.Match[str]], str | None], ...] = (
    _rank, _clock, _scored, _named, _month, _dated, _bracketed_share, _counted, _fraction_of, _impossible_date, _reached,
)  # fmt: skip


def _before(text: str, match: re.Match[str]) -> str | None:
    found = _NOT_RATIO_BEFORE.search(text, max(0, match.start() - 26), match.start())
    return _NOT_RATIO[found["cue"].lower()] if found else None


def _may_be_date(match: re.Match[str]) -> bool:
    return match["a"].isdigit() and match["b"].isdigit() and 1 <= int(match["a"]) <= 31 and 1 <= int(match["b"]) <= 12


def _follows_noun(text: str, match: re.Match[str]) -> bool:
    """Whether a lower-case word follows that can be a noun."""
    word = re.match(r"\s([^\W\d_]+)", text[match.end() : match.end() + 14])
    return bool(word and word[1].islower() and word[1] not in _FUNCTION_WORDS)


_FUNCTION_WORDS = frozenset(cues("function"))

# --- comparators ----------------------------------------------------------------------------------------------------------------------

_BEFORE = {k: v for k, v in cues("before").items()}
_AFTER = cues("after")
_COMPARATOR = re.compile(rf"(?P<cue>(?<![\w<>=≥≤≈~±]){any_of(_BEFORE)})\s?$", re.IGNORECASE)
_COMPARATOR_AFTER = re.compile(rf"\s(?P<cue>{any_of(_AFTER)})(?!\w)", re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?:%|phần trăm)?\s?(?:so\b|cùng kỳ|bình quân|trung bình|mức chung|kế hoạch|dự toán|chỉ tiêu|nghị quyết|mục tiêu)", re.IGNORECASE
)
_MORE = frozenset(("cao hơn", "thấp hơn", "nhiều hơn", "ít hơn", "lớn hơn", "nhỏ hơn", "vượt", "kém", "quá"))
_ONWARD = re.compile(r"[^;.,\n]{0,60}?(?<!\w)(?:lên|xuống|còn|đến|tới)(?!\w)[^;.,\n\d]{0,24}\d[\d.,]*\s?(?:%|phần trăm|điểm)", re.IGNORECASE)


def compared(text: str, figure: Figure) -> Figure:
    """The figure with the comparator words directly attached to it."""
    after = _COMPARATOR_AFTER.match(text, figure.end)
    before = _COMPARATOR.search(text, max(0, figure.start - 32), figure.start)
    cue = before["cue"].lower() if before else ""
    start, sign = figure.start, figure.comparator
    if cue and not _is_bare_difference(text, figure, cue):
        start = before.start("cue") if before else start
        sign = "<=" if cue == "quá" and _NOT.search(text, max(0, start - 40), start) else _BEFORE[cue]
        start, sign = _outer(text, start, sign)
    end = after.end() if after else figure.end
    if after:
        sign = _AFTER[after["cue"].lower()]
    elif cue == "từ" and _ONWARD.match(text, figure.end):
        return figure  # từ 20% lên 30%: no bound
    if figure.comparator == "range":
        sign = "range"
    return figure._replace(start=start, end=end, comparator=sign)


_NOT = re.compile(r"(?<!\w)không(?: để)?(?: [^\W\d_]+){0,6}\s$", re.IGNORECASE)


def _is_bare_difference(text: str, figure: Figure, cue: str) -> bool:
    """Whether "cao hơn 5% so với ...", "vượt 5% kế hoạch", "bằng 54% kế hoạch" give the difference or the level itself, no bound."""
    if _BEFORE[cue] == "=":
        return True
    if cue == "quá" or cue not in _MORE:
        return False
    small = figure.values[0] < 50
    if cue == "vượt" and figure.values[0] < 25 and re.match(r"\s?[,;.)]|$", text[figure.end : figure.end + 2]):
        return True
    return small and bool(_RELATIVE.match(text, figure.end)) or cue in ("cao hơn", "nhiều hơn", "ít hơn") and small


def _outer(text: str, start: int, sign: str) -> tuple[int, str]:
    """The start and sign when a second comparator stands before the first: "tối thiểu từ 55%", "ít nhất khoảng 5%"."""
    outer = _COMPARATOR.search(text, max(0, start - 32), start)
    if outer is None or _BEFORE[outer["cue"].lower()] == "=":
        return start, sign
    return outer.start("cue"), _BEFORE[outer["cue"].lower()]


# --- the words around -----------------------------------------------------------------------------------------------------------------

# Where a part of a sentence ends: marks, and the "và" behind another figure ("tăng 5% so với cùng kỳ và bằng ...").
_BREAK = re.compile(r"[,;:]\s|[()“”\"]|\s-\s|(?:%|đồng|USD|\d{3})(?!\d)[^,;:()%\d]{0,80}?\s(?=(?:và|còn|để|nhằm|nhưng|mà|trong khi)\s)")


class Frame(NamedTuple):
    """What stands over a sentence: the heading, the line ending in ":" whose list it belongs to, the sentences before in its paragraph."""

    heading: str = ""
    umbrella: str = ""
    previous: str = ""
    mode: schema.Status | None = None  # what the last status cue of the paragraph said


class Clause(NamedTuple):
    """A sentence's part up to ";" and what stands over the sentence."""

    start: int
    end: int
    sentence_start: int
    frame: Frame


class Past(NamedTuple):
    """What a sentence has said before a figure."""

    sentence_start: int
    end: int  # read so far
    mode: schema.Status | None = None  # of its last status cue
    year: int | None = None  # its last
    figure: tuple[int, schema.Status] | None = None  # end and status of the last share


def _read_on(past: Past, text: str, end: int) -> Past:
    new = text[past.end : end]
    years = [int(m["year"]) for m in _YEAR.finditer(new) if not _OF_BASE.search(new, max(0, m.start() - 30), m.start())]
    return past._replace(end=end, mode=_last_cue(new) or past.mode, year=years[-1] if years else past.year)


class Candidate(NamedTuple):
    """A figure in its clause: all a status or subject rule may look at."""

    figure: Figure
    text: str
    start: int  # of the sentence
    clause_start: int
    frame: Frame
    year: int | None  # of publication
    past: Past
    left: str  # the sentence before the figure
    segment: str  # of that, the words since the last mark, or since the "và" behind another figure
    right: str  # the clause after the figure
    tail: str  # of that, the words up to the next mark


def _candidate(figure: Figure, text: str, clause: Clause, year: int | None, past: Past) -> Candidate:
    left = text[max(clause.sentence_start, figure.start - _REACH) : figure.start]
    segment_ = left[max((m.end() for m in _BREAK.finditer(left)), default=0) :]
    right = text[figure.end : max(figure.end, min(clause.end, figure.end + _REACH))]
    tail = re.split(r"[,;:()](?:\s|$)|\.$|\s\(", right, maxsplit=1)[0]
    return Candidate(figure, text, clause.sentence_start, clause.start, clause.frame, year, past, left, segment_, right, tail)


_REACH = 300  # characters to either side that a figure's subject may take: keeps the time linear in a sentence without end


def frames(sentences: list[segment.Sentence], text: str) -> list[Frame]:
    """The frame of each sentence."""
    found: list[Frame] = []
    frame, paragraph, listed, leader = Frame(), -1, False, None
    for sentence in sentences:
        words_ = text[sentence.start : sentence.end]
        if sentence.paragraph != paragraph:
            over = sentence.item is None and listed or leader is not None and _same_kind(sentence.item, leader)
            frame = frame._replace(umbrella="" if over else frame.umbrella, previous="", mode=None)
            listed = sentence.item is not None or bool(frame.umbrella) and not words_[:1].isupper()
        found.append(frame)
        if words_.endswith(":"):
            frame, listed, leader = frame._replace(umbrella=words_), False, sentence.item
        elif sentence.zone in ("heading", "byline", "title"):
            frame, leader = Frame(heading=words_), None
        frame, paragraph = frame._replace(previous=words_, mode=_last_cue(words_) or frame.mode), sentence.paragraph
    return found


def _same_kind(item: str | None, leader: str) -> bool:
    """Whether two list numbers belong to one list, so that the second is not under the first: 1 and 2, a and b."""
    return item is not None and (item.isdigit() and leader.isdigit() or item.isalpha() and leader.isalpha() or item == leader)


# --- status: target, achieved, baseline, change, other ----------------------------------------------------------------------------------

_STATUS = cues("status")
_STATUS_CUE = re.compile(words(_STATUS), re.IGNORECASE)
_IMPERATIVE = re.compile(rf"\W*{any_of(cues('imperative'))}(?!\w)", re.IGNORECASE)
_RATE = re.compile(words(cues("rate")), re.IGNORECASE)
_FEE = re.compile(rf"\s{any_of(cues('fee'))}(?!\w)", re.IGNORECASE)
_PRESCRIBED = re.compile(rf"{any_of(cues('prescribed'))}(?!\w)", re.IGNORECASE)
_CHANGE_CUES, _LEVEL_CHANGE = cues("change"), cues("level_change")
_COMPARATORS = rf"(?:{any_of(c for c, v in _BEFORE.items() if c[0].isalpha())}\s)?"
_CHANGE = re.compile(
    rf"(?P<cue>{words({**_CHANGE_CUES, **_LEVEL_CHANGE})})\s(?:khoảng\s|bình quân\s|trung bình\s|thêm\s|tới\s|đến\s|được\s)*$", re.IGNORECASE
)
_LEVEL = re.compile(rf"(?:{words(cues('level'))}[\s:]*)+$", re.IGNORECASE)
_NOT_YET = re.compile(r"(?:chưa|mới|chỉ)(?!\w)", re.IGNORECASE)
_ONLY = re.compile(
    r"""(?<!\w)(?: chưa | (?<!nông\ thôn\ )(?<!đổi\ )(?<!lập\ )(?<!cấp\ )(?<!xây\ ) mới          # not nông thôn mới
                 | (?<!chứng\ )(?<!địa\ )(?<!tôn\ ) chỉ (?!\ tiêu|\ số|\ đạo|\ dẫn|\ thị|\ định) )   # not chứng chỉ, chỉ tiêu
        (?:\ \w+){0,4}\s$""",
    re.IGNORECASE | re.VERBOSE,
)
_COMPARED = re.compile(
    r"""(?: so\ với(?:\ mức|\ con\ số|\ tỷ\ lệ)?                                   # so với mức 45%
          | (?:cùng\ kỳ(?:\ năm\ \w+)?|năm\ (?:trước|ngoái))(?:\ đạt|\ là|:)?       # cùng kỳ năm 2023 đạt 45%
          | (?:bình\ quân|trung\ bình)(?:\ chung)?(?:\ của)?\ (?:cả\ nước|toàn\ quốc|toàn\ tỉnh|khu\ vực|chung)(?:\ \S+){0,4}?(?:\ đạt|\ là|:|\ \()?
          | cả\ nước\ (?:mới\ )?(?:giải\ ngân\ )?(?:đạt|là) )\s?$""",
    re.IGNORECASE | re.VERBOSE,
)
_IF = re.compile(r"(?<!\w)(?:trường hợp|nếu|nơi nào|đơn vị nào|địa phương nào)(?!\w)", re.IGNORECASE)
_THOSE = re.compile(
    r"(?<!\w)(?:các|những|đơn vị|địa phương|chủ đầu tư)(?: \S+){0,5}? có (?:tỷ lệ|tỉ lệ|tiến độ|kết quả|mức|khối lượng)(?!\w)", re.IGNORECASE
)
_MUST = re.compile(r"(?<!\w)(?:phải|cần|khẩn trương|chịu trách nhiệm|kiểm điểm|giải trình|báo cáo|thì|làm rõ|yêu cầu)(?!\w)", re.IGNORECASE)
_AIM_NAMED = re.compile(
    r"""(?<!\w)(?: mục\ tiêu (?:[^,;:()\d]|\s\d{4}){0,40}                                                       # mục tiêu cuối năm 2026 là 90%
                 | (?:chỉ\ tiêu|kế\ hoạch) (?:[^,;:()\d]|\s\d{4}){0,60}? (?:là|đề\ ra|đặt\ ra|:|ở\ mức)          # kế hoạch đề ra là 65%
                 | (?<!được\ )(?<!bàn\ )giao (?:\ (?:tỷ\ lệ|tỉ\ lệ)[^,;:()]{0,60}\ là)? )\s$""",  # Chính phủ giao 80%
    re.IGNORECASE | re.VERBOSE,
)
_AIM_REACHED = re.compile(r"(?:đạt|hoàn thành|vượt|bằng|hơn|so với)\s+(?:mục tiêu|chỉ tiêu|kế hoạch)", re.IGNORECASE)


def _baseline(c: Candidate) -> schema.Status | None:
    """từ 41,2% (2016) xuống 28%: the first of the two."""
    return "baseline" if re.search(r"(?<!\w)từ\s(?:mức\s)?$", c.left[-10:], re.I) and _ONWARD.match(c.text, c.figure.end) else None


def _compared_with(c: Candidate) -> schema.Status | None:
    """so với mức 45%; cùng kỳ năm trước đạt 45%; bình quân cả nước (54%)."""
    if not _COMPARED.search(c.left[-60:]):
        return None
    return "change" if re.search(r"(?<!\w)hơn(?!\w)", c.segment) else "baseline"  # thấp hơn cùng kỳ 5%: the difference


_SET = re.compile(r" (?:mà [^,;:()]{2,40} (?:giao|đề ra|đặt ra)|(?:được )?(?:đề ra|đặt ra|giao))(?!\w)")
_MARK = re.compile(r"(?<!\w)(?:chỉ tiêu|kế hoạch|mục tiêu|mức|mốc)\s$", re.IGNORECASE)


def _set_mark(c: Candidate) -> schema.Status | None:
    """chưa đạt mức 10% đề ra; còn cách xa mốc 100% mà Chính phủ giao."""
    return "target" if _MARK.search(c.segment[-12:]) and _SET.match(c.tail) else None


def _of_people(c: Candidate) -> schema.Status | None:
    """đồng bào dân tộc chiếm trên 88% dân số: who lives there."""
    return "other" if re.match(r" dân số(?!\w)", c.tail) and re.search(r"(?<!\w)chiếm\s(?:\w+\s)?$", c.segment[-20:]) else None


def _asked_for(c: Candidate) -> schema.Status | None:
    """95%/90%: what was asked for stands behind the stroke."""
    return "target" if re.search(r"%\s?/\s?$", c.left[-4:]) and c.figure.kind == "percent" else None


def _not_yet(c: Candidate) -> schema.Status | None:
    """Chưa đủ 100%, mới đạt 40%, chỉ đạt 40%: said of what is."""
    if _NOT_YET.match(c.text, c.figure.start):
        return "achieved"
    return "achieved" if _ONLY.search(c.segment[-30:]) and "phải" not in c.segment[-30:] else None


def _fee(c: Candidate) -> schema.Status | None:
    """nắm giữ 100% vốn điều lệ, hỗ trợ 50% kinh phí: shares and rates."""
    if "so với" in c.tail or "cùng kỳ" in c.tail or c.figure.kind == "ratio" or c.segment.endswith("đạt "):
        return None
    by_right = _FEE.match(c.tail) and not (_PRESCRIBED.match(c.text, c.figure.start) or _SAVING.search(c.segment))
    return "other" if by_right or _RATE.search(c.segment) and "phấn đấu" not in c.segment else None


_SAVING = re.compile(r"giải ngân|tiết kiệm|phấn đấu|thi công|sản lượng|khối lượng|thu hồi|cắt giảm|bảo đảm|đảm bảo", re.IGNORECASE)


def _elliptic(c: Candidate) -> schema.Status | None:
    """tăng 5%, 6% và 7%; tỉnh hỗ trợ 70%, huyện 30%: no verb of its own, so the same as the figure before."""
    between = c.text[c.past.figure[0] : c.figure.start] if c.past.figure else "." * 61
    if len(between) > 60 or re.search(r"[;:.()]", between) or _ANY_VERB.search(between) or _STATUS_CUE.search(between):
        return None
    return c.past.figure and c.past.figure[1]


def _condition(c: Candidate) -> schema.Status | None:
    """các huyện có tỷ lệ dưới 40% phải giải trình: a threshold."""
    if c.figure.comparator not in ("<", "<=", ">", ">="):
        return None
    if _IF.search(c.segment):
        return "other"
    return "other" if _THOSE.search(c.left[-120:]) and (_MUST.search(c.right) or c.past.mode == "target") else None


def _changed(c: Candidate) -> schema.Status | None:
    """tăng 5% so với cùng kỳ; as an aim it is a target."""
    change = _CHANGE.search(c.left[-60:])
    if change is None and _CHANGED_BY.search(c.left[-60:]):
        return "change"
    if change is None and c.figure.kind != "percentage_point":
        return None
    if change and change["cue"].lower() in _LEVEL_CHANGE or c.figure.kind == "percentage_point" and change is None:
        return None
    return "target" if governed(c) == "target" else "change"


# tăng 6 vụ (14,6%), giảm 2 người chết (-4,4%): the share of a difference told in numbers
_CHANGED_BY = re.compile(r"(?<!\w)(?:tăng|giảm) \d[\d.,]* [^\d,;:()]{1,30}\((?:-|tăng |giảm )?\s?$")


def _aimed_at(c: Candidate) -> schema.Status | None:
    """mục tiêu cuối năm 2026 là 90%; kế hoạch đề ra là 65%."""
    return "target" if _AIM_NAMED.search(c.segment) and not _AIM_REACHED.search(c.segment) else None


def _governing(c: Candidate) -> schema.Status | None:
    return governed(c)


def _reported(c: Candidate) -> schema.Status | None:
    """Nothing asks for it: three of four percentages in the news are reported."""
    return "achieved"


STATUS_RULES: tuple[Callable[[Candidate], schema.Status | None], ...] = (
    _baseline, _compared_with, _asked_for, _set_mark, _of_people, _elliptic, _not_yet, _fee, _condition, _changed, _aimed_at, _governing, _reported,
)  # fmt: skip


def governed(c: Candidate) -> schema.Status | None:
    """Whether the words around ask for the figure (target) or report it (achieved): the first governor with an opinion."""
    for governor in GOVERNORS:
        verdict = governor(c)
        if verdict:
            return verdict
    return None


# Where "bảo đảm" is the verb of its clause; elsewhere it is part of a noun phrase ("nước bảo đảm vệ sinh").
_LEADS = re.compile(
    r"(?:^\W*|[,;:.]\s|(?<!\w)(?:và|phải|cần|để|nhằm|phấn đấu|tiếp tục|đồng thời|trong đó|yêu cầu|phương|đơn vị|xã|huyện|sở|ngành|trì)\s)$",
    re.IGNORECASE,
)


def _last_cue(text: str, local: bool = False) -> schema.Status | None:
    """What the last status cue says; `local` counts those too that reach no further than their own part of the sentence."""
    verdict: schema.Status | None = None
    for match in _STATUS_CUE.finditer(text):
        value = _STATUS[match[0].lower()]
        leads = value == "verb" and _LEADS.search(text, max(0, match.start() - 20), match.start())
        if value in ("target", "achieved") or value == "local" and local or leads:
            verdict = "achieved" if value == "achieved" else "target"
    return verdict


def _same_segment(c: Candidate) -> schema.Status | None:
    return _last_cue(c.segment, local=True)


def _predicate(c: Candidate) -> schema.Status | None:
    """100% trạm y tế phải ...; 95% hộ dân đã ..."""
    match = re.search(r"(?<!\w)(?<!vẫn )(phải|cần|bắt buộc|đã|được phấn đấu)(?!\w)(?! (?:đề ra|đặt ra|được giao|xác định))", c.tail, re.IGNORECASE)
    return match and ("achieved" if match[1].lower() == "đã" else "target")


def _counted_out(c: Candidate) -> schema.Status | None:
    """7/11 huyện kéo giảm cả 3 tiêu chí: who counts some out of all reports, where the figure's own words do not ask."""
    return "achieved" if c.figure.kind == "ratio" else None


def _of_last_year(c: Candidate) -> schema.Status | None:
    """tỷ lệ hộ nghèo cuối năm 2012 là 4,75%, told in 2013."""
    years = [int(m["year"]) for m in _YEAR.finditer(c.segment)]
    return "achieved" if years and c.year and years[-1] < c.year else None


def _earlier(c: Candidate) -> schema.Status | None:
    return c.past.mode


def _deadline(c: Candidate) -> schema.Status | None:
    """giải ngân 100% kế hoạch trước ngày 31/01."""
    return "target" if _DUE.search(c.tail) else None


_DUE = re.compile(r"(?<!\w)(?:trước (?:ngày|tháng|quý|năm)|chậm nhất|muộn nhất|xong trước|hoàn thành trước)(?!\w)", re.IGNORECASE)


def _future_year(c: Candidate) -> schema.Status | None:
    years = [c.past.year or 0, *(int(m["year"]) for m in _YEAR.finditer(c.tail))]
    return "target" if c.year and max(years) > c.year else None


def _imperative(c: Candidate) -> schema.Status | None:
    return "target" if _IMPERATIVE.match(c.text, c.start) or _IMPERATIVE.match(c.text, c.clause_start) else None


_REACHED_PLAN = re.compile(r"(?:kế hoạch|chỉ tiêu|dự toán)(?!\w)")


def _fulfilled(c: Candidate) -> schema.Status | None:
    """đạt 102% kế hoạch: so much of a plan is reported, where nothing in the sentence asks for it."""
    return "achieved" if re.search(r"(?<!\w)(?:đạt|bằng)\s$", c.segment[-6:]) and _REACHED_PLAN.match(c.tail.lstrip()) else None


_GOALS = re.compile(r"\W*(?:[IVX\d]+[.)/]?\s+)?(?:các |một số )?(?:mục tiêu|chỉ tiêu)", re.IGNORECASE)


def _under_goals(c: Candidate) -> schema.Status | None:
    """A line of a list under the heading "Mục tiêu" or "Chỉ tiêu"."""
    heads = (c.frame.heading, c.frame.umbrella)
    return "target" if any(_GOALS.match(head) and len(head) < 60 for head in heads) else None


def _framed(c: Candidate) -> schema.Status | None:
    return c.frame.mode or _last_cue(c.frame.umbrella) or _last_cue(c.frame.heading)


def _prescribed(c: Candidate) -> schema.Status | None:
    """tối thiểu 20%, không quá 2%: the words of those who set limits."""
    return "target" if _PRESCRIBED.match(c.text, c.figure.start) else None


GOVERNORS: tuple[Callable[[Candidate], schema.Status | None], ...] = (
    _under_goals, _same_segment, _predicate, _counted_out, _of_last_year, _earlier, _deadline, _future_year, _imperative, _fulfilled, _framed,
    _prescribed,
)  # fmt: skip


# --- goal year --------------------------------------------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?:(?<!\w)(?:năm|cuối năm|đến|\d[/-])\s?|\()(?P<year>(?:19|20)\d\d)(?!\d|-\d|\s(?:xuống|lên|tăng|giảm))", re.IGNORECASE)


_OF_BASE = re.compile(r"(?<!\w)(?:so với|cùng kỳ|so)(?: \w+){0,2} ?$", re.IGNORECASE)


def goal_year(c: Candidate, status: schema.Status) -> int | None:
    """The year the figure holds for: the nearest in its sentence, for a target also the one of what stands over it."""
    right = re.match(r"\s?\((?:năm )?((?:19|20)\d\d)\)|\s(?:vào )?năm ((?:19|20)\d\d)(?!\d|-\d)", c.text[c.figure.end : c.figure.end + 15])
    if right:
        return int(right[1] or right[2])
    if status != "target":
        clause = c.left[max(0, len(c.left) - c.figure.start + c.clause_start) :]
        years = [int(m["year"]) for m in _YEAR.finditer(clause) if not _OF_BASE.search(clause, max(0, m.start() - 30), m.start())]
        return years[-1] if years else None
    if c.past.year:
        return c.past.year
    for words_ in (c.tail, c.frame.umbrella, c.frame.previous, c.frame.heading):
        years = [int(m["year"]) for m in _YEAR.finditer(words_)]
        if years:
            return years[-1]
    return None


# --- subject ----------------------------------------------------------------------------------------------------------------------------

_BASE = re.compile(rf"{any_of(cues('base'))}(?!\w)", re.IGNORECASE)
_ENDING = re.compile(rf"\s{words(cues('ending'))}", re.IGNORECASE)
_OPENING = re.compile(rf"(?:{any_of(cues('opening'))}(?!\w)[\s,:]*)+", re.IGNORECASE)
_MEASURE = re.compile(words(cues("measure")), re.IGNORECASE)
_TIME = re.compile(
    r"""(?:(?:tính\ )?(?:đến|tới|trong|từ|vào|hết|cuối|đầu|giữa|cả|riêng)?\s?(?:hết\ |cuối\ |đầu\ |giữa\ )?           # tính đến hết
        (?:ngày\ |tháng\ |quý\ |năm\ |giai\ đoạn\ |\d{1,2}\ tháng\ |\d{1,2}\ năm\ |(?=\d{1,2}/\d))             # tháng, 6 tháng, 30/9
        (?:\d[\d/.-]*|[IVX]+(?!\w)|nay|này|trước|qua|đầu\ năm|cuối\ năm|tới|\s|năm\ |,)*)(?!\w)[\s,]*""",  # 10/2024, đầu năm 2023
    re.IGNORECASE | re.VERBOSE,
)
_VERBS = "(?<!chứng )" + words({**cues("level"), **_CHANGE_CUES, **_LEVEL_CHANGE})
_ANY_VERB = re.compile(_VERBS, re.IGNORECASE)
_VERB_AND_PERCENT = re.compile(rf"(?:^|\s)(?:{_VERBS}\s)+{_COMPARATORS}\d[\d.,-]*\s?%", re.IGNORECASE)
_VERB_AND_FIGURE = re.compile(
    rf"""(?:^|\s)(?:{_VERBS}\s)+{_COMPARATORS}(?=[\d<>≥≤≈~])(?!\d+\s(?:tháng|năm|quý|ngày|tuổi))   # ước đạt 525
       | \s(?=\d[\d.,]*\s?(?:%|{any_of(_SCALE)}(?!\w)))""",  # thu nội địa 10.152 tỷ đồng
    re.IGNORECASE | re.VERBOSE,
)
_TRAILING_VERBS = re.compile(rf"(?:(?:^|\s){_VERBS}[\s:]*)+$", re.IGNORECASE)
_HEAD_ONLY = re.compile(r"(?<!\w)(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|tốc độ|mức|tiến độ|kết quả|khối lượng|tổng số)$", re.IGNORECASE)
_FIRST_VERB = re.compile(r"\s(?:giải ngân|thực hiện|hoàn thành|tăng trưởng|tăng|giảm|đóng góp|bình quân|trung bình)(?!\w)", re.IGNORECASE)


def subject(c: Candidate) -> str | None:
    """The words the figure is a share of or says something about, from the text."""
    for rule in SUBJECT_RULES:
        found = rule(c)
        if found:
            return found
    return None


def _bracketed(c: Candidate) -> str | None:
    """có 743 xã (12,3%) đạt chuẩn: the counted noun with what the bracket interrupts."""
    counted = re.search(r"(?<![\w/])\d[\d.,]*(?:/\d[\d.,]*)?\s([^\W\d_][^\d,;:()%]{0,60})\s?\($", c.left[-90:])
    if not counted or not c.right.startswith(")"):
        return None
    rest = c.right[1:]
    return counted[1].strip() + (f" {_clip(rest[1:])}".rstrip() if re.match(r"\s[^\W\d_]", rest) and not _ENDING.match(rest) else "")


def _given_to(c: Candidate) -> str | None:
    """tạm ứng 80% cho các nhà thầu."""
    return _clip(c.right[1:]) if _GIVING.search(c.segment) and c.right.startswith(" cho ") else None


_GIVING = re.compile(r"(?<!\w)(?:hỗ trợ|tạm ứng|thanh toán|chi trả|miễn|cấp|bố trí|dành|phân bổ)\s$", re.IGNORECASE)


def _planned(c: Candidate) -> str | None:
    """các sở giải ngân 100% kế hoạch vốn: who does it is not what it is a share of."""
    return _noun_after(c, base=True) if _DOING.search(c.segment) and _PLAN.match(c.right) and not _MEASURE.search(c.segment) else None


_DOING = re.compile(r"(?<!\w)(?:giải ngân|thực hiện|hoàn thành)(?: được| đạt| hết| xong)?\s$", re.IGNORECASE)
_PLAN = re.compile(r"\s(?:số |tổng )?(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu|nghị quyết|nhiệm vụ)(?!\w)", re.IGNORECASE)


def _measured(c: Candidate) -> str | None:
    """tỷ lệ hộ nghèo chiếm 5% tổng số hộ: a measure and its verb before the figure win over what follows."""
    if not _MEASURE.search(c.segment) or not _LEVEL.search(c.segment):
        return None
    before = _bare(c.segment, nearest=True)
    return _noun_before(c) if before and _MEASURE.match(before) else None


def _share_of(c: Candidate) -> str | None:
    """90% cơ quan nhà nước hoàn thiện ...: what follows."""
    return _noun_after(c)


def _said_of(c: Candidate) -> str | None:
    """thu nội địa ước đạt 10 tỷ đồng, bằng 50% dự toán: what stands before."""
    return _noun_before(c)


def _part_of(c: Candidate) -> str | None:
    """mục tiêu giải ngân 95% kế hoạch: at least what it is a part of."""
    return _noun_after(c, base=True)


SUBJECT_RULES: tuple[Callable[[Candidate], str | None], ...] = (_bracketed, _given_to, _planned, _measured, _share_of, _said_of, _part_of)


def _noun_after(c: Candidate, base: bool = False) -> str | None:
    """The noun phrase that follows the figure, with its predicate."""
    tail = c.right
    per = re.match(r"/[^\W\d_]+(?: [^\W\d_]+)?(?=[\s,;.)]|$)", tail)
    tail = tail[per.end() :] if per else tail
    if not re.match(r"\s[^\W\d_]", tail) or not base and c.figure.kind != "ratio" and _BASE.match(tail, 1):
        return None
    return _clip(tail[1:]) or None


def _clip(tail: str) -> str:
    """A noun phrase's text cut where it ends: at a mark, an ending word, the next figure."""
    cut = len(tail)
    for stop in re.finditer(r"[;:()\n“”\"]|[.,](?=\s|$)|\s(?=(?:và\s|còn\s)?\d[\d.,]*\s?%|\d+/\d|và\s\d)", tail):
        if stop[0] == "," and _continues(tail[: stop.start()], tail[stop.end() :]):
            continue
        cut = stop.start()
        break
    ending = _ENDING.search(tail, 0, cut)
    cut = min(cut, ending.start()) if ending and ending.start() > 2 else cut
    return _DANGLING.sub("", " ".join(tail[:cut].split()[:24])).strip(" .,-…")


_BOUNDS = any_of(cue for cue, value in _BEFORE.items() if value != "=")
_DANGLING = re.compile(rf"(?:\s(?:và|hoặc|với|có|của|là|đạt|được|trong đó|tăng|giảm|{_BOUNDS}))+$", re.IGNORECASE)


def _continues(head: str, rest: str) -> bool:
    """Whether a comma stands inside a list of short nouns or verbs: "huyện, thị xã, thành phố", "gửi, nhận"."""
    last = re.split(r",\s", head)[-1].split()
    following = rest.split()[:4]
    if not following or not following[0][0].islower() or _OPENING.match(rest.lstrip()) or _ENDING.match(rest):
        return False
    if re.search(r"\d", " ".join(rest.split(",")[0].split()[:7])):
        return False
    return len(last) <= 3 or len(last) <= 8 and len(re.split(r"[,;.]", rest)[0].split()) <= 4


def _noun_before(c: Candidate) -> str | None:
    """The noun phrase before the verb before the figure; of earlier parts of the sentence when the nearest has none."""
    left = _ASIDE.sub("", c.left)
    stops = [m.end() for m in _BREAK.finditer(left)]
    end = len(left)
    for i, start in enumerate([*reversed(stops[-8:]), 0]):
        found = _bare(left[start:end], nearest=i == 0)
        if found:
            return _with_measure(left, start, found)
        end = start
    return None


_ASIDE = re.compile(r"\s?\([^()%\n]{1,60}\)")


def _bare(words_: str, nearest: bool) -> str:
    """A part of a sentence without its verb and figure at the end and its markers at the start; empty when no noun is left."""
    verb = (_VERB_AND_PERCENT if nearest else _VERB_AND_FIGURE).search(words_)
    before = words_[: verb.start()] if verb else words_
    lead = len(before) - len(_TOPIC.sub("", before.lstrip(_MARKS)))
    noun = _TRAILING_VERBS.sub("", before[lead:].rstrip(_MARKS))
    doing = _FIRST_VERB.match(words_, lead + len(noun)) if _HEAD_ONLY.search(noun) else None
    words_ = noun + doing[0] if doing else noun  # "tỷ lệ giải ngân đạt": the verb belongs to the noun
    measure = _MEASURE.search(words_)
    if measure and (_BEFORE_MEASURE.search(words_[: measure.start()]) or _STATUS_CUE.search(words_[: measure.start()])):
        words_ = words_[measure.start() :]
    previous = None
    while previous != words_:
        previous = words_
        words_ = _TIME.sub("", words_, count=1) if _TIME.match(words_) else words_
        words_ = _OPENING.sub("", words_, count=1) if _OPENING.match(words_) and not _MEASURE.match(words_) else words_
    return words_.strip(" ,;:.-") if re.search(r"[^\W\d_]{2}", words_) else ""


_MARKS = " ,;:()-“”\""
_TOPIC = re.compile(r"^(?:đối với|về|riêng)\s", re.IGNORECASE)
_BEFORE_MEASURE = re.compile(r"(?<!\w)(?:đưa|nâng|kéo|giảm|tăng|với|có|để|nhằm|mục tiêu|do|và|thì|năm \d{4}|tháng|nay|hiện|đạt)\s$", re.IGNORECASE)


def _with_measure(left: str, start: int, found: str) -> str:
    """The noun phrase from the head it belongs to: "tỷ lệ hộ dùng nước máy, nước giếng" begins before the comma."""
    since = max([m.end() for m in re.finditer(r"\d\s?%|[;:.]\s", left[:start])], default=0)
    heads = [m for m in _MEASURE.finditer(left, since, start)]
    if heads and not _MEASURE.match(found) and not re.search(r"\d", left[heads[-1].start() : start]):
        return left[heads[-1].start() : start] + found
    return _with_list(left, start, found)


def _with_list(left: str, start: int, found: str) -> str:
    """The noun phrase with the shorter ones before it: "khu vực nông, lâm nghiệp và thủy sản"."""
    while left[:start].endswith(", ") and found[0].islower() and not re.search(r"\d", found) and not _MEASURE.match(found):
        before = re.split(r"[,;:.(]\s|\(|\s(?:và|còn)\s", left[: start - 2])[-1]
        words_ = _OPENING.sub("", before.strip(), count=1) if _OPENING.match(before.strip()) else before.strip()
        if not words_ or len(words_.split()) > 4 or re.search(r"\d", words_) or _STATUS_CUE.search(words_) or re.search(_VERBS, words_, re.I):
            break
        start = start - 2 - len(before)
        found = f"{words_}, {found}"
    return found


# --- the extractor ----------------------------------------------------------------------------------------------------------------------

def find(context: Context) -> list[schema.Quantity]:
    """The quantities of an article, in order."""
    year = context.published.year if context.published else None
    found: list[schema.Quantity] = []
    clauses, past = _clauses(context), Past(-1, 0)
    clause = next(clauses, None)
    for figure in figures(context.text):
        while clause and clause.end <= figure.start:
            clause = next(clauses, None)
        if clause is None or figure.start < clause.start:
            continue
        if past.sentence_start != clause.sentence_start:
            past = Past(clause.sentence_start, clause.sentence_start)
        figure = compared(context.text, figure)
        past = _read_on(past, context.text, figure.start)
        quantity = _quantity(_candidate(figure, context.text, clause, year, past), context.judge)
        found.append(quantity)
        if quantity.kind in schema.SHARES:
            past = past._replace(end=figure.end, figure=(figure.end, quantity.status))
    for quantity in found:
        _check_ratio(context, quantity)
    return found


def _clauses(context: Context) -> Iterator[Clause]:
    """The clauses of the article's sentences, in order; boilerplate has none."""
    for sentence, frame in zip(context.sentences, frames(context.sentences, context.text), strict=True):
        for start, end in segment.clauses(context.text, sentence):
            yield Clause(start, end, sentence.start, frame)


def _quantity(c: Candidate, judge: Judge) -> schema.Quantity:
    figure = c.figure
    rule, status = next((rule, verdict) for rule in STATUS_RULES if (verdict := rule(c)))
    by, confidence = f"rule:quantities.{figure.by}+{rule.__name__.strip('_')}", 0.95 if figure.kind != "count" else 0.8
    if figure.kind in schema.SHARES:
        status, sure, model = judge.decide("statuses", (figure.start, figure.end), status, lambda: _features(c, rule.__name__, status))
        by, confidence = f"{by}; {model}" if model else by, sure or confidence
    return schema.Quantity(
        start=figure.start, end=figure.end, kind=figure.kind, values=list(figure.values), comparator=figure.comparator, unit=figure.unit,
        subject=subject(c), status=status, year=goal_year(c, status), confidence=round(confidence, 2), by=by,
    )  # fmt: skip


def _features(c: Candidate, rule: str, status: schema.Status) -> Iterator[str]:
    over = c.frame.umbrella or c.frame.heading
    told = statuses.Candidate(
        left=c.left.lower(), right=c.right.lower(), status=status, rule=rule, kind=c.figure.kind, comparator=c.figure.comparator,
        mode=c.past.mode or c.frame.mode or "", over=over.lower(),
    )  # fmt: skip
    return statuses.features(told)


# --- diagnostics ------------------------------------------------------------------------------------------------------------------------

_STATED = re.compile(
    r"""[^;.\n\d%()]{0,40}? [(,]\s?                                                                  # 11/15 chỉ tiêu hoàn thành,
        (?:(?:tỷ\ lệ|tỉ\ lệ|tỷ\ lệ\ thực\ hiện|đạt|chiếm|bằng|tương\ đương|tương\ ứng)\s){0,3}        # đạt tỷ lệ
        (?P<value>\d{1,3}(?:[.,]\d{1,2})?)\s?%""",  # 73,3%
    re.VERBOSE,
)


def _check_ratio(context: Context, quantity: schema.Quantity) -> None:
    """Warns when the percentage beside a ratio is another than the ratio gives: 11/15 (80%)."""
    stated = _STATED.match(context.text, quantity.end) if quantity.kind == "ratio" and quantity.values[1] else None
    if stated is None:
        return
    real, value = 100 * quantity.values[0] / quantity.values[1], share(stated["value"])
    step = 10.0 ** -len(re.split("[.,]", stated["value"])[1]) if re.search("[.,]", stated["value"]) else 1.0
    if abs(real - value) > step:
        ratio = context.text[quantity.start : quantity.end]
        context.warn("ratio.conflict", quantity.start, stated.end("value"), f"{ratio} is {real:.1f}%, given as {stated['value']}%")


__all__ = ["Candidate", "Figure", "Frame", "GOVERNORS", "STATUS_RULES", "find"]
