"""Web pages that Word saved under the name of a document (HTML, MHTML) to blocks."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from itertools import islice

import lxml.html
from lxml import etree

from pipeline import encodings
from scrapers.papers import legacy, tables
from scrapers.papers.blocks import Block, Paper, PaperError

_BLOCKS = frozenset("p div h1 h2 h3 h4 h5 h6 li center td th body html tr table section article blockquote pre dd dt".split())
_PASSED_OVER = frozenset("script style head title meta link xml noscript object".split())


def html(data: bytes) -> Paper:
    """The blocks of a page."""
    try:
        root = lxml.html.document_fromstring(_decoded(data).replace(b"\0", b""), parser=lxml.html.HTMLParser(encoding="utf-8", remove_comments=True))
    except (etree.ParserError, ValueError, encodings.BinaryError) as error:
        raise PaperError(f"a web page that cannot be read: {error}") from error
    told = legacy.tell(" ".join(islice(root.itertext(), 5_000)))  # type: ignore[arg-type]
    return Paper(list(_blocks(root, told, 0, False)), legacy=told is not None)


def mhtml(data: bytes) -> Paper:
    """The blocks of the first page in a web archive."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return html(payload)
    raise PaperError("a web archive (MHTML) without a page in it")


def _decoded(data: bytes) -> bytes:
    """The page in UTF-8 with its declaration of another charset out of the way."""
    try:
        from pipeline import pages

        return pages.decode(data).encode("utf-8", "replace")
    except (ImportError, AttributeError):
        return encodings.decode(data).encode("utf-8", "replace")


def _blocks(element: etree._Element, told: legacy.Legacy | None, depth: int, centred: bool) -> Iterator[Block]:
    """The blocks of an element; text outside any paragraph is one too."""
    run: list[str] = []

    def flush(middle: bool) -> Iterator[Block]:
        text = legacy.read("".join(run), told)
        run.clear()
        for line in text.split("\x0b"):
            yield from tables.line(line.replace("\n", " ").replace("\t", " "), "centre" if middle else "body")

    middle = centred or _middle(element)
    run.append(element.text or "")
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br":
            run.append("\x0b")
        elif tag == "table" and depth < tables.DEEPEST:
            yield from flush(middle)
            yield from tables.laid([_row(row, told, depth) for row in child.iter("tr") if next(row.iterancestors("table")) is child])
        elif tag in _BLOCKS and depth < tables.DEEPEST:
            yield from flush(middle)
            yield from _blocks(child, told, depth + 1, middle)
        elif tag and tag not in _PASSED_OVER and ":" not in tag:
            if any(isinstance(below.tag, str) and below.tag in _BLOCKS for below in child.iter()) and depth < tables.DEEPEST:
                yield from flush(middle)
                yield from _blocks(child, told, depth + 1, middle)
            else:
                run.append("".join("\x0b" if text is None else text for text in _inline(child)))
        run.append(child.tail or "")
    yield from flush(middle)


def _inline(element: etree._Element) -> Iterator[str | None]:
    """The texts in an inline element, None for line breaks."""
    for event, item in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if item.tag == "br":
                yield None
            elif item.tag not in _PASSED_OVER:
                yield item.text or ""
        elif item is not element:
            yield item.tail or ""


def _row(row: etree._Element, told: legacy.Legacy | None, depth: int) -> list[tables.Cell]:
    cells: list[tables.Cell] = []
    for cell in row:
        if cell.tag in ("td", "th"):
            span = cell.get("colspan", "1")
            read = [b for b in _blocks(cell, told, depth + 2, False) if b.text]
            cells += [read] * min(int(span) if span.isdigit() and int(span) else 1, 60)
    return cells


def _middle(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("align", "").lower() == "center" or "text-align:center" in style or element.tag == "center"


def plain(data: bytes) -> Paper:
    """The lines of a text file."""
    try:
        text = encodings.decode(data)
    except encodings.BinaryError as error:
        raise PaperError(f"a text file that cannot be read: {error}") from error
    return Paper([block for line in text.splitlines() for block in tables.line(line, "body")])
