"""Records out to annotation tools and back: nothing is lost, every correction arrives."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from conftest import ROOT, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpora
from pipeline import annotate, corrections, inputs, learn, schema
from pipeline.run import extract

Item = dict[str, Any]
# An export of Label Studio 1.23 (its keys, its way with ids and line ends), edited by hand: see `test_a_hand_edited_export`.
EXPORT = Path(__file__).parent / "annotations" / "labelstudio.json"


def back(*tasks: Item, confirmed: bool = False) -> list[Item]:
    """The records in the tasks; fails where one is a problem."""
    found = list(annotate.imported(json.dumps(tasks).encode(), "f.json", confirmed))
    assert not [one for one in found if isinstance(one, annotate.Problem)], found
    return found  # type: ignore[return-value]


def problem(task: Any) -> str:
    """What is said of a task that cannot be read."""
    (found,) = annotate.imported(json.dumps([task]).encode(), "f.json")
    assert isinstance(found, annotate.Problem)
    return str(found)


def as_record(text: str, **about: Any) -> Item:
    return msgspec.to_builtins(extract({"id": "t", "text": text, "published": "2022-05-13", "place": "Nam Định"} | about))


ORDER = "UBND tỉnh yêu cầu Sở Y tế phối hợp với Sở Tài chính báo cáo trước ngày 20/5/2022. Tỷ lệ đạt 95,5%."


@pytest.fixture
def order() -> Item:
    return as_record(ORDER)


@pytest.fixture(scope="module")
def sample() -> list[Item]:
    """What the program writes of the sample."""
    return [msgspec.to_builtins(extract(item)) for item in inputs.read([ROOT / "corpora" / "sample"]) if isinstance(item, inputs.Input)]


# round trip ---------------------------------------------------------------------------------------------------------------------

TOOLS = pytest.mark.parametrize("tool", [annotate.labelstudio, annotate.doccano], ids=["labelstudio", "doccano"])


def gone_through(task: Item) -> Item:
    """The task with what a tool makes anew: the ids of its regions or entities."""
    task = copy.deepcopy(task)
    if "entities" in task:
        new = {one["id"]: one["id"] + 1000 for one in task["entities"]}
        task |= {"id": 7, "Comments": [], "entities": [one | {"id": new[one["id"]]} for one in reversed(task["entities"])]}
        task["relations"] = [one | {"from_id": new[one["from_id"]], "to_id": new[one["to_id"]]} for one in task["relations"]]
        return task
    for version in task.get("annotations", []) + task.get("predictions", []):
        for one in version["result"]:
            one |= {key: f"Zx_{one[key]}-9" for key in ("id", "from_id", "to_id") if key in one}
    return task


@TOOLS
def test_round_trip_of_the_corpus(tool: Callable[[Item], Item]) -> None:
    for record in corpora.gold():
        assert back(tool(record)) == [record] == back(gone_through(tool(record)))


@TOOLS
@pytest.mark.parametrize("name", ["seeds", "dev"])
def test_round_trip_of_the_gold_standard(tool: Callable[[Item], Item], name: str, shared: Path) -> None:
    for line in (shared / "gold" / f"{name}.jsonl").read_bytes().splitlines():
        record = json.loads(line)
        assert back(tool(record)) == [record] == back(gone_through(tool(record)))


@TOOLS
def test_round_trip_of_program_output(tool: Callable[[Item], Item], sample: list[Item]) -> None:
    for record in sample:
        assert back(tool(record)) == [record] == back(gone_through(tool(record)))


ODD = [
    # text, reason
    ("", "nothing in it"),
    ("😀 " + ORDER, "a character of two UTF-16 units before all mentions"),
    (ORDER.replace("Sở Y tế", "Sở Y tế 🏥"), "one between them"),
    (f"{ORDER}\r\n\r\n{ORDER}\n\t{ORDER}", "line ends of two characters"),
    (ORDER.replace(" ", "\u00a0"), "no-break spaces"),
    ("   <b>&amp;" + ORDER, "what HTML would change"),
]


@TOOLS
@pytest.mark.parametrize(("text", "reason"), ODD)
def test_round_trip_of_odd_texts(tool: Callable[[Item], Item], text: str, reason: str) -> None:
    record = as_record(text)
    assert back(tool(record)) == [record] == back(gone_through(tool(record))), reason


def test_white_space_in_a_field_is_no_correction(order: Item) -> None:
    order["agencies"][0]["name"] += " "
    order["directives"][0]["lead"] = ["một tên không có trong bài ", *order["directives"][0]["lead"]]
    assert back(annotate.labelstudio(order)) == [order]


# what is written ----------------------------------------------------------------------------------------------------------------


def test_predictions_are_scored_and_gold_is_an_annotation(order: Item) -> None:
    task = annotate.labelstudio(order)
    (prediction,) = task["predictions"]
    assert prediction["score"] == annotate.uncertainty(order) < 1 and "annotations" not in task
    scores = {one["id"]: one["score"] for one in prediction["result"] if one["type"] == "labels"}
    assert list(scores.values()) == [item["confidence"] for _, item in corrections.mentions(order)]
    gold = annotate.labelstudio(next(corpora.gold()))
    assert "predictions" not in gold and not any("score" in one for one in gold["annotations"][0]["result"])
    (human,) = back(task, confirmed=True)
    assert "annotations" in annotate.labelstudio(human), "what people confirmed is gold from then on"


def test_relations_lead_from_a_directive_to_what_it_names(order: Item) -> None:
    task = annotate.labelstudio(order)
    result = task["predictions"][0]["result"]
    text = {one["id"]: one["value"]["text"] for one in result if one["type"] == "labels"}
    named = {(one["labels"][0], text[one["to_id"]]) for one in result if one["type"] == "relation"}
    assert named == {("lead", "Sở Y tế"), ("coordinate", "Sở Tài chính"), ("deadline", "trước ngày 20/5/2022")}
    assert not any(one["from_name"].startswith("directives_lead") for one in result if "from_name" in one), "what a relation shows is not written too"


def test_offsets() -> None:
    record = as_record("😀😀 " + ORDER)
    first = record["agencies"][0]
    spans = [one["value"] for one in annotate.labelstudio(record)["predictions"][0]["result"] if one["type"] == "labels"]
    assert first["start"] in [value["start"] for value in spans], "Label Studio counts code points"
    entities = annotate.doccano(record)["entities"]
    assert first["start"] + 2 in [one["start_offset"] for one in entities], "Doccano counts UTF-16 units: two for each of the two"


def test_label_studio_before_1_6_counted_utf_16(order: Item) -> None:
    record = as_record("😀 " + ORDER)
    task = annotate.labelstudio(record)
    for one in task["predictions"][0]["result"]:
        if "value" in one:
            one["value"] |= {key: one["value"][key] + (one["value"][key] > 0) for key in ("start", "end")}
    assert back(task) == [record], "the text of a region tells which way it was counted"


def test_the_least_sure_first(sample: list[Item]) -> None:
    assert annotate.uncertainty({"text": ""}) == 1.0
    confidences = [0.5, 0.7] + [0.9] * 8 + [0.1] * 0 + [1.0] * 5
    assert annotate.uncertainty({"dates": [{"confidence": c} for c in confidences]}) == pytest.approx((0.5 + 0.7 + 8 * 0.9) / 10)
    three = annotate.least_sure(sample, 3)
    assert [annotate.uncertainty(record) for record in three] == sorted(map(annotate.uncertainty, sample))[:3]


# the configuration of Label Studio ----------------------------------------------------------------------------------------------


def test_the_shipped_configuration_is_the_tables() -> None:
    assert (ROOT / "pipeline" / "labelstudio.xml").read_text(encoding="utf-8") == annotate.config(), "chidao annotate export --config pipeline/labelstudio.xml"


def test_the_configuration_names_everything_that_is_exported(sample: list[Item]) -> None:
    root = ElementTree.fromstring(annotate.config())
    names = {element.get("name"): element for element in root.iter() if element.get("name")}
    assert [label.get("value") for label in root.iter("Label")] == list(schema.KINDS)
    assert [relation.get("value") for relation in root.iter("Relation")] == [relation.field for relation in corrections.RELATIONS]
    for kind, fields in corrections.FIELDS.items():
        for field in fields:
            control = names[f"{kind}_{field.name}"]
            assert control.get("toName") == "text" and control.get("perRegion") == "true"
            assert tuple(choice.get("value") for choice in control.iter("Choice")) == field.values
    for record in [*sample, *corpora.gold("dev")]:
        task = annotate.labelstudio(record)
        for one in (task.get("predictions") or task.get("annotations"))[0]["result"]:
            if one["type"] != "relation":
                assert names[one["from_name"]].tag.lower() == one["type"]
                choices = {choice.get("value") for choice in names[one["from_name"]].iter("Choice")}
                assert set(one["value"].get("choices", [])) <= choices


def test_every_vocabulary_of_the_schema_has_vietnamese_words() -> None:
    assert {value for fields in corrections.FIELDS.values() for field in fields for value in field.values} == annotate.VIETNAMESE.keys()


def test_every_field_is_one_of_the_record_or_of_gold() -> None:
    for kind, fields in corrections.FIELDS.items():
        known = {field.name for field in msgspec.structs.fields(corrections.TYPES[kind])} | {"scored", "basis"}
        assert {field.name for field in fields} <= known


# corrections --------------------------------------------------------------------------------------------------------------------


def test_a_hand_edited_export() -> None:
    """The latest annotation counts (not an older one, not a skipped one). In it an agency was added and related (drawn backwards), a date
    deleted, a person moved, an agency made a second lead instead of coordinating, a percentage made a target."""
    (task,) = json.loads(EXPORT.read_bytes())
    before = task["data"]["record"] | {"text": task["data"]["text"]}
    (after,) = back(task)

    def changed(kind: str) -> dict[str, Item]:
        old = {item["id"]: item for item in before[kind]}
        new = {item["id"]: {key: value for key, value in item.items() if old.get(item["id"], {}).get(key) != value} for item in after[kind]}
        return {id: {k: v for k, v in item.items() if k not in ("confidence", "by")} for id, item in new.items()}

    assert changed("documents") == {"d1": {}} and changed("dates") == {"t1": {}, "t2": {}}, "t3 is deleted"
    assert changed("people") == {"p1": {"start": 174, "text": "bà Trần Thị Mai"}}
    assert changed("quantities") == {"q1": {"status": "target"}}
    agencies = changed("agencies")
    assert agencies.pop("a3") == {"role": "lead"}
    added = agencies.pop("a5")
    assert (added["text"], added["name"], added["role"]) == ("Đội kiểm tra số 3", "Đội kiểm tra số 3 tỉnh Nam Định", "receive_report")
    assert agencies == {"a1": {}, "a2": {}, "a4": {}}
    assert changed("directives") == {
        "thu-tay-D01": {
            "lead": ["Sở Y tế tỉnh Nam Định", "Sở Tài chính tỉnh Nam Định"], "coordinate": [], "receive_report": ["Đội kiểm tra số 3 tỉnh Nam Định"],
        }
    }  # fmt: skip
    assert {(item["confidence"], item["by"]) for _, item in corrections.mentions(after)} == {(1.0, "human")}, "an annotation confirms the rest"
    assert schema.loads(msgspec.json.encode(after)).directives[0].lead[1] == "Sở Tài chính tỉnh Nam Định"


def prediction(task: Item) -> list[Item]:
    return task["predictions"][0]["result"]


def of(task: Item, text: str, name: str = "label") -> Item:
    """The part of the result that a control gave to the region of this text."""
    regions = {one["id"] for one in prediction(task) if one["type"] == "labels" and one["value"]["text"] == text}
    return next(one for one in prediction(task) if one.get("id") in regions and one["from_name"] == name)


def test_only_what_was_changed_is_human(order: Item) -> None:
    task = annotate.labelstudio(order)
    of(task, "Sở Tài chính", "agencies_role")["value"]["choices"] = ["via"]
    (after,) = back(task)
    assert {item["id"]: item["by"] == "human" for item in after["agencies"]} == {"a1": False, "a2": False, "a3": True}
    assert after["agencies"][2]["role"] == "via" and after["agencies"][2]["confidence"] == 1.0
    assert after["directives"] == order["directives"], "a role is of the mention; whom a directive names is told by relations"


def test_a_renamed_agency_is_renamed_in_the_directives(order: Item) -> None:
    task = annotate.labelstudio(order)
    of(task, "Sở Y tế", "agencies_name")["value"]["text"] = ["Sở Y tế tỉnh Hà Nam"]
    (after,) = back(task)
    assert after["directives"][0]["lead"] == ["Sở Y tế tỉnh Hà Nam"]
    assert after["agencies"][1]["agency"] is None, "the id was that of the other agency"


def test_another_deadline(order: Item) -> None:
    task = annotate.labelstudio(order)
    of(task, "trước ngày 20/5/2022", "dates_value")["value"]["text"] = ["2022-05-21"]
    (after,) = back(task)
    (date,), (directive,) = after["dates"], after["directives"]
    assert (date["value"], date["earliest"], date["latest"]) == ("2022-05-21", None, "2022-05-20")
    assert (directive["deadline"], directive["deadline_date"]) == ("2022-05-21", date["id"])


def test_a_deadline_taken_away(order: Item) -> None:
    task = annotate.labelstudio(order)
    task["predictions"][0]["result"] = [one for one in prediction(task) if one.get("labels") != ["deadline"]]
    (after,) = back(task)
    assert (after["directives"][0]["deadline"], after["directives"][0]["deadline_date"]) == (None, None)
    assert after["dates"] == order["dates"]


def redrawn(task: Item, text: str, start: int) -> None:
    """A region deleted and drawn anew from another start, without fields; its relations go with it, as tools do."""
    old = of(task, text)
    value = {"start": start, "end": old["value"]["end"], "text": task["data"]["text"][start : old["value"]["end"]], "labels": old["value"]["labels"]}
    result = [one for one in prediction(task) if old["id"] not in (one.get("id"), one.get("from_id"), one.get("to_id"))]
    task["predictions"][0]["result"] = [*result, {"id": "new", "type": "labels", "from_name": "label", "to_name": "text", "value": value}]


def test_a_mention_drawn_anew_keeps_its_fields_and_relations(order: Item) -> None:
    task = annotate.labelstudio(order)
    redrawn(task, "Sở Tài chính", ORDER.index("với Sở Tài chính"))
    (after,) = back(task)
    agency = after["agencies"][2]
    assert (agency["id"], agency["text"], agency["role"]) == ("a3", "với Sở Tài chính", "coordinate")
    assert after["directives"] == order["directives"]


def test_a_directive_drawn_anew_keeps_what_it_names(order: Item) -> None:
    task = annotate.labelstudio(order)
    redrawn(task, order["directives"][0]["text"], ORDER.index("tỉnh"))
    (directive,) = back(task)[0]["directives"]
    assert directive["text"].startswith("tỉnh yêu cầu") and directive["lead"] == order["directives"][0]["lead"] and directive["deadline"] == "2022-05-20"


def test_a_deleted_agency_is_deleted_from_the_directives(order: Item) -> None:
    task = annotate.labelstudio(order)
    gone = of(task, "Sở Y tế")["id"]
    task["predictions"][0]["result"] = [one for one in prediction(task) if gone not in (one.get("id"), one.get("to_id"))]
    (after,) = back(task)
    assert [item["id"] for item in after["agencies"]] == ["a1", "a3"] and after["directives"][0]["lead"] == []


def test_another_label_makes_another_mention(order: Item) -> None:
    task = annotate.labelstudio(order)
    of(task, "Sở Y tế")["value"]["labels"] = ["people"]
    after, left_out = annotate.imported(json.dumps(task).encode(), "f")
    assert isinstance(after, dict) and "'lead' between m5 and m3 (directives, people)" in str(left_out), "a person does not lead"
    assert after["directives"][0]["lead"] == []
    assert [item["text"] for item in after["agencies"]] == ["UBND tỉnh", "Sở Tài chính"]
    assert [(item["id"], item["name"], item["by"]) for item in after["people"]] == [("p1", "Sở Y tế", "human")]


def test_names_that_stand_nowhere_are_written(order: Item) -> None:
    order["directives"][0]["lead"].append("Các sở khác")
    task = annotate.labelstudio(order)
    assert of(task, order["directives"][0]["text"], "directives_lead")["value"]["text"] == ["Các sở khác"]
    of(task, order["directives"][0]["text"], "directives_lead")["value"]["text"] = ["Các ngành"]
    (after,) = back(task)
    assert after["directives"][0]["lead"] == ["Sở Y tế tỉnh Nam Định", "Các ngành"]


def test_numbers(order: Item) -> None:
    task = annotate.labelstudio(order)
    of(task, "95,5%", "quantities_values")["value"]["text"] = ["8", "9,5"]
    assert back(task)[0]["quantities"][0]["values"] == [8, 9.5]


def test_gold_keeps_its_form() -> None:
    record = next(record for record in corpora.gold() if record["agencies"] and record["directives"])
    task = annotate.labelstudio(record)
    task["annotations"][0]["result"] = [one for one in task["annotations"][0]["result"] if one.get("id") != "m0"]
    task["annotations"][0]["result"] = [one for one in task["annotations"][0]["result"] if "m0" not in (one.get("from_id"), one.get("to_id"))]
    (after,) = back(task)
    for kind in schema.KINDS:
        for item in after[kind]:
            assert ("by" in item) == (item not in record[kind]), "what nobody changed has no confidence either"
    assert after["sentences"] == record["sentences"] and after["default"] == record["default"]


def test_doccano_corrections(order: Item) -> None:
    line = gone_through(annotate.doccano(order))
    label = {one["label"]: one for one in line["entities"]}
    assert {"directives:directive", "dates:deadline", "agencies:lead", "agencies:coordinate", "agencies:issuer", "quantities:achieved"} == label.keys()
    label["agencies:coordinate"]["label"] = "agencies:lead"
    label["quantities:achieved"] |= {"start_offset": ORDER.index("đạt 95")}
    start = ORDER.index("Tỷ lệ")
    line["entities"].append({"id": 5000, "label": "people", "start_offset": start, "end_offset": start + 5})
    line["relations"] = [one | {"type": "lead"} if one["type"] == "coordinate" else one for one in line["relations"]]
    (after,) = back(line)
    assert [item["role"] for item in after["agencies"]] == ["issuer", "lead", "lead"]
    assert after["quantities"][0] == order["quantities"][0] | {"start": start + 6, "text": "đạt 95,5%", "confidence": 1.0, "by": "human"}
    assert [item["name"] for item in after["people"]] == ["Tỷ lệ"]
    assert (after["directives"][0]["lead"], after["directives"][0]["coordinate"]) == (["Sở Y tế tỉnh Nam Định", "Sở Tài chính tỉnh Nam Định"], [])
    assert after["dates"] == order["dates"], "Doccano does not say what was confirmed"
    assert {item["by"] for _, item in corrections.mentions(back(line, confirmed=True)[0])} == {"human"}


def test_doccano_without_relations(order: Item) -> None:
    line = annotate.doccano(order)
    spans = [[one["start_offset"], one["end_offset"], one["label"]] for one in line.pop("entities") if one["label"] != "agencies:coordinate"]
    del line["relations"]
    (after,) = back(line | {"label": spans})
    assert after["directives"][0]["lead"] == order["directives"][0]["lead"] and after["directives"][0]["coordinate"] == []


EDITS = st.lists(st.tuples(st.sampled_from(["delete", "move", "add", "role"]), st.integers(0, 10**6), st.integers(0, 10**6)), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, tool=st.sampled_from(["labelstudio", "doccano"]), known=st.booleans())
def test_any_edits_arrive(edits: list[tuple[str, int, int]], tool: str, known: bool, sample: list[Item]) -> None:
    """After any edits the record has the mentions that the spans show, each with its text, and can be exported again."""
    record = sample[0]
    text, spans, links = record["text"], corrections.spans(record), corrections.links(record)
    if not known:
        spans = [span._replace(origin=None) for span in spans]
    for what, i, j in edits:
        i %= max(len(spans), 1)
        if what == "add":
            start = j % (len(text) - 20)
            spans.append(corrections.Span("agencies", start, start + 1 + j % 19, {}))
        elif what == "delete" and spans:
            del spans[i]
            at = [link for link in links if i not in (link.source, link.target)]
            links = [corrections.Link(link.source - (link.source > i), link.field, link.target - (link.target > i)) for link in at]
        elif what == "move" and spans:
            start = max(0, spans[i].start - j % 7)
            spans[i] = spans[i]._replace(start=start, end=min(len(text), max(start + 1, spans[i].end + j % 5)))
        elif what == "role" and spans and spans[i].kind == "agencies":
            spans[i] = spans[i]._replace(fields=spans[i].fields | {"role": ["supervise"]})
    after = corrections.correct(record, spans, links, confirmed=False)
    annotate.check(after)
    assert sorted((s.kind, s.start, s.end) for s in spans) == sorted((kind, item["start"], item["end"]) for kind, item in corrections.mentions(after))
    for kind in schema.KINDS:
        ids = [item["id"] for item in after[kind]]
        assert len(set(ids)) == len(ids)
    schema.loads(msgspec.json.encode(after))
    assert back(getattr(annotate, tool)(after)) == [after]


def test_no_edits_change_nothing(sample: list[Item]) -> None:
    for record in sample:
        spans = corrections.spans(record)
        assert corrections.correct(record, spans, corrections.links(record), confirmed=False) == record


# bad input ----------------------------------------------------------------------------------------------------------------------


def broken(change: Callable[[Item], Any]) -> Item:
    task = annotate.labelstudio(as_record(ORDER)) | {"id": 12}
    change(task)
    return task


def first(task: Item) -> Item:
    return prediction(task)[0]


BAD = [
    # the task, what is said of it
    (5, "a JSON object"),
    ({"id": 3, "data": {"text": "abc"}}, "chidao annotate export"),
    (broken(lambda t: t["data"].update(text="Một bài khác.")), "another text"),
    (broken(lambda t: first(t)["value"].update(labels=["Person"])), "directives"),
    (broken(lambda t: first(t)["value"].update(labels=[])), "region m0 has the label None"),
    (broken(lambda t: first(t)["value"].update(start=10_000, end=10_001)), "region m0"),
    (broken(lambda t: first(t)["value"].update(text="Chuyện khác")), "Chuyện khác"),
    (broken(lambda t: first(t).pop("value")), "not as Label Studio"),
    (broken(lambda t: prediction(t).pop(0)), "no label"),
    (broken(lambda t: of(t, "Sở Y tế", "agencies_role")["value"].update(choices=["boss"])), "supervise"),
    (broken(lambda t: of(t, "95,5%", "quantities_values")["value"].update(text=["nhiều"])), "95.5"),
    (broken(lambda t: of(t, "trước ngày 20/5/2022", "dates_value")["value"].update(text=["2022-02-31"])), "no day 2022-02-31"),
    ({"text": "abc", "record": {"article": {"id": "1"}}}, "entities"),
    (annotate.doccano(as_record(ORDER)) | {"entities": [{"id": 1, "label": "agencies:lead", "start_offset": 5, "end_offset": 9999}]}, "9999"),
]


@pytest.mark.parametrize(("task", "message"), BAD)
def test_a_bad_task_is_told(task: Any, message: str) -> None:
    said = problem(task)
    assert message in said and said.startswith("f.json, task "), said


@pytest.mark.parametrize("change", [{"to_id": "gone"}, {"labels": ["advises"]}])
def test_a_bad_relation_does_not_lose_the_task(order: Item, change: Item) -> None:
    task = annotate.labelstudio(order)
    prediction(task)[-1].update(change)
    after, left_out = annotate.imported(json.dumps(task).encode(), "f.json")
    assert isinstance(after, dict) and after["agencies"] == order["agencies"]
    assert str(left_out).startswith("f.json, task 1 (article t): left out") and "receive_report (to agencies)" in str(left_out)


def test_a_bad_task_does_not_lose_the_others(order: Item) -> None:
    good = annotate.doccano(order)
    data = b"\n".join([json.dumps(good).encode(), b'{"text": ', json.dumps({"text": "x"}).encode(), json.dumps(good).encode()])
    found = list(annotate.imported(data, "f.jsonl"))
    assert [isinstance(one, annotate.Problem) for one in found] == [False, True, True, False]
    assert str(found[1]).startswith("f.jsonl, line 2: no JSON") and str(found[2]).startswith("f.jsonl, line 3: ")


WHOLE = [
    # the file, what is said of it
    (b"PK\x03\x04rest", "unpack"),
    (b"", "JSONL (relation)"),
    (b"id,text\n1,abc\n", "not CSV"),
    (b"[]", "no task"),
    (b"\xff\xfe", "neither JSON"),
]


@pytest.mark.parametrize(("data", "message"), WHOLE)
def test_a_file_that_is_no_export(data: bytes, message: str) -> None:
    with pytest.raises(annotate.AnnotationError, match=message.replace("(", r"\(").replace(")", r"\)")):
        list(annotate.imported(data, "f"))


# the command --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", ["labelstudio", "doccano"])
def test_the_command_there_and_back(chidao: Run, tmp_path: Path, sample: list[Item], tool: str) -> None:
    (tmp_path / "r.jsonl").write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in sample))
    out = chidao("annotate", "export", "r.jsonl", "--to", tool, "-o", "tasks", "--config", "c.xml")
    assert (out.returncode, out.stdout, out.stderr) == (0, b"", b"")
    assert (tmp_path / "c.xml").read_text() == annotate.config()
    result = chidao("annotate", "import", "tasks", "-o", "back.jsonl")
    assert (result.returncode, result.stderr) == (0, b"")
    assert [json.loads(line) for line in (tmp_path / "back.jsonl").read_bytes().splitlines()] == sample
    assert chidao("annotate", "import", "-", input=(tmp_path / "tasks").read_bytes()).stdout == (tmp_path / "back.jsonl").read_bytes()
    few = chidao("annotate", "export", "-", "--to", "doccano", "--uncertain", 2, input=(tmp_path / "r.jsonl").read_bytes()).stdout
    assert [json.loads(line)["record"]["article"]["id"] for line in few.splitlines()] == [r["article"]["id"] for r in annotate.least_sure(sample, 2)]


def test_what_was_corrected_is_scored_and_learned_from(chidao: Run, tmp_path: Path) -> None:
    task = json.loads(EXPORT.read_bytes())[0]
    assert chidao("annotate", "import", EXPORT, "-o", "gold.jsonl").returncode == 0
    (tmp_path / "pred.jsonl").write_text(json.dumps(task["data"]["record"] | {"text": task["data"]["text"]}))
    figures = json.loads(chidao("score", "gold.jsonl", "pred.jsonl", "--json").stdout)
    assert figures["agencies"]["found"]["gold"] == 5 and figures["agencies"]["found"]["r"] == 0.8
    gold = json.loads((tmp_path / "gold.jsonl").read_bytes())
    labels = [example.label for example in learn.examples([gold])["agency_roles"]]
    assert labels.count("lead") == 2 and chidao("show", "gold.jsonl").returncode == 0


USAGE = [
    # arguments, exit code, what is said, reason
    (("export",), 2, "--config", "nothing to export"),
    (("export", "r.jsonl"), 2, "--to labelstudio", "for which tool?"),
    (("export", "r.jsonl", "--to", "doccano", "--uncertain", "0"), 2, "1 or more", "no article"),
    (("export", "text.jsonl", "--to", "doccano"), 2, "text.jsonl, line 1", "an article is no record"),
    (("export", "missing.jsonl", "--to", "doccano"), 2, "missing.jsonl", "no such file"),
    (("export", "odd.jsonl", "--to", "doccano"), 2, "odd.jsonl, line 1", "a confidence that is no number"),
    (("import", "missing.json"), 2, "missing.json", "no such file"),
    (("import", "text.jsonl"), 2, "none of its tasks", "nothing could be read"),
    (("import", "half.jsonl"), 1, "half.jsonl, line 2", "the others are written"),
    ((), 2, "export|import", "which way?"),
]


@pytest.mark.parametrize(("args", "code", "message", "reason"), USAGE)
def test_wrong_usage(chidao: Run, tmp_path: Path, order: Item, args: tuple[str, ...], code: int, message: str, reason: str) -> None:
    (tmp_path / "r.jsonl").write_bytes(msgspec.json.encode(order))
    (tmp_path / "text.jsonl").write_text('{"id": "1", "text": "Sở Y tế báo cáo."}')
    order["agencies"][0]["confidence"] = "high"
    (tmp_path / "odd.jsonl").write_bytes(msgspec.json.encode(order))
    order["agencies"][0]["confidence"] = None
    (tmp_path / "half.jsonl").write_bytes(msgspec.json.encode(annotate.doccano(order)) + b'\n{"text": "abc"}\n')
    result = chidao("annotate", *args)
    assert result.returncode == code and message in result.stderr.decode() and "Traceback" not in result.stderr.decode(), reason
    assert len(result.stdout.splitlines()) == (code == 1), reason
