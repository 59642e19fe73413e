"""The frame of working pages: where one can go, for whom one acts, what is unread."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from apps.notifications.models import Message
from apps.web.navigation import ACCOUNT, EMPLOYER, TALENT, frame
from tests.factories import make_employer, make_operator, make_user

pytestmark = pytest.mark.django_db


def request_of(user: Any, path: str = "/messages/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    request.session = SessionStore()
    return request


@pytest.mark.parametrize("name", [name for name, *_rest in [*EMPLOYER, *TALENT, *ACCOUNT]])
def test_every_link_leads_to_a_page(name: str) -> None:
    assert reverse(name).startswith("/")


def test_signed_out_nothing_is_offered() -> None:
    assert frame(request_of(AnonymousUser())) == {}


def test_employer_staff_see_the_employers_pages_and_its_name() -> None:
    employer = make_employer()
    shown = frame(request_of(employer.owner, reverse("employer:positions")))
    assert [str(item["label"]) for item in shown["portal_nav"]] == [str(label) for _name, label, _icon in EMPLOYER]
    assert [str(item["label"]) for item in shown["portal_nav"] if item["active"]] == ["Positions"]
    assert str(shown["portal_whose"]) == employer.organisation.name


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/employer/candidates/x/", "Positions"),
        ("/employer/applications/x/", "Positions"),
        ("/employer/verification/", "Employer profile"),
        ("/employer/", "Overview"),
    ],
)
def test_a_page_below_no_item_belongs_to_one(path: str, label: str) -> None:
    shown = frame(request_of(make_employer().owner, path))
    assert [str(item["label"]) for item in shown["portal_nav"] if item["active"]] == [label]


def test_others_see_the_talents_pages() -> None:
    shown = frame(request_of(make_user(), reverse("talent:applications")))
    assert [str(item["label"]) for item in shown["portal_nav"]] == [str(label) for _name, label, _icon in TALENT]
    assert str(shown["portal_whose"]) == ""


def test_somebody_about_to_found_an_employer_sees_its_pages_not_a_talents() -> None:
    shown = frame(request_of(make_user(), "/employer/start/"))
    assert str(shown["portal_nav"][0]["label"]) == "Overview"


def test_only_ones_own_unread_messages_count() -> None:
    me, other = make_user(), make_user()
    for recipient, read_at in ((me, None), (me, None), (me, "2026-03-01T00:00:00Z"), (other, None)):
        Message.objects.create(recipient=recipient, kind="test", read_at=read_at)
    assert frame(request_of(me))["unread_count"] == 2


def test_operators_alone_are_led_to_the_administration() -> None:
    labels = {
        user.is_staff: [str(item["label"]) for item in frame(request_of(user))["account_nav"]]
        for user in (make_operator(), make_user())
    }
    assert ("Administration" in labels[True], "Administration" in labels[False]) == (True, False)


def test_a_page_that_shows_none_of_it_asks_the_database_nothing(django_assert_num_queries: Any) -> None:
    user = make_user()
    with django_assert_num_queries(0):
        frame(request_of(user))
