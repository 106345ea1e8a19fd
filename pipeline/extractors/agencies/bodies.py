"""Agencies that a row of agencies.tsv names in full: ministries, sở, Party bodies, bodies of every level."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline import places
from pipeline.extractors.agencies.groups import Phrase
from pipeline.extractors.agencies.localities import COMMUNE, DISTRICT, LEVELS, Listed, Place
from pipeline.extractors.agencies.mentions import Mentions
from pipeline.extractors.agencies.names import LISTED, Match, trie, vocabulary

_OF_LEVEL = vocabulary("of_level")
_PARTY_BOARDS = vocabulary("party_board")
_OFFICES = frozenset(vocabulary("office_word"))
_COMMITTEE_LEVELS = {"Tỉnh": "tỉnh", "Thành": "thành phố", "Huyện": "huyện", "Quận": "quận", "Thị": "thị xã"}
_COMMITTEE = re.compile(rf"({'|'.join(_COMMITTEE_LEVELS)}) ?(?:ủy|đoàn)")
_DISTRICT_OFFICES = vocabulary("district_office")
_DISTRICTS = re.compile(r"huyện|quận|thị xã|thành phố|các cấp", re.IGNORECASE)
_STANDING = (["bí", "thư"], ["chủ", "tịch"], ["ủy", "viên"])  # "Phó Bí thư Thường trực | Tỉnh ủy"
_HAS_LISTS = ("UBND", "HĐND", "Công an", "Đảng ủy", "Huyện ủy")  # "UBND xã A, xã B"


class Bodies(Mentions):
    """Completes a name of the trie with its place, and reads the list that may follow it."""

    # -- of the centre and of provinces

    def central(self, match: Match) -> int:
        """A body of the centre, or the regional branch of the State Bank."""
        name, last = match.entry.name, match.last
        if name == "Quân khu":
            number = self.tokens[last].text if last < len(self.tokens) else ""
            return self.add(match.first, last + 1, f"Quân khu {number}", match.entry) if number.isdigit() else last
        if name == "Ngân hàng Nhà nước Việt Nam":
            if region := self.region(last):
                return self.add(match.first, region.last, f"Ngân hàng Nhà nước Khu vực {region.name}", match.entry)
            if (place := self.place(last)) and place.level in ("tỉnh", "thành phố"):
                return self.add(match.first, place.last, f"Ngân hàng Nhà nước chi nhánh {self.where(place, match.first)}", match.entry)
        return self.add(match.first, last, name, match.entry)

    def central_list(self, match: Match) -> int:
        """A body of the centre with the list that may follow it: "Bộ Công an, Quốc phòng"."""
        last = self.central(match)
        return self.listed(last, "bộ") if match.entry.name.startswith("Bộ ") else last

    def provincial(self, match: Match) -> int:
        """Sở and the like, with the list that may follow: "Sở Kế hoạch và Đầu tư, Tài chính"."""
        of_levels = not match.entry.name.startswith("Sở ") or self.low(match.last) in ("các", "cấp")
        group = self.levels(match.last) if of_levels else None
        if group:
            return self._level_group(match, group[0])
        last = self._provincial_one(match)
        head = match.entry.name.split()[0].lower()
        return self.listed(last, head) if head in LISTED else last

    def _provincial_one(self, match: Match) -> int:
        first, last, entry = match
        place = self.place(last)
        if place and place.level in COMMUNE and entry.name.startswith("Sở "):
            place = None
        if not place and entry.name.startswith("Ban Quản lý") and (end := self._own_name(last)) > last:
            return self.add(first, end, f"{entry.name} {self.written(last, end)}", entry)
        name = f"{entry.name} {self.where(place, first)}".strip()
        return self.add(first, place.last if place else last, name, entry)

    def _own_name(self, i: int) -> int:
        """The token after the capitalised words at token i that are no agency: "Khu kinh tế | Vân Phong"."""
        end = i
        while end < i + 4 and self.capital(end) and not self.tokens[end].text.isupper() and not self.match(end):
            end += 1
        return end

    # -- lists of names that share a head

    def announced_list(self, phrase: Phrase) -> int | None:
        """các Sở: Y tế, Tài chính | các sở Y tế, Tài chính | các sở, ngành: Y tế, Công an tỉnh."""
        match = self.list_head(phrase)
        if not match:
            return None
        first = phrase.head_at[0]
        if match.entry.scope == "central":
            end = self.add(first, match.last, match.entry.name, match.entry)
        else:
            place = self.place(match.last)
            name = f"{match.entry.name} {self.where(place, first)}".strip()
            end = self.add(first, place.last if place else match.last, name, match.entry)
        return self.listed(end, phrase.heads[0])

    def listed(self, last: int, head: str) -> int:
        """The token after ", Tài chính và Xây dựng" that follows a name with the same head."""
        while last < len(self.tokens):
            j = self.past_separator(last, (",", "và", ";"))
            if j == last or not self.capital(j):
                break
            full = self._full_in_list(j, head)
            if full and (full.entry.scope == "open" or not self._elliptic_later(full.last, head)):
                break
            end = self._single(full) if full else self._elliptic(j, head)
            if not end:
                break
            last = end
        return last

    def _full_in_list(self, j: int, head: str) -> Match | None:
        """The full name at token j of a list; not the police in "các bộ Y tế, Công an", where the head makes it a ministry."""
        full = self.match(j)
        loose = full and full.entry.scope in ("level", "open") and not self.place(full.last) and not self.levels(full.last)
        return None if loose and self.longest(j, trie()[head]) else full

    def _elliptic(self, j: int, head: str) -> int | None:
        """Reads the name at token j whose head was given before."""
        match = self.longest(j, trie()[head])
        if not match or match.entry.scope not in ("province", "central") or self.tokens[j].text in ("TP", "TT", "TX"):
            return None
        if match.entry.scope == "central":
            return self.add(match.first, match.last, match.entry.name, match.entry)
        return self._provincial_one(match)

    def _elliptic_later(self, i: int, head: str) -> bool:
        """Whether a name without its head follows the full name that ends near token i: ", Công an tỉnh, | Y tế"."""
        place = self.place(i)
        j = place.last if place else i
        if self.low(j) not in (",", "và") or not self.capital(j + 1):
            return False
        return not self.match(j + 1) and self.longest(j + 1, trie()[head]) is not None

    def _single(self, match: Match) -> int | None:
        """Reads one full name that stands in a list, without the list that may follow it."""
        reads = {"level": self.level, "party": self.party, "central": self.central}
        return reads.get(match.entry.scope, self._provincial_one)(match)

    # -- the Party

    def party(self, match: Match) -> int:
        """Tỉnh ủy An Giang; Ban Tuyên giáo Tỉnh ủy: the place follows without its level word."""
        base = match.entry.name
        spelled = self.tokens[match.last - 1].low in ("ủy", "đoàn")
        if base.endswith("Tỉnh ủy") and self.home and self.home.city and self.tokens[match.last - 1].low != "ủy":
            base = base.replace("Tỉnh ủy", "Thành ủy")  # a bare "Ban Tuyên giáo" in a city
        if base.startswith("Thường trực ") and self.back(match.first, 2) in _STANDING and (rest := self.match(match.first + 2)):
            return self.party(rest)
        several = self._several_committees(match, spelled)
        if several:
            return several
        board = base.rsplit(" ", 2)[0]  # without "Tỉnh ủy"
        committee = None if spelled else self.shared_committee(match.last)
        known = f"{board} {committee}" if committee else None if spelled or self.level_word(match.last) else self.earlier(board)
        if known and " ủy " in known:
            return self.add(match.first, match.last, known, match.entry)
        name, end = self.party_name(match._replace(entry=match.entry._replace(name=base)))
        return self.add(match.first, end, name, match.entry)

    def _several_committees(self, match: Match, spelled: bool) -> int | None:
        """Reads ủy ban kiểm tra các cấp; Ban Thường vụ các huyện ủy, thành ủy; 05 huyện ủy."""
        if spelled:
            counted = match.last - match.first == 2 and match.first > 0 and self.low(match.first - 1).isdigit()
            return self.add_class(match.first - 1, match.last, match.entry) if counted else None
        phrase = self.phrase(match.last) if self.low(match.last) == "các" else None
        if phrase and all(head.endswith("ủy") for head in phrase.heads):
            return self.add_class(match.first, phrase.last, match.entry)
        group = self.levels(match.last)
        return self.add_class(match.first, group[0], match.entry) if group else None

    def party_name(self, match: Match) -> tuple[str, int]:
        """The full name of a Party body and the token after it: "Tỉnh ủy An Giang"."""
        base, last = match.entry.name, match.last
        level = _COMMITTEE_LEVELS[_COMMITTEE.findall(base)[-1]]
        name, end = self.proper(last, level)
        if not name and (place := self.place(last)) and place.level == level and place.name:
            name, end = place.name, place.last
        if not name:
            return f"{base} {self.bare(level, match.first, plain=True)}".strip(), last
        province = places.province(name, self.context.published) if level in ("tỉnh", "thành phố") else None
        return f"{base} {self.plain_name(province) if province else name}", end

    def shared_committee(self, i: int) -> str | None:
        """The committee that closes a list of its boards: "Ban Tổ chức, Ban Tuyên giáo Tỉnh ủy"."""
        for _ in range(5):
            j = self.past_separator(i, (",", "và", "-"))
            while i < j < len(self.tokens) and self.tokens[j].low in _OFFICES:
                j += 1  # "Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức Huyện ủy"
            match = self.match(j) if i < j < len(self.tokens) else None
            if not match:
                return None
            if match.entry.scope == "party" and self.tokens[match.last - 1].low == "ủy":
                if match.last - match.first < 3:
                    return None  # the committee itself
                name = self.party_name(match)[0]
                return name[name.index(self.tokens[match.last - 2].low.capitalize() + " ủy") :]
            if match.entry.name not in _PARTY_BOARDS and match.entry.scope != "party":
                return None
            i = match.last
        return None

    # -- bodies of a level

    def level(self, match: Match) -> int | None:
        """UBND tỉnh, Công an huyện Châu Phú, UBND các huyện, thị xã: a level word or a place must follow."""
        entry = match.entry
        if entry.name.startswith("Thường trực ") and self.back(match.first, 2) in _STANDING and (rest := self.match(match.first + 2)):
            return self.level(rest)
        group = self.levels(match.last)
        if group:
            return self._level_group(match, group[0])
        place = self.region(match.last) or self.place(match.last)
        if not place:
            return next((end for rule in ALONE if (end := rule(self, match))), None)
        # the official name of a vertical body has no level word: "Kho bạc Nhà nước Quảng Bình"
        vertical = place.level == "" and not entry.name.startswith(_OF_LEVEL)
        name = f"{entry.name} {place.name if vertical else self.where(place, match.first)}".strip()
        last = self.add(match.first, place.last, name, entry)
        return self._more_places(match, last) if place.name else last

    def _level_group(self, match: Match, last: int) -> int:
        """A class of bodies, or the bodies of the places that are listed after it."""
        listed = list(self.listed_places(match.last, last))
        levels = self.written(match.last, last)
        if len(listed) == 1 and self.low(last) != ":" and "," in levels:
            if re.search(r", .* và (?:các )?\D+$", levels):
                return self._class_and_place(match, last, listed[0])
            last, listed = listed[0].last, []  # "UBND các huyện, thành phố Cà Mau"
        for n, place in enumerate(listed):
            self._add_place(match, place, match.first if n == 0 else place.first)
        return listed[-1].last if listed else self.add_class(match.first, self.tail(last), match.entry)

    def _add_place(self, match: Match, place: Listed, first: int) -> int:
        return self.add(first, place.last, f"{match.entry.name} {self.place_name(place.level, place.name)}", match.entry)

    def _class_and_place(self, match: Match, last: int, place: Listed) -> int:
        """UBND các xã, phường và đặc khu X: a class, and one body by name."""
        first = last - 1
        while self.tokens[first].low != "và":
            first -= 1
        self.add_class(match.first, first, match.entry)
        return self._add_place(match, place, first + 1)

    def _more_places(self, match: Match, last: int) -> int:
        """Reads on after "UBND thị xã A": "và các huyện B, C", ", xã B", ", B"."""
        while True:
            j = last
            while self.low(j) in (",", "và"):
                j += 1
            if j == last:
                return last
            level = self.level_word(j + 1) if self.low(j) == "các" else None
            if level:
                listed = list(self.listed_places(j + 1, level[1]))
                for place in listed:
                    self._add_place(match, place, place.first)
                return listed[-1].last if listed else last
            following = self._next_place(match, j) if self.low(j) != "các" else None
            if not following:
                return last
            last = self._add_place(match, following, j)

    def _next_place(self, match: Match, j: int) -> Listed | None:
        """The place "xã B" or "B" after "UBND xã A," when it is of the same tier."""
        if match.entry.name not in _HAS_LISTS:
            return None
        before = self.found[-1].name.removeprefix(match.entry.name).split()
        kind = " ".join(before[:2]) if " ".join(before[:2]) in LEVELS.values() else before[0] if before else ""
        word = self.level_word(j)
        if word and word[0] in (COMMUNE if kind in COMMUNE else DISTRICT):
            name, end = self.proper(word[1], word[0])
            return Listed(j, end, word[0], name) if name else None
        name, end = self.proper(j, kind) if kind in DISTRICT and not word else (None, j)
        known = places.district(name, self.context.province) if name else None
        # "UBND huyện Chương Mỹ, Chủ tịch ..." goes on with a title: a district must be written as in the table
        return Listed(j, end, kind, name) if name and known and known.name.casefold() == name.casefold() else None

    def borrowed(self, i: int) -> Place | str | None:
        """The place, or the words of a class, that the next body of a coordination has: "HĐND, UBND tỉnh", "HĐND và UBND các huyện"."""
        for _ in range(5):
            j = self.past_separator(i, (",", "và", "-", "&", "/"))
            while i < j < len(self.tokens) and self.tokens[j].low in _OFFICES:
                j += 1  # "Bí thư Đảng ủy, Chủ tịch UBND xã X"
            match = self.match(j) if i < j < len(self.tokens) else None
            if not match or match.entry.scope not in ("level", "party"):
                return None
            group = self.levels(match.last)
            if group:
                return self.written(match.last, group[0])
            place = self.place(match.last)
            if place and place.level:
                return place
            i = match.last
        return None

    def borrowed_back(self, match: Match) -> Place | None:
        """The place of the Party committee right before "UBND" or "HĐND" without a level: "Tỉnh ủy, UBND"."""
        before = self.found[-1] if self.found and match.entry.name in ("UBND", "HĐND") else None
        if not before or before.granularity != "named" or self.text[before.end : self.tokens[match.first].start] not in (", ", " và ", " - "):
            return None
        committee = re.match(r"(Tỉnh|Thành|Huyện|Quận|Thị) ủy (.+)", before.name)
        return Place(_COMMITTEE_LEVELS[committee[1]], committee[2], match.last) if committee else None


# What the name of a body of a level means where no place follows it: each rule records the mention and says the token after it, or None.


def _shares_a_place(at: Bodies, match: Match) -> int | None:
    """HĐND, UBND tỉnh; Tỉnh ủy, UBND."""
    borrowed = at.borrowed(match.last) or at.borrowed_back(match)
    base = match.entry.name
    if isinstance(borrowed, str) and base.startswith(_DISTRICT_OFFICES) and not _DISTRICTS.search(borrowed):
        return None  # "Phòng Y tế và UBND các xã": an office of the district beside its communes
    if isinstance(borrowed, Place):
        return at.add(match.first, match.last, f"{base} {at.where(borrowed, match.first)}".strip(), match.entry)
    return at.add(match.first, match.last, f"{base} {borrowed}", match.entry, "class") if borrowed else None


def _party_and_people(at: Bodies, match: Match) -> int | None:
    """Đảng bộ, chính quyền và nhân dân huyện X: the place stands after the list."""
    j = match.last
    if match.entry.name != "Đảng bộ" or at.words(j, 3) != [",", "chính", "quyền"]:
        return None
    place = next((p for k in range(j + 3, j + 9) if (p := at.level_word(k) and at.place(k))), None)
    return at.add(match.first, j, f"{match.entry.name} {at.where(place, match.first)}".strip(), match.entry)


def _several(at: Bodies, match: Match) -> int | None:
    """các Đảng ủy, các Hội Nông dân, các phòng Giáo dục và Đào tạo, các chi cục thuế khu vực."""
    if at.back(match.first, 1) != ["các"]:
        return None
    last = match.last + 2 if at.words(match.last, 2) in (["cơ", "sở"], ["khu", "vực"]) else match.last
    written = at.written(match.first - 1, last)
    return at.add(match.first - 1, last, written[0].lower() + written[1:], match.entry, "class")


def _of_an_association(at: Bodies, match: Match) -> int | None:
    """Ban Chấp hành Hội Nông dân tỉnh: the association stands for it."""
    following = at.match(match.last) if match.entry.name == "Ban Chấp hành Đảng bộ" and match.last < len(at.tokens) else None
    return match.last if following and following.entry.scope != "open" else None


def _of_a_named_district(at: Bodies, match: Match) -> int | None:
    """Phòng GD-ĐT Bảo Lộc: a district without its level word."""
    if not match.entry.name.startswith(_DISTRICT_OFFICES) or not at.capital(match.last):
        return None
    for n in (3, 2):
        end = min(match.last + n, len(at.tokens))
        known = places.district(at.written(match.last, end), at.context.province)
        if known and known.name.casefold() == at.written(match.last, end).casefold():
            return at.add(match.first, end, f"{match.entry.name} {known.kind} {known.name}", match.entry)
    return None


def _of_a_district(at: Bodies, match: Match) -> int | None:
    """Phòng Nội vụ, Chi cục Thuế: bodies of the district the sentence or the article is about."""
    office = match.entry.name.startswith(_DISTRICT_OFFICES)
    if not office and not match.entry.name.startswith(vocabulary("district_association")):
        return None
    district = at.near_district(match.first) or (at.district() if office else "")
    return at.add(match.first, match.last, f"{match.entry.name} {district}".strip(), match.entry) if office or district else None


def _named_last(at: Bodies, match: Match) -> int | None:
    """Chủ tịch UBND yêu cầu: after an official's title, the UBND named last."""
    base = match.entry.name
    if base not in ("UBND", "HĐND") or not at.titled or at.capital(match.last):
        return None
    known = next((a.name for a in at.found[:-50:-1] if a.granularity == "named" and a.name.startswith(f"{base} ")), None)
    return at.add(match.first, match.last, known, match.entry) if known else None


def _letterhead(at: Bodies, match: Match) -> int | None:
    """ỦY BAN NHÂN DÂN at the head of a document, with its place in the next line; TM. ỦY BAN NHÂN DÂN at its end."""
    base, written = match.entry.name, at.written(match.first, match.last)
    if base != "UBND" or not written.isupper() or len(written) < 8:
        return None
    below = at.place(match.last + 1) if at.low(match.last) == "\n" else None
    if below and below.level and below.name and at.written(match.last + 1, below.last).isupper():
        return at.add(match.first, below.last, f"{base} {at.where(below, match.first)}", match.entry)
    home = at.home_name(match.first)
    name = at.earlier(base) or home and f"{base} {home}"
    return at.add(match.first, match.last, name, match.entry) if name else None


def _of_the_province(at: Bodies, match: Match) -> int | None:
    """Đoàn đại biểu Quốc hội, Kho bạc Nhà nước: bodies that are the province's where nothing else is said."""
    home, base = at.home_name(match.first), match.entry.name
    if not (base in vocabulary("home_if_known") and home or base.startswith(vocabulary("home"))):
        return None
    vertical = at.home and not base.startswith(_OF_LEVEL)  # "Kho bạc Nhà nước Bạc Liêu" above
    known = at.earlier(base, at.home.name) if at.home and vertical else None
    return at.add(match.first, match.last, known or f"{base} {home}".strip(), match.entry)


ALONE: tuple[Callable[[Bodies, Match], int | None], ...] = (
    _several,
    _shares_a_place,
    _party_and_people,
    _letterhead,
    _of_an_association,
    _of_a_named_district,
    _of_a_district,
    _named_last,
    _of_the_province,
)
