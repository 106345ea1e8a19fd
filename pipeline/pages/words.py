"""What the words of a line tell without the markup: page furniture, counters, notices (see boilerplate.tsv)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

from corpora import any_of, gazetteer

LONG = 60  # characters of a line that is surely prose


def normal(text: str) -> str:
    """The line as it is compared with others of its site: without case, and with one sign for each number.

    >>> normal("Lượt truy cập:  1.024.551")
    'lượt truy cập: 0'
    """
    return _NUMBER.sub("0", " ".join(text.casefold().split()))[:300]


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def folded(text: str) -> str:
    """The words of a line in lower case and nothing else."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _toneless(words: str) -> str:
    """Words without tones, whose place in a word varies: Từ khoá, Từ khóa."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", words).translate(_TONES))


_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


@cache
def _phrases() -> dict[str, str]:
    return {_toneless(folded(row["phrase"])): row["kind"] for row in gazetteer("boilerplate") if "…" not in row["phrase"]}


_COUNT = re.compile(r"(?: \d+)+$")


def furniture(text: str) -> str | None:
    """The kind of page furniture that the line is: cut, block, line (see boilerplate.tsv), else None."""
    if len(text) > 80:
        return None
    words = _toneless(folded(text))
    return _phrases().get(words) or _phrases().get(_COUNT.sub("", words)) if words else None


@cache
def _tools() -> frozenset[str]:
    """The words of page furniture, the beginnings of open-ended ones ("Lượt xem…") among them."""
    rows = [(row["phrase"].split("…")[0], row["phrase"].count("…"), row["kind"]) for row in gazetteer("boilerplate")]
    return frozenset(folded(words) for words, gaps, kind in rows if not gaps or gaps == 1 and kind == "line" and " " in words.strip())


@cache
def _pieces() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(map(_toneless, _tools()))})(?!\w)|\d+|(?<=\d)[xk](?!\w)")


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s|–•·-]*(?:\d[\d.,]*\s?)?(?<!\w)(?:{any_of(_tools())})(?!\w)(?:\s?:?\s?\d[\d.,]*(?![\d/:-]))?)+\W*$", re.IGNORECASE)


def without_tools(text: str) -> str:
    """The line without the counters and links that stand behind a date.

    >>> without_tools("22/09/2023 08:37 | 1557 lượt xem In bài viết")
    '22/09/2023 08:37'
    """
    return _trailing().sub("", text) or text


def is_tools(text: str) -> bool:
    """Whether a line is nothing but pieces of page furniture: "Thích 0 Chia sẻ", "0:00 / 0:00 Nam miền Bắc 1x"."""
    if len(text) > 150:
        return False
    words = _toneless(folded(text))
    left, count = _pieces().subn(" ", words)
    return count > 0 and not left.strip() and not words.replace(" ", "").isdigit()


@cache
def _notices() -> re.Pattern[str]:
    """The words with which notices and pointers begin, whole sentences among them: "Bản quyền thuộc về ...", "Xem thêm: ..."."""
    heads = [(row["phrase"].removesuffix("…").strip(), row["kind"]) for row in gazetteer("boilerplate") if row["phrase"].endswith("…")]
    rows = [
        words
        for words, kind in heads
        if kind == "cut" or words.endswith(":") and _phrases().get(_toneless(folded(words))) == "block" or words == ">>"
    ]
    return re.compile("|".join(re.escape(words) for words in rows if len(words) > 1) + "|©", re.IGNORECASE)


def is_notice(text: str) -> bool:
    """Whether a line is a notice of the site, or points to another article."""
    return len(text) < 300 and _notices().match(text) is not None


_BIG, _SMALL = (
    "A-ZĐÀ-ÖØ-ÝĂĨŨƠƯ" + "".join(chr(c) for c in range(0x1EA0, 0x1EFA, 2)),
    "a-zđà-öø-ýăĩũơư" + "".join(chr(c) for c in range(0x1EA1, 0x1EFA, 2)),
)
_JOINT = re.compile(  # nhấtSở, 30/11Hai, 2017BẢN; IUUHà
    rf"""
    (?: [{_SMALL}]{{2}} | [”"’'?!)…] (?<=[^\s(“"‘].) | (?<![{_BIG}{_SMALL}-]) \d{{1,4}} ) (?= [{_BIG}](?:[{_SMALL}]+|[{_BIG}]+)[\s,:“"] )
  | [{_BIG}]{{2}} (?= [{_BIG}][{_SMALL}]+[\s,:“"] )
    """,
    re.VERBOSE,
)
_INNER_END = re.compile(r"[^.\s]{2}[.;]\s")


def is_glued(text: str) -> bool:
    """Whether headlines stand in the line without a space between them: "... thống nhấtSở Thông tin ...".

    >>> is_glued("Chuyển đổi số ngành y tế phải đồng bộ, thống nhấtSở Nội vụ ký kết hợp tác giai đoạn mới")
    True
    """
    if len(text) < 50 or text[-1] in ".;:," or _INNER_END.search(text):
        return False
    joints = [match.end() for match in _JOINT.finditer(text) if not _word_at(text, match.end()).isascii() or text[match.end() - 1].isdigit()]
    if not joints:
        return False
    words = sorted(text.count(" ", a, b) for a, b in pairwise([0, *joints, len(text)]))
    return words[0] >= 4 if len(joints) == 1 else words[1] >= 3  # of several headlines the shortest may be a word or two


def _word_at(text: str, at: int) -> str:
    """The run of characters without a space around a place."""
    left, right = text.rfind(" ", max(0, at - 14), at), text.find(" ", at, at + 14)
    return text[left + 1 if left >= 0 else max(0, at - 14) : right if right >= 0 else at + 14]
