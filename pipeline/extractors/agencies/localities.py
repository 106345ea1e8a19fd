"""The places that complete an agency's name, written after it or meant by "tỉnh", "huyện" alone (catalogue D7)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from pipeline import places
from pipeline.context import Context
from pipeline.extractors.agencies.names import Words, vocabulary


class Place(NamedTuple):
    """A level word with or without a name after an agency's name: "tỉnh An Giang", "huyện", "TP. HCM"."""

    level: str  # tỉnh, thành phố, huyện, quận, thị xã, xã, phường, thị trấn, đặc khu; "" when only a name stands there
    name: str | None
    last: int  # token after it


class Named(NamedTuple):
    """A place with its level word somewhere in the text."""

    offset: int
    level: str
    name: str


class Listed(NamedTuple):
    """One place of a list: "các huyện: A, B"."""

    first: int
    last: int
    level: str
    name: str


LEVELS = {
    "tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "t.p": "thành phố", "huyện": "huyện", "quận": "quận",
    "thị xã": "thị xã", "tx": "thị xã", "xã": "xã", "phường": "phường", "thị trấn": "thị trấn", "tt": "thị trấn", "đặc khu": "đặc khu",
}  # fmt: skip
DISTRICT = ("huyện", "quận", "thị xã", "thành phố")
COMMUNE = ("xã", "phường", "thị trấn", "đặc khu")
_DOTTED = {"H": "huyện", "Q": "quận", "P": "phường", "X": "xã", "TX": "thị xã", "TT": "thị trấn"}  # Q.1, H.Vĩnh Linh
_ANNOUNCED = ("tỉnh", *DISTRICT, *COMMUNE)
_LEVEL_STARTS = frozenset({"tỉnh", "huyện", "quận", "thị", "tx", "thành", "tp", "xã", "phường", "đặc"})
_OF_CAP = frozenset({"tỉnh", "huyện", "xã", "thành", "quận", "cơ", "phường"})  # first words after "cấp"
_SIDE_BY_SIDE = {
    ("quận", "huyện"), ("xã", "phường"), ("phường", "xã"), ("huyện", "thị"), ("huyện", "thành"), ("xã", "thành"), ("phố", "thị"), ("xã", "thị"), ("phường", "thị"),
}  # UBND quận huyện, UBND các huyện thị xã thành phố; by their neighbouring syllables
_NUMBERS = frozenset(vocabulary("number"))
_SURNAMES = frozenset(vocabulary("surname"))
_BEFORE_PLACES = frozenset({"tại", "ở", "bàn", "thuộc", "về", "đến", "từ"})
_NO_TOWN = frozenset(vocabulary("no_town"))


class Localities(Words):
    """Reads place phrases, and knows the places an article names and the one it is about."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.text)
        self.context = context
        self.titled = True  # whether a title stands before the mention being read: then a person's name may follow it
        self.home = places.province(context.province, context.published)
        self.outlet = _outlet(context.article.source or "")
        self.like_people = set(self._communes_like_people())
        self.named = list(self._place_names())
        self._named_at = [named.offset for named in self.named]

    def _communes_like_people(self) -> Iterator[str]:
        """The communes that bear a person's name, where no official's title can stand before them: "tại xã Nguyễn Việt Khái"."""
        if self.outlet:
            yield self.outlet[1]
        for i, token in enumerate(self.tokens):
            if token.low in ("xã", "phường") and self.low(i + 1) in _SURNAMES and self.back(i, 1) and self.back(i, 1)[0] in _BEFORE_PLACES:
                run = self._capital_run(i + 1)
                if run - i == 4:
                    yield self.written(i + 1, run)

    def _place_names(self) -> Iterator[Named]:
        for i, token in enumerate(self.tokens):
            word = self.level_word(i) if token.low in _LEVEL_STARTS else None
            name = self.proper(word[1], word[0])[0] if word else None
            if word and name:
                province = places.current(name, self.context.published)
                of_state = word[0] in ("tỉnh", "thành phố") and province and (word[0] == "tỉnh" or province.city)
                yield Named(token.start, "tỉnh" if of_state else word[0], name)

    # -- phrases

    def place(self, i: int) -> Place | None:
        """The place phrase at token i."""
        word = self.level_word(i)
        if word:
            level, last = word
            if self.words(last, 2) == ["trực", "thuộc"]:
                return None
            name, end = self.proper(last, level)
            return Place(level, name, end if name else last)
        name, end = self.proper(i, "")
        return Place("", name, end) if name else None

    def region(self, i: int) -> Place | None:
        """khu vực VII, khu vực 2 - Nghệ An, cơ sở 3: the regional bodies of 2025 (D15); khu vực Tây Nguyên, cửa khẩu Lao Bảo."""
        phrase = self.words(i, 2)
        begin = self._past_kind_of_gate(i + 2)
        named = self._capital_run(begin) if phrase in (["khu", "vực"], ["cửa", "khẩu"]) else i
        if named > begin and not re.fullmatch(r"[IVXL]+", self.tokens[begin].text):
            return Place(" ".join(phrase), self.written(i + 2, named), named)
        if phrase not in (["khu", "vực"], ["cơ", "sở"]) or i + 2 >= len(self.tokens):
            return None
        number = self.tokens[i + 2].text
        if phrase == ["cơ", "sở"]:
            return Place("cơ sở", number, i + 3) if number.isdigit() else None
        if not re.fullmatch(r"[IVXL]+|\d{1,2}", number):
            return None
        last = i + 3
        if self.low(last) == "-":
            name, end = self.proper(last + 1, "")
            last = end if name else last
        return Place("khu vực", self.written(i + 2, last), last)

    def _past_kind_of_gate(self, i: int) -> int:
        """The token after "quốc tế", "cảng", "sân bay" behind "cửa khẩu"."""
        while self.words(i, 2) in (["quốc", "tế"], ["sân", "bay"]) or self.low(i) == "cảng":
            i += 1 if self.low(i) == "cảng" else 2
        return i

    def level_word(self, i: int) -> tuple[str, int] | None:
        """The level that the word at token i names, and the token after it."""
        words = self.words(i, 2)
        if not words or words[0] == "xã" and (self.back(i, 1) in (["tác"], ["hợp"]) or words[1:] in (["hội"], ["luận"], ["giao"])):
            return None  # hợp tác xã, xã hội
        if words[1:] in (["ủy"], ["đoàn"]) and not self._person_named_doan(i):
            return None  # Tỉnh ủy, Huyện đoàn
        if words[1:] == ["."] and self.tokens[i].text in _DOTTED and (self.capital(i + 2) or self.low(i + 2).isdigit()):
            return _DOTTED[self.tokens[i].text], i + 2
        if len(words) == 2 and (key := " ".join(words)) in LEVELS:
            return LEVELS[key], i + 2
        if words[0] in LEVELS:
            return LEVELS[words[0]], self._past_dot(i + 1) if words[0] == "tp" else i + 1
        return self._short_level_word(i)

    def _person_named_doan(self, i: int) -> bool:
        """Whether "Đoàn" after the level word at token i is a family name: "UBND tỉnh | Đoàn Văn A"."""
        return self.low(i + 1) == "đoàn" and self.capital(i + 1) and self.tokens[i].text.islower() and self.capital(i + 2) and self.capital(i + 3)

    def _past_dot(self, last: int) -> int:
        """The token after the dot of "TP."; a full stop stays outside."""
        if self.low(last) != "." or self.tokens[last].start != self.tokens[last - 1].end or last + 1 >= len(self.tokens):
            return last
        goes_on = self.tokens[last + 1].text[0].islower() or self.proper(last + 1, "thành phố")[0]
        return last + 1 if goes_on else last

    def _short_level_word(self, i: int) -> tuple[str, int] | None:
        """các huyện, thị, thành: "thành" and "thị" in a list of levels."""
        after = self.low(i + 1)
        listed = self.back(i, 1) in ([","], ["và"]) or after in (",", "và")
        if self.low(i) not in ("thành", "thị") or not listed or after in _NO_TOWN:
            return None
        return ("thành phố" if self.low(i) == "thành" else "thị xã"), i + 1

    def levels(self, i: int) -> tuple[int, bool] | None:
        """The token after "các huyện, thị xã, thành phố" | "cấp huyện" | "11 huyện", and whether a plural stands there."""
        j = self._past_plural(i)
        plural = j > i
        if self.low(j) == "cấp":
            return self._level_named_by_cap(j, plural)
        if self.words(i, 2) == ["cùng", "cấp"]:
            return i + 2, True
        if plural and self.words(i, 3) == ["các", "địa", "phương"]:
            return i + 3, True
        count, last = self._level_words(j)
        return (last, plural) if count > (0 if plural else 1) else None

    def _past_plural(self, i: int) -> int:
        """The token after "các", "một số" or a number; i where none stands."""
        words = self.words(i, 2)
        if words == ["một", "số"]:
            return i + 2
        if words[:1] in (["các"], ["từng"], ["những"], ["mọi"]):
            return i + 1
        counted = len(words) > 1 and (words[0].isdigit() or words[0] in _NUMBERS and self.level_word(i + 1))
        return i + 1 if counted else i

    def _level_named_by_cap(self, j: int, plural: bool) -> tuple[int, bool] | None:
        """cấp huyện | cấp huyện, cấp xã | các cấp."""
        following = self.words(j + 1, 2)
        if not following or following[0] not in _OF_CAP:
            return (j + 1, True) if plural else None
        last = j + 1 + (2 if following in (["thành", "phố"], ["thị", "xã"], ["cơ", "sở"]) else 1)
        more = self.words(last, 2) in ([",", "cấp"], ["và", "cấp"]) and self.low(last + 2) in ("huyện", "xã")
        return last + (3 if more else 0), True

    def _level_words(self, j: int) -> tuple[int, int]:
        """How many level words follow one another, and the token after the last."""
        count, last = 0, j
        while level := self.level_word(j):
            count, last = count + 1, level[1]
            j = self.past_separator(last, (",", "và", "/", "-"))
            if j == last and (self.low(last - 1), self.low(last)) not in _SIDE_BY_SIDE:
                break
            j += self.low(j) == "các"
        return count, last

    def proper(self, i: int, level: str) -> tuple[str | None, int]:
        """The proper name at token i that can follow this level word, and the token after it."""
        if i >= len(self.tokens):
            return None, i
        token = self.tokens[i]
        if level in ("quận", "phường") and token.text.isdigit() and len(token.text) < 3:
            return str(int(token.text)), i + 1
        run = self._capital_run(i)
        for end in range(run, i, -1):  # longest known name first
            known = self._known_name(self.written(i, end), level)
            if known:
                return known, end
        return self._unknown_name(i, run, level) if level in (*COMMUNE, "huyện", "quận", "thị xã") else (None, i)

    def _capital_run(self, i: int) -> int:
        """The token after up to six capitalised words, hyphens and apostrophes inside: "Bà Rịa - Vũng Tàu", "Đắk R'lấp"."""
        run = i
        while run < len(self.tokens) and run < i + 6 and (self.tokens[run].text[0].isupper() or self.tokens[run].text == "-" and run > i):
            run += 1
            while self._glued(run):
                run += 2
        while run > i and self.tokens[run - 1].text == "-":
            run -= 1
        return run

    def _glued(self, i: int) -> bool:
        """Whether an apostrophe without spaces stands at token i: "Đắk R | ' | lấp"."""
        if i + 1 >= len(self.tokens) or self.tokens[i].text not in ("'", "’"):
            return False
        return self.tokens[i - 1].end == self.tokens[i].start and self.tokens[i].end == self.tokens[i + 1].start and self.tokens[i + 1].text[0].isalpha()

    def _known_name(self, name: str, level: str) -> str | None:
        """A province's or district's name in its usual spelling, when it is of this level; else None."""
        of_state = level in ("tỉnh", "thành phố", "")
        short = level == "thành phố" and places.fold(name) in ("hcm", "hcminh") or level == "tỉnh" and name.isupper() and len(name) > 2  # tỉnh BR-VT
        short = short or level == "thành phố" and name.isupper() and places.is_city(name, self.context.published)  # THÀNH PHỐ HẢI PHÒNG
        if of_state and (places.is_province(name) or short):
            province = places.province(name, self.context.published)
            if province:
                return province.name
        districts = [d.name for d in places.districts(name) if d.kind == level] if level in DISTRICT else []
        if districts:
            return districts[0] if name.isupper() else name
        return "Hồ Chí Minh" if level == "" and name.upper() == name and places.fold(name) in ("tphcm", "hcm") else None

    def _unknown_name(self, i: int, run: int, level: str) -> tuple[str | None, int]:
        """The name of a commune or an unknown district: up to three words, no person's name."""
        token = self.tokens[i]
        if self._person(i, run, level) or token.low in ("đoàn", "ủy") or self.low(i + 1) in ("tá", "úy", "tướng"):
            return None, i
        end = i
        while end < run and end - i < 4 and self.tokens[end].text != "-" and not (end > i + 1 and self.tokens[end].low in _SURNAMES):
            end += 1
            while self._glued(end):
                end += 2
        if end - i >= 4:
            end = i + 2
        if level == "phường" and end > i and end + 1 < run and self.tokens[end].text == "-" and places.districts(self.written(end + 1, run)):
            end = run  # phường Xuân Hương - Đà Lạt
        if end == i or token.text in ("UBND", "HĐND", "MTTQ"):
            return None, i
        return self.written(i, end), end

    def _person(self, i: int, run: int, level: str) -> bool:
        """Whether the capitals of the tokens [i, run) that no table knows are rather a person's name: "Chủ tịch UBND huyện | Danh Thanh Nhã"."""
        if not self.titled or self.written(i, min(i + 3, len(self.tokens))) in self.like_people:
            return False
        if level in COMMUNE:
            return run - i >= 3 and (self.tokens[i].low in _SURNAMES or self.low(i + 1) in ("văn", "thị"))
        return run - i >= 3 or run - i == 2 and self.tokens[i].low in _SURNAMES  # every district is in the table

    # -- lists of places

    def listed_places(self, first: int, last: int) -> Iterator[Listed]:
        """The places in "các huyện: A, B và thành phố C", whose level words are the tokens [first, last); else nothing."""
        announced = self.written(first, last)
        levels = [level for level in _ANNOUNCED if level in announced]
        j = last + 1 if self.low(last) == ":" else last
        named = [word for word in LEVELS if announced.lower().endswith(word)] if j == last else []
        default = LEVELS[max(named, key=len)] if named else levels[0] if levels else "huyện"
        while j < len(self.tokens):
            begin = j
            level, j = self.level_word(j) or (default, j)
            name, end = self.proper(j, level)
            if not name or self._opens_clause(j, end, level):
                return
            yield Listed(begin, end, self._kind(name, level, levels), name)
            default, j = level, self.past_separator(end)
            if self.low(end) == ";" and self.level_word(self.past_and(end + 1)):
                j = self.past_and(end + 1)  # các huyện: A, B; thị xã C
            if j == end:
                return

    def _opens_clause(self, i: int, end: int, level: str) -> bool:
        """Whether the capital at token i only begins the task behind a colon: "UBND các huyện: Chuẩn bị lực lượng"."""
        following = self.low(end)
        goes_on = following.isalpha() and not self.capital(end) and following != "và"
        return end == i + 1 and goes_on and not self._known_name(self.tokens[i].text, level)

    def _kind(self, name: str, level: str, levels: list[str]) -> str:
        """The level of a listed place: what the tables say when several levels were announced."""
        province = places.province(name, self.context.published) if "tỉnh" in levels else None
        if province:
            return "thành phố" if province.city else "tỉnh"
        district = places.district(name, self.context.province) if level in DISTRICT else None
        return district.kind if district and len(levels) > 1 else level

    # -- full names

    def where(self, place: Place | None, first: int) -> str:
        """The full name of a place: "tỉnh An Giang", "huyện Châu Phú"; the article's province where nothing stands."""
        if place is None:
            return self.home_name(first)
        return self.place_name(place.level, place.name) if place.name else self.bare(place.level, first)

    def place_name(self, level: str, name: str) -> str:
        """A place's name with its level as of the article's date."""
        if level in ("tỉnh", "thành phố", ""):
            province = places.province(name, self.context.published)
            if province and (level != "thành phố" or province.city):
                return province.full
            if level == "":
                return name
        return f"{level} {name}"

    def bare(self, level: str, first: int, plain: bool = False) -> str:
        """What "tỉnh", "huyện", "thành phố" without a name refers to here; `plain` leaves the level word out."""
        if level == "tỉnh" or level == "thành phố" and self.home and self.home.city:
            province = self.home or self.near_province(first)
            if not province:
                return "" if plain else level
            return self.plain_name(province) if plain else province.full
        name = self._bare_name(level, self.tokens[first].start)
        if not name:
            return "" if plain else level
        return name if plain else f"{level} {name}"

    def _bare_name(self, level: str, offset: int) -> str | None:
        """The district or commune that a level word alone refers to: the article's, the one named last before, the first one named."""
        given = self._given_district()
        if given and level in DISTRICT and not any(named.level == level for named in self.named):
            return re.sub(r"^(?:huyện|quận|thị xã|thành phố) ", "", given, flags=re.IGNORECASE)
        known = self.named_before(offset, (level,))
        if not known and self.outlet and self.outlet[0] == level:
            return self.outlet[1]
        known = known or next((named for named in self.named if named.level == level), None) or self._in_the_headline(level)
        return known.name if known else None

    def _in_the_headline(self, level: str) -> Named | None:
        """The district whose name opens the headline: "Châu Phú: Ra quân làm thủy lợi"."""
        words = (self.context.article.title or "").split()
        for n in (3, 2):
            name = " ".join(words[:n]).rstrip(":,-")
            known = places.district(name, self.context.province) if len(words) > n else None
            if known and known.name == name and known.kind == level:
                return Named(0, level, name)
        return None

    def plain_name(self, province: places.Province) -> str:
        """A province's name as Party bodies bear it."""
        return "Thành phố Hồ Chí Minh" if province.name == "Hồ Chí Minh" else province.name

    def home_name(self, first: int) -> str:
        """The article's province in full, else the one named last before this token, else nothing."""
        province = self.home or self.near_province(first)
        return province.full if province else ""

    def near_province(self, first: int) -> places.Province | None:
        """For an article of no one province: the province named last before this token, in the same paragraph."""
        offset = self.tokens[first].start
        named = self.named_before(offset, ("tỉnh",))
        if named and "\n" not in self.text[named.offset : offset]:
            return places.province(named.name, self.context.published)
        return None

    def near_district(self, first: int) -> str | None:
        """The district named last before this token in its sentence."""
        offset = self.tokens[first].start
        sentence = self.context.sentence(offset)
        named = self.named_before(offset, DISTRICT)
        return f"{named.level} {named.name}" if named and sentence and named.offset >= sentence.start else None

    def district(self) -> str:
        """The district the article is about: given, or the only one it names; the commune of a commune's own site; else nothing."""
        given = self._given_district()
        if given:
            return _with_level(given)
        if self.outlet:
            return " ".join(self.outlet)
        named = {(named.level, named.name) for named in self.named if named.level in DISTRICT}
        return " ".join(named.pop()) if len(named) == 1 else ""

    def _given_district(self) -> str | None:
        given = self.context.article.place.district if self.context.article.place else None
        return given or (" ".join(self.outlet) if self.outlet and self.outlet[0] in DISTRICT else None)

    def named_before(self, offset: int, levels: tuple[str, ...]) -> Named | None:
        """The place of one of these levels that was named last before an offset, among the last hundred."""
        last = bisect_right(self._named_at, offset)
        return next((named for named in reversed(self.named[max(last - 100, 0) : last]) if named.level in levels), None)


_OUTLET = re.compile(r"\b(huyện|quận|thị xã|xã|phường|thị trấn) (?=[^\W\d_]|\d)(.+)$", re.IGNORECASE)


def _outlet(source: str) -> tuple[str, str] | None:
    """The level and name of the district or commune whose own site the source is: "Cổng thông tin điện tử huyện Châu Phú"."""
    found = _OUTLET.search(source)
    words = found[2].split() if found else []
    name = " ".join(takewhile(lambda word: word[0].isupper() or word[0].isdigit(), words)).rstrip(",.;")
    return (found[1].lower(), name) if found and name else None


def _with_level(district: str) -> str:
    """A district's name with its level, in the usual spelling."""
    if re.match(r"(?:huyện|quận|thị xã|thành phố) ", district, re.IGNORECASE):
        return re.sub(r"^\w+(?: xã| phố)?(?= )", lambda m: m[0].lower(), district, flags=re.IGNORECASE)
    found = places.districts(district)
    return f"{found[0].kind if found else 'huyện'} {district}"
