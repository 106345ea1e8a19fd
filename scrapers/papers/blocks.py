"""What the readers of all kinds of files give: blocks of text in reading order. Imports nothing of ours."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Kind = Literal["left", "right", "centre", "body", "row", "recipients", "signature", "note"]


class Block(NamedTuple):
    """A paragraph, or a line of a head, with the place it has in the document.

    left, right: the columns of a head; centre: a centred line; row: of a table; recipients, signature: the columns of a foot; note: a footnote.
    """

    text: str
    kind: Kind = "body"


class Paper(NamedTuple):
    """What is read of a file: its blocks and what is known of its pages."""

    blocks: list[Block]
    pages: int | None = None
    scanned: bool = False
    ocr: bool = False
    notes: tuple[str, ...] = ()
    legacy: bool = False  # was in a font of before Unicode and has been read


class PaperError(ValueError):
    """The file cannot be read; the message says what it is and what to do."""


_DROPPED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc\ufffd\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
# Bullets of Word's symbol fonts, which lie in the private use area.
_SYMBOLS = {chr(code): "•" for code in (0xF0A7, 0xF0A8, 0xF0B7, 0xF0D8, 0xF0FC, 0xF06E, 0xF071, 0xF075, 0xF076)} | {"\uf02d": "-", "\uf0e0": "→"}
_SYMBOL = re.compile("[\ue000-\uf8ff]")


def tidy(text: str) -> str:
    """The text in composed letters on one line, single spaces, without what is not seen; soft hyphens stay: in TCVN3 fonts they are a letter.

    >>> tidy("Ti\u1ebfng  Vie\u0323\u0302t \uf0b7 so\u200b\\n")
    'Tiếng Việt • so'
    """
    text = unicodedata.normalize("NFC", text).replace("\u2010", "-").replace("\u2011", "-")
    text = _SYMBOL.sub(lambda m: _SYMBOLS.get(m[0], ""), _DROPPED.sub("", text))
    return _SPACES.sub(" ", text).strip()


_BARE: dict[int, str] = {}


def bare(text: str) -> str:
    """The text in small letters without diacritics, character by character, so that places stay the same.

    >>> bare("Số: 128/QĐ-UBND")
    'so: 128/qd-ubnd'
    """
    for char in set(text):
        if ord(char) not in _BARE:
            plain = unicodedata.normalize("NFD", char)[0].lower()
            _BARE[ord(char)] = "d" if plain in "đð" else plain if len(plain) == 1 else char
    return text.translate(_BARE)
