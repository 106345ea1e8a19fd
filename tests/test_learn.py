"""From annotated articles to decisions to learn from, and the commands that train and evaluate."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import corpora
from conftest import Run
from corpora import markup
import models
from models import linear
from pipeline import evaluate, inputs, judge, learn, run, schema

ARTICLE = """id: 900
published: 2022-05-13
province: Nam Định
genre: V
---
{[UBND tỉnh Nam Định](agency issuer) yêu cầu [Sở Y tế](agency lead: Sở Y tế tỉnh Nam Định) báo cáo [trước ngày 20/5/2022](date deadline <2022-05-20).}(directive by: UBND tỉnh Nam Định)
Năm 2021, ngành y tế đạt [95%](percent achieved 95: kế hoạch).
{[Sở Y tế](agency other: Sở Y tế tỉnh Nam Định) sẽ mở rộng xét nghiệm.}(intention)
{Rà soát, bổ sung thuốc.}(directive to: Sở Y tế tỉnh Nam Định)
"""


@pytest.fixture
def record(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "900.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return markup.compile(markup.read(path))


def test_each_decision_gets_the_label_of_the_annotation(record: dict[str, Any]) -> None:
    found = learn.examples([record])
    assert [e.label for e in found["acts"]] == ["directive", "report", "intention", "directive"]
    assert [e.label for e in found["agency_roles"]] == ["issuer", "lead", "other"]
    assert [e.label for e in found["date_roles"]] == ["deadline"] and [e.label for e in found["statuses"]] == ["achieved"]


def test_what_the_annotation_leaves_out_teaches_nothing(record: dict[str, Any]) -> None:
    for kind in ("agencies", "dates", "quantities", "directives"):
        record[kind] = [item | {"scored": False} for item in record[kind]]
    found = learn.examples([record])
    assert set(found) == {"acts"} and [e.label for e in found["acts"]] == ["report", "intention"]


def test_corrected_records_teach_without_classes_of_sentences(record: dict[str, Any]) -> None:
    """A record that a user corrected says which sentences are directives, not what the others are."""
    del record["sentences"]
    assert [e.label for e in learn.examples([record])["acts"]][0] == "directive"


def test_a_model_decides_only_from_its_threshold() -> None:
    model = linear.Linear(("a", "b"), [0.0, 0.0], {"x": [1.0, -1.0]}, threshold=0.9)
    surer = linear.Linear(("a", "b"), [0.0, 0.0], {"x": [2.0, -2.0]}, threshold=0.9)
    assert judge.Judge({"t": model}).decide("t", (0, 1), "b", lambda: ["x"])[::2] == ("b", "")
    assert judge.Judge({"t": surer}).decide("t", (0, 1), "b", lambda: ["x"])[::2] == ("a", "model:t")
    assert judge.Judge({"t": model}, "models").decide("t", (0, 1), "b", lambda: ["x"])[::2] == ("a", "model:t")
    assert judge.Judge().decide("t", (0, 1), "b", lambda: ["x"]) == ("b", None, "")


def test_a_class_that_the_model_does_not_know_stays() -> None:
    model = linear.Linear(("a", "b"), [9.0, 0.0], {}, threshold=0.0)
    assert judge.Judge({"t": model}).decide("t", (0, 1), "vague", lambda: []).label == "vague"


def test_rules_alone_leave_no_trace_of_models() -> None:
    text = "UBND tỉnh Nam Định yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022."
    rules, both = run.extract(text, judge=judge.shipped("rules")), run.extract(text)
    assert not any("model:" in m.by for kind in schema.KINDS for m in getattr(rules, kind))
    assert rules.directives[0].confidence != both.directives[0].confidence, "with models, the confidence is the calibrated one"


def test_a_threshold_is_never_below_what_was_found_safe_on_real_pages() -> None:
    assert all(module.LEAST >= 0.7 for module in models.TASKS.values())


def test_silver_takes_only_what_rules_and_model_agree_on() -> None:
    sure = linear.Linear(("directive", "report"), [9.0, 0.0], {})
    articles = [item for item in inputs.read([str(corpora.ROOT / "sample" / "02-ket-luan-giai-ngan.txt")]) if not isinstance(item, inputs.Problem)]
    found = learn.silver_examples(articles, {"acts": sure})
    assert set(found) == {"acts"} and {e.label for e in found["acts"]} == {"directive"} and {e.weight for e in found["acts"]} == {learn.SILVER_WEIGHT}


# -- evaluation


def test_an_interval_holds_its_figure_and_a_mode_does_not_differ_from_itself() -> None:
    gold = list(islice(corpora.gold("test"), 6))
    found = evaluate.evaluate(gold, judge.shipped())
    for figure in evaluate.figures(found, 100).values():
        assert 0 <= figure.low <= figure.value <= figure.high <= 1
    assert set(evaluate.differences(found, found, 50).values()) == {(0.0, 0.0, 0.0)}


# -- the commands


def test_training_from_the_command_line(chidao: Run, tmp_path: Path) -> None:
    """Two runs give the same bytes; records of one's own count; the models can be used and judged."""
    own = tmp_path / "own.jsonl"
    own.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in islice(corpora.gold("test"), 3)), encoding="utf-8")
    for out in ("one", "two"):
        done = chidao("train", "--data", own, "--out", out)
        assert done.returncode == 0 and b"models from" in done.stdout, done.stderr.decode()
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text())
    assert manifest["data"]["own"] == 3 and set(manifest["versions"]) == {"python", *learn.LIBRARIES}
    judged = chidao("evaluate", own, "--models", tmp_path / "one", "--rounds", "20")
    assert judged.returncode == 0 and b"directive_records" in judged.stdout and b"expected calibration error" in judged.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("extract", "-", "--models", "nowhere"), "there is no folder of models nowhere"),
        (("train", "--data", "nowhere.jsonl"), "nowhere.jsonl"),
        (("evaluate", "nowhere.jsonl"), "nowhere.jsonl"),
        (("evaluate", "empty.jsonl"), "empty.jsonl holds no record"),
        (("train", "--data", "empty.jsonl"), "empty.jsonl holds no record"),
        (("train", "--silver", "nowhere"), "there is no nowhere (sought in"),
        (("train", "--silver", "folder"), "no article could be read in folder"),
        (("extract", "-", "--models", "folder"), "there is no model folder/acts.json"),
        (("evaluate", "--rounds", "0"), "0 is no number of resamples"),
        (("train", "--data", "wrong.jsonl"), "article '900': 'leed' is none of the agency_roles; there are: lead, "),
    ],
)
def test_what_is_not_there_is_named(arguments: tuple[str, ...], words: str, chidao: Run, tmp_path: Path, record: dict[str, Any]) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.jsonl").touch()
    record["agencies"][0]["role"] = "leed"
    (tmp_path / "wrong.jsonl").write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    done = chidao(*arguments, input="UBND tỉnh yêu cầu Sở Y tế báo cáo.".encode())
    assert done.returncode == 2 and words in done.stderr.decode()


def test_an_order_that_a_rule_found_is_given_up_late() -> None:
    """What a rule takes for an order yields to another class from .96 only; the other way the threshold holds."""
    model = linear.Linear(("directive", "report"), [0.0, 0.0], {"x": [-1.3, 1.3], "y": [1.3, -1.3], "z": [-2.0, 2.0]}, threshold=0.8, firm=("directive",))
    judged = judge.Judge({"acts": model})
    assert judged.decide("acts", (0, 1), "directive", lambda: ["x"]).label == "directive", "at .93"
    assert judged.decide("acts", (0, 1), "directive", lambda: ["z"]).label == "report", "at .98"
    assert judged.decide("acts", (0, 1), "report", lambda: ["y"]).label == "directive", "at .93"
