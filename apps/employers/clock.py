"""What time does to employers."""

from __future__ import annotations

import logging
from datetime import date

from django.db import transaction

from apps.core.moves import MoveRefused
from apps.employers import lifecycle
from apps.employers.models import Employer

BATCH = 200
log = logging.getLogger(__name__)


def expire_due(today: date) -> int:
    """End verifications whose last day is before `today`, the city's date; how many. Doing it twice changes nothing."""
    due = Employer.objects.verified().filter(verified_until__lt=today).select_related("organisation").order_by("pk")
    count = 0
    for employer in due[:BATCH]:
        try:
            with transaction.atomic():
                lifecycle.expire(employer)
            count += 1
        except MoveRefused as refused:
            log.info("employer %s does not expire: %s", employer.public_id, refused)
    return count
