"""What the head of a page says of it: titles, dates, author, section, site, address, in meta elements, JSON-LD and microdata."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import etree

_LONGEST_DATA = 200_000  # characters of a JSON-LD script
_PUBLISHED = ("article:published_time", "datepublished", "pubdate", "publishdate", "publish_date", "publish-date", "published_time", "published-date",
              "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.created", "dc.date", "date", "sailthru.date",
              "parsely-pub-date",
              "og:published_time", "og:article:published_time", "cxenseparse:recs:publishtime", "datecreated")  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "article:updated_time",
)
_AUTHOR = ("article:author", "author", "dc.creator", "dcterms.creator", "dable:author", "sailthru.author")
_SECTION = ("article:section", "section", "dable:section")
_SITE = ("og:site_name", "application-name", "dc.publisher", "publisher", "copyright")
_DESCRIPTION = ("og:description", "description", "twitter:description")


class About(NamedTuple):
    """What the head says; dates as written, with where they stand."""

    titles: list[str]  # the likeliest first: og:title, headline, <title>
    published: list[tuple[str, str]]  # (provenance, value)
    modified: list[str]
    author: str | None
    section: str | None
    site: str | None
    description: str | None
    url: str | None
    base: str | None  # the address that links are relative to
    publisher: str | None
    document: str  # <title> as it stands
    times: list[tuple[str, bool]]  # the <time> elements, and whether they say that they are the article's
    body: str | None  # the text in JSON-LD, for pages that a script fills


def read_head(root: etree._Element, url: str | None) -> About:
    """What a page's meta elements, links and JSON-LD say of its article."""
    meta = _meta(root)
    data = _linked_data(root)
    base = _base(root, url)
    document = root.find(".//title")
    shown = one_line(document.text or "") if document is not None else ""
    titles = [meta.get("og:title"), data.get("headline"), meta.get("twitter:title"), meta.get("dc.title"), *_without_site(shown)]
    published = [("json-ld", data["datePublished"])] if data.get("datePublished") else []
    published += [("meta", meta[name]) for name in _PUBLISHED if meta.get(name)]
    modified = [data["dateModified"]] if data.get("dateModified") else []
    modified += [meta[name] for name in _MODIFIED if meta.get(name)]
    return About(
        titles=[title for title in titles if title],
        published=published,
        modified=modified,
        author=data.get("author") or _first(meta, _AUTHOR),
        section=data.get("articleSection") or data.get("breadcrumb") or _first(meta, _SECTION),
        site=_first(meta, _SITE[:2]) or data.get("publisher") or _first(meta, _SITE[2:4]),
        description=_first(meta, _DESCRIPTION),
        url=_canonical(root, meta, base) or clean_address(url),
        base=base,
        publisher=data.get("publisher") or _first(meta, _SITE[2:]),
        document=shown,
        times=[(time.get("datetime") or "", _is_own(time)) for time in root.iter("time") if time.get("datetime")][:100],
        body=data.get("articleBody"),
    )


_SEPARATOR = re.compile(r"\s+(?:[|\-–—»:]|::)+\s+|\s*\|\s*")


def _without_site(title: str) -> list[str]:
    """The words of <title> as they stand, and with the site's name cut off its end or its beginning."""
    parts = list(_SEPARATOR.finditer(title))
    if not parts:
        return [title]
    first, last = parts[0], parts[-1]
    return [title[: last.start()], title, title[first.end() :], *([title[: first.start()]] if first is not last else [])]


def one_line(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def _is_own(time: etree._Element) -> bool:
    return time.get("pubdate") is not None or (time.get("itemprop") or "").lower() == "datepublished"


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if meta.get(name)), None)


def _meta(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), one_line(content[:2000]))
    for tag in root.iter("time", "span", "div", "p"):
        name = tag.get("itemprop")
        if name and name.lower() in ("datepublished", "datemodified", "datecreated"):
            value = tag.get("content") or tag.get("datetime") or "".join(tag.itertext())
            if value.strip():
                found.setdefault(name.lower(), one_line(value[:200]))
    return found


# --- JSON-LD -------------------------------------------------------------------------------------------------------------------------------

_ARTICLE = re.compile(r"Article|NewsArticle|BlogPosting|Report|WebPage", re.IGNORECASE)
_BROKEN = re.compile(r"[\x00-\x1f]+|,\s*(?=[}\]])")  # line breaks inside strings, a comma before the end


def _linked_data(root: etree._Element) -> dict[str, str]:
    """Headline, dates, author, section and publisher of the first article in the page's JSON-LD; the last section of its breadcrumbs."""
    found: dict[str, str] = {}
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text or len(script.text) > _LONGEST_DATA:
            continue
        for entry in _entries(_load(script.text)):
            kind = entry.get("@type")
            kinds = " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")
            if "BreadcrumbList" in kinds:
                crumb = _last_crumb(entry)
                if crumb:
                    found.setdefault("breadcrumb", crumb)
            elif "datePublished" in entry or "headline" in entry or "Article" in kinds:
                for key in ("headline", "datePublished", "dateModified", "articleSection"):
                    value = _text(entry.get(key))
                    if value:
                        found.setdefault(key, value)
                body = entry.get("articleBody")
                if isinstance(body, str) and body.strip():
                    found.setdefault("articleBody", body)
                for key in ("author", "publisher"):
                    value = _name(entry.get(key))
                    if value:
                        found.setdefault(key, value)
    return found


def _load(text: str) -> Any:
    for attempt in (text, _BROKEN.sub(" ", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _entries(data: Any) -> list[dict[str, Any]]:
    """The objects of a script: itself, those of its list, those of its graph."""
    waiting, found = [data], []
    while waiting and len(found) < 200:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = item[:100] + waiting
        elif isinstance(item, dict):
            found.append(item)
            graph = item.get("@graph")
            if isinstance(graph, list):
                waiting = graph[:100] + waiting
    return found


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), None)
    return one_line(value[:1000]) or None if isinstance(value, str) else None


def _name(value: Any) -> str | None:
    """The names of a person or an organisation, or of several."""
    if isinstance(value, list):
        names = [name for name in map(_name, value[:10]) if name]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return _text(value.get("name"))
    return _text(value)


def _last_crumb(entry: dict[str, Any]) -> str | None:
    items = entry.get("itemListElement")
    names = []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            inner = item.get("item")
            names.append(_text(item.get("name")) or (_text(inner.get("name")) if isinstance(inner, dict) else None))
    return next((name for name in reversed(names) if name), None)


# --- addresses -----------------------------------------------------------------------------------------------------------------------------


def _base(root: etree._Element, url: str | None) -> str | None:
    base = root.find(".//base")
    href = base.get("href") if base is not None else None
    return absolute(href, url) or url if href else url


def _canonical(root: etree._Element, meta: dict[str, str], base: str | None) -> str | None:
    named = [link.get("href") for link in root.iter("link") if (link.get("rel") or "").strip().lower() == "canonical"]
    for address in (*named, meta.get("og:url")):
        found = absolute(address, base)
        if found and (
            urlsplit(found).path.strip("/") or not base or not urlsplit(base).path.strip("/")
        ):  # many portals name their home page on every page
            return found
    return None


def absolute(href: str | None, base: str | None) -> str | None:
    """The address that a link leads to; as it stands where the page's own is not known; None for what is no web address."""
    if not href or not href.strip() or len(href) > 4000:
        return None
    href = "".join(re.split(r"[\t\r\n]+", href)).strip().replace(" ", "%20")
    try:
        joined = urljoin(base, href) if base else href
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme and parts.scheme.lower() not in ("http", "https"):
        return None
    return joined.split("#", 1)[0] or None


def clean_address(url: str | None) -> str | None:
    """The address without its fragment."""
    try:
        return urlunsplit(urlsplit(url)._replace(fragment="")) if url else None
    except ValueError:
        return None
