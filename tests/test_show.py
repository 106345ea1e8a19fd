"""The readable view: what a person sees in a pipe and on a terminal."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import subprocess
import termios
from pathlib import Path

import pytest
from conftest import ROOT, Run, command

from pipeline import schema, show

TEXT = "UBND tỉnh yêu cầu Sở Y tế [khẩn] đạt 95% trước ngày 20/5/2022, căn cứ Nghị quyết số 09-NQ/TU."


def at(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words, "by": "rule:test"}


def record(**changes: object) -> schema.Record:
    order = schema.Directive(
        id="1-D01",
        **at(TEXT),
        item="2",
        issuer_person=schema.IssuerPerson(name="Trần Văn Mẫu", titles=["Chủ tịch UBND tỉnh"]),
        issuer_agency="UBND tỉnh Nam Định",
        lead=["Sở Y tế tỉnh Nam Định"],
        lead_inherited=True,
        action="đạt 95%",
        deadline="2022-05-20",
        deadline_date="t1",
        targets=["95%"],
        legal_basis=["NQ_09"],
    )
    known: dict[str, object] = {
        "article": schema.Article(id="1", title="Nam Định [mới]", published="2022-05-13", place=schema.Place(province="Nam Định")),
        "text": TEXT,
        "documents": [schema.Document(id="d1", **at("Nghị quyết số 09-NQ/TU"), type="Nghị quyết", number="09", symbol="NQ/TU", document="NQ_09")],
        "dates": [schema.Date(id="t1", **at("trước ngày 20/5/2022"), value="2022-05-20", comparator="<", role="deadline")],
        "agencies": [schema.Agency(id="a1", **at("Sở Y tế"), name="Sở Y tế tỉnh Nam Định", role="lead")],
        "directives": [order],
        "resources": [schema.Resource(document="NQ_09", type="Nghị quyết", number="09", symbol="NQ/TU", mentions=["d1"])],
    }
    return schema.Record(**(known | changes))  # type: ignore[arg-type]


def shown(one: schema.Record, **options: object) -> str:
    file = io.StringIO()
    show.show([one], file, **options)  # type: ignore[arg-type]
    return file.getvalue()


def test_plain_in_vietnamese() -> None:
    assert shown(record()) == (
        "Nam Định [mới]\n"
        "1 · Nam Định · 13/05/2022\n"
        "\n"
        "  1-D01  yêu cầu  [2]\n"
        "    Chỉ đạo        Trần Văn Mẫu, Chủ tịch UBND tỉnh - UBND tỉnh Nam Định\n"
        "    Thực hiện      Sở Y tế tỉnh Nam Định (theo câu trước)\n"
        "    Nội dung       đạt 95%\n"
        "    Thời hạn       trước ngày 20/5/2022 (20/05/2022)\n"
        "    Chỉ tiêu       95%\n"
        "    Căn cứ         Nghị quyết 09-NQ/TU\n"
        "\n"
        "1 bài, 1 chỉ đạo, 1 văn bản, 1 mốc thời gian, 0 số liệu, 1 cơ quan, 0 lượt người\n"
    )


DEADLINES = [
    # the directive's fields, shown, reason
    ({"deadline": "2022-05-20", "deadline_date": "t1"}, "trước ngày 20/5/2022 (20/05/2022)", "the words, then the day"),
    ({"deadline": "2022-05-20", "deadlines_all": ["2022-05-20", "P5D"]}, "trước ngày 20/5/2022 (20/05/2022); P5D", "several, each once"),
    ({"deadline": "2022-06-30"}, "30/06/2022", "said elsewhere in the article"),
    ({"deadline_by_reference": "theo quy định"}, "theo quy định", "by reference to something else"),
    ({}, "", "none"),
]


@pytest.mark.parametrize(("fields", "expected", "reason"), DEADLINES)
def test_deadlines(fields: dict[str, object], expected: str, reason: str) -> None:
    directive = schema.Directive(**at(TEXT), **fields)  # type: ignore[arg-type]
    (line,) = [line for line in shown(record(directives=[directive])).splitlines() if "Thời hạn" in line] or [""]
    assert line.removeprefix("    Thời hạn       ") == expected, reason


def test_english_labels() -> None:
    lines = shown(record(), lang="en").splitlines()
    assert "    By when        trước ngày 20/5/2022 (20/05/2022)" in lines
    assert "  1-D01  order  [2]" in lines


def test_both_languages_label_the_same() -> None:
    assert show.LABELS["vi"].keys() == show.LABELS["en"].keys()


def test_nothing_ordered() -> None:
    assert "Không có chỉ đạo nào." in shown(record(directives=[]))


def test_diagnostics_are_shown() -> None:
    diagnostic = schema.Diagnostic(code="symbol.malformed", start=3, end=7, message="27/QĐUBND: hyphen missing")
    assert "Lưu ý: 27/QĐUBND: hyphen missing (symbol.malformed) [3:7]" in shown(record(diagnostics=[diagnostic]))


def test_text_with_marks() -> None:
    text = shown(record(directives=[]), with_text=True)
    assert "[Sở Y tế](lead Sở Y tế tỉnh Nam Định) [khẩn]" in text, "brackets of the text itself stay"
    assert "[trước ngày 20/5/2022](deadline 2022-05-20)" in text


def test_nested_marks_close_inside_out() -> None:
    outer = schema.Document(**at("Nghị quyết số 09-NQ/TU"), type="Nghị quyết", number="09")
    inner = schema.Agency(**at("TU"), name="Tỉnh ủy")
    assert "[Nghị quyết số 09-NQ/[TU](other Tỉnh ủy)](Nghị quyết 09)." in show.marked(record(documents=[outer], agencies=[inner], directives=[]))


DOCUMENTS = [
    # number, symbol, title, shown, reason
    ("09", "NQ/TU", None, "x 09-NQ/TU", "Party symbols follow a hyphen"),
    ("122", "KH-UBND", None, "x 122/KH-UBND", "state symbols follow a slash"),
    ("31/2024", "QH15", None, "x 31/2024/QH15", "the year belongs to the number"),
    ("06", None, None, "x 06", "no symbol"),
    (None, None, "Đất đai", "x Đất đai", "only a title"),
    ("31/2024", "QH15", "Đất đai", "x 31/2024/QH15", "the number is enough"),
]


@pytest.mark.parametrize(("number", "symbol", "title", "expected", "reason"), DOCUMENTS)
def test_documents_in_a_few_words(number: str | None, symbol: str | None, title: str | None, expected: str, reason: str) -> None:
    resource = schema.Resource(document="k", type="x", number=number, symbol=symbol, title=title)
    assert show.describe(resource) == expected, reason


def on_a_terminal(args: list[str], folder: Path) -> str:
    """What a command prints on a terminal of its own."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))  # 24 lines of 100 characters
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(args, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:  # how a terminal says that nobody writes any more
        pass
    process.wait(60)
    os.close(ours)
    return b"".join(parts).decode()


def test_colour_on_a_terminal_and_none_in_a_pipe(tmp_path: Path, chidao: Run) -> None:
    (tmp_path / "r.jsonl").write_bytes(schema.dumps(record()) + b"\n")
    seen = on_a_terminal(command("show", "--text", "r.jsonl"), tmp_path)
    assert "\x1b[1mNam Định [mới]" in seen
    assert "\x1b[32mSở Y tế" in seen or "\x1b[4;32mSở Y tế" in seen, "an agency in green in the text"
    piped = chidao("show", "--text", "r.jsonl")
    assert piped.returncode == 0 and b"\x1b" not in piped.stdout


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert "1 articles" in on_a_terminal(command("extract", "a.txt", "-o", "out.jsonl"), tmp_path)
