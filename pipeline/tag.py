"""All mentions of an article: runs the extractors, then settles which mention wins where two kinds claim the same words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pipeline import schema
from pipeline.context import Context
from pipeline.extractors import agencies, dates, documents, people, quantities

# kind of mention, and the function that finds them
EXTRACTORS: tuple[tuple[str, Callable[[Context], list]], ...] = (
    ("documents", documents.find),
    ("dates", dates.find),
    ("quantities", quantities.find),
    ("agencies", agencies.find),
    ("people", people.find),
)


@dataclass(frozen=True)
class Mentions:
    """The mentions of one article in text order, in view offsets; `link` adds the directives and the classes of sentences."""

    documents: list[schema.Document] = field(default_factory=list)
    dates: list[schema.Date] = field(default_factory=list)
    quantities: list[schema.Quantity] = field(default_factory=list)
    agencies: list[schema.Agency] = field(default_factory=list)
    people: list[schema.Person] = field(default_factory=list)
    directives: list[schema.Directive] = field(default_factory=list)
    classes: dict[int, tuple[str, str]] = field(default_factory=dict)  # start of a sentence -> its class, and the rule that says so


def tag(context: Context) -> Mentions:
    """The mentions in the article; where kinds overlap, `settle` has chosen."""
    return settle(Mentions(**{kind: find(context) for kind, find in EXTRACTORS}))


class Spans:
    """Stretches of text that tell, in logarithmic time, whether one of them holds or touches another stretch."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []  # the furthest end so far
        for start, end in sorted(spans):
            self._starts.append(start)
            self._ends.append(max(end, self._ends[-1]) if self._ends else end)

    def hold(self, start: int, end: int) -> bool:
        """True where one span contains all of start:end."""
        i = bisect_right(self._starts, start)
        return i > 0 and self._ends[i - 1] >= end

    def touch(self, start: int, end: int) -> bool:
        """True where one span shares a character with start:end."""
        i = bisect_left(self._starts, end)
        return i > 0 and self._ends[i - 1] > start


def _core(document: schema.Document) -> tuple[int, int]:
    if document.core_start is None or document.core_end is None:
        return document.start, document.end
    return document.core_start, document.core_end


def _no_document_in_a_name(mentions: Mentions) -> Mentions:
    """"Kế hoạch" in Sở Kế hoạch và Đầu tư is no document; a numbered one stays: Đề án 06 in Tổ công tác Đề án 06."""
    names = Spans((a.start, a.end) for a in mentions.agencies if a.granularity == "named")
    return replace(mentions, documents=[d for d in mentions.documents if d.number or not names.hold(*_core(d))])


def _nothing_in_a_number(mentions: Mentions) -> Mentions:
    """15/2023 and UBND in 15/2023/QĐ-UBND are no date and no agency."""
    numbers = Spans(_core(d) for d in mentions.documents if d.number)
    mentions = _drop(mentions, ("dates", "quantities", "people"), numbers.touch)
    # a name that begins before the number may hold it: Tổ công tác Đề án 06 Chính phủ
    return _drop(mentions, ("agencies",), lambda start, _: numbers.touch(start, start + 1))


def _no_name_in_a_title(mentions: Mentions) -> Mentions:
    """Công an nhân dân in Luật Công an nhân dân is no agency; a year in a title stays a date."""
    titles = Spans(_core(d) for d in mentions.documents if d.form == "title_only")
    return _drop(mentions, ("agencies", "people"), titles.hold)


def _no_person_in_a_name(mentions: Mentions) -> Mentions:
    """Nguyễn Trãi in UBND phường Nguyễn Trãi is no person."""
    names = Spans((a.start, a.end) for a in mentions.agencies if a.granularity == "named")
    return _drop(mentions, ("people",), names.hold)


# Within a group, mentions that overlap compete: the longer wins, then the surer, then the kind named first.
RIVALS = (("dates", "quantities"), ("agencies",), ("people",))


def _longest_wins(mentions: Mentions) -> Mentions:
    """11/15 is a ratio or a date, never both; UBND tỉnh in Văn phòng UBND tỉnh is no mention of its own."""
    for kinds in RIVALS:
        mentions = replace(mentions, **_compete(mentions, kinds))
    return mentions


# The order matters: what one rule has dropped claims nothing in the next.
RULES: tuple[Callable[[Mentions], Mentions], ...] = (
    _no_document_in_a_name,
    _nothing_in_a_number,
    _no_name_in_a_title,
    _no_person_in_a_name,
    _longest_wins,
)


def settle(mentions: Mentions) -> Mentions:
    """The mentions, in text order, without those that lose their words to another."""
    for rule in RULES:
        mentions = rule(mentions)
    return replace(mentions, documents=sorted(mentions.documents, key=_place))


def _drop(mentions: Mentions, kinds: Iterable[str], claimed: Callable[[int, int], bool]) -> Mentions:
    return replace(mentions, **{kind: [m for m in getattr(mentions, kind) if not claimed(m.start, m.end)] for kind in kinds})


def _compete(mentions: Mentions, kinds: tuple[str, ...]) -> dict[str, list[schema.Mention]]:
    claims = [(m.start - m.end, -m.confidence, rank, m.start, m) for rank, kind in enumerate(kinds) for m in getattr(mentions, kind)]
    claims.sort(key=lambda claim: claim[:4])
    kept: list[tuple[int, int]] = []  # disjoint, in text order
    winners: dict[str, list[schema.Mention]] = {kind: [] for kind in kinds}
    for _, _, rank, _, mention in claims:
        i = bisect_left(kept, (mention.end,))
        if not i or kept[i - 1][1] <= mention.start:
            insort(kept, (mention.start, mention.end))
            winners[kinds[rank]].append(mention)
    return {kind: sorted(found, key=_place) for kind, found in winners.items()}


def _place(mention: schema.Mention) -> tuple[int, int]:
    return mention.start, -mention.end
