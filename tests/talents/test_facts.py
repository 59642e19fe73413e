"""The anonymous card's facts: codes and numbers, nothing that she wrote."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from apps.talents import profiles
from apps.talents.facts import CardFacts, Levelled, card_facts, with_card_rows
from apps.talents.models import Talent
from apps.talents.sections import Contact, Degree, Identity, Job, LanguageRow, Project, SkillRow, Text, Wishes
from apps.taxonomy.vocabulary import pinned
from tests.factories import make_talent
from tests.talents.world import agreed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]
CANARY = "Zzcanary"


def planted() -> Talent:
    """A talent whose every free text holds the canary."""
    talent = make_talent(
        headline=f"{CANARY} headline", about=CANARY, family_name=CANARY, given_name=CANARY, name_zh="金丝雀"
    )
    user = agreed(talent.user)
    profiles.save_identity(talent, Identity("金丝雀", CANARY, CANARY, "GB"), by=user)
    profiles.save_contact(talent, Contact(wechat=CANARY, whatsapp=CANARY), by=user)
    profiles.save_texts(talent, [Text("en", f"{CANARY} coatings", CANARY, f"Paper: {CANARY} of paint")], by=user)
    degrees = [Degree(f"{CANARY} School, The University of Manchester", "doctor", field_text=f"{CANARY} Chemistry", end_on=date(2020, 7, 9)),
               Degree(f"{CANARY} College", "bachelor")]  # fmt: skip
    profiles.save_education(talent, degrees, by=user)
    profiles.save_experience(
        talent, [Job(f"{CANARY} Works", f"{CANARY} engineer", CANARY, start_on=date(2021, 1, 1))], by=user
    )
    profiles.save_skills(
        talent,
        [SkillRow("Python", level=4), SkillRow(f"{CANARY} etching", level=4), SkillRow("corrosion protection")],
        by=user,
    )
    profiles.save_languages(talent, [LanguageRow("en", "native"), LanguageRow("zh")], by=user)
    profiles.save_projects(talent, [Project(title_en=CANARY, summary=CANARY, team=CANARY)], by=user)
    wishes = Wishes(years=7, salary_expected=384_999, available_on=date(2027, 3, 17), paper_count=5, patent_count=1)
    profiles.save_wishes(talent, wishes, by=user)
    return talent


def test_no_word_of_hers_reaches_the_card() -> None:
    facts = card_facts(planted())
    told = repr(facts) + facts.direction("en") + facts.direction("zh-hans")
    for secret in (CANARY, "金丝雀", "Manchester", "Works", "paint", "College"):
        assert secret.lower() not in told.lower()


def test_what_the_card_tells() -> None:
    facts = card_facts(planted())
    assert facts == CardFacts(
        direction_disciplines=("chemistry",),
        direction_skills=("python", "corrosion"),
        degree="doctor",
        degree_status="awarded",
        degree_expected_month=None,
        school_band="top100",
        country_group="western_europe",
        years=7,
        skills=(Levelled("python", 4), Levelled("corrosion", None)),
        paper_count=5,
        patent_count=1,
        languages=(Levelled("en", "native"), Levelled("zh", None)),
        salary_expected=380_000,
        start_month=date(2027, 3, 1),
        needs_permit=None,
        verified=(),
    )
    assert facts.direction("en") == "Chemistry · Python · Corrosion protection"


def test_the_fields_are_these_and_no_more() -> None:
    """A new field is looked at twice: it goes to employers before she has agreed."""
    assert [field.name for field in fields(CardFacts)] == [
        "direction_disciplines", "direction_skills", "degree", "degree_status", "degree_expected_month", "school_band",
        "country_group", "years", "skills", "paper_count", "patent_count", "languages", "salary_expected", "start_month",
        "needs_permit", "verified",
    ]  # fmt: skip


def test_a_degree_in_progress_is_shown_as_such() -> None:
    talent = make_talent()
    profiles.save_education(
        talent, [Degree("X", "doctor", "in_progress", end_on=date(2030, 6, 30)), Degree("X", "master")], by=talent.user
    )
    facts = card_facts(talent)
    assert (facts.degree, facts.degree_status, facts.degree_expected_month) == (
        "doctor",
        "in_progress",
        date(2030, 6, 1),
    )


def test_a_degree_that_was_left_is_none() -> None:
    talent = make_talent()
    profiles.save_education(talent, [Degree("X", "doctor", "left"), Degree("X", "master")], by=talent.user)
    assert card_facts(talent).degree == "master"


def test_a_constant_number_of_queries(django_assert_num_queries: object) -> None:
    for _ in range(3):
        make_talent(skills=("python",))
    card_facts(make_talent())  # the vocabulary is read once a process
    with django_assert_num_queries(5), pinned():  # four for the people, one for the state of the vocabulary
        found = [card_facts(talent) for talent in with_card_rows(Talent.objects.all())]
    assert len(found) == 4
