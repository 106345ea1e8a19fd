"""Clusters: the articles that tell the same news, joined as they come. The index of likely twins lies in the database, not in memory."""

from __future__ import annotations

import datetime
import sqlite3
from collections import Counter

from scrapers import twins, when

WINDOW = datetime.timedelta(days=60)  # between the fetches of two articles that may be one news
LIKELY = 20  # articles that are compared with a new one; more share a band with it only where all are filled-in forms
DEEP = 64  # articles looked up under one band, the newest


def join(db: sqlite3.Connection, version: int, article: str, kind: str, sketch: twins.Sketch, at: str) -> None:
    """Joins the article to the clusters of those that tell the same news, and the clusters to one another."""
    oldest = when.written(when.moment(at) - WINDOW)
    keys = twins.bands(sketch, kind)
    under = "SELECT version FROM bands WHERE key = ? ORDER BY version DESC LIMIT ?"
    likely = Counter(row[0] for key in keys for row in db.execute(under, (key, DEEP)))
    joined = {article}
    for other, _ in sorted(likely.items(), key=lambda pair: (-pair[1], pair[0]))[:LIKELY]:
        row = db.execute(
            """
            SELECT r.id, r.cluster, s.at, s.signature, s.clauses
            FROM versions v JOIN articles r ON r.id = v.article JOIN sketches s ON s.version = v.id WHERE v.id = ?
            """,
            (other,),
        ).fetchone()
        if row and row[0] != article and row[1] not in joined and row[2] >= oldest and twins.twins(sketch, twins.Sketch(*row[3:])):
            joined.add(row[1])
    if len(joined) > 1:
        (own,) = db.execute("SELECT cluster FROM articles WHERE id = ?", (article,)).fetchone()
        joined.add(own)
        smallest = min(joined)
        db.executemany("UPDATE articles SET cluster = ? WHERE cluster = ?", ((smallest, old) for old in joined - {smallest}))
    db.execute("INSERT INTO sketches (version, at, signature, clauses) VALUES (?, ?, ?, ?)", (version, at, *sketch))
    db.executemany("INSERT OR IGNORE INTO bands (key, version) VALUES (?, ?)", ((key, version) for key in keys))


def forget(db: sqlite3.Connection) -> None:
    """Drops the sketches that no new article will be compared with, and their bands."""
    row = db.execute("SELECT at FROM fetches ORDER BY id DESC LIMIT 1").fetchone()
    if row:
        old = when.written(when.moment(row[0]) - WINDOW)
        db.execute("DELETE FROM bands WHERE version IN (SELECT version FROM sketches WHERE at < ?)", (old,))
        db.execute("DELETE FROM sketches WHERE at < ?", (old,))
