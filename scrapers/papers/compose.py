"""Blocks to the document: legacy fonts read, stamps dropped, the head's lines first, a paragraph a line."""

from __future__ import annotations

import re
from typing import NamedTuple

from scrapers.papers import cues, foot, head, legacy
from scrapers.papers.blocks import Block, Paper, bare, tidy

LONGEST = 2_000_000  # characters of a text; what follows is cut off


class Composed(NamedTuple):
    """The text of a paper and what its head and foot say."""

    text: str
    head: head.Head
    signer: str | None
    notes: tuple[str, ...]


def compose(paper: Paper) -> Composed:
    """The paper as text, with what its head says."""
    blocks = unstamped(unicode(paper))
    said = head.read(blocks)
    body = blocks[said.size :]
    if said.size and not said.issued and (date := foot.date(body)):
        said = said._replace(issued=date.iso, place=said.place or date.place)
    lines = [*said.lines, *_paragraphs(body)]
    text, notes = "\n".join(line for line in lines if line), (*paper.notes, *said.notes)
    if len(text) > LONGEST:
        text, notes = text[:LONGEST], (*notes, f"text.cut: only the first {LONGEST:,} of {len(text):,} characters are kept")
    return Composed(text, said, foot.signer(body), notes)


def unicode(paper: Paper) -> list[Block]:
    """The paper's blocks with what is set in a TCVN3 or VNI font read as Unicode."""
    told = None if paper.legacy else legacy.tell("\n".join(block.text for block in paper.blocks[:2000]))
    found = []
    for block in paper.blocks:
        own = told or (legacy.tell(block.text) if len(block.text) > 30 else None)
        text = tidy(legacy.read(block.text, own).replace("\u00ad", "").replace("\u00d0", "\u0110"))  # Ð: what many keyboards give for Đ
        found.append(block._replace(text=legacy.capitals(text) if own or paper.legacy else text))
    return found


def unstamped(blocks: list[Block]) -> list[Block]:
    """The blocks without the lines of stamps: a strong line, and weak ones beside it."""
    strong = [cues.is_stamp(block.text) for block in blocks]
    if not any(strong):
        return blocks
    dropped = set()
    for index in (i for i, is_strong in enumerate(strong) if is_strong):
        dropped.add(index)
        for step in (1, -1):
            at = index + step
            while 0 <= at < len(blocks) and abs(at - index) < 6 and (strong[at] or cues.is_weak_stamp(blocks[at].text)):
                dropped.add(at)
                at += step
    return [block for index, block in enumerate(blocks) if index not in dropped]


def _paragraphs(blocks: list[Block]) -> list[str]:
    """The blocks as lines; centred lines that go on are one, mottoes and lines without words drop out."""
    found: list[str] = []
    last: Block | None = None
    for block in blocks:
        if not re.search(r"[^\W_]", block.text) or block.kind != "body" and cues.is_motto(block.text):
            continue
        if last and last.kind == block.kind == "centre" and _goes_on(last.text, block.text):
            found[-1] += f" {block.text}"
        else:
            found.append(block.text)
        last = block
    return found


def _goes_on(above: str, text: str) -> bool:
    if text[:1] == "(" or cues.item(text) or bare(text).startswith("phu luc"):
        return False
    return text[:1].islower() or above.endswith((",", " -")) or len(above) > 40 and above.isupper() == text.isupper() and not above.endswith((".", ":"))
