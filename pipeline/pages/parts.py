"""A page to the parts of its article."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from pipeline.pages import article, chrome, compose, dates
from pipeline.pages.about import read_head
from pipeline.pages.article import Extent
from pipeline.pages.charset import BinaryError, decode, mend
from pipeline.pages.record import Layout, Page
from pipeline.pages.select import select
from pipeline.pages.sheet import Sheet
from pipeline.pages.walk import Tree, parse, walk
from pipeline.pages.words import LONG, folded, normal


def read(
    page: str | bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    layout: Layout = Layout(),
    repeated: frozenset[str] = frozenset(),
    fetched: datetime.datetime | None = None,
    listed: str | None = None,
) -> Page:
    """The article of a page; one with an empty text where there is none. Never raises, whatever the page.

    `repeated`: lines (see `lines`) that stand on many pages of the site. `fetched`: when the page was taken, for "2 giờ trước".
    `listed`: the article's date as the listing tells it, for pages that tell none.
    """
    try:
        text = decode(page, content_type) if isinstance(page, bytes) else mend(page)
    except BinaryError as error:
        return Page(url=url, notes=[f"page.binary: {error}"])
    root = parse(text)
    if root is None:
        return Page(url=url)
    selected = select(root, layout)
    sheet = Sheet(walk(root, selected.marked, selected.dropped), read_head(root, url), selected.said, url, fetched, listed)
    extent, dead, ended = _find(sheet, repeated)
    attached = compose.attachments(sheet, extent, [a or b for a, b in zip(dead, ended, strict=True)])
    kept = compose.keep(sheet.tree, extent, dead)
    if extent is not None and extent.title is None and not any(not article.is_of_site(title, sheet.about.site) for title in sheet.about.titles):
        title = compose.title_above(sheet.tree, kept)
        extent = extent._replace(title=title)
        kept = [i for i in kept if title is None or i > title]
    first = next((i for i in kept if sheet.tree.lines[i].length >= LONG), None)
    return compose.compose(sheet, extent, kept, dates.find_dates(sheet, extent, first), attached)


def _find(sheet: Sheet, repeated: frozenset[str]) -> tuple[Extent | None, list[bool], list[bool]]:
    """Where the article stands; for each line of the page whether it is surely none of it, and whether words that end articles stand before it."""
    tree, about = sheet.tree, sheet.about
    chrome.free_links(tree)
    dead = chrome.drop_boxes(tree, _titled(tree, about.titles), repeated)
    title = article.find_title(tree, about.titles, about.site, dead)
    ended = chrome.ended(tree, dead)
    return _marked(tree, title, dead) or article.find_text(tree, title, dead, ended), dead, ended


def lines(page: str | bytes, *, content_type: str | None = None) -> list[str]:
    """The page's lines, each once, as `read` compares them with `repeated`."""
    try:
        text = decode(page, content_type) if isinstance(page, bytes) else mend(page)
    except BinaryError:
        return []
    return list(dict.fromkeys(normal(line.text) for line in walk(parse(text)).lines))


def _titled(tree: Tree, titles: Sequence[str]) -> list[int]:
    """The lines that may hold the title: headings of the first degree, and those that the head of the page names."""
    wanted = {folded(title) for title in titles}
    longest = max((len(title) for title in titles), default=0) + 5
    return [
        i for i, line in enumerate(tree.lines) if line.heading == 1 or "title" in line.marks or 20 < line.length <= longest and line.folded in wanted
    ]


def _marked(tree: Tree, title: int | None, dead: list[bool]) -> Extent | None:
    """The lines that the layout says are the text; all others from the title to them are out, but for those of the sapo."""
    boxes = [box for box in tree.boxes if "body" in box.marks and box.end > box.start and not (box.parent and "body" in box.parent.marks)]
    if not boxes:
        return None
    start, end = boxes[0].start, max(box.end for box in boxes)
    box = next(box for box in boxes[0].upwards() if box.end >= end or box.parent is None)
    sapo = [i for i, line in enumerate(tree.lines[:start]) if "sapo" in line.marks]
    first = min([start, *sapo, *([title] if title is not None and title < start else [])])
    inside = {i for each in boxes for i in range(each.start, each.end)}
    for i in range(first, end):
        if "sapo" in tree.lines[i].marks:
            dead[i] = False
        elif i not in inside and "author" not in tree.lines[i].marks:
            dead[i] = True
    return Extent(title, first, end, box)
