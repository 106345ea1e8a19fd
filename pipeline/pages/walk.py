"""The markup of a page to its lines of text, each with the box it stands in and what the markup says of it: one pass, linear, never raising."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from lxml import etree

from corpora import any_of, gazetteer
from pipeline.pages.files import is_file
from pipeline.pages.words import folded

_NEVER = frozenset(
    "script style noscript template title form button select option textarea input label iframe svg object embed audio video canvas map math applet"
    " marquee datalist dialog".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
    " hgroup hr html li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_LINKS = frozenset(("a", "iframe", "embed", "object"))
_BOLD, _ITALIC = frozenset(("b", "strong")), frozenset(("i", "em"))
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SMALL = 6  # lines of a box whose class tells of each of them


class Box:
    """A block of the page: its lines are those from `start` to before `end`."""

    __slots__ = ("element", "end", "kinds", "marks", "parent", "start", "tag")

    def __init__(
        self,
        tag: str,
        parent: Box | None,
        start: int,
        kinds: frozenset[str] = frozenset(),
        marks: frozenset[str] = frozenset(),
        element: etree._Element | None = None,
    ) -> None:
        self.tag = tag
        self.element = element
        self.parent = parent
        self.start = self.end = start
        self.kinds = kinds  # what its class and id say: see markup_words.tsv
        self.marks = marks | parent.marks if parent is not None and parent.marks else marks  # what the site's layout says of it and what is around it

    @property
    def centred(self) -> bool:
        """Whether its lines stand in the middle."""
        if self.element is None:
            return False
        return self.tag == "center" or self.element.get("align") == "center" or _CENTRE.search(self.element.get("style") or "") is not None

    @property
    def listed(self) -> bool:
        """Whether it is an item of a list, or a cell in a row of several."""
        box: Box | None = self
        while box is not None and box.tag not in ("td", "th", "li") and box.end - box.start <= 1:
            box = box.parent
        if box is None or box.tag == "li":
            return box is not None
        return box.tag in ("td", "th") and box.end - box.start <= 1 and box.parent is not None and box.parent.end - box.parent.start >= 2

    def upwards(self) -> Iterator[Box]:
        """The box and those around it."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


class Line:
    """A line of text as a reader sees it."""

    __slots__ = ("bold", "box", "file", "heading", "image", "italic", "kinds", "length", "linked", "marks", "number", "text", "words")

    def __init__(self, text: str, box: Box) -> None:
        self.text = text
        self.box = box
        self.length = len(text)
        self.linked = self.bold = self.italic = 0  # characters of it in links, bold, italic
        self.heading = 0  # 1 for h1 ... 6 for h6
        self.kinds: set[str] = set()  # of the inline elements and the box it stands in
        self.marks: set[str] = set()
        self.file = False  # it holds a link to a document
        self.image = False  # a picture stands between this line and the one before
        self.number = ""  # "2. ", "- ": what the browser shows before a list's item
        self.words: str | None = None  # its `folded` text, once somebody asked for it

    @property
    def folded(self) -> str:
        """The line's words in lower case and nothing else."""
        if self.words is None:
            self.words = folded(self.text)
        return self.words


class Link(NamedTuple):
    """A link or a frame, the line that holds it or comes next, and the box it stands in."""

    line: int
    box: Box
    element: etree._Element

    @property
    def href(self) -> str | None:
        """Where it leads, as written."""
        return self.element.get("href") or self.element.get("src") or self.element.get("data")


class Tree:
    """The lines of a page, its boxes (each after the one around it), its links and frames."""

    def __init__(self, lines: list[Line], boxes: list[Box], links: list[Link]) -> None:
        self.lines = lines
        self.boxes = boxes
        self.links = links


# --- markup --------------------------------------------------------------------------------------------------------------------------------


def parse(page: str) -> etree._Element | None:
    """The page's root element; None where there is no markup and no text."""
    data = _tame(page).replace("\0", "").encode("utf-8", "replace")
    root, deep = _parse(data)
    if deep:
        root, _ = _parse(_flat(data))
    return root


def _parse(data: bytes) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):  # a page of nothing but comments
        return None, False
    return root, any("depth" in entry.message for entry in parser.error_log if entry.level >= 2)


_TAG = re.compile(r"""<[a-zA-Z](?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+""")
_MOST_ATTRIBUTES = 500  # the parser compares each with those before it: 80,000 take 8 s


def _tame(page: str) -> str:
    """The page without the attributes of tags that have thousands."""
    return _TAG.sub(_bare, page)


def _bare(tag: re.Match[str]) -> str:
    text = tag[0]
    return text.split(None, 1)[0] if len(text) > 2000 and len(text.split(None, _MOST_ATTRIBUTES)) > _MOST_ATTRIBUTES else text


_NESTING = re.compile(rb"</?(?!(?:p|br|h[1-6]|a|title|meta|link|script|style|body|head|html)\b)[a-zA-Z][^<>]*>?", re.IGNORECASE)


def _flat(data: bytes) -> bytes:
    """The page with line breaks for the tags that can be nested without end."""
    return _NESTING.sub(b"<br>", data)


# --- words of class and id -----------------------------------------------------------------------------------------------------------------

_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@cache
def _vocabulary() -> tuple[dict[str, set[str]], re.Pattern[str]]:
    """Kinds by word or run of words joined by hyphens; a pattern of the runs."""
    kinds: dict[str, set[str]] = {}
    for row in gazetteer("markup_words"):
        if row["kind"] != "hidden":
            kinds.setdefault(row["word"], set()).add(row["kind"])
    return kinds, re.compile(rf"(?<=-){any_of(run for run in kinds if '-' in run)}(?=-)")


@cache
def _hidden() -> frozenset[str]:
    """The classes of what is not shown."""
    return frozenset(row["word"] for row in gazetteer("markup_words") if row["kind"] == "hidden")


_EMPTY: frozenset[str] = frozenset()


@lru_cache(maxsize=20_000)  # a site has a few hundred
def _kinds(names: str) -> frozenset[str]:
    """What the words of a class and an id say.

    >>> sorted(_kinds("news-detail tinLienQuan")), sorted(_kinds("d-none"))
    (['around', 'body'], ['hidden'])
    """
    words, runs = _vocabulary()
    parts = [part.lower() for part in _PART.findall(names[:300])]
    found = {kind for part in (*parts, *runs.findall(f"-{'-'.join(parts)}-")) for kind in words.get(part, ())}
    return frozenset(found if _hidden().isdisjoint(names.split()) else {*found, "hidden"}) or _EMPTY


_NOTHING = " \u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"  # what some editors leave in empty paragraphs
_CENTRE = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE)


# --- the walk ------------------------------------------------------------------------------------------------------------------------------


class _Walk:
    """What is open while the page is read."""

    def __init__(self, marked: Mapping[etree._Element, frozenset[str]], dropped: frozenset[etree._Element]) -> None:
        self.marked = marked
        self.dropped = dropped
        self.lines: list[Line] = []
        self.boxes: list[Box] = []
        self.box = Box("", None, 0)
        self.boxes.append(self.box)
        self.links: list[Link] = []
        self.words: list[str] = []
        self.link = self.bold = self.italic = self.heading = self.pre = 0  # how many such elements are open
        self.linked = self.bolded = self.slanted = 0  # characters of the line so far
        self.kinds: set[str] = set()
        self.marks: set[str] = set()
        self.spans: list[tuple[frozenset[str], frozenset[str]]] = [
            (_EMPTY, _EMPTY)
        ]  # kinds and marks of the open inline elements, those around them included
        self.image = self.file = False
        self.number = ""
        self.forms = 0  # forms open
        self.items: list[list[int | str]] = []  # the open lists: [type, next number]

    def read(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: set[etree._Element] = set()
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if tag in _LINKS:
                    self.links.append(Link(len(self.lines), self.box, element))
                if self._is_unseen(element, tag):
                    skipped.add(element)
                    walker.skip_subtree()
                    if tag in _BLOCKS:
                        self.end_line()
                    continue
                self.open(element, tag)
                if element.text:
                    self.add(element.text)
            else:
                if skipped and element in skipped:
                    skipped.discard(element)
                else:
                    self.close(element, tag)
                if element.tail:
                    self.add(element.tail)
        self.end_line()

    def _is_unseen(self, element: etree._Element, tag: str) -> bool:
        if tag in _NEVER and not (tag == "form" and self.forms < 3 and _is_whole_page(element)) or element in self.dropped:
            return True
        if tag in ("html", "body"):  # hidden until a script shows them
            return False
        style = element.get("style")
        if style and _UNSEEN.search(style) or element.get("hidden") is not None:
            return True
        names = element.get("class") if tag not in _BLOCKS else None  # a block so named may be the article, shown by a script
        return names is not None and not _hidden().isdisjoint(names.split())

    def open(self, element: etree._Element, tag: str) -> None:
        names = element.get("class")
        identity = element.get("id")
        if identity:
            names = f"{names} {identity}" if names else identity
        kinds = _kinds(names) if names else _EMPTY
        marks = self.marked.get(element, _EMPTY) if self.marked else _EMPTY
        if tag in _BLOCKS:
            self.end_line()
            self.box = Box(tag, self.box, len(self.lines), kinds, marks, element)
            self.boxes.append(self.box)
            if tag in _HEADINGS:
                self.heading = _HEADINGS[tag]
            elif tag == "li":
                self.number = self._next_number()
            elif tag in ("ol", "ul"):
                self.items.append(_list_start(element, tag))
            elif tag == "pre":
                self.pre += 1
            elif tag == "form":
                self.forms += 1
            return
        if kinds and self.words:
            self.words.append(
                " "
            )  # what looks like one word in the markup is set apart by the style: <span class="date">...</span><span class="view">
        if kinds or marks:
            outer, outer_marks = self.spans[-1]
            self.spans.append((outer | kinds, outer_marks | marks))
        else:
            self.spans.append(self.spans[-1])
        if tag == "a":
            href = element.get("href")
            self.link += href is not None
            self.file = self.file or is_file(href)
        elif tag in _BOLD:
            self.bold += 1
        elif tag in _ITALIC:
            self.italic += 1
        elif tag == "br":
            self.end_line()
        elif tag == "img" or tag == "picture":
            self.image = True

    def close(self, element: etree._Element, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
            self.box.end = len(self.lines)
            self.box = self.box.parent or self.box
            if tag in _HEADINGS:
                self.heading = 0
            elif tag in ("ol", "ul") and self.items:
                self.items.pop()
            elif tag == "pre":
                self.pre -= 1
            elif tag == "form":
                self.forms -= 1
            elif tag == "li":
                self.number = ""
            return
        ended = self.spans.pop()
        if ended is not self.spans[-1] and self.words:
            self.words.append(" ")
        if tag == "a":
            self.link -= element.get("href") is not None
        elif tag in _BOLD:
            self.bold -= 1
        elif tag in _ITALIC:
            self.italic -= 1

    def _next_number(self) -> str:
        if not self.items:
            return "- "
        kind, count = self.items[-1]
        self.items[-1][1] = int(count) + 1
        if kind == "ul":
            return "- "
        return f"{chr(96 + int(count))}) " if kind == "a" and int(count) <= 26 else f"{count}. "

    def add(self, text: str) -> None:
        if self.pre and "\n" in text:
            for i, piece in enumerate(text.split("\n")):
                if i:
                    self.end_line()
                self._add(piece)
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        if text.isspace():
            if self.words:
                self.words.append(" ")
            return
        self.words.append(text)
        size = len(text)
        if self.link:
            self.linked += size
        if self.bold:
            self.bolded += size
        if self.italic:
            self.slanted += size
        kinds, marks = self.spans[-1]
        if kinds:
            self.kinds |= kinds
        if marks:
            self.marks |= marks

    def end_line(self) -> None:
        if not self.words:
            return
        text = " ".join("".join(self.words).split()).strip(_NOTHING)
        if text:
            line = Line(text, self.box)
            line.linked, line.bold, line.italic, line.heading = self.linked, self.bolded, self.slanted, self.heading
            line.kinds, line.marks = self.kinds, self.marks | self.box.marks
            line.image, line.number, line.file = self.image, self.number, self.file
            self.lines.append(line)
            self.image, self.number, self.file = False, "", False
        self.words.clear()
        self.linked = self.bolded = self.slanted = 0
        self.kinds, self.marks = set(), set()


def _is_whole_page(form: etree._Element) -> bool:
    """Whether the form is the page itself, as in ASP.NET: it stands right under the body, or holds the title or paragraphs."""
    parent = form.getparent()
    return parent is None or parent.tag in ("body", "html") or form.find(".//h1") is not None or len(form.findall(".//p")) >= 3


def _list_start(element: etree._Element, tag: str) -> list[int | str]:
    start = element.get("start") or "1"
    kind = "ul" if tag == "ul" else element.get("type") or "1"
    return [kind, int(start) if start.isdecimal() and start.isascii() and len(start) < 4 else 1]


def walk(
    root: etree._Element | None, marked: Mapping[etree._Element, frozenset[str]] | None = None, dropped: frozenset[etree._Element] = frozenset()
) -> Tree:
    """The lines and boxes of a page, without what is never shown or dropped."""
    if root is None:
        return Tree([], [], [])
    work = _Walk(marked or {}, dropped)
    work.read(root)
    work.boxes[0].end = len(work.lines)
    for box in work.boxes:
        if box.kinds and box.end - box.start <= _SMALL:
            for line in work.lines[box.start : box.end]:
                line.kinds |= box.kinds
    return Tree(work.lines, work.boxes, work.links)
