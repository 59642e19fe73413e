"""Forms of a profile's sections. A form gives the section as a plain value; `talents.checks` says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Language
from apps.talents import checks
from apps.talents.models import Talent, TalentProject
from apps.talents.sections import Contact, Degree, Identity, Job, LanguageRow, Project, Text, Wishes
from apps.taxonomy import choices, lookups
from apps.web.account.settings import zones
from apps.web.talent.fields import MendedCharField, MonthField, PayField, SkillsField

ANY = [("", "—")]
SEVERAL = _("Several are possible: on a computer hold Ctrl (on a Mac ⌘) while you click.")
YES_NO = [("", _("not said")), ("yes", _("yes")), ("no", _("no"))]


class SectionForm(forms.Form):
    """Checks itself by the function of `talents.checks` that the saving code uses too."""

    check: ClassVar[Callable[..., None]]
    doubtful = False  # of a row: the CV's reader is not sure of one of its fields

    def row_title(self) -> str:
        """What a folded row is called: what it was filled with."""
        return ""

    def _joined(self, *parts: Any) -> str:
        return " · ".join(str(part) for part in parts if part)

    def section(self) -> Any:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("DELETE"):
            try:
                type(self).check(self.section())
            except ValidationError as error:
                self.add_error(None, error)
        return data


class IdentityForm(SectionForm):
    name_zh = MendedCharField(label=pgettext_lazy("person", "Name in Chinese"), required=False, max_length=80)
    family_name = MendedCharField(label=_("Family name (Latin letters)"), required=False, max_length=80)
    given_name = MendedCharField(
        label=_("Given name (Latin letters)"),
        required=False,
        max_length=80,
        help_text=_("If you have a single name, write it here."),
    )
    country = forms.ChoiceField(
        label=_("Where you live"), required=False, choices=lambda: [*ANY, *choices.countries()],
        help_text=_("Employers see only the part of the world until you open your profile to them."),
    )  # fmt: skip
    check = staticmethod(checks.identity)

    def section(self) -> Identity:
        return Identity(**self.cleaned_data)


class ContactForm(SectionForm):
    wechat = MendedCharField(label=_("WeChat"), required=False, max_length=80)
    whatsapp = MendedCharField(label="WhatsApp", required=False, max_length=80)
    channel = forms.ChoiceField(
        label=_("Preferred channel"), choices=lambda: Talent._meta.get_field("channel").choices or []
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name.replace("_", " ")) for name in zones()]
    )
    discreet = forms.BooleanField(
        label=_("Discreet mode: mail has a neutral sender and subject and says nothing more"), required=False
    )
    private_email = forms.EmailField(
        label=_("Private address"), required=False, help_text=_("In discreet mode mail goes here instead.")
    )
    check = staticmethod(checks.contact)

    def section(self) -> Contact:
        return Contact(**self.cleaned_data)


class TextForm(SectionForm):
    """Her words in one language."""

    language = forms.ChoiceField(choices=Language.choices, widget=forms.HiddenInput)
    headline = MendedCharField(
        label=_("One line about you"), required=False, max_length=160,
        help_text=_("For instance: corrosion protection scientist, marine coatings"),
    )  # fmt: skip
    direction = MendedCharField(label=_("Research direction"), required=False, max_length=300)
    about = MendedCharField(
        label=_("About you"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )
    check = staticmethod(checks.text)

    def section(self) -> Text:
        return Text(**self.cleaned_data)


class DegreeForm(SectionForm):
    degree = forms.ChoiceField(label=_("Degree"), choices=lambda: [*ANY, *choices.degrees()])
    status = forms.ChoiceField(label=_("Status"), choices=choices.degree_statuses, initial="awarded")
    school_text = MendedCharField(label=_("School"), required=False, max_length=200)
    field_text = MendedCharField(label=_("Field"), required=False, max_length=200)
    start_on = MonthField(label=_("From"), required=False)
    end_on = MonthField(label=_("To (or expected)"), required=False)
    check = staticmethod(checks.degree)

    def row_title(self) -> str:
        row = self.initial
        degree = lookups.label("degree", row["degree"]) if row.get("degree") else ""
        return self._joined(degree, row.get("field_text"), row.get("school_text"))

    def section(self) -> Degree:
        data = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        before = self.initial.get("school_text")
        code = self.initial.get("school", "") if before == data["school_text"] else ""
        return Degree(**data, school=code)


class JobForm(SectionForm):
    title = MendedCharField(label=_("Title"), max_length=200)
    organisation = MendedCharField(label=_("Organisation"), max_length=200)
    start_on = MonthField(label=_("From"), required=False)
    end_on = MonthField(label=_("To"), required=False, help_text=_("Leave empty if you still work there."))
    text = MendedCharField(
        label=_("What you did"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    check = staticmethod(checks.job)

    def row_title(self) -> str:
        return self._joined(self.initial.get("title"), self.initial.get("organisation"))

    def section(self) -> Job:
        data = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        return Job(**data, language=self.initial.get("language", ""), country=self.initial.get("country", ""))


class LanguageForm(SectionForm):
    code = forms.ChoiceField(label=_("Language"), choices=lambda: [*ANY, *choices.languages()])
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=lambda: [*ANY, *choices.language_levels()]
    )  # fmt: skip
    check = staticmethod(checks.language)

    def row_title(self) -> str:
        row = self.initial
        level = lookups.label("language_level", row["level"]) if row.get("level") else ""
        return self._joined(lookups.label("language", row["code"]) if row.get("code") else "", level)

    def section(self) -> LanguageRow:
        return LanguageRow(self.cleaned_data["code"], self.cleaned_data["level"])


class SkillsForm(forms.Form):
    skills = SkillsField(
        label=_("Skills"), required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One a line, or between commas. A level may follow in brackets: Python (proficient)."),
    )  # fmt: skip


class WishesForm(SectionForm):
    open_to_work = forms.BooleanField(label=_("I am open to offers"), required=False)
    intention = forms.ChoiceField(
        label=_("What you look for"),
        required=False,
        choices=lambda: [*ANY, *(Talent._meta.get_field("intention").choices or [])],
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of post"), required=False, choices=choices.position_kinds, widget=forms.CheckboxSelectMultiple
    )
    disciplines = forms.MultipleChoiceField(
        label=_("Disciplines"), required=False, choices=choices.disciplines, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=SEVERAL,
    )  # fmt: skip
    chains = forms.MultipleChoiceField(
        label=_("Industry chains"), required=False, choices=choices.chains, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=SEVERAL,
    )  # fmt: skip
    districts = forms.MultipleChoiceField(
        label=_("Districts you would like"), required=False, choices=choices.districts,
        widget=forms.CheckboxSelectMultiple, help_text=_("None chosen means any."),
    )  # fmt: skip
    salary_expected = PayField(label=_("Expected pay"), required=False)
    available_on = MonthField(label=_("Earliest start"), required=False)
    years = forms.IntegerField(
        label=_("Years of experience"), required=False, min_value=0, max_value=60,
        help_text=_("Leave empty to have them counted from your experience."),
    )  # fmt: skip
    paper_count = forms.IntegerField(label=_("Papers"), required=False, min_value=0, max_value=3000)
    patent_count = forms.IntegerField(label=_("Patents"), required=False, min_value=0, max_value=3000)
    needs_permit = forms.ChoiceField(label=_("Do you need a work permit for China?"), required=False, choices=YES_NO)
    check = staticmethod(checks.wishes)

    def clean_needs_permit(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["needs_permit"])

    def section(self) -> Wishes:
        lists = {name: tuple(self.cleaned_data[name]) for name in ("kinds", "disciplines", "chains", "districts")}
        return Wishes(**{**self.cleaned_data, **lists})


class ShortWishesForm(WishesForm):
    """What the page after the CV asks of it; the rest stays as stored and is asked when needed."""

    disciplines = forms.MultipleChoiceField(
        label=_("Disciplines"), required=False, choices=choices.disciplines, widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=SEVERAL,
    )  # fmt: skip
    open_to_work = kinds = chains = districts = intention = None  # type: ignore[assignment]

    def __init__(self, *args: Any, stored: Wishes, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": asdict(stored)})
        self.stored = stored

    def section(self) -> Wishes:
        return replace(self.stored, **{**self.cleaned_data, "disciplines": tuple(self.cleaned_data["disciplines"])})


class ProjectForm(SectionForm):
    id = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    title_zh = MendedCharField(label=_("Title in Chinese"), required=False, max_length=160)
    title_en = MendedCharField(label=_("Title in English"), required=False, max_length=160)
    summary = MendedCharField(
        label=_("Summary"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    chain = forms.ChoiceField(label=_("Industry chain"), required=False, choices=lambda: [*ANY, *choices.chains()])
    stage = forms.ChoiceField(label=_("Stage"), choices=TalentProject.Stage.choices)
    ip_state = forms.ChoiceField(
        label=_("Intellectual property"), choices=lambda: TalentProject._meta.get_field("ip_state").choices or []
    )
    team = MendedCharField(label=_("Team"), required=False, max_length=300)
    wants = forms.MultipleChoiceField(
        label=_("What the project looks for"), required=False, choices=TalentProject.Want.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    check = staticmethod(checks.project)

    def row_title(self) -> str:
        return self._joined(self.initial.get("title_zh"), self.initial.get("title_en"))

    def section(self) -> Project:
        data = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        return Project(**{**data, "wants": tuple(data["wants"])})


class RowFormSet(BaseFormSet):
    """Rows of a section; an untouched empty row is none."""

    def sections(self) -> list[Any]:
        kept = [form for form in self.forms if form.has_changed() or form.initial]
        return [form.section() for form in kept if not form.cleaned_data.get("DELETE")]


def _rows(form: type[SectionForm], *, extra: int = 1) -> Any:
    return formset_factory(form, formset=RowFormSet, extra=extra, can_delete=True, max_num=60, absolute_max=80)


DegreeRows, JobRows, LanguageRows, ProjectRows = (
    _rows(DegreeForm),
    _rows(JobForm),
    _rows(LanguageForm),
    _rows(ProjectForm),
)


def initial(row: Any) -> dict[str, Any]:
    """A section's value as initial data of its form; a school known only by code shows its label."""
    data = asdict(row)
    if isinstance(row, Degree) and not row.school_text and row.school:
        data["school_text"] = lookups.label("school", row.school)
    return data
