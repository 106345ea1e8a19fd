"""Directive records of a sentence: its units, who leads, the task, its deadline, targets, basis and modality (catalogue E9-E15)."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

import msgspec

from pipeline import schema, segment
from pipeline.link import judged
from pipeline.link import mask as masks
from pipeline.link.acts import IMPERATIVE, Act, modal_in
from pipeline.link.cues import AGENCY, OFFICE, pattern, phrases
from pipeline.link.draft import Draft, State, named, placed
from pipeline.link.mask import Mask
from pipeline.link.orders import main_clause

MANY = 400  # mentions of one sentence at most that are looked at when it is cut


@dataclass
class Unit:
    """A sentence or a run of its clauses with one actor."""

    start: int
    end: int
    lead: list[str]


# -- units (E12)

_GO_ON = r"(đồng_thời,?_|và_)?"
_REDIRECTS = pattern(rf"{_GO_ON}<redirects>\b")
_URGES = pattern(rf"{_GO_ON}<urges>\b")
_NAMES_ONLY = pattern(r"(^|<names_opening>|<urges>)[_,:]*(các_)?(thành_viên_)?([AO](_\w+)?[_,;]*(và_)?)+;$")
_BASIS = pattern(r"(theo_đó,?_)?<basis>[^;,]{0,40}D")


def units(draft: Draft, state: State, sentence: segment.Sentence, act: Act) -> list[Unit]:
    """The sentence, cut after ";" where the actor changes."""
    found: list[Unit] = []
    for start, end in _clauses(draft, sentence):
        lead = leads(draft, state, start, end)
        if not found and end < sentence.end and _reports_before(draft, act, Unit(start, end, lead)):
            continue
        if not found or not _only_names(draft, found[-1]) and _begins_unit(draft, found[-1], act, Unit(start, end, lead)):
            found.append(Unit(start, end, lead))
        else:
            found[-1].end = end
            found[-1].lead = found[-1].lead + [name for name in lead if name not in found[-1].lead]
    return found


_REPORTED = pattern(r"\b(đã|đạt|tăng|giảm|chiếm|bằng|chưa)\b")


def _reports_before(draft: Draft, act: Act, clause: Unit) -> bool:
    """Whether a clause only reports what was before the order in a later clause: "Tỷ lệ mới đạt 60%; | UBND tỉnh yêu cầu ..."."""
    mask = _masked(draft, clause)
    if not act.order or not act.order.subject or act.order.subject.start < clause.end:
        return False
    return _REPORTED.search(mask.text) is not None and not IMPERATIVE.match(mask.text, main_clause(mask))


def _clauses(draft: Draft, sentence: segment.Sentence) -> list[tuple[int, int]]:
    """The clauses of a sentence; a cut inside a coordination of agencies is none."""
    merged: list[tuple[int, int]] = []
    first = bisect_left(draft.slots, sentence.start, key=lambda s: s.start)
    inside = [s for s in draft.slots[first : first + MANY] if s.kind in (AGENCY, OFFICE)]
    for start, end in segment.clauses(draft.text, sentence):
        if merged and any(s.start < start < s.end for s in inside):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _begins_unit(draft: Draft, last: Unit, act: Act, clause: Unit) -> bool:
    """Whether a clause has another actor than the unit before it."""
    if not clause.lead or set(clause.lead) <= set(last.lead) or not _acts_itself(draft, clause):
        return False
    return bool(last.lead) or _has_task(draft, last)


def _only_names(draft: Draft, unit: Unit) -> bool:
    """Whether a clause names agencies and no task: "Giao các sở, ngành tỉnh;"."""
    return _NAMES_ONLY.search(_masked(draft, unit).text) is not None


def _acts_itself(draft: Draft, unit: Unit) -> bool:
    """Whether a clause has an actor of its own, not only bodies that the actor before it directs."""
    words = draft.text[unit.start : unit.end].lower()
    if _URGES.match(words) or words.startswith("nếu "):
        return False
    own = ("roles.subject", "roles.leads", "roles.addressee", "model:agency_roles")
    rules = (draft.roles.get(i, ("", ""))[1] for i in draft.inside("agencies", unit.start, unit.end))
    return any(rule in own for rule in rules) or _REDIRECTS.match(words) is not None


def _has_task(draft: Draft, unit: Unit) -> bool:
    """Whether a clause without an actor holds a task, rather than a basis or a purpose."""
    mask = _masked(draft, unit)
    if _BASIS.match(mask.text):
        return False
    return IMPERATIVE.match(mask.text, main_clause(mask)) is not None or modal_in(mask.text) is not None


def _masked(draft: Draft, unit: Unit) -> Mask:
    return masks.mask(draft.text, unit.start, unit.end, draft.slots)


# -- who leads

_ANAPHOR = re.compile(r"\b(?:này|đó|trên)$")


def leads(draft: Draft, state: State, start: int, end: int) -> list[str]:
    """The names of those who lead in a stretch; "các đơn vị này" are those named before."""
    names = draft.names(start, end, "lead")
    inside = [draft.mentions.agencies[i] for i in draft.inside("agencies", start, end)]
    if len(names) > 1:  # "UBND huyện chỉ đạo các xã": the places below are no addressees beside a body
        localities = {a.name for a in inside if a.granularity == "locality"}
        names = [n for n in names if n not in localities] or names
    anaphors = [n for n in names if _ANAPHOR.search(n)]
    meant = (_meant(inside) or list(state.lead)) if anaphors else []
    if not meant:
        return names
    return meant + [n for n in names if n not in anaphors and n not in meant]


_OTHERS = pattern(r",?_?<others>\b")
_NAMED_PLACES = pattern(r"các_(huyện|thị_xã|thành_phố|quận|xã|phường)_[^.;AO]{2,80}?_(phải|cần|khẩn_trương|tập_trung)\b")


def _others_act(mask: Mask, act: Act) -> bool:
    """Whether those who have to act are no agency, so that nobody is inherited: yêu cầu | các đại biểu; các huyện A, B phải (D16)."""
    if _NAMED_PLACES.match(mask.text, main_clause(mask)):
        return True
    if act.by == "acts.prohibition" and act.trigger == "nghiêm cấm":
        return _OTHERS.match(mask.text, mask.text.index(act.trigger) + len(act.trigger)) is not None
    order = act.order if act.by == "acts.order" else None
    return order is not None and order.addressee is None and _OTHERS.match(mask.text, order.end) is not None


def passes_on(state: State, mask: Mask, act: Act) -> bool:
    """Whether those addressed before are told to direct others, so that both have to act: Chỉ đạo Chi cục Thủy lợi cử cán bộ trực."""
    order = act.order
    if not order or order.verb != "chỉ đạo" or order.subject or not order.addressee or not (state.active or state.listing):
        return False
    return order.start <= main_clause(mask) + 1


def heirs(draft: Draft, unit: Unit) -> list[str]:
    """Those who lead in a unit and whom the next task without an addressee means: not those they are told to direct."""
    inside = draft.inside("agencies", unit.start, unit.end)
    directed = {draft.mentions.agencies[i].name for i in inside if _is_directed(draft, i)}
    return [name for name in unit.lead if name not in directed] or unit.lead


_DIRECTS = re.compile(r"\bchỉ đạo (?:các )?$")


def _is_directed(draft: Draft, index: int) -> bool:
    """Whether an agency has to act because another is told to direct it."""
    if draft.roles.get(index, ("", ""))[1] in ("roles.directed", "roles.made_to_act"):
        return True
    start = draft.mentions.agencies[index].start
    return _DIRECTS.search(draft.text[max(start - 16, 0) : start].lower()) is not None


def _meant(inside: list[schema.Agency]) -> list[str]:
    """What "UBND các địa phương này" refers to inside its own sentence: the group named just before it."""
    at = next((k for k, a in enumerate(inside) if _ANAPHOR.search(a.name)), 0)
    return [a.name for a in inside[:at] if a.granularity == "class"][-1:]


# -- one record

_CONDITION = re.compile(r"(?:Trường hợp|Nếu|Đối với (?:các |những )?(?:trường hợp|đơn vị|dự án))[^,]{5,200}")
_POINTER = pattern(r"<pointer>[^.;]{0,30}<pointed_to>", re.IGNORECASE)


def record(draft: Draft, state: State, number: int, act: Act, unit: Unit, kind: str) -> schema.Directive:
    """The directive of a unit; who is not named in it is taken from the state."""
    sentence, mask = draft.context.sentences[number], draft.masks[number]
    start, end = unit.start, unit.end
    dates = deadlines(draft, start, end)
    words = draft.text[start:end]
    lead = unit.lead or judged.addressee(draft, state, number, act, [] if _others_act(mask, act) else list(state.lead))
    condition = _CONDITION.match(words)
    return schema.Directive(
        start=start,
        end=end,
        item=sentence.item,
        kind=kind,
        modality=_modality(mask, act),
        trigger=act.trigger,
        issuer_person=state.speaker.person,
        issuer_agency=state.speaker.agency,
        lead=lead,
        lead_inherited=not unit.lead and bool(lead),
        coordinate=draft.names(start, end, "coordinate"),
        receive_report=draft.names(start, end, "receive_report"),
        advised=draft.names(start, end, "advised"),
        via=draft.names(start, end, "via"),
        action=_action(draft, unit, mask, act),
        deadline=dates[0][0].value if dates else None,
        deadline_date=str(dates[0][1]) if dates else None,
        deadlines_all=[date.value for date, _ in dates if date.value] if len(dates) > 1 else [],
        targets=_targets(draft, start, end),
        legal_basis=draft.documents(start, end) or (list(state.basis) if kind == "directive" else []),
        condition=condition[0] if condition else None,
        detail="missing" if _POINTER.search(words) else None,
        confidence=round(act.confidence, 2),
        by=named(act.by),
    )


def deadlines(draft: Draft, start: int, end: int) -> list[tuple[schema.Date, int]]:
    """The deadlines in a stretch, earliest first, each with its index among the dates."""
    dates = [(draft.mentions.dates[i], i) for i in draft.inside("dates", start, end)]
    found = [(date, i) for date, i in dates if date.role == "deadline" and date.value]
    return sorted(found, key=lambda x: (x[0].latest or x[0].value or "", x[0].start))


def spread_deadline(draft: Draft, sentence: segment.Sentence) -> None:
    """Gives the deadline of a sentence that states nothing else to the tasks of its item that have none (B12)."""
    dates = deadlines(draft, sentence.start, sentence.end)
    for k in range(len(draft.directives) - 1, -1, -1):
        directive = draft.directives[k]
        if not dates or directive.item != sentence.item or directive.deadline or directive.kind == "umbrella":
            return
        draft.directives[k] = msgspec.structs.replace(directive, deadline=dates[0][0].value, deadline_date=str(dates[0][1]))


def _targets(draft: Draft, start: int, end: int) -> list[str]:
    """The percentages and ratios to be reached in a stretch, with their subjects (E13)."""
    inside = [draft.mentions.quantities[i] for i in draft.inside("quantities", start, end)]
    wanted = [q for q in inside if q.status == "target" and q.kind in schema.SHARES]
    return [f"{draft.text[q.start : q.end]} {q.subject or ''}".strip() for q in wanted]


_BEFORE_ACTION = re.compile(r"^(?:[\s,:;.)“\"-]|(?:này|đó|cần|phải|nên|có trách nhiệm)\b)+")

_SPEAKER_BEHIND = re.compile(r"""(?<=[^”"])[”"],? (?:ông|bà|đồng chí|Chủ tịch|Phó|Bí thư)[^”";]{2,80}$""")  # ..., ông A nhấn mạnh


def _action(draft: Draft, unit: Unit, mask: Mask, act: Act) -> str:
    """The words from the task's verb to the end of the unit."""
    begin = unit.start
    for slot, _ in placed(mask, AGENCY, OFFICE):
        role = draft.role(slot.members[0])
        if unit.start <= slot.start < unit.end and (role == "issuer" or role == "lead" and slot.start - begin < 60):
            begin = slot.end
    verb = mask.view(act.order.end) if act.order else 0
    if begin < verb < unit.end:
        begin = verb
    words = _SPEAKER_BEHIND.sub("", _spaced(draft.text[begin : unit.end]))
    words = _BEFORE_ACTION.sub("", words).strip(" .;,”\"")
    return words or _spaced(draft.text[unit.start : unit.end]).strip(" .;,”\"")


def _spaced(words: str) -> str:
    return re.sub(r"\s+", " ", words)


_FORBIDS = pattern(
    r"""
    (.{0,60}[AO])? [^,;]{0,25}? \b<modality_ban>\b     # the ban is the main verb
    | (.{0,60}[AO]_)? không_(?!những|chỉ)\w            # các sở, ngành | không tổ chức liên hoan
    """
)


def _modality(mask: Mask, act: Act) -> str:
    """Obligation, recommendation or prohibition (E9)."""
    if _FORBIDS.match(mask.text, main_clause(mask)):
        return "prohibition"
    return "recommendation" if act.trigger in phrases("recommendation") else "obligation"
