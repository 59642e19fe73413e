"""Chance that can be repeated: every topic has a generator of its own, so that one more draw here moves nothing there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from apps.core.ids import ALPHABET, LENGTH

T = TypeVar("T")


def dice(seed: int, *topic: object) -> Random:
    """The same generator for the same seed and topic, on every machine."""
    return Random(f"{seed}:{':'.join(map(str, topic))}")  # noqa: S311  (an invented world, nothing secret)


def public_id(rng: Random) -> str:
    """Like `core.ids.new_public_id`, repeatable: the ids of the sample world open nothing by themselves."""
    return "".join(rng.choices(ALPHABET, k=LENGTH))


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def exactly(rng: Random, shares: Mapping[T, float], total: int) -> list[T]:
    """`total` values in the given shares, every value at least once while there is room, shuffled."""
    whole = sum(shares.values())
    counts = {value: max(1, int(total * share / whole)) for value, share in shares.items()}
    most = max(counts, key=lambda value: counts[value])
    counts[most] += total - sum(counts.values())
    if counts[most] < 0:
        raise ValueError(f"{total} is too few for {len(shares)} kinds")
    values = [value for value, count in counts.items() for _ in range(count)]
    rng.shuffle(values)
    return values


def some(rng: Random, values: Sequence[T], fewest: int, most: int) -> list[T]:
    """Between `fewest` and `most` different ones, in random order."""
    return rng.sample(list(values), min(len(values), rng.randint(fewest, most)))
