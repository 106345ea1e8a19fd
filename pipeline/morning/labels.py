"""The report's own words, in Vietnamese and English side by side, and how it writes days, numbers and times."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline import show
from pipeline.morning import AHEAD, ERRORS, PAST, About, Morning, SourceNight

Pair = tuple[str, str]  # Vietnamese, English
LANGUAGES = ("vi", "en")

LABELS: dict[str, Pair] = {
    "report": ("Bản tin sáng", "Morning report"),
    "night": ("đêm số {n}", "night {n}"),
    "switch": ("Ngôn ngữ", "Language"),
    "skip": ("Đến nội dung", "Skip to the content"),
    "new": ("Chỉ đạo mới", "New directives"),
    "due": (f"Đến hạn trong {AHEAD} ngày tới", f"Due in the next {AHEAD} days"),
    "past": (f"Hạn đã qua trong {PAST} ngày", f"Deadlines passed within {PAST} days"),
    "sources": ("Tình trạng các nguồn", "Sources by health"),
    "run": ("Về đêm chạy này", "About this run"),
    "errors": ("Lỗi", "Errors"),
    "articles": ("bài mới hoặc đã sửa", "articles new or changed"),
    "new_short": ("chỉ đạo mới", "new directives"),
    "due_short": ("sắp đến hạn", "due soon"),
    "past_short": ("đã qua hạn", "past their deadline"),
    "no_new": ("Đêm qua không có chỉ đạo mới.", "No new directive last night."),
    "no_due": (f"Không có việc nào đến hạn trong {AHEAD} ngày tới.", f"Nothing is due in the next {AHEAD} days."),
    "no_past": (f"Không có hạn nào vừa qua trong {PAST} ngày.", f"No deadline has passed within {PAST} days."),
    "no_sources": ("Đêm qua không đọc nguồn nào.", "No source was visited last night."),
    "past_note": ("Tin bài không cho biết việc đã làm xong hay chưa.", "The articles do not tell whether it has been done."),
    "more": ("và {n} mục khác trong các tệp bản ghi", "and {n} more in the record files"),
    "repeated": ("{n} chỉ đạo khác đã có ở bản tin trước hoặc ở nguồn khác.", "{n} others are known from earlier nights or other sources."),
    "beyond": (f"{{n}} hạn khác đã qua hơn {PAST} ngày.", f"{{n}} others passed more than {PAST} days ago."),
    "later": (f"{{n}} hạn khác sau {AHEAD} ngày tới.", f"{{n}} others are due later than in {AHEAD} days."),
    "open": ("{n} hạn tính từ một mốc mà bài không nêu ngày.", "{n} run from a day that the article does not tell."),
    "elsewhere": ("Trung ương và nơi khác", "Central government and elsewhere"),
    "untitled": ("(không có tiêu đề)", "(no title)"),
    "attachment": ("văn bản đính kèm", "attached document"),
    "also": ("cũng đăng", "also told by"),
    "everybody": ("(không nêu cơ quan thực hiện)", "(nobody named)"),
    "nobody": ("(không nêu người chỉ đạo)", "(issuer not named)"),
    "deadline": ("Thời hạn", "By when"),
    "by": ("chậm nhất {day}", "by {day}"),
    "targets": ("Chỉ tiêu", "Target"),
    "basis": ("Căn cứ", "Basis"),
    "who": ("Cơ quan thực hiện", "Who"),
    "what": ("Nội dung", "What"),
    "told_by": ("Tin bài", "Article"),
    "source": ("Nguồn", "Source"),
    "state": ("Tình trạng", "State"),
    "reason": ("Lý do", "Reason"),
    "tonight": ("Bài mới", "New"),
    "trend": ("Các đêm trước", "Earlier nights"),
    "dated": ("Có ngày", "Dated"),
    "orders": ("Chỉ đạo", "Directives"),
    "took": ("Thời gian", "Time"),
    "problems": ("Chi tiết", "Details"),
    "ok": ("tốt", "ok"),
    "partial": ("một phần", "partial"),
    "failed": ("hỏng", "failed"),
    "started": ("Bắt đầu", "Started"),
    "ended": ("Kết thúc", "Ended"),
    "lasted": ("Kéo dài", "Took"),
    "fetched": ("Trang đã tải", "Pages fetched"),
    "bytes": ("Dung lượng", "Transferred"),
    "records": ("Tệp bản ghi", "Record files"),
    "versions": ("Phiên bản", "Versions"),
    "obligation": ("yêu cầu", "order"),
    "recommendation": ("đề nghị", "request"),
    "prohibition": ("không được làm", "prohibition"),
    "DAILY": ("hằng ngày", "daily"),
    "WEEKLY": ("hằng tuần", "weekly"),
    "MONTHLY": ("hằng tháng", "monthly"),
    "YEARLY": ("hằng năm", "yearly"),
}  # fmt: skip

_WEEKDAYS: tuple[Pair, ...] = (
    ("thứ Hai", "Mon"), ("thứ Ba", "Tue"), ("thứ Tư", "Wed"), ("thứ Năm", "Thu"), ("thứ Sáu", "Fri"), ("thứ Bảy", "Sat"), ("Chủ nhật", "Sun"),
)  # fmt: skip
_VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def label(key: str, **values: int | str) -> Pair:
    """The words under a key in both languages, numbers as each writes them."""
    vi, en = LABELS[key]
    return (
        vi.format(**{name: number(value)[0] if isinstance(value, int) else value for name, value in values.items()}),
        en.format(**{name: number(value)[1] if isinstance(value, int) else value for name, value in values.items()}),
    )


def number(value: float) -> Pair:
    """A whole number, or one with tenths.

    >>> number(12345), number(2.5)
    (('12.345', '12,345'), ('2,5', '2.5'))
    """
    written = f"{value:,.1f}".removesuffix(".0")
    return written.translate(str.maketrans(",.", ".,")), written


def day(value: date) -> str:
    """20/05/2022."""
    return value.strftime("%d/%m/%Y") if value.year >= 1000 else value.isoformat()


def due(words: str, last: date | None, again: str) -> Pair:
    """A deadline in the article's words, with the last day where it is known, comes once and is not among the words.

    >>> due("trước ngày 25/10", date(2025, 10, 24), "")
    ('trước ngày 25/10 (chậm nhất 24/10/2025)', 'trước ngày 25/10 (by 24/10/2025)')
    >>> due("chậm nhất 5/10/2025", date(2025, 10, 5), "")[0]
    'chậm nhất 5/10/2025'
    """
    if last is None or again or re.search(rf"(?<!\d)0?{last.day}[/.-]0?{last.month}[/.-]{last.year}(?!\d)", words):
        return words, words
    vi, en = label("by", day=day(last))
    return f"{words} ({vi})", f"{words} ({en})"


def weekday(value: date) -> Pair:
    """The day of the week."""
    return _WEEKDAYS[value.weekday()]


def away(value: date, today: date) -> Pair:
    """How far a day is from today.

    >>> away(date(2022, 5, 20), date(2022, 5, 20)), away(date(2022, 5, 21), date(2022, 5, 20))
    (('hôm nay', 'today'), ('còn 1 ngày', 'in 1 day'))
    """
    days = (value - today).days
    plural = "" if abs(days) == 1 else "s"
    return ("hôm nay", "today") if not days else (f"còn {days} ngày", f"in {days} day{plural}") if days > 0 else (f"quá {-days} ngày", f"{-days} day{plural} ago")


def moment(value: datetime.datetime) -> str:
    """The hour in Vietnam: 21:00 22/11/2026."""
    return (value.astimezone(_VIETNAM) if value.tzinfo else value).strftime("%H:%M %d/%m/%Y")


def lasted(seconds: float) -> Pair:
    """A time in its two largest units.

    >>> lasted(59), lasted(3725)
    (('59 giây', '59 s'), ('1 giờ 2 phút', '1 h 2 min'))
    """
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} giây", f"{whole} s"
    hours, minutes = divmod(whole // 60, 60)
    if not hours:
        return f"{minutes} phút", f"{minutes} min"
    return f"{hours} giờ {minutes} phút", f"{hours} h {minutes} min"


def size(bytes: float) -> Pair:
    """A number of bytes as people read it.

    >>> size(999), size(1_234_567)
    (('999 B', '999 B'), ('1,2 MB', '1.2 MB'))
    """
    for unit in ("B", "kB", "MB", "GB"):
        if bytes < 1000 or unit == "GB":
            break
        bytes /= 1000
    vi, en = number(bytes)
    return f"{vi} {unit}", f"{en} {unit}"


# ------------------------------------------------------------------------------------------------------------------------ figures


def count(counts: Mapping[str, Any], key: str) -> float:
    """A count of a night; 0 where it is not told or no number."""
    value = counts.get(key)
    return value if isinstance(value, (int, float)) and value == value else 0


def trend(source: SourceNight, nights: int = 30) -> list[float]:
    """The new articles of the last nights, tonight's at the end."""
    return [count({**row, **row.get("counts", {})}, "new") for row in source.history[-nights:]] + [count(source.counts, "new")]


def dated(source: SourceNight) -> str:
    """The share of the night's articles with a date; empty where there was none."""
    articles = count(source.counts, "articles")
    return f"{100 * count(source.counts, 'with_date') / articles:.0f}%" if articles else ""


def outcomes(sources: Sequence[SourceNight]) -> list[tuple[str, int]]:
    """How many sources fared how: all three, the best first."""
    return [(outcome, sum(source.outcome == outcome for source in sources)) for outcome in ("ok", "partial", "failed")]


def about_run(morning: Morning) -> Iterator[tuple[Pair, Pair]]:
    """What is told of the run itself, a label and a value each."""
    night = morning.night
    seconds = (night.ended - night.started).total_seconds()
    for key, value in (
        ("started", (moment(night.started),) * 2),
        ("ended", (moment(night.ended),) * 2),
        ("lasted", lasted(seconds)),
        ("fetched", number(sum(count(s.counts, "fetched") + count(s.counts, "pages") for s in night.sources))),
        ("bytes", size(sum(count(s.counts, "bytes") for s in night.sources))),
    ):
        yield LABELS[key], value


def versions(morning: Morning) -> Iterator[tuple[str, str]]:
    """The versions of the program and of what its figures depend on, those within others too."""
    for name, value in morning.night.versions.items():
        if isinstance(value, Mapping):
            yield from ((str(inner), str(version)) for inner, version in value.items())
        else:
            yield str(name), str(value)


def errors(morning: Morning) -> list[str]:
    """The run's errors, cut where there are very many; the last line says so."""
    told = morning.night.errors
    return told if len(told) <= ERRORS else [*told[:ERRORS], f"… (+{len(told) - ERRORS})"]


def notes(morning: Morning, section: str) -> Iterator[Pair]:
    """What stands below a list: how many entries it does not show, and why."""
    counts = morning.counts
    total, shown = {"new": (counts["new"], morning.new), "due": (counts["due"], morning.due), "past": (counts["past"], morning.past)}[section]
    if total > len(shown):
        yield label("more", n=total - len(shown))
    for key in {"new": ("repeated",), "due": ("later", "open"), "past": ("beyond",)}[section]:
        if counts[key]:
            yield label(key, n=counts[key])
    if section == "past" and shown:
        yield LABELS["past_note"]


def published(about: About) -> str:
    """The day of an article as papers print it."""
    return show.day(about.published) if about.published else ""
