"""Pages speak English; counters and outgoing SMS start empty; the notice of the sign-up page is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from apps.notifications import sms
from tests.factories import make_notice


@pytest.fixture(autouse=True)
def fresh(settings: Any) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"  # pages answer a browser without wishes in English
    cache.clear()
    sms.MemoryBackend.outbox.clear()
    yield
    cache.clear()


@pytest.fixture
def notice(db: None) -> None:
    make_notice("account")
