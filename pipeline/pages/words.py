"""What the words of a line tell without the markup: page furniture, counters, notices (see boilerplate.tsv)."""

from __future__ import annotations

import re
from functools import cache

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


@cache
def _phrases() -> dict[str, str]:
    return {folded(row["phrase"]): row["kind"] for row in gazetteer("boilerplate") if "…" not in row["phrase"]}


_COUNT = re.compile(r"(?: \d+)+$")


def furniture(text: str) -> str | None:
    """The kind of page furniture that the line is: cut, block, line (see boilerplate.tsv), else None."""
    if len(text) > 80:
        return None
    words = folded(text)
    return _phrases().get(words) or _phrases().get(_COUNT.sub("", words)) if words else None


@cache
def _tools() -> str:
    """The words of page furniture as a pattern, the beginnings of open-ended ones ("Lượt xem…") among them."""
    opening = {folded(row["phrase"].split("…")[0]) for row in gazetteer("boilerplate") if row["kind"] == "line" and row["phrase"].count("…") == 1}
    return rf"(?<!\w)(?:{any_of({*_phrases(), *(words for words in opening if ' ' in words)})})(?!\w)"


@cache
def _pieces() -> re.Pattern[str]:
    return re.compile(rf"{_tools()}|\d+|(?<=\d)[xk](?!\w)")


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s|–•·-]*(?:\d[\d.,]*\s?)?{_tools()}(?:\s?:?\s?\d[\d.,]*(?![\d/:-]))?)+\W*$", re.IGNORECASE)


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
    words = folded(text)
    left, count = _pieces().subn(" ", words)
    return count > 0 and not left.strip() and not words.replace(" ", "").isdigit()


@cache
def _notices() -> re.Pattern[str]:
    """The words with which notices and pointers begin, whole sentences among them: "Bản quyền thuộc về ...", "Xem thêm: ..."."""
    heads = [(row["phrase"].removesuffix("…").strip(), row["kind"]) for row in gazetteer("boilerplate") if row["phrase"].endswith("…")]
    rows = [words for words, kind in heads if kind == "cut" or words.endswith(":") and _phrases().get(folded(words)) == "block" or words == ">>"]
    return re.compile("|".join(re.escape(words) for words in rows if len(words) > 1) + "|©", re.IGNORECASE)


def is_notice(text: str) -> bool:
    """Whether a line is a notice of the site, or points to another article."""
    return len(text) < 300 and _notices().match(text) is not None
