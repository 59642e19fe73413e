"""Vectors of one generation: as encoded, then centred by side, kind of unit and language.

Texts in one language lie in one corner of an encoder's space. Taking away the corner's mean leaves what they say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.channels import Floats, PostingTexts, TalentTexts, Words
from apps.matching.engine.documents import WHOLES, EncodedDoc, UnitKind
from apps.matching.engine.ragged import Tags, UnitRows
from apps.matching.engine.termvectors import TermVectors, scripts_of
from apps.matching.engine.vectors import Quantised, centred, stacked
from apps.matching.engine.words import HAN


class Side(StrEnum):
    POSTING = "posting"
    TALENT = "talent"


MeanKey = tuple[Side, UnitKind, bool]
"""(side, kind of unit, Han script)."""


@dataclass(frozen=True)
class Frame:
    """Means and word counts of a pool.

    unit_means: float32 [dim] per MeanKey. term_means: float32 [2, dim], index 1 for Han script. term_hashes: sorted
    uint64; term_counts: in how many documents each word stands; documents: int64 [2], how many there were by script.
    """

    encoder_id: str
    unit_means: Mapping[MeanKey, NDArray[np.float32]]
    term_means: NDArray[np.float32]
    term_hashes: NDArray[np.uint64]
    term_counts: NDArray[np.int32]
    documents: NDArray[np.int64]

    def posting_texts(self, doc: EncodedDoc, words: TermVectors) -> PostingTexts:
        self._same_encoder(doc)
        vectors = self._unit_vectors(doc, Side.POSTING)
        texts = [text for text, _ in doc.terms]
        known = bool(doc.units)
        return PostingTexts(
            known=known,
            han=known and doc.units[0].script == HAN,
            whole=vectors.take(slice(0, 1)),
            units=vectors.take(slice(1, None)),
            terms=self.word_vectors(texts, words),
            terms_han=scripts_of(texts),
            term_weights=self.term_weights(texts),
        )

    def talent_texts(self, docs: Sequence[EncodedDoc], words: TermVectors) -> TalentTexts:
        for doc in docs:
            self._same_encoder(doc)
        words.add(text for doc in docs for text in doc.words())
        vectors = [self._unit_vectors(doc, Side.TALENT) for doc in docs]
        zero = Quantised(np.zeros((1, words.dim), np.int8), np.zeros(1, np.float32))
        tags = Tags.build([(text, int(level)) for text, level in doc.terms] for doc in docs)
        return TalentTexts(
            known=np.array([bool(doc.units) for doc in docs], bool),
            han=np.array([bool(doc.units) and doc.units[0].script == HAN for doc in docs], bool),
            tells=np.array([_tells(doc) for doc in docs], bool),
            whole=stacked([v.take(slice(0, 1)) if len(v) else zero for v in vectors], words.dim),
            told_han=np.array([bool(doc.units) and doc.units[_told(doc)].script == HAN for doc in docs], bool),
            told=stacked(
                [
                    v.take(slice(at, at + 1)) if len(v) else zero
                    for v, at in zip(vectors, map(_told, docs), strict=True)
                ],
                words.dim,
            ),
            units=_unit_rows(docs, vectors, words.dim, lacks=False),
            lacks=_unit_rows(docs, vectors, words.dim, lacks=True),
            terms=Words(tags, self.word_vectors(tags.labels, words), scripts_of(tags.labels)),
        )

    def whole_vectors(self, talents: Sequence[EncodedDoc]) -> Quantised:
        """The centred whole-text vectors of people with text: [people]."""
        raw = stacked([doc.vectors.take(slice(0, 1)) for doc in talents], self.term_means.shape[1])
        means = [self.unit_means[Side.TALENT, UnitKind.WHOLE, doc.units[0].script == HAN] for doc in talents]
        return centred(raw, np.stack(means)) if talents else raw

    def word_vectors(self, texts: Sequence[str], words: TermVectors) -> Quantised:
        """Centred vectors of words, skills or fields of study."""
        raw = words.of(texts)
        if not texts:
            return raw
        return centred(raw, self.term_means[scripts_of(texts).astype(int)])

    def term_weights(self, texts: Sequence[str]) -> Floats:
        """Squared inverse document frequencies, float64 [texts]: rare words say more."""
        if not texts:
            return np.zeros(0)
        hashes = np.array([term_hash(text) for text in texts], np.uint64)
        at = np.minimum(np.searchsorted(self.term_hashes, hashes), len(self.term_hashes) - 1)
        counts = np.where(self.term_hashes[at] == hashes, self.term_counts[at], 0)
        documents = self.documents[scripts_of(texts).astype(int)]
        return np.array([_idf(int(n), int(df)) ** 2 for n, df in zip(documents, counts, strict=True)])

    def _unit_vectors(self, doc: EncodedDoc, side: Side) -> Quantised:
        if not doc.units:
            return doc.vectors
        means = [self.unit_means[side, unit.kind.centred_as, unit.script == HAN] for unit in doc.units]
        return centred(doc.vectors, np.stack(means))

    def _same_encoder(self, doc: EncodedDoc) -> None:
        if doc.encoder_id != self.encoder_id:
            raise ValueError(f"document encoded by {doc.encoder_id}, calibration is for {self.encoder_id}")


def _numbers(doc: EncodedDoc, *, lacks: bool) -> NDArray[np.int64]:
    """Which units of a document tell of lacks, or which others there are beside the whole text."""
    kinds = [unit.kind for unit in doc.units]
    rows = [row for row, kind in enumerate(kinds) if kind not in WHOLES and (kind is UnitKind.LACK) == lacks]
    return np.array(rows, np.int64)


def _unit_rows(docs: Sequence[EncodedDoc], vectors: Sequence[Quantised], dim: int, *, lacks: bool) -> UnitRows:
    rows = [_numbers(doc, lacks=lacks) for doc in docs]
    parts = [v.take(r) for v, r in zip(vectors, rows, strict=True)]
    claims = [doc.units[row].claim for doc, of_it in zip(docs, rows, strict=True) for row in of_it]
    return UnitRows(np.cumsum([0, *map(len, parts)]).astype(np.int64), stacked(parts, dim), np.array(claims, bool))


def _tells(doc: EncodedDoc) -> bool:
    """Whether there is anything beside what she says of herself."""
    return any(not unit.claim for unit in doc.units if unit.kind is not UnitKind.WHOLE)


def _told(doc: EncodedDoc) -> int:
    """Which unit is all that is told: everything where nothing is merely said."""
    kinds = [unit.kind for unit in doc.units]
    return kinds.index(UnitKind.TOLD) if UnitKind.TOLD in kinds else 0


def term_hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _idf(documents: int, count: int) -> float:
    return float(np.log1p(documents / (1 + count)))
