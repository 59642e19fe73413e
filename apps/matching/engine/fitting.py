"""Making a calibration from the documents of a pool. Neither ids nor the order of documents matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.background import BACKGROUND
from apps.matching.engine.calibration import Calibration
from apps.matching.engine.documents import MEAN_KINDS, EncodedDoc, UnitKind, encode
from apps.matching.engine.encoders.base import Encoder
from apps.matching.engine.frame import Frame, MeanKey, Side, term_hash
from apps.matching.engine.termvectors import TermVectors, scripts_of
from apps.matching.engine.types import Passage, PostingDoc, TalentDoc
from apps.matching.engine.words import HAN

COHORT = 96
"""Documents a cohort takes: postings in all, people per script."""

ENOUGH = 24
"""Real documents of one side and script from which on background documents are no longer needed."""

_PRIOR = 8
"""The mean of a kind of unit leans on the mean of all units of its side and script as if by so many units."""

_COV_PRIOR = 0.3
"""Share of the covariance replaced by an even spread: with few documents most directions were never seen."""


def fit(
    postings: Sequence[EncodedDoc], talents: Sequence[EncodedDoc], encoder: Encoder, words: TermVectors
) -> Calibration:
    """Freeze the scale for these documents. Any number of them will do, none included."""
    asked = _filled_up(postings, PostingDoc, encoder)
    people = _filled_up(talents, TalentDoc, encoder)
    frame = fit_frame(asked, people, encoder, words)
    mean = np.zeros((2, encoder.dim), np.float32)
    cov = np.zeros((2, encoder.dim, encoder.dim), np.float32)
    cohort: list[EncodedDoc] = []
    for script in (0, 1):
        some = [doc for doc in people if _is_han(doc) == bool(script)]
        mean[script], cov[script] = _spread(frame.whole_vectors(some).floats())
        cohort.extend(some[:COHORT])
    return Calibration(
        frame=frame,
        whole_mean=mean,
        whole_cov=cov,
        postings=tuple(frame.posting_texts(doc, words) for doc in asked[:COHORT]),
        people=frame.talent_texts(cohort, words),
    )


def fit_frame(asked: Sequence[EncodedDoc], people: Sequence[EncodedDoc], encoder: Encoder, words: TermVectors) -> Frame:
    docs = [*asked, *people]
    distinct = sorted({text for doc in docs for text, _ in doc.terms})
    counts = Counter(term_hash(text) for doc in docs for text, _ in doc.terms)
    hashes = np.array(sorted(counts), np.uint64)
    return Frame(
        encoder_id=encoder.id,
        unit_means=_unit_means(asked, Side.POSTING, encoder.dim) | _unit_means(people, Side.TALENT, encoder.dim),
        term_means=_term_means(distinct, words),
        term_hashes=hashes,
        term_counts=np.array([counts[int(h)] for h in hashes], np.int32),
        documents=np.array([sum(_is_han(doc) == han for doc in docs) for han in (False, True)], np.int64),
    )


def _filled_up(docs: Sequence[EncodedDoc], side: type[PostingDoc | TalentDoc], encoder: Encoder) -> list[EncodedDoc]:
    """The documents with text in the order of their content; background documents where a script has too few."""
    out = sorted((doc for doc in docs if doc.units), key=lambda doc: doc.content)
    for han in (False, True):
        if sum(_is_han(doc) == han for doc in out) < ENOUGH:
            out.extend(_background(side, encoder, han=han))
    return out


_encoded: dict[tuple[str, type[PostingDoc | TalentDoc], bool], tuple[EncodedDoc, ...]] = {}


def _background(side: type[PostingDoc | TalentDoc], encoder: Encoder, *, han: bool) -> tuple[EncodedDoc, ...]:
    """Encoded once for an encoder in a process: the texts never change, and the id of an encoder says its vectors."""
    key = (encoder.id, side, han)
    if key not in _encoded:
        texts = [chinese if han else english for chinese, english in BACKGROUND]
        _encoded[key] = tuple(encode(_with_text(side, text), encoder) for text in texts)
    return _encoded[key]


def _with_text(side: type[PostingDoc | TalentDoc], text: str) -> PostingDoc | TalentDoc:
    return side("background", passages=(Passage("title", text[:24]), Passage("text", text)))


def _is_han(doc: EncodedDoc) -> bool:
    return doc.units[0].script == HAN


def _unit_means(docs: Sequence[EncodedDoc], side: Side, dim: int) -> dict[MeanKey, NDArray[np.float32]]:
    """A mean for each kind and script; kinds with few units lean on what the script's units have in common."""
    means: dict[MeanKey, NDArray[np.float32]] = {}
    for han in (False, True):
        found: dict[UnitKind, list[NDArray[np.float32]]] = {kind: [] for kind in MEAN_KINDS}
        for doc in docs:
            for unit, vector in zip(doc.units, doc.vectors.floats(), strict=True):
                if unit.kind in found and (unit.script == HAN) == han:
                    found[unit.kind].append(vector)
        everything = [vector for vectors in found.values() for vector in vectors]
        common = np.mean(everything, axis=0) if everything else np.zeros(dim)
        for kind, vectors in found.items():
            total = np.sum(vectors, axis=0) if vectors else np.zeros(dim)
            means[side, kind, han] = ((total + _PRIOR * common) / (len(vectors) + _PRIOR)).astype(np.float32)
    return means


def _term_means(distinct: Sequence[str], words: TermVectors) -> NDArray[np.float32]:
    vectors, han = words.of(distinct).floats(), scripts_of(distinct)
    rows = [vectors[han == script] for script in (False, True)]
    return np.stack([r.mean(axis=0) if len(r) else np.zeros(words.dim) for r in rows]).astype(np.float32)


def _spread(vectors: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    spread = np.cov(vectors.T.astype(np.float64), bias=True)
    even = np.trace(spread) / len(spread) * np.eye(len(spread))
    return vectors.mean(axis=0, dtype=np.float64), (1 - _COV_PRIOR) * spread + _COV_PRIOR * even
