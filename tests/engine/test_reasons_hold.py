"""Reasons hold in any world: quotes stand where they say, points add up, relaxing a rule equals a rerun."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.matching.engine.evidence import MAX_QUOTE, Evidence, Quote, Source, evidence
from apps.matching.engine.exposure import crowding, gini, spread
from apps.matching.engine.rank import rank, relax, replay, score_pair
from apps.matching.engine.rules import Rule
from apps.matching.engine.types import (
    DEGREES,
    LANGUAGE_LEVELS,
    DegreeStatus,
    LanguageDemand,
    LanguageSkill,
    Passage,
    PostingDoc,
    Skill,
    TalentDoc,
)
from apps.matching.engine.verdicts import verdicts
from apps.matching.engine.weights import WEIGHTS
from tests.engine.world import VOCABULARY, World

WORDS = st.sampled_from(
    [
        "coatings",
        "防腐涂层",
        "epoxy",
        "环氧树脂",
        "。",
        ".",
        "，",
        "never",
        "没有做过",
        "記憶體",
        "ﬁlm",
        "衞生",
        "sonar",
        "路径规划",
        "salt",
        "spray",
        "tests",
        "劣化",
    ]
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join) | st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=40)
PASSAGES = st.lists(st.builds(Passage, st.sampled_from(["title", "about", "requirements"]), TEXTS), max_size=3).map(
    tuple
)
SKILLS = st.lists(
    st.builds(Skill, TEXTS, st.sampled_from([None, "coating", "epoxy"]), st.sampled_from([None, 1, 4])), max_size=3
).map(tuple)
CHAINS = st.lists(st.sampled_from(["ai", "ic", "chem", "other"]), max_size=2).map(tuple)
FIELDS = st.lists(st.sampled_from(["materials", "physics", "paint science"]), max_size=2).map(tuple)
LEVELS = st.none() | st.sampled_from(LANGUAGE_LEVELS)
LANGUAGES = st.sampled_from(["en", "zh", "de"])
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2029, 1, 1))
DEGREE = st.none() | st.sampled_from(DEGREES)
DISTRICTS = st.sampled_from(["370202", "370212"])
KINDS = st.sampled_from(["postdoc", "rd_engineer"])
PAY = st.none() | st.integers(1, 500)

postings = st.builds(
    PostingDoc,
    st.just("p"),
    passages=PASSAGES,
    skills=SKILLS,
    chains=CHAINS,
    disciplines=FIELDS,
    degree_min=DEGREE,
    years_min=st.none() | st.integers(0, 9),
    salary_max=PAY,
    languages=st.lists(st.builds(LanguageDemand, LANGUAGES, LEVELS, st.booleans()), max_size=2).map(tuple),
    district=st.none() | DISTRICTS,
    post_kind=st.none() | KINDS,
    start_on=DAYS,
    employer_keys=st.just(("org:1", "domain:works.example")),
)
talents = st.builds(
    TalentDoc,
    st.just("t"),
    passages=PASSAGES,
    skills=SKILLS,
    chains=CHAINS,
    disciplines=FIELDS,
    degree=DEGREE,
    degree_status=st.none() | st.sampled_from(DegreeStatus),
    degree_expected_on=DAYS,
    years=st.none() | st.integers(0, 30),
    salary_expected=PAY,
    languages=st.none() | st.lists(st.builds(LanguageSkill, LANGUAGES, LEVELS), max_size=2).map(tuple),
    available_on=DAYS,
    districts=st.lists(DISTRICTS, max_size=2).map(tuple),
    post_kinds=st.lists(KINDS, max_size=2).map(tuple),
    visible=st.none() | st.booleans(),
    opted_out=st.none() | st.booleans(),
    open_to_offers=st.none() | st.booleans(),
    blocked_employers=st.sampled_from([(), ("org:1",), ("domain:works.example",), ("org:9",)]),
)
anywhere = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def found(world: World, posting: PostingDoc, talent: TalentDoc) -> tuple[Evidence, ...]:
    return evidence(
        world.prepared(posting),
        talent,
        world.pool_of([talent]),
        calibration=world.calibration,
        words=world.words,
        vocabulary=VOCABULARY,
    )


def sources(quote: Quote, doc: PostingDoc | TalentDoc) -> list[str]:
    """The texts that a quote of free text may stand in."""
    if quote.field == "skills":
        return [skill.text for skill in doc.skills]
    if quote.field == "discipline":
        return list(doc.disciplines)
    if quote.field == "chain":
        return list(doc.chains)
    return [passage.text for passage in doc.passages if passage.field == quote.field]


@anywhere
@given(postings, talents)
def test_every_quote_stands_at_its_place_and_is_bounded(basic: World, posting: PostingDoc, talent: TalentDoc) -> None:
    for item in found(basic, posting, talent):
        for quote, doc in ((item.posting, posting), (item.talent, talent)):
            if quote is None or quote.source is not Source.FREE_TEXT:
                continue
            assert any(text[quote.start : quote.end] == quote.text for text in sources(quote, doc))
            assert quote.field in {"skills", "discipline", "chain"} or 0 < len(quote.text) <= MAX_QUOTE
            at = 0
            for start, end in quote.marks:
                assert at <= start < end <= len(quote.text)
                at = end


@anywhere
@given(postings, talents)
def test_points_add_up_and_replay_from_their_values(basic: World, posting: PostingDoc, talent: TalentDoc) -> None:
    pair = score_pair(basic.prepared(posting), basic.pool_of([talent]), 0, vocabulary=VOCABULARY).score
    assert sum(pair.points.values()) == pair.score
    assert replay({str(f): v for f, v in pair.values.items()}, WEIGHTS) == (pair.score, pair.points)


@anywhere
@given(postings, talents)
def test_a_factor_that_earned_something_has_a_reason_and_an_unknown_one_has_none(
    basic: World, posting: PostingDoc, talent: TalentDoc
) -> None:
    pair = score_pair(basic.prepared(posting), basic.pool_of([talent]), 0, vocabulary=VOCABULARY).score
    items = found(basic, posting, talent)
    bearing = {item.factor for item in items if item.talent is not None}
    for factor, value in pair.values.items():
        if value:
            assert factor in bearing, (factor, value)


@anywhere
@given(postings, st.lists(talents, max_size=12))
def test_relaxing_a_rule_equals_a_rerun_without_it(basic: World, posting: PostingDoc, people: list[TalentDoc]) -> None:
    prepared, pool = basic.prepared(posting), basic.pool_of(people)
    plain = rank(prepared, pool)
    for rule in Rule:
        rerun = rank(prepared, pool, without=frozenset({rule}))
        more = plain.exclusions.count - rerun.exclusions.count
        assert plain.relaxed.get(rule, 0) == relax(prepared, pool, rule) == more


@anywhere
@given(postings, talents)
def test_a_broken_rule_is_told_with_its_facts(basic: World, posting: PostingDoc, talent: TalentDoc) -> None:
    pair = score_pair(basic.prepared(posting), basic.pool_of([talent]), 0)
    told = verdicts(pair.broken, posting, talent)
    assert [verdict.rule for verdict in told] == list(pair.broken)
    for verdict in told:
        facts: dict[Rule, tuple[Any, Any]] = {
            Rule.SALARY: (verdict.posting, verdict.talent),
            Rule.DEGREE: (verdict.posting, verdict.talent),
            Rule.LANGUAGE: (verdict.posting, verdict.posting),
            Rule.BLOCKED_EMPLOYER: (verdict.talent, verdict.talent),
        }
        assert None not in facts.get(verdict.rule, ())


# ---------------------------------------------------------------- exposure
lists = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 9)), max_size=30)


@given(lists, st.integers(0, 3000))
def test_nobody_is_overtaken_by_more_than_the_setting(rows: list[tuple[int, int]], within: int) -> None:
    scores = sorted((score for score, _ in rows), reverse=True)
    seen = [n for _, n in rows]
    order = spread(scores, seen, within)
    assert sorted(order) == list(range(len(scores)))
    for place, row in enumerate(order):
        for later in order[place + 1 :]:
            assert scores[row] >= scores[later] - within
            assert later > row or seen[row] < seen[later]


def test_spreading_is_off_at_nothing_and_lets_the_less_seen_go_first() -> None:
    assert spread([900, 899, 500], [9, 0, 0], 0) == [0, 1, 2]
    assert spread([900, 899, 500], [9, 0, 0], 1) == [1, 0, 2]
    assert spread([900, 899, 500], [3, 3, 0], 1) == [0, 1, 2]


def test_crowding_figures() -> None:
    assert gini([1, 1, 1]) == 0
    assert gini([0, 0, 0, 4]) == 0.75
    assert gini([]) == gini([0, 0]) == 0
    found = crowding([0, 0, 1, 3], lists=4)
    assert (found.top_share, found.never_share, found.people) == (0.75, 0.5, 4)
    assert crowding([], lists=0).never_share == 0
