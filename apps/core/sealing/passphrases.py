"""A person's own key pair, whose private half only her passphrase opens.

scrypt makes guessing dear (its cost is stored with the wrap, so that it can be raised); the server keeps neither the
passphrase nor anything that opens the key without it.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from typing import Any

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.core.sealing.envelopes import KEY, DoesNotOpen, NotAnEnvelope, new_key_pair
from apps.core.sealing.shares import LETTERS
from apps.core.sealing.wraps import unwrap, wrap

SHORTEST = 16
DISTINCT = 8  # fewer different characters are a pattern, not a passphrase
ATTRIBUTES = ("email", "display_name", "phone")  # a passphrase made of these is guessed first
SALT = 16
VERSION = 1
COSTS = range(10, 21)  # powers of two that a stored wrap may ask for: a forged one must not fill the memory


class WrongPassphrase(DoesNotOpen):
    """The passphrase does not open this key (or the key was changed)."""


def check(passphrase: str, user: Any = None) -> None:
    """Raises ValidationError for a passphrase that is short or easily guessed."""
    text = _normal(passphrase)
    if len(text) < SHORTEST:
        raise ValidationError(_("The passphrase needs at least %(count)d characters.") % {"count": SHORTEST})
    if len(set(text)) < DISTINCT:
        raise ValidationError(_("The passphrase repeats itself: use more different characters."))
    similar = UserAttributeSimilarityValidator(user_attributes=ATTRIBUTES)
    for validator in (CommonPasswordValidator(), NumericPasswordValidator(), similar):
        validator.validate(text, user)


def suggest() -> str:
    """A passphrase that nobody guesses: 25 letters and digits, 125 random bits."""
    letters = [secrets.choice(LETTERS).lower() for _place in range(25)]
    return "-".join("".join(letters[i : i + 5]) for i in range(0, 25, 5))


def new_holder_key(passphrase: str) -> tuple[bytes, bytes]:
    """(public key, wrapped private key) of a person. The caller has called `check`."""
    private, public = new_key_pair()
    return public, _wrapped(private, passphrase)


def unlock(wrapped: bytes, passphrase: str) -> bytes:
    """The private key. Raises WrongPassphrase, NotAnEnvelope."""
    if len(wrapped) < 2 + SALT or wrapped[0] != VERSION or wrapped[1] not in COSTS:
        raise NotAnEnvelope("no wrapped key of a version that is known here")
    head, salt, body = wrapped[:2], wrapped[2 : 2 + SALT], wrapped[2 + SALT :]
    try:
        return unwrap(_stretched(passphrase, salt, wrapped[1]), body, head + salt)
    except DoesNotOpen as error:
        raise WrongPassphrase("the passphrase does not open this key") from error


def rewrap(wrapped: bytes, old: str, new: str) -> bytes:
    """The same private key under a new passphrase. Raises WrongPassphrase."""
    return _wrapped(unlock(wrapped, old), new)


def _wrapped(private: bytes, passphrase: str) -> bytes:
    cost: int = settings.SEALING_SCRYPT_COST
    head, salt = bytes([VERSION, cost]), os.urandom(SALT)
    return head + salt + wrap(_stretched(passphrase, salt, cost), private, head + salt)


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=KEY, n=2**cost, r=8, p=1).derive(_normal(passphrase).encode("utf-8", "replace"))


def _normal(passphrase: str) -> str:
    """One form however the keyboard composes it; a space at the end is a slip of pasting."""
    return unicodedata.normalize("NFKC", passphrase).strip()
