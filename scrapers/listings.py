"""Listings read: the articles that a page names, with title and date where it tells them, and where it goes on.

    page -> links that may be articles' -> blocks that repeat -> the block that is the listing -> title and date of each

A link may be an article's where its address fits the pattern of its source or family, else where address and text look like one. The listing is
the group of repeating blocks with the most titles, leads and dates that is no menu, sidebar or footer. The family's selectors only narrow
down which links come into question: they were written for other sites as well, and a sidebar may fit them; a source's own are taken at their word.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from pipeline.pages import stamps
from scrapers import addresses
from scrapers.feeds import feed, sitemap
from scrapers.links import Link, Listing, Next, fingerprint, fresh, older
from scrapers.markup import base_of, folded, has, head_text, lead, one_line, parse, pieces, vocabulary, words
from scrapers.paging import css, find_pager, next_page

__all__ = ["Link", "Listing", "Next", "feed", "fingerprint", "fresh", "older", "read", "sitemap"]


def read(html: str | etree._Element, url: str, family: Any = None, source: Any = None, *, form: Mapping[str, str] | None = None) -> Listing:
    """The articles that a listing's page names, in its order, and where it goes on; never raises for what the page holds.

    `form`: the fields by which the page was asked for, where it was a POST; they tell which page it is.
    """
    root = parse(_unwrapped(html)) if isinstance(html, str) else html
    if root is None:
        return Listing([])
    paging = getattr(source, "paging", None) or getattr(family, "paging", None)
    following, pager = next_page(root, url, paging, form)
    page = _Page(root, url, base_of(root, url), pager, _hosts(url, source))
    links, by, shape = _links(page, family, source)
    if following and following.guessed and not links:
        following = None
    return Listing(links, following, by=by, shape=shape)


def _unwrapped(html: str) -> str:
    """The markup of a list that a script loads, out of the JSON that ASP.NET wraps it in."""
    if html[:20].replace(" ", "").startswith('{"d":"'):
        try:
            return str(json.loads(html)["d"])
        except (ValueError, KeyError, RecursionError):
            pass
    return html


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
    page = _Page(root, url, base_of(root, url), pager, None)
    groups = _groups(page, _spots(page, None, exact=False))
    picked = _choose(page, groups, False)
    blocks = [item.block for group in groups if len(group.items) > 1 for item in group.items if _stands_alone(item.spots[0].element)]
    texts = (folded(" ".join(block.itertext("*"))) for block in blocks)
    own = _own_name(page)
    return Survey(sum(len(group.items) for group in picked), any(_heading(group, own) == "others" for group in picked), pager is not None, "\n".join(text for text in texts if len(text) <= LONGEST_TEASER))


def _stands_alone(link: etree._Element) -> bool:
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


class _Page(NamedTuple):
    root: etree._Element
    url: str
    base: str
    pager: etree._Element | None
    hosts: frozenset[str] | None  # where articles may lie; None: on the page's own host and its neighbours


class _Spot(NamedTuple):
    """A link that may be an article's: its element, its address, its text."""

    element: etree._Element
    url: str
    text: str


def _hosts(url: str, source: Any) -> frozenset[str] | None:
    return source.all_hosts if source is not None else None


def _links(page: _Page, family: Any, source: Any) -> tuple[list[Link], str, frozenset[str]]:
    """The links, how they were found, and the shape of what is around them."""
    own, shared = getattr(source, "listing", None), getattr(family, "listing", None)
    pattern = getattr(source, "articles", None) or getattr(family, "articles", None)
    spots = _spots(page, pattern)
    by = "pattern" if pattern else "shape"
    if pattern and not spots:
        pattern, by = None, "shape"
        spots = _spots(page, None)  # a site made anew; what the links are, the pages they lead to will show
    for selectors, sure in ((own, True), (shared, False)):
        chosen = _selected(page, spots, selectors)
        if chosen:
            found = [_gathered(page, chosen)] if sure else _groups(page, chosen)
            picked = found if sure else _choose(page, found, bool(pattern))
            if picked:
                return _told(page, picked, selectors), "selectors", _shape(picked)
    picked = _choose(page, _groups(page, spots), bool(pattern))
    return _told(page, picked, shared if pattern else None), by, _shape(picked)


# --- links that may be articles' -----------------------------------------------------------------------------------------------------------

SHORTEST = 12  # characters of a title, where nothing but its text speaks for a link
_NOTHING = ("#", "mailto:", "tel:", "data:", "about:")


def _spots(page: _Page, pattern: str | None, *, exact: bool = True) -> list[_Spot]:
    """The links that may be articles', in the order of the page. Without `exact` addresses stay as they are written, which is quicker and enough
    to tell blocks apart."""
    compiled = re.compile(pattern) if pattern else None
    known: dict[str, str | None] = {}
    found = []
    for element, written in _leading(page.root):
        text = _shown(element)
        if compiled is None and (len(text) < SHORTEST or text.count(" ") < 2 or folded(text) in vocabulary("idle")):
            continue
        if written not in known:
            known[written] = _article(page, written, compiled) if exact else _roughly(page, written)
        url = known[written]
        if url:
            found.append(_Spot(element, url, text))
    return found if compiled else _without_repeated(found)


def _leading(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The elements that lead somewhere by a link or a script, and where, as written."""
    for element in root.iter("a", "area"):
        written = lead(element)
        if written and not written.startswith(_NOTHING):
            yield element, written
    for element in root.iterfind(".//*[@onclick]"):
        if element.tag not in ("a", "area") and (written := lead(element)):
            yield element, written


def _shown(element: etree._Element) -> str:
    """What a link shows, or says of itself where it shows a picture."""
    if not len(element):
        shown = one_line(element.text or "")
    else:
        shown = one_line(" ".join(element.itertext("*")))
    return shown[:1000] or one_line(element.get("title") or "")


def _article(page: _Page, written: str, pattern: re.Pattern[str] | None) -> str | None:
    """The address of a link, where it may be an article's on this site, and not the page itself."""
    url = addresses.clean(written, page.base)
    if url is None or url.rstrip("/") == page.url.split("#")[0].rstrip("/"):
        return None
    host = urlsplit(url).hostname or ""
    if page.hosts is not None:
        if host not in page.hosts:
            return None
    elif not _near(host, urlsplit(page.url).hostname or ""):
        return None
    if pattern is not None:
        return url if pattern.search(addresses.asked(url)) else None
    return url if _looks_like_article(url) and addresses.trap(url) is None else None


_FILE = re.compile(r"\.(?:jpe?g|png|gif|pdf|docx?|xlsx?|zip|rar|mp[34])(?:\?|$)|/(?:tags?|search|tim-kiem|lich)/", re.IGNORECASE)


def _roughly(page: _Page, written: str) -> str | None:
    """A link as it is written, where it may be an article's."""
    if written.startswith(("http:", "https:", "//")) and (urlsplit(page.url).hostname or "").removeprefix("www.") not in written[:100]:
        return None
    asked = written.partition("#")[0]
    return asked if _is_telling(asked) and not _FILE.search(asked) else None


def _near(one: str, other: str) -> bool:
    """Whether two hosts are one but for "www." and "m.", or one is below the other."""
    one, other = (re.sub(r"^(?:www\d?|m)\.", "", host) for host in (one, other))
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


_ID = re.compile(r"\d{3,}|[0-9a-f]{8}-[0-9a-f]{4}|[?&][\w.]*(?:id|nid|name|item|news|tin|bai)\w*=[^&]", re.IGNORECASE)


def _looks_like_article(url: str) -> bool:
    """Whether an address has a number, or the words of a title."""
    return _is_telling(addresses.asked(url))


def _is_telling(asked: str) -> bool:
    last = asked.rstrip("/").rsplit("/", 1)[-1]
    return len(asked) > 1 and (last.count("-") >= 3 or last.count("_") >= 4 or _ID.search(asked) is not None)


def _without_repeated(spots: list[_Spot]) -> list[_Spot]:
    """The links but those that stand in many places, always with the same words: the section's name beside each of its articles."""
    texts: dict[str, set[str]] = {}
    times: dict[str, int] = {}
    for before, spot in zip([None, *spots], spots, strict=False):
        texts.setdefault(spot.url, set()).add(spot.text)
        times[spot.url] = times.get(spot.url, 0) + (before is None or before.url != spot.url)  # picture and title side by side count once
    return [spot for spot in spots if len(texts[spot.url]) > 1 or times[spot.url] < (3 if len(spot.text) < 30 else 5)]


def _selected(page: _Page, spots: list[_Spot], selectors: Any) -> list[_Spot]:
    """The links that the selectors of a listing choose: those of its items, where it names items, and of them those that fit `link`."""
    if selectors is None or not (selectors.item or selectors.link):
        return []
    inside: set[etree._Element] | None = None
    if selectors.item:
        items = next((found for found in (css(one)(page.root) for one in selectors.item) if found), [])
        inside = {element for item in _outermost(items) for element in item.iter()}
    chosen = [spot for spot in spots if inside is None or spot.element in inside]
    for one in selectors.link:
        fitting = set(css(one)(page.root))
        if some := [spot for spot in chosen if spot.element in fitting]:
            return some
    return [] if selectors.link and not selectors.item else chosen


def _outermost(elements: Sequence[etree._Element]) -> Iterator[etree._Element]:
    """The elements that stand in none of the others, so that none is walked twice; they come in the order of the page."""
    inner: set[etree._Element] = set()
    for element in elements:
        if element not in inner:
            inner.update(element.iter())
            yield element


# --- blocks that repeat --------------------------------------------------------------------------------------------------------------------


class _Item(NamedTuple):
    """One article of a listing: the links to it and the block that holds nothing of another."""

    url: str
    block: etree._Element
    spots: list[_Spot]


class _Group(NamedTuple):
    """Blocks that stand side by side, or in rows side by side."""

    container: etree._Element
    items: list[_Item]
    place: int  # of its first link among all


_MANY = ""  # more than one article stands in an element
_LISTS = frozenset("body html form main nav aside footer ul ol marquee".split())  # what holds articles' blocks and is none


def _groups(page: _Page, spots: list[_Spot]) -> list[_Group]:
    """The links in groups: what stands in one element, or in sibling elements of the same class, is one."""
    state = _held(spots)
    memo: dict[etree._Element, etree._Element] = {}
    items: dict[etree._Element, _Item] = {}
    found: dict[tuple[Any, str], _Group] = {}
    for place, spot in enumerate(spots):
        block = _block(spot, state, memo)
        if block in items:
            items[block].spots.append(spot)
            continue
        items[block] = item = _Item(spot.url, block, [spot])
        container = block.getparent() if block.getparent() is not None else block
        up = container.getparent()
        key = (up if up is not None else container, _signature(container))
        found.setdefault(key, _Group(container, [], place)).items.append(item)
    return list(found.values())


def _held(spots: list[_Spot]) -> dict[etree._Element, str]:
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


def _block(spot: _Spot, state: Mapping[etree._Element, str], memo: dict[etree._Element, etree._Element]) -> etree._Element:
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


def _signature(element: etree._Element) -> str:
    """Tag and class of an element without what tells it from its neighbours."""
    return f"{element.tag}.{' '.join(_ODD.sub('', element.get('class') or '').split())}"


_LEVELS = 4  # elements around a link that tell in which list it stands
_COUNTED = re.compile(r"\d{3,}|\b(?:first|last|odd|even|alt|active)\b", re.IGNORECASE)  # as in post-1234; col-8 and col-4 are two things


def _shape(groups: Sequence[_Group]) -> frozenset[str]:
    """The markup around the links of a listing: tags and classes, from the link outwards."""
    links = [item.spots[0].element for group in groups for item in group.items[:20]]
    return frozenset(
        " < ".join(f"{up.tag}.{' '.join(_COUNTED.sub('', up.get('class') or '').split())}" for up in islice(link.iterancestors(), _LEVELS)) for link in links
    )


def _gathered(page: _Page, spots: list[_Spot]) -> _Group:
    """All links as one group, for selectors that are sure."""
    items: dict[str, _Item] = {}
    for group in _groups(page, spots):
        for item in group.items:
            items[item.url] = item if item.url not in items else items[item.url]._replace(spots=[*items[item.url].spots, *item.spots])
    found = list(items.values())
    parent = found[0].block.getparent()
    return _Group(parent if parent is not None else found[0].block, found, 0)


# --- which group is the listing ------------------------------------------------------------------------------------------------------------


class _Scored(NamedTuple):
    group: _Group
    score: float
    heading: str  # "", "aside", "beside", "others"


def _choose(page: _Page, groups: list[_Group], sure: bool) -> list[_Group]:
    """The group that is the listing, and those that belong to it; `sure`: their addresses are articles' by a pattern."""
    around = _Around(page)
    title = _own_name(page)
    scored = [_Scored(group, _score(group), _heading(group, title)) for group in groups if not around.is_chrome(group.container)]
    scored = [one for one in scored if one.heading != "aside"]
    plain = [one for one in scored if not one.heading] or [one for one in scored if one.heading == "others"]
    plain = plain or (scored if urlsplit(page.url).path in ("", "/") else [])
    if not plain:
        return []
    near = _beside_pager(page, [one.group for one in plain])
    best = max(plain, key=lambda one: (one.score * (1.5 if one.group.container in near else 1.0), -one.group.place))
    if not sure and not _is_listing(best.group):
        return []
    return sorted([best.group, *_companions(page, best, scored)], key=lambda group: group.place)


def _is_listing(group: _Group) -> bool:
    """Whether a group is one, judged by its shape alone: several articles with titles of some length."""
    lengths = [max(len(spot.text) for spot in item.spots) for item in group.items]
    return len(lengths) >= 2 and sum(lengths) >= 25 * len(lengths)


def _score(group: _Group) -> float:
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

    def __init__(self, page: _Page) -> None:
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


def _heading(group: _Group, own: str) -> str:
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


def _own_name(page: _Page) -> str:
    """What the page calls itself: its only h1, else the first part of its title."""
    headings = [head_text(one, _HEADING) for one in page.root.iter("h1")]
    named = [heading for heading in headings if heading]
    if len(named) == 1:
        return folded(named[0])
    title = page.root.find(".//title")
    return folded(re.split(r"\s[|–-]\s", (title.text or "") if title is not None else "")[0])


def _beside_pager(page: _Page, groups: list[_Group]) -> set[etree._Element]:
    """The containers of the groups that share the closest element with the pager."""
    if page.pager is None:
        return set()
    depth = {element: count for count, element in enumerate((page.pager, *page.pager.iterancestors()))}
    distances: dict[etree._Element, int] = {}
    for group in groups:
        distances[group.container] = next((depth[up] for up in (group.container, *group.container.iterancestors()) if up in depth), len(depth))
    least = min(distances.values(), default=0)
    return {container for container, distance in distances.items() if distance == least}


def _companions(page: _Page, best: _Scored, scored: list[_Scored]) -> Iterator[_Group]:
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


def _form(group: _Group) -> tuple[int, str, tuple[str, ...]]:
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


# --- titles and dates ----------------------------------------------------------------------------------------------------------------------


def _told(page: _Page, groups: list[_Group], selectors: Any) -> list[Link]:
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


def _chosen(page: _Page, selectors: Any, field: str) -> set[etree._Element]:
    return {element for one in getattr(selectors, field, ()) for element in css(one)(page.root)}


def _link(page: _Page, item: _Item, ends: set[etree._Element], leading: bool, titles: set[etree._Element], dates: set[etree._Element]) -> Link:
    marked = next((one_line(" ".join(element.itertext("*"))) for element in item.block.iter() if element in titles), "") if titles else ""
    title, dated = _title(item, marked)
    date = _marked_date(item, dates) or dated or _date(item, ends, leading)
    return Link(item.url, title, date)


_BULLET = re.compile(r"^[\s»›>•·+*◦▪–—-]+(?=\w|[\"“‘'(\[])")
_TRAILING = re.compile(r"\s*[\[(]\s*([^()\[\]]{6,40})\s*[\])]\s*$")


def _title(item: _Item, marked: str) -> tuple[str, str | None]:
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


def _candidates(item: _Item) -> Iterator[str]:
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
    return next((text for text in texts if len(text) > len(stem) and text.startswith(stem) and not text.endswith(("...", "…"))), first) if stem else ""


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


def _ends(group: _Group) -> set[etree._Element]:
    return {item.block for item in group.items}


_FAR = 8  # siblings of a block that may still belong to it, where articles do not have blocks of their own


def _following(item: _Item, ends: set[etree._Element]) -> Iterator[str]:
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


def _dates_lead(group: _Group, ends: set[etree._Element]) -> bool:
    """Whether dates stand before the articles they belong to, outside their blocks."""
    first = group.items[0].block
    before = first.getprevious()
    if before is None or before in ends or _date_in(pieces(first)):
        return False
    return _date_in(_few(before)) is not None or bool(before.tail) and _stamp(before.tail or "") is not None


def _date(item: _Item, ends: set[etree._Element], leading: bool) -> str | None:
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


def _marked_date(item: _Item, dates: set[etree._Element]) -> str | None:
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


