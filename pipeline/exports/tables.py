"""The tables that spreadsheets get: reads a record, gives rows; each column is told once, with its titles, its width and what stands in it.

What stands in a cell is a text, a number, a day, an address of the web, or None. Texts are on one line, no longer than Excel allows, and none
begins as a formula does: a text from the web that begins with = + - or @ gets an apostrophe, as Excel itself writes it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Literal, NamedTuple

from pipeline import schema, show
from pipeline.exports import LANGUAGES
from pipeline.exports.due import Due, dues
from pipeline.morning import address, clean
from pipeline.morning.labels import LABELS

Pair = tuple[str, str]  # Vietnamese, English
Cell = str | float | date | None
Kind = Literal["text", "long", "day", "number", "share", "url"]  # a long text is wrapped; a share is between 0 and 1

LONGEST = 32_767  # UTF-16 units of a cell in Excel; of what is longer in a CSV the rest would become a cell of its own


class Row(NamedTuple):
    """What a row is about: the record, and the item and the deadline in it that the table is of."""

    record: schema.Record
    item: Any = None
    due: Due | None = None


class Column(NamedTuple):
    """A column: its name, its titles, its kind, its width in characters, and what stands in it; of a pair the words in the language asked for."""

    name: str
    titles: Pair
    kind: Kind
    width: int
    value: Callable[[Row], Cell | Pair]


class Table(NamedTuple):
    """A table: its name, its titles, what rows a record has in it, and its columns."""

    name: str
    titles: Pair
    rows: Callable[[schema.Record], Iterable[Row]]
    columns: tuple[Column, ...]

    def header(self, lang: str) -> list[str]:
        """The titles of the columns."""
        return [column.titles[LANGUAGES.index(lang)] for column in self.columns]

    def cells(self, record: schema.Record, lang: str) -> Iterator[list[Cell]]:
        """The rows that a record has, ready to be written."""
        index = LANGUAGES.index(lang)
        for row in self.rows(record):
            yield [_cell(column, column.value(row), index) for column in self.columns]


def _cell(column: Column, value: Cell | Pair, index: int) -> Cell:
    if isinstance(value, tuple):
        value = value[index]
    if column.kind == "url":
        return address(value)  # type: ignore[arg-type]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return harmless(value) if isinstance(value, str) else value


# also the wide forms, which an Excel in Japanese or Chinese reads alike; behind ; as well, where Excel may begin a cell that we did not
_FORMULA = re.compile(r"^\s*(?=[=+\-@＝＋－＠])|(?<=;)(?=\s*\"*\s*[=@＝＠])")


def harmless(text: str) -> str | None:
    r"""The text on one line, such that no spreadsheet takes it for a formula and none cuts it; None where nothing is left.

    >>> harmless("=1+1"), harmless(" \t-2"), harmless("Sở Y\ntế\x00 "), harmless("\u200b@x"), harmless(" ")
    ("'=1+1", "'-2", 'Sở Y tế', "'@x", None)
    """
    line = _FORMULA.sub("'", clean(text, LONGEST))
    units = line.encode("utf-16-le")
    if len(units) > 2 * LONGEST:
        line = units[: 2 * (LONGEST - 1)].decode("utf-16-le", errors="ignore") + "…"
    return line or None


# --- what stands in the cells -----------------------------------------------------------------------------------------------------------

WORDS: dict[str, Pair] = {
    "obligation": ("yêu cầu", "order"), "recommendation": ("đề nghị", "request"), "prohibition": ("không được làm", "prohibition"),
    "umbrella": ("nhiệm vụ chung", "opens a list"),
    "lead": ("chủ trì, thực hiện", "leads"), "coordinate": ("phối hợp", "coordinates"),
    "receive_report": ("nhận báo cáo", "is reported to"), "advised": ("được tham mưu", "is advised"), "issuer": ("chỉ đạo", "issues"),
    "via": ("đầu mối", "goes between"), "supervise": ("giám sát", "supervises"),
    "named": ("cụ thể", "named"), "class": ("nhóm cơ quan", "class"), "locality": ("địa phương", "locality"),
    "target": ("chỉ tiêu", "target"), "achieved": ("đã đạt", "achieved"), "baseline": ("mốc so sánh", "baseline"), "change": ("mức tăng, giảm", "change"),
    "percent": ("phần trăm", "percent"), "ratio": ("tỷ lệ", "ratio"), "percentage_point": ("điểm phần trăm", "percentage points"),
    "money": ("tiền", "money"), "count": ("số lượng", "count"), "score": ("điểm số", "score"),
    "=": ("bằng", "exactly"), ">": ("trên", "more than"), ">=": ("ít nhất", "at least"), "<": ("dưới", "less than"), "<=": ("nhiều nhất", "at most"),
    "~": ("khoảng", "about"), "~<": ("gần", "nearly"), "range": ("trong khoảng", "between"),
    "other": ("khác", "other"),
    "DAILY": LABELS["DAILY"], "WEEKLY": LABELS["WEEKLY"], "MONTHLY": LABELS["MONTHLY"], "YEARLY": LABELS["YEARLY"],
}  # fmt: skip


def _day(written: str | None) -> Cell:
    """The day as a day; what is less than that (a month, a year) in words."""
    if not written:
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return show.day(written)


def _joined(names: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(names))


_BULLET = re.compile(r"^[\s\-+–•*]+(?=\w)(?!\d)")


def prose(text: str) -> str:
    """The text without the sign that makes it an item of a list.

    >>> prose("- Giao Sở Y tế"), prose("-5 độ")
    ('Giao Sở Y tế', '-5 độ')
    """
    return _BULLET.sub("", text)


def _issuer(row: Row) -> str:
    return show.issuer(row.item)


def _action(row: Row) -> str:
    return prose(row.item.action or row.item.text)


def _modality(row: Row) -> Pair:
    return WORDS["umbrella" if row.item.kind == "umbrella" else row.item.modality]


def _basis(row: Row) -> str:
    return _joined(show.basis(row.record, key) for key in row.item.legal_basis)


def _first_due(row: Row) -> Cell:
    """The last day of the first of its deadlines that has one."""
    return next((due.day for due in dues(row.record, row.item) if due.day), None)


def _worded_dues(row: Row) -> str:
    return _joined(due.words for due in dues(row.record, row.item))


def _again(due: Due | None) -> Pair | None:
    return WORDS[due.again.frequency] if due and due.again else None


# --- articles ---------------------------------------------------------------------------------------------------------------------------

_PUBLISHED = Column("published", ("Ngày đăng", "Published"), "day", 12, lambda r: _day(r.record.article.published))
_PROVINCE = Column("province", ("Tỉnh", "Province"), "text", 15, lambda r: r.record.article.place and r.record.article.place.province)
_ARTICLE = (
    Column("title", ("Tin bài", "Article"), "long", 40, lambda r: r.record.article.title),
    Column("url", ("Liên kết", "Link"), "url", 30, lambda r: r.record.article.url),
    Column("source", ("Nguồn", "Source"), "text", 18, lambda r: r.record.article.source),
    Column("article", ("Mã bài", "Article id"), "text", 16, lambda r: r.record.article.id),
)
_CONFIDENCE = Column("confidence", ("Độ tin cậy", "Confidence"), "share", 10, lambda r: r.item.confidence)
_SPAN = (
    Column("start", ("Từ ký tự", "Start"), "number", 9, lambda r: r.item.start),
    Column("end", ("Đến ký tự", "End"), "number", 9, lambda r: r.item.end),
)

_ARTICLES = Table(
    "articles", ("Bài viết", "Articles"), lambda record: [Row(record)],
    (
        _PUBLISHED, _PROVINCE,
        Column("district", ("Huyện", "District"), "text", 15, lambda r: r.record.article.place and r.record.article.place.district),
        *_ARTICLE,
        Column("directives", ("Số chỉ đạo", "Directives"), "number", 10, lambda r: len(r.record.directives)),
        Column("deadlines", ("Số thời hạn", "Deadlines"), "number", 10, lambda r: sum(1 for d in r.record.directives for _ in dues(r.record, d))),
        Column("documents", ("Số văn bản", "Documents"), "number", 10, lambda r: len(r.record.resources)),
        Column("characters", ("Số ký tự", "Characters"), "number", 10, lambda r: len(r.record.text)),
        Column("source_document", ("Văn bản gốc", "Source document"), "text", 18, lambda r: r.record.article.source_document),
        Column("version", ("Phiên bản", "Version"), "number", 10, lambda r: r.record.article.version),
        Column("attached_to", ("Đính kèm bài", "Attached to"), "text", 16, lambda r: r.record.article.attached_to),
        Column("cluster", ("Cụm tin", "Cluster"), "text", 16, lambda r: r.record.article.cluster),
        Column("diagnostics", ("Lưu ý", "To check"), "long", 40, lambda r: _joined(d.message for d in r.record.diagnostics)),
    ),
)  # fmt: skip


# --- directives and deadlines -----------------------------------------------------------------------------------------------------------

_LEAD = Column("lead", ("Cơ quan thực hiện", "Who"), "long", 34, lambda r: _joined(r.item.lead))
_COORDINATE = Column("coordinate", ("Phối hợp", "Together with"), "long", 28, lambda r: _joined(r.item.coordinate))
_ACTION = Column("action", ("Nội dung", "What"), "long", 60, _action)
_ISSUER = Column("issuer", ("Người, cơ quan chỉ đạo", "Issued by"), "long", 30, _issuer)
_MODALITY = Column("modality", ("Loại", "Kind"), "text", 14, _modality)
_TARGETS = Column("targets", ("Chỉ tiêu", "Target"), "long", 28, lambda r: _joined(r.item.targets))
_BASIS = Column("legal_basis", ("Căn cứ", "Basis"), "long", 26, _basis)
_ID = Column("directive", ("Mã chỉ đạo", "Directive id"), "text", 16, lambda r: r.item.id)
_TEXT = Column("text", ("Nguyên văn", "The very words"), "long", 60, lambda r: prose(r.item.text))

_DIRECTIVES = Table(
    "directives", ("Chỉ đạo", "Directives"), lambda record: [Row(record, directive) for directive in record.directives],
    (
        _PUBLISHED, _PROVINCE, _ISSUER, _LEAD, _ACTION,
        Column("due", ("Hạn chót", "Due"), "day", 12, _first_due),
        Column("deadline", ("Thời hạn", "By when"), "long", 24, _worded_dues),
        _MODALITY, _COORDINATE,
        Column("via", ("Thông qua", "Through"), "long", 24, lambda r: _joined(r.item.via)),
        Column("advised", ("Tham mưu cho", "Advising"), "long", 24, lambda r: _joined(r.item.advised)),
        Column("receive_report", ("Báo cáo về", "Report to"), "long", 24, lambda r: _joined(r.item.receive_report)),
        _TARGETS, _BASIS,
        Column("condition", ("Điều kiện", "Condition"), "long", 24, lambda r: r.item.condition),
        _CONFIDENCE, _TEXT, *_ARTICLE,
        Column("cluster", ("Cụm tin", "Cluster"), "text", 16, lambda r: r.record.article.cluster),
        _ID, *_SPAN,
    ),
)  # fmt: skip

_DEADLINES = Table(
    "deadlines", ("Thời hạn", "Deadlines"), lambda record: [Row(record, d, due) for d in record.directives for due in dues(record, d)],
    (
        Column("due", ("Hạn chót", "Due"), "day", 12, lambda r: r.due.day),
        Column("again", ("Lặp lại", "Again"), "text", 12, lambda r: _again(r.due)),
        Column("deadline", ("Thời hạn", "By when"), "long", 24, lambda r: r.due.words),
        _PROVINCE, _LEAD, _ACTION, _ISSUER, _COORDINATE, _MODALITY,
        Column("value", ("Giá trị (EDTF)", "Value (EDTF)"), "text", 16, lambda r: r.due.value),
        _CONFIDENCE, _TEXT, _PUBLISHED, *_ARTICLE, _ID, *_SPAN,
    ),
)  # fmt: skip


# --- documents, agencies, figures -------------------------------------------------------------------------------------------------------


def _documents(record: schema.Record) -> Iterator[Row]:
    """A row for each document, with its first mention; records that were marked up by hand have mentions alone."""
    by_id = {document.id: document for document in record.documents}
    for resource in record.resources:
        yield Row(record, (resource, next((by_id[id] for id in resource.mentions if id in by_id), None)))
    known, others = {resource.document for resource in record.resources}, {}
    for document in record.documents:
        if document.document not in known and document.form != "generic":
            others.setdefault(document.document or document.id, []).append(document)
    yield from (Row(record, (_resource(group), group[0])) for group in others.values())


def _resource(group: list[schema.Document]) -> schema.Resource:
    main = max(group, key=lambda d: (d.number is not None, d.symbol is not None, -d.start))
    return schema.Resource(
        document=main.document or main.id, type=main.type, number=main.number, symbol=main.symbol_normalized or main.symbol, issued=main.issued,
        issuer=main.issuer, title=main.title, mentions=[d.id for d in group],
    )  # fmt: skip


def _rests(row: Row) -> str:
    return _joined(d.id for d in row.record.directives if row.item[0].document in d.legal_basis)


_DOCUMENTS = Table(
    "documents", ("Văn bản", "Documents"), _documents,
    (
        Column("document", ("Văn bản", "Document"), "long", 34, lambda r: show.describe(r.item[0])),
        Column("type", ("Loại", "Type"), "text", 16, lambda r: r.item[0].type),
        Column("number", ("Số", "Number"), "text", 10, lambda r: r.item[0].number),
        Column("symbol", ("Ký hiệu", "Symbol"), "text", 14, lambda r: r.item[0].symbol),
        Column("issued", ("Ngày ban hành", "Issued"), "day", 12, lambda r: _day(r.item[0].issued)),
        Column("issuer", ("Cơ quan ban hành", "Issued by"), "long", 28, lambda r: r.item[0].issuer),
        Column("name", ("Tên", "Title"), "long", 40, lambda r: r.item[0].title),
        Column("mentions", ("Số lần nhắc", "Mentions"), "number", 10, lambda r: len(r.item[0].mentions)),
        Column("directives", ("Là căn cứ của", "Basis of"), "long", 20, _rests),
        Column("urn", ("Mã định danh (URN)", "URN"), "text", 40, lambda r: r.item[0].urn),
        Column("text", ("Nguyên văn", "The very words"), "long", 40, lambda r: r.item[1] and r.item[1].text),
        Column("confidence", ("Độ tin cậy", "Confidence"), "share", 10, lambda r: r.item[1] and r.item[1].confidence),
        _PROVINCE, _PUBLISHED, *_ARTICLE,
        Column("start", ("Từ ký tự", "Start"), "number", 9, lambda r: r.item[1] and r.item[1].start),
        Column("end", ("Đến ký tự", "End"), "number", 9, lambda r: r.item[1] and r.item[1].end),
    ),
)  # fmt: skip


def _agencies(record: schema.Record) -> Iterator[Row]:
    """A row for each agency in each of its roles, with the mentions."""
    groups: dict[tuple[str, str], list[schema.Agency]] = {}
    for agency in record.agencies:
        groups.setdefault((agency.agency or agency.name, agency.role), []).append(agency)
    yield from (Row(record, mentions) for mentions in groups.values())


_AGENCIES = Table(
    "agencies", ("Cơ quan", "Agencies"), _agencies,
    (
        Column("name", ("Cơ quan", "Agency"), "long", 40, lambda r: r.item[0].name),
        Column("role", ("Vai trò", "Role"), "text", 18, lambda r: WORDS[r.item[0].role]),
        Column("granularity", ("Mức độ", "Level"), "text", 14, lambda r: WORDS[r.item[0].granularity]),
        Column("mentions", ("Số lần nhắc", "Mentions"), "number", 10, lambda r: len(r.item)),
        Column("agency", ("Mã cơ quan", "Agency id"), "text", 34, lambda r: r.item[0].agency),
        Column("successor", ("Cơ quan kế thừa", "Successor"), "text", 34, lambda r: r.item[0].successor),
        Column("text", ("Nguyên văn", "The very words"), "long", 34, lambda r: r.item[0].text),
        Column("confidence", ("Độ tin cậy", "Confidence"), "share", 10, lambda r: max(a.confidence for a in r.item)),
        _PROVINCE, _PUBLISHED, *_ARTICLE,
        Column("start", ("Từ ký tự", "Start"), "number", 9, lambda r: r.item[0].start),
        Column("end", ("Đến ký tự", "End"), "number", 9, lambda r: r.item[0].end),
    ),
)  # fmt: skip


def _within(row: Row) -> str | None:
    """The directive in whose words the figure stands."""
    return next((d.id for d in row.record.directives if d.start <= row.item.start < d.end), None)


_QUANTITIES = Table(
    "targets", ("Chỉ tiêu", "Targets"), lambda record: [Row(record, quantity) for quantity in record.quantities],
    (
        Column("status", ("Trạng thái", "Status"), "text", 14, lambda r: WORDS[r.item.status]),
        Column("subject", ("Nội dung", "Of what"), "long", 50, lambda r: r.item.subject),
        Column("comparator", ("So sánh", "Comparison"), "text", 13, lambda r: WORDS[r.item.comparator]),
        Column("value", ("Giá trị", "Value"), "number", 12, lambda r: r.item.values[0] if r.item.values else None),
        Column("to", ("Đến", "To"), "number", 12, lambda r: r.item.values[1] if len(r.item.values) > 1 else None),
        Column("kind", ("Loại", "Kind"), "text", 16, lambda r: WORDS[r.item.kind]),
        Column("unit", ("Đơn vị", "Unit"), "text", 12, lambda r: r.item.unit),
        Column("year", ("Năm", "Year"), "number", 8, lambda r: r.item.year),
        Column("text", ("Nguyên văn", "The very words"), "text", 20, lambda r: r.item.text),
        Column("directive", ("Mã chỉ đạo", "Directive id"), "text", 16, _within),
        _CONFIDENCE, _PROVINCE, _PUBLISHED, *_ARTICLE, *_SPAN,
    ),
)  # fmt: skip

TABLES = (_DIRECTIVES, _DEADLINES, _DOCUMENTS, _AGENCIES, _QUANTITIES, _ARTICLES)
