"""Programmes for those who keep them: made from a preset, changed while in preparation, opened, ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.postgres.forms import SplitArrayField
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from apps.challenges import policies, programmes
from apps.challenges.models import Criterion, Programme
from apps.challenges.states import ProgrammeState
from apps.challenges.terms import Kind, PaymentMode, TieBreak
from apps.core.moves import MoveRefused
from apps.procedures.calendar import today

IN_WORDS = {
    name: f"{name}_shown" for name in ("kinds", "payment_modes", "tie_break", "bounty_min", "input_min")
}  # fmt: skip


def _in_words(codes: list[str], choices: type[models.TextChoices]) -> str:
    return (" → " if choices is TieBreak else " · ").join(str(choices(code).label) for code in codes)


def preset_choices() -> list[tuple[str, str]]:
    place = {"zh-hans": 0, "zh-hant": 1}.get((get_language() or "").lower(), 2)
    return [(code, rules["labels"][place]) for code, rules in programmes.presets().items()]


class NewProgrammeForm(forms.Form):
    """A round begins with the rules of a preset."""

    preset = forms.ChoiceField(label=gettext_lazy("Made from"), choices=preset_choices)
    title_zh = forms.CharField(label=gettext_lazy("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=160)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2200)


class ProgrammeForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of call"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    payment_modes = forms.MultipleChoiceField(
        label=gettext_lazy("Payment modes"), choices=PaymentMode.choices, widget=forms.CheckboxSelectMultiple
    )
    tie_break = SplitArrayField(
        forms.ChoiceField(
            choices=[("", "–"), *TieBreak.choices], required=False, widget=UnfoldAdminSelectWidget
        ),
        size=len(TieBreak.choices), remove_trailing_nulls=True, required=False, label=gettext_lazy("Equal totals"),
        help_text=gettext_lazy("Told apart in this order; the last one is the earlier sealing."),
    )  # fmt: skip

    class Meta:
        model = Programme
        exclude = ("state", "preset", "created_by")  # noqa: DJ006  (every rule is a field of the form)

    def clean_tie_break(self) -> list[str]:
        return [code for code in self.cleaned_data["tie_break"] if code]


class CriterionInline(TabularInline):
    model = Criterion
    extra = 0
    fields = ["order", "name_zh", "name_en", "guide_zh", "guide_en", "weight"]

    def _writable(self, request: HttpRequest, obj: Programme | None) -> bool:
        return policies.can_keep_programmes(request.user) and (obj is None or obj.state == ProgrammeState.DRAFT)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_keep_programmes(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writable(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writable(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writable(request, obj)


@admin.register(Programme)
class ProgrammeAdmin(ModelAdmin):
    """Rules are written while in preparation; opened, they are only read."""

    form = ProgrammeForm
    inlines = [CriterionInline]
    list_display = ["title", "year", "state_shown", "decided_by", "pass_mark", "publicity_days"]
    list_filter = ["state", "year"]
    change_form_template = "admin/challenges/programme.html"

    def get_fields(self, request: HttpRequest, obj: Programme | None = None) -> list[str]:
        """Once the rules are only read, codes are told in words."""
        names = [str(name) for name in super().get_fields(request, obj)]
        written = obj is None or self.has_change_permission(request, obj)
        return names if written else [IN_WORDS.get(name, name) for name in names]

    @display(description=gettext_lazy("kinds of call"))
    def kinds_shown(self, programme: Programme) -> str:
        return _in_words(programme.kinds, Kind)

    @display(description=gettext_lazy("payment modes"))
    def payment_modes_shown(self, programme: Programme) -> str:
        return _in_words(programme.payment_modes, PaymentMode)

    @display(description=gettext_lazy("tie-break"))
    def tie_break_shown(self, programme: Programme) -> str:
        return _in_words(programme.tie_break, TieBreak)

    @display(description=gettext_lazy("lowest bounty (yuan)"))
    def bounty_min_shown(self, programme: Programme) -> str:
        return f"{programme.bounty_min:,}"

    @display(description=gettext_lazy("lowest input (yuan)"))
    def input_min_shown(self, programme: Programme) -> str:
        return f"{programme.input_min:,}"

    @display(description=gettext_lazy("programme"))
    def title(self, programme: Programme) -> str:
        return str(programme)

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={"draft": "warning", "open": "success", "ended": "info"},
    )
    def state_shown(self, programme: Programme) -> tuple[str, str]:
        return programme.state, programme.get_state_display()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policies.can_keep_programmes(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Programme | None = None) -> bool:
        return policies.can_keep_programmes(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policies.can_keep_programmes(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Programme | None = None) -> bool:
        """Frozen once it is open: a call is judged by the rules it was published under."""
        return policies.can_keep_programmes(request.user) and (obj is None or obj.state == ProgrammeState.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Programme | None = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewProgrammeForm(request.POST or None, initial={"year": today().year})
        if request.method == "POST" and form.is_valid():
            made = programmes.create(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
            return redirect(reverse("admin:challenges_programme_change", args=[made.pk]))
        context = {**self.admin_site.each_context(request), "form": form, "title": _("New round"), "opts": self.opts}
        return TemplateResponse(request, "admin/challenges/programme_new.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        programme = self.get_object(request, object_id)
        if programme is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST" and request.POST.get("act") in ("open", "end"):
            self._step(request, programme)
            return HttpResponseRedirect(request.path)
        more = {
            "programme": programme,
            "faults": programmes.problems(programme, programme.criteria.all())
            if programme.state == ProgrammeState.DRAFT
            else [],
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def _step(self, request: HttpRequest, programme: Programme) -> None:
        if not policies.can_keep_programmes(request.user):
            raise PermissionDenied
        step = programmes.open_ if request.POST["act"] == "open" else programmes.end
        try:
            with transaction.atomic():
                step(programme, by=request.user)  # type: ignore[arg-type]
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return
        messages.success(request, _("Stored."))
