"""What a text says of itself: its title, when and where it was published, and what state it is in (catalogue D7, F1, F8-F11).

Reads a view's text and its lines; imports no extractor.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from corpora import cells, gazetteer
from pipeline import encodings, places
from pipeline.clean import DATE, POSTED, TIME, UPPER, Line

# --- when ----------------------------------------------------------------------------------------------------------------------------------

_YEARS = range(1997, 2100)  # from Vietnam's first year on the Internet: what is printed as 1/1/0001 or 1970 is a missing date

_MONTHS = ["một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"]
_MONTH = r"(?P<{}>\d{{1,2}}|mười (?:một|hai)|một|giêng|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)"
_READINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d/.-])(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>\d{4})(?!\d)",  # 22/09/2023
        r"(?<![\d/.-])(?P<y>\d{4})[/.-](?P<m>\d{1,2})[/.-](?P<d>\d{1,2})(?!\d)",  # 2023-09-22, also 2023-09-22T08:37
        rf"(?<!\d)(?P<d>\d{{1,2}})\s?(?:tháng )?{_MONTH.format('m')},? (?:năm )?(?P<y>\d{{4}})(?!\d)",  # 22 tháng 9 năm 2023
        rf"\btháng {_MONTH.format('m')} (?P<d>\d{{1,2}}), (?P<y>\d{{4}})(?!\d)",  # Tháng Chín 22, 2023
    )
)


def read_date(text: str) -> datetime.date | None:
    """The first full date in a few words: ISO, d/m/Y, "22 tháng 9 năm 2023"; m/d/Y only where d/m/Y is impossible.

    >>> str(read_date("Thứ sáu, 22/09/2023 | 08:37")), read_date("1/1/0001")
    ('2023-09-22', None)
    """
    found = [match for match in (reading.search(text) for reading in _READINGS) if match]
    for match in sorted(found, key=lambda m: m.start()):
        month, day, year = _month(match["m"]), int(match["d"]), int(match["y"])
        for m, d in ((month, day), (day, month)):
            if year in _YEARS and 1 <= m <= 12 and 1 <= d <= 31:
                try:
                    return datetime.date(year, m, d)
                except ValueError:  # 31/2
                    break
    return None


def _month(written: str) -> int:
    low = written.lower()
    return int(low) if low.isdigit() else {"giêng": 1, "bốn": 4}.get(low) or _MONTHS.index(low) + 1


_POSTED = re.compile(rf"\b{POSTED}\b", re.IGNORECASE)
_CLOCK = re.compile(TIME, re.IGNORECASE)
_DATE = re.compile(DATE, re.IGNORECASE | re.VERBOSE)
# "Sáng 5/3, ...", "(GLO)- Ngày 5/3/2024, ...": what the report tells of, not a date inside it.
_EVENT = re.compile(r"(?:Sáng|Chiều|Tối|Trưa|Hôm nay|Hôm qua|Ngày)\b[^.\d]{0,12}(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}))?(?![/\d])")
_GAP = 60  # days between an event and the news of it, at most (catalogue F1)


class _Candidate(NamedTuple):
    score: float
    date: datetime.date


def published(text: str, lines: list[Line], url: str | None = None) -> datetime.date | None:
    """The day the page says it was published on: from its masthead, its tail or its address; None where it does not say."""
    first = next((i for i, line in enumerate(lines) if line.zone == "body"), len(lines))
    title = max((i for i in range(first) if lines[i].zone == "title"), default=0)
    event = _event(text, lines)
    candidates = []
    for i, line in enumerate(lines):
        words = text[line.start : line.end]
        if line.zone not in ("dateline", "boilerplate", "byline", "heading") or len(words) > 200 or line.zone != "dateline" and i > first:
            continue
        for part in _dated_parts(words):
            date = read_date(part)
            if date:
                near = 0.5 if i > first or line.zone == "heading" else 2 - min(abs(i - title), 10) * 0.1  # heading: a document's date, at worst
                score = near + 3 * bool(_POSTED.search(part)) + bool(_CLOCK.search(part)) - 5 * _contradicts(date, event)
                candidates.append(_Candidate(score, date))
    best = max(candidates, key=lambda c: c.score, default=None)
    if best and best.score > 0:
        return best.date
    dated = _dated_address(url)
    return dated if dated and not _contradicts(dated, event) else None


def _dated_parts(line: str) -> Iterator[str]:
    """The line cut before each further date, so that each keeps its own cue: "Thứ 3, 16/07/2024 - Ngày đăng: 08/07/2024 11:38"."""
    ends = [m.end() for m in _DATE.finditer(line)]
    start = 0
    for i, end in enumerate(ends):
        clock = re.compile(rf"\W*{TIME}", re.IGNORECASE).match(line, end)
        stop = clock.end() if clock and i == len(ends) - 1 else end
        yield line[start:stop]
        start = stop


def _event(text: str, lines: list[Line]) -> tuple[int, int, int | None] | None:
    """Day, month and perhaps year of the event that the first paragraphs tell of."""
    body = [line for line in lines if line.zone == "body"][:3]
    match = next((m for m in (_EVENT.search(text, line.start, min(line.start + 60, line.end)) for line in body) if m), None)
    return (int(match[1]), int(match[2]), int(match[3]) if match[3] else None) if match else None


def _contradicts(date: datetime.date, event: tuple[int, int, int | None] | None) -> bool:
    """Whether a page of this date cannot be news of this event: a server's clock, not a date of publication."""
    if not event or not (1 <= event[1] <= 12 and 1 <= event[0] <= 31):
        return False
    years = [event[2]] if event[2] else [date.year, date.year - 1, date.year + 1]
    gaps = []
    for year in years:
        try:
            gaps.append((date - datetime.date(year, event[1], event[0])).days)
        except ValueError:  # 29/2
            continue
    # An event still to come is announced some weeks before.
    return bool(gaps) and not any(-_GAP <= gap <= _GAP for gap in gaps)


def _dated_address(url: str | None) -> datetime.date | None:
    """The date in the path of an address: /2023-09-22/, /2023/9/22/, /20230922/."""
    if not url:
        return None
    match = re.search(r"(?<!\d)(20\d\d)([-/]?)(\d{1,2})\2(\d{1,2})(?!\d)", _parts(url)[1])
    if not match or not match[2] and len(match[0]) != 8:
        return None
    return read_date(f"{match[1]}-{match[3]}-{match[4]}")


# --- where ---------------------------------------------------------------------------------------------------------------------------------

_KIND = r"(?:[Tt]ỉnh|TỈNH|[Tt]hành phố|THÀNH PHỐ|TP\.?|Tp\.?|[Tt]hủ đô)\s?"
_BODY_OF = (
    r"(?:UBND|HĐND|MTTQ|Ủy ban nhân dân|Hội đồng nhân dân|[Tt]ỉnh ủy|[Tt]hành ủy|Công an|Đảng bộ|Đoàn ĐBQH"
    r"|(?:Sở|Ban) [^\W\d_][^.,;:()\d]{2,45}?)\s"
)
# Names of smaller places, of streets and of people after which a province's name is not the province: xã Hòa Bình, đường Hà Nội.
_SMALLER = re.compile(
    r"(?:xã|phường|thị trấn|huyện|quận|thị xã|thôn|ấp|bản|tổ|khu|đường|phố|cầu|chợ|trường|sông|biển|ngã tư|cảng|ông|bà|chị|anh)\s$", re.IGNORECASE
)
_HERE = re.compile(
    r"\b(?:UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Công an|toàn|địa bàn|Đảng bộ|trong|các sở[^.;]{0,30}) (?:tỉnh|thành phố|TP)\b"
    r"|\b(?:Tỉnh|Thành) ủy\b"
)
_FORMER = re.compile(r"\s?\(?(?:cũ|trước đây)\b")


class _Clue(NamedTuple):
    province: places.Province
    weight: float


@cache
def _names() -> re.Pattern[str]:
    """Every name and longer alias of a province, old or new, with what may stand before it."""
    names = {row["name"] for row in gazetteer("provinces")}
    names |= {alias for row in gazetteer("provinces") for alias in cells(row["aliases"]) if "U+" not in alias and len(alias) > 3}
    written = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<of>{_BODY_OF})?(?P<kind>{_KIND})?(?P<name>{written}|HCM)(?!\w|\sDương\b)")


def province(
    text: str,
    lines: list[Line],
    *,
    url: str | None = None,
    source: str | None = None,
    title: str | None = None,
    on: datetime.date | None = None,
) -> str | None:
    """The plain name of the province that the article is of, as of its date; None for national news and where several are as likely.

    Each clue adds to a province's weight: names in the title and the body, the outlet's name or address, districts.
    """
    weights: dict[str, float] = defaultdict(float)
    for clue in _clues(text, lines, url, source, title, on):
        weights[clue.province.name] += clue.weight
    if not weights:
        return None
    best = max(weights, key=weights.__getitem__)
    outside = sum(weights.values()) - weights[best]
    alone = not outside and _is_local(text, lines)
    told = any(True for _ in _outlet(text, lines, url, source, on)) or _is_local(text, lines) or _is_ahead(best, text, lines, title, on)
    return best if alone or told and weights[best] >= 2 and weights[best] >= 1.5 * outside else None


def _is_local(text: str, lines: list[Line]) -> bool:
    """Whether the text speaks of its province without naming it ("UBND tỉnh"), or begins with a district."""
    return _HERE.search(text) is not None or any(_district_names().search(head) for head in _heads(text, lines))


def _is_ahead(name: str, text: str, lines: list[Line], title: str | None, on: datetime.date | None) -> bool:
    """Whether the title or the first lines of the body name the province."""
    return any(clue.province.name == name for head in (title or "", *_heads(text, lines)) for clue in _named(head, 0, len(head), on, 1))


def _heads(text: str, lines: list[Line]) -> list[str]:
    """The title and the beginning of the first paragraph."""
    body = next((text[line.start : min(line.end, line.start + 300)] for line in lines if line.zone == "body"), "")
    return [text[line.start : line.end] for line in lines if line.zone == "title"][:3] + [body]


def _clues(text: str, lines: list[Line], url: str | None, source: str | None, title: str | None, on: datetime.date | None) -> Iterator[_Clue]:
    yield from _outlet(text, lines, url, source, on)
    if title and not any(line.zone == "title" for line in lines):
        yield from _named(title, 0, len(title), on, 2)
    counts: dict[str, float] = defaultdict(float)
    for line in lines:
        if line.zone == "boilerplate":
            continue
        for clue in _named(text, line.start, line.end, on, 2 if line.zone == "title" else 1):
            counts[clue.province.name] += clue.weight
            if counts[clue.province.name] <= 12:  # a name repeated often says no more
                yield clue
    yield from _by_districts(text, on)


def _named(text: str, start: int, end: int, on: datetime.date | None, times: float) -> Iterator[_Clue]:
    """Provinces named in a stretch of text: "UBND tỉnh X" weighs more than "tỉnh X", and that more than "X"."""
    for match in _names().finditer(text, start, end):
        name = "Hồ Chí Minh" if match["name"] == "HCM" else match["name"]
        if not match["kind"] and _is_other(text, match, start):
            continue
        found = places.province(name, on)
        if found and _FORMER.match(text, match.end()):
            found = places.province(found.successor, places.MERGER)
        if found:
            yield _Clue(_as_of(found, on), times * (2 if match["of"] else 1 if match["kind"] else 0.4))


def _is_other(text: str, match: re.Match[str], start: int) -> bool:
    """A bare name that is no province: a person's, a smaller place's, the end of a road (Đà Nẵng - Quảng Ngãi)."""
    if match["name"] == "Hồ Chí Minh":
        return True
    before, after = text[max(start, match.start() - 14) : match.start()], text[match.end() : match.end() + 4]
    return bool(_SMALLER.search(before) or re.match(rf"\s?-\s?[{UPPER}]", after) or re.search(r"[^\W\d_]\s?-\s?$", before))


def _as_of(found: places.Province, on: datetime.date | None) -> places.Province:
    """The province that has the area at the date: Hải Dương is Hải Phòng after the merger, the town of Huế is of its province before 2025."""
    if found.name == "Huế" and on and on < datetime.date(2025, 1, 1):
        return places.province("Thừa Thiên Huế", on) or found
    if on and on >= places.MERGER:
        return places.province(found.successor, on) or found
    return found


_DATELINE = re.compile(r"\W{0,2}(?P<cue>[^()\s][^()]{1,30}?)\s?(?:\)\s?[-:]?|\s-|:)\s")


@cache
def _outlets() -> dict[str, str]:
    return {row["cue"].casefold(): row["province"] for row in gazetteer("outlets")}


def _outlet(text: str, lines: list[Line], url: str | None, source: str | None, on: datetime.date | None) -> Iterator[_Clue]:
    """The outlet's own place: the cue at the head of the report, its address, its name."""
    for line in [line for line in lines if line.zone == "body"][:2]:
        match = _DATELINE.match(text, line.start, min(line.end, line.start + 45))
        if match:
            cue = match["cue"].strip()
            found = places.province(_outlets().get(cue.casefold()), on) or _of_host(cue if "." in cue else cue.replace(" ", "") + ".", on)
            if found:
                yield _Clue(_as_of(found, on), 5)
    for host in (_parts(url or "")[0], source or ""):
        found = _of_host(host, on)
        if found:
            yield _Clue(_as_of(found, on), 5)
    if source and "." not in source:
        yield from (_Clue(clue.province, 5) for clue in _named(source, 0, len(source), on, 1))


# Names of portals and newspapers begin and end so: baonamdinh.vn, tinhuyquangtri.vn, kontumtv.vn.
_BEFORE = (
    r"(?:www|m|en|vi|bao|dai|dptth|ptth|tinhuy|thanhuy|tinhdoan|thanhdoan|dangbo|dbnd|hdnd|dbqh|doandbqh|ubnd|mttq|congan|sokhcn|so|cong|portal"
    r"|tin|truyenhinh|dulich)?"
)
_AFTER = r"(?:tv|tvn|online|24h|news|portal|city|province|rtv|cpv|dcs|gov|dientu|media|plus)?"


@cache
def _hosts() -> re.Pattern[str]:
    names = {places.fold(row["name"]) for row in gazetteer("provinces")} | {"hochiminhcity", "tphcm"}
    return re.compile(rf"{_BEFORE}(?P<name>{'|'.join(sorted(names, key=len, reverse=True))}){_AFTER}")


def _of_host(host: str, on: datetime.date | None) -> places.Province | None:
    """The province in a host's name: the label nearest to the end, so that a former province's site under the new one's is the new one's."""
    if "." not in host or " " in host.strip():
        return None
    for label in reversed(re.sub(r"[-_]", "", host.strip().lower()).split(".")):
        match = _hosts().fullmatch(label)
        if match:
            return places.province({"hochiminhcity": "Hồ Chí Minh", "tphcm": "Hồ Chí Minh"}.get(match["name"], match["name"]), on)
    return None


def _parts(url: str) -> tuple[str, str]:
    """Host and path of an address; empty where it is none."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        return parts.hostname or "", parts.path
    except ValueError:
        return "", ""


@cache
def _district_names() -> re.Pattern[str]:
    names = sorted({row["short_name"] for row in gazetteer("districts") if not row["short_name"].isdigit()}, key=len, reverse=True)
    return re.compile(rf"\b(?i:huyện|thị xã|thành phố|TP\.?|TX\.?|quận|UBND)\s(?P<name>{'|'.join(map(re.escape, names))})(?!\w)")


def _by_districts(text: str, on: datetime.date | None) -> Iterator[_Clue]:
    """Districts named, each once; a name that several provinces have says little."""
    seen: set[str] = set()
    for match in _district_names().finditer(text):
        name = match["name"]
        if name in seen or places.is_province(name):
            continue
        seen.add(name)
        found = places.districts(name)
        for district in found:
            of = places.province(district.province)
            if of and len(seen) <= 6:
                yield _Clue(_as_of(of, on), 1 if len(found) == 1 else 0.5 / len(found))


# --- in what state -------------------------------------------------------------------------------------------------------------------------


class Symptom(NamedTuple):
    """Something wrong with the text as a whole or with a stretch of it, in view offsets."""

    code: str
    start: int | None
    end: int | None
    message: str


_VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")  # letters of no other language
_LETTER = re.compile(r"[^\W\d_]")
_PLAIN_WORDS = frozenset(
    "cua cac va nhan dan tinh huyen trong duoc nhung ngay thang nam theo viec thuc hien cong tac chi dao uy ban quyet dinh ve cho tai la".split()
)
_ENGLISH = frozenset("the of and to in for that with on was is are were from by this have has will".split())
_UNFINISHED = re.compile(
    r"(?:[\[(](?:\.{3}|…)[\])]"
    r"|(?:,|\b(?:của|và|về|các|những|theo|tại|với|cho|trong|là|để|do|từ|đến|như|gồm)|\S \.{3}|\S …)\s?(?:\.{3}|…)?)\W*$"
)
_MORE_ELSEWHERE = re.compile(r"(?:\bXem tiếp|\bĐọc tiếp|\bXem thêm|\bcòn nữa|\bCòn tiếp)\W*$", re.IGNORECASE)


def symptoms(text: str, lines: list[Line]) -> list[Symptom]:
    """What is wrong with the text: what each of `SYMPTOMS` says."""
    return [symptom for symptom in (rule(text, lines) for rule in SYMPTOMS) if symptom]


def _unreadable(text: str, lines: list[Line]) -> Symptom | None:
    """Letters lost in a wrong decoding (F8), diacritics left out, or another language (F10)."""
    return _garbled(text) or _foreign(text)


def _garbled(text: str) -> Symptom | None:
    lost = text.find("\ufffd")
    if lost >= 0:
        return Symptom("text.mojibake", lost, lost + 1, f"{text.count(chr(0xFFFD))} letters were lost in decoding")
    from ftfy.badness import BADNESS_RE  # not needed where nothing is read

    match = BADNESS_RE.search(text)
    if match and match.end() > match.start():
        return Symptom("text.mojibake", match.start(), match.end(), f"{match[0]!r}: UTF-8 read in another encoding?")
    sample = text[:20_000]
    if len(_VIETNAMESE.findall(sample)) >= 100 and (share := encodings.share_of_syllables(sample)) < 0.9:
        return Symptom("text.mojibake", None, None, f"{1 - share:.0%} of the words with diacritics are no Vietnamese syllables")
    return None


def _foreign(text: str) -> Symptom | None:
    sample = text[:20_000]
    letters = len(_LETTER.findall(sample))
    if letters < 40 or len(_VIETNAMESE.findall(sample)) * 50 >= letters:  # one letter in six or more, in Vietnamese
        return None
    words = re.findall(r"[a-z]+", sample.lower())
    plain, english = sum(word in _PLAIN_WORDS for word in words), sum(word in _ENGLISH for word in words)
    if plain > english and plain * 20 >= len(words):
        return Symptom("text.no_diacritics", None, None, "Vietnamese without diacritics: only numbers and symbols can be read")
    return Symptom("text.not_vietnamese", None, None, "hardly a letter that only Vietnamese has: probably another language")


def _truncated(text: str, lines: list[Line]) -> Symptom | None:
    """F11: the last paragraph stops in the middle of a sentence."""
    kept = [line for line in lines if line.zone not in ("boilerplate", "caption", "dateline")]
    if not kept or kept[-1].zone != "body":
        return None
    last = kept[-1]
    tail = text[max(last.start, last.end - 60) : last.end]
    unended = last.end - last.start >= 100 and re.search(r"""[.!?:;…]["”’)\]]*$|/\.$|["”)\]]$""", tail) is None
    if unended or _UNFINISHED.search(tail) or _MORE_ELSEWHERE.search(tail):
        message = "the text stops in the middle of a sentence; a deadline may be missing"
        return Symptom("text.truncated", max(last.start, last.end - 30), last.end, message)
    return None


SYMPTOMS: tuple[Callable[[str, list[Line]], Symptom | None], ...] = (_unreadable, _truncated)
