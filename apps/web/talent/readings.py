"""A CV on its way: progress while a worker reads it, what went wrong, the CVs she keeps here."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import consents
from apps.core.models import Mark
from apps.talents import policies, readings
from apps.talents.models import CvReading
from apps.web.talent.acting import talent_of, talent_required
from apps.web.talent.start import take_cv
from apps.web.talent.start_forms import NewCvForm, sent

Step = CvReading.Step


@talent_required
@require_GET
def reading(request: HttpRequest, public_id: str) -> HttpResponse:
    """While the CV is read: progress; then on to "all correct", or what she can do about a file that cannot be read."""
    row = get_object_or_404(talent_of(request).readings, public_id=public_id)
    if row.step in (Step.READ, Step.CONFIRMED):
        return redirect("talent:check" if row.step == Step.READ else "talent:profile")
    context = {"reading": row, "problem": readings.problem_text(row) if _failed(row) else ""}
    return render(request, "talent/reading.html", context)


@talent_required
@require_GET
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The polled part of that page; sends the browser on when the work is done."""
    row = get_object_or_404(talent_of(request).readings, public_id=public_id)
    if row.step == Step.WAITING and not _failed(row):
        return render(request, "talent/_reading_progress.html", {"reading": row})
    answer = HttpResponse()
    here = reverse("talent:reading", args=[row.public_id])
    answer["HX-Redirect"] = reverse("talent:check") if row.step == Step.READ else here
    return answer


def _failed(row: CvReading) -> bool:
    """Told to be unreadable, or given up by the workers."""
    parked = Mark.objects.filter(kind=readings.MARK, object_id=row.pk, parked_at__isnull=False)
    return row.step == Step.FAILED or (row.step == Step.WAITING and parked.exists())


@talent_required
@require_http_methods(["GET", "POST"])
def cvs(request: HttpRequest) -> HttpResponse:
    """The CVs she keeps here, and a new one."""
    talent = talent_of(request)
    form = NewCvForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        if not policies.can_upload(request.user, talent):
            return HttpResponse(status=403)
        try:
            with transaction.atomic():
                row = take_cv(talent, form.cleaned_data, talent.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("talent:reading", row.public_id) if row else redirect("talent:cvs")
    kept = talent.readings.exclude(step=Step.DISCARDED).select_related("file").order_by("-pk")
    notice = consents.current_notice(readings.CONSENT)
    status = 422 if form.errors else 200
    return render(request, "talent/cvs.html", {"form": form, "rows": kept, "notice": notice}, status=status)


@talent_required
@require_POST
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete a CV for good: file, text, what was read."""
    talent = talent_of(request)
    row = get_object_or_404(talent.readings, public_id=public_id)
    readings.discard(row, by=talent.user)
    messages.success(request, _("The CV is deleted."))
    return redirect("talent:cvs")
