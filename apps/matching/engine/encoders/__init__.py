"""Text to vectors. `load_encoder` gives the best encoder that works here and says whether it is the basic one."""

from apps.matching.engine.encoders.base import Encoder, TextKind, WeightsMismatch
from apps.matching.engine.encoders.lexical import LexicalEncoder
from apps.matching.engine.encoders.loading import LoadedEncoder, load_encoder, what_is_missing
from apps.matching.engine.encoders.spec import BadSpec, EncoderSpec
from apps.matching.engine.encoders.universal import UniversalSentenceEncoder

__all__ = [
    "BadSpec",
    "Encoder",
    "EncoderSpec",
    "LexicalEncoder",
    "LoadedEncoder",
    "TextKind",
    "UniversalSentenceEncoder",
    "WeightsMismatch",
    "load_encoder",
    "what_is_missing",
]
