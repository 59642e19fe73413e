"""The applicant's side of the form check: her case with its reasons, what to correct and until when, her one appeal."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from apps.proposals import corrections, sealing, sections
from apps.proposals.models import Part, Proposal
from apps.reviews import form_check, form_policies
from apps.web import challenge_cards
from apps.web.proposals.cases import case, corrects
from apps.web.proposals.views import own
from apps.web.steps import step
from apps.web.who import user_of


class AppealForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Why the check is wrong"),
        max_length=form_check.REASON,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


@login_required
@require_GET
def correction(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was asked for, where to write it, who still has to sign, and the handing in."""
    found = own(request, public_id)
    if not corrects(request, found):
        return redirect("proposals:proposal", found.public_id)
    asked, labels = set(found.asked), corrections.targets()
    parts = [
        (part, label, [labels[name] for name in found.asked if name in _of(part)])
        for part, label in Part.choices
        if asked & _of(part)
    ]
    unsigned = [row for row in sealing.active(found) if row.signed_at is None]
    context = {
        "proposal": found, "title": _title(found), "case": case(request, found), "parts": parts,
        "members_asked": corrections.MEMBERS in asked, "unsigned": unsigned,
    }  # fmt: skip
    return render(request, "proposals/correction.html", context)


def _of(part: str) -> set[str]:
    return {name for name, field in sections.FIELDS.items() if field.part == part} | {corrections.FILES[part]}


@login_required
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Written once, before its day is over; decided by somebody else than the checker."""
    found = own(request, public_id)
    if not form_policies.can_appeal(request.user, found):
        return redirect("proposals:proposal", found.public_id)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with step(request, _("Your appeal has arrived. You will be told.")):
            form_check.appeal(found, by=user_of(request), text=form.cleaned_data["text"])
        return redirect("proposals:proposal", found.public_id)
    context = {"proposal": found, "title": _title(found), "case": case(request, found), "form": form}
    return render(request, "proposals/appeal.html", context, status=422 if form.errors else 200)


def _title(proposal: Proposal) -> str:
    current = proposal.challenge.current
    return challenge_cards.titles(current)[0] if current else ""
