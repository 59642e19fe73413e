"""What somebody says she has not done weighs against a posting that asks for it, and against no other."""

from __future__ import annotations

import numpy as np
import pytest

from apps.matching.engine import channels
from apps.matching.engine.channels import compare
from apps.matching.engine.documents import MAX_LACKS, UnitKind, read
from apps.matching.engine.rank import score_pair
from apps.matching.engine.storage import from_bytes, to_bytes
from apps.matching.engine.types import Passage, PostingDoc, TalentDoc
from apps.matching.engine.weights import LACKS_COUNTED
from tests.engine.world import COATING_JOB, VISION_JOB, World, talent

CLAIMS = "I formulate epoxy coatings for seawater and test them in salt spray."
LACK = " Electrochemical impedance of coatings was only a college project."
MORE = " I have never formulated marine coatings. I have no experience of salt spray tests of epoxy coatings."
OTHER = " Corporate tax returns were left to others."


def test_sentences_of_lack_are_units_of_a_person_and_not_of_a_posting() -> None:
    text = "负责涂料配方。盐雾试验只做过一年！没有做过阻抗测试。不熟悉船厂。从未带过团队。"
    passages = (Passage("title", "研究员"), Passage("about", text))
    lacks = [unit for unit in read(TalentDoc("t", passages=passages)).units if unit.kind is UnitKind.LACK]
    assert [text[unit.start : unit.end] for unit in lacks] == [
        "盐雾试验只做过一年！",
        "没有做过阻抗测试。",
        "不熟悉船厂。",
    ]
    assert len(lacks) == MAX_LACKS
    assert UnitKind.LACK not in {unit.kind for unit in read(PostingDoc("p", passages=passages)).units}


def concern(world: World, posting: PostingDoc, text: str) -> float:
    pool = world.pool_of([talent("t", "Chemist", text)])
    return float(compare(world.prepared(posting).texts, pool.texts).lacks[0])


def test_only_a_lack_that_concerns_the_posting_counts(market: World) -> None:
    assert concern(market, COATING_JOB, CLAIMS) == 0.0
    assert concern(market, COATING_JOB, CLAIMS + LACK) > 0.9
    assert concern(market, VISION_JOB, CLAIMS + LACK) < 0.7 > concern(market, COATING_JOB, CLAIMS + OTHER)
    assert concern(market, COATING_JOB, CLAIMS + LACK + MORE) == LACKS_COUNTED
    assert concern(market, COATING_JOB, CLAIMS + 3 * LACK) <= 1.0  # said again is said once


def test_a_lack_lowers_the_score_and_its_absence_never_does(market: World) -> None:
    people = market.pool_of([talent("claims", "Chemist", CLAIMS), talent("lacks", "Chemist", CLAIMS + LACK)])
    job = market.prepared(COATING_JOB)
    claims, lacks = (score_pair(job, people, row).score.score for row in (0, 1))
    assert claims > lacks


def test_lacks_outlive_taking_joining_and_a_stored_calibration(market: World) -> None:
    people = [talent("a", "Chemist", CLAIMS), talent("b", "Chemist", CLAIMS + LACK)]
    together = market.pool_of(people)
    joined = market.pool_of(people[:1]).replaced(market.pool_of(people[1:]))
    alone = together.take(np.array([1]))
    job = market.prepared(COATING_JOB).texts
    expected = compare(job, together.texts).lacks
    assert np.array_equal(compare(job, joined.texts).lacks, expected)
    assert compare(job, alone.texts).lacks[0] == expected[1]
    assert not from_bytes(to_bytes(market.calibration)).people.lacks.counts.any()


def test_a_word_of_the_postings_own_script_gains_no_more_than_its_cap(
    market: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lowering the cap within a script touches Chinese words for a Chinese posting and leaves English ones."""
    job = market.prepared(COATING_JOB).texts
    chinese = market.pool_of([talent("zh", "研究员", "防腐涂料 环氧树脂 盐雾")]).texts
    english = market.pool_of([talent("en", "Chemist", "anticorrosion coatings epoxy resins salt spray")]).texts
    before = compare(job, chinese).terms[0], compare(job, english).terms[0]
    monkeypatch.setattr(channels, "TERM_CAP_SAME_SCRIPT", 0.05)
    assert compare(job, chinese).terms[0] < before[0]
    assert compare(job, english).terms[0] == before[1]
