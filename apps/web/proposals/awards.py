"""What an applicant's page shows of the award: whether her name may be shown, what came out, what experts wrote for her."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from apps.accounts import consents
from apps.core.moves import possible
from apps.proposals.models import Proposal
from apps.reviews import determination, naming, policies, results
from apps.reviews.models import Pseudonym
from apps.reviews.states import SheetState
from apps.web.public.statements import sections


def award(request: HttpRequest, proposal: Proposal) -> dict[str, Any] | None:
    """What the page of a sealed proposal shows beside its form check; None while there is nothing to say or to choose."""
    member = proposal.members.filter(user=request.user.pk, left_at__isnull=True).exists()
    nameable = proposal.state in naming.NAMEABLE and member
    result = _result(request, proposal)
    renounces = "renounce" in possible(proposal) and policies.can_renounce(request.user, proposal)
    if not (nameable or result or renounces):
        return None
    return {
        "nameable": nameable,
        "named": nameable and request.user.pk in naming.agreed(proposal),
        "notice": sections(consents.current_notice(naming.PURPOSE).text) if nameable else [],
        "result": result,
        "can_renounce": renounces and proposal.challenge.state in determination.JUDGED_IN,
    }


def _result(request: HttpRequest, proposal: Proposal) -> dict[str, Any] | None:
    """Her own marks and what was written for her, once the award is decided; nobody else's."""
    if not policies.can_see_comments(request.user, proposal):
        return None
    order = results.standing(proposal.challenge)
    mine = next((row for row in order if row.proposal.pk == proposal.pk), None)
    comments = proposal.sheets.filter(state=SheetState.LOCKED).exclude(for_applicant="").order_by("public_id")
    return {
        "code": Pseudonym.objects.filter(proposal=proposal).values_list("code", flat=True).first(),
        "row": mine,
        "of": len(order),
        "pass_mark": proposal.challenge.programme.pass_mark,
        "comments": list(comments.values_list("for_applicant", flat=True)),
    }
