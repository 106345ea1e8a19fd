"""What a listing tells of each of its articles: title and date, as it writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from lxml import etree

from pipeline.pages import stamps
from scrapers.links import Link
from scrapers.listings.blocks import Group, Item, Page
from scrapers.listings.paging import css
from scrapers.markup import folded, lead, one_line, pieces, vocabulary, words
from scrapers.source import ListingSelectors


def tell(page: Page, groups: list[Group], selectors: ListingSelectors | None) -> list[Link]:
    """The links of the groups, each article once, with what the page tells of it."""
    titles = _chosen(page, selectors, "title")
    dates = _chosen(page, selectors, "date")
    found: dict[str, Link] = {}
    for group in groups:
        ends = _ends(group)
        leading = _dates_lead(group, ends)
        for item in group.items:
            link = _link(page, item, ends, leading, titles, dates)
            known = found.get(item.url)
            found[item.url] = link if known is None else known._replace(title=max(known.title, link.title, key=len), date=known.date or link.date)
    return [link for link in found.values() if link.title or selectors is not None]


def _chosen(page: Page, selectors: ListingSelectors | None, field: str) -> set[etree._Element]:
    return {element for one in getattr(selectors, field, ()) for element in css(one)(page.root)}


def _link(page: Page, item: Item, ends: set[etree._Element], leading: bool, titles: set[etree._Element], dates: set[etree._Element]) -> Link:
    marked = next((one_line(" ".join(element.itertext("*"))) for element in item.block.iter() if element in titles), "") if titles else ""
    title, dated = _title(item, marked)
    date = _marked_date(item, dates) or dated or _date(item, ends, leading)
    return Link(item.url, title, date)


_BULLET = re.compile(r"^[\s»›>•·+*◦▪–—-]+(?=\w|[\"“‘'(\[])")
_TRAILING = re.compile(r"\s*[\[(]\s*([^()\[\]]{6,40})\s*[\])]\s*$")


def _title(item: Item, marked: str) -> tuple[str, str | None]:
    """The title of an article, and the date that stands in the same link."""
    date = None
    kept = []
    for text in [marked] if marked else _candidates(item):
        trailing = _TRAILING.search(text[-60:])
        stamp = _stamp(trailing[1]) if trailing else None
        if stamp and trailing:
            date, text = date or stamp, text[: len(text) - len(trailing[0])]
        text = _BULLET.sub("", unicodedata.normalize("NFC", text)).strip()
        if text and folded(text) not in vocabulary("idle"):
            if stamp := _stamp(text):
                date = date or stamp
            else:
                kept.append(text)
    return _best_title(kept), date


def _candidates(item: Item) -> Iterator[str]:
    """What may be an article's title: what the links to it show, then what they say of themselves, then what their pictures do."""
    links = [spot.element for spot in item.spots]
    written = {(lead(link) or "").partition("#")[0] for link in links}
    links += [link for link in item.block.iter("a") if link not in links[:50] and (lead(link) or "").partition("#")[0] in written]
    for link in links:
        yield from _titles_of(link)
    for link in links:
        yield one_line(link.get("title") or "")
    for link in links:
        for image in link.iter("img"):
            yield one_line(image.get("alt") or "")


def _best_title(texts: list[str]) -> str:
    """The first text that is long enough for a title, in full where another one shows more of it; else the longest."""
    first = next((text for text in texts if len(text) >= 20 and text.count(" ") >= 3), None) or max(texts, key=len, default="")
    stem = first.rstrip(".… ")
    return (
        next((text for text in texts if len(text) > len(stem) and text.startswith(stem) and not text.endswith(("...", "…"))), first) if stem else ""
    )


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("p", "div", "li", "td", "br", "ul", "table", "section", "figure", "time", "dd", "dt", *_HEADINGS)
_TITLED = re.compile(r"title|tieu-?de|headline|ten-?bai|heading", re.IGNORECASE)


def _titles_of(element: etree._Element) -> Iterator[str]:
    """What a link shows that may be the title: its heading, else its text, line by line where it has several."""
    if not len(element):
        yield one_line(element.text or "")
    else:
        heading = next(element.iter(*_HEADINGS), None)
        if heading is None:
            heading = next((one for one in element.iterdescendants("span", "div", "p", "strong", "b", "font") if _TITLED.search(words(one))), None)
        if heading is not None:
            yield one_line(" ".join(heading.itertext("*")))
        elif next(element.iterdescendants(*_BLOCKS), None) is None:
            yield one_line("".join(element.itertext("*")))
        else:
            yield from map(one_line, pieces(element))


def _ends(group: Group) -> set[etree._Element]:
    return {item.block for item in group.items}


_FAR = 8  # siblings of a block that may still belong to it, where articles do not have blocks of their own


def _following(item: Item, ends: set[etree._Element]) -> Iterator[str]:
    """The runs of text of an article's block and of what follows it up to the next article's."""
    yield from pieces(item.block)
    element = item.block
    for _ in range(_FAR):
        if element.tail and not element.tail.isspace():
            yield element.tail
        element = element.getnext()
        if element is None or element in ends:
            return
        if isinstance(element.tag, str):
            yield from _few(element)


def _few(element: etree._Element) -> Iterator[str]:
    """The first runs of text of an element."""
    for count, piece in enumerate(element.itertext("*")):
        if count > 30:
            return
        if not piece.isspace():
            yield piece


def _dates_lead(group: Group, ends: set[etree._Element]) -> bool:
    """Whether dates stand before the articles they belong to, outside their blocks."""
    first = group.items[0].block
    before = first.getprevious()
    if before is None or before in ends or _date_in(pieces(first)):
        return False
    return _date_in(_few(before)) is not None or bool(before.tail) and _stamp(before.tail or "") is not None


def _date(item: Item, ends: set[etree._Element], leading: bool) -> str | None:
    """The date that an article's block tells."""
    for time in item.block.iter("time"):
        stamp = stamps.read_machine(time.get("datetime") or "")
        if stamp:
            return stamp.value
    own = {piece.strip() for spot in item.spots for piece in pieces(spot.element)}
    if leading and (before := item.block.getprevious()) is not None:
        return _date_in([*_few(before), before.tail or ""])
    return _date_in(piece for piece in _following(item, ends) if piece.strip() not in own) or _date_in(own)


_DIGITS = re.compile(r"\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\btháng\b|\bth\d", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}\s?[:hg]\s?\d{2}")


def _date_in(runs: Iterable[str]) -> str | None:
    """The first date among runs of text, with the time of day that stands beside it."""
    runs = list(runs)
    for i, run in enumerate(runs):
        if len(run) < 200 and _DIGITS.search(run):
            value = _stamp(run)
            if value is None:
                continue
            if "T" not in value:
                for beside in (f"{run} {runs[i + 1]}" if i + 1 < len(runs) else "", f"{runs[i - 1]} {run}" if i else ""):
                    if len(beside) < 80 and _CLOCK.search(beside) and (timed := _stamp(beside)) and timed.startswith(value):
                        return timed
            return value
    return None


_LOOSE = 24  # letters beside a date in a line that is still no sentence: "Lượt xem", a section's name


def _stamp(text: str) -> str | None:
    """The date of a line that is not much more than one."""
    text = one_line(text)
    if not 6 <= len(text) <= 90 or not _DIGITS.search(text):
        return None
    found = stamps.read_stamps(text)
    if not found or found[0].rest > _LOOSE or found[0].kind in ("document", "event", "clock") or found[0].other is not None:
        return None
    if found[0].rest > 8 and not found[0].kind and found[0].time is None and not text[:1].isdigit():
        return None  # "Kế hoạch ngày 5/3/2024"
    return found[0].value


def _marked_date(item: Item, dates: set[etree._Element]) -> str | None:
    """The date in the element that a selector names."""
    for element in item.block.iter() if dates else ():
        if element in dates:
            found = stamps.read_machine(element.get("datetime") or "")
            if found:
                return found.value
            read = stamps.read_stamps(one_line(" ".join(element.itertext("*"))))
            if read and read[0].other is None:
                return read[0].value
    return None
