"""Of which calls a report speaks: those an operator handles, narrowed by what stands in the address.

A call belongs to the day on which it was published; before that, to the day on which it was submitted.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from apps.accounts.policies import EVERYWHERE, districts_for, organisations_of
from apps.challenges.models import Challenge, ChallengeQuerySet
from apps.challenges.models.challenge import READERS
from apps.procedures.calendar import city_zone
from apps.proposals.models import Proposal
from apps.taxonomy.filters import chains_under

NOTHING = "-"  # in an address: rows without a chain or a district


@dataclass(frozen=True)
class Scope:
    """What narrows a report. `chain` takes in what is part of it; from `state` on: how a row of a table is opened."""

    since: date | None = None
    until: date | None = None
    programme: str = ""
    chain: str = ""
    district: str = ""
    state: str = ""
    in_chain: str = ""
    in_district: str = ""
    year: str = ""
    month: str = ""

    def query(self, **more: Any) -> str:
        """As an address, with `more` in it: how every figure is opened."""
        return urlencode({name: str(value) for name, value in {**asdict(self), **more}.items() if value})

    def narrowed(self, **more: Any) -> Scope:
        return replace(self, **more)


def calls_of(user: Any, scope: Scope) -> ChallengeQuerySet:
    """Submitted calls of an operator's districts, without those in which she has a part herself."""
    rows = Challenge.objects.visible_to(user).filter(_districts(user), submitted_at__isnull=False)
    own = organisations_of(user)
    part = Proposal.objects.visible_to(user) | Proposal.objects.filter(organisation__in=own)
    rows = rows.exclude(employer__organisation__in=own).exclude(pk__in=part.values("challenge_id"))
    return narrow(with_columns(rows), scope)


def with_columns(rows: ChallengeQuerySet) -> ChallengeQuerySet:
    """`told_at`, `told_chain`, `told_bounty`: of the text in force, before there is one of the draft."""
    opened = Proposal.objects.filter(challenge=OuterRef("pk"), opened_at__isnull=False)
    return rows.annotate(
        told_at=Coalesce("published_at", "submitted_at", output_field=DateTimeField()),
        told_chain=Coalesce("current__chain", "draft__chain", Value("")),
        told_bounty=Coalesce("current__bounty", "draft__bounty", Value(0)),
        was_answered=Exists(opened),
    )


def narrow(rows: ChallengeQuerySet, scope: Scope) -> ChallengeQuerySet:
    if scope.since:
        rows = rows.filter(Q(told_at__gte=_midnight(scope.since)))
    if scope.until:
        rows = rows.filter(Q(told_at__lt=_midnight(scope.until + timedelta(days=1))))
    if scope.programme:
        rows = rows.filter(programme__public_id=scope.programme)
    if scope.district:
        rows = rows.filter(district=scope.district)
    if scope.chain:
        rows = rows.filter(Q(told_chain__in=chains_under(scope.chain)))
    if scope.in_district:
        rows = rows.filter(district=scope.in_district.replace(NOTHING, ""))
    if scope.in_chain:
        rows = rows.filter(Q(told_chain=scope.in_chain.replace(NOTHING, "")))
    if scope.state:
        rows = rows.filter(state=scope.state)
    return _within(rows, scope)


def _within(rows: ChallengeQuerySet, scope: Scope) -> ChallengeQuerySet:
    """The calendar month or year by the city's clock."""
    if scope.year:
        first = date(int(scope.year), 1, 1)
        rows = rows.filter(Q(told_at__gte=_midnight(first), told_at__lt=_midnight(date(first.year + 1, 1, 1))))
    if scope.month:
        year, month = (int(part) for part in scope.month.split("-"))
        after = date(year + month // 12, month % 12 + 1, 1)
        rows = rows.filter(Q(told_at__gte=_midnight(date(year, month, 1)), told_at__lt=_midnight(after)))
    return rows


def districts_open_to(user: Any) -> set[str] | None:
    """Codes of the districts whose calls she handles; None for the whole city."""
    where: set[str] = set().union(*(districts_for(user, verb) or () for verb in READERS))
    return None if EVERYWHERE in where else where


def _districts(user: Any) -> Q:
    where = districts_open_to(user)
    return Q() if where is None else Q(district__in=where)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), city_zone())


def published_calls() -> QuerySet[Challenge]:
    """What everybody's figures speak of: the calls of the public list."""
    return with_columns(Challenge.objects.ever_public().filter(current__isnull=False))
