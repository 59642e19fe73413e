"""Whom one could meet at an event: wishes, and proposals. Employers see anonymous cards, talents see employers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.matching.cards import facts_of
from apps.matching.gather import hides_from
from apps.meetings import booking, lifecycle, taking_part
from apps.meetings.hours import both_clocks
from apps.meetings.models import Availability, Meeting, Slot, Wish
from apps.meetings.terms import Side, Want
from apps.procedures.calendar import city_zone
from apps.web.meetings.access import own_availability
from apps.web.pages import page_of
from apps.web.steps import step
from apps.web.talent_cards import facts_card
from apps.web.who import user_of


@never_cache
@login_required
@require_GET
def partners(request: HttpRequest, public_id: str) -> HttpResponse:
    """The other side of the event, with what this side said about each."""
    mine = own_availability(request, public_id)
    page = page_of(request, _others(mine))
    context = {"mine": mine, "event": mine.event, "page": page, "cards": _cards(mine, page.rows), "wants": Want.choices}
    return render(request, "meetings/partners.html", context)


@login_required
@require_GET
def partner(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """One of them, with the slots in which both are free."""
    mine = own_availability(request, public_id)
    other = get_object_or_404(_others(mine), public_id=other_id)
    hers, theirs = _in_order(mine, other)
    live = Meeting.objects.live().filter(
        event=mine.event, talent=hers.talent, organisation=theirs.organisation
    )  # fmt: skip
    context = {
        "mine": mine,
        "event": mine.event,
        "card": _cards(mine, [other])[0],
        "wants": Want.choices,
        "meeting": live.first(),
        "slots": [
            (slot, both_clocks(slot.starts_at, city_zone(), mine.zone)) for slot in booking.open_slots(hers, theirs)
        ],
    }
    return render(request, "meetings/partner.html", context)


@login_required
@require_POST
def wish(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    mine = own_availability(request, public_id)
    other = get_object_or_404(_others(mine), public_id=other_id)
    with step(request, _("Saved.")):
        taking_part.wish(*_in_order(mine, other), request.POST.get("want", ""), side=mine.side)
    return redirect("meetings:partners", public_id)


@login_required
@require_POST
def propose(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    mine = own_availability(request, public_id)
    other = get_object_or_404(_others(mine), public_id=other_id)
    slot = Slot.objects.filter(event=mine.event, public_id=request.POST.get("slot", "")).first()
    if slot is None:
        messages.error(request, _("Please choose a time."))
        return redirect("meetings:partner", public_id, other_id)
    made: list[Meeting] = []
    with step(request, _("Proposed. The other side has been told.")):
        made.append(lifecycle.propose(*_in_order(mine, other), slot, by=user_of(request), side=mine.side))
    return (
        redirect("meetings:meeting", made[0].public_id) if made else redirect("meetings:partner", public_id, other_id)
    )


def _others(mine: Availability) -> Any:
    """Who takes part on the other side. Who hides from this employer is not among them; nor is who does not want it,
    for both sides alike: nobody learns whose veto it was."""
    rows = Availability.objects.filter(event=mine.event_id).select_related("event", "talent__user", "organisation")
    vetoes = Wish.objects.filter(event=mine.event_id, want=Want.NO).exclude(side=mine.side)
    if mine.side == Side.TALENT:
        assert mine.talent is not None
        firms = vetoes.filter(talent=mine.talent).values("organisation")
        able = rows.filter(organisation__isnull=False).exclude(organisation__in=firms)
        found = [row.pk for row in able if row.organisation and not hides_from(mine.talent, row.organisation)]
    else:
        assert mine.organisation is not None
        people = vetoes.filter(organisation=mine.organisation).values("talent")
        able = rows.filter(talent__user__is_active=True).exclude(talent__in=people).prefetch_related("talent__blocked")
        found = [row.pk for row in able if row.talent and not hides_from(row.talent, mine.organisation)]
    return rows.filter(pk__in=found).order_by("public_id")  # an order that says nothing about anybody


def _cards(mine: Availability, rows: list[Availability]) -> list[dict[str, Any]]:
    said = Wish.objects.filter(event=mine.event_id, side=mine.side)
    if mine.side == Side.TALENT:
        wants = dict(said.filter(talent=mine.talent).values_list("organisation", "want"))
        firms = [(row, row.organisation) for row in rows if row.organisation]
        return [{"row": row, "want": wants.get(firm.pk, ""), "employer": firm} for row, firm in firms]
    said_of = dict(said.filter(organisation=mine.organisation).values_list("talent", "want"))
    facts = facts_of([row.talent for row in rows if row.talent])
    return [
        {
            "row": row,
            "want": said_of.get(row.talent.pk, ""),
            "talent": facts_card(facts[row.talent.pk], code=row.public_id),
        }
        for row in rows
        if row.talent and row.talent.pk in facts
    ]


def _in_order(mine: Availability, other: Availability) -> tuple[Availability, Availability]:
    """The talent's row first."""
    return (mine, other) if mine.side == Side.TALENT else (other, mine)
