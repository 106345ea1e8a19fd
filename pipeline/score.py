"""How well records agree with a gold standard: precision, recall and F1 per kind of mention.

A gold mention and a predicted one are the same where their spans overlap by half (intersection over union of the whole span, the core or
the bare date, whichever fits best), one to one, best overlap first. A pair that disagrees in what a check compares is both a miss and a false
alarm for that check. Gold items with `scored: false` neither help nor hurt, nor does what lies in an `unscored` region (titles, captions).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from pipeline.schema import SHARES

Item = dict[str, Any]  # a mention as it stands in a file: gold has fields that a record has not
Check = Callable[[Item, Item], bool]  # (gold, predicted): do they agree?

# Spellings of one name, folded in this order.
_SPELLINGS = (
    ("ủy ban nhân dân", "ubnd"), ("hội đồng nhân dân", "hđnd"), ("thành phố", "tp"), ("tp.", "tp"), ("&", "và"), ("uỷ ban", "ủy ban"),
    ("văn phòng chính phủ", "vpcp"), ("ban chấp hành", "bch"), ("mặt trận tổ quốc", "mttq"), ("hồ chí minh", "hcm"),
)  # fmt: skip
_OLD_TONES = dict(zip("oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(), "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(), strict=True))
_OLD_TONE = re.compile(rf"(?:{'|'.join(_OLD_TONES)})(?!\w)")


def fold(name: str | None) -> str:
    """The name without what may differ between two spellings of it: case, tone placement, usual abbreviations, punctuation.

    >>> fold("Uỷ ban nhân dân Thành phố Hồ Chí Minh") == fold("UBND TP.HCM")
    False
    >>> fold("Uỷ ban nhân dân Thành phố Hồ Chí Minh") == fold("UBND TP. Hồ Chí Minh")
    True
    """
    text = unicodedata.normalize("NFC", name or "").casefold().replace("\u00a0", " ")
    text = _OLD_TONE.sub(lambda match: _OLD_TONES[match[0]], text)
    for spelling, short in _SPELLINGS:
        text = text.replace(spelling, short)
    return " ".join(re.findall(r"\w+", text))


def _names(items: Iterable[Any] | None) -> set[str]:
    return {fold(item if isinstance(item, str) else item.get("name", "")) for item in items or []}


def _alike(*keys: str) -> Check:
    """A check that these fields are equal; an empty one equals an absent one."""
    return lambda gold, found: all((gold.get(key) or None) == (found.get(key) or None) for key in keys)


def _named(*keys: str) -> Check:
    """A check that these names are equal once folded."""
    return lambda gold, found: all(fold(gold.get(key)) == fold(found.get(key)) for key in keys)


def _listed(*keys: str) -> Check:
    """A check that these lists hold the same names, in any order."""
    return lambda gold, found: all(_names(gold.get(key)) == _names(found.get(key)) for key in keys)


def _both(*checks: Check) -> Check:
    return lambda gold, found: all(check(gold, found) for check in checks)


def _same_number(gold: Item, found: Item) -> bool:
    mine, other = (re.sub(r"\s+", "", item.get("number") or "").lstrip("0") for item in (gold, found))
    return mine == other


def _same_symbol(gold: Item, found: Item) -> bool:
    """A damaged symbol may be given as written or as repaired."""
    wanted = fold(gold.get("symbol_normalized") or gold.get("symbol"))
    return wanted in (fold(found.get("symbol")), fold(found.get("symbol_normalized")))


def _same_values(gold: Item, found: Item) -> bool:
    mine, other = ([float(value) for value in item.get("values") or []] for item in (gold, found))
    return mine == other


def _same_subject(gold: Item, found: Item) -> bool:
    """Half of the words agree (Dice)."""
    mine, other = (Counter(fold(item.get("subject")).split()) for item in (gold, found))
    common = (mine & other).total()
    return common > 0 and 2 * common / (mine.total() + other.total()) >= 0.5


def _same_deadline(gold: Item, found: Item) -> bool:
    """Any of several gold deadlines is right."""
    return (found.get("deadline") or None) in (gold.get("deadlines_all") or [gold.get("deadline") or None])


CHECKS: dict[str, dict[str, Check]] = {
    "documents": {"key": _both(_named("type"), _same_number, _same_symbol), "issued": _alike("issued"), "issuer": _named("issuer")},
    "dates": {"value": _alike("value"), "role": _alike("role"), "value+role": _alike("value", "role")},
    "quantities": {"value": _same_values, "comparator": _alike("comparator"), "status": _alike("status"), "subject": _same_subject},
    "agencies": {
        "exact": _alike("start", "end"),
        "name": _named("name"),
        "role": _alike("role"),
        "name+role": _both(_named("name"), _alike("role")),
    },
    "directives": {
        "issuer": _named("issuer_agency"),
        "lead": _listed("lead"),
        "deadline": _same_deadline,
        "record": _both(_listed("lead", "coordinate", "receive_report"), _same_deadline),
    },
}
SLOTS = ("lead", "coordinate", "receive_report", "advised", "via")
UNSCORED_ROLES = ("vague", "duration")  # of dates

# name of the headline figure: kind, then what of it
HEADLINE = {
    "documents": ("documents", "key"),
    "dates": ("dates", "value+role"),
    "deadlines": ("dates", "deadline"),
    "percentages": ("quantities", "value"),
    "agencies": ("agencies", "name"),
    "agency_roles": ("agencies", "role"),
    "directives": ("directives", "found"),
    "directive_records": ("directives", "record"),
}


@dataclass
class Tally:
    """How many of the gold items and of the predicted ones are right."""

    right: int = 0
    gold: int = 0
    pred: int = 0

    def add(self, right: int, gold: int, pred: int) -> None:
        """Counts some more."""
        self.right, self.gold, self.pred = self.right + right, self.gold + gold, self.pred + pred

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1 to four places, and the counts."""
        p = self.right / self.pred if self.pred else 0.0
        r = self.right / self.gold if self.gold else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return {"p": round(p, 4), "r": round(r, 4), "f1": round(f1, 4), "gold": self.gold, "pred": self.pred}


class Error(NamedTuple):
    """A gold item that was missed, a predicted one that is wrong, or a pair that fails a check."""

    article: str
    gold: Item | None
    pred: Item | None


@dataclass
class Score:
    """The figures per kind, the headline figures, and the errors by "kind.check", "kind.missed" and "kind.spurious"."""

    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, list[Error]] = field(default_factory=lambda: defaultdict(list))


class Matched(NamedTuple):
    """The mentions of one kind in one article: which gold item is which predicted one."""

    article: str
    gold: list[Item]
    pred: list[Item]
    pairs: list[tuple[int, int]]  # (gold, pred) of scored gold items
    ignored: set[int]  # predicted items over unscored gold ones

    @property
    def wanted(self) -> list[int]:
        """The gold items that count."""
        return [i for i, item in enumerate(self.gold) if item.get("scored") is not False]

    @property
    def offered(self) -> list[int]:
        """The predicted items that count."""
        return [j for j in range(len(self.pred)) if j not in self.ignored]


def score(gold: Mapping[str, Item], pred: Mapping[str, Item]) -> Score:
    """The score of predicted records against gold ones, both by article id; articles without gold are not looked at."""
    result = Score()
    for kind, checks in CHECKS.items():
        found = [matched(kind, record, pred.get(key) or {}, key) for key, record in gold.items()]
        result.figures[kind] = _figures(kind, checks, found)
        for one in found:
            _note_errors(result.errors, kind, checks, one)
    headline = {name: _headline(result.figures[kind][what]) for name, (kind, what) in HEADLINE.items()}
    result.figures["headline"] = headline | {"mean": round(sum(headline.values()) / len(headline), 4)}
    return result


def tallies(gold: Item, pred: Item) -> dict[str, Tally]:
    """The counts behind each headline figure in one article; summed over articles they give the figure."""
    counts = {kind: _tallies(kind, checks, [matched(kind, gold, pred)]) for kind, checks in CHECKS.items()}
    return {name: counts[kind][what] for name, (kind, what) in HEADLINE.items()}


def _headline(figure: Any) -> float:
    return figure["f1"] if isinstance(figure, dict) else figure


def matched(kind: str, gold: Item, pred: Item, key: str = "") -> Matched:
    """The mentions of one kind in an article, gold beside predicted."""
    wanted, offered = list(gold.get(kind) or []), list(pred.get(kind) or [])
    if kind == "quantities":
        wanted, offered = ([item for item in items if item.get("kind") in SHARES] for items in (wanted, offered))
    if kind == "dates":
        offered = [item for item in offered if item.get("role") not in UNSCORED_ROLES or item.get("scored")]
        wanted = [item | {"scored": False} if "scored" not in item and item.get("role") in UNSCORED_ROLES else item for item in wanted]
    regions = [(region["start"], region["end"]) for region in gold.get("unscored") or []]
    offered = [item for item in offered if not any(start <= item["start"] and item["end"] <= end for start, end in regions)]
    overlaps = {(i, j): share for i, g in enumerate(wanted) for j, p in enumerate(offered) if (share := _overlap(g, p)) >= 0.5}
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for i, j in sorted(overlaps, key=lambda pair: (-overlaps[pair], pair)):
        if i not in paired and j not in taken:
            paired[i] = j
            taken.add(j)
    unscored = {i for i, item in enumerate(wanted) if item.get("scored") is False}
    # over an unscored item: its own partner, and whatever found no partner at all
    ignored = {j for i, j in overlaps if i in unscored and (paired.get(i) == j or j not in taken)}
    return Matched(key, wanted, offered, [(i, j) for i, j in paired.items() if i not in unscored], ignored)


def _overlap(gold: Item, pred: Item) -> float:
    """The best intersection over union among the spans of the two."""
    best = 0.0
    for start, end in _spans(gold):
        for begin, stop in _spans(pred):
            common = min(end, stop) - max(start, begin)
            if common > 0:
                best = max(best, common / (max(end, stop) - min(start, begin)))
    return best


def _spans(item: Item) -> list[tuple[int, int]]:
    return [(item[part + "start"], item[part + "end"]) for part in ("", "core_", "date_") if item.get(part + "start") is not None]


def _tallies(kind: str, checks: Mapping[str, Check], matched: list[Matched]) -> dict[str, Tally]:
    """What was found, what of it passes each check, and the deadlines among dates."""
    found = Tally()
    good = Counter[str]()
    for one in matched:
        found.add(len(one.pairs), len(one.wanted), len(one.offered))
        good.update(name for i, j in one.pairs for name, agree in checks.items() if agree(one.gold[i], one.pred[j]))
    counts = {"found": found} | {name: Tally(good[name], found.gold, found.pred) for name in checks}
    return counts | ({"deadline": _deadlines(matched)} if kind == "dates" else {})


def _figures(kind: str, checks: Mapping[str, Check], matched: list[Matched]) -> dict[str, Any]:
    counts = _tallies(kind, checks, matched)
    figures: dict[str, Any] = {name: tally.figures() if name not in checks else tally.figures()["f1"] for name, tally in counts.items()}
    if kind == "documents":
        figures["same_document"] = _same_document(matched).figures()["f1"]
    if kind == "directives":
        tallies = {slot: _slot(slot, matched) for slot in SLOTS}
        figures["slots"] = {slot: tally.figures()["f1"] for slot, tally in tallies.items() if tally.gold}
    return figures


def _same_document(matched: list[Matched]) -> Tally:
    """Over pairs of found mentions: are they of one document?"""
    tally = Tally()
    for one in matched:
        keys = [(one.gold[i].get("document"), one.pred[j].get("document")) for i, j in one.pairs]
        tally.add(_couples(k for k in keys if k[1] is not None), _couples(g for g, _ in keys), _couples(p for _, p in keys if p is not None))
    return tally


def _couples(keys: Iterable[Any]) -> int:
    """How many pairs of equal keys there are."""
    return sum(n * (n - 1) // 2 for n in Counter(keys).values())


def _deadlines(matched: list[Matched]) -> Tally:
    """Dates with the role of a deadline, in gold or predicted; right with the right value."""
    tally = Tally()
    same_value = _alike("value")
    for one in matched:
        due, said = ([item.get("role") == "deadline" for item in items] for items in (one.gold, one.pred))
        right = sum(due[i] and said[j] and same_value(one.gold[i], one.pred[j]) for i, j in one.pairs)
        tally.add(right, sum(due[i] for i in one.wanted), sum(said[j] for j in one.offered))
    return tally


def _slot(slot: str, matched: list[Matched]) -> Tally:
    """The names in one slot of the directives; those of a missed directive are missed."""
    tally = Tally()
    for one in matched:
        partner = dict(one.pairs)
        for i in one.wanted:
            wanted = _names(one.gold[i].get(slot))
            offered = _names(one.pred[partner[i]].get(slot)) if i in partner else set()
            tally.add(len(wanted & offered), len(wanted), len(offered))
    return tally


def _note_errors(errors: dict[str, list[Error]], kind: str, checks: Mapping[str, Check], one: Matched) -> None:
    hit, used = {i for i, _ in one.pairs}, {j for _, j in one.pairs}
    for i, j in sorted(one.pairs):
        for name, agree in checks.items():
            if not agree(one.gold[i], one.pred[j]):
                errors[f"{kind}.{name}"].append(Error(one.article, one.gold[i], one.pred[j]))
    errors[f"{kind}.missed"] += [Error(one.article, one.gold[i], None) for i in one.wanted if i not in hit]
    errors[f"{kind}.spurious"] += [Error(one.article, None, one.pred[j]) for j in one.offered if j not in used]


def error_kinds() -> list[str]:
    """What `--errors` may name: a kind, or a kind and one of its checks."""
    return [name for kind, checks in CHECKS.items() for name in (kind, *(f"{kind}.{what}" for what in (*checks, "missed", "spurious")))]


class ScoreError(ValueError):
    """Two files cannot be compared; the message names the file and the line or the article."""


def read(path: Path) -> dict[str, Item]:
    """The records of a JSONL file by article id; ScoreError names the line that is none."""
    records: dict[str, Item] = {}
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record = msgspec.json.decode(line)
                records[record["article"]["id"]] = record
                wrong = _wrong_span(record)
            except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
                raise ScoreError(f"{path}, line {number}: not a record: {error}") from None
            if wrong:
                raise ScoreError(f"{path}, line {number}: {wrong}")
    return records


def _wrong_span(record: Item) -> str | None:
    for kind in CHECKS:
        for item in record.get(kind) or []:
            if record["text"][item["start"] : item["end"]] != item["text"]:
                return f"text[{item['start']}:{item['end']}] is not the text of this one of the {kind}: {item['text']!r}"
    return None


def compare(gold: Path, pred: Path) -> Score:
    """The score of one file against another; ScoreError where an article's text differs, since offsets mean nothing then."""
    wanted, offered = read(gold), read(pred)
    for key in wanted.keys() & offered.keys():
        if wanted[key]["text"] != offered[key]["text"]:
            raise ScoreError(f"{pred}: article {key!r} has another text than in {gold}, so offsets cannot be compared")
    return score(wanted, offered)


def table(figures: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The figures as lines to print: a block per kind, the headline last."""
    for kind, block in figures.items():
        yield kind
        for name, figure in block.items():
            yield f"   {name:<18}{_cells(figure)}"


def _cells(figure: float | Mapping[str, float]) -> str:
    if isinstance(figure, Mapping):
        return "  ".join(f"{name} {value:.4f}" if isinstance(value, float) else f"{name} {value}" for name, value in figure.items())
    return f"{figure:.4f}"


def listing(errors: Mapping[str, list[Error]]) -> Iterator[str]:
    """The errors as lines to print: what was wanted, then what was given instead."""
    for kind, found in errors.items():
        for error in found:
            yield f"{kind}  {error.article}  gold {_brief(error.gold)}  pred {_brief(error.pred)}"


def _brief(item: Item | None) -> str:
    if item is None:
        return "-"
    said = {key: value for key, value in item.items() if value not in (None, [], "") and key not in _SILENT}
    return f"[{item['start']}:{item['end']}] " + msgspec.json.encode(said).decode()


_SILENT = frozenset(("id", "start", "end", "core_start", "core_end", "date_start", "date_end", "confidence"))
