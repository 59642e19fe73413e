"""From one encoder to another: everything is encoded in the new one in the background, the old serves until then.

The clock drives it (`advance`): it opens a change when the settings name another encoder than the one in force, marks
whom the new one lacks (kinds `encode_talent`, `encode_position` and `encode_challenge`, queue `bulk`), and when nobody is left puts a new
generation in force in one transaction. Every step can be repeated, so a process may die anywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, heartbeats, marks
from apps.core.actors import SYSTEM
from apps.core.models import Mark
from apps.core.moves import GuardFailed
from apps.matching import call_runs, encoding, generations, pools
from apps.matching.encoding import KIND
from apps.matching.engine.encoders.loading import LoadedEncoder
from apps.matching.gather import posting_doc, talent_doc, with_posting_rows, with_talent_rows
from apps.matching.gather_calls import call_doc, project_doc, with_call_rows
from apps.matching.models import DocumentVectors, EncoderChange, Generation, TermRow
from apps.positions.models import Position

log = logging.getLogger(__name__)
KINDS: dict[str, str] = {
    KIND.TALENT: "encode_talent",
    KIND.POSITION: "encode_position",
    KIND.CHALLENGE: "encode_challenge",
}
HEARD_WITHIN = timedelta(seconds=60)
"""A process that wants the encoder in force was heard so lately: two settings are about, and nothing is changed yet."""

LEFT_BEHIND = 0.02
"""Share of documents that may have failed for good in the new encoder; more, and the old one stays."""

KEEP_OLD = timedelta(days=7)
"""How long vectors of an encoder that is no longer in force stay, so that going back is quick."""

DELETE_AT_ONCE = 5000
LATER = timedelta(seconds=30)


@dataclass(frozen=True)
class Progress:
    """Documents of people, positions and calls: in all, encoded in the new encoder, failed for good."""

    total: int
    done: int
    failed: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100

    @property
    def complete(self) -> bool:
        return self.done + self.failed >= self.total and self.failed <= max(1, LEFT_BEHIND * self.total)


def running() -> EncoderChange | None:
    return EncoderChange.objects.filter(running=True).first()


def advance() -> EncoderChange | None:
    """One step of the clock; the change that is under way after it."""
    ours, generation = encoding.wanted(), generations.current()
    heartbeats.beat(_sign(ours.encoder.id))
    change = running()
    if change is not None and change.encoder_id == generation.encoder_id:
        _end(change, EncoderChange.Outcome.SWITCHED)  # it came into force otherwise: the old one could not be kept
        return None
    if ours.encoder.id == generation.encoder_id:
        if change is not None and not _heard(change.encoder_id):
            _abandon(change)
        return running()
    if change is None or change.encoder_id != ours.encoder.id:
        if _heard(generation.encoder_id) or (change is not None and _heard(change.encoder_id)):
            log.warning("encoder %s is wanted here, another elsewhere: nothing is changed", ours.encoder.id)
            return change
        if change is not None:
            _abandon(change)
        change = _begin(ours, generation)
    _drive(change, ours)
    return running()


def _sign(encoder_id: str) -> str:
    return f"encoder:{encoder_id}"[:60]


def _heard(encoder_id: str) -> bool:
    return heartbeats.fresh(_sign(encoder_id), HEARD_WITHIN)


def _begin(ours: LoadedEncoder, generation: Generation) -> EncoderChange:
    change = EncoderChange(
        encoder_id=ours.encoder.id,
        encoder_spec=ours.spec,
        basic=ours.basic,
        from_encoder_id=generation.encoder_id,
    )
    EncoderChange.objects.bulk_create([change], ignore_conflicts=True)  # another worker may have been faster
    log.warning("encoder %s is to follow %s: everything is encoded in it", ours.encoder.id, generation.encoder_id)
    return EncoderChange.objects.get(running=True)


def _abandon(change: EncoderChange) -> None:
    _end(change, EncoderChange.Outcome.ABANDONED)
    log.warning("the change to encoder %s is given up: it is no longer wanted", change.encoder_id)


def _end(change: EncoderChange, outcome: str) -> bool:
    ended = {"running": False, "outcome": outcome, "ended_at": timezone.now()}
    return bool(EncoderChange.objects.filter(pk=change.pk, running=True).update(**ended))


def _drive(change: EncoderChange, ours: LoadedEncoder) -> None:
    """Mark what is missing, or switch when nothing is."""
    if change.encoder_id != ours.encoder.id:
        return
    found = progress(change)
    log.info("encoder %s: %s of %s encoded, %s failed", change.encoder_id, found.done, found.total, found.failed)
    if found.complete or change.hurried_at is not None:
        switch(change)
        return
    for kind, keys in _missing(change.encoder_id).items():
        marks.touch(KINDS[kind], set(keys) - _marked(KINDS[kind]))


def switch(change: EncoderChange) -> Generation | None:
    """Put the new encoder in force: calibration made beforehand, then all in one transaction. None if it is over."""
    made = generations.fitted(encoding.wanted())
    with transaction.atomic():
        if not _end(change, EncoderChange.Outcome.SWITCHED):
            return None
        generation = generations.put_in_force(made)
        data = {"from": change.from_encoder_id, "to": change.encoder_id, "talents": made.talents}
        audit.record(change, "switch", by=SYSTEM, data=data, public=False)
        marks.bump_epoch("encoder")
    log.warning("encoder %s is in force; every list is ranked again", change.encoder_id)
    return generation


@transaction.atomic
def hurry(change: EncoderChange, *, by: User) -> None:
    """Switch with what is encoded now; whoever is missing follows. Raises GuardFailed if the change is over."""
    now = EncoderChange.objects.filter(pk=change.pk, running=True, hurried_at__isnull=True)
    if not now.update(hurried_at=timezone.now()):
        raise GuardFailed(_("This change is over, or is being finished already."))
    found = progress(change)
    data = {"done": found.done, "total": found.total}
    audit.record(change, "hurry", by=by, role="operator", data=data, public=False)


# ---------------------------------------------------------------- what is there and what is missing
def progress(change: EncoderChange) -> Progress:
    wanted = _wanted()
    missing = _missing(change.encoder_id)
    failed = sum(_parked(KINDS[kind], keys) for kind, keys in missing.items())
    total = sum(map(len, wanted.values()))
    return Progress(total, total - sum(map(len, missing.values())), failed)


def _wanted() -> dict[str, dict[int, int]]:
    """Kind -> key -> revision of all that rankings read: confirmed people, live positions, open calls.

    Projects follow their people.
    """
    positions = Position.objects.live().filter(current__isnull=False)
    calls = call_runs.open_calls()
    return {
        KIND.TALENT: dict(pools.candidates().values_list("pk", "revision")),
        KIND.POSITION: {pk: revision for pk, revision in positions.values_list("pk", "current_id") if revision},
        KIND.CHALLENGE: {pk: revision for pk, revision in calls.values_list("pk", "current_id") if revision},
    }


def _missing(encoder_id: str) -> dict[str, list[int]]:
    """Kind -> keys that have no vectors of this encoder at the revision they are at."""
    found: dict[str, list[int]] = {}
    for kind, wanted in _wanted().items():
        rows = DocumentVectors.objects.filter(kind=kind, encoder_id=encoder_id)
        there = dict(rows.values_list("object_id", "revision"))
        found[kind] = [pk for pk, revision in wanted.items() if there.get(pk) != revision]
    return found


def _parked(kind: str, keys: Iterable[int]) -> int:
    return Mark.objects.filter(kind=kind, object_id__in=list(keys), parked_at__isnull=False).count()


def _marked(kind: str) -> set[int]:
    """Keys whose mark is open already, or failed for good."""
    return set(Mark.objects.filter(kind=kind, done_gen__lt=F("gen")).values_list("object_id", flat=True))


# ---------------------------------------------------------------- the workers' part
def encode_talent(claim: marks.Claim) -> None:
    talent = with_talent_rows(pools.candidates().filter(pk=claim.object_id)).first()
    if not _ready(claim):
        return
    if talent is not None:
        chosen = encoding.wanted()
        encoding.stored_with(chosen, KIND.TALENT, talent.pk, talent_doc(talent), talent.revision)
        for project in talent.projects.all():
            encoding.stored_with(chosen, KIND.PROJECT, project.pk, project_doc(talent, project), talent.revision)
    _settle(claim)


def encode_position(claim: marks.Claim) -> None:
    position = with_posting_rows(Position.objects.live().filter(pk=claim.object_id)).first()
    if not _ready(claim):
        return
    if position is not None and position.current_id is not None:
        doc = posting_doc(position)
        encoding.stored_with(encoding.wanted(), KIND.POSITION, position.pk, doc, position.current_id)
    _settle(claim)


def encode_call(claim: marks.Claim) -> None:
    challenge = with_call_rows(call_runs.open_calls().filter(pk=claim.object_id)).first()
    if not _ready(claim):
        return
    if challenge is not None and challenge.current_id is not None:
        doc = call_doc(challenge)
        encoding.stored_with(encoding.wanted(), KIND.CHALLENGE, challenge.pk, doc, challenge.current_id)
    _settle(claim)


def _ready(claim: marks.Claim) -> bool:
    """Whether this process is to do it: the change is under way, and its encoder is the one that is wanted here."""
    change = running()
    if change is None:
        _settle(claim)
        return False
    if change.encoder_id != encoding.wanted().encoder.id:
        marks.postpone(claim, LATER)
        return False
    return True


def _settle(claim: marks.Claim) -> None:
    """Vectors are stored under what they were made from, so a lease that was lost meanwhile does no harm."""
    with transaction.atomic():
        marks.settle(claim)


# ---------------------------------------------------------------- afterwards
def tidy() -> int:
    """Delete vectors of encoders that have not been in force for KEEP_OLD; how many rows. A part at a time."""
    last = EncoderChange.objects.filter(outcome=EncoderChange.Outcome.SWITCHED).order_by("-ended_at").first()
    if last is None or last.ended_at is None or last.ended_at > timezone.now() - KEEP_OLD:
        return 0
    change = running()
    kept = {generations.current().encoder_id, *([change.encoder_id] if change else [])}
    deleted = 0
    for model in (DocumentVectors, TermRow):
        keys = list(model.objects.exclude(encoder_id__in=kept).values_list("pk", flat=True)[:DELETE_AT_ONCE])
        deleted += model.objects.filter(pk__in=keys).delete()[0]
    unused = Generation.objects.exclude(encoder_id__in=kept).exclude(calibration=b"")
    unused.update(calibration=b"")
    return deleted
