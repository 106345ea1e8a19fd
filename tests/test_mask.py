"""Sentences with their mentions as letters, and the way back to the text's offsets."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline import context, schema, tag
from pipeline.link.mask import AGENCY, DATE, DOCUMENT, OFFICE, PERSON, QUANTITY, Mask, Slot, groups, mask, slots
from pipeline.tag import Mentions

LETTERS = {AGENCY: "A", OFFICE: "O", PERSON: "P", DOCUMENT: "D", DATE: "T", QUANTITY: "Q"}


def masked(text: str) -> tuple[str, Mask, Mentions]:
    """The view of a text, the mask over all of it and the mentions it stands for."""
    article = schema.Article(id="x", published="2022-04-06", place=schema.Place(province="Nam Định"))
    read = context.read(article, text)
    mentions = tag.tag(read)
    return read.text, mask(read.text, 0, len(read.text), slots(read.text, mentions)), mentions


def shown(found: Mask) -> str:
    """The mask with its letters as one can read them; all other words are in lower case."""
    return "".join(LETTERS.get(letter, letter) for letter in found.text)


SENTENCES = [
    # text, mask, reason
    ("Sở Y tế báo cáo kết quả.", "A báo cáo kết quả.", "one agency"),
    ("UBND tỉnh yêu cầu Sở Y tế, Sở Tài chính và Công an tỉnh phối hợp.", "A yêu cầu A phối hợp.", "a coordination is one letter"),
    ("UBND tỉnh giao các sở: Y tế, Tài chính rà soát.", "A giao A rà soát.", "so is one that leaves out the head, with its plural"),
    ("Chủ tịch UBND tỉnh kết luận.", "O kết luận.", "a title takes in its agency"),
    ("Phó Chủ tịch Thường trực UBND tỉnh kết luận.", "O kết luận.", "a longer title"),
    ("Chủ tịch UBND tỉnh yêu cầu Giám đốc các sở, Chủ tịch UBND các huyện kiểm tra.", "O yêu cầu O kiểm tra.", "coordinated offices"),
    ("UBND tỉnh yêu cầu Giám đốc các sở; Chủ tịch UBND các huyện kiểm tra.", "A yêu cầu O kiểm tra.", "offices on both sides of a semicolon"),
    ("Sở Y tế rà soát; Sở Tài chính cấp vốn.", "A rà soát; A cấp vốn.", "two clauses, two letters"),
    ("Ông Trần Văn Mẫu, Chủ tịch UBND tỉnh, phát biểu.", "P, O, phát biểu.", "a form of address belongs to the person"),
    ("UBND tỉnh ban hành Công văn số 12/UBND-VX ngày 5/4/2022.", "A ban hành D.", "a document takes in its date"),
    ("Theo Công điện số 268/CĐ-TTg của Thủ tướng Chính phủ, Sở Y tế lấy mẫu.", "theo D, A lấy mẫu.", "and its issuer"),
    ("Sở Y tế báo cáo trước ngày 15/9/2022.", "A báo cáo T.", "a date takes in its comparator"),
    ("Phấn đấu 80% học sinh biết bơi.", "phấn đấu Q học sinh biết bơi.", "a percentage"),
    ("Theo đề nghị của Sở Nội vụ, UBND tỉnh giao Sở Y tế.", "theo đề nghị của A, A giao A.", "a comma ends the adverbial"),
    ("Theo báo cáo của Sở Nội vụ, Sở Y tế, dịch đã lui.", "theo báo cáo của A, dịch đã lui.", "a coordination inside an adverbial"),
    ("Thủ tướng yêu cầu Sở Y tế rà soát.", "O yêu cầu A rà soát.", "an office that is named as an agency"),
    ("Các cán bộ trực tại trụ sở.", "các cán bộ trực tại trụ sở.", "nothing is mentioned"),
    ("", "", "no text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "reason"), SENTENCES, ids=[reason for *_, reason in SENTENCES])
def test_letters(text: str, expected: str, reason: str) -> None:
    assert shown(masked(text)[1]) == expected, reason


def assert_maps_back(text: str, found: Mask) -> None:
    """Each position of the mask leads to its place in the text, in order, and its end to the end."""
    places = [found.view(position) for position in range(len(found.text) + 1)]
    assert places == sorted(places) and places[-1] == found.end
    for position, letter in enumerate(found.text):
        if letter in LETTERS:
            slot = found.slot(position)
            assert (slot.kind, slot.start) == (letter, places[position])
            assert slot.end <= places[position + 1]
        else:
            assert text[places[position]].lower() == letter


@pytest.mark.parametrize("text", [text for text, *_ in SENTENCES])
def test_offsets_of_sentences(text: str) -> None:
    view, found, _ = masked(text)
    assert_maps_back(view, found)


WORDS = ["UBND tỉnh", "Chủ tịch", "Sở Y tế", "các sở:", "Giám đốc", "ông Trần Văn Mẫu", "yêu cầu", "và", ",", ";", "-", "của", "trước ngày 15/9/2022",
         "Công văn số 12/UBND-VX", "80%", "rà soát", "\n", "“", ".", "phường, xã"]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=14), st.integers(0, 60), st.integers(0, 60))
@example(["Chủ tịch", "UBND tỉnh", "ông Trần Văn Mẫu"], 0, 0)
def test_offsets_of_any_stretch(words: list[str], skipped: int, left_over: int) -> None:
    view, found, mentions = masked(" ".join(words))
    assert_maps_back(view, found)
    start = min(skipped, len(view))
    part = mask(view, start, max(start, len(view) - left_over), slots(view, mentions))
    assert_maps_back(view, part)


def test_a_slot_that_sticks_out_is_no_letter() -> None:
    text = "Sở Y tế báo cáo Sở Tài chính"
    inside, outside = Slot(AGENCY, 0, 7, (0,)), Slot(AGENCY, 16, 28, (1,))
    assert shown(mask(text, 0, 20, [inside, outside])) == "A báo cáo sở t"
    assert shown(mask(text, 3, 28, [inside, outside])) == "y tế báo cáo A"


def test_members_are_indices_of_the_mentions() -> None:
    text, found, mentions = masked("UBND tỉnh yêu cầu Sở Y tế, Sở Tài chính và Công an tỉnh phối hợp.")
    told = found.slot(found.text.rindex(AGENCY))
    assert [text[mentions.agencies[i].start : mentions.agencies[i].end] for i in told.members] == ["Sở Y tế", "Sở Tài chính", "Công an tỉnh"]


def test_groups_leave_out_the_unwanted() -> None:
    text = "Sở Y tế và Sở Tài chính"
    agencies = [schema.Agency(start=0, end=7, name="Sở Y tế"), schema.Agency(start=11, end=23, name="Sở Tài chính")]
    assert [slot.members for slot in groups(text, agencies, lambda agency: True)] == [(0, 1)]
    assert [slot.members for slot in groups(text, agencies, lambda agency: agency.start > 0)] == [(1,)]


def test_the_longer_of_two_overlapping_slots_stays() -> None:
    text = "Công văn số 12/UBND-VX ngày 5/4/2022 của UBND tỉnh"
    mentions = Mentions(
        documents=[schema.Document(start=0, end=50, type="Công văn")],
        dates=[schema.Date(start=23, end=36)],
        agencies=[schema.Agency(start=41, end=50, name="UBND tỉnh")],
    )
    assert [(slot.kind, slot.start, slot.end) for slot in slots(text, mentions)] == [(DOCUMENT, 0, 50)]
