"""Where the site of a page is: the province or district that its name tells."""

from __future__ import annotations

from pipeline.pages.about import About
from pipeline.pages.walk import Tree


def place_of(tree: Tree, about: About) -> str | None:
    """The province or district that the page says it is of."""
    return None


def site_of(about: About) -> str | None:
    """The name of the site."""
    return about.site
