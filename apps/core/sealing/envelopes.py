"""Envelopes: bytes closed to a public key, with the context they belong to.

Ephemeral X25519, HKDF-SHA256, AES-256-GCM, all from `cryptography`. Key and nonce are derived from an exchange that
happens once, so no nonce is stored. The context is authenticated and not stored: an envelope that is moved to another
place (another proposal, another part) does not open there.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"TPSEAL"
VERSION = 1
KEY, NONCE, TAG = 32, 12, 16
HEADER = len(MAGIC) + 1 + KEY


class SealingError(Exception):
    """Something that was closed cannot be opened."""


class NotAnEnvelope(SealingError):
    """The bytes are no envelope of a version we know."""


class DoesNotOpen(SealingError):
    """Another key, another context, or a changed envelope: the cipher cannot tell which."""


def new_key_pair() -> tuple[bytes, bytes]:
    """(private, public), 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private_key: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def seal(public_key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Close `plaintext` so that only the holder of the private half opens it, and only in `context`."""
    ephemeral = X25519PrivateKey.generate()
    sender = ephemeral.public_key().public_bytes_raw()
    header = MAGIC + bytes([VERSION]) + sender
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    key, nonce = _derive(shared, sender, public_key)
    return header + AESGCM(key).encrypt(nonce, plaintext, header + context)


def open_(private_key: bytes, sealed: bytes, context: bytes) -> bytes:
    """What was closed. Raises NotAnEnvelope or DoesNotOpen."""
    header = sealed[:HEADER]
    if len(sealed) < HEADER + TAG or not header.startswith(MAGIC):
        raise NotAnEnvelope("no envelope")
    if header[len(MAGIC)] != VERSION:
        raise NotAnEnvelope(f"version {header[len(MAGIC)]} of an envelope is not known here")
    sender = header[-KEY:]
    private = X25519PrivateKey.from_private_bytes(private_key)
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
        key, nonce = _derive(shared, sender, private.public_key().public_bytes_raw())
        # a view: a package of 40 MB is not copied only to cut its header off
        return AESGCM(key).decrypt(nonce, memoryview(sealed)[HEADER:], header + context)
    except (InvalidTag, ValueError) as error:  # ValueError: a sender's key that makes the exchange worthless
        raise DoesNotOpen("the envelope does not open with this key in this context") from error


def _derive(shared: bytes, sender: bytes, receiver: bytes) -> tuple[bytes, bytes]:
    """Key and nonce of one exchange; both public keys go in, so that neither can be replaced."""
    hkdf = HKDF(algorithm=SHA256(), length=KEY + NONCE, salt=sender + receiver, info=b"talentplatform envelope 1")
    material = hkdf.derive(shared)
    return material[:KEY], material[KEY:]
