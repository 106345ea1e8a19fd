"""Scoring: each figure on a small example, and the same figures as the gold standard's own scorer on real and damaged predictions."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline import score

TEXT = "Sở Y tế báo cáo UBND tỉnh trước ngày 20/5/2022, đạt 95% theo Nghị quyết số 09-NQ/TU."


def record(**kinds: list[dict[str, Any]]) -> dict[str, Any]:
    return {"article": {"id": "1"}, "text": TEXT, **{kind: [] for kind in score.CHECKS}, **kinds}


def mention(words: str, **fields: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words, **fields}


def figures(gold: dict[str, Any], pred: dict[str, Any]) -> dict[str, Any]:
    return score.score({"1": gold}, {"1": pred}).figures


AGENCY = mention("UBND tỉnh", name="UBND tỉnh Nam Định", role="receive_report")
DATE = mention("trước ngày 20/5/2022", value="2022-05-20", role="deadline")
PERCENT = mention("95%", kind="percent", values=[95], comparator="=", status="target", subject="số hộ dân")
DOCUMENT = mention("Nghị quyết số 09-NQ/TU", type="Nghị quyết", number="09", symbol="NQ/TU", issued=None, issuer=None, document="NQ_09")
ORDER = mention(
    TEXT, lead=["Sở Y tế"], coordinate=[], receive_report=["UBND tỉnh Nam Định"], advised=[], via=[], deadline="2022-05-20", issuer_agency=None
)

def test_a_record_scored_against_itself_is_right() -> None:
    """Vague dates and durations count neither way, even where nobody wrote so."""
    own = record(dates=[DATE, mention("báo cáo", value=None, role="vague"), mention("đạt", value="P2Y", role="duration")])
    assert figures(own, own)["dates"]["found"]["f1"] == 1.0


AGREEMENTS = [
    # kind, gold, what the prediction has instead, check, agrees, reason
    ("agencies", AGENCY, {"name": "Uỷ ban nhân dân Tỉnh Nam Định"}, "name", True, "case, tone placement and abbreviation do not matter"),
    ("agencies", AGENCY, {"name": "UBND tỉnh"}, "name", False, "the place is part of the name"),
    ("agencies", AGENCY, {"role": "lead"}, "role", False, "another role"),
    ("agencies", AGENCY, {"role": "lead"}, "name", True, "the name is judged by itself"),
    ("dates", DATE, {"value": None}, "value", False, "no value is not the value"),
    ("dates", DATE, {"role": "event"}, "value+role", False, "both must agree"),
    ("quantities", PERCENT, {"values": [95.0]}, "value", True, "95 and 95.0 are one number"),
    ("quantities", PERCENT, {"subject": "hộ dân"}, "subject", True, "more than half of the words agree"),
    ("quantities", PERCENT, {"subject": "học sinh"}, "subject", False, "no word agrees"),
    ("quantities", PERCENT, {"subject": None}, "subject", False, "no subject is none"),
    ("documents", DOCUMENT, {"number": "9"}, "key", True, "leading zeros do not matter"),
    ("documents", DOCUMENT, {"symbol": None}, "key", False, "the symbol is part of the key"),
    ("documents", DOCUMENT | {"symbol": "NQTU", "symbol_normalized": "NQ/TU"}, {"symbol": "NQ-TU"}, "key", True, "the repaired symbol counts"),
    ("documents", DOCUMENT, {"issued": ""}, "issued", True, "empty and absent are one"),
    ("directives", ORDER, {"lead": ["sở y tế"]}, "lead", True, "names are folded"),
    ("directives", ORDER, {"lead": ["Sở Y tế", "Sở Tài chính"]}, "lead", False, "one name too many"),
    ("directives", ORDER, {"deadline": None}, "record", False, "the deadline is part of the record"),
    ("directives", ORDER | {"deadlines_all": ["2022-05-20", "2022-06-01"]}, {"deadline": "2022-06-01"}, "deadline", True, "any deadline of several"),
    ("directives", ORDER, {"via": ["Sở Nội vụ"]}, "record", True, "via is no part of the record"),
]


@pytest.mark.parametrize(("kind", "gold", "instead", "check", "agrees", "reason"), AGREEMENTS)
def test_checks(kind: str, gold: dict[str, Any], instead: dict[str, Any], check: str, agrees: bool, reason: str) -> None:
    result = figures(record(**{kind: [gold]}), record(**{kind: [gold | {"symbol_normalized": None} | instead]}))
    assert result[kind]["found"]["f1"] == 1.0
    assert result[kind][check] == float(agrees), reason


SPANS = [
    # predicted words, is it the same mention?, reason
    ("ngày 20/5/2022", True, "three quarters of the words"),
    ("20/5/2022", False, "less than half of the whole span, and no bare date is given"),
    ("UBND tỉnh trước ngày 20/5/2022", True, "the gold span is two thirds of it"),
    ("đạt 95%", False, "elsewhere"),
]


@pytest.mark.parametrize(("words", "same", "reason"), SPANS)
def test_spans(words: str, same: bool, reason: str) -> None:
    result = figures(record(dates=[DATE]), record(dates=[mention(words, value="2022-05-20", role="deadline")]))
    assert result["dates"]["found"]["f1"] == float(same), reason


def test_the_bare_date_counts_as_its_span() -> None:
    bare = mention("20/5/2022", value="2022-05-20", role="deadline")
    gold = DATE | {"date_start": bare["start"], "date_end": bare["end"]}
    assert figures(record(dates=[gold]), record(dates=[bare]))["dates"]["found"]["f1"] == 1.0


def test_unscored_neither_helps_nor_hurts() -> None:
    unscored = mention("Sở Y tế", name="Sở Y tế", role="lead", scored=False)
    gold = record(agencies=[AGENCY, unscored])
    for pred in (record(agencies=[AGENCY]), record(agencies=[AGENCY, unscored]), record(agencies=[AGENCY, unscored, unscored])):
        assert figures(gold, pred)["agencies"]["found"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "gold": 1, "pred": 1}


def test_vague_dates_and_money_are_not_looked_at() -> None:
    vague = mention("Sở Y tế", value=None, role="vague")
    money = mention("Sở Y tế", kind="money", values=[1])
    result = figures(record(), record(dates=[vague], quantities=[money]))
    assert result["dates"]["found"]["pred"] == result["quantities"]["found"]["pred"] == 0


def test_missed_articles_count_and_unknown_ones_do_not() -> None:
    gold = {"1": record(agencies=[AGENCY]), "2": record(agencies=[AGENCY])}
    pred = {"1": record(agencies=[AGENCY]), "3": record(agencies=[AGENCY])}
    result = score.score(gold, pred)
    assert result.figures["agencies"]["found"] == {"p": 1.0, "r": 0.5, "f1": 0.6667, "gold": 2, "pred": 1}
    assert [error.article for error in result.errors["agencies.missed"]] == ["2"]


def test_errors_name_what_failed() -> None:
    result = score.score({"1": record(dates=[DATE])}, {"1": record(dates=[DATE | {"role": "event"}], agencies=[AGENCY])})
    assert {kind for kind, found in result.errors.items() if found} == {"dates.role", "dates.value+role", "agencies.spurious"}


def reference(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", shared / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def damaged(records: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The records with articles and mentions lost, doubled, moved, shuffled and changed."""
    result = {}
    for key, original in records.items():
        if chance.random() < 0.1:
            continue
        one = copy.deepcopy(original)
        for kind in score.CHECKS:
            one[kind] = [x for item in one[kind] if chance.random() > 0.15 for x in _damaged(item, original[kind], len(one["text"]), chance)]
            if chance.random() < 0.3:
                chance.shuffle(one[kind])
        result[key] = one
    return result


def _damaged(item: dict[str, Any], others: list[dict[str, Any]], length: int, chance: random.Random) -> list[dict[str, Any]]:
    if chance.random() < 0.3:
        item["start"] = max(0, item["start"] + chance.randint(-6, 6))
        item["end"] = max(item["start"] + 1, min(length, item["end"] + chance.randint(-6, 6)))
    for name in [name for name in item if "start" not in name and "end" not in name and chance.random() < 0.08]:
        value = item[name]
        empty = [] if isinstance(value, list) else None
        item[name] = chance.choice([chance.choice(others).get(name) or empty, empty, value.upper() if isinstance(value, str) else value])
    if chance.random() < 0.2:
        item.pop("scored", None)
    return [item, copy.deepcopy(item)] if chance.random() < 0.1 else [item]


@pytest.mark.parametrize("name", ["seeds", "dev"])
def test_same_figures_as_the_reference(shared: Path, name: str) -> None:
    theirs = reference(shared)
    gold = score.read(shared / "gold" / f"{name}.jsonl")
    chance = random.Random(name)
    for pred in [gold, {}, *(damaged(gold, chance) for _ in range(20))]:
        expected, errors = theirs.score(gold, pred)
        result = score.score(gold, pred)
        assert result.figures == expected
        for kind in errors.keys() | result.errors.keys():
            assert _sorted(result.errors[kind]) == _sorted(errors[kind]), kind


def _sorted(errors: list[Any]) -> list[str]:
    return sorted(json.dumps(tuple(error), sort_keys=True) for error in errors)


def test_same_figures_on_our_own_output(shared: Path) -> None:
    from pipeline import schema
    from pipeline.run import extract

    theirs = reference(shared)
    for name in ("seeds", "dev"):
        gold = score.read(shared / "gold" / f"{name}.jsonl")
        pred = {key: json.loads(schema.dumps(extract({**one["article"], "text": one["text"]}))) for key, one in gold.items()}
        assert score.score(gold, pred).figures == theirs.score(gold, pred)[0]


BROKEN = [
    # line, what the message says, reason
    (b'{"article": {"id": "1"}, "text": "a", ', "line 2: not a record", "cut off"),
    (b'{"text": "a"}', "line 2: not a record", "no article"),
    (b"\xff\xfe", "line 2: not a record", "no UTF-8"),
    (b'{"article": {"id": "2"}, "text": "abc", "dates": [{"start": 0, "end": 2, "text": "abc"}]}', "text[0:2]", "a span that is not its text"),
]


@pytest.mark.parametrize(("line", "message", "reason"), BROKEN)
def test_broken_lines_are_named(tmp_path: Path, line: bytes, message: str, reason: str) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_bytes(json.dumps(record()).encode() + b"\n" + line + b"\n")
    with pytest.raises(score.ScoreError) as error:
        score.read(path)
    assert message in str(error.value) and "broken.jsonl" in str(error.value), reason


def test_another_text_cannot_be_compared(tmp_path: Path) -> None:
    gold, pred = tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"
    gold.write_text(json.dumps(record()))
    pred.write_text(json.dumps(record() | {"text": TEXT + "."}))
    with pytest.raises(score.ScoreError, match="another text"):
        score.compare(gold, pred)
