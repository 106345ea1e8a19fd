"""What a sentence does, inside a frame and outside: verbs of ordering with their subjects and addressees, and the class of the sentence."""

from __future__ import annotations

import re

import pytest
from conftest import assert_linear

from pipeline import context, schema, tag
from pipeline.link.acts import Frame, classify
from pipeline.link.cues import phrases
from pipeline.link.mask import Mask, mask, slots
from pipeline.link.orders import main_clause, orders

FRAMES = {
    "outside": Frame(),  # nobody has given an order yet
    "closed": Frame(known=True),  # somebody has, but a report came since
    "open": Frame(active=True, known=True),
    "list": Frame(active=True, listing=True, known=True),
}


def masked(text: str) -> tuple[str, Mask]:
    """The view of a sentence and its mask."""
    read = context.read(schema.Article(id="x", published="2022-04-06", place=schema.Place(province="Nam Định")), text)
    return read.text, mask(read.text, 0, len(read.text), slots(read.text, tag.tag(read)))


ORDERS = [
    # [words](what they are), reason
    ("[UBND tỉnh](subject) [yêu cầu](verb) [Sở Y tế](addressee) lập đội phản ứng nhanh.", "all three side by side"),
    ("[Yêu cầu](verb) [các huyện](addressee) rà soát hộ nghèo.", "no subject"),
    ("[UBND tỉnh](subject) [yêu cầu](verb) tạm dừng lễ hội.", "no addressee"),
    ("[UBND tỉnh](subject) cũng [đề nghị](verb), [các sở, ngành](addressee) bố trí cán bộ trực.", "a comma between verb and addressee"),
    ("[Chủ tịch UBND tỉnh](subject) [giao nhiệm vụ cho](verb) [Sở Công Thương](addressee) kiểm soát giá.", "the longest verb"),
    ("[Chủ tịch UBND tỉnh](subject) đồng ý chủ trương và [giao](verb) [Sở Xây dựng](addressee) hướng dẫn.", "the subject before và"),
    ("[Giao](verb) [thủ trưởng các sở, ngành](addressee) rà soát.", "the heads of a group"),
    ("Đối với [các huyện](addressee), [UBND tỉnh](subject) [giao](verb) rà soát nhà tạm.", "whom it concerns is addressed"),
    ("Để làm rõ mục đích, yêu cầu, [UBND tỉnh](subject) [đề nghị](verb) [Sở Y tế](addressee) giải trình.", "mục đích, yêu cầu are nouns"),
    ("Theo đề nghị của Sở Nội vụ, [UBND tỉnh](subject) [giao](verb) [Thanh tra tỉnh](addressee) kiểm tra.", "a noun, then a verb"),
    ("Tại cuộc họp với Sở Y tế, [UBND tỉnh](subject) [chỉ đạo](verb) [các huyện](addressee) rà soát.", "not the agency behind với"),
    ("[Phân công](verb) [Sở Tư pháp](addressee) làm đầu mối.", "phân công"),
    ("Chất lượng nước đã đáp ứng yêu cầu của người dân.", "yêu cầu after a verb is a noun"),
    ("Theo yêu cầu của Bộ Y tế, các mẫu đã được gửi đi.", "theo yêu cầu"),
    ("UBND tỉnh công nhận 12 xã theo đề nghị của Sở Nội vụ.", "theo đề nghị"),
    ("Công tác chỉ đạo, điều hành có nhiều đổi mới.", "công tác chỉ đạo"),
    ("Ban Chỉ đạo họp phiên thứ hai.", "chỉ đạo inside a name"),
    ("Các đơn vị hoàn thành nhiệm vụ được giao.", "được giao"),
    ("Ngành giao thông tổ chức giao lưu bóng chuyền.", "giao inside other words"),
    ("Huyện bàn giao 20 căn nhà cho hộ nghèo.", "bàn giao"),
    ("Tỉnh giao đất cho nhà đầu tư.", "giao without an agency"),
]  # fmt: skip
MARK = re.compile(r"\[([^\]]*)\]\((\w+)\)")


@pytest.mark.parametrize(("marked", "reason"), ORDERS, ids=[reason for _, reason in ORDERS])
def test_orders(marked: str, reason: str) -> None:
    text, found = masked(MARK.sub(r"\1", marked))
    read = []
    for order in orders(found):
        parts = {"verb": text[found.view(order.start) : found.view(order.end - 1) + 1]}
        parts |= {"subject": text[order.subject.start : order.subject.end]} if order.subject else {}
        parts |= {"addressee": text[order.addressee.start : order.addressee.end]} if order.addressee else {}
        read.append(parts)
    wanted = {role: words for words, role in MARK.findall(marked)}
    assert read == ([wanted] if wanted else []), reason


ACTS = [
    # frame, sentence, kind, reason
    ("outside", "UBND tỉnh yêu cầu Sở Y tế lập đội phản ứng nhanh.", "directive", "an order needs no frame"),
    ("outside", "UBND tỉnh yêu cầu các sở, ngành thực hiện các nhiệm vụ sau:", "umbrella", "a sentence that opens a list"),
    ("outside", "Phó Chủ tịch UBND tỉnh kết luận như sau:", "umbrella", "so does kết luận"),
    ("list", "Nhiệm vụ của các đơn vị:", "umbrella", "a lead-in inside a list"),
    ("outside", "UBND tỉnh vừa ban hành Công văn số 12/UBND-VX về năm học mới.", "announcement", "a paper: what follows is its content"),
    ("open", "Tiếp tục kiểm tra các chợ.", "directive", "an imperative inside a frame"),
    ("outside", "Tiếp tục kiểm tra các chợ.", "other", "the same outside"),
    ("closed", "Tiếp tục kiểm tra các chợ.", "other", "and after a report"),
    ("open", "Đồng thời, đẩy mạnh tuyên truyền.", "directive", "a connector before the imperative"),
    ("open", "Việc bình xét phải công khai.", "directive", "a modal inside a frame"),
    ("outside", "Việc bình xét phải công khai.", "other", "the same outside"),
    ("outside", "Sở Y tế phải công khai giá thuốc.", "directive", "an agency that must needs no frame"),
    ("open", "Sở Công Thương theo dõi giá cả.", "directive", "an agency and what it does"),
    ("outside", "Sở Công Thương theo dõi giá cả.", "other", "the same outside"),
    ("open", "Sở Công Thương đã xử lý 12 vụ.", "report", "đã: a result, even inside a frame"),
    ("open", "Qua đó, nhận thức của bà con được nâng lên.", "report", "qua đó: what came of it"),
    ("open", "Trường hợp đơn có nội dung mật, Sở Nội vụ báo cáo UBND tỉnh.", "directive", "a condition inside a frame"),
    ("outside", "Trường hợp mưa lớn kéo dài, nguy cơ ngập úng rất cao.", "other", "a forecast"),
    ("open", "Hoàn thành trước ngày 20/4/2022.", "umbrella", "only a deadline"),
    ("open", "Bao giờ Sở Y tế phải công khai giá thuốc?", "other", "a question"),
    ("list", "Mỗi xã một cán bộ làm việc này ở các thôn.", "directive", "any sentence of a list that tells no result"),
    ("open", "Thông báo này thay thế Thông báo số 12/TB-UBND.", "other", "about the paper itself"),
    ("closed", "Tuyệt đối không để xe quá tải đi trên mặt đê.", "directive", "a ban after somebody has spoken"),
    ("outside", "Nhiều hộ tuyệt đối không vay vốn ngân hàng.", "other", "the same words outside"),
    ("outside", "Ông Trần Văn Mẫu, Chủ tịch UBND tỉnh, nhấn mạnh các xã cần dạy nghề cho nông dân.", "directive", "a verb of saying with cần"),
    ("outside", "Ông Trần Văn Mẫu, Chủ tịch UBND tỉnh, nhấn mạnh kinh tế biển là lợi thế.", "other", "a verb of saying without a modal"),
    ("outside", "Ông Trần Văn Mẫu, Chủ tịch UBND tỉnh, cho biết tỉnh cần 5 tỷ đồng.", "other", "cho biết tells, cần 5 tỷ is a need"),
    ("open", "Cử tri đề nghị sớm sửa cầu treo.", "upward", "what citizens ask"),
    ("open", "Thu nhập bình quân của xã là 50 triệu đồng.", "other", "thu nhập is no thu"),
    ("open", "Kiểm tra cho thấy nhiều quầy bẩn.", "other", "kiểm tra is a noun before cho thấy"),
    ("open", "Giảm nghèo là nhiệm vụ của mọi nhà.", "other", "a statement with là"),
    ("open", "Xác định đây là nhiệm vụ hàng đầu.", "directive", "xác định takes là"),
    ("open", "Các đơn vị thường xuyên dọn chợ.", "directive", "thường xuyên is no thường"),
    ("outside", "Giao:", "umbrella", "a line that only orders"),
    ("closed", "Nhiệm vụ trọng tâm gồm: dọn chợ; nạo vét cống; sửa đường.", "directive", "tasks told in one sentence"),
    ("outside", "Giữ sạch chợ là yêu cầu của Chủ tịch UBND tỉnh đối với Sở Công Thương.", "directive", "told as a demand"),
    ("closed", "Chỉ đạo các huyện làm thủy lợi.", "other", "chỉ đạo without a subject, after a report"),
    ("open", "Trường hợp thiếu giường thì bố trí thêm tại trạm.", "directive", "thì without a comma"),
    ("outside", "Thu ngân sách quý I đạt 27% dự toán.", "other", "a result"),
    ("outside", "Trước đó, UBND tỉnh yêu cầu các huyện nạo vét kênh.", "report", "an earlier order, without đã"),
    ("outside", "Cử tri phường Trần Phú (TP. Nam Định) đề nghị UBND tỉnh sớm sửa cầu.", "upward", "voters of a place, with a stop in the bracket"),
    ("outside", "Tại phiên họp, đại diện UBND xã Hải Anh đề nghị sớm bố trí vốn sửa cầu.", "upward", "whoever stands for a body asks"),
    ("open", "Công văn số 12/UBND-VX không nhắc đến kinh phí.", "other", "what a paper does not do is no prohibition"),
    ("outside", "Theo Luật Tiếp công dân, Chủ tịch UBND cấp xã phải tiếp dân hằng tuần.", "other", "what a law provides"),
    ("open", "Từ nay người dân không còn phải chờ lâu.", "other", "không còn phải: no longer obliged"),
    ("outside", "Cơ quan này khuyến cáo ghe thuyền cần giảm tốc độ.", "other", "a warning, no order"),
    ("open", "Qua đây, UBND tỉnh trân trọng cảm ơn các nhà tài trợ.", "other", "thanks"),
    ("outside", "Giải ngân đạt 38%, thấp hơn mức mà UBND tỉnh yêu cầu.", "other", "a relative clause"),
    ("outside", "Chủ tịch UBND tỉnh nhắc Sở Y tế sớm trả lời dân.", "directive", "nhắc with an addressee"),
    ("outside", "", "other", "no text"),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "sentence", "kind", "reason"), ACTS, ids=[f"{frame}: {reason}" for frame, *_, reason in ACTS])
def test_classify(frame: str, sentence: str, kind: str, reason: str) -> None:
    text, found = masked(sentence)
    act = classify(found, FRAMES[frame], text)
    assert act.kind == kind, (reason, act)


MAIN_CLAUSES = [
    # opening | main clause, reason
    ("|Rà soát các chợ.", "no opening"),
    ("Đồng thời, |rà soát các chợ.", "a connector"),
    ("Trước ngày 20/4, |các huyện phải rà soát.", "a date"),
    ("Để kịp tiến độ, |các huyện phải rà soát.", "a purpose"),
    ("Trên cơ sở đó, trong tháng 4, |rà soát các chợ.", "two openings"),
    ("“|Các xã phải rà soát”.", "an opening mark"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "reason"), MAIN_CLAUSES, ids=[reason for _, reason in MAIN_CLAUSES])
def test_main_clause(marked: str, reason: str) -> None:
    text, found = masked(marked.replace("|", ""))
    assert text[found.view(main_clause(found)) :] == marked.split("|")[1], reason


def test_longer_phrases_come_first() -> None:
    """Else "giao" would match where "giao nhiệm vụ cho" stands."""
    for kind in ("order", "soft", "imperative", "report", "connector"):
        rows = phrases(kind)
        assert len(rows) > 5 and list(rows) == sorted(rows, key=len, reverse=True)


@pytest.mark.parametrize("words", ["rà soát ", "a, ", "theo ", "để nhằm ", "gửi ", "“", "phải ", "(", "trong đó, "])
def test_long_sentences_take_linear_time(words: str) -> None:
    def masked_whole(text: str) -> tuple[str, Mask]:
        return text, mask(text, 0, len(text), [])

    def classify_all(given: tuple[str, Mask]) -> None:
        text, found = given
        for frame in FRAMES.values():
            classify(found, frame, text)

    assert_linear(f"UBND tỉnh yêu cầu |{words}|", 60_000, masked_whole, classify_all)
