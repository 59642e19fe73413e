"""The default installation finds the right person across languages. Sets of any size are measured by a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from apps.matching.engine.encoders import TextKind, UniversalSentenceEncoder
from apps.matching.engine.evaluation.dataset import load
from apps.matching.engine.evaluation.evaluate import Evaluation, evaluate
from apps.matching.engine.evaluation.table import TRADITIONAL, chinese_share, in_traditional
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


FLOORS = {
    "bilingual": {"ndcg@10": 0.80, "hit@1": 0.45},  # promised were .73 and .35
    "titles-zh-en": {"map": 0.45},
    "titles-en-zh": {"map": 0.45},
    "titles-zh-mixed": {"map": 0.44},
}
"""What the default installation has promised, on whole sets."""

CHINESE_OF_MIXED = (0.40, 0.66)
OF_SIMPLIFIED = 0.98

_found: dict[str, Evaluation] = {}


class Remembering:
    """The encoder, asked for each text once: the sets share most of theirs, and minutes go into encoding."""

    def __init__(self, encoder: UniversalSentenceEncoder) -> None:
        self._encoder = encoder
        self._rows: dict[tuple[str, TextKind], NDArray[np.float32]] = {}
        self.id, self.dim = encoder.id, encoder.dim
        self.max_chars, self.languages = encoder.max_chars, encoder.languages

    def encode(self, texts: Sequence[str], kind: TextKind) -> NDArray[np.float32]:
        new = list(dict.fromkeys(text for text in texts if (text, kind) not in self._rows))
        rows = self._encoder.encode(new, kind)
        self._rows.update(((text, kind), row) for text, row in zip(new, rows, strict=True))
        return np.stack([self._rows[text, kind] for text in texts]) if len(texts) else rows


@pytest.fixture(scope="module")
def remembering(encoder: UniversalSentenceEncoder) -> Remembering:
    return Remembering(encoder)


def measured(name: str, encoder: Remembering) -> Evaluation:
    """Each set ranked once for all tests."""
    if name not in _found:
        _found[name] = evaluate(load(PUBLIC_SETS / name), encoder)
    return _found[name]


def fallen(name: str, reached: Mapping[str, float]) -> list[str]:
    """The floors of a set that its measures do not reach."""
    return [f"{name} {measure}" for measure, floor in FLOORS[name].items() if reached[measure] < floor]


@pytest.mark.parametrize(("name", "measure"), [(name, one) for name, floors in FLOORS.items() for one in floors])
def test_a_floor_that_is_not_reached_is_named(name: str, measure: str) -> None:
    reached = dict(FLOORS[name])
    assert fallen(name, reached) == []
    assert fallen(name, reached | {measure: reached[measure] - 0.001}) == [f"{name} {measure}"]


@with_public_sets
@pytest.mark.slow
@pytest.mark.parametrize("name", FLOORS)
def test_every_public_set_reaches_its_floors(name: str, remembering: Remembering) -> None:
    report = measured(name, remembering).report
    assert fallen(name, report["all"]) == []
    assert report["hard"].get("exact", True) is True


@with_public_sets
@pytest.mark.slow
def test_titles_of_both_languages_share_the_first_places(remembering: Remembering) -> None:
    low, high = CHINESE_OF_MIXED
    data = load(PUBLIC_SETS / "titles-zh-mixed")
    assert low <= chinese_share(data, measured("titles-zh-mixed", remembering).run) <= high


@with_public_sets
@pytest.mark.slow
@pytest.mark.parametrize("converter", TRADITIONAL)
def test_traditional_postings_find_whom_simplified_ones_find(converter: str, remembering: Remembering) -> None:
    simplified = measured("titles-zh-en", remembering).report["all"]["map"]
    data = in_traditional(load(PUBLIC_SETS / "titles-zh-en"), converter)
    assert evaluate(data, remembering).report["all"]["map"] >= OF_SIMPLIFIED * simplified
