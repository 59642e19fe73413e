"""The clock of form checks: applicants are told before their time for a correction ends, the department before its own.

What was not corrected in time ends by the clock of proposals.
"""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from apps.procedures.calendar import add_working_days, is_workday, today
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews import form_telling
from apps.reviews.form_states import AppealState
from apps.reviews.models.form_check import FormAppeal

BATCH = 500
BEFORE = timedelta(hours=36)  # so that a working day of one time zone or another lies between


@shared_task(name="apps.reviews.form_tasks.run_clock")
def run_clock() -> int:
    """Remind of what is due; how many were looked at."""
    return remind_of_corrections() + remind_of_appeals()


def remind_of_corrections() -> int:
    now = timezone.now()
    due = Proposal.objects.filter(
        state=ProposalState.RETURNED, opened_at__isnull=False, returned_until__gt=now, returned_until__lte=now + BEFORE
    ).select_related("lead", "challenge__current")  # fmt: skip
    rows = list(due.order_by("pk")[:BATCH])
    for proposal in rows:
        form_telling.correction_due(proposal)
    return len(rows)


def remind_of_appeals() -> int:
    """On working days, from the day before it is due on, once a day."""
    day = today()
    if not is_workday(day):
        return 0
    soon = add_working_days(day, 1).date
    due = FormAppeal.objects.filter(state=AppealState.LODGED, due_on__lte=soon).select_related(
        "form_check", "proposal__challenge__current", "proposal__challenge__employer__organisation",
        "proposal__organisation",
    )  # fmt: skip
    rows = list(due.order_by("pk")[:BATCH])
    for row in rows:
        form_telling.deciders(row, "form_appeal_due", stamp=day.isoformat(), until=row.due_on.isoformat())
    return len(rows)
