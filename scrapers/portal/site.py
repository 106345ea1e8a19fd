"""One portal: its addresses, its own surroundings, and its pages."""

from __future__ import annotations

import base64
import datetime
import hashlib
import html
import itertools
import json
import random
import re
import tomllib
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from scrapers.portal import template
from scrapers.portal.article import Article, slug
from scrapers.portal.families import DESIGNS, FAMILIES, MARKUPS, Family, dated, moment
from scrapers.portal.template import Html

ROOT = Path(__file__).parent
_CITIES = ("Hà Nội", "TP Hồ Chí Minh", "Thành phố Hồ Chí Minh", "Đà Nẵng", "Cần Thơ", "Hải Phòng", "Huế")
_LISTS = ("menu", "under", "sections", "documents", "editors", "streets")  # of words.toml: several of these stand on a page, one of all others
_NUKEVIET_TIME = "{d:02}/{m:02}/{y} {h:02}:{M:02}:{S:02} {half}"
MAIN = "Tin tức - Sự kiện"  # the section whose listing holds every article


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((ROOT / "words.toml").read_text(encoding="utf-8"))


@cache
def headlines() -> tuple[str, ...]:
    return tuple((ROOT / "headlines.txt").read_text(encoding="utf-8").splitlines())


class Head(NamedTuple):
    """What a list tells of an article."""

    title: str
    path: str
    published: datetime.datetime
    lead: str = ""


class Site:
    """A portal of a family: what it is called, what stands round its articles, and the pages made of both.

    `markup` names another way to mark paragraphs up than the family's own (families.MARKUPS), `now` is the clock in the page head.
    """

    def __init__(
        self,
        family: str,
        articles: Sequence[Article] = (),
        *,
        name: str | None = None,
        title: str | None = None,
        province: str = "Nam Định",
        design: str | None = None,
        markup: str | None = None,
        base: str | None = None,
        now: datetime.datetime | None = None,
        per_page: int = 10,
        crawl_delay: float | None = None,
    ) -> None:
        if family not in FAMILIES or (design or family) not in {*FAMILIES, *DESIGNS}:
            raise ValueError(f"no family {family!r} or design {design!r}; there are: {', '.join(FAMILIES)}; designs: {', '.join(DESIGNS)}")
        self.family = family
        self.design = design or family
        self.style: Family = DESIGNS.get(self.design) or FAMILIES[self.design]
        self.name = name or f"{self.design}-{slug(province)}"
        self.province = province
        self.press = family.startswith("newspaper")
        self.area = f"{'thành phố' if province in _CITIES else 'tỉnh'} {province}"
        self.title = title or (f"Báo {province} điện tử" if self.press else f"Cổng thông tin điện tử {self.area}")
        self.base = base or f"https://{self.name}.example"
        self.now = now or datetime.datetime.now().replace(microsecond=0)
        self.around = MARKUPS[markup] if markup else ("", self.style.paragraph, "")
        self.per_page = per_page
        self.crawl_delay = crawl_delay
        self._loads = itertools.count(1)
        self.heads: list[Head] = sorted(map(self.head, articles), key=lambda head: head.published, reverse=True)

    @cached_property
    def numbers(self) -> dict[str, Any]:
        """The numbers that a site's addresses hold, and the form in which it writes dates."""
        own = random.Random(f"numbers of {self.name}")
        cat = own.randrange(100, 999)
        return {
            "cat": cat,
            "cat5": 73_000 + cat,
            "site": own.randrange(2_000_000, 2_009_999),
            "instance": "".join(own.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", k=12)),
            "form": own.randrange(12),
        }

    # --- addresses -------------------------------------------------------------------------------------------------------------------------

    def path(self, article: Article, form: str | None = None, **more: Any) -> str:
        """The address of an article on this site, without the host; in another form that of its documents, print twin and so on."""
        return (form or self.style.article).format_map(_Address(self.numbers, article, more))

    def page(self, number: int = 1) -> str:
        """The address of a page of the listing (the same for all pages where they are turned by a POST)."""
        values = {**self.numbers, **_section(MAIN), "page": number, "page0": number - 1, "token": f"{number:024x}"}
        return (self.style.listing if number == 1 else self.style.page).format_map(values)

    @property
    def feed_path(self) -> str | None:
        """The address of the feed, where the family has one."""
        return self.style.feed and self.style.feed.format_map({**self.numbers, **_section(MAIN)})

    @property
    def pages(self) -> int:
        """How many pages the listing has."""
        return max(1, -(-len(self.heads) // self.per_page))

    def head(self, article: Article) -> Head:
        """What lists tell of an article."""
        return Head(article.title, self.path(article), article.published, (article.sapo or "")[:160])

    # --- what stands round an article ------------------------------------------------------------------------------------------------------

    @cached_property
    def chrome(self) -> dict[str, Any]:
        """The surroundings of every page of this site: always the same for the same name."""
        words, own = _words(), random.Random(f"chrome of {self.name}")
        menu = own.choice(words["menu"])
        licence = f"{own.randrange(100, 680)}/GP-BTTTT" if self.press else f"{own.randrange(10, 480)}/GP-TTĐT"
        return {
            **{f"say_{key}": own.choice(values) for key, values in words.items() if key not in _LISTS},
            "site": self.title,
            "area": self.area,
            "owner": self.title if self.press else f"Ủy ban nhân dân {self.area}",
            "menu": [
                {"label": label, "href": f"/{slug(label)}" if order else "/", "order": order, "subs": _under(label, own.sample(words["under"], 5))}
                for order, label in enumerate(menu)
            ],
            "sections": [{"label": label, "href": f"/{slug(label)}"} for label in own.sample(words["sections"], 5)],
            "documents": [{"label": label, "href": f"/van-ban/{own.randrange(100, 9999)}"} for label in own.sample(words["documents"], 3)],
            "months": [{"label": f"Tháng {month} {self.now.year}", "href": f"/{self.now.year}/{month:02}/"} for month in (3, 2, 1)],
            "street": own.choice(words["streets"]),
            "editor": own.choice(words["editors"]),
            "licence": licence,
            "licensed": f"{own.randrange(1, 28):02}/{own.randrange(1, 13):02}/{own.randrange(2012, 2023)}",
            "phone": f"0{own.randrange(203, 299)}.3{own.randrange(100, 999)}.{own.randrange(100, 999)}",
            "online": own.randrange(12, 480),
            "visits": f"{own.randrange(2_000_000, 90_000_000):,}".replace(",", "."),
            "clock": dated("{WD}, ngày {d:02}/{m:02}/{y} {H:02}:{M:02}", self.now),
            "clock_date": dated("{wd}, Ngày {d:02}/{m:02}/{y}", self.now),
            "clock_short": dated("{d:02}/{m:02}/{y}", self.now),
            "year": self.now.year,
            "section": MAIN,
            "section_href": self.page(),
            "section_slug": slug(MAIN),
            "instance": self.numbers["instance"],
            "siteid": self.numbers["site"],
            "cat": self.numbers["cat"],
            "webpart": f"{uuid.UUID(int=own.getrandbits(128))}".replace("-", "_"),
            "view_state": self.view_state(),
            "validation": self.validation(),
            "chrome": True,
        }

    def _others(self, article: Article) -> list[dict[str, Any]]:
        """Fifteen other articles as templates read them: of the site where it has so many, else invented headlines as well."""
        own = random.Random(article.id)
        heads = [head for head in own.sample(self.heads, min(len(self.heads), 16)) if head.title != article.title][:15]
        for title in own.sample(headlines(), 15 - len(heads)):
            when = self.now - datetime.timedelta(days=own.randrange(1, 700), minutes=own.randrange(1440))
            heads.append(self.head(Article(title, (), when)))
        return self._listed(heads)

    def _listed(self, heads: Iterable[Head]) -> list[dict[str, Any]]:
        short = self.style.short
        return [
            {"title": head.title, "href": head.path, "date": dated(short, head.published), "lead": head.lead, "order": order}
            for order, head in enumerate(heads, 1)
        ]

    # --- pages of articles -----------------------------------------------------------------------------------------------------------------

    def render(self, article: Article, *, chrome: bool = True) -> str:
        """The page of an article; without `chrome` nothing stands on it but the article in its own markup."""
        return self._page(self.style.template or self.design, article, chrome)

    def print_page(self, article: Article) -> str:
        """The print twin of an article: the same text with nothing beside it but the site's name."""
        return self._page("print", article, chrome=False)

    def mobile_page(self, article: Article) -> str:
        """The twin of an article for telephones."""
        return self._page("mobile", article, chrome=True)

    def _page(self, name: str, article: Article, chrome: bool) -> str:
        others = self._others(article) if chrome else []
        inner = others[12:15]
        values = {
            **self.chrome,
            **self._facts(article),
            "chrome": chrome,
            "body": self._body(article, inner),
            "inner": inner,
            "newest": others[0:5],
            "read": others[5:9],
            "older": others[4:9],
            "newer": others[9:12],
        }
        return self._stamped(template.fill(name, values))

    def _facts(self, article: Article) -> dict[str, Any]:
        """What the page tells of the article."""
        when, style = article.published, self.style
        path = self.path(article)
        updated = article.updated or when
        first = article.sapo or (article.paragraphs[0] if article.paragraphs else article.title)
        hours = datetime.timedelta(hours=7)
        return {
            "base": self.base,
            "title": article.title,
            "sapo": article.sapo or "",
            "description": first[:250],
            "author": article.author or "",
            "section": article.section,
            "path": path,
            "url": self.base + path,
            "id": article.id,
            "date": dated(style.dates[self.numbers["form"] % len(style.dates)], when),
            "iso": f"{when:%Y-%m-%dT%H:%M:%S}+07:00",
            "iso_updated": f"{updated:%Y-%m-%dT%H:%M:%S}+07:00",
            "iso_utc": f"{when - hours:%Y-%m-%dT%H:%M:%S}+00:00",  # as WordPress writes it
            "iso_updated_utc": f"{updated - hours:%Y-%m-%dT%H:%M:%S}+00:00",
            "views": 100 + article.id % 4_000,
            "image": f"/uploads/{when:%Y_%m}/{article.id}.jpg",
            "linked_data": self._linked_data(article, path),
            "graph": self._linked_data(article, path, graph=True),
            "attachments": self.attachments(article),
            "tags": [{"label": word, "href": f"/tag/{slug(word)}"} for word in (article.section, article.place or self.province)],
            "print": self.path(article, style.print) if style.print else "",
            "mobile": self.path(article, style.mobile) if style.mobile else "",
        }

    def _linked_data(self, article: Article, path: str, *, graph: bool = False) -> Html:
        """The JSON-LD of an article as newspapers write it, or in a graph with page and site as WordPress does."""
        about = {
            "@type": "Article" if graph else "NewsArticle",
            "mainEntityOfPage": {"@type": "WebPage", "@id": self.base + path},
            "headline": article.title,
            "description": (article.sapo or "")[:200],
            "datePublished": f"{article.published:%Y-%m-%dT%H:%M:%S}+07:00",
            "dateModified": f"{article.updated or article.published:%Y-%m-%dT%H:%M:%S}+07:00",
            "author": {"@type": "Person", "name": article.author or self.title},
            "publisher": {"@type": "Organization", "name": self.title},
        }
        site = {"@type": "WebSite", "@id": f"{self.base}/#website", "url": f"{self.base}/", "name": self.title}
        data = {"@context": "https://schema.org", **({"@graph": [about, site]} if graph else about)}
        return Html(json.dumps(data, ensure_ascii=False).replace("</", "<\\/"))

    def attachments(self, article: Article) -> list[dict[str, str]]:
        """The links to an article's documents: label, href, file."""
        form = self.style.attachment
        return [
            {"label": label, "href": self.path(article, form, file=quote(name), order=order, doc=400_000 + article.id + order), "file": name}
            for order, (name, label, _) in enumerate(article.attachments)
        ]

    def _body(self, article: Article, inner: Sequence[Mapping[str, Any]]) -> Html:
        """The content block: paragraphs, captions where they stand, and the headlines that the portal glues in between."""
        style, count = self.style, len(article.paragraphs)
        captions: dict[int, list[str]] = {}
        for i, caption in enumerate(article.captions):
            captions.setdefault(min(2 * i, max(0, count - 1)), []).append(caption)
        glued = style.inline.after % max(1, count) if style.inline and inner else -1
        before, paragraph, after = self.around
        out = [before]
        for order, text in enumerate(article.paragraphs):
            out.append(paragraph.format(text=html.escape(text, quote=False)))
            for caption in captions.get(order, ()):
                picture = {"image": f"/uploads/{article.id}-{order}.jpg", "order": order, "text": html.escape(caption)}
                out.append(style.caption.format_map({**moment(article.published), **self.numbers, "id": article.id, **picture}))
            if style.inline and order == glued:
                items = (style.inline.item.format_map({key: html.escape(str(value)) for key, value in head.items()}) for head in inner)
                out.append(f"{style.inline.opening}{''.join(items)}{style.inline.closing}")
        return Html("".join([*out, after]))

    # --- lists -----------------------------------------------------------------------------------------------------------------------------

    def listing(self, number: int = 1) -> str:
        """A page of the listing, the newest articles first; past the end it is a page without articles."""
        first = (number - 1) * self.per_page
        heads = self.heads[first : first + self.per_page]
        values = {
            **self._frame(),
            "path": self.page(number),
            "items": [
                {**item, "iso": f"{head.published:%Y-%m-%dT%H:%M:%S}+07:00", "time": dated(_NUKEVIET_TIME, head.published)}
                for item, head in zip(self._listed(heads), heads, strict=True)
            ],
            "pages": self._numbered(number),
            "paged": self.pages > 1,
            "next": {"href": self.page(number + 1), "number": number + 1} if number < self.pages else None,
            "view_state": self.view_state(number),
            "validation": self.validation(number),
        }
        return self._stamped(template.fill(f"{self.style.template or self.design}_list", values))

    def _numbered(self, number: int, window: int = 5) -> list[dict[str, Any]]:
        """The numbers under a listing, five at a time as ASP.NET shows them; "..." stands for the five before and after."""
        first = (number - 1) // window * window + 1
        last = min(self.pages, first + window - 1)
        shown = [(n, str(n)) for n in range(first, last + 1)]
        if first > 1:
            shown.insert(0, (first - 1, "..."))
        if last < self.pages:
            shown.append((last + 1, "..."))
        return [{"number": n, "label": label, "href": self.page(n), "current": n == number} for n, label in shown]

    def framed(self, piece: str, **values: Any) -> str:
        """A page of the site that is no article: `piece` names what stands in its middle."""
        return self._stamped(template.fill(f"{self.style.template or self.design}+{piece}", {**self._frame(), "path": "/", **values}))

    def _stamped(self, page: str) -> str:
        """The page; on WebCenter with the session and the number of this load in every link, others at each call."""
        if not self.style.volatile:
            return page
        load = next(self._loads)
        session = hashlib.sha256(f"{self.name} {load}".encode()).hexdigest()[:40].upper()
        added = f"_afrLoop={18_000_000_000_000 + 7919 * load}&amp;_afrWindowMode=0&amp;_adf.ctrl-state={session[:10].lower()}_4"
        return _ADF_LINK.sub(lambda m: f"{m[1]};jsessionid={session}!{load}?{m[2] and m[2] + '&amp;'}{added}", page)

    def _frame(self) -> dict[str, Any]:
        newest = self._listed(self.heads[:5])
        read = self._listed(self.heads[5:9] or self.heads[:4])
        return {**self.chrome, "base": self.base, "id": 0, "newest": newest, "read": read}

    def home(self) -> str:
        """The first page: the newest headlines under the names of sections."""
        return self.framed("home", items=self._listed(self.heads[:12]))

    def feed(self) -> str:
        """The newest articles as RSS 2.0, or as Atom on Liferay."""
        items = [
            {
                "title": head.title,
                "url": self.base + head.path,
                "lead": head.lead,
                "rfc": f"{head.published:%a, %d %b %Y %H:%M:%S} +0700",
                "iso": f"{head.published:%Y-%m-%dT%H:%M:%S}+07:00",
            }
            for head in self.heads[:20]
        ]
        about = {"site": self.title, "base": self.base, "self": self.base + (self.feed_path or "/rss"), "iso": f"{self.now:%Y-%m-%dT%H:%M:%S}+07:00"}
        return template.fill("atom" if self.family == "liferay" else "rss", {**about, "items": items})

    def sitemap(self, year: int | None = None) -> str:
        """The sitemap; for newspapers an index of one for each year, which are asked for with `year` and sent packed."""
        if self.press and year is None:
            years = sorted({head.published.year for head in self.heads}, reverse=True)
            return template.fill("sitemapindex", {"items": [{"url": f"{self.base}/sitemap-{y}.xml.gz"} for y in years]})
        heads = [head for head in self.heads if year in (None, head.published.year)]
        return template.fill("sitemap", {"items": [{"url": self.base + head.path, "day": f"{head.published:%Y-%m-%d}"} for head in heads]})

    def robots(self) -> str:
        """robots.txt: a section that robots are kept out of, the pause they are asked for, and where the sitemap lies."""
        pause = f"Crawl-delay: {self.crawl_delay:g}\n" if self.crawl_delay is not None else ""
        return f"User-agent: *\nDisallow: /noi-bo/\nDisallow: /tim-kiem\n{pause}\nSitemap: {self.base}/sitemap.xml\n"

    # --- ASP.NET ---------------------------------------------------------------------------------------------------------------------------

    def view_state(self, page: int = 1) -> str:
        """The hidden field in which ASP.NET keeps where a page of the listing stands."""
        state = f"{self.name} {page}".encode()
        return base64.b64encode(hashlib.sha512(state).digest() * 3).decode()

    def validation(self, page: int = 1) -> str:
        """The hidden field by which the server knows that a posted form is its own."""
        return base64.b64encode(hashlib.sha256(f"{self.name} {page} form".encode()).digest() * 2).decode()

    def turned(self, form: Mapping[str, str]) -> int | None:
        """The page that a posted form asks for; None where the form is none that this site has given."""
        shown = next((n for n in range(1, self.pages + 1) if form.get("__VIEWSTATE") == self.view_state(n)), None)
        if shown is None or form.get("__EVENTVALIDATION") != self.validation(shown):
            return None
        target, argument = form.get("__EVENTTARGET", ""), form.get("__EVENTARGUMENT", "")
        if self.chrome["webpart"] not in target:
            return None
        if target.endswith("lbtTiep"):
            return shown + 1
        number = re.fullmatch(r"Page\$(\d+)", argument) or re.search(r"lbtTrang(\d+)$", target)
        return int(number[1]) if number else None


_ADF_LINK = re.compile(r'((?:href|action)="/webcenter/portal/[^"?]*)\??([^"]*)(?=")')


def _under(above: str, labels: Iterable[str]) -> Html:
    """The links that unfold under an entry of the menu."""
    items = "".join(f'<li><a href="/{slug(above)}/{slug(label)}">{html.escape(label)}</a></li>' for label in labels)
    return Html(f'<ul class="sub-menu">{items}</ul>')


def _section(section: str) -> dict[str, str]:
    return {"section": slug(section), "Section": slug(section, lower=False)}


class _Address(dict[str, Any]):
    """The parts of an article's address, each made when a form asks for it."""

    def __init__(self, numbers: Mapping[str, Any], article: Article, more: Mapping[str, Any]) -> None:
        super().__init__(numbers)
        self.update(more)
        self.article = article

    def __missing__(self, key: str) -> Any:
        value = self[key] = _PARTS[key](self.article)
        return value


def _salted(article: Article) -> str:
    return hashlib.md5(f"{article.id}".encode(), usedforsecurity=False).hexdigest()


_PARTS: dict[str, Callable[[Article], Any]] = {
    "id": lambda a: a.id,
    "doc": lambda a: 400_000 + a.id,
    "slug": lambda a: slug(a.named or a.title),
    "Slug": lambda a: slug(a.named or a.title, lower=False),
    "slug_without_d": lambda a: slug(a.named or a.title, d=False),
    "cut": lambda a: slug(a.named or a.title, lower=False)[:50],
    "salt": lambda a: _salted(a)[:6],
    "salt32": _salted,
    "hex": lambda a: _salted(a)[:7],
    "guid": lambda a: uuid.UUID(_salted(a)),
    "section": lambda a: slug(a.section),
    "Section": lambda a: slug(a.section, lower=False),
    "stamp": lambda a: int(a.published.timestamp()),
    "y": lambda a: a.published.year,
    "m": lambda a: a.published.month,
    "d": lambda a: a.published.day,
}


def render(family: str, article: Article, site: Site | None = None, *, chrome: bool = True) -> str:
    """The article's page as that family's portals write it, with what stands round it on them."""
    if site is None:
        site = Site(family)
    elif site.family != family:
        made = Site(family, province=site.province, base=site.base, now=site.now)
        made.heads = [head._replace(path=made.path(Article(head.title, (), head.published))) for head in site.heads]
        site = made
    return site.render(article, chrome=chrome)


def listing(family: str, site: Site, number: int = 1) -> str:
    """A page of a site's listing; the site's own family is the only one it can be had in."""
    if family != site.family:
        raise ValueError(f"{site.name} is of the family {site.family}, not {family}")
    return site.listing(number)
