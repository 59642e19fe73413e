"""How far what people list is borne out by what they tell. A list is only words; work is what one can ask about."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.channels import WORK, Floats
from apps.matching.engine.ragged import Numbers, VectorTags
from apps.matching.engine.weights import SKILL_FREE_TEXT, SKILL_SUPPORT
from apps.matching.engine.words import terms as terms_of


def ramp(values: NDArray[np.floating], bounds: tuple[float, float]) -> Floats:
    """0 up to the first bound, 1 from the second on, straight between them."""
    low, high = bounds
    return np.clip((values.astype(np.float64) - low) / (high - low), 0.0, 1.0)


def support_of(skills: VectorTags, terms: VectorTags) -> Numbers:
    """0..1 for each skill somebody lists: how far what she tells of her work bears it out. Made once for a pool."""
    out = np.zeros(len(skills.tags.ids))
    for row in range(skills.tags.size):
        own, said = skills.tags.entries(row), terms.tags.entries(row)
        ids = terms.tags.ids[said][terms.tags.levels[said] == WORK]
        if own.start == own.stop or not len(ids):
            continue
        listed = skills.tags.ids[own]
        alike = skills.vectors.take(listed.astype(np.int64)).dots(terms.vectors.take(ids.astype(np.int64))).max(axis=1)
        words = {terms.tags.labels[i] for i in ids}
        named = [_named(skills.tags.labels[i], words) for i in listed]
        out[own] = np.where(named, 1.0, SKILL_FREE_TEXT * ramp(alike, SKILL_SUPPORT))
    return Numbers(skills.tags.offsets, out)


def _named(skill: str, words: AbstractSet[str]) -> bool:
    parts = {term.text for term in terms_of(skill)}
    return skill in words or (bool(parts) and parts <= words)
