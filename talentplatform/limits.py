"""Where the counters of sign-in limits live: the cache table, on a connection of its own."""

from __future__ import annotations

from typing import Any


class LimitsRouter:
    """Sends the cache table to the connection `limits` (the same database, outside the request's transaction)."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "limits" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == "limits" else None
