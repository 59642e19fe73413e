"""Contests: what an edition is, who enters, who judges, who wins, and what follows."""

from apps.contests.models.award import Award, Entitlement, Landing, LandingFile, Payout
from apps.contests.models.edition import (
    DECIDERS,
    FINANCE,
    FOLLOWERS,
    KEEPERS,
    Condition,
    Criterion,
    Edition,
    EditionQuerySet,
    Group,
    Places,
    Rule,
    Series,
    Tier,
    Track,
)
from apps.contests.models.entry import Entry, EntryQuerySet, Member
from apps.contests.models.following import FollowUp, FollowUpQuerySet, FollowUpTask, Visit
from apps.contests.models.judging import Cut, Judge, JudgeQuerySet, JudgeSheetQuerySet, Mark, Sheet, Stage

__all__ = [
    "DECIDERS",
    "FINANCE",
    "FOLLOWERS",
    "KEEPERS",
    "Award",
    "Condition",
    "Criterion",
    "Cut",
    "Edition",
    "EditionQuerySet",
    "Entitlement",
    "Entry",
    "EntryQuerySet",
    "FollowUp",
    "FollowUpQuerySet",
    "FollowUpTask",
    "Group",
    "Judge",
    "JudgeQuerySet",
    "JudgeSheetQuerySet",
    "Landing",
    "LandingFile",
    "Mark",
    "Member",
    "Payout",
    "Places",
    "Rule",
    "Series",
    "Sheet",
    "Stage",
    "Tier",
    "Track",
    "Visit",
]
