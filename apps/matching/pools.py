"""The pool of this process: everybody who has confirmed a profile and agreed to be ranked for employers.

It is refreshed by what has changed since the last run. Who switched automated ranking off is not in it: ranking a pool
computes a score for each of its people, those whom a rule then keeps off as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from apps.matching import generations
from apps.matching.encoding import KIND, words
from apps.matching.engine.documents import EncodedDoc
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.types import TalentDoc, content_hash
from apps.matching.gather import talent_doc, with_talent_rows
from apps.matching.models import DocumentVectors, Generation
from apps.talents.models import Talent

CHUNK = 500
Version = tuple[str, str]  # public id, content of the encoded profile


@dataclass
class Held:
    """What this process holds: the pool of one generation, and which state of each person is in it."""

    generation_id: int
    pool: MemoryPool
    versions: dict[int, Version]  # by talent key


_held: dict[str, Held] = {}


def current(generation: Generation) -> MemoryPool:
    """Everybody ranked, with current vectors. Whose vectors are still being made is not yet compared."""
    held = _held.get("pool")
    if held is None or held.generation_id != generation.pk:
        held = Held(generation.pk, _built([], generation), {})
    wanted = _versions(generation)
    gone = {held.versions[pk][0] for pk in held.versions.keys() - wanted.keys()}
    changed = [pk for pk, version in wanted.items() if held.versions.get(pk) != version]
    if gone:
        held.pool = held.pool.without(gone)
    for start in range(0, len(changed), CHUNK):
        people = _people(changed[start : start + CHUNK], generation)
        if people:
            held.pool = held.pool.replaced(_built(people, generation)) if held.pool.size else _built(people, generation)
    held.versions = wanted
    _held["pool"] = held
    return held.pool


def forget() -> None:
    """Drop what this process holds (after the vocabulary or the encoder changed, and between tests)."""
    _held.clear()


def candidates() -> QuerySet[Talent]:
    """Everybody who has vectors: confirmed people, for positions are recommended to all of them."""
    return Talent.objects.filter(confirmed_at__isnull=False, merged_into__isnull=True, user__is_active=True)


def ranked() -> QuerySet[Talent]:
    """Everybody whom a pool is to hold."""
    return candidates().filter(automated_ranking=True)


def opted_out() -> int:
    """How many people no ranking looks at, by their own wish."""
    return candidates().filter(automated_ranking=False).count()


def _versions(generation: Generation) -> dict[int, Version]:
    """People to be ranked whose vectors belong to the revision they are at."""
    vectors = DocumentVectors.objects.filter(kind=KIND.TALENT, encoder_id=generation.encoder_id)
    encoded = {
        pk: (revision, content) for pk, revision, content in vectors.values_list("object_id", "revision", "content")
    }
    people = ranked().values_list("pk", "public_id", "revision")
    return {pk: (name, encoded[pk][1]) for pk, name, revision in people if pk in encoded and encoded[pk][0] == revision}


def unencoded(generation: Generation) -> list[int]:
    """Keys of confirmed people without any vectors of this generation's encoder: it is new, or they were lost."""
    vectors = DocumentVectors.objects.filter(kind=KIND.TALENT, encoder_id=generation.encoder_id)
    return list(candidates().exclude(pk__in=vectors.values("object_id")).values_list("pk", flat=True))


def still_made(keys: Iterable[int]) -> set[int]:
    """Of people whom a pool did not hold, those who belong there: their vectors were still being made."""
    return set(ranked().filter(pk__in=list(keys)).values_list("pk", flat=True))


def _people(keys: list[int], generation: Generation) -> list[tuple[TalentDoc, EncodedDoc]]:
    encoded = DocumentVectors.objects.filter(
        kind=KIND.TALENT, encoder_id=generation.encoder_id, object_id__in=keys
    ).values_list("object_id", "encoded")
    vectors = {pk: EncodedDoc.from_bytes(bytes(raw)) for pk, raw in encoded}
    people = []
    for talent in with_talent_rows(Talent.objects.filter(pk__in=keys)).order_by("pk"):
        doc = talent_doc(talent)
        found = vectors.get(talent.pk)
        if found is not None and found.content == content_hash(doc):
            people.append((doc, found))
    return people


def _built(people: list[tuple[TalentDoc, EncodedDoc]], generation: Generation) -> MemoryPool:
    return MemoryPool.build(people, generations.calibration(generation.pk), words(generation))
