"""The rows of some tables, kept in memory and put back: much quicker than making them again for every file of tests."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import AutoField, Model

Rows = Mapping[str, bytes]


def take(models: Iterable[type[Model]]) -> Rows:
    """What the tables of `models` hold now, by table."""
    kept = {}
    with connection.cursor() as cursor:
        for model in models:
            table, buffer = model._meta.db_table, io.BytesIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT (FORMAT binary)', buffer)
            kept[table] = buffer.getvalue()
    return kept


def put_back(models: Iterable[type[Model]], rows: Rows) -> None:
    """Make the tables hold what they held; inside a transaction, where references are checked at its end."""
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f'DELETE FROM "{table}"')
            cursor.copy_expert(f'COPY "{table}" FROM STDIN (FORMAT binary)', io.BytesIO(rows[table]))
            if isinstance(key := model._meta.pk, AutoField):
                cursor.execute(
                    f'SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT coalesce(max(id), 0) + 1 FROM "{table}"))',
                    [table, key.column],
                )
