"""Reasons of plain facts: years, pay, start, languages, degree and wishes; and which of them nobody told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apps.matching.engine.factors import path_value
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.quotes import DEGREE, Code, Evidence, Quote, fact_quote, label_quote, whole_quote
from apps.matching.engine.rules import RULES, Rule, degree_in_progress
from apps.matching.engine.skillmatch import ramp
from apps.matching.engine.types import (
    LanguageDemand,
    LanguageSkill,
    PostingDoc,
    PostingKind,
    TalentDoc,
    Vocabulary,
    degree_rank,
    language_rank,
)
from apps.matching.engine.weights import DISCIPLINE_COSINE, LANGUAGE_LEVEL_STEP, Factor
from apps.matching.engine.words import squeezed

_GOOD = {Code.YEARS_MET, Code.PAY_WITHIN, Code.AVAILABLE_IN_TIME}
_LEAST = 0.0001
"""What earned anything at all carries at least this much, so that points are never told as neutral ones."""


def fact_evidence(posting: PreparedPosting, talent: TalentDoc, person: MemoryPool) -> list[Evidence]:
    doc = posting.doc
    return [
        *_years(doc, talent),
        *_pay(doc, talent),
        *_start(doc, talent),
        *_languages(doc, talent),
        *_degree(doc, talent, person),
        *_wishes(doc, talent),
    ]


def chain_evidence(doc: PostingDoc, talent: TalentDoc, vocabulary: Vocabulary) -> list[Evidence]:
    table = vocabulary.chain_paths
    pairs = [(path_value(table.get(a, (a,)), table.get(o, (o,))), a, o) for a in doc.chains for o in talent.chains]
    near = _nearest(Factor.CHAIN, (Code.CHAIN_MATCHED, Code.CHAIN_NEAR), pairs, table)
    return near or _missing(Factor.CHAIN, Code.CHAIN_MISSING, doc.chains, table)


def discipline_evidence(
    posting: PreparedPosting, talent: TalentDoc, person: MemoryPool, vocabulary: Vocabulary
) -> list[Evidence]:
    """By the tree where both are in it, else by likeness, as the factor does."""
    tags, table = person.disciplines.tags, vocabulary.discipline_paths
    if not posting.doc.disciplines or not talent.disciplines:
        return _missing(Factor.DISCIPLINE, Code.DISCIPLINE_MISSING, posting.doc.disciplines, table)
    alike = ramp(posting.discipline_vectors.dots(person.disciplines.vectors), DISCIPLINE_COSINE)
    pairs = []
    for row, asked in enumerate(posting.doc.disciplines):
        for own in talent.disciplines:
            column = tags.number(own)
            both = asked in table and own in table
            value = path_value(table[asked], table[own]) if both else float(alike[row, column or 0])
            pairs.append((value, asked, own))
    near = _nearest(Factor.DISCIPLINE, (Code.DISCIPLINE_MATCHED, Code.DISCIPLINE_NEAR), pairs, table)
    return near or _missing(Factor.DISCIPLINE, Code.DISCIPLINE_MISSING, posting.doc.disciplines, table)


def _nearest(
    factor: Factor,
    codes: tuple[Code, Code],
    pairs: Sequence[tuple[float, str, str]],
    table: Mapping[str, tuple[str, ...]],
) -> list[Evidence]:
    if not pairs:
        return []
    value, asked, own = max(pairs, key=lambda pair: pair[0])
    if value <= 0:
        return []
    quotes = [_named(c, factor, table) for c in (asked, own)]
    same = value == 1 and squeezed(asked) == squeezed(own)
    return [Evidence(factor, codes[0] if same else codes[1], quotes[0], quotes[1], max(round(value, 4), _LEAST))]


def _missing(factor: Factor, code: Code, asked: Sequence[str], table: Mapping[str, tuple[str, ...]]) -> list[Evidence]:
    """Each of those asked for, when none of them is hers or near hers: any one would do."""
    return [Evidence(factor, code, _named(one, factor, table)) for one in dict.fromkeys(asked)]


def _named(code: str, factor: Factor, table: Mapping[str, tuple[str, ...]]) -> Quote:
    return label_quote(code, factor) if code in table else whole_quote(code, factor)


def _years(doc: PostingDoc, talent: TalentDoc) -> list[Evidence]:
    if doc.years_min is None:
        return []
    if talent.years is None:
        return [Evidence(Factor.YEARS, Code.YEARS_MISSING, fact_quote(doc.years_min))] if doc.years_min else []
    code = Code.YEARS_MET if talent.years >= doc.years_min else Code.YEARS_SHORT
    return [_fact(Factor.YEARS, code, doc.years_min, talent.years)]


def _pay(doc: PostingDoc, talent: TalentDoc) -> list[Evidence]:
    if not doc.salary_max or talent.salary_expected is None:
        return []
    code = Code.PAY_WITHIN if talent.salary_expected <= doc.salary_max else Code.PAY_ABOVE
    return [_fact(Factor.PAY, code, doc.salary_max, talent.salary_expected)]


def _start(doc: PostingDoc, talent: TalentDoc) -> list[Evidence]:
    if doc.start_on is None or talent.available_on is None:
        return []
    code = Code.AVAILABLE_IN_TIME if talent.available_on <= doc.start_on else Code.AVAILABLE_LATE
    return [_fact(Factor.AVAILABILITY, code, doc.start_on, talent.available_on)]


def _fact(factor: Factor, code: Code, asked: object, own: object) -> Evidence:
    return Evidence(factor, code, fact_quote(asked), fact_quote(own), 1.0 if code in _GOOD else 0.0)


def _languages(doc: PostingDoc, talent: TalentDoc) -> list[Evidence]:
    spoken = {own.code: own for own in talent.languages or ()}
    return [_language(demand, spoken.get(demand.code), len(doc.languages)) for demand in doc.languages]


def _language(demand: LanguageDemand, own: LanguageSkill | None, asked: int) -> Evidence:
    wanted = label_quote(demand.code, Factor.LANGUAGES, demand.level or "")
    if own is None:
        return Evidence(Factor.LANGUAGES, Code.LANGUAGE_MISSING, wanted)
    needed, held = language_rank(demand.level), language_rank(own.level)
    below = max(needed - held, 0) if needed is not None and held is not None else 0
    value = max(1.0 - LANGUAGE_LEVEL_STEP * below, 0.0)
    code = Code.LANGUAGE_BELOW if below else Code.LANGUAGE_SPOKEN
    mine = label_quote(own.code, Factor.LANGUAGES, own.level or "")
    return Evidence(Factor.LANGUAGES, code, wanted, mine, round(value / asked, 4))


def _degree(doc: PostingDoc, talent: TalentDoc, person: MemoryPool) -> list[Evidence]:
    """The same lines as the hard rule judge by; challenges ask for no degree."""
    if degree_rank(doc.degree_min) is None or doc.kind is PostingKind.CHALLENGE:
        return []
    asked = label_quote(doc.degree_min or "", DEGREE)
    if degree_rank(talent.degree) is None:
        return [Evidence(DEGREE, Code.DEGREE_MISSING, asked)]
    code = Code.DEGREE_MET
    if RULES[Rule.DEGREE](doc, person.columns)[0]:
        code = Code.DEGREE_BELOW
    elif degree_in_progress(doc, person.columns)[0]:
        code = Code.DEGREE_IN_PROGRESS
    return [Evidence(DEGREE, code, asked, label_quote(talent.degree or "", DEGREE))]


def _wishes(doc: PostingDoc, talent: TalentDoc) -> list[Evidence]:
    """Where and as what she would like to work, of what the posting tells."""
    asked = (
        ("district", doc.district, talent.districts, Code.PLACE_WISHED, Code.PLACE_OTHER),
        ("position_kind", doc.post_kind, talent.post_kinds, Code.KIND_WISHED, Code.KIND_OTHER),
    )
    named = [row for row in asked if row[1] is not None and row[2]]
    return [_wish(*row, share=1 / len(named)) for row in named]


def _wish(field: str, offered: str | None, wished: Sequence[str], met: Code, other: Code, *, share: float) -> Evidence:
    offer: Quote = label_quote(offered or "", field)
    if offered in wished:
        return Evidence(Factor.WISHES, met, offer, offer, round(share, 4))
    return Evidence(Factor.WISHES, other, offer, label_quote(wished[0], field))
