"""Who hears what about a call: the poster's team, and the operators whose turn it is."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.policies import holders
from apps.challenges import posters
from apps.challenges.models import AnnexUndertaking, CallKey, CallShare, Challenge
from apps.notifications.send import tell
from apps.procedures.calendar import city_time


def titles(challenge: Challenge) -> dict[str, str]:
    """Titles by language, for messages that are told in the reader's language."""
    revision = challenge.current or challenge.draft
    return {text.language: text.title for text in revision.texts.all() if text.title} if revision else {}


def team_of(challenge: Challenge) -> list[User]:
    """Owners and recruiters of the poster."""
    roles = (Membership.Role.OWNER, Membership.Role.RECRUITER)
    rows = Membership.objects.active().filter(organisation=challenge.employer.organisation, role__in=roles)
    return [row.user for row in rows.select_related("user")]


def tell_team(challenge: Challenge, kind: str, **facts: str) -> None:
    context, stamp = _context(challenge, **facts), _stamp(challenge)
    for user in team_of(challenge):
        tell(user, kind, context=context, url=f"/employer/challenges/{challenge.public_id}/", key=stamp)


def tell_readers(challenge: Challenge, verb: str, kind: str) -> None:
    """Operators who may do the next step; in the house only, a queue is no reason for a mail a call."""
    context, stamp = _context(challenge), _stamp(challenge)
    url = f"/admin/challenges/challenge/{challenge.pk}/change/"
    for user in holders(verb, challenge.district):
        tell(user, kind, context=context, url=url, key=stamp, channels=())


def tell_reader(row: AnnexUndertaking, kind: str) -> None:
    """Who has signed the undertaking for the papers of a call."""
    challenge = row.challenge
    url = f"/challenges/{challenge.public_id}/#papers"
    tell(row.user, kind, context=_context(challenge), url=url, key=_stamp(challenge))


def tell_of_licence(row: AnnexUndertaking) -> None:
    """The department hears that a reader waits for an export licence: once for a reader and a call, in the house only.

    Who she is stands on the page of the call. Nobody of a poster's group may enter a licence, so none is asked to.
    """
    challenge, kind = row.challenge, "annex_licence_asked"
    url = f"/admin/challenges/challenge/{challenge.pk}/change/#readers"
    for user in holders("challenges.approve", challenge.district):
        if not posters.is_of(user, challenge):
            tell(user, kind, context=_context(challenge), url=url, key=row.public_id, channels=())


def tell_holders(key: CallKey) -> None:
    """Who opens the call hears that a share is hers, and from when on it can be opened."""
    challenge = key.challenge
    closes_at = challenge.closes_at or (challenge.draft.closes_at if challenge.draft else None)
    since = max(filter(None, (closes_at, key.opens_at)), default=None)
    context = _context(challenge, since=city_time(since) or "–")
    for share in key.shares.select_related("holder__user"):
        kind = "call_key_deputy" if share.standing == CallShare.Standing.DEPUTY else "call_key_holder"
        tell(share.holder.user, kind, context=context, url=opening_url(key), key=challenge.public_id)


def opening_url(key: CallKey) -> str:
    """Where a call is opened."""
    return f"/admin/challenges/callkey/{key.pk}/open/"


def _context(challenge: Challenge, **facts: str) -> dict[str, object]:
    organisation = challenge.employer.organisation
    names = {"zh-hans": organisation.name_zh, "en": organisation.name_en}
    return {"challenge": titles(challenge), "employer": names, **facts}


def _stamp(challenge: Challenge) -> str:
    return f"{challenge.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
