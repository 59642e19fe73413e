"""Processor time of what is measured: this process and, where a query is asked, the server process that answers it.

Machines are shared: wall time says how busy the others were. So processor seconds, medians, and competitors taken in
turns, query by query.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.db import connection

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Timing:
    """seconds: processor time of each call, server included."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds) if self.seconds else float("nan")

    @property
    def worst(self) -> float:
        return max(self.seconds, default=float("nan"))


def server_seconds() -> float:
    """Processor seconds so far of the PostgreSQL process behind the connection; 0 where it is on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    parts = stat.read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / _TICKS


def cost(work: Callable[[], object]) -> float:
    """Processor seconds of one call. The server's clock ticks every 10 ms: repeat what is short."""
    server, here = server_seconds(), time.process_time()
    work()
    return time.process_time() - here + server_seconds() - server


def in_turns(contestants: dict[str, Callable[[int], object]], rounds: Iterable[int]) -> dict[str, Timing]:
    """Each contestant once a round, so that a busy moment hits all alike; a first round is not counted."""
    found = {name: Timing() for name in contestants}
    for place, number in enumerate(rounds):
        for name, work in contestants.items():
            seconds = cost(partial(work, number))
            if place:
                found[name].seconds.append(seconds)
    return found


def resident_mib() -> float:
    """Memory of this process that is really there."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
