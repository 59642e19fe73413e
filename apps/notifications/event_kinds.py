"""What people who registered for an event are told: one entry a kind, as in `kinds`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.notifications.kind import Kind

_REASON = _("It was planned for %(at)s. The reason: %(reason)s")
EVENTS: dict[str, Kind] = {
    "plan_due": Kind(
        _("To be done by %(day)s: %(item)s"), _("It stands in the plan of the year under your name."), "flag"
    ),
    "plan_late": Kind(
        _("Late: %(item)s"), _("It was to be done by %(day)s. Please note that it is done, or set a new day."), "flag"
    ),
    "event_place": Kind(
        _("A place is kept for you: %(event)s"),
        _("The event begins at %(at)s. Please confirm by %(until)s."),
        "calendar",
    ),
    "event_moved_up": Kind(
        _("A place has become free for you: %(event)s"),
        _("The event begins at %(at)s. Please confirm by %(until)s; after that the place goes to the next person."),
        "calendar",
    ),
    "event_waitlisted": Kind(
        _("You are on the waiting list: %(event)s"),
        _("The event begins at %(at)s. You hear from us as soon as a place is free."),
        "clock",
    ),
    "event_rejected": Kind(
        _("Your registration was declined: %(event)s"), _("The organiser writes: %(reason)s"), "alert-circle"
    ),
    "event_answer_due": Kind(
        _("Please confirm your place: %(event)s"), _("It is kept for you until %(until)s."), "clock"
    ),
    "event_place_expired": Kind(
        _("Your place was given back: %(event)s"), _("It was not confirmed in time. You may register again."), "clock"
    ),
    "event_confirmed": Kind(
        _("Your ticket: %(event)s"),
        _("The event begins at %(at)s. Please show the code of your ticket at the door."),
        "circle-check",
    ),
    "event_soon": Kind(_("Soon: %(event)s"), _("The event begins at %(at)s. Your ticket is on its page."), "calendar"),
    "event_place_cancelled": Kind(
        _("Your registration was cancelled: %(event)s"), _("The organiser writes: %(reason)s"), "alert-circle"
    ),
    "event_postponed": Kind(_("The event is postponed: %(event)s"), _REASON, "alert-circle"),
    "event_rescheduled": Kind(
        _("The event has a new time: %(event)s"),
        _("It begins at %(at)s. Your place stays yours; please cancel if you cannot come."),
        "calendar",
    ),
    "event_changed": Kind(
        _("Time or place has changed: %(event)s"),
        _("It begins at %(at)s. The rest is on its page; please cancel if you cannot come."),
        "calendar",
    ),
    "event_cancelled": Kind(_("The event is cancelled: %(event)s"), _REASON, "alert-circle"),
}
