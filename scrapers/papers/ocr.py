"""The picture of a page to a sheet of words, by the `tesseract` command with its Vietnamese data, where these are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from statistics import median

import numpy
import pypdfium2

from scrapers.papers.blocks import PaperError
from scrapers.papers.pdf import Rule, Sheet, Word

DOTS = 300  # an inch
MOST_DOTS = 20_000_000  # of one page: an A3 sheet at 300 an inch
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


def read(document: pypdfium2.PdfDocument, number: int, seconds: float) -> Sheet:
    """The words of a page as tesseract sees them within so many seconds (3 to 10 are usual). PaperError where it cannot."""
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(DOTS / 72, (MOST_DOTS / max(1.0, width * height)) ** 0.5)
        grey = page.render(scale=scale, grayscale=True, fill_color=(255, 255, 255, 255)).to_numpy()
    except pypdfium2.PdfiumError as error:
        raise PaperError(f"page {number + 1} cannot be drawn") from error
    finally:
        page.close()
    grey = grey.reshape(grey.shape[0], grey.shape[1])
    picture = f"P5 {grey.shape[1]} {grey.shape[0]} 255\n".encode() + grey.tobytes()  # PGM, which tesseract reads without further libraries
    return Sheet(width, height, _words(_tesseract(picture, scale * 72, seconds), scale), _rules(grey, scale), 1.0)


def _tesseract(picture: bytes, dots: float, seconds: float) -> str:
    """Tesseract's table of what it has read (TSV)."""
    # Of its ways to see a page, 4 (columns of any size) keeps the lines of a two-column head apart and reads all of the body.
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "4", "--dpi", str(round(dots)), "tsv"]
    try:
        alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, input=picture, capture_output=True, timeout=max(0.1, seconds), check=False, env=alone)
    except FileNotFoundError as error:
        raise PaperError(INSTALL) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PaperError("the time for it is over" if isinstance(error, subprocess.TimeoutExpired) else str(error)) from error
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
    usual = median([h for words in lines.values() for *_, h in words] or [12.0])
    found = []
    for words in lines.values():
        # Letters with tails reach below the line and capitals with marks above it: the middle word of a line does neither.
        bottom, height = median(top + h for _, _, top, _, h in words), median(h for *_, h in words)
        size = usual if 0.65 * usual < height < 1.45 * usual else min(max(height, 6.0), 40.0)
        found += [Word(text, left, left + width, bottom - 0.15 * height, 1.15 * size) for text, left, _, width, _ in words if _is_word(text)]
    return found


def _is_word(text: str) -> bool:
    """Whether it is no piece of a rule or speck of dirt: "|", "'", "_"."""
    return any(char.isalnum() for char in text) or text in "-–+*•/:;,.()" and text != "."


# --- rules ---------------------------------------------------------------------------------------------------------------------------------

_LEVEL, _UPRIGHT = 0.6, 0.4  # inches that are dark in one go: longer than any stroke of a letter


def _rules(grey: numpy.ndarray, scale: float) -> list[Rule]:
    """The long straight lines of a picture, which are a table's."""
    dark = grey < 140
    found = [Rule(x0, y, x1, y) for y, x0, x1 in _runs(dark, int(_LEVEL * 72 * scale))]
    found += [Rule(x, y0, x, y1) for x, y0, y1 in _runs(dark.T, int(_UPRIGHT * 72 * scale))]
    return [Rule(*(place / scale for place in rule)) for rule in found]


def _runs(dark: numpy.ndarray, length: int) -> list[tuple[float, float, float]]:
    """(row, start, end) of the level lines of at least this length; a scan's slant of one degree does not break them."""
    near = dark.copy()
    for step in (1, 2):
        near[step:] |= dark[:-step]
        near[:-step] |= dark[step:]
    if near.shape[1] <= length:
        return []
    sums = numpy.cumsum(near, axis=1, dtype=numpy.int32)
    filled = sums[:, length:] - sums[:, :-length] >= 0.97 * length
    found: list[list[float]] = []
    for row in numpy.flatnonzero(filled.any(axis=1)):
        steps = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], filled[row].view(numpy.int8), [0]))))
        for start, end in zip(steps[::2], steps[1::2] + length, strict=True):
            last = next((line for line in reversed(found[-40:]) if row - line[1] <= 2 and start < line[3] and end > line[2]), None)
            if last is None:
                found.append([row, row, start, end])
            else:
                last[1], last[2], last[3] = row, min(last[2], start), max(last[3], end)
    return [((top + bottom) / 2, start, end) for top, bottom, start, end in found if bottom - top < 0.08 * length + 10]
