"""Made-up listings that several test files use: a portal's page with a menu, a sidebar and a foot around whatever list."""

from __future__ import annotations

from scrapers.source import Family, Paging, Source

HOME = "https://tinh.example.gov.vn"
PAGE = f"{HOME}/tin-tuc"

TITLES = [
    "Chủ tịch tỉnh yêu cầu rà soát các hồ chứa trước mùa mưa bão",
    "Sở Y tế triển khai chiến dịch tiêm bổ sung cho trẻ vùng cao",
    "Khởi công tuyến đường nối hai xã ven sông Nậm Lành",
    "Hội nghị đánh giá chỉ số cải cách hành chính quý II",
    "Tăng cường phòng cháy rừng trong đợt nắng nóng kéo dài",
    "Phê duyệt kế hoạch sử dụng đất của ba huyện miền núi",
]
DAYS = [f"{28 - i:02}/03/2024" for i in range(6)]
ISO = [f"2024-03-{28 - i:02}" for i in range(6)]
HREFS = [f"/tin-tuc/bai-viet-ve-cong-viec-cua-tinh-{1200 - i}.html" for i in range(6)]
LEAD = "Theo báo cáo của các địa phương, công việc đã được chuẩn bị từ đầu năm và sẽ hoàn thành đúng hạn theo kế hoạch đã đề ra."


def items(form: str, count: int = 6) -> str:
    """The form filled with title, href, day and lead of each article."""
    return "".join(
        form.replace("TITLE", TITLES[i])
        .replace("HREF", HREFS[i])
        .replace("DAY", DAYS[i])
        .replace("LEAD", LEAD)
        .replace("CUT", TITLES[i][:40] + "...")
        for i in range(count)
    )


MENU = "".join(
    f'<li><a href="/{slug}">{label}</a></li>'
    for slug, label in [
        ("gioi-thieu-chung", "Giới thiệu chung về tỉnh"),
        ("chi-dao-dieu-hanh", "Chỉ đạo, điều hành của Ủy ban nhân dân tỉnh"),
        ("thu-tuc-hanh-chinh", "Thủ tục hành chính các cấp"),
        ("thong-tin-quy-hoach-xay-dung", "Thông tin quy hoạch, xây dựng và đấu thầu của tỉnh"),
        ("van-ban-quy-pham-phap-luat", "Hệ thống văn bản quy phạm pháp luật"),
    ]
)
READ = "".join(
    f'<li><a href="/tin-tuc/bai-duoc-xem-nhieu-trong-thang-{900 + i}.html">Bài được nhiều bạn đọc xem trong tháng thứ {word}</a></li>'
    for i, word in enumerate(["nhất", "nhì", "ba", "tư", "năm"])
)
FOOT = (
    '<div class="footer"><p>Cổng thông tin điện tử tỉnh</p><a href="/tin-tuc/chinh-sach-bao-mat-va-quyen-rieng-tu-2.html">Chính sách '
    "bảo mật và quyền riêng tư của Cổng</a></div>"
)


def page(main: str, *, side: str = f'<div class="col-4"><h3>Xem nhiều nhất</h3><ul>{READ}</ul></div>', head: str = "", before: str = "") -> str:
    """A page with a menu, a listing, a sidebar and a foot."""
    return (
        f"<html><head><title>Tin tức - Cổng thông tin điện tử tỉnh</title>{head}</head><body><div class='menu'><ul>{MENU}</ul></div>{before}"
        f"<div class='row'><div class='col-8'><h1>Tin tức</h1>{main}</div>{side}</div>{FOOT}</body></html>"
    )


PAGER = '<div class="pager"><b>1</b> <a href="?page=2">2</a> <a href="?page=3">3</a></div>'
LIST = "<ul>" + items('<li><a href="HREF">TITLE</a> (DAY)</li>') + "</ul>"


def family(**paging: object) -> Family:
    return Family(name="x", title="X", paging=Paging(**paging))  # type: ignore[arg-type]


def source(**fields: object) -> Source:
    return Source(name="x", title="X", province="Lào Cai", listings=(PAGE,), **fields)  # type: ignore[arg-type]
