"""The plan of the year: who is in charge is reminded a week before the day, and once when it has passed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.events.models import PlanItem
from apps.notifications.send import tell
from apps.procedures.calendar import today

AHEAD = timedelta(days=7)


def remind() -> int:
    """How many were told; a day that is moved is told anew."""
    day = today()
    return _each(Q(due_on__gte=day, due_on__lte=day + AHEAD, reminded_at=None), "reminded_at", "plan_due") + _each(
        Q(due_on__lt=day, told_late_at=None), "told_late_at", "plan_late"
    )


def _each(due: Q, column: str, kind: str) -> int:
    rows = PlanItem.objects.filter(due, done_on=None).select_related("owner").order_by("due_on", "pk")
    return sum(_once(row, column, kind) for row in rows)


@transaction.atomic
def _once(row: PlanItem, column: str, kind: str) -> bool:
    mine = PlanItem.objects.filter(pk=row.pk, done_on=None, **{column: None})
    if not mine.update(**{column: timezone.now()}):
        return False
    titles = {code: title for code, title in (("zh-hans", row.title_zh), ("en", row.title_en)) if title}
    url = f"/admin/events/planitem/{row.pk}/change/"
    facts = {"item": titles, "day": row.due_on.isoformat()}
    tell(row.owner, kind, context=facts, url=url, key=f"{row.public_id}:{row.due_on}")
    return True


def moved(row: PlanItem) -> None:
    """Its day was changed: reminders begin anew. The caller stores the row."""
    row.reminded_at = row.told_late_at = None
