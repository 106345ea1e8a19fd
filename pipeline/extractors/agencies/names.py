"""The names of agencies.tsv, matched over syllables: tokens, the trie of spellings, and the text as numbered tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from corpora import cells, gazetteer


class Token(NamedTuple):
    """A syllable, number, abbreviation or mark with its offsets; `low` is its key in the trie."""

    text: str
    low: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""
    (?P<abbreviation> [A-ZĐƯ]+ (?: (?:\s?&\s?|[-,]) [A-ZĐƯ]+\b )+ )   # KH&CN, VH,TT&DL, LĐ-TB&XH: one word without its marks
  | [^\W_]+
  | [^\w\s] | \n
    """,
    re.VERBOSE,
)
_TYPOS = {"phuơng": "phương", "điạ": "địa", "đia": "địa", "uỷ": "ủy", "truờng": "trường"}  # D2: slips seen on many portals
_BODIES = frozenset({"UBND", "HĐND", "MTTQ", "UBMTTQ", "ĐBQH"})  # abbreviations that stay words of their own: "HĐND-UBND"


def tokenize(text: str) -> list[Token]:
    """The syllables, numbers, abbreviations and marks of a text."""
    return [token for found in _TOKEN.finditer(text) for token in _read_token(found)]


def _read_token(found: re.Match[str]) -> list[Token]:
    """The token of one match; several where bodies are joined by a hyphen."""
    written = found[0]
    if not found.lastgroup:
        low = written.lower()
        return [Token(written, _TYPOS.get(low, low), found.start(), found.end())]
    if _BODIES.isdisjoint(re.split(r"\s?&\s?|[-,]", written)):
        return [Token(written, re.sub(r"[\s&,-]", "", written).lower(), found.start(), found.end())]
    at = found.start()
    return [Token(m[0], m[0].lower(), at + m.start(), at + m.end()) for m in re.finditer(r"[^\W_]+|[&,-]", written)]


# -- vocabulary


@cache
def vocabulary(kind: str) -> tuple[str, ...]:
    """The words of one class of agency_words.tsv, in the order of their rows."""
    return tuple(row["words"] for row in gazetteer("agency_words") if row["class"] == kind)


@cache
def not_agencies() -> frozenset[str]:
    """Words that begin like an agency's name and name none."""
    return frozenset(row["words"] for row in gazetteer("not_agencies"))


@cache
def stops() -> dict[str, bool | None]:
    """One to three words that end an open name -> whether they end it right after its head too; None where they end none."""
    verdicts = {"yes": True, "no": False, "never": None}
    return {row["words"]: verdicts[row["after_head"]] for row in gazetteer("name_stops")}


@cache
def _abbreviations() -> dict[str, str]:
    return {row["short"]: row["full"] for row in gazetteer("abbreviations")}


def expanded(body: str) -> str:
    """The words of a name with their abbreviations written out."""
    return " ".join(_abbreviations().get(word, word) for word in body.split())


# -- the trie


class Entry(NamedTuple):
    """A row of agencies.tsv as the trie holds it."""

    name: str
    scope: str  # central, province, level, party, open
    successor: str


class Match(NamedTuple):
    """A stretch of tokens [first, last) that names something."""

    first: int
    last: int
    entry: Entry


_WRAPPED = 60  # characters; a line that long is wrapped where it ends in the middle of a name
CONNECTORS = frozenset({"và", "&", "-", ",", "."})
LISTED = ("sở", "bộ", "phòng")  # heads that a list of names need not repeat
_LOOSE = {("phòng", "chống"), ("tai", "tìm"), ("bão", "tìm"), ("hđnd", "ubnd"), ("lụt", "bão")}  # written with a comma or without
_LEAF = ""  # trie key of an entry; no token is empty
_JOINT = "\0"  # trie key of the words before which a connector may stand; before a word: such a word


@cache
def trie() -> dict[str, Any]:
    """Words of a name, connectors left out -> Entry."""
    root: dict[str, Any] = {}
    for row in gazetteer("agencies"):
        entry = Entry(row["name"], row["scope"], row["successor"])
        for variant in (row["name"], *cells(row["variants"])):
            for words in _spellings(variant):
                _grow(root, words, entry)
    return root


def _grow(node: dict[str, Any], words: list[str], entry: Entry) -> None:
    for word in words:
        if word.startswith(_JOINT):
            node.setdefault(_JOINT, set()).add(word[1:])
        node = node.setdefault(word.removeprefix(_JOINT), {})
    node.setdefault(_LEAF, entry)


def _spellings(name: str) -> Iterator[list[str]]:
    """The word sequences by which a name may be written: each part in full or by its initials (KH&CN, NN và PTNT)."""
    head, _, body = name.partition(" ")
    if head.lower() not in LISTED or not body:
        yield _jointed(name)
        return
    parts = [part.lower().split() for part in re.split(r"\s*(?:,|-| và )\s*", body)]
    for short in product((False, True), repeat=len(parts)):
        apart: list[str] = [head.lower()]
        joined: list[str] = [head.lower()]
        for i, part in enumerate(parts):
            initials = "".join(word[0] for word in part)
            joint = _JOINT if i else ""
            words = [joint + initials] if short[i] else [joint + part[0], *part[1:]]
            apart += words
            if short[i] and i and short[i - 1]:
                joined[-1] += initials
            else:
                joined += words
        yield apart
        yield joined


def _jointed(name: str) -> list[str]:
    """The words of a name, marked where a connector stands before them, or may ("phòng, chống")."""
    words: list[str] = []
    joint = ""
    for token in tokenize(name):
        if token.low in CONNECTORS:
            joint = _JOINT
            continue
        joint = _JOINT if words and (words[-1].removeprefix(_JOINT), token.low) in _LOOSE else joint
        words.append(joint + token.low)
        joint = ""
    return words


# -- the text


class Words:
    """A text's tokens, asked for by their number."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)

    def words(self, i: int, n: int) -> list[str]:
        """The words of up to n tokens from token i."""
        return [token.low for token in self.tokens[i : i + n]]

    def back(self, i: int, n: int) -> list[str]:
        """The words of up to n tokens before token i."""
        return [token.low for token in self.tokens[max(i - n, 0) : i]]

    def low(self, i: int) -> str:
        """The word of token i; nothing past the end."""
        return self.tokens[i].low if i < len(self.tokens) else ""

    def capital(self, i: int) -> bool:
        """Whether token i is there and begins with a capital letter."""
        return i < len(self.tokens) and self.tokens[i].text[0].isupper()

    def written(self, first: int, last: int) -> str:
        """The text of the tokens [first, last)."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def token_at(self, i: int, offset: int) -> int:
        """The first token from i on that does not begin before an offset."""
        while i < len(self.tokens) and self.tokens[i].start < offset:
            i += 1
        return i

    def past_and(self, i: int) -> int:
        """The token after "và" at token i, else i."""
        return i + 1 if self.low(i) == "và" else i

    def past_separator(self, i: int, marks: tuple[str, ...] = (",", "và")) -> int:
        """The token after a mark and the "và" that may follow it; i where no mark stands."""
        return self.past_and(i + 1) if self.low(i) in marks else i

    def past_abbreviation(self, i: int) -> int:
        """The token after "(UBND)" at token i; i where no abbreviation in brackets stands."""
        closes = i + 2 < len(self.tokens) and self.tokens[i].text == "(" and self.tokens[i + 2].text == ")"
        return i + 3 if closes and self.tokens[i + 1].text.isupper() and len(self.tokens[i + 1].text) > 1 else i

    def longest(self, first: int, node: dict[str, Any] | None = None) -> Match | None:
        """The longest name of the trie that begins at token `first`."""
        node = trie() if node is None else node
        best, j = None, first
        while j < len(self.tokens):
            while j > first and (past := self._bridge(j, node)) > j:
                j = past
            if j >= len(self.tokens) or self.tokens[j].low not in node:
                break
            node = node[self.tokens[j].low]
            j += 1
            if _LEAF in node:
                best = Match(first, j, node[_LEAF])
        return best

    def _bridge(self, j: int, node: dict[str, Any]) -> int:
        """Where a name goes on after the connector or the bracketed abbreviation at token j; j where it does not."""
        low = self.low(j)
        if low in node or not low:
            return j
        if low == "\n":
            return j + 1 if self.low(j + 1) in node and self.wrapped_at(j) else j
        if low in CONNECTORS:
            return j + 1 if self.low(j + 1) in node.get(_JOINT, ()) else j
        past = self.past_abbreviation(j)  # Ủy ban Mặt trận Tổ quốc (MTTQ) Việt Nam
        after = self.low(past)
        goes_on = past > j and after and (after in node or after in CONNECTORS and self.low(past + 1) in node.get(_JOINT, ()))
        return past if goes_on else j

    def wrapped_at(self, j: int) -> bool:
        """Whether the line break at token j only wraps a long line: "... do Sở | Văn hóa và Thể thao"."""
        start = self.text.rfind("\n", 0, self.tokens[j].start) + 1
        return self.tokens[j].start - start >= _WRAPPED

    def stops_at(self, i: int, after_head: bool = False) -> bool:
        """Whether the words at token i end an open name; a capitalised word does not."""
        words = self.words(i, 3)
        if not words or self.tokens[i].text[0].isupper():
            return False
        before = self.low(i - 1) if i else ""
        if before in ("về", "chống", "phòng") and not after_head:
            return False  # no name ends in these
        if words[1:2] == ["các"] or words[2:] == ["các"]:
            inside = self.words(i + words.index("các"), 3)
            if any(stops().get(" ".join(inside[:n]), True) is None for n in (2, 3)):
                return False  # "xây dựng các công trình dân dụng"
        if before and stops().get(f"{before} {words[0]}", True) is None:
            return False  # the second half of a compound: "giao thông" at "thông"
        lower = next((n for n in range(1, len(words)) if self.tokens[i + n].text[0].isupper()), len(words))
        verdict = next((stops()[key] for n in range(lower, 0, -1) if (key := " ".join(words[:n])) in stops()), None)
        return verdict is not None and (verdict or not after_head)
