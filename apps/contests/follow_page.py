"""The page of one follow-up: who looks after it, tasks, visits, how far it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.policies import holders
from apps.contests import following
from apps.contests.models import FOLLOWERS, FollowUp
from apps.core import audit, words
from apps.core.moves import GuardFailed, MoveRefused, possible


def context(request: HttpRequest, row: FollowUp) -> dict[str, Any]:
    allowed = possible(row)
    return {
        "row": row,
        "steps": [(name, words.act(name, "contests.followup")) for name in following.STEPS if name in allowed],
        "may_close": "close" in allowed,
        "owners": list(holders(FOLLOWERS, row.entry.district).order_by("pk")),
        "tasks": list(row.tasks.all()),
        "visits": list(row.visits.select_related("by")),
        "entries": [words.step(entry) for entry in audit.timeline(row, public_only=False)],
    }


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise GuardFailed(_("Please enter a day.")) from None


def _give(row: FollowUp, by: User, request: HttpRequest) -> None:
    owner = holders(FOLLOWERS, row.entry.district).filter(public_id=request.POST.get("owner", "")).first()
    if owner is None:
        raise GuardFailed(_("Please choose somebody who follows up in this district."))
    following.give_to(row, owner, by=by)


def _finish(row: FollowUp, by: User, request: HttpRequest) -> None:
    task = row.tasks.filter(public_id=request.POST.get("task", "")).first()
    if task is None:
        raise GuardFailed(_("Choose a task."))
    following.finish_task(task, by=by)


ACTS: dict[str, Callable[[FollowUp, User, HttpRequest], object]] = {
    "give_to": _give,
    "add_task": lambda row, by, r: following.add_task(
        row, by=by, text=r.POST.get("text", ""), due_on=_day(r, "due_on")
    ),
    "finish_task": _finish,
    "visit": lambda row, by, r: following.visit(
        row, by=by, visited_on=_day(r, "visited_on"), note=r.POST.get("note", "")
    ),
    "close": lambda row, by, r: following.close(row, by=by, reason=r.POST.get("reason", "")[:2000]),
}


def decide(request: HttpRequest, row: FollowUp) -> None:
    act, by = request.POST.get("act", ""), request.user
    assert isinstance(by, User)
    try:
        with transaction.atomic():
            if act in ACTS:
                ACTS[act](row, by, request)
            else:
                following.step(row, act, by=by)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return
    messages.success(request, _("Stored."))
