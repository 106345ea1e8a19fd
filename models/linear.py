"""The form that all classifiers here share: multinomial logistic regression over named binary features, kept as JSON.

scikit-learn trains it; to predict, a dictionary and some additions do, so that the night's run loads no numerical library and the file
can be read: each feature by its name, with one weight a class.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SEED = 20261122
# From .93 down, models took real orders for reports more often than they found mistakes of the rules (open gold and other real articles).
FIRM = 0.96


class Example(NamedTuple):
    """One decision to learn from: the features in view, the right class, what the rules said, and how much it counts."""

    features: tuple[str, ...]
    label: str
    verdict: str
    weight: float = 1.0


@dataclass
class Linear:
    """A trained classifier. Probabilities are calibrated by `temperature`; `threshold` is the probability from which its answer overrules a rule's.

    A rule's verdict that is one of the `firm` classes yields to a class that is not only from a probability of `FIRM`.
    """

    classes: tuple[str, ...]
    bias: list[float]
    weights: dict[str, list[float]] = field(repr=False)
    temperature: float = 1.0
    threshold: float = 1.01  # never
    firm: tuple[str, ...] = ()

    def scores(self, features: Iterable[str]) -> list[float]:
        """One score a class, not yet calibrated; unknown features count nothing."""
        rows = [row for row in map(self.weights.get, features) if row is not None]
        return list(map(sum, zip(self.bias, *rows, strict=True)))

    def probabilities(self, features: Iterable[str]) -> list[float]:
        """One probability a class, in the order of `classes`."""
        return softmax(self.scores(features), self.temperature)

    def predict(self, features: Iterable[str]) -> tuple[str, float]:
        """The likeliest class and its probability."""
        found = self.probabilities(features)
        best = max(range(len(found)), key=found.__getitem__)
        return self.classes[best], found[best]

    def overrules(self, verdict: str, label: str, probability: float) -> bool:
        """Whether its answer takes the place of a rule's verdict."""
        gives_up = verdict in self.firm and label not in self.firm
        return label != verdict and probability >= (max(self.threshold, FIRM) if gives_up else self.threshold)

    def save(self, path: Path) -> None:
        """Writes the classifier; the same classifier gives the same bytes."""
        about = {"classes": self.classes, "bias": self.bias, "temperature": self.temperature, "threshold": self.threshold, "firm": self.firm}
        lines = [json.dumps(about, ensure_ascii=False)[:-1] + ', "weights": {']
        rows = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in sorted(self.weights.items())]
        path.write_text("\n".join([*lines, ",\n".join(rows) + "}}"]) + "\n", encoding="utf-8")


class ModelError(ValueError):
    """A model file cannot be used; the message says which and why."""


def load(path: Path) -> Linear:
    """The classifier in a file; ModelError says what is wrong with it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        numbers = float(data["temperature"]), float(data["threshold"])
        model = Linear(tuple(data["classes"]), data["bias"], data["weights"], *numbers, tuple(data["firm"]))
        if any(len(row) != len(model.classes) for row in (model.bias, *model.weights.values())):
            raise ValueError("a row has not one weight for each class")
        return model
    except FileNotFoundError:
        raise ModelError(f"there is no model {path}; `chidao train --out {path.parent}` makes it") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} is no model ({type(error).__name__}: {error}); `chidao train --out {path.parent}` makes it anew") from None


def softmax(scores: Sequence[float], temperature: float = 1.0) -> list[float]:
    """Scores as probabilities.

    >>> softmax([1.0, 1.0])
    [0.5, 0.5]
    """
    top = max(scores)
    powers = [math.exp((score - top) / temperature) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def train(examples: Sequence[Example], penalty: float = 1.0, least: int = 2) -> Linear:
    """A classifier trained on the examples; `penalty` is the strength of the L2 penalty, features rarer than `least` are left out.

    The same examples in the same order give the same classifier. ValueError where there are fewer than two classes.
    """
    from scipy.sparse import csr_matrix  # numerical libraries take a second to import
    from sklearn.linear_model import LogisticRegression

    classes = tuple(sorted({example.label for example in examples}))
    if len(classes) < 2:
        raise ValueError(f"{len(examples)} examples of {len(classes)} classes: nothing to learn from; more articles are needed")
    counts = Counter(feature for example in examples for feature in set(example.features))
    names = sorted(name for name, count in counts.items() if count >= least)
    column = {name: i for i, name in enumerate(names)}
    indices = [sorted({column[f] for f in example.features if f in column}) for example in examples]
    pointers = [0]
    for row in indices:
        pointers.append(pointers[-1] + len(row))
    flat = [i for row in indices for i in row]
    matrix = csr_matrix(([1.0] * len(flat), flat, pointers), shape=(len(examples), len(names)))
    fitted = LogisticRegression(C=1 / penalty, max_iter=2000, tol=1e-6, random_state=SEED)
    fitted.fit(matrix, [example.label for example in examples], sample_weight=[example.weight for example in examples])
    rows, bias = fitted.coef_, fitted.intercept_
    if len(classes) == 2:  # one row stands for the second class
        rows, bias = [[-w / 2 for w in rows[0]], [w / 2 for w in rows[0]]], [-bias[0] / 2, bias[0] / 2]
    weights = {name: [round(float(row[i]), 3) for row in rows] for name, i in column.items()}
    # a weight below 0.02 moves a probability by half a point at most
    return Linear(classes, [round(float(b), 4) for b in bias], {n: r for n, r in weights.items() if max(map(abs, r)) >= 0.02})


def calibrate(model: Linear, examples: Sequence[Example]) -> float:
    """The temperature at which the model is the least surprised by the examples (negative log-likelihood)."""
    from scipy.optimize import minimize_scalar

    told = [(model.scores(e.features), model.classes.index(e.label)) for e in examples if e.label in model.classes]

    def surprise(temperature: float) -> float:
        return -sum(math.log(max(softmax(scores, temperature)[right], 1e-12)) for scores, right in told)

    return round(float(minimize_scalar(surprise, bounds=(0.3, 5.0), method="bounded").x), 3) if told else 1.0


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """The expected calibration error of (probability, was it right) pairs: the mean gap between both over bins of equal width (Naeini et al. 2015).

    >>> calibration_error([(1.0, True), (1.0, False)])
    0.5
    """
    return sum(len(inside) * abs(said - was) for inside, said, was in reliability(pairs, bins)) / max(len(pairs), 1)


def reliability(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> list[tuple[list[bool], float, float]]:
    """(outcomes, mean probability, share right) of each bin that holds any pair."""
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for probability, right in pairs:
        groups[min(int(probability * bins), bins - 1)].append((probability, right))
    return [([r for _, r in g], sum(p for p, _ in g) / len(g), sum(r for _, r in g) / len(g)) for g in groups if g]
