"""Members of an employer: inviting, joining, other roles, leaving; there is always an owner."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts import invitations, members
from apps.accounts.models import Invitation, Membership, User
from apps.core.moves import GuardFailed, MoveRefused
from apps.employers.models import Employer
from apps.notifications.models import Delivery, Message
from tests.accounts import letters
from tests.factories import make_employer, make_member, make_user

MEMBERS = "/employer/members/"


@pytest.fixture
def employer(db: None) -> Employer:
    return make_employer()


def row_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_an_invitation_by_mail_makes_a_member_once(client: Client, employer: Employer) -> None:
    client.force_login(employer.owner)
    client.post(MEMBERS, {"email": "New@example.test", "role": "recruiter"})
    mail = letters.mails_to("new@example.test")[-1]
    link = re.search(r"http://[^/]+(/\S+)", mail.body).group(1)
    assert employer.organisation.name_en in mail.subject
    assert Delivery.objects.get(kind="invitation").context == {}, "the link is a secret: forgotten once sent"
    joiner = make_user("new@example.test")
    visitor = Client()
    assert visitor.get(link).status_code == 200
    assert "/accounts/login/" in visitor.post(link)["Location"]
    visitor.force_login(joiner)
    visitor.get(link)
    assert not Membership.objects.filter(user=joiner).exists(), "a GET never joins"
    assert visitor.post(link)["Location"] == "/employer/"
    assert row_of(joiner).role == "recruiter"
    visitor.force_login(make_user())
    assert visitor.post(link).status_code in (302, 410)
    assert Membership.objects.filter(organisation=employer.organisation).count() == 2


def test_only_a_hash_of_the_link_is_stored(employer: Employer) -> None:
    invitation, secret = invitations.create(employer.organisation, "recruiter", by=employer.owner)
    assert secret not in str(Invitation.objects.filter(pk=invitation.pk).values()[0])


def test_an_expired_link_joins_nobody(employer: Employer) -> None:
    invitation, secret = invitations.create(employer.organisation, "recruiter", by=employer.owner)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(GuardFailed):
        invitations.accept(secret, make_user())


def test_who_signed_up_by_mobile_number_can_use_a_link_without_address(employer: Employer) -> None:
    _invitation, secret = invitations.create(employer.organisation, "recruiter", by=employer.owner)
    joiner = make_user("x@example.test", phone="+8613800138000")
    User.objects.filter(pk=joiner.pk).update(email=None)
    joiner.refresh_from_db()
    assert invitations.accept(secret, joiner).role == "recruiter"


def test_an_open_invitation_can_be_taken_back(client: Client, employer: Employer) -> None:
    invitation, secret = invitations.create(employer.organisation, "recruiter", by=employer.owner)
    client.force_login(employer.owner)
    client.post(f"{MEMBERS}invitations/{invitation.public_id}/revoke/")
    with pytest.raises(MoveRefused):
        invitations.accept(secret, make_user())


def test_an_owner_changes_a_role_and_the_member_is_told(client: Client, employer: Employer) -> None:
    member = make_member(employer.organisation, "hiring_manager")
    client.force_login(employer.owner)
    client.post(f"{MEMBERS}{row_of(member).public_id}/role/", {"role": "recruiter"})
    assert row_of(member).role == "recruiter"
    assert Message.objects.get(recipient=member).context["role"]["en"] == "recruiter"
    assert client.post(f"{MEMBERS}{row_of(member).public_id}/role/", {"role": "king"}).status_code == 400


@pytest.mark.parametrize("role", ["recruiter", "hiring_manager"])
def test_others_than_owners_change_nothing(client: Client, employer: Employer, role: str) -> None:
    client.force_login(make_member(employer.organisation, role))
    owner = row_of(employer.owner).public_id
    assert client.get(MEMBERS).status_code == 200
    tries = [
        client.post(MEMBERS, {"email": "new@example.test", "role": "owner"}),
        client.post(f"{MEMBERS}{owner}/role/", {"role": "recruiter"}),
        client.post(f"{MEMBERS}{owner}/end/"),
    ]
    assert [answer.status_code for answer in tries] == [403, 403, 403]
    assert (Invitation.objects.count(), row_of(employer.owner).role) == (0, "owner")


def test_members_of_another_employer_do_not_exist_here(client: Client, employer: Employer) -> None:
    stranger = make_employer().owner
    client.force_login(employer.owner)
    for verb in ("role", "end"):
        answer = client.post(f"{MEMBERS}{row_of(stranger).public_id}/{verb}/", {"role": "recruiter"})
        assert answer.status_code == 404
    assert stranger.email not in client.get(MEMBERS).content.decode()


def test_everybody_may_leave_and_sees_nothing_from_then_on(client: Client, employer: Employer) -> None:
    member = make_member(employer.organisation, "recruiter")
    client.force_login(member)
    assert client.post(f"{MEMBERS}{row_of(member).public_id}/end/")["Location"] == "/me/"
    assert client.get(MEMBERS)["Location"] == "/employer/start/"


def test_the_last_owner_stays(client: Client, employer: Employer) -> None:
    client.force_login(employer.owner)
    own = row_of(employer.owner)
    client.post(f"{MEMBERS}{own.public_id}/end/")
    client.post(f"{MEMBERS}{own.public_id}/role/", {"role": "recruiter"})
    own.refresh_from_db()
    assert (own.ended_at, own.role) == (None, "owner")


def test_an_owner_who_cannot_sign_in_does_not_count(employer: Employer) -> None:
    other = make_member(employer.organisation, "owner")
    User.objects.filter(pk=other.pk).update(is_active=False)
    with pytest.raises(GuardFailed):
        members.end(row_of(employer.owner), by=employer.owner)


def test_a_wrong_address_is_said_at_the_field_and_nothing_is_stored(client: Client, employer: Employer) -> None:
    client.force_login(employer.owner)
    answer = client.post(MEMBERS, {"email": "not an address", "role": "recruiter"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])
    assert Invitation.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one_behind() -> None:
    employer = make_employer()
    other = make_member(employer.organisation, "owner")
    rows = [row_of(employer.owner), row_of(other)]
    start, seen = threading.Barrier(2), []

    def leave(row: Membership) -> None:
        start.wait()
        try:
            members.end(row, by=row.user)
            seen.append("left")
        except GuardFailed:
            seen.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(row,)) for row in rows]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(seen) == ["left", "stays"]
    assert Membership.objects.active().filter(organisation=employer.organisation, role="owner").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_same_link_at_once_do_not_both_join() -> None:
    employer = make_employer()
    _invitation, secret = invitations.create(employer.organisation, "recruiter", by=employer.owner)
    people: list[Any] = [make_user(), make_user()]
    start, seen = threading.Barrier(2), []

    def join(user: User) -> None:
        start.wait()
        try:
            invitations.accept(secret, user)
            seen.append("in")
        except GuardFailed:
            seen.append("out")
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=(user,)) for user in people]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(seen) == ["in", "out"]
