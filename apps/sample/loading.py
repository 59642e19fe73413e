"""Makes the sample world in one transaction: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from apps.accounts import consents, reference
from apps.core import marks
from apps.employers.models import Employer
from apps.notifications.models import Message
from apps.positions.dates import today as city_date
from apps.positions.models import Position
from apps.positions.states import LIVE
from apps.sample import (
    applications,
    cast,
    challenges,
    claims,
    contests,
    decisions,
    employers,
    events,
    experts,
    positions,
    ranking,
    talents,
    unanswered,
)
from apps.sample.days import Days
from apps.sample.families import families
from apps.sample.world import SIZES, World
from apps.talents.models import Talent
from apps.taxonomy import vocabulary

NOTICES = ("account", "ranking", "share_application", "share_interest", "expert_confidentiality", "expert_independence")
Say = Callable[[str], None]


class Refused(Exception):
    """The world cannot be made here; the text says why and what to do."""


@transaction.atomic
def load(size: str, seed: int, *, today: date | None = None, rank: bool = True, say: Say = lambda text: None) -> World:
    """Make a world of `size` (a name of SIZES) around `today`, the city's date by default.

    With `rank`, some positions are ranked and decided upon at once; otherwise all lists are left to the workers.

    Raises Refused outside the demo, without vocabularies, and where there are employers, positions or talents already.
    """
    check()
    reference.load()
    with vocabulary.pinned() as known:
        check_vocabularies(known)
        notices = {purpose: consents.current_notice(purpose) for purpose in NOTICES}
        world = World(seed, SIZES[size], Days(today or city_date()), notices)
        for name, part in PARTS.items():
            part(world)
            say(name)
        _take_statistics()
        if rank:
            decisions.decide(world, ranking.rank(world))
            say("decisions")
        unanswered.end(world, rank=rank)
        if rank:
            _take_statistics()
    return world


def _take_statistics() -> None:
    """Else the database plans the next queries for tables that were empty a minute ago."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _record(world: World) -> None:
    Message.objects.bulk_create(world.messages)
    world.chronicle.write()


def _mark(world: World) -> None:
    """What ranking and recommendations have to compute: one mark each; the coating doctor is waited for."""
    live = [post.position.pk for post in world.posts if post.position.state in LIVE]
    marks.touch("position", live)
    marks.touch("talent", [person.talent.pk for person in world.people])
    marks.touch("talent", [world.people[0].talent.pk], urgent=True)


PARTS: dict[str, Callable[[World], None]] = {
    "cast": cast.add,
    "employers": employers.add,
    "positions": positions.add,
    "talents": talents.add,
    "claims": claims.add,
    "applications": applications.add,
    "experts": experts.add,
    "events": events.add,
    "contests": contests.add,
    "challenges": challenges.add,
    "history": _record,
    "marks": _mark,
}


def check() -> None:
    """Raises Refused where invented people must not be."""
    if not (settings.DEMO or settings.DEBUG):
        raise Refused("The sample world has public passwords: it is made only where DEMO=1 or DEBUG=1 is set.")
    if any(model._base_manager.exists() for model in (Employer, Position, Talent)):
        raise Refused("Already loaded: there are employers, positions or talents. Nothing was changed.")


def check_vocabularies(known: vocabulary.Vocabulary) -> None:
    if not known.skills or not known.schools:
        raise Refused("The vocabularies are missing: run `python manage.py load_taxonomy` first.")
    unknown = {code for family in families().values() for code in family.skills if code not in known.skills}
    if unknown:
        raise Refused(f"The vocabularies lack skills of the role families: {', '.join(sorted(unknown)[:5])} …")
