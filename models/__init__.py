"""Learned models: one file each for what it sees, `linear` for what they share, `trained/` for the files and `cards/` for what to know of them.

Every classifier can judge with and without sight of what the rules say: those features begin with "rule".
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from models import linear

TRAINED = Path(__file__).parent / "trained"
TASKS = ("acts", "agency_roles", "date_roles", "statuses", "addressees")


@cache
def load(folder: Path = TRAINED) -> dict[str, linear.Linear]:
    """The trained classifiers of a folder by task.

    ModelError where the folder or one of its files cannot be used; a task may be missing, its rules then decide.
    """
    if not folder.is_dir():
        raise linear.ModelError(f"there is no folder of models {folder}; `chidao train --out {folder}` makes one")
    paths = {task: folder / f"{task}.json" for task in TASKS}
    return {task: linear.load(path) for task, path in paths.items() if path.exists()}
