"""A PDF's pages as sheets of words with their places, read by PDFium.

PDFium gives the letters with their places, draws pages for OCR, and is hardened against hostile files as part of a browser. On 79 pages, words,
lines, paragraphs and head took 1.9 s; pdfplumber's words alone 6.5 s, pypdf's text without places 0.8 s (with words cut and columns mixed).
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline import encodings
from scrapers.papers.blocks import PaperError

MOST_OBJECTS = 20_000  # of one page; a map drawn with more has no table rules that matter
MOST_LETTERS = 200_000  # of one page: fifty times a full one


class Word(NamedTuple):
    """A word and its place on the sheet: from the left, the baseline from the top, in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


class Rule(NamedTuple):
    """A straight line, level or upright: of a table, or under a head."""

    x0: float
    y0: float
    x1: float
    y1: float


class Sheet(NamedTuple):
    """A page as it is read, upright."""

    width: float
    height: float
    words: list[Word]
    rules: list[Rule] = []
    pictured: float = 0.0  # share of the page that pictures cover


class Letter(NamedTuple):
    """A letter, its baseline, its font's size; `space` says whether one stands before it in the file."""

    char: str
    x0: float
    x1: float
    y: float
    size: float
    space: bool


def load(data: bytes) -> pypdfium2.PdfDocument:
    """The opened document. PaperError where it is encrypted or broken."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise PaperError("the PDF is encrypted and opens only with a password") from error
        raise PaperError("a broken PDF: no pages can be found in it") from error


def sheet(document: pypdfium2.PdfDocument, number: int) -> Sheet:
    """The words and rules of a page, turned upright. PaperError where the page is broken."""
    try:
        page = document[number]
        if pdfium.FPDFPage_GetAnnotCount(page) > 0:  # numbers and dates are often set as notes upon the page: they become part of it
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[number]
    except pypdfium2.PdfiumError as error:
        raise PaperError(f"page {number + 1} is broken") from error
    try:
        left, bottom, right, top = page.get_bbox()
        letters, turn = _upright(list(_letters(page)), left, bottom, right, top)
        rules, pictured = _drawn(page)
        width, height = (right - left, top - bottom) if turn in (0, 2) else (top - bottom, right - left)
        upright = [Rule(*_turned(rule, turn, left, bottom, right, top)) for rule in rules]
        return Sheet(width, height, words(letters), upright, min(1.0, pictured / max(1.0, width * height)))
    finally:
        page.close()


# --- letters -------------------------------------------------------------------------------------------------------------------------------


class _Placed(NamedTuple):
    char: str
    x0: float
    y0: float  # the baseline's, upwards from the bottom of the page
    x1: float
    y1: float
    size: float
    turn: int  # see `_turn`
    space: bool


def _letters(page: pypdfium2.PdfPage) -> Iterator[_Placed]:
    """The page's letters in the file's order; spaces become a mark on the letter after them."""
    text = page.get_textpage()
    handle, box, x, y = text.raw, pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    space, line, end, turn, size = False, None, 0.0, 0, 0.0
    for index in range(min(text.count_chars(), MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if code in _BLANK or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            space = space or not pdfium.FPDFText_IsGenerated(handle, index)
            continue
        if code < 32 and code != 2:
            continue
        pdfium.FPDFText_GetLooseCharBox(handle, index, box)
        pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
        # Letters side by side on one baseline share their size and direction: these are asked for once.
        if line != (x.value if turn % 2 else y.value) or not turn % 2 and not -size < box.left - end < size:
            turn, size = _turn(handle, index), _size(handle, index, box)
            line = x.value if turn % 2 else y.value
        end = box.right
        char = "-" if code == 2 else chr(code)  # 2: PDFium's sign for a hyphen at a line's end
        if turn % 2:
            yield _Placed(char, x.value, box.bottom, x.value, box.top, size, turn, space)
        else:
            yield _Placed(char, box.left, y.value, box.right, y.value, size, turn, space)
        space = False
    text.close()


_BLANK = frozenset((0, 9, 10, 11, 12, 13, 32, 0x85, 0xA0, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)))


def _turn(handle: object, index: int) -> int:
    """The letter's direction in quarter turns against the clock; -2 where it is slanted, as watermarks are."""
    angle = -pdfium.FPDFText_GetCharAngle(handle, index) / 1.5707963  # PDFium counts with the clock
    return round(angle) % 4 if abs(angle - round(angle)) < 0.05 else -2


def _size(handle: object, index: int, box: object) -> float:
    """The letter's size; by its box where the font's own is 1 and a matrix does the rest."""
    size = float(pdfium.FPDFText_GetFontSize(handle, index))
    tall = abs(box.top - box.bottom)  # type: ignore[attr-defined]
    wide = abs(box.right - box.left)  # type: ignore[attr-defined]
    return size if 0.5 * min(tall, wide) < size < 4 * max(tall, wide, 1.0) else max(tall, wide)


def _upright(placed: list[_Placed], left: float, bottom: float, right: float, top: float) -> tuple[list[Letter], int]:
    """The letters of the direction that most are written in, as if it went from left to right, and that direction."""
    counted = Counter(letter.turn for letter in placed if letter.turn >= 0)
    turn = counted.most_common(1)[0][0] if counted else 0
    if turn == 0:
        return [Letter(p.char, p.x0 - left, p.x1 - left, top - p.y0, p.size, p.space) for p in placed if p.turn == 0], turn
    letters = []
    for letter in placed:
        if letter.turn == turn:
            x0, y0, x1, _ = _turned((letter.x0, letter.y0, letter.x1, letter.y1), turn, left, bottom, right, top)
            letters.append(Letter(letter.char, x0, x1, y0, letter.size, letter.space))
    return letters, turn


def _turned(box: tuple[float, float, float, float], turn: int, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    """The box (x0, y0, x1, y1) of the page, counted from the upper left corner of the upright sheet."""
    x0, y0, x1, y1 = box
    if turn == 0:
        corners = (x0 - left, top - y0, x1 - left, top - y1)
    elif turn == 1:
        corners = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
    elif turn == 2:
        corners = (right - x0, y0 - bottom, right - x1, y1 - bottom)
    else:
        corners = (top - y0, right - x0, top - y1, right - x1)
    return min(corners[0], corners[2]), min(corners[1], corners[3]), max(corners[0], corners[2]), max(corners[1], corners[3])


# --- words ---------------------------------------------------------------------------------------------------------------------------------

GAP = 0.14  # of the size: between two letters of different words (Times' space is 0.25, justified lines shrink it to 0.18)
TOLD_GAP = 0.04  # where the file has a space as well; spaces inside words, as some printers write them, have no width


def words(letters: list[Letter]) -> list[Word]:
    """The words that the letters make, in the file's order."""
    found: list[Word] = []
    run: list[Letter] = []
    for letter in letters:
        last = run[-1] if run else None
        if last and last.y == letter.y and -0.6 * last.size < letter.x0 - last.x1 < TOLD_GAP * last.size:  # nearly all letters
            run.append(letter)
        elif "\u0300" <= letter.char <= "\u036f":
            _mark(letter, run, found)
        elif last and _is_raised(last, letter):
            if last.char == "m":  # m², km²; others point to footnotes
                run.append(letter._replace(y=last.y, size=last.size))
        elif last and not _goes_on(last, letter):
            found.append(_word(run))
            run = [letter]
        else:
            run.append(letter)
    return found + ([_word(run)] if run else [])


def _mark(letter: Letter, run: list[Letter], found: list[Word]) -> None:
    """Sets a mark on the letter before it; that one's word may be done."""
    if run:
        run.append(letter)
    elif found:
        found[-1] = found[-1]._replace(text=unicodedata.normalize("NFC", found[-1].text + letter.char))


def _is_raised(last: Letter, letter: Letter) -> bool:
    """Whether the letter is a small raised digit right after a word."""
    if not letter.char.isdigit() or letter.size > 0.8 * last.size:
        return False
    return 0.12 * last.size < last.y - letter.y < 0.7 * last.size and abs(letter.x0 - last.x1) < 0.5 * last.size


def _goes_on(last: Letter, letter: Letter) -> bool:
    """Whether the letter stands in the same word as the last one."""
    size = max(last.size, letter.size, 1.0)
    if abs(letter.y - last.y) > 0.6 * size or abs(letter.y - last.y) > 0.2 * size and last.size == letter.size:
        return False
    return -0.6 * size < letter.x0 - last.x1 < (TOLD_GAP if letter.space else GAP) * size


def _word(run: list[Letter]) -> Word:
    text = "".join([letter.char for letter in run])
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    first = run[0] if run[0].size == run[-1].size else max(run, key=lambda letter: letter.size)
    return Word(text, run[0].x0, max(run[0].x1, run[-1].x1), first.y, first.size)


# --- what is drawn -------------------------------------------------------------------------------------------------------------------------


def _drawn(page: pypdfium2.PdfPage) -> tuple[list[Rule], float]:
    """The straight lines of the page and the area of its pictures."""
    rules: list[Rule] = []
    pictured = 0.0
    for item in islice(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE), max_depth=3), MOST_OBJECTS):
        try:
            x0, y0, x1, y1 = item.get_bounds()
            if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                pictured += abs(x1 - x0) * abs(y1 - y0)
            elif x1 - x0 < 3 or y1 - y0 < 3:
                rules += _rule(x0, y0, x1, y1)
            elif len(rules) < MOST_OBJECTS:
                rules += _segments(item)
        except pypdfium2.PdfiumError:
            continue
    return rules, pictured


def _rule(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    """The line that a long and thin box is."""
    if max(x1 - x0, y1 - y0) < 6:
        return []
    return [Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2) if x1 - x0 > y1 - y0 else Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)]


def _segments(item: pypdfium2.PdfObject) -> list[Rule]:
    """The level and upright lines of a path: the sides of boxes, or a table drawn in one go."""
    a, b, c, d, e, f = item.get_matrix().get()
    x, y = ctypes.c_float(), ctypes.c_float()
    rules: list[Rule] = []
    last = start = None
    for index in range(min(pdfium.FPDFPath_CountSegments(item), MOST_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last:
            rules += _straight(last, point)
        if pdfium.FPDFPathSegment_GetClose(segment) and start:
            rules += _straight(point, start)
        last = point
    return rules


def _straight(a: tuple[float, float], b: tuple[float, float]) -> list[Rule]:
    x0, x1, y0, y1 = min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1])
    return _rule(x0, y0, x1, y1) if x1 - x0 < 1 or y1 - y0 < 1 else []


# --- pages without words -------------------------------------------------------------------------------------------------------------------

FEW = 40  # letters: a page of text has hundreds, a scan with a signing stamp or a page number some dozens


def needs_ocr(sheet: Sheet) -> str | None:
    """ "picture" where the page is a scan, "letters" where its fonts do not tell what their letters are, else None."""
    text = " ".join(word.text for word in sheet.words)
    letters = sum(char.isalpha() for char in text)
    if letters < FEW:
        return "picture" if sheet.pictured > 0.3 else None
    if letters < 4 * FEW and sheet.pictured > 0.6 and not any(not char.isascii() for char in text):
        return "picture"
    if readable(text):
        return None
    return "picture" if sheet.pictured > 0.6 else "letters"


def readable(text: str) -> bool:
    """Whether the text is Vietnamese with its marks (in Unicode or a font of before it), or some other language as it should be."""
    if encodings.legacy(text):
        return True
    tokens = text.split()
    if len(tokens) >= 20 and 4 * sum(bool(_ODD.search(token)) for token in tokens) > len(tokens):
        return False
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if not word.isupper() or len(word) > 5]
    if len(words) < 20:
        return True
    marked = [word for word in words if not word.isascii()]
    strange = sum(char in "\ufffd" or "\ue000" <= char <= "\uf8ff" or unicodedata.category(char) in ("Cn", "Cc") for char in text)
    if strange * 10 > len(text):
        return False
    if len(marked) * 8 < len(words):  # without marks: English, or a reader of scans that knew no Vietnamese
        return not _lost_marks(words)
    return encodings.share_of_syllables(text) > 0.6


# Inside a word: a sign, a digit between letters, a capital after a small letter. Fonts that hide their letters give "7KkQJ", "E~R".
_ODD = re.compile(r"[^\W\d_][^\w\s./,:;()&'’\"“”%+–-][^\W\d_]|[^\W\d_]\d[^\W\d_]|[^\W\d_A-Z][A-Z](?![^\W_]*/)|^[^\w\s]*[<>=?@^`{|}~#$\\]+\w")


def _lost_marks(words: list[str]) -> bool:
    """Whether the words are Vietnamese ones that lost their marks: most of them are syllables, of which English has few."""
    return sum(bool(_SYLLABLE.fullmatch(word.lower())) for word in words) * 10 > 6 * len(words)


_SYLLABLE = re.compile(r"(?:ngh?|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?(?:uye|uoi|uou|ieu|oai|uay|[aeiouy]{1,2})(?:ch|ng|nh|[cmnpt])?")
