"""Records for people: who told whom to do what, by when, to what target, on what basis; and why the rules think so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline import schema
from pipeline.context import Context
from pipeline.tag import Mentions

LABELS: dict[str, dict[str, str]] = {
    "vi": {
        "issuer": "Chỉ đạo",
        "lead": "Thực hiện",
        "coordinate": "Phối hợp",
        "via": "Thông qua",
        "advised": "Tham mưu cho",
        "receive_report": "Báo cáo về",
        "action": "Nội dung",
        "deadline": "Thời hạn",
        "targets": "Chỉ tiêu",
        "legal_basis": "Căn cứ",
        "condition": "Điều kiện",
        "inherited": "(theo câu trước)",
        "obligation": "yêu cầu",
        "recommendation": "đề nghị",
        "prohibition": "không được làm",
        "umbrella": "nhiệm vụ chung",
        "none": "Không có chỉ đạo nào.",
        "untitled": "(không có tiêu đề)",
        "diagnostics": "Lưu ý",
        "directives": "chỉ đạo",
        "documents": "văn bản",
        "dates": "mốc thời gian",
        "quantities": "số liệu",
        "agencies": "cơ quan",
        "people": "lượt người",
        "articles": "bài",
    },
    "en": {
        "issuer": "Issued by",
        "lead": "Who",
        "coordinate": "Together with",
        "via": "Through",
        "advised": "Advising",
        "receive_report": "Report to",
        "action": "What",
        "deadline": "By when",
        "targets": "Target",
        "legal_basis": "Basis",
        "condition": "Condition",
        "inherited": "(from an earlier sentence)",
        "obligation": "order",
        "recommendation": "request",
        "prohibition": "prohibition",
        "umbrella": "opens a list",
        "none": "No directive.",
        "untitled": "(no title)",
        "diagnostics": "To check",
        "directives": "directives",
        "documents": "documents",
        "dates": "dates",
        "quantities": "figures",
        "agencies": "agencies",
        "people": "mentions of people",
        "articles": "articles",
    },
}

# terminal colours, by kind of mention
STYLES = {"documents": "cyan", "dates": "yellow", "quantities": "magenta", "agencies": "green", "people": "bold blue", "directives": "underline"}
WIDTH = 14  # of the column of labels


def show(records: Iterable[schema.Record], file: IO[str], lang: str = "vi", with_text: bool = False) -> None:
    """Prints each record for reading, then how much there was; in colour where the file is a terminal."""
    console = Console(file=file, highlight=False)
    labels = LABELS[lang]
    articles, totals = 0, dict.fromkeys(schema.KINDS, 0)
    for record in records:
        articles += 1
        for kind in totals:
            totals[kind] += len(getattr(record, kind))
        _show_record(console, record, labels, with_text)
    summary = ", ".join(f"{n} {labels[kind]}" for kind, n in [("articles", articles), ("directives", totals.pop("directives")), *totals.items()])
    _print(console, Text(summary, style="bold"))


def _show_record(console: Console, record: schema.Record, labels: Mapping[str, str], with_text: bool) -> None:
    _print(console, Text(record.article.title or _first_line(record.text) or labels["untitled"], style="bold"))
    _print(console, Text(" · ".join(_about(record.article)), style="dim"))
    if with_text:
        _print(console, Text())
        _print(console, highlighted(record) if console.is_terminal else Text(marked(record)))
    _print(console, Text())
    for directive in record.directives:
        mood = labels["umbrella"] if directive.kind == "umbrella" else labels[directive.modality]
        heading = Text(f"  {directive.id}", style="bold cyan").append(f"  {mood}", style="not bold italic")
        _print(console, heading.append(f"  [{directive.item}]" if directive.item else "", style="dim"))
        _print_table(console, list(_rows(record, directive, labels)))
    if not record.directives:
        _print(console, Text(f"  {labels['none']}", style="italic"))
    for diagnostic in record.diagnostics:
        where = f" [{diagnostic.start}:{diagnostic.end}]" if diagnostic.start is not None else ""
        _print(console, Text(f"  {labels['diagnostics']}: {diagnostic.message} ({diagnostic.code}){where}", style="red"))
    _print(console, Text())


def _about(article: schema.Article) -> Iterator[str]:
    yield article.id
    if article.place and (article.place.district or article.place.province):
        yield ", ".join(filter(None, (article.place.district, article.place.province)))
    yield from filter(None, (article.published and day(article.published), article.source, article.url))


def _first_line(text: str) -> str:
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= 120 else line[:119] + "…"


def day(value: str) -> str:
    """A day, an hour or a month as Vietnamese papers print it; other values as they are.

    >>> day("2022-05-20"), day("2025-09-28T10"), day("2024-03"), day("2024-Q2")
    ('20/05/2022', '10h 28/09/2025', '03/2024', '2024-Q2')
    """
    match = re.fullmatch(r"(?P<y>\d{4})-(?P<m>\d\d)(?:-(?P<d>\d\d))?(?:T(?P<time>\d\d(?::\d\d)?))?", value)
    if not match:
        return value
    time = f"{match['time']}h " if match["time"] and ":" not in match["time"] else f"{match['time']} " if match["time"] else ""
    return time + "/".join(filter(None, (match["d"], match["m"], match["y"])))


def _rows(record: schema.Record, directive: schema.Directive, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(label, value) of what the directive says; what it does not say has no row."""
    yield labels["issuer"], issuer(directive)
    inherited = f" {labels['inherited']}" if directive.lead_inherited and directive.lead else ""
    yield labels["lead"], "; ".join(directive.lead) + inherited
    for slot in ("coordinate", "via", "advised", "receive_report"):
        yield labels[slot], "; ".join(getattr(directive, slot))
    yield labels["action"], directive.action or " ".join(directive.text.split())
    yield labels["deadline"], _deadline(record, directive)
    yield labels["targets"], "; ".join(directive.targets)
    yield labels["legal_basis"], "; ".join(basis(record, key) for key in directive.legal_basis)
    yield labels["condition"], directive.condition or ""


def issuer(directive: schema.Directive) -> str:
    person = directive.issuer_person
    named = [", ".join([person.name, *person.titles])] if person else []
    return " - ".join([*named, *filter(None, [directive.issuer_agency])])


def _deadline(record: schema.Record, directive: schema.Directive) -> str:
    """The deadlines as the article words them, each with the day it stands for."""
    if not directive.deadline:
        return directive.deadline_by_reference or ""
    values = list(dict.fromkeys([directive.deadline, *directive.deadlines_all]))
    return "; ".join(_worded(value, record, directive) for value in values)


def _worded(value: str, record: schema.Record, directive: schema.Directive) -> str:
    """"trước ngày 20/5 (20/05/2022)"; the day alone where its words stand elsewhere in the article."""
    said = [d for d in record.dates if d.value == value and (d.id == directive.deadline_date or directive.start <= d.start < directive.end)]
    words = " ".join(said[0].text.split()) if said else ""
    return f"{words} ({day(value)})" if words else day(value)


def basis(record: schema.Record, key: str) -> str:
    """The document in a few words: "Nghị quyết 09-NQ/TU"."""
    for resource in record.resources:
        if resource.document == key:
            return describe(resource)
    return key


def describe(document: schema.Document | schema.Resource) -> str:
    """Type, number, symbol and title as far as they are known."""
    party = re.match(r"[^\W\d]+/", document.symbol or "")  # 09-NQ/TU, but 122/KH-UBND
    joint = "-" if party else "/"
    number = joint.join(filter(None, (document.number, document.symbol)))
    return " ".join(filter(None, (document.type, number, document.title if not number else None)))


def _print(console: Console, text: Text) -> None:
    """One paragraph; in a pipe it is one line, however long."""
    console.print(text, soft_wrap=not console.is_terminal)


def _print_table(console: Console, rows: list[tuple[str, str]]) -> None:
    rows = [(label, value) for label, value in rows if value]
    if not console.is_terminal:
        for label, value in rows:
            _print(console, Text(f"    {label:<{WIDTH}} {value}"))
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(width=WIDTH, style="dim")
    table.add_column()
    for label, value in rows:
        table.add_row(label, Text(value))
    console.print(Padding(table, (0, 0, 0, 4)))


def _mentions(record: schema.Record) -> Iterator[tuple[str, schema.Mention]]:
    for kind in schema.KINDS:
        for mention in getattr(record, kind):
            yield kind, mention


def highlighted(record: schema.Record) -> Text:
    """The article's text with every mention in the colour of its kind."""
    text = Text(record.text)
    for kind, mention in _mentions(record):
        text.stylize(STYLES[kind], mention.start, mention.end)
    return text


def marked(record: schema.Record) -> str:
    """The article's text with every mention in brackets, and what it was read as behind it.

    >>> date = schema.Date(start=6, end=10, text="20/5", value="2022-05-20", role="deadline")
    >>> marked(schema.Record(article=schema.Article(id="1"), text="trước 20/5.", dates=[date]))
    'trước [20/5](deadline 2022-05-20).'
    """
    marks: list[tuple[int, int, int, str]] = []  # position; closing before opening; the inner one closes first, the outer one opens first
    for kind, mention in _mentions(record):
        marks.append((mention.start, 1, -mention.end, "["))
        marks.append((mention.end, 0, -mention.start, f"]({summary(kind, mention)})"))
    parts, done = [], 0
    for position, _, _, mark in sorted(marks):
        parts += [record.text[done:position], mark]
        done = position
    return "".join(parts) + record.text[done:]


def summary(kind: str, mention: schema.Mention) -> str:
    """What a mention was read as, in a few words."""
    match mention:
        case schema.Document():
            return describe(mention)
        case schema.Date():
            return f"{mention.role} {mention.value or '?'}"
        case schema.Quantity():
            values = "-".join(f"{value:.15g}" for value in mention.values)
            return f"{mention.kind} {mention.comparator} {values} {mention.status}"
        case schema.Agency():
            return f"{mention.role} {mention.name}"
        case schema.Person():
            return ", ".join([mention.name, *mention.titles])
        case schema.Directive():
            return f"{mention.kind} {mention.modality}"
    return kind


def explain(context: Context, mentions: Mentions, file: IO[str]) -> None:
    """Prints each sentence with its class, and each mention in it with the rule or row that produced it."""
    console = Console(file=file, highlight=False)
    found = sorted(((kind, m) for kind in schema.KINDS if kind != "directives" for m in getattr(mentions, kind)), key=lambda pair: pair[1].start)
    for sentence in context.sentences:
        _print(console, Text(context.text[sentence.start : sentence.end], style="bold"))
        kind, rule = mentions.classes.get(sentence.start, (sentence.zone, "-"))
        _print(console, Text(f"  {kind}  <- rule:{rule}", style="dim"))
        for directive in mentions.directives:
            if directive.start < sentence.end and directive.end > sentence.start:
                trigger = f', trigger "{directive.trigger}"' if directive.trigger else ""
                _print(console, Text(f"  {summary('directives', directive)}{trigger}{_origin(directive)}", style="green"))
        for kind, mention in found:
            if sentence.start <= mention.start < sentence.end:
                words = context.text[mention.start : mention.end]
                _print(console, Text(f'  {kind:<10}  "{words}" = {summary(kind, mention)}{_origin(mention)}', style=STYLES[kind]))
    for diagnostic in context.diagnostics:
        _print(console, Text(f"  {diagnostic.code}: {diagnostic.message}", style="red"))


def _origin(mention: schema.Mention) -> str:
    return f"  <- {mention.by or '?'} ({mention.confidence:.2f})"
