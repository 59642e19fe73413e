"""The pools of this process: everybody who has confirmed a profile and agreed to be ranked, and the projects they bring.

A pool is refreshed by what has changed since the last run. Who switched automated ranking off is not in it: ranking a pool
computes a score for each of its people, those whom a rule then keeps off as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apps.matching import generations
from apps.matching.encoding import KIND, words
from apps.matching.engine.documents import EncodedDoc
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.types import TalentDoc, content_hash
from apps.matching.gather import talent_doc, with_talent_rows
from apps.matching.gather_calls import project_doc
from apps.matching.models import DocumentVectors, Generation
from apps.talents.models import Talent, TalentProject

CHUNK = 500
Version = tuple[str, str]  # public id, content of the encoded profile or project
Person = tuple[TalentDoc, EncodedDoc]
Load = Callable[[list[int], Generation], list[Person]]


@dataclass
class Held:
    """What this process holds: the pool of one generation, and which state of each person or project is in it."""

    generation_id: int
    pool: MemoryPool
    versions: dict[int, Version]  # by key of the talent or project


_held: dict[str, Held] = {}


def current(generation: Generation) -> MemoryPool:
    """Everybody ranked, with current vectors. Whose vectors are still being made is not yet compared."""
    return _refreshed("pool", _versions(generation), _people, generation)


def projects(generation: Generation) -> MemoryPool:
    """The projects of everybody ranked: solvers of calls."""
    return _refreshed("projects", _project_versions(generation), _projects, generation)


def _refreshed(name: str, wanted: dict[int, Version], load: Load, generation: Generation) -> MemoryPool:
    """The pool this process holds under `name`, brought to `wanted` (key -> version)."""
    held = _held.get(name)
    if held is None or held.generation_id != generation.pk:
        held = Held(generation.pk, _built([], generation), {})
    gone = {held.versions[pk][0] for pk in held.versions.keys() - wanted.keys()}
    changed = [pk for pk, version in wanted.items() if held.versions.get(pk) != version]
    if gone:
        held.pool = held.pool.without(gone)
    for start in range(0, len(changed), CHUNK):
        rows = load(changed[start : start + CHUNK], generation)
        if rows:
            held.pool = held.pool.replaced(_built(rows, generation)) if held.pool.size else _built(rows, generation)
    held.versions = wanted
    _held[name] = held
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


def _project_versions(generation: Generation) -> dict[int, Version]:
    """Projects whose vectors were made at the revision their talents are at."""
    vectors = DocumentVectors.objects.filter(kind=KIND.PROJECT, encoder_id=generation.encoder_id)
    encoded = {
        pk: (revision, content) for pk, revision, content in vectors.values_list("object_id", "revision", "content")
    }
    rows = TalentProject.objects.filter(talent__in=ranked()).values_list("pk", "public_id", "talent__revision")
    return {pk: (name, encoded[pk][1]) for pk, name, revision in rows if pk in encoded and encoded[pk][0] == revision}


def unencoded(generation: Generation) -> list[int]:
    """Keys of confirmed people without any vectors of this generation's encoder, of themselves or of a project."""
    vectors = DocumentVectors.objects.filter(encoder_id=generation.encoder_id)
    people, works = vectors.filter(kind=KIND.TALENT), vectors.filter(kind=KIND.PROJECT)
    without = TalentProject.objects.exclude(pk__in=works.values("object_id"))
    missing = ~Q(pk__in=people.values("object_id")) | Q(pk__in=without.values("talent_id"))
    return list(candidates().filter(missing).values_list("pk", flat=True))


def still_made(keys: Iterable[int]) -> set[int]:
    """Of people whom a pool did not hold, those who belong there: their vectors were still being made."""
    return set(ranked().filter(pk__in=list(keys)).values_list("pk", flat=True))


def _people(keys: list[int], generation: Generation) -> list[Person]:
    docs = [
        (talent.pk, talent_doc(talent))
        for talent in with_talent_rows(Talent.objects.filter(pk__in=keys)).order_by("pk")
    ]
    return _with_vectors(KIND.TALENT, docs, generation)


def _projects(keys: list[int], generation: Generation) -> list[Person]:
    rows = TalentProject.objects.filter(pk__in=keys)
    talents = with_talent_rows(Talent.objects.filter(pk__in=rows.values("talent_id")))
    owners = {talent.pk: talent for talent in talents}
    docs = [(row.pk, project_doc(owners[row.talent_id], row)) for row in rows.order_by("pk")]
    return _with_vectors(KIND.PROJECT, docs, generation)


def _with_vectors(kind: str, docs: list[tuple[int, TalentDoc]], generation: Generation) -> list[Person]:
    """Those whose stored vectors are of the document as it is now."""
    encoded = DocumentVectors.objects.filter(
        kind=kind, encoder_id=generation.encoder_id, object_id__in=[pk for pk, _ in docs]
    ).values_list("object_id", "encoded")
    vectors = {pk: EncodedDoc.from_bytes(bytes(raw)) for pk, raw in encoded}
    return [(doc, vectors[pk]) for pk, doc in docs if pk in vectors and vectors[pk].content == content_hash(doc)]


def _built(people: list[Person], generation: Generation) -> MemoryPool:
    return MemoryPool.build(people, generations.calibration(generation.pk), words(generation))
