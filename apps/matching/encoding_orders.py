"""Texts that one process asks the workers to encode while somebody waits, and their vectors for an hour afterwards.

Who asks is in the middle of a request whose transaction nobody else sees yet, so orders are written and read on
the connection `OUTSIDE_REQUESTS`, where each statement is committed. The texts are deleted with the answer; the broker carries the mark's key only.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from apps.core import marks
from apps.matching.engine.encoders.base import Encoder, TextKind
from apps.matching.models import EncodingOrder

MARK = "encoding"
KEPT = timedelta(hours=1)
FIRST_LOOK, LONGEST_PAUSE = 0.02, 0.2  # seconds


def vectors(
    encoder_id: str, texts: Sequence[str], kind: TextKind, dim: int, patience: float
) -> NDArray[np.float32] | None:
    """float32 [len(texts), dim] from a worker, or None when none came within `patience` seconds."""
    key = key_of(texts, kind)
    found = _answer(encoder_id, key)
    if found is None:
        _ask(encoder_id, key, texts, kind)
        found = _wait(encoder_id, key, patience)
    return None if found is None else np.frombuffer(found, np.float32).reshape(len(texts), dim)


def key_of(texts: Sequence[str], kind: TextKind) -> str:
    return hashlib.sha256(json.dumps([str(kind), *texts]).encode()).hexdigest()


def _answer(encoder_id: str, key: str) -> bytes | None:
    rows = EncodingOrder.objects.using(settings.OUTSIDE_REQUESTS).filter(encoder_id=encoder_id, key=key)
    raw = rows.values_list("vectors", flat=True).first()
    return None if raw is None else bytes(raw)


def _ask(encoder_id: str, key: str, texts: Sequence[str], kind: TextKind) -> None:
    """The same order from two requests is one row; the mark wakes a worker either way."""
    row = EncodingOrder(encoder_id=encoder_id, key=key, kind=kind, texts=list(texts))
    rows = EncodingOrder.objects.using(settings.OUTSIDE_REQUESTS)
    rows.bulk_create([row], ignore_conflicts=True)
    order = rows.filter(encoder_id=encoder_id, key=key).values_list("pk", flat=True).first()
    if order is not None:
        marks.touch(MARK, [order], urgent=True, using=settings.OUTSIDE_REQUESTS)


def _wait(encoder_id: str, key: str, patience: float) -> bytes | None:
    until, pause = time.monotonic() + patience, FIRST_LOOK
    while (found := _answer(encoder_id, key)) is None and time.monotonic() < until:
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
    return found


def execute(claim: marks.Claim, encoder: Encoder) -> None:
    """The worker's part: encode and forget the texts. An order in another encoder than this one's is dropped."""
    order = EncodingOrder.objects.filter(pk=claim.object_id, vectors=None).first()
    made = None
    if order is not None and order.encoder_id == encoder.id:
        made = encoder.encode(order.texts, TextKind(order.kind)).astype(np.float32).tobytes()
    with transaction.atomic():
        if not marks.settle(claim) or order is None:
            return
        if made is None:
            order.delete()
            marks.forget(MARK, [claim.object_id])
        else:
            EncodingOrder.objects.filter(pk=order.pk).update(vectors=made, texts=[])


@transaction.atomic
def drop_old() -> int:
    """Delete orders of an hour ago, answered or not, and their marks: neither is ever asked for again. How many orders."""
    old = list(EncodingOrder.objects.filter(asked_at__lt=timezone.now() - KEPT).values_list("pk", flat=True))
    marks.forget(MARK, old)
    return EncodingOrder.objects.filter(pk__in=old).delete()[0]
