"""Encryption of single fields (identity, contact, bank data) and blind keys to compare them.

Fernet (AES-128-CBC with HMAC-SHA256) from `cryptography`; keys from settings.FIELD_ENCRYPTION_KEYS, newest first.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(key, b"field"))) for key in keys])


def _keys() -> tuple[str, ...]:
    return tuple(settings.FIELD_ENCRYPTION_KEYS) or (settings.SECRET_KEY,)


def encrypt(data: bytes) -> bytes:
    return _fernet(_keys()).encrypt(data)


def decrypt(token: bytes) -> bytes:
    """Raises cryptography.fernet.InvalidToken if no configured key fits."""
    return _fernet(_keys()).decrypt(token)


def blind_key(purpose: str, value: str) -> str:
    """A keyed hash (64 hex digits) of a normalised value: equal values can be found, none can be read back.

    Uses the oldest key, so that adding a key does not orphan the stored hashes.
    """
    key = _derive(_keys()[-1], b"blind:" + purpose.encode())
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def derived_key(purpose: str) -> bytes:
    """32 bytes for a purpose of its own; from the oldest key, as `blind_key`, so that adding a key changes nothing."""
    return _derive(_keys()[-1], b"derived:" + purpose.encode())


class EncryptedTextField(models.TextField):
    """Text stored encrypted. Cannot be filtered on; compare through `blind_key`. Empty text stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value.encode()).decode() if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"isnull", "exact"}:
            return None
        return super().get_lookup(lookup_name)
