"""What a person's own file holds of meetings, and what it does not."""

import json

import pytest
import time_machine

from apps.meetings import export, lifecycle, outcomes
from apps.meetings.models import Availability
from apps.meetings.terms import Side
from tests.meetings.cases import make_fair, scheduled, wish

pytestmark = pytest.mark.django_db


def test_hers_and_nothing_of_what_the_other_side_wrote():
    fair = make_fair()
    meeting = scheduled(fair)
    hers = Availability.objects.get(talent=meeting.talent)
    theirs = Availability.objects.get(organisation=meeting.organisation)
    Availability.objects.filter(pk=hers.pk).update(phone="+49 151 0000000")
    wish(hers, theirs, "must")
    wish(hers, theirs, "may", Side.EMPLOYER)
    with time_machine.travel(meeting.ends_at, tick=False):
        lifecycle.hold(meeting, by=meeting.owner, role="recruiter")
        outcomes.note(meeting, "intention", by=meeting.owner, side=Side.EMPLOYER)
        outcomes.note(meeting, "follow_up", by=meeting.talent.user, side=Side.TALENT)
    found = export.own_data(meeting.talent.user)
    assert [row["free_in"] for row in found["availability"]] == [[slot.starts_at for slot in fair.slots]]
    assert [row["wish"] for row in found["wishes"]] == ["must"]
    (row,) = found["meetings"]
    assert (row["state"], row["outcome"]) == ("outcome_recorded", "follow_up")
    assert [step["act"] for step in row["timeline"]] == ["propose_meeting", "accept", "schedule", "hold"]
    text = json.dumps(found, default=str)
    assert "intention" not in text
    assert "+49 151 0000000" in text
    assert export.own_data(meeting.owner) == {"availability": [], "wishes": [], "meetings": []}
