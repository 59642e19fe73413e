"""Forms of things that lie in a district or belong to the whole city: only where the operator keeps events."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from apps.events import policies
from apps.taxonomy import choices


class DistrictForm(forms.ModelForm):
    """`user` is set by the admin that makes the form."""

    user: Any = None
    district = forms.ChoiceField(label=gettext_lazy("district"), required=False, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lay_in = self.instance.district  # the instance takes on what was sent before it is stored
        if "district" in self.fields:  # where the form is only read there are no fields
            rows = [("", _("the whole city")), *choices.districts()]
            may = [(code, name) for code, name in rows if self._may(code)]
            self.fields["district"].choices = may  # type: ignore[attr-defined]

    def clean_district(self) -> str:
        """No district is a choice too, and the whole city's alone."""
        district: str = self.cleaned_data["district"]
        if not self._may(district):
            raise forms.ValidationError(_("Please choose a district."))
        return district

    def _may(self, district: str) -> bool:
        """Where it lies already it may stay: who is in charge of a point notes that it is done, wherever that is."""
        stays = self.instance.pk is not None and district == self._lay_in
        return stays or policies.can_plan(self.user, district)
