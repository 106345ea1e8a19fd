"""A sentence with each mention replaced by one letter, so that a rule about its grammar is a short regular expression.

    "Chủ tịch UBND tỉnh yêu cầu Sở Y tế, Sở Tài chính báo cáo trước ngày 15/9"   becomes   "O yêu cầu A báo cáo T"

Coordinated agencies are one letter; an office takes in its title ("Phó Chủ tịch UBND tỉnh"), a person the form of address.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import NamedTuple

from pipeline import schema
from pipeline.clean import lower
from pipeline.link.cues import AGENCY, DATE, DOCUMENT, OFFICE, PERSON, QUANTITY, pattern, words
from pipeline.tag import Mentions


class Slot(NamedTuple):
    """What one letter of a mask stands for: a stretch of the view and the indices of its mentions in their list."""

    kind: str
    start: int
    end: int
    members: tuple[int, ...]


class Mask(NamedTuple):
    """A stretch of the view in lower case with its mentions as letters."""

    text: str
    slots: tuple[Slot, ...]
    at: tuple[int, ...]  # position of each slot's letter in `text`
    start: int
    end: int

    def slot(self, position: int) -> Slot:
        """The slot whose letter stands at this position of the mask."""
        return self.slots[bisect_left(self.at, position)]

    def view(self, position: int) -> int:
        """The view offset of a position of the mask."""
        i = bisect_left(self.at, position)
        if i == 0:
            return self.start + position
        if i <= len(self.at) and i < len(self.at) and self.at[i] == position:
            return self.slots[i].start
        return self.slots[i - 1].end + position - self.at[i - 1] - 1


_OFFICE = pattern(
    r"""
    (<office_honour>_)*             # đồng chí; lãnh đạo
    (<office_rank>_)*               # nguyên; phó
    <office_title>                  # Chủ tịch; Giám đốc
    (_(thường_trực|phụ_trách))?
    (_(các|của))?
    [_-]*$
    """,
    re.IGNORECASE,
)
_OFFICE_ITSELF = pattern(r"<office_itself>\b", re.IGNORECASE)  # Thủ tướng Chính phủ
_ADDRESS = pattern(r"(<address>\.?_)+$", re.IGNORECASE)
_BETWEEN = pattern(r"\s*(,|;|và|,_và|/|&|hoặc|;?_và|-)?\s*(các_|của_)?", re.IGNORECASE)  # between the members of one coordination
# "Theo đề nghị của Sở Nội vụ, | UBND tỉnh giao": what governs the one before the comma, and what the one behind it does.
_GOVERNED = pattern(r"(theo_đó,_)?<governing_opening>\b[^,;:]*$")
_SPEAKS = re.compile(rf",?(?: [A-ZĐÀ-Ỹ]\w*){{0,6}},? (?:{words('just')} )*(?:{words('order')}|{words('soft')}|{words('issuing')})\b")


def groups(text: str, agencies: list[schema.Agency], wanted: Callable[[schema.Agency], bool]) -> list[Slot]:
    """The coordinations of the wanted agencies: each a slot of kind AGENCY, or OFFICE where a title stands before it."""
    found: list[Slot] = []
    for i, agency in enumerate(agencies):
        if not wanted(agency):
            continue
        left = max(agency.start - 60, found[-1].end if found else 0, text.rfind("\n", 0, agency.start) + 1)
        title = _OFFICE.search(text, left, agency.start)
        start = title.start() if title else agency.start
        if text[max(start - 4, 0) : start].lower() == "các ":
            start -= 4  # "Các sở: Y tế": the plural stands before the mention
        kind = OFFICE if title or _OFFICE_ITSELF.match(text, agency.start, agency.end) else AGENCY
        if found and _joined(text, found[-1], start, kind, bool(title)) and not _new_clause(text, found[-1], start, agency.end):
            last = found.pop()
            found.append(Slot(last.kind, last.start, agency.end, (*last.members, i)))
        else:
            found.append(Slot(kind, start, agency.end, (i,)))
    return found


def _joined(text: str, last: Slot, start: int, kind: str, titled: bool) -> bool:
    between = text[last.end : start]
    if not _BETWEEN.fullmatch(between) or not between.strip():
        return False
    if "-" in between or ";" in between:
        return ";" in between and last.kind == kind and titled  # "Giám đốc các sở; Chủ tịch UBND các huyện"
    return last.kind == kind or (last.kind == OFFICE and not titled) or (kind == OFFICE)


def _new_clause(text: str, last: Slot, start: int, end: int) -> bool:
    """Whether the agency behind a comma is the subject of the main clause, and those before it belong to an adverbial."""
    if text[last.end : start].strip() != "," or not _SPEAKS.match(text, end):
        return False
    before = text[max(last.start - 160, 0) : last.start].lower()
    sentence = max(before.rfind(mark) + len(mark) if mark in before else 0 for mark in ("\n", ". ", "; ", ": ", "“"))
    return _GOVERNED.match(before, sentence) is not None


def mask(text: str, start: int, end: int, slots: list[Slot]) -> Mask:
    """The masked text of `text[start:end]`; `slots` are those of the article in text order."""
    parts: list[str] = []
    inside: list[Slot] = []
    at: list[int] = []
    done, length = start, 0
    first = bisect_left(slots, start, key=lambda s: s.start)
    for slot in slots[first:]:
        if slot.start >= end:
            break
        if slot.start < done or slot.end > end:
            continue
        plain = lower(text[done : slot.start])
        parts += [plain, slot.kind]
        at.append(length + len(plain))
        length += len(plain) + 1
        inside.append(slot)
        done = slot.end
    parts.append(lower(text[done:end]))
    return Mask("".join(parts), tuple(inside), tuple(at), start, end)


def slots(text: str, mentions: Mentions) -> list[Slot]:
    """All slots of an article in text order; where two overlap the earlier and longer one stays."""
    papers = [(d.start, d.end) for d in mentions.documents]
    starts = [start for start, _ in papers]

    def outside(agency: schema.Agency) -> bool:
        """False for the issuer inside a document's span: its letter is the document's."""
        i = bisect_right(starts, agency.start) - 1
        return i < 0 or agency.end > papers[i][1]

    found = groups(text, mentions.agencies, outside)
    for i, person in enumerate(mentions.people):
        left = max(person.start - 30, text.rfind("\n", 0, person.start) + 1)
        address = _ADDRESS.search(text, left, person.start)
        found.append(Slot(PERSON, address.start() if address else person.start, person.end, (i,)))
    for kind, items in ((DOCUMENT, mentions.documents), (DATE, mentions.dates), (QUANTITY, mentions.quantities)):
        found += [Slot(kind, m.start, m.end, (i,)) for i, m in enumerate(items) if getattr(m, "role", None) != "vague"]
    kept: list[Slot] = []
    for slot in sorted(found, key=lambda s: (s.start, -s.end)):
        if not kept or slot.start >= kept[-1].end:
            kept.append(slot)
    return kept
