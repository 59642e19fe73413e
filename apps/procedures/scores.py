"""Marks as judges and experts write them: 0 to 100, in steps of a half."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

STEP, TOP = Decimal("0.5"), Decimal(100)


def read(marks: Mapping[int, str], known: set[int]) -> dict[int, Decimal]:
    """Marks by criterion; an empty one is not given yet. Raises ValidationError by `mark_<criterion>`."""
    found: dict[int, Decimal] = {}
    errors: dict[str, str] = {}
    for criterion, text in marks.items():
        if criterion not in known:
            errors[f"mark_{criterion}"] = _("There is no such criterion.")
        elif str(text).strip():
            try:
                found[criterion] = _one(str(text))
            except (InvalidOperation, ValueError):
                errors[f"mark_{criterion}"] = _("A mark lies between 0 and 100, in steps of a half.")
    if errors:
        raise ValidationError(errors)
    return found


def _one(text: str) -> Decimal:
    value = Decimal(text.strip().replace(",", "."))
    if not value.is_finite() or not 0 <= value <= TOP or value % STEP:
        raise ValueError(text)
    return value.quantize(Decimal("0.1"))
