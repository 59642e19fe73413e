"""The ranking watch for operators: rates of groups side by side, alarms, and what was made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.people import signed_in
from apps.core.admin import ReadOnlyAdmin
from apps.core.moves import MoveRefused
from apps.matching import policies, watch, watch_people
from apps.matching.engine.rates import ENOUGH, Standing
from apps.matching.models import WatchAlarm, WatchDay
from apps.matching.watch_people import FEW
from apps.taxonomy.filters import chain_choices

PAST = 20


@dataclass(frozen=True)
class Row:
    """A group as the page shows it; `count` is None where it is too small to be shown."""

    label: str
    count: Any
    rate: str
    ratio: str
    verdict: str
    below: bool
    address: str = ""
    """Where the people behind the figures are listed."""


class ChainForm(forms.Form):
    """Which lists are watched; it stands in the address."""

    chain = forms.ChoiceField(
        label=gettext_lazy("Industry chain"),
        choices=lambda: [("", _("All")), *chain_choices()],
        required=False,
    )


@admin.register(WatchDay)
class WatchAdmin(ReadOnlyAdmin):
    """One page in place of a list of rows."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_staff and policies.can_read_exposure(request.user))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            _answer(request)
            return HttpResponseRedirect(reverse("admin:matching_watchday_changelist"))
        form = ChainForm({"chain": request.GET.get("chain", "")})
        if not form.is_valid():
            raise Http404
        chain = form.cleaned_data["chain"]
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "chain": chain}
        if "attribute" in request.GET:
            found = watch_people.context(request, chain)
            return TemplateResponse(request, "admin/matching/watch_people.html", {**frame, **found})
        context = {
            **frame,
            "title": _("Ranking watch"),
            "form": form,
            "comparisons": _comparisons(chain),
            "alarms": [(alarm, *_about(alarm)) for alarm in watch.open_alarms()],
            "past": [(alarm, *_about(alarm)) for alarm in WatchAlarm.objects.exclude(ended_on=None)[:PAST]],
            "may_answer": policies.can_answer_alarm(request.user),
            "enough": ENOUGH,
        }
        return TemplateResponse(request, "admin/matching/watch.html", context)


def _comparisons(chain: str) -> list[tuple[str, list[tuple[str, list[Row]]]]]:
    """Attribute -> stage -> groups, in words."""
    found: dict[str, list[tuple[str, list[Row]]]] = {}
    for table in watch.measure(chain):
        rows = [_row(table, row, chain) for row in table.rows]
        found.setdefault(str(table.attribute.label), []).append((str(table.stage.label), rows))
    return list(found.items())


def _row(table: watch.Table, row: Standing, chain: str) -> Row:
    label = watch.group_label(str(table.attribute), row.group)
    if row.count.considered < FEW:
        return Row(label, None, "", "", _("fewer than %(n)s people") % {"n": FEW}, below=False)
    address = watch_people.address(table.attribute, table.stage, row.group, chain)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return Row(label, row.count, f"{row.count.rate:.0%}", ratio, _verdict(row), row.below, address)


def _verdict(row: Standing) -> str:
    if row.ratio is None:
        return _("too few to compare")
    if row.below:
        return _("below four fifths")
    if row.ratio == 1:
        return _("the best group")
    return (
        _("no difference beyond chance") if (row.chance or 0) > 0.05 else _("different, within four fifths or chance")
    )


def _about(alarm: WatchAlarm) -> tuple[str, str, str, str]:
    """Attribute, stage, group and share in words."""
    return (
        str(watch.Attribute(alarm.attribute).label),
        str(watch.Stage(alarm.stage).label),
        watch.group_label(alarm.attribute, alarm.group),
        f"{alarm.ratio:.0%}",
    )


def _answer(request: HttpRequest) -> None:
    if not policies.can_answer_alarm(request.user):
        raise PermissionDenied
    key = request.POST.get("alarm", "")
    alarm = get_object_or_404(WatchAlarm, pk=key if key.isdecimal() and len(key) < 19 else 0, ended_on=None)
    try:
        watch.answer(alarm, by=signed_in(request), text=request.POST.get("answer", ""))
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Stored."))
