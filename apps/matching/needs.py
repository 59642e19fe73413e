"""What a call asks for, as the engine reads it, as it is stored with a run, and as a reader sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language

from apps.challenges.content import ChallengeContent, IndicatorContent, SkillContent
from apps.matching.engine.types import Skill
from apps.positions import wording
from apps.taxonomy.lookups import label

INDICATOR, SKILL = "indicator", "skill"
MONTHS = 12


@dataclass(frozen=True)
class Need:
    """An indicator by its metric, or a skill. `texts`: its names, the Chinese one first; `code` only of a skill."""

    kind: str
    texts: tuple[str, ...]
    code: str = ""

    def names(self) -> tuple[Skill, ...]:
        return tuple(Skill(text, self.code or None) for text in self.texts)

    def shown(self) -> str:
        """In the reader's language as far as the call says it so."""
        if self.code:
            return label("skill", self.code)
        return self.texts[-1] if (get_language() or "").startswith("en") else self.texts[0]


def needs_of(content: ChallengeContent) -> tuple[Need, ...]:
    """Indicators in their order, then skills; what is asked for twice counts once."""
    found = [*map(_of_indicator, content.indicators), *map(_of_skill, content.skills)]
    return tuple(dict.fromkeys(need for need in found if need.texts))


def without(content: ChallengeContent, need: Need) -> ChallengeContent:
    """The call without asking for this."""
    return replace(
        content,
        indicators=tuple(row for row in content.indicators if _of_indicator(row) != need),
        skills=tuple(row for row in content.skills if _of_skill(row) != need),
    )


def _of_indicator(row: IndicatorContent) -> Need:
    return Need(INDICATOR, _names(row.metric, row.metric_en))


def _of_skill(row: SkillContent) -> Need:
    return Need(SKILL, _names(row.text), row.code)


def _names(*texts: str) -> tuple[str, ...]:
    read = (wording.for_ranking(text).strip() for text in texts)
    return tuple(dict.fromkeys(text for text in read if text))


def rows(needs: Sequence[Need]) -> list[dict[str, Any]]:
    return [{"kind": need.kind, "texts": list(need.texts), "code": need.code} for need in needs]


def stored(found: Sequence[Mapping[str, Any]]) -> list[Need]:
    """As a run keeps them."""
    return [Need(row["kind"], tuple(row["texts"]), row["code"]) for row in found]


def yearly(content: ChallengeContent) -> int | None:
    """Whole yuan that the bounty leaves for each year of the term; None while one of them is not said."""
    if not content.bounty or not content.term_months:
        return None
    return content.bounty * MONTHS // content.term_months
