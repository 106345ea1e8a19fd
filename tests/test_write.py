"""Output that is whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.write import BusyError, Output

TORN = [
    # what the part holds, what is kept of it, reason
    (b"", [], "nothing"),
    (b"a\nb\n", [b"a\n", b"b\n"], "whole lines"),
    (b"a\nb", [b"a\n"], "the last line has no end"),
    (b"abc", [], "no line was ever ended"),
    (b"a\n" + b"x" * 200_000, [b"a\n"], "the torn line is longer than what is read at once"),
    (b"\n", [b"\n"], "an empty line"),
]


@pytest.mark.parametrize(("part", "kept", "reason"), TORN, ids=[row[2] for row in TORN])
def test_a_torn_line_is_cut(tmp_path: Path, part: bytes, kept: list[bytes], reason: str) -> None:
    (tmp_path / "out.part").write_bytes(part)
    with Output(tmp_path / "out", resume=True) as out:
        assert list(out.kept()) == kept, reason
        out.write(b"new")
    assert (tmp_path / "out").read_bytes() == b"".join([*kept, b"new\n"])


def test_without_resume_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "out.part").write_bytes(b"a\n")
    with Output(tmp_path / "out") as out:
        assert list(out.kept()) == []
        out.write(b"new")
    assert (tmp_path / "out").read_bytes() == b"new\n"


def test_an_exception_leaves_the_part_only(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"older\n")
    with pytest.raises(RuntimeError), Output(tmp_path / "out") as out:
        out.write(b"new")
        raise RuntimeError
    assert (tmp_path / "out").read_bytes() == b"older\n"
    assert (tmp_path / "out.part").read_bytes() == b"new\n"


def test_a_whole_output_is_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"older\n")
    with Output(tmp_path / "out", resume=True) as out:
        assert list(out.kept()) == [b"older\n"]
        out.write(b"new")
    assert (tmp_path / "out").read_bytes() == b"older\nnew\n"


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with Output(tmp_path / "out") as out:
        out.write(b"mine")
        with pytest.raises(BusyError), Output(tmp_path / "out"):
            pass
    assert (tmp_path / "out").read_bytes() == b"mine\n"
    with Output(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_bytes() == b""
