"""Operators see instants by the city's clock; everybody else's pages and the API name their zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from apps.web.operator.clock import CityTimeMiddleware
from tests.challenges.content import make_challenge
from tests.factories import make_operator


def shown(path: str) -> str:
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def page(_request):
        return HttpResponse(Template('{{ at|date:"H:i" }}').render(Context({"at": at})))

    return CityTimeMiddleware(page)(RequestFactory().get(path)).content.decode()


def test_only_the_admin_goes_by_the_citys_clock():
    assert shown("/admin/") == "17:00"
    assert shown("/challenges/") == "09:00"
    assert timezone.get_current_timezone_name() == "UTC", "nothing stays behind for the next request"


@pytest.mark.django_db
def test_a_deadline_in_the_admin_is_the_citys(client):
    call = make_challenge(state="submitted")
    call.draft.closes_at = datetime(2031, 3, 1, 9, tzinfo=UTC)
    call.draft.save()
    client.force_login(make_operator())
    text = client.get(reverse("admin:challenges_challenge_change", args=[call.pk])).content.decode()
    assert "17:00" in text
    assert "09:00" not in text
