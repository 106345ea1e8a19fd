"""Names of agencies.tsv in a text, and the words that only look like one (catalogue D16)."""

from __future__ import annotations

from collections.abc import Callable

from pipeline import places
from pipeline.extractors.agencies.localities import Localities
from pipeline.extractors.agencies.names import Match, not_agencies, vocabulary


class Matches(Localities):
    """Finds the names of the trie that hold up where they stand."""

    def match(self, i: int) -> Match | None:
        """The longest name that begins at token i, unless its words mean something else here."""
        match = self.longest(i)
        return match if match and not any(refuses(self, match) for refuses in REFUSALS) else None


def _other_words(at: Matches, match: Match) -> bool:
    """Văn phòng phẩm, bộ tiêu chí, ban giám khảo."""
    return match.last - match.first < 3 and any(" ".join(at.words(match.first, n)) in not_agencies() for n in (2, 3, 4))


_COMMON = frozenset({"Chính phủ", "Quốc hội", "Thuế", "Công an", "Thanh tra", "Đoàn TNCS Hồ Chí Minh", "Hội Nông dân", "Bảo hiểm xã hội", "Bưu điện"})


def _common_noun(at: Matches, match: Match) -> bool:
    """Nộp thuế, việc thanh tra, đóng bảo hiểm xã hội: small letters and no place."""
    small = match.entry.name in _COMMON and at.tokens[match.first].text[0].islower()
    return small and not at.place(match.last) and not at.levels(match.last)


def _number_of_cases(at: Matches, match: Match) -> bool:
    """Thêm 2 ca xã Tam Hiệp: "ca" is short for the police in capitals only."""
    return at.low(match.first) == "ca" and not at.tokens[match.first].text.isupper()


def _government(at: Matches, match: Match) -> bool:
    """Chính quyền is a committee only with its place: chính quyền tỉnh, chính quyền Lâm Đồng; not chính quyền các cấp."""
    return at.words(match.first, 2) == ["chính", "quyền"] and not at.place(match.last)


def _statistics(at: Matches, match: Match) -> bool:
    """Thống kê is a body only with a capital and a place."""
    return match.entry.name == "Thống kê" and (at.tokens[match.first].text[0].islower() or not at.place(match.last))


def _member(at: Matches, match: Match) -> bool:
    """Tỉnh ủy viên: a person."""
    return at.low(match.last) == "viên" and match.entry.name.endswith((" ủy", "đoàn", "Trung ương", "ủy"))


def _congress(at: Matches, match: Match) -> bool:
    """Đại hội Đảng bộ tỉnh, Đại hội đại biểu Đảng bộ huyện: a meeting."""
    return match.entry.name == "Đảng bộ" and at.back(match.first, 2) in (["đại", "hội"], ["đại", "biểu"])


def _person_named_doan(at: Matches, match: Match) -> bool:
    """Chủ tịch UBND tỉnh Đoàn Văn A: a level word and a family name."""
    return match.entry.name.endswith("đoàn") and at.level_word(match.first) is not None


def _front(at: Matches, match: Match) -> bool:
    """Mặt trận alone is a body only with its place: Mặt trận tỉnh, Mặt trận các cấp; not công tác Mặt trận."""
    short = match.entry.name == "Mặt trận Tổ quốc Việt Nam" and at.words(match.first, match.last - match.first) == ["mặt", "trận"]
    return short and not (at.capital(match.first) and (at.level_word(match.last) or at.levels(match.last)))


def _prevention(at: Matches, match: Match) -> bool:
    """Phòng, chống thiên tai; phòng cháy."""
    following = at.words(match.last, 2)
    return match.entry.name == "Phòng" and (following[:1] in (["chống"], ["cháy"], ["ngừa"]) or following == [",", "chống"])


def _digital_government(at: Matches, match: Match) -> bool:
    """Chính phủ điện tử, chính phủ số, chính phủ kiến tạo."""
    return match.entry.name == "Chính phủ" and (at.low(match.last) in ("số", "kiến") or at.words(match.last, 2) == ["điện", "tử"])


def _deputy(at: Matches, match: Match) -> bool:
    """Phó Thủ tướng Chính phủ is a person."""
    return match.entry.name == "Thủ tướng Chính phủ" and at.back(match.first, 1) == ["phó"]


def _inside_a_word(at: Matches, match: Match) -> bool:
    """Trung tâm in small letters, văn | phòng, xã | hội, cơ | sở, nhiệm | vụ."""
    first, name, before = at.tokens[match.first], match.entry.name, at.back(match.first, 1)
    if name == "Trung tâm" and first.text[0].islower() or (name, *before) in (("Phòng", "văn"), ("Hội", "xã")):
        return True
    if first.text == "bộ" and before == ["đảng"]:
        return True
    if name == "Vụ" or first.text.islower() and before not in (["trưởng"], ["phó"]):
        return f"{' '.join(before)} {first.low}" in not_agencies()
    return False


def _head_alone(at: Matches, match: Match) -> bool:
    """A head of one syllable needs a capital, and a capital after it: "Hội An" and "ban hành" are no bodies."""
    if match.entry.scope != "open" or match.last != match.first + 1 or match.last >= len(at.tokens):
        return False
    first, following, before = at.tokens[match.first], at.tokens[match.last], at.back(match.first, 1)
    if first.text.isupper() and len(first.text) > 1:
        return False  # BCĐ phòng chống dịch
    if not following.text[0].isupper() or first.text == "ban" and before in (["trưởng"], ["phó"], ["giao"]):
        return True
    if first.text == "phòng" and before in (["trưởng"], ["đạo"], ["phó"]):
        return False
    return not first.text[0].isupper() or bool(places.districts(f"{first.text} {following.text}"))


def _to_be_set_up(at: Matches, match: Match) -> bool:
    """Lập 2 đoàn kiểm tra, một hội đồng, cử đoàn công tác: bodies without a name."""
    before = at.low(match.first - 1) if match.first else ""
    small = match.entry.scope == "open" and at.tokens[match.first].text[0].islower()
    return small and match.entry.name not in vocabulary("every_commune") and (before.isdigit() or before in ("một", "lập", "cử"))


REFUSALS: tuple[Callable[[Matches, Match], bool], ...] = (
    _other_words,
    _common_noun,
    _number_of_cases,
    _government,
    _statistics,
    _member,
    _congress,
    _person_named_doan,
    _front,
    _prevention,
    _digital_government,
    _deputy,
    _inside_a_word,
    _head_alone,
    _to_be_set_up,
)
