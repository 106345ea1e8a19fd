"""The whole flow: true offsets, ids, what settles overlaps, and that no text breaks it or slows it down."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from conftest import ROOT, assert_linear
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import inputs, run, schema, tag
from pipeline.run import extract

ARTICLE = """Nam Định tăng cường phòng cháy

Chủ tịch UBND tỉnh Trần Văn Mẫu vừa ký Công văn số 123/UBND-VP1 ngày 5/4/2022 về phòng cháy, chữa cháy.
Theo đó, UBND tỉnh yêu cầu Sở Y tế phối hợp với Công an tỉnh kiểm tra 100% cơ sở, báo cáo UBND tỉnh trước ngày 20/5/2022.
"""


def mentions(record: schema.Record) -> list[schema.Mention]:
    return [mention for kind in schema.KINDS for mention in getattr(record, kind)]


def assert_true(record: schema.Record) -> None:
    """Every span is that of its text, ids are unique, and what refers to a mention refers to one there is."""
    for mention in mentions(record):
        assert record.text[mention.start : mention.end] == mention.text != ""
        for part in ("core_", "date_"):
            start, end = getattr(mention, part + "start", None), getattr(mention, part + "end", None)
            assert (start is None) == (end is None)
            assert start is None or end is None or 0 <= start < end <= len(record.text)
        assert mention.by and 0 <= mention.confidence <= 1
    ids = [mention.id for mention in mentions(record)]
    assert len(set(ids)) == len(ids) and all(ids)
    dates, documents = {date.id for date in record.dates}, {document.id for document in record.documents}
    assert all(directive.deadline_date in dates for directive in record.directives if directive.deadline_date)
    assert all(set(resource.mentions) <= documents for resource in record.resources)
    for diagnostic in record.diagnostics:
        assert diagnostic.start is None or diagnostic.end is None or 0 <= diagnostic.start <= diagnostic.end <= len(record.text)
    assert schema.loads(schema.dumps(record)) == record


def read_as(record: schema.Record) -> list[tuple[str, str]]:
    """What was found, without offsets: the same article written otherwise must give the same."""
    return [(kind, show) for kind in schema.KINDS for m in getattr(record, kind) if (show := summary(kind, m))]


def summary(kind: str, mention: schema.Mention) -> str:
    from pipeline import show

    return show.summary(kind, mention)


def test_one_article() -> None:
    record = extract({"id": "bai-1", "title": "Nam Định tăng cường phòng cháy", "text": ARTICLE, "published": "2022-04-06", "place": "Nam Định"})
    assert_true(record)
    assert [d.text for d in record.documents] == ["Công văn số 123/UBND-VP1 ngày 5/4/2022"]
    assert [(t.text, t.value, t.role) for t in record.dates] == [
        ("ngày 5/4/2022", "2022-04-05", "issued"),
        ("trước ngày 20/5/2022", "2022-05-20", "deadline"),
    ]
    (order,) = record.directives
    assert order.id == "bai-1-D01"
    assert (order.lead, order.coordinate) == (["Sở Y tế tỉnh Nam Định"], ["Công an tỉnh Nam Định"])
    assert (order.receive_report, order.issuer_agency) == (["UBND tỉnh Nam Định"], "UBND tỉnh Nam Định")
    assert (order.deadline, order.deadline_date) == ("2022-05-20", "t2")
    assert [resource.mentions for resource in record.resources] == [["d1"]]


WRITTEN_OTHERWISE = [
    # how, the text, reason
    ("NFD", unicodedata.normalize("NFD", ARTICLE), "letters and tones typed apart"),
    ("DOS", ARTICLE.replace("\n", "\r\n"), "line ends of another system"),
    ("no-break", ARTICLE.replace(" ngày ", "\u00a0ngày\u00a0"), "no-break spaces around a date"),
    ("invisible", ARTICLE.replace("UBND", "UB\u200bND"), "a zero-width space inside a word"),
    ("hyphens", ARTICLE.replace("-", "\u2013"), "a dash for a hyphen in a symbol"),
    ("eth", ARTICLE.replace("Đ", "\u00d0"), "the Icelandic letter that portals print for Đ"),
    ("wide", ARTICLE.replace(" ", "   "), "runs of spaces"),
]


@pytest.mark.parametrize(("how", "text", "reason"), WRITTEN_OTHERWISE, ids=[row[0] for row in WRITTEN_OTHERWISE])
def test_the_same_article_written_otherwise(how: str, text: str, reason: str) -> None:
    known = {"id": "1", "published": "2022-04-06", "place": "Nam Định"}
    plain, other = extract({**known, "text": ARTICLE}), extract({**known, "text": text})
    assert_true(other)
    assert other.text == text, "the text is never changed"
    assert read_as(other) == read_as(plain), reason


ODD = [
    # text, reason
    ("", "empty"),
    (" \n\t\r\n", "only spaces"),
    (".", "one mark"),
    ("UBND tinh yeu cau So Y te bao cao truoc ngay 20/5/2022, dat 95%.", "no diacritic at all"),
    ("The provincial committee asked the department to report before 20 May 2022, reaching 95%.", "English"),
    ("\x00\x01\x02 ngày 20/5/2022 \x7f", "control characters"),
    ("Sở Y tế 👩‍⚕️🇻🇳 báo cáo 👍🏽 trước ngày 20/5/2022.", "emoji of several code points"),
    ("\ufeffSở Y tế báo cáo.", "a byte order mark"),
    ("ngày 99/99/9999, ngày 30/2/2022, năm 0000, 0%, 99999999999999999999%, quý IX", "values that do not exist"),
    ("Quyết định số /QĐ-UBND, Công văn số , Nghị quyết số 0, Luật, Điều khoản điểm", "references with holes"),
    ("((((((“““““;;;;;]]]]", "marks that never close"),
    ("á" * 5000, "one long word"),
]


@pytest.mark.parametrize(("text", "reason"), ODD, ids=[row[1] for row in ODD])
def test_odd_texts(text: str, reason: str) -> None:
    assert_true(extract(text))
    assert_true(extract({"id": "1", "text": text, "title": text, "published": "2022-04-06", "place": "Nam Định"}))


def test_without_diacritics_figures_are_still_found() -> None:
    record = extract("UBND tinh yeu cau cac so bao cao truoc ngay 20/5/2022, dat 95%.")
    assert [q.values for q in record.quantities] == [[95.0]]
    assert "2022-05-20" in [t.value for t in record.dates]


# pieces that rules look for, so that random texts come close to them
PIECES = st.sampled_from(
    "Sở|Y tế|UBND|tỉnh|Nam Định|yêu cầu|giao|chủ trì, phối hợp với|báo cáo|trước|ngày|20/5/2022|tháng|5|năm|2022|quý|II|đạt|95%|từ|8-9%|trở lên|"
    "Quyết định|số|12/QĐ-UBND|09-NQ/TU|Công văn|Luật|Đất đai|này|của|và|,|;|.|:|\n|\n\n|1.|a)|-|“|”|(|)|Ông|Trần Văn Mẫu|Chủ tịch|các sở, ban, ngành|"
    "11/15|chỉ tiêu|đến|giai đoạn|\u00a0|\u200b|\u0301|\r\n|Ð|15|điểm a khoản 2 Điều 3|TP. HCM|30/2|./.|đề nghị|không được|hết".split("|")
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join), st.lists(st.one_of(PIECES, st.text(max_size=3))).map("".join))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_gives_a_true_record(text: str) -> None:
    record = extract({"id": "1", "text": text, "published": "2022-04-06", "place": "Nam Định"})
    assert record.text == text
    assert_true(record)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_record_gives_itself_again(text: str) -> None:
    record = extract(text)
    again = extract(inputs_of(record))
    assert again == record


@pytest.mark.parametrize("path", sorted((ROOT / "corpora" / "sample").iterdir()), ids=lambda path: path.stem)
def test_a_sample_record_gives_itself_again(path: Path) -> None:
    (item,) = inputs.read([str(path)])
    assert isinstance(item, inputs.Input)
    record = extract(item)
    assert_true(record)
    assert extract(inputs_of(record)) == record


def inputs_of(record: schema.Record) -> dict[str, object]:
    return json.loads(schema.dumps(record))


KNOWN = [
    # what the text says, title, published, province, reason
    (
        "Nam Định tăng cường phòng cháy\n\nThứ Tư, 06/04/2022, 09:42\n\nUBND tỉnh Nam Định yêu cầu Sở Y tế báo cáo kết quả trước ngày 20/5/2022.",
        ("Nam Định tăng cường phòng cháy", "2022-04-06", "Nam Định"),
        "a headline, a masthead, a province",
    ),
    ("Sở Y tế báo cáo kết quả trước ngày 20/5/2022.", (None, None, None), "it does not say"),
]


@pytest.mark.parametrize(("text", "known", "reason"), KNOWN, ids=[row[2] for row in KNOWN])
def test_what_the_text_says_of_itself(text: str, known: tuple[str | None, ...], reason: str) -> None:
    article = extract(text).article
    assert (article.title, article.published, article.place and article.place.province) == known
    given = extract({"id": "1", "text": text, "title": "Bài", "published": "2022-04-07T08:15:00+07:00", "place": "TP. HCM"}).article
    assert (given.title, given.published) == ("Bài", "2022-04-07"), "what is given wins, and a day is a day"
    assert given.place is not None and (given.place.province, given.place.code) == ("Hồ Chí Minh", "79")


GROWING = [
    # what the text repeats, reason
    (ARTICLE, "many articles in one"),
    ("UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022 ", "one sentence that never ends"),
    (" ", "spaces"),
    ("1", "digits"),
    ("a", "letters"),
    ("á", "letters with tones"),
    ("A", "capitals"),
    ("1/", "fractions that never end"),
    ("12/QĐ-", "symbols that never end"),
    ("Sở ", "heads without names"),
    ("Sở Y tế, ", "a coordination that never ends"),
    ("ngày ", "cue words"),
    ("quyết định số ", "types without numbers"),
    ("“", "quotations that never close"),
    ("(", "brackets that never close"),
    ("\n", "line ends"),
    ("a.\n", "lines"),
    ("1. a\n", "list items"),
    ("; ", "clauses"),
    ("1% ", "percentages"),
    ("từ 1-", "ranges that never end"),
    ("Nguyễn Văn ", "names that never end"),
    ("a\u0301", "combining marks"),
    ("\u0301", "only combining marks"),
    ("các sở, ban, ngành, ", "groups that never end"),
]


@pytest.mark.parametrize(("piece", "reason"), GROWING, ids=[row[1] for row in GROWING])
def test_time_grows_with_the_text(piece: str, reason: str) -> None:
    assert_linear(piece, 30_000, str, extract)


def test_a_text_too_long_is_kept_whole_and_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LONGEST", 60)
    record = extract(ORDER := "UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022. " * 2)
    assert record.text == ORDER
    assert len(record.dates) == 1
    assert "text.too_long" in {diagnostic.code for diagnostic in record.diagnostics}


INPUTS = [
    # what is given, id, text, reason
    ("Sở Y tế báo cáo.", None, "Sở Y tế báo cáo.", "a string"),
    ({"id": "7", "text": "a."}, "7", "a.", "a line of a jsonl"),
    ({"article": {"id": "8"}, "text": "b."}, "8", "b.", "a record"),
    ((schema.Article(id="9"), "c."), "9", "c.", "an article as inputs.read gives it"),
]


@pytest.mark.parametrize(("given", "id", "text", "reason"), INPUTS, ids=[row[3] for row in INPUTS])
def test_what_an_article_may_be(given: object, id: str | None, text: str, reason: str) -> None:
    record = extract(given)  # type: ignore[arg-type]
    assert record.text == text and (id is None or record.article.id == id), reason


def test_an_empty_span_is_an_extractor_s_mistake() -> None:
    context = run.contexts.read(schema.Article(id="1"), "Sở Y tế.")
    with pytest.raises(ValueError, match="rule:dates.wrong"):
        run.record(context, "Sở Y tế.", tag.Mentions(dates=[schema.Date(start=3, end=3, by="rule:dates.wrong")]))


# overlaps -----------------------------------------------------------------------------------------------------------------------


def agency(start: int, end: int, **fields: object) -> schema.Agency:
    return schema.Agency(start=start, end=end, name="x", **fields)  # type: ignore[arg-type]


def document(start: int, end: int, core: tuple[int, int] | None = None, **fields: object) -> schema.Document:
    core_start, core_end = core or (start, end)
    return schema.Document(start=start, end=end, core_start=core_start, core_end=core_end, type="x", **fields)  # type: ignore[arg-type]


def date(start: int, end: int, **fields: object) -> schema.Date:
    return schema.Date(start=start, end=end, **fields)  # type: ignore[arg-type]


def ratio(start: int, end: int, **fields: object) -> schema.Quantity:
    return schema.Quantity(start=start, end=end, kind="ratio", values=[1, 2], **fields)  # type: ignore[arg-type]


def person(start: int, end: int) -> schema.Person:
    return schema.Person(start=start, end=end, name="x")


OVERLAPS = [
    # found, kept (kind, start), reason
    (
        {"documents": [document(0, 30, (0, 20), number="15/2023")], "dates": [date(14, 18), date(21, 30)]},
        [("documents", 0), ("dates", 21)],
        "a month in a document's number is none; the date behind the number is one",
    ),
    (
        {"documents": [document(0, 20, number="122", symbol="KH-UBND")], "agencies": [agency(15, 19)], "quantities": [ratio(10, 14)]},
        [("documents", 0)],
        "an agency or a ratio in a symbol is none",
    ),
    (
        {"documents": [document(0, 30, form="title_only")], "agencies": [agency(5, 20), agency(25, 40)], "dates": [date(22, 29)]},
        [("documents", 0), ("dates", 22), ("agencies", 25)],
        "an agency in a title is none, a year in it is a date, an agency that goes on behind the title stays",
    ),
    (
        {"documents": [document(3, 11, form="anaphor")], "agencies": [agency(0, 22)]},
        [("agencies", 0)],
        "Kế hoạch in Sở Kế hoạch và Đầu tư is no document",
    ),
    (
        {"documents": [document(12, 20, number="06", form="short")], "agencies": [agency(0, 30)]},
        [("documents", 12), ("agencies", 0)],
        "Đề án 06 in Tổ công tác Đề án 06 Chính phủ is one; so is the Tổ công tác, though a number lies in its name",
    ),
    ({"agencies": [agency(0, 20), agency(10, 20), agency(15, 30)]}, [("agencies", 0)], "the longer name wins over what it holds or crosses"),
    ({"agencies": [agency(0, 10), agency(10, 20)]}, [("agencies", 0), ("agencies", 10)], "names that only touch are two"),
    ({"dates": [date(0, 5, confidence=0.6)], "quantities": [ratio(0, 5, confidence=0.9)]}, [("quantities", 0)], "the surer of two as long"),
    ({"dates": [date(0, 5)], "quantities": [ratio(0, 5)]}, [("dates", 0)], "as long and as sure: a date"),
    ({"dates": [date(0, 5)], "quantities": [ratio(0, 14)]}, [("quantities", 0)], "the longer wins"),
    ({"people": [person(12, 24)], "agencies": [agency(0, 24)]}, [("agencies", 0)], "the street in the name of a ward is no person"),
    ({"people": [person(20, 30)], "agencies": [agency(0, 19)]}, [("agencies", 0), ("people", 20)], "a person behind an agency is one"),
    ({"dates": [date(0, 12)], "agencies": [agency(8, 12)]}, [("dates", 0), ("agencies", 8)], "theo lộ trình của Bộ: both"),
    ({"documents": [document(9, 12), document(0, 5)]}, [("documents", 0), ("documents", 9)], "text order"),
]


@pytest.mark.parametrize(("found", "kept", "reason"), OVERLAPS, ids=[row[2] for row in OVERLAPS])
def test_overlaps(found: dict[str, list], kept: list[tuple[str, int]], reason: str) -> None:
    settled = tag.settle(tag.Mentions(**found))
    assert [(kind, mention.start) for kind in schema.KINDS for mention in getattr(settled, kind)] == kept, reason


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=12), st.integers(0, 30), st.integers(1, 10))
def test_spans_agree_with_looking_at_each(spans: list[tuple[int, int]], start: int, length: int) -> None:
    stretches, end = [(a, a + n) for a, n in spans], start + length
    some = tag.Spans(stretches)
    assert some.hold(start, end) == any(a <= start and end <= b for a, b in stretches)
    assert some.touch(start, end) == any(a < end and start < b for a, b in stretches)


# -- only what is sure enough


def test_sure_keeps_what_reaches_the_confidence_and_nothing_that_rests_on_the_rest() -> None:
    record = extract({"id": "bai-1", "text": ARTICLE, "published": "2022-04-06", "place": "Nam Định"})
    assert run.sure(record, 0.0) == record
    (due,) = (date for date in record.dates if date.role == "deadline")
    due.confidence, record.documents[0].confidence = 0.4, 0.3
    record.directives[0].confidence = 0.9
    kept = run.sure(record, 0.5)
    assert_true(kept)
    assert min(mention.confidence for mention in mentions(kept)) >= 0.5
    assert kept.directives[0].deadline is None and record.directives[0].deadline == "2022-05-20", "its date is not sure enough"
    assert record.documents[0].id not in {id for resource in kept.resources for id in resource.mentions}
    assert run.sure(record, 1.0).directives == []
