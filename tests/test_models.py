"""The learned classifiers: what they see, that training is repeatable, that the shipped ones belong to the corpus and are small and quick to load."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

import corpora
import models
from conftest import ROOT
from models import acts, addressees, agency_roles, date_roles, linear, statuses
from models.linear import Example
from pipeline import learn

EXAMPLES = [Example((f"w={word}", "bias"), label, "b") for word, label in (("yêu cầu", "a"), ("đã", "b"), ("giao", "a"), ("đạt", "b")) for _ in range(3)]


def test_a_classifier_learns_what_it_is_shown() -> None:
    model = linear.train(EXAMPLES)
    assert [model.predict([f"w={word}"])[0] for word in ("yêu cầu", "đạt")] == ["a", "b"]
    assert abs(sum(model.probabilities(["w=giao", "w=unheard"])) - 1) < 1e-9


def test_training_is_repeatable_and_the_file_holds_the_classifier(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        linear.train(EXAMPLES).save(tmp_path / name)
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert linear.load(tmp_path / "one.json") == linear.train(EXAMPLES)


@pytest.mark.parametrize("content", ["", "{}", '{"classes": ["a", "b"], "bias": [0], "weights": {}, "temperature": 1, "threshold": 1}', "\x00"])
def test_a_damaged_file_is_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "acts.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(linear.ModelError, match=r"acts\.json is no model .*`chidao train --out"):
        linear.load(path)


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(ValueError, match="more articles are needed"):
        linear.train([example for example in EXAMPLES if example.label == "a"])


def test_calibration_brings_down_the_surprise() -> None:
    """A model that is surer than it should be gets a temperature above 1."""
    model = linear.Linear(("a", "b"), [0.0, 0.0], {"x": [1.5, -1.5]})
    held = [Example(("x",), "a", "a")] * 7 + [Example(("x",), "b", "a")] * 3
    model.temperature = linear.calibrate(model, held)
    assert model.temperature > 1 and abs(model.probabilities(["x"])[0] - 0.7) < 0.1


def test_the_calibration_error_is_zero_where_the_promise_is_kept() -> None:
    dice = random.Random(1)
    kept = [(p, dice.random() < p) for p in (dice.random() for _ in range(20_000))]
    assert linear.calibration_error(kept) < 0.02
    assert linear.calibration_error([(0.9, False)] * 10) == pytest.approx(0.9)


CANDIDATES = [
    (acts, acts.Candidate("các sở rà soát .", "", "directive", "acts.imperative", ["umbrella"], True, False, True, "1", False, 0.5, ["deadline"])),
    (agency_roles, agency_roles.Candidate("phối hợp với", " rà soát", "coordinate", "roles.with", "directive", "acts.order", "sở", "A", "named", 1, False, "lead")),
    (date_roles, date_roles.Candidate("xong ", ".", "deadline", "before", "trước", "", "day", False, True, False, "body", ["finish"], [])),
    (statuses, statuses.Candidate("phấn đấu đạt ", " số hộ", "target", "aim", "percent", ">=", "", "")),
    (addressees, addressees.Candidate(("Sở Y tế",), True, "latest", 1, True, "rà soát", "acts.imperative", False, False, False)),
]  # fmt: skip


@pytest.mark.parametrize(("module", "candidate"), CANDIDATES, ids=[module.__name__ for module, _ in CANDIDATES])
def test_the_rules_opinion_can_be_left_out(module: object, candidate: object) -> None:
    """Only features that begin with "rule" tell what the rules say, so that models alone can be compared with rules alone."""
    opinions = {"rule": "?", "role": "?", "act_rule": "?", "status": "?", "chosen": False} | ({"kind": "?"} if module is acts else {})
    other = candidate._replace(**{name: value for name, value in opinions.items() if name in candidate._fields})
    features = [{f for f in module.features(c) if not f.startswith("rule")} for c in (candidate, other)]
    assert features[0] == features[1] and len(features[0]) > 5


# -- the shipped models


def test_the_shipped_models_are_those_of_the_corpus() -> None:
    """Who changes an annotation trains anew: `make models`."""
    manifest = json.loads((models.TRAINED / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["data"]["sha256"] == learn.digest([*corpora.gold("train"), *corpora.gold("dev")])


def test_the_shipped_models_are_small_and_no_pickles() -> None:
    files = list(models.TRAINED.iterdir())
    assert sum(path.stat().st_size for path in files) < 10_000_000
    assert {path.suffix for path in files} == {".json"}
    assert set(models.load()) == set(models.TASKS)


def test_extraction_needs_no_numerical_library() -> None:
    """The night's run loads no scikit-learn: it costs a second, and is needed to train only."""
    code = "import sys; from pipeline import extract; extract('UBND tỉnh yêu cầu Sở Y tế báo cáo.'); print([m for m in ('sklearn', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
