"""What several test files use: the folders, the gold standard that lies beside the project, the command as a process, linear time."""

from __future__ import annotations

import datetime
import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

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


Given = TypeVar("Given")

MEASURABLE = 0.02  # seconds of the half: thousands of times what the clock can tell, and enough to hide what every call costs
LONGEST = 300_000  # characters: the square of half of them is 22 billion steps, which no work does in less than MEASURABLE
RATIO = 3  # of the whole to its half: linear work takes 2 (measured: up to 2.4, where a text outgrows a cache), quadratic work 4
ROUNDS = 8  # before a ratio is believed: a neighbour on the machine slows a round or two, seldom the best of all


def hostile(marked: str, size: int) -> str:
    """About `size` characters: the part of `marked` between two bars is repeated, or all of it where no bars stand."""
    before, piece, after = marked.split("|") if "|" in marked else ("", marked, "")
    return before + piece * max(1, size // len(piece)) + after


def assert_linear(marked: str, size: int, prepare: Callable[[str], Given], work: Callable[[Given], object]) -> None:
    """Fails unless `work` takes about twice the time for a hostile text of `size` characters that it takes for half of it.

    Only `work` is timed, on what `prepare` makes of the text, anew each time. The seconds themselves say nothing: both are measured
    in this run, in turns, as time of the processor, and the best of each is kept. A text too short to be measured is doubled first.
    """

    def seconds(characters: int) -> float:
        given = prepare(hostile(marked, characters))
        start = time.process_time()
        work(given)
        return time.process_time() - start

    seconds(1)  # loads what is loaded once
    gc.disable()
    try:
        while (half := seconds(size // 2)) < MEASURABLE and size < LONGEST:
            size = min(2 * size, LONGEST)
        if half < MEASURABLE:
            return
        whole = float("inf")
        for count in range(ROUNDS if half < 1 else 3):  # a second is long enough for the noise to even out
            whole, half = min(whole, seconds(size)), min(half, seconds(size // 2))
            if count and whole < RATIO * half:
                return
    finally:
        gc.enable()
    shown = f"{marked!r:.60} repeated"
    pytest.fail(
        f"{shown}: {size // 2:,} characters take {half:.3f} s, {size:,} take {whole:.3f} s, {whole / half:.1f} times as long; "
        f"linear work takes 2 times, at most {RATIO} are allowed, quadratic work takes 4"
    )


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
