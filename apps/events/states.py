"""What an event and a registration for it can be (machine 8a)."""

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.core.moves import moves


class EventState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("event", "Planned")
    ANNOUNCED = "announced", pgettext_lazy("event", "Announced")
    REGISTRATION_OPEN = "registration_open", pgettext_lazy("event", "Open for registration")
    REGISTRATION_CLOSED = "registration_closed", pgettext_lazy("event", "Registration closed")
    RUNNING = "running", pgettext_lazy("event", "Under way")
    FINISHED = "finished", pgettext_lazy("event", "Over")
    REPORTED = "reported", pgettext_lazy("event", "Reported")
    POSTPONED = "postponed", pgettext_lazy("event", "Postponed")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")


E = EventState
MOVES = moves(
    announce=((E.PLANNED,), E.ANNOUNCED),
    open_registration=((E.ANNOUNCED,), E.REGISTRATION_OPEN),
    close_registration=((E.REGISTRATION_OPEN,), E.REGISTRATION_CLOSED),
    begin=((E.ANNOUNCED, E.REGISTRATION_CLOSED), E.RUNNING),  # from announced: one that takes no registrations
    finish=((E.RUNNING,), E.FINISHED),
    report=((E.FINISHED,), E.REPORTED),
    postpone=((E.ANNOUNCED, E.REGISTRATION_OPEN, E.REGISTRATION_CLOSED), E.POSTPONED),
    reschedule=((E.POSTPONED,), E.ANNOUNCED),
    cancel=((E.PLANNED, E.ANNOUNCED, E.REGISTRATION_OPEN, E.REGISTRATION_CLOSED, E.POSTPONED), E.CANCELLED),
)
PUBLIC = tuple(state for state in E if state != E.PLANNED)
COMING = (E.ANNOUNCED, E.REGISTRATION_OPEN, E.REGISTRATION_CLOSED, E.RUNNING, E.POSTPONED)
EDITABLE = (E.PLANNED, *COMING)
DOORS_OPEN = (E.REGISTRATION_OPEN, E.REGISTRATION_CLOSED, E.RUNNING)


class RegistrationState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("registration", "Requested")
    APPROVED = "approved", pgettext_lazy("registration", "Place kept, please confirm")
    WAITLISTED = "waitlisted", pgettext_lazy("registration", "On the waiting list")
    REJECTED = "rejected", pgettext_lazy("registration", "Declined")
    CONFIRMED = "confirmed", pgettext_lazy("registration", "Confirmed")
    CHECKED_IN = "checked_in", pgettext_lazy("registration", "Checked in")
    ATTENDED = "attended", pgettext_lazy("registration", "Attended")
    NO_SHOW = "no_show", pgettext_lazy("registration", "Did not come")
    EXPIRED = "expired", pgettext_lazy("registration", "Not confirmed in time")
    CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled")


R = RegistrationState
REGISTRATION_MOVES = moves(
    approve=((R.REQUESTED, R.WAITLISTED), R.APPROVED),
    wait=((R.REQUESTED,), R.WAITLISTED),
    reject=((R.REQUESTED, R.WAITLISTED), R.REJECTED),
    confirm=((R.APPROVED,), R.CONFIRMED),
    expire=((R.REQUESTED, R.WAITLISTED, R.APPROVED), R.EXPIRED),  # the first two when the event is over
    check_in=((R.CONFIRMED,), R.CHECKED_IN),
    attend=((R.CHECKED_IN,), R.ATTENDED),
    miss=((R.CONFIRMED,), R.NO_SHOW),
    come_after_all=((R.NO_SHOW,), R.ATTENDED),  # a scanner without network tells it later
    cancel=((R.REQUESTED, R.WAITLISTED, R.APPROVED, R.CONFIRMED), R.CANCELLED),
)
SEATED = (R.APPROVED, R.CONFIRMED, R.CHECKED_IN, R.ATTENDED)  # these count against the capacity
UNDECIDED = (R.REQUESTED, R.WAITLISTED, R.APPROVED)
CANCELLABLE = (*UNDECIDED, R.CONFIRMED)
LIVE = (*UNDECIDED, R.CONFIRMED, R.CHECKED_IN, R.ATTENDED)  # a person has one of these per event at most
