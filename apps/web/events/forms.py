"""The form to register: as what one takes part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership, Organisation
from apps.accounts.policies import organisations_of
from apps.events.terms import Party


class RegisterForm(forms.Form):
    """One choice: for oneself, as a guest, or for one of the employers that one recruits for."""

    taking_part = forms.ChoiceField(label=_("I take part as"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.firms: dict[str, Organisation] = {
            firm.public_id: firm
            for firm in organisations_of(user, Membership.Role.OWNER, Membership.Role.RECRUITER).order_by("pk")
        }
        own = [(code, name) for code, name in Party.choices if code != Party.EMPLOYER]
        named = [(public_id, firm.name) for public_id, firm in self.firms.items()]
        self.fields["taking_part"].choices = [*named, *own]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """What `registering.request` takes."""
        code = self.cleaned_data["taking_part"]
        if code in self.firms:
            return {"party": Party.EMPLOYER, "organisation": self.firms[code]}
        return {"party": code}
