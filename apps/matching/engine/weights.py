"""How much each factor counts, and every constant of the score. The one place to read and to change them.

A change of any number here is a new version: stored results name the version they were made with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

TOTAL = 100_000
"""Thousandths of a point in the whole score."""

STEPS = 10_000
"""Values are kept on a grid of ten thousandths, so that points are integer arithmetic."""


class Factor(StrEnum):
    TEXT = "text"
    SKILLS = "skills"
    DISCIPLINE = "discipline"
    YEARS = "years"
    CHAIN = "chain"
    LANGUAGES = "languages"
    PAY = "pay"
    AVAILABILITY = "availability"
    WISHES = "wishes"


@dataclass(frozen=True)
class Weights:
    """points: thousandths of a point a factor gives at value 1, TOTAL in sum. neutral: its value where it is unknown.

    Unknown never renormalises the others: a person who says less is compared on the same scale as one who says all.
    """

    version: int
    points: Mapping[Factor, int]
    neutral: Mapping[Factor, float]

    def __post_init__(self) -> None:
        if set(self.points) != set(Factor) or set(self.neutral) != set(Factor):
            raise ValueError("every factor needs its points and its neutral value, and no other")
        if sum(self.points.values()) != TOTAL or min(self.points.values()) < 0:
            raise ValueError(f"points must be at least 0 and sum to {TOTAL}")
        if not all(0 <= value <= 1 for value in self.neutral.values()):
            raise ValueError("neutral values lie in 0..1")

    def to_json(self) -> dict[str, Any]:
        return {"version": self.version, "points": dict(self.points), "neutral": dict(self.neutral)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises ValueError (or KeyError) for data that are no weights."""
        points = {Factor(name): int(value) for name, value in data["points"].items()}
        return cls(int(data["version"]), points, {Factor(k): float(v) for k, v in data["neutral"].items()})


_NEUTRAL = {
    Factor.TEXT: 0.0,  # no text at all gives nothing to judge by
    Factor.SKILLS: 0.3,
    Factor.CHAIN: 0.5,
    Factor.DISCIPLINE: 0.5,
    Factor.YEARS: 0.5,
    Factor.PAY: 0.7,
    Factor.LANGUAGES: 0.6,
    Factor.AVAILABILITY: 0.7,
    Factor.WISHES: 0.6,
}

WEIGHTS = Weights(
    version=6,
    points={
        Factor.TEXT: 66_000,
        Factor.SKILLS: 14_000,
        Factor.CHAIN: 4_000,
        Factor.DISCIPLINE: 4_000,
        Factor.YEARS: 3_000,
        Factor.PAY: 3_000,
        Factor.WISHES: 3_000,
        Factor.LANGUAGES: 2_000,
        Factor.AVAILABILITY: 1_000,
    },
    neutral=_NEUTRAL,
)

# What results of former days were made with, so that they can still be computed again.
FORMER = {
    1: Weights(
        version=1,
        points=dict(WEIGHTS.points) | {Factor.CHAIN: 6_000, Factor.AVAILABILITY: 2_000, Factor.WISHES: 0},
        neutral=_NEUTRAL,
    ),
    # What words count for a skill has changed after each of these, and after the last what a headline adds.
    2: Weights(version=2, points=dict(WEIGHTS.points), neutral=_NEUTRAL),
    3: Weights(version=3, points=dict(WEIGHTS.points), neutral=_NEUTRAL),
    4: Weights(version=4, points=dict(WEIGHTS.points), neutral=_NEUTRAL),
    5: Weights(version=5, points=dict(WEIGHTS.points), neutral=_NEUTRAL),
}


# ---------------------------------------------------------------- text
# Each channel is a z-score from the posting's side plus one from the person's; the text factor is their weighted sum.
WHOLE_WEIGHT = 1.0
TERMS_WEIGHT = 1.5
UNITS_WEIGHT = 0.3
# Two words count as the same from this cosine on: a translation reaches it, and the identical word gains no more, so
# that writing in the posting's own words is no advantage. Within one script words that are merely akin come nearer than
# a translation does across two; the lower cap there evens it out.
TERM_CAP = 0.55
TERM_CAP_SAME_SCRIPT = 0.42
# What rests only on clauses about what somebody lacks is taken off again, this many times over (once: it earns nothing).
GAP_WEIGHT = 1.0
# Each sentence about something not done that concerns the posting takes this share of the text's strength, at most
# LACKS_COUNTED of them; a sentence begins to count at the first cosine and counts in full from the second on.
LACK_DISCOUNT = 0.15
LACKS_COUNTED = 2.0
LACK_COSINE = (0.05, 0.15)
# The sum of z-scores at which the text factor reaches a half; good matches lie between 12 and 20.
TEXT_HALF = 10.0
# What somebody says of herself (the headline, and where she tells of work all else but that) adds to the strength of
# what she tells nothing up to the first number, and this much for each standard deviation above it.
CLAIM_FROM = 5.0
CLAIM_RATE = 2.0
# Of the text factor, for who says nothing but a headline.
CLAIMS_ALONE = 0.1

# ---------------------------------------------------------------- skills
SKILL_SAME = 1.0
SKILL_IN_TEXT = 1.0  # the very words stand in what she tells: whether she also lists it changes nothing
SKILL_NEAR = 0.6  # one step broader or narrower, or a common broader skill
SKILL_RELATED = 0.35  # often used together: says less than being near
SKILL_FREE_TEXT = 0.9  # at most, for free text that the encoder finds alike
# Skills that are only listed, with nothing in the text that bears them out, share this much of the factor, all together.
SKILL_LISTED_CAP = 0.002
# Cosine of centred vectors at which free text begins to count, and at which it counts in full.
SKILL_COSINE = (0.2, 0.6)
# The same for how far what she tells bears out a skill that she lists: a list has to be shown, not guessed. On one scale
# with the above, and both bounds higher: so her words count for as much without the list, and listing earns nothing.
SKILL_SUPPORT = (0.3, 0.8)
# Factor by how many levels somebody is below the one asked for; unknown levels count as the second.
LEVEL_CREDIT = (1.0, 0.85, 0.6, 0.4)
LEVEL_UNKNOWN = 0.9

# ---------------------------------------------------------------- other factors
PATH_SHARED = 0.3  # value of a sibling in a tree of chains or fields
DISCIPLINE_COSINE = (0.2, 0.7)
PAY_AT_LIMIT = 0.2  # an expectation at the very limit of the hard rule
AVAILABLE_DAYS = 365  # so late after the start asked for that the value is 0
LANGUAGE_LEVEL_STEP = 0.25  # each level below the one asked for
