"""Serializer fields that more than one noun uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

Choice = tuple[str, Any]


@extend_schema_field(OpenApiTypes.STR)
class CodeField(serializers.ChoiceField):
    """A code of a vocabulary. Choices are asked for at each use: operators may add terms."""

    def __init__(self, choices: Callable[[], Iterable[Choice]], **options: Any) -> None:
        self._source = choices
        super().__init__(choices=[], **options)

    def to_internal_value(self, data: Any) -> str:
        self.choices = list(self._source())
        return str(super().to_internal_value(data))

    def to_representation(self, value: Any) -> str:
        return str(value)


class PlainTextField(serializers.CharField):
    """Text that the database and every reader can bear: no NUL (the base class), no lone surrogates."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self.fail("invalid")
        return str(text)
