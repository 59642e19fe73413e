"""An employer's calls: the list, one call with what is still missing, its sections saved as one goes, its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.agreements.models import Contract
from apps.challenges import amendments, content, differences, drafts, lifecycle, policies, thresholds, waiting
from apps.challenges.content import ChallengeContent
from apps.challenges.models import Challenge, ChallengeRevision, Programme
from apps.challenges.states import ChallengeState as S
from apps.core import moves
from apps.core.audit import timeline
from apps.core.moves import GuardFailed, LostRace, MoveRefused, possible
from apps.employers import policies as employers
from apps.matching import solvers
from apps.reviews import determination
from apps.reviews import policies as reviews
from apps.web import autosave, challenge_cards, timelines
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.challenge_forms import SECTIONS, PostponeForm, section_of
from apps.web.pages import page_of
from apps.web.steps import step
from apps.web.who import user_of


def own_calls(request: HttpRequest) -> QuerySet[Challenge]:
    """Calls of the employer acted for; those of others do not exist."""
    return Challenge.objects.filter(employer=employer_of(request)).with_texts()


@employer_required
@require_GET
def challenges(request: HttpRequest) -> HttpResponse:
    page = page_of(request, own_calls(request).order_by("-created_at", "-pk"))
    context = {
        "page": page,
        "rows": [_row(row) for row in page.rows],
        "programmes": Programme.objects.open(),
        "may_write": employers.can_draft(request.user, employer_of(request)),
    }
    return render(request, "employer/challenges.html", context)


def _row(challenge: Challenge) -> dict[str, Any]:
    revision = challenge.current or challenge.draft
    assert revision is not None, "a call has a text from its first moment"
    return {"challenge": challenge, "title": challenge_cards.titles(revision)[0], "revision": revision}


@employer_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """A new, empty call in the chosen round."""
    employer = employer_of(request)
    if not policies.can_post(request.user, employer):
        return HttpResponse(status=403)
    programme = get_object_or_404(Programme.objects.open(), public_id=request.POST.get("programme", ""))
    first = ChallengeContent(
        kind=programme.kinds[0],
        district=employer.organisation.district,
        payment_mode=programme.payment_modes[0] if len(programme.payment_modes) == 1 else "",
    )
    challenge = drafts.start(programme, employer, first, by=user_of(request))
    return redirect("employer:challenge-section", challenge.public_id, "text")


@employer_required
@require_GET
def challenge(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(own_calls(request), public_id=public_id)
    shown = found.draft or found.current
    assert shown is not None
    written = content.read(shown)
    change = found.draft if found.current_id else None
    can = actions(request, found)
    before = content.read(found.current) if found.current else None
    title, under = challenge_cards.titles(shown)
    context = {
        "challenge": found,
        "revision": shown,
        "title": title or _("Call without a title"),
        "title_under": under,
        "facts": challenge_cards.facts(shown),
        "indicators": challenge_cards.indicators(shown),
        "milestones": challenge_cards.milestones(shown),
        "text": next((text for text in shown.texts.all() if text.is_original), None),
        "sections": _sections(found, written) if can["edit"] else [],
        "changes": differences.between(before, written) if change and before else [],
        "harms": amendments.harms(before, written) if change and before else [],
        "thresholds": thresholds.found(written) if can["edit"] else [],
        "returned": _returned(found),
        "waits": waiting.note(found),
        "later": PostponeForm(),
        "can": can,
        "timeline": timelines.entries(found),
        "public": found.published_at is not None,
        "failed": found.state == S.FAILED,
        "unanswered": found.state == S.CLOSED and reviews.can_read_recovery(request.user, found),
        "contracts": _contracts(request, found),
        "lineage": challenge_cards.lineage(found, own_calls(request)),
        "solvers": solvers.counts(found) if found.state == S.PUBLISHED else None,
    }
    return render(request, "employer/challenge.html", context)


def _contracts(request: HttpRequest, challenge: Challenge) -> list[Contract]:
    rows = Contract.objects.visible_to(request.user).filter(challenge=challenge).order_by("number")
    return list(rows.select_related("proposal__organisation", "proposal__lead"))


def _sections(challenge: Challenge, written: ChallengeContent) -> list[dict[str, Any]]:
    """Each section with what is still missing in it."""
    missing: dict[str, list[str]] = {}
    for problem in lifecycle.problems(challenge, written):
        missing.setdefault(section_of(problem.field), []).append(problem.message)
    return [
        {"code": code, "section": section, "missing": list(dict.fromkeys(missing.get(code, [])))}
        for code, section in SECTIONS.items()
    ]


def _returned(challenge: Challenge) -> str:
    if challenge.state != S.RETURNED:
        return ""
    entry = timeline(challenge).filter(state_to=S.RETURNED).last()
    return entry.reason if entry else ""


def actions(request: HttpRequest, challenge: Challenge) -> dict[str, bool]:
    """Which buttons there are: what the state allows and the policies grant."""
    allowed = possible(challenge)
    change = challenge.draft is not None and challenge.current_id is not None
    return {
        "edit": policies.can_edit(request.user, challenge),
        "submit": "submit" in allowed and policies.can_submit(request.user, challenge),
        "discard": change and policies.can_edit(request.user, challenge),
        "postpone": policies.can_postpone(request.user, challenge),
        "cancel": "cancel" in allowed and policies.can_cancel(request.user, challenge),
        "papers": policies.can_submit(request.user, challenge),
        "award": reviews.can_determine(request.user, challenge) and challenge.state in determination.JUDGED_IN,
    }


@employer_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """One section; a POST stores it, by the autosave of the page too (then without a page in the answer)."""
    found = get_object_or_404(own_calls(request), public_id=public_id)
    if code not in SECTIONS or not policies.can_edit(request.user, found):
        return redirect("employer:challenge", found.public_id)
    revision = found.draft or found.current
    assert revision is not None
    written = content.read(revision)
    chosen = SECTIONS[code]
    if request.method != "POST":
        return _show(request, found, revision, code, chosen.make(written, None))
    made = chosen.make(written, request.POST)
    by_itself = request.headers.get("X-Autosave") == "1"
    if not made.is_valid():
        return HttpResponse(status=422) if by_itself else _show(request, found, revision, code, made, status=422)
    try:
        saves = drafts.save(
            found, chosen.applied(made, written), by=user_of(request), saves=autosave.saves_read(request)
        )
    except MoveRefused as refused:
        if by_itself:
            return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, str(refused))
        if isinstance(refused, LostRace):  # what she typed stays before her; what the other window stored stays stored
            return _show(request, found, revision, code, made, status=409)
        return redirect("employer:challenge-section", found.public_id, code)
    if by_itself:
        return HttpResponse(status=204, headers={"X-Saves": str(saves)})
    if request.POST.get("again"):
        return redirect("employer:challenge-section", found.public_id, code)
    return redirect("employer:challenge", found.public_id)


def _show(
    request: HttpRequest, challenge: Challenge, revision: ChallengeRevision, code: str, made: Any, *, status: int = 200
) -> HttpResponse:
    """`saves` is that of the draft the page was made from; an amendment not yet begun has none."""
    codes = list(SECTIONS)
    at = codes.index(code)
    context = {
        "challenge": challenge,
        "code": code,
        "section": SECTIONS[code],
        "form": None if SECTIONS[code].rows else made,
        "rows": made if SECTIONS[code].rows else None,
        "saves": request.POST.get("saves") or (revision.saves if challenge.draft_id else 0),
        "next": codes[at + 1] if at + 1 < len(codes) else "",
        "place": f"{at + 1} / {len(codes)}",
    }
    return render(request, "employer/challenge_section.html", context, status=status)


def _postpone(request: HttpRequest, challenge: Challenge) -> None:
    form = PostponeForm(request.POST)
    if not form.is_valid():
        raise GuardFailed(_("Please choose the new deadline."))
    waiting.postpone(challenge, by=user_of(request), closes_at=form.chosen())


Step = Callable[[HttpRequest, Challenge], None]
STEPS: dict[str, tuple[Step, Any]] = {
    "submit": (
        lambda r, c: lifecycle.submit(c, by=user_of(r)),
        gettext_lazy("Submitted. You will hear from us at each step."),
    ),
    "postpone": (_postpone, gettext_lazy("The new deadline is stored.")),
    "discard": (lambda r, c: drafts.discard(c, by=user_of(r)), gettext_lazy("The change is gone.")),
    "cancel": (
        lambda r, c: lifecycle.cancel(c, by=user_of(r), reason=r.POST.get("reason", "")),
        gettext_lazy("The call is cancelled."),
    ),
}


@employer_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(own_calls(request), public_id=public_id)
    name = request.POST.get("act", "")
    if name not in STEPS:
        return HttpResponse(status=400)
    if not actions(request, found)[name]:
        text = _("This step is not possible now: the current state is “%(state)s”.") % {"state": moves.label(found)}
        messages.error(request, text)
        return redirect("employer:challenge", found.public_id)
    run, text = STEPS[name]
    with step(request, str(text)):
        run(request, found)
    return redirect("employer:challenge", found.public_id)
