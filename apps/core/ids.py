"""Random public ids: what addresses and the API show instead of integer keys."""

from __future__ import annotations

import hmac
import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read these aloud
LENGTH = 12  # 31**12 is about 59 bits


def new_public_id() -> str:
    """A random id of 12 characters from an alphabet without look-alikes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def derived_id(key: bytes, text: str) -> str:
    """The id that belongs to `text` under a key: the same every time, and nothing about the text without the key."""
    number = int.from_bytes(hmac.digest(key, text.encode(), "sha256"), "big")
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


class PublicIdModel(models.Model):
    """A row that people outside may name: by `public_id`, never by its integer key."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True
