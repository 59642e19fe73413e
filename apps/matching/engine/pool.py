"""Many people as columns. The engine reads a `Pool`; `MemoryPool` is the one that lies in memory.

A pool belongs to one generation: its vectors are centred and its z-scores made by one calibration.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.calibration import Calibration, Normal
from apps.matching.engine.channels import TalentTexts
from apps.matching.engine.columns import TalentColumns
from apps.matching.engine.copies import Original
from apps.matching.engine.documents import EncodedDoc, encode
from apps.matching.engine.prose import told
from apps.matching.engine.ragged import UNKNOWN, Numbers, Tags, VectorTags
from apps.matching.engine.support import support_of
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.types import Passage, TalentDoc
from apps.matching.engine.words import squeezed


class Pool(Protocol):
    """What ranking reads, one row a person.

    skills: as written, folded, with levels; skill_codes: the same entries by code, "" where the vocabulary knows none;
    skill_support: the same entries, 0..1 how far her own text bears them out; prints: fingerprints of her text
    (`copies`); disciplines: codes or free text.
    """

    @property
    def size(self) -> int: ...
    @property
    def ids(self) -> Sequence[str]: ...
    @property
    def contents(self) -> Sequence[bytes]: ...
    @property
    def columns(self) -> TalentColumns: ...
    @property
    def texts(self) -> TalentTexts: ...
    @property
    def normal(self) -> Normal: ...
    @property
    def told_normal(self) -> Normal: ...
    @property
    def skills(self) -> VectorTags: ...
    @property
    def skill_codes(self) -> Tags: ...
    @property
    def skill_support(self) -> Numbers: ...
    @property
    def disciplines(self) -> VectorTags: ...

    @property
    def prints(self) -> Numbers: ...

    def take(self, rows: NDArray[np.int64]) -> Pool: ...
    def own_words(self, row: int, original: Original) -> Pool | None: ...


@dataclass(frozen=True)
class MemoryPool:
    """A pool in memory: with the default encoder about 7 KB a person, and half a KB for each distinct word of all."""

    ids: tuple[str, ...]
    contents: tuple[bytes, ...]
    columns: TalentColumns
    texts: TalentTexts
    normal: Normal
    told_normal: Normal
    skills: VectorTags
    skill_codes: Tags
    skill_support: Numbers
    disciplines: VectorTags
    prints: Numbers
    written: tuple[bytes, ...]
    calibration: Calibration
    words: TermVectors

    @classmethod
    def build(
        cls, people: Sequence[tuple[TalentDoc, EncodedDoc]], calibration: Calibration, words: TermVectors
    ) -> Self:
        """From documents and their encodings. Raises ValueError for an encoding of another encoder."""
        docs = [doc for doc, _ in people]
        encoded = [encoding for _, encoding in people]
        frame = calibration.frame
        texts = frame.talent_texts(encoded, words)
        columns = TalentColumns.build(docs)
        named = [[skill for skill in doc.skills if squeezed(skill.text)] for doc in docs]
        labels = Tags.build([(squeezed(s.text), _level(s.level)) for s in row] for row in named)
        skills = VectorTags(labels, frame.word_vectors(labels.labels, words))
        fields = columns.disciplines
        return cls(
            ids=tuple(doc.id for doc in docs),
            contents=tuple(encoding.content for encoding in encoded),
            columns=columns,
            texts=texts,
            normal=calibration.talent_normal(texts),
            told_normal=calibration.talent_normal(texts.without_claims),
            skills=skills,
            skill_codes=Tags.build([(s.code or "", _level(s.level)) for s in row] for row in named),
            skill_support=support_of(skills, texts.terms),
            disciplines=VectorTags(fields, frame.word_vectors([squeezed(f) for f in fields.labels], words)),
            prints=Numbers.build([encoding.prints for encoding in encoded], np.uint32),
            written=tuple(_packed(doc.passages) for doc in docs),
            calibration=calibration,
            words=words,
        )

    @property
    def size(self) -> int:
        return len(self.ids)

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {id_: row for row, id_ in enumerate(self.ids)}

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Some people, in the order of `rows`."""
        return type(self)(
            tuple(self.ids[r] for r in rows),
            tuple(self.contents[r] for r in rows),
            self.columns.take(rows),
            self.texts.take(rows),
            self.normal.take(rows),
            self.told_normal.take(rows),
            self.skills.take(rows),
            self.skill_codes.take(rows),
            self.skill_support.take(rows),
            self.disciplines.take(rows),
            self.prints.take(rows),
            tuple(self.written[r] for r in rows),
            self.calibration,
            self.words,
        )

    def without(self, ids: set[str]) -> Self:
        """Everybody else."""
        return self.take(np.array([row for row, id_ in enumerate(self.ids) if id_ not in ids], np.int64))

    def replaced(self, newer: MemoryPool) -> Self:
        """The people of `newer` (same generation) in place of those with the same ids, and new ones at the end."""
        kept = self.without(set(newer.ids))
        return type(self)(
            kept.ids + newer.ids,
            kept.contents + newer.contents,
            kept.columns.concat(newer.columns),
            kept.texts.concat(newer.texts),
            kept.normal.concat(newer.normal),
            kept.told_normal.concat(newer.told_normal),
            kept.skills.concat(newer.skills),
            kept.skill_codes.concat(newer.skill_codes),
            kept.skill_support.concat(newer.skill_support),
            kept.disciplines.concat(newer.disciplines),
            kept.prints.concat(newer.prints),
            kept.written + newer.written,
            newer.calibration,
            newer.words,
        )

    def own_words(self, row: int, original: Original) -> Self | None:
        """One person as a pool of one row, read again without what she copied; None if she copied nothing. 40 ms.

        Facts and skills stay. The result depends on the two contents alone, as every score does.
        """
        one = self if self.size == 1 else self.take(np.array([row], np.int64))
        if not len(original.suspects(one.prints, one.texts.terms.tags)):
            return None
        kept = original.own_words(told(_unpacked(self.written[row])))
        if kept is None:
            return None
        encoded = encode(TalentDoc(self.ids[row], passages=kept), self.words.encoder)
        texts = self.calibration.frame.talent_texts([encoded], self.words)
        return replace(
            one,
            texts=texts,
            normal=self.calibration.talent_normal(texts),
            told_normal=self.calibration.talent_normal(texts.without_claims),
            skill_support=support_of(one.skills, texts.terms),
        )


def _packed(passages: Sequence[Passage]) -> bytes:
    """A third of the text's size; wanted only for who may have copied."""
    raw = json.dumps([(p.field, p.text, p.language) for p in passages], ensure_ascii=False)
    return zlib.compress(raw.encode("utf-8", "surrogatepass"), 1)


def _unpacked(raw: bytes) -> list[Passage]:
    return [Passage(*parts) for parts in json.loads(zlib.decompress(raw).decode("utf-8", "surrogatepass"))]


def _level(level: int | None) -> int:
    return UNKNOWN if level is None else level
