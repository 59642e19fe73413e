"""Links by which somebody joins or claims an organisation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts import invitations
from apps.accounts.models import Invitation, Membership
from apps.core.moves import GuardFailed
from tests.factories import make_operator, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation()


def invite(organisation, **options):
    return invitations.create(organisation, "recruiter", by=make_operator(), **options)


def test_a_link_makes_one_member(organisation):
    invitation, secret = invite(organisation)
    user = make_user()
    membership = invitations.accept(secret, user)
    assert (membership.organisation, membership.role, membership.user) == (organisation, "recruiter", user)
    invitation.refresh_from_db()
    assert (invitation.used_by, invitation.used_at is not None) == (user, True)
    with pytest.raises(GuardFailed, match="used already"):
        invitations.accept(secret, make_user())
    assert Membership.objects.count() == 1


def test_only_a_hash_of_the_secret_is_stored(organisation):
    invitation, secret = invite(organisation)
    assert len(secret) >= 30
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert secret not in str(row)


@pytest.mark.parametrize("secret", ["", "nonsense", "x" * 5000, "\x00", "\ud800"])
def test_a_made_up_link_is_refused(organisation, secret):
    invite(organisation)
    with pytest.raises(GuardFailed, match="not valid"):
        invitations.accept(secret, make_user())
    assert invitations.find(secret) is None


def test_a_link_expires(organisation):
    invitation, secret = invite(organisation)
    assert invitations.find(secret) == invitation
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invitations.find(secret) is None
    with pytest.raises(GuardFailed, match="expired"):
        invitations.accept(secret, make_user())


def test_a_link_for_an_address_works_for_that_address(organisation):
    _invitation, secret = invite(organisation, email=" Anna@Example.test ")
    with pytest.raises(GuardFailed, match="another address"):
        invitations.accept(secret, make_user("other@example.test"))
    invitations.accept(secret, make_user("anna@example.test"))


def test_a_member_does_not_use_a_link_up(organisation):
    _invitation, secret = invite(organisation)
    member = make_user()
    Membership.objects.create(user=member, organisation=organisation, role="owner")
    with pytest.raises(GuardFailed, match="belong to this organisation already"):
        invitations.accept(secret, member)
    assert invitations.accept(secret, make_user()).role == "recruiter"


def test_a_link_is_taken_back(organisation):
    invitation, secret = invite(organisation)
    invitations.revoke(invitation, by=make_operator())
    with pytest.raises(GuardFailed):
        invitations.accept(secret, make_user())
