"""Which encoder this installation uses."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib import import_module

from apps.matching.engine.encoders.base import MAX_DIM, Encoder
from apps.matching.engine.encoders.lexical import LexicalEncoder

logger = logging.getLogger(__name__)

DEFAULT = "apps.matching.engine.encoders.universal.UniversalSentenceEncoder"


@dataclass(frozen=True, slots=True)
class LoadedEncoder:
    """The encoder in use. `basic` when it is the lexical one for want of a better; `problem` then says why."""

    encoder: Encoder
    basic: bool
    problem: str | None = None


def load_encoder(path: str | None = None) -> LoadedEncoder:
    """The encoder at a dotted path (the default one without), or the lexical one if that cannot be had. Never raises."""
    wanted = path or DEFAULT
    try:
        encoder = _made(wanted)
    except Exception as problem:  # an encoder may fail in any way; ranking must go on
        logger.exception("encoder %s cannot be used; matching falls back to words", wanted)
        return LoadedEncoder(LexicalEncoder(), basic=True, problem=f"{wanted}: {problem}")
    return LoadedEncoder(encoder, basic=isinstance(encoder, LexicalEncoder))


def _made(path: str) -> Encoder:
    module, _, name = path.rpartition(".")
    encoder = getattr(import_module(module), name)()
    if not isinstance(encoder, Encoder):
        raise TypeError(f"{path} is no Encoder")
    if not 0 < encoder.dim <= MAX_DIM:
        raise ValueError(f"{path} has {encoder.dim} dimensions, at most {MAX_DIM} are possible")
    return encoder
