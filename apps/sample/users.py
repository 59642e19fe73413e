"""Accounts of the sample world. Nobody signs in as one of them, except as the cast: their passwords are unusable."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from apps.accounts.models import User
from apps.sample.chance import public_id


def account(rng: Random, email: str, name: str, joined: datetime, *, language: str = "zh-hans", **columns: Any) -> User:
    """An unsaved user; addresses end in the reserved domain .example."""
    return User(
        public_id=public_id(rng),
        email=email,
        display_name=name,
        language=language,
        language_chosen=True,
        date_joined=joined,
        **{"password": UNUSABLE_PASSWORD_PREFIX + "sample", **columns},
    )
