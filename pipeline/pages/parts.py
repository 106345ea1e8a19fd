"""A page to the parts of its article."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

from lxml import etree

from pipeline import clean, encodings
from pipeline.pages import article, chrome, dates, files, places
from pipeline.pages.about import About, one_line, read_head
from pipeline.pages.article import Place, folded, normal
from pipeline.pages.charset import BinaryError, decode, mend
from pipeline.pages.record import Layout, Link, Page
from pipeline.pages.walk import Line, Tree, parse, walk


def read(
    page: str | bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    layout: Layout = Layout(),
    repeated: frozenset[str] = frozenset(),
    fetched: datetime.datetime | None = None,
    listed: str | None = None,
) -> Page:
    """The article of a page; one with an empty text where there is none. Never raises, whatever the page.

    `repeated`: lines (see `lines`) that stand on many pages of the site. `fetched`: when the page was taken, for "2 giờ trước".
    `listed`: the article's date as the listing tells it, for pages that tell none.
    """
    try:
        text = decode(page, content_type) if isinstance(page, bytes) else mend(page)
    except BinaryError as error:
        return Page(url=url, notes=[f"page.binary: {error}"])
    root = parse(text)
    if root is None:
        return Page(url=url)
    about = read_head(root, url)
    tree = walk(root, *_select(root, layout))
    titles = [title for title in about.titles]
    maybe = _titled(tree, titles)
    dead = chrome.drop_boxes(tree, maybe, repeated)
    title = article.find_title(tree, titles, about.site, dead)
    place = _marked(tree, title) or article.find_text(tree, title, dead, chrome.ended(tree, dead))
    return _assemble(tree, place, dead, about, url, fetched, listed)


def lines(page: str | bytes, *, content_type: str | None = None) -> list[str]:
    """The page's lines, each once, as `read` compares them with `repeated`."""
    try:
        text = decode(page, content_type) if isinstance(page, bytes) else mend(page)
    except BinaryError:
        return []
    root = parse(text)
    return list(dict.fromkeys(normal(line.text) for line in walk(root).lines))


# --- selectors -----------------------------------------------------------------------------------------------------------------------------

_PARTS = ("title", "sapo", "body", "date", "author", "section", "attachments")


@cache
def _selector(css: str) -> etree.XPath:
    from cssselect import HTMLTranslator  # needed for known sites only

    return etree.XPath(HTMLTranslator().css_to_xpath(css))


def _select(root: etree._Element, layout: Layout) -> tuple[dict[etree._Element, frozenset[str]], frozenset[etree._Element]]:
    """What the layout's selectors find: the parts that an element is, and the elements to drop."""
    marked: dict[etree._Element, frozenset[str]] = {}
    for part in _PARTS:
        for css in getattr(layout, part):
            found = _selector(css)(root)
            for element in found:
                marked[element] = marked.get(element, frozenset()) | {part}
            if any(len(element) or (element.text or "").strip() for element in found):
                break
    return marked, frozenset(element for css in layout.drop for element in _selector(css)(root))


def _marked(tree: Tree, title: int | None) -> Place | None:
    """The lines that the layout says are the text."""
    boxes = [box for box in tree.boxes if "body" in box.marks and box.end > box.start]
    if not boxes:
        return None
    start, end = min(box.start for box in boxes), max(box.end for box in boxes)
    outer = boxes[0]
    while outer.parent is not None and outer.end < end:
        outer = outer.parent
    return Place(title, start, end, outer)


def _titled(tree: Tree, titles: Sequence[str]) -> list[int]:
    """The lines that may hold the title: headings of the first degree, and those that the head of the page names."""
    wanted = {folded(title) for title in titles}
    return [i for i, line in enumerate(tree.lines) if line.heading == 1 or "title" in line.marks or line.length > 20 and folded(line.text) in wanted]


# --- the parts -----------------------------------------------------------------------------------------------------------------------------


def _assemble(tree: Tree, place: Place | None, dead: list[bool], about: About, url: str | None, fetched: datetime.datetime | None, listed: str | None) -> Page:
    all_lines = tree.lines
    attached = _attachments(tree, place, about, url)
    kept: list[int] = []
    if place is not None:
        start = max(place.start, (place.title + 1) if place.title is not None else 0)
        chrome.drop_links(tree, start, place.end, dead, _keep_links(tree, start, place.end))
        kept = [i for i in range(start, place.end) if not dead[i] and i != place.title and not {"title", "section"} & all_lines[i].marks]
    first = next((i for i in kept if all_lines[i].length >= article.LONG), None)
    dated = dates.find_dates(tree, place, first, about, url, fetched, listed)
    title = _title(tree, place, about)
    kept = [i for i in kept if i not in dated.lines and folded(all_lines[i].text) != folded(title or "")]
    texts = _convert([all_lines[i].number + all_lines[i].text for i in kept])
    if title is None and place is not None:
        title, kept, texts = _title_above(kept, texts)
    zones = _zones(texts, title)
    stamped = [all_lines[i].text for i in dated.lines]
    chosen = [(i, text, zone) for i, text, zone in zip(kept, texts, zones, strict=True) if zone not in ("boilerplate", "title", "dateline")]
    return _page(tree, chosen, title, stamped, about, dated, attached, url, place)


def _page(
    tree: Tree, chosen: list[tuple[int, str, str]], title: str | None, stamped: list[str], about: About, dated: dates.Dates, attached: list[Link], url: str | None,
    place: Place | None,
) -> Page:  # fmt: skip
    all_lines = tree.lines
    authors = _author_lines(tree, chosen)
    captions = {i for i, text, zone in chosen if i not in authors and _is_caption(all_lines[i], text, zone)}
    plain = [(i, text) for i, text, _ in chosen if i not in captions and i not in authors]
    sapo = _sapo(tree, plain, about)
    body = [text for i, text in plain if i not in sapo]
    has_article = bool(chosen) or bool(attached)
    head = [*([title] if title else []), *stamped] if has_article else []
    author = next((_author_name(all_lines[i].text) for i in authors), None) or _person(about.author, about.site)
    return Page(
        url=about.url or url,
        title=title,
        sapo="\n".join(text for i, text in plain if i in sapo) or None,
        text="\n".join([*head, *(text for _, text, _ in chosen)]),
        body=body,
        author=author,
        published=dated.published,
        published_by=dated.by,
        updated=dated.updated,
        section=_section(tree, place, about, title),
        place=places.place_of(tree, about),
        site=places.site_of(about),
        captions=[text for i, text, _ in chosen if i in captions],
        attachments=attached,
        notes=dated.notes,
    )


def _convert(texts: list[str]) -> list[str]:
    """The lines with old fonts as Unicode: an article pasted from an old document into a page of today."""
    whole = "\n".join(texts)
    encoding = encodings.legacy(whole)
    converted = [encodings.convert(text, encoding) if encoding and not _MODERN.search(text) else text for text in texts]
    return [text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text) for text in converted]


_MODERN = re.compile("[\u1ea0-\u1ef9\u0103\u01a1\u01b0]")


def _zones(texts: list[str], title: str | None) -> list[str]:
    """The zone of each line, as extraction sees it; the title stands before them."""
    if not texts:
        return []
    head = [title] if title else []
    view = clean.View("\n\n".join([*head, *texts]))  # an empty line between them: each stays a paragraph
    found = clean.lines(view.text, title)
    if len(found) != len(texts) + len(head):
        return ["body"] * len(texts)
    return [line.zone for line in found[len(head) :]]


def _title(tree: Tree, place: Place | None, about: About) -> str | None:
    if place is not None and place.title is not None:
        shown = tree.lines[place.title].text
        return next((title for title in about.titles[:2] if folded(title) == folded(shown)), shown)
    return next((title for title in about.titles if not article.is_of_site(title, about.site)), None)


def _title_above(kept: list[int], texts: list[str]) -> tuple[str | None, list[int], list[str]]:
    """The title where nothing names it: the line above the text that looks like one."""
    view = clean.View("\n\n".join(texts))
    found = clean.lines(view.text)
    if len(found) == len(texts):
        at = next((n for n, line in enumerate(found) if line.zone == "title"), None)
        if at is not None and at + 1 < len(texts):
            return texts[at], kept[at + 1 :], texts[at + 1 :]
    return None, kept, texts


def _keep_links(tree: Tree, start: int, end: int) -> dict[int, bool]:
    return _Never()


class _Never(dict[int, bool]):
    def __missing__(self, key: int) -> bool:
        return False


_CAPTION_TAGS = frozenset(("figcaption", "caption"))


def _is_caption(line: Line, text: str, zone: str) -> bool:
    if line.box.tag in _CAPTION_TAGS or "caption" in line.kinds or "caption" in line.box.kinds:
        return True
    return zone == "caption" or line.image and line.length <= 300 and line.italic >= 0.8 * line.length and not line.bold


def _author_lines(tree: Tree, chosen: list[tuple[int, str, str]]) -> list[int]:
    """The lines that are the author: at the end of the text, or named so by their class."""
    found = [i for i, text, _ in chosen if "author" in tree.lines[i].marks or len(text) <= 80 and "author" in tree.lines[i].kinds and not text.endswith(".")]
    tail = [i for i, text, zone in chosen[-3:] if zone == "byline" and not _SIGNED.match(text)]
    return list(dict.fromkeys(found + tail))


_SIGNED = re.compile(r"\W*(?:Nơi nhận|KT\.|TM\.|TL\.|TUQ\.|(?:PHÓ )?CHỦ TỊCH|(?:PHÓ )?GIÁM ĐỐC|Đã ký|-|\()")
_AUTHOR = re.compile(r"\W*(?:(?:tin|bài)(?: viết)?(?:\s?(?:,|và|-|–|&|/)\s?(?:ảnh|video|clip))?|ảnh|tác giả|người viết|thực hiện|theo|nguồn(?: tin)?|by|author)\s?[:.]\s*", re.IGNORECASE)


def _author_name(text: str) -> str | None:
    return _AUTHOR.sub("", text, count=1).strip(" -–|.,;()") or None


def _person(name: str | None, site: str | None) -> str | None:
    return None if not name or article.is_of_site(name, site) or name.startswith("http") or name.casefold() in ("admin", "administrator", "system account") else name


def _sapo(tree: Tree, plain: list[tuple[int, str]], about: About) -> set[int]:
    """The lines of the sapo: named so, or the first paragraph where it alone is bold or a heading."""
    named = [i for i, _ in plain[:6] if "sapo" in tree.lines[i].marks]
    if not named:
        named = [i for i, text in plain[:4] if ("sapo" in tree.lines[i].kinds) and len(text) >= 40]
    if named:
        return set(named)
    if len(plain) < 2:
        return set()
    (i, text), (k, _) = plain[0], plain[1]
    line, below = tree.lines[i], tree.lines[k]
    if line.length >= 40 and (line.bold >= 0.9 * line.length or line.heading > 1) and not (below.bold >= 0.9 * below.length):
        return {i}
    return set()


def _section(tree: Tree, place: Place | None, about: About, title: str | None) -> str | None:
    return about.section


def _attachments(tree: Tree, place: Place | None, about: About, url: str | None) -> list[Link]:
    if tree.root is None:
        return []
    return list(files.find_files([tree.root], about.base or url))


_ = (chain, Iterable, one_line)
