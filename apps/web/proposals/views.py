"""An applicant's proposals: begun, written as one goes, sealed in one act, kept with a receipt."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import consents
from apps.accounts.policies import organisations_of
from apps.agreements.models import Contract
from apps.challenges.models import Challenge
from apps.core.moves import GuardFailed, LostRace, MoveRefused, possible
from apps.proposals import corrections, drafts, lifecycle, members, policies, sealing, sections
from apps.proposals.models import WRITERS, Attachment, Package, Part, Proposal
from apps.talents.models import Experience
from apps.web import autosave, challenge_cards, timelines
from apps.web.files import attachment as as_download
from apps.web.proposals import awards, cases
from apps.web.proposals.forms import PARTS, ROWS, AttachForm, PartForm, StartForm, rows_of
from apps.web.public.statements import sections as sections_of
from apps.web.steps import step
from apps.web.who import user_of


def own(request: HttpRequest, public_id: str) -> Proposal:
    """A proposal of one's own; those of others do not exist."""
    rows = Proposal.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("challenge__current", "challenge__programme", "organisation", "lead", "confirmed"),
        public_id=public_id,
    )


def _title(row: Proposal) -> str:
    current = row.challenge.current
    return challenge_cards.titles(current)[0] if current else ""


@login_required
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    rows = Proposal.objects.visible_to(request.user).select_related("challenge__current", "organisation")
    rows = rows.prefetch_related("challenge__current__texts").order_by("-created_at")
    shown = [{"proposal": row, "title": _title(row)} for row in rows[:100]]
    return render(request, "proposals/proposals.html", {"rows": shown})


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, challenge_id: str) -> HttpResponse:
    """Begin a proposal: for oneself, or for an organisation one writes for."""
    challenge = get_object_or_404(Challenge.objects.open().with_texts(), public_id=challenge_id)
    organisations = list(organisations_of(request.user, *WRITERS))
    form = StartForm(organisations, request.POST or None, initial={"works_at": _works_at(request)})
    if request.method == "POST" and form.is_valid():
        chosen = next((row for row in organisations if row.public_id == form.cleaned_data["applicant"]), None)
        with step(request, _("Your draft is begun. It is seen by you and your members only.")) as outcome:
            made = drafts.start(
                challenge, by=user_of(request), organisation=chosen, country=form.cleaned_data["country"],
                works_at=form.cleaned_data["works_at"], independent=form.cleaned_data["independent"],
            )  # fmt: skip
        return redirect("proposals:proposal", made.public_id) if outcome.done else redirect(request.path)
    assert challenge.current is not None
    context = {
        "form": form,
        "challenge": challenge,
        "title": challenge_cards.titles(challenge.current)[0],
        "controlled": challenge.current.export_control != "none",
        "control": challenge.current.get_export_control_display(),
    }
    return render(request, "proposals/start.html", context, status=422 if form.errors else 200)


def _works_at(request: HttpRequest) -> str:
    """Where her profile says that she works now."""
    now = Experience.objects.filter(talent__user=user_of(request), end_on=None).order_by("-start_on").first()
    return now.organisation if now else ""


@login_required
@require_GET
def proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    found = own(request, public_id)
    draft = getattr(found, "draft", None)
    content = drafts.read(draft) if draft else {}
    there = sealing.active(found)
    mine = next((member for member in there if member.user_id == request.user.pk), None)
    lacking = sections.missing(content) if draft else {}
    challenge = found.challenge
    assert challenge.current is not None
    context = {
        "proposal": found,
        "challenge": challenge,
        "title": challenge_cards.titles(challenge.current)[0],
        "draft": draft,
        "parts": [(part, label, _lacking(lacking, part)) for part, label in Part.choices] if draft else [],
        "members": there,
        "gone": lifecycle.left_after_closing(found),
        "mine": mine,
        "unread": found.confirmed_id != challenge.current_id and draft is not None,
        "packages": list(Package.objects.filter(proposal=found).select_related("sealed")),
        "can": _can(request, found, mine),
        "undertaking": sections_of(consents.current_notice(members.UNDERTAKING).text) if draft else [],
        "timeline": timelines.entries(found),
        "case": cases.case(request, found),
        "award": awards.award(request, found),
        "contract": Contract.objects.visible_to(request.user).filter(proposal=found).first(),
    }
    return render(request, "proposals/proposal.html", context)


def _lacking(lacking: dict[str, str], part: str) -> list[str]:
    found = ((sections.FIELDS[name], text) for name, text in lacking.items())
    return [f"{field.label}: {text}" for field, text in found if field.part == part]


def _can(request: HttpRequest, found: Proposal, mine: Any) -> dict[str, bool]:
    allowed = possible(found)
    lead = policies.can_lead(request.user, found)
    return {
        "write": policies.can_edit(request.user, found),
        "seal": lead and "submit" in allowed,
        "withdraw": lead and "withdraw" in allowed,
        "sign": mine is not None and policies.can_edit(found.lead, found) and mine.signed_at is None,
        "leave": mine is not None and policies.can_leave(request.user, mine) and found.state in ("draft", "submitted", "returned"),
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, public_id: str, part: str) -> HttpResponse:
    """One part, saved as one goes (the page's autosave wants no page in the answer)."""
    found = own(request, public_id)
    draft = getattr(found, "draft", None)
    if part not in PARTS or draft is None or not policies.can_edit(request.user, found):
        return redirect("proposals:proposal", found.public_id)
    content, limit = drafts.read(draft), corrections.limit(found)
    bound = request.POST if request.method == "POST" else None
    form = PartForm(part, bound, initial={name: content.get(name) for name in sections.FIELDS}, only=limit)
    sets = {
        name: ROWS[name](bound, prefix=name, initial=None if bound else content.get(name, []))
        for name in rows_of(part)
        if limit is None or name in limit
    }
    if bound is not None and form.is_valid() and all(rows.is_valid() for rows in sets.values()):
        changes = dict(form.cleaned_data) | {name: rows.rows() for name, rows in sets.items()}
        answer = _saved(request, found, form, changes)
        if answer is not None:
            return answer
    by_itself = request.headers.get("X-Autosave") == "1"
    if bound is not None and by_itself:
        return HttpResponse(status=422)
    context = {
        "proposal": found, "part": part, "label": Part(part).label, "form": form,
        "sets": [(sections.FIELDS[name].label, rows) for name, rows in sets.items()],
        "saves": request.POST.get("saves") or draft.saves, "blind": part == Part.BLIND,
        "attachments": draft.attachments.filter(part=part).select_related("file"), "attach_form": AttachForm(),
        "can_attach": limit is None or corrections.FILES[part] in limit, "fields": bool(form.fields or sets),
    }  # fmt: skip
    return render(request, "proposals/write.html", context, status=422 if bound is not None else 200)


def _saved(request: HttpRequest, found: Proposal, form: PartForm, changes: dict[str, Any]) -> HttpResponse | None:
    """The answer to a stored part; None where something is wrong, told in the form with what was typed."""
    by_itself = request.headers.get("X-Autosave") == "1"
    try:
        stored = drafts.save(found, changes, by=user_of(request), saves=autosave.saves_read(request))
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            form.add_error(name if name in form.fields else None, texts)
        return None
    except MoveRefused as refused:
        if by_itself:
            return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
        if isinstance(refused, LostRace):  # what she typed stays before her; what the other window stored stays stored
            form.add_error(None, str(refused))
            return None
        messages.error(request, str(refused))
        return redirect("proposals:proposal", found.public_id)
    if by_itself:
        return HttpResponse(status=204, headers={"X-Saves": str(stored)})
    messages.success(request, _("Saved."))
    return redirect(request.path if request.POST.get("again") else f"/proposals/{found.public_id}/")


@login_required
@require_POST
def attach(request: HttpRequest, public_id: str, part: str) -> HttpResponse:
    found = own(request, public_id)
    if part not in PARTS or not policies.can_edit(request.user, found):
        raise Http404
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("proposals:write", found.public_id, part)
    upload = form.cleaned_data["file"]
    try:
        with step(request, _("The file has been stored.")):
            drafts.attach(found, part, upload.content, name=upload.name, by=user_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("proposals:write", found.public_id, part)


@login_required
@require_POST
def detach(request: HttpRequest, public_id: str, attachment_id: str) -> HttpResponse:
    found = own(request, public_id)
    if not policies.can_edit(request.user, found):
        raise Http404
    row = get_object_or_404(Attachment, draft__proposal=found, public_id=attachment_id)
    part = row.part
    with step(request, _("The file has been removed.")):
        drafts.detach(row)
    return redirect("proposals:write", found.public_id, part)


@login_required
@require_GET
def receipt(request: HttpRequest, public_id: str, package_id: str) -> HttpResponse:
    """The receipt as a file, to be verified offline with `manage.py verify_receipt`."""
    found = own(request, public_id)
    package = get_object_or_404(Package, proposal=found, public_id=package_id)
    text = json.dumps(package.receipt, ensure_ascii=False, indent=1).encode()
    return as_download(text, f"receipt-{found.public_id}-{package.part}-{package.round}.json", "application/json")


@login_required
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Seal, withdraw, sign, leave, or confirm that the amended call was read."""
    found = own(request, public_id)
    user, name = user_of(request), request.POST.get("act", "")
    mine = found.members.filter(user=user, left_at__isnull=True).first()
    done = {
        "seal": _("Sealed. Keep the receipts: they prove what you handed in and when."),
        "withdraw": _("Withdrawn."), "sign": _("Signed."), "leave": _("You have left this proposal."),
        "confirm": _("Confirmed."),
    }  # fmt: skip
    if name not in done:
        return HttpResponse(status=400)
    with step(request, done[name]):
        _take(name, found, mine, user)
    return redirect("proposals:proposals" if name == "leave" else "proposals:proposal", *([] if name == "leave" else [found.public_id]))  # fmt: skip


def _take(name: str, found: Proposal, mine: Any, user: Any) -> None:
    if name in ("sign", "leave"):
        if mine is None or not policies.can_sign(user, mine):
            raise GuardFailed(_("You may not do this."))
        (members.sign if name == "sign" else lifecycle.leave)(mine, by=user)
        return
    if not policies.can_lead(user, found):
        raise GuardFailed(_("You may not do this."))
    {"seal": sealing.submit, "withdraw": lifecycle.withdraw, "confirm": drafts.confirm}[name](found, by=user)
