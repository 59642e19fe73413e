"""Who hears what about a position: the employer's team, and the operators who review it."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.models import Membership
from apps.accounts.policies import holders
from apps.notifications.send import tell
from apps.positions.models import Position


def titles(position: Position) -> dict[str, str]:
    """Titles by language, for messages that are told in the reader's language."""
    revision = position.current or position.draft
    return {text.language: text.title for text in revision.texts.all()} if revision else {}


def tell_team(position: Position, kind: str, **facts: str) -> None:
    """Owners and recruiters of the employer."""
    roles = (Membership.Role.OWNER, Membership.Role.RECRUITER)
    team = Membership.objects.active().filter(organisation=position.employer.organisation, role__in=roles)
    context, stamp = _context(position, **facts), _stamp(position)
    for member in team.select_related("user"):
        tell(member.user, kind, context=context, url=f"/employer/positions/{position.public_id}/", key=stamp)


def tell_reviewers(position: Position) -> None:
    """In the house only: an operator's queue is no reason for a mail a position."""
    context, stamp = _context(position), _stamp(position)
    url = f"/admin/positions/position/{position.pk}/change/"
    for user in holders("positions.review", position.district):
        tell(user, "position_pending", context=context, url=url, key=stamp, channels=())


def _context(position: Position, **facts: str) -> dict[str, object]:
    organisation = position.employer.organisation
    names = {"zh-hans": organisation.name_zh, "en": organisation.name_en}
    return {"position": titles(position), "employer": names, **facts}


def _stamp(position: Position) -> str:
    return f"{position.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
