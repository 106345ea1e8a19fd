"""Provincial portals on loopback: real pages, listings, feeds and documents of each family, for the demo, the tests and the load test."""

from __future__ import annotations

from scrapers.portal.article import Article, Attachment
from scrapers.portal.demo import Demo
from scrapers.portal.families import FAMILIES as _FAMILIES
from scrapers.portal.server import FAULTS, Answer, Count, Portal, Served
from scrapers.portal.site import Site, listing, render
from scrapers.portal.synthetic import synthetic

FAMILIES = tuple(name for name in _FAMILIES if name != "general")

__all__ = ["FAMILIES", "FAULTS", "Answer", "Article", "Attachment", "Count", "Demo", "Portal", "Served", "Site", "listing", "render", "synthetic"]
