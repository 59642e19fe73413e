"""Crowding watched and, if an operator says so, spread: one star must not fill every list."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, marks
from apps.core.moves import GuardFailed
from apps.matching import policies
from apps.matching.engine.exposure import Crowding, crowding
from apps.matching.models import ExposureDay, ExposureSetting, MatchResult, MatchRun
from apps.matching.states import OUT_OF_LIST
from apps.positions.models import Position
from apps.talents.models import Talent

TOP = 10
MOST = 10_000  # thousandths: ten points apart is no near-equal any more


def in_force() -> int:
    """Thousandths of a point within which the less seen go first; 0 unless an operator set it."""
    newest = ExposureSetting.objects.order_by("-pk").values_list("within", flat=True).first()
    return newest or 0


@transaction.atomic
def set_within(within: int, *, by: User, reason: str) -> ExposureSetting:
    """Every live list is made again. Raises GuardFailed for a number out of range, no reason, or no right."""
    if not policies.can_set_exposure(by):
        raise GuardFailed(_("You may not change this setting."))
    if not 0 <= within <= MOST:
        raise GuardFailed(_("Give points from 0 to %(most)s.") % {"most": MOST // 1000})
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    before = in_force()
    row = ExposureSetting.objects.create(within=within, reason=reason.strip()[:300], set_by=by)
    data = {"before": before, "after": within}
    audit.record(row, "set_exposure", by=by, role="operator", reason=row.reason, data=data, public=False)
    if before != within:
        marks.bump_epoch("weights")
    return row


def _places() -> QuerySet[MatchResult]:
    """The first places of the current lists of live positions, people who were put off them apart."""
    rows = MatchResult.objects.filter(run__current=True, reserve=False, place__lte=TOP)
    return rows.filter(run__position__in=Position.objects.live()).exclude(match__state__in=OUT_OF_LIST)


def counts(talents: Iterable[int], *, besides: Position) -> dict[int, int]:
    """Talent key -> number of other lists whose first places she is in; who is in none is not named."""
    rows = _places().filter(match__talent_id__in=list(talents)).exclude(run__position=besides)
    return dict(rows.values_list("match__talent_id").annotate(n=Count("pk")))


def measure() -> Crowding:
    """The current lists of live positions, over everybody who can be found."""
    listed = dict(_places().values_list("match__talent_id").annotate(n=Count("pk")))
    people = Talent.objects.rankable().values_list("pk", flat=True)
    lists = MatchRun.objects.filter(current=True, position__in=Position.objects.live()).count()
    return crowding([listed.get(pk, 0) for pk in people], lists=lists)


def most_listed(limit: int = 10) -> list[tuple[Talent, int]]:
    """Who is in the first places of most lists, with how many."""
    rows = _places().values_list("match__talent_id").annotate(n=Count("pk")).order_by("-n", "match__talent_id")[:limit]
    found = list(rows)
    people = Talent.objects.in_bulk([pk for pk, _n in found])
    return [(people[pk], n) for pk, n in found]


def keep_day() -> ExposureDay:
    """Today's measurement, replacing an earlier one of today."""
    now = measure()
    facts = {
        "lists": now.lists,
        "people": now.people,
        "gini": round(now.gini, 4),
        "top_share": round(now.top_share, 4),
        "never_share": round(now.never_share, 4),
        "spread_within": in_force(),
    }
    return ExposureDay.objects.update_or_create(on=timezone.localdate(), defaults=facts)[0]
