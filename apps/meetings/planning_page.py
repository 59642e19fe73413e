"""The organiser's page of an event's meetings: slots, the schedule with its figures, its release, every meeting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.core.moves import GuardFailed, MoveRefused, possible
from apps.events.models import Event
from apps.meetings import lifecycle, policies, runs, slots
from apps.meetings.models import Availability, Meeting, Planning, ScheduleRun, Slot
from apps.meetings.states import OPEN_RUNS, MeetingState, RunState
from apps.meetings.terms import REASONS, Side
from apps.procedures.calendar import instant_of

MOST_ROWS = 1000
Act = Callable[[Event, User, HttpRequest], object]


def context(request: HttpRequest, planning: Planning) -> dict[str, Any]:
    event = planning.event
    chosen = request.GET.get("state", "")
    found = Meeting.objects.filter(event=event)
    rows = found.filter(state=chosen) if chosen in MeetingState.values else found
    run = event.schedule_runs.filter(state__in=OPEN_RUNS).first()
    shown = run or event.schedule_runs.order_by("-pk").first()
    counts = dict(found.values_list("state").annotate(Count("pk")))
    return {
        "planning": planning,
        "event": event,
        "slots": list(event.slots.annotate(free=Count("availabilities"))),
        "talents": Availability.objects.filter(event=event, talent__isnull=False).count(),
        "employers": Availability.objects.filter(event=event, organisation__isnull=False).count(),
        "run": shown,
        "figures": figures(shown) if shown else [],
        "busy": run is not None and run.state in (RunState.QUEUED, RunState.RUNNING),
        "can": {
            "start": run is None,
            "release": run is not None and "release" in possible(run),
            "discard": run is not None and "discard" in possible(run),
        },
        "drafts": _drafts(shown) if shown else [],
        "without": without(shown) if shown else [],
        "chosen": chosen,
        "counts": [(code, str(name), counts[code]) for code, name in MeetingState.choices if code in counts],
        "rows": [_row(request.user, row) for row in _with_sides(rows)[:MOST_ROWS]],
    }


def _with_sides(rows: Any) -> Any:
    return rows.select_related("event", "talent__user", "organisation").order_by("starts_at", "pk")


def _drafts(run: ScheduleRun) -> list[Any]:
    if run.state != RunState.READY:
        return []
    return list(run.drafts.select_related("talent__user", "organisation", "slot")[: MOST_ROWS * 3])


def figures(run: ScheduleRun) -> list[tuple[str, str]]:
    """Label and value of what is known of a schedule; each as the planner computed it."""
    if run.finished_at is None:
        return []
    share = "–" if run.fraction is None else f"{run.fraction:.1%}"
    tighter = _("being computed") if run.tighter is None and run.state == RunState.READY else "–"
    rows: list[tuple[Any, str]] = [
        (_("Talents who can have a meeting (proved)"), f"{run.proved} / {run.talents}"),
        (_("Talents with a meeting"), str(run.reached)),
        (_("New meetings"), str(run.drafts.count())),
        (_("Meetings that stay"), str(run.fixed)),
        (_("Worth"), f"{run.utility:.2f}"),
        (_("Bound by flows"), f"{run.bound:.2f}"),
        (_("Bound by the linear programme with slots"), tighter if run.tighter is None else f"{run.tighter:.2f}"),
        (_("Share of the bound"), share),
        (_("Most minutes outside waking hours of one talent"), str(run.worst)),
        (_("Fewer minutes are impossible (proved)"), str(run.worst_bound)),
        (_("Seconds"), f"{run.seconds or 0:.2f}"),
        (_("No longer possible when released"), str(run.left_out)),
    ]
    return [(str(label), value) for label, value in rows]


def without(run: ScheduleRun) -> list[dict[str, Any]]:
    """Who has no meeting, and why, talents first."""
    names = [name for side in Side for name in run.without.get(side, {})]
    rows = Availability.objects.filter(public_id__in=names).select_related("talent__user", "organisation")
    found = {row.public_id: row for row in rows}
    return [
        {"who": str(row.talent.user if row.talent else row.organisation), "side": side.label, "why": str(REASONS[why])}
        for side in Side
        for name, why in run.without.get(side, {}).items()
        if (row := found.get(name))
    ]


def _row(user: Any, row: Meeting) -> dict[str, Any]:
    allowed = possible(row)
    return {
        "row": row,
        "cancel": "cancel" in allowed and policies.can_cancel(user, row),
        "note": "hold" in allowed and policies.can_note(user, row),
    }


# ---------------------------------------------------------------- acts
def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 4:
        raise GuardFailed(_("Please give whole numbers."))
    return int(text)


def _make_slots(event: Event, by: User, request: HttpRequest) -> None:
    """Times are the city's."""
    try:
        first = instant_of(request.POST.get("first", ""))
    except ValueError:
        first = None
    if first is None:
        raise GuardFailed(_("Please give the day and hour of the first slot."))
    minutes, pause, count = (_number(request, name) for name in ("minutes", "pause", "count"))
    slots.make(event, by=by, first=first, minutes=minutes, pause=pause, count=count)


def _drop_slot(event: Event, by: User, request: HttpRequest) -> None:
    found = Slot.objects.filter(event=event, public_id=request.POST.get("slot", "")).select_related("event").first()
    if found is None:
        raise GuardFailed(_("This slot is not there."))
    slots.drop(found, by=by)


def _run(event: Event, request: HttpRequest) -> ScheduleRun:
    """The run that the page showed: not another one that was planned since."""
    found = event.schedule_runs.filter(public_id=request.POST.get("run", "")).select_related("event").first()
    if found is None:
        raise GuardFailed(_("This schedule is not there."))
    return found


def _meeting(event: Event, by: User, request: HttpRequest) -> Meeting:
    rows = Meeting.objects.filter(event=event).select_related("event", "talent__user", "organisation")
    found = rows.filter(public_id=request.POST.get("meeting", "")).first()
    if found is None:
        raise GuardFailed(_("This meeting is not there."))
    if not policies.can_note(by, found):
        raise PermissionDenied
    return found


def _cancel(event: Event, by: User, request: HttpRequest) -> None:
    lifecycle.cancel(_meeting(event, by, request), by=by, reason=request.POST.get("reason", "")[:2000])


def _miss(event: Event, by: User, request: HttpRequest) -> None:
    who = request.POST.get("who", "")
    if who not in Side.values:
        raise GuardFailed(_("Please say who did not come."))
    lifecycle.miss(_meeting(event, by, request), by=by, role="operator", who=Side(who))


ACTS: dict[str, tuple[Act, Any]] = {
    "make_slots": (_make_slots, gettext_lazy("The slots are there.")),
    "drop_slot": (_drop_slot, gettext_lazy("The slot is gone.")),
    "start": (lambda e, by, r: runs.start(e, by=by), gettext_lazy("The schedule is being planned.")),
    "release": (
        lambda e, by, r: runs.release(_run(e, r), by=by), gettext_lazy("Released. Both sides of each meeting were told."),
    ),
    "discard": (lambda e, by, r: runs.discard(_run(e, r), by=by), gettext_lazy("The draft is discarded.")),
    "cancel": (_cancel, gettext_lazy("The meeting is cancelled. Both sides were told.")),
    "hold": (
        lambda e, by, r: lifecycle.hold(_meeting(e, by, r), by=by, role="operator"), gettext_lazy("Stored."),
    ),
    "miss": (_miss, gettext_lazy("Stored.")),
}  # fmt: skip


def decide(request: HttpRequest, event: Event) -> None:
    """Carry out the button that was pressed; refusals become messages."""
    act = request.POST.get("act", "")
    assert isinstance(request.user, User)
    if not policies.can_plan(request.user, event):
        raise PermissionDenied
    if act not in ACTS:
        messages.error(request, _("This act is not known."))
        return
    run, done = ACTS[act]
    try:
        with transaction.atomic():
            run(event, request.user, request)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, str(done))
