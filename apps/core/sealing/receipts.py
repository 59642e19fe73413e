"""Receipts: what was sealed and when, signed by the platform, to be verified by anyone without asking it.

A receipt is canonical JSON and its Ed25519 signature. The signing key is derived from the server's oldest field key;
its public half is published and written into every receipt, so that a reader sees which key to compare.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from apps.core import crypto

VERSION = 1
FIELDS = {"version", "kind", "subject", "sha256", "sealed_at"}


class ReceiptError(Exception):
    """A receipt that does not prove what it says."""


class Unreadable(ReceiptError):
    """No receipt, or of a version that is not known here."""


class OtherKey(ReceiptError):
    """The receipt names another key than the one it should be signed with."""


class BadSignature(ReceiptError):
    """The text was changed, or not signed with the key it names."""


class OtherPackage(ReceiptError):
    """The package is not the one of the receipt."""


def canonical(content: Any) -> bytes:
    """One spelling for one content: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def issue(kind: str, subject: str, sealed: bytes, sealed_at: datetime) -> dict[str, Any]:
    """The signed receipt for `sealed`; the time to the microsecond in UTC."""
    body = {
        "version": VERSION,
        "kind": kind,
        "subject": subject,
        "sha256": hashlib.sha256(sealed).hexdigest(),
        "sealed_at": sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    signature = _signing_key().sign(canonical(body))
    return {"receipt": body, "signature": _text(signature), "public_key": public_key()}


def receipt_hash(receipt: dict[str, Any]) -> str:
    """One number for a receipt: the SHA-256 of its body, without signature."""
    return hashlib.sha256(canonical(receipt["receipt"])).hexdigest()


def public_key() -> str:
    """The platform's public key, base64: what is published."""
    return _text(_signing_key().public_key().public_bytes_raw())


def verify(receipt: Any, *, package: bytes | None = None, key: str | None = None) -> dict[str, Any]:
    """The receipt's body if signature, and what is given of package and key, hold. Raises a ReceiptError that says what."""
    body, signature, named = _parts(receipt)
    if key is not None and key.strip() != named:
        raise OtherKey("the receipt names another key")
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(named)).verify(_bytes(signature), canonical(body))
    except (InvalidSignature, ValueError) as error:
        raise BadSignature("the signature does not hold") from error
    if package is not None and hashlib.sha256(package).hexdigest() != body["sha256"]:
        raise OtherPackage("the package is not the one of the receipt")
    return body


def _parts(receipt: Any) -> tuple[dict[str, Any], str, str]:
    if not isinstance(receipt, dict) or not isinstance(receipt.get("receipt"), dict):
        raise Unreadable("this is no receipt")
    body, signature, named = receipt["receipt"], receipt.get("signature"), receipt.get("public_key")
    if set(body) != FIELDS or not isinstance(signature, str) or not isinstance(named, str):
        raise Unreadable("this is no receipt")
    if body["version"] != VERSION:
        raise Unreadable("this version of a receipt is not known here")
    return body, signature, named


def _signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(crypto.derived_key("receipt-signing"))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
