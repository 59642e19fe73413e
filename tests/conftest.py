"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.utils import translation

from apps.taxonomy.loading.drafts import Folder, gather
from apps.taxonomy.loading.store import store
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


@pytest.fixture(scope="module")
def _loaded_taxonomy(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The vocabularies of the repository, loaded once for the tests of a file and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        store(gather(Folder(TAXONOMY, partial=False)))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def taxonomy(_loaded_taxonomy, db) -> None:
    """All vocabularies are in the database."""
