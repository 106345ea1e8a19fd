"""Articles from files of every kind, whole and broken."""

from __future__ import annotations

import io
import json
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import inputs, pages, schema
from pipeline.encodings import convert, decode, legacy
from pipeline.inputs import Input, Problem

TEXT = "Ủy ban nhân dân tỉnh yêu cầu Sở Y tế báo cáo kết quả trước ngày 20/5/2022."


def read(*paths: Path | str, **known: object) -> list[Input | Problem]:
    return list(inputs.read(paths, **known))  # type: ignore[arg-type]


def only(path: Path, **known: object) -> Input:
    (item,) = read(path, **known)
    assert isinstance(item, Input), item
    return item


# --- JSON lines ----------------------------------------------------------------------------------------------------------------------------

LINES = [
    # line, the article's fields, reason
    ({"id": "7", "text": TEXT}, {"id": "7"}, "the least there is"),
    ({"text": TEXT}, {"id": "a-1"}, "no id: the file's name and the line's number"),
    ({"id": 7, "text": TEXT, "title": " ", "url": None}, {"id": "7", "title": None, "url": None}, "numbers and empty fields"),
    ({"text": TEXT, "place": "Nam Định"}, {"place": schema.Place(province="Nam Định")}, "a province's name"),
    ({"text": TEXT, "place": "36"}, {"place": schema.Place(code="36")}, "its code"),
    ({"text": TEXT, "place": 1}, {"place": schema.Place(code="01")}, "its code as a number"),
    ({"text": TEXT, "place": {"code": "89", "district": "Châu Phú"}}, {"place": schema.Place(code="89", district="Châu Phú")}, "an object"),
    ({"text": TEXT, "place": []}, {"place": None}, "something else says nothing"),
    ({"article": {"id": "9", "title": "T"}, "text": TEXT, "dates": [{"start": "?"}]}, {"id": "9", "title": "T"}, "a record: all else is ignored"),
    ({"text": TEXT, "published": "2022-05-13", "source": "S"}, {"published": "2022-05-13", "source": "S"}, "what is known"),
]


@pytest.mark.parametrize(("line", "fields", "reason"), LINES, ids=[row[2] for row in LINES])
def test_lines(tmp_path: Path, line: dict, fields: dict, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    item = only(path)
    assert {name: getattr(item.article, name) for name in fields} == fields, reason
    assert (item.text, item.path, item.line) == (TEXT, str(path), 1)


BROKEN = [
    # line, words of the message, reason
    (b"{", "no article", "cut short"),
    (b"[1]", "not an object", "no object"),
    (b'{"id": "x", "body": "y"}', "id, body", "no text: the message names what there is"),
    (b'{"id": "x", "text": 5}', '"text"', "the text is no string"),
    (b'{"text": "  "}', "empty", "an empty text"),
    (b'{"text": "\xff"}', "no article", "no UTF-8"),
    (b'{"text": "\\ud800"}', "no article", "half a letter"),
    (b'{"article": 3, "text": "a"}', '"article"', "an article that is none"),
    (b"[" * 100_000, "no article", "nested without end"),
]


@pytest.mark.parametrize(("line", "words", "reason"), BROKEN, ids=[row[2] for row in BROKEN])
def test_a_broken_line_is_reported_and_the_rest_is_read(tmp_path: Path, line: bytes, words: str, reason: str) -> None:
    good = json.dumps({"text": TEXT}).encode()
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + good + b"\r\n\n" + line + b"\n" + good)
    first, problem, last = read(path)
    assert isinstance(problem, Problem) and words in problem.message, reason
    assert str(problem).startswith(f"{path}, line 3: "), reason
    assert isinstance(first, Input) and isinstance(last, Input) and (first.line, last.line) == (1, 4), reason


def test_a_line_too_long_is_passed_over_without_being_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "' + b"a" * 50_000_000 + b'"}\n' + json.dumps({"text": TEXT}).encode())
    tracemalloc.start()
    problem, item = read(path, longest=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(problem, Problem) and problem.line == 1 and "too long" in problem.message
    assert isinstance(item, Input) and item.line == 2
    assert peak < 10_000_000, "the line is never in memory as a whole"


# --- files and folders ---------------------------------------------------------------------------------------------------------------------


def test_a_folder_is_read_with_all_below_in_order_and_ids_are_unique(tmp_path: Path) -> None:
    for name in ("b/a.txt", "a.txt", "c.TXT", "notes.md", "b/x.htm"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT if "x" not in name.split(".")[0] else f"<p>{TEXT}</p>", encoding="utf-8")
    found = read(tmp_path)
    assert [(item.article.id, item.text) for item in found if isinstance(item, Input)] == [("a", TEXT), ("a-2", TEXT), ("x", TEXT), ("c", TEXT)]
    assert len(found) == 4, "other files are no articles"


PROBLEMS = [
    # file's name, bytes or None, words of the message, reason
    ("missing.txt", None, "no such file", "not there"),
    ("a.docx", b"PK", ".jsonl", "a kind that we do not read: the message names those that we do"),
    ("a.txt", b"", "no text", "empty"),
    ("a.txt", b" \n\n", "no text", "blank"),
    ("a.html", b"<html><script>x()</script></html>", "no text", "a page without words"),
    ("a.txt", bytes(range(256)) * 50, "binary", "noise"),
    ("a.html", b"\x89PNG\r\n\x1a\n\x00\x00", "binary", "a picture"),
    ("a.txt", b"%PDF-1.7 ...", "binary", "a PDF file"),
    ("a.txt", b"a" * 101, "longer", "longer than allowed"),
]


@pytest.mark.parametrize(("name", "data", "words", "reason"), PROBLEMS, ids=[row[3] for row in PROBLEMS])
def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path, name: str, data: bytes | None, words: str, reason: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text("Họp.", encoding="utf-8")
    problem, good = read(tmp_path / name, tmp_path / "good.txt", longest=100 if b"aaa" in (data or b"") else 100_000)
    assert isinstance(problem, Problem) and words in str(problem), reason
    assert isinstance(good, Input), "the rest goes on"


def test_an_empty_folder_and_an_empty_jsonl_hold_nothing(tmp_path: Path) -> None:
    (problem,) = read(tmp_path)
    assert isinstance(problem, Problem) and ".txt" in problem.message
    (tmp_path / "a.jsonl").touch()
    assert read(tmp_path / "a.jsonl") == []


class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize(
    ("data", "texts", "reason"),
    [
        (TEXT.encode(), [TEXT], "a text"),
        (b"\n\n" + json.dumps({"text": TEXT}).encode() + b"\n" + json.dumps({"text": "Hai."}).encode(), [TEXT, "Hai."], "JSONL after blank lines"),
        (b"\xef\xbb\xbf" + json.dumps({"text": TEXT}).encode(), [TEXT], "JSONL with a byte order mark"),
        (TEXT.encode("utf-16"), [TEXT], "UTF-16"),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, texts: list[str], reason: str) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(data))
    assert [item.text for item in read("-") if isinstance(item, Input)] == texts, reason


def test_defaults_are_for_what_the_article_does_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "a", "published": "2020-01-01", "place": "An Giang"}) + "\n" + json.dumps({"text": "b"}))
    first, second = (item.article for item in read(path, published="2022-05-13", place="36", source="S") if isinstance(item, Input))
    assert (first.published, first.place, first.source) == ("2020-01-01", schema.Place(province="An Giang"), "S")
    assert (second.published, second.place, second.source) == ("2022-05-13", schema.Place(code="36"), "S")


def test_article_from_a_mapping_without_text() -> None:
    with pytest.raises(ValueError, match='"text"'):
        inputs.article({"id": "1"})


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        path.write_bytes(b"PAR1")
        (problem,) = read(path)
        assert isinstance(problem, Problem) and "pip install" in problem.message, "not installed: what to do"
        return
    rows = [{"id": "1", "text": TEXT, "published": None}, {"id": "2", "text": None, "published": None}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    item, problem = read(path)
    assert isinstance(item, Input) and (item.article.id, item.text, item.line) == ("1", TEXT, 1)
    assert isinstance(problem, Problem) and problem.line == 2
    path.write_bytes(b"no table")
    assert isinstance(read(path)[0], Problem)


# --- HTML ----------------------------------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><title>Rà soát hộ nghèo | Cổng thông tin</title>{head}<style>p {{ color: red }}</style></head><body>
<div class="top-menu"><ul><li><a>Trang chủ</a></li><li><a>Liên hệ với Ủy ban nhân dân huyện qua đường dây nóng khi cần thiết.</a></li></ul></div>
<div id="wrap"><div class="detail"><h1>Rà soát hộ nghèo</h1>{body}</div></div>
<div class="tin-lienquan"><p>Chủ tịch UBND tỉnh yêu cầu Sở Tài chính báo cáo trước ngày 1/1 về việc mua sắm công.</p></div>
<script>document.write("x")</script></body></html>"""
FIRST = "<p>UBND huyện yêu cầu các xã rà soát hộ nghèo,\n   hộ cận nghèo và báo&nbsp;cáo trước ngày 15/3.</p>"
FIRST_LINE = "UBND huyện yêu cầu các xã rà soát hộ nghèo, hộ cận nghèo và báo cáo trước ngày 15/3."

PAGES = [
    # head, body, lines, reason
    ("", FIRST + "<p>Hết.</p>", [FIRST_LINE, "Hết."], "paragraphs"),
    ("", FIRST + "Các xã<br>báo cáo<br/>ngay.", [FIRST_LINE, "Các xã", "báo cáo", "ngay."], "line breaks"),
    ("", FIRST + "<p>Sở <b>Y</b> <span>tế</span></p>", [FIRST_LINE, "Sở Y tế"], "words marked inside a line"),
    ("", FIRST + "<ul><li>Một</li><li><p>Hai</p></li></ul>", [FIRST_LINE, "- Một", "- Hai"], "bullets"),
    ("", FIRST + "<ol start='2'><li>Một</li><li>Hai</li></ol>", [FIRST_LINE, "2. Một", "3. Hai"], "numbers that the browser shows"),
    ("", FIRST + "<ol type='a'><li>Một</li><li>Hai</li></ol>", [FIRST_LINE, "a) Một", "b) Hai"], "letters"),
    ("", FIRST + "<table><tr><td>Xã A</td><td>12</td></tr></table>", [FIRST_LINE, "Xã A", "12"], "cells"),
    ("", FIRST + "<!-- x --><form><p>Họ tên</p></form><nav>Menu</nav>", [FIRST_LINE], "comments, forms, menus"),
]


@pytest.mark.parametrize(("head", "body", "expected", "reason"), PAGES, ids=[row[3] for row in PAGES])
def test_pages(tmp_path: Path, head: str, body: str, expected: list[str], reason: str) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(head=head, body=body), encoding="utf-8")
    item = only(tmp_path / "a.html")
    assert item.text.split("\n") == ["Rà soát hộ nghèo", *expected], reason
    assert item.article.title == "Rà soát hộ nghèo"


HEADS = [
    ('<meta property="article:published_time" content="2022-05-13T08:00:00+07:00">', "2022-05-13T08:00", "Open Graph"),
    ('<script type="application/ld+json">{"@graph": [{}, {"headline": "x", "datePublished": "2022-05-13"}]}</script>', "2022-05-13", "JSON-LD"),
    ('<script type="application/ld+json">{"datePublished": </script>', None, "broken JSON-LD"),
    ("<meta itemprop='datePublished' content='2022-05-13'>", "2022-05-13", "microdata"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("head", "published", "reason"), HEADS, ids=[row[2] for row in HEADS])
def test_the_date_of_a_page(tmp_path: Path, head: str, published: str | None, reason: str) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(head=head, body=FIRST), encoding="utf-8")
    assert only(tmp_path / "a.html").article.published == published, reason


TAGS = ["<p>", "</p>", "<div class='menu'>", "</div>", "<li>", "<ol>", "<br>", "a", " ",
        "Sở Y tế họp bàn. " * 5, "<h1>", "<!--", "<script>", "&nbsp;", "<td>"]


@given(st.lists(st.sampled_from(TAGS), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_no_page_raises(page: str) -> None:
    assert "\n\n" not in pages.read(page).text


# --- encodings -----------------------------------------------------------------------------------------------------------------------------

OLD = [
    ("Uû ban nh©n d©n tØnh B×nh An ®Ò nghÞ Së Y tÕ b¸o c¸o kÕt qu¶ thùc hiÖn kÕ ho¹ch n¨m 2003", "tcvn3"),
    ("Uyû ban nhaân daân tænh Bình An ñeà nghò Sôû Y teá baùo caùo keát quaû thöïc hieän keá hoaïch naêm 2003", "vni"),
]
MEANT = "Uỷ ban nhân dân tỉnh Bình An đề nghị Sở Y tế báo cáo kết quả thực hiện kế hoạch năm 2003"


@pytest.mark.parametrize(("written", "encoding"), OLD)
def test_fonts_of_before_unicode(tmp_path: Path, written: str, encoding: str) -> None:
    assert legacy(written) == encoding and convert(written, encoding) == MEANT
    (tmp_path / "a.txt").write_bytes(written.encode("latin-1"))
    (tmp_path / "b.txt").write_text(written, encoding="utf-8")
    assert [item.text for item in read(tmp_path) if isinstance(item, Input)] == [MEANT, MEANT], "in a file they become Unicode"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_decode(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_windows_1258_has_tones_of_their_own() -> None:
    text = "Hô\u0323i nghi\u0323 triê\u0309n khai nhiê\u0323m vu\u0323 năm 2005"
    assert decode(text.encode("windows-1258")) == text


OTHER = ["Diện tích 12 m², nhiệt độ 30°, giá ½, «trích dẫn», © 2020 Báo ®", "Crème brûlée à la carte, où ça, déjà vu, naïve", "ø æ å ö ä ü ñ ß"]


@pytest.mark.parametrize("text", OTHER)
def test_other_text_is_no_old_font(text: str) -> None:
    assert legacy(text * 10) is None


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_text_or_no_text(data: bytes) -> None:
    try:
        assert isinstance(decode(data), str)
    except ValueError as error:
        assert str(error)


# --- WARC ----------------------------------------------------------------------------------------------------------------------------------


def test_pages_of_a_warc_file(tmp_path: Path) -> None:
    """Written as crawlers of others write it: a page, a picture, a page that was not found."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    page = f"<html><head><title>Tin</title></head><body><h1>Họp về dịch bệnh</h1><article>{f'<p>{TEXT} Các xã thực hiện nghiêm.</p>' * 4}</article></body></html>"
    path = tmp_path / "CC-1.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, status, kind, body in (
            ("https://vidu.gov.vn/tin/1", "200 OK", "text/html; charset=utf-8", page.encode()),
            ("https://vidu.gov.vn/anh.png", "200 OK", "image/png", b"\x89PNG"),
            ("https://vidu.gov.vn/mat", "404 Not Found", "text/html", b"<h1>404</h1>"),
        ):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))
    item = only(path)
    assert (item.article.url, item.article.title) == ("https://vidu.gov.vn/tin/1", "Họp về dịch bệnh") and TEXT in item.text
    path.write_bytes(path.read_bytes()[:-200])
    assert isinstance(read(path)[0], Input), "what stands before a torn end is read"
    other = tmp_path / "a.gz"
    other.write_bytes(b"\x1f\x8b")
    (problem,) = read(other)
    assert isinstance(problem, Problem) and ".warc.gz" in problem.message
