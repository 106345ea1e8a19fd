"""What a site's layout selects on a page."""

from __future__ import annotations

from functools import cache

from cssselect import HTMLTranslator
from lxml import etree

from pipeline.pages.record import Layout

_PARTS = ("title", "sapo", "body", "date", "author", "section", "attachments")


@cache
def _path(css: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(css))


def select(root: etree._Element, layout: Layout) -> tuple[dict[etree._Element, frozenset[str]], frozenset[etree._Element]]:
    """The parts of an article that elements are, by the first selector of each part that finds something said; the elements to drop."""
    marked: dict[etree._Element, frozenset[str]] = {}
    for part in _PARTS:
        for css in getattr(layout, part):
            found = [element for element in _path(css)(root) if _says_something(element)]
            for element in found:
                marked[element] = marked.get(element, frozenset()) | {part}
            if found:
                break
    return marked, frozenset(element for css in layout.drop for element in _path(css)(root))


def _says_something(element: etree._Element) -> bool:
    return any(text.strip() for text in element.itertext())
