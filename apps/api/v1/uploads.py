"""Files that come in with a form, and files that go out: each checked by the app it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from apps.api.errors import steps
from apps.core import files
from apps.core.models import File

Row = TypeVar("Row")
BYTES = {(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, "the file, as an attachment")}


class FileOut(serializers.Serializer[File]):
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


def content_of(upload: Any) -> bytes:
    """Its bytes, and one more than allowed if it is longer: enough to know."""
    return bytes(upload.read(settings.UPLOAD_LIMIT_BYTES + 1))


def stored(upload: Any, allowed: tuple[str, ...], *, data_class: str, owner_ref: str, field: str = "file") -> File:
    """The upload as a file of `data_class`; what its kind or size forbids is a 400 at `field`."""
    content = content_of(upload)
    with steps(field):
        content_type = files.check_upload(upload.name, content[:16], len(content), allowed)
        return files.store(
            content, name=upload.name, content_type=content_type, data_class=data_class, owner_ref=owner_ref
        )


@dataclass(frozen=True)
class Upload:
    """A checked upload; `content_type` as its content shows."""

    name: str
    content: bytes
    content_type: str


def checked(upload: Any, allowed: tuple[str, ...]) -> Upload:
    """An upload whose kind and size are allowed. Raises Django's ValidationError."""
    content = content_of(upload)
    return Upload(upload.name, content, files.check_upload(upload.name, content[:16], len(content), allowed))


def download(user: Any, file: File) -> HttpResponse:
    """The file to who may read it; to everybody else it does not exist."""
    if not files.may_read(user, file):
        raise NotFound
    try:
        content = files.read(file)
    except FileNotFoundError:
        raise NotFound from None
    return attachment(content, file.name, file.content_type)


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    """An answer that is saved and runs nothing."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)


def nth(rows: Sequence[Row], request: Request) -> Row:
    """The row that `?n=` asks for, counted from 0 (the first without it); else it does not exist."""
    asked = request.query_params.get("n", "0")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 4 and int(asked) < len(rows)):
        raise NotFound
    return rows[int(asked)]
