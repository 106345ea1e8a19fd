"""The lines of an article to its parts: sapo, paragraphs, captions, author, section, files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from pipeline import clean, encodings
from pipeline.pages import article, chrome, dates, files, origin, stamps, walk, words
from pipeline.pages.about import About, one_line
from pipeline.pages.article import Extent
from pipeline.pages.record import Link, Page
from pipeline.pages.sheet import Sheet
from pipeline.pages.walk import Box, Line, Tree
from pipeline.pages.words import folded


def keep(tree: Tree, extent: Extent | None, dead: list[bool]) -> list[int]:
    """The lines of the article below its title that stand in no box of other things."""
    if extent is None:
        return []
    start = extent.start if extent.title is None else max(extent.start, extent.title + 1) if extent.start <= extent.title else extent.start
    chrome.drop_links(tree, start, extent.end, dead, [_is_sentence_with_file(tree, i) for i in range(start, extent.end)])
    return [i for i in range(start, extent.end) if not dead[i] and not {"title", "section"} & tree.lines[i].marks]


def _is_sentence_with_file(tree: Tree, i: int) -> bool:
    """Whether a line is a sentence of the article that is a link: "Toàn văn Thông báo số 128/TB-UBND.", not "Tải về"."""
    line = tree.lines[i]
    return line.text.endswith((".", ")")) and line.text.count(" ") >= 4 and line.file


class _Paragraph(NamedTuple):
    line: int  # its place on the page
    text: str
    zone: str  # as extraction will see it


def compose(sheet: Sheet, extent: Extent | None, kept: Sequence[int], dated: dates.Dates, attached: list[Link]) -> Page:
    """The page's article, its parts told apart."""
    lines, about = sheet.tree.lines, sheet.about
    title = sheet.said.get("title") or _title(sheet.tree, extent, about)
    found = _paragraphs(sheet.tree, [i for i in kept if i not in dated.lines], title)
    if not found and about.body:
        return _from_head(sheet, title, dated, attached)
    roles = _roles(sheet.tree, extent, found)
    sapo = [p.text for p in found if roles[p.line] == "sapo"]
    if sapo:
        found = [p for p in found if roles[p.line] == "sapo" or p.text not in sapo[:3]]  # some pages print it once more as first paragraph
    head = [*([title] if title else []), *_dateline(sheet, dated)] if found or attached else []
    return Page(
        url=sheet.address,
        title=title,
        sapo="\n".join(sapo) or None,
        text="\n".join([*head, *(p.text for p in found)]),
        body=[p.text for p in found if roles[p.line] == "body"],
        author=_author(
            [sheet.said.get("author", ""), *(lines[p.line].text for p in found if roles[p.line] == "author")],
            [stamps.remainder(lines[i].text) for i in dated.lines],
            about,
        ),
        published=dated.published,
        published_by=dated.by,
        updated=dated.updated,
        section=_section(sheet, extent, title),
        place=origin.place_of(sheet.tree, about),
        site=origin.site_of(sheet.tree, about),
        captions=[p.text for p in found if roles[p.line] == "caption"],
        attachments=attached,
        notes=dated.notes,
    )


def _from_head(sheet: Sheet, title: str | None, dated: dates.Dates, attached: list[Link]) -> Page:
    """The article as JSON-LD tells it: the page itself is filled by a script."""
    body = [line for line in map(one_line, re.sub(r"<[^<>]*>", "\n", sheet.about.body or "").splitlines()) if line]
    return Page(
        url=sheet.address,
        title=title,
        text="\n".join([*([title] if title else []), *body]) if body else "",
        body=body,
        author=_author([], [], sheet.about),
        published=dated.published,
        published_by=dated.by,
        updated=dated.updated,
        section=sheet.about.section,
        place=origin.place_of(sheet.tree, sheet.about),
        site=origin.site_of(sheet.tree, sheet.about),
        attachments=attached,
        notes=[*dated.notes, "text.json-ld: the page shows no text of its own"],
    )


def _dateline(sheet: Sheet, dated: dates.Dates) -> list[str]:
    """The date as the page prints it, without the counters beside it."""
    when, lines = sheet.said.get("date"), sheet.tree.lines
    return [when if when and when in lines[i].text else words.without_tools(lines[i].text) for i in dated.lines]


def _paragraphs(tree: Tree, kept: Sequence[int], title: str | None) -> list[_Paragraph]:
    """The lines that are the article's, with their numbers in lists; the title is none of them."""
    wanted = folded(title or "")
    kept = [i for i in kept if tree.lines[i].folded != wanted]
    texts = _modern([tree.lines[i].number + tree.lines[i].text for i in kept])
    found = (_Paragraph(i, text, zone) for i, text, zone in zip(kept, texts, _zones(texts, title), strict=True))
    return [p for p in found if _belongs(tree, p, title)]


def _belongs(tree: Tree, paragraph: _Paragraph, title: str | None) -> bool:
    if paragraph.zone == "title":
        return title is None  # one line alone looks like one
    if paragraph.zone == "dateline":
        return bool(stamps.remainder(paragraph.text)) or _is_cell(tree, paragraph)
    return paragraph.zone != "boilerplate" or _is_cell(tree, paragraph)


def _roles(tree: Tree, extent: Extent | None, found: Sequence[_Paragraph]) -> dict[int, str]:
    """What each line is: author, caption, sapo or body."""
    roles = {p.line: "caption" if _is_caption(tree.lines[p.line], p.zone) else "body" for p in found}
    roles |= dict.fromkeys(_authors(tree, found), "author")
    plain = [p for p in found if roles[p.line] == "body"]
    return roles | dict.fromkeys(_sapo(tree, extent, plain), "sapo")


def _is_cell(tree: Tree, paragraph: _Paragraph) -> bool:
    """Whether a number or a date is a cell of a row with several, in a table of the article."""
    if paragraph.zone != "dateline" and any(map(str.isalpha, paragraph.text)):
        return False
    return tree.lines[paragraph.line].box.listed


# --- the lines' texts ----------------------------------------------------------------------------------------------------------------------

_MODERN = re.compile("[\u1ea0-\u1ef9\u0103\u01a1\u01b0]")


def _modern(texts: list[str]) -> list[str]:
    """The lines with old fonts as Unicode, where an old document was pasted into a page of today, and letters composed."""
    encoding = encodings.legacy("\n".join(texts))
    converted = [encodings.convert(text, encoding) if encoding and not _MODERN.search(text) else text for text in texts]
    return [text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text) for text in converted]


def _zones(texts: Sequence[str], title: str | None) -> list[str]:
    """The zone of each line, as extraction sees it; the title stands before them."""
    if not texts:
        return []
    head = [title] if title else []
    view = clean.View("\n\n".join([*head, *texts]))  # an empty line between them: each stays a paragraph
    found = clean.lines(view.text, title)
    if len(found) != len(texts) + len(head):
        return ["body"] * len(texts)
    zones = [line.zone for line in found[len(head) :]]
    return [
        "boilerplate" if n and (words.is_notice(text) or words.is_glued(text)) or words.is_tools(text) else zones[n] for n, text in enumerate(texts)
    ]


# --- title, author, sapo, captions ---------------------------------------------------------------------------------------------------------


def _title(tree: Tree, extent: Extent | None, about: About) -> str | None:
    if extent is not None and extent.title is not None:
        shown = tree.lines[extent.title].text
        (text,) = _modern([shown])
        return text
    return next((title for title in about.titles if not article.is_of_site(title, about.site)), None)


def title_above(tree: Tree, kept: Sequence[int]) -> int | None:
    """The line of the title where nothing names it: a heading above the text, the line above the date, or one there that looks like a title."""
    lines = tree.lines
    first = next((n for n, i in enumerate(kept) if lines[i].length >= words.LONG and not lines[i].heading), 0)
    headings = [i for i in kept[max(0, first - 8) : first] if 1 <= lines[i].heading <= 4 and lines[i].text.count(" ") >= 3]
    above = [
        i
        for i in kept[: first + 1]
        if lines[i].text.count(" ") >= 4 and i + 1 < len(lines) and _is_stamp(lines[i + 1].text) and not _is_stamp(lines[i].text)
    ]
    if headings or above:
        return (headings or above)[0]
    texts = _modern([lines[i].text for i in kept])
    view = clean.View("\n\n".join(texts))
    found = clean.lines(view.text) if texts else []
    at = next((n for n, line in enumerate(found) if line.zone == "title"), None) if len(found) == len(texts) else None
    return kept[at] if at is not None and at + 1 < len(texts) else None


def _is_stamp(text: str) -> bool:
    return any(stamp.rest <= 25 and stamp.kind not in ("document", "event") for stamp in stamps.read_stamps(text))


def _is_caption(line: Line, zone: str) -> bool:
    """Whether a line says what a picture shows: by its markup, its words, or as all that stands below the picture."""
    if line.box.tag in ("figcaption", "caption") or "caption" in line.kinds or zone == "caption":
        return True
    if not line.image or line.length > 300 or line.bold or line.heading:
        return False
    return line.italic >= 0.8 * line.length or line.box.centred or _is_alone_in_table(line.box)


def _is_alone_in_table(box: Box) -> bool:
    table = next((up for up in islice(box.upwards(), 8) if up.tag == "table"), None)
    return table is not None and table.end - table.start == 1


def _authors(tree: Tree, found: Sequence[_Paragraph]) -> list[int]:
    """The lines that are the author: named so by layout or class, or a name at the end of the text."""
    lines = tree.lines
    marked = [p.line for p in found if "author" in lines[p.line].marks]
    named = [p.line for p in found if "author" in lines[p.line].kinds and len(p.text) <= 80 and not p.text.endswith((".", ":"))]
    signed = [p for p in found[-3:] if not lines[p.line].box.listed]
    last = [p.line for p in signed if p.zone == "byline" and not _SIGNED.match(p.text) or p.zone == "dateline" and p is found[-1]]
    return list(dict.fromkeys(marked + last + named))


_SIGNED = re.compile(r"\W*(?:Nơi nhận|KT\.|TM\.|TL\.|TUQ\.|(?:PHÓ )?CHỦ TỊCH|(?:PHÓ )?GIÁM ĐỐC|Đã ký|Như trên|Lưu)|-|\(")
_BULLETIN = re.compile(r"Bản tin [^,]*?\d{4},\s*")  # "Bản tin trưa 11h30 ngày 10/6/2024, Tiến Công"


def _author(lines: Sequence[str], stamped: Sequence[str], about: About) -> str | None:
    """The author by the lines that name one, by the head of the page, or by what stands beside the date."""
    named = [article.CUE.sub("", _BULLETIN.sub("", line), count=1).strip(" -–|.,;()") for line in lines]
    beside = [match[1] for match in map(_BESIDE.fullmatch, stamped) if match]
    return next((name for name in (*named, about.author, *beside) if _is_person(name, about.site)), None)


_CAPITAL = f"[{clean.UPPER}]"
_BESIDE = re.compile(rf"(?:(?:bởi|By|by|Tác giả|Người viết)\s?:?\s?)?((?:{_CAPITAL}[^\W\d_]*\.?)(?:\s(?:-\s)?{_CAPITAL}[^\W\d_]*){{1,5}})")
_NOBODY = frozenset(("admin", "administrator", "system account", "quản trị", "quản trị viên", "ban biên tập"))


def _is_person(name: str | None, site: str | None) -> bool:
    """Whether a name may be an author's: not the site's, nor nobody's."""
    return bool(name) and not article.is_of_site(name or "", site) and "://" not in (name or "") and (name or "").casefold() not in _NOBODY


def _sapo(tree: Tree, extent: Extent | None, plain: Sequence[_Paragraph]) -> set[int]:
    """The lines of the sapo: named so, or the first paragraph where it alone is bold, a heading, or stands before the box of the text."""
    lines = tree.lines
    marked = {p.line for p in plain if "sapo" in lines[p.line].marks}
    called = {p.line for p in plain if "sapo" in lines[p.line].kinds and len(p.text) >= 40}
    named = marked or (called if len(called) <= 3 and len(called) < len(plain) else set())  # Drupal calls the whole text "text-with-summary"
    if named or len(plain) < 2 or extent is None:
        return named
    first, second = lines[plain[0].line], lines[plain[1].line]
    if first.length < 40:
        return set()
    apart = plain[0].line < extent.box.start <= plain[1].line or len(plain) > 2 and _stands_apart(first, second, lines[plain[2].line])
    return {plain[0].line} if apart or _is_strong(first) and not _is_strong(second) else set()


def _stands_apart(first: Line, second: Line, third: Line) -> bool:
    """Whether the first paragraph stands beside the box that holds the others: <div>first</div><div><p>second</p><p>third</p></div>."""
    box = second.box.parent
    return box is not None and box is third.box.parent and box.parent is not None and box.parent is first.box.parent and first.box is not box


def _is_strong(line: Line) -> bool:
    return line.heading > 1 or line.bold >= 0.9 * line.length


# --- section -------------------------------------------------------------------------------------------------------------------------------

_CRUMB = re.compile(r"\s*[»›>/|→]+\s*|(?<=Trang chủ)\s+-\s+")
_BEFORE_SECTION = re.compile(r"^\s*(?:đăng trong|chuyên mục|danh mục|mục|posted in|category|thể loại)\s?:?\s+", re.IGNORECASE)
_NO_SECTION = re.compile(
    r"\W*(?:trang (?:chủ|nhất)|home|chi tiết(?: tin| bài viết)?|tin chi tiết|nội dung(?: chi tiết)?|bạn đang (?:ở|xem).*|vị trí.*|\d.*)\W*",
    re.IGNORECASE,
)


def _section(sheet: Sheet, extent: Extent | None, title: str | None) -> str | None:
    """The section as the layout, the head, the path of sections or the line above the title tells it."""
    tree, lines = sheet.tree, sheet.tree.lines
    said, headed = sheet.said.get("section"), sheet.about.section
    path = [box for box in tree.boxes if "crumb" in box.kinds and 0 < box.end - box.start <= 12][:3]
    linked = ["".join(link.element.itertext()) for box in path for link in tree.links if box.start <= link.line < box.end]
    crumbs = [line.text for line in lines if "crumb" in line.kinds and line.linked < 0.5 * line.length]
    above: list[str] = []
    if extent is not None and extent.title is not None:
        above = [line.text for line in lines[max(0, extent.title - 2, extent.around.start) : extent.title]]
    for source in ([said] if said else [], [headed] if headed else [], linked, crumbs, above):
        parts = [one_line(part) for text in source for part in _CRUMB.split(_BEFORE_SECTION.sub("", text)) if _is_section(one_line(part), title)]
        if parts:
            return parts[-1]
    return None


def _is_section(text: str, title: str | None) -> bool:
    return (
        2 < len(text) <= 60
        and not _NO_SECTION.fullmatch(text)
        and not text.endswith((".", ":"))
        and not folded(title or "").startswith(folded(text))
        and not any(map(str.isdigit, text))
    )


# --- files ---------------------------------------------------------------------------------------------------------------------------------


def attachments(sheet: Sheet, extent: Extent | None, dead: Sequence[bool]) -> list[Link]:
    """The documents linked or shown in the article or right after it."""
    if extent is None:
        return []
    tree, around = sheet.tree, extent.around
    told = {i for i, line in enumerate(tree.lines) if "attachments" in line.marks}
    here = [link for link in tree.links if link.line in told or files.is_file(link.href) and any(box is around for box in link.box.upwards())]
    return list(files.find_files(((link.element, link.line in told) for link in here if not _is_dead(link, dead)), sheet.about.base or sheet.url))


def _is_dead(link: walk.Link, dead: Sequence[bool]) -> bool:
    """Whether a link stands among what is no article; a frame has no line of its own, so both its neighbours must."""
    if link.element.tag == "a" and link.line < len(dead):
        return dead[link.line]
    near = [dead[i] for i in (link.line - 1, link.line) if 0 <= i < len(dead)]
    return bool(near) and all(near)
