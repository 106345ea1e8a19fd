"""Word's binary files (97 to 2003) to blocks: the piece table gives the text, the paragraph tables tell rows and centred lines ([MS-DOC])."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from typing import NamedTuple

from scrapers.papers import legacy, ole, tables
from scrapers.papers.blocks import Block, Paper, PaperError, tidy

MOST_CHARACTERS = 5_000_000


class _Piece(NamedTuple):
    """A run of characters and where its bytes stand in the stream."""

    start: int  # the first character's number
    end: int
    at: int  # bytes
    wide: bool  # two bytes a character, else one


class _Look(NamedTuple):
    """What is known of a paragraph."""

    in_table: bool
    row_end: bool
    centred: bool


_PLAIN = _Look(False, False, False)


def read(data: bytes) -> Paper:
    """The blocks of a DOC file."""
    file = ole.Ole(data)
    stream = file.read("WordDocument")
    head = _Fib(stream)
    if head.encrypted:
        raise PaperError("a Word document that opens only with a password")
    if head.version < 101 or head.version == 0:
        return _paper(_old_text(stream, head), [], [])
    table = file.read(head.table)
    pieces = _pieces(table, head)
    text = _text(stream, pieces, head.characters)
    try:
        starts, looks = _paragraph_looks(stream, table, head)
    except (struct.error, IndexError):
        starts, looks = [], []
    return _paper(text, starts, looks, pieces)


def _paper(text: str, starts: list[int], looks: list[_Look], pieces: list[_Piece] | None = None) -> Paper:
    told = legacy.tell(text[:20_000].translate(_LINE))
    return Paper(_blocks(text, told, starts, looks, pieces), legacy=told is not None)


class _Fib:
    """The file's information block: what is needed of it."""

    def __init__(self, stream: bytes) -> None:
        if len(stream) < 0x60:
            raise PaperError("a broken DOC file: its first block is cut off")
        self.version, flags = struct.unpack_from("<2xH6xH", stream)
        self.encrypted = bool(flags & 0x0100)
        self.table = "1Table" if flags & 0x0200 else "0Table"
        self.text_from, self.text_to = struct.unpack_from("<II", stream, 0x18)
        self.characters = struct.unpack_from("<I", stream, 0x4C)[0]
        self._stream = stream

    def place(self, index: int) -> tuple[int, int]:
        """Offset and length of a structure in the table stream, by its number in [MS-DOC] FibRgFcLcb97."""
        try:
            return struct.unpack_from("<II", self._stream, 0x9A + 8 * index)
        except struct.error as error:
            raise PaperError("a broken DOC file: its first block is cut off") from error


def _pieces(table: bytes, head: _Fib) -> list[_Piece]:
    """The piece table: where the characters of the text stand."""
    at, size = head.place(33)
    clx = table[at : at + size]
    i = 0
    while i + 3 < len(clx) and clx[i] == 1:  # property modifiers come first
        i += 3 + struct.unpack_from("<H", clx, i + 1)[0]
    if i + 5 > len(clx) or clx[i] != 2:
        raise PaperError("a broken DOC file: no piece table")
    length = min(struct.unpack_from("<I", clx, i + 1)[0], len(clx) - i - 5)
    plc = clx[i + 5 : i + 5 + length]
    count = (len(plc) - 4) // 12
    if count < 1:
        raise PaperError("a broken DOC file: an empty piece table")
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    found = []
    for n in range(count):
        place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * n + 2)[0]
        wide = not place & 0x40000000
        start = place & 0x3FFFFFFF
        if ends[n] < ends[n + 1] <= MOST_CHARACTERS:
            found.append(_Piece(ends[n], ends[n + 1], start if wide else start // 2, wide))
    return found


def _text(stream: bytes, pieces: list[_Piece], characters: int) -> str:
    parts = []
    room = MOST_CHARACTERS
    for piece in pieces:
        size = min(piece.end - piece.start, room)
        raw = stream[piece.at : piece.at + size * (2 if piece.wide else 1)]
        read = raw.decode("utf-16-le", "replace") if piece.wide else raw.decode("cp1252", "replace")
        parts.append(read.ljust(size, " ")[:size])
        room -= size
    return "".join(parts)[: min(characters, MOST_CHARACTERS) or None]


def _old_text(stream: bytes, head: _Fib) -> str:
    """The text of Word 6 and 95: one stretch of the stream."""
    return stream[head.text_from : min(head.text_to, head.text_from + MOST_CHARACTERS)].decode("cp1252", "replace")


# --- looks of paragraphs -------------------------------------------------------------------------------------------------------------------

_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # of a modifier's operand, by the last three bits of its code; 0: told by its first byte


def _paragraph_looks(stream: bytes, table: bytes, head: _Fib) -> tuple[list[int], list[_Look]]:
    """The byte at which each paragraph of the stream begins, in order, and its look."""
    at, size = head.place(13)
    plc = table[at : at + size]
    count = max(0, (len(plc) - 4) // 8)
    pages = struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ()
    found: list[tuple[int, _Look]] = []
    for page in pages:
        block = stream[(page & 0x3FFFFF) * 512 :][:512]
        runs = block[511] if len(block) == 512 else 0
        if 4 * (runs + 1) + 13 * runs > 511:
            continue
        begins = struct.unpack_from(f"<{runs}I", block)
        for n in range(runs):
            found.append((begins[n], _look(block, block[4 * (runs + 1) + 13 * n] * 2)))
    found.sort(key=lambda pair: pair[0])
    return [begin for begin, _ in found], [look for _, look in found]


def _look(block: bytes, at: int) -> _Look:
    if not at:
        return _PLAIN
    size = block[at]
    start, end = (at + 1, at + 2 * size) if size else (at + 2, at + 2 + 2 * block[at + 1])
    said = _modifiers(block[start + 2 : min(end, 511)])  # the first two bytes name the style
    return _Look(said.get(0x2416, 0) == 1, said.get(0x2417, 0) == 1, said.get(0x2461, said.get(0x2403, 0)) == 1)


def _modifiers(data: bytes) -> dict[int, int]:
    """The first byte of each modifier's operand, by its code."""
    found = {}
    at = 0
    while at + 2 < len(data):
        code = struct.unpack_from("<H", data, at)[0]
        size = _SIZES[code >> 13]
        if code == 0xD608:  # a table's definition has a length of two bytes
            size = struct.unpack_from("<H", data, at + 2)[0] + 1 if at + 4 <= len(data) else 1
        elif not size:
            size = data[at + 2] + 1
        found[code] = data[at + 2]
        at += 2 + size
    return found


# --- text to blocks ------------------------------------------------------------------------------------------------------------------------

_FIELD = re.compile("[\x13\x14\x15]")


def _without_fields(text: str) -> tuple[str, list[int]]:
    """The text without the instructions of fields, and the number of each kept character in the text."""
    kept: list[str] = []
    places: list[int] = []
    inside: list[bool] = []  # for each open field: still in its instruction
    hidden = at = 0  # hidden: how many of them are
    for mark in [*_FIELD.finditer(text), None]:
        end = mark.start() if mark else len(text)
        if not hidden:
            kept.append(text[at:end])
            places += range(at, end)
        if mark is None:
            break
        if mark[0] == "\x13":
            inside.append(True)
        elif inside:
            inside[-1], was = False, inside[-1]
            hidden -= was
            if mark[0] == "\x15":
                inside.pop()
        hidden += mark[0] == "\x13"
        at = end + 1
    return "".join(kept), places


_LINE = str.maketrans({"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None, "\x01": None, "\x02": None, "\x05": None, "\x08": None, "\xa0": " "})


def _blocks(text: str, told: legacy.Legacy | None, starts: list[int], looks: list[_Look], pieces: list[_Piece] | None) -> list[Block]:
    """The paragraphs and tables of the text; where nothing is known of a cell's mark, two in a row end the table's row."""
    text, places = _without_fields(text)
    found: list[Block] = []
    table: list[list[tables.Cell]] = []
    row: list[tables.Cell] = []
    cell: tables.Cell = []
    begin = 0
    for mark in re.finditer("[\r\x07\x0c]", text):
        said = legacy.read(text[begin : mark.start()].translate(_LINE), told)
        look = _look_at(places[mark.start()], starts, looks, pieces)
        begin = mark.end()
        lines = [block for line in said.split("\n") for block in tables.line(line, "centre" if look and look.centred else "body")]
        if mark[0] != "\x07" and not (look and look.in_table):
            found += _laid(table, row, cell)
            table, row, cell = [], [], []
            found += lines
        elif mark[0] == "\x07" and (look.row_end if look else not said and not cell and bool(row)):
            table.append(row)
            row, cell = [], []
        else:
            cell += lines
            if mark[0] == "\x07":
                row.append(cell)
                cell = []
    rest = tidy(text[begin:].translate(_LINE))
    return found + _laid(table, row, cell) + ([Block(rest)] if rest else [])


def _laid(table: list[list[tables.Cell]], row: list[tables.Cell], cell: tables.Cell) -> list[Block]:
    row = [*row, cell] if cell else row
    return tables.laid([*table, row] if row else table)


def _look_at(character: int, starts: list[int], looks: list[_Look], pieces: list[_Piece] | None) -> _Look | None:
    """The look of the paragraph that ends with this character."""
    if not starts or not pieces:
        return None
    n = bisect_right(pieces, character, key=lambda p: p.start) - 1
    piece = pieces[max(n, 0)]
    at = piece.at + (character - piece.start) * (2 if piece.wide else 1)
    i = bisect_right(starts, at) - 1
    return looks[i] if i >= 0 else _PLAIN
