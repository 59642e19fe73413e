"""One ranking of one position: computed outside a transaction, stored in the one that settles its mark."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import transaction

from apps.core import marks
from apps.core.actors import SYSTEM
from apps.core.ids import new_public_id
from apps.core.moves import move, possible
from apps.matching import encoding, exposure, generations, labels, pools, release, versions
from apps.matching.engine.exposure import spread
from apps.matching.engine.posting import PreparedPosting, prepare
from apps.matching.engine.rank import Ranking, Result, rank
from apps.matching.engine.rules import Rule
from apps.matching.engine.types import Vocabulary
from apps.matching.engine.weights import Weights
from apps.matching.evidence import evidence_of
from apps.matching.gather import engine_vocabulary, posting_doc, with_posting_rows
from apps.matching.models import Generation, Match, MatchResult, MatchRun
from apps.matching.states import MatchState
from apps.positions.models import Position
from apps.positions.states import LIVE
from apps.talents.models import Talent
from apps.taxonomy import vocabulary

KEEP, RESERVE = 50, 100
MOVED = 5_000  # thousandths: a decision returns to review when the score moves by more
DECIDED = (MatchState.APPROVED, MatchState.REJECTED, MatchState.HELD)
OPEN = (MatchState.SUGGESTED, MatchState.ASSIGNED, MatchState.APPROVED, MatchState.HELD)
TAXONOMY = "taxonomy"
EPOCHS = (TAXONOMY, "weights", "encoder", "pool")


def epoch() -> int:
    """A number that moves when something global has changed that every ranking rests on."""
    return sum(marks.epoch(name) for name in EPOCHS)


def weights() -> Weights:
    """The version an operator switched on, else the one in the engine."""
    return versions.active()


@lru_cache(maxsize=2)
def _vocabulary(version: vocabulary.Vocabulary) -> Vocabulary:
    """Keyed by the vocabulary itself, not its address: that one may be given to the next."""
    return engine_vocabulary()


def current_vocabulary() -> Vocabulary:
    """The engine's view of the taxonomy, made again when an operator has changed it."""
    return _vocabulary(vocabulary.current())


def prepared(position: Position, generation: Generation) -> PreparedPosting:
    doc = posting_doc(position)
    assert position.current_id is not None
    encoded = encoding.of_document(encoding.KIND.POSITION, position.pk, doc, position.current_id, generation)
    return prepare(doc, encoded, generations.calibration(generation.pk), encoding.words(generation))


def execute(claim: marks.Claim) -> MatchRun | None:
    """Rank the claimed position and store the run; None if there is nothing to store or the lease was lost."""
    position = with_posting_rows(Position.objects.filter(pk=claim.object_id)).first()
    if position is None or position.state not in LIVE or position.current is None:
        with transaction.atomic():
            marks.settle(claim)
        return None
    started, seen = time.monotonic(), epoch()
    generation = generations.current()
    posting = prepared(position, generation)
    pool = pools.current(generation)
    chosen = weights()
    ranking = rank(posting, pool, weights=chosen, vocabulary=current_vocabulary(), keep=KEEP, reserve=RESERVE)
    evidence = evidence_of(posting, pool, ranking, current_vocabulary(), generation)
    run = MatchRun(
        position=position,
        posting_revision=position.current.public_id,
        seconds=round(time.monotonic() - started, 3),
        **made_from(claim, posting, ranking, chosen, generation, seen),
    )
    with transaction.atomic():
        if not marks.settle(claim):
            return None
        record(run, ranking, evidence, contents={name: pool.contents[row].hex() for name, row in pool.row_of.items()})
        release.after_run(position)
    return run


def made_from(
    claim: marks.Claim,
    posting: PreparedPosting,
    ranking: Ranking,
    chosen: Weights,
    generation: Generation,
    seen: int,
) -> dict[str, Any]:
    """The columns of a list that say what it rests on; `seen` is the epoch before anything was read."""
    return {
        "generation": claim.gen,
        "weights_version": chosen.version,
        "calibration": generation,
        "encoder_id": generation.encoder_id,
        "basic": encoding.loaded(generation).basic,
        "compared": ranking.compared,
        "epoch": seen,
        "posting_content": posting.content.hex(),
        "taxonomy_epoch": marks.epoch(TAXONOMY),
        "relaxed": {str(rule): n for rule, n in ranking.relaxed.items()},
        "excluded": _excluded(ranking),
    }


def computed(result: Result, evidence: Sequence[dict[str, object]], *, revision: int, content: str) -> dict[str, Any]:
    """The columns of one place in a list; `content` is the hash of what was compared."""
    return {
        "rank": result.rank,
        "reserve": result.reserve,
        "score": result.pair.score,
        "values": {str(factor): value for factor, value in result.pair.values.items()},
        "points": {str(factor): points for factor, points in result.pair.points.items()},
        "evidence": evidence,
        "talent_revision": revision,
        "talent_content": content,
    }


def _excluded(ranking: Ranking) -> dict[str, int]:
    """Counts by rule, with those whom the ranking was not even given because they do not want to be ranked."""
    counts = {str(rule): n for rule, n in ranking.exclusions.by_rule.items()}
    if aside := pools.opted_out():
        counts[str(Rule.OPT_OUT)] = aside
    return {"total": ranking.exclusions.count + aside, **counts}


def record(
    run: MatchRun, ranking: Ranking, evidence: dict[str, list[dict[str, object]]], *, contents: dict[str, str]
) -> None:
    """Store a run and its results in the caller's transaction; matches and what was decided about them stay.

    `contents`: public id -> hash of the profile as it was compared, of everybody the ranking looked at.
    """
    position = run.position
    previous = MatchRun.objects.filter(position=position, current=True).first()
    MatchRun.objects.filter(position=position, current=True).update(current=False)
    run.spread_within = exposure.in_force()
    run.save(force_insert=True)
    matches = _matches(position, ranking, first_run=previous is None)
    revisions = dict(
        Talent.objects.filter(pk__in=[match.talent_id for match in matches.values()]).values_list("pk", "revision")
    )
    places, seen = _places(run, ranking, matches)
    MatchResult.objects.bulk_create(
        MatchResult(
            run=run,
            match=matches[result.pair.talent_id],
            place=places.get(result.pair.talent_id, result.rank),
            exposure=seen.get(matches[result.pair.talent_id].talent_id, 0),
            **computed(
                result,
                evidence.get(result.pair.talent_id, []),
                revision=revisions[matches[result.pair.talent_id].talent_id],
                content=contents[result.pair.talent_id],
            ),
        )
        for result in ranking.results
    )
    _return_changed(run, matches, ranking, revisions)
    _drop_gone(position, matches, frozenset(contents))
    older = MatchRun.objects.filter(position=position, current=False)
    (older.exclude(pk=previous.pk) if previous else older).delete()


def _places(run: MatchRun, ranking: Ranking, matches: dict[str, Match]) -> tuple[dict[str, int], dict[int, int]]:
    """(public id -> place where it is not the rank, talent key -> lists she is on already). Nothing if it is off."""
    if not run.spread_within:
        return {}, {}
    shown = [result.pair for result in ranking.results if not result.reserve]
    keys = [matches[pair.talent_id].talent_id for pair in shown]
    seen = exposure.counts(keys, besides=run.position)
    order = spread([pair.score for pair in shown], [seen.get(key, 0) for key in keys], run.spread_within)
    return {shown[row].talent_id: place for place, row in enumerate(order, start=1)}, seen


def _matches(position: Position, ranking: Ranking, *, first_run: bool) -> dict[str, Match]:
    """Public id of the talent -> her match with this position; missing ones are made, marked new after the first run."""
    ids = [result.pair.talent_id for result in ranking.results]
    keys = dict(Talent.objects.filter(public_id__in=ids).values_list("public_id", "pk"))
    known = set(
        Match.objects.filter(position=position, talent_id__in=keys.values()).values_list("talent_id", flat=True)
    )
    Match.objects.bulk_create(
        Match(position=position, talent_id=pk, card_id=new_public_id(), is_new=not first_run)
        for pk in keys.values()
        if pk not in known
    )
    names = {pk: public_id for public_id, pk in keys.items()}
    rows = Match.objects.filter(position=position, talent_id__in=keys.values())
    return {names[match.talent_id]: match for match in rows}


def _return_changed(run: MatchRun, matches: dict[str, Match], ranking: Ranking, revisions: dict[int, int]) -> None:
    """A decision stands unless the score moved much; stale pairs that are listed again are suggested again.

    Pairs that went out of date by age alone wait for another text of the posting or another profile.
    """
    decided = labels.decided_scores(matches.values(), versions.of(run.weights_version))
    for result in ranking.results:
        match = matches[result.pair.talent_id]
        before = decided.get(match.pk)
        moved_much = before is not None and abs(result.pair.score - before) > MOVED
        aged_at = match.changed_since.get("aged_at")
        returns = match.state == MatchState.STALE and aged_at != [run.posting_revision, revisions[match.talent_id]]
        if returns or (match.state in DECIDED and moved_much):
            change = {"score_before": before, "score_after": result.pair.score}
            move(match, "return_to_review", by=SYSTEM, facts={"changed_since": change}, data=change, public=False)


def _drop_gone(position: Position, listed: dict[str, Match], compared: frozenset[str]) -> None:
    """Pairs nobody has acted on that left the list are out of date; so is a decision that a hard rule overtook.

    Who was not compared because her vectors were being made has not left: her own ranking marks this list again.
    """
    listed_keys = [match.pk for match in listed.values()]
    gone = list(
        Match.objects.filter(position=position, state__in=OPEN, by_hand=False)
        .exclude(pk__in=listed_keys)
        .select_related("talent")
    )
    missed = {match.talent_id for match in gone if match.talent.public_id not in compared}
    waiting = pools.still_made(missed)
    for match in gone:
        if match.talent_id not in waiting and "go_stale" in possible(match):
            move(match, "go_stale", by=SYSTEM, facts={"changed_since": {"left_list": True}}, public=False)
