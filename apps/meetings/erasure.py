"""When an account is erased: her meetings to come are cancelled, her hours, wishes and phone are gone.

Meetings that were held stay as figures; they hold no name.
"""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import User
from apps.core.actors import SYSTEM
from apps.meetings import taking_part
from apps.meetings.models import Availability, DraftMeeting, Wish


@transaction.atomic
def forget(user: User) -> None:
    for row in Availability.objects.filter(talent__user=user).select_related("event", "talent").order_by("pk"):
        taking_part.leave(row, by=SYSTEM, reason_code="account_erased")
        row.delete()
    Wish.objects.filter(talent__user=user).delete()
    DraftMeeting.objects.filter(talent__user=user).delete()
