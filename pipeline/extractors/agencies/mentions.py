"""The mentions found so far: what later, shorter ones refer to."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from pipeline import places, schema
from pipeline.context import Context
from pipeline.extractors.agencies.identities import identify, successor
from pipeline.extractors.agencies.names import Entry, expanded, vocabulary
from pipeline.extractors.agencies.openings import Openings

_UNITS = tuple(f"{unit} " for unit in vocabulary("unit"))
_TITLE_BEFORE = re.compile(
    r"""
    (?<!\w)
    (?: (?: chủ[ ]tịch | giám[ ]đốc | bí[ ]thư | trưởng(?:[ ]ban|[ ]phòng|[ ]đoàn)? | ủy[ ]viên | phó ) (?:[ ]thường[ ]trực|[ ]chuyên[ ]trách)?
      | (?<!công[ ])chánh(?:[ ]văn[ ]phòng|[ ]thanh[ ]tra)?                      # not Sở Giao thông Công chánh
      | thủ[ ]trưởng | lãnh[ ]đạo | UVTV | bộ[ ]trưởng | thứ[ ]trưởng | chủ[ ]nhiệm | viện[ ]trưởng | chánh[ ]án | chỉ[ ]huy[ ]trưởng
      | (?:phó[ ])?thủ[ ]tướng | tổng[ ]cục[ ]trưởng | cục[ ]trưởng | vụ[ ]trưởng | chi[ ]cục[ ]trưởng
    )
    [ -]*$
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Mentions(Openings):
    """Records mentions and remembers them."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.found: list[schema.Agency] = []
        self.aliases: dict[str, str] = {}  # VEC -> full name
        self.heads: dict[str, str] = {}  # heads given as short names in brackets: Trung tâm -> full name

    def add(self, first: int, last: int, name: str, entry: Entry, granularity: str = "named", by: str = "") -> int:
        """The token after the mention [first, last), once it is recorded."""
        by_rule = f"rule:agencies.{by}" if by else f"row:agencies.{entry.name}"
        if granularity != "named":
            self.push(first, last, name, granularity, by_rule)
            return last
        on = self.context.published
        self.push(first, last, name, granularity, by_rule, identify(name, entry, on), successor(name, entry, on))
        if by != "alias":
            self._learn_alias(first, last, name)
        return last

    def add_class(self, first: int, last: int, entry: Entry, by: str = "") -> int:
        """Records the class that the words [first, last) name."""
        return self.add(first, last, self.written(first, last), entry, "class", by)

    def push(self, first: int, last: int, name: str, granularity: Any, by: str, agency: str | None = None, then: str | None = None) -> None:
        """Records a mention as it is; `then` is the successor."""
        confidence = 0.9 if granularity == "named" else 0.8
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        self.found.append(
            schema.Agency(
                start=start, end=end, name=name, agency=agency, granularity=granularity,
                in_title=self.in_title(first), successor=then, by=by, confidence=confidence,
            )
        )  # fmt: skip

    def in_title(self, first: int) -> bool:
        """Whether an official's title stands right before token `first`."""
        return bool(_TITLE_BEFORE.search(self.text, max(self.tokens[first].start - 40, 0), self.tokens[first].start))

    def _learn_alias(self, first: int, last: int, name: str) -> None:
        """Remembers the short name given in brackets at the end of a name or right after it: "(VEC)"."""
        for k in (last - 1, last + 2):
            if first + 2 <= k < len(self.tokens) and self.tokens[k].text == ")" and self.tokens[k - 2].text == "(":
                short = self.tokens[k - 1].text
                initials = "".join(token.low[0] for token in self.tokens[first : k - 2] if token.text[0].isalnum())
                # "Ban Chỉ đạo Chuyển đổi số (CĐS)": initials of the last words abbreviate these, not the whole name
                if short.isupper() and len(short) > 2 and (not initials.endswith(short.lower()) or len(initials) - len(short) < 3):
                    self.aliases.setdefault(short, name)

    def earlier(self, name: str, place: str = "") -> str | None:
        """The full name of the latest earlier mention whose name begins with these words and ends in this place."""
        key, close = places.fold(name), places.fold(place)
        for agency in self.found[:-500:-1]:  # the article's last five hundred mentions will do
            if agency.granularity == "named" and len(agency.name) > len(name) + len(place) + 1:
                folded = places.fold(agency.name)
                if folded.startswith(key) and folded.endswith(close):
                    return agency.name
        return None

    def follows_bracket(self, i: int, last: int) -> bool:
        """Whether the tokens [i, last) stand in brackets right after the mention before."""
        opened = self.back(i, 1) == ["("] and self.low(last) == ")" and bool(self.found)
        return opened and self.found[-1].end >= self.tokens[i - 1].start - 1

    def name_parents(self) -> None:
        """Joins a unit with its parent: one mention of "Phòng Tham mưu Công an tỉnh"; before "thuộc Công an tỉnh" the unit only bears its name."""
        joined: list[schema.Agency] = []
        for agency in self.found:
            unit = joined[-1] if joined else None
            between = self.text[unit.end : agency.start] if unit and agency.granularity == "named" else ""
            is_unit = unit and unit.by == "rule:agencies.open" and unit.name.startswith(_UNITS)
            if not unit or not is_unit or between not in (" ", " thuộc ", " của "):
                joined.append(agency)
                continue
            own = expanded(self.text[unit.start : unit.end])
            name = f"{own}{' ' if between == ' ' else ', '}{agency.name}"
            joined[-1] = msgspec.structs.replace(unit, name=name, agency=places.slug(name), successor=None)
            if between == " ":
                joined[-1] = msgspec.structs.replace(joined[-1], end=agency.end)
            else:
                joined.append(agency)
        self.found = joined
