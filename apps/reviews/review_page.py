"""The operators' page of one review: the panel, the marks, the order, the determination. The policies decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.challenges.models import Challenge
from apps.challenges.states import ChallengeState
from apps.challenges.terms import TieBreak
from apps.core import audit, words
from apps.core.moves import GuardFailed, MoveRefused
from apps.procedures.calendar import instant_of
from apps.proposals.models import Proposal
from apps.reviews import determination, naming, panels, policies, results, sheets
from apps.reviews.conflict_words import word_of
from apps.reviews.models import Determination, Panel, Seat
from apps.reviews.states import LIVE, DeterminationState, PanelState, SeatState, SheetState
from apps.taxonomy import choices
from apps.taxonomy.lookups import label

FIELDS = 6  # rows of the form that draws


def context(request: HttpRequest, challenge: Challenge) -> dict[str, Any]:
    """All of it, each part only for whom it is."""
    user = request.user
    panel = Panel.objects.filter(challenge=challenge).select_related("challenge__programme").first()
    live = _standing_determination(challenge)
    runs = policies.can_run_panel(user, challenge)
    return {
        "challenge": challenge,
        "programme": challenge.programme,
        "panel": panel,
        "seats": _seats(panel) if panel and runs else [],
        "left_out": _left_out(panel) if panel else [],
        "progress": _progress(panel) if panel else None,
        "rows": [_drawn(row, challenge) for row in _standing(user, challenge)],
        "unmarked": _without_panel(challenge),
        "live": live,
        "winners": _winners(live),
        "past": list(Determination.objects.filter(challenge=challenge).exclude(state__in=LIVE)),
        "entries": [words.step(entry) for entry in audit.timeline(challenge, public_only=False)],
        "can": _can(user, challenge, panel, live),
        "fields": [*_suggested(challenge), *([("", 0)] * FIELDS)][:FIELDS],
        "field_choices": _field_choices(),
        "routes": challenge.current.routes if challenge.current else 1,
    }


def _may(user: Any, challenge: Challenge, live: Determination | None) -> dict[str, bool]:
    """What her rights let her press; whether it is the time for it, `_can` and the steps themselves say."""
    runs, house = policies.can_run_panel(user, challenge), policies.can_determine(user, challenge)
    announces = policies.can_announce(user, live) if live else runs or house
    overturns = policies.can_overturn(user, live) if live else runs or house
    return {
        **dict.fromkeys(("draw", "begin", "excuse", "lock", "extend"), runs),
        **dict.fromkeys(("announce", "effect"), announces),
        "propose": house,
        "overturn": overturns,
        "disqualify": policies.can_disqualify(user, challenge),
    }


def reachable(user: Any, challenge: Challenge) -> bool:
    """Whether any step of this review may be hers."""
    return any(_may(user, challenge, _standing_determination(challenge)).values())


def _standing_determination(challenge: Challenge) -> Determination | None:
    return Determination.objects.filter(challenge=challenge, state__in=LIVE).select_related("publicity").first()


def _can(user: Any, challenge: Challenge, panel: Panel | None, live: Determination | None) -> dict[str, bool]:
    """Which buttons stand there now."""
    may, reviewing = _may(user, challenge, live), challenge.state == ChallengeState.REVIEWING
    state, waits = panel.state if panel else "", live is not None and live.state == DeterminationState.PROPOSED
    judged = state == PanelState.LOCKED or not challenge.programme.review
    now = {
        "draw": reviewing and panel is None and challenge.programme.review,
        "begin": state == PanelState.FORMING and panel is not None and panels.is_complete(panel),
        "excuse": state in (PanelState.FORMING, PanelState.SCORING),
        "lock": state == PanelState.SCORING,
        "extend": state == PanelState.SCORING,
        "propose": judged and live is None and challenge.state in (ChallengeState.REVIEWING, ChallengeState.AWARDED),
        "announce": waits and challenge.programme.publicity,
        "effect": waits and not challenge.programme.publicity,
        "overturn": live is not None,
        "disqualify": challenge.state in determination.JUDGED_IN,
    }
    return {act: may[act] and now[act] for act in now}


def _seats(panel: Panel) -> list[dict[str, Any]]:
    rows = panel.seats.select_related("expert__user").prefetch_related("sheets")
    return [
        {
            "seat": seat,
            "field": field_label(seat.field),
            "who": seat.expert.name,
            "done": sum(sheet.state in (SheetState.HANDED_IN, SheetState.LOCKED) for sheet in seat.sheets.all()),
            "of": sum(sheet.state != SheetState.VOID for sheet in seat.sheets.all()),
            "can_excuse": seat.state in (SeatState.INVITED, SeatState.ACCEPTED),
        }
        for seat in rows
    ]


def _standing(user: Any, challenge: Challenge) -> list[results.Row]:
    return results.standing(challenge) if policies.can_see_results(user, challenge) else []


def _drawn(row: results.Row, challenge: Challenge) -> dict[str, Any]:
    """A row of the order with the places of its dots: 0 to 100 points are 0 to 200 wide."""
    placed = row.placed
    return {
        "proposal": row.proposal,
        "code": row.code,
        "placed": placed,
        "dots": [(float(total) * 2, ref in placed.outliers) for ref, total in placed.by_expert.items()],
        "mean_x": float(placed.total) * 2,
        "pass_x": float(challenge.programme.pass_mark) * 2,
        "tie_word": TieBreak(placed.told_apart_by).label if placed.told_apart_by else "",
    }


def _left_out(panel: Panel) -> list[tuple[str, int]]:
    return [(word_of(kind), count) for kind, count in sorted(panel.left_out.items())]


def _progress(panel: Panel) -> dict[str, int] | None:
    rows = [
        s for seat in panel.seats.filter(state=SeatState.ACCEPTED).prefetch_related("sheets") for s in seat.sheets.all()
    ]
    running = [sheet for sheet in rows if sheet.state != SheetState.VOID]
    if not running:
        return None
    done = sum(sheet.state != SheetState.DRAFT for sheet in running)
    return {"done": done, "of": len(running), "percent": round(100 * done / len(running))}


def _without_panel(challenge: Challenge) -> list[Proposal]:
    """What the poster chooses from where no experts score."""
    if challenge.programme.review:
        return []
    running = Proposal.objects.filter(
        challenge=challenge, state__in=("eligible", "scored", "shortlisted", "not_awarded")
    )
    return list(running.order_by("sealed_at"))


def _winners(live: Determination | None) -> list[dict[str, Any]]:
    if live is None:
        return []
    rows = live.winners.select_related("proposal__organisation")
    return [{"rank": row.rank, "proposal": row.proposal, "shown": naming.shown(row.proposal)} for row in rows]


def field_label(code: str) -> str:
    return dict(_field_choices()).get(code) or label("chain", code)


def _field_choices() -> list[tuple[str, str]]:
    return [*choices.chain_list(), *(choice for _name, rows in choices.disciplines() for choice in rows)]


def _suggested(challenge: Challenge) -> list[tuple[str, int]]:
    """Its own chain and, where it names one, its first discipline share the places."""
    revision = challenge.current
    places = max(challenge.programme.panel_size, panels.FEWEST)
    if revision is None or not revision.chain:
        return []
    if not revision.disciplines:
        return [(revision.chain, places)]
    return [(revision.chain, places - places // 2), (revision.disciplines[0], places // 2)]


# ---------------------------------------------------------------- what the buttons do
Act = Callable[[Challenge, User, HttpRequest], object]


def _draw(challenge: Challenge, by: User, request: HttpRequest) -> None:
    pairs = zip(request.POST.getlist("field"), request.POST.getlist("places"), strict=False)
    places = [(field, _number(count)) for field, count in pairs if field]
    panels.draw_panel(challenge, places=places, by=by, reason=request.POST.get("reason", "")[:1000])


def _begin(challenge: Challenge, by: User, request: HttpRequest) -> None:
    due, meeting = _instant(request, "due_at"), _instant(request, "defence_at")
    if due is None:
        raise GuardFailed(_("Please give the day and hour at which the marks are due."))
    place = request.POST.get("defence_place", "")[:300]
    panels.begin_scoring(_panel(challenge), by=by, due_at=due, defence_at=meeting, defence_place=place)


def _extend(challenge: Challenge, by: User, request: HttpRequest) -> None:
    due = _instant(request, "due_at")
    if due is None:
        raise GuardFailed(_("Please give the day and hour at which the marks are due."))
    panels.extend(_panel(challenge), by=by, due_at=due, reason=_reason(request))


def _excuse(challenge: Challenge, by: User, request: HttpRequest) -> None:
    seat = Seat.objects.filter(panel__challenge=challenge, public_id=request.POST.get("seat", "")).first()
    if seat is None:
        raise GuardFailed(_("Choose a person."))
    panels.excuse(seat, by=by, reason=_reason(request))


def _lock(challenge: Challenge, by: User, request: HttpRequest) -> None:
    sheets.lock(_panel(challenge), by=by)


def _propose(challenge: Challenge, by: User, request: HttpRequest) -> None:
    chosen = _proposals(challenge, request.POST.getlist("winner"))
    determination.propose(challenge, chosen, by=by, reasons=_reason(request))


def _announce(challenge: Challenge, by: User, request: HttpRequest) -> None:
    determination.announce(_live(challenge), by=by)


def _effect(challenge: Challenge, by: User, request: HttpRequest) -> None:
    determination.take_effect(_live(challenge), by=by)


def _overturn(challenge: Challenge, by: User, request: HttpRequest) -> None:
    determination.overturn(_live(challenge), by=by, reason=_reason(request))


def _disqualify(challenge: Challenge, by: User, request: HttpRequest) -> None:
    found = _proposals(challenge, request.POST.getlist("proposal"))
    if len(found) != 1 or not policies.can_disqualify(by, challenge):
        raise GuardFailed(_("Choose a proposal."))
    determination.disqualify(found[0], by=by, reason=_reason(request))


ACTS: dict[str, tuple[Act, Any]] = {
    "draw": (_draw, gettext_lazy("Drawn. The first of each field are invited.")),
    "begin": (_begin, gettext_lazy("The proposals are open to the panel.")),
    "extend": (_extend, gettext_lazy("The deadline is put off.")),
    "excuse": (_excuse, gettext_lazy("Excused; the next one is invited.")),
    "lock": (_lock, gettext_lazy("The marks are locked.")),
    "propose": (_propose, gettext_lazy("Proposed. A second person makes it public or puts it in effect.")),
    "announce": (_announce, gettext_lazy("The publicity period has begun.")),
    "effect": (_effect, gettext_lazy("The award is in effect.")),
    "overturn": (_overturn, gettext_lazy("Overturned. It has to be determined anew.")),
    "disqualify": (_disqualify, gettext_lazy("Disqualified.")),
}


def decide(request: HttpRequest, challenge: Challenge) -> None:
    """Carry out the button that was pressed; refusals become messages."""
    act = request.POST.get("act", "")
    assert isinstance(request.user, User)
    if act not in ACTS:
        messages.error(request, _("This act is not known."))
        return
    live = _standing_determination(challenge)
    if not _may(request.user, challenge, live)[act]:
        raise PermissionDenied
    run, done = ACTS[act]
    try:
        with transaction.atomic():
            run(challenge, request.user, request)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, str(done))


def _panel(challenge: Challenge) -> Panel:
    found = Panel.objects.select_related("challenge__programme").filter(challenge=challenge).first()
    if found is None:
        raise GuardFailed(_("The panel has not been drawn yet."))
    return found


def _live(challenge: Challenge) -> Determination:
    rows = Determination.objects.select_related("challenge__programme", "publicity")
    found = rows.filter(challenge=challenge, state__in=LIVE).first()
    if found is None:
        raise GuardFailed(_("There is no determination."))
    return found


def _proposals(challenge: Challenge, refs: Sequence[str]) -> list[Proposal]:
    return list(Proposal.objects.filter(challenge=challenge, public_id__in=refs).select_related("challenge"))


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:4000]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0


def _instant(request: HttpRequest, name: str) -> datetime | None:
    """A field of a day and an hour, in the city's time."""
    try:
        return instant_of(request.POST.get(name, ""))
    except ValueError:
        return None
