"""What the employer says of itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.employers import policies, profiles
from apps.employers.states import EmployerState
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.profile_forms import ProfileForm
from apps.web.steps import step
from apps.web.who import user_of


@employer_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    employer = employer_of(request)
    may_edit = policies.can_edit(request.user, employer)
    may_rename = policies.can_submit(request.user, employer)
    form = ProfileForm(employer, request.POST or None, may_rename=may_rename, may_edit=may_edit)
    if request.method == "POST":
        if not may_edit:
            return HttpResponse(status=403)
        if form.is_valid():
            with step(request) as outcome:
                again = profiles.save(employer, form.content(), by=user_of(request))
            if outcome.done:
                text = _("Saved. The new name or code is being verified.") if again else _("Saved.")
                messages.success(request, text)
            return redirect("employer:profile")
    context = {
        "form": form,
        "employer": employer,
        "may_edit": may_edit,
        "verified": employer.state == EmployerState.VERIFIED,
    }
    return render(request, "employer/profile.html", context, status=422 if form.errors else 200)
