"""What time does to applications: offers lapse, employers are reminded, closed positions get a final answer."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation

from apps.applications import lifecycle, telling
from apps.applications.models import Application
from apps.applications.reasons import MESSAGES, RejectReason
from apps.applications.states import ApplicationState
from apps.core.actors import SYSTEM
from apps.core.moves import MoveRefused, possible
from apps.positions.models import Position
from apps.positions.states import PositionState
from apps.procedures.calendar import add_working_days

EMPLOYER_AFTER, OPERATOR_AFTER = 10, 20  # working days without a step
UNANSWERED = (ApplicationState.SUBMITTED, ApplicationState.VIEWED)
ENDED = {PositionState.FILLED: RejectReason.FILLED, PositionState.CLOSED: RejectReason.CLOSED}


def lapse_offers() -> int:
    """Offers past their day; how many."""
    due = Application.objects.filter(state=ApplicationState.OFFERED, offer_until__lte=timezone.now())
    return sum(_lapsed(application) for application in due)


def answer_after_end(position: Position) -> int:
    """Open applications that had no offer get a final answer when the position is filled or closed; how many."""
    reason = ENDED.get(PositionState(position.state))
    if reason is None:
        return 0
    waiting = Application.objects.filter(position=position)
    done = 0
    for application in waiting:
        if "reject" in possible(application):
            with translation.override(application.talent.user.language):
                words = str(MESSAGES[reason])
            lifecycle.reject(application, by=SYSTEM, reason_code=reason, reason=words)
            done += 1
    return done


def remind() -> int:
    """Employers after 10 working days without a step, operators' page after 20; each once a step. How many reminders."""
    now, done = timezone.now(), 0
    # ten working days are at least twelve days; the calendar decides below
    rows = Application.objects.filter(state__in=UNANSWERED, moved_at__lte=now - timedelta(days=12))
    for application in rows.select_related("position__employer__organisation"):
        done += _remind_one(application)
    return done


@transaction.atomic
def _remind_one(application: Application) -> int:
    now = timezone.now()
    mine = Application.objects.filter(pk=application.pk, moved_at=application.moved_at)
    started = timezone.localtime(application.moved_at).date()
    sent = 0
    if now.date() > add_working_days(started, EMPLOYER_AFTER).date and mine.filter(
        reminded_employer_at__isnull=True
    ).update(reminded_employer_at=now):
        telling.team(application, "application_reminder", days=str(EMPLOYER_AFTER))
        sent += 1
    if now.date() > add_working_days(started, OPERATOR_AFTER).date:
        sent += mine.filter(reminded_operator_at__isnull=True).update(reminded_operator_at=now)
    return sent


def _lapsed(application: Application) -> bool:
    try:
        lifecycle.lapse(application)
    except MoveRefused:  # she answered in this very moment
        return False
    return True
