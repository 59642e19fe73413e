"""Title and summary in the other language, proposed from vocabularies alone. Their owner confirms them or writes her own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.positions.content import SkillContent, TextContent
from apps.positions.parsing import propose_kind
from apps.taxonomy import lookups

CHINESE, ENGLISH = "zh-hans", "en"
_BRACKETS = re.compile(r"[（(].*?[)）]")


@dataclass(frozen=True)
class Facts:
    """Codes that a summary may be made of."""

    kind: str = ""
    chain: str = ""
    degree: str = ""
    district: str = ""
    skills: tuple[SkillContent, ...] = ()


def other_language(language: str) -> str:
    return CHINESE if language == ENGLISH else ENGLISH


def propose(title: str, language: str, facts: Facts) -> TextContent:
    """The text in the other language; title or summary empty where the vocabularies know too few of the words."""
    target = other_language(language)
    return TextContent(
        target, propose_title(title, target, facts), propose_summary(target, facts), is_original=False, source=""
    )


def propose_title(title: str, target: str, facts: Facts) -> str:
    """From the skills or disciplines that the title names and the kind of post; empty when it names none."""
    subjects = [lookups.label("skill", hit.value.code, target) for hit in lookups.find_skills_in(title)]
    if not subjects:
        hits = lookups.find_terms_in("discipline", title)
        subjects = [_BRACKETS.sub("", lookups.label("discipline", hit.value.code, target)) for hit in hits]
    kind = propose_kind(title) or facts.kind
    if not subjects or kind in {"", "other"}:
        return ""
    kind_label = lookups.label("position_kind", kind, target)
    if target == ENGLISH:
        return f"{kind_label}, {' and '.join(subjects[:2])}"[:160]
    return f"{'与'.join(subjects[:2])}{kind_label}"[:160]


def propose_summary(target: str, facts: Facts) -> str:
    """One line each: chain, skills, degree and district, in the words of the vocabularies; empty without skills."""
    skills = [lookups.label("skill", skill.code, target) for skill in facts.skills if skill.code]
    if not skills:
        return ""
    stop, comma = (". ", ", ") if target == ENGLISH else ("。", "、")
    parts = [lookups.label("chain", facts.chain, target) if facts.chain else "", comma.join(skills[:4])]
    ends = [("degree", facts.degree), ("district", facts.district)]
    parts.append(comma.join(lookups.label(kind, code, target) for kind, code in ends if code))
    return stop.join(part for part in parts if part) + stop.strip()
