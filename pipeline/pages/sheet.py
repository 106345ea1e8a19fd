"""A page opened for reading: what every part of the work looks at."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.pages.about import About
from pipeline.pages.walk import Tree


class Sheet(NamedTuple):
    """The lines of a page, what its head says, and what was known of it before."""

    tree: Tree
    about: About
    said: Mapping[str, str]  # the words of the parts that the site's layout names
    url: str | None = None
    fetched: datetime.datetime | None = None
    listed: str | None = None  # the date as the listing tells it

    @property
    def address(self) -> str | None:
        """The article's own address."""
        return self.about.url or self.url
