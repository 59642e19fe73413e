"""What she signs: the text in force, until when it holds, signing and taking back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts import consents
from apps.experts import policies
from apps.experts import undertakings as rules
from apps.experts.days import today
from apps.experts.models import UndertakingKind
from apps.web.expert.acting import expert_of, expert_required
from apps.web.public.statements import sections
from apps.web.steps import step
from apps.web.who import user_of


@expert_required
@require_GET
def undertakings(request: HttpRequest) -> HttpResponse:
    expert, day = expert_of(request), today()
    rows = []
    for kind in UndertakingKind:
        held = rules.in_force(expert, kind, on=day)
        notice = consents.current_notice(kind)
        rows.append(
            {
                "kind": kind.value,
                "title": kind.label,
                "held": held,
                "version": held.consent.notice.version if held else notice.version,
                "sections": sections((held.consent.notice if held else notice).text),
                "sign": held is None or (held.expires_on - day).days <= rules.RENEW_DAYS,
            }
        )
    context = {"rows": rows, "editable": policies.can_sign(request.user, expert), "expert": expert}
    return render(request, "expert/undertakings.html", context)


@expert_required
@require_POST
def act(request: HttpRequest, kind: str) -> HttpResponse:
    """Sign, or take back what holds."""
    expert, user = expert_of(request), user_of(request)
    if kind not in UndertakingKind.values:
        raise Http404
    if not policies.can_sign(user, expert):
        raise PermissionDenied
    if request.POST.get("act") == "take_back":
        held = rules.in_force(expert, kind, on=today())
        with step(request, _("Taken back. You are not drawn for new cases until you sign again.")):
            if held is not None:
                rules.take_back(held, by=user)
    else:
        with step(request, _("Signed. It holds for a year.")):
            rules.sign(expert, kind, by=user)
    return redirect(reverse("expert:undertakings") + f"#{kind}")
