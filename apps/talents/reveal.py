"""Identity as a case officer sees it: masked; whole only for a reason, and she can read who looked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts import consents
from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import GuardFailed
from apps.talents.facts import card_facts
from apps.talents.models import Talent
from apps.taxonomy.lookups import label

Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Side:
    """One of two profiles that may be one person."""

    talent: Talent
    identity: Rows

    @property
    def facts(self) -> Rows:
        return fact_rows(self.talent)


def identity_rows(talent: Talent) -> Rows:
    user = talent.user
    schools = ", ".join(row.school_text or label("school", row.school) for row in talent.education.all())
    rows = [
        (pgettext("person", "Name in Chinese"), talent.name_zh),
        (_("Family name (Latin letters)"), talent.family_name),
        (_("Given name (Latin letters)"), talent.given_name),
        (_("E-mail"), user.email),
        (_("Mobile number"), user.phone or ""),
        (_("WeChat"), talent.wechat),
        ("WhatsApp", talent.whatsapp),
        (_("Schools"), schools),
    ]
    return [(name, value) for name, value in rows if value]


def masked(talent: Talent) -> Rows:
    """The same rows with all but the first character hidden; the length is hidden too."""
    return [(name, f"{value[0]}***") for name, value in identity_rows(talent)]


@transaction.atomic
def unmask(talent: Talent, *, by: User, reason: str) -> Rows:
    """The rows in clear. Raises GuardFailed without a reason; the look stands in her log and in the audit trail."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    consents.log_access(talent.user, viewer=by, organisation=None, what="identity", subject_ref=talent.public_id)
    audit.record(talent, "unmask", by=by, role="operator", reason=reason.strip(), public=False)
    return identity_rows(talent)


def fact_rows(talent: Talent) -> Rows:
    """What an officer sees without a reason: the facts of the card, in labels."""
    facts = card_facts(talent)
    degree = label("degree", facts.degree) if facts.degree else ""
    status = label("degree_status", facts.degree_status) if facts.degree_status == "in_progress" else ""
    rows = [
        (_("Degree"), f"{degree} · {status}" if status else degree),
        (_("Research direction"), facts.direction()),
        (_("Industry chains"), ", ".join(label("chain", code) for code in talent.chains)),
        (_("Years of experience"), "" if facts.years is None else str(facts.years)),
        (_("Skills"), ", ".join(label("skill", row.code) for row in facts.skills)),
        (_("Languages"), ", ".join(label("language", row.code) for row in facts.languages)),
        (_("Region"), label("country_group", facts.country_group) if facts.country_group else ""),
        (_("Confirmed"), f"{talent.confirmed_at:%Y-%m-%d}" if talent.confirmed_at else _("no")),
        (_("Merged into"), str(talent.merged_into) if talent.merged_into_id else ""),
    ]
    return [(name, value) for name, value in rows if value]
