"""Article in, record out: the stages in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from pipeline import context as contexts
from pipeline import checks, inputs, link, resources, schema, tag
from pipeline import judge as judges
from pipeline.clean import View

M = TypeVar("M", bound=schema.Mention)

# An article is never this long (500 pages); what follows is kept as text but not read, so that no input can hold up a run.
LONGEST = 1_000_000


def extract(
    article: str | Mapping[str, Any] | tuple[schema.Article, str],
    *,
    published: str | None = None,
    place: str | None = None,
    source: str | None = None,
    judge: judges.Judge | None = None,
) -> schema.Record:
    """The record of an article: its text, or a mapping with `text` and whatever is known of `id`, `title`, `url`, `published`, `place`.

    `published` (ISO), `place` (a province's name or code) and `source` fill in what the article does not say itself. `judge` says whether
    rules or models decide; by default both, with the models that are shipped.
    """
    about, text = inputs.article(article, published=published, place=place, source=source)
    context, mentions = analyse(about, text, judge or judges.shipped())
    return record(context, text, mentions)


def analyse(article: schema.Article, text: str, judge: judges.Judge | None = None) -> tuple[contexts.Context, tag.Mentions]:
    """The article as the stages see it, in view offsets: cleaned and segmented, tagged, linked and checked."""
    context = contexts.read(article, text[:LONGEST], judge or judges.shipped())
    if len(text) > LONGEST:
        context.warn("text.too_long", None, None, f"only the first {LONGEST:,} of {len(text):,} characters were read")
    mentions = link.link(context, tag.tag(context))
    checks.check(context, mentions)
    return context, mentions


def record(context: contexts.Context, text: str, mentions: tag.Mentions) -> schema.Record:
    """The mentions as they are written: with ids, raw offsets and their text."""
    view = context.view
    documents = _written(mentions.documents, view, "d")
    dates = _written(mentions.dates, view, "t")
    directives = _written(mentions.directives, view, f"{context.article.id}-D", width=2)
    for directive in directives:
        if directive.deadline_date is not None:
            directive.deadline_date = dates[int(directive.deadline_date)].id
    return schema.Record(
        article=context.article,
        text=text,
        documents=documents,
        dates=dates,
        quantities=_written(mentions.quantities, view, "q"),
        agencies=_written(mentions.agencies, view, "a"),
        people=_written(mentions.people, view, "p"),
        directives=directives,
        resources=resources.resources(context, documents),
        diagnostics=[_diagnostic(d, view) for d in context.diagnostics],
    )


def sure(record: schema.Record, least: float) -> schema.Record:
    """The record without the mentions and directives whose confidence is below `least`, and without what rests on them alone.

    A directive whose deadline is not sure enough stays, without the deadline; a document of which no mention is left is no resource.
    """
    kept = {kind: [m for m in getattr(record, kind) if m.confidence >= least] for kind in schema.KINDS}
    ids = {mention.id for mentions in kept.values() for mention in mentions}
    kept["directives"] = [d if d.deadline_date is None or d.deadline_date in ids else _undated(d) for d in kept["directives"]]
    cited = [msgspec.structs.replace(r, mentions=[id for id in r.mentions if id in ids]) for r in record.resources]
    return msgspec.structs.replace(record, **kept, resources=[r for r in cited if r.mentions])


def _undated(directive: schema.Directive) -> schema.Directive:
    return msgspec.structs.replace(directive, deadline=None, deadline_date=None, deadlines_all=[])


def _written(mentions: Iterable[M], view: View, letter: str, width: int = 1) -> list[M]:
    return [_raw(mention, view, f"{letter}{number:0{width}}") for number, mention in enumerate(mentions, 1)]


def _raw(mention: M, view: View, id: str) -> M:
    """A copy in raw offsets; an empty span is an extractor's mistake and raises."""
    changes: dict[str, Any] = {"id": id}
    for part in ("", "core_", "date_"):
        start, end = getattr(mention, part + "start", None), getattr(mention, part + "end", None)
        if start is not None and end is not None:
            changes[part + "start"], changes[part + "end"] = view.span(start, end)
    start, end = changes["start"], changes["end"]
    if not 0 <= start < end <= len(view.raw):
        raise ValueError(f"{mention.by or type(mention).__name__} gave the span {mention.start}:{mention.end}")
    changes["text"] = view.raw[start:end]
    return msgspec.structs.replace(mention, **changes)


def _diagnostic(diagnostic: schema.Diagnostic, view: View) -> schema.Diagnostic:
    if diagnostic.start is None or diagnostic.end is None:
        return diagnostic
    start, end = view.span(diagnostic.start, diagnostic.end)
    return msgspec.structs.replace(diagnostic, start=start, end=end)
