"""Limits hold exactly when tries arrive at the same moment, in several processes, and when requests are rolled back."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from allauth.core import context
from django.conf import settings as configured
from django.core.cache import caches
from django.db import connection, transaction
from django.test import RequestFactory

from apps.accounts import people, signin, tasks
from talentplatform import settings as production
from talentplatform.limits import LimitsRouter
from tests.factories import PASSWORD

TABLE = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_limit"}}


@pytest.fixture
def shared_table(settings: Any) -> None:
    settings.CACHES = TABLE
    caches["default"].clear()


def attempt(seen: list[str]) -> None:
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")
    try:
        with context.request_context(request):
            signin.check_credentials(request, "lin@example.test", "wrong-one")
    except signin.SignInRefused as refused:
        seen.append(refused.code)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_table")
def test_of_forty_tries_at_once_ten_are_evaluated() -> None:
    people.create("lin@example.test", PASSWORD)
    seen: list[str] = []
    for _round in range(4):
        threads = [threading.Thread(target=attempt, args=(seen,)) for _ in range(10)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert len(seen) == 40
    assert seen.count("bad_credentials") <= 10
    attempts: list[str] = []
    for _ in range(12):
        attempt(attempts)
    assert (seen + attempts).count("bad_credentials") == 10


def test_production_counts_in_a_table_on_a_connection_of_its_own() -> None:
    """A request that is rolled back (the API does it for every refusal) must not give its try back."""
    assert production.CACHES["default"]["BACKEND"] == TABLE["default"]["BACKEND"]
    assert production.CACHES["default"]["LOCATION"] == "accounts_limit"
    limits = production.DATABASES["limits"]
    assert (limits["ATOMIC_REQUESTS"], limits["HOST"]) == (False, production.DATABASES["default"]["HOST"])
    assert production.DATABASE_ROUTERS == ["talentplatform.limits.LimitsRouter"]
    cache_model = type("Entry", (), {"_meta": type("Meta", (), {"app_label": "django_cache"})})
    router = LimitsRouter()
    assert (router.db_for_read(cache_model), router.db_for_write(cache_model)) == ("limits", "limits")
    assert router.db_for_read(people.User) is None
    assert router.allow_migrate("limits", "accounts") is False


@pytest.mark.django_db
@pytest.mark.usefixtures("shared_table")
def test_counters_that_ran_out_are_dropped() -> None:
    caches["default"].set("over", 1, timeout=-1)
    caches["default"].set("running", 1, timeout=100)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("INSERT INTO accounts_limit VALUES ('old', 'x', now() - interval '1 hour')")
        tasks.drop_old_limits()
        cursor.execute("SELECT cache_key FROM accounts_limit")
        assert [key for (key,) in cursor.fetchall()] == [":1:running"]


def test_every_door_has_its_limit() -> None:
    assert set(configured.ACCOUNT_RATE_LIMITS) >= {
        "login", "login_failed", "request_login_code", "signup", "reset_password", "confirm_email", "verify_phone",
    }  # fmt: skip
