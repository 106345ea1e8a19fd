"""Addresses of the web as Vietnamese portals write them: made canonical, twins told, traps named.

`clean` gives the address to ask for: it drops what a session, a tracker or a browser added and changes nothing that a server may look at (not
the order of parameters, not the composition of a letter in a file's name). `twin_key` goes further: it is no address, only equal for the addresses
under which one page is reached.

courlan knows the parameters of trackers (TRACKERS_RE), and that is used. Its clean_url is not: it drops parameters that Vietnamese portals need
("cid", "keyword", "galleryId"), braces ("List={GUID}") and spaces in names of files, and quotes anew what is not UTF-8.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import SplitResult, quote_from_bytes, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from courlan.clean import TRACKERS_RE

LONGEST = 2000  # characters of an address; longer ones are never an article's

# --- an address to ask for ---------------------------------------------------------------------------------------------------------------

_BLANKS = re.compile(r"[\t\r\n\x00]")
_ENDS = "".join(map(chr, range(0x21)))
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

# Parameters of the browser's session, of the frame it shows and of the page before; dropped wherever they stand.
_SESSION = re.compile(
    r"""
    jsessionid | phpsessid | sessionid | asp\.net_sessionid | sid_session
    | _afr\w* | _adf\.ctrl-state                                   # Oracle WebCenter: anew on every load
    | p_p?_?auth | (?:_\w+_)?(?:redirect|backurl) | inheritredirect      # Liferay
    | contentidr? | useddefaulttext | useddesc                     # WebSphere: how the content was found
    | viewstate | __requestverificationtoken
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TRACKING = re.compile(r"utm\w*|fbclid|gclid|gidzl|zarsrc|zalo\w*|_gl|_ga|fb_\w+|rnd|random|nocache|t_share|share_?from", re.IGNORECASE)

# What courlan takes for a tracker and a portal means: hue.gov.vn/...?newsid=..&cid=.., ?keyword=.., ?galleryId=.., ?sourceId=.., ?uid=..
_MEANT = re.compile(r"(?:.*[_.])?(?:cl?id|eid|uid|ga|gl|ref|source|keyword|kwd|medium|session|aff|campaign)\w*", re.IGNORECASE)

_JSESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/?;]*", re.IGNORECASE)
_STATE = re.compile(r"/!ut/p/.*$")  # WebSphere: the portal's whole state, packed; another one on every page
_MADE_OF_STATE = re.compile(r"/wps/(?:my)?portal/?")  # with nothing else to tell the page, the state does


def clean(url: str, base: str | None = None) -> str | None:
    """The address to ask for, absolute and canonical; None where it is no address of the web.

    >>> clean("/tin/bai.html;jsessionid=9A1F?_afrLoop=12&utm_source=zalo#top", "HTTPS://WWW.Sbv.gov.vn:443/webcenter/")
    'https://www.sbv.gov.vn/tin/bai.html'
    >>> clean("javascript:void(0)"), clean("mailto:vpub@example.gov.vn")
    (None, None)
    """
    text = _BLANKS.sub("", url.strip(_ENDS)).replace("&amp;", "&")
    scheme = _SCHEME.match(text)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return None
    if not text or text.startswith("#") or len(text) > LONGEST:
        return None
    try:
        front, mark, query = text.partition("?")
        text = front.replace("\\", "/") + mark + query  # SharePoint's editors paste paths of Windows
        parts = urlsplit(urljoin(base.strip(_ENDS), text) if base else text)
        host = _host(parts)
    except ValueError:  # "[" without "]", a port that is none, a host that cannot be encoded
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    path = _path(_quoted(_JSESSION.sub("", parts.path) or "/", _IN_PATH))
    query = _query(parts.query)
    if _STATE.search(path) and (not _MADE_OF_STATE.fullmatch(_STATE.sub("", path)) or "urile=" in query.lower()):
        path = _STATE.sub("", path) or "/"
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))


def _host(parts: SplitResult) -> str:
    """The host in lower case and ASCII, with its port where it is not the scheme's own."""
    name = (parts.hostname or "").rstrip(".")
    name = name if name.isascii() else unicodedata.normalize("NFC", name).encode("idna").decode()
    if re.search(r"[^\w.:-]", name) or ".." in name:
        return ""
    name = f"[{name}]" if ":" in name else name
    port = parts.port
    own = {"http": 80, "https": 443}.get(parts.scheme.lower())
    return name if port is None or port == own else f"{name}:{port}"


_IN_PATH = "!$&'()*+,;=:@/~-._"
_IN_QUERY = _IN_PATH + "?"


def _quoted(text: str, safe: str) -> str:
    """The text with one form of percent-encoding: UTF-8 where it was typed, the bytes given where they were, capital digits, no needless ones."""

    def again(given: re.Match[str]) -> str:
        octets = unquote_to_bytes(given[0])
        return quote_from_bytes(octets, safe=_UNRESERVED) if given[0][0] == "%" else quote_from_bytes(given[0].encode("utf-8", "ignore"), safe=safe)

    return _PIECES.sub(again, text)


_UNRESERVED = "~-._"
_PIECES = re.compile(r"(?:%[0-9a-fA-F]{2})+|[^%]+|%")


def _path(path: str) -> str:
    """The path without "." and ".." steps."""
    if "/." not in path:
        return path
    out: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            if len(out) > 1:
                out.pop()
        elif step != ".":
            out.append(step)
    if steps[-1] in (".", ".."):
        out.append("")
    return "/".join(out) or "/"


def _query(query: str) -> str:
    """The parameters that a server needs, as they stood."""
    kept = (part for part in query.split("&") if part and not _is_added(_name(part)))
    return "&".join(_quoted(part, _IN_QUERY) for part in kept)


def _name(part: str) -> str:
    return part.partition("=")[0]


def _is_added(name: str) -> bool:
    if _SESSION.fullmatch(name) or _TRACKING.fullmatch(name):
        return True
    return bool(TRACKERS_RE.search(name.lower())) and not _MEANT.fullmatch(name)


# --- twins -------------------------------------------------------------------------------------------------------------------------------

_TWIN_HOST = re.compile(r"(?:www\d?|m|mobile|amp|wap)\.(?=[^.]+\.[^.])")
_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_ASPX = re.compile(r"\.(?:aspx?|ashx)(?:/|$)", re.IGNORECASE)

# How the second address of a page is turned into its first: (pattern in the path, replacement).
_TWIN_PATHS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-c(?:mobile)?\d+-(\d+\.aspx)$", re.IGNORECASE), r"-c-\1"),  # medinet: desktop -c16896-131217, phone -cmobile16896-131217
    (re.compile(r"/(?:print|savefile|sendmail|in-bai|inbai|ban-in)(?=/.)", re.IGNORECASE), ""),  # NukeViet: /vi/news/print/x-12.html
    (re.compile(r"/(?:print|in-bai|amp)$", re.IGNORECASE), ""),
    (re.compile(r"^/(?:amp|mobile|m)(?=/.)", re.IGNORECASE), ""),
    (re.compile(r"[.-](?:amp|print)(?=\.html?$)", re.IGNORECASE), ""),
    (re.compile(r"/{2,}"), "/"),
)
_VIEW = re.compile(r"print(?:able|view|mode)?|in|amp|mobile|isprint|view_mode|device|outputtype|tmpl|p_p_(?:state|mode|col_\w+)", re.IGNORECASE)
_FIRST_PAGE = re.compile(r"page=0?|(?:pageindex|trang|paged|(?:_\w+_)?cur)=[01]?", re.IGNORECASE)  # Drupal's page=1 is its second
_LIFECYCLE = re.compile(r"p_p_lifecycle=0", re.IGNORECASE)
_COMPANIONS = {"nid": "title", "id": "catname", "newsid": "title", "itemid": "title"}  # with the number given, the words beside it tell nothing


def twin_key(url: str) -> str:
    """What is equal for all addresses under which one page is reached: http and https, with and without "www.", for phones, for printing.

    >>> twin_key("http://m.baogialai.com.vn/amp/x-post12.html?b=2&a=1") == twin_key("https://www.baogialai.com.vn/x-post12.html?a=1&b=2")
    True
    """
    cleaned = clean(url)
    if cleaned is None:
        return url.strip()
    parts = urlsplit(cleaned)
    path = unicodedata.normalize("NFC", unquote_to_bytes(parts.path).decode("utf-8", "surrogateescape"))
    parameters = [part for part in parts.query.split("&") if part]
    path, parameters = _rewritten(path.rstrip("/"), parameters)
    for pattern, replacement in _TWIN_PATHS:
        path = pattern.sub(replacement, path)
    path = _INDEX.sub("", path).rstrip("/")
    if _ASPX.search(path):  # Windows takes /Pages/ and /pages/ for one
        path = path.lower()
        parameters = [f"{_name(part).lower()}{part[len(_name(part)) :]}" for part in parameters]
    query = "&".join(sorted(_telling(parameters)))
    host = _TWIN_HOST.sub("", parts.netloc, count=1)
    return f"{host}{path}{'?' if query else ''}{query}".encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _telling(parameters: Iterable[str]) -> Iterable[str]:
    """The parameters that tell which page it is."""
    given = {_name(part).lower() for part in parameters}
    idle = {words for number, words in _COMPANIONS.items() if number in given}
    for part in parameters:
        name = _name(part)
        if not (_VIEW.fullmatch(name) or _FIRST_PAGE.fullmatch(part) or _LIFECYCLE.fullmatch(part) or name.lower() in idle):
            yield unicodedata.normalize("NFC", unquote_to_bytes(part.replace("+", " ")).decode("utf-8", "surrogateescape"))


def _rewritten(path: str, parameters: list[str]) -> tuple[str, list[str]]:
    """NukeViet's plain address in the form that it is rewritten to: ?language=vi&nv=news&op=tin/bai-12 -> /vi/news/tin/bai-12."""
    values = {_name(part).lower(): part.partition("=")[2] for part in parameters}
    if "nv" not in values or not re.fullmatch(r"(?:.*/)?(?:index\.php)?", path):
        return path.removesuffix(".html") if _NUKEVIET.search(path) else path, parameters
    op = unquote_to_bytes(values.get("op", "")).decode("utf-8", "replace").strip("/")
    folder = path.removesuffix("index.php").rstrip("/")
    steps = [values.get("language", "vi"), values["nv"], *([op] if op else [])]
    return f"{folder}/{'/'.join(steps)}", [part for part in parameters if _name(part).lower() not in ("language", "nv", "op")]


_NUKEVIET = re.compile(r"^/[a-z]{2}/[\w-]+/.+-\d+\.html$")


# --- articles and traps ------------------------------------------------------------------------------------------------------------------


def is_article(url: str, pattern: str | None) -> bool | None:
    """Whether path and query of an address fit the pattern of articles; None where there is no pattern."""
    if pattern is None:
        return None
    return re.search(pattern, asked(url)) is not None


def asked(url: str) -> str:
    """What a server is asked for: path and query of an address.

    >>> asked("https://www.quangninh.gov.vn/Trang/ChiTietTinTuc.aspx?nid=113139#noi-dung")
    '/Trang/ChiTietTinTuc.aspx?nid=113139'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}{'?' if parts.query else ''}{parts.query}"


_LAST = r"(?:\.(?:html?|aspx?|php|jsp))?/?(?:\?.*)?$"

# Addresses that lead nowhere or on for ever, and why: (reason, pattern in path and query). The first that fits is told.
_TRAPS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE | re.VERBOSE))
    for reason, pattern in (
        ("print view", rf"/print\.aspx\?p=\d | /(?:print|in-bai|savefile|sendmail)/. | [?&](?:print|isprint)=(?:1|true) | /print{_LAST}"),
        (
            "feed",
            rf"""\.(?:rss|atom)\b | /(?:rss|feed|feeds|atom)(?:\.xml)?{_LAST} | rss\.aspx | /rss/[^/]+(?:\.xml|\.rss)?$
            | [?&](?:feed|format)=(?:rss|feed|atom)""",
        ),
        ("login", rf"/(?:login|logout|signin|dang-nhap|dang-xuat|wp-login|wp-admin|authenticate|sso|oauth2?|cas)(?:[/.?]|{_LAST})"),
        ("search", rf"/(?:search|tim-kiem|tim_kiem|searchqnp|timkiem)(?:[/.?]|{_LAST}) | [?&](?:s|q|k|keyword|tukhoa|tu-khoa|search)=[^&]"),
        ("tag", rf"/(?:tags?|tu-khoa|chu-de|topic|hashtag)/. | -(?:tag|event|topic)\d+{_LAST} | [?&]tags?="),
        (
            "calendar",
            rf"""
            /(?:lich|lich-cong-tac|lich-lam-viec|lich-tuan|lich-su-kien|calendar|events?)/(?:.*/)?\d[\d-]*{_LAST}
            | /(?:lich-cong-tac|lich-lam-viec|lich-tuan|calendar)(?:\.\w+)?/?\?.*\d
            | [?&](?:calendar|tribe-bar-date|month|thang|week|tuan|ngay|date|day|selecteddate|tungay|denngay|fromdate|todate)=\d
            | [?&]_\w*calendar\w*_(?:year|month|day)=""",
        ),
        ("date archive", r"/(?:archives?|luu-tru)/ | ^/(?:\w\w/)?(?:19|20)\d\d(?:/\d{1,2}){0,2}/?(?:page/\d+/?)?(?:\?.*)?$ | /date/\d"),
        ("author", r"/(?:author|tac-gia|user|users|profile)/."),
        (
            "no page",
            r"""\.(?:jpe?g|png|gif|webp|bmp|svg|ico|css|js|json|xml|mp[34]|m4a|m3u8|wav|wmv|avi|flv|mov|exe|apk|woff2?)(?:\?.*)?$
            | /(?:wp-json|xmlrpc\.php|cdn-cgi)/?""",
        ),
    )
)


def trap(url: str) -> str | None:
    """Why an address is not worth following: "calendar", "tag", "search", "login", "feed" and so on; None where nothing speaks against it.

    >>> trap("https://example.gov.vn/lich-cong-tac/2031/05/12"), trap("https://example.gov.vn/tin-tuc/lich-cong-tac-tuan-nay-123.html")
    ('calendar', None)
    """
    if len(url) > LONGEST:
        return "too long"
    wanted = asked(url)
    return next((reason for reason, pattern in _TRAPS if pattern.search(wanted)), None)
