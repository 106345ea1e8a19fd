"""Responses into WARC files and out of them again; the files of others; damaged ones."""

from __future__ import annotations

import base64
import datetime
import gzip
import hashlib
import io
import os
import re
import zlib
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline import __version__, warcs
from scrapers import warc
from scrapers.fetch import Response
from storing import NIGHT, answer

ABOUT = {"source": "nguon", "kind": "article", "run": 7, "title": "Chỉ thị về “an toàn”\n mạng", "date": "2024-03-26", "parent": None}


def write(folder: Path, *responses: Response, **options: int) -> list[warc.Place]:
    """The responses in a WARC file of ours."""
    writer = warc.Writer(folder, **options)
    places = [writer.append(warc.encode(response, ABOUT), response.fetched) for response in responses]
    writer.close()
    return places


# --- there and back ------------------------------------------------------------------------------------------------------------------------

WHEN = datetime.datetime(2024, 3, 26, 15, 4, 5, 678901, tzinfo=datetime.UTC)
URL = "https://www.vidu.gov.vn/tin/bai-1.html"
PACKED = {"content-encoding": "gzip", "content-length": "17", "transfer-encoding": "chunked"}
LETTERS = {"content-disposition": 'attachment; filename="Quy\u1ebft \u0111\u1ecbnh.pdf"', "x": "\u00e9\u00c3"}
BREAKING = {"x-odd": " blanks ", "x-folded": "a\r\nb: c", "x-none": "", "x-quote": '"'}
HOPS = (("http://vidu.gov.vn/a", 301), ("https://vidu.gov.vn/a", 302))
FORM = {"__EVENTTARGET": "ctl00$Trang", "__VIEWSTATE": "/wEPDw" * 20_000, "tên": "số 2"}
RESPONSES = [
    pytest.param(Response(URL, URL, 200, {"content-type": "text/html"}, b"<p>M\xe1\xbb\x99t b\xc3\xa0i</p>", WHEN), id="plain"),
    pytest.param(Response(URL, URL, 200, PACKED, b"undone", WHEN), id="unpacked: fields as received"),
    pytest.param(Response(URL, URL, 200, LETTERS, b"%PDF", WHEN), id="fields beyond ASCII"),
    pytest.param(Response(URL, URL, 200, BREAKING, b"x", WHEN), id="fields that break lines"),
    pytest.param(Response(URL, "https://vidu.gov.vn/bai một.html?q=\u1ea1", 200, {}, b"x", WHEN), id="address with blanks and letters"),
    pytest.param(Response("http://vidu.gov.vn/a", URL, 200, {}, b"x", WHEN, HOPS), id="redirected"),
    pytest.param(Response(URL, URL, 200, {}, b"x", WHEN, (), FORM), id="posted form"),
    pytest.param(Response(URL, URL, 404, {"content-type": "text/html"}, b"<h1>Kh\xc3\xb4ng</h1>", WHEN), id="gone"),
    pytest.param(Response(URL, URL, 304, {"etag": '"abc"'}, b"", WHEN), id="not modified"),
    pytest.param(Response(URL, URL, 200, {}, b"", WHEN), id="empty body"),
    pytest.param(Response(URL, URL, 200, {}, bytes(range(256)) * 4000 + b"\r\n\r\nWARC/1.1\r\n", WHEN), id="bytes that look like a record"),
    pytest.param(Response(URL, URL, 299, {}, b"x", WHEN), id="a status without a name"),
]  # fmt: skip


@pytest.mark.parametrize("response", RESPONSES)
def test_a_response_comes_back_as_it_was(tmp_path: Path, response: Response) -> None:
    place = write(tmp_path, response)[0]
    back, about = warc.read(tmp_path / place.file, place.offset)
    assert back == response
    assert {name: about[name] for name in ABOUT} == ABOUT
    assert list(warc.scan(tmp_path / place.file)) == [(back, about)]


def test_a_body_that_is_as_before_is_not_kept_again(tmp_path: Path) -> None:
    response = answer(URL, b"<p>as before</p>" * 500)
    whole, again = warc.encode(response, ABOUT), warc.encode(response, ABOUT, same_as="2024-03-25T15:00:00Z")
    (tmp_path / "x.warc.gz").write_bytes(whole + again)
    first, second = warcs.captures(tmp_path / "x.warc.gz")
    assert isinstance(second, warcs.Capture) and isinstance(first, warcs.Capture)
    assert (first.type, second.type, second.status, second.body) == ("response", "revisit", 200, b"")
    record = list(ArchiveIterator(io.BytesIO(again)))[0]
    assert record.rec_headers.get_header("WARC-Refers-To-Date") == "2024-03-25T15:00:00Z"
    assert record.rec_headers.get_header("WARC-Payload-Digest") == "sha1:" + base64.b32encode(hashlib.sha1(response.body).digest()).decode()
    assert record.rec_headers.get_header("WARC-Profile").endswith("identical-payload-digest")


def test_warcio_reads_what_we_write(tmp_path: Path) -> None:
    places = write(tmp_path, *(param.values[0] for param in RESPONSES))  # type: ignore[misc]
    path = tmp_path / places[0].file
    data = path.read_bytes()
    with path.open("rb") as file:
        records = ArchiveIterator(file, check_digests="raise")
        met = []
        for record in records:
            record.content_stream().read()
            met.append((record.rec_type, records.get_record_offset(), records.get_record_length()))
    kinds = ["revisit" if param.values[0].status == 304 else "response" for param in RESPONSES]  # type: ignore[union-attr]
    assert [kind for kind, _, _ in met] == ["warcinfo", *kinds]
    assert [warc.Place(path.name, offset, length) for _, offset, length in met[1:]] == places
    for _, offset, length in met:  # one record a gzip member
        member = zlib.decompressobj(31)
        assert member.decompress(data[offset : offset + length]).startswith(b"WARC/1.1\r\n") and member.eof and not member.unused_data
    info = next(ArchiveIterator(io.BytesIO(data))).content_stream().read().decode()
    assert f"software: chidao/{__version__}" in info


def test_a_page_unpacked_says_what_it_was_packed_with(tmp_path: Path) -> None:
    write(tmp_path, answer(URL, b"<p>undone</p>", content_encoding="gzip", content_length="33"))
    with next(tmp_path.iterdir()).open("rb") as file:
        record = next(record for record in ArchiveIterator(file) if record.rec_type == "response")
        assert record.http_headers.get_header("x-archive-orig-content-encoding") == "gzip"
        assert record.http_headers.get_header("content-encoding") is None
        assert record.http_headers.get_header("content-length") == "13"
        assert record.content_stream().read() == b"<p>undone</p>"


# --- files ---------------------------------------------------------------------------------------------------------------------------------


def test_a_new_file_is_begun_each_day_and_when_one_is_large(tmp_path: Path) -> None:
    writer = warc.Writer(tmp_path, largest=5000)
    noise = warc.encode(answer(URL, os.urandom(1500)), ABOUT)
    day = datetime.timedelta(days=1)
    names = [writer.append(noise, at).file for at in (NIGHT, NIGHT, NIGHT + day, NIGHT + day, NIGHT + day)]
    writer.close()
    writer = warc.Writer(tmp_path, largest=40_000)
    names.append(writer.append(noise, NIGHT + day).file)  # the last file is gone on with
    names.append(writer.append(noise, NIGHT - 3000 * day).file)  # the clock was set back: the order of writing is kept
    writer.close()
    first, second, third = "chidao-000001-20240326.warc.gz", "chidao-000002-20240327.warc.gz", "chidao-000003-20240327.warc.gz"
    assert names == [first, first, second, second, third, third, third]
    assert [path.name for path in warc.files(tmp_path)] == [first, second, third]
    for path in warc.files(tmp_path):
        assert next(ArchiveIterator(path.open("rb"))).rec_type == "warcinfo"


def test_what_was_appended_last_can_be_taken_back(tmp_path: Path) -> None:
    writer = warc.Writer(tmp_path)
    kept = writer.append(warc.encode(answer(URL, b"first"), ABOUT), NIGHT)
    writer.undo(writer.append(warc.encode(answer(URL, b"second"), ABOUT), NIGHT))
    third = writer.append(warc.encode(answer(URL, b"third"), ABOUT), NIGHT)
    assert third.offset == kept.offset + kept.length
    assert [response.body for response, _ in warc.scan(tmp_path / kept.file)] == [b"first", b"third"]  # type: ignore[misc]


# --- damaged files -------------------------------------------------------------------------------------------------------------------------


def three(folder: Path) -> tuple[Path, list[warc.Place]]:
    """A file with three responses."""
    places = write(folder, *(answer(URL, f"<p>trang {number}</p>".encode() * 300) for number in range(3)))
    return folder / places[0].file, places


def test_another_body_than_was_written_is_an_error_that_names_file_and_offset(tmp_path: Path) -> None:
    path, places = three(tmp_path)
    data = path.read_bytes()
    place = places[1]
    record = gzip.decompress(data[place.offset : place.offset + place.length]).replace(b"trang 1", b"trang 7", 1)
    path.write_bytes(data[: place.offset] + gzip.compress(record) + data[place.offset + place.length :])
    with pytest.raises(warc.WarcError, match=rf"{path.name}, offset {place.offset:,}: the digest differs"):
        warc.read(path, place.offset)
    first, damage, third = warc.scan(path)
    assert isinstance(damage, warc.Damage) and damage.offset == place.offset and "digest" in damage.reason
    assert b"trang 2" in third[0].body  # type: ignore[union-attr]


@pytest.mark.parametrize("where", [11, 40, -12, -2], ids=["early", "header", "late", "checksum"])
def test_a_damaged_record_in_the_middle_is_told_and_passed_over(tmp_path: Path, where: int) -> None:
    path, places = three(tmp_path)
    data = bytearray(path.read_bytes())
    spot = places[1].offset + where % places[1].length
    data[spot] ^= 0xFF
    path.write_bytes(data)
    first, damage, third = warc.scan(path)
    assert isinstance(damage, warc.Damage)
    assert (damage.offset, damage.length) == (places[1].offset, places[1].length)
    assert str(damage).startswith(f"{path}, offset {places[1].offset:,}, {places[1].length:,} bytes: ")
    assert b"trang 0" in first[0].body and b"trang 2" in third[0].body  # type: ignore[union-attr]
    with pytest.raises(warc.WarcError, match=f"offset {places[1].offset:,}"):
        warc.read(path, places[1].offset)


def test_wiped_bytes_lose_the_records_they_touch_and_no_other(tmp_path: Path) -> None:
    path, places = three(tmp_path)
    data = path.read_bytes()
    hole = places[0].offset + 20, places[1].offset + 20
    path.write_bytes(data[: hole[0]] + b"\0" * (hole[1] - hole[0]) + data[hole[1] :])
    found = list(warc.scan(path))
    assert isinstance(found[0], warc.Damage) and found[0].offset == places[0].offset
    assert b"trang 2" in found[-1][0].body and len(found) == 2  # type: ignore[union-attr]


def test_every_torn_tail_is_told_and_what_precedes_it_is_read(tmp_path: Path) -> None:
    path, places = three(tmp_path)
    data = path.read_bytes()
    end = places[2].offset
    for left in [1, 2, 5, 9, 10, 11, 30, places[2].length // 2, places[2].length - 9, places[2].length - 1]:
        path.write_bytes(data[: end + left])
        found = list(warc.scan(path))
        assert len(found) == 3, left
        assert isinstance(found[2], warc.Damage) and found[2][1:3] == (end, None), left
        with pytest.raises(warc.WarcError, match=rf"offset {end:,}"):
            warc.read(path, end)


def test_an_offset_where_nothing_begins_is_an_error(tmp_path: Path) -> None:
    path, places = three(tmp_path)
    for offset in (places[1].offset + 1, size := path.stat().st_size, size + 100):
        with pytest.raises(warc.WarcError, match=f"{path.name}, offset {offset:,}"):
            warc.read(path, offset)


@pytest.mark.parametrize("data", [b"", b"\n\n"], ids=["empty", "blank lines"])
def test_a_file_with_nothing_in_it_gives_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.warc").write_bytes(data)
    assert [found for found in warcs.captures(tmp_path / "x.warc") if not data] == []


@pytest.mark.parametrize(
    "data",
    [
        b"<html>no archive</html>\n",
        gzip.compress(b"<html>no archive</html>"),
        b"WARC/1.0\r\nno header",
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"\x1f\x8b\x08" * 50_000,
    ],
    ids=["a page", "a packed page", "cut header", "no length", "nothing but openings"],
)
def test_a_file_that_is_none_is_told_to_be_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.warc").write_bytes(data)
    found = list(warcs.pages(tmp_path / "x.warc"))
    assert len(found) == 1 and isinstance(found[0], warcs.Damage)


# --- files of others -----------------------------------------------------------------------------------------------------------------------

PAGE = "<html><body><p>Một trang của người khác</p></body></html>".encode()


def chunked(data: bytes) -> bytes:
    """The data in chunks of ten bytes."""
    return b"".join(b"%x\r\n%b\r\n" % (len(data[i : i + 10]), data[i : i + 10]) for i in range(0, len(data), 10)) + b"0\r\n\r\n"


def record(kind: str, url: str, status: str = "200 OK", body: bytes = PAGE, packed: bool = True, **headers: str) -> bytes:
    """A record as warcio writes it, the library of many crawlers."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    if kind in ("response", "request"):
        fields = [(name.replace("_", "-"), value) for name, value in headers.items()]
        request = StatusAndHeaders("GET / HTTP/1.1", fields, is_http_request=True)
        first = StatusAndHeaders(status, fields, protocol="HTTP/1.1") if kind == "response" else request
        made = writer.create_warc_record(url, kind, payload=io.BytesIO(body), length=len(body), http_headers=first)
    else:
        made = writer.create_warc_record(url, kind, payload=io.BytesIO(body), length=len(body), warc_content_type="text/plain")
    writer.write_record(made)
    return out.getvalue()


FOREIGN = [
    ("warcinfo", "", {}),
    ("request", URL, {"body": b""}),
    ("response", URL, {}),
    ("response", URL + "?gzip", {"body": gzip.compress(PAGE), "content_encoding": "gzip"}),
    ("response", URL + "?chunked", {"body": chunked(PAGE), "transfer_encoding": "chunked"}),
    ("response", URL + "?both", {"body": chunked(gzip.compress(PAGE)), "content_encoding": "gzip", "transfer_encoding": "chunked"}),
    ("response", URL + "?deflate", {"body": zlib.compress(PAGE), "content_encoding": "deflate"}),
    ("response", URL + "?undone", {"content_encoding": "gzip", "transfer_encoding": "chunked"}),  # unpacked by a crawler that left the fields
    ("response", URL + "?crawl", {"x_crawl_content_encoding": "gzip"}),  # Common Crawl
    ("response", "dns:vidu.gov.vn", {}),
    ("response", URL + "?404", {"status": "404 Not Found"}),
    ("response", URL + "?301", {"status": "301 Moved Permanently", "body": b""}),
    ("resource", URL + "?resource", {}),
    ("metadata", URL, {}),
    ("conversion", URL, {}),
]


@pytest.mark.parametrize("packed", [True, False, None], ids=[".warc.gz", ".warc", "gzip over the whole"])
def test_files_of_others_are_read(tmp_path: Path, packed: bool | None) -> None:
    data = b"".join(record(kind, url, packed=bool(packed), **options) for kind, url, options in FOREIGN)  # type: ignore[arg-type]
    path = tmp_path / "CC-MAIN-20240326-00000.warc.gz"
    path.write_bytes(gzip.compress(data) if packed is None else data)
    found = list(warcs.pages(path))
    wanted = ["", "?gzip", "?chunked", "?both", "?deflate", "?undone", "?crawl"]
    assert [(capture.url, capture.body) for capture in found] == [(URL + end, PAGE) for end in wanted]  # type: ignore[union-attr]
    if packed is not None:
        assert [warc.read(path, capture.offset)[0].body for capture in found] == [PAGE] * len(wanted)  # type: ignore[union-attr]


def test_wget_puts_addresses_in_angle_brackets_and_old_versions_are_read(tmp_path: Path) -> None:
    data = record("response", URL, packed=False).replace(b"WARC/1.0", b"WARC/0.18")
    (tmp_path / "x.warc").write_bytes(data.replace(b"URI: " + URL.encode(), b"URI: <" + URL.encode() + b">"))
    found = next(warcs.pages(tmp_path / "x.warc"))
    assert isinstance(found, warcs.Capture) and (found.url, found.final, found.about) == (URL, URL, {"url": URL})


def test_an_uncompressed_file_is_read_past_a_wrong_length_and_up_to_a_torn_end(tmp_path: Path) -> None:
    good = record("response", URL, packed=False)
    length = int(re.search(rb"Content-Length: (\d+)", good)[1])  # type: ignore[index]
    wrong, short = (good.replace(b"Content-Length: %d" % length, b"Content-Length: %d" % other) for other in (length + 100, length - 40))
    path = tmp_path / "x.warc"
    path.write_bytes(short + good + good[:-30])
    found = list(warcs.captures(path))
    assert [capture.body for capture in found if isinstance(capture, warcs.Capture)] == [PAGE]
    assert [damage.length for damage in found if isinstance(damage, warcs.Damage)][-1] is None
    path.write_bytes(wrong + good + good)  # its length reaches into the next record, and both are lost
    assert [isinstance(found, warcs.Damage) for found in warcs.captures(path)] == [True, True, False]


def test_what_cannot_be_unpacked_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(record("response", URL, body=b"\x28\xb5\x2f\xfd", content_encoding="zstd") + record("response", URL))
    damage, good = warcs.pages(path)
    assert isinstance(damage, warcs.Damage) and "'zstd'" in damage.reason
    assert good.body == PAGE  # type: ignore[union-attr]


def test_bombs_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warcs, "LARGEST", 100_000)
    monkeypatch.setattr(warcs, "LONGEST_HEAD", 10_000)
    big = b"\0" * 200_000
    path = tmp_path / "x.warc.gz"
    bomb = record("response", URL, body=gzip.compress(big), content_encoding="gzip")
    path.write_bytes(bomb + record("response", URL, body=big) + record("response", URL))
    inside, outside, good = warcs.pages(path)
    assert "when it is decompressed" in inside.reason and "longer than 100,000 bytes" in outside.reason  # type: ignore[union-attr]
    assert good.body == PAGE  # type: ignore[union-attr]
    path.write_bytes(record("response", URL, body=big, packed=False) + record("response", URL, packed=False))
    outside, good = warcs.pages(path)
    assert "longer than 100,000 bytes" in outside.reason and good.body == PAGE  # type: ignore[union-attr]


def test_reading_is_free_of_the_crawler() -> None:
    import subprocess
    import sys

    code = "import sys, pipeline.warcs; sys.exit(any(name.split('.')[0] == 'scrapers' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1]).returncode == 0
