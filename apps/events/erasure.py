"""When an account is erased: places that were kept are free again. What is left holds no name."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import User
from apps.core.actors import SYSTEM
from apps.core.moves import move
from apps.events import registering
from apps.events.models import AgendaFeed, Registration, RegistrationAnswer
from apps.events.states import CANCELLABLE


@transaction.atomic
def forget(user: User) -> None:
    """Cancel what is to come; the clock gives the places to those who wait. Her answers and her feed go."""
    RegistrationAnswer.objects.filter(registration__user=user).delete()
    AgendaFeed.objects.filter(user=user).delete()
    for found in (
        Registration.objects.filter(user=user, state__in=CANCELLABLE).select_related("event").order_by("event")
    ):
        event = registering.lock(found.event)
        move(found, "cancel", by=SYSTEM, reason_code="account_erased")
        registering.recount(event)
