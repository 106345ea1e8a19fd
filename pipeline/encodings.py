"""Bytes to text, and the Vietnamese font encodings of before Unicode (TCVN3, VNI) to Unicode (catalogue F8).

Imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# A Unicode letter and what a TCVN3 (ABC) font calls it when its bytes are read as Latin-1; agrees with iconv's TCVN5712-1.
_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉËÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ®¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂĐÊÔƠƯ",
        strict=True,
    )
)

# VNI writes a letter and then its mark as a second character; these marks stand for the same in both cases.
_VNI_MARKS = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323", "â": "\u0302", "ê": "\u0306"} | {
    "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "è": "\u0306\u0300", "é": "\u0306\u0301", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    bases = [(b, b) for b in "aeouy"] + [("ô", "ơ"), ("ö", "ư")]
    pairs = {w + m: unicodedata.normalize("NFC", u + marks) for w, u in bases for m, marks in _VNI_MARKS.items()}
    lower = {pair: letter for pair, letter in pairs.items() if len(letter) == 1} | _VNI_LETTERS
    upper = {pair.upper(): letter.upper() for pair, letter in lower.items()}
    mixed = {pair[0].upper() + pair[1:]: letter.upper() for pair, letter in lower.items()}  # Uû: capital, mark in lower case
    return mixed | upper | lower


_VNI = _vni_table()
VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# What a Vietnamese syllable is made of without its tone, to tell which reading of the bytes is words.
_SYLLABLE = re.compile(
    r"""
    (?: ngh|nh|ng|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx] )?                            # onset
    (?: iêu|yêu|ươi|ươu|uôi|oai|oay|oao|oeo|uây|uyu|uêu|uya|uyê                             # vowels, the longest first
      | ia|iê|yê|ya|uô|ua|ươ|ưa|a[iouy]|â[uy]|eo|êu|iu|[oôơuư]i|ưu|u[yêơâ]|o[aăe] | [aăâeêioôơuưy] )
    (?: ch|ng|nh|[cmnpt] )?                                                                 # coda
    """,
    re.VERBOSE,
)
_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W\d_][\w\xad\u00a8-\u00be]*|[\u00a1-\u00be][\w\xad\u00a8-\u00be]*")
_SUSPECT = re.compile("[µ¸¶·¹¨»¾¼½©®\xad«¬ªÆ×Þþßø]|[aeouyAEOUYôöÔÖ][øùûõïâêØÙÛÕÏÂÊ]")
_SAMPLE = 20_000  # characters that are enough to tell the encoding of a text


def legacy(text: str) -> str | None:
    """ "tcvn3" or "vni" where the text is in that font encoding, else None.

    >>> legacy("Uû ban nh©n d©n tØnh ®· ban hµnh kÕ ho¹ch triÓn khai nhiÖm vô n¨m 2005"), legacy("Ủy ban nhân dân tỉnh")
    ('tcvn3', None)
    """
    sample = text[:_SAMPLE]
    suspects = len(_SUSPECT.findall(sample))
    if suspects < 4 or suspects * 25 < len(sample.split()):  # in both encodings most words hold one
        return None
    plain = share_of_syllables(sample)
    read = {name: share_of_syllables(convert(sample, name)) for name in ("tcvn3", "vni")}
    best = max(read, key=read.__getitem__)
    return best if read[best] >= 0.7 and read[best] > plain + 0.2 else None


def convert(text: str, encoding: str) -> str:
    """The text of a TCVN3 or VNI font as Unicode (NFC).

    >>> convert("tØnh Qu¶ng Ng·i", "tcvn3"), convert("tænh Quaûng Ngaõi, Uyû ban nhaân daân", "vni")
    ('tỉnh Quảng Ngãi', 'tỉnh Quảng Ngãi, Uỷ ban nhân dân')
    """
    if encoding == "tcvn3":
        return text.translate(TCVN3)
    return VNI_LETTER.sub(lambda m: _VNI[m[0]], text)


TCVN3 = str.maketrans(_TCVN3)


def vni_letter(written: str) -> str:
    """The letter that VNI writes so."""
    return _VNI[written]


def share_of_syllables(text: str) -> float:
    """How many of the words with a non-ASCII letter are Vietnamese syllables."""
    words = [word for word in _WORD.findall(text) if len(word) > 1 and not word.isascii()]
    return sum(map(_is_syllable, words)) / len(words) if words else 0.0


@lru_cache(maxsize=50_000)  # a text says the same few hundred again and again
def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.lower())
    bare = letters.translate(_TONES)
    return len(letters) - len(bare) <= 1 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


class BinaryError(ValueError):
    """The bytes are not text: a picture, an office file, an archive."""


def decode(data: bytes) -> str:
    """The text of a file's bytes: UTF-8 or UTF-16 where they are that, else as charset-normalizer says; TCVN3 and VNI become Unicode.

    BinaryError where the bytes are no text at all.
    """
    text = _decode(data)
    encoding = legacy(text)
    return convert(text, encoding) if encoding else text


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", errors="replace")
    utf16 = _bare_utf16(data[:2000])
    if utf16:
        return data.decode(utf16, errors="replace")
    if b"\0" in data[:10_000] or data.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        raise BinaryError("binary data, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data[error.start : error.start + 1] and _mostly_utf8(data):
            return data.decode("utf-8", errors="replace")
    return _guess(data)


def _bare_utf16(head: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: every other byte is small, and together they are letters and spaces."""
    if len(head) < 8:
        return None
    for name, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if sum(byte in (0, 1, 3, 0x1E, 0x20) for byte in high) > 0.95 * len(high) and high.count(0) > 0.3 * len(high):
            return name
    return None


def _mostly_utf8(data: bytes) -> bool:
    """A few broken bytes in UTF-8: a file cut in the middle of a letter, or joined from several."""
    text = data[:200_000].decode("utf-8", errors="replace")
    good = sum(char > "\x7f" and char != "\ufffd" for char in text)
    return good > 20 * text.count("\ufffd")


def _guess(data: bytes) -> str:
    """The text in one of the 8-bit encodings that Vietnamese is found in."""
    sample = data[:_SAMPLE].decode("latin-1")
    if legacy(sample):
        return data.decode("cp1252", errors="replace")  # as Latin-1, and with Word's quotation marks
    windows = data[:_SAMPLE].decode("windows-1258", errors="replace")
    if share_of_syllables(windows) >= 0.7:  # letters with their tone as a second byte
        return data.decode("windows-1258", errors="replace")
    from charset_normalizer import from_bytes  # needed for foreign text only

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or _unreadable(data[:_SAMPLE]):
        raise BinaryError("binary data, or an encoding that cannot be told")
    return data.decode(best.encoding, errors="replace")


def _unreadable(data: bytes) -> bool:
    """More than one byte in ten is a control character that no text holds."""
    return sum(byte < 9 or 13 < byte < 32 for byte in data) * 10 > len(data)
