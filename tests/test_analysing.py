"""The analysts' commands as processes: what they write, and what they say when something is amiss."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from pipeline import analysing, exports, inputs, schema
from pipeline.run import extract


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of the sample."""
    path = tmp_path_factory.mktemp("records") / "sample.jsonl"
    with path.open("wb") as file:
        for item in inputs.read([ROOT / "corpora" / "sample"]):
            assert isinstance(item, inputs.Input)
            file.write(schema.dumps(extract(item)) + b"\n")
    return path


def test_the_help_names_every_format_and_option() -> None:
    assert set(analysing.FORMATS) == set(exports.TO)
    assert set(analysing.OPTIONS) == {option for to in exports.TO for option in exports.options_of(to)}


def test_options_go_to_their_format(records: Path, tmp_path: Path, chidao) -> None:
    done = chidao("export", records, "--to", "csv", "--table", "deadlines", "--days", "vi", "--separator", ";", "-o", tmp_path / "d.csv")
    assert done.returncode == 0 and b"20/04/2018" in (tmp_path / "d.csv").read_bytes(), done.stderr
    refused = chidao("export", records, "--to", "ics", "--table", "all", "-o", tmp_path / "d.ics")
    assert refused.returncode == 2 and b"has no option table" in refused.stderr


@pytest.mark.parametrize("to", analysing.FORMATS)
def test_export(to: str, records: Path, tmp_path: Path, chidao) -> None:
    done = chidao("export", records, "--to", to, "-o", tmp_path / f"out.{to}")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"out.{to}").stat().st_size > 1000 and b"articles" in done.stdout


def test_report(records: Path, tmp_path: Path, chidao) -> None:
    done = chidao("report", records, "-o", tmp_path / "report.html", "--title", "Thử <b>")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Thử &lt;b&gt;" in page and "<html" in page


def test_track(records: Path, chidao) -> None:
    found = chidao("track", "cong van 1187", records, "--lang", "en")
    assert found.returncode == 0 and b"1187/UBND-NLN" in found.stdout, found.stderr
    unknown = chidao("track", "không có văn bản này", records)
    assert unknown.returncode == 2 and b"no document is called" in unknown.stderr


@pytest.mark.parametrize("line", [("report", "nowhere.jsonl"), ("export", "nowhere.jsonl", "--to", "csv", "-o", "x.csv"), ("track", "Đề án 06", "nowhere.jsonl")])
def test_no_records(line: tuple[str, ...], chidao, tmp_path: Path) -> None:
    done = chidao(*line)
    assert done.returncode == 2 and b"there is no nowhere.jsonl" in done.stderr


def test_extract_to_parquet(records: Path, tmp_path: Path, chidao) -> None:
    """The same records in columns, and nothing left beside the file."""
    from pipeline import parquet

    done = chidao("extract", ROOT / "corpora" / "sample", "-o", tmp_path / "out.parquet")
    assert done.returncode == 0, done.stderr
    with records.open("rb") as file:
        assert list(parquet.read(tmp_path / "out.parquet")) == list(schema.read(file))
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_browse_builds_its_file(records: Path, tmp_path: Path, chidao) -> None:
    done = chidao("browse", records, "--build-only", tmp_path / "a.db")
    assert done.returncode == 0 and b"directives" in done.stdout and (tmp_path / "a.db").stat().st_size > 10_000, done.stderr
