"""Anonymous cards: what an employer sees of a person before she consents.

Built from codes and numbers (`talents.facts`), never from free text. A card is named per position, so that two
positions' cards cannot be laid side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.matching.explain import Reason, reasons
from apps.matching.models import Match, MatchResult
from apps.talents.facts import CardFacts, card_facts, with_card_rows
from apps.talents.models import Talent


@dataclass(frozen=True)
class AnonymousCard:
    """`score` in thousandths of a point; `rank` as the reviewed list has it."""

    id: str
    rank: int
    score: int
    state: str
    is_new: bool
    facts: CardFacts
    reasons: tuple[Reason, ...]
    matched_skills: frozenset[str]


def anonymous_cards(rows: list[MatchResult]) -> list[AnonymousCard]:
    """Cards of results in the order given; a constant number of queries."""
    people = with_card_rows(Talent.objects.filter(pk__in=[row.match.talent_id for row in rows]))
    facts = {talent.pk: card_facts(talent) for talent in people}
    return [_card(row, place, facts[row.match.talent_id]) for place, row in enumerate(rows, start=1)]


def anonymous_card(match: Match, row: MatchResult, place: int) -> AnonymousCard:
    talent = with_card_rows(Talent.objects.filter(pk=match.talent_id)).get()
    return _card(row, place, card_facts(talent))


def _card(row: MatchResult, place: int, facts: CardFacts) -> AnonymousCard:
    matched = {
        item["posting"]["code"]
        for item in row.evidence
        if item["code"] == "skill_matched" and item["posting"] and item["posting"]["code"]
    }
    return AnonymousCard(
        id=row.match.card_id,
        rank=place,
        score=row.score,
        state=row.match.state,
        is_new=row.match.is_new,
        facts=facts,
        reasons=tuple(reasons(row.points, row.evidence, anonymous=True)),
        matched_skills=frozenset(matched),
    )
