"""The check of linear time itself: it passes what is linear and fails what is not."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
from conftest import assert_linear, hostile


def test_hostile() -> None:
    assert hostile("ab", 5) == "abab"
    assert hostile("Ông| |Tám", 3) == "Ông   Tám"
    assert hostile("long", 1) == "long", "at least once"


def count(text: str) -> int:
    return sum(1 for letter in text if letter == "a")


def count_pairs(text: str) -> int:
    return sum(1 for i in range(len(text)) for letter in text[i:] if letter == "a")


def count_pairs_at_last(text: str) -> int:
    """Like an extractor whose rule looks back over the whole text, but seldom: quadratic only where the text is long."""
    return count(text) + sum(count(text[:i]) for i in range(0, len(text), 50))


LINEAR: list[tuple[str, int, Callable[[str], object]]] = [
    # reason, size, work
    ("long enough", 2_000_000, count),
    ("too short to be measured", 100, count),
    ("much to do for every text besides", 100_000, lambda text: count("a" * 1_000_000 + text)),
    ("a sort", 200_000, lambda text: sorted(range(len(text)), key=lambda i: i * 7919 % 10_007)),
    ("too quick to be measured at any length", 100, len),
]


@pytest.mark.parametrize(("reason", "size", "work"), LINEAR, ids=[row[0] for row in LINEAR])
def test_linear_work_passes(reason: str, size: int, work: Callable[[str], object]) -> None:
    assert_linear("a", size, str, work)


QUADRATIC: list[tuple[str, int, Callable[[str], object]]] = [
    # reason, size, work
    ("long enough", 2_000, count_pairs),
    ("too short to be measured", 100, count_pairs),
    ("a square in a rule used seldom", 10_000, count_pairs_at_last),
]


@pytest.mark.parametrize(("reason", "size", "work"), QUADRATIC, ids=[row[0] for row in QUADRATIC])
def test_quadratic_work_fails(reason: str, size: int, work: Callable[[str], object]) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"'a' repeated: .* times as long; linear work takes 2 times"):
        assert_linear("a", size, str, work)


def test_only_the_work_is_timed() -> None:
    def prepare(text: str) -> str:
        count_pairs(text[:2_000])
        return text

    assert_linear("a", 4_000, prepare, count)


def test_the_garbage_collector_is_on_again() -> None:
    assert_linear("a", 100, str, count)
    assert gc.isenabled()
