"""Words for the acts of events and registrations, as the trail keeps them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from apps.core.words import ACT, REASON, ROLE, add, add_acts

add(
    ACT,
    {
        "attend": pgettext_lazy("act", "note that somebody attended"),
        "begin": pgettext_lazy("act", "begin"),
        "check_in": pgettext_lazy("act", "check in"),
        "come_after_all": pgettext_lazy("act", "note that somebody had come"),
        "close_registration": pgettext_lazy("act", "close the registration"),
        "finish": pgettext_lazy("act", "finish"),
        "print_badges": pgettext_lazy("act", "print the badges"),
        "take_door_list": pgettext_lazy("act", "take the list of tickets to a phone"),
        "miss": pgettext_lazy("act", "note that somebody did not come"),
        "open_registration": pgettext_lazy("act", "open the registration"),
        "request_place": pgettext_lazy("act", "ask for a place"),
        "reschedule": pgettext_lazy("act", "give a new time"),
        "wait": pgettext_lazy("act", "put on the waiting list"),
        "walk_in": pgettext_lazy("act", "come without registration"),
    },
)
add_acts(
    "events.event",
    {
        "announce": pgettext_lazy("act", "announce the event"),
        "postpone": pgettext_lazy("act", "postpone the event"),
        "cancel": pgettext_lazy("act", "cancel the event"),
        "report": pgettext_lazy("act", "report on the event"),
    },
)
add_acts(
    "events.registration",
    {
        "approve": pgettext_lazy("act", "keep a place"),
        "confirm": pgettext_lazy("act", "confirm the place"),
        "expire": pgettext_lazy("act", "give the place back"),
        "cancel": pgettext_lazy("act", "cancel the registration"),
    },
)
add(
    REASON,
    {
        "event_cancelled": pgettext_lazy("reason", "the event was cancelled"),
    },
)
add(
    ROLE,
    {
        "door": pgettext_lazy("role", "at the door"),
        "participant": pgettext_lazy("role", "participant"),
    },
)
