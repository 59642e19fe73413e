"""Stored files: written once, named by the server, encrypted at rest unless public, read through one check.

Who may read a file is decided by the app that owns its data class: it registers a policy here in `AppConfig.ready`.
"""

from __future__ import annotations

import hashlib
import re
import time
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.core import crypto
from apps.core.ids import new_public_id
from apps.core.models import File

Policy = Callable[[Any, File], bool]
_policies: dict[str, Policy] = {}

MAGIC = {
    "application/pdf": (b"%PDF-",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
    "application/vnd.ms-excel": (b"\xd0\xcf\x11\xe0",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "text/plain": (),
    "text/csv": (),
}
EXTENSIONS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
}


def register_policy(data_class: str, policy: Policy) -> None:
    """`policy(user, file)` says who may read files of this class. One owner per class."""
    _policies[data_class] = policy


def may_read(user: Any, file: File) -> bool:
    """False for a class that nobody has registered."""
    if file.data_class == File.DataClass.PUBLIC:
        return True
    policy = _policies.get(file.data_class)
    return policy is not None and policy(user, file)


def clean_name(name: str) -> str:
    """A name that is safe to show and to offer: no path, no control or direction characters, at most 120 long."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()).replace("\\", "/").split("/")[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" or c == "\u200d").strip(" .")
    stem, dot, extension = name.rpartition(".")
    stem, extension = (stem, extension) if dot else (name, "")
    stem = re.sub(r"\s+", " ", stem)[:100] or "file"
    return f"{stem}.{extension[:10]}" if extension else stem


def check_upload(name: str, head: bytes, size: int, allowed: tuple[str, ...]) -> str:
    """The content type of an upload; ValidationError if it is too large, empty, or not what its name says.

    `allowed` are extensions with dot; `head` the first bytes of the content.
    """
    if size > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // 1_000_000
        raise ValidationError(_("The file is too large: at most %(limit)d MB.") % {"limit": limit}, code="too_large")
    if not size:
        raise ValidationError(_("The file is empty."), code="empty")
    extension = Path(name.lower()).suffix
    if extension not in allowed:
        kinds = ", ".join(allowed)
        raise ValidationError(
            _("This kind of file is not accepted. Use one of: %(kinds)s.") % {"kinds": kinds}, code="kind"
        )
    content_type = EXTENSIONS[extension]
    magic = MAGIC[content_type]
    if magic and not head.startswith(magic):
        raise ValidationError(_("The content of the file does not fit its name."), code="content")
    return content_type


def store(
    content: bytes,
    *,
    name: str,
    content_type: str,
    data_class: str,
    owner_ref: str,
    retain_until: datetime | None = None,
) -> File:
    """Write the bytes, then the row. A row that rolls back leaves a file without row: `sweep_files` removes it."""
    encrypted = data_class != File.DataClass.PUBLIC
    relative = f"{new_public_id()[:2]}/{new_public_id()}{new_public_id()}"
    path = Path(settings.FILES_ROOT) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(crypto.encrypt(content) if encrypted else content)
    return File.objects.create(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        name=clean_name(name),
        content_type=content_type,
        data_class=data_class,
        owner_ref=owner_ref,
        encrypted=encrypted,
        path=relative,
        retain_until=retain_until,
    )


def read(file: File) -> bytes:
    """The content, decrypted. Raises FileNotFoundError if the file was swept away."""
    data = (Path(settings.FILES_ROOT) / file.path).read_bytes()
    return crypto.decrypt(data) if file.encrypted else data


def remove(file: File) -> None:
    """Delete content and row."""
    unlink(file.path)
    file.delete()


def unlink(path: str) -> None:
    """Delete the content alone: where the row goes by a rollback, or went before the commit."""
    (Path(settings.FILES_ROOT) / path).unlink(missing_ok=True)


def sweep() -> int:
    """Delete stored files that no row names (left by a rollback or a crash) and that are an hour old; how many."""
    root = Path(settings.FILES_ROOT)
    known = set(File.objects.values_list("path", flat=True))
    limit = time.time() - 3600
    lost = [
        p
        for p in root.glob("*/*")
        if p.is_file() and str(p.relative_to(root)) not in known and p.stat().st_mtime < limit
    ]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
