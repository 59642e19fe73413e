"""Undertakings: signed by herself in the version in force, for a year, until she takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from apps.core.moves import GuardFailed
from apps.experts import lifecycle, tasks, undertakings
from apps.experts.days import today
from apps.experts.models import Expert, UndertakingKind
from apps.notifications.models import Message
from tests.experts.test_lifecycle import heard
from tests.factories import make_expert, make_notice, make_user

__all__ = ["heard"]
pytestmark = pytest.mark.django_db
INDEPENDENCE = UndertakingKind.INDEPENDENCE


@pytest.fixture
def expert():
    for kind in UndertakingKind:
        make_notice(kind)
    return make_expert(signed=False)


def test_both_are_needed_and_the_version_is_kept(expert, heard):
    for number, kind in enumerate(UndertakingKind):
        assert undertakings.all_signed(expert, on=today()) is False
        row = undertakings.sign(expert, kind, by=expert.user)
        assert (row.consent.notice.version, row.consent.subject_ref) == (1, expert.public_id)
        assert len(heard) == number + 1
    assert undertakings.all_signed(expert, on=today()) is True


def test_nobody_signs_for_another(expert):
    with pytest.raises(GuardFailed):
        undertakings.sign(expert, INDEPENDENCE, by=make_user())


def test_it_holds_for_a_year_and_can_be_renewed_in_its_last_month(expert):
    first = undertakings.sign(expert, INDEPENDENCE, by=expert.user)
    assert undertakings.sign(expert, INDEPENDENCE, by=expert.user) == first
    last = today() + timedelta(days=365)
    assert undertakings.in_force(expert, INDEPENDENCE, on=last) == first
    assert undertakings.in_force(expert, INDEPENDENCE, on=last + timedelta(days=1)) is None
    with time_machine.travel(last - timedelta(days=10)):
        assert undertakings.sign(expert, INDEPENDENCE, by=expert.user) != first


def test_taken_back_it_no_longer_holds_and_others_hear_of_it(expert, heard):
    row = undertakings.sign(expert, INDEPENDENCE, by=expert.user)
    undertakings.take_back(row, by=expert.user)
    assert undertakings.in_force(expert, INDEPENDENCE, on=today()) is None
    assert heard == [expert.public_id] * 2


def test_who_is_available_is_in_the_pool_signed_and_fit():
    fit = make_expert(chains=["hydrogen"], disciplines=[], tasks=["review"])
    by_discipline = make_expert(chains=[], disciplines=["materials"], tasks=["review", "judge"])
    make_expert(chains=["hydrogen"], signed=False)
    half = make_expert(chains=["hydrogen"])
    half.undertakings.filter(kind=INDEPENDENCE).delete()
    lifecycle.pause(paused := make_expert(chains=["hydrogen"]), by=paused.user)
    make_expert(chains=["hydrogen"], user=make_user(is_active=False))
    make_expert(chains=["other"], disciplines=["law"])

    def found(**asked):
        return set(Expert.objects.available(on=today(), **asked))

    assert found(chain="hydrogen") == {fit}
    assert found(chain="hydrogen", disciplines=["materials", "physics"]) == {fit, by_discipline}
    assert found(chain="hydrogen", disciplines=["materials"], task="judge") == {by_discipline}
    assert Expert.objects.available(on=today() + timedelta(days=366), chain="hydrogen").count() == 0


def test_the_clock_reminds_once_of_old_facts_and_of_what_runs_out():
    expert = make_expert()
    with time_machine.travel(today() + timedelta(days=334)):
        assert tasks.remind_of_facts() == 0
        assert tasks.remind_of_undertakings() == 0
    with time_machine.travel(today() + timedelta(days=336)):
        tasks.run_clock()
        tasks.run_clock()
    kinds = sorted(Message.objects.filter(recipient=expert.user).values_list("kind", flat=True))
    assert kinds == ["expert_facts_due", "expert_undertaking_due", "expert_undertaking_due"]


def test_what_was_renewed_is_not_reminded_of():
    expert = make_expert()
    with time_machine.travel(today() + timedelta(days=350)):
        for kind in UndertakingKind:
            make_notice(kind)
            undertakings.sign(expert, kind, by=expert.user)
        assert tasks.remind_of_undertakings() == 0
