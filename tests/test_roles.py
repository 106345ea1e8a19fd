"""Single sentences: what each agency does in its sentence (catalogue D8, E15, E16)."""

from __future__ import annotations

import re

import pytest

from pipeline.judge import RULES_ONLY  # the table is the rules'; models have their figures
from pipeline.run import extract

TITLE = "Tin chỉ đạo, điều hành trong tuần"
MARK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")

CASES = [
    # [agency](role) ..., reason; an agency that bears no mark is "other"
    ("[UBND tỉnh](issuer) yêu cầu [Sở Y tế](lead) kiểm tra kho thuốc.", "speaker and addressee"),
    ("[UBND tỉnh](issuer) giao [Sở Tư pháp](lead) chủ trì, phối hợp với [Sở Ngoại vụ](coordinate) tham mưu [UBND tỉnh]"
     "(advised) văn bản báo cáo [Bộ Tư pháp](receive_report) (qua [Cục Con nuôi](via)).", "all roles of one task"),
    ("[UBND tỉnh](issuer) giao [Sở Nội vụ](lead) chủ trì phối hợp [Sở Tài chính](coordinate), [Sở Tư pháp](coordinate) xây dựng đề án.",
     "no comma, no với; a coordination shares its role"),
    ("[UBND tỉnh](issuer) yêu cầu [các huyện](lead) chủ động phối hợp chặt chẽ với [Sở Xây dựng](coordinate) rà soát chung cư cũ.",
     "adverbs between phối hợp and với"),
    ("Giữ sạch chợ là yêu cầu của Chủ tịch [UBND tỉnh](issuer) đối với [Sở Công Thương](lead).", "là yêu cầu của ... đối với"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Y tế](lead) cập nhật phần mềm do [Bộ Công an](other) được giao quản lý.", "run by another"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Y tế](lead) lập phương án để [Ban Chỉ đạo](advised) xem xét.", "để ... xem xét"),
    ("[Sở Y tế](other) kiến nghị [Bộ Y tế](other) cấp thêm vắc-xin.", "a request in a report gives no role"),
    ("Phó Chủ tịch [UBND tỉnh](other) chủ trì hội nghị.", "chairing a meeting is no task"),
    ("Tham dự hội nghị có lãnh đạo [Sở Y tế](other), [Sở Tài chính](other) và [UBND thành phố Nam Định](other).", "attendees"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Tài chính](lead) trình [UBND tỉnh](advised) phê duyệt dự toán.", "trình ... phê duyệt"),
    ("[UBND tỉnh](issuer) yêu cầu [các đơn vị](lead) gửi báo cáo về [Sở Nội vụ](receive_report) trước ngày 12/4.", "gửi ... về"),
    ("[UBND tỉnh](issuer) yêu cầu [Công an tỉnh](lead) báo cáo kết quả về [UBND tỉnh](receive_report) thông qua [Văn phòng UBND tỉnh](via).",
     "thông qua"),
    ("Thực hiện chỉ đạo của [Thủ tướng Chính phủ](issuer), [UBND tỉnh](issuer) giao [Sở Công Thương](lead) theo dõi giá xăng.",
     "by order of; and the speaker below"),
    ("[UBND tỉnh](issuer) vừa ban hành Kế hoạch số 45/KH-UBND về trồng cây xanh.", "issues a paper"),
    ("Theo Công văn số 118/BYT-DP của [Bộ Y tế](issuer), dịch đã được khống chế.", "issuer inside a reference"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Tư pháp](lead) xin ý kiến [Bộ Tư pháp](advised) trước khi ban hành.", "xin ý kiến"),
    ("[UBND tỉnh](issuer) giao [Thanh tra tỉnh](lead) theo dõi, đôn đốc [các sở, ngành](lead) thực hiện kết luận.",
     "told to urge others to act: both lead"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Nông nghiệp và Phát triển nông thôn](lead) hướng dẫn [các huyện](other) gieo cấy đúng lịch thời vụ.",
     "hướng dẫn + object"),
    ("[UBND tỉnh](issuer) yêu cầu [UBND các huyện, thành phố](lead) chỉ đạo [UBND các xã](lead) nạo vét kênh mương.",
     "an order to direct others: both lead"),
    ("[Sở Xây dựng](other) đề nghị [UBND tỉnh](other) cho lùi hạn trình.", "upward request: no roles"),
    ("[Sở Tài chính](other) báo cáo kết quả thu ngân sách tại hội nghị.", "a report"),
    ("[UBND tỉnh](issuer) đề nghị [Ủy ban MTTQ Việt Nam tỉnh](lead) giám sát việc chi trả hỗ trợ.", "giám sát as the own task: lead"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Xây dựng](lead) cung cấp bản đồ cho [Công an tỉnh](receive_report) trong tháng 4.", "cung cấp cho"),
    ("[UBND tỉnh](issuer) yêu cầu [các sở, ngành](lead) cùng với [Sở Du lịch](coordinate) quảng bá mùa lễ hội.", "cùng với"),
    ("[UBND tỉnh](issuer) giao [Sở Thông tin và Truyền thông](lead) làm đầu mối, tổng hợp, tham mưu [Chủ tịch UBND tỉnh](advised).",
     "làm đầu mối; tham mưu"),
    ("Bằng khen của [UBND tỉnh](other) được trao cho 5 cán bộ [Sở Nội vụ](other).", "awards"),
    ("[Chủ tịch UBND tỉnh](issuer) yêu cầu Giám đốc [Sở Y tế](lead), Chủ tịch [UBND các huyện](lead) chịu trách nhiệm về số liệu.",
     "offices addressed"),
    ("[UBND tỉnh](issuer) giao [Sở Kế hoạch và Đầu tư](lead) tổng hợp, báo cáo [Chủ tịch UBND tỉnh](receive_report) trước ngày 20/4.",
     "báo cáo + office"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Y tế](lead), [Công an tỉnh](lead) và [UBND các huyện](lead) lập chốt kiểm dịch.",
     "every member of the coordination leads"),
    ("[UBND tỉnh](issuer) giao [Sở Xây dựng](lead) là cơ quan thường trực của chương trình.", "là cơ quan thường trực"),
    ("Giao [Sở Tài chính](lead) chủ trì, phối hợp với [Sở Kế hoạch và Đầu tư](coordinate) và [các đơn vị liên quan](coordinate) thẩm định.",
     "no subject; a group at the end"),
    ("[Sở Công Thương](lead) phải phối hợp cùng [Cục Quản lý thị trường tỉnh](coordinate) kiểm tra giá.", "phối hợp cùng"),
    ("[UBND tỉnh](issuer) yêu cầu [các huyện](lead) kết hợp với [Tỉnh đoàn](coordinate) ra quân làm thủy lợi.", "kết hợp với"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Lao động - Thương binh và Xã hội](lead) tranh thủ sự phối hợp của [Ủy ban MTTQ Việt Nam tỉnh]"
     "(coordinate).", "sự phối hợp của"),
    ("[UBND tỉnh](issuer) yêu cầu [các sở, ngành](lead) báo cáo bằng văn bản về [UBND tỉnh](receive_report) (qua [Sở Tư pháp]"
     "(via), [Văn phòng UBND tỉnh](via)).", "two in the brackets"),
    ("[UBND tỉnh](issuer) yêu cầu [các sở, ngành](lead) gửi số liệu qua [Sở Thông tin và Truyền thông](via) trước ngày 12/4.",
     "qua without brackets"),
    ("Qua 5 năm, [Sở Y tế](other) đã đào tạo 300 bác sĩ.", "qua + a span of time is no channel"),
    ("[UBND tỉnh](issuer) giao [Sở Nội vụ](lead) tham mưu giúp [UBND tỉnh](advised) kiện toàn [Ban Chỉ đạo](other).",
     "tham mưu giúp; the object of the task"),
    ("[UBND tỉnh](issuer) giao [Sở Tài chính](lead) đề xuất [Chủ tịch UBND tỉnh](advised) phương án cấp bù.", "đề xuất: he decides"),
    ("[UBND tỉnh](issuer) giao [Sở Tài chính](lead) trình [HĐND tỉnh](advised) thông qua nghị quyết.", "trình ... thông qua"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Xây dựng](lead) chuyển hồ sơ cho [Công an tỉnh](receive_report).", "chuyển ... cho"),
    ("[UBND tỉnh](issuer) yêu cầu [các xã](lead) đăng ký danh sách với [UBND huyện Ý Yên](receive_report).", "đăng ký ... với"),
    ("[UBND tỉnh](issuer) yêu cầu [các sở, ngành](lead) gửi báo cáo về [Sở Nội vụ](receive_report) để tổng hợp, báo cáo [UBND tỉnh]"
     "(receive_report).", "the one who gathers and the one above"),
    ("Thủ tướng [Chính phủ](other) thăm và tặng quà công nhân [Công ty Điện lực Nam Định](other).", "a visit"),
    ("Đại diện [Sở Y tế](other) cho biết số ca bệnh giảm.", "who tells"),
    ("Theo [Sở Y tế](other), số ca bệnh giảm 5%.", "theo + agency: a source"),
    ("[UBND tỉnh](other) tổ chức hội nghị tổng kết công tác dân vận.", "an event"),
    ("Buổi làm việc có sự tham dự của lãnh đạo [Ban Tuyên giáo Tỉnh ủy](other).", "attending"),
    ("[Chủ tịch UBND tỉnh](other) tặng Bằng khen cho [Sở Y tế](other).", "giving and getting awards"),
    ("Cuộc thi do [Sở Văn hóa, Thể thao và Du lịch](other) tổ chức thu hút 500 thí sinh.", "who organised something"),
    ("[UBND tỉnh](issuer) vừa có Quyết định số 85/QĐ-UBND phê duyệt quy hoạch.", "has a decision"),
    ("Quyết định số 85/QĐ-UBND của [UBND tỉnh](issuer) phê duyệt quy hoạch phân khu.", "của inside the reference"),
    ("Thực hiện ý kiến chỉ đạo của [Bộ Y tế](issuer), [Sở Y tế](issuer) yêu cầu [các bệnh viện công lập](other) dự trữ máu.",
     "an order on a higher body's word"),
    ("Dự án được [Bộ Giao thông vận tải](issuer) phê duyệt năm 2021.", "được ... phê duyệt"),
    ("[HĐND tỉnh](issuer) đã ban hành Nghị quyết số 12/NQ-HĐND về mức hỗ trợ.", "đã ban hành"),
    ("[UBND tỉnh](other) thành lập [Đoàn kiểm tra liên ngành](supervise) kiểm tra, đôn đốc [các huyện](other).", "set up to check"),
    ("[UBND tỉnh](issuer) giao [Thanh tra tỉnh](lead) giám sát việc mua sắm của [Sở Y tế](other).", "of whom: other"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Y tế](lead) hỗ trợ [UBND huyện Hải Hậu](other) xét nghiệm.", "hỗ trợ + object"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Nội vụ](lead) tập huấn cho [UBND các xã](other) về chữ ký số.", "tập huấn cho"),
    ("[UBND tỉnh](issuer) yêu cầu [các huyện](lead), nhất là [UBND huyện Giao Thủy](lead), gia cố đê kè.", "nhất là: told most of all"),
    ("[UBND tỉnh](issuer) yêu cầu [Công an tỉnh](lead) chỉ đạo [Công an các huyện](lead) ra quân.", "directing the next level below: both lead"),
    ("Trong khi chờ [Bộ Tài chính](other) hướng dẫn, [UBND tỉnh](issuer) yêu cầu [Sở Tài chính](lead) tạm ứng kinh phí.", "chờ + agency"),
    ("[UBND tỉnh](issuer) đề nghị [Viện Kiểm sát nhân dân tỉnh](lead), [Tòa án nhân dân tỉnh](lead) phối hợp với [Công an tỉnh]"
     "(coordinate) xét xử lưu động.", "courts are asked"),
    ("[Ban Thường vụ Tỉnh ủy](issuer) giao [Ban Tổ chức Tỉnh ủy](lead) phối hợp với [Đảng ủy Khối các cơ quan tỉnh]"
     "(coordinate) rà soát đảng viên.", "bodies of the Party"),
    ("[Chủ tịch UBND tỉnh](issuer) Trần Văn Mẫu yêu cầu [Giám đốc Sở Y tế](lead) Vũ Đình Toản giải trình.", "both with their names"),
    ("Công văn của [UBND tỉnh](issuer) gửi [các sở, ngành](other) nêu rõ thời hạn.", "to whom a letter was sent"),
    ("[Văn phòng UBND tỉnh](issuer) thông báo để [các sở, ngành](lead) biết, thực hiện.", "the office lets know and do"),
    ("[UBND tỉnh](issuer) yêu cầu [các xã](lead) báo ngay cho [Văn phòng UBND huyện Hải Hậu](receive_report).", "báo ngay cho"),
    ("[UBND tỉnh](issuer) yêu cầu [các huyện](lead) giải trình bằng văn bản với [UBND tỉnh](receive_report).", "giải trình is no trình"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Y tế](lead) lập hồ sơ chuyển cho [Công an tỉnh](receive_report).", "chuyển cho"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Y tế](lead) lập văn bản góp ý, gửi [Sở Tư pháp](receive_report) trước ngày 20/4.", "a paper still to be written"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Tài chính](lead) tham mưu bố trí kinh phí cho [các huyện](other).", "tham mưu ... cho those who get the money"),
    ("[UBND tỉnh](issuer) giao [Sở Y tế](lead) cùng [Sở Công Thương](lead) kiểm tra các chợ.", "giao ... cùng: both addressed"),
    ("[UBND tỉnh](issuer) yêu cầu tăng cường quản lý thực phẩm; [Sở Y tế](lead) cùng [Sở Công Thương](coordinate) kiểm tra các chợ.", "a subject with a partner"),
    ("Trước đó, [UBND tỉnh](issuer) đã yêu cầu [các huyện](lead) rà soát nhà tạm.", "an earlier order has its addressee too"),
    ("Được sự đồng ý của [UBND tỉnh](issuer), [Sở Y tế](issuer) yêu cầu [các huyện](lead) mở thêm trạm.", "whose consent it has"),
    ("Dưới sự chủ trì của [Thường trực HĐND tỉnh](issuer), các đại biểu đã thảo luận.", "who directs"),
    ("[UBND tỉnh](issuer) giao [Sở Y tế](lead) báo cáo, xin ý kiến [Bộ Y tế](receive_report) về chế độ trực.", "báo cáo before xin ý kiến"),
    ("Công văn truyền đạt ý kiến [Chủ tịch UBND tỉnh](issuer) về chống hạn.", "whose opinion is relayed, without của"),
    ("[Văn phòng UBND tỉnh](issuer) thông báo ý kiến của [Chủ tịch UBND tỉnh](issuer) Trần Văn Mẫu: giao [Sở Y tế](lead) rà soát kho thuốc.", "the office issues the paper that relays the order"),
    ("[UBND tỉnh](issuer) yêu cầu [Sở Y tế](lead) kiểm tra các kho thuốc trực thuộc [UBND huyện Hải Hậu](other).", "to whom a thing belongs"),
]  # fmt: skip


def read(marked: str) -> tuple[str, dict[tuple[int, int], str]]:
    """The text without its marks, and the role of each marked stretch."""
    text, at, roles = "", 0, {}
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        roles[len(text), len(text) + len(match[1])] = match[2]
        text, at = text + match[1], match.end()
    return text + marked[at:], roles


@pytest.mark.parametrize(("marked", "reason"), CASES, ids=[reason for _, reason in CASES])
def test_roles(marked: str, reason: str) -> None:
    text, roles = read(marked)
    before = len(TITLE) + 2
    found = extract({"text": f"{TITLE}\n\n{text}", "title": TITLE, "published": "2022-04-06", "place": "Nam Định"}, judge=RULES_ONLY)
    got = [(a.start - before, a.end - before, a.role) for a in found.agencies]
    marked_roles = [(text[start:end], next((role for a, b, role in got if start <= a and b <= end), "other")) for start, end in roles]
    assert marked_roles == [(text[start:end], role) for (start, end), role in roles.items()], reason
    assert [(text[a:b], role) for a, b, role in got if role != "other" and not any(s < b and a < e for s, e in roles)] == [], reason


def test_every_role_has_a_row() -> None:
    assert {role for marked, _ in CASES for _, role in MARK.findall(marked)} == {
        "lead", "coordinate", "receive_report", "advised", "issuer", "via", "supervise", "other",
    }  # fmt: skip
