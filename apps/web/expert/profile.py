"""Her profile and her fields, each a page with one form."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.experts import policies, profiles
from apps.web.expert.acting import expert_of, expert_required
from apps.web.expert.forms import FieldsForm, ProfileForm, initial, show_errors
from apps.web.who import user_of


@expert_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    lead = _("Stored encrypted. Nobody but you and those who keep the pool sees it; applicants never learn who judges.")
    return _page(request, ProfileForm, _("My profile"), lead)


@expert_required
@require_http_methods(["GET", "POST"])
def fields(request: HttpRequest) -> HttpResponse:
    return _page(request, FieldsForm, _("Fields and load"), _("What you can judge, and how much of it at a time."))


def _page(request: HttpRequest, kind: type[forms.Form], title: str, lead: str) -> HttpResponse:
    expert = expert_of(request)
    form = kind(request.POST if request.method == "POST" else None, initial=initial(expert, kind))
    if request.method == "POST":
        if not policies.can_edit(request.user, expert):
            raise PermissionDenied
        if form.is_valid() and _saved(request, form):
            return redirect(request.path)
    context = {
        "expert": expert, "form": form, "title": title, "lead": lead, "editable": policies.can_edit(request.user, expert),
    }  # fmt: skip
    return render(request, "expert/form.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: forms.Form) -> bool:
    try:
        with transaction.atomic():
            profiles.save(expert_of(request), form.cleaned_data, by=user_of(request))
    except ValidationError as error:
        show_errors(form, error)
        return False
    messages.success(request, _("Saved."))
    return True
