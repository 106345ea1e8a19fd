"""The notebooks run from end to end, and are kept with their outputs and in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
QUESTIONS = ("1_first_look", "2_deadlines", "3_agencies", "4_targets_results", "5_documents", "6_quality", "7_your_own_data")
LONGEST = 240  # seconds of a cell, on a busy machine


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook as it is kept."""
    return nbformat.read(path, as_version=4)


def headings(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """Each heading and the line below it."""
    lines = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in [*cell.source.splitlines(), ""]]
    return [(line.lstrip("# "), below) for line, below in zip(lines, [*lines[1:], ""], strict=True) if re.match(r"#+ ", line)]


def test_each_question_has_its_notebook() -> None:
    assert tuple(path.stem for path in NOTEBOOKS) == QUESTIONS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(path: Path) -> None:
    notebook = read(path)
    NotebookClient(notebook, timeout=LONGEST, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]  # warnings a reader would see
    assert kinds(notebook) == kinds(read(path))  # what is kept was made by these cells


def kinds(notebook: nbformat.NotebookNode) -> list[list[list[str]]]:
    """What each code cell shows: text, a table, a picture."""
    return [[sorted(output.get("data", {"text/plain": ""})) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_kept_with_its_outputs(path: Path) -> None:
    code = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert any("image/png" in output.get("data", {}) for cell in code for output in cell.outputs)
    assert not [cell.id for cell in code[1:] if not cell.outputs]  # the first one imports


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_keeps_nothing_of_the_machine(path: Path) -> None:
    notebook, written = read(path), path.read_text(encoding="utf-8")
    assert not [cell.id for cell in notebook.cells if cell.metadata]
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert str(ROOT) not in written and str(Path.home()) not in written


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_headings_are_in_both_languages(path: Path) -> None:
    found = headings(read(path))
    assert len(found) >= 3
    for heading, below in found:
        assert VIETNAMESE.search(heading), heading
        assert re.fullmatch(r"\*[^*]+\*", below) and not VIETNAMESE.search(below), f"no English below {heading!r}"
