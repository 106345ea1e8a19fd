"""Exports: each is read back with the library that others use for it, on our articles and on hostile ones."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec
import networkx
import openpyxl
import pytest
from conftest import ROOT
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

import corpora
from pipeline import exports, run, schema
from pipeline.exports import bio, docbin, due, graphml, ics, tables, tokens, w3c
from pipeline.morning.deadlines import Repetition


@cache
def ours() -> tuple[schema.Record, ...]:
    """Invented articles: those of the corpus, and two that are read by the stages, with documents that have URNs."""
    read = [
        run.extract({"id": f"m{n}", "title": "Họp giao ban", "published": "2022-05-13", "place": "Nam Định", "url": f"https://a.vn/{n}?x=1&y=2", "text": text})
        for n, text in enumerate((
            "Chủ tịch UBND tỉnh yêu cầu Sở Thông tin và Truyền thông hoàn thành trước ngày 20/6/2022 theo Nghị quyết số 09-NQ/TU ngày 15/10/2021 của Tỉnh ủy; phấn đấu đạt 95,5%.",
            "UBND tỉnh giao Sở Y tế báo cáo trước ngày 25 hằng tháng; Công an tỉnh báo cáo trước 16 giờ thứ Sáu hằng tuần.",
        ))
    ]  # fmt: skip
    return (*(msgspec.convert(given, schema.Record) for given in corpora.gold()), *read)


def record(text: str = "Sở Y tế báo cáo trước ngày 20/5/2022.", **about: object) -> schema.Record:
    """A record of one directive with one deadline, its words and its article as told."""
    at = text.find("ngày")
    dates = [schema.Date(id="t1", start=at, end=at + 4, text="ngày", value="2022-05-20", latest="2022-05-19", role="deadline")] if at >= 0 else []
    directive = schema.Directive(id="D01", start=0, end=len(text), text=text, lead=["Sở Y tế"], deadline="2022-05-20", deadline_date="t1", action=text)
    return schema.Record(article=schema.Article(**{"id": "r", "published": "2022-05-01", **about}), text=text, dates=dates, directives=[directive])  # type: ignore[arg-type]


HOSTILE = (
    "=cmd|'/C calc'!A0", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "  =1", "\n\n=1", "\u00a0=1", "\u200b=1", "\ufeff=1", "＝1+1", "\x00=1", "\u202e=1",
    "_x003D_1", "=HYPERLINK(\"https://a.vn\")",
)  # fmt: skip


def hostile() -> Iterator[schema.Record]:
    for n, text in enumerate((*HOSTILE, "a" * 100_000, "🙂" * 40_000, "\ud800", "\ufffe\x01\x1b[31m", ";=1", "<script>alert(1)</script>", "]]>", "--", '"', "'")):
        one = record("ngày " + text, id=text, title=text, url=f"javascript:{text}", source=text, place=schema.Place(province=text), cluster=text, published=text)
        fields = {name: text for name in ("action", "condition", "item", "trigger", "issuer_agency", "deadline_by_reference")}
        one.directives[0] = msgspec.structs.replace(
            one.directives[0], **fields, id=text, lead=[text], targets=[text], legal_basis=[text], via=[text], issuer_person=schema.IssuerPerson(name=text)
        )
        part = {"start": 5, "end": 5 + len(text), "text": text}
        one.documents = [schema.Document(id="d1", type=text, number=text, symbol=text, title=text, document="X", **part)]
        one.resources = [schema.Resource(document="X", type=text, number=text, issuer=text, title=text, urn=text, issued=text, mentions=["d1"])]
        one.agencies = [schema.Agency(id="a1", name=text, agency=text, successor=text, **part)]
        one.quantities = [schema.Quantity(id="q1", kind="percent", values=[float("inf")], subject=text, unit=text, **part)]
        one.people = [schema.Person(id="p1", name=text, **part)]
        one.diagnostics = [schema.Diagnostic(code="x", message=text)]
        assert n < 100
        yield one


# --- the front door ---------------------------------------------------------------------------------------------------------------------

FILES = list(exports.TO)


@pytest.mark.parametrize("to", FILES)
@pytest.mark.parametrize("lang", exports.LANGUAGES)
def test_each_writes_all_our_articles(to: str, lang: str, tmp_path: Path) -> None:
    written = exports.write(to, iter(ours()), tmp_path / "out", lang=lang)
    assert written.articles == len(ours()) > 100 and written.items > 40
    assert [path.name for path in tmp_path.iterdir()] == ["out"] and (tmp_path / "out").stat().st_size > 1000


@pytest.mark.parametrize("to", FILES)
def test_each_takes_hostile_records_and_none(to: str, tmp_path: Path) -> None:
    """Where JSON or spaCy are in between there are no lone surrogates: they take none, and no file of records has any."""
    records = [r for r in hostile() if to in ("csv", "xlsx", "ics", "bio") or "\ud800" not in r.text]
    if to == "graphml":
        for one in records:
            one.quantities = []  # JSON knows no infinity either
    assert exports.write(to, records, tmp_path / "a").articles == len(records) > 20
    assert exports.write(to, [], tmp_path / "b") == (0, 0, ())
    assert (tmp_path / "b").exists()


@pytest.mark.parametrize("to", FILES)
def test_the_same_records_give_the_same_file(to: str, tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "b"]
    for file in files:
        exports.write(to, ours()[:20], file)
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("to", FILES)
def test_what_fails_leaves_what_was_there(to: str, tmp_path: Path) -> None:
    def broken() -> Iterator[schema.Record]:
        yield from ours()[:3]
        raise schema.RecordError("line 4")

    (tmp_path / "out").write_text("before")
    with pytest.raises(schema.RecordError, match="line 4"):
        exports.write(to, broken(), tmp_path / "out")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out", "before")]


@pytest.mark.parametrize(
    ("to", "options", "message"),
    [
        ("pdf", {}, "no export to 'pdf'; there are: csv, xlsx"),
        ("csv", {"lang": "fr"}, "no language 'fr'; there are: vi, en"),
        ("xlsx", {"table": "articles"}, "xlsx has no option table; there are: none"),
        ("csv", {"colour": 1}, "csv has no option colour; there are: table, days, separator"),
        ("csv", {"table": "people"}, "no table 'people'; there are: directives, deadlines, documents, agencies, targets, articles, all"),
        ("csv", {"days": "us"}, "not written as 'us'"),
        ("csv", {"separator": "|"}, "not separated by '|'"),
        ("ics", {"alarm": -1}, "give 0 to 366"),
    ],
)
def test_what_cannot_be_asked_for(to: str, options: dict[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(exports.ExportError, match=re.escape(message)):
        exports.write(to, [], tmp_path / "out", **options)
    assert not list(tmp_path.iterdir())


def test_a_folder_is_no_file_and_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(exports.ExportError, match="is a folder"):
        exports.write("ics", ours(), tmp_path / "folder")
    (tmp_path / "file").write_text("before")
    with pytest.raises(exports.ExportError, match="is a file"):
        exports.write("csv", ours()[:1], tmp_path / "file", table="all")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"] and (tmp_path / "file").read_text() == "before"


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    script = "import sys; from pipeline import exports; exports.write('csv', [], '/dev/stdout', table='articles', lang='en')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=ROOT, timeout=60)
    assert done.stdout.decode("utf-8-sig").startswith("Published,Province"), done.stderr
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "out")
    exports.write("csv", ours()[:1], tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "out").is_file()


def test_heavy_libraries_come_with_the_export_that_needs_them() -> None:
    script = "import sys; from pipeline import exports; from pipeline.exports import csv, ics, w3c, bio, xlsx, docbin; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True).stdout.split()
    assert not {"spacy", "pandas", "networkx", "xlsxwriter", "openpyxl", "underthesea", "pyarrow"} & set(loaded)


# --- tables -----------------------------------------------------------------------------------------------------------------------------


def is_harmless(text: str) -> bool:
    return not re.match(r"[\s\u200b\ufeff\x00]*[=+\-@＝＋－＠\t\r]", text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_is_made_harmless(text: str) -> None:
    told = tables.harmless(text)
    assert told is not None and is_harmless(told)
    assert told.startswith("'") or text.startswith("_x")
    assert told.isprintable() and tables.harmless(told) == told


@given(st.text())
@settings(max_examples=300)
def test_no_text_is_a_formula(text: str) -> None:
    told = tables.harmless(text) or ""
    assert is_harmless(told) and told.isprintable() and len(told.encode("utf-16-le")) <= 2 * tables.LONGEST
    assert "".join(c for c in told if c.isalnum()) == "".join(c for c in text if c.isalnum() and c.isprintable())


def test_a_long_text_is_cut_at_what_a_cell_holds() -> None:
    for text in ("=" + "a" * 40_000, "🙂" * 20_000, "a" + "🙂" * 20_000):
        told = tables.harmless(text)
        assert told is not None and told.endswith("…") and 32_765 <= len(told.encode("utf-16-le")) / 2 <= 32_767
    assert tables.harmless("a" * 32_767) == "a" * 32_767


def test_vietnamese_words_stay_as_they_are() -> None:
    for text in ("“Sở Y tế” – 95,5%; báo cáo", "Đề án 06/CP", "a = b", "từ 8-9%", "Sở KH&ĐT; - UBND tỉnh"):
        assert tables.harmless(text) == text


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_each_table_has_rows_and_titles(table: tables.Table) -> None:
    rows = [cells for one in ours() for cells in table.cells(one, "vi")]
    assert len(rows) > 30 and {len(cells) for cells in rows} == {len(table.columns)}
    for lang in exports.LANGUAGES:
        assert len(set(table.header(lang))) == len(table.columns)
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    empty = [name for name, cells in zip(names, zip(*rows, strict=True), strict=True) if all(cell is None for cell in cells)]
    assert set(empty) <= {"source", "district", "source_document", "version", "attached_to", "cluster", "diagnostics", "condition", "unit", "year", "successor"}


def test_each_value_of_the_vocabularies_has_words() -> None:
    for vocabulary in (schema.Comparator, schema.QuantityKind, schema.Status, schema.Granularity, schema.AgencyRole, schema.Modality):
        assert set(vocabulary.__args__) <= set(tables.WORDS)


def test_what_is_asked_of_a_spreadsheet(tmp_path: Path) -> None:
    """Which tasks of Sở Thông tin và Truyền thông fall due in June 2022?"""
    exports.write("csv", ours(), tmp_path / "out", table="deadlines")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out").read_bytes().decode("utf-8-sig"))))
    found = [row for row in rows if row["Hạn chót"].startswith("2022-06") and "Sở Thông tin và Truyền thông" in row["Cơ quan thực hiện"]]
    assert [(row["Hạn chót"], row["Thời hạn"], row["Mã chỉ đạo"]) for row in found] == [("2022-06-19", "trước ngày 20/6/2022", "m0-D01")]
    assert found[0]["Liên kết"] == "https://a.vn/0?x=1&y=2"


# --- csv --------------------------------------------------------------------------------------------------------------------------------


def read_csv(path: Path, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=separator))


def test_csv_is_what_excel_knows_as_utf_8(tmp_path: Path) -> None:
    exports.write("csv", ours(), tmp_path / "out")
    data = (tmp_path / "out").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfNg") and data.count(b"\xef\xbb\xbf") == 1
    assert data.count(b"\r\n") == data.count(b"\n") == len(read_csv(tmp_path / "out")) == 1 + sum(len(one.directives) for one in ours())


def test_csv_days_separators_and_languages(tmp_path: Path) -> None:
    exports.write("csv", [record()], tmp_path / "a", lang="en", days="vi", separator=";")
    head, row = read_csv(tmp_path / "a", ";")
    told = dict(zip(head, row, strict=True))
    assert (told["Due"], told["Published"], told["Kind"], told["Confidence"]) == ("19/05/2022", "01/05/2022", "order", "1")
    half = record()
    half.directives[0].confidence = 0.5
    exports.write("csv", [half], tmp_path / "b", separator=";")
    exports.write("csv", [half], tmp_path / "c", separator="tab")
    assert "0,5" in read_csv(tmp_path / "b", ";")[1] and "0.5" in read_csv(tmp_path / "c", "\t")[1]


def test_csv_of_all_tables_is_a_folder(tmp_path: Path) -> None:
    written = exports.write("csv", ours(), tmp_path / "out", table="all")
    files = {file.stem: len(read_csv(file)) - 1 for file in (tmp_path / "out").iterdir()}
    assert set(files) == {table.name for table in tables.TABLES} and sum(files.values()) == written.items
    (tmp_path / "out" / "mine.txt").write_text("kept")
    assert exports.write("csv", ours()[:1], tmp_path / "out").items < written.items  # a folder that is there gets all tables
    assert (tmp_path / "out" / "mine.txt").read_text() == "kept" and len(list((tmp_path / "out").iterdir())) == len(tables.TABLES) + 1


@pytest.mark.parametrize("separator", [",", ";", "tab"])
def test_no_cell_of_a_csv_is_a_formula(separator: str, tmp_path: Path) -> None:
    exports.write("csv", hostile(), tmp_path / "out", table="all", separator=separator)
    count = 0
    csv.field_size_limit(10_000_000)  # what is split at the wrong sign may be long
    for file in (tmp_path / "out").iterdir():
        for row in read_csv(file, "\t" if separator == "tab" else separator):
            assert all(is_harmless(cell) and "\n" not in cell and "javascript:" not in cell for cell in row)
            count += len(row)
        other = {",": ";", ";": "\t", "tab": ";"}[separator]  # where Excel splits at another sign than we did
        assert not any(re.match(r"\s*[=@＝＠]", cell) for row in read_csv(file, other) for cell in row)
    assert count > 1000


# --- xlsx -------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("xlsx") / "out.xlsx"
    exports.write("xlsx", ours(), path)
    return openpyxl.load_workbook(path)


def test_the_sheets(book: openpyxl.Workbook, tmp_path: Path) -> None:
    assert book.sheetnames == ["Chỉ đạo", "Thời hạn", "Văn bản", "Cơ quan", "Chỉ tiêu", "Bài viết"]
    exports.write("xlsx", [], tmp_path / "out.xlsx", lang="en")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["Directives", "Deadlines", "Documents", "Agencies", "Targets", "Articles"]


def test_each_sheet_is_filtered_frozen_and_as_wide_as_told(book: openpyxl.Workbook) -> None:
    for sheet, table in zip(book, tables.TABLES, strict=True):
        assert sheet.auto_filter.ref == sheet.dimensions and sheet.freeze_panes == "A2"
        assert [cell.value for cell in sheet[1]] == table.header("vi")
        assert sheet.max_row == 1 + sum(1 for one in ours() for _ in table.cells(one, "vi"))
        widths = {i: told.width for told in sheet.column_dimensions.values() for i in range(told.min, told.max + 1)}
        assert [widths[i] for i in range(1, len(widths) + 1)] == pytest.approx([column.width for column in table.columns], abs=1)
        assert sheet.print_title_rows == "$1:$1" and sheet.page_setup.fitToHeight == 0


def test_each_cell_is_of_its_kind(book: openpyxl.Workbook) -> None:
    kinds = {"text": "s", "long": "s", "url": "s", "number": "n", "share": "n"}
    days = 0
    for sheet, table in zip(book, tables.TABLES, strict=True):
        for row in sheet.iter_rows(min_row=2):
            for cell, column in zip(row, table.columns, strict=True):
                if cell.value is None:
                    continue
                if column.kind == "day" and isinstance(cell.value, datetime.datetime):
                    days += 1
                    assert cell.number_format == "dd/mm/yyyy"
                else:
                    assert cell.data_type == kinds.get(column.kind, "s"), (sheet.title, column.name, cell.value)
                assert column.kind != "long" or cell.alignment.wrap_text
    assert days > 500


def test_links_lead_to_the_web_alone(book: openpyxl.Workbook, tmp_path: Path) -> None:
    found = {cell.hyperlink.target for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {"https://a.vn/0?x=1&y=2", "https://a.vn/1?x=1&y=2"} <= found and all(re.match("https?://", target) for target in found)
    told = [record(id=str(n), url=url) for n, url in enumerate(("javascript:alert(1)", "file:///etc/passwd", "https://a b", "internal:'A'!A1", "//a.vn", "ftp://a.vn"))]
    exports.write("xlsx", told, tmp_path / "out.xlsx")
    other = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert not [cell for sheet in other for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert "javascript" not in "".join(zipfile.ZipFile(tmp_path / "out.xlsx").read(name).decode() for name in zipfile.ZipFile(tmp_path / "out.xlsx").namelist())


def test_an_address_that_is_too_long_is_a_text(tmp_path: Path) -> None:
    urls = ["https://a.vn/" + "[" * 1900, "https://a.vn/" + "x" * 1900]
    exports.write("xlsx", [record(id=str(n), url=url) for n, url in enumerate(urls)], tmp_path / "out.xlsx")
    cells = [row[4] for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["Bài viết"].iter_rows(min_row=2)]
    assert [(cell.value, bool(cell.hyperlink)) for cell in cells] == [(urls[0], False), (urls[1], True)]


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    exports.write("xlsx", hostile(), tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:
        for name in parts.namelist():
            root = etree.fromstring(parts.read(name))  # well-formed: no character that XML forbids
            assert not root.findall(".//{*}f"), name
    quoted = cells = 0
    for sheet in openpyxl.load_workbook(tmp_path / "out.xlsx"):
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    cells += 1
                    quoted += cell.quotePrefix
                    assert cell.data_type == "s" and is_harmless(cell.value) and len(cell.value.encode("utf-16-le")) <= 2 * 32_767
                    assert bool(cell.quotePrefix) == cell.value.startswith("'")
    assert cells > 500 and quoted > 100


def test_days_that_excel_does_not_know_are_texts(tmp_path: Path) -> None:
    exports.write("xlsx", [record(published=day) for day in ("1890-09-02", "1900-02-28", "1900-03-01", "9999-12-31", "2022-05")], tmp_path / "out.xlsx", lang="en")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Articles"]
    assert [cell.value for cell in sheet["A"][1:]] == [
        "1890-09-02", "1900-02-28", datetime.datetime(1900, 3, 1), datetime.datetime(9999, 12, 31), "05/2022",
    ]  # fmt: skip


def test_a_full_sheet_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.exports import xlsx

    monkeypatch.setattr(xlsx, "ROWS", 4)
    monkeypatch.setattr(xlsx, "LINKS", 2)
    written = exports.write("xlsx", [record(id=str(n), url=f"https://a.vn/{n}") for n in range(5)], tmp_path / "out.xlsx")
    assert written.items == 9 and written.notes == tuple(f"{name}: 2 rows did not fit into a sheet of 4 rows" for name in ("directives", "deadlines", "articles"))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Bài viết"]
    links = [row[4] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in links] == ["https://a.vn/0", "https://a.vn/1", "https://a.vn/2"] and [bool(cell.hyperlink) for cell in links] == [True, True, False]


def test_row_heights_show_what_is_in_them(book: openpyxl.Workbook) -> None:
    sheet = book["Chỉ đạo"]
    heights = {sheet.row_dimensions[row].height for row in range(2, sheet.max_row + 1)}
    assert heights <= {None, *(15.0 * lines for lines in range(2, 9))} and len(heights) > 4


# --- ics --------------------------------------------------------------------------------------------------------------------------------


def calendar(records: list[schema.Record], tmp_path: Path, **options: object) -> Calendar:
    exports.write("ics", records, tmp_path / "out.ics", **options)
    data = (tmp_path / "out.ics").read_bytes()
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and data.count(b"\n") == data.count(b"\r\n") and data.endswith(b"END:VCALENDAR\r\n")
    data.decode("utf-8")
    for line in data.split(b"\r\n"):
        line.decode("utf-8")  # no character is cut in two
    found = Calendar.from_ical(data)
    found.validate()
    assert not found.errors and not any(event.errors for event in found.walk())
    return found


def test_a_calendar_of_our_articles(tmp_path: Path) -> None:
    found = calendar(list(ours()), tmp_path)
    events = found.walk("VEVENT")
    assert len(events) > 100 and len({str(event["UID"]) for event in events}) == len(events)
    for event in events:
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1) and type(event["DTSTART"].dt) is date
        assert event["SUMMARY"] and event["CATEGORIES"].cats and event["DTSTAMP"].dt.tzinfo is not None
    (mine,) = [event for event in events if event.get("URL") == "https://a.vn/0?x=1&y=2"]
    assert mine["DTSTART"].dt == date(2022, 6, 19)
    assert str(mine["SUMMARY"]).startswith("Sở Thông tin và Truyền thông tỉnh Nam Định: ")
    assert "Thời hạn: trước ngày 20/6/2022\n" in str(mine["DESCRIPTION"])
    assert [str(name).replace("\\,", ",") for name in mine["CATEGORIES"].cats] == ["yêu cầu", "Nam Định", "Sở Thông tin và Truyền thông tỉnh Nam Định"]


def test_what_comes_again_has_a_rule(tmp_path: Path) -> None:
    events = [event for event in calendar(list(ours()[-1:]), tmp_path).walk("VEVENT")]
    told = {event["DTSTART"].dt: event["RRULE"].to_ical().decode() for event in events}
    assert told == {  # an order of 13 May 2022, a Friday: before the 25th is the 24th at last
        date(2022, 5, 24): "FREQ=MONTHLY;UNTIL=20230514;BYMONTHDAY=24",
        date(2022, 5, 13): "FREQ=WEEKLY;UNTIL=20220813;BYDAY=FR",
    }


def test_texts_come_back_whatever_is_in_them(tmp_path: Path) -> None:
    text = "ngày a, b; c\\n d \\ e: “𠀀🙂” " + "ệ" * 200
    (event,) = calendar([record(text, url="https://a.vn/x")], tmp_path, alarm=3).walk("VEVENT")
    assert str(event["DESCRIPTION"]).split("“", 1)[1].startswith(text)
    assert [str(name).replace("\\,", ",") for name in event["CATEGORIES"].cats] == ["yêu cầu", "Sở Y tế"]
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(days=-3) and alarm["ACTION"] == "DISPLAY" and str(alarm["DESCRIPTION"]) == str(event["SUMMARY"])


def test_a_hostile_text_makes_no_line_of_its_own(tmp_path: Path) -> None:
    text = "ngày\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:x\u2028ATTACH:file:///etc/passwd\x85DTSTART:19700101"
    found = calendar([record(text, title=text, url="https://a.vn/\r\nATTACH:x", source=text), *hostile()], tmp_path)
    assert {name for event in found.walk("VEVENT") for name in event} == {
        "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP",
    }  # fmt: skip


def test_an_event_keeps_its_uid(tmp_path: Path) -> None:
    """Also where the order is renumbered, and in the article's next version."""
    first, again = record(), record(version=2)
    again.directives[0].id = "D07"
    uids = [[str(event["UID"]) for event in calendar([one], tmp_path).walk("VEVENT")] for one in (first, again, record(id="other"))]
    assert uids[0] == uids[1] != uids[2]
    assert calendar([again], tmp_path).walk("VEVENT")[0]["SEQUENCE"] == 1


def test_what_several_portals_tell_is_one_event(tmp_path: Path) -> None:
    written = exports.write("ics", [record(id="a", cluster="n"), record("Sở Y tế báo cáo  trước ngày 20/5/2022", id="b", cluster="n"), record(id="c")], tmp_path / "out")
    assert written.items == 2 and "told by several articles" in written.notes[0]


def test_without_a_day_there_is_no_event(tmp_path: Path) -> None:
    once = record("báo cáo theo lộ trình")
    once.directives[0] = msgspec.structs.replace(once.directives[0], deadline=None, deadline_date=None, deadline_by_reference="theo lộ trình")
    written = exports.write("ics", [once], tmp_path / "out")
    assert written == (1, 0, ("1 deadlines have no day and are left out",))
    assert not calendar([once], tmp_path).walk("VEVENT")


REPETITIONS = (
    Repetition("DAILY"),
    *(Repetition("WEEKLY", weekdays=frozenset({n})) for n in range(7)),
    *(Repetition("MONTHLY", days=frozenset({n})) for n in (-1, 1, 2, 25, 28, 29, 30, 31)),
    *(Repetition("YEARLY", frozenset({m}), frozenset({n})) for m, n in ((1, 1), (2, 29), (2, 28), (6, 30), (12, 31), (3, 1), (4, 30))),
    Repetition("YEARLY", frozenset({6, 12}), frozenset({25})),
    Repetition("YEARLY", frozenset({6, 12}), frozenset({30})),
)


@pytest.mark.parametrize("again", REPETITIONS, ids=str)
@pytest.mark.parametrize("early", [False, True])
def test_a_rule_gives_the_days_of_the_repetition(again: Repetition, early: bool) -> None:
    """As another library reckons them, over years with and without a 29 February."""
    again = due.before(again) if early else again
    start, until = due.first(again, date(2023, 1, 30)), date(2028, 3, 5)
    assert start is not None
    expected = [day for day in (start + timedelta(days=n) for n in range((until - start).days + 1)) if again.on(day)]
    rule = rrulestr(due.rrule(again, until), dtstart=datetime.datetime(start.year, start.month, start.day))
    assert [when.date() for when in rule] == expected and len(expected) >= 5


def test_before_a_day_is_the_day_before() -> None:
    for again in REPETITIONS:
        if again.frequency != "DAILY" and not again.days & {29, 30, 31}:  # those of shorter months are their last day
            days = [date(2023, 1, 10) + timedelta(days=n) for n in range(800)]
            assert [d for d in days if due.before(again).on(d)] == [d for d in days if again.on(d + timedelta(days=1))]


def test_nobody_knows_when_each_quarter_is() -> None:
    assert due.first(due.deadlines.repetition("FREQ=MONTHLY;INTERVAL=3", "P3M") or Repetition(""), date(2022, 1, 1)) is None


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=300))
@settings(max_examples=200)
def test_folded_lines_unfold(line: str) -> None:
    folded = ics.fold(line)
    assert folded.replace("\r\n ", "") == line + "\r\n"
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))


# --- docbin, w3c, bio -------------------------------------------------------------------------------------------------------------------


def test_a_docbin_is_read_back(tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    from pipeline import component

    written = exports.write("docbin", ours(), tmp_path / "out.spacy")
    spans = 0
    docs = list(DocBin().from_disk(tmp_path / "out.spacy").get_docs(spacy.blank("xx").vocab))
    for doc, one in zip(docs, ours(), strict=True):
        assert doc.text == one.text and doc._.chidao == one and doc._.directives == one.directives
        assert msgspec.convert(doc.user_data["chidao"]["directives"], list[schema.Directive]) == one.directives  # spaCy makes tuples of lists
        for key, (kind, label, wanted) in component.GROUPS.items():
            mentions = [m for m in getattr(one, kind) if all(getattr(m, name) == value for name, value in wanted.items())]
            assert [(s.start_char, s.end_char, s.label_, s.id_) for s in doc.spans[key]] == [(*bounds(m), label, m.id) for m in mentions]
            spans += len(doc.spans[key])
    assert spans == written.items > 5000


def test_a_docbin_is_read_without_chidao(tmp_path: Path) -> None:
    exports.write("docbin", ours()[-2:], tmp_path / "out.spacy")
    script = """
import sys, spacy
from spacy.tokens import DocBin
docs = list(DocBin().from_disk(sys.argv[1]).get_docs(spacy.blank("xx").vocab))
print(docs[0].user_data["chidao"]["directives"][0]["deadline"], [s.text for s in docs[0].spans["deadlines"]])
"""
    done = subprocess.run([sys.executable, "-I", "-c", script, tmp_path / "out.spacy"], capture_output=True, text=True, timeout=60)
    assert done.stdout == "2022-06-20 ['trước ngày 20/6/2022']\n", done.stderr


def bounds(mention: schema.Mention) -> tuple[int, int]:
    """Where a mention stands without white space at its ends: two of the corpus have some, tokens have none."""
    return mention.start + len(mention.text) - len(mention.text.lstrip()), mention.end - len(mention.text) + len(mention.text.rstrip())


def test_web_annotations_are_read_back(tmp_path: Path) -> None:
    written = exports.write("w3c", ours(), tmp_path / "out.jsonl")
    pages = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    ids = [annotation["id"] for page in pages for annotation in page["items"]]
    assert len(ids) == len(set(ids)) == written.items
    for page, one in zip(pages, ours(), strict=True):
        assert page["type"] == "AnnotationPage" and page["@context"][0] == "http://www.w3.org/ns/anno.jsonld" and ":" in page["id"]
        back: dict[str, list[dict[str, object]]] = {kind: [] for kind in schema.KINDS}
        for annotation in page["items"]:
            position, quote = annotation["target"]["selector"]
            assert (position["type"], quote["type"], annotation["type"]) == ("TextPositionSelector", "TextQuoteSelector", "Annotation")
            start, end = position["start"], position["end"]
            assert one.text[start:end] == quote["exact"]
            assert one.text[:start].endswith(quote["prefix"]) and one.text[end:].startswith(quote["suffix"])
            assert len(quote["prefix"]) == min(start, 32) and len(quote["suffix"]) == min(len(one.text) - end, 32)
            (fields,) = [body["fields"] for body in annotation["body"] if "fields" in body]
            kind = annotation["body"][0]["value"]
            back[kind].append({"id": annotation["id"].rsplit(":", 1)[1], "start": start, "end": end, "text": quote["exact"], **fields})
        for kind, found in back.items():
            assert msgspec.convert(found, list[type(getattr(one, kind)[0])] if found else list) == getattr(one, kind)  # type: ignore[misc]


def test_targets_and_what_identifies(tmp_path: Path) -> None:
    items = w3c.page(ours()[-2], "vi")["items"]
    assert {item["target"]["source"]["id"] for item in items} == {"https://a.vn/0?x=1&y=2"}
    known = {body["source"] for item in items for body in item["body"] if body["type"] == "SpecificResource"}
    assert {"urn:lex:vn;nam.dinh:tinh.uy:nghi.quyet:2021;9", "urn:chidao:agency:so-thong-tin-va-truyen-thong@nam-dinh"} <= known
    page = w3c.page(record("ngày", id="a b/<c>", url="javascript:x"), "vi")
    assert page["items"][0]["target"]["source"]["id"] == "urn:chidao:article:a%20b%2F%3Cc%3E" and page["items"][0]["id"].startswith("urn:chidao:article:a%20b%2F%3Cc%3E:")


def test_tags_are_read_back(tmp_path: Path) -> None:
    written = exports.write("bio", ours(), tmp_path / "out.conll")
    with (tmp_path / "out.conll").open(encoding="utf-8", newline="\n") as file:
        found = list(bio.read(file))
    left = 0
    for back, one in zip(found, ours(), strict=True):
        expected = [bio.Tagged(kind, bio.label(kind, m), *bounds(m)) for kind in schema.KINDS for m in bio.outermost(getattr(one, kind))]
        assert back == expected
        left += sum(len(getattr(one, kind)) for kind in schema.KINDS) - len(expected)
    assert sum(map(len, found)) == written.items > 5000 and written.notes == ((f"{left} mentions overlap others of their kind and are left out",) if left else ())


def test_the_lines_of_a_record() -> None:
    text = "UBND tỉnh giao\n\nSở Y tế."
    agencies = [schema.Agency(start=0, end=9, text="UBND tỉnh", name="", role="issuer"), schema.Agency(start=16, end=23, text="Sở Y tế", name="", role="lead")]
    one = schema.Record(article=schema.Article(id="a\tb\n7"), text=text, agencies=agencies)
    assert list(bio.lines(one)) == [
        "# id = a b 7",
        "#token\tstart\tend\tdocuments\tdates\tquantities\tagencies\tpeople\tdirectives",
        "UBND\t0\t4\tO\tO\tO\tB-issuer\tO\tO",
        "tỉnh\t5\t9\tO\tO\tO\tI-issuer\tO\tO",
        "giao\t10\t14\tO\tO\tO\tO\tO\tO",
        "",
        "Sở\t16\t18\tO\tO\tO\tB-lead\tO\tO",
        "Y\t19\t20\tO\tO\tO\tI-lead\tO\tO",
        "tế\t21\t23\tO\tO\tO\tI-lead\tO\tO",
        ".\t23\t24\tO\tO\tO\tO\tO\tO",
        "",
    ]


def test_of_overlapping_mentions_the_longest_is_tagged() -> None:
    names = [schema.Person(start=start, end=end, text="", name="") for start, end in ((0, 2), (1, 6), (6, 8), (0, 3))]
    assert [(m.start, m.end) for m in bio.outermost(names)] == [(1, 6), (6, 8)]


def test_a_line_that_is_no_token_is_told() -> None:
    with pytest.raises(exports.ExportError, match="line 2 has 2 columns, not 9"):
        list(bio.read(["# id = a\n", "Sở\tB-lead\n"]))


@given(st.text(max_size=80), st.sets(st.integers(0, 80), max_size=5))
@settings(max_examples=300)
def test_tokens_leave_out_white_space_alone(text: str, cuts: set[int]) -> None:
    found = tokens.tokens(text, cuts)
    assert "".join(text[start:end] for start, end in found) == "".join(text.split())
    assert all(start < end for start, end in found) and all(a[1] <= b[0] for a, b in zip(found, found[1:], strict=False))
    assert all(not start < cut < end for cut in cuts for start, end in found)


def test_decomposed_letters_stay_whole() -> None:
    text = "Tỉnh Điện Biên"
    import unicodedata

    apart = unicodedata.normalize("NFD", text)
    assert [unicodedata.normalize("NFC", apart[a:b]) for a, b in tokens.tokens(apart)] == text.split()


def test_docs_of_odd_texts() -> None:
    import spacy

    vocab = spacy.blank("xx").vocab
    for text in ("", " ", "\n\nSở  Y tế \r\n", "a\x00b\u2028c\x1cd", "🙂ệ́"):
        assert docbin.doc(schema.Record(article=schema.Article(id="o"), text=text), vocab).text == text


# --- real articles ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", FILES)
def test_each_writes_the_seeds(to: str, tmp_path: Path, shared: Path) -> None:
    texts = sorted((shared / "seeds").glob("*.txt"))
    records = [run.extract({"id": text.stem, "text": text.read_text(encoding="utf-8")}) for text in texts]
    written = exports.write(to, records, tmp_path / "out")
    assert written.articles == len(texts) == 5 and written.items > 3 and not [note for note in written.notes if "overlap" in note]


# --- graphml ----------------------------------------------------------------------------------------------------------------------------


def test_the_network_is_read_back(tmp_path: Path) -> None:
    from pipeline import across

    exports.write("graphml", ours(), tmp_path / "out.graphml")
    found, expected = networkx.read_graphml(tmp_path / "out.graphml"), across.network(ours())
    assert dict(found.nodes(data=True)) == dict(expected.nodes(data=True)) and len(found) > 1000
    edges = [sorted((a, b, data["kind"]) for a, b, data in graph.edges(data=True)) for graph in (found, expected)]
    assert edges[0] == edges[1] and ("article:m0", "document:urn:lex:vn;nam.dinh:tinh.uy:nghi.quyet:2021;9", "cites") in edges[0]


def test_a_graph_of_odd_values_is_written_plain() -> None:
    graph = networkx.MultiDiGraph()
    graph.add_node("a\x00", none=None, list=["x", "y"], text="\x1b<b>", number=2, share=0.5, yes=True)
    graph.add_edge("a\x00", "\x01", kinds={"q", "p"})
    plain = graphml.plain(graph)
    assert dict(plain.nodes(data=True)) == {"a": {"list": "x; y", "text": "<b>", "number": 2, "share": 0.5, "yes": True}, "?": {}}
    assert list(plain.edges(data=True)) == [("a", "?", {"kinds": "p; q"})]
    etree.fromstring("".join(networkx.generate_graphml(plain)))
