"""What is in the corpus, counted: the tables of its data card."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from corpora.markup import Marked

Item = dict[str, Any]
_WORD = re.compile(r"\w+")
_END = re.compile(r"[.!?;:]+(?=\s|$)|\n+")


def texture(records: Sequence[Item]) -> dict[str, float]:
    """Figures that show how alike two collections of articles are: lengths, and mentions for every 1,000 syllables of the text outside boilerplate."""
    syllables, lengths, spans, orders, sentences = 0, [], Counter[str](), 0, 0
    for record in records:
        text = body(record)
        syllables += len(_WORD.findall(text))
        own = [len(_WORD.findall(part)) for part in _END.split(text)]
        lengths += [length for length in own if length >= 3]
        sentences += sum(length >= 3 for length in own)
        orders += sum(d["kind"] == "directive" for d in record["directives"])
        for kind in ("agencies", "dates", "documents"):
            spans[kind] += len(record[kind])
        spans["quantities"] += sum(q["kind"] in ("percent", "ratio", "percentage_point") for q in record["quantities"])
    if not lengths:
        raise ValueError("no record with text to count")
    lengths.sort()
    return {
        "articles": len(records),
        "syllables an article": round(syllables / len(records)),
        "syllables a clause, median": lengths[len(lengths) // 2],
        "syllables a clause, 90th percentile": lengths[len(lengths) * 9 // 10],
        "directives for 100 clauses": round(100 * orders / sentences, 1),
        **{f"{kind} for 1,000 syllables": round(1000 * count / syllables, 1) for kind, count in sorted(spans.items())},
    }


def body(record: Item) -> str:
    """The text without what lies in boilerplate."""
    text, done = [], 0
    for span in sorted(record.get("boilerplate") or [], key=lambda s: s["start"]):
        text.append(record["text"][done : span["start"]])
        done = span["end"]
    return "".join([*text, record["text"][done:]])


def coverage(articles: Sequence[Marked]) -> dict[str, Counter[str]]:
    """How many articles there are of each genre, province, year, sector, style, and how many show each phenomenon of the catalogue."""
    counts: dict[str, Counter[str]] = {key: Counter() for key in ("genre", "province", "year", "sector", "style", "phenomenon")}
    for article in articles:
        header = article.header
        for key in ("genre", "province", "sector"):
            counts[key][header.get(key, "-")] += 1
        counts["style"][re.split(r"[ (]", header.get("style", "-"))[0]] += 1
        counts["year"][header.get("published", "none")[:4]] += 1
        counts["phenomenon"].update(header.get("phenomena", "").split())
    return counts


def table(articles: Sequence[Marked], collections: dict[str, Sequence[Item]]) -> Iterator[str]:
    """The counts as lines of Markdown."""
    for key, counts in coverage(articles).items():
        rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
        yield f"**{key}** ({len(rows)}): " + ", ".join(f"{name} {count}" for name, count in rows)
        yield ""
    found = {name: texture(records) for name, records in collections.items()}
    yield "| | " + " | ".join(found) + " |"
    yield "|---|" + "---:|" * len(found)
    for row in next(iter(found.values())):
        yield f"| {row} | " + " | ".join(str(figures[row]) for figures in found.values()) + " |"
