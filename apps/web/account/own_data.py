"""One's own data as a file, for everybody who has an account: talents, experts, and those who act for a firm."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apps.accounts.people import signed_in
from apps.web import own_data
from apps.web.files import attachment


@never_cache
@login_required
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    text = json.dumps(own_data.everything(user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return attachment(text.encode(), f"own-data-{user.public_id}.json", "application/json")
