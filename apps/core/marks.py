"""Dirty marks: what must be computed again. Truth is here; the broker carries only hints.

A writer calls `touch` in its own transaction. The dispatcher sends due marks to workers; a worker calls `claim`,
computes, and in the transaction that stores the results calls `settle`. Time is the database's clock.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from apps.core.models import Epoch, Mark
from apps.core.signals import parked

CHANNEL = "marks"
ERROR_LIMIT = 2000

_TOUCH = """
INSERT INTO core_mark (kind, object_id, urgent, gen, done_gen, attempts, next_at, dirty_since, error)
SELECT %s, id, %s, 1, 0, 0, clock_timestamp(), clock_timestamp(), ''
FROM unnest(%s::bigint[]) AS id ORDER BY id
ON CONFLICT (kind, object_id) DO UPDATE SET
    gen = core_mark.gen + 1,
    urgent = core_mark.urgent OR EXCLUDED.urgent,
    dirty_since = CASE WHEN core_mark.done_gen = core_mark.gen THEN clock_timestamp() ELSE core_mark.dirty_since END,
    next_at = LEAST(core_mark.next_at, clock_timestamp()),
    attempts = 0, parked_at = NULL, error = ''
"""


@dataclass(frozen=True)
class Claim:
    """The right to compute one mark until the lease ends. `gen` is what will be done."""

    mark_id: int
    kind: str
    object_id: int
    gen: int
    token: uuid.UUID
    attempt: int


def touch(kind: str, ids: Iterable[int], *, urgent: bool = False, using: str = DEFAULT_DB_ALIAS) -> None:
    """Mark objects as out of date, in the caller's transaction; one sorted upsert, so writers cannot deadlock.

    `urgent` is for what somebody waits for: it goes before all the rest. `using` is the connection it is written on.
    """
    rows = sorted(set(ids))
    if not rows:
        return
    with connections[using].cursor() as cursor:
        cursor.execute(_TOUCH, [kind, urgent, rows])
        cursor.execute(f"NOTIFY {CHANNEL}")  # delivered on commit, dropped on rollback


def forget(kind: str, ids: Iterable[int]) -> None:
    """Delete the marks of objects that are no more; for kinds whose objects come and go by the thousand."""
    Mark.objects.filter(kind=kind, object_id__in=list(ids)).delete()


def bump_epoch(name: str) -> None:
    """Say that something global has changed; who depends on it compares the value with its own."""
    updated = Epoch.objects.filter(name=name).update(value=F("value") + 1, changed_at=Now())
    if not updated:
        Epoch.objects.get_or_create(name=name, defaults={"value": 1})


def epoch(name: str) -> int:
    return Epoch.objects.filter(name=name).values_list("value", flat=True).first() or 0


def _open() -> Q:
    return Q(done_gen__lt=F("gen"), parked_at__isnull=True, next_at__lte=Now()) & (
        Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    )


def due(kind: str, limit: int = 100, *, urgent: bool | None = None) -> list[int]:
    """Keys of marks of `kind` that wait for a worker: urgent ones first, then longest waiting."""
    found = Mark.objects.filter(_open(), kind=kind).order_by("-urgent", "dirty_since", "id")
    if urgent is not None:
        found = found.filter(urgent=urgent)
    return list(found.values_list("pk", flat=True)[:limit])


def leased(kind: str) -> int:
    """How many marks of `kind` are with a worker now."""
    return Mark.objects.filter(kind=kind, lease_until__gte=Now(), done_gen__lt=F("gen")).count()


def claim(mark_id: int, lease: timedelta | None = None) -> Claim | None:
    """Take the mark by one conditional UPDATE; None if it is done, parked, later, or somebody else's."""
    token = uuid.uuid4()
    taken = Mark.objects.filter(_open(), pk=mark_id).update(
        token=token, lease_until=Now() + (lease or settings.MARK_LEASE), attempts=F("attempts") + 1
    )
    if not taken:
        return None
    mark = Mark.objects.get(pk=mark_id)
    if mark.token != token:
        return None  # the lease was already lost between the two statements
    if mark.attempts > settings.MARK_ATTEMPTS:  # workers died on it, none lived to say why
        _park(mark, token, mark.error or "the worker died")
        return None
    return Claim(mark.pk, mark.kind, mark.object_id, mark.gen, token, mark.attempts)


def settle(claim: Claim) -> bool:
    """Say that `claim.gen` is done. Call it in the transaction that stores the results, before storing them.

    False means that the lease was lost to another worker: store nothing.
    """
    assert connection.in_atomic_block, "settle in the transaction that stores the results"
    mine = Mark.objects.filter(pk=claim.mark_id, token=claim.token, done_gen__lt=claim.gen)
    done = {"done_gen": claim.gen, "lease_until": None, "token": None, "attempts": 0, "error": "", "next_at": Now()}
    urgent = Case(When(gen=claim.gen, then=Value(False)), default=F("urgent"))
    return bool(mine.update(**done, urgent=urgent))


@transaction.atomic
def fail(claim: Claim, error: str) -> None:
    """Give the claim back after an error: later with growing pauses, parked after the last attempt."""
    mark = Mark.objects.select_for_update().filter(pk=claim.mark_id, token=claim.token).first()
    if mark is None:
        return
    if claim.attempt >= settings.MARK_ATTEMPTS:
        _park(mark, claim.token, error)
        return
    pause = timedelta(seconds=min(2**claim.attempt, 3600))
    Mark.objects.filter(pk=mark.pk, token=claim.token).update(
        lease_until=None, token=None, next_at=Now() + pause, error=error[:ERROR_LIMIT]
    )


def postpone(claim: Claim, pause: timedelta) -> None:
    """Give the claim back since the time has not come: nothing failed, and no attempt is counted."""
    Mark.objects.filter(pk=claim.mark_id, token=claim.token).update(
        lease_until=None, token=None, next_at=Now() + pause, attempts=claim.attempt - 1
    )


def _park(mark: Mark, token: uuid.UUID, error: str) -> None:
    done = Mark.objects.filter(pk=mark.pk, token=token).update(
        parked_at=Now(), lease_until=None, token=None, error=error[:ERROR_LIMIT]
    )
    if done:
        mark.refresh_from_db()
        parked.send(sender=Mark, mark=mark)


def retry(mark: Mark) -> None:
    """An operator sends a parked mark on its way again."""
    touch(mark.kind, [mark.object_id])


def pending(kind: str, object_id: int) -> Mark | None:
    """The mark of an object while it is out of date, for pages that say "ranking since …"."""
    return Mark.objects.filter(kind=kind, object_id=object_id, done_gen__lt=F("gen")).first()
