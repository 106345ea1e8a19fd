"""What does not fit together in an article is told."""

from __future__ import annotations

import pytest

from pipeline.run import extract

ORDERS = [
    # text, published, codes, reason
    (
        "Thực hiện Chỉ thị số 12/CT-UBND ngày 05/9/2022, UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022.",
        "2022-09-06",
        ["deadline.before_document", "deadline.past"],
        "due before the paper that orders it, and before the article",
    ),
    ("UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022.", "2022-09-06", ["deadline.past"], "due before the article"),
    ("UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022.", "2022-05-19", [], "due on the day of the article"),
    ("UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022.", None, [], "the article's day is unknown"),
    (
        "Thực hiện Chỉ thị số 12/CT-UBND ngày 05/4/2022, UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20/5/2022.",
        "2022-04-06",
        [],
        "paper, article, deadline: in order",
    ),
    ("UBND tỉnh yêu cầu Sở Y tế báo cáo trước ngày 20 hằng tháng.", "2022-09-06", [], "again each month"),
    ("UBND tỉnh yêu cầu Sở Y tế báo cáo kết quả.", "2022-09-06", [], "no deadline"),
]


@pytest.mark.parametrize(("text", "published", "codes", "reason"), ORDERS, ids=[row[3] for row in ORDERS])
def test_deadlines(text: str, published: str | None, codes: list[str], reason: str) -> None:
    record = extract({"id": "1", "text": text, "published": published, "place": "Nam Định"})
    assert record.directives, "there is an order"
    found = [diagnostic for diagnostic in record.diagnostics if diagnostic.code.startswith("deadline.")]
    assert [diagnostic.code for diagnostic in found] == codes, reason
    assert all(record.text[d.start : d.end] == "trước ngày 20/5/2022" for d in found)


def test_two_orders_with_one_deadline_are_told_once() -> None:
    text = "UBND tỉnh yêu cầu Sở Y tế rà soát; Sở Tài chính bố trí kinh phí, báo cáo trước ngày 20/5/2022."
    record = extract({"id": "1", "text": text, "published": "2022-09-06", "place": "Nam Định"})
    assert [diagnostic.code for diagnostic in record.diagnostics] == ["deadline.past"]
