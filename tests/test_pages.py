"""Pages to articles: the five seeds in the pages of five families, and everything a page says of its article."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import msgspec
import pytest
from conftest import assert_linear
from families import FAMILIES, Part, Told, nameless
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import clean, pages
from pipeline.encodings import TCVN3
from pipeline.pages import Layout, Link
from pipeline.pages.files import is_file

SEEDS = ("000", "001", "002", "003", "004")


def seed(shared: Path, number: str) -> Told:
    """A seed taken apart: chrome by the gold standard, the rest by what its lines are."""
    records = map(json.loads, (shared / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines())
    record = next(record for record in records if record["article"]["id"].startswith(number))
    text, title = record["text"], record["article"]["title"]
    out = [(span["start"], span["end"]) for span in record["boilerplate"]]
    authors = [person["text"] for person in record["people"] if person.get("role") == "author"]
    parts: list[Part] = []
    stamp = section = None
    at, seen = 0, False
    for raw in text.split("\n"):
        start, at = at, at + len(raw) + 1
        line = " ".join(raw.split())
        if not line:
            continue
        if line == " ".join(title.split()):
            seen = True
        elif stamp is None and not any(part.kind == "body" for part in parts) and clean.is_dateline(line):
            stamp = line
        elif not seen:
            section = line
        elif any(a <= start < b for a, b in out):
            parts.append(Part("chrome", line))
        elif parts and len(line) < 80 and any(name in line for name in authors):
            parts.append(Part("author", line))
        else:
            parts.append(Part("body", line))
    zones = clean.lines(clean.View("\n\n".join([title, *(part.text for part in parts)])).text, title)[1:]
    parts = [
        Part("caption" if zone.zone == "caption" and part.kind == "body" else part.kind, part.text) for part, zone in zip(parts, zones, strict=True)
    ]
    return Told(title, stamp, section, parts, iso=record["article"]["published"])


@pytest.mark.parametrize("named", ["layout", "general", "nameless"])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("number", SEEDS)
def test_seeds(shared: Path, number: str, family: str, named: str) -> None:
    told = seed(shared, number)
    page = FAMILIES[family].wrap(told)
    found = pages.read(nameless(page) if named == "nameless" else page, layout=FAMILIES[family].layout if named == "layout" else Layout())
    kept = [part.text for part in told.parts if part.kind != "chrome"]
    assert found.title == " ".join(told.title.split())
    assert found.text.split("\n") == [found.title, *([told.stamp] if told.stamp else []), *kept]
    assert (found.published or "")[:10] == (told.iso or "")
    inside = [*([found.sapo] if found.sapo else []), *found.body]
    assert inside == [part.text for part in told.parts if part.kind == "body"], "paragraphs alone: no caption, no author"
    assert found.captions == [part.text for part in told.parts if part.kind == "caption"]


# --- markup of every kind ------------------------------------------------------------------------------------------------------------------

A = "UBND huyện Bình An vừa yêu cầu các xã, thị trấn rà soát hộ nghèo và hộ cận nghèo, hoàn thành trước mùa mưa."
B = "Các phòng chuyên môn của huyện kiểm tra, hướng dẫn các xã; kết quả được niêm yết tại trụ sở."
C = "Chủ tịch UBND huyện giao Phòng Lao động tổng hợp, báo cáo trước ngày 15/5."
TITLE = "Bình An rà soát hộ nghèo trước mùa mưa"
MENU = f"<div><ul>{''.join(f'<li><a href=/{n}>Mục số {n} của cổng</a></li>' for n in range(9))}</ul></div>"
SIDE = "<div><h3>Tin xem nhiều</h3><ul><li><a href=/1>Khởi công cầu Bến Đò nối hai xã cù lao</a></li><li><a href=/2>Trồng rừng ở ba xã ven biển đầu năm</a></li></ul></div>"


def page(inside: str, *, title: str = TITLE, head: str = "") -> str:
    """A page with a menu, a list of other headlines, and this between them."""
    return f"<html><head><meta charset=utf-8><title>{title} - Cổng thông tin điện tử</title>{head}</head><body>{MENU}{inside}{SIDE}</body></html>"


MARKUP = [
    # what stands between menu and headlines, paragraphs, reason
    (f"<div><h1>{TITLE}</h1><p>{A}</p><p>{B}</p></div>", [A, B], "paragraphs"),
    (f"<div><h1>{TITLE}</h1><p>{A}</p></div>", [A], "a single one"),
    (f"<div><h1>{TITLE}</h1><p>Mời bà con theo dõi.</p></div>", ["Mời bà con theo dõi."], "a short one"),
    (f"<table><tr><td><h1>{TITLE}</h1>{A}<br>{B}<br><br>{C}</td></tr></table>", [A, B, C], "all in one cell, cut by <br>"),
    (f"<table><tr><td><table><tr><td>{TITLE}</td></tr><tr><td><p>{A}</p></td></tr><tr><td>{B}</td></tr></table></td></tr></table>", [A, B], "tables in tables"),
    (
        f"<h1>{TITLE}</h1><div class=WordSection1><p class=MsoNormal><span lang=VI>{A[:7]}</span><span lang=EN-US>{A[7:]}<o:p></o:p></span></p>"
        f"<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal><a name=_Hlk1></a><a name=b>{B}</a><o:p></o:p></p>"
        f"<p class=MsoListParagraph><![if !supportLists]>-<span>&nbsp;&nbsp; </span><![endif]>{C}</p></div>",
        [A, B, f"- {C}"],
        "pasted from Word: words cut by spans, anchors that are no links, empty paragraphs",
    ),
    (f"<div><div><div>{TITLE}</div></div><div><div><div>{A}</div></div><div><div>{B}</div></div><div>{C}</div></div></div>", [A, B, C], "nothing but div"),
    (f"<center><font size=4><b>{TITLE}</b></font></center><font size=2>{A}<p>{B}<p>{C}</font>", [A, B, C], "font, and paragraphs that are never closed"),
    (f"<H1>{TITLE}</H1><DIV><P>{A}<P>{B}</DIV>", [A, B], "capitals"),
    (f"<div><h1>{TITLE}</h1><p>{A}</p><ol><li>{B}</li><li><p>{C}</p><ul><li>Rà soát hộ nghèo;</li></ul></li></ol></div>", [A, f"1. {B}", f"2. {C}", "- Rà soát hộ nghèo;"], "lists"),
    (f"<div><h1>{TITLE}</h1><p>{A}</p><h2>Nhiều kết quả</h2><p>{B}</p><p><b>1. Phòng Lao động</b></p><p>{C}</p></div>", [A, "Nhiều kết quả", B, "1. Phòng Lao động", C], "headings"),
    (f"<div><h1>{TITLE}</h1><p>{A}</p><p style='display:none'>{C}</p><p hidden>{C}</p><span class='d-none'>{C}</span><p>{B}</p></div>", [A, B], "what is not shown"),
    (f"<h1>{TITLE}</h1><pre>{A}\n{B}\n\n{C}</pre>", [A, B, C], "lines as typed"),
    (f"<div><h1>{TITLE}</h1><p>{A}</p><blockquote><p>{B}</p></blockquote><p>{C}</p></div>", [A, B, C], "a quotation"),
    (
        f"<div><h1>{TITLE}</h1><p>{A}</p><table><tr><th>Xã<th>Số hộ<th>Hạn</tr><tr><td>Bình Minh<td>120<td>15/5/2023</tr></table><p>{B}</p></div>",
        [A, "Xã", "Số hộ", "Hạn", "Bình Minh", "120", "15/5/2023", B],
        "a table: its numbers and dates are no furniture",
    ),
    (
        f"<div><h1>{TITLE}</h1><div><p>{A}</p><p>{B}</p></div><div><table><tr><td>Bình Minh</td><td>120</td></tr></table><ul><li>Xã Bình Hòa</li></ul></div></div>",
        [A, B, "Bình Minh", "120", "- Xã Bình Hòa"],
        "a table and a list below the box of the paragraphs",
    ),
    (f"<form id=aspnetForm><div><h1>{TITLE}</h1><p>{A}</p><p>{B}</p></div><form><p>Họ tên</p><input></form></form>", [A, B], "the whole page in one form"),
    (f"<div class='print share'><h1>{TITLE}</h1><p>{A}</p><p>{B}</p></div>", [A, B], "a container named like tools"),
    (f"<div class='sidebar-menu'><p>{A}</p><p>{B}</p><p>{C}</p></div>", [A, B, C], "everything stands in a sidebar: the name says nothing"),
    (f"<div><h1>{TITLE}</h1><a href=/x><p>{A}</p><p>{B}</p><p>{C}</p>", [A, B, C], "a link that is never closed"),
    (f"<div><h1>{TITLE}</h1><div class=sapo>{A}</div><div><p>{A}</p><p>{B}</p></div></div>", [B], "the sapo once more as first paragraph"),
    (f"<div><h1>{TITLE}</h1><p>&#8203;</p><p>&#8203;{A}</p><p>\ufeff \u00ad</p><p>{B}</p></div>", [A, B], "signs that nobody sees"),
    (f"<div><p>{TITLE}</p><h1>{TITLE}</h1><p>{A}</p><p>{B}</p></div>", [A, B], "the title twice"),
    (f"<div><h1>{TITLE}</h1><p>{A} <a href=/vb>Kế hoạch 12</a> và <a href=/v>Công văn 7</a>.</p><p>{B}</p></div>", [f"{A} Kế hoạch 12 và Công văn 7.", B], "links inside a paragraph"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "body", "reason"), MARKUP, ids=[row[2] for row in MARKUP])
def test_markup(inside: str, body: list[str], reason: str) -> None:
    found = pages.read(page(inside))
    assert (found.title, found.body) == (TITLE, body), reason
    assert found.text.split("\n")[0] == TITLE


def test_other_pages_of_an_article() -> None:
    printed = f"<html><title>{TITLE}</title><body onload='window.print()'><h2>{TITLE}</h2><p>05/01/2023 08:25</p><p>{A}</p><p>{B}</p></body></html>"
    amp = f"<!doctype html><html amp><title>{TITLE}</title><body><amp-sidebar><ul><li><a href=/>Trang chủ</a></ul></amp-sidebar><article><h1>{TITLE}</h1><p>05/01/2023 08:25</p>"
    for found in (pages.read(printed), pages.read(f"{amp}<amp-img src=a.jpg></amp-img><p>{A}</p><p>{B}</p></article></body></html>")):
        assert (found.title, found.published, found.body) == (TITLE, "2023-01-05T08:25", [A, B])


def test_an_english_article() -> None:
    first, second = (
        "Exports of rice from the province rose by 12 percent in the first quarter, officials said on Monday.",
        "The department expects more orders.",
    )
    found = pages.read(
        f"<html><title>Rice exports rise</title><body><div><h1>Rice exports rise</h1><p>{first}</p><p>{second}</p></div></body></html>"
    )
    assert (found.title, found.body) == ("Rice exports rise", [first, second])


def test_a_page_that_a_script_fills_tells_its_text_in_json_ld() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, "datePublished": "2023-01-05", "articleBody": f"<p>{A}</p>\n{B}"})
    found = pages.read(f'<html><head><script type="application/ld+json">{data}</script></head><body><div id="app"></div></body></html>')
    assert (found.title, found.body, found.published) == (TITLE, [A, B], "2023-01-05")
    assert found.notes == ["text.json-ld: the page shows no text of its own"]


EMPTY = [
    "",
    " ",
    "<html></html>",
    "<!-- x -->",
    "<script>x()</script>",
    page(""),
    page(f"<div><h1>{TITLE}</h1></div>"),
    "\0",
    "<p></p>",
    "<img src=a.jpg>",
]


@pytest.mark.parametrize("text", EMPTY)
def test_a_page_without_an_article_has_no_text(text: str) -> None:
    found = pages.read(text, url="https://x.vn/a")
    assert (found.text, found.body, found.url) == ("", [], "https://x.vn/a")


# --- what a page says of its article -------------------------------------------------------------------------------------------------------

TITLES = [
    # <title>, head, above the text, title, reason
    (TITLE, "", f"<h1>{TITLE}</h1>", TITLE, "the heading"),
    ("Trang chủ", "", f"<h1>{TITLE}</h1>", TITLE, "whatever <title> says"),
    (f"{TITLE} | Báo X", "", f"<div>{TITLE}</div>", TITLE, "a line that <title> begins with"),
    (f"Báo X - {TITLE}", "", f"<div>{TITLE}</div>", TITLE, "or ends with"),
    (f"{TITLE[:30]}...", "", f"<div>{TITLE}</div>", TITLE, "<title> cut short"),
    ("Chi tiết tin", f'<meta property="og:title" content="{TITLE}">', "", TITLE, "Open Graph alone"),
    ("Chi tiết tin", '<meta property="og:title" content="Cổng thông tin điện tử huyện">', f"<h1>{TITLE}</h1>", TITLE, "Open Graph names the site"),
    ("Tin tức", "", f"<h1><a href=/>Cổng thông tin điện tử huyện Bình An</a></h1><h2>{TITLE}</h2>", TITLE, "h1 is the site's name"),
    ("Tin tức", "", f"<h3 class=title>{TITLE}</h3>", TITLE, "a class"),
    ("Tin tức", "", f"<p>Thời sự</p><p>{TITLE}</p><p>05/01/2023 08:25</p>", TITLE, "the line above the date"),
    ("Tin tức", '<script type="application/ld+json">{"headline": "' + TITLE + '"}</script>', "", TITLE, "JSON-LD"),
    (TITLE, "", f"<h1>{unicodedata.normalize('NFD', TITLE)}</h1>", TITLE, "decomposed letters"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "head", "above", "title", "reason"), TITLES, ids=[row[4] for row in TITLES])
def test_titles(document: str, head: str, above: str, title: str, reason: str) -> None:
    found = pages.read(
        f"<html><head><title>{document}</title>{head}</head><body>{MENU}<div>{above}<div><p>{A}</p><p>{B}</p></div></div>{SIDE}</body></html>"
    )
    assert (found.title, found.body) == (title, [A, B]), reason


AUTHORS = [
    ("<p class=author>Lò Thị Mẩy</p>", "Lò Thị Mẩy", "a class"),
    ("<p style='text-align:right'><b>Lò Thị Mẩy</b></p>", "Lò Thị Mẩy", "a name at the end"),
    ("<p>Tin, ảnh: Lò Thị Mẩy</p>", "Lò Thị Mẩy", "with what it made"),
    ("<p>LÒ MẨY - VĂN TÈO</p>", "LÒ MẨY - VĂN TÈO", "two, in capitals"),
    ("<p>Nguồn: Văn phòng UBND huyện</p>", "Văn phòng UBND huyện", "the source"),
    ("<p>Bản tin trưa 11h30 ngày 10/6/2024, Văn Tèo, Thị Mẩy</p>", "Văn Tèo, Thị Mẩy", "of a broadcast"),
]


@pytest.mark.parametrize(("line", "author", "reason"), AUTHORS, ids=[row[2] for row in AUTHORS])
def test_authors(line: str, author: str, reason: str) -> None:
    found = pages.read(page(f"<div><h1>{TITLE}</h1><p>{A}</p><p>{B}</p>{line}</div>"))
    assert (found.author, found.body) == (author, [A, B]), reason
    assert found.text.split("\n")[-1] in line, "the text keeps the line"


HEADS = [
    ('<meta name="author" content="Lò Thị Mẩy">', {"author": "Lò Thị Mẩy"}),
    ('<meta name="author" content="admin">', {"author": None}),
    ('<script type="application/ld+json">[{"@type":["NewsArticle"],"headline":"x","author":[{"name":"Lò Thị Mẩy"},{"name":"Văn Tèo"}]}]</script>', {"author": "Lò Thị Mẩy, Văn Tèo"}),
    ('<script type="application/ld+json">{"@graph":[{"@type":"BreadcrumbList","itemListElement":[{"name":"Trang chủ"},{"item":{"name":"Y tế"}}]}]}</script>', {"section": "Y tế"}),
    ('<meta property="article:section" content="Y tế">', {"section": "Y tế"}),
    ('<meta property="og:site_name" content="Báo An Giang">', {"site": "Báo An Giang", "place": "An Giang"}),
    ('<meta property="og:site_name" content="Cổng thông tin điện tử huyện Châu Phú, tỉnh An Giang">', {"place": "Châu Phú, An Giang"}),
    ('<meta property="og:site_name" content="Trang thông tin điện tử huyện Châu Phú">', {"place": "Châu Phú, An Giang"}),
    ('<link rel="canonical" href="/tin/that.html">', {"url": "https://x.vn/tin/that.html"}),
    ('<link rel="canonical" href="https://x.vn/">', {"url": "https://x.vn/tin/a.html"}),
    ('<meta property="og:url" content="https://x.vn/og.html">', {"url": "https://x.vn/og.html"}),
    ('<script type="application/ld+json">{"headline": "x", "author": }</script>', {"author": None}),
    ('<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Lò\n Thị Mẩy"},}</script>', {"author": "Lò Thị Mẩy"}),
]  # fmt: skip


@pytest.mark.parametrize(("head", "fields"), HEADS)
def test_heads(head: str, fields: dict[str, str | None]) -> None:
    found = pages.read(page(f"<div><h1>{TITLE}</h1><p>{A}</p><p>{B}</p></div>", head=head), url="https://x.vn/tin/a.html#x")
    assert {name: getattr(found, name) for name in fields} == fields


CRUMBS = [
    ("<div class='breadcrumb'><a href=/>Trang chủ</a> &raquo; <a href=/t>Tin tức</a> &raquo; <a href=/y>Y tế</a></div>", "Y tế"),
    ("<ol class='breadcrumb'><li><a href=/>Trang chủ</a></li><li><a href=/y>Y tế</a></li><li>" + TITLE + "</li></ol>", "Y tế"),
    ("<div class='duong-dan'>Trang chủ > Tin tức - Sự kiện</div>", "Tin tức - Sự kiện"),
]


@pytest.mark.parametrize(("path", "section"), CRUMBS)
def test_sections(path: str, section: str) -> None:
    found = pages.read(page(f"{path}<div><h1>{TITLE}</h1><p>{A}</p><p>{B}</p></div>"))
    assert (found.section, found.body) == (section, [A, B])
    above = pages.read(page(f"<div><div>Y tế</div><h1>{TITLE}</h1><p>{A}</p><p>{B}</p></div>"))
    assert above.section == "Y tế", "the line above the title"


CAPTIONS = [
    "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
    "<table><tr><td><img src=a.jpg></td></tr><tr><td class=caption>{}</td></tr></table>",
    "<p><img src=a.jpg></p><p align=center><i>{}</i></p>",
    "<p><img src=a.jpg><br><em>{}</em></p>",
    "<p style='text-align: center'><img src=a.jpg></p><p style='text-align: center'>{}</p>",
    "<table><tr><td><img src=a.jpg></td></tr><tr><td>{}</td></tr></table>",
    "<div class='image'><img src=a.jpg><div class='PhotoCMS_Caption'>{}</div></div>",
]


@pytest.mark.parametrize("form", CAPTIONS)
def test_captions(form: str) -> None:
    caption = "Cán bộ xã Bình Minh đến từng nhà ở thôn 3 từ sáng sớm"
    found = pages.read(page(f"<div><h1>{TITLE}</h1><p>{A}</p>{form.format(caption)}<p>{B}</p></div>"))
    assert (found.captions, found.body) == ([caption], [A, B])
    assert found.text.split("\n") == [TITLE, A, caption, B], "where it stands"


SAPOS = [
    f"<p><b>{A}</b></p><p>{B}</p><p>{C}</p>",
    f"<div class=summary>{A}</div><div><p>{B}</p><p>{C}</p></div>",
    f"<h2>{A}</h2><div><p>{B}</p><p>{C}</p></div>",
    f"<div>{A}</div><div><p>{B}</p><p>{C}</p><p>{C[:-1]} và công khai.</p></div>",
]


@pytest.mark.parametrize("inside", SAPOS)
def test_sapos(inside: str) -> None:
    found = pages.read(page(f"<div><h1>{TITLE}</h1>{inside}</div>"))
    assert (found.sapo, found.body[:2]) == (A, [B, C])


# --- files ---------------------------------------------------------------------------------------------------------------------------------

FILES = [
    ("<a href='/upload/1/ke hoach.pdf'>Kế hoạch số 12</a>", ("https://x.vn/upload/1/ke%20hoach.pdf", "Kế hoạch số 12")),
    ("<a href='a.docx?v=1'><img src=w.png></a>", ("https://x.vn/tin/a.docx?v=1", "a.docx")),
    (
        "<a href='/webcenter/documentContent?dDocName=PORTAL470982' title='Công văn'></a>",
        ("https://x.vn/webcenter/documentContent?dDocName=PORTAL470982", "Công văn"),
    ),
    ("<a href='/index.php?nv=laws&op=detail&download=1&id=0'>Tải về</a>", ("https://x.vn/index.php?nv=laws&op=detail&download=1&id=0", "Tải về")),
    ("<a href='/DownloadFile.aspx?id=7'>Phụ lục</a>", ("https://x.vn/DownloadFile.aspx?id=7", "Phụ lục")),
    ("<iframe src='https://docs.google.com/gview?url=https://x.vn/a.pdf&embedded=true'></iframe>", ("https://x.vn/a.pdf", "a.pdf")),
    ("<iframe src='/ViewerJS/#../upload/a.pdf'></iframe>", ("https://x.vn/upload/a.pdf", "a.pdf")),
    ("<object data='/a.pdf'></object>", ("https://x.vn/a.pdf", "a.pdf")),
]


@pytest.mark.parametrize(("link", "file"), FILES)
def test_files(link: str, file: tuple[str, str]) -> None:
    for text in (f"<p>{A}</p><p>{B}</p>", ""):
        found = pages.read(
            page(f"<div><h1>{TITLE}</h1>{text}<div>Tệp đính kèm: {link}</div></div><p><a href=/khac.pdf>Văn bản khác</a></p>"),
            url="https://x.vn/tin/a.html",
        )
        assert found.attachments == [Link(*file)]
        assert found.body == ([A, B] if text else []) and TITLE in found.text


@pytest.mark.parametrize("address", ["/tin/ke-hoach.html", "/pdf/tin.aspx", "/tin?x=1", "", "http://[", "javascript:void(0)", "/downloads.html"])
def test_no_files(address: str) -> None:
    assert not is_file(address)


def test_a_sentence_that_is_a_link_to_its_document_stays() -> None:
    last = "Toàn văn Kế hoạch số 12/KH-UBND ngày 05/01/2023."
    found = pages.read(page(f"<div><h1>{TITLE}</h1><p>{A}</p><p>{B}</p><p><a href=/12.pdf>{last}</a></p></div>"))
    assert found.body == [A, B, last] and [file.label for file in found.attachments] == [last]


# --- what is known of a site ---------------------------------------------------------------------------------------------------------------


def test_lines_that_repeat_across_a_site_are_none_of_its_articles() -> None:
    notice = "Bình An - vùng đất của những cánh đồng lúa chín vàng hai mùa và lòng người hiếu khách, trung tín."
    made = [
        page(
            f"<div><h1>{TITLE} số {n}</h1><p>{A}</p><p>{B[:-1]} số {n}.</p><p>{notice}</p><p>Mở cửa: {n} giờ mỗi ngày, cả chủ nhật, phục vụ bà con.</p></div>"
        )
        for n in range(4)
    ]
    assert notice in pages.read(made[0]).body, "nothing tells it apart on one page"
    counts: dict[str, int] = {}
    for each in made:
        for line in pages.lines(each):
            counts[line] = counts.get(line, 0) + 1
    repeated = frozenset(line for line, count in counts.items() if count == len(made)) - {A.casefold()}
    found = pages.read(made[3], repeated=repeated)
    assert (found.title, found.body) == (f"{TITLE} số 3", [A]), "numbers do not make lines differ"


def test_a_layout() -> None:
    built = page(f"<div class=x><b class=t>{TITLE}</b><i class=d>05/01/2023</i><u class=a>Bởi: Lò Thị Mẩy</u><em class=s>Y tế</em><div class=l>{A}</div>"
                 f"<div class=o><p>{C}</p></div><div class=b><p>{B}</p><p class=z>{C}</p></div></div>")  # fmt: skip
    layout = Layout(title=("h1", ".t"), sapo=(".l",), body=(".nothing", ".b"), date=(".d",), author=(".a",), section=(".s",), drop=(".z",))
    found = pages.read(built, layout=layout)
    assert (found.title, found.sapo, found.body, found.published, found.section) == (TITLE, A, [B], "2023-01-05", "Y tế")
    assert (found.author, found.text) == ("Lò Thị Mẩy", f"{TITLE}\n05/01/2023\n{A}\n{B}"), "what lies between the parts is none"


def test_a_layout_that_no_longer_fits_falls_back_on_the_shape() -> None:
    found = pages.read(page(f"<div><h1>{TITLE}</h1><p>{A}</p><p>{B}</p></div>"), layout=Layout(title=(".gone",), body=(".gone",), date=(".gone",)))
    assert (found.title, found.body) == (TITLE, [A, B])


def test_a_page_is_stored_as_json() -> None:
    found = pages.read(page(f"<div><h1>{TITLE}</h1><p>{A}</p><a href=/a.pdf>Tệp</a></div>"), url="https://x.vn/")
    assert msgspec.json.decode(msgspec.json.encode(found), type=pages.Page) == found


# --- encodings -----------------------------------------------------------------------------------------------------------------------------

SAID = "Uỷ ban nhân dân tỉnh Bình An đề nghị Sở Y tế báo cáo kết quả thực hiện kế hoạch năm 2003; các huyện rà soát “điểm nghẽn”."
VNI = "Uyû ban nhaân daân tænh Bình An ñeà nghò Sôû Y teá baùo caùo keát quaû thöïc hieän keá hoaïch naêm 2003."
LONG_HEAD = f"<script>{'var a = 1;' * 4000}</script>"  # the words of a page stand far below its beginning


def windows_1258(text: str) -> bytes:
    """The text with each tone as a letter of its own, as that encoding has it."""
    parts = []
    for char in text:
        letters = unicodedata.normalize("NFD", char)
        tone = "".join(c for c in letters if c in "\u0300\u0301\u0303\u0309\u0323")
        parts.append(unicodedata.normalize("NFC", "".join(c for c in letters if c not in tone)) + tone)
    return "".join(parts).encode("cp1258")


def tcvn3(text: str) -> str:
    """The text as a TCVN3 font holds it."""
    letters = {letter: chr(code) for code, letter in TCVN3.items()}
    return "".join(letters.get(char, char) for char in text)


def made(said: str, charset: str = "") -> str:
    return f"<html><head>{f'<meta charset={charset}>' if charset else ''}</head>{LONG_HEAD}<body><h1>Bình An</h1><p>{said}</p></body></html>"


ENCODED = [
    (made(SAID).encode(), None, SAID, "UTF-8 that nobody names"),
    (made(SAID).encode(), "text/html; charset=windows-1252", SAID, "UTF-8 under another name in the header"),
    (made(SAID, "iso-8859-1").encode(), None, SAID, "in the page"),
    (made(SAID, "x-unknown").encode(), "text/html; charset=foo", SAID, "under names that nobody knows"),
    (made(SAID).encode("utf-16"), "text/html", SAID, "UTF-16"),
    (made(SAID).encode("utf-16-le"), None, SAID, "UTF-16 without its mark"),
    (windows_1258(made(SAID, "windows-1258")), None, SAID, "windows-1258"),
    (windows_1258(made(SAID)), None, SAID, "that nobody names"),
    (windows_1258(made(SAID, "utf-8")), "text/html; charset=utf-8", SAID, "that is called UTF-8"),
    (windows_1258(made(SAID, "windows-1252")), None, SAID, "that is called windows-1252"),
    (unicodedata.normalize("NFD", made(SAID)).encode(), None, SAID, "decomposed letters"),
    (made(SAID).encode().decode("latin-1").encode(), None, SAID, "UTF-8 read as Latin-1 and written again"),
    (made(SAID).encode().replace("ở".encode(), "ở".encode()[:2], 1), None, SAID.replace("Sở", "S\ufffd"), "a letter cut in two: the rest is UTF-8"),
    (made(tcvn3(SAID.replace("“", '"').replace("”", '"'))).encode(), None, SAID.replace("“", '"').replace("”", '"'), "TCVN3 in UTF-8"),
    (made(tcvn3(SAID[3:99])).replace("<h1>Bình An</h1>", "").encode("latin-1"), None, SAID[3:99], "TCVN3"),
    (made(VNI).encode("latin-1"), None, SAID[:88], "VNI"),
    (made(SAID).replace("ban", "b\0an").encode(), None, SAID, "strewn with NUL"),
    (made("".join(f"&#{ord(char)};" for char in unicodedata.normalize("NFD", SAID))).encode(), None, SAID, "entities of decomposed letters"),
    (made("Les exportations ont augmenté de douze pour cent, selon le préfet de la région.", "iso-8859-1").encode("latin-1"), None, "préfet", "French"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "header", "said", "reason"), ENCODED, ids=[row[3] for row in ENCODED])
def test_encodings(data: bytes, header: str | None, said: str, reason: str) -> None:
    assert said in pages.read(data, content_type=header).text, reason


def test_no_text_at_all() -> None:
    for data in (b"\x89PNG\r\n\x1a\n\0\0", bytes(range(256)) * 50):
        found = pages.read(data, url="https://x.vn/a")
        assert (found.text, found.url) == ("", "https://x.vn/a") and found.notes[0].startswith("page.binary")
        with pytest.raises(pages.BinaryError):
            pages.decode(data)


# --- hostile pages -------------------------------------------------------------------------------------------------------------------------

S = "Sở Y tế họp bàn và yêu cầu các đơn vị báo cáo trước ngày 15/3. "
HOSTILE = [
    "<div>", "<b>", "<p><b>", "<ul><li>", "<table><tr><td>", "<form>", "<a href=x>", "</div>", "<!--", "<", "<a", "<a =", "<p title=\"", "&am &#99999999; ", "<br>", "Á", "1", " ", "\0",
    S, "nhấtSở ", "<a href=x>b</a>", "<p><a href=x>Chủ tịch kiểm tra tiến độ dự án</a></p>", f"<p><a href=x>Chủ tịch kiểm tra</a></p><p>{S}</p>", "<p>Các tin khác</p>",
    "<p>Tin liên quan</p><p><a href=x>Chủ tịch kiểm tra tiến độ dự án</a></p>", "<nav><h1>Hội nghị tổng kết</h1></nav>", "<h1>Hội nghị tổng kết</h1>", "<meta name=date content=x>",
    "<time datetime=2023-01-01>x</time>", "<img src=x><p><i>Ảnh: A</i></p>", "<tr><td>1</td><td>2/3/2023</td></tr>", "<iframe src=a.pdf></iframe>", "Chia sẻ ", "<pre>a\n",
    "<p class=author>Lò Mẩy</p>",
    f"<p>{'A' * 44}1</p>", f"<div class=sapo>{S}</div>", "<p class=caption>Ảnh</p>", "<div class=menu><p>a</p>",
    "<div class=breadcrumb><a href=x>Tin</a></div>", "Uá»· ban nhÃ¢n dÃ¢n ", "Uû ban nh©n d©n tØnh ", "o\u0323\u0302", "<font>", "<title>|a - |", "\u200b",
    "<script type=application/ld+json>|[|", "<p class='|menu |", f"<h1>{TITLE}</h1>|<p>22/09/2023 08:37</p>|",
]  # fmt: skip


@pytest.mark.parametrize("marked", HOSTILE)
def test_hostile_pages_take_linear_time(marked: str) -> None:
    assert_linear(marked, 100_000, str, pages.read)


def test_deep_nesting_hides_nothing() -> None:
    for opening in ("<div>", "<b>", "<table><tr><td>", "<ul><li>"):
        assert pages.read(f"<h1>{TITLE}</h1>{opening * 100_000}<p>{A}</p><p>{B}</p>").body[-2:] == [A, B]


def test_a_thousand_attributes_and_lines_of_megabytes() -> None:
    attributes = " ".join(f'x{n}=">"' for n in range(100_000))
    found = pages.read(f"<h1>{TITLE}</h1><p {attributes}>{A}</p><p>{S * 80_000}</p>")
    assert (found.title, found.body[0], len(found.body[1])) == (TITLE, A, len(S) * 80_000 - 1)


PIECES = ["<p>", "</p>", "<div class='menu'>", "</div>", "<li>", "<ol start=x>", "<br>", "a", " ", S * 2, "<h1>", "<!--", "<script>", "&nbsp;", "<td>", "<a href=x>", "</a>",
          "22/09/2023", "<figure><img>", "Tin liên quan", "<form>", "<pre>\n", "\ud800", "<base href='http://['>", "<a href='http://[.pdf'>", "<title>", "<meta property=og:url content='//['>",
          "<time datetime=9999-99-99>", "<link rel=canonical href=x>", "<![CDATA[", "<?php", "<svg>", "\x0b", "<script type=application/ld+json>{}", "Ngày đăng:"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from([None, "https://x.vn/a", "http://[", "x"]))
@settings(max_examples=300, deadline=None)
def test_no_page_raises(text: str, url: str | None) -> None:
    found = pages.read(text, url=url, repeated=frozenset(pages.lines(text)[:1]))
    assert "\n\n" not in found.text and msgspec.json.encode(found)


@given(st.binary(max_size=300), st.sampled_from([None, "text/html; charset=utf-7", "charset=zlib", "charset=windows-1258", "\x00"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes(data: bytes, header: str | None) -> None:
    assert isinstance(pages.read(data, content_type=header), pages.Page)
