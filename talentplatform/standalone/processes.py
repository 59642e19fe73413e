"""Starting processes and ending them, so that none is left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

from talentplatform.standalone.identity import Identity

PR_SET_CHILD_SUBREAPER = 36
TICK = 0.05  # seconds between looks at a process that is about to end


def adopt_orphans() -> None:
    """Make this process the parent of orphans among its descendants (Linux), so that the last sweep finds them."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    identity: Identity | None = None,
    output: IO[bytes] | None = None,
    cwd: Path | str | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own: a Ctrl-C in the terminal reaches the supervisor only."""
    identity = identity or Identity("as the caller")
    return subprocess.Popen(
        [*identity.prefix, *map(str, command)],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        **identity.popen_arguments(),
    )


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    """Signal the whole group that `spawn` made, also when its leader is gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def end(process: subprocess.Popen[bytes], *, ask: int = signal.SIGTERM, grace: float = 10.0) -> None:
    """Ask the process to end, then end what is left of its group by force."""
    end_all([process], ask=ask, grace=grace)


def end_all(
    processes: Iterable[subprocess.Popen[bytes]],
    *,
    ask: int = signal.SIGTERM,
    grace: float = 10.0,
    hurry: Callable[[], bool] = lambda: False,
) -> None:
    """`end` for several at once; `hurry` cuts the grace short (a second Ctrl-C)."""
    processes = list(processes)
    for process in processes:
        if process.poll() is None:
            process.send_signal(ask)
    deadline = time.monotonic() + grace
    while any(process.poll() is None for process in processes) and time.monotonic() < deadline and not hurry():
        time.sleep(TICK)
    for process in processes:
        signal_group(process, signal.SIGKILL)
        process.wait()


def parents() -> dict[int, int]:
    """Process id -> id of its parent, for every process that can be seen; empty where there is no /proc."""
    table = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # the name in parentheses may hold spaces: count from the last one
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
            table[int(entry.name)] = int(fields[1])
    return table


def descendants(root: int) -> set[int]:
    """Ids of all processes below `root`."""
    table = parents()
    found: set[int] = set()
    layer = {root}
    while layer:
        layer = {pid for pid, parent in table.items() if parent in layer} - found
        found |= layer
    return found


def sweep() -> None:
    """Kill and reap whatever still descends from this process."""
    for _ in range(100):
        left = descendants(os.getpid())
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        reap_strangers(known=set())
        time.sleep(TICK)


def reap_strangers(known: set[int]) -> None:
    """Reap dead children that were adopted; those in `known` belong to somebody who waits for them."""
    own = os.getpid()
    for pid, parent in parents().items():
        if parent == own and pid not in known:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def marked(variable: str, value: str) -> set[int]:
    """Ids of processes whose environment says `variable=value`; used to find what a killed run left behind."""
    wanted = f"{variable}={value}".encode()
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.add(int(entry.name))
    return found - {os.getpid()}


def working_in(folder: Path) -> set[int]:
    """Ids of processes whose working folder is `folder`: a PostgreSQL server works in its data folder."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                found.add(int(entry.name))
    return found


def end_strangers(find: Callable[[], set[int]], *, ask: int = signal.SIGTERM, grace: float = 10.0) -> int:
    """End processes that are not children of this one; returns how many there were."""
    count = len(find())
    deadline = time.monotonic() + grace
    number = ask
    while left := find():
        if time.monotonic() > deadline:
            number = signal.SIGKILL
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        time.sleep(TICK * 4)
    return count
