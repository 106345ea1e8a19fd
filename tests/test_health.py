"""A source's health: what is told on the night itself, and that healthy nights are left in peace, on simulated years."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scrapers import health
from scrapers.health import kind_of, outcome

Counts = dict[str, Any]
DAY = datetime.timedelta(days=1)


# ---------------------------------------------------------------------------------------------------------------- simulated sources


class Site:
    """A healthy source: `articles` on a working day, and what its pages tell. The same seed gives the same nights."""

    def __init__(self, articles: float, seed: int = 0, directives: float = 1.2, dated: float = 0.97) -> None:
        self.articles, self.directives, self.dated = articles, directives, dated
        self.random = random.Random(seed)

    def some(self, mean: float, bunching: float = 4.0) -> int:
        """A count that varies more than chance alone would have it: news come in bunches."""
        mean = self.random.gammavariate(bunching, mean / bunching) if mean > 0 else 0
        count, product = 0, self.random.random()
        while product > math.exp(-min(mean, 500)):
            count, product = count + 1, product * self.random.random()
        return count

    def of(self, n: int, share: float) -> int:
        return sum(self.random.random() < share for _ in range(n))

    def night(self, day: datetime.date) -> Counts:
        share = {"working": 1.0, "weekend": 0.3, "holiday": 0.1}[kind_of(day)]
        n = self.some(self.articles * share, 8)
        same = self.of(3, 0.3)
        changed, refused, failed = self.of(n, 0.05), self.of(n, 0.05), self.of(n, 0.02)
        read = n + changed
        return {
            "date": day.isoformat(), "listings": 4, "listings_read": 4, "listings_same": same,
            "listed": (4 - same) * self.random.randint(18, 25) + 10 * (n // 10),
            "fetched": read + refused + failed + 6, "new": n, "changed": changed, "unchanged": 5, "gone": self.of(6, 0.05), "articles": read, "refused": refused,
            "listing": refused, "failed": failed, "timeout": failed, "with_title": self.of(read, 0.99), "with_date": self.of(read, self.dated),
            "with_body": self.of(read, 0.95), "characters": sum(int(self.random.lognormvariate(7.7, 0.7)) for _ in range(read)),
            "directives": self.some(read * self.directives, 3), "bytes": n * 40_000, "seconds": 60 + n,
        }  # fmt: skip

    def nights(self, count: int, first: datetime.date = datetime.date(2025, 10, 1)) -> Iterator[Counts]:
        for i in range(count):
            yield self.night(first + i * DAY)


def lived(nights: list[Counts], keep: int = 90) -> list[Counts]:
    """The nights with what was said of each when it was the last."""
    history: list[Counts] = []
    for counts in nights:
        said = outcome(counts, history[-keep:])
        history.append({**counts, "outcome": said.outcome, "rules": said.rules, "reason": said.reason})
    return history


SITES = {"newspaper": 60.0, "portal": 12.0, "district": 1.5}


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("seed", range(4))
def test_healthy_nights_are_left_in_peace(name: str, seed: int) -> None:
    """From the first night on, over New Year, Tết (17 February 2026), 30 April and weekends: 230 nights of each source."""
    nights = list(Site(SITES[name], seed).nights(230))
    assert {kind_of(health.day_of(night)) for night in nights} == {"working", "weekend", "holiday"}
    assert [(n["date"], n["reason"]["en"]) for n in lived(nights) if n["outcome"] != "ok"] == []


def sound(name: str, count: int = 60, seed: int = 11) -> tuple[list[Counts], Site, datetime.date]:
    """Earlier nights of a healthy source, the source, and the day that follows: Monday 1 December 2025."""
    site, last = Site(SITES[name], seed), datetime.date(2025, 12, 1)
    nights = [{**night, "outcome": "ok"} for night in site.nights(count, last - count * DAY)]
    return nights, site, last


def typical(name: str, site: Site, day: datetime.date) -> Counts:
    return next(night for night in iter(lambda: site.night(day), None) if night["new"] >= SITES[name])


# ------------------------------------------------------------------------------------------------------- what is told the same night

NOTHING = dict.fromkeys(("listings_read", "listed", "fetched", "new", "changed", "unchanged", "articles", "refused", "listing", "failed", "timeout", "gone",
                         "listings_same", "with_title", "with_date", "with_body", "characters", "directives"), 0)  # fmt: skip

Break = Callable[[Counts], Counts]

BROKEN: list[tuple[str, Break, str, str, str]] = [
    # reason, what the night's counts become, outcome, rule, words of the Vietnamese reason
    ("dates are no longer found", lambda c: {"with_date": 0}, "partial", "rate", "ngày đăng"),
    ("half of the dates are no longer found", lambda c: {"with_date": c["articles"] // 2}, "partial", "rate", "ngày đăng"),
    ("titles are no longer found", lambda c: {"with_title": 0}, "partial", "rate", "tiêu đề"),
    ("bodies are short", lambda c: {"with_body": c["articles"] // 10}, "partial", "rate", "nội dung"),
    ("the sapo alone is left of bodies", lambda c: {"characters": 220 * c["articles"]}, "partial", "short", "ký tự"),
    ("pages come and none is an article", lambda c: {"refused": c["articles"], "empty": c["articles"], **dict.fromkeys(("articles", "new", "unchanged"), 0)},
     "failed", "unparsed", "giao diện"),
    ("most pages are none", lambda c: {"refused": c["articles"], "empty": c["articles"], "articles": 2, "with_date": 2, "with_title": 2, "with_body": 2},
     "partial", "rate_parsed", "giao diện"),
    ("listings without links", lambda c: {**NOTHING, "listings_read": 4, "listings_bare": 4}, "failed", "bare", "không có liên kết"),
    ("most listings without links", lambda c: {"listings_same": 0, "listings_bare": 3}, "partial", "bare_some", "3 trên 4 danh mục"),
    ("listings judged empty", lambda c: {**NOTHING, "empty": 4}, "failed", "unread", "giao diện"),
    ("only the menu's links are left", lambda c: {"listed": 2 * (4 - c["listings_same"]), "new": 0, "fetched": 5, "articles": 0}, "partial", "thin", "liên kết"),
    ("no listing answers", lambda c: {**NOTHING, "timeout": 4}, "failed", "unread", "quá thời gian chờ (4)"),
    ("no listing answers, and most were not even asked", lambda c: {**NOTHING, "dns": 2}, "failed", "unread", "tên miền"),
    ("one listing of four does not answer", lambda c: {"listings_read": 3, "http": 1}, "partial", "unread_some", "1 trên 4 danh mục"),
    ("no article comes", lambda c: {"failed": c["fetched"], "reset": c["fetched"], **dict.fromkeys(("articles", "new", "unchanged", "refused"), 0)},
     "failed", "unfetched", "kết nối bị ngắt"),
    ("half of the articles do not come", lambda c: {"failed": c["fetched"] // 2, "busy": c["fetched"] // 2}, "partial", "unfetched_some", "máy chủ bận"),
    ("articles are gone", lambda c: {"gone": c["fetched"] // 2}, "partial", "gone", "404"),
    ("everything is a captcha", lambda c: {**NOTHING, "captcha": 4}, "failed", "walled", "captcha"),
    ("articles are captchas", lambda c: {"articles": 0, "new": 0, "unchanged": 0, "refused": 12, "captcha": 12}, "failed", "walled", "captcha (12)"),
    ("some articles ask for a login", lambda c: {"refused": c["articles"], "login": c["articles"]}, "partial", "walled", "đòi đăng nhập"),
    ("access denied", lambda c: {**NOTHING, "listings_read": 4, "listed": 20, "fetched": 9, "refused": 9, "blocked": 9}, "failed", "walled", "bị chặn"),
    ("robots.txt forbids it all", lambda c: {**NOTHING, "robots": 4}, "failed", "robots", "robots.txt cấm 4 trên 4"),
    ("robots.txt forbids the articles", lambda c: {"failed": 20, "fetched": 20, "robots": 20, "articles": 0, "new": 0}, "failed", "robots", "robots.txt cấm"),
    ("robots.txt cannot be had", lambda c: {**NOTHING, "robots_unavailable": 4}, "failed", "robots_unavailable", "robots.txt"),
    ("the certificate has expired", lambda c: {**NOTHING, "tls": 1}, "failed", "tls", "chứng chỉ TLS hết hạn"),
    ("one host's certificate has expired", lambda c: {"failed": 1, "tls": 1}, "partial", "tls", "chứng chỉ TLS"),
    ("it leads into an inner network", lambda c: {**NOTHING, "address": 2}, "failed", "address", "mạng nội bộ"),
    ("nothing was asked for", lambda c: NOTHING, "partial", "idle", "chưa hỏi"),
    ("its hours were over", lambda c: {**NOTHING, "out_of_hours": 1}, "partial", "idle_hours", "ngoài giờ"),
    ("its hours ended halfway", lambda c: {"out_of_hours": 1}, "partial", "cut_hours", "hết giờ"),
    ("more than a night may take", lambda c: {"bounded": 1}, "partial", "cut_bounded", "đêm sau"),
    ("our program broke", lambda c: {**NOTHING, "broken": 1}, "failed", "broken", "nhật ký"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["newspaper", "portal"])
@pytest.mark.parametrize(("reason", "change", "expected", "rule", "words"), BROKEN, ids=[row[0] for row in BROKEN])
def test_what_breaks_is_told_the_same_night(name: str, reason: str, change: Break, expected: str, rule: str, words: str) -> None:
    history, site, day = sound(name)
    counts = typical(name, site, day)
    before = outcome(counts, history)
    assert before.outcome == "ok", "nothing is wrong before it breaks"
    said = outcome({**counts, **change(counts)}, history)
    assert (said.outcome, rule in said.rules) == (expected, True), said
    assert words in said.reason["vi"]
    assert said.reason["en"] and "{" not in said.reason["vi"] + said.reason["en"]


# a new source has nothing to be compared with, and what is senseless in itself is told all the same
YOUNG = [row for row in BROKEN if row[3] in ("bare", "unread", "unread_some", "unfetched", "walled", "robots", "tls", "unparsed", "gone", "address", "idle")]


@pytest.mark.parametrize(("reason", "change", "expected", "rule", "words"), YOUNG, ids=[row[0] for row in YOUNG])
def test_a_new_source_is_told_what_is_wrong_in_itself(reason: str, change: Break, expected: str, rule: str, words: str) -> None:
    _, site, day = sound("portal")
    counts = typical("portal", site, day)
    said = outcome({**counts, **change(counts)}, [])
    assert (said.outcome, rule in said.rules) == (expected, True), said


def test_a_new_source_without_dates_is_told() -> None:
    _, site, day = sound("portal")
    said = outcome({**typical("portal", site, day), "with_date": 1}, [])
    assert (said.outcome, said.rules) == ("partial", ("rate_young",))
    assert "ngày đăng" in said.reason["vi"] and "selectors" in said.reason["en"]


def test_a_new_source_that_fares_well_is_said_to_be_new() -> None:
    _, site, day = sound("portal")
    said = outcome(typical("portal", site, day), [])
    assert said.outcome == "ok" and "chưa đủ 5 đêm" in said.reason["vi"] and "fewer than 5 nights" in said.reason["en"]


def test_a_source_that_never_had_dates_is_not_blamed_each_night_for_being_itself() -> None:
    """Some portals date half of their pages: that is their own rate."""
    nights = list(Site(12, seed=5, dated=0.5).nights(80))
    assert {night["outcome"] for night in lived(nights)} == {"ok"}


# ----------------------------------------------------------------------------------------------------------------- too few articles


def silent(day: datetime.date) -> Counts:
    """A night on which everything answers and nothing is new."""
    return {"date": day.isoformat(), "listings": 4, "listings_read": 4, "listings_same": 3, "listed": 20, "fetched": 5, "unchanged": 5}


def steady(count: int, last: datetime.date, articles: int = 10, weekend: int = 3) -> list[Counts]:
    """Nights before `last` with 10 new articles, two more or fewer on every other night, and 3 on weekends."""
    nights = []
    for i in range(count, 0, -1):
        day = last - i * DAY
        new = (articles + (i % 3 - 1) * 2) if kind_of(day) == "working" else weekend
        nights.append({**silent(day), "new": new, "articles": new, "fetched": new + 5, "outcome": "ok"})
    return nights


def silence(first: datetime.date, nights: int, history: list[Counts]) -> list[str]:
    """What is said on each of the silent nights that follow."""
    history = list(history)
    for i in range(nights):
        said = outcome(silent(first + i * DAY), history)
        history.append({**silent(first + i * DAY), "outcome": said.outcome})
    return [night["outcome"] for night in history[-nights:]]


def test_nothing_new_on_a_weekend_is_normal() -> None:
    saturday = datetime.date(2025, 11, 29)
    assert silence(saturday, 2, steady(60, saturday)) == ["ok", "ok"]


def test_nothing_new_on_four_working_nights_is_not() -> None:
    monday = datetime.date(2025, 12, 1)
    said = silence(monday, 4, steady(60, monday))
    assert said[0] == "ok", "one quiet night happens"
    assert said[3] == "partial"
    history = steady(60, monday) + [{**silent(monday + i * DAY), "outcome": "ok"} for i in range(3)]
    told = outcome(silent(monday + 3 * DAY), history)
    assert told.rules == ("few",) and "0 bài mới" in told.reason["vi"] and "usually about" in told.reason["en"]


def test_a_weekend_does_not_interrupt_a_silence() -> None:
    thursday = datetime.date(2025, 11, 27)
    said = silence(thursday, 5, steady(60, thursday))  # Thursday, Friday, the weekend, Monday
    assert said[2:4] == ["ok", "ok"] and said[4] == "partial"


def test_a_newspaper_that_brings_nothing_is_told_at_once() -> None:
    monday = datetime.date(2025, 12, 1)
    assert silence(monday, 1, steady(60, monday, articles=60, weekend=30)) == ["partial"]


@pytest.mark.parametrize("first", [datetime.date(2026, 2, 13), datetime.date(2024, 2, 6), datetime.date(2025, 1, 25)], ids=str)
def test_nothing_new_at_tet_is_normal(first: datetime.date) -> None:
    assert set(silence(first, 9, steady(60, first, articles=40, weekend=20))) == {"ok"}
    assert "kỳ nghỉ lễ" in outcome(silent(first), steady(60, first)).reason["vi"]


def test_a_source_that_stays_silent_after_tet_is_told() -> None:
    first = datetime.date(2026, 2, 13)
    said = silence(first, 20, steady(60, first))
    assert "partial" in said[14:], "the first working nights after the holidays count"


def test_without_five_nights_of_its_kind_nothing_is_too_few() -> None:
    monday = datetime.date(2025, 12, 1)
    assert silence(monday, 1, steady(6, monday, articles=60)) == ["ok"]  # four working nights and a weekend
    assert silence(monday, 1, steady(7, monday, articles=60)) == ["partial"]


def test_a_source_that_was_down_and_comes_back_is_ok() -> None:
    """Nights that failed are no measure of what is usual, and the night that catches up is no scandal."""
    history, site, day = sound("portal")
    for i in range(10):
        failed = {**NOTHING, "listings": 4, "date": (day + i * DAY).isoformat(), "timeout": 4}
        said = outcome(failed, history)
        assert said.outcome == "failed"
        history.append({**failed, "outcome": said.outcome})
    back = day + 10 * DAY
    caught_up = {**site.night(back), "new": 120, "articles": 120, "fetched": 130, "with_title": 119, "with_date": 117, "with_body": 113, "directives": 140}
    caught_up["characters"] = 120 * 2500
    assert outcome(caught_up, history).outcome == "ok"
    history.append({**caught_up, "outcome": "ok"})
    assert outcome(typical("portal", site, back + DAY), history).outcome == "ok"
    assert outcome({**typical("portal", site, back + DAY), "with_date": 0}, history).outcome == "partial", "and it is still watched"


def test_a_layout_that_stays_broken_is_told_every_night() -> None:
    history, site, day = sound("portal")
    said = []
    for i in range(120):
        night = {**site.night(day + i * DAY), "with_date": 0}
        verdict = outcome(night, history[-90:])
        history.append({**night, "outcome": verdict.outcome})
        if night["articles"] >= 8:
            said.append(verdict.outcome)
    assert len(said) > 50 and set(said) == {"partial"}


def test_a_small_source_whose_layout_changed_is_told_within_days() -> None:
    """One article or two a night: the first cannot tell, the nights together do."""
    history, site, day = sound("district")
    said = []
    for i in range(6):
        night = {**site.night(day + i * DAY), "new": 2, "articles": 2, "fetched": 8, "with_title": 2, "with_body": 2, "with_date": 0, "directives": 2}
        verdict = outcome(night, history)
        history.append({**night, "outcome": verdict.outcome})
        said.append(verdict.outcome)
    assert "partial" in said[:3]


def test_a_slow_decline_is_told() -> None:
    """From 12 articles a night to 2 in a hundred nights; no night by itself is unlike the one before."""
    first, rng = datetime.date(2025, 8, 1), random.Random(3)
    history: list[Counts] = []
    for i in range(100):
        day = first + i * DAY
        new = max(0, round(12 - i * 0.1 + rng.uniform(-2, 2))) if kind_of(day) == "working" else 3
        night = {**silent(day), "new": new, "articles": new, "fetched": new + 5}
        said = outcome(night, history)
        history.append({**night, "outcome": said.outcome, "rules": said.rules})
    assert all(night["outcome"] == "ok" for night in history[:40])
    assert any("decline" in night["rules"] for night in history[40:])


def test_directives_that_are_no_longer_found_are_told() -> None:
    history, site, day = sound("newspaper")
    said = outcome({**typical("newspaper", site, day), "directives": 0}, history)
    assert (said.outcome, said.rules) == ("partial", ("directives",)) and "0 chỉ đạo" in said.reason["vi"]
    portal, site, day = sound("portal")
    told = []
    for i in range(7):
        night = {**site.night(day + i * DAY), "directives": 0}
        verdict = outcome(night, portal)
        portal.append({**night, "outcome": verdict.outcome})
        told.append(verdict.outcome)
    assert "partial" in told, "a smaller source needs some nights"


def test_a_verdict_that_failed_ends_the_questions() -> None:
    """What follows from a failure is not told as well: that there are no dates where there are no pages."""
    history, _, day = sound("newspaper")
    said = outcome({**NOTHING, "listings": 4, "date": day.isoformat(), "tls": 4}, history)
    assert said.rules == ("tls",)


def test_what_was_not_asked_for_is_told_once() -> None:
    history, _, day = sound("newspaper")
    said = outcome({**NOTHING, "listings": 4, "date": day.isoformat(), "out_of_hours": 1}, history)
    assert said.rules == ("idle_hours",)
    idle = [{**NOTHING, "listings": 4, "date": (day + i * DAY).isoformat(), "outcome": "partial"} for i in range(9)]
    assert outcome(silent(day + 9 * DAY), [*steady(60, day), *idle]).outcome == "ok", "and nights without questions are no nights without answers"


# ------------------------------------------------------------------------------------------------------------------------ which night

DAYS = [
    # what the row tells, the day whose news it brings, reason
    ("2025-05-20", "2025-05-20", "a date is taken as it is"),
    ("2025-05-20T21:00", "2025-05-20", "the evening, in Vietnam's time where no zone is told"),
    ("2025-05-21T02:00", "2025-05-20", "after midnight it is still the night of the day before"),
    ("2025-05-20T14:00:00+00:00", "2025-05-20", "21:00 in Vietnam, told in UTC"),
    ("2025-05-20T19:30:00Z", "2025-05-20", "02:30 of the 21st in Vietnam"),
    (datetime.datetime(2025, 5, 21, 2, tzinfo=health._VIETNAM), "2025-05-20", "a moment"),
    (datetime.date(2025, 5, 20), "2025-05-20", "a day"),
    ("yesterday", None, "nonsense"),
    (None, None, "nothing"),
]


@pytest.mark.parametrize(("told", "day", "reason"), DAYS, ids=[row[2] for row in DAYS])
def test_the_day_of_a_night(told: object, day: str | None, reason: str) -> None:
    assert health.day_of({"date": told}) == (day and datetime.date.fromisoformat(day)), reason


KINDS = [
    ("2025-12-01", "working"), ("2025-11-29", "weekend"), ("2025-11-30", "weekend"), ("2025-12-31", "holiday"), ("2026-01-01", "holiday"),
    ("2026-02-17", "holiday"), ("2026-02-20", "holiday"), ("2026-03-04", "working"), ("2025-04-30", "holiday"), ("2025-09-02", "holiday"),
    ("2024-04-18", "holiday"),  # 10/3 of the lunar year
    ("2023-04-29", "holiday"),  # the same, in a year with a leap month
    ("2025-05-14", "working"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "kind"), KINDS)
def test_the_kind_of_a_night(day: str, kind: str) -> None:
    assert kind_of(datetime.date.fromisoformat(day)) == kind


def test_history_may_be_rows_with_their_counts_inside_and_in_any_order() -> None:
    monday = datetime.date(2025, 12, 1)
    flat = steady(60, monday, articles=60)
    nested = [{"run": i, "started": f"{row['date']}T14:00:00+00:00", "outcome": "ok", "counts": {k: v for k, v in row.items() if k not in ("date", "outcome")}}
              for i, row in enumerate(flat)]  # fmt: skip
    assert outcome(silent(monday), nested[::-1]) == outcome(silent(monday), flat)
    assert outcome(silent(monday), nested).outcome == "partial"


def test_the_day_may_be_given_and_rows_that_were_never_judged_are_no_measure() -> None:
    monday = datetime.date(2025, 12, 1)
    history = [{**row, "outcome": "visited"} for row in steady(60, monday, articles=60)]
    assert outcome(silent(monday), history).outcome == "ok"
    undated = {key: value for key, value in silent(monday).items() if key != "date"}
    usual = steady(60, monday, articles=60, weekend=30)
    assert outcome(undated, usual, on=monday).outcome == "partial"
    assert outcome(undated, usual, on=datetime.date(2026, 2, 17)).outcome == "ok", "the first of the lunar year"


def test_every_word_is_there_in_both_languages() -> None:
    assert all(vi and en and vi != en for vi, en in health.WORDS.values())
    assert all(vi and en for vi, en in health.KINDS.values())
    for vi, en in health.WORDS.values():
        assert set(health_fields(vi)) == set(health_fields(en))


def health_fields(template: str) -> Iterator[str]:
    import string

    yield from (field for _, field, _, _ in string.Formatter().parse(template) if field)
