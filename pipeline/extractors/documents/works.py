"""Which references of an article are to one document, and what they tell one another (catalogue A14, A17)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline import places, schema
from pipeline.context import Context
from pipeline.extractors.documents import wellknown
from pipeline.extractors.documents.symbols import Kind, fold, kinds


@dataclass
class Reference:
    """A mention with what is needed to tell its document: its kind, the right spelling of its symbol, whether the text names its issuer."""

    document: schema.Document
    kind: Kind
    normal: str | None = None
    explicit: bool = False  # the issuer is named in the text, not only by the symbol
    alias_of: Reference | None = None  # "(sau đây gọi tắt là ...)"
    term: str | None = None  # the committee's: "khóa XVI"
    issued_here: bool = False  # the article tells that it was issued, or is its text


@dataclass
class Work:
    """One document of the article: its mentions, and what they say of it, kept as they are added."""

    references: list[Reference] = field(default_factory=list)
    numbered: list[Reference] = field(default_factory=list)  # of each number, symbol and term one mention
    titled: list[Reference] = field(default_factory=list)  # of each title one mention
    years: set[str] = field(default_factory=set)
    issuer: str | None = None  # as the text names it, else as a symbol does
    normal: str | None = None  # the symbol in its right spelling, the fullest one given
    _explicit: bool = False
    _seen: set[tuple[str | None, ...]] = field(default_factory=set)

    def add(self, reference: Reference) -> None:
        """Adds a mention."""
        document = reference.document
        self.references.append(reference)
        if document.issued:
            self.years.add(document.issued[:4])
        if document.issuer and (not self.issuer or reference.explicit and not self._explicit):
            self.issuer, self._explicit = document.issuer, reference.explicit
        if reference.normal and len(reference.normal) > len(self.normal or ""):
            self.normal = reference.normal
        if self._new("number", reference.kind.type, document.number, reference.normal, reference.term) and document.number:
            self.numbered.append(reference)
        if self._new("title", reference.kind.type, document.title) and document.title:
            self.titled.append(reference)

    def _new(self, *what: str | None) -> bool:
        fresh = what not in self._seen
        self._seen.add(what)
        return fresh

    def first(self, name: str) -> str | None:
        """The first value that a mention gives for a field."""
        return next((v for r in self.references if (v := getattr(r.document, name))), None)


NEAREST = 100  # titles are compared with this many documents before them: more than any article has, and the time stays linear


class _Shelf:
    """The works so far, found by number or, for titles, in order."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.works: list[Work] = []
        self.by_number: dict[str, list[Work]] = {}
        self.of: dict[int, Work] = {}  # by the id of a reference

    def put(self, reference: Reference) -> None:
        """Adds the reference to the work it is of, else as a work of its own."""
        work = self.of.get(id(reference.alias_of)) or self._find(reference)
        if work is None:
            work = Work()
            self.works.append(work)
        work.add(reference)
        self.of[id(reference)] = work
        if reference.document.number:
            shelf = self.by_number.setdefault(_split(reference.document.number)[0], [])
            if not any(w is work for w in shelf[-NEAREST:]):
                shelf.append(work)

    def _find(self, reference: Reference) -> Work | None:
        """The nearest work that the reference can mean, one named before it first."""
        here = reference.document.start
        if reference.document.number:
            candidates = self.by_number.get(_split(reference.document.number)[0], [])[-NEAREST:]
            fits = [w for w in candidates if _same_number(reference, w)]
        else:
            fits = [w for w in self.works[-NEAREST:] if _same_title(reference, w, self.context)]
        if len(fits) < 2:
            return fits[0] if fits else None
        return min(fits, key=lambda w: min((r.document.start > here, abs(r.document.start - here)) for r in w.references[:NEAREST]))


def group(references: list[Reference], context: Context) -> list[Work]:
    """The documents that the references are to: first those with a symbol, then bare numbers, then titles; an alias after its document."""
    shelf = _Shelf(context)
    for rank in range(3):
        for reference in references:
            if _rank(reference) == rank:
                shelf.put(reference)
    for work in shelf.works:
        work.references.sort(key=lambda r: r.document.start)
    return sorted(shelf.works, key=lambda w: w.references[0].document.start)


def _rank(reference: Reference) -> int:
    return 2 if not reference.document.number else 1 if not reference.normal else 0


def alike(a: Kind, b: Kind) -> bool:
    """Whether two type words may name one document: "Chương trình" and "Chương trình hành động", "Văn bản" and any."""
    return a.type == b.type or b.type in (a.compound_of, *kinds()[a.type].variants) or a.type == b.compound_of or "Văn bản" in (a.type, b.type)


def _same_number(reference: Reference, work: Work) -> bool:
    return any(_equal_numbers(reference, other) for other in work.numbered) and _same_year(reference, work) and _same_issuer(reference, work)


def _equal_numbers(a: Reference, b: Reference) -> bool:
    """Whether type, number, symbol and term agree where both have them; 31/2023/QĐ-UBND and 31/QĐ-UBND are two."""
    if not alike(a.kind, b.kind) or None not in (a.term, b.term) and a.term != b.term:
        return False
    mine, its = _split(a.document.number or ""), _split(b.document.number or "")
    years = mine[1] == its[1] or None in (mine[1], its[1]) and not (a.normal and b.normal)
    return mine[0] == its[0] and years and _same_symbol(a.normal, b.normal)


def _split(number: str) -> tuple[str, str | None]:
    head, _, year = number.partition("/")
    return wellknown.plain_number(head), year or None


def _same_symbol(a: str | None, b: str | None) -> bool:
    """Equal, or one is not written."""
    return not a or not b or fold(a) == fold(b)


def _same_year(reference: Reference, work: Work) -> bool:
    mine = reference.document.issued
    return not mine or not work.years or mine[:4] in work.years


_PLACE = re.compile(r"(?:tỉnh|[Tt]hành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Thị ủy) (.+)$")
_FAMILIES = (
    ("UBND", re.compile(r"UBND")),
    ("HĐND", re.compile(r"HĐND")),
    ("TW", re.compile(r"Bộ Chính trị|Ban Bí thư|Trung ương")),
    ("TU", re.compile(r"Tỉnh ủy|Thành ủy|Đảng bộ|Huyện ủy|Quận ủy|Thị ủy|Đảng ủy")),
)


def family(issuer: str) -> str:
    """The body behind an issuer's name: its chair, its standing committee and itself are one."""
    return next((name for name, pattern in _FAMILIES if pattern.search(issuer)), re.sub(r"^(?:Bộ trưởng|Giám đốc) ", "", issuer))


def _same_issuer(reference: Reference, work: Work) -> bool:
    mine, its = reference.document.issuer, work.issuer
    if not mine or not its or mine == its:
        return True
    if family(mine) != family(its):
        return bool(reference.normal and work.normal)  # then the symbol says that they are one
    a, b = _PLACE.search(mine), _PLACE.search(its)
    return not a or not b or places.fold(a[1]) == places.fold(b[1])


def _same_title(reference: Reference, work: Work, context: Context) -> bool:
    """Whether most of the content words of the shorter title are in the longer one, or both are of one well-known document."""
    if not any(alike(reference.kind, r.kind) for r in (work.numbered or work.titled)[:3]) or not _same_year(reference, work):
        return False
    if "law" in reference.kind.title:
        return any(_law_name(r) == _law_name(reference) and _same_years(r.document.title, reference.document.title) for r in work.titled)
    mine = wellknown.words(reference.document.title)
    for other in work.titled:
        short, long = sorted((mine, wellknown.words(other.document.title)), key=len)
        if len(short) >= 2 and len(short & long) >= 0.8 * len(short) and (len(short) >= 4 or short == long or not work.numbered):
            return _same_years(reference.document.title, other.document.title)
    if not work.numbered or not reference.document.title:
        return False
    known = wellknown.by_title(reference.kind.type, reference.document.title, context.published)
    number = _split(work.numbered[0].document.number or "")[0]
    return known is not None and number in {wellknown.plain_number(name.split()[-1]) for name in known.names}


def _law_name(reference: Reference) -> str:
    """A law's title without its year: laws amend laws, so only equal names are one."""
    return re.sub(r"[ ,]*(?:năm )?(?:19|20)\d\d$", "", (reference.document.title or "").casefold())


_ORDINAL = re.compile(r"\b(?:thứ |khóa |Đại hội |Trung ương )([IVXL]+|\d{1,2})\b", re.IGNORECASE)
_SPAN = re.compile(r"\b(?:đến năm|giai đoạn|thời kỳ|nhiệm kỳ)\b")


def _same_years(a: str | None, b: str | None) -> bool:
    """False where the titles are of other years or ordinals: the plan of 2023 and of 2024, or up to 2025 and of 2025; congresses XIII and XIV."""
    for found in (lambda t: set(re.findall(r"\b(?:19|20)\d\d\b", t)), lambda t: {n.upper() for n in _ORDINAL.findall(t)}):
        mine, its = found(a or ""), found(b or "")
        if mine and its and not mine & its:
            return False
    dated = all(re.search(r"\b(?:19|20)\d\d\b", t or "") for t in (a, b))
    return not dated or bool(_SPAN.search(a or "")) == bool(_SPAN.search(b or ""))


def name(works: list[Work]) -> None:
    """Gives each work's mentions its key: type, number and symbol; a title's first words where there is no number."""
    taken: dict[str, int] = {}
    for work in works:
        key = _key(work)
        taken[key] = taken.get(key, 0) + 1
        if taken[key] > 1:
            key += f"_{taken[key]}"
        for reference in work.references:
            reference.document.document = key


def _key(work: Work) -> str:
    kind = next((r.kind for r in work.references if r.document.number), work.references[0].kind)
    short = places.slug(kind.abbreviations[0] if kind.abbreviations and kind.type != "Đề án" else kind.type).replace("-", "_").upper()
    number = work.first("number")
    if not number:
        known = wellknown.by_title(kind.type, work.first("title") or "", None)
        if known:
            return f"{short}_{known.names[0].split()[-1]}"
        rest = "_".join(places.slug(work.first("title") or "").split("-")[:8])
        return f"{short}_{rest}" if rest else short
    parts = [short, number.replace("/", "_").replace(".", "_")]
    if work.normal and len(fold(work.normal)) > 2:
        tokens = re.split(r"\W", work.normal)
        parts += [places.slug(t).upper() for t in tokens[tokens[0] in kind.abbreviations :]]
    return "_".join(p for p in parts if p)


def _check_date(work: Work, context: Context) -> None:
    """Warns where a well-known document is given another date: the year mistyped, or the title says that it is the same."""
    dated = next((r for r in work.references if len(r.document.issued or "") == 10), None)
    if dated is None or not work.normal:
        return
    document, issued = dated.document, dated.document.issued or ""
    rows = wellknown.all_by_symbol(dated.kind.type, document.number or "", work.normal)
    if any(row.issued == issued for row in rows):
        return
    about = wellknown.words(work.first("title"))
    for row in rows:
        if row.issued[4:] == issued[4:] or len(row.title & about) >= 0.5 * len(row.title):
            message = f"{row.type} {row.number} {row.symbol} is of {row.issued}, not {issued}"
            context.warn("document.date_conflict", document.start, document.end, message)


NAMED_BY_NUMBER = ("Đề án", "Chương trình")  # "Đề án 06" is a name of its own, not the short form of a symbol


def share(works: list[Work], context: Context) -> None:
    """Fills in what other mentions of a document say: date, issuer, and the symbol of a number given short."""
    for work in works:
        issued, issuer, normal = work.first("issued"), work.issuer, work.normal
        dates = {r.document.issued for r in work.references if r.document.issued and len(r.document.issued) == 10}
        if len(dates) > 1:
            last = work.references[-1].document
            context.warn("document.date_conflict", last.start, last.end, f"{last.document} is dated {' and '.join(sorted(dates))} in this article")
        _check_date(work, context)
        for reference in work.references:
            document = reference.document
            document.issued = document.issued or issued
            if not reference.explicit and issuer:
                document.issuer = issuer
            if document.number and not document.symbol and normal and re.search(r"[-/]|QH", normal) and reference.kind.type not in NAMED_BY_NUMBER:
                document.symbol, reference.normal = normal, normal
