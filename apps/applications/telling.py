"""Telling both sides of an application about a step."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.models import Membership
from apps.applications.models import Application
from apps.notifications.send import tell
from apps.positions.lifecycle import titles


def facts(application: Application) -> dict[str, dict[str, str]]:
    organisation = application.position.employer.organisation
    return {
        "position": titles(application.position),
        "employer": {"zh-hans": organisation.name_zh, "en": organisation.name_en},
    }


def _stamp(application: Application) -> str:
    return f"{application.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"


def talent(application: Application, kind: str, **words: str) -> None:
    context = {**facts(application), **words}
    url = f"/talent/applications/{application.public_id}/"
    tell(application.talent.user, kind, context=context, url=url, key=_stamp(application))


def team(application: Application, kind: str, **words: str) -> None:
    """Owners and recruiters of the employer."""
    roles = (Membership.Role.OWNER, Membership.Role.RECRUITER)
    organisation = application.position.employer.organisation
    context = {**facts(application), **words}
    url = f"/employer/applications/{application.public_id}/"
    stamp = _stamp(application)
    for member in Membership.objects.active().filter(organisation=organisation, role__in=roles).select_related("user"):
        tell(member.user, kind, context=context, url=url, key=stamp)
