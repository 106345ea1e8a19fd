"""One portal: its addresses, its own surroundings, and its pages."""

from __future__ import annotations

import base64
import datetime
import hashlib
import html
import json
import random
import tomllib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from scrapers.portal import template
from scrapers.portal.article import Article, slug
from scrapers.portal.families import DESIGNS, FAMILIES, Family, dated, moment
from scrapers.portal.template import Html

ROOT = Path(__file__).parent


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((ROOT / "words.toml").read_text(encoding="utf-8"))


@cache
def _headlines() -> tuple[str, ...]:
    return tuple((ROOT / "headlines.txt").read_text(encoding="utf-8").splitlines())


class Head(NamedTuple):
    """What a list tells of an article."""

    title: str
    path: str
    published: datetime.datetime
    sapo: str = ""


class Site:
    """A portal of a family: what it is called, what stands round its articles, and the articles, the newest first."""

    def __init__(
        self,
        family: str,
        articles: Iterable[Article] = (),
        *,
        name: str | None = None,
        title: str | None = None,
        province: str = "Nam Định",
        design: str | None = None,
        base: str | None = None,
        now: datetime.datetime | None = None,
        per_page: int = 10,
    ) -> None:
        if family not in FAMILIES and design not in DESIGNS:
            raise ValueError(f"no family {family!r}; there are: {', '.join(FAMILIES)} (and designs: {', '.join(DESIGNS)})")
        self.family = family
        self.design = design or family
        self.name = name or f"{family}-{slug(province)}"
        self.province = province
        press = family == "newspaper"
        self.title = title or (f"Báo {province} điện tử" if press else f"Cổng thông tin điện tử tỉnh {province}")
        self.base = base or f"https://{self.name}.example"
        self.now = now or datetime.datetime.now().replace(microsecond=0)  # the clock in the page head
        self.per_page = per_page
        self.articles: Sequence[Article] = sorted(articles, key=lambda article: article.published, reverse=True)

    @property
    def style(self) -> Family:
        """The forms that the site writes addresses, dates and paragraphs in."""
        return DESIGNS.get(self.design) or FAMILIES[self.family]

    @cached_property
    def own(self) -> random.Random:
        """What makes this site's surroundings its own: always the same for the same name."""
        return random.Random(f"chrome of {self.name}")

    @cached_property
    def numbers(self) -> dict[str, Any]:
        """The numbers that a site's addresses hold."""
        own = random.Random(f"numbers of {self.name}")
        return {
            "cat": own.randrange(100, 999),
            "site": own.randrange(2_000_000, 2_009_999),
            "instance": "".join(own.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", k=12)),
            "form": own.randrange(len(self.style.dates)),
        }

    # --- addresses -------------------------------------------------------------------------------------------------------------------------

    def path(self, article: Article, form: str | None = None, **more: Any) -> str:
        """The address of an article on this site, without the host, in the form given (by itself: that of its page)."""
        salted = hashlib.md5(f"{article.id}".encode(), usedforsecurity=False).hexdigest()
        values = {
            **self.numbers,
            **self._section(article.section),
            **moment(article.published),
            "id": article.id,
            "doc": 400_000 + article.id,
            "slug": slug(article.title),
            "Slug": slug(article.title, lower=False),
            "slug_without_d": slug(article.title, d=False),
            "cut": slug(article.title, lower=False)[:50],
            "salt": salted[:6],
            "guid": uuid.UUID(salted),
            "token": salted[:24],
            "stamp": int(article.published.timestamp()),
            **more,
        }
        return (form or self.style.article).format_map(values)

    def page(self, number: int = 1) -> str:
        """The address of a page of the listing."""
        values = {**self.numbers, **self._section("Tin tức - Sự kiện"), "page": number, "page0": number - 1, "token": f"{number:024x}"}
        return (self.style.listing if number == 1 else self.style.page).format_map(values)

    @staticmethod
    def _section(section: str) -> dict[str, str]:
        return {"section": slug(section), "Section": slug(section, lower=False)}

    # --- what stands round an article ------------------------------------------------------------------------------------------------------

    @cached_property
    def chrome(self) -> dict[str, Any]:
        """The surroundings of every page of this site."""
        words, own = _words(), self.own
        menu = own.choice(words["menu"])
        press = self.family == "newspaper"
        owner = self.title if press else f"Ủy ban nhân dân tỉnh {self.province}"
        chosen = {key: own.choice(words[key]) for key in words if key not in ("menu", "sections", "documents")}
        return {
            **{f"say_{key}": value for key, value in chosen.items()},
            "site": self.title,
            "base": self.base,
            "province": self.province,
            "owner": owner,
            "menu": [{"label": label, "href": "/" if i == 0 else f"/{slug(label)}", "order": i} for i, label in enumerate(menu)],
            "sections": [{"label": label, "href": f"/{slug(label)}"} for label in own.sample(words["sections"], 5)],
            "documents": [{"label": label, "href": f"/van-ban/{own.randrange(100, 9999)}"} for label in own.sample(words["documents"], 3)],
            "editor": own.choice(words["editors"]),
            "street": own.choice(words["streets"]),
            "licence": f"{own.randrange(10, 480)}/GP-TTĐT" if not press else f"{own.randrange(100, 680)}/GP-BTTTT",
            "licensed": f"{own.randrange(1, 28):02}/{own.randrange(1, 13):02}/{own.randrange(2012, 2023)}",
            "phone": f"0{own.randrange(203, 299)}.3{own.randrange(100, 999)}.{own.randrange(100, 999)}",
            "online": own.randrange(12, 480),
            "visits": f"{own.randrange(2_000_000, 90_000_000):,}".replace(",", "."),
            "made": own.choice(words["maker"]),
            "clock": dated("{WD}, ngày {d:02}/{m:02}/{y} {H:02}:{M:02}", self.now),
            "clock_date": dated("{wd}, Ngày {d:02}/{m:02}/{y}", self.now),
            "clock_short": dated("{d:02}/{m:02}/{y}", self.now),
            "year": self.now.year,
            "listing": self.page(),
            "instance": self.numbers["instance"],
            "siteid": self.numbers["site"],
            "cat": self.numbers["cat"],
            "webpart": str(uuid.UUID(int=own.getrandbits(128))).replace("-", "_"),
        }

    def head(self, index: int) -> Head:
        """What lists tell of the article at that place, the newest first."""
        article = self.articles[index]
        return Head(article.title, self.path(article), article.published, article.sapo or "")

    def _others(self, article: Article) -> list[Head]:
        """Fifteen other articles of the site, from its own where it has enough, else invented headlines."""
        own = random.Random(f"{self.name} {article.id}")
        count = len(self.articles)
        places = own.sample(range(count), min(count, 16))
        heads = [head for head in map(self.head, places) if head.title != article.title][:15]
        for title in own.sample(_headlines(), 15 - len(heads)):
            when = self.now - datetime.timedelta(days=own.randrange(1, 700), minutes=own.randrange(1440))
            heads.append(Head(title, self.path(Article(title, (), when)), when))
        return heads

    def _listed(self, heads: Iterable[Head]) -> list[dict[str, Any]]:
        """The heads as templates read them."""
        short = self.style.short
        return [
            {"title": head.title, "href": head.path, "date": dated(short, head.published), "lead": head.sapo, "order": order}
            for order, head in enumerate(heads, 1)
        ]

    # --- pages -----------------------------------------------------------------------------------------------------------------------------

    def render(self, article: Article, *, chrome: bool = True, design: str | None = None) -> str:
        """The page of an article; without `chrome` nothing stands on it but the article in its own markup."""
        others = self._listed(self._others(article))
        inline = others[12:15] if chrome else []
        values = {
            **self.chrome,
            **self._facts(article),
            "chrome": chrome,
            "body": self._body(article, inline),
            "inner": inline,
            "newest": others[0:5] if chrome else [],
            "read": others[5:9] if chrome else [],
            "older": others[4:9] if chrome else [],
            "newer": others[9:12] if chrome else [],
        }
        return template.fill(design or self.design, values)

    def _facts(self, article: Article) -> dict[str, Any]:
        """What the page tells of the article."""
        when, style = article.published, self.style
        path = self.path(article)
        first = article.sapo or (article.paragraphs[0] if article.paragraphs else article.title)
        updated = article.updated or when
        return {
            "title": article.title,
            "sapo": article.sapo or "",
            "description": first[:250],
            "author": article.author or "",
            "section": article.section,
            "section_href": self.page(),
            "path": path,
            "url": self.base + path,
            "id": article.id,
            "guid": uuid.UUID(hashlib.md5(f"{article.id}".encode(), usedforsecurity=False).hexdigest()),
            "date": dated(style.dates[self.numbers["form"] % len(style.dates)], when),
            "date_short": dated("{d:02}/{m:02}/{y}", when),
            "iso": when.strftime("%Y-%m-%dT%H:%M:%S+07:00"),
            "iso_updated": updated.strftime("%Y-%m-%dT%H:%M:%S+07:00"),
            "views": 100 + article.id % 4_000,
            "image": f"/uploads/{when:%Y_%m}/{article.id}.jpg",
            "linked_data": self._linked_data(article, path),
            "attachments": self.attachments(article),
            "tags": [{"label": word, "href": f"/tag/{slug(word)}"} for word in (article.section, article.place or self.province)],
            "print": self.path(article, style.print) if style.print else "",
            "view_state": self.view_state(),
            "mobile": self.path(article, style.mobile) if style.mobile else "",
        }

    def _linked_data(self, article: Article, path: str) -> Html:
        """The JSON-LD of an article, as newspapers and WordPress write it."""
        about = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": {"@type": "WebPage", "@id": self.base + path},
            "headline": article.title,
            "description": (article.sapo or "")[:200],
            "datePublished": article.published.strftime("%Y-%m-%dT%H:%M:%S+07:00"),
            "dateModified": (article.updated or article.published).strftime("%Y-%m-%dT%H:%M:%S+07:00"),
            "author": {"@type": "Person", "name": article.author or self.title},
            "publisher": {"@type": "Organization", "name": self.title},
        }
        return Html(json.dumps(about, ensure_ascii=False).replace("</", "<\\/"))

    def attachments(self, article: Article) -> list[dict[str, str]]:
        """The links to an article's documents: label, href, file."""
        form = self.style.attachment
        return [
            {"label": label, "href": self.path(article, form, file=quote(name), order=order), "file": name}
            for order, (name, label, _) in enumerate(article.attachments)
        ]

    def _body(self, article: Article, inline: Sequence[Mapping[str, Any]]) -> Html:
        """The content block: paragraphs, captions where they stand, and the headlines that the editor's program glues in."""
        style = self.style
        count = len(article.paragraphs)
        captions: dict[int, list[str]] = {}
        for i, caption in enumerate(article.captions):
            captions.setdefault(min(2 * i, max(0, count - 1)), []).append(caption)
        glued = style.inline.after % max(1, count) if style.inline else -1
        out: list[str] = []
        for order, text in enumerate(article.paragraphs):
            out.append(style.paragraph.format(text=html.escape(text, quote=False)))
            for caption in captions.get(order, ()):
                values = {**moment(article.published), **self.numbers, "id": article.id, "order": order, "image": f"/uploads/{article.id}-{order}.jpg"}
                out.append(style.caption.format_map({**values, "text": html.escape(caption)}))
            if style.inline and order == glued and inline:
                items = "".join(style.inline.item.format_map({key: html.escape(str(value)) for key, value in head.items()}) for head in inline)
                out.append(style.inline.opening + items + style.inline.closing)
        return Html("".join(out))

    def view_state(self, page: int = 1) -> str:
        """The hidden field in which ASP.NET keeps where a page of the listing stands."""
        state = json.dumps({"page": page, "cat": self.numbers["cat"], "site": self.name}).encode()
        filler = hashlib.sha512(state).digest() * 4
        return base64.b64encode(state + b"\0" + filler).decode()


def render(family: str, article: Article, site: Site | None = None, *, chrome: bool = True) -> str:
    """The article's page as that family's portals write it, with what stands round it on them."""
    if site is None or site.family != family:
        site = Site(family) if site is None else Site(family, site.articles, province=site.province, base=site.base, now=site.now)
    return site.render(article, chrome=chrome)
