"""Text of a file, taken by a child process that may fail, hang or fill its memory without harm to the worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from apps.talents.cv.extract import Extracted, Unreadable

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 40  # of wall clock; the child's own limit of processor time is lower


def extract_in_child(content: bytes, kind: str, *, seconds: float = SECONDS) -> Extracted:
    """As `extract.extract`; too_large also when the child ran out of memory or time."""
    found = ask_child("apps.talents.cv.child", kind, content, seconds=seconds)
    return Extracted(found["text"], found["pages"], tuple(found["hidden"]))


def ask_child(module: str, kind: str, content: bytes, *, seconds: float = SECONDS) -> dict[str, Any]:
    """What the program `module` (one of ours, in the manner of `child`) says of `content`. Raises Unreadable."""
    try:
        done = subprocess.run(  # noqa: S603  fixed program, no shell
            [sys.executable, "-m", module, kind],
            input=content,
            capture_output=True,
            timeout=seconds,
            cwd=ROOT,
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_large") from None
    if done.returncode < 0:  # killed: by its limit of processor time, or by the kernel for memory
        raise Unreadable("too_large")
    if done.returncode:
        raise Unreadable("broken")
    found: dict[str, Any] = json.loads(done.stdout)
    if "problem" in found:
        raise Unreadable(found["problem"])
    return found
