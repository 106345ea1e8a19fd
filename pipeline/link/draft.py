"""The article as far as it is linked: its mentions and masks, the roles and directives found so far, and who is speaking."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from pipeline import schema
from pipeline.context import Context
from pipeline.link import mask as masks
from pipeline.link.acts import Frame
from pipeline.link.mask import AGENCY, OFFICE, Mask, Slot
from pipeline.tag import Mentions


@dataclass(frozen=True)
class Speaker:
    """Who gives the orders that follow."""

    agency: str | None = None
    person: schema.IssuerPerson | None = None


class Group(NamedTuple):
    """Names that have to act together, where they come from, and the sentence that said so."""

    names: tuple[str, ...]
    source: str
    sentence: int


@dataclass
class State(Frame):
    """The frame with its people: what a sentence without a subject inherits."""

    speaker: Speaker = field(default_factory=Speaker)
    principal: Speaker | None = None  # the first of the article: a task behind the end of all frames is theirs
    mentioned: tuple[Mask, Slot] | None = None  # the person whom a later "đồng chí yêu cầu" means
    lead: list[str] = field(default_factory=list)  # of the latest order
    default: list[str] = field(default_factory=list)  # of the umbrella over the list
    groups: list[Group] = field(default_factory=list)  # all that have had to act so far
    interrupted: bool = False  # a paragraph stands in the list, which may go on
    item: str | None = None
    paragraph: int = -1
    announced: list[str] = field(default_factory=list)  # types of the papers announced so far
    basis: list[str] = field(default_factory=list)  # documents of the umbrella or announcement

    def meet(self, names: list[str], sentence: int) -> None:
        """Remembers that these have to act, as of this sentence."""
        if names:
            self.groups.append(Group(tuple(names), "latest", sentence))


class Draft:
    """An article that is being linked; offsets are those of the view, roles are kept by the index of their agency."""

    def __init__(self, context: Context, mentions: Mentions) -> None:
        self.context = context
        self.text = context.text
        self.mentions = mentions
        self.slots = masks.slots(context.text, mentions)
        self.masks = [masks.mask(context.text, s.start, s.end, self.slots) for s in context.sentences]
        self.roles: dict[int, tuple[str, str]] = {}  # role, rule
        self.sure: dict[int, float] = {}  # how sure a model is of a role
        self.fixed: dict[int, tuple[str, str]] = {}  # those that a later sentence's own reading does not change
        self.classes: dict[int, tuple[str, str]] = {}  # start of a sentence -> class, rule
        self.directives: list[schema.Directive] = []
        self._starts = {kind: [m.start for m in getattr(mentions, kind)] for kind in ("documents", "dates", "quantities", "agencies")}

    def role(self, index: int) -> str:
        """The role of an agency so far, "" where no sentence with it has been read."""
        return self.roles.get(index, ("", ""))[0]

    def agencies(self, slot: Slot) -> list[schema.Agency]:
        """The agencies a slot stands for; none for a person."""
        return [self.mentions.agencies[i] for i in slot.members] if slot.kind in (AGENCY, OFFICE) else []

    def person(self, slot: Slot) -> schema.Person:
        """The person a slot of that kind stands for."""
        return self.mentions.people[slot.members[0]]

    def inside(self, kind: str, start: int, end: int) -> range:
        """The indices of the mentions of a kind that begin in a stretch."""
        starts = self._starts[kind]
        return range(bisect_left(starts, start), bisect_left(starts, end))

    def documents(self, start: int, end: int) -> list[str]:
        """The keys of the documents in a stretch, each once."""
        keys = [self.mentions.documents[i].document for i in self.inside("documents", start, end)]
        return list(dict.fromkeys(key for key in keys if key))

    def names(self, start: int, end: int, role: str) -> list[str]:
        """The names of the agencies with this role in a stretch, each once."""
        inside = self.inside("agencies", start, end)
        return list(dict.fromkeys(self.mentions.agencies[i].name for i in inside if self.role(i) == role))

    def linked(self) -> list[schema.Agency]:
        """The agencies with their roles."""
        return [self._with_role(i, agency) for i, agency in enumerate(self.mentions.agencies)]

    def _with_role(self, index: int, agency: schema.Agency) -> schema.Agency:
        role, by = self.fixed.get(index) or self.roles.get(index, ("other", "roles.default"))
        sure = min(agency.confidence, self.sure.get(index, 1.0))
        return msgspec.structs.replace(agency, role=role, by=f"{agency.by}; {named(by)}", confidence=round(sure, 2))


def named(by: str) -> str:
    """What decided, as records say it: a rule unless it is a model."""
    return by if by.startswith("model:") else f"rule:{by}"


def placed(mask: Mask, *kinds: str) -> Iterator[tuple[Slot, int]]:
    """The slots of these kinds with their positions in the mask."""
    return ((slot, at) for slot, at in zip(mask.slots, mask.at, strict=True) if slot.kind in kinds)
