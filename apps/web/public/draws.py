"""The draw of a call's panel, as a file that anybody can repeat with `manage.py rerun_draw`."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from apps.challenges.models import Challenge
from apps.reviews.models import Panel
from apps.web.files import attachment as as_download


@require_GET
def draw(request: HttpRequest, public_id: str) -> HttpResponse:
    """References of candidates are of this call alone: nobody is recognised by them, in this call or in another."""
    challenge = get_object_or_404(Challenge.objects.ever_public(), public_id=public_id)
    panel = get_object_or_404(Panel, challenge=challenge)
    text = json.dumps(panel.published, ensure_ascii=False, indent=1).encode()
    return as_download(text, f"draw-{challenge.number}.json", "application/json")
