"""Across articles: documents merged by URN, found by any name, tracked in time; agencies and people over time; retellings; the network."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx
import pytest

import corpora
from pipeline import across, inputs, parquet, run, schema

DE_AN_06 = "urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh:2022;6"
CHUONG_TRINH_553 = "urn:lex:vn;an.giang:uy.ban.nhan.dan:chuong.trinh:2021;553"


def extracted(folder: Path) -> list[schema.Record]:
    items = [item for item in inputs.read([str(folder)]) if not isinstance(item, inputs.Problem)]
    return [run.extract((item.article, item.text)) for item in items]


@pytest.fixture(scope="module")
def seeds(shared: Path) -> list[schema.Record]:
    return extracted(shared / "seeds")


@pytest.fixture(scope="module")
def sample() -> list[schema.Record]:
    return extracted(corpora.ROOT / "sample")


def article(id: str, text: str, published: str | None = "2022-05-13", province: str = "Nam Định", **about: object) -> schema.Record:
    """An article as the program reads it."""
    place = schema.Place(province=province)
    return run.extract((schema.Article(id=id, title="Tin", published=published, place=place, **about), text))  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------------------------------ documents


def test_one_document_under_different_spellings_in_two_seeds(seeds: list[schema.Record]) -> None:
    found = {document.key: document for document in across.documents(seeds)}
    program, project = found[CHUONG_TRINH_553], found[DE_AN_06]
    assert program.articles == ("002_b6b1ed505a544810", "000_dfe8f6116d696079")
    assert {"Chương trình 553 ngày 9/9/2021 của UBND tỉnh", "Chương trình 553/Ctr-UBND, ngày 9/9/2021 của UBND tỉnh"} <= set(program.spellings)
    assert len(program.keys) == 2, "each article has a key of its own for it"
    assert program.provinces == {"An Giang": 2}
    assert (program.number, program.issued, program.issuer, program.title) == ("553", "2021-09-09", "UBND tỉnh An Giang", "chuyển đổi số tỉnh An Giang")
    assert len(project.articles) == 4
    assert set(project.provinces) == {"An Giang", "Nam Định", "Quảng Ngãi", "Thừa Thiên Huế"}
    assert {"Đề án 06", "Đề án 06/CP"} < set(project.spellings)
    assert any(name.startswith("Đề án “Phát triển ứng dụng dữ liệu về dân cư") for name in project.spellings), "its long title"
    assert project.name == "Đề án 06 (Quyết định 06/QĐ-TTg)"
    assert (project.first, project.last) == ("2024-03-26", "2024-06-10")
    assert len(found) == len({document.urn for document in found.values() if document.urn}) + sum(not d.urn for d in found.values())


@pytest.mark.parametrize(
    ("dated", "bare", "year", "one", "reason"),
    [
        ("Kế hoạch số 122/KH-UBND ngày 22/10/2021 của UBND tỉnh", "Kế hoạch 122/KH-UBND của UBND tỉnh", "2021-11-01", True, "the same year, after it"),
        ("Kế hoạch số 122/KH-UBND ngày 22/10/2021 của UBND tỉnh", "Kế hoạch 122/KH-UBND của UBND tỉnh", "2022-11-01", False, "next year has its own 122"),
        ("Kế hoạch số 122/KH-UBND ngày 22/10/2021 của UBND tỉnh", "Kế hoạch 122/KH-UBND của UBND tỉnh", "2021-09-01", False, "before it was issued"),
        ("Kế hoạch số 122/KH-UBND ngày 22/10/2021 của UBND tỉnh", "Kế hoạch 123/KH-UBND của UBND tỉnh", "2021-11-01", False, "another number"),
        ("Kế hoạch số 122/KH-UBND ngày 22/10/2021 của UBND tỉnh", "Chỉ thị 122/CT-UBND của UBND tỉnh", "2021-11-01", False, "another type"),
    ],
)
def test_cited_without_its_date(dated: str, bare: str, year: str, one: bool, reason: str) -> None:
    records = [article("a", f"UBND tỉnh yêu cầu các sở thực hiện {dated}.", "2021-10-30"), article("b", f"UBND tỉnh yêu cầu các sở thực hiện {bare}.", year)]
    assert [len(record.resources) for record in records] == [1, 1]
    found = across.documents(records)
    assert len(found) == (1 if one else 2), reason
    assert across.documents(records[::-1]) == found, "in whatever order they are read"
    if one:
        assert found[0].articles == ("a", "b")
        assert len(across.track(records, "Kế hoạch 122").directives) == 2


def test_numbers_of_the_party_centre_last_until_the_next_congress() -> None:
    text = "UBND tỉnh yêu cầu các sở thực hiện Chỉ thị số 13-CT/TW{} của Ban Bí thư."
    records = [article(f"a{year}", text.format(day), f"{year}-06-02") for year, day in ((2017, " ngày 12/01/2017"), (2019, ""), (2022, ""))]
    assert [document.articles for document in across.documents(records)] == [("a2017", "a2019"), ("a2022",)]


def test_the_same_number_of_two_provinces_is_two_documents() -> None:
    text = "UBND tỉnh yêu cầu các sở thực hiện Kế hoạch 122/KH-UBND ngày 22/10/2021 của UBND tỉnh."
    found = across.documents([article("a", text), article("b", text, province="An Giang")])
    assert [document.issuer for document in found] == ["UBND tỉnh An Giang", "UBND tỉnh Nam Định"]
    assert len(across.find(found, "Kế hoạch 122/KH-UBND")) == 2, "both are meant"


# -------------------------------------------------------------------------------------------------------------------------- by name


@pytest.mark.parametrize(
    "query",
    ["Đề án 06", "đề án 6", "de an 06", "ĐỀ ÁN 06/CP", "06/CP", "DE_AN_06", DE_AN_06, "Quyết định 06/QĐ-TTg", "Quyết định số 06/QĐ-TTg", "06/QĐ-TTg"],
)
def test_a_document_by_any_of_its_names(seeds: list[schema.Record], query: str) -> None:
    assert [document.key for document in across.find(across.documents(seeds), query)] == [DE_AN_06]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("Chương trình 553", CHUONG_TRINH_553),
        ("553/CTr-UBND", CHUONG_TRINH_553),
        ("tháo gỡ điểm nghẽn", "urn:lex:vn:thu.tuong.chinh.phu:cong.van:2023;452"),
        ("nghi quyet 09-NQ/TU", "urn:lex:vn;nam.dinh:tinh.uy:nghi.quyet:2021;9"),
    ],
)
def test_other_documents(seeds: list[schema.Record], query: str, key: str) -> None:
    assert [document.key for document in across.find(across.documents(seeds), query)] == [key]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("Chương trình 535", r"no document is called 'Chương trình 535'; near it: .*Chương trình 553/CTr-UBND \(UBND tỉnh An Giang, 2021, 2\)"),
        ("chuyển đổi số", r"'chuyển đổi số' is a part of the names of \d+ documents; which one\? .*Chương trình 553/CTr-UBND"),
        ("zzzz", r"no document is called 'zzzz'; there are \d+ others, none near it"),
        ("  ", r"no document is called '  '"),
    ],
)
def test_an_unknown_name_lists_those_near_it(seeds: list[schema.Record], query: str, message: str) -> None:
    with pytest.raises(across.UnknownDocument, match=message):
        across.track(seeds, query)


# ---------------------------------------------------------------------------------------------------------------------------- track


@pytest.fixture
def chairman(shared: Path) -> dict[str, Any]:
    """The directive of the gold standard whose giver is the chairman of Nam Định."""
    (given,) = (record for line in (shared / "gold" / "seeds.jsonl").read_text().splitlines() if (record := json.loads(line))["article"]["id"].startswith("001"))
    return next(d for d in given["directives"] if d.get("issuer_person"))  # type: ignore[no-any-return]


def test_who_cites_it_and_what_rests_on_it_in_time_order(seeds: list[schema.Record], chairman: dict[str, Any]) -> None:
    tracked = across.track(seeds, "Đề án 06")
    assert [citing.published for citing in tracked.articles] == ["2024-03-26", "2024-06-10", None, None]
    assert {citing.province for citing in tracked.articles} == {"An Giang", "Nam Định", "Quảng Ngãi", "Thừa Thiên Huế"}
    resting = {d.id for r in seeds for d in r.directives if "DE_AN_06" in d.legal_basis}
    assert {directive.directive for directive in tracked.directives} == resting
    assert len(resting) > 4
    nam_dinh = next(d for d in tracked.directives if d.province == "Nam Định")
    assert "Sở Thông tin và Truyền thông tỉnh Nam Định" in nam_dinh.lead
    person = chairman["issuer_person"]
    assert nam_dinh.issuer == f"{', '.join([person['name'], *person['titles']])} - {chairman['issuer_agency']}"


def order(id: str, published: str, words: str = "", **about: object) -> schema.Record:
    return article(
        id, f"Thực hiện Kế hoạch số 122/KH-UBND ngày 22/10/2021 của UBND tỉnh, UBND tỉnh giao Sở Y tế hoàn thành 95% hồ sơ trước ngày 20/6/2022{words}.",
        published, **about,
    )  # fmt: skip


def test_targets_and_deadlines_come_with_the_directives() -> None:
    tracked = across.track([order("b", "2022-05-20"), order("a", "2022-05-13")], "Kế hoạch 122")
    assert [(d.article, d.lead) for d in tracked.directives] == [("a", ("Sở Y tế tỉnh Nam Định",)), ("b", ("Sở Y tế tỉnh Nam Định",))]
    assert [[str(due.day) for due in d.dues] for d in tracked.directives] == [["2022-06-19"]] * 2
    assert [target for target, _ in tracked.targets] == [target for d in tracked.directives for target in d.targets]
    assert len(tracked.targets) == 2
    assert all("95%" in target for target, _ in tracked.targets)


def test_a_directive_told_by_several_portals_is_tracked_once() -> None:
    records = [order("b", "2022-05-14", " nhé", cluster="a"), order("a", "2022-05-13", cluster="a"), order("c", "2022-05-13")]
    tracked = across.track(records, "Kế hoạch 122")
    assert [(d.article, d.also) for d in tracked.directives] == [("a", ("b",)), ("c", ())]
    assert [citing.article for citing in tracked.articles] == ["a", "c", "b"]


def test_every_way_of_giving_records(tmp_path: Path) -> None:
    old, new = order("a", "2022-05-13", version=1), order("a", "2022-05-13", " này", version=2)
    records = [old, new, order("b", "2022-05-14")]
    expected = across.track(records, "Kế hoạch 122")
    assert [d.quote[-5:] for d in expected.directives] == [" này.", "2022."], "the newest version"
    lines = tmp_path / "records.jsonl"
    lines.write_bytes(b"".join(schema.dumps(record) + b"\n" for record in records))
    parquet.write(records, tmp_path / "other.parquet")
    (tmp_path / "data" / "records").mkdir(parents=True)
    (tmp_path / "data" / "records" / "000001.jsonl").write_bytes(lines.read_bytes())
    for source in (iter(records), lines, str(lines), [lines], tmp_path / "other.parquet", tmp_path / "data"):
        assert across.track(source, "Kế hoạch 122") == expected, source


# -------------------------------------------------------------------------------------------------------------- told several times


def test_the_same_directive_of_a_cluster_is_one(sample: list[schema.Record]) -> None:
    records = [order("a", "2022-05-13", cluster="x", source="Nhịp Sông"), order("b", "2022-05-12", " nhé", cluster="x", source="Bến Nước")]
    other = article("c", "UBND tỉnh giao Sở Y tế báo cáo trước ngày 20/6/2022.", cluster="x")
    assert sum(len(r.directives) for r in (*records, other)) == 3
    found = across.told([*records, other, *sample])
    assert [(one.articles, one.sources) for one in found] == [(("b", "a"), ("Bến Nước", "Nhịp Sông"))]
    assert found[0].directives == (records[1].directives[0].id, records[0].directives[0].id)


@pytest.mark.parametrize(
    ("records", "times", "reason"),
    [
        ([("2022-05-13", "Nam Định"), ("2022-05-15", "Nam Định")], 1, "the same long sentence within a week, though nobody has clustered the articles"),
        ([("2022-05-13", "Nam Định"), ("2022-05-25", "Nam Định")], 0, "weeks later it is an order of its own"),
        ([("2022-05-13", "Nam Định"), ("2022-05-19", "Nam Định"), ("2022-05-25", "Nam Định")], 1, "from week to week"),
        ([("2022-05-13", "Nam Định"), ("2022-05-13", "An Giang")], 0, "another province gives its own orders"),
        ([(None, "Nam Định"), (None, "Nam Định")], 0, "nobody knows when"),
    ],
)
def test_the_same_words_without_a_cluster(records: list[tuple[str | None, str]], times: int, reason: str) -> None:
    text = "UBND tỉnh giao Sở Y tế rà soát toàn bộ trang thiết bị của các trạm y tế xã, tổng hợp báo cáo trước ngày 20/6/2022."
    found = across.told([article(f"a{n}", text, day, province) for n, (day, province) in enumerate(records)])
    assert len(found) == times, reason
    assert all(len(one.articles) == len(records) for one in found)


def test_a_set_phrase_is_no_retelling() -> None:
    text = "UBND tỉnh yêu cầu các sở, ngành nghiêm túc thực hiện."
    records = [article("a", text), article("b", text)]
    assert all(record.directives for record in records)
    assert across.told(records) == []


# --------------------------------------------------------------------------------------------------------------- agencies and people


def test_agencies_have_their_time(seeds: list[schema.Record]) -> None:
    found = {agency.id: agency for agency in across.agencies(seeds)}
    department = found["so-thong-tin-va-truyen-thong@nam-dinh"]
    assert (department.body, department.place, department.name) == ("so-thong-tin-va-truyen-thong", "nam-dinh", "Sở Thông tin và Truyền thông tỉnh Nam Định")
    assert (department.valid_to, department.successor) == ("2025-02-28", "so-khoa-hoc-va-cong-nghe@ninh-binh")
    assert found["ubnd@nam-dinh"].valid_to == "2025-06-30", "with its province"
    assert found["ubnd@an-giang"].valid_to is None, "An Giang has gone on"
    leads = sum("Sở Thông tin và Truyền thông tỉnh Nam Định" in d.lead for r in seeds for d in r.directives)
    assert department.roles["lead"] == leads > 2
    assert sum(department.names.values()) == sum(a.agency == department.id for r in seeds for a in r.agencies)
    assert found["so-thong-tin-va-truyen-thong@an-giang"].articles == 2


def test_a_successor_knows_its_predecessors() -> None:
    before = article("a", "UBND tỉnh giao Sở Thông tin và Truyền thông, Sở Khoa học và Công nghệ báo cáo.", "2024-05-13", "Lâm Đồng")
    after = article("b", "UBND tỉnh giao Sở Khoa học và Công nghệ báo cáo.", "2025-08-13", "Lâm Đồng")
    found = {agency.id: agency for agency in across.agencies([before, after])}
    now = found["so-khoa-hoc-va-cong-nghe@lam-dong"]
    assert now.predecessors == ("so-thong-tin-va-truyen-thong@lam-dong",)
    assert (now.first, now.last, now.articles, now.valid_to) == ("2024-05-13", "2025-08-13", 2, None)
    assert found["so-thong-tin-va-truyen-thong@lam-dong"].successor == now.id


def person(id: str, name: str, titles: list[str], published: str, province: str, role: str | None = None) -> schema.Record:
    text = f"{name} nói."
    people = [schema.Person(id="p1", start=0, end=len(name), text=name, name=name, titles=titles, role=role)]
    about = schema.Article(id=id, published=published, place=schema.Place(province=province))
    return schema.Record(article=about, text=text, people=people)


def test_people_over_time() -> None:
    records = [
        person("c", "Mạc Hoà Bình", ["Chủ tịch UBND Tỉnh"], "2024-01-02", "An Giang"),
        person("a", "Mạc Hòa Bình", ["Phó Chủ tịch UBND tỉnh"], "2022-01-02", "An Giang"),
        person("b", "MẠC HÒA BÌNH", ["Phó Chủ tịch UBND tỉnh"], "2023-01-02", "An Giang"),
        person("d", "Mạc Hòa Bình", ["Phó Chủ tịch UBND tỉnh"], "2023-01-02", "Cà Mau"),
        person("e", "Lữ Thế Sơn", ["Thủ tướng Chính phủ"], "2023-01-02", "Cà Mau"),
        person("f", "Lữ Thế Sơn", ["Thủ tướng"], "2023-02-02", "An Giang"),
        person("g", "Lữ Thế Sơn", [], "2023-02-02", "An Giang", role="author"),
    ]
    found = {(one.name, one.place): one for one in across.people(records)}
    assert set(found) == {("Mạc Hòa Bình", "An Giang"), ("Mạc Hòa Bình", "Cà Mau"), ("Lữ Thế Sơn", None)}
    one = found["Mạc Hòa Bình", "An Giang"]
    assert [(title.title, title.first, title.last, title.articles) for title in one.titles] == [
        ("Phó Chủ tịch UBND tỉnh", "2022-01-02", "2023-01-02", 2), ("Chủ tịch UBND Tỉnh", "2024-01-02", "2024-01-02", 1),
    ]  # fmt: skip
    assert one.articles == ("a", "b", "c")
    assert found["Lữ Thế Sơn", None].articles == ("e", "f")


def test_orders_are_counted_for_who_gave_them(seeds: list[schema.Record], chairman: dict[str, Any]) -> None:
    found = {one.name: one for one in across.people(seeds)}
    name = chairman["issuer_person"]["name"]
    assert found[name].orders == sum(d.issuer_person is not None and d.issuer_person.name == name for r in seeds for d in r.directives) > 5
    assert "Hữu Ngọc" not in found, "who wrote the article"


# -------------------------------------------------------------------------------------------------------------------------- network


def test_the_network(seeds: list[schema.Record], tmp_path: Path) -> None:
    graph = across.network(seeds)
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "agency": kinds.count("agency"), "article": 5, "directive": sum(len(r.directives) for r in seeds), "document": len(across.documents(seeds)),
    }  # fmt: skip
    project, nam_dinh = f"document:{DE_AN_06}", "001_c7a81818d02cf6cd"
    edges = [(kind, a, b) for a, b, kind in graph.edges(data="kind")]
    assert {a for kind, a, b in edges if kind == "cites" and b == project} == {f"article:{r.article.id}" for r in seeds if any(x.urn == DE_AN_06 for x in r.resources)}
    assert {a for kind, a, b in edges if kind == "rests_on" and b == project} == {f"directive:{d.directive}" for d in across.track(seeds, "Đề án 06").directives}
    leader = "agency:so-thong-tin-va-truyen-thong@nam-dinh"
    assert ("leads", leader, f"directive:{nam_dinh}-D09") in edges
    assert ("coordinates", "agency:so-cong-thuong@nam-dinh", f"directive:{nam_dinh}-D09") in edges
    assert ("issued", "agency:ubnd@nam-dinh", f"directive:{nam_dinh}-D09") in edges
    assert ("issued", "agency:ubnd@an-giang", f"document:{CHUONG_TRINH_553}") in edges
    assert len(set(edges)) == len(edges)
    across.write_graphml(graph, tmp_path / "network.graphml")
    back = networkx.read_graphml(tmp_path / "network.graphml")
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert sorted((a, b, data["kind"]) for a, b, data in back.edges(data=True)) == sorted((a, b, kind) for kind, a, b in edges)
    names = re.findall(r'<edge [^>]*id="([^"]+)"', (tmp_path / "network.graphml").read_text(encoding="utf-8"))
    assert len(set(names)) == len(names) == len(edges), "Gephi takes edges of one name for one"


def test_what_xml_cannot_hold_does_not_break_it(tmp_path: Path) -> None:
    text = "UBND tỉnh giao Sở Y tế báo cáo."
    record = article("a", text)
    record.article.title = "<b>\x00\x1b & \ud800"
    across.write_graphml(across.network([record]), tmp_path / "network.graphml")
    assert networkx.read_graphml(tmp_path / "network.graphml").nodes["article:a"]["label"] == "<b> &"


# ----------------------------------------------------------------------------------------------------------------------------- show


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(tracked: across.Tracked, lang: str) -> str:
    out = io.StringIO()
    across.show(tracked, out, lang)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ["Bài viện dẫn: 2", "Chỉ đạo căn cứ vào văn bản này: 1", "Chỉ tiêu: 1", "cũng đăng: b", "Ngày\t"]),
        ("en", ["Articles that cite it: 2", "Directives that rest on it: 1", "Targets: 1", "also told by: b", "Day\t"]),
    ],
)
def test_it_is_told_in_both_languages(lang: str, words: list[str]) -> None:
    said = shown(across.track([order("a", "2022-05-13", cluster="a"), order("b", "2022-05-14", cluster="a")], "Kế hoạch 122"), lang)
    for word in (*words, "Kế hoạch 122/KH-UBND", "UBND tỉnh Nam Định, 22/10/2021", "trước ngày 20/6/2022 (19/06/2022)", "13/05/2022\tNam Định"):
        assert word in said, word
    assert [set(across.LABELS["vi"])] == [set(labels) for labels in across.LABELS.values()][:1] == [set(across.LABELS["en"])]


def test_a_row_is_a_line_in_a_pipe_and_nothing_commands_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    record = order("a", "2022-05-13")
    record.article.title = "[red]Tin\n\x1b[31m\u202e"
    tracked = across.track([record], "Kế hoạch 122")
    rows = [line for line in shown(tracked, "vi").splitlines() if line.startswith("13/05/2022")]
    assert len(rows) == 1 + len(tracked.directives) + len(tracked.targets)
    assert "[red]Tin [31m" in rows[0]
    assert "\x1b" not in shown(tracked, "vi") and "\u202e" not in shown(tracked, "vi")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    out = Terminal()
    across.show(tracked, out, "vi")
    assert "[red]Tin" in out.getvalue() and "\x1b[31m" not in out.getvalue() and "\u202e" not in out.getvalue()


def test_nothing_rests_on_it() -> None:
    said = shown(across.track([article("a", "Kế hoạch 122/KH-UBND ngày 22/10/2021 của UBND tỉnh đã được nhắc đến.")], "Kế hoạch 122"), "en")
    assert "Directives that rest on it: none" in said


# ------------------------------------------------------------------------------------------------------------------------- memory


def test_records_are_held_one_at_a_time(sample: list[schema.Record], tmp_path: Path) -> None:
    """What is held does not grow with the number of articles that say the same."""
    import tracemalloc

    def many(times: int) -> Iterator[schema.Record]:
        for number in range(times):
            record = schema.loads(schema.dumps(sample[1]))
            record.article.id = f"a{number}"
            yield record

    size = len(schema.dumps(sample[1]))
    tracemalloc.start()
    try:
        across.track(many(1), "Quyết định 40/2019/QĐ-UBND")
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        across.agencies(many(200)), across.documents(many(200))
        assert tracemalloc.get_traced_memory()[1] - before < 20 * size
    finally:
        tracemalloc.stop()
