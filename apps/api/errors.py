"""What a lifecycle refuses is a 409 in the API, in the one error shape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from rest_framework.exceptions import APIException, PermissionDenied

from apps.core.moves import MoveRefused


class Conflict(APIException):
    """The state or the facts do not allow the step."""

    status_code = 409
    default_code = "conflict"


@contextmanager
def steps() -> Iterator[None]:
    """Run lifecycle calls in a savepoint; a MoveRefused becomes a 409 with its message."""
    try:
        with transaction.atomic():
            yield
    except MoveRefused as refused:
        raise Conflict(str(refused)) from refused


def demand(permitted: object) -> None:
    """Raise the API's 403 unless a policy said yes."""
    if not permitted:
        raise PermissionDenied
