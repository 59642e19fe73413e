"""The panel of a call: drawn once, invited one by one, filled up again where somebody cannot (R11).

Candidates are found and the draw is made in one act and only once, so that nobody sees a result before it counts. The
seed comes from a number whose hash was published with the call and from the receipts at the deadline; the references of
the candidates come from that number too, so that an act broken off and done again draws the same. Fields are those of
the published call and the pool is that of the deadline; whoever departs from either says why, and the reason is
published with the draw. Callers have asked the policies.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.core import audit
from apps.core.actors import SYSTEM, Actor
from apps.core.ids import derived_id
from apps.core.moves import GuardFailed, move
from apps.experts import load
from apps.experts.models import Expert, Task
from apps.experts.states import ExpertState
from apps.matching import runs
from apps.procedures import draw
from apps.procedures.calendar import add_working_days, city_zone, today
from apps.proposals.models import Package, Proposal
from apps.proposals.states import ProposalState
from apps.reviews import fields, independence, telling
from apps.reviews.conflict_words import word_of
from apps.reviews.models import Panel, Pseudonym, Seat, Sheet
from apps.reviews.states import TAKEN, PanelState, SeatState

FEWEST = 3
Places = Sequence[tuple[str, int]]


@transaction.atomic
def draw_panel(challenge: Challenge, *, places: Places, by: User, reason: str = "") -> Panel:
    """Draw experts for `places` (field, how many) and invite them. Raises GuardFailed where too few are independent.

    With a `reason` other fields may be named than the call's own, and experts count who joined the pool after its closing.
    """
    rows = Challenge.objects.select_for_update(of=("self",)).select_related("programme", "current")
    row, reason = rows.get(pk=challenge.pk), reason.strip()
    _may_draw(row, places)
    if not reason and not {field for field, _count in places} <= set(own_fields(row)):
        raise GuardFailed(
            _("The fields of this call stand in its published text. Please say why others are drawn from.")
        )
    found = _candidates(row, places, late=bool(reason))
    short = [field for field, count in places if len(found.by_field[field]) < count]
    if short:
        raise GuardFailed(
            _("Too few independent experts in a field. Take more experts into the pool, or other fields.")
        )
    panel = Panel.objects.create(
        challenge=row,
        places=[{"field": field, "places": count} for field, count in places],
        published={},
        left_out=dict(found.left_out),
        drawn_at=timezone.now(),
        drawn_by=by,
    )
    seats = _seats(panel, found)
    panel.published = _published(row, places, seats, reason)
    panel.save(update_fields=["published"])
    _put_in_order(panel, seats)
    _name(panel)
    data = {"seed": panel.published["seed"], "left_out": panel.left_out}
    audit.record(row, "draw_panel", by=by, role="operator", reason=reason, data=data)
    fill(panel)
    return panel


def _may_draw(challenge: Challenge, places: Places) -> None:
    if challenge.state != ChallengeState.REVIEWING:
        raise GuardFailed(_("A panel is drawn once the form check is over."))
    if not challenge.programme.review:
        raise GuardFailed(_("In this programme no experts score."))
    if Panel.objects.filter(challenge=challenge).exists():
        raise GuardFailed(_("The panel of this call has been drawn. A draw is not repeated."))
    total, needed = sum(count for _field, count in places), challenge.programme.panel_size
    if any(count < 1 for _field, count in places) or total < max(needed, FEWEST):
        raise GuardFailed(_("The panel of this programme has %(n)d places at least.") % {"n": max(needed, FEWEST)})
    if len({field for field, _count in places}) != len(places):
        raise GuardFailed(_("A field is named twice."))


def own_fields(challenge: Challenge) -> list[str]:
    """The fields that its published text names: its chain, then its disciplines."""
    revision = challenge.current
    return [field for field in (revision.chain, *revision.disciplines) if field] if revision else []


class _Found:
    """Candidates by field with their nearness; an expert stands in the first field that she fits."""

    def __init__(self, fields_: Sequence[str]) -> None:
        self.by_field: dict[str, dict[int, float]] = {field: {} for field in fields_}
        self.left_out: dict[str, int] = {}


def _candidates(challenge: Challenge, places: Places, *, late: bool) -> _Found:
    active = Expert.objects.filter(state=ExpertState.ACTIVE, user__is_active=True, tasks__contains=[Task.REVIEW])
    signed = active.signed(today()).order_by("pk")
    pool = list(signed if late else signed.filter(joined_at__lt=challenge.closes_at))
    sorted_ = independence.sort(pool, independence.parties_of(challenge))
    free = load.with_room(sorted_.clear)
    found = _Found([field for field, _count in places])
    found.left_out = dict(sorted_.left_out)
    if len(pool) < signed.count():
        found.left_out["late"] = signed.count() - len(pool)
    if len(sorted_.clear) > len(free):
        found.left_out["load"] = len(sorted_.clear) - len(free)
    vocabulary, seen = runs.current_vocabulary(), set()
    for field in found.by_field:
        near = fields.eligible(field, [expert for expert in free if expert.pk not in seen], vocabulary)
        found.by_field[field] = near
        seen |= set(near)
    return found


def _seats(panel: Panel, found: _Found) -> list[Seat]:
    """In any order yet, behind the numbers that the draw gives them: both are unique. The public ids are what is drawn."""
    nonce = bytes.fromhex(panel.challenge.draw_nonce)
    everybody = [expert for candidates in found.by_field.values() for expert in candidates]
    names = dict(Expert.objects.filter(pk__in=everybody).values_list("pk", "public_id"))
    rows = [
        Seat(
            panel=panel,
            expert_id=expert,
            field=field,
            order=order,
            fit=round(near, 3),
            public_id=derived_id(nonce, f"{panel.challenge.public_id}:{names[expert]}"),
        )
        for field, candidates in found.by_field.items()
        for order, (expert, near) in enumerate(sorted(candidates.items()), start=len(candidates) + 1)
    ]
    return Seat.objects.bulk_create(rows)


def _published(challenge: Challenge, places: Places, seats: Sequence[Seat], reason: str) -> dict[str, object]:
    rows = {
        field: {
            "candidates": [seat.public_id for seat in seats if seat.field == field],
            "places": count,
            "reserves": sum(seat.field == field for seat in seats) - count,
        }
        for field, count in places
    }
    file = draw.published(bytes.fromhex(challenge.draw_nonce), receipts_at_deadline(challenge), rows)
    return {**file, "departs_because": reason} if reason else file


def receipts_at_deadline(challenge: Challenge) -> list[str]:
    """Of both parts of every proposal that lay sealed when the call closed; later corrections are not among them."""
    assert challenge.closes_at is not None
    newest: dict[tuple[int, str], str] = {}
    lay = Proposal.objects.filter(challenge=challenge, sealed_at__lt=challenge.closes_at)
    lay = lay.exclude(state=ProposalState.WITHDRAWN, opened_at__isnull=True)
    for package in Package.objects.filter(proposal__in=lay).order_by("round"):
        at = parse_datetime(package.receipt["receipt"]["sealed_at"])
        if at is not None and at < challenge.closes_at:
            newest[package.proposal_id, package.part] = package.receipt_hash
    return sorted(newest.values())


def _put_in_order(panel: Panel, seats: Sequence[Seat]) -> None:
    by_ref = {seat.public_id: seat for seat in seats}
    for row in panel.published["fields"].values():
        for order, ref in enumerate([*row["drawn"], *row["in_reserve"], *row["not_drawn"]], start=1):
            by_ref[ref].order = order
    Seat.objects.bulk_update(seats, ["order"])


def _name(panel: Panel) -> None:
    """A name for each proposal, in an order that has nothing to do with theirs."""
    entrants = list(Proposal.objects.filter(challenge=panel.challenge, state=ProposalState.ELIGIBLE).order_by("pk"))
    secrets.SystemRandom().shuffle(entrants)
    Pseudonym.objects.bulk_create(
        Pseudonym(panel=panel, proposal=proposal, code=f"P{number:02d}")
        for number, proposal in enumerate(entrants, start=1)
    )


@transaction.atomic
def fill(panel: Panel) -> list[Seat]:
    """Invite the next of each field until its places are taken; those who are no longer clear or free are passed over."""
    row = Panel.objects.select_for_update().get(pk=panel.pk)
    if row.state == PanelState.LOCKED:
        return []
    invited: list[Seat] = []
    for place in row.places:
        seats = list(row.seats.filter(field=place["field"]).select_related("expert__user").order_by("order"))
        lacking = place["places"] - sum(seat.state in TAKEN for seat in seats)
        for seat in seats:
            if lacking and seat.state == SeatState.RESERVE and _still_clear(seat, row.challenge):
                invited.append(_invite(seat))
                lacking -= 1
        if lacking:
            telling.operators(row.challenge, "panel_short")
    return invited


def _still_clear(seat: Seat, challenge: Challenge) -> bool:
    """Facts may have changed since the draw. Too much to do passes her over this time only."""
    if not independence.clear(seat.expert, challenge):
        move(seat, "withdraw_for_conflict", by=SYSTEM, reason_code="conflict_found", public=False)
        return False
    return bool(load.with_room([seat.expert]))


def _invite(seat: Seat) -> Seat:
    last = add_working_days(today(), seat.panel.challenge.programme.invitation_days).date
    until = datetime.combine(last + timedelta(days=1), time(), city_zone())
    move(seat, "invite", by=SYSTEM, facts={"invited_at": timezone.now(), "answer_by": until}, public=False)
    telling.expert(seat, "panel_invited")
    return seat


@transaction.atomic
def accept(seat: Seat, *, by: User, independent: bool) -> None:
    """Take the seat, declaring that there is no conflict: only then anything of a proposal is shown."""
    now = timezone.now()
    if seat.answer_by is None or now >= seat.answer_by:
        raise GuardFailed(_("The time to answer is over; the place has gone to somebody else."))
    if not independent:
        raise GuardFailed(_("Please declare that you have no conflict of interest, or say that you have one."))
    known = independence.reasons(seat.expert, seat.panel.challenge)
    if known:
        text = _("By what is known you are not independent in this call: %(why)s. Please say that you have a conflict.")
        raise GuardFailed(text % {"why": ", ".join(word_of(kind) for kind in known)})
    move(seat, "accept", by=by, role="expert", facts={"answered_at": now}, data={"independent": True}, public=False)
    if seat.panel.state == PanelState.SCORING:
        open_sheets(seat.panel)
    elif is_complete(seat.panel):
        telling.operators(seat.panel.challenge, "panel_complete")


@transaction.atomic
def decline(seat: Seat, *, by: User, reason: str = "") -> None:
    facts = {"answered_at": timezone.now()}
    move(seat, "decline", by=by, role="expert", reason=reason.strip(), facts=facts, public=False)
    fill(seat.panel)


@transaction.atomic
def declare_conflict(seat: Seat, *, by: User, reason: str) -> None:
    """Before or after taking the seat. Her sheets do not count, the next one is invited."""
    if not reason.strip():
        raise GuardFailed(_("Please say what the conflict is. Only the operators read it."))
    facts = {"answered_at": timezone.now()}
    _not_locked(seat.panel)
    move(seat, "withdraw_for_conflict", by=by, role="expert", reason=reason.strip(), facts=facts, public=False)
    _void(seat, by)
    fill(seat.panel)


@transaction.atomic
def excuse(seat: Seat, *, by: User, reason: str) -> None:
    """An operator takes somebody off the panel, with a reason that stays on record."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    _not_locked(seat.panel)
    move(seat, "excuse", by=by, role="operator", reason=reason.strip(), public=False)
    _void(seat, by)
    telling.expert(seat, "panel_excused")
    fill(seat.panel)


@transaction.atomic
def expire(seat: Seat, *, now: datetime) -> None:
    if seat.answer_by is None or now < seat.answer_by:
        raise GuardFailed(_("There is time to answer."))
    move(seat, "expire", by=SYSTEM, public=False)
    fill(seat.panel)


@transaction.atomic
def recheck(expert: Expert) -> list[Seat]:
    """Her facts have changed: seats of open panels in which she is not independent any more are given to others."""
    lost = []
    live = Seat.objects.filter(expert=expert, state__in=TAKEN).exclude(panel__state=PanelState.LOCKED)
    for seat in live.select_related("panel__challenge__employer__organisation", "expert__user"):
        if independence.certain(expert, independence.parties_of(seat.panel.challenge)):
            move(seat, "withdraw_for_conflict", by=SYSTEM, reason_code="conflict_found", public=False)
            _void(seat, SYSTEM)
            telling.expert(seat, "panel_conflict_found")
            fill(seat.panel)
            lost.append(seat)
        else:
            telling.doubts(seat, independence.reasons(expert, seat.panel.challenge))
    return lost


def is_complete(panel: Panel) -> bool:
    """Every place is taken by somebody who has accepted."""
    wanted = sum(place["places"] for place in panel.places)
    return panel.seats.filter(state=SeatState.ACCEPTED).count() >= wanted


@transaction.atomic
def begin_scoring(
    panel: Panel, *, by: User, due_at: datetime, defence_at: datetime | None = None, defence_place: str = ""
) -> None:
    """Open the blind parts to the panel until `due_at`; where the programme has a defence, marks are due after it."""
    if not is_complete(panel):
        raise GuardFailed(_("Not every place of the panel is taken yet."))
    _due_later(due_at)
    if panel.challenge.programme.defence and (defence_at is None or not defence_place.strip()):
        raise GuardFailed(_("This programme has a defence meeting: please give its time and place."))
    if defence_at is not None and not timezone.now() < defence_at < due_at:
        raise GuardFailed(_("The meeting lies ahead and before the deadline of the marks."))
    facts = {"due_at": due_at, "defence_at": defence_at, "defence_place": defence_place.strip()}
    move(panel, "begin_scoring", by=by, role="operator", facts=facts)
    open_sheets(panel)
    telling.panel(panel, "panel_scoring")
    if defence_at is not None:
        telling.entrants(panel, "defence_meeting")


@transaction.atomic
def extend(panel: Panel, *, by: User, due_at: datetime, reason: str) -> None:
    """Later only, before the marks are locked, and everybody sees why."""
    row = Panel.objects.select_for_update().get(pk=panel.pk)
    if row.state != PanelState.SCORING or row.due_at is None:
        raise GuardFailed(_("Marks are not being given now."))
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    if due_at <= row.due_at:
        raise GuardFailed(_("A deadline can only be put off."))
    _due_later(due_at)
    Panel.objects.filter(pk=row.pk).update(due_at=due_at)
    audit.record(row.challenge, "extend_marks", by=by, role="operator", reason=reason.strip(), data={"until": due_at})
    panel.refresh_from_db()
    telling.panel(panel, "panel_extended")


def open_sheets(panel: Panel) -> None:
    """A sheet for everybody on the panel and every proposal in the race; those that exist stay."""
    entrants = Pseudonym.objects.filter(panel=panel, proposal__state=ProposalState.ELIGIBLE)
    for seat in panel.seats.filter(state=SeatState.ACCEPTED):
        for pseudonym in entrants:
            Sheet.objects.get_or_create(seat=seat, proposal_id=pseudonym.proposal_id)


def _due_later(due_at: datetime) -> None:
    if due_at <= timezone.now():
        raise GuardFailed(_("The deadline has to lie ahead."))


def _not_locked(panel: Panel) -> None:
    if Panel.objects.select_for_update().get(pk=panel.pk).state == PanelState.LOCKED:
        raise GuardFailed(_("The marks are locked. What is wrong with them is for an objection."))


def _void(seat: Seat, by: Actor) -> None:
    for sheet in seat.sheets.exclude(state="void"):
        move(sheet, "void", by=by, public=False)
