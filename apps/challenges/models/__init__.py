"""Calls for solutions: programmes with their rules, the list of problems, challenges in numbered revisions."""

from apps.challenges.models.access import Annex, AnnexUndertaking
from apps.challenges.models.challenge import Challenge, ChallengeQuerySet
from apps.challenges.models.keys import CallKey, CallShare, OpeningKey
from apps.challenges.models.problem import Problem, ProblemQuerySet
from apps.challenges.models.programme import Criterion, Programme, ProgrammeQuerySet
from apps.challenges.models.revision import (
    ChallengeRevision,
    ChallengeSkill,
    ChallengeText,
    Indicator,
    Milestone,
    MilestoneGoal,
)

__all__ = [
    "Annex",
    "AnnexUndertaking",
    "CallKey",
    "CallShare",
    "Challenge",
    "ChallengeQuerySet",
    "ChallengeRevision",
    "ChallengeSkill",
    "ChallengeText",
    "Criterion",
    "Indicator",
    "Milestone",
    "MilestoneGoal",
    "OpeningKey",
    "Problem",
    "ProblemQuerySet",
    "Programme",
    "ProgrammeQuerySet",
]
