"""Forms of an entrant and of a judge."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.contests import entries, sheets
from apps.contests.landing import Shown, Upload
from apps.contests.models import Criterion, Entry, Group, Track
from apps.taxonomy import choices

YES_NO = [("", gettext_lazy("not said")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
LONG = {"rows": 8}
_BETWEEN = re.compile(r"\s*[|｜]\s*")


class YesNo(forms.ChoiceField):
    """Three answers: what is not said stays unknown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YES_NO, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        return {"yes": True, "no": False}.get(super().clean(value))


def _label(name: str) -> Any:
    return Entry._meta.get_field(name).verbose_name  # type: ignore[union-attr]


class EntryForm(forms.ModelForm):
    """Everything of an entry, saved as one goes: nothing is demanded before it is handed in."""

    district = forms.ChoiceField(label=gettext_lazy("District where you would land"), required=False)
    born_on = forms.CharField(
        label=gettext_lazy("Date of birth"), required=False, max_length=10, widget=forms.DateInput({"type": "date"})
    )
    doctor = YesNo(label=_label("doctor"))
    earlier_award = YesNo(label=_label("earlier_award"))
    has_company = YesNo(label=_label("has_company"))
    largest_holder = YesNo(label=_label("largest_holder"))
    legal_rep = YesNo(label=_label("legal_rep"))
    members = forms.CharField(
        label=gettext_lazy("Members of the team"), required=False, max_length=4000, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("One a line: name | employer or school (a dash for nowhere) | part in the project. Judges never read it."),
    )  # fmt: skip

    class Meta:
        model = Entry
        fields = entries.WRITTEN
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "solution": forms.Textarea(LONG),
            "market": forms.Textarea(LONG),
            "plan": forms.Textarea(LONG),
            "founded_on": forms.DateInput({"type": "date"}),
            "name": forms.TextInput(),
            "phone": forms.TextInput(),
            "works_at": forms.TextInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = self.instance.edition
        self.fields["group"].queryset = Group.objects.filter(edition=edition)  # type: ignore[attr-defined]
        self.fields["track"].queryset = Track.objects.filter(edition=edition)  # type: ignore[attr-defined]
        self.fields["district"].choices = [("", "–"), *choices.districts()]  # type: ignore[attr-defined]
        for name in ("doctor", "earlier_award", "has_company", "largest_holder", "legal_rep"):
            self.initial[name] = {True: "yes", False: "no"}.get(getattr(self.instance, name), "")
        rows = self.instance.members.all()
        self.initial["members"] = "\n".join(
            " | ".join((m.name, "-" if m.independent else m.works_at, m.role)).rstrip(" |") for m in rows
        )
        for name, field in self.fields.items():
            field.required = False
            field.label = capfirst(str(field.label))
            field.asked_later = name in (*entries.NEEDED, "works_at")  # type: ignore[attr-defined]

    def parts(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The form in three parts: a heading, a note, its fields."""
        team = ("members", *entries.IDENTITY, "abroad_months", "doctor", "earlier_award")
        project = ("group", "track", "district", *entries.BLIND)
        rest = [name for name in self.fields if name not in (*team, *project)]
        read = _(
            "Judges read the project's name and the four texts, nothing else: please leave your name and your company out of them."
        )
        rows = [(_("The project"), read, project), (_("You and your team"), "", team), (_("The company"), "", rest)]
        return [(heading, note, [self[name] for name in names]) for heading, note, names in rows]

    def clean_members(self) -> list[dict[str, str]]:
        found = []
        for line in self.cleaned_data["members"].splitlines():
            if not line.strip():
                continue
            parts = [*_BETWEEN.split(line.strip()), "", ""]
            if not parts[0] or any(len(part) > 120 for part in parts):
                raise ValidationError(_("Each line begins with a name; at most 120 characters a part."))
            found.append({"name": parts[0], "works_at": parts[1], "role": parts[2]})
        return found

    def _post_clean(self) -> None:
        """The lifecycle checks and stores; a form does not write into the row."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*entries.WRITTEN, "members") if name in self.cleaned_data}


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFiles, self).clean(one, initial) for one in given]


class LandingForm(forms.Form):
    company = forms.CharField(label=gettext_lazy("Company"), max_length=200)
    credit_code = forms.CharField(label=gettext_lazy("Unified social credit code"), max_length=30)
    registered_on = forms.DateField(label=gettext_lazy("Registered on"), widget=forms.DateInput({"type": "date"}))
    contract_on = forms.DateField(
        label=gettext_lazy("Contract with the poster signed on"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )
    evidence = ManyFiles(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy("PDF, PNG or JPEG: the licence, the contract."),
    )

    def shown(self) -> Shown:
        return Shown(
            **{name: self.cleaned_data[name] for name in ("company", "credit_code", "registered_on", "contract_on")}
        )

    def uploads(self) -> list[Upload]:
        return [Upload(one.name, one.read()) for one in self.cleaned_data["evidence"]]


class AnswerForm(forms.Form):
    independent = forms.BooleanField(
        label=gettext_lazy(
            "I have no conflict of interest: I have no part in an entry of this group, and I know of no relative, adviser, "
            "student, co-author, colleague or team-mate who has."
        ),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )


class SheetForm(forms.Form):
    """A mark for each criterion and a comment."""

    def __init__(self, criteria: list[Criterion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[f"mark_{criterion.pk}"] = forms.CharField(
                label=f"{criterion} ({criterion.weight} %)", required=False, max_length=6,
                widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
            )  # fmt: skip
        self.fields["comment"] = forms.CharField(
            label=_("Comment for the entrant"), required=False, max_length=sheets.LONGEST,
            help_text=_("The entrant reads it with the result. Please give reasons, and nothing by which you can be recognised."),
            widget=forms.Textarea({"rows": 6}),
        )  # fmt: skip
        for field in self.fields.values():
            field.asked_later = True  # type: ignore[attr-defined]

    def marks(self) -> dict[int, str]:
        return {int(name[5:]): text for name, text in self.cleaned_data.items() if name.startswith("mark_")}
