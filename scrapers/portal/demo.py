"""The portals of `make demo`: what they hold on the first night, and what is new on the second."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from scrapers.portal.article import Article, slug
from scrapers.portal.library import fresh, gold
from scrapers.portal.server import VIETNAM, Portal, Served


class Plan(NamedTuple):
    """One portal of the demo: where it is, and what its listing leads to beside articles."""

    family: str
    province: str
    faults: tuple[str, ...] = ()
    design: str | None = None
    crawl_delay: float | None = None


# Provinces that the merger left as they were or that kept their names, so that articles of any year fit; families as their portals had.
PLANS = (
    Plan("tandan", "Điện Biên", ("moved",)),
    Plan("nukeviet", "Nghệ An", ("empty", "disallowed"), crawl_delay=0.1),
    Plan("sharepoint", "Đồng Nai", ("soft404",)),
    Plan("newspaper", "Tây Ninh", ("broken",)),
    Plan("liferay", "Đắk Lắk", ("login",)),
    Plan("vnpt", "Lai Châu"),
    Plan("websphere", "An Giang", ("captcha",)),
    Plan("drupal", "Cà Mau"),
    Plan("quangninh", "Quảng Ninh", ("gone",)),
    Plan("newspaper-post", "Gia Lai", ("moved",)),
    Plan("wordpress", "Lạng Sơn"),
    Plan("newspaper-month", "Quảng Trị"),
    Plan("webcenter", "Thái Nguyên"),
    Plan("vnpt", "Lâm Đồng", (), "vnpt-new"),
    Plan("general", "Hà Tĩnh"),
)
SHARED = 4  # articles of the national press that stand on the newspapers and on one portal: the same news at several places


class Demo:
    """The demo's portals and what changes on them for the second night."""

    def __init__(self, sites: int = 4, *, now: datetime.datetime | None = None, **of_served: Any) -> None:
        if not 1 <= sites <= len(PLANS):
            raise ValueError(f"{sites} sites; there are plans for 1 to {len(PLANS)}")
        self.now = now or datetime.datetime.now(VIETNAM).replace(microsecond=0, tzinfo=None)
        self._later: list[tuple[Served, Article]] = []
        self._second: list[tuple[Served, Article, tuple[str, ...]]] = []
        self.portal = Portal(*(self._served(order, plan, sites, of_served) for order, plan in enumerate(PLANS[:sites])))
        for order, site in enumerate(self.portal.sites.values()):
            for number, item in enumerate(fresh(self.now, site.area, site.province)):
                if number % sites != order:
                    continue
                if item.night > 1:
                    self._later.append((site, item.article))
                if item.second:
                    self._second.append((site, item.article, item.second))

    def _served(self, order: int, plan: Plan, sites: int, of_served: dict[str, Any]) -> Served:
        of_served = {"per_page": 4, "now": self.now, "crawl_delay": plan.crawl_delay, **of_served}
        name = f"{slug(plan.province)}-demo"
        site = Served(plan.family, province=plan.province, name=name, design=plan.design)  # for its area alone
        texts = list(_texts(plan, order))
        texts += [
            item.article
            for number, item in enumerate(fresh(self.now, site.area, site.province))
            if number % sites == order and item.night == 1
        ]
        return Served(plan.family, texts, province=plan.province, name=name, design=plan.design, faults=plan.faults, **of_served)

    def second_night(self) -> list[str]:
        """Makes the changes of the second night, once: two new articles, one changed. Says what was done, an address each."""
        done = [f"new {site.add(article)}" for site, article in self._later]
        for site, article, paragraphs in self._second:
            done.append(f"changed {site.url(site.change(article, paragraphs=paragraphs))}")
        self._later, self._second = [], []
        return done


def _texts(plan: Plan, order: int) -> Iterator[Article]:
    """The articles of the corpus that this portal shows: those of its province, and some of the national press on newspapers."""
    for given in gold():
        if given.province == plan.province:
            yield given.article
    national = [given.article for given in gold() if given.style == "press-national" and given.province != plan.province]
    if plan.family.startswith("newspaper"):
        yield from national[: SHARED + 2]
    elif order == 1:
        yield from national[:2]
