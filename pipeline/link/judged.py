"""Where learned models may overrule the link stage: the class of a sentence, the role of an agency, the addressee that a task inherits.

Each function makes the candidate that a model in `models/` describes, and hands it with the rules' verdict to the article's `Judge`.
"""

from __future__ import annotations

from collections.abc import Iterator

from models import acts as act_model
from models import addressees, agency_roles
from pipeline import schema
from pipeline.link.acts import Act
from pipeline.link.cues import LETTERS, OFFICE
from pipeline.link.draft import Draft, Group, State
from pipeline.link.mask import Mask, Slot
from pipeline.link.orders import main_clause

# The rules name two classes otherwise than the corpus: an announcement is a report that opens a frame.
_CLASS = {"upward": "request", "announcement": "report"}
_KIND = {"request": "upward"}
_PLAIN = str.maketrans({sign: f" {letter} " for letter, sign in LETTERS.items()})


def _plain(masked: str) -> str:
    """Masked words with plain letters for the mentions."""
    return masked.translate(_PLAIN)


# -- the class of a sentence


def act(draft: Draft, state: State, number: int, told: Act) -> Act:
    """The act of a sentence, the rules' or a model's; its confidence is the model's probability of it."""
    verdict = _CLASS.get(told.kind, told.kind)
    mask = draft.masks[number]

    def features() -> Iterator[str]:
        return act_model.features(_sentence(draft, state, number, told, verdict))

    decided = draft.context.judge.decide("acts", (mask.start, mask.end), verdict, features)
    if decided.label == verdict or not _changes(verdict, decided.label):
        return told if decided.confidence is None else told._replace(confidence=decided.confidence)
    gives_up = decided.label not in act_model.FIRM
    kind = "announcement" if gives_up else _KIND.get(decided.label, decided.label)  # somebody in charge may go on speaking
    return told._replace(kind=kind, by=decided.by, confidence=decided.confidence)


def _changes(verdict: str, label: str) -> bool:
    """Whether another class changes the output: which kind of non-directive a sentence is matters to nobody downstream."""
    return verdict in act_model.FIRM or label in act_model.FIRM


def _sentence(draft: Draft, state: State, number: int, told: Act, verdict: str) -> act_model.Candidate:
    sentence, mask = draft.context.sentences[number], draft.masks[number]
    before = [draft.classes.get(m.start, ("", ""))[0] for m in reversed(draft.masks[max(number - 3, 0) : number])]
    dates = (draft.mentions.dates[i].role for i in draft.inside("dates", mask.start, mask.end))
    shares = (draft.mentions.quantities[i] for i in draft.inside("quantities", mask.start, mask.end))
    return act_model.Candidate(
        masked=_plain(mask.text),
        following=_plain(draft.masks[number + 1].text) if number + 1 < len(draft.masks) else "",
        kind=verdict,
        rule=told.by,
        before=[_CLASS.get(kind, kind) for kind in before],
        active=state.active,
        listing=state.listing,
        known=state.known,
        item=sentence.item,
        quoted=sentence.quoted,
        place=number / len(draft.masks),
        roles=[*dates, *(q.status for q in shares if q.kind in schema.SHARES)],
    )


# -- the role of an agency


def roles(draft: Draft, mask: Mask, told: Act, found: list[tuple[Slot, str, str]]) -> Iterator[tuple[Slot, str, str, float | None]]:
    """(slot, role, by, confidence) of every coordination in a sentence, each the rules' or a model's."""
    before, begin = "", main_clause(mask) if found else 0
    for slot, role, rule in found:

        def features(slot: Slot = slot, role: str = role, rule: str = rule, before: str = before) -> Iterator[str]:
            return agency_roles.features(_coordination(draft, mask, told, slot, role, rule, before, begin))

        decided = draft.context.judge.decide("agency_roles", (slot.start, slot.end), role, features)
        before = decided.label
        yield slot, decided.label, decided.by or rule, decided.confidence


def _coordination(draft: Draft, mask: Mask, told: Act, slot: Slot, role: str, rule: str, before: str, begin: int) -> agency_roles.Candidate:
    at = mask.at[mask.slots.index(slot)]
    agency = draft.mentions.agencies[slot.members[0]]
    return agency_roles.Candidate(
        left=_plain(mask.text[max(at - agency_roles.REACH, 0) : at]),
        right=_plain(mask.text[at + 1 : at + agency_roles.REACH]),
        role=role,
        rule=rule,
        act=told.kind,
        act_rule=told.by,
        head=agency.name.split(" ", 1)[0].lower(),
        kind="O" if slot.kind == OFFICE else "A",
        granularity=agency.granularity,
        members=len(slot.members),
        first=begin <= at <= begin + 1,
        before=before,
    )


# -- the addressee of a task that names none


def addressee(draft: Draft, state: State, number: int, told: Act, chosen: list[str]) -> list[str]:
    """Who acts on a task without an addressee of its own: the rules' choice, or a likelier one of those named before."""
    groups = _groups(state, chosen)
    mask, sentence = draft.masks[number], draft.context.sentences[number]

    def features(group: Group, chosen: bool) -> Iterator[str]:
        return addressees.features(
            addressees.Candidate(
                names=group.names,
                chosen=chosen,
                source=group.source,
                distance=number - group.sentence,
                same_paragraph=draft.context.sentences[group.sentence].paragraph == sentence.paragraph,
                masked=_plain(mask.text[:60]),
                rule=told.by,
                listing=state.listing,
                item=sentence.item is not None,
                classes=bool(group.names) and group.names[0].startswith(("các ", "UBND các ", "những ", "tất cả ")),
            )
        )

    makers = [lambda g=group, c=i == 0: features(g, c) for i, group in enumerate(groups)]
    return list(groups[draft.context.judge.choose("addressees", (mask.start, mask.end), makers, [g.names for g in groups])].names)


def _groups(state: State, chosen: list[str]) -> list[Group]:
    """Those a task may mean, the rules' choice first: who acted last, the umbrella's addressees, the ones before, nobody; each set of names once."""
    last = state.groups[-1].sentence if state.groups else 0
    umbrella = next((g.sentence for g in reversed(state.groups) if list(g.names) == state.default), last)
    found = [Group(tuple(chosen), "latest" if chosen else "nobody", next((g.sentence for g in reversed(state.groups) if list(g.names) == chosen), last))]
    found += [Group(tuple(state.lead), "latest", last), Group(tuple(state.default), "umbrella", umbrella)]
    found += [group._replace(source="earlier") for group in reversed(state.groups[-4:])]
    found.append(Group((), "nobody", last))
    seen: set[frozenset[str]] = set()
    return [g for g in found if (g.names or g.source == "nobody") and not (frozenset(g.names) in seen or seen.add(frozenset(g.names)))]



