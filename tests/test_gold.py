"""The seeds and the development articles end to end against the gold standard beside the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import schema, score
from pipeline.run import extract

FLOORS = {
    "documents": 0.95,
    "dates": 0.90,
    "deadlines": 0.90,
    "percentages": 0.95,
    "agencies": 0.88,
    "agency_roles": 0.78,
    "directives": 0.82,
    "directive_records": 0.55,
}
GOLD = ("seeds", "dev")


@pytest.fixture(scope="module")
def headlines(shared: Path) -> dict[str, dict[str, float]]:
    """The headline figures by gold file."""
    found = {}
    for name in GOLD:
        gold = score.read(shared / "gold" / f"{name}.jsonl")
        pred = {key: json.loads(schema.dumps(extract(one))) for key, one in gold.items()}
        found[name] = score.score(gold, pred).figures["headline"]
    return found


@pytest.mark.parametrize("name", GOLD)
@pytest.mark.parametrize("figure", FLOORS)
def test_no_figure_falls_below_its_floor(headlines: dict[str, dict[str, float]], name: str, figure: str) -> None:
    assert headlines[name][figure] >= FLOORS[figure]


def test_an_article_that_orders_nothing_gives_no_directive(shared: Path) -> None:
    """Seed 003 reports: no order is in it."""
    gold = score.read(shared / "gold" / "seeds.jsonl")
    (report,) = [one for one in gold.values() if not one["directives"]]
    assert [d for d in extract(report).directives if d.kind == "directive"] == []


def test_the_seeds_as_plain_texts(shared: Path) -> None:
    """The seeds' files give the same mentions as the gold standard's lines: nothing is taken from the gold but what the article is."""
    from pipeline import inputs

    by_text = {one["text"]: one for one in score.read(shared / "gold" / "seeds.jsonl").values()}
    read = list(inputs.read([str(shared / "seeds")]))
    assert len(read) == len(by_text)
    for item in read:
        assert not isinstance(item, inputs.Problem)
        assert item.text in by_text
