"""Verbs of ordering in a masked sentence, each with its subject and its addressee (catalogue E1, E2)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from corpora import cells, gazetteer
from pipeline.link.cues import AGENCY, OFFICE, PERSON, pattern
from pipeline.link.mask import Mask, Slot

ACTORS = (AGENCY, OFFICE, PERSON)
REACH = 200  # characters of the sentence before and behind a verb that are looked at, so that time stays linear


class Order(NamedTuple):
    """A verb of ordering in a sentence: its place in the mask, its subject, its addressee."""

    verb: str
    start: int
    end: int
    subject: Slot | None
    addressee: Slot | None


class Verb(NamedTuple):
    """What order_verbs.tsv knows of a verb: what it needs, and which words make it a noun."""

    needs: frozenset[str] = frozenset()
    noun_after: re.Pattern[str] | None = None
    noun_after_addressed: re.Pattern[str] | None = None
    noun_before: re.Pattern[str] | None = None


# -- the main clause

_OPENING = pattern(
    r"""
    (
        (   <connector> (,|_là|:)?                         # Đồng thời, | Bên cạnh đó,
        |   (<date_opening>_)* T                           # Chậm nhất đến ngày 5/4,
        |   D_<paper_says>[,:]                             # Kế hoạch số 71 nêu rõ,
        |   D                                              # Chỉ thị số 12/CT-UBND
        |   <adverbial>\b [^;:.]*? [,:]                    # Để kịp tiến độ,
        )
        ,?\s*
    )*
    [“"(]?\s*
    """
)


PAPER_SAYS = pattern(r"(<connector>,?_)?(tại_)?D_<paper_says>[,:]")


def main_clause(mask: Mask) -> int:
    """Position in the mask where the clause begins that follows connectors, dates and adverbials."""
    match = _OPENING.match(mask.text)
    return match.end() if match else 0


# -- verbs

_VERB = pattern(r"\b(?P<verb><order>)\b")
_TO = pattern(r"[,:]? (_<toward>)* ,?_? (?P<who>[AOP])")  # yêu cầu | thủ trưởng các sở
_GIVES = pattern(r"_(?!<not_given>) [^.;:,]{0,60}? _cho_(?P<who>[AO])")  # giao 24 chỉ tiêu cho các sở
_SENT_TO = pattern(r"gửi(_đến|_tới|_cho)?(_các)?_(?P<who>[AO]) (_về_việc)? [^.;]{0,60}$")  # gửi các sở về việc ..., yêu cầu
_CONCERNS = pattern(r"(đối_với|về_phía|riêng|còn_với)_(các_)?(?P<who>[AO])")  # Đối với các huyện, UBND tỉnh giao ...
_AND = pattern(r"(đồng_thời|và)(_cũng)?,?_$")
_DOES_AND = pattern(r"(?<!mục_đích)(?<!nội_dung)(?<!điều_kiện)(?<!tiêu_chuẩn)(?<!ý_nghĩa)_và_$")
_TASK_AHEAD = pattern(r"_(phải_|cần_|sớm_)?(<strong_imperative>\b | lãnh_đạo_(các_)?(sở|huyện|xã|phường|ngành|địa_phương|đơn_vị)\b)")
_WHEN_ASKED = pattern(r"\b(khi|nếu)(_\w+){0,2}_([AOP]_|\w+_){1,3}(có_)?$")  # hỗ trợ khi xã | đề nghị
_WHICH = pattern(r"\bmà_([AO]|tỉnh|huyện|thành_phố|cấp_trên)(_đã|_cũng)?_$")  # mức 45% mà | UBND tỉnh | yêu cầu
_NOTHING = re.compile(r"\s*(?:[.;,”\"]|$)")
_ALLOTTED = pattern(r"\b(dự_toán|chỉ_tiêu|nhiệm_vụ|kế_hoạch|công_việc)(_\w+){0,3}_(mà_|do_|được_)?[AO]_$")  # dự toán HĐND tỉnh | giao
GOVERNED = pattern(r"\b<governs>_(các_)?$")


@cache
def _known(verb: str) -> Verb:
    """What is known of a verb; "giao nhiệm vụ cho" and "thống nhất giao" are "giao"."""
    stem = "giao" if verb.startswith("giao") or verb.endswith("giao") else verb
    row = next((row for row in gazetteer("order_verbs") if row["verb"] == stem), None)
    if row is None:
        return Verb()
    after, addressed, before = (_any(row[column]) for column in ("noun_after", "noun_after_addressed", "noun_before"))
    return Verb(
        needs=frozenset(cells(row["needs"])),
        noun_after=pattern(rf"(?<!\w){after}_$") if after else None,
        noun_after_addressed=pattern(rf"(?<!\w){addressed or after}_$") if addressed or after else None,
        noun_before=pattern(rf"_{before}\b") if before else None,
    )


def _any(cell: str) -> str:
    return "(" + "|".join(phrase.replace(" ", "_") for phrase in cells(cell)) + ")" if cell else ""


def orders(mask: Mask) -> list[Order]:
    """The verbs of ordering in a sentence that are verbs there, each with subject and addressee."""
    found = (_order(mask, match) for match in _VERB.finditer(mask.text))
    return [order for order in found if order]


def _order(mask: Mask, match: re.Match[str]) -> Order | None:
    verb, known = match["verb"], _known(match["verb"])
    left, right = mask.text[max(match.start() - REACH, 0) : match.start()], mask.text[match.end() : match.end() + REACH]
    to = _TO.match(right) or (_GIVES.match(right) if "giao" in verb else None)
    noun_after = known.noun_after_addressed if to else known.noun_after
    told_too = verb == "yêu cầu" and _DOES_AND.search(left[-16:]) and _TASK_AHEAD.match(right)  # "chưa đồng ý và yêu cầu rà soát"
    if noun_after and noun_after.search(left[-30:]) and not told_too or left and "opening" in known.needs:
        return None
    who = subject(mask, match.start())
    addressee = mask.slot(match.end() + to.start("who")) if to else _concerned(mask, who)
    if _WHICH.search(left[-60:]) and not to:
        return None
    if _WHEN_ASKED.search(left[-60:]) and _NOTHING.match(right) or "giao" in verb and _ALLOTTED.search(left[-40:]):
        return None
    if not addressee and "addressee" in known.needs or not to and known.noun_before and known.noun_before.match(right):
        return None
    if not addressee and (sent := _SENT_TO.search(left)):
        addressee = mask.slot(match.start() - len(left) + sent.start("who"))
    return Order(verb, match.start(), match.end(), who, addressee)


def _concerned(mask: Mask, who: Slot | None) -> Slot | None:
    """The agency whom the order of another concerns: Đối với | các huyện, UBND tỉnh giao ... (D6)."""
    match = _CONCERNS.match(mask.text)
    slot = mask.slot(match.start("who")) if match else None
    return slot if who and slot and slot.start < who.start else None


def subject(mask: Mask, position: int) -> Slot | None:
    """Who does the verb at this position: the nearest slot before it that no preposition governs.

    After "đồng thời" or "và" it is the first such slot of the sentence: "Chủ tịch phê bình các huyện, đồng thời yêu cầu ...".
    """
    if _AND.search(mask.text, max(position - 30, 0), position):
        begin = main_clause(mask)
        for slot, at in zip(mask.slots, mask.at, strict=True):
            if slot.kind in ACTORS and begin <= at < position and not governed(mask, at):
                return slot
    for slot, at in zip(reversed(mask.slots), reversed(mask.at), strict=True):
        if at >= position or slot.kind not in ACTORS:
            continue
        if position - at > 160 or re.search(r"[.;:]", mask.text[at + 1 : position]):
            return None
        if not governed(mask, at):
            return slot
    return None


def governed(mask: Mask, at: int) -> bool:
    """Whether a preposition stands before the slot at this position, so that it is no subject."""
    return GOVERNED.search(mask.text, max(at - 30, 0), at) is not None
