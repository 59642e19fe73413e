"""Serializer fields that more than one noun uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

Choice = tuple[str, Any]
PUBLIC_ID = r"[0-9a-z]{1,16}"
# Control characters but NUL (which is refused), tab and line feed; and the marks that turn the direction of a line.
_UNSEEN = re.compile("[\x01-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class PlainTextField(serializers.CharField):
    """Text that every reader can bear: NUL and lone surrogates are refused (base class), unseen characters dropped."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        return str(_UNSEEN.sub("", text.replace("\r\n", "\n")))


@extend_schema_field(OpenApiTypes.STR)
class CodeField(serializers.ChoiceField):
    """A code of a vocabulary. Choices are asked for at each use: operators may add terms."""

    # The base class repeats what was sent, and a lone surrogate cannot be written into an answer.
    default_error_messages = {"invalid_choice": _("Choose one of the list.")}

    def __init__(self, choices: Callable[[], Iterable[Choice]], **options: Any) -> None:
        self._source = choices
        super().__init__(choices=[], **options)

    def to_internal_value(self, data: Any) -> str:
        self.choices = list(self._source())
        return str(super().to_internal_value(data))

    def to_representation(self, value: Any) -> str:
        return str(value)


class OneOfField(serializers.ChoiceField):
    """One of a few fixed codes. As above, what was sent is not repeated: it may be nothing that can be written."""

    default_error_messages = {"invalid_choice": _("Choose one of the list.")}


class IdField(serializers.RegexField):
    """A public id in a body. What does not look like one is refused before the database is asked."""

    default_error_messages = {"invalid": _("This is not an id.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(regex=rf"\A{PUBLIC_ID}\Z", max_length=16, **options)


class Points(serializers.IntegerField):
    """Integer thousandths of a point, out of 100 points."""

    def __init__(self, **options: Any) -> None:
        super().__init__(help_text="integer thousandths of a point; 100000 is the most", **options)
