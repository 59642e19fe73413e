"""The truth that the CV reader is judged by: DIR/truth.jsonl, a line a CV (its form is told in `judging`).

Null counts as empty everywhere but in `file` and `lang`. Whatever else is of another form is told with file and line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAME = "truth.jsonl"
_ROWS = ("education", "experience", "languages")
_NAMED = ("name", "contact")
_COUNTED = ("publications", "patents")


class TruthError(ValueError):
    """The folder holds no truth; the text names file and line."""


def read_truth(folder: Path) -> list[dict[str, Any]]:
    """The lines, with every group present and no nulls in them. Raises TruthError, and OSError for the file itself."""
    path = folder / NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TruthError(f"{path} is no UTF-8 text: {error}") from error
    found = []
    for number, line in enumerate(text.split("\n"), start=1):  # JSON may hold other line separators
        if line.strip():
            try:
                found.append(_cv(json.loads(line), folder))
            except (ValueError, RecursionError) as error:
                raise TruthError(f"{path}, line {number}: {error}") from error
    if not found:
        raise TruthError(f"{path} has no CV")
    return found


def _cv(record: Any, folder: Path) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise TruthError("no record")
    for name in ("file", "lang"):
        if not isinstance(record.get(name), str) or not record[name].strip():
            raise TruthError(f"“{name}” is missing")
    if not (folder / record["file"]).is_file():
        raise TruthError(f"{record['file']} does not exist")
    return {
        "file": record["file"],
        "lang": record["lang"].strip(),
        "scanned": record.get("scanned"),
        **{name: _strings(name, record.get(name)) for name in _NAMED},
        **{name: list(_rows(name, record.get(name))) for name in _ROWS},
        **{name: _count(name, record.get(name)) for name in _COUNTED},
        "skills": [_string("skills", value) for value in _list("skills", record.get("skills")) if value],
    }


def _rows(name: str, value: Any) -> Iterator[dict[str, str]]:
    """Entries that say anything."""
    return filter(None, (_strings(name, row) for row in _list(name, value)))


def _list(name: str, value: Any) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise TruthError(f"“{name}” is no list")
    return value or []


def _strings(name: str, value: Any) -> dict[str, str]:
    if value is not None and not isinstance(value, dict):
        raise TruthError(f"“{name}” has what is no record")
    return {key: _string(name, part) for key, part in (value or {}).items() if part is not None}


def _string(name: str, value: Any) -> str:
    """Years may be numbers."""
    if not isinstance(value, str | int | float):
        raise TruthError(f"“{name}” has what is no text")
    return str(value)


def _count(name: str, value: Any) -> int:
    if value is not None and (not isinstance(value, int) or value < 0):
        raise TruthError(f"“{name}” is no number of works")
    return value or 0
