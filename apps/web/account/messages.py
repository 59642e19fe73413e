"""What the platform has told the signed-in person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from apps.notifications.kinds import KINDS
from apps.notifications.models import Message
from apps.notifications.send import in_language
from apps.web.pages import page_of


@login_required
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    own = Message.objects.filter(recipient=request.user.pk)
    only_unread = request.GET.get("unread") == "1"
    page = page_of(request, (own.filter(read_at__isnull=True) if only_unread else own).order_by("-created_at", "-id"))
    context = {
        "page": page,
        "rows": [shown(message) for message in page.rows],
        "any_unread": own.filter(read_at__isnull=True).exists(),
        "only_unread": only_unread,
    }
    return render(request, "messages/list.html", context)


def shown(message: Message) -> dict[str, Any]:
    """Its words in the reader's language; a message whose kind is gone shows its code rather than breaking the page."""
    try:
        title, body = in_language(message)
        icon = KINDS[message.kind].icon
    except KeyError:
        title, body, icon = message.kind, "", "bell"
    return {"message": message, "title": title, "body": body, "icon": icon}


@login_required
@require_POST
def open_message(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark one's own message as read and go where it leads."""
    message = get_object_or_404(Message, public_id=public_id, recipient=request.user.pk)
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=timezone.now())
    inside = bool(message.url) and url_has_allowed_host_and_scheme(message.url, allowed_hosts=None)
    return redirect(message.url if inside and "stay" not in request.POST else "account:messages")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    Message.objects.filter(recipient=request.user.pk, read_at__isnull=True).update(read_at=timezone.now())
    return redirect("account:messages")
