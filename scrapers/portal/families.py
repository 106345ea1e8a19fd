"""What tells one family of portals from another beside the pages' structure: addresses, dates as they write them, paragraphs, captions.

The values are forms for `str.format`. In addresses: slug, cut (50 characters of it, capitals kept), salt (the six that Tan Dan puts after it), id,
doc, guid, y, m, d, stamp, section and Section (the listing's), cat, site, instance (numbers of the site and its portlet), page and page0, file, order.
In dates: y, m, d, H, M, S, wd ("Thứ hai"), WD ("Thứ Hai"), month, h and half (12 hours and SA or CH).

What the descriptions in scrapers/families tell of real portals is kept. Where nothing is known of one (classes of Quảng Ninh, WebCenter and
WebSphere, the parameter that turns WebSphere's and WebCenter's pages), it is our guess.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple


class Inline(NamedTuple):
    """Other articles' headlines inside the content block: after which paragraph (-1: after the last), and their markup."""

    after: int
    opening: str
    item: str
    closing: str


class Family(NamedTuple):
    """One family of portals: the forms of its addresses, dates and markup."""

    article: str
    listing: str
    page: str  # the address of a further page of the listing
    dates: tuple[str, ...]  # as a site writes an article's date; each site has one of them
    short: str  # in lists
    attachment: str
    paragraph: str = "<p>{text}</p>\n"
    caption: str = '<p style="text-align: center;"><img alt="" src="{image}" /><br /><em>{text}</em></p>\n'
    inline: Inline | None = None
    print: str | None = None  # the address of an article's print twin
    mobile: str | None = None  # and of its twin for telephones
    feed: str | None = None
    paging: str = "address"  # or "postback": a POST of the page's form
    template: str | None = None  # of another family's pages
    volatile: bool = False  # every answer is another: no validators, and a session in each link


FAMILIES: dict[str, Family] = {
    "tandan": Family(
        article="/portal/Pages/{y}-{m}-{d}/{cut}{salt}.aspx",
        listing="/portal/Pages/{Section}.aspx",
        page="/portal/Pages/{Section}.aspx?PageIndex={page}",
        dates=("Đăng ngày {d:02}/{m:02}/{y}", "Đăng ngày {d:02} - {m:02} - {y}"),
        short="({d:02}/{m:02}/{y})",
        attachment="/portal/Lists/TaiLieu/Attachments/{id}/{file}",
        paragraph='<p style="text-align: justify;"><span style="font-family: Arial; font-size: 10pt;">{text}</span></p>\n',
        caption='<table class="tandan-table-image" align="center"><tbody><tr><td><img src="{image}" alt="" /></td></tr><tr>'
        '<td style="text-align:center">'
        "<em>{text}</em></td></tr></tbody></table>\n",
        print="/portal/pages/print.aspx?p={id}",
        feed="/portal/_layouts/15/listfeed.aspx?List={instance}",
    ),
    "quangninh": Family(
        article="/Trang/ChiTietTinTuc.aspx?nid={id}",
        listing="/Trang/tin-tuc-su-kien.aspx",
        page="/Trang/tin-tuc-su-kien.aspx",
        dates=("{d:02}/{m:02}/{y} {H:02}:{M:02}",),
        short="{d:02}/{m:02}/{y}",
        attachment="/Trang/TaiTep.aspx?nid={id}&tep={file}",
        paragraph='<div class="ms-rtestate-field-p">{text}</div><br />\n',
        caption='<div style="text-align:center"><img src="{image}" alt="" style="width:600px" /><br /><span style="font-style:italic">'
        '{text}</span></div><br />\n',
        feed="/so/vpubnd/Trang/Qnp-rss.aspx",
        paging="postback",
    ),
    "sharepoint": Family(
        article="/Pages/newsdetail.aspx?NewsId={id}&CatId={cat}",
        listing="/Pages/news.aspx?CatID={cat}",
        page="/Pages/news.aspx?CatID={cat}",
        dates=("Cập nhật: {d}/{m}/{y} {h}:{M:02}:{S:02} {half}", "{WD}, ngày {d:02}/{m:02}/{y}, {H:02}:{M:02}"),
        short="{d:02}/{m:02}/{y}",
        attachment="/SiteAssets/VanBan/{y}/{file}",
        paragraph='<p class="ms-rteElement-P" style="text-align:justify;">{text}</p>\n',
        caption='<p class="ms-rteElement-P" style="text-align:center;"><img src="{image}" alt="" class="ms-rtePosition-4" /></p>\n'
        '<p class="ms-rteElement-P ms-rteElement-Anh" style="text-align:center;"><em>{text}</em></p>\n',
        feed="/rss/Pages/index.aspx?ItemID={cat}",
        paging="postback",
    ),
    "websphere": Family(
        article="/wps/portal/Home/trang-tin-chi-tiet/sa-tinhtuc/sa-ktxh/{section}/{guid}",
        listing="/wps/portal/Home/trang-tin/{section}",
        page="/wps/portal/Home/trang-tin/{section}/!ut/p/z1/04_Sj9CPykssy0xPLMnMz0vMAfIjo{token}/?WCM_PI=1&WCM_Page.{instance}={page}",
        dates=("{H:02}:{M:02} {d:02}/{m:02}/{y}", "{d:02}/{m:02}/{y}"),
        short="({d:02}/{m:02}/{y})",
        attachment="/wps/wcm/connect/{guid}/{file}?MOD=AJPERES&CVID=",
        paragraph='<p dir="ltr" style="text-align:justify">{text}</p>\n<p>&nbsp;</p>\n',
        caption='<p style="text-align:center"><img alt="Responsive image" class="img-responsive" src="{image}"/></p>'
        '\n<p style="text-align:center"><em>{text}</em></p>\n',
    ),
    "webcenter": Family(
        article="/webcenter/portal/ubnd/pages_tin-tuc/chi-tiet?dDocName=PORTAL{id}",
        listing="/webcenter/portal/ubnd/pages_tin-tuc",
        page="/webcenter/portal/ubnd/pages_tin-tuc?page={page}",
        dates=("{d:02}/{m:02}/{y} {h:02}:{M:02} {half}",),
        short="{d:02}-{m:02}-{y}",
        attachment="/webcenter/documentContent?dDocName=PORTAL{doc}",
        paragraph='<p style="text-align: justify;"><span style="font-size: 14pt;">{text}</span></p>\n',
        caption='<div style="text-align: center;"><img src="{image}" alt=""></div>\n<div style="text-align: center;"><em>{text}</em></div>\n',
        volatile=True,
    ),
    "liferay": Family(
        article="/-/{slug_without_d}",
        listing="/web/guest/{section}",
        page="/web/guest/{section}?p_p_id=com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_{instance}"
        "&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
        "&_com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_{instance}_delta=10"
        "&_com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_{instance}_cur={page}",
        dates=("{d:02}/{m:02}/{y} | {H:02}:{M:02}", "Ngày đăng: {d:02}/{m:02}/{y}"),
        short="{d:02}/{m:02}/{y}",
        attachment="/documents/{site}/{doc}/{file}/{guid}?t={stamp}000&download=true",
        paragraph='<p class="text-justify">{text}</p>\n',
        caption='<p style="text-align: center;"><picture><img alt="" src="{image}"></picture></p>\n<p style="text-align: center;"><em>'
        '{text}</em></p>\n',
        feed="/web/guest/{section}/-/asset_publisher/{instance}/rss",
    ),
    "nukeviet": Family(
        article="/vi/news/{section}-{cat}/{slug}-{id}.html",
        listing="/vi/news/{section}-{cat}/",
        page="/vi/news/{section}-{cat}/page-{page}/",
        dates=("{WD} - {d:02}/{m:02}/{y} {H:02}:{M:02}",),
        short="({d:02}/{m:02}/{y})",
        attachment="/vi/news/{section}-{cat}/{slug}-{id}.html?download=1&id={order}",
        paragraph='<div style="text-align: justify;">{text}</div>\n',
        caption='<div class="image-center" style="text-align: center;"><figure class="image"><img alt="" src="{image}" /><figcaption>'
        '{text}</figcaption></figure></div>\n',
        print="/vi/news/print/{section}-{cat}/{slug}-{id}.html",
        feed="/vi/news/rss/",
    ),
    "drupal": Family(
        article="/vi/{section}/{slug}",
        listing="/vi/{section}",
        page="/vi/{section}?page={page0}",
        dates=("{WD}, {d:02}/{m:02}/{y} - {H:02}:{M:02}",),
        short="{d:02}/{m:02}/{y}",
        attachment="/sites/default/files/{y}-{m:02}/{file}",
        paragraph='<p class="text-align-justify">{text}</p>\n',
        caption='<figure role="group" class="caption caption-drupal-media align-center"><article class="media media--type-image">'
        '<img loading="lazy" src="{image}" alt="" />'
        "</article>\n<figcaption>{text}</figcaption></figure>\n",
        feed="/vi/rss.xml",
    ),
    "vnpt": Family(
        article="/tin-tuc-su-kien/{section}/{slug}.html",
        listing="/tin-tuc-su-kien/{section}",
        page="/tin-tuc-su-kien/{section}/trang-{page}.html",
        dates=("{d:02}/{m:02}/{y} {H:02}:{M:02}:{S:02}", "Ngày đăng: {d:02}/{m:02}/{y}  {H:02}:{M:02}"),
        short="({d:02}/{m:02}/{y})",
        attachment="/upload/{site}/{y}{m:02}{d:02}/{file}",
        paragraph='<p style="text-align:justify"><span style="font-size:16px"><span style="font-family:Times New Roman,Times,serif">'
        '{text}</span></span></p>\n',
        caption='<p style="text-align:center"><img alt="" src="/upload/{site}/{y}{m:02}{d:02}/anh{order}.jpg" /></p>\n'
        '<p style="text-align:center"><em><span style="font-size:14px">{text}</span></em></p>\n',
        inline=Inline(
            -1,
            '<div class="news-relate-inner">\n<ul>\n',
            '<li><a href="{href}">{title}</a> <span class="date">{date}</span></li>\n',
            "</ul>\n</div>\n",
        ),
    ),
    "wordpress": Family(
        article="/{y}/{m:02}/{d:02}/{slug}/",
        listing="/category/{section}/",
        page="/category/{section}/page/{page}/",
        dates=("{d} Tháng {month}, {y}", "{d:02}/{m:02}/{y}"),
        short="{d:02}/{m:02}/{y}",
        attachment="/wp-content/uploads/{y}/{m:02}/{file}",
        paragraph="<p>{text}</p>\n",
        caption='<figure class="wp-block-image size-large"><img decoding="async" src="{image}" alt="" class="wp-image-{id}"/>'
        '<figcaption class="wp-element-caption">{text}'
        "</figcaption></figure>\n",
        feed="/feed/",
        inline=Inline(
            1,
            '<div class="crp_related crp_related_block"><ul>',
            '<li><a href="{href}" class="crp_link"><span class="crp_title">{title}</span></a></li>',
            "</ul></div>\n",
        ),
    ),
    "newspaper": Family(
        article="/{slug}-a{id}.html",
        listing="/{section}/",
        page="/{section}/?trang={page}",
        dates=("Cập nhật ngày: {d:02}/{m:02}/{y} - {H:02}:{M:02}", "{wd}: {H:02}:{M:02} ngày {d:02}/{m:02}/{y}", "{d:02}/{m:02}/{y} - {H:02}:{M:02}"),
        short="{d:02}/{m:02}/{y} {H:02}:{M:02}",
        attachment="/dataimages/{y}{m:02}/file/{file}",
        paragraph='<p class="pBody">{text}</p>\n',
        caption='<table class="image center" width="1" border="0"><tbody><tr><td><img src="{image}" alt="{text}"></td></tr><tr>'
        '<td class="image_desc">{text}</td></tr></tbody></table>\n',
        inline=Inline(1, '<ul class="relate-in-body">', '<li><a href="{href}" title="{title}">{title}</a></li>', "</ul>\n"),
        mobile="/m/{slug}-a{id}.html",
        feed="/rss/home.rss",
    ),
    "newspaper-post": Family(
        article="/{slug}-post{id}.html",
        listing="/{section}/",
        page="/{section}/?page={page}",
        dates=("{WD}, {d:02}/{m:02}/{y} - {H:02}:{M:02}", "{d:02}/{m:02}/{y} {H:02}:{M:02} (GMT+7)"),
        short="{d:02}/{m:02}/{y} {H:02}:{M:02}",
        attachment="/file/{y}{m:02}/{file}",
        caption='<table class="picture" align="center"><tbody><tr><td class="pic"><img src="{image}" class="cms-photo" alt=""></td></tr><tr>'
        '<td class="caption">'
        '<p>{text}</p></td></tr></tbody></table>\n',
        inline=Inline(
            0,
            '<div class="article__related cms-relate"><ul>',
            '<li class="cms-relate-item"><a class="cms-link" href="{href}">{title}</a></li>',
            "</ul></div>\n",
        ),
        feed="/rss/home.rss",
    ),
    "newspaper-month": Family(
        article="/{section}/{y}{m:02}/{slug}-{hex}/",
        listing="/{section}/",
        page="/{section}/?p={page}",
        dates=("{H:02}:{M:02}, {d:02}/{m:02}/{y}", "Cập nhật lúc {H:02}:{M:02}, {WD}, {d:02}/{m:02}/{y} (GMT+7)"),
        short="{d:02}/{m:02}/{y}",
        attachment="/file/{salt32}/{y}{m:02}/{file}",
        caption='<table class="image center"><tbody><tr><td><img src="/file/{id}/{order}.jpg" alt=""></td></tr><tr><td class="image_desc">'
        '{text}</td></tr></tbody></table>\n',
        feed="/rss/{section}.rss",
    ),
    "general": Family(  # Kon Tum's own program, which names the day of the visit above the article
        article="/pages/detail/{id}/{Slug}.html",
        listing="/pages/list/{cat}/{Section}.html",
        page="/pages/list/{cat}/{Section}.html?p={page}",
        dates=("Ngày đăng: {d:02}/{m:02}/{y}  {H:02}:{M:02}",),
        short="({d:02}/{m:02}/{y})",
        attachment="/uploads/vanban/{id}/{file}",
        caption='<div align="center"><img src="{image}" /><br/><i>{text}</i></div>\n',
    ),
}

# Further designs that sites of a family have.
DESIGNS: dict[str, Family] = {
    "vnpt-new": FAMILIES["vnpt"]._replace(
        article="/tin-tuc-su-kien/{slug}-{id}",
        listing="/{section}-{cat5}",
        page="/{section}-{cat5}?page={page}",
        dates=("{d:02}/{m:02}/{y} {H:02}:{M:02}", "{WD}, {d:02}/{m:02}/{y} {h:02}:{M:02} {half}"),
        paragraph='<p style="text-align: justify;">{text}</p>\n',
        inline=None,
    ),
    "medinet": FAMILIES["general"]._replace(
        article="/chuyen-muc/{slug}-c{cat}-{id}.aspx",
        listing="/chuyen-muc/{section}-c{cat}.aspx",
        page="/chuyen-muc/{section}-c{cat}.aspx?page={page}",
        dates=("{WD}, {d} tháng {m} năm {y}",),
        mobile="/chuyen-muc/{slug}-cmobile{cat}-{id}.aspx",
        template="general",
    ),
}

# How editors' programs leave paragraphs behind, beside the family's own way: (before all, a paragraph, after all).
MARKUPS: dict[str, tuple[str, str, str]] = {
    "br": ("<div>", "{text}<br />\n<br />\n", "</div>\n"),
    "div": ("", "<div>{text}</div>\n<div>&nbsp;</div>\n", ""),
    "word": (
        "",
        '<p class="MsoNormal" style="margin-top:6.0pt;text-align:justify;text-indent:36.0pt">'
        '<span lang="VI" style="font-size:14.0pt;mso-bidi-font-size:12.0pt">'
        "&nbsp;&nbsp; {text}<o:p></o:p></span></p>\n",
        "",
    ),
    "font": ("<font face=\"Times New Roman\" size=\"3\">", "<p align=\"justify\"><font size=\"3\">{text}</font></p>\n", "</font>\n"),
    "table": ('<table width="100%" border="0"><tbody><tr><td>\n', '<p style="text-align: justify;">{text}</p>\n', "</td></tr></tbody></table>\n"),
}

_WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy", "nhật")
_MONTHS = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")


def dated(form: str, when: datetime.datetime) -> str:
    """The date and time in that form.

    >>> dated("{WD}, {d:02}/{m:02}/{y} {h}:{M:02} {half}", datetime.datetime(2024, 3, 26, 16, 6))
    'Thứ Ba, 26/03/2024 4:06 CH'
    """
    return form.format_map(moment(when))


def moment(when: datetime.datetime) -> dict[str, int | str]:
    """The parts of a date and time that the forms name."""
    weekday = _WEEKDAYS[when.weekday()]
    first = "Chủ" if weekday == "nhật" else "Thứ"
    return {
        "y": when.year,
        "m": when.month,
        "d": when.day,
        "H": when.hour,
        "M": when.minute,
        "S": when.second,
        "h": (when.hour - 1) % 12 + 1,
        "half": "SA" if when.hour < 12 else "CH",
        "wd": f"{first} {weekday}",
        "WD": f"{first} {weekday.capitalize()}",
        "month": _MONTHS[when.month - 1],
    }
