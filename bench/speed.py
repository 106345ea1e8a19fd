"""Prints the speed of the whole flow beside that of underthesea's word_tokenize and ner alone over the same texts, and their ratios.

All are measured in turn, several times in one run; the best time of each counts, as the least disturbed by whatever else the machine does.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from underthesea import ner, word_tokenize

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


def help_seconds() -> float:
    """How long the command takes to print its help."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pipeline.cli", "--help"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
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
    print(f"{'chidao --help':<14} {min(help_seconds() for _ in range(ROUNDS)):>12.2f} s (0.5 is asked for)")
    ner("Sở Y tế")  # loads its model
    speed["ner"] = characters / seconds(lambda article: ner(article[1]), texts)  # once: it takes half a minute
    print(f"{'ner':<14} {speed['ner']:>12,.0f} characters/s")
    for what, asked in (("word_tokenize", 0.8), ("ner", 80)):
        print(f"{'ratio':<14} {speed['whole flow'] / speed[what]:>12.2f}  (the flow's speed over that of {what}; {asked} is asked for)")


if __name__ == "__main__":
    main()
