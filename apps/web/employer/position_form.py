"""Writing a position: one page for a new one, a draft, or the next text of a published one.

One form, four buttons: `read` fills it from a pasted ad, `propose` proposes skills, chain and translation from what
stands in it, `save` stores the draft, `submit` sends it to review. By htmx the page is replaced in place.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from apps.core.moves import MoveRefused
from apps.employers import policies as employers
from apps.positions import content as contents
from apps.positions import drafts, lifecycle, parsing, pay, policies, wording
from apps.positions.content import PositionContent
from apps.positions.models import Position
from apps.web.employer import position_content as forms
from apps.web.employer.acting import employer_of, employer_required
from apps.web.employer.position_fields import PositionForm, skill_value

LONGEST_AD = parsing.LONGEST


@employer_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not employers.can_draft(request.user, employer_of(request)):
        return render(request, "employer/position_closed.html", status=403)
    return _page(request, None)


@employer_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Position.objects.filter(employer=employer_of(request)).select_related("current", "draft", "employer")
    position = get_object_or_404(rows, public_id=public_id)
    if not policies.can_edit(request.user, position):
        return render(request, "employer/position_closed.html", {"position": position}, status=403)
    if position.draft is not None and position.draft.state == "pending":
        messages.info(request, _("A change is being reviewed. Recall it before editing."))
        return redirect("employer:position", position.public_id)
    return _page(request, position)


def _page(request: HttpRequest, position: Position | None) -> HttpResponse:
    revision = (position.draft or position.current) if position else None
    before = contents.read(revision) if revision else None
    act = request.POST.get("act", "save") if request.method == "POST" else ""
    if act == "read":
        return _read(request, position, before)
    if act == "propose":
        return _proposed(request, position, before)
    if act:
        return _stored(request, position, before, submit=act == "submit")
    initial = forms.initial_of(before) if before else forms.empty(employer_of(request))
    return _show(request, position, PositionForm(initial=initial, offered=_offers(initial)), before)


def _read(request: HttpRequest, position: Position | None, before: PositionContent | None) -> HttpResponse:
    """The form filled from the pasted ad. Nothing is stored."""
    ad = request.POST.get("ad", "")[:LONGEST_AD]
    if not ad.strip():
        form = PositionForm(initial=forms.from_post(request.POST))
        return _show(request, position, form, before, ad_error=_("Please paste the text of an ad first."), status=422)
    proposal = parsing.read_ad(ad)
    initial = forms.from_ad(proposal, forms.from_post(request.POST))
    form = PositionForm(initial=initial, offered=_offers(initial))
    return _show(request, position, form, before, ad=ad, filled=True, gaps=_gaps(initial))


def _gaps(initial: dict[str, Any]) -> list[str]:
    """The musts that the ad did not say."""
    labels = PositionForm.base_fields
    gaps = [str(labels[name].label) for name in ("title", "pay", "degree_min", "district") if not initial.get(name)]
    text = initial.get("description") or initial.get("requirements")
    return gaps if text else [*gaps, _("Duties and requirements")]


def _proposed(request: HttpRequest, position: Position | None, before: PositionContent | None) -> HttpResponse:
    initial = forms.from_post(request.POST)
    text = _text_of(initial)
    skills = parsing.propose_skills(text)
    initial["chain"] = initial["chain"] or parsing.propose_best_chain(text, skills)
    known = {"skills": [*initial["skills"], *(skill_value(skill) for skill in skills)]}
    initial = forms.with_translation(initial | {"skills": list(dict.fromkeys(known["skills"]))})
    form = PositionForm(initial=initial, offered=_offers(initial))
    return _show(request, position, form, before, filled=True)


def _text_of(initial: dict[str, Any]) -> str:
    return "\n".join(str(initial.get(name) or "") for name in ("title", "description", "requirements"))


def _offers(initial: dict[str, Any]) -> dict[str, list[str]]:
    """Chips to be shown unticked: what the text names and nobody has chosen."""
    text = _text_of(initial)
    if not text.strip():
        return {}
    proposals = parsing.skill_proposals(text)
    return {
        "skills": [skill_value(proposal.skill) for proposal in proposals],
        "unsure": [skill_value(proposal.skill) for proposal in proposals if not proposal.is_sure],
        "disciplines": list(parsing.propose_disciplines(str(initial.get("requirements") or ""))),
    }


def _stored(
    request: HttpRequest, position: Position | None, before: PositionContent | None, *, submit: bool
) -> HttpResponse:
    form = PositionForm(request.POST, offered=_offers(forms.from_post(request.POST)))
    if not form.is_valid():
        return _show(request, position, form, before, status=422)
    content = forms.content_of(form, before)
    if submit and (forms.is_stale(content)):
        form.add_error("other_checked", _("Please check the translation against the new wording, or clear its title."))
        return _show(request, position, form, before, status=422)
    try:
        with transaction.atomic():
            saved = drafts.save(position, employer_of(request), content, by=request.user)  # type: ignore[arg-type]
            if submit:
                lifecycle.submit(saved, by=request.user)  # type: ignore[arg-type]
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return _show(request, position, form, before, status=422)
    return _submitted(request, saved) if submit else _saved(request, saved)


def _submitted(request: HttpRequest, position: Position) -> HttpResponse:
    in_force = position.current is not None and position.draft is None
    text = _("The change is in force.") if in_force else _("Submitted for review. You will hear from us.")
    messages.success(request, text)
    address = reverse("employer:position", args=[position.public_id])
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)  # type: ignore[attr-defined]


def _saved(request: HttpRequest, position: Position) -> HttpResponse:
    address = reverse("employer:position-edit", args=[position.public_id])
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, _("Saved as a draft."))
        return HttpResponseRedirect(address)
    content = contents.read(position.draft) if position.draft else None
    assert content is not None
    initial = forms.initial_of(content)
    response = _show(request, position, PositionForm(initial=initial, offered=_offers(initial)), content)
    response["HX-Push-Url"] = address
    response["HX-Trigger"] = json.dumps({"toast": {"text": _("Saved as a draft."), "tone": "good"}})
    return response


def _show(
    request: HttpRequest,
    position: Position | None,
    form: PositionForm,
    before: PositionContent | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "position": position,
        "before": before,
        "post_url": reverse("employer:position-edit", args=[position.public_id])
        if position
        else reverse("employer:position-new"),
        "flags": wording.flags_in(before) if before else [],
        "pay_note": pay.note_on(before.salary_min, before.salary_max, before.degree_min) if before else "",
        "pay_band": (before.salary_min, before.salary_max) if before else None,
        "stale": before is not None and forms.is_stale(before),
        "other_is_english": _other_is_english(form),
        "longest_ad": LONGEST_AD,
        **more,
    }
    return render(request, "employer/position_form.html", context, status=status)


def _other_is_english(form: PositionForm) -> bool:
    text = "\n".join(str(form[name].value() or "") for name in ("title", "description", "requirements"))
    return not text.strip() or parsing.language_of(text) != "en"


@employer_required
@require_GET
def pay_shown(request: HttpRequest) -> HttpResponse:
    """What a typed pay comes to, while it is being typed."""
    text = request.GET.get("pay", "")[:100]
    context: dict[str, Any] = {}
    if text.strip():
        try:
            low, high = pay.parse_pay(text)
            context = {"band": (low, high), "note": pay.note_on(low, high, request.GET.get("degree_min", "")[:20])}
        except pay.PayError as error:
            context = {"problem": str(error)}
    return render(request, "employer/_pay_shown.html", context)
