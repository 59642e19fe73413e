"""`exec`: run one command with servers beside it, then stop them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from talentplatform.standalone import processes, servers
from talentplatform.standalone.folder import DataFolder
from talentplatform.standalone.refusal import Refusal

JOIN_LIMIT = 60.0  # seconds to wait for the holder of a data folder to announce its servers


class Stops:
    """Notes SIGTERM, SIGHUP and SIGINT, and hands the first two on to the command."""

    def __init__(self) -> None:
        self.number = 0
        self.command: subprocess.Popen[bytes] | None = None
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, self.receive)

    def receive(self, number: int, _frame: object) -> None:
        self.number = number
        # a Ctrl-C of the terminal reaches the command by itself: it is in the same process group
        if self.command and number != signal.SIGINT:
            self.command.send_signal(number)

    def __call__(self) -> bool:
        return self.number != 0


def run(command: Sequence[str], data_dir: Path | None) -> int:
    """Run `command` with `DATABASE_URL`, `CELERY_BROKER_URL`, `DATA_DIR` and `SECRET_KEY` set; returns its exit code.

    Without `data_dir` the servers live in a temporary folder, unsafe and quick. With one they are durable; when a demo
    holds that folder its servers are used and left running. Raises Refusal when something stands in the way.
    """
    processes.adopt_orphans()
    stops = Stops()
    if data_dir:
        folder = DataFolder(data_dir)
        folder.prepare()
        if not folder.lock():
            return run_command(command, joined(folder, stops), folder, stops)
        return run_with_servers(command, folder, stops)
    temporary = Path(tempfile.mkdtemp(prefix="talent-"))
    temporary.chmod(0o711)  # the database server may run as another user
    try:
        folder = DataFolder(temporary, durable=False)
        folder.prepare()
        return run_with_servers(command, folder, stops)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def joined(folder: DataFolder, stops: Stops) -> dict[str, str]:
    """Addresses announced by the process that holds `folder`."""
    deadline = time.monotonic() + JOIN_LIMIT
    while not (found := folder.announced()):
        if stops() or time.monotonic() > deadline:
            raise Refusal(f"Another process holds {folder.path} and its servers did not come up.")
        time.sleep(0.2)
    del found["pid"]
    return found


def run_with_servers(command: Sequence[str], folder: DataFolder, stops: Stops) -> int:
    started: list[servers.Server] = []
    try:
        for server in servers.needed(folder):
            started.append(server)
            server.start(stops)
        found = servers.addresses(started)
        folder.announce(found)
        return run_command(command, found, folder, stops)
    finally:
        for server in reversed(started):
            server.stop()
        processes.sweep()
        folder.close()


def run_command(command: Sequence[str], found: dict[str, str], folder: DataFolder, stops: Stops) -> int:
    environment = {**os.environ, **found, "DATA_DIR": str(folder.path)}
    environment.setdefault("SECRET_KEY", folder.secret_key())
    if stops():
        return 128 + stops.number
    try:
        stops.command = subprocess.Popen(command, env=environment)
    except OSError as error:
        raise Refusal(f"Cannot run {command[0]}: {error.strerror}") from error
    code = stops.command.wait()
    return 128 - code if code < 0 else code
