"""What both sides of a meeting hear: times by the city's clock and by the reader's own; an employer learns no name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.events.telling import titles, when
from apps.meetings.models import ACTING, Meeting
from apps.meetings.terms import Side
from apps.notifications.send import tell


def tell_both(meeting: Meeting, kind: str, *, stamp: str = "", **facts: Any) -> None:
    for side in Side:
        tell_side(meeting, side, kind, stamp=stamp, **facts)


def tell_until(meeting: Meeting, side: Side, kind: str) -> None:
    """With the time until which an answer counts, by each reader's clock."""
    assert meeting.answer_until is not None
    for user in people(meeting, side):
        _tell(user, meeting, side, kind, until=when(meeting.answer_until, user))


def tell_side(meeting: Meeting, side: Side, kind: str, *, stamp: str = "", **facts: Any) -> None:
    """With a stamp once for each; without one every time."""
    for user in people(meeting, side):
        _tell(user, meeting, side, kind, stamp=stamp, **facts)


def people(meeting: Meeting, side: Side) -> Iterator[User]:
    """The talent, or who recruits for the employer."""
    if side == Side.TALENT:
        yield meeting.talent.user
        return
    rows = Membership.objects.active().filter(organisation=meeting.organisation_id, role__in=ACTING)
    yield from (row.user for row in rows.select_related("user").order_by("pk"))


def _tell(user: User, meeting: Meeting, side: Side, kind: str, *, stamp: str = "", **facts: Any) -> None:
    named = {"zh-hans": meeting.organisation.name_zh, "en": meeting.organisation.name_en}
    employer = {code: name for code, name in named.items() if name}
    context = {"event": titles(meeting.event), "employer": employer, "at": when(meeting.starts_at, user), **facts}
    key = f"{meeting.public_id}:{side}:{stamp or f'{timezone.now():%Y%m%d%H%M%S%f}'}"
    tell(user, kind, context=context, url=f"/meetings/{meeting.public_id}/", key=key)
