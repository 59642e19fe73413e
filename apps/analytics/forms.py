"""What may stand in the address of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.analytics.scope import Scope, districts_open_to
from apps.challenges.models import Programme
from apps.challenges.states import ChallengeState
from apps.taxonomy import choices
from apps.taxonomy.filters import chain_choices

ALL = ("", _("All"))
DATE = forms.DateInput(attrs={"type": "date"})


class ReportForm(forms.Form):
    """Period, programme, chain and district are asked for; the rest stands in the links of the tables."""

    since = forms.DateField(label=pgettext_lazy("period", "From"), required=False, widget=DATE)
    until = forms.DateField(label=pgettext_lazy("period", "Until"), required=False, widget=DATE)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    chain = forms.ChoiceField(label=_("Industry chain"), choices=lambda: [ALL, *chain_choices()], required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    state = forms.ChoiceField(choices=[ALL, *ChallengeState.choices], required=False)
    in_chain = forms.CharField(max_length=80, required=False)
    in_district = forms.CharField(max_length=20, required=False)
    year = forms.RegexField(r"\A[12]\d{3}\Z", required=False)
    month = forms.RegexField(r"\A[12]\d{3}-(0[1-9]|1[0-2])\Z", required=False)
    ASKED = ("since", "until", "programme", "chain", "district")

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        where = districts_open_to(user)
        hers = [row for row in choices.districts() if where is None or row[0] in where]
        programmes = [(row.public_id, str(row)) for row in Programme.objects.exclude(state="draft")]
        self.fields["programme"].choices = [ALL, *programmes]  # type: ignore[attr-defined]
        self.fields["district"].choices = [ALL, *hers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("since") and found.get("until") and found["since"] > found["until"]:
            self.add_error("until", _("This day lies before the first one."))
        return found

    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ASKED]

    def scope(self) -> Scope:
        return Scope(**{name: value for name, value in self.cleaned_data.items() if value})
