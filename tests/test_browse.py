"""Browse: the SQLite file and its search; a real Datasette process asked over HTTP: facets, search, the article's page, hostile texts, other hosts."""

from __future__ import annotations

import html
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import requests

import corpora
from conftest import ROOT
from pipeline import browse, frames, inputs, run, schema

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }}"
TOLD = "Chủ tịch UBND tỉnh yêu cầu Sở Y tế <b>điều hành</b> việc tiêm chủng, đôn đốc các xã trước ngày 20/6/2022."


def hostile() -> schema.Record:
    """A record whose every text is one that a browser could take for more than text."""
    start = TOLD.index("Sở Y tế")
    agency = schema.Agency(id="a1", start=start, end=start + 7, text="Sở Y tế", name=HOSTILE, agency='x"@<y>', role="lead", by="rule:x")
    directive = schema.Directive(
        id="x/<1>-D01", start=0, end=len(TOLD), text=TOLD, lead=[HOSTILE, "Sở Y tế tỉnh A"], action=HOSTILE, issuer_agency=HOSTILE, targets=[HOSTILE], deadline="2022-06-20"
    )
    about = schema.Article(id="x/<1>", title=HOSTILE, url="javascript:alert(3)", source=HOSTILE, published="2022-06-01")
    return schema.Record(article=about, text=TOLD, agencies=[agency], directives=[directive])


@pytest.fixture(scope="module")
def records() -> list[schema.Record]:
    sample = [run.extract((item.article, item.text)) for item in inputs.read([str(corpora.ROOT / "sample")]) if not isinstance(item, inputs.Problem)]
    return [*sample, *(schema.loads(msgspec.json.encode(gold)) for gold in corpora.gold("dev")), hostile()]


@pytest.fixture(scope="module")
def file(records: list[schema.Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return browse.build(records, tmp_path_factory.mktemp("browse") / "records.db").path


@pytest.fixture(scope="module")
def site(file: Path) -> Iterator[str]:
    """The address of a Datasette that serves the file, a process of its own."""
    code = "import sys; from pipeline import browse; browse.serve(sys.argv[1], 0, say=lambda told: print(told, flush=True))"
    process = subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip().rstrip("/")
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def ask(site: str, path: str, **how: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(site + path, headers=how, timeout=60)


def rows(site: str, path: str) -> list[dict[str, str]]:
    answer = ask(site, path)
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()["rows"]


# ------------------------------------------------------------------------------------------------------------------------------ the file


def test_the_file_has_the_rows_of_the_frames(file: Path, records: list[schema.Record]) -> None:
    tables = frames.tables(records)
    with closing(sqlite3.connect(file)) as db:
        for name, table in tables.items():
            assert db.execute(f"SELECT count(*) FROM {name}").fetchone() == (len(table),), name
        quotes = db.execute("SELECT m.quote, a.text, m.start, m.end FROM mentions m JOIN articles a USING (article)").fetchall()
        assert len(quotes) > 500 and all(text[start:end] == quote for quote, text, start, end in quotes)
        days = [day for (day,) in db.execute("SELECT due FROM deadlines WHERE due IS NOT NULL")]
        assert days and all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        plan = " ".join(row[3] for row in db.execute("EXPLAIN QUERY PLAN SELECT * FROM deadlines WHERE due = '2022-06-20'"))
        assert "deadlines_due" in plan


def test_building_anew_replaces_the_file_and_a_failure_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    assert browse.build([hostile()], path).rows["directives"] == 1
    before = path.read_bytes()
    with pytest.raises(FileNotFoundError):
        browse.build(tmp_path / "none", path)
    (tmp_path / "bad.jsonl").write_text('{"schema": "chidao/1"}\n')
    with pytest.raises(schema.RecordError):
        browse.build(tmp_path / "bad.jsonl", path)
    assert path.read_bytes() == before
    assert browse.build([], path).rows["directives"] == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.jsonl", "x.db"]


def test_ids_that_two_articles_share_lose_no_row(tmp_path: Path) -> None:
    both = [schema.Record(article=schema.Article(id=id), text="Giao", directives=[schema.Directive(id="D01", start=0, end=4, text="Giao")]) for id in "ab"]
    with closing(sqlite3.connect(browse.build(both, tmp_path / "x.db").path)) as db:
        assert db.execute("SELECT article FROM directives ORDER BY 1").fetchall() == [("a",), ("b",)]


# ---------------------------------------------------------------------------------------------------------------------------- the search

SEARCHES = [
    ("so y te", True, "no mark at all"),
    ("SỞ Y TẾ", True, "as written, in capitals"),
    ("dieu hanh", True, "đ is no letter with a mark for SQLite: we fold it"),
    ("điều hành", True, "đ in the query"),
    ("điêu hanh", True, "some marks"),
    ("don doc", True, "đ at the start of two words"),
    ("Đôn Đốc", True, "capital đ"),
    ("\u0111ie\u0302\u0300u ha\u0300nh", True, "letters and marks apart (NFD)"),
    ('"don doc cac xa"', True, "a phrase"),
    ('"cac xa don doc"', False, "a phrase in another order"),
    ("viec dieu hanh", True, "words in another order"),
    ("dieu hanh khongcotu", False, "every word is needed"),
    ("NOT", False, "no operators"),
    ('"dieu', True, "a quote that is not closed"),
    ("dieu* OR", False, "no operators"),
    ('""', False, "nothing"),
    ("- ' ; %", False, "nothing but signs"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "there", "reason"), SEARCHES, ids=[row[2] for row in SEARCHES])
def test_search(tmp_path: Path, words: str, there: bool, reason: str) -> None:
    path = browse.build([hostile()], tmp_path / "x.db").path
    assert [found.id for found in browse.search(path, words)] == ["x/<1>-D01"] * there
    assert [found.id for found in browse.search(path, words, "articles")] == ["x/<1>"] * there


def test_search_shows_the_words_as_they_are_written(file: Path) -> None:
    assert "[điều] [hành]" in next(found.words for found in browse.search(file, "dieu hanh") if found.article == "x/<1>")
    found = browse.search(file, '"so y te"')
    assert len(found) > 3 and all("[Sở Y tế]" in one.words or "[Sở] [Y] [tế]" in one.words for one in found if one.id != "x/<1>-D01")
    with pytest.raises(ValueError, match="directives, articles"):
        browse.search(file, "x", "people")


# ------------------------------------------------------------------------------------------------------------------------ in the browser


@pytest.mark.parametrize(
    ("table", "facet"),
    [("directives", "province"), ("directives", "leads"), ("directives", "sector"), ("directives", "issuer"), ("parties", "role"), ("agencies", "role"), ("articles", "province")],
)
def test_facets(site: str, table: str, facet: str) -> None:
    found = ask(site, f"/chidao/{table}.json").json()["facet_results"][facet]["results"]
    assert len(found) > 2 and all(one["count"] for one in found)
    page = ask(site, f"/chidao/{table}")
    assert page.status_code == 200 and f'data-column="{facet}"' in page.text
    assert "facets-timed-out" not in page.text


def test_a_facet_of_lead_agencies_counts_each_of_several(site: str, records: list[schema.Record]) -> None:
    given = {one["value"]: one["count"] for one in ask(site, "/chidao/directives.json?_facet_size=max").json()["facet_results"]["leads"]["results"]}
    wanted = sum("Sở Y tế tỉnh A" in directive.lead for record in records for directive in record.directives)
    assert given["Sở Y tế tỉnh A"] == wanted == 1 and not any("; " in name for name in given if name != HOSTILE)


@pytest.mark.parametrize("words", ["so+y+te", "s%E1%BB%9F+y+t%E1%BA%BF", "dieu+hanh", "%C4%91i%E1%BB%81u+h%C3%A0nh", "%22dieu+hanh%22", "don+doc"])
def test_search_on_the_site_ignores_marks(site: str, words: str) -> None:
    for table in browse.SEARCHED:
        found = rows(site, f"/chidao/{table}.json?_shape=objects&_search={words}&_size=max")
        assert "x/<1>" in {one["article"] for one in found}
        assert len(found) < len(rows(site, f"/chidao/{table}.json?_shape=objects&_size=max"))


def shown(page: str) -> str:
    """The text of the article as the page shows it."""
    told = re.search(r'<div class="told">(.*?)</div>', page, re.S)
    assert told
    return html.unescape(re.sub(r"<[^>]*>", "", told[1]))


def test_the_page_of_an_article_marks_its_mentions(site: str, records: list[schema.Record]) -> None:
    record = records[0]
    page = ask(site, f"/chidao/articles/{record.article.id}").text
    assert shown(page) == record.text
    marks = {html.unescape(re.sub(r"<[^>]*>", "", text)) for text in re.findall(r'<mark class="agencies[^>]*>(.*?)</mark>', page, re.S)}
    assert marks >= {agency.text for agency in record.agencies} - {d.text for kind in ("documents", "people", "dates") for d in getattr(record, kind)}
    for directive in record.directives:
        assert f'<a id="{directive.id}"></a>' in page and f'href="#{directive.id}"' in page
    assert html.escape(record.article.title or "") in page.replace("&#34;", "&quot;")


def test_hostile_texts_are_text_everywhere(site: str) -> None:
    id = "x~2F~3C1~3E"
    paths = [f"/chidao/articles/{id}", f"/chidao/directives/{id}-D01", *(f"/chidao/{table}?_size=max&article=x%2F%3C1%3E" for table in ("articles", "directives", "agencies", "parties"))]
    for path in paths:
        answer = ask(site, path)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text and "<b>điều" not in answer.text, path
        assert "&lt;script&gt;alert(1)" in answer.text, path
        assert 'href="javascript:' not in answer.text, path
    page = ask(site, paths[0]).text
    assert shown(page) == TOLD and "{{ 7*7 }}" in page
    assert 'id="x/&lt;1&gt;-D01"' in page


@pytest.mark.parametrize("query", ["khong-thoi-han", "phoi-hop", "cung-chi-dao", "den-han?tu_ngay=2022-06-01&den_ngay=2022-06-30&co_quan=so"])
def test_ready_questions_are_answered(site: str, query: str) -> None:
    name, _, given = query.partition("?")
    answer = ask(site, f"/chidao/{name}.json?_shape=objects&{given}")
    assert answer.status_code == 200, answer.text[:500]
    found = answer.json()
    assert found["rows"] or name == "cung-chi-dao"
    if name == "den-han":
        assert all("2022-06-01" <= row["due"] <= "2022-06-30" and "sở" in row["lead"].lower() for row in found["rows"])


def test_titles_are_vietnamese(site: str) -> None:
    assert "Chỉ đạo của chính quyền" in ask(site, "/").text and "_memory" not in ask(site, "/").text
    page = ask(site, "/chidao/directives").text
    assert "<h1" in page and "Chỉ đạo (directives)" in page and "Cơ quan thực hiện" in page and "<q>so y te</q>" in page


def test_the_start_page_leads_to_every_table_and_question(site: str) -> None:
    links = {html.unescape(link) for link in re.findall(r'href="(/chidao[^"]*)"', ask(site, "/").text)}
    assert {link.split("?")[0].removeprefix("/chidao/") for link in links} >= {*frames.Frames._fields, "den-han", "phoi-hop"}
    for link in links:
        assert ask(site, link).status_code == 200, link


def test_nothing_is_loaded_from_elsewhere(site: str) -> None:
    for path in ("/", "/chidao/directives", "/chidao/articles/x~2F~3C1~3E"):
        page = ask(site, path).text.replace(f'href="{site}/', 'href="/')
        assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//', page), path


def test_it_listens_on_this_machine_alone_and_answers_to_no_other_name(site: str) -> None:
    port = int(site.rsplit(":", 1)[1])
    with pytest.raises(OSError):  # what listens on all addresses listens on this one too
        socket.create_connection(("127.0.0.2", port), timeout=5).close()
    assert ask(site, "/").status_code == ask(site, "/", Host=f"localhost:{port}").status_code == 200
    for name in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "192.168.1.7", f"127.0.0.1:{port}@evil.example"):
        refused = ask(site, "/chidao/directives.json", Host=name)
        assert refused.status_code == 421 and "rows" not in refused.text, name


def test_it_writes_nothing(site: str, file: Path) -> None:
    before = file.read_bytes()
    assert ask(site, "/chidao.json?sql=delete+from+articles").status_code == 400
    assert file.read_bytes() == before


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"no database at all, but long enough to be one" * 50)
    with closing(sqlite3.connect(tmp_path / "b.db")) as db:
        db.execute("CREATE TABLE x (y)")
    for name in ("a.db", "b.db"):
        with pytest.raises(ValueError, match=name):
            browse.application(tmp_path / name)
    with pytest.raises(sqlite3.OperationalError):
        browse.application(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
