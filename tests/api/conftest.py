"""What the tests of the API share."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.core.models import Mark
from apps.matching import tasks
from apps.matching.interest import CONSENT as SHARE_INTEREST
from tests.factories import make_notice

ROOT = "/api/v1/"
TASKS = {"talent": tasks.rank_talent, "position": tasks.rank_position}


class Api(APIClient):
    """Addresses below /api/v1/, bodies as JSON."""

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        return getattr(self, method)(ROOT + path, body, format="json", **more)

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's data; anything but success fails with what was answered."""
        answer = self.call(method, path, body)
        assert answer.status_code < 300, (path, answer.status_code, answer.content[:600])
        return answer.json() if answer.content else None


@pytest.fixture
def api() -> Any:
    """`api(user)`: a client signed in as `user`; `api()` nobody."""

    def signed_in(user: User | None = None) -> Api:
        client = Api(raise_request_exception=False)
        if user is not None:
            client.force_authenticate(user)
        return client

    return signed_in


@pytest.fixture
def notices(db: None) -> None:
    for purpose in ("account", "ranking", "cv_reading", "share_application", SHARE_INTEREST):
        make_notice(purpose)


def work() -> None:
    """Do what the workers would: talents first, as their vectors stand in the lists."""
    for kind, task in TASKS.items():
        for mark in Mark.objects.filter(kind=kind):
            task(mark.pk)
            mark.refresh_from_db()
            assert mark.done_gen == mark.gen or kind == "talent", mark.error
