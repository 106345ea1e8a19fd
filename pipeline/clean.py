"""A normalised view of a raw text with a map back to raw offsets, and the zone of each of its lines.

The raw text is never changed. Rules match on `View.text`; `View.span` gives the raw offsets of what they found.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import NamedTuple

HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
SLASHES = "\u2044\u2215\uff0f"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f"
NEWLINES = "\r\u0085\u2028\u2029"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

# One character for one character: these never move an offset. Ð (U+00D0) is what many portals print for Đ.
LOOKALIKES = str.maketrans(
    {c: "-" for c in HYPHENS} | {c: "/" for c in SLASHES} | {c: " " for c in SPACES} | {c: "\n" for c in NEWLINES} | {"\u00d0": "\u0110"}
)

# What does change lengths: CRLF, invisible characters, runs of spaces, spaces at line ends, letters with combining marks.
_UNEVEN = re.compile(
    rf"""
    (?P<nothing> \r(?=\n)                          # DOS line end -> one newline
               | [{INVISIBLE}]+                    # not to be seen
               | [ {SPACES}]+ (?=[\n{NEWLINES}]|$)  # trailing spaces
               | (?<=[\n{NEWLINES}]) [ {SPACES}]+ )  # leading spaces
  | (?P<space> [ {SPACES}]{{2,}} )                 # a run -> one space
  | (?P<letter> [^\W\d_][\u0300-\u036f]+ )         # decomposed letter -> composed
    """,
    re.VERBOSE,
)

# Old placement of the tone in open syllables (hoà, khoẻ, uỷ) -> new (hòa, khỏe, ủy); "quý" is new already: its u belongs to q.
_OLD_TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
              "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}  # fmt: skip
_TONES = _OLD_TONES | {a.upper(): b.upper() for a, b in _OLD_TONES.items()} | {a.capitalize(): b.capitalize() for a, b in _OLD_TONES.items()}
_OLD_TONE = re.compile(rf"(?<![qQ])(?:{'|'.join(_TONES)})(?!\w)")

# F7: a paste from PDF or Word breaks lines inside sentences. A break is soft when the line is long or ends in a word that
# wants a number, has no end mark, and the next line goes on in lower case or with that number.
_SOFT_BREAK = re.compile(r"(?:(?<=[^\n]{40}[\w,)\]”\"%])\n(?=[^\W\d_])|(?<=\bngày)\n(?=\d)|(?<=\btháng)\n(?=\d)|(?<=\bnăm)\n(?=\d)|(?<=\bsố)\n(?=\d))")


class View:
    """The normalised text of `raw`: NFC, plain spaces and hyphens, new tone placement, "\\n" only between paragraphs."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._runs: list[tuple[int, int, int, int]] = []  # view start, raw start, view length, raw length
        self.text = _settle(self._compose(raw).translate(LOOKALIKES))
        self._starts = [run[0] for run in self._runs]

    def _compose(self, raw: str) -> str:
        parts: list[str] = []
        seen = done = 0  # characters written to the view; raw characters dealt with

        def add(text: str, start: int, length: int) -> None:
            nonlocal seen
            if text:
                self._runs.append((seen, start, len(text), length))
                parts.append(text)
                seen += len(text)

        for match in _UNEVEN.finditer(raw):
            add(raw[done : match.start()], done, match.start() - done)
            add(_even(match), match.start(), len(match[0]))
            done = match.end()
        add(raw[done:], done, len(raw) - done)
        return "".join(parts)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw (start, end) of `text[start:end]`; a letter typed as several code points is taken whole."""
        if end <= start:
            raw = self._at(start)[0] if self._runs and start < len(self.text) else len(self.raw)
            return raw, raw
        return self._at(start)[0], self._at(end - 1)[1]

    def _at(self, index: int) -> tuple[int, int]:
        view, raw, length, raw_length = self._runs[bisect_right(self._starts, index) - 1]
        if length == raw_length:
            return raw + index - view, raw + index - view + 1
        return raw, raw + raw_length

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """The view's (start, end) of `raw[start:end]`: the way back of `span`, for spans that come from outside."""
        inside = [i for i in range(len(self._runs)) if self._runs[i][1] < end and self._runs[i][1] + self._runs[i][3] > start]
        if not inside:
            return 0, 0
        return self._seen(inside[0], start), self._seen(inside[-1], end)

    def _seen(self, run: int, raw_index: int) -> int:
        view, raw, length, raw_length = self._runs[run]
        return view + (min(max(raw_index - raw, 0), length) if length == raw_length else (0 if raw_index <= raw else length))


def _even(match: re.Match[str]) -> str:
    if match.lastgroup == "letter":
        return unicodedata.normalize("NFC", match[0])
    return " " if match.lastgroup == "space" else ""


def _settle(text: str) -> str:
    text = _OLD_TONE.sub(lambda m: _TONES[m[0]], text)
    return _SOFT_BREAK.sub(lambda m: " " * len(m[0]) if text[m.end()].islower() or text[m.end()].isdigit() else m[0], text)


class Line(NamedTuple):
    """A paragraph of the view (no "\\n" inside) and the part of the page it belongs to."""

    start: int
    end: int
    zone: str  # title, dateline, body, heading, caption, byline, boilerplate


def lines(text: str, title: str | None = None) -> list[Line]:
    """The non-empty lines of a view's text with their zones (catalogue F1-F5)."""
    spans = [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    found, in_body, over = [], False, False
    for i, (start, end) in enumerate(spans):
        line = text[start:end]
        if _END_OF_ARTICLE.match(line) and in_body:
            over = True
        ends = line.rstrip()[-1] in ".!?:;…”\""
        if over:
            zone = "boilerplate"
        elif _DATELINE.fullmatch(line):
            zone = "dateline"
        elif title and View(title).text.casefold() == line.casefold() or not in_body and not ends:
            zone = "title"
        elif _CAPTION.search(line) and len(line) < 250:
            zone = "caption"
        elif ends or len(line) > 160:
            zone, in_body = "body", True
        else:
            zone = "byline" if i > len(spans) * 0.6 and len(line) < 40 else "heading"
        found.append(Line(start, end, zone))
    return found


_END_OF_ARTICLE = re.compile(r"(?:các tin khác|tin liên quan|bạn có thể quan tâm|phản hồi|ý kiến|đánh giá$|thích và chia sẻ)", re.I)
_DATELINE = re.compile(r"\W*(?:Clock)?(?:(?:thứ \w+|chủ nhật),? ?)?(?:\d{1,2}[:h]\d{2})?\W*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\W*(?:\d{1,2}[:h]\d{2})?\W*", re.I)
_CAPTION = re.compile(r"\bẢnh\s*:|\bẢnh minh h|- ảnh \d|phát biểu tại|^(?:Toàn|Quang) cảnh", re.I)
