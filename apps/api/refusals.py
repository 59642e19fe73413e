"""From exceptions to answers (a module of its own: DRF's settings import the rest of the API before its views exist)."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import UnreadablePostError
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework.exceptions import ParseError

from apps.api.errors import BodyTooLarge


class Refusals(ExceptionHandler):
    """Django's own refusals of a request (too large, too many fields, torn off) are the sender's fault too."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, RequestDataTooBig):
            return BodyTooLarge()
        if isinstance(exc, SuspiciousOperation | UnreadablePostError):
            return ParseError()
        converted: Exception = super().convert_known_exceptions(exc)
        return converted
