"""Every pair of state and step: those the tables do not name are refused and change nothing."""

import pytest
from django.utils import timezone

from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry
from apps.core.moves import IllegalMove, move
from apps.meetings.models import Meeting, ScheduleRun
from apps.meetings.states import MOVES, RUN_MOVES, MeetingState, RunState
from tests.factories import make_employer, make_talent
from tests.meetings.cases import make_fair

pytestmark = pytest.mark.django_db
FORBIDDEN = [(s, n) for n, row in MOVES.items() for s in MeetingState if s not in row.sources]
FORBIDDEN_RUNS = [(s, n) for n, row in RUN_MOVES.items() for s in RunState if s not in row.sources]


@pytest.mark.parametrize(("state", "name"), FORBIDDEN)
def test_forbidden_steps_of_meetings(state, name):
    fair = make_fair(slots=1)
    slot = fair.slots[0]
    row = Meeting.objects.create(
        event=fair.event, slot=slot, starts_at=slot.starts_at, ends_at=slot.ends_at, talent=make_talent(), state=state,
        organisation=make_employer().organisation, waits_for="talent", answer_until=timezone.now(), missed_by="talent",
        talent_outcome="none",
    )  # fmt: skip
    with pytest.raises(IllegalMove):
        move(row, name, by=SYSTEM)
    assert Meeting.objects.get().state == state
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("state", "name"), FORBIDDEN_RUNS)
def test_forbidden_steps_of_schedules(state, name):
    run = ScheduleRun.objects.create(event=make_fair(slots=0).event, state=state)
    with pytest.raises(IllegalMove):
        move(run, name, by=SYSTEM)
    assert ScheduleRun.objects.get().state == state
    assert not AuditEntry.objects.exists()
