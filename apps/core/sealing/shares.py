"""A key that two of several people open together, none of them alone.

Shamir's scheme (from pycryptodome) splits a random secret of 16 bytes; the key itself is wrapped under that secret, so
that a wrong or exchanged share is noticed: the scheme alone would quietly yield another secret. Every share is closed
to its holder's public key; one more, for the safe, is written on paper.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass

from Crypto.Protocol.SecretSharing import Shamir

from apps.core.sealing.envelopes import DoesNotOpen, SealingError, new_key_pair, open_, public_of, seal
from apps.core.sealing.wraps import unwrap, wrap

SECRET = 16  # what the scheme of the library works on
NEEDED = 2
# Crockford's letters: none that looks like another
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("OIL", "011")
CHECK = 3
GROUP = 4


class Slip(SealingError):
    """A share on paper was copied wrongly."""


class SameShare(SealingError):
    """One share was given twice; two different ones are needed."""


@dataclass(frozen=True)
class Share:
    """One of the parts; `number` is its place in the scheme. It never appears in a log or a traceback's text."""

    number: int
    content: bytes

    def __repr__(self) -> str:
        return f"Share({self.number})"

    @property
    def fingerprint(self) -> str:
        """Recognises the share, reveals nothing: it has 128 random bits."""
        return hashlib.sha256(b"share" + bytes([self.number]) + self.content).hexdigest()


@dataclass(frozen=True)
class SharedKey:
    """A new key as it is stored (`public`, `wrapped`, `shares` by holder), and the share for the paper, which is not."""

    public: bytes
    wrapped: bytes
    shares: Mapping[str, bytes]
    recovery: Share


def create(holders: Mapping[str, bytes], context: bytes) -> SharedKey:
    """A key pair of which any two of `holders` (name to public key) and the recovery share open the private half.

    Raises ValueError for no holder: a key that nobody opens in her daily work is no key.
    """
    if not holders:
        raise ValueError("a shared key needs a holder")
    private, public = new_key_pair()
    secret = os.urandom(SECRET)
    parts = [Share(number, content) for number, content in Shamir.split(NEEDED, len(holders) + 1, secret)]
    closed = {
        name: seal(holder, _packed(part), _context(context, name))
        for (name, holder), part in zip(holders.items(), parts, strict=False)
    }
    return SharedKey(public, wrap(secret, private, context + public), closed, parts[-1])


def open_share(private_key: bytes, closed: bytes, name: str, context: bytes) -> Share:
    """A holder's share, with her private key. Raises DoesNotOpen: another's share, another key."""
    packed = open_(private_key, closed, _context(context, name))
    return Share(packed[0], packed[1:])


def combine(first: Share, second: Share, *, wrapped: bytes, public: bytes, context: bytes) -> bytes:
    """The private key. Raises SameShare, or DoesNotOpen for a share that is not of this key."""
    if first.number == second.number:
        raise SameShare("two different shares are needed")
    secret = Shamir.combine([(first.number, first.content), (second.number, second.content)])
    private = unwrap(secret, wrapped, context + public)
    if public_of(private) != public:
        raise DoesNotOpen("the private key does not belong to this public key")
    return private


def to_paper(share: Share) -> str:
    """Eight groups of four letters; the last ones are a check of the others."""
    packed = _packed(share)
    number = int.from_bytes(packed + _check(packed), "big")
    length = (len(packed) + CHECK) * 8 // 5
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(length)))
    return "-".join(letters[i : i + GROUP] for i in range(0, length, GROUP))


def from_paper(text: str) -> Share:
    """The share as a person types it, in any case and spacing. Raises Slip."""
    letters = "".join(c for c in text.upper() if c.isalnum()).translate(LOOKALIKES)
    size = 1 + SECRET + CHECK
    if len(letters) != size * 8 // 5 or not set(letters) <= set(LETTERS):
        raise Slip("the share on paper has 32 letters and digits")
    number = 0
    for letter in letters:
        number = number << 5 | LETTERS.index(letter)
    raw = number.to_bytes(size, "big")
    packed, check = raw[:-CHECK], raw[-CHECK:]
    if check != _check(packed):
        raise Slip("a letter of the share on paper is wrong")
    return Share(packed[0], packed[1:])


def _packed(share: Share) -> bytes:
    return bytes([share.number]) + share.content


def _check(packed: bytes) -> bytes:
    return hashlib.sha256(b"paper" + packed).digest()[:CHECK]


def _context(context: bytes, name: str) -> bytes:
    return b"share\x00" + name.encode() + b"\x00" + context
