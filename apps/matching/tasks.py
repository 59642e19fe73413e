"""The workers' side of matching. A task carries a mark's key only; what it may do is decided by claiming the mark."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task

from apps.core import marks
from apps.matching import recommendations, refresh, release, runs

log = logging.getLogger(__name__)


def _claimed(mark_id: int, work: Callable[[marks.Claim], Any]) -> None:
    claim = marks.claim(mark_id)
    if claim is None:
        return
    try:
        work(claim)
    except Exception as error:
        log.exception("%s %s failed", claim.kind, claim.object_id)
        marks.fail(claim, f"{type(error).__name__}: {error}")


@shared_task(name="apps.matching.tasks.rank_position")
def rank_position(mark_id: int) -> None:
    _claimed(mark_id, runs.execute)


@shared_task(name="apps.matching.tasks.rank_talent")
def rank_talent(mark_id: int) -> None:
    _claimed(mark_id, recommendations.execute)


@shared_task(name="apps.matching.tasks.release_due")
def release_due() -> None:
    release.release_due()


@shared_task(name="apps.matching.tasks.reconcile")
def reconcile() -> None:
    refresh.reconcile()
