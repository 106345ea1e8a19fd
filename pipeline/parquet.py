"""Records in Parquet: reads records, writes one file with a row per article; and back again, unchanged.

The columns are those of `schema.Record`, lists of structs among them, so that pandas, polars and duckdb read them without us.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from msgspec import inspect
from pyarrow import parquet

from pipeline import schema

ROWS = 500  # of a row group: about 10 MB of articles, what a reader that wants one column must skip at once
CHARACTERS = 16_000_000  # of text in a row group: a few articles of a book's length must not fill the memory
BATCH = 100  # records at a time while reading

_PLAIN = {
    inspect.StrType: pa.string(),
    inspect.LiteralType: pa.string(),  # Parquet itself keeps each of its few values once
    inspect.IntType: pa.int64(),
    inspect.FloatType: pa.float64(),
    inspect.BoolType: pa.bool_(),
}


def arrow_schema(kind: type[msgspec.Struct] = schema.Record) -> pa.Schema:
    """The columns of a record type, as its annotations give them; the file's metadata names the format.

    >>> print(arrow_schema(schema.Place))
    province: string
    code: string
    district: string
    -- schema metadata --
    chidao: 'chidao/1'
    """
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return pa.schema(_fields(described), metadata={"chidao": schema.VERSION})


def _fields(described: inspect.StructType) -> list[pa.Field]:
    return [_field(field.encode_name, field.type) for field in described.fields]


def _field(name: str, described: inspect.Type) -> pa.Field:
    """A column or a part of one; it may be null where the annotation says `| None`."""
    if isinstance(described, inspect.UnionType):
        some = [kind for kind in described.types if not isinstance(kind, inspect.NoneType)]
        if len(some) != 1:
            raise TypeError(f"{name}: no column holds several types: {described}")
        return pa.field(name, _type(name, some[0]), nullable=described.includes_none)
    return pa.field(name, _type(name, described), nullable=False)


def _type(name: str, described: inspect.Type) -> pa.DataType:
    if isinstance(described, inspect.StructType):
        return pa.struct(_fields(described))
    if isinstance(described, inspect.ListType):
        return pa.list_(_field("element", described.item_type))
    if type(described) not in _PLAIN:
        raise TypeError(f"{name}: no column type for {described}; there are: {', '.join(kind.__name__ for kind in _PLAIN)}")
    return _PLAIN[type(described)]


def write(records: Iterable[schema.Record], path: str | Path) -> int:
    """How many records were written to `path`, which appears when it is whole; until then they are in `path`.part.

    An exception, the records' own too, leaves what was there before.
    """
    path = Path(path)
    part, count, columns = path.with_name(path.name + ".part"), 0, arrow_schema()
    try:
        with part.open("wb") as file:
            with parquet.ParquetWriter(file, columns, compression="zstd") as out:
                for group in _groups(records):
                    rows = [msgspec.to_builtins(record) for record in group]
                    out.write_batch(pa.RecordBatch.from_pylist(rows, schema=columns), row_group_size=len(rows))
                    count += len(rows)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)  # a Parquet file without its end cannot be read or gone on with
        raise
    return count


def _groups(records: Iterable[schema.Record]) -> Iterator[list[schema.Record]]:
    group: list[schema.Record] = []
    characters = 0
    for record in records:
        group.append(record)
        characters += len(record.text)
        if len(group) >= ROWS or characters >= CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group


def read(path: str | Path) -> Iterator[schema.Record]:
    """The records of a Parquet file, in order; RecordError says which field of which row is wrong, or that it is no such file."""
    try:
        with parquet.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches(batch_size=BATCH):
                for row in batch.to_pylist():
                    number += 1
                    yield _record(row, f"{path}, row {number}")
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the system's: no such file, no right to read it; Arrow's own, of a torn file, have no number
        raise schema.RecordError(f"{path}: no Parquet file of records: {error}"[:300]) from None


def _record(row: dict[str, Any], where: str) -> schema.Record:
    """The record of a row, checked as a line of JSON is: by way of one."""
    try:
        return schema.loads(msgspec.json.encode(row))
    except (schema.RecordError, TypeError) as error:
        raise schema.RecordError(f"{where}: {error}") from None
