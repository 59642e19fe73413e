"""以赛代评: places that a confirmed award gives without a second review, numbered, never more than there are."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.contests import telling
from apps.contests.models import DECIDERS, Entitlement, Entry, Places
from apps.contests.states import EntitlementState
from apps.core import audit
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move
from apps.procedures.calendar import today


@transaction.atomic
def grant(entry: Entry) -> Entitlement | None:
    """The place that the entry's tier gives, with the lowest free number; None where it gives none or all are given."""
    source = entry.award.tier.places
    if source is None:
        return None
    places = Places.objects.select_for_update().get(pk=source.pk)
    held = Entitlement.objects.filter(entry=entry).first()
    if held is not None:
        return held
    if not Places.objects.filter(pk=places.pk, given__lt=F("quota")).update(given=F("given") + 1):
        audit.record(entry, "no_place_left", by=SYSTEM, data={"places": places.code}, public=False)
        telling.operators(entry.edition, DECIDERS, "contest_places_full", stamp=entry.public_id, entry=entry.title)
        return None
    taken = set(places.rows.exclude(state=EntitlementState.REVOKED).values_list("number", flat=True))
    number = next(n for n in range(1, places.quota + 1) if n not in taken)
    row = Entitlement.objects.create(places=places, entry=entry, number=number, until=places.until)
    audit.record(row, "grant", by=SYSTEM, state_to=row.state)
    names = {"zh-hans": places.name_zh or places.code, "en": places.name_en or places.code}
    telling.entrant(
        entry, "contest_place_given", stamp=row.public_id, place=names, number=str(number), until=str(row.until)
    )
    return row


@transaction.atomic
def take_up(row: Entitlement, *, by: User, proof: str) -> None:
    """The person has entered a station; `proof` names the paper that shows it."""
    if not proof.strip():
        raise GuardFailed(_("Please name the proof."))
    if today() > row.until:
        raise GuardFailed(_("The day by which it had to be taken up has passed."))
    move(row, "take_up", by=by, role="department", facts={"proof": proof.strip()[:300]})


@transaction.atomic
def expire(row: Entitlement) -> None:
    if today() <= row.until:
        raise GuardFailed(_("There is time to take it up."))
    move(row, "expire", by=SYSTEM)


def revoke_of(entry: Entry, *, by: Actor) -> None:
    """With its award; the number is free for the next."""
    row = Entitlement.objects.filter(entry=entry, state__in=(EntitlementState.GRANTED, EntitlementState.USED)).first()
    if row is not None:
        move(row, "revoke", by=by, role="department")
        Places.objects.filter(pk=row.places_id, given__gt=0).update(given=F("given") - 1)
