"""The child process: `python -m apps.talents.cv.child KIND` reads a file from stdin and writes JSON to stdout.

It limits itself before it looks at a single byte: memory, processor time, no files written, no core dump. It has no
settings, no secrets and no database.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from dataclasses import asdict

from apps.talents.cv.extract import KINDS, Unreadable, extract

MEMORY = 1_000_000_000  # bytes of address space
SECONDS = 25  # of processor time


def limit() -> None:
    for what, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (ceiling, ceiling))


def main(kind: str) -> dict[str, object]:
    """{"text", "pages", "hidden"} or {"problem"}."""
    try:
        limit()
        return asdict(extract(sys.stdin.buffer.read(), kind))
    except Unreadable as error:
        return {"problem": error.code}
    except (MemoryError, RecursionError):
        return {"problem": "too_large"}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # parsers complain about broken files in many words
    if len(sys.argv) != 2 or sys.argv[1] not in KINDS:
        raise SystemExit(f"usage: child {'|'.join(KINDS)}")
    json.dump(main(sys.argv[1]), sys.stdout)
