"""The same order told once: by several portals, or by an article and by the document attached to it, which word it a little differently."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pipeline.morning import Deadline, Order

T = TypeVar("T")

ACTION = 0.7  # of the words of the shorter action are in the longer one: a document's "báo cáo Ủy ban nhân dân tỉnh", an article's "kịp thời báo cáo UBND tỉnh"
LEAD = 0.5  # of the words of who is to do it: "Sở Y tế", "Sở Y tế tỉnh Nam Định"
_SHORT = (("ủy ban nhân dân", "ubnd"), ("uỷ ban nhân dân", "ubnd"), ("hội đồng nhân dân", "hđnd"))


def once(tellers: Iterable[Sequence[T]], alike: Callable[[T, T], bool]) -> list[T]:
    """What the first teller tells, and of each next one what none before it has told; a teller is not compared with itself.

    >>> once([["a", "a"], ["a", "b"]], str.__eq__)
    ['a', 'a', 'b']
    """
    taken: list[T] = []
    for entries in tellers:
        taken += [entry for entry in entries if not any(alike(entry, other) for other in taken)]
    return taken


def same_order(one: Order, other: Order) -> bool:
    """Whether two tellers mean the same order: the same people, nearly the same words, no other days."""
    days, others = {due.day for due in one.dues if due.day}, {due.day for due in other.dues if due.day}
    return (not days or not others or bool(days & others)) and _shared(one.lead, other.lead) >= LEAD and _shared(one.action, other.action) >= ACTION


def same_deadline(one: Deadline, other: Deadline) -> bool:
    """Whether two tellers mean the same deadline of the same order."""
    return one.day == other.day and same_order(one.order, other.order)


def _shared(one: str, other: str) -> float:
    """Which part of the words of the shorter text is in the longer one; all where one says nothing."""
    words, others = _words(one), _words(other)
    return len(words & others) / min(len(words), len(others)) if words and others else 1.0


@lru_cache(4096)
def _words(text: str) -> frozenset[str]:
    text = text.casefold()
    for long, short in _SHORT:
        text = text.replace(long, short)
    return frozenset(re.findall(r"\w+", text))
