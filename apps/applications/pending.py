"""Steps dragged on the board wait ten minutes with Undo, so that nobody is told too early."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications import lifecycle, policies
from apps.applications.models import Application, PendingMove
from apps.core.moves import GuardFailed, MoveRefused, possible

log = logging.getLogger(__name__)
PAUSE = timedelta(minutes=10)

DEFERRABLE: dict[str, Callable[..., Any]] = {"shortlist": lifecycle.shortlist, "reject": lifecycle.reject}


@transaction.atomic
def defer(application: Application, name: str, *, by: User, data: dict[str, str] | None = None) -> PendingMove:
    """Take the step `name` in ten minutes; a newer drag replaces the waiting one."""
    if name not in DEFERRABLE or name not in possible(application):
        raise GuardFailed(_("This step is not possible now."))
    move, _created = PendingMove.objects.update_or_create(
        application=application,
        defaults={"move": name, "by": by, "data": data or {}, "due_at": timezone.now() + PAUSE},
    )
    return move


def undo(application: Application) -> bool:
    """Take the waiting step back; False if it has already been taken."""
    return bool(PendingMove.objects.filter(application=application, due_at__gt=timezone.now()).delete()[0])


def run_due() -> int:
    """Take the steps whose pause is over; how many. Each in a transaction of its own, claimed by deleting its row."""
    done = 0
    for row in PendingMove.objects.filter(due_at__lte=timezone.now()).select_related("by"):
        try:
            with transaction.atomic():
                if not PendingMove.objects.filter(pk=row.pk, due_at=row.due_at).delete()[0]:
                    continue
                application = Application.objects.select_for_update().get(pk=row.application_id)
                if policies.can_decide(row.by, application):
                    DEFERRABLE[row.move](application, by=row.by, **row.data)
                    done += 1
        except MoveRefused as refused:  # the talent withdrew meanwhile: the step is void
            log.info("deferred %s of %s is void: %s", row.move, row.application_id, refused)
            PendingMove.objects.filter(pk=row.pk).delete()
    return done
