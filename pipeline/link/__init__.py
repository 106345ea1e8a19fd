"""Mentions in, directives out: who orders whom to do what, by when; roles of the agencies follow (catalogue E1-E19).

One pass over the sentences keeps a `State`: the speaker, the addressee that tasks without one inherit, and the list they stand in.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from pipeline import schema, segment
from pipeline.context import Context
from pipeline.link import acts, authority, judged, roles, speakers
from pipeline.link.acts import CONDITION, Act
from pipeline.link.cues import AGENCY, DATE, OFFICE, pattern
from pipeline.link.draft import Draft, State, placed
from pipeline.link.mask import Mask
from pipeline.link.orders import orders
from pipeline.link.records import Unit, heirs, leads, passes_on, record, spread_deadline, units
from pipeline.tag import Mentions


def link(context: Context, mentions: Mentions) -> Mentions:
    """The mentions with the roles of agencies and people set and the directives found."""
    draft, state = Draft(context, mentions), State()
    for number in range(len(context.sentences)):
        _sentence(draft, state, number)
    speakers.document_issuers(draft)
    speakers.letterheads(draft)
    speakers.main_speakers(draft)
    agencies = [a for a in draft.linked() if a.role != "other" or not _weak(a)]
    issuers = {d.issuer_person.name for d in draft.directives if d.issuer_person}
    people = [_with_role(p) if p.name in issuers and not p.role else p for p in mentions.people]
    return replace(mentions, agencies=agencies, people=people, directives=draft.directives, classes=draft.classes)


def _with_role(person: schema.Person) -> schema.Person:
    return msgspec.structs.replace(person, role="directive_issuer")


_WEAK_RULES = ("rule:agencies.company", "rule:agencies.vague")
_WEAK_NAMES = ("Đài P", "Đài T", "Báo ", "Cổng ", "Bưu điện", "Viễn thông", "Công ty Điện lực", "Ngân hàng Chính sách")


def _weak(agency: schema.Agency) -> bool:
    """Companies, media and bare place lists: agencies only where they have a part in an order."""
    return agency.granularity == "locality" or agency.by.startswith(_WEAK_RULES) or agency.name.startswith(_WEAK_NAMES)


# -- one sentence


def _sentence(draft: Draft, state: State, number: int) -> None:
    """Reads one sentence: its class, the roles in it, its directives, and what the next sentence inherits."""
    sentence, mask = draft.context.sentences[number], draft.masks[number]
    heading = sentence.zone == "heading" or _LABEL.fullmatch(mask.text) is not None
    if heading and _is_header(state, sentence, mask):
        _header(draft, state, number)
    elif sentence.zone == "title" or heading and not _is_task_line(state, mask):
        _title(draft, mask)
        if heading:
            _heading(state, mask)
    elif sentence.zone not in ("body", "heading"):
        _assign(draft, mask, Act("other", None, "acts.zone"))
    else:
        _enter(state, sentence)
        if _is_header(state, sentence, mask):
            _header(draft, state, number)
        else:
            _body(draft, state, number)


_BY_FORM = ("acts.modal", "acts.agency_modal", "acts.imperative", "acts.agency_subject", "acts.agency_task", "acts.said", "acts.prohibition")


def _body(draft: Draft, state: State, number: int) -> None:
    """Reads one sentence of the body."""
    sentence, mask = draft.context.sentences[number], draft.masks[number]
    if not state.active and (speakers.told_behind(draft, state, number) or _in_quotation(draft, state, number)):
        state.active = True
    act = acts.classify(mask, state, draft.text[sentence.start : sentence.end])
    if act.by in _BY_FORM and speakers.informs(draft, number):
        act = Act("report", None, "acts.quoted_telling")
    act = authority.review(draft, state, mask, act)
    act = judged.act(draft, state, number, act)
    _assign(draft, mask, act)
    if act.kind in ("directive", "umbrella", "announcement"):
        speakers.speak(draft, state, number, act)
    speakers.remember(draft, state, mask)
    if act.kind == "directive":
        _directive(draft, state, number, act)
    elif act.kind == "umbrella":
        _umbrella(draft, state, number, act)
    elif act.kind == "announcement":
        state.active = state.known = True
        state.basis = draft.documents(sentence.start, sentence.end)
        state.announced += [draft.mentions.documents[i].type for i in draft.inside("documents", sentence.start, sentence.end)]
        state.lead = _recipients(draft, mask)
        state.meet(state.lead, number)
    elif act.by != "acts.about_paper":
        state.active = False


def _in_quotation(draft: Draft, state: State, number: int) -> bool:
    """Whether the sentence stands in a quotation with a speaker, who then speaks."""
    return speakers.is_quoted(draft, number) and speakers.quoting(draft, state, number)


def _assign(draft: Draft, mask: Mask, act: Act) -> None:
    """Keeps the class of a sentence and the roles in it."""
    draft.classes[mask.start] = (act.kind, act.by)
    for slot, role, by, confidence in judged.roles(draft, mask, act, roles.assign(mask, act)):
        draft.roles |= dict.fromkeys(slot.members, (role, by))
        if confidence is not None:
            draft.sure |= dict.fromkeys(slot.members, confidence)


def _enter(state: State, sentence: segment.Sentence) -> None:
    """Moves the frame to this sentence: a new item goes back to the addressee of the umbrella (E4)."""
    if state.listing and sentence.item is None and sentence.paragraph != state.paragraph and state.item is not None:
        state.listing, state.interrupted = False, True
    elif state.interrupted and not state.listing and sentence.item not in (None, "-", "1", "a", "I"):
        state.listing, state.item = True, None  # the list goes on behind the paragraph
    if state.listing:
        state.interrupted = False
    if state.listing and sentence.item is not None and (sentence.item, sentence.paragraph) != (state.item, state.paragraph):
        state.lead, state.active = list(state.default), True
    state.item, state.paragraph = sentence.item, sentence.paragraph


# -- titles and headings

_HEADER = pattern(
    r"""
    (<header_opening>_)?                                # Đối với
    ([AO](_\([^)]*\))?[_,;]*(và_)?)+                    # Sở Tài chính, Cục Thuế tỉnh
    (<header_tail>)? (_(các|một_số)_nhiệm_vụ(_sau)?)?   # thực hiện các nhiệm vụ sau
    \s*[:.]?
    """
)
_LABEL = pattern(r"<about_tasks>(_\w+){0,5}\s?:")  # Nội dung chỉ đạo:
_ABOUT_RESULTS = pattern(r"^<about_purpose>\b(?!.*(nhiệm_vụ|giải_pháp)) | \b<about_results>\b")
_ABOUT_TASKS = pattern(r"\b<about_tasks>\b")


def _title(draft: Draft, mask: Mask) -> None:
    """Sets the roles in a title or a heading; orders in it are told again below (E18)."""
    told = next((o for o in orders(mask) if o.subject or o.addressee), None)
    _assign(draft, mask, Act("directive" if told else "other", told.verb if told else None, "acts.title", told))


def _heading(state: State, mask: Mask) -> None:
    """Moves the frame over a section heading: results and shortcomings close it, tasks open it again."""
    if acts.BARE_ORDER.match(mask.text):
        state.active = state.listing = state.known = True
    elif _ABOUT_RESULTS.search(mask.text):
        state.active = state.listing = False
    elif state.known and _ABOUT_TASKS.search(mask.text):
        state.active = True
        if not state.listing:
            state.listing, state.default, state.item = True, [], None
    elif not state.listing:
        state.active = False


def _is_task_line(state: State, mask: Mask) -> bool:
    """Whether a line without an end mark is a task of a list rather than a heading: it names an agency or a date, and a verb opens it."""
    return state.active and any(placed(mask, AGENCY, OFFICE, DATE)) and acts.IMPERATIVE.match(mask.text) is not None


def _is_header(state: State, sentence: segment.Sentence, mask: Mask) -> bool:
    """Whether a line names agencies and nothing else: "1. Sở Tài chính, Cục Thuế tỉnh:" heads the tasks below it (E5)."""
    heads = state.known and (sentence.item is not None or mask.text.rstrip().endswith(":"))
    return heads and _HEADER.fullmatch(mask.text.strip()) is not None


def _bracketed(masked: str, at: int) -> bool:
    """Whether a bracket stands open at this position: Bộ Chỉ huy Quân sự tỉnh (| cơ quan thường trực của Hội đồng)."""
    return masked.rfind("(", 0, at) > masked.rfind(")", 0, at)


def _header(draft: Draft, state: State, number: int) -> None:
    """Makes the agencies of a header the addressees of the tasks below it."""
    sentence, mask = draft.context.sentences[number], draft.masks[number]
    members = [i for slot, at in placed(mask, AGENCY, OFFICE) if not _bracketed(mask.text, at) for i in slot.members]
    draft.roles |= dict.fromkeys(members, ("lead", "roles.header"))
    state.default = state.lead = list(dict.fromkeys(draft.mentions.agencies[i].name for i in members))
    state.active = state.listing = True
    state.item, state.paragraph = sentence.item, sentence.paragraph
    state.meet(state.lead, number)


# -- announcements, umbrellas, directives

_SENT = pattern(r"<sent_paper>[^.;,]{0,20}_gửi(_đến|_tới|_cho)?_")
_SENT_NOW = pattern(r"\b<sent_now>\b")
_MORE_RECIPIENTS = pattern(r"[AO_,;]*(và_)?(các_)?")


def _recipients(draft: Draft, mask: Mask) -> list[str]:
    """Whom the paper just announced is sent to: those it orders."""
    match = _SENT.search(mask.text)
    if not match or not _SENT_NOW.search(mask.text, 0, match.start()):
        return []
    sent = [s for s, at in placed(mask, AGENCY, OFFICE) if at >= match.end() and _MORE_RECIPIENTS.fullmatch(mask.text, match.end(), at)]
    return [a.name for slot in sent for a in draft.agencies(slot)]


def _umbrella(draft: Draft, state: State, number: int, act: Act) -> None:
    """Opens the list below a sentence; its addressees are those of each item that names none (E4)."""
    sentence = draft.context.sentences[number]
    if act.by == "acts.deadline_only":
        spread_deadline(draft, sentence)
        return
    order = act.order
    named_before = order is None or order.subject is None or order.addressee is not None and order.addressee.start < order.subject.start
    own = leads(draft, state, sentence.start if named_before else order.subject.start, sentence.end)
    if own or not state.listing or sentence.item is None:
        state.default = own or state.lead or state.default
    state.lead = own or list(state.default)
    state.active = state.listing = state.known = True
    state.item = sentence.item
    state.basis = draft.documents(sentence.start, sentence.end) or state.basis
    if sentence.end - sentence.start > 20:
        unit = Unit(sentence.start, sentence.end, own)
        draft.directives.append(record(draft, state, number, act, unit, "umbrella"))
    state.meet(own, number)


def _directive(draft: Draft, state: State, number: int, act: Act) -> None:
    """Writes the records of a directive; the next task without an addressee inherits the last one's (E3)."""
    conditional = CONDITION.match(draft.masks[number].text) is not None  # "Xã nào chậm thì ...": the next task is not theirs
    passed_on = list(state.lead) if passes_on(state, draft.masks[number], act) else []
    for unit in units(draft, state, draft.context.sentences[number], act):
        unit.lead += [name for name in passed_on if name not in unit.lead]
        draft.directives.append(record(draft, state, number, act, unit, "directive"))
        state.lead = passed_on or ([] if conditional else heirs(draft, unit)) or state.lead
        state.meet(state.lead if passed_on else heirs(draft, unit), number)
    state.active = state.known = True
