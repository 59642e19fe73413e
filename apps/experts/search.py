"""Finding experts by name or address: these are stored encrypted, so they are compared here; a pool has some thousand rows."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.core.text import fold
from apps.experts.models import Expert


def named(rows: QuerySet[Expert], words: str) -> QuerySet[Expert]:
    """Those of `rows` whose name in either script, address or id holds `words`, spaces left aside; all without words."""
    wanted = fold(words).replace(" ", "")
    if not wanted:
        return rows
    found = [row.pk for row in rows if any(wanted in fold(text).replace(" ", "") for text in _searched(row))]
    return rows.filter(pk__in=found)


def _searched(expert: Expert) -> tuple[str, ...]:
    names = (expert.name_zh, expert.name_en, f"{expert.family_name} {expert.given_name}")
    return (*names, expert.email, expert.public_id)
