"""What a kept response is read as: an article or an attachment, or why it is neither. The same for a night's crawl and for `reparse`."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec

from pipeline import pages
from scrapers import attachments, verdicts
from scrapers.fetch import Response
from scrapers.source import Source, layout

BODY = 200  # characters of a body that is surely one
SHORTEST = 50  # characters of a document's text; less is a cover sheet, a stamp or a failed OCR


LATER = frozenset({"blocked", "captcha", "login", "empty"})  # verdicts on the site's mood, not on the page


def state(verdict: str) -> str:
    """What an address is, for the store, whose page is no article: "later" for one that is to be asked for again, else "refused"."""
    return "later" if verdict in LATER else "gone" if verdict == "gone" else "refused"


class Reading(NamedTuple):
    """The page read, or None and why: `verdict` is one of verdicts.Verdict, or "unreadable" for an attachment."""

    verdict: str
    reason: str
    page: pages.Page | None = None


def article(
    response: Response,
    html: str,
    source: Source | None,
    *,
    repeated: frozenset[str] = frozenset(),
    title: str | None = None,
    date: str | None = None,
) -> Reading:
    """The article of a response, whose body decoded is `html`. `title` and `date` are what the listing says of it, for a page that does not tell them."""
    shape = layout(source, response.fetched.date()) if source else pages.Layout()
    page = pages.read(html, url=response.final, layout=shape, repeated=repeated, fetched=response.fetched, listed=date)
    if not page.title and title:
        page = msgspec.structs.replace(page, title=title)
    verdict, reason = verdicts.judge(html, page, response.url, response.final)
    return Reading(verdict, reason, page if verdict == "article" else None)


def attachment(response: Response, *, label: str | None = None, ocr: bool = True) -> Reading:
    """The document that a response is: its text as the page's, what its head says as the page's `head`."""
    name = unquote(urlsplit(response.final).path.rsplit("/", 1)[-1])
    try:
        found = attachments.read(response.body, name=name, content_type=response.headers.get("content-type"), ocr=ocr)
    except attachments.AttachmentError as error:
        return Reading("unreadable", str(error))
    if len(found.text.strip()) < SHORTEST:
        return Reading("unreadable", "; ".join(found.notes) or f"{found.kind} without text")
    head = pages.Head(**{field: getattr(found, field) for field in pages.Head.__struct_fields__})
    title = found.title or label
    page = pages.Page(
        url=response.final, title=title, text=found.text, body=found.text.splitlines(), author=found.signer, published=found.issued,
        published_by="document" if found.issued else None, place=found.place, notes=found.notes, head=head,
    )  # fmt: skip
    return Reading("article", "", page)
