"""Mentions of agencies: the state, the Party, mass organisations and groups of them (catalogue D1-D16).

Names come from `agencies.tsv`, matched over syllables in a trie; heads with free names ("Ban Chỉ đạo ...") are read up to a word
of `name_stops.tsv`; groups ("các sở, ban, ngành") by a small grammar. A name is completed with its place as of the article's date.

The reader is built in layers, each a module that adds a way of reading to the one before: `names` (tokens and the trie), `localities`
(places), `matches` (names that hold up), `groups` (class phrases), `openings` (names of any length), `mentions` (what was found),
`bodies` (names of agencies.tsv with their places); here, open names, short names and the loop over the tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline import schema
from pipeline.context import Context
from pipeline.extractors.agencies.bodies import Bodies
from pipeline.extractors.agencies.groups import STARTS
from pipeline.extractors.agencies.localities import COMMUNE, DISTRICT, Place
from pipeline.extractors.agencies.names import Entry, Match, expanded, trie, vocabulary
from pipeline.extractors.agencies.openings import BARE, COMPANIES, LOWER_CASE

__all__ = ["find"]

_EVERY_COMMUNE = vocabulary("every_commune")
_NOT_OF_A_PLACE = vocabulary("not_of_a_place")
_NO_HOME = COMPANIES + vocabulary("no_home")
_NATIONAL = re.compile("|".join(vocabulary("national")), re.IGNORECASE)
_BARE_CLASS = vocabulary("bare_class")  # "các Trung tâm"
_NEEDS_CAPITAL = vocabulary("bare_capital")  # "Trung tâm" alone is one, "trung tâm" a place in town
_COMMITTEE_BOARDS = ("Ban Tổ chức", "Văn phòng")  # heads that the Party's boards share with others
_UNITS_OF_DEPARTMENT = ("Thanh tra", "Văn phòng")
_FIRST_OF_UNITS = frozenset(unit.split()[0].lower() for unit in _UNITS_OF_DEPARTMENT)
_CATAPHORS = ("Ban Chỉ đạo", "Tổ công tác")  # heads that may stand bare before their full name


def find(context: Context) -> list[schema.Agency]:
    """The agencies mentioned in an article, in order; roles are left to the link stage."""
    return Reader(context).read()


class Reader(Bodies):
    """Reads one article's tokens from left to right."""

    def read(self) -> list[schema.Agency]:
        """Every mention; what lies in boilerplate is passed over."""
        i = 0
        spans = [(line.start, line.end) for line in self.context.lines if line.zone != "boilerplate"]
        starts = [start for start, _ in spans]
        reads = (self._unit_of_department, self._class_phrase, self._name, self._alias, self._bare_department)
        while i < len(self.tokens):
            at = bisect_right(starts, self.tokens[i].start) - 1
            if at < 0 or self.tokens[i].start >= spans[at][1]:
                i += 1
                continue
            i = next((end for read in reads if (end := read(i))), i + 1) if self._may_begin(i) else i + 1
        self.name_parents()
        return self.found

    def _may_begin(self, i: int) -> bool:
        """Whether token i is the first of any name, group or short name; most are not, and need no reader."""
        token = self.tokens[i]
        return token.low in trie() or token.low in STARTS or token.low in _FIRST_OF_UNITS or token.text in self.aliases

    def _class_phrase(self, i: int) -> int | None:
        """Reads các sở, ban, ngành | các Sở: Y tế, Tài chính."""
        phrase = self.phrase(i)
        if not phrase:
            return None
        if listed := self.announced_list(phrase):
            return listed
        group = self.group(phrase)
        if group:
            self.push(group.first, group.last, group.name, group.granularity, f"rule:agencies.{'vague_group' if group.vague else 'group'}")
        return group.last if group else None

    def _name(self, i: int) -> int | None:
        """Reads a name of agencies.tsv."""
        match = self.match(i)
        if not match:
            return None
        self.titled = self.in_title(i)
        scope = match.entry.scope
        if scope == "province" and self.tokens[match.first].text.isupper() and self.follows_bracket(match.first, match.last):
            return match.last  # "Trung tâm Kiểm soát bệnh tật tỉnh (CDC)"
        if scope != "open":
            match = match._replace(last=self.past_abbreviation(match.last))  # Ủy ban nhân dân (UBND) tỉnh, Tổng cục Thống kê (GSO)
        if scope == "level":
            return self.level(match) or match.last  # what failed as a whole is not read again from its second word
        return {"open": self._open, "central": self.central_list, "party": self.party, "province": self.provincial}[scope](match)

    # -- open names

    def _open(self, match: Match) -> int | None:
        """Ban Chỉ đạo, Trung tâm, Ban Quản lý ...: the name runs to a stop word; bare, it repeats an earlier one."""
        entry = match.entry
        last, place = self.open_end(match)
        if self.back(match.first, 1) in (["các"], ["những"]):
            return self._open_class(match, last, place)
        if entry.name in LOWER_CASE and self.low(match.last) == "cấp" and self.levels(match.last):
            last, place = match.last, None  # Ban Chỉ đạo cấp huyện
        if place and not place.name and place.level in (*DISTRICT[:3], *COMMUNE) and last > match.last and self.low(last - 1) == "cấp" and not self.outlet:
            return self.add_class(match.first, place.last, entry, by=_by(entry))  # Ban Tiếp công dân cấp huyện
        levels = self.levels(last) if entry.name in LOWER_CASE and not (place and place.name) else None
        if levels:
            return self.add_class(match.first, levels[0], entry)
        if last == match.last and not place:
            return self._bare_open(match)
        body = self._body(match, last)
        name = f"{entry.name} {expanded(re.sub(r' ?[(][^)]*[)]', '', body))}".strip()
        if not place and (closed := self._closed_by(match, name, last)):
            return closed
        name = self._completed(match, name, body, place, last)
        last = place.last if place else last
        if self.follows_bracket(match.first, last):
            return last  # the short name given in brackets right after the full one
        return self.add(match.first, last, name, entry, by=_by(entry))

    def _open_class(self, match: Match, last: int, place: Place | None) -> int | None:
        """Reads các Ban Quản lý dự án, các Trung tâm Y tế."""
        if last == match.last and match.entry.name not in _BARE_CLASS:
            return None
        written = self.written(match.first - 1, last)
        end = place.last if place else last
        return self.add(match.first - 1, end, written[0].lower() + written[1:], match.entry, "class", by=_by(match.entry))

    def _body(self, match: Match, last: int) -> str:
        """The words after the head, without a period; the full name of a central body whose office it is."""
        inner = self.match(match.last) if match.entry.name == "Văn phòng" and match.last < len(self.tokens) else None
        if inner and inner.last == last and inner.entry.scope == "central":
            return inner.entry.name  # Văn phòng Ủy ban ATGT Quốc gia
        body = self.text[self.tokens[match.last - 1].end : self.tokens[last - 1].end].strip() if last > match.last else ""
        return re.sub(r" giai đoạn \d{4} ?- ?\d{4}", "", body)

    def _completed(self, match: Match, name: str, body: str, place: Place | None, last: int) -> str:
        """The full name: an alias written out, the written place, an earlier fuller name, or the article's province."""
        spoken = next((full for short, full in self.aliases.items() if short in body.split()), None)
        if spoken:
            return spoken
        if place:
            where = self.where(place, match.first)
            known = None if body else self.earlier(match.entry.name, where)
            return known or f"{name} {where}".strip()
        if match.entry.name in _NO_HOME or _NATIONAL.search(name) or self.ends_in_place(last) or self._of_its_own(match, last):
            return name
        return self.earlier(name) or f"{name} {self.home_name(match.first)}".strip()

    def _of_its_own(self, match: Match, last: int) -> bool:
        """Whether a management board bears the name of its park or zone: "Ban Quản lý Khu bảo tồn | Lung Ngọc Hoàng"."""
        if not match.entry.name.startswith("Ban Quản lý") or last - match.last < 3:
            return False
        proper = all(self.capital(j) and not self.tokens[j].text.isupper() for j in (last - 2, last - 1))
        return proper and self.tokens[last - 3].text[0].isalpha()

    def _closed_by(self, match: Match, name: str, last: int) -> int | None:
        """Reads an open name that another body or "của tỉnh" closes: "Ban Chỉ đạo 35 Tỉnh ủy", "Tổ công tác của Thủ tướng"."""
        of = self.low(last) == "của"
        if of and (place := self.level_word(last + 1) and self.place(last + 1)) and match.entry.name not in _NOT_OF_A_PLACE:
            return self.add(match.first, last, f"{name} {self.where(place, match.first)}", match.entry, by="open")
        other = self.match(last) if last < len(self.tokens) else None
        if other and other.entry.scope == "party":
            committee, end = self.party_name(other)
            return self.add(match.first, end, f"{name} {committee}", match.entry, by="open")
        other = self.match(last + 1) if of and match.entry.name == "Tổ công tác" else None
        if other and other.entry.scope == "central":
            return self.add(match.first, other.last, f"{name} của {other.entry.name}", match.entry, by="open")
        return None

    # -- heads that stand alone

    def _bare_open(self, match: Match) -> int | None:
        """Reads a head without a name of its own: "Ban Chỉ đạo họp", "Ban Tổ chức, Ban Nội chính Tỉnh ủy"."""
        name = match.entry.name
        if name in _EVERY_COMMUNE:
            return self.add_class(match.first, self.tail(match.last), match.entry)
        if name in _COMMITTEE_BOARDS and (committee := self.shared_committee(match.last)):
            return self.add(match.first, match.last, f"{name} {committee}", match.entry, by="open")
        if name not in BARE or name in _NEEDS_CAPITAL and not self.capital(match.first):
            return None
        before = self.back(match.first, 1)
        if before in (["("], ["là"], ["tắt"]) and self.low(match.last) == ")" and self.found:
            self.heads[name] = self.found[-1].name  # "(Trung tâm)", "(gọi tắt là Ban Quản lý)"
            if before == ["("]:
                return match.last
        known = self.heads.get(name) or self.earlier(name)
        if not known and name in _CATAPHORS:
            known = self._later(match) or f"{name} {self.home_name(match.first)}".strip()
        return self.add(match.first, match.last, known, match.entry, by="anaphor") if known else None

    def _later(self, match: Match) -> str | None:
        """The full name of the next mention that says more after the same head (cataphora: "Tổ công tác" before its full name)."""
        for i in range(match.last, min(len(self.tokens), match.last + 2000)):
            if self.tokens[i].low == self.tokens[match.first].low:
                other = self.match(i)
                if other and other.entry.name.startswith(match.entry.name) and other.last - i > match.last - match.first:
                    return other.entry.name
        return None

    def _bare_department(self, i: int) -> int | None:
        """Sở hoàn thành ...: a bare "Sở" that does something is the one named last."""
        following = self.low(i + 1)
        if self.tokens[i].text != "Sở" or not following or self.capital(i + 1) or following in ("hữu", "dĩ", "thích", "ngành") or self.words(i + 1, 2) == ["chỉ", "huy"]:
            return None
        known = self._last_department()
        return self.add(i, i + 1, known, Entry(known, "alias", ""), by="anaphor") if known else None

    def _last_department(self) -> str | None:
        return next((a.name for a in reversed(self.found[-200:]) if a.name.startswith("Sở ") and a.granularity == "named"), None)

    def _unit_of_department(self, i: int) -> int | None:
        """Thanh tra Sở GTVT, Văn phòng Sở: units of a sở, without a name of the one named last."""
        unit = " ".join(self.words(i, 2)).capitalize()
        if unit not in _UNITS_OF_DEPARTMENT or self.low(i + 2) != "sở":
            return None
        match = self.match(i + 2)
        if match and match.entry.scope == "province":
            place = self.place(match.last)
            name = f"{unit} {match.entry.name} {self.where(place, i)}".strip()
            return self.add(i, place.last if place else match.last, name, Entry(name, "alias", ""), by="open")
        known = self._last_department() if self.tokens[i + 2].text == "Sở" and not self.capital(i + 3) else None
        return self.add(i, i + 3, f"{unit} {known}", Entry(unit, "alias", ""), by="anaphor") if known else None

    def _alias(self, i: int) -> int | None:
        """Reads a short name that was given in brackets."""
        name = self.aliases.get(self.tokens[i].text)
        if not name:
            return None
        if self.follows_bracket(i, i + 1):
            return i + 1  # the bracket that gives the short name is no mention of its own
        if self.low(i + 1) == "cấp":
            return self.tail(i + 1)
        place = self.place(i + 1)
        return self.add(i, place.last if place else i + 1, name, Entry(name, "alias", ""), by="alias")


def _by(entry: Entry) -> str:
    return "company" if entry.name in COMPANIES else "open"
