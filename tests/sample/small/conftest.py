"""One small world for the tests of this folder: made once with its vocabularies, rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import override_settings

from apps.matching import pools, recommendations
from apps.sample import loading
from apps.sample.world import World
from apps.taxonomy.loading.drafts import Folder, gather
from apps.taxonomy.loading.store import store
from tests.conftest import TAXONOMY


@pytest.fixture(scope="package")
def _small_world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True):
        store(gather(Folder(TAXONOMY, partial=False)))
        made = loading.load("small", 2022)
        connection.check_constraints()  # now, once: what waits would be checked again after every test
        yield made
        transaction.set_rollback(True)
    pools.forget()
    recommendations.forget()


@pytest.fixture
def world(_small_world: World, db) -> World:
    return _small_world
