"""What each agency does in its sentence: leads, coordinates, gets the report, is advised, gives the order (catalogue D8, E15, E16).

Each rule looks at the masked words left and right of a coordination of agencies; the first with an opinion decides. A learned model can be
given the same coordinations with the same words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.acts import Act, Order, attribution, main_clause, modal_in
from pipeline.mask import AGENCY, DATE, DOCUMENT, OFFICE, PERSON, Mask, Slot

WHO = f"[{AGENCY}{OFFICE}]"


BARE_TITLE = r"(?:(?:phó |quyền |nguyên )?(?:bí thư|chủ tịch|trưởng ban|giám đốc|trưởng đoàn|ủy viên(?: ban thường vụ| thường vụ| thường trực)?)(?: thường trực)?(?=[ ,;-]))"
REACH = 250  # characters left and right that a cue may look at: a clause, so that time stays linear


class Cue(NamedTuple):
    """A role, and the words left and right of the agencies that give it."""

    role: str
    left: re.Pattern[str]
    right: re.Pattern[str]
    by: str


def _cue(role: str, by: str, left: str = "", right: str = "") -> Cue:
    return Cue(role, re.compile(rf"(?:{left})$" if left else ""), re.compile(right), by)


_ADVERBS = r"(?: (?:chặt chẽ|tốt|hiệu quả|kịp thời|thường xuyên|đồng bộ|chủ động|có hiệu quả|và hỗ trợ|ngay|khẩn trương|trực tiếp|nghiêm túc|công tác))*"
_LEADERS = r"(?:(?:các|cấp|lãnh đạo|đại diện|đồng chí|các đồng chí) )*"
_DONE_BY = r" (?:xem xét|phê duyệt|quyết định|ban hành|thông qua|thẩm định|xác nhận|công nhận|cho ý kiến|chỉ đạo|giải quyết|xử lý|hỗ trợ|kiểm tra)"

# In order: the first cue that fits decides. Left patterns end where the agencies begin.
_PAPERS = r"(?:chỉ đạo|kết luận|chủ trương|chỉ thị|nghị quyết|nghị định|thông tư|văn bản|công văn|công điện|kế hoạch|chương trình|chiến lược|thông báo|sự lãnh đạo|(?<!thẩm quyền )quyết định)"
CUES: tuple[Cue, ...] = (
    _cue("other", "own_leadership", r"công tác (?:lãnh đạo, )?chỉ đạo(?:,? điều hành)?(?: [^.;,]{0,20})? của " + _LEADERS),
    _cue("other", "asked_to_allow", r"(?:đề nghị|kiến nghị|xin|đề xuất|để) ", r",? (?:đồng ý|chấp thuận|nhất trí|cho phép|ban hành|phê duyệt)\b"),
    _cue("other", "awaited", r"(?:đến khi|chờ) "),
    _cue("other", "kept_informed_of_paper", r"(?:công văn|văn bản|công điện|tờ trình|thông báo|" + DOCUMENT + r")[^.;]{0,160}? gửi(?: đến| tới| cho)? " + _LEADERS),
    _cue("via", "via", r"(?<!thời gian )(?<!vừa )(?<!năm )(?<!tháng )\b(?:thông )?qua(?: đầu mối| cơ quan thường trực(?: là)?)?:? " + _LEADERS),
    _cue("via", "via_office", r"\((?:qua|thông qua) [^)]{0,60}"),
    _cue("issuer", "by_order_of", _PAPERS + r"(?: [^.;,:]{0,40})? của " + _LEADERS),
    _cue("issuer", "approved_by", DOCUMENT + r"[^.;]{0,60} (?:được|do) " + _LEADERS, r" (?:phê duyệt|ban hành|ký|quyết định (?:phê|ban|thành))"),
    _cue("issuer", "has_given", r"(?:nhiệm vụ|công việc|chỉ tiêu|nội dung|việc)(?: \w+){0,3} (?:được |mà |do )?" + _LEADERS, r" (?:đã |vừa )?giao\b(?! ban| thông| dịch| lưu)"),
    _cue("supervise", "set_up_to_check", r"thành lập ", r"[^.;,]{0,30}(?:, )?(?:hướng dẫn|kiểm tra|giám sát|đôn đốc)"),
    _cue("lead", "made_to_act", r"\b(?:hướng dẫn|đôn đốc)(?:,? (?:và )?(?:đôn đốc|kiểm tra|chỉ đạo))* ", r",? (?:tổ chức|thực hiện|triển khai|rà soát|lập|hoàn thành|hoàn thiện|khẩn trương|xây dựng|đẩy nhanh)"),
    _cue("receive_report", "report_and_propose", r"báo cáo,? (?:và )?(?:đề xuất|kiến nghị)(?: (?:với|cho|lên))? " + _LEADERS),
    _cue("advised", "drafts_for", r"\b(?:tham mưu|dự thảo)(?:(?! giao)[^.;,]){0,40} (?:cho|giúp) " + _LEADERS),
    _cue("advised", "advised", r"(?:tham mưu|trình|đề xuất|xin ý kiến|kiến nghị|giúp|cố vấn|tư vấn)" + r"(?: (?:cho|với|giúp|ngay|lên|kịp thời|đề xuất|báo cáo|và|ban hành|cấp có thẩm quyền))*,? " + _LEADERS),
    _cue("receive_report", "report_to", r"\bbáo cáo(?!.{0,6} của)(?: (?:kết quả|ngay|kịp thời|bằng văn bản|định kỳ|về|cho|với|lên|đột xuất|nhanh|đề xuất|cụ thể|tình hình|kết quả thực hiện|kết quả về|gửi|tổng hợp|chung|đầy đủ|theo quy định|giải trình|tiến độ|kết quả triển khai|kết quả thực hiện về))*(?: " + DATE + r")? " + _LEADERS),
    _cue("receive_report", "send_to", r"\b(?:gửi|nộp|chuyển (?:hồ sơ|báo cáo|văn bản|kết quả|danh sách)|đăng ký|phản ánh|thông tin)(?: [^.;()]{0,120}?)? (?:về|đến|cho|tới|lên)(?: cho)? " + _LEADERS),
    _cue("receive_report", "registers_with", r"\b(?:đăng ký|kê khai|báo cáo)[^.;()]{0,60} với " + _LEADERS),
    _cue("receive_report", "sent", r"\b(?:gửi|nộp|thông báo|phản ánh) " + _LEADERS),
    _cue("receive_report", "report_goes_to", r"\b(?:báo cáo|kết quả|danh sách|hồ sơ|số liệu|ý kiến)\b[^.;]{0,120} (?:về|lên) " + _LEADERS),
    _cue("receive_report", "provide_to", r"\b(?:cung cấp|cập nhật)[^.;]{0,80} (?:cho|về|với) " + _LEADERS),
    _cue("receive_report", "to_gather", r"", r" (?:để )?(?:tổng hợp|theo dõi),? (?:và )?(?:báo cáo|tham mưu|chỉ đạo)(?! [^.;,]{0,10}chủ trì)"),
    _cue("coordinate", "with", r"\b(?:phối hợp|liên hệ|hiệp đồng|kết hợp|tương tác|phối kết hợp|trao đổi|bàn bạc)" + _ADVERBS + r"(?: (?:với|cùng|giữa|cùng với|của))*,? " + _LEADERS),
    _cue("coordinate", "together_with", r"(?:,|\bvà|khẩn trương|chủ động|phải|trực tiếp|cần) cùng (?:với )?" + _LEADERS + r"|\bcùng với " + _LEADERS),
    _cue("coordinate", "with_others_and", r"\b(?:phối hợp(?: chặt chẽ)?(?: với| cùng)?|cùng với) [^.;,]{3,60}(?:, [^.;,]{3,40})? và " + _LEADERS),
    _cue("coordinate", "cooperation_of", r"sự (?:phối hợp|tham gia|vào cuộc)[^.;]{0,30} của " + _LEADERS),
    _cue("issuer", "issues", r"", r"(?:,? (?:vừa|đã|cũng|mới|tiếp tục|vừa mới|đã vừa))*,? (?:ban hành|ký ban hành|phê duyệt|phát đi)\b"),
    _cue("issuer", "issues_document", r"", r"(?:,? (?:vừa|đã|cũng|mới|tiếp tục|vừa mới|đã vừa))*,? (?:ký|có|ra|gửi)(?: (?:vừa|ngay|các|một))* (?:" + DOCUMENT + r"|công văn|văn bản|công điện|chỉ thị|thông báo|ý kiến|kết luận|chủ trương)"),
    _cue("issuer", "decides", r"", r",? (?:đã |vừa )?(?:(?:thống nhất|quyết định) (?:chủ trương|cấm|giao|thành lập|ban hành|dừng|tạm dừng|cho phép|phê duyệt)|đồng ý|chấp thuận|nhất trí|cho phép)\b"),
    _cue("issuer", "issues_with", DOCUMENT + r" và "),
    _cue("issuer", "sends_paper_later", r"(?:^|, |theo đó |\. )", r"[^.;]{0,140}\b(?:ra|ban hành|ký) (?:văn bản|công văn|chỉ thị|công điện)"),
    _cue("other", "of", r"\b(?:của|tại|ở|trên|trong|từ|bởi|giữa|về) (?:các |cơ quan )?" + _LEADERS),
)  # fmt: skip

_CHAIRS = re.compile(r" (?:đồng )?chủ trì (?:hội nghị|cuộc họp|buổi|phiên|tại|lễ|họp)")
_TASK_OBJECT = re.compile(r"\b(?:hướng dẫn|đôn đốc|kiểm tra|giám sát|theo dõi|tạo điều kiện(?: thuận lợi)?(?: cho)?|hỗ trợ|tập huấn(?: cho)?|bàn giao[^.;]{0,40} cho|cho|đối với|như|gồm|là|đến|tới) (?:và )?" + _LEADERS + "$")
_DIRECTS = re.compile(r"\b(?:chỉ đạo|giao|yêu cầu|đề nghị|phân công|giao nhiệm vụ cho|giao cho|giao trách nhiệm cho)(?: (?:và|kiểm tra|đôn đốc|hướng dẫn|,))*,? " + _LEADERS + "$")
_VERBS_LEFT = re.compile(r"(?:^|[,;:.“\"(]|\bvà|\bđồng thời|\btrong đó|\btheo đó|\bcòn|\briêng|\bdo)[ “\"]*" + _LEADERS + "$")
_CONCERNING = re.compile(r"(?:^|[.;:,] )(?:đối với|riêng|về phía|riêng đối với) (?:các )?$")
_NO_VERB = re.compile(rf"\s*(?:$|[.,;:)]|nhiệm kỳ|khóa|của|đã|là\b|{DATE}[.;]?$)")
_LEADS_RIGHT = re.compile(r"(?: \([^)]*\))?,? ?(?:là (?:cơ quan|đơn vị) |làm |chủ trì|chủ động|phải\b|cần\b|có trách nhiệm|chịu trách nhiệm|được giao)")


def assign(mask: Mask, act: Act) -> list[tuple[Slot, str, str]]:
    """(slot, role, rule) of every coordination of agencies in a sentence; a slot without an opinion is `other`."""
    ordering = act.kind in ("directive", "umbrella")
    order = act.order if act.kind != "upward" else None
    begin = main_clause(mask)
    spoken = attribution(mask)
    found = []
    for slot, at in zip(mask.slots, mask.at, strict=True):
        if slot.kind in (AGENCY, OFFICE):
            if spoken is not None and at >= spoken and ordering and re.fullmatch(rf"[{OFFICE}{PERSON}{AGENCY} ,\-]*", mask.text[spoken:at]):
                role, by = "issuer", "roles.attributed"
            else:
                role, by = _role(mask, slot, at, begin, order, ordering)
            found.append((slot, role, by))
    return found


def _role(mask: Mask, slot: Slot, at: int, begin: int, order: Order | None, ordering: bool) -> tuple[str, str]:
    left = mask.text[max(at - REACH, 0) : at]
    right = re.sub(rf"^(?:[ ,-]*{PERSON}| \([^)]{{1,12}}\))", "", mask.text[at + 1 : at + REACH])  # "Chủ tịch UBND tỉnh | Nguyễn Văn A | ký"
    if order:
        if order.addressee == slot:
            return "lead", "roles.addressee"
        if _is_speaker(mask, slot, at, order):
            return "issuer", "roles.speaker"
    if _CHAIRS.match(right):
        return "other", "roles.chairs"
    if slot.kind == OFFICE and re.search(r"^(?:đó|đây) (?:cũng |chính )?là[^.;,]{0,60} của $", left):
        return "issuer", "roles.told_behind"
    if slot.kind == OFFICE and right.startswith(":") and at < 3 and modal_in(right):
        return "issuer", "roles.headline"
    for cue in CUES:
        if (not cue.left.pattern or cue.left.search(left)) and cue.right.match(right):
            if cue.by == "to_gather" and not re.search(r"\b(?:về|gửi|đến|cho) $", left):
                continue
            return cue.role, f"roles.{cue.by}"
    if not ordering:
        return "other", "roles.no_order"
    if re.search(rf"{WHO},? (?:nhất là|đặc biệt là|trước hết là|trong đó có|gồm|bao gồm) $", left) and re.match("[,.;]", right):
        return "lead", "roles.singled_out"  # "yêu cầu các huyện, nhất là UBND huyện A, ..."
    if left.endswith("làm việc với "):
        return "coordinate", "roles.works_with"
    if order and not order.addressee and at < order.start and _CONCERNING.search(left):
        return "lead", "roles.concerning"
    if _CONCERNING.search(left) and re.match(r",? (?:cần|phải|chủ động|tiếp tục|khẩn trương|tập trung|tăng cường|thực hiện|rà soát)\b|:", right):
        return "lead", "roles.subject"
    if left.endswith("(") and at > 1 and mask.text[at - 3 : at - 2] in (AGENCY, OFFICE):
        return "other", "roles.bracketed"  # "Ban Thi đua - Khen thưởng (Sở Nội vụ)"
    if _DIRECTS.search(left):
        return "lead", "roles.directed"
    if _LEADS_RIGHT.match(right) and not _TASK_OBJECT.search(left):
        return "lead", "roles.leads"
    if _TASK_OBJECT.search(left):
        return "other", "roles.object_of_task"
    if slot.kind == OFFICE and re.search(rf"{WHO} $", left):
        return "lead", "roles.led"  # Ban cán sự đảng lãnh đạo UBND tỉnh
    if begin <= at <= begin + 1 or _VERBS_LEFT.search(left) and (not re.search(r"(?:,|\bvà) $", left) or not _NO_VERB.match(right)):
        return "lead", "roles.subject"
    return "other", "roles.default"


def _is_speaker(mask: Mask, slot: Slot, at: int, order: Order) -> bool:
    """Whether the slot is the subject of the order, or an office of the person who is: "O, O P yêu cầu", "P - O, O đề nghị"."""
    if order.subject is None or at >= order.start:
        return False
    if order.subject == slot:
        return True
    positions = [p for s, p in zip(mask.slots, mask.at, strict=True) if s == order.subject]
    low, high = sorted((at, positions[0]))
    between = mask.text[low + 1 : high]
    return slot.kind == OFFICE and re.fullmatch(rf"[ ,;\-–(){OFFICE}{PERSON}]*(?:kiêm|đồng thời là|và|cũng là)?[ ,;\-–(){OFFICE}{PERSON}]*", between) is not None
