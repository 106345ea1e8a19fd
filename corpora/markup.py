"""The marked-up articles of `gold/`, read and compiled to records of the contract (`GUIDELINES.md` describes the marks).

A record is a dict as it stands in a gold file: what `chidao/1` names, plus `scored: false` on what counts neither way, `boilerplate` spans, `unscored` regions (titles, captions), and
`sentences`: the class of every marked sentence or region, with `default`, the class of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from corpora import any_of, gazetteer

Item = dict[str, Any]

REGIONS = ("title", "caption", "boilerplate")
CLASSES = ("directive", "umbrella", "report", "background", "intention", "request", "other")
AGENCY_ROLES = ("lead", "coordinate", "receive_report", "advised", "issuer", "via", "supervise", "other")
DATE_ROLES = ("deadline", "issued", "event", "published", "period", "target", "effective", "duration", "vague")
STATUSES = ("target", "achieved", "baseline", "change", "other")
QUANTITIES = {"percent": "percent", "ratio": "ratio", "points": "percentage_point"}
FLAGS = {
    "agency": ("class", "locality", "title", "unscored"),
    "date": ("unscored",),
    **dict.fromkeys(QUANTITIES, ("unscored",)),
    "document": ("basis", "anaphor", "generic", "unscored"),
}
PLAIN = ("trigger", "condition", "action", "title")
HEADER = ("id", "published", "province", "source", "genre", "sector", "style", "phenomena", "source_document", "default")
GENRES = {
    "V": "news of a written directive",
    "K": "conclusion of a meeting",
    "C": "telegram",
    "H": "conference report",
    "R": "report of results",
    "D": "full text of a document",
    "L": "list of short items",
}
ATTRIBUTES = ("by", "person", "to", "deadline", "trigger", "condition", "recommendation", "prohibition", "unscored")


class MarkupError(ValueError):
    """A mark that cannot be read; the message names the file, the line and what was sought."""


class Mark(NamedTuple):
    """One mark: its span in the bare text, "[" or "{", its first word and what follows it, and the line of the file."""

    start: int
    end: int
    bracket: str
    kind: str
    rest: str
    line: int


class Marked(NamedTuple):
    """An article as written: its header, the bare text and the marks, outer before inner."""

    name: str
    header: dict[str, str]
    text: str
    marks: list[Mark]
    first: int  # the number of the text's first line in its file


def read(path: Path) -> Marked:
    """The marked-up article of a file; MarkupError says which line cannot be read and why."""
    head, found, body = path.read_text(encoding="utf-8").partition("\n---\n")
    if not found:
        raise MarkupError(f"{path}: no line `---` between header and text")
    header = {}
    for number, line in enumerate(head.split("\n"), 1):
        key, colon, value = line.partition(":")
        if not colon or key not in HEADER:
            raise MarkupError(f"{path}, line {number}: {line[:40]!r} is no header line; known are {', '.join(HEADER)}")
        header[key] = value.strip()
    for key in ("id", "genre"):
        if not header.get(key):
            raise MarkupError(f"{path}: the header has no `{key}`")
    if header["genre"] not in GENRES:
        raise MarkupError(f"{path}: {header['genre']!r} is no genre; known are {', '.join(GENRES)}")
    if header.get("published") and not re.fullmatch(r"\d{4}-\d\d-\d\d", header["published"]):
        raise MarkupError(f"{path}: published {header['published']!r} is no ISO date such as 2022-05-13")
    first = head.count("\n") + 3
    text, marks = strip(body, str(path), first)
    return Marked(str(path), header, text, marks, first)


_TOKEN = re.compile(r"\\[\[\]{}\\]|[\[\]{}]")


def strip(body: str, name: str = "<text>", line: int = 1) -> tuple[str, list[Mark]]:
    """The bare text and its marks, outer before inner; `line` is the number of the body's first line in its file.

    >>> strip("{[Sở Y tế](agency lead) báo cáo.}(directive)")
    ('Sở Y tế báo cáo.', [Mark(start=0, end=16, bracket='{', kind='directive', rest='', line=1), Mark(start=0, end=7, bracket='[', kind='agency', rest='lead', line=1)])
    """
    parts: list[str] = []
    length = at = 0
    opened: list[tuple[str, int, int]] = []
    marks: list[Mark] = []

    def keep(piece: str) -> None:
        nonlocal length
        parts.append(piece)
        length += len(piece)

    while token := _TOKEN.search(body, at):
        keep(body[at : token.start()])
        at, sign = token.end(), token[0]
        here = line + body.count("\n", 0, token.start())
        if sign[0] == "\\":
            keep(sign[1])
        elif sign in "[{":
            opened.append((sign, length, here))
        else:
            if not opened or opened[-1][0] != {"]": "[", "}": "{"}[sign]:
                expected = f"the {opened[-1][0]!r} of line {opened[-1][2]} is open" if opened else "nothing is open"
                raise MarkupError(f"{name}, line {here}: {sign!r} closes nothing ({expected})")
            bracket, start, began = opened.pop()
            kind, rest, at = _label(body, at, f"{name}, line {here}")
            marks.append(Mark(start, length, bracket, kind, rest, began))
    keep(body[at:])
    if opened:
        raise MarkupError(f"{name}, line {opened[-1][2]}: {opened[-1][0]!r} is never closed")
    marks.sort(key=lambda mark: (mark.start, -mark.end, mark.bracket != "{"))
    return "".join(parts), marks


def _label(body: str, at: int, where: str) -> tuple[str, str, int]:
    """What stands in the round brackets after a closing mark, and where they end."""
    depth = 0
    for end in range(at, len(body)):
        depth += {"(": 1, ")": -1}.get(body[end], 0)
        if depth == 0 or body[end] == "\n":
            break
    if at >= len(body) or body[at] != "(" or body[end] != ")":
        raise MarkupError(f"{where}: no label in round brackets after the closing mark: {body[at : at + 30]!r}")
    kind, _, rest = body[at + 1 : end].strip().partition(" ")
    if kind.endswith(":"):
        return kind[:-1], ": " + rest.strip(), end + 1
    return kind.rstrip(";"), rest.strip(), end + 1


def compile(article: Marked) -> Item:
    """The record of a marked-up article; MarkupError names the mark that cannot be understood."""
    return _Compiler(article).record()


class _Compiler:
    """One article on its way from marks to a record."""

    def __init__(self, article: Marked) -> None:
        self.article = article
        self.text = article.text
        self.unscored = [(m.start, m.end) for m in article.marks if m.bracket == "{" and m.kind in ("title", "caption")]

    def record(self) -> Item:
        header, marks = self.article.header, self.article.marks
        spans = [mark for mark in marks if mark.bracket == "["]
        titles = [mark for mark in marks if mark.bracket == "{" and mark.kind == "title"]
        made: dict[str, list[Item]] = {kind: [] for kind in ("documents", "dates", "quantities", "agencies", "people")}
        readers = {"agency": self.agency, "date": self.date, "person": self.person, **dict.fromkeys(QUANTITIES, self.quantity)}
        homes = {"agency": "agencies", "date": "dates", "person": "people", **dict.fromkeys(QUANTITIES, "quantities")}
        for mark in spans:
            if mark.kind in readers:
                made[homes[mark.kind]].append(readers[mark.kind](mark))
            elif mark.kind not in (*PLAIN, "document"):
                self.fail(mark, f"{mark.kind!r} is no kind of span; known are agency, date, document, percent, ratio, points, person, {', '.join(PLAIN)}")
        made["documents"] = self.documents([mark for mark in spans if mark.kind == "document"], made)
        for letter, kind in zip("dtqap", made, strict=True):
            for number, item in enumerate(made[kind], 1):
                item["id"] = f"{letter}{number}"
        directives = self.directives(made)
        regions = [mark for mark in marks if mark.bracket == "{"]
        return {
            "schema": "chidao/1",
            "article": {
                "id": header["id"],
                "url": None,
                "source": header.get("source") or None,
                "title": " ".join(self.text[titles[0].start : titles[0].end].split()) if titles else None,
                "published": header.get("published") or None,
                "place": {"province": header["province"]} if header.get("province") else None,
                "source_document": header.get("source_document") or None,
            },
            "text": self.text,
            **made,
            "directives": directives,
            "boilerplate": [{"start": m.start, "end": m.end, "text": self.text[m.start : m.end]} for m in regions if m.kind == "boilerplate"],
            "unscored": [{"start": start, "end": end} for start, end in self.unscored],
            "sentences": [{"start": m.start, "end": m.end, "class": m.kind} for m in regions],
            "default": header.get("default", "report"),
        }

    def fail(self, mark: Mark, message: str) -> None:
        raise MarkupError(f"{self.article.name}, line {mark.line}: [{self.text[mark.start : mark.end][:40]}]({mark.kind} {mark.rest}): {message}")

    def span(self, mark: Mark, scored: bool = True) -> Item:
        item: Item = {"start": mark.start, "end": mark.end, "text": self.text[mark.start : mark.end]}
        if not item["text"].strip():
            self.fail(mark, "an empty span")
        if not scored or any(start <= mark.start and mark.end <= end for start, end in self.unscored):
            item["scored"] = False
        return item

    def words(self, mark: Mark, head: str) -> tuple[list[str], set[str]]:
        """The words of a label that are no flags, and the flags."""
        flags = {word for word in head.split() if word in FLAGS[mark.kind]}
        return [word for word in head.split() if word not in flags], flags

    def one_of(self, mark: Mark, word: str | None, known: tuple[str, ...]) -> str:
        if word not in known:
            self.fail(mark, f"{word!r} stands where one of {', '.join(known)} is wanted")
        return str(word)

    def agency(self, mark: Mark) -> Item:
        head, _, name = mark.rest.partition(":")
        words, flags = self.words(mark, head)
        if len(words) != 1:
            self.fail(mark, f"one role is wanted, with flags {', '.join(FLAGS['agency'])} and a name after a colon")
        item = self.span(mark, not flags & {"unscored", "locality"})
        own = " ".join(item["text"].split())
        granularity = "class" if "class" in flags else "locality" if "locality" in flags else "named"
        if granularity == "class" and own[:1].isupper() and not own[:2].isupper():
            own = own[0].lower() + own[1:]
        role = self.one_of(mark, words[0], AGENCY_ROLES)
        return item | {"name": name.strip() or own, "granularity": granularity, "role": role, "in_title": "title" in flags}

    def date(self, mark: Mark) -> Item:
        words, flags = self.words(mark, mark.rest)
        role = self.one_of(mark, words[0] if words else None, DATE_ROLES)
        vague = role in ("vague", "duration")
        sign = re.match(r"(<=|>=|<|>|~)?(.*)", words[1] if len(words) > 1 else "")
        assert sign is not None  # every part is optional
        if len(words) > 2 or not vague and not re.fullmatch(_EDTF, sign[2]):
            self.fail(mark, f"after the role one value in EDTF is wanted, as <2022-05-20, 2024-Q2, 2021/2025 or P15D; got {' '.join(words[1:])!r}")
        item = self.span(mark, not vague and "unscored" not in flags)
        value = sign[2]
        if role == "published" and len(value) == 10 and (clock := self.clock(mark)):
            value += f"T{clock}"
        lead = _LEAD.match(item["text"])
        start = mark.start + (lead.end() if lead and lead.end() < len(item["text"]) else 0)
        length = _LENGTH.search(item["text"]) if sign[2].startswith("P") else None
        start, end = (mark.start + length.start(), mark.start + length.end()) if length else (start, mark.end)
        return item | {"date_start": start, "date_end": end, "value": value or None, "comparator": sign[1], "role": role}

    def clock(self, mark: Mark) -> str | None:
        """The time of day on the line of a page's own date."""
        begin, end = self.text.rfind("\n", 0, mark.start) + 1, (self.text + "\n").find("\n", mark.end)
        found = re.search(r"(?<!\d)(\d{1,2})[:h](\d\d)(?!\d)", self.text[begin:end])
        return f"{int(found[1]):02}:{found[2]}" if found else None

    def quantity(self, mark: Mark) -> Item:
        head, _, subject = mark.rest.partition(":")
        words, flags = self.words(mark, head)
        status = self.one_of(mark, words[0] if words else None, STATUSES)
        value = re.fullmatch(r"(=|>=|<=|~<|>|<|~)?(-?\d+(?:\.\d+)?)(?:(\.\.|/)(-?\d+(?:\.\d+)?))?", "".join(words[1:]))
        if not value or (mark.kind == "ratio") != (value[3] == "/"):
            self.fail(mark, f"after the status a value is wanted, as >=95, 8..9 or 11/15 (ratio); got {' '.join(words[1:])!r}")
        assert value is not None
        return self.span(mark, "unscored" not in flags) | {
            "kind": QUANTITIES[mark.kind],
            "values": [float(number) for number in (value[2], value[4]) if number],
            "comparator": "range" if value[3] == ".." else value[1] or "=",
            "status": status,
            "subject": subject.strip() or None,
        }

    def person(self, mark: Mark) -> Item:
        role, _, titles = mark.rest.partition(":")
        item = self.span(mark)
        return item | {"name": " ".join(item["text"].split()), "titles": _names(titles), "role": role.strip() or None}

    def documents(self, marks: list[Mark], made: dict[str, list[Item]]) -> list[Item]:
        """The references; what one mention says of date and issuer holds for all with its key, of number and symbol for those that point to it."""
        items = [self.document(mark, made) for mark in marks]
        for field in ("issued", "issuer", "number", "symbol"):
            said: dict[str, str] = {}
            for item in items:
                if item[field]:
                    said.setdefault(item["document"], item[field])
            for item in items:
                if field in ("issued", "issuer") or item["form"] == "anaphor":
                    item[field] = item[field] or said.get(item["document"])
        return items

    def document(self, mark: Mark, made: dict[str, list[Item]]) -> Item:
        head, _, issuer = mark.rest.partition(":")
        given, words = _assignments(head)
        words, flags = self.words(mark, " ".join(words))
        if len(words) != 1 or set(given) - {"issued", "type", "symbol", "number", "title"}:
            self.fail(mark, "one key is wanted, with flags, issued=, type=, symbol= and the issuer after a colon")
        inside = [m for m in self.article.marks if m is not mark and mark.start <= m.start and m.end <= mark.end and m.bracket == "["]
        dates = [d["value"] for d in made["dates"] if d["role"] == "issued" and len(d["value"]) > 4 and mark.start <= d["start"] and d["end"] <= mark.end]
        issuers = [a["name"] for a in made["agencies"] if a["role"] == "issuer" and mark.start <= a["start"] and a["end"] <= mark.end]
        titles = [m for m in inside if m.kind == "title"]
        item = self.span(mark, not flags & {"generic", "unscored"})
        symbol = _SYMBOL.match(self.text, mark.start, min([m.start for m in inside if m.kind in ("title", "date")] + [mark.end]))
        type, type_end = _type(item["text"])
        anaphor, generic = "anaphor" in flags, "generic" in flags
        number = given.get("number") or (symbol["number"] if symbol and not anaphor and not generic else None)
        item |= {
            "type": given.get("type") or type,
            "number": re.sub(r"\s", "", number) if number else None,
            "symbol": given.get("symbol") or (symbol["symbol"] if symbol and number else None),
            "issued": given.get("issued") or (dates[0] if dates else None),
            "issuer": issuer.strip() or (issuers[0] if issuers else None),
            "title": given.get("title") or (" ".join(self.text[titles[0].start : titles[0].end].split()) if titles else None),
            "provision": None,
            "document": words[0],
            "basis": "basis" in flags,
        }
        if not item["type"]:
            self.fail(mark, "the words begin with no known type of document; say type=")
        own = item["symbol"] or given.get("issued") or dates or issuers
        if number and not own and symbol and re.search(r"\bcủa\b", item["text"]) and item["issuer"]:
            own = True
        item["form"] = "anaphor" if anaphor else "generic" if generic else ("full" if own else "short") if number else "title_only"
        ends = {"title_only": titles[0].end if titles else mark.end, "anaphor": mark.end, "generic": mark.start + type_end}
        item["core_start"], item["core_end"] = mark.start, ends.get(item["form"]) or (symbol.end() if symbol else mark.end)
        return item

    def directives(self, made: dict[str, list[Item]]) -> list[Item]:
        """The directive records, in order; issuing agency and person are carried on where a mark names none."""
        found: list[Item] = []
        titles = {person["name"]: person["titles"] for person in reversed(made["people"]) if person["titles"]}
        by = person = None
        for mark in self.article.marks:
            if mark.bracket != "{":
                continue
            if mark.kind not in (*CLASSES, *REGIONS):
                self.fail(mark, f"{mark.kind!r} is no class; known are {', '.join((*CLASSES, *REGIONS))}")
            attributes = self.attributes(mark)
            if mark.kind not in ("directive", "umbrella"):
                continue
            if "by" in attributes or "person" in attributes:
                by, person = attributes.get("by"), attributes.get("person")
            found.append(self.directive(mark, attributes, made, by, person, titles))
        for number, item in enumerate(found, 1):
            item["id"] = f"{self.article.header['id']}-D{number:02}"
        return found

    def attributes(self, mark: Mark) -> dict[str, str]:
        pairs = [part.partition(":") for part in mark.rest.split(";") if part.strip()]
        result = {key.strip(): value.strip() for key, _, value in pairs}
        if unknown := set(result) - set(ATTRIBUTES):
            self.fail(mark, f"{', '.join(sorted(unknown))!r} is no attribute; known are {', '.join(ATTRIBUTES)}")
        return result

    def directive(
        self, mark: Mark, attributes: dict[str, str], made: dict[str, list[Item]], by: str | None, person: str | None, titles: dict[str, list[str]]
    ) -> Item:
        def inside(items: list[Item]) -> list[Item]:
            return [item for item in items if mark.start <= item["start"] and item["end"] <= mark.end]

        def named(role: str) -> list[str]:
            return list(dict.fromkeys(a["name"] for a in inside(made["agencies"]) if a["role"] == role))

        def plain(kind: str) -> str | None:
            words = [" ".join(self.text[m.start : m.end].split()) for m in self.article.marks if m.kind == kind and m.bracket == "["
                     and mark.start <= m.start and m.end <= mark.end]  # fmt: skip
            return "; ".join(words) or attributes.get(kind)

        told = named("lead")
        deadlines = [d for d in inside(made["dates"]) if d["role"] == "deadline" and d["value"]]
        values = _names(attributes["deadline"]) if "deadline" in attributes else sorted((d["value"] for d in deadlines), key=_when)
        values = [] if values == ["none"] else list(dict.fromkeys(values))
        dated = next((d["id"] for d in deadlines if values and d["value"] == values[0]), None)
        item = self.span(mark, mark.kind == "directive" and "unscored" not in attributes)
        number = re.search(r"(?:^|\n)[ \t]*(?:Điều |Mục )?([0-9IVXa-zđ]{1,4}(?:\.\d+)*)[.)/:] ?[ \t]*$", self.text[: mark.start])
        return item | {
            "item": number[1] if number else None,
            "kind": mark.kind,
            "modality": next((kind for kind in ("recommendation", "prohibition") if kind in attributes), "obligation"),
            "trigger": plain("trigger"),
            "issuer_person": {"name": person, "titles": titles.get(person, [])} if person else None,
            "issuer_agency": by,
            "lead": list(dict.fromkeys(told + _names(attributes.get("to", "")))),
            "lead_inherited": "to" in attributes and not told,
            **{role: named(role) for role in ("coordinate", "receive_report", "advised", "via")},
            "action": plain("action"),
            "deadline": values[0] if values else None,
            "deadline_date": dated,
            "deadlines_all": values,
            "targets": [q["text"] for q in inside(made["quantities"]) if q["status"] == "target"],
            "legal_basis": list(dict.fromkeys(d["document"] for d in inside(made["documents"]) if d["basis"])),
            "condition": plain("condition"),
        }


_DAY = r"(?:\d{4}|XXXX)(?:-(?:\d\d|XX|Q[1-4]|H[12]|W\w\w)(?:-\w{1,2}(?:T\d\d(?::\d\d){0,2})?)?)?(?:T\d\d(?::\d\d){0,2})?"
_EDTF = rf"{_DAY}(?:/(?:{_DAY}|\.\.))?|\.\./{_DAY}|P\d+[DWMY]|PT\d+H"
# What stands before the bare date in a time expression: comparator words and the noun of a day.
_LEAD = re.compile(
    r"(?:(?:tính|kể|cho|từ|đến|tới|trước|sau|trong|vào|hết|chậm nhất|muộn nhất|không quá|hạn cuối|thời hạn|là|khoảng|vòng|lúc|sáng|trưa|chiều|tối|đêm|ngày"
    r"|hồi|ngay|thời điểm)(?: nay)?,?\s+)+",
    re.IGNORECASE,
)
# The bare length in "trong 15 ngày làm việc kể từ ...".
_LENGTH = re.compile(r"\d+ (?:ngày(?: làm việc)?|tuần|tháng|năm|giờ|phút)", re.IGNORECASE)
_TYPES = tuple(sorted((row["type"] for row in gazetteer("document_types")), key=len, reverse=True))
_SYMBOL = re.compile(
    r"\D*?(?<![\w/])(?P<number>\d+[a-zA-Z]?(?:\s*/\s*\d{4}(?=\s*/))?)"  # 09, 452, 08/2019
    r"(?:(?:\s?[/–]\s?|-)(?P<symbol>[^\W\d][\w.&]*(?:\s?[-–/]\s?[^\W\d][\w.&]*)*))?"  # NQ/TU, QĐ-TTg, NQ/CP-UBTWMTTQVN
)
_ANY_TYPE = re.compile(rf"(?:các|những|một số|hai|ba)?\s*({any_of(t.casefold() for t in _TYPES)})(?!\w)", re.IGNORECASE)


def _type(words: str) -> tuple[str | None, int]:
    """The type of document the words begin with, as the gazetteer writes it, and where it ends."""
    match = _ANY_TYPE.match(" ".join(words.split()))
    return (next(t for t in _TYPES if t.casefold() == match[1].casefold()), match.end()) if match else (None, len(words))


def _assignments(head: str) -> tuple[dict[str, str], list[str]]:
    """`key=value` parts (a value may have spaces where the next word is no flag) and the other words."""
    given: dict[str, str] = {}
    rest: list[str] = []
    last = None
    for word in head.split():
        key, equals, value = word.partition("=")
        if equals:
            given[key], last = value.strip('"'), key
        elif last in ("type", "title") and word not in FLAGS["document"]:
            given[last] += " " + word.strip('"')
        else:
            rest.append(word)
            last = None
    return given, rest


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split("|") if name.strip()]


def _when(value: str) -> tuple[bool, str]:
    """Orders deadlines: absolute ones by time, then durations and recurring ones."""
    return not value[:1].isdigit(), value.split("/")[-1]


def files(folder: Path) -> Iterator[Path]:
    """The marked-up articles of a folder, in order of name."""
    yield from sorted(folder.glob("[0-9]*.txt"))
