"""How good the extraction is, and how sure one may be of that: F1 with bootstrap intervals, rules against models, calibration.

The intervals resample whole articles (percentile bootstrap, 95%); two modes are compared on the same resamples, so that what is hard for both cancels out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from models.linear import SEED, calibration_error, reliability
from pipeline import run, score
from pipeline.judge import Judge

Item = dict[str, Any]
ROUNDS = 1000


class Figure(NamedTuple):
    """An F1 and the 95% interval around it."""

    value: float
    low: float
    high: float


@dataclass
class Evaluation:
    """What one mode reached: its counts by article and headline figure, and (confidence, was it right) of its directives."""

    tallies: list[dict[str, score.Tally]] = field(default_factory=list)
    directives: list[tuple[float, bool]] = field(default_factory=list)


def evaluate(gold: Sequence[Item], judge: Judge, each: Callable[[Iterable[Item]], Iterable[Item]] = iter) -> Evaluation:
    """The evaluation of extracting the texts of the gold records anew; `each` may wrap them in a progress bar."""
    found = Evaluation()
    for record in each(gold):
        made = run.extract(record, judge=judge)
        pred = msgspec.to_builtins(made)
        found.tallies.append(score.tallies(record, pred))
        found.directives += _judged(record, pred)
    return found


def _judged(gold: Item, pred: Item) -> Iterator[tuple[float, bool]]:
    """(confidence, is it in the gold) of every directive that counts."""
    matched = score.matched("directives", gold, pred)
    right = {j for _, j in matched.pairs}
    for j in matched.offered:
        if matched.pred[j]["kind"] == "directive":
            yield matched.pred[j]["confidence"], j in right


def f1(tallies: Iterable[Mapping[str, score.Tally]], name: str) -> float:
    """The F1 of a headline figure over articles."""
    total = score.Tally()
    for tally in tallies:
        total.add(tally[name].right, tally[name].gold, tally[name].pred)
    return total.figures()["f1"]


def figures(found: Evaluation, rounds: int = ROUNDS) -> dict[str, Figure]:
    """Each headline figure with its interval."""
    samples = list(_resamples(len(found.tallies), rounds))
    result = {}
    for name in score.HEADLINE:
        values = sorted(f1((found.tallies[i] for i in sample), name) for sample in samples)
        result[name] = Figure(f1(found.tallies, name), *_interval(values))
    return result


def differences(one: Evaluation, other: Evaluation, rounds: int = ROUNDS) -> dict[str, Figure]:
    """How much `one` is above `other` in each headline figure, with the interval of the difference."""
    samples = list(_resamples(len(one.tallies), rounds))
    result = {}
    for name in score.HEADLINE:
        values = sorted(f1((one.tallies[i] for i in s), name) - f1((other.tallies[i] for i in s), name) for s in samples)
        result[name] = Figure(f1(one.tallies, name) - f1(other.tallies, name), *_interval(values))
    return result


def _resamples(size: int, rounds: int) -> Iterator[list[int]]:
    dice = random.Random(SEED)
    for _ in range(rounds):
        yield dice.choices(range(size), k=size)


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of sorted values."""
    return values[int(0.025 * (len(values) - 1))], values[int(0.975 * (len(values) - 1) + 0.5)]


def table(evaluations: Mapping[str, Evaluation], rounds: int = ROUNDS) -> Iterator[str]:
    """The figures as lines to print: a row each, a column for every mode, and the gain of the last mode over the first."""
    shown = {mode: figures(found, rounds) for mode, found in evaluations.items()}
    modes = list(evaluations)
    gain = differences(evaluations[modes[-1]], evaluations[modes[0]], rounds) if len(modes) > 1 else {}
    header = f"{'F1 [95% interval]':<20}" + "".join(f"{mode:<22}" for mode in modes)
    yield header + (f"{modes[-1]} - {modes[0]}" if gain else "")
    for name in score.HEADLINE:
        row = f"{name:<20}" + "".join(f"{_cell(shown[mode][name]):<22}" for mode in modes)
        yield row + (_cell(gain[name], "+") if gain else "")
    for mode, found in evaluations.items():
        if found.directives:
            error = calibration_error(found.directives)
            yield f"expected calibration error of the confidence of directives, {mode}: {error:.3f} ({len(found.directives)} directives)"


def _cell(figure: Figure, sign: str = "") -> str:
    return f"{figure.value:{sign}.3f} [{figure.low:{sign}.3f}, {figure.high:{sign}.3f}]"


def diagram(pairs: Sequence[tuple[float, bool]], width: int = 40) -> Iterator[str]:
    """The reliability diagram as lines: per bin of confidence, how sure we were (|) and what part was right (the bar)."""
    for outcomes, said, was in reliability(pairs):
        bar = "".join("|" if i == round(said * width) else "#" if i < round(was * width) else "." for i in range(width + 1))
        yield f"{said:.2f}  {bar}  {was:.2f}  n={len(outcomes)}"
