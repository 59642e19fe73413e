"""Hard rules: each excludes whom it should, unknown passes, and relaxing one says how many come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching.engine.columns import TalentColumns
from apps.matching.engine.rules import Rule, degree_in_progress, judge
from apps.matching.engine.types import (
    DEGREES,
    LANGUAGE_LEVELS,
    DegreeStatus,
    LanguageDemand,
    LanguageSkill,
    PostingDoc,
    PostingKind,
    TalentDoc,
)

POST = PostingDoc("p")
STUDYING, LEFT = DegreeStatus.IN_PROGRESS, DegreeStatus.LEFT


def broken(posting: PostingDoc, **facts: Any) -> tuple[Rule, ...]:
    return judge(posting, TalentColumns.build([TalentDoc("t", **facts)])).of(0)


@pytest.mark.parametrize(
    ("facts", "breaks"),
    [
        ({"degree": "master"}, True),
        ({"degree": "doctor"}, False),
        ({}, False),
        ({"degree": "doctor", "degree_status": STUDYING, "degree_expected_on": date(2027, 6, 30)}, False),
        ({"degree": "doctor", "degree_status": STUDYING, "degree_expected_on": date(2027, 9, 1)}, False),
        ({"degree": "doctor", "degree_status": STUDYING, "degree_expected_on": date(2027, 9, 2)}, True),
        ({"degree": "doctor", "degree_status": STUDYING}, False),
        ({"degree": "doctor", "degree_status": LEFT}, True),
    ],
)
def test_doctor_rule(facts: dict[str, Any], breaks: bool) -> None:
    posting = replace(POST, degree_min="doctor", start_on=date(2027, 9, 1))
    assert broken(posting, **facts) == ((Rule.DEGREE,) if breaks else ())


def test_a_late_doctor_still_has_a_lower_degree() -> None:
    posting = replace(POST, degree_min="master", start_on=date(2027, 9, 1))
    assert broken(posting, degree="doctor", degree_status=STUDYING, degree_expected_on=date(2030, 1, 1)) == ()
    assert broken(posting, degree="doctor", degree_status=LEFT) == ()


def test_left_studies_below_any_degree_break_no_lowest_floor() -> None:
    posting = replace(POST, degree_min="below_bachelor")
    assert broken(posting, degree="below_bachelor", degree_status=LEFT) == ()


def test_a_doctor_in_progress_is_shown_as_such() -> None:
    people = [
        TalentDoc("a", degree="doctor", degree_status=STUDYING),
        TalentDoc("b", degree="doctor", degree_status=DegreeStatus.AWARDED),
        TalentDoc("c", degree="doctor"),
    ]
    columns = TalentColumns.build(people)
    assert degree_in_progress(replace(POST, degree_min="doctor"), columns).tolist() == [True, False, False]
    assert degree_in_progress(replace(POST, degree_min="master"), columns).tolist() == [False, False, False]


@pytest.mark.parametrize(("expected", "breaks"), [(130, False), (131, True), (0, False), (None, False)])
def test_salary_up_to_three_tenths_above_the_band(expected: int | None, breaks: bool) -> None:
    posting = replace(POST, salary_min=50, salary_max=100)
    assert broken(posting, salary_expected=expected) == ((Rule.SALARY,) if breaks else ())
    assert broken(POST, salary_expected=expected) == ()


@pytest.mark.parametrize(
    ("spoken", "breaks"),
    [
        ((LanguageSkill("en", "B2"),), False),
        ((LanguageSkill("en", "native"),), False),
        ((LanguageSkill("en", "B1"),), True),
        ((LanguageSkill("en"),), False),
        ((LanguageSkill("de", "C2"),), True),
        ((), True),
        (None, False),
    ],
)
def test_language_only_if_demanded(spoken: tuple[LanguageSkill, ...] | None, breaks: bool) -> None:
    demanded = replace(POST, languages=(LanguageDemand("en", "B2", demanded=True),))
    wished = replace(POST, languages=(LanguageDemand("en", "B2"),))
    assert broken(demanded, languages=spoken) == ((Rule.LANGUAGE,) if breaks else ())
    assert broken(wished, languages=spoken) == ()


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({"visible": False}, (Rule.VISIBILITY,)),
        ({"visible": True}, ()),
        ({"opted_out": True}, (Rule.OPT_OUT,)),
        ({"opted_out": False}, ()),
        ({"open_to_offers": False}, (Rule.NOT_OPEN,)),
        ({"open_to_offers": True}, ()),
        ({"blocked_employers": ("org:7",)}, (Rule.BLOCKED_EMPLOYER,)),
        ({"blocked_employers": ("org:8",)}, ()),
        ({"blocked_employers": ("domain:x.example", "org:9")}, (Rule.BLOCKED_EMPLOYER,)),
    ],
)
def test_what_she_wishes(facts: dict[str, Any], rules: tuple[Rule, ...]) -> None:
    assert broken(replace(POST, employer_keys=("org:7", "domain:x.example")), **facts) == rules


def test_challenges_ask_for_no_degree() -> None:
    asked = replace(POST, degree_min="doctor")
    assert broken(asked, degree="bachelor") == (Rule.DEGREE,)
    assert broken(replace(asked, kind=PostingKind.CHALLENGE), degree="bachelor") == ()


@pytest.mark.parametrize(
    ("asked", "facts", "rule"),
    [
        ({"salary_max": 100}, {"salary_expected": 1_000}, Rule.SALARY),
        ({"languages": (LanguageDemand("zh", "C1", demanded=True),)}, {"languages": ()}, Rule.LANGUAGE),
    ],
)
def test_challenges_ask_neither_pay_nor_language(asked: dict[str, Any], facts: dict[str, Any], rule: Rule) -> None:
    posting = replace(POST, **asked)
    assert broken(posting, **facts) == (rule,)
    assert broken(replace(posting, kind=PostingKind.CHALLENGE), **facts) == ()


people = st.lists(
    st.builds(
        TalentDoc,
        st.just("t"),
        degree=st.sampled_from([None, *DEGREES]),
        degree_status=st.sampled_from([None, *DegreeStatus]),
        salary_expected=st.none() | st.integers(0, 300),
        languages=st.none() | st.lists(st.builds(LanguageSkill, st.sampled_from(["en", "zh"]))).map(tuple),
        visible=st.none() | st.booleans(),
        opted_out=st.none() | st.booleans(),
        open_to_offers=st.none() | st.booleans(),
        blocked_employers=st.sampled_from([(), ("org:1",)]),
    ),
    max_size=8,
)
postings = st.builds(
    PostingDoc,
    st.just("p"),
    kind=st.sampled_from(PostingKind),
    degree_min=st.sampled_from([None, *DEGREES]),
    salary_max=st.none() | st.integers(1, 200),
    languages=st.sampled_from([(), (LanguageDemand("en", demanded=True),)]),
    employer_keys=st.sampled_from([(), ("org:1",)]),
)


@given(postings, people)
def test_relaxing_equals_a_rerun(posting: PostingDoc, docs: list[TalentDoc]) -> None:
    columns = TalentColumns.build(docs)
    before = judge(posting, columns)
    for rule in Rule:
        after = judge(posting, columns, without=frozenset({rule}))
        assert before.relaxed(rule) == int(after.eligible.sum() - before.eligible.sum())


@given(postings, people)
def test_masks_agree_with_single_pairs_and_with_the_counts(posting: PostingDoc, docs: list[TalentDoc]) -> None:
    together = judge(posting, TalentColumns.build(docs))
    alone = [judge(posting, TalentColumns.build([doc])).of(0) for doc in docs]
    assert [together.of(row) for row in range(len(docs))] == alone
    assert together.eligible.tolist() == [not rules for rules in alone]
    exclusions = together.exclusions()
    assert exclusions.count == sum(bool(rules) for rules in alone)
    assert exclusions.by_rule == {rule: count for rule in Rule if (count := sum(rule in rules for rules in alone))}


@given(postings, st.lists(st.sampled_from(LANGUAGE_LEVELS)))
def test_nothing_known_breaks_nothing(posting: PostingDoc, levels: list[str]) -> None:
    demands = tuple(LanguageDemand("en", level, demanded=True) for level in levels)
    assert broken(replace(posting, languages=demands)) == ()


def test_taking_and_joining_columns_keeps_the_facts() -> None:
    docs = [TalentDoc("a", degree="master", languages=()), TalentDoc("b", blocked_employers=("org:1",))]
    docs.append(TalentDoc("c", languages=(LanguageSkill("en", "C1"), LanguageSkill("zh"))))
    whole = TalentColumns.build(docs)
    again = whole.take(np.array([2])).concat(whole.take(np.array([0, 1]))).take(np.array([1, 2, 0]))
    assert again.languages.level_of("en").tolist() == whole.languages.level_of("en").tolist()
    assert again.blocked.rows_with("org:1").tolist() == [1]
    assert again.degree.tolist() == whole.degree.tolist()
