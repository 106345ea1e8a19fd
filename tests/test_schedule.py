"""What is printed to be installed: read by systemd's own checker and run by the shell that cron calls."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import schedule
from pipeline.schedule import Job

UTC, HANOI = datetime.timedelta(), datetime.timedelta(hours=7)
PLAINER = "ổ đĩa 100%"  # as odd as the name of a program may be to systemd
ODD = "ổ đĩa 100% \"của\" o'Việt $HOME"  # a folder's name that a shell, cron and systemd each read in their own way


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job whose folders have odd names, and whose python writes down how it was called."""
    python = tmp_path / PLAINER / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv))\nprint("said to stderr", file=sys.stderr)\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    (tmp_path / ODD / "data").mkdir(parents=True)
    return Job(tmp_path / ODD / "data", python=python, arguments=("--sources", str(tmp_path / "my sources")))


def expected(job: Job) -> list[str]:
    return ["-m", "pipeline.cli", "nightly", "--data", str(job.data), *job.arguments]


# --------------------------------------------------------------------------------------------------------------------- systemd


def settings(unit: str) -> dict[str, str]:
    """The keys of a unit; those of a section that are given twice are joined."""
    found: dict[str, str] = {}
    for line in unit.splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found[key] = f"{found[key]}\n{value}" if key in found else value
    return found


def words(value: str, command: bool = True) -> list[str]:
    """The words of a value as systemd reads them: quotes, then specifiers, then (in a command) variables."""
    parts = [quoted.replace('\\"', '"') or bare for quoted, bare in re.findall(r'"((?:[^"\\]|\\")*)"|([^\s"]+)', value)]
    assert not any("%" in part.replace("%%", "") for part in parts)
    parts = [part.replace("%%", "%") for part in parts]
    if command:
        assert not any("$" in part.replace("$$", "") for part in parts)
        parts = [part.replace("$$", "$") for part in parts]
    return parts


@pytest.mark.parametrize("user", [None, "chidao"])
def test_the_service_runs_the_night_and_writes_in_its_folder_only(job: Job, user: str | None) -> None:
    service = settings(schedule.systemd(job._replace(user=user))["chidao-nightly.service"])
    assert words(service["ExecStart"]) == [str(job.python), "-P", *expected(job)]
    assert words(service["ReadWritePaths"], command=False) == [str(job.data)]
    assert service["WorkingDirectory"].replace("%%", "%") == str(job.data)
    assert service.get("User") == user
    hardened = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "IOSchedulingClass": "idle", "Nice": "10", "MemoryMax": "4G", "TimeoutStartSec": "10h"}
    assert hardened.items() <= service.items()
    assert "AF_INET6" in service["RestrictAddressFamilies"] and service["SystemCallFilter"].startswith("@system-service\n")
    assert "OnFailure=" in schedule.systemd(job)["chidao-nightly.service"]


def test_the_timer_runs_in_vietnams_night_and_makes_up_for_lost_ones(job: Job) -> None:
    timer = settings(schedule.systemd(job._replace(hour="22:30"))["chidao-nightly.timer"])
    assert timer["OnCalendar"] == "*-*-* 22:30:00 Asia/Ho_Chi_Minh"
    assert timer["Persistent"] == "true" and timer["RandomizedDelaySec"] == "15min" and timer["WantedBy"] == "timers.target"


HIDDEN = [
    # where the data lie, where python lies, ProtectHome, PrivateTmp, reason
    ("/srv/chidao", "/opt/chidao/bin/python", "yes", "yes", "nothing of ours lies there"),
    ("/home/lan/data", "/opt/chidao/bin/python", "read-only", "yes", "the data would be out of sight"),
    ("/srv/chidao", "/home/lan/.venv/bin/python", "read-only", "yes", "python would be out of sight"),
    ("/var/tmp/chidao", "/opt/chidao/bin/python", "yes", "no", "a /tmp of its own is another folder"),
    ("/homestead/chidao", "/opt/chidao/bin/python", "yes", "yes", "only looks like a home"),
]


@pytest.mark.parametrize(("data", "python", "home", "tmp", "reason"), HIDDEN, ids=[row[4] for row in HIDDEN])
def test_what_is_needed_stays_in_sight(data: str, python: str, home: str, tmp: str, reason: str) -> None:
    service = settings(schedule.systemd(Job(Path(data), python=Path(python), user="chidao"))["chidao-nightly.service"])
    assert (service["ProtectHome"], service["PrivateTmp"]) == (home, tmp), reason


def test_a_virtual_environments_python_is_named_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(sys.executable)
    service = settings(schedule.systemd(Job(tmp_path, python=tmp_path / "python"))["chidao-nightly.service"])
    assert words(service["ExecStart"])[0] == str(tmp_path / "python")


def analyze(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze here")
    return subprocess.run(["systemd-analyze", *map(str, args)], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment})


def written(job: Job, folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, text in schedule.systemd(job).items():
        (folder / name).write_text(text)
    return [folder / name for name in schedule.systemd(job)]


@pytest.mark.parametrize("user", [None, "root"])
def test_systemd_finds_nothing_wrong(job: Job, user: str | None, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o700)
    units = written(job._replace(user=user), tmp_path / "units")
    scope = [] if user else ["--user"]
    checked = analyze("verify", *scope, *units, XDG_RUNTIME_DIR=str(tmp_path / "run"))
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    job.python.unlink()
    told = analyze("verify", *scope, *units, XDG_RUNTIME_DIR=str(tmp_path / "run"))
    assert str(job.python) in told.stderr, "the checker reads the path as we mean it, and would say so if it did not"


def test_systemd_calls_it_well_protected(job: Job, tmp_path: Path) -> None:
    unit = written(job._replace(user="nobody"), tmp_path / "units")[0]
    checked = analyze("security", "--offline=true", "--threshold=30", unit)
    assert checked.returncode == 0, checked.stdout[-500:]
    bare = tmp_path / "bare.service"
    bare.write_text("[Service]\nExecStart=/bin/true\n")
    assert analyze("security", "--offline=true", "--threshold=30", bare).returncode != 0


def test_systemd_knows_the_hour(job: Job) -> None:
    calendar = settings(schedule.systemd(job)["chidao-nightly.timer"])["OnCalendar"]
    checked = analyze("calendar", "--base-time=2026-01-01 00:00:00 UTC", calendar, TZ="UTC")
    assert "2026-01-01 14:00:00 UTC" in checked.stdout


# ------------------------------------------------------------------------------------------------------------------------ cron


def entry(crontab: str) -> str:
    lines = [line for line in crontab.splitlines() if not line.startswith("#")]
    assert len(lines) == 1
    return lines[0]


def as_cron_reads(command: str) -> str:
    """The command line that cron gives to the shell: up to the first bare %, with \\% as %."""
    return re.split(r"(?<!\\)%", command)[0].replace("\\%", "%")


def test_cron_runs_the_night_and_keeps_what_it_says(job: Job) -> None:
    *when, command = entry(schedule.crontab(job, UTC)).split(" ", 5)
    assert when == ["0", "14", "*", "*", "*"]
    for _ in range(2):  # the log is added to
        ended = subprocess.run(["/bin/sh", "-c", as_cron_reads(command)], capture_output=True, env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere"}, cwd="/")
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
    lines = (job.data / "nightly.log").read_text().splitlines()
    assert len(lines) == 4 and lines.count("said to stderr") == 2
    called = next(json.loads(line) for line in lines if line.startswith("["))
    assert called == [str(job.python), "-P", *expected(job)]


def test_a_file_of_cron_d_names_the_user(job: Job) -> None:
    fields = entry(schedule.crontab(job._replace(user="chidao"), UTC)).split(" ", 6)
    assert fields[5] == "chidao" and fields[6].startswith("nice ")


HOURS = [
    # hour in Vietnam, the machine's distance from UTC, minute and hour there
    ("21:00", HANOI, "0 21"),
    ("21:00", UTC, "0 14"),
    ("02:15", UTC, "15 19"),
    ("5", HANOI, "0 5"),
    ("23:59", datetime.timedelta(hours=9), "59 1"),
    ("21:00", datetime.timedelta(hours=-9, minutes=-30), "30 4"),
    ("21:00", datetime.timedelta(hours=5, minutes=30), "30 19"),
]


@pytest.mark.parametrize(("hour", "offset", "expected"), HOURS)
def test_the_hour_of_the_machine(job: Job, hour: str, offset: datetime.timedelta, expected: str) -> None:
    assert " ".join(entry(schedule.crontab(job._replace(hour=hour), offset)).split()[:2]) == expected


def test_the_hour_is_that_of_the_machine_when_none_is_given(job: Job) -> None:
    here = datetime.datetime.now().astimezone().utcoffset()
    assert here is not None and schedule.crontab(job) == schedule.crontab(job, here)


# ----------------------------------------------------------------------------------------------------------------------- wrong

WRONG = [
    # what is changed, what the error says, reason
    ({"hour": "24:00"}, "24:00.*no hour", "there is no such hour"),
    ({"hour": "đêm"}, "no hour", "no number"),
    ({"hour": "21:00; rm -rf"}, "no hour", "more than an hour"),
    ({"user": "chidao root"}, "no.* user", "two words would be a user and a command to cron"),
    ({"user": "a\nb"}, "no.* user", "a line of its own"),
    ({"data": Path("/srv/a\nb")}, "rename it", "a line end in a path"),
    ({"data": Path("/srv/a\\b")}, "rename it", "a backslash in a path"),
    ({"arguments": ("--x\n* * * * * root id",)}, "rename it", "a line end in an argument"),
]


@pytest.mark.parametrize(("changes", "match", "reason"), WRONG, ids=[row[2] for row in WRONG])
def test_what_neither_can_hold_is_refused(job: Job, changes: dict, match: str, reason: str) -> None:
    for write in (schedule.crontab, schedule.systemd):
        with pytest.raises(ValueError, match=match):
            write(job._replace(**changes))


@pytest.mark.parametrize("name", ["a'b", 'a"b', "a$b"])
def test_a_program_that_systemd_would_not_start(job: Job, name: str) -> None:
    odd = job._replace(python=Path("/opt") / name / "python")
    with pytest.raises(ValueError, match="make the virtual environment elsewhere"):
        schedule.systemd(odd)
    assert name.replace("'", "'\"'\"'") in schedule.crontab(odd), "cron's shell does not mind"


@pytest.mark.parametrize("changes", [{"memory": "4 GB\nUser=root"}, {"longest": "ten hours"}])
def test_sizes_and_times_are_checked(job: Job, changes: dict) -> None:
    with pytest.raises(ValueError, match="is not"):
        schedule.systemd(job._replace(**changes))
