"""Forms of a proposal: its two parts, its members, an opening key."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy

from apps.proposals import sections
from apps.proposals.members import Row
from apps.proposals.models import Member, Part
from apps.taxonomy import choices
from apps.web.uploads import UploadField

CELLS: dict[str, Any] = {
    "title": gettext_lazy("Milestone"), "month": gettext_lazy("Due (months after the signing)"),
    "result": gettext_lazy("What is shown"), "item": gettext_lazy("Budget item"), "amount": gettext_lazy("Amount (yuan)"),
    "why": gettext_lazy("What for"), "name": gettext_lazy("Name"), "relation": gettext_lazy("What she is to a member"),
    "body": gettext_lazy("Where she works"),
}  # fmt: skip


def _any(label: Any) -> Any:
    """A lazy label as forms take it."""
    return label


class PartForm(forms.Form):
    """The texts and the amount of one part; rows stand in formsets of their own. A correction shows `only` its fields."""

    def __init__(self, part: str, *args: Any, only: Container[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in sections.FIELDS.items():
            if field.part != part or field.kind == "rows" or (only is not None and name not in only):
                continue
            if field.kind == "yuan":
                self.fields[name] = forms.CharField(label=_any(field.label), required=False, max_length=20)
            else:
                widget = forms.Textarea(attrs={"rows": 8})
                self.fields[name] = forms.CharField(
                    label=_any(field.label), required=False, max_length=field.length, widget=widget
                )


class CellRow(forms.Form):
    """A row counts once something is typed in it."""

    def has_changed(self) -> bool:
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields if name != "DELETE")


class CellRows(BaseFormSet):
    def rows(self) -> list[dict[str, Any]]:
        kept = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [{k: v for k, v in row.items() if k != "DELETE"} for row in kept if row and not row.get("DELETE")]


def _relation() -> forms.ChoiceField:
    chosen = [("", gettext_lazy("Please choose")), *sections.RELATIONS.items()]
    return forms.ChoiceField(label=CELLS["relation"], required=False, choices=chosen)


def _cells(name: str) -> Any:
    cells = sections.FIELDS[name].cells
    fields: dict[str, Any] = {
        cell: _relation()
        if cell == "relation"
        else forms.CharField(label=CELLS[cell], required=False, max_length=sections.CELL)
        for cell in cells
    }
    form = type(f"{name.title()}Row", (CellRow,), fields)
    return formset_factory(form, formset=CellRows, extra=1, can_delete=True, max_num=sections.ROWS, absolute_max=80)


ROWS: dict[str, Any] = {name: _cells(name) for name, field in sections.FIELDS.items() if field.kind == "rows"}


def rows_of(part: str) -> list[str]:
    return [name for name in ROWS if sections.FIELDS[name].part == part]


class StartForm(forms.Form):
    """For whom it counts, and where she works: the law on technology exports may ask."""

    applicant = forms.ChoiceField(label=gettext_lazy("Who applies"), widget=forms.RadioSelect)
    country = forms.ChoiceField(label=gettext_lazy("Country or region in which you work"))
    works_at = forms.CharField(
        label=gettext_lazy("Where you work, if you apply yourself"), max_length=200, required=False,
        help_text=gettext_lazy("Experts from there do not judge your proposal. It is sealed with the identity part."),
    )  # fmt: skip
    independent = forms.BooleanField(label=gettext_lazy("I work for no organisation"), required=False)

    def __init__(self, organisations: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(row.public_id, row.name) for row in organisations]
        self.fields["applicant"].choices = [("", gettext_lazy("I myself")), *named]  # type: ignore[attr-defined]
        self.fields["applicant"].required = False
        self.fields["country"].choices = choices.countries()  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    organisation_name = forms.CharField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    credit_code = forms.CharField(label=gettext_lazy("Unified social credit code"), max_length=18, required=False)
    independent = forms.BooleanField(label=gettext_lazy("Works for no organisation"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country or region"))
    budget_share = forms.DecimalField(
        label=gettext_lazy("Share of the budget (%)"), max_digits=5, decimal_places=2, min_value=0, max_value=100,
        required=False,
    )  # fmt: skip
    ip_share = forms.DecimalField(
        label=gettext_lazy("Share of the rights (%)"), max_digits=5, decimal_places=2, min_value=0, max_value=100,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = choices.countries()  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        typed = ("name", "email", "organisation_name", "credit_code", "budget_share", "ip_share")
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in typed)

    def row_title(self) -> str:
        return str(self.initial.get("name", ""))

    def row(self) -> Row:
        data = self.cleaned_data
        values: dict[str, Any] = {name: data.get(name) or Decimal(0) for name in ("budget_share", "ip_share")}
        values |= {
            name: data[name] for name in ("name", "email", "organisation_name", "credit_code", "country", "independent")
        }
        return Row(**values)


class MemberRows(BaseFormSet):
    def rows(self) -> list[Row]:
        kept = [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        return [form.row() for form in kept]


MemberFormSet: Any = formset_factory(
    MemberForm, formset=MemberRows, extra=4, can_delete=True, max_num=20, absolute_max=30
)


def member_initial(member: Member) -> dict[str, Any]:
    return {name: getattr(member, name) for name in MemberForm.base_fields}


class AttachForm(forms.Form):
    file = UploadField(label=gettext_lazy("File"), allowed=(".pdf", ".docx", ".xlsx", ".png", ".jpg", ".jpeg", ".txt"))


class NewKeyForm(forms.Form):
    passphrase = forms.CharField(
        label=gettext_lazy("Passphrase"), strip=False, max_length=200, widget=forms.PasswordInput(render_value=False),
        help_text=gettext_lazy("At least 16 characters; several words are easy to keep in mind. Nobody can recover it."),
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("The same again"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(render_value=False),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("passphrase") != data.get("again"):
            self.add_error("again", gettext_lazy("The two passphrases differ."))
        return data


class ChangeKeyForm(NewKeyForm):
    old = forms.CharField(
        label=gettext_lazy("Passphrase until now"), strip=False, max_length=200,
        widget=forms.PasswordInput(render_value=False),
    )  # fmt: skip
    field_order = ["old", "passphrase", "again"]


PARTS = {str(Part.BLIND), str(Part.IDENTITY)}
