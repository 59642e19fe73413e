"""The vocabularies of the repository, loaded once for the tests of a file and rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from apps.taxonomy.loading.drafts import Folder, gather
from apps.taxonomy.loading.store import store

DATA = Path(__file__).resolve().parents[2] / "apps" / "taxonomy" / "data"


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        store(gather(Folder(DATA, partial=False)))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def taxonomy(_loaded, db) -> None:
    """All files of the repository are in the database."""
