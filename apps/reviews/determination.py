"""From the order to an award: short list, determination with reasons, publicity, effect. Callers have asked the policies.

Who determines never announces (four eyes). Nothing takes effect while an objection is open; an upheld one overturns the
determination, and the review goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import posters
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.challenges.telling import tell_team
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.procedures import lifecycle as publicities
from apps.proposals.models import Proposal
from apps.proposals.states import ProposalState
from apps.reviews import naming, results, signals, telling
from apps.reviews.models import Determination, Winner
from apps.reviews.results import Row
from apps.reviews.states import LIVE, DeterminationState

P = ProposalState
RUNNING = (P.SCORED, P.SHORTLISTED, P.NOT_AWARDED)
C = ChallengeState
JUDGED_IN = (C.CLOSED, C.REVIEWING, C.PROPOSED_AWARD, C.IN_PUBLICITY, C.AWARDED)


@transaction.atomic
def propose(
    challenge: Challenge, winners: Sequence[Proposal], *, by: User, reasons: str, role: str = "department"
) -> Determination:
    """Name who is to be awarded. Another order than that of the marks needs its reason as well; it is all in `reasons`.

    From `awarded` when a winner has withdrawn: the next one is proposed.
    """
    row = Challenge.objects.select_for_update(of=("self",)).select_related("programme", "current").get(pk=challenge.pk)
    if row.state not in (ChallengeState.REVIEWING, ChallengeState.AWARDED):
        move(row, "propose_award", by=by)  # says which state forbids it
    if not reasons.strip():
        raise GuardFailed(_("A determination needs its reasons."))
    if Determination.objects.filter(challenge=row, state__in=LIVE).exists():
        raise GuardFailed(_("There is a determination already. Overturn it first."))
    order = _order(row)
    chosen = _chosen(row, winners, order)
    made = Determination.objects.create(
        challenge=row,
        number=(row.determinations.aggregate(last=Max("number"))["last"] or 0) + 1,
        reasons=reasons.strip(),
        order=_kept(order),
        decided_at=timezone.now(),
        decided_by=by,
    )
    for proposal, place in chosen:
        _shortlist(proposal, by, role)
        move(proposal, "propose", by=by, role=role)
        Winner.objects.create(determination=made, proposal=proposal, rank=place)
    move(row, "propose_award", by=by, role=role, reason=reasons.strip(), data={"determination": made.public_id})
    challenge.refresh_from_db()
    telling.operators(row, "award_proposed")
    return made


def _order(challenge: Challenge) -> list[Row]:
    if not challenge.programme.review:
        return []
    order = results.standing(challenge)
    if not order:
        raise GuardFailed(_("The marks are not locked yet."))
    return order


def _chosen(challenge: Challenge, winners: Sequence[Proposal], order: Sequence[Row]) -> list[tuple[Proposal, int]]:
    """With their places. Raises GuardFailed for what the rules of the programme do not let through."""
    most = challenge.current.routes if challenge.current and challenge.current.routes else 1
    if not 1 <= len(winners) <= most:
        raise GuardFailed(_("This call has room for %(n)d solvers at most, and for one at least.") % {"n": most})
    places = {row.proposal.pk: row for row in order}
    chosen = []
    for at, proposal in enumerate(
        Proposal.objects.select_for_update().filter(pk__in=[w.pk for w in winners]).order_by("pk")
    ):
        if proposal.challenge_id != challenge.pk:
            raise GuardFailed(_("This proposal belongs to another call."))
        found = places.get(proposal.pk)
        if challenge.programme.review and (found is None or not found.placed.passes):
            raise GuardFailed(_("Below the pass mark nobody is awarded."))
        if challenge.programme.review and proposal.state not in RUNNING:
            raise GuardFailed(_("This proposal is not in the race any more."))
        chosen.append((proposal, found.placed.rank if found else at + 1))
    return sorted(chosen, key=lambda pair: pair[1])


def _kept(order: Sequence[Row]) -> list[dict[str, object]]:
    """What the determination rests on, as it was: by the names before the experts."""
    return [
        {"code": row.code, "rank": row.placed.rank, "total": str(row.placed.total), "passes": row.placed.passes}
        for row in order
    ]


def _shortlist(proposal: Proposal, by: Actor, role: str) -> None:
    if proposal.state == P.ELIGIBLE:  # a programme without experts: who decides has read it herself
        move(proposal, "score", by=by, role=role, reason_code="no_panel")
    if proposal.state == P.SCORED:
        move(proposal, "shortlist", by=by, role=role)


@transaction.atomic
def announce(determination: Determination, *, by: User) -> None:
    """Show it to everybody for the programme's working days; only what there is consent for."""
    challenge = _four_eyes(determination, by)
    programme = challenge.programme
    if not programme.publicity:
        raise GuardFailed(_("In this programme an award needs no publicity period."))
    winners = [row.proposal for row in determination.winners.select_related("proposal__organisation", "proposal__lead")]
    publicity = publicities.announce(
        challenge,
        by=by,
        title=naming.title(challenge),
        body=naming.body(challenge, winners),
        determined_by=[determination.decided_by],
        organisations=[
            *posters.organisations(challenge),
            *(winner.organisation for winner in winners if winner.organisation),
        ],
        district=challenge.district,
        working_days=programme.publicity_days,
        objection_days=programme.objection_days,
        intake_days=programme.intake_days,
        answer_days=programme.answer_days,
    )
    move(determination, "announce", by=by, role="operator", facts={"publicity": publicity})
    move(challenge, "announce", by=by, role="operator", data={"publicity": publicity.public_id})
    determination.challenge.refresh_from_db()
    telling.entrants_of(challenge, "award_announced")
    tell_team(challenge, "award_announced_team")


@transaction.atomic
def take_effect(determination: Determination, *, by: Actor = SYSTEM) -> None:
    """The award. After the publicity period by the clock; without one in the programme by a second person."""
    row = Determination.objects.select_for_update().get(pk=determination.pk)
    challenge = row.challenge
    if challenge.programme.publicity:
        if row.publicity is None or row.publicity.state != "ended":
            raise GuardFailed(_("The publicity period has not ended."))
    elif isinstance(by, User):
        _four_eyes(row, by)
    else:
        raise GuardFailed(_("Without a publicity period a second person puts the award in effect."))
    if publicities.open_objections(challenge).exists():
        raise GuardFailed(_("An objection is still open."))
    move(row, "take_effect", by=by, facts={"effective_at": timezone.now()})
    for winner in row.winners.select_related("proposal"):
        move(winner.proposal, "award", by=by)
    move(challenge, "award", by=by)
    determination.refresh_from_db()
    _pass_over_others(challenge, by)
    signals.awarded.send(Challenge, challenge=challenge, determination=row)
    telling.entrants_of(challenge, "award_made")
    tell_team(challenge, "award_made_team")


def _pass_over_others(challenge: Challenge, by: Actor) -> None:
    others = Proposal.objects.filter(challenge=challenge, state__in=(P.SCORED, P.SHORTLISTED, P.PROPOSED, P.ELIGIBLE))
    for proposal in others:
        if proposal.state == P.ELIGIBLE:
            move(proposal, "score", by=by, reason_code="no_panel")
        move(proposal, "pass_over", by=by)


@transaction.atomic
def overturn(determination: Determination, *, by: Actor, reason: str) -> None:
    """An objection was upheld, or the winner is gone: the review goes on; its publicity ends with the same reason."""
    row = Determination.objects.select_for_update().get(pk=determination.pk)
    challenge = row.challenge
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    before = row.state
    move(row, "overturn", by=by, reason=reason.strip())
    for winner in row.winners.select_related("proposal"):
        if winner.proposal.state == P.PROPOSED:
            move(winner.proposal, "step_back", by=by)
    if before == DeterminationState.ANNOUNCED:
        assert row.publicity is not None
        if row.publicity.state == "announced":
            publicities.withdraw(row.publicity, by=by, reason=reason)
        move(challenge, "reopen_review", by=by, reason=reason.strip())
    elif before == DeterminationState.PROPOSED:
        move(challenge, "drop_award", by=by, reason=reason.strip())
    determination.refresh_from_db()
    telling.operators(challenge, "award_overturned")


@transaction.atomic
def disqualify(proposal: Proposal, *, by: User, reason: str) -> None:
    """Fraud or a hidden conflict. A determination that names it falls with it."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    row = Proposal.objects.select_for_update(of=("self",)).select_related("challenge").get(pk=proposal.pk)
    _before_a_contract(row.challenge)
    move(row, "disqualify", by=by, role="department", reason=reason.strip())
    proposal.refresh_from_db()
    telling.team(row, "proposal_disqualified", reason=reason.strip())
    _after_loss(row, by, reason)


@transaction.atomic
def renounce(proposal: Proposal, *, by: User, reason: str, role: str = "applicant") -> None:
    """The applicant withdraws after the closing; if it was to be awarded, the next one in the order is proposed."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    row = Proposal.objects.select_for_update(of=("self",)).select_related("challenge").get(pk=proposal.pk)
    _before_a_contract(row.challenge)
    move(row, "renounce", by=by, role=role, reason=reason.strip())
    proposal.refresh_from_db()
    _after_loss(row, SYSTEM, _("A winner has withdrawn."))


def _before_a_contract(challenge: Challenge) -> None:
    if challenge.state not in JUDGED_IN:
        raise GuardFailed(_("Once a contract is signed it ends by its own rules."))


def _after_loss(proposal: Proposal, by: Actor, reason: str) -> None:
    """A determination falls with a winner of it, unless it is in effect and others work on (赛马)."""
    live = Determination.objects.filter(
        challenge=proposal.challenge, state__in=LIVE, winners__proposal=proposal
    ).first()
    if live is None:
        return
    others = live.winners.filter(proposal__state=P.AWARDED).exists()
    if not (live.state == DeterminationState.EFFECTIVE and others):
        overturn(live, by=by, reason=reason)


def _four_eyes(determination: Determination, by: User) -> Challenge:
    if determination.decided_by_id == by.pk:
        raise GuardFailed(_("Who has determined the award cannot also announce it: a second person has to."))
    return determination.challenge
