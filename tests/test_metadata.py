"""When and where a text was published, and what state it is in, read from the text itself."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import context, metadata, schema
from pipeline.clean import View, lines

BODY = "Sáng 5/9, UBND tỉnh họp với các sở, ngành về tiến độ giải ngân vốn đầu tư công sáu tháng cuối năm."


def page(*parts: str) -> tuple[str, list]:
    text = View("\n".join(parts)).text
    return text, lines(text)


MASTHEADS = [
    # masthead, ISO date or None, reason
    ("08:37 07/09/2023", "2023-09-07", "clock first"),
    ("Thứ năm, 07/09/2023 - 14:20", "2023-09-07", "weekday first"),
    ("ClockThứ Năm, 07/09/2023 16:06", "2023-09-07", "an icon's name is glued to it"),
    ("(Thứ năm, 07/09/2023, 03:57 pm GMT+7)", "2023-09-07", "in brackets, with a time zone"),
    ("Cập nhật lúc: 17:31, 07/09/2023 [GMT+7]", "2023-09-07", "last changed"),
    ("07-09-2023", "2023-09-07", "nothing but the day"),
    ("7.9.2023", "2023-09-07", "full stops, no zeros"),
    ("2023-09-07", "2023-09-07", "ISO"),
    ("07/09/2023 9:12:00 SA", "2023-09-07", "SA: before noon"),
    ("07/09/2023 3:05 CH", "2023-09-07", "CH: after noon"),
    ("Ngày 07 tháng 9 năm 2023", "2023-09-07", "in words"),
    ("7 Tháng Chín, 2023", "2023-09-07", "the month in words"),
    ("Tháng Chín 7, 2023", "2023-09-07", "American order in Vietnamese words"),
    ("9/13/2023 10:02:11 AM", "2023-09-13", "m/d/Y where d/m/Y is impossible"),
    ("Đăng ngày: 07-09-2023 | Lượt xem: 1.284 | Người đăng: Ban Biên tập", "2023-09-07", "counters beside it"),
    ("Ngày đăng: 07/09/2023 11:38", "2023-09-07", "with its cue"),
    ("Lượt xem: 7370 | Gửi lúc: 07/09/2023 15:42:27", "2023-09-07", "behind a counter"),
    ("Thứ 3, Ngày 16/10/2023 - Ngày đăng: 07/09/2023 11:38", "2023-09-07", "the day of the visit comes first, the cue decides"),
    ("VĂN ANH - TRẦN BÌNH 07/09/2023 11:39", "2023-09-07", "authors before it"),
    ("Thứ sáu: 08:25 ngày 08/09/2023", "2023-09-08", "another order"),
    ("1/1/0001", None, "a missing date, printed"),
    ("01/01/1970 00:00", None, "another missing date"),
    ("31/02/2023 08:00", None, "no such day"),
    ("Thứ hai, 17/02/2020", None, "the server's clock: the event is of September"),
]


@pytest.mark.parametrize(("masthead", "expected", "reason"), MASTHEADS)
def test_published(masthead: str, expected: str | None, reason: str) -> None:
    text, found = page("Tỉnh Bình An đẩy nhanh giải ngân vốn đầu tư công", masthead, BODY)
    day = metadata.published(text, found)
    assert (day.isoformat() if day else None) == expected, reason


@pytest.mark.parametrize(
    ("parts", "url", "expected", "reason"),
    [
        (("Tiêu đề của bài báo này là đây", BODY, "Các tin khác", "01/02/2022 10:00"), None, None, "dates of related news do not count"),
        (("Tiêu đề của bài báo này là đây", BODY), "https://tinh.example/tin/2023-09-07/a.html", "2023-09-07", "the address's date"),
        (("Tiêu đề của bài báo này là đây", BODY), "https://tinh.example/20230907/a.html", "2023-09-07", "written together"),
        (("Tiêu đề của bài báo này là đây", BODY), "https://tinh.example/tin-20231345.html", None, "a number that is no date"),
        (("Tiêu đề của bài báo này là đây", BODY, "Ngày đăng: 07/09/2023"), None, "2023-09-07", "below the text"),
        (("Tiêu đề của bài báo này là đây", BODY + " Hạn là ngày 10/10/2023."), None, None, "a date in the body is none of the page"),
    ],
)
def test_published_elsewhere(parts: tuple[str, ...], url: str | None, expected: str | None, reason: str) -> None:
    text, found = page(*parts)
    day = metadata.published(text, found, url)
    assert (day.isoformat() if day else None) == expected, reason


LOCAL = "UBND tỉnh yêu cầu các sở, ban, ngành báo cáo kết quả rà soát hộ nghèo trước cuối tháng này theo quy định."

PLACES = [
    # text, keyword arguments, province, reason
    ("UBND tỉnh Tiền Giang họp. " + LOCAL, {}, "Tiền Giang", "the full name in the body"),
    (LOCAL, {"title": "Tiền Giang rà soát hộ nghèo"}, "Tiền Giang", "the title"),
    ("(GLO)- " + LOCAL, {}, "Gia Lai", "the outlet's cue"),
    ("(Baohatinh.vn) - " + LOCAL, {}, "Hà Tĩnh", "the outlet's address"),
    ("(PLVN) - " + LOCAL, {}, None, "a national outlet says nothing"),
    (LOCAL, {"url": "https://sonoivu.quangtri.gov.vn/tin/1"}, "Quảng Trị", "the address of an office"),
    (LOCAL, {"url": "https://baria-vungtau.gov.vn/a"}, "Bà Rịa - Vũng Tàu", "a hyphen in the host's name"),
    (LOCAL, {"url": "https://www.mof.gov.vn/a"}, None, "a ministry's address"),
    (LOCAL, {"source": "Báo Nam Định"}, "Nam Định", "the source's name"),
    ("UBND huyện Châu Phú họp dân. " + LOCAL, {}, "An Giang", "a district that only one province has"),
    ("UBND TP. HCM giao các quận rà soát nhà trọ, báo cáo UBND TP trước ngày 5.", {}, "Hồ Chí Minh", "an abbreviation"),
    ("Sáng nay, Thủ tướng làm việc với tỉnh Hà Nam, tỉnh Nam Định và tỉnh Thái Bình về đê điều.", {}, None, "several provinces"),
    ("Bộ Công Thương yêu cầu các doanh nghiệp bình ổn giá xăng dầu trong quý IV.", {}, None, "national news"),
    ("Họp bàn tuyến cao tốc Cam Lộ - Đà Nẵng. UBND tỉnh Quảng Trị chủ trì họp với các sở.", {}, "Quảng Trị", "the end of a road"),
    ("UBND xã Hòa Bình họp. UBND tỉnh Vĩnh Long cùng dự với các sở và báo cáo kết quả.", {}, "Vĩnh Long", "a commune named like a province"),
    ("Học tập tư tưởng Hồ Chí Minh. UBND tỉnh Lào Cai tổ chức hội nghị với các sở.", {}, "Lào Cai", "a person's name"),
    (LOCAL, {"url": "https://haiduong.gov.vn/a", "on": datetime.date(2025, 8, 1)}, "Hải Phòng", "a former province's site after the merger"),
    ("UBND tỉnh Kiên Giang (cũ) bàn giao hồ sơ. " + LOCAL, {"on": datetime.date(2025, 8, 1)}, "An Giang", "a former province"),
    ("UBND tỉnh Kiên Giang họp. " + LOCAL, {"on": datetime.date(2024, 8, 1)}, "Kiên Giang", "the same before the merger"),
]


@pytest.mark.parametrize(("body", "known", "expected", "reason"), PLACES)
def test_province(body: str, known: dict, expected: str | None, reason: str) -> None:
    text, found = page(body)
    assert metadata.province(text, found, **known) == expected, reason


LONG = "Chủ tịch UBND tỉnh giao Sở Tài chính chủ trì rà soát các khoản chi, tham mưu phương án tiết kiệm và báo cáo trước ngày 15/8. "

STATES = [
    # text, codes, reason
    (LONG, [], "a sound text"),
    ("Chu tich UBND tinh giao So Tai chinh ra soat cac khoan chi va bao cao trong thang nay cua tinh.", ["text.no_diacritics"], "no diacritics"),
    ("The provincial People's Committee has asked all departments to report on the progress of the plan.", ["text.not_vietnamese"], "English"),
    ("á»§y ban nhÃ¢n dÃ¢n tá»‰nh giao cÃ¡c sá»Ÿ, ngÃ nh bÃ¡o cÃ¡o káº¿t quáº£ thá»±c hiá»‡n.", ["text.mojibake"], "UTF-8 read as Windows-1252"),
    (LONG + "T\ufffdnh h\ufffdp.", ["text.mojibake"], "letters lost"),
    (LONG + "Sở Y tế phối hợp với các địa phương rà soát toàn bộ cơ sở khám bệnh tư nhân và", ["text.truncated"], "ends in the middle"),
    (LONG + "Ngoài ra, các sở, ngành và …", ["text.truncated"], "an ellipsis after 'và'"),
    (LONG + "Còn nhiều việc phải làm như đường, trường, trạm...", [], "an ellipsis for 'and so on'"),
    (LONG + "\nHữu Phước", [], "an author at the end"),
    ("12/5/2022", [], "too short to tell"),
]


@pytest.mark.parametrize(("raw", "codes", "reason"), STATES)
def test_symptoms(raw: str, codes: list[str], reason: str) -> None:
    text, found = page(raw)
    assert [symptom.code for symptom in metadata.symptoms(text, found)] == codes, reason


@pytest.mark.parametrize(
    ("article", "published", "province", "codes", "reason"),
    [
        ({"published": "2022-05-13"}, "2022-05-13", None, [], "ISO"),
        ({"published": "2022-05-13T08:00:00+07:00"}, "2022-05-13", None, [], "ISO with a clock"),
        ({"published": "13/5/2022"}, "2022-05-13", None, [], "as Vietnamese write it"),
        ({"published": "hôm qua"}, None, None, ["article.published"], "no date"),
        ({"place": schema.Place(province="TP. Hồ Chí Minh")}, None, "Hồ Chí Minh", [], "an alias"),
        ({"place": schema.Place(code="89")}, None, "An Giang", [], "a code"),
        ({"place": schema.Place(province="Atlantis")}, None, None, ["article.place"], "no province"),
        ({"place": schema.Place()}, None, None, [], "an empty place is unknown"),
    ],
)
def test_what_the_article_says(article: dict, published: str | None, province: str | None, codes: list[str], reason: str) -> None:
    found = context.read(schema.Article(id="1", **article), "Các bộ, ngành báo cáo kết quả thực hiện trong quý này.")
    assert (found.published.isoformat() if found.published else None, found.province) == (published, province), reason
    assert [d.code for d in found.diagnostics] == codes, reason


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_nothing_odd_raises(published: str, place: str, url: str, text: str) -> None:
    article = schema.Article(id="1", url=url, source=place, title=text, published=published, place=schema.Place(province=place, code=published))
    assert context.read(article, f"{published} {text}\n{url}").text is not None


def test_what_the_text_tells_completes_the_article_and_then_tells_the_same() -> None:
    raw = "Tin tức\nTỉnh Nam Định đẩy nhanh giải ngân vốn đầu tư công\n08:37 07/09/2023\n" + BODY
    first = context.read(schema.Article(id="1"), raw)
    assert first.article.title == "Tỉnh Nam Định đẩy nhanh giải ngân vốn đầu tư công"
    assert first.article.published == "2023-09-07"
    assert first.article.place == schema.Place(province="Nam Định", code="36")
    second = context.read(first.article, raw)
    assert (second.article, second.lines, second.sentences) == (first.article, first.lines, first.sentences)
