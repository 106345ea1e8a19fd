"""Who issued a document, as its words say it ("của UBND tỉnh") or as its symbol does ("UBND", "SYT", "TTg"), by the full name with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import corpora
from pipeline import places
from pipeline.places import Province
from pipeline.extractors.documents.symbols import LOWER, UPPER, fold


class Issuer(NamedTuple):
    """An issuer read at one place of a text; `name` is its full name with its place."""

    start: int
    end: int
    name: str


class _Entry(NamedTuple):
    surface: str  # case-folded
    name: str
    scope: str  # as in agencies.tsv


_ROLE = re.compile(
    r"""(?: Bộ[ ]trưởng | Thứ[ ]trưởng | (?:Phó[ ])?Chủ[ ]tịch | (?:Phó[ ])?Giám[ ]đốc | Tổng[ ]Giám[ ]đốc | Chánh[ ]Văn[ ]phòng | Thống[ ]đốc
          | Tổng[ ]Thanh[ ]tra | Chánh[ ]án | Viện[ ]trưởng | Thường[ ]trực
          | (?P<meeting> Hội[ ]nghị[ ](?:lần[ ]thứ[ ])?\w+(?:[ ]\([^)\n]{1,20}\))?,? ) )[ ]""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = rf"(?:[{UPPER}]{{2,}}|[{UPPER}][{LOWER}]*)"
_NAME = rf"{_WORD}(?:(?:[ ]-)?[ ]{_WORD}){{0,3}}"
_PLACE = re.compile(
    rf"""[ ](?: (?P<level> (?i: tỉnh | thành[ ]phố | tp\.? | huyện | quận | thị[ ]xã | tx\.? | xã | phường | thị[ ]trấn | đặc[ ]khu ) )
                (?![^\W_]) (?: [ ]?(?P<name> {_NAME} | \d{{1,2}}(?![\d/%.]) ) )?
              | (?P<only> {_NAME} ) )""",
    re.VERBOSE,
)
_LEVELS = {"tp": "thành phố", "tp.": "thành phố", "tx": "thị xã", "tx.": "thị xã"}
_TERM = re.compile(r",?[ ]\(?(?:khóa|nhiệm kỳ) [IVXL\d]\w{0,5}(?: ?- ?\d{4})?\)?(?!\w)", re.IGNORECASE)
_OPEN_END = re.compile(r"(?: (?!(?:về việc|đã|vừa|ban hành|ký|có|yêu cầu|ngày|là|được|và các|tổ chức|đề nghị|quy định)\b)[\w&-]+){1,14}")
_CENTRE = re.compile(
    r"(?:Hội nghị )?(?:Trung ương|TW)(?: lần thứ \w{1,9}| \d{1,2})?(?!\w)(?! (?:Đoàn|Hội|MTTQ|Mặt trận|Đảng))(?: \(?khóa [IVX]+\)?)?"
)
_FIRST = re.compile(r"\w+")


@cache
def _entries() -> dict[str, list[_Entry]]:
    """The names of agencies.tsv by their first syllable, longest first."""
    found: dict[str, list[_Entry]] = {}
    for row in corpora.gazetteer("agencies"):
        for surface in {row["name"], *corpora.cells(row["variants"]), *_abbreviated(row["name"])}:
            entry = _Entry(surface.casefold(), row["name"], row["scope"])
            found.setdefault(entry.surface.split()[0], []).append(entry)
    for entries in found.values():
        entries.sort(key=lambda e: -len(e.surface))
    return found


def _abbreviated(name: str) -> list[str]:
    """The usual short spellings of a ministry or sở: "Sở Thông tin và Truyền thông" -> "Sở TTTT", "Sở TT&TT", "Sở TT-TT", ..."""
    head, _, rest = name.partition(" ")
    if head not in ("Sở", "Bộ", "Phòng", "Ban") or " " not in rest:
        return []
    parts = [_initials(part) for part in re.split(r",? và | - |, ", rest)]
    return [f"{head} {sign.join(parts)}" for sign in ("", "&", "-", " & ", " - ", " và ")]


def _initials(name: str) -> str:
    return fold("".join(w[0].upper() for w in re.findall(r"\w+", name) if w not in ("và", "về", "các", "của")))


def read(text: str, start: int, home: Province | None) -> Issuer | None:
    """The issuer named at this place of the text; None where no agency of the gazetteer stands there."""
    centre = _CENTRE.match(text, start)
    if centre:
        return Issuer(start, centre.end(), "Ban Chấp hành Trung ương Đảng")
    role = _ROLE.match(text, start)
    at = role.end() if role else start
    entry = _entry(text, at)
    if not entry:
        return None
    end = at + len(entry.surface)
    if entry.scope == "open":
        return _open(text, at, end, entry, home)
    name = entry.name
    if entry.scope != "central":
        name, end = _placed(text, end, entry, home)
    term = _TERM.match(text, end)
    if role and not role["meeting"]:
        name = f"{role[0][0].upper()}{role[0][1:]}{name}"
    return Issuer(start, term.end() if term else end, name)


def _entry(text: str, start: int) -> _Entry | None:
    first = _FIRST.match(text, start)
    if not first:
        return None
    window = text[start : start + 80].casefold()
    for entry in _entries().get(first[0].casefold(), ()):
        after = window[len(entry.surface) : len(entry.surface) + 1]
        if window.startswith(entry.surface) and not after.isalnum() and (text[start].isupper() or " " in entry.surface):
            return entry
    return None


def before(text: str, start: int, end: int, home: Province | None) -> Iterator[Issuer]:
    """The issuers named in a stretch of text, from left to right; a name inside a longer one is passed over."""
    at = start
    for word in _FIRST.finditer(text, start, end):
        if word.start() >= at and (word[0][0].isupper() or word[0] in ("sở", "bộ", "ban")):
            issuer = read(text, word.start(), home)
            if issuer and issuer.end <= end:
                yield issuer
                at = issuer.end


def _placed(text: str, end: int, entry: _Entry, home: Province | None) -> tuple[str, int]:
    """The name with its place, and where it ends: the place that follows it, else the article's province."""
    level, place, end = _place(text, end)
    party = entry.scope == "party"
    small = re.match(r".*(Huyện|Quận|Thị) (?:ủy|đoàn)", entry.name)
    if small and not level:
        level = {"Huyện": "huyện", "Quận": "quận", "Thị": "thị xã"}[small[1]]
    province = places.province(place) if place and level in (None, "tỉnh", "thành phố") else None
    if province and (level is None or (level == "tỉnh") != province.city):
        return f"{entry.name} {province.name if party else province.full}", end
    if place is None and not small and (level in (None, "tỉnh") or level == "thành phố" and home and home.city):
        if home is None:
            return f"{entry.name} {level}" if level and not party else entry.name, end
        return f"{entry.name} {home.name if party else home.full}", end
    place = place or (_nearest(text, end, level) if level else None)
    return " ".join(filter(None, (entry.name, None if party else level, place))), end


def _place(text: str, end: int) -> tuple[str | None, str | None, int]:
    """The level word and the place name that follow, and where they end."""
    found = _PLACE.match(text, end)
    if not found:
        return None, None, end
    level = found["level"] and _LEVELS.get(found["level"].casefold(), found["level"].casefold())
    group = "name" if found["name"] else "only"
    words = (found[group] or "").split(" ")
    if level in (None, "tỉnh", "thành phố"):
        for n in range(len(words), 0, -1):  # "tỉnh An Giang Nguyễn Văn A": the longest known name
            name = " ".join(words[:n])
            known = (places.province(name) or level and places.province(f"TP {name}")) if name else None
            if known and (level or places.is_province(name) or name.startswith("TP")):
                return level, known.name, found.start(group) + len(" ".join(words[:n]))
    if level in (None, "tỉnh") or not words[0]:
        return level, None, found.end("level") if level else end
    known = [n for n in range(len(words), 0, -1) if words[0].isdigit() or places.districts(" ".join(words[:n]))]
    if not known and level in ("thành phố", "thị xã", "quận"):  # "UBND TP" + a person's name
        return level, None, found.end("level")
    name = " ".join(words[: known[0] if known else 2])
    return level, name, found.start(group) + len(name)


def _nearest(text: str, end: int, level: str) -> str | None:
    """The place of a level that was named last before here: "UBND huyện" after "huyện Châu Phú"."""
    found = re.findall(rf"\b{level} ({_WORD}(?: {_WORD}){{0,2}})", text[max(0, end - 2000) : end], re.UNICODE)
    return found[-1] if found else None


def _open(text: str, start: int, end: int, entry: _Entry, home: Province | None) -> Issuer | None:
    """An agency whose name goes on freely ("Ban Chỉ đạo ... tỉnh"): up to its level word, a mark or a verb."""
    rest = _OPEN_END.match(text, end)
    if not rest:
        return None
    stop, words = rest.end(), rest[0]
    level = re.search(r" (?:tỉnh|thành phố)(?= |$)", words)
    if level and home:
        stop = end + level.end()
        after = f" {home.name}"
        return Issuer(start, stop + len(after) * text.startswith(after, stop), f"{entry.name}{words[: level.start()]} {home.full}")
    about = re.search(r" về ", words)
    if about and entry.name not in ("Ủy ban", "Ban Chỉ đạo", "Hội đồng"):
        stop = end + about.start()
    return Issuer(start, stop, text[start:stop]) if stop > end else None


@cache
def _codes() -> dict[str, str]:
    """Issuer by folded code: the rows of issuer_codes.tsv, then the initials of central and provincial agencies."""
    found = {fold(row["code"]): row["issuer"] for row in corpora.gazetteer("issuer_codes")}
    for row in sorted(corpora.gazetteer("agencies"), key=lambda row: row["valid_to"], reverse=True):
        if row["scope"] in ("central", "province"):
            found.setdefault(_initials(row["name"]), row["name"] + (" tỉnh" if row["scope"] == "province" else ""))
    return found


@cache
def codes() -> frozenset[str]:
    """Every known issuer code, folded."""
    return frozenset(_codes())


def of_code(code: str, home: Province | None) -> str | None:
    """The issuer that a code in a symbol stands for; None for an unknown one, and for a provincial one where the province is unknown.

    >>> of_code("BGD&ĐT", None), of_code("QH15", None)
    ('Bộ Giáo dục và Đào tạo', 'Quốc hội')
    """
    name = _codes().get(fold(code)) or _codes().get(fold(re.sub(r"\d+$", "", code)))
    if name is None or not (name.endswith(" tỉnh") or "Tỉnh ủy" in name):
        return name
    if home is None:
        return None
    if "Tỉnh ủy" in name:
        return f"{name.replace('Tỉnh ủy', 'Thành ủy') if home.city else name} {home.name}"
    return f"{name[:-5]} {home.full}"
