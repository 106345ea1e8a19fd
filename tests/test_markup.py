"""The markup of the annotated corpus: what each mark compiles to, which mistakes are named, and that every article of the corpus compiles."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

import corpora
from corpora import agreement, augment, markup
from pipeline import score

HEADER = "id: 900\npublished: 2022-05-13\nprovince: Nam Định\ngenre: V\n---\n"


def compiled(body: str, tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "900.txt"
    path.write_text(HEADER + body, encoding="utf-8")
    return markup.compile(markup.read(path))


SPANS = [
    # marked text, kind, expected fields, reason
    ("[UBND tỉnh](agency issuer: UBND tỉnh Nam Định)", "agencies", {"name": "UBND tỉnh Nam Định", "role": "issuer", "granularity": "named"}, "a name with its place"),
    ("[Các sở, ngành](agency lead class)", "agencies", {"name": "các sở, ngành", "granularity": "class"}, "a class begins with a small letter"),
    ("[UBND các xã](agency lead class)", "agencies", {"name": "UBND các xã"}, "an abbreviation keeps its capitals"),
    ("[Bưu điện tỉnh](agency other unscored)", "agencies", {"scored": False}, "a flag takes it out of the score"),
    ("[trước ngày 20/5](date deadline <2022-05-20)", "dates", {"value": "2022-05-20", "comparator": "<", "role": "deadline"}, "the comparator stands before the value"),
    ("[trong 05 ngày làm việc kể từ khi nhận](date deadline <=P5D)", "dates", {"value": "P5D", "comparator": "<="}, "a duration that is a deadline"),
    ("[thời gian tới](date vague)", "dates", {"value": None, "scored": False}, "a vague date has no value and is not scored"),
    ("[từ 8-9%](percent target 8..9: kinh tế số)", "quantities", {"values": [8.0, 9.0], "comparator": "range", "subject": "kinh tế số"}, "a range"),
    ("[11/15](ratio achieved 11/15: chỉ tiêu)", "quantities", {"kind": "ratio", "values": [11.0, 15.0]}, "a ratio"),
    ("[2,5 điểm %](points change =2.5)", "quantities", {"kind": "percentage_point", "status": "change"}, "percentage points"),
    ("[Nghị quyết số 09-NQ/TU](document NQ_09)", "documents", {"number": "09", "symbol": "NQ/TU", "form": "full"}, "the Party's form: a hyphen behind the number"),
    ("[Nghị định số 08/2019/NĐ-CP](document N)", "documents", {"number": "08/2019", "symbol": "NĐ-CP"}, "the year belongs to the number"),
    ("[Đề án 06](document DA)", "documents", {"number": "06", "symbol": None, "form": "short"}, "a bare number"),
    ("[Luật [Đất đai](title)](document L)", "documents", {"type": "Luật", "title": "Đất đai", "form": "title_only", "number": None}, "a title instead of a number"),
    ("[văn bản số 25/TB-VPCP](document T type=Thông báo)", "documents", {"type": "Thông báo", "number": "25", "symbol": "TB-VPCP"}, "the type that the words do not say"),
    ("[Tô Thị Mây](person: Giám đốc Sở Y tế | Tỉnh ủy viên)", "people", {"name": "Tô Thị Mây", "titles": ["Giám đốc Sở Y tế", "Tỉnh ủy viên"]}, "titles divided by |"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "fields", "reason"), SPANS, ids=[row[3] for row in SPANS])
def test_spans(text: str, kind: str, fields: dict[str, Any], reason: str, tmp_path: Path) -> None:
    (item,) = compiled(f"Trước đó, {text} nêu.", tmp_path)[kind]
    assert {key: item.get(key) for key in fields} == fields, reason


def test_nested_marks_tell_the_date_and_issuer_of_a_document(tmp_path: Path) -> None:
    text = (
        "[Chỉ thị số 29/CT-TTg [ngày 06/11/2017](date issued 2017-11-06) của [Thủ tướng Chính phủ](agency issuer)](document CT_29) và "
        "[Chỉ thị này](document CT_29 anaphor)"
    )
    whole, pointer = compiled(text, tmp_path)["documents"]
    assert (whole["issued"], whole["issuer"], whole["form"]) == ("2017-11-06", "Thủ tướng Chính phủ", "full")
    assert whole["text"][: whole["core_end"] - whole["core_start"]] == "Chỉ thị số 29/CT-TTg"
    assert (pointer["number"], pointer["symbol"], pointer["issued"]) == ("29", "CT-TTg", "2017-11-06")


def test_a_directive_takes_its_fields_from_the_marks_inside_it(tmp_path: Path) -> None:
    text = (
        "1. {[UBND tỉnh](agency issuer: UBND tỉnh Nam Định) [giao](trigger) [Sở Y tế](agency lead: Sở Y tế tỉnh Nam Định) phối hợp với "
        "[các huyện](agency coordinate class) xét nghiệm [ít nhất 85%](percent target >=85: số dân) theo [Kế hoạch số 12/KH-UBND](document KH basis), xong "
        "[trước ngày 20/5](date deadline <2022-05-20).}(directive by: UBND tỉnh Nam Định; person: Tô Thị Mây)\n"
        "{Báo cáo [UBND tỉnh](agency receive_report: UBND tỉnh Nam Định) khi xong.}(directive to: Sở Y tế tỉnh Nam Định)"
    )
    first, second = compiled(text, tmp_path)["directives"]
    assert first["item"] == "1" and first["trigger"] == "giao" and first["issuer_agency"] == "UBND tỉnh Nam Định"
    assert first["lead"] == ["Sở Y tế tỉnh Nam Định"] and not first["lead_inherited"] and first["coordinate"] == ["các huyện"]
    assert (first["deadline"], first["targets"], first["legal_basis"]) == ("2022-05-20", ["ít nhất 85%"], ["KH"])
    assert second["lead_inherited"] and second["lead"] == ["Sở Y tế tỉnh Nam Định"] and second["receive_report"] == ["UBND tỉnh Nam Định"]
    assert second["issuer_agency"] == "UBND tỉnh Nam Định" and second["issuer_person"]["name"] == "Tô Thị Mây", "carried on"


def test_regions_are_told_from_sentences(tmp_path: Path) -> None:
    record = compiled("{TIN VỀ [Sở Y tế](agency other)}(title)\nThân bài.\n{Tin khác\n20/5}(boilerplate)\n{Ảnh}(caption)", tmp_path)
    assert record["article"]["title"] == "TIN VỀ Sở Y tế" and record["agencies"][0]["scored"] is False
    assert [span["text"] for span in record["boilerplate"]] == ["Tin khác\n20/5"]
    assert [record["text"][r["start"] : r["end"]] for r in record["unscored"]] == ["TIN VỀ Sở Y tế", "Ảnh"]


MISTAKES = [
    # marked text, words of the message, reason
    ("một [Sở Y tế(agency lead)", "line 6: '[' is never closed", "an open bracket, with its line"),
    ("một Sở Y tế](agency lead)", "closes nothing", "a bracket too many"),
    ("[Sở Y tế] nói", "no label in round brackets", "a span without a label"),
    ("[Sở Y tế](agency leads)", "'leads' stands where one of lead,", "an unknown role, with those there are"),
    ("[Sở Y tế](organ lead)", "'organ' is no kind of span", "an unknown kind"),
    ("[hôm 5/5](date event 5/5/2022)", "EDTF", "a date that is no EDTF"),
    ("[9%](ratio target 9)", "a value is wanted", "a ratio without its second number"),
    ("[bức thư số 5](document T)", "no known type of document", "a document without a type"),
    ("{Làm đi.}(order)", "'order' is no class", "an unknown class"),
    ("{Làm đi.}(directive who: Sở Y tế)", "'who' is no attribute", "an unknown attribute"),
]


@pytest.mark.parametrize(("text", "words", "reason"), MISTAKES, ids=[row[2] for row in MISTAKES])
def test_a_mistake_is_named_with_its_file_and_line(text: str, words: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(markup.MarkupError, match="900.txt, line 6") as caught:
        compiled(text, tmp_path)
    assert words in str(caught.value)


def test_escaped_brackets_belong_to_the_text(tmp_path: Path) -> None:
    assert compiled(r"16:06 \[GMT+7\] \{a\}", tmp_path)["text"] == "16:06 [GMT+7] {a}"


# -- the articles themselves


def test_every_article_compiles_and_every_span_is_its_text() -> None:
    records = list(corpora.gold())
    assert len(records) >= 100
    for record in records:
        for kind in score.CHECKS:
            assert all(record["text"][item["start"] : item["end"]] == item["text"] for item in record[kind]), record["article"]["id"]


def test_every_article_stands_in_one_split() -> None:
    ids = {path.stem for path in markup.files(corpora.ROOT / "gold")}
    assert ids == set(corpora.assigned()), "splits.tsv names the articles that are there"
    assert sum(len(list(corpora.gold(split))) for split in corpora.SPLITS) == len(ids)
    with pytest.raises(ValueError, match="no split tests; there are: train, dev, test"):
        next(corpora.gold("tests"))


def test_the_second_annotation_is_of_the_same_text() -> None:
    second = list(markup.files(corpora.ROOT / "gold" / "second"))
    assert len(second) >= 20
    for path in second:
        assert markup.read(path).text == markup.read(corpora.ROOT / "gold" / path.name).text, path.name


def test_nothing_of_the_open_gold_stands_in_the_corpus(shared: Path) -> None:
    """No run of 14 words of a real article may be in an article of ours, but for the title of a document that everybody cites."""
    real = {run for path in (shared / "gold").glob("*.jsonl") for record in score.read(path).values() for run in _runs(record["text"])}
    for record in corpora.gold():
        text = record["text"]
        for document in record["documents"]:
            text = text.replace(document["text"], "¤" + "đ" * 20 + document["id"])
        assert not real & set(_runs(text)), record["article"]["id"]


def _runs(text: str) -> list[tuple[str, ...]]:
    words = score.fold(text).split()
    return [tuple(words[i : i + 14]) for i in range(len(words) - 13)]


# -- agreement and variants


def test_agreement_is_whole_with_oneself_and_less_with_another(tmp_path: Path) -> None:
    one = compiled("{[Sở Y tế](agency lead) báo cáo [trước ngày 20/5](date deadline <2022-05-20).}(directive)", tmp_path)
    other = compiled("{[Sở Y tế](agency other) báo cáo [trước ngày 20/5](date event <2022-05-20).}(report)", tmp_path)
    assert agreement.f1([(one, one)], "agencies") == agreement.f1([(one, other)], "agencies") == 1.0
    assert agreement.f1([(one, other)], "directives") == 0.0
    assert agreement.labels([(one, other)], "agencies", "role") == [("lead", "other")]
    assert agreement.classes([(one, other)]) == [("directive", "report")]


def test_variants_keep_their_offsets() -> None:
    article = markup.read(corpora.ROOT / "gold" / "001.txt")
    changed = 0
    for seed in range(20):
        record = markup.compile(augment.vary(article, random.Random(seed)))
        assert all(record["text"][item["start"] : item["end"]] == item["text"] for kind in score.CHECKS for item in record[kind])
        changed += record["text"] != article.text
    assert changed == 20
