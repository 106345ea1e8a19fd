"""Where a listing goes on: the number after the current one in its pager, "Trang sau", rel=next, a __doPostBack, or the number in its address.

What a page shows is believed before what its family says: a pager that ends is the end. Only where there is no pager at all, or one whose
numbers lead nowhere without a script, is the number in the address raised (`Next.guessed`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from lxml import etree
from lxml.cssselect import CSSSelector

from scrapers import addresses
from scrapers.links import Next
from scrapers.markup import address, base_of, folded, has, head_text, join, vocabulary
from scrapers.source import Paging


class Pager(NamedTuple):
    """The element that holds a pager's numbers and the number of the page that is shown."""

    box: etree._Element
    current: int
    numbers: dict[int, etree._Element]  # links by the number they show
    arrows: list[tuple[str, etree._Element]]  # ("next", link), ("more", link) in the order of the page


class View(NamedTuple):
    """A page of a listing as paging sees it: `form` are the fields by which it was asked for."""

    root: etree._Element
    url: str
    base: str
    paging: Paging | None
    form: Mapping[str, str] | None


def next_page(
    root: etree._Element, url: str, paging: Paging | None = None, form: Mapping[str, str] | None = None
) -> tuple[Next | None, etree._Element | None]:
    """Where the listing goes on, None where it ends here, and the pager's element where there is one."""
    view = View(root, url, base_of(root, url), paging, form)
    if paging is not None and paging.kind == "none":
        return None, None
    pager = _find_pager(view)
    for rule in RULES:
        found = rule(view, pager)
        if found:
            return found, pager.box if pager else None
    return _guess(view, pager), pager.box if pager else None


# --- where a link leads --------------------------------------------------------------------------------------------------------------------

_POSTBACK = re.compile(
    r"""(?: __doPostBack \s*\(\s* | WebForm_PostBackOptions \s*\(\s* ) (?P<a>["']) (?P<target>[^"']{0,500}) (?P=a)
        \s*,\s* (?P<b>["']) (?P<argument>[^"']{0,500}) (?P=b)""",
    re.VERBOSE,
)


def _target(view: View, element: etree._Element) -> Next | None:
    """Where an element of a pager leads; None where nowhere, or to the page itself."""
    for written in (element.get("href"), element.get("onclick")):
        match = _POSTBACK.search(unquote(written[:4000]) if "%" in written else written[:4000]) if written and "PostBack" in written else None
        if match:
            return _post(view, element, {"__EVENTTARGET": match["target"], "__EVENTARGUMENT": match["argument"]})
    url = address(element, view.base)
    if url is None or _same(url, view.url) and view.form is None or addresses.clean(url) is None:
        return None
    return None if addresses.trap(url) in _ELSEWHERE else Next(url)


_ELSEWHERE = frozenset(("calendar", "login", "feed", "print view", "no page"))


def _same(one: str, other: str) -> bool:
    return one.rstrip("/") == other.split("#")[0].rstrip("/") or addresses.clean(one) == addresses.clean(other) and "/!ut/" not in one


def _post(view: View, element: etree._Element, more: Mapping[str, str]) -> Next:
    """The POST of the form that an element belongs to: what a browser would send."""
    form = next((up for up in element.iterancestors("form")), None)
    if form is None or form.find(".//input[@name='__VIEWSTATE']") is None:
        form = next((one for one in view.root.iter("form") if one.find(".//input[@name='__VIEWSTATE']") is not None), form)
    fields = dict(_fields(form if form is not None else view.root))
    for hidden in view.root.iter("input"):  # broken nesting leaves them outside the form
        name = hidden.get("name") or ""
        if name.startswith("__"):
            fields.setdefault(name, hidden.get("value") or "")
    action = (form.get("action") or "").strip() if form is not None else ""
    return Next(join(action, view.base) or view.url, {**fields, **more})


_PRESSED = frozenset("submit button image reset file".split())


def _fields(form: etree._Element) -> Iterator[tuple[str, str]]:
    """The fields of a form that a browser sends: not buttons, not what is not ticked or disabled."""
    for field in form.iter("input", "select", "textarea"):
        name = field.get("name")
        if not name or field.get("disabled") is not None:
            continue
        kind = (field.get("type") or "text").lower()
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((o for o in options if o.get("selected") is not None), options[0] if options else None)
            if chosen is not None:
                yield name, chosen.get("value") if chosen.get("value") is not None else (chosen.text or "").strip()
        elif field.tag == "textarea":
            yield name, field.text or ""
        elif kind in ("checkbox", "radio"):
            if field.get("checked") is not None:
                yield name, field.get("value") or "on"
        elif kind not in _PRESSED:
            yield name, field.get("value") or ""


# --- the pager -----------------------------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[\[(]?\s*(?:trang\s*)?(\d{1,5})\s*[\])]?", re.IGNORECASE)
_DEEP = 6  # steps from a number to the box of its pager: a, span, li, ul, nav, div
_WIDE = 4000  # characters of a pager that shows all its numbers
MOST = 200  # elements that may be the pager, or the link to the next page; more has no page that means well
_ROW = 2  # numbers without a link that a pager may show: the current one, and how many there are


def find_pager(root: etree._Element, url: str) -> Pager | None:
    """The pager of a page that need not be a listing."""
    return _find_pager(View(root, url, base_of(root, url), None, None))


def _find_pager(view: View) -> Pager | None:
    """The pager of a page: the largest element around numbers in links and nothing but what pagers say. Of several one that leads to pages akin
    to this one, else the one with the most numbers, else the last."""
    boxes: dict[etree._Element, None] = {}
    tried: dict[etree._Element, bool] = {}
    for link in view.root.iter("a"):
        label = link.text
        if (label is None or label.isspace()) and len(link):
            label = head_text(link, 20) or _unseen_label(link)
        if label and len(label) < 40 and (_NUMBER.fullmatch(label.strip()) or folded(label) in _arrows()):
            box = _box(link, tried)
            if box is not None:
                boxes[box] = None
                if len(boxes) > MOST:
                    break
    pagers = [pager for pager in map(lambda box: _read_pager(view, box), boxes) if pager]
    return max(reversed(pagers), key=lambda pager: (_is_own(view, pager), len(pager.numbers)), default=None)


def _is_own(view: View, pager: Pager) -> bool:
    """Whether a pager leads on from this page, not through a calendar or a box beside the listing."""
    links = [*list(pager.numbers.values())[:2], *(element for _, element in pager.arrows[:1])]
    for element in links:
        found = _target(view, element)
        if found and (found.form is not None or _kin(found.url, view.url)):
            return True
    return False


@cache
def _arrows() -> dict[str, str]:
    """What a link of a pager says, by what it means."""
    return {word: kind for kind in ("more", "last", "first", "previous", "next") for word in vocabulary(kind)}


def _box(link: etree._Element, tried: dict[etree._Element, bool]) -> etree._Element | None:
    """The largest element around a link that says nothing but what pagers say."""
    box = None
    for count, up in enumerate(link.iterancestors()):
        if count >= _DEEP or up.tag in ("body", "html", "form"):
            break
        if up not in tried:
            words = head_text(up, _WIDE)
            tried[up] = words is not None and _says_pages(words)
        if not tried[up]:
            break
        box = up
    return box


@lru_cache(maxsize=1000)
def _says_pages(words: str) -> bool:
    """Whether a text consists of numbers and a pager's words."""
    rest = _pattern().sub("", folded(words))
    return not rest.strip(" .,;:|/-[]()‹›«»<>→←…·")


@cache
def _pattern() -> re.Pattern[str]:
    words = {word for kind in ("next", "previous", "first", "last", "more", "pages") for word in vocabulary(kind)}
    phrases = sorted({word for word in words if any(map(str.isalpha, word))}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))}|\d+)(?!\w)")


def _read_pager(view: View, box: etree._Element) -> Pager | None:
    """The pager in a box; None where the numbers are days of a calendar, stars to vote with, or nothing at all."""
    numbers: dict[int, etree._Element] = {}
    arrows: list[tuple[str, etree._Element]] = []
    plain: list[int] = []
    marked: int | None = None
    for element in box.iter("a", "span", "strong", "b", "li", "td", "em", "font", "div", "button"):
        label = _label(element)
        if label is None:
            continue
        number = _NUMBER.fullmatch(label)
        if number:
            count = int(number[1])
            if _is_current(element, box):
                marked = count
            if element.tag == "a" and (element.get("href") or element.get("onclick")):
                numbers.setdefault(count, element)
            elif next(element.iterancestors("a"), None) is None and not len(element):
                plain.append(count)
        elif element.tag == "a" or element.get("onclick"):
            kind = _arrow(element, label)
            if kind:
                arrows.append((kind, element))
    plain = [count for count in plain if count not in numbers]
    if not numbers and not arrows or len(set(plain)) > _ROW and len(set(plain)) >= len(numbers):
        return None
    if _is_calendar(view, numbers, box):
        return None
    return Pager(box, _current(view, numbers, plain, marked), numbers, _ranked(arrows))


def _label(element: etree._Element) -> str | None:
    """What an element of a pager shows by itself: its text, and that of a link's children."""
    if element.tag in ("a", "button"):
        shown = head_text(element, 40)
        return (shown or _unseen_label(element) or "").strip() or None
    own = (element.text or "").strip()
    return own if own and len(own) < 40 else None


def _unseen_label(link: etree._Element) -> str | None:
    """What a link that shows a picture or a sign says of itself."""
    picture = next(link.iter("img"), None)
    return link.get("title") or link.get("aria-label") or (picture.get("alt") if picture is not None else None)


def _is_calendar(view: View, numbers: Mapping[int, etree._Element], box: etree._Element) -> bool:
    """Whether numbers are the days of a month: they stand in rows of weeks, or lead to days."""
    if len(numbers) >= 27 and set(range(1, 28)) <= set(numbers) and any(len(row) == 7 for row in box.iter("tr")):
        return True
    url = next((found for element in list(numbers.values())[:2] if (found := address(element, view.base))), None)
    return url is not None and addresses.trap(url) == "calendar"


def _is_current(element: etree._Element, box: etree._Element) -> bool:
    if element.get("aria-current") is not None or has(element, "current"):
        return True
    parent = element.getparent()
    return (
        parent is not None
        and parent is not box
        and parent.tag in ("li", "span", "td")
        and (has(parent, "current") or parent.get("aria-current") is not None)
    )


def _arrow(element: etree._Element, label: str) -> str | None:
    """What a link without a number means: "next", "more", "further" (three dots), or None for one that leads elsewhere."""
    word = folded(label)
    kind = _arrows().get(word)
    title = folded(element.get("title") or element.get("aria-label") or "")
    named = _arrows().get(title)
    if kind is None and named is None:
        kind = next((_arrows()[part] for part in _two_labels(element) if part in _arrows()), None)
    if word in ("...", "…"):
        return "further"
    if kind in ("next", "last") and named in ("next", "last", "previous", "first"):
        return named  # "»" with the title "Trang cuối"
    return kind or named


def _two_labels(element: etree._Element) -> list[str]:
    """The labels of a link that has one for the eye and one for the ear."""
    return [folded(piece) for piece in element.itertext("*") if piece.strip()][:4]


def _ranked(arrows: list[tuple[str, etree._Element]]) -> list[tuple[str, etree._Element]]:
    """The arrows forward. Where "›" stands before "»", the latter leads to the last page."""
    forward = [(kind, element) for kind, element in arrows if kind in ("next", "more", "further")]
    shown = [folded(head_text(element, 40) or "") for _, element in forward]
    single = any(sign in shown for sign in ("›", ">"))
    return [pair for pair, sign in zip(forward, shown, strict=True) if not (single and sign in ("»", "››"))]


def _current(view: View, numbers: Mapping[int, etree._Element], plain: list[int], marked: int | None) -> int:
    """The number of the page that is shown: as marked, as posted, as the one without a link, as the one that leads here, as the address says."""
    if marked is not None:
        return marked
    posted = re.search(r"Page\$(\d+)|^(\d+)$", (view.form or {}).get("__EVENTARGUMENT", ""))
    if posted:
        return int(posted[1] or posted[2])
    if len(set(plain)) == 1 or plain and plain[0] == min(plain) and plain[0] not in numbers:
        return plain[0]
    for count, element in numbers.items():
        url = address(element, view.base)
        if url and _same(url, view.url):
            return count
    return _in_address(view) or 1


# --- rules, the surest first ---------------------------------------------------------------------------------------------------------------


def _numbered(view: View, pager: Pager | None) -> Next | None:
    """The number after the current one."""
    if pager is None or pager.current + 1 not in pager.numbers:
        return None
    return _target(view, pager.numbers[pager.current + 1])


def _selected(view: View, pager: Pager | None) -> Next | None:
    """The link that the family's or the source's selectors name."""
    for selector in view.paging.next if view.paging else ():
        for element in css(selector)(view.root):
            if not has_word(element, "disabled") and (pager is None or not _leads_back(pager, element)):
                found = _target(view, element)
                if found:
                    return found
    return None


def _leads_back(pager: Pager, element: etree._Element) -> bool:
    """Whether a link shows a number that is not the next: newer posts, or the last page."""
    number = _NUMBER.fullmatch(head_text(element, 20) or "")
    return number is not None and int(number[1]) != pager.current + 1


def has_word(element: etree._Element, word: str) -> bool:
    """Whether an element or what is right around it is of this class."""
    parent = element.getparent()
    return word in (element.get("class") or "") or parent is not None and word in (parent.get("class") or "")


def _arrowed(view: View, pager: Pager | None) -> Next | None:
    """The arrow, or the dots after the last number shown."""
    if pager is None:
        return None
    later = [count for count in pager.numbers if count > pager.current]
    for kind, element in pager.arrows:
        if has_word(element, "disabled") or kind == "further" and (later or not _after(element, pager)):
            continue
        found = _target(view, element)
        if found and (
            pager.numbers
            and kind != "more"
            or found.form
            or _kin(found.url, view.url)
            and (_speaks(kind, element) or has(pager.box, "pager") or _counts_on(found, view))
        ):
            return found
    return None


def _speaks(kind: str, element: etree._Element) -> bool:
    """Whether a link says "next" in words, not by a sign that may mean anything."""
    return kind == "next" and any(map(str.isalpha, _label(element) or ""))


def _after(element: etree._Element, pager: Pager) -> bool:
    """Whether dots stand after all numbers, not before them."""
    order = [one for one in pager.box.iter("a")]
    shown = list(pager.numbers.values())
    return not shown or order.index(element) > max(order.index(one) for one in shown)


def _related(view: View, pager: Pager | None) -> Next | None:
    """rel=next, in a link or in the head."""
    told = (element for element in view.root.iter("a", "link") if "next" in (element.get("rel") or "").lower().split())
    for element in islice(told, MOST):
        if element.tag == "link" or pager is None or element in set(pager.box.iter("a")):
            found = _target(view, element)
            if found and _kin(found.url, view.url):
                return found
    return None


def _worded(view: View, pager: Pager | None) -> Next | None:
    """Where there is no pager: the link or button that says "Trang sau", with an address akin to the listing's."""
    if pager is not None and pager.numbers:
        return None
    labelled = ((element, head_text(element, 40)) for element in view.root.iter("a", "button"))
    named = ((element, kind) for element, label in labelled if label and (kind := _arrows().get(folded(label))))
    for element, kind in islice(named, MOST):
        if kind in ("next", "more") and not has_word(element, "disabled"):
            found = _target(view, element)
            if found and (found.form is not None or _kin(found.url, view.url)) and (_speaks(kind, element) or _counts_on(found, view)):
                return found
    return None


def _counts_on(found: Next, view: View) -> bool:
    """Whether an address says by itself that it is the next page: the number in it is ours and one more."""
    here = _in_address(view) or 1
    there = _in_address(view._replace(url=found.url, form=None))
    return there in (here, here + 1)


def _pressed(view: View, pager: Pager | None) -> Next | None:
    """A button of a form: <input type="submit" value="Trang sau">."""
    for element in view.root.iter("input"):
        if (element.get("type") or "").lower() not in ("submit", "image", "button") or element.get("disabled") is not None:
            continue
        label = folded(element.get("value") or element.get("alt") or element.get("title") or "")
        if _arrows().get(label) == "next" and element.get("name"):
            name = element.get("name") or ""
            more = {f"{name}.x": "1", f"{name}.y": "1"} if element.get("type") == "image" else {name: element.get("value") or ""}
            form = next(element.iterancestors("form"), None)
            if form is not None and (form.get("method") or "get").lower() == "post":
                return _post(view, element, more)
    return None


# What the script of VNPT's newer portals posts for a further page, and what comes back is the list alone; from public programs that read
# these portals, unverified here. Those with a pattern stand in the page's script.
_LOADER = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
_LOADED = {
    "article_category_id": r"article_category_id\s*[:=]\s*[\"']?(\d+)",
    "categoryIds": r"categoryIds\s*[:=]\s*[\"']([^\"']{1,500})",
    "site_id": r"site_id\s*[:=]\s*[\"']?(\d+)",
    "page_size": r"page_size\s*[:=]\s*[\"']?(\d+)",
    **dict.fromkeys(("keyword", "date_begin", "date_end"), ""),
    **dict.fromkeys(("show_no", "show_view_count", "filter_order_in_list", "is_default", "new", "is_authenticated"), "False"),
    "show_post_date": "True",
    "num_of_text": "0",
    "number_of_day": "3",
    "articlelang": "vi-VN",
}
_LAST = re.compile(r"maxPage\s*=\s*(?:parseInt\()?[\"']?(\d+)")


def _loaded(view: View, pager: Pager | None) -> Next | None:
    """The page that VNPT's script would load; the pages that it loads do not tell whether there are more."""
    if view.form and "article_category_id" in view.form:
        number = view.form.get("page", "")
        return Next(view.url, {**view.form, "page": str(int(number) + 1)}, True) if number.isdecimal() and len(number) < 6 else None
    script = next((text for one in view.root.iter("script") if (text := one.text or "") and "article_category_id" in text), "")[:200_000]
    last = _LAST.search(script)
    if not script or last and int(last[1]) < 2:
        return None
    fields = {name: match[1] for name, form in _LOADED.items() if "(" in form and (match := re.search(form, script))}
    if not {"article_category_id", "site_id"} <= fields.keys():
        return None
    size = fields.setdefault("page_size", "15")
    form = {**{name: value for name, value in _LOADED.items() if "(" not in value}, **fields, "no": f"-{size}", "page": "2"}
    return Next(join(_LOADER, view.url) or view.url, form, last is None)


RULES: tuple[Callable[[View, Pager | None], Next | None], ...] = (_numbered, _selected, _arrowed, _related, _worded, _pressed, _loaded)


@cache
def css(selector: str) -> CSSSelector:
    """What finds the elements that a selector names."""
    return CSSSelector(selector, translator="html")


def _kin(url: str, listing: str) -> bool:
    """Whether an address may be a page of the listing: on its host, and below its path or beside it with another number."""
    one, other = urlsplit(url), urlsplit(listing)
    if (one.hostname or "").removeprefix("www.") != (other.hostname or "").removeprefix("www."):
        return False
    return _stem(one.path) == _stem(other.path)


_OF_PAGE = re.compile(r"(?:[/._-]?(?:page|trang|p|paged)[/._-]?\d*|[/._-]\d+)?(?:\.(?:html?|aspx?|php|jsp))?/?$|;[^/]*$|/!ut/.*$", re.IGNORECASE)


def _stem(path: str) -> str:
    """The path without the part that tells the page."""
    return _OF_PAGE.sub("", re.sub(r"/!ut/.*", "", path)).rstrip("/").lower()


# --- the number in the address -------------------------------------------------------------------------------------------------------------

_PARAMETER = r"(?:page(?:index|no|num(?:ber)?|id)?|trang|paged|p|pg|(?:_\w+_)?cur|currentpage|pi|wcm_page\S*)"
_IN_QUERY = re.compile(rf"(?i)(?:^|&){_PARAMETER}=(\d{{1,5}})(?:&|$)")
_IN_PATH = re.compile(r"(?i)(?:/|-)(?:page|trang|p|phantrang)[/_-]?(\d{1,5})(?=[/.]|$)")


def _in_address(view: View) -> int | None:
    """The number of the page that the address tells, counted from one."""
    url, paging = view.url, view.paging
    if paging and paging.parameter and (match := re.search(rf"(?i)[?&](?:{paging.parameter})=(\d{{1,6}})(?:&|$)", url)):
        return int(match[1]) - paging.first + 1
    if paging and paging.path:
        ending = "/" if paging.path.endswith("/") else ""
        match = re.search(re.escape(paging.path).replace(re.escape("{page}"), r"(\d{1,6})"), f"{url.split('?')[0].rstrip('/')}{ending}")
        if match:
            return int(match[1]) - paging.first + 1
    parts = urlsplit(url)
    match = _IN_QUERY.search(parts.query) or _IN_PATH.search(parts.path)
    return int(match[1]) if match else None


def _guess(view: View, pager: Pager | None) -> Next | None:
    """The next number put into the address, where the family keeps it there and the page shows no pager, or one that needs a script."""
    paging = view.paging
    if paging is None or pager is not None and not _hollow(view, pager):
        return None
    number = (pager.current if pager and pager.numbers else _in_address(view) or 1) + getattr(paging, "first", 1)
    if paging.kind == "parameter" and re.fullmatch(r"\w+", paging.parameter or ""):
        return Next(_with_parameter(view.url, paging.parameter, number), None, True)
    if paging.kind == "path" and paging.path:
        return Next(_with_path(view.url, paging.path, number), None, True)
    return None


def _hollow(view: View, pager: Pager) -> bool:
    """Whether the pager shows the next number, but it leads nowhere without a script."""
    ahead = pager.numbers.get(pager.current + 1)
    return ahead is not None and _target(view, ahead) is None


def _with_parameter(url: str, name: str, number: int) -> str:
    parts = urlsplit(url)
    kept = [part for part in parts.query.split("&") if part and part.partition("=")[0].lower() != name.lower()]
    return urlunsplit(parts._replace(query="&".join([*kept, f"{name}={number}"]), fragment=""))


def _with_path(url: str, form: str, number: int) -> str:
    """The address with the part that tells the page put in place of the old one, or at its end."""
    parts = urlsplit(url)
    old = re.compile(re.escape(form.rstrip("/")).replace(re.escape("{page}"), r"\d{1,6}") + "/?$")
    path = old.sub("", parts.path)
    suffix = re.search(r"\.\w{2,5}$", form)
    bare = path.removesuffix(suffix[0]) if suffix else path
    return urlunsplit(parts._replace(path=quote(bare.rstrip("/") + form.format(page=number), safe="%/~-._!$&'()*+,;=:@"), fragment=""))
