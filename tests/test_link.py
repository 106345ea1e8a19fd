"""Articles of one to six sentences: who orders whom to do what, by when, with whom; and sentences that order nothing (catalogue E1-E19)."""

from __future__ import annotations

import re
from functools import cache

import pytest

from pipeline import schema
from pipeline.judge import RULES_ONLY  # the tables are the rules'; models have their figures
from pipeline.run import extract

HOME = "Nam Định"
TITLE = "Tin chỉ đạo, điều hành trong tuần"
MARK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
ALWAYS = ("lead", "with", "report", "advise", "via", "by")  # a slot that a row does not name is empty; the others are looked at only where named

# Each directive stands in the text as [words](slots), separated by ";", members of a list by "+"; what is not marked is none. The slots:
#   lead (with ^ where it is inherited), with (coordinate), report (receive_report), advise (advised), via, by (deadline),
#   from (issuer_agency / issuer_person; it stays until the next from), modality, item, target (is part of one), basis (a document's number), if.
# The names of the province's agencies may leave the province out: "Sở Y tế" is "Sở Y tế tỉnh Nam Định".
CASES = [
    # chapter: reason, marked text
    ("E7: a quotation by which somebody informs holds no order",
     "[Chủ tịch UBND tỉnh Trần Văn Mẫu yêu cầu Sở Y tế tuyển thêm y sĩ.](lead: Sở Y tế; from: UBND tỉnh / Trần Văn Mẫu) "
     "“Máy thì có, người biết dùng thì phải đi mượn”, bà Lê Thị Hạnh, Chủ tịch UBND xã Hải Anh, thừa nhận."),
    ("E16: a deputy prime minister orders for the Government",
     "[Phó Thủ tướng giao Bộ Y tế rà soát kho thuốc.](lead: Bộ Y tế; from: Chính phủ)"),
    ("E1: verb of ordering, addressee, deadline; the person speaks for the office",
     "[Chủ tịch UBND tỉnh Trần Văn Mẫu yêu cầu Sở Xây dựng nghiệm thu khu tái định cư Bãi Giữa trước ngày 18/9/2022.]"
     "(lead: Sở Xây dựng; by: 2022-09-18; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E1: a comma after the verb does not end the frame",
     "[Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương đề nghị, các sở, ngành cử thêm cán bộ trực bộ phận một cửa buổi tối.]"
     "(lead: các sở, ngành; from: UBND tỉnh / Lê Thị Hạnh Phương)"),
    ("E1: a colon after the verb; the name before the office",
     "[Tại cuộc họp, ông Trần Văn Mẫu, Chủ tịch UBND tỉnh, yêu cầu: Sở Y tế kiểm tra việc lưu mẫu thức ăn ở các trường bán trú.]"
     "(lead: Sở Y tế; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E1: chỉ đạo with an addressee",
     "[UBND tỉnh chỉ đạo UBND các huyện, thành phố rà soát các hộ thiếu nước sinh hoạt.](lead: UBND các huyện, thành phố; from: UBND tỉnh)"),
    ("E1: vừa reports the present matter, not history",
     "[UBND tỉnh vừa yêu cầu Sở Công Thương chuẩn bị nguồn hàng thiết yếu.](lead: Sở Công Thương; from: UBND tỉnh)"),
    ("E1: cũng đề nghị after another order",
     "[UBND tỉnh yêu cầu Sở Y tế lập đội phản ứng nhanh.](lead: Sở Y tế; from: UBND tỉnh) "
     "[Bên cạnh đó, UBND tỉnh cũng đề nghị Bộ Chỉ huy Quân sự tỉnh bố trí xe cứu thương.](lead: Bộ Chỉ huy Quân sự tỉnh)"),
    ("E1: a telegram without number that orders; a deadline with an hour",
     "[Chủ tịch UBND tỉnh Trần Văn Mẫu vừa ký công điện yêu cầu UBND các huyện kiểm đếm tàu thuyền trước 16 giờ ngày 7/4.]"
     "(lead: UBND các huyện; by: 2022-04-07T16; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E1: heads of agencies are addressed: the agencies lead",
     "[Chủ tịch UBND tỉnh yêu cầu Giám đốc Sở Y tế, Chủ tịch UBND các huyện, thành phố kiểm tra kho thuốc dự phòng.]"
     "(lead: Sở Y tế + UBND các huyện, thành phố; from: UBND tỉnh)"),
    ("E1: nobody addressed: lead is empty", "[UBND tỉnh yêu cầu tạm dừng các lễ hội đông người từ ngày 10/4.](from: UBND tỉnh)"),
    ("E1: lưu ý with an addressee orders",
     "[Kết luận cuộc họp, Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương lưu ý Công an tỉnh phân luồng giao thông tại các bến phà.]"
     "(lead: Công an tỉnh; from: UBND tỉnh / Lê Thị Hạnh Phương)"),
    ("E1: two group phrases, each one addressee",
     "[UBND tỉnh yêu cầu các sở, ban, ngành và UBND các huyện, thành phố niêm yết công khai thủ tục hành chính.]"
     "(lead: các sở, ban, ngành + UBND các huyện, thành phố; from: UBND tỉnh)"),
    ("E1: a second verb after và", "[Tại cuộc họp, UBND tỉnh chưa thông qua đồ án và yêu cầu rà soát lại ranh giới.](from: UBND tỉnh)"),
    ("E1: mục đích và yêu cầu are nouns", "Các xã xác định mục đích và yêu cầu thực hiện dân chủ."),
    ("E3: places that are named act: nobody is inherited",
     "[UBND tỉnh yêu cầu Ban Dân tộc tỉnh hướng dẫn hồ sơ.](lead: Ban Dân tộc; from: UBND tỉnh) "
     "[Các huyện Hải Hậu, Xuân Trường phải phân bổ hết vốn.](from: UBND tỉnh)"),
    ("E3: còn and another body",
     "[UBND tỉnh giao Sở Tài chính rà soát nguồn vốn.](lead: Sở Tài chính; from: UBND tỉnh) "
     "[Còn Công an tỉnh tăng cường tuần tra ban đêm.](lead: Công an tỉnh; from: UBND tỉnh)"),
    ("E1: yêu cầu as a noun", "Sau 5 năm, chất lượng nước máy đã đáp ứng yêu cầu của người dân thành phố."),
    ("E1: theo yêu cầu của: a reason, not an order", "Theo yêu cầu của Bộ Y tế, 120 mẫu nước đã được gửi đi xét nghiệm."),
    ("E1: theo đề nghị của", "Theo đề nghị của Sở Nội vụ, UBND tỉnh công nhận 12 xã đạt chuẩn tiếp cận pháp luật."),
    ("E1: chỉ đạo as a noun", "Công tác chỉ đạo, điều hành của UBND tỉnh có nhiều đổi mới."),
    ("E1: an order from a district downwards",
     "[Chủ tịch UBND huyện Hải Hậu Hoàng Ngọc Bách yêu cầu các xã, thị trấn nạo vét kênh nội đồng trong tháng 4.]"
     "(lead: các xã, thị trấn; by: 2022-04; from: UBND huyện Hải Hậu / Hoàng Ngọc Bách)"),
    ("E1: an order of the Party downwards",
     "[Bí thư Tỉnh ủy Đỗ Quang Khải đề nghị Ban Thường vụ Huyện ủy Ý Yên rà soát quy hoạch cán bộ.]"
     "(lead: Ban Thường vụ Huyện ủy Ý Yên; from: Tỉnh ủy / Đỗ Quang Khải)"),
    ("E1: two offices after a dash: the state office gives orders",
     "[Đồng chí Trần Văn Mẫu - Phó Bí thư Tỉnh ủy, Chủ tịch UBND tỉnh yêu cầu các huyện, thành phố siết chặt kỷ luật công vụ.]"
     "(lead: các huyện, thành phố; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E1: Thủ trưởng of a group",
     "[Chủ tịch UBND tỉnh yêu cầu Thủ trưởng các cơ quan, đơn vị không bố trí lịch họp vào thứ bảy.]"
     "(lead: các cơ quan, đơn vị; from: UBND tỉnh)"),
    ("E1: HĐND asks the UBND: an order between equals",
     "[Thường trực HĐND tỉnh đề nghị UBND tỉnh chỉ đạo các sở, ngành giải quyết kiến nghị của cử tri trước ngày 30/6/2022.]"
     "(lead: UBND tỉnh + các sở, ngành; by: 2022-06-30; from: Thường trực HĐND tỉnh)"),
    ("E1: a reporting clause after đồng thời belongs to the task",
     "[UBND tỉnh yêu cầu các địa phương, đơn vị khẩn trương giải ngân; đồng thời báo cáo UBND tỉnh những dự án vướng mặt bằng.]"
     "(lead: các địa phương, đơn vị; report: UBND tỉnh; from: UBND tỉnh)"),
    ("E1: a district asks the province", "Tại buổi làm việc, lãnh đạo huyện Hải Hậu đề nghị tỉnh sớm bố trí vốn nâng cấp đường 488."),
    ("E1: voters ask", "Cử tri phường Trần Tế Xương đề nghị UBND thành phố Nam Định xử lý điểm ngập úng."),
    ("E1: a company asks a sở", "Công ty Cổ phần Dệt Sông Vị đề nghị Sở Xây dựng cấp phép sửa chữa kho."),
    ("E1: a sở that orders twice",
     "[Sở Y tế vừa có công văn đề nghị các huyện mở thêm điểm tiêm.](lead: các huyện; from: Sở Y tế) "
     "[Sở Y tế đề nghị UBND các huyện cử cán bộ, gửi danh sách về Sở Y tế trước ngày 20/4.]"
     "(lead: UBND các huyện; report: Sở Y tế; by: 2022-04-20)"),
    ("E1: mục đích, yêu cầu: two nouns before the order",
     "[Để buổi lễ bảo đảm mục đích, yêu cầu, Chủ tịch UBND tỉnh Trần Văn Mẫu yêu cầu các sở, ngành rà lại kịch bản.]"
     "(lead: các sở, ngành; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E1: Đối với names the addressee",
     "[Đối với các huyện, thành phố, đồng chí Bí thư Tỉnh ủy đề nghị nộp ảnh dự thi trước ngày 20/4.]"
     "(lead: các huyện, thành phố; by: 2022-04-20; from: Tỉnh ủy)"),
    ("E2: Giao without subject: the issuer of the paper; the deadline after the semicolon belongs to the task",
     "UBND tỉnh vừa ban hành Công văn số 211/UBND-VP6 về cấp thẻ căn cước.\n"
     "[Giao Sở Tư pháp chủ trì, phối hợp Công an tỉnh lập 20 tổ lưu động; hoàn thành trước ngày 12/12/2022.]"
     "(lead: Sở Tư pháp; with: Công an tỉnh; by: 2022-12-12; from: UBND tỉnh)"),
    ("E2: passive order: the subject is the addressee",
     "UBND tỉnh vừa ban hành Công văn số 212/UBND-VP5 về nhà trọ cho thuê.\n"
     "[Theo đó, UBND các phường được yêu cầu đếm lại nhà trọ nhiều tầng.](lead: UBND các phường; from: UBND tỉnh)"),
    ("E2: được giao + verb is a task",
     "[UBND tỉnh yêu cầu Thanh tra tỉnh lập kế hoạch kiểm tra chợ.](lead: Thanh tra tỉnh; from: UBND tỉnh) "
     "[Cục Quản lý thị trường tỉnh được giao lập lịch kiểm tra trước ngày 12/4.](lead: Cục Quản lý thị trường tỉnh; by: 2022-04-12)"),
    ("E2: nhiệm vụ được giao: no new task", "Các đơn vị đã hoàn thành tốt nhiệm vụ được giao trong quý I."),
    ("E2: a meeting that assigns", "[Hội nghị thống nhất giao Sở Giao thông vận tải làm chủ đầu tư cầu vượt sông.](lead: Sở Giao thông vận tải)"),
    ("E2: giao nhiệm vụ cho",
     "[Chủ tịch UBND tỉnh giao nhiệm vụ cho Sở Công Thương kiểm soát giá xăng dầu.](lead: Sở Công Thương; from: UBND tỉnh)"),
    ("E2: bàn giao, and a place called Giao", "Sáng 5/4, huyện Giao Thủy bàn giao 20 căn nhà đại đoàn kết cho hộ nghèo."),
    ("E2: giao thông, giao lưu", "Ngành giao thông vận tải tỉnh tổ chức giao lưu bóng chuyền với Sở Nội vụ."),
    ("E2: one record per Giao",
     "UBND tỉnh có thông báo kết luận về dự án kè biển.\n"
     "[Giao Sở Nông nghiệp và Phát triển nông thôn kiểm tra chất lượng thân kè.]"
     "(lead: Sở Nông nghiệp và Phát triển nông thôn; from: UBND tỉnh)\n"
     "[Giao UBND huyện Hải Hậu chi trả tiền bồi thường cho các hộ trước ngày 30/4/2022.](lead: UBND huyện Hải Hậu; by: 2022-04-30)\n"
     "[Giao Sở Tài chính cân đối vốn, trình UBND tỉnh trong quý II/2022.](lead: Sở Tài chính; advise: UBND tỉnh; by: 2022-Q2)"),
    ("E2: phân công with an addressee",
     "[Chủ tịch UBND tỉnh Trần Văn Mẫu phân công Sở Tư pháp làm đầu mối tiếp nhận phản ánh của doanh nghiệp.]"
     "(lead: Sở Tư pháp; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E2: giao after another verb of the same subject",
     "[Chủ tịch UBND tỉnh đồng ý chủ trương và giao Sở Kế hoạch và Đầu tư hướng dẫn nhà đầu tư lập hồ sơ.]"
     "(lead: Sở Kế hoạch và Đầu tư; from: UBND tỉnh)"),
    ("E2: an elliptic coordination as addressee",
     "[Tại văn bản này, Chủ tịch UBND tỉnh giao các sở: Y tế, Tài chính, Nội vụ xây dựng định mức.]"
     "(lead: Sở Y tế + Sở Tài chính + Sở Nội vụ; from: UBND tỉnh)"),
    ("E2: inside one agency's line",
     "[Giám đốc Công an tỉnh giao Phòng Cảnh sát giao thông lập chốt tại 5 nút.](lead: Phòng Cảnh sát giao thông; from: Công an tỉnh)"),
    ("E2: giao đất", "Việc giao đất, cho thuê đất được thực hiện đúng trình tự."),
    ("E2: tỉnh giao: a figure", "Chỉ tiêu tỉnh giao năm 2022 là 1.250 ha rừng trồng mới."),
    ("E2: trong đó giao",
     "[Tại thông báo này, Chủ tịch UBND tỉnh yêu cầu các đơn vị liên quan nghiêm túc thực hiện, trong đó giao Sở Tư pháp theo dõi.]"
     "(lead: các đơn vị liên quan + Sở Tư pháp; from: UBND tỉnh)"),
    ("E3: an imperative inherits issuer and addressee; Qua đó reports",
     "[Ông Trần Văn Mẫu, Chủ tịch UBND tỉnh, yêu cầu các huyện bám sát lịch xả nước.](lead: các huyện; from: UBND tỉnh / Trần Văn Mẫu) "
     "[Đồng thời, đẩy mạnh tuyên truyền đến từng thôn.](lead: ^các huyện) Qua đó, nhận thức của bà con đã nâng lên."),
    ("E3: several imperatives in a row",
     "[UBND tỉnh đề nghị các địa phương phun khử khuẩn chợ đầu mối.](lead: các địa phương; from: UBND tỉnh) "
     "[Tiếp tục duy trì các chốt kiểm dịch.](lead: ^các địa phương) [Tăng cường lấy mẫu giám sát tại chợ cóc.](lead: ^các địa phương)"),
    ("E3: a target of its own clause inherits",
     "[UBND tỉnh yêu cầu các huyện lắp đồng hồ nước.](lead: các huyện; from: UBND tỉnh) "
     "[Phấn đấu 90% hộ có nước sạch trong năm nay.](lead: ^các huyện; target: 90%)"),
    ("E3: awards and the agenda end the scope",
     "[Chủ tịch UBND tỉnh yêu cầu Sở Du lịch làm mới sản phẩm mùa hè.]"
     "(lead: Sở Du lịch; from: UBND tỉnh) Dịp này, UBND tỉnh tặng Bằng khen cho 10 tập thể. Tiếp tục chương trình, các đại biểu thăm gian "
     "hàng nông sản."),
    ("E3: a modal with a thing as subject inherits the addressee",
     "[Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương yêu cầu các xã rà soát hộ cận nghèo.](lead: các xã; from: UBND tỉnh / Lê Thị Hạnh Phương) "
     "[Việc bình xét phải có đại diện thôn tham gia.](lead: ^các xã) [Quá trình thẩm tra cần ghi biên bản đầy đủ.](lead: ^các xã)"),
    ("E3: an imperative-looking subject in a report, no frame open",
     "Năm qua, tỉnh đã tiếp nhận 20 dự án mới. Tiếp tục cải thiện chỉ số gia nhập thị trường là điểm sáng được doanh nghiệp ghi nhận."),
    ("E3: a dated event ends the frame",
     "[UBND tỉnh yêu cầu các sở, ngành đẩy nhanh giải ngân.](lead: các sở, ngành; from: UBND tỉnh)\n"
     "Trước đó, sáng 4/4, đoàn công tác đã kiểm tra 3 công trình. Đoàn tiếp tục khảo sát tuyến đê hữu sông Đào."),
    ("E3: imperatives in paragraphs of their own",
     "[UBND tỉnh yêu cầu Sở Y tế bố trí đủ thuốc.](lead: Sở Y tế; from: UBND tỉnh)\n"
     "[Thường xuyên cập nhật số giường trống.](lead: ^Sở Y tế)\n"
     "[Kịp thời đề xuất UBND tỉnh điều động nhân lực.](lead: ^Sở Y tế; advise: UBND tỉnh)"),
    ("E3: modals without subject inherit",
     "[Chủ tịch UBND tỉnh yêu cầu các huyện rà soát hộ nghèo.](lead: các huyện; from: UBND tỉnh) "
     "[Phải làm từ thôn, không khoán trắng cho cán bộ xã.](lead: ^các huyện) [Cần công khai danh sách tại nhà văn hóa.](lead: ^các huyện)"),
    ("E3: figures after the order",
     "[UBND tỉnh yêu cầu các huyện làm thủy lợi đông xuân.](lead: các huyện; from: UBND tỉnh) Đến nay, 8/10 huyện đã ra quân. Tăng cường máy "
     "bơm dã chiến đã giúp Ý Yên cứu được 500 ha."),
    ("E3: xác định ... là orders",
     "[UBND tỉnh yêu cầu các huyện đẩy nhanh tiến độ.](lead: các huyện; from: UBND tỉnh) "
     "[Xác định giải phóng mặt bằng là khâu mấu chốt.](lead: ^các huyện)"),
    ("E4: a list: default addressee, an item's own, and the default again",
     "UBND tỉnh yêu cầu các sở, ban, ngành làm ngay một số nhiệm vụ sau:\n"
     "1. [Cắt giảm giấy tờ phải nộp ở từng thủ tục.](lead: ^các sở, ban, ngành; item: 1; from: UBND tỉnh)\n"
     "2. [Sở Tài chính cấp vốn nâng cấp phần mềm một cửa.](lead: Sở Tài chính; item: 2)\n"
     "3. [Công khai kết quả giải quyết hồ sơ trên cổng dịch vụ công.](lead: ^các sở, ban, ngành; item: 3)"),
    ("E4: the second sentence of an item goes on with the item's addressee",
     "Chủ tịch UBND tỉnh yêu cầu thủ trưởng các sở, ngành tập trung một số nội dung trọng tâm sau:\n"
     "1. [Sở Nội vụ rà soát biên chế của các đơn vị sự nghiệp.](lead: Sở Nội vụ; item: 1; from: UBND tỉnh) "
     "[Báo cáo kết quả trước ngày 20/4/2022.](lead: ^Sở Nội vụ; by: 2022-04-20; item: 1)\n"
     "2. [Đẩy mạnh tinh giản đầu mối bên trong.](lead: ^các sở, ngành; item: 2)"),
    ("E4: header lines of agencies, lettered tasks below",
     "UBND tỉnh yêu cầu các đơn vị thực hiện các nội dung sau:\n"
     "1. Sở Y tế:\n"
     "a) [Tổ chức tiêm vắc xin mũi nhắc lại cho người cao tuổi.](lead: ^Sở Y tế; from: UBND tỉnh)\n"
     "b) [Báo cáo UBND tỉnh tiến độ tiêm trước ngày 25 hằng tháng.](lead: ^Sở Y tế; report: UBND tỉnh; by: XXXX-XX-25)\n"
     "2. UBND các huyện, thành phố:\n"
     "a) [Lập danh sách người chưa tiêm.](lead: ^UBND các huyện, thành phố)"),
    ("E4: bullets under an umbrella",
     "UBND tỉnh đề nghị các cơ quan, đơn vị, địa phương thực hiện các nội dung như sau:\n"
     "- [Treo cờ Tổ quốc tại trụ sở từ ngày 28/4.](lead: ^các cơ quan, đơn vị, địa phương; from: UBND tỉnh)\n"
     "- [Tổ chức trực lãnh đạo trong dịp nghỉ lễ.](lead: ^các cơ quan, đơn vị, địa phương)"),
    ("E4: split after the semicolon where the actor changes",
     "UBND tỉnh yêu cầu các sở, ngành làm tốt các việc sau:\n"
     "1. [Đưa thêm thủ tục lên cổng trực tuyến, bớt giấy tờ;](lead: ^các sở, ngành; from: UBND tỉnh) "
     "[Sở Khoa học và Công nghệ tham mưu UBND tỉnh chấm điểm từng đơn vị.](lead: Sở Khoa học và Công nghệ; advise: UBND tỉnh)"),
    ("E4: a list of results under a report",
     "Tại hội nghị, Sở Y tế báo cáo một số kết quả sau:\n"
     "1. Tiếp tục duy trì 10/10 trạm y tế đạt chuẩn quốc gia.\n"
     "2. Tổ chức 12 lớp tập huấn cho nhân viên y tế thôn bản trong năm."),
    ("E4: inline numbers",
     "Chủ tịch UBND tỉnh Trần Văn Mẫu yêu cầu các địa phương khẩn trương thực hiện: (1) "
     "[Kiểm tra toàn bộ hồ chứa xung yếu trên địa bàn trước mùa mưa;](lead: ^các địa phương; from: UBND tỉnh / Trần Văn Mẫu) (2) "
     "[Chuẩn bị vật tư tại chỗ cho các trọng điểm đê điều đã xác định;](lead: ^các địa phương) (3) "
     "[Bố trí lực lượng xung kích trực tại các điếm canh đê.](lead: ^các địa phương)"),
    ("E4: Một là, Hai là",
     "Thường trực Tỉnh ủy yêu cầu các cấp ủy tập trung làm tốt các việc sau:\n"
     "Một là, [rà soát quy chế làm việc của ban thường vụ.](lead: ^các cấp ủy; from: Thường trực Tỉnh ủy)\n"
     "Hai là, [tăng cường kiểm tra, giám sát đảng viên giữ chức vụ.](lead: ^các cấp ủy)"),
    ("E4: kết luận như sau",
     "Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương kết luận như sau:\n"
     "1. [Giao Sở Tài nguyên và Môi trường hoàn thiện bản đồ, trình trước ngày 15/5/2022.]"
     "(lead: Sở Tài nguyên và Môi trường; by: 2022-05-15; item: 1; from: UBND tỉnh / Lê Thị Hạnh Phương)\n"
     "2. [Đề nghị Viện Kiểm sát nhân dân tỉnh phối hợp kiểm tra.](lead: Viện Kiểm sát nhân dân tỉnh; item: 2)"),
    ("E4: Theo đó, yêu cầu: and headings",
     "Chủ tịch UBND tỉnh Trần Văn Mẫu vừa ký Chỉ thị số 07/CT-UBND về an toàn hồ đập.\n"
     "Theo đó, yêu cầu:\n"
     "1. Sở Nông nghiệp và Phát triển nông thôn\n"
     "- [Rà soát hồ chứa nhỏ, báo cáo UBND tỉnh trước ngày 10/5/2022.]"
     "(lead: ^Sở Nông nghiệp và Phát triển nông thôn; report: UBND tỉnh; by: 2022-05-10; from: UBND tỉnh / Trần Văn Mẫu)\n"
     "2. Sở Công Thương\n"
     "- [Vận hành hồ thủy điện đúng quy trình.](lead: ^Sở Công Thương)"),
    ("E5: an agency and what it does, inside a frame; two actors",
     "UBND tỉnh vừa có công văn về bình ổn giá dịp lễ. [Theo đó, Sở Công Thương nắm giá thịt lợn từng ngày; ]"
     "(lead: Sở Công Thương; from: UBND tỉnh)[Sở Y tế lấy mẫu giò chả ở các chợ.](lead: Sở Y tế)"),
    ("E5: the same words as a report", "Năm qua, Sở Công Thương nắm giá từng ngày, đã xử phạt 31 cửa hàng."),
    ("E5: each dash is one record of the agency in the header",
     "UBND tỉnh yêu cầu các sở, ngành làm tốt các việc sau:\n"
     "a) Cục Thuế tỉnh có trách nhiệm:\n"
     "- [Đối chiếu sổ sách của hộ kinh doanh;](lead: ^Cục Thuế tỉnh; from: UBND tỉnh)\n"
     "- [Công khai danh sách nợ thuế trước ngày 15/5/2022.](lead: ^Cục Thuế tỉnh; by: 2022-05-15)"),
    ("E5: agency, colon, task on one line",
     "Chủ tịch UBND tỉnh giao nhiệm vụ cho các đơn vị như sau:\n"
     "- [Sở Giao thông vận tải: cắm biển cảnh báo tại các đoạn đèo sạt lở.](lead: Sở Giao thông vận tải; from: UBND tỉnh)\n"
     "- [Chi cục Kiểm lâm: kiểm tra các trạm gác lửa.](lead: Chi cục Kiểm lâm)\n"
     "- [Công an tỉnh: bố trí lực lượng hướng dẫn giao thông.](lead: Công an tỉnh)"),
    ("E5: Đối với + agency heads the tasks",
     "UBND tỉnh ban hành Kế hoạch số 63/KH-UBND về trồng cây xanh đô thị.\n"
     "Đối với UBND cấp huyện:\n"
     "- [Bố trí quỹ đất trồng cây trong quy hoạch chi tiết.](lead: ^UBND cấp huyện; from: UBND tỉnh)\n"
     "- [Giao chỉ tiêu trồng cây cho từng xã trong tháng 5/2022.](lead: ^UBND cấp huyện; by: 2022-05)"),
    ("E5: a plan told with sẽ", "Theo kế hoạch, Sở Y tế sẽ tổ chức tiêm vắc xin cho học sinh từ ngày 20/4."),
    ("E5: Đối với + agency + cần",
     "UBND tỉnh vừa có công văn về gieo cấy. [Đối với UBND các huyện cần chốt lịch lấy nước.](lead: UBND các huyện; from: UBND tỉnh)"),
    ("E6: quotation first, the speaker after it",
     "[“Các xã phải chốt xong danh sách hộ sạt lở trong tháng 4 để kịp bố trí tái định cư”, ông Hoàng Ngọc Bách, Chủ tịch UBND huyện Hải Hậu "
     "nhấn mạnh.](lead: các xã; by: 2022-04; from: UBND huyện Hải Hậu / Hoàng Ngọc Bách)"),
    ("E6: the speaker in the sentence after the quotation",
     "[“Không để hồ sơ nào trễ hạn quá ba ngày mà không có thư xin lỗi người dân”.]"
     "(from: UBND tỉnh / Lê Thị Hạnh Phương; modality: prohibition) Đó là yêu cầu của bà Lê Thị Hạnh Phương, Phó Chủ tịch UBND tỉnh, khi làm "
     "việc với bộ phận một cửa."),
    ("E6: the speaker before the quotation",
     "[Chủ tịch UBND tỉnh Trần Văn Mẫu nhấn mạnh: “Các sở, ngành phải đặt mình vào vị trí của doanh nghiệp khi giải quyết hồ sơ”.]"
     "(lead: các sở, ngành; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E6: a quotation of a citizen",
     "Anh Lò Văn Tếnh, chủ trang trại ở xã Giao An, nói: “Chúng tôi phải thức cả đêm canh nước, cần thêm máy bơm mới đủ tưới”."),
    ("E6: a quotation of two sentences, the speaker at its end",
     "[“Sở Xây dựng cần công bố giá vật liệu hằng tháng để nhà thầu chủ động.](lead: Sở Xây dựng; from: UBND tỉnh / Trần Văn Mẫu) "
     "[Không được để chậm như quý vừa rồi”, Chủ tịch UBND tỉnh Trần Văn Mẫu yêu cầu.](lead: ^Sở Xây dựng; modality: prohibition)"),
    ("E6: nói after the quotation",
     "[“Ngành điện phải bảo đảm đủ công suất cho bơm chống hạn”, Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương nói.]"
     "(from: UBND tỉnh / Lê Thị Hạnh Phương)"),
    ("E6: a paraphrased office",
     "[Người đứng đầu UBND tỉnh yêu cầu: “Các xã không được để dân thiếu nước sạch”.](lead: các xã; modality: prohibition; from: UBND tỉnh)"),
    ("E6: a told order, its speaker in the next sentence",
     "[Giải ngân phải gắn với chất lượng công trình. ](from: UBND tỉnh / Trần Văn Mẫu)Đó là yêu cầu của Chủ tịch UBND tỉnh Trần Văn Mẫu tại "
     "phiên họp ngày 5/4."),
    ("E6: a dash and an order verb after the quotation",
     "[“Nhà thầu nào chậm phải bị thay ngay trong mùa khô này để kịp nước về” - ông Trần Văn Mẫu, Chủ tịch UBND tỉnh, chỉ đạo.]"
     "(from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E6: a nominal attribution",
     "[“Các huyện phải lo chỗ ở tạm cho dân trước khi tháo dỡ nhà” là yêu cầu được Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương nêu tại buổi làm "
     "việc.](lead: các huyện; from: UBND tỉnh / Lê Thị Hạnh Phương)"),
    ("E7: nhấn mạnh without a modal", "Ông Trần Văn Mẫu, Chủ tịch UBND tỉnh, nhấn mạnh kinh tế biển là lợi thế lớn của tỉnh."),
    ("E7: cho rằng with cần",
     "[Chủ tịch UBND tỉnh Trần Văn Mẫu cho rằng, các xã cần thay đổi cách dạy nghề cho nông dân.]"
     "(lead: các xã; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E7: nhấn mạnh with cần and nobody addressed",
     "[Bí thư Tỉnh ủy Đỗ Quang Khải nhấn mạnh, thời gian tới cần tập trung tháo gỡ khó khăn về mặt bằng cho các khu công nghiệp.]"
     "(from: Tỉnh ủy / Đỗ Quang Khải)"),
    ("E7: praise", "Bí thư Tỉnh ủy Đỗ Quang Khải đánh giá cao nỗ lực của các huyện trong xây dựng nông thôn mới."),
    ("E7: an assurance", "Chủ tịch UBND tỉnh Trần Văn Mẫu khẳng định, tỉnh luôn đồng hành cùng doanh nghiệp."),
    ("E7: lưu ý with a ban",
     "[Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương lưu ý, Sở Giáo dục và Đào tạo không được để giáo viên thu tiền ngoài quy định.]"
     "(lead: Sở Giáo dục và Đào tạo; from: UBND tỉnh / Lê Thị Hạnh Phương; modality: prohibition)"),
    ("E7: cần + noun: a need", "Theo ông Vũ Đình Toản, Giám đốc Sở Công Thương, doanh nghiệp cần vốn và mặt bằng."),
    ("E7: an expert's opinion is no order", "Chuyên gia Mai Thu Lan cho rằng, các địa phương nên trồng cây bản địa."),
    ("E7: nên recommends",
     "[Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương gợi ý, Hội Nông dân tỉnh nên nhân rộng mô hình nuôi cá sông trong ao.]"
     "(lead: Hội Nông dân tỉnh; modality: recommendation; from: UBND tỉnh / Lê Thị Hạnh Phương)"),
    ("E7: a relative clause with cần",
     "Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương cho rằng, kết quả này là khả quan, song còn nhiều vấn đề cần được nhìn nhận thấu đáo."),
    ("E7: Theo + office with cần",
     "[Theo Chủ tịch UBND tỉnh, mùa lễ hội đang đến, vì vậy các ngành, địa phương cần rà soát bãi gửi xe.]"
     "(lead: các ngành, địa phương; from: UBND tỉnh)"),
    ("E8: đã chỉ đạo: a report", "Thời gian qua, Huyện ủy Ý Yên đã chỉ đạo các xã giữ nghề đúc đồng."),
    ("E8: intention of the own body", "Tỉnh xác định cảng biển là động lực mới và sẽ dành vốn cho tuyến đường nối cảng."),
    ("E8: upward request", "Sở Y tế đề nghị UBND tỉnh cho mua thêm hai máy xét nghiệm."),
    ("E8: kiến nghị upwards",
     "Giám đốc Sở Nông nghiệp và Phát triển nông thôn Vũ Đình Toản kiến nghị Bộ Nông nghiệp và Phát triển nông thôn hỗ trợ giống lúa."),
    ("E8: figures of a report", "Tính đến ngày 31/3, các huyện đã giải ngân 21% kế hoạch vốn, còn 4 chủ đầu tư chưa giải ngân."),
    ("E8: hạn chế as a noun, shortcomings", "Báo cáo nêu nhiều tồn tại, hạn chế trong quản lý bãi triều ở các xã ven biển."),
    ("E8: censure without a task", "UBND tỉnh phê bình 5 đơn vị chậm nộp báo cáo tự đánh giá."),
    ("E8: mandate of a body", "Ban Chỉ đạo có nhiệm vụ giúp Chủ tịch UBND tỉnh điều phối các hoạt động chuyển đổi số."),
    ("E8: an earlier order told as history", "Đầu năm 2021, Chủ tịch UBND tỉnh đã yêu cầu Sở Xây dựng kiểm tra các chung cư cũ."),
    ("E8: what a speaker intends", "Ông Vũ Đình Toản, Giám đốc Sở Công Thương, cho biết sở sẽ tổ chức hội chợ hàng Việt trong tháng 6."),
    ("E8: results", "Theo báo cáo của Sở Tài chính, thu ngân sách quý I đạt 27% dự toán. Các huyện đều thu vượt tiến độ."),
    ("E8: what a law provides in general", "Nghị định số 15/2020/NĐ-CP quy định tổ chức, cá nhân phải đăng ký tên miền với cơ quan quản lý."),
    ("E8: who chaired and who attended",
     "Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương chủ trì hội nghị. Tham dự có lãnh đạo các sở, ngành và UBND các huyện."),
    ("E8: an imperative verb in a report with đã", "Tập trung nguồn lực, đến nay huyện Nam Trực đã có 18 xã đạt chuẩn."),
    ("E8: Nhờ ... đã", "Nhờ chủ động kiểm tra, Chi cục Quản lý thị trường đã phát hiện 3 kho hàng lậu."),
    ("E8: a request of citizens", "Người dân đề nghị UBND huyện sớm sửa tuyến đường liên thôn."),
    ("E8: a question", "Đại biểu Phan Thị Thu Ba chất vấn: “Bao giờ Sở Xây dựng mới xử lý xong các công trình xây trái phép ở ven sông?”"),
    ("E8: đã tập trung chỉ đạo", "Để đạt mục tiêu trên, huyện đã tập trung chỉ đạo các xã dồn điền đổi thửa."),
    ("E8: the province's own aim, no frame", "Tỉnh phấn đấu năm 2022 thu hút 1 tỷ USD vốn đầu tư nước ngoài."),
    ("E8: praise", "Ban Thường vụ Tỉnh ủy biểu dương Đảng bộ thành phố Nam Định."),
    ("E8: a finding", "Kết luận thanh tra kiến nghị thu hồi 320 triệu đồng chi sai."),
    ("E8: an admission", "Ông Lê Hữu Chiến, Trưởng phòng Kinh tế huyện, thừa nhận việc kiểm tra chưa thường xuyên."),
    ("E8: yêu cầu as a noun in a report", "Việc thực hiện nghiêm yêu cầu giãn cách đã giúp tỉnh kiểm soát ổ dịch."),
    ("E8: được giao + figure", "Sở Nội vụ được giao 52 chỉ tiêu biên chế năm 2022."),
    ("E8: a decision that approves",
     "UBND tỉnh đã ban hành Quyết định số 85/QĐ-UBND phê duyệt quy hoạch chi tiết xây dựng khu dân cư xã Trực Hùng."),
    ("E8: Trước đó ... từng", "Trước đó, tại phiên họp tháng 2, Chủ tịch UBND tỉnh từng yêu cầu Sở Xây dựng thanh tra dự án này."),
    ("E8: from an office to the same office", "Chủ tịch UBND tỉnh ủy quyền cho Phó Chủ tịch UBND tỉnh tiếp công dân vào các ngày thứ năm."),
    ("E8: Theo + office tells", "Theo Chủ tịch UBND tỉnh, quý I ngành du lịch của tỉnh đón thêm 20 nghìn lượt khách."),
    ("E9: nghiêm cấm", "[UBND tỉnh nghiêm cấm các trường thu các khoản ngoài quy định.](modality: prohibition; from: UBND tỉnh)"),
    ("E9: tuyệt đối không, inherited",
     "[UBND tỉnh yêu cầu các huyện quản lý chặt bến bãi.](lead: các huyện; from: UBND tỉnh) "
     "[Tuyệt đối không để xe quá tải đi trên mặt đê.](lead: ^các huyện; modality: prohibition)"),
    ("E9: không để",
     "[Chủ tịch UBND tỉnh yêu cầu Công an tỉnh kiểm tra nồng độ cồn.](lead: Công an tỉnh; from: UBND tỉnh) "
     "[Không để xảy ra tình trạng nể nang, bỏ lọt vi phạm.](lead: ^Công an tỉnh; modality: prohibition)"),
    ("E9: không để as the purpose of another task",
     "[UBND tỉnh yêu cầu Sở Y tế khoanh vùng ổ dịch, không để lây lan diện rộng.]"
     "(lead: Sở Y tế; modality: obligation; from: UBND tỉnh)"),
    ("E9: không behind the addressee",
     "[UBND tỉnh yêu cầu các sở, ngành không tổ chức liên hoan.](lead: các sở, ngành; modality: prohibition; from: UBND tỉnh)"),
    ("E16: Bộ trưởng without a name",
     "Bộ Công an họp giao ban. [Bộ trưởng cũng yêu cầu Công an tỉnh tuần tra đêm.](lead: Công an tỉnh; from: Bộ Công an)"),
    ("E17: two levels, each with its own order",
     "[Thủ tướng Chính phủ yêu cầu UBND các tỉnh rà soát chợ nổi.](lead: UBND các tỉnh; from: Thủ tướng Chính phủ) "
     "[Thực hiện chỉ đạo của Thủ tướng, UBND tỉnh giao Công an tỉnh tuần tra trên sông.](lead: Công an tỉnh; from: UBND tỉnh)"),
    ("E3: those who are directed do not inherit",
     "[UBND tỉnh yêu cầu Sở Y tế chỉ đạo Trung tâm Y tế huyện Ý Yên trực đêm.]"
     "(lead: Sở Y tế + Trung tâm Y tế huyện Ý Yên; from: UBND tỉnh) [Tổ chức khám lưu động tại các thôn.](lead: ^Sở Y tế)"),
    ("E3: thu nhập is no verb",
     "[UBND tỉnh yêu cầu các huyện đẩy nhanh tiến độ.](lead: các huyện; from: UBND tỉnh) Thu nhập bình quân của xã là 60 triệu đồng."),
    ("E3: phát biểu tells of an event",
     "[UBND tỉnh yêu cầu các huyện đẩy nhanh tiến độ.](lead: các huyện; from: UBND tỉnh) Phát biểu tại lễ ra quân, bà Phương trao quà cho 10 "
     "hộ."),
    ("E3: tăng trưởng is a noun",
     "[UBND tỉnh yêu cầu các huyện đẩy nhanh tiến độ.](lead: các huyện; from: UBND tỉnh) Tăng trưởng quý I của tỉnh là 8%."),
    ("E3: kiểm tra cho thấy", "[UBND tỉnh yêu cầu các huyện đẩy nhanh tiến độ.](lead: các huyện; from: UBND tỉnh) Kiểm tra cho thấy 5 hồ bị rò rỉ."),
    ("E3: báo cáo của: a noun",
     "[UBND tỉnh yêu cầu các huyện đẩy nhanh tiến độ.](lead: các huyện; from: UBND tỉnh) Báo cáo của Sở Xây dựng nêu 5 nguyên nhân."),
    ("E3: mỗi năm", "[UBND tỉnh yêu cầu các huyện đẩy nhanh tiến độ.](lead: các huyện; from: UBND tỉnh) Mỗi năm, nơi này hứng chịu 5 cơn bão."),
    ("E9: không được",
     "[UBND thành phố Nam Định yêu cầu các phường, xã quản lý vỉa hè.](lead: các phường, xã; from: UBND thành phố Nam Định) "
     "[Các hộ kinh doanh không được lấn chiếm lòng đường.](lead: ^các phường, xã; modality: prohibition)"),
    ("E9: không được as a report", "Nhiều hộ không được vay vốn ưu đãi do thiếu giấy tờ."),
    ("E9: dừng as the task", "[UBND tỉnh yêu cầu các sở, ngành dừng các cuộc họp chưa cấp bách từ ngày 8/4.](lead: các sở, ngành; from: UBND tỉnh)"),
    ("E9: nghiêm cấm without subject",
     "UBND tỉnh vừa ban hành Chỉ thị số 09/CT-UBND về quản lý vỉa hè.\n"
     "[Nghiêm cấm cán bộ bao che cho vi phạm.](from: UBND tỉnh; modality: prohibition)"),
    ("E9: không tổ chức",
     "[Chủ tịch UBND tỉnh yêu cầu các sở, ngành không tổ chức liên hoan chia tay.]"
     "(lead: các sở, ngành; modality: prohibition; from: UBND tỉnh)"),
    ("E10: accountability is a task of its own",
     "[Chủ tịch UBND tỉnh yêu cầu các huyện giải phóng mặt bằng xong trong quý II.](lead: các huyện; by: 2022-Q2; from: UBND tỉnh) "
     "[Nơi nào bàn giao muộn thì chủ tịch huyện phải giải trình trước kỳ họp.](lead: ^các huyện)"),
    ("E10: Nếu with an imperative",
     "[UBND tỉnh giao Sở Tài chính thẩm định giá đất.](lead: Sở Tài chính; from: UBND tỉnh) "
     "[Nếu có khó khăn, vướng mắc, kịp thời báo cáo UBND tỉnh xem xét.](lead: ^Sở Tài chính; report: UBND tỉnh; if: khó khăn)"),
    ("E10: a condition in a forecast", "Nếu trời tiếp tục khô hạn, hơn 300 ha lúa của các xã phía nam sẽ thiếu nước."),
    ("E10: Khi phát hiện",
     "[UBND tỉnh yêu cầu Sở Y tế giám sát ca bệnh.](lead: Sở Y tế; from: UBND tỉnh) "
     "[Khi phát hiện ca dương tính, Sở Y tế khoanh vùng trong 24 giờ.](lead: Sở Y tế)"),
    ("E10: another forecast", "Trường hợp mưa lớn kéo dài, nguy cơ ngập úng tại các xã phía nam là rất cao."),
    ("E10: Nếu ... phải without a comma",
     "[UBND tỉnh yêu cầu các huyện kiểm kê đất.](lead: các huyện; from: UBND tỉnh) "
     "[Nếu phát hiện sai lệch phải báo cáo ngay Sở Tài nguyên và Môi trường.](lead: ^các huyện; report: Sở Tài nguyên và Môi trường)"),
    ("E10: a condition before the task",
     "[UBND tỉnh yêu cầu Sở Nội vụ giải quyết dứt điểm đơn thư tồn đọng.](lead: Sở Nội vụ; from: UBND tỉnh) "
     "[Trường hợp đơn có nội dung mật, Sở Nội vụ báo cáo riêng Chủ tịch UBND tỉnh.](lead: Sở Nội vụ; report: UBND tỉnh; if: nội dung mật)"),
    ("E11: a pronoun goes on speaking",
     "[Bà Lê Thị Hạnh Phương, Phó Chủ tịch UBND tỉnh, yêu cầu Sở Khoa học và Công nghệ lập kế hoạch bảo hộ nhãn hiệu.]"
     "(lead: Sở Khoa học và Công nghệ; from: UBND tỉnh / Lê Thị Hạnh Phương) "
     "[Bà cũng đề nghị Sở Công Thương mời thêm nhà mua hàng.](lead: Sở Công Thương) Dịp này, sáu hợp tác xã nhận giấy chứng nhận."),
    ("E11: Theo đó after a paper: its issuer orders",
     "UBND tỉnh ban hành Công văn số 87/UBND-VX về đầu năm học mới. [Theo đó, các xã rà soát sĩ số trường mầm non.]"
     "(lead: các xã; from: UBND tỉnh)"),
    ("E11: a second speaker who reports ends the scope",
     "[Chủ tịch UBND tỉnh Trần Văn Mẫu yêu cầu Sở Y tế mua thêm sinh phẩm.]"
     "(lead: Sở Y tế; from: UBND tỉnh / Trần Văn Mẫu) Giám đốc Sở Y tế Vũ Đình Toản cho biết kho còn 2.000 bộ kit. Sở sẽ mua thêm trong tuần "
     "tới."),
    ("E11: praise first, then cần",
     "Kết luận buổi làm việc, Chủ tịch UBND tỉnh Trần Văn Mẫu ghi nhận kết quả của huyện. [Thời gian tới, huyện cần tập trung thu hút đầu tư "
     "vào cụm công nghiệp.](from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E11: connectors go on with the same issuer",
     "[UBND tỉnh yêu cầu Sở Y tế trực 24/24 giờ.](lead: Sở Y tế; from: UBND tỉnh) "
     "[Cùng với đó, Sở Giao thông vận tải bố trí xe dự phòng.](lead: Sở Giao thông vận tải) "
     "[Ngoài ra, Công an tỉnh tăng cường tuần tra.](lead: Công an tỉnh)"),
    ("E11: an event after the order",
     "[Chủ tịch UBND tỉnh Trần Văn Mẫu yêu cầu các sở, ngành chuẩn bị nội dung kỳ họp.](lead: các sở, ngành; from: UBND tỉnh / Trần Văn Mẫu)\n"
     "Cùng ngày, đoàn công tác dâng hương tại Đền Trần. Tổ chức lễ dâng hương là hoạt động thường niên."),
    ("E11: the last speaker is inherited",
     "[Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương giao Sở Công Thương kiểm tra kho xăng dầu.]"
     "(lead: Sở Công Thương; from: UBND tỉnh / Lê Thị Hạnh Phương) "
     "[Ông Trần Văn Mẫu, Chủ tịch UBND tỉnh, yêu cầu thêm: Công an tỉnh xử lý đầu cơ.](lead: Công an tỉnh; from: UBND tỉnh / Trần Văn Mẫu) "
     "[Đồng thời, công khai các cửa hàng vi phạm.](lead: ^Công an tỉnh)"),
    ("E11: the office sends, the UBND orders",
     "Văn phòng UBND tỉnh vừa có Công văn số 415/VPUB-NC gửi các sở, ngành. [Cụ thể, UBND tỉnh đề nghị Công an tỉnh cử người tham gia tổ công "
     "tác.](lead: Công an tỉnh; from: UBND tỉnh)"),
    ("E11: a district's secretary",
     "[Bí thư Huyện ủy Hải Hậu Thái Minh Quân yêu cầu các xã trồng lại phi lao.](lead: các xã; from: Huyện ủy Hải Hậu / Thái Minh Quân)"),
    ("E11: two speakers in one article: đồng chí is the latest",
     "[Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương đề nghị Sở Văn hóa, Thể thao và Du lịch kiểm tra di tích.]"
     "(lead: Sở Văn hóa, Thể thao và Du lịch; from: UBND tỉnh / Lê Thị Hạnh Phương)\n"
     "Cùng ngày, Bí thư Tỉnh ủy Đỗ Quang Khải làm việc tại huyện Ý Yên. [Đồng chí yêu cầu Huyện ủy Ý Yên đẩy mạnh dồn điền đổi thửa.]"
     "(lead: Huyện ủy Ý Yên; from: Tỉnh ủy / Đỗ Quang Khải)"),
    ("E12: three actors, three records",
     "UBND tỉnh có thông báo kết luận về dự án đường ven biển. [Giao Sở Giao thông vận tải trình phương án trước ngày 15/5/2022; ]"
     "(lead: Sở Giao thông vận tải; by: 2022-05-15; from: UBND tỉnh)"
     "[UBND huyện Giao Thủy bàn giao mặt bằng trước ngày 30/6/2022; ](lead: UBND huyện Giao Thủy; by: 2022-06-30)"
     "[các đơn vị còn lại phối hợp.](lead: các đơn vị còn lại)"),
    ("E12: a chain of verbs with one object is one record",
     "[UBND tỉnh yêu cầu Sở Tư pháp thu thập, phân loại và công bố các bản án mẫu.](lead: Sở Tư pháp; from: UBND tỉnh)"),
    ("E12: reporting clause and deadline are properties of the task",
     "[UBND tỉnh giao Sở Công Thương chủ trì, phối hợp với Sở Khoa học và Công nghệ đo lại độ mặn các cửa sông, xong trước ngày 24/6/2022, "
     "báo cáo UBND tỉnh để báo cáo Bộ Công Thương.](lead: Sở Công Thương; with: Sở Khoa học và Công nghệ; report: UBND tỉnh + Bộ Công Thương; "
     "by: 2022-06-24; from: UBND tỉnh)"),
    ("E12: one record per sentence",
     "UBND tỉnh vừa có công văn về quyết toán vốn. [Sở Xây dựng, Sở Tài chính chủ động lập bảng so giá.]"
     "(lead: Sở Xây dựng + Sở Tài chính; from: UBND tỉnh) [Các huyện nộp đủ chứng từ.](lead: các huyện) "
     "[Giao Sở Xây dựng, Sở Tài chính kiểm tra chéo.](lead: Sở Xây dựng + Sở Tài chính)"),
    ("E12: semicolons with the same actor: one record",
     "[UBND tỉnh yêu cầu UBND các huyện đếm lại giếng khoan; trám lấp giếng hỏng; dán số lên giếng còn dùng.]"
     "(lead: UBND các huyện; from: UBND tỉnh)"),
    ("E12: no semicolon: one record with both actors",
     "[Chủ tịch UBND tỉnh yêu cầu Sở Xây dựng chấm xong bản vẽ trong tháng 4, đồng thời giao UBND thành phố Nam Định di dời 12 hộ dân.]"
     "(lead: Sở Xây dựng + UBND thành phố Nam Định; by: 2022-04; from: UBND tỉnh)"),
    ("E12: two actors without a semicolon: one record",
     "Chủ tịch UBND tỉnh vừa có công văn về chợ đêm. [Giao Công an thành phố Nam Định bố trí lực lượng, Sở Công Thương kiểm tra nguồn hàng.]"
     "(lead: Công an thành phố Nam Định + Sở Công Thương; from: UBND tỉnh)"),
    ("E13: a target inside the task",
     "[UBND tỉnh yêu cầu các huyện mở rộng điểm thu gom, phấn đấu 85% rác được phân loại trong năm 2022.]"
     "(lead: các huyện; target: 85%; from: UBND tỉnh)"),
    ("E13: targets as items",
     "UBND tỉnh giao Sở Giao thông vận tải các nhiệm vụ sau:\n"
     "- [Bảo đảm 100% bến đò có áo phao cho khách.](lead: ^Sở Giao thông vận tải; target: 100%; from: UBND tỉnh)\n"
     "- [Phấn đấu 75% đường xã được rải nhựa.](lead: ^Sở Giao thông vận tải; target: 75%)"),
    ("E13: a target of a plan just announced",
     "UBND tỉnh ban hành Kế hoạch số 318/KH-UBND về học bơi. [Theo đó, phấn đấu đến hết năm 2022, 70% học sinh lớp 5 biết bơi.]"
     "(target: 70%; from: UBND tỉnh)"),
    ("E14: the basis inside the task",
     "[UBND tỉnh giao Sở Tư pháp tính phí công chứng theo Nghị định số 23/2015/NĐ-CP.]"
     "(lead: Sở Tư pháp; basis: 23/2015/NĐ-CP; from: UBND tỉnh)"),
    ("E14: Căn cứ",
     "[Căn cứ Kế hoạch số 144/KH-UBND, UBND tỉnh yêu cầu Sở Nội vụ trình danh sách khen thưởng trước ngày 15/4.]"
     "(lead: Sở Nội vụ; by: 2022-04-15; basis: 144/KH-UBND; from: UBND tỉnh)"),
    ("E14: a Party basis",
     "[Thực hiện Kết luận số 21-KL/TW, Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy trực thuộc rà soát đảng viên vi phạm.]"
     "(lead: các cấp ủy trực thuộc; basis: 21/KL/TW; from: Ban Thường vụ Tỉnh ủy)"),
    ("E14: a basis in a report", "Thực hiện Nghị quyết số 15/NQ-HĐND của HĐND tỉnh, huyện Vụ Bản đã làm mới 30 km đường."),
    ("E15: report-to chain with via in brackets",
     "[UBND tỉnh đề nghị các chủ đầu tư báo cáo UBND tỉnh (qua Sở Xây dựng) trước ngày 27/6/2022 để kịp báo cáo Bộ Xây dựng.]"
     "(lead: các chủ đầu tư; report: UBND tỉnh + Bộ Xây dựng; via: Sở Xây dựng; by: 2022-06-27; from: UBND tỉnh)"),
    ("E15: sent to two agencies",
     "UBND tỉnh vừa có văn bản về kiểm kê tài sản công.\n"
     "[Các đơn vị gửi kết quả về Sở Tài chính, đồng thời gửi Văn phòng UBND tỉnh trước ngày 20/4.]"
     "(lead: các đơn vị; report: Sở Tài chính + Văn phòng UBND tỉnh; by: 2022-04-20; from: UBND tỉnh)"),
    ("E15: sent to one, submitted to another",
     "[UBND tỉnh yêu cầu UBND các huyện gửi danh sách về Sở Nội vụ trước ngày 12/4 để tổng hợp, trình UBND tỉnh.]"
     "(lead: UBND các huyện; report: Sở Nội vụ; advise: UBND tỉnh; by: 2022-04-12; from: UBND tỉnh)"),
    ("E15: thông qua",
     "[UBND tỉnh giao Sở Y tế báo cáo kết quả về UBND tỉnh thông qua Văn phòng UBND tỉnh.]"
     "(lead: Sở Y tế; report: UBND tỉnh; via: Văn phòng UBND tỉnh; from: UBND tỉnh)"),
    ("E15: via in brackets",
     "[UBND tỉnh đề nghị các sở, ngành gửi ý kiến về Sở Tư pháp (qua Phòng Văn bản) trước ngày 18/4.]"
     "(lead: các sở, ngành; report: Sở Tư pháp; via: Phòng Văn bản; by: 2022-04-18; from: UBND tỉnh)"),
    ("E16: a document orders: its issuer",
     "Chủ tịch UBND tỉnh vừa ban hành Chỉ thị số 05/CT-UBND về đầu năm học. [Chỉ thị yêu cầu Sở Giáo dục và Đào tạo công khai các khoản thu.]"
     "(lead: Sở Giáo dục và Đào tạo; from: UBND tỉnh)"),
    ("E16: the Prime Minister", "[Thủ tướng Chính phủ yêu cầu Bộ Y tế bảo đảm đủ vắc xin.](lead: Bộ Y tế; from: Thủ tướng Chính phủ)"),
    ("E16: a body of the Party",
     "[Ban Thường vụ Tỉnh ủy yêu cầu các huyện ủy, thành ủy quán triệt nghị quyết.](lead: các huyện ủy, thành ủy; from: Ban Thường vụ Tỉnh ủy)"),
    ("E16: relayed by the office: the principal orders",
     "[Văn phòng UBND tỉnh vừa phát thông báo truyền đạt ý kiến của Chủ tịch UBND tỉnh giao Sở Công Thương soát lại giá điện khu trọ.]"
     "(lead: Sở Công Thương; from: UBND tỉnh)"),
    ("E16: a letter that states",
     "[Công văn số 118/UBND-KT của UBND tỉnh nêu rõ, các huyện phải tự kiểm tra hồ chứa trước ngày 30/4.]"
     "(lead: các huyện; by: 2022-04-30; from: UBND tỉnh)"),
    ("E16: the head of a sở orders below",
     "[Giám đốc Sở Y tế Vũ Đình Toản yêu cầu Trung tâm Y tế huyện Hải Hậu bổ sung giường bệnh.]"
     "(lead: Trung tâm Y tế huyện Hải Hậu; from: Sở Y tế / Vũ Đình Toản)"),
    ("E16: a deputy signs, the UBND orders",
     "Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương vừa ký Công văn số 310/UBND-NN.\n"
     "[Theo đó, UBND tỉnh yêu cầu Chi cục Thủy lợi vận hành cống lấy nước.](lead: Chi cục Thủy lợi; from: UBND tỉnh)"),
    ("E16: Tại + paper",
     "[Tại Công điện số 03/CĐ-UBND, Chủ tịch UBND tỉnh yêu cầu Đài Khí tượng thủy văn tỉnh theo dõi mực nước.]"
     "(lead: Đài Khí tượng Thủy văn; from: UBND tỉnh)"),
    ("E16: a ministry to the provinces",
     "[Bộ Y tế đề nghị UBND các tỉnh, thành phố chỉ đạo Sở Y tế kiểm tra nhà thuốc.](lead: UBND các tỉnh, thành phố + Sở Y tế; from: Bộ Y tế)"),
    ("E17: a national order in a local article",
     "Dự hội nghị tại đầu cầu Nam Định có bà Lê Thị Hạnh Phương, Phó Chủ tịch UBND tỉnh. [Phát biểu kết luận, Thủ tướng yêu cầu các địa "
     "phương tiêm mũi 3 cho trên 96% người lớn.](lead: các địa phương; target: 96%; from: Thủ tướng Chính phủ)"),
    ("E17: praise by the Prime Minister", "Thủ tướng hoan nghênh cách làm của các tỉnh ven biển."),
    ("E17: a deputy prime minister",
     "[Phó Thủ tướng Chính phủ Phạm Duy Lâm yêu cầu các bộ, ngành gỡ vướng về vật liệu.](lead: các bộ, ngành; from: Chính phủ / Phạm Duy Lâm)"),
    ("E17: national, then local",
     "Dự hội nghị trực tuyến tại điểm cầu Nam Định có lãnh đạo các sở, ngành. [Thủ tướng Chính phủ giao Bộ Công an hoàn thiện cơ sở dữ liệu "
     "trong quý III/2022.](lead: Bộ Công an; by: 2022-Q3; from: Thủ tướng Chính phủ)\n"
     "[Sau hội nghị trực tuyến, Chủ tịch UBND tỉnh Trần Văn Mẫu yêu cầu Công an tỉnh cấp xong căn cước trước ngày 30/6/2022.]"
     "(lead: Công an tỉnh; by: 2022-06-30; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E17: two levels, each with its own issuer",
     "[Thủ tướng Chính phủ yêu cầu UBND các tỉnh, thành phố siết chặt khai thác cát.]"
     "(lead: UBND các tỉnh, thành phố; from: Thủ tướng Chính phủ)\n"
     "[Thực hiện chỉ đạo của Thủ tướng, UBND tỉnh giao Công an tỉnh tuần tra trên sông.](lead: Công an tỉnh; from: UBND tỉnh)"),
    ("E18: the title is no record",
     "Nam Định: Yêu cầu gặt xong lúa chiêm trước 15/6\n"
     "\n"
     "[Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương yêu cầu các huyện gặt xong lúa chiêm trước ngày 15/6/2022.]"
     "(lead: các huyện; by: 2022-06-15; from: UBND tỉnh / Lê Thị Hạnh Phương)"),
    ("E19: a pointer article: one record",
     "[UBND tỉnh ban hành Công văn số 530/UBND-NN yêu cầu các huyện phòng cháy rừng phi lao.]"
     "(lead: các huyện; from: UBND tỉnh) Toàn bộ nội dung xem tại đây."),
    ("E19: a pointer alone orders nothing", "Toàn văn Công văn số 530/UBND-NN ngày 2/4/2022 của UBND tỉnh."),
    ("B6: a term without a date",
     "[UBND tỉnh giao Sở Tài chính hoàn thiện tờ trình, trình HĐND tỉnh tại kỳ họp giữa năm.]"
     "(lead: Sở Tài chính; advise: HĐND tỉnh; from: UBND tỉnh)"),
    ("B7: a duration as deadline",
     "[UBND tỉnh đề nghị các hội, đoàn thể góp ý dự thảo trong 07 ngày kể từ ngày nhận được thư.]"
     "(lead: các hội, đoàn thể; by: P7D; from: UBND tỉnh)"),
    ("B9: trong tuần này",
     "[UBND tỉnh yêu cầu Sở Xây dựng vẽ lại lối thoát hiểm ngay trong tuần này.]"
     "(lead: Sở Xây dựng; by: 2022-04-04/2022-04-10; from: UBND tỉnh)"),
    ("B11: chained deadlines, one per actor",
     "UBND tỉnh vừa có công văn về số liệu hộ nghèo. [Các xã gửi UBND huyện trước ngày 10/9/2022; ]"
     "(lead: các xã; report: UBND huyện; by: 2022-09-10; from: UBND tỉnh)"
     "[UBND huyện tổng hợp, gửi Sở Lao động - Thương binh và Xã hội trước ngày 20/9/2022.]"
     "(lead: UBND huyện; report: Sở Lao động - Thương binh và Xã hội; by: 2022-09-20)"),
    ("B11: two deadlines of one task: the earliest",
     "[UBND tỉnh yêu cầu Ban Quản lý các khu công nghiệp tỉnh bàn giao mặt bằng đợt 1 trước ngày 30/4/2022, đợt 2 trước ngày 30/6/2022.]"
     "(lead: Ban Quản lý các khu công nghiệp tỉnh; by: 2022-04-30; from: UBND tỉnh)"),
    ("B12: a deadline after semicolons is that of the item",
     "[UBND tỉnh giao Sở Xây dựng lập quy hoạch chi tiết; tham mưu cơ chế hỗ trợ; hoàn thành trước ngày 01/6/2022.]"
     "(lead: Sở Xây dựng; by: 2022-06-01; from: UBND tỉnh)"),
    ("B12: a fronted deadline",
     "UBND tỉnh vừa có công văn về bồi thường.\n"
     "[Trước ngày 18/11/2022, UBND các huyện phải trao đủ nền đất cho các hộ.](lead: UBND các huyện; by: 2022-11-18; from: UBND tỉnh)"),
    ("B12: in brackets, and recurring",
     "UBND tỉnh giao Sở Nông nghiệp và Phát triển nông thôn một số việc sau:\n"
     "1. [Kiểm tra 25 hồ chứa xung yếu (hoàn thành trong quý II/2022).]"
     "(lead: ^Sở Nông nghiệp và Phát triển nông thôn; by: 2022-Q2; from: UBND tỉnh)\n"
     "2. [Báo cáo UBND tỉnh phương án tích nước trước ngày 15 hằng tháng.]"
     "(lead: ^Sở Nông nghiệp và Phát triển nông thôn; report: UBND tỉnh; by: XXXX-XX-15)"),
    ("B12: chậm nhất",
     "[UBND tỉnh yêu cầu các chủ đầu tư nghiệm thu dứt điểm, chậm nhất ngày 20/12/2022 gửi hồ sơ về Kho bạc Nhà nước tỉnh.]"
     "(lead: các chủ đầu tư; report: Kho bạc Nhà nước tỉnh; by: 2022-12-20; from: UBND tỉnh)"),
    ("B12: a fronted date of the event is no deadline",
     "[Ngày 5/4, Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương yêu cầu Sở Xây dựng hoàn thành bàn giao nhà ở.]"
     "(lead: Sở Xây dựng; from: UBND tỉnh / Lê Thị Hạnh Phương)"),
    # the frame: labels, headings, lists, what is passed on
    ("E4: a label that announces tasks opens the frame, one that announces results closes it",
     "UBND tỉnh ban hành Công văn số 31/UBND-VX về an toàn thực phẩm.\n* Thực trạng: nhiều bếp ăn tập thể thiếu nước sạch.\n* Nội dung chỉ đạo:\n"
     "[Sở Y tế cân đối lực lượng kiểm tra bếp ăn.](lead: Sở Y tế; from: UBND tỉnh)\n"
     "[Sở Công Thương khảo sát các chợ đầu mối.](lead: Sở Công Thương)"),
    ("E4: aims below the heading of a plan are no tasks",
     "UBND tỉnh ban hành Kế hoạch như sau:\nI. MỤC TIÊU\n1. Nâng cao nhận thức của người dân về phân loại rác.\nII. NHIỆM VỤ\n"
     "1. [Xây dựng điểm tập kết rác tại các xã.](from: UBND tỉnh; item: 1)\n2. [Không tập kết rác ngoài giờ quy định.](modality: prohibition; item: 2)"),
    ("E4: a list that a paragraph interrupts goes on",
     "UBND tỉnh yêu cầu các sở, ngành thực hiện các nhiệm vụ sau:\n1. [Rà soát hồ sơ nhà ở xã hội.](lead: ^các sở, ngành; from: UBND tỉnh; item: 1)\n"
     "Hiện toàn tỉnh có 3 dự án.\n2. [Mỗi tuần một lần tổ chức giao ban tiến độ.](lead: ^các sở, ngành; item: 2)"),
    ("E4: the one who concludes, not the one whose target it is",
     "Để đạt dự toán HĐND tỉnh giao, Chủ tịch UBND tỉnh kết luận, chỉ đạo:\n- [Cục Thuế tỉnh rà soát nợ đọng.](lead: Cục Thuế; from: UBND tỉnh)"),
    ("E4: the last order of a sentence opens the list",
     "Thực hiện Công điện số 204/CĐ-TTg của Thủ tướng Chính phủ, trong đó Thủ tướng yêu cầu các địa phương trực 24/24 giờ, Chủ tịch UBND tỉnh yêu cầu:\n"
     "1. [Rà soát các hộ ven sông.](from: UBND tỉnh; item: 1)"),
    ("E16: on behalf of a board: the board orders",
     "[Phó Chủ tịch UBND tỉnh Lê Thị Hạnh Phương thay mặt Ban Chỉ đạo cải cách hành chính tỉnh yêu cầu Sở Nội vụ rà soát thủ tục.]"
     "(lead: Sở Nội vụ; from: Ban Chỉ đạo cải cách hành chính tỉnh Nam Định / Lê Thị Hạnh Phương)"),
    ("E5: a bracket in a header names no addressee",
     "UBND tỉnh yêu cầu thực hiện các nhiệm vụ sau:\n1. Sở Nội vụ (cơ quan thường trực của Ban Chỉ đạo cải cách hành chính tỉnh)\n"
     "- [Rà soát thủ tục hành chính.](lead: ^Sở Nội vụ; from: UBND tỉnh)"),
    ("E12: told to direct another: both have to act, and the next task is the first one's",
     "[UBND tỉnh giao Sở Y tế rà soát thuốc dự phòng.](lead: Sở Y tế; from: UBND tỉnh) "
     "[Chỉ đạo Trung tâm Kiểm soát bệnh tật tỉnh xử lý ổ dịch.](lead: Trung tâm Kiểm soát bệnh tật + Sở Y tế) "
     "[Tổ chức tập huấn cho cán bộ y tế cơ sở.](lead: ^Sở Y tế)"),
    ("E12: below a header, giving targets to the level below is the task",
     "UBND tỉnh yêu cầu thực hiện các nhiệm vụ sau:\n1. UBND các huyện, thành phố:\n"
     "- [Xây dựng kế hoạch, giao chỉ tiêu cho UBND các xã.](lead: ^UBND các huyện, thành phố; from: UBND tỉnh)"),
    ("E12: a clause that reports is no part of the order behind it",
     "Toàn tỉnh mới giải ngân đạt 35% kế hoạch; [UBND tỉnh yêu cầu Sở Tài chính báo cáo trước ngày 20/4.]"
     "(lead: Sở Tài chính; by: 2022-04-20; from: UBND tỉnh)"),
    ("E10: whoever is late: the condition's body does not inherit the next task",
     "[UBND tỉnh yêu cầu các xã rà soát hộ nghèo.](lead: các xã; from: UBND tỉnh) "
     "[Xã nào chậm thì thủ trưởng cơ quan chịu trách nhiệm.](lead: ^các xã) [Tổng hợp danh sách theo mẫu.](lead: ^các xã)"),
    ("E3: results to be sent, after the frame has closed",
     "[UBND tỉnh yêu cầu các huyện rà soát hộ nghèo.](lead: các huyện; from: UBND tỉnh) Toàn tỉnh hiện còn 3% hộ nghèo. "
     "[Kết quả thực hiện gửi về Sở Nội vụ trước ngày 20/4.](lead: ^các huyện; report: Sở Nội vụ; by: 2022-04-20)"),
    ("E16: the paper just announced speaks, not another of its type",
     "Chủ tịch UBND tỉnh Trần Văn Mẫu vừa ký ban hành Chỉ thị số 07/CT-UBND về phòng cháy. Thời gian qua, các ngành đã thực hiện tốt Chỉ thị số 19/CT-TTg "
     "của Thủ tướng Chính phủ. [Chỉ thị yêu cầu các huyện kiểm tra các chợ.](lead: các huyện; from: UBND tỉnh / Trần Văn Mẫu)"),
    ("E8: hồi tháng ... đã: told as history", "Hồi đầu năm, UBND tỉnh đã có công văn yêu cầu các huyện rà soát nhà tạm."),
    ("E8: what came of it is told with it", "UBND tỉnh đã yêu cầu các huyện rà soát dự án treo, đến nay 12 dự án bị thu hồi."),
    ("E8: a petition goes on with đề nghị", "Sở Y tế kiến nghị Bộ Y tế bổ sung vắc-xin, đề nghị Sở Tài chính cấp kinh phí."),
    ("E8: for when somebody asks", "Công an huyện sẵn sàng hỗ trợ khi xã đề nghị."),
    ("E8: an appeal to citizens",
     "[UBND tỉnh yêu cầu các xã trực 24/24 giờ.](lead: các xã; from: UBND tỉnh) Người dân khi đi qua ngầm tràn cần chú ý quan sát."),
    ("E8: những việc ... ban hành sau is no list",
     "[UBND tỉnh giao Sở Xây dựng công bố giá vật liệu, các nội dung khác thực hiện theo thông báo sẽ ban hành sau.](lead: Sở Xây dựng; from: UBND tỉnh)"),
]  # fmt: skip


def read(marked: str) -> tuple[str, list[dict[str, str]]]:
    """The text without its marks, and the slots of each marked directive."""
    wanted, issuer = [], ""
    for words, slots in MARK.findall(marked):
        parts = (part.partition(":") for part in slots.split(";") if part.strip())
        row = {"words": words.strip(), **{key: "" for key in ALWAYS}, **{key.strip(): value.strip() for key, _, value in parts}}
        issuer = row["from"] = row.get("from", issuer)
        wanted.append(row)
    return MARK.sub(r"\1", marked), wanted


@cache
def records(text: str) -> tuple[list[schema.Directive], dict[str | None, str]]:
    """The directives of an article, umbrellas left out, and the number of each document by its key."""
    found = extract({"text": f"{TITLE}\n\n{text}", "title": TITLE, "published": "2022-04-06", "place": HOME}, judge=RULES_ONLY)
    return [d for d in found.directives if d.kind == "directive"], {d.document: f"{d.number}/{d.symbol}" for d in found.documents}


def listed(names: list[str], wanted: str) -> str:
    """The names in the order of the row, each as short as there; capitals do not count."""
    short = {full.casefold(): name for name in wanted.lstrip("^").split(" + ") for full in (name, f"{name} {HOME}", f"{name} tỉnh {HOME}")}
    return " + ".join(sorted((short.get(name.casefold(), name) for name in names), key=lambda name: (wanted.find(name), name)))


def shown(directive: schema.Directive, wanted: dict[str, str], numbers: dict[str | None, str]) -> dict[str, str]:
    """The slots that the row names, as the directive has them."""
    person = f" / {directive.issuer_person.name}" if directive.issuer_person else ""
    agency = listed([directive.issuer_agency or ""], wanted["from"].partition(" / ")[0])
    basis = [numbers.get(key, "") for key in directive.legal_basis]
    slots = {
        "words": directive.text.strip(),
        "lead": "^" * directive.lead_inherited + listed(directive.lead, wanted["lead"]),
        "with": listed(directive.coordinate, wanted["with"]),
        "report": listed(directive.receive_report, wanted["report"]),
        "advise": listed(directive.advised, wanted["advise"]),
        "via": listed(directive.via, wanted["via"]),
        "by": directive.deadline or "",
        "from": agency + person,
        "modality": directive.modality,
        "item": directive.item or "",
        "target": next((wanted["target"] for target in directive.targets if wanted.get("target", "") in target), ""),
        "basis": wanted.get("basis", "") if wanted.get("basis") in basis else " + ".join(basis),
        "if": wanted.get("if", "") if wanted.get("if", "") in (directive.condition or "") else directive.condition or "",
    }
    return {key: slots[key] for key in wanted}


@pytest.mark.parametrize(("reason", "marked"), CASES, ids=[reason for reason, _ in CASES])
def test_directives(reason: str, marked: str) -> None:
    text, wanted = read(marked)
    found, numbers = records(text)
    assert [d.text.strip() for d in found] == [row["words"] for row in wanted], reason
    assert [shown(d, row, numbers) for d, row in zip(found, wanted, strict=True)] == wanted, reason


def test_the_table_is_whole() -> None:
    """Every chapter has a row with records (E8 is about what gives none), and those with counter-examples a row without."""
    chapters = {True: set[str](), False: set[str]()}
    for reason, marked in CASES:
        chapters[bool(MARK.search(marked))].add(reason.partition(":")[0])
    assert {f"E{i}" for i in range(1, 20)} - {"E8"} <= chapters[True]
    assert {"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E17", "E19"} <= chapters[False]


def test_the_same_offsets_in_raw_and_cleaned_text() -> None:
    """Damage that cleaning repairs (no-break spaces, old tone placement) moves no record: the spans are those of the raw text."""
    found, _ = records("Thường trực\u00a0Tỉnh uỷ yêu cầu\u00a0 Sở Y tế\u200b kiểm tra các chợ. Tiếp tục kiểm tra các bến xe.")
    assert [d.text for d in found] == ["Thường trực\u00a0Tỉnh uỷ yêu cầu\u00a0 Sở Y tế\u200b kiểm tra các chợ.", "Tiếp tục kiểm tra các bến xe."]
