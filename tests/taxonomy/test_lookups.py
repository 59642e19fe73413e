"""From what people write to codes."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

from apps.taxonomy import choices, degrees, lookups
from apps.taxonomy.models import Term

pytestmark = pytest.mark.usefixtures("taxonomy")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("The University of Manchester", "university_of_manchester"),
        ("School of Materials, The University of Manchester, UK", "university_of_manchester"),
        ("曼徹斯特大學", "university_of_manchester"),
        ("NTNU Trondheim", "norwegian_university_of_science_and_technology"),
        ("Technische Universitaet Muenchen", "technical_university_of_munich"),
        ("TU München", "technical_university_of_munich"),
        ("seoul national univ.", "seoul_national_university"),
        ("서울대학교", "seoul_national_university"),
        ("東京工業大學", "institute_of_science_tokyo"),
        ("中国海洋大学 海洋科学", "ocean_university_of_china"),
        ("北大", "peking_university"),
        ("湖北大学", None),  # 北大 stands inside, and is not meant
        ("Northeastern University", "northeastern_university"),
        ("Northeastern University, Shenyang", "northeastern_university_china"),
        ("", None),
        ("self-taught", None),
    ],
)
def test_schools(written, code):
    found = lookups.find_school(written)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("written", "code", "status"),
    [
        ("博士研究生", "doctor", "awarded"),
        ("碩士", "master", "awarded"),
        ("硕士及以上", "master", "awarded"),
        ("大专", "below_bachelor", "awarded"),
        ("本科", "bachelor", "awarded"),
        ("Dr.-Ing. (Materials), TU Wien", "doctor", "awarded"),
        ("Dr. rer. nat.", "doctor", "awarded"),
        ("DPhil", "doctor", "awarded"),
        ("Ph.D. in Chemistry", "doctor", "awarded"),
        ("Habilitation", "doctor", "awarded"),
        ("MPhil", "master", "awarded"),
        ("MRes", "master", "awarded"),
        ("Diplom-Ingenieur", "master", "awarded"),
        ("Laurea magistrale", "master", "awarded"),
        ("Laurea triennale", "bachelor", "awarded"),
        ("Licence", "bachelor", "awarded"),
        ("Master", "master", "awarded"),
        ("Кандидат наук", "doctor", "awarded"),
        ("博士在读（2027年毕业）", "doctor", "in_progress"),
        ("PhD candidate, expected 2027", "doctor", "in_progress"),
        ("PhD student at TUM", "doctor", "in_progress"),
        ("硕士肄业", "master", "left"),
    ],
)
def test_degrees(written, code, status):
    found = degrees.find_degree(written)
    assert found is not None
    assert (found.code, found.status) == (code, status)


def test_a_floor_is_the_lowest_degree_named():
    text = "本科以上学历，博士优先"
    person, floor = degrees.find_degree(text), degrees.find_degree(text, floor=True)
    assert person is not None
    assert floor is not None
    assert (person.code, floor.code) == ("doctor", "bachelor")
    assert text[floor.start : floor.end] == "本科"


def test_words_that_are_degrees_only_alone():
    assert degrees.find_degree("master data management, Cambridge, MA") is None


START = date(2027, 9, 1)


@pytest.mark.parametrize(
    ("status", "expected_on", "on", "counts"),
    [
        ("awarded", None, START, "doctor"),
        ("", None, START, "doctor"),
        ("in_progress", date(2027, 8, 31), START, "doctor"),
        ("in_progress", START, START, "doctor"),
        ("in_progress", date(2027, 9, 2), START, "master"),
        ("in_progress", None, START, "master"),
        ("in_progress", date(2027, 8, 31), None, "doctor"),
        ("left", date(2027, 8, 31), START, "master"),
    ],
)
def test_a_doctor_in_progress_counts_if_done_by_the_start(status, expected_on, on, counts):
    assert degrees.counting_degree("doctor", status, expected_on, on) == counts


def test_rules_compare_by_level_and_pass_what_they_do_not_know():
    assert degrees.meets("doctor", "master") is True
    assert degrees.meets("bachelor", "master") is False
    assert degrees.meets("", "master") is None
    assert degrees.meets("doctor", "knighthood") is None


def test_skills_are_found_in_both_languages_with_the_words_they_rest_on():
    text = "深海防腐塗層研發，熟悉陰極保護；electrochemical\nimpedance spectroscopy"
    hits = [(hit.value.code, text[hit.start : hit.end]) for hit in lookups.find_skills_in(text)]
    assert hits == [
        ("deep_sea_anticorrosion_coating", "深海防腐塗層"),
        ("cathodic_protection", "陰極保護"),
        ("electrochemical_impedance", "electrochemical\nimpedance spectroscopy"),
    ]


def test_a_skill_by_any_of_its_names():
    for name in ("阴极保护", "陰極保護", "CATHODIC PROTECTION"):
        found = lookups.find_skill(name)
        assert found is not None
        assert (found.code, found.chain) == ("cathodic_protection", "marine_equip")
    assert lookups.find_skill("knitting with wool and joy") is None


@pytest.mark.parametrize(
    ("vocabulary", "written", "code"),
    [
        ("district", "黄岛区", "370211"),
        ("district", "嶗山", "370212"),
        ("district", "370215", "370215"),
        ("country", "U.K.", "GB"),
        ("country", "香港", "HK"),
        ("country", "Deutschland", "DE"),
        ("discipline", "船舶与海洋工程", "naval_ocean_eng"),
        ("discipline", "Microelectronics", "integrated_circuits"),
        ("employer_type", "国企", "soe"),
        ("honour", "小巨人", "little_giant"),
        ("language", "Mandarin", "zh"),
        ("language_level", "fluent", "C1"),
        ("position_kind", "首席科学家", "lead_scientist"),
        ("district", "Atlantis", None),
        ("no_such_list", "x", None),
    ],
)
def test_terms(vocabulary, written, code):
    found = lookups.find_term(vocabulary, written)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("崂山区", "海洋装备", "阴极保护", "曼彻斯特大学")),
        ("zh-hant", ("嶗山區", "海洋裝備", "陰極保護", "曼徹斯特大學")),
        ("en", ("Laoshan", "Marine equipment", "Cathodic protection", "University of Manchester")),
    ],
)
def test_labels_follow_the_reader(language, words):
    asked = [
        ("district", "370212"),
        ("chain", "marine_equip"),
        ("skill", "cathodic_protection"),
        ("school", "university_of_manchester"),
    ]
    with translation.override(language):
        shown = tuple(lookups.label(kind, code) for kind, code in asked)
        rendered = Template("{% load taxonomy %}{{ code|label:'district' }}").render(Context({"code": "370212"}))
    assert tuple(word.lower() for word in shown) == tuple(word.lower() for word in words)
    assert rendered == words[0]


def test_an_unknown_code_shows_itself():
    assert lookups.label("district", "nowhere") == "nowhere"
    assert lookups.entry("skill", "nowhere") is None


def test_choices_are_in_list_order_and_in_the_readers_language():
    with translation.override("zh-hans"):
        assert choices.degrees() == [
            ("below_bachelor", "大专及以下"),
            ("bachelor", "学士（本科）"),
            ("master", "硕士"),
            ("doctor", "博士"),
        ]
    assert [group for group, _rows in choices.chains()] == [
        "Advantage chains",
        "Emerging chains",
        "Modern service chains",
    ]
    assert len(choices.chain_list()) == 24
    assert choices.chains("v2025")[0][0] == "Pilot industries"
    assert sum(len(rows) for _group, rows in choices.disciplines()) == 69
    assert sum(len(rows) for _group, rows in choices.countries()) == 249


def test_an_ended_term_is_no_longer_offered_but_keeps_its_label():
    Term.objects.filter(vocabulary="district", code="370285").update(valid_to=date(2020, 1, 1))
    row = Term.objects.get(vocabulary="district", code="370202")
    row.save()  # queryset updates tell nobody; a save does
    assert "370285" not in dict(choices.districts())
    assert lookups.label("district", "370285") == "Laixi"
    assert Term.objects.filter(vocabulary="district").active().count() == 9
    assert Term.objects.filter(vocabulary="district").active(on=date(2019, 12, 31)).count() == 10
