"""The phone at the door: tickets read with or without network, and badges to print. For who may check in."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import MoveRefused
from apps.events import badges, policies, scanning
from apps.events.models import DOOR, KEEPERS, Event
from apps.events.scanning import Reading
from apps.procedures.calendar import city_zone
from apps.web.files import attachment
from apps.web.who import user_of

LONGEST = 300
NOTED_FOR = timedelta(hours=12)


def _at_the_door(request: HttpRequest, public_id: str) -> Event:
    found = get_object_or_404(Event.objects.kept_by(request.user, KEEPERS, DOOR), public_id=public_id)
    if not policies.can_check_in(request.user, found):
        raise PermissionDenied
    return found


@never_cache
@login_required
@require_GET
def door(request: HttpRequest, public_id: str) -> HttpResponse:
    return render(request, "events/door.html", {"event": _at_the_door(request, public_id)})


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Keeps the door's page and its files on the phone. It stands here because a worker rules only below its own address."""
    response = render(request, "events/door_worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@never_cache
@login_required
@require_GET
def listed(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _at_the_door(request, public_id)
    _note_once(found, user_of(request))
    return JsonResponse({"tickets": scanning.list_of(found)})


def _note_once(event: Event, user: User) -> None:
    """A phone asks every minute; that somebody has the names is one fact of the day."""
    since = timezone.now() - NOTED_FOR
    if (
        not audit.timeline(event, public_only=False)
        .filter(act="take_door_list", actor_ref=user.public_id, at__gt=since)
        .exists()
    ):
        audit.record(event, "take_door_list", by=user, role="door", public=False)


@login_required
@require_POST
def readings(request: HttpRequest, public_id: str) -> HttpResponse:
    """A batch of a scanner: `{now, device, readings: [{ref, code, at}]}`; the answer has what came of each."""
    found = _at_the_door(request, public_id)
    try:
        its_now, device, batch = _batch(request.body)
    except ValueError:
        return JsonResponse({"error": _("This is no list of readings.")}, status=400)
    try:
        answers = scanning.take(found, batch, by=user_of(request), device=device, its_now=its_now)
    except MoveRefused as refused:
        return JsonResponse({"error": str(refused)}, status=409)
    return JsonResponse({"answers": [_shown(answer) for answer in answers]})


def _shown(answer: scanning.Answer) -> dict[str, str]:
    first = f"{answer.first_at.astimezone(city_zone()):%H:%M}" if answer.first_at else ""
    return {"ref": answer.ref, "result": answer.result, "who": answer.who, "first": first}


def _batch(body: bytes) -> tuple[datetime, str, list[Reading]]:
    """Raises ValueError for anything that is not such a batch."""
    try:
        sent: Any = json.loads(body)
        rows = sent["readings"]
        if not isinstance(rows, list) or len(rows) > scanning.MOST:
            raise ValueError("readings")
        found = [Reading(_short(row["ref"], 64), _short(row["code"], LONGEST), _instant(row["at"])) for row in rows]
        return _instant(sent["now"]), _short(sent.get("device", ""), 60), found
    except (KeyError, TypeError, UnicodeDecodeError) as wrong:
        raise ValueError("no batch") from wrong


def _short(text: Any, length: int) -> str:
    if not isinstance(text, str) or len(text) > length:
        raise ValueError("text")
    return text


def _instant(text: Any) -> datetime:
    found = parse_datetime(text) if isinstance(text, str) else None
    if found is None or found.tzinfo is None:
        raise ValueError("instant")
    return found


@never_cache
@login_required
@require_GET
def badge_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """With names: for who keeps the event, and it is noted."""
    found = get_object_or_404(Event.objects.kept_by(request.user), public_id=public_id)
    audit.record(found, "print_badges", by=user_of(request), role="operator", public=False)
    return attachment(badges.render(found), f"badges-{found.public_id}.pdf", "application/pdf")
