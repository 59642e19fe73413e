"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import transaction
from django.db.models import Model
from django.utils import translation

from apps.core.models import Epoch
from apps.taxonomy.loading.drafts import Folder, gather
from apps.taxonomy.loading.store import store
from tests import snapshots
from tests.chromium import pytest_collection_modifyitems, pytest_terminal_summary

TAXONOMY = Path(__file__).resolve().parents[1] / "apps" / "taxonomy" / "data"
__all__ = ["pytest_collection_modifyitems", "pytest_terminal_summary"]


@pytest.fixture(autouse=True)
def private_files(tmp_path: Path, settings: LazySettings) -> None:
    """Uploads of a test go to a folder of its own."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages are compared in English unless a test says otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def _vocabulary_rows(django_db_setup, django_db_blocker) -> snapshots.Rows:
    """What loading the vocabularies of the repository leaves in the database: made once in each test process.

    The epochs are among it: the copy that a process keeps of the vocabularies stays good from file to file.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        store(gather(Folder(TAXONOMY, partial=False)))
        rows = snapshots.take(vocabulary_tables())
        transaction.set_rollback(True)
    return rows


def vocabulary_tables() -> list[type[Model]]:
    return [*apps.get_app_config("taxonomy").get_models(include_auto_created=True), Epoch]


@pytest.fixture(scope="module")
def _loaded_taxonomy(_vocabulary_rows: snapshots.Rows, django_db_blocker) -> Iterator[None]:
    """The vocabularies of the repository, there for the tests of a file and rolled back after them."""
    with django_db_blocker.unblock():
        snapshots.sweep(vocabulary_tables())
        around = transaction.atomic()
        around._from_testcase = True  # as Django marks those of its test cases: what has to be durable may stand inside
        with around:
            snapshots.put_back(vocabulary_tables(), _vocabulary_rows)
            yield
            transaction.set_rollback(True)


@pytest.fixture
def taxonomy(_loaded_taxonomy, db) -> None:
    """All vocabularies are in the database."""
