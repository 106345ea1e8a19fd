"""When an article was published, of all the dates on its page: never the server's clock, a document's date, or that of another article."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.pages import stamps
from pipeline.pages.about import About
from pipeline.pages.article import Extent
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


class _Found(NamedTuple):
    score: float
    stamp: Stamp
    line: int


def find_dates(tree: Tree, extent: Extent | None, first: int | None, about: About, url: str | None, fetched: datetime.datetime | None, listed: str | None, said: str | None) -> Dates:
    """The date by the byline, else by JSON-LD, meta elements, a <time> or the address; what contradicts it is noted."""
    notes: list[str] = []
    found = sorted(_bylines(tree, extent, first, fetched, said), key=lambda item: -item.score)
    found = [item for item in found if item.score > 0]
    posted = [item for item in found if item.stamp.kind != "updated"]
    changed = [item for item in found if item.stamp.kind == "updated"]
    machine = _machine(about)
    timed = _times(about)
    address = stamps.address_day(about.url) or stamps.address_day(url)
    sources: list[tuple[str, Stamp]] = [("byline", posted[0].stamp)] if posted else []
    sources += machine
    sources += [("time", stamp) for stamp in timed]
    if changed and not sources:
        sources = [("byline", changed[0].stamp)]
        notes.append(f"published.updated: the page tells only when it was changed, {changed[0].stamp.value}")
        changed = []
    if address:
        sources.append(("address", Stamp(address, None, "")))
    if listed and (read := stamps.read_machine(listed)):
        sources.append(("listing", read))
    sources = _settled(sources, about.url or url, notes)
    if posted and posted[0].score < 2 and len(sources) > 1 and sources[0][1].day != sources[1][1].day and sources[1][0] != "listing":
        notes.append(f"published.conflict: byline {sources[0][1].value}, {sources[1][0]} {sources[1][1].value}")
        sources.pop(0)  # printed above the title: perhaps the server's clock
        found = [item for item in found if item is not posted[0]]
    if not sources:
        return Dates(None, None, changed[0].stamp.value if changed else None, [item.line for item in found[:2]], notes)
    by, best = sources[0]
    for other_by, other in sources[1:]:
        if abs((other.day - best.day).days) > 1 and not any(note.startswith("published.conflict") for note in notes):
            notes.append(f"published.conflict: {by} {best.value}, {other_by} {other.value}")
    if best.time is None:
        best = next((stamp for _, stamp in sources if stamp.day == best.day and stamp.time), best)
    updated = changed[0].stamp.value if changed else next((read.value for value in about.modified if (read := stamps.read_machine(value))), None)
    if updated and (updated == best.value or updated[:10] < best.day.isoformat()):
        updated = None
    used = [item.line for item in found if item.stamp.day == best.day or item.stamp.kind == "updated"][:3]
    return Dates(best.value, by, updated, sorted(set(used)), notes)


def _settled(sources: list[tuple[str, Stamp]], url: str | None, notes: list[str]) -> list[tuple[str, Stamp]]:
    """The sources without those whose day and month cannot be told apart, unless another source tells."""
    sure = {stamp.day for _, stamp in sources if stamp.other is None}
    month = stamps.address_month(url)
    kept = []
    for by, stamp in sources:
        if stamp.other is not None:
            if stamp.other in sure and stamp.day not in sure or month == (stamp.other.year, stamp.other.month):
                stamp = stamp._replace(day=stamp.other, other=None)
            elif stamp.day in sure or month == (stamp.day.year, stamp.day.month):
                stamp = stamp._replace(other=None)
            else:
                notes.append(f"published.ambiguous: {by} {stamp.day.isoformat()} or {stamp.other.isoformat()}")
                continue
        kept.append((by, stamp))
    return kept


def _machine(about: About) -> list[tuple[str, Stamp]]:
    read = [(by, stamps.read_machine(value)) for by, value in about.published]
    return [(by, stamp) for by, stamp in read if stamp is not None]


def _times(about: About) -> list[Stamp]:
    """The <time> elements that say that they are the article's, or are alone on the page."""
    sure = [value for value, told in about.times if told] or [value for value, _ in about.times if len(about.times) <= 2]
    return [stamp for stamp in map(stamps.read_machine, sure) if stamp is not None][:1]


ABOVE, BELOW, AFTER = 4, 3, 8  # lines before the title, below the first paragraph, and after the text that may hold the date


def _bylines(tree: Tree, extent: Extent | None, first: int | None, fetched: datetime.datetime | None, said: str | None) -> list[_Found]:
    """The stamps printed above the title, between title and text, and after the text, with how likely each is the article's."""
    lines = tree.lines
    marked = [i for i, line in enumerate(lines) if "date" in line.marks]
    if marked:
        told = stamps.read_stamps(said or "")
        return [_Found(10.0 + (stamp.kind == "posted"), stamp, i) for i in marked for stamp in (told if said and said in lines[i].text else _read(tree, i, fetched))]
    if extent is None:
        return []
    title = extent.title
    top = title if title is not None else extent.start
    first = first if first is not None else extent.start
    second = next((i for i in range(first + 1, min(len(lines), first + BELOW + 1)) if lines[i].length >= LONG), first + 1)  # it may stand below a sapo
    found: list[_Found] = []
    for i in range(max(0, top - ABOVE), max(second, min(top + 1, len(lines)))):
        above = title is not None and i < title
        linked = lines[i].linked > lines[i].length / 2
        for stamp in _read(tree, i, fetched):
            if linked and (above or stamp.rest > 25):
                continue  # a headline with its date
            score = _score(stamp)
            if above:
                score -= _doubt_above(tree, extent, i, top, stamp)
            if "date" in lines[i].kinds or "date" in lines[i].box.kinds:
                score += 0.5
            if "head" in lines[i].kinds:
                score -= 2
            found.append(_Found(score, stamp, i))
    for i in range(max(first + 1, extent.end - 4), min(len(lines), extent.end + AFTER)):
        if lines[i].linked < 12:  # no headline beside it
            found += [_Found(_score(stamp) - 1, stamp, i) for stamp in _read(tree, i, fetched) if stamp.kind in ("posted", "updated")]
    return found


def _score(stamp: Stamp) -> float:
    """How likely a stamp is that of the article: below 0 not at all."""
    if stamp.kind in ("document", "event", "clock"):
        return -9.0
    told = stamp.kind in ("posted", "updated")
    if stamp.rest > (60 if told else 40 if stamp.time else 25):
        return -9.0  # a sentence
    return 2.0 + 2.0 * (stamp.kind == "posted") + 1.0 * (stamp.time is not None) + 0.3 * stamp.weekday - stamp.rest / 50


def _doubt_above(tree: Tree, extent: Extent, i: int, title: int, stamp: Stamp) -> float:
    """What speaks against a stamp above the title: it may be the server's clock in the page's head."""
    around = extent.around
    if not around.start <= i or any(line.linked * 2 > line.length for line in tree.lines[i:title]):
        return 5.0
    whole = around.parent is None or around.tag in ("body", "html", "form") or around.end - extent.end > 12
    if not whole:
        return 1.2
    if title - i > 2:
        return 5.0
    return 1.5 if stamp.kind or stamp.time else 3.5  # "Thứ 3, Ngày 16/07/2024 -" is the day on which the page is looked at


def _read(tree: Tree, i: int, fetched: datetime.datetime | None) -> list[Stamp]:
    """The stamps of a line, with the label on the line before it and the time of day on the line after it."""
    lines = tree.lines
    text = lines[i].text
    ago = stamps.read_ago(text, fetched)
    if ago:
        return [ago]
    if lines[i].length > stamps.LONGEST:
        return []
    found = stamps.read_stamps(text)
    if len(found) != 1:
        return found
    stamp = found[0]
    if not stamp.kind and i:
        stamp = stamp._replace(kind=_label(lines[i - 1].text) or "")
    if stamp.time is None:
        for k in (i + 1, i - 1):
            time = stamps.read_time(lines[k].text) if 0 <= k < len(lines) else None
            if time:
                stamp = stamp._replace(time=time)
                break
    return [stamp]


def _label(line: str) -> str | None:
    kind = stamps.label_of(line)
    return None if kind == "beside" else kind


def stamp_lines(lines: Sequence[str]) -> list[bool]:
    """For each line whether it is nothing but a stamp."""
    return [bool(found) and found[0].rest == 0 for found in map(stamps.read_stamps, lines)]
