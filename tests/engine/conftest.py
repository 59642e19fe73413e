"""The engine's market for tests, made once: with the real encoder, and with the one that needs no weights."""

from __future__ import annotations

import pytest

from apps.matching.engine.encoders import LexicalEncoder, UniversalSentenceEncoder
from tests.engine.world import POSTINGS, TALENTS, World


@pytest.fixture(scope="session")
def encoder() -> UniversalSentenceEncoder:
    return UniversalSentenceEncoder()


@pytest.fixture(scope="session")
def market(encoder: UniversalSentenceEncoder) -> World:
    """Six people and three postings, as the default installation sees them."""
    return World.of(encoder, POSTINGS, TALENTS)


@pytest.fixture(scope="session")
def basic() -> World:
    """The same with basic matching: quick, for properties that hold with any encoder."""
    return World.of(LexicalEncoder(), POSTINGS, TALENTS)
