"""An employer's positions: the list with its filters in the address, one position, and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from apps.core import moves
from apps.core.audit import timeline
from apps.core.moves import GuardFailed, possible
from apps.core.texts import text_for_reader
from apps.employers import policies as employers
from apps.positions import content as contents
from apps.positions import differences, drafts, lifecycle, policies, wording
from apps.positions.dates import default_closing_day, today
from apps.positions.models import Position, PositionRevision
from apps.positions.states import PositionState, RevisionState
from apps.taxonomy.lookups import label
from apps.web import cards, timelines
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.position_rows import row_of, with_rows
from apps.web.pages import page_of
from apps.web.steps import step
from apps.web.who import user_of


class ListFilter(forms.Form):
    """Filters of the list; they live in the address."""

    q = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *PositionState.choices]
    )
    ordering = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("", gettext_lazy("Newest first")),
            ("closing", gettext_lazy("Closing soon")),
            ("state", gettext_lazy("By state")),
        ],
    )

    ORDERS = {"": ("-created_at", "-id"), "closing": ("valid_until", "id"), "state": ("state", "-created_at")}

    def applied(self, rows: QuerySet[Position]) -> QuerySet[Position]:
        data = self.cleaned_data
        if words := data["q"].strip():
            titled = PositionRevision.objects.filter(texts__title__icontains=words)
            rows = rows.filter(Q(current__in=titled) | Q(draft__in=titled))
        if data["state"]:
            rows = rows.filter(state=data["state"])
        return rows.order_by(*self.ORDERS[data["ordering"]])


@employer_required
@require_GET
def positions(request: HttpRequest) -> HttpResponse:
    employer = employer_of(request)
    form = ListFilter(request.GET)
    valid = form.is_valid()
    rows = Position.objects.filter(employer=employer)
    page = page_of(request, with_rows(form.applied(rows) if valid else rows.none()))
    context = {
        "form": form,
        "page": page,
        "rows": [row_of(position) for position in page.rows],
        "any": bool(page.rows) or rows.exists(),
        "may_write": employers.can_draft(request.user, employer),
    }
    return render(request, "employer/positions.html", context, status=200 if valid else 400)


def _own(request: HttpRequest, public_id: str) -> Position:
    """A position of the employer acted for; those of others do not exist."""
    rows = Position.objects.filter(employer=employer_of(request))
    rows = rows.select_related("current", "draft", "employer__organisation")
    return get_object_or_404(rows.prefetch_related("current__texts", "current__skills", "draft__texts", "draft__skills"),
                             public_id=public_id)  # fmt: skip


@employer_required
@require_GET
def position(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _own(request, public_id)
    shown = found.current or found.draft
    assert shown is not None, "a position has a text from its first moment"
    change = found.draft if found.current_id and found.draft_id else None
    title, under = cards.titles(shown)
    context = {
        "position": found,
        "title": title,
        "title_under": under,
        "revision": shown,
        "facts": facts(shown),
        "text": text_for_reader(shown.texts.all()),
        "stale": contents.stale_texts(found.draft or shown),
        "flags": wording.flags_of(found.draft or shown),
        "change": change,
        "differences": _differences(shown, change),
        "returned": _returned(found),
        "can": actions(request, found),
        "timeline": timelines.entries(found),
        "renew_until": default_closing_day(),
        "today": today(),
        "public": found.state == PositionState.PUBLISHED and found.employer.state == "verified",
    }
    return render(request, "employer/position.html", context)


def facts(revision: PositionRevision) -> dict[str, Any]:
    """Codes of a revision in the reader's words."""
    return {
        "kind": label("position_kind", revision.kind),
        "chain": label("chain", revision.chain) if revision.chain else "",
        "degree": label("degree", revision.degree_min),
        "district": label("district", revision.district),
        "disciplines": [label("discipline", code) for code in revision.disciplines],
        "skills": [cards.skill_label(skill.code, skill.text) for skill in revision.skills.all()],
        "languages": [
            {"label": label("language", row["code"]), "level": label("language_level", row.get("level") or "")}
            for row in revision.languages
        ],
    }


def _differences(shown: PositionRevision, change: PositionRevision | None) -> list[differences.Change]:
    return differences.between(contents.read(shown), contents.read(change)) if change else []


def _returned(position: Position) -> str:
    """Why the draft came back, while it lies there."""
    draft = position.draft
    if draft is None or draft.state != RevisionState.RETURNED:
        return ""
    entry = timeline(draft).filter(state_to=RevisionState.RETURNED).last()
    return entry.reason if entry else ""


def actions(request: HttpRequest, position: Position) -> dict[str, bool]:
    """Which buttons there are: what the state allows and the policies grant."""
    allowed = possible(position)
    manage = policies.can_manage(request.user, position)
    write = policies.can_submit(request.user, position)
    draft = position.draft
    waiting = draft is not None and draft.state == RevisionState.PENDING
    change = draft is not None and position.current_id is not None
    in_force = position.state in lifecycle.IN_FORCE
    return {
        "edit": policies.can_edit(request.user, position) and not waiting,
        "submit": write and draft is not None and not waiting and ("submit" in allowed or (change and in_force)),
        "recall": write and waiting,
        "discard": write and change and not waiting and position.state in drafts.WRITABLE and in_force,
        **{name: manage and name in allowed for name in ("pause", "resume", "fill", "close")},
        "renew": write and "renew" in allowed,
    }


class RenewForm(forms.Form):
    valid_until = forms.DateField()


Step = Callable[[HttpRequest, Position], None]
STEPS: dict[str, tuple[Step, Any]] = {
    "submit": (
        lambda r, p: lifecycle.submit(p, by=user_of(r)),
        gettext_lazy("Submitted for review. You will hear from us."),
    ),
    "recall": (lambda r, p: lifecycle.recall(p, by=user_of(r)), gettext_lazy("Taken back. You can go on writing.")),
    "discard": (
        lambda r, p: drafts.discard(p, by=user_of(r)),
        gettext_lazy("The change is gone; the text in force stays."),
    ),
    "pause": (
        lambda r, p: lifecycle.pause(p, by=user_of(r)),
        gettext_lazy("The position is hidden until you resume it."),
    ),
    "resume": (lambda r, p: lifecycle.resume(p, by=user_of(r)), gettext_lazy("The position is public again.")),
    "fill": (lambda r, p: lifecycle.fill(p, by=user_of(r)), gettext_lazy("Congratulations. The position is filled.")),
    "close": (lambda r, p: lifecycle.close(p, by=user_of(r)), gettext_lazy("The position is closed.")),
}


@employer_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _own(request, public_id)
    name = request.POST.get("act", "")
    if name not in STEPS and name != "renew":
        return HttpResponse(status=400)
    if not actions(request, found).get(name):
        messages.error(
            request,
            _("This step is not possible now: the current state is “%(state)s”.") % {"state": moves.label(found)},
        )
        return redirect("employer:position", found.public_id)
    if name == "renew":
        return _renew(request, found)
    run, text = STEPS[name]
    with step(request, str(text)):
        run(request, found)
    return redirect("employer:position", found.public_id)


def _renew(request: HttpRequest, position: Position) -> HttpResponse:
    form = RenewForm(request.POST)
    with step(request, _("Submitted for review with the new closing day.")):
        if not form.is_valid():
            raise GuardFailed(_("This is no date; write it as 2026-12-31."))
        lifecycle.renew(position, by=user_of(request), valid_until=form.cleaned_data["valid_until"])
    return redirect("employer:position", position.public_id)
