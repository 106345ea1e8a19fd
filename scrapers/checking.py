"""A source tried live: do its listings list, do they go on, are articles read whole, and what of the site's surroundings is left in them.

check -> Check (what was found, in numbers and in words) -> fixture (an article's page and what is read from it, for the tests)
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from pipeline import pages
from scrapers import addresses, listings, reading, verdicts
from scrapers.fetch import LISTS, Fetcher, FetchError, Response, Session
from scrapers.source import Source, families

TRIED = 5  # articles: enough to see which lines repeat, few enough for a site that may be slow
REPEATED = 2  # articles in which a line stands that belongs to the site


class Looked(NamedTuple):
    """A listing, feed or sitemap that was asked for: how many articles it names, whether a further page was found and names others."""

    url: str
    kind: str  # "listing", "feed", "sitemap"
    links: list[listings.Link]
    turned: bool | None = None  # None: it tells of no further page
    problem: str | None = None


class Tried(NamedTuple):
    """An article that was asked for: what it was read as, or why not."""

    url: str
    verdict: str
    reason: str = ""
    page: pages.Page | None = None
    response: Response | None = None

    lacks: tuple[str, ...] = ()  # what an article has and this page has not: of "title", "date", "body"


class Check(NamedTuple):
    """What a live try of a source found."""

    source: Source
    looked: list[Looked]
    tried: list[Tried]
    chrome: list[str]  # lines that stand in several articles: the site's, not theirs

    @property
    def links(self) -> int:
        """How many articles the listings name."""
        return len({addresses.twin_key(link.url) for one in self.looked for link in one.links})

    @property
    def read(self) -> list[Tried]:
        """The articles that were read whole."""
        return [one for one in self.tried if one.verdict == "article" and not one.lacks]

    @property
    def example(self) -> Tried | None:
        """The article to be kept as an example: the first that was read whole, else the first that was read."""
        return next(iter(self.read), None) or next((one for one in self.tried if one.page), None)

    @property
    def sound(self) -> bool:
        """Whether the description does: every listing lists, every article tried is read whole, nothing of the site is left in them."""
        return not any(one.problem for one in self.looked) and bool(self.tried) and len(self.read) == len(self.tried) and not self.chrome


def check(source: Source, fetcher: Fetcher, *, articles: int = TRIED, delay: float | None = None) -> Check:
    """What a live try of a source finds: every listing with its second page, and some of the articles named there."""
    with fetcher.session(source.all_hosts, delay=source.delay if delay is None else delay, tls=source.tls) as session:
        looked = [_look(session, source, url, kind) for kind in ("feed", "listing", "sitemap") for url in getattr(source, f"{kind}s")]
        tried = [attempt(session, source, link) for link in _spread([one.links for one in looked], articles)]
    return Check(source, looked, judged(tried), repeated(one.page for one in tried if one.page))


def _look(session: Session, source: Source, url: str, kind: str) -> Looked:
    try:
        response = session.get(url, accept=LISTS)
        if response.status != 200:
            return Looked(url, kind, [], problem=f"answered {response.status}; has it moved?")
        if kind != "listing":
            found = (listings.feed if kind == "feed" else listings.sitemap)(response.body, response.final)
            return Looked(url, kind, _own(source, found.links), problem=None if found.links or found.further else f"no {kind}, or an empty one")
        found, problem = read_listing(source, response)
        links = _own(source, found.links)
        if problem or found.next is None:
            return Looked(url, kind, links, problem=problem)
        further, problem = read_listing(
            source, session.get(found.next.url, form=found.next.form, referer=response.final, accept=LISTS), found.next.guessed
        )
        if found.next.guessed and not further.links:
            return Looked(url, kind, links)
        return Looked(
            url,
            kind,
            links,
            bool({link.url for link in further.links} - {link.url for link in found.links}),
            problem and f"its second page: {problem}",
        )
    except FetchError as error:
        return Looked(url, kind, [], problem=str(error))


def read_listing(source: Source, response: Response, guessed: bool = False) -> tuple[listings.Listing, str | None]:
    """The listing of a response, and what is wrong with it; of one whose address was but guessed, nothing is expected."""
    try:
        html = pages.decode(response.body, response.headers.get("content-type"))
    except pages.BinaryError as error:
        return listings.Listing([]), str(error)
    found = listings.read(html, response.final, families()[source.family], source, form=response.form)
    verdict, reason = verdicts.judge_listing(html, found, response.url, response.final, guessed=guessed)
    return found, None if verdict == "listing" else f"no listing but {verdict}: {reason}"


def _own(source: Source, links: Iterable[listings.Link]) -> list[listings.Link]:
    return [link for link in links if source.covers(link.url)]


def _spread(groups: Sequence[Sequence[listings.Link]], most: int) -> list[listings.Link]:
    """Links of all groups in turn, each page once."""
    found: dict[str, listings.Link] = {}
    for place in range(max(map(len, groups), default=0)):
        for group in groups:
            if place < len(group):
                found.setdefault(addresses.twin_key(group[place].url), group[place])
    return list(found.values())[:most]


class Asks(Protocol):
    """What gives responses to addresses: a session, or one that remembers."""

    def get(self, url: str) -> Response: ...


def attempt(session: Asks, source: Source, link: listings.Link) -> Tried:
    """What an article that a listing names is read as."""
    try:
        response = session.get(link.url)
        html = pages.decode(response.body, response.headers.get("content-type"))
    except FetchError as error:
        return Tried(link.url, error.reason, str(error))
    except pages.BinaryError as error:
        return Tried(link.url, "unreadable", str(error))
    found = reading.article(response, html, source, title=link.title, date=link.date)
    return Tried(link.url, found.verdict, found.reason, found.page, response)


def judged(tried: Sequence[Tried]) -> list[Tried]:
    """The same with what each lacks. A title that several have is the site's, and a date that only the listing tells may be any day's."""
    titles = Counter(one.page.title for one in tried if one.page)
    found = []
    for one in tried:
        page = one.page or pages.Page()
        there = {
            "title": page.title and titles[page.title] == 1,
            "date": page.published and page.published_by != "listing",
            "body": sum(map(len, page.body)) >= reading.BODY,
        }
        found.append(one._replace(lacks=tuple(part for part, is_there in there.items() if not is_there)))
    return found


def repeated(read: Iterable[pages.Page]) -> list[str]:
    """The lines that stand in the text of several articles, most often first."""
    counts = Counter(line for page in read for line in {line.strip() for line in page.text.splitlines()} if len(line) > 1)
    return [line for line, count in counts.most_common() if count >= REPEATED]


# --- what is said of it ------------------------------------------------------------------------------------------------------------------


_WORDS = {
    # key: Vietnamese, English
    "feed": ("nguồn tin (feed)", "feed"),
    "listing": ("danh sách", "listing"),
    "sitemap": ("sơ đồ trang", "sitemap"),
    "found": ("tìm thấy {} bài", "{} articles found"),
    "turned": ("lật được trang sau", "the next page was found"),
    "stuck": ("trang sau không có bài mới", "the next page names nothing new"),
    "last": ("không thấy trang sau", "no next page was found"),
    "read": ("đọc trọn vẹn {} trên {} bài thử", "{} of {} articles tried were read whole"),
    "lacks": ("thiếu {}", "without {}"),
    "title": ("tiêu đề", "title"),
    "date": ("ngày đăng", "date"),
    "body": ("nội dung", "body"),
    "refused": ("không phải bài viết: {}", "not an article: {}"),
    "chrome": ("{} dòng của giao diện còn sót: {}", "{} lines of the site's surroundings are left: {}"),
    "clean": ("không sót dòng nào của giao diện", "nothing of the site's surroundings is left"),
    "sound": (
        "Bản mô tả dùng được; sau khi xem lại có thể ghi verified = true.",
        "The description does; when somebody has looked at it, it may say verified = true.",
    ),
    "unsound": ("Bản mô tả cần sửa.", "The description needs work."),
}


def tell(found: Check, lang: str = "vi") -> list[str]:
    """What a check found, in lines for a person."""

    def say(key: str, *values: object) -> str:
        return _WORDS[key][lang == "en"].format(*values)

    lines = [f"{found.source.name}: {found.source.title}"]
    for one in found.looked:
        end = "" if one.kind != "listing" else f", {say('last' if one.turned is None else 'turned' if one.turned else 'stuck')}"
        lines.append(f"  {say(one.kind)} {one.url}: {one.problem or say('found', len(one.links)) + end}")
    for article in found.tried:
        what = (
            say("refused", article.reason or article.verdict)
            if article.page is None
            else say("lacks", ", ".join(map(say, article.lacks)))
            if article.lacks
            else "ok"
        )
        about = "" if article.page is None else f" | {article.page.published} ({article.page.published_by}) | {article.page.title}"
        lines.append(f"  {article.url}: {what}{about}")
    lines.append("  " + say("read", len(found.read), len(found.tried)))
    lines.append("  " + (say("chrome", len(found.chrome), "; ".join(found.chrome[:5])) if found.chrome else say("clean")))
    lines.append(say("sound" if found.sound else "unsound"))
    return lines


# --- an example for the tests ------------------------------------------------------------------------------------------------------------


class Fixture(msgspec.Struct, frozen=True, kw_only=True):
    """An article's page as it came, and what is read from it: `<name>.html` and `<name>.json`."""

    url: str
    content_type: str | None = None
    fetched: datetime.datetime
    page: pages.Page


def keep(name: str, found: Tried, folder: Path) -> list[Path]:
    """The two files of a fixture, written; the page is kept byte by byte, for its encoding is part of the example."""
    if found.page is None or found.response is None:
        raise ValueError(f"{found.url} was not read as an article ({found.reason or found.verdict}), so that it is no example of one")
    response = found.response
    fixture = Fixture(url=response.final, content_type=response.headers.get("content-type"), fetched=response.fetched, page=found.page)
    folder.mkdir(parents=True, exist_ok=True)
    html, expected = folder / f"{name}.html", folder / f"{name}.json"
    html.write_bytes(response.body)
    expected.write_bytes(msgspec.json.format(msgspec.json.encode(fixture), indent=2) + b"\n")
    return [html, expected]


def recall(path: Path, shape: pages.Layout) -> tuple[pages.Page, pages.Page]:
    """What a fixture's page is read as now, by a layout, and what is expected of it."""
    fixture = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Fixture)
    html = pages.decode(path.with_suffix(".html").read_bytes(), fixture.content_type)
    return pages.read(html, url=fixture.url, layout=shape, fetched=fixture.fetched), fixture.page
