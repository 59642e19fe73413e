"""Changes of encoder for operators: which one is in force, how far the next one is, and the way not to wait."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from apps.accounts.models import User
from apps.core.admin import ReadOnlyAdmin
from apps.core.moves import MoveRefused
from apps.matching import encoding, policies, reencoding
from apps.matching.elsewhere import AtWorkers
from apps.matching.models import EncoderChange, Generation


@admin.register(EncoderChange)
class EncoderChangeAdmin(ReadOnlyAdmin):
    """The encoder in force above the list of changes; a change shows its progress while it runs."""

    list_display = ("encoder_id", "state", "started_at", "ended_at")
    list_display_links = ("encoder_id",)
    list_before_template = "admin/matching/encoder_now.html"
    ordering = ("-pk",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_staff and policies.can_read_tuning(request.user))

    @display(description=_("state"), label={"running": "info", "switched": "success", "abandoned": "warning"})
    def state(self, change: EncoderChange) -> tuple[str, str]:
        if change.running:
            found = reencoding.progress(change)
            return "running", gettext("%(percent)s %% encoded") % {"percent": found.percent}
        return change.outcome, change.get_outcome_display()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "encoder": now()})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Progress in place of a form; `?part=1` gives the part that renews itself, a POST hurries."""
        change = self.get_object(request, object_id)
        if change is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, change):
            raise PermissionDenied
        if request.method == "POST":
            return self._hurry(request, change)
        may = policies.can_hurry_encoder(request.user)
        context = {**shown(change), "may_hurry": may, "confirm": may and request.GET.get("confirm") == "1"}
        if request.GET.get("part") == "1":
            return TemplateResponse(request, "admin/matching/_encoder_progress.html", context)
        context |= {
            **self.admin_site.each_context(request),
            "title": change.encoder_id,
            "opts": self.opts,
            "encoder": now(),
            "list_url": reverse("admin:matching_encoderchange_changelist"),
        }
        return TemplateResponse(request, "admin/matching/encoder.html", context)

    def _hurry(self, request: HttpRequest, change: EncoderChange) -> HttpResponse:
        if not policies.can_hurry_encoder(request.user) or request.POST.get("act") != "hurry":
            raise PermissionDenied
        assert isinstance(request.user, User)
        try:
            reencoding.hurry(change, by=request.user)
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, gettext("The new encoder comes into force within half a minute."))
        return HttpResponseRedirect(request.path)


def now() -> dict[str, Any]:
    """The encoder in force and the one that the settings name, as this process sees them."""
    generation = Generation.objects.filter(active=True).defer("calibration").first()
    chosen = encoding.loaded(generation) if generation is not None else encoding.wanted()
    left_to_workers = isinstance(chosen.encoder, AtWorkers) and chosen.spec == encoding.named()
    ours = chosen if left_to_workers else encoding.wanted()
    return {
        "in_force": generation.encoder_id if generation is not None else "",
        "talents": generation.talents if generation is not None else 0,
        "basic": chosen.basic,
        "away": chosen.problem if generation is not None and encoding.is_away(generation) else "",
        "wanted": ours.encoder.id,
        "same": generation is None or generation.encoder_id == ours.encoder.id,
        "problem": ours.problem or "",
    }


def shown(change: EncoderChange) -> dict[str, Any]:
    return {"change": change, "progress": reencoding.progress(change) if change.running else None}
