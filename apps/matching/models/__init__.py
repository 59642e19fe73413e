"""Runs, results and reviewed matches; solvers of calls; the vectors they are computed from."""

from apps.matching.models.calls import CallRecommendation, CallRun, Solver, SolverInvitation, Team, TeamMember
from apps.matching.models.matches import (
    TALENT_SEES,
    Label,
    Match,
    MatchQuerySet,
    MatchResult,
    MatchRun,
    Recommendation,
    ReleaseClock,
    of_own_employer,
)
from apps.matching.models.store import (
    DocumentVectors,
    EncoderChange,
    EncodingOrder,
    Generation,
    TermRow,
    WeightsVersion,
)
from apps.matching.models.watch import ExposureDay, ExposureSetting, WatchAlarm, WatchDay

__all__ = [
    "TALENT_SEES",
    "CallRecommendation",
    "CallRun",
    "DocumentVectors",
    "EncoderChange",
    "EncodingOrder",
    "ExposureDay",
    "ExposureSetting",
    "Generation",
    "Label",
    "Match",
    "MatchQuerySet",
    "MatchResult",
    "MatchRun",
    "Recommendation",
    "ReleaseClock",
    "Solver",
    "SolverInvitation",
    "Team",
    "TeamMember",
    "TermRow",
    "WatchAlarm",
    "WatchDay",
    "WeightsVersion",
    "of_own_employer",
]
