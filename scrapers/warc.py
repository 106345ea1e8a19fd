"""Responses into WARC files and out of them again.

    Response, what the store knows of it -> encode -> a gzip member -> Writer.append -> data/warc/chidao-000001-20240326.warc.gz

A member is written with one call, so that a kill leaves it whole or torn at the very end of the last file; `Writer` cuts what is torn. Reading
is in `pipeline.warcs`, which knows the files of others as well.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import hashlib
import json
import os
import re
import time
import uuid
import zlib
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from pipeline import __version__
from pipeline.warcs import ABOUT, ORIGINAL, Capture, Damage, WarcError, captures
from pipeline.warcs import read as read_capture
from scrapers.fetch import Response

__all__ = ["Capture", "Damage", "Place", "WarcError", "Writer", "encode", "files", "note", "read", "response", "scan"]

LARGEST = 1_000_000_000  # bytes after which a new file is begun
PAUSE = 5.0  # seconds: what a power failure may take, at most; a kill takes nothing
LEVEL = 4  # measured on pages of 41 KB: 1 takes 0.36 ms and gives 3.2:1, 4 0.47 ms and 3.5:1, 6 0.75 ms and 3.7:1, 9 (warcio's own) 0.89 ms and 3.7:1
UNDONE = ("content-encoding", "content-length", "transfer-encoding")  # do not hold for the body as it is kept
NAME = re.compile(r"chidao-(\d{6,})-(\d{8})\.warc\.gz")
REVISITS = {304: "server-not-modified", 200: "identical-payload-digest"}
PLAIN = re.compile(r"[\w.-]+: (?:[!-~](?:[ -~\t]*[!-~])?)?", re.A)  # a header field that comes back as it went; others go into Chidao-About
UNFIT = re.compile(r"[\s\x00-\x20\ud800-\udfff]")  # in an address


class Place(NamedTuple):
    """Where a record lies: the file's name, its first byte and how many there are."""

    file: str
    offset: int
    length: int


# --- a record ------------------------------------------------------------------------------------------------------------------------------


def digest(body: bytes) -> bytes:
    """The SHA-1 of a body, as WARC files have it."""
    return hashlib.sha1(body, usedforsecurity=False).digest()


def encode(response: Response, about: Mapping[str, Any], *, same_as: str | None = None) -> bytes:
    """The record of a response as a gzip member of its own.

    `about` (source, kind, run and what else the store knows) goes into the field Chidao-About. `same_as` is the moment (ISO) at which the
    same body was kept: the record is then a revisit, without the body; so is that of a 304.
    """
    revisit = response.status == 304 or same_as is not None
    body = b"" if revisit else response.body
    odd = {name: value for name, value in response.headers.items() if not PLAIN.fullmatch(f"{name}: {value}")}
    told: dict[str, Any] = {"url": response.url, **about, "status": response.status}
    told |= {"hops": response.hops} if response.hops else {}
    told |= {"form": response.form} if response.form else {}
    told |= {"headers": odd} if odd else {}
    address = UNFIT.sub(_quoted, response.final)
    told |= {"final": response.final} if address != response.final else {}
    fields = [("WARC-Target-URI", address)]
    if revisit:
        fields.append(("WARC-Profile", f"http://netpreserve.org/warc/1.1/revisit/{REVISITS[304 if response.status == 304 else 200]}"))
        fields += [("WARC-Refers-To-Target-URI", address), ("WARC-Refers-To-Date", same_as)] if same_as else []
    if response.status != 304:
        fields.append(("WARC-Payload-Digest", _written(digest(response.body))))
    block = _head(response, odd, len(body)) + body
    return _record("revisit" if revisit else "response", fields, block, told, response.fetched, "application/http; msgtype=response")


def note(about: Mapping[str, Any], content: Mapping[str, Any], at: datetime.datetime) -> bytes:
    """A metadata record of ours: what is known of a run, so that it survives the database."""
    return _record("metadata", [], json.dumps(content, ensure_ascii=False).encode(), dict(about), at, "application/json")


def _head(response: Response, odd: Mapping[str, str], length: int) -> bytes:
    """The status line and the fields as received; those that no longer hold for the body carry the Internet Archive's prefix."""
    phrase = HTTPStatus(response.status).phrase if response.status in HTTPStatus._value2member_map_ else ""
    lines = [f"HTTP/1.1 {response.status} {phrase}"]
    for name, value in response.headers.items():
        if name not in odd:
            lines.append(f"{ORIGINAL + name if name in UNDONE else name}: {value}")
    return "\r\n".join([*lines, f"content-length: {length}", "", ""]).encode("ascii")


def _record(type: str, fields: list[tuple[str, str]], block: bytes, about: Mapping[str, Any], at: datetime.datetime, content_type: str) -> bytes:
    """A record of WARC 1.1 as a gzip member."""
    # By hand: warcio compresses with level 9 only, percent-encodes what is not ASCII in HTTP fields, and takes several times as long. That it
    # reads what stands here, digests and all, is tested.
    headers = [("WARC-Type", type), ("WARC-Record-ID", f"<{uuid.uuid4().urn}>"), ("WARC-Date", _moment(at)), *fields]
    headers += [("Content-Type", content_type), ("WARC-Block-Digest", _written(digest(block))), ("Content-Length", str(len(block)))]
    headers += [(ABOUT, json.dumps(about, separators=(",", ":")))] if about else []
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
    press = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
    return press.compress(b"".join(("\r\n".join(lines).encode("utf-8", "replace"), block, b"\r\n\r\n"))) + press.flush()


def _written(digest: bytes) -> str:
    return "sha1:" + base64.b32encode(digest).decode()


def _moment(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _quoted(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


# --- files ---------------------------------------------------------------------------------------------------------------------------------


def files(folder: Path) -> list[Path]:
    """Our WARC files in the order in which they were written, whatever the clock said then."""
    found = ((match, path) for path in folder.glob("chidao-*.warc.gz") if (match := NAME.fullmatch(path.name)))
    return [path for _, path in sorted((int(match[1]), path) for match, path in found)]


def age(path: Path, now: datetime.datetime) -> int:
    """How many days ago a file was begun, by its name or by the disk, whichever is longer: the clock may have been ahead."""
    named = NAME.match(path.name)
    days = [(now - datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)).days]
    if named:
        with contextlib.suppress(ValueError):
            days.append((now - datetime.datetime.strptime(named[2], "%Y%m%d").replace(tzinfo=datetime.UTC)).days)
    return max(days)


class Writer:
    """The last file of a folder, to which records are appended; a new one is begun each day and when it is large. OSError where that fails."""

    def __init__(self, folder: Path, *, largest: int = LARGEST) -> None:
        self.folder, self.largest = folder, largest
        self.path: Path | None = None
        self._file = -1
        self._size = 0
        self._synced = time.monotonic()

    def append(self, data: bytes, at: datetime.datetime) -> Place:
        """Where the member lies now: wholly written, or OSError and the file is as before."""
        self._turn(f"{at.astimezone(datetime.UTC):%Y%m%d}", len(data))
        offset = self._size
        self._write(data)
        if time.monotonic() - self._synced > PAUSE:
            self.sync()
        return Place(self._path().name, offset, len(data))

    def undo(self, place: Place) -> None:
        """Takes back the record that was appended last."""
        os.ftruncate(self._file, place.offset)
        self._size = place.offset

    def sync(self) -> None:
        """Waits until what was written is on the disk."""
        if self._file >= 0:
            os.fsync(self._file)
        self._synced = time.monotonic()

    def close(self) -> None:
        """Ends the work with the last file; the next `append` opens it again."""
        if self._file >= 0:
            try:
                self.sync()
            finally:
                os.close(self._file)
                self._file, self.path = -1, None

    def _turn(self, day: str, length: int) -> None:
        """Opens the last file, or a new one where it is of another day or would grow too large."""
        if self.path is None:
            last = next(reversed(files(self.folder)), None)
            if last is not None:
                self._open(last)
        number, of = _named(self.path) if self.path else (0, "")
        if self.path is None or self._size and (day > of or self._size + length > self.largest):
            self.close()
            self._open(self.folder / f"chidao-{number + 1:06}-{day}.warc.gz")
        if not self._size:
            self._write(_opening(self._path().name))

    def _path(self) -> Path:
        assert self.path is not None
        return self.path

    def _open(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.path, self._size = path, os.fstat(self._file).st_size

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._file, view) :]
        except OSError:
            os.ftruncate(self._file, self._size)
            raise
        self._size += len(data)


def _named(path: Path) -> tuple[int, str]:
    """The number and the day in the name of a file of ours."""
    match = NAME.fullmatch(path.name)
    assert match is not None
    return int(match[1]), match[2]


def _opening(name: str) -> bytes:
    """The warcinfo record of a file: what wrote it and how it is to be read."""
    told = {
        "software": f"chidao/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": f"bodies are kept with their content encoding undone; fields named {ORIGINAL}* are as received; {ABOUT} is JSON",
    }
    block = "".join(f"{key}: {value}\r\n" for key, value in told.items()).encode()
    return _record("warcinfo", [("WARC-Filename", name)], block, {}, datetime.datetime.now(datetime.UTC), "application/warc-fields")


# --- and out again -------------------------------------------------------------------------------------------------------------------------


def response(capture: Capture) -> Response:
    """The response as it was kept."""
    return Response(*capture[1:9])


def read(path: str | Path, offset: int) -> tuple[Response, dict[str, Any]]:
    """The response at an offset and what is known of it; WarcError names file and offset where there is none or its digest is wrong."""
    found = read_capture(path, offset)
    return response(found), found.about


def scan(path: str | Path, start: int = 0) -> Iterator[tuple[Response, dict[str, Any]] | Damage]:
    """The responses in a file, ours or others', each with what is known of it, and the damaged places between them."""
    for found in captures(path, start):
        if isinstance(found, Damage):
            yield found
        elif found.type != "metadata":
            yield response(found), found.about
