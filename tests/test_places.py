"""Provinces and districts by name, as of a date."""

from __future__ import annotations

import datetime

import pytest

from corpora import gazetteer
from pipeline.places import is_city, district, districts, fold, is_province, province, slug

OLD, NEW = datetime.date(2024, 6, 1), datetime.date(2025, 8, 1)


@pytest.mark.parametrize(
    ("name", "on", "full", "reason"),
    [
        ("Nam Định", OLD, "tỉnh Nam Định", "a province"),
        ("tỉnh Nam Định", OLD, "tỉnh Nam Định", "with its level word"),
        ("36", OLD, "tỉnh Nam Định", "by its code"),
        ("nam dinh", OLD, "tỉnh Nam Định", "without diacritics"),
        ("NAM ĐỊNH", OLD, "tỉnh Nam Định", "in capitals"),
        ("Hoà Bình", OLD, "tỉnh Hòa Bình", "the tone mark in the old place"),
        ("Bà Rịa - Vũng Tàu", OLD, "tỉnh Bà Rịa - Vũng Tàu", "with a hyphen"),
        ("Bà Rịa – Vũng Tàu", OLD, "tỉnh Bà Rịa - Vũng Tàu", "with a dash"),
        ("BR-VT", OLD, "tỉnh Bà Rịa - Vũng Tàu", "by its initials"),
        ("Bắc Cạn", OLD, "tỉnh Bắc Kạn", "another spelling"),
        ("Đắc Lắc", OLD, "tỉnh Đắk Lắk", "yet another"),
        ("Ðiện Biên", OLD, "tỉnh Điện Biên", "the Icelandic letter for Đ"),
        ("Hà Nội", OLD, "thành phố Hà Nội", "a city run by the centre"),
        ("TP. Hà Nội", OLD, "thành phố Hà Nội", "with TP."),
        ("Thủ đô Hà Nội", OLD, "thành phố Hà Nội", "the capital"),
        ("TP.HCM", OLD, "Thành phố Hồ Chí Minh", "its name holds Thành phố"),
        ("TPHCM", OLD, "Thành phố Hồ Chí Minh", "in one word"),
        ("Thành phố Hồ Chí Minh", OLD, "Thành phố Hồ Chí Minh", "in full"),
        ("HCM", OLD, "Thành phố Hồ Chí Minh", "by its initials alone"),
        ("Sài Gòn", OLD, "Thành phố Hồ Chí Minh", "by its old name"),
        ("Thừa Thiên Huế", datetime.date(2024, 12, 31), "tỉnh Thừa Thiên Huế", "the last day of a province"),
        ("Thừa Thiên Huế", datetime.date(2025, 1, 1), "thành phố Huế", "a city from then on (NQ 175/2024/QH15)"),
        ("TT-Huế", OLD, "tỉnh Thừa Thiên Huế", "abbreviated"),
        ("Huế", NEW, "thành phố Huế", "under its new name"),
        ("Quảng Nam", datetime.date(2025, 6, 30), "tỉnh Quảng Nam", "the last day of the 63"),
        ("Quảng Nam", NEW, "tỉnh Quảng Nam", "a former province is still known"),
        ("Gia Lai", NEW, "tỉnh Gia Lai", "a name that went on with a larger area"),
        ("15", OLD, "tỉnh Yên Bái", "a code before it was used again"),
        ("15", NEW, "tỉnh Lào Cai", "and after"),
        ("Cần Thơ", None, "thành phố Cần Thơ", "no date"),
    ],
)
def test_province(name: str, on: datetime.date | None, full: str, reason: str) -> None:
    found = province(name, on)
    assert found is not None and found.full == full, reason


@pytest.mark.parametrize("name", [None, "", "Atlantis", "tỉnh", "99", "Châu Phú"])
def test_what_is_no_province(name: str | None) -> None:
    assert province(name) is None


@pytest.mark.parametrize(
    ("name", "successor"),
    [
        ("Nam Định", "Ninh Bình"),
        ("Hà Nam", "Ninh Bình"),
        ("Ninh Bình", "Ninh Bình"),
        ("Kiên Giang", "An Giang"),
        ("Quảng Nam", "Đà Nẵng"),
        ("Bình Dương", "Hồ Chí Minh"),
        ("Bà Rịa - Vũng Tàu", "Hồ Chí Minh"),
        ("Thừa Thiên Huế", "Huế"),
        ("Hòa Bình", "Phú Thọ"),
        ("Bình Định", "Gia Lai"),
        ("Cao Bằng", "Cao Bằng"),
    ],
)
def test_who_holds_its_area_today(name: str, successor: str) -> None:
    found = province(name, OLD)
    assert found is not None and found.successor == successor


def test_there_were_63_provinces_and_are_34() -> None:
    old = [row for row in gazetteer("provinces") if row["system"] == "old63"]
    new = [row for row in gazetteer("provinces") if row["system"] == "new34"]
    assert (len(old), len(new)) == (63, 34)
    assert sum(row["type"] != "tỉnh" for row in old) == 5
    assert sum(row["type"] != "tỉnh" for row in new) == 6, "Huế joined the five"


def test_every_successor_is_one_of_the_34_and_each_of_these_succeeds_somebody() -> None:
    old = [row["name"] for row in gazetteer("provinces") if row["system"] == "old63"]
    new = {row["name"] for row in gazetteer("provinces") if row["system"] == "new34"}
    assert {found.successor for name in old if (found := province(name, OLD))} == new


@pytest.mark.parametrize(
    ("name", "yes"),
    [("An Giang", True), ("Huế", True), ("Sài Gòn", True), ("Vinh", False), ("an giang", False), ("HN", False), ("", False)],
)
def test_is_province(name: str, yes: bool) -> None:
    """Short aliases and names without capitals are too weak to be read as a province in running text."""
    assert is_province(name) is yes


@pytest.mark.parametrize(
    ("name", "where", "found", "reason"),
    [
        ("Châu Phú", "An Giang", ("huyện", "An Giang"), "a district"),
        ("chau phu", None, ("huyện", "An Giang"), "without diacritics, its province unknown"),
        ("Phong Điền", "Cần Thơ", ("huyện", "Cần Thơ"), "one of two of that name"),
        ("Thủ Đức", "Hồ Chí Minh", ("thành phố", "Hồ Chí Minh"), "a city in a city"),
        ("Châu Thành", "Bến Tre", ("huyện", "Bến Tre"), "a name that ten districts bear"),
    ],
)
def test_district(name: str, where: str | None, found: tuple[str, str], reason: str) -> None:
    one = district(name, where)
    assert one is not None and (one.kind, one.province) == found, reason


def test_a_name_of_several_districts_needs_its_province() -> None:
    assert len(districts("Châu Thành")) > 5
    assert district("Châu Thành", None) is None
    assert district("Châu Thành", "Hà Giang") is None
    assert district("Atlantis", "Hà Giang") is None


def test_there_were_696_districts() -> None:
    assert len(gazetteer("districts")) == 696


@pytest.mark.parametrize(
    ("name", "key"),
    [("TP. Hồ Chí Minh", "tphochiminh"), ("Bà Rịa – Vũng Tàu", "bariavungtau"), ("ĐẮK LẮK", "daklak"), ("Hoà Bình", "hoabinh"), ("", "")],
)
def test_fold(name: str, key: str) -> None:
    assert fold(name) == key


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Sở Y tế", "so-y-te"),
        ("Sở Văn hóa, Thể thao và Du lịch", "so-van-hoa-the-thao-va-du-lich"),
        ("Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"),
        ("Sở TT&TT", "so-tt-va-tt"),
        ("Đắk Lắk", "dak-lak"),
        ("", ""),
    ],
)
def test_slug(name: str, identifier: str) -> None:
    assert slug(name) == identifier


@pytest.mark.parametrize(
    ("name", "on", "city", "reason"),
    [
        ("HẢI PHÒNG", datetime.date(2020, 1, 1), True, "capitals"),
        ("Huế", datetime.date(2020, 1, 1), False, "a town of its province then"),
        ("Huế", datetime.date(2025, 3, 1), True, "run by the centre since 2025"),
        ("Nam Định", datetime.date(2020, 1, 1), False, "a province"),
        ("Atlantis", None, False, "nowhere"),
    ],
)
def test_is_city(name: str, on: datetime.date | None, city: bool, reason: str) -> None:
    assert is_city(name, on) is city, reason
