"""A page read as a listing, and a page of any kind looked at for the lists on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from scrapers.links import Link, Listing
from scrapers.listings.blocks import Page, gather, groups_of, shape_of
from scrapers.listings.choice import choose, heading_of, own_name
from scrapers.listings.paging import find_pager, next_page
from scrapers.listings.spots import find_spots, select
from scrapers.listings.titles import tell
from scrapers.markup import base_of, folded, parse
from scrapers.source import Family, Source


def read(
    html: str | etree._Element, url: str, family: Family | None = None, source: Source | None = None, *, form: Mapping[str, str] | None = None
) -> Listing:
    """The articles that a listing's page names, in its order, and where it goes on; never raises for what the page holds.

    `form`: the fields by which the page was asked for, where it was a POST; they tell which page it is.
    """
    root = parse(_unwrapped(html)) if isinstance(html, str) else html
    if root is None:
        return Listing([])
    paging = (source.paging if source else None) or (family.paging if family else None)
    following, pager = next_page(root, url, paging, form)
    page = Page(root, url, base_of(root, url), pager, source.all_hosts if source else None)
    links, by, shape = _links(page, family, source)
    if following and following.guessed and not links:
        following = None
    return Listing(links, following, by=by, shape=shape)


def _links(page: Page, family: Family | None, source: Source | None) -> tuple[list[Link], str, frozenset[str]]:
    """The links, how they were found, and the shape of what is around them."""
    own, shared = source.listing if source else None, family.listing if family else None
    pattern = (source.articles if source else None) or (family.articles if family else None)
    spots = find_spots(page, pattern)
    by = "pattern" if pattern else "shape"
    if pattern and not spots:
        pattern, by = None, "shape"
        spots = find_spots(page, None)  # a site made anew; what the links are, the pages they lead to will show
    for selectors, sure in ((own, True), (shared, False)):
        chosen = select(page, spots, selectors)
        if chosen:
            found = [gather(chosen)] if sure else groups_of(chosen)
            picked = found if sure else choose(page, found, bool(pattern))
            if picked:
                return tell(page, picked, selectors), "selectors", shape_of(picked)
    picked = choose(page, groups_of(spots), bool(pattern))
    return tell(page, picked, shared if pattern else None), by, shape_of(picked)


def _unwrapped(html: str) -> str:
    """The markup of a list that a script loads, out of the JSON that ASP.NET wraps it in."""
    if html[:20].replace(" ", "").startswith('{"d":"'):
        try:
            return str(json.loads(html)["d"])
        except (ValueError, KeyError, RecursionError):
            pass
    return html


# --- a page of any kind ---------------------------------------------------------------------------------------------------------------------


class Survey(NamedTuple):
    """What a page shows of other articles, whatever it is itself."""

    links: int  # of the group that would be its listing
    related: bool  # whether a heading says that they go on with an article: "Các tin khác"
    paged: bool  # whether it has a pager
    teasers: str  # the folded text of blocks that announce other articles: a title in a link, and what stands with it


LONGEST_LEAD = 450  # characters of what announces an article
LONGEST_TEASER = 1500  # characters of title, lead and all else in its block


def survey(root: etree._Element, url: str) -> Survey:
    """What the page shows of other articles, judged by shape alone."""
    found = find_pager(root, url)
    pager = found.box if found else None
    page = Page(root, url, base_of(root, url), pager, None)
    groups = groups_of(find_spots(page, None, exact=False))
    picked = choose(page, groups, False)
    blocks = [item.block for group in groups if len(group.items) > 1 for item in group.items if stands_alone(item.spots[0].element)]
    teasers = "\n".join(text for text in (folded(" ".join(block.itertext("*"))) for block in blocks) if len(text) <= LONGEST_TEASER)
    own = own_name(page)
    related = any(heading_of(group, own) == "others" for group in picked)
    return Survey(sum(len(group.items) for group in picked), related, pager is not None, teasers)


def stands_alone(link: etree._Element) -> bool:
    """Whether a link is a line of its own, not words of a sentence."""
    element = link
    for _ in range(4):
        up = element.getparent()
        before = element.getprevious()
        words = f"{(before.tail if before is not None else up.text if up is not None else '') or ''}{element.tail or ''}"
        if len(words.strip()) > 40:
            return False
        if up is None or up.tag not in ("span", "b", "strong", "em", "i", "font", "u"):
            return True
        element = up
    return True
