"""RTF to blocks: text in any code page, tables, centred lines. What RTF calls destinations (fonts, pictures, headers) is passed over."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline import encodings
from scrapers.papers import legacy, tables
from scrapers.papers.blocks import Block, Paper

_TOKEN = re.compile(r"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\")
_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf listtable listoverridetable "
    "generator themedata colorschememapping datastore latentstyles xmlnstbl rsidtbl pgptbl fldinst shppict nonshppict sp sn sv bkmkstart bkmkend "
    "footnote annotation atnid atnauthor revtbl filetbl mmathPr wgrffmtfilter".split()
)
_SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ",
}  # fmt: skip
_PAGES = {0: "cp1252", 163: "cp1258", 238: "cp1250", 204: "cp1251", 161: "cp1253", 162: "cp1254", 186: "cp1257", 128: "cp932", 134: "gbk", 136: "big5"}
_KNOWN_PAGES = frozenset("1250 1251 1252 1253 1254 1257 1258 932 936 950 65001".split())
_MOST_GROUPS = 2_000  # in each other


class _State(NamedTuple):
    """What a group may change and its end puts back."""

    skip: bool = False
    font: int = 0
    unread: int = 1  # characters after \\u that old readers show
    hidden: bool = False
    caps: bool = False


def read(data: bytes) -> Paper:
    """The blocks of an RTF file."""
    text = data.decode("latin-1")
    found = _Reader(text, None).run()
    told = legacy.tell("\n".join(block.text for block in found[:2000]))
    return Paper(_Reader(text, told).run() if told else found, legacy=told is not None)


class _Reader:
    def __init__(self, text: str, told: legacy.Legacy | None) -> None:
        self.text, self.told = text, told
        self.state = _State()
        self.stack: list[_State] = []
        page = re.search(r"\\ansicpg(\d{3,5})", text[:2000])
        self.page = f"cp{page[1]}" if page and page[1] in _KNOWN_PAGES else "cp1252"
        self.fonts, self.named = _fonts(text)
        self.run_: list[str] = []
        self.raw = bytearray()  # bytes of the code page that are not read yet: letters may take two
        self.left = 0  # characters to pass over after \u
        self.surrogate = 0
        self.centred = self.in_table = False
        self.found: list[Block] = []
        self.table: list[list[tables.Cell]] = []
        self.row: list[tables.Cell] = []
        self.cell: tables.Cell = []

    def run(self) -> list[Block]:
        """The blocks of the file, read from its first token to its last."""
        at = 0
        while at < len(self.text) and (token := _TOKEN.match(self.text, at)):
            at = token.end()
            if token[2] == "bin" and token[3]:
                at += max(0, int(token[3]))
            else:
                self._take(token)
        self._end_paragraph()
        self._end_table()
        return self.found

    def _take(self, token: re.Match[str]) -> None:
        if token[5] == "{":
            if len(self.stack) < _MOST_GROUPS:
                self.stack.append(self.state)
        elif token[5] == "}":
            self._flush()
            self.state = self.stack.pop() if self.stack else self.state
        elif token[1]:
            self._byte(int(token[1], 16))
        elif token[2]:
            self._word(token[2], int(token[3]) if token[3] else None)
        elif token[4]:
            self._sign(token[4])
        elif token[6] and not self.state.skip:
            self._text(token[6])

    def _text(self, text: str) -> None:
        passed = min(self.left, len(text))
        self.left -= passed
        for char in text[passed:]:
            self.raw += char.encode("latin-1")

    def _byte(self, byte: int) -> None:
        if self.left:
            self.left -= 1
        elif not self.state.skip:
            self.raw.append(byte)

    def _flush(self) -> None:
        if self.raw:
            page = self.fonts.get(self.state.font) or self.page
            text = self.raw.decode("utf-8" if page == "cp65001" else page, "replace")
            self.raw.clear()
            named = self.named.get(self.state.font)
            if named and (encoding := legacy.of_font(named)):
                text = encodings.convert(text, encoding)
                text = text.upper() if legacy.is_capitals(named) else text
            self._add(text)

    def _add(self, text: str) -> None:
        if not self.state.skip and not self.state.hidden:
            self.run_.append(text.upper() if self.state.caps else text)

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._flush()
            self.state = self.state._replace(skip=True)
        elif sign in "{}\\":
            self._text(sign)
        elif sign in "~_":
            self._flush()
            self._add(" " if sign == "~" else "-")
        elif sign in "\r\n":
            self._word("par", None)

    def _word(self, word: str, value: int | None) -> None:
        if word == "u" and value is not None:
            self._unicode(value % 65536)
            return
        self._flush()
        self.left = 0
        if word in _SKIPPED:
            self.state = self.state._replace(skip=True)
        elif self.state.skip:
            return
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in ("par", "sect", "page"):
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            self._end_cell()
        elif word in ("row", "nestrow"):
            self.table.append(self.row)
            self.row = []
        else:
            self._look(word, value)

    def _look(self, word: str, value: int | None) -> None:
        on = value != 0
        if word == "f" and value is not None:
            self.state = self.state._replace(font=value)
        elif word == "uc" and value is not None:
            self.state = self.state._replace(unread=min(max(value, 0), 8))
        elif word == "pard":
            self.centred = self.in_table = False
        elif word in ("qc", "ql", "qr", "qj"):
            self.centred = word == "qc"
        elif word == "intbl":
            self.in_table = True
        elif word == "v":
            self.state = self.state._replace(hidden=on)
        elif word == "caps":
            self.state = self.state._replace(caps=on)
        elif word == "plain":
            self.state = self.state._replace(hidden=False, caps=False)

    def _unicode(self, code: int) -> None:
        self._flush()
        if 0xD800 <= code < 0xDC00:
            self.surrogate = code
        elif 0xDC00 <= code < 0xE000:
            self._add(chr(0x10000 + (self.surrogate - 0xD800) * 0x400 + code - 0xDC00) if self.surrogate else "")
            self.surrogate = 0
        else:
            self._add(chr(code))
        self.left = self.state.unread

    def _lines(self) -> list[Block]:
        self._flush()
        text, self.run_ = legacy.read("".join(self.run_), self.told), []
        return [block for line in text.split("\n") for block in tables.line(line, "centre" if self.centred else "body")]

    def _end_paragraph(self) -> None:
        lines = self._lines()
        if self.in_table:
            self.cell += lines
        elif lines or self.table:
            self._end_table()
            self.found += lines

    def _end_cell(self) -> None:
        self.row.append([*self.cell, *self._lines()])
        self.cell = []

    def _end_table(self) -> None:
        if self.table or self.row or self.cell:
            self.found += tables.laid([*self.table, *([[*self.row, self.cell]] if self.row or self.cell else [])])
            self.table, self.row, self.cell = [], [], []


def _fonts(text: str) -> tuple[dict[int, str], dict[int, str]]:
    """The code page of each font that names one, and the names of those of before Unicode, whose bytes are read as Latin."""
    head = text[: text.find("\\colortbl")] if "\\colortbl" in text[:400_000] else text[:100_000]
    pages, named = {}, {}
    for match in re.finditer(r"\{\\f(\d{1,5})\b([^{};]{0,120})(?:\{[^{}]{0,80}\})?([^{};]{0,80})", head):
        number, name = int(match[1]), f"{match[2]}{match[3]}".rpartition(" ")[2]
        told = re.search(r"\\fcharset(\d{1,3})", match[2])
        if legacy.of_font(name):
            named[number], pages[number] = name, "cp1252"
        elif told:
            pages[number] = _PAGES.get(int(told[1]), "cp1252")
    return pages, named
