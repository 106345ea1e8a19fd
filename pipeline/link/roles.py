"""What each agency does in its sentence: leads, coordinates, gets the report, is advised, gives the order (catalogue D8, E15, E16).

Each rule looks at the masked words left and right of a coordination of agencies; the first with an opinion decides. A learned model can be
given the same coordinations with the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from corpora import gazetteer
from pipeline.link.acts import Act, modal_in
from pipeline.link.cues import AGENCY, OFFICE, pattern
from pipeline.link.mask import Mask, Slot
from pipeline.link.orders import Order, governed, main_clause
from pipeline.link.quotations import speaker_behind

REACH = 250  # characters left and right that a cue may look at: a clause, so that time stays linear


class Place(NamedTuple):
    """A coordination of agencies in its sentence, with the words beside it."""

    mask: Mask
    slot: Slot
    at: int
    left: str
    right: str
    act: Act
    ordering: bool  # the sentence orders
    first: bool  # the coordination opens the main clause

    @property
    def order(self) -> Order | None:
        """The verb of ordering of the sentence, even one told as history, unless it is a request upwards."""
        return self.act.order if self.act.kind != "upward" else None


class Cue(NamedTuple):
    """A role, and the words left and right of the agencies that give it."""

    role: str
    name: str
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    ordering: bool  # only in a sentence that orders


def _cues() -> tuple[Cue, ...]:
    """The rows of role_cues.tsv."""
    spaced = [{key: cell.replace(" ", "_") for key, cell in row.items()} for row in gazetteer("role_cues")]
    return tuple(
        Cue(
            role=row["role"],
            name=row["name"],
            left=pattern(f"({row['left']})$") if row["left"] else None,
            right=pattern(row["right"]) if row["right"] else None,
            ordering=row["only"] == "order",
        )
        for row in spaced
    )


CUES = _cues()

Verdict = tuple[str, str]  # role, name of the rule
Rule = Callable[[Place], Verdict | None]

# -- those who give the order

_ONLY_TITLES = pattern(r"[OPA_,-]*")
_SPEAKERS_BETWEEN = pattern(r"[_,;\-–(OP]* (kiêm|đồng_thời_là|và|cũng_là|thay_mặt)? [_,;\-–(OP]*")
_CHAIRS = pattern(r"_(đồng_)?chủ_trì_(hội_nghị|cuộc_họp|buổi|phiên|tại|lễ|họp)")
_TOLD_BEHIND = pattern(r"^(đó|đây)_(cũng_|chính_)?là[^.;,]{0,60}_của_$")


def _addressee(place: Place) -> Verdict | None:
    """Lead: the addressee of the order, even one told as history."""
    if not place.order or place.order.addressee != place.slot:
        return None
    return "lead", "addressee"


def _speaker(place: Place) -> Verdict | None:
    """Issuer: the subject of the order, or an office of the person who is: "O, O P yêu cầu", "P - O, O đề nghị" (D9)."""
    order, mask = place.order, place.mask
    if not order or not order.subject or place.at >= order.start:
        return None
    if order.subject == place.slot:
        return "issuer", "speaker"
    position = next(p for s, p in zip(mask.slots, mask.at, strict=True) if s == order.subject)
    low, high = sorted((place.at, position))
    beside = place.slot.kind == OFFICE and not governed(mask, place.at) and _SPEAKERS_BETWEEN.fullmatch(mask.text, low + 1, high)
    return ("issuer", "speaker") if beside else None


def _chairs(place: Place) -> Verdict | None:
    """Other: whoever chairs a meeting has no task there."""
    return ("other", "chairs") if _CHAIRS.match(place.right) else None


_RELAYS = pattern(r"(_(đã|vừa|cũng))*_(thông_báo|truyền_đạt)_(ý_kiến|kết_luận|chỉ_đạo)")


def _relays(place: Place) -> Verdict | None:
    """Issuer: Văn phòng UBND tỉnh | thông báo ý kiến của Chủ tịch UBND tỉnh: of the paper, though the order is another's (D10)."""
    return ("issuer", "relays") if _RELAYS.match(place.right) else None


def _told_behind(place: Place) -> Verdict | None:
    """Issuer: Đó là yêu cầu của | Chủ tịch UBND tỉnh (E6)."""
    return ("issuer", "told_behind") if place.slot.kind == OFFICE and _TOLD_BEHIND.search(place.left) else None


def _headline(place: Place) -> Verdict | None:
    """Issuer: Chủ tịch UBND tỉnh: các huyện phải ... ."""
    opens = place.slot.kind == OFFICE and place.at < 3 and place.right.startswith(":")
    return ("issuer", "headline") if opens and modal_in(place.right) else None


_ISSUES = frozenset(("issues", "decides"))


def _is_task(place: Place) -> bool:
    """Whether the agencies stand in what has been ordered, not in how it was ordered: a report that is still to be sent to them."""
    return place.ordering and (place.order is None or place.at > place.order.end)


_BESIDE = pattern(r"(?P<who>[AO])_cùng_(các_)?$")


def _beside(place: Place) -> Verdict | None:
    """Lead beside the addressee, "giao Sở Y tế cùng | Sở Tài chính"; coordinate beside a subject, "Sở Y tế cùng | Sở Tài chính kiểm tra"."""
    found = _BESIDE.search(place.left) if place.ordering else None
    if not found:
        return None
    at = place.at - len(place.left) + found.start("who")
    told = place.order is not None and place.order.addressee == place.mask.slot(at)
    return ("lead", "beside_addressee") if told else ("coordinate", "beside")


def _cue(place: Place) -> Verdict | None:
    """The role of the first cue that fits."""
    task = place.act.kind == "directive" and place.order is None  # "Sở Y tế ban hành quy trình" is what it has to do
    for cue in CUES:
        if task and (cue.name in _ISSUES or cue.name == "issues_document" and place.right.startswith(" gửi")) or cue.name == "kept_informed_of_paper" and _is_task(place):
            continue
        if (not cue.left or cue.left.search(place.left)) and (not cue.right or cue.right.match(place.right)):
            return "other" if cue.ordering and not place.ordering else cue.role, cue.name
    return None


# -- those who have to act; only where the sentence orders

_SINGLED_OUT = pattern(r"[AO],?_<singled_out>_$")
_CONCERNING = pattern(r"(^|[.;:,]_)<concerning>_(các_)?$")
_CONCERNED_DOES = pattern(r",?_<concerned_does>\b|:")
_DIRECTED = pattern(r"\b<directs>(_<directs_too>)*,?_(<leader>_)*$")
_LEADS = pattern(r"(_\([^)]*\))? (_(nơi_)?(đó|này|ấy))? ,?_? <leads>")
_TASK_OBJECT = pattern(
    r"""
    \b( <task_object> | bàn_giao[^.;]{0,40}_cho )_      # hướng dẫn; bàn giao mặt bằng cho
    (và_)? (<leader>_)*$
    """
)
_SUBJECT = pattern(r"""(^ | [,;:.“"(] | \b<clause_opening>)[_“"]* (<leader>_)*$""")
_COORDINATED = pattern(r"(,|\bvà)_$")
_NO_VERB = pattern(r"\s*(<no_verb>|;)")


def _no_order(place: Place) -> Verdict | None:
    """Other: where nothing is ordered, nobody has to act."""
    return None if place.ordering else ("other", "no_order")


def _singled_out(place: Place) -> Verdict | None:
    """Lead: yêu cầu các huyện, nhất là | UBND huyện A, ... ."""
    return ("lead", "singled_out") if place.right[:1] in ",.;" and place.right and _SINGLED_OUT.search(place.left) else None


def _works_with(place: Place) -> Verdict | None:
    """Coordinate: làm việc với | Sở Y tế."""
    return ("coordinate", "works_with") if place.left.endswith("làm việc với ") else None


def _concerning(place: Place) -> Verdict | None:
    """Lead: Đối với | các huyện, UBND tỉnh yêu cầu ...; Riêng | các huyện phải ... (D6)."""
    if not _CONCERNING.search(place.left):
        return None
    order = place.order
    if order and not order.addressee and place.at < order.start:
        return "lead", "concerning"
    return ("lead", "subject") if _CONCERNED_DOES.match(place.right) else None


def _bracketed(place: Place) -> Verdict | None:
    """Other: the body above in brackets: Ban Thi đua - Khen thưởng (Sở Nội vụ)."""
    inside = place.left.endswith("(") and place.at > 1 and place.mask.text[place.at - 3 : place.at - 2] in (AGENCY, OFFICE)
    return ("other", "bracketed") if inside else None


def _directed(place: Place) -> Verdict | None:
    """Lead: told to act by another that is told so: UBND các huyện chỉ đạo | các xã."""
    return ("lead", "directed") if _DIRECTED.search(place.left) else None


def _leads(place: Place) -> Verdict | None:
    """Lead: Sở Y tế | chủ trì."""
    return ("lead", "leads") if _LEADS.match(place.right) and not _TASK_OBJECT.search(place.left) else None


def _object_of_task(place: Place) -> Verdict | None:
    """Other: hướng dẫn | các xã."""
    return ("other", "object_of_task") if _TASK_OBJECT.search(place.left) else None


def _led(place: Place) -> Verdict | None:
    """Lead: Ban cán sự đảng | lãnh đạo UBND tỉnh."""
    return ("lead", "led") if place.slot.kind == OFFICE and place.left[-2:-1] in (AGENCY, OFFICE) and place.left.endswith(" ") else None


def _subject(place: Place) -> Verdict | None:
    """Lead: the subject of a clause."""
    coordinated = _COORDINATED.search(place.left) and _NO_VERB.match(place.right)
    return ("lead", "subject") if place.first or _SUBJECT.search(place.left) and not coordinated else None


RULES: tuple[Rule, ...] = (
    _addressee,
    _speaker,
    _chairs,
    _relays,
    _told_behind,
    _headline,
    _beside,
    _cue,
    _no_order,
    _singled_out,
    _works_with,
    _concerning,
    _bracketed,
    _directed,
    _leads,
    _object_of_task,
    _led,
    _subject,
)

_PERSON_BEHIND = pattern(r"^([_,-]*P|_\([^)]{1,12}\))")  # Chủ tịch UBND tỉnh | Nguyễn Văn A | ký


def assign(mask: Mask, act: Act) -> list[tuple[Slot, str, str]]:
    """(slot, role, rule) of every coordination of agencies in a sentence; a slot without an opinion is `other`."""
    ordering = act.kind in ("directive", "umbrella")
    begin, spoken = main_clause(mask), speaker_behind(mask) if ordering else None
    found = []
    for slot, at in zip(mask.slots, mask.at, strict=True):
        if slot.kind not in (AGENCY, OFFICE):
            continue
        if spoken is not None and at >= spoken and _ONLY_TITLES.fullmatch(mask.text, spoken, at):
            found.append((slot, "issuer", "roles.attributed"))
            continue
        left, right = mask.text[max(at - REACH, 0) : at], _PERSON_BEHIND.sub("", mask.text[at + 1 : at + REACH])
        role, by = _role(Place(mask, slot, at, left, right, act, ordering, begin <= at <= begin + 1))
        found.append((slot, role, f"roles.{by}"))
    return found


def _role(place: Place) -> Verdict:
    return next((verdict for rule in RULES if (verdict := rule(place))), ("other", "default"))
