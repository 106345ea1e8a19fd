"""What listings and verdicts ask of a page's markup: its base address, the words of class and id, short texts, and where an element leads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from urllib.parse import unquote, urldefrag, urljoin

from lxml import etree

from corpora import gazetteer
from pipeline.pages.walk import parse

__all__ = [
    "address",
    "base_of",
    "folded",
    "has",
    "head_text",
    "join",
    "lead",
    "lines",
    "one_line",
    "parse",
    "pieces",
    "scripted",
    "text",
    "vocabulary",
    "words",
]


def one_line(written: str) -> str:
    """The text with single spaces."""
    return " ".join(written.split())


def folded(written: str) -> str:
    """The text as vocabulary is compared: one line, in lower case, letters composed."""
    return unicodedata.normalize("NFC", one_line(written)).casefold()


@cache
def vocabulary(kind: str, table: str = "listing_words", column: str = "words") -> frozenset[str]:
    """The words of a kind."""
    return frozenset(row[column] for row in gazetteer(table) if row["kind"] == kind)


# --- text ----------------------------------------------------------------------------------------------------------------------------------


def text(element: etree._Element) -> str:
    """All text in an element, on one line."""
    return one_line(" ".join(element.itertext("*")))


def pieces(element: etree._Element) -> Iterator[str]:
    """The runs of text in an element that say something."""
    return (piece for piece in element.itertext("*") if not piece.isspace())


def head_text(element: etree._Element, longest: int) -> str | None:
    """The text of an element that has little of it; None where it is longer. Looks at no more than its first pieces."""
    found: list[str] = []
    length = 0
    for count, piece in enumerate(element.itertext("*")):
        found.append(piece)
        length += len(piece.strip())
        if length > longest or count > longest:
            return None
    return one_line(" ".join(found))


# --- words of class and id -----------------------------------------------------------------------------------------------------------------

_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@lru_cache(maxsize=20_000)  # a site's pages have the same few hundred
def _has(names: str, kind: str) -> bool:
    parts = [part.lower() for part in _PART.findall(names[:300])]
    known = vocabulary(kind)
    if not known.isdisjoint(parts):
        return True
    joined = f"-{'-'.join(parts)}-"
    return any(f"-{run}-" in joined for run in _runs(kind))


@cache
def _runs(kind: str) -> tuple[str, ...]:
    return tuple(word for word in vocabulary(kind) if "-" in word)


def words(element: etree._Element) -> str:
    """The class, id and role of an element."""
    return " ".join(value for value in (element.get("class"), element.get("id"), element.get("role")) if value)


def has(element: etree._Element, kind: str) -> bool:
    """Whether class, id or role of an element hold a word of the kind."""
    names = words(element)
    return bool(names) and _has(names, kind)


# --- addresses -----------------------------------------------------------------------------------------------------------------------------

_LONGEST = 4000  # characters of an address or a script that is looked at


def base_of(root: etree._Element, url: str) -> str:
    """The address that links are relative to."""
    base = root.find(".//base[@href]")
    return join(base.get("href") or "", url) or url if base is not None else url


def join(href: str, base: str) -> str | None:
    """The absolute address that a link leads to, without its fragment; None where it leads to no web address."""
    href = href.strip()
    if not href or href.startswith("#") or len(href) > _LONGEST:
        return None
    try:
        joined = urldefrag(urljoin(base, "".join(href.split("\n")))).url
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None


_CALLED = re.compile(
    r"""
    (?: location (?:\.href)? \s*=\s* | location\.(?:assign|replace)\(\s* | window\.open\(\s*
      | (?: nv_urldecode_ajax | load\w* | go\w* | paging\w* | change\w*page\w* ) \(\s* )
    (?P<mark>["']) (?P<url>[^"']{1,2000}) (?P=mark)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_QUOTED = re.compile(r"""["']((?:https?:/)?/[^"'\s]{1,2000}|\?[^"'\s]{1,2000})["']""")


def scripted(script: str) -> str | None:
    """The address that a script leads to.

    >>> scripted("javascript:window.open('/tin/bai-12.html','_blank')"), scripted("nv_urldecode_ajax('%2Fvi%2Fnews%2F%3Fpage%3D2','generate_page')")
    ('/tin/bai-12.html', '/vi/news/?page=2')
    """
    script = script[:_LONGEST].replace("\\u0026", "&")
    match = _CALLED.search(script)
    if match:
        url = match["url"]
        return unquote(url) if url[:3].lower() in ("%2f", "htt") and "%2" in url else url
    match = _QUOTED.search(script)
    return match[1] if match else None


def lead(element: etree._Element) -> str | None:
    """Where an element leads, as written: its href, else what its script opens; None where it leads nowhere that is told."""
    href = (element.get("href") or "").strip()
    if href and href[:11].lower() != "javascript:" and not href.startswith("#"):
        return href
    for script in (unquote(href[11:]) if href[:11].lower() == "javascript:" else "", element.get("onclick")):
        found = scripted(script) if script and "__doPostBack" not in script else None
        if found:
            return found
    return next((value for name in ("data-href", "data-url", "data-link") if (value := element.get(name))), None)


def address(element: etree._Element, base: str) -> str | None:
    """The absolute address that an element leads to."""
    written = lead(element)
    return join(written, base) if written else None


# --- what a reader sees --------------------------------------------------------------------------------------------------------------------

_UNSHOWN = frozenset("script style template noscript head svg object select option textarea".split())
_BREAKS = frozenset(
    "address article aside blockquote br button center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr"
    " iframe label li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def lines(root: etree._Element) -> Iterator[str]:
    """The lines of text that a reader sees, the chrome's and those of forms included."""
    here: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    skipped: etree._Element | None = None
    for event, element in walk:
        if event == "start":
            if element.tag in _UNSHOWN or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
                walk.skip_subtree()
                skipped = element
                continue
            if element.tag in _BREAKS:
                yield from _joined(here)
            if element.text:
                here.append(element.text)
        else:
            if element.tag in _BREAKS and element is not skipped:
                yield from _joined(here)
            if element.tail and element is not root:
                here.append(element.tail)
    yield from _joined(here)


def _joined(here: list[str]) -> Iterator[str]:
    """The line that the runs of text make, if they say anything; empties them."""
    line = one_line("".join(here))
    here.clear()
    if line:
        yield line
