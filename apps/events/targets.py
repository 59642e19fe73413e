"""How far an edition is towards what it wants to reach, counted when somebody looks."""

from __future__ import annotations

from apps.events.models import Edition, Event, Registration, Target
from apps.events.states import LIVE, EventState, RegistrationState
from apps.events.terms import Metric, Party

CAME = (RegistrationState.CHECKED_IN, RegistrationState.ATTENDED)


def reached(target: Target) -> int:
    """People count once however many events of the edition they attend."""
    return count(target.edition, target.metric)


def count(edition: Edition, metric: str) -> int:
    rows = Registration.objects.filter(event__edition=edition)
    if metric == Metric.EVENTS:
        held = (EventState.FINISHED, EventState.REPORTED)
        return Event.objects.filter(edition=edition, state__in=held).count()
    if metric == Metric.EMPLOYERS:
        firms = rows.filter(party=Party.EMPLOYER, state__in=LIVE)
        return firms.values("organisation").distinct().count()
    among = rows.filter(state__in=CAME if metric == Metric.ATTENDED else LIVE)
    people = among.filter(user__isnull=False).values("user").distinct().count()
    return people + among.filter(user__isnull=True).count()
