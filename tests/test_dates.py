"""Time expressions: what is one, its value, comparator and role (catalogue B1-B13). All sentences and names are made up for the test."""

from __future__ import annotations

import datetime
import re

import corpora
import pytest
from conftest import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import context, schema
from pipeline.context import Context
from pipeline.extractors import dates
from pipeline.extractors.dates.moments import ROWS


def read(text: str, published: str | None = "2024-05-02", title: str | None = None) -> Context:
    return context.read(schema.Article(id="t", published=published, title=title), text)


def found(text: str, published: str | None = "2024-05-02") -> list[schema.Date]:
    return dates.find(read(text, published))


def only(text: str, published: str | None = "2024-05-02") -> schema.Date:
    """The one time expression of a text."""
    (mention,) = found(text, published)
    return mention


MARK = re.compile(r"\[([^][]*)\]\(([^()]*)\)")


def expected(marked: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without its marks, and (expression, "role value comparator") of each mark."""
    return MARK.sub(lambda m: m[1], marked), [(m[1], m[2]) for m in MARK.finditer(marked)]


def told(c: Context) -> list[tuple[str, str]]:
    """What was found, in the form of the marks; vague expressions and durations have no date and are left out."""
    return [
        (c.text[d.start : d.end], " ".join(filter(None, (d.role, d.value, d.comparator))))
        for d in dates.find(c)
        if d.role not in ("vague", "duration")
    ]


# Each row: the day of publication, a text with its time expressions marked [expression](role value comparator), the reason.
ROLE = [
    # B1, B2: absolute days
    (None, "Các chủ đầu tư bàn giao mặt bằng [trước ngày 12/6/2023](deadline 2023-06-12 <).", "trước: strictly before"),
    (None, "Báo cáo gửi về Sở Xây dựng [chậm nhất ngày 9.3.2021](deadline 2021-03-09 <=).", "full stops between the numbers"),
    (None, "Việc chi trả phải xong [chậm nhất trước ngày 4-8-2016](deadline 2016-08-04 <).", "chậm nhất trước: before wins"),
    (None, "Hạn nộp là [30/9/2022](deadline 2022-09-30).", "hạn ... là"),
    (None, "Thời hạn hoàn thành: [15/7/2021](deadline 2021-07-15).", "a field of a form"),
    (None, "Đề nghị phường trả lời [trước 16 giờ, ngày 05/12/2017](deadline 2017-12-05T16 <).", "an hour and a comma"),
    (None, "Các xã sơ tán dân, xong [trước 17h30 ngày 8/9/2024](deadline 2024-09-08T17:30 <).", "hours and minutes"),
    (None, "UBND huyện yêu cầu dọn cây đổ xong [trong ngày 3/10/2022](deadline 2022-10-03).", "trong + day is inside the deadline"),
    (None, "[Tính đến ngày 31/10/2022](event 2022-10-31 <=), tỉnh giải ngân được 41%.", "a reporting day is no deadline"),
    ("2022-11-05", "[Đến ngày 31/10](event 2022-10-31 <=), toàn huyện đã cấp 1.200 sổ.", "đến + đã: reported"),
    ("2024-05-02", "Nhà ở tồn tại [trước ngày 1/7/2004](event 2004-07-01 <) được xem xét riêng.", "a cut-off day of a law, long past"),
    ("2024-05-02", "Cầu treo đã hoàn thành [trước ngày 25/4](event 2024-04-25 <).", "a task done is history"),
    ("2024-05-02", "Công văn [ngày 21tháng 04 năm 2011](issued 2011-04-21) vẫn còn giá trị.", "a missing space"),
    ("2024-05-02", "Họp vào [ngày 21/ 5](event 2024-05-21), xong [trước 24 / 5](deadline 2024-05-24 <) thì tốt.", "spaces"),
    # issued
    (None, "Theo Kế hoạch số 93/KH-UBND [ngày 17/01/2023](issued 2023-01-17) của UBND huyện, việc này là bắt buộc.", "after a symbol"),
    (None, "Nghị quyết số 18-NQ/TU, [ngày 3/5/2021](issued 2021-05-03) nêu rõ.", "after a symbol and a comma"),
    (None, "Quyết định 77/QĐ-UBND ([ngày 9/1/2020](issued 2020-01-09)) đã hết hạn.", "in brackets"),
    (None, "Thực hiện Kết luận 12 [ngày 01-3-2022](issued 2022-03-01), các chi bộ sinh hoạt chuyên đề.", "after a bare number"),
    (None, "Theo công điện khẩn [ngày 7.9.2024](issued 2024-09-07), tàu thuyền phải vào bờ.", "a type that has no number"),
    (None, "Luật đó được Quốc hội khóa trước thông qua [ngày 21/6/2012](issued 2012-06-21).", "passed"),
    (None, "Theo Luật Đất đai [năm 2013](issued 2013), hộ dân được bồi thường.", "the year in a law's title"),
    ("2024-06-06", "[Ngày 4/6](issued 2024-06-04), Phó Chủ tịch UBND tỉnh ký Quyết định số 614/QĐ-UBND giao đất trồng rừng.", "announced in front"),
    ("2024-06-06", "Trước đó, [ngày 2/6](issued 2024-06-02), UBND tỉnh đã có công văn gửi Bộ Xây dựng.", "announced after a link word"),
    ("2024-06-06", "[Ngày 4/6](event 2024-06-04), theo Văn phòng UBND tỉnh, sở vừa có văn bản gửi các huyện.", "a report of it"),
    ("2024-06-06", "[Ngày 4/6](event 2024-06-04), UBND tỉnh họp và ban hành nghị quyết phiên họp.", "a meeting comes first"),
    # published
    (None, "[Thứ bảy, 02/03/2024 - 09:05](published 2024-03-02T09:05)\nHuyện Lạc Thổ mở lớp học đêm cho nông dân vùng cao.", "masthead"),
    (None, "Cập nhật lúc: [06:12, 24/10/2018](published 2018-10-24T06:12) [GMT+7]\nXã Bình An mở chợ đêm cho bà con.", "with furniture"),
    (None, "Xã Bình An mở chợ đêm phục vụ bà con.\nBản tin sáng [6h45 ngày 3/2/2020](published 2020-02-03T06:45), Thu Hà", "a byline"),
    # B3: no year
    ("2023-12-28", "Các trạm y tế kiểm kê vật tư xong [trước ngày 12/01](deadline 2024-01-12 <).", "a deadline crosses the year"),
    ("2024-01-03", "[Ngày 28/12](event 2023-12-28), tỉnh khánh thành cầu.", "an event lies behind"),
    ("2024-06-05", "[Chiều 5/6](event 2024-06-05), huyện họp về kỳ thi.", "part of the day adds nothing to the value"),
    ("2024-06-05", "Lễ hội sẽ diễn ra [ngày 20/7](event 2024-07-20) tại xã Hòa Bình.", "an event may lie ahead"),
    ("2024-06-05", "Hội thi sẽ mở màn [ngày 12/11](event 2024-11-12) và hội thảo đã mở [ngày 12/11](event 2023-11-12).", "as sẽ and đã say"),
    ("2022-12-02", "Huyện yêu cầu làm xong [trước ngày 30/11](deadline 2022-11-30 <).", "two days late, not eleven months early"),
    ("2024-01-05", "Công văn số 9/UBND-NC [ngày 29/12](issued 2023-12-29) chỉ rõ.", "a document's date lies behind"),
    ("2024-10-20", "Hội chợ diễn ra [từ ngày 28/10 đến 3/11/2024](event 2024-10-28/2024-11-03).", "the first borrows the year of the second"),
    ("2024-12-20", "Treo cờ [từ ngày 31/12 đến hết ngày 02/01/2025](period 2024-12-31/2025-01-02).", "over the new year"),
    ("2018-04-21", "Chỉ số giá tuần qua [từ 16 đến 20/4](period 2018-04-16/2018-04-20).", "the first borrows the month"),
    ("2011-08-30", "Trong [hai ngày 18 - 19/8](event 2011-08-18/2011-08-19), đoàn kiểm tra làm việc tại xã.", "two days"),
    ("2019-09-10", "Nghỉ lễ [các ngày 1, 2 và 3/9](event 2019-09-01/2019-09-03).", "a list of days"),
    ("2024-06-10", "[Sáng nay (10/6)](event 2024-06-10), huyện ra quân.", "today with its date in brackets"),
    ("2024-06-10", "Đoàn lên xã [hôm qua](event 2024-06-09) và về [ngày mai](event 2024-06-11).", "relative days"),
    ("2024-06-10", "[Ngày 20/6](deadline 2024-06-20), các trường phải nộp danh sách.", "a fronted day and phải"),
    # B4: months, quarters, halves, years
    ("2023-08-01", "Giao Sở Y tế mua xong máy thở [trong tháng 11/2023](deadline 2023-11).", "trong is inside, comparator null"),
    ("2023-08-01", "UBND tỉnh yêu cầu [trong tháng 9](deadline 2023-09) báo cáo kết quả.", "before the verb"),
    ("2023-08-01", "Trong [tháng 6 năm 2023](period 2023-06), toàn tỉnh thu 300 tỷ đồng.", "a month that is reported on"),
    ("2023-08-01", "Sở trình đề án [ngay trong tháng 8 này](deadline 2023-08).", "tháng này"),
    ("2023-08-01", "Tuyến đường khởi công vào [tháng 3.2022](event 2022-03).", "something began"),
    ("2023-08-01", "Dự kiến bàn giao nhà vào [tháng 12/2023](target 2023-12).", "foreseen, not ordered"),
    ("2023-08-01", "Giao Ban Quản lý hoàn thành cầu vào [tháng 12/2023](deadline 2023-12).", "ordered"),
    ("2024-01-10", "Yêu cầu hoàn thành nghiệm thu [trong quý II/2024](deadline 2024-Q2).", "Roman numeral"),
    ("2024-01-10", "Phấn đấu xong móng vào [quý 3 năm 2024](deadline 2024-Q3).", "Arabic numeral; phấn đấu + a task"),
    ("2021-07-23", "[Đến tháng 7-2021](event 2021-07 <=) cả nước có 64,6% số hộ dùng nước máy.", "the month of the article: how far it went"),
    ("2021-05-23", "Rà soát quỹ đất, trong đó [tháng 7](deadline 2021-07) phải xong phần đo đạc.", "phải right behind it"),
    ("2021-05-23", "Lắp đặt trạm bơm, hoàn thành [30/6/2021](deadline 2021-06-30).", "no comparator at all"),
    ("2024-01-10", "[Hết quý I](target 2024-Q1 <=) giải ngân đạt 20% theo kế hoạch.", "a level to reach"),
    ("2024-07-10", "Kết quả [6 tháng đầu năm](period 2024-H1) khá tốt.", "the half is this year's"),
    ("2024-07-10", "Bàn nhiệm vụ thu thuế [6 tháng cuối năm 2024](period 2024-H2).", "a span that is planned for"),
    ("2021-08-22", "Cả [7 tháng đầu năm 2021](period 2021-01/2021-07), trung tâm nhận 90 phản ánh.", "months of a year"),
    ("2023-10-22", "Còn [3 tháng còn lại của năm 2023](period 2023-10/2023-12) để làm.", "the rest of the year"),
    ("2022-09-17", "[Tính đến giữa tháng 8 năm nay](event 2022-08 <=), xã đạt 9/19 tiêu chí.", "giữa tháng, năm nay"),
    ("2024-11-10", "Lượng khách tăng 12% so với [cùng kỳ năm trước](period 2023).", "what is compared with"),
    ("2025-01-05", "Lớp nghề học trong [tháng 7 và tháng 8 năm 2025](period 2025-07/2025-08).", "two months share the year"),
    ("2025-01-05", "Cả [quý I, II/2025](period 2025-Q1/2025-Q2) đều bận.", "two quarters share the year"),
    ("2024-03-01", "Yêu cầu xử lý dứt điểm nợ đọng [đến hết năm 2024](deadline 2024 <=).", "an order with its end"),
    ("2024-03-01", "[Đến năm 2026](deadline 2026 <=) phải hoàn thành di dời các hộ ven sông.", "phải hoàn thành"),
    ("2024-03-01", "Đề nghị ngành thuế làm xong [trong năm 2024](deadline 2024).", "a year as deadline"),
    ("2024-03-01", "Trong [năm 2023](period 2023), tỉnh đón 2 triệu lượt khách.", "reported"),
    ("2024-03-01", "[Năm 2024](target 2024) là năm bứt phá của huyện.", "what a year is for"),
    ("2024-03-01", "[Năm 2025](target 2025), xã trồng 40 ha rừng.", "a year ahead"),
    ("2024-03-01", "Hợp tác xã được thành lập [năm 1999](event 1999).", "something began in it"),
    ("2024-03-01", "Xây dựng kế hoạch đào tạo nghề [năm 2024](target 2024).", "the year of a plan"),
    ("2024-03-01", "Tổng kết phong trào [năm 2023](period 2023), bàn nhiệm vụ giữ rừng [năm 2024](target 2024).", "a report and a plan"),
    ("2024-05-20", "[Đầu tháng 4](event 2024-04), tại phiên họp xã, bà Lý Ngọc Sương nêu việc này.", "a meeting was held in it"),
    ("2024-05-20", "[Đầu tháng 4](period 2024-04), xã trồng 40 ha rừng.", "a month with its figure"),
    ("2024-05-20", "Trong công điện [tối 13/5](issued 2024-05-13), huyện nêu ba việc.", "the paper's own evening"),
    ("2024-05-20", "Phát công điện số 4 rồi họp [tối 13/5](event 2024-05-13).", "an evening after another matter"),
    # B5, B6: horizons, terms
    (None, "Đề án trồng dược liệu [đến năm 2020](target 2020 <=), định hướng [đến năm 2035](target 2035 <=).", "horizons in a title"),
    (None, "Chương trình [giai đoạn 2021 - 2025](period 2021/2025), tầm nhìn [2045](target 2045).", "span and vision"),
    (None, "Cải cách hành chính [giai đoạn 20112020](period 2011/2020).", "the hyphen was lost"),
    (None, "Dịch kéo dài [từ năm 2003 đến năm 2006](period 2003/2006).", "từ năm ... đến năm"),
    ("2023-03-01", "Phấn đấu [đến năm 2028](target 2028 <=) phủ sóng 90% số bản.", "an aim"),
    ("2023-03-01", "[Đến năm 2020](event 2020 <=), huyện đã có 12 trường chuẩn.", "a past year with đến is reported"),
    (None, "Đại hội [nhiệm kỳ 2025-2030](period 2025/2030) của xã.", "a term"),
    (None, "Chuẩn bị cho [năm học 2024-2025](period 2024/2025).", "a school year"),
    ("2026-03-01", "Xã đã họp dân về quy hoạch chung [đến năm 2035](target 2035 <=).", "a year ahead is never how far a report goes"),
    ("2021-03-01", "Huyện rà soát quy hoạch sử dụng đất [đến năm 2020](target 2020 <=).", "the year of a plan's title, though past"),
    ("2019-01-05", "[Từ năm 2015 đến quý I năm 2018](period 2015/2018-Q1), huyện trồng 40 ha.", "an interval of two units"),
    ("2025-07-20", "Quy hoạch hoàn tất [trong tháng 8 và 9 tới](deadline 2025-08/2025-09).", "two months, one word"),
    ("2020-09-05", "Sản lượng [8 tháng](period 2020-01/2020-08) đạt 62% kế hoạch.", "so many months of the year"),
    ("2024-06-10", "Trong [ngày 4-6](issued 2024-06-04), UBND huyện ban hành Quyết định số 7.", "trong, a document's day"),
    ("2025-09-30", "Hồi [17 giờ 30 phút ngày 26/9/2025](issued 2025-09-26T17:30), ông Lê Sa ký Công điện số 9.", "hồi, a document's hour"),
    ("2026-04-14", "Theo báo cáo, [từ ngày 01-01 đến 31-3-2026](period 2026-01-01/2026-03-31), xã nhận 20 đơn.", "a report's days"),
    ("2025-04-14", "Các xã đã được giao chỉ tiêu [từ năm 2023](event 2023 >=).", "told, not a rule in force"),
    ("2019-05-20", "Báo cáo tình hình giải ngân kế hoạch đầu tư công [năm 2019](target 2019).", "the year in the name of a plan of capital"),
    ("2018-03-20", "Sở gửi Văn bản số 12/SNN-TS về tăng cường phòng dịch bệnh thủy sản [năm 2018](target 2018).", "the year of a title"),
    ("2018-03-20", "Sở gửi Báo cáo số 9/BC-SNN về kết quả phòng dịch [năm 2018](period 2018).", "the year of a report"),
    ("2018-03-20", "Bà con nuôi cá từ những năm 2000.", "a decade"),
    # B7: durations that are deadlines
    (None, "[Trong 07 ngày làm việc](deadline P7D) kể từ khi nhận đơn, xã phải trả lời.", "working days, counted from an event"),
    (None, "Chi cục báo cáo Sở [trong 12 ngày](deadline P12D).", "a task, no anchor"),
    (None, "Hồ sơ phải giải quyết trong vòng [48 giờ](deadline PT48H) kể từ lúc tiếp nhận.", "hours"),
    ("2025-04-14", "Trạm y tế trả kết quả cho dân trong vòng [48 giờ](deadline PT48H).", "trả kết quả"),
    # B8: recurring
    (None, "Các xã báo cáo huyện [trước ngày 20 hằng tháng](deadline XXXX-XX-20 <).", "each month"),
    (None, "Gửi số liệu vào [ngày 15 tháng cuối quý](deadline XXXX-XX-15).", "each quarter"),
    (None, "Sổ quỹ khóa [trước ngày 20/12 hàng năm](deadline XXXX-12-20 <).", "each year"),
    (None, "Gửi lịch công tác [trước 11h thứ tư hàng tuần](deadline XXXX-WXX-3T11 <).", "each week"),
    (None, "Lấy [ngày 12/9 hằng năm](event XXXX-09-12) là ngày hội của làng.", "an anniversary"),
    # B9: relative
    ("2024-07-10", "Chi cục nộp lại bản vẽ [ngay trong tuần này](deadline 2024-07-08/2024-07-14).", "this week, Monday to Sunday"),
    ("2024-07-10", "Yêu cầu báo cáo [trước thứ sáu tuần này](deadline 2024-07-12 <).", "a day of this week"),
    # B10: feasts
    ("2024-01-05", "Các huyện chi trả xong [trước Tết Nguyên đán Giáp Thìn](deadline 2024-02-10 <).", "the year's name"),
    ("2023-12-05", "Phải trả lương [trước Tết Nguyên đán](deadline 2024-02-10 <).", "the coming one"),
    ("2024-08-20", "Thông xe kỹ thuật dịp [2/9](event 2024-09-02).", "a feast's day"),
    # B11: two in one sentence
    ("2023-08-01", "Thôn lập danh sách [trước 5/9](deadline 2023-09-05 <); xã chốt sổ [trước 12/9/2023](deadline 2023-09-12 <).", "each its own"),
    ("2020-06-01", "Kết thúc [trước ngày 15/7](deadline 2020-07-15 <) thay vì [trước ngày 30/6](target 2020-06-30 <).", "the second was given up"),
    ("2017-04-24", "Yêu cầu báo cáo [trước 20/4](deadline 2017-04-20 <), song [đến 22/4](event 2017-04-22 <=) mới có ba xã nộp.", "not done"),
    # B12: place in the sentence
    ("2022-10-02", "[Trước ngày 25/11](deadline 2022-11-25 <), các lâm trường khoanh xong đất rừng.", "in front"),
    ("2025-10-02", "Cắm mốc ranh giới (hoàn thành [trong quý I/2026](deadline 2026-Q1)).", "in brackets at the end"),
    ("2024-03-01", "Trạm bơm vét mương; thay cửa cống; hoàn thành [trước ngày 18/5](deadline 2024-05-18 <).", "a clause of its own"),
    # T28: in force
    (None, "Bảng giá mới có hiệu lực [từ ngày 5/2/2024](effective 2024-02-05 >=).", "có hiệu lực"),
    ("2024-06-20", "[Từ 1/7](effective 2024-07-01 >=), mức lương cơ sở tăng.", "a rule"),
    ("2021-03-30", "Dừng xe khách [từ 0 giờ ngày 1/4](effective 2021-04-01T00 >=).", "from midnight"),
    ("2021-05-30", "[Từ ngày 27/4](period 2021-04-27 >=) đến nay, tỉnh có 5 ổ dịch.", "from - until now"),
    ("2024-06-20", "Không xét người vào làm [sau ngày 15-7-2014](effective 2014-07-15 >) (ngày quy chế có hiệu lực).", "sau, a rule's day"),
    ("2024-06-20", "Hỗ trợ hộ nghèo [từ Quý III / 2024](event 2024-Q3 >=).", "spaces around the slash"),
    ("2023-11-01", "Các xã hoàn thành [trướcngày 20/11/2023](deadline 2023-11-20 <).", "F: a lost space"),
    # C7, C10: not dates
    ("2024-06-20", "Đạt 11/15 chỉ tiêu, xong 01/8 nhiệm vụ, 8/11 địa phương và 5/9 tiêu chí.", "ratios"),
    ("2024-06-20", "Họp [ngày 8/11](event 2023-11-08), có 8/11 địa phương dự.", "a day and a ratio of the same numbers"),
    ("2024-06-20", "Từ 3/5 xã tăng lên 4/5 xã.", "a unit follows"),
    ("2024-06-20", "Theo Quyết định số 12/2024/QĐ-UBND và Công văn 10/12-TCT.", "document numbers"),
    ("2024-06-20", "Trực 24/24 giờ, 24/7; xếp thứ 16/34; điểm 8.5; phiên bản 2.0; gọi 0983.970.780.", "clocks, ranks, scores, versions, telephones"),
    ("2024-06-20", "Giảm từ 8-9% xuống còn 5-6%; tăng từ 7.5 lên 8.2 điểm.", "ranges and decimals"),
    ("2024-06-20", "Nhà số 12/5 đường 30/4, Quốc lộ 1A, km 12+300.", "addresses"),
    ("2024-06-20", "Có 2024 hộ và 2025 con bò.", "a number is no year"),
    ("2024-06-20", "Giỗ Tổ (10/3 âm lịch), từ ngày 29 tháng Chạp, rằm tháng Giêng.", "lunar days are not the solar days of their numbers"),
    (None, "Theo Công văn số 118, số 204/UBND-NL lần lượt [ngày 14](issued 2013-01-14) và [24/01/2013](issued 2013-01-24), cần chống hạn.", "each"),
    (None, "Mỗi tháng gửi kết quả về sở [trước ngày 20](deadline XXXX-XX-20 <).", "the month is said first"),
    (None, "Họp thường trực các ngày 5, 20.", "days of no month"),
    ("2021-04-07", "Theo bản tin dự báo, [từ nay đến ngày 16/4](event 2021-04-16 <=) trời nắng nóng, cần chủ động phòng cháy.", "how long it lasts"),
    (None, "Chỉ đạo trung tâm tổ chức phiên giao dịch [trong tháng 12/2025 và tháng 01/2026](deadline 2025-12/2026-01).", "two months, one term"),
    # days without a year that have passed; orders of the past
    ("2024-06-20", "[Đến hết tháng 5](event 2024-05 <=) thu nội địa của tỉnh bằng 44% dự toán.", "a month that is over is reported on"),
    ("2024-09-12", "Huyện từng được yêu cầu rà soát xong [trước ngày 30/6](event 2024-06-30 <).", "last June, though September asks; told as history"),
    ("2024-03-12", "Huyện từng được yêu cầu rà soát xong [trước ngày 30/6](deadline 2024-06-30 <).", "an order of the past, its day ahead"),
    ("2024-11-12", "Yêu cầu các xã rà soát xong [trước ngày 30/6](deadline 2025-06-30 <).", "too long ago: next June"),
    ("2024-05-02", "Phân bổ hết vắc xin đã nhận về huyện [ngay trong ngày mai](deadline 2024-05-03).", "what lies ahead is not reported"),
    ("2024-05-02", "Lập danh sách nam sinh đã thôi học, xong [trong tháng 9](deadline 2024-09).", "đã tells of whom, not of the task"),
    # a task closed by its month
    ("2024-05-02", "UBND các xã đối thoại với người dân [trong quý III/2024](deadline 2024-Q3).", "the quarter closes the clause"),
    ("2024-05-02", "Sở dự kiến mở lớp tập huấn [cuối tháng 6](event 2024-06).", "foreseen, not ordered"),
    ("2024-05-02", "Nghe báo cáo công tác hòa giải [quý I/2024](period 2024-Q1).", "nghe báo cáo hands nothing in"),
    ("2024-04-12", "[Quý I/2024](period 2024-Q1), toàn tỉnh xảy ra 98 vụ cháy.", "a number of happenings is of a period"),
    ("2024-05-02", "Sở được giao xét nghiệm lại nguồn nước [trong tháng 6](deadline 2024-06).", "được giao orders"),
    # dashes, feasts, months so far
    ("2024-05-02", "Hồ sơ gửi về sở [chậm nhất 25-6](deadline 2024-06-25 <=).", "chậm nhất bounds days only"),
    ("2024-06-18", "[Đến 31-5](event 2024-05-31 <=) tỉnh giải ngân 1.124 tỉ đồng.", "no range goes down"),
    ("2024-05-02", "Mỗi xã cử từ 5-7 người đi học.", "a range of people"),
    ("2024-07-02", "Sửa xong phòng học [trước lễ Quốc khánh 2/9](deadline 2024-09-02 <).", "a feast before its day"),
    ("2024-11-02", "Thay phao neo xong [trước dịp Tết Dương lịch](deadline 2025-01-01 <).", "New Year's Day"),
    ("2024-09-12", "Trong [8 tháng](period 2024-01/2024-08), toàn tỉnh xảy ra 21 vụ.", "as many months as are over"),
    ("2024-09-12", "Sau 3 tháng qua sử dụng, cầu đã hỏng.", "not the months of the year"),
    ("2024-05-02", "Thu ngân sách tăng 7% so với [cùng kỳ](period 2023).", "cùng kỳ alone is last year's"),
    ("2024-01-15", "[Năm qua](period 2023), huyện xảy ra 46 vụ.", "told in January"),
    ("2024-10-16", "[Từ đầu năm đến ngày 10/10](period 2024-01-01/2024-10-10), có 1.872 ca bệnh.", "a span that the year opens"),
    ("2024-05-02", "Gửi danh sách [chậm nhất ngày 25 tháng này](deadline 2024-05-25 <=).", "a day of this month"),
    ("2024-05-02", "Theo Công văn số 118/QK-TM của Quân khu 9, [ngày 13/4](issued 2024-04-13) UBND tỉnh có công văn gửi các huyện.", "9 is no day"),
    ("2024-05-20", "[Ngày 18/5](issued 2024-05-18), Phó Trưởng Ban Chỉ đạo 389 tỉnh ký Công văn số 12/BCĐ.", "chỉ đạo in a name orders nothing"),
    ("2024-05-02", "Tổ chức vớt rác vào sáng chủ nhật hằng tuần.", "how often, not by when"),
    ("2024-05-02", "Phòng Kinh tế định kỳ [thứ ba hằng tuần](deadline XXXX-WXX-2) gửi số liệu.", "the day a task recurs on"),
    ("2024-05-02", "Công trình nào vướng thì báo cáo xã vào [15 giờ thứ tư hằng tuần](deadline XXXX-WXX-3T15).", "a day of each week with its hour"),
    ("2024-05-02", "Trung tâm mở cửa miễn phí vào thứ hai, thứ tư hằng tuần.", "when something is open"),
    # what happened in a month, what will be handed in
    ("2024-12-02", "Đường vào bản bị cắt sau trận lũ [giữa tháng 9](event 2024-09).", "a flood took place"),
    ("2024-12-02", "Đại biểu nhắc lại lời hứa tại kỳ họp [giữa năm 2023](event 2023).", "the council's session"),
    ("2024-06-02", "Báo cáo tại kỳ họp [cuối năm 2024](deadline 2024).", "a task due at the session"),
    ("2024-12-02", "Tỉnh phê duyệt đề án trồng dừa hồi [đầu năm 2019](event 2019).", "hồi is always of the past"),
    ("2024-05-02", "Sở dự kiến trình UBND tỉnh phê duyệt quy hoạch chợ [trong tháng 8](deadline 2024-08).", "one's own date to hand in"),
    ("2024-05-02", "Ông hứa [trong quý III](deadline 2024-Q3) sẽ có bến mới.", "a promise binds"),
    ("2024-05-02", "Ngân hàng ngừng giải ngân [từ giữa năm 2022](event 2022 >=).", "no rule comes into force around the middle of a year"),
    ("2024-05-02", "Không cho phương tiện ra khơi [từ 18 giờ ngày 3/5](effective 2024-05-03T18 >=).", "a ban has a beginning"),
    ("2024-07-12", "Phấn đấu [hết quý III](deadline 2024-Q3 <=) có 70% tàu gắn thiết bị.", "a level to be reached by a quarter"),
    ("2024-07-12", "Phấn đấu [đến hết năm](target 2024 <=) trồng đạt 95% kế hoạch.", "the end of this year, with an aim"),
    ("2024-06-12", "Nắng hạn kéo dài [từ tháng 2 đến giữa tháng 4](period 2024-02/2024-04).", "the end lies within a month"),
    ("2024-07-12", "Theo báo cáo, [6 tháng qua](period 2024-H1), kinh tế của huyện giữ được đà tăng.", "the months since New Year, with a comma behind"),
    ("2024-09-02", "Lễ kỷ niệm ngày thành lập ([20/9/1994](event 1994-09-20) - [20/9/2024](event 2024-09-20)) được tổ chức.", "an anniversary names two days"),
    ("2024-05-02", "Trực tuyến: 12 | Hôm nay: 1.204\n", "the counter of a page"),
    ("2024-01-20", "Ông dành cho chúng tôi cuộc trò chuyện ngay trước Tết Giáp Thìn.", "when they talked, not by when"),
]


@pytest.mark.parametrize(("published", "marked", "reason"), ROLE)
def test_role(published: str | None, marked: str, reason: str) -> None:
    text, marks = expected(marked)
    assert told(read(text, published)) == marks, reason


@pytest.mark.parametrize(
    ("text", "bare", "reason"),
    [
        ("Xong trước ngày 20/5/2022.", "20/5/2022", "without comparator and ngày"),
        ("Xong trước 9h sáng thứ hai, ngày 20/5/2022.", "20/5/2022", "without hour and weekday"),
        ("Xong trong quý II / 2022.", "quý II / 2022", "with quý"),
        ("Đề án đến năm 2030.", "năm 2030", "with năm"),
        ("Chương trình giai đoạn 2021 - 2025.", "2021 - 2025", "without giai đoạn"),
        ("Tính đến giữa tháng 2/2024, tỉnh đạt 9%.", "tháng 2/2024", "the bare date begins at the month"),
    ],
)
def test_bare_date(text: str, bare: str, reason: str) -> None:
    date = only(text)
    assert text[date.date_start : date.date_end] == bare, reason


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "reason"),
    [
        ("Xong trước ngày 20/5/2022.", None, "2022-05-19", "< is met the day before"),
        ("Xong trước 17h ngày 20/5/2022.", None, "2022-05-20", "before an hour is still that day"),
        ("Xong chậm nhất ngày 20/5/2022.", None, "2022-05-20", "<= is met on the day"),
        ("Hoàn thành trong tháng 2/2024.", "2024-02-01", "2024-02-29", "a month of a leap year"),
        ("Hoàn thành trong quý II/2024.", "2024-04-01", "2024-06-30", "a quarter"),
        ("Hoàn thành chậm nhất quý I/2024.", None, "2024-03-31", "the quarter's last day"),
        ("Kết quả 6 tháng cuối năm 2023.", "2023-07-01", "2023-12-31", "a half"),
        ("Kết quả 8 tháng đầu năm 2023.", "2023-01-01", "2023-08-31", "months of a year"),
        ("Quy chế có hiệu lực từ ngày 9/9/2024.", "2024-09-09", None, ">= is open"),
        ("Chương trình giai đoạn 2021 - 2025.", "2021-01-01", "2025-12-31", "years"),
        ("Các xã báo cáo trước ngày 20 hằng tháng.", None, None, "a rhythm has no day"),
    ],
)
def test_bounds(text: str, earliest: str | None, latest: str | None, reason: str) -> None:
    date = only(text)
    assert (date.earliest, date.latest) == (earliest, latest), reason


@pytest.mark.parametrize(
    ("text", "rrule", "reason"),
    [
        ("Báo cáo trước ngày 25 hằng tháng.", "FREQ=MONTHLY;BYMONTHDAY=25", "monthly"),
        ("Báo cáo trước ngày 15 của tháng cuối quý.", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=15", "the quarter's last month"),
        ("Báo cáo trước ngày 05 tháng đầu quý sau.", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5", "the next quarter's first month"),
        ("Báo cáo trước ngày 14/12 hàng năm.", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=14", "yearly"),
        ("Họp giao ban thứ năm hàng tuần.", "FREQ=WEEKLY;BYDAY=TH", "weekly"),
        ("Báo cáo định kỳ hằng quý.", "FREQ=MONTHLY;INTERVAL=3", "a frequency without a day"),
        ("Báo cáo trước 16 giờ hằng ngày.", "FREQ=DAILY", "daily"),
        ("Báo cáo trước ngày 25/6/2024.", None, "one day is no rhythm"),
    ],
)
def test_rrule(text: str, rrule: str | None, reason: str) -> None:
    assert only(text).rrule == rrule, reason


@pytest.mark.parametrize(
    ("text", "role", "value", "anchor", "reason"),
    [
        ("Trong 15 ngày kể từ ngày thông báo được dán, xã phải trả lời.", "deadline", "P15D", "thông báo được dán", "counted from an event"),
        ("Nộp phạt chậm nhất 10 ngày sau khi nhận quyết định.", "deadline", "P10D", "nhận quyết định", "sau khi"),
        ("Không quá 30 ngày làm việc, Sở phải thẩm định xong.", "deadline", "P30D", None, "no event named"),
        ("Chiến dịch 45 ngày đêm đã khép lại.", "duration", "P45D", None, "how long something was"),
        ("Sau 2 năm triển khai, xã có 5 mô hình.", "duration", "P2Y", None, "elapsed"),
        ("Trong 3 ngày qua, mưa lớn gây ngập.", "duration", "P3D", None, "the last days"),
    ],
)
def test_duration(text: str, role: str, value: str, anchor: str | None, reason: str) -> None:
    date = only(text)
    assert (date.role, date.value, date.anchor) == (role, value, anchor), reason


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("Trong thời gian tới, huyện mở thêm chợ.", "FUTURE_REF", "ahead"),
        ("Thời gian qua, xã làm tốt.", "PAST_REF", "behind"),
        ("Hiện nay, tỉnh có 9 huyện.", "PRESENT_REF", "now"),
        ("Bảo đảm công trình đúng tiến độ.", "BY_REFERENCE", "as another says"),
    ],
)
def test_vague(text: str, value: str, reason: str) -> None:
    date = only(text)
    assert (date.role, date.value) == ("vague", value), reason


def test_year_without_publication() -> None:
    """The latest full date that bounds nothing gives the year: the letter's, not the deadline's."""
    c = read("Công văn số 8/SNV-TC ngày 20/12/2022 đề nghị các xã gửi danh sách trước ngày 10/1, quyết toán trước ngày 30/6/2024.", None)
    assert [d.value for d in dates.find(c)] == ["2022-12-20", "2023-01-10", "2024-06-30"]


def test_no_year_at_all() -> None:
    """Without any day to count from the value stays open, the role does not."""
    date = only("Các xã nộp báo cáo trước ngày 10/1.", None)
    assert (date.role, date.value, date.latest) == ("deadline", None, None)


@pytest.mark.parametrize(
    ("text", "value", "code", "reason"),
    [
        ("Hoàn thành trước ngày 30/2/2024.", None, "date.impossible", "no such day"),
        ("Hoàn thành trước ngày 31/4.", None, "date.impossible", "no such day, no year"),
        ("Họp ngày 14 tháng 9 năm 20130.", None, "date.impossible", "a digit too many"),
        ("Hoàn thành trong tháng 6/2.025.", "2025-06", "date.damaged", "a thousands point in the year"),
    ],
)
def test_damage(text: str, value: str | None, code: str, reason: str) -> None:
    c = read(text)
    assert [d.value for d in dates.find(c)] == [value], reason
    assert [d.code for d in c.diagnostics if d.code.startswith("date.")] == [code], reason


def test_boilerplate() -> None:
    """Nothing comes from what clean takes for menus and related news."""
    body = "Ngày 3/5, huyện Lạc Thổ họp bàn việc trồng rừng phòng hộ ven sông trên địa bàn."
    c = read(f"{body}\nCác tin khác\nHọp tổng kết (12/4/2023)\nRa quân (5/3/2023)")
    assert {c.zone(d.start) for d in dates.find(c)} == {"body"}


def test_rule_is_named() -> None:
    """Each mention says which rule gave its role, and how sure it is."""
    date = only("Xong trước ngày 20/5/2022.")
    assert date.by == "rule:dates.before" and 0.5 < date.confidence <= 1


REPEATED = [
    " ", "1", "a", "ngày ", "1/", "1.", "5/6 và ", "ngày 5/6/2024, ", "năm 2024, ", "5, ", "trước ", "tháng 5, ", "quý i, ", "17 giờ ", "((((",
    "2024 - ", "từ ngày 5/6 đến ", "phải hoàn thành ", "kế hoạch hoàn thành báo cáo năm 2024 ", "Quyết định số 12/QĐ-UBND của ", "ngày\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", REPEATED)
def test_time_is_linear(unit: str) -> None:
    """Of one line, whatever it repeats."""

    def page(text: str) -> Context:
        line = context.clean.Line(0, len(text), "body")
        return Context(schema.Article(id="t"), context.clean.View(text), [line], [], datetime.date(2024, 5, 2))

    assert_linear(unit, 20_000, page, dates.find)


PIECES = [
    "ngày ", "trước ", "đến ", "từ ", "tháng ", "năm ", "quý ", "giai đoạn ", "30/2", "5/6", "11/15", "29/2/2023", "2024", "2021-2025", "24/7",
    "20010", "6 tháng đầu năm ", "hoàn thành ", "đã ", "mùng 6 Tết ", "Tết Nguyên đán ", "25 hằng tháng", "trong 15 ngày", "tháng trước ", "-", ", ",
    " và ", "; ", ". ", "\n", "(", ")", "İ", "ß", "e\u0301",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from([None, "2024-02-29", "2023-12-31"]))
def test_any_mixture(text: str, published: str | None) -> None:
    """Whatever is put together, mentions stand in order, apart, with their bare date inside, and days are ISO days."""
    c = read(text, published)
    mentions = dates.find(c)
    for date in mentions:
        assert 0 <= date.start <= date.date_start < date.date_end <= date.end <= len(c.text)
        for day in (date.earliest, date.latest):
            assert day is None or datetime.date.fromisoformat(day)
    assert all(a.end <= b.start for a, b in zip(mentions, mentions[1:], strict=False))


def test_tet_table() -> None:
    """Each lunar year begins between 21 January and 20 February and its name is the next of the cycle of sixty."""
    stems, branches = "Giáp Ất Bính Đinh Mậu Kỷ Canh Tân Nhâm Quý".split(), "Tý Sửu Dần Mão Thìn Tỵ Ngọ Mùi Thân Dậu Tuất Hợi".split()
    rows = corpora.gazetteer("tet")
    assert [int(row["year"]) for row in rows] == list(range(2000, 2036))
    for row in rows:
        year, day = int(row["year"]), datetime.date.fromisoformat(row["date"])
        assert datetime.date(year, 1, 21) <= day <= datetime.date(year, 2, 20), row
        assert row["name"] == f"{stems[(year - 4) % 10]} {branches[(year - 4) % 12]}", row


KINDS = {
    "bound", "licence", "unit", "duty", "finish", "task", "reach", "aim", "expect", "plan", "report", "past", "lag", "future", "start", "happen",
    "meet", "document", "paper", "issue", "law", "rule", "cutoff", "vague", "feast", "recall", "other",
}  # fmt: skip


def test_cue_table() -> None:
    """Each cue stands once, in lower case, with kinds, comparators and roles that exist."""
    rows = corpora.gazetteer("date_cues")
    assert len(ROWS) == len(rows)
    for row in rows:
        assert row["cue"] == row["cue"].lower() and row["source"], row
        assert set(corpora.cells(row["kind"])) <= KINDS, row
        assert row["comparator"] in ("", "<", "<=", ">", ">=", "~"), row
        assert row["role"] in ("", "deadline", "event", "vague"), row


def test_no_confidence_is_below_nought() -> None:
    """Two articles with a date whose role the model thinks unlikely and whose year is inferred besides."""
    import corpora
    from pipeline.run import extract

    chosen = [given for given in corpora.gold("train", "dev", "test") if given["article"]["id"] in ("085", "114")]
    least = [min(date.confidence for date in extract({"text": given["text"], **given["article"]}).dates) for given in chosen]
    assert len(least) == 2 and all(0 <= confidence < 0.1 for confidence in least)
