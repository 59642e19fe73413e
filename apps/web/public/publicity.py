"""Publicity periods for everybody, while they run; objecting under one's real name, and following one's objections."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from apps.core import files
from apps.core.models import File
from apps.procedures import notice_paper, objections, policies
from apps.procedures.calendar import today, working_days_between
from apps.procedures.models import Objection, Publicity
from apps.procedures.models.objection import Ground
from apps.procedures.models.publicity import in_language
from apps.web import timelines
from apps.web.files import attachment
from apps.web.pages import page_of
from apps.web.steps import step
from apps.web.talent.fields import MendedCharField
from apps.web.uploads import UploadField
from apps.web.who import user_of

View = Callable[..., HttpResponse]


class ObjectionForm(forms.Form):
    name = MendedCharField(label=gettext_lazy("Your real name"), max_length=80)
    phone = MendedCharField(label=gettext_lazy("Your phone"), max_length=40)
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=Ground.choices)
    text = MendedCharField(
        label=gettext_lazy("What you object to and why"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    remedy = MendedCharField(
        label=gettext_lazy("What you ask for"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = UploadField(label=gettext_lazy("Evidence"), allowed=objections.EVIDENCE, required=False)


def unlisted(view: View) -> View:
    """Names stand there for some days and no longer: no search engine keeps them."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "no-store"
        return response

    return answer


@require_GET
@unlisted
def periods(request: HttpRequest) -> HttpResponse:
    page = page_of(request, Publicity.objects.running(today()).order_by("ends_on", "pk"))
    rows = [{"publicity": row, "left": _left(row)} for row in page.rows]
    return render(request, "public/publicity_periods.html", {"rows": rows, "page": page})


@require_GET
@unlisted
def period(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Publicity, public_id=public_id)
    return _over(request) if _is_over(found) else _shown(request, found)


@require_GET
@unlisted
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as a PDF to print, in the reader's language, as long as it is shown."""
    found = get_object_or_404(Publicity, public_id=public_id)
    if _is_over(found):
        return _over(request)
    content = notice_paper.render(
        found, request.build_absolute_uri(reverse("public:publicity", args=[found.public_id]))
    )
    return attachment(content, f"{found.public_id}.pdf", "application/pdf")


def _shown(
    request: HttpRequest, found: Publicity, form: ObjectionForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "publicity": found,
        "rows": [{name: in_language(row[name]) for name in ("label", "value")} for row in found.body],
        "left": _left(found),
        "until": found.open_until(),
        "may_object": policies.can_object(request.user, found),
        "form": form or ObjectionForm(),
    }
    return render(request, "public/publicity_period.html", context, status=status)


def _is_over(publicity: Publicity) -> bool:
    return not Publicity.objects.running(today()).filter(pk=publicity.pk).exists()


def _over(request: HttpRequest) -> HttpResponse:
    """Says that there was something and not what: 410, so that whoever kept the address forgets it."""
    return render(request, "public/publicity_over.html", status=410)


def _left(publicity: Publicity) -> int:
    """Working days that remain after today."""
    return working_days_between(today(), publicity.ends_on)


@require_http_methods(["POST"])
@login_required
@unlisted
def object_(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Publicity, public_id=public_id)
    if _is_over(found):
        return _over(request)
    if not policies.can_object(request.user, found):
        return HttpResponse(status=403)
    form = ObjectionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    given = dict(form.cleaned_data)
    upload, user = given.pop("file"), user_of(request)
    objection: Objection | None = None
    with step(request, _("Your objection has arrived.")):
        evidence = [
            files.store(
                upload.content, name=upload.name, content_type=upload.content_type,
                data_class=File.DataClass.OBJECTION, owner_ref=user.public_id,
            )
        ] if upload else []  # fmt: skip
        objection = objections.lodge(found, by=user, files=evidence, **given)
    return redirect(objections.url_of(objection)) if objection else redirect("public:publicity", found.public_id)


@login_required
@require_GET
@unlisted
def my_objections(request: HttpRequest) -> HttpResponse:
    own = Objection.objects.filter(objector=user_of(request)).select_related("publicity")
    return render(request, "public/objections.html", {"page": page_of(request, own)})


@login_required
@require_GET
@unlisted
def objection(request: HttpRequest, public_id: str) -> HttpResponse:
    own = Objection.objects.filter(objector=user_of(request)).select_related("publicity")
    found = get_object_or_404(own, public_id=public_id)
    context = {
        "objection": found,
        "files": [row.file for row in found.files.select_related("file")],
        "timeline": timelines.entries(found),
    }
    return render(request, "public/objection.html", context)
