"""Every test starts as a process that has just begun, with a cheap encoder unless it asks for the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from apps.matching import encoding
from apps.matching.engine.encoders.loading import LoadedEncoder, load_encoder
from tests.matching import world


@pytest.fixture(autouse=True)
def cheap_encoder(settings: LazySettings) -> Iterator[None]:
    settings.MATCHING_ENCODER = "tests.matching.world.LetterEncoder"
    world.forget()
    yield
    world.forget()


@pytest.fixture(scope="session")
def universal() -> LoadedEncoder:
    """The encoder of the default installation, read once for all tests that need it."""
    return load_encoder(None)


@pytest.fixture
def real_encoder(cheap_encoder: None, universal: LoadedEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "load_encoder", lambda path: universal)
