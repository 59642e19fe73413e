"""The sections of a call as forms: each shows a part of its content and gives back the content with that part changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from apps.accounts.models import Language
from apps.challenges import terms
from apps.challenges.content import (
    PARTS,
    ChallengeContent,
    GoalContent,
    IndicatorContent,
    MilestoneContent,
    SkillContent,
    TextContent,
)
from apps.challenges.differences import number
from apps.core import credit_code
from apps.taxonomy import choices, lookups

MOST_MONEY = 10**12
MOST_SKILLS = 20
ANY = [("", gettext_lazy("Please choose"))]
SEVERAL = gettext_lazy("Several are possible: on a computer hold Ctrl (on a Mac ⌘) while you click.")
Data = QueryDict | None


def _area(label: Any, most: int, rows: int = 5, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=False, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


def _yuan(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_MONEY, **more)


class SectionForm(forms.Form):
    """A part of a content; nothing is demanded while one writes, `challenges.checks` says what is still missing."""

    def applied(self, content: ChallengeContent) -> ChallengeContent:
        raise NotImplementedError


class TextForm(SectionForm):
    """The call in the language its author writes."""

    language = forms.ChoiceField(
        label=gettext_lazy("Written in"), choices=[(Language.ZH_HANS, "简体中文"), (Language.EN, "English")]
    )
    title = _line(pgettext_lazy("call", "Title"), 160)
    summary = _area(gettext_lazy("Summary"), 800, 3, help_text=gettext_lazy("Three lines for lists and cards."))
    background = _area(gettext_lazy("Background and use"), 6000)
    difficulties = _area(gettext_lazy("Technical difficulties"), 6000)
    research = _area(gettext_lazy("What is to be worked out"), 6000)
    basis = _area(gettext_lazy("What is there already"), 4000, 4)
    deliverables = _area(gettext_lazy("Deliverables"), 4000, 4)
    acceptance = _area(
        gettext_lazy("How the result is accepted"), 4000, 4,
        help_text=gettext_lazy("Test method, place, and what the end user has to say."),
    )  # fmt: skip
    conditions = _area(
        gettext_lazy("What the solver should bring"), 4000, 4,
        help_text=gettext_lazy("Means and experience. Region, age, degree and title may not be a condition."),
    )  # fmt: skip

    @classmethod
    def values(cls, content: ChallengeContent) -> dict[str, Any]:
        text = content.original() or TextContent(language="en" if _reads_english() else "zh-hans")
        return {"language": text.language, **{part: getattr(text, part) for part in PARTS}}

    def applied(self, content: ChallengeContent) -> ChallengeContent:
        data = self.cleaned_data
        text = TextContent(language=data["language"], **{part: data[part] for part in PARTS})
        others = [t for t in content.texts if not t.is_original and t.language != text.language]
        return replace(content, texts=(text, *others))


class TranslationForm(SectionForm):
    """Title and summary in the other language: a public call has both."""

    title = _line(pgettext_lazy("call", "Title"), 160)
    summary = _area(gettext_lazy("Summary"), 800, 3)

    @classmethod
    def values(cls, content: ChallengeContent) -> dict[str, Any]:
        text = next((text for text in content.texts if not text.is_original), None)
        return {"title": text.title, "summary": text.summary} if text else {}

    def applied(self, content: ChallengeContent) -> ChallengeContent:
        """Saving is confirming: the text then belongs to the present wording of the original."""
        original = content.original()
        language = Language.ZH_HANS if original and original.language == Language.EN else Language.EN
        data = self.cleaned_data
        own = (original,) if original else ()
        if not (data["title"] or data["summary"]):
            return replace(content, texts=own)
        text = TextContent(language=language, title=data["title"], summary=data["summary"], is_original=False)
        return replace(content, texts=(*own, text))


class FieldForm(SectionForm):
    """Kind and field of the work."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=terms.Kind.choices)
    chain = forms.ChoiceField(label=gettext_lazy("Industry chain"), required=False)
    disciplines = forms.MultipleChoiceField(label=gettext_lazy("Disciplines"), required=False, help_text=SEVERAL)
    skills = _line(
        gettext_lazy("Skills"), 1000, help_text=gettext_lazy("In any language, divided by commas."),
    )  # fmt: skip
    district = forms.ChoiceField(label=gettext_lazy("District"), required=False)
    source = _line(gettext_lazy("Where the need comes from"), 300)
    cooperation = forms.MultipleChoiceField(
        label=gettext_lazy("Ways of working together"), required=False, choices=terms.Cooperation.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("chain", choices.chains()), ("district", choices.districts())):
            self.fields[name].choices = [*ANY, *rows]  # type: ignore[attr-defined]
        self.fields["disciplines"].choices = choices.disciplines()  # type: ignore[attr-defined]

    @classmethod
    def values(cls, content: ChallengeContent) -> dict[str, Any]:
        names = ("kind", "chain", "disciplines", "district", "source", "cooperation")
        words = [lookups.label("skill", s.code) if s.code else s.text for s in content.skills]
        return {**{name: getattr(content, name) for name in names}, "skills": "、".join(words)}

    def clean_skills(self) -> tuple[SkillContent, ...]:
        words = [word.strip() for word in self.cleaned_data["skills"].translate(_SEPARATORS).split("\n")]
        words = [word for word in dict.fromkeys(words) if word]
        if len(words) > MOST_SKILLS:
            raise ValidationError(_("At most %(most)d skills.") % {"most": MOST_SKILLS}, code="many")
        if any(len(word) > 80 for word in words):
            raise ValidationError(_("A skill has 80 characters at most."), code="long")
        found = ((word, lookups.find_skill(word)) for word in words)
        return tuple(SkillContent(word, skill.code if skill else "") for word, skill in found)

    def applied(self, content: ChallengeContent) -> ChallengeContent:
        data = self.cleaned_data
        changed: dict[str, Any] = {name: tuple(data[name]) for name in ("disciplines", "cooperation")}
        changed |= {name: data[name] for name in ("kind", "chain", "district", "source", "skills")}
        return replace(content, **changed)


class MoneyForm(SectionForm):
    """Bounty, where the money comes from, and how long the work may take. Whole yuan."""

    bounty = _yuan(gettext_lazy("Bounty (yuan)"), help_text=gettext_lazy("It binds you once the call is published."))
    own_money = _yuan(gettext_lazy("Own money (yuan)"))
    grant = _yuan(gettext_lazy("Public grant (yuan)"))
    term_months = forms.IntegerField(label=gettext_lazy("Term (months)"), required=False, min_value=1, max_value=120)
    routes = forms.IntegerField(label=gettext_lazy("Solvers side by side"), min_value=1, max_value=10, initial=1)
    payment_mode = forms.ChoiceField(
        label=gettext_lazy("Payment mode"), required=False, choices=[*ANY, *terms.PaymentMode.choices]
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes at (Beijing time)"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip

    NAMES = ("bounty", "own_money", "grant", "term_months", "routes", "payment_mode")

    @classmethod
    def values(cls, content: ChallengeContent) -> dict[str, Any]:
        at = content.closes_at
        city = ZoneInfo(settings.CITY_TIME_ZONE)
        return {
            **{name: getattr(content, name) for name in cls.NAMES},
            "closes_at": at.astimezone(city).replace(tzinfo=None) if at else None,
        }

    def applied(self, content: ChallengeContent) -> ChallengeContent:
        data = self.cleaned_data
        at = data["closes_at"]
        city = ZoneInfo(settings.CITY_TIME_ZONE)
        return replace(
            content,
            **{name: data[name] for name in self.NAMES},
            closes_at=at.replace(tzinfo=city) if at else None,
        )


class PostponeForm(forms.Form):
    """A later deadline for a call that waits for its publication."""

    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes at (Beijing time)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip

    def chosen(self) -> datetime:
        at: datetime = self.cleaned_data["closes_at"]
        return at.replace(tzinfo=ZoneInfo(settings.CITY_TIME_ZONE))


class TermsForm(SectionForm):
    """Rights, confidentiality, export control, a joint poster, contact, declarations."""

    ip_choice = forms.ChoiceField(
        label=gettext_lazy("Rights in the result"), required=False, choices=terms.IpChoice.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    level = forms.ChoiceField(
        label=gettext_lazy("Confidentiality"), choices=terms.Level.choices,
        help_text=gettext_lazy("State secrets must not be entered here, in no field and in no paper."),
    )  # fmt: skip
    export_control = forms.ChoiceField(
        label=gettext_lazy("Technology export control"), choices=terms.ExportControl.choices,
        help_text=gettext_lazy("Look into the catalogue of technologies prohibited or restricted from export."),
    )  # fmt: skip
    partner_name = _line(gettext_lazy("Joint poster"), 160)
    partner_code = _line(gettext_lazy("Credit code of the joint poster"), 18)
    contact_name = _line(gettext_lazy("Contact person"), 80)
    contact_phone = _line(gettext_lazy("Contact phone"), 40)
    contact_public = forms.BooleanField(label=gettext_lazy("Show the contact to everybody"), required=False)
    credit_clean = forms.BooleanField(
        label=gettext_lazy("We have had no bad credit record in the last three years."), required=False
    )
    beyond_own_means = forms.BooleanField(
        label=gettext_lazy("We cannot solve this alone, and it has not been solved in our trade."), required=False
    )

    @classmethod
    def values(cls, content: ChallengeContent) -> dict[str, Any]:
        return {name: getattr(content, name) for name in cls.base_fields}

    def clean_partner_code(self) -> str:
        code: str = self.cleaned_data["partner_code"]
        return credit_code.clean(code) if code.strip() else ""

    def applied(self, content: ChallengeContent) -> ChallengeContent:
        return replace(content, **{name: self.cleaned_data[name] for name in self.fields})


class RowForm(forms.Form):
    """A row counts once something is typed in it; a choice that stands there by itself is nothing typed."""

    def has_changed(self) -> bool:
        typed = (name for name, field in self.fields.items() if not isinstance(field, forms.ChoiceField))
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in typed if name != "DELETE")


class IndicatorForm(RowForm):
    metric = forms.CharField(label=gettext_lazy("Metric"), max_length=120)
    metric_en = _line(gettext_lazy("Metric in English"), 160)
    comparison = forms.ChoiceField(label=gettext_lazy("Comparison"), choices=terms.Comparison.choices)
    threshold = forms.DecimalField(
        label=gettext_lazy("Threshold"), required=False, max_digits=18, decimal_places=6,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )  # fmt: skip
    unit = _line(gettext_lazy("Unit"), 40)
    method = _line(gettext_lazy("How it is measured"), 300)
    verifier = _line(gettext_lazy("Who verifies it"), 160)

    def row_title(self) -> str:
        return str(self.initial.get("metric", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        shown = data.get("comparison") == terms.Comparison.SHOWN
        if shown:
            data["threshold"] = None
        elif data.get("threshold") is None and "threshold" not in self.errors:
            self.add_error("threshold", _("Please fill this in."))
        return data


def _reached(row: IndicatorContent) -> forms.DecimalField:
    unit = "" if row.unit == "1" else f" ({row.unit})"
    return forms.DecimalField(
        label=_("To be reached by then: %(metric)s") % {"metric": f"{row.metric} {terms.Comparison(row.comparison).label}{unit}"},
        required=False, max_digits=18, decimal_places=6, widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=_("Empty: not measured at this stage. In the end: %(value)s.") % {"value": number(row.threshold) or "–"},
    )  # fmt: skip


def _shown(row: IndicatorContent) -> forms.BooleanField:
    return forms.BooleanField(label=_("Shown by then: %(metric)s") % {"metric": row.metric}, required=False)


class MilestoneForm(RowForm):
    title = forms.CharField(label=gettext_lazy("Milestone"), max_length=160)
    title_en = _line(gettext_lazy("Milestone in English"), 200)
    due_month = forms.IntegerField(label=gettext_lazy("Due (months after the signing)"), min_value=0, max_value=120)
    share = forms.DecimalField(
        label=gettext_lazy("Share of the bounty (%)"), max_digits=5, decimal_places=2, min_value=0, max_value=100
    )
    proof = _line(gettext_lazy("Proof"), 300)

    def __init__(self, *args: Any, indicators: tuple[IndicatorContent, ...] = (), **kwargs: Any) -> None:
        """A field more for each indicator of the call: what the stage reaches of it."""
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        asked = {goal.metric: goal.threshold for goal in self.initial.get("goals", ())}
        for at, row in enumerate(indicators):
            shown = row.comparison == terms.Comparison.SHOWN
            self.fields[f"goal_{at}"] = _shown(row) if shown else _reached(row)
            if row.metric in asked:  # a new row stays without initial values: by that the page knows it
                self.initial[f"goal_{at}"] = True if shown else asked[row.metric]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        given = [(row, data.pop(f"goal_{at}", None)) for at, row in enumerate(self.indicators)]
        data["goals"] = tuple(
            GoalContent(row.metric, None if row.comparison == terms.Comparison.SHOWN else value)
            for row, value in given
            if value not in (None, False)
        )
        return data

    def row_title(self) -> str:
        return str(self.initial.get("title", ""))


class Rows(BaseFormSet):
    """Rows in the order they are given; an untouched empty row is none."""

    def rows(self) -> list[dict[str, Any]]:
        kept = [form for form in self.forms if form.has_changed()]
        given = [form.cleaned_data for form in kept if not form.cleaned_data.get("DELETE")]
        return [{name: value for name, value in row.items() if name != "DELETE"} for row in given]


def _formset(form: type[forms.Form]) -> Any:
    return formset_factory(form, formset=Rows, extra=1, can_delete=True, max_num=40, absolute_max=60)


IndicatorRows, MilestoneRows = _formset(IndicatorForm), _formset(MilestoneForm)
_SEPARATORS = str.maketrans(dict.fromkeys("，,；;、/|", "\n"))


@dataclass(frozen=True)
class Section:
    """`make` gives the form (or the rows), bound to `data` if there is some; `applied` the content it leads to."""

    title: Promise
    icon: str
    make: Callable[[ChallengeContent, Data], Any]
    applied: Callable[[Any, ChallengeContent], ChallengeContent]
    fields: tuple[str, ...]
    lead: Promise | str = ""
    rows: bool = False


def _one(title: Promise, icon: str, form: Any, fields: tuple[str, ...] = (), lead: Promise | str = "") -> Section:
    return Section(
        title,
        icon,
        lambda content, data: form(data, initial=form.values(content)),
        lambda made, content: made.applied(content),
        fields or tuple(form.base_fields),
        lead,
    )


def _many(
    title: Promise, icon: str, rows: Any, name: str, kind: Any, lead: Promise | str = "",
    given: Callable[[ChallengeContent], dict[str, Any]] = lambda _content: {},
) -> Section:  # fmt: skip
    """`given`: what each form of a row is told of the rest of the call."""
    return Section(
        title,
        icon,
        lambda content, data: rows(
            data, prefix=name, initial=[{**row.__dict__} for row in getattr(content, name)], form_kwargs=given(content)
        ),
        lambda made, content: replace(content, **{name: tuple(kind(**row) for row in made.rows())}),  # type: ignore[arg-type]
        (name,),
        lead,
        rows=True,
    )


SECTIONS: Mapping[str, Section] = {
    "text": _one(gettext_lazy("What is asked"), "file-text", TextForm),
    "translation": _one(
        gettext_lazy("In the other language"), "language", TranslationForm, ("title_other",),
        gettext_lazy("Solvers abroad read title and summary in their language. Nothing is translated by a machine."),
    ),
    "field": _one(gettext_lazy("Field"), "target-arrow", FieldForm),
    "indicators": _many(
        gettext_lazy("Indicators"), "chart-bar", IndicatorRows, "indicators", IndicatorContent,
        gettext_lazy("What the result is measured by: one row a number, with its unit, its test and who verifies it."),
    ),
    "money": _one(gettext_lazy("Money and time"), "currency-yuan", MoneyForm),
    "milestones": _many(
        gettext_lazy("Milestones"), "flag", MilestoneRows, "milestones", MilestoneContent,
        gettext_lazy("Each one releases a share of the bounty once what it is measured by was reached. The shares total 100 %."),
        lambda content: {"indicators": content.indicators},
    ),
    "terms": _one(gettext_lazy("Rights, secrecy and contact"), "shield-check", TermsForm),
}  # fmt: skip


def section_of(field: str) -> str:
    """The section in which a problem's field stands."""
    name = field.partition(".")[0]
    return next((code for code, section in SECTIONS.items() if name in section.fields), "text")


def _reads_english() -> bool:
    return (get_language() or "").startswith("en")
