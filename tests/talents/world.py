"""A small vocabulary, and what tests of talents say often."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.core.models import Mark
from apps.talents.models import Talent
from apps.taxonomy.epochs import gathered
from apps.taxonomy.models import Chain, Scheme, School, SchoolAlias, Skill, SkillAlias, Term, TermAlias
from tests.factories import make_notice, make_user

TERMS: dict[str, list[tuple[str, str, str, dict[str, Any], list[str]]]] = {
    "degree": [
        ("bachelor", "学士", "Bachelor's degree", {"level": 2}, ["本科", "BSc", "B.Eng."]),
        ("master", "硕士", "Master's degree", {"level": 3}, ["MSc", "M.Eng."]),
        ("doctor", "博士", "Doctorate", {"level": 4}, ["PhD", "Ph.D."]),
    ],
    "degree_status": [
        ("awarded", "已获得", "Awarded", {}, ["毕业"]),
        ("in_progress", "在读", "In progress", {}, ["expected", "candidate"]),
        ("left", "肄业", "Left without the degree", {}, []),
    ],
    "discipline": [
        ("materials", "材料科学与工程", "Materials science", {}, ["材料学", "materials engineering"]),
        ("chemistry", "化学", "Chemistry", {}, []),
    ],
    "language": [
        ("zh", "中文", "Chinese", {"native_name": "中文"}, []),
        ("en", "英语", "English", {"native_name": "English"}, ["英文"]),
    ],
    "language_level": [("B1", "B1 中级", "B1 intermediate", {"level": 3}, ["B1"]), ("native", "母语", "Native", {"level": 7}, [])],
    "skill_level": [
        ("aware", "了解", "Aware", {"level": 1}, []),
        ("working", "会用", "Working knowledge", {"level": 2}, []),
        ("proficient", "熟练", "Proficient", {"level": 3}, []),
        ("expert", "精通", "Expert", {"level": 4}, []),
    ],
    "discipline_group": [("engineering", "工学", "Engineering", {}, [])],
    "country_group": [("western_europe", "西欧", "Western Europe", {}, []), ("mainland", "中国内地", "Mainland China", {}, [])],
    "district": [("370212", "崂山区", "Laoshan", {"kind": "district"}, [])],
    "position_kind": [("rd_engineer", "研发工程师", "R&D engineer", {}, [])],
    "chain_group": [("advantage", "优势", "Advantage", {}, [])],
}  # fmt: skip


def load() -> None:
    """The rows above, two countries, a chain, three skills and two schools."""
    with gathered():
        for vocabulary, rows in TERMS.items():
            for rank, (code, zh, en, attributes, aliases) in enumerate(rows):
                term = Term.objects.create(
                    vocabulary=vocabulary, code=code, rank=rank, attributes=attributes, **_labels(zh, en)
                )
                for alias in aliases:
                    TermAlias.objects.create(term=term, text=alias)
        engineering = Term.objects.get(vocabulary="discipline_group", code="engineering")
        Term.objects.filter(vocabulary="discipline").update(parent=engineering)
        for code, zh, en, group in (
            ("GB", "英国", "United Kingdom", "western_europe"),
            ("CN", "中国", "China", "mainland"),
        ):
            parent = Term.objects.get(vocabulary="country_group", code=group)
            Term.objects.create(
                vocabulary="country", code=code, parent=parent, attributes={"overseas": code != "CN"}, **_labels(zh, en)
            )
        scheme = Scheme.objects.create(code="v2022", is_default=True, **_labels("二十四链", "24 chains"))
        chain = Chain.objects.create(
            scheme=scheme, code="marine_equip", group="advantage", **_labels("海洋装备", "Marine equipment")
        )
        for code, zh, en in (
            ("corrosion", "腐蚀防护", "Corrosion protection"),
            ("eis", "电化学阻抗谱", "Electrochemical impedance spectroscopy"),
            ("python", "Python编程", "Python"),
        ):
            skill = Skill.objects.create(code=code, chain=chain, kind="method", **_labels(zh, en))
            SkillAlias.objects.create(skill=skill, text=f"{en} method")
        for code, zh, en, country, band in (
            ("manchester", "曼彻斯特大学", "The University of Manchester", "GB", "top100"),
            ("ouc", "中国海洋大学", "Ocean University of China", "CN", ""),
        ):
            school = School.objects.create(code=code, kind="university", country=country, band=band, **_labels(zh, en))
            SchoolAlias.objects.create(school=school, text=f"Univ. of {en}"[:80])


def _labels(zh: str, en: str) -> dict[str, str]:
    return {"label_zh_hans": zh, "label_zh_hant": zh, "label_en": en}


def agreed(user: User | None = None) -> User:
    """Somebody for whom the notices of this app stand ready."""
    for purpose in ("cv_reading", "ranking", "share_application", "account"):
        make_notice(purpose)
    return user or make_user()


def marked(talent: Talent, kind: str = "talent") -> int:
    """How many times her mark was touched."""
    return Mark.objects.filter(kind=kind, object_id=talent.pk).values_list("gen", flat=True).first() or 0
