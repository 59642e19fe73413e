"""Who may do what with programmes, problems, calls and their annexes."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Membership
from apps.accounts.policies import acts_for, may, same_employer
from apps.challenges import access, posters
from apps.challenges.models import Annex, Challenge, Problem
from apps.challenges.states import OPEN, WAITING, WRITABLE, ProblemState
from apps.core.models import File
from apps.employers import policies as employers
from apps.employers.models import Employer


def can_keep_programmes(user: Any) -> bool:
    """Rounds belong to the whole city: a district's holder keeps none."""
    return may(user, "challenges.programmes")


def can_post(user: Any, employer: Employer) -> bool:
    """Owners and recruiters write calls and problems."""
    return employers.can_draft(user, employer)


def can_edit(user: Any, challenge: Challenge) -> bool:
    """Drafts, returned ones, and the amendment of an open call."""
    return challenge.state in (*WRITABLE, *OPEN) and can_post(user, challenge.employer)


def can_submit(user: Any, challenge: Challenge) -> bool:
    return can_post(user, challenge.employer)


def can_postpone(user: Any, challenge: Challenge) -> bool:
    """Put the deadline of a waiting call off."""
    return challenge.state in WAITING and can_post(user, challenge.employer)


def can_cancel(user: Any, challenge: Challenge) -> bool:
    """The poster's owner; once it is published an operator who may approve has to act for her."""
    if challenge.published_at is not None:
        return can_approve(user, challenge)
    return acts_for(user, challenge.employer.organisation, Membership.Role.OWNER)


def can_read_as_member(user: Any, challenge: Challenge) -> bool:
    return acts_for(user, challenge.employer.organisation)


def can_check(user: Any, challenge: Challenge) -> bool:
    """The district's first look, and returning."""
    return _may(user, "challenges.review", challenge)


def can_return(user: Any, challenge: Challenge) -> bool:
    return can_check(user, challenge) or can_approve(user, challenge)


def can_approve(user: Any, challenge: Challenge) -> bool:
    """The department's decision: approve, reject, cancel a published call."""
    return _may(user, "challenges.approve", challenge)


def can_publish(user: Any, challenge: Challenge) -> bool:
    """Publishing and putting amendments in force; four eyes: not by the one who approved it."""
    return _may(user, "challenges.publish", challenge) and challenge.approved_by_id != user.pk


def can_open(user: Any, challenge: Challenge) -> bool:
    """Hold a share of the call's key and take part in its opening."""
    return _may(user, "challenges.open", challenge)


def can_prepare_keys(user: Any, challenge: Challenge) -> bool:
    """Name who opens: those who publish or approve."""
    return _may(user, "challenges.publish", challenge) or _may(user, "challenges.approve", challenge)


def can_operate(user: Any, challenge: Challenge) -> bool:
    """Whether any operator's step on this call is hers: the admin's page."""
    return any(
        _may(user, verb, challenge)
        for verb in ("challenges.review", "challenges.approve", "challenges.publish", "challenges.open")
    )


def _may(user: Any, verb: str, challenge: Challenge) -> bool:
    """In her district and of no poster's group."""
    return may(user, verb, challenge.district) and not posters.is_of(user, challenge)


def can_write_problem(user: Any, problem: Problem) -> bool:
    return problem.state in (ProblemState.DRAFT, ProblemState.RETURNED) and can_post(user, problem.employer)


def can_manage_problem(user: Any, problem: Problem) -> bool:
    """Submit, renew, withdraw, promote, say that it is solved."""
    return can_post(user, problem.employer)


def can_screen(user: Any, problem: Problem) -> bool:
    """List or return it: an operator of its district, not of the same employer."""
    own = same_employer(user, problem.employer.organisation)
    return may(user, "challenges.review", problem.district) and not own


def can_admit(user: Any, challenge: Challenge) -> bool:
    """Let somebody read the papers that hold a trade secret: the poster's owner alone."""
    return acts_for(user, challenge.employer.organisation, Membership.Role.OWNER)


def can_license(user: Any, challenge: Challenge) -> bool:
    """Enter the number of an export licence: the department."""
    return can_approve(user, challenge)


def can_read_annex(user: Any, annex: Annex) -> bool:
    """Members of the poster and its operators; others as its level and the law on exports allow."""
    challenge = annex.challenge
    if can_read_as_member(user, challenge) or can_operate(user, challenge):
        return True
    return access.open_to(user, annex)


def can_read_annex_file(user: Any, file: File) -> bool:
    annex = Annex.objects.filter(file=file).select_related("challenge__employer__organisation").first()
    return annex is not None and can_read_annex(user, annex)
