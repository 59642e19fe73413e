"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import translation

from tests.chromium import pytest_collection_modifyitems, pytest_terminal_summary

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
