"""What a page is that came with status 200: an article, or a list, a block page, a captcha, a login wall, "not found", or nothing.

The rules below are asked in turn; the first that has an opinion decides. What speaks for an article is its own prose: paragraphs that are no
links, no teasers of other articles, no foot of the page and none of the set phrases of page_signs.tsv. A page with enough of it is an article
whatever words it holds; only a page that has hardly any is judged by phrases.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, cached_property
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree

from corpora import any_of, gazetteer
from pipeline.pages import Page
from scrapers import addresses, listings
from scrapers.links import Listing
from scrapers.markup import folded, head_text, lines, parse

Verdict = Literal["article", "listing", "blocked", "captcha", "login", "gone", "empty"]
Opinion = tuple[Verdict, str]

PROSE = 700  # characters of its own that make a page an article, whatever else stands on it
LITTLE = 120  # characters beside a set phrase that are no article yet
SENTENCE = 40  # characters that may be a whole announcement, where page and date are told
SMALL = 2500  # characters that a page of a firewall, a captcha or a fault shows, at most
SLACK = 110  # characters of a line beside the set phrase in it


def judge(html: str | etree._Element, page: Page, url: str, final: str) -> Opinion:
    """What the page is, and why, in words. `page` is what was read from it, `url` what was asked for, `final` what answered; never raises."""
    view = _View(html, page, url, final)
    return next(opinion for rule in RULES if (opinion := rule(view)))


def judge_listing(
    html: str | etree._Element, listing: Listing, url: str = "", final: str = "", *, guessed: bool = False, first: Listing | None = None
) -> Opinion:
    """Whether a page is part of a listing, and why not. A page without articles is one only where it says that there are none, or where nothing
    but a guess (`guessed`, of Next) led there; all else that is empty or blocked is to be asked for again, and is no end.

    `first`: the listing's first page; a page on which only a sidebar is left is then known by its other shape.
    """
    if listing.by in ("feed", "sitemap"):
        return ("listing", _counted(listing)) if listing.links or listing.further else _barren(html, listing, url, final, guessed)
    if listing.links and (first is None or listing.next is not None or _alike(first, listing)):
        return "listing", _counted(listing)
    return _barren(html, listing, url, final, guessed)


def _alike(first: Listing, listing: Listing) -> bool:
    """Whether an article of the page stands in markup as one of the first page's does."""
    return not first.shape or not listing.shape or not first.shape.isdisjoint(listing.shape)


def _counted(listing: Listing) -> str:
    return f"{len(listing.links)} articles" + (f", {len(listing.further)} further sitemaps" if listing.further else "")


def _barren(html: str | etree._Element, listing: Listing, url: str, final: str, guessed: bool) -> Opinion:
    """What a page is on which a listing's articles were sought and not found."""
    view = _View(html, Page(url=final, title=None, sapo=None, text="", body=[], author=None, published=None, published_by=None), url, final)
    for rule in (_sent_away, _challenged, _titled, _phrased, _walled):
        opinion = rule(view)
        if opinion:
            return opinion
    promised = listing.next is not None and not listing.next.guessed
    said = view.said("nothing")
    if said and not promised:
        return "listing", f"no articles, and it says so: {said!r}"
    if guessed and not promised and view.shown > 300:
        return "listing", "no articles on a page whose address was only guessed: the one before was the last"
    return "empty", _nothing_shown(view) or f"no articles among {view.shown} characters, and nothing that says why"


# --- set phrases ---------------------------------------------------------------------------------------------------------------------------


@cache
def _signs(where: str) -> dict[str, str]:
    """The phrases sought in one place, with their kinds."""
    return {row["phrase"]: row["kind"] for row in gazetteer("page_signs") if row["where"] == where}


@cache
def _in_lines(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for the phrases of these kinds in a line."""
    return re.compile(rf"(?<!\w){any_of(phrase for phrase, kind in _signs('line').items() if kind in kinds)}")


@cache
def _elsewhere() -> re.Pattern[str]:
    """The phrases in addresses, each as a whole word: /sso, not /so-y-te; /404, not /404-ha-rung."""
    return re.compile("|".join(re.escape(phrase) + r"(?![a-z0-9-])" * phrase[-1].isalnum() for phrase in _signs("address")))


@cache
def _contacts() -> re.Pattern[str]:
    phrases = any_of(phrase for phrase, kind in _signs("line").items() if kind == "contact")
    inside = any_of(phrase for phrase, kind in _signs("line").items() if kind == "foot")
    return re.compile(rf"[\W\d]{{0,20}}{phrases}|.{{0,80}}\b{phrases}(?: số)?\s?:|.{{0,150}}?{inside}")


VERDICTS: dict[str, Verdict] = {
    "gone": "gone",
    "blocked": "blocked",
    "captcha": "captcha",
    "login": "login",
    "maintenance": "blocked",
    "shell": "empty",
}
_SAID = ("captcha", "blocked", "gone", "login")  # in this order: a firewall's captcha page says both


# --- a page as the rules see it ------------------------------------------------------------------------------------------------------------


class _View:
    """A page with what was read from it; each property is worked out when a rule first asks for it."""

    def __init__(self, html: str | etree._Element, page: Page, url: str, final: str) -> None:
        self.page = page
        self.url, self.final = (one if addresses.clean(one) else "" for one in (url, final))
        self.root = parse(html) if isinstance(html, str) else html

    @cached_property
    def lines(self) -> list[str]:
        """The lines a reader sees, folded."""
        return [folded(line) for line in lines(self.root)] if self.root is not None else []

    @cached_property
    def shown(self) -> int:
        """How many characters a reader sees."""
        return sum(map(len, self.lines))

    @cached_property
    def survey(self) -> listings.Survey:
        """What the page shows of other articles."""
        return listings.survey(self.root, self.final) if self.root is not None else listings.Survey(0, False, False, "")

    @cached_property
    def labels(self) -> frozenset[str]:
        """What the page's links say."""
        if self.root is None:
            return frozenset()
        return frozenset(_bare(" ".join(link.itertext("*"))) for link in self.root.iter("a"))

    @cached_property
    def prose(self) -> int:
        """The characters of the article's own paragraphs."""
        return sum(len(line) for line in self.page.body if self._is_own(folded(line)))

    def _is_own(self, line: str) -> bool:
        """Whether a paragraph is the article's: no link, no teaser, no foot of the page, no set phrase; a heading tells nothing."""
        if len(line) < 20 or len(line) < 60 and line[-1] not in '.!?…;:”"),/':
            return False
        if _bare(line) in self.labels or len(line) <= listings.LONGEST_LEAD and (line in self.survey.teasers or _contacts().match(line) is not None):
            return False
        return _sign_in(line, (*_SAID, "maintenance", "shell")) is None

    @cached_property
    def vouched(self) -> bool:
        """Whether the page says of itself that it is an article: when it was published, and in a sentence at least, what about."""
        page = self.page
        if page.published_by in ("json-ld", "meta"):
            return bool(page.body) and bool(page.title)
        return (
            bool(page.title) and page.published_by in ("byline", "time") and self.prose >= SENTENCE and (not self.survey.paged or self.survey.related)
        )

    def said(self, *kinds: str) -> str | None:
        """The first line that is little more than a phrase of these kinds."""
        return next((line for line in self.lines if _sign_in(line, kinds)), None)


_MARKS = " \t-–—•·*+»«›‹>|.,;:!?…()[]\"“”'‘’/"
_DATED = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}(?:[\s,-]+\d{1,2}[:hg]\d{2}(?::\d{2})?)?$")


def _bare(text: str) -> str:
    """A line without bullets before it and a date behind it."""
    bare = folded(text[:1000]).strip(_MARKS)
    return _DATED.sub("", bare[-30:]).rstrip(_MARKS) if len(bare) <= 30 else bare[:-30] + _DATED.sub("", bare[-30:]).rstrip(_MARKS)


def _sign_in(line: str, kinds: tuple[str, ...]) -> str | None:
    """The phrase of these kinds in a line that is not much longer."""
    if len(line) > 250:
        return None
    match = _in_lines(kinds).search(line)
    if match is None or len(line) - len(match[0]) > SLACK:
        return None
    if _signs("line")[match[0]] == "login" and any(excuse in line for excuse in _excuses()):
        return None
    return match[0]


@cache
def _excuses() -> tuple[str, ...]:
    return tuple(phrase for phrase, kind in _signs("line").items() if kind == "excuse")


# --- rules ---------------------------------------------------------------------------------------------------------------------------------


def _sent_away(view: _View) -> Opinion | None:
    """Where another page answered: a login, the home page, one for errors."""
    if not view.url or not view.final or addresses.twin_key(view.url) == addresses.twin_key(view.final):
        return None
    asked, got = ({match[0] for match in _elsewhere().finditer(one.lower())} for one in (view.url, view.final))
    if new := sorted(got - asked):
        return VERDICTS[_signs("address")[new[0]]], f"sent on to {view.final}"
    if _is_home(view.final) and not _is_home(view.url):
        return "gone", f"sent on to the home page {view.final}"
    return None


_HOME = re.compile(
    r"""
    (?: / (?: vi | vn | en | portal | web | guest | wps | wps/portal | webcenter | webcenter/portal | pages | trang | sites?
            | trang-chu | trangchu | home | trang-nhat | index | default | main | homepage )
        (?: \. (?: aspx? | html? | php | jsp ) )? )*
    /?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _is_home(url: str) -> bool:
    """Whether an address is that of a site's first page."""
    parts = urlsplit(url)
    return _HOME.fullmatch(parts.path) is not None and not re.search(r"[?&]?\w*(?:id|p|name|op|nid)=", parts.query)


def _written(view: _View) -> Opinion | None:
    """An article by its own prose. Paragraphs longer than any teaser need not be looked at twice."""
    if sum(len(line) for line in view.page.body if len(line) > listings.LONGEST_LEAD) >= PROSE:
        return "article", "paragraphs of its own"
    return ("article", f"{view.prose} characters of its own") if view.page.body and view.prose >= PROSE else None


def _certified(view: _View) -> Opinion | None:
    """A short article that says when it was published, or one that is there for its documents."""
    page = view.page
    if page.attachments and page.title and (page.published or view.prose >= SENTENCE) and (view.prose >= LITTLE or not view.said(*_SAID)):
        return "article", f"short, with {len(page.attachments)} documents"
    if page.body and not _stands_for_sign(page.title) and view.vouched:
        return "article", f"short, published {page.published} ({page.published_by})"
    return None


def _stands_for_sign(title: str | None) -> bool:
    """Whether a title is a set phrase and nothing else."""
    return title is not None and any(part in _signs("title") for part in _parts(title))


_RELOADS = re.compile(r"(?:location\s*\.\s*(?:reload|replace)|location(?:\.href)?\s*=)", re.IGNORECASE)


def _challenged(view: _View) -> Opinion | None:
    """The page of a firewall, by its markup: it shows hardly anything."""
    if view.root is None or view.shown > SMALL // 2 or view.prose >= LITTLE:
        return None
    source = etree.tostring(view.root, encoding="unicode")[:200_000].lower()
    said = view.said("captcha")
    for wanted in ("captcha", "blocked"):
        for phrase, kind in _signs("markup").items():
            if kind == wanted and phrase in source and (kind == "captcha" or not said):
                return VERDICTS[kind], f"{phrase} on a page that shows {view.shown} characters"
    scripts = " ".join(script.text or "" for script in view.root.iter("script"))[:100_000]
    if view.shown < 300 and _RELOADS.search(scripts):
        told = _in_lines(("gone",)).search(folded(scripts))
        if told:
            return "gone", f"a script says {told[0]!r}"
        if "cookie" in scripts:
            return "blocked", "nothing but a script that sets a cookie and loads the page again"
    return None


def _parts(title: str) -> list[str]:
    """The parts of a title between bars and dashes."""
    return [part.strip(" .!?:") for part in re.split(r"\s[|–—-]\s|[|»:]|\s-\s", folded(title)) if part.strip(" .!?:")]


def _titled(view: _View) -> Opinion | None:
    """The title or a heading is a set phrase, and there is hardly any prose."""
    if view.root is None or view.prose >= LITTLE:
        return None
    shown = [view.root.findtext(".//title") or "", *(head_text(one, 100) or "" for one in islice(view.root.iter("h1", "h2"), 50))]
    for text in shown:
        for part in _parts(text):
            for phrase, kind in _signs("title").items():
                if part == phrase or part.startswith(f"{phrase} ") and len(part) <= len(phrase) + 25 and len(phrase) > 4:
                    if kind in ("login", "maintenance", "captcha") and not (
                        view.shown < SMALL or view.said(kind) or kind == "login" and _password(view)
                    ):
                        continue
                    return VERDICTS[kind], f"headed {text.strip()[:80]!r}"
    return None


def _phrased(view: _View) -> Opinion | None:
    """A line is little more than a set phrase, and there is hardly any prose beside it."""
    if view.prose >= LITTLE:
        return None
    for kind in (*_SAID, *(("maintenance",) if view.shown < SMALL else ())):
        said = view.said(kind)
        if said:
            return VERDICTS[kind], f"it says {said[:120]!r}"
    return None


def _password(view: _View) -> bool:
    return view.root is not None and any((field.get("type") or "").lower() == "password" for field in view.root.iter("input"))


def _walled(view: _View) -> Opinion | None:
    """A form for a password, and nothing else."""
    if view.prose < SENTENCE and view.shown < SMALL // 2 and _password(view):
        return "login", "a form that asks for a password"
    return None


_LISTS = frozenset(("tag", "search", "author", "date archive"))


def _listed(view: _View) -> Opinion | None:
    """A list taken for an article: by its address, its pager, or the teasers that were read as paragraphs."""
    links, paged = view.survey.links, view.survey.paged
    trap = addresses.trap(view.final or view.url)
    if trap in _LISTS and links and view.prose < 300:
        return "listing", f"a {trap} page with {links} articles"
    if links < 3:
        return None
    if view.prose < LITTLE and not view.page.attachments or paged and view.prose < 300:
        return "listing", f"{links} links to articles{' and a pager' if paged else ''}, {view.prose} characters beside them"
    return None


def _short(view: _View) -> Opinion | None:
    """A short article."""
    page = view.page
    if page.title and (page.attachments or view.prose >= 2 * SENTENCE or view.prose >= SENTENCE and page.published):
        return "article", f"short: {view.prose} characters"
    return None


def _nothing_shown(view: _View) -> str | None:
    """Why there is nothing to see: a page that a script makes."""
    if view.root is None:
        return "no markup"
    hidden = " ".join(" ".join(one.itertext("*")) for one in view.root.iter("noscript"))
    if view.shown < 300 and (view.said("shell") or _in_lines(("shell",)).search(folded(hidden)) or next(view.root.iter("script"), None) is not None):
        return f"made by a script: it shows {view.shown} characters"
    return None


def _bare_page(view: _View) -> Opinion | None:
    """The last rule: no article was found."""
    return "empty", _nothing_shown(view) or f"no article among {view.shown} characters"


RULES: tuple[Callable[[_View], Opinion | None], ...] = (
    _sent_away, _written, _certified, _challenged, _titled, _phrased, _walled, _listed, _short, _bare_page,
)  # fmt: skip
