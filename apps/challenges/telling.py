"""Who hears what about a call: the poster's team, and the operators whose turn it is."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.models import Membership
from apps.accounts.policies import holders
from apps.challenges.models import Challenge
from apps.notifications.send import tell


def titles(challenge: Challenge) -> dict[str, str]:
    """Titles by language, for messages that are told in the reader's language."""
    revision = challenge.current or challenge.draft
    return {text.language: text.title for text in revision.texts.all() if text.title} if revision else {}


def tell_team(challenge: Challenge, kind: str, **facts: str) -> None:
    """Owners and recruiters of the poster."""
    roles = (Membership.Role.OWNER, Membership.Role.RECRUITER)
    team = Membership.objects.active().filter(organisation=challenge.employer.organisation, role__in=roles)
    context, stamp = _context(challenge, **facts), _stamp(challenge)
    for member in team.select_related("user"):
        tell(member.user, kind, context=context, url=f"/employer/challenges/{challenge.public_id}/", key=stamp)


def tell_readers(challenge: Challenge, verb: str, kind: str) -> None:
    """Operators who may do the next step; in the house only, a queue is no reason for a mail a call."""
    context, stamp = _context(challenge), _stamp(challenge)
    url = f"/admin/challenges/challenge/{challenge.pk}/change/"
    for user in holders(verb, challenge.district):
        tell(user, kind, context=context, url=url, key=stamp, channels=())


def _context(challenge: Challenge, **facts: str) -> dict[str, object]:
    organisation = challenge.employer.organisation
    names = {"zh-hans": organisation.name_zh, "en": organisation.name_en}
    return {"challenge": titles(challenge), "employer": names, **facts}


def _stamp(challenge: Challenge) -> str:
    return f"{challenge.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
