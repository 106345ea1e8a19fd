"""What the ranks of speaker and addressee make of an order: a request upwards, a task of the one who orders, or no order (catalogue E8, E12)."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.link.acts import IMPERATIVE, Act
from pipeline.link.cues import AGENCY, PERSON, pattern
from pipeline.link.draft import Draft, State
from pipeline.link.mask import Mask
from pipeline.link.orders import Order, main_clause
from pipeline.link.ranks import PROVINCE, rank
from pipeline.link.speakers import offices_of

REQUESTS = ("đề nghị", "kiến nghị", "mong muốn", "mong")  # verbs that go upwards as well as downwards

Rule = Callable[[Draft, State, Mask, Act], Act | None]


def _to_oneself(draft: Draft, state: State, mask: Mask, act: Act) -> Act | None:
    """Other: subject and addressee are one agency."""
    order = act.order
    if not order or not order.subject or not order.addressee:
        return None
    same = {a.name for a in draft.agencies(order.subject)} & {a.name for a in draft.agencies(order.addressee)}
    return act._replace(kind="other", by="acts.to_oneself") if same else None


_PERSON_SAYS = pattern(r"""(?P<who>P)[^.;“"]{0,60}?\b<soft>\b""")
_STATE_OFFICE = pattern("<state_office>")


def _outsider(draft: Draft, state: State, mask: Mask, act: Act) -> Act | None:
    """Other: the one who speaks is a person without any office of the state: an expert, a voter, a farmer."""
    if act.by not in ("acts.said", "acts.agency_modal"):
        return None
    said = _PERSON_SAYS.search(mask.text)
    slot = act.order.subject if act.order and act.order.subject else mask.slot(said.start("who")) if said else None
    if not slot or slot.kind != PERSON:
        return None
    person = draft.person(slot)
    held = offices_of(draft, person) or any(_STATE_OFFICE.search(title.lower()) for title in person.titles)
    return None if held else act._replace(kind="other", by="acts.outsider")


_TOLD = pattern(r"\b<told_to>\b")
_LED = pattern("[AO]_O$")  # Ban cán sự đảng | lãnh đạo UBND tỉnh | giao chỉ tiêu
_ON_BASIS = pattern(r"(theo_đó,?_)?<on_basis>\b")
_ORDERS_NOW = pattern(r"_(cũng_|vừa_|đã_)?")


def _task_of_subject(draft: Draft, state: State, mask: Mask, act: Act) -> Act | None:
    """The act without its order, where its subject has been told to give it: "Sở A chủ trì, chỉ đạo các đơn vị" inside a frame."""
    order = act.order
    if not order or act.by != "acts.order" or act.kind != "directive" or not order.subject:
        return None
    if _LED.search(mask.text, 0, mask.at[mask.slots.index(order.subject)] + 1):
        return act._replace(order=None)
    if order.subject.kind != AGENCY:
        return None
    between = mask.text[mask.at[mask.slots.index(order.subject)] + 1 : order.start]
    if _TOLD.search(between):
        return act._replace(order=None)
    speaker = state.speaker.agency
    if not state.active or not speaker or _ON_BASIS.match(mask.text):
        return None
    if order.verb in ("yêu cầu", "đề nghị", "giao") and _ORDERS_NOW.fullmatch(between):
        return None
    names = [a.name for a in draft.agencies(order.subject)]
    below = speaker not in names and max(map(rank, names)) < min(rank(speaker), PROVINCE)
    return act._replace(order=None) if below else None


_TASK_BEFORE = pattern("[^.;:]{6,}")  # Xây dựng kế hoạch, | giao chỉ tiêu cho UBND các xã


def _task_below(draft: Draft, state: State, mask: Mask, act: Act) -> Act | None:
    """The act without its order: below "UBND cấp huyện:", "Giao chỉ tiêu cho từng xã" is the task."""
    order = act.order
    if not order or not order.verb.startswith("giao") or order.subject or not state.listing or not order.addressee:
        return None
    addressed = draft.agencies(order.addressee) if order.addressee.kind == AGENCY else []
    if not addressed:
        return None
    below = all(a.granularity == "locality" or a.name.startswith("từng ") for a in addressed)
    if not below and _TASK_BEFORE.fullmatch(mask.text, main_clause(mask), order.start) and IMPERATIVE.match(mask.text, main_clause(mask)):
        below = max(rank(a.name) for a in addressed) < min(map(rank, state.default), default=0)
    return act._replace(order=None) if below else None


def _upward(draft: Draft, state: State, mask: Mask, act: Act) -> Act | None:
    """Upward: a request by a lower body to a higher one, or by those who live in a place."""
    order = act.order
    if not order or act.kind not in ("directive", "umbrella") or order.verb not in REQUESTS:
        return None
    subject = draft.agencies(order.subject) if order.subject else []
    places = order.subject and order.subject.kind == AGENCY and all(a.granularity == "locality" for a in subject)
    return act._replace(kind="upward", by="acts.upward") if places or _asks_above(draft, state, order) else None


def _asks_above(draft: Draft, state: State, order: Order) -> bool:
    """Whether the addressee stands above the subject, or above the speaker where there is none."""
    if not order.addressee:
        return False
    above = [rank(a.name) for a in draft.agencies(order.addressee)]
    if not order.subject and not state.speaker.agency:
        return order.addressee.kind == AGENCY and min(above) >= PROVINCE
    own = [rank(a.name) for a in draft.agencies(order.subject)] if order.subject else []
    if not own and state.speaker.agency:
        own = [rank(state.speaker.agency)]
    return bool(own) and max(own) < max(above, default=0)


RULES: tuple[Rule, ...] = (_to_oneself, _outsider, _task_of_subject, _task_below, _upward)


def review(draft: Draft, state: State, mask: Mask, act: Act) -> Act:
    """The act as the ranks of its speaker and addressee leave it; the first rule with an opinion decides."""
    return next((changed for rule in RULES if (changed := rule(draft, state, mask, act))), act)
