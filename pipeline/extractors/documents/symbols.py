"""Document numbers and symbols, whole or damaged: "411/QĐ-TTg", "09-NQ/TU", "2233/UBND-NC", "27/QĐUBQGCĐS" (catalogue A1-A4, A12, A16).

State symbols are number/type-issuer, Party symbols number-type/issuer; official letters of the state have no type, their first token is
the issuer. `match` reads a number with its symbol at one place of a text, `repair` gives the spelling that the rules of symbols ask for.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

import corpora

LOWER = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
UPPER = LOWER.upper()


class Kind(NamedTuple):
    """A row of document_types.tsv."""

    type: str
    abbreviations: tuple[str, ...]
    system: str
    variants: tuple[str, ...]
    number: str  # what a number alone needs: any, capital, so, symbol
    title: tuple[str, ...]  # how it is named without a number: law, plan, congress, about, quoted
    compound_of: str


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of documents by type name."""
    found = {}
    for row in corpora.gazetteer("document_types"):
        short, variants, title = (tuple(corpora.cells(row[name])) for name in ("abbr", "variants", "title"))
        found[row["type"]] = Kind(row["type"], short, row["system"], variants, row["number"], title, row["compound_of"])
    return found


@cache
def abbreviations() -> dict[str, tuple[str, list[str]]]:
    """What stands for a type, case-folded, with its right spelling and the types it may mean: "qđ" -> ("QĐ", ["Quyết định", "Quy định"])."""
    found: dict[str, tuple[str, list[str]]] = {}
    for kind in sorted(kinds().values(), key=lambda k: k.compound_of != ""):  # the plain type first: CTr is Chương trình
        for abbreviation in kind.abbreviations:
            found.setdefault(abbreviation.casefold(), (abbreviation, []))[1].append(kind.type)
    for folded, (right, types) in list(found.items()):  # QD, ND: a keyboard without Đ
        found.setdefault(folded.replace("đ", "d"), (right, types))
    return found


class Symbol(NamedTuple):
    """A number and what stands after it; `symbol` is as written, None for a bare number."""

    start: int
    end: int
    number: str
    symbol: str | None


NUMBER = r"""
    (?P<number> \d{1,6}                        # 411
                (?: \. \d{1,3} (?!\d) )?        # 66.1
                (?: [a-zđA-Z] (?![^\W\d_]) )?   # 30a
                (?: [ ]?/[ ]?(?:19|20)\d\d (?!\d) )?  # /2020: the year of a normative document
                (?!\d) )
"""
_TOKEN = rf"""
    (?: [CcTt][Tt]r | [Tt]tg | QĐi | [{UPPER}] )         # Ctr, Ttr, Ttg, else a capital
    (?: [{UPPER}0-9&] | [a-zđư] (?![{LOWER}]) )*+        # capitals, digits, & and lone small letters: TTr, QyĐ, SNgV, QH15
    (?: \([A-Z0-9]{{1,6}}\) )?                           # PV11(CS)
    (?: (?![^\W_]) | (?<=[{UPPER}]{{3}}) (?=[{LOWER}]) )  # the token's end; a word may be glued on: "UBNDtỉnh"
"""
_DOT = rf"\. (?=[{UPPER}0-9]{{1,6}} (?![^\W_]))"  # CĐ.UBND, V.I, but not "UBND.Theo"
_REST = rf"(?: (?: [-/][ ]? | [ ][-/] | {_DOT} ) {_TOKEN} ){{0,6}}"
_GAP = r"(?: [ ]?[-/][ ]? | \. )"


@cache
def _shape() -> re.Pattern[str]:
    spellings = {a for right, _ in abbreviations().values() for a in (right, right.upper())} | {"QD", "ND", "Ctr"}
    short = "|".join(sorted(spellings, key=len, reverse=True))
    return re.compile(
        rf"""
        {NUMBER}
        (?: (?P<state> [ ]?/[ ]? {_TOKEN} (?: {_GAP} {_TOKEN} )? {_REST} )                       # /QĐ-TTg, /UBND-NC, / KH - UBND
          | (?P<party> [ ]?-[ ]? {_TOKEN} [ ]?/[ ]? {_TOKEN} {_REST} )                           # -NQ/TU, - CV/ĐU
          | (?P<broken> [ ]?-[ ]? (?:{short}) [ ]?-?[ ]? (?:TW|TƯ|TU|ĐU|HU) (?![^\W_])           # -NQ-TW, -NQTW
                      | [ ]? (?:{short}) [ ]?[-/][ ]? {_TOKEN} {_REST} )                         # NQ/TW, " QĐ-TTg": the first mark is lost
        )?
        """,
        re.VERBOSE,
    )


def match(text: str, start: int) -> Symbol | None:
    """The number at this place with its symbol, if any; None where no number stands."""
    found = _shape().match(text, start)
    if not found:
        return None
    number = found["number"].replace(" ", "")
    body = found["state"] or found["party"] or found["broken"]
    return Symbol(start, found.end(), number, body.strip(" -/") if body else None)


@cache
def bare() -> re.Pattern[str]:
    """Matches where a number with a symbol may begin that no type word need introduce: "57-NQ/TW", "số 12/QĐ-UBND"."""
    short = "|".join(sorted({right for right, _ in abbreviations().values() if len(right) > 1}, key=len, reverse=True))
    return re.compile(
        rf"""(?<![\w/.,:-]) \d{{1,6}}[a-z]? (?:/(?:19|20)\d\d)? [ ]?[-/][ ]? (?= (?:{short}|CTR|QD|ND|UBND|VPCP|TTg|UBTVQH\d+|QH\d+) (?![^\W_]) )
           | (?<=[Ss]ố[ ]) \d{{1,6}}/(?:19|20)\d\d/ (?=B[{UPPER}]{{2}})                          # a ministry's, its type lost""",
        re.VERBOSE,
    )


class Reading(NamedTuple):
    """A symbol understood: its right spelling, the abbreviation of its type (None: an official letter), the codes after it."""

    normal: str
    abbreviation: str | None
    codes: tuple[str, ...]
    damaged: bool  # marks or tokens had to be repaired, not only case and spaces


_PARTY_UNITS = re.compile(r"TW|TƯ|TU|HU|QU|ĐU\w*|\w+T[UWƯ]|BCSĐ\w*|ĐTN|TWĐTN")
_STATE_UNITS = re.compile(r"UBND|CTUBND|UB|HĐND|TTg|CP|VPCP|QH\d*")
_CASE = {u.casefold(): u for u in ("TTg", "CP", "TU", "TW", "UBND", "HĐND", "VPCP", "CTUBND", "SNgV")} | {"hdnd": "HĐND"}
_DOTTED_UNIT = re.compile(r"[IVX]+|\d+")


def fold(code: str) -> str:
    """The code without marks, case and signs, Đ kept: codes that differ only so are one ("BKH&ĐT", "BKHĐT")."""
    plain = unicodedata.normalize("NFD", code.replace("Đ", "Đ"))
    return re.sub(r"[^A-ZĐ0-9]", "", re.sub(r"[\u0300-\u036f]", "", plain).upper())


def repair(symbol: str, kind: Kind | None = None, known: frozenset[str] = frozenset()) -> Reading:
    """The right reading of a symbol as written after a number, given the type word before it and the known issuer codes (folded).

    >>> repair("NQ-TU").normal
    'NQ/TU'
    >>> repair("QĐ. UBND").normal, repair("TTr- STTTT").normal
    ('QĐ-UBND', 'TTr-STTTT')
    """
    flat = symbol.replace(" ", "")
    tokens, marks = re.split(r"[-/.]", flat), re.findall(r"[-/.]", flat)
    tokens = [_CASE.get(t.casefold(), t) for t in tokens]
    tokens, marks, split = _unfuse(tokens, marks, kind, known)
    right = abbreviations().get(tokens[0].casefold())
    if right is None or (len(tokens) == 1 and len(tokens[0]) < 3 and not kind):
        return _letter(flat, tokens, marks, kind)
    tokens[0] = right[0]
    if len(tokens) == 1:
        return Reading(tokens[0], tokens[0], (), split)
    if right[0] == "NQ" and re.fullmatch(r"QH\d*|UBTVQH\d+", tokens[1]) and len(tokens) == 2 and tokens[1].startswith("QH"):
        return Reading(tokens[1], None, (tokens[1],), True)  # NQ-QH15: laws and resolutions of Quốc hội have no type token
    if _PARTY_UNITS.fullmatch(tokens[1]):
        marks[0], wrong = "/", marks[0] != "/" and tokens[1] in ("TU", "TW", "TƯ", "HU")
    elif _STATE_UNITS.fullmatch(tokens[1]) or marks[0] == ".":
        joint = any(kinds()[t].system == "joint" for t in right[1])
        wrong = marks[0] != "-" and not joint
        marks[0] = marks[0] if joint else "-"
    else:
        wrong = False  # ministries, sở and mass organisations each have a habit of their own
    return Reading(_join(tokens, marks), tokens[0], tuple(tokens[1:]), split or wrong)


def _unfuse(tokens: list[str], marks: list[str], kind: Kind | None, known: frozenset[str]) -> tuple[list[str], list[str], bool]:
    """The tokens with the type cut off the first one where a lost hyphen has fused it to the issuer: QĐUBND -> QĐ, UBND."""
    first = tokens[0]
    if first.casefold() in abbreviations() or fold(first) in known:
        return tokens, marks, False
    mine = {a.casefold() for a in kind.abbreviations} if kind else set()
    for short in sorted(abbreviations(), key=len, reverse=True):
        rest = first[len(short) :]
        if first.casefold().startswith(short) and len(rest) > 1 and (short in mine or fold(rest) in known):
            return [first[: len(short)], _CASE.get(rest.casefold(), rest), *tokens[1:]], ["-", *marks], True
    return tokens, marks, False


def _letter(flat: str, tokens: list[str], marks: list[str], kind: Kind | None) -> Reading:
    """A symbol without a type token: an official letter, a law, or one that lost its type."""
    if kind and kind.type == "Thông tư" and len(tokens) == 1 and tokens[0].startswith("B"):
        return Reading(f"TT-{tokens[0]}", "TT", (tokens[0],), True)  # 26/2016/BXD
    if kind and tokens in (["TU"], ["TW"]) and kind.abbreviations:
        return Reading(f"{kind.abbreviations[0]}/{tokens[0]}", kind.abbreviations[0], (tokens[0],), True)  # 06/TU
    return Reading(_join(tokens, marks), None, tuple(tokens), False)


def _join(tokens: list[str], marks: list[str]) -> str:
    text = tokens[0]
    for mark, token in zip(marks, tokens[1:], strict=True):
        text += ("-" if mark == "." and not _DOTTED_UNIT.fullmatch(token) else mark) + token
    return text
