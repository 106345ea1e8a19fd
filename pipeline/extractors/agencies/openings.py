"""Where a name of any length ends: "Ban Chỉ đạo phòng, chống dịch COVID-19 tỉnh | họp" (catalogue D1, D2)."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline import places
from pipeline.extractors.agencies.groups import Groups
from pipeline.extractors.agencies.localities import Place
from pipeline.extractors.agencies.names import Match, vocabulary

COMPANIES = vocabulary("company")
BARE = vocabulary("bare")
LOWER_CASE = BARE + vocabulary("lower_case")
_TITLE_WORDS = frozenset(vocabulary("title_word"))
_SURNAMES = frozenset(vocabulary("surname"))
_PERIOD = re.compile(r"giai đoạn \d{4} ?- ?\d{4}")
_INSIDE = {("phòng", "chống"), ("sát", "điều"), ("nhũng", "tiêu"), ("chống", "khắc"), ("hóa", "thể"), ("hóa", "khoa"), ("hóa", "thông"), ("học", "công"), ("nghệ", "đổi"), ("tạo", "chuyển")}


class Openings(Groups):
    """Reads names that no list fixes."""

    def open_end(self, match: Match) -> tuple[int, Place | None]:
        """The token after an open name, and the place phrase that closes it."""
        i = end = match.last
        lower, most = 0, 16 if match.entry.name in LOWER_CASE else 9
        while i < min(len(self.tokens), match.last + 30):
            place = self.place(i) if self.level_word(i) else None
            if place:
                return i, place
            step = next((step for rule in STEPS if (step := rule(self, match, i, end, lower)) is not None), None)
            if step is not None:
                if not step[0]:
                    break
                i, end = step
                continue
            lower = lower + 1 if self.tokens[i].text[0].islower() else 0
            if lower > most:
                break
            i = end = i + 1
        while end > match.last and self.low(end - 1) == "về":
            end -= 1
        return end, None

    def closes_later(self, i: int) -> bool:
        """Whether lower-case words from token i lead to "và ... tỉnh" or "tỉnh" without a stop word: a list inside a name."""
        for j in range(i, min(i + 13, len(self.tokens))):
            if j > i and self.level_word(j):
                return True
            token = self.tokens[j]
            plain = token.text[0].islower() or token.text == ","
            if token.low != "và" and (not plain or self.stops_at(j, after_head=True) or self.group_head(j)):
                return False
        return False

    def ends_in_place(self, last: int) -> bool:
        """Whether the last words before token `last` are a province's or district's name."""
        for n in (2, 3, 4, 5):
            words = self.text[self.tokens[max(last - n, 0)].start : self.tokens[last - 1].end]
            if places.is_province(words) or words[:1].isupper() and places.districts(words):
                return True
        return False


# Each rule says how to go on at token i of a name that reached `end`: (next token, new end); (0, 0) where the name ends; None when it has no say.
Step = tuple[int, int] | None
ENDS = (0, 0)


def _bracket(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """Trung tâm Điều hành (IOC) tỉnh: an abbreviation is part of the name, another bracket ends it."""
    if at.tokens[i].text != "(":
        return None
    short = i + 2 < len(at.tokens) and at.tokens[i + 2].text == ")" and at.tokens[i + 1].text.isupper() and end == i
    return (i + 3, i + 3) if short else ENDS


def _hyphen_inside(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """COVID-19."""
    token = at.tokens[i]
    glued = token.text == "-" and i + 1 < len(at.tokens) and at.tokens[i - 1].end == token.start and token.end == at.tokens[i + 1].start
    return (i + 2, i + 2) if glued else None


def _and_after_head(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """Ban Chỉ đạo | và đại diện ..."""
    return ENDS if i == match.last and at.low(i) == "và" else None


def _period(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """giai đoạn 2021-2025."""
    period = _PERIOD.match(at.text, at.tokens[i].start) if at.low(i) == "giai" else None
    return (at.token_at(i, period.end()),) * 2 if period else None


def _connector(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """và, - and &: the name goes on unless another body, a group, a verb or a title follows."""
    if at.tokens[i].text not in ("-", "&") and at.low(i) != "và":
        return None
    if i + 1 >= len(at.tokens) or not at.tokens[i + 1].text[0].isalpha():
        return ENDS
    small = at.tokens[i + 1].text[0].islower() and match.entry.name not in LOWER_CASE and not lower
    other = small or at.match(i + 1) or at.group_head(i + 1) and not at.capital(i + 1) or at.stops_at(i + 1) or at.low(i + 1) in _TITLE_WORDS
    return ENDS if other else (i + 1, end)


def _coping_with(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """ứng phó với biến đổi khí hậu."""
    return (i + 1, i + 1) if at.low(i) == "với" and at.back(i, 2) == ["ứng", "phó"] else None


def _comma(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """phòng, chống; Giám sát, điều hành ... tỉnh."""
    if at.tokens[i].text != ",":
        return None
    before, after = at.back(i, 1), at.low(i + 1)
    small = match.entry.name in LOWER_CASE and after and after[0].islower()
    inside = (*before, after) in _INSIDE or small and at.closes_later(i + 1)
    return (i + 1, end) if inside else ENDS


def _end_word(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """A mark, a stop word, a bare "tỉnh", a sở."""
    token = at.tokens[i]
    if not token.text[0].isalnum() or at.stops_at(i, after_head=i == match.last) or token.low == "tỉnh":
        return ENDS
    return ENDS if token.low == "sở" and at.back(i, 1) not in (["cơ"], ["trụ"], ["công"]) else None


def _other_body(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """Văn phòng Điều phối | Sở Y tế: a capitalised name of another body."""
    if i == match.last or not at.capital(i) or match.entry.name.startswith(("Tổ ", "Văn phòng", *COMPANIES)):
        return None
    other = at.match(i)
    return ENDS if other and other.entry.scope != "open" and other.entry.name not in ("Chính phủ", "Tỉnh ủy", "Thành ủy") else None


def _person(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """Trung tâm Y tế | Nguyễn Văn A."""
    if i == match.last or at.low(i) not in _SURNAMES or not all(at.capital(j) for j in (i, i + 1, i + 2)):
        return None
    return None if places.is_province(f"{at.tokens[i].text} {at.tokens[i + 1].text}") else ENDS


def _small_letter(at: Openings, match: Match, i: int, end: int, lower: int) -> Step:
    """Công ty Điện lực Quảng Trị | khôi phục; a name in capitals has none right after its head."""
    if not at.tokens[i].text[0].islower():
        return None
    after_place = i > match.last + 1 and at.ends_in_place(i)
    return ENDS if after_place or i == match.last and match.entry.name not in LOWER_CASE else None


STEPS: tuple[Callable[[Openings, Match, int, int, int], Step], ...] = (
    _bracket,
    _hyphen_inside,
    _and_after_head,
    _period,
    _connector,
    _coping_with,
    _comma,
    _end_word,
    _other_body,
    _person,
    _small_letter,
)
