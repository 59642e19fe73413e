"""Whom a call's appraisal can ask: at home in the field, with room, and independent of who posts the call (R11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.challenges.models import Challenge
from apps.experts import load
from apps.experts.models import Expert, Task
from apps.procedures.calendar import today
from apps.procedures.independence import Conflict, ConflictKind, Verdict, conflicts, verdict
from apps.procedures.persons import persons_of
from apps.reviews import parties
from apps.reviews.appraisal_states import HELD
from apps.reviews.models.appraisal import Opinion


@dataclass(frozen=True)
class Candidate:
    """An expert who can be asked; with `doubts` only by somebody who says why they do not stand against it."""

    expert: Expert
    doubts: tuple[Conflict, ...] = ()


def candidates(challenge: Challenge) -> list[Candidate]:
    """Those without a certain conflict and without unknown facts, with room, not asked yet; the clear ones first."""
    revision = challenge.draft or challenge.current
    if revision is None:
        return []
    day = today()
    fitting = Expert.objects.available(
        on=day, chain=revision.chain, disciplines=revision.disciplines, task=Task.APPRAISAL
    )
    asked = Opinion.objects.filter(challenge=challenge, state__in=HELD).values("expert")
    rows = load.with_room(fitting.exclude(pk__in=asked).select_related("user").order_by("pk"))
    found = against_poster(rows, challenge)
    offered = [Candidate(expert, tuple(found[expert.pk])) for expert in rows if may_be_asked(found[expert.pk])]
    return sorted(offered, key=lambda row: len(row.doubts))


def may_be_asked(found: list[Conflict]) -> bool:
    """No certain conflict, and every fact known: unknown is not clear."""
    unknown = any(conflict.kind == ConflictKind.UNKNOWN for conflict in found)
    return verdict(found) != Verdict.CONFLICT and not unknown


def against_poster(experts: Iterable[Expert], challenge: Challenge) -> dict[int, list[Conflict]]:
    """Conflicts with who posts the call, by key of the expert."""
    party, day = parties.poster(challenge), today()
    return {key: conflicts(person, [party], on=day) for key, person in persons_of(experts).items()}
