"""What is shown of an award to everybody: the call, its poster, and of the winners only what they agreed to show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _

from apps.accounts import consents
from apps.accounts.models import Consent, User
from apps.challenges.models import Challenge
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed
from apps.core.texts import in_each_language
from apps.procedures import lifecycle as publicities
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState as S
from apps.reviews.models import Determination, Pseudonym
from apps.reviews.states import DeterminationState

PURPOSE = "award_publicity"
NAMEABLE = (S.SUBMITTED, S.RETURNED, S.ELIGIBLE, S.SCORED, S.SHORTLISTED, S.PROPOSED, S.AWARDED)
Texts = dict[str, str]


def agreed(proposal: Proposal) -> set[int]:
    """Keys of the members' accounts that let their names be shown for this proposal."""
    rows = Consent.objects.filter(purpose=PURPOSE, subject_ref=proposal.public_id, withdrawn_at__isnull=True)
    return set(rows.values_list("user_id", flat=True))


def agree(proposal: Proposal, *, by: User) -> None:
    """She lets her name be shown if this proposal is awarded. Twice is once. Raises GuardFailed."""
    if proposal.state not in NAMEABLE:
        raise GuardFailed(_("This proposal is not in the race."))
    if by.pk not in agreed(proposal):
        consents.give(by, PURPOSE, subject_ref=proposal.public_id)


def disagree(proposal: Proposal, *, by: User) -> None:
    """Possible at any time; what is shown follows at once (`receivers.consent_was_withdrawn`)."""
    for row in Consent.objects.filter(
        user=by, purpose=PURPOSE, subject_ref=proposal.public_id, withdrawn_at__isnull=True
    ):
        consents.withdraw(row, by=by)


def hide(proposal_ref: str) -> None:
    """Show a running publicity period anew after somebody took her consent back."""
    row = (
        Determination.objects.filter(state=DeterminationState.ANNOUNCED, winners__proposal__public_id=proposal_ref)
        .select_related("publicity", "challenge__current", "challenge__employer__organisation")
        .first()
    )
    if row is None or row.publicity is None:
        return
    winners = [winner.proposal for winner in row.winners.select_related("proposal__organisation", "proposal__lead")]
    publicities.reword(row.publicity, body=body(row.challenge, winners), by=SYSTEM)


def shown(proposal: Proposal) -> str:
    """The applicant's name if its lead agreed, and of members who agreed; else the name before the experts."""
    yes = agreed(proposal)
    pseudonym = Pseudonym.objects.filter(proposal=proposal).first()
    if proposal.lead_id not in yes:
        code = pseudonym.code if pseudonym else proposal.public_id
        return _("Proposal %(code)s (name not shown)") % {"code": code}
    members = proposal.members.filter(left_at__isnull=True, user__in=yes).order_by("-is_lead", "pk")
    names = [proposal.organisation.name] if proposal.organisation else []
    names += [member.name for member in members if not (proposal.organisation and member.is_lead)]
    return " · ".join(dict.fromkeys(names))


def title(challenge: Challenge) -> Texts:
    return in_each_language(lambda: _("Proposed award: %(call)s") % {"call": str(challenge)})


def body(challenge: Challenge, winners: Sequence[Proposal]) -> list[dict[str, Texts]]:
    """Rows of a publicity period, in every language of the site."""
    rows = [
        (
            in_each_language(lambda: _("Number of the call")),
            in_each_language(lambda: challenge.number or challenge.public_id),
        ),
        (in_each_language(lambda: _("Poster")), in_each_language(lambda: challenge.employer.organisation.name)),
        *(
            (in_each_language(lambda: _("Proposed for the award")), in_each_language(partial(shown, proposal)))
            for proposal in winners
        ),
    ]
    return [{"label": label, "value": value} for label, value in rows]
