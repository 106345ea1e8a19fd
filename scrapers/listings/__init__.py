"""Listings read: the articles that a page names, with title and date where it tells them, and where it goes on.

    page -> links that may be articles' -> blocks that repeat -> the block that is the listing -> title and date of each

A link may be an article's where its address fits the pattern of its source or family, else where address and text look like one. The listing is
the group of repeating blocks with the most titles, leads and dates that is no menu, sidebar or footer. The family's selectors only narrow
down which links come into question: they were written for other sites as well, and a sidebar may fit them; a source's own are taken at their word.
"""

from scrapers.links import Link, Listing, Next, fingerprint, fresh, older
from scrapers.listings.feeds import feed, sitemap
from scrapers.listings.reading import LONGEST_LEAD, Survey, read, survey

__all__ = ["LONGEST_LEAD", "Link", "Listing", "Next", "Survey", "feed", "fingerprint", "fresh", "older", "read", "sitemap", "survey"]
