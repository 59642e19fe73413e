"""One's own meetings: the list, one meeting with what can be done, and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.accounts import consents
from apps.accounts.models import Grant
from apps.core.moves import GuardFailed, possible
from apps.matching.cards import facts_of
from apps.meetings import booking, calendar_files, lifecycle, links, outcomes, policies
from apps.meetings.hours import both_clocks
from apps.meetings.models import Availability, Meeting, Slot
from apps.meetings.states import LIVE, WILL_BE
from apps.meetings.terms import Outcome, Side
from apps.procedures.calendar import city_zone
from apps.web import timelines
from apps.web.files import attachment
from apps.web.meetings import next_steps
from apps.web.meetings.access import own_meeting
from apps.web.pages import page_of
from apps.web.profiles import full_profile
from apps.web.steps import step
from apps.web.talent_cards import facts_card
from apps.web.who import user_of


@never_cache
@login_required
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    rows = Meeting.objects.own(request.user).select_related("event", "talent", "organisation")
    page = page_of(request, rows.order_by("-starts_at", "-pk"))
    mine = Availability.objects.of(request.user).select_related("event", "organisation").order_by("-event__starts_at")
    shown = [{"row": row, "side": _side(request, row)} for row in page.rows]
    return render(request, "meetings/mine.html", {"page": page, "rows": shown, "mine": mine[:50]})


def _side(request: HttpRequest, row: Meeting) -> str:
    return Side.TALENT if row.talent.user_id == request.user.pk else Side.EMPLOYER


@never_cache
@login_required
@require_GET
def meeting(request: HttpRequest, public_id: str) -> HttpResponse:
    row, side = own_meeting(request, public_id)
    hers = Availability.objects.filter(event=row.event, talent=row.talent).first()
    theirs = Availability.objects.filter(event=row.event, organisation=row.organisation).first()
    own = hers if side == Side.TALENT else theirs
    zone = own.zone if own else user_of(request).time_zone
    can, slots = _can(request, row, side), []
    if hers and theirs and (can["counter"] or can["reschedule"]):
        slots = [(slot, both_clocks(slot.starts_at, city_zone(), zone)) for slot in booking.open_slots(hers, theirs)]
    context = {
        "row": row,
        "side": side,
        "when": both_clocks(row.starts_at, city_zone(), zone),
        "can": can,
        "slots": slots,
        "service": links.service_of(row.link) if row.link else None,
        "warning": links.warning(row.link),
        "phone": _phone(row, side, hers, theirs),
        "outcome": row.talent_outcome if side == Side.TALENT else row.employer_outcome,
        "outcomes": Outcome.choices,
        "timeline": timelines.entries(row),
        **_profile(request, row, side),
        **next_steps.context(request, row),
    }
    return render(request, "meetings/meeting.html", context)


def _can(request: HttpRequest, row: Meeting, side: Side) -> dict[str, bool]:
    """What the state allows and the policies grant; lifecycles ask the facts."""
    user, allowed = user_of(request), possible(row)
    answers = policies.can_answer(user, row)
    return {
        **{name: answers and name in allowed for name in ("accept", "decline", "counter", "confirm")},
        "reschedule": "reschedule" in allowed and policies.can_reschedule(user, row),
        "cancel": "cancel" in allowed and policies.can_cancel(user, row),
        "set_link": row.state in ("proposed", "accepted", *WILL_BE) and policies.can_set_link(user, row),
        "note": "hold" in allowed and policies.can_note(user, row),
        "record": "record_outcome" in allowed and policies.can_record(user, row, side),
        "open_profile": row.state in LIVE and side == Side.TALENT and not _opened(row),
    }


def _opened(row: Meeting) -> bool:
    return Grant.objects.live().filter(organisation=row.organisation, person=row.talent.user_id).exists()


def _phone(row: Meeting, side: Side, hers: Availability | None, theirs: Availability | None) -> str:
    """The other side's, if the connection fails: once it is scheduled, and hers only where her profile is open."""
    if row.state not in WILL_BE:
        return ""
    if side == Side.TALENT:
        return theirs.phone if theirs else ""
    return hers.phone if hers and _opened(row) else ""


def _profile(request: HttpRequest, row: Meeting, side: Side) -> dict[str, Any]:
    """For the employer: the profile she opened, else the anonymous card. For her: the text she would agree to."""
    if side == Side.TALENT:
        return {"notice": consents.current_notice("share_meeting")}
    if _opened(row):
        opened = full_profile(
            row.talent, viewer=user_of(request), organisation=row.organisation, subject_ref=row.public_id
        )
        return {"profile": opened}
    facts = facts_of([row.talent])
    name = Availability.objects.filter(event=row.event, talent=row.talent).values_list("public_id", flat=True).first()
    return {"card": facts_card(facts[row.talent_id], code=name or row.public_id)} if row.talent_id in facts else {}


@never_cache
@login_required
@require_GET
def calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    row, side = own_meeting(request, public_id)
    url = request.build_absolute_uri(reverse("meetings:meeting", args=[row.public_id]))
    content = calendar_files.of_meeting(row, url, reader=user_of(request), side=side)
    return attachment(content, f"{row.public_id}.ics", calendar_files.CONTENT_TYPE)


# ---------------------------------------------------------------- steps
Run = Callable[[Meeting, Side, HttpRequest], None]


def _slot(row: Meeting, request: HttpRequest) -> Slot:
    found = Slot.objects.filter(event=row.event, public_id=request.POST.get("slot", "")).first()
    if found is None:
        raise GuardFailed(_("Please choose a time."))
    return found


def _miss(row: Meeting, side: Side, request: HttpRequest) -> None:
    who = request.POST.get("who", "")
    if who not in Side.values:
        raise GuardFailed(_("Please say who did not come."))
    lifecycle.miss(row, by=user_of(request), role=lifecycle.ROLES[side], who=Side(who))


def _next(row: Meeting, side: Side, request: HttpRequest) -> None:
    kind, ref = next_steps.chosen(request, row)
    outcomes.open_next(row, kind, ref, by=user_of(request), role=lifecycle.ROLES[side])


def _may_answer(row: Meeting, side: Side, request: HttpRequest) -> bool:
    return bool(policies.sides(request.user, row))  # the lifecycle says whom it waits for


STEPS: dict[str, tuple[Callable[[Meeting, Side, HttpRequest], bool], Run, Any]] = {
    "accept": (
        _may_answer, lambda m, side, r: lifecycle.accept(m, by=user_of(r), side=side), gettext_lazy("Accepted."),
    ),
    "decline": (
        _may_answer, lambda m, side, r: lifecycle.decline(m, by=user_of(r), side=side), gettext_lazy("Declined."),
    ),
    "counter": (
        _may_answer, lambda m, side, r: lifecycle.counter(m, _slot(m, r), by=user_of(r), side=side),
        gettext_lazy("Proposed. The other side has been told."),
    ),
    "confirm": (
        _may_answer, lambda m, side, r: lifecycle.confirm(m, by=user_of(r), side=side), gettext_lazy("Confirmed."),
    ),
    "reschedule": (
        lambda m, side, r: policies.can_reschedule(r.user, m),
        lambda m, side, r: lifecycle.reschedule(m, _slot(m, r), by=user_of(r), side=side),
        gettext_lazy("The meeting has a new time. The other side has been told."),
    ),
    "cancel": (
        lambda m, side, r: policies.can_cancel(r.user, m),
        lambda m, side, r: lifecycle.cancel(m, by=user_of(r), side=side, reason=r.POST.get("reason", "")[:2000]),
        gettext_lazy("Cancelled. The other side has been told."),
    ),
    "set_link": (
        lambda m, side, r: policies.can_set_link(r.user, m),
        lambda m, side, r: lifecycle.set_link(m, r.POST.get("link", "").strip()[:500], by=user_of(r)),
        gettext_lazy("Saved."),
    ),
    "hold": (
        lambda m, side, r: policies.can_note(r.user, m),
        lambda m, side, r: lifecycle.hold(m, by=user_of(r), role=lifecycle.ROLES[side]), gettext_lazy("Saved."),
    ),
    "miss": (lambda m, side, r: policies.can_note(r.user, m), _miss, gettext_lazy("Saved.")),
    "outcome": (
        lambda m, side, r: policies.can_record(r.user, m, side),
        lambda m, side, r: outcomes.note(m, r.POST.get("outcome", ""), by=user_of(r), side=side),
        gettext_lazy("Saved."),
    ),
    "open_profile": (
        lambda m, side, r: policies.can_open_profile(r.user, m),
        lambda m, side, r: lifecycle.open_profile(m, by=user_of(r)),
        gettext_lazy("This employer can see your profile now."),
    ),
    "next": (lambda m, side, r: bool(policies.sides(r.user, m)), _next, gettext_lazy("Saved.")),
}  # fmt: skip


@login_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """One step of one's own side."""
    row, side = own_meeting(request, public_id)
    wanted = request.POST.get("act", "")
    if wanted not in STEPS:
        messages.error(request, _("This act is not known."))
        return redirect("meetings:meeting", public_id)
    may, run, done = STEPS[wanted]
    if not may(row, side, request):
        raise PermissionDenied
    with step(request, str(done)) as outcome:
        run(row, side, request)
    if outcome.done and wanted == "set_link" and (said := links.warning(row.link)):
        messages.warning(request, str(said))
    return redirect("meetings:meeting", public_id)
