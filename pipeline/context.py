"""What every extractor may look at: the view, its lines and sentences, the article's date and place."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from dataclasses import dataclass, field

from pipeline import clean, schema, segment


@dataclass(frozen=True)
class Context:
    """One article, cleaned and segmented; all offsets are those of `text`, the view's text."""

    article: schema.Article
    view: clean.View
    lines: list[clean.Line]
    sentences: list[segment.Sentence]
    published: datetime.date | None = None  # given, or read from the masthead
    province: str | None = None  # the province's plain name: "An Giang", "Hà Nội", "Thành phố Hồ Chí Minh"
    diagnostics: list[schema.Diagnostic] = field(default_factory=list)

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


def read(article: schema.Article, text: str) -> Context:
    """The article, cleaned and segmented."""
    view = clean.View(text)
    lines = clean.lines(view.text, article.title)
    published = None
    if article.published:
        published = datetime.date.fromisoformat(article.published[:10])
    province = article.place.province if article.place else None
    return Context(article, view, lines, segment.sentences(view.text, lines), published, province)
