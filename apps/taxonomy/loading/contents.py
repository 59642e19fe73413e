"""What a row says, as one hash: while it is the hash that a file gave, nobody has edited the row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from apps.taxonomy.loading.drafts import Name
from apps.taxonomy.names import name_key


def digest(values: Mapping[str, Any], names: Iterable[Name]) -> str:
    """The hash of a row's content: its columns (references as codes) and other names in any order."""
    columns = {name: value for name, value in values.items() if name != "related" or value}  # a later column
    content = [columns, sorted(distinct_names(names))]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def distinct_names(names: Iterable[Name]) -> list[Name]:
    """The first of names that lookups cannot tell apart."""
    found: dict[str, Name] = {}
    for name in names:
        found.setdefault(name_key(name[1]), name)
    return list(found.values())
