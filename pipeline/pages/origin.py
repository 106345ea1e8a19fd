"""What site a page is of, and the province or district that it says it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpora import any_of, cells, gazetteer
from pipeline import places
from pipeline.pages.about import About
from pipeline.pages.walk import Tree

_OWNER = re.compile(
    r"cổng thông tin|cổng ttđt|trang thông tin điện tử|trang tin điện tử|cơ quan chủ quản|đơn vị chủ quản|bản quyền|^báo\s|^đài\s", re.IGNORECASE
)
_LONGEST = 200


@cache
def _names() -> re.Pattern[str]:
    provinces = {row["name"] for row in gazetteer("provinces")}
    provinces |= {
        alias for row in gazetteer("provinces") for alias in cells(row["aliases"]) if "U+" not in alias and len(alias) > 4 and not alias.isupper()
    }
    districts = {row["short_name"] for row in gazetteer("districts") if not row["short_name"].isdigit()}
    district = rf"(?:huyện|thị xã|quận|thành phố|tp\.?|tx\.?)\s(?P<district>{any_of(name.casefold() for name in districts)})"
    return re.compile(rf"(?<!\w)(?:{district}|(?P<province>{any_of(name.casefold() for name in provinces)}))(?!\w)")


def place_of(tree: Tree, about: About) -> str | None:
    """The province that the site's name tells ("An Giang"), or its district and province ("Châu Phú, An Giang")."""
    for name in _own_names(tree, about):
        low = " ".join(name.casefold().split())
        found_district = found_province = None
        for match in _names().finditer(low):
            if match["province"]:
                found_province = found_province or places.province(match["province"])
            elif not found_district and places.districts(match["district"]) and not places.province(match["district"]):
                found_district = match["district"]
        if found_district:
            district = places.district(found_district, found_province.name if found_province else None)
            if district:
                return f"{district.name}, {district.province}"
        if found_province:
            return found_province.name
    return None


def _own_names(tree: Tree, about: About) -> Iterator[str]:
    """What the page calls its site: in its head, after the title in <title>, in its banner and its foot."""
    for name in (about.site, about.publisher):
        if name and len(name) <= _LONGEST:
            yield name
    parts = re.split(r"\s+[|\-–—»:]+\s+", about.document)
    yield from (part for part in reversed(parts[1:]) if _OWNER.search(part))
    lines = tree.lines
    for line in (*lines[:15], *reversed(lines[-25:])):
        if line.length <= _LONGEST and _OWNER.search(line.text):
            yield line.text


def site_of(tree: Tree, about: About) -> str | None:
    """The name of the site, as its head, its <title> or its banner tells it."""
    if about.site:
        return about.site
    parts = re.split(r"\s+[|\-–—»:]+\s+", about.document)
    named = next((part for part in reversed(parts) if _OWNER.search(part)), None)
    return named or next((line.text for line in tree.lines[:8] if line.length <= 100 and _OWNER.search(line.text)), None)
