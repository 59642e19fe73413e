"""An application from draft to hired, and every way out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts import lifecycle as accounts
from apps.accounts.models import Consent, Grant
from apps.applications import clock, lifecycle
from apps.applications.models import Application, Note
from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed, MoveRefused, move
from apps.notifications.models import Message
from apps.positions.models import Position
from apps.talents.models import Talent
from tests.factories import make_employer, make_notice, make_operator, make_position, make_talent

pytestmark = pytest.mark.django_db
SOON = timedelta(days=3)


@pytest.fixture(autouse=True)
def notices():
    make_notice("share_application")


@pytest.fixture
def position():
    return make_position()


@pytest.fixture
def talent():
    return make_talent()


@pytest.fixture
def recruiter(position):
    return position.employer.organisation.memberships.get().user


def applied(talent, position):
    application = lifecycle.start(talent, position, by=talent.user)
    lifecycle.submit(application, by=talent.user, letter="I would like to work with you.")
    return application


def offered(talent, position, recruiter):
    application = applied(talent, position)
    lifecycle.view(application, by=recruiter)
    lifecycle.shortlist(application, by=recruiter)
    invitation = lifecycle.invite(application, by=recruiter, proposed=[timezone.now() + SOON])
    lifecycle.choose_time(invitation, timezone.datetime.fromisoformat(invitation.proposed[0]), by=talent.user)
    lifecycle.offer(application, by=recruiter, salary=350_000, until=timezone.now() + SOON)
    return application


def told(user):
    return list(Message.objects.filter(recipient=user).order_by("id").values_list("kind", flat=True))


def test_the_whole_way_to_hired_is_audited_and_told_to_both_sides(talent, position, recruiter):
    operator = make_operator()
    application = offered(talent, position, recruiter)
    lifecycle.accept(application, by=talent.user)
    lifecycle.arrange(application, by=operator)
    lifecycle.hire(application, by=operator, start_on=timezone.now().date())
    assert [entry.state_to for entry in audit.timeline(application)] == [
        "submitted", "viewed", "shortlisted", "interview", "offered", "accepted", "arranged", "hired",
    ]  # fmt: skip
    assert told(talent.user) == [
        "application_viewed", "application_shortlisted", "application_interview", "application_offered",
        "application_arranged", "application_hired",
    ]  # fmt: skip
    assert told(recruiter) == [
        "application_submitted", "interview_chosen", "application_accepted", "application_arranged",
    ]  # fmt: skip


def test_the_last_opening_fills_the_position(talent, position, recruiter):
    operator = make_operator()
    application = offered(talent, position, recruiter)
    lifecycle.accept(application, by=talent.user)
    lifecycle.arrange(application, by=operator)
    lifecycle.hire(application, by=operator, start_on=timezone.now().date())
    position.refresh_from_db()
    assert (position.state, position.hires) == ("filled", 1)


def test_submitting_is_the_consent_and_opens_exactly_this_employer(talent, position, recruiter):
    stranger = make_employer().owner
    assert not Talent.objects.visible_to(recruiter).exists()
    applied(talent, position)
    assert list(Talent.objects.visible_to(recruiter)) == [talent]
    assert not Talent.objects.visible_to(stranger).exists()
    assert Consent.objects.get().recipient == position.employer.organisation


def test_withdrawing_closes_the_profile_and_the_application(talent, position, recruiter):
    application = applied(talent, position)
    lifecycle.withdraw(application, by=talent.user)
    assert not Talent.objects.visible_to(recruiter).exists()
    assert not Application.objects.visible_to(recruiter).exists()
    assert Grant.objects.live().count() == 0
    assert Consent.objects.get().withdrawn_at is not None
    assert list(Application.objects.visible_to(talent.user)) == [application]


def test_a_draft_is_nobody_elses(talent, position, recruiter):
    lifecycle.start(talent, position, by=talent.user)
    assert not Application.objects.visible_to(recruiter).exists()
    assert not Application.objects.visible_to(make_operator()).exists()


def test_one_live_application_a_position(talent, position):
    first = lifecycle.start(talent, position, by=talent.user)
    assert lifecycle.start(talent, position, by=talent.user) == first
    lifecycle.submit(first, by=talent.user)
    with pytest.raises(GuardFailed, match="already applied"):
        lifecycle.start(talent, position, by=talent.user)
    lifecycle.withdraw(first, by=talent.user)
    assert lifecycle.start(talent, position, by=talent.user) != first


@pytest.mark.parametrize("state", ["paused", "expired", "closed", "filled", "taken_down"])
def test_a_position_that_is_not_live_takes_no_application(talent, state):
    position = make_position(state=state)
    with pytest.raises(GuardFailed):
        lifecycle.start(talent, position, by=talent.user)


def test_a_suspended_employer_takes_no_application(talent, position):
    move(position.employer, "suspend", by=make_operator())
    with pytest.raises(GuardFailed):
        lifecycle.start(talent, Position.objects.get(pk=position.pk), by=talent.user)


def test_a_step_out_of_order_is_refused_and_tells_nobody(talent, position, recruiter):
    application = applied(talent, position)
    before = Message.objects.count()
    with pytest.raises(MoveRefused):
        lifecycle.offer(application, by=recruiter, salary=1, until=timezone.now() + SOON)
    assert Message.objects.count() == before
    assert Application.objects.get().state == "submitted"


@pytest.mark.parametrize(("salary", "days"), [(0, 3), (-1, 3), (300_000, -1)])
def test_an_offer_needs_pay_and_time(talent, position, recruiter, salary, days):
    application = applied(talent, position)
    with pytest.raises(GuardFailed):
        lifecycle.offer(application, by=recruiter, salary=salary, until=timezone.now() + timedelta(days=days))


def test_a_rejection_needs_a_known_reason_and_words(talent, position, recruiter):
    application = applied(talent, position)
    for code, words in (("nonsense", "sorry"), ("pay", "  ")):
        with pytest.raises(GuardFailed):
            lifecycle.reject(application, by=recruiter, reason_code=code, reason=words)
    lifecycle.reject(application, by=recruiter, reason_code="pay", reason="We cannot meet the pay you expect.")
    assert application.state == "rejected"


def test_an_invitation_needs_a_time_to_come_and_is_answered_once(talent, position, recruiter):
    application = applied(talent, position)
    lifecycle.view(application, by=recruiter)
    lifecycle.shortlist(application, by=recruiter)
    with pytest.raises(GuardFailed, match="future"):
        lifecycle.invite(application, by=recruiter, proposed=[timezone.now() - SOON])
    times = [timezone.now() + SOON, timezone.now() + 2 * SOON]
    invitation = lifecycle.invite(application, by=recruiter, proposed=times)
    with pytest.raises(GuardFailed, match="proposed times"):
        lifecycle.choose_time(invitation, timezone.now(), by=talent.user)
    lifecycle.choose_time(invitation, times[1], by=talent.user)
    with pytest.raises(GuardFailed, match="answered"):
        lifecycle.choose_time(invitation, times[0], by=talent.user)
    assert invitation.chosen_at == times[1]


def test_a_permit_reference_is_demanded_of_who_needs_one(position):
    talent = make_talent(needs_permit=True)
    recruiter, operator = position.employer.organisation.memberships.get().user, make_operator()
    application = offered(talent, position, recruiter)
    lifecycle.accept(application, by=talent.user)
    with pytest.raises(GuardFailed, match="permit"):
        lifecycle.arrange(application, by=operator)
    lifecycle.arrange(application, by=operator, permit_reference="QD-2026-0001")
    assert application.permit_reference == "QD-2026-0001"


def test_an_offer_lapses_by_the_clock_and_cannot_be_accepted_late(talent, position, recruiter):
    application = offered(talent, position, recruiter)
    Application.objects.update(offer_until=timezone.now() - timedelta(seconds=1))
    application.refresh_from_db()
    with pytest.raises(GuardFailed, match="expired"):
        lifecycle.accept(application, by=talent.user)
    assert (clock.lapse_offers(), clock.lapse_offers()) == (1, 0)
    assert Application.objects.get().state == "expired"


def test_a_closed_position_answers_everybody_who_waits(talent, position, recruiter):
    from apps.positions import lifecycle as positions

    application = applied(talent, position)
    positions.close(position, by=recruiter)
    application.refresh_from_db()
    assert application.state == "rejected"
    assert told(talent.user)[-1] == "application_rejected"


def test_employers_are_reminded_once_after_ten_working_days(talent, position, recruiter, monkeypatch):
    application = applied(talent, position)
    Application.objects.update(moved_at=timezone.now() - timedelta(days=25))
    assert (clock.remind(), clock.remind()) == (1, 0)
    application.refresh_from_db()
    assert (application.reminded_employer_at is None, application.reminded_operator_at is None) == (False, True)


def test_erasing_an_account_takes_her_words_and_the_notes_about_her(position, talent, recruiter):
    application, other = applied(talent, position), applied(make_talent(), position)
    for row in (application, other):
        Note.objects.create(application=row, author=recruiter, text=f"Ask {row.talent.given_name} about sea trials.")
    accounts.request_deactivation(talent.user, by=talent.user)
    accounts.erase(talent.user, by=SYSTEM)
    application.refresh_from_db()
    other.refresh_from_db()
    assert (application.state, application.letter, application.notes.count()) == ("submitted", "", 0)
    assert (other.letter, other.notes.count()) == ("I would like to work with you.", 1)
