"""Every saved page `pages/<name>.html` has its `<name>.json` and is read as that says, by the layout of the source or the family of its name.

`chidao sources check NAME` and `chidao sources add URL` write such pairs of real sites. Those that lie here are of the invented portal, one for
each family and design; `python -m tests.test_fixtures` writes them anew and refuses to write what is not the article that was put into the page.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import pytest

from pipeline.pages import Layout, decode
from pipeline.pages import read as read_page
from scrapers import checking, source
from scrapers.fetch import Response
from scrapers.portal import Article, Attachment, Site
from scrapers.portal.families import DESIGNS, FAMILIES

PAGES = Path(__file__).parent / "pages"
FOUND = sorted({path.stem for path in PAGES.glob("*.*")})


def layout_of(name: str) -> Layout:
    """The layout by which the page of that name is read."""
    if name in source.load():
        return source.layout(source.load()[name])
    family = source.families().get(name) or source.families()[FAMILY.get(name, "general")]
    return Layout(**{field: getattr(family.selectors, field) for field in Layout._fields})


FAMILY = {"vnpt-new": "vnpt"}  # designs that are read by another family's layout than the general one


@pytest.mark.parametrize("name", FOUND)
def test_a_page_is_read_as_its_json_says(name: str) -> None:
    html, expected = PAGES / f"{name}.html", PAGES / f"{name}.json"
    assert html.exists(), f"{expected.name} has no page: write it with `chidao sources check {name}`, or delete it"
    assert expected.exists(), f"{html.name} says nothing of what is read from it: write it with `chidao sources check {name}`"
    read, page = checking.recall(html, layout_of(name))
    assert read == page
    assert page.title and page.published and page.body, "an example has what an article has"


def test_each_family_has_a_page() -> None:
    assert set(FAMILIES) | set(DESIGNS) <= set(FOUND)
    assert set(source.families()) - set(FOUND) <= {"newspaper-grid", "vccorp"}, "families that the invented portal does not have"


# --- how they were made ------------------------------------------------------------------------------------------------------------------

ARTICLE = Article(
    "Tỉnh yêu cầu hoàn thành số hóa hồ sơ đất đai trước ngày 30/11",
    (
        "Phát biểu kết luận, Phó Chủ tịch UBND tỉnh Lê Quốc Thử giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với UBND các xã, phường "
        "rà soát toàn bộ hồ sơ đất đai còn lưu trữ bằng giấy, hoàn thành việc số hóa trước ngày 30/11/2025.",
        "Các địa phương bố trí đủ nhân lực, bảo đảm tối thiểu 95% hồ sơ được làm sạch, đối chiếu với cơ sở dữ liệu dân cư; "
        "nơi nào chậm tiến độ, người đứng đầu phải báo cáo giải trình.",
        "Sở Khoa học và Công nghệ kiểm tra, hướng dẫn an toàn thông tin; Công an tỉnh phối hợp xác thực dữ liệu theo Kế hoạch số 215/KH-UBND.",
        "Trước đó, theo báo cáo tại cuộc họp, toàn tỉnh mới số hóa được 61,4% hồ sơ, thấp hơn 8,6 điểm phần trăm so với chỉ tiêu đề ra cho quý III.",
    ),
    datetime.datetime(2025, 10, 14, 15, 20),
    sapo="Chiều 14/10, tại trụ sở UBND tỉnh, lãnh đạo tỉnh chủ trì họp nghe báo cáo tiến độ số hóa hồ sơ đất đai và giao nhiệm vụ ba tháng cuối năm.",
    captions=("Quang cảnh cuộc họp.",),
    author="Minh Thử",
    attachments=(Attachment("Ke hoach 215-KH-UBND.pdf", "Kế hoạch số 215/KH-UBND", ("KẾ HOẠCH",)),),
)
OTHERS = tuple(
    Article(f"{what} tại các xã, phường trong tháng {month}", ("Nội dung đang được cập nhật.",), datetime.datetime(2025, month, 3 + month, 9, month))
    for month, what in enumerate(
        (
            "Kiểm tra công tác phòng, chống dịch",
            "Ra quân làm thủy lợi",
            "Đối thoại với doanh nghiệp",
            "Khánh thành nhà văn hóa",
            "Tập huấn chữ ký số",
            "Trao nhà đại đoàn kết",
        ),
        2,
    )
)


def main() -> int:
    """Writes the pages of the invented portal and what is read from them; 1 where something else is read than was put in."""
    wrong = 0
    for name in (*FAMILIES, *DESIGNS):
        family = FAMILY.get(name, "general") if name in DESIGNS else name
        site = Site(
            family, (ARTICLE, *OTHERS), design=name if name in DESIGNS else None, province="Nam Định", now=datetime.datetime(2025, 10, 20, 22, 5)
        )
        body = site.render(ARTICLE).encode()
        response = Response(
            site.base + site.path(ARTICLE),
            site.base + site.path(ARTICLE),
            200,
            {"content-type": "text/html; charset=utf-8"},
            body,
            datetime.datetime(2025, 10, 20, 15, 5, tzinfo=datetime.UTC),
        )
        page = read_page(decode(body), url=response.final, layout=layout_of(name), fetched=response.fetched)
        put_in = (ARTICLE.title, ARTICLE.sapo, list(ARTICLE.paragraphs), list(ARTICLE.captions), ARTICLE.published.date().isoformat(), 1)
        own = {ARTICLE.title, ARTICLE.sapo, ARTICLE.author, *ARTICLE.paragraphs, *ARTICLE.captions}
        others = [line for line in page.text.splitlines() if line not in own and not line.endswith(f": {ARTICLE.author}")]  # the line with the date
        got = (page.title, page.sapo, page.body, page.captions, (page.published or "")[:10], len(others))
        if got != put_in:
            wrong = 1
            print(
                f"{name}: not written, for it is read as",
                *(f"  {a!r}\n  not {b!r}" for a, b in zip(got, put_in, strict=True) if a != b),
                sep="\n",
                file=sys.stderr,
            )
            continue
        checking.keep(name, checking.Tried(response.final, "article", "", page, response), PAGES)
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
