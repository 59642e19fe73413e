"""The clock of proposals: what was not sealed or corrected in time ends; holders and applicants are reminded."""

from __future__ import annotations

import logging
from datetime import datetime

from celery import shared_task
from django.db import transaction
from django.db.models import Q

from apps.challenges.states import ChallengeState
from apps.core.moves import MoveRefused
from apps.proposals import drafts, lifecycle, reminders
from apps.proposals.models import Proposal
from apps.proposals.states import WRITABLE

BATCH = 500
log = logging.getLogger(__name__)


@shared_task(name="apps.proposals.tasks.run_clock")
def run_clock() -> int:
    """End what is late, ask whose turn it is; how many."""
    now = drafts.clock()
    return lapse_late(now) + reminders.ask_to_open(now) + reminders.ask_to_confirm(now)


def lapse_late(now: datetime) -> int:
    count = 0
    unsealed = Q(opened_at__isnull=True) & ~Q(challenge__state=ChallengeState.PUBLISHED)
    uncorrected = Q(opened_at__isnull=False, returned_until__lte=now)
    due = Proposal.objects.filter(unsealed | uncorrected, state__in=WRITABLE).order_by("pk")[:BATCH]
    for proposal in due:
        try:
            with transaction.atomic():
                lifecycle.lapse(proposal, now=now)
            count += 1
        except MoveRefused as refused:  # sealed or handed in at this moment
            log.info("proposal %s does not lapse: %s", proposal.public_id, refused)
    return count
