"""Whether two can meet in a slot, asked under the lock of the event's meetings. The database has the last word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation
from apps.core.moves import GuardFailed
from apps.events.models import Event
from apps.events.states import COMING as EVENT_COMING
from apps.events.states import EventState
from apps.matching.gather import hides_from
from apps.meetings.models import Availability, Meeting, Planning, Slot, Wish
from apps.meetings.terms import Want
from apps.talents.models import Talent


def lock(event: Event) -> Planning:
    """How the event holds meetings, its row held until the transaction ends. Raises GuardFailed where it holds none.

    The event's own row, as for registrations: whoever cancels the event holds it before the meetings are cancelled, and
    one order of locks serves all. Without the key, since new meetings refer to it.
    """
    held = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    found = Planning.objects.filter(event=held).first()
    if found is None:
        raise GuardFailed(_("This event holds no one-to-one meetings."))
    found.event = held
    return found


def meeting_locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, behind the lock of its event."""
    lock(meeting.event)
    return Meeting.objects.select_related("event", "talent__user", "organisation", "slot").get(pk=meeting.pk)


def still_to_come(event: Event) -> None:
    if event.state not in EVENT_COMING or event.state == EventState.POSTPONED:
        raise GuardFailed(_("This event takes no meetings now."))


def ask_slot(slot: Slot, hers: Availability, theirs: Availability, *, leave_out: Meeting | None = None) -> None:
    """Raises GuardFailed unless both are free in the slot, and it is to come.

    `leave_out` is a meeting of the two that would move here.
    """
    if slot.event_id != hers.event_id or slot.event_id != theirs.event_id:
        raise GuardFailed(_("This slot belongs to another event."))
    if slot.starts_at <= timezone.now():
        raise GuardFailed(_("This slot has begun."))
    if not all(side.slots.filter(pk=slot.pk).exists() for side in (hers, theirs)):
        raise GuardFailed(_("One of you is not free in this slot."))
    busy = Meeting.objects.live().filter(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    busy = busy.exclude(pk=leave_out.pk) if leave_out else busy
    if busy.filter(Q(talent=hers.talent_id) | Q(organisation=theirs.organisation_id)).exists():
        raise GuardFailed(taken())


def open_slots(hers: Availability, theirs: Availability) -> list[Slot]:
    """Slots to come in which both are free and have no other meeting, in their order."""
    both = hers.slots.filter(pk__in=theirs.slots.values("pk"), starts_at__gt=timezone.now())
    live = Meeting.objects.live().filter(Q(talent=hers.talent_id) | Q(organisation=theirs.organisation_id))
    times = list(live.values_list("starts_at", "ends_at"))
    return [slot for slot in both if all(begins >= slot.ends_at or ends <= slot.starts_at for begins, ends in times)]


def ask_limits(hers: Availability, theirs: Availability) -> None:
    """Raises GuardFailed when one of the two has as many meetings as it wants."""
    live = Meeting.objects.live().filter(event=hers.event_id)
    full = live.filter(talent=hers.talent_id).count() >= hers.most
    if full or live.filter(organisation=theirs.organisation_id).count() >= theirs.most:
        raise GuardFailed(_("One of you has as many meetings as it wants."))


def ask_pair(event: Event, talent: Talent, organisation: Organisation) -> None:
    """Raises GuardFailed when they meet already or one of them does not want to; it is not said which."""
    if Meeting.objects.live().filter(event=event, talent=talent, organisation=organisation).exists():
        raise GuardFailed(_("You have a meeting with each other already."))
    wishes = Wish.objects.filter(event=event, talent=talent, organisation=organisation, want=Want.NO)
    if wishes.exists() or hides_from(talent, organisation):
        raise GuardFailed(_("A meeting of these two is not possible."))


def both_sides(event: Event, talent: Talent, organisation: Organisation) -> tuple[Availability, Availability]:
    """Raises GuardFailed when one of them takes no part in the event's meetings."""
    rows = Availability.objects.filter(event=event)
    hers, theirs = rows.filter(talent=talent).first(), rows.filter(organisation=organisation).first()
    if hers is None or theirs is None:
        raise GuardFailed(_("One of you takes no part in the meetings of this event."))
    return hers, theirs


@contextmanager
def no_double_booking() -> Iterator[None]:
    """What the constraints refuse becomes a message: a meeting at another event at the same time, written at this moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise GuardFailed(taken()) from clash


def taken() -> str:
    return _("This time is taken: one of you has another meeting then.")
