"""Crowding for operators: how attention is spread over people, day by day, and the setting that spreads it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.admin import ReadOnlyAdmin
from apps.core.moves import MoveRefused
from apps.matching import exposure, exposure_prices, generations, policies, runs
from apps.matching.models import ExposureDay, ExposureSetting

DAYS = 60
CHANGES = 10


class SettingForm(forms.Form):
    points = forms.DecimalField(
        label=gettext_lazy("Points within which the less seen go first (0 is off)"),
        min_value=0,
        max_value=exposure.MOST // 1000,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def within(self) -> int:
        """Thousandths of a point."""
        return int(self.cleaned_data["points"] * 1000)


@admin.register(ExposureDay)
class ExposureAdmin(ReadOnlyAdmin):
    """One page in place of a list of rows: now, the days before, and the setting for those who hold the right."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_staff and policies.can_read_exposure(request.user))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = SettingForm(request.POST or None, initial={"points": Decimal(exposure.in_force()) / 1000})
        if request.method == "POST":
            if not policies.can_set_exposure(request.user):
                raise PermissionDenied
            if form.is_valid() and _set(request, form):
                return HttpResponseRedirect(reverse("admin:matching_exposureday_changelist"))
        now = exposure.measure()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Exposure"),
            "opts": self.opts,
            "now": now,
            "now_shares": (_percent(now.top_share), _percent(now.never_share)),
            "within": exposure.in_force(),
            "most_listed": exposure.most_listed(),
            "days": [
                (day, _percent(day.top_share), _percent(day.never_share)) for day in ExposureDay.objects.all()[:DAYS]
            ],
            "changes": list(ExposureSetting.objects.select_related("set_by").order_by("-pk")[:CHANGES]),
            **_price(),
            "form": form if policies.can_set_exposure(request.user) else None,
        }
        return TemplateResponse(request, "admin/matching/exposure.html", context)


def _price() -> dict[str, Any]:
    """What each setting costs with the weights and the encoder in force, as far as that was measured."""
    generation, weights = generations.in_force(), runs.weights().version
    encoder = generation.encoder_id if generation else ""
    return {"price": exposure_prices.measured(weights, encoder), "priced_for": {"weights": weights, "encoder": encoder}}


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _set(request: HttpRequest, form: SettingForm) -> bool:
    try:
        exposure.set_within(form.within(), by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, _("Stored. The lists are being made again."))
    return True
