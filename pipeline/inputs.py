"""Articles from files: text, HTML, JSONL, Parquet, WARC, folders of these, standard input.

Reads one article at a time; what cannot be read becomes a `Problem`, and the rest goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from pipeline import encodings, schema

LONGEST = 200_000_000  # bytes of one article or line; longer ones are skipped so that no input fills the memory
LONGEST_PAGE = 20_000_000  # bytes of a page of HTML, whose tree takes many times as much


class _Pair(NamedTuple):
    article: schema.Article
    text: str


class Input(_Pair):
    """An article and its text, and the file and line they come from."""

    path: str = ""
    line: int | None = None


class Problem(NamedTuple):
    """An input that could not be read: where it is, what was sought, and what to do."""

    path: str
    line: int | None
    message: str
    empty: bool = False  # nothing is wrong with it, there is just nothing in it

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


def read(
    paths: Iterable[str | Path],
    *,
    published: str | None = None,
    place: str | None = None,
    source: str | None = None,
    longest: int = LONGEST,
) -> Iterator[Input | Problem]:
    """The articles in the files, folders (with all below, in order) and standard input ("-").

    `published`, `place` and `source` are for the articles that do not tell theirs; `longest` is in bytes.
    """
    ids = _Ids()
    for path in paths:
        for item in _read(str(path), ids, longest):
            yield _filled(item, published, place, source) if isinstance(item, Input) else item


def article(
    given: str | Mapping[str, Any] | tuple[schema.Article, str],
    *,
    published: str | None = None,
    place: str | None = None,
    source: str | None = None,
) -> tuple[schema.Article, str]:
    """The article and its text from a string, a mapping as in a line of JSONL, a record, or as `read` gives them.

    ValueError says what a mapping lacks.
    """
    if isinstance(given, str):
        item = _item(schema.Article(id="text"), given)
    elif isinstance(given, tuple):
        item = _item(given[0], given[1])
    else:
        item = _from_mapping(given, "text")
    return tuple(_filled(item, published, place, source))  # type: ignore[return-value]


def _item(about: schema.Article, text: str, path: str = "", line: int | None = None) -> Input:
    item = Input(about, text)
    item.path, item.line = path, line
    return item


def _filled(item: Input, published: str | None, place: str | None, source: str | None) -> Input:
    about = item.article
    changes: dict[str, Any] = {}
    if published and not about.published:
        changes["published"] = published
    if place and not (about.place and (about.place.province or about.place.code)):
        changes["place"] = _place(place)
    if source and not about.source:
        changes["source"] = source
    return _item(msgspec.structs.replace(about, **changes), item.text, item.path, item.line) if changes else item


class _Ids:
    """Ids made from files' names, each given once in a run."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def new(self, stem: str) -> str:
        """The stem, or the stem with a number where it was given before."""
        self._given[stem] = count = self._given.get(stem, 0) + 1
        return stem if count == 1 else self.new(f"{stem}-{count}")


# --- files ---------------------------------------------------------------------------------------------------------------------------------


def _read(path: str, ids: _Ids, longest: int) -> Iterator[Input | Problem]:
    if path == "-":
        yield from _standard_input(sys.stdin.buffer, ids, longest)
        return
    file = Path(path)
    try:
        if file.is_dir():
            inside = sorted(p for p in file.rglob("*") if p.suffix.lower() in READERS and p.is_file())
            if not inside:
                yield Problem(path, None, f"no article in this folder; sought: {', '.join(READERS)}")
            for found in inside:
                yield from _read(str(found), ids, longest)
            return
        reader = READERS.get(file.suffix.lower())
        if reader is None:
            yield Problem(path, None, f"no reader for {file.suffix or 'a file without a suffix'!r}; there are: {', '.join(READERS)}")
        elif not file.exists():
            yield Problem(path, None, f"no such file or folder (sought in {Path.cwd()})")
        else:
            yield from reader(file, ids, longest)
    except OSError as error:
        yield Problem(path, None, f"cannot be read: {error.strerror or error}")


def _standard_input(stream: IO[bytes], ids: _Ids, longest: int) -> Iterator[Input | Problem]:
    """JSONL where the first line that says something begins with "{", else one text."""
    head = b""
    while not head.strip() and (line := stream.readline(longest + 1)):
        head += line
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _jsonl(_lines(stream, longest, head), "<stdin>", "stdin")
        return
    data = head + stream.read(max(0, longest + 1 - len(head)))
    yield _from_bytes(data, "<stdin>", lambda: ids.new("stdin"), longest, _text)


_Reader = Callable[[bytes], tuple[dict[str, Any], str]]  # what is known of the article, and its text; BinaryError where there is none


def _text_file(path: Path, ids: _Ids, longest: int) -> Iterator[Input | Problem]:
    yield _from_file(path, ids, longest, _text)


def _html_file(path: Path, ids: _Ids, longest: int) -> Iterator[Input | Problem]:
    yield _from_file(path, ids, min(longest, LONGEST_PAGE), _page)


def _from_file(path: Path, ids: _Ids, longest: int, reader: _Reader) -> Input | Problem:
    with path.open("rb") as file:
        return _from_bytes(file.read(longest + 1), str(path), lambda: ids.new(path.stem), longest, reader)


def _from_bytes(data: bytes, path: str, id: Callable[[], str], longest: int, reader: _Reader) -> Input | Problem:
    if len(data) > longest:
        return Problem(path, None, f"longer than {longest:,} bytes; cut it into articles")
    try:
        about, text = reader(data)
    except encodings.BinaryError as error:
        return Problem(path, None, f"{error}; sought: text, in UTF-8 at best")
    if not text.strip():
        return Problem(path, None, "no text in it", empty=True)
    return _item(schema.Article(id=id(), **about), text, path)


def _text(data: bytes) -> tuple[dict[str, Any], str]:
    return {}, encodings.decode(data)


def _page(data: bytes) -> tuple[dict[str, Any], str]:
    from pipeline import pages  # lxml is not needed for text

    page = pages.read(pages.decode(data))
    return {"title": page.title, "published": page.published, "url": page.url, "source": page.site}, page.text


# --- WARC ----------------------------------------------------------------------------------------------------------------------------------


def _warc_file(path: Path, ids: _Ids, longest: int) -> Iterator[Input | Problem]:
    """The web pages in a WARC file, a crawl's or Common Crawl's; what is no page with a text, or was fetched by us as a listing, is passed over."""
    from pipeline import pages, warcs

    if path.suffix.lower() == ".gz" and not path.name.lower().endswith(".warc.gz"):
        yield Problem(str(path), None, "no reader for '.gz' but .warc.gz; unpack it first")
        return
    for found in warcs.pages(path):
        if isinstance(found, warcs.Damage):
            yield Problem(str(path), None, f"offset {found.offset:,}: {found.reason}")
            continue
        kind = found.headers.get("content-type", "text/html")
        if "html" not in kind.lower() or len(found.body) > longest or found.about.get("kind", "article") != "article":
            continue
        page = pages.read(found.body, url=found.final, content_type=kind, fetched=found.fetched)
        if page.text.strip():
            about = schema.Article(id=ids.new(path.name.split(".")[0]), url=page.url or found.final, source=page.site, title=page.title, published=page.published)
            yield _item(about, page.text, str(path), found.offset)


# --- JSON lines ----------------------------------------------------------------------------------------------------------------------------


def _jsonl_file(path: Path, ids: _Ids, longest: int) -> Iterator[Input | Problem]:
    with path.open("rb") as file:
        yield from _jsonl(_lines(file, longest), str(path), path.stem)


def _lines(file: IO[bytes], longest: int, head: bytes = b"") -> Iterator[bytes | None]:
    """The lines of a file, `head` (already read) first; None in place of one that is too long, which is passed over without being kept."""
    yield from head.splitlines(keepends=True)
    while line := file.readline(longest + 1):
        if len(line) <= longest:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(1 << 20)
        yield None


def _jsonl(lines: Iterable[bytes | None], path: str, stem: str) -> Iterator[Input | Problem]:
    for number, line in enumerate(lines, 1):
        if line is None:
            yield Problem(path, number, "the line is too long; one article a line is sought")
            continue
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        try:
            given = msgspec.json.decode(line)
            if not isinstance(given, dict):
                raise ValueError(f"{type(given).__name__}, not an object; sought: {{\"id\": ..., \"text\": ...}}")
            item = _from_mapping(given, f"{stem}-{number}")
            if not item.text.strip():
                raise ValueError("its text is empty")
            item.path, item.line = path, number
            yield item
        except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
            yield Problem(path, number, f"no article: {error or type(error).__name__}"[:300])


_FIELDS = ("url", "source", "title", "published", "source_document")


def _from_mapping(given: Mapping[str, Any], id: str) -> Input:
    """The article in a line of JSONL or in a record; ValueError where there is no text."""
    text = given.get("text")
    if not isinstance(text, str):
        keys = ", ".join(map(str, given)) or "nothing"
        raise ValueError(f'no string under "text" (there are: {keys[:150]})')
    about = given.get("article", given)
    if isinstance(about, schema.Article):
        return _item(about, text)
    if not isinstance(about, Mapping):
        raise ValueError('"article" is not an object')
    known = {field: _string(about.get(field)) for field in _FIELDS}
    return _item(schema.Article(id=_string(about.get("id")) or id, place=_place(about.get("place")), **known), text)


def _string(value: Any) -> str | None:
    """The value as text; None for what says nothing (null, "", a number that is none)."""
    if value is None or value != value or isinstance(value, (dict, list)):
        return None
    if hasattr(value, "isoformat"):  # a date of a Parquet column
        return str(value.isoformat())
    return str(value).strip() or None


def _place(value: Any) -> schema.Place | None:
    """A place given as a name, a code or an object."""
    if isinstance(value, schema.Place):
        return value
    if isinstance(value, Mapping):
        return schema.Place(province=_string(value.get("province")), code=_string(value.get("code")), district=_string(value.get("district")))
    written = _string(value)
    if not written:
        return None
    return schema.Place(code=written.zfill(2)) if written.isdigit() else schema.Place(province=written)


# --- Parquet -------------------------------------------------------------------------------------------------------------------------------


def _parquet_file(path: Path, ids: _Ids, longest: int) -> Iterator[Input | Problem]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        yield Problem(str(path), None, "reading .parquet needs pyarrow: pip install pyarrow")
        return
    try:
        with parquet.ParquetFile(path) as table:
            number = 0
            for batch in table.iter_batches(batch_size=200):
                for row in batch.to_pylist():
                    number += 1
                    yield _from_row(row, str(path), number, path.stem, longest)
    except (ArrowException, OSError) as error:
        yield Problem(str(path), None, f"no Parquet file: {error}"[:300])


def _from_row(row: dict[str, Any], path: str, number: int, stem: str, longest: int) -> Input | Problem:
    try:
        item = _from_mapping(row, f"{stem}-{number}")
    except ValueError as error:
        return Problem(path, number, f"no article: {error}")
    if not item.text.strip() or len(item.text) > longest:
        return Problem(path, number, "its text is empty" if not item.text.strip() else f"longer than {longest:,} characters")
    item.path, item.line = path, number
    return item


READERS: dict[str, Callable[[Path, _Ids, int], Iterator[Input | Problem]]] = {
    ".txt": _text_file,
    ".html": _html_file,
    ".htm": _html_file,
    ".jsonl": _jsonl_file,
    ".ndjson": _jsonl_file,
    ".parquet": _parquet_file,
    ".warc": _warc_file,
    ".gz": _warc_file,
}
