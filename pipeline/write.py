"""Lines to a file that is either whole or not there: reads an iterable of bytes, writes OUT by way of OUT.part.

A run that is killed leaves OUT as it was and OUT.part with the lines written so far; `kept` reads them back for the next run.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

SECONDS = 2.0  # at most this much work is lost when the machine goes down; a sync costs a few milliseconds


class BusyError(OSError):
    """Another run is writing the same output."""


class Output:
    """A context that takes lines: `with Output(path) as out: out.write(line)`; `path` appears, whole, when it ends without an exception."""

    def __init__(self, path: Path | None, resume: bool = False) -> None:
        # a symbolic link stays one; a pipe or /dev/null cannot be replaced and is written as standard output is
        self.path = Path(os.path.realpath(path)) if path is not None else None
        if self.path is not None and self.path.is_dir():
            raise IsADirectoryError(f"{path} is a folder; -o wants the name of a file")
        self.direct = self.path is None or (self.path.exists() and not self.path.is_file())
        self.resume = resume and not self.direct
        self._file: IO[bytes]
        self._synced = 0.0

    @property
    def part(self) -> Path:
        """The file that holds the lines while they are written."""
        assert self.path is not None
        return self.path.with_name(self.path.name + ".part")

    def __enter__(self) -> Self:
        if self.path is None:
            self._file = sys.stdout.buffer
        elif self.direct:
            self._file = self.path.open("wb")
        else:
            self._file = self._open_part()
        self._synced = time.monotonic()
        return self

    def _open_part(self) -> IO[bytes]:
        assert self.path is not None
        file = os.fdopen(os.open(self.part, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not (self.part.exists() and os.path.samestat(os.fstat(file.fileno()), self.part.stat())):
                raise BlockingIOError  # the other run ended between our opening and our locking: this file is its OUT now
        except BlockingIOError:
            file.close()
            raise BusyError(f"{self.part} is being written by another run; wait for it or give another -o") from None
        size = file.seek(0, os.SEEK_END)
        if not self.resume:
            file.truncate(0)
        elif not size and self.path.exists():  # the run before was whole: its lines are kept and added to
            with self.path.open("rb") as whole:
                file.seek(0)
                shutil.copyfileobj(whole, file)
        _cut_torn_line(file)
        return file

    def kept(self) -> Iterator[bytes]:
        """The lines that an earlier run has left; empty without `resume`."""
        if self.resume:
            self._file.seek(0)
            yield from self._file
            self._file.seek(0, os.SEEK_END)

    def write(self, line: bytes) -> None:
        """Adds a line (without its line end)."""
        self._file.write(line + b"\n")
        if time.monotonic() - self._synced > SECONDS:
            self._sync()

    def _sync(self) -> None:
        self._file.flush()
        if not self.direct:
            os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.path is None:
            self._file.flush()
            return
        try:
            self._sync()
            if kind is None and not self.direct:
                os.replace(self.part, self.path)  # the lock is held until the name is right
                _sync_folder(self.path.parent)
        finally:
            self._file.close()


def whole(path: Path, text: str) -> None:
    """Writes the text so that the file is either as it was or has all of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def _cut_torn_line(file: IO[bytes]) -> None:
    """Cuts what stands after the last line end; leaves the file at its end."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - (1 << 16))
        file.seek(start)
        newline = file.read(end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    file.truncate(end)
    file.seek(end)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
