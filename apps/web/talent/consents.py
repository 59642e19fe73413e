"""What she agreed to and who saw what."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.accounts import consents as ledger
from apps.accounts.models import AccessEntry, Consent, Grant
from apps.applications import lifecycle as applications
from apps.applications.models import Application
from apps.core.moves import possible
from apps.talents import profiles, ranking, readings
from apps.talents.models import CvReading, Talent
from apps.web.steps import step
from apps.web.talent.acting import talent_of, talent_required

PURPOSES = {
    "account": gettext_lazy("Keeping your account"),
    "ranking": gettext_lazy("Automated ranking for employers"),
    "cv_reading": gettext_lazy("Reading your CV by a program"),
    "share_application": gettext_lazy("Showing your profile to an employer you applied to"),
    "share_interest": gettext_lazy("Showing your profile to an employer that asked"),
    "share_meeting": gettext_lazy("Showing your profile to an employer you meet"),
    "integrity": gettext_lazy("Integrity undertaking for a proposal"),
    "award_publicity": gettext_lazy("Showing your name with an award"),
    "expert_confidentiality": gettext_lazy("Confidentiality undertaking of an expert"),
    "expert_independence": gettext_lazy("Independence undertaking of an expert"),
}
LOOKED_AT = {
    "profile": gettext_lazy("your profile"),
    "cv": gettext_lazy("your CV"),
    "identity": gettext_lazy("your name and contact"),
    "application": gettext_lazy("your application"),
    "proposal": gettext_lazy("your proposal"),
}
SHOWN = 100  # of who saw what; the export has all


@talent_required
@require_GET
def consents(request: HttpRequest) -> HttpResponse:
    user = talent_of(request).user
    given = Consent.objects.filter(user=user).select_related("notice", "recipient").order_by("-given_at")
    rows = [
        {
            "consent": row,
            "purpose": PURPOSES.get(row.purpose, row.purpose),
            "live": row.withdrawn_at is None,
            "withdrawable": row.withdrawn_at is None and row.purpose != "account",
        }
        for row in given
    ]
    seen = AccessEntry.objects.filter(person=user).select_related("organisation", "viewer").order_by("-at")[:SHOWN]
    context: dict[str, Any] = {
        "live": [row for row in rows if row["live"]],
        "past": [row for row in rows if not row["live"]],
        "grants": Grant.objects.live().filter(person=user).select_related("organisation").order_by("-created_at"),
        "seen": [{"entry": entry, "what": LOOKED_AT.get(entry.what, entry.what)} for entry in seen],
    }
    return render(request, "talent/consents.html", context)


@talent_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a consent and what rests on it, with the next request on."""
    talent = talent_of(request)
    consent = get_object_or_404(Consent, public_id=public_id, user=talent.user)
    if consent.purpose == "account":
        return redirect("account:close")
    with step(request, _("Your consent is withdrawn.")):
        _withdraw(talent, consent)
    return redirect("talent:consents")


def _withdraw(talent: Talent, consent: Consent) -> None:
    """Each purpose ends what it allowed: rankings, readings under way, the application it opened."""
    user = talent.user
    if consent.purpose == ranking.PURPOSE:
        profiles.set_ranking(talent, on=False, by=user)
        return
    if consent.purpose == readings.CONSENT:
        for row in talent.readings.filter(step__in=[CvReading.Step.WAITING, CvReading.Step.READ]):
            readings.discard(row, by=user)
    for application in Application.objects.filter(consent=consent, talent=talent):
        if "withdraw" in possible(application):
            applications.withdraw(application, by=user)
    ledger.withdraw(consent, by=user)
