"""Two people open a call's key, one never does, and what is stored does not do it for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.challenges import keys
from apps.challenges.keys import Attempt
from apps.challenges.models import CallKey, CallShare, OpeningKey
from apps.core import audit
from apps.core.moves import GuardFailed
from apps.core.sealing import envelopes
from apps.notifications.models import Delivery
from apps.procedures.calendar import city_time
from tests.challenges.content import make_challenge
from tests.factories import make_operator, make_user

pytestmark = pytest.mark.django_db


def phrase(user) -> str:
    return f"grey herons over the bay {user.pk}"


def make_holder():
    user = make_operator(verbs=["challenges.open"])
    keys.make(user, phrase(user))
    return user


@pytest.fixture
def people():
    return [make_holder() for _each in range(3)]


@pytest.fixture
def call(people):
    challenge = make_challenge(state="approved")
    challenge.paper = keys.prepare(challenge, holders=people[:2], deputies=people[2:], by=make_user())
    return challenge


def attempt(user, passphrase=None) -> Attempt:
    return Attempt(user, phrase(user) if passphrase is None else passphrase)


def opens(challenge, private: bytes) -> bool:
    public = bytes(CallKey.objects.get(challenge=challenge).public_key)
    return envelopes.open_(private, envelopes.seal(public, b"route", b"x"), b"x") == b"route"


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 0), (0, 2), (2, 1)])
def test_any_two_holders_or_deputies_open(call, people, one, other):
    assert opens(call, keys.private_key(call, [attempt(people[one]), attempt(people[other])]))


def test_one_holder_and_the_paper_open(call, people):
    assert opens(call, keys.private_key(call, [attempt(people[1])], call.paper.lower()))


def test_one_alone_does_not_open(call, people):
    first = attempt(people[0])
    for attempts, paper in (([first], ""), ([first, first], ""), ([], call.paper), ([], "")):
        with pytest.raises(GuardFailed):
            keys.private_key(call, attempts, paper)


def test_a_wrong_passphrase_is_told_by_name(call, people):
    people[1].display_name = "Second"
    with pytest.raises(GuardFailed, match="passphrase of Second is wrong"):
        keys.private_key(call, [attempt(people[0]), attempt(people[1], phrase(people[0]))])


def test_who_holds_no_share_or_lost_her_role_does_not_open(call, people):
    with pytest.raises(GuardFailed, match="holds no share"):
        keys.private_key(call, [attempt(people[0]), attempt(make_holder())])
    people[1].role_holdings.all().delete()
    with pytest.raises(GuardFailed, match="holds no share"):
        keys.private_key(call, [attempt(people[0]), attempt(people[1])])


def test_the_paper_of_another_call_and_a_slip_are_told(call, people):
    other = make_challenge(state="approved")
    foreign = keys.prepare(other, holders=people[:2], by=make_user())
    with pytest.raises(GuardFailed, match="another call"):
        keys.private_key(call, [attempt(people[0])], foreign)
    slipped = call.paper[:-1] + ("2" if call.paper[-1] != "2" else "3")
    with pytest.raises(GuardFailed, match="copied wrongly"):
        keys.private_key(call, [attempt(people[0])], slipped)


def test_exchanged_shares_and_keys_are_told(call, people):
    rows = list(CallShare.objects.filter(key__challenge=call).order_by("pk"))
    CallShare.objects.filter(pk=rows[0].pk).update(sealed=bytes(rows[1].sealed))
    with pytest.raises(GuardFailed, match="has been changed"):
        keys.private_key(call, [attempt(people[0]), attempt(people[1])])
    CallShare.objects.filter(pk=rows[0].pk).update(sealed=bytes(rows[0].sealed))
    other = make_challenge(state="approved")
    keys.prepare(other, holders=people[:2], by=make_user())
    CallKey.objects.filter(challenge=call).update(wrapped=bytes(CallKey.objects.get(challenge=other).wrapped))
    with pytest.raises(GuardFailed, match="do not open"):
        keys.private_key(call, [attempt(people[0]), attempt(people[1])])


def test_a_changed_passphrase_keeps_the_shares(call, people):
    keys.change_passphrase(people[0], phrase(people[0]), "another sentence nobody knows")
    assert opens(
        call, keys.private_key(call, [attempt(people[0], "another sentence nobody knows"), attempt(people[1])])
    )
    with pytest.raises(GuardFailed, match="wrong"):
        keys.change_passphrase(people[0], "not it at all, dear", "yet another long sentence")


def test_weak_and_second_keys_are_refused():
    user = make_operator(verbs=["challenges.open"], display_name="Heron Watcher Qingdao")
    for weak in ("too short", "Heron Watcher Qingdao"):
        with pytest.raises(ValidationError):
            keys.make(user, weak)
    keys.make(user, phrase(user))
    with pytest.raises(GuardFailed):
        keys.make(user, phrase(user))
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningKey.objects.create(user=user, public_key=b"", wrapped=b"")


def test_who_can_hold_and_when(people):
    challenge = make_challenge(state="approved")
    by = make_user()
    keyless, stranger = make_operator(verbs=["challenges.open"]), make_user()
    keys.make(stranger, phrase(stranger))
    for holders in ([people[0]], [people[0], people[0]], [people[0], keyless], [people[0], stranger]):
        with pytest.raises(GuardFailed):
            keys.prepare(challenge, holders=holders, by=by)
    for named in ({"holders": people[:2]}, {"holders": people[1:], "deputies": people[:1]}):
        with pytest.raises(GuardFailed, match="shown the paper"):
            keys.prepare(challenge, by=people[0], **named)
    early = challenge.draft.closes_at if challenge.draft else challenge.closes_at
    with pytest.raises(GuardFailed, match="before the call closes"):
        keys.prepare(challenge, holders=people, by=by, opens_at=early - timedelta(seconds=1))
    keys.prepare(challenge, holders=people, by=by, opens_at=early)
    with pytest.raises(GuardFailed, match="already"):
        keys.prepare(challenge, holders=people, by=by)
    with pytest.raises(GuardFailed, match="between"):
        keys.prepare(make_challenge(state="draft"), holders=people, by=by)


def test_the_posters_own_people_hold_no_share(people):
    challenge = make_challenge(state="approved")
    torn = make_holder()
    torn.memberships.create(organisation=challenge.employer.organisation, role="owner")
    with pytest.raises(GuardFailed, match="may not open"):
        keys.prepare(challenge, holders=[people[0], torn], by=make_user())


def test_the_trail_names_holders_and_holds_no_secret(call, people):
    entry = audit.timeline(call, public_only=False).get(act="prepare_key")
    assert entry.data["holders"] == [user.public_id for user in people]
    assert call.paper not in str(entry.data)
    assert phrase(people[0]) not in repr(attempt(people[0]))
    assert timezone.now() > entry.at


def test_holders_and_deputies_hear_of_their_shares(call, people):
    told = [list(user.messages.values_list("kind", "context__since")) for user in people]
    since = city_time(call.draft.closes_at)
    assert told == [[("call_key_holder", since)], [("call_key_holder", since)], [("call_key_deputy", since)]]
    assert people[0].messages.get().url == f"/admin/challenges/callkey/{call.key.pk}/open/"
    assert Delivery.objects.filter(kind__startswith="call_key").count() == 3


def test_a_time_named_for_the_opening_is_told(people):
    challenge = make_challenge(state="approved")
    at = challenge.draft.closes_at + timedelta(days=2)
    keys.prepare(challenge, holders=people[:2], by=make_user(), opens_at=at)
    assert people[1].messages.get().context["since"] == city_time(at)
    assert not people[2].messages.exists()
