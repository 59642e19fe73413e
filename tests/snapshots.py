"""The rows of some tables, kept in memory and put back: much quicker than making them again for every file of tests."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

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


def sweep(models: Sequence[type[Model]]) -> None:
    """Clear away what rolled back transactions left in the tables; outside of a transaction.

    Nobody else may: a vacuum that comes by itself finds the tables empty while rows are in them uncommitted, notes that,
    and a join of two thousand skills is planned for one row and takes half a minute.
    """
    tables = ", ".join(f'"{model._meta.db_table}"' for model in models)
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" SET (autovacuum_enabled = off)')
        cursor.execute(f"VACUUM {tables}")


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
            cursor.execute(f'ANALYZE "{table}"')
