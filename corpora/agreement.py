"""How far two annotators agree: span F1 per kind, and Cohen's kappa of roles and sentence classes on what both marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Item = dict[str, Any]
Pair = tuple[Item, Item]  # the two records of one article

KINDS = ("documents", "dates", "quantities", "agencies", "people", "directives")
LABELS = (("agencies", "role"), ("agencies", "name"), ("dates", "role"), ("dates", "value"), ("quantities", "status"))


def f1(pairs: Iterable[Pair], kind: str) -> float:
    """The F1 of one annotator's spans against the other's: the same where they overlap by half; unscored ones aside.

    It is the same whichever of the two is taken as right (Hripcsak and Rothschild 2005).
    """
    both = total = 0
    for one, other in pairs:
        both += len(matched(one, other, kind))
        total += sum(len(scored(record, kind)) for record in (one, other))
    return 2 * both / total if total else 1.0


def kappa(pairs: Sequence[tuple[Any, Any]]) -> float:
    """Cohen's kappa of two annotators' labels for the same items: 1 for full agreement, 0 for what chance gives (Cohen 1960).

    >>> kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "a")])
    0.0
    """
    if not pairs:
        return 1.0
    seen = sum(a == b for a, b in pairs) / len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return (seen - chance) / (1 - chance) if chance < 1 else 1.0


def labels(pairs: Iterable[Pair], kind: str, field: str) -> list[tuple[Any, Any]]:
    """The two labels of every span that both annotators marked."""
    return [(a[field], b[field]) for one, other in pairs for a, b in matched(one, other, kind)]


def classes(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """The two classes of every character of the text that is no white space, by sentence-like stretches of one annotator or the other."""
    found = []
    for one, other in pairs:
        edges = sorted({0, len(one["text"])} | {s[edge] for r in (one, other) for s in r["sentences"] for edge in ("start", "end")})
        for start, end in zip(edges, edges[1:]):
            if one["text"][start:end].strip(" \n.;,-"):
                found.append((class_at(one, start), class_at(other, start)))
    return found


def class_at(record: Item, offset: int) -> str:
    """The class of the innermost marked region at an offset, else the article's default."""
    inside = [s for s in record["sentences"] if s["start"] <= offset < s["end"]]
    return min(inside, key=lambda s: s["end"] - s["start"])["class"] if inside else record["default"]


def scored(record: Item, kind: str) -> list[Item]:
    """The items of a kind that count."""
    return [item for item in record[kind] if item.get("scored", True)]


def matched(one: Item, other: Item, kind: str) -> list[tuple[Item, Item]]:
    """The items that overlap by half of their union, one to one, the best first."""
    mine, theirs = scored(one, kind), scored(other, kind)
    overlaps = sorted(((_overlap(a, b), i, j) for i, a in enumerate(mine) for j, b in enumerate(theirs)), reverse=True)
    used: tuple[set[int], set[int]] = set(), set()
    found = []
    for share, i, j in overlaps:
        if share >= 0.5 and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            found.append((mine[i], theirs[j]))
    return found


def _overlap(a: Item, b: Item) -> float:
    shared = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return max(shared, 0) / (max(a["end"], b["end"]) - min(a["start"], b["start"]))


def table(pairs: Sequence[Pair]) -> Iterator[str]:
    """The agreement as lines to print."""
    yield f"{len(pairs)} articles annotated twice"
    for kind in KINDS:
        yield f"{kind:<20} F1    {f1(pairs, kind):.3f}"
    for kind, field in LABELS:
        found = labels(pairs, kind, field)
        yield f"{f'{kind} {field}':<20} kappa {kappa(found):.3f}  (of {len(found)} spans that both marked)"
    found = classes(pairs)
    yield f"{'sentence class':<20} kappa {kappa(found):.3f}  (of {len(found)} stretches)"
