"""What the tests of the API share."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.utils import translation
from knox.models import AuthToken
from rest_framework.test import APIClient

from apps.accounts.models import User
from tests.api import world
from tests.factories import make_notice

ROOT = "/api/v1/"


class Api(APIClient):
    """Addresses below /api/v1/, bodies as JSON, answers in English unless asked otherwise."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"HTTP_ACCEPT_LANGUAGE": "en", **options})

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
            _row, token = AuthToken.objects.create(user=user)
            client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        return client

    return signed_in


PURPOSES = ("account", "ranking", "cv_reading", "share_application", "share_interest", "award_publicity")


@pytest.fixture
def notices(db: None) -> None:
    for purpose in PURPOSES:
        make_notice(purpose)


@pytest.fixture(scope="module")
def _world(_loaded_taxonomy: None, django_db_blocker: Any) -> Any:
    """Built once for the tests of a file, inside the transaction that is rolled back after them."""
    with django_db_blocker.unblock(), translation.override("en"):
        for purpose in PURPOSES:
            make_notice(purpose)
        yield world.build()


@pytest.fixture
def here(_world: world.World, taxonomy: None) -> world.World:
    """A world of one's own: what a test does to it is rolled back, and its rows in memory are copies."""
    return copy.deepcopy(_world)
