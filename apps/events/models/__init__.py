"""Events: series, editions, what is asked of who registers, the door, the plan of the year."""

from apps.events.models.door import AgendaFeed, DoorScan
from apps.events.models.event import (
    DOOR,
    KEEPERS,
    AgendaRow,
    Edition,
    Event,
    EventOrganiser,
    EventQuerySet,
    Series,
    Target,
    Titled,
)
from apps.events.models.plan import PlanItem, PlanQuerySet
from apps.events.models.question import Question, RegistrationAnswer
from apps.events.models.registration import Registration, RegistrationQuerySet

__all__ = [
    "DOOR",
    "KEEPERS",
    "AgendaFeed",
    "AgendaRow",
    "DoorScan",
    "Edition",
    "Event",
    "EventOrganiser",
    "EventQuerySet",
    "PlanItem",
    "PlanQuerySet",
    "Question",
    "Registration",
    "RegistrationAnswer",
    "RegistrationQuerySet",
    "Series",
    "Target",
    "Titled",
]
