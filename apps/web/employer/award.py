"""Where a programme lets the poster decide: the proposals that passed the form check, what they say, and its determination."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts import consents
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.proposals.models import Part, Proposal
from apps.reviews import determination, policies, results
from apps.reviews.models import Determination, Pseudonym
from apps.reviews.states import LIVE
from apps.web import challenge_cards
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.challenges import own_calls
from apps.web.files import attachment as as_download
from apps.web.proposals import content
from apps.web.steps import step
from apps.web.who import user_of

OPEN_TO_AWARD = (ChallengeState.REVIEWING, ChallengeState.AWARDED)


class AwardForm(forms.Form):
    """Whom to award, and why: both are kept for good."""

    winners = forms.MultipleChoiceField(
        label=gettext_lazy("To be awarded"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose whom to award.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("Kept for good. If the order differs from that of the marks, say why."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, rows: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["winners"].choices = [(row["proposal"].public_id, row["name"]) for row in rows]  # type: ignore[attr-defined]


@employer_required
@require_http_methods(["GET", "POST"])
def award(request: HttpRequest, public_id: str) -> HttpResponse:
    """The proposals beside one another, and the poster's choice."""
    found = _decided_here(request, public_id)
    rows = _rows(found)
    live = Determination.objects.filter(challenge=found, state__in=LIVE).first()
    awaited = live is None and found.state in OPEN_TO_AWARD
    form = AwardForm(rows, request.POST or None)
    if request.method == "POST" and awaited and form.is_valid():
        chosen = set(form.cleaned_data["winners"])
        winners = [row["proposal"] for row in rows if row["proposal"].public_id in chosen]
        with step(request, _("Proposed. The office makes it public or puts it in effect.")) as outcome:
            determination.propose(
                found, winners, by=user_of(request), reasons=form.cleaned_data["reasons"], role="poster"
            )
        if outcome.done:
            return redirect("employer:challenge-award", found.public_id)
    context = {
        "challenge": found,
        "title": challenge_cards.titles(found.current)[0] if found.current else "",
        "rows": rows,
        "form": form if awaited and rows else None,
        "live": live,
        "winners": list(live.winners.values_list("proposal__public_id", flat=True)) if live else [],
        "routes": found.current.routes if found.current and found.current.routes else 1,
    }
    return render(request, "employer/award.html", context, status=422 if form.errors else 200)


@employer_required
@require_GET
def entry(request: HttpRequest, public_id: str, proposal_id: str) -> HttpResponse:
    """One proposal as it was opened: the poster reads all of it, and its lead is told so."""
    proposal = _readable(request, public_id, proposal_id)
    user = user_of(request)
    consents.log_access(
        proposal.lead,
        viewer=user,
        organisation=employer_of(request).organisation,
        what="proposal",
        subject_ref=proposal.public_id,
    )
    parts = []
    for part, label in Part.choices:
        fields, enclosed = results.opened(proposal, part)
        parts.append(
            {
                "code": part,
                "label": label,
                "fields": content.shown(fields, part),
                "files": [(at, file.name) for at, file in enumerate(enclosed)],
            }
        )
    members = proposal.members.filter(left_at__isnull=True).order_by("-is_lead", "pk")
    context = {"challenge": proposal.challenge, "proposal": proposal, "name": _name(proposal), "parts": parts, "members": members}  # fmt: skip
    return render(request, "employer/entry.html", context)


@employer_required
@require_GET
def entry_file(request: HttpRequest, public_id: str, proposal_id: str, part: str, at: int) -> HttpResponse:
    proposal = _readable(request, public_id, proposal_id)
    if part not in Part.values:
        raise Http404
    _fields, enclosed = results.opened(proposal, part)
    if at >= len(enclosed):
        raise Http404
    file = enclosed[at]
    return as_download(file.content, file.name, file.content_type)


def _decided_here(request: HttpRequest, public_id: str) -> Challenge:
    found: Challenge = get_object_or_404(own_calls(request).select_related("programme"), public_id=public_id)
    if not policies.can_determine(request.user, found) or found.programme.decided_by != "poster":
        raise Http404
    return found


def _readable(request: HttpRequest, public_id: str, proposal_id: str) -> Proposal:
    rows = Proposal.objects.filter(challenge=_decided_here(request, public_id)).select_related(
        "challenge__programme", "challenge__current", "challenge__employer__organisation", "lead", "organisation"
    )
    proposal = get_object_or_404(rows, public_id=proposal_id)
    if not policies.can_read_as_poster(request.user, proposal):
        raise Http404
    return proposal


def _rows(challenge: Challenge) -> list[dict[str, Any]]:
    """Every proposal that passed the form check; with its marks where experts gave some, best first."""
    order = {row.proposal.pk: row for row in results.standing(challenge)}
    found = Proposal.objects.filter(challenge=challenge, state__in=policies.JUDGED, opened_at__isnull=False)
    rows = [
        {"proposal": one, "name": _name(one), "row": order.get(one.pk), "quote": results.blind(one)[0].get("quote")}
        for one in found.select_related("lead", "organisation").order_by("sealed_at")
    ]
    return sorted(rows, key=lambda row: row["row"].placed.rank if row["row"] else len(rows))


def _name(proposal: Proposal) -> str:
    """The organisation, else the lead as the members' list names her, else the code before the experts."""
    if proposal.organisation is not None:
        return proposal.organisation.name
    lead = proposal.members.filter(is_lead=True).first()
    code = Pseudonym.objects.filter(proposal=proposal).values_list("code", flat=True).first()
    return (lead.name if lead else "") or code or proposal.public_id
