"""The articles that portals show: those of `corpora/gold`, and the short ones of `articles/` whose dates lie around today. All are invented."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import corpora
from corpora import markup
from scrapers.portal.article import Article, Attachment
from scrapers.portal.families import dated

ROOT = Path(__file__).parent / "articles"


class Given(NamedTuple):
    """An article of `corpora/gold` with what its header tells."""

    article: Article
    province: str | None
    style: str
    split: str


# --- corpora/gold --------------------------------------------------------------------------------------------------------------------------


@cache
def gold() -> tuple[Given, ...]:
    """The annotated articles as their editors typed them: without menus, date lines and other furniture; those without title or date are left out."""
    splits = corpora.assigned()
    found = (_from_gold(markup.read(path), splits.get(path.stem, "")) for path in markup.files(corpora.ROOT / "gold"))
    return tuple(given for given in found if given is not None)


def _from_gold(marked: markup.Marked, split: str) -> Given | None:
    header, text = marked.header, marked.text
    regions: dict[str, list[tuple[int, int]]] = {"title": [], "caption": [], "boilerplate": [], "other": []}
    for mark in marked.marks:
        if mark.bracket == "{" and mark.kind in regions:
            regions[mark.kind].append((mark.start, mark.end))
    published = [(mark.start, mark.end) for mark in marked.marks if mark.bracket == "[" and mark.kind == "date" and mark.rest.startswith("published")]
    if not regions["title"] or not header.get("published"):
        return None
    title = regions["title"][0]
    lines = [(line.start(), line.end(), line[0].strip()) for line in re.finditer(r"[^\n]*\S[^\n]*", text)]
    kept = [line for line in lines if not _within(line, [title, *regions["boilerplate"]]) and not (_holds(line, published) and len(line[2]) < 90)]
    captions = tuple(line[2] for line in kept if _within(line, regions["caption"]))
    body = [line for line in kept if not _within(line, regions["caption"])]
    author = None
    if body and _within(body[-1], regions["other"]) and _is_byline(body[-1][2]):
        author = body.pop()[2]
    day = datetime.date.fromisoformat(header["published"])
    clock = re.search(r"\b(\d{1,2})[:hg](\d\d)\b", " ".join(text[start - 30 : end + 30] for start, end in published))
    when = datetime.datetime(day.year, day.month, day.day, *((int(clock[1]) % 24, int(clock[2]) % 60) if clock else (8, 15)))
    article = Article(
        " ".join(text[title[0] : title[1]].split()),
        tuple(" ".join(line[2].split()) for line in body),
        when,
        captions=captions,
        author=author,
        place=header.get("province"),
        number=500_000 + int(header["id"]),
    )
    return Given(article, header.get("province"), header.get("style", ""), split) if body else None


def _within(line: tuple[int, int, str], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a line's text lies in one of the spans, but for a few signs."""
    return any(start - 3 <= line[0] and line[1] <= end + 3 for start, end in spans)


def _holds(line: tuple[int, int, str], spans: Sequence[tuple[int, int]]) -> bool:
    return any(line[0] <= start and end <= line[1] for start, end in spans)


def _is_byline(text: str) -> bool:
    return len(text) <= 40 and not re.search(r"[\d.:;!?/]$|\d", text)


# --- articles/ -----------------------------------------------------------------------------------------------------------------------------


class Fresh(NamedTuple):
    """An article whose dates lie around today, on which night it appears, and its paragraphs after the change on the second night."""

    article: Article
    night: int = 1
    second: tuple[str, ...] = ()


def fresh(now: datetime.datetime, area: str, province: str) -> Iterator[Fresh]:
    """The articles of the folder `articles/`, in order of their files, as a portal of that area shows them now."""
    for path in sorted(ROOT.glob("*.txt")):
        yield _fresh(path.read_text(encoding="utf-8"), now, {"area": area, "province": province, "AREA": area.upper()})


_DAY = re.compile(r"\{([+-]?\d+)(?: ([^}]+))?\}")
_FORMS = {"": "{d:02}/{m:02}/{y}", "d/m": "{d}/{m}", "full": "ngày {d:02} tháng {m:02} năm {y}"}


def _fresh(source: str, now: datetime.datetime, names: dict[str, str]) -> Fresh:
    def day(found: re.Match[str]) -> str:
        return dated(_FORMS[found[2] or ""], now + datetime.timedelta(days=int(found[1])))

    for key, value in names.items():
        source = source.replace(f"{{{key}}}", value)
    head, _, rest = _DAY.sub(day, source).partition("\n---\n")
    body, *parts = re.split(r"^=== (.+)\n", rest, flags=re.MULTILINE)
    more = {name: tuple(text.splitlines()) for name, text in zip(parts[::2], parts[1::2], strict=True)}
    pairs = [line.split(": ", 1) for line in head.splitlines()]
    about: dict[str, str] = {key: value for key, value in pairs}
    attachments = [value.split(" | ") for key, value in pairs if key == "attachment"]
    article = Article(
        about["title"],
        tuple(body.splitlines()),
        _published(about["published"], now),
        sapo=about.get("sapo"),
        captions=tuple(value for key, value in pairs if key == "caption"),
        author=about.get("author"),
        section=about.get("section", Article._field_defaults["section"]),
        place=names["province"],
        attachments=tuple(Attachment(name, label, more.get(name, ())) for name, label in attachments),
    )
    return Fresh(article, int(about.get("night", 1)), more.get("second", ()))


def _published(text: str, now: datetime.datetime) -> datetime.datetime:
    """The moment written as days from today and a time of day, or as 0 for just now."""
    days, _, clock = text.partition(" ")
    when: Any = now + datetime.timedelta(days=int(days))
    if not clock:
        return (when - datetime.timedelta(minutes=10)).replace(microsecond=0)
    hour, minute = clock.split(":")
    return when.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
