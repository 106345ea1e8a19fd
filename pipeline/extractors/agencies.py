"""Mentions of agencies: the state, the Party, mass organisations and groups of them (catalogue D1-D16).

Names come from `agencies.tsv`, matched over syllables in a trie; heads with free names ("Ban Chỉ đạo ...") are read up to a word
of `name_stops.tsv`; groups ("các sở, ban, ngành") by a small grammar. A name is completed with its place as of the article's date.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import msgspec

from corpora import cells, gazetteer
from pipeline import places, schema
from pipeline.context import Context


class Token(NamedTuple):
    """A syllable, number, abbreviation or mark with its offsets; `low` is its key in the trie."""

    text: str
    low: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""
    (?P<abbreviation> [A-ZĐƯ]+ (?: (?:\s?&\s?|[-,]) [A-ZĐƯ]+\b )+ )   # KH&CN, VH,TT&DL, LĐ-TB&XH: one word without its marks
  | [^\W_]+
  | [^\w\s] | \n
    """,
    re.VERBOSE,
)


_TYPOS = {"phuơng": "phương", "điạ": "địa", "đia": "địa", "uỷ": "ủy"}  # D2: slips seen on many portals


def tokenize(text: str) -> list[Token]:
    """The syllables, numbers, abbreviations and marks of a text."""
    return [token for m in _TOKEN.finditer(text) for token in _read_token(m)]


_BODIES = frozenset({"UBND", "HĐND", "MTTQ", "UBMTTQ", "ĐBQH"})  # abbreviations that stay words of their own: "HĐND-UBND"


def _read_token(found: re.Match[str]) -> list[Token]:
    """The token of one match; several where bodies are joined by a hyphen."""
    written = found[0]
    if not found.lastgroup:
        low = written.lower()
        return [Token(written, _TYPOS.get(low, low), found.start(), found.end())]
    if _BODIES.isdisjoint(re.split(r"\s?&\s?|[-,]", written)):
        return [Token(written, re.sub(r"[\s&,-]", "", written).lower(), found.start(), found.end())]
    at = found.start()
    return [Token(m[0], m[0].lower(), at + m.start(), at + m.end()) for m in re.finditer(r"[^\W_]+|[&,-]", written)]


class Entry(NamedTuple):
    """A row of agencies.tsv as the trie holds it."""

    name: str
    scope: str  # central, province, level, party, open
    successor: str


CONNECTORS = frozenset({"và", "&", "-", ",", "."})
LEAF = ""  # trie key of an entry; no token is empty
JOINT = "\0"  # trie key of the words before which a connector may stand; before a word: such a word
LISTED = ("sở", "bộ", "phòng")  # heads that a list of names need not repeat


@cache
def _trie() -> dict[str, Any]:
    """Words of a name, connectors left out -> Entry."""
    root: dict[str, Any] = {}
    for row in gazetteer("agencies"):
        entry = Entry(row["name"], row["scope"], row["successor"])
        for variant in (row["name"], *cells(row["variants"])):
            for words in _spellings(variant):
                node = root
                for word in words:
                    if word.startswith(JOINT):
                        node.setdefault(JOINT, set()).add(word[1:])
                    node = node.setdefault(word.removeprefix(JOINT), {})
                node.setdefault(LEAF, entry)
    return root


def _spellings(name: str) -> Iterator[list[str]]:
    """The word sequences by which a name may be written: each part in full or by its initials (KH&CN, NN và PTNT)."""
    head, _, body = name.partition(" ")
    if head.lower() not in LISTED or not body:
        yield _jointed(name)
        return
    parts = [part.lower().split() for part in re.split(r"\s*(?:,|-| và )\s*", body)]
    for short in product((False, True), repeat=len(parts)):
        apart: list[str] = [head.lower()]
        joined: list[str] = [head.lower()]
        for i, part in enumerate(parts):
            initials = "".join(word[0] for word in part)
            joint = JOINT if i else ""
            words = [joint + initials] if short[i] else [joint + part[0], *part[1:]]
            apart += words
            if short[i] and i and short[i - 1]:
                joined[-1] += initials
            else:
                joined += words
        yield apart
        yield joined


def _jointed(name: str) -> list[str]:
    """The words of a name, marked where a connector stands before them, or may ("phòng, chống")."""
    words: list[str] = []
    joint = ""
    for token in tokenize(name):
        if token.low in CONNECTORS:
            joint = JOINT
            continue
        joint = JOINT if words and (words[-1].removeprefix(JOINT), token.low) in LOOSE else joint
        words.append(joint + token.low)
        joint = ""
    return words


LOOSE = {("phòng", "chống"), ("tai", "tìm"), ("bão", "tìm"), ("hđnd", "ubnd"), ("lụt", "bão")}  # written with a comma or without


class Match(NamedTuple):
    """A stretch of tokens [first, last) that names something."""

    first: int
    last: int
    entry: Entry


class Place(NamedTuple):
    """A level word with or without a name after an agency's name: "tỉnh An Giang", "huyện", "TP. HCM"."""

    level: str  # tỉnh, thành phố, huyện, quận, thị xã, xã, phường, thị trấn, đặc khu; "" when only a name stands there
    name: str | None
    last: int  # token after it


LEVELS = {"tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "t.p": "thành phố", "huyện": "huyện", "quận": "quận", "thị xã": "thị xã", "tx": "thị xã",
          "xã": "xã", "phường": "phường", "thị trấn": "thị trấn", "tt": "thị trấn", "đặc khu": "đặc khu"}  # fmt: skip
_DOTTED = {"H": "huyện", "Q": "quận", "P": "phường", "X": "xã", "TX": "thị xã", "TT": "thị trấn"}  # Q.1, H.Vĩnh Linh
DISTRICT = ("huyện", "quận", "thị xã", "thành phố")
COMMUNE = ("xã", "phường", "thị trấn", "đặc khu")
SURNAMES = frozenset("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn trịnh mai đào lâm phùng vương trương hà cao lương tạ".split())

GROUP_HEADS = (  # longest first; a group is two of these, or one after "các"
    "tổ chức chính trị - xã hội", "tổ chức đoàn thể - xã hội", "cơ quan nhà nước", "đoàn thể chính trị - xã hội", "tổ chức đoàn thể", "hội đoàn thể", "hội, đoàn thể", "cơ quan chuyên môn", "cơ quan thường trực",
    "cơ quan trung ương", "cơ quan ngang bộ", "cơ quan thuộc chính phủ", "cấp ủy đảng", "cấp ủy", "chính quyền", "đoàn thể", "địa phương", "đơn vị", "cơ quan", "chủ đầu tư",
    "huyện ủy", "quận ủy", "thị ủy", "thành ủy", "tỉnh ủy", "đảng ủy", "huyện đoàn", "thành đoàn",
    "thị xã", "thành phố", "thị trấn", "đặc khu", "sở", "ban", "ngành", "bộ", "cấp", "huyện", "quận", "xã", "phường", "tỉnh", "phòng", "thành", "thị", "hội", "tp", "đảng bộ", "tổ chức", "ngành chức năng", "ban đảng", "lực lượng vũ trang",
)  # fmt: skip
PLACES_ONLY = frozenset({"huyện", "quận", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu", "tỉnh", "thành", "thị", "tp"})
DETERMINERS = ("các", "một số", "từng", "mọi", "nhiều")
TAILS = ("trực thuộc trung ương", "các cấp", "có liên quan", "liên quan", "chức năng", "trực thuộc", "trung ương", "cấp tỉnh", "cấp huyện", "cấp xã", "cấp thành phố", "chuyên môn", "khác", "còn lại", "này", "ven biển", "miền núi", "biên giới", "vùng cao", "vùng sâu")
COMPANY_HEADS = ("Tổng công ty", "Công ty", "Hiệp hội", "Chi nhánh")
BARE_OPEN = ("Ban Chỉ đạo", "Ban Quản lý", "Ban Quản lý dự án", "Ban Quản lý các dự án", "Tổ công tác", "Trung tâm", "Ban Tổ chức", "Ban Chỉ huy", "Hội đồng", "Đoàn kiểm tra", "Đoàn công tác")
OF_LEVEL = ("UBND", "HĐND", "Thường trực", "Văn phòng", "Công an", "Đảng", "Ban", "Ủy ban", "Mặt trận", "Hội", "Đoàn", "Thanh tra", "Bộ", "Liên", "Phòng", "Viện kiểm sát", "Tòa án")
CLASSES = ("Tổ Công nghệ số cộng đồng", "Bộ phận một cửa")  # bodies of which every commune has one
LOWER_BODY = BARE_OPEN + ("Ban Điều hành", "Ban Vận động", "Tổ giúp việc", "Tổ thư ký", "Tổ Công nghệ số cộng đồng", "Ủy ban", "Quỹ", "Tổng công ty", "Công ty", "Ban Vì sự tiến bộ phụ nữ", "Hiệp hội", "Hạt Kiểm lâm", "Văn phòng")
NO_HOME = ("Tổ công tác", "Đoàn công tác", "Đoàn kiểm tra", "Vụ", "Cục", "Tổng cục", "Đoàn thanh tra", "Đoàn giám sát", "Tổ kiểm tra")  # not one to a province: none is put in
NOT_OF_A_PLACE = ("Trung tâm", "Văn phòng", "Phòng", "Hội đồng", "Hội", "Cục", "Vụ", "Ban", "Quỹ", "Viện", "Sở")  # "phòng của huyện" is any of them
BOARDS = ("Ban Tổ chức", "Văn phòng", "Ủy ban", "Ban")  # heads of Party boards when their committee follows later
UNITS = ("Phòng ", "Vụ ", "Cục ", "Trung tâm ", "Viện ", "Thanh tra ")  # parts of the body named right after them
NUMBERS = frozenset("hai ba bốn năm sáu bảy tám chín mười".split())
NATIONAL = ("quốc gia", "trung ương", "việt nam", "chính phủ", "nhà nước", "khu vực", "liên ngành", "quân khu", "vùng cảnh sát", "hải quân")


@cache
def _not_agencies() -> frozenset[str]:
    return frozenset(row["words"] for row in gazetteer("not_agencies"))


@cache
def _stops() -> dict[str, bool | None]:
    """One to three words that end an open name -> whether they end it right after its head too; None where they end none."""
    verdicts = {"yes": True, "no": False, "never": None}
    return {row["words"]: verdicts[row["after_head"]] for row in gazetteer("name_stops")}


def find(context: Context) -> list[schema.Agency]:
    """The agencies mentioned in an article, in order; roles are left to the link stage."""
    return Reader(context).read()


class Reader:
    """Reads one article's tokens from left to right and remembers what later, shorter mentions refer to."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.text = context.text
        self.tokens = tokenize(context.text)
        self.found: list[schema.Agency] = []
        self.aliases: dict[str, str] = {}  # VEC -> full name
        self.heads: dict[str, str] = {}  # heads given as short names in brackets: Trung tâm -> full name
        self.titled = True  # whether a title stands before the mention being read: then a person's name may follow it
        self.named: list[tuple[int, str, str]] = []  # offset, level, place name: what a bare "huyện" refers to
        self.home = places.province(context.province, context.published)
        self.named = list(self._place_names())
        self._named_at = [n[0] for n in self.named]

    # -- the loop

    def read(self) -> list[schema.Agency]:
        """Every mention; what lies in boilerplate is passed over."""
        i = 0
        spans = [(line.start, line.end) for line in self.context.lines if line.zone != "boilerplate"]
        starts = [s for s, _ in spans]
        while i < len(self.tokens):
            at = bisect_right(starts, self.tokens[i].start) - 1
            if at < 0 or self.tokens[i].start >= spans[at][1]:
                i += 1
                continue
            i = self._group(i) or self._name(i) or self._alias(i) or self._bare_head(i) or i + 1
        self._name_parents()
        return self.found

    def _name_parents(self) -> None:
        """Puts the parent's name into that of a unit right before it: "Phòng Tham mưu | Công an tỉnh"."""
        for k, (unit, parent) in enumerate(zip(self.found, self.found[1:], strict=False)):
            between = self.text[unit.end : parent.start]
            if unit.by == "rule:agencies.open" and unit.name.startswith(UNITS) and parent.granularity == "named" and between in (" ", " thuộc ", " của "):
                written = " ".join(self.text[unit.start : unit.end].split())
                name = f"{written}, {parent.name}"
                self.found[k] = msgspec.structs.replace(unit, name=name, agency=places.slug(name), successor=None)

    # -- names

    def _name(self, i: int) -> int | None:
        match = self._match(i)
        if not match:
            return None
        entry = match.entry
        self.titled = self._in_title(i)
        past = self._past_abbreviation(match.last)
        if past > match.last and past < len(self.tokens) and entry.scope != "open" and (self._level_word(past) or self._levels(past)):
            match = match._replace(last=past)  # Ủy ban nhân dân (UBND) tỉnh
        if entry.scope == "open":
            return self._open(match)
        if entry.scope == "level":
            return self._level(match) or match.last  # what failed as a whole is not read again from its second word
        if entry.scope == "central":
            return self._central(match)
        if entry.scope == "party":
            return self._party(match)
        return self._provincial(match)

    def _match(self, i: int, node: dict[str, Any] | None = None, head: bool = True) -> Match | None:
        """The longest name of the trie that begins at token i."""
        node = _trie() if node is None else node
        best, j, first = None, i, i
        while j < len(self.tokens):
            word = self.tokens[j]
            if j > i and word.low in CONNECTORS and word.low not in node:
                if j + 1 >= len(self.tokens) or self.tokens[j + 1].low not in node.get(JOINT, ()):
                    break
                j += 1
                continue
            if word.text == "(" and j > i and (past := self._past_abbreviation(j)) > j:
                goes_on = self._words(past, 2)
                if goes_on[:1] and (goes_on[0] in node or goes_on[0] in CONNECTORS and goes_on[1:] and goes_on[1] in node.get(JOINT, ())):
                    j = past  # Ủy ban Mặt trận Tổ quốc (MTTQ) Việt Nam
                    continue
            if word.low not in node:
                break
            node = node[word.low]
            j += 1
            if LEAF in node:
                best = Match(first, j, node[LEAF])
        if best and head and not self._may_be(best):
            return None
        return best

    def _past_abbreviation(self, i: int) -> int:
        """The token after "(UBND)" at token i; i where no abbreviation in brackets stands."""
        closes = i + 2 < len(self.tokens) and self.tokens[i].text == "(" and self.tokens[i + 2].text == ")"
        return i + 3 if closes and self.tokens[i + 1].text.isupper() and len(self.tokens[i + 1].text) > 1 else i

    def _may_be(self, match: Match) -> bool:
        """False for words that only look like a name: "chính phủ điện tử", "Hội An", "thuế", "bộ đội"."""
        first = self.tokens[match.first]
        name = match.entry.name
        if match.last - match.first < 3 and any(" ".join(self._words(match.first, n)) in _not_agencies() for n in (2, 3, 4)):
            return False
        following = self._words(match.last, 2)
        if name in ("Chính phủ", "Quốc hội", "Thuế", "Công an", "Thanh tra", "Đoàn TNCS Hồ Chí Minh", "Hội Nông dân") and first.text[0].islower() and not self._place(match.last) and not self._levels(match.last):
            return False
        if name == "Thống kê" and (first.text[0].islower() or not self._place(match.last)):
            return False
        if following[:1] == ["viên"] and name.endswith((" ủy", "đoàn", "Trung ương", "Đảng ủy", "ủy")):
            return False  # Tỉnh ủy viên
        if name == "Phòng" and (following[:1] in (["chống"], ["cháy"], ["ngừa"]) or following == [",", "chống"]):
            return False
        if name == "Chính phủ" and (following[:1] in (["số"], ["kiến"]) or following == ["điện", "tử"]):
            return False
        if name == "Thủ tướng Chính phủ" and self._back(match.first, 1) == ["phó"]:
            return False
        if name == "Trung tâm" and first.text[0].islower() or (name, *self._back(match.first, 1)) in (("Phòng", "văn"), ("Hội", "xã")) or first.text == "sở" and self._back(match.first, 1) in (["cơ"], ["trụ"], ["công"]):
            return False
        if match.entry.scope == "open" and match.last == match.first + 1 and match.last < len(self.tokens):
            pair = first.text + " " + self.tokens[match.last].text
            if first.text.isupper() and len(first.text) > 1:
                return True  # BCĐ phòng chống dịch
            if not self.tokens[match.last].text[0].isupper() or self._back(match.first, 1) in (["trưởng"], ["phó"], ["giao"]) and first.text == "ban":
                return False
            return first.text == "phòng" and self._back(match.first, 1) in (["trưởng"], ["đạo"], ["phó"]) or first.text[0].isupper() and not places.districts(pair)
        return True

    def _central(self, match: Match) -> int:
        last = match.last
        region = self._region(last) if match.entry.name == "Ngân hàng Nhà nước Việt Nam" else None
        if region:
            return self._add(match.first, region.last, f"Ngân hàng Nhà nước Khu vực {region.name}", match.entry)
        if match.entry.name == "Quân khu":
            number = self.tokens[last].text if last < len(self.tokens) else ""
            return self._add(match.first, last + 1, f"Quân khu {number}", match.entry) if number.isdigit() else last
        if match.entry.name == "Ngân hàng Nhà nước Việt Nam" and (place := self._place(last)) and place.level in ("tỉnh", "thành phố"):
            return self._add(match.first, place.last, f"Ngân hàng Nhà nước chi nhánh {self._where(place, match.first)}", match.entry)
        last = self._add(match.first, last, match.entry.name, match.entry)
        return self._listed(last, "bộ") if match.entry.name.startswith("Bộ ") else last

    def _provincial(self, match: Match) -> int:
        """Sở and the like, with the list that may follow: "Sở Kế hoạch và Đầu tư, Tài chính"."""
        group = self._levels(match.last) if not match.entry.name.startswith("Sở ") or self._words(match.last, 1) in (["các"], ["cấp"]) else None
        if group:
            return self._level_group(match, *group)
        last = self._provincial_one(match.first, match.last, match.entry)
        head = match.entry.name.split()[0].lower()
        return self._listed(last, head) if head in LISTED else last

    def _provincial_one(self, first: int, last: int, entry: Entry) -> int:
        place = self._place(last)
        if place and place.level in COMMUNE and entry.name.startswith("Sở "):
            place = None
        if not place and entry.name.startswith("Ban Quản lý") and (end := self._own_name(last)) > last:
            return self._add(first, end, f"{entry.name} {self.text[self.tokens[last].start : self.tokens[end - 1].end]}", entry)
        name = f"{entry.name} {self._where(place, first)}".strip() if place or self._home_name(first) else entry.name
        return self._add(first, place.last if place else last, name, entry)

    def _elliptic_later(self, i: int, head: str) -> bool:
        """Whether a name without its head follows the full name that ends near token i: ", Công an tỉnh, | Y tế"."""
        place = self._place(i)
        j = place.last if place else i
        if self._words(j, 1) not in ([","], ["và"]) or j + 1 >= len(self.tokens) or not self.tokens[j + 1].text[0].isupper():
            return False
        return not self._match(j + 1) and self._match(j + 1, _trie()[head], head=False) is not None

    def _single(self, match: Match) -> int | None:
        """Reads one full name that stands in a list, without the list that may follow it."""
        if match.entry.scope == "level":
            return self._level(match)
        if match.entry.scope == "party":
            return self._party(match)
        return self._central(match) if match.entry.scope == "central" else self._provincial_one(match.first, match.last, match.entry)

    def _own_name(self, i: int) -> int:
        """The token after the capitalised words at token i that are no agency: "Khu kinh tế | Vân Phong"."""
        end = i
        while end < len(self.tokens) and end < i + 4 and self.tokens[end].text[0].isupper() and not self.tokens[end].text.isupper() and not self._match(end):
            end += 1
        return end

    def _listed(self, last: int, head: str) -> int:
        """Reads ", Tài chính và Xây dựng" after a name with the same head."""
        while last < len(self.tokens):
            j = last
            if self.tokens[j].low in (",", "và", ";"):
                j += 1
                if j < len(self.tokens) and self.tokens[j].low == "và":
                    j += 1
            if j == last or j >= len(self.tokens) or not self.tokens[j].text[0].isupper():
                return last
            full = self._match(j)
            if full and full.entry.scope in ("level", "open") and not self._place(full.last) and not self._levels(full.last) and self._match(j, _trie()[head], head=False):
                full = None  # "các bộ Y tế, Công an": the ministry, as the list's head says
            if full and (full.entry.scope == "open" or not self._elliptic_later(full.last, head)):
                return last
            if full:
                end = self._single(full)
                if not end:
                    return last
                last = end
                continue
            match = self._match(j, _trie()[head], head=False)
            if not match or match.entry.scope not in ("province", "central") or self.tokens[j].text in ("TP", "TT", "TX"):
                return last
            if match.entry.scope == "central":
                last = self._add(match.first, match.last, match.entry.name, match.entry)
            else:
                last = self._provincial_one(match.first, match.last, match.entry)
        return last

    def _party(self, match: Match) -> int:
        """Tỉnh ủy An Giang; Ban Tuyên giáo Tỉnh ủy: the place follows without its level word."""
        base = match.entry.name
        if base.endswith("Tỉnh ủy") and self.home and self.home.city and self.tokens[match.last - 1].low != "ủy":
            base = base.replace("Tỉnh ủy", "Thành ủy")  # a bare "Ban Tuyên giáo" in a city
        if base.startswith("Thường trực ") and self._back(match.first, 2) in (["bí", "thư"], ["chủ", "tịch"], ["ủy", "viên"]):
            rest = self._match(match.first + 2)
            if rest:
                return self._party(rest)
        committee = None if self.tokens[match.last - 1].low in ("ủy", "đoàn") else self._shared_committee(match.last)
        if committee:
            return self._add(match.first, match.last, f"{base.rpartition(' ')[0].rpartition(' ')[0]} {committee}", match.entry)
        name, end = self._party_name(match._replace(entry=match.entry._replace(name=base)))
        return self._add(match.first, end, name, match.entry)

    def _shared_committee(self, i: int) -> str | None:
        """The committee that closes a list of its boards: "Ban Tổ chức, Ban Tuyên giáo Tỉnh ủy"."""
        for _ in range(5):
            if self._words(i, 1) not in ([","], ["và"], ["-"]):
                return None
            i += 2 if self._words(i, 2) == [",", "và"] else 1
            match = self._match(i) if i < len(self.tokens) else None
            if match and match.entry.scope == "party" and self.tokens[match.last - 1].low == "ủy":
                if match.last - match.first < 3:
                    return None  # the committee itself
                name = self._party_name(match)[0]
                return name[name.index(self.tokens[match.last - 2].low.capitalize() + " ủy") :]
            if not match or match.entry.name not in BOARDS and match.entry.scope != "party":
                return None
            i = match.last
        return None

    def _party_name(self, match: Match, before: str = "") -> tuple[str, int]:
        """The full name of a Party body and the token after it: "Tỉnh ủy An Giang"."""
        base = match.entry.name
        level = _COMMITTEE_LEVELS[re.findall(r"(Tỉnh|Thành|Huyện|Quận|Thị) ?(?:ủy|đoàn)", base)[-1]]
        last = match.last
        name, end = self._proper(last, level)
        if not name:
            place = self._place(last)
            if place and place.level == level and place.name:
                name, end = place.name, place.last
        if name:
            province = places.province(name, self.context.published) if level in ("tỉnh", "thành phố") else None
            label = "Thành phố Hồ Chí Minh" if province and province.name == "Hồ Chí Minh" else province.name if province else name
        else:
            end = last
            label = self._bare(level, match.first, plain=True)
        return f"{before}{base} {label}".strip(), end

    def _level(self, match: Match) -> int | None:
        """UBND tỉnh, Công an huyện Châu Phú, UBND các huyện, thị xã: a level word or a place must follow."""
        if match.entry.name == "Thường trực HĐND" and self._back(match.first, 2) in (["bí", "thư"], ["chủ", "tịch"], ["ủy", "viên"]) and (rest := self._match(match.first + 2)):
            return self._level(rest)
        group = self._levels(match.last)
        if group:
            return self._level_group(match, *group)
        place = self._region(match.last) or self._place(match.last)
        if not place:
            base = match.entry.name
            borrowed = self._borrowed(match.last) or self._borrowed_back(match)
            if isinstance(borrowed, Place):
                return self._add(match.first, match.last, f"{base} {self._where(borrowed, match.first)}".strip(), match.entry)
            if borrowed:
                return self._add(match.first, match.last, f"{base} {borrowed}", match.entry, "class")
            if base == "Đảng bộ":
                return self._party_of(match)
            if base in ("Đảng ủy", "Hội Nông dân", "Công an", "Đảng bộ") and self._back(match.first, 1) == ["các"]:
                written = self.text[self.tokens[match.first - 1].start : self.tokens[match.last - 1].end]
                return self._add(match.first - 1, match.last, written[0].lower() + written[1:], match.entry, "class")
            if base == "Ban Chấp hành Đảng bộ" and (following := self._match(match.last)) and following.entry.scope != "open":
                return match.last  # "Ban Chấp hành Hội Nông dân tỉnh": the association stands for it
            near = self._near_district(match.first)
            if base.startswith(("Phòng ", "Chi cục Thuế", "Chi cục Thống kê", "Chi cục Thi hành")):
                district = near or self._district()
                return self._add(match.first, match.last, f"{base} {district}".strip(), match.entry)
            if near and base.startswith(("Ủy ban Mặt trận", "Mặt trận", "Hội", "Đoàn TNCS")):
                return self._add(match.first, match.last, f"{base} {near}", match.entry)
            if base in ("Đoàn đại biểu Quốc hội", "Bộ Chỉ huy Quân sự", "Văn phòng Đoàn ĐBQH và HĐND", "Ngân hàng Nhà nước chi nhánh", "Liên đoàn Lao động", "Ban cán sự đảng UBND", "Văn phòng UBND") and self._home_name(match.first):
                return self._add(match.first, match.last, f"{base} {self._home_name(match.first)}", match.entry)
            if base.startswith(("Ủy ban Mặt trận", "Mặt trận", "Bảo hiểm xã hội", "Kho bạc", "Cục", "Hội", "Liên minh", "Đoàn TNCS", "Viện kiểm sát", "Tòa án", "Bộ Chỉ huy Bộ đội", "Đảng ủy Khối", "Ngân hàng Chính sách", "Ban Chấp hành Đảng bộ")):
                return self._add(match.first, match.last, f"{base} {self._home_name(match.first)}".strip(), match.entry)
            return None
        if place.level == "" and not match.entry.name.startswith(OF_LEVEL):
            name = f"{match.entry.name} {place.name}"  # the official name of a vertical body: "Kho bạc Nhà nước Quảng Bình"
        else:
            name = f"{match.entry.name} {self._where(place, match.first)}".strip()
        last = self._add(match.first, place.last, name, match.entry)
        return self._more_places(match, last) if place.name else last

    def _region(self, i: int) -> Place | None:
        """khu vực VII, khu vực 2 - Nghệ An: the regional bodies of 2025 (D15)."""
        if self._words(i, 2) == ["cơ", "sở"] and i + 2 < len(self.tokens) and self.tokens[i + 2].text.isdigit():
            return Place("cơ sở", self.tokens[i + 2].text, i + 3)  # Thuế cơ sở 3
        if self._words(i, 2) != ["khu", "vực"] or i + 2 >= len(self.tokens) or not re.fullmatch(r"[IVXL]+|\d{1,2}", self.tokens[i + 2].text):
            return None
        last = i + 3
        if self._words(last, 1) == ["-"]:
            name, end = self._proper(last + 1, "")
            last = end if name else last
        return Place("khu vực", self.text[self.tokens[i + 2].start : self.tokens[last - 1].end], last)

    def _borrowed(self, i: int) -> Place | str | None:
        """The place, or the words of a class, that the next body of a coordination has: "HĐND, UBND tỉnh", "HĐND và UBND các huyện"."""
        for _ in range(5):
            if self._words(i, 1) not in ([","], ["và"], ["-"], ["&"], ["/"]):
                return None
            i += 2 if self._words(i, 2) == [",", "và"] else 1
            while i < len(self.tokens) and self.tokens[i].low in _OFFICES:
                i += 1  # "Bí thư Đảng ủy, Chủ tịch UBND xã X"
            match = self._match(i) if i < len(self.tokens) else None
            if not match or match.entry.scope not in ("level", "party"):
                return None
            group = self._levels(match.last)
            if group:
                return self.text[self.tokens[match.last].start : self.tokens[group[0] - 1].end]
            place = self._place(match.last)
            if place and place.level:
                return place
            i = match.last
        return None

    def _borrowed_back(self, match: Match) -> Place | None:
        """The place of the Party committee right before "UBND" or "HĐND" without a level: "Tỉnh ủy, UBND"."""
        before = self.found[-1] if self.found and match.entry.name in ("UBND", "HĐND") else None
        if not before or before.granularity != "named" or self.text[before.end : self.tokens[match.first].start] not in (", ", " và ", " - "):
            return None
        committee = re.match(r"(Tỉnh|Thành|Huyện|Quận|Thị) ủy (.+)", before.name)
        return Place(_COMMITTEE_LEVELS[committee[1]], committee[2], match.last) if committee else None

    def _more_places(self, match: Match, last: int) -> int:
        """Reads on after "UBND thị xã A": "và các huyện B, C" names two bodies more, where a level word in the plural stands."""
        j = last
        while self._words(j, 1) in ([","], ["và"]):
            j += 1
        if j == last:
            return last
        if self._words(j, 1) != ["các"]:
            return self._next_place(match, j, last)
        level = self._level_word(j + 1)
        listed = list(self._listed_places(j + 1, level[1])) if level else []
        for first, end, kind, name in listed:
            self._add(first, end, f"{match.entry.name} {self._place_name(kind, name)}", match.entry)
        return listed[-1][1] if listed else last

    def _next_place(self, match: Match, j: int, last: int) -> int:
        """Reads "xã B" or "B" after "UBND xã A," when it is a place of the same tier."""
        before = self.found[-1].name.removeprefix(match.entry.name).split()
        kind = " ".join(before[:2]) if " ".join(before[:2]) in LEVELS.values() else before[0] if before else ""
        word = self._level_word(j)
        tier = COMMUNE if kind in COMMUNE else DISTRICT
        if word and word[0] in tier:
            name, end = self._proper(word[1], word[0])
            level = word[0]
        elif kind in DISTRICT and not word:
            name, end = self._proper(j, kind)
            level = kind
            known = places.district(name, self.context.province) if name else None
            if not known or known.name.casefold() != (name or "").casefold():
                name = None  # "UBND huyện Chương Mỹ, Chủ tịch ..." goes on with a title
        else:
            name = None
        if not name or match.entry.name not in ("UBND", "HĐND", "Công an", "Đảng ủy", "Huyện ủy"):
            return last
        return self._more_places(match, self._add(j, end, f"{match.entry.name} {self._place_name(level, name)}", match.entry))

    def _party_of(self, match: Match) -> int | None:
        """Đảng bộ, chính quyền và nhân dân huyện X: the place stands after the list."""
        j = match.last
        if self._words(j, 3) != [",", "chính", "quyền"]:
            return None
        place = next((p for k in range(j + 3, j + 9) if (p := self._level_word(k) and self._place(k))), None)
        return self._add(match.first, match.last, f"{match.entry.name} {self._where(place, match.first)}".strip(), match.entry)

    def _district(self) -> str:
        """The district the article is about: given, or the only one it names; else nothing."""
        given = self.context.article.place.district if self.context.article.place else None
        if given:
            return _with_level(given)
        named = {(n[1], n[2]) for n in self.named if n[1] in DISTRICT}
        return " ".join(named.pop()) if len(named) == 1 else ""

    def _near_district(self, first: int) -> str | None:
        """The district named last before this token in its sentence."""
        offset = self.tokens[first].start
        sentence = self.context.sentence(offset)
        named = self._named_before(offset, DISTRICT)
        return f"{named[1]} {named[2]}" if named and sentence and named[0] >= sentence.start else None

    def _levels(self, i: int) -> tuple[int, bool] | None:
        """The token after "các huyện, thị xã, thành phố" | "cấp huyện" | "11 huyện", and whether "các" stands there."""
        j, plural = i, False
        words = self._words(i, 2)
        if words[:1] in (["các"], ["từng"], ["những"], ["mọi"]) or words == ["một", "số"]:
            plural, j = True, i + (2 if words == ["một", "số"] else 1)
        elif len(words) > 1 and (words[0].isdigit() or words[0] in NUMBERS and self._level_word(i + 1)):
            plural, j = True, i + 1
        if self._words(j, 1) == ["cấp"]:
            following = self._words(j + 1, 2)
            step = 2 if following in (["thành", "phố"], ["thị", "xã"], ["cơ", "sở"]) else 1
            if not following or following[0] not in ("tỉnh", "huyện", "xã", "thành", "quận", "cơ", "phường"):
                return (j + 1, True) if plural else None
            last = j + 1 + step
            more = self._words(last, 2)
            if more in ([",", "cấp"], ["và", "cấp"]) and self._words(last + 2, 1) in (["huyện"], ["xã"]):
                last += 3
            return last, True
        count, last = 0, j
        while True:
            level = self._level_word(j)
            if not level:
                break
            count, last, j = count + 1, level[1], level[1]
            if j < len(self.tokens) and self.tokens[j].low in (",", "và", "/", "-"):
                j += 1
                if self._words(j, 1) == ["và"]:
                    j += 1
                if self._words(j, 1) == ["các"]:
                    j += 1
            else:
                break
        if plural and self._words(i, 3) == ["các", "địa", "phương"]:
            return i + 3, True
        if not count or (not plural and count < 2):
            return None
        return last, plural

    def _level_word(self, i: int) -> tuple[str, int] | None:
        words = self._words(i, 2)
        if words[:1] == ["xã"] and (self._back(i, 1) in (["tác"], ["hợp"]) or words[1:] in (["hội"], ["luận"], ["giao"])):
            return None  # hợp tác xã, xã hội
        if words[1:] in (["ủy"], ["đoàn"]):
            return None  # Tỉnh ủy, Huyện đoàn
        if i + 2 < len(self.tokens) and self.tokens[i].text in _DOTTED and self.tokens[i + 1].text == "." and (self.tokens[i + 2].text[0].isupper() or self.tokens[i + 2].text.isdigit()):
            return _DOTTED[self.tokens[i].text], i + 2
        for n in (2, 1):
            key = " ".join(words[:n])
            if len(words) >= n and key in LEVELS:
                last = i + n
                if key == "tp" and self._words(last, 1) == ["."] and self.tokens[last].start == self.tokens[last - 1].end:
                    goes_on = last + 1 < len(self.tokens) and (self.tokens[last + 1].text[0].islower() or self._proper(last + 1, "thành phố")[0])
                    last += bool(goes_on)  # else it is the full stop
                return LEVELS[key], last
        words = self._words(i, 1)
        after = self._words(i + 1, 1)
        if words in (["thành"], ["thị"]) and (self._back(i, 1) in ([","], ["và"]) or after in ([","], ["và"])) and not (after and after[0] in _NO_TOWN):
            return ("thành phố" if words == ["thành"] else "thị xã"), i + 1
        return None

    def _level_group(self, match: Match, last: int, plural: bool) -> int:
        """A class of bodies, or the bodies of the places that are listed after it."""
        listed = list(self._listed_places(match.last, last))
        base = match.entry.name
        levels = self.text[self.tokens[match.last].start : self.tokens[last - 1].end]
        if len(listed) == 1 and self.tokens[last].text != ":" and re.search(r", .* và (?:các )?\D+$", levels):
            return self._class_and_place(match, last, listed[0])
        mixed = "," in levels
        if mixed and len(listed) == 1 and self.tokens[last].text != ":":
            last, listed = listed[0][1], []  # "UBND các huyện, thành phố Cà Mau"
        if listed:
            for n, (first, end, level, name) in enumerate(listed):
                begin = match.first if n == 0 else first
                self._add(begin, end, f"{base} {self._place_name(level, name)}", match.entry)
            return listed[-1][1]
        tail = self._tail(last)
        written = self.text[self.tokens[match.first].start : self.tokens[tail - 1].end]
        return self._add(match.first, tail, written, match.entry, "class")

    def _class_and_place(self, match: Match, last: int, listed: tuple[int, int, str, str]) -> int:
        """UBND các xã, phường và đặc khu X: a class, and one body by name."""
        first = last - 1
        while self.tokens[first].low != "và":
            first -= 1
        written = self.text[self.tokens[match.first].start : self.tokens[first - 1].end]
        self._add(match.first, first, written, match.entry, "class")
        return self._add(first + 1, listed[1], f"{match.entry.name} {self._place_name(listed[2], listed[3])}", match.entry)

    def _listed_places(self, first: int, last: int) -> Iterator[tuple[int, int, str, str]]:
        """(first token, token after, level, name) of the places in "các huyện: A, B và thành phố C", else nothing."""
        levels = [LEVELS[w] for w in ("tỉnh", "huyện", "quận", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu") if w in self.text[self.tokens[first].start : self.tokens[last - 1].end]]
        j = last
        if j < len(self.tokens) and self.tokens[j].low == ":":
            j += 1
        named = [w for w in LEVELS if self.text[self.tokens[first].start : self.tokens[last - 1].end].lower().endswith(w)]
        default = LEVELS[max(named, key=len)] if named and self.tokens[last - 1].text != ":" and j == last else levels[0] if levels else "huyện"
        n = 0
        while j < len(self.tokens):
            begin, level = j, default
            word = self._level_word(j)
            if word:
                level, j = word
            name, end = self._proper(j, level)
            if not name:
                return
            yield begin, end, self._kind(name, level, levels), name
            n, default, j = n + 1, level, end
            if j < len(self.tokens) and self.tokens[j].low in (",", "và"):
                j += 1
                if self._words(j, 1) == ["và"]:
                    j += 1
            else:
                return

    def _kind(self, name: str, level: str, levels: list[str]) -> str:
        """The level of a listed place: what the district table says when several levels were announced."""
        province = places.province(name, self.context.published) if "tỉnh" in levels else None
        if province:
            return "thành phố" if province.city else "tỉnh"
        district = places.district(name, self.context.province) if level in DISTRICT else None
        return district.kind if district and len(levels) > 1 else level

    # -- places

    def _place(self, i: int) -> Place | None:
        """The place phrase at token i."""
        word = self._level_word(i)
        if word:
            level, last = word
            if self._words(last, 2) == ["trực", "thuộc"]:
                return None
            name, end = self._proper(last, level)
            return Place(level, name, end if name else last)
        name, end = self._proper(i, "")
        return Place("", name, end) if name else None

    def _proper(self, i: int, level: str) -> tuple[str | None, int]:
        """The proper name at token i that can follow this level word, and the token after it."""
        if i >= len(self.tokens):
            return None, i
        token = self.tokens[i]
        if level in ("quận", "phường") and token.text.isdigit() and len(token.text) < 3:
            return str(int(token.text)), i + 1
        run = i
        while run < len(self.tokens) and run < i + 6 and (self.tokens[run].text[0].isupper() or self.tokens[run].text == "-" and run > i):
            run += 1
        while run > i and self.tokens[run - 1].text == "-":
            run -= 1
        for end in range(run, i, -1):  # longest known name first
            name = self.text[token.start : self.tokens[end - 1].end]
            if level in ("tỉnh", "thành phố", "") and (places.is_province(name) or level == "thành phố" and places.fold(name) in ("hcm", "hcminh")):
                province = places.province(name, self.context.published)
                if province:
                    return province.name, end
            if level == "tỉnh" and name.isupper() and len(name) > 2 and (province := places.province(name, self.context.published)):
                return province.name, end  # tỉnh BR-VT
            if level in DISTRICT and any(d.kind == level for d in places.districts(name)):
                return next(d.name for d in places.districts(name) if d.kind == level) if name.isupper() else name, end
            if level == "" and name.upper() == name and places.fold(name) in ("tphcm", "hcm"):
                return "Hồ Chí Minh", end
        if level in COMMUNE + ("huyện", "quận", "thị xã") and token.low not in ("đoàn", "ủy") and not (self.titled and token.low in SURNAMES and run - i >= 3):
            end = i
            while end < run and end - i < 4 and self.tokens[end].text != "-" and not (end > i + 1 and self.tokens[end].low in SURNAMES):
                end += 1
            if end - i >= 4:
                end = i + 2
            if end > i and token.text not in ("UBND", "HĐND", "MTTQ"):
                return self.text[token.start : self.tokens[end - 1].end], end
        return None, i

    def _where(self, place: Place | None, first: int) -> str:
        """The full name of a place: "tỉnh An Giang", "huyện Châu Phú"; the article's province where nothing stands."""
        if place is None:
            return self._home_name(first)
        if place.name:
            return self._place_name(place.level, place.name)
        return self._bare(place.level, first)

    def _place_name(self, level: str, name: str) -> str:
        if level in ("tỉnh", "thành phố", ""):
            province = places.province(name, self.context.published)
            if province and (level != "thành phố" or province.city):
                return province.full
            if level == "":
                return name
        return f"{level} {name}"

    def _bare(self, level: str, first: int, plain: bool = False) -> str:
        """What "tỉnh", "huyện", "thành phố" without a name refers to here; `plain` leaves the level word out."""
        home = self.home
        if level == "tỉnh" or (level == "thành phố" and home and home.city):
            province = home or self._near_province(first)
            if not province:
                return "" if plain else level
            if plain:
                return "Thành phố Hồ Chí Minh" if province.name == "Hồ Chí Minh" else province.name
            return province.full
        offset = self.tokens[first].start
        district = self.context.article.place.district if self.context.article.place else None
        if district and level in DISTRICT and not any(n[1] == level for n in self.named):
            name = re.sub(r"^(?:huyện|quận|thị xã|thành phố) ", "", district, flags=re.IGNORECASE)
            return name if plain else f"{level} {name}"
        known = self._named_before(offset, (level,)) or next((n for n in self.named if n[1] == level), None)
        if known:
            return known[2] if plain else f"{level} {known[2]}"
        return "" if plain else level

    def _home_name(self, first: int) -> str:
        province = self.home or self._near_province(first)
        return province.full if province else ""

    def _near_province(self, first: int) -> places.Province | None:
        """For an article of no one province: the province named last before this token, in the same paragraph."""
        offset = self.tokens[first].start
        named = self._named_before(offset, ("tỉnh",))
        if named and "\n" not in self.text[named[0] : offset]:
            return places.province(named[2], self.context.published)
        return None

    def _named_before(self, offset: int, levels: tuple[str, ...]) -> tuple[int, str, str] | None:
        """The place of one of these levels that was named last before an offset, among the last hundred."""
        last = bisect_right(self._named_at, offset)
        return next((n for n in reversed(self.named[max(last - 100, 0) : last]) if n[1] in levels), None)

    def _place_names(self) -> Iterator[tuple[int, str, str]]:
        """(offset, level, name) of every place with its level word in the text."""
        for i, token in enumerate(self.tokens):
            if token.low in ("tỉnh", "huyện", "quận", "thị", "tx", "thành", "tp", "xã", "phường", "đặc"):
                word = self._level_word(i)
                if word:
                    name, _ = self._proper(word[1], word[0])
                    if name:
                        province = places.current(name, self.context.published)
                        level = "tỉnh" if word[0] in ("tỉnh", "thành phố") and province and (word[0] == "tỉnh" or province.city) else word[0]
                        yield token.start, level, name

    # -- open names

    def _open(self, match: Match) -> int | None:
        """Ban Chỉ đạo, Trung tâm, Ban Quản lý ...: the name runs to a stop word; bare, it repeats an earlier one."""
        entry = match.entry
        last, place = self._open_end(match)
        if self._back(match.first, 1) in (["các"], ["những"]):
            if last == match.last and entry.name not in ("Ban Quản lý dự án", "Ban Quản lý các dự án", "Ban Quản lý", "Ban Chỉ đạo", "Trung tâm", "Chi cục"):
                return None
            written = self.text[self.tokens[match.first - 1].start : self.tokens[last - 1].end]
            by = "company" if entry.name in COMPANY_HEADS else "open"
            return self._add(match.first - 1, place.last if place else last, written[0].lower() + written[1:], entry, "class", by=by)
        if entry.name in LOWER_BODY and self._words(match.last, 1) == ["cấp"] and (levels := self._levels(match.last)):
            last, place = match.last, None
        levels = None if place and place.name else self._levels(last)
        if levels and entry.name in LOWER_BODY:
            return self._add(match.first, levels[0], self.text[self.tokens[match.first].start : self.tokens[levels[0] - 1].end], entry, "class")
        if last == match.last and not place:
            return self._bare_open(match)
        body = self.text[self.tokens[match.last - 1].end : self.tokens[last - 1].end].strip() if last > match.last else ""
        body = re.sub(r" giai đoạn \d{4} ?- ?\d{4}", "", body)
        inner = self._match(match.last) if entry.name == "Văn phòng" else None
        if inner and inner.last == last and inner.entry.scope == "central":
            body = inner.entry.name  # Văn phòng Ủy ban ATGT Quốc gia
        name = f"{entry.name} {_expanded(re.sub(r' ?[(][^)]*[)]', '', body))}".strip()
        if not place and (closed := self._closed_by(match, name, last)):
            return closed
        spoken = next((full for short, full in self.aliases.items() if short in body.split()), None)
        if spoken:
            name, last = spoken, place.last if place else last
        elif place:
            known = None if body else self._earlier(entry.name, self._where(place, match.first))
            name = known or f"{name} {self._where(place, match.first)}".strip()
            last = place.last
        elif not re.search(rf"(?:{'|'.join(NATIONAL)})", name, re.IGNORECASE) and not self._ends_in_place(last) and entry.name not in COMPANY_HEADS + NO_HOME:
            known = self._earlier(name)
            name = known or f"{name} {self._home_name(match.first)}".strip()
        if self._back(match.first, 1) == ["("] and self.found and self.found[-1].end >= self.tokens[match.first - 1].start - 1 and self._words(last, 1) == [")"]:
            return last  # the short name given in brackets right after the full one
        by = "company" if entry.name in COMPANY_HEADS else "open"
        return self._add(match.first, last, name, entry, by=by)

    def _closed_by(self, match: Match, name: str, last: int) -> int | None:
        """Reads an open name that another body or "của tỉnh" closes: "Ban Chỉ đạo 35 Tỉnh ủy", "Tổ công tác của Thủ tướng"."""
        of = self._words(last, 1) == ["của"]
        if of and (place := self._level_word(last + 1) and self._place(last + 1)) and match.entry.name not in NOT_OF_A_PLACE:
            return self._add(match.first, last, f"{name} {self._where(place, match.first)}", match.entry, by="open")
        other = self._match(last) if last < len(self.tokens) else None
        if other and other.entry.scope == "party":
            return self._add(match.first, *reversed(self._party_name(other, f"{name} ")), match.entry, by="open")
        if of and match.entry.name == "Tổ công tác" and (other := self._match(last + 1)) and other.entry.scope == "central":
            return self._add(match.first, other.last, f"{name} của {other.entry.name}", match.entry, by="open")
        return None

    def _open_end(self, match: Match) -> tuple[int, Place | None]:
        """The token after an open name, and the place phrase that closes it."""
        tokens = self.tokens
        i, lower, end = match.last, 0, match.last
        may_be_lower = match.entry.name in LOWER_BODY
        while i < len(tokens) and i < match.last + 30:
            token = tokens[i]
            place = self._level_word(i) and self._place(i)
            if place and (i > match.last or place.name or may_be_lower or True):
                return i, place
            if token.text == "(":
                close = i + 2
                if close < len(tokens) and tokens[close].text == ")" and tokens[i + 1].text.isupper() and end == i:
                    i = end = close + 1
                    continue
                break
            if token.text == "-" and i + 1 < len(tokens) and tokens[i - 1].end == token.start and token.end == tokens[i + 1].start:
                i = end = i + 2  # COVID-19
                continue
            if token.low == "và" and i == match.last:
                break
            if token.low == "giai" and (years := re.compile(r"giai đoạn \d{4} ?- ?\d{4}").match(self.text, token.start)):
                while i < len(tokens) and tokens[i].start < years.end():
                    i += 1
                end = i
                continue
            if token.text in ("-", "&") or token.low == "và":
                nxt = tokens[i + 1] if i + 1 < len(tokens) else None
                if not nxt or not nxt.text[0].isalpha() or nxt.text[0].islower() and not may_be_lower and not lower or self._match(i + 1) or self._group_head(i + 1) or self._stops_at(i + 1) or nxt.low in _TITLE_WORDS:
                    break
                i += 1
                continue
            if token.low == "với" and self._back(i, 2) == ["ứng", "phó"]:
                i = end = i + 1
                continue
            if token.text == ",":
                if not self._comma_inside(i, may_be_lower):
                    break
                i += 1
                continue
            if not token.text[0].isalnum() or self._stops_at(i, after_head=i == match.last) or token.low == "tỉnh" or token.low == "sở" and self._back(i, 1) not in (["cơ"], ["trụ"], ["công"]):
                break
            if i > match.last and not match.entry.name.startswith(("Tổ ", "Văn phòng", *COMPANY_HEADS)) and (self._match(i) and token.text[0].isupper() and self._match(i).entry.scope != "open" and self._match(i).entry.name not in ("Chính phủ", "Tỉnh ủy", "Thành ủy")):
                break
            if token.low in SURNAMES and token.text[0].isupper() and i + 2 < len(tokens) and tokens[i + 1].text[0].isupper() and tokens[i + 2].text[0].isupper() and i > match.last and not places.is_province(token.text + " " + tokens[i + 1].text):
                break
            if token.text[0].islower():
                lower += 1
                if i > match.last + 1 and self._ends_in_place(i):
                    break  # "Công ty Điện lực Quảng Trị | khôi phục"
                if not may_be_lower and i == match.last:
                    break
                if lower > (16 if may_be_lower else 9):
                    break
            else:
                lower = 0
            i += 1
            end = i
        while end > match.last and tokens[end - 1].low == "về":
            end -= 1
        return end, None

    def _stops_at(self, i: int, after_head: bool = False) -> bool:
        """Whether the words at token i end an open name; a capitalised word does not."""
        words = self._words(i, 3)
        if not words or self.tokens[i].text[0].isupper():
            return False
        stops = _stops()
        lower = next((n for n in range(1, len(words)) if self.tokens[i + n].text[0].isupper()), len(words))
        before = self._back(i, 1)
        if before in (["về"], ["chống"], ["phòng"]) and not after_head:
            return False  # no name ends in these
        if words[1:2] == ["các"] or words[2:] == ["các"]:
            inside = " ".join(self._words(i + words.index("các"), 3))
            if any(stops.get(key, True) is None for key in (inside, inside.rpartition(" ")[0])):
                return False  # "xây dựng các công trình dân dụng"
        if before and stops.get(f"{before[0]} {words[0]}", True) is None:
            return False  # the second half of a compound: "giao thông" at "thông"
        verdict = next((stops[key] for n in range(lower, 0, -1) if (key := " ".join(words[:n])) in stops), None)
        return verdict is not None and (verdict or not after_head)

    def _comma_inside(self, i: int, may_be_lower: bool) -> bool:
        """Whether the comma at token i stands inside a name: "phòng, chống", "Giám sát, điều hành ... tỉnh"."""
        before, after = self._back(i, 1), self._words(i + 1, 2)
        if (before, after[:1]) in ((["phòng"], ["chống"]), (["sát"], ["điều"]), (["nhũng"], ["tiêu"]), (["chống"], ["khắc"])):
            return True
        if before == ["hóa"] and after[:1] in (["thể"], ["khoa"], ["thông"]):
            return True
        return may_be_lower and bool(after) and after[0][0].islower() and self._closes_later(i + 1)

    def _closes_later(self, i: int) -> bool:
        """Whether lower-case words from token i lead to "và ... tỉnh" or "tỉnh" without a stop word: a list inside a name."""
        for j in range(i, min(i + 13, len(self.tokens))):
            if j > i and self._level_word(j):
                return True
            if self.tokens[j].low != "và" and (not self.tokens[j].text[0].islower() and self.tokens[j].text != "," or self._stops_at(j, after_head=True) or self._group_head(j)):
                return False
        return False

    def _ends_in_place(self, last: int) -> bool:
        """Whether the last words of the name are a province's or district's name."""
        for n in (2, 3, 4, 5):
            words = self.text[self.tokens[max(last - n, 0)].start : self.tokens[last - 1].end]
            if places.is_province(words) or words[:1].isupper() and places.districts(words):
                return True
        return False

    def _bare_open(self, match: Match) -> int | None:
        name = match.entry.name
        if name in CLASSES:
            tail = self._tail(match.last)
            return self._add(match.first, tail, self.text[self.tokens[match.first].start : self.tokens[tail - 1].end], match.entry, "class")
        if name in ("Ban Tổ chức", "Văn phòng") and (committee := self._shared_committee(match.last)):
            return self._add(match.first, match.last, f"{name} {committee}", match.entry, by="open")
        if name not in BARE_OPEN or (name in ("Trung tâm", "Hội đồng", "Đoàn công tác", "Đoàn kiểm tra", "Tổ công tác") and not self.tokens[match.first].text[0].isupper()):
            return None
        if self._back(match.first, 1) in (["("], ["là"], ["tắt"]) and self._words(match.last, 1) == [")"] and self.found:
            full = self.heads[name] = self.found[-1].name  # "(Trung tâm)", "(gọi tắt là Ban Quản lý)"
            return match.last if self._back(match.first, 1) == ["("] else self._add(match.first, match.last, full, match.entry, by="anaphor")
        known = self.heads.get(name) or self._earlier(name)
        if not known:
            return self._add(match.first, match.last, self._later(match) or f"{name} {self._home_name(match.first)}".strip(), match.entry, by="anaphor") if name in ("Ban Chỉ đạo", "Tổ công tác") else None
        return self._add(match.first, match.last, known, match.entry, by="anaphor")

    def _later(self, match: Match) -> str | None:
        """The full name of the next mention that says more after the same head (cataphora: "Tổ công tác" before its full name)."""
        head = self.text[self.tokens[match.first].start : self.tokens[match.last - 1].end]
        for i in range(match.last, min(len(self.tokens), match.last + 2000)):
            if self.tokens[i].low == self.tokens[match.first].low:
                other = self._match(i)
                if other and other.entry.name.startswith(match.entry.name) and other.last - i > match.last - match.first:
                    return other.entry.name
        return None if head else None

    def _earlier(self, name: str, place: str = "") -> str | None:
        """The full name of the latest earlier mention whose name begins with these words and ends in this place."""
        key, close = places.fold(name), places.fold(place)
        for agency in self.found[:-500:-1]:  # the article's last five hundred mentions will do
            if agency.granularity == "named" and places.fold(agency.name).startswith(key) and places.fold(agency.name).endswith(close) and len(agency.name) > len(name) + len(place) + 1:
                return agency.name
        return None

    def _bare_head(self, i: int) -> int | None:
        """Sở hoàn thành ...: a bare "Sở" that does something is the one named last."""
        if self.tokens[i].text != "Sở" or i + 1 >= len(self.tokens) or not self.tokens[i + 1].text[0].islower() or self._words(i + 1, 1) in (["hữu"], ["dĩ"], ["thích"], ["ngành"]):
            return None
        known = next((a.name for a in reversed(self.found[-200:]) if a.name.startswith("Sở ") and a.granularity == "named"), None)
        return self._add(i, i + 1, known, Entry(known, "alias", ""), by="anaphor") if known else None

    def _alias(self, i: int) -> int | None:
        name = self.aliases.get(self.tokens[i].text)
        if not name:
            return None
        if self._back(i, 1) == ["("] and self._words(i + 1, 1) == [")"] and self.found and self.found[-1].end >= self.tokens[i - 1].start - 1:
            return i + 1  # the bracket that gives the short name is no mention of its own
        place = self._place(i + 1)
        if self._words(i + 1, 1) == ["cấp"]:
            return self._tail(i + 1)
        return self._add(i, place.last if place else i + 1, name, Entry(name, "alias", ""), by="alias")

    # -- groups

    def _group(self, i: int) -> int | None:
        """các sở, ban, ngành | các cấp, các ngành | địa phương, đơn vị | các Sở: Y tế, Tài chính."""
        low = self.tokens[i].low
        if low not in _GROUP_STARTS:
            return None
        determiner = next((d for d in DETERMINERS if d.startswith(low) and self._words(i, len(d.split())) == d.split()), None)
        j = i + (len(determiner.split()) if determiner else 0)
        if not determiner and self._words(j, 2) == ["tổ", "chức"]:
            return None
        heads: list[str] = []
        last = j
        head_at: list[int] = []
        while True:
            head = self._group_head(j)
            if not head:
                break
            heads.append(head)
            head_at.append(j)
            last = j + len(tokenize(head))
            j = last
            if head == heads[-1] and self._words(j, 1) in (["đảng"],) and head == "cấp ủy":
                last = j = j + 1
            k = j
            if self._words(k, 3) == ["và", "tổ", "chức"]:
                break
            if k < len(self.tokens) and self.tokens[k].low in (",", "và", "/", "-"):
                k += 1
                if self._words(k, 1) == ["và"]:
                    k += 1
            elif (head, self._group_head(k)) not in PAIRS:
                break
            if self._words(k, 1) == ["các"]:
                if not determiner and heads[0] in PLACES_ONLY:
                    return None  # "trên địa bàn tỉnh và các đơn vị": the group begins at "các"
                following = self._group_head(k + 1)
                if following in ("đơn vị", "cơ quan", "tổ chức") and self._tail(k + 1 + len(following.split())) > k + 1 + len(following.split()):
                    break  # "các sở, ngành và các đơn vị liên quan" are two
                k += 1
            if not self._group_head(k):
                break
            j = k
        if not heads:
            return None
        listed = self._listed_after(i, head_at, heads, last) if determiner == "các" else None
        if listed:
            return listed
        if not self._is_group(i, determiner, heads, last):
            return None
        tail = self._group_tail(last, heads)
        if tail is None:
            return None
        start, end = self.tokens[i].start, self.tokens[tail - 1].end
        name = " ".join(re.sub("phuơng", "phương", self.text[start:end]).split())
        name = name[0].lower() + name[1:]
        if heads != ["chính quyền"]:
            name = re.sub(r" cấp (?:tỉnh|huyện|xã|thành phố)$", "", name)
        if name.endswith(" trực thuộc") and self._match(tail):
            name = name.removesuffix(" trực thuộc")
        place = self._place(tail) if self._level_word(tail) or heads[-1] in ("ngành", "sở") else None
        if self._words(tail, 1) == ["của"]:
            place = None
        if place and not place.name and place.level in ("tỉnh", "thành phố", "huyện", "quận") and len(self._words(tail, 1)) and tail < len(self.tokens):
            tail = place.last
        vague = heads[-1] in ("đơn vị", "cơ quan", "tổ chức") and tail == last and tail < len(self.tokens) and self.tokens[tail].text[0].islower() and not self._stops_at(tail) and not self._place(tail)
        granularity = "locality" if all(h in PLACES_ONLY for h in heads) else "class"
        self._push(i, tail, name, None, granularity, None, "rule:agencies.vague_group" if vague else "rule:agencies.group")
        return tail

    def _group_head(self, i: int) -> str | None:
        heads = _HEADS_BY_FIRST.get(self.tokens[i].low) if i < len(self.tokens) else None
        if not heads or i and f"{self.tokens[i - 1].low} {self.tokens[i].low}" in _not_agencies():
            return None
        words = self._words(i, 8)
        for head, parts in heads:
            if words[: len(parts)] == parts:
                if not self._head_ends(i + len(parts), head):
                    return None
                return head
        return None

    def _head_ends(self, i: int, head: str) -> bool:
        """Whether a one-word head stands alone: "ban, ngành" but not "ban hành", "bộ hồ sơ", "Sở Y tế", "xã hội"."""
        if i >= len(self.tokens) or " " in head or head in ("ngành", "quận", "phường"):
            return True
        following = self.tokens[i]
        if head == "phòng" and self._words(i, 2) == [",", "chống"]:
            return False
        if head in PLACES_ONLY:
            return following.text[0].islower() and following.low not in _NO_PLACE or not following.text[0].isalpha()
        if following.text in ",;.:()/…–-\n" or following.low in _AFTER_HEAD or self._stops_at(i):
            return True
        return (head, following.low) in PAIRS

    def _is_group(self, i: int, determiner: str | None, heads: list[str], last: int) -> bool:
        after = self._words(last, 3)
        if after[:1] == [","] and after[1:] in (["lĩnh", "vực"], ["cá", "nhân"], ["doanh", "nghiệp"]) and len(heads) == 1:
            return False
        if not determiner and set(heads) <= {"cơ quan", "đơn vị", "địa phương", "tổ chức", "ngành"}:
            return heads != ["ngành"] and self._addressed(i, last) or after[:1] == ["liên"] or after[:2] == ["có", "liên"] or heads[0] == "cơ quan thường trực"
        if heads == ["tổ chức"] or heads == ["hội"] or heads == ["thành phố"] and not determiner or set(heads) <= {"tỉnh"} and not determiner:
            return False
        if determiner in ("một số", "nhiều", "những", "mọi") and set(heads) <= PLACES_ONLY:
            return False
        if heads in (["bộ"], ["sở"]) and determiner in ("các", "một số") and after[:1] in (["cần"], ["phải"], ["liên"], ["có"], ["sẽ"], ["phối"], [","], ["và"]):
            return after[:1] not in ([","], ["và"])
        if determiner:
            return not (heads in (["cấp"], ["ban"], ["bộ"], ["phòng"], ["thành"], ["thị"], ["chính quyền"]))
        if heads[0] in ("cấp ủy", "cấp ủy đảng", "chính quyền", "đoàn thể", "hội", "đảng bộ") and self._words(last, 2) == ["các", "cấp"]:
            return True
        if heads == ["chính quyền"]:
            return _AUTHORITIES.match(self.text, self.tokens[last].start if last < len(self.tokens) else len(self.text)) is not None
        if len(heads) >= 2:
            return not all(h in PLACES_ONLY or h == "cấp" for h in heads)
        if self._words(last, 1) == ["liên"] or self._words(last, 2) == ["có", "liên"]:
            return heads[0] in ("cơ quan", "đơn vị", "ngành", "địa phương")
        if heads[0] == "cơ quan thường trực":
            return True
        return heads[0] == "chủ đầu tư" and self._addressed(i, last)

    def _addressed(self, i: int, last: int) -> bool:
        """Whether a modal follows the words [i, last), or a verb of ordering stands before them."""
        before = self._back(i, 2)
        return self._words(last, 1) in (["cần"], ["phải"], ["nên"]) or before in (["yêu", "cầu"], ["đề", "nghị"]) or before[1:] == ["giao"]

    def _group_tail(self, last: int, heads: list[str]) -> int | None:
        """The token after the words that belong to a group's name ("liên quan"); None when it is no group after all."""
        after = self._tail(last)
        if after > last and heads[-1] != "chính quyền":
            return after
        if heads[0] in ("cấp ủy", "cấp ủy đảng", "đoàn thể", "hội", "đảng bộ") and self._words(last, 2) == ["các", "cấp"]:
            return last + 2
        if heads[-1] == "chính quyền" and last < len(self.tokens):
            match = _AUTHORITIES.match(self.text, self.tokens[last].start)
            while match and last < len(self.tokens) and self.tokens[last].start < match.end():
                last += 1
            return last
        if heads[-1] not in ("đơn vị", "cơ quan", "tổ chức", "đoàn thể", "chủ đầu tư") or last >= len(self.tokens):
            return last
        if heads[-1] not in ("đơn vị", "cơ quan", "tổ chức"):
            return last
        kind = _KINDS_OF_UNIT.match(self.text, self.tokens[last].start)
        i = last
        while kind and i < len(self.tokens) and self.tokens[i].start < kind.end():
            i += 1
        if i == last and self._match(i) and self.tokens[i].text[0].isupper():
            return None  # "các đơn vị Huyện Đoàn, Hội Nông dân": the names stand for themselves
        return i

    def _tail(self, last: int) -> int:
        for tail in TAILS:
            words = tail.split()
            if self._words(last, len(words)) == words:
                after = last + len(words)
                return after + 2 if words == ["chức", "năng"] and self._words(after, 2) == ["liên", "quan"] else after
        return last

    def _listed_after(self, i: int, head_at: list[int], heads: list[str], last: int) -> int | None:
        """các Sở: Y tế, Tài chính | các sở Y tế, Tài chính | các sở, ngành: Y tế, Công an tỉnh."""
        head = heads[0]
        if head not in LISTED:
            return None
        j = last + 1 if last < len(self.tokens) and self.tokens[last].text == ":" else last
        match = self._match(j, _trie()[head], head=False) if j < len(self.tokens) and self.tokens[j].text[0].isupper() else None
        if not match or self.tokens[j].text in ("TP", "TT", "TX"):
            return None
        if match.entry.scope == "central":
            end = self._add(head_at[0], match.last, match.entry.name, match.entry)
        else:
            end = self._provincial_one_from(head_at[0], match)
        return self._listed(end, head)

    def _provincial_one_from(self, first: int, match: Match) -> int:
        place = self._place(match.last)
        name = f"{match.entry.name} {self._where(place, first)}".strip()
        return self._add(first, place.last if place else match.last, name, match.entry)

    # -- writing

    def _words(self, i: int, n: int) -> list[str]:
        return [t.low for t in self.tokens[i : i + n]]

    def _back(self, i: int, n: int) -> list[str]:
        return [t.low for t in self.tokens[max(i - n, 0) : i]]

    def _add(self, first: int, last: int, name: str, entry: Entry, granularity: str = "named", by: str = "") -> int:
        successor = None
        if granularity == "named":
            successor = self._successor(name, entry)
        agency = _identify(name, entry, self.context.published) if granularity == "named" else None
        self._push(first, last, name, agency, granularity, successor, f"rule:agencies.{by}" if by else f"row:agencies.{entry.name}")
        if granularity == "named" and by != "alias":
            self._learn_alias(first, last, name)
        return last

    def _learn_alias(self, first: int, last: int, name: str) -> None:
        """Remembers the short name given in brackets at the end of a name or right after it: "(VEC)", "(gọi tắt là ...)"."""
        for k in (last - 1, last + 2):
            if 2 <= k < len(self.tokens) and self.tokens[k].text == ")" and self.tokens[k - 2].text == "(":
                short = self.tokens[k - 1].text
                words = [t.low for t in self.tokens[first : k - 2] if t.text[0].isalnum()]
                initials = "".join(word[0] for word in words)
                # "Ban Chỉ đạo Chuyển đổi số (CĐS)": initials of the last words abbreviate these, not the whole name
                if short.isupper() and len(short) > 2 and (not initials.endswith(short.lower()) or len(initials) - len(short) < 3):
                    self.aliases.setdefault(short, name)

    def _push(self, first: int, last: int, name: str, agency: str | None, granularity: Any, successor: str | None, by: str) -> None:
        self.found.append(
            schema.Agency(
                start=self.tokens[first].start, end=self.tokens[last - 1].end, name=name, agency=agency, granularity=granularity,
                in_title=self._in_title(first), successor=successor, by=by, confidence=0.9 if granularity == "named" else 0.8,
            )
        )  # fmt: skip

    def _in_title(self, first: int) -> bool:
        return bool(_TITLE_BEFORE.search(self.text, max(self.tokens[first].start - 40, 0), self.tokens[first].start))

    def _successor(self, name: str, entry: Entry) -> str | None:
        """The id of the body that has the work today, where it is another."""
        base, province = _body_and_province(name, entry, self.context.published)
        if not province:
            return places.slug(entry.successor) if entry.successor and name == entry.name else None
        latest = _latest(base, entry)
        today = places.province(province.successor, places.MERGER)
        if today and today.city and not province.city and entry.scope == "party":
            latest = re.sub(r"\bTỉnh(?= ủy| ?đoàn)", "Thành", latest)
        new = f"{places.slug(latest)}@{places.slug(province.successor)}"
        return new if new != f"{places.slug(base)}@{places.slug(province.name)}" else None


_KINDS_OF_UNIT = re.compile(
    r"(?:sự nghiệp(?: công lập)?|hành chính(?: nhà nước)?|nhà nước|chuyên môn|nghiệp vụ|liên doanh|bảo hiểm|thi công|tư vấn|vũ trang|doanh nghiệp|quân đội|trường học|y tế|thụ hưởng"
    r"|chủ quản|chủ trì|thực hiện dự án|quản lý nhà nước|báo chí|truyền thông|ngang bộ|đảng|tham mưu|có thẩm quyền|có chức năng|cung cấp dịch vụ|vận tải|khai thác|tiếp nhận|được giao)\b(?! ,)"
)
_AUTHORITIES = re.compile(r"địa phương\b|(?:các )?cấp(?: tỉnh| huyện| xã| cơ sở)?\b(?:(?:,| và)? cấp (?:huyện|xã|cơ sở))*|(?:các |\d+ )(?:địa phương|thôn|xã|phường|huyện|quận|thị trấn)(?:, (?:xã|phường|thị trấn|huyện|thị xã|thành phố))*\b", re.IGNORECASE)
# Two heads that follow each other without a comma.
PAIRS = {("bộ", "ngành"), ("sở", "ngành"), ("sở", "ban"), ("ban", "ngành"), ("ban", "đảng"), ("phòng", "ngành"), ("phòng", "ban"), ("cơ quan", "đơn vị"), ("đơn vị", "địa phương"), ("ngành", "địa phương"), ("đơn vị", "đoàn thể")}
_NO_PLACE = frozenset("hội viên ủy đoàn trấn xã trường phố phần lập tích công quả tựu nghiệp tắc đội".split())  # xã hội, thành viên, thị trường
# Words that may follow a group head that stands alone.
_AFTER_HEAD = frozenset(
    "và có liên chuyên chủ khẩn tập cần phải tiếp trên trong của đã đang thuộc này nêu tỉnh tp thành cấp trung thực phối triển rà theo nào chưa khác còn được tăng nghiêm báo là làm khi để với về nói quan huyện đẩy đoàn phát nâng kịp thường bảo đảm gửi nộp".split()
)
_HEADS_BY_FIRST: dict[str, list[tuple[str, list[str]]]] = {}
for _head in GROUP_HEADS:
    _parts = [t.low for t in tokenize(_head)]
    _HEADS_BY_FIRST.setdefault(_parts[0], []).append((_head, _parts))
_GROUP_STARTS = frozenset(_HEADS_BY_FIRST) | {d.split()[0] for d in DETERMINERS}
# "thành", "thị" short for thành phố, thị xã, but not in these compounds
_OFFICES = frozenset("phó chủ tịch bí thư trưởng".split())
_COMMITTEE_LEVELS = {"Tỉnh": "tỉnh", "Thành": "thành phố", "Huyện": "huyện", "Quận": "quận", "Thị": "thị xã"}
_NO_TOWN = frozenset("viên lập tích phần công quả tựu phố trường trấn xã hiếu lực sát phi kiến thạo thật đoàn ủy niên".split())
_TITLE_WORDS = frozenset({"chủ", "giám", "bí", "trưởng", "phó", "thủ", "chánh", "ông", "bà", "đồng"})  # first words of a title after "và"
_TITLE_BEFORE = re.compile(
    r"(?<!\w)(?:(?:chủ tịch|giám đốc|bí thư|trưởng(?: ban| phòng| đoàn)?|ủy viên|phó)(?: thường trực| chuyên trách)?|(?<!công )chánh(?: văn phòng| thanh tra)?|thủ trưởng|lãnh đạo|UVTV|bộ trưởng"
    r"|thứ trưởng|chủ nhiệm|viện trưởng|chánh án|chỉ huy trưởng|(?:phó )?thủ tướng|tổng cục trưởng|cục trưởng|vụ trưởng|chi cục trưởng)[ -]*$",
    re.IGNORECASE,
)


def _identify(name: str, entry: Entry, on: datetime.date | None) -> str:
    """The stable id: slug of the body, "@", slug of its place; a town that bears its province's name keeps its level."""
    base, province = _body_and_province(name, entry, on)
    if province:
        return f"{places.slug(base)}@{places.slug(province.name)}"
    place = name.removeprefix(entry.name).strip() if name.startswith(entry.name) else ""
    if place and entry.scope in ("province", "party", "level"):
        return f"{places.slug(entry.name)}@{places.slug(place)}"
    return places.slug(name)


def _body_and_province(name: str, entry: Entry, on: datetime.date | None) -> tuple[str, places.Province | None]:
    """The name without its province at the end, and that province."""
    at = max(name.rfind(" tỉnh "), name.rfind(" thành phố "), name.rfind(" Thành phố "))
    if at > 0:
        place = name[at + 1 :]
        province = places.province(place.removeprefix("tỉnh ").removeprefix("thành phố ").removeprefix("Thành phố "), on)
        if province and place == province.full and (entry.scope != "central" or " chi nhánh" in name):
            return name[:at], province
    if entry.scope == "party" and name.startswith(entry.name):
        city = re.search(r"Thành ?(?:ủy|đoàn)$", entry.name)
        if city or re.search(r"Tỉnh ?(?:ủy|đoàn)$", entry.name):
            province = places.current(name.removeprefix(entry.name).strip(), on)
            if province and (province.city or not city):
                return entry.name, province
    return name, None


@cache
def _successors() -> dict[str, str]:
    return {row["name"]: row["successor"] for row in gazetteer("agencies") if row["successor"]}


def _latest(base: str, entry: Entry) -> str:
    """The name of the body that has the work of this one today, over several reforms."""
    name = entry.successor if entry.successor and base == entry.name else base
    for _ in range(3):
        name = _successors().get(name, name)
    return name


def _with_level(district: str) -> str:
    """A district's name with its level, in the usual spelling."""
    if re.match(r"(?:huyện|quận|thị xã|thành phố) ", district, re.IGNORECASE):
        return re.sub(r"^\w+(?: xã| phố)?(?= )", lambda m: m[0].lower(), district, flags=re.IGNORECASE)
    found = places.districts(district)
    return f"{found[0].kind if found else 'huyện'} {district}"


@cache
def _abbreviations() -> dict[str, str]:
    return {row["short"]: row["full"] for row in gazetteer("abbreviations")}


def _expanded(body: str) -> str:
    """The words of an open name with their abbreviations written out."""
    return " ".join(_abbreviations().get(word, word) for word in body.split())
