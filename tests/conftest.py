"""What several test files use: the folders, the gold standard that lies beside the project, the command as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared; without it the test is skipped, or fails where CHIDAO_REQUIRE_SHARED=1 says that it must be there."""
    if not (SHARED / "score.py").exists():
        reason = f"no {SHARED}: the gold standard is not part of the project"
        (pytest.fail if os.environ.get("CHIDAO_REQUIRE_SHARED") == "1" else pytest.skip)(reason)
    return SHARED


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
