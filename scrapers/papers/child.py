"""Reads one file in a process of its own, within limits of time and memory: `python -m scrapers.papers.child`.

Standard input: a line of JSON (`Order`), then the file's bytes. Standard output: JSON (`Answer`). A hostile file can end only this process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import msgspec

MOST_PAGES = 300


class Order(msgspec.Struct):
    """What to read and within what."""

    name: str
    content_type: str | None
    ocr: bool
    ocr_pages: int
    seconds: float  # for all but OCR
    ocr_seconds: float  # for OCR
    megabytes: int


class Answer(msgspec.Struct):
    """What was read, field by field of `scrapers.attachments.Document`, or why nothing was."""

    error: str | None = None
    text: str = ""
    kind: str = ""
    pages: int | None = None
    scanned: bool = False
    ocr: bool = False
    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    issued: str | None = None
    issuer: str | None = None
    title: str | None = None
    signer: str | None = None
    place: str | None = None
    notes: list[str] = []


def main() -> None:
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
    bound(order.seconds, order.megabytes)
    try:
        answer = read(sys.stdin.buffer.read(), order)
    except MemoryError:
        answer = Answer(error=f"reading it needs more than {order.megabytes:,} MB of memory")
    except RecursionError:
        answer = Answer(error="its parts are nested too deeply")
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def bound(seconds: float, megabytes: int) -> None:
    """Sets what this process may use, where the system can; the parent ends it when the time is over."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for limit, most in ((resource.RLIMIT_AS, megabytes << 20), (resource.RLIMIT_CPU, int(seconds) + 2), (resource.RLIMIT_CORE, 0)):
        try:
            hard = resource.getrlimit(limit)[1]
            resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (OSError, ValueError):
            continue  # macOS refuses a limit of the address space


def read(data: bytes, order: Order) -> Answer:
    """The document in the bytes; what cannot be read is told in `error`."""
    from scrapers.papers import kinds
    from scrapers.papers.blocks import PaperError
    from scrapers.papers.compose import compose

    try:
        kind = kinds.kind(data, order.name, order.content_type)
        notes = []
        if kind == "zip":
            inside, data = kinds.packed_document(data)
            notes.append(f"zip: {inside}")
            kind = kinds.kind(data, inside)
            if kind == "zip":
                raise PaperError("an archive in an archive")
        if kind == "pdf":
            paper = _pdf(data, order)
        else:
            paper = _reader(kind)(data)
    except PaperError as error:
        return Answer(error=str(error))
    done = compose(paper)
    head = done.head
    if not done.text.strip() and not paper.scanned:
        return Answer(error="no text in it")
    about = {field: getattr(head, field) for field in ("type", "number", "symbol", "issued", "issuer", "title", "place")}
    found = [*notes, *done.notes]
    return Answer(text=done.text, kind=kind, pages=paper.pages, scanned=paper.scanned, ocr=paper.ocr, signer=done.signer, notes=found, **about)


def _reader(kind: str) -> Callable:  # type: ignore[type-arg]  # each is imported only when it is needed
    if kind == "docx":
        from scrapers.papers.word import docx as found
    elif kind == "odt":
        from scrapers.papers.word import odt as found
    elif kind == "doc":
        from scrapers.papers.doc import read as found
    elif kind == "rtf":
        from scrapers.papers.rtf import read as found
    elif kind == "html":
        from scrapers.papers.web import html as found
    elif kind == "mhtml":
        from scrapers.papers.web import mhtml as found
    else:
        from scrapers.papers.web import plain as found
    return found


def _pdf(data: bytes, order: Order):  # type: ignore[no-untyped-def]  # blocks.Paper
    """The blocks of a PDF; pages that are pictures are read by tesseract where that is wanted and installed."""
    from scrapers.papers import layout, legacy, ocr, pdf
    from scrapers.papers.blocks import Paper, PaperError

    document = pdf.load(data)
    count = len(document)
    if not count:
        raise PaperError("a PDF without pages")
    notes, sheets, pictures = [], [], []
    until = time.monotonic() + 0.7 * order.seconds
    for number in range(min(count, MOST_PAGES)):
        if time.monotonic() > until:
            break
        try:
            sheet = pdf.sheet(document, number)
        except PaperError as error:
            notes.append(f"page.broken: {error}")
            continue
        need = pdf.needs_ocr(sheet)
        if need:
            pictures.append((len(sheets), number, need))
        sheets.append(sheet if not need else sheet._replace(words=[], rules=[]))
    if not sheets:
        raise PaperError("a broken PDF: none of its pages can be read")
    if len(sheets) < count and not notes:
        notes.append(f"pages.cut: only the first {len(sheets)} of {count} pages were read")
    scanned = 2 * sum(need == "picture" for *_, need in pictures) >= len(sheets) and bool(pictures)
    read = 0
    if pictures and order.ocr and not ocr.missing():
        until = time.monotonic() + 0.9 * order.ocr_seconds
        for place, number, _ in pictures[: order.ocr_pages]:
            try:
                sheets[place] = ocr.read(document, number, until - time.monotonic())
                read += 1
            except PaperError as error:
                notes.append(f"ocr.failed: {error}")
                break
    if len(pictures) > read:
        notes.append(_unread(len(pictures), read, order, ocr.missing(), all(need == "letters" for *_, need in pictures)))
    told = legacy.tell(" ".join(word.text for sheet in sheets[:20] for word in sheet.words))
    # What is no letter of an old font is a hyphen that Word has written as a soft one: "QĐ\xadUBND".
    sheets = [s._replace(words=[w._replace(text=legacy.read(w.text, told).replace("\u00ad", "-")) for w in s.words]) for s in sheets]
    return Paper(layout.blocks(sheets), count, scanned, read > 0, tuple(notes), told is not None)


def _unread(pictures: int, read: int, order: Order, missing: str | None, letters: bool) -> str:
    """Why pages were not read by tesseract."""
    what = "have letters that their fonts do not name" if letters else "are pictures"
    if not order.ocr:
        return f"ocr.off: {pictures} pages {what} and were not read"
    if missing:
        return f"ocr.missing: {pictures} pages {what}; {missing}"
    return f"ocr.cut: {read} of {pictures} pages that {what} were read"


if __name__ == "__main__":
    main()
