"""The workers' side of matching. A task carries a mark's key only; what it may do is decided by claiming the mark."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import shared_task

from apps.core import marks
from apps.matching import (
    call_runs,
    encoding,
    encoding_orders,
    generations,
    recommendations,
    reencoding,
    refresh,
    release,
    runs,
    watch,
)

log = logging.getLogger(__name__)
AT_ONCE = 20
LONGEST = 1.0  # seconds: mails and imports wait in the same queue


def _claimed(mark_id: int, work: Callable[[marks.Claim], Any]) -> None:
    claim = marks.claim(mark_id)
    if claim is None:
        return
    try:
        work(claim)
    except encoding.EncoderAway as away:  # it waits for the change of encoder
        log.warning("%s %s waits: %s", claim.kind, claim.object_id, away)
        marks.postpone(claim, reencoding.LATER)
    except Exception as error:
        log.exception("%s %s failed", claim.kind, claim.object_id)
        marks.fail(claim, f"{type(error).__name__}: {error}")


@shared_task(name="apps.matching.tasks.rank_position")
def rank_position(mark_id: int) -> None:
    _claimed(mark_id, runs.execute)


@shared_task(name="apps.matching.tasks.rank_talent")
def rank_talent(mark_id: int) -> None:
    _claimed(mark_id, recommendations.execute)


@shared_task(name="apps.matching.tasks.rank_call")
def rank_call(mark_id: int) -> None:
    _claimed(mark_id, call_runs.execute)


def _and_more(mark_id: int, kind: str, work: Callable[[marks.Claim], Any]) -> None:
    """This mark and some that wait behind it: thousands are due at once, and hints come a few at a time."""
    began = time.monotonic()
    _claimed(mark_id, work)
    for other in marks.due(kind, AT_ONCE):
        if time.monotonic() - began > LONGEST:
            break
        _claimed(other, work)


@shared_task(name="apps.matching.tasks.encode_order")
def encode_order(mark_id: int) -> None:
    """Somebody waits for it in a process that does not have the encoder."""
    _claimed(mark_id, lambda claim: encoding_orders.execute(claim, encoding.loaded(generations.current()).encoder))


@shared_task(name="apps.matching.tasks.encode_talent")
def encode_talent(mark_id: int) -> None:
    _and_more(mark_id, "encode_talent", reencoding.encode_talent)


@shared_task(name="apps.matching.tasks.encode_position")
def encode_position(mark_id: int) -> None:
    _and_more(mark_id, "encode_position", reencoding.encode_position)


@shared_task(name="apps.matching.tasks.encode_call")
def encode_call(mark_id: int) -> None:
    _and_more(mark_id, "encode_challenge", reencoding.encode_call)


@shared_task(name="apps.matching.tasks.release_due")
def release_due() -> None:
    release.release_due()


@shared_task(name="apps.matching.tasks.reconcile")
def reconcile() -> None:
    reencoding.advance()
    refresh.reconcile()


@shared_task(name="apps.matching.tasks.tidy")
def tidy() -> None:
    reencoding.tidy()
    encoding.drop_orphans()
    encoding_orders.drop_old()
    watch.keep_day()
