"""What the engine is told of the vocabularies."""

from __future__ import annotations

import pytest

from apps.matching.gather import engine_vocabulary
from apps.taxonomy.models import Skill, SkillAlias

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_a_skill_is_known_by_all_its_names_but_those_that_mean_it_only_alone() -> None:
    skill = Skill.objects.get(code="electrochemical_impedance")
    SkillAlias.objects.create(skill=skill, language="en", text="Z", exact_only=True)
    names = engine_vocabulary().skill_labels[skill.code]
    assert names[0] == skill.label_zh_hans  # the one that is shown
    assert {"EIS", "AC impedance", skill.label_en} <= set(names)
    assert "Z" not in names
