"""What several test files use: the folders, the gold standard that lies beside the project, the command as a process."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import clean, schema, segment
from pipeline.context import Context

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared; without it the test is skipped, or fails where CHIDAO_REQUIRE_SHARED=1 says that it must be there."""
    if not (SHARED / "score.py").exists():
        reason = f"no {SHARED}: the gold standard is not part of the project"
        (pytest.fail if os.environ.get("CHIDAO_REQUIRE_SHARED") == "1" else pytest.skip)(reason)
    return SHARED


def one_sentence(text: str, published: datetime.date | None = None, province: str | None = None) -> Context:
    """A context of one sentence, without the sentence splitter: on a hostile text it would take longer than an extractor."""
    view = clean.View(text)
    end = len(view.text)
    article = schema.Article(id="t")
    return Context(article, view, [clean.Line(0, end, "body")], [segment.Sentence(0, end, "body", 0)], published, province)


Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


def command(*args: object) -> list[str]:
    """The command line that runs `chidao` in this interpreter."""
    return [sys.executable, "-m", "pipeline.cli", *map(str, args)]


@pytest.fixture
def chidao(tmp_path: Path) -> Run:
    """Runs `chidao ARGS` as a process of its own, in an empty folder."""

    def run(*args: object, input: bytes | None = None, timeout: float = 120) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command(*args), input=input, capture_output=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=timeout
        )

    return run
