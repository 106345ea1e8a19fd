"""Portals of any size for the load test: articles put together from paragraphs of the corpus, each made when it is asked for and always the same."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from scrapers.portal.article import Article
from scrapers.portal.families import FAMILIES
from scrapers.portal.library import gold
from scrapers.portal.server import Served

NEWEST = datetime.datetime(2026, 6, 30, 17, 0)
_ACTS = "yêu cầu|đôn đốc|triển khai|kiểm tra|tổng kết|sơ kết|tăng cường|chấn chỉnh|phê duyệt|rà soát|đẩy nhanh|siết chặt".split("|")
_MATTERS = """giải ngân vốn đầu tư công|phòng cháy, chữa cháy rừng|tiêm phòng cho đàn gia súc|cải cách thủ tục hành chính
an toàn thực phẩm bếp ăn|thu gom rác thải nông thôn|chuyển đổi số cấp xã|bồi thường, giải phóng mặt bằng|phòng, chống thiên tai
xóa nhà tạm, nhà dột nát|quản lý khai thác khoáng sản|bảo đảm trật tự an toàn giao thông|tuyển sinh lớp đầu cấp""".replace("\n", "|").split("|")
_WHERE = "trên địa bàn tỉnh|ở các xã vùng cao|tại các phường trung tâm|trong quý tới|dịp cuối năm|trước mùa mưa|ở khu công nghiệp|tại 12 xã".split("|")


@cache
def _paragraphs() -> tuple[str, ...]:
    return tuple(text for given in gold() for text in given.article.paragraphs if len(text) >= 120)


class Articles(Sequence[Article]):
    """`count` articles, the newest first; nothing is kept but the seed."""

    def __init__(self, count: int, seed: str, province: str) -> None:
        self.count, self.seed, self.province = count, seed, province

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, place: Any) -> Any:
        if not -self.count <= place < self.count:
            raise IndexError(place)
        light = self.light(place % self.count)
        own = random.Random(f"{self.seed} {light.number}")
        pool = _paragraphs()
        paragraphs = tuple(pool[own.randrange(len(pool))] for _ in range(own.choice((3, 5, 6, 8, 8, 10, 14, 24))))
        return light._replace(paragraphs=paragraphs, sapo=pool[own.randrange(len(pool))][:240] if own.random() < 0.7 else None, author="Thu Trang")

    def light(self, place: int) -> Article:
        """The article without its text, as lists need it."""
        number = 600_000 + self.count - place
        own = random.Random(f"{self.seed} {number} title")
        title = f"{self.province}: {own.choice(_ACTS)} {own.choice(_MATTERS)} {own.choice(_WHERE)} ({number})"
        when = NEWEST - datetime.timedelta(hours=5 * place, minutes=own.randrange(240))
        return Article(title, (), when, number=number, place=self.province)


def synthetic(sites: int, articles: int, seed: int = 1, **of_served: Any) -> Iterator[Served]:
    """So many sites of all families in turn, each with so many articles; a site's pages are made when asked for, and few are kept."""
    provinces = sorted({given.province for given in gold() if given.province})
    families = list(FAMILIES)
    for order in range(sites):
        province = provinces[order % len(provinces)]
        own = f"{seed} {order}"
        settings = {"per_page": 25, "cached": 32, "remembered": 50, "packed": False, "now": NEWEST, **of_served}
        yield Served(families[order % len(families)], Articles(articles, own, province), name=f"portal-{order:02}", province=province, **settings)
