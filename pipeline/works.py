"""Which references of an article are to one document, and what they tell one another (catalogue A14, A17)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline import places, schema, wellknown
from pipeline.context import Context
from pipeline.symbols import Kind, fold, kinds


@dataclass
class Reference:
    """A mention with what is needed to tell its document: its kind, the right spelling of its symbol, whether the text names its issuer."""

    document: schema.Document
    kind: Kind
    normal: str | None = None
    explicit: bool = False  # the issuer is named in the text, not only by the symbol
    alias_of: Reference | None = None  # "(sau đây gọi tắt là ...)"


@dataclass
class Work:
    """One document of the article, and its mentions."""

    references: list[Reference] = field(default_factory=list)

    def first(self, name: str) -> str | None:
        """The first value that a mention gives for a field."""
        return next((v for r in self.references if (v := getattr(r.document, name))), None)

    @property
    def normal(self) -> str | None:
        """The symbol in its right spelling, the fullest one given."""
        return max((r.normal for r in self.references if r.normal), key=len, default=None)

    @property
    def issuer(self) -> str | None:
        """The issuer as the text names it, else as a symbol does."""
        ranked = sorted((r for r in self.references if r.document.issuer), key=lambda r: not r.explicit)
        return ranked[0].document.issuer if ranked else None


def group(references: list[Reference], context: Context) -> list[Work]:
    """The documents that the references are to: first those with a symbol, then bare numbers, then titles."""
    works: list[Work] = []
    for rank in (_has_symbol, _has_number, _has_title):
        for reference in references:
            if next(r for r in (_has_symbol, _has_number, _has_title) if r(reference)) is rank:
                _join(reference, works, context)
    for work in works:
        work.references.sort(key=lambda r: r.document.start)
    return sorted(works, key=lambda w: w.references[0].document.start)


def _has_symbol(reference: Reference) -> bool:
    return bool(reference.document.number and reference.normal)


def _has_number(reference: Reference) -> bool:
    return bool(reference.document.number)


def _has_title(reference: Reference) -> bool:
    return True


def _join(reference: Reference, works: list[Work], context: Context) -> None:
    """Adds the reference to the nearest work that it can mean, the one named before it first; else it is a work of its own."""
    here = reference.document.start
    if reference.alias_of:
        home = next((w for w in works if any(r is reference.alias_of for r in w.references)), None)
        if home:
            home.references.append(reference)
            return
    same = _same_title if not reference.document.number else _same_number
    fits = [w for w in works if same(reference, w, context)]
    if not fits:
        works.append(Work([reference]))
        return
    fits.sort(key=lambda w: min((r.document.start > here, abs(r.document.start - here)) for r in w.references))
    fits[0].references.append(reference)


def alike(a: Kind, b: Kind) -> bool:
    """Whether two type words may name one document: "Chương trình" and "Chương trình hành động", "Văn bản" and any."""
    return a.type == b.type or b.type in (a.compound_of, *kinds()[a.type].variants) or a.type == b.compound_of or "Văn bản" in (a.type, b.type)


def _same_number(reference: Reference, work: Work, context: Context) -> bool:
    other = next((r for r in work.references if r.document.number), None)
    if other is None or not alike(reference.kind, other.kind):
        return False
    mine, its = (_split(d.number or "") for d in (reference.document, other.document))
    if mine[0] != its[0] or mine[1] != its[1] and (None not in (mine[1], its[1]) or reference.normal and work.normal and reference.normal == work.normal):
        return False
    return _same_symbol(reference.normal, work.normal) and _same_year(reference, work) and _same_issuer(reference, work)


def _split(number: str) -> tuple[str, str | None]:
    head, _, year = number.partition("/")
    return wellknown.plain_number(head), year or None


def _same_symbol(a: str | None, b: str | None) -> bool:
    """Equal, or one is missing, or one is only the tag of an issuer: 06/CP beside 06/QĐ-TTg is not, 06/CP beside a bare 06 is."""
    return not a or not b or fold(a) == fold(b)


def _same_year(reference: Reference, work: Work) -> bool:
    dated = [r.document.issued for r in work.references if r.document.issued]
    mine = reference.document.issued
    return not mine or not dated or mine[:4] in {d[:4] for d in dated}


_PLACE = re.compile(r"(?:tỉnh|[Tt]hành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Thị ủy) (.+)$")
_FAMILIES = (
    ("UBND", re.compile(r"UBND")),
    ("HĐND", re.compile(r"HĐND")),
    ("TW", re.compile(r"Bộ Chính trị|Ban Bí thư|Trung ương")),
    ("TU", re.compile(r"Tỉnh ủy|Thành ủy|Đảng bộ|Huyện ủy|Quận ủy|Thị ủy|Đảng ủy")),
    ("CP", re.compile(r"Thủ tướng|^Chính phủ")),
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
    if not any(alike(reference.kind, r.kind) for r in work.references):
        return False
    if not _same_year(reference, work):
        return False
    if reference.kind.title == "law":
        return any(_law_name(r) == _law_name(reference) and _same_years(r.document.title, reference.document.title) for r in work.references)
    mine = wellknown.words(reference.document.title)
    for other in work.references:
        its = wellknown.words(other.document.title)
        short, long = sorted((mine, its), key=len)
        if len(short) >= 2 and len(short & long) >= 0.8 * len(short) and (len(short) >= 4 or short == long or not _numbered(work)):
            return _same_years(reference.document.title, other.document.title)
    number = work.first("number")
    if number and reference.document.title:
        known = wellknown.by_title(reference.kind.type, reference.document.title, context.published)
        return known is not None and any(wellknown.plain_number(number) == wellknown.plain_number(n.split()[-1]) for n in known.names)
    return False


def _law_name(reference: Reference) -> str:
    """A law's title without its year: laws amend laws, so only equal names are one."""
    return re.sub(r"[ ,]*(?:năm )?(?:19|20)\d\d$", "", (reference.document.title or "").casefold())


def _numbered(work: Work) -> bool:
    return any(r.document.number for r in work.references)


def _same_years(a: str | None, b: str | None) -> bool:
    """False where the titles are of different years: Kế hoạch ... năm 2023 and năm 2024."""
    mine, its = (set(re.findall(r"\b(?:19|20)\d\d\b", t or "")) for t in (a, b))
    return not mine or not its or bool(mine & its)


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
        rest = "_".join(places.slug(work.first("title") or "").split("-")[:8])
        return f"{short}_{rest}" if rest else short
    parts = [short, number.replace("/", "_").replace(".", "_")]
    if work.normal and len(fold(work.normal)) > 2:
        parts.append(places.slug(re.sub(rf"^(?:{'|'.join(map(re.escape, kind.abbreviations)) or 'x'})(?=\W)", "", work.normal)).replace("-", "_").upper())
    return "_".join(p for p in parts if p)


def share(works: list[Work], context: Context) -> None:
    """Fills in what other mentions of a document say: date, issuer, and the symbol of a number given short."""
    for work in works:
        issued, issuer, normal = work.first("issued"), work.issuer, work.normal
        dates = {r.document.issued for r in work.references if r.document.issued and len(r.document.issued) == 10}
        if len(dates) > 1:
            last = work.references[-1].document
            context.warn("document.date_conflict", last.start, last.end, f"{last.document} is dated {' and '.join(sorted(dates))} in this article")
        for reference in work.references:
            document = reference.document
            document.issued = document.issued or issued
            if not reference.explicit and issuer:
                document.issuer = issuer
            if document.number and not document.symbol and normal and re.search(r"[-/]", normal) and reference.kind.type not in ("Đề án", "Chương trình"):
                document.symbol, reference.normal = normal, normal
