"""Requests to stop, noted by signal handlers and read by whoever waits."""

from __future__ import annotations

import signal
import subprocess
import threading


class Stops:
    """True once SIGTERM, SIGHUP or SIGINT came. The first two are handed on to `command`, where there is one."""

    def __init__(self) -> None:
        self.number = 0
        self.count = 0
        self.command: subprocess.Popen[bytes] | None = None
        self._event = threading.Event()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, self.receive)

    def receive(self, number: int, _frame: object) -> None:
        self.number = number
        self.count += 1
        self._event.set()
        # a Ctrl-C of the terminal reaches the command by itself: it is in the same process group
        if self.command and number != signal.SIGINT:
            self.command.send_signal(number)

    def __call__(self) -> bool:
        return self._event.is_set()

    def hurry(self) -> bool:
        """A second request: do not wait for anything that takes its time."""
        return self.count > 1

    def wait(self, seconds: float) -> bool:
        """Wait that long, or less when a request comes; returns whether one came."""
        return self._event.wait(seconds)
