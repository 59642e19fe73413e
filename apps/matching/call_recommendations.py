"""Calls for a talent: ranked with her positions, in the same claim and the same transaction (`recommendations`)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from apps.challenges.models import Challenge
from apps.matching import call_runs, encoding, runs
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting
from apps.matching.engine.rank import Ranking, rank_postings
from apps.matching.engine.types import TalentDoc
from apps.matching.evidence import Row, evidence_of_postings
from apps.matching.gather_calls import project_doc, with_call_rows
from apps.matching.models import CallRecommendation, Generation, Solver
from apps.talents.models import Talent

KEEP = 20
_prepared: dict[tuple[int, int, int], PreparedPosting] = {}


@dataclass(frozen=True)
class Ranked:
    """All open calls for one talent, with the reasons of the best."""

    ranking: Ranking
    postings: dict[str, PreparedPosting]
    reasons: dict[str, list[Row]]


def rank_for(talent: Talent, seen: TalentDoc, one: MemoryPool, generation: Generation) -> Ranked | None:
    """None for who switched automated ranking off: a person looks for calls with her, no program does."""
    if not talent.automated_ranking:
        return None
    postings = {posting.doc.id: posting for posting in live_calls(generation).values()}
    vocabulary = runs.current_vocabulary()
    ranking = rank_postings(
        one, list(postings.values()), weights=runs.weights(), vocabulary=vocabulary, keep=len(postings), reserve=0
    )
    best = [postings[result.pair.posting_id] for result in ranking.results if result.rank <= KEEP]
    return Ranked(ranking, postings, evidence_of_postings(best, seen, one, vocabulary, generation))


def live_calls(generation: Generation) -> dict[int, PreparedPosting]:
    """Key of the call -> what it is compared by; kept by this process while revision and generation last."""
    current = dict(call_runs.open_calls().values_list("pk", "current_id"))
    missing = [pk for pk, revision in current.items() if (pk, revision, generation.pk) not in _prepared]
    for challenge in with_call_rows(Challenge.objects.filter(pk__in=missing)):
        assert challenge.current_id is not None
        with suppress(encoding.EncoderAway):  # its text is new and must wait for the change of encoder
            _prepared[challenge.pk, challenge.current_id, generation.pk] = call_runs.prepared(challenge, generation)
    for key in [k for k in _prepared if k[2] != generation.pk or current.get(k[0]) != k[1]]:
        del _prepared[key]
    return {key[0]: posting for key, posting in _prepared.items()}


def forget() -> None:
    """Drop what this process holds."""
    _prepared.clear()


def encode_projects(talent: Talent, generation: Generation) -> None:
    """Vectors of what she brings, for the lists of solvers; made with hers, at the revision she is at."""
    for project in talent.projects.all():
        doc = project_doc(talent, project)
        encoding.of_document(encoding.KIND.PROJECT, project.pk, doc, talent.revision, generation)


def store(talent: Talent, ranked: Ranked | None, made: dict[str, Any]) -> None:
    """Replace her rows of open calls; those of ended ones stay. `made`: columns that all rows share."""
    CallRecommendation.objects.filter(talent=talent, challenge__in=call_runs.open_calls()).delete()
    if ranked is None:
        CallRecommendation.objects.filter(talent=talent).delete()
        return
    best = [result for result in ranked.ranking.results if result.rank <= KEEP]
    calls = Challenge.objects.filter(public_id__in=[result.pair.posting_id for result in best])
    keys = {name: (pk, revision) for name, pk, revision in calls.values_list("public_id", "pk", "current__public_id")}
    CallRecommendation.objects.filter(talent=talent, challenge__in=[pk for pk, _ in keys.values()]).delete()
    CallRecommendation.objects.bulk_create(
        CallRecommendation(
            talent=talent,
            challenge_id=keys[result.pair.posting_id][0],
            rank=result.rank,
            score=result.pair.score,
            values={str(factor): value for factor, value in result.pair.values.items()},
            points={str(factor): points for factor, points in result.pair.points.items()},
            evidence=ranked.reasons.get(result.pair.posting_id, []),
            posting_revision=keys[result.pair.posting_id][1],
            posting_content=ranked.postings[result.pair.posting_id].content.hex(),
            **made,
        )
        for result in best
        if result.pair.posting_id in keys
    )


def lists_that_move(talent: Talent, ranked: Ranked | None) -> list[int]:
    """Calls whose list she is on now, or would enter. With a project of hers any list may move: there are few calls."""
    live = dict(call_runs.open_calls().values_list("public_id", "pk"))
    if talent.projects.exists():
        return sorted(live.values())
    on_list = set(
        Solver.objects.filter(talent=talent, run__current=True, run__challenge__in=live.values()).values_list(
            "run__challenge_id", flat=True
        )
    )
    if ranked is None or not Talent.objects.rankable().filter(pk=talent.pk).exists():
        return sorted(on_list)
    last = call_runs.KEEP + call_runs.RESERVE
    full = Solver.objects.filter(run__current=True, rank=last, project__isnull=True)
    bars = dict(full.values_list("run__challenge_id", "score"))
    enters = {
        live[result.pair.posting_id]
        for result in ranked.ranking.results
        if result.pair.posting_id in live and result.pair.score >= bars.get(live[result.pair.posting_id], 0)
    }
    return sorted(on_list | enters)


def for_talent(talent: Talent) -> list[CallRecommendation]:
    """Her calls among those that are still open, best first."""
    rows = CallRecommendation.objects.filter(talent=talent, challenge__in=call_runs.open_calls())
    return list(rows.select_related("challenge").order_by("rank"))


def newest_call() -> datetime | None:
    """When a call last came into force, by publication or amendment."""
    found: datetime | None = call_runs.open_calls().aggregate(at=Max("current__in_force_at"))["at"]
    return found
