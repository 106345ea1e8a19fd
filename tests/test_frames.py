"""Frames: types, keys that join, quotes that stand in the text, deadlines, versions, every way of reading, and DuckDB over Parquet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pandas as pd
import pytest

import corpora
from pipeline import frames, inputs, parquet, run, schema

TODAY = datetime.date(2022, 6, 1)


@pytest.fixture(scope="module")
def records() -> list[schema.Record]:
    """The articles for the demo, extracted, and the annotated ones."""
    sample = [run.extract((item.article, item.text)) for item in inputs.read([str(corpora.ROOT / "sample")]) if not isinstance(item, inputs.Problem)]
    return sample + [schema.loads(msgspec.json.encode(gold)) for gold in corpora.gold("dev")]


@pytest.fixture(scope="module")
def t(records: list[schema.Record]) -> frames.Frames:
    return frames.load(records, TODAY)


@pytest.fixture(scope="module")
def lines(records: list[schema.Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("records") / "records.jsonl"
    path.write_bytes(b"".join(schema.dumps(record) + b"\n" for record in records))
    return path


def record(text: str = "Giao Sở Y tế báo cáo trước ngày 20/6/2022.", **fields: object) -> schema.Record:
    """A record of one directive with whatever else is given."""
    id = str(fields.pop("id", "x"))
    about = {"published": "2022-05-13", **fields.pop("article", {})}  # type: ignore[dict-item]
    directive = schema.Directive(id=f"{id}-D01", start=0, end=len(text), text=text, **fields.pop("directive", {}))  # type: ignore[arg-type]
    return schema.Record(article=schema.Article(id=id, **about), text=text, directives=[directive], **fields)  # type: ignore[arg-type]


def mention(of: type[schema.Mention], text: str, words: str, **fields: object) -> schema.Mention:
    start = text.index(words)
    return of(start=start, end=start + len(words), text=words, **fields)


# ------------------------------------------------------------------------------------------------------------- what stands in the frames


def test_every_mention_of_every_record_has_its_row(t: frames.Frames, records: list[schema.Record]) -> None:
    for kind in schema.KINDS:
        theirs = [(r.article.id, m.id, m.start, m.end, m.text, m.confidence, m.by) for r in records for m in getattr(r, kind)]
        frame, id = getattr(t, kind), "directive" if kind == "directives" else "id"
        mine = list(frame[["article", id, "start", "end", "quote", "confidence", "by"]].itertuples(index=False, name=None))
        assert sorted(mine) == sorted(theirs), kind
        assert len(mine) > 20, kind
    assert len(t.mentions) == sum(len(getattr(t, kind)) for kind in schema.KINDS)
    assert len(t.resources) == sum(len(r.resources) for r in records)


def test_every_quote_stands_in_the_text_at_its_offsets(t: frames.Frames) -> None:
    texts = t.articles.set_index("article")["text"]
    for name, frame in t._asdict().items():
        if name != "articles":
            said = frame[frame["quote"].notna()]
            assert len(said) > 10, name
            for article, start, end, quote in said[["article", "start", "end", "quote"]].itertuples(index=False, name=None):
                assert texts[article][start:end] == quote, (name, article, start)


def test_the_keys_join(t: frames.Frames) -> None:
    assert t.articles["article"].is_unique
    assert t.directives["directive"].is_unique
    assert not t.mentions.duplicated(["article", "kind", "id"]).any()
    assert not t.resources.duplicated(["article", "document"]).any()
    for name, frame in t._asdict().items():
        assert frame["article"].isin(t.articles["article"]).all(), name
        if "directive" in frame:
            assert frame["directive"].dropna().isin(t.directives["directive"]).all(), name
            assert frame["directive"].notna().any(), name
    joined = t.bases.merge(t.resources, on=["article", "document"], suffixes=("", "_resource"), validate="many_to_one")
    assert len(joined) == t.bases["document"].isin(t.resources["document"]).sum() > 0
    assert (joined["urn"].fillna("") == joined["urn_resource"].fillna("")).all()
    named = t.documents[t.documents["urn"].notna()]
    assert len(named) > 0
    assert set(named["urn"]) <= set(t.resources["urn"])
    parties = t.parties[t.parties["agency"].notna()]
    assert len(parties) > 100
    assert parties["agency"].isin(t.agencies["agency"]).all()
    assert len(t.deadlines.merge(t.directives[["directive", "trigger"]], on="directive", validate="many_to_one")) == len(t.deadlines)


def test_the_parties_are_those_of_the_records(t: frames.Frames, records: list[schema.Record]) -> None:
    theirs = [
        (d.id, role, number, name)
        for r in records for d in r.directives
        for role in ("lead", "coordinate", "via", "advised", "receive_report") for number, name in enumerate(getattr(d, role))
    ]  # fmt: skip
    theirs += [(d.id, "issuer", 0, d.issuer_agency) for r in records for d in r.directives if d.issuer_agency]
    assert sorted(t.parties[["directive", "role", "position", "name"]].itertuples(index=False, name=None)) == sorted(theirs)
    leads = t.parties[t.parties["role"] == "lead"].groupby("directive")["name"].agg("; ".join)
    joined = t.directives.set_index("directive")["lead"].dropna()
    assert joined.to_dict() == leads.to_dict()


def test_the_agency_of_a_party_is_that_of_its_mention(t: frames.Frames, records: list[schema.Record]) -> None:
    ids = {(r.article.id, a.name): a.agency for r in records for a in r.agencies}
    for article, name, agency in t.parties[["article", "name", "agency"]].itertuples(index=False, name=None):
        assert ids.get((article, name)) in (None, agency), (article, name)


def test_the_mention_of_a_party_is_the_one_in_the_directive() -> None:
    text = "Sở Y tế đã họp. Giao Sở Y tế báo cáo."
    first, second = (schema.Agency(id=f"a{n}", start=at, end=at + 7, text="Sở Y tế", name="Sở Y tế tỉnh An Giang") for n, at in enumerate((0, 21)))
    one = record(text, agencies=[first, second], directive={"lead": ["Sở Y tế tỉnh An Giang"]})
    one.directives[0] = schema.Directive(id="x-D01", start=16, end=37, text=text[16:], lead=["Sở Y tế tỉnh An Giang"], advised=["Chính phủ"])
    found = frames.load([one])
    assert found.parties["start"].tolist() == [21, pd.NA]
    assert found.agencies["directive"].fillna("").tolist() == ["", "x-D01"]
    assert found.parties["sector"].astype(object).tolist() == ["Y tế", pytest.approx(float("nan"), nan_ok=True)]


def test_a_mention_belongs_to_the_innermost_directive() -> None:
    text = "Yêu cầu: Sở Y tế báo cáo; Sở Tài chính chi; Sở Nội vụ xem."
    spans = [(0, len(text)), (9, 24), (26, 42)]
    people = [mention(schema.Person, text, words, id=words, name=words) for words in ("Sở Y tế", "Sở Tài chính", "Sở Nội vụ", "Yêu cầu")]
    one = schema.Record(
        article=schema.Article(id="x"), text=text, people=people,
        directives=[schema.Directive(id=f"D{n}", start=start, end=end, text=text[start:end]) for n, (start, end) in enumerate(spans)],
    )  # fmt: skip
    assert frames.load([one]).people["directive"].tolist() == ["D1", "D2", "D0", "D0"]


def test_types(t: frames.Frames) -> None:
    kinds = {
        "datetime64[ms]": ["articles.published", "directives.due", "deadlines.due", "deadlines.next", "documents.issued", "resources.issued", "dates.latest"],
        "category": ["articles.province", "directives.modality", "directives.sector", "agencies.role", "quantities.status", "mentions.kind", "deadlines.again"],
        "float64": ["directives.confidence", "quantities.value", "deadlines.confidence"],
        "int64": ["directives.start", "mentions.end", "deadlines.start", "articles.characters"],
        "Int32": ["articles.version", "documents.year", "quantities.year", "parties.start"],
        "bool": ["agencies.in_title", "directives.lead_inherited", "parties.inherited"],
        "str": ["articles.text", "directives.directive", "deadlines.directive", "parties.agency", "resources.urn"],
    }
    for kind, columns in kinds.items():
        for column in columns:
            name, field = column.split(".")
            assert str(getattr(t, name)[field].dtype) == kind, column
    assert list(t.directives["modality"].cat.categories) == ["obligation", "recommendation", "prohibition"]
    empty = frames.load([])
    for name, frame in t._asdict().items():
        assert list(frame.columns) == list(getattr(empty, name).columns), name
        assert frame.dtypes.astype(str).to_dict() == getattr(empty, name).dtypes.astype(str).to_dict(), name
        assert len(getattr(empty, name)) == 0


def test_figures_and_documents() -> None:
    text = "Nghị quyết 09-NQ/TU và Kế hoạch 122/KH-UBND: 8-9%, thiếu số."
    one = schema.Record(
        article=schema.Article(id="x"), text=text,
        quantities=[mention(schema.Quantity, text, "8-9%", kind="percent", values=[8, 9]), mention(schema.Quantity, text, "thiếu số", kind="count", values=[])],
        documents=[
            mention(schema.Document, text, "Nghị quyết 09-NQ/TU", type="Nghị quyết", number="09", symbol="NQ/TU", issued="2021", document="A"),
            mention(schema.Document, text, "Kế hoạch 122/KH-UBND", type="Kế hoạch", number="122", symbol="KH-UBND", issued="2021-10-22", document="B"),
        ],
        resources=[schema.Resource(document="B", type="Kế hoạch", number="122", symbol="KH-UBND", urn="urn:lex:vn:b", mentions=["d2"])],
    )  # fmt: skip
    found = frames.load([one])
    assert found.quantities[["value", "value_to"]].fillna(-1).values.tolist() == [[8, 9], [-1, -1]]
    assert found.documents["name"].tolist() == ["Nghị quyết 09-NQ/TU", "Kế hoạch 122/KH-UBND"]
    assert found.documents["year"].tolist() == [2021, 2021]
    assert found.documents["issued"].tolist() == [pd.NaT, pd.Timestamp("2021-10-22")]
    assert found.documents["urn"].fillna("").tolist() == ["", "urn:lex:vn:b"]
    assert found.resources["quote"].tolist() == ["Kế hoạch 122/KH-UBND"]


@pytest.mark.parametrize(
    ("given", "name", "later"),
    [
        ({"province": "TP. Hồ Chí Minh"}, "Hồ Chí Minh", "Hồ Chí Minh"),
        ({"code": "36"}, "Nam Định", "Ninh Bình"),
        ({"province": "Xứ Lạ"}, "Xứ Lạ", None),
        (None, None, None),
    ],
)
def test_provinces(given: dict[str, str] | None, name: str | None, later: str | None) -> None:
    place = schema.Place(**given) if given else None
    row = frames.load([schema.Record(article=schema.Article(id="x", place=place), text="a")]).articles.iloc[0]
    assert [None if pd.isna(row[column]) else row[column] for column in ("province", "province_now")] == [name, later]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Phòng Cảnh sát môi trường", "Quốc phòng và An ninh"),
        ("Sở Nông nghiệp và Môi trường tỉnh Cà Mau", "Nông nghiệp và Môi trường"),
        ("Sở Lao động - Thương binh và Xã hội tỉnh Yên Bái", "Nội vụ và Lao động"),
        ("Liên đoàn Lao động tỉnh Yên Bái", "Đảng, Mặt trận và đoàn thể"),
        ("Cục Quản lý thị trường", "Công Thương"),
        ("các sở, ban, ngành", None),
        ("Văn phòng HĐND và UBND huyện Châu Phú", None),
    ],
)
def test_sectors(name: str, field: str | None) -> None:
    assert frames.sector(name) == field


def test_most_sở_and_ministries_have_a_sector() -> None:
    names = [row["name"] for row in corpora.gazetteer("agencies") if row["name"].startswith(("Sở ", "Bộ "))]
    assert [name for name in names if frames.sector(name) is None] == []


# ---------------------------------------------------------------------------------------------------------------------------- deadlines


def due(value: str, words: str, published: str | None = "2022-05-13", **date: object) -> pd.Series:
    """The row of one deadline."""
    text = f"Giao Sở Y tế báo cáo {words}."
    said = mention(schema.Date, text, words, id="t1", value=value, role="deadline", **date)
    one = record(text, dates=[said], directive={"deadline": value, "deadline_date": "t1", "lead": ["Sở Y tế"]}, article={"published": published})
    found = frames.load([one], TODAY).deadlines
    assert len(found) == 1
    assert found["quote"].tolist() == [words]
    return found.iloc[0]


@pytest.mark.parametrize(
    ("value", "words", "date", "day", "reason"),
    [
        ("2022-06-20", "trước ngày 20/6/2022", {"latest": "2022-06-19", "comparator": "<"}, "2022-06-19", "before the 20th is the 19th at last"),
        ("2022-06-20", "chậm nhất 20/6/2022", {"latest": "2022-06-20", "comparator": "<="}, "2022-06-20", "the day itself"),
        ("2022-Q2", "trong quý II", {}, "2022-06-30", "the quarter's last day"),
        ("2022-06-20T17", "17 giờ ngày 20/6", {}, "2022-06-20", "an hour is of its day"),
        ("2022-02-30", "30/2/2022", {}, None, "there is no such day"),
        ("P15D", "trong 15 ngày", {}, None, "nobody says from when"),
    ],
)
def test_due_once(value: str, words: str, date: dict[str, str], day: str | None, reason: str) -> None:
    row = due(value, words, **date)
    assert row["due"] == pd.Timestamp(day) if day else pd.isna(row["due"]), reason
    assert pd.isna(row["again"])


@pytest.mark.parametrize(
    ("value", "words", "date", "first", "coming", "rrule"),
    [
        ("XXXX-XX-25", "ngày 25 hằng tháng", {"rrule": "FREQ=MONTHLY;BYMONTHDAY=25"}, "2022-05-25", "2022-06-25", "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("XXXX-XX-25", "trước ngày 25 hằng tháng", {"comparator": "<"}, "2022-05-24", "2022-06-24", "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("XXXX-WXX-5", "thứ Sáu hằng tuần", {}, "2022-05-13", "2022-06-03", "FREQ=WEEKLY;BYDAY=FR"),
        ("XXXX-06-15", "15/6 hằng năm", {}, "2022-06-15", "2022-06-15", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15"),
    ],
)
def test_due_again(value: str, words: str, date: dict[str, str], first: str, coming: str, rrule: str) -> None:
    row = due(value, words, **date)
    assert (row["due"], row["next"], row["rrule"]) == (pd.Timestamp(first), pd.Timestamp(coming), rrule)
    assert row["until"] > row["due"]


def test_due_again_with_no_day_to_reckon_from() -> None:
    row = due("XXXX-XX-25", "ngày 25 hằng tháng", published=None)
    assert pd.isna(row["due"]) and pd.isna(row["next"])
    assert row["again"] == "MONTHLY"


def test_a_period_is_counted_from_the_day_that_the_article_tells() -> None:
    text = "Kể từ ngày 20/5/2022, trong 15 ngày, Sở Y tế báo cáo."
    dates = [
        mention(schema.Date, text, "ngày 20/5/2022", id="t1", value="2022-05-20", date_start=text.index("20/5/2022"), date_end=text.index(", trong")),
        mention(schema.Date, text, "trong 15 ngày", id="t2", value="P15D", anchor="20/5/2022", role="deadline"),
    ]
    one = record(text, dates=dates, directive={"deadline": "P15D", "deadline_date": "t2"})
    assert frames.load([one]).deadlines["due"].tolist() == [pd.Timestamp("2022-06-04")]


def test_a_row_for_each_deadline_and_one_for_a_deadline_told_elsewhere() -> None:
    one = record(directive={"deadline": "2022-06-20", "deadlines_all": ["2022-06-20", "2022-07"], "lead": ["Sở Y tế", "Sở Nội vụ"]})
    other = record(id="y", directive={"deadline_by_reference": "theo thời hạn tại Kế hoạch 122"})
    found = frames.load([one, other]).deadlines
    assert found["directive"].tolist() == ["x-D01", "x-D01", "y-D01"]
    assert found["words"].tolist() == ["20/06/2022", "07/2022", "theo thời hạn tại Kế hoạch 122"]
    assert found["due"].tolist() == [pd.Timestamp("2022-06-20"), pd.Timestamp("2022-07-31"), pd.NaT]
    assert found["lead"].fillna("").tolist() == ["Sở Y tế; Sở Nội vụ"] * 2 + [""]
    assert frames.load([one, other]).directives["due"].tolist() == [pd.Timestamp("2022-06-20"), pd.NaT]


def test_the_due_day_of_a_directive_is_rather_one_met_once() -> None:
    one = record(directive={"deadline": "XXXX-WXX-5", "deadlines_all": ["2022-06-20"]})
    found = frames.load([one])
    assert found.deadlines["due"].tolist() == [pd.Timestamp("2022-05-13"), pd.Timestamp("2022-06-20")]
    assert found.directives["due"].tolist() == [pd.Timestamp("2022-06-20")]


@pytest.mark.parametrize("agency", ["Sở Thông tin và Truyền thông", "so thong tin va truyen thong", "so-thong-tin-va-truyen-thong@nam-dinh"])
def test_which_tasks_of_an_agency_fall_due_in_june(shared: Path, agency: str) -> None:
    """The question of the README, over the article of Nam Định: three tasks have it in the lead and a deadline, one of them falls into June."""
    items = [item for item in inputs.read([str(shared / "seeds")]) if not isinstance(item, inputs.Problem)]
    t = frames.load([run.extract((item.article, item.text)) for item in items], TODAY)
    found = frames.find_due(t, "2022-06", agency)
    assert found["directive"].tolist() == ["001_c7a81818d02cf6cd-D09"]
    assert found["due"].tolist() == [pd.Timestamp("2022-06-19")], "before 20 June"
    plain = t.deadlines[t.deadlines["due"].between("2022-06-01", "2022-06-30") & t.deadlines["lead"].str.contains("Sở Thông tin và Truyền thông")]
    assert plain["directive"].tolist() == found["directive"].tolist(), "the one line of plain pandas"
    assert found["directive"].tolist() == frames.find_due(t, "2022-06-01", agency, last="2022-06-30")["directive"].tolist()


def test_what_is_due_again_falls_due_each_time() -> None:
    text = "Giao Sở Y tế báo cáo trước ngày 25 hằng tháng."
    said = mention(schema.Date, text, "trước ngày 25 hằng tháng", id="t1", value="XXXX-XX-25", comparator="<", rrule="FREQ=MONTHLY;BYMONTHDAY=25")
    t = frames.load([record(text, dates=[said], directive={"deadline": "XXXX-XX-25", "deadline_date": "t1"})], TODAY)
    assert [str(day.date()) for day in frames.find_due(t, "2022-Q3")["due"]] == ["2022-07-24", "2022-08-24", "2022-09-24"]
    assert [str(day.date()) for day in frames.find_due(t, "2022-05")["due"]] == ["2022-05-24"]
    assert len(frames.find_due(t, "2022-04")) == 0, "before it was ordered"
    assert len(frames.find_due(t, "2024")) == 0, "nobody reckons with a monthly report for ever"
    assert str(frames.find_due(t, "2022-05")["due"].dtype) == str(t.deadlines["due"].dtype)


def test_no_time_is_told() -> None:
    with pytest.raises(ValueError, match=r"'tháng 6' is no time; give a day, month"):
        frames.find_due(frames.load([]), "tháng 6")


# ------------------------------------------------------------------------------------------------------------- versions, and the same news


def test_the_newest_version_counts(tmp_path: Path) -> None:
    old, new = (record(text=f"Giao Sở Y tế báo cáo lần {n}.", article={"version": n}) for n in (1, 2))
    other = record(id="y", article={"version": 1})
    for order in ([old, new, other], [new, other, old]):
        t = frames.load(order)
        assert dict(zip(t.articles["article"], t.articles["version"], strict=True)) == {"x": 2, "y": 1}
        assert len(t.directives) == len(t.mentions) == 2
        assert t.directives.set_index("article").loc["x", "quote"] == "Giao Sở Y tế báo cáo lần 2."
        assert [(r.article.id, r.article.version) for r in sorted(frames.records(order), key=lambda r: r.article.id)] == [("x", 2), ("y", 1)]


def test_the_same_directive_of_several_portals_is_one() -> None:
    text = "Giao Sở Y tế báo cáo trước ngày 20/6/2022."
    told = [record(text, id="a", article={"cluster": "a"}), record(text.replace("Giao ", "GIAO  ").replace("2022.", "2022 !"), id="b", article={"cluster": "a"})]
    other = [record(text, id="c"), record("Giao Sở Y tế tổng hợp.", id="d", article={"cluster": "a"})]
    t = frames.load([*told, *other])
    assert t.directives.set_index("directive")["same"].to_dict() == {"a-D01": "a-D01", "b-D01": "a-D01", "c-D01": "c-D01", "d-D01": "d-D01"}
    assert t.articles["news"].tolist() == ["a", "a", "c", "a"]


# -------------------------------------------------------------------------------------------------------------------------- ways of reading


def same(one: frames.Frames, other: frames.Frames) -> None:
    for name in frames.Frames._fields:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), obj=name)


def test_jsonl_parquet_and_records_give_the_same(t: frames.Frames, records: list[schema.Record], lines: Path, tmp_path: Path) -> None:
    same(t, frames.load(lines, TODAY))
    parquet.write(records, tmp_path / "records.parquet")
    same(t, frames.load(tmp_path / "records.parquet", TODAY))
    same(t, frames.load(str(lines), TODAY))
    same(t, frames.load(iter(records), TODAY))
    same(t, frames.load([msgspec.to_builtins(record) for record in records], TODAY))


def test_blocks_do_not_matter(t: frames.Frames, lines: Path, tmp_path: Path, records: list[schema.Record], monkeypatch: pytest.MonkeyPatch) -> None:
    parquet.write(records, tmp_path / "records.parquet")
    monkeypatch.setattr(frames, "BLOCK", max(map(len, lines.read_bytes().splitlines())) + 2)
    monkeypatch.setattr(frames, "ROWS", 8)
    same(t, frames.load(lines, TODAY))
    same(t, frames.load(tmp_path / "records.parquet", TODAY))
    same(t, frames.load(records, TODAY))


def test_a_line_longer_than_a_block(t: frames.Frames, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "BLOCK", sorted(map(len, lines.read_bytes().splitlines()))[-3])
    same(t, frames.load(lines, TODAY))


def nights(folder: Path, *files: tuple[str, list[schema.Record]]) -> Path:
    (folder / "records").mkdir(parents=True)
    for name, found in files:
        path = folder / "records" / name
        path.write_bytes(b"".join(schema.dumps(record) + b"\n" for record in found))
    return folder


def test_a_data_folder(tmp_path: Path) -> None:
    old, new, other = record(article={"version": 1}), record(article={"version": 2}), record(id="y")
    data = nights(tmp_path / "data", ("000001.jsonl", [old]), ("000002.jsonl", [new, other]), ("000003.jsonl", []))
    (data / "records" / "000004.jsonl.part").write_bytes(b"{")
    for path in (data, data / "records"):
        t = frames.load(path)
        assert sorted(zip(t.articles["article"], t.articles["version"].fillna(0), strict=True)) == [("x", 2), ("y", 0)]
        assert sorted(r.article.id for r in frames.records(path)) == ["x", "y"]
    parquet.write([new, other], data / "records" / "000002.parquet")
    assert [file.name for file in frames.files(data)] == ["000001.jsonl", "000002.parquet", "000003.jsonl"]
    assert sorted((r.article.id, r.article.version) for r in frames.records(data)) == [("x", 2), ("y", None)]
    assert sorted(frames.load(data).articles["article"]) == ["x", "y"]


def test_a_parquet_file_older_than_its_records_is_not_read(tmp_path: Path) -> None:
    import os

    data = nights(tmp_path / "data", ("000001.jsonl", [record()]))
    parquet.write([], data / "records" / "000001.parquet")
    os.utime(data / "records" / "000001.parquet", (1, 1))
    assert [file.name for file in frames.files(data)] == ["000001.jsonl"]


def wrong() -> Iterator[tuple[str, bytes, str]]:
    good = schema.dumps(record())
    yield "json", good + b"\n{", r"records\.jsonl, line 2: not a chidao/1 record"
    yield "field", good + b"\n" + good.replace(b'"start":0', b'"start":"0"'), r"records\.jsonl, line 2: .*start"
    yield "article", b'{"id": "x", "text": "a"}\n', r"records\.jsonl, line 1: .*article"


@pytest.mark.parametrize(("line", "message"), [row[1:] for row in wrong()], ids=[row[0] for row in wrong()])
def test_what_is_no_record_is_told(line: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_bytes(line)
    with pytest.raises(schema.RecordError, match=message):
        frames.load(tmp_path / "records.jsonl")
    with pytest.raises(schema.RecordError, match=message):
        list(frames.records(tmp_path / "records.jsonl"))


def test_what_is_no_file_of_records_is_told(tmp_path: Path) -> None:
    (tmp_path / "torn.parquet").write_bytes(b"PAR1")
    with pytest.raises(schema.RecordError, match="no Parquet file of records"):
        frames.load(tmp_path / "torn.parquet")
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "other.parquet")
    with pytest.raises(schema.RecordError, match="no column article, text"):
        frames.load(tmp_path / "other.parquet")
    with pytest.raises(FileNotFoundError, match="there is no .*nowhere"):
        frames.load(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match=r"there are no records in .*empty; \*\.jsonl and \*\.parquet are sought"):
        frames.load(tmp_path / "empty")


def test_a_record_by_hand_may_lack_fields(tmp_path: Path) -> None:
    line = b'{"schema":"chidao/1","article":{"id":"x"},"text":"So Y te","agencies":[{"start":0,"end":7,"text":"So Y te"}],"more":{"a":1}}'
    (tmp_path / "records.jsonl").write_bytes(line)
    found = frames.load(tmp_path / "records.jsonl")
    assert found.agencies[["name", "confidence", "role", "granularity"]].values.tolist() == [["So Y te", 1.0, "other", "named"]]


def test_parquet_with_other_and_missing_columns(records: list[schema.Record], tmp_path: Path) -> None:
    parquet.write(records, tmp_path / "records.parquet")
    table = pd.read_parquet(tmp_path / "records.parquet").drop(columns=["people", "resources"]).assign(mine=1)
    table.to_parquet(tmp_path / "mine.parquet")
    t = frames.load(tmp_path / "mine.parquet", TODAY)
    assert len(t.people) == len(t.resources) == 0
    assert len(t.directives) == sum(len(r.directives) for r in records)


def test_the_gold_standard_loads(shared: Path) -> None:
    t = frames.load([shared / "gold" / "dev.jsonl", shared / "gold" / "seeds.jsonl"])
    assert len(t.articles) == 12
    assert (t.people["name"] == t.people["quote"]).any()


# ------------------------------------------------------------------------------------------------------------------------------- Parquet


def test_tables_are_written_and_queried(t: frames.Frames, records: list[schema.Record], lines: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    from pyarrow import parquet as arrow

    for name, table in frames.tables(lines, TODAY).items():
        arrow.write_table(table, tmp_path / f"{name}.parquet")
        assert len(pd.read_parquet(tmp_path / f"{name}.parquet")) == len(getattr(t, name))
    with duckdb.connect() as db:
        found = db.sql(
            f"""select p.name, d.due, d.words from '{tmp_path}/deadlines.parquet' d join '{tmp_path}/parties.parquet' p using (directive)
            where p.role = 'lead' and d.due between date '2018-01-01' and date '2018-12-31' order by d.due, p.name"""
        ).fetchall()
    mine = t.deadlines.merge(t.parties[t.parties["role"] == "lead"], on="directive")
    mine = mine[mine["due"].dt.year == 2018].sort_values(["due", "name"])
    assert [(name, day) for name, day, _ in found] == [(name, day.date()) for name, day in zip(mine["name"], mine["due"], strict=True)]
    assert len(found) > 2


def test_duckdb_reads_the_records_themselves(t: frames.Frames, records: list[schema.Record], tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    parquet.write(records, tmp_path / "records.parquet")
    with duckdb.connect() as db:
        found = db.sql(
            f"""select article.id, d.id, lead from '{tmp_path}/records.parquet', unnest(directives) as u(d), unnest(d.lead) as v(lead) order by 1, 2, 3"""
        ).fetchall()
    leads = t.parties[t.parties["role"] == "lead"]
    assert found == sorted(leads[["article", "directive", "name"]].itertuples(index=False, name=None))
