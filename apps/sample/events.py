"""The talent week of the sample world: an edition on all six boards, with people and firms who registered.

Through the same functions as the pages; the places of an event are taken by people of the world, the tour's among them.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from apps.accounts.models import User
from apps.events import lifecycle, registering
from apps.events.models import AgendaRow, Edition, Event, EventOrganiser, Registration, Series, Target
from apps.events.states import RegistrationState
from apps.events.terms import Party
from apps.procedures.calendar import city_zone, today
from apps.sample.world import World

DATA = Path(__file__).parent / "data" / "events.toml"
FIRMS, PEOPLE = 10, 24  # at most, employers and talents at one event
TOUR = ("海外人才线上洽谈会", "深远海装备与材料论坛")  # where the talent of the tour has a place


def add(world: World) -> None:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    series = Series.objects.create(**_titles(rows["series"]))
    first, last = rows["edition"]["days"]
    edition = Edition.objects.create(
        series=series, starts_on=_day(first), ends_on=_day(last), **_titles(rows["edition"])
    )
    for metric, amount in rows["edition"]["targets"].items():
        Target.objects.create(edition=edition, metric=metric, amount=amount)
    for row in rows["event"]:
        event = _event(edition, row)
        lifecycle.announce(event, by=world.operators[0])
        lifecycle.open_registration(event, by=world.operators[0])
        _fill(world, event)


def _titles(row: dict[str, Any]) -> dict[str, str]:
    title_zh, title_en = row["title"]
    return {"title_zh": title_zh, "title_en": title_en}


def _event(edition: Edition, row: dict[str, Any]) -> Event:
    (text_zh, text_en), (venue_zh, venue_en) = row["text"], row.get("venue", ("", ""))
    begins, ends = (_at(row["day"], hour) for hour in row["hours"])
    event = Event.objects.create(
        edition=edition, board=row["board"], type=row["type"], format=row["format"], text_zh=text_zh, text_en=text_en,
        venue_zh=venue_zh, venue_en=venue_en, link=row.get("link", ""), district=row.get("district", ""),
        starts_at=begins, ends_at=ends, capacity=row.get("capacity"), approval=row.get("approval", False), **_titles(row),
    )  # fmt: skip
    for role, name_zh, name_en in row["organisers"]:
        EventOrganiser.objects.create(event=event, role=role, name_zh=name_zh, name_en=name_en)
    for hour, title_zh, title_en in row.get("agenda", ()):
        AgendaRow.objects.create(event=event, starts_at=_at(row["day"], hour), title_zh=title_zh, title_en=title_en)
    return event


def _day(ahead: int) -> date:
    """Ahead of the real day, whatever day the rest of the world is made around: events that are over take nobody."""
    return today() + timedelta(days=ahead)


def _at(ahead: int, hour: str) -> datetime:
    """That hour of the city's clock, so many days ahead."""
    return datetime.combine(_day(ahead), time.fromisoformat(hour), city_zone())


def _fill(world: World, event: Event) -> None:
    """Some firms and some talents, chosen anew for each event; most have confirmed."""
    rng = world.dice("events", event.title_zh)
    owned = [firm for firm in world.firms if firm.owner and firm.verified_at and firm.ended_at is None]
    for firm in rng.sample(owned, min(len(owned), rng.randint(4, FIRMS))):
        assert firm.owner is not None
        _come(
            rng,
            registering.request(event, by=firm.owner, party=Party.EMPLOYER, organisation=firm.employer.organisation),
        )
    people = [person.talent.user for person in world.people if person.talent.user.is_active]
    tour = world.cast["talent"]
    for user in rng.sample([user for user in people if user.pk != tour.pk], rng.randint(6, PEOPLE)):
        _come(rng, registering.request(event, by=user))
    if event.title_zh in TOUR:
        registering.confirm(registering.request(event, by=tour), by=tour)


def _come(rng: Any, registration: Registration) -> None:
    registration.refresh_from_db()
    user: User | None = registration.user
    if registration.state == RegistrationState.APPROVED and user is not None and rng.random() < 0.7:
        registering.confirm(registration, by=user)
