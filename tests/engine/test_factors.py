"""Factors lie in 0..1, rise with the facts, and say when they do not know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine.factors import path_value
from apps.matching.engine.rank import score_pair
from apps.matching.engine.types import (
    LANGUAGE_LEVELS,
    LanguageDemand,
    LanguageSkill,
    Passage,
    PostingDoc,
    Skill,
    TalentDoc,
)
from apps.matching.engine.weights import SKILL_LISTED_CAP, TOTAL, WEIGHTS, Factor, Weights
from tests.engine.world import VOCABULARY, World

START = date(2027, 3, 1)
ASKING = PostingDoc(
    "p",
    passages=(Passage("title", "coating engineer"),),
    skills=(Skill("anticorrosion coating", "coating", 3), Skill("Zemax")),
    chains=("ai",),
    disciplines=("materials",),
    years_min=5,
    salary_min=200,
    salary_max=300,
    languages=(LanguageDemand("en", "B2"),),
    district="370212",
    post_kind="postdoc",
    start_on=START,
)


SHOWN = (Passage("experience", "I make anticorrosion coating, 防腐涂层, and use Zemax."),)


def values(world: World, posting: PostingDoc, **facts: Any) -> dict[Factor, float | None]:
    pool = world.pool_of([TalentDoc("t", **facts)])
    return dict(score_pair(world.prepared(posting), pool, 0, vocabulary=VOCABULARY).score.values)


def test_nothing_said_is_unknown_everywhere_and_scores_the_neutral_values(basic: World) -> None:
    pair = score_pair(basic.prepared(ASKING), basic.pool_of([TalentDoc("t")]), 0).score
    assert pair.values == dict.fromkeys(Factor)
    assert pair.points == {f: round(WEIGHTS.points[f] * WEIGHTS.neutral[f]) for f in Factor}
    assert pair.score == sum(pair.points.values())


def test_nothing_asked_is_unknown_too(basic: World) -> None:
    said = {"years": 3.0, "salary_expected": 10, "chains": ("ai",), "skills": (Skill("CUDA"),), "available_on": START}
    assert values(basic, PostingDoc("p"), **said) == dict.fromkeys(Factor)


@pytest.mark.parametrize(
    ("factor", "facts", "value"),
    [
        (Factor.YEARS, {"years": 5}, 1.0),
        (Factor.YEARS, {"years": 40}, 1.0),
        (Factor.YEARS, {"years": 1}, 0.2),
        (Factor.PAY, {"salary_expected": 300}, 1.0),
        (Factor.PAY, {"salary_expected": 1}, 1.0),
        (Factor.PAY, {"salary_expected": 390}, 0.2),
        (Factor.PAY, {"salary_expected": 391}, 0.0),
        (Factor.CHAIN, {"chains": ("chem", "ai")}, 1.0),
        (Factor.CHAIN, {"chains": ("ic",)}, 0.3),
        (Factor.CHAIN, {"chains": ("chem",)}, 0.0),
        (Factor.CHAIN, {"chains": ("unheard-of",)}, 0.0),
        (Factor.DISCIPLINE, {"disciplines": ("materials",)}, 1.0),
        (Factor.DISCIPLINE, {"disciplines": ("physics",)}, 0.0),
        (Factor.LANGUAGES, {"languages": (LanguageSkill("en", "C1"),)}, 1.0),
        (Factor.LANGUAGES, {"languages": (LanguageSkill("en", "A2"),)}, 0.5),
        (Factor.LANGUAGES, {"languages": (LanguageSkill("en"),)}, 1.0),
        (Factor.LANGUAGES, {"languages": ()}, 0.0),
        (Factor.AVAILABILITY, {"available_on": START - timedelta(days=400)}, 1.0),
        (Factor.AVAILABILITY, {"available_on": START + timedelta(days=73)}, 0.8),
        (Factor.AVAILABILITY, {"available_on": START + timedelta(days=900)}, 0.0),
        (Factor.WISHES, {"districts": ("370202", "370212")}, 1.0),
        (Factor.WISHES, {"districts": ("370202",)}, 0.0),
        (Factor.WISHES, {"districts": ("370212",), "post_kinds": ("lead_scientist",)}, 0.5),
        (Factor.WISHES, {"post_kinds": ("postdoc", "postdoc")}, 1.0),
        (
            Factor.SKILLS,
            {"passages": SHOWN, "skills": (Skill("anticorrosion coating", "coating", 3), Skill("zemax"))},
            1.0,
        ),
        (
            Factor.SKILLS,
            {"passages": SHOWN, "skills": (Skill("防腐涂层", None, 4), Skill("ZEMAX"))},
            1.0,
        ),  # the vocabulary's own name
        (
            Factor.SKILLS,
            {"passages": SHOWN, "skills": (Skill("anticorrosion coating", "coating", 2), Skill("zemax"))},
            0.95,
        ),
        (
            Factor.SKILLS,
            {"passages": SHOWN, "skills": (Skill("anticorrosion coating", "coating"), Skill("zemax"))},
            0.95,
        ),
        (
            Factor.SKILLS,
            {"passages": (Passage("experience", "环氧涂料"),), "skills": (Skill("环氧涂料", "epoxy", 4),)},
            0.3,
        ),  # near: a narrower skill
        (Factor.SKILLS, {"passages": (Passage("experience", "税务"),), "skills": (Skill("税务"),)}, 0.0),
        (Factor.SKILLS, {"skills": ASKING.skills}, SKILL_LISTED_CAP),  # a list and nothing behind it
        (Factor.SKILLS, {"skills": ASKING.skills * 50}, SKILL_LISTED_CAP),
        (Factor.SKILLS, {"passages": (Passage("experience", "I use Zemax daily."),)}, 0.5),  # in the text, not listed
        (
            Factor.SKILLS,
            {"passages": (Passage("experience", "salt spray"),), "skills": (Skill("salt spray", "salt_spray", 4),)},
            0.175,
        ),  # related: their row names it
        (
            Factor.SKILLS,
            {"passages": (Passage("experience", "税务"),), "skills": (Skill("税务", "surface_treatment", 4),)},
            0.175,
        ),  # related: its row names them
    ],
)
def test_known_values(basic: World, factor: Factor, facts: dict[str, Any], value: float) -> None:
    assert values(basic, ASKING, **facts)[factor] == pytest.approx(value, abs=1e-4)


def test_a_skill_named_only_as_lacking_is_not_found_in_the_text(basic: World) -> None:
    lacking = values(basic, ASKING, passages=(Passage("experience", "I have never used Zemax."),))
    assert lacking[Factor.SKILLS] == 0.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=2), st.lists(st.integers(0, 600), min_size=2, max_size=2))
def test_more_years_and_lower_expectations_never_lower_a_value(basic: World, years: list[int], pay: list[int]) -> None:
    less = values(basic, ASKING, years=min(years), salary_expected=max(pay))
    more = values(basic, ASKING, years=max(years), salary_expected=min(pay))
    assert (less[Factor.YEARS] or 0) <= (more[Factor.YEARS] or 0)
    assert (less[Factor.PAY] or 0) <= (more[Factor.PAY] or 0)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from([Skill("x", "coating", 2), Skill("x", "epoxy", 4), Skill("Zemax"), Skill("税务")]), max_size=3
    ),
    st.sampled_from([Skill("x", "coating", 4), Skill("ZEMAX"), Skill("audit")]),
)
def test_one_more_skill_never_lowers_the_factor(basic: World, own: list[Skill], more: Skill) -> None:
    before = values(basic, ASKING, skills=tuple(own))[Factor.SKILLS]
    after = values(basic, ASKING, skills=(*own, more))[Factor.SKILLS]
    assert after is not None
    assert (before or 0) <= after


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(LANGUAGE_LEVELS[:-1]), st.sampled_from([1, 2, 3]))
def test_higher_levels_never_lower_a_value(basic: World, level: str, skill: int) -> None:
    higher = LANGUAGE_LEVELS[LANGUAGE_LEVELS.index(level) + 1]
    low = values(basic, ASKING, languages=(LanguageSkill("en", level),), skills=(Skill("x", "coating", skill),))
    high = values(basic, ASKING, languages=(LanguageSkill("en", higher),), skills=(Skill("x", "coating", skill + 1),))
    assert (low[Factor.LANGUAGES] or 0) <= (high[Factor.LANGUAGES] or 0)
    assert (low[Factor.SKILLS] or 0) <= (high[Factor.SKILLS] or 0)


def test_distance_in_a_tree() -> None:
    assert path_value(("a", "b"), ("a", "b")) == 1
    assert path_value(("a", "b"), ("a", "c")) == pytest.approx(0.3)
    assert path_value(("a", "b"), ("a", "b", "d")) == pytest.approx(0.3**0.5)
    assert path_value(("a", "b"), ("x", "b")) == 0


def test_weights_must_add_up(basic: World) -> None:
    assert sum(WEIGHTS.points.values()) == TOTAL
    assert Weights.from_json(WEIGHTS.to_json()) == WEIGHTS
    with pytest.raises(ValueError, match="sum"):
        replace(WEIGHTS, points=dict(WEIGHTS.points) | {Factor.PAY: 1})
    with pytest.raises(ValueError, match="every factor"):
        replace(WEIGHTS, points={Factor.TEXT: TOTAL})
    with pytest.raises(ValueError, match=r"0\.\.1"):
        replace(WEIGHTS, neutral=dict(WEIGHTS.neutral) | {Factor.PAY: 1.5})
