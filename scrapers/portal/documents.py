"""Files that articles link to, made on the fly: a PDF and a DOCX that hold the lines they are given."""

from __future__ import annotations

import html
import io
import zipfile
import zlib
from collections.abc import Sequence

TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
_LINES = 46  # on a page


def write(name: str, lines: Sequence[str]) -> tuple[bytes, str]:
    """The file and its content type, by the end of its name; whatever is no DOCX is a PDF."""
    if name.lower().endswith(".docx"):
        return docx(lines), TYPES["docx"]
    return pdf(lines), TYPES["pdf"]


def docx(lines: Sequence[str]) -> bytes:
    """A DOCX with a paragraph for each line."""
    paragraphs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{html.escape(line)}</w:t></w:r></w:p>' for line in lines)
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPES["docx"]}.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{paragraphs}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
    return out.getvalue()


def pdf(lines: Sequence[str]) -> bytes:
    """A PDF with the lines as text.

    The font is named, not embedded; each letter's code is its code point, and a ToUnicode map says so. Programs that read text out of it
    need no more; a viewer shows it in a font of its own.
    """
    wrapped = [piece for line in lines for piece in _wrapped(line)]
    pages = [wrapped[i : i + _LINES] for i in range(0, len(wrapped), _LINES)] or [[]]
    used = sorted({ord(letter) for line in wrapped for letter in line if ord(letter) < 0x10000})
    first = 7  # the number of the first page's object
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{first + 2 * i} 0 R' for i in range(len(pages)))}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type0/BaseFont/TimesNewRoman/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        4: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/TimesNewRoman/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/DW 500/FontDescriptor 6 0 R>>",
        5: _stream(_to_unicode(used)),
        6: b"<</Type/FontDescriptor/FontName/TimesNewRoman/Flags 4/FontBBox[-200 -250 1200 950]"
        b"/ItalicAngle 0/Ascent 900/Descent -220/CapHeight 660/StemV 80>>",
    }
    for number, page in enumerate(pages):
        objects[first + 2 * number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {first + 2 * number + 1} 0 R>>".encode()
        )
        objects[first + 2 * number + 1] = _stream(_content(page))
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    table = "".join(f"{places[number]:010} 00000 n \n" for number in sorted(objects))
    count = len(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _wrapped(line: str, width: int = 95) -> list[str]:
    """The line cut at spaces into pieces that fit the page."""
    out: list[str] = []
    while len(line) > width and (cut := line.rfind(" ", 0, width)) > 0:
        out.append(line[:cut])
        line = line[cut + 1 :]
    return [*out, line]


def _content(lines: Sequence[str]) -> bytes:
    shown = "".join(f"<{line.encode('utf-16-be', 'ignore').hex()}> Tj T*\n" for line in lines)
    return f"BT /F1 11 Tf 60 780 Td 16 TL\n{shown}ET".encode()


def _to_unicode(codes: Sequence[int]) -> bytes:
    blocks = []
    for i in range(0, len(codes), 100):
        part = codes[i : i + 100]
        blocks.append(f"{len(part)} beginbfchar\n" + "".join(f"<{code:04x}> <{code:04x}>\n" for code in part) + "endbfchar\n")
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n" + "".join(blocks) + "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed)
