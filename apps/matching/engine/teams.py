"""People whose skills together cover what nobody covers alone. Pure: the same coverage gives the same teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.channels import Floats
from apps.matching.engine.coverage import COVERS

LARGEST, MOST = 4, 3


@dataclass(frozen=True)
class Team:
    """members: (person, the needs she covers best of all of them); uncovered: needs that none of them covers."""

    members: tuple[tuple[int, tuple[int, ...]], ...]
    uncovered: tuple[int, ...]


def propose(covered: Floats, *, most: int = MOST, size: int = LARGEST) -> list[Team]:
    """Who together covers more than anybody alone; people in the order of their list. None where somebody needs nobody.

    A set cover by greed: whoever covers most first, then whoever adds most, the higher place where two add the same.
    Each team begins with another person; what a later member makes superfluous is left out.
    """
    has = covered >= COVERS
    if not has.any() or has.sum(axis=0).max() == has.any(axis=1).sum():
        return []
    found: dict[frozenset[int], Team] = {}
    for first in np.argsort(-has.sum(axis=0), kind="stable"):
        if len(found) == most or not has[:, first].any():
            break
        team = _team(_grown(int(first), has, size), covered)
        if len(team.members) > 1:
            found.setdefault(frozenset(row for row, _ in team.members), team)
    return sorted(found.values(), key=lambda team: (len(team.uncovered), len(team.members)))


def _grown(first: int, has: NDArray[np.bool_], size: int) -> list[int]:
    members, left = [first], ~has[:, first]
    while len(members) < size:
        gains = (has & left[:, None]).sum(axis=0)
        best = int(gains.argmax())
        if gains[best] == 0:
            break
        members.append(best)
        left &= ~has[:, best]
    return members


def _team(members: Sequence[int], covered: Floats) -> Team:
    """Each need goes to the member who covers it best; who is best at nothing is not needed."""
    values = covered[:, list(members)]
    best, is_covered = values.argmax(axis=1), values.max(axis=1) >= COVERS
    shares = [
        (row, tuple(int(need) for need in np.flatnonzero(is_covered & (best == place))))
        for place, row in enumerate(members)
    ]
    return Team(
        tuple((row, needs) for row, needs in shares if needs), tuple(int(n) for n in np.flatnonzero(~is_covered))
    )
