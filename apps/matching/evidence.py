"""Evidence of results, gathered and stored as plain rows: codes, and the words each rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from apps.matching import encoding, generations
from apps.matching.engine.evidence import Evidence, Quote, evidence
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.rank import Ranking
from apps.matching.engine.types import TalentDoc, Vocabulary
from apps.matching.gather import talent_doc, with_talent_rows
from apps.matching.gather_calls import project_doc
from apps.matching.models import Generation
from apps.talents.models import Talent, TalentProject

Row = dict[str, Any]


def evidence_of(
    posting: PreparedPosting, pool: MemoryPool, ranking: Ranking, vocabulary: Vocabulary, generation: Generation
) -> dict[str, list[Row]]:
    """Public id of the talent -> evidence rows, for the shown places (not the reserve). 5 ms a pair."""
    ids = [result.pair.talent_id for result in ranking.results if not result.reserve]
    docs = {t.public_id: talent_doc(t) for t in with_talent_rows(Talent.objects.filter(public_id__in=ids))}
    found: dict[str, list[Row]] = {}
    for public_id in ids:
        person = pool.take(np.array([pool.row_of[public_id]], np.int64))
        found[public_id] = of_pair(posting, docs[public_id], person, vocabulary, generation)
    return found


def evidence_of_projects(
    posting: PreparedPosting, pool: MemoryPool, ranking: Ranking, vocabulary: Vocabulary, generation: Generation
) -> dict[str, list[Row]]:
    """Public id of a talent's project -> evidence rows."""
    ids = [result.pair.talent_id for result in ranking.results]
    rows = TalentProject.objects.filter(public_id__in=ids)
    talents = with_talent_rows(Talent.objects.filter(pk__in=rows.values("talent_id")))
    owners = {talent.pk: talent for talent in talents}
    docs = {row.public_id: project_doc(owners[row.talent_id], row) for row in rows}
    found: dict[str, list[Row]] = {}
    for public_id in ids:
        work = pool.take(np.array([pool.row_of[public_id]], np.int64))
        found[public_id] = of_pair(posting, docs[public_id], work, vocabulary, generation)
    return found


def evidence_of_postings(
    postings: Sequence[PreparedPosting],
    doc: TalentDoc,
    person: MemoryPool,
    vocabulary: Vocabulary,
    generation: Generation,
) -> dict[str, list[Row]]:
    """Public id of the position or call -> evidence rows, the other way round."""
    return {posting.doc.id: of_pair(posting, doc, person, vocabulary, generation) for posting in postings}


def of_pair(
    posting: PreparedPosting, doc: TalentDoc, person: MemoryPool, vocabulary: Vocabulary, generation: Generation
) -> list[Row]:
    found = evidence(
        posting,
        doc,
        person,
        calibration=generations.calibration(generation.pk),
        words=encoding.words(generation),
        vocabulary=vocabulary,
    )
    return rows_of(found)


def rows_of(found: Iterable[Evidence]) -> list[Row]:
    return [
        {
            "factor": str(item.factor),
            "code": str(item.code),
            "strength": item.strength,
            "posting": _quote(item.posting),
            "talent": _quote(item.talent),
        }
        for item in found
    ]


def _quote(quote: Quote | None) -> Row | None:
    if quote is None:
        return None
    return {
        "text": quote.text,
        "source": str(quote.source),
        "code": quote.code,
        "field": quote.field,
        "start": quote.start,
        "end": quote.end,
        "marks": [list(mark) for mark in quote.marks],
    }
