"""One small world for the tests of this folder: made once with its vocabularies, rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import override_settings

from apps.matching import pools, recommendations
from apps.sample import loading
from apps.sample.world import World
from tests import snapshots
from tests.conftest import vocabulary_tables


@pytest.fixture(scope="package")
def _small_world(_vocabulary_rows: snapshots.Rows, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            # What earlier tests left behind is due for a vacuum, which would find the tables empty while the world is
            # in them uncommitted, and have every query planned for one row.
            cursor.execute("VACUUM")
        snapshots.sweep(vocabulary_tables())
        yield from _made(_vocabulary_rows)


def _made(rows: snapshots.Rows) -> Iterator[World]:
    with transaction.atomic(), override_settings(DEMO=True):
        snapshots.put_back(vocabulary_tables(), rows)
        made = loading.load("small", 2022)
        connection.check_constraints()  # now, once: what waits would be checked again after every test
        yield made
        transaction.set_rollback(True)
    pools.forget()
    recommendations.forget()


@pytest.fixture
def world(_small_world: World, db) -> World:
    return _small_world
