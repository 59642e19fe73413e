"""What the clock puts right: rankings that rest on an older world, and suggestions nobody has looked at for long."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.core import marks
from apps.core.actors import SYSTEM
from apps.core.moves import MoveRefused, move
from apps.matching import generations, runs
from apps.matching.models import Match, MatchRun
from apps.matching.states import UNREVIEWED
from apps.positions.models import Position

STALE_AFTER = timedelta(days=60)


@transaction.atomic
def reconcile() -> int:
    """Mark live positions without a run, and those whose run rests on older epochs; how many.

    Waits until no crowd of people is being encoded: their lists are then ranked once.
    """
    expire_suggestions()
    if len(marks.due("talent", 1)):
        return 0
    generation = generations.current()
    if generations.outgrown(generation):
        generations.make()
        marks.bump_epoch("pool")
    live = set(Position.objects.live().values_list("pk", flat=True))
    fresh = set(MatchRun.objects.filter(current=True, epoch=runs.epoch()).values_list("position_id", flat=True))
    waiting = sorted(pk for pk in live - fresh if marks.pending("position", pk) is None)
    marks.touch("position", waiting)
    return len(waiting)


def expire_suggestions() -> int:
    """Pairs suggested and never looked at for 60 days are out of date; how many."""
    done = 0
    for match in Match.objects.filter(state__in=UNREVIEWED, created_at__lt=timezone.now() - STALE_AFTER)[:500]:
        try:
            move(match, "go_stale", by=SYSTEM, facts={"changed_since": {"age": True}}, public=False)
            done += 1
        except MoveRefused:
            continue
    return done
