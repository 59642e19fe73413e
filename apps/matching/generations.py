"""The calibration in force: made once from the pool, frozen until the next generation, shared by all processes.

A generation belongs to one encoder. Another one comes into force only by `reencoding`, when everything is encoded in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import QuerySet

from apps.matching.elsewhere import traits
from apps.matching.encoding import KIND, is_away, loaded, wanted, words_of
from apps.matching.engine.calibration import Calibration
from apps.matching.engine.documents import EncodedDoc
from apps.matching.engine.encoders.loading import LoadedEncoder
from apps.matching.engine.fitting import fit
from apps.matching.engine.storage import from_bytes, to_bytes
from apps.matching.models import DocumentVectors, Generation
from apps.talents.models import Talent

ENOUGH = 3  # times as many talents as when it was made: then a new generation is worth its re-ranking
MOST = 4000  # documents of a side that a calibration is fitted to, newest first


@dataclass(frozen=True)
class Fitted:
    """A calibration that is not in force yet, with the encoder it belongs to and the number of people in it."""

    chosen: LoadedEncoder
    calibration: bytes
    talents: int


@lru_cache(maxsize=2)
def calibration(generation_id: int) -> Calibration:
    return from_bytes(bytes(Generation.objects.values_list("calibration", flat=True).get(pk=generation_id)))


def current() -> Generation:
    """The generation in force, whatever encoder the settings name; the first caller makes it."""
    return in_force() or make()


def in_force() -> Generation | None:
    """The generation in force, None before the first was made."""
    return Generation.objects.filter(active=True).defer("calibration").first()


@transaction.atomic
def make() -> Generation:
    """Fit a new calibration in the encoder in force and use it, unless another process has just done so."""
    before = in_force()
    _lock()
    now = in_force()
    if now is not None and (before is None or now.pk != before.pk):
        return now
    return put_in_force(fitted(_in_use()))


def fitted(chosen: LoadedEncoder) -> Fitted:
    """A calibration for this encoder, from the documents that are encoded in it. Takes seconds in a large pool."""
    talents = _documents(KIND.TALENT, chosen)
    found = fit(_documents(KIND.POSITION, chosen), talents, chosen.encoder, words_of(chosen))
    return Fitted(chosen, to_bytes(found), len(talents))


@transaction.atomic
def put_in_force(made: Fitted) -> Generation:
    _lock()
    Generation.objects.filter(active=True).update(active=False)
    return Generation.objects.create(
        encoder_id=made.chosen.encoder.id,
        encoder_spec=made.chosen.spec,
        encoder_traits=traits(made.chosen.encoder),
        calibration=made.calibration,
        talents=made.talents,
        active=True,
    )


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('matching.generation', 0))")


def _in_use() -> LoadedEncoder:
    """The encoder of the newest generation; the wanted one if there is none, or if that one is gone."""
    last = Generation.objects.defer("calibration").order_by("-pk").first()
    return wanted() if last is None or is_away(last) else loaded(last)


def _documents(kind: str, chosen: LoadedEncoder) -> list[EncodedDoc]:
    rows = _vectors(kind, chosen.encoder.id).order_by("-pk")[:MOST]
    return [EncodedDoc.from_bytes(bytes(raw)) for raw in rows.values_list("encoded", flat=True)]


def _vectors(kind: str, encoder_id: str) -> QuerySet[DocumentVectors]:
    """Documents that others' rankings may rest on: what a talent has not confirmed is not among them."""
    rows = DocumentVectors.objects.filter(kind=kind, encoder_id=encoder_id)
    if kind == KIND.TALENT:
        rows = rows.filter(object_id__in=Talent.objects.filter(confirmed_at__isnull=False).values("pk"))
    return rows


def outgrown(generation: Generation) -> bool:
    """Whether the pool has grown so much that the calibration no longer describes it, and can be made anew."""
    talents = _vectors(KIND.TALENT, generation.encoder_id).count()
    return talents > max(generation.talents, 8) * ENOUGH and not is_away(generation)
