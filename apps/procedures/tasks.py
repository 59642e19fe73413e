"""The clock of procedures: periods whose days are over end, operators hear of objections whose answer is due."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.core.moves import MoveRefused
from apps.procedures import lifecycle, objections
from apps.procedures.calendar import add_working_days, is_workday, today
from apps.procedures.models import Objection, Publicity
from apps.procedures.models.objection import Outcome
from apps.procedures.states import OPEN, ObjectionState, PublicityState

BATCH = 500  # it runs every minute; a backlog is worked off in rounds
log = logging.getLogger(__name__)


@shared_task(name="apps.procedures.tasks.run_clock")
def run_clock() -> int:
    """End what is over and remind of what is due; how many."""
    return end_due() + remind()


def end_due() -> int:
    # Those that an objection holds are left out, so that a batch is never full of periods that cannot end.
    held = Objection.objects.filter(Q(state__in=OPEN) | Q(outcome=Outcome.UPHELD), publicity=OuterRef("pk"))
    due = Publicity.objects.filter(~Exists(held), state=PublicityState.ANNOUNCED, ends_on__lt=today()).order_by("pk")
    count = 0
    for publicity in due[:BATCH]:
        try:
            with transaction.atomic():
                lifecycle.end(publicity)
            count += 1
        except MoveRefused as refused:  # somebody withdrew it in this minute
            log.info("publicity %s does not end: %s", publicity.public_id, refused)
    return count


def remind() -> int:
    """On working days, from the day before it is due on: once a day, to those who may judge it."""
    day = today()
    if not is_workday(day):
        return 0
    soon = add_working_days(day, 1).date
    due = Q(state=ObjectionState.LODGED, intake_due_on__lte=soon) | Q(
        ~Q(state=ObjectionState.LODGED), state__in=OPEN, answer_due_on__lte=soon
    )
    rows = Objection.objects.filter(due).select_related("publicity").order_by("pk")[:BATCH]
    for objection in rows:
        until = objection.answer_due_on or objection.intake_due_on
        objections.tell_judges(objection, "objection_due", stamp=day.isoformat(), due=until.isoformat())
    return len(rows)
