"""The files that an article offers: its PDF, Word and Excel documents, by extension or by the ways in which portals hand them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from pipeline.pages.about import absolute, one_line
from pipeline.pages.record import Link

_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|rtf|odt|ods|zip|rar|7z)$", re.IGNORECASE)
_HANDED_OUT = re.compile(  # WebCenter, NukeViet, ASP.NET and Liferay portals
    r"documentcontent\?.*ddocname=|nv_download|downloadfile|download\.aspx|/download/(?:file|attach)|[?&]download=(?:1|true)\b|[?&](?:action|op|view)=download\b|/documents/\d+/|getfile|viewfile|taive",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"\.(?:pdf|doc|xls|ppt|rtf|od[ts]|zip|rar|7z)|%2e|download|ddocname|/documents/|getfile|viewfile|taive", re.IGNORECASE
)  # few links hold one
_INSIDE = re.compile(r"[?&]\w+=([^&]+)")  # viewers: gview?url=...; servers that are told the file's name


def is_file(url: str | None) -> bool:
    """Whether an address is that of a document.

    >>> is_file("/webcenter/documentContent?dDocName=PORTAL470982"), is_file("/tin/ke-hoach.html")
    (True, False)
    """
    if not url or not _PERHAPS.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(
        _FILE.search(unquote(parts.path).rstrip("/ "))
        or _FILE.search(parts.fragment)
        or _HANDED_OUT.search(url)
        or any(_FILE.search(unquote(inner)) for inner in _INSIDE.findall(url))
    )


def find_files(elements: Iterable[tuple[etree._Element, bool]], base: str | None) -> Iterator[Link]:
    """The documents that links and frames lead to, each once; with True beside it a link is one whatever its address."""
    seen: set[str] = set()
    for element, told in elements:
        href = element.get("href") or element.get("src") or element.get("data")
        if not href or not (is_file(href) or told and not href.startswith("#")):
            continue
        url = absolute(_shown(href), base)
        if url and url not in seen:
            seen.add(url)
            yield Link(url, _label(element, url))


def _shown(href: str) -> str:
    """The document's own address where a viewer shows it."""
    inner = next((unquote(value) for value in _INSIDE.findall(href) if _FILE.search(unquote(value))), None)
    if inner and inner.startswith(("http://", "https://")):
        return inner
    viewer, _, shown = href.partition("#")
    return urljoin(viewer, shown) if _FILE.search(shown) and not _FILE.search(viewer) else href  # ViewerJS/#../upload/a.pdf


def _label(element: etree._Element, url: str) -> str:
    text = one_line("".join(element.itertext())) if element.tag == "a" else ""
    return text[:300] or one_line(element.get("title") or "")[:300] or unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or url
