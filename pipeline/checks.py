"""What does not fit together in an article that has been read: reads linked mentions, writes diagnostics."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from pipeline import schema
from pipeline.context import Context
from pipeline.tag import Mentions


def check(context: Context, mentions: Mentions) -> None:
    """Adds to the context's diagnostics what the rules find, each thing once."""
    issued = {document.document: document.issued for document in mentions.documents if document.document and document.issued}
    told = set()
    for directive in mentions.directives:
        for due in _due(mentions, directive):
            for rule in RULES:
                found = rule(context, issued, directive, due)
                if found and (found.code, found.start) not in told:
                    told.add((found.code, found.start))
                    context.diagnostics.append(found)


def _due(mentions: Mentions, directive: schema.Directive) -> Iterator[schema.Date]:
    """The days before which something is to be, in an order; one that is over is read as an event, so the role does not tell."""
    first = bisect_left(mentions.dates, directive.start, key=lambda date: date.start)
    for date in mentions.dates[first:]:
        if date.start >= directive.end:
            return
        if date.latest and (date.role == "deadline" or date.role == "event" and date.comparator in ("<", "<=")):
            yield date


Issued = dict[str, str]  # key of a document -> its date


def _before_document(context: Context, issued: Issued, directive: schema.Directive, due: schema.Date) -> schema.Diagnostic | None:
    """Nobody is told to be done before the day of the paper that tells him: a date was misread or mistyped."""
    for key in directive.legal_basis:
        if due.latest and due.latest < issued.get(key, ""):
            message = f"due on {due.latest}, but {key} is of {issued[key]}"
            return schema.Diagnostic(code="deadline.before_document", start=due.start, end=due.end, message=message)
    return None


def _past(context: Context, issued: Issued, directive: schema.Directive, due: schema.Date) -> schema.Diagnostic | None:
    """News of an order whose time is over is rare: the article tells of an old one, or a date was misread or mistyped."""
    if due.latest and context.published and due.latest < context.published.isoformat():
        message = f"due on {due.latest}, but the article is of {context.published}"
        return schema.Diagnostic(code="deadline.past", start=due.start, end=due.end, message=message)
    return None


RULES = (_before_document, _past)
