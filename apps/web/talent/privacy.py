"""Who may find her: visibility, automated ranking, employers she hides from."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import consents, groups
from apps.accounts.models import Organisation
from apps.talents import policies, profiles, ranking
from apps.talents.models import Talent, Visibility
from apps.web.talent.acting import talent_of, talent_required
from apps.web.talent.start_forms import sent

FOUND = 8  # organisations that a search offers


class VisibilityForm(forms.Form):
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may find me"), choices=Visibility.choices, widget=forms.RadioSelect
    )


@talent_required
@require_http_methods(["GET", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    talent = talent_of(request)
    form = VisibilityForm(sent(request)[0], initial={"visibility": talent.visibility})
    if request.method == "POST" and form.is_valid():
        if not policies.can_edit(request.user, talent):
            return HttpResponse(status=403)
        profiles.save_visibility(talent, form.cleaned_data["visibility"], by=talent.user)
        messages.success(request, _("Saved."))
        return redirect("talent:privacy")
    context = {
        "talent": talent,
        "form": form,
        "notice": consents.current_notice(ranking.PURPOSE),
        "blocked": talent.blocked.select_related("organisation__parent").order_by("pk"),
    }
    return render(request, "talent/privacy.html", context, status=422 if form.errors else 200)


@talent_required
@require_POST
def switch_ranking(request: HttpRequest) -> HttpResponse:
    """On is her consent to the notice on the page; off withdraws it."""
    talent, on = talent_of(request), request.POST.get("ranking") == "on"
    if not policies.can_edit(request.user, talent):
        return HttpResponse(status=403)
    profiles.set_ranking(talent, on=on, by=talent.user)
    done = _("You are ranked for employers now.") if on else _("Automated ranking is off. Your places are withdrawn.")
    messages.success(request, done)
    return redirect("talent:privacy")


@talent_required
@require_GET
def search_organisations(request: HttpRequest) -> HttpResponse:
    """Employers whose name holds what she types, for the list she hides from."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    found = Organisation.objects.filter(kind=Organisation.Kind.EMPLOYER).select_related("parent")
    found = found.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words)) if len(words) >= 2 else found.none()
    held = talent_of(request).blocked.values("organisation_id")
    rows = found.exclude(pk__in=held).order_by("name_zh", "name_en")[:FOUND]
    return render(request, "talent/_organisations.html", {"rows": rows, "words": words})


@talent_required
@require_POST
def block(request: HttpRequest) -> HttpResponse:
    """Hide from an organisation (and all it belongs to, with everything below) or from a mail domain."""
    talent = talent_of(request)
    if not policies.can_edit(request.user, talent):
        return HttpResponse(status=403)
    bodies, domains = _blocked(talent)
    if identifier := request.POST.get("organisation", ""):
        organisation = get_object_or_404(Organisation, public_id=identifier, kind=Organisation.Kind.EMPLOYER)
        bodies += groups.above(organisation)
    else:
        domains.append(request.POST.get("domain", ""))
    return _store(request, talent, bodies, domains, _("You are hidden from them now."))


@talent_required
@require_POST
def unblock(request: HttpRequest) -> HttpResponse:
    talent = talent_of(request)
    if not policies.can_edit(request.user, talent):
        return HttpResponse(status=403)
    identifier, domain = request.POST.get("organisation", ""), request.POST.get("domain", "")
    bodies, domains = _blocked(talent)
    bodies = [body for body in bodies if body.public_id != identifier]
    return _store(request, talent, bodies, [name for name in domains if name != domain], _("They may find you again."))


def _blocked(talent: Talent) -> tuple[list[Organisation], list[str]]:
    rows = list(talent.blocked.select_related("organisation"))
    return [row.organisation for row in rows if row.organisation], [row.domain for row in rows if row.domain]


def _store(
    request: HttpRequest, talent: Talent, bodies: list[Organisation], domains: list[str], done: str
) -> HttpResponse:
    try:
        profiles.save_blocked(talent, bodies, domains, by=talent.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("talent:privacy")
