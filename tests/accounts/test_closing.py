"""Closing an account, thinking again, and what is left of it; consents and grants that end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from apps.accounts import consents, lifecycle, people, policies, tasks
from apps.accounts.models import AccessEntry, Consent, Grant, Invitation, Membership, User
from apps.accounts.signals import erased
from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry
from apps.core.moves import GuardFailed, IllegalMove
from apps.notifications import send
from apps.notifications.models import Delivery, MailboxItem, Message
from tests.factories import (
    PASSWORD,
    make_consent,
    make_employer,
    make_member,
    make_notice,
    make_operator,
    make_organisation,
    make_user,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> User:
    return people.create("lin@example.test", PASSWORD, display_name="Lin Wei", phone="+8613800138000")


def opened(user: User) -> Grant:
    consent = make_consent(user, recipient=make_organisation())
    return consents.open_to(consent.recipient, consent=consent, purpose="application", source_ref="app1")


# ---------------------------------------------------------------- consents


def test_withdrawing_ends_every_grant_that_rests_on_it_at_once(lin: User) -> None:
    grant = opened(lin)
    other = make_consent(lin, recipient=grant.organisation)
    kept = consents.open_to(grant.organisation, consent=other, purpose="interest", source_ref="m1")
    consents.withdraw(grant.consent, by=lin)
    assert list(Grant.objects.live()) == [kept]
    consents.withdraw(grant.consent, by=lin)
    acts = audit.timeline(grant.consent, public_only=False).values_list("act", flat=True)
    assert list(acts) == ["withdraw"], "twice changes nothing"


def test_a_grant_ends_with_its_day(lin: User) -> None:
    grant = opened(lin)
    Grant.objects.filter(pk=grant.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert not Grant.objects.live().exists()


def test_closing_one_application_leaves_what_was_opened_otherwise(lin: User) -> None:
    grant = opened(lin)
    kept = consents.open_to(grant.organisation, consent=grant.consent, purpose="interest", source_ref="m1")
    consents.close_to(grant.organisation, lin, "app1")
    assert list(Grant.objects.live()) == [kept]


def test_opening_twice_is_one_grant(lin: User) -> None:
    grant = opened(lin)
    again = consents.open_to(grant.organisation, consent=grant.consent, purpose="application", source_ref="app1")
    assert again == grant


def test_a_consent_names_the_version_in_force_now(lin: User) -> None:
    first = make_notice("ranking")
    later = type(first).objects.create(
        purpose="ranking", version=2, text_en="b", text_zh_hans="b", text_zh_hant="b",
        valid_from=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    assert consents.give(lin, "ranking").notice == first
    type(first).objects.filter(pk=later.pk).update(valid_from=timezone.now() - timedelta(days=1))
    assert consents.give(lin, "ranking").notice == later
    assert consents.agreed(lin, "ranking")


def test_ones_own_looking_is_not_logged(lin: User) -> None:
    consents.log_access(lin, viewer=lin, organisation=None, what="profile")
    consents.log_access(lin, viewer=make_user(), organisation=None, what="profile")
    assert AccessEntry.objects.count() == 1


# ---------------------------------------------------------------- closing


def test_she_asks_and_may_think_again(client: Client) -> None:
    user = people.create("lin@example.test")
    client.force_login(user)
    client.post("/settings/close/")
    user.refresh_from_db()
    day = (timezone.now() + lifecycle.THINK_AGAIN).date()
    assert (user.state, user.erase_on) == ("deactivation_requested", day)
    assert Message.objects.get(recipient=user).kind == "deactivation_requested"
    client.post("/settings/keep/")
    user.refresh_from_db()
    assert (user.state, user.erase_on) == ("active", None)
    tasks.erase_due()
    assert User.objects.get().email == "lin@example.test"


def test_a_look_at_the_page_closes_nothing(client: Client, lin: User) -> None:
    client.force_login(lin)
    assert client.get("/settings/close/").status_code == 200
    lin.refresh_from_db()
    assert lin.state == "active"


def test_the_last_owner_hands_over_first(client: Client) -> None:
    employer = make_employer()
    with pytest.raises(GuardFailed):
        lifecycle.request_deactivation(employer.owner, by=employer.owner)
    make_member(employer.organisation, "owner")
    lifecycle.request_deactivation(employer.owner, by=employer.owner)
    assert employer.owner.state == "deactivation_requested"


def test_after_her_days_nothing_tells_who_she_was(lin: User) -> None:
    heard: list[Any] = []
    erased.connect(
        lambda sender, user, addresses, **kw: heard.append((user, addresses)), weak=False, dispatch_uid="test"
    )
    grant, organisation = opened(lin), make_organisation()
    make_member(organisation)
    Membership.objects.create(user=lin, organisation=organisation, role="recruiter")
    AuthToken.objects.create(user=lin)
    send.tell(lin, "cv_read", key="1")
    MailboxItem.objects.create(channel="email", to="lin@example.test", body="x")
    consents.log_access(lin, viewer=make_user(), organisation=organisation, what="profile")
    lifecycle.request_deactivation(lin, by=lin)
    User.objects.filter(pk=lin.pk).update(erase_on=timezone.now().date())
    try:
        assert (tasks.erase_due(), tasks.erase_due()) == (1, 0)
    finally:
        erased.disconnect(dispatch_uid="test")
    assert heard == [(lin, ["lin@example.test", "+8613800138000"])]
    lin.refresh_from_db()
    assert (lin.email, lin.phone, lin.display_name, lin.state, lin.is_active) == (None, None, "", "erased", False)
    grant.refresh_from_db()
    assert grant.revoked_at is not None
    assert Consent.objects.get(user=lin).withdrawn_at is not None, "kept, withdrawn: the proof of what was allowed"
    gone = [EmailAddress, AuthToken, Message, MailboxItem, AccessEntry]
    assert [model.objects.count() for model in gone] == [0] * len(gone)
    assert list(Delivery.objects.values_list("address", "context", "recipient")) == [("", {}, None)]
    assert not Membership.objects.active().filter(user=lin).exists()
    assert "Lin" not in str(list(AuditEntry.objects.values_list("data", "reason")))
    assert audit.broken_links(lin) == []


def test_an_erased_person_cannot_come_back_in(client: Client, lin: User) -> None:
    lifecycle.request_deactivation(lin, by=lin)
    lifecycle.erase(lin, by=SYSTEM)
    client.post("/accounts/login/", {"login": "lin@example.test", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    with pytest.raises(IllegalMove):
        lifecycle.keep(lin, by=lin)


def test_her_address_is_free_again(lin: User) -> None:
    lifecycle.request_deactivation(lin, by=lin)
    lifecycle.erase(lin, by=SYSTEM)
    assert people.create("lin@example.test").pk != lin.pk


def test_erasing_needs_a_request_or_a_restriction(lin: User) -> None:
    with pytest.raises(IllegalMove):
        lifecycle.erase(lin, by=SYSTEM)


def test_restricting_takes_her_tokens_and_lifting_lets_her_in(lin: User) -> None:
    AuthToken.objects.create(user=lin)
    operator = make_operator()
    with pytest.raises(GuardFailed):
        lifecycle.restrict(lin, by=operator, reason=" ")
    lifecycle.restrict(lin, by=operator, reason="Reported")
    assert (lin.is_active, AuthToken.objects.count()) == (False, 0)
    lifecycle.lift(lin, by=operator)
    assert lin.is_active is True


@pytest.mark.parametrize(
    ("who", "may"), [("superuser", True), ("keeper", True), ("reviewer", False), ("herself", False)]
)
def test_who_may_restrict_whom(lin: User, who: str, may: bool) -> None:
    actors = {
        "superuser": lambda: make_user(is_superuser=True), "keeper": lambda: make_operator(verbs=["accounts.roles"]),
        "reviewer": lambda: make_operator(verbs=["positions.review"]), "herself": lambda: lin,
    }  # fmt: skip
    assert policies.can_keep_accounts(actors[who](), lin) is may


# ---------------------------------------------------------------- the hourly task


def test_sign_ups_that_never_proved_their_address_are_dropped(settings: Any) -> None:
    def signed_up(email: str, *, days: int, verified: bool, **fields: Any) -> User:
        user = people.create(email, verified=False, **fields)
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
        make_consent(user, "account")
        User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=days))
        return user

    signed_up("stale@example.test", days=3, verified=False)
    kept = [
        signed_up("fresh@example.test", days=1, verified=False),
        signed_up("proved@example.test", days=3, verified=True),
        signed_up("was-in@example.test", days=3, verified=False, last_login=timezone.now()),
        signed_up("staff@example.test", days=3, verified=False, is_staff=True),
        make_user("imported@example.test", date_joined=timezone.now() - timedelta(days=99)),
    ]
    assert (tasks.drop_unproved(), tasks.drop_unproved()) == (1, 0)
    assert set(User.objects.all()) == set(kept)


def test_the_whole_task_twice_changes_nothing_more(lin: User) -> None:
    employer = make_employer()
    old = timezone.now() - timedelta(days=60)
    rows = {"organisation": employer.organisation, "role": "owner", "created_by": employer.owner, "expires_at": old}
    Invitation.objects.create(secret_hash="a" * 64, **rows)
    used = Invitation.objects.create(secret_hash="b" * 64, used_at=old, used_by=lin, **rows)
    tasks.purge_expired()
    tasks.purge_expired()
    assert list(Invitation.objects.all()) == [used]
    assert User.objects.filter(pk=lin.pk).exists()
