"""Awards of an edition: decided within the quotas, made public, confirmed when no objection stands. Callers have asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation, User
from apps.contests import entitlements, naming, telling
from apps.contests.models import Award, Edition, Entry, Stage, Tier
from apps.contests.states import EntryState, StageState
from apps.contests.terms import StageKind
from apps.core import audit
from apps.core.actors import SYSTEM
from apps.core.moves import GuardFailed, move
from apps.procedures import lifecycle as publicities
from apps.procedures.calendar import today
from apps.procedures.models import Publicity
from apps.procedures.states import PublicityState

DEPARTMENT, OPERATOR = "department", "operator"


def suggestion(edition: Edition) -> dict[str, Tier]:
    """What the order of the final and the quotas say: tier by public id of the entry, best tiers first."""
    found: dict[str, Tier] = {}
    stage = edition.stages.filter(kind=StageKind.FINAL).first()
    if stage is None or not stage.results:
        return found
    groups = {group.public_id: group.pk for group in edition.groups.all()}
    running = set(edition.entries.exclude(state__in=("disqualified", "withdrawn")).values_list("public_id", flat=True))
    for rows, tiers in _pools(edition, stage, groups):
        slots = [tier for tier in tiers for _n in range(tier.quota)]
        left = [row["entry"] for row in rows if row["entry"] in running]
        found |= dict(zip(left, slots, strict=False))
    return found


def _pools(
    edition: Edition, stage: Stage, groups: dict[str, int]
) -> Iterator[tuple[list[dict[str, object]], list[Tier]]]:
    """Entries that compete for the same tiers: those of a group, and all whose group has no tiers of its own."""
    tiers = list(edition.tiers.order_by("order", "pk"))
    own = {tier.group_id for tier in tiers if tier.group_id}
    rest = []
    for ref, rows in stage.results.items():
        if groups.get(ref) in own:
            yield rows, [tier for tier in tiers if tier.group_id == groups[ref]]
        else:
            rest += rows
    rest.sort(key=lambda row: (-Decimal(row["total"]), row["rank"], row["entry"]))
    yield rest, [tier for tier in tiers if tier.group_id is None]


@transaction.atomic
def award(entry: Entry, tier: Tier, *, by: User, reason: str = "") -> Award:
    """Give `tier` to a finalist. Against the order of the final only with a reason; never beyond the quota.

    The quota is counted by one conditional UPDATE: of two operators at the last place one is refused.
    """
    if tier.edition_id != entry.edition_id or (tier.group_id and tier.group_id != entry.group_id):
        raise GuardFailed(_("This tier is not for this entry."))
    stage = entry.edition.stages.get(kind=StageKind.FINAL)
    if stage.state != StageState.LOCKED:
        raise GuardFailed(_("Awards are decided once the marks of the final are locked."))
    if entry.suspected_by_id is not None:
        raise GuardFailed(_("It has been proposed to disqualify this entry. That is decided first."))
    if suggestion(entry.edition).get(entry.public_id) != tier and not reason.strip():
        raise GuardFailed(_("This is not what the order of the final says. Please give a reason."))
    if not Tier.objects.filter(pk=tier.pk, given__lt=F("quota")).update(given=F("given") + 1):
        raise GuardFailed(_("All awards of this tier are given."))
    row = _placed(stage, entry)
    move(entry, "award", by=by, role=DEPARTMENT, reason=reason.strip(), data={"tier": tier.public_id}, public=False)
    return Award.objects.create(
        entry=entry, tier=tier, rank=row["rank"], total=Decimal(str(row["total"])), prize=tier.prize,
        decided_by=by, decided_at=timezone.now(),
    )  # fmt: skip


def _placed(stage: Stage, entry: Entry) -> dict[str, int]:
    found = next((row for rows in stage.results.values() for row in rows if row["entry"] == entry.public_id), None)
    if found is None:
        raise GuardFailed(_("This entry has no marks of the final."))
    return dict(found)


@transaction.atomic
def award_by_order(edition: Edition, *, by: User) -> int:
    """Every award that the order of the final gives and that is not given yet; how many."""
    finalists = {
        entry.public_id: entry for entry in edition.entries.filter(state=EntryState.FINAL, suspected_by__isnull=True)
    }
    chosen = [(finalists[ref], tier) for ref, tier in suggestion(edition).items() if ref in finalists]
    for entry, tier in chosen:
        award(entry, tier, by=by)
    return len(chosen)


@transaction.atomic
def make_public(edition: Edition, *, by: User) -> Publicity:
    """Show all awards that were decided, by somebody who decided none of them. After a withdrawn period, anew."""
    row = Edition.objects.select_for_update().get(pk=edition.pk)
    waiting = row.entries.select_for_update(of=("self",)).select_related("award__tier__group", "entrant", "edition")
    fresh = list(waiting.filter(state=EntryState.AWARDED).order_by("pk"))
    again = list(
        waiting.filter(state=EntryState.IN_PUBLICITY, publicity__state=PublicityState.WITHDRAWN).order_by("pk")
    )
    winners = naming.in_order([*fresh, *again])
    if not winners:
        raise GuardFailed(_("No award waits to be made public."))
    if any(entry.suspected_by_id for entry in winners):
        raise GuardFailed(_("It has been proposed to disqualify a winner. That is decided first."))
    deciders = {entry.award.decided_by for entry in winners}
    if by in deciders:
        raise GuardFailed(_("Somebody who decided none of the awards makes them public."))
    publicity = publicities.announce(
        row, by=by, title=naming.title(row), body=naming.body(row, winners), determined_by=[*deciders, by],
        organisations=_bodies(winners), district=row.district, working_days=row.publicity_days,
    )  # fmt: skip
    for entry in fresh:
        move(entry, "make_public", by=by, role=OPERATOR, facts={"publicity": publicity})
        telling.entrant(entry, "contest_in_publicity", stamp=publicity.public_id, until=f"{publicity.ends_on:%F}")
    for entry in again:
        Entry.objects.filter(pk=entry.pk).update(publicity=publicity)
        audit.record(entry, "make_public_again", by=by, role=OPERATOR)
    return publicity


def _bodies(entries: list[Entry]) -> list[Organisation]:
    codes = {entry.credit_code for entry in entries if entry.credit_code}
    return list(Organisation.objects.filter(credit_code__in=codes))


@transaction.atomic
def take_effect(publicity: Publicity) -> int:
    """The period ended without an open objection: its awards are confirmed, places given, the landing clock runs."""
    rows = Entry.objects.filter(publicity=publicity, state=EntryState.IN_PUBLICITY).order_by("award__rank", "pk")
    count = 0
    for entry in rows.select_related("edition", "entrant", "award__tier"):
        until = add_months(today(), entry.edition.landing_months)
        facts = {"confirmed_at": timezone.now(), "land_by": until}
        move(entry, "confirm", by=SYSTEM, facts=facts)
        telling.entrant(entry, "contest_confirmed", stamp=publicity.public_id, until=f"{until:%F}")
        entitlements.grant(entry)
        count += 1
    return count


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    at = day.month - 1 + months
    year, month = day.year + at // 12, at % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(f"{year}-{month} has no 28th")
