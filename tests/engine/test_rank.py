"""Rankings: the same pair scores the same everywhere, points add up, and neither order nor ids matter."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine.rank import PairScore, rank, rank_postings, relax, replay, score_pair, tie_break
from apps.matching.engine.rules import Rule
from apps.matching.engine.types import PostingDoc, TalentDoc
from apps.matching.engine.weights import WEIGHTS, Factor
from tests.engine.world import COATING_JOB, POSTINGS, TALENTS, VOCABULARY, World, talent

EVERY_RULE = frozenset(Rule)


def everybody(world: World, doc: PostingDoc, pool: object = None) -> list[PairScore]:
    ranking = rank(world.prepared(doc), pool or world.pool, without=EVERY_RULE, vocabulary=VOCABULARY)  # type: ignore[arg-type]
    return [result.pair for result in ranking.results]


def test_points_add_up_and_replay_from_stored_values(basic: World) -> None:
    for doc in POSTINGS:
        for pair in everybody(basic, doc):
            assert pair.score == sum(pair.points.values())
            stored = json.loads(json.dumps({factor.value: value for factor, value in pair.values.items()}))
            assert replay(stored, WEIGHTS) == (pair.score, pair.points)
            assert all(value is None or 0 <= value <= 1 for value in pair.values.values())


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(TALENTS))), st.permutations(range(len(TALENTS))))
def test_neither_the_order_of_rows_nor_ids_change_a_ranking(basic: World, order: list[int], names: list[int]) -> None:
    renamed = [replace(TALENTS[row], id=f"{name}-{row}") for row, name in zip(order, names, strict=True)]
    pool = basic.pool_of(renamed)
    for doc in POSTINGS:
        expected = [(pair.talent_id, pair.score, pair.points) for pair in everybody(basic, doc)]
        found = everybody(basic, replace(doc, id="renamed"), pool)
        by_row = {talent.id: TALENTS[row].id for talent, row in zip(renamed, order, strict=True)}
        assert [(by_row[pair.talent_id], pair.score, pair.points) for pair in found] == expected


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(len(TALENTS))), st.permutations(range(len(POSTINGS))))
def test_a_generation_does_not_depend_on_the_order_it_was_made_in(
    basic: World, people: list[int], asked: list[int]
) -> None:
    again = World.of(basic.encoder, [POSTINGS[i] for i in asked], [TALENTS[i] for i in people])
    assert [everybody(again, doc) for doc in POSTINGS] == [everybody(basic, doc) for doc in POSTINGS]


def test_forward_is_reverse_bit_for_bit(basic: World) -> None:
    prepared = [basic.prepared(doc) for doc in POSTINGS]
    forward = {(p.posting_id, p.talent_id): p for doc in POSTINGS for p in everybody(basic, doc)}
    for doc in TALENTS:
        for result in rank_postings(basic.person(doc.id), prepared, vocabulary=VOCABULARY).results:
            assert result.pair == forward[result.pair.posting_id, doc.id]
    row = basic.pool.row_of["accountant"]
    alone = score_pair(prepared[0], basic.pool, row, vocabulary=VOCABULARY)
    assert alone.score == forward["coating-job", "accountant"]


def test_a_persons_list_leaves_out_what_she_may_not_have(basic: World) -> None:
    ranking = rank_postings(basic.person("accountant"), [basic.prepared(doc) for doc in POSTINGS])
    assert [result.pair.posting_id for result in ranking.results] == ["robot-challenge"]
    assert (ranking.exclusions.count, dict(ranking.exclusions.by_rule)) == (2, {Rule.DEGREE: 2})
    assert ranking.compared == 3
    with pytest.raises(ValueError, match="one person"):
        rank_postings(basic.pool, [])


def test_a_list_keeps_its_places_and_a_reserve(basic: World) -> None:
    ranking = rank(basic.prepared(COATING_JOB), basic.pool, keep=2, reserve=1)
    assert [(result.rank, result.reserve) for result in ranking.results] == [(1, False), (2, False), (3, True)]
    everyone = rank(basic.prepared(COATING_JOB), basic.pool)
    assert [r.pair for r in ranking.results] == [r.pair for r in everyone.results][:3]
    assert ranking.compared == len(TALENTS)
    assert dict(ranking.exclusions.by_rule) == {Rule.DEGREE: 2}
    assert rank(basic.prepared(COATING_JOB), basic.pool, keep=0, reserve=0).results == ()


def test_relaxing_a_rule_equals_a_rerun_without_it(basic: World) -> None:
    prepared = basic.prepared(COATING_JOB)
    without = rank(prepared, basic.pool, without=frozenset({Rule.DEGREE}))
    assert relax(prepared, basic.pool, Rule.DEGREE) == 2
    assert len(without.results) == len(rank(prepared, basic.pool).results) + 2


def test_equal_scores_stand_in_the_order_of_their_contents(basic: World) -> None:
    blank = [TalentDoc(f"t{n}", districts=(str(n),)) for n in range(9)]  # the posting names no district
    pool = basic.pool_of(blank)
    prepared = basic.prepared(COATING_JOB)
    found = rank(prepared, pool, keep=4, reserve=0).results
    assert len({result.pair.score for result in found}) == 1
    expected = sorted(range(9), key=lambda row: tie_break(prepared.content, pool.contents[row]))
    assert [result.pair.talent_id for result in found] == [f"t{row}" for row in expected[:4]]


def test_an_empty_pool_and_an_empty_posting(basic: World) -> None:
    assert rank(basic.prepared(COATING_JOB), basic.pool_of([])).results == ()
    blank = rank(basic.prepared(PostingDoc("p")), basic.pool)
    assert len(blank.results) == len(TALENTS)


def test_replacing_people_equals_building_anew(basic: World) -> None:
    changed = replace(basic.talent("accountant"), skills=(), years=9)
    newcomer = talent(
        "new", "Coating chemist", "Epoxy primers for bridges and ships.", ["epoxy resins"], degree="doctor"
    )
    grown = basic.pool.replaced(basic.pool_of([changed, newcomer]))
    fresh = basic.pool_of([*(doc for doc in TALENTS if doc.id != "accountant"), changed, newcomer])
    assert set(grown.ids) == set(fresh.ids)
    for doc in POSTINGS:
        assert everybody(basic, doc, grown) == everybody(basic, doc, fresh)
    gone = basic.pool.without({"accountant", "optics-engineer"})
    assert [p.talent_id for p in everybody(basic, COATING_JOB, gone)] == [
        p.talent_id for p in everybody(basic, COATING_JOB) if p.talent_id not in {"accountant", "optics-engineer"}
    ]


def test_taking_everybody_changes_nothing(basic: World) -> None:
    rows = np.arange(basic.pool.size)[::-1].copy()
    assert everybody(basic, COATING_JOB, basic.pool.take(rows)) == everybody(basic, COATING_JOB)


def test_the_factor_values_are_those_of_all_factors(basic: World) -> None:
    pair = everybody(basic, COATING_JOB)[0]
    assert list(pair.values) == list(pair.points) == list(Factor)
