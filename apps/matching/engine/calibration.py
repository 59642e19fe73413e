"""One scale for all similarities, frozen for a generation of the store.

Raw cosines cannot be compared: texts in one language lie closer together than texts in two, long ones closer than short
ones, and some people resemble every posting. So vectors are centred by kind of unit and language, and each similarity
is told twice in standard deviations: how far it stands out among all people for this posting (the posting as q:
z = (q·v − q·μ)/√(qᵀΣq) for whole texts), and how far among all postings for this person. Best-of comparisons (units,
terms) have no closed form; there the same two z-scores come from frozen cohorts of postings and people.

Cohorts hold vectors only, no words and no ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.channels import Channels, Floats, PostingTexts, TalentTexts, compare
from apps.matching.engine.frame import Frame
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.weights import (
    CLAIM_FROM,
    CLAIM_RATE,
    CLAIMS_ALONE,
    GAP_WEIGHT,
    LACK_DISCOUNT,
    TERMS_WEIGHT,
    TEXT_HALF,
    UNITS_WEIGHT,
    WHOLE_WEIGHT,
)

CHANNELS = ("whole", "units", "terms")
RARE = 0.02
"""Part of people whose words may come as near to a word asked for as what is shown for a reason."""

DEVIATION_FLOOR = 0.01
"""Smallest standard deviation of a similarity; a cohort of copies must not make a division by nothing."""


@dataclass(frozen=True)
class Normal:
    """Mean and standard deviation of each channel: float64 [3, ...] in the order of CHANNELS."""

    mean: Floats
    deviation: Floats

    def take(self, rows: NDArray[np.int64]) -> Self:
        return type(self)(self.mean[:, rows], self.deviation[:, rows])

    def concat(self, other: Self) -> Self:
        joined = zip((self.mean, self.deviation), (other.mean, other.deviation), strict=True)
        return type(self)(*(np.concatenate(pair, axis=1) for pair in joined))


@dataclass(frozen=True)
class Calibration:
    """The frame, and how alike things are in it.

    whole_mean [2, dim] and whole_cov [2, dim, dim] (float32): of people's centred whole vectors, index 1 for Han script.
    postings, people: the cohorts.
    """

    frame: Frame
    whole_mean: NDArray[np.float32]
    whole_cov: NDArray[np.float32]
    postings: tuple[PostingTexts, ...]
    people: TalentTexts

    def posting_normal(self, posting: PostingTexts) -> Normal:
        """How this posting resembles just anybody: [3 channels, 2 scripts]."""
        seen = compare(posting, self.people)
        mean, deviation = np.zeros((3, 2)), np.ones((3, 2))
        for script in (0, 1):
            mean[0, script], deviation[0, script] = self._whole_normal(posting, script)
            rows = np.flatnonzero(self.people.han == bool(script))
            for channel, values in ((1, seen.units), (2, seen.terms)):
                mean[channel, script], deviation[channel, script] = _moments([np.array(v) for v in values[rows]])
        return Normal(mean, deviation)

    def talent_normal(self, people: TalentTexts) -> Normal:
        """How each person resembles just any posting: [3 channels, people]."""
        seen = [compare(posting, people) for posting in self.postings]
        parts = [_moments([getattr(channels, name) for channels in seen]) for name in CHANNELS]
        return Normal(np.stack([m for m, _ in parts]), np.stack([d for _, d in parts]))

    def chance(self, words: Quantised) -> Floats:
        """For each word the cosine that just anybody's nearest word stays below, RARE of them apart: [words, 2 scripts].

        Index 1 for people who write in Han script; 1 where the cohort has none.
        """
        tags = self.people.terms.tags
        best = tags.best(words.dots(self.people.terms.vectors)[:, tags.ids], missing=0.0)
        rows = [best[:, self.people.han == bool(script)] for script in (0, 1)]
        ones = np.ones(len(words))
        return np.stack([np.quantile(r, 1 - RARE, axis=1) if r.shape[1] else ones for r in rows], axis=1)

    def _whole_normal(self, posting: PostingTexts, script: int) -> tuple[float, float]:
        if not len(posting.whole):
            return 0.0, 1.0
        q = posting.whole.floats()[0].astype(np.float64)
        mean = np.einsum("i,i->", q, self.whole_mean[script].astype(np.float64))
        variance = np.einsum("i,ij,j->", q, self.whole_cov[script].astype(np.float64), q)  # no BLAS: one order of sums
        return float(mean), max(float(np.sqrt(variance)), DEVIATION_FLOOR)


def strength(channels: Channels, people: TalentTexts, of_posting: Normal, of_people: Normal) -> Floats:
    """Standard deviations by which the texts stand out, summed over channels and both sides: float64 [people].

    Around 0 for just anybody, 10 to 18 for a good match. Never below 0: who stands out less than just anybody does not
    become better by lacking something.
    """
    script = people.han.astype(int)
    total = np.zeros(people.size)
    for number, (name, weight) in enumerate(zip(CHANNELS, (WHOLE_WEIGHT, UNITS_WEIGHT, TERMS_WEIGHT), strict=True)):
        values = getattr(channels, name)
        total += weight * ((values - of_posting.mean[number][script]) / of_posting.deviation[number][script])
        total += weight * ((values - of_people.mean[number]) / of_people.deviation[number])
    gap = (channels.terms - channels.terms_claimed) / of_posting.deviation[2][script]
    return np.maximum(total - GAP_WEIGHT * gap, 0.0) * (1.0 - LACK_DISCOUNT * channels.lacks)


def text_value(people: TalentTexts, everything: Floats, told: Floats) -> Floats:
    """0..1 from the strength of all that people write and of what they tell: float64 [people].

    What somebody says of herself adds as far as what she tells stands out by itself: nothing up to CLAIM_FROM, then
    CLAIM_RATE for each standard deviation; it takes nothing away. Where nothing is told it earns a small part.
    """
    room = CLAIM_RATE * np.maximum(told - CLAIM_FROM, 0.0)
    z = np.where(people.tells, told + np.clip(everything - told, 0.0, room), everything)
    return np.where(people.tells, 1.0, CLAIMS_ALONE) * z * z / (z * z + TEXT_HALF * TEXT_HALF)


def _moments(values: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Mean and standard deviation over the sequence, element by element, always summed in its order."""
    if not values:
        return np.zeros(()), np.ones(())
    mean = sum(values[1:], values[0].astype(np.float64)) / len(values)
    squares = [(value - mean) ** 2 for value in values]
    return mean, np.maximum(np.sqrt(sum(squares[1:], squares[0]) / len(values)), DEVIATION_FLOOR)
