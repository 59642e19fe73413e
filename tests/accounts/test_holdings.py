"""Rights are read once in a request, and never older than the last change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts import holdings
from apps.accounts.models import Role, RoleHolding
from apps.accounts.policies import districts_for, may
from tests.factories import make_operator

pytestmark = pytest.mark.django_db
VERB = "positions.review"


@pytest.fixture
def within_a_request(db):
    holdings.begin()
    yield
    holdings.end()


def test_a_request_asks_once_for_any_number_of_rights(within_a_request, django_assert_num_queries) -> None:
    operator = make_operator()
    with django_assert_num_queries(1):
        for verb in (VERB, "talents.review", "nobody.has_it"):
            assert may(operator, verb) is (verb != "nobody.has_it")


def test_outside_of_a_request_every_question_reads(django_assert_num_queries) -> None:
    operator = make_operator()
    with django_assert_num_queries(2):
        assert may(operator, VERB)
        assert may(operator, VERB)


def test_a_role_taken_in_the_request_is_gone_at_once(within_a_request) -> None:
    operator = make_operator()
    assert may(operator, VERB)
    RoleHolding.objects.filter(user=operator).delete()
    assert not may(operator, VERB)


def test_a_role_that_loses_a_verb_in_the_request_loses_it_at_once(within_a_request) -> None:
    operator = make_operator()
    assert may(operator, VERB)
    for role in Role.objects.filter(holdings__user=operator):
        role.verbs = []
        role.save()
    assert districts_for(operator, VERB) is None


def test_nothing_read_in_a_request_outlives_it(client: Client) -> None:
    operator = make_operator()
    client.force_login(operator)
    client.get("/admin/")
    RoleHolding.objects.filter(user=operator).update(until=timezone.now() - timedelta(minutes=1))
    assert not may(operator, VERB)
    assert holdings.of(operator.pk) == {}


def test_a_page_of_the_admin_asks_for_rights_once(client: Client, django_assert_max_num_queries) -> None:
    client.force_login(make_operator())
    client.get("/admin/")
    with django_assert_max_num_queries(80) as queries:
        client.get("/admin/")
    assert sum("accounts_roleholding" in query["sql"] for query in queries.captured_queries) == 1
