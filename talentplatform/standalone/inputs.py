"""Short fingerprints of what a step reads, so that a second start skips what has nothing to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def of_contents(paths: Iterable[Path]) -> str:
    """Changes when a file's name or content does. For a few small files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def of_stamps(paths: Iterable[Path]) -> str:
    """Changes when a file's name, size or time does. For many files, or large ones."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:16]


def files(folder: Path, pattern: str = "*") -> list[Path]:
    return [path for path in folder.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts]


def of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
