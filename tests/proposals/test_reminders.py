"""Whom the clock asks: holders of a closed call to open it, applicants to confirm an amendment; each of them once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.models import RoleHolding
from apps.challenges import content, lifecycle
from apps.challenges import drafts as call_drafts
from apps.challenges.models import CallKey, Challenge
from apps.notifications.models import Delivery, Message
from apps.procedures.calendar import add_working_days, city_zone, today
from apps.proposals import drafts, opening, reminders, tasks
from apps.proposals import lifecycle as proposals
from tests.factories import make_user
from tests.proposals.content import attempt, close, make_call, make_draft, make_sealed

pytestmark = pytest.mark.django_db


def told(user, *kinds: str) -> list[str]:
    rows = (
        Message.objects.filter(recipient=user, kind__in=kinds or None)
        if kinds
        else Message.objects.filter(recipient=user)
    )
    return list(rows.order_by("pk").values_list("kind", flat=True))


def closed_with(sealed: int = 1, **changes) -> Challenge:
    call = make_call(**changes)
    for _each in range(sealed):
        make_sealed(call, user=make_user(display_name="Wanderer Oceanborn"))
    close(call)
    return call


class TestOpening:
    TO_OPEN, LATE = "call_to_open", "call_still_sealed"

    def asked(self, call) -> list[list[str]]:
        return [told(user, self.TO_OPEN, self.LATE) for user in call.holders]

    def test_the_holders_hear_of_it_once_by_mail_too(self):
        call = closed_with()
        for _minute in range(3):
            tasks.run_clock()
        assert self.asked(call) == [[self.TO_OPEN], [self.TO_OPEN], []]
        assert Delivery.objects.filter(kind=self.TO_OPEN).count() == 2
        message = Message.objects.filter(kind=self.TO_OPEN).first()
        assert message.url == f"/admin/challenges/callkey/{call.key.pk}/open/"

    def test_not_before_the_call_has_closed(self):
        call = make_call()
        make_sealed(call)
        reminders.ask_to_open(timezone.now())
        assert self.asked(call) == [[], [], []]

    def test_a_call_without_sealed_proposals_waits_for_nobody(self):
        call = closed_with(0)
        reminders.ask_to_open(timezone.now())
        assert self.asked(call) == [[], [], []]

    def test_not_before_the_time_that_was_named(self):
        call = closed_with()
        at = timezone.now() + timedelta(hours=5)
        CallKey.objects.update(opens_at=at)
        reminders.ask_to_open(at - timedelta(minutes=1))
        assert self.asked(call) == [[], [], []]
        reminders.ask_to_open(at)
        assert self.asked(call) == [[self.TO_OPEN], [self.TO_OPEN], []]

    def test_two_working_days_later_the_deputies_hear_of_it_too(self):
        call = closed_with()
        due = add_working_days(call.closes_at.astimezone(city_zone()).date(), reminders.STILL_SEALED).date
        days = (due - today()).days
        with time_machine.travel(timezone.now() + timedelta(days=days - 1), tick=False):
            reminders.ask_to_open(timezone.now())
            assert self.asked(call) == [[self.TO_OPEN], [self.TO_OPEN], []]
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            for _minute in range(2):
                reminders.ask_to_open(timezone.now())
        both = [self.TO_OPEN, self.LATE]
        assert self.asked(call) == [both, both, [self.LATE]]

    def test_an_opened_call_asks_nobody(self):
        call = closed_with()
        first, second, _deputy = call.holders
        opening.open_call(call, [attempt(first), attempt(second)], by=first)
        reminders.ask_to_open(timezone.now())
        assert self.asked(call) == [[], [], []]

    def test_who_may_not_open_any_more_is_not_asked(self):
        call = closed_with()
        RoleHolding.objects.filter(user=call.holders[0]).delete()
        reminders.ask_to_open(timezone.now())
        assert self.asked(call) == [[], [self.TO_OPEN], []]


KIND = "proposal_confirm_due"


def amended(call: Challenge, **changes) -> Challenge:
    current = content.read(call.current)
    changes = changes or {"bounty": (current.bounty or 0) + 100_000}
    call_drafts.save(call, replace(current, **changes), by=make_user())
    lifecycle.amend(call, by=make_user(), note="追加资金")
    call.refresh_from_db()
    return call


def moments(call: Challenge):
    """Just before and at the half of the time, and the same a day before the deadline."""
    since, until, instant = call.current.in_force_at, call.closes_at, timedelta(seconds=1)
    half, last = since + (until - since) / 2, until - timedelta(days=1)
    return half - instant, half + instant, last - instant, last


class TestAmendment:
    @pytest.mark.parametrize("make", [make_sealed, make_draft])
    def test_halfway_and_a_day_before_once_each(self, make):
        call = make_call()
        proposal = make(call)
        amended(call)
        early, half, later, last = moments(call)
        counts = []
        for now in (early, half, half, later, last, last, call.closes_at - timedelta(seconds=1)):
            reminders.ask_to_confirm(now)
            counts.append(len(told(proposal.lead, KIND)))
        assert counts == [0, 1, 1, 1, 2, 2, 2]
        assert Delivery.objects.filter(recipient=proposal.lead, kind=KIND).count() == 2
        assert Message.objects.filter(kind=KIND).first().url == f"/proposals/{proposal.public_id}/"

    def test_a_clock_that_stood_still_does_not_tell_twice_at_once(self):
        call = make_call()
        proposal = make_sealed(call)
        amended(call)
        for _minute in range(2):
            reminders.ask_to_confirm(moments(call)[3])
        assert told(proposal.lead, KIND) == [KIND]

    def test_who_has_confirmed_withdrawn_or_read_no_amendment_is_left_in_peace(self):
        call, calm = make_call(), make_call()
        confirmed, gone = (make_sealed(call, user=make_user(display_name="Wanderer Oceanborn")) for _each in range(2))
        unamended = make_sealed(calm)
        amended(call)
        drafts.confirm(confirmed, by=confirmed.lead)
        proposals.withdraw(gone, by=gone.lead)
        for now in (*moments(call), *moments(calm)):
            reminders.ask_to_confirm(now)
        assert [told(row.lead, KIND) for row in (confirmed, gone, unamended)] == [[], [], []]

    def test_after_the_deadline_nobody_is_asked(self):
        call = make_call()
        proposal = make_sealed(call)
        amended(call)
        reminders.ask_to_confirm(call.closes_at)
        assert told(proposal.lead, KIND) == []

    def test_each_amendment_has_reminders_of_its_own(self):
        call = make_call()
        proposal = make_sealed(call)
        amended(call)
        reminders.ask_to_confirm(moments(call)[1])
        amended(call)
        reminders.ask_to_confirm(moments(call)[1])
        assert told(proposal.lead, KIND) == [KIND, KIND]

    def test_the_clock_asks(self):
        call = make_call()
        proposal = make_sealed(call)
        amended(call)
        Challenge.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(hours=20))
        tasks.run_clock()
        assert told(proposal.lead, KIND) == [KIND]

    def test_many_are_told_and_a_second_round_asks_the_database_little(
        self, django_assert_max_num_queries, monkeypatch
    ):
        monkeypatch.setattr(reminders, "AT_ONCE", 2)
        call = make_call()
        rows = [make_sealed(call, user=make_user(display_name="Wanderer Oceanborn")) for _each in range(5)]
        amended(call)
        half = moments(call)[1]
        assert reminders.ask_to_confirm(half) == 5
        assert [told(row.lead, KIND) for row in rows] == [[KIND]] * 5
        with django_assert_max_num_queries(8):
            assert reminders.ask_to_confirm(half) == 0
