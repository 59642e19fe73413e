"""Which experts are at home in a field of a call: the engine's own measure of nearness in the vocabularies.

A field is a code of a chain or a discipline. An expert is eligible for it if one of hers is the same node, its
counterpart in another list, or one step above or below it.
"""

from __future__ import annotations

from collections.abc import Iterable

from apps.experts.models import Expert
from apps.matching.engine.factors import path_value
from apps.matching.engine.types import Vocabulary

NEAR = 0.5
"""A node one step away has 0.55, a sibling 0.3."""


def nearness(field: str, expert: Expert, vocabulary: Vocabulary) -> float:
    """0 to 1: how near the nearest of her fields comes."""
    values = [
        path_value(paths.get(field, (field,)), paths.get(own, (own,)))
        for paths, codes in ((vocabulary.chain_paths, expert.chains), (vocabulary.discipline_paths, expert.disciplines))
        for own in codes
    ]
    return max(values, default=0.0)


def eligible(field: str, experts: Iterable[Expert], vocabulary: Vocabulary) -> dict[int, float]:
    """Nearness by key of those who are near enough."""
    found = {expert.pk: nearness(field, expert, vocabulary) for expert in experts}
    return {key: value for key, value in found.items() if value >= NEAR}
