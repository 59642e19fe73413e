"""Hard rules: who does not come into a list whatever the score. An unknown fact breaks no rule.

Each rule is one vectorised function `posting, columns -> bool array` (True where broken), so that a pool of a million
and a single pair are judged by the same lines. Of a challenge no fact about a person is asked (R6: neither degree, pay nor
language, nor region, age or title): only what she wishes herself keeps her off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.columns import STATUS_NUMBER, TalentColumns
from apps.matching.engine.ragged import NOT_LISTED, UNKNOWN
from apps.matching.engine.types import DegreeStatus, PostingDoc, PostingKind, degree_rank, language_rank

Mask = NDArray[np.bool_]

SALARY_HEADROOM_TENTHS = 13
"""An expectation may exceed salary_max by three tenths: talks close such gaps, larger ones waste both sides' time."""


class Rule(StrEnum):
    DEGREE = "degree"
    SALARY = "salary"
    LANGUAGE = "language"
    VISIBILITY = "visibility"
    BLOCKED_EMPLOYER = "blocked_employer"
    OPT_OUT = "opt_out"
    NOT_OPEN = "not_open"


@dataclass(frozen=True, slots=True)
class Exclusions:
    """How many people the rules keep out. One person may break several rules: by_rule can add up to more than count."""

    count: int
    by_rule: Mapping[Rule, int]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The rules' verdict over a pool: one mask per rule, True where broken."""

    broken: Mapping[Rule, Mask]
    eligible: Mask

    def exclusions(self) -> Exclusions:
        counts = {rule: int(mask.sum()) for rule, mask in self.broken.items()}
        return Exclusions(int((~self.eligible).sum()), {rule: n for rule, n in counts.items() if n})

    def of(self, row: int) -> tuple[Rule, ...]:
        """The rules one person breaks, in the order of `Rule`."""
        return tuple(rule for rule, mask in self.broken.items() if mask[row])

    def relaxed(self, rule: Rule) -> int:
        """How many more people were eligible without `rule`: those who break it and nothing else."""
        others = np.zeros_like(self.eligible)
        for other, mask in self.broken.items():
            if other is not rule:
                others |= mask
        return int((self.broken[rule] & ~others).sum())

    def relaxations(self) -> dict[Rule, int]:
        """For each rule how many more were eligible without it; rules that keep nobody off alone are left out."""
        return {rule: n for rule in self.broken if (n := self.relaxed(rule))}


def judge(posting: PostingDoc, columns: TalentColumns, *, without: frozenset[Rule] = frozenset()) -> Judgement:
    """Every rule over the whole pool; those in `without` are not asked (they count as unbroken)."""
    nobody = np.zeros(columns.size, dtype=bool)
    broken = {rule: nobody if rule in without else check(posting, columns) for rule, check in RULES.items()}
    any_broken = np.zeros(columns.size, dtype=bool)
    for mask in broken.values():
        any_broken |= mask
    return Judgement(broken, ~any_broken)


def degree_in_progress(posting: PostingDoc, columns: TalentColumns) -> Mask:
    """Where the degree asked for is still being worked for: such people pass in time and are shown as what they are."""
    wanted = degree_rank(posting.degree_min)
    if wanted is None:
        return np.zeros(columns.size, dtype=bool)
    return (columns.degree_status == STATUS_NUMBER[DegreeStatus.IN_PROGRESS]) & (columns.degree == wanted)


def _degree(posting: PostingDoc, columns: TalentColumns) -> Mask:
    wanted = degree_rank(posting.degree_min)
    if wanted is None or posting.kind is PostingKind.CHALLENGE:
        return np.zeros(columns.size, dtype=bool)
    # Studies that were left count as the degree below; those under way count in full if they end in time.
    left = columns.degree_status == STATUS_NUMBER[DegreeStatus.LEFT]
    held = np.maximum(columns.degree - left.astype(np.int8), 0)
    broken = (columns.degree != UNKNOWN) & (held < wanted)
    if posting.start_on is not None:
        late = (columns.degree_expected_on != UNKNOWN) & (columns.degree_expected_on > posting.start_on.toordinal())
        broken = broken | (degree_in_progress(posting, columns) & late)
    return broken


def _salary(posting: PostingDoc, columns: TalentColumns) -> Mask:
    if posting.salary_max is None or posting.kind is PostingKind.CHALLENGE:
        return np.zeros(columns.size, dtype=bool)
    return columns.salary_expected * 10 > posting.salary_max * SALARY_HEADROOM_TENTHS


def _language(posting: PostingDoc, columns: TalentColumns) -> Mask:
    broken = np.zeros(columns.size, dtype=bool)
    if posting.kind is PostingKind.CHALLENGE:
        return broken
    for demand in posting.languages:
        if not demand.demanded:
            continue
        levels = columns.languages.level_of(demand.code)
        broken |= columns.languages_known & (levels == NOT_LISTED)
        wanted = language_rank(demand.level)
        if wanted is not None:
            broken |= (levels >= 0) & (levels < wanted)
    return broken


def _visibility(posting: PostingDoc, columns: TalentColumns) -> Mask:
    return columns.visible == 0


def _blocked_employer(posting: PostingDoc, columns: TalentColumns) -> Mask:
    broken = np.zeros(columns.size, dtype=bool)
    for key in posting.employer_keys:
        broken[columns.blocked.rows_with(key)] = True
    return broken


def _opt_out(posting: PostingDoc, columns: TalentColumns) -> Mask:
    return columns.opted_out == 1


def _not_open(posting: PostingDoc, columns: TalentColumns) -> Mask:
    return columns.open_to_offers == 0


RULES: Mapping[Rule, Callable[[PostingDoc, TalentColumns], Mask]] = {
    Rule.DEGREE: _degree,
    Rule.SALARY: _salary,
    Rule.LANGUAGE: _language,
    Rule.VISIBILITY: _visibility,
    Rule.BLOCKED_EMPLOYER: _blocked_employer,
    Rule.OPT_OUT: _opt_out,
    Rule.NOT_OPEN: _not_open,
}
