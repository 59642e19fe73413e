"""What is looked at when a process starts: whether the encoder that the settings name can be had.

A command that runs checks (`migrate`, `check`) stops, and so do servers and workers that start (`talentplatform.start`); a
process that runs already goes on with basic matching.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from apps.matching.engine.encoders.loading import DEFAULT, load_encoder, what_is_missing

HINT = "MATCHING_ENCODER=dotted.path.Class?option=value&…, see docs/own-model.md. Empty: the encoder that comes along."


def encoder_is_there(app_configs: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """matching.E001: MATCHING_ENCODER is misspelt, or a package or file of it is missing. Loads no model."""
    if not settings.MATCHING_ENCODER:
        return []
    return [
        checks.Error(f"The encoder in MATCHING_ENCODER cannot be used: {problem}", hint=HINT, id="matching.E001")
        for problem in what_is_missing(settings.MATCHING_ENCODER)
    ]


def encoder_works(app_configs: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """matching.E002, with `check --deploy` only: the encoder is there but cannot be loaded."""
    if encoder_is_there():
        return []
    problem = load_encoder(settings.MATCHING_ENCODER or None).problem
    if problem is None:
        return []
    named = settings.MATCHING_ENCODER or DEFAULT
    return [checks.Error(f"The encoder {named} cannot be loaded: {problem}", hint=HINT, id="matching.E002")]


def connect() -> None:
    checks.register(encoder_is_there, "matching")
    checks.register(encoder_works, "matching", deploy=True)
