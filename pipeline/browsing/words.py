"""Titles, facets and ready questions of the tables in the browser, Vietnamese first."""

from __future__ import annotations

from typing import Any, NamedTuple


class Shown(NamedTuple):
    """How a table is shown: its title, what a row is, the facets beside it, the order, and the columns that the start page's links ask for (all)."""

    title: str
    row: str
    facets: tuple[str | dict[str, str], ...]
    sort: str | None = None
    columns: tuple[str, ...] = ()


TABLES = {
    "directives": Shown(
        "Chỉ đạo (directives)", "Mỗi dòng là một chỉ đạo: ai giao cho ai việc gì, đến khi nào.",
        ("province", {"array": "leads"}, "sector", "issuer", "modality", "period"), "published",
        ("article", "published", "province", "issuer", "lead", "action", "due", "targets", "confidence"),
    ),
    "articles": Shown("Tin bài (articles)", "Bấm vào mã bài để đọc toàn văn, các chi tiết được tô màu.", ("province", "source", "period"), "published", ("title", "published", "province", "source", "url")),
    "deadlines": Shown(
        "Thời hạn (deadlines)", "Mỗi dòng là một thời hạn; due là ngày cuối cùng.",
        ("province", "again", "issuer"), "due", ("article", "due", "words", "lead", "action", "issuer", "again"),
    ),
    "parties": Shown(
        "Cơ quan trong chỉ đạo (parties)", "Mỗi dòng là một cơ quan với vai trò của nó trong một chỉ đạo.", ("role", "name", "sector", "place"),
    ),
    "documents": Shown("Văn bản được nhắc đến (documents)", "Mỗi dòng là một lần nhắc đến.", ("type", "form", "issuer", "year")),
    "resources": Shown("Văn bản của từng bài (resources)", "Cùng một urn là cùng một văn bản ở mọi bài.", ("type", "issuer", "year", "urn")),
    "bases": Shown("Căn cứ của chỉ đạo (bases)", "Mỗi dòng là một văn bản mà chỉ đạo căn cứ vào.", ("name",)),
    "agencies": Shown("Cơ quan được nhắc đến (agencies)", "Mỗi dòng là một lần nhắc đến.", ("role", "sector", "place", "granularity")),
    "quantities": Shown("Số liệu (quantities)", "Chỉ tiêu (target) và kết quả (achieved).", ("kind", "status", "unit", "year")),
    "people": Shown("Người được nhắc đến (people)", "Mỗi dòng là một lần nhắc đến.", ("role", "name")),
    "dates": Shown("Mốc thời gian (dates)", "Mỗi dòng là một mốc thời gian.", ("role", "comparator")),
    "mentions": Shown("Mọi chi tiết (mentions)", "Mọi chi tiết, theo thứ tự trong bài.", ("kind",)),
}  # fmt: skip

COLUMNS = {
    "article": "Tin bài", "directive": "Mã chỉ đạo", "published": "Ngày đăng", "period": "Tháng đăng", "province": "Tỉnh, thành phố lúc đăng",
    "province_now": "Tỉnh, thành phố hiện nay", "sector": "Lĩnh vực", "issuer": "Cơ quan, người ra chỉ đạo hoặc ban hành", "lead": "Cơ quan thực hiện",
    "leads": "Cơ quan thực hiện (danh sách)", "coordinate": "Cơ quan phối hợp", "via": "Thông qua", "advised": "Tham mưu cho", "receive_report": "Báo cáo về",
    "action": "Nội dung", "due": "Hạn cuối", "words": "Lời trong bài", "next": "Lần tới", "again": "Định kỳ", "until": "Định kỳ đến ngày", "modality": "Loại yêu cầu",
    "targets": "Chỉ tiêu", "legal_basis": "Căn cứ", "condition": "Điều kiện", "quote": "Nguyên văn", "confidence": "Độ tin cậy (0 đến 1)",
    "by": "Quy tắc hoặc mô hình nhận ra", "start": "Vị trí đầu", "end": "Vị trí cuối", "name": "Tên đầy đủ", "agency": "Mã cơ quan", "role": "Vai trò",
    "place": "Địa phương của cơ quan", "type": "Loại", "number": "Số", "symbol": "Ký hiệu", "title": "Tiêu đề", "urn": "Mã URN của văn bản", "issued": "Ngày ban hành",
    "kind": "Loại", "status": "Chỉ tiêu hay kết quả", "value": "Giá trị", "unit": "Đơn vị", "year": "Năm", "subject": "Về việc gì", "titles": "Chức vụ", "source": "Nguồn",
    "url": "Địa chỉ bài gốc", "text": "Toàn văn", "same": "Chỉ đạo đầu tiên có cùng lời trong cùng tin", "news": "Cùng tin thì cùng mã",
}  # fmt: skip

QUERIES = {
    "den-han": {
        "title": "Việc đến hạn trong một khoảng ngày",
        "description": "Ngày viết 2022-06-01; cơ quan có thể viết không dấu, để trống là mọi cơ quan. Tasks due between two days.",
        "sql": (
            "select due, lead, action, words, issuer, province, article from deadlines where due between :tu_ngay and :den_ngay "
            "and khong_dau(coalesce(lead, '')) like '%' || khong_dau(:co_quan) || '%' order by due"
        ),
    },
    "khong-thoi-han": {
        "title": "Chỉ đạo không nêu thời hạn",
        "description": "Directives without any deadline.",
        "sql": (
            "select published, province, issuer, lead, action, article from directives d where kind = 'directive' "
            "and not exists (select 1 from deadlines x where x.directive = d.directive) order by published"
        ),
    },
    "phoi-hop": {
        "title": "Cơ quan phối hợp nhiều nhất",
        "description": "Who is to coordinate most.",
        "sql": "select name, count(distinct directive) as directives, count(distinct article) as articles from parties where role = 'coordinate' group by name order by 2 desc",
    },
    "cung-chi-dao": {
        "title": "Cùng một chỉ đạo trên nhiều báo, cổng",
        "description": "The same directive on several sites.",
        "sql": (
            "select same, count(distinct article) as articles, group_concat(distinct article) as told_by, min(published) as first, max(quote) as quote "
            "from directives group by same having count(distinct article) > 1 order by 2 desc"
        ),
    },
}

SETTINGS = {
    "default_page_size": 50,
    "default_facet_size": 8,  # the table itself stays in sight
    "suggest_facets": False,
    "facet_time_limit_ms": 3000,  # the default, 200 ms, leaves facets of 100,000 rows out
    "sql_time_limit_ms": 10_000,  # nobody else is kept waiting
    "truncate_cells_html": 240,
}

SEARCH = 'Tìm không cần dấu: <q>so y te</q> tìm thấy Sở Y tế; đặt trong ngoặc kép để tìm nguyên cụm: <q>"so y te"</q>.'


def metadata() -> dict[str, Any]:
    """What Datasette calls metadata."""
    return {
        "title": "Chỉ đạo của chính quyền các tỉnh, thành phố",
        "description": "Ai giao cho ai việc gì, đến khi nào, chỉ tiêu ra sao, căn cứ vào đâu; đọc từ tin bài. Who told whom to do what, by when.",
        "databases": {"chidao": {"tables": {name: _table(name, shown) for name, shown in TABLES.items()}, "queries": QUERIES}},
    }


def _table(name: str, shown: Shown) -> dict[str, Any]:
    told = {"title": shown.title, "facets": list(shown.facets), "columns": COLUMNS, "description_html": f"{shown.row}"}
    if name in ("directives", "articles"):
        told["description_html"] += f" {SEARCH}"
    if shown.sort:
        told["sort_desc" if shown.sort == "published" else "sort"] = shown.sort
    return told | ({"label_column": "title"} if name == "articles" else {})
