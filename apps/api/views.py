"""What the views of all nouns share."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from rest_framework import serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.fields import PUBLIC_ID

Row = TypeVar("Row", bound=models.Model)


class ByPublicId(viewsets.GenericViewSet[Any]):
    """Rows named by their public id in the address. Anything else does not exist, whatever characters it has."""

    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    lookup_value_regex = PUBLIC_ID
    filterset_class: Any = None


def read(form: type[serializers.Serializer[Any]], request: Request, **options: Any) -> dict[str, Any]:
    """The body as `form` understands it. Raises ValidationError with messages by field."""
    found = form(data=request.data, **options)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)


def found_or_404(rows: models.QuerySet[Row], **lookup: Any) -> Row:
    """The row, or the same 404 whether it is missing or hidden."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise NotFound
    return row


def whole_list(rows: Any, *, status: int = 200, **more: Any) -> Response:
    """A list that is short enough for one answer, in the shape of all lists."""
    return Response({"next": None, "previous": None, "results": rows, **more}, status=status)
