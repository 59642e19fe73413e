"""Forms about the employer itself: its start, its profile, its papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Organisation
from apps.core import credit_code
from apps.core.text import squeeze
from apps.employers import profiles
from apps.employers.models import Employer, EmployerDocument
from apps.employers.profiles import IDENTITY, ProfileContent
from apps.taxonomy import choices
from apps.taxonomy.lookups import label
from apps.web.uploads import UploadField

EARLIEST_YEAR = 1850


def _optional(rows: list[Any]) -> list[Any]:
    return [("", _("Please choose")), *rows]


class NamesForm(forms.Form):
    """What both forms ask: names, code, type, district."""

    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=200, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200, required=False)
    credit_code = forms.CharField(
        label=gettext_lazy("Unified social credit code"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("18 characters, as on the business licence."),
    )
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=())
    district = forms.ChoiceField(label=gettext_lazy("District"), choices=())

    organisation: Organisation | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = _optional(choices.employer_types())  # type: ignore[attr-defined]
        self.fields["district"].choices = _optional(choices.districts())  # type: ignore[attr-defined]

    def clean_name_zh(self) -> str:
        return self._name("name_zh")

    def clean_name_en(self) -> str:
        return self._name("name_en")

    def _name(self, field: str) -> str:
        name = squeeze(self.cleaned_data[field])
        others = Employer.objects.verified().exclude(organisation=self.organisation)
        if name and others.filter(**{f"organisation__{field}__iexact": name}).exists():
            raise ValidationError(
                _("A verified employer of this name is here already. Please ask its team for an invitation."),
                code="taken",
            )
        return name

    def clean_credit_code(self) -> str | None:
        given = self.cleaned_data["credit_code"]
        if not given.strip():
            return None
        code = credit_code.clean(given)
        if profiles.credit_code_taken(code, self.organisation):
            raise ValidationError(
                _("An employer with this code is here already. Please ask its team for an invitation."), code="taken"
            )
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not {"name_zh", "name_en"} & self.errors.keys() and not data.get("name_zh") and not data.get("name_en"):
            self.add_error("name_zh", _("Please give a name, in Chinese or in English."))
        return data


class StartForm(NamesForm):
    """A new employer; whoever fills it in becomes its owner."""

    agree = forms.BooleanField(
        label=gettext_lazy("I act for this employer and may speak for it"),
        error_messages={"required": gettext_lazy("Only somebody who acts for the employer may enter it.")},
    )


class ProfileForm(NamesForm):
    """All that an employer says of itself."""

    honours = forms.MultipleChoiceField(
        label=gettext_lazy("Honours"), required=False, choices=(), widget=forms.CheckboxSelectMultiple
    )
    chains = forms.MultipleChoiceField(
        label=gettext_lazy("Industry chains"), required=False, choices=(), widget=forms.CheckboxSelectMultiple
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=300, required=False)
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    founded_year = forms.IntegerField(label=gettext_lazy("Founded in"), required=False, min_value=EARLIEST_YEAR)
    staff_count = forms.IntegerField(
        label=gettext_lazy("Number of staff"), required=False, min_value=1, max_value=5_000_000
    )
    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=80, required=False)
    contact_phone = forms.CharField(label=gettext_lazy("Contact phone"), max_length=40, required=False)
    contact_email = forms.EmailField(label=gettext_lazy("Contact e-mail"), required=False)
    slogan_zh = forms.CharField(label=gettext_lazy("One line in Chinese"), max_length=200, required=False)
    slogan_en = forms.CharField(label=gettext_lazy("One line in English"), max_length=200, required=False)
    description_zh = forms.CharField(
        label=gettext_lazy("About us in Chinese"), max_length=6000, required=False, widget=forms.Textarea
    )
    description_en = forms.CharField(
        label=gettext_lazy("About us in English"), max_length=6000, required=False, widget=forms.Textarea
    )

    ORGANISATION = (*IDENTITY, "district")
    EMPLOYER = (
        "type", "honours", "chains", "address", "website", "founded_year", "staff_count",
        "contact_name", "contact_phone", "contact_email",
    )  # fmt: skip

    def __init__(self, employer: Employer, *args: Any, may_rename: bool, may_edit: bool, **kwargs: Any) -> None:
        self.organisation = employer.organisation
        initial = {name: getattr(self.organisation, name) for name in self.ORGANISATION}
        initial |= {name: getattr(employer, name) for name in self.EMPLOYER}
        for text in employer.texts.all():
            end = text.language.split("-")[0]
            initial |= {f"slogan_{end}": text.slogan, f"description_{end}": text.description}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["honours"].choices = choices.honours()  # type: ignore[attr-defined]
        self.fields["chains"].choices = choices.chain_list()  # type: ignore[attr-defined]
        self._keep_old_chains(employer)
        for name, form_field in self.fields.items():
            form_field.disabled = not may_edit or (name in IDENTITY and not may_rename)

    def _keep_old_chains(self, employer: Employer) -> None:
        """Chains of an earlier list stay choosable while they are chosen."""
        known = {code for code, _label in self.fields["chains"].choices}  # type: ignore[attr-defined]
        old = [(code, label("chain", code)) for code in employer.chains if code not in known]
        self.fields["chains"].choices = [*self.fields["chains"].choices, *old]  # type: ignore[attr-defined]

    def clean_founded_year(self) -> int | None:
        year: int | None = self.cleaned_data["founded_year"]
        if year is not None and year > timezone.localdate().year:
            raise ValidationError(_("This year lies in the future."), code="future")
        return year

    def content(self) -> ProfileContent:
        data = self.cleaned_data
        return ProfileContent(
            organisation={name: data[name] for name in self.ORGANISATION},
            employer={name: data[name] for name in self.EMPLOYER},
            texts={
                "zh-hans": (data["slogan_zh"], data["description_zh"]),
                "en": (data["slogan_en"], data["description_en"]),
            },
        )


class DocumentForm(forms.Form):
    """One paper at a time."""

    kind = forms.ChoiceField(label=gettext_lazy("Paper"), choices=EmployerDocument.Kind.choices)
    file = UploadField(
        label=gettext_lazy("File"),
        allowed=profiles.DOCUMENT_TYPES,
        help_text=gettext_lazy("PDF, JPEG or PNG. Only your owners and the city's operators can open it."),
    )
