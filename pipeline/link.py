"""Mentions in, directives out: who orders whom to do what, by when; roles of the agencies follow (catalogue E1-E19).

One pass over the sentences keeps a frame: the speaker, the addressee that tasks without one inherit, and the list they stand in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

import msgspec

from pipeline import acts, mask as masks, places, roles, schema, segment
from pipeline.acts import Act
from pipeline.context import Context
from pipeline.mask import AGENCY, OFFICE, PERSON, Mask, Slot
from pipeline.tag import Mentions


@dataclass
class Speaker:
    """Who gives the orders that follow."""

    agency: str | None = None
    person: schema.IssuerPerson | None = None


@dataclass
class State(acts.Frame):
    """The frame with its people: what a sentence without a subject inherits."""

    speaker: Speaker = field(default_factory=Speaker)
    lead: list[str] = field(default_factory=list)  # of the latest order
    default: list[str] = field(default_factory=list)  # of the umbrella over the list
    item: str | None = None
    paragraph: int = -1
    basis: list[str] = field(default_factory=list)  # documents of the umbrella or announcement


class Unit(msgspec.Struct):
    """A sentence or a run of its clauses with one actor."""

    start: int
    end: int
    lead: list[str]


def link(context: Context, mentions: Mentions) -> Mentions:
    """The mentions with the roles of agencies and people set and the directives found."""
    return Linker(context, mentions).link()


MANY = 400  # mentions of one sentence at most that are looked at when it is cut


class Linker:
    """One pass over the sentences of an article."""

    def __init__(self, context: Context, mentions: Mentions) -> None:
        self.context = context
        self.text = context.text
        self.mentions = mentions
        self.slots = masks.slots(context.text, mentions)
        self.roles: dict[int, tuple[str, str]] = {}  # index of an agency -> role, rule
        self.classes: dict[int, tuple[str, str]] = {}  # start of a sentence -> class, rule
        self.directives: list[schema.Directive] = []
        self.state = State()
        self.forced: dict[int, tuple[str, str]] = {}  # roles that a later sentence's own reading does not change
        self.mentioned: tuple[Mask, Slot] | None = None
        self.starts = {kind: [m.start for m in getattr(mentions, kind)] for kind in ("documents", "dates", "quantities", "agencies")}
        self.masks = [masks.mask(context.text, s.start, s.end, self.slots) for s in context.sentences]

    def link(self) -> Mentions:
        """Walks the sentences; then writes roles into copies of the mentions."""
        for number, sentence in enumerate(self.context.sentences):
            self._sentence(number, sentence)
        self._document_issuers()
        self._main_speakers()
        agencies = [self._with_role(i, agency) for i, agency in enumerate(self.mentions.agencies)]
        kept = [a for a in agencies if a.role != "other" or not _weak(a)]
        speakers = {d.issuer_person.name for d in self.directives if d.issuer_person}
        people = [msgspec.structs.replace(p, role="directive_issuer") if p.name in speakers and not p.role else p for p in self.mentions.people]
        return replace(self.mentions, agencies=kept, people=people, directives=self.directives, classes=self.classes)

    # -- one sentence

    def _sentence(self, number: int, sentence: segment.Sentence) -> None:
        mask, state = self.masks[number], self.state
        if sentence.zone == "heading" and self._is_header(sentence, mask):
            self._header(sentence, mask)
            return
        if sentence.zone == "title" or sentence.zone == "heading" and not self._is_task_line(mask):
            act = next((Act("directive", o.verb, "acts.title", o) for o in acts.orders(mask) if o.subject or o.addressee), Act("other", None, "acts.title"))
            self._assign(mask, act)
            if sentence.zone == "heading":
                self._heading(mask)
            return
        if sentence.zone not in ("body", "heading"):
            self._assign(mask, Act("other", None, "acts.zone"))
            return
        self._enter(sentence)
        if self._is_header(sentence, mask):
            self._header(sentence, mask)
            return
        if not state.active and self._told_behind(number):
            state.active = True
        if not state.active and (sentence.quoted or mask.text.startswith(("“", '"'))) and self._quoting(number):
            state.active = True
        act = acts.classify(mask, state, self.text[sentence.start : sentence.end])
        act = self._upward(mask, act)
        self._assign(mask, act)
        self._speak(number, mask, act)
        self._remember(mask)
        if act.kind == "directive":
            self._write(sentence, mask, act)
        elif act.kind == "umbrella":
            self._umbrella(sentence, mask, act)
        elif act.kind == "announcement":
            state.active, state.known = True, True
            state.basis = self._documents(sentence.start, sentence.end)
            state.lead = self._recipients(mask)
        else:
            state.active = False

    def _heading(self, mask: Mask) -> None:
        """A section heading: results and shortcomings close the frame, tasks open it again."""
        state = self.state
        if _ABOUT_RESULTS.search(mask.text):
            state.active = state.listing = False
        elif state.known and _ABOUT_TASKS.search(mask.text):
            state.active = True
        elif not state.listing:
            state.active = False

    def _is_header(self, sentence: segment.Sentence, mask: Mask) -> bool:
        """Whether a line names agencies and nothing else: "1. Sở Tài chính, Cục Thuế tỉnh:" heads the tasks below it (E5)."""
        named = rf"(?:(?:đối với|về phía|giao|các đồng chí|đề nghị|yêu cầu) )?(?:[{AGENCY}{OFFICE}](?: \([^)]*\))?[ ,;]*(?:và )?)+(?:có trách nhiệm|thực hiện|triển khai|tập trung|chủ trì)?(?: (?:các|một số) nhiệm vụ(?: sau)?)?\s*[:.]?"
        return self.state.known and re.fullmatch(named, mask.text.strip()) is not None and (sentence.item is not None or mask.text.rstrip().endswith(":"))

    def _header(self, sentence: segment.Sentence, mask: Mask) -> None:
        state = self.state
        names: list[str] = []
        for slot in mask.slots:
            for i in slot.members:
                self.roles[i] = ("lead", "roles.header")
                names.append(self.mentions.agencies[i].name)
        state.default = state.lead = list(dict.fromkeys(names))
        state.active = state.listing = True
        state.item, state.paragraph = sentence.item, sentence.paragraph

    def _is_task_line(self, mask: Mask) -> bool:
        """Whether a line without an end mark is a task of a list rather than a heading: it names an agency or a date, and a verb opens it."""
        return self.state.active and any(s.kind in (AGENCY, OFFICE, masks.DATE) for s in mask.slots) and acts.IMPERATIVE.match(mask.text) is not None

    def _recipients(self, mask: Mask) -> list[str]:
        """Whom the paper just announced is sent to: those it orders."""
        match = re.search(rf"(?:{masks.DOCUMENT}|công văn|công điện|văn bản|thông báo)[^.;,]{{0,20}} gửi(?: đến| tới| cho)? ", mask.text)
        names: list[str] = []
        if match and re.search(r"\b(?:ban hành|ký|có|vừa|ra|phát)\b", mask.text[: match.start()]):
            for slot, at in zip(mask.slots, mask.at, strict=True):
                between = mask.text[match.end() : at]
                if slot.kind in (AGENCY, OFFICE) and at >= match.end() and re.fullmatch(rf"[{AGENCY}{OFFICE} ,;]*(?:và )?(?:các )?", between):
                    names += [a.name for a in self._agencies(slot)]
        return names

    def _enter(self, sentence: segment.Sentence) -> None:
        """Moves the frame to this sentence: a new item goes back to the addressee of the umbrella."""
        state = self.state
        if state.listing and sentence.item is None and sentence.paragraph != state.paragraph and state.item is not None:
            state.listing = False
        if sentence.item is not None and (sentence.item, sentence.paragraph) != (state.item, state.paragraph) and state.listing:
            state.lead, state.active = list(state.default), True
        state.item, state.paragraph = sentence.item, sentence.paragraph

    def _upward(self, mask: Mask, act: Act) -> Act:
        """A request by a lower body to a higher one is no directive; an agency told to urge others leads a task."""
        order = act.order
        if order and order.subject and order.addressee and {a.name for a in self._named(order.subject)} & {a.name for a in self._named(order.addressee)}:
            return act._replace(kind="other", by="acts.to_oneself")
        if act.by in ("acts.said", "acts.agency_modal") and self._outsider(mask, order):
            return act._replace(kind="other", by="acts.outsider")
        if order and act.by == "acts.order" and act.kind == "directive" and order.subject and order.subject.kind == AGENCY and self._is_task(mask, order):
            return act._replace(order=None)
        if order and order.verb.startswith("giao") and not order.subject and self.state.listing and self._all_below(order):
            return act._replace(order=None)  # below "UBND cấp huyện:", "Giao chỉ tiêu cho từng xã" is the task
        if not order or act.kind not in ("directive", "umbrella") or order.verb not in ("đề nghị", "kiến nghị", "mong muốn", "mong"):
            return act
        if order.subject and order.subject.kind == AGENCY and all(a.granularity == "locality" for a in self._agencies(order.subject)):
            return act._replace(kind="upward", by="acts.upward")  # "nông dân các huyện đề nghị"
        if not order.addressee:
            return act
        if not order.subject and not self.state.speaker.agency and order.addressee.kind == AGENCY and min(rank(a.name) for a in self._agencies(order.addressee)) >= 4:
            return act._replace(kind="upward", by="acts.upward")
        subject = self._agencies(order.subject) if order.subject and order.subject.kind in (AGENCY, OFFICE) else []
        if not subject and self.state.speaker.agency:
            subject = [schema.Agency(start=0, end=0, name=self.state.speaker.agency)]
        if not subject:
            return act
        above = max(rank(a.name) for a in self._agencies(order.addressee)) if order.addressee.kind in (AGENCY, OFFICE) else 0
        return act._replace(kind="upward", by="acts.upward") if max(rank(a.name) for a in subject) < above else act

    def _is_task(self, mask: Mask, order: acts.Order) -> bool:
        """Whether the verb of ordering is what its subject has been told to do: "Sở A chủ trì, chỉ đạo các đơn vị" inside a frame."""
        at = next(p for s, p in zip(mask.slots, mask.at, strict=True) if s == order.subject)
        if _TOLD.search(mask.text[at + 1 : order.start]):
            return True
        if not self.state.active or not self.state.speaker.agency or _ON_BASIS.match(mask.text):
            return False
        if order.verb in ("yêu cầu", "đề nghị", "giao") and re.fullmatch(r" (?:cũng |vừa |đã )?", mask.text[at + 1 : order.start]):
            return False
        names = [a.name for a in self._agencies(order.subject)]
        return self.state.speaker.agency not in names and max(map(rank, names)) < min(rank(self.state.speaker.agency), 4)

    def _named(self, slot: Slot) -> list[schema.Agency]:
        return self._agencies(slot) if slot.kind in (AGENCY, OFFICE) else []

    def _outsider(self, mask: Mask, order: acts.Order | None) -> bool:
        """Whether the one who speaks is a person without any office of the state: an expert, a voter, a farmer."""
        said = re.search(rf"(?P<who>{PERSON})[^.;“\"]{{0,60}}?\b{acts.phrases('soft')}\b", mask.text)
        slot = order.subject if order and order.subject else mask.slot(said.start("who")) if said else None
        if not slot or slot.kind != PERSON:
            return False
        person = self.mentions.people[slot.members[0]]
        return not self._offices_of(person) and not any(re.search(_OF_STATE, title, re.IGNORECASE) for title in person.titles)

    def _all_below(self, order: acts.Order) -> bool:
        addressed = self._agencies(order.addressee) if order.addressee and order.addressee.kind == AGENCY else []
        return bool(addressed) and all(a.granularity == "locality" or a.name.startswith("từng ") for a in addressed)

    # -- roles

    def _assign(self, mask: Mask, act: Act) -> None:
        self.classes[mask.start] = (act.kind, act.by)
        for slot, role, by in roles.assign(mask, act):
            for i in slot.members:
                self.roles[i] = (role, by)

    def _document_issuers(self) -> None:
        """An agency inside a document's span has issued it."""
        for document in self.mentions.documents:
            for i in self._inside("agencies", document.core_end or document.end, document.end):
                self.roles[i] = ("issuer", "roles.of_document")

    def _main_speakers(self) -> None:
        """The offices of a person who gives orders here are issuers wherever the person speaks, not where he attends or chairs."""
        issuers = {d.issuer_person.name for d in self.directives if d.issuer_person}
        bodies = {d.issuer_agency for d in self.directives}
        for sentence, mask in zip(self.context.sentences, self.masks, strict=True):
            if sentence.zone != "body":
                continue
            for chain in re.finditer(rf"(?:[{OFFICE}{PERSON}](?:[ ,\-]|{roles.BARE_TITLE})*)+", mask.text):
                inside = [s for s, at in zip(mask.slots, mask.at, strict=True) if chain.start() <= at < chain.end()]
                people = {self.mentions.people[s.members[0]].name for s in inside if s.kind == PERSON}
                offices = [i for s in inside if s.kind == OFFICE for i in s.members]
                speaks = re.match(_SPEAKS, mask.text[chain.end() :])
                if speaks and (people & issuers or not people and bodies & {self.mentions.agencies[i].name for i in offices}):
                    for i in offices:
                        if self.roles.get(i, ("other",))[0] == "other":
                            self.roles[i] = ("issuer", "roles.speaks")

    def _with_role(self, index: int, agency: schema.Agency) -> schema.Agency:
        role, by = self.forced.get(index) or self.roles.get(index, ("other", "roles.default"))
        return msgspec.structs.replace(agency, role=role, by=f"{agency.by}; rule:{by}")

    # -- who speaks

    def _speak(self, number: int, mask: Mask, act: Act) -> None:
        """Sets the speaker when the sentence names one."""
        if act.kind not in ("directive", "umbrella", "announcement"):
            return
        order = act.order
        principal = _RELAYED.search(mask.text)
        subject = mask.slot(principal.start("who")) if principal else order.subject if order else None
        if subject:
            self._set_speaker(mask, subject)
        elif order and re.search(r"(?:^|[,.;] )(?:theo đó,? |đồng thời,? )?(?:lãnh đạo )?(?:tỉnh|thành phố|tp)(?: cũng| đã| vừa)? $", mask.text[: order.start]) and (home := places.province(self.context.province, self.context.published)):
            self.state.speaker = Speaker(f"UBND {home.full}")
        elif order and self.mentioned and re.search(r"(?:^|[,.;] )(?:theo đó,? |đồng thời,? )?(?:đồng chí|ông|bà)(?: cũng)? $", mask.text[: order.start]):
            self._set_speaker(*self.mentioned)
        elif self.context.sentences[number].quoted or mask.text.startswith(("“", '"')):
            self._quoting(number)
        elif act.kind == "announcement":
            issuer = next((s for s in mask.slots if s.kind in (AGENCY, OFFICE) and self.roles.get(s.members[0], ("",))[0] == "issuer"), None)
            if issuer:
                self._set_speaker(mask, issuer)
        if self.state.speaker.agency is None:
            self._first_speaker(number)

    def _remember(self, mask: Mask) -> None:
        """Keeps the person whom a later "đồng chí yêu cầu" means: the first of the sentence."""
        begin = acts.main_clause(mask)
        person = next((s for s, at in zip(mask.slots, mask.at, strict=True) if s.kind == PERSON and at <= begin + 6), None)
        if person:
            self.mentioned = (mask, person)

    def _set_speaker(self, mask: Mask, slot: Slot) -> None:
        offices = [s for s, p in zip(mask.slots, mask.at, strict=True) if s.kind in (AGENCY, OFFICE) and s != slot and self.roles.get(s.members[0], ("",))[0] == "issuer"]
        person = None
        if slot.kind == PERSON:
            person = self.mentions.people[slot.members[0]]
        else:
            near = [s for s in mask.slots if s.kind == PERSON and abs(s.start - slot.end) < 4 or s.kind == PERSON and 0 <= slot.start - s.end < 4]
            person = self.mentions.people[near[0].members[0]] if near else None
        agencies = [a for s in ([slot] if slot.kind != PERSON else []) + offices for a in self._agencies(s)]
        agencies = [a for a in agencies if a.granularity == "named"]
        if person and not agencies:
            agencies = self._offices_of(person)
        if person and not agencies and any("Phó Thủ tướng" in title for title in person.titles):
            agencies = [schema.Agency(start=0, end=0, name="Chính phủ")]
        if not agencies and not person:
            return
        if person and not agencies and self.state.speaker.person and self.state.speaker.person.name == person.name:
            return
        names = sorted((a.name for a in agencies), key=_capacity)
        self.state.speaker = Speaker(names[0] if names else None, schema.IssuerPerson(name=person.name, titles=person.titles) if person else None)

    def _offices_of(self, person: schema.Person) -> list[schema.Agency]:
        """The agencies beside any mention of the person: the offices held."""
        same = [i for i, p in enumerate(self.mentions.people) if p.name == person.name]
        found = []
        for k, slot in enumerate(self.slots):
            if slot.kind == PERSON and slot.members[0] in same:
                for other in self.slots[max(k - 3, 0) : k + 4]:
                    gap = self.text[min(slot.end, other.end) : max(slot.start, other.start)]
                    if other.kind == OFFICE and len(gap) < 80 and not re.search(r"[.;:\n]|\b(?:yêu cầu|đề nghị|giao|cùng|dự|của)\b", gap):
                        found += self._agencies(other)
        return found

    def _told_behind(self, number: int) -> bool:
        """Whether the next sentence says whose order this one is: "... . Đó là yêu cầu của Chủ tịch UBND tỉnh" (E6)."""
        if number + 1 >= len(self.masks) or self.context.sentences[number + 1].zone != "body":
            return False
        match = acts.CATAPHORA.search(self.masks[number + 1].text)
        if match:
            slot = self.masks[number + 1].slot(match.start("who"))
            self._set_speaker(self.masks[number + 1], slot)
            if slot.kind == OFFICE:
                self.forced |= dict.fromkeys(slot.members, ("issuer", "roles.attributed"))
        return match is not None

    def _quoting(self, number: int) -> bool:
        """Sets the speaker of the quotation a sentence stands in, named behind it or in one of the next sentences; False where none is."""
        paragraph = self.context.sentences[number].paragraph
        for k in range(number, min(number + 6, len(self.masks))):
            if self.context.sentences[k].paragraph > paragraph + 1:
                return False
            at = acts.speaker_of_quotation(self.masks[k], first=k == number)
            if at is not None:
                slot = self.masks[k].slot(at)
                self._set_speaker(self.masks[k], slot)
                if k > number and slot.kind == OFFICE:
                    self.forced |= dict.fromkeys(slot.members, ("issuer", "roles.attributed"))
                if k > number:
                    self._speaking_offices(k)
                return True
            if k > number and not self.context.sentences[k].quoted:
                return False
        return False

    def _speaking_offices(self, number: int) -> None:
        """The offices beside the person who speaks in a sentence are issuers: "UVTV Tỉnh ủy, Phó Chủ tịch UBND tỉnh A nhấn mạnh"."""
        mask = self.masks[number]
        for chain in re.finditer(rf"(?:[{OFFICE}{PERSON}](?:[ ,\-]|{roles.BARE_TITLE})*)+", mask.text):
            inside = [s for s, at in zip(mask.slots, mask.at, strict=True) if chain.start() <= at < chain.end()]
            if any(s.kind == PERSON for s in inside) and re.match(rf"(?:đã |cũng )?{acts.phrases('soft')}|{acts.phrases('order')}", mask.text[chain.end() :]):
                self.forced |= dict.fromkeys((i for s in inside if s.kind == OFFICE for i in s.members), ("issuer", "roles.attributed"))

    def _first_speaker(self, number: int) -> None:
        """Where nobody is named yet: the person who opened the article with a title, else the province's UBND."""
        for k in range(number + 1):
            for slot, at in zip(self.masks[k].slots, self.masks[k].at, strict=True):
                if slot.kind in (OFFICE, PERSON) and re.match(rf"[ ,\-–{OFFICE}{PERSON}]*(?:đã |cũng )?{acts.phrases('soft')}\b|[ ,\-–{OFFICE}{PERSON}]*(?:chủ trì|kết luận|chỉ đạo)", self.masks[k].text[at + 1 :]):
                    self._set_speaker(self.masks[k], slot)
                    if not re.match(r"[^.;]{0,20}chủ trì", self.masks[k].text[at + 1 :]):
                        self._opening_offices(k, at)
                    return
        named = [a.name for a in self.mentions.agencies if a.name.startswith("UBND ") and a.granularity == "named"]
        if named:
            self.state.speaker = Speaker(max(set(named), key=named.count))

    def _opening_offices(self, number: int, at: int) -> None:
        mask = self.masks[number]
        run = re.match(rf"(?:[{OFFICE}{PERSON}][ ,\-–]*)*", mask.text[: at + 1][::-1])
        first = at - (run.end() if run else 0) + 1
        after = re.match(rf"(?:[ ,\-–]*[{OFFICE}{PERSON}])*", mask.text[at + 1 :])
        last = at + 1 + (after.end() if after else 0)
        for slot, position in zip(mask.slots, mask.at, strict=True):
            if slot.kind == OFFICE and first <= position < last:
                for i in slot.members:
                    self.roles[i] = ("issuer", "roles.speaker")

    # -- records

    def _umbrella(self, sentence: segment.Sentence, mask: Mask, act: Act) -> None:
        state = self.state
        own = self._leads(sentence.start, sentence.end)
        if act.by == "acts.deadline_only":
            self._spread_deadline(sentence)
            return
        if own or not state.listing or sentence.item is None:
            state.default = own or state.lead or state.default
        state.lead = own or list(state.default)
        state.active = state.listing = state.known = True
        state.item = sentence.item
        state.basis = self._documents(sentence.start, sentence.end) or state.basis
        if sentence.end - sentence.start > 20:
            self._record(sentence, mask, act, Unit(sentence.start, sentence.end, own), "umbrella")

    def _write(self, sentence: segment.Sentence, mask: Mask, act: Act) -> None:
        state = self.state
        if act.order and act.order.subject and not act.order.addressee and act.by == "acts.order":
            pass
        for unit in self._units(sentence, mask, act):
            self._record(sentence, mask, act, unit, "directive")
            if unit.lead:
                state.lead = unit.lead
        state.active = state.known = True

    def _units(self, sentence: segment.Sentence, mask: Mask, act: Act) -> list[Unit]:
        """The sentence, cut after ";" where the actor changes (E12)."""
        units: list[Unit] = []
        for start, end in self._clauses(sentence):
            lead = self._leads(start, end)
            if units and self._only_names(units[-1]):
                units[-1].end = end
                units[-1].lead += [name for name in lead if name not in units[-1].lead]
            elif not units:
                units.append(Unit(start, end, lead))
            elif lead and self._acts_itself(start, end) and lead != units[-1].lead and (units[-1].lead or self._has_task(units[-1], act)) and not set(lead) <= set(units[-1].lead):
                units.append(Unit(start, end, lead))
            else:
                units[-1].end = end
                units[-1].lead = units[-1].lead + [name for name in lead if name not in units[-1].lead]
        return units

    def _clauses(self, sentence: segment.Sentence) -> list[tuple[int, int]]:
        """The clauses of a sentence; a cut inside a coordination of agencies is none."""
        merged: list[tuple[int, int]] = []
        inside = [s for s in self.slots[bisect_left(self.slots, sentence.start, key=lambda s: s.start) :][:MANY] if s.kind in (AGENCY, OFFICE)]
        for start, end in segment.clauses(self.text, sentence):
            if merged and any(s.start < start < s.end for s in inside):
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((start, end))
        return merged

    def _only_names(self, unit: Unit) -> bool:
        """Whether a clause names agencies and no task: "Giao các sở, ngành tỉnh;"."""
        mask = masks.mask(self.text, unit.start, unit.end, self.slots)
        return _NAMES_ONLY.search(mask.text) is not None

    def _acts_itself(self, start: int, end: int) -> bool:
        """Whether a clause has an actor of its own, not only bodies that the actor before it directs."""
        if re.match(r"(?:đồng thời,? |và )?(?:chỉ đạo|hướng dẫn|đôn đốc|quán triệt|kiểm tra)\b", self.text[start:end], re.IGNORECASE):
            return False
        own = ("roles.subject", "roles.leads", "roles.addressee")
        return any(self.roles.get(i, ("", ""))[1] in own for i in self._inside("agencies", start, end)) or bool(
            re.match(r"(?:đồng thời,? |và )?(?:giao|yêu cầu|đề nghị)\b", self.text[start:end], re.IGNORECASE)
        )

    def _has_task(self, unit: Unit, act: Act) -> bool:
        """Whether a clause without an actor holds a task, rather than a basis or a purpose."""
        mask = masks.mask(self.text, unit.start, unit.end, self.slots)
        if re.match(rf"(?:theo đó,? )?(?:thực hiện|căn cứ|trên cơ sở|theo|tiếp theo|xét)[^;,]{{0,40}}{masks.DOCUMENT}", mask.text):
            return False
        return acts.IMPERATIVE.match(mask.text[acts.main_clause(mask) :]) is not None or acts.modal_in(mask.text) is not None

    def _record(self, sentence: segment.Sentence, mask: Mask, act: Act, unit: Unit, kind: str) -> None:
        start, end = unit.start, unit.end
        deadlines = self._deadlines(start, end)
        deadlines.sort(key=lambda x: (x[0].latest or x[0].value or "", x[0].start))
        first = deadlines[0] if deadlines else None
        lead = unit.lead or list(self.state.lead)
        words = self.text[start:end]
        condition = re.match(r"(?:Trường hợp|Nếu|Đối với (?:các |những )?(?:trường hợp|đơn vị|dự án))[^,]{5,200}", words)
        speaker = self.state.speaker
        self.directives.append(
            schema.Directive(
                start=start, end=end, item=sentence.item, kind=kind, modality=_modality(mask, act), trigger=act.trigger,
                issuer_person=speaker.person, issuer_agency=speaker.agency, lead=lead, lead_inherited=not unit.lead and bool(lead),
                coordinate=self._names(start, end, "coordinate"), receive_report=self._names(start, end, "receive_report"),
                advised=self._names(start, end, "advised"), via=self._names(start, end, "via"), action=self._action(unit, mask, act),
                deadline=first[0].value if first else None, deadline_date=str(first[1]) if first else None, deadlines_all=[d.value for d, _ in deadlines if d.value] if len(deadlines) > 1 else [],
                targets=self._targets(start, end), legal_basis=self._documents(start, end) or (list(self.state.basis) if kind == "directive" else []),
                condition=condition[0] if condition else None, detail="missing" if _POINTER.search(words) else None, confidence=act.confidence, by=f"rule:{act.by}",
            )
        )  # fmt: skip

    def _spread_deadline(self, sentence: segment.Sentence) -> None:
        """A sentence that only states a deadline gives it to the tasks of its item that have none (B12)."""
        dates = self._deadlines(sentence.start, sentence.end)
        for k in range(len(self.directives) - 1, -1, -1):
            record = self.directives[k]
            if not dates or record.item != sentence.item or record.deadline or record.kind == "umbrella":
                return
            self.directives[k] = msgspec.structs.replace(record, deadline=dates[0][0].value, deadline_date=str(dates[0][1]))

    # -- what lies in a stretch

    def _inside(self, kind: str, start: int, end: int) -> range:
        """The indices of the mentions of a kind that begin in a stretch."""
        starts = self.starts[kind]
        return range(bisect_left(starts, start), bisect_left(starts, end))

    def _agencies(self, slot: Slot) -> list[schema.Agency]:
        return [self.mentions.agencies[i] for i in slot.members]

    def _names(self, start: int, end: int, role: str) -> list[str]:
        found: list[str] = []
        for i in self._inside("agencies", start, end):
            name = self.mentions.agencies[i].name
            if self.roles.get(i, ("",))[0] == role and name not in found:
                found.append(name)
        return found

    def _leads(self, start: int, end: int) -> list[str]:
        names = self._names(start, end, "lead")
        if len(names) > 1:  # "UBND huyện chỉ đạo các xã": the places below are no addressees beside a body
            inside = [self.mentions.agencies[i] for i in self._inside("agencies", start, end)]
            places_only = {a.name for a in inside if a.granularity == "locality"}
            names = [n for n in names if n not in places_only] or names
        anaphors = [n for n in names if _ANAPHOR.search(n)]
        if anaphors:
            meant = self._meant(start, end) or list(self.state.lead)
            kept = [n for n in names if n not in anaphors]
            return meant + [n for n in kept if n not in meant] if meant else names
        return names

    def _meant(self, start: int, end: int) -> list[str]:
        """What "UBND các địa phương này" refers to inside its own sentence: the group named just before it."""
        inside = [self.mentions.agencies[i] for i in self._inside("agencies", start, end)]
        at = next((k for k, a in enumerate(inside) if _ANAPHOR.search(a.name)), 0)
        return [a.name for a in inside[:at] if a.granularity == "class"][-1:]

    def _deadlines(self, start: int, end: int) -> list[tuple[schema.Date, int]]:
        """The deadlines in a stretch, each with its index among the dates."""
        dates = [(self.mentions.dates[i], i) for i in self._inside("dates", start, end)]
        return [(date, i) for date, i in dates if date.role == "deadline" and date.value]

    def _documents(self, start: int, end: int) -> list[str]:
        keys = [self.mentions.documents[i].document for i in self._inside("documents", start, end)]
        return list(dict.fromkeys(key for key in keys if key))

    def _targets(self, start: int, end: int) -> list[str]:
        inside = [self.mentions.quantities[i] for i in self._inside("quantities", start, end)]
        wanted = [q for q in inside if q.status == "target" and q.kind in ("percent", "ratio", "percentage_point")]
        return [f"{self.text[q.start : q.end]} {q.subject or ''}".strip() for q in wanted]

    def _action(self, unit: Unit, mask: Mask, act: Act) -> str:
        """The words from the task's verb to the end of the unit."""
        begin = unit.start
        for slot in mask.slots:
            if unit.start <= slot.start < unit.end and slot.kind in (AGENCY, OFFICE) and self.roles.get(slot.members[0], ("",))[0] in ("lead", "issuer"):
                if slot.start - begin < 60 or self.roles[slot.members[0]][0] == "issuer":
                    begin = slot.end
        if act.order and unit.start <= mask.view(act.order.end) < unit.end and mask.view(act.order.end) > begin:
            begin = mask.view(act.order.end)
        words = re.sub(r"\s+", " ", self.text[begin : unit.end])
        words = re.sub(r"^(?:[\s,:;.)“\"-]|(?:cần|phải|nên|có trách nhiệm)\b)+", "", words).strip(" .;,”\"")
        return words or re.sub(r"\s+", " ", self.text[unit.start : unit.end]).strip(" .;,”\"")


_SPEAKS = r"(?:(?:đã|cũng|vừa|đến dự và|dự và|chủ trì và|tại \w+(?: \w+){0,4}) )*(?:kết luận|phát biểu|nêu rõ|chỉ rõ|đánh giá(?! cao)|ghi nhận|chỉ đạo|yêu cầu|đề nghị|lưu ý|giao|cho rằng|phê bình|có ý kiến)\b"
_ABOUT_RESULTS = re.compile(r"\b(?:tình hình|đánh giá|kết quả|hạn chế|tồn tại|nguyên nhân|bối cảnh)\b")
_ABOUT_TASKS = re.compile(r"\b(?:nhiệm vụ|giải pháp|yêu cầu|kết luận|ý kiến chỉ đạo|phân công|tổ chức thực hiện|thời gian tới)\b")
_NAMES_ONLY = re.compile(rf"(?:^|giao|yêu cầu|đề nghị|gửi|phân công)[ ,:]*(?:các )?(?:thành viên )?(?:[{AGENCY}{OFFICE}](?: \w+)?[ ,]*(?:và )?)+;$")
# Văn phòng thông báo ý kiến của Chủ tịch: the principal gives the order, not the office that relays it (D10).
_RELAYED = re.compile(rf"(?:truyền đạt|thông báo)[^.;]{{0,40}}(?:ý kiến|kết luận|chỉ đạo)[^.;]{{0,40}} của (?P<who>[{OFFICE}{PERSON}])")
_OF_STATE = r"chủ tịch|bí thư|giám đốc|trưởng|bộ trưởng|thủ tướng|chánh|cục|ủy viên|phó"
_TOLD = re.compile(r"\b(?:chủ trì|phối hợp|chịu trách nhiệm|có trách nhiệm|tăng cường|khẩn trương|phải|cần|thường xuyên|chủ động)\b")
_ON_BASIS = re.compile(r"(?:theo đó,? )?(?:thực hiện|căn cứ|triển khai|trên cơ sở|theo chỉ đạo)\b")
_ANAPHOR = re.compile(r"\b(?:này|đó|trên)$")
_POINTER = re.compile(r"(?:chi tiết|toàn văn|nội dung)[^.;]{0,30}(?:tại đây|đính kèm|xem tại|kèm theo)", re.IGNORECASE)


def _modality(mask: Mask, act: Act) -> str:
    begin = acts.main_clause(mask)
    ban = r"nghiêm cấm|tuyệt đối không|không được|kiên quyết không|không để|tạm thời (?:chưa|không|dừng)|cấm|dừng|tạm dừng"
    if re.match(rf"(?:.{{0,60}}[{AGENCY}{OFFICE}])?[^,;]{{0,25}}?\b(?:{ban})\b", mask.text[begin:]):
        return "prohibition"
    return "recommendation" if act.trigger in ("nên", "khuyến khích", "mong muốn", "mong") else "obligation"


def _weak(agency: schema.Agency) -> bool:
    """Companies, media and bare place lists: agencies only where they have a part in an order."""
    return agency.by.startswith(("rule:agencies.company", "rule:agencies.vague")) or agency.granularity == "locality" or agency.name.startswith(("Đài P", "Đài T", "Báo ", "Cổng ", "Bưu điện", "Viễn thông", "Công ty Điện lực", "Ngân hàng Chính sách"))


def rank(name: str) -> int:
    """How high an agency stands, from 6 (the Government) to 1 (a commune); a group of bodies stands with its members."""
    if re.match(r"(?:Chính phủ|Thủ tướng|Quốc hội|Ủy ban Thường vụ Quốc hội|Bộ Chính trị|Ban Bí thư|Ban Chấp hành Trung ương)", name):
        return 6
    if re.match(r"(?:Bộ |Văn phòng Chính phủ|Ngân hàng Nhà nước Việt|Thanh tra Chính phủ|các bộ)", name) and not name.startswith(("Bộ Chỉ huy", "Bộ Tư lệnh", "Bộ phận")):
        return 5
    if re.match(r"(?:UBND|HĐND|Thường trực HĐND|Tỉnh ủy|Thành ủy|Ban Thường vụ Tỉnh ủy|Ban Chấp hành Đảng bộ) ?(?:tỉnh|thành phố|Thành phố)?", name) and re.search(r"tỉnh|Tỉnh|Thành ủy|Thành phố Hồ", name):
        return 4
    if name.startswith(("UBND thành phố", "HĐND thành phố")) and places.province(name.split("thành phố ", 1)[1]):
        return 4
    if name.startswith(("Sở ", "các sở", "Công an tỉnh", "Ban ", "Thanh tra tỉnh")):
        return 3
    if re.match(r"(?:UBND|HĐND|Huyện ủy|Quận ủy|Thị ủy)", name):
        return 1 if re.search(r"\b(?:xã|phường|thị trấn)\b", name) and "thị xã" not in name else 2
    return 2


def _capacity(name: str) -> tuple[int, str]:
    """Sorts the offices of one person by the capacity in which orders are given: the state office first (D9)."""
    if name.startswith("UBND"):
        return 0, name
    if name.startswith(("Thủ tướng", "Chính phủ", "Bộ ", "Sở ")):
        return 1, name
    if re.match(r"(?:Tỉnh ủy|Thành ủy|Huyện ủy|Ban Thường vụ|HĐND)", name):
        return 2, name
    return 3, name
