"""Who takes part in an event's meetings: hours, limits and wishes of one side; and what happens when it leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation, User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.moves import GuardFailed
from apps.events.models import Event, Registration
from apps.events.terms import Party
from apps.meetings import booking, lifecycle, links
from apps.meetings.hours import known_zone
from apps.meetings.models import MOST, Availability, Meeting, Slot, Wish
from apps.meetings.states import COMING
from apps.meetings.terms import Side, Want
from apps.talents.models import Talent


def registered(event: Event, *, talent: Talent | None = None, organisation: Organisation | None = None) -> bool:
    """Whether this side has a live registration for the event."""
    live = Registration.objects.live().filter(event=event)
    if talent is not None:
        return live.filter(user=talent.user_id, party=Party.TALENT).exists()
    return live.filter(organisation=organisation, party=Party.EMPLOYER).exists()


@transaction.atomic
def keep_hours(
    event: Event,
    *,
    by: User,
    talent: Talent | None = None,
    organisation: Organisation | None = None,
    slots: Iterable[Slot],
    **facts: Any,
) -> Availability:
    """Store one side's hours for an event, of one talent or one organisation. Meetings it has stay as they are.

    `facts`: zone, wakes, sleeps, most, in_mainland, phone, link; what is left out stays, or is the event's default.
    Raises GuardFailed for who has not registered, an unknown zone, and slots of other events.
    """
    assert (talent is None) != (organisation is None), "one side"
    planning = booking.lock(event)
    booking.still_to_come(planning.event)
    if not registered(event, talent=talent, organisation=organisation):
        raise GuardFailed(_("Please register for the event first."))
    if talent is not None and talent.confirmed_at is None:
        raise GuardFailed(_("Please confirm your profile first: employers see an anonymous card made of it."))
    if "zone" in facts and known_zone(facts["zone"]) is None:
        raise GuardFailed(_("There is no such time zone."))
    if not 0 <= facts.get("most", 0) <= MOST:
        raise GuardFailed(_("Please give a number from 0 to %(most)s.") % {"most": MOST})
    if not links.allowed(facts.get("link", "")):
        raise GuardFailed(_("Please give an address that begins with https://."))
    chosen = list(slots)
    if any(slot.event_id != event.pk for slot in chosen):
        raise GuardFailed(_("This slot belongs to another event."))
    most = planning.most_talent if talent else planning.most_employer
    row, made = Availability.objects.get_or_create(
        event=event, talent=talent, organisation=organisation, defaults={"zone": by.time_zone, "most": most, **facts}
    )
    if not made:
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=list(facts))
    row.slots.set(chosen)
    role = lifecycle.ROLES[row.side]
    audit.record(row, "keep_hours", by=by, role=role, data={"slots": len(chosen)}, public=False)
    return row


@transaction.atomic
def wish(hers: Availability, theirs: Availability, want: str, *, side: Side) -> None:
    """What this side says about meeting the other; an empty wish takes it back. A meeting they have stays.

    Raises GuardFailed for an unknown wish and for sides of different events.
    """
    if want and want not in Want.values:
        raise GuardFailed(_("Please choose a wish."))
    if hers.event_id != theirs.event_id:
        raise GuardFailed(_("One of you takes no part in the meetings of this event."))
    pair: dict[str, Any] = {
        "event": hers.event,
        "talent": hers.talent,
        "organisation": theirs.organisation,
        "side": side,
    }
    if want:
        Wish.objects.update_or_create(**pair, defaults={"want": want})
    else:
        Wish.objects.filter(**pair).delete()


@transaction.atomic
def leave(row: Availability, *, by: Actor, reason_code: str) -> None:
    """This side no longer comes: its hours are gone and what was to come is cancelled."""
    booking.lock(row.event)
    row.slots.clear()
    side = {"talent": row.talent_id} if row.talent_id else {"organisation": row.organisation_id}
    for meeting in Meeting.objects.filter(event=row.event, state__in=COMING, **side).order_by("pk"):
        lifecycle.cancel(meeting, by=by, reason="", reason_code=reason_code)
