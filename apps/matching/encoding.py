"""Vectors of documents and words: made in workers, stored with the encoder's id, made again when the content changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.conf import settings

from apps.matching.engine.documents import EncodedDoc, encode
from apps.matching.engine.encoders.loading import LoadedEncoder, load_encoder
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.types import PostingDoc, TalentDoc, content_hash
from apps.matching.models import DocumentVectors, TermRow

KIND = DocumentVectors.Kind


@lru_cache(maxsize=1)
def loaded() -> LoadedEncoder:
    """The encoder of this process; read once, 32 MB."""
    return load_encoder(settings.MATCHING_ENCODER or None)


@lru_cache(maxsize=1)
def words() -> TermVectors:
    """Vectors of words met by this process, with the database behind them."""
    return TermVectors(loaded().encoder, DatabaseTerms())


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


def of_document(kind: str, object_id: int, doc: PostingDoc | TalentDoc, revision: int) -> EncodedDoc:
    """The stored encoding of `doc`, or a new one if its content or the encoder has changed (10 to 30 ms)."""
    encoder = loaded().encoder
    content = content_hash(doc).hex()
    stored = DocumentVectors.objects.filter(kind=kind, object_id=object_id, encoder_id=encoder.id, content=content)
    row = stored.first()
    if row is not None:
        if row.revision != revision:  # a change that the engine does not read
            DocumentVectors.objects.filter(pk=row.pk).update(revision=revision)
        return EncodedDoc.from_bytes(bytes(row.encoded))
    encoded = encode(doc, encoder)
    words().add(encoded.words())
    DocumentVectors.objects.update_or_create(
        kind=kind,
        object_id=object_id,
        encoder_id=encoder.id,
        defaults={"content": content, "revision": revision, "encoded": encoded.to_bytes()},
    )
    return encoded
