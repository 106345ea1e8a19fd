"""Near duplicates: the invented articles as other sites would print them, and as forms filled in anew."""

from __future__ import annotations

import functools
import hashlib
import itertools
import random
import re
import unicodedata
from collections.abc import Callable

import pytest

import corpora
from conftest import assert_linear
from scrapers import twins
from storing import texts

Paragraphs = list[str]


@functools.cache
def articles() -> list[Paragraphs]:
    """The invented articles, as their paragraphs."""
    return [text.splitlines() for text in texts()]


@functools.cache
def sketched() -> list[twins.Sketch]:
    """Their sketches; all are long enough for one."""
    found = [twins.sketch(paragraphs) for paragraphs in articles()]
    assert None not in found
    return found  # type: ignore[return-value]


# --- what an editor of another site does ----------------------------------------------------------------------------------------------------


def another(number: int) -> Paragraphs:
    """Some other article."""
    return articles()[(number * 7 + 3) % len(articles())]


def each(pattern: str, put: str) -> Callable[[int, Paragraphs], Paragraphs]:
    """A rule that rewrites every paragraph."""
    return lambda number, paragraphs: [re.sub(pattern, put, paragraph) for paragraph in paragraphs]


def without(every: int) -> Callable[[int, Paragraphs], Paragraphs]:
    """A rule that leaves out each so-many-th paragraph."""
    return lambda number, paragraphs: [paragraph for place, paragraph in enumerate(paragraphs, 1) if place % every]


def edited(number: int, paragraphs: Paragraphs) -> Paragraphs:
    """All at once: title, byline and a sixth of the paragraphs gone, a paragraph of the site's own, other dates and names of agencies."""
    kept = [paragraph for place, paragraph in enumerate(paragraphs[1:-1], 1) if place % 6]
    return [re.sub(r"(\d+)/(\d+)", r"\1-\2", paragraph.replace("UBND", "Uỷ ban nhân dân")) for paragraph in kept] + another(number)[-1:]


# rule, share of the articles that must be found
REPRINTS: dict[str, tuple[Callable[[int, Paragraphs], Paragraphs], float]] = {
    "another title and byline": (lambda number, paragraphs: paragraphs[2:-1], 1.0),
    "the site's own first and last words": (lambda number, paragraphs: [*another(number)[1:2], *paragraphs, *another(number)[-2:]], 1.0),
    "each fifth paragraph left out": (without(5), 0.95),
    "each third paragraph left out": (without(3), 0.90),
    "the first half": (lambda number, paragraphs: paragraphs[: len(paragraphs) // 2 + 1], 0.80),
    "dates with hyphens": (each(r"(\d+)/(\d+)", r"\1-\2"), 1.0),
    "days without their noughts": (each(r"\b0(\d)([/-]\d)", r"\1\2"), 1.0),
    "agencies in full": (each("UBND", "Ủy ban nhân dân"), 1.0),
    "old tone placement": (each("([Ủủ])y ban", r"\1Y ban"), 1.0),
    "letters and marks apart": (lambda number, paragraphs: [unicodedata.normalize("NFD", paragraph) for paragraph in paragraphs], 1.0),
    "no-break spaces": (each(" ", "\u00a0"), 1.0),
    "all in one paragraph": (lambda number, paragraphs: [" ".join(paragraphs)], 0.85),  # a heading runs into the sentence that follows
    "edited": (edited, 0.97),
}


def met(one: twins.Sketch, other: twins.Sketch) -> bool:
    """Whether the store would find the pair: looked up by a shared band, then believed."""
    return bool({*twins.bands(one, "article")} & {*twins.bands(other, "article")}) and twins.twins(one, other)


@pytest.mark.parametrize("name", REPRINTS)
def test_a_reprint_is_found(name: str) -> None:
    rule, share = REPRINTS[name]
    changed = [(own, twins.sketch(made)) for number, own in enumerate(sketched()) if (made := rule(number, articles()[number])) != articles()[number]]
    assert changed, "the rule changes no article"
    found = [other is not None and met(own, other) for own, other in changed]
    assert sum(found) >= share * len(found), f"{sum(found)} of {len(found)}"


# --- what a form does ------------------------------------------------------------------------------------------------------------------------


def counted_on(every: int) -> Callable[[int, Paragraphs], Paragraphs]:
    """A rule that makes each so-many-th number another one."""

    def rule(number: int, paragraphs: Paragraphs) -> Paragraphs:
        place = itertools.count()
        return [re.sub(r"\d+", lambda found: str(int(found[0]) + (next(place) % every == 0)), paragraph) for paragraph in paragraphs]

    return rule


DAY = re.compile(r"\d+(?=[/-]\d)|(?<=ngày )\d+")
PLACE = re.compile(r"\b((?:huyện|xã|tỉnh|phường|TP|thành phố|thị xã|thôn|Sở|Phòng) )([A-ZĐ]\w+(?: [A-ZĐ]\w+)?)")


def next_day(number: int, paragraphs: Paragraphs) -> Paragraphs:
    """The same on the next day: no other number changes."""
    return [DAY.sub(lambda found: str(int(found[0]) + 1), paragraph) for paragraph in paragraphs]


@functools.cache
def people() -> list[set[str]]:
    """The people named in each article."""
    return [{person["name"] for person in article["people"]} for article in corpora.gold()]


def elsewhere(number: int, paragraphs: Paragraphs) -> Paragraphs:
    """The same in another place with other people; numbers and days are as they were."""
    chance = random.Random(number)
    text = "\n".join(paragraphs)
    for name in sorted(people()[number], key=len, reverse=True):
        text = text.replace(name, "Lê Quang " + chance.choice(["Hiếu", "Đạt", "Sơn"]))
    return PLACE.sub(lambda found: found[1] + chance.choice(["Cam Lĩnh", "Hoà Vân", "Bình Tú"]), text).splitlines()


FORMS: dict[str, Callable[[int, Paragraphs], Paragraphs]] = {
    "every number another": counted_on(1),
    "every third number another": counted_on(3),
    "the next day": next_day,
    "elsewhere, on the next day": lambda number, paragraphs: next_day(number, elsewhere(number, paragraphs)),
    "elsewhere, with other numbers": lambda number, paragraphs: counted_on(1)(number, elsewhere(number, paragraphs)),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_filled_in_anew_is_no_reprint(name: str) -> None:
    rule = FORMS[name]
    filled = [(number, rule(number, paragraphs)) for number, paragraphs in enumerate(articles())]
    made = [(number, sketched()[number], twins.sketch(paragraphs)) for number, paragraphs in filled if paragraphs != articles()[number]]
    alike = [twins.similarity(own, other) >= twins.ALIKE for _, own, other in made if other]
    assert len(made) > 150 and sum(alike) > 0.95 * len(made)
    assert [number for number, own, other in made if other is None or met(own, other)] == []


def test_the_same_words_about_other_people_and_places_are_no_reprint() -> None:
    """With every number and day as before; a name or two that differ are a correction, more are another place."""
    made = [(number, paragraphs, elsewhere(number, paragraphs)) for number, paragraphs in enumerate(articles())]
    other = [(number, now) for number, was, now in made if sum(a != b for a, b in zip(was, now, strict=True)) >= 6]
    found = [number for number, now in other if (sketch := twins.sketch(now)) and met(sketched()[number], sketch)]
    assert len(other) > 60 and len(found) <= 0.05 * len(other), f"{len(found)} of {len(other)}: {found}"


BULLETIN = """Thời tiết {place} ngày {day}/{month}
Đài Khí tượng thủy văn tỉnh cho biết, ngày {day}/{month}, khu vực {place} có mây thay đổi, ngày nắng, chiều tối có mưa rào và dông vài nơi.
Nhiệt độ thấp nhất từ {low} đến {high} độ C, vùng núi có nơi dưới {low} độ C; độ ẩm trung bình {wet}%; gió nhẹ, hướng đông nam cấp 2, cấp 3.
Trong mưa dông có khả năng xảy ra lốc, sét, mưa đá và gió giật mạnh; người dân cần chằng chống nhà cửa, hạn chế ra đồng khi có dông.
Mực nước trên các sông lúc 7 giờ ở mức {level} mét, dưới báo động 1; hồ chứa thủy lợi đạt {full}% dung tích thiết kế, vận hành an toàn.
Ban Chỉ huy Phòng thủ dân sự đề nghị các xã, phường kiểm tra các ngầm tràn, cắm biển cảnh báo và trực ban 24/24 giờ theo phương án đã duyệt.
Dự báo hai ngày tới thời tiết ít thay đổi, bà con chủ động thu hoạch lúa đã chín, che chắn chuồng trại và phòng bệnh cho vật nuôi."""

PRICES = """Giá nông sản tại {place} hôm nay ({day}/{month})
Ghi nhận của phòng chuyên môn lúc 8 giờ, giá cà phê nhân xô tại {place} ở mức {coffee} đồng/kg, hồ tiêu {pepper} đồng/kg, biến động nhẹ.
Giá cà phê: {coffee} đồng/kg
Giá hồ tiêu: {pepper} đồng/kg
Giá sầu riêng loại một: {durian} đồng/kg
Giá cao su mủ nước: {rubber} đồng/độ TSC
Các đại lý cho biết lượng hàng về kho trong tuần đạt khoảng {stock} tấn, người dân chưa vội bán ra vì chờ giá, việc thu mua diễn ra bình thường.
Ngành nông nghiệp khuyến cáo bà con không mở rộng diện tích tự phát, giữ vườn cây theo quy hoạch và ghi chép nhật ký sản xuất để truy xuất nguồn gốc.
Mọi phản ánh về ép giá, cân thiếu xin gửi đường dây nóng của địa phương để được kiểm tra, xử lý theo quy định của pháp luật."""


@pytest.mark.parametrize("form", [BULLETIN, PRICES], ids=["weather", "prices"])
def test_a_series_does_not_become_one_cluster(form: str) -> None:
    """Thirty days in three places; most figures are those of the day before."""
    chance = random.Random(7)
    names = sorted(set(re.findall(r"{(\w+)}", form)) - {"place", "day", "month"})
    figures = {name: chance.randrange(20, 90) for name in names}
    issues = []
    for day, place in itertools.product(range(1, 31), ("Cam Lĩnh", "Hoà Vân", "Bình Tú")):
        figures[chance.choice(names)] += 1
        issues.append(twins.sketch(form.format(place=place, day=day, month=5, **figures).splitlines()))
    assert None not in issues
    pairs = [(one, other) for one, other in itertools.combinations(issues, 2) if one and other]
    assert sum(twins.similarity(*pair) >= twins.ALIKE for pair in pairs) > 0.9 * len(pairs)  # a plain MinHash would join them all
    assert sum(twins.twins(*pair) for pair in pairs) == 0
    issue = form.format(place="Cam Lĩnh", day=3, month=5, **figures).splitlines()
    one, other = twins.sketch(issue), twins.sketch(["Theo Báo Cam Lĩnh", *issue[1:-1]])
    assert one and other and met(one, other)


def test_no_two_of_the_articles_are_twins() -> None:
    assert [pair for pair in itertools.combinations(sketched(), 2) if twins.twins(*pair)] == []


def test_few_unrelated_articles_share_a_band() -> None:
    """What the store looks up and throws away again; more than one in a thousand would be slow at 50,000 articles."""
    keys = [{*twins.bands(sketch, "article")} for sketch in sketched()]
    pairs = list(itertools.combinations(keys, 2))
    assert sum(bool(one & other) for one, other in pairs) <= len(pairs) / 1000


def test_attachments_and_articles_have_nothing_in_common() -> None:
    sketch = sketched()[0]
    assert not {*twins.bands(sketch, "article")} & {*twins.bands(sketch, "attachment")}


SHORT = {"nothing": "", "a notice": "Trang đang được cập nhật", "numbers": "12/3 " * 30, "no text": "\0\ud800" * 50, "another script": "。" * 1000}


@pytest.mark.parametrize("text", SHORT.values(), ids=SHORT)
def test_what_is_too_short_to_tell_has_no_sketch(text: str) -> None:
    assert twins.sketch([text]) is None


@pytest.mark.parametrize("piece", ["UBND ", "5/5 ", "ngày 5 xã A, ", "a", "1/", "́", ".\n"], ids=repr)
def test_a_long_text_takes_a_time_in_proportion(piece: str) -> None:
    assert_linear(piece, 100_000, lambda text: [text], twins.sketch)


def test_the_sketch_of_a_text_never_changes() -> None:
    """It is kept in databases: another one would find no twin of what was kept before."""
    sketch = twins.sketch([BULLETIN])
    assert sketch and hashlib.sha256(b"".join(sketch)).hexdigest()[:16] == "a4229ae2e0156ae9"
    assert twins.bands(sketch, "article")[0] == -5680231675479007084
