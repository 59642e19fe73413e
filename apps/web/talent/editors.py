"""The sections of the profile page: for each its forms, filled from the profile or from a draft, and how it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language, User
from apps.talents import profiles
from apps.talents.models import Talent
from apps.talents.proposal import rows
from apps.talents.sections import Contact, Degree, Identity, Job, LanguageRow, Project, SkillRow, Text, Wishes
from apps.web.talent import profile_forms as forms

Forms = dict[str, Any]
Data = QueryDict | None


@dataclass(frozen=True)
class Editor:
    """`make` gives the forms of a section, bound to `data` if there is some; `save` stores valid ones."""

    title: Promise
    icon: str
    make: Callable[[Talent, Data], Forms]
    save: Callable[[Talent, Forms, User], None]
    lead: Promise | str = ""


def identity_of(talent: Talent) -> Identity:
    return Identity(talent.name_zh, talent.family_name, talent.given_name, talent.country)


def contact_of(talent: Talent) -> Contact:
    user = talent.user
    return Contact(
        talent.wechat, talent.whatsapp, talent.channel, user.time_zone, user.discreet, user.private_email
    )  # fmt: skip


def wishes_of(talent: Talent) -> Wishes:
    """Years that were counted are shown as empty, so that they go on being counted."""
    columns = {name: getattr(talent, name) for name in Wishes.__dataclass_fields__}
    lists = {name: tuple(columns[name]) for name in ("kinds", "chains", "disciplines", "districts")}
    return Wishes(**{**columns, **lists, "years": None if talent.years_derived else talent.years})


def projects_of(talent: Talent) -> list[Project]:
    names = [name for name in Project.__dataclass_fields__ if name not in ("id", "wants")]
    return [
        Project(**{name: getattr(row, name) for name in names}, wants=tuple(row.wants), id=row.public_id)
        for row in talent.projects.order_by("id")
    ]


def text_languages(talent: Talent) -> list[str]:
    """Chinese in the script she reads or has written in, and English; the language of the page first."""
    written = {row.language for row in talent.texts.all()}
    reads = (get_language() or "").lower()
    chinese = Language.ZH_HANT if Language.ZH_HANT in written or reads == Language.ZH_HANT else Language.ZH_HANS
    found = [str(chinese), str(Language.EN), *sorted(written - {chinese, Language.EN})]
    return sorted(found, key=lambda code: code.split("-")[0] != reads.split("-")[0])


def _one(form: Any, value: Callable[[Talent], Any]) -> Callable[[Talent, Data], Forms]:
    return lambda talent, data: {"form": form(data, initial=forms.initial(value(talent)))}


def _many(formset: Any, name: str, value: Callable[[Talent], list[Any]]) -> Callable[[Talent, Data], Forms]:
    return lambda talent, data: {
        "rows": formset(data, prefix=name, initial=[forms.initial(row) for row in value(talent)])
    }


def _texts(talent: Talent, data: Data) -> Forms:
    stored = {row.language: row for row in rows(talent.texts.all(), Text)}
    return {
        code: forms.TextForm(data, prefix=code, initial=forms.initial(stored.get(code) or Text(code)))
        for code in text_languages(talent)
    }


def _save_texts(talent: Talent, made: Forms, by: User) -> None:
    original = talent.texts.filter(is_original=True).values_list("language", flat=True).first()
    found = [form.section() for form in made.values()]
    written = [row for row in found if row.headline or row.direction or row.about]
    first = original if original in [row.language for row in written] else (written[0].language if written else "")
    texts = [Text(row.language, row.headline, row.direction, row.about, row.language == first) for row in written]
    profiles.save_texts(talent, texts, by=by)


def _skills(talent: Talent, data: Data) -> Forms:
    return {"form": forms.SkillsForm(data, initial={"skills": rows(talent.skills.all(), SkillRow)})}


EDITORS: Mapping[str, Editor] = {
    "identity": Editor(
        pgettext_lazy("person", "Name"), "user", _one(forms.IdentityForm, identity_of),
        lambda talent, made, by: profiles.save_identity(talent, made["form"].section(), by=by),
        _("Stored encrypted. Employers see it only when you apply or agree."),
    ),
    "contact": Editor(
        _("Contact"), "mail", _one(forms.ContactForm, contact_of),
        lambda talent, made, by: profiles.save_contact(talent, made["form"].section(), by=by),
    ),
    "texts": Editor(
        _("In your words"), "file-text", _texts, _save_texts,
        _("One language is enough; the other one helps readers of that language."),
    ),
    "education": Editor(
        _("Education"), "school",
        _many(forms.DegreeRows, "education", lambda talent: rows(talent.education.all(), Degree)),
        lambda talent, made, by: profiles.save_education(talent, made["rows"].sections(), by=by),
    ),
    "experience": Editor(
        _("Experience"), "briefcase",
        _many(forms.JobRows, "experience", lambda talent: rows(talent.experience.all(), Job)),
        lambda talent, made, by: profiles.save_experience(talent, made["rows"].sections(), by=by),
    ),
    "skills": Editor(
        _("Skills"), "sparkles", _skills,
        lambda talent, made, by: profiles.save_skills(talent, made["form"].cleaned_data["skills"], by=by),
    ),
    "languages": Editor(
        _("Languages"), "language",
        _many(
            forms.LanguageRows, "languages",
            lambda talent: [LanguageRow(row["code"], row.get("level") or "") for row in talent.languages],
        ),
        lambda talent, made, by: profiles.save_languages(talent, made["rows"].sections(), by=by),
    ),
    "wishes": Editor(
        _("What you look for"), "heart", _one(forms.WishesForm, wishes_of),
        lambda talent, made, by: profiles.save_wishes(talent, made["form"].section(), by=by),
    ),
    "projects": Editor(
        _("Projects you bring"), "rocket", _many(forms.ProjectRows, "projects", projects_of),
        lambda talent, made, by: profiles.save_projects(talent, made["rows"].sections(), by=by),
    ),
}  # fmt: skip
