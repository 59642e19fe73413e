"""The three ways in which the texts of a posting and of people are compared, before they are put on one scale.

whole: cosine of everything with everything. units: for each unit of the posting the best unit of the person, averaged.
terms: for each word of the posting the best word of the person, averaged with rare words weighing more; an identical
word counts no more than its translation. lacks: how many sentences in which the person tells what she has not done
concern this posting. All vectors are centred by language already.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.ragged import Tags, UnitRows, VectorTags
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.weights import LACK_COSINE, LACKS_COUNTED, TERM_CAP, TERM_CAP_SAME_SCRIPT

Floats = NDArray[np.float64]

WORK, GAP, CLAIM, SAID = 0, 1, 2, 3
"""Levels of a term: it is told of work; it stands only in clauses about what somebody lacks; only in what she says of
herself beside her work; only in what she says of herself, and she tells of no work (`documents`)."""


@dataclass(frozen=True)
class PostingTexts:
    """One posting. known: it has any text; han, terms_han: in Han script; whole: one row."""

    known: bool
    han: bool
    whole: Quantised
    units: Quantised
    terms: Quantised
    terms_han: NDArray[np.bool_]
    term_weights: Floats


@dataclass(frozen=True)
class Words(VectorTags):
    """The words of many people. han: bool [labels], whether a word is in Han script."""

    han: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> Self:
        tags = self.tags.take(rows)
        used, ids = np.unique(tags.ids, return_inverse=True)
        labels = tuple(tags.labels[i] for i in used)
        kept = Tags(tags.offsets, labels, ids.astype(np.int32), tags.levels)
        return type(self)(kept, self.vectors.take(used.astype(np.int64)), self.han[used])

    def concat(self, other: Self) -> Self:
        tags = self.tags.concat(other.tags)
        new = np.array([i for i, name in enumerate(other.tags.labels) if self.tags.number(name) is None], np.int64)
        return type(self)(tags, self.vectors.concat(other.vectors.take(new)), np.append(self.han, other.han[new]))


@dataclass(frozen=True)
class TalentTexts:
    """Many people, a row each. A person without text has a zero vector and no entries.

    whole: of everything; told: of all but what she merely says of herself. tells: whether there is any of that;
    han, told_han: in Han script.
    """

    known: NDArray[np.bool_]
    han: NDArray[np.bool_]
    tells: NDArray[np.bool_]
    told_han: NDArray[np.bool_]
    whole: Quantised
    told: Quantised
    units: UnitRows
    lacks: UnitRows
    terms: Words

    @property
    def size(self) -> int:
        return len(self.known)

    def take(self, rows: NDArray[np.int64]) -> Self:
        flags = (self.known[rows], self.han[rows], self.tells[rows], self.told_han[rows])
        return type(self)(*flags, *(part.take(rows) for part in self._parts()))

    def concat(self, other: Self) -> Self:
        pairs = zip(self._parts(), other._parts(), strict=True)
        return type(self)(
            np.concatenate([self.known, other.known]),
            np.concatenate([self.han, other.han]),
            np.concatenate([self.tells, other.tells]),
            np.concatenate([self.told_han, other.told_han]),
            *(mine.concat(theirs) for mine, theirs in pairs),
        )

    def _parts(self) -> list[Any]:
        return [getattr(self, f.name) for f in fields(self)[4:]]

    @cached_property
    def work_tags(self) -> Tags:
        """The words that are told of work."""
        return self.terms.tags.where(self.terms.tags.levels == WORK)

    @cached_property
    def claimed_tags(self) -> Tags:
        """All words but those of what somebody lacks."""
        return self.terms.tags.where(self.terms.tags.levels != GAP)

    @cached_property
    def without_claims(self) -> TalentTexts:
        """The same people by what they tell alone."""
        tags = self.terms.tags
        terms = Words(tags.where(tags.levels != CLAIM), self.terms.vectors, self.terms.han)
        return replace(
            self,
            known=self.tells,
            han=self.told_han,
            whole=self.told,
            units=self.units.where(~self.units.claims),
            terms=terms,
        )


@dataclass(frozen=True)
class Channels:
    """float64 [people] each. terms_claimed leaves out what people say they lack; it never exceeds terms.

    lacks: 0 to LACKS_COUNTED.
    """

    whole: Floats
    units: Floats
    terms: Floats
    terms_claimed: Floats
    lacks: Floats


def compare(posting: PostingTexts, people: TalentTexts, cosines: NDArray[np.float32] | None = None) -> Channels:
    """cosines: of the words, where they are known already."""
    cosines = word_cosines(posting, people) if cosines is None else cosines
    terms, claimed = _terms(posting, people.terms, cosines)
    return Channels(
        _whole(posting, people), _units(posting, people.units), terms, claimed, _lacks(posting, people.lacks)
    )


def _whole(posting: PostingTexts, people: TalentTexts) -> Floats:
    if not len(posting.whole):
        return np.zeros(people.size)
    return posting.whole.dots(people.whole)[0].astype(np.float64)


def _units(posting: PostingTexts, units: UnitRows) -> Floats:
    total = np.zeros(units.size)
    if not len(posting.units):
        return total
    best = units.best(posting.units.dots(units.vectors), missing=0.0)
    for row in best:  # one after the other: the order of a sum must not depend on the shape of the array
        total += row
    return total / len(posting.units)


def _lacks(posting: PostingTexts, lacks: UnitRows) -> Floats:
    """Each sentence counts by its cosine with what it comes nearest to in the posting."""
    if not len(posting.whole) or not len(lacks.vectors):
        return np.zeros(lacks.size)
    nearest = posting.whole.concat(posting.units).dots(lacks.vectors).max(axis=0).astype(np.float64)
    low, high = LACK_COSINE
    concern = np.clip((nearest - low) / (high - low), 0.0, 1.0)
    return np.minimum(np.bincount(lacks.entry_rows, weights=concern, minlength=lacks.size), LACKS_COUNTED)


def capped(
    cosines: NDArray[np.float32], asked_han: NDArray[np.bool_], told_han: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Cosines of words asked for (rows) and told (columns), counted up to what a translation, or the same word, gives."""
    same = asked_han[:, None] == told_han
    return np.minimum(cosines, np.where(same, np.float32(TERM_CAP_SAME_SCRIPT), np.float32(TERM_CAP)))


def word_cosines(posting: PostingTexts, people: TalentTexts) -> NDArray[np.float32]:
    """float32 [words of the posting, distinct words of the people], capped."""
    return capped(posting.terms.dots(people.terms.vectors), posting.terms_han, people.terms.han)


def _terms(posting: PostingTexts, terms: Words, cosines: NDArray[np.float32]) -> tuple[Floats, Floats]:
    size = terms.tags.size
    total, claimed = np.zeros(size), np.zeros(size)
    weight = 0.0
    if not len(posting.terms) or not len(terms.vectors):
        return total, claimed
    with_gaps, told = _without_gaps(terms.tags)
    for row, term_weight in zip(cosines, posting.term_weights, strict=True):
        best = terms.tags.best(row[terms.tags.ids], missing=0.0).astype(np.float64)
        total += term_weight * best
        best[with_gaps] = told.best(row[told.ids], missing=0.0)
        claimed += term_weight * best
        weight += term_weight
    return total / weight, np.minimum(claimed, total) / weight


def _without_gaps(tags: Tags) -> tuple[NDArray[np.int64], Tags]:
    """The rows that have gaps, and their other entries."""
    rows = np.unique(tags.entry_rows[tags.levels == GAP])
    some = tags.take(rows)
    return rows, some.where(some.levels != GAP)
