"""Whether groups are selected alike: rates, their ratios, and how likely a difference is by chance alone.

The four-fifths rule (US Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D) calls a rate below 0.8 of
the best group's a sign of adverse impact. Few people make any ratio possible, so a ratio counts only where Fisher's exact
test leaves little to chance; with several groups the limit is shared out among them (Holm 1979).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, lgamma

FOUR_FIFTHS = 0.8
CHANCE = 0.01
"""How often all groups of a comparison together may be told apart by chance."""
ENOUGH = 20
"""People a group must have before its rate is compared."""


@dataclass(frozen=True)
class Count:
    """People of a group who could have been selected, and those who were."""

    considered: int
    selected: int

    @property
    def rate(self) -> float:
        """0..1; 0 where nobody could be selected."""
        return self.selected / self.considered if self.considered else 0.0


@dataclass(frozen=True)
class Standing:
    """A group beside the others. ratio: of its rate to the best group's, None where there is nothing to compare;
    chance: probability of so low a rate if it made no difference; below: the rule is broken beyond chance.
    """

    group: str
    count: Count
    ratio: float | None = None
    chance: float | None = None
    below: bool = False


def standings(counts: Mapping[str, Count]) -> list[Standing]:
    """Every group in the order given. The best is the highest rate among groups with ENOUGH people."""
    large = {group: count for group, count in counts.items() if count.considered >= ENOUGH}
    best = max(large, key=lambda group: large[group].rate, default=None)
    if best is None or not large[best].selected or len(large) < 2:
        return [Standing(group, count) for group, count in counts.items()]
    chances = {group: fewer_by_chance(count, large[best]) for group, count in large.items() if group != best}
    certain = _beyond_chance(chances)
    found = []
    for group, count in counts.items():
        if group not in large:
            found.append(Standing(group, count))
            continue
        ratio = count.rate / large[best].rate
        below = group in certain and ratio < FOUR_FIFTHS
        found.append(Standing(group, count, ratio, chances.get(group), below))
    return found


def fell(before: Count, now: Count) -> bool:
    """Whether a rate has dropped below four fifths of what it was, beyond chance. Too few people: no."""
    if min(before.considered, now.considered) < ENOUGH or not before.selected:
        return False
    return now.rate < FOUR_FIFTHS * before.rate and fewer_by_chance(now, before) < CHANCE


def fewer_by_chance(one: Count, other: Count) -> float:
    """Fisher's exact test, one-sided: the probability that `one` has as few selected or fewer if both rates are alike."""
    people, chosen = one.considered + other.considered, one.selected + other.selected
    least = max(0, chosen - other.considered)
    everything = _log_ways(people, chosen)
    ways = (
        _log_ways(one.considered, k) + _log_ways(other.considered, chosen - k) - everything
        for k in range(least, one.selected + 1)
    )
    return min(1.0, sum(map(exp, ways)))


def _beyond_chance(chances: Mapping[str, float]) -> set[str]:
    """Groups that Holm's procedure tells apart at CHANCE: the smallest first, each against what is left to share."""
    found: set[str] = set()
    for place, group in enumerate(sorted(chances, key=lambda name: chances[name])):
        if chances[group] > CHANCE / (len(chances) - place):
            break
        found.add(group)
    return found


def _log_ways(n: int, k: int) -> float:
    """log of "n choose k"."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
