"""Parquet: what goes in comes out, in our reader, in the reader of articles and in those of others."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
import pyarrow as pa
import pytest
from pyarrow import parquet as arrow

import corpora
from pipeline import inputs, parquet, schema


def gold() -> list[schema.Record]:
    return [msgspec.convert(given, schema.Record) for given in corpora.gold()]


def completed(line: bytes) -> schema.Record:
    """A record of the gold standard, which leaves out people's names where they are the text itself, and marks doubtful directives."""
    given = msgspec.json.decode(line)
    for person in given["people"]:
        person.setdefault("name", person["text"])
    for directive in given["directives"]:
        directive["kind"] = "umbrella" if directive["kind"] == "umbrella" else "directive"
    return schema.loads(msgspec.json.encode(given))


def odd() -> schema.Record:
    """A record of what is rare: letters beyond the first plane, line ends of all kinds, a NUL, decomposed letters, values missing and empty."""
    text = "𠀀 UBND tỉnh\r\nyêu cầu\u2028 Sở Y tế\x00 đạt 95,5%…\n"
    return schema.Record(
        article=schema.Article(id="odd", place=schema.Place()),
        text=text,
        quantities=[schema.Quantity(id="q1", start=35, end=40, text=text[35:40], kind="percent", values=[], year=2024)],
        directives=[schema.Directive(id="D1", start=0, end=len(text), text=text, lead=["", "Sở “Y tế”"], targets=[], issuer_person=schema.IssuerPerson(name="Ngô Thị Ví Dụ"))],
    )  # fmt: skip


def test_the_round_trip_is_the_identity_on_our_articles(tmp_path: Path) -> None:
    records = [*gold(), odd()]
    assert len(records) > 100
    assert parquet.write(iter(records), tmp_path / "r.parquet") == len(records)
    assert list(parquet.read(tmp_path / "r.parquet")) == records
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]


def test_the_round_trip_is_the_identity_on_the_gold_standard(tmp_path: Path, shared: Path) -> None:
    for file in ("seeds.jsonl", "dev.jsonl"):
        records = [completed(line) for line in (shared / "gold" / file).read_bytes().splitlines()]
        parquet.write(records, tmp_path / "r.parquet")
        assert list(parquet.read(tmp_path / "r.parquet")) == records != []


def test_the_articles_in_it_are_an_input(tmp_path: Path) -> None:
    records = [*gold()[:20], odd()]
    parquet.write(records, tmp_path / "r.parquet")
    read = list(inputs.read([tmp_path / "r.parquet"]))
    assert [(item.article, item.text) for item in read if isinstance(item, inputs.Input)] == [(r.article, r.text) for r in records]


def test_no_records_give_a_file_with_its_columns(tmp_path: Path) -> None:
    assert parquet.write([], tmp_path / "r.parquet") == 0
    assert list(parquet.read(tmp_path / "r.parquet")) == []
    assert arrow.read_schema(tmp_path / "r.parquet").names == list(schema.Record.__struct_fields__)
    assert arrow.read_schema(tmp_path / "r.parquet").metadata[b"chidao"] == schema.VERSION.encode()


def test_every_field_has_a_column_of_its_type() -> None:
    columns = parquet.arrow_schema()
    quantities, directives = columns.field("quantities").type.value_type, columns.field("directives").type.value_type
    assert quantities.field("values").type == pa.list_(pa.field("element", pa.float64(), nullable=False))
    assert quantities.field("kind").type == pa.string() and not quantities.field("kind").nullable
    assert quantities.field("year").type == pa.int64() and quantities.field("year").nullable
    assert directives.field("issuer_person").type.field("titles").type.value_type == pa.string()
    for kind, of in zip(schema.KINDS, (schema.Document, schema.Date, schema.Quantity, schema.Agency, schema.Person, schema.Directive), strict=True):
        assert {field.name for field in columns.field(kind).type.value_type} == set(of.__struct_fields__)


def test_a_type_without_a_column_is_the_programmers_mistake() -> None:
    for annotation in (dict[str, int], int | str, Literal[1] | bytes):
        with pytest.raises(TypeError, match="thing: no column"):
            parquet.arrow_schema(msgspec.defstruct("Odd", [("thing", annotation)]))


def many(count: int, size: int = 100) -> Iterator[schema.Record]:
    for number in range(count):
        yield schema.Record(article=schema.Article(id=str(number)), text=str(number) * size)


def test_row_groups_bound_what_is_held(tmp_path: Path) -> None:
    alive = 0

    def watched() -> Iterator[schema.Record]:
        nonlocal alive
        for number, record in enumerate(many(3000)):
            if number % 499 == 0:
                alive = max(alive, sum(isinstance(thing, schema.Record) for thing in gc.get_objects()))
            yield record

    before = sum(isinstance(thing, schema.Record) for thing in gc.get_objects())
    parquet.write(watched(), tmp_path / "r.parquet")
    with arrow.ParquetFile(tmp_path / "r.parquet") as file:
        assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [parquet.ROWS] * 6
    assert 1 <= alive - before <= 2 * parquet.ROWS


def test_long_articles_make_small_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "CHARACTERS", 1000)
    parquet.write(many(10, size=400), tmp_path / "r.parquet")
    with arrow.ParquetFile(tmp_path / "r.parquet") as file:
        assert file.num_row_groups == 4
    assert list(parquet.read(tmp_path / "r.parquet")) == list(many(10, size=400))


def test_a_failing_source_leaves_what_was_there(tmp_path: Path) -> None:
    parquet.write(many(3), tmp_path / "r.parquet")

    def torn() -> Iterator[schema.Record]:
        yield from many(parquet.ROWS + 1)
        assert (tmp_path / "r.parquet.part").exists(), "a group has been written by now"
        raise RuntimeError("the disk of the source is gone")

    with pytest.raises(RuntimeError, match="gone"):
        parquet.write(torn(), tmp_path / "r.parquet")
    assert list(parquet.read(tmp_path / "r.parquet")) == list(many(3))
    assert not (tmp_path / "r.parquet.part").exists()


def test_a_part_that_a_kill_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "r.parquet.part").write_bytes(b"PAR1 torn")
    parquet.write(many(2), tmp_path / "r.parquet")
    assert list(parquet.read(tmp_path / "r.parquet")) == list(many(2))


def rows(**changes: Any) -> list[dict[str, Any]]:
    row = msgspec.to_builtins(gold()[0])
    return [row, row | changes]


WRONG = [
    # what is changed in the second row, what the error names, reason
    ({"text": "khác"}, r"row 2: .*\$\.\w+\[0\]\.text", "offsets that no longer fit the text"),
    ({"schema": "chidao/9"}, r"row 2: .*\$\.schema", "another format"),
    ({"article": {"id": None}}, r"row 2: .*\$\.article\.id", "a null where none may be"),
    ({"text": None}, r"row 2: .*\$\.text", "no text"),
]


@pytest.mark.parametrize(("changes", "match", "reason"), WRONG, ids=[row[2] for row in WRONG])
def test_a_wrong_row_is_named(tmp_path: Path, changes: dict[str, Any], match: str, reason: str) -> None:
    arrow.write_table(pa.Table.from_pylist(rows(**changes)), tmp_path / "r.parquet")
    with pytest.raises(schema.RecordError, match=match):
        list(parquet.read(tmp_path / "r.parquet"))


def test_columns_of_others_are_ignored_and_missing_ones_are_empty(tmp_path: Path) -> None:
    table = pa.table({"schema": ["chidao/1"], "text": ["a"], "article": [{"id": "1"}], "score": [0.5]})
    arrow.write_table(table, tmp_path / "r.parquet")
    assert list(parquet.read(tmp_path / "r.parquet")) == [schema.Record(article=schema.Article(id="1"), text="a")]


@pytest.mark.parametrize("data", [b"", b"no Parquet file", b"PAR1" + b"\0" * 100 + b"PAR1"], ids=["empty", "text", "torn"])
def test_what_is_no_parquet_file_is_said(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "r.parquet").write_bytes(data)
    with pytest.raises(schema.RecordError, match=r"r\.parquet: no Parquet file of records"):
        list(parquet.read(tmp_path / "r.parquet"))


def test_a_file_torn_in_its_middle_is_said(tmp_path: Path) -> None:
    parquet.write(gold(), tmp_path / "r.parquet")
    data = bytearray((tmp_path / "r.parquet").read_bytes())
    data[1000 : len(data) // 2] = bytes(len(data) // 2 - 1000)
    (tmp_path / "r.parquet").write_bytes(data)
    with pytest.raises(schema.RecordError, match=r"r\.parquet: no Parquet file of records"):
        list(parquet.read(tmp_path / "r.parquet"))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(parquet.read(tmp_path / "none.parquet"))


def test_pandas_reads_it(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    records = gold()[:30]
    parquet.write(records, tmp_path / "r.parquet")
    frame = pandas.read_parquet(tmp_path / "r.parquet")
    assert list(frame["text"]) == [r.text for r in records]
    assert [a["id"] for a in frame["article"]] == [r.article.id for r in records]
    assert [[d["deadline"] for d in given] for given in frame["directives"]] == [[d.deadline for d in r.directives] for r in records]


def test_duckdb_reads_it(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    records = gold()[:30]
    parquet.write(records, tmp_path / "r.parquet")
    sought = f"select d.d.deadline from (select unnest(directives) as d from '{tmp_path / 'r.parquet'}') d where d.d.deadline is not null"
    found = [row[0] for row in duckdb.sql(sought).fetchall()]
    assert sorted(found) == sorted(d.deadline for r in records for d in r.directives if d.deadline) != []


def test_polars_reads_it(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    records = gold()[:30]
    parquet.write(records, tmp_path / "r.parquet")
    frame = polars.read_parquet(tmp_path / "r.parquet")
    assert frame["directives"].list.len().to_list() == [len(r.directives) for r in records]
    assert frame["article"].struct.field("id").to_list() == [r.article.id for r in records]
