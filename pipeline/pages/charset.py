"""The bytes of a page to its text, whatever they are said to be: encodings named wrongly or not at all, old fonts, letters mangled twice."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import islice

from pipeline import encodings
from pipeline.encodings import BinaryError

__all__ = ["BinaryError", "decode", "mend"]

_SAMPLE = 20_000
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)


def decode(data: bytes, content_type: str | None = None) -> str:
    """The text of a page's bytes, its letters composed.

    Bytes that are UTF-8 are read so, whatever header and page say: no other text looks like it by chance. Else the encodings named are tried, then
    those that Vietnamese is found in. BinaryError where the bytes are no text at all.

    >>> decode("Uỷ ban".encode(), "text/html; charset=windows-1252")
    'Uỷ ban'
    """
    if b"\0" in data[:10_000] and b"<" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and data.count(b"\0") * 20 < len(data):
        data = data.replace(b"\0", b"")  # strewn into markup; every other byte is one in UTF-16
    return mend(_read_as(data, content_type) or encodings.decode(data))


def _named(data: bytes, content_type: str | None) -> list[str]:
    """The encodings that the header and the page name, those that Python knows."""
    from bs4.dammit import EncodingDetector  # most pages are UTF-8, and nobody asks what they say they are

    header = _HEADER.search(content_type or "")
    known = []
    for name in (header and header[1], EncodingDetector.find_declared_encoding(data[:4096], is_html=True)):
        try:
            known.append(codecs.lookup(name or "").name)
        except (LookupError, ValueError):
            continue
    return known


def _read_as(data: bytes, content_type: str | None) -> str | None:
    """The text in the encoding that gives Vietnamese words; None for what has a mark of its encoding, and for other languages."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or data[:400].count(b"\0") > 100:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    seen = _seen(data)
    read = seen.decode("utf-8", errors="replace")
    lost = read.count("\ufffd")
    if sum(char > "\x7f" for char in read) - lost > 20 * lost:  # a letter cut in the middle here and there
        return data.decode("utf-8", errors="replace")
    font = encodings.legacy(seen.decode("latin-1"))
    if font:
        return encodings.convert(data.decode("cp1252", errors="replace"), font)  # as Latin-1, and with Word's quotation marks
    named = _named(data, content_type)
    for name in (*named, "cp1258"):
        if name != "utf-8" and encodings.share_of_syllables(_decoded(seen, name)) >= 0.7:
            return data.decode(name, errors="replace")
    return next(
        (data.decode(name, errors="replace") for name in named if name != "utf-8" and "\ufffd" not in _decoded(seen, name) and _decoded(seen, name)),
        None,
    )


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name, errors="replace")
    except (LookupError, UnicodeError):  # a codec that is none of text
        return ""


_MARKUP = re.compile(rb"(?is)<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*>")


def _seen(data: bytes) -> bytes:
    """A sample of what a reader sees, of the lines that hold more than ASCII."""
    lines = _MARKUP.sub(b"\n", data[:1_000_000]).split(b"\n")
    return b"\n".join(islice((line[:2000] for line in lines if not line.isascii()), 60))[:_SAMPLE]


# What UTF-8 of Vietnamese looks like when it was read as Latin-1 or Windows-1252: á» Ä‘ Æ°, and Ã with a sign after it.
_MANGLED = re.compile(
    "\u00e1[\u00ba\u00bb][\u0080-\u00bf\u0152-\u2122]|\u00c4[\u0090\u2018\u0192\u0091\u0083]|\u00c6[\u00b0\u00a1]|\u00c3[\u0080-\u00bf]"
)


def mend(text: str) -> str:
    """The text with mangled UTF-8 read again, old fonts as Unicode and letters composed.

    >>> mend("Uá»· ban nhÃ¢n dÃ¢n tá»\x89nh")
    'Uỷ ban nhân dân tỉnh'
    """
    if any(sign in text for sign in "\u00c3\u00c4\u00c6") and len(_MANGLED.findall(text, 0, 200_000)) >= 3:  # letters of no Vietnamese word but Ã
        text = "\n".join(_unmangle(line) if _MANGLED.search(line) else line for line in text.split("\n"))
    encoding = encodings.legacy(text)
    if encoding:
        text = encodings.convert(text, encoding)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _unmangle(line: str) -> str:
    from ftfy import fix_encoding  # for damaged pages only

    return fix_encoding(line)
