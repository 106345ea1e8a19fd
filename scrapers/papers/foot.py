"""What the foot of an official document says: who signed it. Uses `corpora`."""

from __future__ import annotations

import re
from functools import cache

import corpora
from scrapers.papers import cues
from scrapers.papers.blocks import Block, bare

_RANK = re.compile(
    r"^(?:(?:GS|PGS|TS|TSKH|ThS|BS|BSCKI{1,2}|CN|KS|DS|LS)\.? ?|(?:đồng chí|ông|bà|(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy)) )+(?=[^\W\d_])", re.IGNORECASE
)
_NEAR = 10  # blocks from the first line of a signature to the name


@cache
def _surnames() -> frozenset[str]:
    return frozenset(bare(row["surname"]) for row in corpora.gazetteer("surnames"))


def signer(blocks: list[Block]) -> str | None:
    """The name under the first signature, else None.

    >>> signer([Block("TM. ỦY BAN NHÂN DÂN", "signature"), Block("CHỦ TỊCH", "signature"), Block("Trần Thị Mẫu", "signature")])
    'Trần Thị Mẫu'
    """
    for index, block in enumerate(blocks):
        if _opens(block):
            for later in blocks[index + 1 : index + _NEAR]:
                if later.kind in (block.kind, "signature", "centre", "body", "right") and (name := person(later.text)):
                    return name
    return None


def date(blocks: list[Block]) -> cues.HeadDate | None:
    """The place and date right above the first signature, where minutes and some reports have them."""
    at = next((index for index, block in enumerate(blocks) if _opens(block)), 0)
    for block in blocks[max(0, at - 2) : at]:
        found = cues.head_date(block.text) if len(block.text) < 80 else None
        if found and found.place and found.iso:
            return found
    return None


def _opens(block: Block) -> bool:
    return len(block.text) < 80 and block.text[:4].upper() == block.text[:4] and cues.starts("signed_for", block.text) and not cues.item(block.text)


def person(text: str) -> str | None:
    """The name that the line is, without ranks and degrees; None where it is none.

    >>> person("TS. Nguyễn Văn Giả"), person("PHÓ CHỦ TỊCH"), person("Lê Hoàn thành")
    ('Nguyễn Văn Giả', None, None)
    """
    text = text.strip(" .,;:*_-")
    for _ in range(2):
        text = _RANK.sub("", text)
    words = text.split()
    if not 2 <= len(words) <= 6 or bare(words[0]) not in _surnames() or cues.starts("signed_for", text) or cues.starts("done", text):
        return None
    if not all(re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)?", word) and word[0].isupper() for word in words):
        return None
    return " ".join(word.capitalize() for word in words) if text.isupper() else text
