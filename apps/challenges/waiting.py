"""A call that waits for its publication while its deadline comes nearer: said early, and the one thing that may change.

The text that was submitted stands still until the publication; only its deadline may be put off, by the poster.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges import content as contents
from apps.challenges.models import Challenge
from apps.challenges.states import WAITING
from apps.core import audit
from apps.core.moves import GuardFailed
from apps.procedures.calendar import city_zone

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Note:
    """`late`: it cannot be published with this deadline. `soon`: in a week it no longer can."""

    text: str
    late: bool
    soon: bool


def note(challenge: Challenge, now: datetime | None = None) -> Note | None:
    """What the deadline of a waiting call asks for; None where there is none or nothing waits."""
    closes_at = challenge.draft.closes_at if challenge.draft else None
    if challenge.state not in WAITING or closes_at is None:
        return None
    now, least = now or timezone.now(), challenge.programme.minimum_open_days
    last = closes_at - timedelta(days=least)  # the latest moment to publish it
    words = {"day": _day(closes_at).isoformat(), "last": _day(last).isoformat(), "least": least}
    if closes_at <= now:
        text = _("The deadline (%(day)s) passed while the call waits for its publication. It needs a later one.")
    elif last < now:
        text = _(
            "Published today the call would be open for less than the %(least)d days that its programme demands"
            " (deadline %(day)s). It needs a later deadline."
        )
    else:
        text = _("To be open for %(least)d days until %(day)s the call has to be published by %(last)s.")
    return Note(text % words, late=last < now, soon=now <= last < now + SOON)


@transaction.atomic
def postpone(challenge: Challenge, *, by: User, closes_at: datetime) -> None:
    """A later deadline for a call that waits. Raises GuardFailed for an earlier one, and for one that is still too near."""
    row = Challenge.objects.select_for_update(of=("self",)).select_related("draft", "programme").get(pk=challenge.pk)
    if row.state not in WAITING or row.draft is None:
        raise GuardFailed(_("Only the deadline of a call that waits for its publication is put off."))
    before, least = row.draft.closes_at, row.programme.minimum_open_days
    if before is not None and closes_at <= before:
        raise GuardFailed(_("The deadline can only be put off."))
    if closes_at < timezone.now() + timedelta(days=least):
        raise GuardFailed(_("A call is open for %(n)d days at least, counted from its publication.") % {"n": least})
    row.draft.saves += 1
    contents.write(row.draft, replace(contents.read(row.draft), closes_at=closes_at))
    data = {"before": before, "closes_at": closes_at}
    audit.record(row, "postpone", by=by, role="poster", data=data)
    challenge.refresh_from_db()


def _day(at: datetime) -> date:
    return at.astimezone(city_zone()).date()
