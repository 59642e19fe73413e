"""Words for the acts of meetings and schedules, as the trail keeps them, and for the consent they ask for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.words import GRANT, PURPOSE
from apps.core.words import ACT, REASON, WORK, add, add_acts

add(PURPOSE, {"share_meeting": _("showing the profile to an employer one meets")})
add(GRANT, {"meeting": pgettext_lazy("grant", "one-to-one meeting")})
add(
    ACT,
    {
        "ask_schedule": pgettext_lazy("act", "ask for a schedule"),
        "counter": pgettext_lazy("act", "propose another time"),
        "drop_slot": pgettext_lazy("act", "take a slot away"),
        "hold": pgettext_lazy("act", "note that it was held"),
        "keep_hours": pgettext_lazy("act", "store the free hours"),
        "keep_planning": pgettext_lazy("act", "store how the event holds meetings"),
        "make_slots": pgettext_lazy("act", "make slots"),
        "open_next": pgettext_lazy("act", "note what the meeting opened"),
        "propose_meeting": pgettext_lazy("act", "propose a meeting"),
        "record_outcome": pgettext_lazy("act", "note the outcome"),
        "schedule": pgettext_lazy("act", "schedule"),
        "set_link": pgettext_lazy("act", "set the link"),
    },
)
add_acts(
    "meetings.meeting",
    {
        "accept": pgettext_lazy("act", "accept the meeting"),
        "decline": pgettext_lazy("act", "decline the meeting"),
        "expire": pgettext_lazy("act", "end without an answer"),
        "release": pgettext_lazy("act", "schedule by the organiser's plan"),
        "reschedule": pgettext_lazy("act", "give another time"),
        "confirm": pgettext_lazy("act", "confirm the new time"),
        "miss": pgettext_lazy("act", "note that it did not take place"),
        "cancel": pgettext_lazy("act", "cancel the meeting"),
    },
)
add_acts(
    "meetings.schedulerun",
    {
        "start": pgettext_lazy("act", "start planning"),
        "finish": pgettext_lazy("act", "finish the draft"),
        "fail": pgettext_lazy("act", "give up planning"),
        "release": pgettext_lazy("act", "release the schedule"),
        "discard": pgettext_lazy("act", "discard the draft"),
    },
)
add(
    WORK,
    {
        "schedule": pgettext_lazy("work", "schedule of meetings"),
        "schedule_bound": pgettext_lazy("work", "bound of a schedule"),
        "schedule_refill": pgettext_lazy("work", "refill after cancellations"),
    },
)
add(
    REASON,
    {
        "event_postponed": pgettext_lazy("reason", "the event was postponed"),
        "left_event": pgettext_lazy("reason", "one side has left the event"),
    },
)
