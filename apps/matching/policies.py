"""Who may do what with matches."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from apps.accounts.models import Membership
from apps.accounts.policies import acts_for, districts_for, may, same_employer
from apps.challenges import posters
from apps.challenges.models import Challenge
from apps.employers.states import EmployerState
from apps.matching.models import Match, Solver
from apps.positions.models import Position
from apps.talents.models import Talent

DECIDERS = (Membership.Role.OWNER, Membership.Role.RECRUITER)
REVIEW = "matching.review"
TUNE = "matching.tune"  # what rankings are computed with: weights, encoder


def can_review(user: Any, position: Position) -> bool:
    """An operator of the district; never for a position of her own employer, nor about herself (see can_judge)."""
    own = same_employer(user, position.employer.organisation)
    return may(user, "matching.review", position.district) and not own


def can_judge(user: Any, match: Match) -> bool:
    """A pair: nobody reviews her own employer's or her own."""
    return can_review(user, match.position) and match.talent.user_id != user.pk


def can_assign(user: Any, position: Position) -> bool:
    return may(user, "matching.assign", position.district) and can_review(user, position)


def can_see_solvers(user: Any, challenge: Challenge) -> bool:
    """The ranked solvers of a call, and inviting them: an operator of its district, never of the poster's family."""
    own = posters.is_of(user, challenge)
    return may(user, REVIEW, challenge.district) and not own


def can_see_list(user: Any, position: Position) -> bool:
    """Members of a verified employer see what was released to them."""
    employer = position.employer
    return employer.state == EmployerState.VERIFIED and acts_for(user, employer.organisation)


def can_show_interest(user: Any, match: Match) -> bool:
    employer = match.position.employer
    return (
        employer.state == EmployerState.VERIFIED
        and match.released_at is not None
        and acts_for(user, employer.organisation, *DECIDERS)
    )


def can_answer(user: Any, match: Match) -> bool:
    """The talent who was asked, and nobody for her."""
    return bool(user.is_authenticated and match.talent.user_id == user.pk)


def can_read_tuning(user: Any) -> bool:
    """Weights and encoders as they are and were: whoever may change them, and auditors."""
    return any(districts_for(user, verb) is not None for verb in (TUNE, "audit.read"))


def can_switch_weights(user: Any) -> bool:
    """Every ranking of the city follows, so a right for one district is not enough."""
    return may(user, TUNE)


def can_hurry_encoder(user: Any) -> bool:
    """Bring a new encoder into force before everybody is encoded in it."""
    return may(user, TUNE)


def can_read_exposure(user: Any) -> bool:
    """How crowded lists are: whoever reviews some, may set it, or audits."""
    return any(districts_for(user, verb) is not None for verb in ("matching.review", TUNE, "audit.read"))


def can_answer_alarm(user: Any) -> bool:
    """Say what was made of an alarm of the ranking watch: the whole city is meant."""
    return may(user, TUNE)


def can_set_exposure(user: Any) -> bool:
    """Every list of the city follows, so a right for one district is not enough."""
    return may(user, TUNE)


def explainable(user: Any, position: Position) -> QuerySet[Talent]:
    """Whose pair with this position a reviewer may have explained: whom she may see, or who is on its lists.

    Only confirmed profiles, and never her own.
    """
    if not can_review(user, position):
        return Talent.objects.none()
    return _seen_or_in(user, Match.objects.filter(position=position).values("talent_id"))


def explainable_for_call(user: Any, challenge: Challenge) -> QuerySet[Talent]:
    """The same for a call: who stands on its current list."""
    if not can_see_solvers(user, challenge):
        return Talent.objects.none()
    solvers = Solver.objects.filter(run__challenge=challenge, run__current=True, reserve=False)
    return _seen_or_in(user, solvers.values("talent_id"))


def _seen_or_in(user: Any, listed: QuerySet[Any, Any]) -> QuerySet[Talent]:
    seen = Talent.objects.visible_to(user).values("pk")
    people = Talent.objects.filter(Q(pk__in=seen) | Q(pk__in=listed))
    return people.filter(confirmed_at__isnull=False, merged_into__isnull=True).exclude(user_id=user.pk)
