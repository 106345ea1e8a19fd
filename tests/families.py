"""Pages as five families of portals build them, around any article: for the tests of `pipeline.pages`. Markup and chrome are invented, shapes are real."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.pages import Layout


class Part(NamedTuple):
    """A line of an article as its editor's program holds it: body, bold, caption, author, chrome, link (a headline of another article) or html (as it is)."""

    kind: str
    text: str


class Told(NamedTuple):
    """An article to be wrapped in a page."""

    title: str
    stamp: str | None  # the date as its page prints it
    section: str | None
    parts: Sequence[Part]
    sapo: str | None = None
    iso: str | None = None  # for families whose head tells the date


class Family(NamedTuple):
    """How a family builds a page, and the layout that tells where the parts stand."""

    wrap: Callable[[Told], str]
    layout: Layout


def _lines(told: Told, forms: dict[str, str]) -> str:
    shown = (
        part.text if part.kind == "html" else forms.get(part.kind, forms["body"]).format(html.escape(part.text, quote=False)) for part in told.parts
    )
    return "\n".join(shown)


_SIDE = """<div class="right-col"><div class="mod"><h4>Văn bản mới ban hành</h4><ul><li><a href="/vb/1">Kế hoạch 77/KH-UBND về phòng cháy rừng</a> <span>03/01/2025</span></li>
<li><a href="/vb/2">Quyết định 12/QĐ-UBND về giá nước</a> <span>02/01/2025</span></li></ul></div><div class="mod"><h4>Thông tin cần biết</h4><p>Đường dây nóng tiếp nhận phản ánh về an toàn thực phẩm
của Sở Y tế hoạt động cả ngày nghỉ, lễ, tết.</p></div><p>Đang truy cập: 41</p></div>"""
_FOOT = """<div id="foot"><p>CỔNG THÔNG TIN ĐIỆN TỬ</p><p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh. Giấy phép số 11/GP-TTĐT ngày 02/3/2020</p>
<p>Trụ sở: số 1 đường Số Một. Điện thoại: 0200 000 000. Ghi rõ nguồn khi phát hành lại thông tin từ cổng này.</p></div>"""


def tandan(told: Told) -> str:
    """SharePoint as Tan Dan builds it: one form around all, the server's clock in the head, spans in every paragraph."""
    forms = {
        "body": '<p style="text-align: justify"><span style="font-size: 14pt; font-family: &quot;times new roman&quot;">{}</span></p>',
        "bold": '<p style="text-align: justify"><strong><span style="font-size: 14pt">{}</span></strong></p>',
        "caption": '<p style="text-align: center"><img src="/portal/Photos/1.jpg" alt=""></p><p style="text-align: center"><em>{}</em></p>',
        "author": '<p style="text-align: right"><strong>{}</strong></p>',
        "chrome": "<div>{}</div>",
        "link": '<p><a href="/portal/Pages/2021-1-5/khac.aspx">{}</a></p>',
    }
    sapo = f'<div class="tandan-p-article-news-summary">{html.escape(told.sapo)}</div>' if told.sapo else ""
    stamp = f'<span class="tandan-span-date-publish">{told.stamp}</span>' if told.stamp else ""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="GENERATOR" content="Microsoft SharePoint"><title>
{html.escape(told.title)}
</title></head><body><form method="post" action="./x.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUK">
<div class="tandan-header"><div class="tandan-clock">Thứ 3, Ngày 16/07/2024 -</div><ul class="tandan-menu"><li><a href="/">Trang chủ</a></li><li><a href="/gt">Giới thiệu</a></li>
<li><a href="/cd">Chỉ đạo điều hành của Ủy ban nhân dân tỉnh</a></li></ul></div>
<div class="tandan-wrap"><div class="tandan-left"><div class="tandan-cate">{told.section or ""}</div>
<div class="tandan-p-article-news-title">{html.escape(told.title)}</div>{stamp}{sapo}
<div class="tandan-p-article-main">{_lines(told, forms)}</div></div>{_SIDE}</div>{_FOOT}</form></body></html>"""


def websphere(told: Told) -> str:
    """WebSphere: tables inside tables, an empty paragraph after each, alt texts, the clock of the server above."""
    forms = {
        "body": '<p dir="ltr">{}</p><p dir="ltr">&nbsp;</p>',
        "bold": '<p dir="ltr"><strong>{}</strong></p>',
        "caption": '<p><img alt="Responsive image" src="/wps/wcm/1.jpg"></p><p style="text-align:center"><em>{}</em></p>',
        "author": '<p dir="ltr" style="text-align:right"><strong>{}</strong></p>',
        "chrome": '<div class="ph">{}</div>',
        "link": '<p dir="ltr"><a href="/wps/portal/Home/khac">{}</a></p>',
    }
    stamp = f'<div class="news-date">{told.stamp}</div>' if told.stamp else ""
    sapo = f'<div class="news-summary"><b>{html.escape(told.sapo)}</b></div>' if told.sapo else ""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>Trang chủ - Cổng thông tin điện tử</title></head>
<body><table width="100%"><tr><td colspan="3"><img src="banner.jpg"><span>Thứ sáu, 07/03/2025 08:09</span></td></tr>
<tr><td width="200"><table><tr><td><a href="/wps/portal/Home">Trang chủ</a></td></tr><tr><td><a href="/wps/portal/Home/tt">Tin tức - Sự kiện</a></td></tr></table></td>
<td><table class="wpsPortletBody"><tr><td><div class="cate">{told.section or ""}</div><h3 class="title">{html.escape(told.title)}</h3>{stamp}{sapo}
<div class="news-content">{_lines(told, forms)}</div></td></tr></table></td><td>{_SIDE}</td></tr></table>{_FOOT}</body></html>"""


def liferay(told: Told) -> str:
    """Liferay: portlets, the title twice, tool links and counters beside the date."""
    forms = {
        "body": '<p class="text-justify">{}</p>',
        "bold": '<p class="text-justify"><strong>{}</strong></p>',
        "caption": '<figure><img src="/documents/1/2/a.jpg"><figcaption>{}</figcaption></figure>',
        "author": '<p class="text-right"><b>{}</b></p>',
        "chrome": "<p>{}</p>",
        "link": '<p><a href="/-/khac">{}</a></p>',
    }
    stamp = f'<span class="ngay-dang">{told.stamp}</span>' if told.stamp else ""
    sapo = f'<p class="sapo"><strong>{html.escape(told.sapo)}</strong></p>' if told.sapo else ""
    return f"""<!DOCTYPE html><html lang="vi-VN"><head><title>{html.escape(told.title)} - Cổng thông tin điện tử tỉnh</title><meta charset="UTF-8"></head><body>
<header id="banner" role="banner"><nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">{told.section or "Tin tức"}</a></li></ul></nav></header>
<section id="content"><div class="portlet-layout"><h2 class="sr-only">{html.escape(told.title)}</h2><div class="journal-content-article">
<h1 class="title-detail">{html.escape(told.title)}</h1><div class="info">{stamp} <span class="view">1557 lượt xem</span> <a href="javascript:print()">In bài viết</a></div>{sapo}
<div class="content-detail">{_lines(told, forms)}</div></div></div><aside>{_SIDE}</aside></section><footer>{_FOOT}</footer></body></html>"""


def nukeviet(told: Told) -> str:
    """NukeViet: Bootstrap, div for each paragraph, microdata that is not shown, rating form after the text."""
    forms = {
        "body": '<div style="text-align: justify;">{}</div>',
        "bold": '<div style="text-align: justify;"><strong>{}</strong></div>',
        "caption": '<div class="image-center"><img src="/uploads/news/1.jpg"><br><em>{}</em></div>',
        "author": '<div style="text-align: right;"><strong>{}</strong></div>',
        "chrome": '<div class="h5">{}</div>',
        "link": '<div><a href="/vi/news/khac-1.html">{}</a></div>',
    }
    stamp = f'<span class="h5">{told.stamp}</span>' if told.stamp else ""
    sapo = f'<div class="hometext m-bottom">{html.escape(told.sapo)}</div>' if told.sapo else ""
    meta = f'<meta property="article:published_time" content="{told.iso}">' if told.iso else ""
    return f"""<!DOCTYPE html><html lang="vi"><head><title>{html.escape(told.title)}</title><meta name="generator" content="NukeViet v4.5">{meta}<meta charset="utf-8"></head><body>
<div class="section-header"><ul class="nav navbar-nav"><li><a href="/">Trang nhất</a></li><li><a href="/vi/news/">{told.section or "Tin tức"}</a></li></ul>
<span id="digclock">09:12 Thứ sáu, 07/03/2025</span></div><div class="row"><div class="col-md-18"><div class="news_column panel"><div class="panel-body">
<h1 class="title margin-bottom-lg">{html.escape(told.title)}</h1><div class="hidden hide d-none" itemprop="author"><span itemprop="name">Ban Biên tập</span></div>{stamp}{sapo}
<div id="news-bodyhtml" class="bodytext margin-bottom-lg">{_lines(told, forms)}</div></div></div>
<form id="form3B" action=""><div class="h5"><p id="stringrating">Tổng số điểm của bài viết là: 0 trong 0 đánh giá</p><span>Click để đánh giá bài viết</span></div></form>
<div class="others"><p class="h3">Những tin cũ hơn</p><ul><li><h4><a href="/vi/news/a-1.html">Nghiệm thu tuyến đê biển đoạn qua ba xã</a></h4> (01/01/2025)</li></ul></div></div>
<div class="col-md-6">{_SIDE}</div></div>{_FOOT}</body></html>"""


def newspaper(told: Told) -> str:
    """A newspaper: date above the title, audio player, headlines in links, interests below with teasers."""
    forms = {
        "body": "<p>{}</p>",
        "bold": "<p><strong>{}</strong></p>",
        "caption": '<table class="picture"><tr><td><img src="/1.jpg"></td></tr><tr><td class="caption">{}</td></tr></table>',
        "author": '<p class="author"><strong>{}</strong></p>',
        "chrome": "<div>{}</div>",
        "link": '<p><a href="/khac-a1.html">{}</a></p>',
    }
    stamp = f'<div class="date">{told.stamp}</div>' if told.stamp else ""
    sapo = f'<h2 class="sapo">{html.escape(told.sapo)}</h2>' if told.sapo else ""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{html.escape(told.title)} | Báo điện tử</title></head><body>
<div class="top"><span class="now">Thứ Sáu, 07/03/2025</span><a href="/">Trang chủ</a> <a href="/rss">RSS</a></div>
<div class="menu"><ul><li><a href="/chinh-tri">Chính trị</a></li><li><a href="/xa-hoi">{told.section or "Xã hội"}</a></li></ul></div>
<div class="container"><div class="detail">{stamp}<h1 class="detail-title">{html.escape(told.title)}</h1>
<div class="audio"><span>0:00</span> / <span>0:00</span> <span>Nam miền Bắc</span></div>{sapo}<div id="newscontents" class="content-fck">{_lines(told, forms)}</div></div>{_SIDE}</div>{_FOOT}</body></html>"""


FAMILIES = {
    "tandan": Family(
        tandan,
        Layout(
            title=(".tandan-p-article-news-title",),
            sapo=(".tandan-p-article-news-summary",),
            body=(".tandan-p-article-main",),
            date=(".tandan-span-date-publish",),
            section=(".tandan-cate",),
        ),
    ),
    "websphere": Family(
        websphere, Layout(title=("h3.title",), sapo=(".news-summary",), body=(".news-content",), date=(".news-date",), section=(".cate",))
    ),
    "liferay": Family(liferay, Layout(title=("h1.title-detail",), sapo=("p.sapo",), body=(".content-detail",), date=(".ngay-dang",))),
    "nukeviet": Family(nukeviet, Layout(title=("h1.title",), sapo=(".hometext",), body=("#news-bodyhtml",), date=("span.h5",))),
    "newspaper": Family(
        newspaper, Layout(title=("h1.detail-title",), sapo=("h2.sapo",), body=("#newscontents",), date=("div.date",), drop=(".audio",))
    ),
}


def nameless(page: str) -> str:
    """The page without classes, ids and the title in its head: only its shape is left."""
    page = re.sub(r'\sclass="(?:hidden hide d-none|sr-only)"', ' style="display:none"', page)
    page = re.sub(r'\s(?:class|id|role|itemprop)="[^"]*"', "", page)
    page = re.sub(r"<(/?)(?:nav|aside|header|footer|section|article|main)\b", r"<\1div", page)
    return re.sub(r"<title>.*?</title>", "<title>Cổng thông tin điện tử</title>", page, flags=re.DOTALL)
