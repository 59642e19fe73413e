"""What a call asks for, need by need, how far people cover each, and how many of them the call could reach.

A need is an indicator or a skill under one or several names (two languages). It is covered by the same measure as the
skills of the score (`skillmatch`): by what somebody tells of her work, or by a skill of hers that this bears out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.calibration import Calibration
from apps.matching.engine.channels import Floats
from apps.matching.engine.columns import TalentColumns
from apps.matching.engine.copies import Original
from apps.matching.engine.pool import Pool
from apps.matching.engine.rules import SALARY_HEADROOM_TENTHS
from apps.matching.engine.skillmatch import credits_of
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.types import Skill, Vocabulary
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.words import squeezed

COVERS = 0.65
"""From here on a need is covered: what the reasons call a skill that is there."""

HALF = 0.5
"""Who covers at least this part of the needs could take a call on: alone or by finding what is missing."""


@dataclass(frozen=True)
class Needs:
    """The names of all needs as skills asked for (`skillmatch.Asked`); rows[i] are those of need i."""

    skills: tuple[Skill, ...]
    skill_vectors: Quantised
    rows: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, named: Sequence[Sequence[Skill]], calibration: Calibration, words: TermVectors) -> Needs:
        skills: list[Skill] = []
        rows: list[tuple[int, ...]] = []
        for names in named:
            said = [name for name in names if squeezed(name.text)]
            rows.append(tuple(range(len(skills), len(skills) + len(said))))
            skills += said
        vectors = calibration.frame.word_vectors([squeezed(skill.text) for skill in skills], words)
        return cls(tuple(skills), vectors, tuple(rows))


def coverage(needs: Needs, original: Original, pool: Pool, vocabulary: Vocabulary) -> Floats:
    """float64 [needs, people] in 0..1. Who copied from the call counts by the rest of what she tells."""
    found = _covered(needs, pool, vocabulary)
    for row in original.suspects(pool.prints, pool.texts.terms.tags).tolist():
        own = pool.own_words(row, original)
        if own is not None:
            found[:, row] = _covered(needs, own, vocabulary)[:, 0]
    return found


def _covered(needs: Needs, pool: Pool, vocabulary: Vocabulary) -> Floats:
    """The best of a need's names; rounded, so that stored coverage gives the same teams again."""
    shown = credits_of(needs, pool, vocabulary).shown
    found = np.zeros((len(needs.rows), pool.size))
    for need, rows in enumerate(needs.rows):
        for row in rows:
            found[need] = np.maximum(found[need], shown[row])
    return found.round(4)


@dataclass(frozen=True)
class Reach:
    """How many people: no rule keeps off; of these cover half of the needs; of these the money of the call reaches.

    covering: for each need how many of the eligible cover it. pay: what the capable expect a year, those who said.
    """

    eligible: int
    capable: int
    likely: int
    covering: tuple[int, ...]
    pay: tuple[int, ...]


def reach(covered: Floats, eligible: NDArray[np.bool_], columns: TalentColumns, yearly: int | None) -> Reach:
    """yearly: whole yuan that the bounty leaves a year of the term; None is unknown and reaches everybody.

    A forecast and no rule: nobody leaves a list by it.
    """
    enough = (covered >= COVERS).mean(axis=0) >= HALF if len(covered) else np.zeros(columns.size, bool)
    capable = eligible & enough
    dear = np.zeros(columns.size, bool)
    if yearly is not None:
        dear = columns.salary_expected * 10 > yearly * SALARY_HEADROOM_TENTHS
    expected = columns.salary_expected[capable]
    return Reach(
        int(eligible.sum()),
        int(capable.sum()),
        int((capable & ~dear).sum()),
        tuple(int((row[eligible] >= COVERS).sum()) for row in covered),
        tuple(sorted(int(pay) for pay in expected if pay > 0)),
    )
