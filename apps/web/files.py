"""The one way a stored file leaves the house: checked, as an attachment, never guessed at by the browser."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apps.core import files
from apps.core.models import File


@never_cache
@require_GET
def download(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file to who may read it; to everybody else it does not exist."""
    file = get_object_or_404(File, public_id=public_id)
    if not files.may_read(request.user, file):
        raise Http404
    try:
        content = files.read(file)
    except FileNotFoundError:
        raise Http404 from None
    return attachment(content, file.name, file.content_type)


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A response that is saved, under a name of any script (RFC 6266), and runs nothing."""
    response = HttpResponse(content, content_type=content_type)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
