"""Forms of the pipeline: invitation, offer, rejection, note."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.applications.reasons import RejectReason

WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
SCORES = [("", "—"), *((str(n), "★" * n) for n in range(1, 6))]


class WithFirstError(forms.Form):
    def first_error(self) -> str:
        """The first message, for a page that shows one."""
        return next((str(errors[0]) for errors in self.errors.values()), "")


class BeijingTime(forms.DateTimeField):
    """A wall-clock time in Beijing as typed; the view adds the zone."""

    widget = WHEN

    def to_python(self, value: object) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        for pattern in ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"):
            try:
                return datetime.strptime(str(value).strip(), pattern)  # noqa: DTZ007
            except ValueError:
                continue
        raise forms.ValidationError(_("Enter a date and a time."), code="invalid")


class InviteForm(WithFirstError):
    first = BeijingTime(label=_("First time (Beijing)"))
    second = BeijingTime(label=_("Second time (Beijing)"), required=False)
    third = BeijingTime(label=_("Third time (Beijing)"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=480, initial=45)
    link = forms.URLField(label=_("Link of the meeting"), required=False, assume_scheme="https")

    def times(self) -> list[datetime]:
        given = (self.cleaned_data[name] for name in ("first", "second", "third"))
        return [moment for moment in given if moment is not None]


class OfferForm(WithFirstError):
    salary = forms.IntegerField(label=_("Pay (yuan a year before tax)"), min_value=1, max_value=10_000_000)
    until_on = forms.DateField(label=_("Answer until"), widget=forms.DateInput(attrs={"type": "date"}))

    def until(self) -> datetime:
        """The end of that day in Beijing."""
        return datetime.combine(self.cleaned_data["until_on"], time(23, 59, 59), ZoneInfo(settings.CITY_TIME_ZONE))


class RejectForm(WithFirstError):
    reason_code = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *RejectReason.choices])
    reason = forms.CharField(
        label=_("What the candidate will read"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class NoteForm(WithFirstError):
    text = forms.CharField(label=_("Note for the team"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    score = forms.ChoiceField(label=_("Score"), required=False, choices=SCORES)
