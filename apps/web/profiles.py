"""A talent's profile as an employer or operator sees it who may: name, contact, history. Reading it is logged."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from apps.accounts import consents
from apps.accounts.models import Organisation, User
from apps.core.texts import text_for_reader
from apps.talents import skills
from apps.talents.models import Talent
from apps.taxonomy.lookups import label
from apps.web.cards import skill_label


def display_name(talent: Talent) -> str:
    """Her name as a reader of the active language expects it; a single name stands alone."""
    latin = " ".join(part for part in (talent.given_name, talent.family_name) if part)
    english = (translation.get_language() or "").startswith("en")
    first, second = (latin, talent.name_zh) if english else (talent.name_zh, latin)
    return first or second or talent.user.display_name or talent.public_id


def full_profile(
    talent: Talent, *, viewer: User, organisation: Organisation | None, subject_ref: str
) -> dict[str, Any]:
    """Everything she opened, as plain values in the reader's language; writes the access log.

    The caller has asked `Talent.objects.visible_to(viewer)` or an application's policy.
    """
    consents.log_access(talent.user, viewer=viewer, organisation=organisation, what="profile", subject_ref=subject_ref)
    return {
        "name": display_name(talent),
        "contact": _contact(talent),
        "text": text_for_reader(talent.texts.all()),
        "education": [
            {
                "degree": label("degree", row.degree),
                "status": label("degree_status", row.status) if row.status != "awarded" else "",
                "school": label("school", row.school) if row.school else row.school_text,
                "field": row.field_text or (label("discipline", row.discipline) if row.discipline else ""),
                "start_on": row.start_on,
                "end_on": row.end_on,
            }
            for row in talent.education.all()
        ],
        "experience": list(talent.experience.all()),
        "skills": [
            {
                "label": skill_label(row.code, row.text),
                "level_label": skills.level_label(row.level),
            }
            for row in talent.skills.all()
        ],
        "languages": [
            {"label": label("language", row["code"]), "level": label("language_level", row.get("level") or "")}
            for row in talent.languages
        ],
        "projects": list(talent.projects.all()),
        "salary_expected": talent.salary_expected,
        "available_on": talent.available_on,
        "years": talent.years,
        "needs_permit": talent.needs_permit,
    }


def _contact(talent: Talent) -> list[tuple[str, str]]:
    user = talent.user
    address = user.private_email if user.discreet and user.private_email else user.email
    pairs = [("email", address), ("phone", user.phone or ""), ("WeChat", talent.wechat), ("WhatsApp", talent.whatsapp)]
    return [(kind, value) for kind, value in pairs if value]
