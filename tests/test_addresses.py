"""Addresses made canonical, twins told, traps named: tables with a reason a row."""

from __future__ import annotations

import unicodedata

import pytest
from conftest import assert_linear
from courlan import clean_url
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers import addresses

CLEANED = [
    # as it stands in a page, what is asked for (None: nothing), reason
    ("https://example.gov.vn/tin/bai-12.html", "https://example.gov.vn/tin/bai-12.html", "nothing to do"),
    ("HTTPS://WWW.Example.GOV.vn/Tin", "https://www.example.gov.vn/Tin", "scheme and host know no capitals, a path does"),
    ("http://example.gov.vn:80/a", "http://example.gov.vn/a", "the scheme's own port"),
    ("https://example.gov.vn:8443/a", "https://example.gov.vn:8443/a", "another port is meant"),
    ("https://example.gov.vn", "https://example.gov.vn/", "no path is the root"),
    ("https://example.gov.vn./a", "https://example.gov.vn/a", "the dot that ends a full name"),
    ("/tin/bai.html#binh-luan", "https://portal.example.vn/tin/bai.html", "relative, and a fragment is never sent"),
    ("../b.html", "https://portal.example.vn/b.html", "relative to the folder above"),
    ("?page=2", "https://portal.example.vn/goc/trang?page=2", "only a query"),
    ("//cdn.example.vn/a.pdf", "https://cdn.example.vn/a.pdf", "the scheme of the page"),
    ("https://example.vn/a/../b/./c", "https://example.vn/b/c", "steps are taken"),
    ("https://example.vn/../../b", "https://example.vn/b", "above the root there is the root"),
    ("  https://example.vn/a\n", "https://example.vn/a", "blanks round it"),
    ("https://example.vn/a\n\tb", "https://example.vn/ab", "a line broken within an attribute"),
    (
        "https://example.vn/Nghị định 105.pdf",
        "https://example.vn/Ngh%E1%BB%8B%20%C4%91%E1%BB%8Bnh%20105.pdf",
        "Vietnamese and spaces in the name of a file",
    ),
    (
        "https://example.vn/Ngh%e1%bb%8b%20%c4%91%e1%bb%8bnh.pdf",
        "https://example.vn/Ngh%E1%BB%8B%20%C4%91%E1%BB%8Bnh.pdf",
        "digits of percent-encoding are capitals",
    ),
    ("https://example.vn/Nghi\u0323.pdf", "https://example.vn/Nghi%CC%A3.pdf", "a decomposed name is kept: the server may know the file by no other"),
    ("https://example.vn/%54in", "https://example.vn/Tin", "needlessly encoded"),
    ("https://example.vn/a%2Fb", "https://example.vn/a%2Fb", "an encoded slash is no slash"),
    ("https://example.vn/C%F4ng.doc", "https://example.vn/C%F4ng.doc", "bytes that are not UTF-8 stay as they are"),
    ("https://example.vn/100%", "https://example.vn/100%25", "a lone percent sign"),
    ("https://báo.vn/tin", "https://xn--bo-mia.vn/tin", "a Vietnamese domain name"),
    ("https://example.vn/a?x=1&amp;y=2", "https://example.vn/a?x=1&y=2", "escaped twice by the editor"),
    ("http:\\\\example.vn\\Pages\\tin.aspx", "http://example.vn/Pages/tin.aspx", "typed as a path of Windows"),
    ("https://example.vn/a?url=c:\\b", "https://example.vn/a?url=c:%5Cb", "but not in the query"),
    ("https://example.vn/a;jsessionid=0000FxQ:1a2b?x=1", "https://example.vn/a?x=1", "session of a Java server, in the path"),
    ("https://example.vn/a;JSESSIONID=FF", "https://example.vn/a", "the same in capitals"),
    ("https://example.vn/a?PHPSESSID=f00&id=3", "https://example.vn/a?id=3", "session of a PHP server"),
    (
        "https://www.sbv.gov.vn/webcenter/portal/vi/menu/trangchu/hdtttt;jsessionid=pQ?_afrLoop=2331&_afrWindowMode=0&_adf.ctrl-state=x_4",
        "https://www.sbv.gov.vn/webcenter/portal/vi/menu/trangchu/hdtttt",
        "WebCenter: anew on every load",
    ),
    (
        "https://quangnam.gov.vn/webcenter/portal/ubnd/pages_tin-tuc/chi-tiet?dDocName=PORTAL512708&_afrLoop=1",
        "https://quangnam.gov.vn/webcenter/portal/ubnd/pages_tin-tuc/chi-tiet?dDocName=PORTAL512708",
        "and the article's number stays",
    ),
    (
        "https://chauphu.angiang.gov.vn/wps/portal/Home/trang-tin-chi-tiet/016a4063-9d12/!ut/p/z1/04_Sj9CPykssy0x/dz/d5/L2dBI",
        "https://chauphu.angiang.gov.vn/wps/portal/Home/trang-tin-chi-tiet/016a4063-9d12",
        "WebSphere: the portal's state, packed",
    ),
    (
        "https://www.gdt.gov.vn/wps/portal/!ut/p/z1/04_Sj9CPykssy0x",
        "https://www.gdt.gov.vn/wps/portal/!ut/p/z1/04_Sj9CPykssy0x",
        "where nothing else tells the page, it stays",
    ),
    (
        "https://example.gov.vn/wps/portal/!ut/p/b1/04_Sj/?1dmy&urile=wcm%3apath%3a/tin/bai",
        "https://example.gov.vn/wps/portal?1dmy&urile=wcm%3Apath%3A/tin/bai",
        "here the path of the content tells it",
    ),
    (
        "https://bacgiang.gov.vn/-/asset_publisher/SUvaAKdUf4CG/content/bai?redirect=https%3A%2F%2Fbacgiang.gov.vn%2F&inheritRedirect=true&p_p_auth=Qw",
        "https://bacgiang.gov.vn/-/asset_publisher/SUvaAKdUf4CG/content/bai",
        "Liferay: the page before",
    ),
    (
        "https://thanhtra.gov.vn/-/asset_publisher//Content/bai?123",
        "https://thanhtra.gov.vn/-/asset_publisher//Content/bai?123",
        "Liferay: two slashes and a bare number are meant",
    ),
    (
        "https://example.vn/a?_101_INSTANCE_x_redirect=%2F&_101_INSTANCE_x_cur=2",
        "https://example.vn/a?_101_INSTANCE_x_cur=2",
        "the page's number stays",
    ),
    ("https://example.vn/a?utm_source=zalo&utm_medium=zalo&utm_campaign=zalo&zarsrc=30", "https://example.vn/a", "shared on Zalo"),
    ("https://example.vn/a?fbclid=IwAR3&gidzl=Kq", "https://example.vn/a", "shared on Facebook, opened in Zalo"),
    ("https://hue.gov.vn/tin?newsid=0a1b&cid=0b2c", "https://hue.gov.vn/tin?newsid=0a1b&cid=0b2c", "cid is a section there, no tracker"),
    (
        "https://example.vn/a?keyword=de+an+06&galleryId=3&sourceId=2",
        "https://example.vn/a?keyword=de+an+06&galleryId=3&sourceId=2",
        "names that only look like trackers'",
    ),
    ("https://example.vn/a?List={5F1A-22}&ID=7", "https://example.vn/a?List=%7B5F1A-22%7D&ID=7", "SharePoint: a list's number in braces"),
    ("https://example.vn/a?b=2&a=1", "https://example.vn/a?b=2&a=1", "some servers look at the order"),
    ("https://example.vn/a?&&x=1&", "https://example.vn/a?x=1", "empty parts"),
    ("https://example.vn/a?", "https://example.vn/a", "an empty query"),
    ("javascript:void(0)", None, "a script"),
    ("JavaScript:__doPostBack('a','Page$2')", None, "a script in capitals"),
    ("mailto:vpub@example.gov.vn", None, "a letter"),
    ("tel:0296123456", None, "a telephone"),
    ("data:image/png;base64,AAAA", None, "a picture written out"),
    ("ftp://example.gov.vn/a", None, "not the web"),
    ("#top", None, "the page itself"),
    ("", None, "nothing"),
    ("http://", None, "no host"),
    ("http://[::1/", None, "half an address"),
    ("http://example.vn:99999/", None, "a port that cannot be"),
    ("https://user:pass@example.vn/", None, "carries a password"),
    ("https://exa mple.vn/", None, "a blank in the host"),
    ("https://example.vn/" + "a" * 3000, None, "longer than an article's ever is"),
]


@pytest.mark.parametrize(("given_", "expected", "reason"), CLEANED, ids=[row[2] for row in CLEANED])
def test_clean(given_: str, expected: str | None, reason: str) -> None:
    assert addresses.clean(given_, "https://portal.example.vn/goc/trang") == expected
    if expected:
        assert addresses.clean(expected) == expected, "what is clean stays as it is"


def test_what_courlan_does_with_such_addresses() -> None:
    """The reason why its clean_url is not used: of the addresses whose parameters and names matter, it keeps few."""
    telling = [
        row[0]
        for row in CLEANED
        if row[2] in {"cid is a section there, no tracker", "SharePoint: a list's number in braces", "names that only look like trackers'"}
    ]
    assert len(telling) == 3
    assert [clean_url(url) for url in telling if clean_url(url) == url] == []


TWINS = [
    # two addresses of one page, reason
    ("http://example.vn/a", "https://example.vn/a", "with and without encryption"),
    ("https://www.example.vn/a", "https://example.vn/a", "www."),
    ("https://m.baogialai.com.vn/bai-post12345.html", "https://baogialai.com.vn/bai-post12345.html", "for phones"),
    ("https://amp.example.vn/bai-12", "https://example.vn/bai-12", "amp."),
    ("https://example.vn/a/", "https://example.vn/a", "trailing slash"),
    ("https://example.vn/a//b", "https://example.vn/a/b", "two slashes"),
    ("https://example.vn/index.php", "https://example.vn/", "the index of a folder"),
    ("https://example.vn/Default.aspx", "https://example.vn", "the same on Windows"),
    ("https://example.vn/a?b=2&a=1", "https://example.vn/a?a=1&b=2", "order of parameters"),
    ("https://example.vn/a?id=3&PageIndex=1", "https://example.vn/a?id=3", "the first page is the page"),
    ("https://example.vn/a?id=3&page=0", "https://example.vn/a?id=3", "Drupal counts from nought"),
    ("https://dienbien.gov.vn/portal/Pages/Tin.aspx?PageIndex=1", "https://dienbien.gov.vn/portal/Pages/Tin.aspx", "Tân Dân: the first page"),
    (
        "https://namdinh.gov.vn/portal/pages/2021-10-5/Ung-dungja6ggf.aspx",
        "https://namdinh.gov.vn/portal/Pages/2021-10-5/Ung-dungja6ggf.aspx",
        "Windows knows no capitals",
    ),
    ("https://example.gov.vn/Trang/ChiTiet.aspx?NID=7", "https://example.gov.vn/trang/chitiet.aspx?nid=7", "nor in names of parameters"),
    (
        "https://web01.haiduong.gov.vn/Trang/ChiTietTinTuc.aspx?nid=13066&title=khu-di-tich.html",
        "https://web01.haiduong.gov.vn/Trang/ChiTietTinTuc.aspx?nid=13066",
        "Quảng Ninh: the words beside the number",
    ),
    (
        "https://bvquan5.medinet.gov.vn/chuyen-muc/bai-cmobile16572-244790.aspx",
        "https://bvquan5.medinet.gov.vn/chuyen-muc/bai-c16896-244790.aspx",
        "medinet: phone and desktop, section and all",
    ),
    ("https://example.vn/vi/news/print/tin-tuc/bai-12.html", "https://example.vn/vi/news/tin-tuc/bai-12.html", "NukeViet: to print"),
    ("https://hcc.nghean.gov.vn/savefile/tin-tong-hop/bai-2433.html", "https://hcc.nghean.gov.vn/tin-tong-hop/bai-2433.html", "NukeViet: to save"),
    (
        "https://example.vn/index.php?language=vi&nv=news&op=tin-tuc/bai-12",
        "https://example.vn/vi/news/tin-tuc/bai-12.html",
        "NukeViet: rewritten and not",
    ),
    ("https://example.vn/?language=vi&nv=news&op=tin-tuc%2Fbai-12", "https://example.vn/vi/news/tin-tuc/bai-12", "the same, encoded"),
    ("https://example.vn/bai?print=1", "https://example.vn/bai", "?print=1"),
    ("https://example.vn/bai/print", "https://example.vn/bai", "/print"),
    ("https://example.vn/2024/05/12/bai/amp/", "https://example.vn/2024/05/12/bai/", "/amp/"),
    ("https://example.vn/bai.amp.html", "https://example.vn/bai.html", ".amp.html"),
    ("https://example.vn/Ngh%E1%BB%8B", "https://example.vn/Nghi%CC%A3", "composed and decomposed"),
    ("https://example.vn/bai;jsessionid=1", "https://example.vn/bai;jsessionid=2", "two sessions"),
    ("https://example.vn/webcenter/portal/a?_afrLoop=1", "https://example.vn/webcenter/portal/a?_afrLoop=2", "two loads"),
    ("https://example.vn/wps/portal/Home/a/!ut/p/z1/xx/", "https://example.vn/wps/portal/Home/a/!ut/p/z0/yy/", "two states"),
    ("https://example.vn/-/bai?p_p_state=maximized&p_p_mode=view&p_p_lifecycle=0", "https://example.vn/-/bai", "Liferay: how the window stands"),
]

NO_TWINS = [
    ("https://example.vn/a?id=3", "https://example.vn/a?id=4", "another article"),
    ("https://example.vn/a", "https://b.example.vn/a", "another site"),
    ("https://example.vn/Bai-51YnYvX.html", "https://example.vn/Bai-51ynyvx.html", "capitals that tell (Sơn La's newspaper)"),
    ("https://example.vn/a?page=2", "https://example.vn/a", "the second page"),
    ("https://example.vn/?p=1", "https://example.vn/?p=2", "WordPress: p is the article"),
    (
        "https://bvquan5.medinet.gov.vn/chuyen-muc/bai-c16896-131217.aspx",
        "https://bvquan5.medinet.gov.vn/chuyen-muc/bai-cmobile16572-244790.aspx",
        "other numbers, another article",
    ),
    (
        "https://example.vn/portal/pages/print.aspx?p=27996",
        "https://example.vn/portal/pages/print.aspx?p=27997",
        "Tân Dân's print view does not tell its article",
    ),
    ("https://m.vn/a", "https://vn/a", "m. is the domain itself"),
    ("https://127.0.0.2:8080/a", "https://127.0.0.2:8081/a", "another port"),
]


@pytest.mark.parametrize(("one", "other", "reason"), TWINS, ids=[row[2] for row in TWINS])
def test_twins_have_one_key(one: str, other: str, reason: str) -> None:
    assert addresses.twin_key(one) == addresses.twin_key(other)


@pytest.mark.parametrize(("one", "other", "reason"), NO_TWINS, ids=[row[2] for row in NO_TWINS])
def test_others_have_another(one: str, other: str, reason: str) -> None:
    assert addresses.twin_key(one) != addresses.twin_key(other)


TRAPS = [
    # address, why it is not followed (None: it is), reason
    ("https://example.vn/lich-cong-tac/2031/05/12", "calendar", "the week's programme, for ever on"),
    ("https://example.vn/lich-cong-tac.aspx?tuan=12&nam=2031", "calendar", "the same by parameters"),
    ("https://example.vn/lich?ngay=31", "calendar", "news by day"),
    ("https://example.vn/tin-tuc?ngay=12/05/2024", "calendar", "a listing of one day"),
    ("https://example.vn/su-kien/?tribe-bar-date=2031-05", "calendar", "WordPress's calendar"),
    ("https://example.vn/vi/calendar/2031-05", "calendar", "in English"),
    ("https://example.vn/tin-tuc/lich-cong-tac-tuan-cua-thuong-truc-123.html", None, "an article about the programme"),
    ("https://example.vn/lich-su-van-hoa", None, "lịch sử is history"),
    ("https://example.vn/2024/05/", "date archive", "WordPress: a month"),
    ("https://example.vn/2024/05/12/de-an-06/", None, "WordPress: an article"),
    ("https://example.vn/1044175/", None, "a number is no year"),
    ("https://m.baogialai.com.vn/cham-tien-do-tag20450.html", "tag", "a tag that looks like an article"),
    ("https://hanoimoi.vn/dai-hoi-event1234.html", "tag", "articles gathered on an event"),
    ("https://example.vn/tags/chuyen-doi-so", "tag", "a tag's page"),
    ("https://example.vn/tu-khoa/de-an-06/", "tag", "in Vietnamese"),
    ("https://example.vn/tim-kiem?q=de+an", "search", "search"),
    ("https://www.quangninh.gov.vn/Trang/searchqnp.aspx?k=06", "search", "Quảng Ninh's search"),
    ("https://example.vn/?s=06", "search", "WordPress's search"),
    ("https://vbpl.vn/tw/Pages/vbpq.aspx?ItemID=136354&Keyword=", None, "an empty search is none"),
    ("https://example.vn/login.aspx?ReturnUrl=%2f", "login", "login"),
    ("https://example.vn/_layouts/15/Authenticate.aspx?Source=%2F", "login", "SharePoint's login"),
    ("https://example.vn/dang-nhap", "login", "in Vietnamese"),
    ("https://example.vn/tin/dang-ky-kinh-doanh-qua-mang-12.html", None, "registration of firms is news"),
    ("https://baohungyen.vn/rss/home.rss", "feed", "a feed"),
    ("https://example.vn/vi/news/rss/", "feed", "NukeViet's feed"),
    ("https://www.quangninh.gov.vn/so/sytt/Trang/Qnp-rss.aspx", "feed", "Quảng Ninh's feed"),
    ("https://example.vn/feed/", "feed", "WordPress's feed"),
    ("https://bandantoc.ninhthuan.gov.vn/portal/pages/print.aspx?p=27996", "print view", "Tân Dân: does not tell its article"),
    ("https://example.vn/vi/news/print/tin/bai-12.html", "print view", "NukeViet"),
    ("https://example.vn/bai?print=1", "print view", "?print=1"),
    ("https://example.vn/author/quantri/", "author", "all of one author"),
    ("https://example.vn/upload/2000066/20200214/anh.jpg", "no page", "a picture"),
    ("https://example.vn/upload/2007018/20260128/PL01_ky%20so.pdf", None, "a document may be wanted"),
    ("https://langson.gov.vn/thong-tin-chi-dao-dieu-hanh/chi-dao-don-doc-trien-khai.html", None, "an article"),
    ("https://www.dienbien.gov.vn/portal/Pages/Tin-tuc-su-kien.aspx?PageIndex=2", None, "a listing's second page"),
    ("https://example.vn/" + "a/" * 2000, "too long", "a path that feeds on itself"),
    ("http://[::1/", None, "no address at all: others will say so"),
]


@pytest.mark.parametrize(("url", "expected", "reason"), TRAPS, ids=[row[2] for row in TRAPS])
def test_traps(url: str, expected: str | None, reason: str) -> None:
    assert addresses.trap(url) == expected


def test_is_article() -> None:
    assert addresses.is_article("https://example.vn/-/bai?x=1", None) is None
    assert addresses.is_article("https://example.vn/tin?nid=3", r"\?nid=\d") is True
    assert addresses.is_article("https://nid=3.vn/tin", r"nid=\d") is False, "the host is not looked at"
    assert addresses.is_article("http://[::1/", "x") is False


PIECES = st.lists(
    st.sampled_from(
        [
            "http://", "HTTPS://", "x.gov.vn", "//", "/", "..", ".", "?", "&", "a=1", "b=", "utm_x=2", "%", "%41", "%c3", "%C3%A9", "ấ", "a\u0302\u0301",
            ";jsessionid=1", "!ut/p/", "wps/portal", "#", "[", "]", ":", "80", "443", "@", "\\", "{", "}", " ", "\t", "index.php", "print", "amp", "-c1-2.aspx",
            ".html", "-12", "vi", "news", "nv=news", "op=a/b-1",
        ]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(PIECES)
def test_any_address(url: str) -> None:
    """Nothing raises; what is clean is ASCII and stays as it is; an address and its clean form are twins."""
    addresses.trap(url)
    addresses.twin_key(url).encode()
    found = addresses.clean(url, "https://portal.example.vn/goc/")
    if found is not None:
        found.encode("ascii")
        assert addresses.clean(found) == found
    absolute = addresses.clean(url)
    if absolute is not None:
        assert addresses.twin_key(absolute) == addresses.twin_key(url)
        assert unicodedata.is_normalized("NFC", addresses.twin_key(absolute))


@pytest.mark.parametrize(
    "marked",
    [
        "https://x.vn/|/a..%c3|",
        "https://x.vn/?|a&amp;|",
        "https://x.vn/lich/|9/|x",
        "https://x.vn/|-1|.html",
        "https://x.vn/|a-|",
        "https://x.vn/!ut/p/|/p/|",
    ],
)
def test_hostile_addresses_take_linear_time(marked: str) -> None:
    assert_linear(marked, 20_000, lambda url: url, lambda url: (addresses.trap(url), addresses.clean(url), addresses.twin_key(url)))
