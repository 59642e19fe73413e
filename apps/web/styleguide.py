"""Every component in all its states with literal values, for those who build pages. Routed with DEBUG or DEMO only."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.web import styleguide_values as values
from apps.web.formatting import Rate

FRAMES = {"public": "public_base.html", "portal": "portal_base.html"}


class DemoForm(forms.Form):
    """A field of each kind; shown empty, and again with errors."""

    title = forms.CharField(label="Title", help_text="As it will stand on the public page.", max_length=20)
    pay = forms.CharField(label="Pay", help_text="For example 25万, 2万×13 or 300000.")
    degree = forms.ChoiceField(label="Degree", choices=[("", "—"), ("master", "Master"), ("doctor", "Doctor")])
    duties = forms.CharField(label="Duties", widget=forms.Textarea, required=False)
    channels = forms.MultipleChoiceField(
        label="Reach me by", choices=[("mail", "E-mail"), ("wechat", "WeChat")], widget=forms.CheckboxSelectMultiple
    )
    when = forms.ChoiceField(
        label="Start", choices=[("now", "At once"), ("later", "Within six months")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="I have read the notice and agree.")


class DemoUpload(forms.Form):
    """One file."""

    cv = forms.FileField(label="Your CV", help_text="PDF or DOCX, at most 20 MB.")


class DemoFilter(forms.Form):
    """Filters of a list of positions."""

    q = forms.CharField(label="Search", required=False)
    degree = forms.ChoiceField(
        label="Degree", choices=[("", "Any"), ("master", "Master"), ("doctor", "Doctor")], required=False
    )
    district = forms.ChoiceField(
        label="District", choices=[("", "Any"), ("370212", "崂山区"), ("370211", "西海岸新区")], required=False
    )


def styleguide(request: HttpRequest, frame: str = "portal") -> HttpResponse:
    """The page of all components inside the public or the portal frame (`?frame=public`)."""
    template = FRAMES.get(request.GET.get("frame", frame))
    if template is None:
        raise Http404
    now = timezone.now()
    context: dict[str, Any] = {
        **values.everything(now),
        "frame": template,
        "now": now,
        "soon": now + timedelta(minutes=9, seconds=40),
        "deadline_at": now + timedelta(days=12),
        "rate": Rate("EUR", Decimal("7.8"), now.date(), is_sample=True),
        "empty_form": DemoForm(auto_id="empty_%s"),
        "bad_form": DemoForm({"title": "A title much longer than twenty letters", "pay": "much"}, auto_id="bad_%s"),
        "dialog_form": DemoForm(auto_id="dialog_%s"),
        "upload_form": DemoUpload(auto_id="upload_%s"),
        "filter_form": DemoFilter(request.GET, auto_id="filter_%s"),
    }
    return render(request, "styleguide/index.html", context)
