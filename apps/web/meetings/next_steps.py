"""What a meeting opened: applications, proposals and agreements between the two, to choose from and to go to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.agreements.models import Agreement, Party
from apps.applications.models import Application
from apps.core.moves import GuardFailed
from apps.meetings.models import Meeting
from apps.meetings.states import MeetingState
from apps.meetings.terms import NextStep
from apps.proposals.models import Proposal

OVER = (MeetingState.HELD, MeetingState.OUTCOME_RECORDED)


def context(request: HttpRequest, row: Meeting) -> dict[str, Any]:
    if row.state not in OVER:
        return {"next_choices": [], "next_url": ""}
    return {"next_choices": _choices(request, row), "next_url": _address(row, hers=_is_talent(request, row))}


def chosen(request: HttpRequest, row: Meeting) -> tuple[str, str]:
    """Kind and public id of the option that was sent. Raises GuardFailed for one that is not offered."""
    wanted = request.POST.get("next", "")
    if wanted not in {value for value, _label in _choices(request, row)}:
        raise GuardFailed(_("We do not find this between the two of you."))
    kind, _colon, ref = wanted.partition(":")
    return kind, ref


def _choices(request: HttpRequest, row: Meeting) -> list[tuple[str, str]]:
    """What lies between the two and she may read. An employer does not learn of a proposal from here."""
    found: list[tuple[str, str]] = []
    applications = Application.objects.visible_to(request.user).filter(
        talent=row.talent, position__employer__organisation=row.organisation
    )
    found += [_option(NextStep.APPLICATION, one) for one in applications.order_by("-pk")[:20]]
    if _is_talent(request, row):
        proposals = Proposal.objects.filter(lead=row.talent.user_id, challenge__employer__organisation=row.organisation)
        found += [_option(NextStep.PROPOSAL, one) for one in proposals.order_by("-pk")[:20]]
    hers = Party.objects.filter(user=row.talent.user_id).values("agreement")
    theirs = Party.objects.filter(organisation=row.organisation).values("agreement")
    agreements = Agreement.objects.visible_to(request.user).filter(Q(pk__in=hers) & Q(pk__in=theirs))
    return found + [_option(NextStep.AGREEMENT, one) for one in agreements.order_by("-pk")[:20]]


def _option(kind: NextStep, found: Any) -> tuple[str, str]:
    return f"{kind}:{found.public_id}", f"{kind.label} {found.public_id}"


def _is_talent(request: HttpRequest, row: Meeting) -> bool:
    return row.talent.user_id == request.user.pk


def _address(row: Meeting, *, hers: bool) -> str:
    if row.next_kind == NextStep.APPLICATION:
        return reverse("talent:application" if hers else "employer:application", args=[row.next_ref])
    if row.next_kind == NextStep.PROPOSAL and hers:
        return reverse("proposals:proposal", args=[row.next_ref])
    return ""
