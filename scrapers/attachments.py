"""Documents that articles link to (PDF, DOC, DOCX, RTF, ODT): their text, and what their head says of them.

The file is read in a process of its own, so that no file can hang or fill the memory of the run that asked; `scrapers.papers` tells how.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import msgspec

from scrapers.papers.child import Answer, Order

SECONDS = 60.0
OCR_SECONDS = 20.0  # more for each page that tesseract may read
OCR_PAGES = 10
MEGABYTES = 800  # of addresses: 200 do for a text, 300 for a scan


class Document(NamedTuple):
    """An official document as read from its file: `text` has a paragraph a line, the head first; what the head does not say is None."""

    text: str
    kind: str  # "pdf", "docx", "doc", "rtf", "odt", "html", "mhtml", "txt"
    pages: int | None
    scanned: bool  # its pages are pictures
    ocr: bool  # tesseract has read some of them
    type: str | None  # a row of document_types.tsv: "Thông báo"
    number: str | None  # "128", "15/2023"
    symbol: str | None  # "TB-UBND"; "NQ/TU"
    issued: str | None  # ISO
    issuer: str | None  # "UBND tỉnh Nam Định"
    title: str | None
    signer: str | None
    place: str | None  # of the date: "Nam Định"
    notes: list[str]


class AttachmentError(ValueError):
    """The file is no document that can be read; the message says what it is instead."""


def read(
    data: bytes,
    *,
    name: str = "",
    content_type: str | None = None,
    ocr: bool = True,
    ocr_pages: int = OCR_PAGES,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Document:
    """The document in a file's bytes. AttachmentError where there is none, or where reading it breaks the limits.

    `name` and `content_type` help only where the bytes do not tell what they are. Of scanned pages the first `ocr_pages` are read, if
    tesseract is installed and `ocr` is true; without it the text is empty and a note says what to install.
    """
    order = Order(name[-300:], content_type, ocr, ocr_pages, seconds, OCR_SECONDS * ocr_pages if ocr else 0.0, megabytes)
    answer = _ask(order, data)
    if answer.error:
        raise AttachmentError(f"{name or 'attachment'}: {answer.error}")
    return Document(**{field: getattr(answer, field) for field in Document._fields})


def _ask(order: Order, data: bytes) -> Answer:
    """What the reading process answers, or what became of it."""
    allowed = order.seconds + order.ocr_seconds
    home = str(Path(__file__).resolve().parents[1])
    paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapers.papers.child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    )  # fmt: skip
    try:
        out, error = process.communicate(msgspec.json.encode(order) + b"\n" + data, timeout=allowed)
    except subprocess.TimeoutExpired:
        return Answer(error=f"reading it takes longer than {allowed:.0f} s")
    except OSError as failed:
        return Answer(error=f"the process that reads it ended: {failed}")
    finally:
        _end(process)
    if process.returncode == 0 and out:
        return msgspec.json.decode(out, type=Answer)
    return Answer(error=_fate(process.returncode, error, order))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and those it has started (tesseract), if they are still there."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (AttributeError, OSError):
            process.kill()
        process.communicate()


def _fate(code: int, error: bytes, order: Order) -> str:
    """Why the process ended without an answer, in words."""
    last = error.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
    if "MemoryError" in last or "bad_alloc" in last or code in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL):
        return f"reading it needs more than {order.megabytes:,} MB of memory"
    if hasattr(signal, "SIGXCPU") and code in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"reading it takes longer than {order.seconds:.0f} s"
    return f"it breaks the program that reads it ({last or f'exit code {code}'})"
