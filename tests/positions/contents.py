"""A position's content for tests, any part of it another one."""

from __future__ import annotations

from typing import Any

from apps.positions.content import PositionContent, SkillContent, TextContent


def make_content(*, title: str = "深海装备防腐涂层研发工程师", title_en: str = "", **fields: Any) -> PositionContent:
    texts = [TextContent("zh-hans", title, "三行概述。", "负责涂层配方设计。", "熟悉海洋环境腐蚀。")]
    if title_en:
        texts.append(TextContent("en", title_en, "Coatings.", is_original=False))
    defaults: dict[str, Any] = {
        "texts": tuple(texts), "degree_min": "doctor", "salary_min": 280_000, "salary_max": 480_000, "district": "370212",
        "chain": "marine_equip", "disciplines": ("materials",), "headcount": 2,
        "skills": (SkillContent("深海防腐涂层", "deep_sea_anticorrosion_coating"),),
    }  # fmt: skip
    return PositionContent(**{**defaults, **fields})
