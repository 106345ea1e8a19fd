"""What stands inside the content block and is none of the article: invented articles in the pages of five families, with every kind of chrome among their lines."""

from __future__ import annotations

import pytest
from families import FAMILIES, Part, Told, nameless

from pipeline import pages
from pipeline.pages.words import furniture, is_glued, is_notice, is_tools, without_tools


def told(title: str, stamp: str, sapo: str | None, *lines: str) -> Told:
    """An article from its lines; "#" begins a bold line, "!" a caption, "@" the author."""
    kinds = {"#": "bold", "!": "caption", "@": "author"}
    parts = [Part(kinds.get(line[0], "body"), line.lstrip("#!@")) for line in lines]
    return Told(title, stamp, "Tin tức - Sự kiện", parts, sapo)


ARTICLES = {
    "news": told(
        "Hòa Lợi đưa nước sạch về ba thôn vùng cao",
        "Thứ tư, 05/04/2023 - 09:10",
        "Sáng 4/4, UBND huyện Hòa Lợi khánh thành công trình cấp nước tập trung cho ba thôn vùng cao của xã Tân Sơn.",
        "Công trình có bể chứa 200 m³, hơn 14 km đường ống, cấp nước cho 312 hộ. Kinh phí 6,8 tỷ đồng từ Chương trình mục tiêu quốc gia xây dựng nông thôn mới.",
        "!Người dân thôn Bản Lầu lấy nước ở vòi công cộng. Ảnh: Lù Tả",
        "Phát biểu tại buổi lễ, Phó Chủ tịch UBND huyện Vàng Seo Páo yêu cầu UBND xã Tân Sơn thành lập tổ quản lý trước ngày 15/4, thu tiền nước theo đồng hồ, công khai hằng tháng.",
        "#Không để công trình hỏng rồi mới sửa",
        "Ông Páo giao Phòng Nông nghiệp và Môi trường huyện kiểm tra chất lượng nước mỗi quý một lần, báo cáo Chủ tịch UBND huyện.",
        "Dịp này, huyện tặng 312 can đựng nước cho các hộ.",
        "@Lù Tả",
    ),
    "conclusions": told(
        "Kết luận của Chủ tịch UBND tỉnh về tiến độ kè sông Lăng",
        "Ngày đăng: 12/09/2022  07:45",
        None,
        "Ngày 09/9/2022, Chủ tịch UBND tỉnh Đinh Trọng Khôi chủ trì họp về tiến độ dự án kè sông Lăng. Sau khi nghe các đơn vị báo cáo, Chủ tịch UBND tỉnh kết luận như sau:",
        "#1. Về giải phóng mặt bằng",
        "Giao UBND thành phố hoàn thành chi trả cho 27 hộ còn lại trước ngày 30/9/2022.",
        "#2. Về thi công",
        "a) Ban Quản lý dự án bố trí đủ ba mũi thi công.",
        "b) Nhà thầu làm việc cả ngày nghỉ, bù tiến độ đã chậm.",
        "3. Sở Tài chính thẩm định phần phát sinh, trình UBND tỉnh trong tháng 10;",
        "4. Sở Xây dựng kiểm tra hằng tuần.",
        "Văn phòng UBND tỉnh thông báo để các đơn vị thực hiện./.",
    ),
    "short": told(
        "Lịch cắt điện ngày 20/11",
        "08:00 19/11/2021",
        None,
        "Điện lực huyện tạm ngừng cấp điện tại các xã Lâm Sơn, Lâm Hải từ 7 giờ đến 11 giờ ngày 20/11 để sửa chữa lưới điện.",
    ),
    "interview": told(
        "“Giữ rừng là giữ nước cho ruộng”",
        "22.07.2020 | 15:30",
        "Ba năm nhận khoán hơn 900 ha rừng phòng hộ, cộng đồng làng Kon Sơ Lăng không để mất một cây lớn nào.",
        "* Thưa ông, làng đã làm thế nào?",
        "- Già làng A Blơi: Mỗi tuần 12 người đi tuần hai ngày. Ai gặp người lạ thì gọi kiểm lâm ngay.",
        "!Tổ tuần rừng của làng Kon Sơ Lăng trước giờ lên núi",
        "* Huyện có hỗ trợ gì không?",
        "- Có tiền khoán, có bảo hộ lao động. Nhưng làng đề nghị huyện sớm sửa lại đường vào rừng.",
        "Chủ tịch UBND huyện đã giao Hạt Kiểm lâm phối hợp với xã khảo sát đường tuần tra, trình phương án trong quý IV.",
        "@A Lưới - Rơ Châm",
    ),
    "document": told(
        "Công điện về ứng phó với mưa lớn diện rộng",
        "Thứ Sáu, ngày 14/10/2022, 06:05",
        None,
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:",
        "- Chủ tịch UBND các huyện, thị xã, thành phố;",
        "- Giám đốc các sở: Nông nghiệp và Phát triển nông thôn, Giao thông vận tải, Công Thương.",
        "Theo dự báo, từ đêm 14/10 đến hết ngày 16/10, trên địa bàn tỉnh có mưa to đến rất to, tổng lượng mưa phổ biến 200 - 400 mm.",
        "Để chủ động ứng phó, Chủ tịch UBND tỉnh yêu cầu:",
        "1. Sơ tán ngay các hộ ở vùng có nguy cơ sạt lở, xong trước 18 giờ ngày 14/10.",
        "2. Cắm biển, bố trí người trực tại các ngầm tràn.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    ),
}

LINKS = ["Khởi công cầu Bến Đò nối hai xã cù lao", "Trồng mới 40 ha rừng ngập mặn ở ba xã ven biển", "Hội thi tiếng hát công nhân viên chức năm 2019"]
TEASER = (
    "Sau gần hai năm thi công, cây cầu dài 212 m bắc qua nhánh sông phụ đã thông xe kỹ thuật, rút ngắn nửa giờ đi đò của người dân hai xã cù lao."
)

CHROME = {
    # name: lines inside the text (after the second), lines below it
    "headlines in links": ([Part("link", text) for text in LINKS], []),
    "headlines in links, announced": ([Part("chrome", "Tin liên quan"), *(Part("link", text) for text in LINKS)], []),
    "headlines glued together": ([Part("chrome", "".join(LINKS))], []),
    "one headline": ([Part("chrome", f"Xem thêm: {LINKS[0]}")], []),
    "a headline with an arrow": ([Part("link", f">> {LINKS[0]}")], []),
    "an audio player": ([Part("chrome", "0:00 / 0:00"), Part("chrome", "Nam miền Bắc Nữ miền Bắc 1x")], []),
    "other news below": ([], [Part("chrome", "Các tin khác"), *(Part("link", text) for text in LINKS)]),
    "other news below, no links": ([], [Part("chrome", "TIN CÙNG CHUYÊN MỤC"), *(Part("chrome", text) for text in LINKS)]),
    "teasers below": ([], [Part("chrome", "BẠN CÓ THỂ QUAN TÂM"), Part("link", LINKS[0]), Part("chrome", TEASER), Part("link", LINKS[1]), Part("chrome", TEASER)]),
    "teasers below, no links": ([], [Part("chrome", "Có thể bạn quan tâm"), Part("chrome", LINKS[0]), Part("chrome", TEASER), Part("chrome", LINKS[1])]),
    "a form": ([], [Part("chrome", text) for text in ("Phản hồi", "Thông tin người gửi phản hồi", "Họ và tên", "Nhập mã xác nhận", "Gửi")]),
    "comments": ([], [Part("chrome", text) for text in ("Ý kiến bạn đọc (1)", "Nguyễn Tèo: Cần làm sớm cho dân nhờ, chờ lâu quá rồi mà chưa thấy ai trả lời.", "Trả lời")]),
    "ratings": ([], [Part("chrome", "ĐÁNH GIÁ"), Part("chrome", "Hãy trở thành người đầu tiên đánh giá cho bài viết này!")]),
    "stars": ([], [Part("chrome", "Tổng số điểm của bài viết là: 0 trong 0 đánh giá"), Part("chrome", "Click để đánh giá bài viết")]),
    "sharing": ([], [Part("chrome", "Thích và chia sẻ bài viết qua"), Part("chrome", "Facebook Zalo Email"), Part("chrome", "Thích 0 Chia sẻ")]),
    "tags": ([], [Part("chrome", "Từ khóa: nước sạch, nông thôn mới, huyện"), Part("chrome", "Tags: kè, sông")]),
    "counters": ([], [Part("chrome", "Lượt xem: 1.204"), Part("chrome", "Đã xem: 33")]),
    "back": ([], [Part("chrome", "In trang | Gửi email | Quay lại"), Part("chrome", "Return to top")]),
    "a notice": ([], [Part("chrome", "Bản quyền thuộc về Cổng thông tin điện tử huyện. Ghi rõ nguồn khi phát hành lại thông tin từ cổng này.")]),
}  # fmt: skip


def with_chrome(article: Told, *names: str) -> Told:
    """The article with these kinds of chrome among its lines and below them."""
    at = min(2, len(article.parts))
    inside = [part for name in names for part in CHROME[name][0]] if len(article.parts) > 2 else []
    below = [part for name in names for part in CHROME[name][1]]
    return article._replace(parts=[*article.parts[:at], *inside, *article.parts[at:], *below])


def check(page: str, article: Told, reason: str) -> None:
    """Fails unless the page gives the article, nothing more and nothing less."""
    found = pages.read(page)
    assert (found.title, found.sapo) == (article.title, article.sapo), reason
    kept = [part.text for part in article.parts]
    assert found.text.split("\n")[1 + bool(article.stamp) + bool(article.sapo) :] == kept, reason
    told = [part.text for part in article.parts if part.kind in ("body", "bold")]
    assert (found.body, found.captions) == (told, [part.text for part in article.parts if part.kind == "caption"]), reason
    assert found.author == next((part.text for part in article.parts if part.kind == "author"), None), reason
    assert found.published, reason


@pytest.mark.parametrize("kind", CHROME)
@pytest.mark.parametrize("family", FAMILIES)
def test_each_kind_of_chrome(family: str, kind: str) -> None:
    for name, article in ARTICLES.items():
        page = FAMILIES[family].wrap(with_chrome(article, kind))
        check(page, article, f"{name} with {kind}")
        check(nameless(page), article, f"{name} with {kind}, without names")


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("family", FAMILIES)
def test_all_of_it_at_once(family: str, name: str) -> None:
    page = FAMILIES[family].wrap(with_chrome(ARTICLES[name], *CHROME))
    check(page, ARTICLES[name], name)
    check(nameless(page), ARTICLES[name], f"{name}, without names")


def test_headlines_with_their_dates() -> None:
    """Below the text without a word that announces them: one in a list, one in a table, with dates beside and below."""
    listed = "".join(
        f"<li><a href=/{n}>{text}</a> <span>({n + 1:02}/08/2019)</span></li>" for n, text in enumerate(["Lấp Vò: 11 xã về đích", *LINKS])
    )
    rows = "".join(f"<tr><td><a href=/{n}>{text}</a></td><td>0{n + 1}/08/2019 08:15</td></tr>" for n, text in enumerate(LINKS))
    for below in (f"<ul>{listed}</ul>", f"<table>{rows}</table>", f"<ol>{listed}</ol>"):
        article = ARTICLES["news"]
        for family in FAMILIES.values():
            page = family.wrap(article._replace(parts=[*article.parts, Part("html", below)]))
            check(page, article, below)
            check(nameless(page), article, below)


def test_newer_teasers_below_an_article_that_is_signed() -> None:
    """Some newspapers glue the teaser of the day below articles of years ago, without a word before it."""
    article = ARTICLES["news"]
    page = (
        FAMILIES["newspaper"].wrap(article).replace('</div></div><div class="right-col">', f'</div><div>{TEASER}</div></div><div class="right-col">')
    )
    assert TEASER in page
    check(page, article, "with names")
    check(nameless(page), article, "without names")


TOOLS = [
    "Thích 0 Chia sẻ",
    "0:00 / 0:00 Nam miền Bắc 1x",
    "Tăng cỡ chữ Cỡ chữ mặc định Giảm cỡ chữ",
    "Facebook Twitter Zalo",
    "1557 lượt xem In bài viết",
    "In trang | Gửi email",
]
WORDS = [
    "Chia sẻ khó khăn với bà con vùng lũ",
    "Đánh giá kết quả sáu tháng",
    "12.500",
    "Góp ý của các sở, ngành",
    "Phóng viên",
    "In ấn tài liệu cho hội nghị",
    "120/121 xã",
]


@pytest.mark.parametrize("line", TOOLS)
def test_lines_of_tools(line: str) -> None:
    assert is_tools(line)


@pytest.mark.parametrize("line", WORDS)
def test_lines_that_only_begin_like_furniture(line: str) -> None:
    assert not is_tools(line) and not furniture(line) and not is_notice(line)


def test_furniture_whatever_its_case_marks_and_placement_of_tones() -> None:
    assert [furniture(line) for line in ("» CÁC TIN KHÁC:", "Từ khoá", "Ý kiến bạn đọc (12)", "Tin liên quan >>", "Sở Y tế")] == [
        "cut",
        "block",
        "cut",
        "block",
        None,
    ]


def test_counters_go_from_behind_a_date() -> None:
    assert without_tools("22/09/2023 08:37 | Lượt xem: 1.204 | In bài viết") == "22/09/2023 08:37"
    assert without_tools("Lượt xem: 12") == "Lượt xem: 12", "never all of a line"


GLUED = [
    "".join(LINKS),
    "Chuyển đổi số ngành du lịch: Phải đồng bộSở Nội vụ và HueWACO ký kết hợp tác",
    "Chi trả xong cho dân trước ngày 30/11Hai năm thực hiện nghị quyết về rừng",
    "Cuộc họp bàn về chống khai thác IUUHà Sơn giữ rừng trước mùa khô năm nay",
]
APART = [
    "Sở Thông tin và Truyền thông phối hợp với TikTok, VNeID và MobiFone tập huấn cho tiểu thương",
    "Hội nghị diễn ra tại huyện.Các xã báo cáo kết quả rà soát hộ nghèo theo chuẩn mới của trung ương.",
    "Quyết định số 15/2023/QĐ-UBND ngày 12/5/2023 của UBND tỉnh về quản lý đất công",
    "TUYÊN TRUYỀN, PHỔ BIẾN PHÁP LUẬT CHO ĐOÀN VIÊN, NGƯỜI LAO ĐỘNG NĂM 2019",
]


@pytest.mark.parametrize("line", GLUED)
def test_glued_headlines(line: str) -> None:
    assert is_glued(line)


@pytest.mark.parametrize("line", APART)
def test_lines_that_are_whole(line: str) -> None:
    assert not is_glued(line)
