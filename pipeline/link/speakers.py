"""Who gives the orders: the subject of a verb, a person and the offices held, the speaker of a quotation, the principal of a relayed order.

Catalogue D9, D10, E6, E11, E16.
"""

from __future__ import annotations

import re
from itertools import takewhile

from pipeline import places, schema
from pipeline.link.acts import Act
from pipeline.link.cues import AGENCY, OFFICE, PERSON, pattern
from pipeline.link.draft import Draft, Speaker, State, placed
from pipeline.link.mask import Mask, Slot
from pipeline.link.orders import REACH, main_clause
from pipeline.link.quotations import closes, pronoun_behind, speaker_in_next, speaker_of_quotation, tells_behind
from pipeline.link.ranks import capacity, headed_by, rank

ATTRIBUTED = ("issuer", "roles.attributed")
HELD = (("issuer", "roles.speaker"), ATTRIBUTED, ("issuer", "roles.told_behind"), ("issuer", "roles.issues"))  # roles of the speaker's other offices
CHAIN = pattern(r"([OP]([_,\-]|<bare_title>)*)+")  # Phó Bí thư Tỉnh ủy, Chủ tịch UBND tỉnh | Trần Văn Mẫu

# -- one slot as a speaker


def speaker_of(draft: Draft, mask: Mask, slot: Slot, before: Speaker) -> Speaker:
    """The speaker that a slot of a sentence names, with the person beside it and the person's offices; else the one before."""
    person = draft.person(slot) if slot.kind == PERSON else _person_beside(draft, mask, slot)
    held = [s for s, _ in placed(mask, AGENCY, OFFICE) if s != slot and draft.roles.get(s.members[0]) in HELD]
    if _on_behalf(draft, slot):
        held = []
    agencies = [a for s in (slot, *held) for a in draft.agencies(s) if a.granularity == "named"]
    if person and not agencies:
        agencies = offices_of(draft, person)
    if not agencies and (not person or before.person and before.person.name == person.name):
        return before
    name = min((a.name for a in agencies), key=capacity, default=None)
    return Speaker(name, schema.IssuerPerson(name=person.name, titles=person.titles) if person else None)


_ON_BEHALF = "thay mặt "


def _on_behalf(draft: Draft, slot: Slot) -> bool:
    """Whether somebody speaks for the agency of the slot: Phó Chủ tịch UBND tỉnh A thay mặt | Ban Chỉ đạo | yêu cầu."""
    return draft.text[max(slot.start - len(_ON_BEHALF), 0) : slot.start].lower() == _ON_BEHALF


def _person_beside(draft: Draft, mask: Mask, slot: Slot) -> schema.Person | None:
    """The person of an office: Chủ tịch UBND tỉnh | Trần Văn Mẫu; Trần Văn Mẫu - | Chủ tịch UBND tỉnh."""
    begin = slot.start - len(_ON_BEHALF) if _on_behalf(draft, slot) else slot.start
    near = (s for s, _ in placed(mask, PERSON) if abs(s.start - slot.end) < 4 or 0 <= begin - s.end < 4)
    return next((draft.person(s) for s in near), None)


_NOT_HELD = re.compile(r"[.;:\n]|\b(?:yêu cầu|đề nghị|giao|cùng|dự|của)\b")  # between a person and another's office


def offices_of(draft: Draft, person: schema.Person) -> list[schema.Agency]:
    """The agencies beside any mention of the person: the offices held; the Government for a deputy prime minister (D9)."""
    found: list[schema.Agency] = []
    for k, slot in enumerate(draft.slots):
        if slot.kind == PERSON and draft.person(slot).name == person.name:
            for other in draft.slots[max(k - 3, 0) : k + 4]:
                gap = draft.text[min(slot.end, other.end) : max(slot.start, other.start)]
                if other.kind == OFFICE and len(gap) < 80 and not _NOT_HELD.search(gap):
                    found += draft.agencies(other)
    if not found and any("Phó Thủ tướng" in title for title in person.titles):
        return [schema.Agency(start=0, end=0, name="Chính phủ")]
    return found


# -- the speaker of a sentence

# Văn phòng thông báo ý kiến của Chủ tịch: the principal gives the order, not the office that relays it (D10).
_RELAYED = pattern(r"(truyền_đạt|thông_báo)[^.;]{0,40}(ý_kiến|kết_luận|chỉ_đạo)[^.;]{0,40}_của_(?P<who>[OP])")
_HOME = pattern(r"(^|[,.;]_)(theo_đó,?_|đồng_thời,?_)?(lãnh_đạo_)?(tỉnh|thành_phố|tp)(_cũng|_đã|_vừa)?_$")
_THAT_PERSON = pattern(r"(^|[,.;]_)(theo_đó,?_|đồng_thời,?_)?(đồng_chí|ông|bà)(_cũng)?_$")
_DEPUTY_PREMIER = pattern(r"(^|[,.;]_)(theo_đó,?_|đồng_thời,?_)?phó_(thủ_tướng|O)(_chính_phủ)?(_cũng|_đã|_vừa)*_$")  # Phó Thủ tướng | giao Bộ Y tế
_THAT_PERSON_SAYS = pattern(r"([^;:.,]{0,40},_)?(đồng_chí|ông|bà)_(cũng_|đã_)?<soft>\b")  # Đồng chí | cho rằng các sở cần ...
_PAPER = pattern(r"(?P<paper>D)(_về[^.;AOP]{0,80})?,?(_(cũng|đã|nêu_rõ|vừa))*_$")  # Chỉ thị số 12/CT-UBND | yêu cầu
_HEAD = pattern(  # Bộ trưởng | cũng yêu cầu
    r"""
    (^|[,.;]_)(theo_đó,?_|đồng_thời,?_)?(đồng_chí_)?(phó_)?
    (?P<title>bộ_trưởng|thứ_trưởng|cục_trưởng|giám_đốc|bí_thư|chủ_tịch)
    (_cũng|_đã|_vừa)*_$
    """
)
_OPENS_QUOTATION = ("“", '"')


def is_quoted(draft: Draft, number: int) -> bool:
    """Whether a sentence stands in a quotation or opens one."""
    return draft.context.sentences[number].quoted or draft.masks[number].text.startswith(_OPENS_QUOTATION)


def speak(draft: Draft, state: State, number: int, act: Act) -> None:
    """Sets the speaker of the state when the sentence names one (E11, E16)."""
    outside = not state.active and act.by in ("acts.reporting", "acts.agency_task")
    state.speaker = state.principal if outside and state.principal else _speaker(draft, state, number, act)
    if state.speaker.agency is None:
        _first_speaker(draft, state, number)
    if state.principal is None and state.speaker.agency:
        state.principal = state.speaker


def _speaker(draft: Draft, state: State, number: int, act: Act) -> Speaker:
    mask, order = draft.masks[number], act.order
    before = mask.text[max(order.start - REACH, 0) : order.start] if order else None
    principal = _RELAYED.search(mask.text)
    subject = mask.slot(principal.start("who")) if principal else order.subject if order else None
    if subject:
        return speaker_of(draft, mask, subject, state.speaker)
    if before is not None and _HOME.search(before) and (home := places.province(draft.context.province, draft.context.published)):
        return Speaker(f"UBND {home.full}")
    if order and (paper := _PAPER.search(mask.text, max(order.start - REACH, 0), order.start)):
        return _of_paper(draft.mentions.documents[mask.slot(paper.start("paper")).members[0]], state)
    if before is not None and (head := _HEAD.search(before)):
        return _headed(draft, mask, head["title"], state.speaker)
    if before is not None and _DEPUTY_PREMIER.search(before):
        return _deputy_premier(draft, state)
    if before is not None and state.mentioned and _THAT_PERSON.search(before):
        return _that_person(draft, state, act)
    if is_quoted(draft, number):
        quoting(draft, state, number)
    elif not order and state.mentioned and _THAT_PERSON_SAYS.match(mask.text):
        return speaker_of(draft, *state.mentioned, state.speaker)
    elif act.kind == "announcement":
        issuer = next((s for s, _ in placed(mask, AGENCY, OFFICE) if draft.role(s.members[0]) == "issuer"), None)
        return speaker_of(draft, mask, issuer, state.speaker) if issuer else state.speaker
    return state.speaker


def _that_person(draft: Draft, state: State, act: Act) -> Speaker:
    """Whom "đồng chí yêu cầu" means: the person named last, unless the order goes to that person's own body."""
    found = speaker_of(draft, *state.mentioned, state.speaker)
    addressed = {a.name for a in draft.agencies(act.order.addressee)} if act.order and act.order.addressee else set()
    return found if found.agency not in addressed else state.principal or state.speaker


def _deputy_premier(draft: Draft, state: State) -> Speaker:
    """A deputy prime minister without a name: the one named last, for the Government."""
    before = state.speaker if state.speaker.agency == "Chính phủ" else Speaker("Chính phủ")
    return speaker_of(draft, *state.mentioned, before) if state.mentioned and _is_deputy(draft, state) else before


def _is_deputy(draft: Draft, state: State) -> bool:
    """Whether the person named last is a deputy prime minister."""
    return any("Phó Thủ tướng" in title for title in draft.person(state.mentioned[1]).titles)


def _of_paper(document: schema.Document, state: State) -> Speaker:
    """Who speaks through a paper: the speaker where it is the paper just announced, else its issuer."""
    own = document.form == "anaphor" and document.type in state.announced or document.issuer == state.speaker.agency
    return state.speaker if own or not document.issuer else Speaker(document.issuer)


def _headed(draft: Draft, mask: Mask, title: str, before: Speaker) -> Speaker:
    """The body whose head bears the title: the speaker's own, else the one named last."""
    if before.agency and headed_by(title, before.agency):
        return before
    named = (a.name for a in reversed(draft.mentions.agencies) if a.start < mask.start and a.granularity == "named")
    return next((Speaker(name) for name in named if headed_by(title, name)), before)


_PERSON_FIRST = pattern(r"([^;:.,]{0,40},_)? ([OA_,\-–]|<bare_title>)* (?P<who>P)")  # Cùng ngày, Bí thư Tỉnh ủy | Trần Văn Mẫu


_INFORMS = pattern(r"\b<confiding>\b")


def remember(draft: Draft, state: State, mask: Mask) -> None:
    """Keeps the person whom a later "đồng chí yêu cầu" means: the first of the sentence, but no other, unless higher, who only informs."""
    begin, first = main_clause(mask), _PERSON_FIRST.match(mask.text)
    person = mask.slot(first.start("who")) if first else next((s for s, at in placed(mask, PERSON) if at <= begin + 6), None)
    if person and not (state.mentioned and _INFORMS.search(mask.text) and _below(draft, mask, person, state)):
        state.mentioned = (mask, person)


def _below(draft: Draft, mask: Mask, person: Slot, state: State) -> bool:
    """Whether a person's body is another than that of the person named last, and no higher."""
    own, last = (speaker_of(draft, *there, Speaker()).agency for there in ((mask, person), state.mentioned))
    return own is not None and last is not None and own != last and rank(own) <= rank(last)


# -- quotations (E6)


def told_behind(draft: Draft, state: State, number: int) -> bool:
    """Whether the next sentence says whose order this one is; sets the speaker: "... . Đó là yêu cầu của Chủ tịch UBND tỉnh"."""
    if number + 1 >= len(draft.masks) or draft.context.sentences[number + 1].zone != "body":
        return False
    mask = draft.masks[number + 1]
    at = speaker_in_next(mask)
    if at is None:
        return False
    slot = mask.slot(at)
    state.speaker = speaker_of(draft, mask, slot, state.speaker)
    _fix(draft, [slot])
    return True


def quoting(draft: Draft, state: State, number: int) -> bool:
    """Whether a sentence stands in a quotation whose speaker is named behind it or in one of the next sentences; sets the speaker."""
    sentences = draft.context.sentences
    for k in range(number, min(number + 6, len(draft.masks))):
        mask = draft.masks[k]
        if sentences[k].paragraph > sentences[number].paragraph + 1:
            return False
        at = speaker_of_quotation(mask, first=k == number)
        if at is not None:
            slot = mask.slot(at)
            state.speaker = speaker_of(draft, mask, slot, state.speaker)
            if k > number:
                _fix(draft, [slot, *_offices_speaking(mask)])
            return True
        if state.mentioned and pronoun_behind(mask):
            state.speaker = speaker_of(draft, *state.mentioned, state.speaker)
            return True
        if k > number and not sentences[k].quoted:
            return False
    return False


def informs(draft: Draft, number: int) -> bool:
    """Whether a sentence stands in a quotation by which somebody informs: "...", bà A thừa nhận (E7)."""
    if not is_quoted(draft, number):
        return False
    for mask, sentence in zip(draft.masks[number : number + 5], draft.context.sentences[number : number + 5], strict=True):
        if sentence.paragraph != draft.context.sentences[number].paragraph:
            return False
        if tells_behind(mask):
            return True
        if closes(mask):
            return False
    return False


_SAYS = pattern(r"((đã_|cũng_)?<soft>|<order>)")


def _offices_speaking(mask: Mask) -> list[Slot]:
    """The offices of the person who speaks in a sentence: "UVTV Tỉnh ủy, Phó Chủ tịch UBND tỉnh A nhấn mạnh"."""
    found: list[Slot] = []
    for chain in CHAIN.finditer(mask.text):
        inside = [s for s, at in placed(mask, OFFICE, PERSON) if chain.start() <= at < chain.end()]
        if any(s.kind == PERSON for s in inside) and _SAYS.match(mask.text, chain.end()):
            found += inside
    return found


def _fix(draft: Draft, slots: list[Slot]) -> None:
    """Makes the offices among the slots issuers for good."""
    draft.fixed |= dict.fromkeys((i for slot in slots if slot.kind == OFFICE for i in slot.members), ATTRIBUTED)


# -- where nobody has been named

_OPENS = pattern(r"[_,\-–OP]* ( (đã_|cũng_)?<soft>\b | chủ_trì|kết_luận|chỉ_đạo )")
_CHAIRS = pattern(r"[^.;]{0,20}chủ_trì")
_BESIDE = frozenset(f" ,-–{OFFICE}{PERSON}")


def _first_speaker(draft: Draft, state: State, number: int) -> None:
    """Sets the person who opened the article with a title as speaker, else the UBND that is named most (E11)."""
    for mask in draft.masks[: number + 1]:
        for slot, at in placed(mask, OFFICE, PERSON):
            if _OPENS.match(mask.text, at + 1):
                state.speaker = speaker_of(draft, mask, slot, state.speaker)
                if not _CHAIRS.match(mask.text, at + 1):
                    _opening_offices(draft, mask, at)
                return
    named = [a.name for a in draft.mentions.agencies if a.name.startswith("UBND ") and a.granularity == "named"]
    if named:
        state.speaker = Speaker(max(set(named), key=named.count))


def _opening_offices(draft: Draft, mask: Mask, at: int) -> None:
    """The offices beside the one at this position are issuers too."""
    first = at - sum(1 for _ in takewhile(_BESIDE.__contains__, reversed(mask.text[:at])))
    last = at + sum(1 for _ in takewhile(_BESIDE.__contains__, mask.text[at + 1 :]))
    for slot, position in placed(mask, OFFICE):
        if first <= position <= last:
            draft.roles |= dict.fromkeys(slot.members, ("issuer", "roles.speaker"))


# -- after the last sentence

_SPEAKS = pattern(r"(<speaks_adverb>_)*<speaks>\b")


def document_issuers(draft: Draft) -> None:
    """An agency inside a document's span has issued it."""
    for document in draft.mentions.documents:
        for i in draft.inside("agencies", document.core_end or document.end, document.end):
            draft.roles[i] = ("issuer", "roles.of_document")


_STATE_HEAD = re.compile(r"CỘNG HÒA XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM")
_OF_A_PAPER = ("heading", "byline")  # the zones of its head and of its signature


def letterheads(draft: Draft) -> None:
    """The agency in capitals in the head of a document, and over its signature, has issued it (F6)."""
    if not _STATE_HEAD.search(draft.text):
        return
    for i, agency in enumerate(draft.mentions.agencies):
        if draft.text[agency.start : agency.end].isupper() and draft.context.zone(agency.start) in _OF_A_PAPER:
            draft.roles[i] = ("issuer", "roles.letterhead")


def main_speakers(draft: Draft) -> None:
    """The offices of a person who gives orders here are issuers wherever the person speaks, not where he attends or chairs."""
    people = {d.issuer_person.name for d in draft.directives if d.issuer_person}
    bodies = {d.issuer_agency for d in draft.directives}
    for sentence, mask in zip(draft.context.sentences, draft.masks, strict=True):
        chains = CHAIN.finditer(mask.text) if sentence.zone == "body" else ()
        for chain in chains:
            if not _SPEAKS.match(mask.text, chain.end()):
                continue
            inside = [s for s, at in placed(mask, OFFICE, PERSON) if chain.start() <= at < chain.end()]
            named = {draft.person(s).name for s in inside if s.kind == PERSON}
            offices = [i for s in inside if s.kind == OFFICE for i in s.members]
            if named & people or not named and bodies & {draft.mentions.agencies[i].name for i in offices}:
                draft.roles |= {i: ("issuer", "roles.speaks") for i in offices if draft.role(i) in ("", "other")}
