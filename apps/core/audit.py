"""The audit trail: append-only, chained by hash per subject, free of personal data.

An entry names its actor by public id, so that erasing a person leaves the chain intact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from apps.core.actors import Actor
from apps.core.models import AuditEntry


def subject_kind(obj: models.Model) -> str:
    """Of a proxy that of its table: what happened to a call is found again on the page of its review."""
    concrete = obj._meta.concrete_model or type(obj)
    return str(concrete._meta.label_lower)


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


@dataclass(frozen=True)
class Past:
    """A step taken at `at`, before it is written down; the rest as in `record`."""

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


def _entry(step: Past, previous: str) -> AuditEntry:
    """The row of a step, linked to the hash of the entry before it."""
    entry = AuditEntry(
        subject_kind=subject_kind(step.obj),
        subject_ref=subject_ref(step.obj),
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
        prev_hash=previous,
    )
    entry.hash = _digest(entry)
    return entry


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
    step = Past(obj, act, by, timezone.now(), role, state_from, state_to, reason_code, reason, data or {}, public)
    entry = _entry(step, last.hash if last else "")
    entry.save(force_insert=True)
    return entry


@transaction.atomic
def record_many(
    subjects: Sequence[models.Model],
    act: str,
    *,
    by: Actor,
    role: str = "",
    state_from: str = "",
    state_to: str = "",
    public: bool = True,
) -> list[AuditEntry]:
    """Append the same entry to many subjects of one kind in three statements, without a lock for each.

    Raises IntegrityError when somebody else has just written about one of them: nothing is stored, try again.
    """
    if not subjects:
        return []
    kind, refs = subject_kind(subjects[0]), [subject_ref(obj) for obj in subjects]
    found = AuditEntry.objects.filter(subject_kind=kind, subject_ref__in=refs).order_by("id")
    last = dict(found.values_list("subject_ref", "hash"))
    now = timezone.now()
    steps = (Past(obj, act, by, now, role, state_from, state_to, public=public) for obj in subjects)
    entries = [_entry(step, last.get(subject_ref(step.obj), "")) for step in steps]
    return AuditEntry.objects.bulk_create(entries, batch_size=1000)


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
        key = subject_kind(step.obj), subject_ref(step.obj)
        entry = _entry(step, last.get(key, ""))
        last[key] = entry.hash
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
