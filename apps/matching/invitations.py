"""Telling somebody of a call, once: the mail names the call and nothing else, and she owes no answer.

An operator invites; who is invited, by whom and why stands in the trail of the call, and in the person's own data.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.states import AccountState
from apps.challenges.models import Challenge
from apps.challenges.states import OPEN
from apps.challenges.telling import titles
from apps.core import audit
from apps.core.moves import GuardFailed
from apps.matching import policies
from apps.matching.gather import hides_from
from apps.matching.models import Solver, SolverInvitation
from apps.notifications.send import tell
from apps.talents.models import Talent

INVITE = "invite_solver"
Ground = SolverInvitation.Ground


@transaction.atomic
def invite(challenge: Challenge, talent: Talent, *, by: User) -> SolverInvitation:
    """Invite somebody of the list, or who is not ranked by her own wish and was chosen by a person.

    Raises GuardFailed if she may not be found, hides from the poster, is on no list, or was invited before.
    """
    found = Talent.objects.findable().filter(pk=talent.pk).first()
    if found is None or hides_from(found, challenge.employer.organisation):
        raise GuardFailed(_("This person is not looking for offers, or hides from this poster."))
    if not found.automated_ranking:
        return send(challenge, found.user, ground=Ground.BY_HAND, by=by)
    if not Solver.objects.filter(run__challenge=challenge, run__current=True, talent=found).exists():
        raise GuardFailed(_("This person is not on the list of this call."))
    return send(challenge, found.user, ground=Ground.RANKED, by=by)


@transaction.atomic
def send(challenge: Challenge, user: User, *, ground: str, by: User) -> SolverInvitation:
    """Store the invitation and tell her. Whether she may be told at all is asked by the caller.

    Raises GuardFailed if the operator may not, the call takes no proposals, or she was invited before.
    """
    row = Challenge.objects.select_for_update().get(pk=challenge.pk)
    demand(row, by)
    if user.state != AccountState.ACTIVE or not user.is_active:
        raise GuardFailed(_("This account is closed."))
    made, created = SolverInvitation.objects.get_or_create(
        challenge=row, user=user, defaults={"ground": ground, "by": by}
    )
    if not created:
        raise GuardFailed(_("This person was invited before. Nobody is asked twice."))
    data = {"person": user.public_id, "ground": str(ground)}
    audit.record(row, INVITE, by=by, role="operator", data=data, public=False)
    context, url = {"challenge": titles(row)}, f"/challenges/{row.public_id}/"
    tell(user, "call_invitation", context=context, url=url, key=row.public_id)
    return made


def demand(challenge: Challenge, by: User) -> None:
    """Raises GuardFailed if the operator may not invite, or the call takes no proposals."""
    if not policies.can_see_solvers(by, challenge):
        raise GuardFailed(_("You may not invite for this call."))
    if challenge.state not in OPEN or challenge.closes_at is None or challenge.closes_at <= timezone.now():
        raise GuardFailed(_("This call takes no proposals now."))


def invited(challenge: Challenge) -> set[int]:
    """Keys of the users who were told of it."""
    return set(SolverInvitation.objects.filter(challenge=challenge).values_list("user_id", flat=True))


def told(user: User) -> list[dict[str, Any]]:
    """Her invitations, for her own data."""
    rows = SolverInvitation.objects.filter(user=user).select_related("challenge").order_by("at")
    return [{"call": row.challenge.public_id, "ground": row.ground, "at": row.at} for row in rows]
