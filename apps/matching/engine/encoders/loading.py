"""Which encoder this installation uses."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from apps.matching.engine.encoders.base import MAX_DIM, Encoder
from apps.matching.engine.encoders.lexical import LexicalEncoder
from apps.matching.engine.encoders.spec import BadSpec, EncoderSpec

logger = logging.getLogger(__name__)

DEFAULT = "apps.matching.engine.encoders.universal.UniversalSentenceEncoder"
BASIC = "apps.matching.engine.encoders.lexical.LexicalEncoder"


@dataclass(frozen=True, slots=True)
class LoadedEncoder:
    """The encoder in use. `basic` when it is the lexical one for want of a better; `problem` then says why.

    `spec` names this very encoder, so that another process, or this one later, can load it again.
    """

    encoder: Encoder
    basic: bool
    problem: str | None = None
    spec: str = ""


def load_encoder(spec: str | None = None) -> LoadedEncoder:
    """The encoder a spec names (the default one without), or the lexical one if that cannot be had. Never raises."""
    wanted = spec or DEFAULT
    try:
        encoder = _made(wanted)
    except Exception as problem:  # an encoder may fail in any way; ranking must go on
        logger.exception("encoder %s cannot be used; matching falls back to words", wanted)
        return LoadedEncoder(LexicalEncoder(), basic=True, problem=f"{wanted}: {problem}", spec=BASIC)
    return LoadedEncoder(encoder, basic=isinstance(encoder, LexicalEncoder), spec=wanted)


def what_is_missing(spec: str) -> list[str]:
    """What keeps this encoder from being used, as far as can be told without loading it: for start-up checks.

    An encoder class may have a class method `missing(**options) -> list[str]` that looks for its files and packages.
    """
    try:
        named = EncoderSpec.parse(spec)
        encoder = named.load()
        arguments = named.arguments(encoder)
    except BadSpec as problem:
        return [str(problem)]
    look = getattr(encoder, "missing", None)
    return list(look(**arguments)) if look is not None else []


def _made(spec: str) -> Encoder:
    named = EncoderSpec.parse(spec)
    kind = named.load()
    encoder = kind(**named.arguments(kind))
    if not isinstance(encoder, Encoder):
        raise TypeError(f"{named.path} is no Encoder")
    if not 0 < encoder.dim <= MAX_DIM:
        raise ValueError(f"{named.path} has {encoder.dim} dimensions, at most {MAX_DIM} are possible")
    return encoder
