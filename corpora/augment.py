"""Variants of annotated articles: agencies, places, numbers, dates and triggers put in the place of others of their kind, the marks kept true.

Measured and not used for the shipped models (see models/cards): the classifiers see mentions as letters, so that other names teach them nothing new.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from corpora import gazetteer
from corpora.markup import Mark, Marked

# Verbs that stand for one another with the same grammar: "... yêu cầu các sở rà soát".
TRIGGERS = (("yêu cầu", "đề nghị", "chỉ đạo"), ("nhấn mạnh", "lưu ý"), ("khẩn trương", "chủ động", "tập trung"), ("phải", "cần"))


def variants(article: Marked, seed: int) -> Iterator[Marked]:
    """Variants of an article without end, each with other words in the marks that hold no mark of their own."""
    dice = random.Random(seed)
    while True:
        yield vary(article, dice)


def vary(article: Marked, dice: random.Random) -> Marked:
    """One variant; its offsets are those of its own text."""
    leaves = [m for m in article.marks if m.bracket == "[" and not any(_inside(other, m) for other in article.marks)]
    swapped: dict[str, str] = {}
    changes = [(mark, *_other(mark, article.text[mark.start : mark.end], swapped, dice)) for mark in leaves]
    text, moved, done = [], [], 0
    for mark, words, _ in changes:
        text += [article.text[done : mark.start], words]
        moved.append((mark.end, len(words) - (mark.end - mark.start)))
        done = mark.end
    text.append(article.text[done:])
    labels = {id(mark): rest for mark, _, rest in changes}

    def at(offset: int) -> int:
        return offset + sum(shift for end, shift in moved if end <= offset)

    marks = [mark._replace(start=at(mark.start), end=at(mark.end), rest=labels.get(id(mark), mark.rest)) for mark in article.marks]
    return article._replace(text="".join(text), marks=[_renamed(mark, swapped) for mark in marks])


def _inside(inner: Mark, outer: Mark) -> bool:
    return inner is not outer and outer.start <= inner.start and inner.end <= outer.end and inner.bracket == "["


def _other(mark: Mark, words: str, swapped: dict[str, str], dice: random.Random) -> tuple[str, str]:
    """Other words for a mark, and its label for them."""
    if mark.kind == "trigger":
        row = next((row for row in TRIGGERS if words in row), (words,))
        return dice.choice(row), mark.rest
    if mark.kind == "agency" and words in DEPARTMENTS and ":" in mark.rest:
        other = swapped.setdefault(words, dice.choice(DEPARTMENTS))
        return other, mark.rest.replace(words, other)
    if mark.kind == "percent" and (number := re.search(r"\d+(?:,\d+)?(?=\s?%)", words)) and ".." not in mark.rest:
        value = dice.randint(1, 99)
        return words.replace(number[0], str(value), 1), mark.rest.replace(number[0].replace(",", "."), str(value), 1)
    return words, mark.rest


def _renamed(mark: Mark, swapped: dict[str, str]) -> Mark:
    """The mark with the names in its label changed as those in the text have been."""
    if mark.bracket == "{" and swapped:
        pattern = "|".join(re.escape(name) for name in sorted(swapped, key=len, reverse=True))
        return mark._replace(rest=re.sub(pattern, lambda found: swapped[found[0]], mark.rest))
    return mark


DEPARTMENTS = tuple(sorted({row["name"] for row in gazetteer("agencies") if row["name"].startswith("Sở ")}))
