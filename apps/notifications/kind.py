"""What a kind of message is made of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """`title` and `body` are lazy texts with %(name)s places; `icon` is a name of the sprite.

    With `minutes` it is a code: useless later, so never sent later. What is `secret` is forgotten once sent.
    """

    title: Promise
    body: Promise
    icon: str = "bell"
    minutes: int = 0
    secret: bool = False
