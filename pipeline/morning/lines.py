"""The morning report for the terminal: with colours there, line by line in a pipe."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import IO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.morning import Deadline, Morning, Order, SourceNight, clean, labels
from pipeline.morning.labels import LABELS, LANGUAGES, Pair, label

STYLES = {"failed": "bold white on red", "partial": "bold black on yellow", "ok": "green"}


class _Lines:
    """A console that writes in one language: in a pipe each line is one line, however long."""

    def __init__(self, file: IO[str], lang: str) -> None:
        self.console = Console(file=file, highlight=False, markup=False, emoji=False)
        self.lang = LANGUAGES.index(lang)

    def __getitem__(self, pair: Pair) -> str:
        return pair[self.lang]

    def line(self, *parts: str | tuple[str, str], indent: int = 0) -> None:
        """Prints the parts, each a text or a text with its style."""
        text = Text.assemble(*parts)
        if self.console.is_terminal:
            self.console.print(Padding(text, (0, 0, 0, indent)))
        else:
            self.console.print(Text(" " * indent).append_text(text), soft_wrap=True)

    def heading(self, key: str, n: int | None = None) -> None:
        self.line()
        shown = f" ({self[labels.number(n)]})" if n is not None else ""
        self.line((f"{self[LABELS[key]]}{shown}", "bold underline"))


def write(morning: Morning, file: IO[str], lang: str) -> None:
    """Prints the report."""
    out = _Lines(file, lang)
    _head(out, morning)
    _sources(out, morning.sources)
    out.heading("new", morning.counts["new"])
    _orders(out, morning.new)
    _notes(out, morning, "new")
    for section, entries in (("due", morning.due), ("past", morning.past)):
        out.heading(section, morning.counts[section])
        _deadlines(out, entries, morning)
        _notes(out, morning, section)
    _run(out, morning)


def _head(out: _Lines, morning: Morning) -> None:
    counts = morning.counts
    out.line((f"{out[LABELS['report']]} {labels.day(morning.today)}", "bold"), f" · {out[label('night', n=str(morning.night.run))]}")
    told = (("articles", "articles"), ("new_short", "new"), ("due_short", "due"), ("past_short", "past"))
    out.line(", ".join(f"{out[labels.number(counts[key])]} {out[LABELS[words]]}" for words, key in told))
    fared = ", ".join(f"{n} {out[LABELS[outcome]]}" for outcome, n in labels.outcomes(morning.sources))
    out.line(f"{out[LABELS['source']]}: {fared}")


def _sources(out: _Lines, sources: Iterable[SourceNight]) -> None:
    """Those that did not fare well, each with the reason; the figures say how many did."""
    troubled = [source for source in sources if source.outcome != "ok"]
    if not troubled:
        return
    out.heading("sources")
    for source in troubled:
        out.line((f" {out[LABELS[source.outcome]]} ", STYLES[source.outcome]), " ", (_name(source), "bold"), indent=2)
        out.line(clean(source.reason.get(LANGUAGES[out.lang]), 500), indent=4)


def _name(source: SourceNight) -> str:
    return " · ".join(filter(None, (clean(source.title or source.name, 120), clean(source.province, 60))))


def _orders(out: _Lines, orders: list[Order]) -> None:
    if not orders:
        out.line((out[LABELS["no_new"]], "italic"), indent=2)
    for province, of_province in groupby(orders, key=lambda order: order.about.province):
        out.line((province or out[LABELS["elsewhere"]], "bold cyan"), indent=2)
        for about, of_article in groupby(of_province, key=lambda order: order.about):
            out.line((about.title or out[LABELS["untitled"]], "bold"), indent=4)
            out.line((" · ".join(filter(None, (about.source, labels.published(about), about.url))), "dim"), indent=4)
            for order in of_article:
                _order(out, order)


def _order(out: _Lines, order: Order) -> None:
    issuer, lead = order.issuer or out[LABELS["nobody"]], order.lead or out[LABELS["everybody"]]
    out.line("- ", (issuer, "bold blue"), " → ", (lead, "green"), f" [{out[LABELS[order.modality]]}]", indent=4)
    out.line(order.action, indent=6)
    if order.dues:
        out.line((f"{out[LABELS['deadline']]}: ", "dim"), ("; ".join(out[labels.due(*due)] for due in order.dues), "yellow"), indent=6)
    for key in ("targets", "basis"):
        if value := getattr(order, key):
            out.line((f"{out[LABELS[key]]}: ", "dim"), value, indent=6)
    if order.also:
        out.line((f"{out[LABELS['also']]}: {', '.join(order.also)}", "dim"), indent=6)


def _deadlines(out: _Lines, entries: list[Deadline], morning: Morning) -> None:
    if not entries:
        out.line((out[LABELS["no_due" if entries is morning.due else "no_past"]], "italic"), indent=2)
    for day, of_day in groupby(entries, key=lambda entry: entry.day):
        out.line((f"{labels.day(day)} ({out[labels.weekday(day)]}, {out[labels.away(day, morning.today)]})", "bold yellow"), indent=2)
        for _, words, again, order in of_day:
            about = order.about
            often = f" [{out[LABELS[again]]}]" if again else ""
            out.line("- ", (order.lead or out[LABELS["everybody"]], "green"), f": {order.action}{often}", indent=4)
            out.line((" · ".join(filter(None, (words, order.issuer, about.province, about.title, about.url))), "dim"), indent=6)


def _notes(out: _Lines, morning: Morning, section: str) -> None:
    for note in labels.notes(morning, section):
        out.line((out[note], "dim"), indent=2)


def _run(out: _Lines, morning: Morning) -> None:
    out.heading("run")
    for name, value in labels.about_run(morning):
        out.line(f"{out[name]}: {out[value]}", indent=2)
    out.line(f"{out[LABELS['versions']]}: {', '.join(f'{clean(name, 60)} {clean(value, 60)}' for name, value in labels.versions(morning))}", indent=2)
    for file in morning.night.records:
        out.line(f"{out[LABELS['records']]}: {clean(file, 300)}", indent=2)
    for error in labels.errors(morning):
        out.line((f"{out[LABELS['errors']]}: {clean(error, 500)}", "red"), indent=2)
