"""Prints the speed of the whole flow beside that of underthesea's word_tokenize alone over the same texts, and their ratio.

Both are measured in turn, several times in one run; the best time of each counts, as the least disturbed by whatever else the machine does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from underthesea import word_tokenize

from pipeline import inputs, schema
from pipeline.run import extract

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"
ROUNDS = 5

Article = tuple[schema.Article, str]


def articles() -> tuple[str, list[Article]]:
    """Where the texts are from, and the articles: the gold standard's where it is at hand, else the sample."""
    gold = sorted(GOLD.glob("*.jsonl"))
    name, paths = ("../shared/gold", gold) if gold else ("corpora/sample", [ROOT / "corpora" / "sample"])
    read = inputs.read([str(path) for path in paths])
    return name, [item for item in read if not isinstance(item, inputs.Problem)]


def seconds(work: Callable[[Article], object], of: list[Article]) -> float:
    """How long the work takes on all articles."""
    start = time.perf_counter()
    for article in of:
        work(article)
    return time.perf_counter() - start


def main() -> None:
    """Measures and prints."""
    name, texts = articles()
    characters = sum(len(text) for _, text in texts)
    works: dict[str, Callable[[Article], object]] = {
        "word_tokenize": lambda article: word_tokenize(article[1]),
        "whole flow": lambda article: schema.dumps(extract(article)),
    }
    for work in works.values():
        work(texts[0])  # loads models and gazetteers
    rounds = [{what: seconds(work, texts) for what, work in works.items()} for _ in range(ROUNDS)]
    speed = {what: characters / min(one[what] for one in rounds) for what in works}
    print(f"{len(texts)} articles, {characters:,} characters ({name}), best of {ROUNDS}")
    for what, rate in speed.items():
        print(f"{what:<14} {rate:>12,.0f} characters/s")
    print(f"{'ratio':<14} {speed['whole flow'] / speed['word_tokenize']:>12.2f}  (the flow's speed over word_tokenize's; 0.5 is asked for)")


if __name__ == "__main__":
    main()
