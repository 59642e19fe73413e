"""Mobile numbers of any country, as E.164."""

from __future__ import annotations

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOME = "CN"  # a number without country code is read as one of here
UNCLEAR = _("Enter a mobile number with its country code, for instance +49 151 23456789.")
LOOKS_LIKE = frozenset("+0123456789 -()./\u3000")


def looks_like_number(text: str) -> bool:
    return bool(text) and all(sign in LOOKS_LIKE or sign.isdigit() for sign in text)


def normalise(text: str) -> str:
    """`13800138000` -> `+8613800138000`. Raises ValidationError with a message for the field."""
    try:
        number = phonenumbers.parse(text.strip(), HOME)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(UNCLEAR, code="invalid_phone") from error
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(UNCLEAR, code="invalid_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
