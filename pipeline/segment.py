"""Sentences, list items, quotations and clauses of a view.

Reads a `View` and the lines of `clean.lines`; writes `Sentence` records. All offsets are the view's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.clean import UPPER, Line


class Sentence(NamedTuple):
    """One sentence without its list number."""

    start: int
    end: int
    zone: str  # as in clean.Line
    paragraph: int  # number of the line
    item: str | None = None  # list number of the item it stands in: "1", "1.2", "a"; "-" for all bullets
    depth: int = 0  # 0 outside lists, 1 for the outermost list, ...
    quoted: bool = False  # begins inside a quotation of a sentence or more
    parent: int | None = None  # index of the sentence that heads its list: one that ends in ":", or the item above


def sentences(text: str, lines: list[Line]) -> list[Sentence]:
    """The sentences of a view's text, in order; lines of boilerplate give none."""
    found: list[Sentence] = []
    quotes = quotations(text)
    starts = [start for start, _ in quotes]
    outline = _Outline()
    leads = 2  # paragraphs that may begin with the outlet's name
    for number, line in enumerate(lines):
        if line.zone == "boilerplate":
            continue
        in_body = line.zone in ("body", "heading")
        start = line.start
        if line.zone == "body" and leads:
            start, leads = _past_outlet(text, line), leads - 1
        for piece in _items(text, start, line.end) if in_body else [_Piece(start, line.end, None)]:
            if in_body:
                outline.place(piece.marker, found, text)
            for a, b in _split(text, piece.text_start, piece.end):
                i = bisect_right(starts, a) - 1
                quoted = i >= 0 and a < quotes[i][1]
                place = (outline.item, outline.depth, quoted, outline.parent) if in_body else (None, 0, quoted, None)
                found.append(Sentence(a, b, line.zone, number, *place))
    return found


# "(GLO)- ", "TTH.VN - ", "(Báo Bình An) - ": the outlet that reports, at the head of the first paragraph.
_OUTLET = re.compile(rf"(?:\([^()]{{2,40}}\)\s?[-:]?|[{UPPER}&]{{2,9}}(?:\.[A-Za-z]{{2,3}})?\s?(?:Online|online)?\s?-)\s*(?=[“\"]?[{UPPER}\d])")


def _past_outlet(text: str, line: Line) -> int:
    match = _OUTLET.match(text, line.start, line.end)
    return match.end() if match else line.start


# --- list items ----------------------------------------------------------------------------------------------------------------------------


class Marker(NamedTuple):
    """A list number as written, its place in the row of its kind, and where its text begins."""

    kind: str  # "1.", "(1)", "a)", "1.1", "-", "một là", ...
    value: int  # 1 for the first of a row; 0 for bullets
    label: str
    end: int


class _Piece(NamedTuple):
    """A line, or one inline item of it."""

    start: int
    end: int
    marker: Marker | None

    @property
    def text_start(self) -> int:
        return self.marker.end if self.marker else self.start


_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMANS = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"]
_ORDINALS = {"một": 1, "nhất": 1, "hai": 2, "nhì": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}

_MARKER = re.compile(
    rf"""
    (?: (?P<dotted> \d{{1,2}}(?:\.\d{{1,2}}){{1,3}} [.)]? (?=\s[{UPPER}“"]) | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.(?=\s?[^\W\d_]) )  # 1.2. 1.2.3
      | (?P<number> \(\d{{1,2}}\)[.:]? | \d{{1,2}}[.)]-?(?=\s|[^\W\d_]) | \d{{1,2}}/(?=\s|[{UPPER}][^\W\d_]*\s) | \d{{1,2}}\s?-\s?(?=[{UPPER}]) )
      | (?P<letter> \(?[a-zđ]\)(?=\s?\S) | [a-zđ][./](?=\s) | \(?(?:[ivx]{{1,4}})\)(?=\s?\S) | [A-HĐ][.)](?=\s) )
      | (?P<roman> [IVX]{{1,5}}[.)/](?=\s|[{UPPER}]) | [IVX]{{1,5}}\s?-\s?(?=[{UPPER}]) )
      | (?P<named> (?P<name> Điều|Khoản|Bước|Nhiệm\svụ|Nhóm|Nội\sdung|Giải\spháp|Mục\stiêu ) \s (?:thứ\s)? (?P<nth> \d{{1,2}} ) \s?[.:,](?=\s) )
      | (?P<word> (?P<one> Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười ) \s là (?:,|:|\s) )
      | (?P<place> [Tt]hứ \s (?P<rank> nhất|nhì|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười ) (?:\slà)? (?:,|:|(?<=là)\s)
                   (?! \s?(?:ngày\s)?\d) )                                            # not the day of the week
      | (?P<bullet> [-+*•▪●○◦►→✓] (?!\d) | [oüvØ§] (?=\s[{UPPER}]) )  # the latter: Word's symbol fonts
    ) \s* (?=\S)
    """,
    re.VERBOSE,
)


def marker(text: str, start: int, end: int) -> Marker | None:
    """The list number at `start`, else None."""
    match = _MARKER.match(text, start, end)
    if not match or match.end() >= end:
        return None
    if match["bullet"]:
        return Marker(match["bullet"], 0, "-", match.end())
    written = match[0].strip()
    if match["named"]:
        return Marker(match["name"], int(match["nth"]), match["nth"], match.end())
    if match["word"] or match["place"]:
        value = _ORDINALS[(match["one"] or match["rank"]).lower()]
        return Marker("là" if match["word"] else "thứ", value, str(value), match.end())
    label = written.strip("().-/: ")
    if match["dotted"]:
        return Marker("1" + ".1" * label.count("."), int(label.rpartition(".")[2]), label, match.end())
    if match["number"]:
        kind = written.replace(label, "1").replace(" ", "")
        return Marker(kind if kind in _RANKS else kind[: kind.rfind(")") + 1] or "1.", int(label), label, match.end())
    return _lettered(written, label, match.end(), roman=bool(match["roman"]))


def _lettered(written: str, label: str, end: int, roman: bool) -> Marker:
    """A letter, or a small Roman number: "i" alone is the letter only after "h" (see `_Outline`)."""
    low, written = label.lower(), written.replace(" ", "")
    if low in _ROMANS and (roman or low[0] in "ivx"):
        return Marker(written.replace(label, "I" if roman else "i"), _ROMANS.index(low) + 1, label, end)
    value = _LETTERS.find(low) + 1 if len(low) == 1 else 0
    return Marker(written.replace(label, "A" if label.isupper() else "a"), value, label, end)


_INLINE = re.compile(
    rf"""
    [:;.,] \s                                            # after a colon, or at the end of the item before
    (?: - \s )? (?: (?:và|hoặc)\s (?=\() )?
    (?P<at> \(\d{{1,2}}\) | \d{{1,2}}[.)/](?=\s[{UPPER}]) | \(?[a-zđ]\)(?=\s) | \([ivx]{{1,4}}\)
      | (?:[Mm]ột|[Hh]ai|[Bb]a|[Bb]ốn|[Nn]ăm|[Ss]áu|[Bb]ảy|[Tt]ám|[Cc]hín|[Mm]ười)\slà[,:\s]
      | [Tt]hứ\s(?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?:,|\slà) )
    """,
    re.VERBOSE,
)


def _items(text: str, start: int, end: int) -> list[_Piece]:
    """The line in one piece, or cut before each of its inline items: "... sau: 1. Rà soát ...; 2. Bố trí ..."."""
    first = marker(text, start, end)
    at = first.end if first else start
    rows: dict[str, list[tuple[int, Marker]]] = {first.kind: [(start, first)]} if first and first.value == 1 else {}
    for match in _INLINE.finditer(text, at, end):
        found = marker(text, match.start("at"), end)
        if found:
            row = rows.setdefault(found.kind, [])
            if found.value == len(row) + 1:
                row.append((match.start("at"), found))
    row = max(rows.values(), key=len, default=[])
    ends = [begin for begin, _ in row[1:]] + [end]
    if not _are_clauses(text, row, ends):
        return [_Piece(start, end, first)]
    items = [_Piece(begin, stop, found) for (begin, found), stop in zip(row, ends, strict=True)]
    return ([_Piece(start, row[0][0], first)] if row[0][0] > at else []) + items


def _are_clauses(text: str, row: list[tuple[int, Marker]], ends: list[int]) -> bool:
    """Whether inline items are sentences or clauses of their own, not the members of a phrase: "gồm: (1) hạ tầng; (2) nhân lực"."""
    if len(row) < 2:
        return False
    capital = all(text[found.end].isupper() for _, found in row)
    return capital or sum(stop - begin for (begin, _), stop in zip(row, ends, strict=True)) >= 60 * len(row)


class _Level(NamedTuple):
    kind: str
    value: int
    head: int | None  # index of the sentence that heads this list
    own: int  # index of the first sentence of its current item


# Which kind of list stands inside which; kinds of one rank stand inside each other as they come.
_RANKS = {
    "A.": 0, "A)": 0, "I.": 1, "I)": 1, "I/": 1, "I-": 1, "Điều": 2, "Khoản": 3, "1.": 3, "1-": 3, "1/": 3, "1.1": 4, "1.1.1": 4.5, "1.1.1.1": 4.6,
    "(1)": 5, "1)": 5, "là": 5, "thứ": 5, "a)": 6, "a.": 6, "a/": 6, "(a)": 6, "i)": 7, "(i)": 7,
    "*": 7.5, "-": 8, "•": 8, "+": 9, "○": 9, "◦": 9, "o": 9,
}  # fmt: skip


def _rank(kind: str) -> float:
    return _RANKS.get(kind, 8 if len(kind) == 1 else 2.5)  # other bullets; "Bước 1:", "Nhiệm vụ 1:"


class _Outline:
    """Where we are in the lists of an article."""

    def __init__(self) -> None:
        self.item: str | None = None
        self.levels: list[_Level] = []
        self.waiting: list[_Level] = []  # lists that a paragraph interrupted and that may go on

    @property
    def depth(self) -> int:
        """0 outside lists, 1 in the outermost."""
        return len(self.levels)

    @property
    def parent(self) -> int | None:
        """Index of the sentence that heads the list we are in."""
        return self.levels[-1].head if self.levels else None

    def place(self, found: Marker | None, sentences: list[Sentence], text: str) -> None:
        """Moves to the item that begins here, or out of the lists where none does."""
        if found is None:
            self.waiting, self.levels, self.item = self.levels or self.waiting, [], None
            return
        if not self.levels and self.waiting and self._goes_on(found):
            self.levels = self.waiting
        self.waiting = []
        found = self._as_letter(found)
        before = next((level for level in self.levels if level.kind == found.kind), None)
        while self.levels and (self.levels[-1].kind == found.kind or _rank(self.levels[-1].kind) > _rank(found.kind) or before in self.levels):
            self.levels.pop()
        goes_on = before and (found.value > 1 or not found.value)
        head = before.head if before and goes_on else self._head(sentences, text, len(self.levels))
        self.levels.append(_Level(found.kind, found.value, head, len(sentences)))
        self.item = found.label

    def _as_letter(self, found: Marker) -> Marker:
        """The i, v or x of a row of letters that has come so far; else as it is."""
        letter = Marker(found.kind.replace("i", "a"), _LETTERS.find(found.label) + 1, found.label, found.end)
        nearly = any(level.kind == letter.kind and level.value < letter.value <= level.value + 2 for level in self.levels)
        return letter if found.kind.strip("().") == "i" and len(found.label) == 1 and nearly else found

    def _goes_on(self, found: Marker) -> bool:
        return any(level.kind == found.kind and found.value == level.value + 1 for level in self.waiting)

    def _head(self, sentences: list[Sentence], text: str, level: int) -> int | None:
        """The sentence just before the list if it announces one, else the item above."""
        last = len(sentences) - 1
        if last >= 0 and _announces(text[max(sentences[last].start, sentences[last].end - 40) : sentences[last].end]):
            return last
        return self.levels[level - 1].own if 0 < level <= len(self.levels) else None


def _announces(tail: str) -> bool:
    return re.search(r"(?::|\bsau(?: đây)?\s?[.,;]?)\W*$", tail) is not None


# --- sentences -----------------------------------------------------------------------------------------------------------------------------


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The (start, end) of the sentences of a piece of a line."""
    line = text[start:end]
    begin = len(line) - len(line.lstrip())
    for cut in [*_candidates(line), len(line)]:
        if cut > begin and (cut == len(line) or _is_boundary(line, begin, cut)):
            yield from _cut(text, start + begin, start + _stripped(line, cut))
            begin = cut


_LONGEST = 5000  # no sentence is this long; rules that look over a whole sentence for each of its mentions stay linear on a text without marks


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, or the parts of a text that never ends, cut between words."""
    while end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        cut = space if space > 0 else start + _LONGEST
        yield start, cut
        start = cut + (space > 0)
    yield start, end


def _stripped(line: str, end: int) -> int:
    while end and line[end - 1].isspace():
        end -= 1
    return end


# Where a sentence may begin that sent_tokenize does not propose: after "…", "v.v.", "1.000."
_MORE = re.compile(rf"(?<![.!?…])[.!?…]+[\"”’»)\]]*\s+(?=[\"“‘«(]*[{UPPER}])|(?<=[^\W\d_{UPPER}]{{2}})[.!?…]{{1,3}}[”\"](?=[{UPPER}])")
_LONG_WORD = re.compile(r"\S{200,}")  # sent_tokenize goes back over a whole word at each full stop: quadratic


def _candidates(line: str) -> list[int]:
    """Where the sentences of a line may begin, in order."""
    from underthesea import sent_tokenize  # its import takes half a second

    found = {match.end() for match in _MORE.finditer(line)}
    masked = _LONG_WORD.sub(lambda m: "x" * len(m[0]), line)
    at = 0
    for piece in sent_tokenize(masked):
        at = masked.index(piece, at)
        found.add(_CLOSERS.match(line, at).end())  # type: ignore[union-attr]  # it matches everywhere
        at += len(piece)
    return sorted(found)


_CLOSERS = re.compile(r"[”’»)\]]*(?:\"(?=[\s.,;:)]|$))?\s*")  # marks that belong to the sentence before

_WINDOW = 60  # characters before a boundary that decide about it

# A full stop after these does not end a sentence (TP. HCM, Q.1, PGS.TS.).
_ABBREVIATION = re.compile(
    r"""
    (?: ^ | [\s(“"/.,-] )
    (?: TP|Tp|tp|TX|Tx|TT|Tt|Q|P|H|X|F                                       # places
      | GS|PGS|TS|Ts|ThS|Ths|Th\.S|BS|Bs|BSCK\w*|CN|KS|KTS|LS|DS|NSND|NSƯT|NGND|NGƯT|AHLĐ|ĐC|Đ/c|đ/c|Mr|Mrs|Ms|Dr|Prof|St   # persons
      | KT|TL|TM|TUQ|UVT|UV|UVBTV|BCH|BTV                                    # signatures and offices
      | No|no|vs|Nxb|NXB|tr|Tr|stt|STT|Km|km|ĐT|Tel|Fax|e\.g|i\.e|[Cc]f ) \. $
    """,
    re.VERBOSE,
)
_INITIAL = re.compile(rf"(?:^|[\s“(])(?P<before>[^\W\d_]+)\s[{UPPER}]\.$|^[{UPPER}]\.$|\b[{UPPER}]\.[{UPPER}]\.$")
_NO_INITIAL = frozenset("loại nhóm hạng lục khu lô tổ khối mẫu cấp điểm bảng gói hình đợt lớp phương đoạn cơn án".split())
_LABEL = re.compile(
    r"(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđA-ZĐ]|[ivxIVX]{1,4})[.)]|(?:Điều|Khoản|Chương|Mục|Phần|Bước|Phụ lục|Mẫu|Hình|Bảng)\s[\w.]{1,5}[.:])\s*"
)
_GLUED = re.compile(rf"(?:[^\W\d_{UPPER}]{{2}}|[{UPPER}]{{4}}|\d{{4}}|%)[.!?…]+[”\"’)]*$")  # tỉnh.Đồng thời; HĐND.Theo đó; năm 2023.Trong


def _inside_word(line: str, begin: int, cut: int) -> bool | None:
    """No space before: TTH.VN, Q.1, 774.45; but "tỉnh.Đồng thời" is two sentences."""
    if line[cut - 1].isspace():
        return None
    tail = line[max(begin, cut - 12) : cut]
    word = re.match(rf"[“\"]?[{UPPER}][^\W\d_{UPPER}]*[\s,]", line[cut : cut + 12])
    return bool(_GLUED.search(tail) and word and not re.search(r"(?:www\.|https?:|@)\S*$", line[max(begin, cut - 40) : cut]))


def _lower_case_follows(line: str, begin: int, cut: int) -> bool | None:
    return False if line[cut].islower() or line[cut] in ",;:.)]/%”’»…-+&" else None


def _after_abbreviation(line: str, begin: int, cut: int) -> bool | None:
    return False if _ABBREVIATION.search(line[max(begin, cut - 16) : cut].rstrip()) else None


def _after_initial(line: str, begin: int, cut: int) -> bool | None:
    """Lê V. Cường; but "loại A. Các sở" is two sentences."""
    match = _INITIAL.search(line[max(begin, cut - _WINDOW) : cut].rstrip())
    return False if match and (match["before"] or "").lower() not in _NO_INITIAL and (match["before"] or "A")[0].isupper() else None


def _after_label(line: str, begin: int, cut: int) -> bool | None:
    """A list number is no sentence."""
    return False if cut - begin < 16 and _LABEL.fullmatch(line, begin, cut) else None


def _inside_brackets(line: str, begin: int, cut: int) -> bool | None:
    """(ông A. là trưởng đoàn): a bracket opened shortly before that closes shortly after."""
    window = line[max(begin, cut - _WINDOW) : cut]
    if window.rfind("(") <= window.rfind(")"):
        return None
    close, reopen = line.find(")", cut, cut + _WINDOW), line.find("(", cut, cut + _WINDOW)
    return False if close >= 0 and not 0 <= reopen < close else None


RULES: tuple[Callable[[str, int, int], bool | None], ...] = (
    _inside_word,
    _lower_case_follows,
    _after_abbreviation,
    _after_initial,
    _after_label,
    _inside_brackets,
)


def _is_boundary(line: str, begin: int, cut: int) -> bool:
    """Whether a sentence that began at `begin` ends before `cut`: what the first of `RULES` says, else yes."""
    if cut >= len(line):
        return False
    return next((verdict for verdict in (rule(line, begin, cut) for rule in RULES) if verdict is not None), True)


# --- quotations and clauses ----------------------------------------------------------------------------------------------------------------

_MARKS = re.compile(r"[“”„«»\"\n]")
_LEAST, _MOST = 40, 3000  # characters of a quotation that speaks; longer ones have lost their closing mark


def quotations(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each quotation of 40 characters or more, marks included; nested short ones belong to the outer.

    A quotation may run over paragraphs; one whose closing mark is missing ends with its paragraph.
    """
    marks = [(m.start(), _side(text, m.start())) for m in _MARKS.finditer(text)]
    found: list[tuple[int, int]] = []
    start, depth = 0, 0
    for i, (at, side) in enumerate(marks):
        if depth and at - start > _MOST:
            depth = 0
        if side == "open":
            if not depth or text[at] == '"' and text[start] == '"':  # a straight mark cannot nest in a straight one: the first was a slip
                start, depth = at, 0
            depth += 1
        elif side == "close" and depth:
            depth -= 1
            if not depth:
                found.append((start, at + 1))
        elif side == "break" and depth and not _runs_on(marks, i):
            found.append((start, at))
            depth = 0
    return [(a, b) for a, b in found if b - a >= _LEAST]


def _side(text: str, at: int) -> str:
    mark = text[at]
    if mark == "\n":
        return "break"
    if mark == '"':
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        return "open" if (not before or before in " \n(-:/“") and after not in ("", " ", "\n") else "close"
    return "open" if mark in "“„«" else "close"


def _runs_on(marks: list[tuple[int, str]], i: int) -> bool:
    """Whether the quotation's closing mark comes before any opening one within the next three paragraphs."""
    at, breaks = i + 1, 1
    while at < len(marks) and marks[at][1] == "break" and breaks < 3:
        at, breaks = at + 1, breaks + 1
    return at < len(marks) and marks[at][1] == "close" and marks[at][0] - marks[i][0] < _MOST


_PAIRS = {"(": ")", "“": "”", "[": "]", "«": "»"}
_STOPS = re.compile(r"[;()\[\]“”«»\"]")


def clauses(text: str, sentence: Sentence) -> list[tuple[int, int]]:
    """The (start, end) of a sentence's clauses, cut after each ";" outside brackets and quotation marks."""
    marks = [(m.start(), m[0]) for m in _STOPS.finditer(text, sentence.start, sentence.end)]
    inside = _insides(text, marks)
    openings = [a for a, _ in inside]
    found, start = [], sentence.start
    for at, mark in marks:
        if mark == ";" and not ((i := bisect_right(openings, at)) and at < inside[i - 1][1]):
            found.append((start, at + 1))
            start = at + 1 + (text[at + 1 : at + 2] == " ")
    if start < sentence.end:
        found.append((start, sentence.end))
    return found


def _insides(text: str, marks: list[tuple[int, str]]) -> list[tuple[int, int]]:
    """The outermost spans of brackets and quotation marks that do close, in order; a lost mark spans nothing."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[int, str]] = []  # place, the mark that closes it
    for at, mark in marks:
        if mark == '"':
            mark = "“" if _side(text, at) == "open" else "”"
        if mark in _PAIRS:
            opened.append((at, _PAIRS[mark]))
        elif any(closing == mark for _, closing in opened[-3:]):
            while opened[-1][1] != mark:
                opened.pop()
            start = opened.pop()[0]
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, at))
    return found
