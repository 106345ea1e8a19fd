"""What a sentence does: order, umbrella over a list, report, request upwards, or nothing of the kind (catalogue E1-E10).

Rules look at the sentence's `Mask` and at the frame: whether somebody in charge is speaking. A learned classifier gets the same two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.link.cues import AGENCY, OFFICE, PERSON, expand, pattern
from pipeline.link.mask import Mask
from pipeline.link.orders import PAPER_SAYS, REACH, Order, governed, main_clause, orders, subject


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


Rule = Callable[[Mask, Frame, str], Act | None]

IMPERATIVE = pattern(
    r"""
    (?!<noun_opening>\b)                       # Thu nhập, Cấp ủy
    (?!(?!<considers>)[^,;:.]{0,60}?_là_<predicate>\b)     # Giảm nghèo là nhiệm vụ ...
    (<imperative> | chỉ_(?!<not_only>)\w+ | không_(?!<not_banned>)\w+)\b     # rà soát ...; chỉ thu khi ...; không chia đều
    (?!_<noun_tail>\b)                         # kiểm tra cho thấy
    """
)
_REPORT = pattern(r"(và_)?<report>\b")
_PAST = pattern(r"\b<past>\b")
_WHO = pattern("<who>")
_SPEAKER = pattern("<speaker>")



# -- modals: "phải" and "cần" oblige; "phải là", "cần 5 tỷ đồng" and "những việc cần làm" do not

_MUST = r"(?<!không_)(?<!chưa_)(?<!không_còn_)(?<!thuộc_diện_)( phải\b(?!_là\b) | (?<!khi_)(?<!nếu_)(?<!sự_)(?<!rất_)cần\b(?!_<need>\b) )"
_MODAL = pattern(rf"\b(?P<modal> {_MUST} | <duty> )\b")
_RELATIVE = pattern(
    r"""
    (những|một_số|nhiều|có)_<shared_matter>(_\w+){0,3}_$     # những vấn đề còn lại | cần
    | <bare_matter>_$                                        # việc | cần
    """
)


def modal_in(masked: str) -> re.Match[str] | None:
    """The first modal of an order, or None; in "những vấn đề cần giải quyết" it is a relative clause (E8)."""
    found = _MODAL.finditer(masked)
    return next((m for m in found if m["modal"] != "cần" or not _RELATIVE.search(masked, max(m.start() - 40, 0), m.start())), None)


# -- what is no order, whatever its words

_ABOUT_PAPER = pattern(r"(D|\w+(_\w+)?_này|chỉ_thị|công_văn|công_điện|kế_hoạch|thông_báo|quyết_định|văn_bản)_(này_|trên_)?(thay_thế|có_hiệu_lực|được_(gửi|ban_hành))")


def _question(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Other, where the sentence asks."""
    return Act("other", None, "acts.question") if text.rstrip(" ”\"").endswith("?") else None


def _paper(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Other, for a sentence about the paper itself: Thông báo này thay thế ..., có hiệu lực ... ."""
    return Act("other", None, "acts.about_paper") if _ABOUT_PAPER.match(mask.text) else None


_CITIZENS_ASK = pattern(r"((đại_diện_)?cử_tri\b([^.:;,()AOP]|(?<!,_)A|,_(?!A|O)|\([^()]{0,40}\)){0,80}|<citizen>)\b[^.:AOP]{0,160}\b(đề_nghị|kiến_nghị|yêu_cầu|mong_muốn|mong)\b")


_APPEAL = pattern(r"((các_)?bậc_)?(người_dân|bà_con|nhân_dân|phụ_huynh|quý_vị)\b[^.:;,AOP]{0,120}\b(cần|phải|nên|hãy)\b")  # to citizens, not to agencies


def _citizens(mask: Mask, frame: Frame, text: str) -> Act | None:
    """Upward, for what citizens and their deputies ask: Cử tri đề nghị ... (E8)."""
    if _CITIZENS_ASK.match(mask.text, main_clause(mask)):
        return Act("upward", None, "acts.citizens")
    return Act("other", None, "acts.appeal") if _APPEAL.match(mask.text, main_clause(mask)) else None


_LABELLED = pattern(r"(<about_results>|<about_purpose>|thực_trạng)(_\w+){0,4}\s?:")


def _labelled(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A report, where a label says that results or purposes follow: Thực trạng: 5/12 địa phương ... ."""
    return Act("report", None, "acts.labelled") if _LABELLED.match(mask.text) else None


# -- orders (E1, E2)

_CLAUSE_START = pattern(r"[;:,“”.]_?(và_|đồng_thời,?_|theo_đó,?_)?$")
# A speaker without a name, or a paper that speaks: "đồng chí đề nghị", "công văn yêu cầu", "hội nghị giao".
_SPEAKER_WORD = pattern(
    r"""
    (^ | [,;:.“”"]_ | \b(và|theo_đó,?|đồng_thời,?|tại_D,?)_)     # a clause begins
    <speaker_word>(_\w+){0,5}_
    (<speaker_adverb>_)?$
    """
)
_LISTING = pattern(
    r"""
    (   (một_số|các|những|\d+|sau)_<task_noun>[^.;]{0,60}?<as_follows>     # các nhiệm vụ | sau
    |   như_sau | sau_đây | cụ_thể(_như_sau)?
    )\s*[:.]?$
    """
)
_LISTED_BELOW = pattern(r"(<task_noun>([_,]+\w+){0,4}?_(sau(_đây)?|dưới_đây) | như_sau | sau_đây)$")  # các nội dung ... ban hành sau: no list
_TOLD = pattern(r"\b<told>(_\w+){0,2}_$")
_HISTORY = pattern(r"<history>")
_TOLD_BY = pattern(r"\b<telling>\b[^.;]{0,120}\bđã\b[^.;]{0,80}$")  # ông A cho biết xã đã làm việc và nhiều lần | đề nghị
_TOLD_THEN = pattern(r"(?<!\w)(đã|từng)_[^.;]{0,120}$")
_LONG_AGO = pattern(r"\b<long_ago>")
_CAME_OF_IT = pattern(r"\b<came_of_it>\b")
_PETITION = pattern(r"\b(kiến_nghị|đề_xuất)_(với_)?([AO]|(tỉnh|trung_ương)\b)")  # kiến nghị Bộ Y tế bổ sung vốn, | đề nghị | ...
_DELEGATE = pattern(r"\bđại_diện_(lãnh_đạo_)?[AO][^.;]{0,80}$")  # Tại hội nghị, đại diện UBND xã A | đề nghị sớm bố trí vốn
_LATELY = pattern(r"\b<lately>\b")
_NOW = pattern(r"(?<!\w)<now>")
_NEWS = pattern(r"([^.;]{0,60}T,?_)?[^.;]{0,40}[OP]")  # "Ngày 5/3, Chủ tịch UBND tỉnh đã chỉ đạo": an office or a person acts now
_ASKS_UP = pattern(r",?_(với_)?<above>(_và_\w+)?_<asks>\b")  # đề nghị | tỉnh sớm bố trí vốn
_COUNTED = pattern(r"_(\d{2,}|Q)")  # giao | 24 nhiệm vụ
_FRESHLY = pattern(r"<freshly>_$")
_AT_PRESENT = pattern(r"hiện|đến_nay")


_NOTHING_BUT_COLON = pattern(r"(_như_sau|_cụ_thể)*\s*:\s*$")


def _ordering(mask: Mask, frame: Frame, text: str) -> Act | None:
    """The act of the first verb of ordering in the sentence: an order, an umbrella, or an order told as history."""
    found = orders(mask)
    if found and _NOTHING_BUT_COLON.match(mask.text, found[-1].end):
        found = found[-1:]  # "Thực hiện công điện, trong đó Thủ tướng yêu cầu ..., Chủ tịch UBND tỉnh yêu cầu:"
    for order in found:
        if not _has_speaker(mask, frame, order):
            continue
        if order.verb == "đề nghị" and _ASKS_UP.match(mask.text, order.end):
            return Act("upward", order.verb, "acts.asks_up", order)
        if _TOLD_BY.search(mask.text, max(order.start - REACH, 0), order.start):
            return Act("report", order.verb, "acts.order_reported", order)
        told = _TOLD.search(mask.text, max(order.start - REACH, 0), order.start)
        if told and _is_history(mask, order, text.lower()) or _is_past(mask, order):
            return Act("report", order.verb, "acts.order_reported", order)
        if _EARLIER.match(mask.text) and not frame.listing:
            return Act("report", order.verb, "acts.order_reported", order)
        if order.verb == "đề nghị" and _PETITION.search(mask.text, 0, order.start):
            return Act("upward", order.verb, "acts.petition", order)
        if order.verb == "đề nghị" and not order.addressee and _DELEGATE.search(mask.text, 0, order.start):
            return Act("upward", order.verb, "acts.delegate_asks", order)
        if not told and not frame.active and _is_routine(mask, order):
            continue
        if order.verb == "giao" and _COUNTED.match(mask.text, order.end):
            return Act("report", order.verb, "acts.tasks_counted", order)
        return Act("umbrella" if _opens_list(mask, text) else "directive", order.verb, "acts.order", order, 0.92)
    return None


def _has_speaker(mask: Mask, frame: Frame, order: Order) -> bool:
    """Whether somebody gives the order: its subject, a speaker without a name, or whoever has spoken before."""
    low = max(order.start - REACH, 0)
    if order.verb == "chỉ đạo" and not order.subject and not frame.active and not frame.listing:
        return False  # "Chỉ đạo các huyện xây dựng ..." in a report
    if order.subject or main_clause(mask) >= order.start - 1:
        return True
    if _SPEAKER_WORD.search(mask.text, low, order.start) or _CLAUSE_START.search(mask.text, low, order.start):
        return True
    return order.addressee is not None and (frame.known or announces(mask.text[: order.start]))


def _is_history(mask: Mask, order: Order, low: str) -> bool:
    """Whether an order with "đã" is an earlier one, told as history (E8)."""
    if _HISTORY.match(mask.text) or _HISTORY.match(low) or _LATELY.search(low[: low.find(order.verb)]):
        return True
    return order.verb == "chỉ đạo" and (not order.addressee or not _NOW.search(mask.text) and not _NEWS.match(mask.text))


def _is_past(mask: Mask, order: Order) -> bool:
    """Whether a sentence that names a time gone by tells an order with "đã": Hồi tháng 3, UBND tỉnh đã có công văn yêu cầu ... ."""
    told = _TOLD_THEN.search(mask.text, max(order.start - REACH, 0), order.start)
    if not told:
        return False
    return told[0].startswith("từng") or bool(_LONG_AGO.search(mask.text, 0, told.start()) or _CAME_OF_IT.search(mask.text, order.end))


def _is_routine(mask: Mask, order: Order) -> bool:
    """Whether an agency directs others as it does every day: "Hiện, Sở Y tế chỉ đạo các bệnh viện ..."."""
    daily = order.subject and order.subject.kind == AGENCY and order.verb == "chỉ đạo" and _AT_PRESENT.match(mask.text)
    return bool(daily) and not _FRESHLY.search(mask.text, max(order.start - REACH, 0), order.start)


def _opens_list(mask: Mask, text: str) -> bool:
    """Whether the order is told below the sentence (E4)."""
    words = text.rstrip()
    return words.endswith(":") or words.endswith(("sau.", "sau")) and _LISTED_BELOW.search(mask.text.rstrip(" .:”")) is not None


_TELLS_TO_DO = pattern(r"thông_báo_(để|đến|cho|tới)_(?P<who>[AO])[^.;]{0,40}\b(thực_hiện|triển_khai|tổ_chức)")


def _notifying(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive by the office that relays it: Văn phòng UBND tỉnh thông báo để các sở thực hiện (D10)."""
    match = _TELLS_TO_DO.search(mask.text)
    if not match:
        return None
    order = Order("thông báo", match.start(), match.start() + 9, subject(mask, match.start()), mask.slot(match.start("who")))
    return Act("directive", "thông báo", "acts.notifying", order, 0.75)


_DEMANDED = pattern(r"_là_(một_(trong_)?(những_)?)?(yêu_cầu|chỉ_đạo|mệnh_lệnh)(_[^.;,]{0,20})?_của_(?P<who><speaker>)")
_THAT = pattern(r"(đó|đây)\b")


def _demanded(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive told as a demand: Giữ sạch chợ là yêu cầu của Chủ tịch UBND tỉnh đối với Sở Công Thương (E6)."""
    match = _DEMANDED.search(mask.text)
    if not match or _THAT.match(mask.text):
        return None
    order = Order("yêu cầu", match.start("who"), match.start("who"), mask.slot(match.start("who")), None)
    return Act("directive", "yêu cầu", "acts.demanded", order, 0.7)


_BANS = pattern(r"\b<ban>\b")
_DECIDES = ("nghiêm cấm", "thống nhất", "quyết định", "ra lệnh")  # a ban by its subject; "tuyệt đối không" binds its subject
_BANNING = (AGENCY, OFFICE, PERSON, "đã", "cũng")  # ends the words before a ban whose subject decides it


def _prohibition(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive that forbids or closes: Tuyệt đối không ..., UBND tỉnh quyết định tạm dừng ... (E9)."""
    match = _BANS.search(mask.text)
    if not match or not (frame.known or _WHO.search(mask.text)):
        return None
    before = mask.text[: match.start()]
    if (match[0].endswith("không") or match[0] == "nghiêm cấm") and _PAST.search(before):
        return None
    who = subject(mask, match.start())
    decided = who and match[0].startswith(_DECIDES) and before.rstrip().endswith(_BANNING)
    order = Order(match[0], match.start(), match.end(), who, None) if decided else None
    return Act("directive", match[0], "acts.prohibition", order, 0.85)


# -- umbrellas and announcements (E4)

_CONCLUDES = pattern(r"\b<concluding>(_<concluding_tail>)*\s*:$")
BARE_ORDER = pattern(r"(?P<verb>giao|yêu_cầu|đề_nghị|phân_công)(_nhiệm_vụ)?(_cho)?\s*:$")
_TASKS_OF_SOMEBODY = pattern(r"[^.;]{0,80}<who>")
_ISSUES_PLAN = pattern(r"[AO]_(<just>_)*ban_hành_(D|kế_hoạch|đề_án|chương_trình)[^.;,]{0,40}:$")  # aims and bases come first below it
_ON_RESULTS = pattern(r"\b(về|báo_cáo)_(tình_hình|kết_quả)\b")
_RESULT_LIST = pattern(r"đã|đạt")
_DEADLINE_ONLY = pattern(r"<finish>[^,;AO]{0,30}T[_.]*")
_EARLIER = pattern(r"(^|[,;.]_)(trước_đó|trước_đây)\b")
_ANNOUNCES = pattern(
    r"""
    (?<!khi_)<speaker>[^.;]{0,120}?\b (?<!chưa_)(?<!để_)<issuing>(_vừa|_ngay|_khẩn)*(_một)?_<paper>     # UBND tỉnh vừa ban hành kế hoạch
    | ^[^.;:,AOPDTQ]{2,30}\s?:_D                                 # Văn bản: Kế hoạch số 12/KH-UBND của UBND tỉnh
    | ^(theo_đó,_)?(tại|theo)_D,                                                               # Tại Công văn số 12/UBND-VX,
    | <occasion>                                                                               # Phát biểu chỉ đạo
    """
)


def announces(masked: str) -> bool:
    """Whether the words introduce what somebody in charge orders in a paper or a speech."""
    return _ANNOUNCES.search(masked) is not None


def _announcing(mask: Mask, frame: Frame, text: str) -> Act | None:
    """An announcement: a paper has been issued, somebody has spoken; the next sentences hold the orders."""
    found = _ANNOUNCES.search(mask.text)
    if not found:
        return None
    if _EARLIER.search(mask.text, 0, found.end()):
        return Act("report", None, "acts.announced_before")
    return Act("announcement", None, "acts.announces")


def _concludes(mask: Mask, frame: Frame, text: str) -> Act | None:
    """An umbrella by whoever concludes: Phó Chủ tịch kết luận: | UBND tỉnh có ý kiến như sau: (E4)."""
    match = _CONCLUDES.search(mask.text)
    slot = match and (subject(mask, match.start()) or next((s for s in mask.slots if s.kind in (AGENCY, OFFICE, PERSON)), None))
    if not slot:
        return None
    return Act("umbrella", "kết luận", "acts.concludes", Order("kết luận", len(mask.text), len(mask.text), slot, None), 0.85)


def _bare_order(mask: Mask, frame: Frame, text: str) -> Act | None:
    """An umbrella, for a line that only orders: 3. Giao: (E4)."""
    match = BARE_ORDER.match(mask.text)
    return Act("umbrella", match["verb"], "acts.bare_order") if match else None


def _tasks_below(mask: Mask, frame: Frame, text: str) -> Act | None:
    """An umbrella even where no speaker has been named: Các sở, UBND các huyện tập trung thực hiện các nhiệm vụ sau: (E4)."""
    if not text.rstrip().endswith(":") or not _LISTING.search(mask.text.rstrip(" .”")) or _PAST.search(mask.text) or _ON_RESULTS.search(mask.text):
        return None
    if _ISSUES_PLAN.search(mask.text):
        return Act("announcement", None, "acts.announces")
    return Act("umbrella", None, "acts.tasks_below", None, 0.75) if _TASKS_OF_SOMEBODY.match(mask.text) else None


def _listing(mask: Mask, frame: Frame, text: str) -> Act | None:
    """An umbrella, for a sentence inside a frame that only opens a list."""
    if (frame.active or frame.listing) and text.rstrip().endswith(":") and not _RESULT_LIST.match(mask.text):
        return Act("umbrella", None, "acts.opens_list")
    return None


def _deadline_only(mask: Mask, frame: Frame, text: str) -> Act | None:
    """An umbrella, for a sentence that only states a deadline: Hoàn thành trước ngày 20/4."""
    return Act("umbrella", "hoàn thành", "acts.deadline_only") if frame.active and _DEADLINE_ONLY.fullmatch(mask.text) else None


# -- opinions and modals (E7)

_SOFT = pattern(r"""<speaker>[^.;“"]{0,80}?\b<soft>\b""")
_TELLS = pattern(r"""(^theo_)?<speaker>[^.;“"]{0,60}?\b<telling>\b""")
_AGENCY_SAYS = pattern(r"<agency_says>$")
_SAYS_TO_DO = pattern(
    r"""
    (_thêm|_rằng|_rõ|,|:)*_?
    (thời_gian_tới,?_|trong_thời_gian_tới,?_|trước_hết,?_)?
    (<who>_)? <strong_imperative>\b
    """
)


def _said(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive in a verb of saying with a modal or an imperative behind it: Ông A nhấn mạnh các xã cần ... (E7)."""
    match = _SOFT.search(mask.text)
    if not match or _TELLS.search(mask.text):
        return None
    slot, verb = mask.slot(match.start()), match[0].split()[-1]
    if slot.kind == AGENCY and (not _AGENCY_SAYS.search(match[0]) or _MODAL.search(match[0])):
        return None
    modal = modal_in(mask.text[match.end() :])
    if not modal and not _SAYS_TO_DO.match(mask.text, match.end()):
        return None
    return Act("directive", modal["modal"] if modal else verb, "acts.said", Order(verb, match.end(), match.end(), slot, None), 0.75)


_THEREFORE = pattern(r"[^.;]{0,120}?[OP][^.;]{0,160}?,_(do_vậy|vì_vậy|do_đó|vì_thế)\b")


def _concluded(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive, whatever the verb before "do vậy": Đồng chí Bí thư coi đây là ..., do vậy ... phải ... (E7)."""
    match = _THEREFORE.match(mask.text)
    modal = modal_in(mask.text[match.end() :]) if match else None
    if not match or not modal or _TELLS.search(mask.text):
        return None
    slot = next(s for s in mask.slots if s.kind in (OFFICE, PERSON))
    return Act("directive", modal["modal"], "acts.concluded", Order(modal["modal"], match.end(), match.end(), slot, None), 0.65)


_AGENCY_MODAL = pattern(
    rf"""
    <who>(_<anaphor>)?
    (?P<gap> [_,](?!đã_|đang_|chưa_).{{0,80}}? )?
    _?\b ({_MUST} | <agency_duty>)\b
    """
)
_AGENCY_SHOULD = pattern(r"<who>,?_(cũng_)?nên\b(?!_<so>)")
_PASSIVE = pattern(r"<who>,?_(cũng_|đã_|vừa_)?(được|bị)_(giao(?!_<given_thing>)|yêu_cầu|phân_công|đề_nghị)\b | bị_yêu_cầu")
_FIRST_PERSON = pattern(r"\b<first_person>\b")
_WARNS = pattern(r"\bkhuyến_cáo_(?!(các_)?[AO])")  # khuyến cáo | người dân: no agency has to act
_OTHER_SUBJECT = pattern(r",_(?!<same_subject>|[^,]*,)")
_NAMES_NO_TASK = pattern(r"(những|các|một_số|nhiều)_<matter>(_\w+){0,2}_(mà_)?$")
_BY_LAW = pattern(r"\b(theo_quy_định|luật|nghị_định)_(này|nêu|quy_định)\b")
_LAW = r"((bộ_)?luật|nghị_định|thông_tư|pháp_lệnh)\b"
_PROVIDES = re.compile(  # Theo Luật Đất đai, UBND cấp xã phải ...; Nghị định 12/2020/NĐ-CP quy định: ...
    expand(rf"((cũng_)?(theo|căn_cứ)_(quy_định_(tại|của)_)?((điểm|khoản|điều)_[^;:]{{1,12}}?,?_(của_)?)*{_LAW} | {_LAW}[^;:.]{{0,120}}?_(quy_định|nêu_rõ)\b)"),
    re.VERBOSE | re.IGNORECASE,
)


def _agency_modal(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive, where an agency must or should: an order even where no frame is open."""
    match = _AGENCY_MODAL.search(mask.text) or _AGENCY_SHOULD.search(mask.text) or _PASSIVE.search(mask.text)
    if not match or _FIRST_PERSON.search(mask.text, 0, match.start()) or _WARNS.search(mask.text, 0, match.end()):
        return None
    if _OTHER_SUBJECT.search(match.groupdict().get("gap") or "") or _NAMES_NO_TASK.search(mask.text[: match.start()][-60:]):
        return None
    if match[0][0] in (AGENCY, OFFICE) and governed(mask, match.start()):
        return None
    if not frame.active and (_BY_LAW.search(mask.text) or _TELLS.search(mask.text)):
        return None
    if not frame.listing and _PROVIDES.match(text):
        return Act("other", None, "acts.provided")
    return Act("directive", match[0].split()[-1], "acts.agency_modal", None, 0.85 if frame.active else 0.7)


_WHAT_CAME = pattern(r"<result_connector>")


def _modal(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive inside a frame: Việc ... phải, Quá trình ... cần (E3)."""
    match = modal_in(mask.text) if frame.active else None
    if not match or _WHAT_CAME.match(mask.text) or _TELLS.search(mask.text) or _WARNS.search(mask.text, 0, match.end()):
        return None
    if _PAST.search(mask.text[max(match.start() - 40, 0) : match.start()].rpartition(",")[2]):
        return None
    return Act("directive", match["modal"], "acts.modal", None, 0.75)


# -- tasks inside a frame, without a verb of ordering (E3, E5, E10)

_DONE = pattern(r"\bđã_<done>\b")
CONDITION = pattern(r"<condition>\b")
_THEN = pattern(r"(,|,?_thì)_(<who>|<imperative>\b|người_đứng_đầu|đề_nghị|tập_thể)")
_STRIVES = pattern(r"theo_(đó|kế_hoạch|tiến_độ|lộ_trình|phương_án),?_((\w+_){1,5}|[AO]_)(?P<verb><strives>)\b")
_PLANS = pattern(
    r"""
    \b<plan_verb>_(các|một_số|nhiều|\d+)(_nhóm)?_<plan_noun>[^.;]{0,60}(:|như|gồm|là)       # đề ra các nhiệm vụ:
    | ^(trong_đó,?_)?((một_số|các|những)_)?(nội_dung|nhiệm_vụ|giải_pháp)[^.;:]{0,60}(như|gồm|là)_?:     # Nội dung triển khai gồm:
    """
)


def _imperative(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive inside a frame, for a task without subject: Tiếp tục ..., Đồng thời, đẩy mạnh ... (E3)."""
    if not (frame.active or frame.listing):
        return None
    rest = mask.text[main_clause(mask) :]
    match = IMPERATIVE.match(rest)
    if not match and frame.listing:  # "Thực hiện dứt điểm ..., ..." looks like an adverbial
        rest = mask.text
        match = IMPERATIVE.match(rest)
    if not match or _REPORT.match(rest) or _REPORT.match(mask.text) or _DONE.search(rest[:45]):
        return None
    if match[0].startswith("không") and _PAPER_DOES_NOT.search(mask.text, 0, len(mask.text) - len(rest)):
        return None
    return Act("directive", match[0], "acts.imperative", None, 0.8)


_PAPER_DOES_NOT = pattern(r"D_$")  # Công văn này | không nhắc đến thời hạn
_RESULTS_GO = pattern(r"(<result_paper>)[^.;,]{0,60}_(gửi|báo_cáo|nộp)(_về|_đến|_cho|_lên)*_[AO]")


def _reporting(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive, where results have to be sent: Kết quả thực hiện gửi về Sở Nội vụ trước ngày 5/12 (E3)."""
    match = _RESULTS_GO.match(mask.text) if frame.known else None
    return Act("directive", "gửi", "acts.reporting", None, 0.7) if match and not _PAST.search(match[0]) else None


def _conditional(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive inside a frame, for a task under a condition: Trường hợp ..., UBND huyện ... (E10)."""
    if not frame.active or not CONDITION.match(mask.text) or not _THEN.search(mask.text):
        return None
    return Act("directive", None, "acts.conditional", None, 0.75)


def _locality_strives(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive, for a task of a plan just announced: Theo đó, huyện phấn đấu ... ."""
    match = _STRIVES.match(mask.text) if frame.active else None
    return Act("directive", match["verb"], "acts.plan_task", None, 0.6) if match else None


def _plan_tasks(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive, for the tasks of a plan told in one sentence: Kế hoạch đề ra các nhiệm vụ: A; B; ... ."""
    match = _PLANS.search(mask.text)
    if not match or len(text) <= match.end() + 30 or not (frame.known or _SPEAKER.search(mask.text, 0, match.start())):
        return None
    return Act("directive", match[0], "acts.plan_tasks", None, 0.6)


_AGENCY_FIRST = pattern(
    r"""
    [“"]?
    (các_đồng_chí_|đồng_chí_|riêng_|lãnh_đạo_|thành_viên_|các_thành_viên_)*
    <who>
    (_\([^)]*\))?           # Cục Quản lý thị trường (Sở Công Thương)
    ([_,-]*P)?              # Giám đốc Sở Y tế | Trần Văn Mẫu
    """
)
_ASPECT = pattern(r"[_,]*(<aspect_adverb>_)?<aspect>\b")
_TASK = pattern(r"(<readily>_)?<imperative>\b")
_ONLY_NAMES = pattern(r"(và|,)_(?!.*\b<imperative>\b)")  # UBND thị xã A | và các huyện B, C
_ISSUES_NOW = pattern(r"(<just>_)*<issuing>(_(một|ngay|hỏa_tốc))*_D")  # UBND tỉnh | ban hành Kế hoạch số 12/KH-UBND
_IN_THE_NEWS = pattern(r"Q|\b<held>\b")


def _agency_subject(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive, for an agency and what it does: Sở Y tế tăng cường ... (E5), without a word that makes it a report.

    Inside a frame any verb will do; after its end, once somebody has given orders, only the verb of a task right behind the agency.
    """
    inside = frame.active or frame.listing or PAPER_SAYS.match(mask.text) is not None
    if not inside and not frame.known:
        return None
    match = _AGENCY_FIRST.match(mask.text, main_clause(mask))
    if not match or _ASPECT.match(mask.text, match.end()) or _REPORT.match(mask.text):
        return None
    does = mask.text[match.end() :].strip()
    if not does.strip(" .,;:") or _ISSUES_NOW.match(does) or _PAST.match(does) or _ONLY_NAMES.match(does):
        return None
    if inside:
        return Act("directive", None, "acts.agency_subject", None, 0.75)
    task = _TASK.match(does)
    if not task or _PAST.search(mask.text) or announces(mask.text) or _IN_THE_NEWS.search(mask.text[:160]):
        return None
    return Act("directive", task[0], "acts.agency_task", None, 0.6)


_RESULT = pattern(r"<result_opening>")
_STATES = pattern(r"O(_P)?_(cũng_|đã_)?<soft>:?_[^.;]{0,120}_là_<predicate>")  # Chủ tịch nhấn mạnh: chống hạn là nhiệm vụ ...


def _in_list(mask: Mask, frame: Frame, text: str) -> Act | None:
    """A directive, for any sentence of an item below an umbrella that tells no result (E4)."""
    if not frame.listing or text.startswith("(") or len(text) <= 25:
        return None
    if _REPORT.match(mask.text) or _PAST.search(mask.text[:100]) or _RESULT.match(mask.text) or _STATES.match(mask.text):
        return None
    return Act("directive", None, "acts.in_list", None, 0.6)


RULES: tuple[Rule, ...] = (
    _question,
    _paper,
    _citizens,
    _labelled,
    _ordering,
    _notifying,
    _demanded,
    _concludes,
    _bare_order,
    _tasks_below,
    _listing,
    _deadline_only,
    _prohibition,
    _said,
    _concluded,
    _agency_modal,
    _imperative,
    _reporting,
    _conditional,
    _locality_strives,
    _plan_tasks,
    _modal,
    _agency_subject,
    _announcing,
    _in_list,
)


def classify(mask: Mask, frame: Frame, text: str) -> Act:
    """The act of a sentence in its frame; the first rule with an opinion decides."""
    for rule in RULES:
        act = rule(mask, frame, text)
        if act:
            return act
    past = _REPORT.match(mask.text) or _PAST.search(mask.text[:120])
    return Act("report" if past else "other", None, "acts.default", None, 0.5)
