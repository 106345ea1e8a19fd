"""The correction loop: records out to an annotation tool, and what people corrected there back into records.

    record -> spans and links -> a Label Studio task or a Doccano line -> (people) -> spans and links -> the record, corrected

The whole record travels along in the task, so what a tool cannot show is not lost: the corrections are applied to it.

Label Studio counts code points since version 1.6, UTF-16 units before; each region also tells its text, which decides on reading. Doccano
counts UTF-16 units. Both differ only behind a character beyond U+FFFF, such as an emoji.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple
from xml.etree import ElementTree

import msgspec

from pipeline import __version__, schema
from pipeline.corrections import (
    FIELDS, HUMAN, NUMBERS, PERSON, RELATION, RELATIONS, TEXTS, AnnotationError, Field, Item, Link, Span, correct, links, mentions, spans,
)  # fmt: skip

LABELS = {  # name in Vietnamese, colour
    "documents": ("Văn bản", "#8e6bbf"), "dates": ("Mốc thời gian", "#2f8f4e"), "quantities": ("Số liệu", "#c07f1a"), "agencies": ("Cơ quan", "#2b6cb0"),
    "people": ("Người", "#9a5b3c"), "directives": ("Chỉ đạo", "#c53030"),
}  # fmt: skip
VIETNAMESE = {  # of the values to choose from
    "full": "đầy đủ", "short": "rút gọn", "title_only": "chỉ trích yếu", "anaphor": "nhắc lại", "generic": "chung chung",
    "deadline": "thời hạn", "issued": "ngày ban hành", "event": "sự kiện", "published": "ngày đăng", "period": "kỳ", "target": "mục tiêu",
    "effective": "hiệu lực", "duration": "khoảng thời gian", "vague": "mơ hồ", "percent": "phần trăm", "ratio": "tỷ số", "score": "điểm",
    "percentage_point": "điểm phần trăm", "money": "tiền", "count": "số lượng", "achieved": "đã đạt", "baseline": "mốc so sánh", "change": "tăng, giảm",
    "other": "khác", "named": "có tên", "class": "nhóm cơ quan", "locality": "địa phương", "lead": "chủ trì", "coordinate": "phối hợp",
    "receive_report": "nhận báo cáo", "advised": "được tham mưu", "issuer": "ban hành", "via": "thông qua", "supervise": "giám sát",
    "obligation": "bắt buộc", "recommendation": "đề nghị", "prohibition": "cấm", "directive": "chỉ đạo", "umbrella": "mở đầu danh sách",
    "=": "bằng", ">": "trên", ">=": "từ ... trở lên", "<": "trước, dưới", "<=": "đến, không quá", "~": "khoảng", "~<": "gần", "range": "từ ... đến",
    "true": "có", "false": "đúng vậy",
}  # fmt: skip

MAIN = {"documents": "form", "dates": "role", "quantities": "status", "agencies": "role", "directives": "kind"}  # the field in Doccano's label
UNNAMED = {"agencies": "lead", "dates": "deadline", "documents": "legal_basis"}  # what a relation without a name means


class Problem(NamedTuple):
    """A task that could not be read: which one, and why."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


# out ----------------------------------------------------------------------------------------------------------------------------


def uncertainty(record: Item) -> float:
    """The mean of the ten lowest confidences among its mentions (of all, where there are fewer; 1 where there is none): the lower, the less sure."""
    lowest = heapq.nsmallest(10, (1.0 if item.get("confidence") is None else item["confidence"] for _, item in mentions(record)))
    return sum(lowest) / len(lowest) if lowest else 1.0


def least_sure(records: Iterable[Item], count: int) -> list[Item]:
    """So many records, those with the least sure decisions first."""
    return heapq.nsmallest(count, records, key=uncertainty)


def records(lines: Iterable[bytes], name: str) -> Iterator[Item]:
    """The records of a JSONL file, gold or not, with all their fields; AnnotationError names the line that is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                record = msgspec.json.decode(line)
                if not isinstance(record["text"], str) or not isinstance(record["article"]["id"], str):
                    raise AnnotationError("`text` and the article's `id` are strings")
                check(record)
                spans(record), uncertainty(record)  # what an export asks of it
            except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError, AnnotationError) as error:
                raise AnnotationError(f"{name}, line {number}: not a record, as `chidao extract` writes it: {error!r}") from None
            yield record


def is_gold(record: Item) -> bool:
    """Whether people made its mentions: none says how sure it is, or each says that it is a person's."""
    items = [item for _, item in mentions(record)]
    return bool(items) and all("confidence" not in item or item.get("by") == HUMAN for item in items)


def labelstudio(record: Item) -> Item:
    """The Label Studio task of a record: a prediction with its scores, or an annotation where people made the record."""
    text, about = record["text"], record["article"]
    result = []
    for i, (span, (_, item)) in enumerate(zip(spans(record), mentions(record), strict=True)):
        result += _regions(i, span, text, item.get("confidence"))
    for link in links(record):
        result.append({"type": "relation", "from_id": f"m{link.source}", "to_id": f"m{link.target}", "direction": "right", "labels": [link.field]})
    data = {"article": about["id"], "title": about.get("title") or about["id"], "text": text, "record": {**record, "text": None}}
    if is_gold(record):
        return {"data": data, "annotations": [{"result": result, "was_cancelled": False}]}
    return {"data": data, "predictions": [{"model_version": f"chidao {__version__}", "score": uncertainty(record), "result": result}]}


def _regions(i: int, span: Span, text: str, confidence: float | None) -> Iterator[Item]:
    place = {"start": span.start, "end": span.end}
    common = {"id": f"m{i}", "to_name": "text"} | ({"score": confidence} if confidence is not None else {})
    yield common | {"from_name": "label", "type": "labels", "value": {**place, "text": text[span.start : span.end], "labels": [span.kind]}}
    for field in FIELDS[span.kind]:
        if lines := span.fields[field.name]:
            kind = "choices" if field.values else "textarea"
            value = {**place, "choices" if field.values else "text": lines}
            yield common | {"from_name": f"{span.kind}_{field.name}", "type": kind, "value": value}


def doccano(record: Item) -> Item:
    """The line of a record for Doccano's format "JSONL (relation)"."""
    units = Units(record["text"])
    entities = [
        {"id": i, "label": _doccano_label(span), "start_offset": units.utf16(span.start), "end_offset": units.utf16(span.end)}
        for i, span in enumerate(spans(record))
    ]
    relations = [{"id": i, "from_id": link.source, "to_id": link.target, "type": link.field} for i, link in enumerate(links(record))]
    return {"text": record["text"], "entities": entities, "relations": relations, "record": {**record, "text": None}}


def _doccano_label(span: Span) -> str:
    return ":".join([span.kind, *span.fields.get(MAIN.get(span.kind, ""), [])])


class Units:
    """Between the code points of a text and its UTF-16 units."""

    def __init__(self, text: str) -> None:
        self.astral = [i for i, char in enumerate(text) if char > "\uffff"] if not text.isascii() else []
        self.pairs = [i + before for before, i in enumerate(self.astral)]

    def utf16(self, i: int) -> int:
        """The UTF-16 unit at which a code point begins."""
        return i + bisect_left(self.astral, i)

    def points(self, i: int) -> int:
        """The code point that begins at a UTF-16 unit; AnnotationError within a surrogate pair."""
        found = i - bisect_left(self.pairs, i)
        if self.utf16(found) != i:
            raise AnnotationError(f"offset {i} lies within a character; export with offsets in UTF-16 units (no grapheme clusters)")
        return found


TOOLS = {"labelstudio": labelstudio, "doccano": doccano}


def lines(tasks: Iterable[bytes], tool: str) -> Iterator[bytes]:
    """The lines of the file that a tool reads: a JSON array of tasks for Label Studio, one after the other for Doccano."""
    if tool == "doccano":
        yield from tasks
        return
    before = b"["
    for task in tasks:
        yield before + task
        before = b","
    yield b"]" if before == b"," else b"[]"


def config() -> str:
    """Label Studio's labeling configuration (XML): Vietnamese to read, the names of the record in the values."""
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Style").text = ".htx-text { white-space: pre-wrap; }"  # else runs of spaces shift what is shown
    ElementTree.SubElement(view, "Header", value="$title")
    meaning = "; ".join(f"{r.field}: {r.vietnamese} ({LABELS[r.kind][0].lower()})" for r in RELATIONS)
    ElementTree.SubElement(view, "Header", value=f"Quan hệ từ chỉ đạo đến: {meaning}", size="5")
    relations = ElementTree.SubElement(view, "Relations")
    for relation in RELATIONS:
        ElementTree.SubElement(relations, "Relation", value=relation.field, background=LABELS[relation.kind][1])
    labels = ElementTree.SubElement(view, "Labels", name="label", toName="text")
    for kind, (name, colour) in LABELS.items():
        ElementTree.SubElement(labels, "Label", value=kind, html=name, hint=name, background=colour)
    ElementTree.SubElement(view, "Text", name="text", value="$text", granularity="symbol")
    for kind, fields in FIELDS.items():
        block = ElementTree.SubElement(view, "View", visibleWhen="region-selected", whenTagName="label", whenLabelValue=kind)
        for field in fields:
            _control(block, kind, field)
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _control(block: ElementTree.Element, kind: str, field: Field) -> None:
    ElementTree.SubElement(block, "Header", value=field.vietnamese, size="5")
    common = {"name": f"{kind}_{field.name}", "toName": "text", "perRegion": "true"}
    if not field.values:
        many = {} if field.form in (TEXTS, NUMBERS, PERSON) else {"maxSubmissions": "1"}
        ElementTree.SubElement(block, "TextArea", common, editable="true", rows="1", **many)
        return
    single = "multiple" if len(field.values) == 1 else "single"  # one box can be ticked and cleared again
    choices = ElementTree.SubElement(block, "Choices", common, choice=single, showInline="true")
    for value in field.values:
        ElementTree.SubElement(choices, "Choice", value=value, html=VIETNAMESE[value], hint=VIETNAMESE[value])


# back in ------------------------------------------------------------------------------------------------------------------------


EXPORTS = 'Label Studio exports what is sought as "JSON" (not JSON-MIN, not CSV), Doccano as "JSONL (relation)"'


def imported(data: bytes, name: str, confirmed: bool = False) -> Iterator[Item | Problem]:
    """The corrected records of a file that a tool wrote; a bad task becomes a Problem and the others follow, a bad relation one beside its record.

    `confirmed` says that people have seen everything in it; without it an annotation of Label Studio is taken as seen, and what was changed.
    AnnotationError where the file as a whole is no such export.
    """
    for where, task in _tasks(data, name):
        if isinstance(task, Problem):
            yield task
            continue
        left_out: list[str] = []
        try:
            yield _corrected(task, confirmed, left_out)
            yield from (Problem(where + _article(task), f"left out, the rest is imported: {message}") for message in left_out)
        except AnnotationError as error:
            yield Problem(where + _article(task), str(error))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            yield Problem(where + _article(task), f"not as Label Studio or Doccano writes it: {type(error).__name__}: {error}; {EXPORTS}")


def _article(task: Any) -> str:
    """Which article it is, where the task tells."""
    try:
        return f" (article {(task.get('data') or task)['record']['article']['id']})"
    except (KeyError, TypeError, AttributeError):
        return ""


def _tasks(data: bytes, name: str) -> Iterator[tuple[str, Any]]:
    if data[:2] == b"PK":
        raise AnnotationError(f"{name} is a zip archive; unpack it and give the .jsonl in it")
    try:
        whole = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        yield from _lines(data, name)
        return
    tasks = whole if isinstance(whole, list) else [whole]
    if not tasks:
        raise AnnotationError(f"{name}: there is no task in it; {EXPORTS}")
    for i, task in enumerate(tasks, 1):
        yield f"{name}, task {task['id'] if isinstance(task, dict) and 'id' in task else i}", task


def _lines(data: bytes, name: str) -> Iterator[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            where = f"{name}, line {number}"
            try:
                found.append((where, msgspec.json.decode(line)))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                found.append((where, Problem(where, f"no JSON: {error}")))
    if all(isinstance(task, Problem) for _, task in found):
        raise AnnotationError(f"{name}: neither JSON nor lines of JSON; {EXPORTS}")
    yield from found


def _corrected(task: Item, confirmed: bool, left_out: list[str]) -> Item:
    if not isinstance(task, dict):
        raise AnnotationError(f"a task is a JSON object, this is {task!r:.40}; {EXPORTS}")
    data = task["data"] if isinstance(task.get("data"), dict) else task
    record, text = data.get("record"), data.get("text")
    if not isinstance(record, dict) or not isinstance(text, str):
        raise AnnotationError(f"no `record` and `text` in it: only what `chidao annotate export` wrote can be imported; {EXPORTS}")
    record = {**record, "text": text}
    check(record)
    if data is task:
        return correct(record, *_from_doccano(task, text, left_out), confirmed)
    result, seen = _latest(task)
    if result is None:
        return record
    return correct(record, *_from_labelstudio(result, text, left_out), confirmed or seen)


def check(record: Item) -> None:
    """AnnotationError where a mention's text is not what stands at its place."""
    for kind, item in mentions(record):
        start, end = item["start"], item["end"]
        if record["text"][start:end] != item["text"]:
            raise AnnotationError(f"text[{start}:{end}] is {record['text'][start:end]!r:.60}, one of the {kind} has {item['text']!r:.60}: another text?")


def _latest(task: Item) -> tuple[list[Item] | None, bool]:
    """The result of the latest annotation that was not skipped, and True; else that of the latest prediction, and False."""

    def latest(items: Any) -> Item | None:
        whole = [item for item in items or [] if isinstance(item, dict) and isinstance(item.get("result"), list) and not item.get("was_cancelled")]
        return max(enumerate(whole), key=lambda pair: (pair[1].get("updated_at") or pair[1].get("created_at") or "", pair[0]), default=(0, None))[1]

    annotation = latest(task.get("annotations"))
    prediction = annotation or latest(task.get("predictions"))
    return (prediction["result"] if prediction else None), annotation is not None


def _from_labelstudio(result: list[Item], text: str, left_out: list[str]) -> tuple[list[Span], list[Link]]:
    units = Units(text)
    fields: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for one in result:
        if one.get("type") in ("choices", "textarea"):
            value = one["value"].get("choices" if one["type"] == "choices" else "text")
            fields[one["id"]][one["from_name"]] = [value] if isinstance(value, str) else list(value)
    found: list[Span] = []
    place: dict[str, int] = {}
    for one in result:
        if one.get("type") == "labels":
            place[one["id"]] = len(found)
            found.append(_region(one, fields[one["id"]], text, units))
    if lost := fields.keys() - place.keys():
        raise AnnotationError(f"region {min(lost)} has no label; label it or delete it in Label Studio and export again")
    origins = [span.origin for span in found]
    found = [span if origins.count(span.origin) == 1 else span._replace(origin=None) for span in found]
    drawn = [(one["from_id"], (one.get("labels") or [None])[0], one["to_id"]) for one in result if one.get("type") == "relation"]
    return found, _links(found, place, drawn, left_out)


def _region(one: Item, fields: dict[str, list[str]], text: str, units: Units) -> Span:
    value, label = one["value"], (one["value"].get("labels") or [None])[0]
    if label not in schema.KINDS:
        raise AnnotationError(f"region {one['id']} has the label {label!r}; there are: {', '.join(schema.KINDS)}")
    start, end = _place(int(value["start"]), int(value["end"]), value.get("text"), text, units, one["id"])
    known = {field.name: [line.strip() for line in fields.get(f"{label}_{field.name}", []) if line.strip()] for field in FIELDS[label]}
    of_record = re.fullmatch(r"m(\d+)", str(one["id"]).partition("#")[0])
    return Span(label, start, end, known if any(known.values()) else {}, int(of_record[1]) if of_record else None)


def _place(start: int, end: int, said: str | None, text: str, units: Units, name: str) -> tuple[int, int]:
    """The offsets in code points: as they stand, or read as UTF-16 units where only so the text is the region's."""
    found = [(start, end)]
    if units.astral:
        with suppress(AnnotationError):
            found.append((units.points(start), units.points(end)))
    found = [(begin, stop) for begin, stop in found if 0 <= begin < stop <= len(text)]
    for plain in (str, _bare):  # exactly if there is such a way: a blank more or less is just what one counts otherwise
        for begin, stop in found:
            if not isinstance(said, str) or plain(said) == plain(text[begin:stop]):
                return begin, stop
    raise AnnotationError(f"region {name}: {start}-{end} of the text is {text[start:end]!r:.60}, it should be {said!r:.60}")


def _bare(text: str) -> str:
    """Without white space; Label Studio writes a line end as a backslash and an n."""
    return re.sub(r"\s|\\n", "", text)


def _links(found: list[Span], place: dict[Any, int], drawn: list[tuple[Any, str | None, Any]], left_out: list[str]) -> list[Link]:
    """The relations that a record can hold, from directives to what they name, whichever way they were drawn; the others are told."""
    there = ", ".join(f"{relation.field} (to {relation.kind})" for relation in RELATIONS)
    linked = []
    for source, name, target in drawn:
        ends = [place[end] for end in (source, target) if end in place]
        ends.sort(key=lambda i: found[i].kind != "directives")
        kinds = [found[i].kind for i in ends]
        relation = RELATION.get(name or UNNAMED.get(kinds[-1], "")) if ends else None
        if relation and kinds == ["directives", relation.kind]:
            linked.append(Link(ends[0], relation.field, ends[1]))
        else:
            left_out.append(f"a relation {name!r} between {source} and {target} ({', '.join(kinds)}); there are, from directives: {there}")
    return linked


def _from_doccano(line: Item, text: str, left_out: list[str]) -> tuple[list[Span], list[Link] | None]:
    units = Units(text)
    if "entities" not in line and "label" not in line:
        raise AnnotationError(f"no `entities` in it; {EXPORTS}")
    entities = line["entities"] if "entities" in line else [dict(zip(("start_offset", "end_offset", "label"), one, strict=True)) for one in line["label"]]
    found, place = [], {}
    for one in entities:
        place[one.get("id")] = len(found)
        kind, _, main = one["label"].partition(":")
        start, end = units.points(one["start_offset"]), units.points(one["end_offset"])
        if kind not in schema.KINDS or not 0 <= start < end <= len(text):
            raise AnnotationError(f"an entity {one['label']!r} at {start}-{end}; there are {', '.join(schema.KINDS)}, within 0-{len(text)}")
        found.append(Span(kind, start, end, {MAIN[kind]: [main]} if main and kind in MAIN else {}))
    if "relations" not in line:  # a project without relations: nothing is said of them
        return found, None
    return found, _links(found, place, [(one["from_id"], one["type"], one["to_id"]) for one in line["relations"]], left_out)
