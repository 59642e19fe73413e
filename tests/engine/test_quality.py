"""The default installation finds the right person across languages. Sets of any size are measured by a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.matching.engine.encoders import UniversalSentenceEncoder
from apps.matching.engine.evaluation.dataset import load
from apps.matching.engine.evaluation.evaluate import evaluate
from apps.matching.engine.evaluation.table import chinese_share
from apps.matching.engine.rank import rank
from apps.matching.engine.rules import Rule
from apps.matching.engine.types import PostingDoc
from tests.engine.world import COATING_JOB, ROBOT_CHALLENGE, VISION_JOB, World, talent

PUBLIC_SETS = Path(__file__).parents[3] / "shared/eval"
with_public_sets = pytest.mark.skipif(
    not PUBLIC_SETS.is_dir(), reason="the public data sets are not beside the project: quality is not measured"
)

EVERY_RULE = frozenset(Rule)


def order(world: World, posting: PostingDoc) -> list[str]:
    return [r.pair.talent_id for r in rank(world.prepared(posting), world.pool, without=EVERY_RULE).results]


@pytest.mark.parametrize(
    ("posting", "first"),
    [(COATING_JOB, "coating-doctor"), (VISION_JOB, "vision-engineer"), (ROBOT_CHALLENGE, "robot-researcher")],
)
def test_the_right_person_comes_first_in_another_language(market: World, posting: PostingDoc, first: str) -> None:
    assert order(market, posting)[0] == first


def test_the_vr_optics_engineer_is_nowhere_near_the_coating_job(market: World) -> None:
    scores = {
        r.pair.talent_id: r.pair.score
        for r in rank(market.prepared(COATING_JOB), market.pool, without=EVERY_RULE).results
    }
    assert scores["coating-doctor"] > 1.5 * scores["optics-engineer"]


def test_what_somebody_lacks_lowers_her_score(market: World) -> None:
    claims = talent(
        "claims", "Chemist", "I work on seawater corrosion. Epoxy coatings and salt spray tests are my trade."
    )
    lacks = talent("lacks", "Chemist", "I work on seawater corrosion. Epoxy coatings and salt spray tests I never did.")
    pool = market.pool_of([lacks, claims])
    found = rank(market.prepared(COATING_JOB), pool).results
    assert [result.pair.talent_id for result in found] == ["claims", "lacks"]


def test_traditional_text_scores_as_its_simplified_form(market: World) -> None:
    simplified = talent("a", "机器视觉算法工程师", "负责产线缺陷检测、图像分割网络训练与嵌入式部署。", ["图像分割"])
    traditional = talent("b", "機器視覺算法工程師", "負責產線缺陷檢測、圖像分割網絡訓練與嵌入式部署。", ["圖像分割"])
    pool = market.pool_of([simplified, traditional])
    one, other = (r.pair.score for r in rank(market.prepared(VISION_JOB), pool).results)
    assert other >= 0.98 * one


@with_public_sets
@pytest.mark.slow
def test_whole_people_against_whole_postings_reach_the_floor(encoder: UniversalSentenceEncoder) -> None:
    report = evaluate(load(PUBLIC_SETS / "bilingual"), encoder).report
    assert report["all"]["ndcg@10"] >= 0.80
    assert report["all"]["hit@1"] >= 0.45
    assert report["hard"]["exact"] is True


@with_public_sets
@pytest.mark.slow
def test_titles_of_both_languages_share_the_first_places(encoder: UniversalSentenceEncoder) -> None:
    data = load(PUBLIC_SETS / "titles-zh-mixed")
    found = evaluate(data, encoder)
    assert found.report["all"]["map"] >= 0.45
    assert 0.40 <= chinese_share(data, found.run) <= 0.66
