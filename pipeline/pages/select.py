"""What a site's layout selects on a page."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from cssselect import HTMLTranslator
from lxml import etree

from pipeline.pages.about import one_line
from pipeline.pages.record import Layout

_PARTS = ("title", "sapo", "body", "date", "author", "section", "attachments")


@cache
def _path(css: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(css))


class Selected(NamedTuple):
    """The parts of an article that elements are; the elements to drop; what the elements of each part say."""

    marked: dict[etree._Element, frozenset[str]]
    dropped: frozenset[etree._Element]
    said: dict[str, str]


def select(root: etree._Element, layout: Layout) -> Selected:
    """What the layout's selectors find: for each part the first of them that finds something said."""
    marked: dict[etree._Element, frozenset[str]] = {}
    said: dict[str, str] = {}
    for part in _PARTS:
        for css in getattr(layout, part):
            found = [element for element in _path(css)(root) if _says_something(element)]
            for element in found:
                marked[element] = marked.get(element, frozenset()) | {part}
            if found:
                said[part] = one_line(" ".join(found[-1].itertext())[:1000])
                break
    return Selected(marked, frozenset(element for css in layout.drop for element in _path(css)(root)), said)


def _says_something(element: etree._Element) -> bool:
    return any(text.strip() for text in element.itertext())
