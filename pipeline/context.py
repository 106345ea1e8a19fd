"""What every extractor may look at: the view, its lines and sentences, the article's date and place."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from dataclasses import dataclass, field

import msgspec

from pipeline import clean, judge, metadata, places, schema, segment


@dataclass(frozen=True)
class Context:
    """One article, cleaned and segmented; all offsets are those of `text`, the view's text."""

    article: schema.Article
    view: clean.View
    lines: list[clean.Line]
    sentences: list[segment.Sentence]
    published: datetime.date | None = None  # given, or read from the masthead
    province: str | None = None  # the province's plain name, as of that date: "An Giang", "Hà Nội", "Hồ Chí Minh"
    diagnostics: list[schema.Diagnostic] = field(default_factory=list)
    judge: judge.Judge = judge.RULES_ONLY  # decides where a rule and a model have an opinion

    @property
    def text(self) -> str:
        """The view's text."""
        return self.view.text

    def zone(self, index: int) -> str:
        """The zone of the line that holds this offset."""
        i = bisect_right(self.lines, index, key=lambda line: line.start) - 1
        return self.lines[i].zone if i >= 0 else "boilerplate"

    def sentence(self, index: int) -> segment.Sentence | None:
        """The sentence that holds this offset, else None."""
        i = bisect_right(self.sentences, index, key=lambda s: s.start) - 1
        return self.sentences[i] if i >= 0 and index < self.sentences[i].end else None

    def warn(self, code: str, start: int | None, end: int | None, message: str) -> None:
        """Adds a diagnostic about a stretch of the text, in view offsets."""
        self.diagnostics.append(schema.Diagnostic(code=code, start=start, end=end, message=message))


def read(article: schema.Article, text: str, decides: judge.Judge = judge.RULES_ONLY) -> Context:
    """The article, cleaned and segmented; what it does not say of its title, date and place is read from the text where it stands there."""
    view = clean.View(text)
    lines = clean.lines(view.text, article.title)
    diagnostics: list[schema.Diagnostic] = []
    published = _published(article, view.text, lines, diagnostics)
    province = _province(article, view.text, lines, published, diagnostics)
    article = _completed(article, view, lines, published, province)
    context = Context(article, view, lines, segment.sentences(view.text, lines), published, province, diagnostics, decides)
    for symptom in metadata.symptoms(view.text, lines):
        context.warn(*symptom)
    return context


def _completed(
    article: schema.Article, view: clean.View, lines: list[clean.Line], published: datetime.date | None, province: str | None
) -> schema.Article:
    """The article with what the text told us, the date in ISO, the province by its name and code."""
    changes: dict[str, object] = {}
    title = next((line for line in lines if line.zone == "title"), None)
    if title and not article.title:
        start, end = view.span(title.start, title.end)
        changes["title"] = " ".join(view.raw[start:end].split())
    if published:
        changes["published"] = published.isoformat()
    found = places.province(province, published)
    if found:
        changes["place"] = msgspec.structs.replace(article.place or schema.Place(), province=found.name, code=found.code)
    return msgspec.structs.replace(article, **changes) if changes else article


def _published(article: schema.Article, text: str, lines: list[clean.Line], diagnostics: list[schema.Diagnostic]) -> datetime.date | None:
    if article.published:
        found = metadata.read_date(article.published)
        if found:
            return found
        message = f"{article.published[:40]!r} is no date; sought: 2022-05-20 or 20/5/2022"
        diagnostics.append(schema.Diagnostic(code="article.published", message=message))
    return metadata.published(text, lines, article.url)


def _province(
    article: schema.Article, text: str, lines: list[clean.Line], on: datetime.date | None, diagnostics: list[schema.Diagnostic]
) -> str | None:
    given = [name for name in (article.place.province, article.place.code) if name] if article.place else []
    for name in given:
        found = places.province(name, on)
        if found:
            return found.name
    if given:
        message = f"{given[0][:40]!r} is no province; sought: a province's name or code"
        diagnostics.append(schema.Diagnostic(code="article.place", message=message))
    return metadata.province(text, lines, url=article.url, source=article.source, title=article.title, on=on)
