"""Keeps the parts of the platform running: starts them, starts a dead one again, stops all of them."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from talentplatform.standalone import processes
from talentplatform.standalone.folder import MARKER, DataFolder
from talentplatform.standalone.refusal import Refusal
from talentplatform.standalone.servers import Server, log_tail
from talentplatform.standalone.stops import Stops

FIRST_DELAY = 0.5  # seconds before a dead part is started again; doubled each time
LONGEST_DELAY = 30.0
HEALTHY_AFTER = 30.0  # seconds of life after which a part's failures are forgotten
ROUND = 0.25  # seconds between looks
LOG_LIMIT = 10_000_000  # bytes; a longer log of an earlier run is set aside at the start


def say(text: str) -> None:
    """A line for the person at the terminal, who may have closed it."""
    with contextlib.suppress(BrokenPipeError, ValueError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


@dataclass
class Attempts:
    """When a part may be started again: 0.5, 1, 2 ... 30 seconds after it died."""

    failures: int = 0
    started_at: float = 0.0
    due_at: float | None = None

    def died(self, now: float) -> float:
        """Note a death; returns the delay before the next start, in seconds."""
        self.failures = 1 if now - self.started_at > HEALTHY_AFTER else self.failures + 1
        delay = min(FIRST_DELAY * 2 ** (self.failures - 1), LONGEST_DELAY)
        self.due_at = now + delay
        return delay

    def started(self, now: float) -> None:
        self.started_at, self.due_at = now, None


@dataclass
class Part:
    """One long-running process of the platform."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    attempts: Attempts = field(default_factory=Attempts)


class Supervisor:
    """Owns servers and parts. Used from one thread; `stops` says when to end."""

    def __init__(self, folder: DataFolder, stops: Stops, env: Mapping[str, str]) -> None:
        self.folder = folder
        self.stops = stops
        self.env = {**env, MARKER: str(folder.path)}
        self.servers: dict[str, tuple[Server, Attempts]] = {}
        self.parts: list[Part] = []

    # -- starting
    def add_server(self, server: Server) -> None:
        """Start a server that is to be kept alive. Raises Refusal when it does not come up."""
        attempts = Attempts()
        self.servers[server.label] = (server, attempts)  # noted first: a half-started one is stopped too
        server.start(self.stops)
        attempts.started(time.monotonic())

    def add_part(self, name: str, command: Sequence[str]) -> None:
        part = Part(name, command)
        self.parts.append(part)
        log = self.folder.log_path(name)
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".old.log"))
        self.start_part(part)

    def start_part(self, part: Part) -> None:
        with self.folder.log_path(part.name).open("ab") as log:
            part.process = processes.spawn(part.command, env=self.env, output=log)
        part.attempts.started(time.monotonic())

    # -- keeping alive
    def look(self) -> None:
        """One round: note the dead, start again what is due."""
        now = time.monotonic()
        for server, attempts in self.servers.values():
            self.look_at_server(server, attempts, now)
        for part in self.parts:
            self.look_at_part(part, now)
        known = {process.pid for process in self.own_processes()}
        processes.reap_strangers(known)

    def look_at_part(self, part: Part, now: float) -> None:
        process = part.process
        if process is not None and process.poll() is not None:
            processes.end(process)  # what is left of its group: an orphan would keep the port, or the queue
            delay = part.attempts.died(now)
            log = self.folder.log_path(part.name)
            say(f"! {part.name} {ending(process.returncode)}; starting it again in {delay:g} s. Log:{log_tail(log, 4)}")
            part.process = None
        if part.process is None and part.attempts.due_at is not None and now >= part.attempts.due_at:
            self.start_part(part)
            say(f"  {part.name} started again")

    def look_at_server(self, server: Server, attempts: Attempts, now: float) -> None:
        process = server.process
        if process is not None and process.poll() is not None:
            server.stop()
            delay = attempts.died(now)
            say(f"! {server.label} {ending(process.returncode)}; starting it again in {delay:g} s.")
        if server.process is None and attempts.due_at is not None and now >= attempts.due_at:
            try:
                server.start(self.stops)
                attempts.started(time.monotonic())
                say(f"  {server.label} started again")
            except Refusal as refusal:
                server.stop()
                attempts.died(time.monotonic())
                say(f"! {refusal}")

    def own_processes(self) -> list[subprocess.Popen[bytes]]:
        candidates = [server.process for server, _ in self.servers.values()] + [part.process for part in self.parts]
        return [process for process in candidates if process is not None]

    # -- stopping
    def stop(self) -> None:
        """Stop parts, then servers, then whatever else descends from this process."""
        running = [part.process for part in self.parts if part.process is not None]
        processes.end_all(running, grace=10, hurry=self.stops.hurry)
        for server, _ in reversed(self.servers.values()):
            server.stop()
        processes.sweep()


def ending(code: int) -> str:
    return f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"


def end_leftovers(folder: DataFolder) -> int:
    """End what a killed supervisor of this folder left running; the caller holds the folder's lock."""
    return processes.end_strangers(lambda: processes.marked(MARKER, str(folder.path))) if os.path.isdir("/proc") else 0
