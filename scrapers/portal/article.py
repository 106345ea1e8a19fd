"""An article as a portal holds it, and the articles that the portals of demo and tests show: all of them invented, most from `corpora`."""

from __future__ import annotations

import datetime
import re
import unicodedata
import zlib
from typing import NamedTuple


class Attachment(NamedTuple):
    """A document linked from an article: the name of its file, the link's words, and the lines that the file holds."""

    name: str
    label: str
    lines: tuple[str, ...] = ()


class Article(NamedTuple):
    """What an editor typed into a portal: nothing of a page's surroundings is in it."""

    title: str
    paragraphs: tuple[str, ...]
    published: datetime.datetime  # Vietnamese local time, naive as portals write it
    sapo: str | None = None
    captions: tuple[str, ...] = ()  # the first stands after the first paragraph, the next after the third, and so on
    author: str | None = None
    section: str = "Tin tức - Sự kiện"
    place: str | None = None
    attachments: tuple[Attachment, ...] = ()
    updated: datetime.datetime | None = None
    number: int = 0  # in addresses; 0: made from the title
    version: int = 1
    named: str | None = None  # the title that its address was made of, where that was changed later

    @property
    def id(self) -> int:
        """The number that stands in the article's address."""
        return self.number or 100_000 + zlib.crc32((self.named or self.title).encode()) % 800_000


_PLAIN = str.maketrans({"đ": "d", "Đ": "D", "Ð": "D"})


def slug(title: str, *, d: bool = True, lower: bool = True) -> str:
    """The title as it stands in an address; without `d` every đ is lost, as Liferay loses it.

    >>> slug("Đắk Lắk: điều chỉnh quy hoạch"), slug("Đắk Lắk: điều chỉnh", d=False)
    ('dak-lak-dieu-chinh-quy-hoach', 'ak-lak-ieu-chinh')
    """
    text = title.translate(_PLAIN) if d else re.sub("[đĐÐ]", "", title)
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii())
    words = re.findall(r"[A-Za-z0-9]+", plain.lower() if lower else plain)
    return "-".join(words)
