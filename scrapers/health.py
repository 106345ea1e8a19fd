"""How a source fared in a night: reads the night's counts and those of its earlier nights, says ok, partial or failed, and why, in words.

`RULES` in order is the program. What was seen in the night itself comes first (nothing answered, robots.txt, certificates, walls), then what
only the source's own earlier nights can tell (too few articles, fields that are no longer found). A rule speaks or is silent; the first that
says "failed", or speaks of a night in which nothing came, is the last that is asked: what follows would be its consequence.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from statistics import median
from typing import Any, Literal, NamedTuple

import corpora

Outcome = Literal["ok", "partial", "failed"]
Row = Mapping[str, Any]  # the counts of a night, under "date" its day or moment, under "outcome" what it was held to be

# What is counted in a night (by scrapers.crawl); what is not given counts as 0. Errors and verdicts are counted under their names in KINDS,
# those of listings and those of articles together.
COUNTS: dict[str, str] = {
    "listings": "addresses of listings, feeds and sitemaps that there are",
    "listings_read": "those of them that were read to their end, or answered 304",
    "listings_same": "those of the read ones that answered 304",
    "listings_bare": "those of the read ones in which there was no link to an article",
    "listed": "links to articles on them",
    "fetched": "articles and attachments asked for; what came of each is one of the next six",
    "articles": "pages read as an article tonight, new or changed",
    "attachments": "documents read",
    "unchanged": "as they were (304, or the same text)",
    "refused": "pages that came and are no article (a wall, a list, an empty page)",
    "gone": "404 and 410",
    "failed": "those that did not come",
    "new": "articles read for the first time",
    "changed": "articles whose text is another than before",
    "with_title": "articles with a title",
    "with_date": "articles with a date",
    "with_body": "articles whose body has 200 characters or more",
    "characters": "characters of all bodies together",
    "directives": "directives found in the articles",
    "bytes": "bytes that came",
    "seconds": "seconds that it took",
    "out_of_hours": "1 where the source's hours were over",
    "bounded": "1 where more was due than may be asked for in a night",
    "broken": "1 where our own program broke",
}


class Verdict(NamedTuple):
    """What a rule says: how bad, by which rule, and the words for people."""

    outcome: Outcome
    rule: str
    words: dict[str, str]  # "vi" and "en"


class Health(NamedTuple):
    """How a source fared: the worst that any rule said, and the words of all that spoke."""

    outcome: Outcome
    reason: dict[str, str]  # "vi" and "en"
    rules: tuple[str, ...] = ()  # those that spoke


class Night(NamedTuple):
    """What the rules see: tonight's counts, and the earlier nights that can be compared with it, the oldest first."""

    counts: Row
    day: datetime.date | None
    earlier: list[Row]  # those in which it was asked and did not fail, holidays and weekends among them
    sound: list[Row]  # those of them that were ok; or all where too few were


def outcome(counts: Row, history: Sequence[Row], on: datetime.date | datetime.datetime | None = None) -> Health:
    """How a source fared in the night that began at `on` (by default the counts' "date", or now), against its own earlier nights.

    `history` is without tonight: counts with their "date" and "outcome", or rows with these under "counts"; 90 nights tell more than 30.
    """
    verdicts: list[Verdict] = []
    night = _night(counts, history, on)
    for rule in RULES:
        verdict = rule(night)
        if verdict is not None:
            verdicts.append(verdict)
            if verdict.outcome == "failed" or not _came(counts):
                break
    worst: Outcome = "failed" if any(v.outcome == "failed" for v in verdicts) else "partial" if verdicts else "ok"
    if not verdicts:
        return Health("ok", _fine(night))
    return Health(worst, {lang: "; ".join(v.words[lang] for v in verdicts) for lang in ("vi", "en")}, tuple(v.rule for v in verdicts))


# ------------------------------------------------------------------------------------------------------------------- words

WORDS: dict[str, tuple[str, str]] = {
    "ok": ("bình thường: {new} bài mới, thường {usual}", "as usual: {new} new articles, usually {usual}"),
    "ok_young": (
        "không thấy lỗi; chưa đủ {needed} đêm để so sánh ({new} bài mới)",
        "nothing wrong seen; fewer than {needed} nights to compare with ({new} new articles)",
    ),
    "ok_holiday": ("bình thường: {new} bài mới trong kỳ nghỉ lễ", "as usual: {new} new articles on a holiday"),
    "idle": ("đêm nay chưa hỏi trang nào của nguồn này", "nothing of this source was asked for tonight"),
    "idle_hours": ("ngoài giờ được phép hỏi nguồn này; đêm sau sẽ hỏi", "outside the hours in which this source may be asked; the next night will"),
    "broken": ("chương trình gặp lỗi khi đọc nguồn này; xem tệp nhật ký của đêm", "our program broke at this source; see the night's log"),
    "cut_hours": ("hết giờ được phép khi chưa xong; phần còn lại để đêm sau", "its hours were over before all was read; the rest is for the next night"),
    "cut_bounded": ("nhiều bài hơn mức một đêm; phần còn lại để đêm sau", "more was due than one night may ask for; the rest is for the next night"),
    "robots": (
        "robots.txt cấm {n} trên {all} địa chỉ; hỏi người quản trị trang hoặc bỏ các địa chỉ đó",
        "robots.txt forbids {n} of {all} addresses; ask the site's owner or leave them out",
    ),
    "robots_unavailable": (
        "robots.txt không lấy được (máy chủ báo lỗi), nên {n} địa chỉ chưa được hỏi; sẽ thử lại đêm sau",
        "robots.txt cannot be had (a server error), so that {n} addresses were not asked for; the next night tries again",
    ),
    "tls": (
        "chứng chỉ TLS hết hạn hoặc không hợp lệ ({n} lần); xem lại mục tls của nguồn",
        "the TLS certificate has expired or is not valid ({n} times); see the source's tls setting",
    ),
    "address": ("{n} địa chỉ dẫn tới nơi không được phép (mạng nội bộ hoặc trang lạ)", "{n} addresses led where they must not (an inner network, a strange host)"),
    "walled": (
        "{n} trên {all} trang là trang chặn: {kinds}",
        "{n} of {all} pages are walls: {kinds}",
    ),
    "unread": (
        "không đọc được trang danh mục nào: {kinds}",
        "no listing could be read: {kinds}",
    ),
    "unread_some": ("{n} trên {all} danh mục không đọc được hết: {kinds}", "{n} of {all} listings could not be read to the end: {kinds}"),
    "bare": (
        "đọc được {n} danh mục nhưng không có liên kết bài nào: có lẽ giao diện đã đổi",
        "{n} listings were read and hold no link to an article: the layout has probably changed",
    ),
    "bare_some": (
        "{n} trên {all} danh mục không có liên kết bài nào: có lẽ giao diện đã đổi",
        "{n} of {all} listings hold no link to an article: the layout has probably changed",
    ),
    "thin": (
        "mỗi danh mục chỉ còn {n} liên kết, thường {usual}: có lẽ giao diện đã đổi",
        "the listings hold only {n} links each, usually {usual}: the layout has probably changed",
    ),
    "unfetched": ("không tải được bài nào trong {all} bài: {kinds}", "none of {all} articles could be fetched: {kinds}"),
    "unfetched_some": ("{n} trên {all} bài không tải được: {kinds}", "{n} of {all} articles could not be fetched: {kinds}"),
    "gone": (
        "{n} trên {all} địa chỉ không còn (404): có lẽ trang đã đổi địa chỉ bài",
        "{n} of {all} addresses are gone (404): the site has probably moved its articles",
    ),
    "unparsed": (
        "lấy được {all} trang mà không đọc ra bài nào: có lẽ giao diện đã đổi",
        "{all} pages came and none could be read as an article: the layout has probably changed",
    ),
    "few": (
        "{n} bài mới trong {nights}, thường khoảng {usual}",
        "{n} new articles in {nights}, usually about {usual}",
    ),
    "decline": ("số bài mới giảm dần: từ {before} xuống {now} mỗi đêm", "fewer and fewer new articles: from {before} down to {now} a night"),
    "rate": (
        "chỉ {now} bài có {what}, thường {usual}: có lẽ giao diện đã đổi",
        "only {now} of the articles have {what}, usually {usual}: the layout has probably changed",
    ),
    "rate_young": ("chỉ {now} bài có {what}: xem lại bộ chọn của nguồn", "only {now} of the articles have {what}: check the source's selectors"),
    "rate_parsed": (
        "chỉ {now} trang lấy về đọc được thành bài, thường {usual}: có lẽ giao diện đã đổi",
        "only {now} of the pages could be read as articles, usually {usual}: the layout has probably changed",
    ),
    "rate_parsed_young": (
        "chỉ {now} trang lấy về đọc được thành bài: xem lại bộ chọn của nguồn",
        "only {now} of the pages could be read as articles: check the source's selectors",
    ),
    "short": (
        "nội dung bài chỉ còn trung bình {now} ký tự, thường {usual}: có lẽ giao diện đã đổi",
        "articles have only {now} characters on average, usually {usual}: the layout has probably changed",
    ),
    "directives": (
        "{n} chỉ đạo trong {all} bài, thường khoảng {usual}",
        "{n} directives in {all} articles, usually about {usual}",
    ),
}

# What errors and verdicts mean to people.
KINDS: dict[str, tuple[str, str]] = {
    "robots": ("robots.txt cấm", "robots.txt forbids it"),
    "robots_unavailable": ("robots.txt không lấy được", "robots.txt cannot be had"),
    "address": ("địa chỉ không được phép", "forbidden address"),
    "redirect": ("chuyển hướng sai", "bad redirect"),
    "timeout": ("quá thời gian chờ", "timed out"),
    "slow": ("trả lời quá chậm", "too slow"),
    "reset": ("kết nối bị ngắt", "connection reset"),
    "dns": ("không tìm thấy tên miền", "host name not found"),
    "tls": ("chứng chỉ TLS không hợp lệ", "invalid TLS certificate"),
    "too_big": ("trang quá lớn", "too big"),
    "type": ("không phải kiểu tệp cần tìm", "not the kind of file sought"),
    "length": ("trang bị cắt ngang", "cut off"),
    "busy": ("máy chủ bận (429/503)", "server busy (429/503)"),
    "http": ("máy chủ báo lỗi", "server error"),
    "protocol": ("trả lời sai giao thức", "broken answer"),
    "gone": ("không còn (404)", "gone (404)"),
    "blocked": ("bị chặn truy cập", "access denied"),
    "captcha": ("captcha", "captcha"),
    "login": ("đòi đăng nhập", "login asked for"),
    "listing": ("là danh sách, không phải bài", "a list, no article"),
    "article": ("là bài, không phải danh sách", "an article, no list"),
    "empty": ("trang rỗng hoặc không có liên kết: có lẽ giao diện đã đổi", "empty, or without links: the layout has probably changed"),
}
WALLS = ("blocked", "captcha", "login")

_LANGUAGES = ("vi", "en")


def _say(outcome: Outcome, rule: str, **values: object) -> Verdict:
    return Verdict(outcome, rule, _words(rule, **values))


def _words(key: str, **values: object) -> dict[str, str]:
    """The words under a key in both languages; a value that is itself a pair gives each language its own."""
    return {lang: template.format(**{name: value[i] if isinstance(value, tuple) else value for name, value in values.items()})
            for i, (lang, template) in enumerate(zip(_LANGUAGES, WORDS[key], strict=True))}  # fmt: skip


def _kinds(counts: Row, among: Sequence[str] = tuple(KINDS)) -> tuple[str, str]:
    """The three most frequent kinds in words, with how often: "quá thời gian chờ (3), máy chủ bận (429/503) (1)"."""
    found = [(n, KINDS[kind]) for kind in among if (n := _count(counts, kind)) > 0]
    found.sort(key=lambda pair: -pair[0])
    vi, en = (", ".join(f"{words[i]} ({n:g})" for n, words in found[:3]) for i in range(2))
    return vi or "không rõ lý do", en or "no reason told"


def _number(value: float) -> tuple[str, str]:
    """A number as each language writes it: 2,5 and 2.5; tenths only below ten.

    >>> _number(2.46), _number(12.4), _number(12345)
    (('2,5', '2.5'), ('12', '12'), ('12.345', '12,345'))
    """
    written = f"{value:,.1f}".removesuffix(".0") if value < 10 else f"{value:,.0f}"
    return written.translate(str.maketrans(",.", ".,")), written


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _fine(night: Night) -> dict[str, str]:
    new = _number(_count(night.counts, "new"))
    same = [_count(row, "new") for row in night.earlier if kind_of(day_of(row)) == kind_of(night.day)]
    if night.day is not None and kind_of(night.day) == "holiday":
        return _words("ok_holiday", new=new)
    return _words("ok", new=new, usual=_number(median(same))) if len(same) >= NEEDED else _words("ok_young", new=new, needed=NEEDED)


# --------------------------------------------------------------------------------------------- nights that can be compared

NEEDED = 5  # earlier nights before anything is called unusual
_NOON = datetime.timedelta(hours=12)
_VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def day_of(row: Row) -> datetime.date | None:
    """The day whose news a night brings: the night of 20 to 21 May is the 20th's, whether it began at 21:00 or at 02:00.

    A moment without a zone is Vietnam's; a plain date is taken as it is; None where the row tells none or nonsense.
    """
    told = row.get("date") or row.get("started")
    if isinstance(told, str):
        try:
            told = datetime.datetime.fromisoformat(told) if len(told) > 10 else datetime.date.fromisoformat(told)
        except ValueError:
            return None
    if not isinstance(told, datetime.datetime):
        return told if isinstance(told, datetime.date) else None
    return ((told.astimezone(_VIETNAM) if told.tzinfo else told) - _NOON).date()


# Offices are closed, or half so, from four days before the first of the lunar year to nine after it: breaks of seven to nine days have begun
# and ended within these days since 2015, and the first working week brings few articles. 10/3 of the lunar year is 66 to 70 days after it, or
# with a leap month between 95 to 99. Days beside a holiday may be bridged or made up for. A working day called a holiday costs one comparison.
_TET = (*range(-4, 10), *range(66, 71), *range(95, 100))
_FIXED = ((1, 1), (4, 30), (5, 1), (9, 2))
_BESIDE = 2


@cache
def _holidays(year: int) -> frozenset[datetime.date]:
    first = [datetime.date.fromisoformat(row["date"]) for row in corpora.gazetteer("tet") if row["year"] == str(year)]
    shifts = [start + datetime.timedelta(days=days) for start in first for days in _TET]
    fixed = [datetime.date(year, *day) + datetime.timedelta(days=days) for day in _FIXED for days in range(-1, _BESIDE + 1)]
    return frozenset((*shifts, *fixed, datetime.date(year, 12, 31)))


def kind_of(day: datetime.date | None) -> str:
    """"working", "weekend" or "holiday": nights of one kind are compared with one another; a day that is not told is a working day."""
    if day is None:
        return "working"
    return "holiday" if day in _holidays(day.year) else "weekend" if day.weekday() >= 5 else "working"


def _night(counts: Row, history: Sequence[Row], on: datetime.date | datetime.datetime | None) -> Night:
    day = day_of({"date": on}) if on else day_of(counts) or day_of({"date": datetime.datetime.now(_VIETNAM)})
    rows = [{**row, **row.get("counts", {})} for row in history if row.get("outcome") in (None, "ok", "partial")]
    earlier = sorted(filter(_came, rows), key=lambda row: day_of(row) or datetime.date.min)
    sound = [row for row in earlier if row.get("outcome", "ok") == "ok"]
    return Night(counts, day, earlier, sound if len(sound) >= NEEDED else earlier)


def _count(row: Row, key: str) -> float:
    return float(row.get(key) or 0)


def _total(row: Row, keys: Sequence[str]) -> float:
    return sum(_count(row, key) for key in keys)


def spread(values: Sequence[float]) -> float:
    """A standard deviation that outliers do not move: 1.4826 times the median distance from the median."""
    middle = median(values)
    return 1.4826 * median(abs(value - middle) for value in values)


def _streaks(row: Row, earlier: Sequence[Row], longest: int = 5) -> Iterator[tuple[list[Row], list[Row]]]:
    """Tonight, tonight with the night before, and so on up to `longest` nights, each with the nights before these; NEEDED at least."""
    nights = [*earlier, row]
    for length in range(1, longest + 1):
        if len(nights) - length >= NEEDED:
            yield nights[-length:], nights[:-length]


# --------------------------------------------------------------------------------------------- rules on the night itself

FAR = 3.5  # robust standard deviations
UNLIKELY = 0.0001  # that chance alone makes a night so bad: with several rules a night, a false alarm for a hundred sources in a few weeks
MOST = 0.8  # share from which on nothing of use is left
MANY = 0.3  # share from which on something is wrong with the source and not with one page


def _came(counts: Row) -> float:
    """How many of the source's pages could be read, listings and articles."""
    return _total(counts, ("listings_read", "articles", "attachments", "unchanged"))


def _asked(counts: Row) -> float:
    """How many addresses there were to ask for."""
    return _total(counts, ("listings", "fetched"))


def idle(night: Night) -> Verdict | None:
    """Nothing was asked for: nothing came and nothing failed."""
    if _total(night.counts, ("listings_read", "fetched", *KINDS)):
        return None
    return _say("partial", "idle_hours" if _count(night.counts, "out_of_hours") else "idle")


def broken(night: Night) -> Verdict | None:
    """Our own program broke at this source."""
    return _say("partial" if _came(night.counts) else "failed", "broken") if _count(night.counts, "broken") else None


def forbidden(night: Night) -> Verdict | None:
    """robots.txt, certificates and forbidden addresses: what no retry mends. Failed where nothing of the source could be read."""
    for rule in ("robots", "robots_unavailable", "tls", "address"):
        n = _count(night.counts, rule)
        asked = max(n, _asked(night.counts))
        if n and not _came(night.counts):
            return _say("failed", rule, n=f"{n:g}", all=f"{asked:g}")
        if n >= 2 and n >= MANY * asked or rule == "tls" and n:
            return _say("partial", rule, n=f"{n:g}", all=f"{asked:g}")
    return None


def walled(night: Night) -> Verdict | None:
    """Pages that came are walls: access denied, captcha, login."""
    n = _total(night.counts, WALLS)
    came = max(n, _total(night.counts, ("listings_read", "articles", "attachments", "refused")))
    if n < 2 or n < MANY * came:
        return None
    none_left = n >= MOST * came or not _total(night.counts, ("articles", "unchanged"))
    return _say("failed" if none_left else "partial", "walled", n=f"{n:g}", all=f"{came:g}", kinds=_kinds(night.counts, WALLS))


def unread(night: Night) -> Verdict | None:
    """Listings that could not be read: all of them, or some."""
    there, read = _count(night.counts, "listings"), _count(night.counts, "listings_read")
    if read >= there or not _total(night.counts, tuple(KINDS)):  # without any error the night ended before they were asked for
        return None
    if not read:
        return _say("failed", "unread", kinds=_kinds(night.counts))
    return _say("partial", "unread_some", n=f"{there - read:g}", all=f"{there:g}", kinds=_kinds(night.counts))


def bare(night: Night) -> Verdict | None:
    """Listings that were read and hold no link to an article."""
    n, read = _count(night.counts, "listings_bare"), _count(night.counts, "listings_read") - _count(night.counts, "listings_same")
    if read > 0 and not _count(night.counts, "listed"):
        return _say("failed", "bare", n=f"{read:g}")
    usual = median([_count(row, "listings_bare") for row in night.sound] or [0])
    return _say("partial", "bare_some", n=f"{n:g}", all=f"{read:g}") if n > usual and n >= 0.5 * read else None


def unfetched(night: Night) -> Verdict | None:
    """Articles that did not come: all of them, or many."""
    n, asked = _count(night.counts, "failed"), max(_count(night.counts, "fetched"), _count(night.counts, "failed"))
    if not n or n < MANY * asked or n < 3 and n < asked:
        return None
    if n == asked:
        return _say("failed" if n >= 3 else "partial", "unfetched", all=f"{asked:g}", kinds=_kinds(night.counts))
    return _say("partial", "unfetched_some", n=f"{n:g}", all=f"{asked:g}", kinds=_kinds(night.counts))


def gone(night: Night) -> Verdict | None:
    """Too many addresses of the listings are no longer there."""
    n, asked = _count(night.counts, "gone"), max(_count(night.counts, "fetched"), _count(night.counts, "gone"))
    return _say("partial", "gone", n=f"{n:g}", all=f"{asked:g}") if n >= 5 and n >= MANY * asked else None


def unparsed(night: Night) -> Verdict | None:
    """Pages came, no wall among them, and none was an article."""
    n = _misread(night.counts)
    return _say("failed", "unparsed", all=f"{n:g}") if n >= 3 and not _total(night.counts, ("articles", "unchanged")) else None


def _misread(row: Row) -> float:
    """Pages that came, are no wall, and are not what was sought."""
    return max(0, _count(row, "refused") - _total(row, WALLS))


def cut(night: Night) -> Verdict | None:
    """The night ended before all was read."""
    for key, words in (("out_of_hours", "cut_hours"), ("bounded", "cut_bounded")):
        if _count(night.counts, key) and _came(night.counts):
            return _say("partial", words)
    return None


# --------------------------------------------------------------------------------------- rules against the earlier nights


def _links(row: Row) -> float | None:
    """Links to articles on a listing; None where none was read or all are as they were."""
    read = _count(row, "listings_read") - _count(row, "listings_same")
    return _count(row, "listed") / read if read > 0 else None


def thin(night: Night) -> Verdict | None:
    """Far fewer links on a listing than usual: a page of the site's menu is left."""
    now, usual = _links(night.counts), [n for n in map(_links, night.sound) if n is not None]
    if now is None or len(usual) < NEEDED:
        return None
    middle = median(usual)
    low = now < MANY * middle and now < 0.7 * sorted(usual)[len(usual) // 20]  # the worst night of twenty is no measure
    return _say("partial", "thin", n=_number(now), usual=_number(middle)) if low else None


def few(night: Night) -> Verdict | None:
    """Too few new articles tonight, or in the last nights together, for a source that has brought more on nights of this kind.

    Holidays are not judged: each is its own. A night that failed is none of the last nights.
    """
    kind = kind_of(night.day)
    if kind == "holiday":
        return None
    alike = [row for row in night.earlier if kind_of(day_of(row)) == kind]
    for streak, before in _streaks(night.counts, alike):
        usual = [_count(row, "new") for row in before]
        found, expected = sum(_count(row, "new") for row in streak), median(usual) * len(streak)
        if _count(night.counts, "new") < median(usual) and found < 0.5 * expected and rarity(found, expected, len(streak) * bunching(usual)) < UNLIKELY:
            nights = (f"{len(streak)} đêm gần nhất", f"the last {len(streak)} nights") if len(streak) > 1 else ("đêm nay", "this night")
            return _say("partial", "few", n=_number(found), nights=nights, usual=_number(expected))
    return None


BUNCHED = 4.0  # news come in bunches: even of a source that has seemed steady, counts may vary by half of their mean


def bunching(values: Sequence[float]) -> float:
    """How evenly counts come: the shape of a negative binomial of their median and spread; small for what comes in bunches, BUNCHED at most."""
    middle = median(values)
    beyond = spread(values) ** 2 - middle  # what chance alone, without bunches, does not explain
    return min(BUNCHED, middle**2 / beyond) if beyond > 0 else BUNCHED


def rarity(found: float, expected: float, shape: float) -> float:
    """The probability of at most `found` where `expected` is the mean of a negative binomial of that shape.

    >>> round(rarity(0, 10, 4), 4), round(rarity(0, 20, 8), 6), rarity(20, 20, 8) > 0.5
    (0.0067, 4.4e-05, True)
    """
    if expected > 500:  # enough to tell, and the sum stays short
        found, expected = found * 500 / expected, 500
    if expected <= 0 or shape <= 0:
        return 1.0
    term = total = (shape / (shape + expected)) ** shape
    for i in range(int(found)):
        term *= (i + shape) / (i + 1) * expected / (shape + expected)
        total += term
    return total


def decline(night: Night) -> Verdict | None:
    """A slow decline, which no night shows alone: the last ten working nights against the first third of those known."""
    if kind_of(night.day) != "working":
        return None
    values = [_count(row, "new") for row in (*night.earlier, night.counts) if kind_of(day_of(row) or night.day) == "working"]
    last, first = values[-10:], values[: len(values) // 3]
    if len(first) < 10 or median(first) < 6 or sum(last) / 10 > 0.45 * median(first) or max(last) > median(first):
        return None
    return _say("partial", "decline", before=_number(median(first)), now=_number(sum(last) / 10))


class Rate(NamedTuple):
    """A share that tells whether pages are still read as they were: how many of `whole` have `part`."""

    part: str
    whole: Callable[[Row], float]
    what: tuple[str, str]
    words: str = "rate"


def _read(row: Row) -> float:
    return _count(row, "articles")


RATES = (
    Rate("articles", lambda row: _read(row) + _misread(row), ("", ""), "rate_parsed"),
    Rate("with_title", _read, ("tiêu đề", "a title")),
    Rate("with_date", _read, ("ngày đăng", "a date")),
    Rate("with_body", _read, ("nội dung", "a body")),
)
_LOW = 0.2  # a share that is wrong whatever the source
_ODD = 0.005  # the chance from which on even half would be odd


def rates(night: Night) -> Verdict | None:
    """The first of `RATES` that is far below the source's own, or below any sense where it has no earlier nights."""
    for rate in RATES:
        if rate.part in night.counts and (verdict := _below_itself(night, rate) or _below_sense(night, rate)):
            return verdict
    return None


def _known(night: Night, rate: Rate) -> list[Row]:
    """The earlier nights that tell the source's own share; none where it has been wrong for so long that few of them were sound.

    Quiet nights do not tell: on these a broken layout may have passed unseen.
    """
    usual = median(map(rate.whole, night.earlier)) if night.earlier else 0
    telling = [row for row in night.earlier if rate.part in row and 2 * rate.whole(row) >= usual and rate.whole(row)]
    sound = [row for row in telling if row.get("outcome", "ok") == "ok"]
    return sound if len(sound) > 0.2 * len(telling) else []


def _below_itself(night: Night, rate: Rate) -> Verdict | None:
    if not rate.whole(night.counts):
        return None
    tonight = _count(night.counts, rate.part) / rate.whole(night.counts)
    for streak, before in _streaks(night.counts, _known(night, rate), 4):
        shares = [_count(row, rate.part) / rate.whole(row) for row in before]
        n, k, usual = sum(map(rate.whole, streak)), sum(_count(row, rate.part) for row in streak), median(shares)
        strange = max(tonight, k / n) < usual - max(0.25, FAR * spread(shares))
        if strange and chance(k, n, min(usual, 0.95)) < UNLIKELY:
            return _say("partial", rate.words, now=_percent(k / n), usual=_percent(usual), what=rate.what)
    return None


def _below_sense(night: Night, rate: Rate) -> Verdict | None:
    """For a source too young to be compared with itself, and for one that has been wrong for so long that no sound night is left."""
    n, k, known = rate.whole(night.counts), _count(night.counts, rate.part), _known(night, rate)
    if n < NEEDED or k >= _LOW * n or chance(k, n, 0.5) >= _ODD or len(known) >= NEEDED:
        return None  # with so many sound nights, that is how the source is
    return _say("partial", f"{rate.words}_young", now=_percent(k / n), what=rate.what)


def chance(k: float, n: float, p: float) -> float:
    """The probability that at most `k` of `n` have what each has with probability `p`.

    >>> round(chance(0, 2, 0.9), 6), chance(9, 10, 0.5) > 0.99
    (0.01, True)
    """
    if n > 200:  # enough to tell, and the sum stays short
        k, n = k * 200 / n, 200
    k, n = int(k), int(n)
    return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


def short(night: Night) -> Verdict | None:
    """Bodies far shorter than usual: what is left is the sapo."""
    earlier = [row for row in night.sound if _count(row, "articles") and _count(row, "characters")]
    for streak, before in _streaks(night.counts, earlier, 4):
        usual = [_count(row, "characters") / _count(row, "articles") for row in before]
        n, middle = sum(_count(row, "articles") for row in streak), median(usual)
        if "characters" not in night.counts or not _count(night.counts, "articles"):
            return None
        now = sum(_count(row, "characters") for row in streak) / n
        tonight = _count(night.counts, "characters") / _count(night.counts, "articles")
        # lengths of articles vary by about their mean, so that the mean of n of them varies by its nth root
        if max(now, tonight) < 0.4 * middle and now < middle - FAR * max(spread(usual) / math.sqrt(len(streak)), 0.8 * middle / math.sqrt(n)):
            return _say("partial", "short", now=_number(now), usual=_number(middle))
    return None


_SOME = 3.0  # one conclusion of a meeting holds twenty orders: directives come in larger bunches than articles


def directives(night: Night) -> Verdict | None:
    """Far fewer directives than so many articles of this source usually hold."""
    earlier = [row for row in night.sound if _count(row, "articles") and "directives" in row]
    if "directives" not in night.counts or not _count(night.counts, "articles") or len(earlier) < 4 * NEEDED:
        return None  # it takes more nights to know how unevenly orders come
    for streak, before in _streaks(night.counts, earlier):
        each = [_count(row, "directives") / _count(row, "articles") for row in before]
        usual = sum(_count(row, "directives") for row in before) / sum(_count(row, "articles") for row in before)
        n, found = sum(_count(row, "articles") for row in streak), sum(_count(row, "directives") for row in streak)
        # orders come several to an article, so that single articles count as few as nights do
        nights = n**2 / sum(_count(row, "articles") ** 2 for row in streak)  # a quiet night beside a busy one hardly counts
        shape = min(n / 4, nights * min(_SOME, bunching([100 * share for share in each]) if median(each) else _SOME))
        if found < 0.2 * usual * n and rarity(found, usual * n, shape) < UNLIKELY:
            return _say("partial", "directives", n=f"{found:g}", all=f"{n:g}", usual=_number(usual * n))
    return None


RULES: tuple[Callable[[Night], Verdict | None], ...] = (
    broken, idle, forbidden, walled, unread, bare, unfetched, gone, unparsed, cut, thin, few, decline, rates, short, directives,
)  # fmt: skip
