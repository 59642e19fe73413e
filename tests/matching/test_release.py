"""How a list reaches the employer: by an operator's act, by the clock, or at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core import audit, marks
from apps.core.moves import GuardFailed
from apps.matching import lists, release, review
from apps.matching.models import Match, ReleaseClock
from apps.matching.states import MatchState
from apps.notifications.models import Message
from apps.positions import lifecycle as positions
from apps.procedures.calendar import working_hours_after
from tests.factories import make_employer, make_member, make_operator, make_position, make_talent
from tests.matching.world import encode, match_of, rank, ranked, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return make_operator()


def position_of(mode="review"):
    employer = make_employer(release_mode=mode)
    return make_position(employer)


def owner_of(position):
    return position.employer.organisation.memberships.get(role="owner").user


def people(count):
    return [make_talent(salary_expected=300_000 + 1_000 * n) for n in range(count)]


def states(position):
    rows = Match.objects.filter(position=position).values_list("state", flat=True)
    return {state: list(rows).count(state) for state in set(rows)}


def told(user):
    return list(Message.objects.filter(recipient=user).values_list("kind", flat=True))


# ---------------------------------------------------------------- after a review
def test_only_approved_ones_go_out_best_first_and_the_team_is_told_once(operator):
    position = position_of()
    rows = ranked(position, *people(4))
    recruiter = make_member(position.employer.organisation, "recruiter")
    manager = make_member(position.employer.organisation, "hiring_manager")
    for row in (rows[0], rows[2], rows[3]):
        review.approve(row.match, by=operator)
    assert release.release(position, by=operator, top=2) == 2
    assert [row.match.pk for row in lists.released(position)] == [rows[0].match_id, rows[2].match_id]
    assert states(position) == {"sent_to_employer": 2, "approved": 1, "suggested": 1}
    sent = Match.objects.get(pk=rows[0].match_id)
    assert (sent.released_unreviewed, sent.sampled, sent.is_new) == (False, False, True)
    assert (told(recruiter), told(manager)) == (["list_released"], [])
    assert list(audit.timeline(sent, public_only=False).values_list("act", "actor_role")) == [
        ("approve", "operator"), ("release", "operator"),
    ]  # fmt: skip
    assert release.release(position, by=operator) == 1
    assert told(recruiter) == ["list_released"] * 2


def test_nothing_approved_nothing_released(operator):
    position = position_of()
    ranked(position, make_talent())
    with pytest.raises(GuardFailed, match="approve at least one"):
        release.release(position, by=operator)


@pytest.mark.parametrize("step", ["pause", "close"])
def test_a_position_that_is_not_live_releases_nothing(operator, step):
    position = position_of()
    (row,) = ranked(position, make_talent())
    review.approve(row.match, by=operator)
    getattr(positions, step)(position, by=owner_of(position))
    with pytest.raises(GuardFailed, match="not published"):
        release.release(position, by=operator)
    assert states(position) == {"approved": 1}


def test_the_employer_sees_nothing_before_the_release(operator):
    position = position_of()
    (row,) = ranked(position, make_talent())
    assert lists.released(position) == []
    review.approve(row.match, by=operator)
    assert lists.released(position) == []


def test_in_review_mode_a_run_sends_nothing_and_winds_no_clock():
    position = position_of("review")
    ranked(position, *people(2))
    assert states(position) == {"suggested": 2}
    assert not ReleaseClock.objects.exists()


# ---------------------------------------------------------------- one act: publish and send
def pending(employer=None):
    return make_position(employer or make_employer(), state="pending")


def test_publish_and_send_before_the_run_sends_with_the_run(operator):
    position = pending()
    encode(*people(12))
    assert release.publish_and_send(position, by=operator, top=10) == 0
    position.refresh_from_db()
    assert position.state == "published"
    assert not Match.objects.exists()
    work("position", position.pk)
    assert states(position) == {"sent_to_employer": 10, "suggested": 2}
    assert [row.result.rank for row in lists.released(position)] == list(range(1, 11))
    sent = Match.objects.filter(state="sent_to_employer").first()
    assert (sent.decided_by, sent.released_unreviewed) == (operator, False)
    assert not ReleaseClock.objects.exists()


def test_publish_and_send_after_the_run_sends_now(operator):
    position = position_of()
    rows = ranked(position, *people(4))
    review.reject(rows[0].match, by=operator, reason_code="too_junior")
    review.hold(rows[1].match, by=operator)
    assert release.publish_and_send(position, by=operator, top=2) == 1
    assert states(position) == {"rejected": 1, "held": 1, "sent_to_employer": 1, "suggested": 1}
    assert match_of(position, rows[2].match.talent).state == MatchState.SENT_TO_EMPLOYER


def test_an_operator_does_not_send_herself(operator):
    position = position_of()
    mine, other = make_talent(user=operator), make_talent()
    ranked(position, mine, other)
    assert release.publish_and_send(position, by=operator) == 1
    assert match_of(position, mine).state == MatchState.SUGGESTED


@pytest.mark.parametrize("who", ["nobody", "only_the_operator"])
def test_an_order_that_finds_nobody_to_send_does_not_lose_the_run(operator, who):
    position = pending()
    if who == "only_the_operator":
        encode(make_talent(user=operator))
    release.publish_and_send(position, by=operator)
    work("position", position.pk)
    assert lists.current_run(position) is not None
    assert lists.released(position) == []


def test_publishing_that_is_refused_leaves_no_order(operator):
    position = pending(make_employer(state="pending"))
    with pytest.raises(GuardFailed, match="must be verified"):
        release.publish_and_send(position, by=operator)
    assert not ReleaseClock.objects.exists()


# ---------------------------------------------------------------- after eight working hours
@pytest.fixture
def waiting():
    position = position_of("after_8_working_hours")
    ranked(position, *people(12))
    return position


def run_out(position):
    ReleaseClock.objects.filter(position=position).update(due_at=timezone.now() - timedelta(seconds=1))


def test_the_first_run_winds_the_clock_and_the_next_does_not_wind_it_again():
    before = timezone.now()
    position = position_of("after_8_working_hours")
    ranked(position, *people(2))
    clock = ReleaseClock.objects.get()
    assert working_hours_after(before, 8) <= clock.due_at <= working_hours_after(timezone.now(), 8)
    rank(position)
    assert ReleaseClock.objects.get().due_at == clock.due_at
    assert release.release_due() == 0
    assert states(position) == {"suggested": 2}


def test_when_the_clock_runs_out_the_top_goes_marked_as_unreviewed(waiting, operator):
    seen, held = lists.results(waiting)[:2]
    review.approve(seen.match, by=operator)
    review.hold(held.match, by=operator)
    run_out(waiting)
    assert release.release_due() == 1
    assert states(waiting) == {"sent_to_employer": 9, "held": 1, "suggested": 2}
    sent = Match.objects.filter(state="sent_to_employer")
    assert set(sent.values_list("pk", "released_unreviewed")) == {
        (row.match_id, row.match_id != seen.match_id) for row in lists.results(waiting)[:10] if row != held
    }
    assert release.release_due() == 0


def test_an_operator_holds_the_clock(waiting, operator):
    review.hold_release(waiting, by=operator, held=True)
    run_out(waiting)
    assert release.release_due() == 0
    assert states(waiting) == {"suggested": 12}
    review.hold_release(waiting, by=operator, held=False)
    assert release.release_due() == 1


def test_a_position_that_ended_meanwhile_sends_nothing(waiting):
    positions.close(waiting, by=owner_of(waiting))
    run_out(waiting)
    assert release.release_due() == 0
    assert states(waiting) == {"suggested": 12}


# ---------------------------------------------------------------- at once
def test_direct_sends_with_the_run_and_newcomers_with_the_next():
    position = position_of("direct")
    ranked(position, *people(3))
    assert states(position) == {"sent_to_employer": 3}
    encode(make_talent())
    work("position", position.pk)
    assert states(position) == {"sent_to_employer": 4}
    assert told(owner_of(position)) == ["list_released"] * 2
    rank(position)
    assert told(owner_of(position)) == ["list_released"] * 2


def test_direct_does_not_overrule_an_operator(operator):
    position = position_of("review")
    rows = ranked(position, *people(3))
    review.hold(rows[0].match, by=operator)
    review.reject(rows[1].match, by=operator, reason_code="duplicate")
    position.employer.release_mode = "direct"
    position.employer.save()
    marks.touch("position", [position.pk])
    work("position", position.pk)
    assert states(position) == {"held": 1, "rejected": 1, "sent_to_employer": 1}


def test_a_tenth_of_what_went_out_unreviewed_is_sampled(monkeypatch):
    cards = [f"card{n}" for n in range(2000)]
    share = sum(release._in_sample(Match(card_id=card)) for card in cards) / len(cards)
    assert 0.07 < share < 0.13
    monkeypatch.setattr(release, "_in_sample", lambda match: True)
    position = position_of("direct")
    ranked(position, make_talent())
    assert Match.objects.filter(sampled=True, released_unreviewed=True).count() == 1
