"""The other way round: positions and calls for a talent, by the same pair function and the same tables of weights."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from apps.core import marks
from apps.core.models import Epoch
from apps.matching import call_recommendations as calls
from apps.matching import call_runs, encoding, generations, runs
from apps.matching.engine.documents import EncodedDoc
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.rank import Ranking, rank_postings
from apps.matching.engine.types import TalentDoc
from apps.matching.evidence import Row, evidence_of_postings
from apps.matching.gather import own_doc, talent_doc, with_posting_rows, with_talent_rows
from apps.matching.gather_calls import own_eyes
from apps.matching.models import DocumentVectors, Generation, Match, MatchResult, Recommendation
from apps.positions.models import Position
from apps.talents.models import Talent

KEEP = 30
WORLD = ("taxonomy", "weights", "encoder")  # epochs
MANY = 50  # people waiting: then rankings are refreshed all at once afterwards, not person by person
_prepared: dict[tuple[int, int, int], PreparedPosting] = {}


def execute(claim: marks.Claim) -> bool:
    """Encode a talent's profile, rank the live positions and calls for her, and mark the lists she enters or leaves.

    In a crowd (an import, the sample world) only the vectors are made: the lists follow together.
    """
    talent = with_talent_rows(Talent.objects.filter(pk=claim.object_id)).first()
    if talent is None or talent.merged_into_id is not None:
        with transaction.atomic():
            return marks.settle(claim)
    started, generation, taxonomy_epoch = timezone.now(), generations.current(), marks.epoch(runs.TAXONOMY)
    doc = talent_doc(talent) if talent.confirmed_at else own_doc(talent)
    encoded = encoding.of_document(encoding.KIND.TALENT, talent.pk, doc, talent.revision, generation)
    calls.encode_projects(talent, generation)
    if _crowd() and not _awaited(claim):
        with transaction.atomic():
            marks.bump_epoch("pool")
            return marks.settle(claim)
    seen = own_eyes(doc)
    one = _alone(seen, encoded, generation)
    postings_by_id = {posting.doc.id: posting for posting in live_postings(generation).values()}
    ranking = rank_postings(
        one,
        list(postings_by_id.values()),
        weights=runs.weights(),
        vocabulary=runs.current_vocabulary(),
        keep=len(postings_by_id),
        reserve=0,
    )
    best = [postings_by_id[r.pair.posting_id] for r in ranking.results if r.rank <= KEEP]
    reasons = evidence_of_postings(best, seen, one, runs.current_vocabulary(), generation)
    called = calls.rank_for(talent, seen, one, generation)
    with transaction.atomic():
        if not marks.settle(claim):
            return False
        made = {
            "generation": claim.gen,
            "talent_revision": talent.revision,
            "talent_content": encoded.content.hex(),
            "weights_version": ranking.weights_version,
            "calibration": generation,
            "taxonomy_epoch": taxonomy_epoch,
            "confirmed": talent.confirmed_at is not None,
        }
        contents = {posting.doc.id: posting.content.hex() for posting in best}
        _store(talent, ranking, reasons, contents, made)
        calls.store(talent, called, made)
        _documents(talent).filter(encoder_id=generation.encoder_id).update(ranked_at=started)
        if talent.confirmed_at:
            marks.touch("position", _lists_that_move(talent, ranking))
            marks.touch(call_runs.MARK, calls.lists_that_move(talent, called))
    return True


def _crowd() -> bool:
    return len(marks.due("talent", MANY)) >= MANY


def _awaited(claim: marks.Claim) -> bool:
    mark = marks.pending("talent", claim.object_id)
    return mark is not None and mark.urgent


def _alone(doc: TalentDoc, encoded: EncodedDoc, generation: Generation) -> MemoryPool:
    return MemoryPool.build([(doc, encoded)], generations.calibration(generation.pk), encoding.words(generation))


def live_postings(generation: Generation, *, until: float | None = None) -> dict[int, PreparedPosting]:
    """Position key -> what it is compared by; kept by this process while revision and generation last.

    `until`, of the monotonic clock: what is not ready by then is left to the next who asks.
    """
    found: dict[int, PreparedPosting] = {}
    current = dict(Position.objects.live().values_list("pk", "current_id"))
    missing = [pk for pk, revision in current.items() if (pk, revision, generation.pk) not in _prepared]
    for position in with_posting_rows(Position.objects.filter(pk__in=missing)):
        if until is not None and time.monotonic() > until:
            break
        assert position.current_id is not None
        with suppress(encoding.EncoderAway):  # its text is new and must wait for the change of encoder
            _prepared[position.pk, position.current_id, generation.pk] = runs.prepared(position, generation)
    for pk, revision in current.items():
        if (pk, revision, generation.pk) in _prepared:
            found[pk] = _prepared[pk, revision, generation.pk]
    for key in [k for k in _prepared if k[2] != generation.pk or current.get(k[0]) != k[1]]:
        del _prepared[key]
    return found


def forget() -> None:
    """Drop what this process holds."""
    _prepared.clear()
    calls.forget()


def _store(
    talent: Talent, ranking: Ranking, reasons: dict[str, list[Row]], contents: dict[str, str], made: dict[str, Any]
) -> None:
    """`contents`: public id of the position -> hash of the posting as compared; `made`: columns that all rows share."""
    best = [result for result in ranking.results if result.rank <= KEEP]
    rows = Position.objects.filter(public_id__in=[result.pair.posting_id for result in best])
    keys = {
        public_id: (pk, revision)
        for public_id, pk, revision in rows.values_list("public_id", "pk", "current__public_id")
    }
    Recommendation.objects.filter(talent=talent).delete()
    Recommendation.objects.bulk_create(
        Recommendation(
            talent=talent,
            position_id=keys[result.pair.posting_id][0],
            rank=result.rank,
            score=result.pair.score,
            values={str(factor): value for factor, value in result.pair.values.items()},
            points={str(factor): points for factor, points in result.pair.points.items()},
            evidence=reasons.get(result.pair.posting_id, []),
            posting_revision=keys[result.pair.posting_id][1],
            posting_content=contents[result.pair.posting_id],
            **made,
        )
        for result in best
        if result.pair.posting_id in keys
    )


def _lists_that_move(talent: Talent, ranking: Ranking) -> list[int]:
    """Positions whose list she is on now, or would enter: only these are ranked again."""
    hidden = not Talent.objects.rankable().filter(pk=talent.pk).exists()
    on_list = set(
        MatchResult.objects.filter(match__talent=talent, run__current=True).values_list("run__position_id", flat=True)
    )
    # pairs kept by a run that could not compare her, because her vectors were being made
    open_pairs = Match.objects.filter(talent=talent, state__in=runs.OPEN, position__in=Position.objects.live())
    on_list |= set(open_pairs.values_list("position_id", flat=True))
    if hidden:
        return sorted(on_list)
    bars = _bars()
    keys = dict(Position.objects.live().values_list("public_id", "pk"))
    enters = {
        keys[result.pair.posting_id]
        for result in ranking.results
        if result.pair.posting_id in keys and result.pair.score >= bars.get(keys[result.pair.posting_id], 0)
    }
    return sorted(on_list | enters)


def _bars() -> dict[int, int]:
    """Position key -> the score of its last place; only full lists have one."""
    last = runs.KEEP + runs.RESERVE
    rows = MatchResult.objects.filter(run__current=True, rank=last).values_list("run__position_id", "score")
    return dict(rows)


def for_talent(talent: Talent) -> list[Recommendation]:
    """Her recommendations among what is still live, best first."""
    rows = Recommendation.objects.filter(talent=talent, position__in=Position.objects.live())
    return list(rows.select_related("position").order_by("rank"))


def _documents(talent: Talent) -> QuerySet[DocumentVectors]:
    return DocumentVectors.objects.filter(kind=encoding.KIND.TALENT, object_id=talent.pk)


def _newest_position() -> datetime | None:
    found: datetime | None = Position.objects.live().aggregate(at=Max("published_at"))["at"]
    return found


def _newest_world() -> datetime | None:
    """When the weights, the encoder or the vocabulary last changed; not the pool, which she is not compared with."""
    found: datetime | None = Epoch.objects.filter(name__in=WORLD).aggregate(at=Max("changed_at"))["at"]
    return found


def refresh_if_stale(talent: Talent) -> bool:
    """Ask for a new ranking if there is none yet or the positions have moved on; whether one is under way."""
    newest: datetime | None = max(
        filter(None, (_newest_position(), calls.newest_call(), _newest_world())), default=None
    )
    made: datetime | None = _documents(talent).aggregate(at=Max("ranked_at"))["at"]
    if newest is not None and (made is None or made < newest):
        if marks.pending("talent", talent.pk) is None:
            marks.touch("talent", [talent.pk], urgent=True)
        return True
    return marks.pending("talent", talent.pk) is not None
