"""Records as an SQLite file with full-text search, and that file in the browser by way of Datasette, on this machine alone.

>>> from pipeline import browse
>>> browse.build("data/", "records.db")  # doctest: +SKIP
>>> browse.search("records.db", "so thong tin va truyen thong")  # doctest: +SKIP
>>> browse.serve("records.db", 8001)  # doctest: +SKIP

The tables are those of `pipeline.frames`, with the same columns and keys. `directives_fts` and `articles_fts` are FTS5 tables over them: they
ignore case and marks, and read đ as d, so that "so y te" finds Sở Y tế and "dieu hanh" điều hành.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline import frames

if TYPE_CHECKING:
    import pyarrow as pa
    from datasette.app import Datasette

NAME = "chidao"  # of the database in addresses and templates
HOST = "127.0.0.1"
ARTICLES, DIRECTIVES = "articles", "directives"

# the columns that are searched
SEARCHED = {
    DIRECTIVES: ("quote", "issuer", "lead", "coordinate", "via", "advised", "receive_report", "targets", "legal_basis"),
    ARTICLES: ("title", "text"),
}
KEYS = {ARTICLES: "article", DIRECTIVES: "directive"}
# what is joined and most filtered by, where a table has it; facets of other columns read the table, which takes less than a second for 100,000 rows
INDEXED = ("article", "directive", "urn", "agency", "province", "role", "due", "published")


class Built(NamedTuple):
    """The file that was written, and how many rows each of its tables has."""

    path: Path
    rows: dict[str, int]


class Found(NamedTuple):
    """A row of `directives` or `articles` that has the words: the article's id, the row's own, and where the words stand."""

    article: str
    id: str
    words: str


# ------------------------------------------------------------------------------------------------------------------------------ the file


def build(source: frames.Source, path: str | Path) -> Built:
    """Writes the records of a data folder, of files or of records into an SQLite file, which appears when it is whole."""
    path = Path(path)
    tables = frames.tables(source)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as db:
            _write(db, {name: _with_leads(table, tables["parties"]) if name == DIRECTIVES else table for name, table in tables.items()})
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return Built(path, {name: len(table) for name, table in tables.items()})


def _write(db: sqlite3.Connection, tables: dict[str, pa.Table]) -> None:
    db.execute("PRAGMA journal_mode = OFF")  # a file that is not finished is thrown away
    db.execute("PRAGMA synchronous = OFF")
    db.create_function("folded", 1, fold, deterministic=True)
    keyed = {KEYS[name] for name in KEYS if _is_key(tables[name][KEYS[name]])}
    with db:
        for name, table in tables.items():
            db.execute(f"CREATE TABLE {name} ({', '.join(_columns(name, table, keyed))})")
            marks = ", ".join("?" * table.num_columns)
            db.executemany(f"INSERT INTO {name} VALUES ({marks})", _rows(table))
            for column in INDEXED:
                if column in table.column_names:
                    db.execute(f"CREATE INDEX {name}_{column} ON {name} ({column})")
        for name, columns in SEARCHED.items():
            _index(db, name, columns)
        db.execute("ANALYZE")


def _index(db: sqlite3.Connection, name: str, columns: tuple[str, ...]) -> None:
    """The words of the columns; the text itself stays in its table. `remove_diacritics 2` knows no đ: it is a letter of its own, so we fold it."""
    listed = ", ".join(columns)
    db.execute(f"CREATE VIRTUAL TABLE {name}_fts USING fts5({listed}, content=\"{name}\", tokenize='unicode61 remove_diacritics 2')")
    db.execute(f"INSERT INTO {name}_fts (rowid, {listed}) SELECT rowid, {', '.join(f'folded({column})' for column in columns)} FROM {name}")
    db.execute(f"INSERT INTO {name}_fts ({name}_fts) VALUES ('optimize')")


def fold(text: str | None) -> str | None:
    """The text with đ as d, for the index and for what is sought in it; letter for letter, so that both have the same words.

    >>> fold("Điều hành, đôn đốc")
    'Diều hành, dôn dốc'
    """
    return text and unicodedata.normalize("NFC", text).translate(_LETTERS)


_LETTERS = str.maketrans("đĐ", "dD")


def _is_key(column: pa.ChunkedArray) -> bool:
    """Whether each row has a value of its own: two articles of other programs may give their directives the same ids."""
    return not column.null_count and len(column.unique()) == len(column)


def _columns(name: str, table: pa.Table, keyed: set[str]) -> Iterator[str]:
    """The definitions of the columns; `article` and `directive` refer to the tables that tell of them."""
    refers = [(one, key) for one, key in KEYS.items() if one != name and key in keyed and key in table.column_names]
    for field in table.schema:
        own = " PRIMARY KEY" if KEYS.get(name) == field.name and field.name in keyed else ""
        yield f'"{field.name}" {_type(field.type)}{own}'
    for one, key in refers:
        yield f"FOREIGN KEY ({key}) REFERENCES {one} ({key})"


def _type(kind: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_floating(kind):
        return "REAL"
    return "INTEGER" if pa.types.is_integer(kind) or pa.types.is_boolean(kind) else "TEXT"


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """The rows, days as ISO dates."""
    import pyarrow as pa

    for batch in table.to_batches(4000):
        plain = [column.cast(pa.string()) if pa.types.is_date(column.type) else column for column in batch.columns]
        yield from zip(*(column.to_pylist() for column in plain), strict=True)


def _with_leads(directives: pa.Table, parties: pa.Table) -> pa.Table:
    """The directives with `leads`, a JSON list of who is to do it, one name after the other: a facet counts each."""
    import msgspec
    import pyarrow as pa

    encode = msgspec.json.Encoder().encode
    names: dict[str, list[str]] = {}
    for directive, role, name in zip(*(parties[column].to_pylist() for column in ("directive", "role", "name")), strict=True):
        if role == "lead" and name not in names.setdefault(directive, []):
            names[directive].append(name)
    told = [encode(names.get(id, [])).decode() for id in directives["directive"].to_pylist()]
    return directives.append_column("leads", pa.array(told, pa.string()))


# ---------------------------------------------------------------------------------------------------------------------------- the search


def search(path: str | Path, words: str, table: str = DIRECTIVES, most: int = 100) -> list[Found]:
    """The rows of `directives` or `articles` that have all the words, whatever their marks, the best first; "in quotes" is one phrase."""
    if table not in SEARCHED:
        raise ValueError(f"{table!r} is not searched; there are: {', '.join(SEARCHED)}")
    sought = query(words)
    if not sought:
        return []
    sql = (
        f"SELECT t.article, t.{KEYS[table]}, snippet({table}_fts, -1, '[', ']', '…', 16) FROM {table}_fts JOIN {table} t ON t.rowid = {table}_fts.rowid "
        f"WHERE {table}_fts MATCH ? ORDER BY {table}_fts.rank LIMIT ?"
    )
    with closing(sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)) as db:
        return [Found(*row) for row in db.execute(sql, (sought, most))]


def query(words: str) -> str:
    """What FTS5 is asked for: each word, or phrase in quotes, as a text of its own, so that nothing in it is an operator.

    >>> query('Điều hành "Sở Y tế" AND -x'), query('a"b'), query(' " ')
    ('"Diều" "hành" "Sở Y tế" "AND" "-x"', '"a" "b"', '')
    """
    parts = (fold(words) or "").split('"')
    if len(parts) % 2 == 0:  # a quote that is not closed is none
        parts[-2:] = [" ".join(parts[-2:])]
    found = [some for at, part in enumerate(parts) for some in ([part] if at % 2 else part.split())]
    return " ".join(f'"{one.strip()}"' for one in found if any(letter.isalnum() for letter in one))


# ------------------------------------------------------------------------------------------------------------------------ in the browser


def serve(path: str | Path, port: int = 8001, say: Callable[[str], object] = print) -> None:
    """Serves the file that `build` wrote until it is stopped (Ctrl-C), on 127.0.0.1 alone; port 0 takes a free one. `say` is told the address."""
    import uvicorn

    app = application(path).app()
    with socket.create_server((HOST, port)) as listening:
        say(f"http://{HOST}:{listening.getsockname()[1]}/")
        uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", access_log=False)).run(sockets=[listening])


def application(path: str | Path) -> Datasette:
    """Datasette over the file: read only, titles in Vietnamese, a page per article, search as `query` has it, no other host's name."""
    from datasette.app import Datasette
    from datasette.database import Database
    from datasette.plugins import pm

    from pipeline.browsing import plugin, words

    path = Path(path)
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        _check(db, path)
    if not pm.is_registered(plugin):
        pm.register(plugin)
    folder = Path(words.__file__).parent
    made = Datasette(metadata=words.metadata(), template_dir=str(folder), settings=words.SETTINGS)
    made.remove_database("_memory")  # which it adds where no file is named
    made.add_database(Database(made, path=str(path), is_mutable=False), name=NAME)
    return made


def _check(db: sqlite3.Connection, path: Path) -> None:
    try:
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        raise ValueError(f"{path}: {error}") from None
    if missing := {"articles_fts", "directives_fts", "mentions"} - there:
        raise ValueError(f"{path}: not a file of `chidao browse`: it has no table {', '.join(sorted(missing))}")
