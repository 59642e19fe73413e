"""One error shape: what a lifecycle refuses is a 409, what a check finds wrong a 400 at its field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError as WrongValue
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.serializers import as_serializer_error

from apps.core.moves import MoveRefused


class Conflict(APIException):
    """The state or the facts do not allow the step."""

    status_code = 409
    default_code = "conflict"


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "too_large"

    def __init__(self) -> None:
        super().__init__(_("This is too long."))


@contextmanager
def steps(field: str = "") -> Iterator[None]:
    """Run lifecycle calls in a savepoint; a refusal becomes a 409, a wrong value a 400 (at `field` if it names none)."""
    try:
        with transaction.atomic():
            yield
    except MoveRefused as refused:
        raise Conflict(str(refused)) from refused
    except WrongValue as wrong:
        if field and not hasattr(wrong, "error_dict"):
            raise ValidationError({field: wrong.messages}) from wrong
        raise ValidationError(as_serializer_error(wrong)) from wrong


def demand(permitted: object) -> None:
    """Raise the API's 403 unless a policy said yes."""
    if not permitted:
        raise PermissionDenied
