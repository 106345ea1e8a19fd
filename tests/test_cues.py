"""The small language of patterns over masks, and the tables it draws on."""

from __future__ import annotations

import pytest

from corpora import gazetteer
from pipeline.link.cues import LETTERS, pattern, phrases
from pipeline.link.ranks import capacity, headed_by, rank

PATTERNS = [
    # pattern, mask, what it finds, reason
    ("O_(đã_)?<order>_A", "O đã giao A rà soát", "O đã giao A", "letters, a class of words, spaces"),
    ("(a|b)_c  # A comment", "b c", "b c", "white space and comments do not count"),
    ("(?P<who>[AO])_$", "theo A ", "A ", "named groups stay what they are"),
    ("A", "a", None, "a capital letter is a mention and not itself"),
]


@pytest.mark.parametrize(("source", "mask", "found", "reason"), PATTERNS, ids=[reason for *_, reason in PATTERNS])
def test_pattern(source: str, mask: str, found: str | None, reason: str) -> None:
    letters = str.maketrans(LETTERS)
    match = pattern(source).search(mask.translate(letters))
    assert (match and match[0]) == (found and found.translate(letters)), reason


def test_an_unknown_class_is_named() -> None:
    with pytest.raises(KeyError, match="no class 'verb' in triggers"):
        phrases("verb")


def test_no_class_is_in_both_tables() -> None:
    assert {row["class"] for row in gazetteer("triggers")}.isdisjoint({row["cue"] for row in gazetteer("act_cues")})


def test_the_verbs_of_ordering_are_orders() -> None:
    assert {row["verb"] for row in gazetteer("order_verbs")} <= set(phrases("order"))


RANKS = ["Thủ tướng Chính phủ", "Bộ Y tế", "UBND tỉnh Nam Định", "Sở Y tế tỉnh Nam Định", "UBND huyện Ý Yên", "UBND xã Yên Lương"]


def test_ranks_fall_from_the_government_to_the_commune() -> None:
    assert [rank(name) for name in RANKS] == [6, 5, 4, 3, 2, 1]
    assert rank("UBND thành phố Đà Nẵng") == 4 and rank("UBND thành phố Nam Định") == 2, "a city of a province stands below it"


def test_the_state_office_comes_first() -> None:
    held = ["Ban Chỉ đạo chống hạn", "Tỉnh ủy Nam Định", "UBND tỉnh Nam Định"]
    assert min(held, key=capacity) == "UBND tỉnh Nam Định"
    assert headed_by("bộ trưởng", "Bộ Công an") and not headed_by("bộ trưởng", "Sở Y tế tỉnh Nam Định")
