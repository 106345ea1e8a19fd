"""The streams of a compound file, as old Office files are ([MS-CFB]). No chain of sectors is followed twice: a broken file ends, it does not loop."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from scrapers.papers.blocks import PaperError

_FREE = 0xFFFFFFFA  # this and above are marks, not sectors
_SMALL = 64  # bytes of a sector of the small streams


class Ole:
    """An opened file: its streams by name."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            shift, small_shift = struct.unpack_from("<HH", data, 30)
            tables, directory, self._cutoff, small, more = struct.unpack_from("<II4xII4xI", data, 44)
            if shift not in (9, 12) or small_shift != 6:
                raise PaperError("a broken DOC file: sectors of a size that there is not")
            self._size = 1 << shift
            self._next = self._table(tables, more)
            self._entries = self._directory(self._chain(directory))
            root = next((entry for entry in self._entries.values() if entry[0] == 5), (5, _FREE, 0))
            self._small = self._chain(root[1])
            self._small_next = _numbers(self._chain(small))
        except struct.error as error:
            raise PaperError("a broken DOC file: its first block is cut off") from error

    def read(self, name: str) -> bytes:
        """The bytes of a stream. PaperError where there is none of this name."""
        if name not in self._entries:
            raise PaperError(f"a broken DOC file: no stream {name}")
        _, start, size = self._entries[name]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        found = []
        for sector in _walk(start, self._small_next):
            found.append(self._small[sector * _SMALL : (sector + 1) * _SMALL])
        return b"".join(found)[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self.data[at : at + self._size]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _walk(start, self._next))

    def _table(self, count: int, more: int) -> list[int]:
        """The next sector of each; the table's own sectors are named in the header and in further sectors."""
        own = list(struct.unpack_from("<109I", self.data, 76))
        seen: set[int] = set()
        while more < _FREE and more not in seen and (named := _numbers(self._sector(more))):
            seen.add(more)
            own.extend(named[:-1])
            more = named[-1]
        most = min(count, len(self.data) // self._size)
        return [number for sector in own[:most] if sector < _FREE for number in _numbers(self._sector(sector))]

    def _directory(self, data: bytes) -> dict[str, tuple[int, int, int]]:
        """Kind, first sector and size of each stream; of two of one name the first."""
        found: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(data) - 127, 128):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            if kind in (2, 5):
                name = data[at : at + min(length, 64)].decode("utf-16-le", "replace").rstrip("\0")
                found.setdefault(name, (kind, *struct.unpack_from("<II", data, at + 116)))
        return found


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(data) // 4}I", data)


def _walk(start: int, following: Sequence[int]) -> list[int]:
    """The sectors of a chain, each once."""
    found: list[int] = []
    seen = bytearray(len(following))
    while start < len(following) and not seen[start]:
        seen[start] = 1
        found.append(start)
        start = following[start]
    return found
