"""The demo's mailbox: every mail and SMS that would have left the house, newest first."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.notifications.models import Delivery, MailboxItem
from apps.web.pages import page_of

CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class MailboxFilter(forms.Form):
    to = forms.CharField(label=_("Address"), required=False, max_length=254)
    channel = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Delivery.Channel.choices])


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Outside the demo there is no such page."""
    if not settings.DEMO:
        raise Http404
    form = MailboxFilter(request.GET or None)
    found = MailboxItem.objects.order_by("-created_at", "-id")
    if form.is_valid():
        if to := form.cleaned_data["to"].strip():
            found = found.filter(to__icontains=to)
        if channel := form.cleaned_data["channel"]:
            found = found.filter(channel=channel)
    page = page_of(request, found)
    return render(request, "mailbox/list.html", {"form": form, "page": page, "rows": [shown(row) for row in page.rows]})


def shown(item: MailboxItem) -> dict[str, Any]:
    """The item with the code in it, if there is one, and its links as links."""
    code = CODE.search(item.subject) or CODE.search(item.body)
    return {"item": item, "code": code.group() if code else ""}
