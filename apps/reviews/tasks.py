"""The clock of reviews: invitations that were not answered, marks whose deadline has come."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction

from apps.core.moves import MoveRefused
from apps.proposals import drafts
from apps.reviews import panels, sheets
from apps.reviews.models import Panel, Seat
from apps.reviews.states import PanelState, SeatState

BATCH = 200
log = logging.getLogger(__name__)


@shared_task(name="apps.reviews.tasks.run_clock")
def run_clock() -> int:
    """Expire and lock what is due; how many."""
    now, count = drafts.clock(), 0
    for seat in Seat.objects.filter(state=SeatState.INVITED, answer_by__lte=now).order_by("pk")[:BATCH]:
        try:
            with transaction.atomic():
                panels.expire(seat, now=now)
            count += 1
        except MoveRefused as refused:  # answered at this moment
            log.info("seat %s does not expire: %s", seat.public_id, refused)
    for panel in Panel.objects.filter(state=PanelState.SCORING, due_at__lte=now).order_by("pk")[:BATCH]:
        try:
            with transaction.atomic():
                sheets.lock(panel)
            count += 1
        except MoveRefused as refused:  # too few sheets: an operator has to put the deadline off
            log.info("marks of panel %s are not locked: %s", panel.public_id, refused)
    return count
