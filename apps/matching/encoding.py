"""Vectors of documents and words: made in workers, stored with the encoder's id, made again when the content changes.

Two encoders may be about: the one in force, whose vectors every ranking reads (`loaded`), and the one that the settings
name (`wanted`). They are the same but while `reencoding` moves everything from one to the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.conf import settings

from apps.matching.elsewhere import AtWorkers, EncoderAway, StoredOnly
from apps.matching.engine.documents import EncodedDoc, encode
from apps.matching.engine.encoders.loading import DEFAULT, LoadedEncoder, load_encoder
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.types import PostingDoc, TalentDoc, content_hash
from apps.matching.models import DocumentVectors, Generation, TermRow
from apps.talents.models import TalentProject

__all__ = [
    "KIND",
    "EncoderAway",
    "drop_orphans",
    "forget",
    "is_away",
    "loaded",
    "named",
    "of_document",
    "stored_with",
    "wanted",
    "words",
]

KIND = DocumentVectors.Kind
_earlier: dict[str, LoadedEncoder] = {}
_words: dict[str, TermVectors] = {}


@lru_cache(maxsize=1)
def wanted() -> LoadedEncoder:
    """The encoder that the settings name; read once in a process."""
    return load_encoder(settings.MATCHING_ENCODER or None)


def named() -> str:
    """The spec of the encoder that the settings name."""
    return settings.MATCHING_ENCODER or DEFAULT


def loaded(generation: Generation) -> LoadedEncoder:
    """The encoder whose vectors this generation rests on: the wanted one, the one before, or what stands for it."""
    if settings.SERVES_WEB and generation.encoder_traits.get("heavy"):
        at_workers = AtWorkers(generation.encoder_id, generation.encoder_traits)
        return LoadedEncoder(at_workers, basic=False, spec=generation.encoder_spec)
    ours = wanted()
    if ours.encoder.id == generation.encoder_id:
        return ours
    if generation.encoder_id not in _earlier:
        _earlier[generation.encoder_id] = _load_earlier(generation)
    return _earlier[generation.encoder_id]


def is_away(generation: Generation) -> bool:
    return isinstance(loaded(generation).encoder, StoredOnly)


def _load_earlier(generation: Generation) -> LoadedEncoder:
    found = load_encoder(generation.encoder_spec or None)
    if found.encoder.id == generation.encoder_id:
        return found
    problem = found.problem or f"{generation.encoder_spec or 'the default encoder'} is {found.encoder.id} now"
    return LoadedEncoder(StoredOnly(generation.encoder_id, _stored_dim(generation)), basic=False, problem=problem)


def _stored_dim(generation: Generation) -> int:
    raw = DocumentVectors.objects.filter(encoder_id=generation.encoder_id).values_list("encoded", flat=True).first()
    return EncodedDoc.from_bytes(bytes(raw)).vectors.dim if raw is not None else 1


def words(generation: Generation) -> TermVectors:
    """Vectors of words met by this process, with the database behind them."""
    return words_of(loaded(generation))


def words_of(chosen: LoadedEncoder) -> TermVectors:
    if chosen.encoder.id not in _words:
        _words[chosen.encoder.id] = TermVectors(chosen.encoder, DatabaseTerms())
    return _words[chosen.encoder.id]


def forget() -> None:
    """Drop what this process holds: encoders and words."""
    wanted.cache_clear()
    _earlier.clear()
    _words.clear()


class DatabaseTerms:
    """The engine's `TermStore` over TermRow. Texts are stored as hashes only."""

    def load(self, encoder_id: str, texts: Sequence[str]) -> Mapping[str, bytes]:
        keys = {_key(text): text for text in texts}
        rows = TermRow.objects.filter(encoder_id=encoder_id, key__in=list(keys)).values_list("key", "row")
        return {keys[key]: bytes(row) for key, row in rows}

    def save(self, encoder_id: str, rows: Mapping[str, bytes]) -> None:
        made = [TermRow(encoder_id=encoder_id, key=_key(text), row=row) for text, row in sorted(rows.items())]
        TermRow.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def of_document(
    kind: str, object_id: int, doc: PostingDoc | TalentDoc, revision: int, generation: Generation
) -> EncodedDoc:
    """The stored encoding of `doc` in the encoder in force, or a new one if its content has changed (10 to 30 ms).

    Raises EncoderAway if it has changed and that encoder is gone.
    """
    return stored_with(loaded(generation), kind, object_id, doc, revision)


def stored_with(
    chosen: LoadedEncoder, kind: str, object_id: int, doc: PostingDoc | TalentDoc, revision: int
) -> EncodedDoc:
    """As `of_document`, in the encoder that is given."""
    encoder = chosen.encoder
    content = content_hash(doc).hex()
    stored = DocumentVectors.objects.filter(kind=kind, object_id=object_id, encoder_id=encoder.id, content=content)
    row = stored.first()
    if row is not None:
        if row.revision != revision:  # a change that the engine does not read
            DocumentVectors.objects.filter(pk=row.pk).update(revision=revision)
        return EncodedDoc.from_bytes(bytes(row.encoded))
    encoded = encode(doc, encoder)
    words_of(chosen).add(encoded.words())
    DocumentVectors.objects.update_or_create(
        kind=kind,
        object_id=object_id,
        encoder_id=encoder.id,
        defaults={"content": content, "revision": revision, "encoded": encoded.to_bytes()},
    )
    return encoded


def drop_orphans() -> int:
    """Delete the vectors of projects that are no more; how many."""
    rows = DocumentVectors.objects.filter(kind=KIND.PROJECT)
    return rows.exclude(object_id__in=TalentProject.objects.values("pk")).delete()[0]
