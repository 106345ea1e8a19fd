"""What makes `chidao nightly` run every night: a systemd service with its timer, or a line for cron. Texts only; nothing is installed.

Hours are those of Vietnam. systemd counts in that zone itself; cron knows the machine's clock alone, so that its hour is converted.
"""

from __future__ import annotations

import datetime
import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ZONE = "Asia/Ho_Chi_Minh"
VIETNAM = datetime.timedelta(hours=7)  # without summer time since 1975
NAME = "chidao-nightly"


class Job(NamedTuple):
    """What is to run, where and when; `user` None means the one who installs it."""

    data: Path
    hour: str = "21:00"
    user: str | None = None
    python: Path = Path(sys.executable)
    arguments: Sequence[str] = ()  # further ones of `chidao nightly`
    memory: str = "4G"  # MemoryMax: at which the night is ended, not the machine's other work
    longest: str = "10h"  # after which a night that hangs is ended


class Group(NamedTuple):
    """Lines of a unit file with their reason, which stands above them as a comment; what is in braces is filled in by `_settings`."""

    lines: Sequence[str]
    why: str = ""
    only: str = ""  # "system": what only the system's manager may do; "user": what only a user's one needs


_SERVICE = (
    Group(("[Unit]", "Description=chidao: the night's crawl of provincial portals")),
    Group(("Wants=network-online.target", "After=network-online.target"), only="system"),
    Group(("#OnFailure=notify-failure@%n.service",), "tells somebody when a night fails: write that unit (it may send a mail), then take away the #"),
    Group(("", "[Service]", "Type=oneshot", "WorkingDirectory={folder}", "ExecStart={command}")),
    Group(("User={user}",), only="system"),
    Group(("SuccessExitStatus=1",), "1: some sources answered in part or not at all, the others are done; the morning report names them"),
    Group(("TimeoutStartSec={longest}", "TimeoutStopSec=2min", "KillSignal=SIGINT"), "a night that hangs is ended; what it fetched is kept and the next one goes on"),
    Group(("Nice=10", "IOSchedulingClass=idle", "CPUSchedulingPolicy=batch", "MemoryMax={memory}", "TasksMax=512"), "nobody waits for it"),
    Group(("ProtectSystem=strict", "ProtectHome={home}", "ReadWritePaths={data}", "PrivateTmp={tmp}", "UMask=0027"), "it writes in its data folder and nowhere else"),
    Group(("PrivateUsers=yes",), "without it a user's manager cannot keep the folders apart", only="user"),
    Group(("RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",), "web servers and name servers (AF_UNIX, AF_NETLINK: how names are looked up)"),
    Group(("SystemCallFilter=@system-service", "SystemCallFilter=~@privileged @resources", "SystemCallErrorNumber=EPERM", "SystemCallArchitectures=native")),
    Group(("NoNewPrivileges=yes", "LockPersonality=yes", "RestrictNamespaces=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes", "KeyringMode=private"),
          "no right that a reader of pages does not need (MemoryDenyWriteExecute is not here: libraries that ctypes calls need such memory)"),
    Group(("CapabilityBoundingSet=", "AmbientCapabilities=", "PrivateDevices=yes", "DevicePolicy=closed", "ProtectClock=yes", "ProtectHostname=yes",
           "ProtectKernelLogs=yes", "ProtectKernelModules=yes", "ProtectKernelTunables=yes", "ProtectControlGroups=yes", "ProtectProc=invisible", "RemoveIPC=yes"),
          only="system"),
)  # fmt: skip
_TIMER = (
    Group(("[Unit]", "Description=chidao every night at {hour} in Vietnam", "", "[Timer]", "OnCalendar=*-*-* {hour}:00 {zone}")),
    Group(("RandomizedDelaySec=15min",), "so that not all machines ask at the same minute"),
    Group(("Persistent=true",), "a night that the machine slept through is made up for when it wakes"),
    Group(("", "[Install]", "WantedBy=timers.target")),
)


def systemd(job: Job) -> dict[str, str]:
    """The texts of the service and its timer, by file name, with how to install them in the first lines.

    With a user they are for /etc/systemd/system; without, for the folder of one's own in ~/.config/systemd/user. ValueError says what a
    unit cannot hold.
    """
    return {f"{NAME}.service": _how(job) + _unit(_SERVICE, job), f"{NAME}.timer": _unit(_TIMER, job)}


def _settings(job: Job) -> Mapping[str, str]:
    return {
        "user": _user(job.user) if job.user else "",
        "folder": _specifiers(_path(job.data)),
        "data": _quoted(_path(job.data)),
        "command": " ".join([_quoted(_program(job)), *(_quoted(word).replace("$", "$$") for word in _command(job)[1:])]),
        "longest": _matching(job.longest, r"(?:\d+(?:h|min|s) ?)+", "a time such as 10h"),
        "memory": _matching(job.memory, r"\d+[KMGT]?|infinity", "a size such as 4G"),
        # what lies there would be out of sight
        "home": "read-only" if _below(job, "/home", "/root", "/run/user") else "yes",
        "tmp": "no" if _below(job, "/tmp", "/var/tmp") else "yes",
        "hour": _hour(job.hour).strftime("%H:%M"),
        "zone": ZONE,
    }


def _unit(groups: Sequence[Group], job: Job) -> str:
    settings, scope = _settings(job), "system" if job.user else "user"
    lines: list[str] = []
    for group in groups:
        if group.only in ("", scope):
            lines += [f"# {group.why}"] if group.why else []
            lines += [line.format_map(settings) for line in group.lines]
    return "\n".join(lines) + "\n"


def _how(job: Job) -> str:
    folder, systemctl = ("/etc/systemd/system", "sudo systemctl") if job.user else ("~/.config/systemd/user", "systemctl --user")
    lines = [
        f"# to install: make the folder {_path(job.data)} and put {NAME}.service and {NAME}.timer into {folder}, then",
        f"#     {systemctl} daemon-reload && {systemctl} enable --now {NAME}.timer",
        f"# to try it now: {systemctl} start {NAME}.service; to read what it said: {'journalctl' if job.user else 'journalctl --user'} -u {NAME}",
    ]
    if not job.user:
        lines.append("# for a user who is not logged in at night: loginctl enable-linger")
    return "\n".join(lines) + "\n"


def crontab(job: Job, offset: datetime.timedelta | None = None) -> str:
    """A line for `crontab -e`, or with a user one for a file in /etc/cron.d, under comments that say so.

    `offset` is the machine's distance from UTC, by default the one it has now. Two nights at once cannot happen: `nightly` locks its data.
    """
    if offset is None:
        offset = datetime.datetime.now().astimezone().utcoffset() or datetime.timedelta()
    data, wanted = _path(job.data), _hour(job.hour)
    here = datetime.datetime.combine(datetime.date(2000, 1, 2), wanted) - VIETNAM + offset
    command = f"nice -n 10 {shlex.join(_command(job))} >> {shlex.quote(str(Path(data) / 'nightly.log'))} 2>&1"
    lines = [
        f"# {NAME}: {wanted:%H:%M} in Vietnam is {here:%H:%M} on this machine (UTC{_signed(offset)}); "
        "where the clock changes in summer, the night begins an hour off",
        f"# to install: a file in /etc/cron.d, say {NAME}" if job.user else "# to install: crontab -e, and add the line below",
        f"{here.minute} {here.hour} * * * {_user(job.user) + ' ' if job.user else ''}{command.replace('%', chr(92) + '%')}",  # a bare % is a line end to cron
    ]
    return "\n".join(lines) + "\n"


def _signed(offset: datetime.timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _command(job: Job) -> list[str]:
    """-P: no file of the folder that cron happens to start in is taken for one of ours."""
    python = _path(job.python, resolve=False)  # a venv's python is a link, and what it links to knows nothing of the venv
    return [python, "-P", "-m", "pipeline.cli", "nightly", "--data", _path(job.data), *map(_printable, job.arguments)]


def _program(job: Job) -> str:
    """The path of python; systemd takes neither quotes nor variables in the name of a program."""
    program = _command(job)[0]
    if set(program) & set("\"'$"):
        raise ValueError(f"{program!r} holds a quote or a $, with which systemd starts no program; make the virtual environment elsewhere")
    return program


def _hour(written: str) -> datetime.time:
    match = re.fullmatch(r"(\d{1,2})(?::(\d\d))?", written.strip())
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise ValueError(f"{written!r} is no hour; give one such as 21:00, in Vietnam's time")
    return datetime.time(int(match[1]), int(match[2] or 0))


def _path(path: Path, resolve: bool = True) -> str:
    """The absolute path."""
    return _printable(os.path.realpath(path) if resolve else os.path.abspath(path))


def _printable(word: str) -> str:
    if not all(letter.isprintable() and letter != "\\" for letter in str(word)):
        raise ValueError(f"{str(word)!r} holds a letter that systemd and cron do not pass on as it is, such as a line end or a backslash; rename it")
    return str(word)


def _below(job: Job, *folders: str) -> bool:
    """Whether anything that the night is told of lies in one of the folders."""
    told = [_path(job.data), _path(job.python, resolve=False), os.path.realpath(job.python), *filter(os.path.isabs, map(str, job.arguments))]
    return any(Path(path).is_relative_to(folder) for path in told for folder in folders)


def _user(name: str | None) -> str:
    return _matching(name or "", r"[A-Za-z_][\w.-]*", "a user's name")


def _matching(written: str, pattern: str, sought: str) -> str:
    if not re.fullmatch(pattern, written, re.ASCII):
        raise ValueError(f"{written!r} is not {sought}")
    return written


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """A word of a unit file: in quotes where it must be; quotes and % mean something to systemd.

    >>> print(_quoted("/srv/chidao"), _quoted('/ổ đĩa/100% "x"'))
    /srv/chidao "/ổ đĩa/100%% \\"x\\""
    """
    escaped = _specifiers(word).replace('"', '\\"')
    return escaped if re.fullmatch(r"[\w./:=@%+,-]+", word, re.ASCII) else f'"{escaped}"'
