"""The operators' page of one expert: her facts, what independence reads, her load, notes, and what the buttons do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.models import User
from apps.core import audit
from apps.core.moves import MoveRefused, possible
from apps.core.words import step
from apps.experts import lifecycle, load, policies, profiles, quality
from apps.experts.days import today
from apps.experts.models import Expert, QualityNote, Task, Tie
from apps.experts.states import ExpertState
from apps.taxonomy.lookups import label


def context(request: HttpRequest, expert: Expert) -> dict[str, Any]:
    day, allowed = today(), possible(expert)
    undertakings = expert.undertakings.select_related("consent__notice")
    return {
        "expert": expert,
        "facts": facts(expert),
        "missing": profiles.missing(expert),
        "ties": [(tie, tie_line(tie)) for tie in expert.ties.all()],
        "undertakings": [(row, row in set(undertakings.in_force(day))) for row in undertakings],
        "notes": expert.notes.select_related("written_by"),
        "ratings": QualityNote.Rating.choices,
        "entries": [step(entry) for entry in audit.timeline(expert, public_only=False)],
        "can": {
            **{name: name in allowed for name in ("pause", "resume", "end", "invite_again")},
            "send_again": expert.state == ExpertState.INVITED,
        },
        "may_note": policies.can_note(request.user, expert),
    }


def name_of(expert: Expert) -> str:
    return " · ".join(part for part in (expert.name_zh, expert.name_en) if part) or expert.public_id


def facts(expert: Expert) -> list[tuple[str, str]]:
    open_cases = load.open_cases([expert])[expert.pk]
    rows: list[tuple[Any, Any]] = [
        (pgettext_lazy("person", "Name"), name_of(expert)),
        (gettext_lazy("Title"), " · ".join(filter(None, (expert.title_zh, expert.title_en)))),
        (gettext_lazy("E-mail"), expert.email),
        ("ORCID", expert.orcid),
        (gettext_lazy("Industry chains"), ", ".join(label("chain", code) for code in expert.chains)),
        (gettext_lazy("Disciplines"), ", ".join(label("discipline", code) for code in expert.disciplines)),
        (gettext_lazy("Languages"), ", ".join(label("language", code) for code in expert.languages)),
        (gettext_lazy("What she can be asked for"), ", ".join(str(Task(code).label) for code in expert.tasks)),
        (gettext_lazy("District"), label("district", expert.district) if expert.district else _("the whole city")),
        (gettext_lazy("Open cases"), f"{open_cases} / {expert.cases_max}"),
        (gettext_lazy("Facts confirmed on"), expert.facts_confirmed_on or _("not yet")),
    ]
    return [(str(name), str(value)) for name, value in rows if value]


def tie_line(tie: Tie) -> str:
    latin = f"{tie.given_name} {tie.family_name}".strip()
    parts = [
        tie.name_zh, tie.name_en or latin, tie.body_name, tie.domain, tie.proposal_ref, tie.credit_code, tie.orcid,
        *tie.parent_codes, *tie.child_codes, f"– {tie.until}" if tie.until else "",
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


Take = Callable[[Expert, User, str], Any]
STEPS: dict[str, tuple[Take, Any]] = {
    "pause": (lambda e, by, reason: lifecycle.pause(e, by=by, reason=reason), gettext_lazy("Paused.")),
    "resume": (lambda e, by, reason: lifecycle.resume(e, by=by), gettext_lazy("Back in the pool.")),
    "end": (lambda e, by, reason: lifecycle.end(e, by=by, reason=reason), gettext_lazy("Taken out of the pool.")),
    "invite_again": (lambda e, by, reason: lifecycle.invite_again(e, by=by), gettext_lazy("Invited again.")),
    "send_again": (lambda e, by, reason: lifecycle.send_again(e, by=by), gettext_lazy("A new link is on its way.")),
}


def decide(request: HttpRequest, expert: Expert) -> None:
    """Do what the pressed button says; a refusal becomes a message. Raises PermissionDenied."""
    by = request.user
    if not policies.can_keep(by, expert) or not isinstance(by, User):
        raise PermissionDenied
    act, text = request.POST.get("act", ""), request.POST.get("reason", "")[:2000]
    take, done = STEPS.get(act, (None, ""))
    if act == "note":
        take, done = _noted(request.POST.get("rating", "")), _("Noted.")
    if take is None:
        messages.error(request, _("This button is not known."))
        return
    try:
        with transaction.atomic():
            take(expert, by, text)
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(done))


def _noted(rating: str) -> Take | None:
    if rating not in QualityNote.Rating.values:
        return None
    return lambda expert, by, text: quality.note(expert, rating, text, by=by)
