"""Who decides what a rule and a learned model both have an opinion on: `Judge` holds the models and says which of the two is followed.

A model decides where its probability reaches the threshold that was chosen for it on the development articles; below that the rule does. How sure
we are is always what the calibrated model says of the decision, where there is a model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from models import TRAINED, load
from models.linear import Linear

Mode = Literal["rules", "models", "both"]
Span = tuple[int, int]  # in the view


class Decision(NamedTuple):
    """A label, how sure we are of it (None: as sure as the rule is), and the model that decided, "" where a rule did."""

    label: str
    confidence: float | None
    by: str = ""


@dataclass(frozen=True, eq=False)
class Judge:
    """Decides with the models it holds, by task; without one the rules stand."""

    models: Mapping[str, Linear] = field(default_factory=dict)
    mode: Mode = "both"

    def decide(self, task: str, span: Span, verdict: str, features: Callable[[], Iterable[str]]) -> Decision:
        """The decision on one candidate, given the rule's verdict in the model's own classes."""
        model = self.models.get(task)
        if model is None or verdict not in model.classes:  # the corpus has no such class: a vague date, a bare list of places
            return Decision(verdict, None)
        found = model.probabilities(self._seen(features()))
        best = max(range(len(found)), key=found.__getitem__)
        label = model.classes[best]
        if model.overrules(verdict, label, found[best]) or self.mode == "models" and label != verdict:
            return Decision(label, found[best], f"model:{task}")
        return Decision(verdict, found[model.classes.index(verdict)])

    def choose(self, task: str, span: Span, candidates: Sequence[Callable[[], Iterable[str]]], names: Sequence[tuple[str, ...]]) -> int:
        """The index of the candidate that is the likeliest to be "right", the rules' own being the first; `names` says what each stands for."""
        model = self.models.get(task)
        if model is None or len(candidates) < 2 or self.mode == "both" and model.threshold > 1:  # it decides nothing
            return 0
        right = model.classes.index("right")
        found = [model.probabilities(self._seen(features()))[right] for features in candidates]
        best = max(range(len(found)), key=found.__getitem__)
        return best if found[best] - found[0] >= (0.0 if self.mode == "models" else model.threshold) else 0

    def _seen(self, features: Iterable[str]) -> Iterable[str]:
        """What a model may look at: models alone do not see what the rules say."""
        return without_rules(features) if self.mode == "models" else features


RULES_ONLY = Judge()


def without_rules(features: Iterable[str]) -> tuple[str, ...]:
    """The features that do not tell what the rules say."""
    return tuple(feature for feature in features if not feature.startswith("rule"))


@cache
def shipped(mode: Mode = "both", folder: Path = TRAINED) -> Judge:
    """The judge that follows rules, models or both, with the models of a folder; models.linear.ModelError where they cannot be read."""
    return RULES_ONLY if mode == "rules" else Judge(load(folder), mode)
