"""`exec`: run one command with servers beside it, then stop them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from talentplatform import messages
from talentplatform.standalone import processes, servers
from talentplatform.standalone.folder import DataFolder
from talentplatform.standalone.refusal import Refusal
from talentplatform.standalone.stops import Stops

ROOT = Path(__file__).resolve().parent.parent.parent
JOIN_LIMIT = 60.0  # seconds to wait for the holder of a data folder to announce its servers


def run(command: Sequence[str], data_dir: Path | None) -> int:
    """Run `command` with `DATABASE_URL`, `CELERY_BROKER_URL`, `DATA_DIR` and `SECRET_KEY` set; returns its exit code.

    Without `data_dir` the servers live in a temporary folder, unsafe and quick. With one they are durable; when a demo
    holds that folder its servers are used and left running. Raises Refusal when something stands in the way.
    """
    processes.adopt_orphans()
    stops = Stops()
    compile_translations()
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


def compile_translations() -> None:
    """Pages and tests read compiled catalogues; a broken one is no reason to run nothing."""
    try:
        messages.compile_all(ROOT / "locale")
    except messages.CatalogueError as error:
        sys.stderr.write(f"warning: translations not compiled: {error}\n")


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
    # Importing this package named the default settings; handed on, that would beat what pytest's own file names.
    if environment.get("DJANGO_SETTINGS_MODULE") == "talentplatform.settings":
        del environment["DJANGO_SETTINGS_MODULE"]
    if stops():
        return 128 + stops.number
    try:
        stops.command = subprocess.Popen(command, env=environment)
    except OSError as error:
        raise Refusal(f"Cannot run {command[0]}: {error.strerror}") from error
    code = stops.command.wait()
    return 128 - code if code < 0 else code
