"""What an operator finds on the start page and in the side bar."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from apps.web.operator import navigation
from tests.factories import make_operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def groups_of(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return navigation.groups(request)


def test_daily_lists_come_first_and_records_last():
    titles = [group.get("title") for group in groups_of(make_operator())]
    assert titles[:2] == [None, "Daily work"]
    assert titles[-1] == "Records"


def test_every_list_that_is_open_stands_once():
    operator = make_operator()
    request = RequestFactory().get("/admin/")
    request.user = operator
    everything = {row["admin_url"] for app in admin.site.get_app_list(request) for row in app["models"]}
    links = [str(item["link"]) for group in groups_of(operator) for item in group["items"]]
    assert sorted(links) == sorted({reverse("admin:index"), *everything})


def test_a_list_without_right_is_not_offered(client):
    operator = make_operator(verbs=["positions.review"])
    links = {str(item["link"]) for group in groups_of(operator) for item in group["items"]}
    assert reverse("admin:positions_position_changelist") in links
    assert reverse("admin:accounts_role_changelist") not in links
    client.force_login(operator)
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert reverse("admin:accounts_role_changelist") not in page.content.decode()


@pytest.mark.parametrize("name", [name for _, names in navigation.GROUPS for name, _ in names])
def test_the_lists_named_here_exist(name):
    assert name in {model._meta.label for model in admin.site._registry}
