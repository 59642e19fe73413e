"""Forms of meetings: when one is free, by the clock of which zone, and how to be reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.events.expiry import SLEEPS, WAKES
from apps.meetings.hours import both_clocks, minutes_outside
from apps.meetings.models import MOST, Availability, Slot
from apps.procedures.calendar import city_zone
from apps.web.account.settings import zones

PHONE = RegexValidator(r"^\+?[0-9][0-9 ()-]{5,30}$", gettext_lazy("Please give a phone number with digits only."))


class HoursForm(forms.Form):
    """One side's hours at an event. A zone that does not exist is an error at its field."""

    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    wakes = forms.TimeField(
        label=gettext_lazy("My day begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    sleeps = forms.TimeField(
        label=gettext_lazy("My day ends"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("The planner avoids hours outside your day as far as it can."),
    )  # fmt: skip
    most = forms.IntegerField(label=gettext_lazy("Most meetings"), min_value=0, max_value=MOST)
    slots = forms.MultipleChoiceField(
        label=gettext_lazy("I am free"), required=False, widget=forms.CheckboxSelectMultiple
    )
    in_mainland = forms.BooleanField(label=gettext_lazy("I join from mainland China"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone, if the connection fails"), required=False, max_length=32, validators=[PHONE]
    )
    link = forms.URLField(
        label=gettext_lazy("Our own meeting room (Tencent Meeting/VooV, Teams, Zoom)"), required=False,
        max_length=500, assume_scheme="https", validators=[URLValidator(schemes=["https"])],
    )  # fmt: skip

    def __init__(self, *args: Any, row: Availability | None, slots: list[Slot], start: dict[str, Any], **kwargs: Any):
        """`start`: what a new row begins with: zone, most; `host` keeps the meeting room."""
        host = start.pop("host")
        super().__init__(*args, **kwargs)
        self.initial = _initial(row, start)
        if not host:
            del self.fields["link"]
        zone = str(self["zone"].value() or "")
        self.of: dict[str, Slot] = {slot.public_id: slot for slot in slots}
        fields: Any = self.fields
        fields["zone"].choices = [(name, name.replace("_", " ")) for name in sorted({*zones(), start["zone"]})]
        fields["slots"].choices = [(slot.public_id, self.label_of(slot, zone)) for slot in slots]

    def label_of(self, slot: Slot, zone: str) -> str:
        """By both clocks, and how much of it lies outside her day."""
        text = both_clocks(slot.starts_at, city_zone(), zone)
        wakes, sleeps = (self.initial[name] for name in ("wakes", "sleeps"))
        try:
            outside = minutes_outside(slot.starts_at, slot.ends_at, zone, wakes, sleeps)
        except ValueError:  # an unknown zone: the field says so
            return text
        return f"{text} · {_('outside your day')}" if outside else text

    def facts(self) -> dict[str, Any]:
        """What `taking_part.keep_hours` takes."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "slots"}
        return {**found, "slots": [self.of[public_id] for public_id in self.cleaned_data["slots"]]}


def _initial(row: Availability | None, start: dict[str, Any]) -> dict[str, Any]:
    if row is None:
        return {"wakes": WAKES, "sleeps": SLEEPS, **start}
    names = ("zone", "wakes", "sleeps", "most", "in_mainland", "phone", "link")
    return {name: getattr(row, name) for name in names} | {"slots": [slot.public_id for slot in row.slots.all()]}
