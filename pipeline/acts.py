"""What a sentence does: order, umbrella over a list, report, request upwards, or nothing of the kind (catalogue E1-E9).

Rules look at the sentence's `Mask` and at the frame: whether somebody in charge is speaking. A learned classifier gets the same two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from corpora import gazetteer
from pipeline import schema
from pipeline.mask import AGENCY, DATE, DOCUMENT, OFFICE, PERSON, QUANTITY, Mask, Slot

WHO = rf"(?:[{AGENCY}{OFFICE}]|\b(?:sở|bộ|ban|đơn vị|cơ quan|địa phương|ngành|ubnd) (?:này|trên)\b)"  # an addressee
SPEAKER = f"[{AGENCY}{OFFICE}{PERSON}]"


class Order(NamedTuple):
    """A verb of ordering in a sentence: its place in the mask, its subject, its addressee."""

    verb: str
    start: int
    end: int
    subject: Slot | None
    addressee: Slot | None


class Act(NamedTuple):
    """The class of a sentence and the words that decided it."""

    kind: str  # directive, umbrella, report, upward, announcement, other
    trigger: str | None
    by: str
    order: Order | None = None
    confidence: float = 0.8


@dataclass
class Frame:
    """Who is speaking and to whom, as the sentences before have set it."""

    active: bool = False  # the sentence before was an order, an umbrella or an announcement
    listing: bool = False  # inside the list below an umbrella
    known: bool = False  # somebody in charge has given an order or a document in this article


@cache
def phrases(kind: str) -> str:
    """The phrases of one class of triggers.tsv as a regular expression, longest first."""
    rows = sorted((row["phrase"] for row in gazetteer("triggers") if row["class"] == kind), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(row) for row in rows) + ")"


# -- orders

_ORDER = re.compile(rf"\b(?P<verb>{phrases('order')})\b")

# A verb of ordering is a noun, or part of another word, after or before these.
_NOUN_LEFT = {
    "yêu cầu": r"(?:bị|được|theo|đáp ứng|những|một số|đúng|khi có|mọi|phù hợp với|ngoài|bảo đảm|đảm bảo|tiến độ|trước|với|từ|của|và|về|nội dung|thực hiện|có)(?: các| những| đầy đủ| tốt)* $",
    "đề nghị": r"(?:theo|xét|tại|văn bản|hồ sơ|công văn|tờ trình|thủ tục|đơn|các|nội dung|có|lập|nhận|ý kiến) $",
    "chỉ đạo": r"(?:ban|công tác|sự|ý kiến|nội dung|kết luận|lãnh đạo,?|theo|những|các|vai trò|quan điểm|năng lực|nhiệm vụ|tinh thần|tham mưu|phục vụ|hoạt động|phương thức|được|tinh thần|văn bản) $",
    "giao": r"(?:được|bàn|chuyển|phát|tiếp|ký|hội|chỉ tiêu|nhiệm vụ|đã được|ủy ban|xã) $",
    "phân công": r"(?:được|sự|theo|bảng) $",
    "đôn đốc": r"(?:kiểm tra,|theo dõi,|giám sát,|hướng dẫn,|và|kiểm tra|việc|công tác|thường xuyên) $",
    "chỉ thị": r"(?:ban hành|có|các|theo|ra|ký|hành|triển khai|hiện) $",
    "nhắc": r".",
}
_NOUN_LEFT_ADDRESSED = {"yêu cầu": r"(?:bị|được|theo|đáp ứng|những|các|một số|từ|của) $", "đề nghị": r"(?:theo|xét|văn bản|hồ sơ|tờ trình|thủ tục|các|nhận) $"}
_NOUN_RIGHT = {
    "yêu cầu": r"(?: của| đề ra| đặt ra| về| nhiệm vụ| công việc| thực tế| thực tiễn| phát triển| mới| cấp bách| bức thiết| kỹ thuật| cao| này| trên|\.|,? tiến độ| chuyên môn| chính đáng| cần đạt| khách quan)\b",
    "đề nghị": r"(?: của| công nhận| được| xét)\b",
    "chỉ đạo": r"(?: của| điều hành|,| tại| trên| về)\b",
    "giao": rf"(?! (?:nhiệm vụ (?:cho )?|cho |trách nhiệm cho |các đồng chí |đồng chí |thủ trưởng |người đứng đầu |lãnh đạo )*[{AGENCY}{OFFICE}{PERSON}])",
    "phân công": rf"(?! (?:cụ thể |nhiệm vụ (?:cho )?|các đồng chí )*[{AGENCY}{OFFICE}{PERSON}])",
    "quán triệt": rf"(?! (?:đến |tới |cho )?(?:các )?[{AGENCY}{OFFICE}])",
    "lưu ý": rf"(?!,? (?:đối với |các đồng chí |đến |tới )*[{AGENCY}{OFFICE}])",
}
_NEEDS_ADDRESSEE = ("chỉ đạo", "phân công", "giao", "giao cho", "ủy quyền", "ủy quyền cho", "đôn đốc", "quán triệt", "lưu ý", "nhắc nhở", "nhắc", "chỉ thị")
_TO = re.compile(rf"(?:,|:)?(?: (?:đối với|cho|tới|đến|với|các đồng chí|đồng chí|lãnh đạo|thủ trưởng|người đứng đầu|tập thể|toàn thể|tất cả|các thành viên|thành viên|nhiệm vụ cho|trực tiếp|cụ thể|một số))*,? ?(?P<who>[{AGENCY}{OFFICE}{PERSON}])")
_GIVES = re.compile(rf" (?!đất|thông|ban|dịch|lưu)[^.;:,]{{0,60}}? cho (?P<who>[{AGENCY}{OFFICE}])")  # giao 24 chỉ tiêu cho các sở
_NO_SUBJECT_LEFT = re.compile(r"(?:gửi|tới|cho|với|của|tại|theo|về|đến|qua|tham mưu|giúp|cùng|trên|ở|giữa|từ|bởi|báo cáo|trình|đối với|đề xuất|phê duyệt) (?:các )?$")
_RECIPIENT = re.compile(rf"gửi(?: đến| tới| cho)?(?: các)? (?P<who>[{AGENCY}{OFFICE}])(?: về việc)?[^.;]{{0,60}}$")


def orders(mask: Mask) -> list[Order]:
    """The verbs of ordering in a sentence that are verbs there, each with subject and addressee."""
    found = []
    for match in _ORDER.finditer(mask.text):
        verb, left, right = match["verb"], mask.text[max(match.start() - 200, 0) : match.start()], mask.text[match.end() : match.end() + 200]
        stem = "giao" if verb.endswith("giao") or verb.startswith("giao") else verb
        to = _TO.match(right) or (_GIVES.match(right) if stem == "giao" else None)
        nouns = _NOUN_LEFT_ADDRESSED if to and stem in _NOUN_LEFT_ADDRESSED else _NOUN_LEFT
        if stem in nouns and re.search(r"(?<!\w)" + nouns[stem], left[-30:]):
            continue
        if not to and stem in _NOUN_RIGHT and re.match(_NOUN_RIGHT[stem], right):
            continue
        addressee = mask.slot(match.end() + to.start("who")) if to else None
        subject = _subject(mask, match.start())
        if not addressee:
            sent = _RECIPIENT.search(left)
            addressee = mask.slot(match.start() - len(left) + sent.start("who")) if sent else None
        if verb in _NEEDS_ADDRESSEE and not addressee:
            continue
        found.append(Order(verb, match.start(), match.end(), subject, addressee))
    return found


def _subject(mask: Mask, position: int) -> Slot | None:
    """Who does the verb at this position: the nearest slot before it that no preposition governs.

    After "đồng thời" or "và" it is the first such slot of the sentence: "Chủ tịch phê bình các huyện, đồng thời yêu cầu ...".
    """
    begin = main_clause(mask)
    if re.search(r"(?:đồng thời|và)(?: cũng)?,? $", mask.text[:position]):
        for slot, at in zip(mask.slots, mask.at, strict=True):
            if slot.kind in (AGENCY, OFFICE, PERSON) and begin <= at < position and not _NO_SUBJECT_LEFT.search(mask.text[:at]):
                return slot
    for i in range(len(mask.slots) - 1, -1, -1):
        slot, at = mask.slots[i], mask.at[i]
        if at >= position or slot.kind not in (AGENCY, OFFICE, PERSON):
            continue
        if re.search(r"[.;:]", mask.text[at + 1 : position]) or position - at > 160:
            return None
        if not _NO_SUBJECT_LEFT.search(mask.text[:at]):
            return slot
    return None


# -- reports, umbrellas and what may open a task

_LEAD_IN = rf"""
    (?: (?: {phrases('connector')} (?:,|\ là|:)? | (?:(?:trước|đến|từ|trong|vào|chậm\ nhất|ngay)\ )*{DATE} | {DOCUMENT} | (?:để|nhằm|ngay\ sau|sau|trên\ cơ\ sở|căn\ cứ|thực\ hiện|theo|trong|với|từ|qua|về|đối\ với|liên\ quan|riêng|khi|trường\ hợp|nếu)\b[^;:.]*? [,:] )
        ,?\s* )*
    [“"(]?\s*
"""
LEAD_IN = re.compile(_LEAD_IN, re.VERBOSE)
IMPERATIVE = re.compile(rf"(?:{phrases('imperative')}|chỉ (?!thị|đạo|tiêu|số|còn|có|là|mới|trong|riêng|tính|sau)\w+)\b")
_REPORT = re.compile(rf"(?:(?:và )?(?:{phrases('report')}))\b")
_PAST = re.compile(r"\b(?:đã|đang|vừa được|chưa|đạt được|đều đạt|được đánh giá|ghi nhận|diễn ra|cơ bản)\b")
# "cần" with a noun behind it is a need, no order.
NEEDS = r"(?:thiết|có \d|thơ|trục|câu|cù|nhiều|thêm|khoảng|\d|vốn|tiền|kinh phí|nhân lực|người|mặt bằng|thời gian|nguồn|máy|thuốc|hơn|ít nhất)\b"
_MODAL = re.compile(
    rf"\b(?P<modal>(?<!không )(?<!chưa )phải\b(?! là\b)|(?<!khi )(?<!nếu )(?<!chưa )(?<!không )(?<!sự )(?<!rất )cần\b(?! {NEEDS})|không được|có trách nhiệm|chịu trách nhiệm|tuyệt đối không|kiên quyết không|không để)\b"
)
_AGENCY_MODAL = re.compile(
    rf"{WHO}(?: này| đó| trên| nêu trên)?(?P<gap>[ ,](?!đã |đang |chưa ).{{0,80}}?)? ?\b(?:phải\b(?! là\b)|(?<!khi )(?<!rất )cần\b(?! {NEEDS})|không được|có trách nhiệm|chịu trách nhiệm|tuyệt đối không)\b"
)
_AGENCY_SHOULD = re.compile(rf"{WHO},? (?:cũng )?nên\b(?! chưa| không| đã| việc| số| tình| kết)")
_PASSIVE = re.compile(rf"{WHO},? (?:cũng |đã |vừa )?(?:được|bị) (?:giao(?! nhiệm vụ tại| {QUANTITY}| \d| đất| vốn| chỉ tiêu| quản lý| quyền)|yêu cầu|phân công|đề nghị)\b|bị yêu cầu")
_ASPECT = re.compile(
    r"[ ,]*(?:(?:cũng|vẫn|luôn|tiếp tục) )?(?:đã|đang|vừa|mới|chưa|sẽ|được|bị|có(?! (?:phương án|biện pháp|kế hoạch|giải pháp|trách nhiệm|hình thức))|là|gồm|đạt|còn|hiện|luôn|thường|nằm|nói|dự|tham dự|kiến nghị|đề nghị|đề xuất với|mong|phản ánh|phê bình|đồng ý|chủ trì (?:hội nghị|cuộc họp|buổi|phiên|tại)|tổ chức (?:hội nghị|lễ|cuộc họp|buổi|họp|đoàn)|diễn ra|cho biết|cho hay|báo cáo (?:kết quả|tình hình|tại|về)|trao|tặng|đến dự|phát biểu|ghi nhận|đánh giá|biểu dương|cho rằng|nhấn mạnh|khẳng định|thông tin|đồng chủ trì|ban hành (?:công văn|văn bản|kế hoạch|quyết định|chỉ thị|công điện|thông báo)|có (?:công văn|văn bản|công điện)|vừa)\b"
)
_LISTING = re.compile(
    r"(?:(?:một số|các|những|\d+|sau) (?:nội dung|nhiệm vụ|giải pháp|vấn đề|công việc|yêu cầu|việc|biện pháp|nhóm nhiệm vụ)[^.;]{0,60}?(?:sau|như sau|sau đây|dưới đây|trọng tâm|cụ thể)|như sau|sau đây|cụ thể(?: như sau)?)\s*[:.]?$"
)
_ANNOUNCE = re.compile(
    rf"(?:{SPEAKER}[^.;]{{0,120}}?\b(?:vừa |đã |mới )?(?<!chưa )(?<!để )(?:ban hành|ký|ký ban hành|có|ra|phát đi|gửi|phê duyệt)(?: vừa| ngay| khẩn)*(?: một)? (?:{DOCUMENT}|công văn|văn bản|công điện|chỉ thị|kế hoạch|thông báo|ý kiến chỉ đạo|kết luận))"
    rf"|^(?:theo đó, )?(?:tại|theo) {DOCUMENT},|thông báo (?:kết luận|ý kiến)|kết luận (?:hội nghị|cuộc họp|buổi|phiên)|phát biểu (?:chỉ đạo|kết luận|tại)|chỉ đạo (?:hội nghị|tại)"
)
_DIRECTIVE_PAPER = re.compile(r"công văn|văn bản|công điện|chỉ thị|kế hoạch|thông báo|chương trình|đề án|kết luận|phương án|quyết định|hướng dẫn|nghị quyết", re.IGNORECASE)
_LAW = re.compile(r"(?:^|\W)(?:luật|bộ luật|nghị định|thông tư|pháp lệnh|hiến pháp)\b", re.IGNORECASE)
_SOFT = re.compile(rf"{SPEAKER}[^.;“\"]{{0,80}}?\b(?:{phrases('soft')})\b")
_TELLS = re.compile(rf"(?:{SPEAKER}|^theo {SPEAKER})[^.;“\"]{{0,60}}?\b(?:cho biết|cho hay|thông tin(?: thêm| rằng| về|:)|báo cáo (?:tại|rằng|nhanh kết quả)|chia sẻ|trình bày|lý giải|giải thích|tâm sự)\b")
_PROHIBITS = re.compile(r"\b(?:tạm thời (?:chưa|không|dừng)|nghiêm cấm|tuyệt đối không|kiên quyết không|(?:thống nhất|quyết định|ra lệnh) (?:cấm|dừng|tạm dừng|đóng cửa|cho (?:học sinh|sinh viên)))\b")
_DEADLINE_ONLY = re.compile(rf"(?:(?:thời gian |thời hạn )?(?:hoàn thành|xong|thực hiện xong|hạn)|(?:thời gian|thời hạn) báo cáo)[^,;{AGENCY}{OFFICE}]{{0,30}}{DATE}[ .]*")


def modal_in(masked: str) -> re.Match[str] | None:
    """The first modal of an order; "những vấn đề cần giải quyết" holds a relative clause, no order."""
    return next((m for m in _MODAL.finditer(masked) if not (m["modal"] == "cần" and _RELATIVE.search(masked[max(m.start() - 40, 0) : m.start()]))), None)


_RELATIVE = re.compile(r"(?:những|một số|nhiều|có) (?:vấn đề|nội dung|việc|điểm|hạn chế|khuyết điểm|khâu|lĩnh vực|tồn tại|khó khăn|công việc)(?: \w+){0,3} $|(?:vấn đề|nội dung|việc|khâu) $")


def main_clause(mask: Mask) -> int:
    """Position in the mask where the clause begins that follows connectors, dates and adverbials."""
    match = LEAD_IN.match(mask.text)
    return match.end() if match else 0


# Who spoke, told after the quotation: "...", ông A nhấn mạnh. | "...". Đó là yêu cầu của Chủ tịch UBND tỉnh.
_SAYS = rf"(?:{phrases('soft')}|{phrases('order')})"
_AFTER_QUOTATION = re.compile(rf"[”\"][,.]? ?(?:[-–] ?)?(?:(?:đó|đây|là một)[^.;]{{0,30}} (?:yêu cầu|chỉ đạo|ý kiến chỉ đạo|nhấn mạnh|lưu ý|phát biểu|quan điểm|khẳng định)[^.;]{{0,20}} )?(?P<who>{SPEAKER})[^.;“”]{{0,80}}?(?:\b{_SAYS}\b|\.?$)")
CATAPHORA = re.compile(rf"^(?:đó|đây)[^.;]{{0,30}} (?:yêu cầu|chỉ đạo|ý kiến chỉ đạo|nhấn mạnh|lưu ý|phát biểu|quan điểm|khẳng định)[^.;]{{0,20}} (?P<who>{SPEAKER})")
_ATTRIBUTION = re.compile(rf"^(?P<who>{SPEAKER})[^.;“”]{{0,80}}?\b{_SAYS}\b")


def attribution(mask: Mask) -> int | None:
    """The position in the mask of the speaker named behind a closing quotation mark, else None."""
    match = _AFTER_QUOTATION.search(mask.text)
    return match.start("who") if match else None


def speaker_of_quotation(mask: Mask, first: bool) -> int | None:
    """The position of a quotation's speaker: behind its closing mark, or in the sentence after it (`first` is the quotation itself)."""
    at = attribution(mask)
    if at is None and not first:
        match = CATAPHORA.search(mask.text) or _ATTRIBUTION.search(mask.text)
        at = match.start("who") if match else None
    return at


Rule = Callable[[Mask, Frame, str], Act | None]


def _question(mask: Mask, frame: Frame, text: str) -> Act | None:
    return Act("other", None, "acts.question") if text.rstrip(" ”\"").endswith("?") else None


def _ordering(mask: Mask, frame: Frame, text: str) -> Act | None:
    for order in orders(mask):
        before = mask.text[: order.start]
        begins = main_clause(mask) >= order.start - 1 or _SPEAKER_WORD.search(before) is not None or re.search(r"[;:,“”.] ?(?:và |đồng thời,? |theo đó,? )?$", before) is not None
        if not order.subject and not order.addressee and not begins:
            continue
        if not order.subject and not begins and not (frame.known or _announces(before)):
            continue
        told = re.search(r"\b(?:đã|từng|đang)(?: \w+){0,2} $", before)
        low = text.lower()
        if order.verb == "đề nghị" and _ASKS_UP.match(mask.text[order.end :]):
            return Act("upward", order.verb, "acts.asks_up", order)
        history = _HISTORY.match(mask.text) or _HISTORY.match(low) or _LATELY.search(low[: low.find(order.verb)])
        now = re.search(rf"\b(?:vừa|hôm nay|công văn|văn bản|công điện|cuộc họp|hội nghị|buổi làm việc)\b|{DOCUMENT}", mask.text)
        if told and (history or order.verb == "chỉ đạo" and (not order.addressee or not now and not _NEWS.match(mask.text))):
            return Act("report", order.verb, "acts.order_reported", order)
        if order.subject and order.subject.kind == AGENCY and order.verb == "chỉ đạo" and not told and not frame.active and not re.search(r"(?:vừa|mới|tiếp tục|cũng) $", before) and re.search(r"^(?:hiện|đến nay)", mask.text):
            continue
        if order.verb == "giao" and re.match(rf" (?:\d{{2,}}|{QUANTITY})", mask.text[order.end :]):
            return Act("report", order.verb, "acts.tasks_counted", order)
        kind = "umbrella" if _LISTING.search(mask.text.rstrip(" .:”")) and text.rstrip().endswith((":", "sau.", "sau")) or text.rstrip().endswith(":") else "directive"
        return Act(kind, order.verb, "acts.order", order, 0.92)
    return None


# A speaker without a name, or a paper that speaks: "đồng chí đề nghị", "công văn yêu cầu", "hội nghị giao".
_SPEAKER_WORD = re.compile(
    rf"(?:^|[,;:.“”\"] |\b(?:và|theo đó,?|đồng thời,?|tại {DOCUMENT},?) )(?:(?:đồng chí|ông|bà|phó|chủ tịch|bí thư|thủ tướng|bộ trưởng|giám đốc|lãnh đạo|người đứng đầu|thường trực|ban|tỉnh|huyện|thành phố|hội nghị|cuộc họp|công văn|văn bản|chỉ thị|kế hoạch|thông báo|công điện|kết luận|{DOCUMENT})(?: \w+){{0,5}}) (?:cũng |đã |vừa |nêu rõ,? |còn |tiếp tục )?$"
)
_TELLS_TO_DO = re.compile(rf"thông báo (?:để|đến|cho|tới) (?P<who>[{AGENCY}{OFFICE}])[^.;]{{0,40}}\b(?:thực hiện|triển khai|tổ chức)")
# A request to those above, whoever makes it: "đề nghị tỉnh sớm bố trí vốn".
_ASKS_UP = re.compile(r",? (?:với )?(?:tỉnh|trung ương|thành phố|cấp trên|nhà nước|đảng, nhà nước)(?: và \w+)? (?:sớm|xem xét|quan tâm|bố trí|hỗ trợ|cho phép|có|tiếp tục|tạo điều kiện|đầu tư)\b")
_NEWS = re.compile(rf"(?:[^.;]{{0,60}}{DATE},? )?[^.;]{{0,40}}[{OFFICE}{PERSON}]")  # "Ngày 5/3, Chủ tịch UBND tỉnh đã chỉ đạo": an office or a person acts now
_LATELY = re.compile(r"\b(?:qua đó|thời gian qua|nhiều lần|năm qua|những năm qua|từ đầu năm|đến nay|đầu năm|trong năm|thời gian này)\b")
_HISTORY = re.compile(rf"(?:trước đó|trước đây|năm \d{{4}}|thời gian qua|trong thời gian qua|những năm qua|vừa qua|trong năm|hằng năm|qua \d|sau \d|nhờ|từ đầu năm|{DATE} ?(?:năm)?,? (?:tỉnh|huyện))")


def _notifying(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Văn phòng UBND tỉnh thông báo để các sở thực hiện: an order by the office (D10)."""
    match = _TELLS_TO_DO.search(mask.text)
    if not match:
        return None
    order = Order("thông báo", match.start(), match.start() + 9, _subject(mask, match.start()), mask.slot(match.start("who")))
    return Act("directive", "thông báo", "acts.notifying", order, 0.75)


def _listing(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A sentence that only opens a list, inside a frame."""
    if (frame.active or frame.listing) and text.rstrip().endswith(":") and not re.match(r"(?:đã|đạt)", mask.text):
        return Act("umbrella", None, "acts.opens_list")
    return None


def _concludes(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Phó Chủ tịch kết luận: | UBND tỉnh có ý kiến như sau: what follows is the order."""
    if not _CONCLUDES.search(mask.text) or not re.search(SPEAKER, mask.text):
        return None
    slot = next(s for s in mask.slots if s.kind in (AGENCY, OFFICE, PERSON))
    return Act("umbrella", "kết luận", "acts.concludes", Order("kết luận", len(mask.text), len(mask.text), slot, None), 0.85)


_CONCLUDES = re.compile(r"\b(?:kết luận|ý kiến(?: chỉ đạo)?|chỉ đạo|yêu cầu|đề nghị|giao|quán triệt|lưu ý|chỉ thị|quyết định|thông báo|điện)(?: (?:như sau|một số nội dung|các nội dung|một số vấn đề|sau|cụ thể|như|sau đây))*\s*:$")


def _tasks_below(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Các sở, UBND các huyện tập trung thực hiện các nhiệm vụ sau: opens a list even where no speaker has been named (E4)."""
    if text.rstrip().endswith(":") and _LISTING.search(mask.text.rstrip(" .”")) and re.match(rf"[^.;]{{0,80}}{WHO}", mask.text) and not _PAST.search(mask.text):
        return Act("umbrella", None, "acts.tasks_below", None, 0.75)
    return None


def _deadline_only(mask: Mask, frame: Frame, text: str) -> Act | None:
    return Act("umbrella", "hoàn thành", "acts.deadline_only") if frame.active and _DEADLINE_ONLY.fullmatch(mask.text) else None


def _prohibition(mask: Mask, frame: Frame, text: str) -> Act | None:
    match = _PROHIBITS.search(mask.text)
    past = _PAST.search(mask.text[: match.start()]) if match and match[0].endswith("không") or match and match[0] == "nghiêm cấm" else None
    if match and (frame.known or re.search(WHO, mask.text)) and not past:
        subject = _subject(mask, match.start())
        order = Order(match[0], match.start(), match.end(), subject, None) if subject and mask.text[: match.start()].rstrip().endswith((subject.kind, "đã", "cũng", PERSON)) else None
        return Act("directive", match[0], "acts.prohibition", order, 0.85)
    return None


def _agency_modal(mask: Mask, frame: Frame, text: str) -> Act | None:
    """An agency that must, or should: an order even where no frame is open."""
    match = _AGENCY_MODAL.search(mask.text) or _AGENCY_SHOULD.search(mask.text) or _PASSIVE.search(mask.text)
    if not match or re.search(r"\b(?:chúng tôi|tôi)\b", mask.text[: match.start()]):
        return None
    gap = match.groupdict().get("gap") or ""
    if re.search(r", (?!thì|cũng|khi|ngoài|trong|hằng|hàng|theo|trên|với|để|nhất là|đặc biệt|trước|từ|qua|căn cứ|bên cạnh|đồng thời|[^,]*,)", gap):
        return None  # another subject begins behind the comma
    slot = mask.slot(match.start()) if match[0][0] in (AGENCY, OFFICE) else None
    left = mask.text[: match.start()]
    if slot and _NO_SUBJECT_LEFT.search(left):
        return None
    if re.search(r"(?:những|các|một số|nhiều) (?:nội dung|vấn đề|nhiệm vụ|việc|giải pháp|công việc)(?: \w+){0,2} (?:mà )?$", left):
        return None  # "những nội dung các sở cần tập trung" names no task
    if re.search(r"\b(?:theo quy định|luật|nghị định) (?:này|nêu|quy định)\b", mask.text) and not frame.active:
        return None
    if _TELLS.search(mask.text) and not frame.active:
        return None
    return Act("directive", match[0].split()[-1], "acts.agency_modal", None, 0.85 if frame.active else 0.7)


def _conditional(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Trường hợp ..., UBND huyện ...: a task under a condition, inside a frame."""
    if not frame.active or not re.match(r"(?:trường hợp|nếu|khi (?:phát hiện|có|xảy ra))\b", mask.text):
        return None
    match = re.search(rf", (?:thì )?(?:{WHO}|{phrases('imperative')}\b|người đứng đầu|đề nghị)", mask.text)
    return Act("directive", None, "acts.conditional", None, 0.75) if match else None


def _locality_strives(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Theo đó, huyện phấn đấu ...: a task of a plan just announced."""
    match = re.match(r"theo đó,? (?:\w+ ){1,5}(?P<verb>phấn đấu|tập trung|tiếp tục|phải|cần)\b", mask.text)
    return Act("directive", match["verb"], "acts.plan_task", None, 0.6) if match and frame.active else None


def _modal(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Việc ... phải, Quá trình ... cần: an order inside a frame."""
    match = modal_in(mask.text)
    if match and frame.active and not re.match(r"(?:qua đó|nhờ đó)", mask.text) and not _TELLS.search(mask.text) and not _PAST.search(mask.text[: match.start()][-40:]):
        return Act("directive", match["modal"], "acts.modal", None, 0.75)
    return None


def _said(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Ông A nhấn mạnh ... cần ...: a verb of saying with a modal or an imperative behind it."""
    match = _SOFT.search(mask.text)
    if not match or _TELLS.search(mask.text):
        return None
    slot = mask.slot(match.start())
    rest = mask.text[match.end() :]
    if slot.kind == AGENCY and (not re.search(_AGENCY_SAYS, match[0]) or _MODAL.search(match[0])):
        return None
    modal = modal_in(rest)
    if modal or re.match(rf"(?: thêm| rằng| rõ|,|:)* ?(?:thời gian tới,? |trong thời gian tới,? |trước hết,? )?(?:{WHO} )?(?:{_STRONG_IMPERATIVE})\b", rest):
        order = Order(match[0].split()[-1], match.end(), match.end(), slot, None)
        return Act("directive", modal["modal"] if modal else match[0].split()[-1], "acts.said", order, 0.75)
    return None


_AGENCY_SAYS = r"(?:nhấn mạnh|cho rằng|lưu ý|nêu rõ|khẳng định|kết luận)$"  # other verbs of saying are tasks of an agency
_STRONG_IMPERATIVE = r"tiếp tục|tập trung|đẩy mạnh|tăng cường|khẩn trương|chủ động|rà soát|bảo đảm|đảm bảo|phối hợp|thực hiện|hoàn thành|nâng cao|không để|quan tâm|chú trọng|xử lý"


def _paper(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Thông báo này thay thế ..., có hiệu lực ...: about the paper itself."""
    about = re.match(rf"(?:{DOCUMENT}|\w+(?: \w+)? này) (?:này )?(?:thay thế|có hiệu lực|được (?:gửi|ban hành))", mask.text)
    return Act("other", None, "acts.about_paper") if about else None


def _plan_tasks(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Kế hoạch đề ra các nhiệm vụ: A; B; ...: the tasks of a plan told in one sentence."""
    match = re.search(r"\b(?:đề ra|xác định|đưa ra|nêu|chỉ ra|gợi ý|định hướng) (?:các|một số|nhiều|\d+)(?: nhóm)? (?:nhiệm vụ|giải pháp|nội dung trọng tâm)[^.;]{0,60}(?::|như|gồm|là)", mask.text)
    return Act("directive", match[0], "acts.plan_tasks", None, 0.6) if match and (frame.known or re.search(SPEAKER, mask.text[: match.start()])) and len(text) > match.end() + 30 else None


def _concluded(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Đồng chí Bí thư coi đây là ..., do vậy ... phải ...: whatever the verb, what follows "do vậy" is what the speaker wants."""
    match = re.match(rf"[^.;]{{0,120}}?[{OFFICE}{PERSON}][^.;]{{0,160}}?, (?:do vậy|vì vậy|do đó|vì thế)\b", mask.text)
    modal = modal_in(mask.text[match.end() :]) if match else None
    if not match or not modal or _TELLS.search(mask.text):
        return None
    slot = next(s for s in mask.slots if s.kind in (OFFICE, PERSON))
    return Act("directive", modal["modal"], "acts.concluded", Order(modal["modal"], match.end(), match.end(), slot, None), 0.65)


def _imperative(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Tiếp tục ..., Đồng thời, đẩy mạnh ...: a task without subject, inside a frame."""
    if not (frame.active or frame.listing):
        return None
    begin = main_clause(mask)
    rest = mask.text[begin:]
    if _REPORT.match(rest) or _REPORT.match(mask.text):
        return None
    match = IMPERATIVE.match(rest)
    if match and not re.search(r"\bđã (?:được|có|đạt|hoàn thành|triển khai|góp phần)\b", rest[:120]):
        return Act("directive", match[0], "acts.imperative", None, 0.8)
    return None


def _agency_subject(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Sở Y tế tăng cường ...: an agency and what it does, without a word that makes it a report.

    Inside a frame any verb will do; after its end, once somebody has given orders, only the verb of a task right behind the agency.
    """
    inside = frame.active or frame.listing
    if not inside and not frame.known:
        return None
    rest = mask.text[main_clause(mask) :]
    match = re.match(rf"(?:[“\"]?(?:các đồng chí |đồng chí |riêng |lãnh đạo |thành viên |các thành viên )*)({WHO})(?: \([^)]*\))?(?:[ ,-]*{PERSON})?", rest)
    if not match or _ASPECT.match(rest[match.end() :]) or _REPORT.match(mask.text):
        return None
    does = rest[match.end() :].strip()
    if does.strip(" .,;:") == "" or _PAST.match(does):
        return None
    if inside:
        return Act("directive", None, "acts.agency_subject", None, 0.75)
    task = re.match(rf"(?:(?:cần|sớm|kịp thời|chủ động|tích cực|tiếp tục) )?{phrases('imperative')}\b", does)
    if task and not _PAST.search(mask.text) and not _announces(mask.text) and not re.search(rf"{QUANTITY}|\b(?:sẽ|đạt|tổ chức (?:lễ|hội|đoàn|chương trình))\b", mask.text[:160]):
        return Act("directive", task[0], "acts.agency_task", None, 0.6)
    return None


def _in_list(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Any sentence of an item below an umbrella that tells no result."""
    if frame.listing and not text.startswith("(") and not _REPORT.match(mask.text) and not _PAST.search(mask.text[:100]) and len(text) > 25 and not re.match(r"(?:qua|tính|hiện|trong năm|kết quả)", mask.text):
        return Act("directive", None, "acts.in_list", None, 0.6)
    return None


def _announcing(mask: Mask, frame: Frame, text: str) -> Act | None:
    return Act("announcement", None, "acts.announces") if _announces(mask.text) else None


def _announces(masked: str) -> bool:
    return _ANNOUNCE.search(masked) is not None


RULES: tuple[Rule, ...] = (
    _question, _paper, _ordering, _notifying, _concludes, _tasks_below, _listing, _deadline_only, _prohibition, _said, _concluded, _agency_modal, _imperative, _conditional, _locality_strives, _plan_tasks, _modal, _agency_subject, _announcing, _in_list,
)  # fmt: skip


def classify(mask: Mask, frame: Frame, text: str) -> Act:
    """The act of a sentence in its frame; the first rule with an opinion decides."""
    for rule in RULES:
        act = rule(mask, frame, text)
        if act:
            return act
    return Act("report" if _REPORT.match(mask.text) or _PAST.search(mask.text[:120]) else "other", None, "acts.default", None, 0.5)
