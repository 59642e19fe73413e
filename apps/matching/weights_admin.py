"""Versions of the weights for operators: present beside proposed, what was gained, and the switch with its question."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from apps.accounts.models import User
from apps.core import audit
from apps.core.admin import ReadOnlyAdmin
from apps.core.moves import MoveRefused
from apps.matching import explain, policies, versions
from apps.matching.engine.weights import Factor, Weights
from apps.matching.labels import LabelKind
from apps.matching.models import WeightsVersion

MEASURES = {
    "pairs": _("Pairs in the right order"),
    "ndcg@10": _("Order of the first ten (nDCG@10)"),
}


@admin.register(WeightsVersion)
class WeightsVersionAdmin(ReadOnlyAdmin):
    """The engine's own weights and the learned ones. One is in force; a person switches, never a program."""

    list_display = ("name", "in_force", "created_at", "made", "gain", "note", "obstacle")
    list_display_links = ("name",)
    ordering = ("-number",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_staff and policies.can_read_tuning(request.user))

    def get_queryset(self, request: HttpRequest) -> QuerySet[WeightsVersion]:
        return super().get_queryset(request).select_related("made_by")

    @display(description=_("version"), ordering="number")
    def name(self, row: WeightsVersion) -> str:
        return name_of(row)

    @display(description=_("in force"), boolean=True)
    def in_force(self, row: WeightsVersion) -> bool:
        return versions.in_force(row)

    @display(description=_("made by"))
    def made(self, row: WeightsVersion) -> str:
        return maker_of(row)

    @display(description=_("gain: pairs in the right order"))
    def gain(self, row: WeightsVersion) -> str:
        gain = row.report.get("gains", {}).get("pairs")
        return f"{gain['difference']:+.3f} [{gain['low']:+.3f}, {gain['high']:+.3f}]" if gain else "—"

    @display(description=_("cannot be in force"))
    def obstacle(self, row: WeightsVersion) -> str:
        return versions.misfit(row) or "—"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The comparison in place of a form; `?confirm=1` asks, a POST switches."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if request.method == "POST":
            return self._switch(request, row)
        confirm = request.GET.get("confirm") == "1" and policies.can_switch_weights(request.user)
        context = {
            **self.admin_site.each_context(request),
            **comparison(row),
            "title": name_of(row),
            "opts": self.opts,
            "confirm": confirm,
            "may_switch": policies.can_switch_weights(request.user),
            "list_url": reverse("admin:matching_weightsversion_changelist"),
        }
        return TemplateResponse(request, "admin/matching/weights.html", context)

    def _switch(self, request: HttpRequest, row: WeightsVersion) -> HttpResponse:
        if not policies.can_switch_weights(request.user) or request.POST.get("act") != "switch_on":
            raise PermissionDenied
        assert isinstance(request.user, User)
        try:
            versions.switch_on(row, by=request.user)
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            text = gettext("%(name)s is in force. Every list is ranked again; decisions stay.")
            messages.success(request, text % {"name": name_of(row)})
        return HttpResponseRedirect(request.path)


def name_of(row: WeightsVersion) -> str:
    if row.number < versions.FIRST_LEARNED:
        return gettext("v%(number)s, the engine's own") % {"number": row.number}
    return gettext("v%(number)s, learned") % {"number": row.number}


def maker_of(row: WeightsVersion) -> str:
    return " · ".join(part for part in (str(row.made_by or ""), row.account) if part) or "—"


def comparison(row: WeightsVersion) -> dict[str, Any]:
    """What the page shows: each factor in force and proposed, what was measured, and what has happened to it."""
    present, report = versions.active(), row.report
    return {
        "row": row,
        "maker": maker_of(row),
        "obstacle": versions.misfit(row),
        "in_force": row.number == present.version,
        "present": present,
        "learned_from": report.get("against"),
        "beside": _beside(row, present),
        "factors": _factors(row, _points_beside(row, present)),
        "gains": [_gain(name, gain) for name, gain in report.get("gains", {}).items()],
        "kinds": [(_kind(kind), n) for kind, n in report.get("kinds", {}).items()],
        "history": _history(row),
    }


def _points_beside(row: WeightsVersion, present: Weights) -> dict[str, int]:
    """What it is compared with: the weights in force, or once it is so itself, those that it was learned against."""
    if row.number == present.version and "present" in row.report:
        return dict(row.report["present"])
    return {factor.value: present.points[factor] for factor in Factor}


def _beside(row: WeightsVersion, present: Weights) -> str:
    if row.number == present.version and "present" in row.report:
        return gettext("Version %(number)s") % {"number": row.report["against"]}
    return gettext("In force")


def _factors(row: WeightsVersion, ours: dict[str, int]) -> list[dict[str, Any]]:
    """Heaviest first; factors that only one side knows stand there too."""
    names = sorted({*ours, *row.weights}, key=lambda name: -ours.get(name, 0))
    return [
        {
            "label": str(explain.FACTOR_LABELS.get(name, name)),
            "present": ours.get(name),
            "proposed": row.weights.get(name),
            "change": row.weights.get(name, 0) - ours.get(name, 0),
        }
        for name in names
    ]


def _gain(name: str, gain: dict[str, float]) -> dict[str, Any]:
    if gain["low"] > 0:
        verdict = gettext("better: the interval lies above nothing")
    elif gain["high"] < 0:
        verdict = gettext("worse: the interval lies below nothing")
    else:
        verdict = gettext("not to be told from chance")
    shown = {key: f"{gain[key]:.3f}" for key in ("before", "after")}
    signed = {key: f"{gain[key]:+.3f}" for key in ("difference", "low", "high")}
    return {"label": str(MEASURES.get(name, name)), "verdict": verdict, **shown, **signed}


def _kind(kind: str) -> str:
    return str(LabelKind(kind).label) if kind in LabelKind.values else kind


def _history(row: WeightsVersion) -> list[dict[str, Any]]:
    entries = list(audit.timeline(row, public_only=False))
    names = {user.public_id: str(user) for user in User.objects.filter(public_id__in=[e.actor_ref for e in entries])}
    return [{"at": entry.at, "who": names.get(entry.actor_ref, ""), "data": entry.data} for entry in entries]
