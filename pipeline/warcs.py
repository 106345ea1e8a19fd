"""WARC files read: what was fetched, and which places of a file are damaged. Ours and those of others; touches no network.

    .warc.gz, a member for each record  ->  members, each with its offset; a damaged one is told and passed over
    .warc, or gzip over the whole file  ->  records cut by their length
    record                              ->  Capture: digests compared, chunks and content encoding undone

A fetch of ours carries one field more, `Chidao-About`: one line of JSON with what the store knows of it, so that a WARC file alone tells
everything (see `scrapers.warc`, which writes it).
"""

from __future__ import annotations

import datetime
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

LARGEST = 64_000_000  # bytes of a record or of a body undone; a page of ours has at most 20 MB, Common Crawl cuts at 1 MB
LONGEST_HEAD = 4_000_000  # bytes of a record's header: a posted form of a SharePoint listing lies in ours
CHUNK = 1 << 16
ABOUT = "Chidao-About"
ORIGINAL = "x-archive-orig-"  # the Internet Archive's prefix for header fields that no longer hold for the body as it is kept
MAGIC = b"\x1f\x8b\x08"
OPENING = re.compile(rb"WARC/\d\.\d+\r?\n")
HEAD_END = re.compile(rb"\r?\n\r?\n")
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.I | re.M)
READ = frozenset({"response", "revisit", "metadata"})  # the types of record that are given out; the others say nothing of a page
FOREIGN_SCHEMES = ("dns:", "whois:", "ntp:", "ftp:", "file:", "urn:", "data:")


class WarcError(ValueError):
    """A record cannot be read; the message names the file and the offset."""


class Damage(NamedTuple):
    """A place of a file that holds no readable record. `length` is None where nothing readable follows it."""

    path: str
    offset: int
    length: int | None
    reason: str

    def __str__(self) -> str:
        reach = "to the end of the file" if self.length is None else f"{self.length:,} bytes"
        return f"{self.path}, offset {self.offset:,}, {reach}: {self.reason}"


class Capture(NamedTuple):
    """One record: `type` is "response", "revisit" (no body: as before) or "metadata" (of ours; the body is JSON).

    The fields from `url` to `form` are those of `scrapers.fetch.Response`; `offset` and `length` are bytes of the file.
    """

    type: str
    url: str
    final: str
    status: int
    headers: dict[str, str]
    body: bytes
    fetched: datetime.datetime
    hops: tuple[tuple[str, int], ...]
    form: dict[str, str] | None
    about: dict[str, Any]
    offset: int
    length: int


class _Piece(NamedTuple):
    """A record's bytes as they lie in the file, uncompressed."""

    offset: int
    length: int
    data: bytes


def captures(path: str | Path, start: int = 0) -> Iterator[Capture | Damage]:
    """The responses, revisits and metadata in a file from the offset `start` on, in order, and the damaged places between them."""
    for piece in _pieces(Path(path), start):
        try:
            found = piece if isinstance(piece, Damage) else _capture(piece)
        except WarcError as error:
            found = Damage(str(path), piece.offset, piece.length, str(error))
        if found is not None:
            yield found


def pages(path: str | Path) -> Iterator[Capture | Damage]:
    """The responses with status 200 and a body, for a program that reads a WARC file as its input, and the damaged places."""
    for found in captures(path):
        if isinstance(found, Damage) or found.type == "response" and found.status == 200 and found.body:
            yield found


def read(path: str | Path, offset: int) -> Capture:
    """The record that begins at the offset; WarcError where none does or its digest is not what was written."""
    try:
        piece = next(_pieces(Path(path), offset), None)
        if isinstance(piece, Damage):
            raise WarcError(piece.reason)
        found = _capture(piece) if piece is not None and piece.offset == offset else None
    except WarcError as error:
        raise WarcError(f"{path}, offset {offset:,}: {error}") from None
    if found is None:
        raise WarcError(f"{path}, offset {offset:,}: no response begins there; the file has {Path(path).stat().st_size:,} bytes")
    return found


# --- files -> pieces -----------------------------------------------------------------------------------------------------------------------


def _pieces(path: Path, start: int) -> Iterator[_Piece | Damage]:
    with path.open("rb") as file:
        head = file.read(5)
        file.seek(start)
        if head == b"WARC/":
            yield from _records(file, str(path), start)
        else:
            yield from _members(file, str(path), start)


def _members(file: IO[bytes], path: str, offset: int) -> Iterator[_Piece | Damage]:
    """The members of a gzip file, one record each; after a damaged one, those from the next that begins a record."""
    size = file.seek(0, io.SEEK_END)
    while offset < size:
        data, end, reason = _member(file, offset)
        opened = OPENING.match(data)
        if opened and _several(data):
            file.seek(offset)
            yield from _stream(file, path, offset)
            return
        if opened and not reason:
            yield _Piece(offset, end - offset, data)
            offset = end
            continue
        following = _next_member(file, offset + 1)
        yield Damage(path, offset, following and following - offset, reason or "no WARC record in this gzip member")
        offset = following or size


def _member(file: IO[bytes], offset: int) -> tuple[bytes, int, str]:
    """The bytes of the member that begins at the offset, where it ends, and what is wrong with it ("" where nothing is)."""
    file.seek(offset)
    undo, parts, room = zlib.decompressobj(31), [], LARGEST + LONGEST_HEAD
    reason = ""
    while not undo.eof and not reason:
        chunk = undo.unconsumed_tail or file.read(CHUNK)
        try:
            parts.append(undo.decompress(chunk, room))
            room -= len(parts[-1])
        except zlib.error as error:
            reason = f"the record is corrupt ({error})"
        if not chunk:
            reason = "the file ends in the middle of a record"
        elif room <= 0:
            reason = f"the record is longer than {LARGEST:,} bytes"
    return b"".join(parts), file.tell() - len(undo.unused_data), reason


def _next_member(file: IO[bytes], offset: int) -> int | None:
    """Where the next gzip member that holds a WARC record begins; None where none does."""
    file.seek(offset)
    window = b""
    while block := file.read(1 << 20):
        window, here = window[1 - len(MAGIC) :] + block, file.tell()
        place = -1
        while (place := window.find(MAGIC, place + 1)) >= 0:
            found = here - len(window) + place
            file.seek(found)
            if _opens(file.read(1024)):
                return found
        file.seek(here)
    return None


def _opens(data: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _several(data: bytes) -> bool:
    """Whether a second record follows the first in these bytes: the file was compressed as a whole."""
    head = HEAD_END.search(data, 0, LONGEST_HEAD)
    length = LENGTH.search(data, 0, head.end()) if head else None
    if not head or not length:
        return False
    rest = head.end() + int(length[1])
    return OPENING.match(data[rest : rest + 64].lstrip()) is not None


def _stream(file: IO[bytes], path: str, offset: int) -> Iterator[_Piece | Damage]:
    """The records of what was compressed as a whole; their offsets are those of the uncompressed stream, where `read` cannot find them."""
    try:
        yield from _records(gzip.GzipFile(fileobj=file), path, offset)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Damage(path, file.tell(), None, f"the gzip stream is broken ({error})")


def _records(file: IO[bytes], path: str, offset: int) -> Iterator[_Piece | Damage]:
    """The records of an uncompressed stream that stands at `offset`."""
    while True:
        opening, passed, blank = _opening(file)
        if not blank:
            yield Damage(path, offset, passed if opening else None, "no WARC record begins here")
        if not opening:
            return
        offset += passed
        head = _head(file, opening)
        length = LENGTH.search(head)
        if length is None:
            yield Damage(path, offset, len(head), "the record does not tell its length")
            offset += len(head)
            continue
        wanted = int(length[1])
        block = file.read(min(wanted, LARGEST))
        if len(block) + _pass(file, wanted - len(block)) < wanted:
            yield Damage(path, offset, None, "the file ends in the middle of a record")
            return
        size = len(head) + wanted
        yield _Piece(offset, size, head + block) if wanted <= LARGEST else Damage(path, offset, size, f"the record is longer than {LARGEST:,} bytes")
        offset += size


def _opening(file: IO[bytes]) -> tuple[bytes, int, bool]:
    """The next line that opens a record (empty at the end of the file), how many bytes lie before it, and whether they are blank."""
    passed, blank = 0, True
    while (line := file.readline(CHUNK)) and not OPENING.fullmatch(line):
        passed += len(line)
        blank = blank and not line.strip()
    return line, passed, blank


def _head(file: IO[bytes], opening: bytes) -> bytes:
    """The lines of a record's header with the blank one that ends it."""
    lines, size = [opening], len(opening)
    while size < LONGEST_HEAD and (line := file.readline(LONGEST_HEAD)):
        lines.append(line)
        size += len(line)
        if not line.strip():
            break
    return b"".join(lines)


def _pass(file: IO[bytes], count: int) -> int:
    """How many of the next `count` bytes there are; they are not kept."""
    passed = 0
    while passed < count and (chunk := file.read(min(CHUNK, count - passed))):
        passed += len(chunk)
    return passed


# --- pieces -> captures --------------------------------------------------------------------------------------------------------------------

_BROKEN = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError)  # the last: a record without an address
_LOADER = ArcWarcRecordLoader(verify_http=False, arc2warc=False)


def _capture(piece: _Piece) -> Capture | None:
    """The capture in a record; None for a record of another type or of something that was not fetched over HTTP."""
    try:
        record = _LOADER.parse_record_stream(io.BytesIO(piece.data), known_format="warc", check_digests=True)
        raw = record.raw_stream.read()
    except _BROKEN as error:
        raise WarcError(f"no WARC record ({type(error).__name__}: {error})"[:300]) from None
    if record.rec_type not in READ or (record.rec_headers.get_header("WARC-Target-URI") or "").startswith(FOREIGN_SCHEMES):
        return None
    about = _about(record)
    if record.rec_type == "metadata" and not about:
        return None
    _check(record, raw, ours=bool(about))
    return _told(piece, record, raw, about) if about else _foreign(piece, record, raw)


def _about(record: ArcWarcRecord) -> dict[str, Any]:
    """What a record of ours says of itself beyond the standard; empty for a record of others."""
    written = record.rec_headers.get_header(ABOUT)
    if not written:
        return {}
    try:
        about = json.loads(written)
    except ValueError:
        about = None
    if not isinstance(about, dict):
        raise WarcError(f"its field {ABOUT} is no JSON object")
    return about


def _check(record: ArcWarcRecord, raw: bytes, ours: bool) -> None:
    """WarcError where the bytes are fewer than were written, or not those whose digest was written.

    Others disagree on what a payload is (with its chunks or without): there only the digest of the whole block counts, where it is told.
    """
    written = record.payload_length if record.http_headers else record.length
    if written and len(raw) != written:
        raise WarcError(f"{written:,} bytes of payload were written, {len(raw):,} are there")
    problems = record.digest_checker.problems
    whole = record.rec_headers.get_header("WARC-Block-Digest")
    if problems and (ours or not whole or any("block" in problem for problem in problems)):
        raise WarcError(f"the digest differs from the one that was written ({problems[0]})")


def _told(piece: _Piece, record: ArcWarcRecord, raw: bytes, about: dict[str, Any]) -> Capture:
    """A record of ours: the response as it was kept."""
    headers = _headers(record)
    originals = {name.removeprefix(ORIGINAL): headers.pop(name) for name in list(headers) if name.startswith(ORIGINAL)}
    if headers:
        headers.pop("content-length", None)  # the kept body's; the one that came is among the originals
    headers |= originals | about.pop("headers", {})
    final = about.pop("final", None) or record.rec_headers.get_header("WARC-Target-URI") or ""
    hops = tuple((url, status) for url, status in about.get("hops") or ())
    url, status, form = about.get("url", final), about.get("status", 0), about.get("form")
    return Capture(record.rec_type, url, final, status, headers, raw, _date(record), hops, form, about, piece.offset, piece.length)


def _foreign(piece: _Piece, record: ArcWarcRecord, raw: bytes) -> Capture | None:
    """A record of others: chunks and content encoding undone."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    if not url or record.http_headers is None:
        return None
    status = record.http_headers.get_statuscode()
    if not status.isdigit():
        raise WarcError(f"no HTTP status in {record.http_headers.statusline[:80]!r}")
    body = _undone(record, raw) if record.rec_type == "response" else b""
    return Capture(record.rec_type, url, url, int(status), _headers(record), body, _date(record), (), None, {"url": url}, piece.offset, piece.length)


def _headers(record: ArcWarcRecord) -> dict[str, str]:
    """The HTTP fields with names in lower case, those that stand twice joined."""
    headers: dict[str, str] = {}
    for name, value in record.http_headers.headers if record.http_headers else ():
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _undone(record: ArcWarcRecord, raw: bytes) -> bytes:
    coding = (record.http_headers.get_header("content-encoding") or "identity").strip().lower().removeprefix("x-")
    if coding in ("", "none", "utf-8"):  # what servers write there that is none
        coding = "identity"
    if coding != "identity" and coding not in BufferedReader.get_supported_decompressors():
        raise WarcError(f"the content encoding {coding!r} cannot be undone here{' (pip install brotli)' if coding == 'br' else ''}")
    record.http_headers.replace_header("content-encoding", coding)
    record.raw_stream = io.BytesIO(raw)
    body: bytes = record.content_stream().read(LARGEST + 1)
    if len(body) > LARGEST:
        raise WarcError(f"its body is longer than {LARGEST:,} bytes when it is decompressed")
    return body


def _date(record: ArcWarcRecord) -> datetime.datetime:
    written = record.rec_headers.get_header("WARC-Date") or ""
    try:
        date = datetime.datetime.fromisoformat(written)
    except ValueError:
        raise WarcError(f"no date in WARC-Date {written[:40]!r}") from None
    return date if date.tzinfo else date.replace(tzinfo=datetime.UTC)
