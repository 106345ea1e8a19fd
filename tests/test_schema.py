"""The record format: both ways, valid against its JSON Schema, and a message that says which field of which line is wrong."""

from __future__ import annotations

import io
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import schema

VALIDATOR = jsonschema.Draft202012Validator(schema.json_schema())

RECORD: dict[str, Any] = {
    "schema": "chidao/1",
    "article": {"id": "1", "title": None, "place": {"province": "Nam Định", "code": "36"}},
    "text": "Sở Y tế báo cáo trước ngày 20/5/2022.",
    "dates": [{"id": "t1", "start": 16, "end": 36, "text": "trước ngày 20/5/2022", "value": "2022-05-20", "comparator": "<", "role": "deadline"}],
    "agencies": [{"id": "a1", "start": 0, "end": 7, "text": "Sở Y tế", "name": "Sở Y tế tỉnh Nam Định", "role": "lead"}],
}


def changed(path: str, value: object) -> bytes:
    """RECORD as a line, with one value changed: "dates.0.role"."""
    record = json.loads(json.dumps(RECORD))
    *parents, last = path.split(".")
    where = record
    for name in parents:
        where = where[int(name) if name.isdecimal() else name]
    where[last] = value
    return json.dumps(record, ensure_ascii=False).encode()


def test_both_ways() -> None:
    record = schema.loads(json.dumps(RECORD))
    assert record.dates[0].role == "deadline" and record.article.place is not None and record.article.place.code == "36"
    assert schema.loads(schema.dumps(record)) == record
    VALIDATOR.validate(json.loads(schema.dumps(record)))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.json_schema())


def test_unknown_fields_are_ignored() -> None:
    assert schema.loads(changed("dates.0.scored", False)) == schema.loads(json.dumps(RECORD))


WRONG = [
    # field, value, what the message names, is the JSON Schema as strict?, reason
    ("schema", "chidao/2", "$.schema", True, "another format"),
    ("text", None, "$.text", True, "no text"),
    ("article.id", 7, "$.article.id", True, "a number for a string"),
    ("dates.0.role", "due", "$.dates[0].role", True, "a role that is none"),
    ("dates.0.comparator", "<<", "$.dates[0].comparator", True, "a comparator that is none"),
    ("dates.0.start", "16", "$.dates[0].start", True, "an offset in quotation marks"),
    ("agencies.0.name", None, "$.agencies[0].name", True, "a name is never absent"),
    ("agencies.0.end", 8, "$.agencies[0].text", False, "the span is not that of the text"),
]


@pytest.mark.parametrize(("field", "value", "named", "strict", "reason"), WRONG, ids=[row[0] for row in WRONG])
def test_wrong_fields_are_named_with_their_line(field: str, value: object, named: str, strict: bool, reason: str) -> None:
    line = changed(field, value)
    file = io.BytesIO(json.dumps(RECORD).encode() + b"\n\n" + line + b"\n")
    records = schema.read(file, "records.jsonl")
    assert next(records).article.id == "1"
    with pytest.raises(schema.RecordError) as error:
        next(records)
    assert "records.jsonl, line 3" in str(error.value) and named in str(error.value), reason
    assert VALIDATOR.is_valid(json.loads(line)) is not strict


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b"\xff", b"x" * 1000])
def test_what_is_no_record_is_refused(line: bytes) -> None:
    with pytest.raises(schema.RecordError):
        schema.loads(line)


@given(st.text(), st.text())
def test_any_text_comes_back(text: str, title: str) -> None:
    record = schema.Record(article=schema.Article(id="1", title=title), text=text)
    line = schema.dumps(record)
    assert schema.loads(line) == record and b"\n" not in line
