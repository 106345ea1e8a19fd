"""Class phrases: "các sở, ban, ngành", "cấp ủy, chính quyền địa phương", "các đơn vị liên quan" (catalogue D3-D6)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.extractors.agencies.matches import Matches
from pipeline.extractors.agencies.names import LISTED, Match, not_agencies, tokenize, trie, vocabulary


@dataclass
class Phrase:
    """The beginning of a class phrase: a determiner and its heads."""

    first: int
    determiner: str | None
    heads: list[str] = field(default_factory=list)
    head_at: list[int] = field(default_factory=list)
    last: int = 0  # token after the last head


class Group(NamedTuple):
    """A class of bodies, or a list of kinds of places ("locality")."""

    first: int
    last: int
    name: str
    granularity: Any
    vague: bool  # "các đơn vị" with nothing that says which


PLACES_ONLY = frozenset(vocabulary("group_place"))
DETERMINERS = vocabulary("determiner")
PAIRS = frozenset(tuple(pair.split(" + ")) for pair in vocabulary("pair"))
_TAILS = [tail.split() for tail in vocabulary("tail")]
_AFTER_HEAD = frozenset(vocabulary("after_group_head"))
_NO_PLACE = frozenset(vocabulary("no_place"))
_UNITS = ("đơn vị", "cơ quan", "tổ chức")
_ADDRESSED = frozenset({"cơ quan", "đơn vị", "địa phương", "tổ chức", "ngành"})
_PARTY = frozenset({"cấp ủy", "cấp ủy đảng", "đoàn thể", "hội", "đảng bộ"})
_HEADS: dict[str, list[tuple[str, list[str]]]] = {}  # first word -> heads with their words
for _head in vocabulary("group_head"):
    _parts = [token.low for token in tokenize(_head)]
    _HEADS.setdefault(_parts[0], []).append((_head, _parts))
_HEAD_LENGTH = {head: len(parts) for heads in _HEADS.values() for head, parts in heads}
STARTS = frozenset(_HEADS) | {determiner.split()[0] for determiner in DETERMINERS}
_KINDS_OF_UNIT = re.compile(rf"(?:{'|'.join(vocabulary('unit_kind'))})\b(?! ,)")
_TIERS = re.compile(r" (?:hai|ba|0?[23]) cấp\b")
_AUTHORITIES = re.compile(
    r"""
    địa[ ]phương\b
  | (?:các[ ])?cấp(?:[ ]tỉnh|[ ]huyện|[ ]xã|[ ]cơ[ ]sở)?\b (?:(?:,|[ ]và)?[ ]cấp[ ](?:huyện|xã|cơ[ ]sở))*       # chính quyền các cấp, cấp xã
  | (?:các[ ]|\d+[ ])(?:địa[ ]phương|thôn|xã|phường|huyện|quận|thị[ ]trấn)
    (?:,[ ](?:xã|phường|thị[ ]trấn|huyện|thị[ ]xã|thành[ ]phố))*\b                                              # chính quyền các xã, phường
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Groups(Matches):
    """Reads class phrases."""

    def phrase(self, i: int) -> Phrase | None:
        """The determiner and the heads that begin at token i: "các sở, ban, ngành"."""
        low = self.tokens[i].low
        if low not in STARTS:
            return None
        determiner = next((d for d in DETERMINERS if d.startswith(low) and self.words(i, len(d.split())) == d.split()), None)
        phrase = Phrase(i, determiner)
        j: int | None = i + (len(determiner.split()) if determiner else 0)
        if not determiner and self.words(i, 2) == ["tổ", "chức"]:
            return None
        while j is not None and (head := self.group_head(j)):
            phrase.heads.append(head)
            phrase.head_at.append(j)
            phrase.last = j + _HEAD_LENGTH[head]
            phrase.last += head == "cấp ủy" and self.low(phrase.last) == "đảng"
            if self._begins_later(phrase) or self._stands_by_itself(phrase):
                return None
            j = self._next_head(phrase)
        return phrase if phrase.heads else None

    def _past_joint(self, phrase: Phrase) -> int | None:
        """The token after the separator that follows the last head; None where no further head can stand."""
        k = phrase.last
        if self.words(k, 3) == ["và", "tổ", "chức"]:
            return None
        past = self.past_separator(k, (",", "và", "/", "-"))
        return past if past > k or (phrase.heads[-1], self.group_head(k)) in PAIRS else None

    def _begins_later(self, phrase: Phrase) -> bool:
        """trên địa bàn tỉnh và | các đơn vị: the group begins at "các"."""
        k = self._past_joint(phrase)
        return k is not None and self.low(k) == "các" and not phrase.determiner and phrase.heads[0] in PLACES_ONLY

    def _stands_by_itself(self, phrase: Phrase) -> bool:
        """Huyện Đoàn, | các phòng, ban: a committee by its name before a group."""
        k = self._past_joint(phrase)
        return k is not None and self.low(k) == "các" and not phrase.determiner and phrase.heads[0].endswith((" ủy", " đoàn")) and len(phrase.heads) == 1

    def _next_head(self, phrase: Phrase) -> int | None:
        """The token of the next head, None where the last one is read."""
        k = self._past_joint(phrase)
        if k is None:
            return None
        if self.low(k) == "các":
            following = self.group_head(k + 1)
            after = k + 1 + len(following.split()) if following else k
            if following in _UNITS and self.tail(after) > after:
                return None  # "các sở, ngành và các đơn vị liên quan" are two
            k += 1
        if self.capital(k) and not phrase.determiner and phrase.heads[0] in PLACES_ONLY and not self.capital(phrase.first):
            return None  # Trường Chính trị tỉnh, | Đảng ủy xã
        return k if self.group_head(k) else None

    def group_head(self, i: int) -> str | None:
        """The head of a class phrase at token i."""
        heads = _HEADS.get(self.tokens[i].low) if i < len(self.tokens) else None
        if not heads or i and f"{self.tokens[i - 1].low} {self.tokens[i].low}" in not_agencies():
            return None
        words = self.words(i, 8)
        for head, parts in heads:
            if words[: len(parts)] == parts:
                return head if self._head_ends(i + len(parts), head) else None
        return None

    def _head_ends(self, i: int, head: str) -> bool:
        """Whether a one-word head stands alone: "ban, ngành" but not "ban hành", "bộ hồ sơ", "Sở Y tế", "xã hội"."""
        if i >= len(self.tokens) or " " in head or head in ("ngành", "quận", "phường"):
            return True
        following = self.tokens[i]
        if head == "phòng" and self.words(i, 2) == [",", "chống"]:
            return False
        if head in PLACES_ONLY:
            return following.text[0].islower() and following.low not in _NO_PLACE or not following.text[0].isalpha()
        if following.text in ",;.:()/…–-\n" or following.low in _AFTER_HEAD or self.stops_at(i):
            return True
        return (head, following.low) in PAIRS

    def tail(self, last: int) -> int:
        """The token after "liên quan", "trực thuộc" and the like at token `last`."""
        for words in _TAILS:
            if self.words(last, len(words)) == words:
                after = last + len(words)
                return after + 2 if words == ["chức", "năng"] and self.words(after, 2) == ["liên", "quan"] else after
        return last

    # -- what a phrase is

    def list_head(self, phrase: Phrase) -> Match | None:
        """The first name of the list that a phrase announces: "các Sở: | Y tế, Tài chính"."""
        last = phrase.last
        colon = self.low(last) == ":"
        if phrase.heads[0] not in LISTED or phrase.determiner != "các" and (phrase.determiner or not colon):
            return None
        j = last + 1 if colon else last
        if not self.capital(j) or self.tokens[j].text in ("TP", "TT", "TX"):
            return None
        return self.longest(j, trie()[phrase.heads[0]])

    def group(self, phrase: Phrase) -> Group | None:
        """The class that a phrase names, if it names one."""
        tail = self._group_tail(phrase) if self._is_group(phrase) else None
        if tail is None:
            return None
        heads, last = phrase.heads, tail
        place = self.place(tail) if self.level_word(tail) or heads[-1] in ("ngành", "sở") else None
        if place and not place.name and place.level in ("tỉnh", "thành phố", "huyện", "quận") and self.low(tail) != "của":
            last = place.last
        names_places = all(head in PLACES_ONLY for head in heads)
        vague = heads[-1] in _UNITS and last == phrase.last and self._goes_on(last)
        return Group(phrase.first, last, self._group_name(phrase, tail), "locality" if names_places else "class", vague)

    def _goes_on(self, i: int) -> bool:
        """Whether words that no rule knows follow."""
        return i < len(self.tokens) and self.tokens[i].text[0].islower() and not self.stops_at(i) and not self.place(i)

    def _group_name(self, phrase: Phrase, tail: int) -> str:
        """The written words without the level they end in."""
        name = " ".join(re.sub("phuơng", "phương", self.written(phrase.first, tail)).split())
        name = name[0].lower() + name[1:]
        if phrase.heads != ["chính quyền"]:
            name = re.sub(r" cấp (?:tỉnh|huyện|xã|thành phố)$", "", name)
        return name.removesuffix(" trực thuộc") if name.endswith(" trực thuộc") and self.match(tail) else name

    def _is_group(self, phrase: Phrase) -> bool:
        heads, last, determiner = phrase.heads, phrase.last, phrase.determiner
        after = self.words(last, 3)
        if len(heads) == 1 and after in ([",", "lĩnh", "vực"], [",", "cá", "nhân"], [",", "doanh", "nghiệp"]):
            return False
        if determiner:
            return self._is_determined_group(phrase, after[0] if after else "")
        related = after[:1] == ["liên"] or after[:2] == ["có", "liên"]
        if set(heads) <= _ADDRESSED:
            return heads != ["ngành"] and (self._addressed(phrase) or self._joined(phrase)) or related
        if heads in (["hội"], ["thành phố"]) or set(heads) == {"tỉnh"}:
            return False
        if heads[0] in (*_PARTY, "chính quyền") and after[:2] == ["các", "cấp"]:
            return True
        if heads == ["chính quyền"] and after[:2] == ["địa", "phương"] and _TIERS.match(self.text, self.tokens[last + 1].end):
            return False  # the model of government, no body: chính quyền địa phương 2 cấp
        if heads == ["chính quyền"]:
            return _AUTHORITIES.match(self.text, self.tokens[last].start if last < len(self.tokens) else len(self.text)) is not None
        if len(heads) >= 2:
            return not all(head in PLACES_ONLY or head == "cấp" for head in heads)
        return heads[0] == "cơ quan thường trực" or heads[0] == "chủ đầu tư" and self._addressed(phrase)

    def _is_determined_group(self, phrase: Phrase, after: str) -> bool:
        """các sở, ngành | các bộ phải | một số địa phương."""
        heads, determiner = phrase.heads, phrase.determiner
        if heads in (["tổ chức"], ["hội"]) or determiner in ("một số", "nhiều", "mọi") and set(heads) <= PLACES_ONLY:
            return False
        if heads == ["bộ"]:  # not "các bộ hồ sơ"
            return determiner in ("các", "một số") and after in ("cần", "phải", "liên", "có", "sẽ", "phối", ",", "và")
        return heads not in (["cấp"], ["ban"], ["phòng"], ["thành"], ["thị"], ["chính quyền"])

    def _addressed(self, phrase: Phrase) -> bool:
        """Whether a modal follows the words, or a verb of ordering stands before them."""
        before = self.back(phrase.first, 2)
        return self.low(phrase.last) in ("cần", "phải", "nên") or before in (["yêu", "cầu"], ["đề", "nghị"]) or before[1:] == ["giao"]

    def _joined(self, phrase: Phrase) -> bool:
        """Whether others work with them: phối hợp với | cơ quan chức năng, cùng đơn vị tư vấn."""
        if self.back(phrase.first, 1) not in (["với"], ["cùng"]) or phrase.last >= len(self.tokens):
            return False
        return self.tail(phrase.last) > phrase.last or _KINDS_OF_UNIT.match(self.text, self.tokens[phrase.last].start) is not None

    def _past_units(self, last: int) -> int:
        """The token after ", đơn vị sự nghiệp" that goes on "các cơ quan hành chính"."""
        k = self.past_separator(last, (",", "và"))
        head = self.group_head(k) if k > last else None
        if head not in _UNITS or k + 2 >= len(self.tokens):
            return last
        kind = _KINDS_OF_UNIT.match(self.text, self.tokens[k + 2].start)
        return self._past_units(self.token_at(k + 2, kind.end())) if kind else last

    def _group_tail(self, phrase: Phrase) -> int | None:
        """The token after the words that belong to a group's name ("liên quan"); None when it is no group after all."""
        heads, last = phrase.heads, phrase.last
        after = self.tail(last)
        if after > last and heads[-1] != "chính quyền":
            return after
        if heads[0] in _PARTY and self.words(last, 2) == ["các", "cấp"]:
            return last + 2
        if last >= len(self.tokens):
            return last
        if heads[-1] == "chính quyền":
            authorities = _AUTHORITIES.match(self.text, self.tokens[last].start)
            return self.token_at(last, authorities.end()) if authorities else last
        if heads[-1] not in _UNITS:
            return last
        kind = _KINDS_OF_UNIT.match(self.text, self.tokens[last].start)
        if kind:
            return self._past_units(self.token_at(last, kind.end()))
        # "các đơn vị Huyện Đoàn, Hội Nông dân": the names stand for themselves
        return None if self.capital(last) and self.match(last) else last
