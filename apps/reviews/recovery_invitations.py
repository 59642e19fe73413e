"""Near misses of a failed call are told of the one that follows it: once, and nobody against her wish."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.states import AccountState
from apps.challenges.models import Challenge
from apps.core import audit
from apps.core.models import AuditEntry
from apps.core.moves import GuardFailed
from apps.matching import invitations
from apps.matching.gather import hides_from
from apps.matching.models import Solver, SolverInvitation
from apps.proposals.models import Member, Proposal
from apps.proposals.states import ProposalState
from apps.talents.models import Talent

HIGH = 20  # places of the list that count as near
TRIED = (ProposalState.DRAFT, ProposalState.INELIGIBLE, ProposalState.NOT_AWARDED)
Ground = SolverInvitation.Ground


def near_misses(failed: Challenge) -> dict[User, str]:
    """Whom to tell, and why: leads of proposals that were never sealed or did not pass, and those high on the list who
    did not answer.

    Left out: who withdrew or was disqualified, who hides from the poster, and of the ranked ones who may not be found or is not to be ranked any more.
    """
    found: dict[User, str] = {}
    hidden = _hidden(failed)
    tried = Proposal.objects.filter(challenge=failed, state__in=TRIED) | _lapsed(failed)
    for proposal in tried.select_related("lead").order_by("pk"):
        if proposal.lead.is_active and proposal.lead_id not in hidden:
            found.setdefault(proposal.lead, Ground.DRAFT)
    took_part = Member.objects.filter(proposal__challenge=failed, user__isnull=False).values("user_id")
    rows = Solver.objects.filter(run__challenge=failed, run__current=True, project__isnull=True, rank__lte=HIGH)
    rows = rows.filter(talent__in=Talent.objects.rankable()).exclude(talent__user__in=took_part)
    for row in rows.select_related("talent__user").order_by("rank"):
        if row.talent.user_id not in hidden:
            found.setdefault(row.talent.user, Ground.NEAR)
    return found


def _lapsed(failed: Challenge) -> QuerySet[Proposal]:
    """Those that the clock ended, unsealed at the closing or not corrected in time: their people did not withdraw them."""
    ended = AuditEntry.objects.filter(subject_kind=audit.subject_kind(Proposal()), act="lapse")
    rows = Proposal.objects.filter(challenge=failed, state=ProposalState.WITHDRAWN)
    return rows.filter(public_id__in=ended.values("subject_ref"))


def _hidden(challenge: Challenge) -> set[int]:
    """Keys of the users who hide from the poster."""
    people = Talent.objects.filter(blocked__isnull=False).distinct().prefetch_related("blocked")
    return {talent.user_id for talent in people if hides_from(talent, challenge.employer.organisation)}


@transaction.atomic
def invite(followup: Challenge, *, by: User) -> int:
    """Tell the near misses of the call before; how many. Who was invited already is not told again."""
    if followup.follows is None:
        raise GuardFailed(_("This call takes up no other."))
    invitations.demand(followup, by)
    told, done = invitations.invited(followup), 0
    for user, ground in near_misses(followup.follows).items():
        if user.pk not in told and user.state == AccountState.ACTIVE:
            invitations.send(followup, user, ground=ground, by=by)
            done += 1
    return done
