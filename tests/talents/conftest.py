"""The small vocabulary stands in every test of this folder that uses the database."""

from __future__ import annotations

import pytest

from tests.talents import world


@pytest.fixture
def vocabulary(db: None) -> None:
    world.load()
