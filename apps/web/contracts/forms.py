"""What the two sides of a contract write: a scan, a report with files and measured values, the end user's word."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.agreements.milestones import MOST_FILES, Measured
from apps.agreements.models import Milestone
from apps.agreements.terms import EVIDENCE, SCANS
from apps.challenges.differences import number
from apps.challenges.models import Indicator
from apps.challenges.terms import Comparison
from apps.core.texts import in_language
from apps.web.uploads import Upload, UploadField


class ScanForm(forms.Form):
    file = UploadField(label=_("Scan of the signed contract"), allowed=SCANS)
    signatory = forms.CharField(label=_("Who signed"), max_length=120)
    sealed = forms.BooleanField(label=_("It bears the official seal"), required=False)

    def __init__(self, *args: Any, seal: bool, **kwargs: Any) -> None:
        """`seal`: an organisation signs, which has a seal; a natural person is not asked for one."""
        super().__init__(*args, **kwargs)
        if not seal:
            del self.fields["sealed"]


class _Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(UploadField):
    """Several files in one field, each checked like a single one; cleans to a list of `Upload`."""

    def __init__(self, *, allowed: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(allowed=allowed, **kwargs)
        self.widget = _Files(attrs={"accept": ",".join(allowed), "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = data if isinstance(data, list | tuple) else [data]
        return [one for row in (given or [None])[:MOST_FILES] if (one := super(FilesField, self).clean(row, initial))]


def metric_of(row: Indicator, threshold: Decimal | None = None) -> str:
    """The indicator with what is demanded, as a label: by the call, or by a stage where that says another value."""
    metric, unit = in_language(row.metric, row.metric_en), "" if row.unit == "1" else row.unit
    value = number(row.threshold if threshold is None else threshold)
    return f"{metric}: {Comparison(row.comparison).label} {value} {unit}".strip()


class ReportForm(forms.Form):
    """A field more for each indicator: demanded where the milestone is measured by it, else if it was measured by now."""

    text = forms.CharField(label=_("What was reached"), max_length=6000, widget=forms.Textarea(attrs={"rows": 6}))
    evidence = FilesField(label=_("Files that show it"), allowed=EVIDENCE, help_text=_("One at least, twenty at most."))
    verifier = forms.CharField(label=_("Who measured"), max_length=160, required=False)

    def __init__(self, milestone: Milestone, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {goal.indicator_id: goal.threshold for goal in milestone.goals()}
        rows = list(milestone.contract.revision.indicators.all())
        self.indicators = sorted(rows, key=lambda row: row.pk not in asked)  # what is demanded comes first
        for row in self.indicators:
            needed, label = row.pk in asked, metric_of(row, asked.get(row.pk))
            self.fields[f"value_{row.public_id}"] = (
                forms.TypedChoiceField(
                    label=label, required=needed, coerce=lambda value: value == "true", empty_value=None,
                    choices=[("", _("not measured yet")), ("true", _("shown")), ("false", _("not shown"))],
                )
                if row.comparison == Comparison.SHOWN
                else forms.DecimalField(label=label, required=needed, max_digits=18, decimal_places=6)
            )  # fmt: skip

    def measured(self) -> list[Measured]:
        """Those that were filled in."""
        found = [(row, self.cleaned_data.get(f"value_{row.public_id}")) for row in self.indicators]
        verifier = self.cleaned_data["verifier"]
        return [
            Measured(row.public_id, shown=bool(value), verifier=verifier)
            if row.comparison == Comparison.SHOWN
            else Measured(row.public_id, value=value, verifier=verifier)
            for row, value in found
            if value is not None
        ]


class UserWordForm(forms.Form):
    name = forms.CharField(label=_("End user"), max_length=160)
    word = forms.CharField(
        label=_("What the end user says of the result"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    paper = UploadField(label=_("Statement signed by the end user (scan)"), allowed=SCANS)
    satisfied = forms.ChoiceField(
        label=_("Can the end user use the result?"),
        choices=[("yes", pgettext_lazy("end user", "Yes")), ("no", pgettext_lazy("end user", "No"))],
        widget=forms.RadioSelect,
    )
