"""Every test starts as a process that has just begun, with a cheap encoder unless it asks for the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from apps.core.marks import bump_epoch, epoch
from apps.matching import encoding
from apps.matching.engine.encoders.loading import LoadedEncoder, load_encoder
from apps.taxonomy import vocabulary
from tests.matching import world


@pytest.fixture(autouse=True)
def cheap_encoder(settings: LazySettings) -> Iterator[None]:
    settings.MATCHING_ENCODER = "tests.matching.world.LetterEncoder"
    world.forget()
    yield
    world.forget()


@pytest.fixture(autouse=True)
def numbered_vocabulary(request: pytest.FixtureRequest) -> None:
    """The vocabularies of a test, few or none, have a number, as loading gives them: a process then keeps its copy."""
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        if epoch(vocabulary.EPOCH) == 0:
            bump_epoch(vocabulary.EPOCH)


@pytest.fixture(scope="session")
def universal() -> LoadedEncoder:
    """The encoder of the default installation, read once for all tests that need it."""
    return load_encoder(None)


@pytest.fixture
def real_encoder(cheap_encoder: None, universal: LoadedEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "load_encoder", lambda path: universal)
