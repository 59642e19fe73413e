"""The one screen of the quick path: a CV or text, six fields, two consents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.core import files
from apps.talents.cv.extract import CHARACTERS
from apps.talents.readings import ACCEPTED, SHORTEST
from apps.taxonomy import choices
from apps.web.talent.fields import MendedCharField, MonthField, PayField, SkillsField
from apps.web.talent.profile_forms import ANY


def sent(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile] | None]:
    """What was posted, for a form to bind to; an empty POST is a POST too."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


class CvForm(forms.Form):
    """A CV as a file or as text, and the consent to have it read."""

    cv = forms.FileField(
        label=gettext_lazy("Your CV"), required=False, help_text=gettext_lazy("PDF, Word (.docx) or text, up to 20 MB"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ACCEPTED)}),
    )  # fmt: skip
    text = MendedCharField(
        label=gettext_lazy("Or paste its text"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    agree_cv = forms.BooleanField(label=gettext_lazy("I agree that my CV is read by a program"), required=False)

    def clean_cv(self) -> Any:
        upload = self.cleaned_data["cv"]
        if upload:
            files.check_upload(upload.name, upload.read(16), upload.size, ACCEPTED)
            upload.seek(0)
        return upload

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if len(text) > CHARACTERS:
            limit = f"{CHARACTERS:,}"
            raise ValidationError(_("This is too long for a CV: at most %(limit)s characters.") % {"limit": limit})
        if 0 < len(text.strip()) < SHORTEST:
            raise ValidationError(_("This is too short for a CV."))
        return text if text.strip() else ""

    def has_cv(self) -> bool:
        return bool(self.cleaned_data.get("cv") or self.cleaned_data.get("text"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.has_cv() and not data.get("agree_cv"):
            self.add_error(
                "agree_cv", _("A CV is read only with your consent. Or leave it out and fill in the fields.")
            )
        return data


class NewCvForm(CvForm):
    """The same where a CV is the point."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not self.has_cv():
            self.add_error("cv", _("Choose a file or paste the text."))
        return data


class StartForm(CvForm):
    """With a CV everything else may stay empty; without one a name, a degree and some skills are needed."""

    name = MendedCharField(
        label=pgettext_lazy("person", "Name"), required=False, max_length=120,
        help_text=gettext_lazy("In Chinese, in Latin letters, or both."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    degree = forms.ChoiceField(
        label=gettext_lazy("Highest degree"), required=False, choices=lambda: [*ANY, *choices.degrees()]
    )
    discipline = forms.ChoiceField(
        label=gettext_lazy("Discipline"), required=False, choices=lambda: [*ANY, *choices.disciplines()]
    )
    skills = SkillsField(
        label=gettext_lazy("Skills"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("A few words, between commas"),
    )  # fmt: skip
    salary_expected = PayField(label=gettext_lazy("Expected pay"), required=False)
    available_on = MonthField(label=gettext_lazy("Earliest start"), required=False)
    agree_ranking = forms.BooleanField(label=gettext_lazy("I agree to automated ranking for employers"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not self.has_cv():
            for name, message in (
                ("name", _("Without a CV your name is needed.")),
                ("degree", _("Without a CV your degree is needed.")),
                ("skills", _("Without a CV a few skills are needed.")),
            ):
                if not data.get(name):
                    self.add_error(name, message)
        return data
