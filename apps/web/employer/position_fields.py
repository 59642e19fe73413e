"""The form of a position: fields that read what people write, and what they become."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.text import squeeze
from apps.positions import figures, pay
from apps.positions.content import SkillContent
from apps.positions.dates import LONGEST, today
from apps.taxonomy import choices, lookups, vocabulary
from apps.taxonomy.lookups import label

MOST_SKILLS = 20
MOST_DISCIPLINES = 6
LANGUAGE_ROWS = (1, 2)
SEPARATORS = str.maketrans(dict.fromkeys("，,；;、/|", "\n"))


class PayField(forms.CharField):
    """Cleans to (from, to) in whole yuan a year."""

    def clean(self, value: Any) -> Any:
        try:
            return pay.parse_pay(str(super().clean(value)))
        except pay.PayError as error:
            raise ValidationError(str(error), code="pay") from None


class HeadcountField(forms.CharField):
    """Cleans to a whole number of people; empty is one."""

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        try:
            return figures.parse_headcount(text) if text else 1
        except figures.FigureError as error:
            raise ValidationError(str(error), code="headcount") from None


def _to_check(value: str, words: str) -> tuple[str, SafeString]:
    """The choice of a skill that the text does not name plainly."""
    return value, format_html('{} <span class="badge badge-warn">{}</span>', words, _("Please check"))


class ChipsField(forms.MultipleChoiceField):
    """Proposed and chosen terms as boxes; which ones are offered depends on the text, so `is_known` decides."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})

    def valid_value(self, value: Any) -> bool:
        return self.is_known(str(value))

    def is_known(self, value: str) -> bool:
        return value in vocabulary.current().terms.get("discipline", {})


class SkillChipsField(ChipsField):
    """Values are `c:<code>` of the vocabulary or `t:<words>` that it does not hold."""

    def is_known(self, value: str) -> bool:
        kind, _colon, rest = value.partition(":")
        return rest in vocabulary.current().skills if kind == "c" else kind == "t" and 0 < len(rest) <= 80


def skill_value(skill: SkillContent) -> str:
    return f"c:{skill.code}" if skill.code else f"t:{skill.text}"


def skill_choice(value: str) -> tuple[str, str]:
    kind, _colon, rest = value.partition(":")
    return value, label("skill", rest) if kind == "c" else rest


def skill_values_of(text: str) -> list[str]:
    """What somebody typed into the field for more skills, divided and looked up."""
    words = [squeeze(part)[:80] for part in text.translate(SEPARATORS).split("\n")]
    found = ((word, lookups.find_skill(word)) for word in words if word)
    return list(dict.fromkeys(f"c:{skill.code}" if skill else f"t:{word}" for word, skill in found))


def skills_from(values: Iterable[str], before: Iterable[SkillContent]) -> tuple[SkillContent, ...]:
    """Chosen values as content; words and level of what was there before stay."""
    old = {skill_value(skill): skill for skill in before}
    made = []
    for value in dict.fromkeys(values):
        kind, _colon, rest = value.partition(":")
        code = rest if kind == "c" else ""
        made.append(old.get(value) or SkillContent(label("skill", code) if code else rest, code))
    return tuple(made[:MOST_SKILLS])


def _chosen(rows: list[Any], empty: Any) -> list[Any]:
    return [("", empty), *rows]


class PositionForm(forms.Form):
    """One page. Five musts: title, duties and requirements, degree, pay, district; the rest has defaults."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    pay = PayField(
        label=gettext_lazy("Pay"),
        max_length=100,
        help_text=gettext_lazy("Before tax. Write it as you are used to: 25-40万, 2万×14薪, 15000-25000/月·13薪."),
        error_messages={"required": gettext_lazy("Please state the pay: a band such as 20-35万 a year.")},
    )
    negotiable = forms.BooleanField(label=gettext_lazy("More by agreement"), required=False)
    degree_min = forms.ChoiceField(label=gettext_lazy("Degree at least"), choices=())
    district = forms.ChoiceField(label=gettext_lazy("District"), choices=())
    description = forms.CharField(
        label=gettext_lazy("Duties"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 7})
    )
    requirements = forms.CharField(
        label=gettext_lazy("Requirements"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 7})
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Three lines for lists and cards."),
    )
    headcount = HeadcountField(label=gettext_lazy("Openings"), required=False, max_length=20, initial="1")
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=(), required=False)
    chain = forms.ChoiceField(label=gettext_lazy("Industry chain"), choices=(), required=False)
    skills = SkillChipsField(label=gettext_lazy("Skills"), required=False)
    more_skills = forms.CharField(
        label=gettext_lazy("More skills"),
        max_length=600,
        required=False,
        help_text=gettext_lazy("In any language, divided by commas."),
    )
    disciplines = ChipsField(label=gettext_lazy("Disciplines"), required=False)
    more_discipline = forms.ChoiceField(label=gettext_lazy("One more discipline"), choices=(), required=False)
    years_min = forms.IntegerField(label=gettext_lazy("Years of experience"), required=False, min_value=0, max_value=50)
    workplace = forms.CharField(label=gettext_lazy("Place of work"), max_length=200, required=False)
    start_on = forms.DateField(
        label=gettext_lazy("Start"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Open until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    language_1 = forms.ChoiceField(label=gettext_lazy("Language"), choices=(), required=False)
    level_1 = forms.ChoiceField(label=gettext_lazy("Level"), choices=(), required=False)
    demanded_1 = forms.BooleanField(label=gettext_lazy("indispensable"), required=False)
    language_2 = forms.ChoiceField(label=gettext_lazy("Second language"), choices=(), required=False)
    level_2 = forms.ChoiceField(label=gettext_lazy("Level"), choices=(), required=False)
    demanded_2 = forms.BooleanField(label=gettext_lazy("indispensable"), required=False)
    other_title = forms.CharField(label=gettext_lazy("Title"), max_length=160, required=False)
    other_summary = forms.CharField(
        label=gettext_lazy("Summary"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    other_description = forms.CharField(
        label=gettext_lazy("Duties"), max_length=10_000, required=False, widget=forms.Textarea
    )
    other_requirements = forms.CharField(
        label=gettext_lazy("Requirements"), max_length=10_000, required=False, widget=forms.Textarea
    )
    other_checked = forms.BooleanField(label=gettext_lazy("I have checked this translation"), required=False)
    other_base = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: dict[str, list[str]] | None = None, **kwargs: Any) -> None:
        """`offered`: values of the chips `skills` and `disciplines` to be shown beside the chosen ones."""
        super().__init__(*args, **kwargs)
        please = _("Please choose")
        rows = {
            "degree_min": _chosen(choices.degrees(), please),
            "district": _chosen(choices.districts(), please),
            "kind": choices.position_kinds(),
            "chain": _chosen(self._chains(), _("None of these")),
            "more_discipline": _chosen(choices.disciplines(), "–"),
        }
        for row in LANGUAGE_ROWS:
            rows[f"language_{row}"] = _chosen(choices.languages(), "–")
            rows[f"level_{row}"] = _chosen(choices.language_levels(), "–")
        for name, found in rows.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        self._offer(offered or {})
        if any(str(self._current(name) or "").strip() for name in ("description", "requirements")):
            for name in ("description", "requirements"):  # many ads put both into one text
                self.fields[name].required = not self.is_bound

    def _chains(self) -> list[Any]:
        """The list for new positions; a chain of an earlier list stays choosable while it is chosen."""
        groups = choices.chains()
        chosen = str(self._current("chain") or "")
        known = {code for _group, found in groups for code, _label in found}
        if chosen and chosen not in known and chosen in vocabulary.current().chains:
            groups = [*groups, (_("Earlier list"), [(chosen, label("chain", chosen))])]
        return groups

    def _current(self, name: str) -> Any:
        """What the field holds now: a list for chips, a text for others."""
        if not self.is_bound:
            return self.initial.get(name)
        chips = isinstance(self.fields[name], ChipsField)
        return self.data.getlist(name) if chips and isinstance(self.data, MultiValueDict) else self.data.get(name)

    def _offer(self, offered: dict[str, list[str]]) -> None:
        for name, choice_of in (("skills", skill_choice), ("disciplines", _discipline_choice)):
            field = self.fields[name]
            assert isinstance(field, ChipsField)
            chosen = self._current(name) or []
            values = dict.fromkeys([*chosen, *offered.get(name, [])])
            choices = [choice_of(value) for value in values if field.is_known(value)]
            unsure = set(offered.get("unsure", [])) - set(chosen) if name == "skills" else set()
            field.choices = [_to_check(*choice) if choice[0] in unsure else choice for choice in choices]

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or "rd_engineer")

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day is not None and day < today():
            raise ValidationError(_("The closing day lies in the past."), code="past")
        if day is not None and day > today() + LONGEST:
            raise ValidationError(_("A position is open for a year at most."), code="far")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if len(skill_values_of(data.get("more_skills", ""))) > MOST_SKILLS:
            self.add_error("more_skills", _("At most %(most)d skills.") % {"most": MOST_SKILLS})
        for row in LANGUAGE_ROWS:
            if data.get(f"level_{row}") and not data.get(f"language_{row}"):
                self.add_error(f"language_{row}", _("Which language is meant?"))
        return data

    def chosen_skills(self) -> list[str]:
        return list(dict.fromkeys([*self.cleaned_data["skills"], *skill_values_of(self.cleaned_data["more_skills"])]))

    def chosen_disciplines(self) -> tuple[str, ...]:
        more = self.cleaned_data["more_discipline"]
        values = [*self.cleaned_data["disciplines"], *([more] if more else [])]
        return tuple(dict.fromkeys(values))[:MOST_DISCIPLINES]

    def language_rows(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        return [
            {"code": data[f"language_{row}"], "level": data[f"level_{row}"], "demanded": data[f"demanded_{row}"]}
            for row in LANGUAGE_ROWS
            if data[f"language_{row}"]
        ]


def _discipline_choice(code: str) -> tuple[str, str]:
    return code, label("discipline", code)
