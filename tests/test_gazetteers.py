"""The vocabulary: no row is there twice, each names its source, dates and successors are real, and the reader says what is wrong."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import corpora
from corpora import cells, gazetteer

NAMES = sorted(path.stem for path in (corpora.ROOT / "gazetteers").glob("*.tsv"))


def rows(name: str) -> list[tuple[dict[str, str], str]]:
    """The rows of a gazetteer with their text, for the message of a failing assertion."""
    return [(row, "\t".join(row.values())[:100]) for row in gazetteer(name)]


KEYS = {  # what no two rows of a table may share
    "agencies": ("name", "scope"),
    "provinces": ("system", "code"),
    "districts": ("code",),
    "name_stops": ("words",),
    "triggers": ("phrase", "class"),
}


@pytest.mark.parametrize("name", KEYS)
def test_no_key_is_there_twice(name: str) -> None:
    seen = [tuple(row[column] for column in KEYS[name]) for row in gazetteer(name)]
    assert sorted({key for key in seen if seen.count(key) > 1}) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_row_is_there_twice(name: str) -> None:
    seen = [tuple(row.values()) for row in gazetteer(name)]
    assert len(seen) == len(set(seen)) > 0


@pytest.mark.parametrize("name", NAMES)
def test_every_row_names_its_source(name: str) -> None:
    assert [text for row, text in rows(name) if not row["source"].strip()] == []


@pytest.mark.parametrize("name", KEYS)
def test_no_cell_has_space_around_it(name: str) -> None:
    assert [text for row, text in rows(name) if any(cell != cell.strip() for cell in row.values())] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_date_is_one_and_from_is_not_after_to(name: str) -> None:
    for row, text in rows(name):
        dates = [datetime.date.fromisoformat(row[column]) for column in ("valid_from", "valid_to") if row.get(column)]
        assert dates == sorted(dates), text


def test_every_successor_of_an_agency_is_a_row() -> None:
    names = {row["name"] for row in gazetteer("agencies")}
    assert [text for row, text in rows("agencies") if row["successor"] and row["successor"] not in names] == []


def test_an_agency_does_not_succeed_itself_nor_end_after_its_successor_began() -> None:
    agencies = {row["name"]: row for row in gazetteer("agencies")}
    for row, text in rows("agencies"):
        seen = [row["name"]]
        while successor := agencies[seen[-1]]["successor"]:
            assert successor not in seen, text
            seen.append(successor)
        assert not row["successor"] or row["valid_to"], f"{text}: it has a successor, so it has ended"


def test_the_scopes_are_those_the_extractor_knows() -> None:
    assert {row["scope"] for row in gazetteer("agencies")} <= {"central", "province", "level", "party", "open"}


def test_no_variant_stands_for_two_agencies() -> None:
    """The reader keeps the first of two rows, so a second one would never be found."""
    seen: dict[str, str] = {}
    for row in gazetteer("agencies"):
        for variant in {row["name"].casefold(), *(v.casefold() for v in cells(row["variants"]))}:
            assert seen.setdefault(variant, row["name"]) == row["name"], variant


def test_the_provinces_are_those_of_the_two_systems() -> None:
    systems = [row["system"] for row in gazetteer("provinces")]
    assert (systems.count("old63"), systems.count("new34")) == (63, 34) == (len(systems) - 34, len(systems) - 63)


def test_the_provinces_codes_and_names_agree() -> None:
    new = {row["code"]: row["name"] for row in gazetteer("provinces") if row["system"] == "new34"}
    for row, text in rows("provinces"):
        assert row["type"] in ("tỉnh", "thành phố trực thuộc trung ương"), text
        assert not row["successor_code"] or new[row["successor_code"]] == row["successor_name"], text
        assert row["system"] == "new34" or row["successor_code"], text


def test_every_province_of_a_district_is_one_of_the_63() -> None:
    known = {row["code"]: row["name"] for row in gazetteer("provinces") if row["system"] == "old63"}
    for row, text in rows("districts"):
        assert known[row["province_code"]] == row["province"], text
        assert row["name"].casefold().startswith(row["type"].casefold()), text
        assert row["type"] in ("Quận", "Huyện", "Thị xã", "Thành phố"), text


def test_no_word_stops_a_name_and_is_in_capitals() -> None:
    """A capitalised word goes on with a name, so a stop in capitals would never be met."""
    assert [text for row, text in rows("name_stops") if row["words"] != row["words"].casefold()] == []


def test_an_unknown_table_says_which_there_are() -> None:
    with pytest.raises(KeyError, match=r"no gazetteer 'ministries'.*there are: .*agencies.*provinces.*triggers"):
        gazetteer("ministries")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a\tb\n1\t2\n3\n", "line 3: 1 cells, the header has 2", "a cell is missing"),
        ("a\tb\n# why\n\n1\t2\t3\n", "line 4: 3 cells, the header has 2", "comments and empty lines count as lines"),
    ],
)
def test_a_row_that_does_not_fit_is_named(text: str, line: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gazetteers").mkdir()
    (tmp_path / "gazetteers" / "wrong.tsv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(corpora, "ROOT", tmp_path)
    with pytest.raises(ValueError, match=rf"wrong\.tsv, {line}"):
        gazetteer("wrong")


def test_comments_and_quotes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gazetteers").mkdir()
    (tmp_path / "gazetteers" / "quoted.tsv").write_text('# a comment\nword\tsource\n"một cửa"\town\n', encoding="utf-8")
    monkeypatch.setattr(corpora, "ROOT", tmp_path)
    assert gazetteer("quoted") == ({"word": '"một cửa"', "source": "own"},), "quotation marks are letters like any other"


def test_cells() -> None:
    assert cells("a; b;;c d ") == ["a", "b", "c d"]
    assert cells("") == []
