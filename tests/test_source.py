"""Descriptions of sources and families: the shipped ones are sound and cover the country, wrong ones are told, families know their own pages."""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from corpora import gazetteer
from pipeline import pages
from pipeline.pages import Layout
from scrapers import addresses, source
from scrapers.portal import FAMILIES, Article, Site
from scrapers.source import SourceError

TODAY = datetime.date(2026, 1, 1)
SHIPPED = source.load()


# --- what is shipped ---------------------------------------------------------------------------------------------------------------------


def test_there_are_enough() -> None:
    assert len(SHIPPED) >= 45
    assert len({s.title for s in SHIPPED.values()}) == len(SHIPPED), "no two are called the same"
    assert len({s.host for s in SHIPPED.values()}) == len(SHIPPED), "no host is visited twice"
    used = {s.family for s in SHIPPED.values()}
    assert set(source.families()) - used <= {"wordpress"}, "a family that no source is of is not needed"


def test_the_34_have_a_source_that_still_gives_news() -> None:
    now = {row["name"] for row in gazetteer("provinces") if row["system"] == "new34"}
    assert len(now) == 34
    assert {s.province for s in SHIPPED.values() if not s.archived(TODAY)} == now
    portals = {s.province for s in SHIPPED.values() if s.host.endswith(".gov.vn") and not s.archived(TODAY)}
    assert portals == now, "each has its portal, not only a newspaper"


def test_the_63_have_a_source_or_an_archive() -> None:
    former = {row["name"] for row in gazetteer("provinces") if row["system"] == "old63"}
    assert len(former) == 63
    assert former - {s.former or s.province for s in SHIPPED.values()} == set()


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_each_source(name: str) -> None:
    """Unverified, short, with a reason for its addresses, and addresses that are clean, public and no traps."""
    described = SHIPPED[name]
    text = (source.ROOT / "sources" / f"{name}.toml").read_text(encoding="utf-8")
    assert described.verified is False and "verified = false" in text
    assert len(text.splitlines()) <= 14
    assert re.match(r"listings(?: and feed)?: ", described.note), "says what the addresses rest on"
    for url in described.addresses:
        assert source.unfit(url) is None
        assert addresses.clean(url) == url
        assert urlsplit(url).hostname in described.all_hosts
    for url in described.listings:
        assert addresses.trap(url) is None
        assert addresses.is_article(url, described.articles or source.families()[described.family].articles) is not True, "a listing is no article"
    if described.former:
        assert source.provinces()[described.former] == described.province


def test_all_of_them_are_in_the_wheel() -> None:
    from hatchling.builders.wheel import WheelBuilder

    taken = {file.distribution_path for file in WheelBuilder(str(source.ROOT.parent)).recurse_included_files()}
    described = {f"scrapers/{kind}/{path.name}" for kind in ("families", "sources") for path in (source.ROOT / kind).glob("*.toml")}
    assert len(described) > 100 and described <= taken


def test_domains_agree_with_the_gazetteer() -> None:
    """The portal of a province stands under the domain that the gazetteer knows."""
    domains = {row["domain"]: row for row in gazetteer("provinces")}
    for described in SHIPPED.values():
        host = described.host.removeprefix("www.")
        if row := domains.get(host):
            assert row["name"] in (described.former, described.province), f"{described.name} is the portal of {row['name']}"
    portals = {s.host.removeprefix("www.") for s in SHIPPED.values()}
    assert set(domains) - portals == set(), "every province's own domain is described"


# Addresses of articles known from portals.tsv and the source they belong to; seen nowhere in its listings.
ARTICLES = [
    ("https://namdinh.gov.vn/portal/Pages/2021-10-5/Ung-dung-Blockchain-trong-Chinh-phu-dien-tuja6ggf.aspx", "namdinh"),
    ("https://ninhthuan.gov.vn/portal/Pages/2024-4-25/Quy-hoach-phat-trien-do-thi-theo-huong-xanh-hien-dvv348x.aspx", "ninhthuan"),
    ("https://www.quangninh.gov.vn/Trang/ChiTietTinTuc.aspx?nid=113139", "quangninh"),
    ("https://web01.haiduong.gov.vn/Trang/ChiTietTinTuc.aspx?nid=13066&title=khu-di-tich.html", "haiduong"),
    (
        "https://chauphu.angiang.gov.vn/wps/portal/Home/trang-tin-chi-tiet/sa-tinhtuc/sa-ktxh/sa-thoisuxahoi/016a4063-9d12-47bb-a9b4-c23d8b21bea1",
        "chauphu-angiang",
    ),
    ("https://angiang.gov.vn/vi/nu-nong-dan-xuat-sac-vung-bay-nui-an-giang", "angiang"),
    ("https://quangnam.gov.vn/webcenter/portal/ubnd/pages_tin-tuc/chi-tiet?dDocName=PORTAL512708", "quangnam"),
    ("https://daklak.gov.vn/-/-ak-lak-cong-bo-ieu-chinh-quy-hoach-tinh-thoi-ky-2021-2030-tam-nhin-en-nam-2050", "daklak"),
    ("https://bacninh.gov.vn/-/details/37632/chap-thuan-au-tu-khu-nha-o-xa-hoi", "bacninh"),
    ("https://qcdc.bacgiang.gov.vn/chi-tiet-tin-tuc/-/asset_publisher/SUvaAKdUf4CG/content/thong-bao", "bacgiang"),
    ("https://hcc.nghean.gov.vn/tin-tong-hop/pho-chu-tich-kiem-tra-2433.html", "hcc-nghean"),
    ("https://binhphuoc.gov.vn/vi/news/tin-tuc-su-kien-421/dia-diem-tham-sat-o-bu-dop-26895.html", "binhphuoc"),
    ("https://laichau.gov.vn/tin-tuc-su-kien/chuyen-de/tin-trong-nuoc/toan-van-nghi-dinh-so-96-2023-nd-cp.html", "laichau"),
    ("https://www.kontum.gov.vn/pages/detail/53116/Ket-qua-giai-quyet.html", "kontum"),
    ("http://dbndhatinh.vn/dbnd/portal/folder/thuong-truc-hdnd-111/news/tong-hop-y-kien.html", "dbndhatinh"),
    ("https://haiphong.gov.vn/tin-tuc-su-kien/hai-phong-quyet-tam-889529", "haiphong"),
    ("https://langson.gov.vn/thong-tin-chi-dao-dieu-hanh/chi-dao-don-doc-trien-khai-thuc-hien-cong-tac-chuyen-doi-so.html", "langson"),
    ("https://baotayninh.vn/nam-2022-so-thong-tin-va-truyen-thong-a153509.html", "baotayninh"),
    ("http://baoangiang.com.vn/an-giang-thong-qua-khung-de-an-an-giang-dien-tu--a236203.html", "baoangiang"),
    ("https://baolaocai.vn/phan-luong-giao-thong-post397110.html", "baolaocai"),
    ("https://baonghean.vn/dien-dan-chuyen-doi-so-post256740.html", "baonghean"),
    ("https://baobariavungtau.com.vn/chuyen-doi-so/202506/chuyen-doi-so-toan-dien-1044175/", "baobariavungtau"),
    ("https://hanoi.gov.vn/tin-so-nganh/trien-khai-mo-hinh-vanh-dai-an-toan-4250407154648115.htm", "hanoi"),
    ("https://baobacninhtv.vn/dien-vien-hai-bi-tam-giu-postid409722.bbg", "baobacninh"),
]


@pytest.mark.parametrize(("url", "name"), ARTICLES, ids=[row[1] for row in ARTICLES])
def test_known_articles_are_taken_for_articles_of_their_source(url: str, name: str) -> None:
    host = urlsplit(url).hostname or ""
    found = source.for_host(host)
    assert found is not None and found.name == name
    assert found.covers(url)
    assert addresses.is_article(url, found.articles or source.families()[found.family].articles) is True
    assert addresses.trap(url) is None


LISTS = [
    # addresses that are no articles of the family, reason
    ("vnpt", "https://nghean.gov.vn/tin-tuc-su-kien-73053", "a section's number has five digits"),
    ("vnpt", "https://hungyen.gov.vn/chuyen-muc-tin-chung-toan-tinh-c217-2.html", "a section's second page"),
    ("newspaper-post", "https://m.baogialai.com.vn/cham-tien-do-tag20450.html", "a tag"),
    ("newspaper-grid", "https://hanoimoi.vn/dai-hoi-dang-bo-thanh-pho-event1234.html", "articles gathered"),
    ("tandan", "https://www.dienbien.gov.vn/portal/Pages/Tin-tuc-su-kien.aspx?PageIndex=2", "a section"),
    ("quangninh", "https://www.quangninh.gov.vn/Trang/tin-tuc-su-kien.aspx", "a section"),
    ("liferay", "https://danang.gov.vn/tin-tuc-su-kien?p_p_id=101_INSTANCE_x&_101_INSTANCE_x_cur=2", "a section's second page"),
    ("wordpress", "https://example.gov.vn/category/hoat-dong-cua-lanh-dao-so/", "a section"),
]


@pytest.mark.parametrize(("family", "url", "reason"), LISTS, ids=[f"{row[0]}: {row[2]}" for row in LISTS])
def test_lists_are_no_articles(family: str, url: str, reason: str) -> None:
    assert addresses.is_article(url, source.families()[family].articles) is False


# --- what is refused -----------------------------------------------------------------------------------------------------------------------

SOUND = 'title = "Thử"\nprovince = "Ninh Bình"\nlistings = ["https://example.gov.vn/tin-tuc"]\n'

REFUSED = [
    # what is added to a sound description (or stands in its place), what the message must name, reason
    ("hour = 3", ["hour", "allowed there: name, title, province"], "an unknown key"),
    ('[selectors]\nheadline = ["h1"]', ["headline", "allowed there: title, sapo, body, date"], "an unknown part of an article"),
    ('[paging]\nkind = "scroll"', ["scroll", "$.paging.kind"], "an unknown paging"),
    ('[paging]\nkind = "parameter"', ["paging.parameter", "none"], "paging without what it needs"),
    ('[paging]\nkind = "path"\npath = "/trang"', ["paging.path", "{page}"], "paging without a place for the number"),
    ("[[old]]\nuntil = 2024-12-31\nselectors.kopf = ['h1']", ["kopf", "allowed there: title, sapo"], "an unknown part of an old layout"),
    ("[[old]]\nselectors.title = ['h1']", ["until"], "an old layout without its end"),
    ("[[old]]\nuntil = 2024-12-31\nfamily = 'joomla'", ["old[0].family", "nukeviet"], "an old layout of an unknown family"),
    ('family = "joomla"', ["family", "joomla", "liferay, newspaper"], "an unknown family"),
    ("delay = 0.1", ["delay", "1 to 3600"], "too hasty"),
    ("delay = 'fast'", ["delay"], "no number"),
    ('hours = "9pm-6am"', ["hours", "21:00-06:00"], "hours in another way"),
    ('hours = "25:00-06:00"', ["hours"], "no such hour"),
    ('hours = "06:00-06:00"', ["hours", "00:00-24:00"], "an empty stretch"),
    ('articles = "(("', ["articles", "regular expression"], "a broken regex"),
    ('selectors.title = ["h1["]', ["selectors.title", "h1[", "CSS"], "a broken selector"),
    ('[[old]]\nuntil = 2024-12-31\nselectors.title = ["h1::nope("]', ["old[0].selectors.title", "CSS"], "a broken selector of before"),
    ('listing.link = ["a["]', ["listing.link", "CSS"], "a broken selector of listings"),
    ('valid_until = "gestern"', ["valid_until"], "no date"),
    ('former = "Thái Bình"', ["former", "Hà Nam, Nam Định, Ninh Bình"], "a province that was merged elsewhere"),
    ('feeds = ["/rss"]', ["feeds", "/rss", "http"], "half an address"),
    ('feeds = ["ftp://example.gov.vn/"]', ["feeds", "web address"], "not the web"),
    ('feeds = ["http://192.168.1.5/rss"]', ["feeds", "private"], "a private address"),
    ('feeds = ["http://169.254.169.254/latest"]', ["feeds", "link-local"], "a cloud's secrets"),
    ('feeds = ["http://[fd00::1]/rss"]', ["feeds", "private"], "a private address of IPv6"),
    ('feeds = ["http://127.0.0.1/rss"]', ["feeds", "loopback", "port"], "loopback without a port"),
    ('feeds = ["http://localhost:8000/rss"]', ["feeds", "inner network"], "a name of this machine"),
    ('feeds = ["http://intranet/rss"]', ["feeds", "inner network"], "a name of the office's network"),
    ('feeds = ["http://cong.internal/rss"]', ["feeds", "inner network"], "a reserved ending"),
    ('feeds = ["https://me:secret@example.gov.vn/"]', ["feeds", "user"], "a password"),
    ('feeds = ["https://example.gov.vn/tin tuc"]', ["feeds", "space"], "a blank"),
    ('hosts = ["https://example.gov.vn/"]', ["hosts", "name of a host"], "an address for a host"),
    ('hosts = ["10.0.0.1"]', ["hosts", "private"], "a private host"),
    ('tls = { pin = "12:34" }', ["tls", "pin", "SHA-256"], "no fingerprint"),
    ('tls = { chain = "nirgends.pem" }', ["tls", "nirgends.pem"], "no such file"),
    ("tls = { verify = false }", ["tls", "pin", "chain"], "switching it off"),
    ('name = "anders"', ["name", "anders", "thu"], "a name that is not the file's"),
    ("title = ", ["TOML"], "not TOML"),
]


@pytest.mark.parametrize(("added", "named", "reason"), REFUSED, ids=[row[2] for row in REFUSED])
def test_refused(added: str, named: list[str], reason: str, tmp_path: Path) -> None:
    path = tmp_path / "thu.toml"
    path.write_text(SOUND, encoding="utf-8")
    assert source.read(path).name == "thu", "without the addition it is sound"
    path.write_text(SOUND + added + "\n", encoding="utf-8")
    with pytest.raises(SourceError) as error:
        source.read(path)
    for word in [str(path), *named]:
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (SOUND.replace("Ninh Bình", "Nam Định"), ["province", "merged into Ninh Bình", "former = 'Nam Định'"]),
        (SOUND.replace("Ninh Bình", "Atlantis"), ["province", "Atlantis", "An Giang, Bắc Ninh"]),
        ('title = "Thử"\nprovince = "Huế"\n', ["listings", "at least one address"]),
        ('province = "Huế"\nlistings = ["https://example.gov.vn/"]\n', ["title"]),
        ("\x00", ["TOML"]),
    ],
)
def test_refused_as_a_whole(text: str, named: list[str], tmp_path: Path) -> None:
    path = tmp_path / "thu.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        source.read(path)
    for word in [str(path), *named]:
        assert word in str(error.value)


BAD_FAMILIES = [
    ("[[recognise]]\nweight = 1\n", ["recognise[0]", "no sign"]),
    ("[[recognise]]\nweight = 1\nselector = 'a'\naddress = 'b'\n", ["recognise[0]", "selector and address"]),
    ("[[recognise]]\nweight = 1\nmarkup = '('\n", ["recognise[0].markup", "regular expression"]),
    ("[[recognise]]\nweight = 1\nselector = '>>'\n", ["recognise[0].selector", "CSS"]),
    ("[[recognise]]\nsign = 'a'\n", ["sign", "allowed there: weight, selector, address, generator, markup"]),
    ("attachments = '['\n", ["attachments", "regular expression"]),
    ("selectors.title = ['[']\n", ["selectors.title", "CSS"]),
]


@pytest.mark.parametrize(("text", "named"), BAD_FAMILIES, ids=[str(row[1]) for row in BAD_FAMILIES])
def test_a_bad_family_is_refused(text: str, named: list[str], tmp_path: Path) -> None:
    path = tmp_path / "ho.toml"
    path.write_text(f'title = "Họ"\n{text}', encoding="utf-8")
    with pytest.raises(SourceError) as error:
        source._family(path)
    for word in [str(path), *named]:
        assert word in str(error.value)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        source.load(tmp_path / "nirgends")


# --- what a description says ---------------------------------------------------------------------------------------------------------------


def write(folder: Path, name: str, text: str) -> source.Source:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return source.load(folder)[name]


def test_a_folder_of_ones_own_adds_and_overrides(tmp_path: Path) -> None:
    write(tmp_path, "thu", SOUND)
    write(tmp_path, "hanoi", SOUND.replace("Ninh Bình", "Hà Nội"))
    assert set(source.load(tmp_path)) == set(SHIPPED) | {"thu"}
    assert source.load(tmp_path)["hanoi"].listings == ("https://example.gov.vn/tin-tuc",)
    assert set(source.load(tmp_path, shipped=False)) == {"thu", "hanoi"}
    assert "thu" not in source.load(), "and leaves the shipped ones as they are"


def test_loopback_stands_for_tests_and_the_demo(tmp_path: Path) -> None:
    demo = write(tmp_path, "demo", 'title = "Demo"\nprovince = "Ninh Bình"\nlistings = ["http://127.0.0.2:8123/tin"]\ndelay = 0\n')
    assert demo.host == "127.0.0.2:8123"
    assert demo.all_hosts == {"127.0.0.2"}
    assert source.for_host("127.0.0.2:8123", source.load(tmp_path)) == demo


@pytest.mark.parametrize(
    ("hours", "time", "expected"),
    [
        ("21:00-06:00", "20:59", False),
        ("21:00-06:00", "21:00", True),
        ("21:00-06:00", "00:00", True),
        ("21:00-06:00", "05:59", True),
        ("21:00-06:00", "06:00", False),
        ("01:00-05:30", "00:59", False),
        ("01:00-05:30", "05:29", True),
        ("00:00-24:00", "23:59", True),
        ("00:00-24:00", "00:00", True),
    ],
)
def test_hours(hours: str, time: str, expected: bool, tmp_path: Path) -> None:
    assert write(tmp_path, "thu", f'{SOUND}hours = "{hours}"\n').open(datetime.time.fromisoformat(time)) is expected


def test_layouts_of_their_time(tmp_path: Path) -> None:
    """An article is read by the layout of its day; what a layout does not say, its family says."""
    described = write(
        tmp_path,
        "thu",
        SOUND
        + 'family = "nukeviet"\nselectors.title = [".moi"]\n'
        + '[[old]]\nuntil = 2024-12-31\nselectors.title = [".cu"]\n'
        + '[[old]]\nuntil = 2022-06-30\nfamily = "wordpress"\n',
    )
    body = {name: family.selectors.body for name, family in source.families().items()}
    found = {
        day: source.layout(described, day and datetime.date.fromisoformat(day))
        for day in (None, "2025-01-01", "2024-12-31", "2022-07-01", "2022-06-30", "2020-01-01")
    }
    assert {day: layout.title for day, layout in found.items()} == {
        None: (".moi",),
        "2025-01-01": (".moi",),
        "2024-12-31": (".cu",),
        "2022-07-01": (".cu",),
        "2022-06-30": source.families()["wordpress"].selectors.title,
        "2020-01-01": source.families()["wordpress"].selectors.title,
    }
    assert found["2024-12-31"].body == body["nukeviet"] != body["wordpress"] == found["2020-01-01"].body
    assert all(isinstance(layout, Layout) for layout in found.values())


def test_hosts_and_archives(tmp_path: Path) -> None:
    text = SOUND + 'hosts = ["tep.example.gov.vn"]\nvalid_until = 2025-06-30\n'
    archive = write(tmp_path, "cu", text)
    assert archive.all_hosts == {"example.gov.vn", "www.example.gov.vn", "tep.example.gov.vn", "www.tep.example.gov.vn"}
    assert archive.covers("https://www.example.gov.vn/a") and archive.covers("http://tep.example.gov.vn:80/b.pdf")
    assert not archive.covers("https://khac.example.gov.vn/a") and not archive.covers("http://[::1/")
    assert not archive.archived(datetime.date(2025, 6, 30)) and archive.archived(datetime.date(2025, 7, 1))
    assert source.for_host("example.gov.vn", source.load(tmp_path)) == archive
    write(tmp_path, "moi", SOUND)
    assert source.for_host("WWW.example.gov.vn", source.load(tmp_path)).name == "moi", "what lives goes before an archive"  # type: ignore[union-attr]
    assert source.for_host("nirgends.example") is None


def test_a_certificate_of_its_own(tmp_path: Path) -> None:
    pin = ":".join(["AB"] * 32)
    assert write(tmp_path, "thu", f'{SOUND}tls = {{ pin = "{pin}" }}\n').tls == (pin, None)


def test_a_source_goes_through_json() -> None:
    for described in SHIPPED.values():
        assert msgspec.json.decode(msgspec.json.encode(described), type=source.Source, strict=False) == described


# --- families know their own -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html", ["", " ", "<", "<html>", "\x00", "<p>Không có dấu hiệu nào</p>", "<meta name=generator>", "<?xml version='1.0' encoding='utf-8'?><html/>"]
)
def test_a_page_that_shows_nothing(html: str) -> None:
    assert source.recognise("https://example.gov.vn/tin", html) is None


def test_one_weak_sign_is_not_enough() -> None:
    assert source.recognise("https://example.gov.vn/Pages/tin.aspx", "<p>VNPT</p>") is None


def test_the_general_family_needs_nothing() -> None:
    general = source.families()["general"]
    assert not general.recognise and not general.articles
    assert source.layout(SHIPPED["hue"]) == Layout()


def test_comments_tell_the_traps() -> None:
    for name in source.families():
        text = (source.ROOT / "families" / f"{name}.toml").read_text(encoding="utf-8")
        assert tomllib.loads(text) and text.startswith("# ")
        assert "# Traps: " in text or name == "general"


MADE = [(name, None, name) for name in FAMILIES] + [("vnpt", "vnpt-new", "vnpt"), ("general", None, None), ("general", "medinet", None)]


@pytest.mark.parametrize(("family", "design", "expected"), MADE, ids=[row[1] or row[0] for row in MADE])
def test_a_family_knows_its_own(family: str, design: str | None, expected: str | None) -> None:
    """An article of the invented portal shows its family and no other, its address is an article's, and the family's selectors find its parts."""
    paragraphs = tuple(
        f"Ủy ban nhân dân tỉnh giao {who} báo cáo kết quả rà soát, đề xuất giải pháp trước ngày {number}/12/2023."
        for number, who in enumerate(("Sở Y tế", "Sở Tài chính", "Công an tỉnh"), 12)
    )
    article = Article("Lãnh đạo tỉnh yêu cầu rà soát công tác phòng cháy tại chợ", paragraphs, datetime.datetime(2023, 9, 22, 8, 37))
    others = [Article(f"Tin thứ {number} trong tuần của cổng thông tin", paragraphs, datetime.datetime(2023, 9, number, 9)) for number in range(1, 9)]
    site = Site(family, [article, *others], design=design, province="Nam Định")
    url, html = site.base + site.path(article), site.render(article)
    found = source.recognise(url, html)
    assert (found[0].name if found else None) == expected
    without = source.recognise("https://example.vn/", html)
    if expected not in (None, "newspaper"):  # whose address says as much as its page
        assert without is not None and without[0].name == expected, "by the page alone"
    known = source.families()[expected or "general"]
    assert addresses.is_article(url, known.articles) is not False
    assert addresses.is_article(site.base + site.page(), known.articles) is not True
    page = pages.read(html, url=url, layout=Layout(**{field: getattr(known.selectors, field) for field in Layout._fields}))
    assert (page.title, page.body, (page.published or "")[:10]) == (article.title, list(paragraphs), "2023-09-22")
