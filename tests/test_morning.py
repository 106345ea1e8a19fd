"""The morning report: when things are due, what is new, who fared how; told in a terminal, in a pipe and in a real browser."""

from __future__ import annotations

import base64
import datetime
import gc
import hashlib
import io
import itertools
import os
import re
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from browser import Browser, browser, shown
from lxml import html as lxml_html

import corpora
from pipeline import morning, schema
from pipeline.morning import Night, SourceNight, deadlines, labels, page, stories

TODAY = date(2025, 11, 11)


# ------------------------------------------------------------------------------------------------------------------ when it is due

P = "2025-11-01"  # published
DEADLINES: list[tuple[str, dict[str, Any], str | None, str | None, str, str]] = [
    # value, what the date's mention says, published, the last day, how often again, reason
    ("2025-11-20", {}, P, "2025-11-20", "", "a day"),
    ("2025-11-20", {"latest": "2025-11-19", "comparator": "<"}, P, "2025-11-19", "", "before a day: the record tells the last one"),
    ("2025-11-20", {"comparator": "<"}, P, "2025-11-19", "", "before a day, and the record does not tell the last one"),
    ("2025-11-20T17", {"comparator": "<"}, P, "2025-11-20", "", "before an hour of a day is on that day"),
    ("2025-11-20T17:30", {}, P, "2025-11-20", "", "an hour"),
    ("2025-11", {}, P, "2025-11-30", "", "a month: its last day"),
    ("2024-02", {}, P, "2024-02-29", "", "a leap year"),
    ("2025-11", {"comparator": "<"}, P, "2025-10-31", "", "before a month"),
    ("2025-Q4", {}, P, "2025-12-31", "", "a quarter"),
    ("2026-H1", {}, P, "2026-06-30", "", "a half year"),
    ("2025", {}, P, "2025-12-31", "", "a year"),
    ("2021/2025", {}, P, "2025-12-31", "", "a stretch of years"),
    ("2025-11-10/2025-11-16", {}, P, "2025-11-16", "", "a week"),
    ("2025-12/2026-01", {}, P, "2026-01-31", "", "two months"),
    ("2025-W47", {}, P, "2025-11-23", "", "a week by its number"),
    ("2025-11-20~", {}, P, "2025-11-20", "", "about a day"),
    ("2025-02-30", {}, P, None, "", "there is no such day"),
    ("2025-13", {}, P, None, "", "there is no such month"),
    ("0000", {}, P, None, "", "there is no such year"),
    ("2025/..", {}, P, None, "", "an open end"),
    ("FUTURE_REF", {}, P, None, "", "no date"),
    ("2025-11-20", {"latest": "nonsense"}, P, None, "", "nonsense in a record"),
    ("XXXX-XX-25", {}, P, "2025-11-25", "MONTHLY", "each 25th"),
    ("XXXX-XX-25", {"comparator": "<"}, P, "2025-11-24", "MONTHLY", "before each 25th"),
    ("XXXX-XX-10", {}, P, None, "MONTHLY", "the next 10th is a month away"),
    ("XXXX-XX-12", {"comparator": "<"}, P, "2025-11-11", "MONTHLY", "before the 12th: today"),
    ("XXXX-XX-11", {}, P, "2025-11-11", "MONTHLY", "today"),
    ("XXXX-XX-25", {}, "2022-11-01", None, "MONTHLY", "an order of three years ago"),
    ("XXXX-XX-25", {}, None, None, "MONTHLY", "nobody knows when it was ordered"),
    ("XXXX-XX-25", {"rrule": "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"}, P, None, "YEARLY", "the 25th of a quarter's last month"),
    ("XXXX-XX-25", {"rrule": "FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY=25"}, P, "2025-11-25", "YEARLY", "the rule tells the months, the value does not"),
    ("XXXX-11-15", {}, "2024-09-20", "2025-11-15", "YEARLY", "each year's 15 November"),
    ("XXXX-06-15", {}, P, None, "YEARLY", "far from now"),
    ("XXXX-WXX-5", {}, P, "2025-11-14", "WEEKLY", "each Friday"),
    ("XXXX-WXX-4T16", {"comparator": "<", "rrule": "FREQ=WEEKLY;BYDAY=TH"}, P, "2025-11-13", "WEEKLY", "before 16:00 of each Thursday"),
    ("XXXX-WXX-2", {}, P, "2025-11-11", "WEEKLY", "each Tuesday: today"),
    ("XXXX-WXX-5", {}, "2025-05-01", None, "WEEKLY", "a weekly report of half a year ago"),
    ("P1D", {"rrule": "FREQ=DAILY"}, P, "2025-11-11", "DAILY", "each day"),
    ("P1D", {"rrule": "FREQ=DAILY"}, "2025-09-01", None, "DAILY", "the daily reports of a storm that is over"),
    ("P2W", {"rrule": "FREQ=WEEKLY;INTERVAL=2"}, P, None, "WEEKLY", "each second week, but since when"),
    ("P1M", {"rrule": "FREQ=MONTHLY"}, P, None, "MONTHLY", "each month, but on which day"),
    ("P1D", {"rrule": "FREQ=HOURLY"}, P, None, "", "a rule that is unknown: a day after nothing"),
    ("P15D", {"latest": "2025-11-20"}, P, "2025-11-20", "", "15 days, and the record tells when they end"),
    ("P15D", {}, P, None, "", "15 days, but since when"),
    ("P15D", {"anchor": "ngày ký"}, P, None, "", "15 days after a day that is not told"),
    ("P15D", {"anchor": "5/11/2025"}, P, "2025-11-20", "", "15 days after a day of the article"),
    ("P2W", {"anchor": "5/11/2025"}, P, "2025-11-19", "", "two weeks after it"),
    ("P3M", {"anchor": "5/11/2025"}, P, "2026-02-05", "", "three months after it"),
    ("P1Y", {"anchor": "5/11/2025"}, P, "2026-11-05", "", "a year after it"),
    ("PT24H", {"anchor": "5/11/2025"}, P, "2025-11-06", "", "24 hours after it"),
    ("P7D", {"anchor": "5/11/2025", "text": "07 ngày làm việc"}, P, "2025-11-14", "", "seven working days: Wednesday to Friday of the next week"),
    ("P9999Y", {"anchor": "5/11/2025"}, P, None, "", "beyond the calendar"),
]  # fmt: skip


def dated(value: str, said: dict[str, Any], published: str | None) -> tuple[schema.Record, schema.Directive]:
    """A record in which an order has a deadline, and in which "5/11/2025" is the day of something else."""
    words = said.get("text", "đúng hạn")
    text = f"Yêu cầu báo cáo {words}, kể từ ngày 5/11/2025."
    start, day = text.index(words), text.index("5/11/2025")
    other = schema.Date(id="t2", start=day - 5, end=day + 9, date_start=day, date_end=day + 9, text=text[day - 5 : day + 9], value="2025-11-05")
    mention = schema.Date(id="t1", **{"start": start, "end": start + len(words), "text": words, "value": value, "role": "deadline", **said})
    directive = schema.Directive(id="D1", start=0, end=len(text), text=text, deadline=value, deadline_date="t1")
    return schema.Record(article=schema.Article(id="a", published=published), text=text, dates=[mention, other], directives=[directive]), directive


@pytest.mark.parametrize(("value", "said", "published", "day", "again", "reason"), DEADLINES, ids=[f"{row[0]}: {row[5]}" for row in DEADLINES])
def test_when_it_is_due(value: str, said: dict[str, Any], published: str | None, day: str | None, again: str, reason: str) -> None:
    (found,) = deadlines.dues(*dated(value, said, published), TODAY)
    assert (found.day and found.day.isoformat(), found.again) == (day, again), reason
    assert found.words == said.get("text", "đúng hạn"), "in the article's words"


def test_a_deadline_whose_words_stand_elsewhere_is_told_by_its_value() -> None:
    record, directive = dated("2025-11-20", {}, P)
    far = msgspec.structs.replace(directive, deadline="2025-11-20", deadline_date=None, start=0, end=5)
    assert list(deadlines.dues(record, far, TODAY)) == [deadlines.Due("20/11/2025", date(2025, 11, 20))]


def test_each_of_several_deadlines_once() -> None:
    record, directive = dated("2025-11-20", {}, P)
    several = msgspec.structs.replace(directive, deadlines_all=["2025-11-20", "2025-12", "XXXX-WXX-5"])
    assert [(d.day and d.day.isoformat(), d.again) for d in deadlines.dues(record, several, TODAY)] == [("2025-11-20", ""), ("2025-12-31", ""), ("2025-11-14", "WEEKLY")]


def test_no_value_of_our_articles_breaks_it() -> None:
    found = [due for record in gold() for d in record.directives for due in deadlines.dues(record, d, TODAY)]
    assert len(found) > 300 and sum(due.day is not None for due in found) > 250


# -------------------------------------------------------------------------------------------------------------------------- report


def gold() -> list[schema.Record]:
    return [msgspec.convert(given, schema.Record) for given in corpora.gold()]


def directive(action: str, deadline: str | None = None, **more: Any) -> schema.Directive:
    return schema.Directive(**{"start": 0, "end": 0, "text": action, "action": action, "deadline": deadline, "lead": ["Sở Y tế"], "issuer_agency": "UBND tỉnh", **more})


def article(id: str, *directives: schema.Directive, version: int | None = None, cluster: str | None = None, **about: Any) -> schema.Record:
    for number, given in enumerate(directives, 1):
        given.id = f"{id}-D{number:02}"
    place = schema.Place(province=about.pop("province")) if "province" in about else None
    told = {"published": "2025-11-10", "url": f"https://{id}.example.vn/tin", "title": f"Tin {id}", **about}
    return schema.Record(article=schema.Article(id=id, version=version, cluster=cluster, place=place, **told), text="", directives=list(directives))


def night(*ids: str, clusters: dict[str, str] | None = None, sources: list[SourceNight] | None = None, **more: Any) -> Night:
    started = datetime.datetime(2025, 11, 10, 14, tzinfo=datetime.UTC)
    given = {"articles": dict.fromkeys(ids) | {id: id for id in ids} | (clusters or {}), "sources": sources or []}
    return Night(**{"run": 7, "started": started, "ended": started + datetime.timedelta(hours=3, minutes=5), **given, **more})


def actions(orders: list[Any]) -> list[str]:
    return [getattr(entry, "order", entry).action for entry in orders]


def test_new_ones_are_those_of_the_nights_articles_by_province() -> None:
    records = [
        article("x-1", directive("một"), directive("hai"), province="Đồng Nai"),
        article("x-2", directive("ba"), province="An Giang"),
        article("x-3", directive("cũ"), province="An Giang", published="2025-11-01"),
        article("x-4", directive("bốn")),
    ]
    found = morning.report(night("x-1", "x-2", "x-4"), records, TODAY)
    assert actions(found.new) == ["ba", "một", "hai", "bốn"], "An Giang, Đồng Nai, then where no province is told"
    assert (found.counts["new"], found.counts["articles"], found.counts["repeated"]) == (4, 3, 0)


def test_what_opens_a_list_is_no_order_but_may_have_a_deadline() -> None:
    records = [article("x-1", directive("các nhiệm vụ sau", "2025-11-15", kind="umbrella"), directive("một"))]
    found = morning.report(night("x-1"), records, TODAY)
    assert (actions(found.new), actions(found.due)) == (["một"], ["các nhiệm vụ sau"])


WINDOWS = [("2025-11-10", "past"), ("2025-11-11", "due"), ("2025-11-25", "due"), ("2025-11-26", "later"), ("2025-09-12", "past"), ("2025-09-11", "beyond")]


@pytest.mark.parametrize(("value", "where"), WINDOWS)
def test_deadlines_are_near_past_or_counted(value: str, where: str) -> None:
    found = morning.report(night(), [article("x-1", directive("một", value), published="2025-08-01")], TODAY)
    shown = {"due": found.due, "past": found.past}
    assert {key for key in ("due", "past", "beyond", "later", "open") if found.counts[key]} == {where}
    assert {key for key, entries in shown.items() if entries} == {where} & set(shown)


def test_deadlines_stand_in_the_order_in_which_they_matter() -> None:
    days = ["2025-11-20", "2025-11-12", "2025-11-01", "2025-11-10", "2025-11-11"]
    found = morning.report(night(), [article(f"x-{day}", directive(day, day)) for day in days], TODAY)
    assert actions(found.due) == ["2025-11-11", "2025-11-12", "2025-11-20"], "the nearest first"
    assert actions(found.past) == ["2025-11-10", "2025-11-01"], "the latest first"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_newest_version_of_an_article_counts(order: tuple[int, ...]) -> None:
    versions = [
        article("x-1", directive("một", "2025-11-15"), directive("hai", "2025-11-16"), version=1),
        article("x-1", directive("một", "2025-11-18"), version=2),
        article("x-1", directive("Một.", "2025-11-20"), directive("ba"), version=3),
    ]
    found = morning.report(night("x-1"), [versions[i] for i in order], TODAY)
    assert [(d.order.action, d.day.day) for d in found.due] == [("Một.", 20)]
    assert actions(found.new) == ["ba"], "the others are known from the earlier versions"
    assert found.counts["repeated"] == 1


@pytest.mark.parametrize("turned", [False, True])
def test_a_newest_version_without_deadlines_hides_the_older_ones(turned: bool) -> None:
    versions = [article("x-1", directive("một", "2025-11-15"), version=1), article("x-1", version=2)]
    found = morning.report(night(), versions[::-1] if turned else versions, TODAY)
    assert (found.due, found.counts["due"]) == ([], 0)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_same_news_from_several_portals_is_told_once(order: tuple[int, ...]) -> None:
    records = [
        article("a-1", directive("một", "2025-11-15"), directive("hai", "2025-10-30"), cluster="c", source="Báo A"),
        article("b-1", directive("Một", "2025-11-15"), cluster="c", source="Báo B"),
        article("c-1", directive("một;", "2025-11-15"), directive("hai", "2025-10-30"), cluster="c", source="Báo C", published="2025-11-09"),
    ]
    found = morning.report(night("a-1", "b-1", "c-1", clusters=dict.fromkeys(("a-1", "b-1", "c-1"), "c")), [records[i] for i in order], TODAY)
    assert (actions(found.new), actions(found.due), actions(found.past)) == (["một", "hai"], ["một"], ["hai"])
    assert (found.counts["new"], found.counts["repeated"], found.counts["due"]) == (2, 3, 1)
    assert found.new[0].also == ("Báo B", "Báo C")


@pytest.mark.parametrize("turned", [False, True])
def test_what_an_article_and_its_document_both_say_is_told_once(turned: bool) -> None:
    told = directive("kiểm tra việc vận hành hồ chứa, kịp thời báo cáo UBND tỉnh", "2025-11-25", lead=["Sở Y tế tỉnh An Giang"])
    written = directive("Kiểm tra việc vận hành hồ chứa; báo cáo Ủy ban nhân dân tỉnh", "2025-11-25", lead=["Sở Y tế"])
    records = [
        article("x-1", told, directive("công bố đường dây nóng của huyện")),
        article("x-2", written, directive("lập quỹ dự phòng của tỉnh"), attached_to="x-1", title="Công điện"),
    ]
    found = morning.report(night("x-1", "x-2"), records[::-1] if turned else records, TODAY)
    assert sorted(actions(found.new)) == sorted([told.action or "", "công bố đường dây nóng của huyện", "lập quỹ dự phòng của tỉnh"])
    assert (actions(found.due), found.counts["due"], found.counts["new"], found.counts["repeated"]) == ([told.action], 1, 3, 1)
    assert [order.about.attachment for order in found.new].count(True) == 1


ALIKE = [
    # lead, action, days; lead, action, days; whether they are the same order, reason
    ("Sở Y tế", "báo cáo kết quả", "25", "Sở Y tế", "báo cáo kết quả", "25", True, "the same"),
    ("Sở Y tế", "báo cáo kết quả", "25", "Sở Y tế", "báo cáo kết quả", "26", False, "another day"),
    ("Sở Y tế", "báo cáo kết quả", "25", "Sở Y tế", "báo cáo kết quả", "", True, "one does not tell the day"),
    ("Sở Y tế", "báo cáo kết quả", "25", "Thanh tra tỉnh", "báo cáo kết quả", "25", False, "other people"),
    ("Sở Y tế", "báo cáo kết quả", "25", "", "báo cáo kết quả", "25", True, "one does not tell who"),
    ("UBND các xã", "báo cáo kết quả", "", "Ủy ban nhân dân các xã", "báo cáo kết quả", "", True, "an abbreviation"),
    ("Sở Y tế", "rà soát kho thuốc dự trữ", "", "Sở Y tế", "báo cáo kết quả tiêm chủng", "", False, "something else"),
]  # fmt: skip


@pytest.mark.parametrize(("lead", "action", "day", "lead2", "action2", "day2", "same", "reason"), ALIKE, ids=[row[-1] for row in ALIKE])
def test_which_orders_are_the_same(lead: str, action: str, day: str, lead2: str, action2: str, day2: str, same: bool, reason: str) -> None:
    def order(id: str, lead: str, action: str, day: str) -> morning.Order:
        record = article(id, directive(action, day and f"2025-11-{day}", lead=[lead] if lead else []))
        return morning.report(night(id), [record], TODAY).new[0]

    one, other = order("a", lead, action, day), order("b", lead2, action2, day2)
    assert (stories.same_order(one, other), stories.same_order(other, one)) == (same, same), reason


@pytest.mark.parametrize("turned", [False, True])
def test_news_that_another_portal_told_last_week_is_not_new(turned: bool) -> None:
    records = [
        article("a-1", directive("một"), cluster="c", published="2025-11-03"),
        article("b-1", directive("Một"), directive("hai"), cluster="c"),
    ]
    found = morning.report(night("b-1", clusters={"b-1": "c"}), records[::-1] if turned else records, TODAY)
    assert actions(found.new) == ["hai"] and found.counts["repeated"] == 1


def test_an_article_is_named_by_its_source_and_its_place() -> None:
    sources = [SourceNight(name="cong-an-giang", title="Cổng An Giang", province="An Giang")]
    records = [
        article("cong-an-giang-0123456789ab", directive("một"), source="site"),
        article("other-0123456789ab", directive("hai"), source="Báo B", province="Cà Mau", attached_to="x"),
        article("third-0123456789ab", directive("ba"), source=None),
    ]
    found = morning.report(night(*(r.article.id for r in records), sources=sources), records, TODAY)
    assert [(o.about.source, o.about.province, o.about.attachment) for o in found.new] == [
        ("Cổng An Giang", "An Giang", False), ("Báo B", "Cà Mau", True), ("third-0123456789ab.example.vn", "", False),
    ]  # fmt: skip


def test_an_order_in_words() -> None:
    document = schema.Resource(document="k", type="Nghị quyết", number="09", symbol="NQ/TU")
    given = directive("báo cáo", deadline_by_reference="theo kế hoạch", legal_basis=["k"], targets=["95%", "hộ"], issuer_person=schema.IssuerPerson(name="Ngô Thị Ví Dụ", titles=["Chủ tịch"]))
    record = article("x-1", given)
    record.resources = [document]
    (order,) = morning.report(night("x-1"), [record], TODAY).new
    assert order.issuer == "Ngô Thị Ví Dụ, Chủ tịch - UBND tỉnh" and order.lead == "Sở Y tế"
    assert (order.basis, order.targets, [due.words for due in order.dues]) == ("Nghị quyết 09-NQ/TU", "95%; hộ", ["theo kế hoạch"])


def test_sources_stand_worst_first() -> None:
    sources = [SourceNight(name=n, title=n, province=p, outcome=o) for n, p, o in (("a", "Huế", "ok"), ("b", "Huế", "failed"), ("c", "An Giang", "ok"), ("d", "", "partial"))]
    assert [s.name for s in morning.report(night(sources=sources), [], TODAY).sources] == ["b", "d", "c", "a"]


def test_lists_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(morning, "SHOWN", 3)
    records = [article("x-1", *(directive(f"việc {i}", "2025-11-15") for i in range(1010)))]
    found = morning.report(night("x-1"), records, TODAY)
    assert (len(found.new), len(found.due), found.counts["new"], found.counts["due"]) == (3, 3, 1010, 1010)
    assert "và 1.007 mục khác" in printed(found) and "and 1,007 more" in printed(found, "en")


def test_errors_are_cut_and_say_so() -> None:
    found = morning.report(night(errors=[f"lỗi {i}" for i in range(1000)]), [], TODAY)
    for text in (printed(found), lxml_text(morning.html(found))):
        assert "lỗi 49" in text and "lỗi 50" not in text and "(+950)" in text


def test_directives_without_ids_are_told_apart() -> None:
    record = article("x-1", directive("một", "2025-11-15"), directive("hai", "2025-11-16"))
    for given in record.directives:
        given.id = ""
    found = morning.report(night("x-1"), [record], TODAY)
    assert (actions(found.new), actions(found.due)) == (["một", "hai"], ["một", "hai"])


def test_what_is_not_held_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(morning, "HELD", 20)
    records = [article(f"x-{i}", directive("một", "2025-11-15"), directive("hai")) for i in range(50)]
    found = morning.report(night(*(r.article.id for r in records)), records, TODAY)
    assert len(found.new) <= 20 and (found.counts["new"], found.counts["due"]) == (100, 50)


def many(count: int) -> Iterator[schema.Record]:
    """Articles of three years, two to a cluster, each with an order that was due 20 days later and one without a deadline."""
    for i in range(count):
        day = date(2023, 1, 1) + datetime.timedelta(days=i // 2 % 1000)
        given = [directive(f"việc thứ {i // 2}", (day + datetime.timedelta(days=20)).isoformat()), directive("rà soát mọi hồ sơ còn lại")]
        yield article(f"x-{i}", *given, cluster=f"c{i // 2}", published=day.isoformat(), version=1)


def test_a_hundred_thousand_records_pass_without_being_held() -> None:
    fresh = {f"x-{i}": f"c{i // 2}" for i in range(200)}
    before = sum(isinstance(thing, schema.Record) for thing in gc.get_objects())
    alive: list[int] = []

    def watched() -> Iterator[schema.Record]:
        for i, record in enumerate(many(100_000)):
            if i % 20_000 == 19_999:
                alive.append(sum(isinstance(thing, schema.Record) for thing in gc.get_objects()) - before)
            yield record

    found = morning.report(night(clusters=fresh), watched(), date(2025, 9, 20))
    assert found.counts["new"] == 200, "of 200 articles in 100 clusters, two orders each"
    assert found.counts["beyond"] > 40_000
    assert found.counts["past"] > 2_000 and len(found.past) == morning.SHOWN
    assert len(alive) == 5 and max(alive) < 10


def test_an_old_article_costs_a_few_words() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        morning.report(night(), many(count), date(2025, 9, 20))
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert (peak(6000) - peak(2000)) / 4000 < 1000, "bytes; one in thirteen is shown and takes its words besides"


# ------------------------------------------------------------------------------------------------------------- hostile and healthy

EVIL = [
    "<script>document.title='pwned'</script>", '"><img src=x onerror="document.title=\'pwned\'">', "</style><script>document.title='pwned'</script>",
    "<svg/onload=document.title='pwned'>", "</title><script>document.title='pwned'</script>", "<!--<script>", "&lt;script&gt;", "{{7*7}}${7*7}",
    "'onmouseover='document.title=1", "\x00\x1b]0;pwned\x07\x1b[2J\r\nx", "a\u202egnp.exe", "W" * 100_000, "\ud800",
]  # fmt: skip
WRONG = ["javascript:document.title='pwned'", "JaVaScRiPt:alert(1)", " javascript:x", "data:text/html,<script>1</script>", "vbscript:x", "https://a.vn/\"onclick=\"x", "java\nscript:x", "http://"]  # fmt: skip


def hostile() -> morning.Morning:
    """A report in which every text that comes from the web means harm."""
    records, evil = [], itertools.cycle(EVIL)
    for i, url in enumerate([*WRONG, "https://good.example.vn/?a=1&b=2"] * 2):
        given = directive(next(evil), "2025-11-15", lead=[next(evil)], issuer_agency=next(evil), targets=[next(evil)], legal_basis=[next(evil)])
        given.modality = "prohibition"
        records.append(article(f"x-{i}", given, title=next(evil), source=next(evil), url=url, province=next(evil), published=next(evil)[:40]))
    sources = [
        SourceNight(name=text, title=text, province=text, outcome="partial", reason={"vi": text, "en": text}, counts={"new": 3, "problems": [text]}, history=[{"new": 2}])
        for text in EVIL
    ]
    more = {"versions": {text: text for text in EVIL if len(text) < 99}, "errors": EVIL, "records": EVIL}
    return morning.report(night(*(r.article.id for r in records), sources=sources, **more), records, TODAY)


def healthy(lang: str = "vi") -> morning.Morning:
    """A report of the articles written for this project, and of sources that fared well and badly."""
    records = gold()
    ids = [r.article.id for r in records if (r.article.published or "").startswith(("2025-10", "2025-11"))]
    sources = [
        SourceNight(name="a", title="Cổng thông tin điện tử tỉnh Ví Dụ", province="An Giang", outcome="failed", reason={"vi": "không đọc được", "en": "cannot be read"},
                    counts={"problems": ["https://a.example.vn: timed out"]}),
        SourceNight(name="b", title="Báo Thử", province="Huế", reason={"vi": "bình thường", "en": "as usual"},
                    counts={"new": 1200, "articles": 12, "with_date": 11, "directives": 30, "seconds": 75, "bytes": 3_400_000, "fetched": 20, "pages": 4},
                    history=[{"new": n} for n in (10, 0, 12, 9, 30, 11)]),
    ]  # fmt: skip
    versions = {"chidao": "1.2.3", "libraries": {"lxml": "6.1"}}
    return morning.report(night(*ids, sources=sources, versions=versions, records=["data/records/000007.jsonl"], errors=["lỗi nào đó"]), records, TODAY)


# ------------------------------------------------------------------------------------------------------------------------ terminal


def printed(found: morning.Morning, lang: str = "vi") -> str:
    file = io.StringIO()
    morning.terminal(found, file, lang)
    return file.getvalue()


def test_the_terminal_tells_all_sections_in_both_languages() -> None:
    found = healthy()
    for lang, words in (("vi", ("Bản tin sáng 11/11/2025", "Chỉ đạo mới", "Đến hạn trong 14 ngày", "Hạn đã qua", "hỏng", "không đọc được", "3 giờ 5 phút", "còn ")),
                        ("en", ("Morning report 11/11/2025", "New directives", "Due in the next 14 days", "Deadlines passed", "failed", "cannot be read", "3 h 5 min"))):  # fmt: skip
        text = printed(found, lang)
        for word in words:
            assert word in text, (lang, word)
        assert "chidao 1.2.3, lxml 6.1" in text and "data/records/000007.jsonl" in text and "lỗi nào đó" in text
    assert f"({found.counts['new']})" in printed(found)
    for order in found.new:
        assert order.action in printed(found) and order.about.url is None


def test_an_empty_night_says_so() -> None:
    text = printed(morning.report(night(), [], TODAY))
    assert "Đêm qua không có chỉ đạo mới." in text and "Không có việc nào đến hạn" in text
    assert "Không có hạn nào vừa qua" in lxml_text(morning.html(morning.report(night(), [], TODAY)))


def test_a_pipe_gets_plain_lines_however_hostile_the_texts() -> None:
    text = printed(hostile())
    assert not [letter for letter in text if not letter.isprintable() and letter != "\n"]
    assert "javascript:" not in text.replace("javascript:document.title='pwned'", "", 0).lower()
    assert "[red]" not in text and "<script>document.title" in text, "told as it is"
    text.encode("utf-8")


def test_a_terminal_gets_colours_and_no_commands() -> None:
    ours, theirs = os.openpty()
    parts: list[bytes] = []

    def listen() -> None:
        try:
            while part := os.read(ours, 65536):
                parts.append(part)
        except OSError:  # how a terminal says that nobody writes any more
            pass

    listener = threading.Thread(target=listen)
    listener.start()
    with open(theirs, "w", encoding="utf-8") as file:
        morning.terminal(hostile(), file)
    listener.join(30)
    os.close(ours)
    seen = b"".join(parts).decode()
    assert "\x1b[1m" in seen
    assert set(re.findall(r"\x1b(?!\[[\d;]*m).?", seen)) == set(), "colours only: no title is set, no screen cleared"


# --------------------------------------------------------------------------------------------------------------- the page, as text

ALLOWED = frozenset("""html head meta title link style body a header div h1 span p fieldset legend label input nav b main section h2 h3 h4 article ul li
    table thead tbody tr th td details summary svg rect footer dl dt dd""".split())  # fmt: skip


def lxml_text(text: str) -> str:
    return lxml_html.document_fromstring(text).text_content()


@pytest.mark.parametrize("make", [healthy, hostile])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_holds_no_script_and_loads_nothing(make: Any, lang: str) -> None:
    text = morning.html(make(), lang)
    tree = lxml_html.document_fromstring(text)
    assert {node.tag for node in tree.iter()} <= ALLOWED
    for node in tree.iter():
        assert not [name for name in node.attrib if name.startswith("on") or name in ("src", "style", "srcdoc", "action")], node.tag
        if "href" in node.attrib:
            assert re.match(r"https?://|#|data:,$", node.get("href")), node.get("href")
    assert tree.get("lang") == lang
    assert not re.search(r"url\(|@import|expression", page.style())
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    digest = base64.b64encode(hashlib.sha256(tree.xpath("//style")[0].text.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in policy and "script" not in policy and "unsafe" not in policy
    assert tree.getroottree().docinfo.doctype == "<!DOCTYPE html>"
    text.encode("utf-8")


def test_what_is_hostile_is_told_as_text_and_cut() -> None:
    tree = lxml_html.document_fromstring(morning.html(hostile()))
    content = tree.text_content()
    assert "<script>document.title='pwned'</script>" in content and "{{7*7}}" in content
    assert "W" * 1000 not in content and "W" * 50 in content
    assert "\x1b" not in content and "\u202e" not in content
    assert tree.xpath("//a[contains(@href, 'good.example.vn')]/@href")[0] == "https://good.example.vn/?a=1&b=2"


def test_every_word_of_ours_is_there_in_both_languages() -> None:
    tree = lxml_html.document_fromstring(morning.html(healthy()))
    vietnamese, english = tree.xpath("//span[@class='vi']"), tree.xpath("//span[@class='en']")
    assert len(vietnamese) == len(english) > 100
    for one, other in zip(vietnamese, english, strict=True):
        assert one.getparent() is other.getparent() and (one.get("lang"), other.get("lang")) == ("vi", "en")
    assert all(vi and en for vi, en in labels.LABELS.values())


def test_the_page_tells_what_the_report_tells() -> None:
    found = healthy()
    text = " ".join(lxml_text(morning.html(found)).split())
    for entry in (*found.new, *(d.order for d in found.due), *(d.order for d in found.past)):
        assert entry.action in text and entry.lead in text and entry.basis in text and entry.about.title in text
    for due in found.due:
        assert labels.day(due.day) in text
    assert "1.200" in text and "1,200" in text, "numbers as each language writes them"
    assert "timed out" in text and "không đọc được" in text and "cannot be read" in text


def test_bars() -> None:
    tree = lxml_html.fragment_fromstring(page.spark([0, 5, 10]))
    assert [(bar.get("height"), bar.get("class")) for bar in tree] == [("1", None), ("12", None), ("24", "tonight")]
    assert [bar.get("height") for bar in lxml_html.fragment_fromstring(page.spark([0]))] == ["1"]


# ------------------------------------------------------------------------------------------------------------- the page, in a browser


def test_nothing_hostile_runs(browser: Browser, tmp_path: Path) -> None:
    browser.open(tmp_path / "m.html", morning.html(hostile()))
    assert browser.run("return document.title") == "Bản tin sáng 11/11/2025"
    assert browser.run("return document.scripts.length + document.images.length") == 0
    assert "<script>document.title" in shown(browser, "main")
    assert browser.run("return [...document.links].map(a => a.protocol).filter(p => p == 'javascript:').length") == 0
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), "no name is so long that the page is wider than the window"
    assert browser.run("return getComputedStyle(document.body).marginTop") == "0px", "the style sheet is taken"


def test_even_our_own_mistake_would_run_nothing_and_fetch_nothing(browser: Browser, tmp_path: Path) -> None:
    """The page's own policy stops a script and an image that got into it."""
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        evil = f"<script>document.title='pwned'</script><img src='{address}/img' onerror=\"document.title='pwned'\"><link rel=stylesheet href='{address}/css'></main>"
        text = morning.html(healthy())
        waiting = "const done = arguments[0]; setTimeout(done, 300)"
        browser.open(tmp_path / "m.html", text.replace("</main>", evil))
        browser.ask("/execute/async", {"script": waiting, "args": []})
        assert (browser.run("return document.title"), asked) == ("Bản tin sáng 11/11/2025", [])
        browser.open(tmp_path / "m.html", re.sub(r"<meta http-equiv=[^>]*>", "", text).replace("</main>", evil))
        browser.ask("/execute/async", {"script": waiting, "args": []})
        assert browser.run("return document.title") == "pwned" and set(asked) >= {"/img", "/css"}, "and without the policy it would"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("lang", "before", "after"), [("vi", "Bản tin sáng", "Morning report"), ("en", "Morning report", "Bản tin sáng")])
def test_the_language_is_switched_by_mouse_and_by_keyboard(browser: Browser, tmp_path: Path, lang: str, before: str, after: str) -> None:
    browser.open(tmp_path / "m.html", morning.html(healthy(), lang))
    assert shown(browser, "h1").startswith(before) and after not in shown(browser, "body")
    other = browser.find(f"label:has(#lang-{'en' if lang == 'vi' else 'vi'})")
    browser.ask(f"/element/{other}/click", {})
    assert shown(browser, "h1").startswith(after) and before not in shown(browser, "body")
    assert shown(browser, "#new h2").startswith(labels.LABELS["new"][lang == "vi"])
    pressed = browser.find("input:checked")
    browser.ask(f"/element/{pressed}/value", {"text": "\ue012" if lang == "vi" else "\ue014"})  # an arrow key
    assert shown(browser, "h1").startswith(before)


def test_all_can_be_reached_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    browser.open(tmp_path / "m.html", morning.html(healthy()))
    body = browser.find("body")
    met = []
    for _ in range(8):
        browser.ask("/actions", {"actions": [{"type": "key", "id": "k", "actions": [{"type": "keyDown", "value": "\ue004"}, {"type": "keyUp", "value": "\ue004"}]}]})
        met.append(browser.run("const e = document.activeElement; return e.id || e.getAttribute('href') || e.className"))
    assert body and met[:6] == ["#main", "lang-vi", "#new", "#new", "#due", "#past"], met
    assert browser.run("return [...document.querySelectorAll('.wide')].every(e => e.tabIndex == 0)"), "wide tables can be scrolled"


def test_it_prints_without_what_is_for_the_screen(browser: Browser, tmp_path: Path) -> None:
    import pypdf

    browser.open(tmp_path / "m.html", morning.html(healthy()))
    data = base64.b64decode(browser.ask("/print", {"page": {"width": 21.0, "height": 29.7}, "background": False}))
    reader = pypdf.PdfReader(io.BytesIO(data))
    text = " ".join(" ".join(p.extract_text() for p in reader.pages).split())
    assert len(reader.pages) > 1
    assert "Bản tin sáng" in text and "English" not in text and "Morning report" not in text
    assert "Báo Thử" in text


@pytest.mark.parametrize("width", [380, 1200])
def test_it_fits_a_telephone_and_a_desk(browser: Browser, tmp_path: Path, width: int) -> None:
    browser.ask("/window/rect", {"width": width, "height": 900})
    browser.open(tmp_path / "m.html", morning.html(healthy()))
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    browser.ask("/window/rect", {"width": 1200, "height": 900})
