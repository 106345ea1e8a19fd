"""What the head of an official document says: type, number and symbol, date and place, issuer, title.

Only the head is read, from the top to where the body begins: a number cited below is another document's.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import corpora
from scrapers.papers import agency, cues
from scrapers.papers.blocks import Block, bare

LONGEST_HEAD = 60  # blocks
_LONGEST_LINE = 160  # characters; a title's may have twice as many


class Head(NamedTuple):
    """What a head says; `lines` are its lines as written, without motto and stamps, `size` the number of blocks it takes."""

    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    issued: str | None = None  # ISO
    issuer: str | None = None
    title: str | None = None
    place: str | None = None
    notes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    size: int = 0


def read(blocks: list[Block]) -> Head:
    """What the first blocks say; an empty head where they are no official document's."""
    said = _Said()
    for index, block in enumerate(blocks[:LONGEST_HEAD]):
        if not said.take(block):
            break
    else:
        index = min(len(blocks), LONGEST_HEAD)
    return said.head(index) if said.marks >= 1 and (said.marks >= 2 or said.kind) else Head(notes=tuple(said.notes))


class _Said:
    """What has been read so far."""

    def __init__(self) -> None:
        self.agencies: list[str] = []
        self.number: cues.Number | None = None
        self.date: cues.HeadDate | None = None
        self.kind: dict[str, str] | None = None  # the row of the type word that stands above the title
        self.subject: list[str] = []
        self.title: list[str] = []
        self.notes: list[str] = []
        self.lines: list[str] = []
        self.marks = 0  # motto, number, date: what only a head has
        self._last: Block | None = None
        self._state = "agency"  # agency, number, subject, motto, type, title, done

    def take(self, block: Block) -> bool:
        """Reads the block; False where the body begins."""
        taken = next((verdict for rule in _RULES if (verdict := rule(self, block)) is not None), False)
        self._last = block
        return taken

    def _ordered(self) -> list[str]:
        """The lines: who issues, each name on one, and a letter's subject after the date, wherever its column put it."""
        said = " ".join(self.subject)
        last = [said] if said in self.lines else []
        return [*agency.names(self.agencies), *(line for line in self.lines if line not in last), *last]

    def head(self, size: int) -> Head:
        """What was read, as a record."""
        place = agency.place(self.date.place) if self.date and self.date.place else None
        number = self.number or cues.Number(None, None, 0)
        title = " ".join(self.title) or " ".join(self.subject) or None
        return Head(
            type=_type(self.kind, number.symbol, bool(self.subject), self.agencies),
            number=number.number,
            symbol=number.symbol,
            issued=self.date.iso if self.date else None,
            issuer=agency.issuer(self.agencies, place),
            title=re.sub(r"\s*[-_*]+$", "", title) if title else None,
            place=place,
            notes=tuple(self.notes),
            lines=tuple(self._ordered()),
            size=size,
        )


# --- rules: True where the block is the head's, False where the body begins, None: no opinion ---------------------------------------------------


def _row(said: _Said, block: Block) -> bool | None:
    return False if block.kind in ("row", "recipients", "note") or block.kind == "signature" and said.marks else None


def _empty(said: _Said, block: Block) -> bool | None:
    """Lines of dashes and stars under names, and stamps."""
    return True if len(re.sub(r"[\W_]", "", block.text)) == 0 or cues.is_stamp(block.text) else None


def _motto(said: _Said, block: Block) -> bool | None:
    rest = cues.squeeze(block.text) in ("vietnam", "hanhphuc", "nghiavietnam", "tudohanhphuc")  # of one that its column has wrapped
    if cues.is_motto(block.text) or rest and said._last is not None and cues.is_motto(said._last.text):
        said.marks += 1
        said._state = "motto" if said._state in ("agency", "motto", "number") else said._state
        return True
    return None


def _mark(said: _Said, block: Block) -> bool | None:
    """HỎA TỐC, DỰ THẢO: a line of its own."""
    if cues.is_whole("mark", block.text) or bare(block.text).startswith("du thao") and len(block.text) < 40 and block.text[:7].isupper():
        said.notes.append(f"mark: {block.text}")
        return True
    return None


def _number(said: _Said, block: Block) -> bool | None:
    if said._state in ("title", "type") or len(block.text) > _LONGEST_LINE:
        return None
    number = cues.own_number(block.text)
    better = number and (said.number is None or not said.number.symbol and number.symbol)
    if not number or not (block.text.lstrip("*-_ ")[:1].isupper() and better):
        return None
    rest = block.text[number.end :].strip(" -–*.,;_")
    date = cues.head_date(rest)
    if rest and not cues.is_subject(rest) and not (date and date.place):
        return None  # prose: "Số 12/KH-UBND ngày 1/2/2022 của UBND tỉnh nêu rõ"
    if not number.symbol and not said.agencies:
        return True  # of a stamp that says when the letter came in
    said.number, said._state = number, "number"
    said.marks += 1
    said.lines.append(block.text)
    if cues.is_subject(rest):
        said.subject, said._state = [rest], "subject"
    elif date:
        said.date = date
    _note_blanks(said)
    return True


def _note_blanks(said: _Said) -> None:
    if said.number and said.number.number is None:
        said.notes.append("number.blank: the number is not filled in")


def _date(said: _Said, block: Block) -> bool | None:
    if said.date or said._state == "title" and block.kind not in ("right", "left"):
        return None
    date = cues.head_date(block.text)
    if not date or not (block.kind in ("right", "centre", "left") or len(block.text) < 80) or not (date.place or block.kind == "right"):
        return None
    if date.place and (len(date.place.split()) > 8 or not date.place[:1].isupper()):
        return None
    said.date = date
    said.marks += 1
    said.lines.append(block.text)
    if date.iso is None:
        said.notes.append(f"issued.incomplete: {block.text}")
    return True


def _date_goes_on(said: _Said, block: Block) -> bool | None:
    """ "Nam Định, ngày 12 tháng 5 năm" / "2022"."""
    last = said.lines[-1] if said.lines else ""
    if said.date and said.date.iso is None and re.fullmatch(r"\W*(?:\w{1,6} )?(?:năm )?(?:19|20)\d\d\W*|\W*tháng \d+ năm \d{4}\W*", block.text):
        joined = f"{last} {block.text}"
        date = cues.head_date(joined)
        if date and date.iso:
            said.date, said.lines[-1] = date, joined
            said.notes = [note for note in said.notes if not note.startswith("issued.incomplete")]
            return True
    return None


def _subject(said: _Said, block: Block) -> bool | None:
    """ "V/v ...": what an official letter is about, and its further lines."""
    if cues.is_subject(block.text) and said.number and said._state != "title" and not said.kind and not said.subject:
        said.subject, said._state = [block.text], "subject"
        said.lines.append(block.text)
        return True
    if said._state == "subject" and said._last and block.kind == said._last.kind and _goes_on(said, block):
        said.subject.append(block.text)
        said.lines[-1] += f" {block.text}"
        return True
    return None


def _goes_on(said: _Said, block: Block) -> bool:
    if cues.starts("body", block.text) or cues.is_recipients(block.text):
        return False
    return block.kind == "left" or block.text[:1].islower() and len(block.text) < 100 and block.kind != "right"


def _type_word(said: _Said, block: Block) -> bool | None:
    if said.kind or said._state == "title" or len(block.text) > 2 * _LONGEST_LINE or block.kind == "left":
        return None
    row, rest = type_word(block.text)
    if not row or not (said.number or said.date or said.marks or block.kind in ("centre", "right")):
        return None
    said.kind, said._state = row, "title"
    said.lines.append(block.text)
    if rest:
        said.title.append(rest)
    return True


def _title(said: _Said, block: Block) -> bool | None:
    if said._state != "title":
        return None
    if _ends_title(said, block):
        return False
    if re.match(r"\W*\((?:kèm theo|ban hành kèm|dự thảo)", block.text, re.IGNORECASE):
        said.notes.append(f"appended: {block.text}")
    elif said.title and _wrapped(said.title[-1], block):
        said.title[-1] += f" {block.text}"
        said.lines[-1] += f" {block.text}"
        return True
    else:
        said.title.append(block.text)
    said.lines.append(block.text)
    return True


def _ends_title(said: _Said, block: Block) -> bool:
    """Whether the block is no line of the title."""
    text = block.text
    if len(text) > 2 * _LONGEST_LINE or cues.starts("not_title", text) and text.isupper() or cues.item(text):
        return True
    if block.kind != "body":
        return bool(re.match(r"\W*(?:can cu|kinh gui)(?![^\W_])", bare(text)))
    if text.endswith((".", ";", ":")):
        return True
    if not said.title:  # "Triển khai thực hiện Nghị quyết ..." may be a title, "Căn cứ ..." is none
        return len(text) > _LONGEST_LINE or cues.starts("body", text) and not cues.starts("title", text)
    return cues.starts("body", text) and not text[:1].islower() or not _wrapped(said.title[-1], block) or len(said.title) > 3


def _wrapped(above: str, block: Block) -> bool:
    """Whether a title's line goes on in the next one."""
    text = block.text
    if text[:1].islower() or text[:1].isdigit() or above.endswith((",", "-", "–")) or above.isupper() and above.startswith("CỦA "):
        return True
    return block.kind != "body" and above[-1:].isalnum() and not text.isupper() and not above.isupper()


def _agency(said: _Said, block: Block) -> bool | None:
    """A line above the number that says who issues, or another line of the head's columns."""
    if said._state in ("subject", "title") or len(block.text) > _LONGEST_LINE or said.number and block.kind not in ("left", "right"):
        return None
    if block.kind == "right" and said.marks and not cues.starts("agency", block.text):
        return _other(said, block)
    capitals = block.text.upper() == block.text and re.search(r"[^\W\d_]{2}", block.text)
    named = cues.starts("agency", block.text) and len(block.text) < 80 and not block.text.endswith((".", ":", ";"))
    misread = re.match(r"\W*s[o06e]\W{0,3}(?:\d|$)", bare(block.text))  # a number line of which no number can be made
    if misread or not (capitals or named) or cues.item(block.text) and not capitals:
        return _other(said, block) if block.kind in ("left", "right") else None
    (said.agencies if said.number is None and said.kind is None else said.lines).append(block.text)
    return True


def _other(said: _Said, block: Block) -> bool | None:
    """A line in the columns of a head that says nothing known; a body line in the right column ends the head."""
    if cues.starts("body", block.text) or cues.item(block.text):
        return False
    said.lines.append(block.text)
    return True


_RULES = (_row, _empty, _motto, _mark, _number, _date_goes_on, _date, _subject, _type_word, _title, _agency)


# --- types ---------------------------------------------------------------------------------------------------------------------------------


@cache
def _types() -> dict[str, dict[str, str]]:
    """The rows of document types by their names and variants, squeezed."""
    found: dict[str, dict[str, str]] = {}
    for row in corpora.gazetteer("document_types"):
        for name in (row["type"], *corpora.cells(row["variants"])):
            found.setdefault(cues.squeeze(name), row)
    return found


@cache
def _type_start() -> re.Pattern[str]:
    rows = corpora.gazetteer("document_types")
    names = sorted((bare(name) for row in rows for name in (row["type"], *corpora.cells(row["variants"]))), key=len, reverse=True)
    return re.compile(rf"\W*({'|'.join(map(re.escape, names))})(?![^\W_])\W*")


def type_word(text: str) -> tuple[dict[str, str] | None, str]:
    """The row of the type that a line names in capitals, alone or before a title, and the title's part.

    >>> type_word("THÔNG BÁO")[0]["type"], type_word("KẾ HOẠCH Chuyển đổi số năm 2022")[1], type_word("Thông báo nhanh")[0]
    ('Thông báo', 'Chuyển đổi số năm 2022', None)
    """
    said = cues.squeeze(text)
    if text.upper() == text:
        if row := _types().get(said):
            return row, ""
        if len(said) >= 6 and (near := next((row for name, row in _types().items() if cues.nearly(said, name)), None)):
            return near, ""
    found = _type_start().match(bare(text))
    if not found or not found[1] or text[found.start(1) : found.end(1)].upper() != text[found.start(1) : found.end(1)]:
        return None, ""
    rest = text[found.end() :].strip(" :-")
    if not rest or rest[:1].islower():
        return None, ""
    return _types()[cues.squeeze(found[1])], rest


_NO_TYPE = ("Công văn", "Văn bản")


def _type(word: dict[str, str] | None, symbol: str | None, subject: bool, agencies: list[str]) -> str | None:
    """The type by the word above the title, else by the symbol; a symbol without a type is an official letter's."""
    if word:
        return word["type"]
    if not symbol:
        return None
    first = re.split(r"[-/.]", symbol)[0]
    rows = cues.abbreviations().get(bare(first), [])
    exact = [row for row in rows if row["short"].upper() == first.upper()] or rows
    return exact[0]["type"] if exact else "Công văn"
