"""Reasons are shown above chance, and a skill of several words is said to be there for all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from apps.matching.engine.evidence import Code, evidence
from apps.matching.engine.types import Passage, PostingDoc, Skill, TalentDoc
from tests.engine.world import COATING_JOB, POSTINGS, VOCABULARY, World


def codes(world: World, posting: PostingDoc, talent: TalentDoc) -> Counter[Code]:
    found = evidence(
        world.prepared(posting),
        talent,
        world.pool_of([talent]),
        calibration=world.calibration,
        words=world.words,
        vocabulary=VOCABULARY,
    )
    return Counter(item.code for item in found)


def test_strangers_get_almost_no_reasons_and_the_right_person_keeps_hers(market: World) -> None:
    strangers = [codes(market, posting, market.talent("accountant")) for posting in POSTINGS]
    assert sum(found[Code.WORDS_MATCH] for found in strangers) <= 3
    assert not any(found[Code.SKILL_MATCHED] for found in strangers)
    right = codes(market, COATING_JOB, market.talent("coating-doctor"))
    assert right[Code.WORDS_MATCH] >= 2
    assert right[Code.SKILL_MATCHED] >= 1


@pytest.mark.parametrize(
    ("skill", "told", "there"),
    [
        ("模型压缩", "I build a model of tax flows for auditors.", False),
        ("回声消除", "Stain removal for hotels.", False),
        ("模型压缩", "I compress neural models: model compression for phones.", True),
    ],
)
def test_all_words_of_a_skill_are_asked_for(market: World, skill: str, told: str, there: bool) -> None:
    posting = replace(COATING_JOB, skills=(Skill(skill),))
    found = codes(market, posting, TalentDoc("t", (Passage("experience", told),)))
    assert bool(found[Code.SKILL_MATCHED]) is there


def test_a_discipline_and_a_chain_that_are_not_there_are_told(basic: World) -> None:
    posting = replace(COATING_JOB, chains=("chem",), disciplines=("materials",))
    for other in (TalentDoc("t"), TalentDoc("t", chains=("ai",), disciplines=("physics",))):
        found = codes(basic, posting, other)
        assert (found[Code.CHAIN_MISSING], found[Code.DISCIPLINE_MISSING]) == (1, 1)
    hers = codes(basic, posting, TalentDoc("t", chains=("chem",), disciplines=("materials",)))
    assert (hers[Code.CHAIN_MISSING], hers[Code.DISCIPLINE_MISSING]) == (0, 0)
