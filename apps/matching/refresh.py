"""What the clock puts right: rankings that rest on an older world, and suggestions nobody has looked at for long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from apps.core import audit, marks
from apps.core.actors import SYSTEM
from apps.core.models import AuditEntry, Mark
from apps.core.moves import MoveRefused, move
from apps.matching import call_runs, exposure, generations, pools, runs
from apps.matching.models import CallRun, Match, MatchRun
from apps.matching.states import UNREVIEWED
from apps.positions.models import Position

STALE_AFTER = timedelta(days=60)


@transaction.atomic
def reconcile() -> int:
    """Mark live positions and open calls without a run, and those whose run rests on older epochs, weights or vectors; how many.

    Waits until no crowd of people is being encoded: their lists are then ranked once. People without vectors of the
    encoder in use (it is new, or the better one is missing) are such a crowd.
    """
    expire_suggestions()
    exposure.keep_day()
    generation = generations.current()
    marks.touch("talent", _unmarked("talent", pools.unencoded(generation)))
    if len(marks.due("talent", 1)):
        return 0
    if generations.outgrown(generation):
        generation = generations.make()
    fresh = MatchRun.objects.filter(
        current=True, epoch=runs.epoch(), calibration=generation, weights_version=runs.weights().version
    )
    stale = Position.objects.live().exclude(pk__in=fresh.values("position_id"))
    waiting = _unmarked("position", stale.values_list("pk", flat=True))
    marks.touch("position", waiting)
    made = CallRun.objects.filter(
        current=True, epoch=runs.epoch(), calibration=generation, weights_version=runs.weights().version
    )
    older = call_runs.open_calls().exclude(pk__in=made.values("challenge_id"))
    calls = _unmarked(call_runs.MARK, older.values_list("pk", flat=True))
    marks.touch(call_runs.MARK, calls)
    return len(waiting) + len(calls)


def _unmarked(kind: str, keys: Iterable[int]) -> list[int]:
    """Those of `keys` whose mark is not open: what is waiting already, or parked, is left alone."""
    keys = list(keys)
    waiting = Mark.objects.filter(kind=kind, object_id__in=keys, done_gen__lt=F("gen"))
    return sorted(set(keys) - set(waiting.values_list("object_id", flat=True)))


def expire_suggestions() -> int:
    """Pairs suggested, put aside or given to somebody, and left so for 60 days, are out of date; how many."""
    before, done = timezone.now() - STALE_AFTER, 0
    touched = AuditEntry.objects.filter(
        subject_kind=audit.subject_kind(Match()), subject_ref=OuterRef("public_id"), at__gte=before
    )
    rows = Match.objects.filter(~Exists(touched), state__in=UNREVIEWED, by_hand=False, created_at__lt=before)
    for match in rows.select_related("position__current", "talent")[:500]:
        revision = match.position.current.public_id if match.position.current else ""
        change = {"aged_at": [revision, match.talent.revision]}
        try:
            move(match, "go_stale", by=SYSTEM, facts={"changed_since": change}, public=False)
            done += 1
        except MoveRefused:
            continue
    return done
