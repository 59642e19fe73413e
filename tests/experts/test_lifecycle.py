"""The pool: invited by mail, joined in the invited account, paused, resumed, ended; each refusal of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.core import audit
from apps.core.moves import GuardFailed, IllegalMove
from apps.experts import lifecycle
from apps.experts.models import Expert
from apps.experts.signals import expert_changed
from apps.notifications.models import Delivery, Message
from tests.factories import make_expert, make_operator, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "su@institute.example"


def last_secret(address: str = ADDRESS) -> str:
    delivery = Delivery.objects.filter(kind="expert_invited", address=address).latest("pk")
    return re.search(r"/join/([^/]+)/", delivery.context["url"]).group(1)


@pytest.fixture
def keeper():
    return make_operator(verbs=["experts.keep"])


@pytest.fixture
def invited(keeper):
    return lifecycle.invite(" Su@Institute.example ", by=keeper, name_zh="苏砚清")


@pytest.fixture
def heard():
    """Who was said to have changed."""
    found: list[str] = []

    def hear(sender, expert, **_):
        found.append(expert.public_id)

    expert_changed.connect(hear)
    yield found
    expert_changed.disconnect(hear)


def told(user) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_who_is_invited_joins_with_her_link_and_the_keepers_hear_of_it(invited, keeper, heard):
    user = make_user(ADDRESS)
    expert = lifecycle.join(last_secret(), by=user)
    assert (expert.pk, expert.user, expert.state) == (invited.pk, user, "active")
    assert told(keeper) == ["expert_joined"]
    assert heard == [expert.public_id]
    with pytest.raises(GuardFailed):
        lifecycle.find_invitation(last_secret())


def test_the_secret_is_nowhere_in_the_pool(invited):
    secret = last_secret()
    assert secret not in str(list(Expert.objects.values()))


def test_another_account_does_not_join(invited):
    with pytest.raises(GuardFailed, match="another address"):
        lifecycle.join(last_secret(), by=make_user("other@institute.example"))


def test_a_link_holds_for_thirty_days(invited):
    user = make_user(ADDRESS)
    with (
        time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)),
        pytest.raises(GuardFailed, match="expired"),
    ):
        lifecycle.join(last_secret(), by=user)


def test_a_link_that_was_sent_again_replaces_the_one_before(invited, keeper):
    first = last_secret()
    lifecycle.send_again(invited, by=keeper)
    assert last_secret() != first
    with pytest.raises(GuardFailed):
        lifecycle.find_invitation(first)
    assert lifecycle.find_invitation(last_secret()) == invited


def test_who_has_joined_gets_no_second_link(keeper):
    with pytest.raises(GuardFailed, match="joined already"):
        lifecycle.send_again(make_expert(), by=keeper)


def test_an_empty_secret_opens_nothing(keeper):
    make_expert()
    with pytest.raises(GuardFailed):
        lifecycle.find_invitation("")


def test_one_address_is_invited_once_in_any_case(invited, keeper):
    with pytest.raises(GuardFailed, match="already"):
        lifecycle.invite(ADDRESS.upper(), by=keeper)
    with pytest.raises(ValidationError):
        lifecycle.check_address(ADDRESS)
    with pytest.raises(ValidationError):
        lifecycle.invite("no address", by=keeper)


def test_one_account_is_one_expert(invited):
    user = make_user(ADDRESS)
    make_expert(user=user)
    with pytest.raises(GuardFailed, match="already"):
        lifecycle.join(last_secret(), by=user)


def test_she_pauses_and_resumes_without_a_reason_and_hears_nothing(heard):
    expert = make_expert()
    lifecycle.pause(expert, by=expert.user)
    assert expert.state == "paused"
    lifecycle.resume(expert, by=expert.user)
    assert expert.state == "active"
    assert told(expert.user) == []
    assert heard == [expert.public_id] * 2


@pytest.mark.parametrize("step", [lifecycle.pause, lifecycle.end])
def test_the_office_gives_a_reason_and_she_reads_it(step, keeper):
    expert = make_expert()
    with pytest.raises(GuardFailed, match="reason"):
        step(expert, by=keeper, reason=" ")
    step(expert, by=keeper, reason="连续两次未按时提交意见。")
    message = Message.objects.get(recipient=expert.user)
    assert message.context["reason"] == "连续两次未按时提交意见。"


def test_what_the_office_paused_only_the_office_resumes(keeper):
    expert = make_expert()
    lifecycle.pause(expert, by=keeper, reason="核实中")
    with pytest.raises(GuardFailed, match="office"):
        lifecycle.resume(expert, by=expert.user)
    lifecycle.resume(expert, by=keeper)
    assert told(expert.user) == ["expert_paused", "expert_resumed"]


def test_who_leaves_is_invited_again_and_joins_with_her_account(keeper):
    user = make_user(ADDRESS)
    expert = make_expert(user=user)
    lifecycle.end(expert, by=user)
    assert (expert.state, told(user)) == ("ended", [])
    lifecycle.invite_again(expert, by=keeper)
    assert lifecycle.join(last_secret(), by=user).state == "active"
    acts = [entry.act for entry in audit.timeline(expert, public_only=False)]
    assert acts == ["end", "invite_again", "join"]


def test_an_invitation_that_is_ended_opens_nothing(invited, keeper):
    lifecycle.end(invited, by=keeper, reason="误发")
    with pytest.raises(GuardFailed):
        lifecycle.find_invitation(last_secret())


def test_nobody_is_paused_before_she_has_joined(invited, keeper):
    with pytest.raises(IllegalMove):
        lifecycle.pause(invited, by=keeper, reason="x")


def test_whose_account_was_erased_is_not_invited_by_her_row(keeper):
    expert = make_expert(state="ended")
    Expert.objects.filter(pk=expert.pk).update(email="", email_key="")
    with pytest.raises(GuardFailed, match="erased"):
        lifecycle.invite_again(expert, by=keeper)
