"""Agencies in our own sentences: `[as written](full name)`, `[as written](~)` a class under the words as written, `(~ words)` under other words.

Place lists and companies, which `link` drops where they have no part in an order, are left out of the comparison.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import pytest
from conftest import assert_linear

from pipeline import schema
from pipeline.context import Context, read
from pipeline.extractors.agencies import find


class Row(NamedTuple):
    """A marked text, why it is here, and the article's province and date."""

    marked: str
    reason: str
    place: str | None = "Nam Định"
    published: str | None = "2022-05-10"


MARK = re.compile(r"\[([^\]]+)\]\((~?)([^)]*(?:\([^)]*\)[^)]*)*)\)")


def context(text: str, place: str | None = "Nam Định", published: str | None = "2022-05-10", **known: str) -> Context:
    return read(schema.Article(id="x", published=published, place=schema.Place(province=place), **known), text)


def agencies(text: str, place: str | None = "Nam Định", published: str | None = "2022-05-10") -> list[schema.Agency]:
    return find(context(text, place, published))


def written(marked: str) -> str:
    """The text without its marks."""
    return MARK.sub(r"\1", marked)


def expected(marked: str) -> list[tuple[str, str, str]]:
    """(as written, granularity, name) of every mark."""
    return [
        (m[1], "class", small(m[3].strip() or m[1])) if m[2] else (m[1], "named", m[3])
        for m in MARK.finditer(marked)
    ]


def small(name: str) -> str:
    """A class is named as written but for its first letter."""
    return name[0].lower() + name[1:]


def got(row: Row) -> list[tuple[str, str, str]]:
    seen = context(written(row.marked), row.place, row.published)
    return [
        (seen.text[a.start : a.end], a.granularity, small(a.name) if a.granularity == "class" else a.name)
        for a in find(seen)
        if a.granularity != "locality" and not a.by.startswith(("rule:agencies.company", "rule:agencies.vague"))
    ]


def check(row: Row) -> None:
    assert got(row) == expected(row.marked), row.reason


def table(*rows: Row) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows, ids=[row.reason for row in rows])


# -- D1-D2: levels and sides, the ways to write one name


@table(
    Row("Giao [Sở Tài chính](Sở Tài chính tỉnh Nam Định) cấp kinh phí.", "a sở belongs to the article's province"),
    Row("[Sở Tài chính tỉnh Cà Mau](Sở Tài chính tỉnh Cà Mau) đã cấp kinh phí.", "unless another is named"),
    Row("[Sở Xây dựng Ninh Bình](Sở Xây dựng tỉnh Ninh Bình) có ý kiến.", "the province without its level word"),
    Row("[sở Nội vụ](Sở Nội vụ tỉnh Nam Định) và [SỞ TƯ PHÁP](Sở Tư pháp tỉnh Nam Định) phối hợp.", "small and capital letters"),
    Row("[Sở TT&TT](Sở Thông tin và Truyền thông tỉnh Nam Định) và [Sở TT-TT](Sở Thông tin và Truyền thông tỉnh Nam Định)", "& and hyphen"),
    Row("[Sở TTTT](Sở Thông tin và Truyền thông tỉnh Nam Định) tổng hợp.", "initials in one word"),
    Row("[Sở Thông tin & Truyền thông](Sở Thông tin và Truyền thông tỉnh Nam Định) tổng hợp.", "& between words"),
    Row("[Sở Thông tin - Truyền thông](Sở Thông tin và Truyền thông tỉnh Nam Định) tổng hợp.", "a hyphen for và"),
    Row("[Sở KH&ĐT](Sở Kế hoạch và Đầu tư tỉnh Nam Định), [Sở KH-ĐT](Sở Kế hoạch và Đầu tư tỉnh Nam Định) họp.", "Đ among initials"),
    Row("[Sở KH và ĐT](Sở Kế hoạch và Đầu tư tỉnh Nam Định) thẩm định.", "initials with và"),
    Row("[Sở LĐTB&XH](Sở Lao động - Thương binh và Xã hội tỉnh Nam Định) chi trả.", "LĐTB&XH"),
    Row("[Sở LĐ-TB-XH](Sở Lao động - Thương binh và Xã hội tỉnh Nam Định) chi trả.", "LĐ-TB-XH"),
    Row("[Sở Lao động - TB&XH](Sở Lao động - Thương binh và Xã hội tỉnh Nam Định) chi trả.", "part in full, part abbreviated"),
    Row("[Sở Lao động - Thương binh và Xã hội](Sở Lao động - Thương binh và Xã hội tỉnh Nam Định) rà soát.", "in full"),
    Row("[Sở Lao động Thương binh và Xã hội](Sở Lao động - Thương binh và Xã hội tỉnh Nam Định) rà soát.", "the hyphen is missing"),
    Row("[Sở Lao động, Thương binh và Xã hội](Sở Lao động - Thương binh và Xã hội tỉnh Nam Định) rà soát.", "a comma for the hyphen"),
    Row("[Sở VH,TT&DL](Sở Văn hóa, Thể thao và Du lịch tỉnh Nam Định) kiểm tra lễ hội.", "a comma inside an abbreviation is one agency"),
    Row("[Sở VHTT&DL](Sở Văn hóa, Thể thao và Du lịch tỉnh Nam Định) kiểm tra lễ hội.", "VHTT&DL"),
    Row("[Sở Văn hóa, Thể thao và Du lịch](Sở Văn hóa, Thể thao và Du lịch tỉnh Nam Định) kiểm tra.", "commas inside a name"),
    Row("[Sở NN&PTNT](Sở Nông nghiệp và Phát triển nông thôn tỉnh Nam Định) chống hạn.", "NN&PTNT"),
    Row("[Sở Nông nghiệp và PTNT](Sở Nông nghiệp và Phát triển nông thôn tỉnh Nam Định) chống hạn.", "Nông nghiệp và PTNT"),
    Row("[Sở Nông nghiệp](Sở Nông nghiệp và Phát triển nông thôn tỉnh Nam Định) chống hạn.", "a short everyday name"),
    Row("[Sở GD&ĐT](Sở Giáo dục và Đào tạo tỉnh Nam Định) cho học sinh nghỉ.", "GD&ĐT"),
    Row("[Sở TN-MT](Sở Tài nguyên và Môi trường tỉnh Nam Định) đo đạc.", "TN-MT"),
    Row("[Sở Giao thông Vận tải](Sở Giao thông vận tải tỉnh Nam Định) cắm biển.", "capitals inside do not matter"),
    Row("[Sở Công thương](Sở Công Thương tỉnh Nam Định) bình ổn giá.", "Công thương"),
    Row("[Ủy ban nhân dân tỉnh](UBND tỉnh Nam Định) và [Hội đồng nhân dân tỉnh](HĐND tỉnh Nam Định)", "UBND and HĐND in full"),
    Row("[Ủy ban nhân dân (UBND) tỉnh](UBND tỉnh Nam Định) họp.", "the abbreviation in brackets inside the name"),
    Row("[Sở Thông tin và Truyền thông (TT&TT)](Sở Thông tin và Truyền thông tỉnh Nam Định) tổng hợp.", "the abbreviation in brackets at its end"),
    Row("[Công an tỉnh](Công an tỉnh Nam Định) và [Bộ CHQS tỉnh](Bộ Chỉ huy Quân sự tỉnh Nam Định) tuần tra.", "armed forces"),
    Row("[Bộ đội Biên phòng tỉnh](Bộ Chỉ huy Bộ đội Biên phòng tỉnh Nam Định) trực ban.", "the border guard by its everyday name"),
    Row("[Thanh tra tỉnh](Thanh tra tỉnh Nam Định) kết luận.", "an agency of one word and a level"),
    Row("Phân công [Sở Y tế](Sở Y tế tỉnh Nam Định) làm đầu mối.", "công before it makes no công sở"),
    Row("[ỦY BAN NHÂN DÂN TỈNH](UBND tỉnh Nam Định) họp.", "a headline in capitals"),
    Row("[Văn phòng Đăng ký đất đai tỉnh](Văn phòng Đăng ký đất đai tỉnh Nam Định) trả hồ sơ.", "an office of one trade"),
    Row("[Đài PT-TH tỉnh](Đài Phát thanh và Truyền hình tỉnh Nam Định) đưa tin.", "media under the province"),
    Row("[Viện KSND tỉnh](Viện kiểm sát nhân dân tỉnh Nam Định) và [TAND tỉnh](Tòa án nhân dân tỉnh Nam Định) xét xử.", "the judiciary"),
    Row("[VP UBND tỉnh](Văn phòng UBND tỉnh Nam Định) tổng hợp.", "an office inside a longer name is not a mention of its own"),
    Row("[Văn phòng Đoàn ĐBQH và HĐND tỉnh](Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh Nam Định) phục vụ kỳ họp.", "an office with và"),
    Row("[Thường trực HĐND tỉnh](Thường trực HĐND tỉnh Nam Định) thẩm tra.", "a standing body"),
    Row("[Ban Pháp chế HĐND tỉnh](Ban Pháp chế HĐND tỉnh Nam Định) giám sát.", "a committee of the council"),
    Row("[Đoàn ĐBQH tỉnh](Đoàn đại biểu Quốc hội tỉnh Nam Định) tiếp xúc cử tri.", "the province's deputies as a body"),
    Row("[Bộ Y tế](Bộ Y tế), [Bộ NN&PTNT](Bộ Nông nghiệp và Phát triển nông thôn), [Bộ LĐ-TB&XH](Bộ Lao động - Thương binh và Xã hội)", "ministries"),
    Row(
        "[Chính phủ](Chính phủ) giao [Thanh tra Chính phủ](Thanh tra Chính phủ), [Văn phòng Chính phủ](Văn phòng Chính phủ).",
        "names that hold a name",
    ),
    Row("[Thủ tướng](Thủ tướng Chính phủ) chỉ đạo; [Thủ tướng Chính phủ](Thủ tướng Chính phủ) yêu cầu.", "the Prime Minister counts as an agency"),
    Row("[Ngân hàng Nhà nước chi nhánh tỉnh](Ngân hàng Nhà nước chi nhánh tỉnh Nam Định) hướng dẫn.", "a branch of a central body"),
    Row("[Kho bạc Nhà nước tỉnh](Kho bạc Nhà nước tỉnh Nam Định), [BHXH tỉnh](Bảo hiểm xã hội tỉnh Nam Định) chi trả.", "central verticals"),
    Row("[Ủy ban MTTQ Việt Nam tỉnh](Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Nam Định) vận động.", "the Front by its initials"),
    Row("[Liên đoàn Lao động tỉnh](Liên đoàn Lao động tỉnh Nam Định) và [Tỉnh đoàn](Tỉnh đoàn Nam Định) vận động.", "mass organisations"),
    Row("[Hội LHPN tỉnh](Hội Liên hiệp Phụ nữ tỉnh Nam Định), [Tỉnh đoàn](Tỉnh đoàn Nam Định) vận động.", "Tỉnh đoàn after a comma is no level word"),
    Row("[Hội Cựu chiến binh tỉnh](Hội Cựu chiến binh tỉnh Nam Định), [Hội Nông dân tỉnh](Hội Nông dân tỉnh Nam Định) ký kết.", "two hội"),
    Row("[Sở Y tế](Sở Y tế tỉnh Nam Định) cùng [các sở ngành khác](~) họp.", "a group without its comma"),
)
def test_names(row: Row) -> None:
    check(row)


# -- D3-D6: coordination and groups


@table(
    Row(
        "[Sở Tài chính](Sở Tài chính tỉnh Nam Định), [Sở Xây dựng](Sở Xây dựng tỉnh Nam Định) và [UBND các huyện](~) rà soát.",
        "two names and a group",
    ),
    Row("[các sở, ban, ngành](~), [UBND các huyện, thành phố](~) báo cáo.", "a class phrase is split by its heads"),
    Row("Giao [các sở, ban, ngành, địa phương](~) rà soát.", "bare group words share one head"),
    Row("[các bộ, ngành](~), [UBND các tỉnh](~) thực hiện.", "ministries and provinces"),
    Row("[các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ](~), [UBND các tỉnh, thành phố trực thuộc Trung ương](~)", "as national orders address"),
    Row("[Các cấp, các ngành](~) vào cuộc.", "các before each word"),
    Row("Thủ trưởng [các cơ quan, đơn vị](~) chịu trách nhiệm.", "heads of units"),
    Row("phối hợp với [các đơn vị liên quan](~) xử lý.", "liên quan belongs to the name"),
    Row("phối hợp với [các cơ quan, đơn vị có liên quan](~) xử lý.", "có liên quan too"),
    Row("[Các sở, ngành tỉnh](~ các sở, ngành) rà soát.", "the level after a group is not in its name"),
    Row("[các sở, ban, ngành, đoàn thể cấp tỉnh](~ các sở, ban, ngành, đoàn thể) rà soát.", "cấp tỉnh neither"),
    Row("[UBND cấp huyện](~) và [UBND cấp xã](~) niêm yết.", "a class by level"),
    Row("[UBND các cấp](~) niêm yết.", "a class of every level"),
    Row("[UBND các xã, phường, thị trấn](~) ra quân.", "communes"),
    Row("[UBND các huyện và thành phố](~) ra quân.", "và between levels"),
    Row("[UBND 9 huyện, thành phố](~) ký cam kết.", "counted"),
    Row("Chủ tịch [UBND các huyện, thị, thành phố](~) ký cam kết.", "shortened level words"),
    Row("[Công an các huyện](~) tuần tra; [công an các xã](~) trực.", "police of a level, in small letters too"),
    Row("[cấp ủy, chính quyền các cấp](~) quan tâm.", "Party committees and authorities"),
    Row("[Cấp ủy, chính quyền địa phương](~) quan tâm.", "authorities of a place"),
    Row("[chính quyền địa phương](~) vận động bà con.", "authorities alone"),
    Row("[Chính quyền tỉnh](UBND tỉnh Nam Định) cân nhắc; [chính quyền TP Nam Định](UBND thành phố Nam Định) họp.", "authorities with their place"),
    Row("Bộ máy chính quyền gọn nhẹ; chính quyền và nhân dân chung tay.", "authorities of nobody in particular"),
    Row("[Cơ quan CSĐT Bộ Công an](Cơ quan Cảnh sát điều tra Bộ Công an) gửi văn bản.", "investigators of a ministry"),
    Row("[Cơ quan CSĐT Công an tỉnh](Cơ quan Cảnh sát điều tra Công an tỉnh Nam Định) mời.", "investigators of a province"),
    Row("[các đơn vị chủ rừng](~) cắm mốc; [các cơ quan truyền thông đại chúng](~) đưa tin.", "what units a group is of"),
    Row("Xã phối hợp với [cơ quan chức năng](~) làm rõ; làm việc với cơ quan của ông.", "units others work with"),
    Row("[UBND các huyện](~): Chuẩn bị lực lượng, vật tư.", "a task behind the colon"),
    Row("[UBND các huyện, thành phố](~): Tăng cường tuần tra.", "the same, several levels"),
    Row("[các huyện ủy, thành ủy](~) lãnh đạo.", "Party committees of a level"),
    Row("[các tổ chức chính trị - xã hội](~) giám sát.", "mass organisations as a class"),
    Row("[Một số sở, ngành](~) chưa gửi.", "some of them"),
    Row("[các địa phương](~) khẩn trương; [từng địa phương](~) rà soát.", "places as a class"),
    Row("[các chủ đầu tư](~) đẩy nhanh tiến độ.", "project owners"),
    Row("[các cơ quan Trung ương](~) đóng trên địa bàn phối hợp.", "central bodies in the province"),
    Row("trên địa bàn tỉnh và [các đơn vị liên quan](~) rà soát.", "a place before a group is not in it"),
    Row("[Các sở, ban, ngành](~); [UBND các huyện](~); [các đoàn thể](~) rà soát.", "semicolons"),
    Row("[các phòng, ban, ngành](~) của huyện và [UBND các xã](~) rà soát.", "groups of a district"),
    Row("các [Sở: Y tế](Sở Y tế tỉnh Nam Định), [Tài chính](Sở Tài chính tỉnh Nam Định) thẩm định.", "the head once, a colon"),
    Row(
        "các [sở Nội vụ](Sở Nội vụ tỉnh Nam Định), [Tư pháp](Sở Tư pháp tỉnh Nam Định) và [Xây dựng](Sở Xây dựng tỉnh Nam Định) góp ý.",
        "without a colon",
    ),
    Row("Giám đốc các [Sở: Xây dựng](Sở Xây dựng tỉnh Nam Định), [TN-MT](Sở Tài nguyên và Môi trường tỉnh Nam Định) báo cáo.", "abbreviations in it"),
    Row("các [Sở: Tài chính](Sở Tài chính tỉnh Nam Định); [Y tế](Sở Y tế tỉnh Nam Định); [UBND các huyện](~) góp ý.", "semicolons, then a group"),
    Row(
        "các [sở: Văn hóa, Thể thao và Du lịch](Sở Văn hóa, Thể thao và Du lịch tỉnh Nam Định), [Y tế](Sở Y tế tỉnh Nam Định)",
        "names with commas and và",
    ),
    Row(
        "[Sở Kế hoạch và Đầu tư](Sở Kế hoạch và Đầu tư tỉnh Nam Định), [Tài chính](Sở Tài chính tỉnh Nam Định), [Y tế](Sở Y tế tỉnh Nam Định) họp.",
        "the head is not repeated and nothing announces it",
    ),
    Row("các [Bộ: Tài chính](Bộ Tài chính), [Công Thương](Bộ Công Thương), [Xây dựng](Bộ Xây dựng) hướng dẫn.", "ministries likewise"),
    Row("thuộc [sở: Xây dựng](Sở Xây dựng tỉnh Nam Định), [TN-MT](Sở Tài nguyên và Môi trường tỉnh Nam Định)", "without các"),
    Row("Giám đốc [các Sở](~), thủ trưởng [các ban, ngành](~) dự.", "các Sở alone"),
    Row("các [bộ Y tế](Bộ Y tế), [Công an](Bộ Công an) và [Quốc phòng](Bộ Quốc phòng) phối hợp.", "ministries without a colon"),
    Row("[Bộ Công an](Bộ Công an), [Giao thông vận tải](Bộ Giao thông vận tải) và [Y tế](Bộ Y tế) phối hợp.", "ministries, nothing announces it"),
    Row("[UBND các tỉnh: Phú Thọ](UBND tỉnh Phú Thọ), [Sơn La](UBND tỉnh Sơn La) ký kết.", "provinces", None),
    Row("[Công an các tỉnh Hà Nam](Công an tỉnh Hà Nam), [Ninh Bình](Công an tỉnh Ninh Bình) ký kết.", "provinces without a colon"),
    Row(
        "các [sở, ngành: Tài chính](Sở Tài chính tỉnh Nam Định), [Công an tỉnh](Công an tỉnh Nam Định), [Y tế](Sở Y tế tỉnh Nam Định) dự.",
        "a full name in the middle",
    ),
    Row("[UBND các huyện: Giao Thủy](UBND huyện Giao Thủy), [Hải Hậu](UBND huyện Hải Hậu) trực đê.", "districts after a colon"),
    Row("[UBND các huyện Giao Thủy](UBND huyện Giao Thủy), [Hải Hậu](UBND huyện Hải Hậu) trực đê.", "without a colon"),
    Row(
        "[UBND các huyện: Ý Yên](UBND huyện Ý Yên), [Vụ Bản](UBND huyện Vụ Bản) và [thành phố Nam Định](UBND thành phố Nam Định) họp.",
        "a city at the end",
    ),
    Row(
        "[UBND các huyện, thị xã, thành phố: Vinh](UBND thành phố Vinh), [Diễn Châu](UBND huyện Diễn Châu), [Cửa Lò](UBND thị xã Cửa Lò) họp.",
        "the kind of each from the table of districts", "Nghệ An", "2019-03-02",
    ),
    Row("[UBND huyện Ý Yên](UBND huyện Ý Yên), [Vụ Bản](UBND huyện Vụ Bản) họp.", "a list without the plural"),
    Row("[UBND huyện Ý Yên](UBND huyện Ý Yên) và [UBND huyện Vụ Bản](UBND huyện Vụ Bản) họp.", "the whole repeated"),
    Row("[UBND các xã: Yên Bình](UBND xã Yên Bình), [Yên Lợi](UBND xã Yên Lợi) họp dân.", "communes by name"),
    Row("[HĐND](HĐND tỉnh Nam Định), [UBND tỉnh](UBND tỉnh Nam Định) giám sát.", "two bodies share their place"),
    Row("[HĐND](HĐND huyện Ý Yên) và [UBND huyện Ý Yên](UBND huyện Ý Yên) tiếp dân.", "and its name"),
    Row("[Tỉnh ủy](Tỉnh ủy Nam Định), [HĐND](HĐND tỉnh Nam Định), [UBND tỉnh](UBND tỉnh Nam Định) chúc mừng.", "three bodies, one place"),
    Row("[Công an](Công an tỉnh Nam Định) và [Bộ Chỉ huy Quân sự tỉnh](Bộ Chỉ huy Quân sự tỉnh Nam Định) trực.", "police and army share a place"),
    Row("[Sở Y tế các tỉnh](~) tổng hợp.", "one class of sở of many provinces", None),
    Row("[các sở, ngành, địa phương](~) có tỷ lệ dưới 40% phải giải trình.", "a restriction stays outside"),
    Row("[các sở, ngành](~) (chưa ban hành kế hoạch) khẩn trương ban hành.", "a restriction in brackets too"),
)
def test_coordination_and_groups(row: Row) -> None:
    check(row)


# -- D7: names that depend on the article


@table(
    Row("[UBND tỉnh](UBND tỉnh Kon Tum) yêu cầu.", "the article's province", "Kon Tum", "2018-04-01"),
    Row("[UBND thành phố](UBND thành phố Cần Thơ) và [Thành ủy](Thành ủy Cần Thơ) họp.", "a city run by the centre", "Cần Thơ", "2018-04-01"),
    Row("[UBND TP](UBND thành phố Đà Nẵng) giao [Công an TP](Công an thành phố Đà Nẵng).", "TP", "Đà Nẵng", "2018-04-01"),
    Row("[UBND TP. Hải Phòng](UBND thành phố Hải Phòng) giao [Sở Y tế](Sở Y tế thành phố Hải Phòng).", "TP. with a name", "Hải Phòng", "2018-04-01"),
    Row("[UBND TP.HCM](UBND Thành phố Hồ Chí Minh), [Sở Y tế TP. HCM](Sở Y tế Thành phố Hồ Chí Minh).", "TP.HCM", "Hồ Chí Minh", "2019-04-01"),
    Row("[UBND TPHCM](UBND Thành phố Hồ Chí Minh) và [Thành ủy TP HCM](Thành ủy Thành phố Hồ Chí Minh).", "TPHCM in an article of no place", None),
    Row(
        "[UBND Thành phố](UBND Thành phố Hồ Chí Minh) giao [UBND quận 7](UBND quận 7), [UBND TP Thủ Đức](UBND thành phố Thủ Đức).",
        "a number names a quận", "TP. Hồ Chí Minh", "2022-02-01",
    ),
    Row(
        "[Công an Q.3](Công an quận 3) và [UBND H.Củ Chi](UBND huyện Củ Chi) phối hợp.",
        "level words by one letter", "TP. Hồ Chí Minh", "2022-02-01",
    ),
    Row(
        "[UBND huyện Mù Cang Chải](UBND huyện Mù Cang Chải) trực. [UBND huyện](UBND huyện Mù Cang Chải) báo cáo.",
        "the district named before", "Yên Bái", "2018-09-01",
    ),
    Row(
        "Tại huyện Văn Chấn, [UBND huyện](UBND huyện Văn Chấn) trực. Tại huyện Lục Yên, [Công an huyện](Công an huyện Lục Yên) trực.",
        "the latest one", "Yên Bái", "2018-09-01",
    ),
    Row("[UBND thị xã Nghĩa Lộ](UBND thị xã Nghĩa Lộ) và [UBND TX Nghĩa Lộ](UBND thị xã Nghĩa Lộ) họp.", "TX", "Yên Bái", "2018-09-01"),
    Row(
        "[UBND thành phố Yên Bái](UBND thành phố Yên Bái) họp. [UBND tỉnh](UBND tỉnh Yên Bái) dự.",
        "a city named like its province", "Yên Bái", "2018-09-01",
    ),
    Row("[UBND tỉnh Sơn La](UBND tỉnh Sơn La) họp với [Sở Y tế](Sở Y tế tỉnh Sơn La).", "no province known: the one just named", None),
    Row("[UBND tỉnh Đăk Lăk](UBND tỉnh Đắk Lắk), [UBND tỉnh Đắc Nông](UBND tỉnh Đắk Nông) ký kết.", "spellings of one province", None),
    Row("[Công an tỉnh BR-VT](Công an tỉnh Bà Rịa - Vũng Tàu) bắt giữ.", "a province by its initials", None),
    Row("[UBND tỉnh Bà Rịa - Vũng Tàu](UBND tỉnh Bà Rịa - Vũng Tàu) họp.", "a hyphen in a province's name", None),
    Row(
        "[UBND phường Nguyễn Trãi](UBND phường Nguyễn Trãi) phối hợp [Công an phường Lê Hồng Phong](Công an phường Lê Hồng Phong).",
        "wards named after people",
    ),
    Row("Chủ tịch [UBND phường](UBND phường) Trần Văn Nam cho biết.", "a person's name is not the ward's"),
    Row("Trưởng [Công an huyện](Công an huyện Ý Yên) Thượng tá Lê Văn Ba dự. [UBND huyện Ý Yên](UBND huyện Ý Yên) họp.", "nor a rank the district's"),
    Row("Bí thư [Huyện ủy](Huyện ủy Ý Yên) Phan Quý dự. [UBND huyện Ý Yên](UBND huyện Ý Yên) họp.", "nor a short name"),
    Row("[Phòng GD&ĐT quận, huyện](~) và [UBND quận huyện](~) rà soát.", "level words without a comma"),
    Row("[Phòng Tài chính - Kế hoạch huyện Ý Yên](Phòng Tài chính - Kế hoạch huyện Ý Yên) thẩm định.", "an office of a district"),
    Row(
        "[UBND huyện Ý Yên](UBND huyện Ý Yên) giao [Phòng TN&MT](Phòng Tài nguyên và Môi trường huyện Ý Yên) rà soát.",
        "an office of the district named before",
    ),
    Row(
        "Tại huyện Ý Yên, [Hội Nông dân huyện](Hội Nông dân huyện Ý Yên) và [Huyện đoàn](Huyện đoàn Ý Yên) vận động.",
        "mass organisations of a district",
    ),
    Row(
        "[Huyện ủy Ý Yên](Huyện ủy Ý Yên), [Thành ủy Nam Định](Thành ủy Nam Định), [Tỉnh ủy](Tỉnh ủy Nam Định) chỉ đạo.",
        "the place of Party committees has no level word",
    ),
)
def test_names_that_depend_on_the_article(row: Row) -> None:
    check(row)


# -- D11-D15: names as of the article's date


@table(
    Row(
        "[Bộ Nông nghiệp và Môi trường](Bộ Nông nghiệp và Môi trường), [Bộ Dân tộc và Tôn giáo](Bộ Dân tộc và Tôn giáo)",
        "ministries of March 2025", "Gia Lai", "2025-04-02",
    ),
    Row(
        "[Bộ Thủy sản](Bộ Thủy sản), [Bộ Thương mại](Bộ Thương mại), [Bộ Văn hóa - Thông tin](Bộ Văn hóa - Thông tin)",
        "ministries before August 2007", "Gia Lai", "2006-04-02",
    ),
    Row(
        "[Sở Nông nghiệp và Môi trường](Sở Nông nghiệp và Môi trường tỉnh Gia Lai), [Sở NN&MT](Sở Nông nghiệp và Môi trường tỉnh Gia Lai)",
        "the merged sở", "Gia Lai", "2025-04-02",
    ),
    Row(
        "[Sở Dân tộc và Tôn giáo](Sở Dân tộc và Tôn giáo tỉnh Gia Lai) thay [Ban Dân tộc](Ban Dân tộc tỉnh Gia Lai).",
        "old and new beside each other", "Gia Lai", "2025-04-02",
    ),
    Row(
        "[Sở Bưu chính, Viễn thông](Sở Bưu chính, Viễn thông tỉnh Gia Lai), [Sở Thương mại](Sở Thương mại tỉnh Gia Lai)",
        "sở before 2008", "Gia Lai", "2006-04-02",
    ),
    Row("[Sở Giao thông Công chánh](Sở Giao thông Công chánh Thành phố Hồ Chí Minh) sửa đường.", "a sở of one city", "TP. Hồ Chí Minh", "2025-04-02"),
    Row("[Sở Quy hoạch - Kiến trúc](Sở Quy hoạch - Kiến trúc thành phố Hà Nội) thẩm định.", "a sở of two cities", "Hà Nội", "2022-04-02"),
    Row(
        "[UBND thành phố Huế](UBND thành phố Huế) họp. [UBND thành phố](UBND thành phố Huế) kết luận.",
        "Huế was a town of its province", "Thừa Thiên Huế", "2024-06-01",
    ),
    Row(
        "[UBND tỉnh](UBND tỉnh Thừa Thiên Huế) giao [Sở Y tế](Sở Y tế tỉnh Thừa Thiên Huế).",
        "Thừa Thiên Huế to 2024", "Thừa Thiên Huế", "2024-12-31",
    ),
    Row(
        "[UBND thành phố](UBND thành phố Huế) giao [Sở Y tế](Sở Y tế thành phố Huế).",
        "a city run by the centre from 2025", "Thừa Thiên Huế", "2025-01-02",
    ),
    Row("[Thành ủy](Thành ủy Huế) và [UBND quận Thuận Hóa](UBND quận Thuận Hóa) họp.", "Huế with its new districts", "Huế", "2025-03-02"),
    Row("[UBND tỉnh](UBND tỉnh Gia Lai) giao [UBND phường Quy Nhơn](UBND phường Quy Nhơn).", "the merged province", "Gia Lai", "2025-08-02"),
    Row("[UBND các xã, phường](~) và [UBND đặc khu Phú Quốc](UBND đặc khu Phú Quốc) họp.", "the new level", "An Giang", "2025-08-02"),
    Row("[UBND 102 xã, phường, đặc khu](~) họp. [UBND xã An Phú](UBND xã An Phú) báo cáo.", "counted communes", "An Giang", "2025-08-02"),
    Row(
        "[Phòng Kinh tế, Hạ tầng và Đô thị phường Rạch Giá](Phòng Kinh tế, Hạ tầng và Đô thị phường Rạch Giá) kiểm tra.",
        "offices of communes", "An Giang", "2025-08-02",
    ),
    Row("[Phòng Văn hóa - Xã hội xã An Phú](Phòng Văn hóa - Xã hội xã An Phú) rà soát.", "another office", "An Giang", "2025-08-02"),
    Row(
        "[Trung tâm Phục vụ hành chính công xã An Phú](Trung tâm Phục vụ hành chính công xã An Phú) tiếp nhận.",
        "a centre of a commune", "An Giang", "2025-08-02",
    ),
    Row(
        "[Đảng ủy phường Rạch Giá](Đảng ủy phường Rạch Giá), [Đảng ủy đặc khu Thổ Châu](Đảng ủy đặc khu Thổ Châu)",
        "Party committees of communes", "An Giang", "2025-08-02",
    ),
    Row(
        "[Đảng ủy UBND tỉnh](Đảng ủy UBND tỉnh Gia Lai) và [Đảng ủy các cơ quan Đảng tỉnh](Đảng ủy các cơ quan Đảng tỉnh Gia Lai)",
        "Party committees of 2025", "Gia Lai", "2025-04-02",
    ),
    Row(
        "[Ban Tuyên giáo và Dân vận Tỉnh ủy](Ban Tuyên giáo và Dân vận Tỉnh ủy Gia Lai) hướng dẫn.",
        "a Party board of 2025", "Gia Lai", "2025-04-02",
    ),
    Row("[Ban Tuyên giáo và Dân vận Trung ương](Ban Tuyên giáo và Dân vận Trung ương) hướng dẫn.", "of the centre", "Gia Lai", "2025-04-02"),
    Row(
        "[Ban cán sự đảng UBND tỉnh](Ban cán sự đảng UBND tỉnh Gia Lai) trình [Tỉnh ủy](Tỉnh ủy Gia Lai).",
        "a Party body to 2025", "Gia Lai", "2023-04-02",
    ),
    Row(
        "[Cục Thuế tỉnh](Cục Thuế tỉnh Gia Lai) và [Cục Hải quan tỉnh](Cục Hải quan tỉnh Gia Lai) thu đạt.",
        "verticals to February 2025", "Gia Lai", "2023-04-02",
    ),
    Row("[Chi cục Thuế khu vực XIII](Chi cục Thuế khu vực XIII) thu đạt.", "regional verticals from March 2025", "Gia Lai", "2025-04-02"),
    Row("[Bảo hiểm xã hội khu vực XX](Bảo hiểm xã hội khu vực XX) chi trả.", "regional social insurance", "Gia Lai", "2025-04-02"),
    Row(
        "[Thuế tỉnh](Thuế tỉnh Gia Lai) và [Bảo hiểm xã hội tỉnh](Bảo hiểm xã hội tỉnh Gia Lai) họp.",
        "provincial again from July 2025", "Gia Lai", "2025-08-02",
    ),
    Row("[Thi hành án dân sự tỉnh](Thi hành án dân sự tỉnh Gia Lai) kê biên.", "without Cục from July 2025", "Gia Lai", "2025-08-02"),
    Row("[Ban Chỉ huy Phòng thủ dân sự tỉnh](Ban Chỉ huy Phòng thủ dân sự tỉnh Gia Lai) trực.", "civil defence from 2025", "Gia Lai", "2025-08-02"),
)
def test_names_as_of_the_date(row: Row) -> None:
    check(row)


# -- D1, D14: the Party


@table(
    Row("[Tỉnh ủy](Tỉnh ủy Nam Định) yêu cầu [Huyện ủy Hải Hậu](Huyện ủy Hải Hậu) kiểm điểm.", "Party committees"),
    Row(
        "[Ban Thường vụ Tỉnh ủy](Ban Thường vụ Tỉnh ủy Nam Định) và [BTV Tỉnh ủy](Ban Thường vụ Tỉnh ủy Nam Định)",
        "the standing board, abbreviated",
    ),
    Row("[Thường trực Tỉnh ủy](Thường trực Tỉnh ủy Nam Định) kết luận.", "the standing members"),
    Row("[Ban Chấp hành Đảng bộ tỉnh](Ban Chấp hành Đảng bộ tỉnh Nam Định) ra nghị quyết.", "the executive board"),
    Row("[Ban Tổ chức Tỉnh ủy](Ban Tổ chức Tỉnh ủy Nam Định), [Ủy ban Kiểm tra Tỉnh ủy](Ủy ban Kiểm tra Tỉnh ủy Nam Định) thẩm định.", "boards"),
    Row(
        "[Ban Tổ chức](Ban Tổ chức Tỉnh ủy Nam Định) và [Ban Nội chính Tỉnh ủy](Ban Nội chính Tỉnh ủy Nam Định) họp.",
        "boards that share their committee",
    ),
    Row("[Văn phòng Tỉnh ủy](Văn phòng Tỉnh ủy Nam Định) thông báo.", "the office"),
    Row(
        "[Đảng ủy Công an tỉnh](Đảng ủy Công an tỉnh Nam Định), [Đảng ủy Quân sự tỉnh](Đảng ủy Quân sự tỉnh Nam Định)",
        "committees of the armed forces",
    ),
    Row("[Đảng ủy Khối các cơ quan tỉnh](Đảng ủy Khối các cơ quan tỉnh Nam Định) quán triệt.", "a bloc committee"),
    Row("[Bộ Chính trị](Bộ Chính trị), [Ban Bí thư](Ban Bí thư Trung ương Đảng), [Ban Tổ chức Trung ương](Ban Tổ chức Trung ương)", "central bodies"),
    Row("[Ban Chấp hành Trung ương Đảng](Ban Chấp hành Trung ương Đảng) họp.", "the Central Committee"),
    Row("Ông Tám, Tỉnh ủy viên, nói. Bà Chín là Huyện ủy viên.", "a member is a title, not a committee"),
)
def test_the_party(row: Row) -> None:
    check(row)


# -- D1, D2: steering committees, centres, boards: names of any length


@table(
    Row("[Ban Chỉ đạo chuyển đổi số tỉnh](Ban Chỉ đạo chuyển đổi số tỉnh Nam Định) yêu cầu.", "its level ends the name"),
    Row("[Ban Chỉ đạo chuyển đổi số](Ban Chỉ đạo chuyển đổi số tỉnh Nam Định) yêu cầu rà soát.", "a verb ends it"),
    Row("[Ban Chỉ đạo xây dựng nông thôn mới tỉnh](Ban Chỉ đạo xây dựng nông thôn mới tỉnh Nam Định) họp.", "mới is part of a word"),
    Row("[Ban Chỉ đạo phòng, chống dịch COVID-19 tỉnh](Ban Chỉ đạo phòng, chống dịch COVID-19 tỉnh Nam Định) họp.", "a comma and a hyphen inside"),
    Row("[Ban Chỉ đạo phòng, chống dịch các cấp](~) trực.", "one on every level is a class"),
    Row("[Ban Chỉ đạo 389 tỉnh](Ban Chỉ đạo 389 tỉnh Nam Định) kiểm tra.", "a number for a name"),
    Row("[BCĐ 35 tỉnh](Ban Chỉ đạo 35 tỉnh Nam Định) họp.", "BCĐ"),
    Row(
        "[Ban Chỉ đạo phòng chống tội phạm, tệ nạn xã hội tỉnh](Ban Chỉ đạo phòng chống tội phạm, tệ nạn xã hội tỉnh Nam Định) họp.",
        "an enumeration inside",
    ),
    Row(
        "[Ban Chỉ đạo cải cách tỉnh](Ban Chỉ đạo cải cách tỉnh Nam Định) họp. [Ban Chỉ đạo](Ban Chỉ đạo cải cách tỉnh Nam Định) giao việc.",
        "bare, it refers back",
    ),
    Row(
        "[Ban Chỉ đạo chuyển đổi số tỉnh](Ban Chỉ đạo chuyển đổi số tỉnh Nam Định), [Công an tỉnh](Công an tỉnh Nam Định) họp.",
        "a comma before another agency ends it",
    ),
    Row("[Ban Chỉ huy PCTT và TKCN tỉnh](Ban Chỉ huy Phòng chống thiên tai và Tìm kiếm cứu nạn tỉnh Nam Định) trực.", "initials for words"),
    Row(
        "[BCH phòng chống thiên tai và TKCN tỉnh](Ban Chỉ huy Phòng chống thiên tai và Tìm kiếm cứu nạn tỉnh Nam Định) trực.",
        "words and initials mixed",
    ),
    Row("[Ban Quản lý dự án đầu tư xây dựng huyện Ý Yên](Ban Quản lý dự án đầu tư xây dựng huyện Ý Yên) giải ngân.", "a project board of a district"),
    Row("[Ban QLDA đường bộ ven biển](Ban Quản lý dự án đường bộ ven biển tỉnh Nam Định) thi công.", "a project board by what it builds"),
    Row("[Ban Quản lý các Khu công nghiệp tỉnh](Ban Quản lý các Khu công nghiệp tỉnh Nam Định) cấp phép.", "các inside a name"),
    Row("[Trung tâm Phục vụ hành chính công tỉnh](Trung tâm Phục vụ hành chính công tỉnh Nam Định) tiếp nhận.", "a centre"),
    Row("[Trung tâm Dịch vụ việc làm tỉnh](Trung tâm Dịch vụ việc làm tỉnh Nam Định) tư vấn.", "làm is part of a word"),
    Row("[Trung tâm Y tế huyện Ý Yên](Trung tâm Y tế huyện Ý Yên) tiêm chủng.", "a centre of a district"),
    Row("[Trung tâm Phát triển quỹ đất](Trung tâm Phát triển quỹ đất tỉnh Nam Định) kiểm kê.", "a centre without a level"),
    Row(
        "[Chi cục Kiểm lâm](Chi cục Kiểm lâm tỉnh Nam Định) tuần rừng. [Hạt Kiểm lâm huyện Ý Yên](Hạt Kiểm lâm huyện Ý Yên) trực.",
        "sub-departments",
    ),
    Row(
        "[Cục Đường bộ Việt Nam](Cục Đường bộ Việt Nam) và [Cục Cảnh sát giao thông](Cục Cảnh sát giao thông) phối hợp.",
        "a department of a ministry has no province",
    ),
    Row("[Hội đồng Thi đua - Khen thưởng tỉnh](Hội đồng Thi đua - Khen thưởng tỉnh Nam Định) họp.", "a council"),
    Row("[Đoàn kiểm tra liên ngành tỉnh](Đoàn kiểm tra liên ngành tỉnh Nam Định) làm việc.", "an inspection team"),
    Row("[Tổ công tác 12](Tổ công tác 12 tỉnh Nam Định) của tỉnh rà soát.", "của tỉnh after it"),
    Row("[Trung tâm Y tế dự phòng tỉnh](Trung tâm Y tế dự phòng tỉnh Nam Định) phun hóa chất.", "dự is part of a word"),
    Row("[Trung tâm Xúc tiến đầu tư tỉnh](Trung tâm Xúc tiến đầu tư tỉnh Nam Định) tiếp nhà đầu tư.", "đầu tư in a name"),
    Row("[BQL các dự án trọng điểm](Ban Quản lý các dự án trọng điểm tỉnh Nam Định) khẩn trương thi công.", "các after a head"),
    Row(
        "[Ban Chỉ đạo quốc gia về chống khai thác hải sản bất hợp pháp](Ban Chỉ đạo quốc gia về chống khai thác hải sản bất hợp pháp) họp.",
        "a verb after về",
    ),
    Row(
        "[Ban Chỉ đạo cải cách tỉnh](Ban Chỉ đạo cải cách tỉnh Nam Định) (sau đây gọi là [Ban Chỉ đạo](Ban Chỉ đạo cải cách tỉnh Nam Định)).",
        "called so below",
    ),
    Row("[Vụ Pháp chế](Vụ Pháp chế) góp ý. [Tổng cục Thủy lợi](Tổng cục Thủy lợi) yêu cầu.", "bodies of a ministry in a province's article"),
    Row("[Bộ Tư lệnh Quân khu 3](Bộ Tư lệnh Quân khu 3) và [Quân khu 4](Quân khu 4) diễn tập.", "military regions"),
    Row("[Sở Y tế](Sở Y tế tỉnh Nam Định) họp. [Sở](Sở Y tế tỉnh Nam Định) giao các phòng.", "a bare Sở is the one named last"),
    Row("[Trung tâm Công nghệ thông tin (CNTT) tỉnh](Trung tâm Công nghệ thông tin tỉnh Nam Định), nền CNTT.", "initials of a field are no alias"),
    Row("Thành lập 2 đoàn kiểm tra việc tổ chức bữa ăn và một hội đồng kỷ luật.", "bodies to be set up"),
    Row("[CDC tỉnh](Trung tâm Kiểm soát bệnh tật tỉnh Nam Định) lấy mẫu.", "a centre by its English initials"),
    Row("[BCĐ các huyện](~) và [Ban Chỉ đạo cấp xã](~) rà soát.", "committees of a level"),
    Row("[Tổ công tác số 2](Tổ công tác số 2) làm việc.", "a numbered team"),
    Row("[Ủy ban Quốc gia về chuyển đổi số](Ủy ban Quốc gia về chuyển đổi số) họp.", "a national committee"),
    Row(
        "[Trung tâm giám sát, điều hành thông minh (IOC) tỉnh](Trung tâm giám sát, điều hành thông minh tỉnh Nam Định) vận hành.",
        "an alias inside a name",
    ),
    Row(
        "Tổng công ty Quản lý cảng biển miền Bắc (QCB) họp. [QCB](Tổng công ty Quản lý cảng biển miền Bắc) báo cáo.",
        "an alias in brackets stands for the name later",
    ),
)
def test_names_of_any_length(row: Row) -> None:
    check(row)


@table(
    Row("Chủ tịch [UBND huyện](UBND huyện Giao Thủy) Danh Văn Tám ký. [UBND huyện Giao Thủy](UBND huyện Giao Thủy) họp.", "a person behind a level word"),
    Row("Chủ tịch [UBND huyện](UBND huyện) Ma Thế Quân ký.", "a person whose family name is no common one", "Thái Nguyên"),
    Row("Chủ tịch [UBND tỉnh](UBND tỉnh Nam Định) Đoàn Văn Sáu chủ trì.", "the family name Đoàn is no youth union"),
    Row("[UBND huyện Đắk R'lấp](UBND huyện Đắk R'lấp) báo cáo.", "an apostrophe inside a name", "Đắk Nông"),
    Row("[UBND phường Xuân Hương - Đà Lạt](UBND phường Xuân Hương - Đà Lạt) họp.", "a ward that bears its old town's name", "Lâm Đồng", "2025-09-01"),
    Row("ỦY BAN NHÂN DÂN", "a letterhead without any place", None),
    Row("[ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG](UBND thành phố Hải Phòng)\nSố: 12/KH-UBND", "a letterhead in two lines", "Hải Phòng"),
    Row("Nội dung.\n\nTM. [ỦY BAN NHÂN DÂN](UBND tỉnh Nam Định)", "a signature"),
    Row("[Sở Xây dựng](Sở Xây dựng tỉnh Nam Định) họp. [Thanh tra Sở](Thanh tra Sở Xây dựng tỉnh Nam Định) lập biên bản.", "a unit of the sở named last"),
    Row("[Thanh tra Sở GTVT](Thanh tra Sở Giao thông vận tải tỉnh Nam Định) duy trì trạm cân.", "a unit of a sở, and a verb behind it"),
    Row("[Phòng CSGT Công an tỉnh](Phòng Cảnh sát giao thông Công an tỉnh Nam Định) xử lý.", "a unit and its parent side by side"),
    Row("[Ban Thường vụ Huyện ủy Giao Thủy](Ban Thường vụ Huyện ủy Giao Thủy) họp. [Ban Thường vụ](Ban Thường vụ Huyện ủy Giao Thủy) giao.", "a board named before"),
    Row("Ủy viên [Ban Thường vụ](Ban Thường vụ Huyện ủy Giao Thủy), Trưởng [Ban Tổ chức Huyện ủy Giao Thủy](Ban Tổ chức Huyện ủy Giao Thủy) nói.", "an office between two boards"),
    Row("[Ban Thường vụ các huyện ủy, thành ủy](~) chỉ đạo.", "a board of several committees"),
    Row("Phê bình [05 huyện ủy](~) chậm báo cáo.", "committees that are counted"),
    Row("[Ủy ban kiểm tra các cấp](~) giám sát.", "boards of all levels"),
    Row("Yêu cầu [các phòng Giáo dục và Đào tạo](~) rà soát.", "several offices of one kind"),
    Row("[Phòng GD-ĐT Giao Thủy](Phòng Giáo dục và Đào tạo huyện Giao Thủy) báo cáo.", "a district without its level"),
    Row("[UBND cùng cấp](~) quyết định.", "the body of the same level"),
    Row("[Tỉnh đoàn](Tỉnh đoàn Nam Định), [các sở, ngành](~) phối hợp.", "a committee before a group"),
    Row("[UBND các huyện thị xã thành phố](~) phân công.", "levels without commas"),
    Row("[Các cơ quan hành chính, đơn vị sự nghiệp](~) phải tiết kiệm điện.", "two kinds of units"),
    Row("[Chi cục Thuế khu vực Ý Yên - Vụ Bản](Chi cục Thuế khu vực Ý Yên - Vụ Bản) báo cáo.", "a region by its districts"),
    Row("[Chi cục Hải quan cửa khẩu quốc tế Lao Bảo](Chi cục Hải quan cửa khẩu quốc tế Lao Bảo) kiểm soát.", "a border gate", "Quảng Trị"),
    Row("[Ban Quản lý Khu bảo tồn thiên nhiên Sao La](Ban Quản lý Khu bảo tồn thiên nhiên Sao La) tuần tra.", "a board of a park"),
    Row("[Ban Chỉ đạo các chương trình MTQG tỉnh](Ban Chỉ đạo các chương trình mục tiêu quốc gia tỉnh Nam Định) họp.", "các inside a name"),
    Row("[Ủy ban MTTQVN tỉnh](Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Nam Định), [UB.MTTQ huyện Giao Thủy](Ủy ban Mặt trận Tổ quốc Việt Nam huyện Giao Thủy)", "the Front in short"),
    Row("- [TT. Tỉnh ủy](Thường trực Tỉnh ủy Nam Định);\n- [VP.UBND tỉnh](Văn phòng UBND tỉnh Nam Định)", "recipients in short"),
    Row("[Mặt trận các cấp](~) giám sát. Công tác mặt trận được đổi mới.", "the Front needs its level"),
    Row("Trước Đại hội Đảng bộ tỉnh, còn nợ bảo hiểm xã hội 2 tỷ đồng, cán bộ TP chậm làm nhiệm vụ.", "a congress, insurance, staff, a task"),
    Row("Huyện sẽ lập đoàn kiểm tra liên ngành. Ban Biên tập", "a body to be set up, and editors"),
    Row("[Phòng Y tế](Phòng Y tế), [UBND các xã](~) phun thuốc.", "an office of the district beside its communes"),
    Row("Phó chủ tịch [UBND xã Nguyễn Việt Khái](UBND xã Nguyễn Việt Khái), thừa nhận. Tại xã Nguyễn Việt Khái còn vướng.", "a commune that bears a person's name", "Cà Mau"),
    Row("Chủ tịch [UBND xã](UBND xã) Nguyễn Việt Khái thừa nhận.", "a person, where nothing says it is a commune", "Cà Mau"),
    Row("Mô hình chính quyền địa phương 2 cấp vận hành ổn định.", "a model of government"),
    Row("[Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số tỉnh](Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số tỉnh Nam Định) họp.", "commas inside a name"),
    Row("[các chi cục thuế khu vực](~) rà soát.", "several regional bodies"),
    Row("[Ban Chỉ huy Bộ đội Biên phòng](Ban Chỉ huy Bộ đội Biên phòng thành phố Huế) kêu gọi tàu thuyền.", "the border guard's new name", "Huế", "2025-09-01"),
    Row("[CA tỉnh](Công an tỉnh Nam Định) điều tra. Thêm 2 ca xã Nam Mỹ.", "the police in capitals only"),
    Row("Trường Chính trị tỉnh, [Đảng ủy xã Nam Mỹ](Đảng ủy xã Nam Mỹ) phối hợp.", "a province before a body is no group"),
    Row("Phó Bí thư Thường trực [Đảng ủy xã Nam Mỹ](Đảng ủy xã Nam Mỹ) dự. [Thường trực Đảng ủy xã Nam Mỹ](Thường trực Đảng ủy xã Nam Mỹ) họp.", "a standing deputy, a standing board"),
    Row("[UBND các huyện: Ý Yên](UBND huyện Ý Yên), [Vụ Bản](UBND huyện Vụ Bản); [thành phố Nam Định](UBND thành phố Nam Định) báo cáo.", "a list over a semicolon"),
    Row("[Các ban HĐND tỉnh](~ các ban HĐND) thẩm tra.", "committees of a council"),
    Row("[Trung tâm Quan trắc môi trường](Trung tâm Quan trắc môi trường tỉnh Nam Định) lắp thêm trạm đo.", "a verb ends an open name"),
    Row("[Ban Chỉ đạo thực hiện Quy chế dân chủ ở cơ sở tỉnh](Ban Chỉ đạo thực hiện Quy chế dân chủ ở cơ sở tỉnh Nam Định) họp.", "a stop word inside a compound"),
    Row("[Trung tâm Kiểm soát bệnh tật tỉnh](Trung tâm Kiểm soát bệnh tật tỉnh Nam Định) (CDC) báo cáo.", "the short name behind the full one"),
)
def test_bodies_of_other_provinces_and_years(row: Row) -> None:
    check(row)


def test_the_headline_says_which_district() -> None:
    seen = context("UBND huyện vừa yêu cầu rà soát.", title="Ý Yên: Ra quân làm thủy lợi")
    assert [agency.name for agency in find(seen)] == ["UBND huyện Ý Yên"]


@pytest.mark.parametrize(
    ("source", "text", "name", "reason"),
    [
        ("Cổng thông tin điện tử huyện Xuân Trường", "UBND huyện yêu cầu.", "UBND huyện Xuân Trường", "the district whose site it is"),
        ("Trang thông tin điện tử huyện Xuân Trường", "Phòng Nội vụ báo cáo.", "Phòng Nội vụ huyện Xuân Trường", "... and its offices"),
        ("Trang thông tin điện tử xã Xuân Hồng", "Phòng Kinh tế báo cáo.", "Phòng Kinh tế xã Xuân Hồng", "a commune's site"),
        ("Báo Nam Định", "UBND huyện yêu cầu.", "UBND huyện", "a provincial paper says nothing of the district"),
    ],
)
def test_the_outlet_says_which_district(source: str, text: str, name: str, reason: str) -> None:
    assert [agency.name for agency in find(context(text, source=source))] == [name], reason


# -- D16: not agencies


@table(
    Row("Tỉnh ban hành bộ tiêu chí, bộ hồ sơ, bộ thủ tục và bộ chỉ số.", "bộ: a set"),
    Row("Bộ phận, bộ máy, bộ đội, bộ mặt, bộ luật, cán bộ, toàn bộ, nội bộ, đồng bộ.", "bộ in other words"),
    Row("Cục bộ có mưa; cục diện mới; mưa cục bộ.", "cục in other words"),
    Row("Hội An, phố cổ Hội An và thành phố Hội An đón khách.", "a town whose name begins like an association", "Quảng Nam"),
    Row("Hội nghị, hội thảo, hội chợ, Hội thi, lễ hội, xã hội, quốc hội hóa, cơ hội.", "hội in other words"),
    Row("Các hợp tác xã kiểu mới và xã hội hóa.", "xã in other words"),
    Row("Xây dựng chính phủ điện tử, Chính phủ số, chính quyền số, chính quyền điện tử.", "electronic government is a programme"),
    Row("Phòng chống dịch; phòng, chống thiên tai; phòng cháy; phòng ngừa; Phòng khám; quốc phòng.", "phòng in other words"),
    Row("Mở Phòng Giao dịch, mua văn phòng phẩm, dự phòng.", "a bank's counter and stationery"),
    Row("Quyền sở hữu, sở dĩ, cơ sở, trụ sở, sở tại, sở thích.", "sở in other words"),
    Row("Trụ sở, sở tại và công sở.", "sở beside sở"),
    Row("Ủy quyền, ủy thác, ủy viên, đảng viên, đoàn viên, hội viên.", "members and mandates"),
    Row("Tổ chức hội nghị, tổ chức thực hiện, tổ dân phố, tổ hợp.", "tổ in other words"),
    Row("Ban đầu, ban đêm, ban hành, ban giám khảo, trưởng ban, phó ban.", "ban in other words"),
    Row("Vụ án, vụ việc, vụ Đông Xuân, Vụ mùa, nhiệm vụ, dịch vụ.", "vụ: a case or a harvest"),
    Row("Viện phí, viện trợ, bệnh viện, nhập viện, thư viện.", "viện in other words"),
    Row("Quỹ đất, quỹ lương, quỹ tiền mặt.", "quỹ: money"),
    Row("Trung tâm thành phố, khu trung tâm, lấy dân làm trung tâm.", "trung tâm: the middle"),
    Row("Thuế đất, nộp thuế, thuế giá trị gia tăng.", "thuế: money"),
    Row("Thanh tra, kiểm tra việc chấp hành; thanh tra đột xuất.", "thanh tra: the act"),
    Row("Lực lượng chức năng, ngành y tế, ngành Công an vào cuộc.", "sectors"),
    Row("Sửa Luật Đất đai, Luật Đầu tư; theo Kế hoạch số 3.", "words that sở names share"),
    Row("Ban Giám đốc và Ban Giám hiệu họp.", "heads of firms and schools"),
    Row("Trường Đại học Y, Công ty Điện lực, Báo Nhân Dân.", "schools, companies, newspapers"),
    Row("Phường Năng Tĩnh, xã Mỹ Lộc, thị xã Sơn Tây đẹp.", "places alone"),
    Row("", "an empty text"),
    Row("UBND. HĐND. Sở. Bộ. Ban. Các. Tổ. Hội.", "heads without names"),
)
def test_what_is_no_agency(row: Row) -> None:
    check(row)


# -- what follows from a name: its id, the body that has its work today


@pytest.mark.parametrize(
    ("text", "place", "published", "identifier", "successor", "reason"),
    [
        ("Sở Y tế", "Nam Định", "2022-05-10", "so-y-te@nam-dinh", "so-y-te@ninh-binh", "the province was merged"),
        ("Sở Y tế", "Ninh Bình", "2022-05-10", "so-y-te@ninh-binh", None, "a larger province of the same name"),
        ("Sở TT&TT", "Cao Bằng", "2022-05-10", "so-thong-tin-va-truyen-thong@cao-bang", "so-khoa-hoc-va-cong-nghe@cao-bang", "the sở was merged"),
        ("Sở KH&ĐT", "Kiên Giang", "2022-05-10", "so-ke-hoach-va-dau-tu@kien-giang", "so-tai-chinh@an-giang", "both were merged"),
        ("Sở Thương mại", "Cao Bằng", "2006-05-10", "so-thuong-mai@cao-bang", "so-cong-thuong@cao-bang", "a sở that ended in 2008"),
        ("Sở Y tế", "An Giang", "2025-09-10", "so-y-te@an-giang", None, "of today"),
        ("UBND tỉnh", "Quảng Nam", "2022-05-10", "ubnd@quang-nam", "ubnd@da-nang", "a province that became part of a city"),
        ("UBND TP.HCM", "Hồ Chí Minh", "2022-05-10", "ubnd@ho-chi-minh", None, "a city with a long name"),
        ("UBND tỉnh", "Thừa Thiên Huế", "2022-05-10", "ubnd@thua-thien-hue", "ubnd@hue", "a province that became a city"),
        ("Tỉnh ủy", "Nam Định", "2022-05-10", "tinh-uy@nam-dinh", "tinh-uy@ninh-binh", "Party committees follow their province"),
        ("Tỉnh ủy", "Bình Dương", "2022-05-10", "tinh-uy@binh-duong", "thanh-uy@ho-chi-minh", "and change their kind"),
        ("Ban Dân vận Tỉnh ủy", "Cao Bằng", "2022-05-10", "ban-dan-van-tinh-uy@cao-bang", "ban-tuyen-giao-va-dan-van-tinh-uy@cao-bang", "a board"),
        ("UBND huyện Ý Yên", "Nam Định", "2022-05-10", "ubnd@huyen-y-yen", None, "a level that ended has no successor"),
        ("UBND thành phố Nam Định", "Nam Định", "2022-05-10", "ubnd@thanh-pho-nam-dinh", None, "a town named like its province is another body"),
        ("Bộ Giao thông vận tải", "Nam Định", "2022-05-10", "bo-giao-thong-van-tai", "bo-xay-dung", "a ministry that was merged"),
        ("Bộ Xây dựng", "Nam Định", "2022-05-10", "bo-xay-dung", None, "a ministry that kept its name"),
        ("Ủy ban Dân tộc", "Nam Định", "2022-05-10", "uy-ban-dan-toc", "bo-dan-toc-va-ton-giao", "a committee that became a ministry"),
        ("Cục Thuế tỉnh", "Cao Bằng", "2022-05-10", "cuc-thue@cao-bang", "thue@cao-bang", "a vertical that changed twice"),
        ("các sở, ngành", "Nam Định", "2022-05-10", None, None, "a class has neither"),
    ],
)
def test_identity(text: str, place: str, published: str, identifier: str | None, successor: str | None, reason: str) -> None:
    (agency,) = agencies(f"{text} báo cáo.", place, published)
    assert (agency.agency, agency.successor) == (identifier, successor), reason


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Sở TT&TT báo cáo.", "Sở Thông tin và Truyền thông tỉnh Nam Định báo cáo.", "abbreviated and in full"),
        ("UBND tỉnh họp.", "Ủy ban nhân dân tỉnh Nam Định họp.", "with its province and without"),
        ("Uỷ ban nhân dân tỉnh họp.", "Ủy ban nhân dân tỉnh họp.", "old and new tone marks"),
        ("Tỉnh uỷ họp.", "Tỉnh ủy Nam Định họp.", "a Party committee"),
    ],
)
def test_one_agency_has_one_id(one: str, other: str, reason: str) -> None:
    assert agencies(one)[0].agency == agencies(other)[0].agency, reason


# -- titles


@pytest.mark.parametrize(
    ("text", "titles", "reason"),
    [
        ("Chủ tịch UBND tỉnh yêu cầu Công an tỉnh trực.", [True, False], "an office and an addressee"),
        ("Phó Chủ tịch Thường trực UBND tỉnh giao việc.", [True], "a standing vice-chairman"),
        ("Phó Bí thư Thường trực Tỉnh ủy, Chủ tịch HĐND tỉnh phát biểu.", [True, True], "two offices"),
        ("Giám đốc Sở Y tế, Giám đốc Công an tỉnh dự.", [True, True], "directors"),
        ("Chánh Văn phòng UBND tỉnh ký.", [True], "the head of an office"),
        ("Thủ trưởng các sở, ban, ngành chịu trách nhiệm.", [True], "heads of a class"),
        ("Trưởng Ban Chỉ đạo chuyển đổi số tỉnh kết luận.", [True], "the head of a committee"),
        ("Lãnh đạo Sở Tài chính báo cáo.", [True], "leaders"),
        ("Bộ trưởng Bộ Y tế trả lời.", [True], "a minister"),
    ("Phó Thủ tướng Chính phủ kết luận.", [True], "a deputy prime minister"),
        ("Ban lãnh đạo nghe Sở Y tế trình bày.", [False], "a verb between"),
        ("Ông Tám nêu ý kiến lãnh đạo, UBND tỉnh tiếp thu.", [False], "a comma between"),
        ("Thường trực HĐND tỉnh và Thường trực Tỉnh ủy họp.", [False, False], "standing bodies are no titles"),
    ],
)
def test_in_title(text: str, titles: list[bool], reason: str) -> None:
    assert [agency.in_title for agency in agencies(text)] == titles, reason


# -- what the article's form does


def test_nothing_comes_from_boilerplate() -> None:
    text = "UBND tỉnh yêu cầu Sở Y tế báo cáo.\n\nTin liên quan\nSở Nội vụ tổ chức thi tuyển\nSở Xây dựng công bố giá"
    seen = context(text)
    assert all(seen.zone(agency.start) != "boilerplate" for agency in find(seen))
    assert [agency.name for agency in find(seen)][:2] == ["UBND tỉnh Nam Định", "Sở Y tế tỉnh Nam Định"]


def test_a_name_does_not_go_over_the_end_of_a_paragraph() -> None:
    assert [agency.name for agency in agencies("Thông báo của Ban Chỉ đạo chuyển đổi số\nCông an tỉnh trực.")] == [
        "Ban Chỉ đạo chuyển đổi số tỉnh Nam Định",
        "Công an tỉnh Nam Định",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Uỷ ban nhân dân tỉnh giao\u00a0Sở\u00a0Y\u00a0tế.",
        "UBND tỉnh\u200b giao Sở Y tế.",
        unicodedata.normalize("NFD", "UBND tỉnh giao Sở Y tế."),
        "UBND  tỉnh   giao Sở   Y tế.",
    ],
    ids=["no-break spaces and old tone marks", "zero-width space", "decomposed letters", "runs of spaces"],
)
def test_forms_of_unicode_make_no_difference(text: str) -> None:
    assert [agency.name for agency in agencies(text)] == ["UBND tỉnh Nam Định", "Sở Y tế tỉnh Nam Định"]


def test_mentions_are_in_order_do_not_overlap_and_say_where_they_come_from() -> None:
    found = agencies("Chủ tịch UBND tỉnh giao các sở: Y tế, Tài chính; UBND các huyện: Ý Yên, Vụ Bản và Ban Chỉ đạo chuyển đổi số tỉnh.")
    assert len(found) == 6
    assert all(one.end <= other.start for one, other in zip(found, found[1:]))
    assert all(agency.by.startswith(("row:agencies.", "rule:agencies.")) and 0 < agency.confidence <= 1 for agency in found)


# -- any input


LONG = {
    # the part between bars repeats
    "letters": "a",
    "capital letters": "A",
    "digits": "1",
    "spaces": " ",
    "abbreviation": "KH&",
    "hyphens": "A-",
    "các": "các ",
    "heads": "sở, ban, ngành, ",
    "sở": "Sở ",
    "UBND": "UBND ",
    "HĐND and UBND": "HĐND, UBND, ",
    "bare boards": "Ban Chỉ đạo ",
    "boards": "Ban Chỉ đạo chuyển đổi số ",
    "aliases": "Trung tâm Dữ liệu (TTDL) họp. ",
    "districts": "UBND huyện Ý Yên, ",
    "bare districts": "huyện Ý Yên. UBND huyện họp. ",
    "brackets": "(",
    "a list of districts": "UBND các huyện: |Ý Yên, |",
    "levels": "UBND các |huyện, |",
    "capitals": "Trung tâm |Chuyển Đổi |",
    "commas in a board": "Ban Chỉ đạo |phòng, chống, |",
    "lines": "Sở\n",
}


@pytest.mark.parametrize("name", LONG)
def test_linear_time(name: str) -> None:
    assert_linear(LONG[name], 30_000, context, find)
