"""Provinces and districts by name, as of a date."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import cache
from typing import NamedTuple

from corpora import cells, gazetteer

MERGER = datetime.date(2025, 7, 1)  # NQ 202/2025/QH15: 34 provinces act, the district level ends


class Province(NamedTuple):
    """A province of one of the two systems."""

    name: str
    code: str
    city: bool  # run by the centre ("thành phố"), else "tỉnh"
    successor: str  # the name of the province that holds its area today

    @property
    def full(self) -> str:
        """The name with its kind: "tỉnh An Giang", "thành phố Hà Nội", "Thành phố Hồ Chí Minh"."""
        if self.name == "Hồ Chí Minh":
            return "Thành phố Hồ Chí Minh"
        return f"{'thành phố' if self.city else 'tỉnh'} {self.name}"


def fold(name: str) -> str:
    """The name in lower case without spaces, hyphens, dots and diacritics, for look-ups.

    >>> fold("TP. Hồ Chí Minh"), fold("Bà Rịa - Vũng Tàu")
    ('tphochiminh', 'bariavungtau')
    """
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D").replace("Ð", "D").casefold())
    return re.sub(r"[^a-z0-9]", "", plain)


def slug(name: str) -> str:
    """The name as an identifier: "Sở Y tế" -> "so-y-te"."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D").replace("&", " và ").casefold())
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", plain)).strip("-")


@cache
def _provinces(system: str) -> dict[str, Province]:
    """Every folded name and alias -> province."""
    found: dict[str, Province] = {}
    for row in gazetteer("provinces"):
        if row["system"] != system:
            continue
        city = row["type"] != "tỉnh"
        province = Province(row["name"], row["code"], city, row["successor_name"] or row["name"])
        names = [row["name"], row["ascii"], *(alias for alias in cells(row["aliases"]) if "U+" not in alias)]
        names += [f"{kind} {row['name']}" for kind in (("thành phố", "TP") if city else ("tỉnh",))]
        for name in names:
            found.setdefault(fold(name), province)
        found.setdefault(row["code"], province)
    return found


def province(name: str | None, on: datetime.date | None = None) -> Province | None:
    """The province of this name, alias or code as of a date; else one of the other system; else None.

    Names are compared without diacritics, so "Hòa Bình", "Hoà Bình" and "HOA BINH" are one.
    """
    if not name:
        return None
    key = fold(name)
    systems = ("new34", "old63") if on and on >= MERGER else ("old63", "new34")
    for system in systems:
        found = _provinces(system).get(key)
        if found:
            # Huế became a centrally run city half a year before the merger (NQ 175/2024/QH15).
            if found.name == "Thừa Thiên Huế" and on and on >= datetime.date(2025, 1, 1):
                return _provinces("new34")[fold("Huế")]
            return found
    return None


def current(name: str, on: datetime.date | None = None) -> Province | None:
    """The province of this name in the system that holds on a date, never one of the other."""
    found = province(name, on)
    system = "new34" if on and on >= MERGER else "old63"
    renamed = found is not None and found.name == "Huế" and on is not None and on >= datetime.date(2025, 1, 1)
    return found if found and (renamed or _provinces(system).get(fold(name)) == found) else None


def is_city(name: str, on: datetime.date | None = None) -> bool:
    """Whether the province of this name is run by the centre as a city on a date."""
    found = current(name, on)
    return found is not None and found.city


def is_province(name: str) -> bool:
    """Whether a name with its diacritics is that of a province, old or new."""
    return name in _exact()


@cache
def _exact() -> frozenset[str]:
    names = {row["name"] for row in gazetteer("provinces")}
    aliases = {alias for row in gazetteer("provinces") for alias in cells(row["aliases"]) if "U+" not in alias}
    return frozenset(names | {a for a in aliases if len(a) > 3 and not a.isupper()})


class District(NamedTuple):
    """A district as of 30 June 2025, or one that ended before."""

    name: str  # short: "Châu Phú"
    kind: str  # huyện, quận, thị xã, thành phố
    province: str


@cache
def _districts() -> dict[str, tuple[District, ...]]:
    found: dict[str, list[District]] = {}
    for row in (*gazetteer("districts"), *gazetteer("districts_former")):
        found.setdefault(fold(row["short_name"]), []).append(District(row["short_name"], row["type"].casefold(), row["province"]))
    return {key: tuple(value) for key, value in found.items()}


def districts(name: str) -> tuple[District, ...]:
    """The districts that bear this short name ("Phong Điền" is two), with diacritics or without."""
    return _districts().get(fold(name), ())


def district(name: str, in_province: str | None) -> District | None:
    """The district of this name in the province, else the only one of the name, else None."""
    found = districts(name)
    here = [d for d in found if in_province and fold(d.province) == fold(in_province)]
    if not here and in_province:  # an article of today names the province that the district's belongs to now
        here = [d for d in found if (old := province(d.province)) and fold(old.successor) == fold(in_province)]
    if here:
        return here[0]
    return found[0] if len(found) == 1 else None
