"""A normalised view of a raw text with a map back to raw offsets, and the zone of each of its lines.

The raw text is never changed. Rules match on `View.text`; `View.span` gives the raw offsets of what they found.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

from corpora import gazetteer
from pipeline import encodings

HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uf02d"
SLASHES = "\u2044\u2215\u29f8"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000" + "".join(
    chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)) if c not in (0x0A, 0x0D, 0x85)
)  # control characters, tabs and form feeds among them
NEWLINES = "\r\u0085\u2028\u2029"
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff"
UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"  # the capitals of Vietnamese, for character classes
BULLETS = "\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc\uf06e\uf071\uf075\uf076\u2022\u25cf\u25aa\u25fe\u2219\u2023"  # Word's symbol fonts first

# One character for one character: these never move an offset. Ð (U+00D0) is what many portals print for Đ.
LOOKALIKES = str.maketrans(
    {c: "-" for c in HYPHENS} | {c: "/" for c in SLASHES} | {c: " " for c in SPACES} | {c: "\n" for c in NEWLINES} | {c: "•" for c in BULLETS}
    | {"\u00d0": "\u0110", "\u00f0": "\u0111"} | {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}  # full-width forms
)  # fmt: skip

_BLANK = f" {SPACES}"
_NEWLINE = rf"\n{NEWLINES}"
# What does change lengths: CRLF, invisible characters, runs of spaces, spaces at line ends, letters with combining marks.
_UNEVEN = re.compile(
    rf"""
    (?P<nothing> \r(?=\n) )                                      # DOS line end -> one newline
  | (?P<letter> [^\W\d_] (?: [{INVISIBLE}]* [\u0300-\u036f] )+ )  # decomposed letter -> composed
  | (?P<gap> [{_BLANK}{INVISIBLE}]{{2,}}                         # a run -> one space, or none
           | [{INVISIBLE}]
           | \A[{_BLANK}] | [{_BLANK}]\Z | (?<=[{_NEWLINE}])[{_BLANK}] | [{_BLANK}](?=[{_NEWLINE}]) )
    """,
    re.VERBOSE,
)
_UNSEEN = re.compile(f"[{INVISIBLE}]+")

# Old placement of the tone in open syllables (hoà, khoẻ, uỷ) -> new (hòa, khỏe, ủy); "quý" is new already: its u belongs to q.
_OLD_TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
              "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}  # fmt: skip
_TONES = _OLD_TONES | {a.upper(): b.upper() for a, b in _OLD_TONES.items()} | {a.capitalize(): b.capitalize() for a, b in _OLD_TONES.items()}
_BACK = {new: old for old, new in _TONES.items()}
_TONE = re.compile(
    rf"""
    (?P<old> (?<![qQ]) (?:{"|".join(_TONES)}) (?![\w\u0300-\u036f]) )
  | (?P<early> (?:{"|".join(_BACK)}) (?=(?:ng|nh|ch|[nictpmy])(?!\w)|(?:NG|NH|CH|[NICTPMY])(?!\w)) )  # hòan, thóat, hùynh -> hoàn, thoát, huỳnh
    """,
    re.VERBOSE,
)


class View:
    """The normalised text of `raw`: composed letters, plain spaces and hyphens, new tone placement, "\\n" only between paragraphs.

    A text in a TCVN3 or VNI font is read as Unicode; `raw` stays as it is.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.encoding = encodings.legacy(raw)
        self._runs: list[tuple[int, int, int, int]] = []  # view start, raw start, view length, raw length
        self.text = _join_lines(_TONE.sub(_place_tone, self._compose(raw).translate(LOOKALIKES)))

    def _compose(self, raw: str) -> str:
        parts: list[str] = []
        seen = done = 0  # characters written to the view; raw characters dealt with
        source, changes = self._changes(raw)
        for start, end, text in changes:
            if start > done:
                self._runs.append((seen, done, start - done, start - done))
                parts.append(source[done:start])
                seen += start - done
            if text:
                self._runs.append((seen, start, len(text), end - start))
                parts.append(text)
                seen += len(text)
            done = end
        if done < len(source):
            self._runs.append((seen, done, len(source) - done, len(source) - done))
            parts.append(source[done:])
        return "".join(parts)

    def _changes(self, raw: str) -> tuple[str, Iterator[tuple[int, int, str]]]:
        """What stands where nothing changes, and the (start, end, new text) of what does."""
        if self.encoding == "tcvn3":
            raw = raw.translate(encodings.TCVN3)
        elif self.encoding == "vni":
            pairs = re.compile(f"(?P<vni>{encodings.VNI_LETTER.pattern})|{_UNEVEN.pattern}", re.VERBOSE)
            return raw, ((*m.span(), _even(m)) for m in pairs.finditer(raw))
        return raw, ((*m.span(), _even(m)) for m in _UNEVEN.finditer(raw))

    @cached_property
    def _starts(self) -> list[int]:
        return [run[0] for run in self._runs]

    @cached_property
    def _raw_starts(self) -> list[int]:
        return [run[1] for run in self._runs]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw (start, end) of `text[start:end]`; a letter typed as several code points is taken whole."""
        if end <= start:
            raw = self._at(start)[0] if start < len(self.text) else len(self.raw)
            return raw, raw
        return self._at(start)[0], self._at(end - 1)[1]

    def _at(self, index: int) -> tuple[int, int]:
        view, raw, length, raw_length = self._runs[bisect_right(self._starts, index) - 1]
        if length == raw_length:
            return raw + index - view, raw + index - view + 1
        return raw, raw + raw_length

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """The view's (start, end) of `raw[start:end]`: the way back of `span`, for spans that come from outside."""
        return self._seen(start, after=False), self._seen(end, after=True)

    def _seen(self, raw_index: int, after: bool) -> int:
        i = bisect_right(self._raw_starts, raw_index - after) - 1
        if i < 0:
            return 0
        view, raw, length, raw_length = self._runs[i]
        if length == raw_length or raw_index >= raw + raw_length:
            return view + min(raw_index - raw, length)
        return view + (length if after else 0)


def lower(text: str) -> str:
    """The text in lower case, as long as before ("İ" has no lower case of one character)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _even(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "vni":
        return encodings.vni_letter(match[0])
    if kind == "letter":
        return unicodedata.normalize("NFC", _UNSEEN.sub("", match[0]))
    if kind == "nothing" or not _UNSEEN.sub("", match[0]):
        return ""
    text, (start, end) = match.string, match.span()
    at_edge = start == 0 or end == len(text) or text[start - 1] in _NEWLINE_CHARS or text[end] in _NEWLINE_CHARS
    return "" if at_edge else " "


_NEWLINE_CHARS = "\n" + NEWLINES


def _place_tone(match: re.Match[str]) -> str:
    return _TONES[match[0]] if match.lastgroup == "old" else _BACK[match[0]]


# --- F7: line breaks inside sentences, from a paste out of PDF or Word ---------------------------------------------------------------------

_WANTS_NUMBER = re.compile(rf"(?:\b(?:ngày|tháng|năm|số|quý|khoản|[Đđ]iều|điểm|đạt|trên|hơn|gần|khoảng|vòng)|,)$")
_NUMBER = re.compile(rf"\d+(?:[/.,-]\d+)*(?:%|[,;]| (?!\S*[:h]\d\d)|[-/][{UPPER}]|$)")
_WANTS_NAME = re.compile(r"(?:\b(?:của|và|về|các|những|theo|tại|với|cho|trong|bằng|hoặc|do|từ|đến|giữa|dưới|giao|[Ôô]ng|[Bb]à|đồng chí)|[(“])$")
_ITEM_AHEAD = re.compile(r"\d{1,2}(?:\.\d{1,2})*(?:[.)](?!\d)|/\s)|[a-zđ][.)](?!\w)|\(?(?:[ivx]{1,4}|[a-z]|\d{1,2})\)|[-+*•]|[IVX]{1,5}\.|Điều \d")
_NUMBER_ALONE = re.compile(r"(?:(?:Điều|Khoản) \d{1,2}[.:]?|\d{1,2}(?:\.\d{1,2})*[.)]|\(?[a-zđ]\)|[-+•])")  # a list number on a line of its own
_DASH_INSIDE = re.compile(rf"- [^\W\d_{UPPER}]")
_STARTS_INSIDE = re.compile(r"(?:và|của|với|theo|tại|về|cho|trong|trên|từ|đến|ngày \d|tháng \d|năm \d|số \d|nhân dân)\b")  # no sentence begins so
_TAIL, _AHEAD = 16, 60  # characters before and after a line break that decide about it


def _join_lines(text: str) -> str:
    """The text with a space for each newline that stands inside a sentence."""
    pieces = text.split("\n")
    page = _width(pieces)
    parts, tail, length, wrapped = pieces[:1], pieces[0][-_TAIL:], len(pieces[0]), 0
    for last, piece in pairwise(pieces):
        full = page * 0.6 <= len(last) <= page * 1.2 if page else 45 <= wrapped and wrapped * 0.85 <= len(last) <= 130
        if last and piece and _is_soft(tail, piece[:_AHEAD], length, full):
            parts += " ", piece
            tail, length, wrapped = f"{tail} {piece}"[-_TAIL:], length + 1 + len(piece), len(last)
        else:
            parts += "\n", piece
            tail, length, wrapped = piece[-_TAIL:], len(piece), 0
    return "".join(parts)


_LEAST_WRAPPED = 3  # a break or two inside sentences are slips, not the width of a page


def _width(pieces: list[str]) -> int:
    """The width at which a text has been wrapped, as in a paste out of PDF; 0 for one that has not been."""
    pairs = [(last, piece) for last, piece in pairwise(pieces) if last and piece[:1].islower() and not _ITEM_AHEAD.match(piece)]
    broken = [len(last) for last, _ in pairs if last[-1] not in ".!?:;…"]
    width = max(broken, default=0)
    longer = sum(len(piece) > width * 1.2 for piece in pieces)
    return width if len(broken) >= _LEAST_WRAPPED and 45 <= width <= 130 and longer < len(broken) / 2 else 0


def _is_soft(tail: str, head: str, length: int, full: bool) -> bool:
    """Whether a break stands inside a sentence: the end of the line so far, its length, the start of the next.

    `full`: the last line is about as long as the page is wide, so that a capital or a number goes on with its sentence.
    """
    if length == len(tail) and _NUMBER_ALONE.fullmatch(tail):
        return not _ITEM_AHEAD.match(head)
    if tail[-1] in ".!?:;…" and not (tail.endswith(("Số:", "số:", "Số :")) and head[0].isdigit()):
        return full and tail[-1] == ";" and head[0].islower() and not _ITEM_AHEAD.match(head)
    if _DASH_INSIDE.match(head):  # thị xã Quảng Trị⏎- huyện đảo Cồn Cỏ
        return full and tail[-1] != ","
    if head[0].isdigit():
        goes_on = bool((full or _WANTS_NUMBER.search(tail) or tail[-1] == ":") and _NUMBER.match(head))
    elif head[0].islower():
        goes_on = length >= 12 or tail[-1] == "," or bool(_WANTS_NAME.search(tail) or _STARTS_INSIDE.match(head))
    elif head[0] in "(“":
        goes_on = full
    else:  # a capital: a name after "của", or a text wrapped at some width
        goes_on = head[0].isalpha() and not head[:20].isupper() and (full or length >= 12 and bool(_WANTS_NAME.search(tail)))
    counted = length > 40 and (full or _WANTS_NUMBER.search(tail))  # "... trong tháng⏎8 năm 2025" looks like the date of the page
    return goes_on and not _ITEM_AHEAD.match(head) and not _phrase(head) and bool(counted or tail[-1] == "," or not is_dateline(head))


# --- zones ---------------------------------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A paragraph of the view (no "\\n" inside) and the part of the page it belongs to."""

    start: int
    end: int
    zone: str  # title, dateline, body, heading, caption, byline, boilerplate


def lines(text: str, title: str | None = None) -> list[Line]:
    """The non-empty lines of a view's text with their zones (catalogue F1-F6): what the first of `RULES` says, else "body"."""
    spans = [m.span() for m in re.finditer(r"[^\n]*[^\n\s][^\n]*", text)]
    page = _Page([text[a:b] for a, b in spans], title)
    return [Line(a, b, page.zone(i)) for i, (a, b) in enumerate(spans)]


class _Page:
    """The lines of a page, and where its article begins and ends."""

    def __init__(self, texts: list[str], title: str | None) -> None:
        self.texts = texts
        self.ends = [_ends(line) for line in texts]
        self.phrases = [_phrase(line) for line in texts]
        self.dated = [is_dateline(line) for line in texts]
        self.long = [self._is_long(i) for i in range(len(texts))]
        self.titles = _titles(self, title)
        body = [i for i, long in enumerate(self.long) if long and i not in self.titles]
        self.first = body[0] if body else len(texts)  # line of the body
        self.head = max((i for i in self.titles if i < self.first), default=-1)  # the title above it
        self.outside = _outside(self)
        self.listed = _listed(self)

    def _is_long(self, i: int) -> bool:
        """Whether the line is surely a paragraph, of the body or of a teaser."""
        line = self.texts[i]
        if len(line) < 60 or self.phrases[i] or self.dated[i] or _is_glued(line) or _HEAD_LINE.match(line) or _SIGNATURE.match(line):
            return False
        return len(line) > 160 or self.ends[i] and not _is_caption(line)

    def zone(self, i: int) -> str:
        """The zone of line i."""
        return next((verdict for verdict in (rule(self, i) for rule in RULES) if verdict), "body")


# What closes a sentence at a line's end, with quotation marks, brackets and a footnote's number after it.
_END = re.compile(r"""(?:[.!?:;…,]|\./\.)["”’')\]]*(?:\s?[\[(]\d+[\])])?[\s|]*$""")


def _ends(line: str) -> bool:
    return _END.search(line[-20:]) is not None


def _folded(line: str) -> str:
    """The line's words only, in lower case; what stands around and counts after it drop out."""
    return " ".join(re.findall(r"[^\W_]+|[©>]+", line.casefold()))


@cache
def _furniture() -> tuple[dict[str, str], dict[str, list[tuple[re.Pattern[str], str]]]]:
    """The rows of boilerplate.tsv: kind by whole line; patterns with their kind by first word."""
    whole: dict[str, str] = {}
    open_ended: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for row in gazetteer("boilerplate"):
        parts = [re.escape(part.strip().casefold()) for part in row["phrase"].split("…")]
        if len(parts) == 1:
            whole[_folded(row["phrase"])] = row["kind"]
        else:
            pattern = re.compile(r"\W{0,3}" + ".*".join(parts))
            open_ended.setdefault(_folded(row["phrase"]).split()[0], []).append((pattern, row["kind"]))
    return whole, open_ended


def _phrase(line: str) -> str | None:
    """The kind of page furniture that the line is, else None."""
    if len(line) > 150:
        return None
    whole, open_ended = _furniture()
    words = _folded(line)
    kind = whole.get(words) or whole.get(re.sub(r"(?: \d+)+$", "", words))
    if kind or not words or _ends(line) and len(line) > 60:  # "Lượt xem: 12", but not a sentence that begins so
        return kind
    patterns = open_ended.get(words.split(" ", 1)[0], ())
    return next((kind for pattern, kind in patterns if pattern.fullmatch(line.casefold())), None)


# --- the head: title, date, menus ----------------------------------------------------------------------------------------------------------

DATE = r"""(?:
    \d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}                            # 22/09/2023, 13-11-2022
  | \d{4}[/.-]\d{1,2}[/.-]\d{1,2}                                         # 2023-09-22
  | \d{1,2}\s(?:tháng\s)?(?:\d{1,2}|[^\W\d]{2,4}(?:\s[^\W\d]{2,3})?),?\s(?:năm\s)?\d{4}  # 22 tháng 9 năm 2023, 22 Tháng Chín, 2023
  | tháng\s(?:\d{1,2}|[^\W\d]{2,4}(?:\s[^\W\d]{2,3})?)\s\d{1,2},\s\d{4}       # Tháng Chín 22, 2023
)"""
TIME = r"(?:\d{1,2}\s?(?:[:hg]|giờ)\s?\d{2}(?:\s?[:p]\s?\d{2})?(?:\s?phút)?(?:\s?(?:SA|CH|AM|PM)\b)?)"
_WEEKDAY = r"(?:thứ\s?(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s?nhật|\bcn\b|\bt[2-7]\b)"
# What says that the date is the page's own.
POSTED = r"(?:đăng|cập\snhật|xuất\sbản|gửi|đưa\stin|ban\shành|tạo|post(?:ed)?|publish(?:ed)?|update[d]?)"
_ZONE = r"(?:gmt|utc)\s?[+-]\s?\d{1,2}(?::\d\d)?"
_DATELINE = re.compile(rf"{DATE} | {TIME} | {_WEEKDAY} | \b{POSTED}\b | \bclock | {_ZONE}", re.IGNORECASE | re.VERBOSE)
_DATE = re.compile(DATE, re.IGNORECASE | re.VERBOSE)
_TIME = re.compile(rf"{TIME}|\b{POSTED}\b|clock", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:ngày|lúc|vào|bài|tin|thời gian|lần|cuối|date|on|lượt|xem|đọc|views?|tác giả|author|by|admin|giờ|nguồn)\b|\d+", re.IGNORECASE
)
_AGO = re.compile(r"\W*\d{1,2} (?:giây|phút|giờ|ngày|tuần|tháng|năm) trước\W*", re.IGNORECASE)


def is_dateline(line: str) -> bool:
    """Whether the line is the date of the page, with a clock, a counter or an author's name beside it."""
    if len(line) > 120 or not any(char.isdigit() for char in line):
        return False
    if _AGO.fullmatch(line):
        return True
    if not _DATE.search(line):
        return bool(re.fullmatch(rf"\W*{TIME}\W*", line, re.IGNORECASE))
    rest = _FILLER.sub(" ", _DATELINE.sub(" ", line))
    letters = sum(char.isalpha() for char in rest)
    return letters == 0 or letters <= 30 and bool(_TIME.search(line)) and not _ends(line)


def _titles(page: _Page, title: str | None) -> set[int]:
    """The lines that hold the title: as given, else the line above the body that looks like one."""
    found = _lines_of(page, title) if title and title.strip() else set()
    if found:
        return found
    likely = _likely_title(page)
    return set() if likely is None else _lines_of(page, page.texts[likely]) | {likely}


def _lines_of(page: _Page, title: str) -> set[int]:
    """The lines that are the title, or its two halves; it may stand in several places."""
    wanted = _folded(View(title).text)
    folded = [_folded(line) if len(line) < 2 * len(title) + 20 else "" for line in page.texts]
    found = {i for i, words in enumerate(folded) if _same_title(words, wanted)}
    return found | {k for i in range(min(len(folded) - 1, 30)) if f"{folded[i]} {folded[i + 1]}" == wanted for k in (i, i + 1)}


def _likely_title(page: _Page) -> int | None:
    """The first line of some words above the body, else the last line there without an end mark."""
    above = next((i for i, long in enumerate(page.long) if long), len(page.texts))
    official = any(_HEAD_LINE.match(line) for line in page.texts[:above])  # its capitals are offices
    named = [i for i in range(above) if not (page.phrases[i] or page.dated[i] or _is_no_title(page.texts[i]) or official and page.texts[i].isupper())]
    wordy = [i for i in named if len(page.texts[i].split()) >= 6 and (not page.ends[i] or page.texts[i][-1] in "?!")]
    return next(iter(wordy[:1] or [i for i in named if not page.ends[i]][-1:]), None)


def _same_title(line: str, title: str) -> bool:
    """Equal, or one is the other cut short."""
    short, long = sorted((line, title), key=len)
    return len(short) >= 0.7 * len(long) > 0 and long.startswith(short)


def _is_no_title(line: str) -> bool:
    return bool(_HEAD_LINE.match(line) or _SIGNATURE.match(line) or _ITEM.match(line) or _is_caption(line))


# --- the end: related news, comment forms, page feet ---------------------------------------------------------------------------------------


def _outside(page: _Page) -> set[int]:
    """The lines of blocks that are no part of the article: after a "cut" phrase, in a block of related news, after the author's name."""
    texts, outside = page.texts, set()
    closed = _closing(page)
    i = page.first + 1
    while i < len(texts):
        if page.phrases[i] == "cut" or i > closed and (page.phrases[i] == "block" or _is_headline(page, i)):
            outside.update(range(i, len(texts)))
            break
        if page.phrases[i] == "block":
            end = next((k for k in range(i + 1, len(texts)) if _resumes(page, k)), len(texts))
            outside.update(range(i, end))
            i = end
        else:
            i += 1
    return outside


def _closing(page: _Page) -> int:
    """The line that closes the article (author, source, "./.") with nothing but furniture and captions after it, else a number beyond all."""
    cut = next((i for i in range(page.first + 1, len(page.texts)) if page.phrases[i] in ("cut", "block")), len(page.texts))
    last = max((i for i in range(page.first, cut) if page.long[i]), default=len(page.texts))
    signed = (i for i in range(last, cut) if _is_byline(page.texts[i]) or page.texts[i].rstrip().endswith("./."))
    return max(signed, default=len(page.texts))


def _resumes(page: _Page, i: int) -> bool:
    """Whether the body goes on after a block of headlines: a long line with an end mark that no headline announces as its teaser."""
    return page.long[i] and page.ends[i] and len(page.texts[i]) >= 100 and not _is_teaser(page, i)


def _is_teaser(page: _Page, i: int) -> bool:
    """Whether headlines stand on both sides: headline, teaser, headline, teaser."""
    return _is_headline(page, i - 1) and i + 1 < len(page.texts) and _is_headline(page, i + 1)


def _is_headline(page: _Page, i: int) -> bool:
    line = page.texts[i]
    return not page.ends[i] and len(line) >= 25 and line[0].isupper() and not (_is_byline(line) or _is_caption(line) or _SIGNATURE.match(line))


_JOINT = re.compile(rf"(?:[^\W\d_{UPPER}]{{2}}|\d|[”\"?!)])(?=[{UPPER}][^\W\d_{UPPER}]*[\s,:])")
_INNER_END = re.compile(r"[^.\s]{2}[.;]\s")


def _is_glued(line: str) -> bool:
    """Whether headlines of other articles stand in the line without a space between them (thống nhấtSở Thông tin)."""
    if _ends(line) and len(line) < 400 or len(line) < 40:
        return False
    joints = [m.end() for m in _JOINT.finditer(line) if _is_joint(line, m.end())]
    if not joints or _INNER_END.search(line) or len(joints) == 1 and _ends(line):
        return False
    spaces = sorted(line.count(" ", a, b) for a, b in pairwise([0, *joints, len(line)]))
    return spaces[0] >= 4 if len(joints) == 1 else spaces[1] >= 3  # of several headlines the shortest may be a word or two


def _is_joint(line: str, at: int) -> bool:
    """Whether one word ends and another begins here: not VNeID, TikTok, HueWACO, whose parts are no Vietnamese words."""
    left = re.search(r"\S+$", line[max(0, at - 12) : at])
    right = re.match(r"[^\s,:]+", line[at : at + 12])
    return not ((left[0] if left else "") + (right[0] if right else "")).isascii()


# --- the rules -----------------------------------------------------------------------------------------------------------------------------

# A document's head reproduced in the article (F6), and the lines of its end.
_HEAD_LINE = re.compile(
    r"""
    (?: CỘNG\sHÒA\sXÃ\sHỘI | ĐẢNG\sCỘNG\sSẢN\sVIỆT\sNAM | Độc\slập\s?-\s?Tự\sdo
      | [-_*=~.\s|]{3,}$                                        # a rule
      | Số\s?:\s?[\w/.\s-]{1,40}$ | V/v\b | Kính\sgửi\s?:?
      | [^\W\d_][^\d,;:.]{2,30},\s?ngày\s\d{1,2}\stháng\s\d{1,2}\snăm\s\d{4}\W*$   # Nam Định, ngày 12 tháng 5 năm 2022
    )""",
    re.VERBOSE,
)
_SIGNATURE = re.compile(
    rf"""
    (?: Nơi\snhận\s?:?
      | (?:(?:KT|TM|TL|TUQ|Q)\.|(?:KT|TM|TL|TUQ)\s)\s?[{UPPER}\s,.-]{{4,60}}$            # KT. CHỦ TỊCH, TM. ỦY BAN NHÂN DÂN
      | (?:PHÓ\s)?(?:CHỦ\sTỊCH|GIÁM\sĐỐC|BÍ\sTHƯ|BỘ\sTRƯỞNG|CHÁNH\sVĂN\sPHÒNG|THỦ\sTƯỚNG)\b[{UPPER}\s]*$
      | \(?(?:Đã\ský|đã\ský|Ký\stên)\b.{{0,30}}$
      | -?\s?(?:Như\s(?:trên|Điều|kính\sgửi)|Lưu\s?:?\s?VT)\b.{{0,60}}$
    )""",
    re.VERBOSE,
)


_CAPTION = re.compile(
    r"""
    (?: (?: ^ | [\s(.,/-] ) (?: Ảnh | Ảnh\s(?:minh\shọa|tư\sliệu|internet) | Nguồn\sảnh | Đồ\shọa | Infographic ) \s? [:.] (?!\d)   # Ảnh: X
      | \( (?:Ảnh|ảnh|Nguồn\sảnh) \b [^)]{0,80} \) \.? $
      | \b Ảnh\s(?:minh\shọa|tư\sliệu)\b .{0,30} $
      | [.-] \s? Ảnh (?: \s [A-ZĐ] \S{0,6} ){1,4} \.? $                                               # ... hội nghị. Ảnh Thanh Mai
      | -\s ảnh\s \d{1,2} $ | ^ [Ảả]nh\s \d{1,2} \b .{0,80} $
      | [^.!?:;…\s] \s? \| $ | ^!\[                                                                   # a cell under a picture; a picture's address
      | \. (?:jpe?g|png|gif|webp|bmp|mp4|mp3|JPE?G|PNG) $
    )""",
    re.VERBOSE,
)
_SCENE = re.compile(
    r"""
    (?: \W{0,2} (?: Toàn\scảnh | Quang\scảnh | Khung\scảnh | Một\sgóc | Hình\sảnh | Ảnh | Video | Clip | Infographic ) \b             # what is seen
      | (?: Các\s | Đại\sbiểu\s(?:tham\s)?dự\s )? [Đđ]iểm\scầu \b
      | (?! Phát\sbiểu | Tại | Trong | Sau | Trước | Ngày | Sáng | Chiều | Tối | Theo | Cũng | Đến\sdự )                               # who speaks
        [^;:“”]{5,140} \b (?:phát\sbiểu|chụp\sảnh\slưu\sniệm) \b [^,;:“”]{0,90} $
      | (?: Các\s | Đông\sđảo\s )? (?:[Đđ]ồng\schí|[Đđ]ại\sbiểu|[Vv]ị\skhách|[Ll]ãnh\sđạo) \b [^,;:]{0,80}                           # who attends
        \b (?:tham\s)? dự\s (?:hội\snghị|cuộc\shọp|buổi|lễ|Hội\snghị|Lễ) \b [^,;:]{0,40} $
    )""",
    re.VERBOSE,
)
_CREDIT = re.compile(r"\W{0,2}(?:Ảnh|Nguồn ảnh)\b[^.]{0,60}\W{0,2}")
_SECOND = re.compile(rf"(?<!\bTP)(?<!\bTp)(?<!\bTX)(?<!\bTS)[.!?]\s[{UPPER}]")  # a second sentence
_ORDER = re.compile(r"\b(?:yêu cầu|đề nghị|giao|chỉ đạo các|phải|cần|đã)\b")


def _is_caption(line: str) -> bool:
    if len(line) > 250 or _BYLINE_CUE.match(line):
        return False
    if _CAPTION.search(line):
        return True
    return len(line) <= 180 and _SCENE.match(line) is not None and not _SECOND.search(line) and not _ORDER.search(line)


_BYLINE_CUE = re.compile(
    rf"""
    \W{{0,2}} (?: Tin | Bài | TIN | BÀI | Tin\sbài | Thực\shiện | Tác\sgiả | Nguồn(?:\stin)? | T/h | TH | Tổng\shợp | Biên\stập | Người\sviết
           | CTV | PV | P\.V | BBT | Ban\sBiên\stập | Nhóm\s(?:PV|phóng\sviên) | Bản\stin
           | (?:Tin|Bài|TIN|BÀI)\s?(?:,|và|-|–|&|/|VÀ)\s?[Ảả](?:nh|NH) ) (?: \s?[:.-] | \s (?=[{UPPER}]) | $ )
  | \(? (?:Theo|Nguồn)\b:? [^.,;]{{2,40}} \)? \.? $
    """,
    re.VERBOSE,
)
_NAME = rf"(?:[{UPPER}][^\W\d_]*\.?|[{UPPER}](?:\.\s?[{UPPER}]){{1,3}}\.?)"
_NAMES = re.compile(rf"\W{{0,2}}{_NAME}(?:(?:\s?[-,&/]\s?|\s(?:và\s)?){_NAME}){{0,7}}(?:\s\([^)]{{2,30}}\))?\W{{0,2}}")
_NO_NAME = re.compile(  # words that begin an office or a heading
    r"\W*(?:Sở|Ban|Bộ|Phòng|Hội|UBND|HĐND|Ủy|Công|Tỉnh|Huyện|Điều|Chương|Phần|Mục|Về|Kết|Quyết|Thông)\b", re.IGNORECASE
)


def _is_byline(line: str) -> bool:
    """Whether the line is the author or the source and nothing else."""
    if len(line) > 80 or _ITEM.match(line):
        return False
    return bool(_BYLINE_CUE.match(line) or len(line) <= 45 and _NAMES.fullmatch(line) and not _NO_NAME.match(line))


_LETTER = re.compile(r"[^\W\d_]")


def _outside_rule(page: _Page, i: int) -> str | None:
    blank = not page.dated[i] and not _LETTER.search(page.texts[i])  # rules, clocks of players, cells of numbers
    return "boilerplate" if i in page.outside or page.phrases[i] or blank else None


def _glued_rule(page: _Page, i: int) -> str | None:
    return "boilerplate" if i > page.first and _is_glued(page.texts[i]) else None


def _title_rule(page: _Page, i: int) -> str | None:
    return "title" if i in page.titles else None


def _date_rule(page: _Page, i: int) -> str | None:
    return "dateline" if page.dated[i] else None


def _document_rule(page: _Page, i: int) -> str | None:
    """Head and end of a document that the article reproduces."""
    if _SIGNATURE.match(page.texts[i]):
        return "byline"
    if _HEAD_LINE.match(page.texts[i]):
        return "heading"
    above = next((k for k in range(i - 1, max(-1, i - 30), -1) if not page.texts[k].startswith(("-", "+", "•"))), None)
    if above is not None and page.texts[i].startswith(("-", "+", "•")) and len(page.texts[i]) < 200:
        if _SIGNATURE.match(page.texts[above]):
            return "byline"
        if page.texts[above].startswith("Kính gửi"):
            return "heading"
    return None


def _caption_rule(page: _Page, i: int) -> str | None:
    line = page.texts[i]
    if _is_caption(line) or _is_slug(line):
        return "caption"
    below = page.texts[i + 1] if i + 1 < len(page.texts) else ""
    credited = below.startswith("(") and _CREDIT.fullmatch(below)  # the credit stands on a line of its own
    return "caption" if credited and len(line) < 200 and not _SECOND.search(line) else None


_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){2,}|[a-z]+(?: [a-z0-9]+){2,}|[A-Z]{3,4}[_-]\d{3,}\w*")


def _is_slug(line: str) -> bool:
    """A file's name: danh-gia-thang-10, ket luan cuoc hop."""
    return len(line) < 100 and line.isascii() and _SLUG.fullmatch(line) is not None


def _byline_rule(page: _Page, i: int) -> str | None:
    beside_date = i < page.first and any(page.dated[k] for k in (i - 1, i + 1) if 0 <= k < len(page.texts))
    return "byline" if (i > page.first or beside_date) and _is_byline(page.texts[i]) else None


def _menu_rule(page: _Page, i: int) -> str | None:
    """Section names above the title; not the capitals of a document's head."""
    in_head = page.texts[i].isupper() and any(_HEAD_LINE.match(line) for line in page.texts[max(0, i - 8) : i + 8])
    return "boilerplate" if i < page.head and not page.ends[i] and not in_head else None


_ITEM = re.compile(r"(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,5})[.)/](?!\d)|[-+*•])\s?")


_ROMAN = re.compile(r"[IVX]{1,5}[.)/]\s?\S")


def _heading_rule(page: _Page, i: int) -> str | None:
    """A short line without an end mark; not in a list whose items lack their marks."""
    line = page.texts[i]
    if line.isupper() and len(line) <= 160 or _ROMAN.match(line) and len(line) <= 110 and not page.ends[i]:
        return "heading"
    if page.ends[i] or len(line) > 110 or line[0].islower():
        return None
    if _ITEM.match(line):
        return "heading" if len(line) <= 60 and i + 1 < len(page.texts) and len(page.texts[i + 1]) > len(line) else None
    return None if i in page.listed else "heading"


def _listed(page: _Page) -> set[int]:
    """The lines of a list that has neither numbers nor end marks: those after a colon, as long as no line ends."""
    listed: set[int] = set()
    for i in range(page.first + 1, len(page.texts)):
        above = page.texts[i - 1].rstrip()
        if above[-1] in ":;," or i - 1 in listed and not page.ends[i - 1]:
            listed.add(i)
    return listed


RULES: tuple[Callable[[_Page, int], str | None], ...] = (
    _outside_rule,
    _title_rule,
    _date_rule,
    _glued_rule,
    _document_rule,
    _menu_rule,
    _caption_rule,
    _byline_rule,
    _heading_rule,
)
