"""The clock of events: registration opens and closes, events begin and end, places nobody confirmed move on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from apps.core.actors import SYSTEM
from apps.core.moves import MoveRefused
from apps.events import asking, lifecycle, plans, registering
from apps.events.models import Event, Registration
from apps.events.states import EventState, RegistrationState
from apps.events.telling import tell_person, when

BATCH = 500  # it runs every minute; a backlog is worked off in rounds
REMINDER = timedelta(hours=24)
E, R = EventState, RegistrationState
log = logging.getLogger(__name__)


@shared_task(name="apps.events.tasks.run_clock")
def run_clock() -> int:
    """Take every step that is due; how many."""
    return (
        step_events()
        + expire_places()
        + fill()
        + remind_answers()
        + remind_events()
        + plans.remind()
        + asking.forget_old()
    )


def step_events() -> int:
    """In the order of an event's life, so that one that was forgotten catches up in one round."""
    now, events = timezone.now(), Event.objects.with_closing()
    steps: tuple[tuple[Any, Callable[..., None]], ...] = (
        (Q(state=E.ANNOUNCED, registration_opens_at__lte=now, closing__gt=now), lifecycle.open_registration),
        (Q(state=E.REGISTRATION_OPEN, closing__lte=now), lifecycle.close_registration),
        (Q(state__in=(E.ANNOUNCED, E.REGISTRATION_CLOSED), starts_at__lte=now), lifecycle.begin),
        (Q(state=E.RUNNING, ends_at__lte=now), lifecycle.finish),
    )
    return sum(_each(events.filter(due).order_by("pk")[:BATCH], step, by=SYSTEM) for due, step in steps)


def expire_places() -> int:
    due = Registration.objects.filter(state=R.APPROVED, answer_until__lte=timezone.now())
    return _each(due.select_related("event").order_by("answer_until", "pk")[:BATCH], registering.expire)


def fill() -> int:
    """Places that became free otherwise: a larger room, an account erased."""
    free = Q(capacity__isnull=True) | Q(taken__lt=F("capacity"))
    states = (E.ANNOUNCED, E.REGISTRATION_OPEN, E.REGISTRATION_CLOSED, E.POSTPONED)
    waited = Registration.objects.waiting().values("event_id")
    rows = Event.objects.filter(free, state__in=states, starts_at__gt=timezone.now(), pk__in=waited)
    return sum(registering.move_up(event) for event in rows.order_by("pk")[:BATCH])


def remind_answers() -> int:
    """A day before a kept place goes to somebody else."""
    now = timezone.now()
    due = Registration.objects.filter(state=R.APPROVED, reminded_at__isnull=True, user__isnull=False)
    due = due.filter(answer_until__gt=now, answer_until__lte=now + REMINDER).select_related("event", "user")
    count = 0
    for row in due.order_by("pk")[:BATCH]:
        with transaction.atomic():
            if _claim(row, "reminded_at") and row.answer_until and row.user:
                until = when(row.answer_until, row.user)
                tell_person(row, "event_answer_due", stamp=row.answer_until.isoformat(), until=until)
                count += 1
    return count


def remind_events() -> int:
    """A day before the event, to those who confirmed."""
    now = timezone.now()
    due = Registration.objects.filter(state=R.CONFIRMED, told_soon_at__isnull=True, user__isnull=False)
    due = due.filter(event__starts_at__gt=now, event__starts_at__lte=now + REMINDER)
    due = due.exclude(event__state=E.POSTPONED).select_related("event", "user")
    count = 0
    for row in due.order_by("pk")[:BATCH]:
        with transaction.atomic():
            if _claim(row, "told_soon_at"):
                tell_person(row, "event_soon")
                count += 1
    return count


def _claim(row: Registration, column: str) -> bool:
    """Whether this worker is the one that reminds."""
    mine = Registration.objects.filter(pk=row.pk, state=row.state, **{f"{column}__isnull": True})
    return bool(mine.update(**{column: timezone.now()}))


def _each(rows: Any, step: Callable[..., None], **how: Any) -> int:
    count = 0
    for row in rows:
        try:
            with transaction.atomic():
                step(row, **how)
            count += 1
        except MoveRefused as refused:  # somebody acted in this minute
            log.info("%s %s: %s", step.__name__, row.public_id, refused)
    return count
