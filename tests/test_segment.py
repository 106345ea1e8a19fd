"""Sentences, list items, quotations and clauses."""

from __future__ import annotations

import pytest
from conftest import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import Line, View, lines
from pipeline.segment import Sentence, clauses, quotations, sentences


def cut(raw: str) -> tuple[str, list[Sentence]]:
    text = View(raw).text
    return text, sentences(text, lines(text))


def body(raw: str) -> tuple[str, list[Sentence]]:
    """The sentences of a text whose every line is of the body."""
    text = View(raw).text
    return text, sentences(text, [Line(line.start, line.end, "body") for line in lines(text)])


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("Sở Y tế báo cáo. |Sở Nội vụ tổng hợp.", "a full stop"),
        ("UBND TP. HCM họp với quận Q.1, Q. 3 và P. Bến Lức. |Kết luận như sau.", "abbreviated places"),
        ("PGS.TS. Lê Thị Mai và ThS. Trần Nam dự. |BS. Hà vắng.", "academic titles"),
        ("Ông Võ V. Bình nói. |Bà T.D. Hoa nghe.", "initials in a name"),
        ("Hộ thuộc loại A. |Các xã rà soát.", "a letter that is no initial"),
        ("Tỷ lệ đạt 3.5% trong 1.250 hộ. |Còn lại 2.000. |Tỉnh hỗ trợ.", "decimal points and thousands"),
        ("Họp ngày 17.2.2025. |Tháng 3.2025 tổng kết.", "dates with full stops"),
        ("Quyết định có hiệu lực từ ngày ký./. |Nguyễn Văn A", "the mark that ends a document"),
        ("Mua sắm bàn, ghế, v.v. và sửa chữa. |Xong trước tháng 5.", "v.v. inside"),
        ("Điện, đường, trường, v.v. |Giao Sở Tài chính cấp vốn.", "v.v. at the end"),
        ("Thiếu vốn, đất… nên chậm. |Thiếu người… |Đồng thời, giá tăng.", "an ellipsis inside and at the end"),
        ("“Phải làm ngay.” |Ông Ba nói vậy.", "after a full stop and a closing mark"),
        ("“Có kịp không?” |Bà Tư hỏi.", "after a question mark and a closing mark"),
        ("“Có kịp không?” ông Ba hỏi.", "a quotation inside a sentence"),
        ("Ông nói: “Làm ngay. |Báo cáo sau”. |Họ làm.", "a quotation of two sentences"),
        ("Xem www.tinh.gov.vn và Báo.vn. |Hết.", "full stops in addresses"),
        ("Đã trình tỉnh.|Đồng thời báo cáo Bộ.", "no space is a slip of the pen"),
        ("Xử lý đơn vị (nếu có. Trường hợp nặng thì kỷ luật) theo quy định. |Hết.", "inside brackets"),
        ("Thật vậy sao?! |Đúng! |Vâng.", "other end marks"),
    ],
)
def test_sentences(marked: str, reason: str) -> None:
    text, found = body(marked.replace("|", ""))
    assert [text[s.start : s.end] for s in found] == [part.strip() for part in marked.split("|")], reason


LIST = """UBND tỉnh yêu cầu các đơn vị thực hiện nghiêm túc một số nhiệm vụ trọng tâm sau:
1. Sở Tài chính:
a) Bố trí vốn đối ứng cho các dự án chuyển tiếp trong quý II. Báo cáo hằng tháng.
- Ưu tiên dự án sắp xong;
+ Nhất là giao thông;
b) Thu hồi vốn của dự án chậm tiến độ theo đúng quy định;
2. Sở Nội vụ kiểm tra công vụ đột xuất tại các cơ quan, đơn vị trực thuộc.
Các đơn vị bị kiểm tra phải khắc phục ngay những tồn tại đã được chỉ ra.
3. Công an tỉnh bảo đảm an ninh trật tự trên toàn địa bàn.
Điều 2. Quyết định có hiệu lực kể từ ngày ký và thay thế văn bản cũ."""


@pytest.mark.parametrize(
    ("words", "item", "depth", "parent", "reason"),
    [
        ("UBND tỉnh yêu cầu", None, 0, None, "the lead is outside the list"),
        ("Sở Tài chính:", "1", 1, "UBND tỉnh yêu cầu", "headed by the sentence that ends in a colon"),
        ("Bố trí vốn", "a", 2, "Sở Tài chính:", "inside item 1"),
        ("Báo cáo hằng tháng", "a", 2, "Sở Tài chính:", "a second sentence belongs to the item"),
        ("Ưu tiên", "-", 3, "Bố trí vốn", "a bullet inside an item"),
        ("Nhất là", "-", 4, "Ưu tiên", "plus inside minus"),
        ("Thu hồi", "b", 2, "Sở Tài chính:", "back to the letters"),
        ("Sở Nội vụ", "2", 1, "UBND tỉnh yêu cầu", "back to the numbers"),
        ("Các đơn vị bị", None, 0, None, "a paragraph without a number"),
        ("Công an", "3", 1, "UBND tỉnh yêu cầu", "the list goes on after it"),
        ("Quyết định", "2", 1, None, "an article of a decision"),
    ],
)
def test_lists(words: str, item: str | None, depth: int, parent: str | None, reason: str) -> None:
    text, found = body(LIST)
    sentence = next(s for s in found if text.startswith(words, s.start))
    head = found[sentence.parent].start if sentence.parent is not None else None
    assert (sentence.item, sentence.depth) == (item, depth), reason
    assert (head is None) == (parent is None), reason
    assert head is None or text.startswith(parent or "", head), reason


@pytest.mark.parametrize(
    ("raw", "expected", "reason"),
    [
        ("Nhiệm vụ: 1. Rà soát đất; 2. Bố trí vốn.", [(None, "Nhiệm vụ:"), ("1", "Rà soát đất;"), ("2", "Bố trí vốn.")], "inside a paragraph"),
        ("Giao: (1) Sở A làm; (2) Sở B giúp.", [(None, "Giao:"), ("1", "Sở A làm;"), ("2", "Sở B giúp.")], "numbers in brackets"),
        ("Giao: a) Sở A làm; b) Sở B giúp.", [(None, "Giao:"), ("a", "Sở A làm;"), ("b", "Sở B giúp.")], "letters"),
        ("Gồm: (1) điện; (2) nước.", [(None, "Gồm: (1) điện; (2) nước.")], "members of a phrase stay together"),
        ("1. Sở A làm. 2. Sở B giúp.", [("1", "Sở A làm."), ("2", "Sở B giúp.")], "the first item begins the line"),
        ("Đạt mức 2. Không giảm.", [(None, "Đạt mức 2."), (None, "Không giảm.")], "a number at a sentence's end"),
        ("I. Về thu ngân sách", [("I", "Về thu ngân sách")], "a Roman number"),
        ("(i) Tăng kiểm tra;", [("i", "Tăng kiểm tra;")], "a small Roman number"),
        ("Một là, tăng thu.", [("1", "tăng thu.")], "counted in words"),
        ("Thứ hai, giảm chi.", [("2", "giảm chi.")], "ordinals"),
        ("Bước 3: Nghiệm thu.", [("3", "Nghiệm thu.")], "steps"),
        ("Điều 12. Trách nhiệm", [("12", "Trách nhiệm")], "articles"),
        ("1.2. Rà soát.", [("1.2", "Rà soát.")], "two levels in one number"),
        ("2. 000 hộ", [("2", "000 hộ")], "a number and a space is an item, whatever follows"),
        ("12.500 hộ nghèo.", [(None, "12.500 hộ nghèo.")], "a thousands point is none"),
        ("17.2.2025 họp.", [(None, "17.2.2025 họp.")], "nor is a date"),
        ("- Thưa ông, vì sao?", [("-", "Thưa ông, vì sao?")], "a speaker's turn"),
        ("-5 độ C.", [(None, "-5 độ C.")], "a minus sign is no bullet"),
    ],
)
def test_item_numbers(raw: str, expected: list[tuple[str | None, str]], reason: str) -> None:
    text, found = body(raw)
    assert [(s.item, text[s.start : s.end]) for s in found] == expected, reason


def test_the_letter_i_after_h_is_no_roman_number() -> None:
    _, found = body("\n".join(f"{letter}) Việc cần làm ngay của đơn vị." for letter in "abcdđeghik"))
    assert [(s.item, s.depth) for s in found] == [(letter, 1) for letter in "abcdđeghik"]


@pytest.mark.parametrize(
    ("raw", "start", "reason"),
    [
        ("(GLO)- Sáng 5/3, tỉnh họp về thu ngân sách sáu tháng đầu năm.", "Sáng", "brackets and a hyphen"),
        ("TTH.VN - “Năm nay phải xong”, ông Ba nói với các đơn vị dự họp.", "“Năm", "a host's name"),
        ("UBND tỉnh - cơ quan chủ trì - vừa có văn bản gửi các sở, ngành.", "UBND", "an agency at the head of a sentence stays"),
    ],
)
def test_the_outlets_name_is_no_part_of_the_first_sentence(raw: str, start: str, reason: str) -> None:
    text, found = cut(raw)
    assert text.startswith(start, found[0].start), reason


@pytest.mark.parametrize(
    ("raw", "expected", "reason"),
    [
        ("Ông nói: “Các xã phải rà soát ngay và báo cáo trước tháng sau”.", ["“Các xã phải rà soát ngay và báo cáo trước tháng sau”"], "curly marks"),
        ('Ông nói: "Các xã phải rà soát ngay và báo cáo sau".', ['"Các xã phải rà soát ngay và báo cáo sau"'], "straight marks"),
        ("Gỡ “điểm nghẽn” và “nút thắt”.", [], "short ones do not speak"),
        (
            "“Phải có “điểm chạm” giữa các cơ quan, đơn vị với người dân”, ông nói.",
            ["“Phải có “điểm chạm” giữa các cơ quan, đơn vị với người dân”"],
            "a nested one belongs to the outer",
        ),
        ("Gỡ \"điểm nghẽn' cho các doanh nghiệp vừa và nhỏ, tạo \"điểm sáng\".", [], "a lost mark opens nothing"),
        ("“Đoạn một của lời phát biểu dài.\nĐoạn hai kết thúc”.", ["“Đoạn một của lời phát biểu dài.\nĐoạn hai kết thúc”"], "over two paragraphs"),
        ("“Một lời phát biểu mà dấu đóng đã mất đi.\nĐoạn sau.", ["“Một lời phát biểu mà dấu đóng đã mất đi."], "a lost closing mark"),
    ],
)
def test_quotations(raw: str, expected: list[str], reason: str) -> None:
    text = View(raw).text
    assert [text[a:b] for a, b in quotations(text)] == expected, reason


def test_each_sentence_that_begins_inside_a_quotation_is_quoted() -> None:
    _, found = body("Ông kết luận: “Các xã phải rà soát lại ngay. Hạn chót là tháng 5”. Cuộc họp kết thúc.")
    assert [s.quoted for s in found] == [False, True, False]


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("Sở A làm;|Sở B giúp;|Sở C đôn đốc.", "at each semicolon, which stays with its clause"),
        ("Xây cầu (nhỏ; vừa; lớn);|sửa đường.", "not inside brackets"),
        ("Theo đề án “Nước; đất; rừng” của tỉnh;|thực hiện ngay.", "not inside a title"),
        ('Gỡ "điểm nghẽn\' về vốn;|thực hiện ngay.', "a lost mark hides nothing"),
        ("Thực hiện (theo phân cấp;|báo cáo ngay.", "nor does a lost bracket"),
    ],
)
def test_clauses(marked: str, reason: str) -> None:
    text = marked.replace("|", " ")
    assert [text[a:b] for a, b in clauses(text, Sentence(0, len(text), "body", 0))] == marked.split("|"), reason


PIECES = st.sampled_from(
    ["Sở Y tế", " ", ". ", ".", "\n", ";", ":", "1. ", "a) ", "- ", "“", "”", '"', "(", ")", "TP", "…", "?", "v.v. ", "một là, ", "(1) ",
     "i) ", "x" * 250, "3.5"]
)  # fmt: skip


@given(st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=150)))
@settings(max_examples=400, deadline=None)
def test_sentences_are_in_order_inside_their_paragraphs_and_trimmed(raw: str) -> None:
    text = View(raw).text
    paragraphs = lines(text)
    found = sentences(text, paragraphs)
    last = 0
    for i, s in enumerate(found):
        assert last <= s.start < s.end
        assert paragraphs[s.paragraph].start <= s.start and s.end <= paragraphs[s.paragraph].end
        assert text[s.start : s.end].strip() == text[s.start : s.end]
        assert s.parent is None or s.parent < i
        pieces = clauses(text, s)
        assert pieces[0][0] == s.start and pieces[-1][1] == s.end
        last = s.end
    for a, b in quotations(text):
        assert 0 <= a < b <= len(text)


FILLERS = [
    "a", "a.", "A. ", ". ", "1. ", "(1) ", "“", "“a” ", '"', "(", "();",
    ";", "a) ", "- a\n", "1.1", ".a.b", "…", "TP. ", "? ", "một là, ", "“\n", "x; “", "(a; ",
]  # fmt: skip


@pytest.mark.parametrize("filler", FILLERS)
def test_linear_time(filler: str) -> None:
    def read(text: str) -> None:
        for sentence in body(text)[1][:50]:
            clauses(text, sentence)

    assert_linear(filler, 40_000, lambda raw: View(raw).text, read)
