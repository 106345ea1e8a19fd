"""One resource per document of an article, with a LEX URN (RFC 9676) that is the same in every article and for every spelling.

    urn:lex:vn;an.giang:uy.ban.nhan.dan:chuong.trinh:2021;553
            |  |        |               |            |    number; for decisions and the like of normative kind with its year: 12-2024
            |  |        |               |            year of issue
            |  |        |               type of document
            |  |        issuing body, written out; several of them joined by "+"
            |  province, for bodies of a province (";" and the district for those of a district)
            country

All is lower case ASCII, words joined by dots, diacritics folded, abbreviations written out, as RFC 9676 asks. The date is cut to the year:
news often give no more, and numbers begin again each year. A chair and his committee, a ministry and its minister, the bodies of one Party
committee (at the centre too) number their documents together and are one authority; the symbol's unit code is left out. Where type, number,
issuer or year is unknown the URN is None, unless `wellknown.tsv` knows the document: Đề án 06 has the URN of the decision 06/QĐ-TTg of 2022.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline import places, schema
from pipeline.context import Context
from pipeline.extractors.documents import symbols, wellknown
from pipeline.extractors.documents.wellknown import Known

NORMATIVE = ("Luật", "Bộ luật", "Pháp lệnh", "Nghị định", "Thông tư", "Thông tư liên tịch", "Nghị quyết liên tịch")  # every one bears its year


def resources(context: Context, documents: Iterable[schema.Document]) -> list[schema.Resource]:
    """The documents that an article's references name, in order of their first mention."""
    groups: dict[str, list[schema.Document]] = {}
    for document in documents:
        if document.document and document.form != "generic":
            groups.setdefault(document.document, []).append(document)
    return [_resource(key, group, context) for key, group in groups.items()]


def _resource(key: str, group: list[schema.Document], context: Context) -> schema.Resource:
    main = max(group, key=lambda d: (d.number is not None, d.symbol is not None, d.form == "full", -d.start))
    issued = max((d.issued for d in group if d.issued), key=len, default=None)
    issuer = next((d.issuer for d in group if d.issuer), None)
    title = next((d.title for d in group if d.title), None)
    resource = schema.Resource(
        document=key, type=main.type, number=main.number, symbol=main.symbol_normalized or main.symbol, issued=issued, issuer=issuer, title=title,
        mentions=[d.id for d in group],
    )  # fmt: skip
    known = _known(resource, " ".join(d.title for d in group if d.title), context)
    if known:
        resource.issued, resource.issuer = resource.issued or known.issued, resource.issuer or known.issuer
        resource.urn = urn(known.type, known.number, known.issuer, known.issued[:4])
    elif resource.number and resource.issuer:
        resource.urn = urn(resource.type, resource.number, resource.issuer, (issued or _year(resource.number) or "")[:4], context.province)
    return resource


def _year(number: str) -> str | None:
    found = re.search(r"/((?:19|20)\d\d)$", number)
    return found[1] if found else None


def _known(resource: schema.Resource, titles: str, context: Context) -> Known | None:
    """The row of wellknown.tsv that is this document; None where date, issuer or subject speak against it."""
    day, about = context.published, f"{titles} {context.article.title or ''}"
    if not resource.number:
        name = f"{resource.type} {re.sub(r'[ ,]*(?:năm )?(?:19|20)[0-9]{2}$', '', resource.title or '')}"
        row = wellknown.by_name(name, None if resource.issued else day, f"{titles} {resource.issued or ''}")
        row = row or wellknown.by_title(resource.type, titles, day)
        return row if row and _agrees(resource, row) else None
    if resource.symbol and re.search(r"[-/]|^QH", resource.symbol):
        row = wellknown.by_symbol(resource.type, resource.number, resource.symbol, day, about)
    else:
        row = wellknown.by_name(f"{resource.type} {resource.number}", day, about)
    return row if row and _agrees(resource, row) and _certain(resource, row, about) else None


def _agrees(resource: schema.Resource, row: Known) -> bool:
    if resource.issued and not row.issued.startswith(resource.issued) and resource.issued != row.issued:
        return False
    return not resource.issuer or authority(resource.issuer)[1] == authority(row.issuer)[1] and _place(resource.issuer) == _place(row.issuer)


def _certain(resource: schema.Resource, row: Known, about: str) -> bool:
    """State numbers come again each year: a short name or a symbol without a year is this document only if its subject is told as well."""
    if resource.issued or "/" in resource.number or re.search(r"/T[WU]$", row.symbol) or row.type != resource.type:
        return True
    return len(row.title & wellknown.words(about)) >= 0.3 * len(row.title)


def urn(type: str, number: str, issuer: str, year: str, province: str | None = None) -> str | None:
    """The URN of a document; None where the year is unknown.

    >>> urn("Chương trình", "553", "UBND tỉnh An Giang", "2021")
    'urn:lex:vn;an.giang:uy.ban.nhan.dan:chuong.trinh:2021;553'
    >>> urn("Quyết định", "06", "Thủ tướng Chính phủ", "2022")
    'urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh:2022;6'
    """
    if not re.fullmatch(r"(?:19|20)\d\d", year):
        return None
    head, _, own_year = number.partition("/")
    plain = wellknown.plain_number(head) + (f"-{own_year}" if own_year and type not in NORMATIVE else "")
    kind = symbols.kinds()[type]
    bodies = [authority(part, province) for part in (re.split(r", (?=[A-ZĐỦ])", issuer) if kind.system == "joint" else [issuer])]
    units = ";".join(("vn", *bodies[0][0]))
    if kind.compound_of and kind.system != "joint":
        type = kind.compound_of  # "Chương trình hành động" is cited as "Chương trình" too
    return f"urn:lex:{units}:{'+'.join(dict.fromkeys(body for _, body in bodies))}:{dots(type)}:{year};{dots(plain, '-')}"


def dots(name: str, sign: str = ".") -> str:
    """The words of a name in lower case ASCII, joined by dots."""
    return places.slug(name).replace("-", sign)


_ROLE = re.compile(r"^(?:Phó )?(?:Chủ tịch|Bộ trưởng|Thứ trưởng|Giám đốc|Thống đốc|Tổng Thanh tra|Chánh án|Viện trưởng|Thường trực) (?=[A-ZĐỦ])")
_PLACE = re.compile(r" (?P<level>tỉnh|[Tt]hành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu) (?P<name>[A-ZĐ].*)$")
_PARTY = re.compile(
    r"^(?:Ban Thường vụ |Thường trực |Thường vụ |Ban Chấp hành )?(?P<body>Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Thị ủy|Đảng bộ)(?P<rest>.*)$"
)
_WRITTEN_OUT = (("UBND", "Ủy ban nhân dân"), ("HĐND", "Hội đồng nhân dân"), ("MTTQ", "Mặt trận Tổ quốc"))
_PARTY_OF = {"tỉnh": "Tỉnh ủy", "thành phố": "Thành ủy", "huyện": "Huyện ủy", "quận": "Quận ủy", "thị xã": "Thị ủy"}


def authority(issuer: str, province: str | None = None) -> tuple[tuple[str, ...], str]:
    """The jurisdiction's units below the country and the body, as a URN has them.

    >>> authority("Ban Thường vụ Tỉnh ủy Bình Định"), authority("Bộ trưởng Bộ Y tế")
    ((('binh.dinh',), 'tinh.uy'), ((), 'bo.y.te'))
    """
    name = _ROLE.sub("", issuer)
    if re.search(r"^(?:Bộ Chính trị|Ban Bí thư|Ban Chấp hành Trung ương)", name):
        return (), "ban.chap.hanh.trung.uong.dang"
    units = _units(name, province)
    party = _PARTY.match(name)
    if party:
        level = _PLACE.search(name)
        body = party["body"] if party["body"] != "Đảng bộ" else _PARTY_OF.get(level["level"].casefold() if level else "", "Đảng bộ")
        return units, dots(body)
    place = _PLACE.search(name)
    name = name[: place.start()] if place else name
    for short, long in _WRITTEN_OUT:
        name = re.sub(rf"\b{short}\b", long, name)
    return units, dots(name)


def _units(name: str, province: str | None) -> tuple[str, ...]:
    """The province, and the district or commune where the body is of one."""
    found = _PLACE.search(name)
    party = _PARTY.match(name)
    place = found["name"] if found else party["rest"].strip() if party else None
    if not place:
        return ()
    level = found["level"].casefold() if found else "tỉnh" if party and party["body"] in ("Tỉnh ủy", "Thành ủy") else "huyện"
    whole = places.province(place)
    if whole and level in ("tỉnh", "thành phố"):
        return (dots(whole.name),)
    home = places.province(province)
    return (dots(home.name), dots(f"{level} {place}")) if home else (dots(f"{level} {place}"),)


def _place(issuer: str) -> tuple[str, ...]:
    return authority(issuer)[0]
