"""The clock of calls: those past their deadline close, problems nobody has renewed expire."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.challenges import lifecycle, problems
from apps.challenges.models import Challenge, Problem
from apps.challenges.states import OPEN, ProblemState
from apps.core.moves import MoveRefused
from apps.procedures.calendar import today

BATCH = 500  # it runs every minute; a backlog is worked off in rounds
log = logging.getLogger(__name__)


@shared_task(name="apps.challenges.tasks.run_clock")
def run_clock() -> int:
    """Close what is due and expire what is stale; how many."""
    return close_due() + expire_problems()


def close_due() -> int:
    due = Challenge.objects.filter(state__in=OPEN, closes_at__lte=timezone.now()).order_by("pk")[:BATCH]
    count = 0
    for challenge in due.select_related("current", "employer__organisation"):
        try:
            with transaction.atomic():
                lifecycle.close(challenge)
            count += 1
        except MoveRefused as refused:  # an amendment gave it more time in this minute
            log.info("challenge %s does not close: %s", challenge.public_id, refused)
    return count


def expire_problems() -> int:
    due = Problem.objects.filter(state=ProblemState.LISTED, fresh_until__lt=today()).order_by("pk")[:BATCH]
    count = 0
    for problem in due.select_related("employer__organisation"):
        try:
            with transaction.atomic():
                problems.expire(problem)
            count += 1
        except MoveRefused as refused:
            log.info("problem %s does not expire: %s", problem.public_id, refused)
    return count
