"""Workers' side of meetings: schedules by marks, and the clock that ends unanswered proposals and reminds both sides."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core import marks
from apps.core.moves import MoveRefused
from apps.meetings import lifecycle, runs
from apps.meetings.models import Meeting
from apps.meetings.states import WILL_BE, MeetingState
from apps.meetings.telling import tell_both

BATCH = 500  # it runs every minute; a backlog is worked off in rounds
DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
log = logging.getLogger(__name__)


@shared_task(name="apps.meetings.tasks.plan_schedule")
def plan_schedule(mark_id: int) -> None:
    _claimed(mark_id, runs.execute, last=runs.fail)


@shared_task(name="apps.meetings.tasks.find_bound")
def find_bound(mark_id: int) -> None:
    _claimed(mark_id, runs.find_bound)


@shared_task(name="apps.meetings.tasks.refill")
def refill(mark_id: int) -> None:
    _claimed(mark_id, runs.refill)


def _claimed(
    mark_id: int, work: Callable[[marks.Claim], Any], *, last: Callable[[int, str], None] | None = None
) -> None:
    claim = marks.claim(mark_id)
    if claim is None:
        return
    try:
        work(claim)
    except Exception as error:  # the mark keeps it for a later try, and for the operators
        log.exception("%s %s failed", claim.kind, claim.object_id)
        said = f"{type(error).__name__}: {error}"
        marks.fail(claim, said)
        if last is not None and claim.attempt >= settings.MARK_ATTEMPTS:
            last(claim.object_id, said)


@shared_task(name="apps.meetings.tasks.run_clock")
def run_clock() -> int:
    """Take every step that is due; how many."""
    return expire_proposals() + remind()


def expire_proposals() -> int:
    due = Meeting.objects.filter(state=MeetingState.PROPOSED, answer_until__lte=timezone.now())
    count = 0
    for row in due.select_related("event").order_by("answer_until", "pk")[:BATCH]:
        try:
            with transaction.atomic():
                lifecycle.expire(row)
            count += 1
        except MoveRefused as refused:  # somebody answered in this minute
            log.info("expire %s: %s", row.public_id, refused)
    return count


def remind() -> int:
    """A day before and an hour before, each once; who is told within the hour is not told of the day any more."""
    now = timezone.now()
    tomorrow = _remind("reminded_day_at", "meeting_tomorrow", now + HOUR, now + DAY)
    return tomorrow + _remind("reminded_hour_at", "meeting_soon", now, now + HOUR)


def _remind(column: str, kind: str, after: Any, until: Any) -> int:
    due = Meeting.objects.filter(state__in=WILL_BE, starts_at__gt=after, starts_at__lte=until)
    due = due.filter(**{f"{column}__isnull": True}).select_related("event", "talent__user", "organisation")
    count = 0
    for row in due.order_by("starts_at", "pk")[:BATCH]:
        with transaction.atomic():
            mine = Meeting.objects.filter(pk=row.pk, state__in=WILL_BE, sequence=row.sequence)
            if mine.filter(**{f"{column}__isnull": True}).update(**{column: timezone.now()}):
                tell_both(row, kind, stamp=f"{kind}:{row.sequence}")
                count += 1
    return count
