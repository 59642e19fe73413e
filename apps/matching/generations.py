"""The calibration in force: made once from the pool, frozen until the next generation, shared by all processes."""

from __future__ import annotations

from functools import lru_cache

from django.db import connection, transaction
from django.db.models import QuerySet

from apps.matching.encoding import KIND, loaded, words
from apps.matching.engine.calibration import Calibration
from apps.matching.engine.documents import EncodedDoc
from apps.matching.engine.fitting import fit
from apps.matching.engine.storage import from_bytes, to_bytes
from apps.matching.models import DocumentVectors, Generation
from apps.talents.models import Talent

ENOUGH = 3  # times as many talents as when it was made: then a new generation is worth its re-ranking
MOST = 4000  # documents of a side that a calibration is fitted to, newest first


@lru_cache(maxsize=2)
def calibration(generation_id: int) -> Calibration:
    return from_bytes(bytes(Generation.objects.values_list("calibration", flat=True).get(pk=generation_id)))


def current() -> Generation:
    """The generation in force for this process's encoder; the first caller makes it."""
    return in_force() or make()


def in_force() -> Generation | None:
    """The generation of this process's encoder, None before the first was made."""
    return Generation.objects.filter(active=True, encoder_id=loaded().encoder.id).defer("calibration").first()


@transaction.atomic
def make() -> Generation:
    """Fit a new calibration and put it in force, unless another process has just done so."""
    encoder_id = loaded().encoder.id
    before = Generation.objects.filter(active=True, encoder_id=encoder_id).values_list("pk", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('matching.generation', 0))")
    now = Generation.objects.filter(active=True, encoder_id=encoder_id).defer("calibration").first()
    if now is not None and now.pk != before:
        return now
    talents = _documents(KIND.TALENT)
    fitted = fit(_documents(KIND.POSITION), talents, loaded().encoder, words())
    Generation.objects.filter(active=True).update(active=False)
    return Generation.objects.create(
        encoder_id=encoder_id, calibration=to_bytes(fitted), talents=len(talents), active=True
    )


def _documents(kind: str) -> list[EncodedDoc]:
    rows = _vectors(kind, loaded().encoder.id).order_by("-pk")[:MOST]
    return [EncodedDoc.from_bytes(bytes(raw)) for raw in rows.values_list("encoded", flat=True)]


def _vectors(kind: str, encoder_id: str) -> QuerySet[DocumentVectors]:
    """Documents that others' rankings may rest on: what a talent has not confirmed is not among them."""
    rows = DocumentVectors.objects.filter(kind=kind, encoder_id=encoder_id)
    if kind == KIND.TALENT:
        rows = rows.filter(object_id__in=Talent.objects.filter(confirmed_at__isnull=False).values("pk"))
    return rows


def outgrown(generation: Generation) -> bool:
    """Whether the pool has grown so much that the calibration no longer describes it."""
    talents = _vectors(KIND.TALENT, generation.encoder_id).count()
    return talents > max(generation.talents, 8) * ENOUGH
