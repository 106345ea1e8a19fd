"""Work on the marked-up articles.

    python -m corpora check [FILE...]        says what is wrong in the marks, and what looks unmarked
    python -m corpora compile [FILE...]      prints the records
    python -m corpora agreement              compares the articles that were annotated twice
    python -m corpora describe [RECORDS...]  counts what is in the corpus, beside other annotated records (.jsonl)
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from corpora import ROOT, agreement, describe, markup

# Words that nearly always want a mark; what a check finds unmarked is for a reader to judge.
LIKELY = {
    "percent or ratio": re.compile(r"\d\s?%|\bphần trăm\b|(?<![/\d.-])\d{1,3}/\d{1,3} (?=[a-zđà-ỹ])"),
    "date": re.compile(r"(?<![\d/.-])\d{1,2}\s?[/-]\s?\d{1,2}(?:\s?[/-]\s?\d{4})?(?![\d/%-])|\b(?:năm|tháng|quý) (?:\d|[IVX]+\b)|\bngày \d", re.IGNORECASE),
    "document": re.compile(r"(?<!\w)\d+\s?[/-]\s?(?:\d{4}/)?[A-ZĐ][\wĐ-]*|\b(?:Công văn|Chỉ thị|Nghị quyết|Quyết định|Kế hoạch|Thông báo|Nghị định|Luật|Đề án|Công điện) (?:số )?\d"),
    "agency": re.compile(
        r"\b(?:UBND|HĐND|Uỷ ban|Ủy ban|Sở|Bộ|Ban Chỉ đạo|BCĐ|Ban QLDA|Ban Quản lý|Chi cục|Cục|Tỉnh ủy|Tỉnh uỷ|Huyện ủy|Thành ủy|Công an|Văn phòng|Thanh tra|Mặt trận|Hội|Liên đoàn|Đoàn|Tổ công tác"
        r"|Chính phủ|Quốc hội)(?= [A-ZĐtxhtpca])|\bcác (?:sở|ngành|địa phương|đơn vị|cơ quan|huyện|xã|cấp|phòng|bộ|ban)\b"
    ),
}


def warnings(article: markup.Marked) -> Iterator[str]:
    """What looks unmarked, with its line; and directives with nobody to act or nobody who orders."""
    covered = [(m.start, m.end) for m in article.marks if m.kind in ("agency", "date", "document", "percent", "ratio", "points", "boilerplate", "title", "caption")]
    for what, pattern in LIKELY.items():
        for match in pattern.finditer(article.text):
            if not any(start <= match.start() < end for start, end in covered):
                around = article.text[max(0, match.start() - 25) : match.end() + 25].replace("\n", " ")
                yield f"line {article.first + article.text.count(chr(10), 0, match.start())}: {what} unmarked? ...{around}..."
    for directive in markup.compile(article)["directives"]:
        if not directive["issuer_agency"]:
            yield f"{directive['id']}: nobody orders (by:): {directive['text'][:60]}"
        if directive["kind"] == "directive" and not directive["lead"]:
            yield f"{directive['id']}: nobody is addressed; right? {directive['text'][:60]}"


def check(paths: list[Path]) -> int:
    """1 where a file cannot be read; its error and every warning are printed."""
    failed = 0
    for path in paths:
        try:
            article = markup.read(path)
            for warning in warnings(article):
                print(f"{path.name}: {warning}")
        except (OSError, ValueError) as error:
            print(f"ERROR {error}" if isinstance(error, markup.MarkupError) else f"ERROR {path}: {error}")
            failed = 1
    return failed


def main(arguments: list[str]) -> int:
    """Runs a command; 2 where a file is not there or cannot be read, with its name and the reason."""
    try:
        return run(arguments)
    except (OSError, ValueError) as error:  # a MarkupError is a ValueError
        print(f"corpora: {error}", file=sys.stderr)
        return 2


def run(arguments: list[str]) -> int:
    """Runs a command."""
    command, *names = arguments or ["help"]
    paths = [Path(name) for name in names] or list(markup.files(ROOT / "gold"))
    if command == "check":
        return check(paths)
    if command == "compile":
        for path in paths:
            print(json.dumps(markup.compile(markup.read(path)), ensure_ascii=False))
        return 0
    if command == "agreement":
        second = {path.name: markup.compile(markup.read(path)) for path in markup.files(ROOT / "gold" / "second")}
        pairs = [(markup.compile(markup.read(ROOT / "gold" / name)), record) for name, record in second.items()]
        print(*agreement.table(pairs), sep="\n")
        return 0
    if command == "describe":
        articles = [markup.read(path) for path in markup.files(ROOT / "gold")]
        others = {path.stem: [json.loads(line) for line in path.open(encoding="utf-8")] for path in map(Path, names)}
        print(*describe.table(articles, {"corpus": list(map(markup.compile, articles)), **others}), sep="\n")
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
