"""A dragged step waits ten minutes and can be undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.applications import lifecycle, pending
from apps.applications.models import Application, PendingMove
from apps.core.moves import GuardFailed
from tests.factories import make_notice, make_position, make_talent

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewed():
    make_notice("share_application")
    position, talent = make_position(), make_talent()
    application = lifecycle.start(talent, position, by=talent.user)
    lifecycle.submit(application, by=talent.user)
    application.recruiter = position.employer.organisation.memberships.get().user
    lifecycle.view(application, by=application.recruiter)
    return application


def state():
    return Application.objects.get().state


def ripen():
    PendingMove.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_nothing_happens_before_the_pause_is_over(viewed):
    pending.defer(viewed, "shortlist", by=viewed.recruiter)
    assert (pending.run_due(), state()) == (0, "viewed")


def test_after_the_pause_the_step_is_taken_once(viewed):
    pending.defer(viewed, "shortlist", by=viewed.recruiter)
    ripen()
    assert (pending.run_due(), pending.run_due(), state()) == (1, 0, "shortlisted")


def test_undo_takes_it_back_until_it_is_too_late(viewed):
    pending.defer(viewed, "shortlist", by=viewed.recruiter)
    assert pending.undo(viewed) is True
    ripen()
    assert (pending.run_due(), state()) == (0, "viewed")
    pending.defer(viewed, "shortlist", by=viewed.recruiter)
    ripen()
    assert pending.undo(viewed) is False


def test_a_newer_drag_replaces_the_waiting_one(viewed):
    pending.defer(viewed, "shortlist", by=viewed.recruiter)
    words = {"reason_code": "field", "reason": "Another field."}
    pending.defer(viewed, "reject", by=viewed.recruiter, data=words)
    ripen()
    pending.run_due()
    assert state() == "rejected"


def test_a_step_that_tells_more_than_that_is_not_deferred(viewed):
    with pytest.raises(GuardFailed):
        pending.defer(viewed, "offer", by=viewed.recruiter)


def test_a_withdrawal_meanwhile_voids_the_step(viewed):
    pending.defer(viewed, "shortlist", by=viewed.recruiter)
    lifecycle.withdraw(viewed, by=viewed.talent.user)
    ripen()
    assert (pending.run_due(), state(), PendingMove.objects.count()) == (0, "withdrawn", 0)


def test_somebody_who_left_the_employer_decides_nothing_any_more(viewed):
    pending.defer(viewed, "shortlist", by=viewed.recruiter)
    viewed.recruiter.memberships.update(ended_at=timezone.now())
    ripen()
    assert (pending.run_due(), state()) == (0, "viewed")
