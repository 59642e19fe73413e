"""The data folder: its layout, its lock, what was done in it already, and clear words when it cannot be used."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from talentplatform.standalone.refusal import Refusal

SOCKET_PATH_LIMIT = 107  # bytes of a Unix socket's address, without the final NUL
LONGEST_SOCKET = "/postgres/run/.s.PGSQL.5432"
ROOM_NEEDED = 300_000_000  # bytes: a fresh cluster, its log and the small sample world
MARKER = "TALENTPLATFORM_SUPERVISED"  # set for every process that a supervisor starts; its value is the data folder


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the system says about a folder into a sentence with a way out."""
    try:
        yield
    except OSError as error:
        reasons = {
            errno.EROFS: "it is read-only",
            errno.EACCES: "you may not write there",
            errno.EPERM: "you may not write there",
            errno.ENOSPC: "the disk is full",
            errno.EDQUOT: "your disk quota is used up",
            errno.ENOTDIR: "a part of the path is not a folder",
            errno.EEXIST: "a file stands in its place",
        }
        reason = reasons.get(error.errno or 0, error.strerror or str(error))
        raise Refusal(f"The data folder {folder} cannot be used: {reason}. Choose another with DATA_DIR=...") from error


class DataFolder:
    """Layout: `postgres/`, `broker/`, `log/`, `done/` (steps done), `secret_key`, `servers.json`, `lock`."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self.path = path.resolve()
        self.durable = durable
        self.short: Path | None = None
        self._lock: IO[str] | None = None

    # -- opening and closing
    def prepare(self) -> None:
        """Create what is missing. Raises Refusal where that is not possible."""
        with explained(self.path):
            if not self.path.exists():
                self.path.mkdir(parents=True)
                # the database server may run as another user: it may pass, not list
                self.path.chmod(0o711)
            for name in ("postgres", "broker", "log", "done"):
                (self.path / name).mkdir(mode=0o700, exist_ok=True)
            probe = self.path / "log" / ".probe"
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
            free = shutil.disk_usage(self.path).free
        if free < ROOM_NEEDED:
            raise Refusal(
                f"The data folder {self.path} has {free // 1_000_000} MB left, "
                f"{ROOM_NEEDED // 1_000_000} MB are needed. "
                "Make room, or choose another with DATA_DIR=..."
            )

    def lock(self) -> bool:
        """Take the folder for this process; False when a living process holds it. Freed when the process ends."""
        with explained(self.path):
            self._lock = (self.path / "lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            self._lock = None
            return False
        return True

    def close(self) -> None:
        (self.path / "servers.json").unlink(missing_ok=True)
        if self.short:
            shutil.rmtree(self.short, ignore_errors=True)
        if self._lock:
            self._lock.close()
            self._lock = None

    # -- what others on this machine may read
    def announce(self, addresses: dict[str, str]) -> None:
        """Write where the servers listen, for commands that join a running demo."""
        self.write_private("servers.json", json.dumps({"pid": str(os.getpid()), **addresses}))

    def announced(self) -> dict[str, str]:
        """What the holder of the lock wrote; empty when it is not ready."""
        with contextlib.suppress(OSError, ValueError):
            content: dict[str, str] = json.loads((self.path / "servers.json").read_text())
            return content
        return {}

    def secret_key(self) -> str:
        """A key for signing, made once per data folder, readable by its owner only."""
        path = self.path / "secret_key"
        if not path.exists() or not path.read_text().strip():
            self.write_private("secret_key", secrets.token_urlsafe(50))
        return path.read_text().strip()

    def write_private(self, name: str, text: str) -> None:
        new = self.path / f"{name}.new"
        with explained(self.path):
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(text)
            new.replace(self.path / name)

    # -- places
    def socket_folder(self, server: str) -> Path:
        """Where `server` puts its socket: below the data folder, or below /tmp when that path would be too long."""
        if len(os.fsencode(self.path)) + len(LONGEST_SOCKET) > SOCKET_PATH_LIMIT:
            if not self.short:
                self.short = Path(tempfile.mkdtemp(prefix="talent-", dir="/tmp"))  # private, its name random
                self.short.chmod(0o711)
            folder = self.short / server
        else:
            folder = self.path / server / "run"
        with explained(self.path):
            folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def log_path(self, name: str) -> Path:
        return self.path / "log" / f"{name}.log"

    # -- steps
    def done_state(self, step: str) -> str:
        """The state of its inputs in which `step` last ended well; empty when it never did."""
        path = self.path / "done" / step
        return path.read_text() if path.exists() else ""

    def set_done(self, step: str, state: str) -> None:
        self.write_private(f"done/{step}", state)

    def forget_steps(self) -> None:
        """After a new cluster was made, nothing of the database is done."""
        for path in (self.path / "done").iterdir():
            if path.name.startswith("db-"):
                path.unlink()
