"""A page to its article, ours against trafilatura's: milliseconds a page, and how many articles come out whole with nothing added.

python bench/pages.py                  # 60 articles on portals of each family; some ten seconds
"""

from __future__ import annotations

import argparse
import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import trafilatura

from corpora import gold
from pipeline import clean, pages
from scrapers.portal import FAMILIES, Article, Site

MENU = "<ul>" + '<li class="nav-item"><a class="nav-link" href="/chuyen-muc/tin-tuc">Tin tức - Sự kiện trong tỉnh</a></li>' * 400 + "</ul>"


class Made(NamedTuple):
    """A page and what its article is."""

    html: str
    article: Article


def main() -> None:
    """Prints the figures; ratios are of one run on one machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=60, help="of each family (default 60)")
    parser.add_argument("--menus", action="store_true", help="with menus of 400 links, as large portals have")
    given = parser.parse_args()
    made = list(build(given.articles, MENU if given.menus else ""))
    ours = milliseconds(pages.read, made)
    theirs = milliseconds(lambda html: trafilatura.extract(html, output_format="json", with_metadata=True), made)
    size = sum(len(page.html) for page in made) // len(made)
    print(f"{len(made)} pages of {size:,} characters: ours {ours:.1f} ms, trafilatura {theirs:.1f} ms, {theirs / ours:.1f} times as long")
    whole = sum(_text(pages.read(page.html).body) == _text(page.article.paragraphs) for page in made)
    others = sum(_text([trafilatura.extract(page.html) or ""]) == _text(page.article.paragraphs) for page in made)
    print(f"articles whole and alone: ours {whole}, trafilatura {others} of {len(made)}")


def build(count: int, menu: str) -> Iterator[Made]:
    """Pages of every family around articles of the corpus."""
    when = datetime.datetime(2023, 5, 6, 9, 17)
    articles = [article for article in map(_article, gold()) if article.paragraphs][:count]
    for family in FAMILIES:
        site = Site(family, articles, now=when + datetime.timedelta(days=600))
        for article in articles:
            yield Made(site.render(article).replace("<body", f"<body><div>{menu}</div><div", 1) if menu else site.render(article), article)


def _article(record: dict) -> Article:
    title = record["article"].get("title") or record["article"]["id"]
    view = clean.View(record["text"])
    body = tuple(view.text[line.start : line.end] for line in clean.lines(view.text, title) if line.zone == "body")
    return Article(title, body, datetime.datetime(2023, 5, 6, 9, 17))


def milliseconds(read: Callable[[str], object], made: Sequence[Made]) -> float:
    """Of the processor, a page: the best of three rounds."""
    read(made[0].html)
    rounds = []
    for _ in range(3):
        start = time.process_time()
        for page in made:
            read(page.html)
        rounds.append(time.process_time() - start)
    return min(rounds) / len(made) * 1000


def _text(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())


if __name__ == "__main__":
    main()
