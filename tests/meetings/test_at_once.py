"""Many hands at the same moment, over real connections: nobody is in two places, whatever the code does."""

from collections import Counter

import pytest

from apps.core.moves import MoveRefused
from apps.meetings import lifecycle, runs
from apps.meetings.models import DraftMeeting, Meeting, ScheduleRun
from apps.meetings.terms import Side
from tests.factories import make_operator, make_talent
from tests.meetings.cases import firm, make_fair, person, propose, scheduled
from tests.proposals.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def double_bookings():
    rows = list(Meeting.objects.live().values_list("talent", "organisation", "starts_at"))
    people, firms = Counter(("t", t, s) for t, _e, s in rows), Counter(("e", e, s) for _t, e, s in rows)
    return [key for key, count in (people + firms).items() if count > 1]


def test_a_crowd_asks_one_employer_for_one_slot():
    fair = make_fair()
    theirs, people = firm(fair), [person(fair) for _ in range(8)]
    found = at_once(*[lambda row=row: propose(row, theirs, fair.slots[0]).state for row in people])
    assert found.count("proposed") == 1
    assert sum("taken" in answer for answer in found) == 7
    assert Meeting.objects.count() == 1


def test_one_person_asked_at_two_events_at_the_same_time_takes_one():
    """Two events, two locks: here the constraint alone decides."""
    talent = make_talent()
    fairs = [make_fair() for _ in range(4)]
    rows = [(person(fair, talent=talent), firm(fair), fair.slots[0]) for fair in fairs]
    found = at_once(*[lambda row=row: propose(*row).state for row in rows])
    assert found.count("proposed") == 1
    assert double_bookings() == []


def test_accepting_and_cancelling_at_once_ends_one_way():
    fair = make_fair()
    hers, theirs = person(fair), firm(fair)
    meeting = propose(hers, theirs, fair.slots[0])

    def accept():
        lifecycle.accept(Meeting.objects.get(pk=meeting.pk), by=theirs.owner, side=Side.EMPLOYER)
        return "accepted"

    def cancel():
        row = Meeting.objects.get(pk=meeting.pk)
        lifecycle.cancel(row, by=hers.talent.user, side=Side.TALENT, reason="ill")
        return "cancelled"

    found = at_once(accept, accept, cancel)
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"  # accepted before or refused after
    assert found.count("accepted") <= 1


def test_two_meetings_moved_into_one_slot():
    fair = make_fair()
    first = scheduled(fair, 0)
    theirs = first.organisation.availabilities.get()
    theirs.owner = first.owner
    hers = person(fair)
    second = propose(hers, theirs, fair.slots[1])
    lifecycle.accept(second, by=first.owner, side=Side.EMPLOYER)
    move = lambda row: lambda: lifecycle.reschedule(row, fair.slots[3], by=first.owner, side=Side.EMPLOYER) or "moved"  # noqa: E731
    found = at_once(move(first), move(second))
    assert found.count("moved") == 1
    assert double_bookings() == []


def test_a_schedule_released_while_people_ask_for_the_same_slots():
    """Every meeting is the organiser's or theirs, never both; what was taken is counted as left out."""
    fair = make_fair()
    people, firms = [person(fair) for _ in range(4)], [firm(fair) for _ in range(4)]
    run = ScheduleRun.objects.create(event=fair.event, state="ready")
    for number, row in enumerate(people):
        DraftMeeting.objects.create(
            run=run, talent=row.talent, organisation=firms[number].organisation, slot=fair.slots[0]
        )
    by = make_operator(verbs=["events.keep"])
    ask = [
        lambda n=n: propose(people[n], firms[(n + 1) % 4], fair.slots[0]).state
        for n in range(4)
    ]  # fmt: skip
    found = at_once(lambda: runs.release(run, by=by), *ask)
    assert double_bookings() == []
    run.refresh_from_db()
    kept = [answer for answer in found if isinstance(answer, int)]
    assert kept == [4 - run.left_out]
    assert Meeting.objects.filter(run=run, state="scheduled").count() == 4 - run.left_out


def test_a_schedule_is_released_once():
    fair = make_fair()
    hers, theirs = person(fair), firm(fair)
    run = ScheduleRun.objects.create(event=fair.event, state="ready")
    DraftMeeting.objects.create(run=run, talent=hers.talent, organisation=theirs.organisation, slot=fair.slots[0])
    by = make_operator(verbs=["events.keep"])
    found = at_once(*[lambda: runs.release(ScheduleRun.objects.get(pk=run.pk), by=by)] * 3)
    assert [answer for answer in found if isinstance(answer, int)] == [1]
    assert Meeting.objects.count() == 1


def test_two_organisers_ask_for_one_schedule():
    fair, by = make_fair(), make_operator(verbs=["events.keep"])

    def start():
        try:
            return runs.start(fair.event, by=by).state
        except MoveRefused:
            return "refused"

    found = at_once(start, start, start)
    assert found.count("queued") == 1
    assert ScheduleRun.objects.count() == 1
