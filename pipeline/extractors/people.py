"""People with all their titles; later mentions ("Ông Bình", "đồng chí Chủ tịch") resolved to the full name (catalogue D9).

Reads the view's text. Runs of capitalised syllables are candidates; ordered rules say which of them are names, by a form of address or
a title before them, a title or verb of speech behind them, or an earlier mention. Titles, verbs and the words before streets and
schools are rows of `person_titles.tsv`, family names of `surnames.tsv`, places of `provinces.tsv` and `districts.tsv`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from corpora import any_of, cells, gazetteer
from pipeline import schema
from pipeline.context import Context


def cues(*kinds: str) -> list[str]:
    """The cues of these kinds."""
    return [row["cue"] for row in gazetteer("person_titles") if row["kind"] in kinds]


def pattern(*kinds: str) -> str:
    """A regex for any cue of these kinds, in lower case."""
    return any_of(cue.lower() for cue in cues(*kinds))


# --- names ------------------------------------------------------------------------------------------------------------------------------

_LATIN = [c for c in map(chr, range(0x41, 0x1EFA)) if "LATIN" in unicodedata.name(c, "")]
UPPER = "".join(c for c in _LATIN if c.isupper())
LOWER = "".join(c for c in _LATIN if c.islower())
SYLLABLE = rf"(?:[{UPPER}][{LOWER}]*(?:['’][{UPPER}{LOWER}]{{1,8}})?|[{UPPER}]{{2,8}})(?![\w])"  # Nguyễn, Y, K'Mák, NGUYỄN
# Begins with its capital and looks back behind it: a search for a set of characters is many times faster than one for a condition.
RUN = re.compile(
    rf"""[{UPPER}](?<![\w'’].) (?: (?:[{LOWER}]*(?!\w|['’]\w)|[{UPPER}]{{1,7}}(?!\w)) (?=[ ][{UPPER}]) | [{LOWER}]*['’][{UPPER}{LOWER}]{{1,8}}(?!\w) )
         (?:[ ]{SYLLABLE}){{0,9}}""",
    re.VERBOSE,
)
_SYLLABLE = re.compile(SYLLABLE)

SURNAMES = {row["surname"]: row["group"] for row in gazetteer("surnames")}
_FAMILY = frozenset(SURNAMES) | frozenset(name.upper() for name in SURNAMES if len(name) > 1)
_COMMON = frozenset(n for name, group in SURNAMES.items() if group == "common" for n in (name, name.upper()))
_NOBODY = frozenset(cues("nobody"))
_ORGANISATION = frozenset(cues("organisation"))


@cache
def _places() -> frozenset[str]:
    """The names of provinces and districts."""
    names = {row["name"] for row in gazetteer("provinces")} | {row["short_name"] for row in gazetteer("districts")}
    names |= {alias for row in gazetteer("provinces") for alias in cells(row["aliases"])}
    return frozenset(names | {"HCM", "Hồ Chí Minh", "Việt Nam"})


class Run(NamedTuple):
    """Capitalised syllables in a row, none of them in a title."""

    text: str
    spans: list[tuple[int, int]]
    words: list[str]
    left: str  # what stands before it in its line, at most 40 characters
    titles: Titles


def _run(text: str, spans: list[tuple[int, int]], titles: Titles) -> Run:
    start = spans[0][0]
    left = text[max(0, start - 40, text.rfind("\n", max(0, start - 40), start) + 1) : start]
    return Run(text, spans, [text[a:b] for a, b in spans], left, titles)


# --- titles -----------------------------------------------------------------------------------------------------------------------------

HEAD = re.compile(
    rf"""
    (?<![\w/])
    (?: (?:nguyên|cựu|quyền|q\.)\ )?                             # nguyên Chủ tịch, Quyền Giám đốc
    (?: (?:phó|p\.)\ ?(?:tổng\ )? (?={pattern("office")}) )?     # Phó Chủ tịch, P. Giám đốc
    (?: (?P<office>{pattern("office")}) | (?P<rank>{pattern("rank")}) | (?P<degree>{pattern("degree")}) )
    (?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STOP = re.compile(rf"(?<!\w){pattern('stop')}(?!\w)")
_KEPT = re.compile(rf"(?<!\w){pattern('keep', 'comma')}(?!\w)", re.IGNORECASE)
_BREAK = re.compile(
    rf"""[,;:!?()“”\"\n] | \.(?=\s|$)(?<!TP\.)(?<!TX\.)(?<!T\.Ư\.) | \s(?=kiêm\s)
       | \s-\s (?: (?i:(?=(?:phó\ )?{pattern("office", "rank")}(?!\w))) | (?![{UPPER}][{LOWER}]*\s[{LOWER}]) )""",  # but: Kinh tế - Ngân sách
    re.VERBOSE,
)
_LONGEST = 120  # characters of one title; the longest seen in the press name a committee and stay below


class Titles:
    """The title heads of a text, in order, and where each title ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.heads = [m for m in HEAD.finditer(text) if m[0][0].isupper() or not m["degree"] or len(m[0]) > 4]
        self.starts = {m.start(): i for i, m in enumerate(self.heads)}
        self._ordered = [m.start() for m in self.heads]
        self.taken: set[int] = set()  # heads that are some person's title

    def inside(self, index: int) -> int | None:
        """The number of the head that covers a character, else None."""
        i = bisect_right(self._ordered, index) - 1
        return i if i >= 0 and index < self.heads[i].end() else None

    def before(self, index: int) -> int | None:
        """The number of the last head that ends before a character."""
        i = bisect_right(self._ordered, index) - 1
        return i if i >= 0 and self.heads[i].end() <= index else None

    def end(self, head: int) -> int:
        """Where the title ends that begins with a head and stands behind its name."""
        start, name = self.heads[head].span()
        masked = _masked(self.text[start : min(len(self.text), name + _LONGEST)])
        found = [m.start() for m in (pattern.search(masked, name - start) for pattern in (_BREAK, _STOP, _AND_HEAD)) if m]
        return start + len(masked[: min(found, default=len(masked))].rstrip(" ,-"))

    def reaches(self, head: int, index: int) -> bool:
        """Whether a title that begins with a head goes on up to a character."""
        start, name = self.heads[head].span()
        if index - name > _LONGEST:
            return False
        masked = _masked(self.text[start:index]).rstrip(" -")
        return not masked.endswith(" và") and not _BREAK.search(masked, name - start) and not _STOP.search(masked, name - start)


_AND_HEAD = re.compile(rf"\svà\s(?=(?:phó\s)?{pattern('office', 'rank', 'address')}(?!\w))", re.IGNORECASE)


def _masked(words: str) -> str:
    """The words with those that belong to names made harmless: "Sở Văn hóa, Thể thao và Du lịch", "ban quản lý dự án"."""
    return _KEPT.sub(lambda m: re.sub(r"[ ,]", "_", m[0]), words)


@dataclass
class Person:
    """A mention on its way: where, who, with which titles at this place."""

    start: int
    end: int
    name: str
    titles: list[str] = field(default_factory=list)
    role: str | None = None
    by: str = ""
    confidence: float = 0.95
    left: int = -1  # where the titles before the name begin


# --- which run is a name ------------------------------------------------------------------------------------------------------------------

_ADDRESS = pattern("address")
_ADDRESS_BEFORE = re.compile(rf"(?<!\w){_ADDRESS}:?\s$", re.IGNORECASE)
_PLACE_BEFORE = re.compile(rf"(?<!\w)(?P<cue>{pattern('place', 'level', 'open_place')})\s?$", re.IGNORECASE)
_LEVELS, _OPEN_PLACES = frozenset(c.lower() for c in cues("level")), frozenset(c.lower() for c in cues("open_place"))
_SAYS = re.compile(rf"\s(?:cũng |đã |vừa )?{pattern('speech')}(?!\w)")
_TITLE_AFTER = re.compile(r"\s?[,(-]\s?(?:\d\d tuổi, )?(?:(?:cũng |hiện |hiện nay )?là |đồng thời là |hiện )?(?=\w)", re.IGNORECASE)


def _addressed(run: Run) -> int | None:
    """Ông Huỳnh Nam; đồng chí Y Vinh Tơr: whatever the family name."""
    known = len(run.spans) > 1 or "'" in run.words[0] or "’" in run.words[0]
    return 0 if known and _ADDRESS_BEFORE.search(run.left) and run.words[0] not in _ORGANISATION else None


def _titled(run: Run) -> int | None:
    """Phó Chủ tịch UBND tỉnh An Giang Trần Thị Lụa: from the family name on, past the place."""
    head = run.titles.before(run.spans[0][0])
    if head is None or not run.titles.reaches(head, run.spans[0][0]):
        return None
    match = run.titles.heads[head]
    if not match["office"] and match.end() + 1 == run.spans[0][0] and len(run.spans) > 1 and run.words[0] not in _ORGANISATION:
        return 0  # Đại tá K'Brêu
    return _family_name(run)


def _told_of(run: Run) -> int | None:
    """Trần Thị Lụa cho biết; Trần Thị Lụa, Giám đốc: a verb of speech or a title behind a family name."""
    if not _stands_alone(run):
        return None
    end = run.spans[-1][1]
    title = _TITLE_AFTER.match(run.text, end)
    if title and title.end() in run.titles.starts:
        return 0
    return 0 if (len(run.spans) > 2 or run.words[0] in _COMMON) and _SAYS.match(run.text, end) else None


def _full_name(run: Run) -> int | None:
    """Nguyễn Văn Tám, Trần Thị Lụa: nothing else has this shape."""
    return 0 if len(run.spans) > 2 and run.words[1] in ("Văn", "Thị", "VĂN", "THỊ") and _stands_alone(run) else None


NAME_RULES: tuple[Callable[[Run], int | None], ...] = (_addressed, _titled, _told_of, _full_name)


def _stands_alone(run: Run) -> bool:
    """Whether a run begins with a family name and no word before it makes it a street, a school or part of a longer name."""
    words = run.words
    if not 2 <= len(words) <= 5 or words[0] not in _FAMILY or " ".join(words) in _NOBODY | _places():
        return False
    return not _PLACE_BEFORE.search(run.left) and (not re.search(r"[\w&]\s$", run.left[-2:]) or bool(_LINK_BEFORE.search(run.left)))


_LINK_BEFORE = re.compile(r"(?<!\w)(?:và|cùng|gồm|có|là|của|với|do|theo|khi)\s$", re.IGNORECASE)


def _family_name(run: Run) -> int | None:
    """The number of the syllable where a person's name begins, after the name of a place; None when the run holds only a place."""
    words = run.words
    if " ".join(words) in _NOBODY:
        return None
    place = _PLACE_BEFORE.search(run.left)
    cue = place["cue"].lower() if place else ""
    if cue and cue not in _LEVELS:
        later = _after_small_place(words)
        whole = len(words) > 2 and words[0] in _FAMILY and cue in _OPEN_PLACES
        return later if later is not None else 0 if whole else None
    for length in range(min(4, len(words)), 0, -1):
        if " ".join(words[:length]) in _places():
            return length if _is_name(words[length:]) else None
    return next((k for k in range(len(words)) if _is_name(words[k:])), None)


def _after_small_place(words: list[str]) -> int | None:
    """Where the name begins in "[xã] Lê Lợi Trần Văn Tám": at a common family name behind two syllables or more."""
    if len(words) < 4 or words[1] in ("Văn", "Thị"):
        return None
    return next((k for k in range(2, len(words) - 1) if words[k] in _COMMON), None)


def _is_name(words: list[str]) -> bool:
    family = words[:1] and (words[0] in _FAMILY or re.search("['’]", words[0]))  # K'Srem Liêng
    return 2 <= len(words) <= 6 and bool(family) and " ".join(words) not in _NOBODY and len({w.isupper() and len(w) > 1 for w in words}) == 1


def _runs(text: str, titles: Titles) -> Iterator[Run]:
    """The runs of capitalised syllables, without those that are titles or, at a sentence's start, forms of address."""
    for match in RUN.finditer(text):
        spans: list[tuple[int, int]] = []
        style = None
        for syllable in _SYLLABLE.finditer(text, match.start(), match.end()):
            capitals = len(syllable[0]) > 1 and syllable[0].isupper()
            outside = titles.inside(syllable.start()) is not None or not spans and syllable[0] in _POLITE
            if spans and (outside or capitals != style):
                yield _run(text, spans, titles)
                spans = []
            if not outside:
                spans.append(syllable.span())
                style = capitals
        if spans:
            yield _run(text, spans, titles)


_POLITE = frozenset(("Ông", "Bà", "Anh", "Chị", "Cô", "Thầy", "Em", "Cụ", "Mr", "Ms", "Mrs"))


# --- titles around a name -----------------------------------------------------------------------------------------------------------------

_NEXT = re.compile(r"\s?(?:,|-|kiêm|và|,? đồng thời là)?\s?(?:kiêm |đồng thời là |đồng thời |hiện là )?")
_AFTER_NAME = re.compile(
    r"""\s?(?:[,(-]\s?)?                                                                          # Lê A, | Lê A ( | Lê A -
        (?:\d\d\ tuổi,\s)?                                                                        # 48 tuổi,
        (?:(?:cũng|hiện|hiện\ nay|vốn|đồng\ thời)?\s?(?:là|giữ\ chức\ vụ|giữ\ chức)\s|hiện\s)?""",  # cũng là, hiện giữ chức
    re.VERBOSE | re.IGNORECASE,
)


def _take_title_before(titles: Titles, person: Person, index: int) -> bool:
    """Puts the title that ends at a character first among a person's; False when none does or it is another's."""
    head = titles.before(index)
    if head is None or head in titles.taken or not titles.reaches(head, index):
        return False
    titles.taken.add(head)
    person.left = titles.heads[head].start()
    person.titles.insert(0, titles.text[person.left : index].strip(" ,-"))
    return True


def _titles_after(titles: Titles, index: int) -> tuple[list[str], int]:
    """The titles that begin behind a name, and where they end."""
    found: list[str] = []
    match = _AFTER_NAME.match(titles.text, index)
    end = index
    while match and (head := titles.starts.get(match.end())) is not None and head not in titles.taken:
        stop = titles.end(head)
        found.append(titles.text[match.end() : stop])
        titles.taken.add(head)
        end, match = stop, _NEXT.match(titles.text, stop)
    return found, end


# --- bylines ------------------------------------------------------------------------------------------------------------------------------

_NAME = rf"{SYLLABLE}(?:[ ]{SYLLABLE}){{1,3}}"
_NAMES = rf"{_NAME}(?:\s?(?:,|-|&|và|/)\s?{_NAME}){{0,3}}"
_CREDIT = pattern("credit")
BYLINE = re.compile(
    rf"""\W{{0,3}} (?P<credit>{_CREDIT}(?:\s?[:-]|\s)\s?)?         # Tin, ảnh:
         (?:[A-ZĐ]{{2,6}}/)? (?P<names>(?-i:{_NAMES}))              # Lê Thọ - Mỹ An
         \s? (?P<done>\(\s?{pattern('done')}[^()\n]{{0,20}}\))? \W{{0,3}}""",  # (Thực hiện)
    re.VERBOSE | re.IGNORECASE,
)
_PHOTO = re.compile(rf"[ảẢ](?i:nh(?: minh họa| tư liệu)?)\s?:\s?(?:[A-ZĐ]{{2,6}}\s?[/-]\s?)?(?P<names>{_NAME}(?![ ]*[{LOWER}]))")
_WITH_TEXT = re.compile(r"(?:tin|bài)(?:,| và| -)?\s$", re.IGNORECASE)  # Bài, ảnh: an author
_CREDITED = re.compile(rf"(?i:(?<!\w){_CREDIT})\s?:\s?(?P<names>{_NAMES})\s*(?:$|\n)")
_SIGNED = re.compile(rf"(?:(?:KT|TM|TL|TUQ)\.\s?.{{0,40}}?)?(?P<title>(?:phó )?{pattern('office')}.{{0,60}})", re.IGNORECASE)
_TAIL = re.compile(rf"(?:\./\.|\d{{4}},)\s(?P<names>{_NAMES})\W{{0,2}}$")


def _bylines(context: Context, titles: Titles) -> Iterator[Person]:
    """The authors and photographers named in bylines and captions."""
    body, previous = False, ""
    for line in context.lines:
        if line.zone == "boilerplate":
            continue
        for match in _PHOTO.finditer(context.text, line.start, line.end):
            if not _WITH_TEXT.search(context.text, max(line.start, match.start() - 10), match.start()):
                yield from _credited(context.text, match, "photographer", titles)
        match = _TAIL.search(context.text, max(line.start, line.end - 120), line.end)
        if match is None and line.end - line.start <= 80 and body:
            match = BYLINE.fullmatch(context.text, line.start, line.end)
            match = match if match and (line.zone == "byline" or match["credit"] or match["done"] or match["names"].split()[0] in _FAMILY) else None
        if match is None and line.zone != "body":
            match = _CREDITED.search(context.text, line.start, line.end)
        if match:
            signs = _SIGNED.fullmatch(previous) if previous.isupper() else None  # CHÁNH VĂN PHÒNG over a signature
            for person in _credited(context.text, match, "signer" if signs else "author", titles):
                person.titles = [signs["title"]] if signs else []
                yield person
        body = body or line.zone == "body"
        previous = context.text[line.start : line.end].strip()


def _credited(text: str, match: re.Match[str], role: str, titles: Titles) -> Iterator[Person]:
    for name in re.finditer(_NAME, text[match.start("names") : match.end("names")]):
        start = match.start("names") + name.start()
        words = name[0].split()
        capitals = {w.isupper() for w in words}
        if {words[0], words[0].capitalize()} & _ORGANISATION or len(capitals) > 1 or name[0].title() in _NOBODY | _places():
            continue
        if titles.inside(start) is None:
            yield Person(start, start + len(name[0]), name[0], role=role, by=f"rule:people.{role}", confidence=0.8)


# --- the extractor --------------------------------------------------------------------------------------------------------------------------

_CHAIRS = re.compile(r"[\s,)]{0,3}(?:đã |đồng |cùng )?chủ trì(?!,? phối hợp)(?! (?:xây dựng|tham mưu|triển khai|thực hiện|rà soát))", re.IGNORECASE)
_CHAIRED_BY = re.compile(
    r"chủ trì (?:của|bởi)[^.;\n]{0,160}$|(?:^|\s)chủ trì (?:hội nghị|cuộc họp|buổi|phiên họp)[^.;,\n]{0,60}(?:là|có)[^.;\n]{0,100}$", re.IGNORECASE
)


def find(context: Context) -> list[schema.Person]:
    """The people of an article, in order; a person's titles are the same at every mention."""
    titles = Titles(context.text)
    people = sorted(_bylines(context, titles), key=lambda p: p.start)
    spans = [(p.start, p.end) for p in people]
    people += [p for p in _named(context, titles) if not _touches(spans, p.start, p.end)]
    people.sort(key=lambda p: p.start)
    _give_titles(context.text, titles, people)
    people += _later(context, titles, people)
    people.sort(key=lambda p: p.start)
    everything = _collected(people)
    return [
        schema.Person(start=p.start, end=p.end, name=p.name, titles=list(everything[_key(p.name)]), role=p.role, by=p.by, confidence=p.confidence)
        for p in people
    ]


def _named(context: Context, titles: Titles) -> list[Person]:
    """The mentions by full name."""
    found: list[Person] = []
    waiting: list[Run] = []
    for run in _runs(context.text, titles):
        if context.zone(run.spans[0][0]) == "boilerplate":
            continue
        for rule in NAME_RULES:
            first = rule(run)
            if first is not None and not set(run.words[first:]) & _NOT_IN_NAMES and " ".join(run.words[first:]) not in _NOBODY:
                found.append(_person(run, first, rule.__name__))
                break
        else:
            waiting.append(run)
    known = {_key(p.name) for p in found}
    ends = {p.end for p in found}
    for run in waiting:
        listed = _LISTED.search(context.text, max(0, run.spans[0][0] - 6), run.spans[0][0])
        if _key(" ".join(run.words)) in known and not _PLACE_BEFORE.search(run.left):
            found.append(_person(run, 0, "_named_again"))
        elif listed and _in_list(context.text, run, listed.start(), ends):
            found.append(_person(run, 0, "_listed"))
            ends.add(run.spans[-1][1])
    short = {ending for p in found for ending in _endings(p.name)}  # "bà Minh Sen", when Lê Thị Minh Sen is known
    found = [p for p in found if _key(p.name) not in short or p.name.split()[0] in _FAMILY]
    return sorted(found, key=lambda p: p.start)


def _in_list(text: str, run: Run, comma: int, ends: set[int]) -> bool:
    """Whether a run goes on with a list of people: "Phạm Thị Mơ (Chủ tịch Hội), Đặng Sỹ, Bùi Thắng"."""
    behind = comma in ends or text[comma - 1] == ")" and run.words[0] in _COMMON
    return behind and _is_name(run.words) and " ".join(run.words) not in _places()


_LISTED = re.compile(r"(?:,| và|;| cùng)\s$")
_NOT_IN_NAMES = frozenset(("UBND", "HĐND", "MTTQ", "VNPT", "TP", "THPT", "THCS"))


def _person(run: Run, first: int, rule: str) -> Person:
    start, end = run.spans[first][0], run.spans[-1][1]
    sure = 0.95 if rule in ("_addressed", "_titled") else 0.85
    return Person(start, end, run.text[start:end], by=f"rule:people.{rule.strip('_')}", confidence=sure)


def _give_titles(text: str, titles: Titles, people: list[Person]) -> None:
    """Adds to each mention the titles beside it: first the one before each name, so that none is taken for the name before that."""
    known = [p for p in people if p.role is None]
    for person in known:
        taken = _take_title_before(titles, person, _without_address(text, person.start))
        while taken and text[person.left - 1 : person.left] == " ":  # Trưởng Công an xã Đại úy Trần Văn Tám
            taken = _take_title_before(titles, person, person.left - 1)
    for person in known:
        after, end = _titles_after(titles, person.end)
        person.titles += after
        before = text[max(0, person.start - 200, text.rfind("\n", 0, person.start) + 1) : person.start]
        person.role = "chair" if _CHAIRS.match(text, end) or _CHAIRED_BY.search(before) else None
    for person in known:
        address = _without_address(text, person.start)
        if not person.titles and address < person.start and text[max(0, address - 2) : address] == ", ":
            _take_title_before(titles, person, address - 2)  # Giám đốc Sở Y tế, ông Trần Văn Tám
        while person.left > 0 and _take_title_before(titles, person, _TITLES_MEET.search(text, max(0, person.left - 8), person.left).start()):
            pass


_TITLES_MEET = re.compile(r"\s?(?:,|-|kiêm)?\s?$")


def _without_address(text: str, index: int) -> int:
    """Where the form of address before a name begins: a title may stand before that."""
    address = _ADDRESS_BEFORE.search(text, max(0, index - 20), index)
    return address.start() if address and not address[0].lower().startswith("các") else index


# --- later mentions -----------------------------------------------------------------------------------------------------------------------

_GIVEN = re.compile(rf"(?<=[ ])(?!(?:{'|'.join(sorted(_POLITE))})[ ][{UPPER}])(?P<given>{SYLLABLE}(?:[ ]{SYLLABLE})?)(?![ ][{UPPER}])")
_BEFORE_GIVEN = re.compile(rf"(?<!\w)(?:{_ADDRESS}|{pattern('rank')})\s$", re.IGNORECASE)
_COMRADE = re.compile(r"(?<!\w)(?:đồng chí|ông|bà|đ/c)\s$", re.IGNORECASE)


def _later(context: Context, titles: Titles, people: list[Person]) -> Iterator[Person]:
    """Short mentions of people named elsewhere: by given name, or by title."""
    named = [p for p in people if p.role not in ("author", "photographer")]
    if not named:
        return
    spans = [(p.start, p.end) for p in people]
    by_given = _index((key, p) for p in named for key in _endings(p.name))
    for match in _GIVEN.finditer(context.text):
        people_so_called = by_given.get(_key(match["given"]))
        address = people_so_called and _BEFORE_GIVEN.search(context.text, max(0, match.start() - 20), match.start())
        if address and not _touches(spans, address.start(), match.end()) and context.zone(match.start()) != "boilerplate":
            person = _nearest(people_so_called, match.start())
            yield Person(address.start(), match.end(), person.name, by="rule:people.given_name", confidence=0.9)
    by_title = _index((key, p) for p in named for title in p.titles for key in _beginnings(title))
    for i, head in enumerate(titles.heads):
        comrade = None if i in titles.taken else _COMRADE.search(context.text, max(0, head.start() - 10), head.start())
        person = _nearest(by_title.get(_key(context.text[head.start() : titles.end(i)]), []), comrade.start(), only_before=True) if comrade else None
        if comrade and person and context.zone(comrade.start()) != "boilerplate":
            yield Person(comrade.start(), titles.end(i), person.name, by="rule:people.by_title", confidence=0.8)


def _index(pairs: Iterable[tuple[str, Person]]) -> dict[str, list[Person]]:
    """Each key's people, in text order."""
    found: dict[str, list[Person]] = {}
    for key, person in pairs:
        found.setdefault(key, []).append(person)
    return found


def _endings(name: str) -> list[str]:
    """The short forms of a name: its last syllable, its last two."""
    words = _key(name).split()
    return [" ".join(words[-n:]) for n in (1, 2) if n < len(words)]


def _beginnings(title: str) -> list[str]:
    """The short forms of a title: its first words, "chủ tịch" for "chủ tịch ubnd tỉnh"."""
    words = _key(title).split()
    return [" ".join(words[:n]) for n in range(1, len(words) + 1)]


def _nearest(people: list[Person], index: int, only_before: bool = False) -> Person | None:
    """The last person before a character, else the first behind it."""
    i = bisect_right(people, index, key=lambda p: p.start)
    return people[i - 1] if i else people[0] if people and not only_before else None


def _same_title(short: str, title: str) -> bool:
    """Whether a title repeats another or its beginning: "Chủ tịch" for "Chủ tịch UBND tỉnh", not "Phó Chủ tịch"."""
    return bool(re.match(re.escape(_key(short)) + r"(?!\w)", _key(title)))


def _touches(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    i = bisect_right(spans, (end, 0))
    return i > 0 and spans[i - 1][1] > start


def _key(name: str) -> str:
    return " ".join(name.lower().split())


def _collected(people: list[Person]) -> dict[str, list[str]]:
    """Each name's titles over the whole article; of two that begin alike the longer."""
    found: dict[str, list[str]] = {}
    for person in people:
        held = found.setdefault(_key(person.name), [])
        for title in person.titles:
            alike = next((i for i, t in enumerate(held) if _same_title(title, t) or _same_title(t, title)), None)
            if alike is None:
                held.append(title)
            elif len(title) > len(held[alike]):
                held[alike] = title
    return found
