"""Links in their blocks, and the blocks in groups: what stands side by side in the same markup is one list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from lxml import etree

from scrapers.markup import has


class Page(NamedTuple):
    root: etree._Element
    url: str
    base: str
    pager: etree._Element | None
    hosts: frozenset[str] | None  # where articles may lie; None: on the page's own host and its neighbours


class Spot(NamedTuple):
    """A link that may be an article's: its element, its address, its text."""

    element: etree._Element
    url: str
    text: str


class Item(NamedTuple):
    """One article of a listing: the links to it and the block that holds nothing of another."""

    url: str
    block: etree._Element
    spots: list[Spot]


class Group(NamedTuple):
    """Blocks that stand side by side in one element, or in several such elements side by side."""

    container: etree._Element
    items: list[Item]
    place: int  # of its first link among all


_MANY = ""  # more than one article stands in an element
_LISTS = frozenset("body html form main nav aside footer ul ol marquee".split())  # what holds articles' blocks and is none


def groups_of(spots: list[Spot]) -> list[Group]:
    """The links in groups by the element that holds their blocks, in the order of the page."""
    state = _held(spots)
    memo: dict[etree._Element, etree._Element] = {}
    items: dict[etree._Element, Item] = {}
    found: dict[etree._Element, Group] = {}
    for place, spot in enumerate(spots):
        block = _block(spot, state, memo)
        if block in items:
            items[block].spots.append(spot)
            continue
        items[block] = item = Item(spot.url, block, [spot])
        container = block.getparent() if block.getparent() is not None else block
        found.setdefault(container, Group(container, [], place)).items.append(item)
    return list(found.values())


def _held(spots: list[Spot]) -> dict[etree._Element, str]:
    """For each element with links in it the address they lead to, or _MANY."""
    state: dict[etree._Element, str] = {}
    for spot in spots:
        element: etree._Element | None = spot.element
        while element is not None:
            held = state.get(element)
            if held is None:
                state[element] = spot.url
            elif held == spot.url or held == _MANY:
                break
            else:
                state[element] = _MANY
            element = element.getparent()
    return state


def _block(spot: Spot, state: Mapping[etree._Element, str], memo: dict[etree._Element, etree._Element]) -> etree._Element:
    """The largest element around a link that leads nowhere else."""
    path = []
    element = spot.element
    while element not in memo:
        path.append(element)
        up = element.getparent()
        if up is None or state[up] == _MANY or up.tag in _LISTS or has(up, "around") and up.tag != "header":
            memo[element] = element
            break
        element = up
    block = memo[element]
    for passed in path:
        memo[passed] = block
    return block


_ODD = re.compile(r"\d+|\b(?:first|last|odd|even|alt|active|left|right|begin|end)\b", re.IGNORECASE)


def signature(element: etree._Element) -> str:
    """Tag and class of an element without what tells it from its neighbours."""
    return f"{element.tag}.{' '.join(_ODD.sub('', element.get('class') or '').split())}"


_LEVELS = 4  # elements around a link that tell in which list it stands
_COUNTED = re.compile(r"\d{3,}|\b(?:first|last|odd|even|alt|active)\b", re.IGNORECASE)  # as in post-1234; col-8 and col-4 are two things


def shape_of(groups: Sequence[Group]) -> frozenset[str]:
    """The markup around the links of a listing: tags and classes, from the link outwards."""
    links = [item.spots[0].element for group in groups for item in group.items[:20]]
    return frozenset(
        " < ".join(f"{up.tag}.{' '.join(_COUNTED.sub('', up.get('class') or '').split())}" for up in islice(link.iterancestors(), _LEVELS))
        for link in links
    )


def gather(spots: list[Spot]) -> Group:
    """All links as one group, for selectors that are sure."""
    items: dict[str, Item] = {}
    for group in groups_of(spots):
        for item in group.items:
            items[item.url] = item if item.url not in items else items[item.url]._replace(spots=[*items[item.url].spots, *item.spots])
    found = list(items.values())
    parent = found[0].block.getparent()
    return Group(parent if parent is not None else found[0].block, found, 0)
