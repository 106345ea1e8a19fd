"""What the store outlives: kill -9 at any moment, a full disk, a folder that cannot be written, two runs at once, damaged files, a power failure.

The test itself runs real processes of this file: `python test_survival.py ROLE FOLDER ...` (see ROLES).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scrapers import arrivals, clusters, rebuild, twins, warc
from scrapers.store import NAME, BusyError, Store, StoreError
from storing import DAY, NIGHT, answer, everything, page, parse, take, texts, unmarked

ROOT = Path(__file__).resolve().parents[1]
KILLS = 100
PAGE = 8192  # bytes of a page of the database
ADDRESSES = 40


def url(number: int) -> str:
    """One of a few addresses, so that articles change often."""
    return f"https://trang{number % 4}.gov.vn/tin/{number % ADDRESSES}.html"


def body(number: int) -> str:
    """A text that no other number has; the same news on four sites."""
    return f"{texts()[number // 4 % 10]}\nCập nhật lần {number}."


# --- the processes -------------------------------------------------------------------------------------------------------------------------


def crawl(folder: str, log: str, start: str = "0") -> None:
    """Fetches, reads and settles without end; writes a line after each `keep` and each `article` that came back."""
    told = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def tell(**line: object) -> None:
        os.write(told, (json.dumps(line) + "\n").encode())

    with Store(folder, largest=150_000) as store, store.lock():
        run = store.unfinished() or store.begin({})
        for task, fetch, response in store.pending():
            version = store.article(fetch, parse(response, {}), task.source, task.url, task.kind, task.parent, run)
            tell(read=fetch, number=version and version.number)
            store.settle(task.url, "article")
        number = int(start)
        while True:
            number += 1
            response = answer(url(number), body(number), at=NIGHT + number * DAY / 1440)
            kept = store.keep(url(number), f"trang{number % 4}", "article", response, run)
            tell(kept=kept.fetch, digest=hashlib.sha1(response.body).hexdigest(), count=number)
            version = store.article(kept.fetch, page(body(number)), "", url(number), run=run)
            tell(read=kept.fetch, number=version and version.number)
            store.settle(url(number), "article")
            store.pages_lines(f"trang{number % 4}", texts()[0].splitlines())
            if number % 20 == 0:
                store.finish(run, {"fetched": number})
                run = store.begin({})


def forker(folder: str, log: str) -> None:
    """Forks a crawl for each line that it is given, and says its process; saves importing everything a hundred times."""
    twins.sketch(texts()[0].splitlines())  # with the libraries that this takes
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            with contextlib.suppress(KeyboardInterrupt):
                crawl(folder, log, line.strip())
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)


def die(folder: str, log: str, step: str) -> None:
    """A crawl that kills itself in its fourth round, at one of the STEPS."""
    target, name, when = STEPS[step]
    own, calls = getattr(target, name), 0

    def dying(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        result = None
        if calls == 4 and when == "half":
            writer, data = args
            os.write(writer._file, data[: len(data) // 2])  # type: ignore[attr-defined,index,arg-type]
        elif calls < 4 or when == "after":
            result = own(*args, **options)
        if calls == 4:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(target, name, dying)
    crawl(folder, log)


# step: what is called there, and whether the process dies before it, after it, or half way
STEPS: dict[str, tuple[object, str, str]] = {
    "before a record": (warc.Writer, "append", "before"),
    "half a record": (warc.Writer, "_write", "half"),
    "a record without a row": (arrivals, "enter", "before"),
    "a row that is not committed": (arrivals, "enter", "after"),
    "kept and not read": (Store, "article", "before"),
    "a version that is not committed": (clusters, "join", "after"),
    "read and not settled": (Store, "article", "after"),
    "settled": (Store, "settle", "after"),
    "a run that is finished in the database alone": (warc, "note", "before"),
}


def hold(folder: str) -> None:
    """Holds the folder until it is killed."""
    with Store(folder) as store, store.lock():
        print("held", flush=True)
        time.sleep(600)


def fill(folder: str, ballast: str = "") -> None:
    """Keeps until the disk is full, then makes room and goes on; says what it met."""
    kept, number = 0, 0
    with Store(folder) as store, store.lock():
        run = store.begin({})
        try:
            for number in range(10_000):
                take(store, run, url(number), body(number))
                kept += 1
        except StoreError as error:
            print("full", kept, error, flush=True)
        if ballast:
            Path(ballast).unlink()
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        for again in range(number, number + 5):
            take(store, run, url(again), body(again))
        print("went on", flush=True)


def limited(folder: str) -> None:
    """The same, where no file may become larger than a little."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
    fill(folder)


def look(folder: str) -> None:
    """Opens the folder; says what came of it."""
    try:
        with Store(folder) as store:
            print("opened", len(list(store.unextracted())))
    except StoreError as error:
        print(f"StoreError: {error}")


ROLES: dict[str, Callable[..., None]] = {role.__name__: role for role in (crawl, forker, die, hold, fill, limited, look)}


@pytest.fixture(scope="module", autouse=True)
def written_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The texts in a file for the processes, which would take seconds to read the corpus."""
    file = tmp_path_factory.mktemp("texts") / "texts.json"
    file.write_text(json.dumps(texts()))
    os.environ["CHIDAO_TEST_TEXTS"] = str(file)
    yield
    del os.environ["CHIDAO_TEST_TEXTS"]


@contextlib.contextmanager
def process(*args: object, before: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[str]]:
    """A process of this file; killed at the end."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [*before, sys.executable, __file__, *map(str, args)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as started:
        try:
            yield started
        finally:
            started.kill()


# --- kill -9 -------------------------------------------------------------------------------------------------------------------------------


def verify(folder: Path, lines: list[dict[str, object]], seen: int) -> int:
    """Checks what a killed crawl has left against what it told; gives the number of the last fetch, from which the next check goes on."""
    with Store(folder) as store:
        with store.reading() as db:
            rows = dict(db.execute("SELECT id, hex(digest) FROM fetches WHERE id > ?", (seen,)).fetchall())
            doubled = db.execute("SELECT article, fetch FROM versions GROUP BY article, digest HAVING count(*) > 1").fetchall()
            fetched_twice = db.execute("SELECT address, at FROM fetches GROUP BY address, at HAVING count(*) > 1").fetchall()
            versions = dict(db.execute("SELECT fetch, number FROM versions WHERE fetch > ?", (seen - 1,)).fetchall())
            unread = {row[0] for row in db.execute("SELECT fetch FROM addresses WHERE state = 'kept'")}
        for line in lines:
            if "kept" in line:
                assert rows[line["kept"]].lower() == line["digest"], f"{line} is lost"  # type: ignore[index]
            elif line["number"] is not None:
                assert versions.get(line["read"]) == line["number"], f"{line} is lost"
        assert doubled == [] and fetched_twice == []
        for fetch, digest in rows.items():
            found, _ = store.response(fetch)
            assert hashlib.sha1(found.body).hexdigest() == digest.lower()
            assert fetch in versions or fetch in unread, "kept, never to be read"
        return max(rows, default=seen)


def wait(log: Path, lines: int) -> None:
    """Comes back when the log has so many lines."""
    until = time.monotonic() + 60
    while log.read_bytes().count(b"\n") < lines:
        assert time.monotonic() < until, f"the crawl came no further:\n{log.read_text()[-500:]}"
        time.sleep(0.001)


def test_kill_9_at_a_hundred_random_moments_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """Each time: what was told as kept or read is there, each response has one row and one record, nothing unread is forgotten."""
    folder, log = tmp_path / "data", tmp_path / "log"
    log.touch()
    chance, seen, told, count = random.Random(20240326), 0, 0, 0
    met: Counter[str] = Counter()
    with process("forker", folder, log) as started:
        assert started.stdin and started.stdout
        for _ in range(KILLS):
            print(count, file=started.stdin, flush=True)
            child = int(started.stdout.readline())
            wait(log, told + chance.choice((0, 0, 2, 4, 7, 11, 18, 25)))
            time.sleep(chance.random() * 0.01)
            os.kill(child, signal.SIGKILL)
            assert started.stdout.readline() == "dead\n"
            lines = [json.loads(line) for line in log.read_text().splitlines()[told:]]
            told += len(lines)
            count = max((line["count"] for line in lines if "count" in line), default=count) + 1  # what was in flight is left out
            if (folder / NAME).exists() or (folder / "warc").exists():
                with Store(folder) as store:
                    met.update("entered" if "entered" in notice else "torn" if "torn" in notice else notice for notice in store.notices)
                seen = verify(folder, lines, seen)
    kept = sum(1 for line in log.read_text().splitlines() if '"kept"' in line)
    assert kept > 3 * KILLS and set(met) <= {"entered", "torn"}, met
    with Store(folder) as store:
        for task, fetch, response in store.pending():
            store.article(fetch, parse(response, {}), task.source, task.url)
            store.settle(task.url, "article")
        known = everything(store)
    found = [(path.name, record) for path in warc.files(folder / "warc") for record in warc.captures(path)]
    records = [(name, record.offset) for name, record in found if record.type != "metadata"]  # type: ignore[union-attr]
    assert records == [row[5:] for row in known["fetches"]], "each record has a row, each row a record"
    assert len(known["versions"]) == len(known["fetches"]) >= kept
    for path in folder.glob(f"{NAME}*"):
        path.unlink()
    rebuild.rebuild(folder, parse)
    with Store(folder) as store:
        assert everything(store)["versions"] == known["versions"] and everything(store)["clusters"] == known["clusters"]


@pytest.mark.parametrize("step", STEPS)
def test_a_process_that_dies_at_a_certain_step_loses_nothing(tmp_path: Path, step: str) -> None:
    folder, log = tmp_path / "data", tmp_path / "log"
    log.touch()
    with process("die", folder, log, step) as started:
        _, errors = started.communicate(timeout=120)
        assert started.returncode == -signal.SIGKILL, errors
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    kept = sum("kept" in line for line in lines)
    with Store(folder) as store:
        told = [word for notice in store.notices for word in ("torn", "are entered") if word in notice]
        fetches, unread = len(everything(store)["fetches"]), len(list(store.pending()))
    verify(folder, lines, 0)
    wanted = {"half a record": ["torn"], "a record without a row": ["are entered"], "a row that is not committed": ["are entered"]}
    assert told == wanted.get(step, [])
    assert fetches - kept == ("row" in step)  # what reached the file counts as fetched, told or not
    assert unread == (step not in ("before a record", "half a record", "settled", "a run that is finished in the database alone"))


def test_whatever_byte_a_record_was_cut_at_the_next_run_goes_on(tmp_path: Path) -> None:
    """A process dies in the middle of a write; what it had begun lies at the end of the file."""
    folder = tmp_path / "data"
    with Store(folder) as store:
        take(store, store.begin({}), url(1), body(1))
    file = warc.files(folder / "warc")[0]
    whole = file.read_bytes()
    record = warc.encode(answer(url(2), body(2)), {"source": "trang2", "kind": "article", "run": 1})
    for cut in [1, 2, 3, 9, 10, 18, 50, len(record) // 2, len(record) - 8, len(record) - 1]:
        file.write_bytes(whole + record[:cut])
        with Store(folder) as store:
            assert len(store.notices) == 1 and f"{file}, offset {len(whole):,}, to the end of the file" in store.notices[0], cut
            aside = file.with_name(f"{file.name}.{len(whole)}.torn")
            assert aside.name in store.notices[0] and aside.read_bytes() == record[:cut]
            assert file.read_bytes() == whole and list(store.pending()) == []
    file.write_bytes(whole + record)
    with Store(folder) as store:  # whole: the response is entered, and read without being fetched
        assert ["1 responses had been kept without a row" in notice for notice in store.notices] == [True]
        assert [(task.url, unmarked(response.body)) for task, _, response in store.pending()] == [(url(2), body(2))]
    with Store(folder) as store:
        assert store.notices == []


def test_a_kill_between_two_files_leaves_a_new_one_that_is_gone_on_with(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Store(folder) as store:
        take(store, store.begin({}), url(1), body(1))
    opening = warc.files(folder / "warc")[-1].read_bytes()[:200]
    for number, left in enumerate((b"", opening), 2):
        new = folder / "warc" / f"chidao-{number:06}-20990101.warc.gz"
        new.write_bytes(left)
        with Store(folder) as store:
            assert ["moved to" in notice for notice in store.notices] == [True] * bool(left)
            take(store, store.begin({}), url(number), body(number))
            assert store.response(number)[0].url == url(number)
        assert warc.files(folder / "warc")[-1] == new
        assert [found.type for found in warc.captures(new)] == ["response"]  # type: ignore[union-attr]
    with Store(folder) as store:
        assert store.notices == []


# --- a power failure -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wiped", [False, True], ids=["cut", "zeroes"])
def test_rows_whose_pages_never_reached_the_disk_are_fetched_again(tmp_path: Path, wiped: bool) -> None:
    """After a power failure the database may know more than the WARC file holds: the end of the file is missing, or zeroes."""
    folder = tmp_path / "data"
    with Store(folder, recheck=()) as store:
        run = store.begin({})
        for number in range(6):
            take(store, run, url(number), body(number))
        store.keep(url(6), "trang2", "article", answer(url(6), body(6)), run)
        offsets = [row[0] for row in store._db.execute("SELECT offset FROM fetches ORDER BY id")]
        known = everything(store)["versions"]
    file = warc.files(folder / "warc")[0]
    data = file.read_bytes()
    file.write_bytes(data[: offsets[4] + 100] + b"\0" * (len(data) - offsets[4] - 100) * wiped)
    with Store(folder, recheck=()) as store:
        assert f"{folder / 'warc'}: 3 responses that had been fetched last never reached the disk" in store.notices[0]
        assert everything(store)["versions"] == known  # what was read of them stays
        store.finish(1, {})
        assert [task.url for task in store.tasks("trang2", NIGHT + DAY)] == [url(6)]  # what was not read is fetched again
        with pytest.raises(StoreError, match="its record never reached the disk"):
            store.response(6)
        run = store.begin({})
        take(store, run, url(6), body(6), source="trang2")
        assert [store.response(number)[0].url for number in (1, 4, 8)] == [url(0), url(3), url(6)]
    with Store(folder) as store:
        assert store.notices == []


# --- the disk ------------------------------------------------------------------------------------------------------------------------------


def may_mount() -> bool:
    """Whether this process may mount a filesystem of its own, which no other process sees."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0


def after_full(output: str, errors: str, folder: Path) -> None:
    """Checks what `fill` said, and the folder after it where it can be seen."""
    full, went_on = output.splitlines()
    assert went_on == "went on", errors
    kept = int(full.split()[1])
    assert kept > 3 and "no room is left on the disk" in full and "make some, or let `chidao nightly --keep-bytes`" in full
    with Store(folder) as store:
        assert store.notices == []
        assert len(list(store.unextracted())) == kept + 5
        fetches = len(everything(store)["fetches"])
        assert fetches - kept in (5, 6)  # one is fetched again where the disk was full after its page was kept
        assert all(store.response(fetch)[0].body for fetch in range(1, fetches + 1))


@pytest.mark.skipif(not may_mount(), reason="a small filesystem is mounted, which takes root")
@pytest.mark.parametrize("size", [5200, 5400, 5700])
def test_a_full_disk_is_told_and_with_room_made_the_work_goes_on(tmp_path: Path, size: int) -> None:
    """A real filesystem of some megabytes, in a namespace of its own; which write meets its end depends on its size."""
    small, copy = tmp_path / "small", tmp_path / "copy"
    small.mkdir()
    script = f'mount -t tmpfs -o size={size}k tmpfs {small} && head -c 4000000 /dev/zero > {small}/ballast && "$@" && cp -r {small}/data {copy}'
    with process("fill", small / "data", small / "ballast", before=("unshare", "-m", "sh", "-c", script, "sh")) as started:
        output, errors = started.communicate(timeout=120)
    assert copy.exists(), errors
    after_full(output, errors, copy)


def test_a_file_that_may_not_grow_is_told_and_the_work_goes_on_when_it_may(tmp_path: Path) -> None:
    with process("limited", tmp_path / "data") as started:
        output, errors = started.communicate(timeout=120)
    after_full(output, errors, tmp_path / "data")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """As root, who may write everywhere, in a namespace of its own where the folder is mounted read-only."""
    folder = tmp_path / "data"
    with Store(folder) as store:
        take(store, store.begin({}), url(1), body(1))
    before = everything(Store(folder))
    for target in (folder, folder / "new"):
        if os.geteuid() == 0:
            if not may_mount():
                pytest.skip("root may write everywhere, and mounting is not allowed here")
            script = f'mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} && "$@"'
            with process("look", target, before=("unshare", "-m", "sh", "-c", script, "sh")) as started:
                output, errors = started.communicate(timeout=120)
        else:
            for path in (folder, folder / "warc"):
                path.chmod(0o555)
            with process("look", target) as started:
                output, errors = started.communicate(timeout=120)
            for path in (folder, folder / "warc"):
                path.chmod(0o755)
        assert output.startswith("StoreError: "), output + errors
        assert f"{target} cannot be written: make it writable for this user, or give another folder with --data" in output
    assert everything(Store(folder)) == before


# --- two at once ---------------------------------------------------------------------------------------------------------------------------


def test_a_second_run_is_told_who_runs_and_a_dead_one_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with process("hold", folder) as started:
        assert started.stdout and started.stdout.readline() == "held\n"
        with Store(folder) as store:  # to look is allowed
            assert list(store.unextracted()) == []
            with pytest.raises(BusyError, match=rf"in use by process {started.pid} since 20\d\d-\d\d-\d\dT"), store.lock():
                pass
            with pytest.raises(BusyError, match=f"process {started.pid}"):  # to write is not, with a lock or without
                store.keep(url(1), "trang1", "article", answer(url(1), body(1)), store.begin({}))
        started.kill()
        started.wait()
        assert str(started.pid) in (folder / "lock").read_text()
        with Store(folder) as store, store.lock():
            take(store, store.begin({}), url(1), body(1))
            with Store(folder) as other, pytest.raises(BusyError, match=f"process {os.getpid()}"), other.lock():
                pass
        with pytest.raises(StoreError, match="holds no WARC"):
            rebuild.rebuild(tmp_path / "empty", parse)


def test_the_database_is_not_made_anew_under_a_run(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Store(folder) as store, store.lock():
        take(store, store.begin({}), url(1), body(1))
        with pytest.raises(BusyError, match=f"process {os.getpid()}"):
            rebuild.rebuild(folder, parse)
    assert rebuild.rebuild(folder, parse).counts["read"] == 1


# --- damaged files -------------------------------------------------------------------------------------------------------------------------


def crawled(folder: Path, count: int = 30) -> dict[str, list[tuple[object, ...]]]:
    """A store of some articles, with what it knows."""
    with Store(folder) as store:
        run = store.begin({})
        for number in range(count):
            take(store, run, url(number), body(number), source=f"trang{number % 4}")
        store.finish(run, {})
        return everything(store)


def damage_page(path: Path, number: int) -> None:
    """Overwrites one page of a database."""
    with path.open("r+b") as file:
        file.seek(number * PAGE)
        file.write(random.Random(number).randbytes(PAGE))


def use(folder: Path) -> None:
    """What a night does with a store."""
    with Store(folder) as store, store.lock():
        run = store.begin({})
        for number in range(40):
            take(store, run, url(number), body(number + 1))
        list(store.unextracted())


def test_any_damaged_page_of_the_database_is_told_and_reparse_makes_it_anew(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    known = crawled(folder)
    sound = (folder / NAME).read_bytes()
    pages = len(sound) // PAGE
    assert pages > 20
    for count, number in enumerate([0, 1, 2, *range(3, pages, pages // 9)], 1):
        for part in ("-wal", "-shm"):
            (folder / f"{NAME}{part}").unlink(missing_ok=True)
        (folder / NAME).write_bytes(sound)
        damage_page(folder / NAME, number)
        with pytest.raises(StoreError, match=f"the database is damaged.*run `chidao reparse --data {folder}`"):
            use(folder)
        if count % 4 == 1:
            made = rebuild.rebuild(folder, parse)
            assert f"{folder / NAME} was damaged; it is kept as {NAME}.damaged-{count // 4 + 1} and may be deleted" in made.notices
            with Store(folder) as store, store.lock():
                assert everything(store) == known


@pytest.mark.parametrize("left", [0, 100, 5000], ids=["empty", "head", "cut"])
def test_a_database_that_was_cut_short_is_told(tmp_path: Path, left: int) -> None:
    folder = tmp_path / "data"
    known = crawled(folder)
    with (folder / NAME).open("r+b") as file:
        file.truncate(left)
    if left:
        with pytest.raises(StoreError, match="the database is damaged.*chidao reparse"):
            use(folder)
        rebuild.rebuild(folder, parse)
    with Store(folder) as store:  # an empty file is a new database: every response is entered, to be read
        read = [(task, fetch, response) for task, fetch, response in store.pending()]
        assert len(read) == (0 if left else 30)
        for task, fetch, response in read:
            store.article(fetch, parse(response, {}), task.source, task.url)
            store.settle(task.url, "article")
        assert everything(store) == known


def test_a_missing_database_is_told_and_not_made_empty(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    crawled(folder, 2)
    (folder / NAME).unlink()
    with pytest.raises(StoreError, match=f"{NAME} is missing, and .* holds 1 WARC files: run `chidao reparse --data {folder}`"):
        Store(folder)
    assert not (folder / NAME).exists()


def test_a_damaged_record_loses_itself_alone(tmp_path: Path) -> None:
    """In the middle of a file, where nobody looks until the page is read again."""
    folder = tmp_path / "data"
    known = crawled(folder, 5)
    with Store(folder) as store:
        offset, length = store._db.execute("SELECT offset, length FROM fetches WHERE id = 3").fetchone()
    file = warc.files(folder / "warc")[0]
    data = bytearray(file.read_bytes())
    data[offset + length // 2] ^= 0x55
    file.write_bytes(data)
    with Store(folder) as store:
        assert store.notices == []
        with pytest.raises(StoreError, match=rf"{file.name}, offset {offset:,}: .*; what was read of it stays in"):
            store.response(3)
        assert len(list(store.unextracted())) == 5
    made = rebuild.rebuild(folder, parse)
    assert (made.counts["read"], made.counts["kept as read before"]) == (4, 1)
    with Store(folder) as store:
        assert everything(store) == known
    (folder / NAME).unlink()
    made = rebuild.rebuild(folder, parse)
    assert [notice for notice in made.notices if f"{file}, offset {offset:,}, {length:,} bytes" in notice and "passed over" in notice]
    with Store(folder) as store:
        assert len(list(store.unextracted())) == 4


def test_a_page_that_is_damaged_before_it_was_read_is_fetched_again(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Store(folder) as store:
        run = store.begin({})
        for number in (1, 2):
            store.keep(url(number), "trang", "article", answer(url(number), body(number)), run)
        offset = store._db.execute("SELECT offset FROM fetches WHERE id = 1").fetchone()[0]
        file = warc.files(folder / "warc")[0]
        data = bytearray(file.read_bytes())
        data[offset + 300] ^= 0x55
        file.write_bytes(data)
        assert [task.url for task, _, _ in store.pending()] == [url(2)]
        assert f"offset {offset:,}" in store.notices[0] and "the page is fetched again" in store.notices[0]
        assert [task.url for task in store.tasks("trang", NIGHT)] == [url(1)]


def test_a_reparse_that_is_killed_can_be_run_again(tmp_path: Path) -> None:
    """At each of its steps: the old database is whole, or moved aside, or the new one is in its place."""
    folder = tmp_path / "data"
    known = crawled(folder, 6)
    damage_page(folder / NAME, 3)

    class Killed(BaseException):
        pass

    def killed(response: object, about: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        rebuild.rebuild(folder, killed)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="damaged"):
        use(folder)
    (folder / NAME).rename(folder / f"{NAME}.damaged-1")  # as if it had died right after moving it aside
    (folder / f"{NAME}-wal").write_bytes(b"of another database")
    with pytest.raises(StoreError, match="is missing"):
        Store(folder)
    rebuild.rebuild(folder, parse)
    with Store(folder) as store, store.lock():
        assert everything(store) == known


if __name__ == "__main__":
    ROLES[sys.argv[1]](*sys.argv[2:])
