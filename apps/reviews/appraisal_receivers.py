"""What the appraisal does when a call leaves its stage or an expert's facts change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from apps.challenges.models import Challenge
from apps.core.actors import SYSTEM
from apps.core.signals import moved
from apps.experts import load
from apps.experts.models import Expert
from apps.experts.signals import expert_changed
from apps.experts.states import JOINED
from apps.procedures.independence import Verdict, verdict
from apps.reviews import appraisal, appraisal_candidates
from apps.reviews import appraisal_telling as telling
from apps.reviews.models.appraisal import Opinion

ENDINGS = ("return_", "reject", "cancel")


def call_moved(sender: Any, obj: Challenge, name: str, **_: Any) -> None:
    """Returned, rejected or cancelled: what is still being written is not needed."""
    if name in ENDINGS:
        appraisal.call_off_open(obj, by=SYSTEM)


def facts_changed(sender: Any, expert: Expert, **_: Any) -> None:
    """An expert who left the pool, or whom her new facts tie to a poster, no longer writes; who asked hears of it."""
    rows = Opinion.objects.open().filter(expert=expert).select_related(
        "challenge__employer__organisation__parent", "challenge__draft", "challenge__current", "challenge__programme",
        "expert__user", "asked_by",
    )  # fmt: skip
    for opinion in rows:
        found = appraisal_candidates.against_poster([expert], opinion.challenge)[expert.pk]
        if expert.state not in JOINED or verdict(found) == Verdict.CONFLICT:
            appraisal.call_off(opinion, by=SYSTEM)
            telling.asker(opinion, "appraisal_declined")
        else:
            telling.doubts(opinion, found)


def open_opinions(experts: list[int]) -> Mapping[int, int]:
    """How many opinions each has to give: part of her load."""
    rows = Opinion.objects.open().filter(expert__in=experts).values_list("expert").annotate(n=Count("pk"))
    return dict(rows.order_by())


def connect() -> None:
    moved.connect(call_moved, sender=Challenge, dispatch_uid="reviews.call_moved")
    expert_changed.connect(facts_changed, sender=Expert, dispatch_uid="reviews.facts_changed")
    load.register("appraisal", open_opinions)
