"""References to official documents: by number and symbol, by number alone, by title, and pointing back (catalogue A1-A19).

`find` reads every type word ("Nghị quyết", "Công văn", ...) and what follows it, then numbers whose symbol needs no type word, then titles;
`works` tells which references are to one document and shares what each of them says; pointers ("Kế hoạch này") come last.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from pipeline import places, schema
from pipeline.context import Context
from pipeline.places import Province
from pipeline.extractors.documents import issuers, symbols, titles, wellknown, works
from pipeline.extractors.documents.symbols import LOWER, UPPER, Kind, Reading, Symbol
from pipeline.extractors.documents.titles import Head, cue
from pipeline.extractors.documents.works import Reference


class Page(NamedTuple):
    """An article with the province that its short names mean."""

    context: Context
    text: str
    home: Province | None

    def before(self, start: int, longest: int = 200) -> str:
        """The words of the sentence before a place."""
        sentence = self.context.sentence(start)
        return self.text[max(sentence.start if sentence else 0, start - longest) : start]


def find(context: Context) -> list[schema.Document]:
    """The references to documents in an article, in order."""
    page = Page(context, context.text, places.province(context.province, context.published))
    heads = [h for h in _heads(page) if context.zone(h.start) != "boilerplate"]
    references = _numbered(page, heads)
    references += _bare(page, references)
    references += _titled(page, heads, references)
    references.sort(key=lambda r: r.document.start)
    _twins(page, references)
    _aliases(page, references)
    grouped = works.group(references, context)
    works.name(grouped)
    works.share(grouped, context)
    found = [r.document for r in references] + _pointers(page, heads, references)
    return sorted(found, key=lambda d: (d.start, d.end))


# -- type words


@cache
def _surfaces() -> dict[str, Kind]:
    """Kind by what its type word looks like, case-folded without spaces."""
    return {s.casefold().replace(" ", ""): kind for kind in symbols.kinds().values() for s in (kind.type, *kind.variants)}


@cache
def _short() -> dict[str, Kind]:
    """Kind by its abbreviation where that is used as a word: "NQ 57", "KH số 12/KH-UBND"."""
    return {right: symbols.kinds()[types[0]] for right, types in symbols.abbreviations().values() if len(right) > 1}


_SHORT_ALONE = ("NQ", "NĐ", "QĐ", "ĐA", "CV")  # read with a number alone: "NĐ 61"; the others are too often something else


@cache
def _head_pattern() -> re.Pattern[str]:
    names = {s for kind in symbols.kinds().values() for s in (kind.type, *kind.variants)}
    return re.compile(
        rf"""(?: (?<![^\W_]) | (?<=[{LOWER}])(?=[{UPPER}]) )                            # a word's start; a lost space before a capital
             (?: (?P<name> (?i:{_by_first_syllable(names)}) )
                 (?= [^\w] | số[^\w]?[ ]?\d | \d | $ )                                  # "Quyết địnhsố 12", "Quyết định12/QĐ-UBND"
               | (?<![/&.-]) (?P<short> {"|".join(sorted(_short(), key=len, reverse=True))} ) (?=[ ]?(?:(?i:số)[ ]?:?[ ]?)?\d) )""",
        re.VERBOSE,
    )


def _by_first_syllable(names: set[str]) -> str:
    """The names as alternatives, the first syllable of each said once: three times as fast to search for."""
    rests: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        first, _, rest = name.partition(" ")
        rests.setdefault(first.casefold(), []).append(rest.replace(" ", "[ ]?"))
    return "|".join(f"{first}(?:{'|'.join(f'[ ]?{rest}' if rest else '' for rest in found)})" for first, found in rests.items())


def _heads(page: Page) -> Iterator[Head]:
    """Every type word of the text, the longest at each place."""
    starts = {s.start for s in page.context.sentences} | {line.start for line in page.context.lines}
    for found in _head_pattern().finditer(page.text):
        if found["name"]:
            kind = _surfaces()[found["name"].casefold().replace(" ", "")]
        else:
            kind = _short()[found["short"]]
        yield Head(found.start(), found.end(), kind, found[0][0].isupper(), found.start() in starts)


# -- numbers


_TO_NUMBER = re.compile(r"[ ]?(?P<so>(?:[,:]?[ ]?(?:số|Số|SỐ)[ ]?[:.]?[ ]?){1,2})?(?=\d)")
_OWNER = re.compile(r" (?:của|do) ")
_ADJUNCT = re.compile(rf"(?: [{LOWER}]+){{1,4}}(?= (?:số|Số)[ :.]{{0,2}}\d)")  # "Báo cáo thẩm định số ..."


def _numbered(page: Page, heads: list[Head]) -> list[Reference]:
    """The references whose type word is followed by a number."""
    found: list[Reference] = []
    known: set[tuple[str, str | None]] = set()  # type and number of those before
    done = 0
    for head in heads:
        if head.start >= done:
            here = _after(page, head, known)
            found += here
            known.update((r.kind.type, r.document.number) for r in here)
            done = max([done, *(r.document.end for r in here)])
    return found


def _after(page: Page, head: Head, known: set[tuple[str, str | None]]) -> list[Reference]:
    """The reference whose type word this is, and those that share it."""
    text, at, owner = page.text, head.end, None
    link = _OWNER.match(text, at)
    if link:  # "Chỉ thị của Bộ trưởng Bộ Xây dựng số 09/CT-BXD"
        owner = issuers.read(text, link.end(), page.home)
        at = owner.end if owner else at
    adjunct = None if owner else _ADJUNCT.match(text, at)
    adjunct = None if adjunct and _head_pattern().search(text, at, adjunct.end()) else adjunct
    to = _TO_NUMBER.match(text, adjunct.end() if adjunct else at)
    if not to or owner and not to["so"]:
        return []
    symbol = symbols.match(text, to.end())
    if not symbol or not symbol.symbol and (adjunct or any(veto(page, head, bool(to["so"]), to[0], symbol) for veto in NUMBER_VETOES)):
        if not symbol or adjunct or (head.kind.type, symbol.number) not in known or not head.capital or _no_end(page, head, False, "", symbol):
            return []  # "Kết luận 87 nêu rõ" is one where "Kết luận 87" has been named
    first = _reference(page, head.kind, head.start, symbol, "rule:documents.symbol" if symbol.symbol else "rule:documents.number")
    rest = _chain(page, head, first, symbol)
    _respectively(page, [first, *rest])
    _subject(page, head, [first, *rest])
    if owner:
        _own(first, owner)
    _provision(page, head, first)
    for reference in (first, *rest):
        _settle(page, reference)
    return [first, *rest]


# Why a number after a type word, with no symbol, is not the document's.

_GOES_ON = re.compile(r"[/.,:]\d|[ ]?%|[ ]?-[ ]?\d|[ ]?/[ ]?\d|[º°]")


@cache
def _count() -> re.Pattern[str]:
    years, date = r"năm (?:19|20)\d\d ?- ?\d", r"(?!ngày \d|năm (?:19|20)\d\d)"
    return re.compile(rf" (?:{years}|{date}(?:{cue('count')}|năm)(?![^\W_]))", re.IGNORECASE)


def _no_end(page: Page, head: Head, so: bool, mark: str, symbol: Symbol) -> bool:
    """12/5, 8-9%, 1,5 triệu: the number goes on."""
    return bool(_GOES_ON.match(page.text, symbol.end))


def _footnote(page: Page, head: Head, so: bool, mark: str, symbol: Symbol) -> bool:
    """"Đề án3": a digit glued to the word is a footnote's."""
    return not so and not mark


def _is_year(page: Page, head: Head, so: bool, mark: str, symbol: Symbol) -> bool:
    """"Kế hoạch 2024" is of the year; "Đề án 1956" has that number."""
    return not so and bool(re.fullmatch(r"(?:19|20)\d\d", symbol.number)) and not wellknown.has_number(head.kind.type, symbol.number)


def _too_weak(page: Page, head: Head, so: bool, mark: str, symbol: Symbol) -> bool:
    """What the kind asks for before a bare number is missing: "báo cáo 5 ...", "Văn bản 12"."""
    need = head.kind.number
    short = page.text[head.start : head.end]
    if short in _short():
        return not so and short not in _SHORT_ALONE
    if need == "capital" and head.opening and not so and not _BARE_END.match(page.text, symbol.end):
        return True  # "Quyết định 5 ..." may be a verb with its capital
    return need == "symbol" or need == "so" and not so or need == "capital" and not head.capital and not so


def _counted(page: Page, head: Head, so: bool, mark: str, symbol: Symbol) -> bool:
    """"Kế hoạch 180 ngày", "quyết định 5 nội dung": the number counts what follows it."""
    slogan = len(symbol.number) == 1 and _slogan().match(page.text, symbol.end)  # "Chương trình 5 không"; "Nghị quyết 57 không ..." is a document
    return bool(slogan or _count().match(page.text, symbol.end))


@cache
def _slogan() -> re.Pattern[str]:
    return re.compile(rf" {cue('slogan')}(?![^\W_])", re.IGNORECASE)


def _of_organisation(page: Page, head: Head, so: bool, mark: str, symbol: Symbol) -> bool:
    """"Phòng Kế hoạch 2" is an agency; Đề án 06 in "Tổ công tác Đề án 06" is a document all the same."""
    return bool(re.search(r"(?<!\w)(?:Sở|Phòng|Viện|Vụ|Khoa|Trường|Ban|Cục) $", page.before(head.start, 12)))


NUMBER_VETOES: tuple[Callable[[Page, Head, bool, str, Symbol], bool], ...] = (_no_end, _footnote, _is_year, _too_weak, _counted, _of_organisation)


# -- dates and issuers after a number

_DAY = r"""(?P<day>\d{1,2})
    (?: [ ]?[/.-][ ]?(?P<month>\d{1,2}) (?:[ ]?[/.-][ ]?(?P<year>(?:19|20)\d\d))?            # 9/9/2021, 22.12.2024, 21/5
      | [ ]?tháng[ ](?P<word>\d{1,2}) (?:[ ,]{1,2}năm[ ](?P<long>(?:19|20)\d\d))? )          # 31 tháng 10 năm 2019
    (?!\d|[/.-]\d)"""
_DATE = re.compile(
    rf"""(?P<lead> ,?[ ]\(? (?:(?:được|do)[ ])? (?:(?:ban[ ]hành|phát[ ]hành|ký(?:[ ]ban[ ]hành)?)[ ])? (?:vào[ ])? ngày[ ](?:ngày[ ])?  # ngày, (ngày, ký ngày
                 | ,?[ ]\((?=\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}\)) )                                                         # (22/12/2024)
        (?P<date> {_DAY} ) \)?""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"[ ]năm[ ](?P<year>(?:19|20)\d\d)(?![\d-]|[ ]-[ ]\d)")
_BY = re.compile(r",?[ ](?:của|(?:ban hành )?bởi)[ ](?:đồng chí )?", re.IGNORECASE)


def _reference(page: Page, kind: Kind, start: int, symbol: Symbol, by: str) -> Reference:
    """The reference from start over the symbol, its date and its issuer."""
    reading = symbols.repair(symbol.symbol, kind, issuers.codes()) if symbol.symbol else None
    kind = _kind(kind, reading)
    document = schema.Document(
        start=start, end=symbol.end, core_start=start, core_end=symbol.end, type=kind.type, number=symbol.number, symbol=symbol.symbol,
        by=by, confidence=0.98 if symbol.symbol else 0.85,
    )  # fmt: skip
    reference = Reference(document, kind, reading.normal if reading else None)
    if reading and reading.normal != symbol.symbol:
        document.symbol_normalized = reading.normal
        if reading.damaged:
            page.context.warn("symbol.malformed", symbol.start, symbol.end, f"{symbol.number} {symbol.symbol}: read as {reading.normal}")
    _tail(page, reference)
    term = _TERM.search(page.text[symbol.end : document.end + 14])
    reference.term = term[1] if term else None
    return reference


_TERM = re.compile(r"khóa ([IVX]+)\b")


def _kind(kind: Kind, reading: Reading | None) -> Kind:
    """The kind, "Văn bản" told by its symbol: a symbol without a type is an official letter's."""
    if kind.type != "Văn bản":
        return kind
    types = symbols.abbreviations().get((reading.abbreviation or "").casefold(), ("", ["Công văn"]))[1] if reading else ["Công văn"]
    return symbols.kinds()[types[0]]


def _tail(page: Page, reference: Reference) -> None:
    """Extends the reference over "ngày ...", "năm ..." and "của ...", in any order, each once."""
    document, text = reference.document, page.text
    while True:
        date = None if document.issued else _DATE.match(text, document.end)
        year = None if document.issued else _YEAR.match(text, document.end)
        if date and (value := _day(page, date)):
            document.issued, document.end = value, date.end() if date["lead"].count("(") == date[0].count(")") else date.end("date")
        elif year:
            document.issued, document.end = year["year"], year.end()
        elif not reference.explicit and (link := _BY.match(text, document.end)) and (issuer := issuers.read(text, link.end(), page.home)):
            _own(reference, issuer)
            document.end = issuer.end
        else:
            return


def _own(reference: Reference, issuer: issuers.Issuer) -> None:
    reference.document.issuer, reference.explicit = issuer.name, True


def _day(page: Page, found: re.Match[str]) -> str | None:
    """The ISO date of a match, the year taken from the publication where it is missing; None for what cannot be a document's date."""
    day, month, year = int(found["day"]), int(found["month"] or found["word"]), found["year"] or found["long"]
    published = page.context.published
    if not year and (not published or found["lead"].startswith(",") and not _BY.match(page.text, found.end())):
        return None  # "..., ngày 25/5 các sở báo cáo" is a day of its own
    return _iso(page, int(year) if year else None, month, day)


def _iso(page: Page, year: int | None, month: int, day: int) -> str | None:
    """The ISO date, without a year the last such day before publication; None for no date and for one that is still to come."""
    published = page.context.published
    try:
        if year or not published:
            date = datetime.date(year or 0, month, day)
        else:
            date = datetime.date(published.year, month, day)
            date = date if date <= published else datetime.date(published.year - 1, month, day)
    except ValueError:
        return None
    return date.isoformat() if not published or date <= published + datetime.timedelta(days=1) else None


# -- several documents under one type word

_AND = re.compile(r"[ ]?(?:,|;|và|cùng|hoặc|hay|&)[ ](?:(?:và|cùng)[ ])?(?P<so>(?:các[ ])?(?:số|Số)[ ]?[:.]?[ ]?)?(?=\d)")
_BARE_END = re.compile(r"(?=[ ]?(?:[,;.):”\n]|$)|[ ](?:và|của|ngày[ ]\d|về|hoặc|cùng|năm[ ](?:19|20)\d\d(?![ ]?-)))")


def _chain(page: Page, head: Head, first: Reference, symbol: Symbol) -> list[Reference]:
    """What follows under the same type word: "số 411/QĐ-TTg và số 146/QĐ-TTg", "18, 19-NQ/TW"; marks shared by the last are given to the earlier."""
    text, found, bare = page.text, [], [first] if not symbol.symbol else []
    end = first.document.end
    while link := _AND.match(text, end):
        following = symbols.match(text, link.end())
        if not following or not following.symbol and not _stands_alone(text, following):
            break
        start = link.start("so") if link["so"] and not link["so"].startswith("các") else link.end()
        reference = _reference(page, head.kind, start, following, "rule:documents.coordinated")
        if following.symbol and reference.normal and not _fits(head.kind, reference):
            break
        if following.symbol:
            _distribute(bare, reference)
            bare = []
        else:
            bare.append(reference)
        found.append(reference)
        end = reference.document.end
    plural = _plural(page, head)
    while found and not found[-1].document.symbol and not _listed(first, found, plural):
        found.pop()
    _spread([first, *found], plural)
    return found


def _listed(first: Reference, found: list[Reference], plural: bool) -> bool:
    """Whether bare numbers at the end are documents: "các Nghị quyết 57, 59", "Nghị quyết 57, 59 và 66", "Nghị quyết 57, 59 của Bộ Chính trị"."""
    last = found[-1].document
    return first.document.symbol is None and (plural or len(found) > 1 or last.end > (last.core_end or 0))


def _stands_alone(text: str, symbol: Symbol) -> bool:
    """Whether a bare number in a list is a document's: no date, no count."""
    return bool(_BARE_END.match(text, symbol.end)) and not _GOES_ON.match(text, symbol.end)


def _fits(kind: Kind, reference: Reference) -> bool:
    """Whether a symbol can stand under this type word: its own type, or none."""
    types = symbols.abbreviations().get(re.split(r"[-/]", reference.normal or "")[0].casefold())
    return types is None or any(works.alike(kind, symbols.kinds()[t]) for t in types[1])


def _distribute(bare: list[Reference], last: Reference) -> None:
    """614, 615, 616-CV/VPTW: the symbol of the last is that of all."""
    for reference in bare:
        reference.document.symbol, reference.normal = last.document.symbol, last.normal
        reference.document.symbol_normalized = last.document.symbol_normalized
        reference.document.by = "rule:documents.coordinated"


def _plural(page: Page, head: Head) -> bool:
    return bool(re.search(r"(?<!\w)(?:các|những|hai|ba|bốn|\d+) $", page.before(head.start, 12), re.IGNORECASE))


def _spread(chain: list[Reference], plural: bool) -> None:
    """Gives the last one's issuer to the earlier ones; its date only under a plural ("các Quyết định ... ngày ...")."""
    last = chain[-1]
    for reference in chain[:-1]:
        if last.explicit and not reference.explicit and reference.normal in (None, last.normal):
            reference.document.issuer, reference.explicit = last.document.issuer, True
        if plural and not reference.document.issued and reference.normal == last.normal and last.normal:
            reference.document.issued = last.document.issued


_SOME_DAY = r"\d{1,2}(?:[/.-]\d{1,2}(?:[/.-](?:19|20)\d\d)?)?"
_DAYS = re.compile(rf",? (?:lần lượt )?\(?(?:các )?ngày (?P<days>{_SOME_DAY}(?:(?:,| và|, và) (?:ngày )?{_SOME_DAY})+)(?![\d/.-]\d)\)?")


def _respectively(page: Page, chain: list[Reference]) -> None:
    """"Công văn số 118, số 204/UBND-NL lần lượt ngày 14 và 24/01/2013": as many days as documents, each has its own."""
    last = chain[-1].document
    found = _DAYS.match(page.text, last.core_end or last.end) if len(chain) > 1 else None
    days = re.findall(_SOME_DAY, found["days"]) if found else []
    if not found or len(days) != len(chain) or days[-1].isdigit():
        return
    last.end, month, year = last.core_end or last.end, "", ""
    for reference, day in zip(reversed(chain), reversed(days), strict=True):
        number, *rest = re.split(r"[/.-]", day)
        month, year = (rest + [month, year][len(rest) :])[:2]
        reference.document.issued = _iso(page, int(year) if year else None, int(month), int(number))
    link = _BY.match(page.text, found.end())
    issuer = issuers.read(page.text, link.end(), page.home) if link else None
    for reference in chain:
        if issuer and not reference.explicit:
            _own(reference, issuer)


# -- what stands before: the subject, its date, articles and clauses

_ISSUING = re.compile(
    r"""(?<!\w)(?: ban[ ]hành | ký | có | ra | gửi | phát[ ]đi | phát[ ]hành | thông[ ]qua | phê[ ]duyệt | công[ ]bố )
        (?: [ ](?:và[ ])?(?: ban[ ]hành | ngay | tiếp | thêm | bổ[ ]sung | kèm[ ]theo | các | một[ ]số | văn[ ]bản | hỏa[ ]tốc | khẩn ) )* [ ]?$""",
    re.VERBOSE | re.IGNORECASE,
)
_DAY_BEFORE = re.compile(
    rf"""(?P<lead>(?<!\w)(?:[Nn]gày|[Ss]áng|[Cc]hiều|[Tt]ối|[Tt]rưa)(?:[ ](?:ngày|hôm[ ]nay|nay))?[ ,(]{{1,2}})
        {_DAY}""",
    re.VERBOSE,
)
_NOT_SUBJECT = re.compile(r"(?<!\w)(?:theo|của|tại|gửi|cho) $", re.IGNORECASE)
_NOT_THEN = re.compile(r"(?<!\w)(?:trước|đến|từ|hết|sau|kể từ|tính đến) $", re.IGNORECASE)


def _subject(page: Page, head: Head, references: list[Reference]) -> None:
    """"Ngày 3/6/2023, UBND huyện ra Quyết định số ...": the subject of an issuing verb issues, its day is the document's."""
    before = page.before(head.start, 260)
    if not _ISSUING.search(before):
        return
    offset = head.start - len(before)
    named = [i for i in issuers.before(page.text, offset, head.start, page.home) if not _NOT_SUBJECT.search(page.text[max(0, i.start - 6) : i.start])]
    offset += before.rfind(";") + 1
    days = [d for d in _DAY_BEFORE.finditer(page.text, offset, head.start) if _then(page.text[offset : d.start()])]
    if days and re.search(r"(?<!\w)[Tt]heo(?!\w)", page.text[days[-1].end() : head.start]):
        days = []  # "Ngày 31/10, theo Văn phòng ..., cơ quan này vừa ban hành": the day of the news
    for reference in references:
        reference.issued_here = reference.issued_here or bool(named or days)
        if named and not reference.explicit:
            _subject_issues(reference, [_OFFICER.sub("", i.name) for i in named])
        if days and not reference.document.issued:
            reference.document.issued = _day(page, days[-1])


_DATED = re.compile(r"\d[/.-]\d{1,2}[/.-]\d{4}, $")


def _then(before: str) -> bool:
    """Whether a day after these words is when something was done: no bound, and not the date of a document just named."""
    if _DATED.search(before):
        return True  # "... ngày 15/1/2010, ngày 12/4/2010, UBND tỉnh ban hành ...": the first has its date
    words = before.rstrip(" ,(").split()
    return not _NOT_THEN.search(before) and not (words and re.search(r"\d", words[-1]))


def _subject_issues(reference: Reference, names: list[str]) -> None:
    """The last of these that can issue under the symbol."""
    code = re.split(r"[-/]", reference.normal)[-1] if reference.normal else None
    coded = issuers.of_code(code, places.province("An Giang")) if code else None  # any province: only the family matters
    for name in reversed(names):
        if not reference.normal or coded and works.family(coded) == works.family(name) or code in ("TW", "TƯ") and works.family(name) == "TW":
            reference.document.issuer, reference.explicit = name, True
            return


_STEP = r"(?:điểm|khoản|điều|mục|tiểu mục|chương|phần|phụ lục|tiết)[ ][\dIVXa-zđ]{1,5}(?:\.\d+)*(?![^\W_])"
_PROVISION = re.compile(
    rf"(?P<where>{_STEP}(?:(?:,| và|, và| và các|;)?[ ](?:{_STEP}|\d{{1,3}}\w?(?![^\W_])))*)(?:,| của| tại| trong| -)?[ ]$", re.IGNORECASE
)


def _provision(page: Page, head: Head, reference: Reference) -> None:
    """"điểm a khoản 2 Điều 5 (của) Nghị định ...": the place in the document."""
    found = _PROVISION.search(page.before(head.start, 90))
    if found:
        reference.document.provision = found["where"]


# -- issuer, title and form of a numbered reference

_TITLE_AFTER = re.compile(
    r"""[ ,]{1,2}(?: [“"](?P<quoted>[^“”"\n]{8,400})[”"]
          | (?P<title> (?: về | V/v | quy[ ]định | phê[ ]duyệt | ban[ ]hành | triển[ ]khai | thực[ ]hiện | tăng[ ]cường | hướng[ ]dẫn
                         | chỉ[ ]đạo | sửa[ ]đổi | thành[ ]lập | kiện[ ]toàn ) [ ] ) )""",
    re.VERBOSE,
)
_OFFICER = re.compile(r"^(?:Phó )?(?:Chủ tịch|Giám đốc) ")  # the body that an officer signs for
_PASSIVE = re.compile(r"[ ,]{1,2}(?:đã |vừa |mới )?(?:được|do) ")
_PASSIVE_VERB = re.compile(r"(?: [\w.]+){0,4}? (?:ký|ban hành|phê duyệt|thông qua|công bố)(?!\w)")


def _passive(page: Page, reference: Reference) -> None:
    """"... đã được Thủ tướng phê duyệt", "... do UBND tỉnh ban hành": the issuer comes after."""
    link = _PASSIVE.match(page.text, reference.document.end)
    issuer = issuers.read(page.text, link.end(), page.home) if link else None
    if issuer and not reference.explicit and _PASSIVE_VERB.match(page.text, issuer.end):
        reference.document.issuer, reference.explicit = _OFFICER.sub("", issuer.name), True


_SIGNED_AFTER = re.compile(rf"(?P<lead> [ ](?:mà|do|được)[ ][^,.;:()\n]{{3,90}}?[ ]ký(?:[ ]ban[ ]hành)?(?:[ ]vào)?[ ]ngày[ ] ){_DAY}", re.VERBOSE)


def _signed(page: Page, reference: Reference) -> None:
    """"... mà Chủ tịch UBND tỉnh ký ngày 16/4": the day comes after the signer."""
    if not reference.document.issued and (found := _SIGNED_AFTER.match(page.text, reference.document.end)):
        reference.document.issued = _day(page, found)


def _settle(page: Page, reference: Reference) -> None:
    """Fills in title, issuer and form."""
    document = reference.document
    _passive(page, reference)
    _signed(page, reference)
    if not document.title:
        _title_after(page, reference)
    _by_symbol(page, reference)
    document.form = "full" if document.symbol or document.end > (document.core_end or 0) else "short"


def _title_after(page: Page, reference: Reference) -> None:
    """The subject that follows, and the issuer that may close it: "thông tư 13 quy định ... của Bộ Nội vụ"."""
    found = _TITLE_AFTER.match(page.text, reference.document.end)
    if not found:
        return
    end = found.end() if found["quoted"] else titles.subject_end(page.text, found.end())
    reference.document.title = found["quoted"] or page.text[found.start("title") : end]
    if reference.explicit or reference.normal or reference.kind.type not in ("Thông tư", "Nghị quyết", "Chỉ thị", "Kết luận"):
        return
    late = page.text.rfind(" của ", found.start(), end)
    issuer = issuers.read(page.text, late + 5, page.home) if late > 0 else None
    if issuer and _may_issue(reference.kind, issuer.name):
        _own(reference, issuer)


def _may_issue(kind: Kind, name: str) -> bool:
    """Circulars are of ministries, the others of anybody."""
    return kind.type != "Thông tư" or name.startswith(("Bộ", "Ngân hàng", "Thanh tra", "Tòa", "Viện", "Kiểm toán", "Ủy ban Dân tộc"))


def _by_symbol(page: Page, reference: Reference) -> None:
    """The issuer as the symbol says it: always for a central body, else where the text names none."""
    document, kind = reference.document, reference.kind
    if not document.issuer and kind.type == "Nghị định":
        document.issuer = "Chính phủ"  # no other body issues one
    if not reference.normal or kind.type == "Đề án":
        return
    reading = symbols.repair(reference.normal, kind, issuers.codes())
    if reading.codes and reading.codes[0] in ("TW", "TƯ"):
        _by_centre(page, reference, reading)
        return
    coded = _coded(page, reading)
    if not coded or document.issuer and works.family(document.issuer) == works.family(coded):
        return
    central = bool(reading.codes) and issuers.of_code(reading.codes[0], None) is not None
    if document.issuer and central:
        page.context.warn("document.issuer_conflict", document.start, document.end, f"{document.issuer} by the text, {coded} by the symbol")
    if central or not document.issuer:
        document.issuer = coded


def _by_centre(page: Page, reference: Reference, reading: Reading) -> None:
    """The Party's centre, which of its bodies where that is known; TƯ is typed for TW, and for TU where the text names a Tỉnh ủy."""
    document, kind = reference.document, reference.kind
    unit = "TU" if document.issuer and works.family(document.issuer) == "TU" else "TW"
    if reading.codes[0] == "TƯ":
        reference.normal = document.symbol_normalized = reading.normal.replace("TƯ", unit)
    if not document.issuer:
        known = wellknown.by_symbol(kind.type, document.number or "", reference.normal or "", page.context.published, page.before(document.start))
        document.issuer = known.issuer if known else "Bộ Chính trị" if kind.type in ("Nghị quyết", "Kết luận") else None


def _coded(page: Page, reading: Reading) -> str | None:
    """The issuer that the codes of a symbol name; all of them for a joint document."""
    if not reading.codes:
        return None
    joint = any(symbols.kinds()[t].system == "joint" for t in symbols.abbreviations().get((reading.abbreviation or "").casefold(), ("", []))[1])
    if joint:
        return ", ".join(name for c in reading.codes if (name := issuers.of_code(c, page.home) or issuers.of_code("B" + c, page.home))) or None
    return issuers.of_code(reading.codes[0], page.home)


# -- numbers that need no type word

_FAR_HEAD = re.compile(r"(?:[ ]\w+){1,14}[ ](?:số|Số|SỐ)[ ]?[:.]?[ ]?")


def _bare(page: Page, taken: list[Reference]) -> list[Reference]:
    """The numbers with a full symbol that no type word introduces ("(57-NQ/TW)", "số 96/2016/NĐ-CP"), or one farther off."""
    spans = sorted((r.document.start, r.document.end) for r in taken)
    found: list[Reference] = []
    for place in symbols.bare().finditer(page.text):
        at = place.start()
        i = bisect_right(spans, (at, len(page.text))) - 1
        if i >= 0 and at < spans[i][1] or found and at < found[-1].document.end or page.context.zone(at) == "boilerplate":
            continue
        symbol = symbols.match(page.text, at)
        if not symbol or not symbol.symbol or re.search(r"(?:[/…_-]|\.\.)[ ]?$", page.text[max(0, at - 3) : at]):
            continue
        reference = _headless(page, symbol)
        if reference:
            _settle(page, reference)
            found.append(reference)
    return found


def _headless(page: Page, symbol: Symbol) -> Reference | None:
    """The reference of a symbol that tells its own type."""
    before = page.before(symbol.start, 300)
    near = [m for m in _head_pattern().finditer(before) if m["name"]]
    head = _surfaces()[near[-1]["name"].casefold().replace(" ", "")] if near else None
    reading = symbols.repair(symbol.symbol or "", head, issuers.codes())
    if reading.abbreviation and not reading.codes:
        return None  # 12/KH: no issuer, no document
    types = symbols.abbreviations().get((reading.abbreviation or "").casefold(), ("", ["Công văn"]))[1]
    so = re.search(r"(?:^|(?<=[\s(:]))[Ss][ốỐ][ ]?[:.]?[ ]?$", before)
    if not reading.abbreviation and not so and not before.rstrip().endswith("("):
        return None
    kind, start = symbols.kinds()[types[0]], symbol.start - len(so[0]) if so else symbol.start
    if so and head:  # "Quyết định phê duyệt chủ trương đầu tư số 12/QĐ-UBND", "các Nghị định của Chính phủ: Số ..."
        assembly = not reading.abbreviation and re.match(r"QH|UBTVQH", reading.normal)
        own = assembly or any(works.alike(head, symbols.kinds()[t]) for t in types)
        if own and head.type != "Văn bản":
            kind = head
            if _FAR_HEAD.fullmatch(before, near[-1].end()) and len(before) - near[-1].end() < 70:
                start = symbol.start - len(before) + near[-1].start()
    reference = _reference(page, kind, start, symbol, "rule:documents.bare_symbol")
    if so and not before[: so.start()].strip():
        _own_text(page, reference)
    return reference


_PLACE_AND_DAY = re.compile(
    rf"(?P<lead> (?<![^\s]) [{UPPER}][^\d.,:;\n]{{2,30}}, \s? ngày[ ] ) (?P<day>\d{{1,2}}) [ ]tháng[ ] (?P<month>\d{{1,2}}) \s năm[ ] (?P<year>(?:19|20)\d\d)",
    re.VERBOSE,
)


def _own_text(page: Page, reference: Reference) -> None:
    """The number at the head of a document's text: place and day stand beside or below it."""
    reference.issued_here = True
    end = reference.document.end
    found = _PLACE_AND_DAY.search(page.text, end, end + 300)
    if found and not reference.document.issued:
        reference.document.issued = _iso(page, int(found["year"]), int(found["month"]), int(found["day"]))


# -- titles and aliases


_APPROVING = re.compile(r"[ ,](?:về việc |về )?(?:phê duyệt|ban hành|công bố|thông qua)(?: (?:kèm theo|điều chỉnh|chủ trương đầu tư))* ?[“\"]?")


def _approved(page: Page, reference: Reference, taken: list[Reference]) -> None:
    """"Quyết định số ... phê duyệt Chiến lược ...": what a document approves has its issuer and its date."""
    earlier = next((r for r in reversed(taken) if r.document.end <= reference.document.start), None)
    if earlier and not reference.explicit and _APPROVING.fullmatch(page.text, earlier.document.end, reference.document.start):
        reference.document.issuer, reference.explicit = earlier.document.issuer, earlier.explicit
        reference.document.issued = reference.document.issued or earlier.document.issued


def _titled(page: Page, heads: list[Head], taken: list[Reference]) -> list[Reference]:
    """The references by title; an unsure one counts only where a sure one has the same title."""
    taken = sorted(taken, key=lambda r: r.document.start)
    spans = [(r.document.core_start or 0, r.document.core_end or 0) for r in taken]
    sure: list[Reference] = []
    unsure: list[Reference] = []
    done = 0
    for head in heads:
        i = bisect_right(spans, (head.start, len(page.text))) - 1
        if i >= 0 and head.start < spans[i][1] or head.start < done:
            continue
        title = titles.find(page.context, head)
        if not title:
            continue
        reference = _by_title(page, head, title)
        _approved(page, reference, taken)
        if title.by == "gazetteer:wellknown":
            done = reference.document.core_end or 0
        (sure if title.sure else unsure).append(reference)
    known: dict[tuple[str, ...], list[str]] = {}
    for reference in sure:
        known.setdefault(_opening(reference), []).append((reference.document.title or "").casefold())
    return sure + [u for u in unsure if any(_begins(u, title) for title in known.get(_opening(u), ())[:20])]


def _opening(reference: Reference) -> tuple[str, ...]:
    """The type and the first two words of the title."""
    return (reference.kind.type, *(reference.document.title or "").casefold().split()[:2])


def _begins(unsure: Reference, title: str) -> bool:
    mine = (unsure.document.title or "").casefold()
    return len(mine.split()) > 1 and (title.startswith(mine) or mine.startswith(title))


def _by_title(page: Page, head: Head, title: titles.Title) -> Reference:
    quote = title.by == "rule:titles.quoted"
    end = title.end + quote
    document = schema.Document(
        start=head.start, end=end, core_start=head.start, core_end=end, type=head.kind.type, title=page.text[title.start : title.end],
        form="title_only", by=title.by, confidence=title.confidence,
    )  # fmt: skip
    base = len(head.kind.type)  # "Chương trình mục tiêu quốc gia ...": what follows the plain type word is of the title
    if page.text[head.start : head.start + base].casefold() == head.kind.type.casefold() and title.by == "rule:titles.plan":
        document.title = page.text[head.start + base + 1 : title.end]
    reference = Reference(document, head.kind)
    _tail(page, reference)
    _passive(page, reference)
    _subject(page, head, [reference])
    _provision(page, head, reference)
    if "law" in head.kind.title and not document.issuer and head.kind.type != "Pháp lệnh":
        document.issuer = "Quốc hội"
    return reference


def _twins(page: Page, references: list[Reference]) -> None:
    """"Quyết định số 301-QĐ/TW và Quyết định số 302-QĐ/TW ngày ... của ...": what follows the second is said of both."""
    for first, second in zip(references, references[1:], strict=False):
        a, b = first.document, second.document
        if not first.normal or first.normal != second.normal or a.type != b.type or page.text[a.end : b.start] != " và ":
            continue
        a.issued = a.issued or b.issued
        if second.explicit and not first.explicit:
            a.issuer, first.explicit = b.issuer, True


_ALIAS = re.compile(r"(?:gọi tắt|viết tắt|gọi chung|gọi) là:?[ ]?[“\"]?$")


def _aliases(page: Page, references: list[Reference]) -> None:
    """"(sau đây gọi tắt là Đề án 06)": another name of the reference before it."""
    for earlier, later in zip(references, references[1:], strict=False):
        gap = page.text[earlier.document.end : later.document.start]
        if len(gap) < 250 and "\n" not in gap and _ALIAS.search(gap):
            later.alias_of = earlier


# -- pointing back


@cache
def _pointer() -> re.Pattern[str]:
    elsewhere = r"(?! (?:cơ sở|địa bàn|đà|toàn|lĩnh|mạng|môi trường|internet|thế giới|cả nước|\d))"  # "trên địa bàn" points nowhere
    return re.compile(rf" (?P<back>{cue('pointer')})(?![^\W_]){elsewhere}| (?P<speech>{cue('speech')})(?![^\W_])", re.IGNORECASE)


def _pointers(page: Page, heads: list[Head], references: list[Reference]) -> list[schema.Document]:
    """"Nghị quyết này", "Kế hoạch nêu trên", "Công văn nêu rõ": the last document of the type named before."""
    found: list[schema.Document] = []
    last: dict[str, Reference] = {}  # by type, a compound also by its plainer type
    own: dict[str, Reference] = {}  # those that the article tells of, or is the text of
    waiting = iter([*references, None])
    coming, end = next(waiting), 0
    for head in heads:
        while coming and coming.document.start <= head.start:
            last[coming.kind.type] = last[coming.kind.compound_of or coming.kind.type] = coming
            if coming.issued_here:
                own[coming.kind.type] = own[coming.kind.compound_of or coming.kind.type] = coming
            end = max(end, coming.document.core_end or 0)
            coming = next(waiting)
        pointer = _pointer().match(page.text, head.end)
        if not pointer or head.start < end or _plural(page, head):
            continue
        earlier = last.get(head.kind.type)
        if pointer["back"] == "này" and (mine := own.get(head.kind.type)) and earlier and _elsewhere(page, earlier, head):
            earlier = mine
        if earlier and (pointer["back"] or head.capital and (earlier.document.number or head.opening)):
            found.append(_pointing(head, pointer, earlier.document))
        elif not earlier and pointer["back"] and head.capital and (head.kind.number == "any" or not head.opening):
            found.append(_pointing(head, pointer, schema.Document(start=0, end=0, type=head.kind.type)))
    return found


_REPLACED = re.compile(r"(?<!\w)(?:thay (?:thế|cho)|bãi bỏ|hủy bỏ) (?:các )?$", re.IGNORECASE)


def _elsewhere(page: Page, earlier: Reference, head: Head) -> bool:
    """Whether "này" means the article's own document rather than the last one of its type, which is of another paragraph or is replaced."""
    start = earlier.document.start
    return "\n" in page.text[start : head.start] or bool(_REPLACED.search(page.text[max(0, start - 20) : start]))


def _pointing(head: Head, pointer: re.Match[str], document: schema.Document) -> schema.Document:
    """The mention that points back to a document, or to one that was never named."""
    end = pointer.end("back") if pointer["back"] else head.end
    return schema.Document(
        start=head.start, end=end, core_start=head.start, core_end=head.end if pointer["speech"] else end, type=document.type, number=document.number,
        symbol=document.symbol, symbol_normalized=document.symbol_normalized, issued=document.issued, issuer=document.issuer, title=document.title,
        form="anaphor", document=document.document, by="rule:documents.pointer",
        confidence=0.5 if not document.document else 0.8 if pointer["back"] else 0.7,
    )  # fmt: skip
