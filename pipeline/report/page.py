"""The report as one HTML file: style sheet, scripts and data in it, nothing loaded from elsewhere.

The articles stand in a script element of type application/json, each on a line, written so that nothing in them ends it (`data.embedded`).
Our script puts every text into the page as text, never as HTML, and the page allows by its own policy (Content-Security-Policy) that script
and that style sheet alone, each by its digest: even a mistake here would run nothing else and fetch nothing. The look is the morning report's.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline import schema
from pipeline.morning import clean
from pipeline.morning import page as morning
from pipeline.morning.deadlines import AHEAD
from pipeline.morning.page import Markup, element
from pipeline.report import LANGUAGES, data
from pipeline.report.labels import LABELS

SCRIPTS = ("words", "state", "data", "filters", "plots", "table", "article", "start")  # in this order, one script


class Options(NamedTuple):
    """The language that the page opens in, its title where it has one of its own, and the day from which deadlines are reckoned."""

    lang: str
    title: str | None
    today: datetime.date


@cache
def style() -> str:
    """The style sheet: the morning report's, and what only this page has."""
    return morning.style() + _file("report.css")


@cache
def script() -> str:
    """The script, of its parts."""
    return '(() => {\n"use strict";\n' + "\n".join(_file(f"{name}.js") for name in SCRIPTS) + "\n})();\n"


def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def lines(records: Iterable[schema.Record], told: Iterable[Sequence[str]], options: Options) -> Iterator[str]:
    """The page, piece by piece, an article in each line of its data; `told` are the ids of directives that are one, told by several articles."""
    if options.lang not in LANGUAGES:
        raise ValueError(f"there is no language {options.lang!r}; there are: {', '.join(LANGUAGES)}")
    yield f"<!DOCTYPE html>\n<html lang=\"{options.lang}\">\n{_head(options)}\n<body>{_shell(options)}"
    given = {"labels": LABELS, "lang": options.lang, "title": clean(options.title, 200), "today": options.today.isoformat(), "ahead": AHEAD, "kinds": data.KINDS}
    yield element("script", Markup(data.embedded(given)), type="application/json", id="given")
    yield '<script type="application/json" id="articles">['
    separator = ""
    for record in records:
        yield separator + data.line(record)
        separator = ","
    yield f']</script>\n<script type="application/json" id="told">{data.embedded(list(told))}</script>\n<script>{script()}</script></body></html>'


def _head(options: Options) -> Markup:
    policy = f"default-src 'none'; style-src {_digest(style())}; script-src {_digest(script())}; img-src data:; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", clean(options.title, 200) or _word("report", options.lang)),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(style())),
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _word(key: str, lang: str) -> str:
    return LABELS[key][LANGUAGES.index(lang)]


def _shell(options: Options) -> Markup:
    """What stands in the page before the script fills it; words under `data-t` are those that the language switch changes."""

    def said(name: str, key: str, /, **attributes: str) -> Markup:
        return element(name, _word(key, options.lang), data_t=key, **attributes)

    def folding(key: str, content: Markup) -> Markup:
        return element("details", said("summary", key), content, class_="fold", open="")

    title = element("h1", clean(options.title, 200)) if options.title else said("h1", "report")
    switch = element(
        "fieldset",
        said("legend", "switch"),
        *(
            element("label", element("input", type="radio", name="lang", id=f"lang-{code}", value=code, checked="" if code == options.lang else None), element("span", name, lang=code))
            for code, name in zip(LANGUAGES, ("Tiếng Việt", "English"), strict=True)
        ),
        class_="switch",
    )
    head = element("header", element("div", element("div", title, element("p", id="when", class_="when")), switch, class_="top"), element("div", id="figures", class_="figures"))
    return morning._joined(
        (
            said("a", "skip", class_="skip", href="#list"),
            head,
            element("noscript", said("p", "noscript", class_="nothing")),
            element("p", id="broken", class_="nothing", hidden=""),
            element("div", id="bar", class_="bar", role="search"),
            element(
                "main",
                element("section", said("h2", "overview"), element("p", id="scope", class_="note"), folding("p.plots", element("div", id="plots", class_="plots")), id="overview"),
                element(
                    "section",
                    said("h2", "list", id="list", tabindex="-1"),
                    folding("filters", element("div", id="filters", class_="filters", role="group")),
                    said("p", "hint", class_="note hint"),
                    element("div", id="table", class_="wide", tabindex="0", role="region"),
                    element("div", id="pager", class_="pager", role="navigation"),
                ),
            ),
            element("footer", said("p", "foot"), said("p", "past_note")),
            element("dialog", id="dialog", aria_labelledby="dialog-title"),
        )
    )
