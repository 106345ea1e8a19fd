"""DOCX and ODT to blocks: paragraphs and tables in order, with the numbers that Word counts by itself and the text of boxes.

The parts are read with lxml: python-docx passes over content controls, text boxes and automatic numbers, which directives are full of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from pipeline import encodings
from scrapers.papers import cues, kinds, legacy, tables
from scrapers.papers.blocks import Block, Paper, PaperError

Element = etree._Element


def _tree(data: bytes, part: str) -> Element:
    """The root of an XML part. KeyError where the file has no such part."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(kinds.unpack(data, part), parser)
    except etree.XMLSyntaxError as error:
        raise PaperError(f"broken XML in {part}: {error}") from error


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Element | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)  # type: ignore[misc]


def _child(element: Element | None, *path: str) -> Element | None:
    for name in path:
        element = next((child for child in element if _local(child) == name), None) if element is not None else None
    return element


# --- DOCX ----------------------------------------------------------------------------------------------------------------------------------


def docx(data: bytes) -> Paper:
    """The blocks of a DOCX file."""
    main = _main_part(data)
    body = _child(_tree(data, main), "body")
    if body is None:
        raise PaperError(f"no body in {main}")
    told = legacy.tell(" ".join(text.text or "" for text in body.iter("{*}t")))
    reader = _Docx(_styles(data, main), _numbering(data, main), told)
    blocks = list(reader.blocks(body, 0))
    return Paper([*_letterhead(data, main, reader), *blocks, *_footnotes(data, main, reader)], legacy=told is not None)


def _main_part(data: bytes) -> str:
    names = [part.filename for part in kinds.parts(data)]
    if "word/document.xml" in names:
        return "word/document.xml"
    found = next((name for name in names if re.fullmatch(r"word/document\d*\.xml", name)), None)
    if not found:
        raise PaperError("a DOCX file without a document in it (word/document.xml)")
    return found


def _optional(data: bytes, main: str, name: str) -> Element | None:
    try:
        return _tree(data, f"{main.rpartition('/')[0]}/{name}")
    except (KeyError, PaperError):
        return None


class _Style(NamedTuple):
    centred: bool | None
    caps: bool
    number: tuple[str, int] | None
    above: str | None


def _styles(data: bytes, main: str) -> dict[str, _Style]:
    root = _optional(data, main, "styles.xml")
    found = {}
    for style in root if root is not None else ():
        if _local(style) == "style" and (name := _value(style, "styleId")):
            about = _child(style, "pPr")
            found[name] = _Style(_jc(about), _is_on(_child(style, "rPr", "caps")), _num(about), _value(_child(style, "basedOn")))
    return found


def _jc(about: Element | None) -> bool | None:
    value = _value(_child(about, "jc"))
    return None if value is None else value == "center"


def _is_on(element: Element | None) -> bool:
    return element is not None and _value(element) not in ("0", "false", "off", "none")


def _num(about: Element | None) -> tuple[str, int] | None:
    """The list and level of a paragraph."""
    number = _value(_child(about, "numPr", "numId"))
    level = _value(_child(about, "numPr", "ilvl")) or "0"
    return (number, int(level)) if number and level.isdigit() else None


class _Level(NamedTuple):
    form: str
    text: str  # "%1.", "%1.%2", "•"
    start: int


def _numbering(data: bytes, main: str) -> dict[str, dict[int, _Level]]:
    """The levels of every list."""
    root = _optional(data, main, "numbering.xml")
    if root is None:
        return {}
    kinds_of: dict[str, dict[int, _Level]] = {}
    for abstract in (child for child in root if _local(child) == "abstractNum"):
        levels = {}
        for level in (child for child in abstract if _local(child) == "lvl"):
            form = _value(_child(level, "numFmt")) or "decimal"
            start = _value(_child(level, "start")) or "1"
            levels[int(_value(level, "ilvl") or 0)] = _Level(form, _value(_child(level, "lvlText")) or "", int(start) if start.isdigit() else 1)
        kinds_of[_value(abstract, "abstractNumId") or ""] = levels
    lists = (child for child in root if _local(child) == "num")
    return {_value(num, "numId") or "": kinds_of.get(_value(_child(num, "abstractNumId")) or "", {}) for num in lists}


_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _counted(form: str, value: int) -> str:
    if form.endswith("Letter"):
        text = "abcdefghijklmnopqrstuvwxyz"[(value - 1) % 26]
        return text.upper() if form.startswith("upper") else text
    if form.endswith("Roman"):
        text = ""
        for size, letters in _ROMAN:
            text, value = text + letters * (value // size), value % size
        return text.upper() if form.startswith("upper") else text
    return f"{value:02}" if form == "decimalZero" else str(value)


class _Docx:
    """Reads the parts of a document; counts its lists."""

    def __init__(self, styles: dict[str, _Style], lists: dict[str, dict[int, _Level]], told: legacy.Legacy | None) -> None:
        self.styles, self.lists, self.told = styles, lists, told
        self.counts: dict[str, dict[int, int]] = {}

    def blocks(self, parent: Element, depth: int) -> Iterator[Block]:
        if depth > tables.DEEPEST:
            return
        for child in parent:
            name = _local(child)
            if name == "p":
                yield from self.paragraph(child, depth)
            elif name == "tbl":
                yield from tables.laid(self.table(child, depth))
            elif name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"):
                yield from self.blocks(child, depth + 1)

    def paragraph(self, element: Element, depth: int) -> Iterator[Block]:
        about = _child(element, "pPr")
        style = _value(_child(about, "pStyle"))
        runs, boxes = [], []
        self._runs(element, runs, boxes, self._of_style(style, "caps") or False, 0)
        for box in boxes:
            yield from self.blocks(box, depth + 1)
        text = legacy.read("".join(runs), self.told)
        if not text.strip():
            return
        number = self._number(_num(about) or self._of_style(style, "number"))
        centred = self._of_style(style, "centred") if _jc(about) is None else _jc(about)
        for line in f"{number}{text}".split("\n"):
            yield from tables.line(line, "centre" if centred else "body")

    def _of_style(self, style: str | None, field: str) -> object:
        for _ in range(12):  # styles may be based on each other in a ring
            found = self.styles.get(style or "")
            if found is None:
                return None
            if getattr(found, field):
                return getattr(found, field)
            style = found.above
        return None

    def _runs(self, parent: Element, runs: list[str], boxes: list[Element], caps: bool, depth: int, font: str | None = None) -> None:
        """Adds the text of a paragraph's runs, and the boxes that hang on them."""
        for child in parent if depth < tables.DEEPEST else ():
            name = _local(child)
            if name == "t":
                text = encodings.convert(child.text or "", font) if font else child.text or ""
                runs.append(text.upper() if caps else text)
            elif name in _SIGNS:
                runs.append(_SIGNS[name])
            elif name == "sym":
                code = _value(child, "char") or ""
                runs.append(chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) and not code.upper().startswith("D") else "")
            elif name == "txbxContent":
                boxes.append(child)
            elif name == "AlternateContent":
                choice = _child(child, "Choice")
                if choice is not None:
                    self._runs(choice, runs, boxes, caps, depth + 1, font)
            elif name == "r":
                look = _child(child, "rPr")
                if not _is_on(_child(look, "vanish")):
                    named = _value(_child(look, "rFonts"), "ascii") or ""
                    self._runs(child, runs, boxes, caps or _is_on(_child(look, "caps")) or legacy.is_capitals(named), depth + 1, legacy.of_font(named))
            elif name not in _PASSED_OVER:
                self._runs(child, runs, boxes, caps, depth + 1, font)

    def _number(self, place: tuple[str, int] | None) -> str:
        """The number that Word shows before a paragraph of a list, with a space."""
        if not place or place[0] not in self.lists or place[1] not in self.lists[place[0]]:
            return ""
        name, level = place
        levels, counts = self.lists[name], self.counts.setdefault(name, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if levels[level].form == "bullet":
            return "- "
        if levels[level].form == "none":
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            known = levels.get(at, levels[level])
            return _counted(known.form, counts.get(at, known.start))

        text = re.sub(r"%(\d)", shown, levels[level].text)
        return f"{text} " if text else ""

    def table(self, element: Element, depth: int) -> list[list[tables.Cell]]:
        """The rows of a table; a cell that spans columns stands in each, one that spans rows too."""
        rows: list[list[tables.Cell]] = []
        for row in _inside(element, "tr", depth):
            cells: list[tables.Cell] = []
            for cell in _inside(row, "tc", depth):
                about = _child(cell, "tcPr")
                merged = _child(about, "vMerge")
                span = _value(_child(about, "gridSpan")) or "1"
                goes_on = merged is not None and _value(merged) in (None, "continue")
                above = rows[-1][len(cells)] if goes_on and rows and len(cells) < len(rows[-1]) else None
                read = above if above is not None else [b for b in self.blocks(cell, depth + 1) if b.text]
                cells += [read] * min(int(span) if span.isdigit() else 1, 60)
            rows.append(cells)
        return rows


_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_PASSED_OVER = {"pPr", "rPr", "del", "moveFrom", "instrText", "delText", "footnoteReference", "endnoteReference", "fldChar", "Fallback", "tbl"}


def _inside(parent: Element, name: str, depth: int) -> Iterator[Element]:
    """The children of this name, content controls opened."""
    for child in parent if depth < tables.DEEPEST else ():
        if _local(child) == name:
            yield child
        elif _local(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _inside(child, name, depth + 1)


def _letterhead(data: bytes, main: str, reader: _Docx) -> list[Block]:
    """What a page header holds of the document's head."""
    found: list[Block] = []
    for part in kinds.parts(data):
        if re.fullmatch(r"word/header\d*\.xml", part.filename) and len(found) < 40:
            root = _optional(data, main, part.filename.rpartition("/")[2])
            said = list(reader.blocks(root, 0)) if root is not None else []
            found += said if any(cues.heads(block.text) for block in said) else []
    return found


def _footnotes(data: bytes, main: str, reader: _Docx) -> list[Block]:
    root = _optional(data, main, "footnotes.xml")
    notes = root if root is not None else ()
    said = [" ".join(block.text for block in reader.blocks(note, 0)) for note in notes if _value(note, "type") in (None, "normal")]
    return [Block(text, "note") for text in said if text]


# --- ODT -----------------------------------------------------------------------------------------------------------------------------------


def odt(data: bytes) -> Paper:
    """The blocks of an OpenDocument text."""
    try:
        root = _tree(data, "content.xml")
    except KeyError as error:
        raise PaperError("an ODT file without content.xml") from error
    text = _child(root, "body", "text")
    centred = {_value(style, "name") for style in root.iter() if _local(style) == "style" and _aligned(style)}
    if text is None:
        raise PaperError("an ODT file without a text in it")
    told = legacy.tell(" ".join(text.itertext()))  # type: ignore[arg-type]
    return Paper(list(_odt_blocks(text, _Odt(centred, told), 0)), legacy=told is not None)


class _Odt(NamedTuple):
    """What the reading of an ODT needs everywhere: the names of styles that centre, the old font."""

    centred: set[str | None]
    told: legacy.Legacy | None


def _aligned(style: Element) -> bool:
    return _value(_child(style, "paragraph-properties"), "text-align") == "center"


def _odt_blocks(parent: Element, known: _Odt, depth: int) -> Iterator[Block]:
    for child in parent if depth < tables.DEEPEST else ():
        name = _local(child)
        if name in ("p", "h"):
            for line in legacy.read(_odt_text(child, 0), known.told).split("\n"):
                yield from tables.line(line, "centre" if _value(child, "style-name") in known.centred else "body")
        elif name == "table":
            rows = [row for row in child.iter() if _local(row) == "table-row"]
            yield from tables.laid([_odt_row(row, known, depth) for row in rows])
        elif name in ("list", "list-item", "section", "list-header"):
            yield from _odt_blocks(child, known, depth + 1)


def _odt_row(row: Element, known: _Odt, depth: int) -> list[tables.Cell]:
    cells: list[tables.Cell] = []
    for cell in row:
        if _local(cell) == "table-cell":
            span = _value(cell, "number-columns-spanned") or "1"
            read = [b for b in _odt_blocks(cell, known, depth + 1) if b.text]
            cells += [read] * min(int(span) if span.isdigit() else 1, 60)
    return cells


def _odt_text(element: Element, depth: int) -> str:
    """The text of a paragraph, tabs and line breaks in it."""
    parts = [element.text or ""]
    for child in element:
        name = _local(child)
        if name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")
        elif name == "s":
            count = _value(child, "c") or "1"
            parts.append(" " * min(int(count) if count.isdigit() else 1, 40))
        elif name not in ("note", "annotation", "tracked-changes") and depth < tables.DEEPEST:
            parts.append(_odt_text(child, depth + 1))
        parts.append(child.tail or "")
    return "".join(parts)
