"""The operators' page of one event: its steps, who has registered, the door. The policies decide, here as elsewhere."""

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
from apps.core import audit, words
from apps.core.moves import GuardFailed, MoveRefused, possible
from apps.events import door, lifecycle, policies, registering
from apps.events.models import Event, Registration
from apps.events.states import DOORS_OPEN, RegistrationState
from apps.procedures.calendar import instant_of

MOST_ROWS = 500
STEPS = ("announce", "open_registration", "close_registration", "report", "postpone", "reschedule", "cancel")
Act = Callable[[Event, User, HttpRequest], object]
May = Callable[[Any, Event], bool]


def context(request: HttpRequest, event: Event) -> dict[str, Any]:
    """What it is, what can be done now and by whom, and who has registered."""
    chosen = request.GET.get("state", "")
    rows = (
        event.registrations.visible_to(request.user)
        .select_related("user", "organisation")
        .prefetch_related("answers__question")
    )
    rows = rows.filter(state=chosen) if chosen in RegistrationState.values else rows
    allowed, keeps = possible(event), policies.can_keep(request.user, event)
    return {
        "event": event,
        "can": {name: keeps and name in allowed for name in STEPS},
        "keeps": keeps,
        "edits": policies.can_edit(request.user, event),
        "at_door": policies.can_check_in(request.user, event) and event.state in DOORS_OPEN,
        "counts": _counts(event),
        "chosen": chosen,
        "rows": [
            _row(request.user, row, event, keeps=keeps) for row in rows.order_by("requested_at", "pk")[:MOST_ROWS]
        ],
        "agenda": list(event.agenda.all()),
        "organisers": list(event.organisers.all()),
        "entries": [words.step(entry) for entry in audit.timeline(event, public_only=False)],
    }


def _counts(event: Event) -> list[tuple[str, str, int]]:
    found = dict(event.registrations.values_list("state").annotate(Count("pk")))
    return [(code, str(name), found[code]) for code, name in RegistrationState.choices if code in found]


def _row(user: Any, row: Registration, event: Event, *, keeps: bool) -> dict[str, Any]:
    """Answers are for those who keep the event, not for the door."""
    row.event = event
    allowed, decides = possible(row), policies.can_decide(user, row)
    return {
        "row": row,
        "approve": decides and row.state == RegistrationState.REQUESTED,
        "reject": decides and "reject" in allowed,
        "cancel": decides and "cancel" in allowed,
        "check_out": policies.can_check_in(user, event) and "attend" in allowed,
        "answers": list(row.answers.all()) if keeps else [],
    }


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:2000]


def _registration(event: Event, request: HttpRequest) -> Registration:
    found = event.registrations.filter(public_id=request.POST.get("registration", "")).select_related("event").first()
    if found is None:
        raise GuardFailed(_("Choose a person."))
    return found


def _about(run: Callable[[Registration, User, HttpRequest], object]) -> Act:
    """A decision on one registration: never on one's own."""

    def act(event: Event, by: User, request: HttpRequest) -> None:
        row = _registration(event, request)
        if not policies.can_decide(by, row):
            raise PermissionDenied
        run(row, by, request)

    return act


def _reschedule(event: Event, by: User, request: HttpRequest) -> None:
    """Times are the city's."""
    try:
        begins, ends = (instant_of(request.POST.get(name, "")) for name in ("starts_at", "ends_at"))
    except ValueError:
        begins = ends = None
    if begins is None or ends is None:
        raise GuardFailed(_("Please give a time in the future, its end after its beginning."))
    lifecycle.reschedule(event, by=by, starts_at=begins, ends_at=ends)


DECISIONS: dict[str, tuple[May, Act, Any]] = {
    "announce": (
        policies.can_keep, lambda e, by, r: lifecycle.announce(e, by=by), gettext_lazy("Announced in the calendar."),
    ),
    "open_registration": (
        policies.can_keep, lambda e, by, r: lifecycle.open_registration(e, by=by), gettext_lazy("Registration is open."),
    ),
    "close_registration": (
        policies.can_keep, lambda e, by, r: lifecycle.close_registration(e, by=by),
        gettext_lazy("Registration is closed."),
    ),
    "report": (policies.can_keep, lambda e, by, r: lifecycle.report(e, by=by), gettext_lazy("Stored.")),
    "postpone": (
        policies.can_keep, lambda e, by, r: lifecycle.postpone(e, by=by, reason=_reason(r)),
        gettext_lazy("Postponed. Everybody registered has been told."),
    ),
    "reschedule": (
        policies.can_keep, _reschedule, gettext_lazy("The new time stands. Everybody registered has been told."),
    ),
    "cancel": (
        policies.can_keep, lambda e, by, r: lifecycle.cancel(e, by=by, reason=_reason(r)),
        gettext_lazy("Cancelled. Everybody registered has been told."),
    ),
    "approve": (
        policies.can_keep, _about(lambda row, by, r: registering.approve(row, by=by)), gettext_lazy("Approved."),
    ),
    "reject": (
        policies.can_keep, _about(lambda row, by, r: registering.reject(row, by=by, reason=_reason(r))),
        gettext_lazy("Declined with your reason."),
    ),
    "cancel_place": (
        policies.can_keep, _about(lambda row, by, r: registering.cancel(row, by=by, reason=_reason(r))),
        gettext_lazy("The registration is cancelled."),
    ),
    "check_in": (
        policies.can_check_in, lambda e, by, r: door.check_in(e, code=r.POST.get("code", ""), by=by),
        gettext_lazy("Welcome: checked in."),
    ),
    "walk_in": (
        policies.can_check_in, lambda e, by, r: door.walk_in(e, name=r.POST.get("name", ""), by=by),
        gettext_lazy("Welcome: checked in."),
    ),
    "check_out": (
        policies.can_check_in, lambda e, by, r: door.check_out(_registration(e, r), by=by),
        gettext_lazy("Checked out."),
    ),
}  # fmt: skip


def decide(request: HttpRequest, event: Event) -> None:
    """Carry out the button that was pressed; refusals become messages."""
    act = request.POST.get("act", "")
    assert isinstance(request.user, User)
    if act not in DECISIONS:
        messages.error(request, _("This act is not known."))
        return
    may, run, done = DECISIONS[act]
    if not may(request.user, event):
        raise PermissionDenied
    try:
        with transaction.atomic():
            result = run(event, request.user, request)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    who = f" {result.who}" if isinstance(result, Registration) else ""
    messages.success(request, f"{done}{who}")
