"""The morning report as one HTML file: no script, nothing loaded from elsewhere, both languages in it, made to be printed too.

All text passes through `element`, which escapes whatever is not `Markup` already; addresses were checked by `morning.address`. The page
forbids scripts by itself (Content-Security-Policy), so that even a mistake here would run nothing. The language is switched by two radio
buttons and the style sheet.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from pipeline.morning import Deadline, Morning, Order, SourceNight, clean, labels
from pipeline.morning.labels import LABELS, LANGUAGES, Pair, label

PROBLEMS = 5  # of a source that are told in its details


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


_VOID = frozenset({"meta", "input", "link"})


def element(name: str, /, *children: str | None, **attributes: str | None) -> Markup:
    """An element; children and values are escaped unless they are Markup, None among them is left out, a trailing _ of a name is cut.

    >>> print(element("a", "<b>", Markup("<i>x</i>"), href='"', class_="y"))
    <a href="&quot;" class="y">&lt;b&gt;<i>x</i></a>
    """
    told = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{_joined(children)}</{name}>")


def _joined(children: Iterable[str | None]) -> Markup:
    return Markup("".join(child if isinstance(child, Markup) else escape(child) for child in children if child))


def both(pair: Pair) -> Markup:
    """The words in both languages, of which the style sheet shows one; once where they are the same."""
    vi, en = pair
    if vi == en:
        return Markup(escape(vi))
    return _joined((element("span", vi, class_="vi", lang="vi"), element("span", en, class_="en", lang="en")))


@cache
def style() -> str:
    """The style sheet."""
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


def page(morning: Morning, lang: str) -> str:
    """The whole page, opening in `lang`."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{LABELS['report'][LANGUAGES.index(lang)]} {labels.day(morning.today)}"),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(style())),
    )
    body = element("body", element("a", both(LABELS["skip"]), class_="skip", href="#main"), _head(morning, lang), _main(morning), _foot(morning))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang=lang)}\n"


# --- head ----------------------------------------------------------------------------------------------------------------------------------


def _head(morning: Morning, lang: str) -> Markup:
    night, seconds = morning.night, (morning.night.ended - morning.night.started).total_seconds()
    when = element(
        "p", both(label("night", n=str(night.run))), f" · {labels.moment(night.started)} – {labels.moment(night.ended)} · ", both(labels.lasted(seconds)),
        class_="when",
    )  # fmt: skip
    title = element("h1", both(LABELS["report"]), " ", element("span", both(labels.weekday(morning.today)), f", {labels.day(morning.today)}", class_="day"))
    return element("header", element("div", element("div", title, when), _switch(lang), class_="top"), _figures(morning))


def _switch(lang: str) -> Markup:
    buttons = [
        element("label", element("input", type="radio", name="lang", id=f"lang-{code}", checked="" if code == lang else None), element("span", name, lang=code))
        for code, name in zip(LANGUAGES, ("Tiếng Việt", "English"), strict=True)
    ]
    return element("fieldset", element("legend", both(LABELS["switch"])), *buttons, class_="switch")


def _figures(morning: Morning) -> Markup:
    counts = morning.counts
    told = [
        _figure("#new", labels.number(counts["articles"]), LABELS["articles"], ""),
        _figure("#new", labels.number(counts["new"]), LABELS["new_short"], "accent"),
        _figure("#due", labels.number(counts["due"]), LABELS["due_short"], "due"),
        _figure("#past", labels.number(counts["past"]), LABELS["past_short"], "past"),
    ]
    fared = [
        element("span", element("b", both(labels.number(n))), " ", both(LABELS[outcome]), class_=f"fared {outcome}")
        for outcome, n in labels.outcomes(morning.sources)
    ]
    return element("nav", *told, element("a", element("span", *fared, class_="many"), element("span", both(LABELS["sources"])), href="#sources", class_="figure"))


def _figure(href: str, value: Pair, words: Pair, kind: str) -> Markup:
    return element("a", element("b", both(value)), element("span", both(words)), href=href, class_=f"figure {kind}".strip())


# --- sections ------------------------------------------------------------------------------------------------------------------------------


def _main(morning: Morning) -> Markup:
    return element(
        "main",
        _section("new", morning, _new(morning.new)),
        _section("due", morning, _deadlines(morning.due, morning, "no_due")),
        _section("past", morning, _deadlines(morning.past, morning, "no_past")),
        element("section", element("h2", both(LABELS["sources"])), _sources(morning.sources), id="sources"),
        id="main",
    )


def _section(key: str, morning: Morning, content: Markup) -> Markup:
    notes = [element("p", both(note), class_="note") for note in labels.notes(morning, key)]
    heading = element("h2", both(LABELS[key]), " ", element("span", both(labels.number(morning.counts[key])), class_="count"))
    return element("section", heading, content, *notes, id=key)


def _nothing(key: str) -> Markup:
    return element("p", both(LABELS[key]), class_="nothing")


def _new(orders: Sequence[Order]) -> Markup:
    """The night's directives by province and article."""
    return _joined(_provinces(orders)) if orders else _nothing("no_new")


def _provinces(orders: Sequence[Order]) -> Iterator[Markup]:
    for province, of_province in groupby(orders, key=lambda order: order.about.province):
        articles = []
        for _, of_article in groupby(of_province, key=lambda order: order.about):
            told = list(of_article)
            articles.append(element("article", _told_by(told[0]), *_orders(told), lang="vi"))
        name = element("span", province, lang="vi") if province else both(LABELS["elsewhere"])
        yield element("div", element("h3", name), *articles, class_="province")


def _told_by(order: Order) -> Markup:
    """The article's title, as a link where there is one, and where it is from."""
    about = order.about
    title = about.title or both(LABELS["untitled"])
    named = element("a", title, href=about.url, rel="noopener noreferrer") if about.url else element("span", title)
    kind = element("span", both(LABELS["attachment"]), class_="tag") if about.attachment else None
    also = [element("span", " · ", both(LABELS["also"]), " ", ", ".join(order.also))] if order.also else []
    from_ = element("p", " · ".join(filter(None, (about.source, labels.published(about)))), *also, class_="from")
    return element("div", element("h4", named, kind), from_, class_="told")


def _orders(orders: Sequence[Order]) -> Iterator[Markup]:
    """The orders of an article, under the name of who gives them."""
    for issuer, given in groupby(orders, key=lambda order: order.issuer):
        yield element("p", issuer or both(LABELS["nobody"]), class_="issuer" if issuer else "issuer absent")
        yield element("ul", *map(_order, given), class_="orders")


def _order(order: Order) -> Markup:
    lead = element("span", order.lead or both(LABELS["everybody"]), class_="lead" if order.lead else "lead absent")
    who = element("p", element("span", "→ ", class_="arrow"), lead, " ", element("span", both(LABELS[order.modality]), class_=f"tag {order.modality}"), class_="who")
    facts = [_fact_of("deadline", both(labels.due(*due))) for due in order.dues]
    facts += [_fact_of(key, value) for key in ("targets", "basis") if (value := getattr(order, key))]
    return element("li", who, element("p", order.action, class_="action"), element("p", *facts, class_="facts") if facts else None)


def _fact_of(key: str, value: str) -> Markup:
    return element("span", element("span", both(LABELS[key]), class_="key"), " ", value, class_=f"fact {key}")


def _deadlines(entries: Sequence[Deadline], morning: Morning, nothing: str) -> Markup:
    if not entries:
        return _nothing(nothing)
    head = element("thead", element("tr", *(element("th", both(LABELS[key]), scope="col") for key in ("who", "what", "told_by"))))
    bodies = []
    for day, of_day in groupby(entries, key=lambda entry: entry.day):
        near = "away now" if 0 <= (day - morning.today).days <= 2 else "away"
        when = (element("b", labels.day(day)), element("span", both(labels.weekday(day))), element("span", both(labels.away(day, morning.today)), class_=near))
        bodies.append(element("tbody", element("tr", element("th", *when, scope="rowgroup", colspan="3"), class_="day"), *map(_row, of_day)))
    return element("div", element("table", head, *bodies, class_="deadlines"), class_="wide", tabindex="0", role="region", aria_label=LABELS["deadline"][0])


def _row(entry: Deadline) -> Markup:
    return element("tr", *_cells(entry), lang="vi")


def _cells(entry: Deadline) -> Iterator[Markup]:
    order = entry.order
    yield element("td", element("span", order.lead or both(LABELS["everybody"]), class_="lead" if order.lead else "lead absent"))
    said = element("span", entry.words, class_="fact deadline")
    often = element("span", both(LABELS[entry.again]), class_="tag") if entry.again else None
    issuer = element("span", order.issuer, class_="issuer") if order.issuer else None
    yield element("td", element("p", order.action, class_="action"), element("p", said, often, issuer, class_="facts"))
    about = order.about
    title = about.title or both(LABELS["untitled"])
    named = element("a", title, href=about.url, rel="noopener noreferrer") if about.url else element("span", title)
    also = element("span", both(LABELS["also"]), " ", ", ".join(order.also)) if order.also else None
    told = element("p", " · ".join(filter(None, (about.province, about.source, labels.published(about)))), class_="from")
    yield element("td", named, told, element("p", also, class_="from") if also else None)


# --- sources -------------------------------------------------------------------------------------------------------------------------------


def _sources(sources: Sequence[SourceNight]) -> Markup:
    if not sources:
        return _nothing("no_sources")
    columns = ("state", "source", "reason", "tonight", "trend", "dated", "orders", "took")
    head = element("thead", element("tr", *(element("th", both(LABELS[key]), scope="col", class_=f"c-{key}") for key in columns)))
    table = element("table", head, element("tbody", *map(_source, sources)), class_="sources")
    return element("div", table, class_="wide", tabindex="0", role="region", aria_label=LABELS["sources"][0])


def _source(source: SourceNight) -> Markup:
    counts = source.counts
    reason = clean(source.reason.get("vi"), 500), clean(source.reason.get("en") or source.reason.get("vi"), 500)
    given = counts.get("problems")
    problems = [element("li", clean(str(problem), 300)) for problem in given[:PROBLEMS]] if isinstance(given, (list, tuple)) else []
    details = element("details", element("summary", both(LABELS["problems"])), element("ul", *problems)) if problems and source.outcome != "ok" else None
    name = element("th", element("span", clean(source.title or source.name, 120)), element("span", clean(source.province, 60), class_="from"), scope="row", lang="vi")
    cells = (
        element("td", element("span", both(LABELS[source.outcome]), class_=f"state {source.outcome}")),
        name,
        element("td", both(reason), details, class_="reason"),
        element("td", both(labels.number(labels.count(counts, "new"))), class_="number"),
        element("td", spark(labels.trend(source)) if source.history else "–", class_="trend"),
        element("td", labels.dated(source) or "–", class_="number"),
        element("td", both(labels.number(labels.count(counts, "directives"))), class_="number"),
        element("td", both(labels.lasted(labels.count(counts, "seconds"))), class_="number"),
    )
    return element("tr", *cells, class_=source.outcome)


def spark(values: Sequence[float], height: int = 24, width: int = 4) -> Markup:
    """Bars, the last one marked; a night with nothing is a line at the foot."""
    highest = max(*values, 1)
    bars = []
    for i, value in enumerate(values):
        tall = max(1.0, round(height * max(0, value) / highest, 1))
        kind = "tonight" if i == len(values) - 1 else None
        bars.append(element("rect", x=str(i * (width + 1)), y=f"{height - tall:g}", width=str(width), height=f"{tall:g}", class_=kind))
    size = len(values) * (width + 1)
    return element("svg", *bars, viewBox=f"0 0 {size} {height}", width=str(size), height=str(height), class_="spark", aria_hidden="true")


# --- foot ----------------------------------------------------------------------------------------------------------------------------------


def _foot(morning: Morning) -> Markup:
    facts = [_fact(name, both(value)) for name, value in labels.about_run(morning)]
    facts.append(_fact(LABELS["versions"], ", ".join(f"{clean(name, 60)} {clean(value, 60)}" for name, value in labels.versions(morning))))
    facts += [_fact(LABELS["records"], clean(file, 300)) for file in morning.night.records]
    errors = [element("li", clean(error, 500)) for error in labels.errors(morning)]
    told = _joined((element("h3", both(LABELS["errors"])), element("ul", *errors, class_="errors"))) if errors else None
    return element("footer", element("h2", both(LABELS["run"])), element("dl", *facts), told)


def _fact(name: Pair, value: str) -> Markup:
    return element("div", element("dt", both(name)), element("dd", value))
