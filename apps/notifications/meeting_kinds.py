"""What both sides of a one-to-one meeting are told: one entry a kind, as in `kinds`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.notifications.kind import Kind

MEETINGS: dict[str, Kind] = {
    "meeting_proposed": Kind(
        _("A one-to-one meeting is proposed: %(event)s"),
        _("With %(employer)s, at %(at)s. Please answer by %(until)s; until then the time is kept for you."),
        "calendar",
    ),
    "meeting_countered": Kind(
        _("Another time is proposed for a meeting: %(event)s"),
        _("With %(employer)s, now at %(at)s. Please answer by %(until)s."),
        "calendar",
    ),
    "meeting_declined": Kind(
        _("A meeting was declined: %(event)s"), _("With %(employer)s, at %(at)s. The time is free again."), "clock"
    ),
    "meeting_expired": Kind(
        _("A proposed meeting was not answered in time: %(event)s"),
        _("With %(employer)s, at %(at)s. The time is free again."),
        "clock",
    ),
    "meeting_link_missing": Kind(
        _("A meeting was accepted and needs a link: %(event)s"),
        _("At %(at)s. Please give the link of your online meeting on its page."),
        "alert-circle",
    ),
    "meeting_scheduled": Kind(
        _("Your one-to-one meeting is scheduled: %(event)s"),
        _("With %(employer)s, at %(at)s. The way to meet is on its page."),
        "circle-check",
    ),
    "meeting_link_changed": Kind(
        _("The link of your meeting has changed: %(event)s"),
        _("With %(employer)s, at %(at)s. The new link is on its page."),
        "alert-circle",
    ),
    "meeting_rescheduled": Kind(
        _("Your meeting has a new time: %(event)s"),
        _("With %(employer)s, now at %(at)s. Please confirm by %(until)s, or cancel if it does not suit you."),
        "calendar",
    ),
    "meeting_confirmed": Kind(
        _("The new time of your meeting is confirmed: %(event)s"), _("With %(employer)s, at %(at)s."), "circle-check"
    ),
    "meeting_cancelled": Kind(
        _("A one-to-one meeting is cancelled: %(event)s"),
        _("With %(employer)s, planned for %(at)s. The reason: %(reason)s"),
        "alert-circle",
    ),
    "meeting_tomorrow": Kind(
        _("Within a day: your one-to-one meeting, %(event)s"),
        _("With %(employer)s, at %(at)s. Please try the link on its page in time."),
        "calendar",
    ),
    "meeting_soon": Kind(
        _("Within an hour: your one-to-one meeting, %(event)s"), _("With %(employer)s, at %(at)s."), "calendar"
    ),
    "meeting_outcome_asked": Kind(
        _("How did the meeting go? %(event)s"),
        _("With %(employer)s, at %(at)s. Please note the outcome on its page."),
        "list-check",
    ),
    "meeting_profile_open": Kind(
        _("A talent shows you her profile before the meeting: %(event)s"), _("At %(at)s."), "user"
    ),
    "meeting_schedule_ready": Kind(
        _("A schedule of meetings waits for you: %(event)s"),
        _("It is a draft: %(meetings)s meetings. Please look at it and release it."),
        "list-check",
    ),
}
