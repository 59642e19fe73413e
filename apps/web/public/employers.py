"""Verified employers for everybody."""

from __future__ import annotations

from django import forms
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.core.texts import text_for_reader
from apps.employers.models import Employer
from apps.positions.models import Position
from apps.taxonomy import choices
from apps.web import cards
from apps.web.pages import page_of
from apps.web.rates import rate_for


class EmployerSearch(forms.Form):
    """Filters of the list; they live in the address."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    type = forms.ChoiceField(label=_("Type"), required=False, choices=())
    district = forms.ChoiceField(label=_("District"), required=False, choices=())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, rows in (("type", choices.employer_types()), ("district", choices.districts())):
            self.fields[name].choices = [("", _("All")), *rows]  # type: ignore[attr-defined]


@require_GET
def employers(request: HttpRequest) -> HttpResponse:
    form = EmployerSearch(request.GET)
    rows = cards.with_employer_rows(Employer.objects.verified()).order_by(F("open_positions").desc(), "id")
    valid = form.is_valid()
    if valid and (words := form.cleaned_data["q"].strip()):
        rows = rows.filter(Q(organisation__name_zh__icontains=words) | Q(organisation__name_en__icontains=words))
    if valid and form.cleaned_data["type"]:
        rows = rows.filter(type=form.cleaned_data["type"])
    if valid and form.cleaned_data["district"]:
        rows = rows.filter(organisation__district=form.cleaned_data["district"])
    page = page_of(request, rows if valid else rows.none())
    context = {"form": form, "page": page, "cards": [cards.employer_card(employer) for employer in page.rows]}
    return render(request, "public/employers.html", context, status=200 if valid else 400)


@require_GET
def employer(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(cards.with_employer_rows(Employer.objects.verified()), public_id=public_id)
    rows = cards.with_card_rows(Position.objects.live().filter(employer=found)).order_by("-published_at")
    page, rate = page_of(request, rows), rate_for(request)
    context = {
        "employer": found,
        "card": cards.employer_card(found),
        "text": text_for_reader(found.texts.all()),
        "page": page,
        "positions": [cards.position_card(position, rate=rate) for position in page.rows],
        "page_url": request.build_absolute_uri(request.path),
    }
    return render(request, "public/employer.html", context)
