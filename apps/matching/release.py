"""The reviewed list reaches the employer: by an operator's act, or as the employer's mode says."""

from __future__ import annotations

import hashlib
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.core.actors import SYSTEM, Actor
from apps.core.moves import GuardFailed, move, possible
from apps.employers.models import ReleaseMode
from apps.matching import lists, review
from apps.matching.models import Match, ReleaseClock
from apps.matching.states import MatchState
from apps.notifications.send import tell
from apps.positions import lifecycle as positions
from apps.positions.models import Position
from apps.positions.states import LIVE
from apps.procedures.calendar import working_hours_after

TOP = 10
HOURS = 8
SAMPLE_ONE_IN = 10  # of what went out unreviewed, to be looked at afterwards
UNDECIDED = (MatchState.SUGGESTED, MatchState.ASSIGNED)


@transaction.atomic
def release(position: Position, *, by: Actor, top: int = TOP) -> int:
    """Send the approved ones of the list to the employer, best first, at most `top`; how many were sent.

    Raises GuardFailed when none is approved or the position is not live.
    """
    rows = [row for row in lists.ordered(position) if row.match.state == MatchState.APPROVED][:top]
    if not rows:
        raise GuardFailed(_("Nothing to release: approve at least one candidate first."))
    return _send(position, rows, by=by)


@transaction.atomic
def publish_and_send(position: Position, *, by: User, top: int = TOP, override_reason: str = "") -> int:
    """One act: publish what is pending and send the best `top`, approved herewith; how many were sent now.

    A position only just published has no list yet: 0 is returned, and the list goes out with the run (`after_run`).
    """
    if "publish" in possible(position):
        positions.publish(position, by=by, override_reason=override_reason)
        order = {"due_at": timezone.now(), "held": False, "ordered_by": by, "top": top}
        ReleaseClock.objects.update_or_create(position=position, defaults=order)
        return 0
    return _approve_and_send(position, by=by, top=top)


def _approve_and_send(position: Position, *, by: User, top: int) -> int:
    """Of the first `top` places: held and rejected ones stay behind, nobody moves up unseen."""
    rows = lists.ordered(position)[:top]
    for row in rows:
        if row.match.state in UNDECIDED and row.match.talent.user_id != by.pk:
            review.approve(row.match, by=by)
    chosen = [row for row in rows if row.match.state == MatchState.APPROVED]
    if not chosen:
        raise GuardFailed(_("Nothing to release: approve at least one candidate first."))
    return _send(position, chosen, by=by)


def _send(position: Position, rows: list[lists.Entry], *, by: Actor, unreviewed: bool = False) -> int:
    if position.state not in LIVE:
        raise GuardFailed(_("The position is not published."))
    now = timezone.now()
    for row in rows:
        seen = row.match.state == MatchState.APPROVED
        facts = {
            "released_at": now,
            "released_unreviewed": unreviewed and not seen,
            "sampled": unreviewed and not seen and _in_sample(row.match),
            "is_new": True,
        }
        move(row.match, "release", by=by, role="operator" if by is not SYSTEM else "", facts=facts, public=False)
    if rows:
        _tell(position, len(rows))
    return len(rows)


def _in_sample(match: Match) -> bool:
    """A tenth, by a hash that nobody chooses: reproducible, and not to be foreseen from outside."""
    return int(hashlib.sha256(match.card_id.encode()).hexdigest(), 16) % SAMPLE_ONE_IN == 0


def after_run(position: Position) -> None:
    """What a finished run sets going: an ordered list goes out, a mode without review sends or winds its clock."""
    clock = ReleaseClock.objects.select_for_update().filter(position=position).first()
    if clock is not None and clock.ordered_by is not None:
        clock.delete()
        with suppress(GuardFailed):  # nobody to send is no reason to lose the run
            _approve_and_send(position, by=clock.ordered_by, top=clock.top)
        return
    mode = position.employer.release_mode
    if mode == ReleaseMode.DIRECT:
        _send_unreviewed(position)
    elif mode == ReleaseMode.AFTER_8_WORKING_HOURS and clock is None and _fresh(position):
        ReleaseClock.objects.create(position=position, due_at=working_hours_after(timezone.now(), HOURS))


def release_due() -> int:
    """Send the lists whose clock has run out and that nobody holds; how many positions."""
    done = 0
    for clock in ReleaseClock.objects.filter(due_at__lte=timezone.now(), held=False, ordered_by__isnull=True):
        with transaction.atomic():
            mine = ReleaseClock.objects.select_for_update().filter(pk=clock.pk, held=False).first()
            if mine is None:
                continue
            mine.delete()
            position = Position.objects.select_related("employer__organisation").get(pk=clock.position_id)
            if position.state in LIVE:
                done += bool(_send_unreviewed(position))
    return done


def _fresh(position: Position) -> list[lists.Entry]:
    """Of the first places: approved, or not yet looked at. Held, rejected and released ones are not touched."""
    rows = lists.ordered(position)[:TOP]
    return [row for row in rows if row.match.state in (*UNDECIDED, MatchState.APPROVED)]


def _send_unreviewed(position: Position) -> int:
    return _send(position, _fresh(position), by=SYSTEM, unreviewed=True)


def _tell(position: Position, count: int) -> None:
    organisation = position.employer.organisation
    roles = (Membership.Role.OWNER, Membership.Role.RECRUITER)
    context = {"position": positions.titles(position), "count": count}
    stamp = f"{position.public_id}:{timezone.now():%Y%m%d%H%M%S%f}"
    for member in Membership.objects.active().filter(organisation=organisation, role__in=roles).select_related("user"):
        url = f"/employer/positions/{position.public_id}/candidates/"
        tell(member.user, "list_released", context=context, url=url, key=stamp)
