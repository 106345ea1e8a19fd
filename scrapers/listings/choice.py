"""Which groups of blocks are the listing: those with the most titles, leads and dates that are no menu, sidebar or footer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from scrapers.listings.blocks import Group, Page, signature
from scrapers.markup import folded, has, head_text, pieces, vocabulary


class _Scored(NamedTuple):
    group: Group
    score: float
    heading: str  # "", "aside", "beside", "others"


def choose(page: Page, groups: list[Group], sure: bool) -> list[Group]:
    """The group that is the listing, and those that belong to it; `sure`: their addresses are articles' by a pattern."""
    around = _Around(page)
    rows = _in_rows([group for group in groups if not around.is_chrome(group.container)], own_name(page))
    scored = [_Scored(group, _score(group), heading) for group, heading in rows if heading != "aside"]
    plain = [one for one in scored if not one.heading] or [one for one in scored if one.heading == "others"]
    plain = plain or (scored if urlsplit(page.url).path in ("", "/") else [])
    if not plain:
        return []
    near = _beside_pager(page, [one.group for one in plain])
    best = max(plain, key=lambda one: (one.score * (1.5 if one.group.container in near else 1.0), -one.group.place))
    if not sure and not _is_listing(best.group):
        return []
    return sorted([best.group, *_companions(page, best, scored)], key=lambda group: group.place)


def _in_rows(groups: list[Group], own: str) -> Iterator[tuple[Group, str]]:
    """The groups, those that stand in rows of the same markup made one, each with what its heading says; a row with a heading begins anew."""
    rows: dict[tuple[etree._Element | None, str, object], tuple[Group, str]] = {}
    for group in groups:
        heading = heading_of(group, own)
        key = (group.container.getparent(), signature(group.container), _form(group))
        known = rows.get(key)
        if known and not heading:
            known[0].items.extend(group.items)
            continue
        if known:
            yield known
        rows[key] = (group._replace(items=list(group.items)), heading)
    yield from rows.values()


def _is_listing(group: Group) -> bool:
    """Whether a group is one, judged by its shape alone: several articles with titles of some length."""
    lengths = [max(len(spot.text) for spot in item.spots) for item in group.items]
    return len(lengths) >= 2 and sum(lengths) >= 25 * len(lengths)


def _score(group: Group) -> float:
    """How much a group tells: titles, and leads and dates beside them."""
    score = 0.0
    for item in group.items:
        title = max(len(spot.text) for spot in item.spots)
        around = sum(map(len, pieces(item.block)))
        score += (min(title, 100) / 100 if title >= 20 else 0.1) + 0.5 * (around > 1.6 * title + 60) + 0.2 * (around > title + 8)
    return score


class _Around:
    """Which elements are a menu, a sidebar or a footer: by their tag or class, unless the pager or the page's heading stands in them.

    How much of the page's links they hold says nothing: on a page whose list did not come they hold all.
    """

    def __init__(self, page: Page) -> None:
        inner = [*([page.pager] if page.pager is not None else []), *page.root.iter("h1", "main")][:20]
        self.main = {up for one in inner for up in one.iterancestors()}
        self.above = page.pager.getprevious() if page.pager is not None else None  # what the pager is for
        self.known: dict[etree._Element, bool] = {}

    def is_chrome(self, element: etree._Element) -> bool:
        path = []
        up: etree._Element | None = element
        while up is not None and up not in self.known:
            path.append(up)
            up = up.getparent()
        verdict = up is not None and self.known[up]
        for one in reversed(path):
            verdict = verdict or self._is_around(one)
            self.known[one] = verdict
        return verdict

    def _is_around(self, element: etree._Element) -> bool:
        if element.tag in ("body", "html", "main", "form") or element in self.main or element is self.above:
            return False
        return element.tag in ("nav", "footer", "aside", "marquee", "header") or has(element, "around")


_HEADING = 80  # characters of a block's heading


def heading_of(group: Group, own: str) -> str:
    """What the heading of a group says of it: that it stands beside the listing ("aside", "beside") or goes on with it ("others"), or nothing."""
    element = group.items[0].block
    for _ in range(8):
        before = element.getprevious()
        while before is not None and not isinstance(before.tag, str):
            before = before.getprevious()
        while before is not None and (shown := head_text(before, _HEADING)) == "":
            before = before.getprevious()
        if before is not None:
            return _says_aside(folded(shown or ""), own) if shown else ""
        up = element.getparent()
        if up is None or up.tag in ("body", "html", "form"):
            return ""
        element = up
    return ""


def _says_aside(heading: str, own: str) -> str:
    bare = heading.strip(" :.»›>|-–•")
    if not bare or bare == own:
        return ""
    for kind in ("others", "aside", "beside"):
        if any(bare == phrase or bare.startswith(f"{phrase} ") and len(bare) <= len(phrase) + 25 for phrase in vocabulary(kind)):
            return kind
    return ""


def own_name(page: Page) -> str:
    """What the page calls itself: its only h1, else the first part of its title."""
    headings = [head_text(one, _HEADING) for one in page.root.iter("h1")]
    named = [heading for heading in headings if heading]
    if len(named) == 1:
        return folded(named[0])
    title = page.root.find(".//title")
    return folded(re.split(r"\s[|–-]\s", (title.text or "") if title is not None else "")[0])


def _beside_pager(page: Page, groups: list[Group]) -> set[etree._Element]:
    """The containers of the groups that share the closest element with the pager."""
    if page.pager is None:
        return set()
    depth = {element: count for count, element in enumerate((page.pager, *page.pager.iterancestors()))}
    distances: dict[etree._Element, int] = {}
    for group in groups:
        distances[group.container] = next((depth[up] for up in (group.container, *group.container.iterancestors()) if up in depth), len(depth))
    least = min(distances.values(), default=0)
    return {container for container, distance in distances.items() if distance == least}


def _companions(page: Page, best: _Scored, scored: list[_Scored]) -> Iterator[Group]:
    """Groups that belong to the listing: columns of one width, what is featured above it, what stands between it and the pager, and on a page
    without a pager other lists of its size."""
    container = best.group.container
    region = {container, container.getparent()}
    form = _form(best.group)
    for one in scored:
        if one.group is best.group or one.heading == "beside" or _form(one.group) != form:
            continue
        inside = one.group.container in region or one.group.container.getparent() in region
        if _are_columns(one.group.container, container) or inside and one.heading == "others":
            yield one.group
            continue
        first = one.group.place < best.group.place
        if inside and (first and len(one.group.items) <= 6 or not first and page.pager is not None and _is_before(one.group.container, page.pager)):
            yield one.group
        elif page.pager is None and not one.heading and one.score >= 0.5 * best.score and _is_listing(one.group):
            yield one.group


def _are_columns(one: etree._Element, other: etree._Element) -> bool:
    """Whether two lists of the same class stand in columns of the same class side by side."""
    up, over = one.getparent(), other.getparent()
    if up is None or over is None or up is over or up.getparent() is not over.getparent():
        return False
    return bool(up.get("class")) and up.get("class") == over.get("class") and one.tag == other.tag and one.get("class") == other.get("class")


def _form(group: Group) -> tuple[int, str, tuple[str, ...]]:
    """What most addresses of a group look like: how deep, with which ending, with which parameters."""
    forms: dict[tuple[int, str, tuple[str, ...]], int] = {}
    for item in group.items[:20]:
        parts = urlsplit(item.url)
        ending = re.search(r"\.\w{2,5}$", parts.path)
        form = (parts.path.count("/"), ending[0] if ending else "", tuple(sorted(one.partition("=")[0] for one in parts.query.split("&"))))
        forms[form] = forms.get(form, 0) + 1
    return max(forms, key=forms.__getitem__)


def _is_before(one: etree._Element, other: etree._Element) -> bool:
    """Whether an element stands before another in the page, and not around it."""
    ours = [one, *one.iterancestors()]
    theirs = [other, *other.iterancestors()]
    shared = set(ours)
    meeting = next((up for up in theirs if up in shared), None)
    if meeting is None or meeting is one or meeting is other:
        return False
    left, right = ours[ours.index(meeting) - 1], theirs[theirs.index(meeting) - 1]
    return meeting.index(left) < meeting.index(right)
