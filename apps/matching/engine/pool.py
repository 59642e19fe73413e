"""Many people as columns. The engine reads a `Pool`; `MemoryPool` is the one that lies in memory.

A pool belongs to one generation: its vectors are centred and its z-scores made by one calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from apps.matching.engine.calibration import Calibration, Normal
from apps.matching.engine.channels import TalentTexts
from apps.matching.engine.columns import TalentColumns
from apps.matching.engine.documents import EncodedDoc
from apps.matching.engine.ragged import UNKNOWN, Tags, VectorTags
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.types import TalentDoc
from apps.matching.engine.words import squeezed


class Pool(Protocol):
    """What ranking reads, one row a person.

    skills: as written, folded, with levels; skill_codes: those the vocabulary knows; disciplines: codes or free text.
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
    def skills(self) -> VectorTags: ...
    @property
    def skill_codes(self) -> Tags: ...
    @property
    def disciplines(self) -> VectorTags: ...

    def take(self, rows: NDArray[np.int64]) -> Pool: ...


@dataclass(frozen=True)
class MemoryPool:
    """A pool in memory: with the default encoder about 5 KB a person, and half a KB for each distinct word of all."""

    ids: tuple[str, ...]
    contents: tuple[bytes, ...]
    columns: TalentColumns
    texts: TalentTexts
    normal: Normal
    skills: VectorTags
    skill_codes: Tags
    disciplines: VectorTags

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
        skills = Tags.build([(text, _level(s.level)) for s in doc.skills if (text := squeezed(s.text))] for doc in docs)
        fields = columns.disciplines
        return cls(
            ids=tuple(doc.id for doc in docs),
            contents=tuple(encoding.content for encoding in encoded),
            columns=columns,
            texts=texts,
            normal=calibration.talent_normal(texts),
            skills=VectorTags(skills, frame.word_vectors(skills.labels, words)),
            skill_codes=Tags.build([(s.code, _level(s.level)) for s in doc.skills if s.code] for doc in docs),
            disciplines=VectorTags(fields, frame.word_vectors([squeezed(f) for f in fields.labels], words)),
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
            Normal(self.normal.mean[:, rows], self.normal.deviation[:, rows]),
            self.skills.take(rows),
            self.skill_codes.take(rows),
            self.disciplines.take(rows),
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
            Normal(
                np.concatenate([kept.normal.mean, newer.normal.mean], axis=1),
                np.concatenate([kept.normal.deviation, newer.normal.deviation], axis=1),
            ),
            kept.skills.concat(newer.skills),
            kept.skill_codes.concat(newer.skill_codes),
            kept.disciplines.concat(newer.disciplines),
        )


def _level(level: int | None) -> int:
    return UNKNOWN if level is None else level
