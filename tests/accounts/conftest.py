"""Counters and outgoing SMS start empty; the notice of the sign-up page is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from apps.notifications import sms
from tests.factories import make_notice


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    cache.clear()
    sms.MemoryBackend.outbox.clear()
    yield
    cache.clear()


@pytest.fixture
def notice(db: None) -> None:
    make_notice("account")
