"""From annotated records to trained models: what the rules see of each decision, beside what the annotation says of it.

The flow runs over every article with a `Recorder` in the judge's place: it lets the rules decide and keeps the candidates they decided on.
Each is then given the label of the annotated item that it overlaps by half; those without one teach nothing.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import corpora
from models import TASKS, linear
from models.linear import Example, Linear
from pipeline import inputs, run
from pipeline.judge import Decision, Judge, Span, without_rules
from pipeline.score import fold

Item = dict[str, Any]


class Seen(NamedTuple):
    """A candidate that the rules decided on; a choice among several has `names`, one a candidate."""

    task: str
    span: Span  # in the view
    verdict: str
    features: tuple[str, ...]
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class Recorder(Judge):
    """A judge that follows the rules and keeps what they decided."""

    seen: list[Seen] = field(default_factory=list)

    def decide(self, task: str, span: Span, verdict: str, features: Callable[[], Iterable[str]]) -> Decision:
        self.seen.append(Seen(task, span, verdict, tuple(features())))
        return Decision(verdict, None)

    def choose(self, task: str, span: Span, candidates: Sequence[Callable[[], Iterable[str]]], names: Sequence[tuple[str, ...]]) -> int:
        for i, (features, group) in enumerate(zip(candidates, names, strict=True)):
            self.seen.append(Seen(task, span, "wrong" if i else "right", tuple(features()), group))
        return 0


def examples(records: Iterable[Item], weight: float = 1.0) -> dict[str, list[Example]]:
    """The labelled decisions of annotated records, by task."""
    found: dict[str, list[Example]] = {}
    for record in records:
        for task, example in _of_article(record, weight):
            found.setdefault(task, []).append(example)
    return found


def _of_article(record: Item, weight: float) -> Iterator[tuple[str, Example]]:
    recorder = Recorder()
    context, _ = run.analyse(*inputs.article(record), recorder)
    gold = Annotation(record)
    for seen in recorder.seen:
        label = gold.label(seen, context.view.span(*seen.span))
        if label is not None and label not in TASKS[seen.task].CLASSES:
            raise ValueError(f"article {record['article']['id']!r}: {label!r} is none of the {seen.task}; there are: {', '.join(TASKS[seen.task].CLASSES)}")
        if label is not None:
            yield seen.task, Example(seen.features, label, seen.verdict, weight)


class Annotation:
    """The annotated items of one article, to be asked for the label of a candidate."""

    def __init__(self, record: Item) -> None:
        self.record = record
        self.regions = sorted(record.get("sentences") or [], key=lambda r: r["start"])

    def label(self, seen: Seen, span: Span) -> str | None:
        """The right class of a candidate at this raw span; None where the annotation does not say."""
        match seen.task:
            case "acts":
                return self._class(seen, span)
            case "agency_roles":
                return self._first(span, "agencies", "role")
            case "date_roles":
                return self._first(span, "dates", "role")
            case "statuses":
                return self._first(span, "quantities", "status")
            case "addressees":
                return self._addressee(seen, span)
        raise ValueError(f"no task {seen.task}")

    def _first(self, span: Span, kind: str, field: str) -> str | None:
        """The field of the scored item that covers the span best, or that a coordination begins with."""
        inside = [i for i in self.record.get(kind) or [] if i["start"] < span[1] and span[0] < i["end"] and i.get("scored", True)]
        return min(inside, key=lambda i: abs(i["start"] - span[0])).get(field) if inside else None

    def _class(self, seen: Seen, span: Span) -> str | None:
        orders = [d for d in self.record.get("directives") or [] if _overlap(d, span) >= 0.5]
        if orders:
            kinds = {d.get("kind", "directive") for d in orders if d.get("kind") == "umbrella" or d.get("scored", True)}
            return ("directive" if "directive" in kinds else "umbrella") if kinds else None
        if "sentences" not in self.record:  # records that a user corrected tell directives only
            return seen.verdict if seen.verdict not in ("directive", "umbrella") else "report"
        best = max(self.regions, key=lambda r: min(r["end"], span[1]) - max(r["start"], span[0]), default=None)
        if best and _overlap(best, span) >= 0.5:
            return best["class"] if best["class"] not in ("title", "caption", "boilerplate") else None
        return self.record["default"]

    def _addressee(self, seen: Seen, span: Span) -> str | None:
        orders = [d for d in self.record.get("directives") or [] if _overlap(d, span) >= 0.5 and d.get("scored", True)]
        own = next((d for d in orders if d.get("lead_inherited") or not d.get("lead")), None)
        if own is None:
            return None
        return "right" if {fold(n) for n in own.get("lead") or ()} == {fold(n) for n in seen.names or ()} else "wrong"


def _overlap(item: Item, span: Span) -> float:
    """How much of the shorter of the two lies in the other."""
    shared = min(item["end"], span[1]) - max(item["start"], span[0])
    return max(shared, 0) / max(min(item["end"] - item["start"], span[1] - span[0]), 1)


# -- training

THRESHOLDS = (0.7, 0.75, 0.8, 0.85, 0.9)
NEVER = 1.01
GAIN = 0.01  # what a model must add on the development articles to decide at all; less is noise (20 articles, some 400 decisions)


class Trained(NamedTuple):
    """A classifier, how many decisions it learned from, and what part of the development decisions the rules, the model alone and both got right."""

    model: Linear
    examples: int
    rules: float
    alone: float
    both: float


def train(train: dict[str, list[Example]], dev: dict[str, list[Example]]) -> dict[str, Trained]:
    """The trained classifiers by task; temperature and threshold are chosen on `dev`.

    Each decision is shown twice at half the weight, with and without what the rules say, so that a model does not lean on rules that were written
    with the training articles in view, and can be asked alone. One that does not gain `GAIN` on `dev` gets a threshold that nothing reaches.
    """
    found: dict[str, Trained] = {}
    for task in TASKS:
        if not train.get(task) or not dev.get(task):
            continue
        shown = [twin._replace(weight=twin.weight / 2) for e in train[task] for twin in (e, blind(e))]
        model = linear.train(shown, TASKS[task].PENALTY, least=3)
        model.firm = TASKS[task].FIRM
        model.temperature = linear.calibrate(model, dev[task])
        model.threshold = choose_threshold(task, model, dev[task], TASKS[task].LEAST)
        rules, both = (right(task, model, dev[task], threshold) for threshold in (NEVER, model.threshold))
        found[task] = Trained(model, len(train[task]), rules, right(task, model, [blind(e) for e in dev[task]], 0.0), both)
    return found


def blind(example: Example) -> Example:
    """The example as a model sees it that is not told what the rules say."""
    return example._replace(features=without_rules(example.features))


def choose_threshold(task: str, model: Linear, dev: Sequence[Example], least: float) -> float:
    """The probability, not below `least`, from which the model should overrule the rules: the best on the development decisions, of equals the highest."""
    best = max((threshold for threshold in THRESHOLDS if threshold >= least), key=lambda threshold: (right(task, model, dev, threshold), threshold))
    return best if right(task, model, dev, best) >= right(task, model, dev, NEVER) + GAIN else NEVER


def right(task: str, model: Linear, examples: Sequence[Example], threshold: float) -> float:
    """The part of the decisions that is right at a threshold: for sentences the F1 of directives, else accuracy."""
    if task == "addressees":
        return _chosen_right(model, examples, threshold)
    told = replace(model, threshold=threshold, firm=model.firm if threshold else ())  # at 0 the model's own answers
    found = [(example, decided(told, example)) for example in examples]
    if task == "acts":
        good = sum(label == example.label == "directive" for example, label in found)
        told = sum((label == "directive") + (example.label == "directive") for example, label in found)
        return round(2 * good / max(told, 1), 4)
    return round(sum(label == example.label for example, label in found) / max(len(found), 1), 4)


def decided(model: Linear, example: Example) -> str:
    """The class that rules and model together give."""
    label, probability = model.predict(example.features)
    return label if model.overrules(example.verdict, label, probability) else example.verdict


def _chosen_right(model: Linear, examples: Sequence[Example], threshold: float) -> float:
    """The part of the choices that is right; the candidates of one choice stand together, the rules' own first."""
    if "right" not in model.classes:
        return 0.0
    choices: list[list[Example]] = []
    for example in examples:
        if example.verdict == "right" or not choices:
            choices.append([])
        choices[-1].append(example)
    good = 0
    for choice in choices:
        found = [model.probabilities(example.features)[model.classes.index("right")] for example in choice]
        best = max(range(len(found)), key=found.__getitem__)
        good += choice[best if found[best] - found[0] >= threshold else 0].label == "right"
    return round(good / max(len(choices), 1), 4)


# -- the whole: from articles to a folder of models

SILVER_WEIGHT = 0.3
SURE = 0.9  # what rules and model agree on with this probability is taken as right in articles that nobody annotated
LIBRARIES = ("numpy", "scikit-learn", "scipy")

Wrap = Callable[[list[Any]], Iterable[Any]]


def build(out: Path, data: Sequence[Item] = (), silver: Sequence[inputs.Input] = (), each: Wrap = iter) -> dict[str, Any]:
    """The manifest of the models trained on `corpora.gold("train")` and `data` (annotated records), written to `out` with the models.

    `silver` are articles that nobody annotated: what rules and models agree on in them is added with less weight. `each` may wrap the articles in a
    progress bar. OSError where `out` cannot be written.
    """
    taught, held = [*corpora.gold("train"), *data], list(corpora.gold("dev"))
    known, dev = examples(each(taught)), examples(held)
    trained = train(known, dev)
    if silver:
        extra = silver_examples(each(list(silver)), {task: found.model for task, found in trained.items()})
        trained = train({task: found + extra.get(task, []) for task, found in known.items()}, dev)
    out.mkdir(parents=True, exist_ok=True)
    for name, found in trained.items():
        found.model.save(out / f"{name}.json")
    manifest = {
        "data": {"train": len(taught), "own": len(data), "dev": len(held), "silver": len(silver), "sha256": digest([*taught, *held, *(item.text for item in silver)])},
        "seed": linear.SEED,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "models": {name: _figures(found) for name, found in trained.items()},
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def _figures(found: Trained) -> dict[str, float]:
    about = {"examples": found.examples, "features": len(found.model.weights), "temperature": found.model.temperature, "threshold": found.model.threshold}
    return about | {"dev rules": found.rules, "dev model": found.alone, "dev both": found.both}


def digest(records: Iterable[Item | str]) -> str:
    """The SHA-256 of records: the same data gives the same."""
    total = hashlib.sha256()
    for record in records:
        total.update(json.dumps(record, sort_keys=True, ensure_ascii=False).encode())
    return total.hexdigest()


def silver_examples(articles: Iterable[inputs.Input], trained: dict[str, Linear]) -> dict[str, list[Example]]:
    """The decisions in unannotated articles on which the rules and a model that is not told them agree, the model being sure."""
    found: dict[str, list[Example]] = {}
    for article in articles:
        recorder = Recorder()
        run.analyse(article.article, article.text, recorder)
        for seen in recorder.seen:
            model = trained.get(seen.task)
            if model is None or seen.names is not None:  # a choice among addressees is never sure
                continue
            example = Example(seen.features, seen.verdict, seen.verdict, SILVER_WEIGHT)
            label, probability = model.predict(blind(example).features)
            if label == seen.verdict and probability >= SURE:
                found.setdefault(seen.task, []).append(example)
    return found
