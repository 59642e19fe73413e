"""The package of a part: its fields as canonical JSON and its files, one after the other, in a form anyone can read.

Four bytes length, the JSON, then the bytes of the files in the order of the JSON, which names sizes and hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.core.sealing.receipts import canonical

FORM = 1
PREFIX = 4


class BrokenPackage(Exception):
    """The package does not hold what it says."""


@dataclass(frozen=True)
class Enclosed:
    """A file of a package."""

    name: str
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def pack(fields: dict[str, Any], facts: dict[str, Any], enclosed: Sequence[Enclosed]) -> bytes:
    """One part as bytes: `fields` of the sections, `facts` around them (whose it is, its members)."""
    listed = [
        {"name": file.name, "type": file.content_type, "size": len(file.content), "sha256": file.sha256}
        for file in enclosed
    ]
    head = canonical({"form": FORM, "fields": fields, "facts": facts, "files": listed})
    return b"".join((len(head).to_bytes(PREFIX, "big"), head, *(file.content for file in enclosed)))


def unpack(package: bytes) -> tuple[dict[str, Any], dict[str, Any], list[Enclosed]]:
    """(fields, facts, files), each file checked against its hash. Raises BrokenPackage."""
    start = PREFIX + int.from_bytes(package[:PREFIX], "big")
    try:
        head = json.loads(package[PREFIX:start])
        enclosed = []
        for row in head["files"]:
            file = Enclosed(row["name"], row["type"], package[start : start + row["size"]])
            start += row["size"]
            if file.sha256 != row["sha256"]:
                raise BrokenPackage(f"{row['name']} is not the file that was sealed")
            enclosed.append(file)
        fields, facts, form = head["fields"], head["facts"], head["form"]
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenPackage("this is no package") from error
    if form != FORM or start != len(package):
        raise BrokenPackage("this is no package of a form that is known here")
    return fields, facts, enclosed
