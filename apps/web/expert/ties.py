"""Whom and what she is tied to: one page, each row saved by itself, all confirmed in the end."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.experts import policies, profiles
from apps.experts.models import BODIES, Source, Tie, TieKind
from apps.web.expert.acting import expert_of, expert_required
from apps.web.expert.forms import ENTERED, TieForm, show_errors
from apps.web.steps import step
from apps.web.who import user_of

HINTS = {
    TieKind.EMPLOYER: gettext_lazy("Where you work now, also part-time, as an adviser, a board member or a holder of shares."),
    TieKind.FORMER_EMPLOYER: gettext_lazy("Of the last three years."),
    TieKind.MAIL_DOMAIN: gettext_lazy("Of addresses that you use for work."),
    TieKind.ADVISER: gettext_lazy("Who supervised your doctoral or postdoctoral work."),
    TieKind.STUDENT: gettext_lazy("Whom you supervised."),
    TieKind.CO_AUTHOR: gettext_lazy("Of papers and patents of the last years."),
    TieKind.TEAM_MATE: gettext_lazy("With whom you have worked in one project or applied for one."),
    TieKind.RELATIVE: gettext_lazy("Who work for firms, universities or institutes that may post or answer calls."),
    TieKind.JOINT_PROPOSAL: gettext_lazy("Proposals on this platform in which you took part."),
}  # fmt: skip


@expert_required
@require_GET
def ties(request: HttpRequest) -> HttpResponse:
    return _page(request)


@expert_required
@require_POST
def add(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in ENTERED:
        raise Http404
    _may(request)
    form = TieForm(kind, request.POST)
    if _saved(request, kind, form):
        return redirect(reverse("expert:ties") + f"#{kind}")
    return _page(request, form=form, kind=kind)


@expert_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    _may(request)
    tie = get_object_or_404(Tie, expert=expert_of(request), public_id=public_id, source=Source.SELF)
    form = TieForm(tie.kind, request.POST if request.method == "POST" else None, tie=tie)
    if request.method == "POST" and _saved(request, tie.kind, form, tie):
        return redirect(reverse("expert:ties") + f"#{tie.kind}")
    context = {"form": form, "tie": tie, "title": tie.get_kind_display()}
    return render(request, "expert/tie.html", context, status=422 if form.errors else 200)


@expert_required
@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    _may(request)
    tie = get_object_or_404(Tie, expert=expert_of(request), public_id=public_id)
    kind = tie.kind
    with step(request, _("The row has been removed.")):
        profiles.remove_tie(tie, by=user_of(request))
    return redirect(reverse("expert:ties") + f"#{kind}")


@expert_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """All of it is whole and true today."""
    _may(request)
    with step(request, _("Confirmed. Please come back when something changes, and in a year at the latest.")):
        profiles.confirm_facts(expert_of(request), by=user_of(request))
    return redirect("expert:ties")


def _may(request: HttpRequest) -> None:
    if not policies.can_edit(request.user, expert_of(request)):
        raise PermissionDenied


def _saved(request: HttpRequest, kind: str, form: TieForm, tie: Tie | None = None) -> bool:
    if not form.is_valid():
        return False
    try:
        with step(request, _("Saved.")) as outcome:
            profiles.save_tie(expert_of(request), kind, form.cleaned_data, by=user_of(request), tie=tie)
    except ValidationError as error:
        show_errors(form, error)
        return False
    return outcome.done


def _page(request: HttpRequest, *, form: TieForm | None = None, kind: str = "") -> HttpResponse:
    """With `form`, the one that was refused, open at its kind."""
    expert = expert_of(request)
    rows = list(expert.ties.all())
    editable = policies.can_edit(request.user, expert)
    sections: list[dict[str, Any]] = []
    for code in TieKind:
        held = [_row(tie, editable=editable) for tie in rows if tie.kind == code]
        if code in ENTERED or held:
            is_refused = form is not None and kind == code
            made = form if is_refused else TieForm(code) if editable and code in ENTERED else None
            sections.append({
                "code": code.value, "title": code.label, "hint": HINTS[code], "rows": held, "form": made, "open": is_refused,
            })  # fmt: skip
    context = {
        "expert": expert, "sections": sections, "editable": editable, "missing": profiles.missing(expert), "count": len(rows),
    }  # fmt: skip
    return render(request, "expert/ties.html", context, status=422 if form is not None else 200)


def _row(tie: Tie, *, editable: bool) -> dict[str, Any]:
    own = editable and tie.source == Source.SELF
    latin = " ".join(part for part in (tie.given_name, tie.family_name) if part)
    names = [tie.name_zh, tie.name_en or latin, tie.domain, tie.proposal_ref]
    title = " · ".join(name for name in names if name) or tie.credit_code or tie.orcid or tie.account
    facts = [tie.credit_code, tie.body_name, f"ORCID {tie.orcid}" if tie.orcid else ""]
    return {
        "tie": tie,
        "title": title,
        "facts": " · ".join(fact for fact in facts if fact and fact != title),
        "until": tie.until,
        "body": tie.kind in BODIES,
        "by": "" if tie.source == Source.SELF else tie.get_source_display(),
        "own": own,
    }
