"""The clock of experts: who has to confirm her facts or sign again hears of it in time, once."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.db.models import Exists, OuterRef

from apps.experts import telling
from apps.experts.days import today
from apps.experts.models import Expert, Undertaking
from apps.experts.states import ExpertState
from apps.experts.undertakings import RENEW_DAYS

FACTS_DAYS = 335  # after 365 they count as unknown
BATCH = 500


@shared_task(name="apps.experts.tasks.run_clock")
def run_clock() -> int:
    """How many are due; told once for each day of confirmation and each undertaking."""
    return remind_of_facts() + remind_of_undertakings()


def remind_of_facts() -> int:
    # a week of looking back: a clock that stood still over the day catches up, nobody is asked for ever
    old = today() - timedelta(days=FACTS_DAYS)
    rows = Expert.objects.filter(
        state=ExpertState.ACTIVE, facts_confirmed_on__lte=old, facts_confirmed_on__gt=old - timedelta(days=7)
    ).select_related("user")[:BATCH]
    for expert in rows:
        day = expert.facts_confirmed_on
        assert day is not None
        stamp = f"{expert.public_id}:facts:{day}"
        telling.expert(expert, "expert_facts_due", url="/expert/ties/", stamp=stamp, day=day.isoformat())
    return len(rows)


def remind_of_undertakings() -> int:
    day = today()
    later = Undertaking.objects.in_force(day).filter(
        expert=OuterRef("expert"), kind=OuterRef("kind"), expires_on__gt=OuterRef("expires_on")
    )
    rows = (
        Undertaking.objects.in_force(day)
        .filter(~Exists(later), expires_on__lte=day + timedelta(days=RENEW_DAYS), expert__state=ExpertState.ACTIVE)
        .select_related("expert__user")[:BATCH]
    )
    for row in rows:
        until = row.expires_on.isoformat()
        telling.expert(
            row.expert, "expert_undertaking_due", url="/expert/undertakings/", stamp=row.public_id, day=until
        )
    return len(rows)
