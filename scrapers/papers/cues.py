"""What lines of official documents are told by: the words of `paper_cues.tsv` and the shapes of numbers, dates and list items. Uses `corpora`."""

from __future__ import annotations

import datetime
import re
from functools import cache
from typing import NamedTuple

import corpora
from scrapers.papers.blocks import bare


@cache
def _cues(kind: str) -> tuple[str, ...]:
    return tuple(bare(row["cue"]) for row in corpora.gazetteer("paper_cues") if row["kind"] == kind)


@cache
def _starts(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\W{{0,3}}(?P<cue>{corpora.any_of(_cues(kind))})(?![^\W_])")


def starts(kind: str, text: str) -> bool:
    """Whether the text begins with a cue of this kind."""
    return bool(_starts(kind).match(bare(text[:80])))


def length(kind: str, text: str) -> int:
    """How many words the cue of this kind has that the text begins with; 0 where there is none."""
    found = _starts(kind).match(bare(text[:80]))
    return len(found["cue"].split()) if found else 0


def is_whole(kind: str, text: str) -> bool:
    """Whether the text is a cue of this kind and nothing else."""
    found = len(text) < 80 and _starts(kind).match(bare(text))
    return bool(found) and not re.search(r"[^\W_]", text[found.end() :])


def squeeze(text: str) -> str:
    """The letters and digits alone, bare: "T H Ô N G   B Á O" -> "thongbao"."""
    return re.sub(r"[\W_]+", "", bare(text))


# --- the head ------------------------------------------------------------------------------------------------------------------------------


@cache
def _mottoes() -> tuple[str, ...]:
    return tuple(squeeze(cue) for cue in _cues("motto"))


def is_motto(text: str) -> bool:
    """Whether the line is the motto of the state or the Party's name, as a head has it, a letter or two misread."""
    said = squeeze(text)
    if not 12 <= len(said) <= 60:
        return False
    return any(motto in said or said == motto[: len(said)] and len(said) >= 17 or nearly(said, motto) for motto in _mottoes())


def nearly(a: str, b: str) -> bool:
    """Whether two squeezed lines differ by at most one letter in seven.

    >>> nearly("doclaptudohanhphuc", "docLaptudohanhphuc"), nearly("kehoach", "baocao")
    (True, False)
    """
    most = max(len(a), len(b)) // 7
    if abs(len(a) - len(b)) > most or len(a) > 80:
        return False
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1] <= most


class Number(NamedTuple):
    """A document's own number and symbol, as its head has them; None where the place is left blank."""

    number: str | None
    symbol: str | None
    end: int


_DIGITS = "0-9OoQlI|SBZz"  # and what a reader of scans takes for digits
_AS_DIGITS = str.maketrans("OoQlI|SBZz", "0001115822")
_TOKEN = r"[^\W\d_][^\W_&]{0,9}(?:&[^\W_]{1,6})?(?:\([^\W_]{1,8}\))?|\d{1,3}(?=-)"
_OWN_NUMBER = re.compile(
    rf"""
    [\W_]{{0,4}} (?: (?:luật|pháp[ ]lệnh|nghị[ ]quyết|lệnh|sắc[ ]lệnh|nghị[ ]định|quyết[ ]định|chỉ[ ]thị|thông[ ]tư|công[ ]điện|thông[ ]báo) [ ] )?
    s[ôốồổỗộóòỏõọơớòởỡợoeéèẻẽêế06Ôöỗ] \s* (?P<colon>[:;.,]{{0,2}}) [\s._…·]*
    (?: (?P<number> [{_DIGITS}]{{1,6}} (?:\.\d{{1,2}})? (?: [a-zđ](?=\s*[/-]) )? ) (?![^\W_]) )?
    (?P<blank> [\s._…·]* )
    (?: / \s* (?P<year>(?:19|20)\d\d) (?!\d) \s* )?
    (?: (?P<mark> [/\-–—] ) \s* (?P<symbol> (?:{_TOKEN}) (?: \s?[/\-–—.]\s? (?:{_TOKEN}) ){{0,6}} ) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def own_number(text: str) -> Number | None:
    """The number that a head's line gives; None where the line is none.

    >>> own_number("Số: 128/TB-UBND")[:2], own_number("Số:      /KH-UBND")[:2], own_number("* Số 15-KL/TU")[:2]
    (('128', 'TB-UBND'), (None, 'KH-UBND'), ('15', 'KL/TU'))
    >>> own_number("Số liệu năm 2022") is None
    True
    """
    found = _OWN_NUMBER.match(text[:160])
    if not found or not found["symbol"] and not _bare_number(found, text):
        return None
    if found["symbol"] and not found["symbol"][:1].isupper():
        return None  # "Số - cùng với tỷ lệ"
    number = _digits(found["number"])
    if found["number"] and number is None:
        return None
    if number and found["year"]:
        number = f"{number}/{found['year']}"
    return Number(number, _symbol(found["symbol"]), found.end())


def _bare_number(found: re.Match[str], text: str) -> bool:
    """Whether a number without a symbol, or a blank one, is all that the line says."""
    return bool(found["colon"] and found.end() >= len(text.rstrip(" ./_…-")))


def _digits(written: str | None) -> str | None:
    if not written:
        return None
    read = written.translate(_AS_DIGITS) if re.search(r"\d", written) or len(written) <= 3 else ""
    read = read if read[:1].isdigit() else ""
    return read[:-1] + written[-1] if read and written[-1] in "abcdđ" else read or None


@cache
def abbreviations() -> dict[str, list[dict[str, str]]]:
    """The rows of document types by their abbreviation, bare; plain types before those that are kinds of them."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in sorted(corpora.gazetteer("document_types"), key=lambda row: row["compound_of"] != ""):
        for short in corpora.cells(row["abbr"]):
            found.setdefault(bare(short), []).append({**row, "short": short})
    return found


_UNITS = {bare(unit): unit for unit in ("UBND", "HĐND", "TTg", "CP", "TU", "TW", "VPCP", "MTTQ", "SGDĐT", "LĐTBXH", "BCĐ")}


def _symbol(written: str | None) -> str | None:
    """The symbol with its marks, a Đ that was lost put back: "QD-UBNĐ" -> "QĐ-UBND"."""
    if not written:
        return None
    tokens = re.split(r"\s*([/\-–—.])\s*", written.strip().replace("\u00d0", "Đ"))
    for i, token in enumerate(tokens[::2]):
        shorts = [row["short"] for row in abbreviations().get(bare(token), [])] if i == 0 else []
        right = _UNITS.get(bare(token)) or (shorts[0] if shorts and token.upper() not in {s.upper() for s in shorts} else None)
        tokens[2 * i] = right or token
    return "".join("-" if token in "–—" else token for token in tokens)


class HeadDate(NamedTuple):
    """The place and date of a head; parts that are left blank are None."""

    place: str | None
    day: int | None
    month: int | None
    year: int | None

    @property
    def iso(self) -> str | None:
        if not (self.day and self.month and self.year):
            return None
        try:
            return datetime.date(self.year, self.month, self.day).isoformat()
        except ValueError:
            return None


_BLANK_OR = r"[\s._…·]*(?P<{}>[\doli|]{{1,2}})?[\s._…·]*"
_HEAD_DATE = re.compile(
    rf"""(?: ^[\W_]* (?P<place> [^,;:\d\n]{{2,60}}?) \s?[,.]\s* | ^[\W_]* )
         (?: (?:hoi\s)? \d{{1,2}} \s? (?:gio|h) [\d\s]{{0,4}} (?:phut)? [\s,]* )?    # of an urgent telegram
         ngay {_BLANK_OR.format("day")} (?: thang {_BLANK_OR.format("month")} nam [\s._…·]* (?P<year>(?:19|20)\d\d|20)?
                                          | [/-] [\s]*(?P<month2>\d{{1,2}})[/-](?P<year2>\d{{4}}) )""",
    re.VERBOSE,
)


def head_date(text: str) -> HeadDate | None:
    """The place and date that a head's line gives, wherever they begin on it; None where the line has none.

    >>> head_date("Nam Định, ngày 12 tháng 5 năm 2022").iso, head_date("Nam Định, ngày    tháng 5 năm 2022").iso
    ('2022-05-12', None)
    """
    if len(text) > 160:
        return None
    found = _HEAD_DATE.match(bare(text))
    if not found:
        return None
    day, month, year = (_int(found[name]) for name in ("day", "month", "year"))
    if found["year2"]:
        month, year = int(found["month2"]), int(found["year2"])
    place = text[found.start("place") : found.end("place")].strip() if found["place"] else None
    return HeadDate(place, day, month, year if year and year > 1900 else None)


def _int(written: str | None) -> int | None:
    return int(written.translate(str.maketrans("oli|", "0111"))) if written else None


def is_subject(text: str) -> bool:
    """Whether the line begins what an official letter is about: "V/v ..."."""
    return bool(re.match(r"\W*(?:v\s?[/.\\]\s?v|ve viec)(?![^\W_])", bare(text[:20])))


def heads(text: str) -> bool:
    """Whether the line is one that a head begins with: motto, number, or place and date."""
    if is_motto(text) or any(cue in squeeze(text) for cue in _mottoes()):
        return True
    number = own_number(text) if text.lstrip("*- ")[:1].isupper() else None
    if number and (number.symbol or len(text) < 40):
        return True
    return bool(re.search(r"[^\W\d], ?ngay\b.{0,12}thang\b.{0,12}nam\b", bare(text))) and len(text) < 110


# --- stamps, feet, list items --------------------------------------------------------------------------------------------------------------


def is_stamp(text: str) -> bool:
    """Whether the line is one that a signing or filing program prints: "Ký bởi: ...", "Thời gian ký: ..."."""
    found = _starts("stamp").match(bare(text[:80]))
    if not found:
        return False
    after = text[found.end() :].lstrip()
    return not after or after[0] in ":;,." or found["cue"].isascii() and found["cue"][:4] in ("digi", "sign", "foxi", "cong", "van ")


def is_weak_stamp(text: str) -> bool:
    """Whether the line may belong to a stamp, if one stands beside it: "Email: ..."."""
    found = _starts("weak_stamp").match(bare(text[:80]))
    return bool(found) and text[found.end() :].lstrip()[:1] in (":", "=")


def is_recipients(text: str) -> bool:
    """Whether the line begins the list of those who get the document."""
    return starts("recipients", text) and len(text) < 120


_ITEM = re.compile(
    r"""[“"(]? (?: \d{1,2}(?:\.\d{1,2}){0,3}[.)](?!\d) | \d{1,2}(?:\.\d{1,2}){1,3}(?=\s+[^\W\d_]) | \d{1,2}[/-](?=\s) | \d{1,2}\s[-–](?=\s)
            | \(?[a-zđ][.)/](?=\s|[^\W\d_]{2}) | \([a-z\d]{1,3}\) | [IVX]{1,5}[.)/](?=\s|[A-ZĐ]) | [IVX]{1,5}\s?[-–](?=\s) | [A-HĐ][.)](?=\s)
            | [-–—+*•▪●○◦►→✓](?!\d) | [oüvØ§](?=\s[^\W\d_]) | (?:Điều|Khoản|Chương|Mục|Phần|Phụ\slục|Bước)\s(?:thứ\s)?[\dIVXA-Z]{1,4}(?![^\W_])
            | (?:Căn\scứ|Xét|Theo\sđề\snghị|Kính\sgửi)(?!\w) )""",
    re.VERBOSE,
)


def item(text: str) -> bool:
    """Whether the line begins with a list number, a bullet or the like.

    >>> item("1.2. Rà soát"), item("- Báo cáo"), item("12 tháng 5"), item("1.200 tỷ đồng")
    (True, True, False, False)
    """
    return bool(_ITEM.match(text))
