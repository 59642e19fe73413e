"""A posting made ready to be compared: its vectors in a generation, and how it resembles just anybody there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apps.matching.engine.calibration import Calibration, Normal
from apps.matching.engine.channels import Floats, PostingTexts
from apps.matching.engine.copies import Original
from apps.matching.engine.documents import EncodedDoc
from apps.matching.engine.lines import Line, lines_of
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.types import PostingDoc, Skill
from apps.matching.engine.vectors import Quantised
from apps.matching.engine.words import squeezed


@dataclass(frozen=True)
class PreparedPosting:
    """Immutable; worth keeping for as long as revision and generation last (20 ms to make).

    skill_vectors[i] belongs to skills[i], discipline_vectors[i] to doc.disciplines[i].
    chance: of each word the cosine that hardly anybody's words reach (`calibration.Calibration.chance`), [2 scripts].
    """

    doc: PostingDoc
    content: bytes
    texts: PostingTexts
    normal: Normal
    skills: tuple[Skill, ...]
    skill_vectors: Quantised
    discipline_vectors: Quantised
    lines: tuple[Line, ...]
    chance: Mapping[str, Floats]
    original: Original


def prepare(doc: PostingDoc, encoded: EncodedDoc, calibration: Calibration, words: TermVectors) -> PreparedPosting:
    """Raises ValueError when `encoded` is of another encoder than the calibration."""
    frame = calibration.frame
    texts = frame.posting_texts(encoded, words)
    skills = tuple(skill for skill in doc.skills if squeezed(skill.text))
    return PreparedPosting(
        doc=doc,
        content=encoded.content,
        texts=texts,
        normal=calibration.posting_normal(texts),
        skills=skills,
        skill_vectors=frame.word_vectors([squeezed(skill.text) for skill in skills], words),
        discipline_vectors=frame.word_vectors([squeezed(code) for code in doc.disciplines], words),
        chance=dict(zip((text for text, _ in encoded.terms), calibration.chance(texts.terms), strict=True)),
        lines=lines_of(doc, texts, [text for text, _ in encoded.terms], calibration),
        original=Original.of(doc),
    )
