"""Prints how long `frames.load` takes for 10,000 articles: the annotated corpus as the program reads it, again and again under other ids.

Both files are measured in turn, several times in one run; the best time counts, as the least disturbed by whatever else the machine does.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import msgspec

import corpora
from pipeline import frames, parquet, schema
from pipeline.run import extract

ARTICLES = 10_000
ASKED = 3.0  # seconds
ROUNDS = 5


def many(records: list[schema.Record], count: int) -> Iterator[schema.Record]:
    """So many records with ids of their own."""
    for number, record in enumerate(islice(cycle(records), count)):
        about = msgspec.structs.replace(record.article, id=f"a{number:05}")
        directives = [msgspec.structs.replace(d, id=f"{about.id}-D{at:02}") for at, d in enumerate(record.directives, 1)]
        yield msgspec.structs.replace(record, article=about, directives=directives)


def seconds(path: Path) -> tuple[float, float]:
    """How long loading the file takes, by the clock and of processors."""
    start, used = time.perf_counter(), time.process_time()
    frames.load(path)
    return time.perf_counter() - start, time.process_time() - used


def main() -> None:
    """Measures and prints."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    records = [extract((schema.loads(msgspec.json.encode(gold)).article, gold["text"])) for gold in corpora.gold()]
    with tempfile.TemporaryDirectory() as folder:
        lines, columns = Path(folder, "records.jsonl"), Path(folder, "records.parquet")
        with lines.open("wb") as out:
            for record in many(records, count):
                out.write(schema.dumps(record) + b"\n")
        parquet.write(many(records, count), columns)
        del records
        rows = {name: len(frame) for name, frame in frames.load(columns)._asdict().items()}
        print(f"{count:,} articles: " + ", ".join(f"{n:,} {name}" for name, n in rows.items() if name != "articles"))
        rounds = [{path: seconds(path) for path in (columns, lines)} for _ in range(ROUNDS)]
        for path in (columns, lines):
            clock, used = (min(one[path][which] for one in rounds) for which in (0, 1))
            print(f"{path.suffix[1:]:<8} {path.stat().st_size / 1e6:>6.0f} MB {clock:>6.2f} s ({ASKED:.0f} s is asked for), {used:.2f} s of processors")
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB of memory")


if __name__ == "__main__":
    main()
