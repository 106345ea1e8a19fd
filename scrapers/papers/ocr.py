"""The picture of a page to a sheet of words, by the `tesseract` command with its Vietnamese data, where these are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from statistics import median

import pypdfium2

from scrapers.papers.blocks import PaperError
from scrapers.papers.pdf import Sheet, Word

DOTS = 300  # an inch
MOST_DOTS = 20_000_000  # of one page: an A3 sheet at 300 an inch
SECONDS = 60.0  # for one page; 3 to 10 are usual
SURE = 30.0  # tesseract's confidence below which a word is dirt, a seal or a signature
INSTALL = "OCR needs tesseract with its Vietnamese data: apt-get install tesseract-ocr tesseract-ocr-vie"


@cache
def missing() -> str | None:
    """What to install before scans can be read; None where all is there."""
    command = shutil.which("tesseract")
    if not command:
        return INSTALL
    try:
        listed = subprocess.run([command, "--list-langs"], capture_output=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return INSTALL
    return None if b"vie" in listed.split() else INSTALL


def read(document: pypdfium2.PdfDocument, number: int) -> Sheet:
    """The words of a page as tesseract sees them. PaperError where it cannot."""
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(DOTS / 72, (MOST_DOTS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True, fill_color=(255, 255, 255, 255))
        picture = _portable(bitmap)
    except pypdfium2.PdfiumError as error:
        raise PaperError(f"page {number + 1} cannot be drawn") from error
    finally:
        page.close()
    words = _words(_tesseract(picture, scale * 72), scale)
    return Sheet(width, height, words, [], 1.0)


def _portable(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """The picture as a grey PGM file, which tesseract reads without further libraries."""
    rows = bytes(bitmap.buffer)
    if bitmap.n_channels != 1:
        raise PaperError("a page cannot be drawn in grey")
    body = b"".join(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
    return f"P5 {bitmap.width} {bitmap.height} 255\n".encode() + body


def _tesseract(picture: bytes, dots: float) -> str:
    """Tesseract's table of what it has read (TSV)."""
    # Of its ways to see a page, 4 (columns of any size) keeps the lines of a two-column head apart and reads all of the body.
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "4", "--dpi", str(round(dots)), "tsv"]
    try:
        done = subprocess.run(command, input=picture, capture_output=True, timeout=SECONDS, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    except FileNotFoundError as error:
        raise PaperError(INSTALL) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PaperError(f"tesseract took longer than {SECONDS:.0f} s for a page" if isinstance(error, subprocess.TimeoutExpired) else str(error)) from error
    if done.returncode:
        raise PaperError(f"tesseract failed: {done.stderr.decode('utf-8', 'replace').strip()[-200:] or f'exit code {done.returncode}'}")
    return done.stdout.decode("utf-8", "replace")


def _words(table: str, scale: float) -> list[Word]:
    """The words, each on the baseline of its line and in the size that the line's height tells."""
    lines: dict[tuple[str, ...], list[tuple[str, float, float, float, float]]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip() and float(cells[10]) >= SURE:
            left, top, width, height = (float(cell) / scale for cell in cells[6:10])
            lines.setdefault(tuple(cells[1:5]), []).append((cells[11].strip(), left, top, width, height))
    found = []
    for words in lines.values():
        # Letters with tails reach below the line and capitals with marks above it: the middle word of a line does neither.
        bottom, height = median(top + h for _, _, top, _, h in words), median(h for *_, h in words)
        size = min(max(height * 1.15, 6.0), 40.0)
        found += [Word(text, left, left + width, bottom - 0.15 * height, size) for text, left, _, width, _ in words]
    return found
