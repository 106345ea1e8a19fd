"""Records corrected by hand: a record as spans and links that an annotation tool can show, and what people made of them applied to the record.

A span is a mention with its fields as a tool writes them, a link goes from a directive to what it names: its deadline, its agencies, its
legal basis. What a directive names and no span shows (a name that stands nowhere in the text) stays a written field.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import msgspec

from pipeline import schema
from pipeline.score import fold

Item = dict[str, Any]  # a mention or a record as it stands in a file: gold has fields that a record has not
HUMAN = "human"


class AnnotationError(ValueError):
    """What came back from a tool cannot be applied to a record; the message says what was sought, where, and what to do."""


# what maps to what --------------------------------------------------------------------------------------------------------------


class Form(NamedTuple):
    """How a field's value is written in a tool, and read again."""

    write: Callable[[Any], list[str]]
    read: Callable[[list[str]], Any]


def _number(text: str) -> float:
    if not re.fullmatch(r"-?\d+(?:[.,]\d+)?(?:e\+?\d+)?", text):
        raise AnnotationError(f"{text!r} is no number; write it like 95.5 or 20000000000")
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def _person(value: Item | None) -> list[str]:
    return [value["name"], *value.get("titles", [])] if value else []


TEXT = Form(lambda value: [str(value)] if value not in (None, "") else [], lambda lines: " ".join(lines) or None)
TEXTS = Form(lambda value: [str(v) for v in value or []], list)
NUMBERS = Form(lambda value: [f"{v:.15g}" for v in value or []], lambda lines: [_number(line) for line in lines])
YEAR = Form(TEXT.write, lambda lines: int(_number(lines[0])) if lines else None)
PERSON = Form(_person, lambda lines: {"name": lines[0], "titles": lines[1:]} if lines else None)  # the name, then the titles
FLAG = Form(lambda value: ["true"] if value else [], bool)
UNSCORED = Form(lambda value: ["false"] if value is False else [], lambda lines: not lines)


class Field(NamedTuple):
    """A field that people may correct: its name in the record, in Vietnamese, the values to choose from (none: it is written)."""

    name: str
    vietnamese: str
    form: Form = TEXT
    values: tuple[str, ...] = ()


def _choice(name: str, vietnamese: str, vocabulary: Any) -> Field:
    return Field(name, vietnamese, TEXT, get_args(vocabulary))


SCORED = Field("scored", "Không chấm điểm", UNSCORED, ("false",))
FIELDS: dict[str, tuple[Field, ...]] = {
    "documents": (
        Field("type", "Loại văn bản"), Field("number", "Số"), Field("symbol", "Ký hiệu"), Field("issued", "Ngày ban hành (2021-10-15)"),
        Field("issuer", "Nơi ban hành"), Field("title", "Trích yếu"), Field("provision", "Điều, khoản"), _choice("form", "Cách nhắc", schema.Form),
        Field("document", "Khóa chung của một văn bản"), Field("basis", "Là căn cứ", FLAG, ("true",)), SCORED,
    ),
    "dates": (
        _choice("role", "Vai trò", schema.DateRole), Field("value", "Giá trị (2022-05-20, 2024-Q2, 2021/2025)"),
        _choice("comparator", "Giới hạn", schema.Comparator), Field("rrule", "Lặp lại (RRULE)"), SCORED,
    ),
    "quantities": (
        _choice("status", "Trạng thái", schema.Status), _choice("kind", "Loại", schema.QuantityKind), Field("values", "Trị số", NUMBERS),
        _choice("comparator", "So sánh", schema.Comparator), Field("unit", "Đơn vị"), Field("subject", "Của cái gì"), Field("year", "Năm", YEAR), SCORED,
    ),
    "agencies": (
        _choice("role", "Vai trò", schema.AgencyRole), Field("name", "Tên đầy đủ"), _choice("granularity", "Mức", schema.Granularity),
        Field("in_title", "Trong chức danh", FLAG, ("true",)), Field("agency", "Mã cơ quan"), Field("successor", "Mã cơ quan kế tục"), SCORED,
    ),
    "people": (Field("name", "Họ tên"), Field("titles", "Chức danh", TEXTS), Field("role", "Vai trò"), SCORED),
    "directives": (
        _choice("kind", "Loại", schema.DirectiveKind), _choice("modality", "Mức bắt buộc", schema.Modality), Field("trigger", "Từ chỉ đạo"),
        Field("item", "Mục"), Field("issuer_agency", "Cơ quan chỉ đạo"), Field("issuer_person", "Người chỉ đạo: họ tên, rồi chức danh", PERSON),
        Field("lead", "Chủ trì (không có trong bài)", TEXTS), Field("coordinate", "Phối hợp (không có trong bài)", TEXTS),
        Field("receive_report", "Nhận báo cáo (không có trong bài)", TEXTS), Field("advised", "Được tham mưu (không có trong bài)", TEXTS),
        Field("via", "Thông qua (không có trong bài)", TEXTS), Field("lead_inherited", "Chủ trì theo câu trước", FLAG, ("true",)),
        Field("deadline", "Thời hạn (không có trong bài)", TEXTS), Field("deadline_by_reference", "Thời hạn theo văn bản khác"),
        Field("legal_basis", "Căn cứ (không có trong bài)", TEXTS), Field("action", "Nội dung"), Field("condition", "Điều kiện"),
        Field("targets", "Chỉ tiêu", TEXTS), Field("detail", "Chi tiết"), SCORED,
    ),
}  # fmt: skip


class Relation(NamedTuple):
    """A field of a directive that names mentions of a kind by one of their fields."""

    field: str
    kind: str
    key: str
    vietnamese: str


RELATIONS = (
    Relation("lead", "agencies", "name", "chủ trì"),
    Relation("coordinate", "agencies", "name", "phối hợp"),
    Relation("receive_report", "agencies", "name", "nhận báo cáo"),
    Relation("advised", "agencies", "name", "được tham mưu"),
    Relation("via", "agencies", "name", "thông qua"),
    Relation("deadline", "dates", "value", "thời hạn"),
    Relation("legal_basis", "documents", "document", "căn cứ"),
)
RELATION = {relation.field: relation for relation in RELATIONS}

INNER = {"documents": "core_", "dates": "date_"}  # a stretch within the span
TYPES = {"documents": schema.Document, "dates": schema.Date, "quantities": schema.Quantity, "agencies": schema.Agency, "people": schema.Person,
         "directives": schema.Directive}  # fmt: skip
LETTERS = {"documents": "d", "dates": "t", "quantities": "q", "agencies": "a", "people": "p"}  # of ids


# a record as spans and links ----------------------------------------------------------------------------------------------------


class Span(NamedTuple):
    """A labelled stretch of the text; `fields` are those of which the tool speaks, as it writes them."""

    kind: str
    start: int
    end: int
    fields: dict[str, list[str]]
    origin: int | None = None  # the mention of the record that it was, where the tool still knows


class Link(NamedTuple):
    """A relation from one span to another, both by their place in the list of spans."""

    source: int
    field: str
    target: int


def mentions(record: Item) -> list[tuple[str, Item]]:
    """The mentions of a record with their kind, in the order in which spans and links count them."""
    return [(kind, item) for kind in schema.KINDS for item in record.get(kind) or []]


def _entries(directive: Item, field: str) -> list[str]:
    """What a field of a directive names; of deadlines all."""
    if field == "deadline":
        return directive.get("deadlines_all") or [d for d in [directive.get("deadline")] if d]
    return directive.get(field) or []


def _targets(record: Item) -> dict[tuple[int, str, str], int]:
    """The mention that shows what a directive names, by (directive, field, entry): with that role and within the directive if there is one."""
    items = mentions(record)
    named = defaultdict(list)
    for i, (kind, item) in enumerate(items):
        for key in {r.key for r in RELATIONS if r.kind == kind}:
            named[kind, item.get(key)].append(i)

    def rank(i: int, directive: Item, field: str) -> tuple[bool, bool, bool, int]:
        item = items[i][1]
        inside = directive["start"] <= item["start"] and item["end"] <= directive["end"]
        other_date = field == "deadline" and item.get("id") != directive.get("deadline_date")
        return other_date, not inside, item.get("role") != field, abs(item["start"] - directive["start"])

    found = {}
    for i, (kind, item) in enumerate(items):
        for relation in RELATIONS if kind == "directives" else ():
            for entry in _entries(item, relation.field):
                if among := named.get((relation.kind, entry)):
                    found[i, relation.field, entry] = min(among, key=lambda j: rank(j, item, relation.field))
    return found


def spans(record: Item) -> list[Span]:
    """The mentions of a record."""
    targets = _targets(record)
    found = []
    for i, (kind, item) in enumerate(mentions(record)):
        fields = {field.name: field.form.write(item.get(field.name)) for field in FIELDS[kind] if not named_by_links(kind, field)}
        if kind == "directives":
            fields |= {name: [entry for entry in _entries(item, name) if (i, name, entry) not in targets] for name in RELATION}
        found.append(Span(kind, item["start"], item["end"], {name: _stripped(lines) for name, lines in fields.items()}, i))
    return found


def named_by_links(kind: str, field: Field) -> bool:
    """Whether it is one of the fields of a directive that links show."""
    return kind == "directives" and field.name in RELATION


def _stripped(lines: list[str]) -> list[str]:
    """As a tool gives them back: without white space around them."""
    return [line.strip() for line in lines if line.strip()]


def links(record: Item) -> list[Link]:
    """What the directives of a record name that has a span."""
    return [Link(i, field, target) for (i, field, _), target in _targets(record).items()]


# the corrections ----------------------------------------------------------------------------------------------------------------


@dataclass
class Mention:
    """A mention after correction: what it was (None: it is new) and whether anything of it was changed."""

    kind: str
    item: Item
    was: int | None
    changed: bool = False
    moved: bool = False


def correct(record: Item, found: list[Span], linked: list[Link] | None, confirmed: bool) -> Item:
    """The record with its mentions as the spans have them; what was changed is by "human", with confidence 1, and all of it where `confirmed`.

    A span is a mention of before where the tool says so, where both have the same place, or where they overlap by half.
    """
    before, shown = mentions(record), spans(record)
    origins = _match(before, found)
    after = [_mention(record, span, was, before, shown) for span, was in zip(found, origins, strict=True)]
    _name(record, after)
    _relate(record, after, linked, shown, found)
    for mention in after:
        if mention.changed or confirmed and "confidence" in mention.item:
            mention.item |= {"confidence": 1.0, "by": HUMAN}
    corrected = dict(record)
    for kind in schema.KINDS:
        items = _ordered([m for m in after if m.kind == kind], record.get(kind) or [])
        if items or kind in record:
            corrected[kind] = items
    if "resources" in record:
        corrected["resources"] = _resources(record, corrected.get("documents") or [])
    return corrected


def _match(before: list[tuple[str, Item]], found: list[Span]) -> list[int | None]:
    """For each span the mention that it was."""
    origins: list[int | None] = [None] * len(found)
    free = set(range(len(before)))

    def take(i: int, was: int) -> None:
        if origins[i] is None and was in free and before[was][0] == found[i].kind:
            origins[i] = was
            free.discard(was)

    for i, span in enumerate(found):
        if span.origin is not None:
            take(i, span.origin)
    exact = defaultdict(list)
    for was in sorted(free, reverse=True):
        kind, item = before[was]
        exact[kind, item["start"], item["end"]].append(was)
    for i, span in enumerate(found):
        if origins[i] is None and (same := exact[span.kind, span.start, span.end]):
            take(i, same.pop())
    left = [i for i, was in enumerate(origins) if was is None]
    pairs = [(share, i, was) for i in left for was in sorted(free) if (share := _overlap(before[was][1], found[i])) >= 0.5]
    for _, i, was in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        take(i, was)
    return origins


def _overlap(item: Item, span: Span) -> float:
    common = min(item["end"], span.end) - max(item["start"], span.start)
    return max(common, 0) / (max(item["end"], span.end) - min(item["start"], span.start))


def _mention(record: Item, span: Span, was: int | None, before: list[tuple[str, Item]], shown: list[Span]) -> Mention:
    text = record["text"][span.start : span.end]
    fresh = _fresh(span, text)
    if was is None:
        mention = Mention(span.kind, dict(fresh), None, changed=True, moved=True)
    else:
        mention = Mention(span.kind, dict(before[was][1]), was)
        mention.moved = mention.changed = (span.start, span.end) != (mention.item["start"], mention.item["end"])
    if mention.moved:
        mention.item |= {"start": span.start, "end": span.end, "text": text} | _inner(span, mention.item)
    edited = set()
    for field in FIELDS[span.kind]:
        lines = span.fields.get(field.name)
        if lines is None or named_by_links(span.kind, field) or lines == (shown[was].fields[field.name] if was is not None else []):
            continue
        if field.values and not set(lines) <= set(field.values):
            raise AnnotationError(f"{text!r:.60}: no {field.name} {', '.join(lines)} of {span.kind}; there are: {', '.join(field.values)}")
        value = field.form.read(lines)
        mention.item[field.name] = fresh.get(field.name) if value is None or value == [] else value
        edited.add(field.name)
    mention.changed |= bool(edited)
    _derive(mention, edited, before)
    return mention


def _fresh(span: Span, text: str) -> Item:
    """A mention of which nothing is known but its place."""
    needed = {"documents": {"type": "Văn bản"}, "quantities": {"kind": "count", "values": []}, "agencies": {"name": text}, "people": {"name": text}}
    item = TYPES[span.kind](start=span.start, end=span.end, text=text, **needed.get(span.kind, {}))
    return msgspec.to_builtins(item)


def _inner(span: Span, item: Item) -> Item:
    """The core of a document, the bare date: as far as it lies in the span, else the whole span."""
    part = INNER.get(span.kind)
    if part is None:
        return {}
    start, end = item.get(part + "start"), item.get(part + "end")
    inside = start is not None and end is not None and max(start, span.start) < min(end, span.end)
    return {part + "start": max(start, span.start), part + "end": min(end, span.end)} if inside else {part + "start": span.start, part + "end": span.end}


def _derive(mention: Mention, edited: set[str], before: list[tuple[str, Item]]) -> None:
    """Sets anew what follows from a field that was edited."""
    item = mention.item
    if mention.kind == "dates" and edited & {"value", "comparator"}:
        for key, day in zip(("earliest", "latest"), bounds(item.get("value"), item.get("comparator")), strict=True):
            if key in item:
                item[key] = day
        if "rrule" in item and "rrule" not in edited:
            item["rrule"] = None
    if mention.kind == "documents" and "symbol" in edited and "symbol_normalized" in item:
        item["symbol_normalized"] = None
    if mention.kind == "agencies" and (mention.was is None or "name" in edited):
        same = next((other for kind, other in before if kind == "agencies" and fold(other["name"]) == fold(item["name"])), {})
        for key in {"agency", "successor"} & item.keys() - edited:
            item[key] = same.get(key)


_VALUE = re.compile(r"(\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|Q(?P<quarter>[1-4])|H(?P<half>[12])))?(?P<clock>T\d\d(?::\d\d)?)?")


def bounds(value: str | None, comparator: str | None) -> tuple[str | None, str | None]:
    """The first and the last day on which a date of this value is met; None where it is open or no calendar settles it.

    >>> bounds("2022-05-20", "<")
    (None, '2022-05-19')
    >>> bounds("2024-Q2", None), bounds("2021/2025", None), bounds("P15D", "<=")
    (('2024-04-01', '2024-06-30'), ('2021-01-01', '2025-12-31'), (None, None))
    """
    from pipeline.extractors import dates
    from pipeline.extractors.dates.moments import Point, Reading

    found = [_VALUE.fullmatch(part) for part in (value or "").split("/")]
    if len(found) > 2 or not all(found):
        return None, None
    points = []
    for match in filter(None, found):
        unit = next((unit for unit in ("day", "month", "quarter", "half") if match[unit]), "year")
        number = match["month"] or match["quarter"] or match["half"]
        points.append(Point(unit, int(match[1]), int(number or 0), int(match["day"] or 0)))
    try:
        return dates.bounds(Reading(points[0].unit, points[0], points[-1]), comparator, bool(found[-1] and found[-1]["clock"]))
    except ValueError:
        raise AnnotationError(f"there is no day {value}") from None


def _name(record: Item, after: list[Mention]) -> None:
    """Gives new mentions their ids, and new documents a key."""
    numbers: dict[str, int] = defaultdict(int)
    for kind, item in mentions(record):
        ending = re.search(r"\d+$", item.get("id") or "")
        numbers[kind] = max(numbers[kind], int(ending[0]) if ending else 0)
    for mention in after:
        if mention.was is None:
            numbers[mention.kind] += 1
            number = numbers[mention.kind]
            about = record["article"]["id"]
            mention.item["id"] = f"{about}-D{number:02}" if mention.kind == "directives" else f"{LETTERS[mention.kind]}{number}"
            if mention.kind == "documents" and not mention.item["document"]:
                mention.item["document"] = _key(mention.item, after)


def _key(document: Item, after: list[Mention]) -> str:
    """The key of a document with the same type, number and symbol, else its own id."""
    about = [document.get(name) for name in ("type", "number", "symbol")]
    others = [m.item for m in after if m.kind == "documents" and m.was is not None and document["number"]]
    return next((o["document"] for o in others if o.get("document") and [o.get(n) for n in ("type", "number", "symbol")] == about), document["id"])


def _relate(record: Item, after: list[Mention], linked: list[Link] | None, shown: list[Span], found: list[Span]) -> None:
    """Writes into the directives what they name now."""
    targets = _targets(record)
    now = {mention.was: mention for mention in after if mention.was is not None}
    by_field: dict[tuple[int, str], list[Mention]] = defaultdict(list)
    for link in linked or []:
        by_field[link.source, link.field].append(after[link.target])
    for i, (mention, span) in enumerate(zip(after, found, strict=True)):
        if mention.kind != "directives":
            continue
        for relation in RELATIONS:
            name = relation.field
            ends = {entry: target for (was, field, entry), target in targets.items() if was == mention.was and field == name} if mention.was is not None else {}
            written = span.fields.get(name, shown[mention.was].fields[name] if mention.was is not None else [])
            aims = by_field[i, name] if linked is not None else [now[target] for target in ends.values() if target in now]
            old = _entries(mention.item, name) if mention.was is not None else []
            names = {entry: _still(entry, ends.get(entry), relation, mention, aims, now, after, written) for entry in old}
            added = [line for line in written if line not in _stripped(old)]
            new = [names[entry] for entry in old if names[entry]] + added + [aim.item.get(relation.key) for aim in aims]
            new = [entry for entry in dict.fromkeys(new) if entry]
            if new != list(dict.fromkeys(old)) or {ends[e] for e in ends} != {aim.was for aim in aims}:
                mention.changed |= _set(mention.item, name, new, names, aims)


def _still(
    entry: str, target: int | None, relation: Relation, directive: Mention, aims: list[Mention], now: dict[int, Mention], after: list[Mention],
    written: list[str],
) -> str | None:  # fmt: skip
    """What an entry of a directive is called now; None where it was taken away.

    A relation that is gone was taken away only where both its ends stand as they stood: tools drop relations with a span that is drawn anew.
    """
    if target is None:
        return entry if entry.strip() in written else None
    aim = now.get(target)
    if aim is not None and any(aim is other for other in aims):
        return aim.item.get(relation.key)
    if aim is not None and not aim.moved and not directive.moved:
        return None
    return entry if any(m.kind == relation.kind and m.item.get(relation.key) == entry for m in after) else None


def _set(directive: Item, field: str, entries: list[str], names: dict[str, str | None], aims: list[Mention]) -> bool:
    """Sets a field to what it names now; whether that changed the directive."""
    old = dict(directive)
    if field != "deadline":
        directive[field] = entries
        return directive[field] != (old.get(field) or [])
    main = names.get(old.get("deadline") or "")
    main = main if main in entries else entries[0] if entries else None
    directive["deadline"] = main
    ids = [aim.item["id"] for aim in aims if aim.item.get("value") == main]
    if main != old.get("deadline") or "deadline_date" in directive:
        directive["deadline_date"] = old["deadline_date"] if old.get("deadline_date") in ids else ids[0] if ids else None
    if len(entries) > 1 or old.get("deadlines_all"):
        directive["deadlines_all"] = entries
    return directive != old


def _ordered(mentions: list[Mention], before: list[Item]) -> list[Item]:
    """In the order of before; by their place where something was added or moved and they were in that order."""
    kept = sorted(mentions, key=lambda m: (m.was is None, m.was or 0))
    starts = [item["start"] for item in before]
    if any(m.moved for m in kept) and starts == sorted(starts):
        kept.sort(key=lambda m: (m.item["start"], m.item["end"]))
    return [m.item for m in kept]


def _resources(record: Item, documents: list[Item]) -> list[Item]:
    """The resources whose document is still mentioned, with the mentions it has now; as they were where no document changed."""
    if documents == (record.get("documents") or []):
        return record["resources"]
    ids = defaultdict(list)
    for document in documents:
        ids[document.get("document")].append(document["id"])
    return [{**resource, "mentions": ids[resource["document"]]} for resource in record["resources"] if ids[resource["document"]]]
