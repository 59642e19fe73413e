"""The unified social credit code of an organisation (GB 32100-2015): 18 characters, the last one checks the others."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.core.text import fold

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
WEIGHTS = tuple(pow(3, at, 31) for at in range(17))
_FORM = re.compile(rf"[{ALPHABET}]{{18}}")


def check_character(first_17: str) -> str:
    """The 18th character for the first 17 (of the alphabet)."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first_17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def clean(text: str) -> str:
    """The code in capitals without blanks. Raises ValidationError that says what is wrong with it."""
    code = re.sub(r"[\s-]", "", fold(text)).upper()
    if len(code) != 18:
        raise ValidationError(
            _("The code has 18 characters; this has %(count)d.") % {"count": len(code)}, code="length"
        )
    if not _FORM.fullmatch(code):
        raise ValidationError(
            _("The code has digits and capital letters only, never I, O, S, V or Z."), code="alphabet"
        )
    if code[17] != check_character(code[:17]):
        raise ValidationError(_("The last character does not fit the others: please look for a slip."), code="check")
    return code
