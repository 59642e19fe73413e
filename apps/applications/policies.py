"""Who may do what with an application."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Membership
from apps.accounts.policies import acts_for, may, same_employer
from apps.applications.models import Application
from apps.applications.states import ApplicationState
from apps.employers.states import EmployerState
from apps.positions.models import Position
from apps.positions.states import LIVE
from apps.talents.models import Talent

HIDDEN_FROM_EMPLOYER = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
DECIDERS = (Membership.Role.OWNER, Membership.Role.RECRUITER)


def can_apply(user: Any, talent: Talent, position: Position) -> bool:
    """For herself, for a live position, and not to an employer she belongs to."""
    live = position.state in LIVE and position.employer.state == EmployerState.VERIFIED
    return talent.user_id == user.pk and live and not same_employer(user, position.employer.organisation)


def can_act_as_talent(user: Any, application: Application) -> bool:
    return bool(user.is_authenticated and application.talent.user_id == user.pk)


def can_decide(user: Any, application: Application) -> bool:
    """Owners and recruiters of a verified employer take the steps."""
    employer = application.position.employer
    return (
        employer.state == EmployerState.VERIFIED
        and application.state not in HIDDEN_FROM_EMPLOYER
        and acts_for(user, employer.organisation, *DECIDERS)
    )


def can_comment(user: Any, application: Application) -> bool:
    """Hiring managers comment and score as well."""
    employer = application.position.employer
    return application.state not in HIDDEN_FROM_EMPLOYER and acts_for(user, employer.organisation)


def can_see(user: Any, application: Application) -> bool:
    return can_act_as_talent(user, application) or can_comment(user, application) or can_arrange(user, application)


def can_arrange(user: Any, application: Application) -> bool:
    """Operators open the paperwork and confirm the hire; nobody for her own employer or herself."""
    position = application.position
    if same_employer(user, position.employer.organisation) or application.talent.user_id == user.pk:
        return False
    return application.state != ApplicationState.DRAFT and may(user, "applications.review", position.district)
