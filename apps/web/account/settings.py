"""Settings of one's own account: name, language, time zone, discreet mode."""

from __future__ import annotations

import zoneinfo
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.accounts import signin
from apps.accounts.models import Language, User
from apps.accounts.people import signed_in
from apps.accounts.states import AccountState
from apps.web.account import language

# What people choose from: a city in a region. Historic names and abbreviations stay out, except one's own.
REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/", "UTC")


def zones() -> list[str]:
    return sorted(name for name in zoneinfo.available_timezones() if name.startswith(REGIONS))


class SettingsForm(forms.ModelForm):
    private_email = forms.EmailField(
        label=gettext_lazy("Private address"),
        required=False,
        help_text=gettext_lazy("In discreet mode mail goes here instead of the address you sign in with."),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))

    class Meta:
        model = User
        fields = ("display_name", "language", "time_zone", "discreet", "private_email")
        widgets = {"language": forms.RadioSelect}
        help_texts = {"discreet": ""}
        labels = {
            "display_name": gettext_lazy("Your name, as others on the platform see it"),
            "discreet": gettext_lazy("Discreet mode: mail has a neutral sender and subject and says nothing more"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted({*zones(), self.instance.time_zone})
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name.replace("_", " ")) for name in names]
        field.widget.attrs["data-time-zone"] = ""  # js/time_zone.js offers the browser's
        self.fields["language"].choices = Language.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("discreet") and not (data.get("private_email") or self.instance.email):
            self.add_error("private_email", _("Please give the address that discreet mail should go to."))
        return data

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  (Django's signature)
        self.instance.language_chosen = True
        return super().save(commit)


@login_required
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=signed_in(request).pk)  # a copy: a refused form must not change what the frame shows
    form = SettingsForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with translation.override(user.language):
            messages.success(request, _("Your settings are saved."))
        answer = redirect("account:settings")
        language.remember(answer, user.language)
        return answer
    status = 422 if form.errors else 200
    return render(request, "account/settings.html", {"form": form, **ways_in(user)}, status=status)


def ways_in(user: User) -> dict[str, Any]:
    """How she signs in, for the lower half of the page."""
    return {
        "addresses": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "has_password": user.has_usable_password(),
        "second_factor": Authenticator.objects.filter(user=user, type__in=signin.SECOND_FACTORS).exists(),
        "closing": user.state == AccountState.DEACTIVATION_REQUESTED,
    }
