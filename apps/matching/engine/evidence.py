"""What a score rests on: for one pair, the words of the posting and of the person that made each factor.

Evidence is codes and quotes; sentences for readers are made elsewhere. What is missing is told too.
"""

from __future__ import annotations

from collections.abc import Sequence

from apps.matching.engine import prose
from apps.matching.engine.calibration import Calibration
from apps.matching.engine.factevidence import chain_evidence, discipline_evidence, fact_evidence
from apps.matching.engine.factors import FACTORS
from apps.matching.engine.lines import unanswered
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.quotes import DEGREE, MAX_QUOTE, Code, Evidence, Quote, Source
from apps.matching.engine.skillevidence import skill_evidence
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.textevidence import Words, alike_as_a_whole, text_evidence
from apps.matching.engine.types import TalentDoc, Vocabulary
from apps.matching.engine.weights import Factor

__all__ = ["DEGREE", "MAX_QUOTE", "Code", "Evidence", "Quote", "Source", "evidence"]


def evidence(
    posting: PreparedPosting,
    talent: TalentDoc,
    person: MemoryPool,
    *,
    calibration: Calibration,
    words: TermVectors,
    vocabulary: Vocabulary,
) -> tuple[Evidence, ...]:
    """All evidence of one pair, strongest first within each factor. `person` is the talent's pool of one row. 5 ms."""
    again = person.own_words(0, posting.original)
    read = prose.told(talent.passages)
    own = (again and posting.original.own_words(read)) or read
    person = again or person
    asked = Words.of(posting.doc.passages, calibration, words)
    told = Words.of(own, calibration, words, written=talent.passages)
    texts = text_evidence(asked, told, calibration, posting.chance, han=bool(person.texts.han[0]))
    if not any(item.strength for item in texts) and _earns(Factor.TEXT, posting, person, vocabulary):
        texts = [*alike_as_a_whole(posting.doc, own, written=talent.passages), *texts]
    return (
        *texts,
        *_lines(posting, asked, told, person, texts),
        *skill_evidence(posting, talent, person, told, vocabulary),
        *discipline_evidence(posting, talent, person, vocabulary),
        *chain_evidence(posting.doc, talent, vocabulary),
        *fact_evidence(posting, talent, person),
    )


def _lines(
    posting: PreparedPosting, asked: Words, told: Words, person: MemoryPool, texts: Sequence[Evidence]
) -> list[Evidence]:
    """Lines that nothing of hers answers, but for those of which she says herself that she lacks them."""
    frame = person.calibration.frame
    weights = frame.term_weights([word.text for word in asked.items])
    said = {_place(item.posting) for item in texts if item.code is Code.GAP_TOLD}
    found = unanswered(posting.lines, asked, told, weights, han=bool(person.texts.han[0]))
    return [item for item in found if _place(item.posting) not in said]


def _place(quote: Quote | None) -> tuple[str, int] | None:
    return (quote.field, quote.start) if quote else None


def _earns(factor: Factor, posting: PreparedPosting, person: MemoryPool, vocabulary: Vocabulary) -> bool:
    value, known = FACTORS[factor](posting, person, vocabulary)
    return bool(known[0] and value[0] > 0)
