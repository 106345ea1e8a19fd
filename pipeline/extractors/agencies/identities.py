"""What follows from an agency's full name: its id, and the id of the body that has its work today."""

from __future__ import annotations

import datetime
import re
from functools import cache

from corpora import gazetteer
from pipeline import places
from pipeline.extractors.agencies.names import Entry


def identify(name: str, entry: Entry, on: datetime.date | None) -> str:
    """The stable id: slug of the body, "@", slug of its place; a town that bears its province's name keeps its level."""
    base, province = _body_and_province(name, entry, on)
    if province:
        return f"{places.slug(base)}@{places.slug(province.name)}"
    place = name.removeprefix(entry.name).strip() if name.startswith(entry.name) else ""
    if place and entry.scope in ("province", "party", "level"):
        return f"{places.slug(entry.name)}@{places.slug(place)}"
    return places.slug(name)


def successor(name: str, entry: Entry, on: datetime.date | None) -> str | None:
    """The id of the body that has the work today, where it is another."""
    base, province = _body_and_province(name, entry, on)
    if not province:
        return places.slug(entry.successor) if entry.successor and name == entry.name else None
    latest = _latest(base, entry)
    today = places.province(province.successor, places.MERGER)
    if today and today.city and not province.city and entry.scope == "party":
        latest = re.sub(r"\bTỉnh(?= ủy| ?đoàn)", "Thành", latest)
    new = f"{places.slug(latest)}@{places.slug(province.successor)}"
    return new if new != f"{places.slug(base)}@{places.slug(province.name)}" else None


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
