"""The ranking watch for operators: rates of groups side by side, alarms, and what was made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.people import signed_in
from apps.core.admin import ReadOnlyAdmin
from apps.core.moves import MoveRefused
from apps.matching import policies, watch
from apps.matching.engine.rates import ENOUGH, Standing
from apps.matching.models import WatchAlarm, WatchDay

FEW = 5  # people below which a group is not shown
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
        context = {
            **self.admin_site.each_context(request),
            "title": _("Ranking watch"),
            "opts": self.opts,
            "comparisons": _comparisons(),
            "alarms": [(alarm, *_about(alarm)) for alarm in watch.open_alarms()],
            "past": [(alarm, *_about(alarm)) for alarm in WatchAlarm.objects.exclude(ended_on=None)[:PAST]],
            "may_answer": policies.can_answer_alarm(request.user),
            "enough": ENOUGH,
        }
        return TemplateResponse(request, "admin/matching/watch.html", context)


def _comparisons() -> list[tuple[str, list[tuple[str, list[Row]]]]]:
    """Attribute -> stage -> groups, in words."""
    found: dict[str, list[tuple[str, list[Row]]]] = {}
    for table in watch.measure():
        rows = [_row(str(table.attribute), row) for row in table.rows]
        found.setdefault(str(table.attribute.label), []).append((str(table.stage.label), rows))
    return list(found.items())


def _row(attribute: str, row: Standing) -> Row:
    label = watch.group_label(attribute, row.group)
    if row.count.considered < FEW:
        return Row(label, None, "", "", _("fewer than %(n)s people") % {"n": FEW}, below=False)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return Row(label, row.count, f"{row.count.rate:.0%}", ratio, _verdict(row), row.below)


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
