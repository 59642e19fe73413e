"""Anonymous cards: what an employer sees of a person before she consents.

Built from codes and numbers (`talents.facts`), never from free text. A card is named per position, so that two
positions' cards cannot be laid side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

from apps.matching.explain import Reason, reasons
from apps.matching.lists import Entry
from apps.talents.facts import CardFacts, card_facts, with_card_rows
from apps.talents.models import Talent


@dataclass(frozen=True)
class AnonymousCard:
    """`score` in thousandths of a point, None for who was placed by a person; `rank` as the reviewed list has it."""

    id: str
    rank: int
    score: int | None
    state: str
    is_new: bool
    facts: CardFacts
    reasons: tuple[Reason, ...]
    matched_skills: frozenset[str]


def anonymous_cards(rows: list[Entry]) -> list[AnonymousCard]:
    """Cards of a list in the order given; a constant number of queries."""
    facts = facts_of([row.match.talent for row in rows])
    return [_card(row, place, facts[row.match.talent_id]) for place, row in enumerate(rows, start=1)]


def facts_of(people: list[Talent]) -> dict[int, CardFacts]:
    """Facts of anonymous cards by the talent's key, without any list; a constant number of queries."""
    rows = with_card_rows(Talent.objects.filter(pk__in=[talent.pk for talent in people]))
    return {talent.pk: card_facts(talent) for talent in rows}


def anonymous_card(row: Entry, place: int) -> AnonymousCard:
    talent = with_card_rows(Talent.objects.filter(pk=row.match.talent_id)).get()
    return _card(row, place, card_facts(talent))


def _card(row: Entry, place: int, facts: CardFacts) -> AnonymousCard:
    found = row.result
    matched = {
        item["posting"]["code"]
        for item in (found.evidence if found else ())
        if item["code"] == "skill_matched" and item["posting"] and item["posting"]["code"]
    }
    return AnonymousCard(
        id=row.match.card_id,
        rank=place,
        score=row.score,
        state=row.match.state,
        is_new=row.match.is_new,
        facts=facts,
        reasons=tuple(reasons(found.points, found.evidence, anonymous=True)) if found else (),
        matched_skills=frozenset(matched),
    )
