"""Who a database server runs as. PostgreSQL refuses root, and root's folders are closed to everybody else.

An ordinary user runs it as themselves. Root tries, in this order, until one can both run the binaries and write the
folder: `nobody`; the owner of a folder on the way that only its owner may enter; root's own rights under another
number, in a user namespace (`unshare`), which is what helps below a folder that only root may enter.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from talentplatform.standalone.refusal import Refusal

NOBODY = 65534


@dataclass(frozen=True)
class Identity:
    """How to start a program: perhaps behind a prefix, perhaps as another user."""

    label: str
    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def popen_arguments(self) -> dict[str, Any]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def has_name(uid: int) -> bool:
    """Whether the system knows a name for that number; `initdb` asks for one."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def namespace() -> tuple[str, ...]:
    """Prefix that runs a program under the number of `nobody`, with the rights of the caller. Empty without unshare."""
    unshare = shutil.which("unshare")
    return (unshare, "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}") if unshare else ()


def named(identity: Identity, uid: int) -> Identity:
    """The same identity, in a user namespace where its own number has no name."""
    return identity if has_name(uid) else replace(identity, prefix=namespace())


def candidates(folder: Path) -> Iterator[Identity]:
    """Identities worth trying for `folder` when the caller is root."""
    yield Identity("as nobody", uid=NOBODY, gid=NOBODY)
    owners = [parent.stat() for parent in folder.parents]
    for owner in owners:
        if owner.st_uid not in {0, NOBODY}:
            identity = Identity("as the owner of the folder above", uid=owner.st_uid, gid=owner.st_gid)
            yield named(identity, owner.st_uid)
            break
    if namespace():
        yield Identity("in a user namespace", prefix=namespace())


def works(identity: Identity, folder: Path, program: Path) -> bool:
    """Whether that identity can write `folder` and run `program`."""
    command = [
        *identity.prefix,
        "sh",
        "-c",
        'test -w "$1" && "$2" --version',
        "sh",
        str(folder),
        str(program),
    ]
    try:
        answer = subprocess.run(
            command, capture_output=True, timeout=20, check=False, cwd="/", **identity.popen_arguments()
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0


def give(folder: Path, identity: Identity) -> None:
    """Make `folder` and all below it the property of that identity."""
    uid = identity.uid if identity.uid is not None else os.getuid()
    gid = identity.gid if identity.gid is not None else os.getgid()
    if folder.stat().st_uid == uid:
        return
    for path, folders, files in os.walk(folder, topdown=False):
        for name in [*folders, *files]:
            os.chown(Path(path) / name, uid, gid, follow_symlinks=False)
    os.chown(folder, uid, gid)


def choose(folder: Path, program: Path) -> Identity:
    """The identity to run `program` with, owning `folder` (which exists and is made its property).

    Raises Refusal when root finds none.
    """
    if os.getuid() != 0:
        return named(Identity("as the caller"), os.getuid())
    tried = []
    for identity in candidates(folder):
        give(folder, identity)
        if works(identity, folder, program):
            return identity
        tried.append(identity.label)
    raise Refusal(
        f"PostgreSQL does not run as root, and could not use {folder} otherwise (tried: {', '.join(tried)}). "
        "Run as an ordinary user, choose another DATA_DIR, or set DATABASE_URL."
    )
