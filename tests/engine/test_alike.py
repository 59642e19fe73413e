"""Words alike count for a skill across languages, and listing what one's words come near to earns nothing more."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from apps.matching.engine.skillmatch import credits_of
from apps.matching.engine.support import ramp
from apps.matching.engine.types import Passage, PostingDoc, Skill, TalentDoc
from apps.matching.engine.weights import SKILL_COSINE, SKILL_SUPPORT
from apps.matching.engine.words import squeezed
from tests.engine.world import COATING_JOB, POSTINGS, TALENTS, VOCABULARY, World

SKILLS_FOLDER = Path("apps/taxonomy/data/skills")


def shown(world: World, posting: PostingDoc, person: TalentDoc) -> list[float]:
    found = credits_of(world.prepared(posting), world.pool_of([person]), VOCABULARY)
    return [float(value) for value in found.shown[:, 0]]


@pytest.mark.parametrize("posting", POSTINGS, ids=lambda posting: posting.id)
@pytest.mark.parametrize("person", TALENTS, ids=lambda person: person.id)
def test_listing_the_skills_asked_for_shows_no_more_of_them(
    market: World, person: TalentDoc, posting: PostingDoc
) -> None:
    listed = tuple(Skill(skill.text, skill.code, 4) for skill in posting.skills) * 20
    assert shown(market, posting, replace(person, skills=person.skills + listed)) == shown(market, posting, person)


def test_a_list_is_borne_out_on_the_scale_that_words_count_on_and_later() -> None:
    """What the test above rests on, at every cosine."""
    cosines = np.linspace(-1, 1, 401)
    assert (ramp(cosines, SKILL_SUPPORT) <= ramp(cosines, SKILL_COSINE)).all()


def test_words_in_another_language_show_a_skill(market: World) -> None:
    posting = replace(COATING_JOB, skills=(Skill("电化学阻抗谱"),))
    told = "Daily work with electrochemical impedance spectroscopy of coatings."
    assert shown(market, posting, TalentDoc("t", passages=(Passage("experience", told),)))[0] > 0.5


def test_labels_in_the_other_language_count_nearly_in_full_and_just_anybodys_words_little(market: World) -> None:
    """Labels of the vocabulary, every 40th: what a translation earns, and what the words of a cohort earn on average."""
    files = sorted(SKILLS_FOLDER.glob("*.csv"))
    some = [row for file in files for row in csv.DictReader(file.read_text("utf-8").splitlines())][::40]
    frame, people = market.calibration.frame, market.calibration.people
    chinese = frame.word_vectors([squeezed(row["zh_hans"]) for row in some], market.words)
    english = frame.word_vectors([squeezed(row["en"]) for row in some], market.words)
    for asked, told, han in ((chinese, english, False), (english, chinese, True)):
        assert ramp(np.diagonal(asked.dots(told)), SKILL_COSINE).mean() > 0.9
        cosines = np.where(people.terms.han == han, asked.dots(people.terms.vectors), -1.0)
        nearest = people.terms.tags.best(cosines[:, people.terms.tags.ids], missing=-1.0)[:, people.han == han]
        assert ramp(nearest, SKILL_COSINE).mean() < 0.1
