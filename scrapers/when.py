"""Moments as the database has them, and when an address is due."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

RECHECK = (1.0, 3.0, 7.0, 30.0)  # days after its first fetch at which an article is asked for again; most corrections come on the first
EARLY = datetime.timedelta(hours=6)  # a night's visit may come earlier in the night than the last one
LONGEST = 30  # nights between two tries of what fails


def now() -> datetime.datetime:
    """The present moment."""
    return datetime.datetime.now(datetime.UTC)


def written(moment: datetime.datetime) -> str:
    """The moment in UTC, to the second; these sort as they follow on one another.

    >>> written(datetime.datetime.fromisoformat("2024-03-26T16:06:00+07:00"))
    '2024-03-26T09:06:00Z'
    """
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(written: str) -> datetime.datetime:
    """The moment that was so written."""
    return datetime.datetime.fromisoformat(written)


def next_look(recheck: Sequence[float], first: str | None, seen: str | None) -> str | None:
    """When an article that was first fetched then, and last asked for then, is due for another look; None: never again.

    >>> next_look((1, 3), "2024-03-26T15:00:00Z", "2024-03-26T15:00:00Z"), next_look((1, 3), "2024-03-26T15:00:00Z", "2024-03-29T14:00:00Z")
    ('2024-03-27T09:00:00Z', None)
    """
    if not seen or not recheck:
        return None
    if 0 in recheck:
        return seen
    looks = (written(moment(first or seen) + datetime.timedelta(days=days) - EARLY) for days in sorted(recheck))
    return next((look for look in looks if look > seen), None)


def after(failed: datetime.datetime, tries: int) -> str:
    """When to try again after so many failures: some nights later, a little before the hour.

    >>> after(datetime.datetime(2024, 3, 26, 15, tzinfo=datetime.UTC), 3)
    '2024-03-30T09:00:00Z'
    """
    return written(failed + datetime.timedelta(days=min(2 ** min(tries - 1, 10), LONGEST)) - EARLY)
