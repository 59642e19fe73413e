"""The papers of an employer, and asking to be verified."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.core import audit
from apps.core.moves import possible
from apps.employers import lifecycle, policies, profiles
from apps.employers.models import Employer
from apps.web import timelines
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.profile_forms import DocumentForm
from apps.web.steps import step

NEEDS = {
    "credit_code": (gettext_lazy("Unified social credit code"), "employer:profile"),
    "district": (gettext_lazy("District"), "employer:profile"),
    "contact": (gettext_lazy("Contact person and phone"), "employer:profile"),
    "licence": (gettext_lazy("Business licence or approval"), ""),
    "mandate": (gettext_lazy("Mandate of the agent"), ""),
}


@employer_required
@require_http_methods(["GET", "POST"])
def verification(request: HttpRequest) -> HttpResponse:
    """A GET shows what is there and what is missing; a POST adds a paper."""
    employer = employer_of(request)
    if not policies.can_read_documents(request.user, employer):
        return render(request, "employer/verification_closed.html", {"employer": employer}, status=403)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _added(request, employer, form):
        messages.success(request, _("The paper has been stored."))
        return redirect("employer:verification")
    return render(request, "employer/verification.html", context(employer, form), status=422 if form.errors else 200)


def _added(request: HttpRequest, employer: Employer, form: DocumentForm) -> bool:
    upload = form.cleaned_data["file"]
    try:
        profiles.add_document(
            employer,
            form.cleaned_data["kind"],
            upload.content,
            name=upload.name,
            content_type=upload.content_type,
            by=request.user,  # type: ignore[arg-type]
        )
    except ValidationError as error:
        form.add_error("file", error)
        return False
    return True


def context(employer: Employer, form: DocumentForm) -> dict[str, object]:
    missing = lifecycle.missing(employer)
    last = audit.timeline(employer).exclude(reason="").last()
    return {
        "employer": employer,
        "form": form,
        "needs": [
            {"label": label, "done": code not in missing, "url_name": name} for code, (label, name) in NEEDS.items()
        ],
        "complete": not missing,
        "may_submit": "submit" in possible(employer) and employer.state != "verified",
        "documents": employer.documents.select_related("file").order_by("created_at"),
        "timeline": timelines.entries(employer),
        "reason": last.reason if last and last.state_to == employer.state else "",
    }


@employer_required
@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    employer = employer_of(request)
    if not policies.can_submit(request.user, employer):
        return HttpResponse(status=403)
    with step(request, _("Your papers have been submitted. You will hear from us.")):
        lifecycle.submit(employer, by=request.user)  # type: ignore[arg-type]
    return redirect("employer:verification")


@employer_required
@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    employer = employer_of(request)
    if not policies.can_submit(request.user, employer):
        return HttpResponse(status=403)
    document = get_object_or_404(employer.documents.select_related("employer", "file"), public_id=public_id)
    with step(request, _("The paper has been removed.")):
        profiles.remove_document(document, by=request.user)  # type: ignore[arg-type]
    return redirect("employer:verification")
