"""The figures of the model cards: `python -m pipeline.cards` writes them anew between the marks of each card in models/cards."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import corpora
import models
from models.linear import Example, Linear, calibration_error
from pipeline import evaluate, learn

CARDS = Path(models.__file__).parent / "cards"
BEGIN, END = "<!-- figures: written by python -m pipeline.cards -->", "<!-- end of figures -->"


def main() -> int:
    """Writes the figures of every card; 1 where a card is missing or has no place for them."""
    found = {split: learn.examples(corpora.gold(split)) for split in corpora.SPLITS}
    for task in models.TASKS:
        path = CARDS / f"{task}.md"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text.count(BEGIN) != 1 or text.count(END) != 1:
            print(f"{path} has not one place for figures ({BEGIN} ... {END})", file=sys.stderr)
            return 1
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        figures = "\n".join(card(task, {split: examples[task] for split, examples in found.items()}))
        path.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}", encoding="utf-8")
    return 0


def card(task: str, found: dict[str, Sequence[Example]]) -> Iterator[str]:
    """The figures of one model as lines of Markdown."""
    model = models.load()[task]
    decides = f"from a probability of {model.threshold}" if model.threshold <= 1 else "nowhere: from no allowed probability does it add a point to the rules on dev"
    yield f"The model decides {decides}; temperature {model.temperature}; {len(model.weights):,} features."
    yield ""
    yield f"| {'F1 of directives' if task == 'acts' else 'decisions that are right'} | decisions | rules | model without the rules' opinion | model with it | both, as shipped |"
    yield "|---|---:|---:|---:|---:|---:|"
    for split, examples in found.items():
        blind = [learn.blind(example) for example in examples]
        right = [learn.right(task, model, examples, learn.NEVER), learn.right(task, model, blind, 0.0)]
        right += [learn.right(task, model, examples, threshold) for threshold in (0.0, model.threshold)]
        yield f"| {split} | {len(examples)} | " + " | ".join(f"{value:.3f}" for value in right) + " |"
    yield ""
    if task != "addressees":
        yield from _classes(model, found["test"])
    yield from _calibration(model, found["test"])


def _classes(model: Linear, test: Sequence[Example]) -> Iterator[str]:
    """F1 by class on the test split, rules and both."""
    yield "| class (test) | gold | rules F1 | both F1 |"
    yield "|---|---:|---:|---:|"
    decided = [(e.label, e.verdict, learn.decided(model, e)) for e in test]
    for label in sorted({gold for gold, _, _ in decided}):
        rules, both = (_f1([(gold == label, row == label) for gold, row in pairs]) for pairs in zip(*[((g, r), (g, b)) for g, r, b in decided], strict=True))
        yield f"| {label} | {sum(gold == label for gold, _, _ in decided)} | {rules:.3f} | {both:.3f} |"
    yield ""


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    total = sum(gold + said for gold, said in pairs)
    return 2 * sum(gold and said for gold, said in pairs) / total if total else 0.0


def _calibration(model: Linear, test: Sequence[Example]) -> Iterator[str]:
    """Expected calibration error and reliability diagram of the model's own answers on the test split."""
    told = [(*model.predict(example.features)[::-1], example.label) for example in test]
    pairs = [(probability, label == gold) for probability, label, gold in told]
    yield f"Expected calibration error of its answers (test, 10 bins): {calibration_error(pairs):.3f}. Said (`|`) against right (bar):"
    yield ""
    yield "```"
    yield from evaluate.diagram(pairs)
    yield "```"


if __name__ == "__main__":
    sys.exit(main())
