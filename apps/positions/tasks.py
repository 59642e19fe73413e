"""Work of positions outside requests."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction

from apps.core import marks
from apps.core.moves import MoveRefused
from apps.employers import clock as employers_clock
from apps.positions import lifecycle
from apps.positions.dates import today
from apps.positions.imports import runs
from apps.positions.models import Position
from apps.positions.states import PositionState

BATCH = 500  # the clock runs every minute; a backlog is worked off in rounds
log = logging.getLogger(__name__)


@shared_task(name="apps.positions.tasks.expire_due")
def expire_due() -> int:
    """Expire positions whose closing day is past by the city's date, and verifications that have run out; how many."""
    return expire_positions() + employers_clock.expire_due(today())


def expire_positions() -> int:
    states = (PositionState.PUBLISHED, PositionState.PAUSED)
    due = Position.objects.filter(state__in=states, valid_until__lt=today()).order_by("pk")[:BATCH]
    count = 0
    for position in due.select_related("current", "employer__organisation"):
        try:
            with transaction.atomic():
                lifecycle.expire(position)
            count += 1
        except MoveRefused as refused:  # somebody closed it in this minute
            log.info("position %s does not expire: %s", position.public_id, refused)
    return count


@shared_task(name="apps.positions.tasks.run_import")
def run_import(mark_id: int) -> None:
    """Check or take in the import behind a mark."""
    claim = marks.claim(mark_id)
    if claim is None:
        return
    try:
        runs.execute(claim)
    except Exception as error:  # the mark keeps it for a later try, and for the operators
        log.exception("import %s failed", claim.object_id)
        marks.fail(claim, f"{type(error).__name__}: {error}")
