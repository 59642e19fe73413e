"""The acceptance of the main job, with the encoder of the default installation."""

import pytest

from apps.matching import explain, lists
from tests.factories import make_position, make_talent
from tests.matching.world import ranked

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CROWD = [
    ("Battery electrolyte researcher", "Lithium electrolytes, interphases and impedance of cells.", "new_energy"),
    ("Logistics planner", "Warehouse planning, cold chain and customs.", "logistics"),
    ("VR optics engineer", "Pancake lenses for virtual reality headsets, ray tracing and MTF.", "vr"),
    ("Computer vision scientist", "Segmentation networks for defect detection on assembly lines.", "ai"),
    ("Marine biologist", "Aquaculture of shellfish, larval development and feed.", "marine_bio"),
    ("Power electronics engineer", "SiC converters for wind turbines and grid codes.", "new_energy"),
    ("Structural engineer", "Finite elements of bridges and fatigue of welds.", "rail"),
    ("芯片验证工程师", "数字芯片前端验证，UVM 平台搭建与覆盖率收敛。", "ic"),
    ("药物化学研究员", "小分子抑制剂的设计、合成与构效关系研究。", "biomed"),
    ("高分子材料博士后", "从事橡胶与轮胎用高分子材料的合成与老化研究。", "materials"),
    ("Data engineer", "Pipelines, warehouses and dashboards for retail.", "software"),
]


@pytest.fixture
def people(real_encoder, taxonomy):
    coating = make_talent(
        headline="Corrosion protection scientist for subsea equipment",
        about="I develop epoxy coatings against seawater corrosion of deep-sea vehicles; EIS and pull-off tests.",
        skills=("deep_sea_anticorrosion_coating",),
    )
    others = [make_talent(headline=title, about=about, chains=[chain], disciplines=[]) for title, about, chain in CROWD]
    return coating, others


def test_the_coating_doctor_who_wrote_in_english_comes_first_for_a_chinese_marine_coating_position(people):
    coating, others = people
    position = make_position(skills=("deep_sea_anticorrosion_coating",))
    found = ranked(position, coating, *others)
    assert len(found) == 12
    assert found[0].match.talent == coating
    place = {row.match.talent_id: row.rank for row in found}
    optics = others[2]
    assert place[optics.pk] > 6
    assert found[0].score - found[1].score > 5_000
    first = found[0]
    reasons = explain.reasons(first.points, first.evidence, anonymous=False)
    assert sum(reason.points for reason in reasons) == first.score
    codes = {reason.code for reason in reasons}
    assert {"words_match", "chain_matched"} <= codes
    assert codes & {"skill_matched", "skill_near", "skill_listed"}  # as far as her text bears it out
    assert lists.current_run(position).basic is False


def test_by_words_alone_she_still_comes_first(people):
    """Neither chain, skills, discipline nor years say it: only what both wrote."""
    coating, others = people
    for talent in (coating, *others):
        talent.skills.all().delete()
        type(talent).objects.filter(pk=talent.pk).update(chains=[], disciplines=[], years=None)
    position = make_position(chain="", disciplines=[])
    found = ranked(position, coating, *others)
    assert found[0].match.talent == coating
