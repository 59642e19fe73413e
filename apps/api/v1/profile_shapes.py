"""A talent's profile, section by section: what goes out can come in again unchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from apps.accounts.models import Language
from apps.api.fields import CodeField, IdField, PlainTextField
from apps.talents import profiles, proposal
from apps.talents.models import Education, Talent, TalentProject, Visibility
from apps.talents.sections import Contact, Degree, Identity, Job, LanguageRow, Project, SkillRow, Text, Wishes
from apps.taxonomy import choices, vocabulary

HIGHEST_PAY = 10_000_000


def choices_of(model: type[Any], field: str) -> Callable[[], list[Any]]:
    return lambda: list(model._meta.get_field(field).choices or ())


def known_chains() -> list[tuple[str, str]]:
    """Of all lists: a profile may have been written under a later one."""
    return [(row.code, row.label) for row in vocabulary.current().chains.values()]


def words(longest: int, **options: Any) -> PlainTextField:
    return PlainTextField(max_length=longest, required=False, allow_blank=True, **options)


def a_code(source: Callable[[], Any]) -> CodeField:
    return CodeField(source, required=False, allow_blank=True)


def count(top: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=top, required=False, allow_null=True)


def day() -> serializers.DateField:
    return serializers.DateField(required=False, allow_null=True)


class IdentityShape(serializers.Serializer[Any]):
    name_zh = words(80)
    family_name = words(80, help_text="in Latin letters")
    given_name = words(80, help_text="in Latin letters; a single name stands here")
    country = a_code(choices.countries)


class ContactShape(serializers.Serializer[Any]):
    wechat = words(80)
    whatsapp = words(80)
    channel = CodeField(choices_of(Talent, "channel"), required=False)
    time_zone = words(60)
    discreet = serializers.BooleanField(required=False)
    private_email = words(254)


class TextShape(serializers.Serializer[Any]):
    language = CodeField(lambda: Language.choices)
    headline = words(160)
    direction = words(300)
    about = words(8000)
    is_original = serializers.BooleanField(required=False, default=True)


class DegreeShape(serializers.Serializer[Any]):
    school_text = words(200)
    school = words(60, help_text="code of the list; found from school_text when empty")
    degree = CodeField(choices.degrees)
    status = CodeField(choices_of(Education, "status"), required=False)
    field_text = words(200)
    discipline = a_code(choices.disciplines)
    country = a_code(choices.countries)
    start_on = day()
    end_on = day()


class JobShape(serializers.Serializer[Any]):
    organisation = PlainTextField(max_length=200)
    title = PlainTextField(max_length=200)
    text = words(4000)
    language = a_code(lambda: Language.choices)
    country = a_code(choices.countries)
    start_on = day()
    end_on = day()


class SkillShape(serializers.Serializer[Any]):
    text = PlainTextField(max_length=80)
    code = words(80)
    level = serializers.IntegerField(min_value=1, max_value=4, required=False, allow_null=True)


class LanguageShape(serializers.Serializer[Any]):
    code = CodeField(choices.languages)
    level = a_code(choices.language_levels)


class ProjectShape(serializers.Serializer[Any]):
    id = IdField(required=False, allow_blank=True, help_text="of the project that this replaces")
    title_zh = words(160)
    title_en = words(160)
    summary = words(3000)
    chain = a_code(known_chains)
    stage = CodeField(choices_of(TalentProject, "stage"), required=False)
    ip_state = CodeField(choices_of(TalentProject, "ip_state"), required=False)
    team = words(300)
    wants = serializers.ListField(
        child=CodeField(lambda: TalentProject.Want.choices), required=False, max_length=len(TalentProject.Want)
    )


def codes(source: Callable[[], Any], most: int = 20) -> serializers.ListField:
    return serializers.ListField(child=CodeField(source), required=False, max_length=most)


class WishesShape(serializers.Serializer[Any]):
    intention = a_code(choices_of(Talent, "intention"))
    kinds = codes(choices.position_kinds)
    chains = codes(known_chains)
    disciplines = codes(choices.disciplines)
    districts = codes(choices.districts)
    years = count(60)
    salary_expected = serializers.IntegerField(
        min_value=10_000,
        max_value=HIGHEST_PAY,
        required=False,
        allow_null=True,
        help_text="whole yuan a year before tax",
    )
    available_on = day()
    needs_permit = serializers.BooleanField(required=False, allow_null=True)
    paper_count = count(3000)
    patent_count = count(3000)
    open_to_work = serializers.BooleanField(required=False)


class ProfileOut(serializers.Serializer[Any]):
    """Everything she has written; for others only once she has opened it to them."""

    id = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    identity = IdentityShape()
    contact = ContactShape()
    texts = TextShape(many=True)
    education = DegreeShape(many=True)
    experience = JobShape(many=True)
    skills = SkillShape(many=True)
    languages = LanguageShape(many=True)
    projects = ProjectShape(many=True)
    wishes = WishesShape()


class HiddenShape(serializers.Serializer[Any]):
    """Who never sees her, whatever she opens otherwise."""

    employers = serializers.ListField(child=IdField(), required=False, max_length=60)
    domains = serializers.ListField(child=PlainTextField(max_length=120), required=False, max_length=60)


class OwnProfileOut(ProfileOut):
    """Her own profile, with who may find her."""

    missing = serializers.ListField(child=serializers.CharField(), help_text="what it needs before she can confirm it")
    visibility = serializers.CharField()
    automated_ranking = serializers.BooleanField()
    hidden_from = HiddenShape()


class ProfileIn(serializers.Serializer[Any]):
    """Any of the sections. Lists are replaced whole; within identity, contact and wishes what is not named stays."""

    identity = IdentityShape(required=False)
    contact = ContactShape(required=False)
    texts = TextShape(many=True, required=False, max_length=3)
    education = DegreeShape(many=True, required=False, max_length=60)
    experience = JobShape(many=True, required=False, max_length=60)
    skills = SkillShape(many=True, required=False, max_length=60)
    languages = LanguageShape(many=True, required=False, max_length=60)
    projects = ProjectShape(many=True, required=False, max_length=60)
    wishes = WishesShape(required=False)
    visibility = CodeField(lambda: Visibility.choices, required=False)
    automated_ranking = serializers.BooleanField(
        required=False, help_text="true is her consent to be ranked for employers, false withdraws it"
    )
    hidden_from = HiddenShape(required=False)


def profile_out(talent: Talent) -> dict[str, Any]:
    return {
        "id": talent.public_id,
        "confirmed_at": talent.confirmed_at,
        "identity": asdict(identity(talent)),
        "contact": asdict(contact(talent)),
        "texts": _plain(talent.texts.order_by("-is_original", "language"), Text),
        "education": _plain(talent.education.all(), Degree),
        "experience": _plain(talent.experience.all(), Job),
        "skills": _plain(talent.skills.all(), SkillRow),
        "languages": [asdict(LanguageRow(row["code"], row.get("level") or "")) for row in talent.languages],
        "projects": [project_out(row) for row in talent.projects.order_by("id")],
        "wishes": asdict(wishes(talent)),
    }


def own_profile_out(talent: Talent) -> dict[str, Any]:
    hidden = talent.blocked.select_related("organisation__employer")
    return {
        **profile_out(talent),
        "missing": profiles.missing(talent),
        "visibility": talent.visibility,
        "automated_ranking": talent.automated_ranking,
        "hidden_from": {
            "employers": [
                row.organisation.employer.public_id
                for row in hidden
                if row.organisation and _is_employer(row.organisation)
            ],
            "domains": [row.domain for row in hidden if row.domain],
        },
    }


def _is_employer(organisation: Any) -> bool:
    return organisation is not None and hasattr(organisation, "employer")


def identity(talent: Talent) -> Identity:
    return Identity(talent.name_zh, talent.family_name, talent.given_name, talent.country)


def contact(talent: Talent) -> Contact:
    """Time zone, discreet mode and private address belong to the account."""
    user = talent.user
    return Contact(
        talent.wechat, talent.whatsapp, talent.channel, user.time_zone, bool(user.discreet), user.private_email
    )


def wishes(talent: Talent) -> Wishes:
    values: dict[str, Any] = {name: getattr(talent, name) for name in Wishes.__dataclass_fields__}
    plain: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return Wishes(**plain)


def project_out(row: TalentProject) -> dict[str, Any]:
    """Here `id` is the public one."""
    names = [name for name in Project.__dataclass_fields__ if name != "id"]
    return {"id": row.public_id, **{name: getattr(row, name) for name in names}}


def _plain(stored: Any, kind: Any) -> list[dict[str, Any]]:
    return [asdict(row) for row in proposal.rows(stored, kind)]
