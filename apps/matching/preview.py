"""Already on saving a draft: how many people are eligible, and three anonymous cards. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass

from apps.core.ids import new_public_id
from apps.core.moves import GuardFailed
from apps.matching import encoding, generations, pools, runs
from apps.matching.engine.documents import encode
from apps.matching.engine.posting import prepare
from apps.matching.engine.rank import rank
from apps.matching.engine.rules import Rule
from apps.matching.gather import revision_doc
from apps.positions.models import Position
from apps.talents.facts import CardFacts, card_facts, with_card_rows
from apps.talents.models import Talent

SHOWN = 3
OWN_RULES = (Rule.DEGREE, Rule.SALARY, Rule.LANGUAGE)  # the employer's to relax; what people wish is theirs alone
FEWEST = 5  # fewer eligible people are told as "fewer than five", without cards


@dataclass(frozen=True)
class PreviewCard:
    id: str
    rank: int
    score: int
    facts: CardFacts


@dataclass(frozen=True)
class Preview:
    """`eligible` None stands for fewer than FEWEST.

    `relaxed`: for each rule that the posting itself sets, how many more were eligible without it; exact, and the same
    as saving the draft without it would show.
    """

    compared: int
    eligible: int | None
    excluded: dict[str, int]
    cards: tuple[PreviewCard, ...]
    relaxed: dict[str, int]


def preview(position: Position) -> Preview | None:
    """What the draft (or, without one, the text in force) would find now; None without any text.

    Runs in the request: one encoding and one pass over the pool of this process. Raises GuardFailed while no new text
    can be encoded: the encoder is being changed and the one in force is gone.
    """
    revision = position.draft or position.current
    if revision is None:
        return None
    generation = generations.current()
    pool = pools.current(generation)
    doc = revision_doc(position, revision)
    try:
        encoded = encode(doc, encoding.loaded(generation).encoder)
    except encoding.EncoderAway as away:
        raise GuardFailed(away.told) from away
    posting = prepare(doc, encoded, generations.calibration(generation.pk), encoding.words(generation))
    ranking = rank(posting, pool, weights=runs.weights(), vocabulary=runs.current_vocabulary(), keep=SHOWN, reserve=0)
    eligible = ranking.compared - ranking.exclusions.count
    few = eligible < FEWEST
    excluded = {str(rule): n for rule, n in ranking.exclusions.by_rule.items() if n >= FEWEST}
    ids = [result.pair.talent_id for result in ranking.results]
    facts = {t.public_id: card_facts(t) for t in with_card_rows(Talent.objects.filter(public_id__in=ids))}
    cards = tuple(PreviewCard(new_public_id(), r.rank, r.pair.score, facts[r.pair.talent_id]) for r in ranking.results)
    relaxed = {str(rule): ranking.relaxed[rule] for rule in OWN_RULES if rule in ranking.relaxed}
    return Preview(ranking.compared, None if few else eligible, excluded, () if few else cards, relaxed)
