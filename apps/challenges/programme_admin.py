"""Programmes for those who keep them: made from a preset, changed while in preparation, opened, ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from apps.challenges import policies, programmes
from apps.challenges.models import Criterion, Programme
from apps.challenges.states import ProgrammeState
from apps.challenges.terms import Kind, PaymentMode, TieBreak
from apps.core.moves import MoveRefused
from apps.procedures.calendar import today


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
    tie_break = forms.CharField(
        label=gettext_lazy("Equal totals"), help_text=gettext_lazy("In this order, divided by commas; the last one is sealed_earlier."),
    )  # fmt: skip

    class Meta:
        model = Programme
        exclude = ("state", "preset", "created_by")  # noqa: DJ006  (every rule is a field of the form)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "tie_break" in self.fields:
            self.initial["tie_break"] = ", ".join(self.instance.tie_break)
            known = ", ".join(f"{code} ({name})" for code, name in TieBreak.choices)
            self.fields["tie_break"].help_text = f"{self.fields['tie_break'].help_text} {known}"

    def clean_tie_break(self) -> list[str]:
        codes = [code.strip() for code in self.cleaned_data["tie_break"].replace("，", ",").split(",") if code.strip()]
        unknown = [code for code in codes if code not in TieBreak.values]
        if unknown:
            raise forms.ValidationError(
                _("There is no “%(value)s” here. Choose one of the list.") % {"value": unknown[0]}
            )
        return codes


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
