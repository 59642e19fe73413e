"""The facts of many people as columns: what the hard rules and the factors read, one array a fact, one row a person.

UNKNOWN (-1) stands for a missing number. Columns are immutable; `take` and `concat` make new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.ragged import UNKNOWN, Tags
from apps.matching.engine.types import DegreeStatus, TalentDoc, degree_rank, language_rank

STATUS_NUMBER = {DegreeStatus.AWARDED: 0, DegreeStatus.IN_PROGRESS: 1, DegreeStatus.LEFT: 2}


@dataclass(frozen=True)
class TalentColumns:
    """One row a person. Ranks are places in `types.DEGREES`, days are proleptic ordinals, money is yuan a year."""

    degree: NDArray[np.int8]
    degree_status: NDArray[np.int8]
    degree_expected_on: NDArray[np.int32]
    years: NDArray[np.float64]
    salary_expected: NDArray[np.int64]
    available_on: NDArray[np.int32]
    languages_known: NDArray[np.bool_]
    languages: Tags
    chains: Tags
    disciplines: Tags
    districts: Tags
    post_kinds: Tags
    visible: NDArray[np.int8]
    opted_out: NDArray[np.int8]
    open_to_offers: NDArray[np.int8]
    blocked: Tags

    @classmethod
    def build(cls, docs: Sequence[TalentDoc]) -> Self:
        return cls(
            degree=np.array([_or_unknown(degree_rank(d.degree)) for d in docs], np.int8),
            degree_status=np.array([_status(d.degree_status) for d in docs], np.int8),
            degree_expected_on=np.array([_day(d.degree_expected_on) for d in docs], np.int32),
            years=np.array([_or_unknown(d.years) for d in docs], np.float64),
            salary_expected=np.array([_or_unknown(d.salary_expected) for d in docs], np.int64),
            available_on=np.array([_day(d.available_on) for d in docs], np.int32),
            languages_known=np.array([d.languages is not None for d in docs], bool),
            languages=Tags.build(_spoken(d) for d in docs),
            chains=Tags.build([(code, 0) for code in d.chains] for d in docs),
            disciplines=Tags.build([(code, 0) for code in d.disciplines] for d in docs),
            districts=Tags.build([(code, 0) for code in d.districts] for d in docs),
            post_kinds=Tags.build([(code, 0) for code in d.post_kinds] for d in docs),
            visible=np.array([_or_unknown(d.visible) for d in docs], np.int8),
            opted_out=np.array([_or_unknown(d.opted_out) for d in docs], np.int8),
            open_to_offers=np.array([_or_unknown(d.open_to_offers) for d in docs], np.int8),
            blocked=Tags.build([(key, 0) for key in d.blocked_employers] for d in docs),
        )

    @property
    def size(self) -> int:
        return len(self.degree)

    def take(self, rows: NDArray[np.int64]) -> Self:
        """The same facts of some rows, in the order of `rows`."""
        parts: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        taken: dict[str, Any] = {k: v.take(rows) if isinstance(v, Tags) else v[rows] for k, v in parts.items()}
        return type(self)(**taken)

    def concat(self, other: Self) -> Self:
        """These rows, then those of `other`."""
        return type(self)(**{f.name: _joined(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)})


def _joined(first: Any, second: Any) -> Any:
    return first.concat(second) if isinstance(first, Tags) else np.concatenate([first, second])


def _or_unknown(value: float | None) -> float:
    return UNKNOWN if value is None else value


def _spoken(doc: TalentDoc) -> list[tuple[str, int]]:
    return [(s.code, int(_or_unknown(language_rank(s.level)))) for s in doc.languages or ()]


def _day(value: date | None) -> int:
    return UNKNOWN if value is None else value.toordinal()


def _status(status: DegreeStatus | None) -> int:
    return UNKNOWN if status is None else STATUS_NUMBER[DegreeStatus(status)]
