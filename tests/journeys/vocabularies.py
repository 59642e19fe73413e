"""The vocabularies for tests whose rows are truncated after each: loaded once, kept beside, copied back in one go."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction

from apps.accounts import reference
from apps.accounts.models import NoticeText, Role
from apps.core.models import Epoch
from apps.taxonomy.loading.drafts import Folder, gather
from apps.taxonomy.loading.store import store
from tests.conftest import TAXONOMY

KEPT = "journeys_kept"  # a schema that the truncation between tests does not know


def _tables() -> list[str]:
    models = [*apps.get_app_config("taxonomy").get_models(), Epoch, NoticeText, Role]
    return [model._meta.db_table for model in models]


@transaction.atomic
def stand() -> None:
    """Vocabularies, roles and notices are in the database; copied where they were loaded before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [KEPT])
        if cursor.fetchone():
            for table in _tables():
                cursor.execute(f'TRUNCATE "{table}" CASCADE')
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM {KEPT}."{table}"')
            return
        store(gather(Folder(TAXONOMY, partial=False)))
        reference.load()
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in _tables():
            cursor.execute(f'CREATE TABLE {KEPT}."{table}" AS TABLE "{table}"')
