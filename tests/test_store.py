"""The store: addresses, fetches, versions, clusters, runs; and all of it made anew from the WARC files."""

from __future__ import annotations

import datetime
import gzip
import sqlite3
import threading
import zlib
from pathlib import Path
from typing import Any

import pytest

from pipeline import pages
from scrapers import rebuild, store as stores, tables, warc
from scrapers.fetch import FetchError, Response
from scrapers.store import Found, Store, StoreError, Task
from storing import DAY, NIGHT, answer, everything, page, parse, take, texts

URL = "https://www.vidu.gov.vn/tin/bai-1.html"
SOON = datetime.timedelta(minutes=1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data folder."""
    return tmp_path / "data"


def urls(count: int, host: str = "www.vidu.gov.vn") -> list[str]:
    """Addresses of articles."""
    return [f"https://{host}/tin/bai-{number}.html" for number in range(1, count + 1)]


def due(store: Store, now: datetime.datetime = NIGHT, source: str = "nguon") -> list[str]:
    """The addresses that are due."""
    return [task.url for task in store.tasks(source, now)]


# --- addresses -----------------------------------------------------------------------------------------------------------------------------


def test_an_address_counts_once_under_all_its_names(data: Path) -> None:
    path = "vidu.gov.vn/tin/bai-1.html"
    names = [URL, f"http://www.{path}", f"https://{path}", f"https://m.{path}", "https://www.vidu.gov.vn/tin/bai-2.html"]
    with Store(data) as store:
        assert store.find([Found(name, "nguon", "article") for name in names], NIGHT) == 2
        assert store.find([Found(name, "nguon", "article") for name in names], NIGHT + DAY) == 0
        assert due(store, NIGHT) == [names[0], names[4]]
        assert store.known(names, NIGHT + SOON) == 2
        assert store.known(names, NIGHT - SOON) == 0
        assert store.known(["https://vidu.gov.vn/tin/bai-3.html"]) == 0


def test_what_is_no_text_is_kept_as_well_as_it_can_be(data: Path) -> None:
    with Store(data) as store:
        run = store.begin({})
        store.find([Found(URL, "nguon", "article", None, "Tiêu \ud800 đề \0")], NIGHT)
        task = next(store.tasks("nguon", NIGHT))
        assert task.title == "Tiêu ? đề \0"
        kept = store.keep(URL, "nguon", "article", answer(URL, "x")._replace(final=URL + "?\ud800"), run)
        assert store.response(kept.fetch)[0].final == URL + "?\ud800"


def test_tasks_come_new_ones_first_and_attachments_last(data: Path) -> None:
    with Store(data, recheck=(1,)) as store:
        run = store.begin({})
        old, failed, new, file = *urls(3), "https://www.vidu.gov.vn/upload/1.pdf"
        take(store, run, old, texts()[0])
        store.fail(failed, "nguon", "article", FetchError("timeout", "no answer"), run, NIGHT)
        store.finish(run, {})
        store.find([Found(file, "nguon", "attachment", old, "Công văn"), Found(new, "nguon", "article", None, "Tin mới", "2024-03-27")], NIGHT + DAY)
        store.find([Found("https://www.khac.gov.vn/1.html", "khac", "article"), Found("https://www.vidu.gov.vn/tin", "nguon", "listing")], NIGHT)
        assert list(store.tasks("nguon", NIGHT + DAY)) == [
            Task(failed, "nguon", "article", None, None, None, None, None, 1, False),
            Task(new, "nguon", "article", None, "Tin mới", "2024-03-27", None, None, 0, False),
            Task(old, "nguon", "article", None, None, None, f'"{len(texts()[0])}"', None, 0, True),
            Task(file, "nguon", "attachment", old, "Công văn", None, None, None, 0, False),
        ]
        assert len(list(store.tasks("nguon", NIGHT + DAY, limit=2))) == 2


def test_an_article_is_asked_for_again_after_one_three_seven_and_thirty_days(data: Path) -> None:
    """Each look comes with the night, though the night's visit comes an hour earlier than the last one; what failed is not in the way."""
    asked = []
    with Store(data) as store:
        run = store.begin({})
        take(store, run, URL, texts()[0])
        for day in range(1, 60):
            store.finish(run, {})
            run = store.begin({})
            now = NIGHT + day * DAY - datetime.timedelta(hours=1)
            if due(store, now):
                asked.append(day)
                assert store.keep(URL, "nguon", "article", answer(URL, status=304, at=now), run).same
            assert due(store, now) == []
    assert asked == [1, 3, 7, 30]


def test_with_zero_days_each_run_asks_again_and_none_asks_twice(data: Path) -> None:
    with Store(data, recheck=(0,)) as store:
        for second in range(3):
            run, now = store.begin({}), NIGHT + datetime.timedelta(seconds=second)
            store.find([Found(URL, "nguon", "article")], now)
            assert due(store, now) == [URL]
            take(store, run, URL, texts()[0], now)
            assert due(store, now + SOON) == []
            store.finish(run, {})


def test_what_fails_is_tried_after_growing_pauses_and_then_given_up(data: Path) -> None:
    nights = []
    with Store(data) as store:
        run = store.begin({})
        store.find([Found(URL, "nguon", "article")], NIGHT)
        for night in range(400):
            if due(store, NIGHT + night * DAY):
                nights.append(night)
                store.fail(URL, "nguon", "article", FetchError("timeout", "no answer", url=URL), run, NIGHT + night * DAY)
                store.finish(run, {})
                run = store.begin({})
        with store.reading() as db:
            assert db.execute("SELECT state, reason FROM addresses").fetchall() == [("gone", f"timeout: {URL}: no answer")]
    assert [later - before for before, later in zip(nights, nights[1:], strict=False)] == [1, 2, 4, 8, 16, 30, 30, 30, 30]


def test_what_no_other_night_would_mend_is_given_up_after_three_tries(data: Path) -> None:
    with Store(data) as store:
        run = store.begin({})
        store.find([Found(url, "nguon", "article") for url in urls(2)], NIGHT)
        hopeless, passing = FetchError("http", "answered 403", permanent=True), FetchError("timeout", "no answer", permanent=False)
        for night, (one, two) in enumerate([(hopeless, hopeless), (hopeless, passing), (hopeless, hopeless)]):
            store.fail(urls(2)[0], "nguon", "article", one, run, NIGHT + night * DAY)
            store.fail(urls(2)[1], "nguon", "article", two, run, NIGHT + night * DAY)
        store.finish(run, {})
        assert due(store, NIGHT + 20 * DAY) == urls(2)[1:]


def test_a_server_that_asks_for_a_longer_pause_gets_it(data: Path) -> None:
    with Store(data) as store:
        run = store.begin({})
        store.fail(URL, "nguon", "article", FetchError("busy", "answered 503", retry_after=3 * 86_400), run, NIGHT)
        store.finish(run, {})
        assert [due(store, NIGHT + days * DAY) for days in (1, 2.9, 3)] == [[], [], [URL]]


def test_a_clock_that_was_ahead_delays_nothing(data: Path) -> None:
    """Everything was written while the clock stood in 2040; then it is set back."""
    ahead = NIGHT + 6000 * DAY
    with Store(data) as store:
        run = store.begin({})
        take(store, run, urls(3)[0], texts()[0], ahead)
        store.find([Found(urls(3)[1], "nguon", "article")], ahead)
        store.fail(urls(3)[2], "nguon", "article", FetchError("timeout", "no answer"), run, ahead)
        store.finish(run, {})
        run = store.begin({})
        assert {*due(store, NIGHT)} == {*urls(3)}
        for url in urls(3):
            take(store, run, url, texts()[1], NIGHT)
        store.finish(run, {})
        assert due(store, NIGHT) == []
        assert [version.number for version in store.versions(stores.article_id("nguon", stores.addresses.twin_key(urls(3)[0])))] == [1, 2]


# --- listings ------------------------------------------------------------------------------------------------------------------------------


def test_a_listing_says_not_modified_only_when_it_was_read_to_its_end(data: Path) -> None:
    """Else its links were lost: the page was kept, the process killed before it had read it, and the next one is told that nothing is new."""
    listing, second = "https://www.vidu.gov.vn/tin-tuc", "https://www.vidu.gov.vn/tin-tuc?page=2"
    with Store(data) as store:
        run = store.begin({})
        assert store.traversed("nguon", listing) is None and store.validators(listing) == (None, None)
        response = answer(listing, b"<a>1</a>", etag='"1"', last_modified="Tue, 26 Mar 2024 15:00:00 GMT")
        assert not store.keep(listing, "nguon", "listing", response, run).same
        store.keep(second, "nguon", "listing", answer(second, b"<a>2</a>", etag='"2"'), run)
        assert store.validators(listing) == (None, None)
        assert not store.keep(listing, "nguon", "listing", response, run).same
        store.traverse("nguon", listing, NIGHT, [second])
        assert store.validators(listing) == ('"1"', "Tue, 26 Mar 2024 15:00:00 GMT") and store.validators(second) == ('"2"', None)
        assert store.traversed("nguon", listing) == NIGHT
        assert store.keep(listing, "nguon", "listing", answer(listing, status=304), run).same
        assert store.keep(listing, "nguon", "listing", response, run).same
        assert not store.keep(listing, "nguon", "listing", answer(listing, b"<a>3</a>", etag='"3"'), run).same
        assert store.validators(listing) == (None, None)
        assert due(store) == [] and list(store.pending()) == []


def test_posted_pages_of_one_address_are_kept_apart(data: Path) -> None:
    """And are the same page though its state, which is long, is another one each time."""
    forms = [{"__EVENTARGUMENT": f"Page${number}", "__VIEWSTATE": state * 500} for number, state in ((2, "x"), (3, "x"), (2, "y"))]
    with Store(data) as store:
        run = store.begin({})
        kept = [store.keep(URL, "nguon", "listing", answer(URL, b"<p>%d</p>" % place)._replace(form=form), run) for place, form in enumerate(forms)]
        assert store.response(kept[1].fetch)[0].form == forms[1]
        with store.reading() as db:
            assert db.execute("SELECT count(*) FROM addresses").fetchone() == (2,)


# --- responses -----------------------------------------------------------------------------------------------------------------------------


def test_a_response_can_be_had_again(data: Path) -> None:
    body = texts()[0]
    with Store(data) as store:
        run = store.begin({})
        store.find([Found(URL, "nguon", "article", None, "Tiêu đề", "2024-03-26")], NIGHT)
        response = answer(URL, body, content_encoding="gzip")
        first = store.keep(URL, "nguon", "article", response, run)
        store.settle(URL, "article")
        again = store.keep(URL, "nguon", "article", answer(URL, body, at=NIGHT + DAY), run)
        unmodified = store.keep(URL, "nguon", "article", answer(URL, status=304, at=NIGHT + 2 * DAY), run)
        assert (first.same, again.same, unmodified.same) == (False, True, True)
        kept, about = store.response(first.fetch)
        assert kept == response
        assert about == {"url": URL, "source": "nguon", "kind": "article", "run": run, "title": "Tiêu đề", "date": "2024-03-26", "status": 200}
        assert store.response(again.fetch)[0].body == store.response(unmodified.fetch)[0].body == response.body
        with pytest.raises(ValueError, match="no fetch 99"):
            store.response(99)
    records = [found.type for found in warc.captures(next((data / "warc").iterdir())) if isinstance(found, warc.Capture)]
    assert records == ["response", "revisit", "revisit"]


def test_what_was_kept_but_not_read_is_given_out_and_not_fetched_again(data: Path) -> None:
    file = "https://www.vidu.gov.vn/upload/1.pdf"
    with Store(data) as store:
        run = store.begin({})
        store.find([Found(file, "nguon", "attachment", URL, "Công văn"), Found(URL, "nguon", "article", None, "Tiêu đề")], NIGHT)
        for url, kind in ((file, "attachment"), (URL, "article")):
            store.keep(url, "nguon", kind, answer(url, texts()[0], etag='"1"'), run)
        store.keep("https://www.vidu.gov.vn/tin", "nguon", "listing", answer(URL, b"<a>1</a>"), run)
    with Store(data) as store:  # a run that goes on where this one was killed
        assert due(store, NIGHT + 90 * DAY) == []
        found = list(store.pending("nguon"))
        assert [(task.url, task.kind, task.parent, task.title, parse(response, {}).text) for task, _, response in found] == [
            (URL, "article", None, "Tiêu đề", texts()[0]), (file, "attachment", URL, "Công văn", texts()[0])
        ]  # fmt: skip
        assert list(store.pending("khac")) == []
        for task, fetch, response in found:
            assert store.article(fetch, parse(response, {}), task.source, task.url, task.kind, task.parent)
            store.settle(task.url, "article")
        assert list(store.pending()) == []


def test_the_same_page_is_read_again_where_it_was_not_settled_as_read(data: Path) -> None:
    """A wall that stands a second night is judged again, with no "not modified" in between."""
    with Store(data) as store:
        run = store.begin({})
        wall = answer(URL, "Truy cập bị từ chối", etag='"w"')
        assert not store.keep(URL, "nguon", "article", wall, run).same
        store.settle(URL, "later", "blocked: Truy cập bị từ chối")
        store.finish(run, {})
        run = store.begin({})
        task = next(store.tasks("nguon", NIGHT + DAY))
        assert (task.etag, task.tries, task.fetched) == (None, 1, True)
        assert not store.keep(URL, "nguon", "article", wall, run).same
        store.settle(URL, "later", "blocked")
        store.finish(run, {})
        assert [bool(due(store, NIGHT + days * DAY)) for days in (1, 2)] == [False, True]  # the second pause is of two nights
        assert store.keep(URL, "nguon", "article", answer(URL, status=304), store.begin({})).same  # nobody asked for that; it does no harm


@pytest.mark.parametrize("state", ["gone", "refused"])
def test_what_is_settled_is_not_asked_for_again(data: Path, state: str) -> None:
    with Store(data) as store:
        run = store.begin({})
        store.keep(URL, "nguon", "article", answer(URL, "Trang danh mục"), run)
        store.settle(URL, state, "a listing")
        store.finish(run, {})
        assert due(store, NIGHT + 90 * DAY) == [] and list(store.pending()) == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_keeps_its_text(data: Path, status: int) -> None:
    with Store(data) as store:
        run = store.begin({})
        _, version = take(store, run, URL, texts()[0])
        assert version
        store.finish(run, {})
        store.keep(URL, "nguon", "article", answer(URL, b"<h1>404</h1>", status), store.begin({}))
        assert due(store, NIGHT + 90 * DAY) == [] and list(store.pending()) == []
        assert [found.page.text for found in store.versions(version.article)] == [texts()[0]]


def test_a_state_that_is_none_names_those_there_are(data: Path) -> None:
    with Store(data) as store:
        with pytest.raises(ValueError, match="no state 'done'; there are: article, listing"):
            store.settle(URL, "done")
        with pytest.raises(ValueError, match="never found"):
            store.settle(URL, "article")


# --- versions ------------------------------------------------------------------------------------------------------------------------------


def test_an_article_that_changes_is_a_new_version_with_its_diff(data: Path) -> None:
    before = texts()[0]
    lines = before.splitlines()
    now = "\n".join([*lines[:3], "Sở Nội vụ báo cáo trước ngày 30/4.", *lines[4:]])
    with Store(data) as store:
        run = store.begin({})
        _, first = take(store, run, URL, before)
        _, same = take(store, run, URL, before, NIGHT + DAY)
        kept, second = take(store, run, URL, now, NIGHT + 3 * DAY)
        assert first and second and same is None and not kept.same
        assert (first.number, first.diff, second.number, second.article) == (1, None, 2, first.article)
        changes = [f" {lines[2]}", f"-{lines[3]}", "+Sở Nội vụ báo cáo trước ngày 30/4.", f" {lines[4]}"]
        assert second.diff is not None and second.diff.splitlines()[3:] == changes
        assert [version.page.text for version in store.versions(first.article)] == [before, now]
        kept = store.keep(URL, "nguon", "article", answer(URL, now + " "), run)  # the page changed, the article did not
        assert store.article(kept.fetch, page(now), "nguon", URL, run=run) is None
        assert len(store.versions(first.article)) == 2


def test_all_that_a_page_tells_is_kept(data: Path) -> None:
    told = pages.Page(
        url=URL, title="Tiêu đề", sapo="Tóm tắt", text="Tiêu đề\nTóm tắt\nĐoạn", body=["Đoạn"], author="PV", published="2024-03-26T16:06",
        published_by="byline", section="Thời sự", place="Nam Định", site="Báo Ví dụ", captions=["Ảnh"],
        attachments=[pages.Link("https://vidu.gov.vn/1.pdf", "Công văn")], notes=["published.conflict"],
    )  # fmt: skip
    with Store(data) as store:
        kept = store.keep(URL, "nguon", "article", answer(URL, "x"), store.begin({}))
        version = store.article(kept.fetch, told, "nguon", URL)
        assert list(store.unextracted()) == [version]
        assert version and version.page == told and version.run == 1


def test_a_page_that_is_only_read_better_is_no_new_version(data: Path) -> None:
    """Lines that by now are known to stand on every page of the site were still in the text of the first pages."""
    chrome = "Lượt truy cập: 1.024.551"
    with Store(data) as store:
        run = store.begin({})
        _, first = take(store, run, URL, texts()[0] + "\n" + chrome)
        for number in range(3):
            store.pages_lines("nguon", ["lượt truy cập: 0", f"đoạn {number}"])
        kept = store.keep(URL, "nguon", "article", answer(URL, "anew"), run)
        assert first and store.article(kept.fetch, page(texts()[0]), "nguon", URL, run=run) is None
        assert [version.page.text for version in store.versions(first.article)] == [texts()[0]]
        assert store.article(kept.fetch, page(texts()[0] + "\nMới"), "nguon", URL, run=run)


def test_a_response_that_is_read_again_mends_its_version(data: Path) -> None:
    with Store(data) as store:
        kept, first = take(store, store.begin({}), URL, texts()[0] + "\nBình luận (3)")
        assert first and store.article(kept.fetch, page(texts()[0]), "nguon", URL) is None
        assert [version.page.text for version in store.versions(first.article)] == [texts()[0]]


def test_an_attachment_knows_its_article(data: Path) -> None:
    file = "https://www.vidu.gov.vn/upload/1.pdf"
    with Store(data) as store:
        run = store.begin({})
        _, article = take(store, run, URL, texts()[0])
        _, attachment = take(store, run, file, texts()[1], kind="attachment", parent="http://vidu.gov.vn/tin/bai-1.html")
        assert article and attachment and attachment.parent == article.article
        assert [version.parent for version in store.unextracted()] == [None, article.article]


def test_versions_are_extracted_once(data: Path) -> None:
    with Store(data) as store:
        run = store.begin({})
        for url, text in zip(urls(60), texts(), strict=False):
            take(store, run, url, text)
        versions = list(store.unextracted())
        assert [version.url for version in versions] == urls(60)
        store.extracted(versions[:50], "000001.jsonl")
        assert list(store.unextracted()) == versions[50:]


def test_the_id_of_an_article_depends_on_its_source_and_address_alone(data: Path) -> None:
    with Store(data) as store:
        _, version = take(store, store.begin({}), "http://m.vidu.gov.vn/tin/bai-1.html", texts()[0])
    assert version and version.article == stores.article_id("nguon", stores.addresses.twin_key(URL))
    assert version.article.startswith("nguon-") and len(version.article) == len("nguon-") + 12


# --- clusters ------------------------------------------------------------------------------------------------------------------------------


def test_the_same_news_on_several_sites_is_one_cluster(data: Path) -> None:
    with Store(data) as store:
        run = store.begin({})
        lines = texts()[4].splitlines()
        reprints = ["\n".join(lines[: len(lines) - place]) for place in range(4)]
        made = [take(store, run, f"https://trang{n}.gov.vn/1.html", text, source=f"trang{n}")[1] for n, text in enumerate(reprints)]
        alone = take(store, run, URL, texts()[5])[1]
        ids = sorted(version.article for version in made if version)
        assert alone and alone.cluster == alone.article and store.cluster(alone.article) == [alone.article]
        assert {tuple(store.cluster(id)) for id in ids} == {tuple(ids)}
        assert list(store.clusters()) == [ids]
        assert {version.cluster for version in store.unextracted()} == {ids[0], alone.article}


def test_the_cluster_is_the_same_in_whatever_order_its_articles_come(data: Path) -> None:
    """Articles at the ends of a chain are not alike; those between them join them."""
    lines = [line for line in texts()[6].splitlines() + texts()[7].splitlines() + texts()[8].splitlines() if len(line) > 40]
    cut = [lines[start : start + 14] for start in range(0, 10, 3)]
    clusters = set()
    for number, order in enumerate(([0, 1, 2, 3], [3, 2, 1, 0], [0, 3, 1, 2], [2, 0, 3, 1])):
        with Store(data / str(number)) as store:
            run = store.begin({})
            for place in order:
                take(store, run, f"https://trang{place}.gov.vn/1.html", "\n".join(["Tiêu đề", *cut[place]]), source=f"trang{place}")
            clusters.add(tuple(map(tuple, store.clusters())))
    assert len(clusters) == 1 and [len(cluster) for cluster in clusters.pop()] == [4]


def test_news_of_another_season_is_other_news(data: Path) -> None:
    with Store(data) as store:
        run = store.begin({})
        for place, day in enumerate((0, 61, 62)):
            take(store, run, f"https://trang{place}.gov.vn/1.html", texts()[4], NIGHT + day * DAY, source=f"trang{place}")
        assert [len(cluster) for cluster in store.clusters()] == [2]
        store.retain(None, None)
        with store.reading() as db:
            assert db.execute("SELECT count(*), count(DISTINCT version) FROM bands").fetchone() == (32, 2)
            assert db.execute("SELECT count(*) FROM sketches").fetchone() == (2,)


# --- lines that repeat ---------------------------------------------------------------------------------------------------------------------


def test_lines_that_stand_on_many_pages_of_a_site_are_told(data: Path) -> None:
    with Store(data) as store:
        for number in range(10):
            store.pages_lines("nguon", ["trang chủ", "trang chủ", f"đoạn {number}", "thỉnh thoảng" if number < 2 else f"khác {number}"])
            assert store.repeated("nguon") == (frozenset({"trang chủ"}) if number >= 2 else frozenset())
        assert store.repeated("khac") == frozenset()
    with Store(data) as store:
        assert store.repeated("nguon") == {"trang chủ"}


def test_a_page_that_is_read_again_and_again_counts_once(data: Path) -> None:
    """Else the whole page of a run that is killed while it reads it would be taken for what repeats."""
    for _ in range(5):
        with Store(data) as store:
            store.pages_lines("nguon", ["trang chủ", "đoạn"])
            assert store.repeated("nguon") == frozenset()


def test_a_new_design_takes_over_and_the_table_of_lines_stays_small(data: Path) -> None:
    with Store(data) as store:
        for number in range(400):
            foot = "chân trang cũ" if number < 200 else "chân trang mới"
            store.pages_lines("nguon", [foot, *(f"đoạn {number}.{part}" for part in range(20)), "x" * 501])
        assert store.repeated("nguon") == {"chân trang mới"}
        with store.reading() as db:
            assert db.execute("SELECT count(*) FROM lines").fetchone()[0] <= 2002


# --- runs ----------------------------------------------------------------------------------------------------------------------------------


def test_a_run_that_is_not_finished_can_be_gone_on_with(data: Path) -> None:
    with Store(data) as store:
        assert store.unfinished() is None
        first = store.begin({"chidao": "0.1.0"})
        store.note(first, "nguon", "visited", "", {"new": 3})
    with Store(data) as store:
        assert store.unfinished() == first and [row["counts"] for row in store.notes(first)] == [{"new": 3}]
        second = store.begin({})
        assert store.unfinished() == second
        store.finish(second, {})
        assert store.unfinished() is None


def test_the_history_of_a_source_is_what_its_runs_were_judged(data: Path) -> None:
    with Store(data) as store:
        for number in range(5):
            run = store.begin({})
            store.note(run, "nguon", "visited", "", {"new": number})
            if number != 2:
                store.note(run, "nguon", "ok" if number else "failed", {"vi": "bình thường", "en": "as usual"}, {"new": number, "problems": ["một"]})
            store.note(run, "khac", "ok", "", {"new": 99})
            store.finish(run, {})
        history = store.history("nguon")
        assert [(row["run"], row["outcome"], row["new"]) for row in history] == [(1, "failed", 0), (2, "ok", 1), (4, "ok", 3), (5, "ok", 4)]
        assert history[0]["reason"] == {"vi": "bình thường", "en": "as usual"} and history[0]["problems"] == ["một"]
        assert datetime.datetime.fromisoformat(history[0]["date"]).tzinfo
        assert [row["new"] for row in store.history("nguon", limit=2)] == [3, 4]


# --- retention -----------------------------------------------------------------------------------------------------------------------------


def filled(data: Path, count: int = 12, **options: Any) -> None:
    """A store whose responses lie in several WARC files."""
    with Store(data, largest=10_000, **options) as store:
        run = store.begin({"chidao": "0.1.0"})
        for number, url in enumerate(urls(count)):
            take(store, run, url, texts()[number], NIGHT + number * SOON)
        store.note(run, "nguon", "ok", "as usual", {"new": count})
        store.finish(run, {"chidao": "0.1.0", "new": count})


def test_the_oldest_raw_pages_go_and_what_was_read_of_them_stays(data: Path) -> None:
    filled(data)
    with Store(data) as store:
        files = warc.files(data / "warc")
        assert len(files) > 3 and store.retain(None, None) == [] and store.retain(1, 10**9) == []
        known = everything(store)
        total = sum(path.stat().st_size for path in data.rglob("chidao*"))
        assert store.retain(None, total - 1) == files[:1]
        assert store.retain(None, 0) == files[1:-1]  # the last file is being written
        assert "the oldest raw pages are deleted" in store.notices[-1]
        assert warc.files(data / "warc") == files[-1:] and everything(store) == known
        with pytest.raises(StoreError, match=f"no longer kept: {files[0].name} was deleted on 20"):
            store.response(1)
        assert store.validators(urls(1)[0]) == (None, None)  # "not modified" would leave us without a page
        run = store.begin({})
        kept = store.keep(urls(1)[0], "nguon", "article", answer(urls(1)[0], texts()[0], at=NIGHT + DAY), run)
        assert kept.same and store.response(kept.fetch)[0].body  # kept whole this time
    with Store(data) as store:
        assert store.notices == []


def test_raw_pages_go_by_age(data: Path) -> None:
    filled(data)
    old = data / "warc" / "chidao-000000-20000101.warc.gz"
    old.write_bytes(warc.files(data / "warc")[0].read_bytes())
    with Store(data) as store:
        assert store.retain(365, None) == [old]


def test_a_file_that_somebody_deleted_is_told_and_one_that_is_put_back_is_read(data: Path) -> None:
    filled(data)
    first = warc.files(data / "warc")[0]
    kept = first.read_bytes()
    first.unlink()
    with Store(data) as store:
        assert len(store.notices) == 1 and f"{first} is missing" in store.notices[0]
        with pytest.raises(StoreError, match="no longer kept"):
            store.response(1)
    first.write_bytes(kept)
    with Store(data) as store:
        assert store.response(1)[0].status == 200


# --- made anew -----------------------------------------------------------------------------------------------------------------------------


def busy(data: Path) -> None:
    """A store in which everything has happened: changes, reprints, attachments, walls, forms, three nights."""
    with Store(data, largest=20_000) as store:
        for night in range(3):
            run, now = store.begin({"night": night}), NIGHT + night * DAY
            listing = "https://www.vidu.gov.vn/tin"
            store.keep(listing, "nguon", "listing", answer(listing, b"<a>%d</a>" % night, at=now, etag='"l"'), run)
            store.traverse("nguon", listing, now)
            for number, url in enumerate(urls(10)):
                text = texts()[number] if number % 3 else texts()[number] + f"\nBổ sung đêm {night}."
                take(store, run, url, text, now + number * SOON)
            for number in range(4):
                url = f"https://khac{number}.gov.vn/tin/{number}.html"
                take(store, run, url, "\n".join(texts()[number].splitlines()[:-1]), now, source=f"khac{number}")
            take(store, run, "https://www.vidu.gov.vn/upload/1.pdf", texts()[20], now, kind="attachment", parent=urls(1)[0])
            store.keep(urls(12)[11], "nguon", "article", answer(urls(12)[11], b"<h1>404</h1>", 404, now), run)
            store.note(run, "nguon", "ok", {"vi": "bình thường"}, {"new": night})
            store.finish(run, {"night": night, "sources": []})


def test_all_can_be_made_anew_from_the_warc_files_alone(data: Path) -> None:
    busy(data)
    with Store(data) as store:
        known, history = everything(store), store.history("nguon")
        manifests = [tuple(row) for row in store._db.execute("SELECT id, manifest FROM runs")]
    for path in data.glob("chidao.sqlite*"):
        path.unlink()
    with pytest.raises(StoreError, match="run `chidao reparse --data"):
        Store(data)
    made = rebuild.rebuild(data, parse)
    assert made.notices == []
    assert made.counts["articles"] == 15 and made.counts["versions"] == len(known["versions"]) == 15 + 2 * 4 and made.counts["clusters"] == 4
    with Store(data) as store:
        assert everything(store) == known | {"addresses": everything(store)["addresses"]}
        assert [row[:6] for row in everything(store)["addresses"]] == [row[:6] for row in known["addresses"]]
        states = {row[1]: row[7] for row in everything(store)["addresses"]}
        assert states == {row[1]: "kept" if row[3] == "listing" else row[7] for row in known["addresses"]}  # a listing is read again
        assert store.history("nguon") == history
        assert [tuple(row) for row in store._db.execute("SELECT id, manifest FROM runs")] == manifests
        assert list(store.pending()) == [] and len(list(store.unextracted())) == 23


def test_made_anew_from_a_sound_database_nothing_is_lost(data: Path) -> None:
    """Addresses not fetched yet, failures, readings of listings, lines, notes, marks: what no WARC file tells."""
    busy(data)
    with Store(data) as store:
        store.find([Found("https://www.vidu.gov.vn/tin/moi.html", "nguon", "article", None, "Chưa lấy")], NIGHT)
        store.fail("https://www.vidu.gov.vn/tin/loi.html", "nguon", "article", FetchError("timeout", "no answer"), 3, NIGHT)
        for number in range(3):
            store.pages_lines("nguon", ["chân trang", f"đoạn {number}"])
        store.extracted(list(store.unextracted()), "000001.jsonl")
        known, tasks = everything(store), list(store.tasks("nguon", NIGHT + 9 * DAY))
        kept = ("runs", "notes", "traversals", "samples", "sampled", "lines")
        tables_known = {table: store._db.execute(f"SELECT * FROM {table}").fetchall() for table in kept}
    made = rebuild.rebuild(data, parse)
    assert made.notices == [] and not list(data.glob("*.damaged-*")) and not list(data.glob("*.new*"))
    with Store(data) as store:
        assert everything(store) == known and list(store.unextracted()) == []
        assert {task.url for task in store.tasks("nguon", NIGHT + 9 * DAY)} == {task.url for task in tasks}
        assert store.validators("https://www.vidu.gov.vn/tin") == ('"l"', None)
        assert {table: store._db.execute(f"SELECT * FROM {table}").fetchall() for table in tables_known} == tables_known


def test_a_better_parser_gives_better_texts_and_only_these_are_extracted_again(data: Path) -> None:
    filled(data)
    with Store(data) as store:
        before = list(store.unextracted())
        store.extracted(before, "000001.jsonl")

    def better(response: Response, about: dict[str, Any]) -> pages.Page | tuple[str, str] | None:
        assert about["source"] == "nguon" and about["kind"] == "article"
        number = urls(12).index(response.url)
        if number < 2:
            return None if number else ("later", "captcha: nhập mã")
        found = parse(response, about)
        return page(found.text.replace("UBND", "Ủy ban nhân dân")) if number < 6 else found

    changed = {version.article for version in before if version.url in urls(6)[2:] and "UBND" in version.page.text}
    made = rebuild.rebuild(data, better)
    assert changed and made.counts["refused"] == 2 and made.counts["read"] == 10
    with Store(data) as store:
        assert {version.article for version in store.unextracted()} == changed
        assert due(store, NIGHT + 2 * DAY)[0] in urls(12) and urls(2)[0] in due(store, NIGHT + 2 * DAY)


def test_what_was_read_of_deleted_files_outlives_being_made_anew(data: Path) -> None:
    busy(data)
    with Store(data) as store:
        removed = store.retain(None, 0)
        assert len(removed) > 2
        known = everything(store)
        query = "SELECT count(*) FROM versions v JOIN fetches f ON f.id = v.fetch JOIN files w ON w.id = f.file WHERE w.gone IS NOT NULL"
        assert store._db.execute(query).fetchone()[0] > 5
    assert rebuild.rebuild(data, parse).notices == []
    with Store(data) as store:
        now = everything(store)
        assert (now["versions"], now["clusters"], now["fetches"]) == (known["versions"], known["clusters"], known["fetches"])
        assert list(store.pending()) == []
        take(store, store.begin({}), urls(1)[0], "Một bài khác hẳn", NIGHT + 9 * DAY)
    assert rebuild.rebuild(data, parse).counts["versions"] == len(known["versions"]) + 1


def test_lines_that_repeat_are_learned_before_pages_are_read(data: Path) -> None:
    filled(data)
    for path in data.glob("chidao.sqlite*"):
        path.unlink()
    met = set()

    def told(response: Response, about: dict[str, Any]) -> pages.Page:
        met.add(about["repeated"])
        return parse(response, about)

    rebuild.rebuild(data, told, lines=lambda response, about: ["chân trang", response.url])
    assert met == {frozenset({"chân trang"})}


def test_a_page_that_breaks_the_parser_leaves_the_database_as_it_was(data: Path) -> None:
    filled(data)
    with Store(data) as store:
        known = everything(store)

    def broken(response: Response, about: dict[str, Any]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rebuild.rebuild(data, broken)
    with Store(data) as store:
        assert everything(store) == known
    assert rebuild.rebuild(data, parse).counts["read"] == 12


def test_without_warc_files_there_is_nothing_to_make(data: Path) -> None:
    Store(data).close()
    with pytest.raises(StoreError, match="holds no WARC file of ours"):
        rebuild.rebuild(data, parse)


def test_files_of_others_are_taken_in_once(data: Path, tmp_path: Path) -> None:
    from test_warc import FOREIGN, record

    listing = tmp_path / "CC-MAIN.warc.gz"
    bodies = [record("response", f"https://www.ngoai.gov.vn/{number}.html", body=answer("", texts()[number]).body) for number in range(3)]
    noise = [record(kind, url, **options) for kind, url, options in FOREIGN[:3]]
    listing.write_bytes(b"".join([*noise, *bodies])[:-20])
    filled(data, 2)

    def only(response: Response, about: dict[str, Any]) -> pages.Page | None:
        assert about["kind"] == "article" and about["source"] in ("ngoai.gov.vn", "vidu.gov.vn")
        about["source"] = "ngoai"
        return parse(response, about) if "ngoai" in response.url else None

    made = rebuild.rebuild(data, only, [listing, tmp_path / "missing.warc"])
    assert made.counts == {"refused": 1, "read": 2, "damaged": 2}
    assert "the file ends in the middle of a record" in made.notices[0] and "missing.warc" in made.notices[1]
    assert rebuild.rebuild(data, only, [listing]).counts["passed over"] == 2
    for path in data.glob("chidao.sqlite*"):
        path.unlink()
    rebuild.rebuild(data, parse)
    with Store(data) as store:
        keys = [stores.addresses.twin_key(f"https://www.ngoai.gov.vn/{number}.html") for number in range(2)]
        assert [version.article for version in store.unextracted()][-2:] == [stores.article_id("ngoai", key) for key in keys]


# --- the database --------------------------------------------------------------------------------------------------------------------------


def test_the_database_is_as_the_tables_say(data: Path) -> None:
    with Store(data) as store:
        wanted = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "page_size": 8192}
        wanted |= {"user_version": len(tables.MIGRATIONS), "application_id": tables.APPLICATION}
        assert {name: store._db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
        assert {row[5] for row in store._db.execute("PRAGMA table_list") if row[0] == "main" and not row[1].startswith("sqlite_")} == {1}  # STRICT
        with pytest.raises(StoreError, match="FOREIGN KEY"):
            store.keep(URL, "nguon", "article", answer(URL, "x"), 99)
        assert list(warc.scan(next((data / "warc").iterdir()))) == []  # the record went with its row


def test_an_older_database_is_brought_up_to_date_and_a_newer_one_left_alone(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(data, 2)
    monkeypatch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, "ALTER TABLE addresses ADD COLUMN colour TEXT;"))
    with Store(data) as store:
        assert store._db.execute("SELECT colour FROM addresses").fetchall() == [(None,), (None,)]
        assert len(list(store.unextracted())) == 2
    monkeypatch.undo()
    with pytest.raises(StoreError, match="written by a newer chidao"):
        Store(data)


def test_a_migration_that_fails_changes_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(data, 2)
    broken = "ALTER TABLE addresses ADD COLUMN colour TEXT; ALTER TABLE nowhere ADD COLUMN x TEXT;"
    monkeypatch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, broken))
    with pytest.raises(StoreError, match="no such table"):
        Store(data)
    monkeypatch.undo()
    with Store(data) as store:
        assert len(list(store.unextracted())) == 2


def test_threads_share_a_store(data: Path) -> None:
    broken: list[BaseException] = []
    with Store(data, largest=100_000) as store, store.lock():
        run = store.begin({})

        def work(host: int) -> None:
            try:
                for number, url in enumerate(urls(12, f"trang{host}.gov.vn")):
                    take(store, run, url, texts()[number * 8 + host], source=f"trang{host}")
                    list(store.tasks(f"trang{host}", NIGHT))
                    store.pages_lines(f"trang{host}", texts()[number].splitlines())
            except BaseException as error:
                broken.append(error)

        threads = [threading.Thread(target=work, args=(host,)) for host in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert broken == []
        known = everything(store)
        assert len(known["fetches"]) == len(known["versions"]) == 96
        for fetch in range(1, 97):
            assert zlib.crc32(store.response(fetch)[0].body)
    rebuild.rebuild(data, parse)
    with Store(data) as store:
        assert everything(store)["versions"] == known["versions"]


def test_a_day_of_one_article_takes_little_room(data: Path) -> None:
    """What is kept of 150 articles: pages and diffs are packed, and of a body that is as before only the headers are kept."""
    with Store(data) as store:
        run = store.begin({})
        for night in range(3):
            for number, url in enumerate(urls(150)):
                take(store, run, url, texts()[number], NIGHT + night * DAY)
    plain = sum(len(gzip.compress(text.encode(), 4)) for text in texts()[:150])
    assert sum(path.stat().st_size for path in (data / "warc").iterdir()) < 3 * plain
    with sqlite3.connect(data / "chidao.sqlite") as db:
        assert db.execute("SELECT count(*) FROM versions").fetchone() == (150,)
    assert (data / "chidao.sqlite").stat().st_size < 150 * 8000
