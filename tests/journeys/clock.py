"""The clock: instants that are stored are moved back, so that what is due becomes due. States are never touched.

A deadline is compared with the database's clock, which no test can turn; so the deadline comes to the clock. Afterwards the
tasks run that the product runs every minute, and whatever happens is theirs.
"""

from __future__ import annotations

from datetime import timedelta

from apps.challenges.models import Challenge
from apps.challenges.tasks import run_clock as close_calls
from apps.procedures.calendar import today
from apps.procedures.models import Publicity
from apps.procedures.tasks import run_clock as end_periods
from apps.proposals import drafts
from apps.proposals.tasks import run_clock as end_drafts
from apps.reviews.tasks import run_clock as lock_marks


def deadline_passes(challenge: Challenge) -> None:
    """The call's last minute is over: everything sealed lies before it."""
    Challenge.objects.filter(pk=challenge.pk).update(closes_at=drafts.clock())
    tick()
    challenge.refresh_from_db()


def period_passes(challenge: Challenge) -> None:
    """The days of the publicity period that is running are over."""
    running = Publicity.objects.get(subject_ref=challenge.public_id, ended_at__isnull=True)
    back = running.ends_on - today() + timedelta(days=1)
    Publicity.objects.filter(pk=running.pk).update(
        starts_on=running.starts_on - back, ends_on=running.ends_on - back, announced_at=running.announced_at - back
    )
    tick()
    challenge.refresh_from_db()


def tick() -> None:
    """What the product's own clock does every minute."""
    for task in (close_calls, end_drafts, end_periods, lock_marks):
        task()
