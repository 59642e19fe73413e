"""The audit trail: append-only, chained by hash per subject, free of personal data.

An entry names its actor by public id, so that erasing a person leaves the chain intact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from apps.core.actors import Actor
from apps.core.models import AuditEntry


def subject_kind(obj: models.Model) -> str:
    return str(obj._meta.label_lower)


def subject_ref(obj: models.Model) -> str:
    return str(getattr(obj, "public_id", obj.pk))


def _digest(entry: AuditEntry) -> str:
    payload = [
        entry.subject_kind,
        entry.subject_ref,
        entry.act,
        entry.state_from,
        entry.state_to,
        entry.actor_ref,
        entry.actor_role,
        entry.reason_code,
        entry.reason,
        entry.data,
        entry.at.isoformat(),
        entry.prev_hash,
    ]
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def record(
    obj: models.Model,
    act: str,
    *,
    by: Actor,
    role: str = "",
    state_from: str = "",
    state_to: str = "",
    reason_code: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
    public: bool = True,
) -> AuditEntry:
    """Append one entry about `obj`. `public=False` keeps it off the timeline that the subject sees.

    An advisory lock per subject holds until the transaction ends, so that the chain cannot fork.
    """
    kind, ref = subject_kind(obj), subject_ref(obj)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit:{kind}:{ref}"])
    last = AuditEntry.objects.filter(subject_kind=kind, subject_ref=ref).order_by("-id").first()
    entry = AuditEntry(
        subject_kind=kind,
        subject_ref=ref,
        act=act,
        state_from=state_from,
        state_to=state_to,
        actor_ref=by.public_id,
        actor_role=role,
        reason_code=reason_code,
        reason=reason,
        data=json.loads(json.dumps(data or {}, default=str)),
        public=public,
        at=timezone.now(),
        prev_hash=last.hash if last else "",
    )
    entry.hash = _digest(entry)
    entry.save(force_insert=True)
    return entry


@dataclass(frozen=True)
class Past:
    """A step that was taken at `at`, before it is written down; the rest as in `record`."""

    obj: models.Model
    act: str
    by: Actor
    at: datetime
    role: str = ""
    state_from: str = ""
    state_to: str = ""
    reason_code: str = ""
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    public: bool = True


@transaction.atomic
def record_past(steps: Iterable[Past]) -> list[AuditEntry]:
    """Write whole histories at once, ordered by time, for subjects that have no entry yet (the sample world).

    Raises ValueError for a time in the future, IntegrityError for a subject whose chain has begun.
    """
    entries: list[AuditEntry] = []
    last: dict[tuple[str, str], str] = {}
    now = timezone.now()
    for step in sorted(steps, key=lambda step: step.at):
        if step.at > now:
            raise ValueError(f"{step.act} lies in the future")
        kind, ref = subject_kind(step.obj), subject_ref(step.obj)
        entry = AuditEntry(
            subject_kind=kind,
            subject_ref=ref,
            act=step.act,
            state_from=step.state_from,
            state_to=step.state_to,
            actor_ref=step.by.public_id,
            actor_role=step.role,
            reason_code=step.reason_code,
            reason=step.reason,
            data=json.loads(json.dumps(step.data, default=str)),
            public=step.public,
            at=step.at.astimezone(UTC),
            prev_hash=last.get((kind, ref), ""),
        )
        entry.hash = last[kind, ref] = _digest(entry)
        entries.append(entry)
    return AuditEntry.objects.bulk_create(entries, batch_size=1000)


def timeline(obj: models.Model, *, public_only: bool = True) -> models.QuerySet[AuditEntry]:
    """Entries of `obj`, oldest first."""
    found = AuditEntry.objects.filter(subject_kind=subject_kind(obj), subject_ref=subject_ref(obj))
    return (found.filter(public=True) if public_only else found).order_by("id")


def broken_links(obj: models.Model) -> list[int]:
    """Ids of entries of `obj` whose hash or chain does not hold."""
    broken, previous = [], ""
    for entry in timeline(obj, public_only=False):
        if entry.prev_hash != previous or entry.hash != _digest(entry):
            broken.append(entry.pk)
        previous = entry.hash
    return broken
