"""The small vocabulary stands in every test of this folder that uses the database."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.talents import world


@pytest.fixture
def vocabulary(db: None) -> None:
    world.load()


@pytest.fixture
def client() -> Client:
    """A browser that reads English."""
    return Client(headers={"accept-language": "en"})
