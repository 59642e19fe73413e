"""Words count for a skill by how far they stand out from just anybody's, in the scale of their own script."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from apps.matching.engine.calibration import Normal
from apps.matching.engine.skillmatch import credits_of, likeness_of
from apps.matching.engine.types import Passage, Skill, TalentDoc
from apps.matching.engine.weights import SKILL_DEVIATION_FLOOR, SKILL_FREE_TEXT, SKILL_STANDS_OUT
from apps.matching.engine.words import squeezed
from tests.engine.world import COATING_JOB, VOCABULARY, World

SKILLS_FOLDER = Path("apps/taxonomy/data/skills")


def shown(world: World, skill: str, text: str) -> float:
    posting = world.prepared(replace(COATING_JOB, skills=(Skill(skill),)))
    pool = world.pool_of([TalentDoc("t", passages=(Passage("about", text),))])
    return float(credits_of(posting, pool, VOCABULARY).shown[0, 0])


@pytest.mark.parametrize("stranger", ["accountant", "robot-researcher"])
def test_just_anybodys_words_earn_next_to_nothing(market: World, stranger: str) -> None:
    text = market.talent(stranger).passages[1].text
    assert shown(market, "电化学阻抗谱", text) < 0.15
    assert shown(market, "电化学阻抗谱", "Daily work with electrochemical impedance spectroscopy of coatings.") > 0.5


def test_each_script_has_its_own_scale(market: World) -> None:
    pool = market.pool_of([TalentDoc("t", passages=(Passage("about", "salt spray 盐雾"),))])
    words = pool.texts.terms
    vector = market.calibration.frame.word_vectors(["盐雾试验"], market.words)
    cosines = vector.dots(words.vectors)[0].astype(float)
    begins, full = SKILL_STANDS_OUT
    script = int(words.han[0])
    at = lambda place: Normal(  # noqa: E731 - the first word stands `place` deviations out, its other script is far off
        np.where(np.arange(2) == script, cosines[0] - 0.1 * place, -9.0), np.full(2, 0.1)
    )
    assert likeness_of(vector, at(begins), words)[0] == pytest.approx(0, abs=1e-9)
    assert likeness_of(vector, at((begins + full) / 2), words)[0] == pytest.approx(SKILL_FREE_TEXT / 2)
    assert likeness_of(vector, at(full + 1), words)[0] == SKILL_FREE_TEXT


def test_where_nobody_comes_near_a_trace_of_likeness_is_not_full_credit(basic: World) -> None:
    vectors = basic.calibration.frame.word_vectors(["磁控溅射"], basic.words)
    assert (basic.calibration.skill_normal(vectors).deviation >= SKILL_DEVIATION_FLOOR).all()
    nobody = basic.calibration.skill_normal(vectors.take(slice(0, 0)))
    assert nobody.mean.shape == (0, 2)


def test_labels_in_the_other_language_stand_out_and_just_anybodys_words_do_not(market: World) -> None:
    """Labels of the vocabulary, every 40th: what a translation earns, and what the words of a cohort earn on average."""
    rows = [
        row
        for file in sorted(SKILLS_FOLDER.glob("*.csv"))
        for row in csv.DictReader(file.read_text("utf-8").splitlines())
    ]
    some = rows[::40]
    frame, people = market.calibration.frame, market.calibration.people
    chinese = frame.word_vectors([squeezed(row["zh_hans"]) for row in some], market.words)
    english = frame.word_vectors([squeezed(row["en"]) for row in some], market.words)
    begins, full = SKILL_STANDS_OUT
    for asked, told, script in ((chinese, english, 0), (english, chinese, 1)):
        normal = market.calibration.skill_normal(asked)
        out = (np.diagonal(asked.dots(told)) - normal.mean[:, script]) / normal.deviation[:, script]
        assert np.clip((out - begins) / (full - begins), 0, 1).mean() > 0.85
        nearest = people.terms.tags.best(
            np.where(people.terms.han == bool(script), asked.dots(people.terms.vectors), -1.0)[
                :, people.terms.tags.ids
            ],
            missing=-1.0,
        )[:, people.han == bool(script)]
        anybody = (nearest - normal.mean[:, [script]]) / normal.deviation[:, [script]]
        assert np.clip((anybody - begins) / (full - begins), 0, 1).mean() < 0.12
