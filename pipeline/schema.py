"""The extraction record: one JSON object per article, as `chidao/1` fixes it.

Every offset counts Unicode code points of `Record.text`, end exclusive, and `text[start:end]` is the mention's `text`.
This module imports nothing of ours; the JSON Schema is generated from these types.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Literal

import msgspec

VERSION = "chidao/1"

Comparator = Literal["=", ">", ">=", "<", "<=", "~", "~<", "range"]
Form = Literal["full", "short", "title_only", "anaphor", "generic"]
DateRole = Literal["deadline", "issued", "event", "published", "period", "target", "effective", "duration", "vague"]
QuantityKind = Literal["percent", "ratio", "percentage_point", "money", "count", "score"]
SHARES = ("percent", "ratio", "percentage_point")  # the kinds whose status is judged and which are scored
Status = Literal["target", "achieved", "baseline", "change", "other"]
Granularity = Literal["named", "class", "locality"]
AgencyRole = Literal["lead", "coordinate", "receive_report", "advised", "issuer", "via", "supervise", "other"]
Modality = Literal["obligation", "recommendation", "prohibition"]
DirectiveKind = Literal["directive", "umbrella"]


class Struct(msgspec.Struct):
    """Base of the record types: unknown fields of a file are ignored."""


class Place(Struct, kw_only=True):
    """A province as of the article's date; `code` is its statistical code, `district` a former district's name."""

    province: str | None = None
    code: str | None = None
    district: str | None = None


class Article(Struct, kw_only=True):
    """What is known of the article besides its text; `published` is an ISO date.

    Of a crawled one also: `version` counts its texts from 1, `attached_to` is the id of the article that links this document, `cluster` is
    the same for all articles that tell the same news.
    """

    id: str
    url: str | None = None
    source: str | None = None
    title: str | None = None
    published: str | None = None
    place: Place | None = None
    source_document: str | None = None
    version: int | None = None
    attached_to: str | None = None
    cluster: str | None = None


class Mention(Struct, kw_only=True):
    """A stretch of text, how sure we are of it (0-1), and the rule, row or model that produced it."""

    id: str = ""
    start: int
    end: int
    text: str = ""
    confidence: float = 1.0
    by: str = ""


class Document(Mention, kw_only=True):
    """A reference to an official document (catalogue A1-A19)."""

    core_start: int | None = None
    core_end: int | None = None
    type: str
    number: str | None = None
    symbol: str | None = None
    symbol_normalized: str | None = None
    issued: str | None = None
    issuer: str | None = None
    title: str | None = None
    provision: str | None = None
    form: Form = "full"
    document: str | None = None


class Date(Mention, kw_only=True):
    """A time expression (catalogue B1-B13); `value` is ISO 8601 / EDTF, `rrule` RFC 5545."""

    date_start: int | None = None
    date_end: int | None = None
    value: str | None = None
    earliest: str | None = None
    latest: str | None = None
    comparator: Comparator | None = None
    role: DateRole = "event"
    rrule: str | None = None
    anchor: str | None = None


class Quantity(Mention, kw_only=True):
    """A percentage, ratio, sum of money, count or score (catalogue C1-C11)."""

    kind: QuantityKind
    values: list[float]
    comparator: Comparator = "="
    unit: str | None = None
    subject: str | None = None
    status: Status = "other"
    year: int | None = None


class Agency(Mention, kw_only=True):
    """A mention of an organisation of the state, the Party or a mass organisation (catalogue D1-D16)."""

    name: str
    agency: str | None = None
    granularity: Granularity = "named"
    role: AgencyRole = "other"
    in_title: bool = False
    successor: str | None = None


class Person(Mention, kw_only=True):
    """A mention of a person, with every title given anywhere in the article (catalogue D9)."""

    name: str
    titles: list[str] = []
    role: str | None = None


class IssuerPerson(Struct, kw_only=True):
    """The person who gives an order, with the titles held."""

    name: str
    titles: list[str] = []


class Directive(Mention, kw_only=True):
    """An instruction for the future: who told whom to do what, by when, to what target, on what basis (catalogue E1-E19)."""

    item: str | None = None
    kind: DirectiveKind = "directive"
    modality: Modality = "obligation"
    trigger: str | None = None
    issuer_person: IssuerPerson | None = None
    issuer_agency: str | None = None
    lead: list[str] = []
    lead_inherited: bool = False
    coordinate: list[str] = []
    receive_report: list[str] = []
    advised: list[str] = []
    via: list[str] = []
    action: str | None = None
    deadline: str | None = None
    deadline_date: str | None = None
    deadlines_all: list[str] = []
    deadline_by_reference: str | None = None
    targets: list[str] = []
    legal_basis: list[str] = []
    condition: str | None = None
    detail: str | None = None


class Resource(Struct, kw_only=True):
    """One document of the article; `urn` is the same in every article that cites it (RFC 9676)."""

    document: str
    type: str
    number: str | None = None
    symbol: str | None = None
    issued: str | None = None
    issuer: str | None = None
    title: str | None = None
    urn: str | None = None
    mentions: list[str] = []


class Diagnostic(Struct, kw_only=True):
    """Something a reader should check, and where."""

    code: str
    start: int | None = None
    end: int | None = None
    message: str


class Record(Struct, kw_only=True):
    """Everything extracted from one article."""

    schema: Literal["chidao/1"] = "chidao/1"
    article: Article
    text: str
    documents: list[Document] = []
    dates: list[Date] = []
    quantities: list[Quantity] = []
    agencies: list[Agency] = []
    people: list[Person] = []
    directives: list[Directive] = []
    resources: list[Resource] = []
    diagnostics: list[Diagnostic] = []


KINDS = ("documents", "dates", "quantities", "agencies", "people", "directives")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Record).decode


class RecordError(ValueError):
    """A line of a records file is not a record; the message names the file, the line and the field."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `Record`."""
    return msgspec.json.schema(Record)


def dumps(record: Record) -> bytes:
    """The record as one line of JSON, UTF-8, without the line end."""
    return _encode(record)


def loads(line: bytes | str) -> Record:
    """The record in one line of JSON; RecordError names the field that is wrong."""
    try:
        record = _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError(f"not a {VERSION} record: {error}") from None
    for kind in KINDS:
        for i, mention in enumerate(getattr(record, kind)):
            if record.text[mention.start : mention.end] != mention.text:
                raise RecordError(f"not a {VERSION} record: text[{mention.start}:{mention.end}] is not the mention's text - at `$.{kind}[{i}].text`")
    return record


def read(file: IO[bytes], name: str = "<records>") -> Iterator[Record]:
    """The records of a JSONL file, in order; RecordError says which field of which line is wrong."""
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                yield loads(line)
            except RecordError as error:
                raise RecordError(f"{name}, line {number}: {error}") from None
