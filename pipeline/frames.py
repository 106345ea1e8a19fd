"""Records as tidy tables: reads a data folder, a file of records or records, gives pandas frames whose keys join.

>>> from pipeline import frames
>>> t = frames.load("data/")  # doctest: +SKIP
>>> frames.find_due(t, "2022-06", "Sở Thông tin và Truyền thông")  # doctest: +SKIP

Keys: `article` in every frame; `directive` in deadlines, parties, bases and, where a mention stands within a directive, in the frames of mentions;
(`article`, `document`) in documents, bases and resources; `urn` there, the same in every article; `agency` in agencies and parties;
(`article`, `id`) names a mention. `quote` is what stands in the article's text from `start` to `end`.

The records go through Arrow as columns and never become Python objects, but for the few that have a deadline.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json
from pyarrow import parquet as arrow_parquet

import corpora
from pipeline import parquet, places, schema
from pipeline.morning import deadlines

if TYPE_CHECKING:
    import pandas as pd

Source = str | Path | Iterable[Any]

BLOCK = 16 << 20  # bytes of JSON read at once; a file with a longer line is read the slow way from there
ROWS = 4000  # articles of a Parquet file at once
LONG = 1 << 26  # more characters than any article has


class Frames(NamedTuple):
    """The tables; what a row is, and where it differs from the record's fields."""

    articles: pd.DataFrame  # an article, with its text; `news` is the same for all that tell the same news
    directives: pd.DataFrame  # a directive; lists are joined by "; "; `due` is its first deadline, rather one met once; `sector` is of who is to do it
    deadlines: pd.DataFrame  # a directive and one of its deadlines: `due` is the last day on which it is met
    documents: pd.DataFrame  # a reference to a document
    agencies: pd.DataFrame  # a mention of an agency; `body` and `place` are the two parts of its id
    quantities: pd.DataFrame  # a figure; `value` to `value_to`
    people: pd.DataFrame  # a mention of a person
    mentions: pd.DataFrame  # a mention of any kind, directives too, in the order of the text; `value` is what it was read as
    resources: pd.DataFrame  # a document that an article cites, with its first mention
    dates: pd.DataFrame  # a time expression
    parties: pd.DataFrame  # a directive and one agency or group with its part in it: issuer, lead, coordinate, via, advised, receive_report
    bases: pd.DataFrame  # a directive and one document that it rests on


# ------------------------------------------------------------------------------------------------------------------------ the front door


def load(source: Source, today: datetime.date | None = None) -> Frames:
    """The frames of a data folder, of files (JSONL, Parquet) or of records; of an article with several versions the newest counts.

    `today` is the day from which the next day of recurring deadlines is reckoned. RecordError says what is no record.
    """
    return Frames(**{name: _frame(table) for name, table in tables(source, today).items()})


def tables(source: Source, today: datetime.date | None = None) -> dict[str, pa.Table]:
    """The same as Arrow tables, by name: for DuckDB, SQLite and Parquet."""
    today = today or datetime.date.today()
    parts: dict[str, list[pa.Table]] = {name: [] for name in Frames._fields}
    rows = 0
    for batch in chain(_batches(source), [_empty()]):  # without any article there are still columns
        for name, table in _flat(batch, rows, today).items():
            parts[name].append(table)
        rows += len(batch)
    return _finished({name: pa.concat_tables(found) for name, found in parts.items()})


def find_due(t: Frames, first: str, agency: str = "", last: str = "", role: str = "lead") -> pd.DataFrame:
    """The deadlines that fall into a time, the earliest first: a day, a month ("2022-06"), a quarter, a year, or all from `first` to `last`.

    What is due again and again has a row for each time. `agency` keeps those of directives in which an agency whose name or id begins so has
    that role; marks on letters and the case do not matter.
    """
    import pandas as pd

    days = deadlines.span(f"{first}/{last}" if last else first)
    if days is None:
        raise ValueError(f"{first!r} is no time; give a day, month, quarter or year such as 2022-06-30, 2022-06, 2022-Q2 or 2022")
    found = t.deadlines
    if agency:
        mine = t.parties[t.parties["role"] == role]
        found = found[found["directive"].isin(mine.loc[_named(mine, agency), "directive"])]
    once, again = found[found["again"].isna()], found[found["again"].notna()]
    once = once[once["due"].between(*map(pd.Timestamp, days))]
    return pd.concat([once, *_repeated(again, *days)]).sort_values(["due", "article", "directive"], kind="stable", ignore_index=True)


def _named(parties: pd.DataFrame, agency: str) -> pd.Series:
    wanted = places.slug(agency.replace("@", " "))
    names = {name for name in parties["name"].unique() if places.slug(name).startswith(wanted)}
    return parties["name"].isin(names) | parties["agency"].eq(agency) | parties["body"].eq(agency)


def _repeated(again: pd.DataFrame, first: datetime.date, last: datetime.date) -> Iterator[pd.DataFrame]:
    """Each day within the time on which something is due again."""
    import pandas as pd

    for at in range(len(again)):
        row = again.iloc[[at]]
        start, until = row["due"].iat[0], row["until"].iat[0]
        rule = deadlines.repetition(None if pd.isna(row["rrule"].iat[0]) else row["rrule"].iat[0], row["value"].iat[0])
        if rule is None or pd.isna(start):
            continue
        early = datetime.timedelta(days=int(row["early"].iat[0]))
        day, end = max(first, start.date()), min(last, until.date())
        while day <= end:
            if rule.on(day + early):
                yield row.assign(due=pd.Timestamp(day).as_unit(row["due"].dt.unit))
            day += deadlines.DAY


# --------------------------------------------------------------------------------------------------------------------------- what is read


def records(source: Source) -> Iterator[schema.Record]:
    """The records themselves, one after the other; of an article with several versions the newest, the last where they are equal.

    An iterator is passed on as it comes: only what can be read twice can be searched for newer versions first.
    """
    if isinstance(source, (str, Path)):
        yield from _newest(files(source))
    elif isinstance(source, Sequence) and source and isinstance(source[0], (str, Path)):
        yield from _newest([file for one in source for file in files(one)])
    elif isinstance(source, Sequence):
        last = {id: at for at, id in _order((one.article.id, one.article.version) for one in source)}
        yield from (one for at, one in enumerate(source) if last[one.article.id] == at)
    else:
        yield from source


def files(path: str | Path) -> list[Path]:
    """The files of records at a path, the oldest first: the file itself, or those of a folder or of its subfolder `records`.

    Of a JSONL file and the Parquet file made from it the latter is taken: it is read several times as fast.
    """
    path = Path(path)
    if not path.is_dir():
        if not path.exists():
            raise FileNotFoundError(f"there is no {path} (sought in {Path.cwd()})")
        return [path]
    folder = path / "records" if (path / "records").is_dir() else path
    found = sorted(file for file in folder.iterdir() if file.suffix in (".jsonl", ".parquet"))
    if not found:
        sought = "*.jsonl and *.parquet are sought, as `chidao crawl` and `chidao extract` write them"
        raise FileNotFoundError(f"there are no records in {folder}; {sought}")
    newer = {file.with_suffix(".jsonl") for file in found if file.suffix == ".parquet" and _is_copy(file)}
    return [file for file in found if file not in newer and (file.suffix == ".jsonl" or file.with_suffix(".jsonl") not in found or _is_copy(file))]


def _is_copy(file: Path) -> bool:
    """Whether the Parquet file is not older than the JSONL file beside it."""
    beside = file.with_suffix(".jsonl")
    return not beside.exists() or file.stat().st_mtime >= beside.stat().st_mtime


class _About(msgspec.Struct):
    id: str
    version: int | None = None


class _Head(msgspec.Struct):
    """Of a record's line just what tells the newest: msgspec skips the rest unread."""

    article: _About


def _order(known: Iterable[tuple[str, int | None]]) -> Iterator[tuple[int, str]]:
    """(position, id) of the newest of each id."""
    newest: dict[str, tuple[int, int]] = {}
    for at, (id, version) in enumerate(known):
        newest[id] = max(newest.get(id, (0, -1)), (version or 1, at))
    return ((at, id) for id, (_, at) in newest.items())


def _newest(paths: list[Path]) -> Iterator[schema.Record]:
    wanted = {at for at, _ in _order(head for path in paths for head in _heads(path))}
    at = 0
    for path in paths:
        for record in _read(path, wanted, at):
            if record is not None:
                yield record
            at += 1


def _heads(path: Path) -> Iterator[tuple[str, int | None]]:
    if path.suffix == ".parquet":
        for batch in _parquet(path, ["article"]):
            about = batch.column("article")
            yield from zip(_get(about, "id").to_pylist(), _get(about, "version", pa.int64()).to_pylist(), strict=True)
        return
    decode = msgspec.json.Decoder(_Head).decode
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    about = decode(line).article
                except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                    raise schema.RecordError(f"{path}, line {number}: not a {schema.VERSION} record: {error}") from None
                yield about.id, about.version


def _read(path: Path, wanted: set[int], at: int) -> Iterator[schema.Record | None]:
    """The records that are wanted, None in place of the others."""
    if path.suffix == ".parquet":
        for number, record in enumerate(parquet.read(path), at):
            yield record if number in wanted else None
        return
    with path.open("rb") as lines:
        number = 0
        for place, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield schema.loads(line) if at + number in wanted else None
                except schema.RecordError as error:
                    raise schema.RecordError(f"{path}, line {place}: {error}") from None
                number += 1


# ---------------------------------------------------------------------------------------------------------------------------- as columns


def _loose(kind: pa.DataType) -> pa.DataType:
    """The type with all its parts allowed to be null, as in a record written by hand or by an earlier version."""
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _loose(field.type)) for field in kind])
    if pa.types.is_list(kind):
        return pa.list_(pa.field("element", _loose(kind.value_type)))
    return kind


COLUMNS = pa.schema([pa.field(field.name, _loose(field.type)) for field in parquet.arrow_schema() if field.name not in ("schema", "diagnostics")])


def _empty() -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=COLUMNS)


def _batches(source: Source) -> Iterator[pa.RecordBatch]:
    """The records as Arrow has them, some thousand at once."""
    if isinstance(source, (str, Path)):
        source = files(source)
    items = iter(source)
    for first in items:
        items = chain([first], items)
        if not isinstance(first, (str, Path)):
            yield from _encoded(items)
            return
        for path in (file for one in items for file in files(one)):
            yield from _parquet(path, COLUMNS.names) if path.suffix == ".parquet" else _jsonl(path)


def _parquet(path: Path, columns: list[str]) -> Iterator[pa.RecordBatch]:
    try:
        with arrow_parquet.ParquetFile(path) as file:
            if missing := {"article", "text"} - set(file.schema_arrow.names):
                raise schema.RecordError(f"{path}: no Parquet file of records: it has no column {', '.join(sorted(missing))}")
            for batch in file.iter_batches(batch_size=ROWS, columns=[name for name in columns if name in file.schema_arrow.names]):
                yield _shaped(batch)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise schema.RecordError(f"{path}: no Parquet file of records: {error}"[:300]) from None


def _shaped(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with the types of COLUMNS: other programs write wide strings, or null where all is null, and leave fields out."""
    columns = {name: batch.column(name) for name in batch.schema.names if name in COLUMNS.names}
    wanted = {name: COLUMNS.field(name).type for name in columns}
    return pa.RecordBatch.from_pydict({name: column if column.type == wanted[name] else column.cast(wanted[name]) for name, column in columns.items()})


def _jsonl(path: Path) -> Iterator[pa.RecordBatch]:
    if not path.stat().st_size:
        return
    done = 0
    try:
        for batch in _parsed(path):
            yield batch
            done += len(batch)
    except pa.ArrowException:  # what follows is read with care: either the error tells field and line, or a line was just too long for a block
        with path.open("rb") as lines:
            yield from _encoded(islice(schema.read(lines, str(path)), done, None))


def _parsed(json: Any) -> Iterator[pa.RecordBatch]:
    """The batches, parsed ahead in other threads while the last one is worked on."""
    options = arrow_json.ParseOptions(explicit_schema=COLUMNS, unexpected_field_behavior="ignore")
    for batch in arrow_json.open_json(json, arrow_json.ReadOptions(block_size=BLOCK), options):
        if batch.column("article").null_count or batch.column("text").null_count:
            raise pa.ArrowInvalid("no records")
        yield batch


def _encoded(items: Iterator[Any]) -> Iterator[pa.RecordBatch]:
    """Records, or mappings like them, by way of JSON: that is faster than Arrow's own way from Python objects."""
    encode = msgspec.json.Encoder().encode
    while some := list(islice(items, 1 + ROWS // 4)):
        try:
            yield from list(_parsed(pa.BufferReader(b"\n".join(map(encode, some)))))
        except pa.ArrowException:  # a line is longer than a block
            yield pa.RecordBatch.from_pylist([msgspec.to_builtins(one) for one in some], schema=COLUMNS)


def _get(of: pa.Array, name: str, kind: pa.DataType | None = None) -> pa.Array:
    """A field of a struct column; null where the file has no such field."""
    if of.type.get_field_index(name) < 0:
        return pa.nulls(len(of), kind or pa.string())
    return pc.struct_field(of, name)


class _Rows(NamedTuple):
    """The elements of a list column, each with the row of its article."""

    of: pa.StructArray
    parent: np.ndarray
    defaults: Mapping[str, Any]

    def __getitem__(self, name: str) -> pa.Array:
        found = _get(self.of, name)
        default = self.defaults.get(name)
        return found if default is None or not found.null_count else pc.fill_null(found, pa.scalar(default, found.type))

    def integers(self, name: str) -> np.ndarray:
        return pc.fill_null(_get(self.of, name, pa.int64()), -1).to_numpy(zero_copy_only=False)


_STRUCTS: dict[str, type[schema.Struct]] = {
    "documents": schema.Document, "dates": schema.Date, "quantities": schema.Quantity, "agencies": schema.Agency, "people": schema.Person,
    "directives": schema.Directive, "resources": schema.Resource,
}  # fmt: skip


@cache
def _defaults(kind: str) -> dict[str, Any]:
    fields = msgspec.structs.fields(_STRUCTS[kind])
    return {field.name: field.default for field in fields if isinstance(field.default, (str, float, bool)) and field.name != "text"}


def _rows(batch: pa.RecordBatch, kind: str) -> _Rows:
    at = batch.schema.get_field_index(kind)
    column = batch.column(at) if at >= 0 else pa.nulls(len(batch), COLUMNS.field(kind).type)
    return _Rows(pc.list_flatten(column), pc.list_parent_indices(column).to_numpy(), _defaults(kind))


MENTION = ("start", "end", "text", "confidence", "by")
PARTS = {"issuer": "issuer_agency", **{role: role for role in ("lead", "coordinate", "via", "advised", "receive_report")}}

# the fields that a frame takes over as they are; a field that is written another way is in the function of its frame
FIELDS = {
    "directives": (
        "item", "kind", "modality", "trigger", "issuer_agency", "lead_inherited", "action", "deadline", "deadline_date", "deadline_by_reference",
        "condition", "detail",
    ),
    "documents": ("document", "type", "number", "symbol", "issuer", "title", "provision", "form"),
    "agencies": ("name", "agency", "granularity", "role", "in_title", "successor"),
    "quantities": ("kind", "comparator", "unit", "subject", "status", "year"),
    "people": ("name", "role"),
    "dates": ("value", "earliest", "latest", "comparator", "role", "rrule", "anchor"),
    "resources": ("document", "type", "number", "symbol", "issuer", "title", "urn"),
}  # fmt: skip
KINDS = ("documents", "dates", "quantities", "agencies", "people", "directives")


def _flat(batch: pa.RecordBatch, base: int, today: datetime.date) -> dict[str, pa.Table]:
    """The tables of some articles; `row` is the article's number among all, taken away in the end."""
    about = batch.column("article")
    articles = _articles(about, batch.column("text"), base)
    ids = articles["article"]
    rows = {kind: _rows(batch, kind) for kind in _STRUCTS}
    found = {kind: _mentions(kind, rows[kind], ids, base) for kind in KINDS}
    inside = {kind: _within(rows[kind], rows["directives"]) for kind in KINDS if kind != "directives"}
    directive = found["directives"]["directive"]
    for kind, at in inside.items():
        found[kind]["directive"] = directive.take(pa.array(at, mask=at < 0))
    found["resources"] = _resources(rows["resources"], rows["documents"], ids, base)
    _add_urns(found["documents"], rows["documents"], found["resources"], rows["resources"])
    found["parties"] = _parties(rows["directives"], rows["agencies"], found, base)
    found["bases"] = _bases(rows["directives"], rows["documents"], rows["resources"], found, base)
    found["deadlines"] = _deadlines(rows["directives"], rows["dates"], found["directives"], articles, about, batch.column("text"), base, today)
    found["mentions"] = _all(found)
    return {"articles": pa.table(articles)} | {name: pa.table(found[name]) for name in Frames._fields if name != "articles"}


Columns = dict[str, pa.Array]


def _articles(about: pa.StructArray, text: pa.Array, base: int) -> Columns:
    plain = {name: _get(about, name) for name in ("title", "url", "source", "source_document", "attached_to", "cluster")}
    place = _get(about, "place", COLUMNS.field("article").type.field("place").type)
    named = [_province(*pair) for pair in zip(_get(place, "province").to_pylist(), _get(place, "code").to_pylist(), strict=True)]
    published = _days(_get(about, "published"))
    id = _get(about, "id")
    return {
        "row": pa.array(np.arange(base, base + len(about))), "article": id, "title": plain["title"], "published": published,
        "period": pc.utf8_slice_codeunits(pc.cast(published, pa.string()), 0, 7),
        "province": pa.array([now for now, _ in named], pa.string()), "province_now": pa.array([later for _, later in named], pa.string()),
        "district": _get(place, "district"), "source": plain["source"], "url": plain["url"], "source_document": plain["source_document"],
        "attached_to": plain["attached_to"], "cluster": plain["cluster"], "news": pc.coalesce(plain["cluster"], id),
        "version": _maybe(_get(about, "version", pa.int64())), "characters": pc.cast(pc.utf8_length(text), pa.int64()), "text": text,
    }  # fmt: skip


@lru_cache(maxsize=4096)
def _province(name: str | None, code: str | None) -> tuple[str | None, str | None]:
    """A province's name as the gazetteer has it, and that of the province that holds its area today; an unknown name as it is."""
    found = places.province(name) or places.province(code)
    return (found.name, found.successor) if found else (name, None)


def _days(written: pa.Array) -> pa.Array:
    """ISO days as days; null for what is no day."""
    encoded = pc.dictionary_encode(written)
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    return pa.array([_day(value) for value in encoded.dictionary.to_pylist()], pa.date32()).take(encoded.indices)


def _day(written: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written[:10]) if written and len(written) >= 10 else None
    except ValueError:
        return None


def _mentions(kind: str, rows: _Rows, ids: pa.Array, base: int) -> Columns:
    """The columns of one kind of mention."""
    key = "directive" if kind == "directives" else "id"
    found = {"row": pa.array(rows.parent + base), "article": ids.take(pa.array(rows.parent)), key: rows["id"]}
    found |= {("quote" if name == "text" else name): rows[name] for name in MENTION}
    found |= {name: rows[name] for name in FIELDS[kind]}
    return found | _OWN[kind](rows) if kind in _OWN else found


def _own_directive(rows: _Rows) -> Columns:
    person = _get(rows.of, "issuer_person", COLUMNS.field("directives").type.value_type.field("issuer_person").type)
    name, titles = _get(person, "name"), _joined(_get(person, "titles", pa.list_(pa.string())), ", ")
    issuer = _glued(_glued(name, titles, ", "), rows["issuer_agency"], " - ")
    lists = {slot: _joined(_get(rows.of, slot, pa.list_(pa.string()))) for slot in (*PARTS, "targets") if slot != "issuer"}
    return {"issuer": issuer, "issuer_person": name, "issuer_titles": titles, **lists}


def _joined(lists: pa.Array, sign: str = "; ") -> pa.Array:
    return _unless_empty(pc.binary_join(pc.cast(lists, pa.list_(pa.string())), sign))


def _glued(first: pa.Array, second: pa.Array, sign: pa.Array | str) -> pa.Array:
    """The two with the sign between them; one alone where the other is null (Arrow's own way of skipping nulls loses rows where both are)."""
    return pc.coalesce(pc.binary_join_element_wise(first, second, sign), first, second)


def _maybe(number: pa.Array) -> pa.Array:
    """The whole number as one that may be missing: 32 bits stand for that, and pandas gets its own type for it instead of floats."""
    return pc.cast(number, pa.int32())


def _unless_empty(text: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _own_document(rows: _Rows) -> Columns:
    return {"symbol": pc.coalesce(_get(rows.of, "symbol_normalized"), rows["symbol"]), **_dated(rows)}


def _dated(rows: _Rows) -> Columns:
    """The day of issue where it is known to the day, its year where that is known, and the document in a few words: "Nghị quyết 09-NQ/TU"."""
    symbol = pc.coalesce(_get(rows.of, "symbol_normalized"), rows["symbol"])
    sign = pc.if_else(pc.fill_null(pc.match_substring_regex(symbol, r"^\p{L}+/"), False), "-", "/")
    number = _glued(rows["number"], symbol, sign)
    year = pc.utf8_slice_codeunits(rows["issued"], 0, 4)
    year = pc.if_else(pc.match_substring_regex(year, r"^\d{4}$"), year, pa.scalar(None, pa.string()))
    return {
        "name": _glued(rows["type"], pc.coalesce(number, rows["title"]), " "),
        "issued": _days(rows["issued"]),
        "year": _maybe(pc.cast(year, pa.int64())),
    }


def _own_agency(rows: _Rows) -> Columns:
    return {"name": pc.coalesce(rows["name"], rows["text"]), **_parted(rows["agency"])}


def _parted(agency: pa.Array) -> Columns:
    """The two parts of an agency's id: what it is, and where."""
    parts = pc.extract_regex(agency, r"^(?P<body>[^@]*)(?:@(?P<place>.*))?$")
    return {"body": _get(parts, "body"), "place": _unless_empty(_get(parts, "place"))}


def _own_quantity(rows: _Rows) -> Columns:
    values = _get(rows.of, "values", pa.list_(pa.float64()))
    some = pc.if_else(pc.greater(pc.list_value_length(values), 0), values, pa.scalar(None, values.type))
    count = pc.list_value_length(some)
    flat, ends = pc.list_flatten(some), np.cumsum(pc.fill_null(count, 0).to_numpy(zero_copy_only=False))
    none = pc.is_null(count).to_numpy(zero_copy_only=False)
    first = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
    year = _maybe(_get(rows.of, "year", pa.int64()))
    return {"year": year, "value": flat.take(pa.array(first, pa.int64(), mask=none)), "value_to": flat.take(pa.array(ends - 1, pa.int64(), mask=none))}


def _own_person(rows: _Rows) -> Columns:
    return {"name": pc.coalesce(rows["name"], rows["text"]), "titles": _joined(_get(rows.of, "titles", pa.list_(pa.string())))}


def _own_date(rows: _Rows) -> Columns:
    return {name: _days(rows[name]) for name in ("earliest", "latest")}


_OWN: dict[str, Callable[[_Rows], Columns]] = {
    "directives": _own_directive, "documents": _own_document, "agencies": _own_agency, "quantities": _own_quantity, "people": _own_person,
    "dates": _own_date,
}  # fmt: skip


def _within(rows: _Rows, directives: _Rows) -> np.ndarray:
    """For each mention the innermost directive that holds it, else -1."""
    start, end = directives.integers("start") + directives.parent * LONG, directives.integers("end") + directives.parent * LONG
    order = np.lexsort((-end, start))
    start, end = start[order], end[order]
    reach = np.maximum.accumulate(end) if len(end) else end  # how far any directive so far goes
    first, last = rows.integers("start") + rows.parent * LONG, rows.integers("end") + rows.parent * LONG
    at = np.searchsorted(start, first, side="right") - 1
    left = np.flatnonzero(at >= 0)
    while len(left):
        out = end[at[left]] < last[left]
        at[left[out]] -= 1
        hopeless = out & ((at[left] < 0) | (reach[at[left]] < last[left]))
        at[left[hopeless]] = -1
        left = left[out & ~hopeless]
    return np.where(at >= 0, order[at], -1) if len(order) else at


class _Index(NamedTuple):
    """Mentions by (article, name), to find the one that is meant by a name."""

    keys: np.ndarray  # sorted
    spots: np.ndarray  # the same with the start
    order: np.ndarray
    ends: np.ndarray


def _coded(*columns: tuple[np.ndarray, pa.Array]) -> list[np.ndarray]:
    """(article, name) as one number, the same in every column; -1 for no name."""
    names = pa.chunked_array([pc.cast(name, pa.string()) for _, name in columns])
    encoded = names.combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    parent = np.concatenate([row for row, _ in columns])
    keys = np.where(codes >= 0, parent * max(1, len(encoded.dictionary)) + codes, -1)
    return np.split(keys, np.cumsum([len(row) for row, _ in columns])[:-1])


def _index(keys: np.ndarray, rows: _Rows) -> _Index:
    start = rows.integers("start")
    order = np.lexsort((start, keys))
    return _Index(keys[order], keys[order] * LONG + start[order], order, rows.integers("end")[order])


def _nearest(index: _Index, keys: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """For each key the mention between start and end, else the article's first, else -1."""
    if not len(index.keys):
        return np.full(len(keys), -1)
    at = np.minimum(np.searchsorted(index.spots, keys * LONG + start), len(index.keys) - 1)
    inside = (index.keys[at] == keys) & (index.spots[at] >= keys * LONG + start) & (index.ends[at] <= end)
    first = np.minimum(np.searchsorted(index.keys, keys), len(index.keys) - 1)
    at = np.where(inside, at, first)
    return np.where((index.keys[at] == keys) & (keys >= 0), index.order[at], -1)


def _quoted(rows: _Rows, at: np.ndarray) -> Columns:
    """The span, words and confidence of these mentions; null where there is none."""
    which = pa.array(at, mask=at < 0)
    found = {("quote" if name == "text" else name): rows[name].take(which) for name in MENTION}
    return found | {name: _maybe(found[name]) for name in ("start", "end")}


def _parties(directives: _Rows, agencies: _Rows, found: dict[str, Columns], base: int) -> Columns:
    parents, roles, positions, names = [], [], [], []
    for number, (role, slot) in enumerate(PARTS.items()):
        if role == "issuer":
            name = directives[slot]
            which = pc.indices_nonzero(pc.is_valid(name)).to_numpy().astype(np.int64)
            name, position = name.take(pa.array(which)), np.zeros(len(which), np.int64)
        else:
            lists = _get(directives.of, slot, pa.list_(pa.string()))
            which, name = pc.list_parent_indices(lists).to_numpy(), pc.list_flatten(lists)
            position = np.arange(len(which)) - np.searchsorted(which, which)
        parents.append(which), roles.append(np.full(len(which), number)), positions.append(position), names.append(pc.cast(name, pa.string()))
    parent, role, position = np.concatenate(parents), np.concatenate(roles), np.concatenate(positions)
    order = np.lexsort((position, role, parent))
    parent, role, position = parent[order], role[order], position[order]
    name = pa.chunked_array(names).combine_chunks().take(pa.array(order))
    row = directives.parent[parent]
    mine, theirs = _coded((row, name), (agencies.parent, found["agencies"]["name"]))
    at = _nearest(_index(theirs, agencies), mine, directives.integers("start")[parent], directives.integers("end")[parent])
    which = pa.array(at, mask=at < 0)
    inherited = pc.and_(pc.fill_null(directives["lead_inherited"], False).take(pa.array(parent)), pa.array(role == list(PARTS).index("lead")))
    return {
        "row": pa.array(row + base), "article": found["directives"]["article"].take(pa.array(parent)),
        "directive": found["directives"]["directive"].take(pa.array(parent)), "role": pa.array(list(PARTS)).take(pa.array(role)),
        "position": pa.array(position), "name": name, "inherited": inherited, **_quoted(agencies, at),
        **{field: found["agencies"][field].take(which) for field in ("agency", "body", "place", "granularity")},
    }  # fmt: skip


def _resources(resources: _Rows, documents: _Rows, ids: pa.Array, base: int) -> Columns:
    mine, theirs = _coded((resources.parent, resources["document"]), (documents.parent, documents["document"]))
    at = _nearest(_index(theirs, documents), mine, np.zeros(len(mine), np.int64), np.full(len(mine), LONG))
    found = {"row": pa.array(resources.parent + base), "article": ids.take(pa.array(resources.parent))}
    found |= {name: resources[name] for name in FIELDS["resources"]} | _dated(resources)
    count = pc.list_value_length(_get(resources.of, "mentions", pa.list_(pa.string())))
    return found | {"mentions": pc.cast(count, pa.int64())} | _quoted(documents, at)


def _add_urns(documents: Columns, rows: _Rows, resources: Columns, known: _Rows) -> None:
    mine, theirs = _coded((rows.parent, documents["document"]), (known.parent, resources["document"]))
    at = _nearest(_index(theirs, known), mine, np.zeros(len(mine), np.int64), np.full(len(mine), LONG))
    documents["urn"] = resources["urn"].take(pa.array(at, mask=at < 0))


def _bases(directives: _Rows, documents: _Rows, resources: _Rows, found: dict[str, Columns], base: int) -> Columns:
    lists = _get(directives.of, "legal_basis", pa.list_(pa.string()))
    which, key = pc.list_parent_indices(lists).to_numpy(), pc.cast(pc.list_flatten(lists), pa.string())
    row = directives.parent[which]
    mine, mentioned, known = _coded((row, key), (documents.parent, documents["document"]), (resources.parent, resources["document"]))
    start, end = directives.integers("start")[which], directives.integers("end")[which]
    at = _nearest(_index(mentioned, documents), mine, start, end)
    of = _nearest(_index(known, resources), mine, start, end)
    of_which = pa.array(of, mask=of < 0)
    name = pc.coalesce(found["resources"]["name"].take(of_which), key)
    joined = _joined(pa.ListArray.from_arrays(pa.array(np.searchsorted(which, np.arange(len(directives.of) + 1)), pa.int32()), name))
    found["directives"]["legal_basis"] = joined
    return {
        "row": pa.array(row + base), "article": found["directives"]["article"].take(pa.array(which)),
        "directive": found["directives"]["directive"].take(pa.array(which)), "document": key, "name": name,
        "urn": found["resources"]["urn"].take(of_which), **_quoted(documents, at),
    }  # fmt: skip


def _all(found: dict[str, Columns]) -> Columns:
    """The mentions of all kinds, by their place in the text."""
    values = {
        "documents": "document", "dates": "value", "quantities": "value", "agencies": "name", "people": "name", "directives": "action",
    }  # fmt: skip
    parts = []
    for kind in KINDS:
        columns, id = found[kind], found[kind].get("id", found[kind]["directive"])
        value = pc.cast(columns[values[kind]], pa.string())
        names = ("row", "article", "start", "end", "quote", "confidence", "by", "directive")
        parts.append(pa.table({"kind": pa.array([kind] * len(id), pa.string()), "id": id, "value": value, **{name: columns[name] for name in names}}))
    whole = pa.concat_tables(parts).combine_chunks()
    whole = whole.take(pa.array(np.lexsort((-whole["end"].to_numpy(), whole["start"].to_numpy(), whole["row"].to_numpy()))))
    first = ("row", "article", "kind", "id", "start", "end", "quote", "confidence", "by", "value", "directive")
    return {name: whole[name].combine_chunks() for name in first}


# ------------------------------------------------------------------------------------------------------------------------------ deadlines


def _deadlines(
    directives: _Rows, dates: _Rows, found: Columns, articles: Columns, about: pa.StructArray, text: pa.Array, base: int, today: datetime.date
) -> Columns:
    """A row per directive and deadline, as `deadlines.dues` reads them: the only place where Python looks at single mentions."""
    when = _get(directives.of, "deadlines_all", pa.list_(pa.string()))
    some = pc.or_(pc.is_valid(directives["deadline"]), pc.greater(pc.fill_null(pc.list_value_length(when), 0), 0))
    some = pc.or_(some, pc.is_valid(directives["deadline_by_reference"]))
    which = pc.indices_nonzero(some).to_numpy().astype(np.int64)
    rows: list[tuple[Any, ...]] = []
    light = _light(directives, which, dates, articles, about, text)
    for at, (record, directive) in zip(which.tolist(), light, strict=True):
        rows += [(at, *row) for row in _due(record, directive, today)]
    columns = list(zip(*rows, strict=True)) if rows else [()] * (1 + len(_DUE))
    own = {name: pa.array(values, kind) for (name, kind), values in zip(_DUE.items(), columns[1:], strict=True)}
    take = pa.array(columns[0], pa.int64())
    copied = ("row", "article", "directive", "modality", "issuer", "lead", "action")
    spans = {name: pc.coalesce(own.pop(name), found[name].take(take)) for name in ("start", "end", "quote", "confidence", "by")}
    parent = pa.array(directives.parent[np.asarray(columns[0], np.int64)])
    placed = {name: articles[name].take(parent) for name in ("published", "province")}
    return {name: found[name].take(take) for name in copied} | own | spans | placed


_DUE = {
    "value": pa.string(), "words": pa.string(), "due": pa.date32(), "again": pa.string(), "rrule": pa.string(), "early": pa.int64(),
    "next": pa.date32(), "until": pa.date32(), "start": pa.int64(), "end": pa.int64(), "quote": pa.string(), "confidence": pa.float64(),
    "by": pa.string(),
}  # fmt: skip


def _light(
    directives: _Rows, which: np.ndarray, dates: _Rows, articles: Columns, about: pa.StructArray, text: pa.Array
) -> Iterator[tuple[schema.Record, schema.Directive]]:
    """Records and directives with just what a deadline is read from."""
    parents = directives.parent[which]
    mine = _telling(directives, which, dates)
    names = ("id", "start", "end", "text", "confidence", "by", "date_start", "date_end", "value", "latest", "comparator", "rrule", "anchor")
    columns = [_get(dates.of, name, pa.int64() if name in ("date_start", "date_end") else None).take(pa.array(mine)).to_pylist() for name in names]
    spoken: dict[int, list[schema.Date]] = {}
    for parent, values in zip(dates.parent[mine].tolist(), zip(*columns, strict=True), strict=True):
        spoken.setdefault(parent, []).append(schema.Date(**dict(zip(names, values, strict=True))))
    published, ids = _get(about, "published"), articles["article"]
    told: dict[int, schema.Record] = {}
    fields = ("id", "start", "end", "deadline", "deadline_date", "deadlines_all", "deadline_by_reference")
    of = [_get(directives.of, name).take(pa.array(which)).to_pylist() for name in fields]
    for parent, values in zip(parents.tolist(), zip(*of, strict=True), strict=True):
        if parent not in told:
            found = spoken.get(parent, [])
            words = text[parent].as_py() if any(date.anchor for date in found) else ""
            told[parent] = schema.Record(article=schema.Article(id=ids[parent].as_py(), published=published[parent].as_py()), text=words, dates=found)
        directive = schema.Directive(**dict(zip(fields, values, strict=True)))
        directive.deadlines_all = directive.deadlines_all or []
        yield told[parent], directive


def _telling(directives: _Rows, which: np.ndarray, dates: _Rows) -> np.ndarray:
    """The dates that some deadline is of; of an article with a deadline counted from another date, all."""
    lists = _get(directives.of, "deadlines_all", pa.list_(pa.string())).take(pa.array(which))
    more, further = directives.parent[which[pc.list_parent_indices(lists).to_numpy()]], pc.list_flatten(lists)
    main = directives["deadline"].take(pa.array(which))
    said, *wanted = _coded((dates.parent, dates["value"]), (directives.parent[which], main), (more, further))
    named = np.isin(said, np.concatenate(wanted)) & (said >= 0)
    counted = dates.parent[named & pc.is_valid(dates["anchor"]).to_numpy(zero_copy_only=False)]
    return np.flatnonzero(named | np.isin(dates.parent, counted))


def _due(record: schema.Record, directive: schema.Directive, today: datetime.date) -> Iterator[tuple[Any, ...]]:
    """The rows of one directive, as `_DUE` names their cells."""
    values = list(dict.fromkeys(filter(None, (directive.deadline, *directive.deadlines_all))))
    for value, due in zip(values, deadlines.dues(record, directive, today), strict=True):
        said = deadlines._mention(record, directive, value)
        span = (said.start, said.end, said.text, said.confidence, said.by) if said else (None,) * 5
        rule = deadlines.repetition(said.rrule if said else None, value) if due.again else None
        if rule is None:
            yield value, due.words, due.day, None, said.rrule if said else None, 0, due.day if due.day and due.day >= today else None, None, *span
            continue
        early = int(said is not None and said.comparator == "<" and "T" not in value)
        told = _day(record.article.published)
        until = told + datetime.timedelta(days=deadlines.HOLDS[rule.frequency]) if told else None
        days = (_first(rule, early, start, until) if until and start <= until else None for start in (told or today, max(today, told or today)))
        yield value, due.words, next(days), due.again, said.rrule if said and said.rrule else _rrule(rule), early, next(days), until, *span
    if not values and directive.deadline_by_reference:
        yield None, directive.deadline_by_reference, None, None, None, 0, None, None, *(None,) * 5


@lru_cache(maxsize=4096)
def _first(rule: deadlines.Repetition, early: int, start: datetime.date, until: datetime.date) -> datetime.date | None:
    """The first day from start on by which it is due again."""
    days = (start + datetime.timedelta(days=i) for i in range((until - start).days + 1))
    return next((day for day in days if rule.on(day + datetime.timedelta(days=early))), None)


def _rrule(rule: deadlines.Repetition) -> str:
    """The rule as RFC 5545 has it.

    >>> _rrule(deadlines.repetition(None, "XXXX-06-15")), _rrule(deadlines.repetition(None, "XXXX-WXX-5"))
    ('FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15', 'FREQ=WEEKLY;BYDAY=FR')
    """
    parts = {
        "BYMONTH": map(str, sorted(rule.months)), "BYMONTHDAY": map(str, sorted(rule.days)),
        "BYDAY": (deadlines._WEEKDAYS[day] for day in sorted(rule.weekdays)),
    }  # fmt: skip
    return ";".join([f"FREQ={rule.frequency}", *(f"{name}={value}" for name, given in parts.items() if (value := ",".join(given)))])


# ------------------------------------------------------------------------------------------------------------------------- over all articles


def _finished(whole: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables without older versions, with what only all articles together tell, categories as such."""
    keep = _kept(whole["articles"])
    if not keep.all():
        whole = {name: table.filter(pa.array(keep[table["row"].to_numpy()])) for name, table in whole.items()}
    whole["parties"] = _with_sectors(_with_ids(whole["parties"], whole["agencies"]))
    whole["agencies"] = _with_sectors(whole["agencies"])
    whole["directives"] = _told(whole)
    whole = {name: table.drop_columns(["row"]) for name, table in whole.items()}
    return {name: _categorised(_arranged(name, table)) for name, table in whole.items()}


def _kept(articles: pa.Table) -> np.ndarray:
    """Which articles are the newest of their id; where versions are equal, the last read."""
    newest = _order(zip(articles["article"].to_pylist(), articles["version"].to_pylist(), strict=True))
    keep = np.zeros(len(articles), bool)
    keep[[at for at, _ in newest]] = True
    return keep


def _with_ids(parties: pa.Table, agencies: pa.Table) -> pa.Table:
    """The parties with the ids of those that their own article does not name in full ("UBND tỉnh An Giang" as the issuer, from its province)."""
    known = agencies.select(["name", "agency"]).filter(pc.is_valid(agencies["agency"]))
    known = known.group_by("name", use_threads=False).aggregate([("agency", "first")])
    at = pc.index_in(parties["name"], value_set=known["name"].combine_chunks())
    agency = pc.coalesce(parties["agency"], known["agency_first"].combine_chunks().take(at.combine_chunks()))
    for name, column in {"agency": agency, **_parted(agency.combine_chunks())}.items():
        parties = parties.set_column(parties.schema.get_field_index(name), name, column)
    return parties


@cache
def _sectors() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["sector"], re.compile(rf"\b{corpora.any_of(corpora.cells(row['words']))}\b")) for row in corpora.gazetteer("sectors"))


@lru_cache(maxsize=1 << 16)
def sector(name: str) -> str | None:
    """The field of work of an agency, by its name; None for groups and bodies of all fields.

    >>> sector("Sở Y tế tỉnh An Giang"), sector("Thanh tra Sở Xây dựng"), sector("UBND tỉnh An Giang")
    ('Y tế', 'Xây dựng và Giao thông', None)
    """
    folded = name.casefold()
    return next((field for field, words in _sectors() if words.search(folded)), None)


def _with_sectors(table: pa.Table) -> pa.Table:
    encoded = table["name"].combine_chunks().dictionary_encode()
    fields = pa.array([sector(name) for name in encoded.dictionary.to_pylist()], pa.string())
    return table.append_column("sector", fields.take(encoded.indices))


def _told(whole: dict[str, pa.Table]) -> pa.Table:
    """The directives with what their article and their parties tell of them."""
    directives, articles = whole["directives"], whole["articles"]
    at = pa.array(np.searchsorted(articles["row"].to_numpy(), directives["row"].to_numpy()))
    for name in ("published", "period", "province", "news"):
        directives = directives.append_column(name, articles[name].take(at))
    dues = whole["deadlines"].filter(pc.is_valid(whole["deadlines"]["due"]))
    dues = dues.append_column("repeated", pc.is_valid(dues["again"]))
    of, due = _firsts(directives, dues, "due", [("repeated", "ascending"), ("due", "ascending")])
    directives = directives.append_column("due", due.take(of))
    parties = whole["parties"].append_column("rank", pc.index_in(whole["parties"]["role"], value_set=pa.array(["lead", "via", "coordinate"])))
    parties = parties.filter(pc.and_(pc.is_valid(parties["sector"]), pc.is_valid(parties["rank"])))
    of, field = _firsts(directives, parties, "sector", [("rank", "ascending"), ("position", "ascending")])
    return directives.append_column("sector", field.take(of)).append_column("same", _same(directives))


def _firsts(directives: pa.Table, rows: pa.Table, column: str, order: list[tuple[str, str]]) -> tuple[pa.Array, pa.Array]:
    """For each directive where its first row is found, and the column to look it up in."""
    rows = rows.select(["directive", column, *(name for name, _ in order if name != column)]).sort_by([*order])
    first = rows.group_by("directive", use_threads=False).aggregate([(column, "first")])
    at = pc.index_in(directives["directive"], value_set=first["directive"].combine_chunks())
    return at.combine_chunks(), first[f"{column}_first"].combine_chunks()


def _same(directives: pa.Table) -> pa.Array:
    """The first directive of the same news with the same words, for each: itself where no other article tells it."""
    id, news = directives["directive"].combine_chunks(), directives["news"].combine_chunks()
    several = news.filter(pc.not_equal(news, directives["article"].combine_chunks())).unique()
    which = pc.indices_nonzero(pc.is_in(news, value_set=several))
    if not len(which):
        return id
    words = pc.utf8_lower(pc.utf8_normalize(directives["quote"].combine_chunks().take(which), "NFC"))
    words = pc.replace_substring_regex(words, r"[^\p{L}\p{N}]+", " ")
    key = pc.binary_join_element_wise(news.take(which), pc.utf8_trim_whitespace(words), "\n").dictionary_encode()
    _, first, back = np.unique(key.indices.to_numpy(), return_index=True, return_inverse=True)
    same = np.arange(len(id))
    same[which.to_numpy()] = which.to_numpy()[first[back]]
    return id.take(pa.array(same))


_FRONT = {
    "directives": ("article", "directive", "published", "period", "province", "sector", "issuer", "lead", "action", "due"),
    "deadlines": ("article", "directive", "due", "words", "value", "again", "rrule", "next", "until", "lead", "action"),
    "parties": ("article", "directive", "role", "position", "name", "agency", "body", "place", "sector"),
}  # fmt: skip


def _arranged(name: str, table: pa.Table) -> pa.Table:
    """The columns in the order in which people want to see them."""
    front = list(_FRONT.get(name, ()))
    return table.select(front + [column for column in table.column_names if column not in front])


# columns of few values, in the order of the schema where it has one, else in that of the alphabet
_CATEGORIES: dict[str, Sequence[str]] = {
    "modality": get_args(schema.Modality), "form": get_args(schema.Form), "granularity": get_args(schema.Granularity),
    "comparator": get_args(schema.Comparator), "status": get_args(schema.Status), "again": tuple(deadlines.HOLDS),
    **dict.fromkeys(("period", "province", "province_now", "source", "sector", "role", "kind", "type", "unit", "by"), ()),
}  # fmt: skip


def _categorised(table: pa.Table) -> pa.Table:
    for at, name in enumerate(table.column_names):
        if name in _CATEGORIES:
            table = table.set_column(at, name, _category(table[name], _CATEGORIES[name]))
    return table


def _category(column: pa.ChunkedArray, order: Sequence[str]) -> pa.DictionaryArray:
    encoded = pc.cast(column, pa.string()).combine_chunks().dictionary_encode()
    found = encoded.dictionary.to_pylist()
    values = [*order, *sorted((value for value in found if value not in order), key=lambda value: (places.slug(value), value))]
    codes = pa.array([values.index(value) for value in found], pa.int32())
    return pa.DictionaryArray.from_arrays(codes.take(encoded.indices), pa.array(values, pa.string()))


def _frame(table: pa.Table) -> pd.DataFrame:
    import pandas as pd

    numbers = {pa.int32(): pd.Int32Dtype()}
    return table.to_pandas(date_as_object=False, split_blocks=True, types_mapper=numbers.get)
