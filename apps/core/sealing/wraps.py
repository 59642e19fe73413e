"""A private key under a secret: AES-256-GCM, so that a wrong secret or a changed wrap is told apart from a right one."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.core.sealing.envelopes import KEY, NONCE, DoesNotOpen


def wrap(secret: bytes, content: bytes, context: bytes) -> bytes:
    """`content` under a key derived from a secret of full entropy (a passphrase needs `passphrases` first)."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key(secret)).encrypt(nonce, content, context)


def unwrap(secret: bytes, wrapped: bytes, context: bytes) -> bytes:
    """Raises DoesNotOpen for another secret, another context, a changed wrap."""
    try:
        return AESGCM(_key(secret)).decrypt(wrapped[:NONCE], wrapped[NONCE:], context)
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen("the wrap does not open with this secret") from error


def _key(secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=b"talentplatform wrap 1").derive(secret)
