"""Text in a TCVN3 or VNI font read as Unicode, piece by piece: a document may mix such fonts with those of today."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline import encodings
from scrapers.papers import cues, head


class Legacy(NamedTuple):
    """The encoding that a document's old letters are in, and whether some of its text is in Unicode already."""

    encoding: str
    mixed: bool


_TODAY = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")  # letters that the old fonts do not have


def tell(text: str) -> Legacy | None:
    """What the text is in; None where all of it is Unicode."""
    encoding = encodings.legacy(text)
    return Legacy(encoding, len(_TODAY.findall(text[:20_000])) > 20) if encoding else None


def read(text: str, legacy: Legacy | None) -> str:
    """The piece of text in Unicode.

    >>> read("Sè: 411/Q§-UBND", Legacy("tcvn3", False)), read("các sở", Legacy("tcvn3", True))
    ('Số: 411/QĐ-UBND', 'các sở')
    """
    if legacy is None or text.isascii() or _TODAY.search(text):
        return text
    converted = encodings.convert(text, legacy.encoding)
    if legacy.mixed and encodings.share_of_syllables(converted) <= encodings.share_of_syllables(text):
        return text
    return converted


_WORD = re.compile(r"[^\W\d_]+")


def capitals(text: str) -> str:
    """A converted text with its capitals: TCVN3 has none with marks, and a second font shows small letters as capitals.

    >>> capitals("QUYếT ĐịNH"), capitals("thông báo"), capitals("Về việc Sở Y tế")
    ('QUYẾT ĐỊNH', 'THÔNG BÁO', 'Về việc Sở Y tế')
    """
    plain = [char for char in text if char.isascii() and char.isalpha()]
    if plain and all(char.isupper() for char in plain) and len(text) > 3 and not cues.own_number(text):
        return text.upper()
    if text.islower() and (cues.is_motto(text) or cues.starts("agency", text) or head.type_word(text.upper())[0]):
        return text.upper()
    return _WORD.sub(lambda m: m[0].upper() if any(map(str.isupper, m[0][1:])) and not any(c.isascii() and c.islower() for c in m[0]) else m[0], text)


def of_font(name: str) -> str | None:
    """The encoding of a font's letters where it is one of before Unicode: .VnTime, VNI-Times."""
    return "tcvn3" if name.startswith(".Vn") else "vni" if name.upper().startswith("VNI") else None


def is_capitals(name: str) -> bool:
    """Whether the font shows small letters as capitals: .VnTimeH."""
    return name.startswith(".Vn") and name.endswith("H")
