"""When an article was published, of all the dates on its page: never the server's clock, a document's date, or that of another article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.pages import stamps
from pipeline.pages.about import About
from pipeline.pages.article import Extent
from pipeline.pages.sheet import Sheet
from pipeline.pages.stamps import Stamp
from pipeline.pages.walk import Tree
from pipeline.pages.words import LONG


class Dates(NamedTuple):
    """When the article was published and changed, by which part of the page, and the lines that say so."""

    published: str | None
    by: str | None
    updated: str | None
    lines: list[int]
    notes: list[str]


class _Source(NamedTuple):
    """A date and where it was read: byline, json-ld, meta, time, address, listing."""

    by: str
    stamp: Stamp


class _Printed(NamedTuple):
    """A stamp on a line, and how likely it is the article's."""

    score: float
    stamp: Stamp
    line: int


_DOUBTFUL = 2.0  # a stamp below this gives way to what the page's head says: it is printed above the title


def find_dates(sheet: Sheet, extent: Extent | None, first: int | None) -> Dates:
    """The date by the byline, else by JSON-LD, meta elements, a <time>, the address or the listing; what contradicts it is noted.

    `first`: the first line of prose of the article.
    """
    notes: list[str] = []
    printed = sorted((item for item in _printed(sheet, extent, first) if item.score > 0), key=lambda item: -item.score)
    posted = [item for item in printed if item.stamp.kind != "updated"]
    changed = [item.stamp for item in printed if item.stamp.kind == "updated"]
    sources = _settled(_sources(sheet, posted, changed, notes), sheet.address, notes)
    if posted and posted[0].score < _DOUBTFUL and len(sources) > 1 and sources[1].by != "listing" and sources[0].stamp.day != sources[1].stamp.day:
        notes.append(_conflict(sources[0], sources[1]))
        printed.remove(posted[0])
        sources = sources[1:]
    if not sources:
        return Dates(None, None, changed[0].value if changed else None, [item.line for item in printed[:2]], notes)
    best = sources[0].stamp
    other = next((source for source in sources[1:] if abs((source.stamp.day - best.day).days) > 1), None)  # a day's difference is a midnight
    if other and not notes:
        notes.append(_conflict(sources[0], other))
    if best.time is None:
        best = next((source.stamp for source in sources if source.stamp.day == best.day and source.stamp.time), best)
    lines = {item.line for item in printed if item.stamp.day == best.day or item.stamp.kind == "updated"}
    return Dates(best.value, sources[0].by, _updated(best, changed, sheet.about), sorted(lines)[:3], notes)


def _conflict(one: _Source, other: _Source) -> str:
    return f"published.conflict: {one.by} {one.stamp.value}, {other.by} {other.stamp.value}"


def _sources(sheet: Sheet, posted: Sequence[_Printed], changed: list[Stamp], notes: list[str]) -> list[_Source]:
    """Everything that may be the date, the surest first. When the page tells only of a change, that is taken out of `changed`."""
    about = sheet.about
    found = [_Source("byline", posted[0].stamp)] if posted else []
    found += [_Source(by, stamp) for by, stamp in ((by, stamps.read_machine(value)) for by, value in about.published) if stamp]
    found += [_Source("time", stamp) for stamp in _times(about)]
    if changed and not found:
        notes.append(f"published.updated: the page tells only when it was changed, {changed[0].value}")
        found = [_Source("byline", changed.pop(0))]
    day = stamps.address_day(about.url) or stamps.address_day(sheet.url)
    if day:
        found.append(_Source("address", Stamp(day, None, "")))
    listed = stamps.read_machine(sheet.listed) if sheet.listed else None
    return [*found, _Source("listing", listed)] if listed else found


def _settled(sources: list[_Source], url: str | None, notes: list[str]) -> list[_Source]:
    """The sources without those whose day and month cannot be told apart, unless another source or the address tells."""
    sure = {source.stamp.day for source in sources if source.stamp.other is None}
    month = stamps.address_month(url)
    kept = []
    for source in sources:
        day, other = source.stamp.day, source.stamp.other
        if other is not None:
            if other in sure and day not in sure or month == (other.year, other.month):
                day = other
            elif day not in sure and month != (day.year, day.month):
                notes.append(f"published.ambiguous: {source.by} {day.isoformat()} or {other.isoformat()}")
                continue
        kept.append(_Source(source.by, source.stamp._replace(day=day, other=None)))
    return kept


def _updated(best: Stamp, changed: Sequence[Stamp], about: About) -> str | None:
    """When the article was changed after it was published, by the page's own words or its head."""
    machine = next((stamp for stamp in map(stamps.read_machine, about.modified) if stamp), None)
    stamp = changed[0] if changed else machine
    return stamp.value if stamp and stamp.value != best.value and stamp.day >= best.day else None


def _times(about: About) -> list[Stamp]:
    """The <time> elements that say that they are the article's, or are alone on the page."""
    sure = [value for value, told in about.times if told] or [value for value, _ in about.times if len(about.times) <= 2]
    return [stamp for stamp in map(stamps.read_machine, sure) if stamp is not None][:1]


# --- what is printed -----------------------------------------------------------------------------------------------------------------------

ABOVE, BELOW, AFTER = 4, 3, 8  # lines before the title, below the first paragraph, and after the text that may hold the date


def _printed(sheet: Sheet, extent: Extent | None, first: int | None) -> Iterator[_Printed]:
    """The stamps where the layout says, else those around the title and below the text."""
    said = sheet.said.get("date")
    lines = sheet.tree.lines
    marked = [i for i, line in enumerate(lines) if "date" in line.marks] if said else []
    for i in marked:
        found = stamps.read_stamps(said or "") if said and said in lines[i].text else _read(sheet, i)
        yield from (_Printed(10.0 + (stamp.kind == "posted"), stamp, i) for stamp in found)
    if extent is not None and not marked:
        first = first if first is not None else extent.start
        yield from _around_title(sheet, extent, first)
        yield from _below_text(sheet, extent, first)


def _around_title(sheet: Sheet, extent: Extent, first: int) -> Iterator[_Printed]:
    """The stamps from above the title to below the sapo, but for those of headlines."""
    lines = sheet.tree.lines
    top = extent.title if extent.title is not None else extent.start
    second = next((i for i in range(first + 1, min(len(lines), first + BELOW + 1)) if lines[i].length >= LONG), first + 1)
    for i in range(max(0, top - ABOVE), max(second, min(top + 1, len(lines)))):
        line = lines[i]
        above = extent.title is not None and i < extent.title
        for stamp in _read(sheet, i):
            if line.linked * 2 > line.length and (above or stamp.rest > 25):
                continue  # a headline with its date
            score = _score(stamp) + 0.5 * ("date" in line.kinds) - 2 * ("head" in line.kinds)
            yield _Printed(score - _doubt_above(sheet.tree, extent, i, stamp) if above else score, stamp, i)


def _below_text(sheet: Sheet, extent: Extent, first: int) -> Iterator[_Printed]:
    """The stamps at the end of the text and after it that say what they are."""
    lines = sheet.tree.lines
    for i in range(max(first + 1, extent.end - 4), min(len(lines), extent.end + AFTER)):
        if lines[i].linked < 12:  # characters: no headline beside it
            yield from (_Printed(_score(stamp) - 1, stamp, i) for stamp in _read(sheet, i) if stamp.kind in ("posted", "updated"))


def _score(stamp: Stamp) -> float:
    """How likely a stamp is that of the article: below 0 not at all."""
    if stamp.kind in ("document", "event", "clock"):
        return -9.0
    told = stamp.kind in ("posted", "updated")
    if stamp.rest > (60 if told else 40 if stamp.time else 25):
        return -9.0  # a sentence
    return 2.0 + 2.0 * (stamp.kind == "posted") + 1.0 * (stamp.time is not None) + 0.3 * stamp.weekday - stamp.rest / 50


def _doubt_above(tree: Tree, extent: Extent, i: int, stamp: Stamp) -> float:
    """What speaks against a stamp above the title: it may be the server's clock in the page's head."""
    around, title = extent.around, extent.title or 0
    if i < around.start or any(line.linked * 2 > line.length for line in tree.lines[i:title]):
        return 5.0  # outside the article's box, or with a menu between
    whole = around.parent is None or around.tag in ("body", "html", "form") or around.end - extent.end > 12
    if not whole:
        return 1.2
    if title - i > 2:
        return 5.0
    return 1.5 if stamp.kind or stamp.time else 3.5  # "Thứ 3, Ngày 16/07/2024 -" is the day on which the page is looked at


def _read(sheet: Sheet, i: int) -> list[Stamp]:
    """The stamps of a line, with the label on the line before it and the time of day on a line beside it."""
    lines = sheet.tree.lines
    ago = stamps.read_ago(lines[i].text, sheet.fetched)
    found = [ago] if ago else stamps.read_stamps(lines[i].text)
    if len(found) != 1:
        return found
    stamp = found[0]
    if not stamp.kind and i:
        kind = stamps.label_of(lines[i - 1].text)
        stamp = stamp._replace(kind=kind if kind and kind != "beside" else "")
    if stamp.time is None:
        beside = (stamps.read_time(lines[k].text) for k in (i + 1, i - 1) if 0 <= k < len(lines))
        stamp = stamp._replace(time=next((time for time in beside if time), None))
    return [stamp]
