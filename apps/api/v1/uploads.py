"""Files that come in with a form, and files that go out: each checked by the app it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from apps.api.errors import steps
from apps.core import files
from apps.core.models import File
from apps.core.spreadsheets import BadWorkbook

Row = TypeVar("Row")
MOST_FAULTS = 500  # told of one sheet; who has more corrects these first
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


class Fault(Protocol):
    """What is wrong in a sheet: the row as the sheet counts it, the code of the column (empty: the sheet itself)."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def message(self) -> str: ...


class Sheet(Protocol):
    @property
    def problems(self) -> Sequence[Fault]: ...


Read = TypeVar("Read", bound=Sheet)


def read_sheet(reader: Callable[[], Read]) -> Read:
    """A sheet without faults; else a 400 that tells each at `rows.<row>.<column>`, and at `file` what ails the whole."""
    try:
        found = reader()
    except BadWorkbook as bad:
        raise ValidationError({"file": [str(bad)]}) from bad
    whole = [fault.message for fault in found.problems if not fault.column]
    rows: dict[str, dict[str, list[str]]] = {}
    for fault in [fault for fault in found.problems if fault.column][:MOST_FAULTS]:
        rows.setdefault(str(fault.row), {}).setdefault(fault.column, []).append(fault.message)
    told: dict[str, Any] = {**({"file": whole} if whole else {}), **({"rows": rows} if rows else {})}
    if told:
        raise ValidationError(told)
    return found


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
