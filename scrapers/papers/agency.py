"""The issuer's name from the lines of a head: "UBND TỈNH NAM ĐỊNH / SỞ Y TẾ" -> "Sở Y tế tỉnh Nam Định". Uses `corpora` and `pipeline.places`."""

from __future__ import annotations

import re
from functools import cache

import corpora
from pipeline import places
from scrapers.papers import cues
from scrapers.papers.blocks import bare, tidy

LEVELS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu", "TP.", "TP")
_SMALL = frozenset(bare(w) for w in ("và", "của", "các", "về", "cho", "với", "tỉnh", "huyện", "xã", "phường", "quận", "thành phố", "thị", "trấn", "khu"))
_PARTY = re.compile(r"(?:tinh|thanh|huyen|quan|thi|dang) uy(?![^\W_])")


def issuer(lines: list[str], place: str | None) -> str | None:
    """The name of the body that issues, written as the corpus writes names; None where the lines name none.

    >>> issuer(["UBND TỈNH NAM ĐỊNH", "SỞ Y TẾ"], "Nam Định"), issuer(["ỦY BAN NHÂN DÂN", "TỈNH NAM ĐỊNH"], "Nam Định")
    ('Sở Y tế tỉnh Nam Định', 'UBND tỉnh Nam Định')
    """
    written = [_cased(name) for name in names(lines)]
    if not written:
        return None
    name, above = written[-1], written[-2] if len(written) > 1 else None
    if above and _joint(lines):
        return "; ".join(_placed(one, None, place) for one in written)
    return _placed(name, above, place)


def place(written: str) -> str:
    """The place of a head's date; a province's name with the marks that a reader of scans has lost."""
    found = places.province(written)
    return written if found is None or places.is_province(written) else found.name


def names(lines: list[str]) -> list[str]:
    """The lines joined where a name goes on in the next one, and cut where a dash stands between two.

    >>> names(["UBND TỈNH NAM ĐỊNH", "SỞ LAO ĐỘNG -", "THƯƠNG BINH VÀ XÃ HỘI", "-----"])
    ['UBND TỈNH NAM ĐỊNH', 'SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI']
    """
    found: list[str] = []
    for line in (part for line in lines for part in _bodies(line)):
        line = tidy(re.sub(r"[_*=~.…]{2,}|-{2,}|^[\W_]+|[\s_*,;:]+$", " ", line))
        if not re.search(r"[^\W\d_]{2}", line):
            continue
        # "BAN CHỈ ĐẠO / CẢI CÁCH HÀNH CHÍNH": a line that begins with no agency's word goes on with the one above.
        if found and (not cues.starts("agency", line) or _open_ended(found[-1])):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return [name.rstrip(" -–") for name in found]


def _bodies(line: str) -> list[str]:
    """The line cut at dashes after which another body's name begins."""
    cuts = [dash for dash in re.finditer(r"\s[-–]\s+(?=\S)", line) if cues.starts("agency", line[dash.end() :])]
    ends = [0, *(dash.end() for dash in cuts)]
    return [line[a:b] for a, b in zip(ends, [*(dash.start() for dash in cuts), len(line)], strict=True)]


def _open_ended(name: str) -> bool:
    return bare(name).endswith((" va", ",", " cua", " truc", " thuong truc"))


def _joint(lines: list[str]) -> bool:
    """Whether two bodies issue together: a dash stands between their names."""
    text = "\n".join(lines)
    return any(cues.starts("agency", text[dash.end() :]) for dash in re.finditer(r"\s[-–]\s+(?=\S)", text))


def _placed(name: str, above: str | None, place: str | None) -> str:
    """The name with what completes it: the Party committee or province of the line above, else the place of the date."""
    head = bare(name)
    if above:
        committee = _PARTY.match(bare(above))
        if committee and not _PARTY.search(head):
            return f"{name} {above}"
        if head.startswith("ban chap hanh") and bare(above).startswith("dang bo"):
            return f"{name} {above}"
        if head.startswith("ban chap hanh") and bare(above).startswith("doan "):
            return f"{name[:13]} {above}{name[13:]}"
        if head in ("van phong", "thuong truc", "ban thuong truc"):
            return f"{name} {above}"
    if _has_place(name) or _central(name):
        return name
    if above and (located := _place_of(above)):
        return f"{name} {located}"
    if above is None or _has_no_place(above):
        return f"{name} {_province(place)}" if place and _province(place) and _provincial(name) else name
    return name


def _has_no_place(name: str) -> bool:
    return not _has_place(name) and not _central(name)


@cache
def _heads_of(scope: str) -> frozenset[str]:
    return frozenset(bare(n) for row in corpora.gazetteer("agencies") if row["scope"] == scope for n in (row["name"], *corpora.cells(row["variants"])))


def _central(name: str) -> bool:
    return bare(name) in _heads_of("central") or bare(name).startswith(("bo ", "tong cuc ", "chinh phu", "thu tuong", "quoc hoi"))


def _provincial(name: str) -> bool:
    head = bare(name)
    if head in _heads_of("province") or head.startswith(("so ", "ban chi dao", "thanh tra", "cong an", "ban quan ly", "ubnd", "hdnd", "van phong ubnd")):
        return True
    return head in _heads_of("level")


_LEVEL = re.compile(rf"(?<![^\W_])(?:{'|'.join(re.escape(level) for level in LEVELS)})\s+(?!hội(?!\w))(?=[^\W\d_])", re.IGNORECASE)  # not "xã hội"


def _has_place(name: str) -> bool:
    return _place_of(name) is not None or bool(_PARTY.match(bare(name)))


def _place_of(name: str) -> str | None:
    """The place with its level that a name ends with: "tỉnh Nam Định"; a province's name alone gets its level."""
    found = list(_LEVEL.finditer(name))
    if found:
        return re.sub(r"^TP\.? ?", "thành phố ", name[found[-1].start() :])
    for size in (4, 3, 2):
        last = " ".join(name.split()[-size:])
        if len(name.split()) > size and places.is_province(last):
            return _province(last)
    return None


def _province(place: str | None) -> str | None:
    named = re.sub(r"^(?:TP\.?|thành phố|tỉnh)\s*", "", place or "", flags=re.IGNORECASE)
    found = places.province(named) if named else None
    return found.full if found else None


# --- capitals ------------------------------------------------------------------------------------------------------------------------------

_SHORT = {"uy ban nhan dan": "UBND", "hoi dong nhan dan": "HĐND"}


@cache
def _spellings() -> dict[str, str]:
    """How names of agencies and places are written, by their bare capitals."""
    found: dict[str, str] = {}
    for row in corpora.gazetteer("agencies"):
        for name in (row["name"], *corpora.cells(row["variants"])):
            found.setdefault(name.upper(), name)
    for row in corpora.gazetteer("provinces"):
        found[row["name"].upper()] = row["name"]
    for table in ("districts", "districts_former"):
        for row in corpora.gazetteer(table):
            found.setdefault(row["short_name"].upper(), row["short_name"])
    for row in corpora.gazetteer("abbreviations"):
        found.setdefault(row["full"].upper(), row["full"])
    return {_key(name): written for name, written in found.items()} | found


def _cased(name: str) -> str:
    """A name in capitals as it is written in a text; a name in small letters as it is, UBND and HĐND short."""
    words = name.split()
    if name.upper() == name:
        words = _spelt(words)
    text = " ".join(words)
    for long, short in _SHORT.items():
        at = bare(text).find(long)
        if at >= 0:
            text = f"{text[:at]}{short}{text[at + len(long) :]}"
    text = re.sub(r"(?<=[a-zà-ỹ]) Tỉnh (?=[A-ZĐ])", " tỉnh ", text)
    text = text.replace("thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh")
    return text[:1].upper() + text[1:]


def _spelt(words: list[str]) -> list[str]:
    spellings = _spellings()
    written: list[str] = []
    at, named = 0, False  # named: what follows a level is a place's name
    head = cues.length("agency", " ".join(words))  # "Ban Quản lý ...", "Chi cục Dân số": the word after the head is a capital's
    while at < len(words):
        size = next((n for n in range(min(9, len(words) - at), 0, -1) if (n > 1 or not written) and _known(spellings, words[at : at + n])), 0)
        if size:
            written += _known(spellings, words[at : at + size]).split()
            at, named = at + size, False
            continue
        word = words[at]
        level = next((n for n in (2, 1) if _is_level(words, at, n)), 0)
        if level:
            written += _LEVELS[bare(" ".join(words[at : at + level]))].split()
            at, named = at + level, True
            continue
        if named:
            written.append(word.capitalize())
        elif _acronym(word):
            written.append(word)
        else:
            written.append(word.capitalize() if not written or len(written) == head else word.lower())
        at += 1
    return written


_LEVELS = {bare(level): level for level in LEVELS}  # bare: a reader of scans takes TỈNH for TĨNH


def _is_level(words: list[str], at: int, size: int) -> bool:
    """Whether these words are a level's and a place follows; misread ones only where that place is known."""
    said, after = " ".join(words[at : at + size]), words[at + size :]
    if not after or bare(after[0]) == "hoi" or bare(said) not in _LEVELS:  # not "xã hội"
        return False
    if said.lower() in LEVELS:
        return True
    return any(places.province(" ".join(after[:n])) or places.districts(" ".join(after[:n])) for n in (2, 3, 4))


def _known(spellings: dict[str, str], words: list[str]) -> str:
    """How the name that these words are is written; "" where they are none. A name of several words may have lost marks."""
    said = " ".join(words)
    return spellings.get(said) or (spellings.get(_key(said), "") if len(words) > 1 else "")


def _key(name: str) -> str:
    """The name bare and without its dashes and commas."""
    return " ".join(re.findall(r"[^\W_]+", bare(name)))


def _acronym(word: str) -> bool:
    """UBND, CCHC, QLDA: letters that no syllable has side by side."""
    return len(word) > 1 and not re.search(r"[AEIOUY]", bare(word).upper()) or bare(word) in ("ubnd", "ubmttq", "qlda", "gddt")
