"""Resources: one per document of an article, with a URN that does not depend on the article or the spelling (catalogue A14, A17)."""

from __future__ import annotations

import re

import pytest

from pipeline import context, resources, schema
from pipeline.extractors import documents


def urns(text: str, province: str | None = "An Giang", published: str | None = "2024-06-10", title: str | None = None) -> list[str | None]:
    return [r.urn for r in found(text, province, published, title)]


def found(text: str, province: str | None = "An Giang", published: str | None = "2024-06-10", title: str | None = None) -> list[schema.Resource]:
    page = context.read(schema.Article(id="t", title=title, published=published, place=schema.Place(province=province)), text)
    mentions = documents.find(page)
    for number, mention in enumerate(mentions, 1):
        mention.id = f"d{number}"
    return resources.resources(page, mentions)


@pytest.mark.parametrize(
    ("text", "province", "urn", "reason"),
    [
        (
            "Theo Quyết định số 590/QĐ-TTg ngày 18/5/2022.",
            None,
            "urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh:2022;590",
            "a central body needs no province",
        ),
        ("Theo Nghị định 61/2018/NĐ-CP.", None, "urn:lex:vn:chinh.phu:nghi.dinh:2018;61", "the year is in the number"),
        ("Theo Luật số 72/2025/QH15.", None, "urn:lex:vn:quoc.hoi:luat:2025;72", "a law"),
        (
            "Theo Kế hoạch số 45/KH-UBND ngày 2/1/2024.",
            "Cà Mau",
            "urn:lex:vn;ca.mau:uy.ban.nhan.dan:ke.hoach:2024;45",
            "a provincial body: its province is the jurisdiction",
        ),
        (
            "Theo Kế hoạch số 45/KH-UBND ngày 2/1/2024.",
            "TP. Hồ Chí Minh",
            "urn:lex:vn;ho.chi.minh:uy.ban.nhan.dan:ke.hoach:2024;45",
            "a city of the centre",
        ),
        (
            "Theo Quyết định số 12/2024/QĐ-UBND.",
            "Cà Mau",
            "urn:lex:vn;ca.mau:uy.ban.nhan.dan:quyet.dinh:2024;12-2024",
            "normative: another series of numbers",
        ),
        ("Theo Quyết định số 12/QĐ-UBND ngày 2/1/2024.", "Cà Mau", "urn:lex:vn;ca.mau:uy.ban.nhan.dan:quyet.dinh:2024;12", "not normative"),
        ("Theo Nghị quyết số 09-NQ/TU ngày 8/11/2021.", "Nam Định", "urn:lex:vn;nam.dinh:tinh.uy:nghi.quyet:2021;9", "a Party committee"),
        ("Theo Nghị quyết 30a/2008/NQ-CP.", None, "urn:lex:vn:chinh.phu:nghi.quyet:2008;30a-2008", "a letter after the number"),
        ("Theo Thông tư liên tịch số 08/2013/TTLT-BTC-BYT.", None, "urn:lex:vn:bo.tai.chinh+bo.y.te:thong.tu.lien.tich:2013;8", "joint bodies"),
        (
            "Theo Kế hoạch số 6/KH-UBND ngày 2/1/2024 của UBND huyện Châu Phú.",
            "An Giang",
            "urn:lex:vn;an.giang;huyen.chau.phu:uy.ban.nhan.dan:ke.hoach:2024;6",
            "a district's unit",
        ),
        ("Theo Luật Đất đai năm 2013.", None, "urn:lex:vn:quoc.hoi:luat:2013;45", "a law by title and year"),
        ("Theo Nghị quyết 57.", None, None, "before that resolution was passed, the short name said nothing"),
        ("Theo Kế hoạch số 45/KH-UBND.", "Cà Mau", None, "no year"),
        ("Theo Kế hoạch số 45/KH-UBND ngày 2/1/2024.", None, None, "no province"),
        ("Theo Quyết định 411.", None, None, "the number of a decision comes again each year, and nothing tells the subject"),
        ("Có Đề án trồng sen vùng trũng giai đoạn 2021 - 2025.", "An Giang", None, "no number"),
    ],
)  # fmt: skip
def test_urn(text: str, province: str | None, urn: str | None, reason: str) -> None:
    assert urns(text, province) == [urn]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            "Theo Chương trình số 553/Ctr-UBND ngày 9-9-2021.",
            "Theo Chương trình 553 năm 2021 của UBND tỉnh An Giang.",
            "with a symbol in odd case, and without",
        ),
        (
            "Theo Chương trình hành động số 40-CTr/TU ngày 1/2/2024.",
            "Theo Chương trình số 40-CTr/TU ngày 1/2/2024.",
            "the longer and the plainer type word",
        ),
        ("Theo Đề án 06.", "Theo Quyết định số 06/QĐ-TTg ngày 06/01/2022.", "a scheme and the decision that approved it"),
        ("Theo Đề án 06/CP.", "Theo Đề án 06.", "with the tag of the issuer"),
        (
            "Theo Nghị quyết số 09-NQ/TU năm 2021 của Ban Chấp hành Đảng bộ tỉnh.",
            "Theo Nghị quyết số 9-NQ/TU năm 2021 của Tỉnh ủy.",
            "bodies of one committee; 09 and 9",
        ),
        (
            "Theo Quyết định số 30/QĐ-UBND ngày 1/2/2024 của Chủ tịch UBND tỉnh.",
            "Theo Quyết định số 30/QĐ - UBND ngày 1/2/2024.",
            "the chair and the committee; spaces",
        ),
        (
            "Theo Thông tư số 26/2016/BXD.",
            "Theo Thông tư 26/2016/TT-BXD của Bộ trưởng Bộ Xây dựng.",
            "a damaged symbol; the ministry and its minister",
        ),
        ("Theo Luật Đất đai 2024.", "Theo Luật số 31/2024/QH15.", "a law by title and by number"),
        (
            "Theo Công văn 452 của Thủ tướng về tháo gỡ điểm nghẽn Đề án 06.",
            "Theo Công văn số 452/TTg-KSTT ngày 23/5/2023, hơn cả Đề án 06.",
            "a short name that the subject confirms",
        ),
    ],
)  # fmt: skip
def test_one_urn_in_every_article(one: str, other: str, reason: str) -> None:
    assert urns(one)[0] == urns(other)[0] is not None


def test_the_article_tells_what_a_short_name_means() -> None:
    health, staff = "Nghị quyết 20 về phát triển kinh tế tập thể.", "Nghị quyết 20 về bảo vệ, chăm sóc và nâng cao sức khỏe nhân dân."
    assert [urns(f"Sơ kết {t}", published="2023-05-01") for t in (health, staff)] == [
        ["urn:lex:vn:ban.chap.hanh.trung.uong.dang:nghi.quyet:2022;20"],
        ["urn:lex:vn:ban.chap.hanh.trung.uong.dang:nghi.quyet:2017;20"],
    ]
    assert urns("Sơ kết Nghị quyết 20.", published="2023-05-01") == [None], "two fit, and nothing chooses"
    assert urns("Sơ kết Nghị quyết 20 về phát triển kinh tế tập thể.", published="2018-05-01") != urns(f"Sơ kết {health}", published="2023-05-01")


def test_a_date_that_contradicts_the_known_document_makes_another() -> None:
    assert urns("Theo Quyết định 749/QĐ-TTg ngày 03/6/2020.") == ["urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh:2020;749"]
    assert urns("Theo Quyết định 749/QĐ-TTg ngày 03/6/2022.") == ["urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh:2022;749"]


def test_a_known_document_of_one_province_is_not_that_of_another() -> None:
    assert urns("Theo Chương trình 553 về chuyển đổi số.", "An Giang") == ["urn:lex:vn;an.giang:uy.ban.nhan.dan:chuong.trinh:2021;553"]
    assert urns("Theo Chương trình 553 của UBND tỉnh về chuyển đổi số.", "Cà Mau") == [None]


def test_a_resource_gathers_what_its_mentions_say() -> None:
    text = "Có Nghị quyết số 14-NQ/TU. Theo Nghị quyết số 14-NQ/TU ngày 8/11/2021 của Tỉnh ủy về chuyển đổi số, rồi Nghị quyết này."
    resource = found(text)[0]
    assert (resource.type, resource.number, resource.symbol) == ("Nghị quyết", "14", "NQ/TU")
    assert (resource.issued, resource.issuer) == ("2021-11-08", "Tỉnh ủy An Giang")
    assert resource.title == "về chuyển đổi số"
    assert resource.mentions == ["d1", "d2", "d3"]


def test_the_known_date_and_issuer_go_to_the_resource_only() -> None:
    text = "Rà soát Đề án 06 tại huyện."
    page = context.read(schema.Article(id="t", published="2024-06-10"), text)
    mention = documents.find(page)[0]
    assert (mention.issued, mention.issuer) == (None, None)
    resource = resources.resources(page, [mention])[0]
    assert (resource.type, resource.number, resource.issued, resource.issuer) == ("Đề án", "06", "2022-01-06", "Thủ tướng Chính phủ")


def test_urns_are_plain() -> None:
    text = (
        "Theo Quyết định số 27/QĐ-UBQGCĐS ngày 15/3/2022, Công văn số 5/SNN&PTNT-TT ngày 2/2/2024, "
        "Quyết định số 1/QĐ-BVHTTDL ngày 3/3/2023 và Nghị quyết 01 ngày 2/2/2022 của Tỉnh ủy."
    )
    made = urns(text)
    assert None not in made and len(set(made)) == 4
    assert all(re.fullmatch(r"urn:lex:vn(?:;[a-z.]+)*:[a-z.+]+:[a-z.]+:\d{4};[0-9a-z-]+", u or "") for u in made)
