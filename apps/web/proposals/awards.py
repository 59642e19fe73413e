"""What an applicant's page shows of the award: whether her name may be shown, what came out, what experts wrote for her."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from apps.accounts import consents
from apps.core.moves import possible
from apps.proposals.models import Proposal
from apps.reviews import determination, naming, policies, results
from apps.web.public.statements import sections


def award(request: HttpRequest, proposal: Proposal) -> dict[str, Any] | None:
    """What the page of a sealed proposal shows beside its form check; None while there is nothing to say or to choose."""
    nameable = proposal.state in naming.NAMEABLE and policies.can_choose_name(request.user, proposal)
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
    own = results.own(proposal)
    return {
        "code": own.code,
        "row": own.row,
        "of": own.of,
        "pass_mark": proposal.challenge.programme.pass_mark,
        "comments": own.comments,
    }
