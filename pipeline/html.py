"""The article of an HTML page, found without knowing the site: its main text, one paragraph a line, and what the page says of it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, CData, NavigableString, Tag

from pipeline import encodings
from pipeline.clean import View, is_dateline

LONGEST = 20_000_000  # bytes; html.parser needs some seconds for so much

_NEVER = "script style noscript template nav aside form button select textarea iframe svg object audio video".split()
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr html li"
    " main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
# Words in the class or id of what surrounds an article.
_AROUND = frozenset(
    "menu nav navbar navigation breadcrumb breadcrumbs sidebar footer topbar comment related relate tinlienquan lienquan tinkhac share sharing"
    " comments social tag tags taglist keyword keywords rating vote advert ads banner popup modal login search toolbar mostview xemnhieu copyright"
    " pagination print".split()
)


def read(page: str) -> tuple[dict[str, Any], str]:
    """What is known of the article (title, published, url, source) and its text."""
    soup = BeautifulSoup(page, "html.parser")
    about = _about(soup)
    for tag in soup(_NEVER):
        tag.decompose()
    _drop_surroundings(soup)
    lines = _lines(soup)
    first, last = _main(lines)
    body = [text for _, text in lines[first:last]]
    dates = [text for _, text in lines[:first] if is_dateline(View(text).text)][:2]  # where the date stands apart from the text
    head = [line for line in [about["title"], *dates] if line and line not in body]
    text = "\n".join(head + body)
    encoding = encodings.legacy(text)
    return about, encodings.convert(text, encoding) if encoding else text


# --- what the page says of itself ----------------------------------------------------------------------------------------------------------

_PUBLISHED = frozenset("article:published_time datepublished pubdate publishdate date dc.date dc.date.issued dcterms.created dc.created".split())


def _about(soup: BeautifulSoup) -> dict[str, Any]:
    meta: dict[str, str] = {}
    for tag in soup("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if isinstance(name, str) and isinstance(tag.get("content"), str):
            meta.setdefault(name.lower(), str(tag["content"]).strip())
    linked = _linked_data(soup)
    headings = [_one_line(h.get_text(" ")) for h in soup("h1")]
    named = [h for h in headings if h]
    titles = [meta.get("og:title"), linked.get("headline"), soup.title and _one_line(soup.title.get_text())]
    published = linked.get("datePublished") or next((meta[name] for name in sorted(_PUBLISHED) if meta.get(name)), None)
    canonical = soup.find("link", rel="canonical")
    return {
        "title": named[0] if len(named) == 1 else next((t for t in [*titles, *named] if t), None),
        "published": published or None,
        "url": (str(canonical.get("href") or "") if isinstance(canonical, Tag) else "") or meta.get("og:url") or None,
        "source": meta.get("og:site_name") or None,
    }


def _linked_data(soup: BeautifulSoup) -> dict[str, str]:
    """Headline and date of the first article in the page's JSON-LD."""
    for script in soup("script", type="application/ld+json"):
        try:
            data = json.loads(script.string or "", strict=False)
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", [data]) if isinstance(data, dict) else data
        for entry in graph if isinstance(graph, list) else []:
            if isinstance(entry, dict) and ("datePublished" in entry or "headline" in entry):
                return {key: _one_line(entry[key]) for key in ("headline", "datePublished") if isinstance(entry.get(key), str)}
    return {}


def _one_line(text: str) -> str:
    return " ".join(text.split())


# --- the main text -------------------------------------------------------------------------------------------------------------------------


def _drop_surroundings(soup: BeautifulSoup) -> None:
    """Takes out what by its name is no article, unless it holds the title or a large part of the page."""
    tags = soup.find_all(True)
    size: dict[int, int] = defaultdict(int)  # characters in a tag
    titled: set[int] = set()
    for text in soup.find_all(string=True):
        size[id(text.parent)] += len(text)
    for tag in reversed(tags):  # children before parents
        size[id(tag.parent)] += size[id(tag)]
        if tag.name == "h1" or id(tag) in titled:
            titled |= {id(tag), id(tag.parent)}
    in_article: set[int] = set()
    dropped: set[int] = set()
    for tag in tags:
        if tag.name in ("article", "main") or id(tag.parent) in in_article:
            in_article.add(id(tag))
        if id(tag.parent) in dropped:
            dropped.add(id(tag))
            continue
        outer = tag.name in ("header", "footer") and id(tag) not in in_article
        stays = tag.name in ("html", "body", "article", "main") or id(tag) in titled or size[id(tag)] * 3 > size[id(soup)]
        if not stays and (outer or _AROUND & _words(tag)):
            dropped.add(id(tag))
            tag.extract()


def _words(tag: Tag) -> set[str]:
    """The words of a tag's class, id and role."""
    names = [tag.get("id"), tag.get("role"), *(tag.get_attribute_list("class"))]
    return {word.lower() for name in names if name for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", str(name))}


def _lines(soup: BeautifulSoup) -> list[tuple[Tag, str]]:
    """The page's lines of text, each with the block that holds it; list items get back the number that the browser shows."""
    found: list[tuple[Tag, str]] = []
    blocks: dict[int, Tag] = {}  # tag's id -> the block it stands in; parents come before children
    items: Counter[int] = Counter()  # list's id -> its items so far
    here: Tag = soup
    words: list[str] = []
    number = ""

    def end() -> None:
        text = _one_line("".join(words))
        if text:
            found.append((here, text))
        words.clear()

    for node in soup.descendants:
        if isinstance(node, Tag):
            blocks[id(node)] = node if node.name in _BLOCKS else blocks.get(id(node.parent), soup)
            if node.name == "br" or node.name in _BLOCKS:
                end()
            if node.name == "li":
                items[id(node.parent)] += 1
                number = _number(node.parent, items[id(node.parent)])
        elif type(node) in (NavigableString, CData) and (words or not node.isspace()):
            block = blocks.get(id(node.parent), soup)
            if block is not here:
                end()
                here = block
            if not node.isspace():
                words.append(number)
                number = ""
            words.append(str(node))
    end()
    return found


def _number(parent: Tag | None, count: int) -> str:
    """The number of a list's item: "2. ", "b) ", or "- " in a list without numbers."""
    if parent is None or parent.name != "ol":
        return "- "
    start = str(parent.get("start") or 1)
    number = count - 1 + (int(start) if start.isdecimal() and len(start) < 4 else 1)
    return f"{chr(96 + number)}) " if parent.get("type") == "a" and number <= 26 else f"{number}. "


_LONG = 60  # characters of a line that is surely prose


def _main(lines: list[tuple[Tag, str]]) -> tuple[int, int]:
    """The first line of the main text and the one after its last: those of the smallest tag that holds most of the page's prose.

    What stands between the title and that tag, and prose that follows it at once, belong to the text as well.
    """
    several = Counter(id(tag) for tag, _ in lines)  # a paragraph's own tag holds one line; a text cut by <br> stands in its container
    prose = [(tag if several[id(tag)] > 1 else tag.parent, len(text)) for tag, text in lines if len(text) >= _LONG]
    held: dict[int, int] = {}
    tags: dict[int, Tag] = {}
    for tag, length in prose:
        for up in _upwards(tag):
            held[id(up)] = held.get(id(up), 0) + length
            tags[id(up)] = up
    total = sum(length for _, length in prose)
    enough = [tags[key] for key, length in held.items() if length >= 0.7 * total]
    main = max(enough, key=lambda tag: sum(1 for _ in _upwards(tag)), default=None)
    inside = [i for i, (tag, _) in enumerate(lines) if main is None or any(up is main for up in _upwards(tag))]
    if not inside:
        return 0, len(lines)
    first, last = inside[0], inside[-1] + 1
    title = max((i for i in range(first) if any(up.name == "h1" for up in _upwards(lines[i][0]))), default=None)
    if title is not None and first - title <= 12:
        first = title
    while last < len(lines) and len(lines[last][1]) >= _LONG and lines[last][1][-1] in ".!?”\"":
        last += 1
    return first, last


def _upwards(tag: Tag | None) -> Iterator[Tag]:
    """The tag and the 100 tags around it."""
    up = tag
    for _ in range(100):
        if up is None:
            return
        yield up
        up = up.parent
