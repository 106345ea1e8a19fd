"""One process at a time: a lock on a file.

The kernel lets go of it when the process that holds it dies, so that what a dead one has written in the file is no obstacle.
"""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import time
from pathlib import Path


class Lock:
    """A lock that is not held yet; `holder` names who does."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.held = False

    def take(self, patience: float = 0.0) -> bool:
        """Whether the lock is held now, after as many seconds at most."""
        until = time.monotonic() + patience
        while not self.held:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.held = True
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(0.02)
        since = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, json.dumps({"pid": os.getpid(), "since": since}).encode(), 0)
        return True

    def holder(self) -> str:
        """Who holds it, in words."""
        try:
            told = json.loads(os.pread(self._file, 1000, 0))
            return f"process {told['pid']} since {told['since']}"
        except (ValueError, KeyError):
            return "another process"

    def release(self) -> None:
        """Gives it back."""
        self.held = False
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Gives it back for good."""
        self.held = False
        os.close(self._file)
