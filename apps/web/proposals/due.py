"""What an applicant has to do next: for proposals that are hers, alone, as a member or for her organisation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.proposals import policies
from apps.proposals.models import Member, Proposal
from apps.proposals.states import ProposalState
from apps.reviews.form_states import FormOutcome
from apps.reviews.models import FormAppeal, FormCheck
from apps.web import challenge_cards
from apps.web.dues import Due, city_day

S = ProposalState
MOST = 50


def items(user: Any) -> Iterable[Due]:
    """Drafts, signatures, corrections, appeals."""
    for proposal in _own(user):
        url, title = reverse("proposals:proposal", args=[proposal.public_id]), title_of(proposal)
        leads = policies.can_lead(user, proposal)
        if proposal.state == S.DRAFT:
            yield from _draft(user, proposal, url, title, leads=leads)
        elif proposal.state == S.RETURNED and leads:
            until = city_day(proposal.returned_until)
            yield Due(_("Correct your proposal and seal it again"), title, url, _("Correct"), until)
    yield from _appeals(user)


def title_of(proposal: Proposal) -> str:
    current = proposal.challenge.current
    return challenge_cards.titles(current)[0] if current else ""


def _own(user: Any) -> QuerySet[Proposal]:
    """Those that wait for her side, with whether she or others still have to sign."""
    there = Member.objects.filter(proposal=OuterRef("pk"), left_at__isnull=True, signed_at__isnull=True)
    rows = Proposal.objects.visible_to(user).filter(state__in=(S.DRAFT, S.RETURNED))
    rows = rows.select_related("challenge__current", "organisation", "lead")
    return rows.prefetch_related("challenge__current__texts").annotate(
        she_signs=Exists(there.filter(user=user)), others_sign=Exists(there.exclude(user=user))
    )[:MOST]


def _draft(user: Any, proposal: Proposal, url: str, title: str, *, leads: bool) -> Iterable[Due]:
    """Until the call closes; what has closed is ended by the clock and no longer due."""
    challenge = proposal.challenge
    if challenge.state != "published" or challenge.closes_at is None or challenge.closes_at <= timezone.now():
        return
    until = city_day(challenge.closes_at)
    if leads and proposal.confirmed_id != challenge.current_id:
        yield Due(_("The call was amended: read the new text and confirm it"), title, url, _("Read"), until)
    if getattr(proposal, "she_signs", False):
        yield Due(_("Sign the integrity undertaking"), title, url, _("Read and sign"), until)
    if leads and getattr(proposal, "others_sign", False):
        text = _("Members who have not signed yet: %(call)s") % {"call": title}
        yield Due(_("Signatures are missing"), text, reverse("proposals:members", args=[proposal.public_id]), _("Look"), until)  # fmt: skip
    if leads:
        yield Due(_("Finish your proposal and seal it"), title, url, _("Go on writing"), until)


def _appeals(user: Any) -> Iterable[Due]:
    """A form check that was not passed may be appealed against once, within its days."""
    checks = FormCheck.objects.filter(
        proposal__in=Proposal.objects.visible_to(user).filter(state=S.INELIGIBLE).values("pk"),
        outcome=FormOutcome.INELIGIBLE,
        appeal_until__gt=timezone.now(),
    ).exclude(proposal__in=FormAppeal.objects.values("proposal"))
    rows = checks.select_related("proposal__challenge__current", "proposal__organisation", "proposal__lead")
    for check in rows.prefetch_related("proposal__challenge__current__texts")[:MOST]:
        if policies.can_lead(user, check.proposal):
            url = reverse("proposals:proposal", args=[check.proposal.public_id])
            text = title_of(check.proposal)
            yield Due(
                _("The form check was not passed: you may appeal"), text, url, _("Look"), city_day(check.appeal_until)
            )
