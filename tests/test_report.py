"""The analysts' report: what its data hold, and the page in a real browser: filter, sort, open, highlight, languages, keyboard, hostile articles, 5,000 directives."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import json
import re
import struct
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from browser import Browser, browser, shown
from conftest import ROOT
from lxml import html as lxml_html

import corpora
from pipeline import report, schema
from pipeline.report import data, labels, page

TODAY = datetime.date(2022, 6, 10)


# --------------------------------------------------------------------------------------------------------------------- records


def gold() -> list[schema.Record]:
    return [msgspec.convert(given, schema.Record) for given in corpora.gold()]


def agency(text: str, words: str, name: str, role: str, after: int = 0) -> schema.Agency:
    start = text.index(words, after)
    return schema.Agency(id="a", start=start, end=start + len(words), text=words, name=name, role=role, confidence=0.9)  # type: ignore[arg-type]


def conclusion(id: str = "x-1", **about: Any) -> schema.Record:
    """An article with two orders: one of Sở Thông tin và Truyền thông due in June 2022, one of Sở Y tế without a deadline."""
    first = "Giao Sở Thông tin và Truyền thông chủ trì, phối hợp với Sở Y tế triển khai Đề án 06 trước ngày 16/6/2022."
    second = "Sở Y tế rà soát các trạm y tế theo Kế hoạch số 15/KH-UBND, đạt 95% vào cuối năm."
    text = f"Sáng 20/5, ông Trần Văn Mẫu kết luận:\n{first}\n{second}\n"
    at = text.index(second)
    date = text.index("trước ngày 16/6/2022")
    plan, scheme = text.index("Kế hoạch số 15/KH-UBND"), text.index("Đề án 06")
    named = "Sở Thông tin và Truyền thông"
    return schema.Record(
        article=schema.Article(**{"id": id, "title": "Kết luận về chuyển đổi số", "published": "2022-05-20", "url": "https://tinh.example.vn/tin/1", "source": "Báo Thử",
                                  "place": schema.Place(province="An Giang"), **about}),
        text=text,
        agencies=[
            agency(text, named, f"{named} tỉnh An Giang", "lead"),
            agency(text, "Sở Y tế", "Sở Y tế tỉnh An Giang", "coordinate"),
            agency(text, "Sở Y tế", "Sở Y tế tỉnh An Giang", "lead", at),
        ],
        dates=[schema.Date(id="t1", start=date, end=date + 20, text=text[date : date + 20], value="2022-06-16", latest="2022-06-15", comparator="<", role="deadline")],
        quantities=[schema.Quantity(start=text.index("95%"), end=text.index("95%") + 3, text="95%", kind="percent", values=[95], status="target")],
        people=[schema.Person(start=text.index("Trần"), end=text.index("Trần") + 12, text="Trần Văn Mẫu", name="Trần Văn Mẫu", role="issuer")],
        documents=[
            schema.Document(id="d1", start=scheme, end=scheme + 8, text="Đề án 06", type="Đề án", number="06", document="DE_AN_06"),
            schema.Document(id="d2", start=plan, end=plan + 22, text="Kế hoạch số 15/KH-UBND", type="Kế hoạch", number="15", symbol="KH-UBND", document="KH_15"),
        ],
        resources=[
            schema.Resource(document="DE_AN_06", type="Đề án", number="06", urn="urn:lex:vn:de.an:6", mentions=["d1"]),
            schema.Resource(document="KH_15", type="Kế hoạch", number="15", symbol="KH-UBND", urn="urn:lex:vn:ke.hoach:15", mentions=["d2"]),
        ],
        directives=[
            schema.Directive(
                id=f"{id}-D01", start=text.index(first), end=text.index(first) + len(first), text=first, action="triển khai Đề án 06 trước ngày 16/6/2022", deadline="2022-06-16", deadline_date="t1",
                lead=[f"{named} tỉnh An Giang"], coordinate=["Sở Y tế tỉnh An Giang"], issuer_agency="UBND tỉnh An Giang", issuer_person=schema.IssuerPerson(name="Trần Văn Mẫu"),
                legal_basis=["DE_AN_06"], confidence=0.97, by="rule:acts.order",
            ),
            schema.Directive(
                id=f"{id}-D02", start=at, end=at + len(second), text=second, action="rà soát các trạm y tế", lead=["Sở Y tế tỉnh An Giang"], issuer_agency="UBND tỉnh An Giang",
                legal_basis=["KH_15"], targets=["95%"], confidence=0.42, modality="recommendation",
            ),
        ],
        diagnostics=[schema.Diagnostic(code="date.damaged", start=date, end=date + 20, message="read as 2022-06-16"), schema.Diagnostic(code="x", message="something else")],
    )  # fmt: skip


def other(id: str = "y-1", action: str = "trồng rừng", **about: Any) -> schema.Record:
    """An article of another province with one order, due each month on the 25th."""
    text = f"Sở Nông nghiệp {action} hằng tháng, ngày 25."
    given = schema.Directive(id=f"{id}-D01", start=0, end=len(text), text=text, action=action, lead=["Sở Nông nghiệp tỉnh Cà Mau"], deadline="XXXX-XX-25", confidence=0.8)
    told = {"id": id, "title": "Tin khác", "published": "2022-03-01", "place": schema.Place(province="Cà Mau"), **about}
    return schema.Record(article=schema.Article(**told), text=text, directives=[given])


def small() -> list[schema.Record]:
    return [conclusion(), other(), schema.Record(article=schema.Article(id="z-1", published="2022-04-01"), text="Không có gì.")]


EVIL = [
    "<script>document.title='pwned'</script>",
    "</script><script>document.title='pwned'</script>",
    "<!--<script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "\u202eđảo ngược\u2066",
    "dòng\u2028mới\u2029nữa",
    '"><svg onload=document.title=1>',
    "{{7*7}} ${7*7} \\u003cb\\u003e",
    "\x00\x1b[31m\x07\ud800 \U0001f600",
]
WRONG = ["javascript:document.title='pwned'", "data:text/html,<script>1</script>", "vbscript:x", "file:///etc/passwd", "//evil.example", "https://a.vn/\"onclick=1", "ht\ntps://a.vn"]


def hostile() -> list[schema.Record]:
    """Records in which every text means harm, and addresses too."""
    found = []
    for i, (evil, url) in enumerate(zip(EVIL, [*WRONG, "https://good.example.vn/?a=1&b=2#x", None], strict=True)):
        text = f"Trước {evil} sau\U0001f600 Sở Y tế {evil} hết."
        start = text.index("Sở Y tế")
        document = schema.Document(start=0, end=5, text="Trước", type=evil, number=evil, issuer=evil, document=evil)
        given = schema.Directive(id=f"{i}{evil}", start=start, end=len(text), text=text[start:], action=f"{evil} báo cáo", lead=[evil], coordinate=[evil], issuer_agency=evil, targets=[evil],
                                 issuer_person=schema.IssuerPerson(name=evil, titles=[evil]), legal_basis=[evil], condition=evil, detail=evil, by=evil, deadline=evil, deadline_by_reference=evil)  # fmt: skip
        found.append(
            schema.Record(
                article=schema.Article(id=f"e-{i}{evil}", title=evil, source=evil, url=url, published=evil, place=schema.Place(province=evil, district=evil), cluster=evil, attached_to=evil),
                text=text, directives=[given], documents=[document], diagnostics=[schema.Diagnostic(code=evil, message=evil)],
                agencies=[schema.Agency(id=evil, start=start, end=start + 7, text="Sở Y tế", name=evil, agency=evil, role="lead")],
                resources=[schema.Resource(document=evil, type=evil, number=evil, title=evil, urn=evil)],
            )
        )  # fmt: skip
    return found


# ------------------------------------------------------------------------------------------------------------------------ data


def told(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the data of a page say, read as a browser reads them."""
    tree = lxml_html.document_fromstring(text)
    given, articles = (json.loads(tree.xpath(f"//script[@id='{id}']")[0].text) for id in ("given", "articles"))
    return given, articles


def test_an_article_is_told_once_with_what_was_ordered_in_it() -> None:
    given, (article, second, empty) = told(report.build(small(), today=TODAY))
    assert (given["today"], given["lang"]) == ("2022-06-10", "vi")
    assert article["text"] == conclusion().text and article["url"] == "https://tinh.example.vn/tin/1"
    first, last = article["directives"]
    assert article["text"][slice(*first["at"])].startswith("Giao Sở Thông tin")
    assert first["dues"] == [{"words": "trước ngày 16/6/2022", "days": ["2022-06-15"]}]
    assert first["basis"] == [["Đề án 06", "DE_AN_06", "urn:lex:vn:de.an:6"]]
    assert (first["sure"], last["sure"], last["modality"], "dues" in last) == (97, 42, "recommendation", False)
    assert [mention[0] for mention in article["mentions"]] == [4, 3, 3, 0, 1, 3, 0, 2], "in the order of the text"
    assert second["directives"][0]["dues"][0]["again"] == "MONTHLY" and "2022-06-25" in second["directives"][0]["dues"][0]["days"]
    assert empty == {"id": "z-1", "published": "2022-04-01"}, "nobody can open it, so its text is not there"


def test_offsets_are_those_of_a_browser() -> None:
    """It counts a letter beyond the first plane as two."""
    text = "\U0001f600\U0001f600 Sở Y tế lo."
    record = schema.Record(article=schema.Article(id="1"), text=text, directives=[schema.Directive(start=3, end=14, text=text[3:14])])
    _, (article,) = told(report.build([record]))
    units = article["text"].encode("utf-16-le")
    start, end = article["directives"][0]["at"]
    assert units[2 * start : 2 * end].decode("utf-16-le") == "Sở Y tế lo."


def test_every_offset_of_our_articles_cuts_the_same_words() -> None:
    records = gold()
    _, articles = told(report.build(records))
    checked = 0
    for record, article in zip(records, articles, strict=True):
        if "text" not in article:
            continue
        assert len(article["text"]) == len(record.text)
        words = sorted(m.text for kind in data.KINDS for m in getattr(record, kind))
        assert sorted(article["text"][m[1] : m[2]] for m in article["mentions"]) == words
        checked += len(words)
    assert checked > 5000


def test_the_newest_version_of_a_folder_counts(tmp_path: Path) -> None:
    (tmp_path / "data" / "records").mkdir(parents=True)
    for night, version in enumerate((1, 2)):
        record = other(action=f"bản {version}", version=version)
        (tmp_path / "data" / "records" / f"{night}.jsonl").write_bytes(schema.dumps(record) + b"\n")
    out = tmp_path / "report.html"
    assert report.write(tmp_path / "data", out) == report.Written(1, 1)
    _, articles = told(out.read_text(encoding="utf-8"))
    assert [d["action"] for a in articles for d in a["directives"]] == ["bản 2"]
    assert not list(tmp_path.glob("*.part"))
    assert report.write(sorted((tmp_path / "data" / "records").iterdir()), out) == report.Written(1, 1), "several files as well"


def test_a_file_that_cannot_be_read_leaves_the_report_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_bytes(schema.dumps(other()) + b"\n{\n")
    out = tmp_path / "report.html"
    out.write_text("before")
    with pytest.raises(schema.RecordError):
        report.write(tmp_path / "bad.jsonl", out)
    assert out.read_text() == "before"


def test_a_wrong_language_is_named() -> None:
    with pytest.raises(ValueError, match="'fr'.*vi, en"):
        report.build([], lang="fr")


def test_the_memory_does_not_grow_with_the_records(tmp_path: Path) -> None:
    def many(n: int) -> Iterator[schema.Record]:
        return (other(f"y-{i}", action=f"trồng thêm {i} cây " + "ở ven đường " * 50) for i in range(n))

    def peak(n: int) -> int:
        tracemalloc.start()
        try:
            report.write(many(n), tmp_path / "r.html")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    few, more = peak(200), peak(2000)
    assert (tmp_path / "r.html").stat().st_size > 1_500_000
    assert more - few < 1_000_000, (few, more)  # a number for each directive, by which another telling would be known


def test_nothing_in_the_data_ends_the_script_that_holds_it() -> None:
    text = report.build(hostile(), title="</title><script>document.title='pwned'</script>")
    tree = lxml_html.document_fromstring(text)
    assert [node.get("id") for node in tree.iter("script")] == ["given", "articles", "told", None]
    assert not list(tree.iter("img")) and text.count("pwned") > 9
    _, articles = told(text)
    assert [article.get("url") for article in articles] == [None] * len(WRONG) + ["https://good.example.vn/?a=1&b=2#x", None]
    assert "\u2028" not in text and "\u202e" not in text and "\x00" not in text
    assert all(len(article["text"]) >= len(record.text) for article, record in zip(articles, hostile(), strict=True))


def test_the_page_allows_its_own_script_and_style_alone() -> None:
    tree = lxml_html.document_fromstring(report.build(small()))
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    for name in ("style", "script"):
        own = [node.text for node in tree.iter(name) if node.get("type") is None]
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in own]
        assert f"{name}-src 'sha256-{digests[0]}';" in policy and len(own) == 1
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for node in tree.iter():
        assert not [name for name in node.attrib if name.startswith("on") or name in ("src", "style", "srcdoc", "action")], node.tag
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|fetch\(|XMLHttp|https?://(?!www\.w3\.org/2000/svg)", page.script())
    assert not re.search(r"url\(|@import", page.style())


def test_every_label_that_the_page_asks_for_is_there_in_both_languages() -> None:
    assert all(vi and en for vi, en in labels.LABELS.values())
    asked = set(re.findall(r'\bt\("([\w.]+)"', page.script())) | set(re.findall(r'data-t="([\w.]+)"', report.build([])))
    assert len(asked) > 60 and asked <= labels.LABELS.keys(), asked - labels.LABELS.keys()
    for vi, en in labels.LABELS.values():
        assert set(re.findall(r"\{\w+\}", vi)) == set(re.findall(r"\{\w+\}", en)), vi


def test_every_diagnostic_has_words_in_the_readers_language() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in Path(report.__file__).parents[1].rglob("*.py"))
    codes = set(re.findall(r'(?:\bwarn\(|Diagnostic\(code=)"([\w.]+)"', sources))
    assert len(codes) >= 10 and {f"n.{code}" for code in codes} <= labels.LABELS.keys(), codes


# ------------------------------------------------------------------------------------------------------------- the page, in a browser


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Opens a report of these records in the browser; at the end there must be no error in its console and nothing fetched but the file."""
    file = tmp_path / "report.html"

    def open(records: Any = None, address: str = "", **options: Any) -> Browser:
        browser.ask("/url", {"url": "about:blank"})
        browser.log("browser"), browser.requests()
        report.write(small() if records is None else records, file, **{"today": TODAY, **options})
        browser.ask("/url", {"url": file.as_uri() + address})
        return browser

    yield open
    assert [entry["message"] for entry in browser.log("browser")] == []
    asked = {url.partition("#")[0] for url in browser.requests() if not url.startswith(("about:", "data:"))}
    assert asked == {file.as_uri()}, asked


def rows(browser: Browser) -> list[str]:
    return browser.run("return [...document.querySelectorAll('.directives tbody tr')].map(row => row.dataset.row)")


def until(browser: Browser, *ids: str) -> None:
    """Waits until the table has these rows."""
    browser.wait(f"return JSON.stringify([...document.querySelectorAll('.directives tbody tr')].map(row => row.dataset.row)) == {json.dumps(json.dumps(ids, separators=(',', ':')))}")


def choose(browser: Browser, name: str, value: str) -> None:
    browser.click(f"#f-{name} option[value='{value}']")


def leave(browser: Browser) -> None:
    """Closes the article; the address is the list's again a moment later, when the browser has gone back."""
    browser.press("Escape")
    browser.wait("return !document.querySelector('dialog').open && !/[#&]d=/.test(location.hash)")


def focused(browser: Browser) -> str:
    return browser.run("const e = document.activeElement; return e.id || e.dataset.id || e.className || e.tagName")


def test_the_page_tells_what_the_records_tell(opened: Any) -> None:
    b = opened()
    assert (b.run("return document.title"), shown(b, "h1"), shown(b, "#count")) == ("Báo cáo chỉ đạo", "Báo cáo chỉ đạo", "3 chỉ đạo")
    assert rows(b) == ["x-1-D01", "x-1-D02", "y-1-D01"], "the latest news first, an article's orders as it tells them"
    assert "10/06/2022" in shown(b, "#when") and "01/03/2022" in shown(b, "#when")
    assert re.search("2 bài có chỉ đạo, trong 3 bài .*2 có thời hạn 1 đến hạn trong 14 ngày tới 0 đã qua hạn", shown(b, "#figures"))
    row = shown(b, "[data-row='x-1-D01']")
    for words in ("15/06/2022", "còn 5 ngày", "trước ngày 16/6/2022", "triển khai Đề án 06", "Sở Thông tin và Truyền thông tỉnh An Giang", "phối hợp: Sở Y tế tỉnh An Giang",
                  "Trần Văn Mẫu – UBND tỉnh An Giang", "Đề án 06", "An Giang", "20/05/2022", "97%"):  # fmt: skip
        assert words in row, words
    assert "hằng tháng" in shown(b, "[data-row='y-1-D01']") and "lần tới 25/06/2022" in shown(b, "[data-row='y-1-D01']")


def test_a_title_of_ones_own(opened: Any) -> None:
    b = opened(title="Chỉ đạo <b>quý II</b>")
    assert (b.run("return document.title"), shown(b, "h1")) == ("Chỉ đạo <b>quý II</b>",) * 2


def test_nothing_to_tell(opened: Any) -> None:
    b = opened([])
    assert (shown(b, "#table"), shown(b, "#count")) == ("Không có chỉ đạo nào trong các bản ghi này.", "0 chỉ đạo")


SEARCHES = [
    ("so y te", ["x-1-D01", "x-1-D02"], "", "without marks"),
    ("SỞ Y TẾ", ["x-1-D01", "x-1-D02"], "", "in capitals"),
    ("sở y t", ["x-1-D01", "x-1-D02"], "", "while it is being typed"),
    ("so\u031b\u0309 y te\u0302\u0301", ["x-1-D01", "x-1-D02"], "", "marks as letters of their own"),
    ("sơ y té", ["x-1-D01", "x-1-D02"], "không phân biệt dấu", "with the wrong marks"),
    ("15/KH", ["x-1-D02"], "", "a symbol"),
    ("de an 06", ["x-1-D01"], "", "a document"),
    ("ca mau", ["y-1-D01"], "", "a province"),
    ("trạm đạt", ["x-1-D02"], "đủ các từ", "words that do not stand together"),
    ("ồng rừng", [], "", "not within a word"),
    ("đúng rừng", [], "", "a word that is nowhere"),
]


@pytest.mark.parametrize(("query", "found", "note", "reason"), SEARCHES, ids=[row[3] for row in SEARCHES])
def test_search(opened: Any, query: str, found: list[str], note: str, reason: str) -> None:
    b = opened()
    b.type("#q", query)
    until(b, *found)
    assert note in shown(b, "#note") and bool(note) == bool(shown(b, "#note"))
    assert shown(b, "#count") == f"{len(found)} trong 3 chỉ đạo"
    b.wait("return location.hash.startsWith('#q=')")
    if not found:
        assert "Không có chỉ đạo nào phù hợp" in shown(b, "#table")


CHOICES = [
    ("province", "Cà Mau", ["y-1-D01"], "Cà Mau"),
    ("role", "coordinate", ["x-1-D01"], "Vai trò của cơ quan: phối hợp"),
    ("period", "2022-05", ["x-1-D01", "x-1-D02"], "Ngày đăng tin: 05/2022"),
    ("period", "2022", ["x-1-D01", "x-1-D02", "y-1-D01"], "Ngày đăng tin: Năm 2022"),
    ("due", "2022-06", ["x-1-D01", "y-1-D01"], "Thời hạn: 06/2022"),
    ("due", "none", ["x-1-D02"], "Thời hạn: không nêu thời hạn"),
    ("due", "soon", ["x-1-D01"], "Thời hạn: trong 14 ngày tới"),
    ("due", "past", [], "Thời hạn: đã qua hạn"),
    ("modality", "recommendation", ["x-1-D02"], "đề nghị"),
]


@pytest.mark.parametrize(("name", "value", "found", "chip"), CHOICES, ids=[f"{row[0]} {row[1]}" for row in CHOICES])
def test_choices(opened: Any, name: str, value: str, found: list[str], chip: str) -> None:
    b = opened()
    choose(b, name, value)
    until(b, *found)
    assert chip in shown(b, "#chips")
    address = b.run("return location.hash")
    assert address.startswith(f"#{name}=")
    b.click("#chips button")
    until(b, "x-1-D01", "x-1-D02", "y-1-D01")
    assert b.run("return location.hash + document.querySelector('#f-" + name + "').value") == ""
    b = opened(None, address)
    assert rows(b) == found and b.run(f"return document.querySelector('#f-{name}').value") == value, "the address says it all"


def test_the_choices_say_how_many_there_are(opened: Any) -> None:
    b = opened()
    options = b.run("return [...document.querySelectorAll('#f-due option, #f-period option, #f-province option')].map(o => o.textContent).filter(t => t.includes('('))")
    assert options == ["An Giang (2)", "Cà Mau (1)", "cả năm 2022 (3)", "03/2022 (1)", "05/2022 (2)", "cả năm 2023 (1)", "01/2023 (1)", "02/2023 (1)", "cả năm 2022 (2)",
                       "03/2022 (1)", "04/2022 (1)", "05/2022 (1)", "06/2022 (2)", "07/2022 (1)", "08/2022 (1)", "09/2022 (1)", "10/2022 (1)", "11/2022 (1)", "12/2022 (1)"]  # fmt: skip


def test_agency_and_role_together(opened: Any) -> None:
    b = opened()
    b.type("#f-agency", "so y te")
    until(b, "x-1-D01", "x-1-D02")
    assert shown(b, "#f-agency-list") == "Sở Y tế tỉnh An Giang 2"
    b.press("Down", "Enter")
    assert b.run("return document.querySelector('#f-agency').value") == "Sở Y tế tỉnh An Giang"
    assert b.run("return document.querySelector('#f-agency').getAttribute('aria-expanded')") == "false"
    choose(b, "role", "lead")
    until(b, "x-1-D02")
    choose(b, "role", "coordinate")
    until(b, "x-1-D01")


def test_suggestions_by_mouse_and_by_keyboard(opened: Any) -> None:
    b = opened()
    b.click("#f-document")
    assert b.run("return [...document.querySelectorAll('#f-document-list [role=option]')].map(o => o.dataset.value)") == ["Đề án 06", "Kế hoạch 15/KH-UBND"]
    b.press("Down", "Down")
    chosen = b.run("return document.getElementById(document.querySelector('#f-document').getAttribute('aria-activedescendant')).dataset.value")
    assert chosen == "Kế hoạch 15/KH-UBND"
    b.press("Escape")
    assert b.run("return document.querySelector('#f-document-list').hidden") and rows(b) == ["x-1-D01", "x-1-D02", "y-1-D01"]
    b.click("#f-document")
    b.click("#f-document-list [data-value='Đề án 06']")
    until(b, "x-1-D01")
    b.type("#f-document", " không có")
    b.wait("return document.querySelector('#f-document-list').innerText == 'không có tên nào như vậy'")
    until(b)


def test_confidence_and_days(opened: Any) -> None:
    b = opened()
    b.type("#f-sure", "\ue010")  # End
    until(b)
    b.ask("/actions", {"actions": []})
    b.press(*["Left"] * 4)
    until(b, "x-1-D01", "y-1-D01")
    assert shown(b, ".sure output") == "80%"
    choose(b, "period", "..")
    assert focused(b) == "f-period-from"
    b.run("const e = document.querySelector('#f-period-to'); e.value = '2022-05-01'; e.dispatchEvent(new Event('change'))")
    until(b, "y-1-D01")
    assert "đến ngày 01/05/2022" in shown(b, "#chips") and "period=..2022-05-01" in b.run("return location.hash")
    b.click("#clear")
    until(b, "x-1-D01", "x-1-D02", "y-1-D01")
    assert focused(b) == "q"


def test_sorting_says_which_way(opened: Any) -> None:
    b = opened()
    for column, up in (("due", ["x-1-D01", "y-1-D01", "x-1-D02"]), ("action", ["x-1-D02", "x-1-D01", "y-1-D01"]), ("sure", ["x-1-D02", "y-1-D01", "x-1-D01"]),
                       ("province", ["x-1-D01", "x-1-D02", "y-1-D01"])):  # fmt: skip
        for way, told_way in (("ascending", "tăng dần"), ("descending", "giảm dần")):
            b.click(f"#sort-{column}")
            assert b.run(f"return [...document.querySelectorAll('thead [aria-sort]')].map(e => e.className + e.ariaSort)") == [f"c-{column}{way}"]
            assert told_way in shown(b, "#note") and focused(b) == f"sort-{column}"
            expected = up if way == "ascending" else {"due": ["y-1-D01", "x-1-D01", "x-1-D02"], "province": ["y-1-D01", "x-1-D01", "x-1-D02"]}.get(column, up[::-1])
            assert rows(b) == expected, (column, way)
    assert "sort=-province" in b.run("return location.hash")


def test_vietnamese_is_sorted_as_vietnamese(opened: Any) -> None:
    names = ["Đồng Nai", "Hà Nội", "An Giang", "Cà Mau", "Ðắk Lắk", "Vĩnh Long", "Ân Thi", "Dầu Tiếng"]
    b = opened([other(f"p-{i}", place=schema.Place(province=name)) for i, name in enumerate(names)], "#sort=province")
    shown_ = b.run("return [...document.querySelectorAll('tbody .c-province')].map(e => e.innerText)")
    assert [n for n in shown_ if n != "Ðắk Lắk"] == ["An Giang", "Ân Thi", "Cà Mau", "Dầu Tiếng", "Đồng Nai", "Hà Nội", "Vĩnh Long"]


def test_plots_follow_the_filters_and_set_them(opened: Any) -> None:
    b = opened()
    assert "Sở Y tế tỉnh An Giang 1 + 1" in shown(b, ".plot-agencies") and "Đề án 06 1" in shown(b, ".plot-documents")
    assert b.run("return document.querySelector('.chart').ariaLabel || document.querySelector('.chart').getAttribute('aria-label')").startswith("Chỉ đạo đến hạn")
    b.click(".plot-provinces tr:nth-child(2) button")
    until(b, "y-1-D01")
    assert "Cà Mau" in shown(b, ".plot-provinces") and "An Giang" not in shown(b, "#plots")
    assert b.run("return document.activeElement.matches('.plot-provinces [aria-pressed=true]')"), "the focus stays with what was pressed"
    b.click(".plot-provinces button[aria-pressed=true]")
    until(b, "x-1-D01", "x-1-D02", "y-1-D01")
    b.click("#column-data")
    b.click("[id='column-2022-06']")
    until(b, "x-1-D01", "y-1-D01")
    assert b.run("return document.querySelector('.plot-months details').open"), "the figures stay open"
    b.click("#figure-soon")
    until(b, "x-1-D01")
    assert b.run("return document.querySelector('#figure-soon').getAttribute('aria-pressed')") == "true"


def test_an_article_is_opened_with_its_words_marked(opened: Any) -> None:
    b = opened()
    b.click("[data-row='x-1-D01'] .c-lead")
    assert b.run("return document.querySelector('dialog').open") and shown(b, "#dialog-title") == "Kết luận về chuyển đổi số"
    text = b.run("const copy = document.querySelector('.text').cloneNode(true); copy.querySelectorAll('.unseen, .pin').forEach(e => e.remove()); return copy.textContent")
    assert text == conclusion().text, "the article's text, letter by letter"
    marks = b.run("return [...document.querySelectorAll('.text mark')].map(m => [m.className, m.lastChild.textContent])")
    assert ["dates", "trước ngày 16/6/2022"] in marks and ["documents", "Kế hoạch số 15/KH-UBND"] in marks and ["quantities", "95%"] in marks and ["people", "Trần Văn Mẫu"] in marks
    assert [m for m in marks if m[0] == "agencies"] == [["agencies", "Sở Thông tin và Truyền thông"], ["agencies", "Sở Y tế"], ["agencies", "Sở Y tế"]]
    current = b.run("return [...document.querySelectorAll('.order.current')].map(e => e.dataset.d)")
    assert current == ["x-1-D01"]
    record = shown(b, ".record")
    for words in ("Chỉ đạo Trần Văn Mẫu UBND tỉnh An Giang", "Thực hiện Sở Thông tin và Truyền thông tỉnh An Giang", "Phối hợp Sở Y tế tỉnh An Giang", "Thời hạn 15/06/2022 còn 5 ngày trước ngày 16/6/2022",
                  "Căn cứ Đề án 06", "97%", "rule:acts.order"):  # fmt: skip
        assert words in record, words
    assert shown(b, ".notes") == "ngày viết lỗi: trước ngày 16/6/2022 something else", "in the reader's language where we know how"
    styles = b.run("return ['documents','dates','quantities','agencies','people'].map(k => getComputedStyle(document.querySelector(`.text mark.${k}`)).textDecorationStyle)")
    assert len(set(styles)) == 5, "each kind has a line of its own, not only a colour"
    assert "d=x-1-D01" in b.run("return location.hash")


def test_the_record_leads_to_the_words(opened: Any) -> None:
    b = opened(None, "#d=x-1-D02")
    b.click(".slot-legal_basis button")
    assert b.run("return [...document.querySelectorAll('.found')].map(e => e.lastChild.textContent)") == ["Kế hoạch số 15/KH-UBND"]
    b.click(".slot-lead button")
    assert b.run("return document.querySelector('.found').closest('.order').dataset.d") == "x-1-D02", "the one in this order, not the same name before"
    b.click(".mentions summary")
    b.wait("return document.querySelector('.mentions table')")
    assert b.run("return document.querySelectorAll('.mentions tbody tr').length") == 8
    b.click(".mentions tbody tr:nth-child(5) button")
    assert b.run("return document.querySelector('.found').lastChild.textContent") == "trước ngày 16/6/2022"
    b.click("#kind-dates")
    assert b.run("return getComputedStyle(document.querySelector('.text mark.dates')).textDecorationLine") == "none"
    b.click("#kind-dates")


def test_the_links_to_the_source(opened: Any) -> None:
    long = conclusion("x-9", url="https://tinh.example.vn/tin?id=1#muc-2")
    long.directives[0].end, long.directives[0].text = long.directives[1].end, long.text[long.directives[0].start : long.directives[1].end]
    b = opened([conclusion(), long, other()], "#d=x-1-D01")
    links = "return [...document.querySelectorAll('.links a')].map(a => [a.href, a.rel, a.target])"
    words, source = b.run(links)
    assert source == ["https://tinh.example.vn/tin/1", "noopener noreferrer", "_blank"]
    from urllib.parse import unquote

    assert unquote(words[0]) == "https://tinh.example.vn/tin/1#:~:text=Giao Sở Thông tin và Truyền,Đề án 06 trước ngày 16/6/2022."
    b.run("location.hash = '#d=x-9-D01'")
    b.wait("return document.querySelector('.links a').href.includes('muc')")
    assert unquote(b.run(links)[0][0]) == "https://tinh.example.vn/tin?id=1#muc-2:~:text=Giao Sở Thông tin và Truyền,15/KH-UBND, đạt 95% vào cuối năm."
    b.run("location.hash = '#d=y-1-D01'")
    b.wait("return document.querySelector('dialog').innerText.includes('không có địa chỉ bài gốc')")


def test_the_words_are_found_by_the_text_fragment(browser: Browser, tmp_path: Path) -> None:
    """A page that has these words is scrolled to them by the link that the report gives."""
    source = tmp_path / "nguon.html"
    lines = "".join(f"<p>{line}</p>" for line in conclusion().text.strip().split("\n"))
    source.write_text(f"<meta charset=utf-8><div style='height:5000px'>đầu</div>{lines}<div style='height:5000px'>cuối</div>", encoding="utf-8")
    browser.open(tmp_path / "r.html", report.build([conclusion()], today=TODAY))
    browser.run("location.hash = '#d=x-1-D01'")
    browser.wait("return document.querySelector('dialog').open")
    link = browser.run("return document.querySelector('.links a').href")
    fragment = link.partition("#")[2]
    browser.ask("/url", {"url": f"{source.as_uri()}#{fragment}"})
    browser.wait("return scrollY > 3000")


def test_back_and_escape_close_and_the_focus_comes_back(opened: Any) -> None:
    b = opened()
    choose(b, "province", "An Giang")
    until(b, "x-1-D01", "x-1-D02")
    b.click("a.open[data-id='x-1-D02']")
    assert focused(b) == "dialog-title"
    leave(b)
    assert focused(b) == "x-1-D02" and "province=An+Giang" in b.run("return location.hash")
    b.click("a.open[data-id='x-1-D01']")
    b.ask("/back", {})
    b.wait("return !document.querySelector('dialog').open")
    assert rows(b) == ["x-1-D01", "x-1-D02"]
    b.ask("/forward", {})
    b.wait("return document.querySelector('dialog').open")
    b.click("#close")
    b.wait("return !document.querySelector('dialog').open")


def test_from_one_directive_to_the_next(opened: Any) -> None:
    b = opened(None, "#sort=due&d=x-1-D01")
    assert "thứ 1 trong 3" in shown(b, ".dialog-buttons") and b.run("return document.querySelector('#before').disabled")
    b.click("#after")
    assert shown(b, "#dialog-title") == "Tin khác" and focused(b) == "after"
    b.click("#after")
    assert shown(b, ".order.current .pin") == "2" and b.run("return document.querySelector('#after').disabled")
    b.click(".others button")
    assert "d=x-1-D01" in b.run("return location.hash")
    b.click(".text .pin:not([aria-current])")
    assert "d=x-1-D02" in b.run("return location.hash")


def test_a_directive_that_is_gone(opened: Any) -> None:
    b = opened(None, "#d=nowhere&rows=7&page=99&sort=x&sure=abc&due=nonsense&lang=fr")
    assert "không có chỉ đạo nowhere" in shown(b, "#note") and len(rows(b)) == 3


def test_all_by_keyboard_alone(opened: Any) -> None:
    b = opened()
    b.press("Tab")
    assert b.run("return document.activeElement.className") == "skip"
    assert b.run("return document.querySelector('.skip').getBoundingClientRect().left") >= 0, "it can be seen when it has the focus"
    b.press("Enter")
    assert focused(b) == "list" and b.run("return location.hash") == ""
    met = []
    for _ in range(40):
        b.press("Tab")
        met.append(focused(b))
        if met[-1] == "x-1-D01":
            break
    wanted = ["f-province", "f-agency", "f-role", "f-period", "f-due", "f-document", "f-modality", "f-sure", "wide", "sort-due", "sort-action", "sort-lead"]
    assert [name for name in met if name in wanted or name == "table"][:8] == wanted[:8] and met[-1] == "x-1-D01", met
    b.press("Enter")
    assert focused(b) == "dialog-title"
    seen = set()
    for _ in range(60):
        b.press("Tab")
        seen.add(b.run("return document.activeElement === document.body ? 'body' : document.activeElement.closest('dialog') ? 'dialog' : 'page'"))
    assert "page" not in seen and "dialog" in seen, "the focus stays within what is open"
    leave(b)
    assert focused(b) == "x-1-D01"
    b.press("Tab", shift=True)
    assert focused(b) == "sort-sure"
    b.press("Space")
    assert "sort=sure" in b.run("return location.hash") and rows(b)[0] == "x-1-D02"


def test_what_a_screen_reader_is_told(opened: Any) -> None:
    b = opened(None, "#d=x-1-D01")
    tree = b.run("return document.documentElement.outerHTML")
    assert b.run("return [...document.querySelectorAll('input, select')].filter(e => !e.labels.length && !e.ariaLabel && !e.getAttribute('aria-label')).map(e => e.id)") == []
    assert b.run("return [...document.querySelectorAll('button, a[href]')].filter(e => !(e.textContent.trim() || e.getAttribute('aria-label'))).length") == 0
    ids = re.findall(r'\bid="([^"]+)"', tree)
    assert len(ids) == len(set(ids))
    assert b.run("return [...document.querySelectorAll('.directives tbody tr')].every(r => r.querySelectorAll('th[scope=row]').length == 1)")
    assert b.run("return document.querySelector('#count').getAttribute('aria-live')") == "polite"
    assert b.run("return document.querySelector('.text mark.dates .unseen').textContent") == "[thời gian] "
    assert b.run("return [...document.querySelectorAll('svg')].every(s => s.getAttribute('aria-hidden') == 'true' || s.getAttribute('aria-label'))")
    leave(b)
    name = b.ask(f"/element/{b.find('.directives a.open')}/computedlabel")
    assert name.startswith("triển khai Đề án 06")
    assert b.ask(f"/element/{b.find('.directives tbody tr th')}/computedrole") == "rowheader"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_language_is_switched(opened: Any, lang: str) -> None:
    b = opened(lang=lang)
    words = {"vi": ("Báo cáo chỉ đạo", "Thời hạn", "3 chỉ đạo", "tất cả"), "en": ("Report of directives", "By when", "3 directives", "all")}

    def is_in(code: str) -> None:
        title, column, count, all_ = words[code]
        assert (shown(b, "h1"), b.run("return document.title"), b.run("return document.documentElement.lang"), shown(b, "#count")) == (title, title, code, count)
        assert shown(b, "#sort-due").startswith(column) and b.run("return document.querySelector('#f-agency').placeholder") == all_

    is_in(lang)
    second = "en" if lang == "vi" else "vi"
    b.click(f"label:has(#lang-{second})")
    is_in(second)
    assert f"lang={second}" in b.run("return location.hash")
    b.click("a.open[data-id='x-1-D01']")
    assert ("Who" if second == "en" else "Thực hiện") in shown(b, ".record")
    leave(b)
    b.type(f"#lang-{second}", "\ue012" if second == "en" else "\ue014")
    is_in(lang)


def test_no_vietnamese_of_ours_is_left_in_english(opened: Any) -> None:
    b = opened(lang="en")
    left = b.run("""
        const found = [];
        for (const root of [document.body]) {
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode;
            if (/[ăâđêôơưạ-ỹ]/i.test(node.data) && !node.parentElement.closest('script, style, [lang=vi], option, svg')) found.push(node.data);
          }
        }
        return found;
    """)
    assert left == []


def test_nothing_hostile_runs_or_breaks_the_page(opened: Any) -> None:
    b = opened(hostile(), title="<script>document.title='pwned'</script>")
    assert b.run("return document.title") == "<script>document.title='pwned'</script>"
    assert b.run("return [document.scripts.length, document.images.length, document.querySelectorAll('.directives tr').length]") == [4, 0, len(EVIL) + 1]
    assert EVIL[0] in shown(b, "#table") and "{{7*7}} ${7*7}" in shown(b, "#table")
    assert b.run("return [...document.links].filter(a => !/^(https?|file):$/.test(a.protocol)).length") == 0
    opened_ = []
    for i in range(len(EVIL)):
        b.click(f".directives tbody tr:nth-child({i + 1}) a.open")
        assert b.run("return document.querySelector('dialog').open && document.scripts.length + document.images.length") == 4
        assert b.run("return [...document.querySelectorAll('dialog a')].filter(a => a.protocol != 'https:').length") == 0
        assert b.run("return document.querySelector('.text mark.agencies').lastChild.textContent") == "Sở Y tế", "behind letters that are two to a browser"
        opened_ += b.run("return [...document.querySelectorAll('dialog .open_source')].map(a => a.href)")
        leave(b)
    assert opened_ == ["https://good.example.vn/?a=1&b=2#x"]
    assert b.run("return document.title").startswith("<script>") and b.run("return document.documentElement.scrollWidth <= innerWidth")


def test_even_our_own_mistake_would_run_nothing(browser: Browser, tmp_path: Path) -> None:
    evil = "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\"></main>"
    text = report.build(small(), today=TODAY).replace("</main>", evil)
    browser.open(tmp_path / "r.html", text)
    browser.ask("/execute/async", {"script": "const done = arguments[0]; setTimeout(done, 300)", "args": []})
    assert browser.run("return document.title") == "Báo cáo chỉ đạo" and len(rows(browser)) == 3
    browser.open(tmp_path / "r.html", re.sub(r'<meta http-equiv="[^"]*" content="[^"]*">', "", text))
    browser.ask("/execute/async", {"script": "const done = arguments[0]; setTimeout(done, 300)", "args": []})
    assert browser.run("return performance.getEntriesByType('resource').length + document.images.length") > 0, "and without the policy it would"


def test_mentions_that_cross_are_all_marked(opened: Any) -> None:
    record = conclusion()
    record.people = [schema.Person(start=5, end=20, text=record.text[5:20], name="A"), schema.Person(start=12, end=30, text=record.text[12:30], name="B")]
    b = opened([record], "#d=x-1-D01")
    text = b.run("const copy = document.querySelector('.text').cloneNode(true); copy.querySelectorAll('.unseen, .pin').forEach(e => e.remove()); return copy.textContent")
    assert text == record.text
    of = b.run("const of = {}; for (const m of document.querySelectorAll('.text mark.people')) { const copy = m.cloneNode(true); copy.querySelectorAll('.unseen').forEach(e => e.remove()); of[m.dataset.m] = (of[m.dataset.m] ?? '') + copy.textContent; } return Object.values(of)")
    assert of == [record.text[5:20], record.text[12:30]]


def test_the_newest_version_counts_in_whatever_order(opened: Any) -> None:
    versions = [other(action="bản hai", version=2), other(action="bản một", version=1)]
    b = opened(iter(versions))
    assert shown(b, "#count") == "1 chỉ đạo" and "bản hai" in shown(b, "#table")


def test_the_same_order_in_several_articles_is_listed_once(opened: Any) -> None:
    records = [conclusion(), conclusion("w-1", published="2022-05-21", source="Báo Hai", place=schema.Place(province="Cà Mau")), conclusion("v-1", published="2020-01-01")]
    for record in records[:2]:
        record.article.cluster = "tin-1"
    b = opened(records)
    assert rows(b) == ["x-1-D01", "x-1-D02", "v-1-D01", "v-1-D02"] and shown(b, "#count") == "4 chỉ đạo"
    assert "cũng đăng: Báo Hai" in shown(b, "[data-row='x-1-D01']")
    choose(b, "province", "Cà Mau")
    until(b, "w-1-D01", "w-1-D02")
    assert shown(b, "#count") == "2 trong 4 chỉ đạo"
    b.click("a.open[data-id='w-1-D01']")
    assert "Báo Thử, 20/05/2022" in shown(b, ".tellings")
    b.click(".tellings button")
    b.wait("return location.hash.includes('d=x-1-D01')")


def many(n: int) -> Iterator[schema.Record]:
    """Our own articles again and again, with other ids, until there are n directives."""
    records, told_ = gold(), 0
    for turn in range(100):
        for record in records:
            if told_ >= n:
                return
            record.article.published = f"{2010 + turn}-03-05"  # else they would be the same news
            record.article.id = f"{turn}-{record.article.id.split('-', 1)[-1] if turn else record.article.id}"
            for at, directive in enumerate(record.directives):
                directive.id = f"{record.article.id}-D{at:02}"
            told_ += len(record.directives)
            yield record


def test_five_thousand_directives_are_usable(opened: Any) -> None:
    b = opened(many(5000))
    n = b.run("return Number(document.querySelector('#count').textContent.replace(/\\D/g, ''))")
    assert n >= 5000 and len(rows(b)) == 50
    assert b.run("return document.querySelectorAll('*').length") < 5000, "only a page of them stands in the document"
    b.type("#q", "so y te")
    b.wait("return /trong/.test(document.querySelector('#count').textContent)")
    assert 0 < b.run("return Number(document.querySelector('#count').textContent.replace(/ .*/, '').replace(/\\D/g, ''))") < n
    b.click("#sort-action")
    first = rows(b)
    b.click("#page-next")
    assert rows(b) != first and shown(b, "#page").startswith("Trang 2/") and focused(b) == "page-next"
    b.click("#page-last")
    assert focused(b) == "table" and b.run("return document.querySelector('#page-next').disabled")
    b.click("tbody a.open")
    assert b.run("return document.querySelectorAll('.text mark').length") > 0
    leave(b)
    b.click("#chips button")
    b.click("#rows option[value='250']")
    assert len(rows(b)) == 250 and shown(b, "#page").startswith("Trang 1/")


def test_all_rows_are_printed_and_nothing_of_the_screen(opened: Any) -> None:
    import pypdf

    b = opened([other(f"y-{i}", action=f"việc thứ {i}") for i in range(80)])
    text = printed(b, pypdf)
    assert "việc thứ 79" in text and "việc thứ 0" in text and "English" not in text and "Số dòng" not in text and "Đến bảng" not in text
    assert len(rows(b)) == 50, "and then the page is as before"
    b.click("tbody a.open")
    text = printed(b, pypdf)
    assert "Sở Nông nghiệp" in text and "Tổng quan" not in text and "Đóng" not in text


def printed(b: Browser, pypdf: Any) -> str:
    content = base64.b64decode(b.ask("/print", {"page": {"width": 21.0, "height": 29.7}, "background": False}))
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("width", [380, 800, 1400])
def test_it_fits_a_telephone_and_a_desk(opened: Any, browser: Browser, width: int) -> None:
    browser.ask("/window/rect", {"width": width, "height": 900})
    try:
        b = opened(gold()[:30])
        fits = "return document.documentElement.scrollWidth <= innerWidth"
        assert b.run(fits)
        b.run("document.querySelectorAll('.fold').forEach(e => e.open = true)")
        assert b.run(fits)
        b.click("tbody a.open")
        assert b.run(fits) and b.run("return document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth")
    finally:
        browser.ask("/window/rect", {"width": 1200, "height": 900})


@pytest.mark.usefixtures("browser")  # skipped where there is none
def test_the_pictures_are_made(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, ROOT / "docs" / "screenshots.py", tmp_path], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    for name, size in (("report.png", (1400, 1700)), ("report-article.png", (1400, 900))):
        head = (tmp_path / name).read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", head[16:]) == size


def test_without_scripts_it_says_so(tmp_path: Path) -> None:
    tree = lxml_html.document_fromstring(report.build(small()))
    assert "cần JavaScript" in tree.xpath("//noscript")[0].text_content()
