"""Forms of the expert's pages: profile, fields, and a tie of each kind."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.experts.models import BODIES, Expert, Task, Tie, TieKind
from apps.experts.profiles import FACTS
from apps.taxonomy import choices
from apps.web.talent.fields import MendedCharField
from apps.web.talent.profile_forms import SEVERAL

CHECKS = forms.CheckboxSelectMultiple
# Kinds that she enters herself; joint proposals are noted by the platform.
ENTERED = tuple(kind for kind in TieKind if kind != TieKind.JOINT_PROPOSAL)
_BETWEEN = re.compile(r"[\s,，;；、]+")


class ProfileForm(forms.Form):
    name_zh = MendedCharField(label=pgettext_lazy("person", "Name in Chinese"), required=False, max_length=80)
    family_name = MendedCharField(label=_("Family name (Latin letters)"), required=False, max_length=80)
    given_name = MendedCharField(
        label=_("Given name (Latin letters)"), required=False, max_length=80,
        help_text=_("As in your papers: authors and members are found by it."),
    )  # fmt: skip
    title_zh = MendedCharField(label=pgettext_lazy("of a person", "Title in Chinese"), required=False, max_length=120)
    title_en = MendedCharField(
        label=pgettext_lazy("of a person", "Title in English"),
        required=False,
        max_length=120,
        help_text=_("For instance: Professor of Materials"),
    )
    orcid = MendedCharField(
        label="ORCID", required=False, max_length=60, help_text=_("With it nobody of the same name is taken for you.")
    )


class FieldsForm(forms.Form):
    chains = forms.MultipleChoiceField(
        label=_("Industry chains"), required=False, choices=choices.chains, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=SEVERAL,
    )  # fmt: skip
    disciplines = forms.MultipleChoiceField(
        label=_("Disciplines"), required=False, choices=choices.disciplines,
        widget=forms.SelectMultiple(attrs={"size": 8}), help_text=SEVERAL,
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages you read proposals in"), required=False, choices=choices.languages,
        widget=forms.SelectMultiple(attrs={"size": 5}), help_text=SEVERAL,
    )  # fmt: skip
    tasks = forms.MultipleChoiceField(
        label=_("What you can be asked for"), required=False, choices=Task.choices, widget=CHECKS
    )
    cases_max = forms.IntegerField(
        label=_("Open cases at a time, at most"), min_value=1, max_value=50,
        help_text=_("You are not drawn while you have as many open."),
    )  # fmt: skip


class CodesField(MendedCharField):
    """Credit codes between blanks or commas, cleaned to a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [code for code in _BETWEEN.split(str(super().clean(value) or "")) if code]


def _text(label: Any, length: int = 80, **more: Any) -> MendedCharField:
    return MendedCharField(label=label, required=False, max_length=length, **more)


def _fact(name: str, *, body: bool) -> forms.Field:
    made: dict[str, Any] = {
        "name_zh": lambda: _text(_("Name in Chinese") if body else pgettext_lazy("person", "Name in Chinese"), 200),
        "name_en": lambda: _text(_("Name in English"), 200),
        "family_name": lambda: _text(_("Family name (Latin letters)")),
        "given_name": lambda: _text(_("Given name (Latin letters)")),
        "orcid": lambda: _text("ORCID", 60),
        "body_name": lambda: _text(_("Where this person works"), 200),
        "credit_code": lambda: _text(_("Unified social credit code"), 30, help_text=_("Of bodies in China, if you know it.")),
        "parent_codes": lambda: CodesField(
            label=_("Credit codes of its parent bodies"), required=False, max_length=400,
            help_text=_("Several between commas. What is on file is compared anyway."),
        ),
        "child_codes": lambda: CodesField(label=_("Credit codes of its subsidiaries"), required=False, max_length=800),
        "domain": lambda: MendedCharField(
            label=_("Mail domain"), max_length=120, help_text=_("The part behind the @, for instance example.edu.cn")
        ),
        "until": lambda: forms.DateField(
            label=_("Until when you worked there"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            help_text=_("After three years it no longer counts."),
        ),
    }  # fmt: skip
    found: forms.Field = made[name]()
    return found


class TieForm(forms.Form):
    """The facts that a tie of this kind has."""

    def __init__(self, kind: str, data: Any = None, *, tie: Tie | None = None) -> None:
        names = [name for name in FACTS[kind] if name not in ("account", "proposal_ref")]
        if kind == TieKind.EMPLOYER:
            names.remove("until")
        initial = {name: getattr(tie, name) for name in names} if tie else None
        super().__init__(data, initial=initial, prefix=tie.public_id if tie else kind)
        for name in names:
            self.fields[name] = _fact(name, body=kind in BODIES)


def initial(expert: Expert, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(expert, name) for name in form.base_fields}


def show_errors(form: forms.Form, error: ValidationError) -> None:
    """Each at its field; what belongs to no field of this form above all."""
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields else None, texts)
