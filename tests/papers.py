"""Invented official documents as files: PDF as printers write them, DOCX, DOC, RTF, ODT, web pages, and scans. Nothing in them was ever issued.

The fonts come with the package font-roboto, so that the same pages are drawn everywhere.
"""

from __future__ import annotations

import importlib.util
import io
import random
import struct
import unicodedata
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)


class Official(NamedTuple):
    """What stands in a document, line by line as its author breaks them."""

    agencies: tuple[str, ...]
    number: str
    date: str
    kind: tuple[str, ...] = ()  # THÔNG BÁO; none for an official letter
    title: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()  # V/v ..., under the number
    motto: tuple[str, ...] = MOTTO
    body: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()  # paragraphs after the table
    signature: tuple[str, ...] = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "Đặng Văn Giả")
    recipients: tuple[str, ...] = ("Nơi nhận:", "- Thường trực Tỉnh ủy;", "- Các sở, ban, ngành;", "- Lưu: VT, KGVX.")
    above: tuple[str, ...] = ()  # who decides: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH


# --- PDF -----------------------------------------------------------------------------------------------------------------------------------

A4 = (595.3, 841.9)
LEFT, RIGHT, TOP, BOTTOM = 85.0, 538.6, 60.0, 60.0  # of the text on the page
SIZE, STEP = 13.0, 17.5


@cache
def fonts() -> dict[str, str]:
    """The names of the fonts by look, known to the PDF writer."""
    from reportlab.pdfbase import pdfmetrics, ttfonts

    spec = importlib.util.find_spec("font_roboto")
    assert spec and spec.submodule_search_locations, "the package font-roboto is in the dev extra"
    folder = Path(spec.submodule_search_locations[0]) / "files"
    names = {"": "Roboto-Regular", "b": "Roboto-Bold", "i": "Roboto-Italic", "bi": "Roboto-BoldItalic"}
    for name in names.values():
        pdfmetrics.registerFont(ttfonts.TTFont(name, folder / f"{name}.ttf"))
    return names


class Pen:
    """Writes on the pages of a PDF from the top, as a word processor prints them."""

    def __init__(self, *, numbers: bool = True, running: str = "", words: str = "lines", decomposed: bool = False, stamp: Sequence[str] = ()) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=True)
        self.numbers, self.running, self.words, self.decomposed, self.stamp = numbers, running, words, decomposed, stamp
        self.page = 0
        self.y = 0.0
        self.turn()

    def turn(self) -> None:
        """Begins a page."""
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.y = TOP
        if self.numbers and self.page > 1:
            self.put(str(self.page), (LEFT + RIGHT) / 2, 40, 11)
        if self.running:
            self.put(f"{self.running} {self.page}", LEFT, A4[1] - 30, 9)
        if self.page == 1:
            for n, line in enumerate(self.stamp):
                self.put(line, 430, 14 + 8.5 * n, 7)

    def width(self, text: str, size: float = SIZE, look: str = "") -> float:
        """Points that the text takes."""
        return float(self.canvas.stringWidth(text, fonts()[look], size))

    def put(self, text: str, x: float, y: float, size: float = SIZE, look: str = "", stretch: float = 0.0) -> None:
        """Writes a line, its baseline at y from the top; `stretch` points more at each space."""
        self.canvas.setFont(fonts()[look], size)
        shown = unicodedata.normalize("NFD", text) if self.decomposed else text
        if self.words == "lines":
            self.canvas.drawString(x, A4[1] - y, shown, wordSpace=stretch)
            return
        for word in shown.split(" "):  # as many printers do: no spaces, each word (or letter) set where it belongs
            if self.words == "words":
                self.canvas.drawString(x, A4[1] - y, word)
            else:
                at = x
                for letter in word:
                    self.canvas.drawString(at, A4[1] - y, letter)
                    at += self.width(letter, size, look)
            x += self.width(word, size, look) + self.width(" ", size, look) + stretch

    def middle(self, text: str, left: float = LEFT, right: float = RIGHT, look: str = "", size: float = SIZE) -> None:
        """A line between two edges, in the middle."""
        self.room()
        self.put(text, (left + right - self.width(text, size, look)) / 2, self.y, size, look)
        self.y += STEP

    def room(self, step: float = STEP) -> None:
        """Turns the page where the step does not fit."""
        if self.y + step > A4[1] - BOTTOM:
            self.turn()

    def wrap(self, text: str, width: float, first: float = 0.0, size: float = SIZE, look: str = "") -> list[list[str]]:
        """The words of each line of this width; the first is shorter by `first`."""
        lines: list[list[str]] = [[]]
        for word in text.split():
            room = width - (first if len(lines) == 1 else 0.0)
            if lines[-1] and self.width(" ".join([*lines[-1], word]), size, look) > room:
                lines.append([])
            lines[-1].append(word)
        return lines

    def paragraph(self, text: str, *, indent: float = 36.0, justified: bool = True, gap: float = 6.0, step: float = STEP) -> None:
        """A paragraph with its first line indented."""
        lines = self.wrap(text, RIGHT - LEFT, indent)
        for number, words in enumerate(lines):
            self.room()
            x = LEFT + (indent if number == 0 else 0.0)
            spare = RIGHT - x - self.width(" ".join(words))
            stretch = spare / max(1, len(words) - 1) if justified and number < len(lines) - 1 else 0.0
            self.put(" ".join(words), x, self.y, stretch=stretch)
            self.y += step
        self.y += gap

    def columns(self, left: Sequence[str], right: Sequence[str], edge: float = 250.0, look: str = "") -> None:
        """Two columns side by side, each line in the middle of its own."""
        self.room(STEP * max(len(left), len(right)))
        top = self.y
        for lines, a, b in ((left, LEFT - 20, edge), (right, edge + 10, RIGHT + 20)):
            self.y = top
            for line in lines:
                self.middle(line, a, b, look)
        self.y = top + STEP * max(len(left), len(right))

    def table(self, rows: Sequence[Sequence[str]], shares: Sequence[float]) -> None:
        """A table with rules; its cells' lines wrap."""
        size, step = 11.0, 14.0
        edges = [LEFT]
        for share in shares:
            edges.append(edges[-1] + share * (RIGHT - LEFT))
        for row in rows:
            cells = [self.wrap(cell, edges[i + 1] - edges[i] - 8, size=size) for i, cell in enumerate(row)]
            height = step * max(map(len, cells)) + 6
            self.room(height)
            for i, lines in enumerate(cells):
                self.canvas.rect(edges[i], A4[1] - self.y - height + step, edges[i + 1] - edges[i], height)
                for number, words in enumerate(lines):
                    self.put(" ".join(words), edges[i] + 4, self.y + step * number, size)
            self.y += height
        self.y += STEP

    def done(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self.out.getvalue()


def pdf(paper: Official, *, edge: float = 250.0, indent: float = 36.0, justified: bool = True, gap: float = 6.0, **look: object) -> bytes:
    """The document as a PDF with its text."""
    pen = Pen(**look)  # type: ignore[arg-type]
    pen.columns(paper.agencies, paper.motto, edge, "b")
    pen.columns([paper.number, *paper.subject], [paper.date], edge)
    pen.y += STEP
    for line in (*paper.kind, *paper.title, *paper.above):
        pen.middle(line, look="b")
    pen.y += 8
    for text in paper.body:
        pen.paragraph(text, indent=indent, justified=justified, gap=gap)
    if paper.table:
        wide = len(paper.table[0])
        pen.table(paper.table, [0.08, *[0.92 / (wide - 1)] * (wide - 1)])
    for text in paper.after:
        pen.paragraph(text, indent=indent, justified=justified, gap=gap)
    pen.room(STEP * 8)
    pen.columns([], paper.signature[:1], 270, "b")
    pen.y -= STEP
    top = pen.y
    for line in paper.recipients:
        pen.put(line, LEFT, pen.y, 11, "bi" if line.endswith(":") else "")
        pen.y += 13
    pen.y = top + STEP
    for line in paper.signature[1:]:
        pen.middle(line, 280, RIGHT + 20, "b")
    return pen.done()


def scan(data: bytes, *, dots: int = 200, slant: float = 0.0, dirt: int = 0, seal: bool = False, text: str = "") -> bytes:
    """A PDF whose pages are pictures of those of another; `text` lies over the first, as a copier's own reader leaves it."""
    import pypdfium2
    from PIL import Image, ImageDraw
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    chance = random.Random(4)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    for number, page in enumerate(pypdfium2.PdfDocument(data)):
        picture = page.render(scale=dots / 72).to_pil().convert("RGB").rotate(slant, fillcolor="white", resample=Image.Resampling.BICUBIC)
        draw = ImageDraw.Draw(picture)
        for _ in range(dirt):
            x, y = chance.randrange(picture.width), chance.randrange(picture.height)
            draw.ellipse((x, y, x + 2, y + 2), fill="black")
        if seal:
            x, y = int(0.62 * picture.width), int(0.72 * picture.height)
            draw.ellipse((x, y, x + 260, y + 260), outline=(210, 40, 40), width=6)
        packed = io.BytesIO()
        picture.save(packed, "JPEG", quality=70)
        canvas.drawImage(ImageReader(packed), 0, 0, *A4)
        if text and number == 0:
            fonts()
            drawn = canvas.beginText(60, 780)
            drawn.setFont("Roboto-Regular", 11)
            drawn.setTextRenderMode(3)  # unseen
            for line in text.split("\n"):
                drawn.textLine(line)
            canvas.drawText(drawn)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


# --- DOCX ----------------------------------------------------------------------------------------------------------------------------------


def docx(paper: Official) -> bytes:
    """The document as Word saves it: the head and the foot in tables without rules."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()

    def fill(cell, lines: Sequence[str]) -> None:  # type: ignore[no-untyped-def]
        cell.paragraphs[0].text = lines[0] if lines else ""
        for line in lines[1:]:
            cell.add_paragraph(line)
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    head = document.add_table(2, 2)
    for cell, lines in zip([*head.rows[0].cells, *head.rows[1].cells], [paper.agencies, paper.motto, (paper.number, *paper.subject), (paper.date,)], strict=True):
        fill(cell, lines)
    for line in (*paper.kind, *paper.title, *paper.above):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in paper.body:
        document.add_paragraph(text)
    if paper.table:
        table = document.add_table(len(paper.table), len(paper.table[0]))
        for row, texts in zip(table.rows, paper.table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph("")
    for text in paper.after:
        document.add_paragraph(text)
    foot = document.add_table(1, 2)
    fill(foot.cell(0, 0), paper.recipients)
    fill(foot.cell(0, 1), paper.signature)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# --- RTF, DOC ------------------------------------------------------------------------------------------------------------------------------


def rtf(paper: Official) -> bytes:
    """The document as WordPad saves it."""

    def told(text: str) -> str:
        return "".join(c if c.isascii() and c not in "\\{}" else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text)

    def row(*cells: Sequence[str]) -> str:
        return "\\trowd" + "".join(f"\\cellx{3000 * n}" for n in range(1, len(cells) + 1)) + " " + "".join("\\pard\\intbl\\qc " + "\\par ".join(map(told, cell)) + "\\cell " for cell in cells) + "\\row\n"

    centred = "".join(f"\\pard\\qc {told(line)}\\par\n" for line in (*paper.kind, *paper.title, *paper.above))
    body = "".join(f"\\pard\\qj {told(text)}\\par\n" for text in paper.body) + "".join(row(*([cell] for cell in line)) for line in paper.table)
    body += "".join(f"\\pard\\qj {told(text)}\\par\n" for text in paper.after)
    head = row(paper.agencies, paper.motto) + row((paper.number, *paper.subject), (paper.date,))
    fonts = "{\\fonttbl{\\f0\\froman\\fcharset163 Times New Roman;}}{\\*\\generator Maker;}"
    return f"{{\\rtf1\\ansi\\ansicpg1252\\uc1 {fonts}\n{head}{centred}{body}{row(paper.recipients, paper.signature)}}}".encode("ascii")


def doc(paper: Official, *, wide: bool = True, flags: int = 0, looks: bool = True) -> bytes:
    """The document as a DOC file: text, piece table and, with `looks`, what is known of paragraphs. Not wide: one byte a letter."""
    parts: list[tuple[str, str]] = []  # a paragraph with its mark, and its look

    def row(*cells: Sequence[str]) -> None:
        for cell in cells:
            parts.extend((f"{line}\r", "cell") for line in cell[:-1])
            parts.append((f"{cell[-1]}\x07", "cell"))
        parts.append(("\x07", "row"))

    row(paper.agencies, paper.motto)
    row((paper.number, *paper.subject), (paper.date,))
    parts += [(f"{line}\r", "centre") for line in (*paper.kind, *paper.title, *paper.above)]
    parts += [(f"{text}\r", "") for text in paper.body]
    for texts in paper.table:
        row(*([text] for text in texts))
    parts += [(f"{text}\r", "") for text in paper.after]
    row(paper.recipients, paper.signature)
    parts.append(("\r", ""))
    return doc_of("".join(text for text, _ in parts), wide=wide, flags=flags, looks=parts if looks else ())


_LOOKS = {"": b"", "centre": b"\x61\x24\x01", "cell": b"\x16\x24\x01", "row": b"\x16\x24\x01\x17\x24\x01"}  # modifiers of paragraphs


def doc_of(text: str, *, wide: bool = True, flags: int = 0, looks: Sequence[tuple[str, str]] = ()) -> bytes:
    """A DOC file whose main text is this, marks of cells and fields in it."""
    encoded = text.encode("utf-16-le") if wide else text.encode("cp1252")
    at = 0x800
    fib = bytearray(at)
    struct.pack_into("<HH6xH", fib, 0, 0xA5EC, 0x00C1, 0x0200 | flags)  # Word 97, the table stream is "1Table"
    struct.pack_into("<II", fib, 0x18, at, at + len(encoded))
    struct.pack_into("<I", fib, 0x4C, len(text))
    place = at if wide else (2 * at) | 0x40000000
    plc = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, place, 0)
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<II", fib, 0x9A + 8 * 33, 0, len(clx))
    stream = bytes(fib) + encoded
    stream += b"\0" * (-len(stream) % 512)
    pages, firsts = _look_pages(looks, at, 2 if wide else 1)
    table = struct.pack(f"<{len(firsts)}I", *firsts) + struct.pack(f"<{len(pages)}I", *range(len(stream) // 512, len(stream) // 512 + len(pages)))
    if pages:
        struct.pack_into("<II", fib, 0x9A + 8 * 13, len(clx), len(table))
    return ole({"WordDocument": bytes(fib) + stream[at:] + b"".join(pages), "1Table": clx + (table if pages else b"")})


def _look_pages(looks: Sequence[tuple[str, str]], at: int, width: int) -> tuple[list[bytes], list[int]]:
    """Pages of 512 bytes that tell the looks of paragraphs, and the first byte of the text that each tells of."""
    pages, firsts = [], []
    for n in range(0, len(looks), 20):
        runs = looks[n : n + 20]
        begins = [at]
        for text, _ in runs:
            begins.append(begins[-1] + width * len(text))
        page = bytearray(512)
        struct.pack_into(f"<{len(begins)}I", page, 0, *begins)
        free = 510
        for k, (_, look) in enumerate(runs):
            told = b"\0\0" + _LOOKS[look]
            told = bytes([len(told) // 2 + 1]) + told
            free = (free - len(told) - 1) // 2 * 2
            page[free : free + len(told)] = told
            page[4 * len(begins) + 13 * k] = free // 2
        page[511] = len(runs)
        pages.append(bytes(page))
        firsts.append(at)
        at = begins[-1]
    return pages, [*firsts, at]


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, each padded to 4,096 bytes so that none is a small one."""
    padded = {name: data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0") for name, data in streams.items()}
    counts = [len(data) // 512 for data in padded.values()]
    total = 1 + sum(counts)  # the directory first
    tables = -(-(total + 1) // 128)
    while (total + tables) > tables * 128:
        tables += 1
    fat = [0xFFFFFFFE]
    starts = []
    for count in counts:
        starts.append(len(fat))
        fat += [*range(len(fat) + 1, len(fat) + count), 0xFFFFFFFE]
    fat += [0xFFFFFFFD] * tables
    fat += [0xFFFFFFFF] * (tables * 128 - len(fat))
    header = struct.pack("<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, 0, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *[*range(total, total + tables), *[0xFFFFFFFF] * (109 - tables)])
    entries = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    for n, (name, data) in enumerate(padded.items(), 1):
        entries += _entry(name, 2, starts[n - 1], len(data), right=n + 1 if n < len(padded) else 0xFFFFFFFF)
    directory = entries.ljust(512, b"\0")
    return header + directory + b"".join(padded.values()) + struct.pack(f"<{tables * 128}I", *fat)


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16xI16xIQ", encoded, len(encoded), kind, 1, 0xFFFFFFFF, right, child, 0, start, size)


# --- ODT, MHTML ----------------------------------------------------------------------------------------------------------------------------


def odt(paper: Official) -> bytes:
    """The document as LibreOffice saves it."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{n}="{space}{n}:1.0"' for n in ("office", "text", "table", "style")) + f' xmlns:fo="{space}xsl-fo-compatible:1.0"'

    def lines(texts: Sequence[str], style: str = "") -> str:
        return "".join(f'<text:p text:style-name="{style}">{escape(text)}</text:p>' for text in texts)

    def table(*rows: Sequence[Sequence[str]]) -> str:
        cells = ("".join(f"<table:table-cell>{lines(cell)}</table:table-cell>" for cell in row) for row in rows)
        return "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in cells) + "</table:table>"

    styles = '<style:style style:name="M"><style:paragraph-properties fo:text-align="center"/></style:style>'
    body = table((paper.agencies, paper.motto), ((paper.number, *paper.subject), (paper.date,)))
    body += lines((*paper.kind, *paper.title, *paper.above), "M") + lines(paper.body)
    body += table(*([[cell] for cell in row] for row in paper.table)) if paper.table else ""
    body += lines(paper.after) + table((paper.recipients, paper.signature))
    content = f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text>"
    return packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": f"{content}</office:body></office:document-content>".encode()})


def word_page(paper: Official) -> bytes:
    """The document as Word saves it as a web page."""

    def lines(texts: Sequence[str], align: str = "left") -> str:
        return "".join(f"<p class=MsoNormal align={align}>{escape(text)}<o:p></o:p></p>\n" for text in texts)

    def row(*cells: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<td width=200>{lines(cell, 'center')}</td>" for cell in cells) + "</tr>"

    head = f"<table>{row(paper.agencies, paper.motto)}{row((paper.number, *paper.subject), (paper.date,))}</table>"
    rows = "".join(row(*([cell] for cell in texts)) for texts in paper.table)
    body = lines((*paper.kind, *paper.title, *paper.above), "center") + lines(paper.body) + (f"<table>{rows}</table>" if rows else "") + lines(paper.after)
    foot = f"<table>{row(paper.recipients, paper.signature)}</table>"
    start = '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8">'
    return f"{start}<style>p.MsoNormal {{margin:0}}</style></head><body>{head}{body}{foot}</body></html>".encode()


def web_archive(paper: Official) -> bytes:
    """The same as a web archive (MHTML)."""
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    message = MIMEMultipart("related")
    message.attach(MIMEText(word_page(paper).decode(), "html", "utf-8"))
    return b"MIME-Version: 1.0\n" + bytes(message)


def packed(parts: dict[str, bytes]) -> bytes:
    """A ZIP file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()
