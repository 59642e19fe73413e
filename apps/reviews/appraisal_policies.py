"""Who may ask for opinions, write one, read them, and close the appraisal."""

from __future__ import annotations

from typing import Any

from apps.challenges import policies as challenges
from apps.challenges.models import Challenge
from apps.reviews.appraisal_states import OpinionState
from apps.reviews.models.appraisal import Opinion


def can_ask(user: Any, challenge: Challenge) -> bool:
    """Operators of the district and the department, never of the poster's family."""
    return challenges.can_check(user, challenge) or challenges.can_approve(user, challenge)


def can_argue(user: Any, challenge: Challenge) -> bool:
    """The department closes the appraisal; who has given an opinion does not."""
    given = Opinion.objects.filter(challenge=challenge, expert__user=getattr(user, "pk", None) or 0)
    return challenges.can_approve(user, challenge) and not given.exists()


def can_call_off(user: Any, opinion: Opinion) -> bool:
    return can_ask(user, opinion.challenge) and not is_she(user, opinion)


def can_read_opinion(user: Any, opinion: Opinion) -> bool:
    """She who gave it; the operators once it is locked, not while it is being written."""
    if is_she(user, opinion):
        return True
    return opinion.state == OpinionState.GIVEN and can_ask(user, opinion.challenge)


def can_read_call(user: Any, opinion: Opinion) -> bool:
    """The text of the call: only after she has declared that she is independent."""
    return is_she(user, opinion) and opinion.state in (OpinionState.ACCEPTED, OpinionState.GIVEN)


def is_she(user: Any, opinion: Opinion) -> bool:
    """Declare, decline, write, give."""
    return bool(user.is_authenticated and user.is_active and opinion.expert.user_id == user.pk)
