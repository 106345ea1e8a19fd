"""Learned models: one file each for what it sees, `linear` for what they share, `trained/` for the files and `cards/` for what to know of them.

Every classifier can judge with and without sight of what the rules say: those features begin with "rule".
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from models import acts, addressees, agency_roles, date_roles, linear, statuses

TRAINED = Path(__file__).parent / "trained"
TASKS = {"acts": acts, "agency_roles": agency_roles, "date_roles": date_roles, "statuses": statuses, "addressees": addressees}


@cache
def load(folder: Path = TRAINED) -> dict[str, linear.Linear]:
    """The trained classifiers of a folder by task.

    ModelError where the folder or one of its files is missing or cannot be used.
    """
    if not folder.is_dir():
        raise linear.ModelError(f"there is no folder of models {folder}; `chidao train --out {folder}` makes one")
    found = {task: linear.load(folder / f"{task}.json") for task in TASKS}
    for task, model in found.items():
        if unknown := set(model.classes) - set(TASKS[task].CLASSES):
            raise linear.ModelError(f"{folder / task}.json knows the classes {', '.join(sorted(unknown))}, which are none of {task}; `chidao train --out {folder}` makes it anew")
    return found
